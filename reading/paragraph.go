package reading

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// para is one paragraph as the author meant it: lines that were wrapped are
// joined, white space is one space, and every word knows where it stood.
type para struct {
	text   string
	src    []anchor // where each word of text stands in the source
	mark   mark
	rest   int  // where in text the paragraph begins after its mark
	blank  bool // an empty line stands before it
	quoted bool // it stands inside a quotation that began above it
	words  []word
}

// anchor ties a place in a paragraph's text to a place in the source.
type anchor struct{ at, src int32 }

// span gives the place in the source of text[from:to] of the paragraph.
func (p *para) span(from, to int) Span {
	if len(p.src) == 0 || from >= to {
		return Span{}
	}
	return Span{p.source(from), p.source(to-1) + 1}
}

func (p *para) source(at int) int {
	i := sort.Search(len(p.src), func(i int) bool { return int(p.src[i].at) > at }) - 1
	if i < 0 {
		i = 0
	}
	return int(p.src[i].src) + at - int(p.src[i].at)
}

// body is the paragraph without its number or bullet.
func (p *para) body() string { return p.text[p.rest:] }

// row says whether the paragraph is a row of a table.
func (p *para) row() bool {
	return strings.Contains(p.text, " | ") || strings.HasPrefix(p.text, "| ") || strings.HasSuffix(p.text, " |")
}

// rawLine is one line of the source that has a word in it.
type rawLine struct {
	from, to int // without the space around it
	blank    bool
}

// paragraphs gives the paragraphs of a text. Comment lines at its head are
// passed over.
func paragraphs(text string) []*para {
	lines := rawLines(text)
	width := wrapWidth(text, lines)
	var ps []*para
	var cur builder
	flush := func() {
		if p := cur.done(); p != nil {
			ps = append(ps, p)
		}
	}
	for _, l := range lines {
		s := text[l.from:l.to]
		m, rest := readMark(s)
		if cur.open() && cur.takes(s, m, rest, l.blank, width) {
			cur.add(text, l)
			continue
		}
		flush()
		cur.start(l.blank)
		cur.add(text, l)
	}
	flush()
	ps = mend(ps)
	quotations(ps)
	return ps
}

// longQuotation is how many paragraphs a quotation may have; beyond them its
// closing mark was forgotten.
const longQuotation = 40

// quotations marks the paragraphs that stand inside a quotation of several.
func quotations(ps []*para) {
	for i := 0; i < len(ps); i++ {
		if strings.LastIndex(ps[i].text, "“") <= strings.LastIndex(ps[i].text, "”") {
			continue
		}
		for k := i + 1; k < len(ps) && k <= i+longQuotation; k++ {
			open, close := strings.LastIndex(ps[k].text, "“"), strings.LastIndex(ps[k].text, "”")
			if open > close {
				break
			}
			if close >= 0 && strings.Count(ps[k].text, "”") > strings.Count(ps[k].text, "“") {
				for q := i + 1; q <= k; q++ {
					ps[q].quoted = true
				}
				i = k
				break
			}
		}
	}
}

// mend joins a numbered sentence that breaks off with the one line behind it
// that a copy set as a dash.
func mend(ps []*para) []*para {
	out := ps[:0]
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		out = append(out, p)
		if p.mark.kind == noMark || i+1 >= len(ps) || ps[i+1].mark.kind != dash || p.mark.kind == dash || len(p.text) < 150 || terminated(p.text) ||
			i+2 < len(ps) && ps[i+2].mark.bullet || len(p.addressees(p.first())) == 0 || !terminated(ps[i+1].text) || announces(ps[i+1].text) {
			continue
		}
		i++
		p.words = nil
		base := len(p.text) + 1
		for _, a := range ps[i].src {
			p.src = append(p.src, anchor{a.at + int32(base), a.src})
		}
		p.text += " " + ps[i].text
	}
	return out
}

func rawLines(text string) []rawLine {
	var lines []rawLine
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
		case s == "" || ruler(s):
			blank = true
			continue
		case comments && s[0] == '#':
			continue
		}
		comments = false
		lines = append(lines, rawLine{from, to, blank})
		blank = false
	}
	return lines
}

// ruler says whether a line is only drawn: dashes, underscores, stars.
func ruler(s string) bool {
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
func wrapWidth(text string, lines []rawLine) int {
	broken, plain, longest := 0, 0, 0
	var widths []int
	for i := 0; i+1 < len(lines); i++ {
		s, next := text[lines[i].from:lines[i].to], text[lines[i+1].from:lines[i+1].to]
		if isRow(s) {
			continue
		}
		r, _ := utf8.DecodeRuneInString(next)
		n := utf8.RuneCountInString(s)
		longest = max(longest, n)
		plain++
		if !lines[i+1].blank && unicode.IsLower(r) && !terminated(s) {
			if m, _ := readMark(next); m.kind == noMark {
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

// terminated says whether a line ends where a paragraph may end.
func terminated(s string) bool {
	s = strings.TrimRight(s, "”\"»)] ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".;:!?…/", r)
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

func (b *builder) add(text string, l rawLine) {
	s := text[l.from:l.to]
	if b.lines == 0 {
		b.first = s
		b.row = isRow(s)
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
		b.src = append(b.src, anchor{int32(b.text.Len()), int32(l.from + at)})
		b.text.WriteString(s[at:end])
		at = end
	}
}

// isRow says whether a line is a row of a table: cells with bars between them.
func isRow(s string) bool {
	return strings.Contains(s, " | ") || strings.HasPrefix(s, "| ") || strings.HasSuffix(s, " |")
}

// takes says whether the next line belongs to the paragraph that is open.
func (b *builder) takes(s string, m mark, rest int, blank bool, width int) bool {
	if isRow(s) || b.row {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if bm, brest := readMark(b.last); bm.kind != noMark && brest == len(b.last) && b.lines == 1 && m.kind == noMark {
		return true // a number alone on its line
	}
	if upper(b.last) && !upper(s) && !(width > 0 && unicode.IsLower(first)) {
		return false
	}
	wrapped := width > 0 && !blank
	if terminated(b.last) && !wrapped {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[rest:])
	switch m.kind {
	case noMark:
	case dash:
		// A hyphen between spaces that fell to the head of a line.
		return unicode.IsLower(r) && !blank && !terminated(b.last) && utf8.RuneCountInString(b.last) > 40 && !unicode.IsLower(firstLetter(b.first))
	case arabic:
		if !wrapped || terminated(b.last) || len(m.label) < 3 {
			return false // "… (Ban Chỉ đạo" and "751) giao" are one line
		}
	default:
		return false
	}
	if titleWord(s) || letterhead(s) || strings.HasPrefix(s, "(Kèm") || strings.HasPrefix(s, "(Ban hành") {
		return false
	}
	if place, _, _, _, ok := placeDate(s); ok && place != "" && !unicode.IsLower(first) && strings.HasPrefix(s, place+", ") {
		return false
	}
	if unicode.IsLower(first) {
		return true
	}
	if strings.HasSuffix(b.last, ",") && !blank && !upper(b.last) {
		return !strings.HasPrefix(s, "Căn cứ")
	}
	if !wrapped || upper(b.last) != upper(s) && len(s) > 12 {
		return false
	}
	// In wrapped text a line goes on where its next word would not have fitted.
	word := s
	if i := strings.IndexByte(s, ' '); i > 0 {
		word = s[:i]
	}
	return utf8.RuneCountInString(b.last)+1+utf8.RuneCountInString(word) > width
}

func (b *builder) done() *para {
	if !b.on || b.text.Len() == 0 {
		b.on = false
		return nil
	}
	p := &para{text: b.text.String(), src: b.src, blank: b.blank}
	p.mark, p.rest = readMark(p.text)
	if isRow(p.text) {
		p.mark, p.rest = mark{}, 0
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

// upper says whether a text is printed in capitals.
func upper(s string) bool {
	up, low := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			up++
		case unicode.IsLower(r):
			low++
		}
	}
	return up > 0 && low*6 <= up
}
