package pdf

import (
	"math"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// glyph is a letter on a page, or a word where the page was read from a
// picture. Lengths are points, y grows upwards.
type glyph struct {
	text   string
	x0, x1 float64
	y      float64 // of the line it stands on
	size   float64 // height of its font
	space  bool    // white space stands before it
	made   bool    // the engine sees white space before it where the file has none
	number int     // in the order of the file
}

// rule is a straight line on a page, level or upright.
type rule struct{ x0, y0, x1, y1 float64 }

// page is a page as it is read, turned so that its text stands upright.
type page struct {
	glyphs []glyph
	rules  []rule

	lines  []line // of the glyphs, but for those in the tables
	tables []*table
}

// lay makes lines and tables of the letters, which are many and then let go.
func (p *page) lay(number int) {
	tables, rest := tablesOf(p, number)
	p.tables, p.lines, p.glyphs = tables, linesOf(rest, number), nil
}

const (
	mostGlyphs  = 60_000 // of a page
	mostObjects = 8_000
	thin        = 3.5 // points: what is thinner is a line
)

// readPage takes the letters and the lines off a page.
func readPage(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (*page, error) {
	loaded, err := engine.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	defer engine.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	in := requests.Page{ByReference: &loaded.Page}
	letters, err := lettersOf(engine, in)
	if err != nil {
		return nil, err
	}
	p := &page{}
	p.readRules(engine, in)
	p.stand(letters)
	return p, nil
}

// letter is a letter as the file places it, turned by quarters.
type letter struct {
	r        rune
	x, y     float64 // where its pen begins
	box      rule
	size     float64 // of its font
	quarters int     // of a turn
	space    bool
	made     bool // the engine sees a space before it, the file has none
	number   int
}

func lettersOf(engine pdfium.Pdfium, in requests.Page) ([]letter, error) {
	loaded, err := engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: in})
	if err != nil {
		return nil, err
	}
	text := loaded.TextPage
	defer engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text})
	count, err := engine.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return nil, err
	}
	if count.Count > mostGlyphs {
		return nil, ErrTooLong
	}
	var letters []letter
	space, made := false, false
	var last letter // its turn and size hold for what stands on its line
	for i := range count.Count {
		code, err := engine.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil {
			return nil, err
		}
		l := letter{r: rune(code.Unicode), number: i, space: space, made: made}
		switch {
		case unicode.IsSpace(l.r):
			// The engine adds spaces of its own where it sees gaps, also before
			// a raised number: where letters stand decides then.
			own, err := engine.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text, Index: i})
			space = space || err == nil && !own.IsGenerated
			made = true
			continue
		case l.r == 2, l.r == 0xad:
			l.r = '-' // how the engine tells of a hyphen at the end of a line
		case l.r < ' ' || l.r == 0xfffe || l.r == 0xffff:
			continue
		case l.r >= 0xe000 && l.r <= 0xf8ff:
			l.r = '-' // the bullets of symbol fonts
		}
		box, err1 := engine.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
		at, err2 := engine.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: i})
		if err1 != nil || err2 != nil {
			continue
		}
		l.x, l.y = at.X, at.Y
		l.box = rule{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top)}
		if len(letters) > 0 && l.y == last.y && l.box.y0 == last.box.y0 {
			l.size, l.quarters = last.size, last.quarters
		} else if !l.measure(engine, text, i) {
			continue
		}
		last = l
		if sane(l.x, l.y, l.box.x0, l.box.y0, l.box.x1, l.box.y1) {
			letters, space, made = append(letters, l), false, false
		}
	}
	return letters, nil
}

// measure finds the turn and the size of a letter; it fails for one that
// stands aslant, as in a watermark.
func (l *letter) measure(engine pdfium.Pdfium, text references.FPDF_TEXTPAGE, i int) bool {
	if angle, err := engine.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: i}); err == nil {
		turns := float64(angle.CharAngle) / (math.Pi / 2)
		if math.Abs(turns-math.Round(turns)) > 0.05 {
			return false
		}
		l.quarters = -int(math.Round(turns)) & 3
	}
	size, err := engine.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text, Index: i})
	if err != nil {
		return false
	}
	l.size = size.FontSize
	// A matrix may scale the font, as in what browsers print.
	if m, err := engine.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: text, Index: i}); err == nil {
		if scale := math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)); scale > 0 {
			l.size *= scale
		}
	}
	return true
}

// stand turns the page so that most of its letters stand upright, and leaves
// out the others.
func (p *page) stand(letters []letter) {
	var votes [4]int
	for _, l := range letters {
		votes[l.quarters]++
	}
	quarters := 0
	for q, n := range votes {
		if n > votes[quarters] {
			quarters = q
		}
	}
	for _, l := range letters {
		if l.quarters != quarters {
			continue
		}
		_, y := turned(l.x, l.y, quarters)
		box := l.box.turned(quarters)
		g := glyph{text: string(l.r), x0: box.x0, x1: box.x1, y: y, size: box.y1 - box.y0, space: l.space, made: l.made, number: l.number}
		if l.size > 0.5*g.size && l.size < 3*g.size {
			g.size = l.size
		}
		if g.size > 0.5 {
			p.glyphs = append(p.glyphs, g)
		}
	}
	for i, r := range p.rules {
		p.rules[i] = r.turned(quarters)
	}
}

// turned is the place on the page that is turned clockwise by quarters.
func turned(x, y float64, quarters int) (float64, float64) {
	switch quarters {
	case 1:
		return y, -x
	case 2:
		return -x, -y
	case 3:
		return -y, x
	}
	return x, y
}

func (r rule) turned(quarters int) rule {
	ax, ay := turned(r.x0, r.y0, quarters)
	bx, by := turned(r.x1, r.y1, quarters)
	return rule{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)}
}

// sane reports whether the lengths are such as a page has.
func sane(lengths ...float64) bool {
	for _, l := range lengths {
		if !(math.Abs(l) < 20_000) {
			return false
		}
	}
	return true
}

// readRules finds the lines that are drawn: thin boxes, and the sides of boxes.
func (p *page) readRules(engine pdfium.Pdfium, in requests.Page) {
	count, err := engine.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: in})
	if err != nil {
		return
	}
	for i := range min(count.Count, mostObjects) {
		got, err := engine.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: in, Index: i})
		if err != nil {
			return
		}
		object := got.PageObject
		kind, err := engine.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_PATH {
			continue
		}
		b, err := engine.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
		if err != nil || !sane(float64(b.Left), float64(b.Right), float64(b.Top), float64(b.Bottom)) {
			continue
		}
		bounds := rule{float64(b.Left), float64(b.Bottom), float64(b.Right), float64(b.Top)}
		if bounds.x1-bounds.x0 < thin || bounds.y1-bounds.y0 < thin {
			p.rule(bounds, true)
			continue
		}
		p.readPath(engine, object)
		if len(p.rules) > 2*mostObjects {
			return
		}
	}
}

// rule keeps a box as a line if it is thin, else its sides if they are drawn.
func (p *page) rule(b rule, sides bool) {
	w, h := b.x1-b.x0, b.y1-b.y0
	switch {
	case w < thin && h < thin: // a dot
	case h < thin:
		y := (b.y0 + b.y1) / 2
		p.rules = append(p.rules, rule{b.x0, y, b.x1, y})
	case w < thin:
		x := (b.x0 + b.x1) / 2
		p.rules = append(p.rules, rule{x, b.y0, x, b.y1})
	case sides:
		p.rules = append(p.rules, rule{b.x0, b.y0, b.x1, b.y0}, rule{b.x0, b.y1, b.x1, b.y1}, rule{b.x0, b.y0, b.x0, b.y1}, rule{b.x1, b.y0, b.x1, b.y1})
	}
}

// readPath takes a path apart into its boxes and lines.
func (p *page) readPath(engine pdfium.Pdfium, object references.FPDF_PAGEOBJECT) {
	count, err := engine.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: object})
	if err != nil || count.Count > 2000 {
		return // a drawing
	}
	m, err := engine.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: object})
	if err != nil {
		return
	}
	mode, err := engine.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: object})
	drawn := err == nil && mode.Stroke
	var x, y float64 // where the pen is
	var box rule     // of the figure that is open
	open := false
	for i := range count.Count {
		seg, err := engine.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: object, Index: i})
		if err != nil {
			return
		}
		kind, err1 := engine.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: seg.PathSegment})
		at, err2 := engine.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: seg.PathSegment})
		if err1 != nil || err2 != nil {
			return
		}
		px, py := float64(at.X), float64(at.Y)
		nx := float64(m.Matrix.A)*px + float64(m.Matrix.C)*py + float64(m.Matrix.E)
		ny := float64(m.Matrix.B)*px + float64(m.Matrix.D)*py + float64(m.Matrix.F)
		if !sane(nx, ny) {
			return
		}
		if kind.Type == enums.FPDF_SEGMENT_MOVETO || !open {
			if open && !drawn {
				p.rule(box, false)
			}
			box, open = rule{nx, ny, nx, ny}, true
		} else {
			if drawn {
				p.rule(rule{min(x, nx), min(y, ny), max(x, nx), max(y, ny)}, false)
			}
			box = rule{min(box.x0, nx), min(box.y0, ny), max(box.x1, nx), max(box.y1, ny)}
		}
		x, y = nx, ny
	}
	if open {
		// The last side of a box that is closed is not told; a box of four
		// drawn sides has it.
		p.rule(box, drawn && count.Count <= 5)
	}
}
