package doc

import (
	"context"
	"errors"
	"strconv"
	"strings"
)

// readODT reads the text of an OpenDocument text, by the same rules as readDOCX.
func readODT(ctx context.Context, data []byte) (string, error) {
	z, err := openZip(data)
	if err != nil {
		return "", err
	}
	if locked, err := odtLocked(ctx, z); err != nil {
		return "", err
	} else if locked {
		return "", faultLocked(errors.New("manifest names an encryption"))
	}
	o := &odtIn{lists: map[string]*[9]inLevel{}, styles: map[string]*odtStyle{}, running: map[string]*inList{}}
	if z.has("styles.xml") {
		// The styles alone: headers and footers are no part of the text.
		if err := z.walk(ctx, "styles.xml", func(name string, a xmlAttrs) bool {
			return name != "office:master-styles" && o.startStyle(name, a)
		}, o.endStyle, func([]byte) {}); err != nil {
			return "", err
		}
	}
	if err := z.walk(ctx, "content.xml", o.start, o.end, o.chars); err != nil {
		return "", err
	}
	switch {
	case o.story.full():
		return "", errTooLong
	case !o.seen:
		return "", faultUnaccepted(errors.New("OpenDocument without a text"))
	}
	return o.story.out.String(), nil
}

func odtLocked(ctx context.Context, z *zipIn) (bool, error) {
	locked := false
	const part = "META-INF/manifest.xml"
	if !z.has(part) {
		return false, nil
	}
	err := z.walk(ctx, part, func(name string, _ xmlAttrs) bool {
		locked = locked || name == "manifest:encryption-data"
		return true
	}, func(string) {}, func([]byte) {})
	return locked, err
}

type odtIn struct {
	styles map[string]*odtStyle
	lists  map[string]*[9]inLevel
	style  *odtStyle // that is being read
	list   *[9]inLevel

	story   storyIn
	seen    bool // there was an office:text
	into    []*[]inBlock
	tables  []*odtTable
	paras   []*odtPara
	items   []*odtItem // lists that are open, outermost first
	running map[string]*inList
	caps    []bool
}

type odtStyle struct {
	base   string
	list   string
	ruled  bool
	caps   bool
	hidden bool
}

type odtTable struct {
	inTable
	cell    []inBlock
	covered bool
	repeat  int
}

type odtPara struct {
	text  strings.Builder
	label string
	notes []string
	after []inBlock
	items []*odtItem
	caps  []bool
}

// odtItem is a text:list that is open.
type odtItem struct {
	style  string
	list   *inList
	fresh  bool // the item has not printed its number yet
	header bool
}

func (o *odtIn) startStyle(name string, a xmlAttrs) bool {
	switch name {
	case "style:style":
		o.style = &odtStyle{base: a.get("parent-style-name"), list: a.get("list-style-name")}
		if len(o.styles) < 50_000 {
			// One name may stand for a paragraph and for a table.
			o.styles[a.get("family")+" "+a.get("name")] = o.style
		}
	case "style:table-cell-properties":
		if s := o.style; s != nil {
			for _, x := range a {
				if strings.HasPrefix(x.Name.Local, "border") && !strings.HasPrefix(x.Name.Local, "border-line") && odtDrawn(x.Value) {
					s.ruled = true
				}
			}
		}
	case "style:text-properties":
		if s := o.style; s != nil {
			s.caps = a.get("text-transform") == "uppercase"
			s.hidden = a.get("display") == "none"
		}
	case "text:list-style", "text:outline-style":
		o.list = &[9]inLevel{}
		if len(o.lists) < 50_000 {
			key := a.get("name")
			if name == "text:outline-style" {
				key = odtOutline
			}
			o.lists[key] = o.list
		}
	case "text:list-level-style-number", "text:list-level-style-bullet", "text:outline-level-style", "text:list-level-style-image":
		if at := docxInt(a.get("level")) - 1; o.list != nil && at >= 0 && at < 9 {
			o.list[at] = odtLevel(name, a, at)
		}
	}
	return true
}

// odtDrawn reports whether a border as "0.5pt solid #000000" is seen.
func odtDrawn(border string) bool {
	width := strings.TrimLeft(border, "0.")
	return width != "" && width[0] >= '1' && width[0] <= '9'
}

// odtOutline is the key of the list that numbers the headings.
const odtOutline = "\x00outline"

func odtLevel(name string, a xmlAttrs, at int) inLevel {
	v := inLevel{start: 1}
	if strings.HasSuffix(name, "bullet") || strings.HasSuffix(name, "image") {
		v.format, v.text = "bullet", a.get("bullet-char")
		return v
	}
	if s := a.get("start-value"); s != "" {
		v.start = docxInt(s)
	}
	switch a.get("num-format") {
	case "1":
		v.format = "decimal"
	case "a":
		v.format = "lowerLetter"
	case "A":
		v.format = "upperLetter"
	case "i":
		v.format = "lowerRoman"
	case "I":
		v.format = "upperRoman"
	case "":
		v.format = "none"
	default:
		v.format = "decimal"
	}
	// LibreOffice writes the whole form since 7.1, everybody the parts.
	if f := a.get("num-list-format"); f != "" {
		for i := 9; i > 0; i-- {
			f = strings.ReplaceAll(f, "%"+strconv.Itoa(i)+"%", "%"+strconv.Itoa(i))
		}
		v.text = f
		return v
	}
	levels := max(1, min(docxInt(a.get("display-levels")), at+1))
	var numbers []string
	if v.format != "none" {
		for i := at + 1 - levels; i <= at; i++ {
			numbers = append(numbers, "%"+strconv.Itoa(i+1))
		}
	}
	v.text = a.get("num-prefix") + strings.Join(numbers, ".") + a.get("num-suffix")
	return v
}

func (o *odtIn) endStyle(name string) {
	switch name {
	case "style:style":
		o.style = nil
	case "text:list-style", "text:outline-style":
		o.list = nil
	}
}

// styled is the style with what it inherits.
func (o *odtIn) styled(family, name string) odtStyle {
	var out odtStyle
	for hops := 0; hops < 20 && name != ""; hops++ {
		s := o.styles[family+" "+name]
		if s == nil {
			break
		}
		if out.list == "" {
			out.list = s.list
		}
		out.ruled = out.ruled || s.ruled
		out.caps = out.caps || s.caps
		out.hidden = out.hidden || s.hidden
		name = s.base
	}
	return out
}

func (o *odtIn) add(b inBlock) {
	if n := len(o.into); n > 0 {
		if o.story.spend(64 + len(b.text)) {
			*o.into[n-1] = append(*o.into[n-1], b)
		}
		return
	}
	o.story.print(b)
}

func (o *odtIn) para() *odtPara {
	if n := len(o.paras); n > 0 {
		return o.paras[n-1]
	}
	return nil
}

func (o *odtIn) table() *odtTable {
	if n := len(o.tables); n > 0 {
		return o.tables[n-1]
	}
	return nil
}

func (o *odtIn) start(name string, a xmlAttrs) bool {
	if !o.seen {
		if name == "office:text" {
			o.seen = true
			return true
		}
		return o.startStyle(name, a)
	}
	switch name {
	case "text:tracked-changes", "office:annotation", "text:note-citation", "text:sequence-decls", "office:forms", "text:ruby-text", "svg:title", "svg:desc", "office:binary-data":
		return false
	case "text:p", "text:h":
		o.startPara(name, a)
	case "text:span":
		s := o.styled("text", a.get("style-name"))
		if s.hidden {
			return false
		}
		o.caps = append(o.caps, s.caps || len(o.caps) > 0 && o.caps[len(o.caps)-1])
	case "text:s":
		n := 1
		if c := a.get("c"); c != "" {
			n = min(docxInt(c), 1000)
		}
		o.write(strings.Repeat(" ", max(n, 0)))
	case "text:tab":
		o.write("\t")
	case "text:line-break":
		o.write("\n")
	case "text:list":
		o.startList(a)
	case "text:list-item", "text:list-header":
		if n := len(o.items); n > 0 {
			it := o.items[n-1]
			it.fresh, it.header = true, name == "text:list-header"
			if s := a.get("start-value"); s != "" && it.list != nil && n <= 9 {
				it.list.levels[n-1].start, it.list.started[n-1] = docxInt(s), false
			}
		}
	case "text:note-body", "draw:text-box":
		o.into = append(o.into, new([]inBlock))
	case "table:table":
		o.tables = append(o.tables, &odtTable{})
	case "table:table-row":
		if t := o.table(); t != nil && o.story.spend(64) {
			t.rows = append(t.rows, nil)
		}
	case "table:table-cell", "table:covered-table-cell":
		if t := o.table(); t != nil {
			t.covered, t.repeat, t.cell = name == "table:covered-table-cell", 1, nil
			if n := a.get("number-columns-repeated"); n != "" {
				t.repeat = min(docxInt(n), 100)
			}
			t.ruled = t.ruled || o.styled("table-cell", a.get("style-name")).ruled
			o.into = append(o.into, &t.cell)
		}
	}
	return true
}

func (o *odtIn) startList(a xmlAttrs) {
	it := &odtItem{style: a.get("style-name")}
	if n := len(o.items); n > 0 {
		outer := o.items[n-1]
		if it.style == "" {
			it.style = outer.style
		}
		if it.style == outer.style {
			it.list = outer.list
		}
	}
	if it.list == nil {
		levels := o.lists[it.style]
		going := o.running[it.style]
		switch {
		case levels == nil:
		case going != nil && (a.get("continue-numbering") == "true" || a.get("continue-list") != "" || len(o.items) > 0):
			it.list = going
		default:
			it.list = &inList{levels: *levels}
			o.running[it.style] = it.list
			o.story.spend(512)
		}
	}
	o.items = append(o.items, it)
}

func (o *odtIn) startPara(name string, a xmlAttrs) {
	p := &odtPara{items: o.items, caps: o.caps}
	style := o.styled("paragraph", a.get("style-name"))
	if n := len(o.items); n > 0 {
		if it := o.items[n-1]; it.fresh && !it.header && it.list != nil {
			p.label = it.list.next(min(n, 9) - 1)
			it.fresh = false
		}
	} else if level := docxInt(a.get("outline-level")); name == "text:h" && level > 0 && level <= 9 && a.get("is-list-header") != "true" {
		if levels := o.lists[odtOutline]; levels != nil {
			if o.running[odtOutline] == nil {
				o.running[odtOutline] = &inList{levels: *levels}
			}
			p.label = o.running[odtOutline].next(level - 1)
		}
	}
	o.paras = append(o.paras, p)
	o.caps = []bool{style.caps}
	o.items = nil // a list inside a text box or a note counts for itself
}

func (o *odtIn) end(name string) {
	if !o.seen {
		o.endStyle(name)
		return
	}
	switch name {
	case "text:p", "text:h":
		p := o.para()
		if p == nil {
			return
		}
		o.paras = o.paras[:len(o.paras)-1]
		o.items, o.caps = p.items, p.caps
		text := p.text.String()
		if strings.TrimSpace(text) != "" {
			text = p.label + text
		}
		o.add(inBlock{text: text, notes: p.notes})
		for _, b := range p.after {
			o.add(b)
		}
	case "text:span":
		if n := len(o.caps); n > 1 {
			o.caps = o.caps[:n-1]
		}
	case "text:list":
		if n := len(o.items); n > 0 {
			o.items = o.items[:n-1]
		}
	case "text:note-body", "draw:text-box":
		o.endInset(name)
	case "table:table-cell", "table:covered-table-cell":
		t := o.table()
		if t == nil || len(o.into) == 0 {
			return
		}
		o.into = o.into[:len(o.into)-1]
		if n := len(t.rows); n > 0 {
			for range t.repeat {
				if o.story.spend(64) {
					t.rows[n-1] = append(t.rows[n-1], inCell{blocks: t.cell, covered: t.covered})
				}
			}
		}
		t.cell = nil
	case "table:table":
		if t := o.table(); t != nil {
			o.tables = o.tables[:len(o.tables)-1]
			o.add(inBlock{table: &t.inTable})
		}
	}
}

// endInset puts what stood in a note or a text box to its paragraph.
func (o *odtIn) endInset(name string) {
	n := len(o.into)
	if n == 0 {
		return
	}
	blocks := *o.into[n-1]
	o.into = o.into[:n-1]
	p := o.para()
	switch {
	case p == nil: // a frame that stands on the page
		for _, b := range blocks {
			o.add(b)
		}
	case name == "draw:text-box":
		p.after = append(p.after, blocks...)
	default:
		o.story.count++
		mark := "[" + strconv.Itoa(o.story.count) + "]"
		var more []string
		text := inOneLine(blocks, &more, 0)
		p.text.WriteString(mark)
		p.notes = append(p.notes, mark+" "+text)
	}
}

func (o *odtIn) chars(b []byte) {
	if o.para() == nil {
		return
	}
	// White space in XML is one space; more is text:s.
	s := string(b)
	if strings.ContainsAny(s, "\n\t\r") || strings.Contains(s, "  ") {
		lead, trail := strings.TrimLeft(s, " \n\t\r") != s, strings.TrimRight(s, " \n\t\r") != s
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }), " ")
		if lead {
			s = " " + s
		}
		if trail && s != " " {
			s += " "
		}
	}
	o.write(s)
}

func (o *odtIn) write(s string) {
	p := o.para()
	if p == nil || !o.story.spend(len(s)) {
		return
	}
	if n := len(o.caps); n > 0 && o.caps[n-1] {
		s = strings.ToUpper(s)
	}
	p.text.WriteString(s)
}
