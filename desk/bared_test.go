package desk_test

import (
	"net/http"
	"testing"
)

const bared = "Có số định danh hoặc số điện thoại."

func TestPrivateNumbersArePointedOut(t *testing.T) {
	o := newTaskOffice(t)
	page := o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"]))
	o.silent(page, bared)
	with := replaced(o.full("mot-lan", page.token()), "viec", "Mở lớp cho 42 người, gọi 0912 345 678", "san-pham", "Danh sách 051090001234")
	// A form that fails says it beside the fields, and does not fail for it.
	again := o.post(clerk, "/nhiem-vu/moi", replaced(with, "phai-dat", "bốn hai")...)
	o.says(again, http.StatusUnprocessableEntity, `id="viec-r"`, `id="san-pham-r"`, bared)
	o.silent(again, `id="han-ghi-r"`)
	a := o.post(clerk, "/nhiem-vu/moi", replaced(with, "mot-lan", again.token())...)
	o.went(a, "/nhiem-vu/NV-")
	ref := refIn.FindString(a.Header().Get("Location"))
	o.says(o.get(clerk, "/nhiem-vu/"+ref), 200, bared)
	o.says(o.get(clerk, "/nhiem-vu/"+ref+"/sua"), 200, `id="viec-r"`)
	o.silent(o.get(clerk, "/nhiem-vu/"+o.draft(o.full()...)), bared)

	// The name of a file is public too.
	clean := o.issued()
	o.went(o.report(official, clean, []file{{"Danh sách 051090001234.pdf", pdf.data}}, "gia-tri", "3"), "/nhiem-vu/"+clean)
	o.says(o.get(official, "/nhiem-vu/"+clean), 200, bared)
}
