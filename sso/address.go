package sso

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"time"

	"sauro/fault"
)

// Check says what is wrong with the settings as typed, without asking anybody.
// Fields: name, issuer, client, secret, scopes, login-claim, post-claim, acr, amr.
func (s Settings) Check() error {
	var f fault.Form
	f.Check(s.Name != "" && len(s.Name) <= 120, "name", "Hãy ghi tên hiện trên nút đăng nhập, dưới 60 chữ, ví dụ VNeID.")
	u, err := url.Parse(s.Issuer)
	switch {
	case err != nil || u.Hostname() == "" || len(s.Issuer) > 300:
		f.Add("issuer", "Hãy ghi địa chỉ nhà cung cấp, ví dụ https://sso.quangngai.gov.vn.")
	case !safe(u):
		f.Add("issuer", "Địa chỉ nhà cung cấp phải bắt đầu bằng https://.")
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.ForceQuery || strings.Contains(s.Issuer, "#"):
		f.Add("issuer", "Địa chỉ nhà cung cấp không được có dấu ?, dấu # hay tên người dùng. Hãy ghi đúng địa chỉ bên quản lý cấp.")
	}
	f.Check(s.ClientID != "" && len(s.ClientID) <= 300, "client", "Hãy ghi mã ứng dụng (client id) do nhà cung cấp cấp.")
	f.Check(len(s.ClientSecret) <= 500, "secret", "Khóa ứng dụng dài quá 500 ký tự. Hãy kiểm tra lại.")
	f.Check(tokens(s.Scopes), "scopes", "Phạm vi gồm các từ cách nhau bằng dấu cách, ví dụ openid profile.")
	f.Check(claimForm.MatchString(s.loginClaim()), "login-claim", "Tên trường gồm chữ không dấu, chữ số, dấu chấm, gạch; ví dụ preferred_username.")
	f.Check(s.PostClaim == "" || claimForm.MatchString(s.PostClaim), "post-claim", "Tên trường gồm chữ không dấu, chữ số, dấu chấm, gạch; ví dụ preferred_username.")
	f.Check(tokens(s.ACR), "acr", "Ghi các giá trị cách nhau bằng dấu cách, đúng như nhà cung cấp quy định.")
	f.Check(tokens(s.AMR), "amr", "Ghi các giá trị cách nhau bằng dấu cách, đúng như nhà cung cấp quy định.")
	return f.Err()
}

var (
	claimForm = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{1,100}$`)
	tokenForm = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]{1,200}$`) // scope-token, RFC 6749, 3.3
)

func tokens(list []string) bool {
	for _, s := range list {
		if !tokenForm.MatchString(s) {
			return false
		}
	}
	return len(list) <= 20
}

// safe reports whether an address is one that may be asked: https, or plain http
// on this machine itself.
func safe(u *url.URL) bool {
	return u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && thisMachine(u.Hostname()))
}

func thisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Who may be asked. Addresses of the first list answer for the machine or the
// cloud it runs in and never for a provider; those of the second may, where the
// office says that the provider stands inside.
var (
	never = prefixes("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "100.100.100.200/32", "224.0.0.0/4", "240.0.0.0/4",
		"::/128", "fe80::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::/32", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
	inside = prefixes("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "::1/128", "fc00::/7", "fec0::/10")
)

func prefixes(list ...string) (p []netip.Prefix) {
	for _, s := range list {
		p = append(p, netip.MustParsePrefix(s))
	}
	return p
}

var (
	errNever  = errors.New("an address that is never asked")
	errInside = errors.New("an address of an inner network")
	errMoved  = errors.New("sent on to another house")
	errScheme = errors.New("an address without https")
	errLarge  = errors.New("an answer that is too large")
)

func mayAsk(ip netip.Addr, inner bool) error {
	ip = ip.Unmap().WithZone("")
	for _, p := range never {
		if p.Contains(ip) {
			return errNever
		}
	}
	for _, p := range inside {
		if p.Contains(ip) && !inner {
			return errInside
		}
	}
	if !ip.IsValid() {
		return errNever
	}
	return nil
}

const answerLimit = 512 << 10 // bytes of one answer

// newHTTP is the client that asks providers. It looks at the address that a name
// was resolved to, at the moment of connecting, so that a name cannot change its
// mind in between; it uses no proxy, which would hide that address.
func newHTTP(inner bool, limit time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: limit / 2, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		return mayAsk(at.Addr(), inner)
	}}
	return &http.Client{
		Timeout: limit,
		Transport: bounded{&http.Transport{
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    limit / 2,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConns:           4,
			IdleConnTimeout:        time.Minute,
			ForceAttemptHTTP2:      true,
		}},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			first := via[0]
			if len(via) > 3 || first.Method != http.MethodGet || req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme {
				return errMoved
			}
			return nil
		},
	}
}

// bounded lets no answer be larger than answerLimit and no address be asked
// without https. It reads the answer itself, so that what goes wrong on the way
// is an error of the call.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	if !safe(req.URL) {
		return nil, errScheme
	}
	res, err := b.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerLimit+1))
	if err != nil {
		return nil, err
	}
	if len(body) > answerLimit {
		return nil, errLarge
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}
