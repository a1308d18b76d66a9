package task

import (
	"fmt"
	"strings"
	"time"

	"sauro/fault"
	"sauro/vn"
)

// Every is how often a result is due.
type Every string

// The cycles. "Thường xuyên" without one of them is not clear about its time
// (DOMAIN.md, sections 1.2 and 14.4).
const (
	Weekly     Every = "week"
	Monthly    Every = "month"
	Quarterly  Every = "quarter"
	HalfYearly Every = "half-year"
	Yearly     Every = "year"
)

// Cycles are all cycles, the shortest first.
var Cycles = []Every{Weekly, Monthly, Quarterly, HalfYearly, Yearly}

// EveryName is the cycle in words.
var EveryName = map[Every]string{
	Weekly: "hằng tuần", Monthly: "hằng tháng", Quarterly: "hằng quý", HalfYearly: "6 tháng một lần", Yearly: "hằng năm",
}

// Cycle is one result of a task that gives one each cycle.
type Cycle struct {
	Key                string // 2026-W05, 2026-03, 2026-Q1, 2026-H1, 2026
	Due                vn.Day // its last day in time
	State              State  // Draft where nothing came yet, then Doing, Waiting, Returned, Done
	Reported, Verified int64
	HandedOn           vn.Day
	AcceptedAt         time.Time

	last vn.Day // of the cycle
}

// Key is the key of the cycle that day lies in. Weeks are those of ISO 8601:
// they begin on Monday, and the first of a year has its first Thursday.
func (e Every) Key(day vn.Day) string {
	t := day.Time()
	switch e {
	case Weekly:
		year, week := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case Monthly:
		return t.Format("2006-01")
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())-1)/3+1)
	case HalfYearly:
		return fmt.Sprintf("%04d-H%d", t.Year(), (int(t.Month())-1)/6+1)
	}
	return t.Format("2006")
}

// bounds are the first and the last day of the cycle that day lies in.
func (e Every) bounds(day vn.Day) (first, last vn.Day) {
	switch e {
	case Weekly:
		last = day.EndOfWeek()
		return last.Add(-6), last
	case Monthly:
		last = day.EndOfMonth()
	case Quarterly:
		last = day.EndOfQuarter()
	case HalfYearly:
		last = day.EndOfHalf()
	default:
		last = day.EndOfYear()
	}
	months := map[Every]int{Monthly: 1, Quarterly: 3, HalfYearly: 6, Yearly: 12}[e]
	t := last.Time()
	return vn.Today(time.Date(t.Year(), t.Month()-time.Month(months)+1, 1, 0, 0, 0, 0, vn.Office)), last
}

// Due is the last day in time of the cycle that day lies in. A review day of 0
// is the last day of the cycle; 1 to 31 that day of the cycle's last month (of a
// week 1, Monday, to 7), or the month's last day where it is shorter; -1 to -31
// so many days after the cycle has ended: "báo cáo quý chậm nhất ngày 10 tháng
// đầu quý sau" is -10.
func (e Every) Due(day vn.Day, review int64) vn.Day {
	first, last := e.bounds(day)
	switch {
	case review == 0:
		return last
	case review < 0:
		return last.Add(int(-review))
	case e == Weekly:
		return first.Add(int(review) - 1)
	}
	return min(vn.Day(fmt.Sprintf("%s-%02d", last[:7], review)), last)
}

// cyclesUpTo are the cycles of the task from the one it was issued in to the one
// that day lies in, with what came of each. A cycle whose last day in time had
// passed when the task was issued is not asked for. After the task's last day
// there are no more.
func (t Task) cyclesUpTo(day vn.Day, known []Cycle) []Cycle {
	if t.Due.Kind != ByCycle || EveryName[t.Due.Every] == "" || t.IssuedAt.IsZero() {
		return nil
	}
	came := make(map[string]Cycle, len(known))
	for _, c := range known {
		came[c.Key] = c
	}
	issued := vn.Today(t.IssuedAt)
	var list []Cycle
	for d := issued; ; {
		first, last := t.Due.Every.bounds(d)
		if first > day || t.Due.Date != "" && first > t.Due.Date {
			return list
		}
		key := t.Due.Every.Key(d)
		c, ok := came[key]
		if !ok {
			c = Cycle{Key: key, State: Draft}
		}
		c.Due, c.last = t.Due.Every.Due(d, t.Due.ReviewDay), last
		if ok || c.Due >= issued {
			list = append(list, c)
		}
		d = last.Add(1)
	}
}

// awaited is the cycle a report is for where the person names none: the earliest
// one not handed in that is still in time, else the one that runs today.
func (t Task) awaited() (Cycle, bool) {
	for _, c := range t.Cycles {
		if c.open() && LastInTime(c.Due) >= t.Today {
			return c, true
		}
	}
	if len(t.Cycles) == 0 {
		return Cycle{}, false
	}
	return t.Cycles[len(t.Cycles)-1], true
}

func (c Cycle) open() bool { return c.State != Waiting && c.State != Done }

// late reports whether the cycle is not handed in and its last day has passed.
func (c Cycle) late(today vn.Day) bool { return c.open() && LastInTime(c.Due) < today }

// cycleBP is how much of the target was reported and verified for a cycle, in basis points.
func (t Task) cycleBP(c Cycle) (reported, verified int) {
	return share(c.Reported, t.Target), share(min(c.Verified, c.Reported), t.Target)
}

// MissingCycles are the cycles whose last day has passed without a result.
func (t Task) MissingCycles() []Cycle {
	var list []Cycle
	for _, c := range t.Cycles {
		if c.late(t.Today) {
			list = append(list, c)
		}
	}
	return list
}

// CycleText is the key of a cycle as an office writes it: "tuần 05/2026",
// "tháng 3/2026", "quý I/2026", "6 tháng đầu năm 2026", "năm 2026".
func CycleText(key string) fault.Text {
	year, part, found := strings.Cut(key, "-")
	if !found || part == "" {
		return fault.Text{Format: "năm %s", Args: []any{year}}
	}
	switch part[0] {
	case 'W':
		return fault.Text{Format: "tuần %s/%s", Args: []any{part[1:], year}}
	case 'Q':
		return fault.Text{Format: "quý %s/%s", Args: []any{map[string]string{"1": "I", "2": "II", "3": "III", "4": "IV"}[part[1:]], year}}
	case 'H':
		if part == "H1" {
			return fault.Text{Format: "6 tháng đầu năm %s", Args: []any{year}}
		}
		return fault.Text{Format: "6 tháng cuối năm %s", Args: []any{year}}
	}
	return fault.Text{Format: "tháng %s/%s", Args: []any{strings.TrimPrefix(part, "0"), year}}
}

// CycleName is CycleText in Vietnamese.
func CycleName(key string) string { return CycleText(key).String() }
