package reading

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a piece of the head: one cell or one column of a line.
type piece struct {
	p        *para
	from, to int // in the paragraph's text
}

func (c piece) text() string { return c.p.text[c.from:c.to] }

// fixed are the words every letterhead carries; they cut a line that was two
// columns. Decree 30/2020/NĐ-CP, annex I, part II, points 1 and 2.
var fixed = []string{"cộng hòa xã hội chủ nghĩa việt nam", "cộng hoà xã hội chủ nghĩa việt nam", "đảng cộng sản việt nam", "độc lập - tự do - hạnh phúc", "độc lập – tự do – hạnh phúc", "độc lập-tự do-hạnh phúc"}

// pieces cuts the lines of the head into what stood in each column.
func pieces(ps []*para) []piece {
	var out []piece
	for _, p := range ps {
		low := lower(p.text)
		cuts := []piece{{p, 0, len(p.text)}}
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
			for c.from < c.to && strings.IndexByte(" |*", p.text[c.from]) >= 0 {
				c.from++
			}
			for c.to > c.from && strings.IndexByte(" |*", p.text[c.to-1]) >= 0 {
				c.to--
			}
			if c.from < c.to && !ruler(c.text()) {
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
	return yearWord((*date)[:4])
}

// numberIn reads "Số: 980/KH-UBND" or a blank number. ok says that the line is
// the line of the number.
func numberIn(s string) (number, symbol string, from, to int, ok bool) {
	low := lower(s)
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
		if f := strings.IndexAny(sym, "/-"); f == 4 && yearWord(sym[:4]) > 0 {
			sym = sym[5:]
		}
	}
	return strings.Join(strings.Fields(n), ""), strings.Join(strings.Fields(sym), ""), at, ce, true
}

// placeDate reads "Nghệ An, ngày 18 tháng 11 năm 2025". day or month may be
// blank.
func placeDate(s string) (place string, iso string, from, to int, ok bool) {
	low := lower(s)
	i := strings.Index(low, "ngày")
	if i < 0 || i > 90 {
		return
	}
	rest := s[i : cut(s[i:], 80)+i]
	ws := wordsOf(strings.Join(strings.Fields(strings.NewReplacer("…", " ", "...", " ", "_", " ", "/", " / ").Replace(rest)), " "))
	var d date
	k := 1
	num := func() int {
		if k < len(ws) {
			if v := digits(strings.Trim(ws[k].low, "."), 4); v >= 0 {
				k++
				return v
			}
		}
		return 0
	}
	d.day = num()
	if k < len(ws) && (ws[k].low == "tháng" || ws[k].low == "/") {
		k++
		d.month = num()
		if k < len(ws) && (ws[k].low == "năm" || ws[k].low == "/") {
			k++
			d.year = num()
		}
	}
	if d.year < 1900 || d.year > 2100 {
		return
	}
	end := i + len(rest)
	if y := strings.Index(rest, fmt.Sprint(d.year)); y >= 0 {
		end = i + y + 4
	}
	if d.month >= 1 && d.month <= 12 {
		iso = fmt.Sprintf("%04d-%02d", d.year, d.month)
		if d.day >= 1 && d.valid() {
			iso = d.iso()
		}
	} else {
		iso = fmt.Sprintf("%04d", d.year)
	}
	from = i
	before := strings.TrimRight(s[:i], " ")
	if strings.HasSuffix(before, ",") {
		before = strings.TrimRight(strings.TrimSuffix(before, ","), " ")
		// The place is the words with capitals right before the comma.
		words := strings.Fields(before)
		j := len(words)
		for j > 0 && len(words)-j < 7 {
			w := words[j-1]
			r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(*"))
			if low := lower(w); (low == "phố" || low == "khu" || low == "xã") && j > 1 && !strings.ContainsAny(words[j-2], "/:") {
				j--
				continue
			}
			if strings.ContainsAny(w, "/:|0123456789,;") || !unicode.IsUpper(r) && w != "-" && w != "–" {
				if !(unicode.IsDigit(r) && j-1 > 0) || strings.ContainsAny(w, "/:") {
					break
				}
			}
			if upper(w) && utf8.RuneCountInString(w) > 1 && !strings.HasPrefix(w, "TP") {
				break
			}
			j--
		}
		place = strings.Join(words[j:], " ")
		if place != "" {
			from = strings.LastIndex(s[:i], words[j])
		}
	}
	place = strings.Trim(place, " *.,-")
	return place, iso, from, end, true
}
