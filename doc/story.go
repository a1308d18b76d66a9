package doc

import (
	"regexp"
	"strings"

	"sauro/vn"
)

// A story is what stands in a document from top to bottom: paragraphs and
// tables. The readers of DOCX, ODT and DOC build it, storyIn prints it.

// inBlock is a paragraph or a table.
type inBlock struct {
	text  string   // of a paragraph, with "\n" where a line was broken by hand
	notes []string // its footnotes, each as "[1] ..."
	table *inTable // instead of a paragraph
}

type inTable struct {
	rows  [][]inCell
	ruled bool // some line of it is drawn
}

type inCell struct {
	blocks  []inBlock
	covered bool // lies under a merged cell
}

// storyIn prints blocks as they come.
type storyIn struct {
	out   strings.Builder
	cost  int // of what is being read, so that memory stays bounded
	count int // footnotes so far
}

// spend counts text and structure; over the limit the walk goes on without
// keeping anything and full reports it.
func (s *storyIn) spend(n int) bool {
	s.cost += n
	return !s.full()
}

func (s *storyIn) full() bool { return s.cost > MaxText }

func (s *storyIn) print(b inBlock) {
	if s.full() {
		return
	}
	if b.table == nil {
		s.lines(b.text)
		s.notes(b.notes)
		return
	}
	s.out.WriteByte('\n')
	s.table(b.table, 0)
	s.out.WriteByte('\n')
}

func (s *storyIn) lines(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		s.out.WriteString(strings.TrimSpace(line))
		s.out.WriteByte('\n')
	}
}

func (s *storyIn) notes(notes []string) {
	for _, n := range notes {
		s.out.WriteString(n)
		s.out.WriteByte('\n')
	}
}

// table prints a table of the given depth inside other tables.
func (s *storyIn) table(t *inTable, depth int) {
	if depth > 20 {
		return // no office program shows such a table
	}
	if t.layout() {
		for _, row := range t.rows {
			for _, c := range row {
				for _, b := range c.blocks {
					if b.table != nil {
						s.table(b.table, depth+1)
					} else if strings.TrimSpace(b.text) != "" {
						s.lines(strings.Trim(b.text, "\n"))
						s.notes(b.notes)
					}
				}
			}
		}
		return
	}
	for _, row := range t.rows {
		cells := make([]string, len(row))
		var notes []string
		for i, c := range row {
			if !c.covered {
				cells[i] = inOneLine(c.blocks, &notes, depth)
			}
		}
		s.out.WriteString(inRow(cells))
		s.out.WriteByte('\n')
		s.notes(notes)
	}
}

// inRow is a row of a ruled table as a line; empty cells at its end are left out.
func inRow(cells []string) string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return strings.Join(cells, " | ")
}

// inOneLine is the text of a cell of a ruled table.
func inOneLine(blocks []inBlock, notes *[]string, depth int) string {
	var words []string
	for _, b := range blocks {
		if b.table != nil {
			if depth < 20 {
				for _, row := range b.table.rows {
					for _, c := range row {
						if text := inOneLine(c.blocks, notes, depth+1); text != "" {
							words = append(words, text)
						}
					}
				}
			}
			continue
		}
		words = append(words, strings.Fields(b.text)...)
		*notes = append(*notes, b.notes...)
	}
	return strings.Join(words, " ")
}

// Folded beginnings and contents by which a table is known.
var (
	inOrdinal   = regexp.MustCompile(`^\s*(so )?s?tt\.?\s*$`)
	inLetterTop = regexp.MustCompile(`cong hoa xa hoi chu nghia|dang cong san viet nam`)
	inSignature = regexp.MustCompile(`(?m)^\s*(noi nhan|(tm|kt|tl|tuq|q)\. ?[a-z]|nguoi lap)`)
)

// layout reports whether the table only puts texts side by side: a letterhead,
// a signature block, a frame, or a table without lines.
func (t *inTable) layout() bool {
	wide, single := 0, true
	for _, row := range t.rows {
		shown := 0
		for _, c := range row {
			if !c.covered {
				shown++
			}
		}
		single = single && shown <= 1
		wide = max(wide, len(row))
	}
	if single {
		return true
	}
	for i, row := range t.rows {
		if i == 3 {
			break
		}
		for j, c := range row {
			text := c.folded()
			if j < 2 && inOrdinal.MatchString(text) {
				return false
			}
			if inLetterTop.MatchString(text) {
				return true
			}
		}
	}
	if len(t.rows) <= 3 {
		for _, row := range t.rows {
			for _, c := range row {
				if inSignature.MatchString(c.folded()) {
					return true
				}
			}
		}
	}
	return !t.ruled && (wide < 3 || len(t.rows) < 3)
}

// folded is the text of the cell for comparing, its first thousand letters at most.
func (c inCell) folded() string {
	var b strings.Builder
	for _, p := range c.blocks {
		b.WriteString(p.text)
		b.WriteByte('\n')
		if b.Len() > 1000 {
			break
		}
	}
	return vn.Fold(b.String())
}
