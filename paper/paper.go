// Package paper writes official papers as DOCX and PDF, laid out as Decree
// 30/2020/NĐ-CP wants them, and workbooks of tables as XLSX; the same paper is
// the same bytes. It knows pages, letterheads, tables, signatures and the letters
// of its typeface. It refuses to know what a paper is about: no letter, clause,
// task or report, no tenant, no database, and no paper but what it is given.
package paper

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sauro/vn"
)

// Paper is an administrative document as Decree 30/2020/NĐ-CP, Appendix I,
// part I lays it out. The writers print its text as it stands, with three
// additions of the decree: capitals where it asks for them, the padding zero
// of numbers and days, and "./." (part I, II.6) at the end of a Body whose last
// block is a Paragraph. A Dash is somebody's clause and is never touched.
type Paper struct {
	Superior   string   // the superior body, "" where none is printed (a People's Committee prints none)
	Issuer     []string // the issuing body by printed line: "ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"
	Number     string   // "12"; "" leaves the place of the number blank
	Symbol     string   // "UBND-VX", "BC-UBND"
	Place      string   // "Khánh Cường"
	Date       string   // "2026-09-15"; "2025-12" leaves the day blank, "2025" the month too, "" all of it
	Kind       string   // "BÁO CÁO"; "" for a công văn
	Urgency    string   // "khẩn", "thượng khẩn", "hỏa tốc": framed under the number and V/v; "" for none
	Subject    string   // trích yếu; a công văn prints it after "V/v" under the number
	Recipients []string // Kính gửi, without dash and end mark
	Body       []Block
	Sign       Sign
	Copies     []string // Nơi nhận by line, without dash and end mark: "Như trên", "Lưu: VT, VX"
	Annexes    []Annex
	Stamp      *Stamp // under the signature, nil for none
	Footer     string // a small line at the very end, such as the id of a frozen report
}

// Sign is who signs, in whose name: {"TM. ỦY BAN NHÂN DÂN"}, "CHỦ TỊCH", the
// name without academic title. Name "" leaves the place for it blank.
type Sign struct {
	Authority []string
	Title     string
	Name      string
}

func (s Sign) empty() bool { return len(s.Authority) == 0 && s.Title == "" && s.Name == "" }

// Annex is an appendix; it starts on a page of its own.
type Annex struct {
	Label     string // "Phụ lục I"
	Title     string // printed in capitals
	Note      string // "(Kèm theo Báo cáo số 12/BC-UBND ngày …)"
	Landscape bool
	Body      []Block
}

// Block is one piece of a body: Heading, Paragraph, Dash or Table.
type Block interface{ block() }

// Heading is a numbered title with its number in Text ("1. Trách nhiệm …").
// Levels 1 and 2 are bold, 3 bold italic; it stays on the page of what follows.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is running text: Text, or Runs where parts of it are bold or
// italic. Justified, its first line indented, unless Align or Flush say else.
type Paragraph struct {
	Text  string
	Runs  []Run
	Align Align
	Flush bool // no indent of the first line
}

// Run is a part of a paragraph in one style.
type Run struct {
	Text         string
	Bold, Italic bool
}

// Dash is a paragraph that begins with "- ", which Text does not hold.
type Dash struct{ Text string }

// Table is as wide as the text. Its header is repeated on every page, and a row
// is parted only where it is taller than a page.
type Table struct {
	Columns []Column
	Header  [][]Cell // nil: one row, the columns' titles
	Rows    [][]Cell // see Cells and Group
}

// Column is one column of a table.
type Column struct {
	Title   string
	WidthMM int // 0: an equal share of what the others leave; all are scaled to the width of the text
	Align   Align
}

// Cell is one cell; "\n" begins a new line in it.
type Cell struct {
	Text         string
	Bold, Italic bool
	Align        Align // Natural: as the column; in a header centred
	Span         int   // columns it covers, 0 is 1
}

// Cells is a row of plain cells.
func Cells(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, t := range texts {
		row[i].Text = t
	}
	return row
}

// Group is a row with one bold cell over all columns: the heading of the rows
// under it, on whose page it stays.
func Group(text string) []Cell { return []Cell{{Text: text, Bold: true, Align: Left, Span: wholeRow}} }

const wholeRow = 1 << 10

func isGroup(row []Cell) bool { return len(row) == 1 && row[0].Span == wholeRow }

// Align is how the lines of a text stand between its margins.
type Align uint8

// Natural is justified for a paragraph, left for a cell, centred for a header.
const (
	Natural Align = iota
	Left
	Center
	Right
	Justify
)

func (Heading) block()   {}
func (Paragraph) block() {}
func (Dash) block()      {}
func (Table) block()     {}

// day parts p.Date; a part that is not known is 0.
func (p *Paper) day() (y, m, d int, err error) {
	for i, layout := range []string{"", "2006", "2006-01", "2006-01-02"} {
		if len(p.Date) != len(layout) {
			continue
		}
		t, err := time.Parse(layout, p.Date)
		if err != nil {
			break
		}
		parts := [3]int{t.Year(), int(t.Month()), t.Day()}
		clear(parts[i:])
		return parts[0], parts[1], parts[2], nil
	}
	return 0, 0, 0, fmt.Errorf("paper: the date of a paper is YYYY-MM-DD, YYYY-MM, YYYY or empty, not %q", p.Date)
}

// stamp is the date that goes into the file's own data: never the clock's, so
// that the same paper is the same bytes.
func (p *Paper) stamp() time.Time {
	y, m, d, err := p.day()
	if err != nil || y == 0 {
		y = 2000
	}
	return time.Date(y, time.Month(max(m, 1)), max(d, 1), 0, 0, 0, 0, time.UTC)
}

// blank is the room that is left to write a missing part by hand.
const blank = "       "

// dateLine is the place and the date, with 0 before a day under 10 and before
// months 1 and 2 (Appendix I, part I, II.4).
func (p *Paper) dateLine() string {
	y, m, d, _ := p.day()
	day, month, year := blank, blank, blank
	if d > 0 {
		day = fmt.Sprintf(" %02d ", d)
	}
	switch {
	case m > 2:
		month = fmt.Sprintf(" %d ", m)
	case m > 0:
		month = fmt.Sprintf(" %02d ", m)
	}
	if y > 0 {
		year = fmt.Sprintf(" %d", y)
	}
	line := "ngày" + day + "tháng" + month + "năm" + year
	if place := oneLine(p.Place); place != "" {
		line = place + ", " + line
	}
	return strings.TrimRight(line, " ")
}

// numberLine is the number and symbol, 0 before a number under 10
// (Appendix I, part I, II.3).
func (p *Paper) numberLine() string {
	number := oneLine(p.Number)
	if n, err := strconv.Atoi(number); err == nil && n < 10 && len(number) == 1 {
		number = "0" + number
	}
	if number == "" {
		number = blank
	}
	return strings.TrimRight("Số: "+number+"/"+oneLine(p.Symbol), " ")
}

// isLetter reports whether p is a công văn, the only kind without a name.
func (p *Paper) isLetter() bool { return oneLine(p.Kind) == "" }

func (p *Paper) about() string {
	subject := oneLine(p.Subject)
	if subject == "" {
		return ""
	}
	return "V/v " + subject
}

// title names the document in the file's own data.
func (p *Paper) title() string {
	return strings.TrimSpace(upper(p.Kind) + " " + oneLine(p.Subject))
}

func (p *Paper) author() string { return upper(strings.Join(p.Issuer, " ")) }

// to is the lines of Kính gửi (Appendix I, part I, II.9a): one addressee
// stands on the line, several each on a line of their own.
func (p *Paper) to() []string {
	var names []string
	for _, r := range p.Recipients {
		if r = unmarked(r); r != "" {
			names = append(names, r)
		}
	}
	switch len(names) {
	case 0:
		return nil
	case 1:
		return []string{"Kính gửi: " + names[0] + "."}
	}
	return append([]string{"Kính gửi:"}, dashed(names)...)
}

// copies is the lines of Nơi nhận (Appendix I, part I, II.9b).
func (p *Paper) copies() []string {
	var names []string
	for _, c := range p.Copies {
		if c = unmarked(c); c != "" {
			names = append(names, c)
		}
	}
	return dashed(names)
}

func dashed(names []string) []string {
	lines := make([]string, len(names))
	for i, n := range names {
		lines[i] = "- " + n + ";"
		if i == len(names)-1 {
			lines[i] = "- " + n + "."
		}
	}
	return lines
}

func unmarked(s string) string {
	s = strings.TrimLeft(oneLine(s), "-–+ ")
	return strings.TrimRight(s, ";., ")
}

// endMark is the mark after the last word of a document.
const endMark = "./."

// body is p.Body with the end mark on its last paragraph.
func (p *Paper) body() []Block {
	last := len(p.Body) - 1
	if last < 0 {
		return nil
	}
	par, ok := p.Body[last].(Paragraph)
	if !ok {
		return p.Body
	}
	runs := append([]Run(nil), par.runs()...)
	if len(runs) == 0 {
		return p.Body
	}
	tail := &runs[len(runs)-1].Text
	*tail = strings.TrimRight(*tail, " \n\t")
	if *tail == "" || strings.HasSuffix(*tail, endMark) {
		return p.Body
	}
	*tail = strings.TrimRight(*tail, ".;, ") + endMark
	par.Text, par.Runs = "", runs
	return append(p.Body[:last:last], par)
}

func (p Paragraph) runs() []Run {
	if len(p.Runs) > 0 {
		return p.Runs
	}
	return []Run{{Text: p.Text}}
}

// header is the rows above a table's first.
func (t Table) header() [][]Cell {
	if t.Header != nil {
		return t.Header
	}
	row := make([]Cell, len(t.Columns))
	any := false
	for i, c := range t.Columns {
		row[i].Text = c.Title
		any = any || c.Title != ""
	}
	if !any {
		return nil
	}
	return [][]Cell{row}
}

// widths shares total among the columns.
func (t Table) widths(total float64) []float64 {
	w := make([]float64, len(t.Columns))
	given, open := 0.0, 0
	for i, c := range t.Columns {
		w[i] = float64(max(c.WidthMM, 0)) * mm
		given += w[i]
		if w[i] == 0 {
			open++
		}
	}
	if open > 0 {
		// A column without a width is not squeezed out, however much the
		// others ask for.
		share := max((total-given)/float64(open), total/float64(len(w)+1))
		for i := range w {
			if w[i] == 0 {
				w[i] = share
				given += share
			}
		}
	}
	for i := range w {
		w[i] *= total / given
	}
	return w
}

// placed is a cell with the columns it covers: from, inclusive, to, exclusive.
type placed struct {
	Cell
	from, to int
}

// places sets a row's cells on the table's columns; what the row lacks is
// empty, what it has too much is dropped.
func (t Table) places(row []Cell) []placed {
	var out []placed
	at := 0
	for _, c := range row {
		if at >= len(t.Columns) {
			break
		}
		to := min(at+max(c.Span, 1), len(t.Columns))
		out = append(out, placed{c, at, to})
		at = to
	}
	for ; at < len(t.Columns); at++ {
		out = append(out, placed{Cell{}, at, at + 1})
	}
	return out
}

// oneLine is the text of one line as it may be printed.
func oneLine(s string) string { return vn.Line(s) }

func upper(s string) string { return strings.ToUpper(oneLine(s)) }

// printable is a text that may hold line ends. Inner spaces stay as they are: a
// clause is printed as it was signed.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\f':
			return ' '
		case '\ufffe', '\uffff':
			return '\ufffd'
		}
		return r
	}, vn.NFC(s))
}
