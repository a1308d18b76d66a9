package gateway_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sauro/fault"
	"sauro/gateway"
	"sauro/gateway/gatewaytest"
)

// refused reports the error as wrong unless it says why, and says it without
// anybody's number.
func refused(t *testing.T, err error, why gateway.Why) *gateway.Error {
	t.Helper()
	var e *gateway.Error
	if !errors.As(err, &e) || e.Why != why {
		t.Fatalf("%v, want %q", err, why)
	}
	for _, secret := range []string{"912345678", "khoa-", "access-", "refresh-", "api-key"} {
		if strings.Contains(e.Error(), secret) {
			t.Errorf("the error tells %q: %s", secret, e)
		}
	}
	return e
}

func zns(to string) gateway.ZNS {
	return gateway.ZNS{Phone: to, Template: "402", Tracking: "0199-a", Data: map[string]string{"ma": "NV-2026-0007", "noi_dung": "Đến hạn hôm nay."}}
}

func newZalo(t *testing.T) (*gatewaytest.Zalo, gateway.Zalo) {
	server := gatewaytest.NewZalo(t)
	server.Approve("402", "ma", "noi_dung")
	return server, gateway.Zalo{App: server.App, Templates: server.URL, Account: server.URL + "/", SignIn: server.URL, Inner: true}
}

func TestAMessageByTemplateIsTaken(t *testing.T) {
	server, z := newZalo(t)
	access, _ := server.Tokens()
	got, err := gateway.New().SendZNS(t.Context(), z, access, zns("84912345678"))
	if err != nil || got != (gateway.Taken{ID: "zns-1", Left: 499}) {
		t.Fatal(got, err)
	}
	want := gatewaytest.Message{ID: "0199-a", To: "84912345678", Kind: "402", Words: `{"ma":"NV-2026-0007","noi_dung":"Đến hạn hôm nay."}`}
	if taken := server.Taken(); len(taken) != 1 || taken[0] != want {
		t.Errorf("%+v", taken)
	}
}

func TestAFollowerIsWrittenTo(t *testing.T) {
	server, z := newZalo(t)
	access, _ := server.Tokens()
	c := gateway.New()
	got, err := c.SendFollower(t.Context(), z, access, "7655909298596854389", "NV-2026-0007 đến hạn hôm nay.")
	if err != nil || got != (gateway.Taken{ID: "cs-1", Left: -1}) {
		t.Fatal(got, err)
	}
	_, err = c.SendFollower(t.Context(), z, access, "1", "NV-2026-0007 đến hạn hôm nay.")
	refused(t, err, gateway.Address)
	server.Expire()
	_, err = c.SendFollower(t.Context(), z, access, "7655909298596854389", "NV-2026-0007")
	refused(t, err, gateway.Expired)
}

// What Zalo says is told apart by what can be done about it.
func TestWhatZaloSays(t *testing.T) {
	server, z := newZalo(t)
	access, _ := server.Tokens()
	c := gateway.New()
	for _, wrong := range []struct {
		change func(*gateway.ZNS)
		why    gateway.Why
	}{
		{func(m *gateway.ZNS) { m.Phone = "0912345678" }, gateway.Address},
		{func(m *gateway.ZNS) { m.Phone = "84999999999" }, gateway.Address},
		{func(m *gateway.ZNS) { m.Template = "403" }, gateway.Template},
		{func(m *gateway.ZNS) { m.Data = map[string]string{"ma": "x"} }, gateway.Template},
		{func(m *gateway.ZNS) { m.Data["ma"] = strings.Repeat("x", 201) }, gateway.Template},
	} {
		m := zns("84912345678")
		wrong.change(&m)
		_, err := c.SendZNS(t.Context(), z, access, m)
		refused(t, err, wrong.why)
	}
	_, err := c.SendZNS(t.Context(), z, "wrong", zns("84912345678"))
	refused(t, err, gateway.Expired)
	for code, why := range map[string]gateway.Why{"-100": gateway.Busy, "-133": gateway.Busy, "-115": gateway.Limit, "-104": gateway.Settings, "-131": gateway.Template,
		"-119": gateway.Address, "-7": gateway.Unknown, "": gateway.Network} {
		if server.Says(code); code == "" {
			server.Fails(gatewaytest.Garbage)
		}
		_, err := c.SendZNS(t.Context(), z, access, zns("84912345678"))
		refused(t, err, why)
		server.Fails("")
	}
	server.Says("")
	server.Last(0)
	_, err = c.SendZNS(t.Context(), z, access, zns("84912345678"))
	if e := refused(t, err, gateway.Limit); e.Code != "-144" {
		t.Errorf("code %s", e.Code)
	}
	if n := len(server.Taken()); n != 0 {
		t.Errorf("%d messages were taken", n)
	}
}

// A refresh token is good once, and the next pair comes for it.
func TestTokensAreRenewedOnce(t *testing.T) {
	server, z := newZalo(t)
	c := gateway.New()
	_, refresh := server.Tokens()
	before := time.Now()
	pair, err := c.Renew(t.Context(), z, server.Secret, refresh)
	if err != nil {
		t.Fatal(err)
	}
	if access, next := server.Tokens(); pair.Access != access || pair.Refresh != next {
		t.Errorf("%+v", pair)
	}
	if d := pair.Until.Sub(before); d < 24*time.Hour || d > 26*time.Hour {
		t.Errorf("good for %s", d)
	}
	_, err = c.Renew(t.Context(), z, server.Secret, refresh)
	if e := refused(t, err, gateway.SignIn); e.Code != "-14014" {
		t.Errorf("a token used twice: %s", e)
	}
	_, err = c.Renew(t.Context(), z, "wrong", pair.Refresh)
	refused(t, err, gateway.SignIn)
	server.Fails(gatewaytest.Garbage)
	_, err = c.Renew(t.Context(), z, server.Secret, pair.Refresh)
	refused(t, err, gateway.Network)
	server.Fails(gatewaytest.Down)
	_, err = c.Renew(t.Context(), z, server.Secret, pair.Refresh)
	refused(t, err, gateway.Busy)
	server.Fails("")
	if _, err = c.Renew(t.Context(), z, server.Secret, pair.Refresh); err != nil {
		t.Errorf("after the trouble: %v", err)
	}
}

func TestTextMessagesOfEachFormat(t *testing.T) {
	for _, f := range gateway.Formats {
		t.Run(f.Key, func(t *testing.T) {
			server := gatewaytest.NewTexts(t)
			c := gateway.New()
			s := gateway.SMS{Format: f.Key, Base: server.URL, Inner: true, Brand: server.Brand, User: server.User, Key: server.Key}
			m := gateway.Text{Phone: "84912345678", Words: "Sáu Rõ: NV-2026-0007 đến hạn hôm nay. https://camket.example/t/AZk1", ID: "0199-a"}
			got, err := c.SendSMS(t.Context(), s, m)
			if err != nil || got.ID == "" {
				t.Fatal(got, err)
			}
			if taken := server.Taken(); len(taken) != 1 || !strings.HasSuffix(taken[0].To, "912345678") || taken[0].Words != "Sau Ro: NV-2026-0007 den han hom nay. https://camket.example/t/AZk1" {
				t.Errorf("%+v", taken)
			}
			_, err = c.SendSMS(t.Context(), s, m)
			if err != nil {
				t.Errorf("a repeat: %v", err)
			}
			if n := len(server.Taken()); f.Once && n != 1 {
				t.Errorf("%d messages after a repeat", n)
			}
			m.Phone = "84"
			_, err = c.SendSMS(t.Context(), s, m)
			refused(t, err, gateway.Address)
			m.Phone = "84912345678"
			m.ID = "0199-b"
			s.Key = "wrong"
			_, err = c.SendSMS(t.Context(), s, m)
			refused(t, err, gateway.SignIn)
		})
	}
	_, err := gateway.New().SendSMS(t.Context(), gateway.SMS{Format: "post"}, gateway.Text{})
	refused(t, err, gateway.Settings)
}

func TestWhatCarriersOfTextsSay(t *testing.T) {
	server := gatewaytest.NewTexts(t)
	c := gateway.New()
	for format, codes := range map[string]map[string]gateway.Why{
		"esms":     {"103": gateway.Limit, "104": gateway.Settings, "146": gateway.Template, "99": gateway.Address, "140": gateway.SignIn, "777": gateway.Unknown},
		"speedsms": {"300": gateway.Limit, "008": gateway.SignIn, "113": gateway.Refused, "500": gateway.Busy, "777": gateway.Unknown},
	} {
		s := gateway.SMS{Format: format, Base: server.URL, Inner: true, Brand: server.Brand, User: server.User, Key: server.Key}
		for code, why := range codes {
			server.Says(code)
			_, err := c.SendSMS(t.Context(), s, gateway.Text{Phone: "84912345678", Words: "x", ID: "1"})
			if e := refused(t, err, why); e.Code != code {
				t.Errorf("%s %s: %s", format, code, e)
			}
		}
	}
}

func TestAWebhookIsSigned(t *testing.T) {
	secret := gateway.NewHookSecret()
	server := gatewaytest.NewHook(t, secret)
	c := gateway.New()
	h := gateway.Hook{URL: server.URL + "/nhan", Inner: true}
	for range 2 { // the taker knows a repeat by its id
		if err := c.SendHook(t.Context(), h, secret, "0199-a", map[string]string{"code": "NV-2026-0007"}); err != nil {
			t.Fatal(err)
		}
	}
	if taken := server.Taken(); len(taken) != 1 || taken[0] != (gatewaytest.Message{ID: "0199-a", Words: `{"code":"NV-2026-0007"}`}) {
		t.Errorf("%+v", taken)
	}
	refused(t, c.SendHook(t.Context(), h, gateway.NewHookSecret(), "0199-b", 1), gateway.SignIn)
	refused(t, c.SendHook(t.Context(), h, "whsec_c2hvcnQ=", "0199-b", 1), gateway.SignIn)
	server.Fails(gatewaytest.Gone)
	refused(t, c.SendHook(t.Context(), h, secret, "0199-c", 1), gateway.Off)
	server.Fails(gatewaytest.Rejected)
	refused(t, c.SendHook(t.Context(), h, secret, "0199-d", 1), gateway.Refused)
	if a, b := gateway.NewHookSecret(), gateway.NewHookSecret(); a == b {
		t.Error("two secrets are one")
	}
}

// The example of Standard Webhooks comes out as it stands there.
func TestTheSignatureOfTheStandard(t *testing.T) {
	got, ok := gateway.SignHook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; !ok || got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Whatever a server does, the caller comes back soon with a reason.
func TestServersThatFail(t *testing.T) {
	secret := gateway.NewHookSecret()
	zalo, z := newZalo(t)
	texts, hook := gatewaytest.NewTexts(t), gatewaytest.NewHook(t, secret)
	c := gateway.New()
	access, _ := zalo.Tokens()
	for how, why := range map[string]gateway.Why{
		gatewaytest.Hangs: gateway.Network, gatewaytest.Huge: gateway.Network, gatewaytest.Moved: gateway.Settings, gatewaytest.Down: gateway.Busy,
		gatewaytest.Hurried: gateway.Busy, gatewaytest.Silent: gateway.Network,
	} {
		zalo.Fails(how)
		texts.Fails(how)
		hook.Fails(how)
		call := func(do func(ctx context.Context) error) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			refused(t, do(ctx), why)
		}
		call(func(ctx context.Context) error {
			_, err := c.SendZNS(ctx, z, access, zns("84912345678"))
			return err
		})
		for _, format := range []string{"esms", "speedsms"} {
			call(func(ctx context.Context) error {
				_, err := c.SendSMS(ctx, gateway.SMS{Format: format, Base: texts.URL, Inner: true, Brand: texts.Brand, User: texts.User, Key: texts.Key}, gateway.Text{Phone: "84912345678", Words: "x", ID: how})
				return err
			})
		}
		call(func(ctx context.Context) error {
			return c.SendHook(ctx, gateway.Hook{URL: hook.URL, Inner: true}, secret, how, 1)
		})
	}
}

// A server inside is asked only where the settings say that it stands there.
func TestInnerNetworksAreNotAskedUnsaid(t *testing.T) {
	secret := gateway.NewHookSecret()
	server := gatewaytest.NewHook(t, secret)
	c := gateway.New()
	refused(t, c.SendHook(t.Context(), gateway.Hook{URL: server.URL}, secret, "1", 1), gateway.Settings)
	for _, at := range []string{"http://203.0.113.7/", "javascript:alert(1)", "file:///etc/passwd", "://", "https://169.254.169.254/latest", ""} {
		refused(t, c.SendHook(t.Context(), gateway.Hook{URL: at, Inner: true}, secret, "1", 1), gateway.Settings)
	}
	if server.Calls() != 0 {
		t.Error("the server was asked")
	}
}

func TestAddressesOfServers(t *testing.T) {
	for typed, says := range map[string]string{
		"https://thongbao.quangngai.gov.vn/nhan": "", "https://thongbao.example:8443/nhan?xa=21472": "", "": "Hãy ghi địa chỉ",
		"http://thongbao.quangngai.gov.vn/": "phải bắt đầu bằng https", "javascript:alert(1)": "Hãy ghi địa chỉ", "ftp://a.vn/": "phải bắt đầu bằng https", "//a.vn/": "phải bắt đầu bằng https",
		"https://u:p@a.vn/": "tên người dùng", "https://a.vn/#x": "dấu #", "https://10.0.0.8/": "mạng nội bộ", "http://localhost:8080/": "mạng nội bộ", "https://[::1]/": "mạng nội bộ",
		"https://169.254.169.254/latest": "Không được gửi", "https://a.vn/" + strings.Repeat("x", 600): "Hãy ghi địa chỉ", "https://a.vn/\r\nHost: b": "Hãy ghi địa chỉ", "https://a b/": "Hãy ghi địa chỉ", `https://a.vn/"><script>`: "Hãy ghi địa chỉ", "https://xã.vn/": "Hãy ghi địa chỉ",
	} {
		var f fault.Form
		gateway.CheckURL(&f, "url", typed, false, false)
		err := f.Err()
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%q: %v, want %q", typed, err, says)
		}
	}
	var f fault.Form
	gateway.CheckURL(&f, "url", "", false, true)
	gateway.CheckURL(&f, "url", "https://10.0.0.8/", true, false)
	if err := f.Err(); err != nil {
		t.Error(err)
	}
	gateway.CheckURL(&f, "url", "https://169.254.169.254/", true, false)
	if f.Err() == nil {
		t.Error("the cloud's own address may be asked")
	}
}

var inOneMessage = regexp.MustCompile(`^[ -Z_a-z]*$`)

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"Nhiệm vụ NV-2026-0007 đến hạn hôm nay.", strings.Repeat("Đôn đốc ", 60), strings.Repeat("x", 400), "“a” – ‘b’ [c]^{d}~e|f\\", "\x00\u202e\u0301\xff", "ĐÔN ĐỐC"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := gateway.Plain(s)
		if len(got) > gateway.SMSLetters || !inOneMessage.MatchString(got) {
			t.Errorf("%q: %q", s, got)
		}
		if len(got) < gateway.SMSLetters && gateway.Plain(got) != got {
			t.Errorf("%q is not plain", got)
		}
	})
}

func TestPlainWords(t *testing.T) {
	for words, want := range map[string]string{
		"ĐÔN ĐỐC: việc “NV-2026-0007” – hạn 24/11/2026": `DON DOC: viec "NV-2026-0007" - han 24/11/2026`,
		strings.Repeat("đôn đốc ", 60):                  strings.TrimSuffix(strings.Repeat("don doc ", 19), " ") + " don...",
	} {
		if got := gateway.Plain(words); got != want {
			t.Errorf("%q (%d), want %q", got, len(got), want)
		}
	}
}

// What a server answers is somebody else's: it never breaks the reader and never
// comes out longer than a line.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{`{"error":0,"data":{"msg_id":"1","quota":{"remainingQuota":"5"}}}`, `{"error":"-124"}`, `{"CodeResult":"100","SMSID":"a"}`, `{"status":"success","code":"00","data":{"tranId":1}}`,
		`{"error":null}`, `[]`, `{"error":{}}`, `{"error":1e9999}`, `{"data":[]}`, `{"error":-216,"message":"` + strings.Repeat("ă0912345678 ", 90) + `"}`, "\xff"} {
		f.Add([]byte(s))
	}
	var answer []byte
	house := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(answer) }))
	f.Cleanup(house.Close)
	server := house.URL
	c := gateway.New()
	f.Fuzz(func(t *testing.T, body []byte) {
		answer = body
		_, err := c.SendZNS(t.Context(), gateway.Zalo{Templates: server, Inner: true}, "a", zns("84912345678"))
		check(t, err)
		for _, format := range gateway.Formats {
			_, err = c.SendSMS(t.Context(), gateway.SMS{Format: format.Key, Base: server, Inner: true}, gateway.Text{Phone: "84912345678", Words: "x", ID: "1"})
			check(t, err)
		}
		_, err = c.Renew(t.Context(), gateway.Zalo{SignIn: server, Inner: true}, "s", "r")
		check(t, err)
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	var e *gateway.Error
	if err == nil {
		return
	}
	if !errors.As(err, &e) || e.Why == "" || utf8.RuneCountInString(e.Detail) > 200 || strings.ContainsAny(e.Detail, "\r\n\x00") || strings.Contains(e.Detail, "912345678") || len(e.Code) > 100 {
		t.Errorf("%#v", err)
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		t.Error("the error has the address in it")
	}
}
