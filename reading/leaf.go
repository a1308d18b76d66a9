package reading

import (
	"strings"
)

// leaf says whether a numbered paragraph with nothing below it is an item.
func (w *writer) leaf(n *node, s *scope) bool {
	p := n.p
	body := p.body()
	if body == "" || announces(body) {
		return false
	}
	ws := p.tokens()
	first := p.first()
	if first >= len(ws) {
		return false
	}
	if k := strings.LastIndex(body, " ("); k > 0 && strings.HasSuffix(body, ")") && n.title() && upper(body[:k]) {
		return false // a heading that refers to an appendix
	}
	if n.title() && (upper(body) || len(p.headingBodies(first)) > 0) {
		return false
	}
	switch s.zone {
	case duties:
	case money:
		return len(p.addressees(first)) > 0 && moneyVerb(ws, first)
	case review:
		return directs(p, first)
	case criteria:
		return w.tells(p, first)
	default:
		return false
	}
	if p.quoted {
		return false
	}
	if moneyHeadings.match(ws, first) > 0 {
		return len(p.addressees(first)) > 0
	}
	if p.mark.kind == article && formulas.match(ws, first) > 0 || selfReference(ws, first) {
		return false
	}
	if praise.match(ws, first) > 0 && len(p.addressees(first)) == 0 {
		return false
	}
	if w.listed(n, body) {
		return false
	}
	return true
}

// formulas open the articles of a decision that lay no duty on anybody: what is
// issued, approved, repealed, and from when it holds.
var formulas = phraseSet("ban hành kèm theo, phê duyệt, công bố kèm theo, bãi bỏ, hủy bỏ, công nhận, thành lập, sửa đổi bổ sung, điều chỉnh nội dung, ban hành quy, ban hành kế hoạch, thông qua, ban hành danh mục, ban hành bảng, ban hành chương trình")

// praise opens paragraphs that assess or agree.
var praise = phraseSet("đánh giá cao, biểu dương tinh thần, biểu dương sự, biểu dương những, biểu dương nỗ lực, biểu dương kết quả, ghi nhận, hoan nghênh, cơ bản thống nhất, cơ bản đồng ý, cơ bản nhất trí, trong thời gian qua, thời gian qua, những năm qua, trong những năm qua, đồng ý với, thống nhất với, nhất trí với")

// selfReference says whether the sentence only tells from when the document
// holds: "Quyết định này có hiệu lực …".
func selfReference(ws []word, i int) bool {
	for k := i; k < len(ws) && k < i+8; k++ {
		if ws[k].low == "này" && k+1 < len(ws) {
			switch ws[k+1].low {
			case "có", "thay":
				return k+2 < len(ws) && (ws[k+2].low == "hiệu" || ws[k+2].low == "thế")
			case "được":
				return true
			}
			return false
		}
	}
	return false
}

// moneyVerb says whether a body is told to provide or raise the money.
func moneyVerb(ws []word, i int) bool {
	for k := i; k+1 < len(ws) && k < i+40; k++ {
		if ws[k].low == "được" && k+1 < len(ws) && (ws[k+1].low == "bố" || ws[k+1].low == "đảm" || ws[k+1].low == "bảo" || ws[k+1].low == "cân") {
			return false
		}
	}
	return moneyHeadings.match(ws, i) == 0 || commandIn(ws, i)
}

func commandIn(ws []word, i int) bool {
	for k := i; k < len(ws) && k < i+120; k++ {
		if n := commands.match(ws, k); n > 0 && k+n < len(ws) {
			if kind, _ := bodyAt(ws, k+n); kind != noHead {
				return true
			}
		}
	}
	return false
}

// directs says whether a paragraph of a part that otherwise assesses gives a
// duty: "Trong thời gian tới, Tỉnh …", "Giao Sở Y tế …".
func directs(p *para, first int) bool {
	ws := p.tokens()
	if first >= len(ws) {
		return false
	}
	if future.match(ws, first) > 0 {
		return true
	}
	if commands.match(ws, first) > 0 {
		return len(p.addressees(first)) > 0
	}
	return false
}

var future = phraseSet("trong thời gian tới, thời gian tới, để tiếp tục, nhiệm vụ trọng tâm thời gian tới, trong thời gian tiếp theo, từ nay đến")

// tells says whether a paragraph of a part that sets standards tells a named
// body what to do.
func (w *writer) tells(p *para, first int) bool {
	ws := p.tokens()
	if ws[first].low == "đối" && first+1 < len(ws) && ws[first+1].low == "với" {
		return false
	}
	rs := p.addressees(first)
	if len(rs) == 0 {
		return false
	}
	end := rs[len(rs)-1].to
	return commandEnds(ws, first, rs[0].from) || end < len(ws) && surely.match(ws, end) > 0
}

// listed says whether a leaf only repeats a group heading of the task table,
// as where the body lists what the appendix details.
func (w *writer) listed(n *node, body string) bool {
	if len(w.groups) == 0 {
		return false
	}
	if i := strings.IndexByte(body, '('); i > 0 && strings.Contains(lower(body[i:]), "phụ lục") {
		body = strings.TrimSpace(body[:i])
	}
	if w.groups[groupKey(body)] {
		return true
	}
	if n.up == nil || len(n.p.addressees(n.p.first())) > 0 {
		return false
	}
	// "(Chi tiết tại Phụ lục kèm theo)" at the end of the part.
	detail := false
	if n.up.p != nil && detailed(n.up.p.text) {
		detail = true
	}
	for _, k := range n.up.kids {
		if k.rows != nil || len(k.p.tokens()) > 45 {
			return false
		}
		if detailed(k.p.text) {
			detail = true
		}
	}
	return detail
}

func detailed(s string) bool {
	low := lower(s)
	i := strings.Index(low, "chi tiết")
	return i >= 0 && (strings.Contains(low[i:], "phụ lục") || strings.Contains(low[i:], "danh mục"))
}

func groupKey(s string) string {
	ws := wordsOf(strings.Join(strings.Fields(s), " "))
	var b strings.Builder
	for i := range ws {
		b.WriteString(ws[i].low)
		b.WriteByte(' ')
	}
	return b.String()
}

// plain reads a paragraph without a number.
func (w *writer) plain(n *node, s *scope, end bool) {
	p := n.p
	ws := p.tokens()
	if len(ws) == 0 {
		return
	}
	if commitment(p) && w.promise == nil && announces(p.text) {
		if rs, _ := bodies(ws, 0); len(rs) > 0 {
			w.promise = p.names(rs)
		}
	}
	if announces(p.text) {
		if s.zone == review && pending(ws) {
			s.zone = duties
		}
		if rs := w.announced(p, 0, false); len(rs) > 0 {
			if names := p.names(rs); w.issuer == nil || len(names) > 1 || groupKey(names[0]) != groupKey(*w.issuer) {
				s.lead, s.leadAt = names, p.runSpan(rs)
			}
		} else if heads := p.headingBodies(0); len(heads) > 0 {
			s.lead, s.leadAt = p.names(heads), p.runSpan(heads)
		}
		return
	}
	if z := zoneOf(n.headWords()); n.title() && z != inherit && len(ws) < 16 && (ws[0].low != "căn" || len(ws) < 5) {
		s.zone = z
		return
	}
	if upper(p.text) || p.quoted || s.zone == papers || strings.HasPrefix(p.text, "(") && strings.HasSuffix(strings.TrimRight(p.text, "."), ")") {
		return
	}
	if w.reportLine(n) || contains(ws, "thông", "báo") && contains(ws, "biết", "thực") {
		return
	}
	if end && n.closes() && closing(p) {
		return
	}
	rs := p.addressees(0)
	in := *s
	switch {
	case s.zone == goals || s.zone == criteria:
		if !(s.zone == criteria && w.tells(p, 0)) {
			return
		}
	case s.zone == review:
		if !directs(p, 0) {
			return
		}
	case s.zone == money:
		if len(rs) == 0 || !moneyVerb(ws, 0) {
			return
		}
	case n.up != nil && n.up.p == nil:
		// Before the first number, or behind the last: only what lays a duty on
		// somebody beyond doubt.
		if !orders(p) {
			return
		}
	case formulas.match(ws, 0) > 0 || selfReference(ws, 0):
		return
	case len(rs) == 0 && (len(s.lead) == 0 && !startsVerb(ws, 0) || n.title() && len(ws) < 12):
		if !(n.up.p != nil && n.up.title() && sentence(p.text) && len(ws) > 12) {
			return
		}
	}
	if moneyHeadings.match(ws, 0) > 0 && len(rs) == 0 || praise.match(ws, 0) > 0 {
		return
	}
	w.add(n, &in)
}

func sentence(s string) bool { return terminated(s) && !announces(s) }

// closes says whether the headings the node stands under are the last of their
// part.
func (n *node) closes() bool {
	for at := n.up; at != nil && at.up != nil; at = at.up {
		if sib := at.up.kids; sib[len(sib)-1] != at {
			return false
		}
	}
	return true
}

// pending says whether a lead-in in a part that assesses turns to what is to be
// done.
func pending(ws []word) bool {
	from := max(0, len(ws)-30)
	for i := len(ws) - 2; i >= from; i-- {
		if ws[i].post == '.' {
			from = i
		}
	}
	for i := from; i < len(ws); i++ {
		if pendingWords.match(ws, i) > 0 {
			return true
		}
	}
	return false
}

var pendingWords = phraseSet("nhiệm vụ, giải pháp, cần, yêu cầu, đề nghị, thời gian tới")

// commitment says whether a paragraph is the lead-in of a commitment: "Chủ tịch
// UBND xã … cam kết … như sau:".
func commitment(p *para) bool {
	ws := p.tokens()
	rs, next := bodies(ws, 0)
	return len(rs) > 0 && next+1 < len(ws) && ws[next].low == "cam" && ws[next+1].low == "kết"
}

// orders says whether an unnumbered paragraph lays a duty on a body beyond
// doubt.
func orders(p *para) bool {
	ws := p.tokens()
	if tale.match(ws, 0) > 0 {
		return false
	}
	rs := p.addressees(0)
	if len(rs) == 0 {
		return false
	}
	if commandEnds(ws, 0, rs[0].from) {
		return true
	}
	end := rs[len(rs)-1].to
	return end < len(ws) && surely.match(ws, end) > 0
}

// tale opens a paragraph that tells what has happened.
var tale = phraseSet("ngày, vừa qua, thời gian qua, trong thời gian qua, những năm qua, trong những năm qua, ngay sau khi, tại, trong các ngày, hiện nay, trong quá trình, tuy nhiên, văn phòng chính phủ nhận được, theo báo cáo, qua theo dõi, năm, trong năm, trong những ngày")

// closing says whether an unnumbered paragraph at the end is the closing
// formula: it asks everybody to carry the document out, or that difficulties be
// reported as they arise.
func closing(p *para) bool {
	ws := p.tokens()
	if closingOpenings.match(ws, 0) > 0 {
		if ws[0].low == "trên" || ws[0].low == "nhận" {
			return true
		}
	}
	difficulty := false
	for i := range ws {
		if difficulties.match(ws, i) > 0 {
			difficulty = true
			break
		}
	}
	if due, _ := p.textDue(0, 0); difficulty && due.Kind != "date" && due.Kind != "recurring" && (strings.HasSuffix(p.text, "./.") || closingOpenings.match(ws, 0) > 0 || contains(ws, "nếu", "có") || contains(ws, "quá", "trình")) {
		return true
	}
	if len(ws) > 90 {
		return false
	}
	more := false
	for i := range ws {
		if beyond.match(ws, i) > 0 {
			more = true
		}
	}
	if more {
		return contains(ws, "biết", "") || contains(ws, "để", "biết")
	}
	return contains(ws, "thực", "hiện") || contains(ws, "tiến", "độ") || contains(ws, "triển", "khai") || contains(ws, "biết", "và") || contains(ws, "thông", "báo") || contains(ws, "cam", "kết")
}

var closingOpenings = phraseSet("trên đây, trong quá trình, quá trình, nếu có, trường hợp, nhận được, trân trọng")

var difficulties = phraseSet("khó khăn, vướng mắc, vấn đề phát sinh, phát sinh, có vướng mắc, bất cập")

// beyond are acts that are more than carrying the document out.
var beyond = phraseSet("báo cáo, tổng hợp, gửi, đôn đốc, theo dõi, kiểm tra, chịu trách nhiệm, hướng dẫn, giám sát, tham mưu, tạo điều kiện, trước ngày, xây dựng, tuyên truyền, rà soát")

// reportLine reads a sentence that only says by when and to whom the reports
// asked for are sent: its day is the deadline of the items that ask for them.
func (w *writer) reportLine(n *node) bool {
	p := n.p
	ws := p.tokens()
	if len(ws) > 70 || len(ws) < 6 {
		return false
	}
	at := -1
	for i := 0; i < len(ws) && i < 3; i++ {
		if reportWords.match(ws, i) > 0 {
			at = i
			break
		}
	}
	if at < 0 {
		return false
	}
	due, span := p.textDue(0, w.year)
	if due.Kind != "date" || len(p.addressees(0)) > 0 {
		return false
	}
	sent := false
	for i := range ws {
		if ws[i].low == "gửi" || ws[i].low == "về" {
			sent = true
		}
	}
	if !sent {
		return false
	}
	w.report, w.reported = &due, span
	return true
}

var reportWords = phraseSet("báo cáo, kết quả báo cáo, kết quả, nội dung báo cáo, văn bản, thời gian báo cáo, ý kiến, kết quả thực hiện")
