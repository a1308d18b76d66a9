package paper

import (
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"
)

// WritePDF writes the paper as PDF with its typeface inside. The same paper is
// the same bytes. An error is w's, or a date that is none.
func WritePDF(w io.Writer, p *Paper) error {
	if _, _, _, err := p.day(); err != nil {
		return err
	}
	pr := newPrinter(p)
	pr.page(false)
	pr.letterhead(p)
	pr.flow(pr.pieces(p))
	for _, a := range p.Annexes {
		pr.page(a.Landscape)
		pieces := pr.centred(a.headings(), pr.textWidth())
		pr.flow(append(pieces, pr.blocks(a.Body, pr.textWidth())...))
	}
	if footer := oneLine(p.Footer); footer != "" {
		pr.footer(footer)
	}
	if err := pr.pdf.Output(w); err != nil {
		return fmt.Errorf("paper: writing a PDF: %w", err)
	}
	return nil
}

// printer is a PDF being set, top down.
type printer struct {
	pdf           *fpdf.Fpdf
	y             float64 // where the next piece begins
	width, height float64 // of the page
	landscape     bool
	pages         int
	fresh         bool // nothing stands on the page yet but a repeated header
}

func newPrinter(p *Paper) *printer {
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(p.stamp())
	pdf.SetModificationDate(p.stamp())
	pdf.SetProducer("Sáu Rõ", true)
	pdf.SetTitle(p.title(), true)
	pdf.SetAuthor(p.author(), true)
	pdf.SetLang("vi-VN")
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetDisplayMode("fullwidth", "continuous")
	for i, face := range typefaces() {
		pdf.AddUTF8FontFromBytes(family, fontStyles[i], face.ttf)
	}
	return &printer{pdf: pdf}
}

const family = "LiberationSerif"

var fontStyles = [4]string{regular: "", bold: "B", italic: "I", bold | italic: "BI"}

// page begins a page. Its number stands in the top margin, not on page 1
// (Appendix I, part I, I.7).
func (pr *printer) page(landscape bool) {
	orientation := "P"
	pr.width, pr.height = paperWidth, paperHeight
	if landscape {
		orientation = "L"
		pr.width, pr.height = paperHeight, paperWidth
	}
	// fpdf swaps the sides of a landscape page itself.
	pr.pdf.AddPageFormat(orientation, fpdf.SizeType{Wd: paperWidth, Ht: paperHeight})
	pr.landscape = landscape
	pr.pages++
	pr.y, pr.fresh = marginTop, true
	if pr.pages > 1 {
		number := fmt.Sprint(pr.pages)
		x := marginLeft + (pr.textWidth()-length(number, regular, sizePage))/2
		pr.text(x, numberTop+ascent*sizePage, number, regular, sizePage, 0)
	}
}

func (pr *printer) textWidth() float64 { return pr.width - marginLeft - marginRight }
func (pr *printer) bottom() float64    { return pr.height - marginBottom }

// text draws a piece of one style, its letters' feet at y. gap is added to
// each space.
func (pr *printer) text(x, y float64, s string, k ink, size, gap float64) {
	pr.pdf.SetFont(family, fontStyles[k], size)
	spaces := 0
	for _, r := range s {
		if r == ' ' {
			spaces++
		}
	}
	if gap == 0 || spaces == 0 {
		pr.pdf.Text(x, y, s)
		return
	}
	// A justified cell is the only way to have the word gaps of a text with
	// two-byte letters stretched; without height its foot is at y+0.3 size.
	pr.pdf.SetXY(x, y-0.3*size)
	pr.pdf.CellFormat(length(s, k, size)+gap*float64(spaces), 0, s, "", 0, "J", false, 0, "")
}

// line draws a set line in a column, its top at y.
func (pr *printer) line(x, y, column float64, l setLine, size float64, align Align) {
	gap := 0.0
	switch align {
	case Center:
		x += (column - l.width) / 2
	case Right:
		x += column - l.width
	case Justify:
		// A line of few words is not torn apart.
		if !l.last && l.spaces > 0 && l.width > column*0.6 {
			gap = (column - l.width) / float64(l.spaces)
		}
	}
	for _, s := range l.spans {
		pr.text(x, y+ascent*size, s.text, s.ink, size, gap)
		x += length(s.text, s.ink, size)
		for _, r := range s.text {
			if r == ' ' {
				x += gap
			}
		}
	}
}

func (pr *printer) rule(x1, x2, y float64) {
	pr.pdf.SetLineWidth(0.75)
	pr.pdf.Line(x1, y, x2, y)
}

// head draws centred lines in a column and gives the y below them.
func (pr *printer) head(x, y, column float64, list []headLine) float64 {
	for _, l := range list {
		l.text = drawable(l.text, l.ink)
		set, _ := l.set(column)
		y += l.above
		if l.frame > 0 {
			pr.pdf.SetLineWidth(0.75)
			pr.pdf.Rect(x+(column-l.frame)/2, y, l.frame, 2*framePad+float64(len(set))*l.lead(), "D")
			y += framePad
		}
		for _, one := range set {
			pr.line(x, y+(l.lead()-single*l.size)/2, column, one, l.size, Center)
			y += l.lead()
		}
		if l.rule > 0 {
			middle, half := x+column/2, l.ruleLength(set)/2
			pr.rule(middle-half, middle+half, y+1)
			y += ruleHeight
		}
		if l.frame > 0 {
			y += framePad
		}
	}
	return y
}

func (pr *printer) letterhead(p *Paper) {
	h := p.letterhead()
	left := pr.head(marginLeft+headInset, pr.y, h.leftWidth, h.left)
	right := pr.head(marginLeft+h.leftWidth+2*headInset, pr.y, h.rightWidth, h.right)
	pr.y, pr.fresh = max(left, right), false
}

// pieces is the document below its letterhead, without the appendices. The end
// of the body stays with the sign block: nobody signs an empty page
// (Appendix I, part I, II.7).
func (pr *printer) pieces(p *Paper) []piece {
	out := append(pr.opening(p), pr.blocks(p.body(), textWidth)...)
	signing := pr.signing(p)
	if len(out) > 0 && len(signing) > 0 {
		out[len(out)-1].keep = true
	}
	return append(out, signing...)
}

// opening is what stands between the letterhead and the body.
func (pr *printer) opening(p *Paper) []piece {
	out := pr.centred(p.headings(), textWidth)
	to := p.to()
	if len(to) == 1 {
		l := headLine{text: to[0], size: sizeBody, above: 12}
		return append(out, pr.centred([]headLine{l}, textWidth)...)
	}
	for i, line := range to {
		par := setting{size: sizeBody, left: 45 * mm, hang: length("- ", regular, sizeBody), align: Left, keep: true}
		if i == 0 {
			par.left, par.hang, par.before = 30*mm, 0, 12
		}
		out = append(out, pr.paragraph([]span{{line, regular}}, textWidth, par))
	}
	return out
}

// footer is set small in the bottom margin of the last page.
func (pr *printer) footer(text string) {
	text = drawable(text, regular)
	set := wrap([]span{{text, regular}}, sizeFooter, pr.textWidth(), pr.textWidth())
	y := pr.bottom() + 3*mm
	for _, l := range set[:min(len(set), 3)] {
		pr.line(marginLeft, y, pr.textWidth(), l, sizeFooter, Left)
		y += single * sizeFooter
	}
}
