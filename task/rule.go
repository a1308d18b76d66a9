package task

import (
	"sauro/fault"
	"sauro/vn"
)

// count computes the last day from the day it is counted from, by its words.
func (d *Due) count(days *vn.Calendar) { d.countFrom(days, d.Since) }

func (d *Due) countFrom(days *vn.Calendar, since vn.Day) {
	if rule, ok := vn.ParseRule(d.Rule); ok {
		d.Date = days.Due(since, rule).Day
	}
}

// tidyRule writes the words that a day is counted by in one way, and says which
// words are none.
func (d *Due) tidyRule(f *fault.Form) {
	if d.Kind != ByDate {
		d.Rule = ""
	}
	if d.Rule = vn.Line(d.Rule); d.Rule == "" {
		d.Since = ""
		return
	}
	rule, ok := vn.ParseRule(d.Rule)
	if !ok || rule.Kind != vn.Within || !rule.Counted() || rule.InHours() {
		f.Add("due-rule", "Thời hạn tính theo số ngày chưa đúng. Hãy ghi như 05 ngày làm việc, 30 ngày, 2 tuần, 3 tháng.")
		return
	}
	d.Rule = rule.String()
	f.Check(d.Since == "" || d.Since.Valid(), "due-since", "Ngày bắt đầu tính chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, hoặc để trống để tính từ ngày giao.")
}
