package browser_test

import (
	"bytes"
	"strings"
	"testing"
)

// TestAnOfficeFromNothing is the walk of a person who has never seen the program:
// from an empty folder to the three files of the report for the Department.
func TestAnOfficeFromNothing(t *testing.T) {
	t.Parallel()
	home := serve(t, false)
	clerk := newPerson(t, home.URL())

	// The office is set up with the code that only the one at the server knows.
	clerk.at("/")
	clerk.WaitURL("/lap-co-quan")
	setUp := func(code string) {
		clerk.fill("main", "Mã lập cơ quan", code)
		clerk.fill("main", "Tên cơ quan", "UBND xã Khánh Cường")
		clerk.fill("main", "Mã đơn vị hành chính", "21472")
		clerk.fill("main", "Tên đăng nhập", "vanphong")
		clerk.fill("main", "Mật khẩu", "mưa rào tháng bảy")
		clerk.fill("main", "Gõ lại mật khẩu", "mưa rào tháng bảy")
		clerk.press("main", "Lập cơ quan")
	}
	clerk.ExpectConsole("status of 422")
	setUp("KHONG-PHAI-MA")
	clerk.warned("Mã lập cơ quan chưa đúng")
	setUp(home.SetUp)
	clerk.WaitURL("/bat-dau")
	clerk.told("Đã lập cơ quan")
	clerk.reads(".lede", "bước 1 trên 8")

	// People, each with a link that is shown once.
	clerk.press("main", "Mở Nhân sự")
	links := map[string]string{}
	for login, post := range map[string]string{"chutich": "Chủ tịch UBND xã", "vanhoa": "Công chức Văn hóa - Xã hội"} {
		clerk.choose(`form[action="/nhan-su/nguoi"]`, "Chức danh", post)
		clerk.fill(`form[action="/nhan-su/nguoi"]`, "Tên đăng nhập", login)
		clerk.press("main", "Thêm người")
		clerk.reads(".given h2", login)
		links[login] = clerk.Text(".given code")
	}
	clerk.at("/nhan-su")
	for login, link := range links {
		if strings.Contains(clerk.Text("main"), link) {
			t.Errorf("the link of %s is shown a second time", login)
		}
	}

	// The letter: read, corrected beside the original, confirmed.
	clerk.at("/bat-dau")
	clerk.reads(".lede", "bước 2 trên 8")
	clerk.press("main", "Đưa văn bản vào")
	clerk.Upload(`input[type=file]`, file(t, "Cam kết 12-2025.docx", word(t, letter(t))))
	clerk.press("main", "Đọc văn bản")
	clerk.WaitURL("/doc")
	clerk.reads(".lede", "5 nhóm, 20 nội dung")
	clerk.Screenshot("nothing-proposal")
	correct(clerk)
	clerk.press("main", "Xác nhận 20 nội dung")
	clerk.agree()
	clerk.told("xác nhận")
	clerk.reads("main", "chưa có nhiệm vụ")
	clerk.Screenshot("nothing-letter")
	var bare int
	if clerk.Eval(`[...document.querySelectorAll(".now .st")].filter(e => e.innerText.trim() === "chưa có nhiệm vụ").length`, &bare); bare != 20 {
		t.Errorf("%d clauses of 20 say that they have no task", bare)
	}

	ref := sixClear(clerk)
	official := signInFirst(t, home.URL(), "vanhoa", links["vanhoa"])
	reportWithFile(official, ref)
	judge(t, clerk, home.URL(), ref, links["chutich"])
	threeFiles(clerk)
}

// correct splits a clause and joins it again, and fills in a field of the head
// that the letter leaves blank.
func correct(clerk *person) {
	clerk.t.Helper()
	part := "#" + clerk.part("3.3")
	clerk.press(part, "Sửa chỗ này")
	clerk.fill(part, "Phần sau bắt đầu bằng chữ", "tổ chức triển khai đào tạo")
	clerk.press(part, "Tách")
	clerk.reads(".lede", "21 nội dung")
	part = "#" + clerk.part("3.4")
	clerk.press(part, "Sửa chỗ này")
	clerk.press(part, "Gộp lên trên")
	clerk.reads(".lede", "20 nội dung")
	clerk.press(".box", "Sửa phần đầu")
	clerk.fill(".box", "Số", "118")
	clerk.press(".box", "Ghi phần đầu")
	clerk.reads(".box", "118")
}

// part is the element of a clause on the page of the reading.
func (p *person) part(code string) string {
	p.t.Helper()
	var id string
	p.Eval(`[...document.querySelectorAll(".now[id]")].find(e => e.querySelector("b")?.innerText === `+js(code)+`)?.id ?? ""`, &id)
	if id == "" {
		p.lost("no clause %s", code)
	}
	return id
}

// sixClear makes a task out of a proposal of the catalogue for clause 3.3. What
// is not six-clear is not issued, and nothing typed is lost.
func sixClear(clerk *person) (ref string) {
	clerk.t.Helper()
	clerk.press("main", "Soạn nhiệm vụ cho nội dung 3.3")
	clerk.press("main", "Dùng mẫu này : Tổ chức bồi dưỡng")
	clerk.reads("main", "Lấy từ mẫu gợi ý")
	const detail = "Hai lớp, mỗi lớp một ngày, học tại hội trường xã."
	clerk.fill("#soan", "Nội dung chi tiết", detail)
	clerk.fill("#soan", "Phải đạt", "42")
	clerk.choose("#soan", "Kiểu thời hạn", "xong trước một ngày")
	clerk.fill("#soan", "Ngày hoàn thành", "31/12/2026")
	clerk.choose("#soan", "Quyết định, nghiệm thu", "Chủ tịch UBND xã")
	clerk.press("#soan", "Lưu và giao")
	clerk.warned("Chưa rõ người")
	clerk.Screenshot("nothing-not-six-clear")
	if got := clerk.Value(clerk.field("#soan", "Nội dung chi tiết")); got != detail {
		clerk.t.Errorf("the detail that was typed is now %q", got)
	}
	clerk.choose("#soan", "Người chịu trách nhiệm", "Công chức Văn hóa - Xã hội")
	clerk.press("#soan", "Lưu và giao")
	clerk.told("giao")
	clerk.reads("#sau-ro", "Đủ sáu rõ")
	clerk.reads(".six", "Công chức Văn hóa - Xã hội", detail, "42 người", "Chủ tịch UBND xã")
	return strings.TrimPrefix(clerk.path(), "/nhiem-vu/")
}

// signInFirst opens a link that was handed over, chooses a password and signs in
// with it.
func signInFirst(t *testing.T, home, login, link string) *person {
	t.Helper()
	p := newPerson(t, home)
	p.Open(link)
	p.WaitURL("/mat-khau-moi")
	p.reads("main", login)
	p.fill("main", "Mật khẩu mới", "nước lên đầy đồng")
	p.fill("main", "Gõ lại mật khẩu mới", "nước lên đầy đồng")
	p.press("main", "Đặt mật khẩu")
	p.told("mật khẩu")
	p.fill("main", "Tên đăng nhập", login)
	p.fill("main", "Mật khẩu", "nước lên đầy đồng")
	p.press("main", "Đăng nhập")
	return p
}

// reportWithFile takes the task over and reports on it in one line with a file,
// then hands it in.
func reportWithFile(official *person, ref string) {
	official.t.Helper()
	official.press("nav", "Việc của tôi")
	official.press("main", "Nhận việc")
	official.told("nhận")
	line := `form[aria-label$="` + ref + `"]`
	official.fill(line, "Số người đạt", "42")
	official.fill(line, "Ghi một dòng", "Đủ 42 người có chứng nhận.")
	official.Upload("#tep-"+ref, file(official.t, "Danh sách lớp.docx", word(official.t, "Danh sách 42 người dự lớp")))
	official.reads(line, "Danh sách lớp.docx")
	official.Screenshot("nothing-mine")
	official.press(line, "Gửi")
	official.WaitVisible(".note.is-ok")
	official.reads("main", "42/42")
	official.at("/nhiem-vu/" + ref)
	official.reads("#dien-bien ~ ol, .time", "Danh sách lớp.docx")
	if official.Count(`form[action$="/kiem-chung"], form[action$="/nghiem-thu"]`) > 0 {
		official.t.Error("the doer is offered to verify or accept their own work")
	}
	official.press("#can-lam ~ *, main", "Đề nghị nghiệm thu")
	official.told("nghiệm thu")
}

// judge has the clerk verify and the chairman accept.
func judge(t *testing.T, clerk *person, home, ref, link string) {
	t.Helper()
	clerk.press("nav", "Bàn điều hành")
	clerk.press("main", "Xem, kiểm chứng")
	form := `form[action$="/kiem-chung"]`
	clerk.fill(form, "Số đã thấy có minh chứng", "42")
	clerk.fill(form, "Đã xem những gì", "Danh sách lớp và 42 chứng nhận.")
	clerk.press(form, "Ghi kết quả kiểm chứng")
	clerk.told("kiểm chứng")

	chairman := signInFirst(t, home, "chutich", link)
	chairman.press("nav", "Bàn điều hành")
	chairman.reads("#cho-toi", "1")
	chairman.press("main", "Xem, nghiệm thu")
	form = `form[action$="/nghiem-thu"]`
	chairman.press(form, "Danh sách lớp.docx")
	chairman.fill(form, "Đã xem những gì", "Danh sách lớp có chữ ký.")
	chairman.Screenshot("nothing-accept")
	chairman.press(form, "Nghiệm thu")
	chairman.told("Đã nghiệm thu")
	chairman.reads(".lede", "hoàn thành")
	chairman.press("nav", "Bàn điều hành")
	chairman.reads(".groups li:nth-child(3)", "Báo cáo 33%", "Đã kiểm chứng 33%") // one of three clauses
	chairman.Screenshot("nothing-board")
}

// threeFiles draws up the report, freezes it and takes it home in three forms.
func threeFiles(clerk *person) {
	clerk.t.Helper()
	clerk.press("nav", "Báo cáo")
	clerk.press("main", "Xem số liệu")
	clerk.reads("main", "20")
	clerk.press("main", "Chốt báo cáo")
	clerk.told("chốt")
	clerk.Screenshot("nothing-report")
	for words, begins := range map[string]string{"Tải bản Word": "PK\x03\x04", "Tải bản PDF": "%PDF-", "Tải bản Excel": "PK\x03\x04"} {
		name, content := clerk.Download(clerk.find("main", words))
		if len(content) < 4000 || !bytes.HasPrefix(content, []byte(begins)) {
			clerk.t.Errorf("%s gave %s with %d bytes that begin %.8q", words, name, len(content), content)
		}
	}
	clerk.at("/bat-dau")
	clerk.Screenshot("nothing-start-done")
	clerk.reads(".lede", "hết các bước")
}
