package draft_test

import (
	"slices"
	"strings"
	"testing"

	. "sauro/draft"
	"sauro/task"
)

// six are slots with nothing to advise on.
func (o *office) six() task.Slots {
	return task.Slots{Work: "Tổ chức bồi dưỡng kỹ năng số", Due: task.Due{Kind: task.ByDate, Date: "2026-03-31", From: "typed"}, Accountable: o.who[culture].Post,
		LeadUnit: o.who[culture].Unit, Answers: o.who[head].Post, Decider: o.who[chairman].Post, Support: []string{"Phòng Kinh tế"}, Source: "Công văn số 64/UBND-VX",
		Result: task.Result{Product: "Kế hoạch", Measure: task.Documents, Target: 1, Unit: "văn bản", Proof: task.DocumentNo}}
}

func TestADraftIsAdvised(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.six()
		s.Work, s.Due.Date, s.Support, s.Source = "Đẩy mạnh tuyên truyền", "2025-12-20", nil, "" // a Saturday
		var slots []task.Slot
		for _, a := range AdviceOn(o.get(o.draft(s))) {
			slots = append(slots, a.Slot)
		}
		if !slices.Equal(slots, []task.Slot{task.Work, task.Time, task.Responsibility, task.Responsibility}) {
			t.Errorf("advised on %v", slots)
		}
		s.Due.Date = "2025-12-01"
		if text := AdviceOn(o.get(o.draft(s)))[1].Text.String(); !strings.Contains(text, "01/12/2025") || !strings.Contains(text, "đã qua") {
			t.Errorf("a day that has passed is advised with %q", text)
		}
		if list := AdviceOn(o.get(o.draft(o.six()))); len(list) != 0 {
			t.Errorf("a clear draft is advised: %v", list)
		}
	})
}
