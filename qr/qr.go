// Package qr draws a text as a QR code (ISO/IEC 18004) for pages and papers. It
// refuses to know what the text is.
package qr

import (
	"strconv"
	"strings"

	"rsc.io/qr"

	"sauro/fault"
)

// Quiet is how many modules of white the standard wants on each side.
const Quiet = 4

// Image is a QR code for an inline <svg>:
//
//	<svg viewBox="0 0 {{.Size}} {{.Size}}"><path d="{{.Path}}"/></svg>
//
// Size is in modules, the quiet zone included; Path fills the dark modules. It
// is to be dark on light in a dark scheme too, or many phones do not read it.
type Image struct {
	Size int
	Path string
}

// SVG is the QR code of a text as an image. Errors as of Matrix.
func SVG(text string) (Image, error) {
	m, err := Matrix(text)
	if err != nil {
		return Image{}, err
	}
	var path strings.Builder
	for y, row := range m {
		for x := 0; x < len(row); {
			if !row[x] {
				x++
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			run := strconv.Itoa(x - from)
			path.WriteString("M" + strconv.Itoa(from+Quiet) + " " + strconv.Itoa(y+Quiet) + "h" + run + "v1h-" + run + "z")
		}
	}
	return Image{len(m) + 2*Quiet, path.String()}, nil
}

// Matrix is the QR code of a text row by row, true for a dark module, without
// the quiet zone. A quarter of it may be worn off and it is still read, as on a
// paper that was folded and copied (level Q). A text over 1,000 bytes is refused:
// no phone would read it off a page.
func Matrix(text string) ([][]bool, error) {
	if text == "" || len(text) > 1000 {
		return nil, fault.New(fault.Invalid, "Mã QR chỉ chứa được từ 1 đến 1.000 ký tự. Hãy rút ngắn địa chỉ.")
	}
	code, err := qr.Encode(text, qr.Q)
	if err != nil {
		return nil, err
	}
	m := make([][]bool, code.Size)
	for y := range m {
		m[y] = make([]bool, code.Size)
		for x := range m[y] {
			m[y][x] = code.Black(x, y)
		}
	}
	return m, nil
}
