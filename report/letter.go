package report

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sauro/paper"
	"sauro/reading"
	"sauro/register"
	"sauro/vn"
)

// WriteLetter writes the letter as the register has it, in DOCX or PDF: the
// head, what the original says before, between and after the clauses, and the
// clauses in their groups. What the letter leaves blank stays blank. The same
// letter is the same bytes; read back it has the same head and clauses. A form
// that does not exist is fault.Unknown.
func WriteLetter(w io.Writer, l register.Letter, groups []register.Group, form Form) error {
	switch form {
	case DOCX:
		return paper.WriteDOCX(w, letterPaper(l, groups))
	case PDF:
		return paper.WritePDF(w, letterPaper(l, groups))
	}
	return noForm(form)
}

func letterPaper(l register.Letter, groups []register.Group) *paper.Paper {
	p := &paper.Paper{
		Issuer: officeLines(l.Head.Issuer), Symbol: l.Head.Symbol, Place: l.Head.Place, Date: l.Head.Date, Kind: l.Head.Kind,
		Subject: l.Head.Subject, Recipients: l.Head.Recipients,
	}
	if number, symbol, ok := strings.Cut(l.Head.Number, "/"); ok {
		p.Number, p.Symbol = number, symbol
	} else {
		p.Number = l.Head.Number
	}
	if vn.Fold(p.Kind) == "cong van" {
		p.Kind = ""
	}
	places := reading.Read(l.Body).Document.Places
	parts := partsOf(groups)
	from, to := bodyOf(l.Body, places, parts)
	s := scribe{body: l.Body[:to], at: from}
	for _, part := range parts {
		if part.from >= s.at && part.to <= to {
			s.part(part)
		}
	}
	s.rest()
	p.Body = s.blocks
	p.Sign, p.Copies = signed(l, to)
	return p
}

// part is a heading or a clause where it stands in the letter's text.
type part struct {
	from, to int
	label    string // of a heading
	text     string
	heading  bool
	row      bool
}

// partsOf are the groups and clauses in the order of the text. A group without
// a heading has no part of its own.
func partsOf(groups []register.Group) []part {
	var parts []part
	for _, g := range groups {
		if g.From < g.To {
			parts = append(parts, part{g.From, g.To, g.Label, g.Text, true, false})
		}
		for _, c := range g.Clauses {
			parts = append(parts, part{c.From, c.To, "", c.Text, false, c.Row})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return a.from - b.from })
	return parts
}

// bodyOf is the part of the text between the letterhead and what is signed.
func bodyOf(body string, places map[string]reading.Span, parts []part) (from, to int) {
	first, last := len(body), 0
	for _, p := range parts {
		first, last = min(first, p.from), max(last, p.to)
	}
	for _, name := range []string{"number", "symbol", "issuer", "place", "date", "subject", "recipients"} {
		if at, ok := places[name]; ok && at.To <= first && at.To > from {
			from = at.To
		}
	}
	from += lineEnd(body[from:])
	to = last
	for to < len(body) {
		next := to + lineEnd(body[to:])
		if signature(body[to:next]) {
			break
		}
		to = next
	}
	return min(from, first), to
}

// lineEnd is where the line ends that s begins in, its line feed included.
func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

// authorities are how a sign block begins (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I,
// mục II.7); copies how the list beside it does.
var authorities = []string{"TM.", "T/M", "KT.", "TL.", "TUQ.", "Q."}

// signature reports whether a line begins what is signed.
func signature(line string) bool {
	line = vn.Line(line)
	if words := vn.Words(line); len(words) >= 2 && words[0] == "noi" && words[1] == "nhan" && len(words) < 5 {
		return true
	}
	for _, a := range authorities {
		if strings.HasPrefix(line, a) && line == strings.ToUpper(line) {
			return true
		}
	}
	return line == "CHỦ TỊCH" || line == "PHÓ CHỦ TỊCH"
}

// signed is the sign block and the list of copies that the letter prints.
func signed(l register.Letter, from int) (paper.Sign, []string) {
	var sign paper.Sign
	var copies []string
	if l.Head.SignerTitle != "" || l.Head.SignerName != "" {
		sign.Title, sign.Name = l.Head.SignerTitle, l.Head.SignerName
	}
	listing := false
	for line := range strings.Lines(l.Body[from:]) {
		line = vn.Line(line)
		_, dashed := strings.CutPrefix(line, "-")
		switch {
		case strings.HasPrefix(vn.Fold(line), "noi nhan"):
			listing = true
		case listing && dashed:
			copies = append(copies, line)
		case sign.Title != "" && signature(line) && vn.Fold(line) != vn.Fold(sign.Title):
			sign.Authority = append(sign.Authority, line)
		}
	}
	return sign, copies
}

// scribe sets the text of a letter again, part by part.
type scribe struct {
	body   string
	at     int
	blocks []paper.Block
}

// part writes what stands before the part, then the part.
func (s *scribe) part(p part) {
	before := s.body[s.at:p.from]
	line := strings.LastIndexByte(before, '\n') + 1
	s.loose(before[:line])
	mark := vn.Line(before[line:])
	s.at = p.to
	switch {
	case p.row:
		whole := s.body[p.from-len(before[line:]) : p.to+lineEnd(s.body[p.to:])]
		s.row(whole, true)
		s.at = p.to + lineEnd(s.body[p.to:])
	case p.heading:
		if mark == "" && p.label != "" && !strings.HasPrefix(p.text, p.label) {
			mark = p.label + "."
		}
		s.blocks = append(s.blocks, paper.Heading{Level: 1, Text: strings.TrimSpace(mark + " " + p.text)})
	default:
		if mark == "" {
			// The bullet may stand inside the clause's own range.
			mark = vn.Line(strings.TrimSuffix(vn.Line(s.body[p.from:p.to]), p.text))
		}
		if strings.Trim(mark, "-–—•*▪●○ ") == "" {
			s.blocks = append(s.blocks, paper.Dash{Text: p.text})
		} else {
			s.blocks = append(s.blocks, paper.Paragraph{Text: mark + " " + p.text})
		}
	}
}

// rest writes what stands after the last part.
func (s *scribe) rest() { s.loose(s.body[s.at:]) }

// loose writes lines that are no part. What is left of a part's own line, a
// full stop or a space, is dropped.
func (s *scribe) loose(text string) {
	for line := range strings.Lines(text) {
		whole := vn.Line(line)
		switch {
		case strings.Trim(whole, ".,;:-– ") == "":
		case strings.Contains(whole, " | "):
			s.row(whole, false)
		default:
			s.blocks = append(s.blocks, paper.Paragraph{Text: whole})
		}
	}
}

// row adds a row to the table that is being written, or begins one. A row that
// begins a table and is no clause is its header.
func (s *scribe) row(line string, clause bool) {
	cells := paper.Cells(strings.Split(vn.Line(line), " | ")...)
	n := len(s.blocks)
	var t paper.Table
	if n > 0 {
		t, _ = s.blocks[n-1].(paper.Table)
	}
	begun := len(t.Columns) > 0
	if begun || clause {
		t.Rows = append(t.Rows, cells)
	} else {
		t.Header = [][]paper.Cell{cells}
	}
	for len(t.Columns) < len(cells) {
		t.Columns = append(t.Columns, paper.Column{})
	}
	if narrow := utf8.RuneCountInString(cells[0].Text) <= 5; !begun && narrow {
		t.Columns[0].WidthMM = 11 // the number of the row
	} else if !narrow {
		t.Columns[0].WidthMM = 0
	}
	if begun {
		s.blocks[n-1] = t
	} else {
		s.blocks = append(s.blocks, t)
	}
}
