package vn

import (
	"slices"
	"strings"
	"time"
)

// Shift is a part of the working day, in minutes from midnight: From up to but not including To.
type Shift struct{ From, To int }

// String is the shift as a notice of office hours prints it: 07:30-11:30.
func (s Shift) String() string { return clock(s.From) + "-" + clock(s.To) }

// Hours are the office hours from a day on, until the day from which others apply.
type Hours struct {
	From   Day        // the first day they apply; "" is ever since
	Week   [7][]Shift // of each day of the week, Sunday first; empty where nobody is there
	CutOff int        // minute of the day: what comes in after it came in on the next working day; 0 is none
	Source string     // the decision that set them
}

// OfficeHours are the hours where an office has entered none: eight a day, Monday
// to Friday (Bộ luật Lao động 45/2019/QH14, Điều 105; QĐ 188/1999/QĐ-TTg, Điều 1).
func OfficeHours() Hours {
	return Hours{Week: Weekdays(Shift{7 * 60, 11*60 + 30}, Shift{13*60 + 30, 17 * 60}), Source: "QĐ 188/1999/QĐ-TTg, Điều 1"}
}

// Weekdays is a week with these shifts on each day from Monday to Friday.
func Weekdays(shifts ...Shift) (week [7][]Shift) {
	for i := time.Monday; i <= time.Friday; i++ {
		week[i] = slices.Clone(shifts)
	}
	return week
}

// Valid reports whether an office can work by the hours: shifts in order and
// apart, within the day, something on every day from Monday to Friday, and the
// first day one of the calendar.
func (h Hours) Valid() bool {
	if _, ok := h.From.number(); !ok && h.From != "" || h.CutOff < 0 || h.CutOff >= minutesADay {
		return false
	}
	for i, shifts := range h.Week {
		end := -1
		for _, s := range shifts {
			if s.From <= end || s.To <= s.From || s.To > minutesADay {
				return false
			}
			end = s.To
		}
		if end < 0 && time.Weekday(i) >= time.Monday && time.Weekday(i) <= time.Friday {
			return false
		}
	}
	return true
}

// ParseShifts reads the hours of a day as people write them, "07:00-11:30,
// 13:30-17:00" or "7h-11h30; 13h30-17h"; "" is a day without hours. It is false
// where a part is no shift, or they overlap or are out of order.
func ParseShifts(s string) ([]Shift, bool) {
	var list []Shift
	s = strings.NewReplacer("–", "-", "—", "-", ";", ",").Replace(Line(s))
	if s == "" {
		return nil, true
	}
	end := -1
	for part := range strings.SplitSeq(s, ",") {
		from, to, found := strings.Cut(part, "-")
		a, ok := ParseClock(from)
		b, ok2 := ParseClock(to)
		if !found || !ok || !ok2 || a <= end || b <= a {
			return nil, false
		}
		list, end = append(list, Shift{a, b}), b
	}
	return list, true
}

// ParseClock reads an hour as people write it, 7:30, 07h30, 7 giờ 30, 16h, 24:00,
// as minutes from midnight.
func ParseClock(s string) (int, bool) {
	s = strings.NewReplacer("’", "", "'", "", "phút", "", "giờ", ":", "h", ":", "H", ":", "g", ":", " ", "").Replace(strings.ToLower(Line(s)))
	hour, minute, found := strings.Cut(s, ":")
	h, ok := smallNumber(hour)
	if !ok || h > 24 || len(hour) > 2 {
		return 0, false
	}
	m := 0
	if found && minute != "" {
		if m, ok = smallNumber(minute); !ok || m > 59 || len(minute) > 2 {
			return 0, false
		}
	}
	if at := h*60 + m; found && at <= minutesADay {
		return at, true
	}
	return 0, false
}

// smallNumber is a number below 10,000 written in digits alone.
func smallNumber(s string) (int, bool) {
	if s == "" || len(s) > 4 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// hoursOf is the weekday whose hours a day has: its own, and Monday's on a day of
// rest that is worked instead of another.
func hoursOf(w time.Weekday, kind dayKind) time.Weekday {
	if kind == workedInstead && (w == time.Saturday || w == time.Sunday) {
		return time.Monday
	}
	return w
}

func length(shifts []Shift) (minutes int32) {
	for _, s := range shifts {
		minutes += int32(s.To - s.From)
	}
	return minutes
}

// HoursOn are the office hours in force on a day.
func (c *Calendar) HoursOn(d Day) Hours {
	n, _ := d.number()
	return *c.hoursOn(n)
}

func (c *Calendar) hoursOn(n int) *Hours { return &c.hours[c.hoursAt(n)] }

// hoursAt is the place in the list of the hours in force on a day.
func (c *Calendar) hoursAt(n int) int {
	i := len(c.hours) - 1
	for i > 0 && c.hoursFrom[i] > n {
		i--
	}
	return i
}

// Open are the parts of a day on which the office is there: none on a day off,
// the hours of a Monday on a worked Saturday. A Saturday on which the hours have
// a shift is open without being a working day: a clock in hours runs in it, one
// in days does not count it.
func (c *Calendar) Open(d Day) []Shift {
	n, ok := d.number()
	if !ok {
		return nil
	}
	return slices.Clone(c.shifts(n))
}

func (c *Calendar) shifts(n int) []Shift {
	kind := c.kind(n)
	if kind == closed {
		return nil
	}
	return c.hoursOn(n).Week[hoursOf(weekday(n), kind)]
}

// before is how many minutes the office is open before an instant, since the
// calendar's first day.
func (c *Calendar) before(n, minute int) int {
	y := yearOf(n)
	i := n - yearStart[y]
	open := c.minutes[y] + int(c.years[y].minutes[i])
	for _, s := range c.shifts(n) {
		if minute <= s.From {
			break
		}
		open += min(minute, s.To) - s.From
	}
	return open
}

// Minutes is how many minutes the office is open after from up to to, negative
// where to lies before from, 0 outside the calendar. Seconds are left out.
func (c *Calendar) Minutes(from, to time.Time) int {
	n, minute, ok := minuteOf(from)
	m, until, ok2 := minuteOf(to)
	if !ok || !ok2 {
		return 0
	}
	return c.before(m, until) - c.before(n, minute)
}

// AddMinutes is the instant at which the office has been open for n minutes
// after from, which counts itself (Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản
// 1); where n is negative the latest one from which it is open for so many
// minutes until from; for 0 from itself without its seconds. Eight hours from the
// opening of an ordinary day end at its closing, not at the next opening. The
// zero Time is an instant outside the calendar.
func (c *Calendar) AddMinutes(from time.Time, n int) time.Time {
	day, minute, ok := minuteOf(from)
	if !ok {
		return time.Time{}
	}
	at, ok := c.moveMinutes(moment{day, minute}, n)
	if !ok {
		return time.Time{}
	}
	return instant(at.n, at.minute)
}

func (c *Calendar) moveMinutes(from moment, n int) (moment, bool) {
	if n == 0 {
		return from, true
	}
	day, minute, ok := c.minuteAt(c.before(from.n, from.minute)+n, n > 0)
	return moment{day, minute}, ok
}

// minuteAt is the instant before which the office was open for so many minutes:
// the earliest such, or the latest.
func (c *Calendar) minuteAt(open int, earliest bool) (n, minute int, ok bool) {
	if open < 0 || open > c.minutes[yearCount] || !earliest && open == c.minutes[yearCount] {
		return 0, 0, false
	}
	less := 0
	if earliest {
		less = 1 // the day that holds the minute before
	}
	y, _ := slices.BinarySearch(c.minutes[:], open-less+1)
	y--
	table := c.years[y].minutes[:daysIn(firstYear+y)+1]
	rest := int32(open - c.minutes[y])
	i, _ := slices.BinarySearch(table, rest-int32(less)+1)
	i--
	n, rest = yearStart[y]+i, rest-table[i]
	for _, s := range c.shifts(n) {
		if size := int32(s.To - s.From); rest > size || !earliest && rest == size {
			rest -= size
			continue
		}
		return n, s.From + int(rest), true
	}
	return 0, 0, false
}

// Received says on which day something came in that came in at an instant, and
// from which instant its clock runs: after the cut-off, and on a day of rest of
// an office that has one, it is the next working day (the third result says so).
// An office without a cut-off hour receives at any hour.
func (c *Calendar) Received(at time.Time) (day Day, start time.Time, later bool) {
	n, minute, ok := minuteOf(at)
	if !ok {
		return "", time.Time{}, false
	}
	m, later, ok := c.received(moment{n, minute})
	if !ok {
		return "", time.Time{}, false
	}
	return dayOf(m.n), instant(m.n, m.minute), later
}

func (c *Calendar) received(at moment) (start moment, later, ok bool) {
	last := at.n // the working day whose cut-off holds
	if !c.works(at.n) {
		if before, ok := c.nth(c.worked(at.n)); ok {
			last = before
		}
	}
	cutOff := c.hoursOn(last).CutOff
	if cutOff == 0 || last == at.n && at.minute <= cutOff {
		return at, false, true
	}
	next, ok := c.nth(c.worked(at.n) + 1)
	if !ok {
		return moment{}, false, false
	}
	return moment{next, c.opening(next)}, true, true
}

// opening is the minute at which a day's work begins, 0 on a day off.
func (c *Calendar) opening(n int) int {
	if shifts := c.shifts(n); len(shifts) > 0 {
		return shifts[0].From
	}
	return 0
}
