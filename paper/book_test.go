package paper

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

func oddBook() *Book {
	return &Book{Title: "Báo cáo", Author: "UBND xã Khánh Cường", Date: "2026-02-03", Sheets: []Sheet{
		{Name: "Theo nội dung cam kết", Heading: []string{"KẾT QUẢ THỰC HIỆN", "Dữ liệu tính đến ngày 31/01/2026"},
			Columns: []Field{{Title: "STT", As: AsInteger, Width: 6}, {Title: "Nhiệm vụ", Width: 50}, {Title: "Thời hạn", As: AsDate},
				{Title: "Tiến độ", As: AsPercent}, {Title: "Kinh phí", As: AsMoney}},
			Rows: [][]Value{
				{Num(1), Str("Xây dựng kế hoạch <&>"), Day("2025-12-15"), Num(7550), Num(1234567890)},
				{Num(2), Str("=HYPERLINK(\"http://x\")"), Day("thường xuyên"), {}, Num(-5)},
				{Num(3), Str("'+1\x01\tx"), Str("chưa rõ")},
			},
			Totals: []Value{{}, Str("Tổng"), {}, {}, Num(1234567885)}},
		{Name: "Theo nội dung cam kết"},
		{Name: "a/b:c*[d]?\\'", Columns: []Field{{Title: "x"}}, Portrait: true},
		{Name: strings.Repeat("Rất dài ", 9)}, {Name: strings.Repeat("Rất dài ", 9)},
		{},
	}}
}

func xlsxBytes(t testing.TB, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteXLSX(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestXLSXHasRealNumbersAndDates(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(xlsxBytes(t, oddBook())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetList()[0]
	for cell, want := range map[string]struct {
		raw, shown string
		kind       excelize.CellType
	}{
		"A5": {"1", "1", excelize.CellTypeUnset},
		"B5": {"Xây dựng kế hoạch <&>", "Xây dựng kế hoạch <&>", excelize.CellTypeSharedString},
		"C5": {"46006", "15/12/2025", excelize.CellTypeUnset},
		"D5": {"0.755", "75.50%", excelize.CellTypeUnset},
		"E5": {"1234567890", "1,234,567,890", excelize.CellTypeUnset},
		"B6": {`=HYPERLINK("http://x")`, `=HYPERLINK("http://x")`, excelize.CellTypeSharedString},
		"C6": {"thường xuyên", "thường xuyên", excelize.CellTypeSharedString},
		"D6": {"", "", excelize.CellTypeUnset},
		"B7": {"'+1 x", "'+1 x", excelize.CellTypeSharedString},
		"C7": {"chưa rõ", "chưa rõ", excelize.CellTypeSharedString},
		"E8": {"1234567885", "1,234,567,885", excelize.CellTypeUnset},
	} {
		raw, err1 := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		shown, err2 := f.GetCellValue(sheet, cell)
		kind, err3 := f.GetCellType(sheet, cell)
		formula, err4 := f.GetCellFormula(sheet, cell)
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil || formula != "" {
			t.Errorf("%s: %v %v %v %v, formula %q", cell, err1, err2, err3, err4, formula)
		}
		if raw != want.raw || shown != want.shown || kind != want.kind {
			t.Errorf("%s is %q, shown %q, of type %v; want %+v", cell, raw, shown, kind, want)
		}
	}
}

func TestXLSXIsReadyToFilterAndPrint(t *testing.T) {
	parts := partsOf(t, xlsxBytes(t, oddBook()))
	sheet := parts["xl/worksheets/sheet1.xml"]
	for _, want := range []string{
		`<autoFilter ref="$A$4:$E$7"`, `ySplit="4"`, `state="frozen"`, `orientation="landscape"`, `paperSize="9"`, `fitToWidth="1"`, `fitToHeight="0"`,
		`fitToPage="true"`, `Trang &amp;P/&amp;N`, `<mergeCell ref="A1:E1"`,
	} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet has no %s", want)
		}
	}
	for _, want := range []string{`_xlnm.Print_Area`, `$A$1:$E$8`, `_xlnm.Print_Titles`, `$4:$4`} {
		if !strings.Contains(parts["xl/workbook.xml"], want) {
			t.Errorf("the book has no %s", want)
		}
	}
	if !strings.Contains(parts["docProps/core.xml"], "2026-02-03T00:00:00Z") {
		t.Error("the book's date is not the report's:", parts["docProps/core.xml"])
	}
}

func TestSheetNamesAreOnesExcelTakes(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(xlsxBytes(t, oddBook())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := map[string]bool{}
	names := f.GetSheetList()
	for _, n := range names {
		if len(utf16.Encode([]rune(n))) > 31 || n == "" || strings.ContainsAny(n, `:\/?*[]`) || strings.Trim(n, "'") != n || seen[strings.ToLower(n)] {
			t.Errorf("%q", n)
		}
		seen[strings.ToLower(n)] = true
	}
	if want := []string{"Theo nội dung cam kết", "Theo nội dung cam kết (2)", "a b c d"}; len(names) != 6 || strings.Join(names[:3], "|") != strings.Join(want, "|") {
		t.Errorf("%q, want first %q", names, want)
	}
}

func TestSameBookIsTheSameXLSX(t *testing.T) {
	first := xlsxBytes(t, oddBook())
	for range 4 {
		if !bytes.Equal(xlsxBytes(t, oddBook()), first) {
			t.Error("the bytes differ")
		}
	}
	xlsxBytes(t, &Book{})
}

func TestBookTooLargeForExcelIsAnError(t *testing.T) {
	var out bytes.Buffer
	if err := WriteXLSX(&out, &Book{Sheets: []Sheet{{Columns: make([]Field, excelize.MaxColumns+1)}}}); err == nil {
		t.Error("a sheet wider than Excel takes was written")
	}
}

func BenchmarkWriteXLSX(b *testing.B) {
	s := oddBook().Sheets[0]
	for len(s.Rows) < 1000 {
		s.Rows = append(s.Rows, s.Rows[0])
	}
	for b.Loop() {
		xlsxBytes(b, &Book{Sheets: []Sheet{s}})
	}
}
