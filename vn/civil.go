package vn

import (
	"fmt"
	"time"
)

// The years that the calendar knows. ParseDay takes days of 1900 to 2200; the
// year after is there so that what ends a little later is still counted.
const (
	firstYear = 1900
	lastYear  = 2201
	yearCount = lastYear - firstYear + 1
)

// Days are counted by number: 0 is Monday 01/01/1900.
const (
	firstInstant = -2208988800 - 7*60*60 // of day 0 in the office, in Unix seconds
	secondsADay  = 24 * 60 * 60
	minutesADay  = 24 * 60
)

// yearStart is the number of the first day of each year, and of the year after the last.
var yearStart = func() (starts [yearCount + 1]int) {
	for i := range yearCount {
		starts[i+1] = starts[i] + daysIn(firstYear+i)
	}
	return starts
}()

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year int) int {
	if leap(year) {
		return 366
	}
	return 365
}

// monthStart is the number of days of an ordinary year before each month.
var monthStart = [13]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

func monthDays(year, month int) int {
	if month == 2 && leap(year) {
		return 29
	}
	return monthStart[month] - monthStart[month-1]
}

// civil is a day taken apart: its year's place in the tables, month and day of the month.
type civil struct{ year, month, day int }

// number is the day of the calendar as a number.
func (d civil) number() int {
	n := yearStart[d.year] + monthStart[d.month-1] + d.day - 1
	if d.month > 2 && leap(firstYear+d.year) {
		n++
	}
	return n
}

// split takes a day apart; false of no day and of one outside the calendar.
func (d Day) split() (civil, bool) {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return civil{}, false
	}
	digit := func(i int) int {
		if c := d[i]; '0' <= c && c <= '9' {
			return int(c - '0')
		}
		return -10000
	}
	year := digit(0)*1000 + digit(1)*100 + digit(2)*10 + digit(3)
	month, day := digit(5)*10+digit(6), digit(8)*10+digit(9)
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 || day > monthDays(year, month) {
		return civil{}, false
	}
	return civil{year - firstYear, month, day}, true
}

// number is the day as a number; false of no day and of one outside the calendar.
func (d Day) number() (int, bool) {
	c, ok := d.split()
	if !ok {
		return 0, false
	}
	return c.number(), true
}

// yearOf is the place in the tables of the year that a day lies in.
func yearOf(n int) int {
	y := min(n/365, yearCount-1) // a few days too late at most, for every fourth year is longer
	for yearStart[y] > n {
		y--
	}
	return y
}

// parts takes the day of a number apart.
func parts(n int) civil {
	y := yearOf(n)
	rest := n - yearStart[y]
	month := rest/32 + 1
	for month < 12 && rest >= monthStart[month]+leapDay(y, month) {
		month++
	}
	return civil{y, month, rest - monthStart[month-1] - leapDay(y, month-1) + 1}
}

// leapDay is 1 where the first months of the year hold a 29th of February.
func leapDay(y, months int) int {
	if months >= 2 && leap(firstYear+y) {
		return 1
	}
	return 0
}

// known reports whether the number is one of a day of the calendar.
func known(n int) bool { return 0 <= n && n < yearStart[yearCount] }

// dayOf is the day of a number; no day outside the calendar.
func dayOf(n int) Day {
	if !known(n) {
		return ""
	}
	c := parts(n)
	year := firstYear + c.year
	two := func(v int) (byte, byte) { return byte('0' + v/10), byte('0' + v%10) }
	b := [10]byte{4: '-', 7: '-'}
	b[0], b[1] = two(year / 100)
	b[2], b[3] = two(year % 100)
	b[5], b[6] = two(c.month)
	b[8], b[9] = two(c.day)
	return Day(b[:])
}

// weekday is the day of the week of a number.
func weekday(n int) time.Weekday { return time.Weekday((n + 1) % 7) }

// instant is a minute of a day as an instant; minute 1440 is the day's end.
func instant(n, minute int) time.Time {
	return time.Unix(firstInstant+int64(n)*secondsADay+int64(minute)*60, 0).In(Office)
}

// minuteOf is the day and the minute of it that an instant lies in, the seconds
// left out; false outside the calendar.
func minuteOf(t time.Time) (n, minute int, ok bool) {
	since := t.Unix() - firstInstant
	if since < 0 {
		return 0, 0, false
	}
	n = int(since / secondsADay)
	return n, int(since % secondsADay / 60), known(n)
}

// endOf is the day that an instant is the end of or lies in: midnight still
// belongs to the day before.
func endOf(t time.Time) Day { return Today(t.Add(-time.Nanosecond)) }

// clock is a minute of the day as people write it: 07:30, 24:00.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// startOf is an instant with its day, as people write it: 15:30 13/02/2026.
func startOf(t time.Time) string { return t.In(Office).Format("15:04 02/01/2006") }

// clockOf is startOf of the end of something: midnight is 24:00 of the day before.
func clockOf(t time.Time) string {
	if day := endOf(t); day != Today(t) {
		return "24:00 " + day.String()
	}
	return startOf(t)
}

// inMonths is the corresponding day so many months on, the last of the month
// where it has none (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 3 and 4); no
// day outside the calendar.
func (c civil) inMonths(months int) Day {
	at := c.year*12 + c.month - 1 + months
	if at < 0 || at >= yearCount*12 {
		return ""
	}
	to := civil{at / 12, at%12 + 1, c.day}
	to.day = min(to.day, monthDays(firstYear+to.year, to.month))
	return dayOf(to.number())
}
