package registry

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/vn"
)

// strip is a piece of the signed words that stands at the left of one row: the
// words of one span with what else is printed on its lines, or the words
// between two spans.
type strip struct {
	Of             int // which span it holds, -1 for the words between
	Before, Behind string
	Text           string // the words of the span, line ends kept
	Head           *paperHead
	Lines          []paperLine // the words between two spans
	Left           int         // how many lines of them are not shown
}

// paperLine is one paragraph of the signed words.
type paperLine struct {
	Text string
	To   bool // the line of whom it is sent to
	Gap  bool // something in it was left blank
}

// paperHead is the head of an official paper, as its lines stand side by side
// (Nghị định 30/2020/NĐ-CP, Phụ lục I).
type paperHead struct {
	Issuer, Motto []string
	Number, Date  []paperLine
}

// bytesBetween is how much of the words between two spans is shown on each side.
const bytesBetween = 6 << 10

// cut cuts body[lo:hi] into strips. The spans are byte ranges of the body in
// order; one that begins before the last has ended loses its beginning.
func cut(body string, lo, hi int, spans [][2]int) []strip {
	var strips []strip
	between := func(from, to int) {
		if s := (strip{Of: -1}); s.fill(body[from:to]) {
			strips = append(strips, s)
		}
	}
	at := lo
	for i, span := range spans {
		from, to := max(span[0], at), min(max(span[1], at), hi)
		if from >= to {
			continue
		}
		line := at + strings.LastIndexByte(body[at:from], '\n') + 1
		if !isMark(body[line:from]) {
			line = from
		}
		between(at, line)
		end := hi
		if i+1 < len(spans) {
			end = min(max(spans[i+1][0], to), hi)
		}
		if n := strings.IndexByte(body[to:end], '\n'); n >= 0 {
			end = to + n
		} else if end < hi {
			end = to // the rest of the line is of the next span
		}
		strips = append(strips, strip{Of: i, Before: keepBlanks(strings.TrimLeft(body[line:from], " \t\r\n")), Text: printedLines(body[from:to]), Behind: keepBlanks(strings.TrimRight(body[to:end], " \t\r\n"))})
		at = end
	}
	between(at, hi)
	return strips
}

// isMark reports whether s is only a number or a bullet, as "3. ", "- ", "1 | ".
func isMark(s string) bool {
	s = strings.TrimSpace(s)
	return utf8.RuneCountInString(s) <= 12 && !strings.ContainsFunc(strings.TrimRight(s, ".)|:/ "), func(r rune) bool {
		return unicode.IsSpace(r)
	})
}

// fill takes in the lines between two spans; it reports whether there are any.
func (s *strip) fill(text string) bool {
	if len(text) > 2*bytesBetween+1000 {
		head, tail := text[:bytesBetween], text[len(text)-bytesBetween:]
		head, tail = head[:strings.LastIndexByte(head, '\n')+1], tail[strings.IndexByte(tail, '\n')+1:]
		s.Left = strings.Count(text, "\n") - strings.Count(head, "\n") - strings.Count(tail, "\n")
		text = head + tail
	}
	for line := range strings.Lines(text) {
		if line = readable(line); strings.TrimSpace(line) != "" {
			s.Lines = append(s.Lines, paperLine{Text: line, To: strings.HasPrefix(vn.Fold(line), "kinh gui")})
		}
	}
	return len(s.Lines) > 0
}

var (
	blank    = regexp.MustCompile(`[ \t\x{a0}]{3,}`)
	dateLine = regexp.MustCompile(`^[^.;]{0,60}\bngay\b.{0,30}\bthang\b.{0,30}\bnam\b`)
)

// keepBlanks keeps a place that was left blank to be filled in by hand visible;
// a browser would draw it as one space.
func keepBlanks(s string) string { return blank.ReplaceAllString(s, strings.Repeat("\u00a0 ", 4)) }

func readable(line string) string { return keepBlanks(strings.TrimSpace(line)) }

func printedLines(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = readable(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// letterhead lays the first lines out as the head of a paper, where they are one.
func (s *strip) letterhead(numberBlank, dayBlank bool) {
	end, state := 0, false
	for i, line := range s.Lines[:min(len(s.Lines), 16)] {
		plain := vn.Fold(line.Text)
		if line.To || utf8.RuneCountInString(line.Text) > 250 {
			break
		}
		if isMotto(plain) {
			end, state = i+1, true
		} else if isDateLine(plain) {
			end = i + 1
		}
	}
	if !state {
		return
	}
	h := &paperHead{}
	for _, line := range s.Lines[:end] {
		plain := vn.Fold(line.Text)
		switch {
		case isMotto(plain):
			h.Motto = append(h.Motto, line.Text)
		case isDateLine(plain):
			line.Gap = dayBlank
			h.Date = append(h.Date, line)
		case len(h.Number) == 0 && line.Text == strings.ToUpper(line.Text) && !strings.HasPrefix(plain, "so"):
			h.Issuer = append(h.Issuer, line.Text)
		default:
			line.Gap = numberBlank && strings.HasPrefix(plain, "so")
			h.Number = append(h.Number, line)
		}
	}
	s.Head, s.Lines = h, s.Lines[end:]
}

func isMotto(plain string) bool {
	return strings.Contains(plain, "cong hoa xa hoi chu nghia viet nam") || strings.Contains(plain, "dang cong san viet nam") ||
		strings.HasPrefix(plain, "doc lap") && strings.Contains(plain, "hanh phuc")
}

func isDateLine(plain string) bool { return len(plain) < 120 && dateLine.MatchString(plain) }
