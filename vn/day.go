package vn

import (
	"fmt"
	"time"
)

// Office is the zone that offices live in. It is fixed, so that a machine
// without zone files counts the same days.
var Office = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// Day is a civil date, written YYYY-MM-DD: it sorts and compares as text. The
// empty Day is no day.
type Day string

const isoDay = "2006-01-02"

// Today is the day it is in the office at an instant.
func Today(t time.Time) Day { return Day(t.In(Office).Format(isoDay)) }

// ParseDay reads a day as people write it, 31/12/2025, 31-12-2025 or 31.12.2025,
// or as the program stores it, 2025-12-31.
func ParseDay(s string) (Day, bool) {
	s = Line(s)
	for _, layout := range []string{isoDay, "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			if y := t.Year(); y < 1900 || y > 2200 {
				return "", false
			}
			return Day(t.Format(isoDay)), true
		}
	}
	return "", false
}

// Valid reports whether d is a day of the calendar.
func (d Day) Valid() bool {
	_, err := time.Parse(isoDay, string(d))
	return err == nil
}

// Time is the first instant of the day, in the office's zone.
func (d Day) Time() time.Time {
	t, _ := time.ParseInLocation(isoDay, string(d), Office)
	return t
}

// Add is the day n calendar days on.
func (d Day) Add(n int) Day { return Day(d.Time().AddDate(0, 0, n).Format(isoDay)) }

// Days is the number of calendar days from d to the later day.
func (d Day) Days(later Day) int { return int(later.Time().Sub(d.Time()).Hours() / 24) }

// Year is the year of the day, 0 of no day.
func (d Day) Year() int {
	if !d.Valid() {
		return 0
	}
	return d.Time().Year()
}

// String is the day as offices write it, 05/02/2026; "" of no day.
func (d Day) String() string {
	if !d.Valid() {
		return string(d)
	}
	return d.Time().Format("02/01/2006")
}

// Long is the day as an official document prints it: days below 10 and the
// months 1 and 2 have two digits (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.4).
func (d Day) Long() string {
	t := d.Time()
	month := fmt.Sprintf("%d", t.Month())
	if t.Month() <= 2 {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

var weekdays = [...]string{"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

// Weekday is the name of the day of the week.
func (d Day) Weekday() string { return weekdays[d.Time().Weekday()] }

// EndOfMonth, EndOfQuarter, EndOfHalf and EndOfYear are the last days of the
// periods that d lies in.
func (d Day) EndOfMonth() Day { return d.endOf(1) }

// EndOfQuarter is the last day of d's quarter.
func (d Day) EndOfQuarter() Day { return d.endOf(3) }

// EndOfHalf is the last day of d's half-year.
func (d Day) EndOfHalf() Day { return d.endOf(6) }

// EndOfYear is the last day of d's year.
func (d Day) EndOfYear() Day { return d.endOf(12) }

func (d Day) endOf(months int) Day {
	t := d.Time()
	first := (int(t.Month())-1)/months*months + 1
	return Day(time.Date(t.Year(), time.Month(first+months), 0, 0, 0, 0, 0, Office).Format(isoDay))
}

// EndOfWeek is the Sunday of d's week.
func (d Day) EndOfWeek() Day {
	return d.Add((7 - int(d.Time().Weekday())) % 7)
}
