package doc

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/richardlehane/mscfb"

	"sauro/fault"
)

// sniff finds the format of a file in its content, or the fault that says
// what the file is instead.
func sniff(data []byte) (string, error) {
	switch {
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return "pdf", nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return sniffCFB(data)
	case bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), 64)], "\ufeff \r\n\t"), []byte(`{\rtf`)):
		return "", fault.New(fault.Invalid, "Tệp là loại RTF, chưa đọc được. Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại.")
	}
	kind := mimetype.Detect(data)
	switch {
	case strings.HasPrefix(kind.String(), "image/"):
		return "", fault.New(fault.Invalid, "Tệp là hình ảnh, không phải văn bản. Chỉ nhận văn bản .docx, .odt, .doc, .pdf hoặc .txt. Ảnh chụp văn bản hãy gộp thành một tệp PDF rồi gửi lại.")
	case kind.Is("text/html"), bytes.HasPrefix(data, []byte("MIME-Version:")):
		return "", fault.New(fault.Invalid, "Tệp là trang web, không phải văn bản Word. Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại.")
	}
	if txtPlain(data) {
		return "txt", nil
	}
	return "", faultUnaccepted(errors.New(kind.String()))
}

func faultUnaccepted(cause error) *fault.Error {
	return fault.Because(cause, fault.Invalid, "Không đọc được loại tệp này. Chỉ nhận văn bản .docx, .odt, .doc, .pdf hoặc .txt. Hãy lưu lại thành một trong các loại đó rồi gửi lại.")
}

func faultSheet() *fault.Error {
	return fault.New(fault.Invalid, "Tệp là bảng tính Excel, không phải văn bản. Chỉ nhận văn bản .docx, .odt, .doc, .pdf hoặc .txt. Hãy chép bảng sang Word, hoặc in ra PDF, rồi gửi lại.")
}

func faultSlides() *fault.Error {
	return fault.New(fault.Invalid, "Tệp là bài trình chiếu, không phải văn bản. Chỉ nhận văn bản .docx, .odt, .doc, .pdf hoặc .txt. Hãy in ra PDF rồi gửi lại.")
}

func sniffZip(data []byte) (string, error) {
	// The list of names costs memory before anything can be counted.
	if bytes.Count(data, []byte("PK\x01\x02")) > 10_000 {
		return "", faultBomb(errors.New("more than 10,000 parts"))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", faultBroken(err)
	}
	var docx, content, manifest bool
	for _, f := range z.File {
		switch {
		case f.Name == "word/document.xml", f.Name == "word/document2.xml":
			docx = true
		case f.Name == "content.xml":
			content = true
		case f.Name == "META-INF/manifest.xml":
			manifest = true
		case strings.HasPrefix(f.Name, "xl/"):
			return "", faultSheet()
		case strings.HasPrefix(f.Name, "ppt/"):
			return "", faultSlides()
		}
	}
	switch {
	case docx:
		return "docx", nil
	case content && manifest:
		switch kind := zipKind(z); {
		case strings.Contains(kind, "opendocument.spreadsheet"):
			return "", faultSheet()
		case strings.Contains(kind, "opendocument.presentation"):
			return "", faultSlides()
		}
		return "odt", nil
	}
	return "", fault.New(fault.Invalid, "Tệp là tệp nén, không phải một văn bản. Chỉ nhận văn bản .docx, .odt, .doc, .pdf hoặc .txt. Hãy giải nén rồi gửi từng văn bản.")
}

// zipKind is what an OpenDocument file says of itself in its first part.
func zipKind(z *zip.Reader) string {
	f, err := z.Open("mimetype")
	if err != nil {
		return ""
	}
	defer f.Close()
	kind, _ := io.ReadAll(io.LimitReader(f, 100))
	return string(kind)
}

func sniffCFB(data []byte) (string, error) {
	z, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return "", faultBroken(err)
	}
	found := map[string]bool{}
	for _, f := range z.File {
		found[f.Name] = true
	}
	switch {
	case found["EncryptedPackage"]:
		return "", faultLocked(errors.New("EncryptedPackage"))
	case found["WordDocument"]:
		return "doc", nil
	case found["Workbook"], found["Book"]:
		return "", faultSheet()
	case found["PowerPoint Document"]:
		return "", faultSlides()
	}
	return "", faultUnaccepted(errors.New("compound file"))
}
