package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"sauro/db"
	"sauro/register"
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

	letter := "/van-ban/" + string(o.letter)
	o.silent(o.get(clerk, letter), bared)
	o.post(clerk, "/van-ban/noi-dung/"+string(o.clauses["4.3"])+"/ly-do", "ly-do", "Do bà mang số 051090001234 theo dõi chung.")
	o.says(o.get(clerk, letter), 200, bared)
}

func TestALetterIsPublishedAndKeptBackFromItsPage(t *testing.T) {
	o := newTaskOffice(t)
	letter := "/van-ban/" + string(o.letter)
	o.silent(o.get(clerk, letter), "Công khai ngay")
	o.update(func(tx *db.Tx) error {
		tasked := map[db.ID]bool{}
		for _, id := range o.clauses {
			tasked[id] = true
		}
		return register.Activate(tx, o.who[clerk], o.letter, tasked)
	})
	o.says(o.get(clerk, letter), 200, "Công khai ngay", "trong mười phút")
	o.silent(o.get(clerk, letter), "Giữ lại không công khai")
	o.silent(o.get(viewer, letter), "Công khai ngay", "Giữ lại không công khai")
	o.says(o.post(official, letter+"/cong-khai"), http.StatusForbidden)
	o.went(o.post(clerk, letter+"/cong-khai"), letter)
	told := func() int { return o.count("select count(*) from publication where tenant_id = ?1") }
	if n := told(); n != 1+len(o.clauses) {
		t.Errorf("%d publications", n)
	}
	o.says(o.get(clerk, letter), 200, `href="/cong-khai/21472/van-ban/VB-2025-01"`)
	o.went(o.post(clerk, letter+"/cong-khai"), letter)
	if n := told(); n != 1+len(o.clauses) {
		t.Errorf("%d publications after nothing changed", n)
	}

	o.says(o.post(clerk, letter+"/giu-lai", "ly-do", "Có nội dung mật cần xử lý."), http.StatusForbidden)
	again := o.post(chairman, letter+"/giu-lai", "form", "giu", "ly-do", "mật")
	o.says(again, http.StatusUnprocessableEntity, "Lý do cần từ 10 đến 1.000 ký tự", ">\nmật</textarea>")
	o.went(o.post(chairman, letter+"/giu-lai", "form", "giu", "ly-do", "Có nội dung mật cần xử lý."), letter)
	page := o.get(viewer, letter)
	o.says(page, 200, "đang giữ lại, không công khai", "Có nội dung mật cần xử lý.")
	if strings.Contains(o.get(chairman, letter).page, "Công khai ngay") {
		t.Error("what is kept back can be published at a press")
	}
	o.went(o.post(chairman, letter+"/giu-lai", "form", "giu", "mo", "1", "ly-do", "Đã bỏ nội dung mật."), letter)
	o.says(o.get(chairman, letter), 200, "Công khai ngay", "Giữ lại không công khai")
}
