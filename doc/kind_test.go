package doc

import (
	"bytes"
	"os"
	"testing"

	"sauro/fault"
)

func TestKindIsWhatTheBytesShow(t *testing.T) {
	word, err := os.ReadFile("testdata/letter.doc")
	if err != nil {
		t.Fatal(err)
	}
	// The same compound file, with a stream of another name in it.
	other := bytes.ReplaceAll(word, []byte("W\x00o\x00r\x00d\x00D\x00o\x00c"), []byte("X\x00o\x00r\x00d\x00D\x00o\x00c"))
	for want, data := range map[string][]byte{
		"application/msword":        word,
		"application/x-ole-storage": other,
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": writtenDOCX(t, letterPaper()),
		"application/pdf": writtenPDF(t, letterPaper()),
		"text/plain":      []byte("Danh sách lớp 2"),
		"text/html":       []byte("<!doctype html><html><script>alert(1)</script>"),
	} {
		if kind, err := Kind(data); err != nil || kind != want {
			t.Errorf("%q, %v; want %s", kind, err, want)
		}
	}
	if kind, err := Kind(word[:600]); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file cut off is %q, %v", kind, err)
	}
}
