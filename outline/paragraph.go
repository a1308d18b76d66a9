// Package outline knows how an official document is set: paragraphs joined from
// wrapped lines, the numbers and bullets before them, the tree these make, and
// what a heading says its part is for (Decree 30/2020/NĐ-CP, annex I). It refuses
// to know who is to do what.
package outline

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/phrase"
)

// Paragraph is one paragraph as the author meant it: lines that were wrapped are
// joined, white space is one space, and every word knows where it stood.
type Paragraph struct {
	phrase.Line
	Mark   Mark
	Rest   int      // where in Text the paragraph begins after its mark
	Blank  bool     // an empty line stands before it
	Quoted bool     // it stands inside a quotation that began above it, see Quotations
	src    []anchor // where each word of Text stands in the source
}

// Span is a half-open byte range [From, To) of the text that Paragraphs was given.
type Span struct{ From, To int }

// anchor ties a place in a paragraph's text to a place in the source.
type anchor struct{ at, src int32 }

// Span gives the place in the source of text[from:to] of the paragraph.
func (p *Paragraph) Span(from, to int) Span {
	if len(p.src) == 0 || from >= to {
		return Span{}
	}
	return Span{p.source(from), p.source(to-1) + 1}
}

func (p *Paragraph) source(at int) int {
	i := sort.Search(len(p.src), func(i int) bool { return int(p.src[i].at) > at }) - 1
	if i < 0 {
		i = 0
	}
	return int(p.src[i].src) + at - int(p.src[i].at)
}

// Body is the paragraph without its number or bullet.
func (p *Paragraph) Body() string { return p.Text[p.Rest:] }

// Join puts the words of q, its number or bullet too, behind those of p.
func (p *Paragraph) Join(q *Paragraph) {
	base := len(p.Text) + 1
	for _, a := range q.src {
		p.src = append(p.src, anchor{a.at + int32(base), a.src})
	}
	p.Line = phrase.Line{Text: p.Text + " " + q.Text}
}

// RawLine is one line of the source that has a word in it.
type RawLine struct {
	From, To int // without the space around it
	blank    bool
}

// Paragraphs gives the paragraphs of a text, which must be in composed form.
// Comment lines at its head are passed over. Quotations are left unmarked.
func Paragraphs(text string) []*Paragraph {
	lines := RawLines(text)
	width := wrapWidth(text, lines)
	var ps []*Paragraph
	var cur builder
	flush := func() {
		if p := cur.done(); p != nil {
			ps = append(ps, p)
		}
	}
	for _, l := range lines {
		s := text[l.From:l.To]
		m, rest := ReadMark(s)
		if cur.open() && cur.takes(s, m, rest, l.blank, width) {
			cur.add(text, l)
			continue
		}
		flush()
		cur.start(l.blank)
		cur.add(text, l)
	}
	flush()
	return ps
}

// longQuotation is how many paragraphs a quotation may have; beyond them its
// closing mark was forgotten.
const longQuotation = 40

// Quotations marks the paragraphs that stand inside a quotation of several.
func Quotations(ps []*Paragraph) {
	for i := 0; i < len(ps); i++ {
		if strings.LastIndex(ps[i].Text, "“") <= strings.LastIndex(ps[i].Text, "”") {
			continue
		}
		for k := i + 1; k < len(ps) && k <= i+longQuotation; k++ {
			open, close := strings.LastIndex(ps[k].Text, "“"), strings.LastIndex(ps[k].Text, "”")
			if open > close {
				break
			}
			if close >= 0 && strings.Count(ps[k].Text, "”") > strings.Count(ps[k].Text, "“") {
				for q := i + 1; q <= k; q++ {
					ps[q].Quoted = true
				}
				i = k
				break
			}
		}
	}
}

// RawLines gives the lines that have a word in them, without comment lines.
func RawLines(text string) []RawLine {
	var lines []RawLine
	blank, comments := false, true
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at
		}
		from, to := at, end
		for from < to {
			r, n := utf8.DecodeRuneInString(text[from:to])
			if !unicode.IsSpace(r) {
				break
			}
			from += n
		}
		for to > from {
			r, n := utf8.DecodeLastRuneInString(text[from:to])
			if !unicode.IsSpace(r) {
				break
			}
			to -= n
		}
		at = end + 1
		if strings.HasPrefix(text[from:to], "[bookmark:") {
			// The trace a word processor leaves of an anchor is no word of the document.
			if i := strings.IndexByte(text[from:to], ']'); i >= 0 {
				from += i + 1
			}
		}
		switch s := text[from:to]; {
		case s == "" || Ruler(s):
			blank = true
			continue
		case comments && s[0] == '#':
			continue
		}
		comments = false
		lines = append(lines, RawLine{from, to, blank})
		blank = false
	}
	return lines
}

// Ruler says whether a line is only drawn: dashes, underscores, stars.
func Ruler(s string) bool {
	if len(s) < 3 && s != "*" && s != "|" {
		return false
	}
	for _, r := range s {
		if !strings.ContainsRune("-–—_=*.~•…| ", r) {
			return false
		}
	}
	return true
}

// wrapWidth gives the width at which the lines of the text were broken, 0
// where every line is a paragraph.
func wrapWidth(text string, lines []RawLine) int {
	broken, plain, longest := 0, 0, 0
	var widths []int
	for i := 0; i+1 < len(lines); i++ {
		s, next := text[lines[i].From:lines[i].To], text[lines[i+1].From:lines[i+1].To]
		if IsRow(s) {
			continue
		}
		r, _ := utf8.DecodeRuneInString(next)
		n := utf8.RuneCountInString(s)
		longest = max(longest, n)
		plain++
		if !lines[i+1].blank && unicode.IsLower(r) && !phrase.Terminated(s) {
			if m, _ := ReadMark(next); m.Kind == NoMark {
				broken++
				widths = append(widths, n)
			}
		}
	}
	if broken < 4 || broken*8 < plain || longest > 400 {
		return 0
	}
	sort.Ints(widths)
	return widths[len(widths)*49/50]
}

// builder puts lines together into one paragraph.
type builder struct {
	text  strings.Builder
	src   []anchor
	on    bool
	blank bool
	lines int
	last  string
	first string
	row   bool
}

func (b *builder) open() bool { return b.on }

func (b *builder) start(blank bool) {
	*b = builder{on: true, blank: blank}
}

func (b *builder) add(text string, l RawLine) {
	s := text[l.From:l.To]
	if b.lines == 0 {
		b.first = s
		b.row = IsRow(s)
	}
	b.lines++
	b.last = s
	for at := 0; at < len(s); {
		r, n := utf8.DecodeRuneInString(s[at:])
		if unicode.IsSpace(r) {
			at += n
			continue
		}
		end := at
		for end < len(s) {
			r, n := utf8.DecodeRuneInString(s[end:])
			if unicode.IsSpace(r) {
				break
			}
			end += n
		}
		if b.text.Len() > 0 {
			b.text.WriteByte(' ')
		}
		b.src = append(b.src, anchor{int32(b.text.Len()), int32(l.From + at)})
		b.text.WriteString(s[at:end])
		at = end
	}
}

// IsRow says whether a line is a row of a table: cells with bars between them.
func IsRow(s string) bool {
	return strings.Contains(s, " | ") || strings.HasPrefix(s, "| ") || strings.HasSuffix(s, " |")
}

// takes says whether the next line belongs to the paragraph that is open.
func (b *builder) takes(s string, m Mark, rest int, blank bool, width int) bool {
	if IsRow(s) || b.row {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if bm, brest := ReadMark(b.last); bm.Kind != NoMark && brest == len(b.last) && b.lines == 1 && m.Kind == NoMark {
		return true // a number alone on its line
	}
	if phrase.Upper(b.last) && !phrase.Upper(s) && !(width > 0 && unicode.IsLower(first)) {
		return false
	}
	wrapped := width > 0 && !blank
	if phrase.Terminated(b.last) && !wrapped {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[rest:])
	switch m.Kind {
	case NoMark:
	case Dash:
		// A hyphen between spaces that fell to the head of a line.
		return unicode.IsLower(r) && !blank && !phrase.Terminated(b.last) && utf8.RuneCountInString(b.last) > 40 && !unicode.IsLower(firstLetter(b.first))
	case Arabic:
		if !wrapped || phrase.Terminated(b.last) || len(m.Label) < 3 {
			return false // "… (Ban Chỉ đạo" and "751) giao" are one line
		}
	default:
		return false
	}
	if Titled(s) || Letterhead(s) || strings.HasPrefix(s, "(Kèm") || strings.HasPrefix(s, "(Ban hành") {
		return false
	}
	if place, _, _, _, ok := PlaceDate(s); ok && place != "" && !unicode.IsLower(first) && strings.HasPrefix(s, place+", ") {
		return false
	}
	if unicode.IsLower(first) {
		return true
	}
	if strings.HasSuffix(b.last, ",") && !blank && !phrase.Upper(b.last) {
		return !strings.HasPrefix(s, "Căn cứ")
	}
	if !wrapped || phrase.Upper(b.last) != phrase.Upper(s) && len(s) > 12 {
		return false
	}
	// In wrapped text a line goes on where its next word would not have fitted.
	word := s
	if i := strings.IndexByte(s, ' '); i > 0 {
		word = s[:i]
	}
	return utf8.RuneCountInString(b.last)+1+utf8.RuneCountInString(word) > width
}

func (b *builder) done() *Paragraph {
	if !b.on || b.text.Len() == 0 {
		b.on = false
		return nil
	}
	p := &Paragraph{Line: phrase.Line{Text: b.text.String()}, src: b.src, Blank: b.blank}
	p.Mark, p.Rest = ReadMark(p.Text)
	if IsRow(p.Text) {
		p.Mark, p.Rest = Mark{}, 0
	}
	b.on = false
	return p
}

func firstLetter(s string) rune {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return r
		}
	}
	return 0
}

// SpanOf gives the place in the source from the first run of words to the last.
func (p *Paragraph) SpanOf(rs ...phrase.Run) Span {
	if len(rs) == 0 {
		return Span{}
	}
	ws := p.Words()
	return p.Span(ws[rs[0].From].From, ws[rs[len(rs)-1].To-1].To)
}

// First is the first word behind the mark.
func (p *Paragraph) First() int {
	ws := p.Words()
	i := 0
	for i < len(ws) && ws[i].To <= p.Rest {
		i++
	}
	return i
}
