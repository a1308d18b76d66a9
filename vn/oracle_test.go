package vn

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// The oracle counts ten years of an office minute by minute. It has its own
// reading of the tables and shares no arithmetic with the engine: days go on by
// the standard library's calendar, a minute is open or it is not.
const (
	oracleFrom = 2024
	oracleTill = 2034 // its first day is the end
)

type oracle struct {
	closed, worked map[string]bool
	undecided      map[int]bool
	hours          []Hours
	minutes        []bool // open, from 01/01 of the first year on
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, Office) }

func key(t time.Time) string { return t.Format("2006-01-02") }

var oracleStart, oracleEnd = date(oracleFrom, 1, 1), date(oracleTill, 1, 1)

func newOracle(entered []DayOff, years []int, hours []Hours) *oracle {
	o := &oracle{closed: map[string]bool{}, worked: map[string]bool{}, undecided: map[int]bool{}, hours: hours}
	for y := oracleFrom; y < oracleTill; y++ {
		o.undecided[y] = y != 2025 && y != 2026
	}
	for _, y := range years {
		delete(o.undecided, y)
	}
	enter := func(d DayOff) {
		delete(o.closed, string(d.Day))
		delete(o.worked, string(d.Day))
		if d.Work {
			o.worked[string(d.Day)] = true
		} else {
			o.closed[string(d.Day)] = true
		}
	}
	for _, d := range decided {
		enter(d)
	}
	for y := range o.undecided {
		if o.undecided[y] {
			for _, d := range Proposed(y) {
				enter(d)
			}
		}
	}
	for _, d := range entered {
		enter(d)
	}
	for day := oracleStart; day.Before(oracleEnd); day = day.AddDate(0, 0, 1) {
		shifts := o.shifts(day)
		for m := range 24 * 60 {
			open := false
			for _, s := range shifts {
				open = open || s.From <= m && m < s.To
			}
			o.minutes = append(o.minutes, open)
		}
	}
	return o
}

func (o *oracle) works(day time.Time) bool {
	if o.worked[key(day)] {
		return true
	}
	return !o.closed[key(day)] && day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

func (o *oracle) hoursOn(day time.Time) Hours {
	in := OfficeHours()
	for _, h := range o.hours { // in the order of their first days
		if string(h.From) <= key(day) {
			in = h
		}
	}
	return in
}

func (o *oracle) shifts(day time.Time) []Shift {
	week := o.hoursOn(day).Week
	switch w := day.Weekday(); {
	case o.closed[key(day)]:
		return nil
	case o.worked[key(day)] && (w == time.Saturday || w == time.Sunday):
		return week[time.Monday]
	default:
		return week[w]
	}
}

// receives is the day and the instant from which what came in is counted.
func (o *oracle) receives(at time.Time) (day, start time.Time) {
	day = date(at.Year(), at.Month(), at.Day())
	for rest := day; ; rest = rest.AddDate(0, 0, -1) {
		if !o.works(rest) {
			continue
		}
		cut := o.hoursOn(rest).CutOff
		if cut == 0 || rest.Equal(day) && at.Sub(day) < time.Duration(cut+1)*time.Minute {
			return day, at.Truncate(time.Minute)
		}
		break
	}
	for day = day.AddDate(0, 0, 1); !o.works(day); day = day.AddDate(0, 0, 1) {
	}
	return day, day
}

// days counts n working days on, or all days, passing those in which the clock stood still.
func (o *oracle) days(from time.Time, n int, all bool, pauses []Pause) time.Time {
	still := func(d time.Time) bool {
		for _, p := range pauses {
			if d.After(p.Paused) && !d.After(p.Resumed) {
				return true
			}
		}
		return false
	}
	d, end := from, from
	for left := n; left > 0; {
		d = d.AddDate(0, 0, 1)
		if (all || o.works(d)) && !still(d) {
			left--
			end = d
		}
	}
	// A clock stopped on the last day stands still until it goes on.
	for again := true; again; {
		again = false
		for d := end.AddDate(0, 0, 1); ; d = d.AddDate(0, 0, 1) {
			if !all && !o.works(d) && still(d) {
				continue
			}
			if !still(d) {
				break
			}
			end = d
		}
	}
	return end
}

func (o *oracle) back(from time.Time, n int) time.Time {
	for n > 0 {
		if from = from.AddDate(0, 0, -1); o.works(from) {
			n--
		}
	}
	return from
}

func (o *oracle) onward(d time.Time, step int) time.Time {
	for !o.works(d) {
		d = d.AddDate(0, 0, step)
	}
	return d
}

// hoursOn counts open minutes on from an instant, those of pauses left out.
func (o *oracle) open(from time.Time, minutes int, pauses []Pause) (time.Time, bool) {
	at := int(from.Sub(oracleStart) / time.Minute)
	for ; minutes > 0; at++ {
		if at >= len(o.minutes) {
			return time.Time{}, false
		}
		still := false
		for _, p := range pauses {
			t := oracleStart.Add(time.Duration(at) * time.Minute)
			still = still || !t.Before(p.Paused) && t.Before(p.Resumed)
		}
		if o.minutes[at] && !still {
			minutes--
		}
	}
	return oracleStart.Add(time.Duration(at) * time.Minute), true
}

func (o *oracle) openBack(from time.Time, minutes int) (time.Time, bool) {
	at := int(from.Sub(oracleStart) / time.Minute)
	for ; minutes > 0; at-- {
		if at <= 0 {
			return time.Time{}, false
		}
		if o.minutes[at-1] {
			minutes--
		}
	}
	return oracleStart.Add(time.Duration(at) * time.Minute), true
}

// months is the corresponding day, or the last before it that exists.
func months(from time.Time, n int) time.Time {
	first := date(from.Year(), from.Month()+time.Month(n), 1)
	for day := from.Day(); ; day-- {
		if d := date(first.Year(), first.Month(), day); d.Month() == first.Month() {
			return d
		}
	}
}

// randomOffice is an office with days and hours of its own.
func randomOffice(r *rand.Rand) (entered []DayOff, years []int, hours []Hours) {
	for y := oracleFrom; y < oracleTill; y++ {
		if r.IntN(2) == 0 {
			years = append(years, y)
		}
		for range r.IntN(25) {
			d := date(y, 1, 1).AddDate(0, 0, r.IntN(365))
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			entered = append(entered, DayOff{Day: Day(key(d)), Work: weekend || r.IntN(8) == 0, Name: "nhập", Source: "thông báo"})
		}
	}
	shifts := func() []Shift {
		a := 6*60 + r.IntN(180)
		b := a + 30 + r.IntN(240)
		if r.IntN(4) == 0 {
			return []Shift{{a, b}}
		}
		c := b + 1 + r.IntN(120)
		return []Shift{{a, b}, {c, c + 30 + r.IntN(240)}}
	}
	first := date(oracleFrom, 1, 1)
	for range r.IntN(4) {
		h := Hours{From: Day(key(first)), Week: Weekdays(shifts()...), Source: "quyết định"}
		if r.IntN(2) == 0 {
			h.Week[time.Saturday] = []Shift{{7 * 60, 11*60 + r.IntN(60)}}
		}
		if r.IntN(2) == 0 {
			h.CutOff = 14*60 + r.IntN(180)
		}
		if r.IntN(3) == 0 {
			h.Week[time.Monday], h.Week[time.Wednesday] = shifts(), shifts()
		}
		hours = append(hours, h)
		first = first.AddDate(0, 0, 30+r.IntN(1200))
	}
	return entered, years, hours
}

func TestTheOracleAgreesOnEveryDeadline(t *testing.T) {
	if testing.Short() {
		t.Skip("counts ten years minute by minute")
	}
	const offices, deadlines = 10, 3000
	agreed := 0
	for seed := range uint64(offices) {
		r := rand.New(rand.NewPCG(seed, 4))
		var entered []DayOff
		var years []int
		var hours []Hours
		if seed > 0 {
			entered, years, hours = randomOffice(r)
		}
		o := newOracle(entered, years, hours)
		c := NewCalendar(entered, years...).WithHours(hours...)
		for d := oracleStart; d.Before(oracleEnd); d = d.AddDate(0, 0, 1) {
			if o.works(d) != c.WorkDay(Today(d)) || o.undecided[d.Year()] == c.Decided(d.Year()) {
				t.Fatalf("office %d, %s: worked %v, decided %v", seed, key(d), c.WorkDay(Today(d)), c.Decided(d.Year()))
			}
		}
		for range deadlines {
			agreed += o.ask(t, r, c, seed)
		}
	}
	if agreed < offices*deadlines*8/10 {
		t.Errorf("only %d deadlines lay within the oracle's years", agreed)
	}
}

// ask compares one deadline; 0 where it lies outside the oracle's years.
func (o *oracle) ask(t *testing.T, r *rand.Rand, c *Calendar, seed uint64) int {
	t.Helper()
	from := oracleStart.AddDate(1, 0, r.IntN(7*365)).Add(time.Duration(r.IntN(24*60)) * time.Minute)
	day := date(from.Year(), from.Month(), from.Day())
	n := 1 + r.IntN(90)
	var pauses []Pause
	for at := from; r.IntN(3) == 0; {
		at = at.AddDate(0, 0, r.IntN(12)).Add(time.Duration(r.IntN(2000)) * time.Minute)
		pauses = append(pauses, Pause{at, at.AddDate(0, 0, r.IntN(15)).Add(time.Duration(r.IntN(600)) * time.Minute)})
	}
	var whole []Pause // the same, in days
	for _, p := range pauses {
		whole = append(whole, PauseOn(Today(p.Paused), Today(p.Resumed)))
	}
	received, start := o.receives(from)
	var words string
	var last, at time.Time // what the oracle says
	var got Deadline
	ok := true
	count := func(all bool, n int) time.Time { return o.days(received, n, all, clipped(whole, received)) }
	switch r.IntN(10) {
	case 0, 1, 2:
		words = fmt.Sprintf("%02d ngày làm việc", n)
		last = count(false, n)
		got = c.DueAt(from, mustRule(t, words), whole...)
	case 3:
		words = fmt.Sprintf("trong %d ngày kể từ ngày nhận", n)
		last = o.onward(count(true, n), 1)
		got = c.DueAt(from, mustRule(t, words), whole...)
	case 4:
		words = fmt.Sprintf("%d tháng", 1+n%20)
		last = o.onward(months(received, 1+n%20), 1)
		got = c.DueAt(from, mustRule(t, words))
	case 5:
		words = fmt.Sprintf("trước %d ngày làm việc", n)
		last = o.back(day, n)
		got = c.Due(Today(from), mustRule(t, words))
	case 6:
		words = fmt.Sprintf("trước %d ngày so với ngày %s", n, Today(from))
		last = o.onward(day.AddDate(0, 0, -n), -1)
		got = c.Due("", mustRule(t, words))
	case 7:
		words = fmt.Sprintf("trước %d giờ làm việc", n)
		at, ok = o.openBack(day, n*60)
		got = c.Due(Today(from), mustRule(t, words))
	default:
		words = fmt.Sprintf("%02d giờ làm việc", n)
		at, ok = o.open(start, n*60, pauses)
		for _, p := range pauses {
			if p.Paused.Equal(at) {
				return 0 // stopped in the very last minute: the engine goes on, as of days
			}
		}
		got = c.DueAt(from, mustRule(t, words), pauses...)
	}
	if !ok || last.After(oracleEnd.AddDate(0, 0, -40)) {
		return 0
	}
	if !at.IsZero() {
		if !got.At.Equal(at) {
			t.Fatalf("office %d: %s from %v with pauses %v is %v, the oracle says %v", seed, words, from, pauses, got.At, at)
		}
		return 1
	}
	if got.LastInTime != Today(last) || !got.At.Equal(last.AddDate(0, 0, 1)) {
		t.Fatalf("office %d: %s from %v with pauses %v is %s, the oracle says %s", seed, words, from, whole, got.LastInTime, key(last))
	}
	provisional := o.undecided[last.Year()]
	if mustRule(t, words).Unit == WorkingDay {
		for y := min(received.Year(), last.Year()); y <= max(received.Year(), last.Year()); y++ {
			provisional = provisional || o.undecided[y]
		}
		if got.Provisional != provisional {
			t.Fatalf("office %d: %s from %v until %s is provisional: %v", seed, words, from, key(last), got.Provisional)
		}
	}
	return 1
}

// clipped are the pauses without what lies before the count.
func clipped(pauses []Pause, from time.Time) (list []Pause) {
	for _, p := range pauses {
		if p.Resumed.After(from) {
			list = append(list, p)
		}
	}
	return list
}

func mustRule(t *testing.T, words string) Rule {
	t.Helper()
	r, ok := ParseRule(words)
	if !ok {
		t.Fatalf("%q is not read", words)
	}
	return r
}

// Every day of ten years, every count up to fifty.
func TestTheOracleAgreesOnEveryDay(t *testing.T) {
	o := newOracle(nil, nil, nil)
	for from := oracleStart; from.Before(oracleEnd.AddDate(0, 0, -120)); from = from.AddDate(0, 0, 1) {
		d := from
		for n := 1; n <= 50; n++ {
			d = o.onward(d.AddDate(0, 0, 1), 1)
			if got := standard.Add(Today(from), n); got != Today(d) {
				t.Fatalf("%s and %d working days are %s, the oracle says %s", key(from), n, got, key(d))
			}
		}
	}
}

// The next day of a repeating rule is the first day from there on that is the
// named day of a week, a month, a quarter, a half-year or a year.
func TestTheOracleAgreesOnRepeatingTimes(t *testing.T) {
	monthEnd := func(d time.Time) bool { return d.AddDate(0, 0, 1).Day() == 1 }
	for words, is := range map[string]func(d time.Time) bool{
		"hằng tuần": func(d time.Time) bool { return d.Weekday() == time.Sunday },
		"hằng tuần, chậm nhất thứ Sáu":         func(d time.Time) bool { return d.Weekday() == time.Friday },
		"hằng tuần, chậm nhất thứ Ba tuần sau": func(d time.Time) bool { return d.Weekday() == time.Tuesday },
		"hằng tháng":                              monthEnd,
		"hằng tháng, chậm nhất ngày 25":           func(d time.Time) bool { return d.Day() == 25 },
		"hằng tháng, trước ngày 25":               func(d time.Time) bool { return d.Day() == 24 },
		"hằng tháng, chậm nhất ngày 31":           monthEnd,
		"hằng tháng, chậm nhất ngày 05 tháng sau": func(d time.Time) bool { return d.Day() == 5 },
		"hằng quý": func(d time.Time) bool { return monthEnd(d) && d.Month()%3 == 0 },
		"hằng quý, chậm nhất ngày 10 tháng đầu quý sau": func(d time.Time) bool { return d.Day() == 10 && d.Month()%3 == 1 },
		"hằng quý, trước ngày 20 tháng cuối quý":        func(d time.Time) bool { return d.Day() == 19 && d.Month()%3 == 0 },
		"6 tháng một lần": func(d time.Time) bool { return monthEnd(d) && d.Month()%6 == 0 },
		"6 tháng một lần, chậm nhất ngày 10 tháng đầu kỳ sau": func(d time.Time) bool { return d.Day() == 10 && d.Month()%6 == 1 },
		"hằng năm":                               monthEndOf(12),
		"hằng năm, trước ngày 15/11":             func(d time.Time) bool { return d.Day() == 14 && d.Month() == 11 },
		"hằng năm, trước ngày 01/01":             func(d time.Time) bool { return d.Day() == 31 && d.Month() == 12 },
		"hằng năm, chậm nhất ngày 10/01 năm sau": func(d time.Time) bool { return d.Day() == 10 && d.Month() == 1 },
	} {
		rule := mustRule(t, words)
		for from := oracleStart; from.Before(oracleEnd); from = from.AddDate(0, 0, 1) {
			want := from
			for !is(want) {
				want = want.AddDate(0, 0, 1)
			}
			if got := standard.Due(Today(from), rule); got.Day != Today(want) || got.LastInTime != standard.LastInTime(got.Day) {
				t.Fatalf("%s from %s is %s, the oracle says %s", words, key(from), got.Day, key(want))
			}
		}
	}
}

func monthEndOf(m time.Month) func(time.Time) bool {
	return func(d time.Time) bool { return d.Month() == m && d.Day() == 31 }
}
