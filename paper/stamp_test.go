package paper_test

import (
	"archive/zip"
	"bytes"
	"image/png"
	"io"
	"strings"
	"testing"

	"sauro/paper"
)

// code is no real QR code: a pattern that is known again.
func code() [][]bool {
	m := make([][]bool, 21)
	for y := range m {
		m[y] = make([]bool, 21)
		for x := range m[y] {
			m[y][x] = x == y || y == 0
		}
	}
	return m
}

func TestAStampIsPrintedBesideTheSignature(t *testing.T) {
	p := &paper.Paper{Issuer: []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"}, Kind: "Báo cáo", Body: []paper.Block{paper.Paragraph{Text: "Nội dung báo cáo."}},
		Sign: paper.Sign{Title: "Chủ tịch"}, Stamp: &paper.Stamp{Modules: code(), Lines: []string{"Mã tra cứu: 7K3-M9T-WX4", "https://camket.example/m"}}}
	var docx, again, pdf, plain bytes.Buffer
	for _, err := range []error{paper.WriteDOCX(&docx, p), paper.WriteDOCX(&again, p), paper.WritePDF(&pdf, p)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(docx.Bytes(), again.Bytes()) {
		t.Error("the same paper is not the same bytes")
	}
	parts := unzipped(t, docx.Bytes())
	text := parts["word/document.xml"]
	if at := strings.Index(text, "Mã tra cứu: 7K3-M9T-WX4"); at < strings.Index(text, "Nội dung báo cáo.") || !strings.Contains(text, `r:embed="rId4"`) {
		t.Error("the stamp does not stand in the sign block")
	}
	if !strings.Contains(parts["word/_rels/document.xml.rels"], `Id="rId4"`) || !strings.Contains(parts["[Content_Types].xml"], "image/png") {
		t.Error("the picture is not named as a part")
	}
	image, err := png.Decode(strings.NewReader(parts["word/media/stamp.png"]))
	if err != nil {
		t.Fatal(err)
	}
	dark := func(x, y int) bool { r, _, _, _ := image.At((x+4)*8+3, (y+4)*8+3).RGBA(); return r == 0 }
	for y := -4; y < 25; y++ {
		for x := -4; x < 25; x++ {
			want := x >= 0 && y >= 0 && x < 21 && y < 21 && code()[y][x]
			if dark(x, y) != want {
				t.Fatalf("the module %d, %d is dark: %v", x, y, !want)
			}
		}
	}
	p.Stamp = nil
	if err := paper.WritePDF(&plain, p); err != nil {
		t.Fatal(err)
	}
	if pdf.Len() <= plain.Len() {
		t.Error("nothing of the stamp is in the PDF")
	}
	var without bytes.Buffer
	if err := paper.WriteDOCX(&without, p); err != nil {
		t.Fatal(err)
	}
	if parts := unzipped(t, without.Bytes()); parts["word/media/stamp.png"] != "" || strings.Contains(parts["[Content_Types].xml"], "png") {
		t.Error("a paper without a stamp has a picture")
	}
}

// unzipped are the parts of a DOCX by their names.
func unzipped(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}
