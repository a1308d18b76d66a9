package doc

import (
	"archive/zip"
	"bytes"
	"errors"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/richardlehane/mscfb"

	"sauro/fault"
)

// EvidenceAccept is what a form's file field proposes, as its accept attribute.
const EvidenceAccept = ".pdf,.doc,.docx,.xls,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.jpg,.jpeg,.png,.webp,.zip"

// Evidence is a file as it is kept to prove something: its type as its bytes
// show it, whatever its name says, and its bytes; those of a photograph without
// the place and the device it was taken with. bared reports whether something
// was taken out. Photographs that cannot be rid of their place (HEIC) and kinds
// of file that an office has no use for are refused. name is used only to tell a
// table from a text.
func Evidence(name string, data []byte) (kind string, kept []byte, bared bool, err error) {
	kind, err = evidenceKind(name, data)
	if err != nil || !strings.HasPrefix(kind, "image/") {
		return kind, data, false, err
	}
	kept, err = bare(kind, data)
	return kind, kept, err == nil && !bytes.Equal(kept, data), err
}

func evidenceKind(name string, data []byte) (string, error) {
	head := data[:min(len(data), 1024)]
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "image/jpeg", nil
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png", nil
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "image/webp", nil
	case bytes.Contains(head, []byte("%PDF-")):
		return "application/pdf", nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return evidenceZip(data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return evidenceCFB(data)
	}
	found := mimetype.Detect(data)
	switch {
	case found.Is("image/heic"), found.Is("image/heif"), found.Is("image/avif"), found.Is("image/heic-sequence"), found.Is("image/heif-sequence"):
		return "", fault.New(fault.Invalid, "Ảnh %s là loại HEIC, chưa bỏ được vị trí chụp ra khỏi ảnh nên chưa nhận. Hãy lưu hoặc chụp lại màn hình thành ảnh JPEG rồi gửi.", name)
	case found.Is("text/html"), found.Is("image/svg+xml"), !txtPlain(data):
		return "", faultEvidence(name, found.String())
	case strings.EqualFold(path.Ext(name), ".csv"):
		return "text/csv", nil
	}
	return "text/plain", nil
}

func faultEvidence(name, found string) *fault.Error {
	return fault.Because(errors.New(found), fault.Invalid, "Không nhận loại tệp của %s. Hãy gửi PDF, Word, Excel, PowerPoint, ODF, TXT, CSV, ảnh JPEG, PNG, WebP hoặc tệp ZIP.", name)
}

func evidenceZip(data []byte) (string, error) {
	// The list of names costs memory before anything can be counted.
	if bytes.Count(data, []byte("PK\x01\x02")) > 10_000 {
		return "", faultBomb(errors.New("more than 10,000 parts"))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", faultBroken(err)
	}
	const office, open = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
	types := false
	for _, f := range z.File {
		types = types || f.Name == "[Content_Types].xml"
	}
	for _, f := range z.File {
		switch {
		case types && strings.HasPrefix(f.Name, "word/document"):
			return office + "wordprocessingml.document", nil
		case types && strings.HasPrefix(f.Name, "xl/workbook"):
			return office + "spreadsheetml.sheet", nil
		case types && strings.HasPrefix(f.Name, "ppt/presentation"):
			return office + "presentationml.presentation", nil
		}
	}
	for _, kind := range []string{"text", "spreadsheet", "presentation"} {
		if strings.HasPrefix(zipKind(z), open+kind) {
			return open + kind, nil
		}
	}
	return "application/zip", nil
}

func evidenceCFB(data []byte) (string, error) {
	z, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return "", faultBroken(err)
	}
	for _, f := range z.File {
		switch f.Name {
		case "EncryptedPackage":
			return "", faultLocked(errors.New("EncryptedPackage"))
		case "WordDocument":
			return "application/msword", nil
		case "Workbook", "Book":
			return "application/vnd.ms-excel", nil
		case "PowerPoint Document":
			return "application/vnd.ms-powerpoint", nil
		}
	}
	return "", faultUnaccepted(errors.New("compound file"))
}
