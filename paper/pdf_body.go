package paper

// setting is how a paragraph is set.
type setting struct {
	size        float64
	left        float64 // of all lines
	first, hang float64 // more on the first line, more on the others
	before      float64
	lead        float64 // spacing of lines by the single line, 0: 1
	align       Align
	keep        bool
}

// paragraph sets text in a column that begins at the left margin.
func (pr *printer) paragraph(text []span, column float64, s setting) piece {
	for i := range text {
		text[i].text = drawable(text[i].text, text[i].ink)
	}
	column -= s.left
	set := wrap(text, s.size, column-s.first, column-s.hang)
	lead := single * s.size * max(s.lead, 1)
	return piece{
		before: s.before, lines: len(set), lead: lead, keep: s.keep,
		draw: func(y float64, from, to int) {
			for i, l := range set[from:to] {
				in := s.hang
				if from+i == 0 {
					in = s.first
				}
				top := y + float64(i)*lead + (lead-single*s.size)/2
				pr.line(marginLeft+s.left+in, top, column-in, l, s.size, s.align)
			}
		},
	}
}

// centred sets the lines above a text; they stay with it.
func (pr *printer) centred(list []headLine, column float64) []piece {
	var out []piece
	for _, l := range list {
		l.text = drawable(l.text, l.ink)
		set, _ := l.set(column)
		c := piece{before: l.above, lines: len(set), lead: l.lead(), whole: true, keep: true}
		if l.rule > 0 {
			c.pad = ruleHeight
		}
		above := l.above
		l.above = 0
		c.draw = func(y float64, from, to int) {
			if from == 0 && to == len(set) {
				pr.head(marginLeft, y, column, []headLine{l})
				return
			}
			for i, one := range set[from:to] {
				pr.line(marginLeft, y+float64(i)*l.lead(), column, one, l.size, Center)
			}
		}
		c.before = above
		out = append(out, c)
	}
	return out
}

// blocks sets a body.
func (pr *printer) blocks(body []Block, column float64) []piece {
	var out []piece
	for _, b := range body {
		switch b := b.(type) {
		case Heading:
			out = append(out, pr.paragraph(b.spans(), column, setting{
				size: sizeBody, first: firstIndent, before: between, lead: spacing, align: Justify, keep: true}))
		case Paragraph:
			s := setting{size: sizeBody, first: firstIndent, before: between, lead: spacing, align: b.Align}
			if s.align == Natural {
				s.align = Justify
			}
			if b.Flush || s.align == Center || s.align == Right {
				s.first = 0
			}
			out = append(out, pr.paragraph(b.spans(), column, s))
		case Dash:
			out = append(out, pr.paragraph(b.spans(), column, setting{
				size: sizeBody, first: firstIndent, before: between, lead: spacing, align: Justify}))
		case Table:
			out = append(out, pr.table(b, column)...)
		}
	}
	return out
}

// signing is the sign block: Nơi nhận on the left with the stamp under it, who
// signs on the right.
func (pr *printer) signing(p *Paper) []piece {
	copies := p.copies()
	if len(copies) == 0 && p.Sign.empty() {
		return pr.stamp(p.Stamp, textWidth)
	}
	var left []piece
	if len(copies) > 0 {
		left = append(left, pr.paragraph([]span{{"Nơi nhận:", bold | italic}}, copiesWidth, setting{size: sizeCopies}))
		for _, c := range copies {
			left = append(left, pr.paragraph([]span{{c, regular}}, copiesWidth, setting{size: sizeCopy, hang: length("- ", regular, sizeCopy)}))
		}
	}
	left = append(left, pr.stamp(p.Stamp, copiesWidth)...)
	right := p.Sign.lines()
	if name := oneLine(p.Sign.Name); name != "" {
		right = append(right, headLine{text: name, ink: bold, size: sizeBody, above: signRoom})
	}
	signHeight := 0.0
	for _, l := range right {
		signHeight += l.height(signWidth)
	}
	leftHeight := 0.0
	for i := range left {
		leftHeight += left[i].height()
	}
	beside := leftHeight <= paperHeight-marginTop-marginBottom
	block := piece{before: 2 * between, lines: 1, lead: signHeight, whole: true, draw: func(y float64, _, _ int) {
		pr.head(marginLeft+copiesWidth, y, signWidth, right)
		if beside {
			for i := range left {
				left[i].draw(y, 0, left[i].lines)
				y += left[i].height()
			}
		}
	}}
	if beside {
		block.lead = max(signHeight, leftHeight)
		return []piece{block}
	}
	// A list of recipients longer than a page follows the signature.
	left[0].before = between
	return append([]piece{block}, left...)
}

func (h Heading) spans() []span { return trimmed([]span{{printable(h.Text), h.ink()}}) }

func (h Heading) ink() ink {
	if h.Level > 2 {
		return bold | italic
	}
	return bold
}

func (d Dash) spans() []span {
	s := trimmed([]span{{printable(d.Text), regular}})
	return append([]span{{"- ", regular}}, s...)
}

func (p Paragraph) spans() []span {
	var out []span
	for _, r := range p.runs() {
		out = append(out, span{printable(r.Text), inkOf(r.Bold, r.Italic)})
	}
	return trimmed(out)
}
