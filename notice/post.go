package notice

import (
	"context"
	"errors"
	"strings"

	"sauro/fault"
	"sauro/mail"
	"sauro/vn"
)

// MailSettings are the settings of the channel Mail; its secret is the password.
type MailSettings struct {
	Host     string        `json:"host"`
	Port     int           `json:"port"`
	Security mail.Security `json:"security"`
	User     string        `json:"user"`
	From     string        `json:"from"` // the sender's address
	Name     string        `json:"name"` // shown before it, the office's own where ""
}

// SecurityName is how the line to a mail server is protected, in words.
var SecurityName = map[mail.Security]string{
	mail.StartTLS: "STARTTLS (thường dùng, cổng 587)", mail.TLS: "TLS ngay từ đầu (cổng 465)", mail.Plain: "Không mã hóa (chỉ trong mạng nội bộ, không dùng mật khẩu)",
}

// Clean tidies what was typed and says what is wrong with it. password says
// whether there is one.
func (s *MailSettings) Clean(password bool) error {
	s.Host, s.User, s.From, s.Name = vn.Line(s.Host), vn.Line(s.User), vn.Line(s.From), vn.Line(s.Name)
	var f fault.Form
	f.Check(s.Host != "" && len(s.Host) <= 253 && !strings.ContainsAny(s.Host, "/:@ "), "host", "Hãy ghi tên máy chủ thư, ví dụ mail.quangngai.gov.vn, không ghi cổng.")
	f.Check(s.Port > 0 && s.Port < 65536, "port", "Cổng là một số từ 1 đến 65535, thường là 587.")
	f.Check(SecurityName[s.Security] != "", "security", "Hãy chọn cách mã hóa đường truyền.")
	_, err := mail.CheckAddress(s.From)
	f.Check(err == nil, "from", "Địa chỉ gửi chưa đúng. Hãy ghi dạng thongbao@khanhcuong.gov.vn.")
	f.Check(len(s.Name) <= 200, "name", "Tên người gửi dài quá. Hãy ghi dưới 100 chữ.")
	f.Check(len(s.User) <= 200, "user", "Tên tài khoản dài quá. Hãy kiểm tra lại.")
	f.Check(s.Security != mail.Plain || s.User == "" && !password, "security", "Không gửi mật khẩu qua đường không mã hóa. Hãy chọn STARTTLS hoặc TLS, hoặc bỏ tài khoản.")
	f.Check(s.User == "" || password, "secret", "Có tài khoản thì phải có mật khẩu.")
	return f.Err()
}

// Same reports whether both sign in to the same server as the same user: a kept
// password goes nowhere else.
func (s MailSettings) Same(other MailSettings) bool {
	return s.Host == other.Host && s.Port == other.Port && s.Security == other.Security && s.User == other.User
}

// SendMail is the Sender of the way Mail.
func SendMail(ctx context.Context, a Account, m Message) (string, error) {
	return MailBy(mail.Server{})(ctx, a, m)
}

// MailBy is SendMail with the trust and the patience of base; the rest is the
// office's.
func MailBy(base mail.Server) Sender {
	return func(ctx context.Context, a Account, m Message) (string, error) {
		var s MailSettings
		if err := a.Read(&s); err != nil || s.Host == "" || !strings.Contains(s.From, "@") {
			return "", &Failure{Why: "settings", Cause: err}
		}
		server := base
		server.Host, server.Port, server.Security, server.User, server.Password = s.Host, s.Port, s.Security, s.User, a.Secret
		name := s.Name
		if name == "" {
			name = a.Name
		}
		said, err := server.Send(ctx, mail.Message{
			FromName: name, From: s.From, To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML(), ID: m.ID + s.From[strings.LastIndexByte(s.From, '@'):],
			Stop: m.Stop, Date: m.At,
		})
		if err != nil {
			return "", mailFailure(err)
		}
		return said, nil
	}
}

func mailFailure(err error) *Failure {
	f := &Failure{Why: "network", Cause: err}
	var e *mail.Error
	if !errors.As(err, &e) {
		return f
	}
	f.Final, f.Detail = e.Final, e.Said
	switch e.Kind {
	case mail.SignIn:
		f.Why = "sign-in"
	case mail.Address:
		f.Why = "address"
	case mail.Later:
		f.Why = "busy"
	case mail.Refused:
		f.Why = "refused"
	case mail.Insecure:
		f.Why = "insecure"
	case mail.Wrong:
		f.Why = "settings"
	}
	return f
}
