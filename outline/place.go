package outline

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/phrase"
)

// PlaceDate reads "Nghệ An, ngày 18 tháng 11 năm 2025". day or month may be
// blank.
func PlaceDate(s string) (place string, iso string, from, to int, ok bool) {
	low := phrase.Lower(s)
	i := strings.Index(low, "ngày")
	if i < 0 || i > 90 {
		return
	}
	rest := s[i : phrase.Cut(s[i:], 80)+i]
	ws := phrase.Words(strings.Join(strings.Fields(strings.NewReplacer("…", " ", "...", " ", "_", " ", "/", " / ").Replace(rest)), " "))
	var d phrase.Date
	k := 1
	num := func() int {
		if k < len(ws) {
			if v := phrase.Digits(strings.Trim(ws[k].Low, "."), 4); v >= 0 {
				k++
				return v
			}
		}
		return 0
	}
	d.Day = num()
	if k < len(ws) && (ws[k].Low == "tháng" || ws[k].Low == "/") {
		k++
		d.Month = num()
		if k < len(ws) && (ws[k].Low == "năm" || ws[k].Low == "/") {
			k++
			d.Year = num()
		}
	}
	if d.Year < 1900 || d.Year > 2100 {
		return
	}
	end := i + len(rest)
	if y := strings.Index(rest, fmt.Sprint(d.Year)); y >= 0 {
		end = i + y + 4
	}
	if d.Month >= 1 && d.Month <= 12 {
		iso = fmt.Sprintf("%04d-%02d", d.Year, d.Month)
		if d.Day >= 1 && d.Valid() {
			iso = d.ISO()
		}
	} else {
		iso = fmt.Sprintf("%04d", d.Year)
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
			if low := phrase.Lower(w); (low == "phố" || low == "khu" || low == "xã") && j > 1 && !strings.ContainsAny(words[j-2], "/:") {
				j--
				continue
			}
			if strings.ContainsAny(w, "/:|0123456789,;") || !unicode.IsUpper(r) && w != "-" && w != "–" {
				if !(unicode.IsDigit(r) && j-1 > 0) || strings.ContainsAny(w, "/:") {
					break
				}
			}
			if phrase.Upper(w) && utf8.RuneCountInString(w) > 1 && !strings.HasPrefix(w, "TP") {
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
