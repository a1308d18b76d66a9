// Package deadline reads until when a duty is to be done, from its running words
// or from a cell. It knows every way plans print a day, a period, a rhythm or a
// condition; it refuses to count days: what a period means in working time is
// decided elsewhere.
package deadline

import (
	"strings"

	"sauro/phrase"
)

// Due is when a duty is to be done. Kind is one of date, month, quarter, year,
// range, recurring, ongoing, conditional and none.
type Due struct {
	Kind  string  `json:"kind"`
	Date  *string `json:"date"`  // the day printed or the last day of the period, YYYY-MM-DD
	Every *string `json:"every"` // week, month, quarter, half-year, year
	Text  *string `json:"text"`  // as printed
}

// quarterOf reads I, II/2026, 2, 3-2025.
func quarterOf(s string) (q, year int) {
	t := strings.TrimRight(strings.ToUpper(s), "-–")
	if i := strings.IndexAny(t, "/-"); i > 0 {
		year = phrase.Year(t[i+1:])
		if year == 0 {
			return 0, 0
		}
		t = t[:i]
	}
	switch t {
	case "I", "1", "01":
		q = 1
	case "II", "2", "02":
		q = 2
	case "III", "3", "03":
		q = 3
	case "IV", "4", "04":
		q = 4
	}
	return q, year
}

// when is an expression of time found in a row of words.
type when struct {
	Due
	from, to int  // words
	assumed  bool // the year is not printed but that of the document
}

// every names the rhythm of hằng …, mỗi ….
var every = map[string]string{"năm": "year", "tháng": "month", "quý": "quarter", "tuần": "week"}

func each(w string) bool { return w == "hằng" || w == "hàng" || w == "mỗi" }

// monthAt reads "tháng 12/2025", "tháng 12 năm 2025", "tháng 12".
func monthAt(ws []phrase.Word, i int) (phrase.Date, int) {
	if i+1 >= len(ws) || ws[i].Low != "tháng" {
		return phrase.Date{}, 0
	}
	if d, parts := phrase.Slashed(ws[i+1].Low); parts == 2 && d.Day == 0 {
		return d, 2
	}
	m := phrase.Digits(ws[i+1].Low, 2)
	if m < 1 || m > 12 {
		return phrase.Date{}, 0
	}
	if i+3 < len(ws) && ws[i+2].Low == "năm" && ws[i+1].Post != '.' {
		if y := phrase.Year(ws[i+3].Low); y > 0 {
			return phrase.Date{Day: 0, Month: m, Year: y}, 4
		}
	}
	return phrase.Date{Month: m}, 2
}

// quarterAt reads "quý II/2026", "quý II năm 2026".
func quarterAt(ws []phrase.Word, i int) (q, year, n int) {
	if i+1 >= len(ws) || ws[i].Low != "quý" {
		return 0, 0, 0
	}
	q, year = quarterOf(ws[i+1].Low)
	if q == 0 {
		return 0, 0, 0
	}
	n = 2
	if year == 0 && i+3 < len(ws) && ws[i+2].Low == "năm" && ws[i+1].Post != '.' {
		if y := phrase.Year(ws[i+3].Low); y > 0 {
			return q, y, 4
		}
	}
	return q, year, n
}

func quarterEnd(q, year int) string {
	return phrase.Date{Day: phrase.LastDay(q*3, year), Month: q * 3, Year: year}.ISO()
}

// due builds the deadline of the words from i to j.
func due(p *phrase.Line, kind, day, rhythm string, i, j int) when {
	ws := p.Words()
	text := p.Text[ws[i].From:ws[j-1].To]
	return when{Due: Due{Kind: kind, Date: printed(day), Every: printed(rhythm), Text: printed(text)}, from: i, to: j}
}

// printed is what stands in a field, nil where nothing is printed.
func printed(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
