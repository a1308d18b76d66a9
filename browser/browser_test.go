package browser

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

const goodPage = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Việc của tôi</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/style.css"><script src="/script.js" defer></script></head>
<body><main><h1>Việc của tôi</h1><p id="scheme">sáng</p><p id="script">không có kịch bản</p>
<form method="post" action="/save" enctype="multipart/form-data">
<label>Nội dung <input id="text" name="text" value="cũ"></label>
<label>Hạn <input id="due" name="due" type="date"></label>
<label>Mức <select id="level" name="level"><option value="">chọn</option><option value="2">Khẩn</option></select></label>
<label>Tệp <input id="file" name="file" type="file"></label>
<button id="send">Gửi báo cáo</button></form>
<p><a id="report" href="/report">Tải báo cáo</a></p><img src="/picture.png" alt="Ảnh" width="8" height="8"></main></body></html>`

const faultyPage = `<!doctype html><html><head><title></title></head><body><main><img src="/picture.png"><input name="q">
<p style="color:#bbb;background:#fff">chữ mờ</p></main></body></html>`

const widePage = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Rộng</title><meta name="viewport" content="width=device-width,initial-scale=1"></head>
<body><main><h1>Rộng</h1><table id="wide" style="width:900px"><tr><td>bảng</td></tr></table></main></body></html>`

const brokenPage = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Hỏng</title></head>
<body><main><h1>Hỏng</h1></main><script src="/missing.js"></script><script>console.error("hết giấy"); quenKhaiBao()</script></body></html>`

const scriptText = `document.getElementById("script").textContent = "có kịch bản"`

var styleText = `@media (prefers-color-scheme: dark) { #scheme { visibility: hidden } } @media print { form { display: none } } ` + strings.Repeat("/* nền */", 500)

// site is a small office to try the harness on.
func site(t *testing.T) string {
	t.Helper()
	text := func(kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Cache-Control", "max-age=600")
			io.WriteString(w, body)
		}
	}
	mux := http.NewServeMux()
	for path, page := range map[string]string{"/good": goodPage, "/faulty": faultyPage, "/wide": widePage, "/broken": brokenPage} {
		mux.HandleFunc("GET "+path, text("text/html; charset=utf-8", page))
	}
	mux.HandleFunc("GET /style.css", text("text/css", styleText))
	mux.HandleFunc("GET /script.js", text("text/javascript", scriptText))
	mux.HandleFunc("GET /picture.png", text("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">`+strings.Repeat("<g/>", 20_000)+`</svg>`))
	mux.HandleFunc("GET /report", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="bao-cao.txt"`)
		io.WriteString(w, "20 nội dung")
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		var content []byte
		if f, _, err := r.FormFile("file"); err == nil {
			content, _ = io.ReadAll(f)
		}
		fmt.Fprintf(w, `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Đã lưu</title><p id="saved">%s|%s|%s|%s</p>`,
			r.FormValue("text"), r.FormValue("due"), r.FormValue("level"), content)
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestAFormIsFilledAndSent(t *testing.T) {
	url := site(t)
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			p := New(t)
			if !script {
				p.WithoutScript()
			}
			p.Open(url + "/good")
			if got, want := p.Text("#script"), map[bool]string{true: "có kịch bản", false: "không có kịch bản"}[script]; got != want {
				t.Errorf("the page says %q, want %q", got, want)
			}
			file := filepath.Join(t.TempDir(), "minh-chung.txt")
			if err := os.WriteFile(file, []byte("ảnh nghiệm thu"), 0o600); err != nil {
				t.Fatal(err)
			}
			p.Fill("#text", "Đã tổ chức hội nghị ở 12 thôn")
			p.Fill("#due", "2025-12-31")
			p.Select("#level", "Khẩn")
			p.Upload("#file", file)
			if got := p.Value("#due"); got != "2025-12-31" {
				t.Errorf("the due field holds %q", got)
			}
			p.Click("#send")
			p.WaitURL("/save")
			p.WaitText("#saved", "ảnh nghiệm thu")
			if got := p.Text("#saved"); got != "Đã tổ chức hội nghị ở 12 thôn|2025-12-31|2|ảnh nghiệm thu" {
				t.Errorf("the server got %q", got)
			}
			if p.Title() != "Đã lưu" || p.URL() != url+"/save" {
				t.Errorf("stands on %s %q", p.URL(), p.Title())
			}
			p.Back()
			p.WaitVisible("#send")
		})
	}
}

func TestAFormIsFilledByKeyboard(t *testing.T) {
	p := New(t)
	p.Open(site(t) + "/good")
	p.Press("Tab")
	if got := p.Focused(); got != "input#text[name=text]" {
		t.Fatalf("Tab went to %s", got)
	}
	p.Press("Delete")
	for _, r := range "12%" {
		p.Press(string(r))
	}
	p.Press("Tab")
	p.Press("Shift+Tab")
	if got := p.Focused(); got != "input#text[name=text]" {
		t.Fatalf("Shift+Tab went to %s", got)
	}
	p.Press("Enter")
	if got := p.Text("#saved"); got != "12%|||" {
		t.Errorf("the server got %q", got)
	}
}

func TestAxeFindsPlantedFaults(t *testing.T) {
	url := site(t)
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			p := New(t)
			if !script {
				p.WithoutScript()
			}
			p.Open(url + "/faulty")
			found := map[string]string{}
			for _, v := range p.violations() {
				found[v.ID] = v.Impact
			}
			for _, id := range []string{"image-alt", "label", "html-has-lang", "document-title", "color-contrast"} {
				if found[id] != "serious" && found[id] != "critical" {
					t.Errorf("axe did not find %s, only %v", id, found)
				}
			}
			p.Open(url + "/good")
			if found := p.Axe(); len(found) != 0 {
				t.Errorf("axe found on the good page: %v", found)
			}
		})
	}
	said := failure(t, func(p *Page) {
		p.Open(url + "/faulty")
		p.Axe()
	})
	if !strings.Contains(said, "image-alt (critical)") || !strings.Contains(said, "/faulty") {
		t.Errorf("the failure does not name the page and the rule: %s", said)
	}
}

func TestWindowsAndMedia(t *testing.T) {
	p := New(t)
	url := site(t)
	for _, look := range []struct {
		name   string
		set    func()
		width  int
		print  bool
		hidden bool
	}{
		{"desk", p.Desk, 1366, false, false},
		{"phone", p.Phone, 390, false, false},
		{"dark", func() { p.Dark(true) }, 390, false, true},
		{"print", func() { p.Dark(false); p.Desk(); p.Print(true) }, 1366, true, false},
		{"screen", func() { p.Print(false) }, 1366, false, false},
	} {
		look.set()
		p.Open(url + "/good")
		var seen struct {
			Width         int
			Print, Hidden bool
		}
		p.Eval(`({Width: innerWidth, Print: matchMedia("print").matches, Hidden: getComputedStyle(document.getElementById("scheme")).visibility === "hidden"})`, &seen)
		if seen.Width != look.width || seen.Print != look.print || seen.Hidden != look.hidden {
			t.Errorf("%s: the page sees %+v", look.name, seen)
		}
		p.NoSidewaysScroll()
	}
}

func TestAPictureShowsTheWholePage(t *testing.T) {
	p := New(t)
	p.Phone()
	p.Open(site(t) + "/good")
	p.Eval(`document.querySelector("main").style.minHeight = "2000px"`, nil)
	p.Screenshot("self-test")
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(root, "test-output", "pictures", "self-test.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size.X != 390 || size.Y < 2000 {
		t.Errorf("the picture is %v", size)
	}
	if pdf := p.PDF("self-test"); !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/MediaBox")) {
		t.Errorf("no PDF came, but %d bytes", len(pdf))
	}
}

func TestTransferSizeIsOfAFirstVisitWithoutPictures(t *testing.T) {
	p := New(t)
	url := site(t)
	least := int64(len(goodPage) + len(scriptText) + len(styleText))
	first := p.TransferSize(url + "/good")
	if first < least || first > least+2000 {
		t.Errorf("%d bytes for a page of %d and its headers", first, least)
	}
	if again := p.TransferSize(url + "/good"); again != first {
		t.Errorf("the second look took %d bytes, the first %d", again, first)
	}
}

func TestAFileIsDownloaded(t *testing.T) {
	p := New(t)
	p.Open(site(t) + "/good")
	name, content := p.Download("#report")
	if name != "bao-cao.txt" || string(content) != "20 nội dung" {
		t.Errorf("got %s with %q", name, content)
	}
	p.Click("#send") // the page still works
}

func TestWindowsShareNothing(t *testing.T) {
	url := site(t)
	one, two := New(t), New(t)
	one.Open(url + "/good")
	two.Open(url + "/good")
	one.Eval(`document.cookie = "phien=1"`, nil)
	var cookie string
	two.Eval(`document.cookie`, &cookie)
	if cookie != "" {
		t.Errorf("the second window has the cookie %q", cookie)
	}
}

func TestFailuresNameThePageAndTheElement(t *testing.T) {
	url := site(t)
	for _, c := range []struct {
		name string
		do   func(p *Page)
		want []string
	}{
		{"nothing to click", func(p *Page) { p.Open(url + "/good"); p.Click("#absent") }, []string{url + "/good", `Click("#absent")`, "picture: "}},
		{"nothing to read", func(p *Page) { p.Open(url + "/good"); p.Text("#absent") }, []string{url + "/good", `Text("#absent")`}},
		{"no such option", func(p *Page) { p.Open(url + "/good"); p.Select("#level", "Mật") }, []string{`Select("#level", "Mật")`, "chọn | Khẩn"}},
		{"no such day", func(p *Page) { p.Open(url + "/good"); p.Fill("#due", "31/12/2025") }, []string{`Fill("#due")`, "does not take 31/12/2025"}},
		{"too wide", func(p *Page) { p.Phone(); p.Open(url + "/wide"); p.NoSidewaysScroll() }, []string{url + "/wide", "390 px", `id="wide"`}},
		{"console", func(p *Page) { p.Open(url + "/broken"); p.reportConsole() }, []string{url + "/broken", "404", "hết giấy", "quenKhaiBao is not defined"}},
		{"no server", func(p *Page) { p.Open("http://127.0.0.1:1/") }, []string{"Open http://127.0.0.1:1/", "ERR_"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said := failure(t, c.do)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not said in: %s", want, said)
				}
			}
		})
	}
}

func TestExpectedConsoleErrorsPass(t *testing.T) {
	p := New(t)
	p.ExpectConsole("status of 404", "Refused to execute script", "hết giấy", "quenKhaiBao")
	p.Open(site(t) + "/broken")
	if errors := p.ConsoleErrors(); len(errors) != 0 {
		t.Errorf("still there: %v", errors)
	}
}

// recorder is a test that is meant to fail.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failure runs a walk that must fail and gives what it said.
func failure(t *testing.T, walk func(p *Page)) string {
	t.Helper()
	r := &recorder{TB: t}
	p := New(r)
	done := make(chan struct{})
	go func() {
		defer close(done)
		walk(p)
	}()
	<-done
	if len(r.said) == 0 {
		t.Fatal("the walk did not fail")
	}
	_, picture, found := strings.Cut(r.said[0], "picture: ")
	if root, err := repository(); err != nil || !found || os.Remove(filepath.Join(root, picture)) != nil {
		t.Errorf("the failure has no picture: %s", r.said)
	}
	return strings.Join(r.said, "\n")
}
