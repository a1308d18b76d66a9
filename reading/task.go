package reading

import "strings"

// labelledTask says whether the numbered paragraphs under a node describe one
// task by labels: "a) Nhiệm vụ: …", "b) Cơ quan thực hiện: …".
func (n *node) labelledTask() bool {
	for _, k := range n.kids {
		if k.rows != nil || k.p.mark.kind == noMark {
			continue
		}
		ws := k.headWords()
		if len(ws) == 0 || ws[len(ws)-1].post != ':' {
			continue
		}
		switch labelOf(ws) {
		case leadLabel, supportLabel, bothLabel:
			return true
		}
	}
	return false
}

// contents says whether a node only tells what a task named above it holds:
// "+ Nội dung: quy định chi tiết …", without a verb of its own to carry out.
func (n *node) contents() bool {
	ws := n.headWords()
	if len(ws) == 0 || ws[len(ws)-1].post != ':' || len(ws) != 2 || ws[0].low != "nội" || ws[1].low != "dung" || len(n.kids) > 0 {
		return false
	}
	all, from := n.p.tokens(), n.p.first()+len(ws)
	if from >= len(all) || startsVerb(all, from) || n.up == nil {
		return false
	}
	for _, k := range n.up.kids {
		if k != n && k.rows == nil && k.labelled() != nil {
			return true
		}
	}
	return false
}

// labelled gives the fields of a node that is nothing but labelled lines.
func (n *node) labelled() *fields {
	ls := n.p.labels(n.p.first())
	if len(ls) == 0 {
		ls = n.p.openLabel(n.p.first())
	}
	if len(ls) == 0 || ls[0].at != n.p.first() {
		return nil
	}
	f := &fields{}
	ws := n.p.tokens()
	for _, l := range ls {
		at := Span{}
		if l.from < l.to {
			at = n.p.span(ws[l.from].from, ws[l.to-1].to)
		}
		v := n.p.value(l)
		if v == "" && len(n.kids) > 0 {
			nested := false
			for _, k := range n.kids {
				if k.rows == nil {
					if g := k.labelled(); g != nil {
						f, nested = g.over(f), true
					}
				}
			}
			if nested {
				continue
			}
		}
		if v == "" && len(ls) > 1 {
			continue // "Đơn vị chủ trì, phối hợp: Đơn vị chủ trì: …"
		}
		if v == "" && len(n.kids) > 0 && (l.kind == leadLabel || l.kind == supportLabel || l.kind == resultLabel) {
			var parts []string
			for _, k := range n.kids {
				parts = append(parts, strings.Trim(k.p.body(), " ;."))
			}
			v = strings.Join(parts, "; ")
		}
		if v == "" {
			return nil
		}
		if v != n.p.value(l) && l.kind == dueLabel {
			return nil
		}
		if ls[0].kind == leadLabel && weakLead(ws[l.at:l.from]) {
			// "Trách nhiệm: …" is a label only where a body stands behind it.
			if k, _ := bodyAt(ws, l.from); k == noHead {
				return nil
			}
		}
		f.put(l.kind, v, at)
	}
	return f
}

func weakLead(ws []word) bool {
	return len(ws) <= 2 && (ws[0].low == "trách" || ws[0].low == "thực" || ws[0].low == "phân" || ws[0].low == "đơn" || ws[0].low == "cơ" || ws[0].low == "tổ") || len(ws) > 1 && ws[0].low == "tổ"
}

// over gives g with what f has printed put over it.
func (f *fields) over(g *fields) *fields {
	out := *g
	if out.at == nil {
		out.at = map[string]Span{}
	}
	for k, v := range f.at {
		out.at[k] = v
	}
	for k, h := range f.has {
		out.has[k] = out.has[k] || h
	}
	if f.has[leadLabel] {
		out.lead = f.lead
	}
	if f.has[supportLabel] || f.support != nil {
		out.support = f.support
	}
	if f.has[headLabel] {
		out.head = f.head
	}
	if f.has[dueLabel] {
		out.due = f.due
	}
	if f.has[resultLabel] {
		out.result = f.result
	}
	return &out
}

// fill puts labelled fields into an item. What is labelled alone decides; a
// label in the item's own paragraph stands before one that follows it.
func (it *Item) fill(f *fields) {
	for k, own := range it.labelled {
		if own && f.has[k] {
			g := *f
			g.has[k] = false
			if labelKind(k) == supportLabel {
				g.support = nil
			}
			f = &g
		}
	}
	if f.has[leadLabel] {
		it.Lead = notNil(f.lead)
	}
	if f.has[supportLabel] || f.support != nil {
		it.Support = notNil(f.support)
	}
	if f.has[headLabel] {
		it.Head = notNil(f.head)
	}
	if f.has[dueLabel] {
		it.Due = f.due
	}
	if f.has[resultLabel] {
		it.Result = f.result
	}
	for k, v := range f.at {
		it.AtField[k] = v
	}
}

func notNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// late says whether the word at stands behind the first sentence or clause of
// the paragraph.
func (p *para) late(first, at int) bool {
	ws := p.tokens()
	for i := first; i < at; i++ {
		if ws[i].post == '.' || ws[i].post == ';' {
			return aboutLabel(ws, first) <= i
		}
	}
	return false
}

// distinct gives the names without those that come again.
func distinct(names []string) []string {
	out := names[:0]
	seen := map[string]bool{}
	for _, n := range names {
		if k := groupKey(n); !seen[k] {
			seen[k] = true
			out = append(out, n)
		}
	}
	return out
}

// jointHeading says whether a heading ends by opening a list of those who are to
// support: "Chủ trì, phối hợp với:".
func jointHeading(ws []word) bool {
	n := len(ws)
	if n < 2 || ws[n-1].post != ':' {
		return false
	}
	if ws[n-1].low == "với" {
		n--
	}
	return n > 1 && ws[n-2].low == "phối" && ws[n-1].low == "hợp"
}

// taskHeadings only announce the task that labelled lines describe.
var taskHeadings = phraseSet("nhiệm vụ, nội dung, nội dung thực hiện, nhiệm vụ cụ thể, nội dung nhiệm vụ, nội dung công việc")

// announced gives the bodies a lead-in addresses: "tỉnh X cần thực hiện các nội
// dung sau:", "đề nghị các sở … báo cáo các nội dung sau:".
func (w *writer) announced(p *para, from int, numbered bool) []run {
	if !announces(p.text) && !numbered {
		return nil
	}
	ws := p.tokens()
	rs := p.addressees(from)
	if len(rs) == 0 && announces(p.text) {
		// "Nhằm …; …, Chủ tịch UBND thành phố yêu cầu Giám đốc …:"
		for k := len(ws) - 2; k > from; k-- {
			n := commands.match(ws, k)
			if n == 0 || ws[k].cap || !subjectBefore(ws, from, k) {
				continue
			}
			rs, _ = bodies(ws, k+n)
			break
		}
	}
	if len(rs) == 0 {
		return nil
	}
	// The one who issues, orders or concludes is not addressed.
	end := rs[len(rs)-1].to
	if rs[0].from > from {
		if k := rs[0].from; commandEnds(ws, from, k) {
			return rs
		}
	}
	if end < len(ws) && (leadInVerbs.match(ws, end) > 0 || numbered && ws[end-1].post == ':') {
		return rs
	}
	if numbered && end < len(ws) && issues.match(ws, end) == 0 && strongVerbs.match(ws, end) > 0 {
		return rs
	}
	return nil
}

// commandEnds says whether a command ends right before word k.
func commandEnds(ws []word, from, k int) bool {
	for i := max(from, k-5); i < k; i++ {
		if n := commands.match(ws, i); n > 0 && i+n == k {
			return true
		}
	}
	return false
}

var leadInVerbs = phraseSet("cần, phải, có trách nhiệm, chịu trách nhiệm, khẩn trương, chủ trì, tập trung, nghiêm túc, tiếp tục, thực hiện, triển khai, cần phải, chủ động, quan tâm, căn cứ, theo chức năng, cụ thể hóa, tổ chức, phối hợp")

var issues = phraseSet("ban hành, kết luận, yêu cầu, chỉ đạo, thông báo, có ý kiến, báo cáo, đề nghị, giao, phát động, xây dựng kế hoạch, quyết định, đã, được")
