package reading

import (
	"strings"

	"sauro/agency"
	"sauro/deadline"
	"sauro/outline"
	"sauro/phrase"
)

// writer turns the parts of a document into its items.
type writer struct {
	year     int
	issuer   *string
	items    []Item
	headings []Heading
	promise  []string // the one who commits himself in the whole document
	report   *Due     // when the reports asked for are due
	reported Span
	tables   bool // the document has a task table
	groups   map[string]bool
	cols     columns // of the last table, where the next one has no head of its own
}

// scope is what a paragraph inherits from what stands above it.
type scope struct {
	zone   outline.Zone
	lead   []string
	leadAt Span
	named  bool // the lead is a heading's, which does nothing but name it
	joint  bool // "Chủ trì, phối hợp với:": the bodies below support the lead
	// Who is to support, where a lead-in says so for all below it.
	support   []string
	supportAt Span
	group     *string
	prefix    string
}

// body reads the main part and the appendices.
func (w *writer) body(d *division) {
	for i := range d.annex {
		w.findTables(d.annex[i].body)
	}
	w.findTables(d.body)
	start := outline.Duties
	switch d.kind {
	case "Báo cáo", "Tờ trình", "Biên bản", "Giấy mời":
		start = outline.Review
	case "Luật", "Nghị định", "Thông tư", "Thông tư liên tịch", "Quy chế", "Quy định":
		start = outline.Criteria // rules for all: only its parts on who is responsible lay duties
	}
	w.part(d.body, scope{zone: start})
	for i := range d.annex {
		w.annex(&d.annex[i], i, len(d.annex))
	}
	if w.report != nil {
		for i := range w.items {
			if w.items[i].Due.Kind == "none" && !w.items[i].Row && strings.Contains(phrase.Lower(w.items[i].Text), "báo cáo") {
				w.items[i].Due = *w.report
				w.items[i].AtField["due"] = w.reported
			}
		}
	}
}

func (w *writer) annex(a *annex, i, of int) {
	var title []string
	caption := ""
	for _, p := range a.title {
		s := p.Text
		if k := strings.Index(phrase.Lower(s), "(kèm theo"); k >= 0 {
			caption += s[k:]
			s = s[:k]
		}
		if k := strings.Index(phrase.Lower(s), "(ban hành"); k >= 0 {
			s = s[:k]
		}
		title = append(title, strings.TrimSpace(s))
	}
	text := strings.Trim(strings.Join(title, " "), " *:.")
	low := phrase.Lower(text)
	label := ""
	if strings.HasPrefix(low, "phụ lục") || strings.HasPrefix(low, "phụ biểu") {
		text = strings.TrimLeft(text[len("phụ lục"):], " :.*")
		if f := strings.Fields(text); len(f) > 0 {
			if k, l, _ := outline.NumberKind(strings.Trim(f[0], ".:-")); k == outline.Roman || k == outline.Arabic {
				label = l
				text = strings.TrimLeft(strings.TrimPrefix(text, f[0]), " .:-")
			}
		}
	}
	low = phrase.Lower(text)
	prefix := "PL" + label
	s := scope{zone: outline.Inherit, prefix: prefix, group: ptr(text)}
	switch {
	case strings.HasPrefix(low, "mẫu") || strings.HasPrefix(low, "biểu mẫu") || strings.HasPrefix(low, "đề cương") || strings.HasPrefix(low, "báo cáo"):
		s.zone = outline.Papers
	case strings.Contains(low, "văn bản") && strings.HasPrefix(low, "danh mục") && !strings.Contains(low, "phân công"):
		s.zone = outline.Papers
	case a.kind == "Kế hoạch" || a.kind == "Chương trình" || a.kind == "Phương án" || a.kind == "Đề án" || a.kind == "Chỉ thị" || a.kind == "Hướng dẫn":
		s.zone, s.prefix, s.group = outline.Duties, "", nil
	case a.kind == "Quy chế" || a.kind == "Quy định":
		s.zone = outline.Criteria
		s.prefix = ""
		s.group = nil
	case strings.Contains(low, "nhiệm vụ") || strings.Contains(low, "phân công") || strings.Contains(low, "giải pháp"):
		s.zone = outline.Duties
	default:
		s.zone = outline.Papers
	}
	w.part(a.body, s)
}

// part reads the paragraphs of one part.
func (w *writer) part(ps []*outline.Paragraph, s scope) {
	if len(ps) == 0 {
		return
	}
	w.cols = nil
	w.kids(outline.Tree(ps), s)
}

// kids reads what stands under a node.
func (w *writer) kids(n *outline.Node, s scope) {
	tasks := labelledTask(n)
	since := len(w.items)
	if n.P != nil && since > 0 && w.items[since-1].At == n.P.Span(0, len(n.P.Text)) {
		since-- // the node is itself an item, whose fields may be labelled below
	}
	var pending *fields
	inLabels := false
	described := n.P != nil && since < len(w.items)
	numbered := -1 // the last of them that has a number or is a table
	for i, k := range n.Kids {
		if k.Rows != nil || k.P.Mark.Kind != outline.NoMark {
			numbered = i
		}
	}
	for i, k := range n.Kids {
		if described && k.Rows == nil && contents(k) {
			continue
		}
		if k.Rows == nil && (tasks || k.P.Mark.Kind == outline.NoMark || k.P.Mark.Bullet) {
			if f := labelledFields(k); f != nil {
				inLabels = true
				if len(w.items) > since {
					for x := since; x < len(w.items); x++ {
						w.items[x].fill(f)
					}
				} else {
					if pending == nil {
						pending = &fields{}
					}
					pending = f.over(pending)
				}
				continue
			}
		}
		if inLabels && pending == nil {
			since = len(w.items)
		}
		inLabels = false
		before := len(w.items)
		w.node(k, &s, i > numbered)
		if pending != nil {
			for x := before; x < len(w.items); x++ {
				w.items[x].fill(pending)
			}
		}
	}
}

// node reads one node and what stands under it. end says that nothing numbered
// follows it under the same heading.
func (w *writer) node(n *outline.Node, s *scope, end bool) {
	if n.Rows != nil {
		w.table(n, *s)
		return
	}
	if n.P.Mark.Kind == outline.NoMark {
		w.plain(n, s, end)
		return
	}
	kids := 0
	for _, k := range n.Kids {
		if k.Rows != nil || labelledFields(k) == nil && !contents(k) {
			kids++
		}
	}
	inner := *s
	ws := n.HeadWords()
	z := outline.Inherit
	if kids > 0 || n.Title() {
		z = outline.ZoneOf(ws)
	} else {
		z = n.LabelZone()
	}
	if z == outline.Inherit && n.P.Mark.Word && n.P.Mark.Kind != outline.Article {
		z = outline.ZoneOf(ws)
	}
	heads := agency.OfHeading(&n.P.Line, n.P.First())
	if z == outline.Inherit && len(heads) > 0 && s.zone != outline.Criteria && s.zone != outline.Goals {
		z = outline.Duties
	}
	if z == outline.Criteria && kids > 0 && labelOf(ws) == dueLabel && assigns(n) {
		z = outline.Inherit // "Thời gian thực hiện:" over steps with a body and a day each
	}
	if z != outline.Inherit {
		if s.zone == outline.Papers && z != outline.Papers {
			z = outline.Papers
		}
		if s.zone == outline.Criteria && z == outline.Goals {
			z = outline.Criteria
		}
		inner.zone = z
	}
	if kids == 0 {
		inner.group = s.group
		if w.leaf(n, &inner) {
			w.add(n, &inner)
			w.kids(n, inner)
		}
		return
	}
	// A heading, or a duty that has dashes below it.
	if w.carriesDuty(n, &inner, heads) {
		w.add(n, &inner)
		it := &w.items[len(w.items)-1]
		inner.lead, inner.leadAt = it.Lead, it.AtField["lead"]
		w.kids(n, inner)
		return
	}
	if len(heads) > 0 {
		inner.lead, inner.leadAt, inner.named = agency.Names(&n.P.Line, heads), n.P.SpanOf(heads...), agency.Commands.Match(n.P.Words(), n.P.First()) == 0
	} else if rs := w.announced(n.P, n.P.First(), true); len(rs) > 0 {
		inner.lead, inner.leadAt = agency.Names(&n.P.Line, rs), n.P.SpanOf(rs...)
	}
	inner.joint = jointHeading(ws)
	if rs := agency.Supporters(&n.P.Line, n.P.First()); len(rs) > 0 {
		inner.support, inner.supportAt = agency.Names(&n.P.Line, rs), n.P.SpanOf(rs...)
	}
	if !taskHeadings.Has(phrase.Lower(n.Heading())) {
		inner.group = ptr(n.Heading())
	}
	before := len(w.items)
	at := len(w.headings)
	w.headings = append(w.headings, Heading{Ordinal: n.Path(s.prefix), Text: n.Heading(), At: n.P.Span(n.P.Rest, len(n.P.Text)), Depth: n.Depth})
	w.kids(n, inner)
	if len(w.items) == before {
		w.headings = append(w.headings[:at], w.headings[min(at+1, len(w.headings)):]...)
	}
}

// assigns says whether what stands below a node names the ones who are to act.
func assigns(n *outline.Node) bool {
	for _, k := range n.Kids {
		if k.Rows == nil && len(agency.Addressed(&k.P.Line, k.P.First())) > 0 {
			return true
		}
	}
	return false
}

// carriesDuty says whether a paragraph with others below it has a duty of its
// own.
func (w *writer) carriesDuty(n *outline.Node, s *scope, heads []phrase.Run) bool {
	if s.zone != outline.Duties || len(heads) > 0 || !phrase.Terminated(n.P.Text) {
		return false
	}
	ws := n.P.Words()
	first := n.P.First()
	if praise.Match(ws, first) > 0 && len(agency.Addressed(&n.P.Line, first)) == 0 || parallel(n) {
		return false
	}
	if plainBelow(n) && !outline.Announces(n.P.Text) && (agency.StartsDuty(ws, first) || len(agency.Addressed(&n.P.Line, first)) > 0) {
		return w.leaf(n, s)
	}
	if outline.Announces(n.P.Text) {
		if agency.AboutLabel(ws, first) > 0 || first < len(ws) && ws[first].Low == "về" {
			return false
		}
		ws = ws[:beforeAnnouncement(ws, first)]
	}
	if len(ws)-first < 16 {
		return false
	}
	if len(agency.Addressed(&n.P.Line, first)) > 0 {
		return true
	}
	return agency.StartsDuty(ws, first) || len(ws)-first > 30
}

// asks says whether a body is asked right before word k by a clause of a sentence
// that has begun with another act.
func asks(ws []phrase.Word, k int) bool {
	return k > 2 && ws[k-3].Post == ',' && (ws[k-2].Low == "yêu" && ws[k-1].Low == "cầu" || ws[k-2].Low == "đề" && ws[k-1].Low == "nghị")
}

// parallel says whether a numbered paragraph is a heading because those beside it
// are: one sentence over a list, though a stop ends it.
func parallel(n *outline.Node) bool {
	ws := n.P.Words()
	if n.P.First() >= len(ws) || n.Up == nil || plainBelow(n) || len(ws) > 45 || len(agency.Addressed(&n.P.Line, n.P.First())) > 0 {
		return false
	}
	for _, w := range ws[n.P.First() : len(ws)-1] {
		if w.Post == '.' || w.Post == ':' {
			return false
		}
	}
	for _, k := range n.Up.Kids {
		if k != n && k.Rows == nil && k.P.Mark.Kind == n.P.Mark.Kind && len(k.Kids) > 0 && k.Title() {
			return true
		}
	}
	return false
}

// plainBelow says whether nothing numbered stands below a node.
func plainBelow(n *outline.Node) bool {
	for _, k := range n.Kids {
		if k.Rows != nil || k.P.Mark.Kind != outline.NoMark {
			return false
		}
	}
	return true
}

// beforeAnnouncement gives the word behind which a paragraph only announces its
// list: "…; tổ chức thực hiện các nhiệm vụ sau:", "…. Trong đó:". What stands
// before may be a duty of its own.
func beforeAnnouncement(ws []phrase.Word, first int) int {
	for k := len(ws) - 1; k > first; k-- {
		switch ws[k-1].Post {
		case '.', ';':
			return k
		case ',':
			if k-first > 40 && len(ws)-k < 12 {
				return k
			}
		case ':':
			return first
		}
	}
	return first
}

// add writes the node as an item.
func (w *writer) add(n *outline.Node, s *scope) {
	p := n.P
	first := p.First()
	it := Item{
		Ordinal: n.Path(s.prefix),
		Group:   s.group,
		Text:    p.Body(),
		Lead:    []string{},
		Support: []string{},
		Head:    []string{},
		At:      p.Span(0, len(p.Text)),
		AtField: map[string]Span{},
	}
	rs := agency.Addressed(&p.Line, first)
	if s.joint && len(rs) > 0 && len(s.lead) > 0 && !late(p, first, rs[0].From) {
		s = &scope{lead: s.lead, leadAt: s.leadAt, group: s.group, prefix: s.prefix, support: agency.Names(&p.Line, rs), supportAt: p.SpanOf(rs...)}
		rs = nil
	}
	if len(rs) > 0 && s.named && p.Mark.Kind != outline.NoMark && commandEnds(p.Words(), first, rs[0].From) && agency.Commands.Match(p.Words(), first) > 0 && phrase.At(p.Words(), first) != "giao" {
		rs = nil // under a body's own heading it is that body which orders
	}
	if len(rs) > 0 && s.named && agency.StartsDuty(p.Words(), first) && asks(p.Words(), rs[0].From) && !late(p, first, rs[0].From) {
		rs = nil // "Tăng cường kiểm tra …, yêu cầu các chủ đầu tư …": its first act is the body's own
	}
	if len(rs) > 0 {
		it.Lead = agency.Names(&p.Line, rs)
		it.AtField["lead"] = p.SpanOf(rs...)
		if len(s.lead) > 0 && agency.StartsDuty(p.Words(), first) && late(p, first, rs[0].From) {
			// The first act is the inherited lead's, a later one another body's.
			var own []string
			for i, n := range it.Lead {
				if kind, _ := agency.At(p.Words(), rs[min(i, len(rs)-1)].From); kind == agency.Named {
					own = append(own, n)
				}
			}
			it.Lead = agency.Distinct(append(append([]string{}, s.lead...), own...))
		}
	} else if len(s.lead) > 0 {
		it.Lead = append([]string{}, s.lead...)
		it.AtField["lead"] = s.leadAt
	}
	if w.promise != nil {
		it.Lead = append([]string{}, w.promise...)
	}
	if rs := agency.Supporters(&p.Line, first); len(rs) > 0 {
		it.Support = agency.Names(&p.Line, rs)
		it.AtField["support"] = p.SpanOf(rs...)
	} else if len(s.support) > 0 {
		it.Support = append([]string{}, s.support...)
		it.AtField["support"] = s.supportAt
	}
	due, when := deadline.InText(&p.Line, first, w.year)
	it.Due = due
	if due.Kind != "none" {
		it.AtField["due"] = p.SpanOf(when)
	}
	ws := p.Words()
	if ls := labels(p, first); len(ls) > 0 && ls[0].at > first {
		f := &fields{}
		for _, l := range ls {
			if l.from < l.to && l.kind != taskLabel {
				f.put(l.kind, value(p, l), p.Span(ws[l.from].From, ws[l.to-1].To))
			}
		}
		it.fill(f)
		it.labelled = f.has
	}
	w.items = append(w.items, it)
}
