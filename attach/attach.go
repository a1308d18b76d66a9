// Package attach takes in the files that prove something: it lets in what an office
// has a use for and keeps of a photograph only what can be seen. It knows which kinds
// of file are taken and where photographs hide their place and their device. It
// refuses to know what a file proves, who sent it and where it is kept.
package attach

import (
	"bytes"
	"errors"
	"path"
	"strings"

	"sauro/doc"
	"sauro/fault"
)

// Accept is what a form's file field proposes, as its accept attribute.
const Accept = ".pdf,.doc,.docx,.xls,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.jpg,.jpeg,.png,.webp,.zip"

// Keep gives a file as it is kept: its type as its bytes show it, whatever its
// name says, and its bytes; those of a photograph without the place and the device
// it was taken with. bared reports whether something was taken out. Photographs
// that cannot be rid of their place (HEIC) and kinds of file that an office has no
// use for are refused with a *fault.Error. name is used only to tell a table from
// a text, and to say which file is refused.
func Keep(name string, data []byte) (kind string, kept []byte, bared bool, err error) {
	kind, err = kindOf(name, data)
	if err != nil || !strings.HasPrefix(kind, "image/") {
		return kind, data, false, err
	}
	kept, err = bare(kind, data)
	return kind, kept, err == nil && !bytes.Equal(kept, data), err
}

// kindOf is the type of a file that is taken.
func kindOf(name string, data []byte) (string, error) {
	const office, open = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
	kind, err := doc.Kind(data)
	if err != nil {
		return "", err
	}
	switch kind {
	case "text/plain":
		if strings.EqualFold(path.Ext(name), ".csv") {
			return "text/csv", nil
		}
		return kind, nil
	case "image/jpeg", "image/png", "image/webp", "application/pdf", "application/zip",
		"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		office + "wordprocessingml.document", office + "spreadsheetml.sheet", office + "presentationml.presentation",
		open + "text", open + "spreadsheet", open + "presentation":
		return kind, nil
	case "image/heic", "image/heic-sequence", "image/heif", "image/heif-sequence", "image/avif":
		return "", fault.New(fault.Invalid, "Ảnh %s là loại HEIC, chưa bỏ được vị trí chụp ra khỏi ảnh nên chưa nhận. Hãy lưu hoặc chụp lại màn hình thành ảnh JPEG rồi gửi.", name)
	}
	return "", fault.Because(errors.New(kind), fault.Invalid, "Không nhận loại tệp của %s. Hãy gửi PDF, Word, Excel, PowerPoint, ODF, TXT, CSV, ảnh JPEG, PNG, WebP hoặc tệp ZIP.", name)
}
