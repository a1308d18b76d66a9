package paper

import "math"

// The page of Decree 30/2020/NĐ-CP, Appendix I, part I, I.1 to I.4 and I.7: A4,
// margins 20 to 25, 20 to 25, 30 to 35 and 15 to 20 mm, the page number in the
// middle of the top margin from page 2.
const (
	paperWidth   = 210 * mm
	paperHeight  = 297 * mm
	marginTop    = 20 * mm
	marginBottom = 20 * mm
	marginLeft   = 30 * mm
	marginRight  = 20 * mm
	numberTop    = 10 * mm // of the page number
	textWidth    = paperWidth - marginLeft - marginRight
)

// The sizes of the decree, in points (Appendix I, part I, II and III), and the
// spacing of the body (II.6b: first line 1 or 1.27 cm, at least 6 pt between
// paragraphs, lines single to 1.5).
const (
	sizeBody    = 14
	sizeNation  = 13 // Quốc hiệu, the issuing body, the number
	sizeMotto   = 14
	sizeAbout   = 12 // V/v of a công văn
	sizeCopies  = 12 // the words "Nơi nhận:"
	sizeCopy    = 11 // its lines
	sizePage    = 13
	sizeTable   = 12
	sizeFooter  = 9
	firstIndent = 12.7 * mm
	between     = 6
	spacing     = 1.1
)

// single is the height of a single line of Times New Roman, by its size.
const single = 0.891 + 0.216 + 0.042

// ascent is how far the line's letters stand above their foot, by its size.
const ascent = 0.891

const (
	nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto  = "Độc lập - Tự do - Hạnh phúc"
)

// headLine is a centred line of the letterhead, with the rule drawn below it.
type headLine struct {
	text  string
	ink   ink
	size  float64
	above float64 // space before it
	rule  float64 // share of its last line that the rule is long, 0: none
	frame float64 // width of the frame around it, 0: none
}

// ruleHeight is what a rule takes below its line.
const ruleHeight = 5

// framePad is what a frame leaves free above and below its line: with the line it
// is 8 mm high (Appendix I, part I, III.2).
const framePad = 4

// frames are the widths of the marks of urgency (Appendix I, part I, III.2).
var frames = map[string]float64{"KHẨN": 20 * mm, "THƯỢNG KHẨN": 40 * mm, "HỎA TỐC": 30 * mm}

// set is the line in a column of a width, and the width it used.
func (l headLine) set(column float64) ([]setLine, float64) {
	return balanced(l.text, l.ink, l.size, column)
}

// lead is the height of each of its lines, in half points.
func (l headLine) lead() float64 { return math.Round(l.size*1.2*2) / 2 }

// ruleLength is the length of the rule under set lines.
func (l headLine) ruleLength(set []setLine) float64 { return l.rule * set[len(set)-1].width }

func (l headLine) height(column float64) float64 {
	set, _ := l.set(column)
	h := l.above + float64(len(set))*l.lead()
	if l.rule > 0 {
		h += ruleHeight
	}
	if l.frame > 0 {
		h += 2 * framePad
	}
	return h
}

// letterhead is the two columns at the head of page 1: the issuing body and the
// number on the left, the nation and the date on the right.
type letterhead struct {
	leftWidth, rightWidth float64 // of the text in them
	left, right           []headLine
}

// headInset is left free on both sides of the left column, so that its lines
// and the nation's do not run together for the eye, or for a program that
// reads the page.
const headInset = 9

// letterhead follows Appendix I, part I, II.1 to II.5: the rule under the motto
// is as long as the motto, the one under the issuing body 1/3 to 1/2 of it.
func (p *Paper) letterhead() letterhead {
	var h letterhead
	h.rightWidth = length(nation, bold, sizeNation) + 2*mm
	h.leftWidth = textWidth - h.rightWidth - 2*headInset
	if s := upper(p.Superior); s != "" {
		h.left = append(h.left, headLine{text: s, size: sizeNation})
	}
	for _, line := range p.Issuer {
		if line = upper(line); line != "" {
			h.left = append(h.left, headLine{text: line, ink: bold, size: sizeNation})
		}
	}
	if n := len(h.left); n > 0 {
		h.left[n-1].rule = 0.45
	}
	h.right = []headLine{
		{text: nation, ink: bold, size: sizeNation},
		{text: motto, ink: bold, size: sizeMotto, rule: 1},
	}
	number := headLine{text: p.numberLine(), size: sizeNation, above: 6}
	date := headLine{text: p.dateLine(), ink: italic, size: 14, above: 6}
	if length(date.text, italic, 14) > h.rightWidth {
		date.size = 13
	}
	// The number and the date stand on one line.
	lower := func(column []headLine, width float64) (sum float64) {
		for _, l := range column {
			sum += l.height(width)
		}
		return sum
	}
	left, right := lower(h.left, h.leftWidth)+number.lead(), lower(h.right, h.rightWidth)+date.lead()
	number.above += max(0, right-left)
	date.above += max(0, left-right)
	h.left, h.right = append(h.left, number), append(h.right, date)
	if p.isLetter() {
		if about := p.about(); about != "" {
			h.left = append(h.left, headLine{text: about, size: sizeAbout, above: 3})
		}
	}
	if urgency := upper(p.Urgency); urgency != "" {
		width := frames[urgency]
		if width == 0 {
			width = length(urgency, bold, sizeNation) + 4*mm
		}
		h.left = append(h.left, headLine{text: urgency, ink: bold, size: sizeNation, above: 6, frame: width})
	}
	return h
}

// The sign block is two columns too (Appendix I, part I, II.7 and II.9b).
const (
	copiesWidth = 75 * mm
	signWidth   = textWidth - copiesWidth
	signRoom    = 72 // for the signature and the seal
)

// signLines is the right column of the sign block without the name.
func (s Sign) lines() []headLine {
	var out []headLine
	for _, a := range append(s.Authority[:len(s.Authority):len(s.Authority)], s.Title) {
		if a = upper(a); a != "" {
			out = append(out, headLine{text: a, ink: bold, size: sizeBody})
		}
	}
	return out
}

// headings is what stands in the middle above a text: the kind and the subject
// of a document with a name (II.5a).
func (p *Paper) headings() []headLine {
	if p.isLetter() {
		return nil
	}
	out := []headLine{{text: upper(p.Kind), ink: bold, size: sizeBody, above: 18}}
	if s := oneLine(p.Subject); s != "" {
		out = append(out, headLine{text: s, ink: bold, size: sizeBody, rule: 0.4})
	}
	return out
}

// headings of an appendix follow part I, III.1: the word and its number in
// small letters, the title in capitals, the reference in italics.
func (a Annex) headings() []headLine {
	var out []headLine
	for _, l := range []headLine{
		{text: oneLine(a.Label), ink: bold, size: 14},
		{text: upper(a.Title), ink: bold, size: 14},
		{text: oneLine(a.Note), ink: italic, size: 14},
	} {
		if l.text != "" {
			out = append(out, l)
		}
	}
	return out
}
