package browser_test

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"sauro/onetime"
)

const clerkSays = "mưa rào tháng bảy"

// officeOnLocalhost is an office that was just set up, with its clerk at a window,
// by the name of this machine: passkeys are bound to names.
func officeOnLocalhost(t *testing.T) (home string, clerk *person) {
	t.Helper()
	program := serve(t, false)
	home = strings.Replace(program.URL(), "127.0.0.1", "localhost", 1)
	clerk = newPerson(t, home)
	clerk.at("/lap-co-quan")
	clerk.fill("main", "Mã lập cơ quan", program.SetUp)
	clerk.fill("main", "Tên cơ quan", "UBND xã Khánh Cường")
	clerk.fill("main", "Mã đơn vị hành chính", "21472")
	clerk.fill("main", "Tên đăng nhập", "vanphong")
	clerk.fill("main", "Mật khẩu", clerkSays)
	clerk.fill("main", "Gõ lại mật khẩu", clerkSays)
	clerk.press("main", "Lập cơ quan")
	clerk.WaitURL("/bat-dau")
	return home, clerk
}

// seen takes the page's pictures and has axe look at it: old desktop and phone,
// light and dark.
func (p *person) seen(name string) {
	p.t.Helper()
	p.Screenshot("signin-" + name)
	p.Axe()
	p.Phone()
	p.NoSidewaysScroll()
	p.Dark(true)
	p.Contrast()
	p.Screenshot("signin-" + name + "-phone-dark")
	p.Axe()
	p.Dark(false)
	p.Desk()
}

func (p *person) leave() {
	p.t.Helper()
	p.press(".me", "Đăng xuất")
	p.WaitURL("/dang-nhap")
}

func (p *person) byPassword(login, password string) {
	p.t.Helper()
	p.at("/dang-nhap")
	p.fill("main", "Tên đăng nhập", login)
	p.fill("main", "Mật khẩu", password)
	p.press("main", "Đăng nhập")
}

// application is the telephone's application that shows codes.
type application struct {
	*testing.T
	secret []byte
	last   int64
}

// code is a code that was not shown yet.
func (a *application) code() string {
	a.Helper()
	a.last = max(onetime.Step(time.Now()), a.last+1)
	if a.last > onetime.Step(time.Now())+1 {
		time.Sleep(time.Until(time.Unix((a.last-1)*30, 0)))
	}
	code, err := onetime.Code(a.secret, a.last)
	if err != nil {
		a.Fatal(err)
	}
	return code
}

func TestSigningInByTwoSteps(t *testing.T) {
	t.Parallel()
	_, clerk := officeOnLocalhost(t)
	clerk.at("/tai-khoan")
	clerk.reads("main", "Chưa có. Thêm một cách")
	clerk.press("main", "Thêm mã 6 số")
	clerk.seen("totp")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(clerk.Text("code.groups"), " ", ""))
	if err != nil || len(secret) != 20 {
		t.Fatal(secret, err)
	}
	phone := &application{T: t, secret: secret}

	clerk.ExpectConsole("status of 422", "status of 503")
	clerk.fill("main", "Mã 6 số trong ứng dụng", "000000")
	clerk.press("main", "Xác nhận và bật")
	clerk.warned("Mã chưa đúng")
	if again := strings.ReplaceAll(clerk.Text("code.groups"), " ", ""); again != base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret) {
		t.Error("a wrong code has changed the secret that the telephone has already")
	}
	clerk.fill("main", "Mã 6 số trong ứng dụng", phone.code())
	clerk.press("main", "Xác nhận và bật")
	clerk.WaitURL("/tai-khoan/ma-khoi-phuc")
	clerk.told("Đã thêm mã 6 số")
	clerk.press("main", "Tạo mười mã mới")
	clerk.reads(".given", "Mười mã khôi phục mới")
	clerk.seen("codes")
	var codes []string
	clerk.Eval(`[...document.querySelectorAll(".codes code")].map(e => e.innerText)`, &codes)
	if len(codes) != 10 {
		t.Fatal(codes)
	}
	clerk.at("/tai-khoan/ma-khoi-phuc")
	clerk.reads("main", "còn 10 mã")
	clerk.at("/tai-khoan")
	clerk.reads("main", "đang bật", "còn 10 mã", "Thêm mã 6 số trong ứng dụng", "Tạo mã khôi phục mới")
	clerk.seen("account")

	clerk.leave()
	clerk.seen("gate")
	clerk.byPassword("vanphong", clerkSays)
	clerk.WaitURL("/dang-nhap/buoc-hai")
	clerk.seen("step")
	clerk.at("/nhan-su") // half a sign-in opens nothing
	clerk.WaitURL("/dang-nhap?tiep=")
	clerk.at("/dang-nhap/buoc-hai")
	clerk.fill("main", "Mã 6 số trong ứng dụng", "12345")
	clerk.press("main", "Vào chương trình")
	clerk.warned("Mã chưa đúng")
	clerk.fill("main", "Mã 6 số trong ứng dụng", phone.code())
	clerk.press("main", "Vào chương trình")
	clerk.reads(".me", "Chánh Văn phòng")

	clerk.leave()
	clerk.byPassword("vanphong", clerkSays)
	clerk.fill("main", "Mã 6 số trong ứng dụng", codes[4])
	clerk.press("main", "Vào chương trình")
	clerk.reads(".me", "Chánh Văn phòng")
	clerk.at("/tai-khoan")
	clerk.reads("main", "còn 9 mã", "Dùng một mã khôi phục")
	clerk.press("main", "Gỡ Mã 6 số")
	clerk.agree()
	clerk.told("Đã gỡ mã 6 số")
	clerk.leave()
	clerk.byPassword("vanphong", clerkSays)
	clerk.reads(".me", "Chánh Văn phòng")
}

func TestAPasskeyInARealBrowser(t *testing.T) {
	t.Parallel()
	home, clerk := officeOnLocalhost(t)
	clerk.Authenticator()
	clerk.at("/tai-khoan")
	clerk.press("main", "Thêm khóa truy cập")
	clerk.seen("key")
	clerk.fill("main", "Tên của khóa", "Máy ở phòng họp")
	clerk.press("main", "Tạo khóa truy cập")
	clerk.WaitURL("/tai-khoan/ma-khoi-phuc")
	clerk.told("Đã thêm khóa truy cập")
	clerk.at("/tai-khoan")
	clerk.reads("main", "Máy ở phòng họp", "chưa dùng")
	clerk.press("main", "Thêm khóa truy cập") // this device has one
	clerk.press("main", "Tạo khóa truy cập")
	clerk.WaitText("form[data-passkey] [role=status]", "đã có khóa truy cập")

	clerk.leave()
	clerk.press("main", "Đăng nhập bằng khóa truy cập")
	clerk.WaitVisible("nav.nav")
	clerk.reads(".me", "Chánh Văn phòng")

	// As the second step after a password.
	clerk.leave()
	clerk.byPassword("vanphong", clerkSays)
	clerk.WaitURL("/dang-nhap/buoc-hai")
	clerk.press("main", "Dùng khóa truy cập")
	clerk.WaitVisible("nav.nav")

	// To show again who sits there.
	clerk.at("/tai-khoan/xac-nhan?tiep=/tai-khoan/mat-khau")
	clerk.seen("confirm")
	clerk.press("main", "Dùng khóa truy cập")
	clerk.WaitURL("/tai-khoan/mat-khau")
	if clerk.Count("#mat-khau-cu") > 0 {
		t.Error("the old password is asked for after a key was shown")
	}
	clerk.at("/tai-khoan")
	clerk.press("main", "Gỡ Máy ở phòng họp")
	clerk.agree()
	clerk.told("Đã gỡ khóa truy cập")
	clerk.leave()
	clerk.ExpectConsole("status of 422")
	clerk.press("main", "Đăng nhập bằng khóa truy cập")
	clerk.warned("Khóa truy cập chưa được nhận")

	// By another name than the program's own there are no keys; the password is.
	other := newPerson(t, strings.Replace(home, "localhost", "127.0.0.1", 1))
	other.at("/dang-nhap")
	if n := other.Count("form[data-passkey]"); n > 0 {
		t.Errorf("%d forms for a passkey at an address without a name", n)
	}
	plain := newPerson(t, home)
	plain.WithoutScript()
	plain.byPassword("vanphong", clerkSays)
	plain.reads(".me", "Chánh Văn phòng")
	plain.at("/tai-khoan/khoa")
	plain.reads("main", "Chưa dùng được khóa truy cập ở đây")
}

func TestLinksAndTheRuleOfTheOffice(t *testing.T) {
	t.Parallel()
	home, clerk := officeOnLocalhost(t)
	clerk.at("/nhan-su")
	clerk.choose(`form[action="/nhan-su/nguoi"]`, "Chức danh", "Chủ tịch UBND xã")
	clerk.fill(`form[action="/nhan-su/nguoi"]`, "Tên đăng nhập", "chutich")
	clerk.press("main", "Thêm người")
	clerk.reads(".given", "Liên kết mời của chutich")
	clerk.seen("people")
	link := clerk.Text(".given code")

	preview := newPerson(t, home)
	preview.Open(link)
	chairman := newPerson(t, home)
	chairman.Open(link)
	chairman.WaitURL("/mat-khau-moi")
	chairman.reads("main", "chutich")
	if strings.Contains(chairman.URL(), link[len(link)-20:]) {
		t.Error("the secret stays in the address")
	}
	chairman.seen("link")
	const says = "nước lên đầy đồng"
	chairman.ExpectConsole("status of 422", "status of 503")
	chairman.fill("main", "Mật khẩu mới", "ngắn")
	chairman.fill("main", "Gõ lại mật khẩu mới", "ngắn")
	chairman.press("main", "Đặt mật khẩu")
	chairman.warned("ít nhất 10 ký tự")
	chairman.fill("main", "Mật khẩu mới", says)
	chairman.fill("main", "Gõ lại mật khẩu mới", says)
	chairman.press("main", "Đặt mật khẩu")
	chairman.told("Đã đặt mật khẩu")
	preview.ExpectConsole("status of 404")
	preview.Open(link)
	preview.reads("main", "không còn dùng được")

	// Wrong and right are told apart by nothing but the wait.
	for range 2 {
		chairman.byPassword("chutich", "sai mất rồi")
	}
	chairman.byPassword("chutich", says)
	if chairman.Count("#loi") > 0 {
		chairman.warned("Hãy đợi")
		chairman.seen("wait")
		time.Sleep(1200 * time.Millisecond)
		chairman.byPassword("chutich", says)
	}
	chairman.reads(".me", "Chủ tịch")

	// The office demands a second step: the next page leads to it, and nowhere else.
	clerk.at("/nhan-su/dang-nhap")
	clerk.reads("main", "1 người, 1 người chưa có lớp thứ hai")
	clerk.press("main", "Chủ tịch")
	clerk.press("main", "Lưu")
	clerk.told("Đã lưu")
	clerk.seen("rule")
	chairman.at("/nhiem-vu")
	chairman.WaitURL("/tai-khoan/lop-thu-hai")
	chairman.seen("second")
	chairman.at("/nhan-su")
	chairman.WaitURL("/tai-khoan/lop-thu-hai")

	// Whoever manages people looks at the sessions, says why, and ends one.
	clerk.at("/nhan-su")
	clerk.press("main", "Sửa Chủ tịch UBND xã")
	clerk.press("main", "Đăng nhập, liên kết")
	clerk.fill("main", "Lý do xem", "Chủ tịch báo mất điện thoại")
	clerk.press("main", "Xem các máy đang đăng nhập")
	clerk.reads("main", "Chrome", "Lý do: Chủ tịch báo mất điện thoại")
	clerk.seen("access")
	clerk.press("main", "Kết thúc")
	clerk.agree()
	clerk.told("Đã kết thúc phiên")
	chairman.at("/nhiem-vu")
	chairman.WaitURL("/dang-nhap?tiep=")
	chairman.reads("main", "người quản lý nhân sự kết thúc")
	chairman.Screenshot("signin-ended")

	// A reset takes the place of the password.
	clerk.press("main", "Cấp liên kết đặt lại mật khẩu")
	clerk.reads(".given", "Liên kết đặt lại mật khẩu của chutich")
	clerk.seen("reset")
	chairman.Open(clerk.Text(".given code"))
	chairman.fill("main", "Mật khẩu mới", "một câu khác hẳn")
	chairman.fill("main", "Gõ lại mật khẩu mới", "một câu khác hẳn")
	chairman.press("main", "Đặt mật khẩu")
	chairman.byPassword("chutich", "một câu khác hẳn")
	chairman.reads(".me", "Chủ tịch")
}
