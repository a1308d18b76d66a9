package browser_test

import (
	"testing"
)

// TestRequestsAboutPersonalData: an official sees what is kept and asks; the
// office answers, corrects, and erases in two steps; everybody sees who has read.
func TestRequestsAboutPersonalData(t *testing.T) {
	t.Parallel()
	home := serve(t, true).URL()
	const base = "/du-lieu-ca-nhan"
	const words = "Đã gặp, đã giải thích cách làm và hạn."

	official := as(t, home, "congchucvanhoa")
	official.at(base)
	official.reads("#danh-muc", "Danh mục dữ liệu cá nhân")
	official.Axe()
	official.Screenshot("privacy")
	official.press("main", "Gửi yêu cầu về dữ liệu của tôi")
	official.ExpectConsole("status of 422", "status of 404")
	official.press("main", "Gửi yêu cầu")
	official.Axe()
	official.press("main", "đính chính")
	official.fill("main", "Cụ thể", "Họ tên ghi thiếu, đúng là Lê Thị Hoa.")
	official.press("main", "Gửi yêu cầu")
	official.told("Đã ghi yêu cầu DL-")
	correction := official.path()
	official.at(base + "/yeu-cau/moi")
	official.press("main", "xóa")
	official.fill("main", "Cụ thể", "Tôi sắp chuyển công tác, đề nghị xóa.")
	official.press("main", "Gửi yêu cầu")
	erasure := official.path()
	if official.Count("main form") != 0 {
		t.Error("the asker is shown what only the office may do")
	}
	official.Axe()

	clerk := as(t, home, "vanphong")
	clerk.ExpectConsole("status of 422")
	clerk.at(base + "/yeu-cau/moi")
	clerk.Axe()
	clerk.Screenshot("request-new")
	clerk.at(base + "/yeu-cau")
	clerk.reads("main", "đã tiếp nhận")
	clerk.Axe()
	clerk.Screenshot("requests")
	clerk.at(correction)
	clerk.fill(`form[action$="/tra-loi"]`, "Đã trả lời", words)
	clerk.press("main", "Ghi đã trả lời")
	clerk.told("Đã ghi lời trả lời")
	clerk.fill(`form[action$="/dinh-chinh"]`, "Họ tên đúng", "Lê Thị Hoa")
	clerk.press("main", "Sửa họ tên và kết thúc")
	clerk.told("Đã đính chính")
	clerk.reads("main", "Họ tên sau: Lê Thị Hoa.")
	clerk.Axe()

	clerk.at(erasure)
	clerk.reads("main", "còn giữ 1 chức danh", "Những gì ở lại và vì sao")
	clerk.Axe()
	clerk.Screenshot("request-erase")
	form := `form[action$="/gia-han"]`
	clerk.press("main", "Gia hạn")
	clerk.fill(form, "Lý do", "ngắn")
	clerk.press(form, "Gia hạn một lần")
	clerk.warned("Hãy ghi lý do")
	if got := clerk.Value(clerk.field(form, "Lý do")); got != "ngắn" {
		t.Errorf("what was typed is now %q", got)
	}
	clerk.Axe()
	clerk.fill(form, "Lý do", "Chờ xong việc bàn giao của người này.")
	clerk.press(form, "Gia hạn một lần")
	clerk.told("Đã gia hạn")
	clerk.reads("main", "đã gia hạn ngày")
	clerk.press("main", "Từ chối")
	form = `form[action$="/tu-choi"]`
	clerk.fill(form, "Lý do", "Còn giữ chức danh nên cần dữ liệu để làm việc.")
	clerk.fill(form, "Điều, khoản", "Luật 91/2025/QH15 Điều 4 khoản 3")
	clerk.press(form, "Từ chối yêu cầu")
	clerk.told("Đã từ chối")

	// Who has left is erased by two: the office prepares, the chairman decides.
	leaver := as(t, home, "giamsat")
	leaver.at(base + "/yeu-cau/moi")
	leaver.press("main", "xóa")
	leaver.fill("main", "Cụ thể", "Tôi thôi làm giám sát, đề nghị xóa.")
	leaver.press("main", "Gửi yêu cầu")
	erasure = leaver.path()
	clerk.at("/nhan-su")
	clerk.press("main", "Sửa Giám sát của HĐND xã")
	clerk.press("details.ask[open]", "Thôi giữ chức danh")
	clerk.told("Người đó không còn đăng nhập được")
	clerk.at(erasure)
	clerk.reads("main", "Bị xóa hẳn.")
	clerk.fill(`form[action$="/chuan-bi"]`, "Đã xem những gì", "Người này đã thôi giữ chức danh, không còn việc mở.")
	clerk.press("main", "Trình Chủ tịch quyết định xóa")
	clerk.reads("main", "Đang chờ Chủ tịch quyết định.")
	chairman := as(t, home, "chutich")
	chairman.at(erasure)
	chairman.Axe()
	chairman.Screenshot("request-decide")
	chairman.fill(`form[action$="/quyet-dinh"]`, "Lý do quyết định", "Đồng ý xóa theo yêu cầu của người này.")
	chairman.press("main", "Quyết định xóa")
	chairman.told("Đã xóa dữ liệu")
	chairman.reads("main", "đã xóa cùng dữ liệu của người này")
	chairman.Axe()

	official.at(base + "/ai-da-xem")
	official.reads("main", "một yêu cầu về dữ liệu cá nhân", "giải quyết yêu cầu")
	official.Axe()
	official.Screenshot("who-read")
	chairman.at(base + "/so-doc")
	chairman.reads("main", "sổ ghi việc đọc dữ liệu cá nhân")
	chairman.Axe()
	chairman.Screenshot("reads")

	for _, path := range []string{base, base + "/yeu-cau", base + "/yeu-cau/moi", erasure, base + "/so-doc"} {
		chairman.at(path)
		chairman.Phone()
		chairman.NoSidewaysScroll()
		chairman.Axe()
		chairman.Desk()
		chairman.Dark(true)
		chairman.Axe()
		chairman.Dark(false)
	}
	chairman.at(base)
	chairman.Phone()
	chairman.Screenshot("privacy-phone")
	chairman.Desk()
	chairman.Print(true)
	chairman.Screenshot("privacy-paper")
}
