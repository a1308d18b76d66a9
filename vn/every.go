package vn

import (
	"fmt"
	"time"
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

// Rhythms are all of them, the shortest first.
var Rhythms = []Every{Weekly, Monthly, Quarterly, HalfYearly, Yearly}

// Key is the key of the cycle that day lies in. Weeks are those of ISO 8601:
// they begin on Monday, and the first of a year has its first Thursday.
func (e Every) Key(day Day) string {
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

// Bounds are the first and the last day of the cycle that day lies in.
func (e Every) Bounds(day Day) (first, last Day) {
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
	return Today(time.Date(t.Year(), t.Month()-time.Month(months)+1, 1, 0, 0, 0, 0, Office)), last
}

// Due is the last day in time of the cycle that day lies in. A review day of 0
// is the last day of the cycle; 1 to 31 that day of the cycle's last month (of a
// week 1, Monday, to 7), or the month's last day where it is shorter; -1 to -31
// so many days after the cycle has ended: "báo cáo quý chậm nhất ngày 10 tháng
// đầu quý sau" is -10.
func (e Every) Due(day Day, review int64) Day {
	first, last := e.Bounds(day)
	switch {
	case review == 0:
		return last
	case review < 0:
		return last.Add(int(-review))
	case e == Weekly:
		return first.Add(int(review) - 1)
	}
	return min(Day(fmt.Sprintf("%s-%02d", last[:7], review)), last)
}
