package task

import (
	"strings"
	"time"

	"sauro/fault"
	"sauro/vn"
)

// EveryName is the cycle in words.
var EveryName = map[vn.Every]string{
	vn.Weekly: "hằng tuần", vn.Monthly: "hằng tháng", vn.Quarterly: "hằng quý", vn.HalfYearly: "6 tháng một lần", vn.Yearly: "hằng năm",
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
		first, last := t.Due.Every.Bounds(d)
		if first > day || t.Due.Date != "" && first > t.Due.Date {
			return list
		}
		key := t.Due.Every.Key(d)
		c, ok := came[key]
		if !ok {
			c = Cycle{Key: key, State: Draft}
		}
		c.Due, c.last = t.cycleEnd(d), last
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
		if c.open() && t.lastInTime(c.Due) >= t.Today {
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
func (t Task) late(c Cycle) bool { return c.open() && t.lastInTime(c.Due) < t.Today }

// cycleEnd is the last day of the cycle that day lies in: as its rhythm says,
// as somebody has decided for it, or later by the time the clock stood still.
func (t Task) cycleEnd(day vn.Day) vn.Day {
	if due := t.CycleDues[t.Due.Every.Key(day)]; due != "" {
		return due
	}
	first, _ := t.Due.Every.Bounds(day)
	return moved(t.days(), first, t.Due.Every.Due(day, t.Due.ReviewDay), t.Stops)
}

// cycleBP is how much of the target was reported and verified for a cycle, in basis points.
func (t Task) cycleBP(c Cycle) (reported, verified int) {
	return share(c.Reported, t.Target), share(min(c.Verified, c.Reported), t.Target)
}

// MissingCycles are the cycles whose last day has passed without a result.
func (t Task) MissingCycles() []Cycle {
	var list []Cycle
	for _, c := range t.Cycles {
		if on := t.StoppedOn(); t.late(c) && (on == "" || t.lastInTime(c.Due) < on) {
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
