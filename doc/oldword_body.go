package doc

import (
	"context"
	"slices"
	"strings"
)

// docBody is the walk over the characters of a .doc: marks end paragraphs,
// cells and rows.
type docBody struct {
	d      *docIn
	para   docPara
	cell   []inBlock
	row    []inCell
	rows   [][]inCell
	layout []*docRow
}

// print prints the body, then the text boxes.
func (d *docIn) print(ctx context.Context) error {
	refs := d.docRefs()
	b := &docBody{d: d}
	at := docCursor{d: d}
	charHint, paraHint := 0, 0
	for i, c := range d.text[:d.fib.body] {
		if i%65536 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		fc := at.place(i)
		if text, ok := refs[i]; ok {
			b.para.note(d, text)
			continue
		}
		props := docFind(d.chars, fc, &charHint)
		if c == '\r' || c == 7 || c == 0x0c {
			if c == '\r' && props.deleted == docOn {
				continue // the end of the paragraph was deleted
			}
			b.mark(c, docFind(d.paras, fc, &paraHint))
			continue
		}
		if props.caps != docOff && props.caps != docOn {
			if s := docFind(d.paras, fc, &paraHint).style; s < len(d.styles) {
				props.caps = d.styles[s].caps
			}
		}
		b.para.write(c, props)
	}
	b.end(docProps{})
	b.closeTable()
	d.printBoxes()
	return nil
}

func (d *docIn) printBoxes() {
	base := d.fib.body + d.fib.notes + d.fib.heads + d.fib.macros + d.fib.remarks + d.fib.ends
	plc := d.part(docBoxTxt)
	for i := range (len(plc) - 4) / 26 {
		from, to := base+plc.u32(4*i), base+plc.u32(4*i+4)
		if from < 0 || to > len(d.text) || from >= to {
			continue
		}
		for from < to {
			end := from
			for end < to && d.text[end] != '\r' {
				end++
			}
			if text := d.plain(from, end); text != "" {
				d.story.print(inBlock{text: text})
			}
			from = end + 1
		}
	}
}

// mark is the end of a paragraph, a cell or a row.
func (b *docBody) mark(c uint16, props docProps) {
	switch {
	case c == 7 && props.rowEnd:
		b.endRow(props.row)
	case c == 7:
		b.end(props)
		if b.d.story.spend(64) {
			b.row = append(b.row, inCell{blocks: b.cell})
		}
		b.cell = nil
	case props.inTable && c == '\r':
		b.end(props)
	default:
		text := b.take(props)
		b.closeTable()
		b.d.story.print(text)
	}
}

// take is the paragraph that ended, with its number.
func (b *docBody) take(props docProps) inBlock {
	if props.style < len(b.d.styles) {
		props.inherit(b.d.styles[props.style])
	}
	text := b.para.string()
	if label := b.d.lists.next(props.list, props.level); strings.TrimSpace(text) != "" {
		text = label + text
	}
	block := inBlock{text: text, notes: b.para.notes}
	b.para = docPara{}
	return block
}

// end puts the paragraph into the open cell.
func (b *docBody) end(props docProps) {
	block := b.take(props)
	if b.d.story.spend(64 + len(block.text)) {
		b.cell = append(b.cell, block)
	}
}

func (b *docBody) endRow(layout *docRow) {
	b.para = docPara{}
	if layout == nil {
		layout = &docRow{}
	}
	if b.d.story.spend(64) {
		b.rows, b.layout = append(b.rows, b.row), append(b.layout, layout)
	}
	b.row, b.cell = nil, nil
}

// closeTable prints the rows that were read. Cells that are wider than a
// column of the table cover those beside them.
func (b *docBody) closeTable() {
	if len(b.row) > 0 {
		b.endRow(nil)
	}
	if len(b.rows) == 0 {
		for _, block := range b.cell {
			b.d.story.print(block)
		}
		b.cell = nil
		return
	}
	t := &inTable{}
	columns := docColumns(b.layout)
	for i, row := range b.rows {
		l := b.layout[i]
		t.ruled = t.ruled || l.ruled
		var cells []inCell
		for j, c := range row {
			c.covered = j < len(l.covered) && l.covered[j]
			cells = append(cells, c)
			if j+1 < len(l.edges) && len(l.edges) == len(row)+1 {
				for range docColumn(columns, l.edges[j+1]) - docColumn(columns, l.edges[j]) - 1 {
					cells = append(cells, inCell{covered: true})
				}
			}
		}
		t.rows = append(t.rows, cells)
	}
	b.rows, b.layout = nil, nil
	b.d.story.print(inBlock{table: t})
	for _, block := range b.cell {
		b.d.story.print(block)
	}
	b.cell = nil
}

// docColumns are the edges of all columns of a table, edges closer than a
// millimetre being one.
func docColumns(rows []*docRow) []int {
	var all []int
	for _, r := range rows {
		all = append(all, r.edges...)
		if len(all) > 10_000 {
			break
		}
	}
	slices.Sort(all)
	return slices.CompactFunc(all, func(a, b int) bool { return max(a-b, b-a) < 57 })
}

// docColumn is the number of the edge nearest to x.
func docColumn(columns []int, x int) int {
	i, _ := slices.BinarySearch(columns, x)
	if i > 0 && (i == len(columns) || x-columns[i-1] < columns[i]-x) {
		i--
	}
	return i
}
