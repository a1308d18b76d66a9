package draft

import (
	"sauro/catalogue"
	"sauro/fault"
	"sauro/task"
	"sauro/vn"
)

// Advice points at a slot of a draft that could be said better. It never stops
// anybody.
type Advice struct {
	Slot task.Slot
	Text fault.Text
}

// AdviceOn points at what in the draft could be said better: a vague opening with
// its better pattern, a deadline that has passed or falls on a day off, support
// left open, a superior named without a document.
func AdviceOn(t task.Task) []Advice {
	var list []Advice
	if t.Work != "" && !catalogue.Finishable(t.Work) {
		list = append(list, Advice{task.Work, fault.Text{Format: catalogue.Better(t.Work), Args: []any{t.Work}}})
	}
	if d := t.Due.Date; t.Due.Kind == task.ByDate && d.Valid() && t.State == task.Draft {
		switch on := days(t).LastInTime(d); {
		case on < t.Today:
			list = append(list, Advice{task.Time, fault.Text{Format: "Ngày hoàn thành %s đã qua: giao bây giờ là trễ ngay.", Args: []any{d.String()}}})
		case on != d:
			list = append(list, Advice{task.Time, fault.Text{Format: "Ngày hoàn thành %s là ngày nghỉ: hạn tính đến hết ngày làm việc tiếp theo, %s.", Args: []any{d.String(), on.String()}}})
		}
	}
	if t.LeadUnit != "" && len(t.Support) == 0 {
		list = append(list, Advice{task.Responsibility, fault.Text{Format: "Chưa ghi đơn vị phối hợp. Nếu không cần đơn vị nào thì để trống."}})
	}
	if t.Source == "" && t.SourceLetter == "" {
		list = append(list, Advice{task.Responsibility, fault.Text{Format: "Chưa ghi văn bản giao nhiệm vụ: biểu báo cáo cấp trên có cột này."}})
	}
	return list
}

// days is the calendar of the office; a draft that was only typed has none yet.
func days(t task.Task) *vn.Calendar {
	if t.Calendar == nil {
		return vn.Standard()
	}
	return t.Calendar
}
