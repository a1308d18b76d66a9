package doc

import (
	"context"
	"strings"
	"testing"
	"time"
)

// row and cells of a Word table; borders "" or "single".
func wtbl(borders string, rows ...string) string {
	if borders != "" {
		borders = `<w:tblPr><w:tblBorders><w:top w:val="` + borders + `"/></w:tblBorders></w:tblPr>`
	}
	return `<w:tbl>` + borders + strings.Join(rows, "") + `</w:tbl>`
}

func wtr(cells ...string) string {
	var b strings.Builder
	for _, c := range cells {
		if !strings.HasPrefix(c, "<") {
			c = wp(c)
		}
		b.WriteString(`<w:tc>` + c + `</w:tc>`)
	}
	return `<w:tr>` + b.String() + `</w:tr>`
}

func bodyIs(t *testing.T, data []byte, lines ...string) {
	t.Helper()
	if got, want := read(t, data).Body, strings.Join(lines, "\n")+"\n"; got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
}

func TestWordParagraphs(t *testing.T) {
	bodyIs(t, docxOf(t, wp("Kính gửi: Sở Nội vụ")+
		`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>Số:</w:t></w:r><w:r><w:tab/><w:t>/KH-</w:t><w:noBreakHyphen/><w:t>UBND</w:t><w:br/><w:t>dòng hai</w:t></w:r></w:p>`+
		`<w:p/><w:p/><w:p/>`+wp("Hết")),
		"Kính gửi: Sở Nội vụ", "Số:\t/KH--UBND", "dòng hai", "", "Hết")
}

func TestWordRevisionsHiddenTextAndFields(t *testing.T) {
	bodyIs(t, docxOf(t,
		`<w:p><w:r><w:t xml:space="preserve">Giao </w:t></w:r><w:del><w:r><w:delText>Sở A</w:delText></w:r></w:del><w:ins><w:r><w:t>Sở B</w:t></w:r></w:ins>`+
			`<w:r><w:rPr><w:vanish/></w:rPr><w:t>giấu</w:t></w:r><w:r><w:rPr><w:caps/></w:rPr><w:t xml:space="preserve"> chủ trì</w:t></w:r><w:r><w:t>;</w:t></w:r>`+
			`<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>7</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>`+
			`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Một dòng</w:t></w:r></w:p>`+`<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="cũ"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t xml:space="preserve"> nối liền</w:t></w:r></w:p>`+
			`<w:moveFrom><w:p><w:r><w:t>đã dời</w:t></w:r></w:p></w:moveFrom>`),
		"Giao Sở B CHỦ TRÌ;7", "Một dòng nối liền")
}

func TestWordTaskTableIsARowALine(t *testing.T) {
	merged := `<w:tcPr><w:vMerge/></w:tcPr>` + wp("")
	bodyIs(t, docxOf(t, wp("Phụ lục")+wtbl("single",
		wtr("TT", "Nhiệm vụ", "Chủ trì", "Hạn"),
		wtr("I", `<w:tcPr><w:gridSpan w:val="3"/></w:tcPr>`+wp("NHIỆM VỤ CHUNG")),
		wtr("1", wp("Rà soát")+wp("quy trình"), `<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>`+wp("Sở A"), "Tháng 12/2025"),
		wtr("2", wp("Họp")+wtbl("single", wtr("a", "b")), merged, "Quý I"),
		`<w:tr><w:trPr><w:del/></w:trPr><w:tc>`+wp("dòng đã xóa")+`</w:tc></w:tr>`,
	)+wp("Hết")),
		"Phụ lục", "",
		"TT | Nhiệm vụ | Chủ trì | Hạn",
		"I | NHIỆM VỤ CHUNG",
		"1 | Rà soát quy trình | Sở A | Tháng 12/2025",
		"2 | Họp a b |  | Quý I", "",
		"Hết")
}

func TestWordLetterheadReadsCellAfterCell(t *testing.T) {
	head := []string{wp("ỦY BAN NHÂN DÂN") + wp("XÃ KHÁNH CƯỜNG"), wp("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + wp("") + wp("Độc lập - Tự do - Hạnh phúc")}
	sign := []string{wp("Nơi nhận:") + wp("- Như trên;"), wp("CHỦ TỊCH")}
	for name, borders := range map[string]string{"without lines": "", "with lines": "single", "lines none": "none"} {
		t.Run(name, func(t *testing.T) {
			bodyIs(t, docxOf(t, wtbl(borders, wtr(head...))+wp("Kính gửi")+wtbl(borders, wtr(sign...))),
				"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "",
				"Kính gửi", "", "Nơi nhận:", "- Như trên;", "CHỦ TỊCH")
		})
	}
}

func TestTaskTableWithoutLinesStaysATable(t *testing.T) {
	bodyIs(t, docxOf(t, wtbl("", wtr("STT", "Nội dung"), wtr("1", "Rà soát"))), "STT | Nội dung", "1 | Rà soát")
}

func TestWordTableLinesOfAStyle(t *testing.T) {
	styles := `<w:styles` + nsW + `><w:style w:type="table" w:styleId="Grid"><w:tblPr><w:tblBorders><w:insideV w:val="single"/></w:tblBorders></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="Mine"><w:basedOn w:val="Grid"/></w:style></w:styles>`
	table := `<w:tbl><w:tblPr><w:tblStyle w:val="Mine"/>%</w:tblPr>` + wtr("Sở A", "10 người") + wtr("Sở B", "20 người") + `</w:tbl>`
	bodyIs(t, docxOf(t, strings.Replace(table, "%", "", 1), "word/styles.xml", styles), "Sở A | 10 người", "Sở B | 20 người")
	bodyIs(t, docxOf(t, strings.Replace(table, "%", `<w:tblBorders><w:top w:val="nil"/></w:tblBorders>`, 1), "word/styles.xml", styles), "Sở A", "10 người", "Sở B", "20 người")
}

func TestWordAutomaticNumbersArePrinted(t *testing.T) {
	lvl := func(i, format, text, more string) string {
		return `<w:lvl w:ilvl="` + i + `">` + more + `<w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/></w:lvl>`
	}
	numbering := `<w:numbering` + nsW + `><w:abstractNum w:abstractNumId="0">` + lvl("0", "upperRoman", "%1.", `<w:pStyle w:val="H1"/>`) + lvl("1", "decimal", "%2.", "") + lvl("2", "lowerLetter", "%3)", "") + lvl("3", "decimal", "%2.%4.", "") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1">` + lvl("0", "bullet", "\uf0b7", "") + `</w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>`
	styles := `<w:styles` + nsW + `><w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`
	item := func(num, level, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	head := func(text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	bodyIs(t, docxOf(t, head("MỤC ĐÍCH")+item("1", "1", "Một")+item("1", "1", "Hai")+item("1", "2", "chữ")+item("1", "2", "chữ nữa")+item("1", "3", "sâu")+
		item("2", "0", "gạch")+head("NHIỆM VỤ")+item("1", "1", "Lại một")+item("3", "1", "Năm")+item("0", "1", "không số"),
		"word/numbering.xml", numbering, "word/styles.xml", styles),
		"I. MỤC ĐÍCH", "1. Một", "2. Hai", "a) chữ", "b) chữ nữa", "2.1. sâu", "- gạch", "II. NHIỆM VỤ", "1. Lại một", "5. Năm", "không số")
}

func TestNumbersOfLists(t *testing.T) {
	for _, c := range []struct {
		n      int
		format string
		want   string
	}{
		{4, "upperRoman", "IV"}, {1999, "lowerRoman", "mcmxcix"}, {28, "lowerLetter", "bb"}, {26, "upperLetter", "Z"},
		{7, "decimalZero", "07"}, {12, "decimalZero", "12"}, {0, "upperRoman", "0"}, {3, "ordinal", "3"},
	} {
		if got := inNumber(c.n, c.format); got != c.want {
			t.Errorf("%d as %s is %q, want %q", c.n, c.format, got, c.want)
		}
	}
}

func TestWordFootnotesStandAfterTheirParagraph(t *testing.T) {
	notes := `<w:footnotes` + nsW + `><w:footnote w:type="separator" w:id="-1">` + wp("vạch") + `</w:footnote><w:footnote w:id="2">` + wp(" Quyết định số 06/QĐ-TTg") + wp("ngày 06/01/2022.") + `</w:footnote></w:footnotes>`
	mark := `<w:p><w:r><w:t>Theo Đề án 06</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>, giao:</w:t></w:r></w:p>`
	bodyIs(t, docxOf(t, mark+wp("Sở A"), "word/footnotes.xml", notes),
		"Theo Đề án 06[1], giao:", "[1] Quyết định số 06/QĐ-TTg ngày 06/01/2022.", "Sở A")
	bodyIs(t, docxOf(t, wtbl("single", wtr("TT", "Việc"), wtr("1", mark)), "word/footnotes.xml", notes),
		"TT | Việc", "1 | Theo Đề án 06[1], giao:", "[1] Quyết định số 06/QĐ-TTg ngày 06/01/2022.")
}

func TestWordTextBoxIsReadOnce(t *testing.T) {
	box := `<w:txbxContent>` + wp("HỎA TỐC") + `</w:txbxContent>`
	bodyIs(t, docxOf(t, `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">`+box+`</mc:Choice><mc:Fallback>`+box+`</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Kính gửi</w:t></w:r></w:p>`),
		"Kính gửi", "HỎA TỐC")
}

func TestWordWithOtherPrefixes(t *testing.T) {
	data := zipped(t, "[Content_Types].xml", "<T/>", "word/document.xml",
		`<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><body><p><r><t>Kính gửi</t></r></p></body></document>`)
	bodyIs(t, data, "Kính gửi")
}

func TestLargeWordDocumentIsReadQuickly(t *testing.T) {
	data := docxOf(t, strings.Repeat(wp(commitment), 1<<20/len(commitment)))
	began := time.Now()
	read(t, data)
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("1 MB took %v", took)
	}
}

func BenchmarkDOCX(b *testing.B) {
	data := docxOf(b, strings.Repeat(wp(commitment), 1<<20/len(commitment)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readDOCX(context.Background(), data); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzDOCX(f *testing.F) {
	f.Add(`<w:document`+nsW+`><w:body>`+wp("a")+wtbl("single", wtr("a", "b"))+`</w:body></w:document>`, "", "")
	f.Add(`<w:document`+nsW+`><w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:document>`,
		`<w:numbering`+nsW+`><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
		`<w:footnotes`+nsW+`><w:footnote w:id="1">`+wp("n")+`</w:footnote></w:footnotes>`)
	f.Fuzz(func(t *testing.T, document, numbering, footnotes string) {
		s, err := readDOCX(context.Background(), zipped(t, "word/document.xml", document, "word/numbering.xml", numbering, "word/footnotes.xml", footnotes, "word/styles.xml", numbering))
		if err == nil && len(s) > 64*(len(document)+len(numbering)+len(footnotes))+1000 {
			t.Errorf("%d bytes out of %d", len(s), len(document))
		}
	})
}
