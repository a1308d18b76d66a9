package browser_test

import (
	"strings"
	"testing"

	"sauro/sso/ssotest"
)

// TestSigningInAtAnotherHouse sets up the province's sign-on, signs in at its own
// page, links by hand, and signs out on both sides.
func TestSigningInAtAnotherHouse(t *testing.T) {
	t.Parallel()
	home := serve(t, true).URL()
	provider := ssotest.Start(t,
		ssotest.User{Subject: "s-1", Name: "congchucvanhoa", Password: "ở nơi khác", Full: "Công chức Văn hóa", ACR: "LoA2"},
		ssotest.User{Subject: "s-2", Name: "thu.lanh", Password: "ở nơi khác", Full: "Người khác", ACR: "LoA2"})

	gate := newPerson(t, home)
	gate.at("/dang-nhap")
	if gate.Count("a[href^='/dang-nhap/lien-thong/']") > 0 {
		t.Error("the sign-in page offers another house where none was set up")
	}

	clerk := as(t, home, "vanphong")
	clerk.ExpectConsole("status of 422")
	clerk.at("/nhan-su/dang-nhap")
	clerk.press("main", "Đăng nhập liên thông")
	clerk.reads("main", "Chưa có nơi đăng nhập nào khác")
	clerk.Axe()
	clerk.Screenshot("signons-empty")
	clerk.press("main", "Thêm nơi đăng nhập")
	clerk.fill("main", "Tên trên nút đăng nhập", "Cổng của tỉnh")
	clerk.fill("main", "Địa chỉ nhà cung cấp", provider.Issuer)
	clerk.fill("main", "Mã ứng dụng", "sauro")
	clerk.press("main", "Thử kết nối")
	clerk.warned("mạng nội bộ")
	clerk.Axe()
	clerk.Screenshot("signon-refused")
	clerk.press("main", "Máy chủ của nơi này ở mạng nội bộ")
	clerk.press("main", "Liên kết theo tên đăng nhập")
	clerk.press("main", "Thử kết nối")
	clerk.reads("main", "Kết nối được với nhà cung cấp", "RS256", "Chưa lưu gì")
	clerk.Axe()
	clerk.Screenshot("signon-tried")
	clerk.fill("main", "Khóa ứng dụng", "khóa kín")
	clerk.press("main", "Lưu")
	clerk.told("Đã lưu")
	begin := strings.Replace(clerk.URL(), "/nhan-su/", "/dang-nhap/", 1)
	provider.Client("sauro", "khóa kín", begin+"/ve", home+"/dang-nhap")
	clerk.reads("main", begin+"/ve")
	clerk.unfold("main", "Đối chiếu chức danh")
	clerk.Axe()
	clerk.NoSidewaysScroll()
	clerk.Screenshot("signon")
	clerk.Phone()
	clerk.NoSidewaysScroll()
	clerk.Dark(true)
	clerk.Axe()
	clerk.Screenshot("signon-phone-dark")
	clerk.Dark(false)
	clerk.Desk()
	clerk.at("/nhan-su/lien-thong")
	clerk.press("main", "Bật")
	clerk.told("Đã bật")
	clerk.Axe()
	clerk.Screenshot("signons")

	gate.ExpectConsole("status of 422", "favicon.ico")
	gate.Phone()
	gate.at("/dang-nhap")
	gate.Axe()
	gate.Screenshot("signin-elsewhere-phone")
	gate.Desk()
	gate.press("main", "Đăng nhập bằng Cổng của tỉnh")
	there := func(name string) {
		t.Helper()
		gate.WaitURL(provider.Issuer)
		gate.Fill("#username", name)
		gate.Fill("#password", "ở nơi khác")
		gate.Click("button[type=submit]")
		gate.WaitURL(home)
	}
	there("congchucvanhoa")
	gate.reads(".me", "Công chức Văn hóa")
	if gate.path() != "/viec-cua-toi" {
		t.Errorf("came in at %s", gate.path())
	}
	gate.at("/tai-khoan")
	gate.press("main", "Liên kết đăng nhập")
	gate.reads("main", "congchucvanhoa")
	gate.Axe()
	gate.Screenshot("links")
	gate.press("main", "Bỏ liên kết")
	gate.told("Đã bỏ liên kết")
	gate.press("main", "Liên kết")
	gate.reads("main", "Hãy dùng đúng tài khoản của mình")
	gate.Axe()
	gate.Screenshot("link-go")
	gate.press("main", "Sang trang của Cổng của tỉnh")
	there("congchucvanhoa")
	gate.told("Đã liên kết")

	gate.press(".me", "Đăng xuất")
	gate.at("/dang-nhap")
	gate.press("main", "Đăng xuất cả ở Cổng của tỉnh")
	gate.WaitURL(home + "/dang-nhap")
	gate.press("main", "Đăng nhập bằng Cổng của tỉnh")
	there("thu.lanh")
	gate.warned("chưa vào được cơ quan này")
	gate.Axe()
	gate.Screenshot("signin-stranger")
	if gate.Count("#mat-khau") != 1 {
		t.Error("the way with a password is not offered")
	}
}
