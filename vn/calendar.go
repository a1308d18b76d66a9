package vn

import (
	"slices"
	"time"
)

// Calendar is the working time of an office: on which days and in which hours it
// works, from 1900 to 2201. It is a value that never changes; many may read it at
// once. Nothing in it loops over days: a day or a minute is found in tables.
type Calendar struct {
	entered   map[Day]DayOff
	decided   [yearCount]bool
	hours     []Hours // the first is ever since
	hoursFrom []int
	years     [yearCount]*year   // shared between calendars in which they are the same
	work      [yearCount + 1]int // working days before each year
	minutes   [yearCount + 1]int // open minutes before each year
}

// year has its days, and for each of them and the day after the last the
// working days and the open minutes of the year before it.
type year struct {
	days    [366]dayKind
	work    [367]int16
	minutes [367]int32
}

type dayKind byte

const (
	ordinary dayKind = iota // as its weekday
	closed
	workedInstead
)

// NewCalendar is the calendar with the days decided for the whole civil service
// and the days that the office entered, which go before those. The years given
// are the ones that a notice entered decides: nothing is proposed in them any
// more, and what is counted in them is no longer provisional. In any other year
// what was entered stands beside what the law lets expect. The hours are
// OfficeHours.
//
// Only the years with a day entered or decided are made anew: cheap enough for
// every request.
func NewCalendar(entered []DayOff, decided ...int) *Calendar {
	c := *standard
	c.entered = make(map[Day]DayOff, len(entered))
	fresh := map[int]bool{}
	for _, y := range decided {
		if i := y - firstYear; 0 <= i && i < yearCount && !c.decided[i] {
			c.decided[i], fresh[i] = true, true
		}
	}
	for _, o := range entered {
		if n, ok := o.Day.number(); ok {
			c.entered[o.Day] = o
			fresh[yearOf(n)] = true
		}
	}
	for i := range fresh {
		c.years[i] = c.draw(i)
	}
	c.sum(0)
	return &c
}

// WithHours is the calendar with these office hours, each from its first day on
// until the next; hours before the first of them, and hours that are not Valid,
// are OfficeHours. All years from the first of them on are made anew, in less
// than a millisecond: keep what it gives.
func (c *Calendar) WithHours(hours ...Hours) *Calendar {
	with := *c
	with.hours, with.hoursFrom = []Hours{OfficeHours()}, []int{0}
	hours = slices.DeleteFunc(slices.Clone(hours), func(h Hours) bool { return !h.Valid() })
	slices.SortStableFunc(hours, func(a, b Hours) int {
		n, _ := a.From.number()
		m, _ := b.From.number()
		return n - m
	})
	for _, h := range hours {
		n, _ := h.From.number()
		with.hours, with.hoursFrom = append(with.hours, h), append(with.hoursFrom, n)
	}
	first := 0
	if len(c.hours) == 1 && len(hours) > 0 {
		first = yearOf(with.hoursFrom[1])
	}
	for i := first; i < yearCount; i++ {
		y := *c.years[i]
		with.open(i, &y)
		with.years[i] = &y
	}
	with.sum(first)
	return &with
}

// ofTheState are the days of the whole civil service by year: decided, and in
// the other years proposed.
var ofTheState = func() (days [yearCount][]DayOff) {
	for _, o := range decided {
		i := o.Day.Year() - firstYear
		days[i] = append(days[i], o)
	}
	for i := range days {
		if !DecidedYear(firstYear + i) {
			days[i] = Proposed(firstYear + i)
		}
	}
	return days
}()

var standard = func() *Calendar {
	c := &Calendar{hours: []Hours{OfficeHours()}, hoursFrom: []int{0}}
	for i := range c.years {
		c.decided[i] = DecidedYear(firstYear + i)
		c.years[i] = c.draw(i)
	}
	c.sum(0)
	return c
}()

// Standard is the calendar of the days decided for the whole civil service, and
// in the years not decided of those that the law lets expect.
func Standard() *Calendar { return standard }

// draw makes a year from the days that have a name and the hours.
func (c *Calendar) draw(i int) *year {
	y := &year{}
	mark := func(o DayOff) {
		n, _ := o.Day.number()
		if y.days[n-yearStart[i]] = closed; o.Work {
			y.days[n-yearStart[i]] = workedInstead
		}
	}
	for _, o := range ofTheState[i] {
		if !o.Proposed || !c.decided[i] {
			mark(o)
		}
	}
	for _, o := range c.entered {
		if o.Day.Year() == firstYear+i {
			mark(o)
		}
	}
	for j := range daysIn(firstYear + i) {
		y.work[j+1] = y.work[j]
		if worksOn(yearStart[i]+j, y.days[j]) {
			y.work[j+1]++
		}
	}
	c.open(i, y)
	return y
}

// open reckons the open minutes of a year.
func (c *Calendar) open(i int, y *year) {
	days := daysIn(firstYear + i)
	w := weekday(yearStart[i])
	for j := 0; j < days; {
		n := yearStart[i] + j
		at := c.hoursAt(n)
		until := days // the day from which other hours apply
		if at+1 < len(c.hours) {
			until = min(until, c.hoursFrom[at+1]-yearStart[i])
		}
		var size [7]int32
		for w, shifts := range c.hours[at].Week {
			size[w] = length(shifts)
		}
		for ; j < until; j++ {
			y.minutes[j+1] = y.minutes[j]
			if y.days[j] != closed {
				y.minutes[j+1] += size[hoursOf(w, y.days[j])]
			}
			if w++; w > time.Saturday {
				w = time.Sunday
			}
		}
	}
}

// sum adds the years up from the i-th on.
func (c *Calendar) sum(i int) {
	for ; i < yearCount; i++ {
		days := daysIn(firstYear + i)
		c.work[i+1] = c.work[i] + int(c.years[i].work[days])
		c.minutes[i+1] = c.minutes[i] + int(c.years[i].minutes[days])
	}
}

// kind is what a day is.
func (c *Calendar) kind(n int) dayKind {
	y := yearOf(n)
	return c.years[y].days[n-yearStart[y]]
}

// works reports whether a day is a working day.
func (c *Calendar) works(n int) bool { return worksOn(n, c.kind(n)) }

func worksOn(n int, kind dayKind) bool {
	if kind != ordinary {
		return kind == workedInstead
	}
	w := weekday(n)
	return w != time.Saturday && w != time.Sunday
}

// worked is how many working days there are up to and including a day.
func (c *Calendar) worked(n int) int {
	y := yearOf(n)
	return c.work[y] + int(c.years[y].work[n-yearStart[y]+1])
}

// nth is the k-th working day of the calendar, from 1 on.
func (c *Calendar) nth(k int) (n int, ok bool) {
	if k < 1 || k > c.work[yearCount] {
		return 0, false
	}
	y, _ := slices.BinarySearch(c.work[:], k)
	y--
	i, _ := slices.BinarySearch(c.years[y].work[:daysIn(firstYear+y)+1], int16(k-c.work[y]))
	return yearStart[y] + i - 1, true
}

// WorkDay reports whether the office works on the day; it never does outside the
// years of the calendar.
func (c *Calendar) WorkDay(d Day) bool {
	n, ok := d.number()
	return ok && c.works(n)
}

// Decided reports whether the year's days off were decided by a notice; what is
// counted in any other year is provisional ("tạm tính").
func (c *Calendar) Decided(year int) bool {
	return year >= firstYear && year <= lastYear && c.decided[year-firstYear]
}

// settled reports whether every year from one day to another is decided.
func (c *Calendar) settled(from, to int) bool {
	for y := yearOf(from); y <= yearOf(to); y++ {
		if !c.decided[y] {
			return false
		}
	}
	return true
}

// Name says why the office is closed on a day or why it works on a day of rest,
// and by which notice; false of an ordinary day.
func (c *Calendar) Name(d Day) (DayOff, bool) {
	if o, ok := c.entered[d]; ok {
		return o, true
	}
	if p, ok := d.split(); ok {
		for _, o := range ofTheState[p.year] {
			if o.Day == d && !(o.Proposed && c.decided[p.year]) {
				return o, true
			}
		}
	}
	return DayOff{}, false
}

// Between is the number of working days after from up to and including to, as
// BLDS 2015 Điều 147 khoản 2 counts: the first day is not counted. It is
// negative where to lies before from, and 0 where one of them is no day.
func (c *Calendar) Between(from, to Day) int {
	n, ok := from.number()
	m, ok2 := to.number()
	if !ok || !ok2 {
		return 0
	}
	return c.worked(m) - c.worked(n)
}

// Add is the n-th working day after d, before d where n is negative, and d
// itself for 0; no day where it would lie outside the calendar.
func (c *Calendar) Add(d Day, n int) Day {
	at, ok := d.number()
	if !ok || n == 0 {
		return d
	}
	if at, ok = c.move(at, n); !ok {
		return ""
	}
	return dayOf(at)
}

func (c *Calendar) move(at, n int) (int, bool) {
	k := c.worked(at) + n
	if n < 0 && !c.works(at) {
		k++
	}
	return c.nth(k)
}

// LastInTime is the last day on which something due on a day is still in time:
// where the office is closed on it, the next working day
// (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5).
func (c *Calendar) LastInTime(due Day) Day {
	n, ok := due.number()
	if !ok {
		return ""
	}
	if c.works(n) {
		return due
	}
	return c.Add(due, 1)
}
