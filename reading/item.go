package reading

import "strings"

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
	zone   zone
	lead   []string
	leadAt Span
	named  bool // the lead is a heading's, which does nothing but name it
	joint  bool // "Chủ trì, phối hợp với:": the bodies below support the lead
	// Who is to support, where a lead-in says so for all below it.
	support   []string
	supportAt Span
	group     *string
	prefix    string
	open      bool // nothing has been announced yet
}

// body reads the main part and the appendices.
func (w *writer) body(d *division) {
	for i := range d.annex {
		w.findTables(d.annex[i].body)
	}
	w.findTables(d.body)
	start := duties
	switch d.kind {
	case "Báo cáo", "Tờ trình", "Biên bản", "Giấy mời":
		start = review
	}
	w.part(d.body, scope{zone: start})
	for i := range d.annex {
		w.annex(&d.annex[i], i, len(d.annex))
	}
	if w.report != nil {
		for i := range w.items {
			if w.items[i].Due.Kind == "none" && !w.items[i].Row && strings.Contains(lower(w.items[i].Text), "báo cáo") {
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
		s := p.text
		if k := strings.Index(lower(s), "(kèm theo"); k >= 0 {
			caption += s[k:]
			s = s[:k]
		}
		if k := strings.Index(lower(s), "(ban hành"); k >= 0 {
			s = s[:k]
		}
		title = append(title, strings.TrimSpace(s))
	}
	text := strings.Trim(strings.Join(title, " "), " *:.")
	low := lower(text)
	label := ""
	if strings.HasPrefix(low, "phụ lục") || strings.HasPrefix(low, "phụ biểu") {
		text = strings.TrimLeft(text[len("phụ lục"):], " :.*")
		if f := strings.Fields(text); len(f) > 0 {
			if k, l, _ := numberKind(strings.Trim(f[0], ".:-")); k == roman || k == arabic {
				label = l
				text = strings.TrimLeft(strings.TrimPrefix(text, f[0]), " .:-")
			}
		}
	}
	low = lower(text)
	prefix := "PL" + label
	s := scope{zone: inherit, prefix: prefix, group: ptr(text)}
	switch {
	case strings.HasPrefix(low, "mẫu") || strings.HasPrefix(low, "biểu mẫu") || strings.HasPrefix(low, "đề cương") || strings.HasPrefix(low, "báo cáo"):
		s.zone = papers
	case strings.Contains(low, "văn bản") && strings.HasPrefix(low, "danh mục") && !strings.Contains(low, "phân công"):
		s.zone = papers
	case a.kind == "Kế hoạch" || a.kind == "Chương trình" || a.kind == "Phương án" || a.kind == "Đề án" || a.kind == "Chỉ thị" || a.kind == "Hướng dẫn":
		s.zone, s.prefix, s.group = duties, "", nil
	case a.kind == "Quy chế" || a.kind == "Quy định":
		s.zone = criteria
		s.prefix = ""
		s.group = nil
	case strings.Contains(low, "nhiệm vụ") || strings.Contains(low, "phân công") || strings.Contains(low, "giải pháp"):
		s.zone = duties
	default:
		s.zone = papers
	}
	w.part(a.body, s)
}

// part reads the paragraphs of one part.
func (w *writer) part(ps []*para, s scope) {
	if len(ps) == 0 {
		return
	}
	w.cols = nil
	w.kids(outline(ps), s)
}

// kids reads what stands under a node.
func (w *writer) kids(n *node, s scope) {
	tasks := n.labelledTask()
	since := len(w.items)
	if n.p != nil && since > 0 && w.items[since-1].At == n.p.span(0, len(n.p.text)) {
		since-- // the node is itself an item, whose fields may be labelled below
	}
	var pending *fields
	inLabels := false
	described := n.p != nil && since < len(w.items)
	numbered := -1 // the last of them that has a number or is a table
	for i, k := range n.kids {
		if k.rows != nil || k.p.mark.kind != noMark {
			numbered = i
		}
	}
	for i, k := range n.kids {
		if described && k.rows == nil && k.contents() {
			continue
		}
		if k.rows == nil && (tasks || k.p.mark.kind == noMark || k.p.mark.bullet) {
			if f := k.labelled(); f != nil {
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
func (w *writer) node(n *node, s *scope, end bool) {
	if n.rows != nil {
		w.table(n, *s)
		return
	}
	if n.p.mark.kind == noMark {
		w.plain(n, s, end)
		return
	}
	kids := 0
	for _, k := range n.kids {
		if k.rows != nil || k.labelled() == nil && !k.contents() {
			kids++
		}
	}
	inner := *s
	ws := n.headWords()
	z := inherit
	if kids > 0 || n.title() {
		z = zoneOf(ws)
	} else {
		z = n.labelZone()
	}
	if z == inherit && n.p.mark.word && n.p.mark.kind != article {
		z = zoneOf(ws)
	}
	heads := n.p.headingBodies(n.p.first())
	if z == inherit && len(heads) > 0 && s.zone != criteria && s.zone != goals {
		z = duties
	}
	if z == criteria && kids > 0 && labelOf(ws) == dueLabel && n.assigns() {
		z = inherit // "Thời gian thực hiện:" over steps with a body and a day each
	}
	if z != inherit {
		if s.zone == papers && z != papers {
			z = papers
		}
		if s.zone == criteria && z == goals {
			z = criteria
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
		inner.lead, inner.leadAt, inner.named = n.p.names(heads), n.p.runSpan(heads), commands.match(n.p.tokens(), n.p.first()) == 0
	} else if rs := w.announced(n.p, n.p.first(), true); len(rs) > 0 {
		inner.lead, inner.leadAt = n.p.names(rs), n.p.runSpan(rs)
	}
	inner.joint = jointHeading(ws)
	if rs := n.p.supporters(n.p.first()); len(rs) > 0 {
		inner.support, inner.supportAt = n.p.names(rs), n.p.runSpan(rs)
	}
	if !taskHeadings.in(lower(n.heading())) {
		inner.group = ptr(n.heading())
	}
	before := len(w.items)
	at := len(w.headings)
	w.headings = append(w.headings, Heading{Ordinal: n.path(s.prefix), Text: n.heading(), At: n.p.span(n.p.rest, len(n.p.text)), Depth: n.depth})
	w.kids(n, inner)
	if len(w.items) == before {
		w.headings = append(w.headings[:at], w.headings[min(at+1, len(w.headings)):]...)
	}
}

// assigns says whether what stands below a node names the ones who are to act.
func (n *node) assigns() bool {
	for _, k := range n.kids {
		if k.rows == nil && len(k.p.addressees(k.p.first())) > 0 {
			return true
		}
	}
	return false
}

// names gives the names of the runs.
func (p *para) names(rs []run) []string {
	out := []string{}
	for _, r := range rs {
		if n := name(p.text, p.tokens(), r); n != "" {
			out = append(out, n)
		}
	}
	return out
}

func (p *para) runSpan(rs []run) Span {
	if len(rs) == 0 {
		return Span{}
	}
	ws := p.tokens()
	return p.span(ws[rs[0].from].from, ws[rs[len(rs)-1].to-1].to)
}

// carriesDuty says whether a paragraph with others below it has a duty of its
// own.
func (w *writer) carriesDuty(n *node, s *scope, heads []run) bool {
	if s.zone != duties || len(heads) > 0 || !terminated(n.p.text) {
		return false
	}
	ws := n.p.tokens()
	first := n.p.first()
	if n.plainBelow() && !announces(n.p.text) && (startsVerb(ws, first) || len(n.p.addressees(first)) > 0) {
		return w.leaf(n, s)
	}
	if announces(n.p.text) {
		if aboutLabel(ws, first) > 0 || first < len(ws) && ws[first].low == "về" {
			return false
		}
		ws = ws[:beforeAnnouncement(ws, first)]
	}
	if len(ws)-first < 16 {
		return false
	}
	if len(n.p.addressees(first)) > 0 {
		return true
	}
	return startsVerb(ws, first) || len(ws)-first > 30
}

// plainBelow says whether nothing numbered stands below a node.
func (n *node) plainBelow() bool {
	for _, k := range n.kids {
		if k.rows != nil || k.p.mark.kind != noMark {
			return false
		}
	}
	return true
}

// beforeAnnouncement gives the word behind which a paragraph only announces its
// list: "…; tổ chức thực hiện các nhiệm vụ sau:", "…. Trong đó:". What stands
// before may be a duty of its own.
func beforeAnnouncement(ws []word, first int) int {
	for k := len(ws) - 1; k > first; k-- {
		switch ws[k-1].post {
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
func (w *writer) add(n *node, s *scope) {
	p := n.p
	first := p.first()
	it := Item{
		Ordinal: n.path(s.prefix),
		Group:   s.group,
		Text:    p.body(),
		Lead:    []string{},
		Support: []string{},
		Head:    []string{},
		At:      p.span(0, len(p.text)),
		AtField: map[string]Span{},
	}
	rs := p.addressees(first)
	if s.joint && len(rs) > 0 && len(s.lead) > 0 && !p.late(first, rs[0].from) {
		s = &scope{lead: s.lead, leadAt: s.leadAt, group: s.group, prefix: s.prefix, support: p.names(rs), supportAt: p.runSpan(rs)}
		rs = nil
	}
	if len(rs) > 0 && s.named && p.mark.kind != noMark && commandEnds(p.tokens(), first, rs[0].from) && commands.match(p.tokens(), first) > 0 && at(p.tokens(), first) != "giao" {
		rs = nil // under a body's own heading it is that body which orders
	}
	if len(rs) > 0 {
		it.Lead = p.names(rs)
		it.AtField["lead"] = p.runSpan(rs)
		if len(s.lead) > 0 && startsVerb(p.tokens(), first) && p.late(first, rs[0].from) {
			// The first act is the inherited lead's, a later one another body's.
			var own []string
			for i, n := range it.Lead {
				if kind, _ := bodyAt(p.tokens(), rs[min(i, len(rs)-1)].from); kind == proper {
					own = append(own, n)
				}
			}
			it.Lead = distinct(append(append([]string{}, s.lead...), own...))
		}
	} else if len(s.lead) > 0 {
		it.Lead = append([]string{}, s.lead...)
		it.AtField["lead"] = s.leadAt
	}
	if w.promise != nil {
		it.Lead = append([]string{}, w.promise...)
	}
	if rs := p.supporters(first); len(rs) > 0 {
		it.Support = p.names(rs)
		it.AtField["support"] = p.runSpan(rs)
	} else if len(s.support) > 0 {
		it.Support = append([]string{}, s.support...)
		it.AtField["support"] = s.supportAt
	}
	due, at := p.textDue(first, w.year)
	it.Due = due
	if due.Kind != "none" {
		it.AtField["due"] = at
	}
	ws := p.tokens()
	if ls := p.labels(first); len(ls) > 0 && ls[0].at > first {
		f := &fields{}
		for _, l := range ls {
			if l.from < l.to && l.kind != taskLabel {
				f.put(l.kind, p.value(l), p.span(ws[l.from].from, ws[l.to-1].to))
			}
		}
		it.fill(f)
		it.labelled = f.has
	}
	w.items = append(w.items, it)
}
