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

// table is a table with drawn lines: its columns and rows, and which of the
// fields between them belong to one cell.
type table struct {
	xs, ys []float64 // of the lines; ys from top to bottom
	owner  []int     // by field: the field in the upper left corner of its cell
	cells  [][]string
	page   int
}

// ordinal is what the first column of a table counts by.
var ordinal = regexp.MustCompile(`^(?:S?TT|[IVXL]+|\d{1,3}(?:\.\d{1,3})*)\.?$`)

const (
	nearby   = 3.0 // points: lines closer than this are one
	mostCols = 60
	mostRows = 600
)

// tablesOf finds the tables among the lines of a page, takes their letters
// and gives the letters that are left.
func tablesOf(p *page, number int) ([]*table, []glyph) {
	var tables []*table
	rest := p.glyphs
	for _, group := range meeting(joined(p.rules)) {
		t := grid(group)
		if t == nil {
			continue
		}
		t.page = number
		var inside, outside []glyph
		for _, g := range rest {
			if x, y := (g.x0+g.x1)/2, g.y+0.3*g.size; x > t.xs[0] && x < t.xs[len(t.xs)-1] && y < t.ys[0] && y > t.ys[len(t.ys)-1] {
				inside = append(inside, g)
			} else {
				outside = append(outside, g)
			}
		}
		if len(inside) == 0 || t.frame() {
			continue
		}
		t.fill(inside, number)
		tables, rest = append(tables, t), outside
	}
	return tables, rest
}

// joined puts together the pieces that lines are drawn in.
func joined(rules []rule) []rule {
	var level, upright []rule
	for _, r := range rules {
		if r.y0 == r.y1 {
			level = append(level, r)
		} else {
			upright = append(upright, rule{r.y0, r.x0, r.y1, r.x1})
		}
	}
	out := join(level)
	for _, r := range join(upright) {
		out = append(out, rule{r.y0, r.x0, r.y1, r.x1})
	}
	return out
}

// join joins level lines at nearly the same height that touch.
func join(rules []rule) []rule {
	slices.SortFunc(rules, func(a, b rule) int { return cmp.Or(cmp.Compare(a.y0, b.y0), cmp.Compare(a.x0, b.x0)) })
	var out []rule
	for len(rules) > 0 {
		n := 1
		for n < len(rules) && rules[n].y0-rules[0].y0 < 1.5 {
			n++
		}
		band := rules[:n]
		rules = rules[n:]
		y := band[n/2].y0
		slices.SortFunc(band, func(a, b rule) int { return cmp.Compare(a.x0, b.x0) })
		for _, r := range band {
			r.y0, r.y1 = y, y
			if k := len(out); k > 0 && out[k-1].y0 == y && r.x0 < out[k-1].x1+nearby {
				out[k-1].x1 = max(out[k-1].x1, r.x1)
			} else {
				out = append(out, r)
			}
		}
	}
	return out
}

// meeting groups the lines that meet, each group by its level lines and
// its upright ones.
func meeting(rules []rule) [][]rule {
	if len(rules) > 4000 {
		return nil // a drawing
	}
	group := make([]int, len(rules))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for i, h := range rules {
		if h.y0 != h.y1 {
			continue
		}
		for j, v := range rules {
			if v.x0 == v.x1 && v.y0 != v.y1 && v.x0 > h.x0-nearby && v.x0 < h.x1+nearby && h.y0 > v.y0-nearby && h.y0 < v.y1+nearby {
				group[find(i)] = find(j)
			}
		}
	}
	members := map[int][]rule{}
	var order []int
	for i, r := range rules {
		g := find(i)
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], r)
	}
	var out [][]rule
	for _, g := range order {
		if len(members[g]) >= 3 {
			out = append(out, members[g])
		}
	}
	return out
}

// grid makes a table of lines that meet, nil where they make none.
func grid(rules []rule) *table {
	t := &table{}
	var level, upright []rule
	for _, r := range rules {
		if r.y0 == r.y1 {
			level = append(level, r)
			// A table may be open at its sides.
			t.xs = append(t.xs, r.x0, r.x1)
			t.ys = append(t.ys, r.y0)
		} else {
			upright = append(upright, r)
			t.ys = append(t.ys, r.y0, r.y1)
			t.xs = append(t.xs, r.x0)
		}
	}
	// Where a line ends makes a column or row only at the edge of the table.
	t.xs = edges(t.xs, upright, func(r rule) float64 { return r.x0 })
	t.ys = edges(t.ys, level, func(r rule) float64 { return r.y0 })
	slices.Reverse(t.ys)
	cols, rows := len(t.xs)-1, len(t.ys)-1
	if cols < 1 || rows < 1 || cols > mostCols || rows > mostRows {
		return nil
	}
	t.owner = make([]int, rows*cols)
	for i := range t.owner {
		t.owner[i] = i
	}
	for r := range rows {
		y := (t.ys[r] + t.ys[r+1]) / 2
		for c := range cols {
			x := (t.xs[c] + t.xs[c+1]) / 2
			at := r*cols + c
			if c > 0 && !crossed(upright, t.xs[c], y, false) {
				t.owner[at] = t.owner[at-1]
			}
			if r > 0 && !crossed(level, x, t.ys[r], true) {
				t.owner[at] = t.owner[at-cols]
			}
		}
	}
	return t
}

// edges are the different places, of which the inner ones need a line.
func edges(all []float64, lines []rule, at func(rule) float64) []float64 {
	lo, hi := slices.Min(all), slices.Max(all)
	places := []float64{lo, hi}
	for _, l := range lines {
		places = append(places, at(l))
	}
	slices.Sort(places)
	return slices.CompactFunc(places, func(a, b float64) bool { return math.Abs(a-b) < nearby })
}

// crossed reports whether one of the lines runs through the place.
func crossed(lines []rule, x, y float64, level bool) bool {
	for _, l := range lines {
		if level && math.Abs(l.y0-y) < nearby && l.x0 < x && x < l.x1 {
			return true
		}
		if !level && math.Abs(l.x0-x) < nearby && l.y0 < y && y < l.y1 {
			return true
		}
	}
	return false
}

// frame reports whether the lines are only a box around text.
func (t *table) frame() bool {
	for _, o := range t.owner {
		if o != t.owner[0] {
			return false
		}
	}
	return true
}

// fill puts the letters into the cells.
func (t *table) fill(glyphs []glyph, number int) {
	cols := len(t.xs) - 1
	in := map[int][]glyph{}
	for _, g := range glyphs {
		c, _ := slices.BinarySearch(t.xs, (g.x0+g.x1)/2)
		r, _ := slices.BinarySearchFunc(t.ys, g.y+0.3*g.size, func(a, b float64) int { return cmp.Compare(b, a) })
		owner := t.owner[min(max(r-1, 0), len(t.ys)-2)*cols+min(max(c-1, 0), cols-1)]
		in[owner] = append(in[owner], g)
	}
	for r := range len(t.ys) - 1 {
		row := make([]string, cols)
		starts := false
		for c := range cols {
			if at := r*cols + c; t.owner[at] == at {
				starts = true
				row[c] = cellText(linesOf(in[at], number))
				if whole := strings.ReplaceAll(row[c], " ", ""); c == 0 && ordinal.MatchString(whole) {
					row[c] = whole // a narrow column breaks it
				}
			}
		}
		if starts {
			t.cells = append(t.cells, row)
		}
	}
}

// cellText is the lines of a cell as one.
func cellText(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		appendLine(&b, l.text())
	}
	return b.String()
}

// appendLine adds a line to the text that it goes on: with a space, unless a
// hyphen holds both together.
func appendLine(b *strings.Builder, line string) {
	if s := b.String(); s != "" && !hyphened(s, line) {
		b.WriteByte(' ')
	}
	b.WriteString(line)
}

// hyphened reports whether a line ends within "KH-UBND": the hyphen stands
// between letters without a space.
func hyphened(before, after string) bool {
	if !strings.HasSuffix(before, "-") {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(before, "-"))
	next, _ := utf8.DecodeRuneInString(after)
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && (unicode.IsLetter(next) || unicode.IsDigit(next))
}

// goOn takes in the rows of a table that goes on from the page before: without
// the header row again, and with a row that the page's end cut put together.
func (t *table) goOn(next *table) bool {
	if len(t.xs) != len(next.xs) || len(t.cells) == 0 {
		return false
	}
	for i := range t.xs {
		if math.Abs(t.xs[i]-t.xs[0]-next.xs[i]+next.xs[0]) > 2*nearby {
			return false
		}
	}
	rows := next.cells
	for i := 0; len(rows) > 0 && i < 3 && i < len(t.cells) && slices.Equal(t.cells[i], rows[0]); i++ {
		rows = rows[1:]
	}
	if last := t.cells[len(t.cells)-1]; len(rows) > 0 && len(t.cells) > 1 && cutRow(last, rows[0]) {
		for c, text := range rows[0] {
			if text != "" {
				var b strings.Builder
				b.WriteString(last[c])
				appendLine(&b, text)
				last[c] = b.String()
			}
		}
		rows = rows[1:]
	}
	t.cells = append(t.cells, rows...)
	t.page = next.page
	return true
}

// cutRow reports whether the row is the rest of the last one: without a
// number, and with a cell that goes on in the middle of a sentence.
func cutRow(last, row []string) bool {
	if row[0] != "" || last[0] == "" {
		return false
	}
	for c, text := range row {
		if text == "" {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(text); unicode.IsLower(r) || r == '(' || last[c] != "" && !strings.ContainsRune(".;:", lastRune(last[c])) {
			return true
		}
	}
	return false
}
