package attach

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"sauro/fault"
)

func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		name, text, _ := strings.Cut(name, "=")
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
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

func TestEvidenceIsWhatItsBytesShow(t *testing.T) {
	for want, data := range map[string][]byte{
		"application/pdf": []byte("%PDF-1.7\n"),
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   zipOf(t, "[Content_Types].xml", "word/document.xml"),
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         zipOf(t, "xl/workbook.xml", "[Content_Types].xml"),
		"application/vnd.openxmlformats-officedocument.presentationml.presentation": zipOf(t, "[Content_Types].xml", "ppt/presentation.xml"),
		"application/vnd.oasis.opendocument.text":                                   zipOf(t, "mimetype=application/vnd.oasis.opendocument.text"),
		"application/vnd.oasis.opendocument.spreadsheet":                            zipOf(t, "mimetype=application/vnd.oasis.opendocument.spreadsheet"),
		"application/zip": zipOf(t, "anh 1.jpg", "anh 2.jpg"),
		"text/plain":      []byte("Danh sách lớp 2\n1. Công chức A"),
	} {
		kind, kept, bared, err := Keep("gi-do.exe", data)
		if err != nil || kind != want || bared || !bytes.Equal(kept, data) {
			t.Errorf("want %s: %s, %v, %v", want, kind, bared, err)
		}
	}
	if kind, _, _, err := Keep("lop.CSV", []byte("stt;ten\n1;A")); err != nil || kind != "text/csv" {
		t.Error(kind, err)
	}
}

func TestEvidenceOfOtherKindsIsRefusedWithWords(t *testing.T) {
	heic := append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 64)...)
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"anh.heic":    {heic, "ảnh JPEG"},
		"gia.jpg":     {[]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00"), "Không nhận loại tệp của gia.jpg"},
		"trang.txt":   {[]byte("<!doctype html><html><script>alert(1)</script>"), "Không nhận loại tệp"},
		"hinh.svg":    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), "Không nhận loại tệp"},
		"cut.docx":    {zipOf(t, "word/document.xml", "[Content_Types].xml")[:40], "cắt giữa chừng"},
		"phim.mp4":    {append([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"), make([]byte, 64)...), "Không nhận loại tệp"},
		"bang.doc":    {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "cắt giữa chừng"},
		"nhieu.zip":   {append([]byte("PK\x03\x04"), bytes.Repeat([]byte("PK\x01\x02"), 10_001)...), "nở ra quá lớn"},
		"nhi-phan.tx": {[]byte("a\x00b\x00\x01\x02"), "Không nhận loại tệp"},
	} {
		_, _, _, err := Keep(name, c.data)
		if fault.Of(err) == fault.Internal || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
