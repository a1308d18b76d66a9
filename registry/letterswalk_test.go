package registry

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/browser"
	"sauro/db"
	"sauro/org"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// walk signs in as the clerk in a window of a real browser.
func walk(t *testing.T) (*office, *browser.Page) {
	t.Helper()
	p := browser.New(t)
	o := newOffice(t)
	p.ExpectConsole("status of 404") // where a person starts is another room's page
	p.Open(o.url + "/dang-nhap")
	p.Fill("#ten", "nguoi"+string(org.Clerk))
	p.Fill("#mat-khau", "mot-mat-khau-dai-x9")
	p.Click("form.form button.go")
	return o, p
}

// sizes looks at a page at a desk, in the dark and on a phone.
func sizes(p *browser.Page, name string) {
	p.Desk()
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(name + "-1366")
	p.Dark(true)
	p.Axe()
	p.Dark(false)
	p.Phone()
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(name + "-390")
	p.Desk()
}

func TestAClerkCorrectsTheReadingBySelectingWords(t *testing.T) {
	o, p := walk(t)
	p.Open(o.url + "/van-ban")
	p.Click(".empty .btn")
	sizes(p, "bring-in")
	file := filepath.Join(t.TempDir(), "Công văn cam kết.txt")
	if err := os.WriteFile(file, []byte(numbered(t, "12")), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Upload("#tep", file)
	p.Click("form.form .btn.go")
	p.WaitURL("/doc")
	p.WaitText(".lede", "5 nhóm, 20 nội dung")
	sizes(p, "proposal")

	choose := func(js string) {
		t.Helper()
		p.Eval(`(() => { document.querySelector(".orig").dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));`+js+`; return 1 })()`, nil)
		p.WaitVisible("#chon")
	}
	// A selection that begins inside a word is grown to the whole word.
	choose(`const n = document.getElementById("doc-1").firstChild, i = n.data.indexOf("tiên phong"); getSelection().setBaseAndExtent(n, i + 2, n, i + 8)`)
	p.Axe()
	p.Screenshot("proposal-selected-1366")
	p.Click("#chon [data-viec=tach]")
	p.WaitText(".lede", "5 nhóm, 21 nội dung")
	if got := p.Text("#doc-2"); !strings.HasPrefix(got, "tiên phong, gương mẫu") {
		t.Errorf("the second part begins with %q", got)
	}
	// One over two paragraphs takes the words of both and none of what is read beside them.
	choose(`const q = document.querySelectorAll(".reading .par.first .orig > p"), a = q[1].firstChild, z = q[2].firstChild; getSelection().setBaseAndExtent(a, 1, z, z.data.length - 2)`)
	p.Click("#chon [data-viec=them]")
	p.WaitText(".lede", "6 nhóm, 22 nội dung")

	p.Click("button[value=xac-nhan]")
	p.Click("#hoi button[value=co]")
	p.WaitText("h1", "Công văn 12/UBND-VX")
	sizes(p, "letter-accepted")
	p.PDF("letter-accepted")
	p.Open(o.url + "/van-ban")
	sizes(p, "letters")
}

func TestTheProposalWorksWithoutScript(t *testing.T) {
	o, p := walk(t)
	id := db.NewID()
	o.send(id, "a.txt", []byte(khanhCuong(t))).must(t, 303)
	p.WithoutScript()
	p.ExpectConsole("422")
	p.Open(o.url + "/van-ban/" + string(id) + "/doc")
	p.Click("#phan-1 summary")
	p.Fill("#p1-chu", "chữ không có ở đây")
	p.Click("#phan-1 button[value=tach]")
	p.WaitText("#loi", "Không thấy những chữ này")
	if got := p.Value("#p1-chu"); got != "chữ không có ở đây" {
		t.Errorf("the typed words are now %q", got)
	}
	p.Axe()
	p.Fill("#p1-chu", "chủ động, tiên phong")
	p.Click("#phan-1 button[value=tach]")
	p.WaitText(".lede", "5 nhóm, 21 nội dung")
	p.Click("button[value=xac-nhan]")
	p.WaitText(".lede", "đã xác nhận")
}
