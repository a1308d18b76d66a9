package web_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/browser"
	"sauro/org"
	"sauro/web"
)

// guarded fails where an answer lacks what every answer carries.
func guarded(t *testing.T, what string, h http.Header) {
	t.Helper()
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("%s: the policy %q lacks %s", what, csp, part)
		}
	}
	if found := regexp.MustCompile(`unsafe|\*|https?:|data:|blob:`).FindString(csp); found != "" {
		t.Errorf("%s: the policy allows %s", what, found)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Origin-Agent-Cluster": "?1",
		"Server": "", "X-Powered-By": "", "Access-Control-Allow-Origin": "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", what, name, got, want)
		}
	}
	if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") || h.Get("Cache-Control") == "" {
		t.Errorf("%s: %v", what, h)
	}
	if len(h["Content-Security-Policy"]) > 1 {
		t.Errorf("%s: two policies", what)
	}
}

func TestEveryKindOfAnswerIsGuarded(t *testing.T) {
	bare := func(w http.ResponseWriter, _ *web.Request) error {
		_, err := io.WriteString(w, "<script>alert(1)</script>")
		return err
	}
	o := opened(t, get("/x", show), get("/loi", fails(errors.New("x"))), get("/chu", bare), get("/di", func(w http.ResponseWriter, r *web.Request) error { return r.Redirect(w, "/x", "Xong.") }),
		get("/hoang", func(http.ResponseWriter, *web.Request) error { panic("hỏng") }), sentAs("x"), web.Route{Pattern: "POST /ghi", Act: org.Self, Handle: done},
		web.Route{Pattern: "GET /viec", Act: org.Read, Handle: show})
	css := asset(t, o.get(t, "", "/x").text, "sauro", ".css")
	for _, c := range []struct {
		method, role, path string
		status             int
	}{
		{"GET", "", "/x", 200}, {"GET", "clerk", "/x", 200}, {"HEAD", "", "/x", 200}, {"GET", "", css, 200}, {"GET", "", "/_/none.css", 404}, {"GET", "", "/_/", 404},
		{"GET", "", "/loi", 500}, {"GET", "", "/hoang", 500}, {"GET", "", "/khong-co", 404}, {"GET", "", "/ghi", 405}, {"PUT", "", "/x", 405},
		{"TRACE", "", "/x", 405}, {"OPTIONS", "", "/x", 405}, {"GET", "", "/viec", 303}, {"GET", "", "/di", 303}, {"GET", "", "/a/../x", 307},
		{"POST", "", "/ghi", 303}, {"POST", "viewer", "/ghi", 200}, {"GET", "clerk", "/tep?ten=a&loai=text/plain", 200}, {"GET", "", "/tep?ten=a&loai=text/html", 200},
		{"GET", "nobody", "/x", 200}, {"GET", "", "/chu", 200}, {"GET", "", "/x?a=%zz", 422},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			a := o.ask(t, c.role, c.method, c.path, nil)
			if a.StatusCode != c.status {
				t.Errorf("status %d, want %d", a.StatusCode, c.status)
			}
			guarded(t, c.path, a.Header)
			kind := a.Header.Get("Content-Type")
			if len(a.text) > 0 && kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8") {
				t.Errorf("the type is %q", kind)
			}
			if c.path != css && strings.Contains(a.Header.Get("Cache-Control"), "public") || c.role == "clerk" && a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("may be kept: %q", a.Header.Get("Cache-Control"))
			}
			if a.Header.Get("Strict-Transport-Security") != "" || strings.Contains(a.Header.Get("Content-Security-Policy"), "upgrade") {
				t.Error("speaks of TLS where there is none")
			}
		})
	}
	if a := o.get(t, "", "/chu"); a.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("the type was guessed: %q", a.Header.Get("Content-Type"))
	}
}

func TestTLSIsRememberedOnlyWhereItIsSpoken(t *testing.T) {
	o := openedAs(t, web.Site{Proxies: proxies(t, "true")}, get("/x", show))
	for _, path := range []string{"/x", "/khong-co", "/_/none.css", asset(t, o.get(t, "", "/x").text, "sauro", ".css")} {
		h := o.get(t, "", path, "X-Forwarded-Proto", "https").Header
		if h.Get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains" || !strings.Contains(h.Get("Content-Security-Policy"), "upgrade-insecure-requests") {
			t.Errorf("%s: %v", path, h)
		}
		if h := o.get(t, "", path).Header; h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s in the clear: %v", path, h)
		}
	}
}

func TestSigningOutClearsTheBrowser(t *testing.T) {
	o := opened(t, get("/ra", func(w http.ResponseWriter, r *web.Request) error {
		r.DropSession(w)
		return r.Redirect(w, "/x", "Đã đăng xuất.")
	}), get("/x", show))
	if h := o.get(t, "clerk", "/ra").Header; h.Get("Clear-Site-Data") != `"cache", "storage"` || h.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", h)
	}
	if h := o.get(t, "clerk", "/x").Header; h.Get("Clear-Site-Data") != "" {
		t.Error("every page clears the browser")
	}
}

// What the headers say is what Chromium does: no sink takes a text, no policy can
// be made, no script or style of the page itself runs, and our own script works.
func TestTheBrowserHoldsThePolicy(t *testing.T) {
	const tries = `{{define "main"}}<p id="a">a</p><div id="b" style="color:red">b</div><script>document.title = "chạy"</script>{{end}}{{define "help"}}x{{end}}`
	o := openedWith(t, web.Site{}, tries, get("/x", show))
	p := browser.New(t)
	p.ExpectConsole("Content Security Policy", "TrustedHTML", "TrustedScript", "violates")
	p.Open(o.URL + "/x")
	var got []string
	p.Eval(`(() => {
		const said = [document.title === "chạy" ? "inline script ran" : "", getComputedStyle(document.getElementById("b")).color === "rgb(255, 0, 0)" ? "inline style applied" : ""];
		const sinks = {
			innerHTML: () => { document.getElementById("a").innerHTML = "<b>x</b>"; },
			insertAdjacentHTML: () => document.getElementById("a").insertAdjacentHTML("beforeend", "<b>x</b>"),
			write: () => document.write("<b>x</b>"),
			parse: () => new DOMParser().parseFromString("<b>x</b>", "text/html"),
			source: () => { document.createElement("script").src = "/x.js"; },
			scriptText: () => { document.createElement("script").text = "1"; },
			policy: () => trustedTypes.createPolicy("p", { createHTML: (s) => s }),
			fallback: () => trustedTypes.createPolicy("default", { createHTML: (s) => s }),
			srcdoc: () => { document.createElement("iframe").srcdoc = "<b>x</b>"; },
		};
		for (const [name, sink] of Object.entries(sinks)) {
			try { sink(); said.push(name); } catch (e) { if (!(e instanceof TypeError)) said.push(name + ": " + e); }
		}
		return said.filter((s) => s);
	})()`, &got)
	if len(got) > 0 {
		t.Errorf("the browser let through: %q", got)
	}
	var works bool
	p.Eval(`fetch(document.querySelector("script[src]").src).then((r) => r.ok && r.headers.get("content-type").startsWith("text/javascript"))`, &works)
	if !works {
		t.Error("the program's own script is not loaded")
	}
}

// The list of what a page may not ask for is one that Chromium understands.
func TestTheBrowserKnowsEveryFeatureNamed(t *testing.T) {
	o := opened(t, get("/x", show))
	p := browser.New(t)
	p.Open(o.URL + "/x")
	var unknown []string
	p.Eval(fmt.Sprintf(`(() => { const known = document.featurePolicy.features(); return %q.split(", ").map((f) => f.split("=")[0]).filter((f) => !known.includes(f) && !["bluetooth", "web-share"].includes(f)); })()`, // these two are of telephones
		o.get(t, "", "/x").Header.Get("Permissions-Policy")), &unknown)
	if len(unknown) > 0 {
		t.Errorf("Chromium does not know %q", unknown)
	}
	var allowed []string
	p.Eval(`document.featurePolicy.allowedFeatures().filter((f) => /camera|microphone|geolocation|usb|serial|bluetooth|hid|midi|payment|display|sensor|topics/.test(f) && !/^ch-/.test(f))`, &allowed)
	if len(allowed) > 0 {
		t.Errorf("a page may ask for %q", allowed)
	}
}

// timed is an answer that remembers until when its connection may read and write.
type timed struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (w *timed) SetReadDeadline(t time.Time) error  { w.read = t; return nil }
func (w *timed) SetWriteDeadline(t time.Time) error { w.write = t; return nil }

// A form that dribbles in is cut off, a large file on a slow line is not.
func TestAFormHasSoLongToArrive(t *testing.T) {
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: done}, web.Route{Pattern: "POST /tep", Open: true, Upload: true, Handle: done})
	for path, most := range map[string]time.Duration{"/x": 30 * time.Second, "/tep": 20 * time.Minute} {
		w := &timed{ResponseRecorder: httptest.NewRecorder()}
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader("a=b"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		begin := time.Now()
		o.site.Handler().ServeHTTP(w, req)
		if read, write := w.read.Sub(begin), w.write.Sub(begin); w.Code != 200 || read < most-time.Second || read > most+time.Minute || write < read || write > most+2*time.Minute {
			t.Errorf("%s (%d): %v to read, %v to write", path, w.Code, read, write)
		}
	}
}

// A form of millions of empty fields costs the program nothing but the reading.
func TestAFormOfCountlessFieldsIsRefused(t *testing.T) {
	o := opened(t, noteRoute(func(*web.Request, []web.File) error { return nil }), web.Route{Pattern: "POST /x", Open: true, Handle: done})
	o.post(t, "", "/x", nil).is(t, 200)
	for name, body := range map[string]string{"one name": strings.Repeat("a&", 6000), "many names": manyNames(3000)} {
		if a := o.ask(t, "", http.MethodPost, "/x", strings.NewReader(body)); a.StatusCode != 413 || !strings.Contains(a.text, "quá nhiều ô") {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	o.get(t, "", "/ghi-khong-co?"+manyNames(500)).is(t, 404)
	for _, what := range []string{"fields", "files"} {
		read, write := io.Pipe()
		m := multipart.NewWriter(write)
		go func() {
			for i := 0; ; i++ {
				head := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="ghi-chu"`}}
				if what == "files" {
					head.Set("Content-Disposition", fmt.Sprintf(`form-data; name="tep"; filename="%d.txt"`, i))
				}
				part, err := m.CreatePart(head)
				if err == nil && what == "files" {
					_, err = part.Write([]byte("x"))
				}
				if err != nil {
					return // the program has stopped reading
				}
			}
		}()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		req, _ := http.NewRequest(http.MethodPost, o.URL+"/ghi", read)
		req.Header.Set("Content-Type", m.FormDataContentType())
		res, err := http.DefaultTransport.RoundTrip(req)
		if err == nil {
			if res.StatusCode != 413 {
				t.Errorf("endless %s: %s", what, res.Status)
			}
			res.Body.Close()
		}
		read.CloseWithError(io.ErrClosedPipe)
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 200<<20 {
			t.Errorf("endless %s took %d MB", what, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d=&", i)
	}
	return b.String()
}

// A link to a form cannot put other words into it than the person has typed.
func TestTheAddressDoesNotOverruleTheForm(t *testing.T) {
	var got []string
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Upload: true, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		got = append(r.Values("ten"), r.Value("tiep"))
		return nil
	}})
	o.post(t, "", "/x?ten=xau&ten=xau2&tiep=/a", url.Values{"ten": {"tot", "tot2"}}).is(t, 200)
	if want := []string{"tot", "tot2", "/a"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	body, kind := sent(t, map[string]string{"ten": "tot"}, nil)
	o.ask(t, "", http.MethodPost, "/x?ten=xau&tiep=/a", bytes.NewReader(body), "Content-Type", kind).is(t, 200)
	if want := []string{"tot", "/a"}; !slices.Equal(got, want) {
		t.Errorf("with files: %q, want %q", got, want)
	}
}

// A body that says it is packed is taken as it is: nothing unpacks in the program.
func TestAPackedFormIsNotUnpacked(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 100 {
		z.Write(bytes.Repeat([]byte("a=1&"), 1<<18))
	}
	z.Close()
	var got url.Values
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		got = url.Values{"a": r.Values("a")}
		return nil
	}})
	a := o.ask(t, "", http.MethodPost, "/x", &bomb, "Content-Encoding", "gzip")
	if len(got["a"]) > 0 || a.StatusCode == 500 {
		t.Errorf("%d, %d values", a.StatusCode, len(got["a"]))
	}
}

// A request that Go's server and a proxy in front could take for two things.
func TestRequestsOfTwoMeaningsAreRefused(t *testing.T) {
	calls := 0
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: func(http.ResponseWriter, *web.Request) error { calls++; return nil }})
	for _, raw := range []string{
		"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\na=b",
		"POST /x HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
		"POST /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: a\r\nX : y\r\nContent-Length: 0\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: a/b\r\nContent-Length: 0\r\n\r\n",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(o.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(c, raw)
		line, _ := bufio.NewReader(c).ReadString('\n')
		c.Close()
		if !strings.Contains(line, " 400 ") && !strings.Contains(line, " 501 ") {
			t.Errorf("%q is answered %q", raw, line)
		}
	}
	if calls != 0 {
		t.Errorf("%d came through", calls)
	}
	// Of two lengths the chunks count and the other is forgotten (RFC 9112, section 6.3).
	c, err := net.Dial("tcp", strings.TrimPrefix(o.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, " 422 ") {
		t.Errorf("two lengths: %q, %v", line, err)
	}
}
