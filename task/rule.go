package task

import (
	"regexp"
	"strconv"

	"sauro/vn"
)

var workDays = regexp.MustCompile(`^(\d{1,4}) ngày làm việc$`)

// count computes the last day from the day it is counted from, by its words.
func (d *Due) count(days *vn.Calendar) { d.countFrom(days, d.Since) }

func (d *Due) countFrom(days *vn.Calendar, since vn.Day) {
	if m := workDays.FindStringSubmatch(d.Rule); m != nil {
		n, _ := strconv.Atoi(m[1])
		d.Date = days.Add(since, n)
	}
}
