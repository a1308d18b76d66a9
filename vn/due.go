package vn

import (
	"slices"
	"time"
)

// Deadline is what a rule comes to: the words beside the day that was computed.
// The zero Deadline is none: the rule has no day to be counted from, or its end
// lies outside the calendar.
type Deadline struct {
	Rule    Rule
	Printed string    // the words as they were printed
	From    Day       // the day counted from, no day where the rule names its end
	Start   time.Time // the instant counted from, of a rule in hours
	Later   bool      // it came in after the cut-off, or on a day of rest: From is the next working day

	Words       Day       // the day that the words alone end on
	Day         Day       // the last day
	At          time.Time // the last instant: 24:00 of LastInTime (BLDS 2015, Điều 148 khoản 6), or the minute of a rule in hours
	LastInTime  Day       // the last day in time: the next working day where the office is closed on Day
	Lenient     Day       // of "trước ngày D" D itself, which many offices still accept
	Provisional bool      // reckoned over a year whose days off no notice has decided

	ends time.Time // of a rule counted in hours: where they end, before a day off moves it
}

// ISO is the day computed, or of a rule in hours the minute in the office's
// time: 2026-02-23, 2026-02-23T10:30; "" of none.
func (d Deadline) ISO() string {
	switch {
	case d.Day == "":
		return ""
	case d.Rule.InHours() && d.Day == endOf(d.At) && d.Day != Today(d.At):
		return string(d.Day) + "T24:00"
	case d.Rule.InHours() && d.Day == endOf(d.At):
		return d.At.In(Office).Format("2006-01-02T15:04")
	}
	return string(d.Day)
}

// Pause is a time in which a clock stood still, from the act that stopped it to
// the one that let it go on.
type Pause struct{ Paused, Resumed time.Time }

// PauseOn is a pause of whole days: as a day on which a time begins is not
// counted, the day of pausing still counts and that of resuming does not.
func PauseOn(paused, resumed Day) Pause { return Pause{paused.Time(), resumed.Time()} }

// Count is Due of the words of a rule, which it keeps beside what is computed;
// false of words that ParseRule does not read and where there is no deadline.
func (c *Calendar) Count(from Day, printed string, pauses ...Pause) (Deadline, bool) {
	r, ok := ParseRule(printed)
	if !ok {
		return Deadline{}, false
	}
	d := c.Due(from, r, pauses...)
	d.Printed = printed
	return d, d.Day != ""
}

// Due is the deadline of a rule counted from a day, which is not counted itself
// (Bộ luật Dân sự 91/2015/QH13, Điều 147 khoản 2); in hours it is counted from
// the opening of that day. A rule that names its day needs none. A time counted
// in days, weeks, months or years that ends on a day off ends with the next
// working day (Điều 148 khoản 5); one counted back ends with the working day
// before, so that no less time remains than the words say. Pauses move the day by
// the working days, or the minutes, that the clock stood still, a time counted in
// calendar days by those; what two of them share moves it once. It is the zero
// Deadline where from is no day and the rule needs one.
func (c *Calendar) Due(from Day, r Rule, pauses ...Pause) Deadline {
	n, ok := from.number()
	if !ok && r.Counted() {
		return Deadline{}
	}
	if !ok {
		n = -1
	}
	return c.due(moment{n, 0}, r, pauses)
}

// DueAt is Due of what came in at an instant: after the cut-off hour it came in
// on the next working day (Received), and a rule in hours is counted from that
// minute.
func (c *Calendar) DueAt(at time.Time, r Rule, pauses ...Pause) Deadline {
	n, minute, ok := minuteOf(at)
	if !ok {
		return Deadline{}
	}
	start, later, ok := c.received(moment{n, minute})
	if !ok {
		return Deadline{}
	}
	d := c.due(start, r, pauses)
	d.Later = later && d.From != ""
	return d
}

// moment is a minute of a day by its number, -1 of no day.
type moment struct{ n, minute int }

func (c *Calendar) due(from moment, r Rule, pauses []Pause) (d Deadline) {
	if n, ok := r.Day.number(); ok && (r.Kind == Within || r.Kind == Ahead) {
		from = moment{n, 0}
	}
	d = Deadline{Rule: r, Printed: r.String()}
	ok := false
	switch {
	case r.InHours():
		ok = c.dueHour(&d, from, pauses)
	case r.Kind == Within || r.Kind == Ahead:
		ok = c.dueCounted(&d, from, pauses)
	default:
		ok = c.dueNamed(&d, from, pauses)
	}
	if !ok {
		return Deadline{}
	}
	return d
}

// dueCounted ends a time counted in days, weeks, months or years.
func (c *Calendar) dueCounted(d *Deadline, from moment, pauses []Pause) bool {
	r, end, ok := d.Rule, 0, true
	units := r.N
	if r.Kind == Ahead {
		units, pauses = -units, nil
	}
	switch r.Unit {
	case WorkingDay:
		end, ok = c.move(from.n, units)
	case CivilDay:
		end = from.n + units
	case Week:
		end = from.n + 7*units
	default:
		end, ok = parts(from.n).inMonths(units * r.Unit.months()).number()
	}
	if !ok || !known(end) {
		return false
	}
	d.From = dayOf(from.n)
	if len(pauses) > 0 {
		end, ok = c.paused(end, from.n, pauses, r.Unit != WorkingDay)
		if !ok {
			return false
		}
	}
	d.Words = dayOf(end)
	last := end
	if !c.works(end) {
		last, ok = c.nth(c.worked(end) + 1)
		if r.Kind == Ahead {
			last, ok = c.nth(c.worked(end))
		}
		if !ok {
			return false
		}
	}
	if d.Day = d.Words; last != end {
		d.Day = dayOf(last)
	}
	first := end
	if r.Unit == WorkingDay {
		first = from.n
	}
	d.Provisional = !c.settled(min(first, last), max(first, last))
	d.LastInTime, d.At = d.Day, instant(last, minutesADay)
	return true
}

// dueNamed ends a time that the words name, and the next one of a repeating rule.
func (c *Calendar) dueNamed(d *Deadline, from moment, pauses []Pause) bool {
	r := d.Rule
	var ok bool
	var end int
	switch r.Kind {
	case Before:
		end, ok = r.Day.number()
		if r.Unit == CivilDay {
			d.Lenient = r.Day
		}
		end--
	case By, During:
		end, ok = r.End.number()
	case Repeating:
		if from.n >= 0 {
			d.From = dayOf(from.n)
			end, ok = r.next(from.n)
		}
	}
	if !ok || !known(end) {
		return false
	}
	d.Words = dayOf(end)
	if len(pauses) > 0 {
		if end, ok = c.paused(end, -1, pauses, false); !ok {
			return false
		}
	}
	d.Day = dayOf(end)
	if d.LastInTime = c.LastInTime(d.Day); d.LastInTime == "" {
		return false
	}
	last, _ := d.LastInTime.number()
	d.Provisional = !c.settled(end, last)
	d.At = instant(last, minutesADay)
	return true
}

// dueHour ends a rule in hours.
func (c *Calendar) dueHour(d *Deadline, from moment, pauses []Pause) bool {
	r := d.Rule
	if r.Kind == AtHour {
		return c.dueAtHour(d, from, pauses)
	}
	minutes := r.N * 60
	if r.Kind == Ahead {
		minutes, pauses = -minutes, nil
	}
	if r.Kind == Within && r.Unit == WorkingHour {
		from.minute = max(from.minute, c.opening(from.n))
	}
	d.From, d.Start = dayOf(from.n), instant(from.n, from.minute)
	end, ok := 0, true
	switch {
	case r.Unit == WorkingHour && len(pauses) == 0:
		var at moment
		if at, ok = c.moveMinutes(from, minutes); !ok {
			return false
		}
		d.At = instant(at.n, at.minute)
		if end = at.n; at.minute == 0 {
			end--
		}
	case r.Unit == WorkingHour:
		d.At = c.AddMinutes(d.Start, minutes)
		for _, p := range joined(pauses, d.Start) {
			d.At = c.ResumeAt(d.At, p.Paused, p.Resumed)
		}
		end, ok = endOf(d.At).number()
	default:
		d.At = d.Start.Add(time.Duration(minutes) * time.Minute)
		for _, p := range joined(pauses, d.Start) {
			if !p.Paused.After(d.At) {
				d.At = d.At.Add(p.Resumed.Sub(p.Paused))
			}
		}
		end, ok = endOf(d.At).number()
	}
	if !ok || !known(end) {
		return false
	}
	d.Words, d.ends = dayOf(end), d.At
	d.Day, d.LastInTime = d.Words, d.Words
	if r.Unit == CivilHour && !c.works(end) {
		last, ok := c.nth(c.worked(end) + 1)
		d.At = instant(last, minutesADay)
		if r.Kind == Ahead {
			last, ok = c.nth(c.worked(end))
			d.At = instant(last, minutesADay)
		}
		if !ok {
			return false
		}
		d.Day = dayOf(last)
		d.LastInTime = d.Day
	}
	first, last := end, end
	if r.Unit == WorkingHour {
		first = from.n
	}
	if n, _ := d.Day.number(); n > last {
		last = n
	}
	d.Provisional = !c.settled(min(first, last), max(first, last))
	return true
}

// dueAtHour ends a rule that names an hour: that minute, on a day off too.
func (c *Calendar) dueAtHour(d *Deadline, from moment, pauses []Pause) bool {
	r := d.Rule
	n, ok := r.Day.number()
	if !ok {
		if from.n < 0 {
			return false
		}
		d.From = dayOf(from.n)
		switch n, ok = from.n, true; {
		case r.Unit == WorkingDay:
			n, ok = c.move(n, r.N)
			d.Provisional = ok && !c.settled(from.n, n)
		default:
			n += r.N
		}
	}
	if len(pauses) > 0 && ok {
		n, ok = c.paused(n, -1, pauses, false)
	}
	if !ok || !known(n) {
		return false
	}
	d.At = instant(n, r.Minute)
	d.Words = endOf(d.At)
	d.Day, d.LastInTime = d.Words, d.Words
	return d.Day.Valid()
}

// next is the last day of the earliest cycle of a repeating rule that is not
// past on a day.
func (r Rule) next(from int) (int, bool) {
	for cycle := -1; cycle <= 2; cycle++ {
		end, ok := r.review(from, cycle)
		if r.Strict {
			end--
		}
		if ok && end >= from {
			return end, true
		}
	}
	return 0, false
}

// review is the review day of the cycle that lies so many after that of a day.
func (r Rule) review(from, cycle int) (int, bool) {
	if r.Unit == Week {
		monday := from - (int(weekday(from))+6)%7 + 7*cycle
		switch {
		case r.Review > 0:
			return monday + r.Review - 1, true
		case r.Review < 0:
			return monday + 6 - r.Review, true
		}
		return monday + 6, true
	}
	months := r.Unit.months()
	if months == 0 {
		return 0, false
	}
	c := parts(from)
	c.day = 1
	c.month = (c.month-1)/months*months + 1
	month := months - 1 // the last of the cycle
	switch {
	case r.Review < 0:
		month = months
	case r.Month > 0:
		month = r.Month - 1
	}
	first, ok := c.inMonths(cycle*months + month).split()
	if !ok {
		return 0, false
	}
	last := monthDays(firstYear+first.year, first.month)
	if first.day = last; r.Review != 0 {
		first.day = min(max(r.Review, -r.Review), last)
	}
	return first.number(), true
}

// joined are the pauses in order, from an instant on, those that touch or
// overlap as one: no time stands still twice.
func joined(pauses []Pause, from time.Time) []Pause {
	var list []Pause
	for _, p := range slices.SortedFunc(slices.Values(pauses), func(a, b Pause) int { return a.Paused.Compare(b.Paused) }) {
		if p.Paused.Before(from) {
			p.Paused = from
		}
		if !p.Resumed.After(p.Paused) {
			continue
		}
		if last := len(list) - 1; last >= 0 && !p.Paused.After(list[last].Resumed) {
			if p.Resumed.After(list[last].Resumed) {
				list[last].Resumed = p.Resumed
			}
			continue
		}
		list = append(list, p)
	}
	return list
}

// paused moves the end of a time by the days of the pauses after its first day:
// the working days, or all of them.
func (c *Calendar) paused(end, first int, pauses []Pause, all bool) (int, bool) {
	from := instant(max(first, 0), 0)
	for _, p := range joined(pauses, from) {
		stop, _, ok := minuteOf(p.Paused)
		goOn, _, ok2 := minuteOf(p.Resumed)
		if !ok || !ok2 {
			return 0, false
		}
		if stop > end {
			break
		}
		if all {
			end += goOn - stop
		} else if days := c.worked(goOn) - c.worked(stop); days > 0 {
			if end, ok = c.move(end, days); !ok {
				return 0, false
			}
		}
		if !known(end) {
			return 0, false
		}
	}
	return end, true
}

// Resume is the day that a deadline moves to when its clock was stopped on one
// day and went on on another: later by the working days after the first up to
// and including the second. Going on on the day of stopping changes nothing, nor
// does a stop after the deadline. Give all pauses of one deadline to Due, from
// the day it was counted from: there the same days never count twice.
func (c *Calendar) Resume(due, paused, resumed Day) Day {
	if paused > due || resumed <= paused {
		return due
	}
	return c.Add(due, max(0, c.Between(paused, resumed)))
}

// ResumeAt is Resume of a deadline in hours: later by the minutes that the office
// was open while the clock stood still.
func (c *Calendar) ResumeAt(due, paused, resumed time.Time) time.Time {
	open := c.Minutes(paused, resumed)
	if paused.After(due) || open <= 0 {
		return due
	}
	return c.AddMinutes(due, open)
}

// Extension is by how many working days a new day lies after the old one, both
// taken as the last day in time; false where it is not later, which is no
// extension.
func (c *Calendar) Extension(was, to Day) (days int, ok bool) {
	a, b := c.LastInTime(was), c.LastInTime(to)
	if a == "" || b == "" || b <= a {
		return 0, false
	}
	return c.Between(a, b), true
}
