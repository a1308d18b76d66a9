package registry_test

import (
	"net/http"
	"strings"
	"testing"

	"sauro/db"
	"sauro/register"
)

func TestPrivateNumbersOfALetterArePointedOut(t *testing.T) {
	const bared = "Có số định danh hoặc số điện thoại."
	o := newScene(t)
	letter := "/van-ban/" + string(o.letter)
	o.silent(o.get(clerk, letter), bared)
	o.post(clerk, "/van-ban/noi-dung/"+string(o.clauses["4.3"])+"/ly-do", "ly-do", "Do bà mang số 051090001234 theo dõi chung.")
	o.says(o.get(clerk, letter), 200, bared)
}

func TestALetterIsPublishedAndKeptBackFromItsPage(t *testing.T) {
	o := newScene(t)
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
