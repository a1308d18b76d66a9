package browser_test

import "testing"

// TestALadderIsChosen: an office sets when it is reminded; that nobody hears of
// what is late is refused, and what was ticked stays.
func TestALadderIsChosen(t *testing.T) {
	t.Parallel()
	home := serve(t, true).URL()
	clerk := as(t, home, "vanphong")
	clerk.at("/don-doc")
	clerk.press("main", "Cách nhắc việc")
	clerk.reads("main", "Nhiệm vụ có một kết quả", "T-15", "T+5")
	clerk.pictured("ladder")
	clerk.ExpectConsole("status of 422")
	form := `form[action="/cach-nhac/week"]`
	clerk.unfold("main", "Đổi Kết quả hằng tuần")
	for _, late := range []string{"quá hạn 1 ngày", "quá hạn 3 ngày", "quá hạn 5 ngày"} {
		clerk.press(form, late)
	}
	clerk.fill(form, "Lý do đổi", "Việc tuần nào xong tuần ấy.")
	clerk.press(form, "Lưu cách nhắc")
	clerk.warned("ít nhất một bậc sau hạn")
	clerk.press(form, "quá hạn 1 ngày")
	clerk.press(form, "Lưu cách nhắc")
	clerk.told("Đã đổi cách nhắc")

	viewer := as(t, home, "giamsat")
	viewer.at("/cach-nhac")
	if n := viewer.Count("form[action^='/cach-nhac']"); n != 0 {
		t.Errorf("a viewer has %d forms", n)
	}
}
