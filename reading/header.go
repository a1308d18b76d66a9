package reading

import (
	"strings"
	"unicode/utf8"

	"sauro/outline"
	"sauro/phrase"
)

// piece is a piece of the head: one cell or one column of a line.
type piece struct {
	p        *outline.Paragraph
	from, to int // in the paragraph's text
}

func (c piece) text() string { return c.p.Text[c.from:c.to] }

// fixed are the words every letterhead carries; they cut a line that was two
// columns. Decree 30/2020/NĐ-CP, annex I, part II, points 1 and 2.
var fixed = []string{"cộng hòa xã hội chủ nghĩa việt nam", "cộng hoà xã hội chủ nghĩa việt nam", "đảng cộng sản việt nam", "độc lập - tự do - hạnh phúc", "độc lập – tự do – hạnh phúc", "độc lập-tự do-hạnh phúc"}

// pieces cuts the lines of the head into what stood in each column.
func pieces(ps []*outline.Paragraph) []piece {
	var out []piece
	for _, p := range ps {
		low := phrase.Lower(p.Text)
		cuts := []piece{{p, 0, len(p.Text)}}
		split := func(sep string) {
			var next []piece
			for _, c := range cuts {
				for {
					i := strings.Index(low[c.from:c.to], sep)
					if i < 0 {
						break
					}
					next = append(next, piece{p, c.from, c.from + i})
					c.from += i + len(sep)
				}
				next = append(next, c)
			}
			cuts = next
		}
		split(" | ")
		for _, f := range fixed {
			split(f)
		}
		for _, c := range cuts {
			for c.from < c.to && strings.IndexByte(" |*", p.Text[c.from]) >= 0 {
				c.from++
			}
			for c.to > c.from && strings.IndexByte(" |*", p.Text[c.to-1]) >= 0 {
				c.to--
			}
			if c.from < c.to && !outline.Ruler(c.text()) {
				out = append(out, c)
			}
		}
	}
	return out
}

// found notes where a field stands.
func (d *Document) found(field string, at Span) {
	if at.To > at.From {
		d.Places[field] = at
	}
}

func yearOf(date *string) int {
	if date == nil || len(*date) < 4 {
		return 0
	}
	return phrase.Year((*date)[:4])
}

// numberIn reads "Số: 980/KH-UBND" or a blank number. ok says that the line is
// the line of the number.
func numberIn(s string) (number, symbol string, from, to int, ok bool) {
	low := phrase.Lower(s)
	i := strings.Index(low, "số")
	for i >= 0 && i > 0 && s[i-1] != ' ' && s[i-1] != '|' {
		j := strings.Index(low[i+1:], "số")
		if j < 0 {
			return
		}
		i += 1 + j
	}
	if i < 0 || i > 0 && i > 60 {
		return
	}
	at := i + len("số")
	colon := false
	for at < len(s) && (s[at] == ' ' || s[at] == ':' || s[at] == '.' || s[at] == '_') {
		colon = colon || s[at] == ':'
		at++
	}
	for strings.HasPrefix(s[at:], "…") {
		at += len("…")
		for at < len(s) && (s[at] == ' ' || s[at] == '.') {
			at++
		}
	}
	if at >= len(s) {
		return "", "", i, i, colon && i == 0
	}
	if s[at] == '/' || s[at] == '-' {
		// A blank number.
		at++
		for at < len(s) && s[at] == ' ' {
			at++
		}
		end := symbolEnd(s, at)
		if end == 0 {
			return
		}
		return "", s[at:end], i, end, true
	}
	end := at
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == at {
		return
	}
	ce := citationEnd(s, at, end)
	if ce == 0 {
		if colon && i == 0 && end-at <= 6 {
			return s[at:end], "", at, end, true
		}
		return
	}
	n := s[at:ce]
	sym := n
	k, w := strings.IndexByte(n, '/'), 1
	if k < 0 {
		k = strings.IndexAny(n, "-–")
		_, w = utf8.DecodeRuneInString(n[max(k, 0):])
	}
	if k >= 0 {
		sym = n[k+w:]
		if f := strings.IndexAny(sym, "/-"); f == 4 && phrase.Year(sym[:4]) > 0 {
			sym = sym[5:]
		}
	}
	return strings.Join(strings.Fields(n), ""), strings.Join(strings.Fields(sym), ""), at, ce, true
}
