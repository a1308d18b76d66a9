// Package outbound asks other houses for things: a sign-on for its keys, another
// installation for its log. It knows which addresses are never asked and how
// much of an answer is taken, and refuses to know what is asked for.
package outbound

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// Safe reports whether an address is one that may be asked: https, or plain http
// on this machine itself.
func Safe(u *url.URL) bool {
	return u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && thisMachine(u.Hostname()))
}

func thisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Who may be asked. Addresses of the first list answer for the machine or the
// cloud it runs in and never for another house; those of the second may, where
// the office says that it stands inside.
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

// Why an address was not asked, or its answer not taken.
var (
	ErrNever  = errors.New("an address that is never asked")
	ErrInside = errors.New("an address of an inner network")
	ErrMoved  = errors.New("sent on to another house")
	ErrScheme = errors.New("an address without https")
	ErrLarge  = errors.New("an answer that is too large")
)

func mayAsk(ip netip.Addr, inner bool) error {
	ip = ip.Unmap().WithZone("")
	for _, p := range never {
		if p.Contains(ip) {
			return ErrNever
		}
	}
	for _, p := range inside {
		if p.Contains(ip) && !inner {
			return ErrInside
		}
	}
	if !ip.IsValid() {
		return ErrNever
	}
	return nil
}

// Named is why an address that is written as numbers, or as this machine's own
// name, would not be asked: for settings, so that what is never asked is not
// even kept. What a name stands for is looked at when it is asked.
func Named(u *url.URL, inner bool) error {
	host := u.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return nil
	}
	return mayAsk(ip, inner)
}

// AnswerLimit is the most bytes of one answer.
const AnswerLimit = 512 << 10

// New is the client by which another house is asked; networks inside are asked
// where inner is set. limit bounds one call. It looks at the address that a name
// was resolved to, at the moment of connecting, so that a name cannot change its
// mind in between; it uses no proxy, which would hide that address.
func New(inner bool, limit time.Duration) *http.Client {
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
				return ErrMoved
			}
			return nil
		},
	}
}

// bounded lets no answer be larger than AnswerLimit and no address be asked
// without https. It reads the answer itself, so that what goes wrong on the way
// is an error of the call.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	if !Safe(req.URL) {
		return nil, ErrScheme
	}
	res, err := b.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, AnswerLimit+1))
	if err != nil {
		return nil, err
	}
	if len(body) > AnswerLimit {
		return nil, ErrLarge
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}
