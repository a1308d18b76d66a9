package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"sauro/web"
)

func proxies(t testing.TB, list string) web.Proxies {
	t.Helper()
	ps, err := web.ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// where asks a site behind the proxies from 127.0.0.1 and gives what it
// believes: the address, the scheme (by the cookie it sets) and the host.
func where(t *testing.T, ps web.Proxies, headers ...string) (address string, secure bool, host string) {
	t.Helper()
	o := openedAs(t, web.Site{Proxies: ps}, get("/x", func(w http.ResponseWriter, r *web.Request) error {
		address, host = r.Address(), r.Host
		r.SetSession(w, "x")
		return nil
	}))
	a := o.get(t, "", "/x", headers...)
	return address, strings.Contains(a.Header.Get("Set-Cookie"), "; Secure"), host
}

func TestOnlyNamedProxiesAreBelieved(t *testing.T) {
	lies := []string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "camket.example.vn"}
	for list, believed := range map[string]bool{"": false, "false": false, "10.0.0.5": false, "192.168.0.0/16,::1": false, "true": true, "127.0.0.1": true, "10.0.0.5, 127.0.0.0/8": true} {
		address, secure, host := where(t, proxies(t, list), lies...)
		if believed != (address == "203.0.113.9") || believed != secure || believed != (host == "camket.example.vn") {
			t.Errorf("%q: came from %s, TLS %v, asked for %s", list, address, secure, host)
		}
		if !believed && address != "127.0.0.1" {
			t.Errorf("%q: %s is not the connection's address", list, address)
		}
	}
}

func TestHopsAreReadFromTheRightToTheFirstStranger(t *testing.T) {
	ps := proxies(t, "127.0.0.1,10.0.0.0/24,2001:db8:1::/48")
	for said, want := range map[string]string{
		"203.0.113.9":                                   "203.0.113.9",
		"198.51.100.1, 203.0.113.9":                     "203.0.113.9", // the left one is what the person wrote
		"198.51.100.1, 203.0.113.9, 10.0.0.7":           "203.0.113.9", // two proxies in a row
		"203.0.113.9, 10.0.0.7, 10.0.0.8":               "203.0.113.9",
		"198.51.100.1, 10.0.1.7":                        "10.0.1.7", // one address beside the network
		"10.0.0.9, 10.0.0.7":                            "10.0.0.9",
		"203.0.113.9:51234":                             "203.0.113.9",
		"[2001:db8::5]:443":                             "2001:db8::5",
		"2001:db8::5, 2001:db8:1::9":                    "2001:db8::5",
		"::ffff:203.0.113.9":                            "203.0.113.9",
		"fe80::1%eth0":                                  "fe80::1",
		"203.0.113.9, unknown":                          "127.0.0.1", // a hop that cannot be read ends it
		"203.0.113.9, , 10.0.0.7":                       "10.0.0.7",
		"":                                              "127.0.0.1",
		"<script>, 300.1.1.1":                           "127.0.0.1",
		"203.0.113.9" + strings.Repeat(",10.0.0.1", 50): "10.0.0.1", // further than anybody's proxies
	} {
		if got, _, _ := where(t, ps, "X-Forwarded-For", said); got != want {
			t.Errorf("%.60q comes from %s, want %s", said, got, want)
		}
	}
}

func TestTheNearestProxySaysSchemeAndHost(t *testing.T) {
	ps := proxies(t, "true")
	if _, secure, host := where(t, ps, "X-Forwarded-Proto", "https, http", "X-Forwarded-Host", "a.example, b.example"); secure || host != "b.example" {
		t.Errorf("TLS %v, host %s", secure, host)
	}
	if _, secure, _ := where(t, ps, "X-Forwarded-Proto", "HTTPS"); !secure {
		t.Error("capitals are not understood")
	}
	if _, secure, _ := where(t, ps, "X-Forwarded-Proto", "gopher"); secure {
		t.Error("an unknown scheme is TLS")
	}
	if _, _, host := where(t, ps, "X-Forwarded-Host", strings.Repeat("a", 300)); strings.Contains(host, "aaa") {
		t.Error("a name longer than names may be is taken")
	}
}

func TestAProxyThatIsNotNamedIsNoticedOnce(t *testing.T) {
	o := opened(t, get("/x", show))
	for range 3 {
		o.get(t, "", "/x", "X-Forwarded-For", "203.0.113.9")
	}
	if n := strings.Count(o.log.String(), "--behind-proxy"); n != 1 || strings.Contains(o.log.String(), "203.0.113") {
		t.Errorf("%d lines:\n%s", n, o.log)
	}
}

func TestWrongListsAreToldInWords(t *testing.T) {
	for _, list := range []string{"proxy.example.vn", "10.0.0.0/33", "10.0.0.5;10.0.0.6", "0.0.0.0/0", "::/0", "10.0.0"} {
		if _, err := web.ParseProxies(list); err == nil || !strings.Contains(err.Error(), "--behind-proxy") {
			t.Errorf("%q: %v", list, err)
		}
	}
	for _, list := range []string{"https://a.example", "a.example:443", "a.example/x", "*.example", "me@a.example"} {
		if _, err := web.ParseHosts(list); err == nil || !strings.Contains(err.Error(), "--host") {
			t.Errorf("%q: %v", list, err)
		}
	}
}

func TestOnlyItsOwnNamesAreAnswered(t *testing.T) {
	hosts, err := web.ParseHosts("camket.example.vn, 10.0.0.5,::1")
	if err != nil {
		t.Fatal(err)
	}
	o := openedAs(t, web.Site{Hosts: hosts, Proxies: proxies(t, "true")}, get("/x", show))
	ask := func(host string) answer {
		t.Helper()
		req, err := http.NewRequest(http.MethodGet, o.URL+"/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		return do(t, &http.Client{}, req)
	}
	for _, host := range []string{"camket.example.vn", "camket.example.vn:8443", "CamKet.Example.vn.", "10.0.0.5", "[::1]:8080"} {
		ask(host).is(t, 200)
	}
	for _, host := range []string{"evil.example", "127.0.0.1", "camket.example.vn.evil.example", "localhost"} {
		ask(host).is(t, 421, "không mang tên đó")
	}
	css := asset(t, ask("10.0.0.5").text, "sauro", ".css")
	o.get(t, "", css).is(t, 421)
	o.get(t, "", css, "X-Forwarded-Host", "camket.example.vn").is(t, 200)
	o.get(t, "", "/x", "X-Forwarded-Host", "evil.example").is(t, 421)
}

func TestPlainHTTPGoesToTLS(t *testing.T) {
	hosts, _ := web.ParseHosts("camket.example.vn")
	ask := func(h http.Handler, method, host, path string) *http.Response {
		w, req := httptest.NewRecorder(), httptest.NewRequest(method, path, nil)
		req.Host = host
		h.ServeHTTP(w, req)
		return w.Result()
	}
	for _, c := range []struct{ port, path, want string }{
		{"443", "/nhiem-vu?tu=a%20b", "https://camket.example.vn/nhiem-vu?tu=a%20b"},
		{"", "/", "https://camket.example.vn/"},
		{"8443", "//evil.example/x", "https://camket.example.vn:8443//evil.example/x"},
	} {
		res := ask(web.ToHTTPS(hosts, c.port), http.MethodGet, "camket.example.vn:80", c.path)
		if res.StatusCode != http.StatusPermanentRedirect || res.Header.Get("Location") != c.want {
			t.Errorf("%s: %s to %s", c.path, res.Status, res.Header.Get("Location"))
		}
		if res.Header.Get("Strict-Transport-Security") != "" {
			t.Error("HSTS said in the clear")
		}
	}
	if res := ask(web.ToHTTPS(hosts, ""), http.MethodGet, "evil.example", "/"); res.StatusCode != http.StatusMisdirectedRequest || res.Header.Get("Location") != "" {
		t.Errorf("another name: %s to %s", res.Status, res.Header.Get("Location"))
	}
	if res := ask(web.ToHTTPS(nil, ""), http.MethodPost, "camket.example.vn", "/dang-nhap"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a password sent in the clear: %s", res.Status)
	}
	if to := ask(web.ToHTTPS(nil, ""), http.MethodGet, "[::1]:80", "/a").Header.Get("Location"); to != "https://[::1]/a" {
		t.Errorf("to %s", to)
	}
}

// Whatever is written in X-Forwarded-For, nobody becomes one of the proxies or a
// hop that does not stand in it, and a request that is not of a proxy comes from
// where its connection comes from.
func FuzzForwarded(f *testing.F) {
	for _, s := range []string{"203.0.113.9", "1.2.3.4, 10.0.0.1", "[::1]:80,,", "fe80::1%a, \x00", strings.Repeat("10.0.0.1,", 40)} {
		f.Add(s, "https", "a.example")
	}
	ps := proxies(f, "10.0.0.0/24,127.0.0.1")
	f.Fuzz(func(t *testing.T, hops, proto, host string) {
		for _, peer := range []string{"10.0.0.1:1234", "203.0.113.1:1234"} {
			req := httptest.NewRequest(http.MethodGet, "/", nil)
			req.RemoteAddr = peer
			req.Header = http.Header{"X-Forwarded-For": {hops}, "X-Forwarded-Proto": {proto}, "X-Forwarded-Host": {host}}
			address, https, asked := web.Origin(ps, req)
			if peer[:2] != "10" {
				if address.String() != "203.0.113.1" || https || asked != "example.com" {
					t.Errorf("a stranger was believed: %v %v %s", address, https, asked)
				}
				continue
			}
			if !address.IsValid() || address.Zone() != "" || address.Is4In6() {
				t.Errorf("address %v", address)
			}
			if address != netip.MustParseAddr("10.0.0.1") && !strings.Contains(hops, ":") && !strings.Contains(hops, address.String()) {
				t.Errorf("%v stands nowhere in %q", address, hops)
			}
			if len(asked) > 255 {
				t.Errorf("a host of %d letters", len(asked))
			}
		}
	})
}

func FuzzProxies(f *testing.F) {
	for _, s := range []string{"true", "10.0.0.5,192.168.1.0/24", "::1 fe80::/10", "0.0.0.0/0", "a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		ps, err := web.ParseProxies(list)
		if err != nil {
			return
		}
		for _, p := range ps {
			if !p.IsValid() || p.Bits() == 0 || p != p.Masked() {
				t.Errorf("%q: %v", list, p)
			}
		}
	})
}
