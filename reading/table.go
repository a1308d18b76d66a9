package reading

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"sauro/agency"
	"sauro/deadline"
	"sauro/outline"
	"sauro/phrase"
)

func (c columns) at(k labelKind) int {
	for i, x := range c {
		if x == k {
			return i
		}
	}
	return -1
}

// table reads the rows of a table.
func (w *writer) table(n *outline.Node, s scope) {
	cols := w.cols
	path := n.Up.Path(s.prefix)
	if path == "" {
		path = s.prefix
	}
	outer := s.group
	var group *string
	label, lost := "", false
	var subs []string
	var above *Item // the row that cells left empty below it were merged with
	number, below := "", 0
	for i := 0; i < len(n.Rows); i++ {
		p := n.Rows[i]
		if !outline.IsRow(p.Text) {
			// A heading between two rows.
			if cols.task() {
				label, group = p.Mark.Label, ptr(strings.Trim(p.Body(), " :."))
				lost = false
				w.heading(path, label, p, n.Depth)
			}
			continue
		}
		cs := cellsUnder(p, cols)
		if h := headerOf(cs); h != nil {
			if cols == nil || h.task() || len(h) != len(cols) {
				if sub := subHeader(n.Rows, i, cols); sub != nil && cols != nil && !h.task() {
					cols = sub
				} else {
					cols = h
				}
			}
			continue
		}
		if sub := subHeader(n.Rows, i, cols); sub != nil {
			cols = sub
			continue
		}
		if !cols.task() || s.zone == outline.Papers && !cols.task() {
			continue
		}
		if numbersOnly(cs) {
			continue
		}
		var next []cell
		if i+1 < len(n.Rows) {
			next = cellsOf(n.Rows[i+1])
		}
		if l, title, ok := groupRow(cs, cols, next); ok {
			k, _, _ := outline.NumberKind(l)
			title = strings.Trim(title, " :.")
			if k == outline.Arabic && label != "" && len(subs) == 0 {
				subs = append(subs[:0], l)
			} else {
				label = l
				subs = nil
			}
			group, lost = ptr(title), false
			w.heading(path, join(label, subs), p, n.Depth)
			continue
		}
		for _, part := range runTogether(cs, cols) {
			f := align(part, cols)
			task := f.get(taskLabel)
			if task.text == "" || strings.Trim(task.text, ".… ") == "" {
				w.continued(f, p)
				continue
			}
			num := strings.Trim(f.get(numberLabel).text, " .)")
			if part[0].from > cs[0].from {
				// What stood between the two rows is lost, its heading too.
				label, group, lost = "?", nil, true
			}
			g := group
			if g == nil && !lost {
				g = outer
			}
			if merged(f) && above != nil {
				below++
				w.row(f, p, rowPath(path, join(label, subs), number)+".p"+strconv.Itoa(below), g)
				w.items[len(w.items)-1].fillFrom(above)
			} else {
				number, below = num, 1
				w.row(f, p, rowPath(path, join(label, subs), num), g)
			}
			last := w.items[len(w.items)-1]
			above = &last
		}
	}
	w.cols = cols
}

// merged says whether a row has a task but neither number nor lead of its own:
// their cells are one with those above.
func merged(a aligned) bool {
	if a.cols.at(numberLabel) < 0 || a.get(numberLabel).text != "" {
		return false
	}
	for _, k := range []labelKind{leadLabel, bothLabel} {
		if a.cols.at(k) >= 0 {
			return a.get(k).text == ""
		}
	}
	return false
}

// fillFrom takes what the row leaves open from the row its cells are merged with.
func (it *Item) fillFrom(above *Item) {
	if len(it.Lead) == 0 {
		it.Lead = append(it.Lead, above.Lead...)
	}
	if len(it.Support) == 0 {
		it.Support = append(it.Support, above.Support...)
	}
	if len(it.Head) == 0 {
		it.Head = append(it.Head, above.Head...)
	}
	if it.Due.Kind == "none" {
		it.Due = above.Due
	}
	if it.Result == nil {
		it.Result = above.Result
	}
}

func join(label string, subs []string) string {
	if len(subs) == 0 {
		return label
	}
	if label == "" {
		return strings.Join(subs, ".")
	}
	return label + "." + strings.Join(subs, ".")
}

func rowPath(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	if n := len(out); n > 1 && strings.HasPrefix(out[n-1], out[n-2]+".") {
		out = append(out[:n-2], out[n-1])
	}
	return strings.Join(out, ".")
}

func (w *writer) heading(path, label string, p *outline.Paragraph, depth int) {
	s := p.Text
	if outline.IsRow(s) {
		for _, c := range cellsOf(p) {
			if k, _, _ := outline.NumberKind(strings.Trim(c.text, " .)")); k == outline.NoMark && c.text != "" {
				w.headings = append(w.headings, Heading{rowPath(path, label), strings.Trim(c.text, " :."), p.Span(c.from, c.to), depth + 1})
				return
			}
		}
		return
	}
	w.headings = append(w.headings, Heading{rowPath(path, label), strings.Trim(p.Body(), " :."), p.Span(p.Rest, len(s)), depth + 1})
}

// runTogether cuts cells where the copy ran two rows into one line: a number
// stands again where the first column begins.
func runTogether(cs []cell, cols columns) [][]cell {
	if cols.at(numberLabel) != 0 || len(cs) <= len(cols) {
		return [][]cell{cs}
	}
	var out [][]cell
	from := 0
	for i := len(cols) - 1; i < len(cs); i++ {
		if i-from < 2 || i+1 >= len(cs) {
			continue
		}
		k, _, _ := outline.NumberKind(strings.Trim(cs[i].text, " ."))
		if (k == outline.Arabic && phrase.Digits(strings.Trim(cs[i].text, " ."), 3) > 0 || k == outline.Compound) && utf8.RuneCountInString(cs[i+1].text) > 8 {
			out = append(out, trimDots(cs[from:i]))
			from = i
		}
	}
	return append(out, cs[from:])
}

// trimDots drops cells at the end of a row that are only dots.
func trimDots(cs []cell) []cell {
	for len(cs) > 1 && strings.Trim(cs[len(cs)-1].text, ".… ") == "" {
		cs = cs[:len(cs)-1]
	}
	return cs
}

// aligned is a row whose cells stand under their columns.
type aligned struct {
	cols  columns
	cells []cell
}

func (a aligned) get(k labelKind) cell {
	for i, c := range a.cols {
		if c == k && i < len(a.cells) && a.cells[i].text != "" {
			return a.cells[i]
		}
	}
	return cell{}
}

// align puts the cells under the columns; where the number was lost, the cells
// move one column on.
func align(cs []cell, cols columns) aligned {
	if cols.at(numberLabel) == 0 && len(cs) > 0 {
		t := strings.Trim(cs[0].text, " .)")
		if k, _, _ := outline.NumberKind(t); k == outline.NoMark && t != "" && t != "-" && t != "+" && len(cs) < len(cols)+1 && utf8.RuneCountInString(t) > 3 {
			cs = append([]cell{{}}, cs...)
		}
	}
	return aligned{cols, cs}
}

// row writes one row as an item.
func (w *writer) row(a aligned, p *outline.Paragraph, path string, group *string) {
	task := a.get(taskLabel)
	at := p.Span(a.cells[0].from, a.cells[len(a.cells)-1].to)
	if a.cells[0].to == 0 {
		at = p.Span(task.from, a.cells[len(a.cells)-1].to)
	}
	it := Item{Ordinal: path, Group: group, Text: task.text, Lead: []string{}, Support: []string{}, Head: []string{}, Due: Due{Kind: "none"}, At: at, AtField: map[string]Span{}, Row: true}
	f := &fields{due: Due{Kind: "none"}}
	for _, k := range []labelKind{leadLabel, bothLabel, supportLabel, headLabel, dueLabel, resultLabel} {
		if a.cols.at(k) < 0 {
			continue
		}
		c := a.get(k)
		f.put(k, empty(c.text), p.Span(c.from, c.to))
	}
	it.fill(f)
	// What no column tells is read from the words of the task.
	tp := &phrase.Line{Text: task.text}
	if a.cols.at(dueLabel) < 0 {
		it.Due, _ = deadline.InText(tp, 0, w.year)
	}
	if a.cols.at(supportLabel) < 0 && a.cols.at(bothLabel) < 0 {
		it.Support = append(it.Support, agency.Names(tp, agency.Supporters(tp, 0))...)
	}
	if a.cols.at(leadLabel) < 0 && a.cols.at(bothLabel) < 0 {
		it.Lead = append(it.Lead, agency.Names(tp, agency.Addressed(tp, 0))...)
	}
	if w.promise != nil && len(it.Lead) == 0 {
		it.Lead = append([]string{}, w.promise...)
	}
	w.items = append(w.items, it)
}

func empty(s string) string {
	if strings.Trim(s, "-–—…./ ") == "" {
		return ""
	}
	return s
}

// longCell is what no cell of a real table reaches, in bytes.
const longCell = 8000

// continued adds the cells of a row without a task to the row above it.
func (w *writer) continued(a aligned, p *outline.Paragraph) {
	if len(w.items) == 0 || !w.items[len(w.items)-1].Row {
		return
	}
	it := &w.items[len(w.items)-1]
	if c := a.get(supportLabel); c.text != "" && len(it.Support) < 100 {
		it.Support = append(it.Support, agency.InCell(c.text)...)
	}
	if c := a.get(leadLabel); c.text != "" && len(it.Lead) < 100 {
		it.Lead = append(it.Lead, agency.InCell(c.text)...)
	}
	if c := a.get(resultLabel); c.text != "" && (it.Result == nil || len(*it.Result) < longCell) {
		s := c.text
		if it.Result != nil {
			s = *it.Result + " " + s
		}
		it.Result = ptr(s)
	}
	if c := a.get(dueLabel); c.text != "" && it.Due.Kind == "none" {
		it.Due = deadline.InCell(c.text)
	}
}
