package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sauro/browser"
	"sauro/web"
)

// demo is the site with the gallery of parts. Opening /vao?vai=clerk signs in.
func demo(t *testing.T) *office {
	t.Helper()
	return openedAs(t, web.Site{Demo: true, Version: "1.0", Doors: []web.Door{{Key: "chairman", Name: "Chủ tịch"}, {Key: "clerk", Name: "Văn phòng"}}},
		get("/vao", func(w http.ResponseWriter, r *web.Request) error {
			r.SetSession(w, r.Value("vai"))
			return r.Redirect(w, "/bang-mau", "")
		}))
}

func TestTheGalleryNeedsNoInlineScriptOrStyle(t *testing.T) {
	o := demo(t)
	for _, lang := range []string{"vi", "en"} {
		a := o.get(t, "", "/bang-mau", "Cookie", "sauro=clerk; lang="+lang)
		a.is(t, 200)
		if found := regexp.MustCompile(`<style|<script>|\sstyle=|\son[a-z]+="|ZgotmplZ|%!`).FindString(a.text); found != "" {
			t.Errorf("%s: the page has %q", lang, found)
		}
	}
}

func TestTheEnglishGalleryHasNoVietnameseLeft(t *testing.T) {
	a := demo(t).get(t, "", "/bang-mau", "Cookie", "sauro=clerk; lang=en")
	// Names of the office, of the program and of a file, and the paper's head, stay as they are.
	_, text, _ := strings.Cut(a.text, "<body")
	text = regexp.MustCompile(`(?s)<div class="d30.*?</div>|<option.*?</option>`).ReplaceAllString(text, "")
	for _, own := range []string{"Sáu Rõ", "UBND xã Khánh Cường", "Chủ tịch", "Văn phòng", "Danh sách lớp 2.pdf", "Công văn cam kết.pdf", "Tiếng Việt", " đ<"} {
		text = strings.ReplaceAll(text, own, "")
	}
	for _, line := range strings.Split(text, "\n") {
		if found := regexp.MustCompile(`[^<>"]*[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ][^<>"]*`).FindString(line); found != "" {
			t.Errorf("left: %s", found)
		}
	}
}

func TestTheGalleryIsSeen(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.Open(o.URL + "/vao?vai=clerk")
	for _, see := range []struct {
		name string
		set  func()
	}{
		{"desk", p.Desk},
		{"phone", p.Phone},
		{"phone-dark", func() { p.Dark(true) }},
		{"desk-dark", p.Desk},
	} {
		see.set()
		p.Reload()
		p.NoSidewaysScroll()
		p.Axe()
		p.Screenshot("gallery-" + see.name)
	}
	p.Dark(false)
	p.PDF("gallery-paper")
	p.Phone()
	p.Click(".menu summary")
	p.WaitVisible(".sheet-up")
	p.Axe()
	p.Screenshot("gallery-phone-more")
	p.Click(".sheet-up .as-link[lang=en]")
	p.WaitText("h1", "Sheet of parts")
	p.Screenshot("gallery-phone-english")
	p.Axe()
}

func TestFirstViewIsSmall(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.Open(o.URL + "/vao?vai=clerk")
	size := p.TransferSize(o.URL + "/bang-mau")
	t.Logf("first view of the gallery: %d bytes", size)
	if size > 60_000 {
		t.Errorf("%d bytes", size)
	}
}

func TestPagesWorkWithoutScript(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.ExpectConsole("422")
	p.WithoutScript()
	p.Open(o.URL + "/vao?vai=clerk")
	p.Fill("#han", "31/02/2026")
	p.Click("form[enctype] .btn.go")
	p.WaitVisible("#loi")
	if v := p.Value("#han"); v != "31/02/2026" {
		t.Errorf("typed %q", v)
	}
	p.Axe()
	p.Screenshot("gallery-errors")
	p.Click("#loi a")
	if f := p.Focused(); !strings.Contains(f, "han") {
		t.Logf("focus is at %s", f)
	}
	p.Fill("#han", "28/02/2026")
	p.Click("form[enctype] .btn.go")
	p.WaitText(".note.is-ok", "Đã nhận biểu mẫu.")
}

func TestAFormIsSentOnce(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.Open(o.URL + "/vao?vai=clerk")
	p.Fill("#han", "28/02/2026")
	p.Eval(`(() => { const f = document.querySelector("form[enctype]"); f.requestSubmit(); f.requestSubmit(); f.requestSubmit(); })()`, nil)
	p.WaitText(".note.is-ok", "Đã nhận biểu mẫu.")
	if n := strings.Count(o.log.String(), `route="POST /bang-mau"`); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestTypedTextOutlivesALostConnection(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.Open(o.URL + "/vao?vai=clerk")
	p.Fill("#ghi-chu", "đã gõ rất lâu")
	p.Fill("#mat-khau", "mật khẩu kín đáo")
	p.Click("#nhac")
	p.Eval(`Object.defineProperty(navigator, "onLine", { get: () => false })`, nil)
	p.Click("form[enctype] .btn.go")
	p.WaitText("form[enctype] > .note", "mất kết nối")
	var kept string
	p.Eval(`JSON.stringify(sessionStorage)`, &kept)
	if !strings.Contains(kept, "đã gõ rất lâu") || strings.Contains(kept, "kín đáo") {
		t.Errorf("kept: %s", kept)
	}
	p.Reload()
	p.WaitText("form[enctype] > .note", "vẫn còn")
	p.Axe()
	p.Click("form[enctype] > .note .btn")
	if v := p.Value("#ghi-chu"); v != "đã gõ rất lâu" {
		t.Errorf("filled in %q", v)
	}
	var ticked bool
	p.Eval(`document.querySelector("#nhac").checked`, &ticked)
	if ticked {
		t.Error("a cleared box came back ticked")
	}
	p.Fill("#han", "28/02/2026")
	p.Click("form[enctype] .btn.go")
	p.WaitText(".note.is-ok", "Đã nhận biểu mẫu.")
	p.Reload()
	if n := p.Count("form[enctype] > .note"); n != 0 {
		t.Error("what was saved is offered again")
	}
}

func TestTheScriptAsksBeforeItSends(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.Open(o.URL + "/vao?vai=clerk")
	p.Click("button[data-ask]")
	p.WaitVisible("dialog[open]")
	p.Axe()
	p.Press("Escape")
	if strings.Contains(o.log.String(), "POST /bang-mau") {
		t.Error("sent without a yes")
	}
	p.Click("button[data-ask]")
	p.WaitText("#hoi-gi", "Hủy nhiệm vụ này?")
	p.Click("dialog .btn.go")
	p.WaitText(".note.is-ok", "Đã nhận biểu mẫu.")
}

func TestFilesGoWithTheirProgress(t *testing.T) {
	o := demo(t)
	p := browser.New(t)
	p.ExpectConsole("422")
	file := filepath.Join(t.TempDir(), "Danh sách lớp 2.pdf")
	if err := os.WriteFile(file, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Open(o.URL + "/vao?vai=clerk")
	p.Fill("#ten", "Tên đã gõ")
	p.Fill("#han", "hôm qua")
	p.Upload("#tep", file)
	p.Click("form[enctype] .btn.go")
	p.WaitText("#loi", "Hạn chưa đúng")
	if v := p.Value("#ten"); v != "Tên đã gõ" {
		t.Errorf("typed %q", v)
	}
	if f := p.Focused(); !strings.Contains(f, "loi") {
		t.Errorf("focus is at %s", f)
	}
	p.Fill("#han", "28/02/2026")
	p.Upload("#tep", file)
	p.Click("form[enctype] .btn.go")
	p.WaitText(".note.is-ok", "Đã nhận biểu mẫu.")
}
