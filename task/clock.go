package task

import (
	"encoding/json"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Stop is a time in which the task's clock stood still, because the competent
// person confirmed a cause that is not the doer's.
type Stop struct {
	From vn.Day `json:"from"`         // the first day that does not count
	To   vn.Day `json:"to,omitempty"` // the first day that counts again, "" while it stands
}

// StoppedOn is the day since which the task's clock stands still, "" while it runs.
func (t Task) StoppedOn() vn.Day {
	if n := len(t.Stops); n > 0 && t.Stops[n-1].To == "" {
		return t.Stops[n-1].From
	}
	return ""
}

// days is the calendar that the task is counted by.
func (t Task) days() *vn.Calendar {
	if t.Calendar == nil {
		return vn.Standard()
	}
	return t.Calendar
}

// moved is a last day after the clock stood still: later by the working days of
// each stop that began after the time had begun and before it had run out. A
// stop that lasts moves nothing yet.
func moved(c *vn.Calendar, first, due vn.Day, stops []Stop) vn.Day {
	for _, s := range stops {
		if from := max(s.From, first); s.To > from && from <= c.LastInTime(due) {
			due = c.Add(due, c.Between(from.Add(-1), s.To.Add(-1)))
		}
	}
	return due
}

// StopClock has the task's clock stand still from a day on, for a cause that the
// person who decides on the task confirms; no other pause does (DOMAIN.md,
// sections 2 and 14.8). Whoever works on the task cannot confirm it.
func StopClock(tx *db.Tx, who org.Who, ref string, version int64, from vn.Day, why string) error {
	t, err := timed(tx, &who, ref, version)
	if err != nil {
		return err
	}
	switch due := t.NextDue; {
	case t.StoppedOn() != "":
		return fault.New(fault.Invalid, "Thời hạn của nhiệm vụ %s đã tạm ngừng từ ngày %s.", t.Ref, t.StoppedOn().String())
	case !from.Valid() || from > t.Today || from < vn.Today(t.IssuedAt):
		return fault.New(fault.Invalid, "Ngày bắt đầu nguyên nhân khách quan nằm trong khoảng từ ngày giao %s đến hôm nay.", vn.Today(t.IssuedAt).String())
	case due == "":
		return fault.New(fault.Invalid, "Nhiệm vụ %s không có hạn đang chạy nên không có gì để tạm ngừng.", t.Ref)
	case !t.Cyclic() && t.days().LastInTime(due) < from:
		return fault.New(fault.Invalid, "Hạn %s đã qua trước ngày %s, nguyên nhân phát sinh sau không làm ngừng hạn đó.", due.String(), from.String())
	}
	if n := len(t.Stops); n > 0 && from < t.Stops[n-1].To {
		return fault.New(fault.Invalid, "Ngày %s nằm trong lần tạm ngừng trước. Hãy ghi từ ngày %s trở đi.", from.String(), t.Stops[n-1].To.String())
	}
	t.Stops = append(t.Stops, Stop{From: from})
	if err := t.bump(tx, ", clock_stops = ?8", asJSON(t.Stops)); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "clock-stopped", reason: vn.Line(why)})
}

// StartClock has a clock that stands still run on from a day on. The deadline
// moves by the working days that it stood, once.
func StartClock(tx *db.Tx, who org.Who, ref string, version int64, on vn.Day, why string) error {
	t, err := timed(tx, &who, ref, version)
	if err != nil {
		return err
	}
	from := t.StoppedOn()
	if from == "" {
		return fault.New(fault.Invalid, "Thời hạn của nhiệm vụ %s đang chạy, không có gì để chạy tiếp.", t.Ref)
	}
	if !on.Valid() || on < from || on > t.Today {
		return fault.New(fault.Invalid, "Ngày chạy tiếp nằm trong khoảng từ ngày tạm ngừng %s đến hôm nay.", from.String())
	}
	was := t.Due
	t.Stops[len(t.Stops)-1].To = on
	if t.Due.Kind == ByDate {
		t.Due.Date = moved(t.days(), "", t.Due.Date, t.Stops[len(t.Stops)-1:])
	}
	t.Cycles = t.cyclesUpTo(t.Today, t.Cycles)
	if err := t.bump(tx, ", clock_stops = ?8, due_date = ?9", asJSON(t.Stops), db.Null(t.Due.Date)); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "clock-started", reason: vn.Line(why), detail: dueChange(was, t.Due)})
}

// Extend gives the task a later last day: of a task with cycles its earliest
// cycle that is not handed in. It is for whoever decides on the task and does not
// work on it; was is the day before.
func Extend(tx *db.Tx, who org.Who, ref string, version int64, until vn.Day, reason string) (was vn.Day, err error) {
	t, err := timed(tx, &who, ref, version)
	if err != nil {
		return "", err
	}
	if was = t.NextDue; was == "" {
		return "", fault.New(fault.Invalid, "Nhiệm vụ %s không có hạn đang chạy nên không gia hạn được.", t.Ref)
	}
	if !until.Valid() || until <= was || until < t.Today {
		var f fault.Form
		f.Add("until", "Ngày gia hạn phải sau hạn hiện nay %s và không trước hôm nay.", was.String())
		return "", f.Err()
	}
	if reason = vn.Line(reason); reason == "" {
		return "", needsReason(fault.Text{Format: "Hãy ghi lý do gia hạn."})
	}
	e := event{kind: "extended", reason: reason}
	if t.Cyclic() {
		if e.cycle = t.cycleDue(was); e.cycle == "" {
			return "", fault.New(fault.Invalid, "Nhiệm vụ %s chưa đến kỳ nào để gia hạn.", t.Ref)
		}
		if t.CycleDues == nil {
			t.CycleDues = map[string]vn.Day{}
		}
		t.CycleDues[e.cycle] = until
		t.Cycles = t.cyclesUpTo(t.Today, t.Cycles)
		e.detail.Changes = []Change{{Field: "cycle_due", From: was.String(), To: until.String()}}
	} else {
		// A day that somebody decided is not counted any more.
		before := t.Due
		t.Due.Date, t.Due.Rule, t.Due.Since = until, "", ""
		e.detail = dueChange(before, t.Due)
	}
	if err := t.bump(tx, ", due_date = ?8, due_rule = ?9, due_since = ?10, cycle_dues = ?11",
		db.Null(t.Due.Date), db.Null(t.Due.Rule), db.Null(t.Due.Since), dueText(t.CycleDues)); err != nil {
		return "", err
	}
	return was, note(tx, who, t, e)
}

// timed loads a task whose time somebody decides on; who becomes the seat that may.
func timed(tx *db.Tx, who *org.Who, ref string, version int64) (Task, error) {
	t, err := seen(tx, ref, version)
	if err != nil {
		return t, err
	}
	by, err := who.As(org.Accept, t.verdict())
	if err != nil {
		return t, err
	}
	*who = by
	if err := noDoer(tx, by, t, fault.Text{Format: "Người đã làm hoặc đã báo cáo nhiệm vụ này không tự quyết định thời hạn của mình. Hãy trình người khác có thẩm quyền."}); err != nil {
		return t, err
	}
	switch t.State {
	case Issued, Received, Doing, Returned, Paused:
		return t, nil
	}
	return t, fault.New(fault.Invalid, "Nhiệm vụ %s đang ở trạng thái %s nên không đổi thời hạn được.", t.Ref, fault.Text{Format: StateName[t.State]})
}

// cycleDue is the key of the open cycle due on a day, "" where there is none.
func (t Task) cycleDue(day vn.Day) string {
	for _, c := range t.Cycles {
		if c.open() && c.Due == day {
			return c.Key
		}
	}
	return ""
}

func dueChange(was, is Due) Detail {
	if was.String() == is.String() {
		return Detail{}
	}
	return Detail{Changes: []Change{{Field: "due", From: was.String(), To: is.String()}}}
}

func dueText(days map[string]vn.Day) any {
	if len(days) == 0 {
		return nil
	}
	return asJSON(days)
}

// unpack reads what a row holds of the task's time beside its columns.
func (r row) unpack(t *Task) error {
	if r.stops != "" {
		if err := json.Unmarshal([]byte(r.stops), &t.Stops); err != nil {
			return err
		}
	}
	if r.cycleDues != "" {
		return json.Unmarshal([]byte(r.cycleDues), &t.CycleDues)
	}
	return nil
}
