package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// Stamp is a QR code with lines of text beside it, under Nơi nhận: where a reader
// of the paper finds it proved. Modules may be nil: then only the text is
// printed.
type Stamp struct {
	Modules [][]bool // rows, true for dark, without the white around
	Lines   []string
}

const (
	stampSize  = 22 * mm // of the code with the white around it
	stampQuiet = 4       // modules of white on each side (ISO/IEC 18004)
	stampGap   = 3 * mm
	sizeStamp  = 9
)

func (s *Stamp) empty() bool { return s == nil || len(s.Modules) == 0 && len(s.Lines) == 0 }

// stamp sets the stamp in a column as one piece.
func (pr *printer) stamp(s *Stamp, column float64) []piece {
	if s.empty() {
		return nil
	}
	left := 0.0
	if len(s.Modules) > 0 {
		left = stampSize + stampGap
	}
	var lines []setLine
	for i, line := range s.Lines {
		k := regular
		if i == 0 {
			k = bold
		}
		lines = append(lines, wrap([]span{{drawable(oneLine(line), k), k}}, sizeStamp, column-left, column-left)...)
	}
	lead := single * sizeStamp
	height := float64(len(lines)) * lead
	if len(s.Modules) > 0 {
		height = max(height, stampSize)
	}
	return []piece{{lines: 1, lead: stampGap + height, whole: true, draw: func(y float64, _, _ int) {
		y += stampGap
		pr.modules(s.Modules, marginLeft, y)
		top := y + (height-float64(len(lines))*lead)/2
		for i, l := range lines {
			pr.line(marginLeft+left, top+float64(i)*lead, column-left, l, sizeStamp, Left)
		}
	}}}
}

// modules draws the dark modules, those side by side as one bar.
func (pr *printer) modules(m [][]bool, x, y float64) {
	unit := stampSize / float64(len(m)+2*stampQuiet)
	pr.pdf.SetFillColor(0, 0, 0)
	for row, modules := range m {
		for at := 0; at < len(modules); {
			from := at
			for at < len(modules) && modules[at] {
				at++
			}
			if at == from {
				at++
				continue
			}
			pr.pdf.Rect(x+float64(from+stampQuiet)*unit, y+float64(row+stampQuiet)*unit, float64(at-from)*unit, unit, "F")
		}
	}
}

// picture is the code as a PNG, eight dots a module.
func (s *Stamp) picture() ([]byte, error) {
	const dots = 8
	side := (len(s.Modules) + 2*stampQuiet) * dots
	m := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y, row := range s.Modules {
		for x, dark := range row {
			if !dark {
				continue
			}
			for i := range dots * dots {
				m.SetColorIndex((x+stampQuiet)*dots+i%dots, (y+stampQuiet)*dots+i/dots, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil, fmt.Errorf("paper: drawing a code: %w", err)
	}
	return b.Bytes(), nil
}

// The parts of a DOCX that a picture in it needs.
const (
	docxPicture     = "word/media/stamp.png"
	docxPictureType = `<Default Extension="png" ContentType="image/png"/>`
	docxPictureRel  = `<Relationship Id="rId4" Type="` + relType + `image" Target="media/stamp.png"/>`
)

// stamp writes the code as a picture in the line, and its text below.
func (d *docxText) stamp(s *Stamp) {
	if s.empty() {
		return
	}
	if len(s.Modules) > 0 {
		const perPoint = 12700 // English metric units
		size := int(stampSize * perPoint)
		d.WriteString(`<w:p><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="0"/><w:ind w:firstLine="0"/><w:jc w:val="left"/></w:pPr><w:r><w:drawing>`)
		fmt.Fprintf(d, `<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">`+
			`<wp:extent cx="%[1]d" cy="%[1]d"/><wp:docPr id="1" name="QR" descr="%[2]s"/>`+
			`<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">`+
			`<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="stamp.png"/><pic:cNvPicPr/></pic:nvPicPr>`+
			`<pic:blipFill><a:blip r:embed="rId4"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
			`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[1]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>`+
			`</a:graphicData></a:graphic></wp:inline>`, size, "Mã QR")
		d.WriteString(`</w:drawing></w:r></w:p>`)
	}
	for i, line := range s.Lines {
		k, before := regular, 0.0
		if i == 0 {
			k = bold
			if len(s.Modules) == 0 {
				before = between
			}
		}
		d.paragraph(para{before: before, flush: true, align: Left, size: sizeStamp, keep: i+1 < len(s.Lines)}, span{oneLine(line), k})
	}
}
