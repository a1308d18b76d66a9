package reading

import (
	"strings"
	"unicode/utf8"

	"sauro/agency"
	"sauro/outline"
	"sauro/phrase"
)

// division is a document cut into its parts.
type division struct {
	paras []*outline.Paragraph
	head  []*outline.Paragraph // letterhead, up to the title or the body
	title []*outline.Paragraph // the name of the kind and the subject
	kind  string
	to    []*outline.Paragraph // Kính gửi
	body  []*outline.Paragraph
	sign  []*outline.Paragraph // Nơi nhận and the signature
	annex []annex
	notes []*outline.Paragraph
}

// annex is an appendix, or a document that another one issues.
type annex struct {
	title []*outline.Paragraph
	kind  string // the kind of document it is, "" for an appendix
	body  []*outline.Paragraph
}

func divide(ps []*outline.Paragraph) *division {
	d := &division{paras: ps}
	if len(ps) > 0 && annexStart(ps[0], 1) && !outline.Titled(ps[0].Text) {
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

func (d *division) cutHead(ps []*outline.Paragraph) int {
	i, end := 0, min(len(ps), headLimit)
	for ; i < end; i++ {
		s := ps[i].Text
		if strings.HasPrefix(phrase.Lower(s[:phrase.Cut(s, 12)]), "kính gửi") {
			break
		}
		if outline.Titled(s) && !strings.Contains(phrase.Lower(s[:phrase.Cut(s, 60)]), "công văn số") {
			break
		}
		if bodyStart(ps[i]) {
			break
		}
		d.head = append(d.head, ps[i])
	}
	if i < end && outline.Titled(ps[i].Text) {
		i = d.cutTitle(ps, i)
	}
	if wire := len(d.title); wire > 0 && strings.HasSuffix(d.title[wire-1].Text, "điện:") {
		// "CÔNG ĐIỆN … THỦ TƯỚNG CHÍNH PHỦ điện:" on one line
		for i < len(ps) && recipientLine(ps[i]) {
			d.to = append(d.to, ps[i])
			i++
		}
	} else if i < len(ps) && (strings.HasPrefix(phrase.Lower(ps[i].Text[:phrase.Cut(ps[i].Text, 12)]), "kính gửi") || strings.HasSuffix(ps[i].Text, "điện:")) {
		d.to = append(d.to, ps[i])
		i++
		for i < len(ps) && recipientLine(ps[i]) {
			d.to = append(d.to, ps[i])
			i++
		}
	}
	return i
}

func recipientLine(p *outline.Paragraph) bool {
	if len(p.Text) > 500 || strings.HasSuffix(p.Text, "./.") {
		return false
	}
	if p.Mark.Bullet {
		return true
	}
	if p.Mark.Kind != outline.NoMark || bodyStart(p) {
		return false
	}
	if strings.HasPrefix(phrase.Lower(p.Text[:phrase.Cut(p.Text, 20)]), "đồng kính gửi") {
		return true
	}
	if outline.Announces(p.Text) {
		return false
	}
	ws := p.Words()
	rs, next := agency.List(ws, 0)
	return len(rs) > 0 && phrase.BracketBehind(ws, next) >= len(ws) && len(ws) < 40
}

// bodyStart says whether a paragraph can only belong to the body.
func bodyStart(p *outline.Paragraph) bool {
	s := p.Text
	if outline.Letterhead(s) {
		return false
	}
	if p.Mark.Kind != outline.NoMark && !p.Mark.Bullet && !p.Mark.Word {
		return true
	}
	if p.Mark.Kind == outline.Article {
		return true
	}
	if phrase.Upper(s) {
		return false
	}
	ws := p.Words()
	if bodyOpenings.Match(ws, 0) > 0 {
		return len(ws) > 6
	}
	return len(s) > 260 || len(ws) > 12 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ":"))
}

var bodyOpenings = phrase.SetOf("căn cứ, thực hiện, để, nhằm, trong, ngày, sau khi, theo, xét, trên cơ sở, thời gian qua, triển khai, tiếp theo, ngay sau")

// cutTitle takes the name of the kind and the subject under it.
func (d *division) cutTitle(ps []*outline.Paragraph, i int) int {
	k, n := outline.KindAt(ps[i].Text)
	d.kind = k
	d.title = append(d.title, ps[i])
	alone := len(strings.Trim(ps[i].Text[n:], " :.*")) == 0
	i++
	for lines := 0; i < len(ps) && lines < 8; i++ {
		p := ps[i]
		s := p.Text
		if outline.Letterhead(s) && !startsAbout(s) || p.Mark.Kind != outline.NoMark || outline.IsRow(s) || strings.HasSuffix(s, "điện:") {
			break
		}
		caps := phrase.Upper(s)
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
			if lines > 0 && p.Blank && !startsAbout(s) && phrase.Upper(d.title[len(d.title)-1].Text) {
				break
			}
		}
		if caps && !alone && p.Blank {
			break
		}
		d.title = append(d.title, p)
		lines++
	}
	return i
}

func startsAbout(s string) bool {
	low := phrase.Lower(s[:phrase.Cut(s, 20)])
	return strings.HasPrefix(low, "về ") || strings.HasPrefix(low, "v/v")
}

// authority says whether a line of capitals names the one who decides, as it
// stands between the title of a decision and its bases.
func authority(s string) bool {
	low := phrase.Lower(s[:phrase.Cut(s, 80)])
	for _, a := range []string{"chủ tịch", "ủy ban nhân dân", "uỷ ban nhân dân", "bộ trưởng", "giám đốc", "thủ tướng", "hội đồng nhân dân", "tổng giám đốc", "cục trưởng", "chính phủ", "thống đốc", "ban thường vụ", "ban chấp hành", "trưởng ban", "viện trưởng", "tổng cục trưởng", "chánh", "hiệu trưởng", "quốc hội"} {
		if strings.HasPrefix(low, a) {
			return true
		}
	}
	return false
}

// cutBody takes the body up to the signature or Nơi nhận.
func (d *division) cutBody(ps []*outline.Paragraph, i int) int {
	for ; i < len(ps); i++ {
		if signStart(ps[i]) || annexStart(ps[i], len(d.body)) {
			break
		}
		if outline.Footnote(ps[i]) {
			d.notes = append(d.notes, ps[i])
			continue
		}
		d.body = append(d.body, ps[i])
	}
	closed := false
	for ; i < len(ps); i++ {
		p := ps[i]
		if outline.Footnote(p) {
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
func signStart(p *outline.Paragraph) bool {
	s := p.Text
	s = strings.TrimPrefix(s, "| ")
	low := phrase.Lower(s[:phrase.Cut(s, 40)])
	if strings.HasPrefix(low, "nơi nhận") {
		return true
	}
	for _, a := range []string{"TM.", "KT.", "TL.", "TUQ.", "T/M", "K/T", "T/L", "TM ", "KT ", "TL ", "Q. "} {
		if strings.HasPrefix(s, a) && phrase.Upper(s[:phrase.Cut(s, 24)]) {
			return true
		}
	}
	_, ok := signature(s)
	return ok
}

// signPiece says whether a paragraph may stand among the lines of Nơi nhận and
// the signature.
func signPiece(p *outline.Paragraph) bool {
	s := p.Text
	if signStart(p) || p.Mark.Bullet {
		return len(s) < 700
	}
	if outline.IsRow(s) || p.Mark.Kind != outline.NoMark {
		return false
	}
	return utf8.RuneCountInString(s) < 90 && !outline.Titled(s)
}

// annexStart says whether an appendix begins with a paragraph; before is how
// many paragraphs of body stand before it.
func annexStart(p *outline.Paragraph, before int) bool {
	if before == 0 {
		return false
	}
	s := p.Text
	low := phrase.Lower(s[:phrase.Cut(s, 60)])
	for _, a := range []string{"phụ lục", "phụ biểu", "biểu mẫu", "phụ lục:"} {
		if strings.HasPrefix(low, a) {
			return phrase.Upper(s[:phrase.Cut(s, len(a))]) || utf8.RuneCountInString(s) < 40 && p.Mark.Kind == outline.NoMark && !phrase.Terminated(s)
		}
	}
	if p.Mark.Kind != outline.NoMark || outline.IsRow(s) {
		return false
	}
	if strings.HasPrefix(low, "danh mục") || strings.HasPrefix(low, "danh sách") || strings.HasPrefix(low, "biểu ") || strings.HasPrefix(low, "mẫu ") || strings.HasPrefix(low, "đề cương") {
		return phrase.Upper(s) || p.Blank && utf8.RuneCountInString(s) < 60 && !phrase.Terminated(s)
	}
	return outline.Titled(s) && phrase.Upper(s) && !enacting(s)
}

// enacting says whether a line is the formula before the articles of a
// decision: "QUYẾT ĐỊNH:".
func enacting(s string) bool {
	k, n := outline.KindAt(s)
	return (k == "Quyết định" || k == "Nghị quyết" || k == "Chỉ thị") && len(strings.Trim(s[n:], " :.")) == 0
}

// cutAnnexes takes what stands behind the signature.
func (d *division) cutAnnexes(ps []*outline.Paragraph, i int) {
	var cur *annex
	for ; i < len(ps); i++ {
		p := ps[i]
		if outline.Footnote(p) {
			d.notes = append(d.notes, p)
			continue
		}
		if cur != nil && len(cur.body) > 0 && signStart(p) && !outline.IsRow(p.Text) {
			continue
		}
		if cur == nil || annexStart(p, 1) && len(cur.body) > 0 {
			d.annex = append(d.annex, annex{})
			cur = &d.annex[len(d.annex)-1]
		}
		if len(cur.body) == 0 && annexTitle(p, cur) {
			if k, _ := outline.KindAt(p.Text); k != "" && cur.kind == "" && phrase.Upper(p.Text) {
				cur.kind = k
			}
			cur.title = append(cur.title, p)
			continue
		}
		cur.body = append(cur.body, p)
	}
}

// annexTitle says whether a paragraph belongs to the title of an appendix.
func annexTitle(p *outline.Paragraph, a *annex) bool {
	s := p.Text
	if outline.IsRow(s) || p.Mark.Kind != outline.NoMark && !p.Mark.Word || len(a.title) >= 6 {
		return false
	}
	if p.Mark.Word && (p.Mark.Kind == outline.Article || p.Mark.Kind == outline.Chapter || p.Mark.Kind == outline.Part) {
		return false
	}
	if phrase.Upper(s) || annexStart(p, 1) || outline.Letterhead(s) {
		return true
	}
	low := phrase.Lower(s[:phrase.Cut(s, 60)])
	return strings.HasPrefix(low, "(kèm theo") || strings.HasPrefix(low, "(ban hành") || strings.HasPrefix(low, "kèm theo") || strings.HasPrefix(low, "ban hành kèm") || len(a.title) > 0 && utf8.RuneCountInString(s) < 160 && !phrase.Terminated(s)
}
