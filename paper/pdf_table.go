package paper

// The room between a cell's frame and its text.
const (
	cellSide = 1.5 * mm
	cellTop  = 2
)

// table sets a table as wide as the column; the rows of its header are drawn
// again on every page.
func (pr *printer) table(t Table, column float64) []piece {
	if len(t.Columns) == 0 {
		return nil
	}
	w := t.widths(column)
	var header []piece
	for _, row := range t.header() {
		c := pr.row(t, row, w, true)
		c.whole, c.keep = true, true
		header = append(header, c)
	}
	headerHeight := 0.0
	for i := range header {
		headerHeight += header[i].height()
	}
	page := pr.bottom() - marginTop
	if headerHeight > page/2 {
		// A header that leaves no room for its table is printed once, parted.
		for i := range header {
			header[i].whole, header[i].keep = false, false
		}
		headerHeight = 0
	}
	out := append([]piece(nil), header...)
	if headerHeight == 0 {
		header = nil
	}
	for _, row := range t.Rows {
		c := pr.row(t, row, w, false)
		c.header = header
		c.whole = c.height() <= page-headerHeight
		c.keep = isGroup(row)
		out = append(out, c)
	}
	if len(out) > 0 {
		out[0].before = between
	}
	return out
}

// row sets one row: as many lines as its tallest cell has.
func (pr *printer) row(t Table, row []Cell, w []float64, header bool) piece {
	type box struct {
		x, width float64
		set      []setLine
		align    Align
	}
	var boxes []box
	c := piece{lines: 1, lead: single * sizeTable, pad: 2 * cellTop}
	for _, cell := range t.places(row) {
		b := box{x: marginLeft, align: t.align(cell, header)}
		for i, width := range w[:cell.to] {
			if i < cell.from {
				b.x += width
			} else {
				b.width += width
			}
		}
		text := cell.spans(header)
		for i := range text {
			text[i].text = drawable(text[i].text, text[i].ink)
		}
		room := max(b.width-2*cellSide, sizeTable)
		b.set = wrap(text, sizeTable, room, room)
		c.lines = max(c.lines, len(b.set))
		boxes = append(boxes, b)
	}
	lines, lead := c.lines, c.lead
	c.draw = func(y float64, from, to int) {
		pr.pdf.SetLineWidth(0.5)
		for _, b := range boxes {
			pr.pdf.Rect(b.x, y, b.width, float64(to-from)*lead+2*cellTop, "D")
			down := 0.0
			if header {
				down = float64(lines-len(b.set)) * lead / 2
			}
			for i := from; i < min(to, len(b.set)); i++ {
				pr.line(b.x+cellSide, y+cellTop+down+float64(i-from)*lead, b.width-2*cellSide, b.set[i], sizeTable, b.align)
			}
		}
	}
	return c
}

func (t Table) align(c placed, header bool) Align {
	switch {
	case c.Align != Natural:
		return c.Align
	case header:
		return Center
	case t.Columns[c.from].Align != Natural:
		return t.Columns[c.from].Align
	}
	return Left
}

func (c Cell) spans(header bool) []span {
	return trimmed([]span{{printable(c.Text), inkOf(c.Bold || header, c.Italic)}})
}
