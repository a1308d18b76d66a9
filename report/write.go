package report

import (
	"fmt"
	"io"
	"time"

	"sauro/fault"
	"sauro/paper"
)

// Form is a file format that documents are written in.
type Form string

// The forms.
const (
	DOCX Form = "docx"
	PDF  Form = "pdf"
	XLSX Form = "xlsx"
)

// Forms are all forms, in the order a page offers them.
var Forms = []Form{DOCX, PDF, XLSX}

// mediaTypes are the forms' media types.
var mediaTypes = map[Form]string{
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	PDF:  "application/pdf",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// MediaType is what the form is called over HTTP.
func (f Form) MediaType() string { return mediaTypes[f] }

// Write writes a report in a form. It reads nothing but the frozen figures and
// the code that was given out with them, so the same report is the same bytes
// whatever was recorded since. A form that
// does not exist is fault.Unknown.
func Write(w io.Writer, r Report, form Form) error {
	if form == XLSX {
		return paper.WriteXLSX(w, r.book())
	}
	p, err := r.paper()
	switch {
	case err != nil:
		return err
	case form == DOCX:
		return paper.WriteDOCX(w, p)
	case form == PDF:
		return paper.WritePDF(w, p)
	}
	return noForm(form)
}

// FileName is what the file is called where it is kept: "BC-2026-0001.docx".
func (r Report) FileName(form Form) string { return r.Ref + "." + string(form) }

// ModTime is the time of the file: when the report was made.
func (r Report) ModTime() time.Time { return r.MadeAt }

func noForm(form Form) error {
	return fault.New(fault.Unknown, "Không có dạng tệp %s. Hãy chọn docx, pdf hoặc xlsx.", fmt.Sprint(form))
}
