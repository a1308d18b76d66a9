package task

import "sauro/vn"

// Timing is how a task stands to its deadline. It is computed from days, never typed.
type Timing string

// The timings.
const (
	NoTiming   Timing = ""            // a draft, paused or cancelled
	Before     Timing = "before"      // more than three working days left
	Soon       Timing = "soon"        // at most three
	Late       Timing = "late"        // not handed in, the last day has passed
	InTime     Timing = "in-time"     // handed in or done in time
	LateHanded Timing = "late-handed" // handed in or done after the last day
)

// TimingName is the timing in words.
var TimingName = map[Timing]string{
	Before: "chưa đến hạn", Soon: "sắp đến hạn", Late: "quá hạn", InTime: "đúng hạn", LateHanded: "trễ hạn",
}

// soonDays is the number of working days in which a deadline is near.
const soonDays = 3

// LastInTime is the last day on which something due on a day is still in time:
// where offices are closed on it, the next working day
// (Bộ luật Dân sự 91/2015/QH13, Điều 148 khoản 5).
func LastInTime(due vn.Day) vn.Day { return vn.AddWorkDays(due.Add(-1), 1) }

// lateBefore is the greatest due day that is late today: a due day d is late
// when LastInTime(d) has passed, which is when d is not after the last working
// day before today.
func lateBefore(today vn.Day) vn.Day { return vn.AddWorkDays(today, -1) }

// nextDue is the last day of the earliest result not handed in, "" where there is none.
func (t Task) nextDue() vn.Day {
	switch t.State {
	case Draft, Waiting, Done, Paused, Cancelled:
		return ""
	}
	if !t.Cyclic() {
		return t.Due.Date
	}
	for _, c := range t.Cycles {
		if c.open() {
			return c.Due
		}
	}
	// All that were due are in: the next one is what is waited for.
	after := vn.Today(t.IssuedAt)
	if n := len(t.Cycles); n > 0 {
		after = t.Cycles[n-1].last.Add(1)
	}
	for {
		first, last := t.Due.Every.Bounds(after)
		if t.Due.Date != "" && first > t.Due.Date {
			return ""
		}
		if due := t.Due.Every.Due(after, t.Due.ReviewDay); due >= vn.Today(t.IssuedAt) {
			return due
		}
		after = last.Add(1)
	}
}

// Timing is how the task stands to its deadline today.
func (t Task) Timing() Timing {
	switch {
	case t.State == Waiting || t.State == Done:
		if t.Cyclic() || t.HandedOn <= LastInTime(t.Due.Date) {
			return InTime
		}
		return LateHanded
	case t.NextDue == "":
		return NoTiming
	case t.NextDue <= lateBefore(t.Today):
		return Late
	case vn.WorkDays(t.Today, LastInTime(t.NextDue)) <= soonDays:
		return Soon
	}
	return Before
}

// DaysLate is the number of working days that the task is late: today where it
// is not handed in, at the day it was handed in where that was after the last
// day in time; 0 where it is not late.
func (t Task) DaysLate() int {
	switch t.Timing() {
	case Late:
		return vn.WorkDays(LastInTime(t.NextDue), t.Today)
	case LateHanded:
		return vn.WorkDays(LastInTime(t.Due.Date), t.HandedOn)
	}
	return 0
}

// DaysLeft is the number of working days until the next deadline, that day
// counted; 0 where there is none or it is late.
func (t Task) DaysLeft() int {
	if t.NextDue == "" {
		return 0
	}
	return max(0, vn.WorkDays(t.Today, LastInTime(t.NextDue)))
}
