package task

import "sauro/vn"

// Timing is how a task stands to its deadline. It is computed from days, never typed.
type Timing string

// The timings.
const (
	NoTiming   Timing = ""            // a draft, cancelled, or its clock stands still
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

// lateBefore is the greatest due day that is late today: a due day d is late
// when the last day in time of d has passed, which is when d is not after the
// last working day before today.
func lateBefore(days *vn.Calendar, today vn.Day) vn.Day { return days.Add(today, -1) }

// lastInTime is the last day in time of what is due on a day.
func (t Task) lastInTime(due vn.Day) vn.Day { return t.days().LastInTime(due) }

// nextDue is the last day of the earliest result not handed in, "" where there is none.
func (t Task) nextDue() vn.Day {
	switch t.State {
	case Draft, Waiting, Done, Cancelled:
		return ""
	}
	if on := t.StoppedOn(); on != "" {
		// What had run out before the clock stood still is late all the same.
		for _, c := range t.Cycles {
			if c.open() && t.lastInTime(c.Due) < on {
				return c.Due
			}
		}
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
		if due := t.cycleEnd(after); due >= vn.Today(t.IssuedAt) {
			return due
		}
		after = last.Add(1)
	}
}

// handedBy is the last day in time of a result that was handed in. A notice of
// holidays that comes later does not move it.
func (t Task) handedBy() vn.Day {
	if t.HandedBy != "" {
		return t.HandedBy
	}
	return t.lastInTime(t.Due.Date)
}

// Timing is how the task stands to its deadline today.
func (t Task) Timing() Timing {
	switch {
	case t.State == Waiting || t.State == Done:
		if t.Cyclic() || t.HandedOn <= t.handedBy() {
			return InTime
		}
		return LateHanded
	case t.NextDue == "":
		return NoTiming
	case t.NextDue <= lateBefore(t.days(), t.Today):
		return Late
	case t.days().Between(t.Today, t.lastInTime(t.NextDue)) <= soonDays:
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
		return t.days().Between(t.lastInTime(t.NextDue), t.Today)
	case LateHanded:
		return t.days().Between(t.handedBy(), t.HandedOn)
	}
	return 0
}

// DaysLeft is the number of working days until the next deadline, that day
// counted; 0 where there is none or it is late.
func (t Task) DaysLeft() int {
	if t.NextDue == "" {
		return 0
	}
	return max(0, t.days().Between(t.Today, t.lastInTime(t.NextDue)))
}
