package doc

import (
	"context"
	"strconv"
	"strings"
)

// readDOCX reads the text of a Word document: its body, with footnotes after
// their paragraphs, automatic numbers printed, deleted revisions left out.
// Headers and footers are no part of the text.
func readDOCX(ctx context.Context, data []byte) (string, error) {
	z, err := openZip(data)
	if err != nil {
		return "", err
	}
	main := "word/document.xml"
	if !z.has(main) {
		main = "word/document2.xml"
	}
	styles, err := docxStylesIn(ctx, z)
	if err != nil {
		return "", err
	}
	lists, err := docxLists(ctx, z, styles)
	if err != nil {
		return "", err
	}
	notes := map[string]string{}
	for _, part := range [...]string{"word/footnotes.xml", "word/endnotes.xml"} {
		if !z.has(part) {
			continue
		}
		d := newDOCX(styles, lists, nil)
		d.noted, d.kind = notes, strings.TrimSuffix(strings.TrimPrefix(part, "word/"), "s.xml")
		if err := d.walk(ctx, z, part); err != nil {
			return "", err
		}
	}
	d := newDOCX(styles, lists, notes)
	if err := d.walk(ctx, z, main); err != nil {
		return "", err
	}
	return d.story.out.String(), nil
}

// docxIn is the walk over one part with text.
type docxIn struct {
	styles map[string]*docxStyle
	lists  *docxNumbers
	notes  map[string]string // texts of the notes, "footnote 2"
	noted  map[string]string // where they are being read instead
	kind   string            // "footnote" or "endnote" then

	story   storyIn
	into    []*[]inBlock // the cells, text boxes and notes that are open
	tables  []*docxTable
	paras   []*docxPara
	waiting *docxPara // its end was deleted: the next paragraph goes on in its line
	note    string    // id of the note that is open
	inText  bool      // inside w:t
	run     docxRun
	props   []string // the elements of properties that are open: w:pPr, w:rPr, w:tblBorders ...
}

// docxPara is a paragraph that is being read. A text box inside it is read
// before it ends, and is printed after it.
type docxPara struct {
	text       strings.Builder
	style      string
	num        string // w:numId, "" where the style decides
	level      string
	notes      []string
	after      []inBlock
	markGone   bool // its end was deleted
	run        docxRun
	outerProps []string
}

type docxRun struct{ caps, hidden *bool }

type docxTable struct {
	inTable
	style   string
	borders *bool // as said by the table itself
	gone    bool  // the row was deleted
	span    int   // of the cell that is open
	covered bool
	cell    []inBlock
}

func newDOCX(styles map[string]*docxStyle, lists *docxNumbers, notes map[string]string) *docxIn {
	return &docxIn{styles: styles, lists: lists, notes: notes}
}

func (d *docxIn) walk(ctx context.Context, z *zipIn, part string) error {
	if err := z.walk(ctx, part, d.start, d.end, d.chars); err != nil {
		return err
	}
	if d.story.full() {
		return errTooLong
	}
	return nil
}

// add puts a block where it belongs: into the open cell, text box or note, or
// on the page.
func (d *docxIn) add(b inBlock) {
	if n := len(d.into); n > 0 {
		if d.story.spend(64 + len(b.text)) {
			*d.into[n-1] = append(*d.into[n-1], b)
		}
		return
	}
	d.story.print(b)
}

func (d *docxIn) para() *docxPara {
	if n := len(d.paras); n > 0 {
		return d.paras[n-1]
	}
	return nil
}

func (d *docxIn) table() *docxTable {
	if n := len(d.tables); n > 0 {
		return d.tables[n-1]
	}
	return nil
}

// within reports whether the innermost open element of properties is name.
func (d *docxIn) within(name string) bool {
	return len(d.props) > 0 && d.props[len(d.props)-1] == name
}

func (d *docxIn) start(name string, a xmlAttrs) bool {
	switch name {
	case "w:del", "w:moveFrom":
		// Inside properties it is a mark, around text the deleted text.
		switch {
		case d.within("w:rPr") && len(d.props) > 1 && d.props[len(d.props)-2] == "w:pPr" && d.para() != nil:
			d.para().markGone = true
		case d.within("w:trPr") && d.table() != nil:
			d.table().gone = true
		}
		return false
	case "mc:Fallback", "w:instrText", "w:delText", "w:delInstrText", "w:tabs",
		"w:pPrChange", "w:rPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange", "w:sectPrChange", "w:tblGridChange", "w:numberingChange",
		"w:sectPr", "w:sdtPr":
		return false
	case "w:pPr", "w:rPr", "w:numPr", "w:tblPr", "w:tblBorders", "w:trPr", "w:tcPr", "w:tcBorders":
		d.props = append(d.props, name)
		return true
	case "w:p":
		p := &docxPara{run: d.run, outerProps: d.props}
		if w := d.waiting; w != nil && len(d.paras) == 0 {
			p.text.WriteString(w.text.String())
			p.notes, d.waiting = w.notes, nil
		}
		d.paras = append(d.paras, p)
		d.run, d.props = docxRun{}, nil
	case "w:r":
		d.run = docxRun{}
	case "w:t", "m:t":
		d.inText = true
	case "w:tbl":
		d.flush()
		d.tables = append(d.tables, &docxTable{})
	case "w:footnote", "w:endnote":
		if d.noted == nil {
			return true
		}
		d.note = d.kind + " " + a.get("id")
		d.into = append(d.into, new([]inBlock))
		switch a.get("type") {
		case "separator", "continuationSeparator", "continuationNotice":
			d.into = d.into[:len(d.into)-1]
			return false
		}
	case "w:txbxContent":
		d.into = append(d.into, new([]inBlock))
	case "w:tr", "w:tc":
		d.startCell(name)
	default:
		if len(d.props) > 0 {
			d.property(name, a)
		} else if p := d.para(); p != nil {
			d.inline(p, name, a)
		}
	}
	return true
}

func (d *docxIn) startCell(name string) {
	t := d.table()
	if t == nil {
		return
	}
	if name == "w:tr" {
		t.gone = false
		if d.story.spend(64) {
			t.rows = append(t.rows, nil)
		}
		return
	}
	t.span, t.covered, t.cell = 1, false, nil
	d.into = append(d.into, &t.cell)
}

// inline is what stands in a line beside text.
func (d *docxIn) inline(p *docxPara, name string, a xmlAttrs) {
	switch name {
	case "w:tab", "w:ptab":
		d.write(p, "\t")
	case "w:br", "w:cr":
		d.write(p, "\n")
	case "w:noBreakHyphen":
		d.write(p, "-")
	case "w:sym":
		d.write(p, docxSymbol(a.get("char")))
	case "w:footnoteReference", "w:endnoteReference":
		text, ok := d.notes[strings.TrimSuffix(strings.TrimPrefix(name, "w:"), "Reference")+" "+a.get("id")]
		if !ok {
			return
		}
		d.story.count++
		mark := "[" + strconv.Itoa(d.story.count) + "]"
		d.write(p, mark)
		p.notes = append(p.notes, mark+" "+text)
		d.story.spend(len(text) + 32)
	}
}

// property is an element inside properties.
func (d *docxIn) property(name string, a xmlAttrs) {
	p, t := d.para(), d.table()
	switch d.props[len(d.props)-1] {
	case "w:pPr":
		if name == "w:pStyle" && p != nil {
			p.style = a.get("val")
		}
	case "w:numPr":
		if p == nil {
			return
		}
		switch name {
		case "w:numId":
			p.num = a.get("val")
		case "w:ilvl":
			p.level = a.get("val")
		}
	case "w:rPr":
		if len(d.props) > 1 {
			return // of the paragraph's end
		}
		on := a.on()
		switch name {
		case "w:caps":
			d.run.caps = &on
		case "w:vanish":
			d.run.hidden = &on
		case "w:rStyle":
			if s := d.styles[a.get("val")]; s != nil {
				d.run = s.run
			}
		}
	case "w:tblPr":
		if name == "w:tblStyle" && t != nil {
			t.style = a.get("val")
		}
	case "w:tblBorders", "w:tcBorders":
		if t == nil {
			return
		}
		drawn := docxDrawn(a)
		if d.within("w:tcBorders") {
			t.ruled = t.ruled || drawn
		} else if t.borders == nil || !*t.borders {
			t.borders = &drawn
		}
	case "w:trPr":
		if name == "w:gridBefore" && t != nil && len(t.rows) > 0 {
			for range min(docxInt(a.get("val")), 100) {
				d.cover(t)
			}
		}
	case "w:tcPr":
		if t == nil {
			return
		}
		switch name {
		case "w:gridSpan":
			t.span = min(docxInt(a.get("val")), 100)
		case "w:vMerge":
			t.covered = a.get("val") != "restart"
		}
	}
}

// cover adds an empty cell to the row that is open.
func (d *docxIn) cover(t *docxTable) {
	if n := len(t.rows); n > 0 && d.story.spend(32) {
		t.rows[n-1] = append(t.rows[n-1], inCell{covered: true})
	}
}

func docxDrawn(a xmlAttrs) bool {
	switch a.get("val") {
	case "", "none", "nil":
		return false
	}
	return true
}

func docxInt(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func (d *docxIn) end(name string) {
	if n := len(d.props); n > 0 && d.props[n-1] == name {
		d.props = d.props[:n-1]
		return
	}
	switch name {
	case "w:t", "m:t":
		d.inText = false
	case "w:p":
		d.endPara()
	case "w:r":
		d.run = docxRun{}
	case "w:txbxContent":
		if n := len(d.into); n > 0 {
			boxed := *d.into[n-1]
			d.into = d.into[:n-1]
			if p := d.para(); p != nil {
				p.after = append(p.after, boxed...)
			}
		}
	case "w:footnote", "w:endnote":
		if n := len(d.into); n > 0 && d.noted != nil {
			var more []string
			d.noted[d.note] = inOneLine(*d.into[n-1], &more, 0)
			d.into = d.into[:n-1]
		}
	case "w:body":
		d.flush()
	case "w:tc":
		d.flush()
		d.endCell()
	case "w:tr":
		if t := d.table(); t != nil && t.gone && len(t.rows) > 0 {
			t.rows = t.rows[:len(t.rows)-1]
		}
	case "w:tbl":
		if t := d.table(); t != nil {
			d.tables = d.tables[:len(d.tables)-1]
			switch {
			case t.borders != nil:
				t.ruled = t.ruled || *t.borders
			case d.styles[t.style] != nil:
				t.ruled = t.ruled || d.styles[t.style].ruled
			}
			d.add(inBlock{table: &t.inTable})
		}
	}
}

func (d *docxIn) endCell() {
	t := d.table()
	if t == nil || len(d.into) == 0 {
		return
	}
	d.into = d.into[:len(d.into)-1]
	if len(t.rows) == 0 || !d.story.spend(64) {
		return
	}
	row := &t.rows[len(t.rows)-1]
	*row = append(*row, inCell{blocks: t.cell, covered: t.covered})
	t.cell = nil
	for range t.span - 1 {
		d.cover(t)
	}
}

func (d *docxIn) endPara() {
	p := d.para()
	if p == nil {
		return
	}
	d.paras = d.paras[:len(d.paras)-1]
	d.run, d.props = p.run, p.outerProps
	if p.markGone && len(p.after) == 0 && len(d.paras) == 0 {
		d.waiting = p
		return
	}
	text := p.text.String()
	if label := d.label(p); strings.TrimSpace(text) != "" {
		text = label + text
	}
	d.add(inBlock{text: text, notes: p.notes})
	for _, b := range p.after {
		d.add(b)
	}
}

// flush prints the paragraph that waits for a next one where none follows.
func (d *docxIn) flush() {
	if w := d.waiting; w != nil {
		d.waiting = nil
		d.add(inBlock{text: d.label(w) + w.text.String(), notes: w.notes})
	}
}

// label moves the paragraph's list on and gives its printed number.
func (d *docxIn) label(p *docxPara) string {
	num, level := p.num, p.level
	if s := d.styles[p.style]; s != nil {
		if num == "" {
			num = s.num
		}
		if level == "" {
			level = s.level
		}
	}
	return d.lists.next(num, docxInt(level))
}

func (d *docxIn) chars(b []byte) {
	if p := d.para(); p != nil && d.inText {
		d.write(p, string(b))
	}
}

// write adds text to the paragraph as its run shows it.
func (d *docxIn) write(p *docxPara, s string) {
	caps, hidden := d.run.caps, d.run.hidden
	if st := d.styles[p.style]; st != nil {
		if caps == nil {
			caps = st.run.caps
		}
		if hidden == nil {
			hidden = st.run.hidden
		}
	}
	if hidden != nil && *hidden || !d.story.spend(len(s)) {
		return
	}
	if caps != nil && *caps {
		s = strings.ToUpper(s)
	}
	p.text.WriteString(s)
}

// docxSymbol is the letter of a symbol font that has one in Unicode.
func docxSymbol(code string) string {
	switch strings.ToUpper(code) {
	case "F0FC", "F050":
		return "✓"
	case "F0FE", "F052", "F078":
		return "☑"
	case "F0A8", "F06F", "F071", "F0A3":
		return "☐"
	case "F0B3":
		return "≥"
	case "F0B1":
		return "±"
	case "F0B4":
		return "×"
	case "F0AE", "F0E0":
		return "→"
	case "F02D":
		return "-"
	}
	return ""
}
