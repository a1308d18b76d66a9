package browser_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/browser"
	"sauro/demo"
	"sauro/program"
)

// The walks go through the whole program in a real browser as a person does: by
// the words that stand on the buttons and beside the fields.

func init() { slog.SetLogLoggerLevel(slog.LevelWarn) } // a line for each request would bury what a walk says

// serve runs the whole program on a free port until the test ends, with the
// demo's office where it is asked for.
func serve(t *testing.T, withDemo bool) *program.Program {
	t.Helper()
	c := program.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Demo: withDemo}
	ctx, stop := context.WithCancel(context.Background())
	if withDemo {
		d, blobs, err := program.OpenData(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := demo.Build(ctx, d, blobs); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p, err := program.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// person is somebody at a window of their own.
type person struct {
	*browser.Page
	t    *testing.T
	home string // the address of the program
}

func newPerson(t *testing.T, home string) *person {
	t.Helper()
	return &person{browser.New(t), t, home}
}

// as is somebody whom the demo let in.
func as(t *testing.T, home, login string) *person {
	t.Helper()
	p := newPerson(t, home)
	p.enter(login)
	return p
}

// enter comes in by the demo's door.
func (p *person) enter(login string) {
	p.t.Helper()
	p.at("/dang-nhap")
	p.Click(`.demo button[value="` + login + `"]`)
}

// at goes to a page of the program.
func (p *person) at(path string) {
	p.t.Helper()
	p.Open(p.home + path)
}

// press presses what can be pressed and says these words, or begins with them,
// within the part of the page that css names ("" for the whole page).
func (p *person) press(css, words string) {
	p.t.Helper()
	p.Click(p.find(css, words))
}

// find points at what press would press.
func (p *person) find(css, words string) string {
	p.t.Helper()
	var seen []string
	p.Eval(fmt.Sprintf(`((css, words) => {
		document.querySelector("[data-walk]")?.removeAttribute("data-walk");
		const said = e => e.innerText.replace(/\s+/g, " ").trim();
		const all = [...document.querySelectorAll(css || "body")].flatMap(e => [...e.querySelectorAll("a, button, summary, label")]).filter(e => e.checkVisibility() && said(e));
		const e = all.find(e => said(e) === words) ?? all.find(e => said(e).startsWith(words));
		if (!e) return all.map(said);
		e.setAttribute("data-walk", "");
		return null;
	})(%s, %s)`, js(css), js(words)), &seen)
	if seen != nil {
		p.lost("nothing in %q says %q, only %q", css, words, seen)
	}
	return "[data-walk]"
}

// unfold opens what is folded under these words, where it is not open already.
func (p *person) unfold(css, words string) {
	p.t.Helper()
	var open bool
	if p.Eval(`document.querySelector(`+js(p.find(css, words))+`).parentElement.open`, &open); !open {
		p.press(css, words)
	}
}

// fill types into the field with this label.
func (p *person) fill(css, label, text string) {
	p.t.Helper()
	p.Fill(p.field(css, label), text)
}

// choose chooses an option of the field with this label by its words, or the
// first option that begins with them.
func (p *person) choose(css, label, option string) {
	p.t.Helper()
	at := p.field(css, label)
	var whole string
	p.Eval(fmt.Sprintf(`[...document.querySelector(%s).options].map(o => o.label.trim()).find(o => o.startsWith(%s)) ?? ""`, js(at), js(option)), &whole)
	if whole == "" {
		whole = option
	}
	p.Select(at, whole)
}

// field points at the field with this label.
func (p *person) field(css, label string) string {
	p.t.Helper()
	var seen []string
	p.Eval(fmt.Sprintf(`((css, label) => {
		const said = e => [...e.childNodes].filter(n => !n.classList?.contains("opt")).map(n => n.textContent).join("").replace(/\s+/g, " ").trim();
		const all = [...document.querySelectorAll((css || "body") + " label")].filter(e => e.checkVisibility());
		const e = all.find(e => said(e) === label) ?? all.find(e => said(e).startsWith(label));
		if (!e?.control) return all.map(said);
		document.querySelector("[data-field]")?.removeAttribute("data-field");
		e.control.setAttribute("data-field", "");
		return null;
	})(%s, %s)`, js(css), js(label)), &seen)
	if seen != nil {
		p.lost("no field in %q is labelled %q, only %q", css, label, seen)
	}
	return "[data-field]"
}

// lost ends the walk with a picture of the page.
func (p *person) lost(format string, args ...any) {
	p.t.Helper()
	name := "failed-" + strings.ReplaceAll(p.t.Name(), "/", "-")
	p.Screenshot(name)
	p.t.Fatalf("page %s (picture %s): "+format, append([]any{p.URL(), name}, args...)...)
}

// reads fails unless the words can be read in what css names.
func (p *person) reads(css string, words ...string) {
	p.t.Helper()
	text := strings.Join(strings.Fields(p.Text(css)), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("page %s: %q is not said in %s: %.600s", p.URL(), w, css, text)
		}
	}
}

// told fails unless the page says that something was done.
func (p *person) told(words string) {
	p.t.Helper()
	p.reads(".note.is-ok", words)
}

// warned fails unless the page shows a summary of what is wrong, with a link to
// each field, and gives the keyboard to it.
func (p *person) warned(words ...string) {
	p.t.Helper()
	p.reads("#loi", words...)
	var dead []string
	p.Eval(`[...document.querySelectorAll("#loi a")].filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.outerHTML)`, &dead)
	if len(dead) > 0 {
		p.t.Errorf("page %s: the summary links to no field: %q", p.URL(), dead)
	}
}

// agree answers the question that the page asks before what cannot be undone.
func (p *person) agree() {
	p.t.Helper()
	p.WaitVisible("#hoi")
	p.press("#hoi", "Đồng ý")
}

// path is where the person is, without the program's address.
func (p *person) path() string {
	p.t.Helper()
	return strings.TrimPrefix(p.URL(), p.home)
}

func js(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings only
	}
	return string(b)
}

// letter is the real letter that started it.
func letter(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// file writes a file to upload and gives its path.
func file(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// word is a text as a Word file, a line a paragraph.
func word(t *testing.T, text string) []byte {
	t.Helper()
	var body bytes.Buffer
	body.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for line := range strings.Lines(text) {
		body.WriteString(`<w:p><w:r><w:t xml:space="preserve">`)
		if err := xml.EscapeText(&body, []byte(strings.TrimRight(line, "\r\n"))); err != nil {
			t.Fatal(err)
		}
		body.WriteString(`</w:t></w:r></w:p>`)
	}
	body.WriteString(`</w:body></w:document>`)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", body.String()},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
