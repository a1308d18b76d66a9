package notice_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/gateway"
	"sauro/gateway/gatewaytest"
	. "sauro/notice"
)

// carried is an office that sends to real servers on this machine.
type carried struct {
	*office
	zalo *gatewaytest.Zalo
	text *gatewaytest.Texts
	hook *gatewaytest.Hook
}

func zaloSettings(z *gatewaytest.Zalo) ZaloSettings {
	return ZaloSettings{App: z.App, Template: "402", Values: []string{"ma", "noi_dung", "han", "trang"}, Templates: z.URL, Account: z.URL, SignIn: z.URL, Inner: true}
}

func zaloSecret(z *gatewaytest.Zalo) ZaloSecret {
	access, refresh := z.Tokens()
	return ZaloSecret{Key: z.Secret, Pair: gateway.Pair{Access: access, Refresh: refresh}}
}

func newCarried(t *testing.T, d *db.DB) *carried {
	secret := gateway.NewHookSecret()
	c := &carried{newOffice(t, d), gatewaytest.NewZalo(t), gatewaytest.NewTexts(t), gatewaytest.NewHook(t, secret)}
	c.zalo.Approve("402", "ma", "noi_dung", "han", "trang")
	text := SMSSettings{Format: "esms", Brand: c.text.Brand, Base: c.text.URL, Inner: true}
	key := TextSecret{User: c.text.User, Key: c.text.Key}
	hook := HookSettings{URL: c.hook.URL + "/nhan", Inner: true}
	zalo := zaloSettings(c.zalo)
	for _, err := range []error{text.Clean(key, false), hook.Clean(), zalo.Clean(zaloSecret(c.zalo), false)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	c.ok(func(tx *db.Tx) error {
		for _, s := range []struct {
			way      Way
			settings any
			secret   string
		}{{Zalo, zalo, zaloSecret(c.zalo).JSON()}, {SMS, text, key.JSON()}, {Webhook, hook, secret}} {
			if err := SaveChannel(tx, c.who[clerk], c.keys, s.way, 0, s.settings, s.secret, false); err != nil {
				return err
			}
			if err := SwitchChannel(tx, c.who[clerk], s.way, true); err != nil {
				return err
			}
		}
		for _, w := range []Way{Zalo, SMS} {
			if err := SetAddress(tx, c.who[culture], w, "0905 123 456"); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

func (c *carried) courier() *Courier {
	return NewCourier(c.d, c.keys, home, NewCarriers().Senders())
}

// A notice goes out by every way once, in the format of each, and no name, title
// or text of a person's goes with it, whatever a rule has put into it.
func TestANoticeGoesByZaloSMSAndWebhook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCarried(t, d)
		n := overdue("NV-2026-0007")
		n.Says = fault.Text{Format: "Nhiệm vụ %s quá hạn, %s chịu trách nhiệm (%s).", Args: []any{"NV-2026-0007", "Nguyễn Thị Canary", "Công chức Văn hóa - Xã hội, số 0912345678"}}
		c.tells(culture, n)
		steps(t, c.courier())

		zalo := c.zalo.Taken()
		if len(zalo) != 1 || zalo[0].To != "84905123456" || zalo[0].Kind != "402" || zalo[0].ID == "" {
			t.Fatalf("Zalo: %+v", zalo)
		}
		var data map[string]string
		if err := json.Unmarshal([]byte(zalo[0].Words), &data); err != nil {
			t.Fatal(err)
		}
		if len(data) != 4 || data["ma"] != "NV-2026-0007" || data["han"] != "10/09/2026" || !regexp.MustCompile(`^thong-bao/[\w-]{22}$`).MatchString(data["trang"]) {
			t.Errorf("the template is filled with %v", data)
		}
		text := c.text.Taken()
		if len(text) != 1 || text[0].To != "0905123456" || !strings.Contains(text[0].Words, home+"/thong-bao/") || len(text[0].Words) > 160 {
			t.Fatalf("SMS: %+v", text)
		}
		hook := c.hook.Taken()
		if len(hook) != 1 {
			t.Fatalf("webhook: %+v", hook)
		}
		var h struct {
			Type string    `json:"type"`
			At   time.Time `json:"timestamp"`
			Data struct {
				Count   int                 `json:"count"`
				Notices []map[string]string `json:"notices"`
			} `json:"data"`
		}
		if err := json.Unmarshal([]byte(hook[0].Words), &h); err != nil {
			t.Fatal(err)
		}
		if h.Type != "notice" || !h.At.Equal(c.clock()) || h.Data.Count != 1 || len(h.Data.Notices) != 1 {
			t.Fatalf("%+v", h)
		}
		one := h.Data.Notices[0]
		if one["event"] != "overdue:NV-2026-0007" || one["kind"] != "overdue" || one["code"] != "NV-2026-0007" || one["due"] != "2026-09-10" || !strings.HasPrefix(one["link"], home+"/thong-bao/") {
			t.Errorf("%v", one)
		}
		for _, m := range append(append(zalo, text...), hook...) {
			for _, never := range []string{"Canary", "canary", "912345678", "Văn hóa", "Van hoa", "Khánh Cường"} {
				if strings.Contains(m.Words, never) {
					t.Errorf("%q went out: %s", never, m.Words)
				}
			}
		}
	})
}

// The morning's message is one for each, with all of its notices to the webhook.
func TestTheMorningGoesByZaloSMSAndWebhook(t *testing.T) {
	c := newCarried(t, dbtest.SQLite(t))
	for i := range 3 {
		c.tells(culture, soon(fmt.Sprintf("NV-2026-000%d", i+1)))
	}
	c.moveTo(at("2026-09-16", 8, 0))
	steps(t, c.courier())
	if z, s, h := c.zalo.Taken(), c.text.Taken(), c.hook.Taken(); len(z) != 1 || len(s) != 1 || len(h) != 1 || strings.Count(h[0].Words, `"event":`) != 3 || !strings.Contains(z[0].Words, `"ma":"-"`) {
		t.Errorf("%+v\n%+v\n%+v", z, s, h)
	}
}

func (c *carried) secretOf(w Way) (a Account) {
	c.t.Helper()
	c.ok(func(tx *db.Tx) (err error) { a, err = Open(tx, c.d, c.keys, w); return err })
	return a
}

// Zalo's access token ends every day. The pair that comes for the refresh token is
// kept before it is used, once for all that is under way; the next process goes on
// with it.
func TestTokensOfZaloAreRenewedAndKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCarried(t, d)
		c.zalo.Expire()
		for i := range 8 {
			c.tells(culture, overdue(fmt.Sprintf("NV-2026-%04d", i+1)))
		}
		steps(t, c.courier())
		if n := len(c.zalo.Taken()); n != 8 {
			t.Errorf("%d messages were taken", n)
		}
		var kept ZaloSecret
		if err := json.Unmarshal([]byte(c.secretOf(Zalo).Secret), &kept); err != nil {
			t.Fatal(err)
		}
		if access, refresh := c.zalo.Tokens(); access != "access-2" || kept.Access != access || kept.Refresh != refresh || kept.Key != c.zalo.Secret || kept.Until.IsZero() {
			t.Errorf("kept %+v, good are %s and %s", kept, access, refresh)
		}
		c.zalo.Expire()
		c.pass(2 * Leading)
		c.tells(culture, overdue("NV-2026-0099"))
		steps(t, c.courier())
		if access, _ := c.zalo.Tokens(); len(c.zalo.Taken()) != 9 || access != "access-3" {
			t.Errorf("the next process: %d messages, %s", len(c.zalo.Taken()), access)
		}
	})
}

// Where the new pair cannot be kept nothing is sent by it, and it is not lost: the
// next call keeps it and goes on.
func TestATokenThatCannotBeKeptIsNotUsed(t *testing.T) {
	z := gatewaytest.NewZalo(t)
	z.Approve("402", "ma")
	settings, err := json.Marshal(zaloSettings(z))
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	var kept []string
	a := Account{Tenant: "t", Settings: settings, Secret: zaloSecret(z).JSON(), Renew: func(_ context.Context, secret string) error {
		if full != nil {
			return full
		}
		kept = append(kept, secret)
		return nil
	}}
	z.Expire()
	carriers := NewCarriers()
	m := Message{ID: "0199-a", Way: Zalo, To: "84905123456", About: "NV-2026-0007", Says: "Quá hạn."}
	if _, err := carriers.SendZalo(t.Context(), a, m); !errors.Is(err, full) || len(z.Taken()) != 0 {
		t.Fatalf("%v, %d messages", err, len(z.Taken()))
	}
	full = nil
	if _, err := carriers.SendZalo(t.Context(), a, m); err != nil || len(z.Taken()) != 1 || len(kept) != 1 {
		t.Fatalf("%v, %d messages, %d kept", err, len(z.Taken()), len(kept))
	}
	if access, _ := z.Tokens(); access != "access-2" {
		t.Errorf("renewed to %s", access)
	}
	// What was taken up before still has the old secret; what comes after the new.
	for _, secret := range []string{a.Secret, kept[0], a.Secret} {
		a.Secret = secret
		if _, err := carriers.SendZalo(t.Context(), a, m); err != nil {
			t.Error(err)
		}
	}
	if access, _ := z.Tokens(); access != "access-2" || len(kept) != 1 {
		t.Errorf("renewed again, to %s", access)
	}
}

// Many send at once in one process: one of them renews.
func TestManySendAtOnceByZalo(t *testing.T) {
	z := gatewaytest.NewZalo(t)
	z.Approve("402", "ma")
	settings, err := json.Marshal(zaloSettings(z))
	if err != nil {
		t.Fatal(err)
	}
	a := Account{Tenant: "t", Settings: settings, Secret: zaloSecret(z).JSON(), Renew: func(context.Context, string) error { return nil }}
	z.Expire()
	carriers := NewCarriers()
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			if _, err := carriers.SendZalo(t.Context(), a, Message{ID: fmt.Sprint("m", i), To: "84905123456", Says: "x"}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if access, _ := z.Tokens(); access != "access-2" {
		t.Errorf("renewed to %s", access)
	}
}

func TestAFollowerIsWrittenToInPlainWords(t *testing.T) {
	z := gatewaytest.NewZalo(t)
	settings, err := json.Marshal(zaloSettings(z))
	if err != nil {
		t.Fatal(err)
	}
	a := Account{Tenant: "t", Settings: settings, Secret: zaloSecret(z).JSON()}
	m := Message{ID: "0199-a", To: "7655909298596854389", Says: "Nhiệm vụ NV-2026-0007 quá hạn.", Due: "10/09/2026", Does: "Báo cáo tiến độ", Link: home + "/thong-bao/x"}
	if _, err := NewCarriers().SendZalo(t.Context(), a, m); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{" 7655909298596854389 ": m.To, "0905 123 456": "84905123456", "12345678901234": "", "76559092985968543890000": "", "x": ""} {
		if got, ok := ParseZalo(typed); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %t", typed, got, ok)
		}
	}
	if got := z.Taken(); len(got) != 1 || got[0].Words != "Nhiệm vụ NV-2026-0007 quá hạn.\nHạn: 10/09/2026\nBáo cáo tiến độ: "+home+"/thong-bao/x" {
		t.Errorf("%+v", got)
	}
}

// What a carrier says becomes what the office is told: what it can mend is tried
// again, what is wrong with the receiver is not.
func TestWhatCarriersSay(t *testing.T) {
	for _, c := range []struct {
		why   string
		final bool
		do    func(*carried)
	}{
		{"address", true, func(c *carried) { c.zalo.Says("-118") }},
		{"limit", false, func(c *carried) { c.zalo.Last(0) }},
		{"template", false, func(c *carried) { c.zalo.Approve("402", "ten") }},
		{"busy", false, func(c *carried) { c.zalo.Fails(gatewaytest.Down) }},
		{"network", false, func(c *carried) { c.zalo.Fails(gatewaytest.Garbage) }},
		{"settings", false, func(c *carried) { c.zalo.Fails(gatewaytest.Moved) }},
		{"unknown", false, func(c *carried) { c.zalo.Says("-7") }},
	} {
		o := newCarried(t, dbtest.SQLite(t))
		c.do(o)
		a := o.secretOf(Zalo)
		_, err := NewCarriers().SendZalo(t.Context(), a, Message{ID: "m", To: "84905123456", Says: "x"})
		var f *Failure
		if !errors.As(err, &f) || f.Why != c.why || f.Final != c.final || WhyName[f.Why] == "" {
			t.Errorf("%s: %v", c.why, err)
		}
	}
	// A refresh token that was used elsewhere needs a person: tried again until one has been there.
	o := newCarried(t, dbtest.SQLite(t))
	a := o.secretOf(Zalo)
	if _, err := gateway.New().Renew(t.Context(), gateway.Zalo{App: o.zalo.App, SignIn: o.zalo.URL, Inner: true}, o.zalo.Secret, "refresh-1"); err != nil {
		t.Fatal(err)
	}
	_, err := NewCarriers().SendZalo(t.Context(), a, Message{ID: "m", To: "84905123456", Says: "x"})
	var f *Failure
	if !errors.As(err, &f) || f.Why != "sign-in" || f.Final || strings.Contains(err.Error(), "refresh-1") || strings.Contains(err.Error(), o.zalo.Secret) {
		t.Error(err)
	}
	// Settings of another shape, or none, are the office's to mend.
	for _, send := range NewCarriers().Senders() {
		for _, a := range []Account{{}, {Settings: []byte(`[]`)}, {Settings: []byte(`{}`), Secret: "x"}} {
			if _, err := send(t.Context(), a, Message{ID: "m", To: "84905123456"}); !errors.As(err, &f) || f.Why != "settings" || f.Final {
				t.Errorf("%+v: %v", a, err)
			}
		}
	}
}

// A webhook that answers 410 wants nothing more: its channel is switched off, in
// the record, by the program.
func TestAWebhookThatWantsNoMoreIsSwitchedOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCarried(t, d)
		c.hook.Fails(gatewaytest.Gone)
		c.tells(culture, overdue("NV-2026-0007"))
		steps(t, c.courier())
		c.tells(culture, overdue("NV-2026-0008"))
		steps(t, c.courier())
		if n := c.hook.Calls(); n != 1 {
			t.Errorf("the server was asked %d times", n)
		}
		for _, o := range c.outs() {
			if o.way == Webhook && (o.state != Dead || o.why != "gone") {
				t.Errorf("%+v", o)
			}
		}
		var ch Channel
		c.ok(func(tx *db.Tx) (err error) { ch, err = ChannelOf(tx, c.who[clerk], Webhook); return err })
		if ch.On {
			t.Error("the channel is still on")
		}
	})
}

// What is typed into the settings is looked at before it is kept.
func TestSettingsOfCarriers(t *testing.T) {
	good := ZaloSecret{Key: "khoa", Pair: gateway.Pair{Refresh: "token"}}
	zalo := func(change func(*ZaloSettings)) error {
		s := ZaloSettings{App: " 1234567890 ", Template: "402", Values: []string{"trang", "ma"}}
		change(&s)
		return s.Clean(good, false)
	}
	text := func(change func(*SMSSettings)) error {
		s := SMSSettings{Format: "esms", Brand: "UBNDXA"}
		change(&s)
		return s.Clean(TextSecret{"tai-khoan", "khoa"}, false)
	}
	hook := func(url string, inner bool) error {
		s := HookSettings{URL: url, Inner: inner}
		return s.Clean()
	}
	for name, err := range map[string]error{
		"zalo": zalo(func(*ZaloSettings) {}), "sms": text(func(*SMSSettings) {}), "hook": hook(" https://thongbao.example/nhan ", false), "hook inside": hook("https://10.1.2.3/", true),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := strings.Repeat("x", 5000)
	for says, err := range map[string]error{
		"App ID":              zalo(func(s *ZaloSettings) { s.App = "abc" }),
		"mẫu tin đã được":     zalo(func(s *ZaloSettings) { s.Template = "402; drop" }),
		"tham số có trong":    zalo(func(s *ZaloSettings) { s.Values = nil }),
		"tham số có trong ":   zalo(func(s *ZaloSettings) { s.Values = []string{"ma", "ten"} }),
		"bắt đầu bằng https":  zalo(func(s *ZaloSettings) { s.Templates = "http://zalo.example" }),
		"mạng nội bộ":         zalo(func(s *ZaloSettings) { s.SignIn = "https://127.0.0.1/" }),
		"Hãy ghi địa chỉ máy": zalo(func(s *ZaloSettings) { s.Account = "javascript:alert(1)" }),
		"bên gửi tin nhắn.":   text(func(s *SMSSettings) { s.Format = "post" }),
		"brandname":           text(func(s *SMSSettings) { s.Brand = "Ủy ban nhân dân" }),
		"brandname) ":         text(func(s *SMSSettings) { s.Brand = long }),
		"Không được gửi tới":  text(func(s *SMSSettings) { s.Base = "https://169.254.169.254/" }),
		"Hãy ghi địa chỉ ":    hook("", false),
		"Hãy ghi địa chỉ  ":   hook("https://a.vn/"+long, false),
		"mạng nội bộ.":        hook("https://10.1.2.3/", false),
		"tên người dùng":      hook("https://a:b@a.vn/", false),
	} {
		if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(says)) {
			t.Errorf("%s: %v", says, err)
		}
	}
	s := ZaloSettings{App: "1234567890", Template: "402", Values: []string{"ma"}}
	if err := s.Clean(ZaloSecret{}, true); err != nil {
		t.Errorf("a kept secret: %v", err)
	}
	for _, half := range []ZaloSecret{{Key: "khoa"}, {Pair: gateway.Pair{Refresh: "token"}}, {Key: "khoa " + long, Pair: gateway.Pair{Refresh: "token"}}} {
		if s.Clean(half, true) == nil {
			t.Errorf("%.20v was taken", half)
		}
	}
	if s.Clean(ZaloSecret{}, false) == nil {
		t.Error("no secret was taken")
	}
	one := SMSSettings{Format: "speedsms", Brand: "UBNDXA"}
	if err := one.Clean(TextSecret{Key: "token"}, false); err != nil {
		t.Errorf("an account of one half: %v", err)
	}
	two := SMSSettings{Format: "esms", Brand: "UBNDXA"}
	if two.Clean(TextSecret{Key: "token"}, true) == nil {
		t.Error("half of an account was taken")
	}
	if (ZaloSecret{}).JSON() != "" || (TextSecret{}).JSON() != "" {
		t.Error("nothing typed is kept as a secret")
	}
}
