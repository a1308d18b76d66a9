package doc

import (
	"slices"
	"sort"
	"unicode/utf16"
)

// docSwitch is a property that may be on, off or not said.
type docSwitch uint8

const (
	docUnsaid docSwitch = iota
	docOff
	docOn
)

// docProps are the properties of a paragraph or of characters that show in the
// text.
type docProps struct {
	style                 int
	inTable, rowEnd       bool
	list, level           int // list: 0 where not said, -1 for none
	levelSaid             bool
	deleted, hidden, caps docSwitch
	row                   *docRow // of the mark that ends a row
}

// docRow is how a row of a table is laid out.
type docRow struct {
	edges   []int  // left edges of the cells and the right edge of the last, in twips
	covered []bool // cells that continue a merged one
	ruled   bool
}

// docSpan are properties and the places in the file that they hold for.
type docSpan struct {
	from, to int
	props    docProps
}

// spans reads the pages of properties of paragraphs or of characters.
func (d *docIn) spans(table int) []docSpan {
	var spans []docSpan
	plc := d.part(table)
	n := (len(plc) - 4) / 8
	seen := map[int]bool{}
	for i := range n {
		at := plc.u32(4*(n+1)+4*i) & 0x3fffff
		if seen[at] {
			continue
		}
		seen[at] = true
		page := d.main.cut(at*512, 512)
		if len(page) < 512 {
			continue
		}
		runs := page.u8(511)
		for r := range runs {
			s := docSpan{from: page.u32(4 * r), to: page.u32(4*r + 4)}
			if s.to <= s.from {
				continue
			}
			if table == docCharFKP {
				if off := 2 * page.u8(4*(runs+1)+r); off > 0 {
					s.props.apply(page.cut(off+1, page.u8(off)), d.data)
				}
			} else if off := 2 * page.u8(4*(runs+1)+13*r); off > 0 {
				size := 2*page.u8(off) - 1
				if size < 0 {
					off++
					size = 2 * page.u8(off)
				}
				papx := page.cut(off+1, size)
				s.props.style = papx.u16(0)
				s.props.apply(papx.cut(2, len(papx)), d.data)
			}
			spans = append(spans, s)
		}
	}
	slices.SortStableFunc(spans, func(a, b docSpan) int { return a.from - b.from })
	return spans
}

// docFind is the properties at a place in the file. hint is where the last
// ones were found.
func docFind(spans []docSpan, fc int, hint *int) docProps {
	if h := *hint; h < len(spans) && spans[h].from <= fc && fc < spans[h].to {
		return spans[h].props
	}
	i := sort.Search(len(spans), func(i int) bool { return spans[i].from > fc }) - 1
	if i < 0 || fc >= spans[i].to {
		return docProps{}
	}
	*hint = i
	return spans[i].props
}

// apply reads a list of property changes. A long list stands in the stream of
// data, nil where it may not.
func (p *docProps) apply(b, data docBytes) {
	for len(b) > 2 {
		code := b.u16(0)
		b = b[2:]
		size, skip := 0, 0
		switch code >> 13 {
		case 0, 1:
			size = 1
		case 2, 4, 5:
			size = 2
		case 3:
			size = 4
		case 7:
			size = 3
		case 6:
			size, skip = b.u8(0), 1
			if code == 0xd608 {
				size, skip = b.u16(0)-1, 2
			}
		}
		arg := b.cut(skip, size)
		if at := arg.u32(0); (code == 0x6645 || code == 0x6646) && data != nil {
			p.apply(data.cut(at+2, data.u16(at)), nil)
		} else {
			p.change(code, arg)
		}
		b = b.cut(skip+size, len(b))
	}
}

func docSaid(v int) docSwitch {
	switch v {
	case 0:
		return docOff
	case 1, 0x81:
		return docOn
	}
	return docUnsaid
}

func (p *docProps) change(code int, arg docBytes) {
	switch code {
	case 0x2416:
		p.inTable = arg.u8(0) != 0
	case 0x2417:
		p.rowEnd = arg.u8(0) != 0
	case 0x6649:
		p.inTable = p.inTable || arg.u32(0) > 0
	case 0x260a:
		p.level, p.levelSaid = arg.u8(0), true
	case 0x460b:
		p.list = arg.u16(0)
		if p.list == 0 || p.list > 0x7fe {
			p.list = -1
		}
	case 0x0800:
		p.deleted = docSaid(arg.u8(0))
	case 0x083c:
		p.hidden = docSaid(arg.u8(0))
	case 0x083b:
		p.caps = docSaid(arg.u8(0))
	case 0xd608:
		p.layOut(arg)
	case 0xd605, 0xd613: // borders of the table: six of 4 or of 8 bytes
		step, at := 4, 1
		if code == 0xd613 {
			step, at = 8, 5
		}
		for i := 0; i+step <= len(arg); i += step {
			p.rule(arg.u8(i + at))
		}
	case 0xd62b:
		if r := p.row; r != nil && arg.u8(0) < len(r.covered) {
			r.covered[arg.u8(0)] = arg.u8(1) == 1
		}
	}
}

func (p *docProps) rule(kind int) {
	if p.row == nil {
		p.row = &docRow{}
	}
	p.row.ruled = p.row.ruled || kind != 0 && kind != 0xff
}

// layOut reads the definition of a row.
func (p *docProps) layOut(arg docBytes) {
	if p.row == nil {
		p.row = &docRow{}
	}
	cells := min(arg.u8(0), 64)
	for i := range cells + 1 {
		p.row.edges = append(p.row.edges, int(int16(arg.u16(1+2*i))))
	}
	for i := range cells {
		at := 1 + 2*(cells+1) + 20*i
		flags := arg.u16(at)
		p.row.covered = append(p.row.covered, flags&0x02 != 0 || flags&0x60 == 0x20)
		for side := range 4 {
			p.rule(arg.u8(at + 4 + 4*side + 1))
		}
	}
}

// readStyles reads what the styles say, each with what it inherits.
func (d *docIn) readStyles() {
	b := d.part(docStyles)
	head := b.cut(2, b.u16(0))
	count, base := min(head.u16(0), 4096), head.u16(2)
	b = b.cut(2+len(head), len(b))
	bases := make([]int, 0, count)
	for range count {
		size := b.u16(0)
		std := b.cut(2, size)
		b = b.cut(2+size+size&1, len(b))
		var s docProps
		kind := std.u16(2) & 0xf
		bases = append(bases, std.u16(2)>>4)
		at := base + 2 + 2*std.u16(base) + 2
		for i := range min(std.u16(4)&0xf, 3) {
			if at&1 != 0 {
				at++
			}
			upx := std.cut(at+2, std.u16(at))
			switch {
			case kind == 1 && i == 0:
				s.apply(upx.cut(2, len(upx)), nil)
			case kind == 1 && i == 1, kind == 2 && i == 0:
				s.apply(upx, nil)
			}
			at += 2 + std.u16(at)
		}
		d.styles = append(d.styles, s)
	}
	own := slices.Clone(d.styles)
	for i := range d.styles {
		for at, hops := bases[i], 0; at < len(own) && hops < 20; at, hops = bases[at], hops+1 {
			d.styles[i].inherit(own[at])
		}
	}
}

func (p *docProps) inherit(base docProps) {
	if p.list == 0 {
		p.list = base.list
	}
	if !p.levelSaid {
		p.level, p.levelSaid = base.level, base.levelSaid
	}
	if p.caps == docUnsaid {
		p.caps = base.caps
	}
	if p.hidden == docUnsaid {
		p.hidden = base.hidden
	}
}

// docLists are the automatic lists of a document: lfo counts from 1 and names
// a list, several may count in one.
type docLists struct {
	lists map[int]*inList
	lfos  []docLFO
}

type docLFO struct {
	list    int
	restart map[int]int
	used    bool
}

func (d *docIn) readLists() docLists {
	out := docLists{lists: map[int]*inList{}}
	plf := d.part(docLSTs)
	// The levels stand behind the table.
	rest := d.table.cut(d.fib.places.u32(8*docLSTs)+2+28*plf.u16(0), len(d.table))
	for i := range min(plf.u16(0), len(plf)/28) {
		lst := plf.cut(2+28*i, 28)
		list := &inList{}
		levels := 9
		if lst.u8(26)&1 != 0 {
			levels = 1
		}
		for at := range levels {
			list.levels[at], rest = docLevel(rest)
		}
		out.lists[lst.u32(0)] = list
	}
	plf = d.part(docLFOs)
	count := min(plf.u32(0), len(plf)/16)
	rest = plf.cut(4+16*count, len(plf))
	for i := range count {
		lfo := plf.cut(4+16*i, 16)
		own := docLFO{list: lfo.u32(0), restart: map[int]int{}}
		rest = rest.cut(4, len(rest))
		for range lfo.u8(12) {
			start, flags := rest.u32(0), rest.u32(4)
			rest = rest.cut(8, len(rest))
			if flags&0x20 != 0 {
				var v inLevel
				v, rest = docLevel(rest)
				start = v.start
			}
			if flags&0x30 != 0 && flags&0xf < 9 {
				own.restart[flags&0xf] = start
			}
		}
		out.lfos = append(out.lfos, own)
	}
	return out
}

// docLevel reads one level of a list and gives what stands behind it.
func docLevel(b docBytes) (inLevel, docBytes) {
	v := inLevel{start: b.u32(0), format: "decimal", legal: b.u8(5)&4 != 0, keep: b.u8(5)&8 != 0, tight: b.u8(15) == 2}
	switch b.u8(4) {
	case 1:
		v.format = "upperRoman"
	case 2:
		v.format = "lowerRoman"
	case 3:
		v.format = "upperLetter"
	case 4:
		v.format = "lowerLetter"
	case 22:
		v.format = "decimalZero"
	case 23:
		v.format = "bullet"
	case 255:
		v.format = "none"
	}
	at := 28 + b.u8(24) + b.u8(25)
	var text []uint16
	for i := range min(b.u16(at), 64) {
		c := b.u16(at + 2 + 2*i)
		if c < 9 {
			text = append(text, '%', uint16('1'+c))
		} else {
			text = append(text, uint16(c))
		}
	}
	v.text = string(utf16.Decode(text))
	return v, b.cut(at+2+2*b.u16(at), len(b))
}

// next moves the list on and gives what is printed, "" where there is none.
func (l *docLists) next(lfo, level int) string {
	if lfo < 1 || lfo > len(l.lfos) || level < 0 || level > 8 {
		return ""
	}
	own := &l.lfos[lfo-1]
	list := l.lists[own.list]
	if list == nil {
		return ""
	}
	if !own.used {
		own.used = true
		for at, start := range own.restart {
			list.levels[at].start, list.started[at] = start, false
		}
	}
	return list.next(level)
}
