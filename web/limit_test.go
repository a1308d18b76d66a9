package web_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/web"
)

// paced is a site behind a proxy whose clock stands still until the test moves
// it. A cookie of two letters or more is the person of that name, a clerk.
func paced(t *testing.T, site web.Site, routes ...web.Route) (o *office, at func(time.Duration)) {
	t.Helper()
	site.Proxies = proxies(t, "true")
	site.Identify = func(_ context.Context, cookie string) (org.Visit, error) {
		return org.Visit{Who: org.Who{Tenant: "t", Person: db.ID(cookie), Role: org.Clerk}}, nil
	}
	o = openedAs(t, site, routes...)
	begin := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	at = func(after time.Duration) { web.At(o.site, begin.Add(after)) }
	at(0)
	return o, at
}

// until sends requests until one is refused and says how many came through.
func until(t *testing.T, most int, ask func() answer) (through int, refused answer) {
	t.Helper()
	for through = 0; through <= most; through++ {
		if refused = ask(); refused.StatusCode == http.StatusTooManyRequests {
			return through, refused
		}
	}
	return through, refused
}

var done = fails(nil)

func TestEachPaceHasItsLimitForAnAccountAndForAnAddress(t *testing.T) {
	routes := []web.Route{
		{Pattern: "POST /vao", Open: true, Handle: done},
		{Pattern: "POST /ghi", Act: org.Self, Handle: done},
		{Pattern: "GET /cong-khai", Open: true, Handle: done},
		{Pattern: "GET /tim", Act: org.Read, Pace: web.Heavy, Handle: done},
		{Pattern: "GET /manh", Open: true, Pace: web.Tiles, Handle: done},
	}
	for _, c := range []struct {
		method, path string
		pace         web.Pace
	}{
		{http.MethodPost, "/vao", web.SignIn}, {http.MethodPost, "/ghi", web.Send},
		{http.MethodGet, "/cong-khai", web.Heavy}, {http.MethodGet, "/tim", web.Heavy}, {http.MethodGet, "/manh", web.Tiles},
	} {
		t.Run(c.path[1:], func(t *testing.T) {
			o, at := paced(t, web.Site{}, routes...)
			burst, perSecond, addressBurst, addressPerSecond := web.Allowance(c.pace)
			one := func() answer {
				return o.ask(t, "nguoi-1", c.method, c.path, nil, "X-Forwarded-For", "203.0.113.9")
			}
			n, refused := until(t, burst, one)
			if n != burst {
				t.Fatalf("an account comes through %d times, not %d", n, burst)
			}
			refused.is(t, 429, "quá nhiều yêu cầu", "Hãy đợi")
			wait, err := strconv.Atoi(refused.Header.Get("Retry-After"))
			if err != nil || float64(wait) < 1/perSecond || float64(wait) > 1/perSecond+1 {
				t.Errorf("Retry-After %q, at %v a second", refused.Header.Get("Retry-After"), perSecond)
			}
			// Somebody else behind the same address is not held up by it.
			o.ask(t, "nguoi-2", c.method, c.path, nil, "X-Forwarded-For", "203.0.113.9").is(t, 200)
			at(time.Duration(wait) * time.Second)
			if a := one(); a.StatusCode != 200 {
				t.Errorf("after %d seconds: %d", wait, a.StatusCode)
			}
			if c.path == "/ghi" || c.path == "/tim" {
				return // of those signed in only
			}
			o, _ = paced(t, web.Site{}, routes...)
			n, _ = until(t, addressBurst, func() answer {
				return o.ask(t, "", c.method, c.path, nil, "X-Forwarded-For", "203.0.113.9")
			})
			if n != addressBurst {
				t.Errorf("an address comes through %d times, not %d", n, addressBurst)
			}
			o.ask(t, "", c.method, c.path, nil, "X-Forwarded-For", "203.0.113.10").is(t, 200)
			if addressPerSecond <= perSecond {
				t.Errorf("an address may do no more than one account of it: %v a second", addressPerSecond)
			}
		})
	}
}

func TestWhatCostsLittleIsNotCounted(t *testing.T) {
	o, _ := paced(t, web.Site{}, get("/x", show), web.Route{Pattern: "GET /viec", Act: org.Read, Handle: done},
		web.Route{Pattern: "GET /song", Open: true, Pace: web.Free, Handle: done})
	css := asset(t, o.get(t, "nguoi", "/x").text, "sauro", ".css")
	for range 1000 {
		for _, path := range []string{css, "/viec", "/song"} {
			if a := o.get(t, "nguoi", path, "X-Forwarded-For", "203.0.113.9"); a.StatusCode != 200 {
				t.Fatalf("%s: %d", path, a.StatusCode)
			}
		}
	}
}

func TestWhatWasTypedComesBackWithTheRefusal(t *testing.T) {
	kept := 0
	o, _ := paced(t, web.Site{}, web.Route{Pattern: "POST /ghi", Act: org.Self, Upload: true, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		files, err := r.Files("tep")
		kept += len(files)
		return err
	}})
	text := "Đã trao 120 bộ hồ sơ cho các thôn."
	body, kind := sent(t, map[string]string{"ghi-chu": text, "mat-khau": "mat khau rat dai cua toi"}, map[string][]byte{"a.pdf": []byte("%PDF-1.7")})
	burst, _, _, _ := web.Allowance(web.Send)
	n, refused := until(t, burst, func() answer {
		return o.ask(t, "nguoi", http.MethodPost, "/ghi", bytes.NewReader(body), "Content-Type", kind)
	})
	refused.is(t, 429, text)
	if strings.Contains(refused.text, "mat khau rat dai") {
		t.Error("the page shows a password")
	}
	if kept != n {
		t.Errorf("%d files kept in %d requests", kept, n)
	}
	o.post(t, "nguoi", "/ghi", url.Values{"ghi-chu": {text}}, "Cookie", "sauro=nguoi; lang=en").is(t, 429, text, "Too many requests")
}

func TestAHouseholdOfIPv6IsOneAddress(t *testing.T) {
	o, _ := paced(t, web.Site{}, web.Route{Pattern: "POST /vao", Open: true, Handle: done})
	_, _, burst, _ := web.Allowance(web.SignIn)
	i := 0
	n, _ := until(t, burst, func() answer {
		i++
		return o.post(t, "", "/vao", nil, "X-Forwarded-For", fmt.Sprintf("2001:db8:1:2:%x::1", i))
	})
	if n != burst {
		t.Errorf("addresses of one /64 come through %d times, not %d", n, burst)
	}
	o.post(t, "", "/vao", nil, "X-Forwarded-For", "2001:db8:1:3::1").is(t, 200)
}

// In the demo everybody is the same six people, and the machine itself is nobody.
func TestTheDemoCountsAddressesOnly(t *testing.T) {
	route := web.Route{Pattern: "POST /ghi", Act: org.Self, Handle: done}
	burst, _, addressBurst, _ := web.Allowance(web.Send)
	o, _ := paced(t, web.Site{Demo: true}, route)
	if n, _ := until(t, addressBurst, func() answer { return o.post(t, "nguoi", "/ghi", nil, "X-Forwarded-For", "203.0.113.9") }); n != addressBurst {
		t.Errorf("%d, not %d", n, addressBurst)
	}
	for range burst + 10 {
		o.post(t, "nguoi", "/ghi", nil).is(t, 200)
	}
}

func TestOnlySoManyAreRemembered(t *testing.T) {
	o, at := paced(t, web.Site{}, web.Route{Pattern: "POST /vao", Open: true, Handle: done})
	h := o.site.Handler()
	for i := range web.LimiterCount + 500 {
		req, _ := http.NewRequest(http.MethodPost, "/vao", nil)
		req.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255)
		h.ServeHTTP(deaf{}, req)
		if i%1000 == 0 {
			at(time.Duration(i) * time.Millisecond)
		}
	}
	if n := web.Remembered(o.site); n != web.LimiterCount {
		t.Errorf("%d addresses are remembered", n)
	}
}

// deaf takes an answer and keeps nothing.
type deaf struct{}

func (deaf) Header() http.Header         { return http.Header{} }
func (deaf) Write(b []byte) (int, error) { return len(b), nil }
func (deaf) WriteHeader(int)             {}
