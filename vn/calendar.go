package vn

// Calendar is the working time of an office: on which days and in which hours it
// works. It is a value that never changes; many may read it at once.
type Calendar struct {
	named map[Day]DayOff
}

// DayOff is a weekday on which offices are closed, or a day of rest they work.
type DayOff struct {
	Day    Day
	Work   bool   // worked instead of another day
	Name   string // what the day is
	Source string // the notice that decided it
}

// NewCalendar is the calendar that has the days decided for the civil service
// and, before those, the days given.
func NewCalendar(entered []DayOff) *Calendar {
	c := &Calendar{named: make(map[Day]DayOff, len(decided)+len(entered))}
	for _, o := range decided {
		c.named[o.Day] = DayOff(o)
	}
	for _, o := range entered {
		c.named[o.Day] = o
	}
	return c
}

var standard = NewCalendar(nil)

// Standard is the calendar of the days decided for the whole civil service.
func Standard() *Calendar { return standard }

// WorkDay reports whether the office works on the day.
func (c *Calendar) WorkDay(d Day) bool {
	if o, ok := c.named[d]; ok {
		return o.Work
	}
	switch d.Time().Weekday() {
	case 0, 6:
		return false
	}
	return true
}

// Decided reports whether the year's days off were decided by a notice; what is
// counted in any other year is provisional ("tạm tính").
func (c *Calendar) Decided(year int) bool { return DecidedYear(year) }

// Name says why the office is closed on a day or why it works on a day of rest,
// and by which notice; false of an ordinary day.
func (c *Calendar) Name(d Day) (DayOff, bool) {
	o, ok := c.named[d]
	return o, ok
}

// Between is the number of working days after from up to and including to, as
// BLDS 2015 Điều 147 khoản 1 counts: the first day is not counted. It is
// negative where to lies before from.
func (c *Calendar) Between(from, to Day) int {
	if to < from {
		return -c.Between(to, from)
	}
	n := 0
	for d := from.Add(1); d <= to; d = d.Add(1) {
		if c.WorkDay(d) {
			n++
		}
	}
	return n
}

// Add is the n-th working day after d, before d where n is negative, and d
// itself for 0.
func (c *Calendar) Add(d Day, n int) Day {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		d = d.Add(step)
		if c.WorkDay(d) {
			n--
		}
	}
	return d
}

// LastInTime is the last day on which something due on a day is still in time:
// where the office is closed on it, the next working day
// (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5).
func (c *Calendar) LastInTime(due Day) Day { return c.Add(due.Add(-1), 1) }
