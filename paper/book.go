package paper

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Book is a workbook of tables that a person filters, sums and prints.
type Book struct {
	Title  string
	Author string
	Date   string // YYYY-MM-DD, goes into the file's own data; the clock's date never does
	Sheets []Sheet
}

// Sheet is one table: lines of heading, a header that stays in sight and is
// repeated on every printed page, typed rows, and a last row of totals that the
// filter leaves alone. It prints on A4, as wide as the page.
type Sheet struct {
	Name     string // as the tab reads; what Excel does not take in a name is dropped
	Heading  []string
	Columns  []Field
	Rows     [][]Value
	Totals   []Value
	Portrait bool
}

// Field is a column of a sheet.
type Field struct {
	Title string
	As    Measure
	Width float64 // in characters, 0: by its measure
}

// Measure is what the numbers of a column are.
type Measure uint8

// A percent is given in basis points (10000 is 100%), money in đồng.
const (
	AsText Measure = iota
	AsInteger
	AsPercent
	AsMoney
	AsDate
)

// Value is the content of a cell; the zero Value is an empty one. A text or a
// number is written as what it is in every column, so that "chưa rõ" may stand
// among dates and an amount may not become text.
type Value struct {
	text   string
	number int64
	kind   uint8
}

const (
	emptyValue uint8 = iota
	textValue
	numberValue
)

// Str is a text. It is never a formula, whatever it begins with. Excel holds
// 32,767 characters; a longer one is cut there.
func Str(s string) Value { return Value{text: s, kind: textValue} }

// Num is a number in the unit of its column's Measure.
func Num(n int64) Value { return Value{number: n, kind: numberValue} }

// Day is a date YYYY-MM-DD from 1900-03-01; anything else is written as text.
func Day(s string) Value {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Before(time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)) {
		return Str(s)
	}
	return Num(int64(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour)))
}

var measures = [...]struct {
	format string
	width  float64
	align  string
}{
	AsText:    {"@", 30, "left"},
	AsInteger: {"#,##0", 10, "right"},
	AsPercent: {"0.00%", 10, "right"},
	AsMoney:   {"#,##0", 18, "right"},
	AsDate:    {"dd/mm/yyyy", 13, "center"},
}

// WriteXLSX writes the book. The same book is the same bytes. An error is w's,
// or one of a book too large for Excel.
func WriteXLSX(w io.Writer, b *Book) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &bookWriter{file: f, styles: map[look]int{}}
	taken := map[string]bool{}
	for i, s := range b.Sheets {
		name := sheetName(s.Name, i, taken)
		if i == 0 {
			x.check(f.SetSheetName("Sheet1", name))
		} else {
			_, err := f.NewSheet(name)
			x.check(err)
		}
		x.sheet(name, s)
	}
	stamp := (&Paper{Date: b.Date}).stamp().Format(time.RFC3339)
	x.check(f.SetDocProps(&excelize.DocProperties{
		Title: oneLine(b.Title), Creator: oneLine(b.Author), Created: stamp, Modified: stamp, Language: "vi-VN",
	}))
	x.check(f.SetAppProps(&excelize.AppProperties{Application: "Sáu Rõ"}))
	if x.err == nil {
		x.err = f.Write(w)
	}
	if x.err != nil {
		return fmt.Errorf("paper: writing an XLSX: %w", x.err)
	}
	return nil
}

// bookWriter keeps the first error.
type bookWriter struct {
	file   *excelize.File
	styles map[look]int
	err    error
}

// look is what a cell's style is made of.
type look struct {
	as                     Measure
	strong, framed, middle bool
}

func (x *bookWriter) check(err error) {
	if x.err == nil {
		x.err = err
	}
}

func (x *bookWriter) sheet(name string, s Sheet) {
	f := x.file
	row := 0
	columns := max(len(s.Columns), 1)
	if columns > excelize.MaxColumns || len(s.Rows)+len(s.Heading)+3 > excelize.TotalRows {
		x.check(fmt.Errorf("the sheet %q is larger than Excel takes", name))
		return
	}
	for i, c := range s.Columns {
		letter := columnName(i)
		x.check(f.SetColWidth(name, letter, letter, c.width()))
	}
	for i, line := range s.Heading {
		row++
		x.put(name, 0, row, Str(line), AsText, x.style(look{strong: i == 0, middle: true}))
		if columns > 1 {
			x.check(f.MergeCell(name, cellName(0, row), cellName(columns-1, row)))
		}
		// Merged cells do not grow with their text.
		x.check(f.SetRowHeight(name, row, 18*float64(1+len([]rune(line))/max(1, int(s.width())))))
	}
	if len(s.Heading) > 0 {
		row++
	}
	row++
	top := row
	for i, c := range s.Columns {
		x.put(name, i, row, Str(c.Title), AsText, x.style(look{strong: true, framed: true, middle: true}))
	}
	x.height(name, row, s.Columns, titles(s.Columns), bold)
	for _, values := range s.Rows {
		row++
		x.row(name, row, s.Columns, values, false)
	}
	if len(s.Columns) > 0 {
		x.check(f.AutoFilter(name, cellName(0, top)+":"+cellName(columns-1, row), nil))
	}
	if len(s.Totals) > 0 {
		row++
		x.row(name, row, s.Columns, s.Totals, true)
	}
	x.check(f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: cellName(0, top+1), ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: cellName(0, top+1), ActiveCell: cellName(0, top+1), Pane: "bottomLeft"}}}))
	x.printing(name, s, columns, top, row)
}

// row writes the values of a row; columns without a value are empty but framed.
func (x *bookWriter) row(sheet string, row int, columns []Field, values []Value, total bool) {
	for i, c := range columns {
		var v Value
		if i < len(values) {
			v = values[i]
		}
		x.put(sheet, i, row, v, c.As, x.style(look{as: c.As, strong: total, framed: true}))
	}
	x.height(sheet, row, columns, values, regular)
}

// height makes the row as high as its longest text needs: not every program
// does so by itself when it opens the file. Excel has no row over 409 points.
func (x *bookWriter) height(sheet string, row int, columns []Field, values []Value, k ink) {
	const size, letter, most = 12, 5.25, 409
	lines := 1
	for i, v := range values[:min(len(values), len(columns))] {
		if v.kind == textValue {
			room := max(columns[i].width()*letter-letter, size)
			lines = max(lines, len(wrap([]span{{printable(v.text), k}}, size, room, room)))
		}
	}
	if lines > 1 && x.err == nil {
		x.check(x.file.SetRowHeight(sheet, row, min(float64(lines)*single*size*1.1+4, most)))
	}
}

func titles(columns []Field) []Value {
	list := make([]Value, len(columns))
	for i, c := range columns {
		list[i] = Str(c.Title)
	}
	return list
}

func (x *bookWriter) put(sheet string, column, row int, v Value, as Measure, style int) {
	if x.err != nil {
		return
	}
	cell := cellName(column, row)
	switch {
	case v.kind == textValue:
		x.check(x.file.SetCellStr(sheet, cell, strings.TrimSpace(printable(v.text))))
	case v.kind == numberValue && as == AsPercent:
		x.check(x.file.SetCellFloat(sheet, cell, float64(v.number)/10000, -1, 64))
	case v.kind == numberValue:
		x.check(x.file.SetCellInt(sheet, cell, v.number))
	}
	x.check(x.file.SetCellStyle(sheet, cell, cell, style))
}

// printing sets the page: A4, as wide as the table, the header on every page,
// the page's number at its foot.
func (x *bookWriter) printing(name string, s Sheet, columns, top, bottom int) {
	f := x.file
	const a4 = 9
	orientation, size, one, any, yes := "landscape", a4, 1, 0, true
	if s.Portrait {
		orientation = "portrait"
	}
	x.check(f.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &one, FitToHeight: &any}))
	x.check(f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	inch := func(points float64) *float64 { v := points / 72; return &v }
	x.check(f.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
		Top: inch(marginTop), Bottom: inch(marginBottom), Left: inch(marginLeft), Right: inch(marginRight),
		Header: inch(numberTop), Footer: inch(numberTop), Horizontally: &yes}))
	x.check(f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: `&C&"Times New Roman,Regular"&11Trang &P/&N`}))
	quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'!"
	x.check(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: name,
		RefersTo: fmt.Sprintf("%s$A$1:$%s$%d", quoted, columnName(columns-1), bottom)}))
	x.check(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("%s$%d:$%[2]d", quoted, top)}))
}

func (x *bookWriter) style(l look) int {
	if id, ok := x.styles[l]; ok {
		return id
	}
	m := measures[l.as]
	s := &excelize.Style{
		Font:         &excelize.Font{Family: "Times New Roman", Size: 12, Bold: l.strong},
		Alignment:    &excelize.Alignment{Horizontal: m.align, Vertical: "top", WrapText: l.as == AsText},
		CustomNumFmt: &m.format,
	}
	if m.align == "right" {
		s.Alignment.Indent = 1 // a figure does not touch the next column's text
	}
	if l.middle {
		s.Alignment.Horizontal, s.Alignment.Vertical = "center", "center"
	}
	if l.framed {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	id, err := x.file.NewStyle(s)
	x.check(err)
	x.styles[l] = id
	return id
}

func (f Field) width() float64 {
	if f.Width > 0 {
		return min(f.Width, excelize.MaxColumnWidth)
	}
	return measures[f.As].width
}

func (s Sheet) width() (sum float64) {
	for _, c := range s.Columns {
		sum += c.width()
	}
	return sum
}

// columnName and cellName count columns from 0, rows from 1.
func columnName(column int) string {
	// The number of columns has been checked.
	name, _ := excelize.ColumnNumberToName(column + 1)
	return name
}

func cellName(column, row int) string { return fmt.Sprint(columnName(column), row) }

// sheetName is a name Excel takes: 1 to 31 characters, none of :\/?*[], no
// apostrophe at an end, no two alike.
func sheetName(name string, i int, taken map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, oneLine(name))
	name = strings.Trim(oneLine(name), "' ")
	if name == "" {
		name = fmt.Sprint("Bảng ", i+1)
	}
	whole := name
	for n := 2; ; n++ {
		if name = cutUnits(name, 31); !taken[strings.ToLower(name)] {
			break
		}
		suffix := fmt.Sprintf(" (%d)", n)
		name = cutUnits(whole, 31-len(suffix)) + suffix
	}
	taken[strings.ToLower(name)] = true
	return name
}

// cutUnits cuts s to at most n UTF-16 units, as Excel counts.
func cutUnits(s string, n int) string {
	for i, r := range s {
		if n -= utf16.RuneLen(r); n < 0 {
			return strings.TrimRight(s[:i], "' ")
		}
	}
	return s
}
