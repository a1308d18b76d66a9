package task

import (
	"sauro/catalogue"
	"sauro/fault"
)

// Advice points at a slot of a draft that could be said better. It never stops
// anybody.
type Advice struct {
	Slot Slot
	Text fault.Text
}

// Advice points at what in the draft could be said better: a vague opening with
// its better pattern, a deadline that has passed or falls on a day off, support
// left open, a superior named without a document.
func (t Task) Advice() []Advice {
	var list []Advice
	if t.Work != "" && !catalogue.Finishable(t.Work) {
		list = append(list, Advice{Work, fault.Text{Format: catalogue.Better(t.Work), Args: []any{t.Work}}})
	}
	if d := t.Due.Date; t.Due.Kind == ByDate && d.Valid() && t.State == Draft {
		switch on := t.lastInTime(d); {
		case on < t.Today:
			list = append(list, Advice{Time, fault.Text{Format: "Ngày hoàn thành %s đã qua: giao bây giờ là trễ ngay.", Args: []any{d.String()}}})
		case on != d:
			list = append(list, Advice{Time, fault.Text{Format: "Ngày hoàn thành %s là ngày nghỉ: hạn tính đến hết ngày làm việc tiếp theo, %s.", Args: []any{d.String(), on.String()}}})
		}
	}
	if t.LeadUnit != "" && len(t.Support) == 0 {
		list = append(list, Advice{Responsibility, fault.Text{Format: "Chưa ghi đơn vị phối hợp. Nếu không cần đơn vị nào thì để trống."}})
	}
	if t.Source == "" && t.SourceLetter == "" {
		list = append(list, Advice{Responsibility, fault.Text{Format: "Chưa ghi văn bản giao nhiệm vụ: biểu báo cáo cấp trên có cột này."}})
	}
	return list
}
