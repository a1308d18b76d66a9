package sso

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sauro/fault"
	"sauro/outbound"
)

// explain says what is wrong with a provider to the one who sets it up.
func explain(err error, s Settings) error {
	host := s.Issuer
	if u, err := url.Parse(s.Issuer); err == nil {
		host = u.Host
	}
	var (
		told     *fault.Error
		mismatch *oidc.IssuerMismatchError
		name     *net.DNSError
		dial     *net.OpError
		cert     *tls.CertificateVerificationError
		unknown  x509.UnknownAuthorityError
		wrong    tls.RecordHeaderError
	)
	cause := tidy(err)
	switch {
	case errors.As(err, &told):
		return err
	case errors.Is(err, outbound.ErrNever):
		return fault.Because(cause, fault.Invalid, "Không được kết nối tới địa chỉ của %s. Hãy kiểm tra lại địa chỉ nhà cung cấp.", host)
	case errors.Is(err, outbound.ErrInside):
		return fault.Because(cause, fault.Invalid, "%s nằm trong mạng nội bộ. Nếu đúng là máy chủ của cơ quan hoặc của tỉnh, hãy đánh dấu ô mạng nội bộ rồi thử lại.", host)
	case errors.Is(err, outbound.ErrMoved):
		return fault.Because(cause, fault.Invalid, "%s chuyển sang một địa chỉ khác nên không đi theo. Hãy hỏi bên quản lý nhà cung cấp địa chỉ đúng.", host)
	case errors.Is(err, outbound.ErrScheme):
		return fault.Because(cause, fault.Invalid, "Nhà cung cấp chỉ đến một địa chỉ không được bảo vệ bằng https (%s). Hãy báo bên quản lý nhà cung cấp.", host)
	case errors.Is(err, outbound.ErrLarge):
		return fault.Because(cause, fault.Invalid, "%s trả lời dài bất thường nên không nhận. Hãy kiểm tra lại địa chỉ nhà cung cấp.", host)
	case errors.As(err, &mismatch):
		return fault.Because(cause, fault.Invalid, "Nhà cung cấp tự gọi mình là %s. Hãy ghi địa chỉ đúng như vậy, kể cả dấu / ở cuối.", shown(mismatch.Discovered))
	case errors.As(err, &name):
		return fault.Because(cause, fault.Invalid, "Không tìm thấy máy chủ %s. Hãy kiểm tra địa chỉ, hoặc kiểm tra mạng của máy chủ này.", host)
	case errors.As(err, &cert), errors.As(err, &unknown), errors.As(err, &wrong):
		return fault.Because(cause, fault.Invalid, "Chứng thư bảo mật của %s không hợp lệ nên không kết nối. Hãy báo bên quản lý nhà cung cấp.", host)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), timedOut(err):
		return fault.Because(cause, fault.Busy, "%s không trả lời trong 10 giây. Hãy thử lại sau, hoặc kiểm tra mạng của máy chủ này.", host)
	case errors.As(err, &dial):
		return fault.Because(cause, fault.Busy, "%s không nhận kết nối. Hãy kiểm tra địa chỉ và cổng, hoặc thử lại sau.", host)
	}
	return noProvider(cause, s)
}

func noProvider(cause error, s Settings) error {
	return fault.Because(cause, fault.Invalid, "%s không trả lời như một nhà cung cấp đăng nhập (OpenID Connect). Hãy hỏi bên quản lý địa chỉ có /.well-known/openid-configuration.", shown(s.Issuer))
}

func timedOut(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// down is what a person hears who only wants to sign in.
func down(err error, s Settings) error {
	return fault.Because(err, fault.Busy, "Chưa kết nối được với %s. Hãy đăng nhập bằng tên và mật khẩu, hoặc thử lại sau ít phút.", s.Name)
}

// distrust refuses an answer that may be somebody's trick. What exactly is wrong
// stands in the log.
func distrust(cause error, s Settings) error {
	return fault.Because(cause, fault.Invalid, "Câu trả lời của %s không khớp với lần đăng nhập này nên không được nhận. Hãy bấm đăng nhập lại từ đầu, hoặc dùng tên và mật khẩu.", s.Name)
}

// refusal turns the provider's own error (RFC 6749, 4.1.2.1) into words.
func refusal(code string, s Settings) error {
	switch code {
	case "access_denied":
		return fault.New(fault.Denied, "Lần đăng nhập ở %s đã bị hủy. Hãy thử lại, hoặc đăng nhập bằng tên và mật khẩu.", s.Name)
	case "temporarily_unavailable", "server_error":
		return down(errors.New(shown(code)), s)
	}
	return fault.Because(errors.New(shown(code)), fault.Denied, "%s không cho đăng nhập. Hãy dùng tên và mật khẩu; nếu gặp lại, hãy báo người quản lý nhân sự.", s.Name)
}

// unreached tells a call that did not come through from an answer that is not to
// be believed.
func unreached(err error, s Settings) error {
	if notReached(err) {
		return down(tidy(err), s)
	}
	return distrust(tidy(err), s)
}

func notReached(err error) bool {
	var dial *net.OpError
	var name *net.DNSError
	var told *oauth2.RetrieveError
	switch {
	case errors.Is(err, outbound.ErrNever), errors.Is(err, outbound.ErrInside):
		return false // though it came to a dial
	case errors.Is(err, context.DeadlineExceeded), timedOut(err), errors.As(err, &name), errors.As(err, &dial),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return true
	}
	return errors.As(err, &told) && told.Response != nil && told.Response.StatusCode >= 500
}

// tidy is an error for the log: without what the provider sent, which may be a
// token, and short.
func tidy(err error) error {
	var told *oauth2.RetrieveError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &told):
		status := ""
		if told.Response != nil {
			status = told.Response.Status
		}
		return errors.New("the token was refused: " + shown(status+" "+short60(told.ErrorCode)))
	}
	return errors.New(shown(err.Error()))
}

func short60(s string) string { return s[:min(len(s), 60)] }
