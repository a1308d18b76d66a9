package reading

import (
	"strings"
	"unicode/utf8"
)

// kindsOfDocument are the kinds Decree 30/2020/NĐ-CP, article 7, names, the
// kinds of law, and those of the Party (Instruction 36-HD/VPTW). Longer names
// stand before the shorter ones they begin with.
var kindsOfDocument = []string{
	"Nghị quyết liên tịch", "Thông tư liên tịch", "Chương trình hành động", "Công điện", "Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị", "Quy chế", "Quy định",
	"Thông cáo", "Thông báo", "Thông tư", "Thông tri", "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng",
	"Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Thư công", "Kết luận", "Công văn", "Lệnh", "Bản cam kết", "Cam kết", "Luật",
}

// typeAt gives the kind of document whose name s begins with, and how many
// bytes the name takes.
func typeAt(s string) (string, int) {
	if s == "" || typesBy[s[0]|0x20] == nil && s[0] < utf8.RuneSelf {
		return "", 0
	}
	low := lower(s[:cut(s, 40)])
	for _, l := range typesBy[low[0]] {
		if !strings.HasPrefix(low, l.low) {
			continue
		}
		k, l := l.name, l.low
		if len(low) > len(l) {
			if r, _ := utf8.DecodeRuneInString(low[len(l):]); r != ' ' && r != ':' && r != '.' && r != '*' {
				continue
			}
		}
		if k == "Chương trình hành động" {
			k = "Chương trình"
			l = "chương trình"
		}
		return k, len(l)
	}
	return "", 0
}

// kindName is the name of a kind of document, also in small letters.
type kindName struct{ name, low string }

// typesBy has the kinds by the first byte of their names.
var typesBy = func() map[byte][]kindName {
	m := map[byte][]kindName{}
	for _, k := range kindsOfDocument {
		l := lower(k)
		m[l[0]] = append(m[l[0]], kindName{k, l})
	}
	return m
}()

// cut gives the greatest length up to n at which s may be cut.
func cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// titleWord says whether a line is or begins with the name of a kind of
// document set as a title: in capitals, or alone on its line.
func titleWord(s string) bool {
	k, n := typeAt(s)
	if k == "" {
		return false
	}
	return upper(s[:n]) && (len(s) == n || s[n] != ':') || n == len(s)
}

// letterhead says whether a line can only stand in the head of a document.
func letterhead(s string) bool {
	low := lower(s[:cut(s, 120)])
	return strings.Contains(low, "cộng hòa xã hội") || strings.Contains(low, "cộng hoà xã hội") || strings.HasPrefix(low, "độc lập") || strings.Contains(low, "đảng cộng sản việt nam") && upper(s) ||
		strings.HasPrefix(low, "số:") || strings.HasPrefix(low, "v/v") || strings.HasPrefix(low, "kính gửi") || strings.HasPrefix(low, "nơi nhận")
}

// division is a document cut into its parts.
type division struct {
	paras  []*para
	head   []*para // letterhead, up to the title or the body
	title  []*para // the name of the kind and the subject
	kind   string
	to     []*para // Kính gửi
	body   []*para
	sign   []*para // Nơi nhận and the signature
	annex  []annex
	notes  []*para
	formal bool // a letterhead stands in it
}

// annex is an appendix, or a document that another one issues.
type annex struct {
	title []*para
	kind  string // the kind of document it is, "" for an appendix
	body  []*para
}

func divide(ps []*para) *division {
	d := &division{paras: ps}
	if len(ps) > 0 && annexStart(ps[0], 1) && !titleWord(ps[0].text) {
		d.cutAnnexes(ps, 0) // only an appendix is left of the document
		return d
	}
	i := d.cutHead(ps)
	i = d.cutBody(ps, i)
	d.cutAnnexes(ps, i)
	return d
}

// headLimit is how many paragraphs a head may have.
const headLimit = 45

func (d *division) cutHead(ps []*para) int {
	i, end := 0, min(len(ps), headLimit)
	for ; i < end; i++ {
		s := ps[i].text
		if strings.HasPrefix(lower(s[:cut(s, 12)]), "kính gửi") {
			break
		}
		if titleWord(s) && !strings.Contains(lower(s[:cut(s, 60)]), "công văn số") {
			break
		}
		if bodyStart(ps[i]) {
			break
		}
		d.head = append(d.head, ps[i])
	}
	if i < end && titleWord(ps[i].text) {
		i = d.cutTitle(ps, i)
	}
	if wire := len(d.title); wire > 0 && strings.HasSuffix(d.title[wire-1].text, "điện:") {
		// "CÔNG ĐIỆN … THỦ TƯỚNG CHÍNH PHỦ điện:" on one line
		for i < len(ps) && recipientLine(ps[i]) {
			d.to = append(d.to, ps[i])
			i++
		}
	} else if i < len(ps) && (strings.HasPrefix(lower(ps[i].text[:cut(ps[i].text, 12)]), "kính gửi") || strings.HasSuffix(ps[i].text, "điện:")) {
		d.to = append(d.to, ps[i])
		i++
		for i < len(ps) && recipientLine(ps[i]) {
			d.to = append(d.to, ps[i])
			i++
		}
	}
	return i
}

func recipientLine(p *para) bool {
	if len(p.text) > 500 || strings.HasSuffix(p.text, "./.") {
		return false
	}
	if p.mark.bullet {
		return true
	}
	if p.mark.kind != noMark || bodyStart(p) {
		return false
	}
	if strings.HasPrefix(lower(p.text[:cut(p.text, 20)]), "đồng kính gửi") {
		return true
	}
	if announces(p.text) {
		return false
	}
	ws := p.tokens()
	rs, next := bodies(ws, 0)
	return len(rs) > 0 && bracketBehind(ws, next) >= len(ws) && len(ws) < 40
}

// bodyStart says whether a paragraph can only belong to the body.
func bodyStart(p *para) bool {
	s := p.text
	if letterhead(s) {
		return false
	}
	if p.mark.kind != noMark && !p.mark.bullet && !p.mark.word {
		return true
	}
	if p.mark.kind == article {
		return true
	}
	if upper(s) {
		return false
	}
	ws := p.tokens()
	if bodyOpenings.match(ws, 0) > 0 {
		return len(ws) > 6
	}
	return len(s) > 260 || len(ws) > 12 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ":"))
}

var bodyOpenings = phraseSet("căn cứ, thực hiện, để, nhằm, trong, ngày, sau khi, theo, xét, trên cơ sở, thời gian qua, triển khai, tiếp theo, ngay sau")

// cutTitle takes the name of the kind and the subject under it.
func (d *division) cutTitle(ps []*para, i int) int {
	k, n := typeAt(ps[i].text)
	d.kind = k
	d.title = append(d.title, ps[i])
	alone := len(strings.Trim(ps[i].text[n:], " :.*")) == 0
	i++
	for lines := 0; i < len(ps) && lines < 8; i++ {
		p := ps[i]
		s := p.text
		if letterhead(s) && !startsAbout(s) || p.mark.kind != noMark || isRow(s) || strings.HasSuffix(s, "điện:") {
			break
		}
		caps := upper(s)
		if caps && (authority(s) || strings.HasSuffix(s, ":")) && (!alone || lines > 0) {
			break
		}
		if !caps {
			if strings.HasSuffix(s, ":") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "...") {
				break
			}
			if strings.HasPrefix(s, "(") && lines > 0 {
				i++
				break
			}
			if !alone || len(s) > 600 {
				break
			}
			if lines > 0 && p.blank && !startsAbout(s) && upper(d.title[len(d.title)-1].text) {
				break
			}
		}
		if caps && !alone && p.blank {
			break
		}
		d.title = append(d.title, p)
		lines++
	}
	return i
}

func startsAbout(s string) bool {
	low := lower(s[:cut(s, 20)])
	return strings.HasPrefix(low, "về ") || strings.HasPrefix(low, "v/v")
}

// authority says whether a line of capitals names the one who decides, as it
// stands between the title of a decision and its bases.
func authority(s string) bool {
	low := lower(s[:cut(s, 80)])
	for _, a := range []string{"chủ tịch", "ủy ban nhân dân", "uỷ ban nhân dân", "bộ trưởng", "giám đốc", "thủ tướng", "hội đồng nhân dân", "tổng giám đốc", "cục trưởng", "chính phủ", "thống đốc", "ban thường vụ", "ban chấp hành", "trưởng ban", "viện trưởng", "tổng cục trưởng", "chánh", "hiệu trưởng", "quốc hội"} {
		if strings.HasPrefix(low, a) {
			return true
		}
	}
	return false
}

// cutBody takes the body up to the signature or Nơi nhận.
func (d *division) cutBody(ps []*para, i int) int {
	for ; i < len(ps); i++ {
		if signStart(ps[i]) || annexStart(ps[i], len(d.body)) {
			break
		}
		if footnote(ps[i]) {
			d.notes = append(d.notes, ps[i])
			continue
		}
		d.body = append(d.body, ps[i])
	}
	closed := false
	for ; i < len(ps); i++ {
		p := ps[i]
		if footnote(p) {
			d.notes = append(d.notes, p)
			continue
		}
		if annexStart(p, 1) || closed && !signPiece(p) {
			break
		}
		if signStart(p) {
			closed = true
		}
		d.sign = append(d.sign, p)
	}
	return i
}

// signStart says whether the signature or Nơi nhận begins with a paragraph.
func signStart(p *para) bool {
	s := p.text
	if strings.HasPrefix(s, "| ") {
		s = s[2:]
	}
	low := lower(s[:cut(s, 40)])
	if strings.HasPrefix(low, "nơi nhận") {
		return true
	}
	for _, a := range []string{"TM.", "KT.", "TL.", "TUQ.", "T/M", "K/T", "T/L", "TM ", "KT ", "TL ", "Q. "} {
		if strings.HasPrefix(s, a) && upper(s[:cut(s, 24)]) {
			return true
		}
	}
	_, ok := signature(s)
	return ok
}

// signPiece says whether a paragraph may stand among the lines of Nơi nhận and
// the signature.
func signPiece(p *para) bool {
	s := p.text
	if signStart(p) || p.mark.bullet {
		return len(s) < 700
	}
	if isRow(s) || p.mark.kind != noMark {
		return false
	}
	return utf8.RuneCountInString(s) < 90 && !titleWord(s)
}

// footnote says whether a paragraph is a note: "[1] Ban Chỉ đạo …".
func footnote(p *para) bool {
	s := p.text
	return len(s) > 4 && s[0] == '[' && s[1] >= '0' && s[1] <= '9' && strings.IndexByte(s[:min(len(s), 6)], ']') > 0
}

// annexStart says whether an appendix begins with a paragraph; before is how
// many paragraphs of body stand before it.
func annexStart(p *para, before int) bool {
	if before == 0 {
		return false
	}
	s := p.text
	low := lower(s[:cut(s, 60)])
	for _, a := range []string{"phụ lục", "phụ biểu", "biểu mẫu", "phụ lục:"} {
		if strings.HasPrefix(low, a) {
			return upper(s[:cut(s, len(a))]) || utf8.RuneCountInString(s) < 40 && p.mark.kind == noMark && !terminated(s)
		}
	}
	if p.mark.kind != noMark || isRow(s) {
		return false
	}
	if strings.HasPrefix(low, "danh mục") || strings.HasPrefix(low, "danh sách") || strings.HasPrefix(low, "biểu ") || strings.HasPrefix(low, "mẫu ") || strings.HasPrefix(low, "đề cương") {
		return upper(s) || p.blank && utf8.RuneCountInString(s) < 60 && !terminated(s)
	}
	return titleWord(s) && upper(s) && !enacting(s)
}

// enacting says whether a line is the formula before the articles of a
// decision: "QUYẾT ĐỊNH:".
func enacting(s string) bool {
	k, n := typeAt(s)
	return (k == "Quyết định" || k == "Nghị quyết" || k == "Chỉ thị") && len(strings.Trim(s[n:], " :.")) == 0
}

// cutAnnexes takes what stands behind the signature.
func (d *division) cutAnnexes(ps []*para, i int) {
	var cur *annex
	for ; i < len(ps); i++ {
		p := ps[i]
		if footnote(p) {
			d.notes = append(d.notes, p)
			continue
		}
		if cur != nil && len(cur.body) > 0 && signStart(p) && !isRow(p.text) {
			continue
		}
		if cur == nil || annexStart(p, 1) && len(cur.body) > 0 {
			d.annex = append(d.annex, annex{})
			cur = &d.annex[len(d.annex)-1]
		}
		if len(cur.body) == 0 && annexTitle(p, cur) {
			if k, _ := typeAt(p.text); k != "" && cur.kind == "" && upper(p.text) {
				cur.kind = k
			}
			cur.title = append(cur.title, p)
			continue
		}
		cur.body = append(cur.body, p)
	}
}

// annexTitle says whether a paragraph belongs to the title of an appendix.
func annexTitle(p *para, a *annex) bool {
	s := p.text
	if isRow(s) || p.mark.kind != noMark && !p.mark.word || len(a.title) >= 6 {
		return false
	}
	if p.mark.word && (p.mark.kind == article || p.mark.kind == chapter || p.mark.kind == part) {
		return false
	}
	if upper(s) || annexStart(p, 1) || letterhead(s) {
		return true
	}
	low := lower(s[:cut(s, 60)])
	return strings.HasPrefix(low, "(kèm theo") || strings.HasPrefix(low, "(ban hành") || strings.HasPrefix(low, "kèm theo") || strings.HasPrefix(low, "ban hành kèm") || len(a.title) > 0 && utf8.RuneCountInString(s) < 160 && !terminated(s)
}
