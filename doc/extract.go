package doc

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"sauro/fault"
	"sauro/pdf"
	"sauro/vn"
)

// What is read at most. More is refused with a fault of kind TooLarge.
const (
	MaxFile      = 40 << 20  // bytes of a file
	MaxUnpacked  = 200 << 20 // bytes of XML unpacked from a .docx or .odt, all parts together
	MaxText      = 32 << 20  // bytes of text that come out of a file
	MaxPages     = pdf.MaxPages
	MaxScanPages = pdf.MaxScanPages
)

// Text is what was read out of a file.
type Text struct {
	Format string // "docx", "odt", "doc", "pdf" or "txt", by the content

	// Body is the text in NFC, a paragraph a line, at most one empty line
	// between two. A row of a ruled table is a line with " | " between its
	// cells; a cell covered by a merged one is empty, and empty cells at the
	// end of a row are left out. A table without lines, a letterhead or a
	// signature block comes cell after cell, a paragraph a line. The mark of a
	// footnote is "[1]", and its text the line "[1] ..." after the paragraph.
	Body string

	Pages   int  // pages of a PDF, 0 else
	Scanned bool // read from pictures of the pages: screens mark it "đọc từ bản quét"
}

// Progress is told how far long work is: done of total pages.
type Progress func(done, total int)

// Extract reads the text of a file. The format is found in the content; the
// name goes to the log only. progress may be nil. Every error is a
// *fault.Error: TooLarge over a limit, Busy where ctx ended first or reading
// took too long, Invalid where the file cannot be read.
func Extract(ctx context.Context, name string, data []byte, progress Progress) (text Text, err error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	defer func() {
		// The readers of others' libraries meet bytes of anybody's making.
		if p := recover(); p != nil {
			err = faultBroken(fmt.Errorf("panic: %v", p))
		}
		if err != nil {
			text, err = Text{}, asFault(ctx, name, err)
		}
	}()
	switch {
	case len(data) == 0:
		return text, fault.New(fault.Invalid, "Tệp rỗng, không có gì để đọc. Hãy kiểm tra lại tệp rồi chọn lại.")
	case len(data) > MaxFile:
		return text, fault.New(fault.TooLarge, "Tệp lớn hơn %d MB. Hãy tách thành các tệp nhỏ hơn, hoặc bỏ bớt hình ảnh, rồi gửi lại.", MaxFile>>20)
	}
	text.Format, err = sniff(data)
	if err != nil {
		return text, err
	}
	switch text.Format {
	case "docx":
		text.Body, err = readDOCX(ctx, data)
	case "odt":
		text.Body, err = readODT(ctx, data)
	case "doc":
		text.Body, err = readDOC(ctx, data)
	case "pdf":
		text, err = readPDF(ctx, data, progress)
	default:
		text.Body, err = readTXT(data)
	}
	if err != nil {
		return text, err
	}
	text.Body = tidy(text.Body)
	switch {
	case strings.IndexFunc(text.Body, unicode.IsLetter) < 0:
		return text, fault.New(fault.Invalid, "Tệp mở được nhưng không có chữ nào. Nếu văn bản là ảnh dán trong tệp, hãy gửi bản PDF quét hoặc bản gốc có chữ.")
	case legacyLetters(text.Body):
		return text, fault.New(fault.Invalid, "Chữ trong tệp dùng bảng mã cũ (TCVN3 hoặc VNI) nên không đọc đúng dấu. Hãy chuyển sang Unicode (phông Times New Roman) rồi gửi lại.")
	}
	return text, nil
}

// tidy is the door of the text: NFC, plain spaces, no white space at the end
// of a line, at most one empty line in a row.
func tidy(s string) string {
	s = vn.NFC(s)
	var b strings.Builder
	b.Grow(len(s))
	empty := true // at the start no empty line is wanted
	for line := range strings.Lines(s) {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			if !empty {
				b.WriteByte('\n')
			}
			empty = true
			continue
		}
		empty = false
		if strings.ContainsAny(line, "\f\u00a0\u2002\u2003\u2007\u2009\u202f") {
			line = strings.Map(func(r rune) rune {
				switch r {
				case '\f', '\u00a0', '\u2002', '\u2003', '\u2007', '\u2009', '\u202f':
					return ' '
				}
				return r
			}, line)
			if line = strings.TrimRight(line, " "); line == "" {
				continue
			}
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

var errTooLong = errors.New("more text than is read")

// asFault makes of every error one that a person can be told.
func asFault(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Because(fmt.Errorf("%s: %w", name, err), fault.Busy, "Việc đọc tệp đã dừng giữa chừng. Hãy gửi lại tệp; nếu vẫn không được, hãy tách tệp thành các phần nhỏ hơn.")
	}
	if errors.Is(err, errTooLong) || errors.Is(err, pdf.ErrTooLong) {
		return fault.Because(fmt.Errorf("%s: %w", name, err), fault.TooLarge, "Tệp chứa nhiều nội dung hơn mức đọc được. Hãy tách thành các tệp nhỏ hơn rồi gửi lại.")
	}
	if errors.Is(err, pdf.ErrLocked) {
		return faultLocked(fmt.Errorf("%s: %w", name, err))
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		return faultBroken(fmt.Errorf("%s: %w", name, err))
	}
	told := *f
	if told.Cause != nil {
		told.Cause = fmt.Errorf("%s: %w", name, told.Cause)
	}
	return &told
}

func faultBroken(cause error) *fault.Error {
	return fault.Because(cause, fault.Invalid, "Tệp bị hỏng hoặc bị cắt giữa chừng. Hãy mở thử trên máy, lưu lại rồi gửi lại.")
}

func faultLocked(cause error) *fault.Error {
	return fault.Because(cause, fault.Invalid, "Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu, lưu lại rồi gửi lại.")
}

func faultBomb(cause error) *fault.Error {
	return fault.Because(cause, fault.TooLarge, "Tệp nén nở ra quá lớn, không giống một văn bản bình thường. Hãy mở tệp trên máy, lưu lại rồi gửi lại.")
}

// legacyLetters reports whether the text was written with a font of before
// Unicode: its letters are then signs and accented letters in places where
// Vietnamese has none, and the real Vietnamese letters are missing.
func legacyLetters(s string) bool {
	var real, high, signs, doubled int
	var last rune
	for _, r := range s {
		switch {
		case r >= 0x1ea0 && r <= 0x1ef9, r == 'đ', r == 'Đ', r == 'ư', r == 'Ư', r == 'ơ', r == 'Ơ', r == 'ă', r == 'Ă':
			real++
		case r >= 0xa1 && r <= 0xff:
			high++
			switch {
			case unicode.IsLetter(last) && strings.ContainsRune("¸µ¶·¹¨»¾¼½©®«¬¦§¢£¤¥¡", r):
				signs++
			case strings.ContainsRune("aeouyAEOUYôöÔÖ", last) && strings.ContainsRune("äåâàáûõùøïëêèéüúãÄÅÂÀÁÛÕÙØÏËÊÈÉÜÚÃ", r):
				doubled++
			}
		}
		last = r
	}
	return high >= 20 && real*50 < high && (signs*8 > high || doubled*3 > high)
}
