package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// flow puts the lines of all pages back together into paragraphs.
type flow struct {
	out     []Block
	size    float64 // of most letters
	leading float64 // between two lines of a paragraph
	right   float64 // where the lines of the text end
	left    float64

	table *table // the last thing so far, and may go on
	para  para
	notes map[string]string // of the page, by mark
}

// para is a paragraph that may go on.
type para struct {
	text  strings.Builder
	first line // its first line
	last  line // its last line
	lines int
	width gap // of the column that it stands in
}

var (
	pageNumber = regexp.MustCompile(`^[-–—\s]*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$`)
	marker     = regexp.MustCompile(`^(?:[-–—+*•●▪◦]\s*\S|\(?(?:\d{1,3}|[a-zđ]|[IVXL]{1,6})[.)](?:\s|\d|$)|\d{1,2}(?:\.\d{1,2}){1,4}\.?\s|(?:Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC)\s)`)
	noteStart  = regexp.MustCompile(`^\[?(\d{1,3})\]?\.?\s*[^\d\s.]`)
	noteSign   = regexp.MustCompile(`\[(\d{1,3})\]`)
)

// flowOf is what stands on the pages, which are laid.
func flowOf(pages []*page) []Block {
	f := &flow{}
	var all [][]line
	for _, p := range pages {
		all = append(all, p.lines)
	}
	dropEdges(all)
	f.measure(all)
	for i, p := range pages {
		f.page(all[i], p.tables, p.rules)
	}
	f.end()
	return f.out
}

// dropEdges takes page numbers and what is repeated on the edge of most
// pages off the pages.
func dropEdges(pages [][]line) {
	seen := map[string]int{}
	for _, lines := range pages {
		for _, l := range edgeLines(lines) {
			seen[strings.TrimFunc(l.text(), unicode.IsDigit)]++
		}
	}
	for i, lines := range pages {
		for range 2 {
			for _, at := range [...]int{0, len(lines) - 1} {
				if len(lines) == 0 || at >= len(lines) {
					break
				}
				text := lines[at].text()
				running := len(pages) >= 4 && seen[strings.TrimFunc(text, unicode.IsDigit)]*2 > len(pages)
				if running || pageNumber.MatchString(text) && standsAlone(lines, at) {
					lines = slices.Delete(slices.Clone(lines), at, at+1)
				}
			}
		}
		pages[i] = lines
	}
}

func edgeLines(lines []line) []line {
	if len(lines) <= 2 {
		return lines
	}
	return []line{lines[0], lines[len(lines)-1]}
}

// standsAlone reports whether a line at the edge of a page keeps a distance from
// the text, or stands in the middle or at the right as page numbers do.
func standsAlone(lines []line, at int) bool {
	if len(lines) < 2 {
		return true
	}
	other := lines[min(1, len(lines)-1)]
	if at > 0 {
		other = lines[at-1]
	}
	l := lines[at]
	return math.Abs(l.y-other.y) > 1.2*l.size && (l.x0() > other.x0()+3*l.size || len(l.text()) > 4 || math.Abs(l.y-other.y) > 2.5*l.size)
}

// measure finds the usual size, leading and margins.
func (f *flow) measure(pages [][]line) {
	var sizes, leading, left, right []float64
	for _, lines := range pages {
		for i, l := range lines {
			for range min(len(l.words), 20) {
				sizes = append(sizes, l.size)
			}
			if len(l.words) < 6 {
				continue
			}
			left, right = append(left, l.x0()), append(right, l.x1())
			if i > 0 {
				if d := lines[i-1].y - l.y; d > 0.8*l.size && d < 3*l.size {
					leading = append(leading, d)
				}
			}
		}
	}
	f.size, f.leading = median(sizes), median(leading)
	slices.Sort(left)
	slices.Sort(right)
	if n := len(left); n > 0 {
		f.left, f.right = left[n/20], right[n-1-n/20]
	}
}

// page lays out one page.
func (f *flow) page(lines []line, tables []*table, rules []rule) {
	lines = f.takeNotes(lines, rules)
	slices.SortFunc(tables, func(a, b *table) int {
		return int(math.Copysign(1, b.ys[0]-a.ys[0]))
	})
	for _, t := range tables {
		n := 0
		for n < len(lines) && lines[n].y > t.ys[0]-1 {
			n++
		}
		f.columns(lines[:n], 0)
		lines = lines[n:]
		if f.table != nil && n == 0 && f.table.page+1 == t.page && f.table.goOn(t) {
			continue
		}
		f.endPara()
		f.endTable()
		f.table = t
	}
	f.columns(lines, 0)
	if f.para.lines > 0 && len(f.notes) > 0 {
		f.endPara()
	}
	for _, mark := range sortedKeys(f.notes) {
		f.out = append(f.out, Block{Notes: []string{f.notes[mark]}})
	}
	f.notes = nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// takeNotes takes the footnotes off the foot of a page. They begin with a mark
// that stands in the text above, and are small or stand under a short line.
func (f *flow) takeNotes(lines []line, rules []rule) []line {
	marked := map[string]bool{}
	at := len(lines)
	for i, l := range lines {
		text := l.text()
		if i > 0 && marked[noteMark(text)] && (l.size < 0.9*f.size || underRule(rules, lines[i-1], l)) {
			at = i
			break
		}
		for _, m := range noteSign.FindAllStringSubmatch(text, -1) {
			marked[m[1]] = true
		}
	}
	if at == len(lines) {
		return lines
	}
	f.notes = map[string]string{}
	mark := ""
	for _, l := range lines[at:] {
		text := l.text()
		if m := noteMark(text); marked[m] && f.notes[m] == "" {
			mark = m
			f.notes[mark] = "[" + mark + "] " + strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(text, "["), mark), "]. ")
			continue
		}
		var b strings.Builder
		b.WriteString(f.notes[mark])
		appendLine(&b, text)
		f.notes[mark] = b.String()
	}
	return lines[:at]
}

// noteMark is the number that a line begins with as a footnote does.
func noteMark(s string) string {
	if m := noteStart.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// underRule reports whether a short line is drawn between the two lines.
func underRule(rules []rule, above, below line) bool {
	for _, r := range rules {
		if r.y0 == r.y1 && r.x1-r.x0 < 250 && r.y0 < above.y && r.y0 > below.y && r.x0 < below.x0()+below.size && r.x1 > below.x0()+2*below.size {
			return true
		}
	}
	return false
}

// columns reads lines from top to bottom, and each two-column block in them
// first down its left, then down its right side.
func (f *flow) columns(lines []line, depth int) {
	rows := rowsOf(lines)
	done := 0
	for i := 0; i < len(rows) && depth < 3; i++ {
		middle := math.Inf(1)
		if depth == 0 {
			middle = (f.left + f.right) / 2
		}
		b, ok := findTwin(rows[done:], i-done, middle)
		if !ok {
			continue
		}
		f.lines(rows[done:done+b.from], depth)
		f.endPara()
		left, right := b.split(rows[done:])
		f.out = append(f.out, Block{})
		f.columns(left, depth+1)
		f.endPara()
		f.columns(right, depth+1)
		f.endPara()
		f.out = append(f.out, Block{})
		done += b.to
		i = done - 1
	}
	f.lines(rows[done:], depth)
}

// lines adds the lines of rows to the text.
func (f *flow) lines(rows []row, depth int) {
	if len(rows) == 0 {
		return
	}
	f.endTable()
	width := gap{f.left, f.right}
	if depth > 0 {
		width = gap{math.Inf(1), math.Inf(-1)}
	}
	for _, r := range rows {
		width = gap{min(width.x0, r.x0), max(width.x1, min(r.x1, max(width.x1, f.right+f.size)))}
	}
	for _, r := range rows {
		for _, l := range r.lines {
			f.line(l, width, depth > 0)
		}
	}
}

// line adds a line: to the paragraph that is open, or as a new one.
func (f *flow) line(l line, width gap, column bool) {
	p := &f.para
	if p.lines > 0 && !p.takes(l, width, f.leading, column) {
		f.endPara()
	}
	if p.lines == 0 {
		p.first = l
	}
	appendLine(&p.text, l.text())
	p.last, p.width = l, width
	p.lines++
}

// takes reports whether the line goes on with the paragraph: its first word
// had no room on the line before, and nothing marks a new beginning.
// In a column of a letterhead or a signature block lines are short by hand:
// there only one that breaks off in a sentence goes on.
func (p *para) takes(l line, width gap, leading float64, column bool) bool {
	last, text := p.last, l.text()
	before := p.text.String()
	ended := strings.ContainsRune(".;:!?/”\"", lastRune(before))
	first, _ := utf8.DecodeRuneInString(text)
	flows := !ended && !marker.MatchString(text) && (unicode.IsLower(first) || lastRune(before) == ',')
	if last.page != l.page && flows {
		return true
	}
	space := 0.25 * l.size
	word := l.words[0].x1 - l.words[0].x0
	if len(l.words) > 1 && utf8.RuneCountInString(l.words[0].text) == 1 && marker.MatchString(text) {
		word = l.words[1].x1 - l.words[0].x0
	}
	centred := math.Abs((last.x0()+last.x1())-(l.x0()+l.x1())) < 6 && last.x0() > width.x0+1.5*l.size
	room := width.x1 - last.x1()
	if centred {
		room = width.width() - (last.x1() - last.x0())
		if flows && room < 0.35*width.width() {
			room = 0 // titles keep a distance from the margins
		}
	}
	if room > word+space+0.15*l.size {
		return false
	}
	if math.Abs(l.size-last.size) > 0.12*max(l.size, last.size) && l.size > 0 && p.lines == 1 && !centred && last.page == l.page && math.Abs(l.size-last.size) > 1.5 {
		return false
	}
	if inCapitals(before) && !inCapitals(l.words[0].text) && utf8.RuneCountInString(before) > 8 {
		return false
	}
	if column && !flows {
		// What a narrow column breaks off is at most a word of a title.
		return len(l.words) == 1 && inCapitals(before) && inCapitals(text) && !marker.MatchString(text)
	}
	if last.page == l.page && last.y-l.y > 1.28*leading && last.y-l.y > 1.5*l.size && !flows {
		return false
	}
	shifted := l.x0()-width.x0 > 0.7*l.size && !centred
	hanging := p.lines == 1 && marker.MatchString(before) && l.x0() > p.first.x0() && len(p.first.words) > 1 && math.Abs(l.x0()-p.first.words[1].x0) < 0.5*l.size ||
		p.lines > 1 && math.Abs(l.x0()-last.x0()) < 0.3*l.size
	if shifted && !hanging && !flows {
		return false
	}
	if marker.MatchString(text) && (ended || shifted && !hanging) {
		return false
	}
	return true
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// inCapitals reports whether the text is written in capitals.
func inCapitals(s string) bool {
	upper := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		upper = upper || unicode.IsUpper(r)
	}
	return upper
}

func (f *flow) endPara() {
	if f.para.lines == 0 {
		return
	}
	text := f.para.text.String()
	f.para = para{}
	block := Block{Text: text}
	for _, mark := range sortedKeys(f.notes) {
		if strings.Contains(text, "["+mark+"]") {
			block.Notes = append(block.Notes, f.notes[mark])
			delete(f.notes, mark)
		}
	}
	f.out = append(f.out, block)
}

func (f *flow) endTable() {
	if f.table != nil {
		f.out = append(f.out, Block{Rows: f.table.cells})
		f.table = nil
	}
}

func (f *flow) end() {
	f.endPara()
	f.endTable()
}
