package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"sauro/fault"
)

// Proxies are the machines in front of the program that are believed about where
// a request comes from. Everybody else can write X-Forwarded-For as well as they
// can, and is not.
type Proxies []netip.Prefix

// ParseProxies reads a list of addresses and networks: "10.0.0.5,192.168.1.0/24".
// "true" is this machine alone, "" and "false" nobody. A network of the office's
// own people must not be named: what they write would be believed. The error is a
// *fault.Error.
func ParseProxies(list string) (Proxies, error) {
	switch strings.ToLower(strings.TrimSpace(list)) {
	case "", "false", "0", "no":
		return nil, nil
	case "true", "1", "yes":
		list = "127.0.0.0/8,::1"
	}
	var ps Proxies
	for one := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ',' || c == ' ' }) {
		p, err := netip.ParsePrefix(one)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(one); err == nil {
				a = plain(a)
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		if err != nil || p.Bits() == 0 {
			return nil, fault.New(fault.Invalid, "--behind-proxy: %s không phải địa chỉ máy chủ trung gian. Hãy ghi địa chỉ hoặc dải mạng, ví dụ 10.0.0.5,192.168.1.0/24.", one)
		}
		ps = append(ps, p.Masked())
	}
	return ps, nil
}

// Has reports whether the address is one of the proxies.
func (ps Proxies) Has(a netip.Addr) bool {
	for _, p := range ps {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// plain is an address as it is compared: an IPv4 address inside IPv6 as IPv4,
// without the zone of a network card.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// origin is what is believed about the way of a request to the program.
type origin struct {
	address netip.Addr // of the person; invalid where the connection has none (a test)
	https   bool       // the person's browser speaks TLS
	host    string     // the name it asked for
	claimed bool       // somebody who is no proxy says where it comes from
}

// hopCount is how many hops of X-Forwarded-For are looked at, from the right.
const hopCount = 16

// origin finds out where a request comes from: the connection's other end, or
// what the proxies there have written, read from the right as far as each hop is
// a proxy too. Of what else is written nothing is believed.
func (ps Proxies) origin(req *http.Request) origin {
	o := origin{https: req.TLS != nil, host: req.Host}
	if peer, err := netip.ParseAddrPort(req.RemoteAddr); err == nil {
		o.address = plain(peer.Addr())
	}
	said := req.Header.Values("X-Forwarded-For")
	if !o.address.IsValid() || !ps.Has(o.address) {
		o.claimed = len(said) > 0
		return o
	}
	hops := strings.Split(strings.Join(said, ","), ",")
	for i := len(hops) - 1; i >= max(0, len(hops)-hopCount); i-- {
		a, ok := hop(hops[i])
		if !ok {
			break
		}
		if o.address = a; !ps.Has(a) {
			break
		}
	}
	switch last(req.Header.Values("X-Forwarded-Proto")) {
	case "https":
		o.https = true
	case "http":
		o.https = false
	}
	if host := last(req.Header.Values("X-Forwarded-Host")); host != "" && len(host) <= hostLength {
		o.host = host
	}
	return o
}

// hop is one hop as proxies write it: an address, or one with its port.
func hop(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return plain(a), true
	}
	if a, err := netip.ParseAddrPort(s); err == nil {
		return plain(a.Addr()), true
	}
	return netip.Addr{}, false
}

// last is the value that the nearest proxy has written.
func last(values []string) string {
	if len(values) == 0 {
		return ""
	}
	s := values[len(values)-1]
	return strings.ToLower(strings.TrimSpace(s[strings.LastIndexByte(s, ',')+1:]))
}

const hostLength = 255 // RFC 1035, section 2.3.4, with room for a port

// Hosts are the names the program answers to; an empty list is every name. A page
// of somebody else's name that is made to point at the office's server (DNS
// rebinding) is thereby no page of the office.
type Hosts []string

// ParseHosts reads a list of names without scheme or port: "camket.example.vn".
// The error is a *fault.Error.
func ParseHosts(list string) (Hosts, error) {
	var hs Hosts
	for one := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ',' || c == ' ' }) {
		if len(one) > hostLength || strings.ContainsAny(one, "/@?#*%") || strings.Contains(one, ":") && !isAddress(one) {
			return nil, fault.New(fault.Invalid, "--host: %s không phải tên máy chủ. Hãy chỉ ghi tên, không ghi https:// và cổng, ví dụ camket.xa.gov.vn.", one)
		}
		hs = append(hs, bareHost(one))
	}
	return hs, nil
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return err == nil
}

// Has reports whether the program answers to the name of a Host header.
func (hs Hosts) Has(host string) bool {
	if len(hs) == 0 {
		return true
	}
	host = bareHost(host)
	for _, h := range hs {
		if h == host {
			return true
		}
	}
	return false
}

// bareHost is the name of a Host header without its port, the dot at its end and
// the brackets round an address.
func bareHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// Address is the network address of the person, "" where it is not known.
func (r *Request) Address() string {
	if !r.from.address.IsValid() {
		return ""
	}
	return r.from.address.String()
}

// secure reports whether the person's browser speaks TLS, with the program or
// with a proxy that says so.
func (r *Request) secure() bool { return r.from.https }

// ToHTTPS is the whole site where TLS is spoken elsewhere: it sends pages to the
// same address behind https and refuses what was sent in the clear, for it has
// been seen by others already. port is the one TLS is spoken on, "" or "443" the
// usual one.
func ToHTTPS(hosts Hosts, port string) http.Handler {
	say := Speaker(Vietnamese)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		guard(w.Header(), false)
		host := bareHost(req.Host)
		switch {
		case host == "" || !hosts.Has(host):
			http.Error(w, say(errHost.Text.Format), http.StatusMisdirectedRequest)
			return
		case req.Method != http.MethodGet && req.Method != http.MethodHead:
			http.Error(w, say("Địa chỉ này chưa được bảo vệ nên không nhận biểu mẫu. Hãy mở lại trang bằng địa chỉ bắt đầu bằng https://."), http.StatusForbidden)
			return
		}
		if port != "" && port != "443" {
			host = net.JoinHostPort(host, port)
		} else if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		http.Redirect(w, req, "https://"+host+req.URL.RequestURI(), http.StatusPermanentRedirect)
	})
}
