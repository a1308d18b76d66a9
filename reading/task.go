package reading

import (
	"slices"
	"strings"

	"sauro/agency"
	"sauro/outline"
	"sauro/phrase"
)

// labelledTask says whether the numbered paragraphs under a node describe one
// task by labels: "a) Nhiệm vụ: …", "b) Cơ quan thực hiện: …".
func labelledTask(n *outline.Node) bool {
	for _, k := range n.Kids {
		if k.Rows != nil || k.P.Mark.Kind == outline.NoMark {
			continue
		}
		ws := k.HeadWords()
		if len(ws) == 0 || ws[len(ws)-1].Post != ':' {
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
func contents(n *outline.Node) bool {
	ws := n.HeadWords()
	if len(ws) == 0 || ws[len(ws)-1].Post != ':' || len(ws) != 2 || ws[0].Low != "nội" || ws[1].Low != "dung" || len(n.Kids) > 0 {
		return false
	}
	all, from := n.P.Words(), n.P.First()+len(ws)
	if from >= len(all) || agency.StartsDuty(all, from) || n.Up == nil {
		return false
	}
	for _, k := range n.Up.Kids {
		if k != n && k.Rows == nil && labelledFields(k) != nil {
			return true
		}
	}
	return false
}

// labelledFields gives the fields of a node that is nothing but labelled lines.
func labelledFields(n *outline.Node) *fields {
	ls := labels(n.P, n.P.First())
	if len(ls) == 0 {
		ls = openLabel(n.P, n.P.First())
	}
	if len(ls) == 0 || ls[0].at != n.P.First() {
		return nil
	}
	f := &fields{}
	ws := n.P.Words()
	for _, l := range ls {
		at := Span{}
		if l.from < l.to {
			at = n.P.Span(ws[l.from].From, ws[l.to-1].To)
		}
		v := value(n.P, l)
		if v == "" && len(n.Kids) > 0 {
			nested := false
			for _, k := range n.Kids {
				if k.Rows == nil {
					if g := labelledFields(k); g != nil {
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
		if v == "" && len(n.Kids) > 0 && (l.kind == leadLabel || l.kind == supportLabel || l.kind == resultLabel) {
			var parts []string
			for _, k := range n.Kids {
				parts = append(parts, strings.Trim(k.P.Body(), " ;."))
			}
			v = strings.Join(parts, "; ")
		}
		if v == "" {
			return nil
		}
		if v != value(n.P, l) && l.kind == dueLabel {
			return nil
		}
		if ls[0].kind == leadLabel && weakLead(ws[l.at:l.from]) {
			// "Trách nhiệm: …" is a label only where a body stands behind it.
			if k, _ := agency.At(ws, l.from); k == agency.None {
				return nil
			}
		}
		f.put(l.kind, v, at)
	}
	return f
}

func weakLead(ws []phrase.Word) bool {
	return len(ws) <= 2 && (ws[0].Low == "trách" || ws[0].Low == "thực" || ws[0].Low == "phân" || ws[0].Low == "đơn" || ws[0].Low == "cơ" || ws[0].Low == "tổ") || len(ws) > 1 && ws[0].Low == "tổ"
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
func late(p *outline.Paragraph, first, at int) bool {
	ws := p.Words()
	for i := first; i < at; i++ {
		if ws[i].Post == '.' || ws[i].Post == ';' {
			return agency.AboutLabel(ws, first) <= i
		}
	}
	return false
}

// jointHeading says whether a heading ends by opening a list of those who are to
// support: "Chủ trì, phối hợp với:".
func jointHeading(ws []phrase.Word) bool {
	n := len(ws)
	if n < 2 || ws[n-1].Post != ':' {
		return false
	}
	if ws[n-1].Low == "với" {
		n--
	}
	return n > 1 && ws[n-2].Low == "phối" && ws[n-1].Low == "hợp"
}

// taskHeadings only announce the task that labelled lines describe.
var taskHeadings = phrase.SetOf("nhiệm vụ, nội dung, nội dung thực hiện, nhiệm vụ cụ thể, nội dung nhiệm vụ, nội dung công việc")

// announced gives the bodies a lead-in addresses: "tỉnh X cần thực hiện các nội
// dung sau:", "đề nghị các sở … báo cáo các nội dung sau:".
func (w *writer) announced(p *outline.Paragraph, from int, numbered bool) []phrase.Run {
	if !outline.Announces(p.Text) && !numbered {
		return nil
	}
	ws := p.Words()
	rs := agency.Addressed(&p.Line, from)
	if outline.Announces(p.Text) && (len(rs) == 0 || !commandEnds(ws, from, rs[0].From)) {
		// "Nhằm …; …, Chủ tịch UBND thành phố yêu cầu Giám đốc …:"
		for k := len(ws) - 2; k > from; k-- {
			n := agency.Commands.Match(ws, k)
			if n == 0 || ws[k].Cap {
				continue
			}
			asked, end := agency.List(ws, k+n)
			last := len(asked) > 0 && asked[0].From == k+n && end < len(ws) && leadInVerbs.Match(ws, end) > 0 && !stoppedIn(ws[k:len(ws)-1])
			if last || agency.SubjectBefore(ws, from, k) {
				rs = asked
				break
			}
		}
	}
	if len(rs) == 0 {
		return nil
	}
	// The one who issues, orders or concludes is not addressed.
	end := rs[len(rs)-1].To
	if rs[0].From > from {
		if k := rs[0].From; commandEnds(ws, from, k) {
			return rs
		}
	}
	if end < len(ws) && (leadInVerbs.Match(ws, end) > 0 || numbered && ws[end-1].Post == ':') {
		return rs
	}
	if numbered && end < len(ws) && issues.Match(ws, end) == 0 && agency.Duties.Match(ws, end) > 0 {
		return rs
	}
	return nil
}

// stoppedIn says whether a sentence or clause ends behind one of the words.
func stoppedIn(ws []phrase.Word) bool {
	return slices.ContainsFunc(ws, func(w phrase.Word) bool { return w.Stops() })
}

// commandEnds says whether a command ends right before word k.
func commandEnds(ws []phrase.Word, from, k int) bool {
	for i := max(from, k-5); i < k; i++ {
		if n := agency.Commands.Match(ws, i); n > 0 && i+n == k {
			return true
		}
	}
	return false
}

var leadInVerbs = phrase.SetOf("cần, phải, có trách nhiệm, chịu trách nhiệm, khẩn trương, chủ trì, tập trung, nghiêm túc, tiếp tục, thực hiện, triển khai, cần phải, chủ động, quan tâm, căn cứ, theo chức năng, cụ thể hóa, tổ chức, phối hợp")

var issues = phrase.SetOf("ban hành, kết luận, yêu cầu, chỉ đạo, thông báo, có ý kiến, báo cáo, đề nghị, giao, phát động, xây dựng kế hoạch, quyết định, đã, được")
