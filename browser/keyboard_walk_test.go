package browser_test

import (
	"strings"
	"testing"
)

// TestByKeyboard reports on a task without a mouse, at a desk and on a phone
// with a keyboard. Wherever the focus goes it can be seen.
func TestByKeyboard(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	p := newPerson(t, home.URL())
	p.at("/dang-nhap")
	p.tabTo("Công chức Văn hóa - Xã hội")
	p.Press("Enter")
	p.WaitURL("/viec-cua-toi")

	p.Open(p.URL()) // the focus begins at the top, as on any first view
	p.tab()
	if got := p.Focused(); !strings.Contains(got, "Đến nội dung chính") {
		t.Errorf("the first stop is %s", got)
	}
	p.Press("Enter")
	if got := p.Focused(); !strings.HasPrefix(got, "main#") {
		t.Errorf("the way past the navigation leads to %s", got)
	}
	work := p.Text(".job a.what")
	p.tabTo(work)
	p.Press("Enter")
	p.WaitURL("/nhiem-vu/NV-")
	p.reads("h1", work)
	ref := strings.TrimPrefix(p.path(), "/nhiem-vu/")

	p.at("/viec-cua-toi")
	p.tabTo("so-" + ref)
	p.write("41")
	p.tab()
	p.write("Them 1 nguoi dat")
	p.tabTo("Gửi " + ref)
	p.Press("Enter")
	p.told("Đã gửi báo cáo " + ref)
	p.reads("main", "41/42")

	p.Phone()
	for _, path := range []string{"/viec-cua-toi", "/nhiem-vu/" + ref, "/tai-khoan"} {
		p.at(path)
		for range 40 {
			p.tab()
		}
	}
}

// tab goes one stop on and fails where the focus cannot be seen: out of the
// window, without a mark, or with something else in front of it.
func (p *person) tab() {
	p.t.Helper()
	p.Press("Tab")
	var hidden string
	p.Eval(`(() => {
		const e = document.activeElement;
		if (!e || e === document.body) return "";
		const marked = [e, e.nextElementSibling].some(x => x && getComputedStyle(x).outlineStyle !== "none" && parseFloat(getComputedStyle(x).outlineWidth) >= 2);
		if (!marked) return "has no mark";
		const seen = e.classList.contains("sr") ? e.nextElementSibling : e;
		const r = seen.getClientRects()[0];
		if (!r || r.width < 2 || r.height < 2) return "has no size";
		if (r.top < 0 && r.bottom < 24 || r.top > innerHeight - 8 || r.left < -1 || r.right > innerWidth + 1) return "is out of the window: " + JSON.stringify(r);
		const at = document.elementFromPoint(Math.max(1, r.left + Math.min(r.width / 2, 40)), Math.min(Math.max(1, r.top + Math.min(r.height / 2, 12)), innerHeight - 1));
		if (!at || !(seen.contains(at) || at.contains(seen))) return "is behind " + (at?.outerHTML.slice(0, 80) ?? "nothing");
		return "";
	})()`, &hidden)
	if hidden != "" {
		p.t.Errorf("page %s: the focus on %s %s", p.URL(), p.Focused(), hidden)
	}
}

// tabTo goes on until the focus is on what is called so.
func (p *person) tabTo(what string) {
	p.t.Helper()
	var passed []string
	for range 60 {
		p.tab()
		at := strings.Join(strings.Fields(p.Focused()), " ")
		var name string
		p.Eval(`document.activeElement.innerText?.replace(/\s+/g, " ").trim() ?? ""`, &name)
		if strings.Contains(at, what) || strings.HasPrefix(name, what) {
			return
		}
		passed = append(passed, at)
	}
	p.lost("no stop is called %q, only %q", what, passed)
}

// write types letter by letter.
func (p *person) write(text string) {
	p.t.Helper()
	for _, r := range text {
		key := string(r)
		if key == " " {
			key = "Space"
		}
		p.Press(key)
	}
}
