package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Page is a window of one test. Its methods are for the test's goroutine.
type Page struct {
	t   testing.TB
	ctx context.Context

	width    int64 // of the viewport
	dark     bool
	print    bool
	noScript bool

	mu       sync.Mutex
	requests map[string]*request
	console  []string
	expected []string // what the console may say
	pictured bool     // a failure has its picture
}

// Open goes to an address and waits until the page is quiet.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do("Open "+url, chromedp.Navigate(url))
	p.Settle()
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.do("Reload", chromedp.Reload())
	p.Settle()
}

// Back goes to the page before.
func (p *Page) Back() {
	p.t.Helper()
	p.do("Back", chromedp.NavigateBack())
	p.Settle()
}

// Click clicks with the mouse in the middle of the first visible element that
// matches, and waits until what it started is done.
func (p *Page) Click(css string) {
	p.t.Helper()
	p.do(fmt.Sprintf("Click(%q)", css), chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
	p.Settle()
}

// Fill types a text into a field in place of what was there. A field with a
// picker (date, time, month, color, range) gets its value as HTML writes it:
// 2025-12-31.
func (p *Page) Fill(css, text string) {
	p.t.Helper()
	what := fmt.Sprintf("Fill(%q)", css)
	p.do(what, chromedp.WaitVisible(chromedp.CSS(css)), chromedp.Focus(chromedp.CSS(css)))
	typed := p.call(what, `(e, text) => {
		if (e.disabled || e.readOnly) throw new Error("the field cannot be changed");
		if (["date", "time", "datetime-local", "month", "week", "color", "range"].includes(e.type)) {
			e.value = text;
			if (e.value !== text) throw new Error("the field does not take " + text);
			e.dispatchEvent(new Event("input", {bubbles: true}));
			e.dispatchEvent(new Event("change", {bubbles: true}));
			return false;
		}
		e.select();
		return true;
	}`, css, text)
	if string(typed) != "true" {
		return
	}
	if text == "" {
		p.do(what, chromedp.KeyEvent(kb.Delete))
		return
	}
	p.do(what, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// Select chooses an option of a <select> by its value or its words.
func (p *Page) Select(css, option string) {
	p.t.Helper()
	what := fmt.Sprintf("Select(%q, %q)", css, option)
	p.do(what, chromedp.WaitVisible(chromedp.CSS(css)))
	p.call(what, `(e, option) => {
		const o = [...e.options].find(o => o.value === option || o.label.trim() === option);
		if (!o) throw new Error("no such option among " + [...e.options].map(o => o.label.trim()).join(" | "));
		e.value = o.value;
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true}));
	}`, css, option)
	p.Settle()
}

// Upload gives files to a file field.
func (p *Page) Upload(css string, paths ...string) {
	p.t.Helper()
	what := fmt.Sprintf("Upload(%q)", css)
	var files []string
	for _, path := range paths {
		path, err := filepath.Abs(path)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			p.fail("%s: %v", what, err)
		}
		files = append(files, path)
	}
	p.do(what, chromedp.SetUploadFiles(chromedp.CSS(css), files, chromedp.NodeReady))
	p.Settle()
}

var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
}

// Press presses one key where the focus is: Tab, Enter, Escape, Space, an
// arrow, or a letter, with Shift+, Ctrl+ or Alt+ before it.
func (p *Page) Press(key string) {
	p.t.Helper()
	var held []chromedp.Modifier
	name := key
	for {
		before, after, found := strings.Cut(name, "+")
		if !found || after == "" {
			break
		}
		switch before {
		case "Shift":
			held = append(held, chromedp.ModifierShift)
		case "Ctrl":
			held = append(held, chromedp.ModifierCtrl)
		case "Alt":
			held = append(held, chromedp.ModifierAlt)
		default:
			p.fail("Press(%q): no modifier %s", key, before)
		}
		name = after
	}
	if k, ok := keys[name]; ok {
		name = k
	} else if len([]rune(name)) != 1 {
		p.fail("Press(%q): no such key", key)
	}
	p.do(fmt.Sprintf("Press(%q)", key), chromedp.KeyEvent(name, chromedp.KeyModifiers(held...)))
	p.Settle()
}

// Text is what a person reads in the first element that matches.
func (p *Page) Text(css string) string {
	p.t.Helper()
	return p.word(fmt.Sprintf("Text(%q)", css), `e => e.innerText.trim()`, css)
}

// Value is what stands in the first field that matches.
func (p *Page) Value(css string) string {
	p.t.Helper()
	return p.word(fmt.Sprintf("Value(%q)", css), `e => e.value`, css)
}

// Count says how many elements match.
func (p *Page) Count(css string) int {
	p.t.Helper()
	var n int
	p.Eval(fmt.Sprintf(`document.querySelectorAll(%s).length`, quote(css)), &n)
	return n
}

// URL is the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	var url string
	p.Eval(`location.href`, &url)
	return url
}

// Title is the title of the page.
func (p *Page) Title() string {
	p.t.Helper()
	var title string
	p.Eval(`document.title`, &title)
	return title
}

// Focused describes the element that has the focus, as tag#id[name=...] and
// its first words, for walks by keyboard.
func (p *Page) Focused() string {
	p.t.Helper()
	var what string
	p.Eval(`(e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.name ? "[name=" + e.name + "]" : "") +
		" " + (e.innerText || e.getAttribute("aria-label") || "").trim().slice(0, 40))(document.activeElement)`, &what)
	return strings.TrimSpace(what)
}

// WaitVisible waits until an element that matches can be seen.
func (p *Page) WaitVisible(css string) {
	p.t.Helper()
	p.do(fmt.Sprintf("WaitVisible(%q)", css), chromedp.WaitVisible(chromedp.CSS(css)))
}

// WaitText waits until the first element that matches contains a text.
func (p *Page) WaitText(css, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf("WaitText(%q, %q)", css, text), fmt.Sprintf(
		`(document.querySelector(%s)?.innerText ?? "").includes(%s)`, quote(css), quote(text)))
}

// WaitURL waits until the address contains a text.
func (p *Page) WaitURL(part string) {
	p.t.Helper()
	p.until(fmt.Sprintf("WaitURL(%q)", part), fmt.Sprintf(`location.href.includes(%s)`, quote(part)))
	p.Settle()
}

// Eval evaluates JavaScript in the page and decodes its JSON value into out,
// which may be nil.
func (p *Page) Eval(js string, out any) {
	p.t.Helper()
	value, err := p.evaluate(js)
	if err == nil && out != nil {
		err = json.Unmarshal(value, out)
	}
	if err != nil {
		p.fail("Eval(%s): %v", js, err)
	}
}

func (p *Page) evaluate(js string) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(p.ctx, actionLimit)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[[]byte](js, chromedp.EvalAwaitPromise))
}

// until waits for a condition written in JavaScript.
func (p *Page) until(what, condition string) {
	p.t.Helper()
	var last error
	for deadline := time.Now().Add(actionLimit); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		value, err := p.evaluate(condition)
		if err == nil && string(value) == "true" {
			return
		}
		last = err // a page that is being left cannot answer
	}
	p.fail("%s: not so after %v (%v)", what, actionLimit, last)
}

// call runs a function on the first element that matches and gives its JSON value.
func (p *Page) call(what, function, css string, args ...any) json.RawMessage {
	p.t.Helper()
	list := []string{"e"}
	for _, a := range args {
		list = append(list, quote(a))
	}
	value, err := p.evaluate(fmt.Sprintf(`(() => {
		const e = document.querySelector(%s);
		if (!e) throw new Error("no such element");
		return (%s)(%s);
	})()`, quote(css), function, strings.Join(list, ", ")))
	if err != nil {
		p.fail("%s: %v", what, err)
	}
	return value
}

func (p *Page) word(what, function, css string) string {
	p.t.Helper()
	p.do(what, chromedp.WaitReady(chromedp.CSS(css)))
	var s string
	if err := json.Unmarshal(p.call(what, function, css), &s); err != nil {
		p.fail("%s: %v", what, err)
	}
	return s
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, actionLimit)
	defer cancel()
	switch err := chromedp.Do(ctx, steps...); {
	case err == nil:
	case ctx.Err() != nil:
		p.fail("%s: not done after %v: no visible element matches, or the page does not answer", what, actionLimit)
	default:
		p.fail("%s: %v", what, err)
	}
}

// fail saves a picture of the page and ends the test with the page's address.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	p.report(p.t.Fatalf, format, args...)
}

func (p *Page) report(end func(string, ...any), format string, args ...any) {
	p.t.Helper()
	url := "no page"
	if value, err := p.evaluate(`location.href`); err == nil {
		url = strings.Trim(string(value), `"`)
	}
	end("page %s: %s%s", url, fmt.Sprintf(format, args...), p.failurePicture())
}

func (p *Page) failurePicture() string {
	if p.pictured {
		return ""
	}
	p.pictured = true
	name, err := p.picture(failed + strings.ReplaceAll(p.t.Name(), "/", "-"))
	if err != nil {
		return fmt.Sprintf(" (and no picture could be taken: %v)", err)
	}
	return "\npicture: " + name
}

// quote writes a value as JavaScript does.
func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return string(text)
}
