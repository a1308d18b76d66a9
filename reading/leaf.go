package reading

import (
	"strings"

	"sauro/agency"
	"sauro/deadline"
	"sauro/outline"
	"sauro/phrase"
)

// leaf says whether a numbered paragraph with nothing below it is an item.
func (w *writer) leaf(n *outline.Node, s *scope) bool {
	p := n.P
	body := p.Body()
	if body == "" || outline.Announces(body) {
		return false
	}
	ws := p.Words()
	first := p.First()
	if first >= len(ws) {
		return false
	}
	if k := strings.LastIndex(body, " ("); k > 0 && strings.HasSuffix(body, ")") && n.Title() && phrase.Upper(body[:k]) {
		return false // a heading that refers to an appendix
	}
	if n.Title() && (phrase.Upper(body) || len(agency.OfHeading(&p.Line, first)) > 0) {
		return false
	}
	switch s.zone {
	case outline.Duties:
	case outline.Money:
		return len(agency.Addressed(&p.Line, first)) > 0 && moneyVerb(ws, first)
	case outline.Review:
		return directs(p, first)
	case outline.Criteria:
		return w.tells(p, first)
	default:
		return false
	}
	if p.Quoted {
		return false
	}
	if outline.MoneyHeadings.Match(ws, first) > 0 {
		return len(agency.Addressed(&p.Line, first)) > 0
	}
	if p.Mark.Kind == outline.Article && formulas.Match(ws, first) > 0 || selfReference(ws, first) {
		return false
	}
	if praise.Match(ws, first) > 0 && len(agency.Addressed(&p.Line, first)) == 0 {
		return false
	}
	if w.listed(n, body) {
		return false
	}
	return true
}

// formulas open the articles of a decision that lay no duty on anybody: what is
// issued, approved, repealed, and from when it holds.
var formulas = phrase.SetOf("ban hành kèm theo, phê duyệt, công bố kèm theo, bãi bỏ, hủy bỏ, công nhận, thành lập, sửa đổi bổ sung, điều chỉnh nội dung, ban hành quy, ban hành kế hoạch, thông qua, ban hành danh mục, ban hành bảng, ban hành chương trình")

// praise opens paragraphs that assess or agree.
var praise = phrase.SetOf("đánh giá cao, biểu dương tinh thần, biểu dương sự, biểu dương những, biểu dương nỗ lực, biểu dương kết quả, ghi nhận, hoan nghênh, cơ bản thống nhất, cơ bản đồng ý, cơ bản nhất trí, trong thời gian qua, thời gian qua, những năm qua, trong những năm qua, đồng ý với, thống nhất với, nhất trí với")

// selfReference says whether the sentence only tells from when the document
// holds: "Quyết định này có hiệu lực …".
func selfReference(ws []phrase.Word, i int) bool {
	for k := i; k < len(ws) && k < i+8; k++ {
		if ws[k].Low == "này" && k+1 < len(ws) {
			switch ws[k+1].Low {
			case "có", "thay":
				return k+2 < len(ws) && (ws[k+2].Low == "hiệu" || ws[k+2].Low == "thế")
			case "được":
				return true
			}
			return false
		}
	}
	return false
}

// moneyVerb says whether a body is told to provide or raise the money.
func moneyVerb(ws []phrase.Word, i int) bool {
	for k := i; k+1 < len(ws) && k < i+40; k++ {
		if ws[k].Low == "được" && k+1 < len(ws) && (ws[k+1].Low == "bố" || ws[k+1].Low == "đảm" || ws[k+1].Low == "bảo" || ws[k+1].Low == "cân") {
			return false
		}
	}
	return outline.MoneyHeadings.Match(ws, i) == 0 || commandIn(ws, i)
}

func commandIn(ws []phrase.Word, i int) bool {
	for k := i; k < len(ws) && k < i+120; k++ {
		if n := agency.Commands.Match(ws, k); n > 0 && k+n < len(ws) {
			if kind, _ := agency.At(ws, k+n); kind != agency.None {
				return true
			}
		}
	}
	return false
}

// directs says whether a paragraph of a part that otherwise assesses gives a
// duty: "Trong thời gian tới, Tỉnh …", "Giao Sở Y tế …".
func directs(p *outline.Paragraph, first int) bool {
	ws := p.Words()
	if first >= len(ws) {
		return false
	}
	if future.Match(ws, first) > 0 {
		return true
	}
	if agency.Commands.Match(ws, first) > 0 {
		return len(agency.Addressed(&p.Line, first)) > 0
	}
	return false
}

var future = phrase.SetOf("trong thời gian tới, thời gian tới, để tiếp tục, nhiệm vụ trọng tâm thời gian tới, trong thời gian tiếp theo, từ nay đến")

// tells says whether a paragraph of a part that sets standards tells a named
// body what to do.
func (w *writer) tells(p *outline.Paragraph, first int) bool {
	ws := p.Words()
	if ws[first].Low == "đối" && first+1 < len(ws) && ws[first+1].Low == "với" {
		return false
	}
	rs := agency.Addressed(&p.Line, first)
	if len(rs) == 0 {
		return false
	}
	end := rs[len(rs)-1].To
	return commandEnds(ws, first, rs[0].From) || end < len(ws) && agency.Binding.Match(ws, end) > 0
}

// listed says whether a leaf only repeats a group heading of the task table,
// as where the body lists what the appendix details.
func (w *writer) listed(n *outline.Node, body string) bool {
	if len(w.groups) == 0 {
		return false
	}
	if i := strings.IndexByte(body, '('); i > 0 && strings.Contains(phrase.Lower(body[i:]), "phụ lục") {
		body = strings.TrimSpace(body[:i])
	}
	if w.groups[phrase.Key(body)] {
		return true
	}
	if n.Up == nil || len(agency.Addressed(&n.P.Line, n.P.First())) > 0 {
		return false
	}
	// "(Chi tiết tại Phụ lục kèm theo)" at the end of the part.
	detail := false
	if n.Up.P != nil && detailed(n.Up.P.Text) {
		detail = true
	}
	for _, k := range n.Up.Kids {
		if k.Rows != nil || len(k.P.Words()) > 45 {
			return false
		}
		if detailed(k.P.Text) {
			detail = true
		}
	}
	return detail
}

func detailed(s string) bool {
	low := phrase.Lower(s)
	i := strings.Index(low, "chi tiết")
	return i >= 0 && (strings.Contains(low[i:], "phụ lục") || strings.Contains(low[i:], "danh mục"))
}

// plain reads a paragraph without a number.
func (w *writer) plain(n *outline.Node, s *scope, end bool) {
	p := n.P
	ws := p.Words()
	if len(ws) == 0 {
		return
	}
	if commitment(p) && w.promise == nil && outline.Announces(p.Text) {
		if rs, _ := agency.List(ws, 0); len(rs) > 0 {
			w.promise = agency.Names(&p.Line, rs)
		}
	}
	if outline.Announces(p.Text) {
		if rs := agency.Supporters(&p.Line, 0); len(rs) > 0 && agency.StartsDuty(ws, 0) {
			s.support, s.supportAt = agency.Names(&p.Line, rs), p.SpanOf(rs...)
		}
		if s.zone == outline.Review && pending(ws) {
			s.zone = outline.Duties
		}
		if rs := w.announced(p, 0, false); len(rs) > 0 {
			if names := agency.Names(&p.Line, rs); w.issuer == nil || len(names) > 1 || phrase.Key(names[0]) != phrase.Key(*w.issuer) {
				s.lead, s.leadAt = names, p.SpanOf(rs...)
			}
		} else if heads := agency.OfHeading(&p.Line, 0); len(heads) > 0 {
			s.lead, s.leadAt = agency.Names(&p.Line, heads), p.SpanOf(heads...)
		}
		return
	}
	if z := outline.ZoneOf(n.HeadWords()); n.Title() && z != outline.Inherit && len(ws) < 16 && (ws[0].Low != "căn" || len(ws) < 5) {
		s.zone = z
		return
	}
	if phrase.Upper(p.Text) || p.Quoted || s.zone == outline.Papers || strings.HasPrefix(p.Text, "(") && strings.HasSuffix(strings.TrimRight(p.Text, "."), ")") {
		return
	}
	if w.reportLine(n) || phrase.Contains(ws, "thông", "báo") && phrase.Contains(ws, "biết", "thực") {
		return
	}
	if end && closes(n) && closing(p) {
		return
	}
	rs := agency.Addressed(&p.Line, 0)
	in := *s
	switch {
	case s.zone == outline.Goals || s.zone == outline.Criteria:
		if !(s.zone == outline.Criteria && w.tells(p, 0)) {
			return
		}
	case s.zone == outline.Review:
		if !directs(p, 0) {
			return
		}
	case s.zone == outline.Money:
		if len(rs) == 0 || !moneyVerb(ws, 0) {
			return
		}
	case n.Up != nil && n.Up.P == nil:
		// Before the first number, or behind the last: only what lays a duty on
		// somebody beyond doubt.
		if !orders(p) {
			return
		}
	case formulas.Match(ws, 0) > 0 || selfReference(ws, 0):
		return
	case len(rs) == 0 && (len(s.lead) == 0 && !agency.StartsDuty(ws, 0) || n.Title() && len(ws) < 12):
		if !(n.Up.P != nil && n.Up.Title() && sentence(p.Text) && len(ws) > 12) {
			return
		}
	}
	if outline.MoneyHeadings.Match(ws, 0) > 0 && len(rs) == 0 || praise.Match(ws, 0) > 0 {
		return
	}
	w.add(n, &in)
}

func sentence(s string) bool { return phrase.Terminated(s) && !outline.Announces(s) }

// closes says whether the headings the node stands under are the last of their
// part.
func closes(n *outline.Node) bool {
	for at := n.Up; at != nil && at.Up != nil; at = at.Up {
		if sib := at.Up.Kids; sib[len(sib)-1] != at {
			return false
		}
	}
	return true
}

// pending says whether a lead-in in a part that assesses turns to what is to be
// done.
func pending(ws []phrase.Word) bool {
	from := max(0, len(ws)-30)
	for i := len(ws) - 2; i >= from; i-- {
		if ws[i].Post == '.' {
			from = i
		}
	}
	for i := from; i < len(ws); i++ {
		if pendingWords.Match(ws, i) > 0 {
			return true
		}
	}
	return false
}

var pendingWords = phrase.SetOf("nhiệm vụ, giải pháp, cần, yêu cầu, đề nghị, thời gian tới")

// commitment says whether a paragraph is the lead-in of a commitment: "Chủ tịch
// UBND xã … cam kết … như sau:".
func commitment(p *outline.Paragraph) bool {
	ws := p.Words()
	rs, next := agency.List(ws, 0)
	return len(rs) > 0 && next+1 < len(ws) && ws[next].Low == "cam" && ws[next+1].Low == "kết"
}

// orders says whether an unnumbered paragraph lays a duty on a body beyond
// doubt.
func orders(p *outline.Paragraph) bool {
	ws := p.Words()
	if tale.Match(ws, 0) > 0 {
		return false
	}
	rs := agency.Addressed(&p.Line, 0)
	if len(rs) == 0 {
		return false
	}
	if commandEnds(ws, 0, rs[0].From) {
		return true
	}
	end := rs[len(rs)-1].To
	return end < len(ws) && agency.Binding.Match(ws, end) > 0
}

// tale opens a paragraph that tells what has happened.
var tale = phrase.SetOf("ngày, vừa qua, thời gian qua, trong thời gian qua, những năm qua, trong những năm qua, ngay sau khi, tại, trong các ngày, hiện nay, trong quá trình, tuy nhiên, văn phòng chính phủ nhận được, theo báo cáo, qua theo dõi, năm, trong năm, trong những ngày")

// closing says whether an unnumbered paragraph at the end is the closing
// formula: it asks everybody to carry the document out, or that difficulties be
// reported as they arise.
func closing(p *outline.Paragraph) bool {
	ws := p.Words()
	if closingOpenings.Match(ws, 0) > 0 {
		if ws[0].Low == "trên" || ws[0].Low == "nhận" {
			due, _ := deadline.InText(&p.Line, 0, 0)
			return due.Kind != "date" || !phrase.Contains(ws, "báo", "cáo")
		}
	}
	difficulty := false
	for i := range ws {
		if difficulties.Match(ws, i) > 0 {
			difficulty = true
			break
		}
	}
	if due, _ := deadline.InText(&p.Line, 0, 0); difficulty && due.Kind != "date" && due.Kind != "recurring" && (strings.HasSuffix(p.Text, "./.") || closingOpenings.Match(ws, 0) > 0 || phrase.Contains(ws, "nếu", "có") || phrase.Contains(ws, "quá", "trình")) {
		return true
	}
	if len(ws) > 90 {
		return false
	}
	more := false
	for i := range ws {
		if beyond.Match(ws, i) > 0 {
			more = true
		}
	}
	if more {
		return phrase.Contains(ws, "biết", "") || phrase.Contains(ws, "để", "biết")
	}
	return phrase.Contains(ws, "thực", "hiện") || phrase.Contains(ws, "tiến", "độ") || phrase.Contains(ws, "triển", "khai") || phrase.Contains(ws, "biết", "và") || phrase.Contains(ws, "thông", "báo") || phrase.Contains(ws, "cam", "kết")
}

var closingOpenings = phrase.SetOf("trên đây, trong quá trình, quá trình, nếu có, trường hợp, nhận được, trân trọng")

var difficulties = phrase.SetOf("khó khăn, vướng mắc, vấn đề phát sinh, phát sinh, có vướng mắc, bất cập")

// beyond are acts that are more than carrying the document out.
var beyond = phrase.SetOf("báo cáo, tổng hợp, gửi, đôn đốc, theo dõi, kiểm tra, chịu trách nhiệm, hướng dẫn, giám sát, tham mưu, tạo điều kiện, trước ngày, xây dựng, tuyên truyền, rà soát")

// reportLine reads a sentence that only says by when and to whom the reports
// asked for are sent: its day is the deadline of the items that ask for them.
func (w *writer) reportLine(n *outline.Node) bool {
	p := n.P
	ws := p.Words()
	if len(ws) > 70 || len(ws) < 6 {
		return false
	}
	at := -1
	for i := 0; i < len(ws) && i < 3; i++ {
		if reportWords.Match(ws, i) > 0 {
			at = i
			break
		}
	}
	if at < 0 {
		return false
	}
	due, when := deadline.InText(&p.Line, 0, w.year)
	if due.Kind != "date" || len(agency.Addressed(&p.Line, 0)) > 0 {
		return false
	}
	sent := false
	for i := range ws {
		if ws[i].Low == "gửi" || ws[i].Low == "về" {
			sent = true
		}
	}
	if !sent {
		return false
	}
	w.report, w.reported = &due, p.SpanOf(when)
	return true
}

var reportWords = phrase.SetOf("báo cáo, kết quả báo cáo, kết quả, nội dung báo cáo, văn bản, thời gian báo cáo, ý kiến, kết quả thực hiện")
