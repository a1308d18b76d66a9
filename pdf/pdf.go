// Package pdf takes the text out of PDF files: paragraphs and tables in the order
// in which a person reads them. It knows pages, letters and where they stand, drawn
// lines, and pictures of pages, which it has another program read. It refuses to
// know any other kind of file, how its blocks are printed and what they mean.
package pdf

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"sauro/fault"
)

// What is read at most.
const (
	MaxPages     = 500 // pages of a file that has its text in it
	MaxScanPages = 100 // pages of a file that must be read from pictures

	maxLetters = 8 << 20 // of all pages
)

// What keeps a file from being read.
var (
	ErrLocked  = errors.New("the PDF has a password")
	ErrTooLong = errors.New("the PDF holds more text than is read")
)

// Text is what was read out of a file.
type Text struct {
	Blocks  []Block
	Pages   int
	Scanned bool // read from pictures of the pages
}

// Block is a paragraph or a table with drawn lines. The zero Block is the
// distance between what stands side by side and the text around it.
type Block struct {
	Text  string     // of a paragraph, as one line; the mark of a footnote is "[1]"
	Notes []string   // footnotes that stand behind the block, each as "[1] ..."
	Rows  [][]string // of a table instead of a paragraph, all with the same number of cells; what a merged cell covers is ""
}

// hasWords reports whether any block says something.
func (t Text) hasWords() bool {
	said := func(s string) bool { return strings.TrimSpace(s) != "" }
	for _, b := range t.Blocks {
		if said(b.Text) || slices.ContainsFunc(b.Notes, said) {
			return true
		}
		for _, row := range b.Rows {
			if slices.ContainsFunc(row, said) {
				return true
			}
		}
	}
	return false
}

// Read reads the text of the pages, or has the pages read as pictures where they
// hold no text. progress may be nil, else it is told how many of the pages are
// done. An error is ctx's, ErrLocked, ErrTooLong, a *fault.Error (TooLarge over a
// limit of pages, Invalid for a scan that cannot be read here); any other is of a
// file that is damaged. Bytes of anybody's making may make the engine panic.
func Read(ctx context.Context, data []byte, progress func(done, total int)) (Text, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	var text Text
	var pages []*page
	var letters int
	err := withFile(ctx, data, func(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, more func() error) error {
		count, err := engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
		if err != nil {
			return err
		}
		text.Pages = count.PageCount
		switch {
		case text.Pages < 1:
			return errors.New("the PDF has no page")
		case text.Pages > MaxPages:
			return fault.New(fault.TooLarge, "Tệp PDF có %d trang, nhiều nhất đọc được %d trang. Hãy tách phần cần đọc thành tệp riêng rồi gửi lại.", text.Pages, MaxPages)
		}
		for i := range text.Pages {
			if err := more(); err != nil {
				return err
			}
			page, err := readPage(engine, doc, i)
			if err != nil {
				return err
			}
			if letters += len(page.glyphs); letters > maxLetters {
				return ErrTooLong
			}
			page.lay(i)
			pages = append(pages, page)
			progress(i+1, text.Pages)
		}
		return nil
	})
	if err != nil {
		return text, err
	}
	// A scan may carry the words of its stamp or its page numbers.
	if letters < 40*text.Pages && letters < 400 {
		return readScan(ctx, data, text, progress)
	}
	text.Blocks = flowOf(pages)
	return text, nil
}

// readScan has the pages read by OCR.
func readScan(ctx context.Context, data []byte, text Text, progress func(done, total int)) (Text, error) {
	switch {
	case !scanReady(ctx):
		return text, fault.New(fault.Invalid, "Tệp là bản quét, chỉ có hình, không có chữ, mà máy này chưa cài phần đọc chữ từ bản quét. Hãy gửi bản Word hoặc bản PDF xuất từ Word, hoặc nhờ người quản trị cài phần đọc bản quét (tesseract, tiếng Việt).")
	case text.Pages > MaxScanPages:
		return text, fault.New(fault.TooLarge, "Bản quét có %d trang, nhiều nhất đọc được %d trang. Hãy tách phần cần đọc thành tệp riêng rồi gửi lại.", text.Pages, MaxScanPages)
	}
	text.Scanned = true
	var pages []*page
	for i := range text.Pages {
		progress(i, text.Pages)
		// The engine is free for others while the words of a page are read.
		picture, rules, err := scanPicture(ctx, data, i)
		if err != nil {
			return text, err
		}
		page, err := scanWords(ctx, picture)
		if err != nil {
			return text, err
		}
		page.rules = rules
		page.lay(i)
		pages = append(pages, page)
	}
	progress(text.Pages, text.Pages)
	text.Blocks = flowOf(pages)
	if !text.hasWords() {
		return text, fault.New(fault.Invalid, "Bản quét không đọc ra chữ nào. Hãy quét lại rõ hơn, đúng chiều, độ phân giải từ 300 dpi, rồi gửi lại.")
	}
	return text, nil
}
