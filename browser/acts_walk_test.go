package browser_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"net/url"
	"strings"
	"testing"
)

// TestWithoutScript does the main acts in windows in which no script runs.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	home := serve(t, true).URL()
	plain := func(login string) *person {
		p := newPerson(t, home)
		p.WithoutScript()
		p.enter(login)
		return p
	}
	clerk := plain("vanphong")
	clerk.at("/van-ban/moi")
	clerk.fill("main", "Hoặc dán chữ của văn bản", strings.ReplaceAll(letter(t), "UBND-VX", "UBND-KT"))
	clerk.press("main", "Đọc văn bản")
	clerk.reads(".lede", "5 nhóm, 20 nội dung")
	clerk.press("main", "Xác nhận 20 nội dung")
	clerk.told("xác nhận")
	clerk.press("main", "Soạn nhiệm vụ cho nội dung 3.1")
	clerk.press("main", "Dùng mẫu này")
	const work = "Lập danh sách vị trí việc làm về chuyển đổi số"
	clerk.fill("#soan", "Việc phải làm xong", work)
	clerk.choose("#soan", "Người chịu trách nhiệm", "Công chức Văn hóa - Xã hội")
	clerk.choose("#soan", "Kiểu thời hạn", "xong trước một ngày")
	clerk.fill("#soan", "Ngày hoàn thành", "31/12/2099")
	clerk.choose("#soan", "Đơn vị chủ trì", "Phòng Văn hóa - Xã hội")
	clerk.choose("#soan", "Giải trình khi trễ", "Công chức Văn hóa - Xã hội")
	clerk.choose("#soan", "Quyết định, nghiệm thu", "Chủ tịch UBND xã")
	clerk.fill("#soan", "Sản phẩm cuối cùng", "Danh sách được Chủ tịch duyệt")
	clerk.choose("#soan", "Cách đo", "số lượng")
	clerk.fill("#soan", "Phải đạt", "6")
	clerk.fill("#soan", "Đơn vị tính", "vị trí")
	clerk.choose("#soan", "Loại minh chứng", "tệp")
	clerk.fill("#soan", "Minh chứng gồm những gì", "Danh sách có chữ ký")
	clerk.press("#soan", "Lưu và giao")
	clerk.reads("#sau-ro", "Đủ sáu rõ")
	task := clerk.path()

	official := plain("congchucvanhoa")
	official.at(task)
	official.press("main", "Nhận việc")
	official.told("nhận")
	form := `form[action$="/tien-do"]`
	official.fill(form, "Đã đạt", "6")
	official.fill(form, "Đã làm gì", "Đã lập xong.")
	official.Upload(form+` input[type=file]`, file(t, "Danh sách.docx", word(t, "Danh sách sáu vị trí")))
	official.press(form, "Gửi và đề nghị nghiệm thu")
	official.told("đề nghị nghiệm thu")
	official.reads(".time", "Danh sách.docx")

	chairman := plain("chutich")
	chairman.at("/")
	chairman.press("main", "Nghiệm thu: "+work)
	form = `form[action$="/nghiem-thu"]`
	chairman.press(form, "Danh sách.docx")
	chairman.fill(form, "Đã xem những gì", "Danh sách có chữ ký.")
	chairman.press(form, "Nghiệm thu")
	chairman.told("Đã nghiệm thu")
	chairman.reads(".lede", "hoàn thành")
}

// TestTwoPeopleEditTheSameTask: the second to save sees both versions and loses
// nothing, neither their own words nor those of the first.
func TestTwoPeopleEditTheSameTask(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	edit := placesOf(t, home).task("draft") + "/sua"
	one, two := as(t, home.URL(), "vanphong"), as(t, home.URL(), "chutich")
	two.ExpectConsole("status of 409")
	one.at(edit)
	two.at(edit)
	one.fill("#soan", "Nội dung chi tiết", "Bản của Văn phòng: làm trong hai đợt.")
	one.fill("#soan", "Sản phẩm cuối cùng", "Bảng tổng hợp do Văn phòng ghi")
	two.fill("#soan", "Nội dung chi tiết", "Bản của Chủ tịch: làm một đợt.")
	two.fill("#soan", "Văn bản giao nhiệm vụ", "Kết luận giao ban tháng 11")
	one.press("#soan", "Lưu nháp")
	one.told("lưu")
	two.press("#soan", "Lưu nháp")
	two.reads("#loi", "vừa")
	two.reads("section[aria-labelledby=hai-ban]", "Bản của Văn phòng: làm trong hai đợt.", "Bản của Chủ tịch: làm một đợt.", "Bảng tổng hợp do Văn phòng ghi", "Kết luận giao ban tháng 11")
	two.Axe()
	two.Screenshot("two-versions")
	if got := two.Value(two.field("#soan", "Nội dung chi tiết")); got != "Bản của Chủ tịch: làm một đợt." {
		t.Errorf("what the second typed is now %q", got)
	}
	// The product as the first wrote it, the rest as the second did.
	two.press("section[aria-labelledby=hai-ban]", "sản phẩm: giữ bản đang lưu")
	two.press("#soan", "Lưu nháp")
	two.told("lưu")
	two.reads(".six", "Bản của Chủ tịch: làm một đợt.", "Bảng tổng hợp do Văn phòng ghi")
	two.reads(".origin", "Kết luận giao ban tháng 11")
	two.reads(".time", "Bản của Văn phòng: làm trong hai đợt.") // what was replaced stays in the history
}

// TestTypedTextIsKept: a form that is wrong comes back with its words and says
// where; a form that is sent twice makes one thing.
func TestTypedTextIsKept(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	of := placesOf(t, home)

	official := as(t, home.URL(), "congchucvanhoa")
	official.ExpectConsole("status of 422")
	official.at(of.task("doing"))
	if official.Count(`form[action$="/tien-do"]`) == 0 { // somebody else's
		official.at("/viec-cua-toi")
		official.press("main", "Báo đầy đủ")
	}
	form := `form[action$="/tien-do"]`
	const note = "Đã làm xong phần đầu, còn hai thôn."
	official.fill(form, "Đã đạt", "mười")
	official.fill(form, "Đã làm gì", note)
	official.unfold(form, "Có vướng mắc")
	official.fill(form, "Số liệu đến ngày", "31/02/2026")
	official.press(form, "Gửi báo cáo")
	official.warned("Số báo cáo chưa đúng")
	official.Screenshot("wrong-report")
	official.Axe()
	for label, want := range map[string]string{"Đã làm gì": note, "Đã đạt": "mười", "Số liệu đến ngày": "31/02/2026"} {
		if got := official.Value(official.field(form, label)); got != want {
			t.Errorf("%s held %q and holds %q now", label, want, got)
		}
	}
	official.Click("#loi a")
	if got := official.Focused(); !strings.Contains(got, "gia-tri") {
		t.Errorf("the summary leads to %s", got)
	}

	clerk := as(t, home.URL(), "vanphong")
	clerk.ExpectConsole("status of 422")
	count := func() string { clerk.at("/nhiem-vu"); return clerk.Text("#danh-sach i") }
	before := count()
	clerk.at("/nhiem-vu/moi?noi-dung=" + of.clause)
	clerk.fill("#soan", "Việc phải làm xong", "Tổ chức một việc để thử")
	clerk.fill("#soan", "Ngày hoàn thành", "hết tháng 12")
	clerk.press("#soan", "Lưu nháp")
	clerk.warned("ày")
	if got := clerk.Value(clerk.field("#soan", "Ngày hoàn thành")); got != "hết tháng 12" {
		t.Errorf("the day that was typed is now %q", got)
	}
	if after := count(); after != before {
		t.Errorf("a wrong form made a task: %s of %s", after, before)
	}

	// A double click, with the script that holds the second back and without.
	for _, script := range []bool{true, false} {
		hasty := newPerson(t, home.URL())
		work := "Tổ chức lớp học thứ nhất"
		if !script {
			hasty.WithoutScript()
			work = "Tổ chức lớp học thứ hai"
		}
		hasty.enter("vanphong")
		hasty.at("/nhiem-vu/moi?noi-dung=" + of.clause)
		hasty.fill("#soan", "Việc phải làm xong", work)
		hasty.find("#soan", "Lưu nháp")
		hasty.Eval(`(b => { b.click(); b.click(); })(document.querySelector("[data-walk]"))`, nil)
		hasty.WaitURL("/nhiem-vu/NV-")
		hasty.reads("h1", work)
		hasty.at("/nhiem-vu?tu=" + url.QueryEscape(work))
		if n := hasty.Text("#danh-sach i"); n != "1" {
			t.Errorf("script %v: a double click made %s tasks", script, n)
		}
	}
}

// TestSecretAndBrokenFilesAreRefused: the person reads what is wrong and what to
// do, and nothing is kept.
func TestSecretAndBrokenFilesAreRefused(t *testing.T) {
	t.Parallel()
	home := serve(t, true).URL()
	clerk := as(t, home, "vanphong")
	clerk.ExpectConsole("status of 422", "status of 413")
	clerk.at("/van-ban")
	before := clerk.Count("main tbody tr")
	whole := word(t, letter(t))
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content []byte
		says    []string
	}{
		{"mat.docx", word(t, "TỐI MẬT\n"+letter(t)), []string{"TỐI MẬT", "chưa có gì được lưu"}},
		{"cat-ngang.docx", whole[:len(whole)/2], []string{"bị hỏng hoặc bị cắt giữa chừng", "gửi lại"}},
		{"rong.pdf", nil, []string{"rong.pdf rỗng", "chọn lại"}},
		{"anh.docx", picture.Bytes(), []string{"hình ảnh", "PDF"}},
		{"web.doc", []byte("<!doctype html><html><body>Cam kết</body></html>"), []string{"trang web", ".docx"}},
		{"chuong-trinh.pdf", append([]byte("MZ\x90\x00\x03\x00\x00\x00"), binary.LittleEndian.AppendUint64(nil, 1<<63)...), []string{"Hãy"}},
	} {
		clerk.at("/van-ban/moi")
		clerk.Upload("input[type=file]", file(t, c.name, c.content))
		clerk.press("main", "Đọc văn bản")
		clerk.WaitVisible("#loi")
		clerk.warned(c.says...)
	}
	clerk.Screenshot("refused-file")
	clerk.Axe()
	clerk.at("/van-ban/moi")
	clerk.fill("main", "Hoặc dán chữ của văn bản", "MẬT\n"+letter(t))
	clerk.press("main", "Đọc văn bản")
	clerk.warned("độ mật MẬT", "chưa có gì được lưu")
	clerk.at("/van-ban")
	if after := clerk.Count("main tbody tr"); after != before {
		t.Errorf("%d letters after the refusals, %d before", after, before)
	}

	// Evidence too, and the words beside it stay.
	official := as(t, home, "congchucvanhoa")
	official.ExpectConsole("status of 422")
	official.press("main", "Báo đầy đủ")
	form := `form[action$="/tien-do"]`
	official.fill(form, "Đã làm gì", "Đã xong phần kiểm tra.")
	official.Upload(form+` input[type=file]`, file(t, "kiem-tra.exe", []byte("MZ\x90\x00\x03\x00\x00\x00")))
	official.press(form, "Gửi báo cáo")
	official.WaitVisible("#loi")
	official.warned("kiem-tra.exe", "Hãy gửi PDF")
	if got := official.Value(official.field(form, "Đã làm gì")); got != "Đã xong phần kiểm tra." {
		t.Errorf("the note beside the refused file is now %q", got)
	}
}
