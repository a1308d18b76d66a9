package doc

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/richardlehane/mscfb"
)

// Kind is the media type of a file as its bytes show it: of the documents,
// sheets and slides of office programs their own, text/plain for any text, else
// what its beginning looks like. An error is a *fault.Error of kind Invalid or
// TooLarge, for a file that is damaged, locked or unpacks to far too much.
func Kind(data []byte) (string, error) {
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
		return kindOfZip(data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return kindOfCFB(data)
	}
	found := mimetype.Detect(data)
	if found.Is("text/html") || found.Is("image/svg+xml") || !txtPlain(data) {
		kind, _, _ := strings.Cut(found.String(), ";")
		return kind, nil
	}
	return "text/plain", nil
}

func kindOfZip(data []byte) (string, error) {
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

func kindOfCFB(data []byte) (string, error) {
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
	return "application/x-ole-storage", nil
}
