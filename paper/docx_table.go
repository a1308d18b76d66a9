package paper

import (
	"fmt"
	"math"
)

// table writes a framed table as wide as the column. keep holds its last row on
// the page of what follows.
func (d *docxText) table(t Table, column float64, keep bool) {
	if len(t.Columns) == 0 {
		return
	}
	w := t.widths(column)
	total := 0
	for _, width := range w {
		total += twips(width)
	}
	fmt.Fprintf(d, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, total)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		d.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	fmt.Fprintf(d, `</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="%d" w:type="dxa"/><w:left w:w="%d" w:type="dxa"/>`+
		`<w:bottom w:w="%[1]d" w:type="dxa"/><w:right w:w="%[2]d" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`, twips(cellTop), twips(cellSide))
	for _, width := range w {
		fmt.Fprintf(d, `<w:gridCol w:w="%d"/>`, twips(width))
	}
	d.WriteString(`</w:tblGrid>`)
	header := t.header()
	for _, row := range header {
		d.row(t, row, w, true, true)
	}
	for i, row := range t.Rows {
		d.row(t, row, w, false, isGroup(row) || keep && i == len(t.Rows)-1)
	}
	if len(header)+len(t.Rows) == 0 {
		// A table must have a row.
		d.row(t, nil, w, false, keep)
	}
	d.WriteString(`</w:tbl>`)
}

func (d *docxText) row(t Table, row []Cell, w []float64, header, keep bool) {
	cells := t.places(row)
	d.WriteString(`<w:tr><w:trPr>`)
	if fitsPage(cells, w) {
		d.WriteString(`<w:cantSplit/>`)
	}
	if header {
		d.WriteString(`<w:tblHeader/>`)
	}
	d.WriteString(`</w:trPr>`)
	for _, c := range cells {
		width := 0
		for _, one := range w[c.from:c.to] {
			width += twips(one)
		}
		fmt.Fprintf(d, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
		if c.to-c.from > 1 {
			fmt.Fprintf(d, `<w:gridSpan w:val="%d"/>`, c.to-c.from)
		}
		if header {
			d.WriteString(`<w:vAlign w:val="center"/>`)
		}
		d.WriteString(`</w:tcPr>`)
		d.paragraph(para{align: t.align(c, header), size: sizeTable, keep: keep}, c.spans(header)...)
		d.WriteString(`</w:tc>`)
	}
	d.WriteString(`</w:tr>`)
}

// fitsPage estimates whether a row is lower than three quarters of the lowest
// page, so that it may be kept whole.
func fitsPage(cells []placed, w []float64) bool {
	const most = (paperWidth - marginTop - marginBottom) * 0.75 / (single * sizeTable)
	for _, c := range cells {
		room := -2 * cellSide
		for _, one := range w[c.from:c.to] {
			room += one
		}
		lines := 0.0
		for _, s := range c.spans(false) {
			lines += math.Ceil(length(s.text, s.ink, sizeTable)/max(room, sizeTable)) + float64(len(c.Text)-len(oneLine(c.Text)))/4
		}
		if lines > most {
			return false
		}
	}
	return true
}
