package reading

import (
	"fmt"
	"strconv"
	"strings"
)

// date is a day, a month or a year as printed; a zero part is not printed.
type date struct{ day, month, year int }

var monthDays = [...]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func lastDay(month, year int) int {
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		return 29
	}
	return monthDays[month]
}

func (d date) valid() bool {
	return d.year >= 1900 && d.year <= 2100 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= lastDay(d.month, d.year)
}

func (d date) iso() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// digits reads a whole number of at most n digits, -1 for anything else.
func digits(s string, n int) int {
	if s == "" || len(s) > n {
		return -1
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
	}
	v, _ := strconv.Atoi(s)
	return v
}

// slashed reads 15/12/2025, 15.12.2025, 15-12-2025, 15/12, 12/2025.
func slashed(s string) (d date, parts int) {
	sep := strings.IndexAny(s, "/.-")
	if sep < 0 {
		return date{}, 0
	}
	f := strings.Split(s, s[sep:sep+1])
	switch len(f) {
	case 3:
		d = date{digits(f[0], 2), digits(f[1], 2), digits(f[2], 4)}
		if d.valid() {
			return d, 3
		}
	case 2:
		if y := digits(f[1], 4); y >= 1900 && y <= 2100 && s[sep] != '.' {
			if m := digits(f[0], 2); m >= 1 && m <= 12 {
				return date{0, m, y}, 2
			}
		}
		if m := digits(f[1], 2); m >= 1 && m <= 12 && s[sep] != '.' {
			if day := digits(f[0], 2); day >= 1 && day <= 31 {
				return date{day, m, 0}, 2
			}
		}
	}
	return date{}, 0
}

func yearWord(s string) int {
	if y := digits(s, 4); y >= 1900 && y <= 2100 {
		return y
	}
	return 0
}

// quarterOf reads I, II/2026, 2, 3-2025.
func quarterOf(s string) (q, year int) {
	t := strings.TrimRight(strings.ToUpper(s), "-–")
	if i := strings.IndexAny(t, "/-"); i > 0 {
		year = yearWord(t[i+1:])
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
	from, to int // words
}

// every names the rhythm of hằng …, mỗi ….
var every = map[string]string{"năm": "year", "tháng": "month", "quý": "quarter", "tuần": "week"}

func each(w string) bool { return w == "hằng" || w == "hàng" || w == "mỗi" }

// dayAt reads a day at word i: "15/12/2025", "15 tháng 12 năm 2025", "15/12",
// with or without "ngày" before it. It gives how many words it took.
func dayAt(ws []word, i int) (date, int) {
	n := 0
	for i+n < len(ws) && (ws[i+n].low == "ngày" || n > 0 && ws[i+n].low == "làm") {
		n++
		if n > 1 {
			break
		}
	}
	if i+n >= len(ws) {
		return date{}, 0
	}
	w := ws[i+n]
	if d, parts := slashed(w.low); parts > 0 && d.day > 0 {
		if d.year == 0 && i+n+2 < len(ws) && ws[i+n+1].low == "năm" {
			if y := yearWord(ws[i+n+2].low); y > 0 {
				d.year = y
				return d, n + 3
			}
		}
		return d, n + 1
	}
	day := digits(w.low, 2)
	if day < 1 || day > 31 || i+n+2 >= len(ws) || ws[i+n+1].low != "tháng" || w.post != 0 {
		if n > 0 && day >= 1 && day <= 31 {
			return date{day: day}, n + 1
		}
		return date{}, 0
	}
	if m, parts := slashed(ws[i+n+2].low); parts == 2 && m.day == 0 {
		return date{day, m.month, m.year}, n + 3
	}
	m := digits(ws[i+n+2].low, 2)
	if m < 1 || m > 12 {
		return date{}, 0
	}
	d := date{day: day, month: m}
	if i+n+4 < len(ws) && ws[i+n+3].low == "năm" && ws[i+n+2].post != '.' {
		if y := yearWord(ws[i+n+4].low); y > 0 {
			d.year = y
			return d, n + 5
		}
	}
	return d, n + 3
}

// monthAt reads "tháng 12/2025", "tháng 12 năm 2025", "tháng 12".
func monthAt(ws []word, i int) (date, int) {
	if i+1 >= len(ws) || ws[i].low != "tháng" {
		return date{}, 0
	}
	if d, parts := slashed(ws[i+1].low); parts == 2 && d.day == 0 {
		return d, 2
	}
	m := digits(ws[i+1].low, 2)
	if m < 1 || m > 12 {
		return date{}, 0
	}
	if i+3 < len(ws) && ws[i+2].low == "năm" && ws[i+1].post != '.' {
		if y := yearWord(ws[i+3].low); y > 0 {
			return date{0, m, y}, 4
		}
	}
	return date{month: m}, 2
}

// quarterAt reads "quý II/2026", "quý II năm 2026".
func quarterAt(ws []word, i int) (q, year, n int) {
	if i+1 >= len(ws) || ws[i].low != "quý" {
		return 0, 0, 0
	}
	q, year = quarterOf(ws[i+1].low)
	if q == 0 {
		return 0, 0, 0
	}
	n = 2
	if year == 0 && i+3 < len(ws) && ws[i+2].low == "năm" && ws[i+1].post != '.' {
		if y := yearWord(ws[i+3].low); y > 0 {
			return q, y, 4
		}
	}
	return q, year, n
}

func quarterEnd(q, year int) string { return date{monthDays[q*3], q * 3, year}.iso() }

// due builds the deadline of the words from i to j.
func (p *para) due(kind, day, rhythm string, i, j int) when {
	ws := p.tokens()
	text := p.text[ws[i].from:ws[j-1].to]
	return when{Due{Kind: kind, Date: ptr(day), Every: ptr(rhythm), Text: ptr(text)}, i, j}
}
