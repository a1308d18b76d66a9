package browser_test

import (
	"regexp"
	"strings"
	"testing"

	"sauro/gateway/gatewaytest"
)

// TestZaloSMSAndAWebhookAreSet: the clerk sets the three channels that go over
// HTTP, tries each against a real server, and sees what a server says that fails.
func TestZaloSMSAndAWebhookAreSet(t *testing.T) {
	t.Parallel()
	zalo, texts, hook := gatewaytest.NewZalo(t), gatewaytest.NewTexts(t), gatewaytest.NewHook(t, "")
	zalo.Approve("402", "ma", "noi_dung", "han", "trang")
	p := serve(t, true)
	clerk := as(t, p.URL(), "vanphong")
	clerk.ExpectConsole("status of 422")

	clerk.at("/kenh-thong-bao")
	clerk.press("main", "Đặt kênh Zalo")
	clerk.reads("main", "chưa đặt")
	clerk.pictured("channel-zalo-new")
	clerk.fill("main", "Mã ứng dụng", zalo.App)
	clerk.fill("main", "Khóa bí mật", zalo.Secret)
	clerk.fill("main", "Refresh token", "refresh-1")
	clerk.fill("main", "Mã của mẫu tin", "402")
	clerk.press("main", "Đi qua cổng trung gian")
	clerk.fill("main", "Địa chỉ gửi ZNS", zalo.URL)
	clerk.fill("main", "Địa chỉ cấp token", zalo.URL)
	clerk.press("main", "Lưu")
	clerk.warned("mạng nội bộ")
	clerk.Axe()
	clerk.Screenshot("channel-zalo-wrong")
	clerk.fill("main", "Khóa bí mật", zalo.Secret) // keys are never shown again
	clerk.fill("main", "Refresh token", "refresh-1")
	clerk.press("main", "Máy chủ này ở mạng nội bộ")
	clerk.press("main", "Lưu")
	clerk.told("Đã lưu.")
	clerk.reads("main", "Khóa bí mật và refresh token: đã đặt")
	clerk.fill("main", "Gửi đến số điện thoại", "0905 123 456")
	clerk.press("main", "Gửi thử một tin")
	clerk.reads("main", "Đã gửi thử đến 0905 123 456")
	clerk.pictured("channel-zalo")
	clerk.press("main", "Bật kênh")
	clerk.told("Đã bật kênh")
	if n := len(zalo.Taken()); n != 1 {
		t.Errorf("Zalo took %d messages", n)
	}

	clerk.at("/kenh-thong-bao")
	clerk.press("main", "Đặt kênh Tin nhắn SMS")
	clerk.press("main", "eSMS")
	clerk.fill("main", "Tên thương hiệu", texts.Brand)
	clerk.fill("main", "Phần thứ nhất", texts.User)
	clerk.fill("main", "Khóa của tài khoản", texts.Key)
	clerk.press("main", "Đi qua cổng trung gian")
	clerk.fill("main", "Địa chỉ máy chủ gửi", texts.URL)
	clerk.press("main", "Máy chủ này ở mạng nội bộ")
	clerk.press("main", "Lưu")
	clerk.told("Đã lưu.")
	texts.Says("103")
	clerk.fill("main", "Gửi đến số điện thoại", "0905 123 456")
	clerk.press("main", "Gửi thử một tin")
	clerk.reads("main", "Đã hết số tin được gửi của kênh này.", "Bên nhận trả lời: 103")
	clerk.pictured("channel-sms")

	clerk.at("/kenh-thong-bao")
	clerk.press("main", "Đặt kênh Kênh chung")
	clerk.fill("main", "Địa chỉ nhận", hook.URL+"/nhan")
	clerk.press("main", "Máy chủ này ở mạng nội bộ")
	clerk.press("main", "Lưu")
	clerk.reads("main", "Khóa để kiểm chữ ký", "khóa chỉ hiện một lần này")
	clerk.pictured("channel-webhook-key")
	secret := regexp.MustCompile(`whsec_\S+`).FindString(clerk.Text("main code"))
	hook.Knows(secret)
	clerk.press("main", "Gửi thử một thông báo")
	clerk.reads("main", "Máy chủ nhận đã nhận thông báo thử.")
	if strings.Contains(clerk.Text("main"), "whsec_") {
		t.Error("the key is shown again")
	}
	clerk.pictured("channel-webhook")
}
