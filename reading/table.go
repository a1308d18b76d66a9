package reading

import (
	"strings"
	"unicode/utf8"
)

// cell is one cell of a row.
type cell struct {
	text     string
	from, to int // in the paragraph's text
}

// cellsOf cuts a row into its cells.
func cellsOf(p *para) []cell {
	var out []cell
	s := p.text
	at := 0
	for {
		i := strings.Index(s[at:], "|")
		end := len(s)
		if i >= 0 {
			end = at + i
		}
		from, to := at, end
		for from < to && s[from] == ' ' {
			from++
		}
		for to > from && s[to-1] == ' ' {
			to--
		}
		out = append(out, cell{s[from:to], from, to})
		if i < 0 {
			break
		}
		at = end + 1
	}
	// Bars at the ends of the line are no cells.
	if len(out) > 1 && strings.HasPrefix(s, "|") {
		out = out[1:]
	}
	if len(out) > 1 && strings.HasSuffix(s, "|") {
		out = out[:len(out)-1]
	}
	return out
}

// columns says what each column of a table tells.
type columns []labelKind

func (c columns) at(k labelKind) int {
	for i, x := range c {
		if x == k {
			return i
		}
	}
	return -1
}

// task says whether the columns are those of a task table.
func (c columns) task() bool {
	return c.at(taskLabel) >= 0 && (c.at(leadLabel) >= 0 || c.at(bothLabel) >= 0 || c.at(supportLabel) >= 0 || c.at(dueLabel) >= 0 && c.at(resultLabel) >= 0 || c.at(headLabel) >= 0)
}

// columnOf says what a column with this head tells.
func columnOf(s string) labelKind {
	ws := wordsOf(strings.ReplaceAll(s, "/", " "))
	if len(ws) == 0 || len(ws) > 16 {
		return noLabel
	}
	switch strings.Trim(lower(s), " .") {
	case "tt", "stt", "số tt", "số thứ tự", "t.t", "số":
		return numberLabel
	}
	low := " "
	for i := range ws {
		low += ws[i].low + " "
	}
	has := func(p ...string) bool {
		for _, x := range p {
			if strings.Contains(low, " "+x+" ") {
				return true
			}
		}
		return false
	}
	switch {
	case has("ghi chú", "kinh phí", "căn cứ", "văn bản giao", "đơn vị tính", "chỉ tiêu", "số lượng", "nguồn vốn", "địa điểm", "thành phần", "đối tượng", "cơ sở pháp lý"):
		return otherLabel
	case has("người đứng đầu", "người chịu trách nhiệm", "lãnh đạo phụ trách", "lãnh đạo chỉ đạo", "đồng chí phụ trách", "lãnh đạo"):
		return headLabel
	case has("chủ trì") && has("phối hợp"):
		return bothLabel
	case has("phối hợp"):
		return supportLabel
	case has("chủ trì", "đầu mối", "chịu trách nhiệm", "đơn vị thực hiện", "cơ quan thực hiện", "cơ quan đơn vị thực hiện", "phân công", "đơn vị tham mưu", "cơ quan tham mưu", "trách nhiệm", "người thực hiện", "đơn vị", "cơ quan", "phụ trách") && !has("nhiệm vụ", "nội dung"):
		return leadLabel
	case has("thời gian", "thời hạn", "tiến độ", "lộ trình", "hạn hoàn thành", "thời điểm", "hoàn thành trước", "ngày hoàn thành"):
		return dueLabel
	case has("nhiệm vụ", "nội dung", "công việc", "hoạt động", "giải pháp", "đầu việc", "tên") && !has("sản phẩm", "kết quả"):
		return taskLabel
	case has("sản phẩm", "kết quả", "đầu ra", "minh chứng"):
		return resultLabel
	case has("hoàn thành"):
		return dueLabel
	case has("chương trình", "đề án", "văn bản", "việc", "dự án", "hạng mục"):
		return taskLabel
	}
	return noLabel
}

// headerOf reads the columns off a row, nil where the row is no header.
func headerOf(cs []cell) columns {
	if len(cs) < 2 || len(cs) > 40 {
		return nil
	}
	if k, _, _ := numberKind(strings.Trim(cs[0].text, ".")); k != noMark && columnOf(cs[0].text) != numberLabel {
		return nil
	}
	cols := make(columns, len(cs))
	known := 0
	kinds := [otherLabel + 1]bool{}
	for i, c := range cs {
		if utf8.RuneCountInString(c.text) > 110 {
			return nil
		}
		cols[i] = columnOf(c.text)
		if cols[i] != noLabel {
			known++
			kinds[cols[i]] = true
		}
	}
	distinct := 0
	for _, k := range kinds {
		if k {
			distinct++
		}
	}
	if known*2 < len(cs) || distinct < 2 || cols.at(taskLabel) < 0 && cols[0] != numberLabel {
		return nil
	}
	if cols[0] != numberLabel && distinct < 3 {
		return nil
	}
	return cols
}

// findTables notes the group headings of the task tables in a part.
func (w *writer) findTables(ps []*para) {
	var cols columns
	for _, p := range ps {
		if !isRow(p.text) {
			continue
		}
		cs := cellsOf(p)
		if h := headerOf(cs); h != nil {
			cols = h
			w.tables = w.tables || h.task()
			continue
		}
		if cols.task() {
			if _, title, ok := groupRow(cs, cols, nil); ok {
				if w.groups == nil {
					w.groups = map[string]bool{}
				}
				w.groups[groupKey(title)] = true
			}
		}
	}
}

// groupRow says whether a row is a heading inside the table: a number and a
// title, nothing in the other columns.
func groupRow(cs []cell, cols columns, next []cell) (label, title string, ok bool) {
	full := make([]cell, 0, 3)
	for _, c := range cs {
		if strings.Trim(c.text, "-–…. ") == "" {
			continue
		}
		if len(full) > 0 && full[len(full)-1].text == c.text {
			continue // one cell over several columns
		}
		if full = append(full, c); len(full) > 2 {
			return "", "", false
		}
	}
	if len(full) == 0 {
		return "", "", false
	}
	if len(full) == 1 {
		s := full[0].text
		m, rest := readMark(s)
		if m.kind != noMark && !m.bullet {
			return m.label, s[rest:], true
		}
		if cs[0].text == "" && len(cs) > 2 && !upper(s) {
			return "", "", false
		}
		return "", s, !m.bullet
	}
	k, l, _ := numberKind(strings.Trim(full[0].text, " .)"))
	if k == noMark {
		return "", "", false
	}
	title = full[1].text
	switch k {
	case roman, letter:
		return l, title, true
	}
	if upper(title) {
		return l, title, true
	}
	if len(next) > 0 {
		if nk, nl, _ := numberKind(strings.Trim(next[0].text, " .)")); nk == compound && strings.HasPrefix(nl, l+".") || nk == point && k == arabic || k == arabic && next[0].text == "-" {
			return l, title, true
		}
	}
	return "", "", false
}

// table reads the rows of a table.
func (w *writer) table(n *node, s scope) {
	cols := w.cols
	path := n.up.path(s.prefix)
	if path == "" {
		path = s.prefix
	}
	outer := s.group
	var group *string
	label, lost := "", false
	var subs []string
	for i := 0; i < len(n.rows); i++ {
		p := n.rows[i]
		if !isRow(p.text) {
			// A heading between two rows.
			if cols.task() {
				label, group = p.mark.label, ptr(strings.Trim(p.body(), " :."))
				lost = false
				w.heading(path, label, p, n.depth)
			}
			continue
		}
		cs := cellsOf(p)
		if h := headerOf(cs); h != nil {
			if cols == nil || h.task() || len(h) != len(cols) {
				if sub := subHeader(n.rows, i, cols); sub != nil && cols != nil && !h.task() {
					cols = sub
				} else {
					cols = h
				}
			}
			continue
		}
		if sub := subHeader(n.rows, i, cols); sub != nil {
			cols = sub
			continue
		}
		if !cols.task() || s.zone == papers && !cols.task() {
			continue
		}
		if numbersOnly(cs) {
			continue
		}
		var next []cell
		if i+1 < len(n.rows) {
			next = cellsOf(n.rows[i+1])
		}
		if l, title, ok := groupRow(cs, cols, next); ok {
			k, _, _ := numberKind(l)
			title = strings.Trim(title, " :.")
			if k == arabic && label != "" && len(subs) == 0 {
				subs = append(subs[:0], l)
			} else {
				label = l
				subs = nil
			}
			group, lost = ptr(title), false
			w.heading(path, join(label, subs), p, n.depth)
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
			w.row(f, p, rowPath(path, join(label, subs), num), g)
		}
	}
	w.cols = cols
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

func (w *writer) heading(path, label string, p *para, depth int) {
	s := p.text
	if isRow(s) {
		for _, c := range cellsOf(p) {
			if k, _, _ := numberKind(strings.Trim(c.text, " .)")); k == noMark && c.text != "" {
				w.headings = append(w.headings, Heading{rowPath(path, label), strings.Trim(c.text, " :."), p.span(c.from, c.to), depth + 1})
				return
			}
		}
		return
	}
	w.headings = append(w.headings, Heading{rowPath(path, label), strings.Trim(p.body(), " :."), p.span(p.rest, len(s)), depth + 1})
}

// subHeader reads a second row of heads under one that spans columns: "Chủ trì |
// Phối hợp" under "Cơ quan thực hiện".
func subHeader(rows []*para, i int, cols columns) columns {
	if cols == nil || i == 0 {
		return nil
	}
	cs := cellsOf(rows[i])
	var sub columns
	for _, c := range cs {
		if c.text == "" {
			continue
		}
		k := columnOf(c.text)
		if k != leadLabel && k != supportLabel && k != headLabel && k != dueLabel && k != resultLabel || utf8.RuneCountInString(c.text) > 40 {
			return nil
		}
		if b, _ := bodyAt(wordsOf(c.text), 0); b == proper {
			return nil
		}
		sub = append(sub, k)
	}
	if len(sub) < 2 || len(sub) > 3 {
		return nil
	}
	at := -1
	for k, c := range cols {
		if c == leadLabel || c == bothLabel {
			at = k
			break
		}
	}
	if at < 0 {
		return nil
	}
	out := append(columns{}, cols[:at]...)
	out = append(out, sub...)
	return append(out, cols[at+1:]...)
}

// numbersOnly says whether a row only numbers the columns: (1) | (2) | (3).
func numbersOnly(cs []cell) bool {
	n := 0
	for _, c := range cs {
		t := strings.Trim(c.text, "() .")
		if t == "" {
			continue
		}
		if k, _, _ := numberKind(t); k != arabic && k != letter && k != roman || len(t) > 2 {
			return false
		}
		n++
	}
	return n >= 2 || n == 0
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
		k, _, _ := numberKind(strings.Trim(cs[i].text, " ."))
		if (k == arabic && digits(strings.Trim(cs[i].text, " ."), 3) > 0 || k == compound) && utf8.RuneCountInString(cs[i+1].text) > 8 {
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
		if k, _, _ := numberKind(t); k == noMark && t != "" && t != "-" && t != "+" && len(cs) < len(cols)+1 && utf8.RuneCountInString(t) > 3 {
			cs = append([]cell{{}}, cs...)
		}
	}
	return aligned{cols, cs}
}

// row writes one row as an item.
func (w *writer) row(a aligned, p *para, path string, group *string) {
	task := a.get(taskLabel)
	at := p.span(a.cells[0].from, a.cells[len(a.cells)-1].to)
	if a.cells[0].to == 0 {
		at = p.span(task.from, a.cells[len(a.cells)-1].to)
	}
	it := Item{Ordinal: path, Group: group, Text: task.text, Lead: []string{}, Support: []string{}, Head: []string{}, Due: Due{Kind: "none"}, At: at, AtField: map[string]Span{}, Row: true}
	f := &fields{due: Due{Kind: "none"}}
	for _, k := range []labelKind{leadLabel, bothLabel, supportLabel, headLabel, dueLabel, resultLabel} {
		if a.cols.at(k) < 0 {
			continue
		}
		c := a.get(k)
		f.put(k, empty(c.text), p.span(c.from, c.to))
	}
	it.fill(f)
	// What no column tells is read from the words of the task.
	tp := &para{text: task.text}
	if a.cols.at(dueLabel) < 0 {
		it.Due, _ = tp.textDue(0, w.year)
	}
	if a.cols.at(supportLabel) < 0 && a.cols.at(bothLabel) < 0 {
		it.Support = append(it.Support, tp.names(tp.supporters(0))...)
	}
	if a.cols.at(leadLabel) < 0 && a.cols.at(bothLabel) < 0 {
		it.Lead = append(it.Lead, tp.names(tp.addressees(0))...)
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
func (w *writer) continued(a aligned, p *para) {
	if len(w.items) == 0 || !w.items[len(w.items)-1].Row {
		return
	}
	it := &w.items[len(w.items)-1]
	if c := a.get(supportLabel); c.text != "" && len(it.Support) < 100 {
		it.Support = append(it.Support, cellBodies(c.text)...)
	}
	if c := a.get(leadLabel); c.text != "" && len(it.Lead) < 100 {
		it.Lead = append(it.Lead, cellBodies(c.text)...)
	}
	if c := a.get(resultLabel); c.text != "" && (it.Result == nil || len(*it.Result) < longCell) {
		s := c.text
		if it.Result != nil {
			s = *it.Result + " " + s
		}
		it.Result = ptr(s)
	}
	if c := a.get(dueLabel); c.text != "" && it.Due.Kind == "none" {
		it.Due = cellDue(c.text)
	}
}
