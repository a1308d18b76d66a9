package reading

import (
	"strings"
	"unicode/utf8"

	"sauro/agency"
	"sauro/outline"
	"sauro/phrase"
)

// cell is one cell of a row.
type cell struct {
	text     string
	from, to int // in the paragraph's text
}

// cellsOf cuts a row into its cells.
func cellsOf(p *outline.Paragraph) []cell {
	var out []cell
	s := p.Text
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

// cellsUnder cuts a row into its cells where the columns are known: a bar at the
// beginning of the line may be no frame but an empty first cell.
func cellsUnder(p *outline.Paragraph, cols columns) []cell {
	cs := cellsOf(p)
	missing := len(cols) - len(cs)
	if strings.HasPrefix(p.Text, "|") && (missing == 1 || missing == 2 && strings.HasSuffix(p.Text, "|")) {
		return append([]cell{{}}, cs...)
	}
	return cs
}

// columns says what each column of a table tells.
type columns []labelKind

// task says whether the columns are those of a task table.
func (c columns) task() bool {
	return c.at(taskLabel) >= 0 && (c.at(leadLabel) >= 0 || c.at(bothLabel) >= 0 || c.at(supportLabel) >= 0 || c.at(dueLabel) >= 0 && c.at(resultLabel) >= 0 || c.at(headLabel) >= 0)
}

// columnOf says what a column with this head tells.
func columnOf(s string) labelKind {
	ws := phrase.Words(strings.ReplaceAll(s, "/", " "))
	if len(ws) == 0 || len(ws) > 16 {
		return noLabel
	}
	switch strings.Trim(phrase.Lower(s), " .") {
	case "tt", "stt", "số tt", "số thứ tự", "t.t", "số":
		return numberLabel
	}
	low := " "
	for i := range ws {
		low += ws[i].Low + " "
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
	case has("nhóm"), has("kiến nghị", "đề xuất") && has("tỉnh", "địa phương", "đơn vị", "cơ quan", "xã", "phường") && !has("nội dung", "xử lý", "giải quyết", "trả lời"):
		return otherLabel // which group the task belongs to, who asks for it
	case has("chỉ tiêu đạt được", "chỉ tiêu cần đạt"):
		return resultLabel
	case has("ghi chú", "kinh phí", "căn cứ", "văn bản giao", "đơn vị tính", "chỉ tiêu", "số lượng", "nguồn vốn", "địa điểm", "thành phần", "đối tượng", "cơ sở pháp lý"):
		return otherLabel
	case has("người đứng đầu", "người chịu trách nhiệm", "lãnh đạo phụ trách", "lãnh đạo chỉ đạo", "đồng chí phụ trách", "lãnh đạo"):
		return headLabel
	case has("chủ trì") && has("phối hợp"):
		return bothLabel
	case has("phối hợp"):
		return supportLabel
	case has("chủ trì", "đầu mối", "chịu trách nhiệm", "đơn vị thực hiện", "cơ quan thực hiện", "cơ quan đơn vị thực hiện", "phân công", "đơn vị tham mưu", "cơ quan tham mưu", "trách nhiệm", "người thực hiện", "đơn vị", "cơ quan", "phụ trách", "xử lý", "giải quyết", "trả lời", "tiếp nhận") && !has("nhiệm vụ", "nội dung"):
		return leadLabel
	case has("thời gian", "thời hạn", "tiến độ", "lộ trình", "hạn hoàn thành", "thời điểm", "hoàn thành trước", "ngày hoàn thành"):
		return dueLabel
	case has("nhiệm vụ", "nội dung", "công việc", "hoạt động", "giải pháp", "đầu việc", "tên") && !has("sản phẩm", "kết quả"):
		return taskLabel
	case has("sản phẩm", "kết quả", "đầu ra", "minh chứng"):
		return resultLabel
	case has("hoàn thành"):
		return dueLabel
	case has("chương trình", "đề án", "kiến nghị", "đề xuất", "văn bản", "việc", "dự án", "hạng mục"):
		return taskLabel
	}
	return noLabel
}

// headerOf reads the columns off a row, nil where the row is no header.
func headerOf(cs []cell) columns {
	if len(cs) < 2 || len(cs) > 40 {
		return nil
	}
	if k, _, _ := outline.NumberKind(strings.Trim(cs[0].text, ".")); k != outline.NoMark && columnOf(cs[0].text) != numberLabel {
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
func (w *writer) findTables(ps []*outline.Paragraph) {
	var cols columns
	for _, p := range ps {
		if !outline.IsRow(p.Text) {
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
				w.groups[phrase.Key(title)] = true
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
		m, rest := outline.ReadMark(s)
		if m.Kind != outline.NoMark && !m.Bullet {
			return m.Label, s[rest:], true
		}
		if cs[0].text == "" && len(cs) > 2 && !phrase.Upper(s) {
			return "", "", false
		}
		return "", s, !m.Bullet
	}
	k, l, _ := outline.NumberKind(strings.Trim(full[0].text, " .)"))
	if k == outline.NoMark {
		return "", "", false
	}
	title = full[1].text
	switch k {
	case outline.Roman, outline.Letter:
		return l, title, true
	}
	if phrase.Upper(title) {
		return l, title, true
	}
	if len(next) > 0 {
		if nk, nl, _ := outline.NumberKind(strings.Trim(next[0].text, " .)")); nk == outline.Compound && strings.HasPrefix(nl, l+".") || nk == outline.Point && k == outline.Arabic || k == outline.Arabic && next[0].text == "-" {
			return l, title, true
		}
	}
	return "", "", false
}

// subHeader reads a second row of heads under one that spans columns: "Chủ trì |
// Phối hợp" under "Cơ quan thực hiện".
func subHeader(rows []*outline.Paragraph, i int, cols columns) columns {
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
		if b, _ := agency.At(phrase.Words(c.text), 0); b == agency.Named {
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
		if k, _, _ := outline.NumberKind(t); k != outline.Arabic && k != outline.Letter && k != outline.Roman || len(t) > 2 {
			return false
		}
		n++
	}
	return n >= 2 || n == 0
}
