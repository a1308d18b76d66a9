package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func docxBytes(t testing.TB, p *Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDOCX(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// partsOf unpacks a file of zip parts.
func partsOf(t testing.TB, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(raw)
	}
	return parts
}

// docxParagraphs is the text of a document by paragraph, in the order of the file,
// without the empty ones.
func docxParagraphs(t testing.TB, document string) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(document))
	var out []string
	text := ""
	in := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			in = e.Name.Local == "t"
			if e.Name.Local == "br" {
				text += "\n"
			}
		case xml.CharData:
			if in {
				text += string(e)
			}
		case xml.EndElement:
			in = false
			if e.Name.Local == "p" {
				if text != "" {
					out = append(out, text)
				}
				text = ""
			}
		}
	}
}

func TestDOCXHoldsThePaperInReadingOrder(t *testing.T) {
	p := letterPaper()
	got := docxParagraphs(t, partsOf(t, docxBytes(t, p))["word/document.xml"])
	want := append([]string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG", "Số:        /UBND-VX", "V/v " + p.Subject,
		nation, motto, "Khánh Cường, ngày       tháng 12 năm 2025", "Kính gửi: " + p.Recipients[0] + "."}, blockTexts(p.body())...)
	want = append(want, "Nơi nhận:", "- Như trên;", "- Chủ tịch, PCT UBND xã;", "- Lưu: VT, VX.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mẫu")
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestDOCXHoldsEveryLineOfTheSeedLetter(t *testing.T) {
	p := seedPaper(t)
	got := docxParagraphs(t, partsOf(t, docxBytes(t, p))["word/document.xml"])
	if want := blockTexts(p.body()); !slices.Equal(got[len(got)-len(want):], want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestEveryPartOfADOCXIsWellFormed(t *testing.T) {
	for name, p := range papers(t) {
		parts := partsOf(t, docxBytes(t, p))
		for part, text := range parts {
			d := xml.NewDecoder(strings.NewReader(text))
			var err error
			for err == nil {
				_, err = d.Token()
			}
			if !errors.Is(err, io.EOF) {
				t.Errorf("%s: %s: %v", name, part, err)
			}
			if part != "[Content_Types].xml" && !strings.HasSuffix(part, ".rels") && !strings.Contains(parts["[Content_Types].xml"], `"/`+part+`"`) {
				t.Errorf("%s: %s has no content type", name, part)
			}
		}
		document := parts["word/document.xml"]
		// Word refuses a cell that does not end with a paragraph and tables
		// that touch grow together.
		for _, wrong := range []string{`</w:tbl><w:tbl>`, `</w:tbl></w:tc>`, `</w:tbl><w:sectPr>`, `</w:tcPr></w:tc>`} {
			if strings.Contains(document, wrong) {
				t.Errorf("%s: %s", name, wrong)
			}
		}
	}
}

func TestDOCXPageIsTheDecrees(t *testing.T) {
	p := reportPaper()
	parts := partsOf(t, docxBytes(t, p))
	document := parts["word/document.xml"]
	// 210 x 297 mm; 20, 20, 20 and 30 mm, in twentieths of a point.
	portrait := `<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"`
	across := `<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"`
	if a, b := strings.Count(document, portrait), strings.Count(document, across); a != 2 || b != 1 {
		t.Errorf("%d sections upright and %d across, want 2 and 1", a, b)
	}
	if strings.Count(document, `<w:titlePg/>`) != 1 || strings.Index(document, `<w:titlePg/>`) > strings.Index(document, `w:orient`) {
		t.Error("only page 1 is without a number")
	}
	if !strings.Contains(parts["word/header1.xml"], " PAGE ") || !strings.Contains(parts["word/header1.xml"], `w:val="center"`) {
		t.Error("the header has no page number in its middle")
	}
	if n := strings.Count(document, `<w:tblHeader/>`); n != 3 {
		t.Errorf("%d rows are repeated, want the one of the short table and the two of the long", n)
	}
	for _, want := range []string{`w:ascii="Times New Roman"`, `w:firstLine="720"`, `w:before="120"`, `<w:sz w:val="28"/>`, `<w:lang w:val="vi-VN"`} {
		if !strings.Contains(parts["word/styles.xml"], want) {
			t.Errorf("the styles have no %s", want)
		}
	}
	motto := fmt.Sprintf(`<w:ind w:left="%d"`, twips((p.letterhead().rightWidth-length(motto, bold, sizeMotto))/2))
	if !strings.Contains(document, motto) {
		t.Errorf("no rule is as long as the motto: %s", motto)
	}
}

func TestSamePaperIsTheSameDOCX(t *testing.T) {
	for name, p := range papers(t) {
		first := docxBytes(t, p)
		for range 4 {
			if !bytes.Equal(docxBytes(t, p), first) {
				t.Errorf("%s: the bytes differ", name)
			}
		}
	}
}

func BenchmarkWriteDOCX(b *testing.B) {
	p := reportPaper()
	for b.Loop() {
		docxBytes(b, p)
	}
}
