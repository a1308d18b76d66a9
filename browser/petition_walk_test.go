package browser_test

import (
	"strings"
	"testing"
)

// TestAPetitionOfManyIsAnsweredOnce: an official is stuck, the commune sends a
// proposal to the province, which takes it in, brings it together with those of
// other communes and answers all of them at once; the official accepts.
func TestAPetitionOfManyIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	program := serve(t, true)
	home := program.URL()
	_, _, today := ofOfficial(t, program)

	official := as(t, home, "congchucvanhoa")
	official.at("/vuong-mac/moi")
	official.press("main", "Phát bài tuyên truyền")
	const stuck = "Xã chưa khai thác được dữ liệu dân cư của thôn"
	official.fill("main", "Vướng ở đâu, cần ai giải quyết", stuck)
	official.press(`form[action="/vuong-mac"]`, "Báo vướng mắc")
	official.reads("main", stuck)
	obstacle := official.path()

	chairman := as(t, home, "chutich")
	chairman.at("/kien-nghi-den") // in no menu of a commune, and it says so
	chairman.reads("main", "Không có cơ quan cấp dưới")
	chairman.Axe()
	chairman.at(obstacle)
	form := `form[action$="/tham-quyen"]`
	chairman.press(form, "vượt thẩm quyền xã")
	chairman.choose(form, "Loại vướng mắc", "dữ liệu")
	chairman.press(form, "Xác định thẩm quyền")
	chairman.press(".title", "Lập kiến nghị")
	chairman.press("main", "UBND tỉnh Quảng Ngãi")
	chairman.fill("main", "Về việc", "Xã chưa được khai thác dữ liệu dân cư")
	chairman.fill("main", "Đề nghị cấp trên làm gì", "Cho xã khai thác dữ liệu dân cư để đối chiếu hồ sơ.")
	chairman.press("main", "Lưu dự thảo")
	proposal := chairman.path()
	form = `form[action$="/gui"]`
	chairman.fill(form, "Số, ký hiệu công văn", "231/UBND-VX")
	chairman.fill(form, "Họ tên người ký", "Chủ tịch UBND xã")
	chairman.press(form, "Ghi đã gửi")
	chairman.told("Đã gửi kiến nghị")

	// It lies on the province's desk a moment later.
	clerk := as(t, home, "51/vanphongtinh")
	clerk.ExpectConsole("status of 422")
	clerk.press("nav", "Kiến nghị đến")
	const arrived = "Xã chưa được khai thác dữ liệu dân cư"
	ref := "21472-" + proposal[len("/kien-nghi/"):]
	for clerk.Count(`a[href="/kien-nghi-den/`+ref+`"]`) == 0 {
		clerk.WaitVisible("main table")
		clerk.Reload()
	}
	clerk.reads("main", "UBND xã Khánh Cường", "2 xã đang chờ", "dữ liệu", "hạ tầng")
	clerk.looks("petitions")
	clerk.Print(true)
	clerk.Screenshot("petitions-print")
	clerk.Print(false)
	clerk.at("/kien-nghi-den?loai=infrastructure")
	clerk.reads("main", "UBND xã Đặng Thùy Trâm")
	clerk.at("/kien-nghi-den?lau-hon=20")
	clerk.reads("main", "Không có kiến nghị nào như vậy")
	clerk.Axe()
	clerk.at("/kien-nghi-den/" + ref)
	clerk.reads("main", arrived, "231/UBND-VX", "Cho xã khai thác dữ liệu dân cư để đối chiếu hồ sơ.", stuck)
	clerk.looks("petition")
	clerk.fill(`form[action$="/tiep-nhan"]`, "Số đến trong sổ văn bản đến", "418")
	clerk.press(`form[action$="/tiep-nhan"]`, "Tiếp nhận")
	clerk.told("Đã tiếp nhận")
	clerk.reads("main", "số đến 418")
	form = `form[action$="/giao"]`
	clerk.choose(form, "Giao cho chức danh", "Giám đốc Sở Khoa học và Công nghệ · Sở Khoa học và Công nghệ")
	clerk.press(form, "Giao xử lý")
	clerk.told("Đã giao xử lý")

	// The commune sees it the next time it looks.
	for {
		chairman.at(proposal)
		if chairman.Count(`.st`) > 0 && chairman.Text(".lede") != "" && strings.Contains(chairman.Text("main"), "418") {
			break
		}
	}

	head := as(t, home, "51/sokhcn")
	head.at("/kien-nghi-den?cua-toi=1")
	head.press("main", arrived)
	form = `form[action$="/xem-xet"]`
	head.fill(form, "Ý kiến đề xuất", "Đề xuất chấp thuận cho mọi xã.")
	head.press(form, "Ghi đang xem xét")
	head.told("đang xem xét")
	form = `form[action$="/gop"]`
	head.press(form, "Xã chưa khai thác được dữ liệu dân cư")
	head.press(form, "Gộp")
	head.told("Đã gộp vào vấn đề chung VD-")
	head.reads(".title", "3 xã đang chờ")
	issue := head.path()
	head.looks("issue")
	form = `form[action$="/gop"]`
	head.press(form, "Chưa khai thác được dữ liệu dân cư 21496")
	head.press(form, "Gộp thêm")
	head.reads(".title", "4 xã đang chờ")

	clerk.at(issue)
	clerk.press("main", "Tiếp nhận 1 kiến nghị")
	clerk.told("Đã tiếp nhận 1 kiến nghị")

	governor := as(t, home, "51/chutichtinh")
	governor.ExpectConsole("status of 422")
	governor.at("/")
	governor.Axe()
	governor.at("/kien-nghi-den")
	governor.press("main", "Xã chưa khai thác được dữ liệu dân cư")
	form = `form[action$="/tra-loi"]`
	governor.press(form, "Chấp thuận")
	governor.fill(form, "Nội dung trả lời", "Các xã được khai thác dữ liệu dân cư từ tháng sau.")
	governor.fill(form, "Số, ký hiệu văn bản", "1201/UBND-KGVX")
	governor.fill(form, "Ngày văn bản", today.String())
	governor.fill(form, "Chức danh người ký", "Chủ tịch UBND tỉnh")
	governor.looks("issue-answering")
	// The page itself would not send the form without the box and the file.
	governor.Eval(`document.querySelector('form[action$="/tra-loi"]').noValidate = true`, nil)
	governor.press(form, "Gửi trả lời cho 4 xã")
	governor.warned("Hãy đánh dấu đồng ý")
	if got := governor.Value(governor.field(form, "Nội dung trả lời")); got != "Các xã được khai thác dữ liệu dân cư từ tháng sau." {
		t.Errorf("what was typed is now %q", got)
	}
	governor.Axe()
	governor.Upload(form+` input[type=file]`, file(t, "1201-UBND.docx", word(t, "Các xã được khai thác dữ liệu dân cư.")))
	governor.press(form, "Tôi đã kiểm tra: gửi trả lời này cho 4 xã")
	governor.press(form, "Gửi trả lời cho 4 xã")
	governor.told("Đã trả lời 4 kiến nghị")
	governor.reads(".title", "Đã trả lời hết 4 xã")
	governor.reads("main", "1201/UBND-KGVX", "1201-UBND.docx", "cho 4 kiến nghị")
	governor.looks("issue-answered")

	for {
		chairman.at(proposal)
		if strings.Contains(chairman.Text("main"), "1201/UBND-KGVX") {
			break
		}
	}
	chairman.reads("main", "Chấp thuận", "Các xã được khai thác dữ liệu dân cư từ tháng sau.")
	official.at(obstacle)
	official.reads("section[aria-labelledby=xac-nhan]", "Các xã được khai thác dữ liệu dân cư")
	official.press(`form[action$="/xac-nhan"]`, "Đã hết vướng")
	official.told("Đã xác nhận hết vướng")
	official.reads(".lede", "đã đóng")
}
