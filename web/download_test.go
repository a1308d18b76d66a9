package web_test

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"sauro/web"
)

// sentAs sends bytes under a name and as a type, both from the address.
func sentAs(data string) web.Route {
	return get("/tep", func(w http.ResponseWriter, r *web.Request) error {
		q := r.URL.Query()
		return web.AttachmentOf(w, r, q.Get("ten"), q.Get("loai"), time.Unix(1e9, 0), []byte(data))
	})
}

// Whatever a file is, and whatever a feature believes it to be, a browser gets
// bytes to keep, in a box in which nothing runs.
func TestNoFileRunsInTheBrowser(t *testing.T) {
	const (
		html = `<!doctype html><script>alert(document.cookie)</script>`
		svg  = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
		pdf  = "%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"
		both = "GIF89a/*" + html + "*/=1;"
	)
	for _, c := range []struct{ name, kind, data, sent string }{
		{"a.html", "text/html; charset=utf-8", html, "application/octet-stream"},
		{"a.xhtml", "application/xhtml+xml", html, "application/octet-stream"},
		{"a.svg", "image/svg+xml", svg, "application/octet-stream"},
		{"a.xml", "text/xml", svg, "application/octet-stream"},
		{"a.js", "text/javascript", "alert(1)", "application/octet-stream"},
		{"a.mht", "message/rfc822", html, "application/octet-stream"},
		{"a.gif", "image/gif", both, "application/octet-stream"},
		{"a.docm", "application/vnd.ms-word.document.macroEnabled.12", "PK", "application/octet-stream"},
		{"a", "", html, "application/octet-stream"},
		{"a", "text/html; x=\"", html, "application/octet-stream"},
		{"a.txt", "text/plain", html, "text/plain; charset=utf-8"},
		{"a.txt", "text/plain; charset=utf-7", html, "text/plain; charset=utf-8"},
		{"a.csv", "text/csv", "a;b", "text/csv; charset=utf-8"},
		{"a.pdf", "application/pdf", pdf, "application/pdf"},
		{"a.jpg", "image/jpeg", "\xff\xd8\xff<script>", "image/jpeg"},
		{"a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	} {
		o := opened(t, sentAs(c.data))
		for _, role := range []string{"clerk", ""} {
			a := o.get(t, role, "/tep?"+url.Values{"ten": {c.name}, "loai": {c.kind}}.Encode())
			a.is(t, 200, c.data)
			h := a.Header
			if h.Get("Content-Type") != c.sent || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") ||
				!strings.Contains(h.Get("Content-Security-Policy"), "sandbox; default-src 'none'") || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s as %s: %v", c.name, c.kind, h)
			}
			if want := map[string]string{"clerk": "no-store", "": "no-cache"}[role]; h.Get("Cache-Control") != want {
				t.Errorf("%q gets %s kept as %q", role, c.name, h.Get("Cache-Control"))
			}
		}
	}
}

func TestNamesOfFilesAreHarmless(t *testing.T) {
	o := opened(t, sentAs("x"))
	for name, want := range map[string]string{
		"Báo cáo 9 tháng.pdf":      "Báo cáo 9 tháng.pdf",
		"../../etc/passwd":         "passwd",
		`C:\Users\x\a.txt`:         "a.txt",
		"a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie: x=1.pdf",
		"hoa\u202efdp.exe":         "hoafdp.exe", // shows as hoaexe.pdf
		"a\u2066b\u200b.pdf":       "ab.pdf",
		`a"; filename="evil.html`:  `a"; filename="evil.html`,
		"":                         "tep",
		"..":                       "tep",
		"/":                        "tep",
		"a\x00b.pdf":               "ab.pdf",
		"\xff\xfe.pdf":             "\ufffd.pdf",
	} {
		a := o.get(t, "", "/tep?"+url.Values{"ten": {name}, "loai": {"text/plain"}}.Encode())
		d := a.Header.Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(d) // understands filename*
		if err != nil || kind != "attachment" || len(a.Header["Set-Cookie"]) > 0 {
			t.Errorf("%q: %v, %v, %q", name, err, a.Header, d)
			continue
		}
		got := params["filename"]
		if got != want {
			t.Errorf("%q is kept as %q, want %q", name, got, want)
		}
	}
	_, long, err := mime.ParseMediaType(web.Disposition(strings.Repeat("dài ", 100) + "tên.docx"))
	if got := long["filename"]; err != nil || len([]rune(got)) > 120 || !strings.HasSuffix(got, ".docx") {
		t.Errorf("a long name is kept as %q, %v", got, err)
	}
}

// A name never ends the header, opens a second parameter or turns the writing round.
func FuzzDisposition(f *testing.F) {
	for _, s := range []string{"a.pdf", "a\r\nb", `"; x="`, "\u202e", "Đề án \"số\"", "%0d%0a", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		d := web.Disposition(name)
		for _, c := range d {
			if c < ' ' || c > '~' || unicode.IsControl(c) {
				t.Fatalf("%q: %q", name, d)
			}
		}
		kind, params, err := mime.ParseMediaType(d)
		if err != nil || kind != "attachment" || len(params) != 1 || params["filename"] == "" || strings.ContainsAny(params["filename"], "/\u202e\u2066\r\n\x00") {
			t.Errorf("%q: %q, %v, %q", name, d, err, params)
		}
	})
}

// A browser that asks for the same bytes a thousand times gets them once.
func TestRangesDoNotAddUp(t *testing.T) {
	data := strings.Repeat("0123456789", 1000)
	o := opened(t, sentAs(data))
	path := "/tep?ten=a.txt&loai=text/plain"
	a := o.get(t, "", path, "Range", "bytes="+strings.Repeat("0-,", 999)+"0-")
	if len(a.text) > len(data)+100 {
		t.Errorf("%d bytes of %d", len(a.text), len(data))
	}
	o.get(t, "", path, "Range", "bytes=20000-").is(t, 416)
	o.get(t, "", path, "Range", "bytes=5-7").is(t, 206, "567")
	o.get(t, "", path, "Range", "bytes=5-7,9-9").is(t, 206, "567", "Content-Range: bytes 9-9/10000")
}
