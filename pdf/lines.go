package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is a line of text on a page.
type line struct {
	words []word
	y     float64
	size  float64
	page  int
}

type word struct {
	text   string
	x0, x1 float64
}

func (l *line) x0() float64 { return l.words[0].x0 }
func (l *line) x1() float64 { return l.words[len(l.words)-1].x1 }

func (l *line) text() string {
	words := make([]string, len(l.words))
	for i, w := range l.words {
		words[i] = w.text
	}
	return strings.Join(words, " ")
}

// linesOf puts letters together into lines, from top to bottom.
func linesOf(glyphs []glyph, number int) []line {
	glyphs = slices.Clone(glyphs)
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var rows [][]glyph
	for _, g := range glyphs {
		if n := len(rows); n > 0 {
			if first := rows[n-1][0]; first.y-g.y < 0.22*max(first.size, g.size) {
				rows[n-1] = append(rows[n-1], g)
				continue
			}
		}
		rows = append(rows, []glyph{g})
	}
	rows = raised(rows)
	var lines []line
	for _, row := range rows {
		if l := lineOf(row); len(l.words) > 0 {
			l.page = number
			lines = append(lines, l)
		}
	}
	return lines
}

// raised puts rows of small raised or lowered letters into the line that
// they belong to. Raised numbers get the brackets of a footnote's mark.
func raised(rows [][]glyph) [][]glyph {
	var out [][]glyph
	for i := 0; i < len(rows); i++ {
		row := rows[i]
		if i+1 < len(rows) && len(row) <= 12 && adopt(&rows[i+1], row) {
			continue
		}
		if n := len(out); n > 0 && len(row) <= 12 && adopt(&out[n-1], row) {
			continue
		}
		out = append(out, row)
	}
	return out
}

// adopt takes the small letters into the line if each touches a letter of it.
func adopt(line *[]glyph, small []glyph) bool {
	size, y := sizeOf(*line), (*line)[0].y
	for _, g := range small {
		if g.size > 0.8*size || math.Abs(g.y-y) > 0.7*size {
			return false
		}
	}
	near := false
	x0, x1 := small[0].x0, small[0].x1
	for _, g := range small {
		x0, x1 = min(x0, g.x0), max(x1, g.x1)
	}
	for _, g := range *line {
		near = near || math.Abs(g.x1-x0) < 0.6*size || math.Abs(x1-g.x0) < 0.6*size
	}
	if !near {
		return false
	}
	adopted := slices.Clone(small)
	slices.SortStableFunc(adopted, func(a, b glyph) int { return cmp.Compare(a.x0, b.x0) })
	if small[0].y > y+0.1*size {
		for i := range adopted {
			if !isNumber(adopted[i].text) {
				continue
			}
			if i == 0 || !isNumber(strings.Trim(adopted[i-1].text, "[]")) || adopted[i].x0-adopted[i-1].x1 > 0.5*size {
				adopted[i].text = "[" + adopted[i].text
			}
			if i+1 == len(adopted) || !isNumber(adopted[i+1].text) || adopted[i+1].x0-adopted[i].x1 > 0.5*size {
				adopted[i].text += "]"
			}
			adopted[i].space, adopted[i].made = false, false
		}
	}
	*line = append(*line, adopted...)
	return true
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// sizeOf is the size of most of the letters.
func sizeOf(glyphs []glyph) float64 {
	sizes := make([]float64, len(glyphs))
	for i, g := range glyphs {
		sizes[i] = g.size
	}
	return median(sizes)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// lineOf puts the letters of a line in order and parts them into words.
func lineOf(row []glyph) line {
	l := line{y: row[0].y, size: sizeOf(row)}
	slices.SortStableFunc(row, func(a, b glyph) int { return cmp.Compare(a.number, b.number) })
	for i := range row[1:] {
		// A mark that is drawn over its letter stays behind it.
		if r, _ := utf8.DecodeRuneInString(row[i+1].text); unicode.Is(unicode.Mn, r) {
			row[i+1].x0, row[i+1].x1 = row[i].x0, row[i].x1
		}
	}
	slices.SortStableFunc(row, func(a, b glyph) int { return cmp.Compare(a.x0, b.x0) })
	var words []word
	var last glyph
	for i, g := range row {
		twice := i > 0 && g.text == last.text && math.Abs(g.x0-last.x0) < 0.12*l.size && utf8.RuneCountInString(g.text) == 1
		if twice {
			continue // drawn twice to look bold
		}
		gap := g.x0 - last.x1
		// Where letters are set close, the engine's word counts for a narrower gap.
		if i == 0 || gap > 0.22*l.size || g.space && gap > -0.1*l.size || g.made && gap > 0.13*l.size {
			words = append(words, word{g.text, g.x0, g.x1})
		} else {
			w := &words[len(words)-1]
			w.text += g.text
			w.x1 = max(w.x1, g.x1)
		}
		last = g
	}
	l.words = words
	return l
}

// gap is an empty stretch of a row.
type gap struct{ x0, x1 float64 }

func (g gap) width() float64 { return g.x1 - g.x0 }

// row are lines that stand beside each other.
type row struct {
	lines  []line
	y      float64
	size   float64
	spans  []gap // what is written on, from left to right
	x0, x1 float64
}

func rowsOf(lines []line) []row {
	var rows []row
	for _, l := range lines {
		if n := len(rows); n > 0 {
			if r := &rows[n-1]; r.y-l.y < 0.75*min(r.size, l.size) && (l.x0() > r.x1 || l.x1() < r.x0) {
				r.lines = append(r.lines, l)
				r.x0, r.x1 = min(r.x0, l.x0()), max(r.x1, l.x1())
				continue
			}
		}
		rows = append(rows, row{lines: []line{l}, y: l.y, size: l.size, x0: l.x0(), x1: l.x1()})
	}
	for i := range rows {
		r := &rows[i]
		for _, l := range r.lines {
			for _, w := range l.words {
				r.spans = append(r.spans, gap{w.x0, w.x1})
			}
		}
		slices.SortFunc(r.spans, func(a, b gap) int { return cmp.Compare(a.x0, b.x0) })
	}
	return rows
}

// free is the widest stretch of the gutter that the row leaves empty, and
// whether the row has words on its left and on its right.
func (r *row) free(gutter gap) (best gap, left, right bool) {
	try := func(x0, x1 float64) {
		if g := (gap{max(x0, gutter.x0), min(x1, gutter.x1)}); g.width() > best.width() {
			best = g
		}
	}
	at := math.Inf(-1)
	for _, s := range r.spans {
		try(at, s.x0)
		at = max(at, s.x1)
	}
	try(at, math.Inf(1))
	return best, r.x0 < best.x0, r.x1 > best.x1
}

// twin is a stretch of rows with two columns of their own, as a letterhead
// or a signature block.
type twin struct {
	from, to int // rows
	gutter   gap
	both     int // rows with words in both
}

// bullet is what stands alone in front of a paragraph of a list.
var bullet = regexp.MustCompile(`^(?:[-–—+*•●▪◦]|\(?[0-9A-Za-zđĐ]{1,4}[.)]|(?:\d{1,3}\.){1,4}\d{0,3})$`)

// findTwin finds the two-column block that holds the row, if there is one.
// What stands in the middle of the page, as titles do, is in no column.
func findTwin(rows []row, seed int, middle float64) (twin, bool) {
	var best twin
	var gaps []gap
	r := &rows[seed]
	at := r.x0
	for _, s := range r.spans {
		if g := (gap{at, s.x0}); g.width() >= 1.6*r.size {
			gaps = append(gaps, g)
		}
		at = max(at, s.x1)
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return cmp.Compare(b.width(), a.width()) })
	for _, g := range gaps[:min(len(gaps), 8)] {
		b := spread(rows, seed, g, middle)
		if b.listed(rows) {
			continue
		}
		if b.both > best.both || b.both == best.both && b.gutter.width() > best.gutter.width() {
			best = b
		}
	}
	if best.both == 0 {
		return best, false
	}
	var left, right int
	for i := best.from; i < best.to; i++ {
		_, onLeft, onRight := rows[i].free(best.gutter)
		if onLeft {
			left++
		}
		if onRight {
			right++
		}
	}
	// One row alone has two columns only where they are far apart.
	return best, left >= 2 && right >= 2 || left > 0 && right > 0 && best.gutter.width() > 6*r.size
}

// spread grows the block from its first row down, then up.
func spread(rows []row, seed int, gutter gap, middle float64) twin {
	b := twin{from: seed, to: seed + 1, gutter: gutter, both: 1}
	fits := func(i int, gap float64) bool {
		r := &rows[i]
		free, left, right := r.free(b.gutter)
		if free.width() < 0.8*r.size || left != right && math.Abs((r.x0+r.x1)/2-middle) < 0.5*r.size {
			return false
		}
		// A signature stands far below its title; what is left alone far
		// below, or begins "Kính gửi", is the text that goes on.
		if !right && (gap > 2.4*r.size || r.lines[0].words[0].text == "Kính") || gap > 12*r.size {
			return false
		}
		b.gutter = free
		if left && right {
			b.both++
		}
		return true
	}
	for b.to < len(rows) && fits(b.to, rows[b.to-1].y-rows[b.to].y) {
		b.to++
	}
	for b.from > 0 && fits(b.from-1, rows[b.from-1].y-rows[b.from].y) {
		b.from--
	}
	// Above the block stands the text before it: it reads first anyway.
	for b.from < seed {
		if _, _, right := rows[b.from].free(b.gutter); right {
			break
		}
		b.from++
	}
	return b
}

// listed reports whether the left column holds only numbers and bullets: then
// it is a list, and no column.
func (b twin) listed(rows []row) bool {
	left, _ := b.split(rows)
	for _, l := range left {
		if len(l.words) > 1 || !bullet.MatchString(l.words[0].text) {
			return false
		}
	}
	return true
}

// split parts the rows of the block into its left and right lines.
func (b twin) split(rows []row) (left, right []line) {
	middle := (b.gutter.x0 + b.gutter.x1) / 2
	for _, r := range rows[b.from:b.to] {
		for _, l := range r.lines {
			at := 0
			for at < len(l.words) && l.words[at].x0 < middle {
				at++
			}
			if at > 0 {
				part := l
				part.words = l.words[:at]
				left = append(left, part)
			}
			if at < len(l.words) {
				part := l
				part.words = l.words[at:]
				right = append(right, part)
			}
		}
	}
	return left, right
}
