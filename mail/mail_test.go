package mail_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	ours "sauro/mail"
	"sauro/mail/mailtest"
)

var ctx = context.Background()

func message() ours.Message {
	return ours.Message{
		FromName: "UBND xã Khánh Cường", From: "thongbao@khanhcuong.gov.vn", To: "congchuc@khanhcuong.gov.vn",
		Subject: "Nhiệm vụ NV-2026-0007 đến hạn hôm nay", Text: "Nhiệm vụ NV-2026-0007 đến hạn hôm nay.\n\nBáo cáo tiến độ: https://x.gov.vn/thong-bao/a",
		HTML: "<p>Nhiệm vụ NV-2026-0007 đến hạn hôm nay.</p>", ID: "0190-abc@x.gov.vn", Stop: "https://x.gov.vn/thong-bao/cach-nhan",
		Date: time.Date(2026, 11, 24, 0, 15, 0, 0, time.UTC),
	}
}

func at(s *mailtest.Server, security ours.Security) ours.Server {
	return ours.Server{Host: s.Host, Port: s.Port, Security: security, Roots: s.Roots, Timeout: 5 * time.Second}
}

// parts are the texts of a message by their types.
func parts(t *testing.T, r mailtest.Received) map[string]string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(string(r.Raw)))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for reader := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
		found[kind] = string(b)
	}
}

func TestAMessageArrivesAsItWasWritten(t *testing.T) {
	for _, security := range ours.Securities {
		t.Run(string(security), func(t *testing.T) {
			s := mailtest.Start(t, mailtest.Options{TLS: security == ours.TLS})
			said, err := at(s, security).Send(ctx, message())
			if err != nil {
				t.Fatal(err)
			}
			got := s.Received()
			if len(got) != 1 || said == "" {
				t.Fatalf("%d messages, %q", len(got), said)
			}
			r := got[0]
			if r.From != "thongbao@khanhcuong.gov.vn" || r.To != "congchuc@khanhcuong.gov.vn" || r.Secure != (security != ours.Plain) {
				t.Errorf("from %s to %s, over TLS %v", r.From, r.To, r.Secure)
			}
			words := new(mime.WordDecoder)
			subject, err := words.DecodeHeader(r.Header.Get("Subject"))
			if err != nil || subject != "Nhiệm vụ NV-2026-0007 đến hạn hôm nay" {
				t.Errorf("subject %q, %v", subject, err)
			}
			from, err := mail.ParseAddress(r.Header.Get("From"))
			if err != nil || from.Name != "UBND xã Khánh Cường" {
				t.Errorf("from %v, %v", from, err)
			}
			for name, want := range map[string]string{
				"Message-Id": "<0190-abc@x.gov.vn>", "Auto-Submitted": "auto-generated", "List-Unsubscribe": "<https://x.gov.vn/thong-bao/cach-nhan>",
				"To": "<congchuc@khanhcuong.gov.vn>",
			} {
				if got := r.Header.Get(name); got != want {
					t.Errorf("%s is %q, not %q", name, got, want)
				}
			}
			if day, err := r.Header.Date(); err != nil || !day.Equal(message().Date) {
				t.Errorf("date %v, %v", day, err)
			}
			got2 := parts(t, r)
			if !strings.Contains(got2["text/plain"], "Nhiệm vụ NV-2026-0007 đến hạn hôm nay.") || !strings.Contains(got2["text/html"], "<p>Nhiệm vụ") {
				t.Errorf("parts %q", got2)
			}
		})
	}
}

func kindOf(t *testing.T, err error) (ours.Kind, bool) {
	t.Helper()
	var e *ours.Error
	if !errors.As(err, &e) {
		t.Fatalf("%T %v is no *mail.Error", err, err)
	}
	return e.Kind, e.Final
}

// What may pass is told from what will not (RFC 5321, section 4.2.1).
func TestFailuresSayWhetherTheyMayPass(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	for name, c := range map[string]struct {
		how   func(step mailtest.Step, address string, conn net.Conn) error
		kind  ours.Kind
		final bool
	}{
		"greylisted": {refuse(mailtest.To, 451, "Greylisted, come back in 5 minutes"), ours.Later, false},
		"full":       {refuse(mailtest.To, 452, "Mailbox full"), ours.Later, false},
		"no such":    {refuse(mailtest.To, 550, "No such user here"), ours.Address, true},
		"spam":       {refuse(mailtest.Data, 554, "Looks like spam"), ours.Refused, true},
		"sender":     {refuse(mailtest.From, 553, "Sender not allowed"), ours.Refused, true},
		"busy":       {refuse(mailtest.From, 421, "Too many connections"), ours.Later, false},
		"cut":        {func(step mailtest.Step, _ string, conn net.Conn) error { return cut(step == mailtest.Data, conn) }, ours.Network, false},
		"cut after":  {func(step mailtest.Step, _ string, conn net.Conn) error { return cut(step == mailtest.Took, conn) }, ours.Network, false},
	} {
		t.Run(name, func(t *testing.T) {
			s.Behave(c.how)
			_, err := at(s, ours.StartTLS).Send(ctx, message())
			if kind, final := kindOf(t, err); kind != c.kind || final != c.final {
				t.Errorf("%s, final %v, not %s, %v: %v", kind, final, c.kind, c.final, err)
			}
		})
	}
	s.Behave(nil)
	if _, err := at(s, ours.StartTLS).Send(ctx, message()); err != nil {
		t.Errorf("after all that: %v", err)
	}
}

func refuse(at mailtest.Step, code int, words string) func(mailtest.Step, string, net.Conn) error {
	return func(step mailtest.Step, _ string, _ net.Conn) error {
		if step == at {
			return mailtest.Say(code, words)
		}
		return nil
	}
}

func cut(now bool, conn net.Conn) error {
	if now {
		conn.Close()
	}
	return nil
}

func TestAServerThatHangsIsLeft(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	s.Behave(func(step mailtest.Step, _ string, _ net.Conn) error {
		if step == mailtest.To {
			<-release
		}
		return nil
	})
	slow := at(s, ours.StartTLS)
	slow.Timeout = 300 * time.Millisecond
	begin := time.Now()
	_, err := slow.Send(ctx, message())
	if kind, final := kindOf(t, err); kind != ours.Network || final {
		t.Errorf("%s %v", kind, final)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("left after %v", took)
	}
	short, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	slow.Timeout = time.Minute
	begin = time.Now()
	if _, err := slow.Send(short, message()); err == nil || time.Since(begin) > 3*time.Second {
		t.Errorf("%v after %v: the caller's end is not kept", err, time.Since(begin))
	}
}

func TestTheLineIsProtectedOrNotUsed(t *testing.T) {
	bare := mailtest.Start(t, mailtest.Options{NoStartTLS: true})
	_, err := at(bare, ours.StartTLS).Send(ctx, message())
	if kind, _ := kindOf(t, err); kind != ours.Insecure {
		t.Errorf("a server without STARTTLS: %s, %v", kind, err)
	}
	other := mailtest.Start(t, mailtest.Options{})
	stranger := at(other, ours.StartTLS)
	stranger.Roots = bare.Roots
	_, err = stranger.Send(ctx, message())
	if kind, _ := kindOf(t, err); kind != ours.Insecure {
		t.Errorf("a certificate of a stranger: %s, %v", kind, err)
	}
	_, err = at(bare, ours.TLS).Send(ctx, message())
	if kind, _ := kindOf(t, err); kind != ours.Insecure && kind != ours.Network {
		t.Errorf("no TLS where it was asked for: %s, %v", kind, err)
	}
	secret := at(bare, ours.Plain)
	secret.User, secret.Password = "thongbao", "mat-khau"
	_, err = secret.Send(ctx, message())
	if kind, final := kindOf(t, err); kind != ours.Wrong || !final {
		t.Errorf("a password over a plain line: %s, %v", kind, err)
	}
	if n := len(bare.Received()) + len(other.Received()); n != 0 {
		t.Errorf("%d messages went out", n)
	}
	nobody := ours.Server{Host: "127.0.0.1", Port: 1, Security: ours.StartTLS, Timeout: time.Second}
	_, err = nobody.Send(ctx, message())
	if kind, final := kindOf(t, err); kind != ours.Network || final {
		t.Errorf("nobody listens: %s, %v", kind, err)
	}
}

func TestSigningIn(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{User: "thongbao", Password: "đúng mật khẩu"})
	known := at(s, ours.StartTLS)
	known.User, known.Password = "thongbao", "sai"
	_, err := known.Send(ctx, message())
	if kind, final := kindOf(t, err); kind != ours.SignIn || final {
		t.Errorf("a wrong password: %s, final %v, %v", kind, final, err)
	}
	if strings.Contains(err.Error(), "sai") {
		t.Errorf("the password stands in the error: %v", err)
	}
	_, err = at(s, ours.StartTLS).Send(ctx, message())
	if kind, _ := kindOf(t, err); kind != ours.SignIn && kind != ours.Refused {
		t.Errorf("nobody: %s, %v", kind, err)
	}
	known.Password = "đúng mật khẩu"
	if _, err := known.Send(ctx, message()); err != nil || len(s.Received()) != 1 || s.Received()[0].User != "thongbao" {
		t.Errorf("%v, %+v", err, s.Received())
	}
}

// Nothing typed becomes a header, a command or a second receiver.
func TestNothingTypedBecomesACommand(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	server := at(s, ours.StartTLS)
	for _, address := range []string{
		"a@x.gov.vn\r\nBcc: b@y.vn", "a@x.gov.vn>\r\nRCPT TO:<b@y.vn", "a@x.gov.vn, b@y.vn", "Tên <a@x.gov.vn>", "a@x.gov.vn\n", "a b@x.gov.vn",
		`"a b"@x.gov.vn`, "a@[127.0.0.1]", "a@-x.vn", "@x.gov.vn", "a@", "a@x", "", "a@x.gov.vn\x00", "a\u2028@x.gov.vn", strings.Repeat("a", 65) + "@x.gov.vn", "a@" + strings.Repeat("x.", 130) + "vn",
	} {
		m := message()
		m.To = address
		_, err := server.Send(ctx, m)
		if kind, final := kindOf(t, err); kind != ours.Wrong || !final {
			t.Errorf("to %q: %v", address, err)
		}
		m = message()
		m.From = address
		if _, err := server.Send(ctx, m); err == nil {
			t.Errorf("from %q was sent", address)
		}
	}
	for _, id := range []string{"", "a", "a b@x", "a@x\r\nBcc: b@y.vn", "<a@x>"} {
		m := message()
		m.ID = id
		if _, err := server.Send(ctx, m); err == nil {
			t.Errorf("the id %q was sent", id)
		}
	}
	if n := len(s.Received()); n != 0 {
		t.Fatalf("%d messages went out", n)
	}
	m := message()
	m.Subject = "Việc\r\nBcc: b@y.vn\r\n\r\nthân thư\u2028nữa"
	m.FromName = "UBND\r\nBcc: c@y.vn\" <d@y.vn>"
	m.Stop = "https://x.gov.vn/\r\nBcc: e@y.vn"
	m.Text = "Dòng một\r\n.\r\nMAIL FROM:<x@y.vn>\r\n..hai chấm\n.\nhết"
	if _, err := server.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	got := s.Received()
	if len(got) != 1 || got[0].To != message().To || got[0].Header.Get("Bcc") != "" {
		t.Fatalf("%d messages, to %s, Bcc %q", len(got), got[0].To, got[0].Header.Get("Bcc"))
	}
	text := parts(t, got[0])["text/plain"]
	if want := "Dòng một\r\n.\r\nMAIL FROM:<x@y.vn>\r\n..hai chấm\n.\nhết"; strings.ReplaceAll(text, "\r\n", "\n") != strings.ReplaceAll(want, "\r\n", "\n") {
		t.Errorf("the text is %q", text)
	}
	from, err := mail.ParseAddress(got[0].Header.Get("From"))
	if err != nil || from.Address != message().From {
		t.Errorf("from %v, %v", from, err)
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@x.gov.vn", "nguyễn@xã.vn", "a@x.vn\r\nRCPT", "\"a\"@x.vn", "a@b@c.vn", "a.@x.vn"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ours.CheckAddress(s)
		if err != nil {
			return
		}
		if a != s || strings.ContainsAny(a, " \r\n\t<>\",;") || strings.Count(a, "@") != 1 || len(a) > 254 {
			t.Errorf("%q is taken for an address", a)
		}
	})
}

// What the server said is told without the address that we have written beside it.
func TestWhatWasSaidDoesNotNameTheReceiver(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	s.Behave(refuse(mailtest.To, 550, "No such user here"))
	_, err := at(s, ours.StartTLS).Send(ctx, message())
	var e *ours.Error
	if !errors.As(err, &e) || !strings.Contains(e.Said, "550") || !strings.Contains(e.Said, "No such user here") || strings.Contains(e.Said, "@") {
		t.Errorf("%q", e.Said)
	}
}
