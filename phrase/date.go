package phrase

import (
	"fmt"
	"strconv"
	"strings"
)

// Date is a day, a month or a year as printed; a zero part is not printed.
type Date struct{ Day, Month, Year int }

var monthDays = [...]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// LastDay is the last day of a month that is one of 1 to 12.
func LastDay(month, year int) int {
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		return 29
	}
	return monthDays[month]
}

// Valid says whether the date is a whole day of the calendar between 1900 and 2100.
func (d Date) Valid() bool {
	return d.Year >= 1900 && d.Year <= 2100 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= LastDay(d.Month, d.Year)
}

// ISO writes the date as YYYY-MM-DD.
func (d Date) ISO() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Digits reads a whole number of at most n digits, -1 for anything else.
func Digits(s string, n int) int {
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

// Slashed reads 15/12/2025, 15.12.2025, 15-12-2025, 15/12, 12/2025. It gives how
// many of day, month and year are printed, 0 for anything else.
func Slashed(s string) (d Date, parts int) {
	sep := strings.IndexAny(s, "/.-")
	if sep < 0 {
		return Date{}, 0
	}
	f := strings.Split(s, s[sep:sep+1])
	switch len(f) {
	case 3:
		d = Date{Digits(f[0], 2), Digits(f[1], 2), Digits(f[2], 4)}
		if d.Valid() {
			return d, 3
		}
	case 2:
		if y := Digits(f[1], 4); y >= 1900 && y <= 2100 && s[sep] != '.' {
			if m := Digits(f[0], 2); m >= 1 && m <= 12 {
				return Date{0, m, y}, 2
			}
		}
		if m := Digits(f[1], 2); m >= 1 && m <= 12 && s[sep] != '.' {
			if day := Digits(f[0], 2); day >= 1 && day <= 31 {
				return Date{day, m, 0}, 2
			}
		}
	}
	return Date{}, 0
}

// Year reads a year between 1900 and 2100, 0 for anything else.
func Year(s string) int {
	if y := Digits(s, 4); y >= 1900 && y <= 2100 {
		return y
	}
	return 0
}

// DateAt reads a day at word i: "15/12/2025", "15 tháng 12 năm 2025", "15/12",
// with or without "ngày" before it. It gives how many words it took.
func DateAt(ws []Word, i int) (Date, int) {
	n := 0
	for i+n < len(ws) && (ws[i+n].Low == "ngày" || n > 0 && ws[i+n].Low == "làm") {
		n++
		if n > 1 {
			break
		}
	}
	if i+n >= len(ws) {
		return Date{}, 0
	}
	w := ws[i+n]
	if d, parts := Slashed(w.Low); parts > 0 && d.Day > 0 {
		if d.Year == 0 && i+n+2 < len(ws) && ws[i+n+1].Low == "năm" {
			if y := Year(ws[i+n+2].Low); y > 0 {
				d.Year = y
				return d, n + 3
			}
		}
		return d, n + 1
	}
	day := Digits(w.Low, 2)
	if day < 1 || day > 31 || i+n+2 >= len(ws) || ws[i+n+1].Low != "tháng" || w.Post != 0 {
		if n > 0 && day >= 1 && day <= 31 {
			return Date{Day: day}, n + 1
		}
		return Date{}, 0
	}
	if m, parts := Slashed(ws[i+n+2].Low); parts == 2 && m.Day == 0 {
		return Date{day, m.Month, m.Year}, n + 3
	}
	m := Digits(ws[i+n+2].Low, 2)
	if m < 1 || m > 12 {
		return Date{}, 0
	}
	d := Date{Day: day, Month: m}
	if i+n+4 < len(ws) && ws[i+n+3].Low == "năm" && ws[i+n+2].Post != '.' {
		if y := Year(ws[i+n+4].Low); y > 0 {
			d.Year = y
			return d, n + 5
		}
	}
	return d, n + 3
}
