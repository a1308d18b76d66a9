package paper

import (
	"fmt"
	"math"
	"strings"
)

// docxText is the text of word/document.xml being written.
type docxText struct{ strings.Builder }

func docxDocument(p *Paper) string {
	var d docxText
	d.WriteString(xmlHead + `<w:document` + wordSpaces + `><w:body>`)
	d.letterhead(p)
	d.centred(p.headings(), textWidth)
	d.recipients(p)
	signed := d.signed(p)
	d.blocks(p.body(), textWidth, signed)
	if signed {
		d.signing(p)
	} else {
		d.stamp(p.Stamp)
	}
	landscape, first := false, true
	for _, a := range p.Annexes {
		d.tiny(docxSection(landscape, first))
		landscape, first = a.Landscape, false
		width := float64(textWidth)
		if landscape {
			width = paperHeight - marginLeft - marginRight
		}
		d.centred(a.headings(), width)
		d.blocks(a.Body, width, false)
	}
	if footer := oneLine(p.Footer); footer != "" {
		d.paragraph(para{before: between, size: sizeFooter}, span{text: footer})
	} else {
		// A document must not end with a table.
		d.tiny("")
	}
	d.WriteString(docxSection(landscape, first))
	d.WriteString(`</w:body></w:document>`)
	return d.String()
}

// para is how a paragraph stands; its lengths are points.
type para struct {
	style         string
	before, after float64
	exact         float64 // height of a line, 0: the style's
	left, right   float64
	hang          float64
	flush         bool // no indent of the first line
	align         Align
	size          float64 // of its letters, 0: the style's
	keep          bool
	framed        bool
	more          string // further properties, of the section it ends
}

var docxAlign = map[Align]string{Left: "left", Center: "center", Right: "right", Justify: "both"}

// paragraph writes text in the order of properties that the schema wants.
func (d *docxText) paragraph(p para, text ...span) {
	d.WriteString(`<w:p><w:pPr>`)
	if p.style != "" {
		d.WriteString(`<w:pStyle w:val="` + p.style + `"/>`)
	}
	if p.keep {
		d.WriteString(`<w:keepNext/>`)
	}
	if p.framed {
		d.WriteString(`<w:pBdr>`)
		for _, side := range []string{"top", "left", "bottom", "right"} {
			pad := 0
			if side == "top" || side == "bottom" {
				pad = framePad
			}
			fmt.Fprintf(d, `<w:%s w:val="single" w:sz="6" w:space="%d" w:color="000000"/>`, side, pad)
		}
		d.WriteString(`</w:pBdr>`)
	}
	if p.before != 0 || p.after != 0 || p.exact != 0 {
		d.WriteString(`<w:spacing`)
		if p.before != 0 || p.style == "" {
			fmt.Fprintf(d, ` w:before="%d"`, twips(p.before))
		}
		if p.after != 0 {
			fmt.Fprintf(d, ` w:after="%d"`, twips(p.after))
		}
		if p.exact != 0 {
			fmt.Fprintf(d, ` w:line="%d" w:lineRule="exact"`, twips(p.exact))
		}
		d.WriteString(`/>`)
	}
	if p.left != 0 || p.right != 0 || p.hang != 0 || p.flush {
		fmt.Fprintf(d, `<w:ind w:left="%d" w:right="%d"`, twips(p.left+p.hang), twips(p.right))
		if p.hang != 0 {
			fmt.Fprintf(d, ` w:hanging="%d"`, twips(p.hang))
		} else if p.flush {
			d.WriteString(` w:firstLine="0"`)
		}
		d.WriteString(`/>`)
	}
	if a := docxAlign[p.align]; a != "" {
		d.WriteString(`<w:jc w:val="` + a + `"/>`)
	}
	d.WriteString(p.more)
	d.WriteString(`</w:pPr>`)
	for _, s := range text {
		d.run(s, p.size)
	}
	d.WriteString(`</w:p>`)
}

// run writes text in one style; a heading's is in its paragraph's style.
func (d *docxText) run(s span, size float64) {
	if s.text == "" {
		return
	}
	d.WriteString(`<w:r>`)
	if s.ink != regular || size != 0 {
		d.WriteString(`<w:rPr>`)
		if s.ink&bold != 0 {
			d.WriteString(`<w:b/><w:bCs/>`)
		}
		if s.ink&italic != 0 {
			d.WriteString(`<w:i/><w:iCs/>`)
		}
		if size != 0 {
			fmt.Fprintf(d, `<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/>`, int(2*size))
		}
		d.WriteString(`</w:rPr>`)
	}
	for i, part := range strings.Split(s.text, "\n") {
		if i > 0 {
			d.WriteString(`<w:br/>`)
		}
		if part != "" {
			d.WriteString(`<w:t xml:space="preserve">` + escaped(part) + `</w:t>`)
		}
	}
	d.WriteString(`</w:r>`)
}

// tiny is a paragraph that takes no room: between tables, at the end of a part.
func (d *docxText) tiny(section string) {
	d.paragraph(para{exact: 1, size: 1, more: section})
}

// rule draws a line of a length in the middle of a column: the upper border of
// an empty paragraph, which Word and LibreOffice draw from indent to indent.
func (d *docxText) rule(length, column float64, keep bool) {
	side := max(0, (column-length)/2)
	k := ""
	if keep {
		k = `<w:keepNext/>`
	}
	fmt.Fprintf(d, `<w:p><w:pPr>%s<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>`+
		`<w:spacing w:before="20" w:after="0" w:line="%d" w:lineRule="exact"/><w:ind w:left="%d" w:right="%[3]d"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>`,
		k, twips(ruleHeight-1), twips(side))
}

// head writes centred lines in a column, as high as the PDF has them.
func (d *docxText) head(list []headLine, column float64, keep bool) {
	for _, l := range list {
		set, used := l.set(column)
		// What is squeezed to be even must not break where Word's own
		// rounding is a hair wider.
		side := max(0, math.Floor((column-used)/2)-1)
		style := para{before: l.above, exact: l.lead(), left: side, right: side, align: Center, size: l.size, keep: keep}
		if l.frame > 0 {
			style.left, style.right, style.framed = (column-l.frame)/2, (column-l.frame)/2, true
		}
		d.paragraph(style, span{l.text, l.ink})
		if l.rule > 0 {
			d.rule(l.ruleLength(set), column, keep)
		}
	}
}

func (d *docxText) centred(list []headLine, column float64) { d.head(list, column, true) }

// columns is a table of one row without frame, whose cells are written by left
// and right. A text walk meets the left column first. The inset is free on
// both sides of the left cell, beside its width.
func (d *docxText) columns(leftWidth, rightWidth, inset float64, left, right func()) {
	leftWidth += 2 * inset
	fmt.Fprintf(d, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>`+
		`<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`,
		twips(leftWidth)+twips(rightWidth), twips(leftWidth), twips(rightWidth))
	for i, cell := range []func(){left, right} {
		fmt.Fprintf(d, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, twips([]float64{leftWidth, rightWidth}[i]))
		if i == 0 && inset > 0 {
			fmt.Fprintf(d, `<w:tcMar><w:left w:w="%d" w:type="dxa"/><w:right w:w="%[1]d" w:type="dxa"/></w:tcMar>`, twips(inset))
		}
		d.WriteString(`</w:tcPr>`)
		before := d.Len()
		cell()
		if d.Len() == before {
			d.tiny("")
		}
		d.WriteString(`</w:tc>`)
	}
	d.WriteString(`</w:tr></w:tbl>`)
}

func (d *docxText) letterhead(p *Paper) {
	h := p.letterhead()
	d.columns(h.leftWidth, h.rightWidth, headInset,
		func() { d.head(h.left, h.leftWidth, false) },
		func() { d.head(h.right, h.rightWidth, false) })
	if p.isLetter() && len(p.to()) == 0 {
		d.tiny("")
	}
}

func (d *docxText) recipients(p *Paper) {
	to := p.to()
	if len(to) == 1 {
		d.paragraph(para{before: 12, align: Center}, span{text: to[0]})
		return
	}
	for i, line := range to {
		style := para{left: 45 * mm, hang: length("- ", regular, sizeBody), keep: true}
		if i == 0 {
			style = para{before: 12, left: 30 * mm, keep: true}
		}
		d.paragraph(style, span{text: line})
	}
}

func (d *docxText) signed(p *Paper) bool { return len(p.copies()) > 0 || !p.Sign.empty() }

func (d *docxText) signing(p *Paper) {
	d.paragraph(para{exact: 2 * between, size: 1, keep: true})
	d.columns(copiesWidth, signWidth, 0, func() {
		copies := p.copies()
		if len(copies) > 0 {
			d.paragraph(para{size: sizeCopies}, span{"Nơi nhận:", bold | italic})
		}
		for _, c := range copies {
			d.paragraph(para{size: sizeCopy, hang: length("- ", regular, sizeCopy)}, span{text: c})
		}
		d.stamp(p.Stamp)
	}, func() {
		lines := p.Sign.lines()
		if name := oneLine(p.Sign.Name); name != "" {
			lines = append(lines, headLine{text: name, ink: bold, size: sizeBody, above: signRoom})
		}
		d.head(lines, signWidth, false)
	})
}

// blocks writes a body; keep holds its last block on the page of what follows.
func (d *docxText) blocks(body []Block, column float64, keep bool) {
	for i, b := range body {
		last := i == len(body)-1
		style := para{style: "Body", keep: last && keep}
		table := false
		if !last {
			_, table = body[i+1].(Table)
		}
		if table {
			style.after = between
		}
		switch b := b.(type) {
		case Heading:
			style.style, style.keep = fmt.Sprint("Heading", min(max(b.Level, 1), 3)), false
			text := b.spans()
			for j := range text {
				text[j].ink = regular
			}
			d.paragraph(style, text...)
		case Paragraph:
			style.align = b.Align
			style.flush = b.Flush || b.Align == Center || b.Align == Right
			d.paragraph(style, b.spans()...)
		case Dash:
			d.paragraph(style, b.spans()...)
		case Table:
			if i == 0 {
				d.paragraph(para{exact: between, size: 1, keep: true})
			}
			d.table(b, column, last && keep)
			if table {
				d.paragraph(para{exact: between, size: 1})
			}
		}
	}
}
