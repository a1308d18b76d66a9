package doc

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/fault"
)

// TestMain keeps the machine code of the PDF engine between runs, as the
// program does.
func TestMain(m *testing.M) {
	if dir, err := os.UserCacheDir(); err == nil {
		if dir = filepath.Join(dir, "sauro-test-pdf"); os.MkdirAll(dir, 0o700) == nil {
			CacheIn(dir)
		}
	}
	code := m.Run()
	Close()
	os.Exit(code)
}

// zipped packs parts, given as name and content by turns.
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const nsW = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// docxOf is a Word document with the body, and more parts by name.
func docxOf(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	return zipped(t, append([]string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml", `<?xml version="1.0"?><w:document` + nsW + `><w:body>` + body + `</w:body></w:document>`,
	}, more...)...)
}

// wp is a paragraph of Word with the text.
func wp(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

// read extracts what must be readable.
func read(t testing.TB, data []byte) Text {
	t.Helper()
	text, err := Extract(context.Background(), "thử", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// refused checks that the file is refused with the kind and the words.
func refused(t *testing.T, data []byte, kind fault.Kind, words string) {
	t.Helper()
	text, err := Extract(context.Background(), "thử", data, nil)
	var f *fault.Error
	switch {
	case err == nil:
		t.Fatalf("was read: %.80q", text.Body)
	case !errors.As(err, &f):
		t.Fatalf("%T is no fault: %v", err, err)
	case f.Kind != kind || !strings.Contains(f.Text.String(), words):
		t.Fatalf("refused with kind %d %v, want kind %d with %q", f.Kind, err, kind, words)
	case text != Text{}:
		t.Fatalf("refused, yet gave %+v", text)
	}
}

func TestFormatIsFoundInTheContent(t *testing.T) {
	written := writtenPDF(t, letterPaper())
	for _, c := range []struct {
		data   []byte
		format string
	}{
		{docxOf(t, wp("Kính gửi")), "docx"},
		{odtOf(t, `<text:p>Kính gửi</text:p>`), "odt"},
		{written, "pdf"},
		{append([]byte("\r\n"), written...), "pdf"},
		{[]byte("Kính gửi: Sở Nội vụ"), "txt"},
	} {
		text, err := Extract(context.Background(), "văn bản.xlsx", c.data, nil)
		if err != nil || text.Format != c.format {
			t.Errorf("%q, %v; want %s", text.Format, err, c.format)
		}
	}
}

func TestWhatIsNoDocumentIsRefusedWithAWord(t *testing.T) {
	xlsx := zipped(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>")
	ods := zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>", "META-INF/manifest.xml", "<x/>")
	// The trailer says that the PDF is locked, and the tree of pages how many it has.
	locked := bytes.Replace(writtenPDF(t, letterPaper()), []byte("trailer\n<<"), []byte("trailer\n<</ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O("+strings.Repeat("a", 32)+")/U("+strings.Repeat("b", 32)+")>>"), 1)
	pages := bytes.Replace(writtenPDF(t, letterPaper()), []byte("/Kids [3 0 R ]\n/Count 1\n"), []byte("/Kids [3 0 R]/Count 2000"), 1)
	for name, c := range map[string]struct {
		data  []byte
		kind  fault.Kind
		words string
	}{
		"empty":        {nil, fault.Invalid, "rỗng"},
		"picture":      {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"), fault.Invalid, "hình ảnh"},
		"sheet":        {xlsx, fault.Invalid, "bảng tính"},
		"sheet of ODF": {ods, fault.Invalid, "bảng tính"},
		"slides":       {zipped(t, "ppt/presentation.xml", "<x/>"), fault.Invalid, "trình chiếu"},
		"archive":      {zipped(t, "a.txt", "a"), fault.Invalid, "giải nén"},
		"program":      {append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04"), make([]byte, 400)...), fault.Invalid, ".docx, .odt, .doc, .pdf hoặc .txt"},
		"rtf":          {[]byte(`{\rtf1\ansi Kinh gui}`), fault.Invalid, "RTF"},
		"web page":     {[]byte("<!DOCTYPE html><html><body>Kính gửi</body></html>"), fault.Invalid, "trang web"},
		"huge":         {make([]byte, MaxFile+1), fault.TooLarge, "40 MB"},
		"no letters":   {docxOf(t, wp("1.")), fault.Invalid, "không có chữ"},
		"broken zip":   {[]byte("PK\x03\x04 and no more"), fault.Invalid, "hỏng"},
		"broken CFB":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more"), fault.Invalid, "hỏng"},
		"broken PDF":   {[]byte("%PDF-1.7\nand no more"), fault.Invalid, "hỏng"},
		"spaces":       {[]byte(" \n \r\n"), fault.Invalid, "không có chữ"},
		"old letters":  {docxOf(t, wp(strings.Repeat("Céng hßa x· héi chñ nghÜa ViÖt Nam, ®éc lËp tù do h¹nh phóc, kÕ ho¹ch thùc hiÖn. ", 3))), fault.Invalid, "TCVN3"},
		"old VNI":      {docxOf(t, wp(strings.Repeat("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM, ñoäc laäp töï do haïnh phuùc, thöïc hieän nhieäm vuï ", 3))), fault.Invalid, "VNI"},
		"locked ODT":   {odtOf(t, `<text:p>a</text:p>`, "META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:encryption-data/></manifest:manifest>`), fault.Invalid, "mật khẩu"},
		"locked PDF":   {locked, fault.Invalid, "mật khẩu"},
		"many pages":   {pages, fault.TooLarge, "2000 trang"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.data, c.kind, c.words) })
	}
}

func TestOtherLanguagesAreNotOldLetters(t *testing.T) {
	if legacyLetters(strings.Repeat("Les autorités françaises ont décidé de créer un comité ; été, élève, forêt, où, ça. ", 5)) {
		t.Error("French was taken for TCVN3 or VNI")
	}
	if legacyLetters(strings.Repeat("Chủ tịch Ủy ban nhân dân xã cam kết thực hiện. ", 5)) {
		t.Error("Vietnamese was taken for TCVN3 or VNI")
	}
}

func TestFileCutAtAnyPlaceIsRefusedOrReadUpToThere(t *testing.T) {
	whole := docxOf(t, wp("Chủ tịch UBND xã cam kết")+wp("Hết"))
	doc, err := os.ReadFile("testdata/letter.doc")
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{whole, odtOf(t, `<text:p>Chủ tịch</text:p>`), doc} {
		for n := 1; n < len(data); n += max(1, len(data)/37) {
			_, err := Extract(context.Background(), "cắt", data[:n], nil)
			var f *fault.Error
			if err != nil && !errors.As(err, &f) {
				t.Fatalf("cut at %d: %v", n, err)
			}
		}
		if text, err := Extract(context.Background(), "cắt", data[:len(data)/2], nil); err == nil {
			t.Errorf("half of a file was read: %.60q", text.Body)
		}
	}
}

func TestZipBombsAreRefusedBeforeTheyUnpack(t *testing.T) {
	spaces := strings.Repeat(" ", 1<<20)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.Create("[Content_Types].xml")
	w, _ := z.Create("word/document.xml")
	fmt.Fprint(w, `<w:document`+nsW+`><w:body><w:p>`)
	for range 300 {
		w.Write([]byte(spaces))
	}
	z.Close()
	refused(t, b.Bytes(), fault.TooLarge, "nở ra quá lớn")

	names := append([]byte("PK\x03\x04"), bytes.Repeat([]byte("PK\x01\x02"), 20_000)...)
	refused(t, names, fault.TooLarge, "nở ra quá lớn")
}

func TestXMLTricksAreRefused(t *testing.T) {
	laughs := `<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><w:document` + nsW + `><w:body><w:p><w:r><w:t>&m;</w:t></w:r></w:p></w:body></w:document>`
	outside := `<!DOCTYPE a [<!ENTITY l SYSTEM "file:///etc/passwd">]><w:document` + nsW + `/>`
	deep := `<w:document` + nsW + `>` + strings.Repeat("<w:sdt>", 5000) + strings.Repeat("</w:sdt>", 5000) + `</w:document>`
	for _, xml := range []string{laughs, outside, deep, `<w:document` + nsW + `><w:body>`, `<w:a></w:b>`, `&x;`} {
		refused(t, zipped(t, "[Content_Types].xml", "<T/>", "word/document.xml", xml), fault.Invalid, "hỏng")
	}
	tables := strings.Repeat("<w:tbl><w:tr><w:tc>", 200) + wp("đáy") + strings.Repeat("</w:tc></w:tr></w:tbl>", 200)
	refused(t, docxOf(t, tables), fault.Invalid, "không có chữ")
}

func TestMoreTextThanIsReadIsRefused(t *testing.T) {
	line := wp(strings.Repeat("chữ và chữ khác nữa ", 50))
	var body strings.Builder
	for i := range MaxText/1200 + 1000 {
		body.WriteString(line)
		body.WriteString(wp(fmt.Sprint("Số ", i*7919%100_003)))
	}
	refused(t, docxOf(t, body.String()), fault.TooLarge, "tách")
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, data := range [][]byte{docxOf(t, wp("Kính gửi")), odtOf(t, `<text:p>a</text:p>`), writtenPDF(t, letterPaper())} {
		if _, err := Extract(ctx, "thử", data, nil); !fault.Is(err, fault.Busy) {
			t.Errorf("ended with %v", err)
		}
	}
}

func TestBodyIsTidy(t *testing.T) {
	got := read(t, []byte("\ufeffKi\u0301nh gửi:\u00a0Sở  \r\n\r\n\r\n\r\n- Như trên\u200b;\t\r\n\r\n")).Body
	if want := "Kính gửi: Sở\n\n- Như trên;\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
