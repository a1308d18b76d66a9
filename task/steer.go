package task

import (
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Pause lets the work on a task rest, with the reason. Its clock runs on: only
// StopClock has it stand still.
func Pause(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	t, from, err := steered(tx, &who, ref, version, Paused)
	if err != nil {
		return err
	}
	if reason = vn.Line(reason); reason == "" {
		return needsReason(fault.Text{Format: "Hãy ghi lý do tạm dừng."})
	}
	if err := t.bump(tx, ", resume_to = ?8", from); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "paused", from: from, reason: reason})
}

// Resume lets a paused task go on where it was.
func Resume(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Steer, t.Thing()); err != nil {
		return err
	}
	if t.State != Paused || !CanMove(Paused, t.resumeTo) {
		return fault.New(fault.Invalid, "Nhiệm vụ %s không tạm dừng nên không cần tiếp tục.", t.Ref)
	}
	t.State = t.resumeTo
	if err := t.bump(tx, ", resume_to = ''"); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "resumed", from: Paused, reason: vn.Line(reason)})
}

// Cancel ends a task for good, with the reason; it stays readable and counts no
// more. Its parts must be done or cancelled first.
func Cancel(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	t, from, err := steered(tx, &who, ref, version, Cancelled)
	if err != nil {
		return err
	}
	if reason = vn.Line(reason); reason == "" {
		return needsReason(fault.Text{Format: "Hãy ghi lý do hủy."})
	}
	open, err := db.Value[int](tx, "select count(*) from task where tenant_id = ?1 and parent_id = ?2 and state not in ('done', 'cancelled')", t.ID)
	if err != nil {
		return err
	}
	if open > 0 {
		return fault.New(fault.Invalid, "Nhiệm vụ %s còn %d việc con chưa xong. Hãy hủy hoặc làm xong các việc con trước.", t.Ref, open)
	}
	if err := t.bump(tx, ""); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "cancelled", from: from, reason: reason})
}

// steered loads a task and moves it, for whoever may steer it; who becomes the
// seat that may. A draft is dropped by whoever may write it.
func steered(tx *db.Tx, who *org.Who, ref string, version int64, to State) (Task, State, error) {
	t, err := seen(tx, ref, version)
	if err != nil {
		return t, "", err
	}
	act := org.Steer
	if t.State == Draft {
		act = org.Plan
	}
	if *who, err = who.As(act, t.Thing()); err != nil {
		return t, "", err
	}
	from := t.State
	return t, from, t.move(to)
}

// Finish ends a task with cycles after its last day, when every cycle was
// accepted. It is a verdict, for whoever may accept the task.
func Finish(tx *db.Tx, who org.Who, ref string, version int64) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Accept, t.Thing()); err != nil {
		return err
	}
	if err := noDoer(tx, who, t, fault.Text{Format: "Người đã làm hoặc đã báo cáo nhiệm vụ này không tự nghiệm thu được. Hãy trình người khác có thẩm quyền."}); err != nil {
		return err
	}
	if !t.Cyclic() {
		return fault.New(fault.Invalid, "Nhiệm vụ %s có một kết quả: hãy nghiệm thu kết quả đó.", t.Ref)
	}
	if t.Due.Date == "" || t.Due.Date >= t.Today {
		return fault.New(fault.Invalid, "Nhiệm vụ %s còn tiếp tục duy trì. Chỉ kết thúc sau ngày thực hiện cuối cùng.", t.Ref)
	}
	for _, c := range t.Cycles {
		if c.State != Done {
			return fault.New(fault.Invalid, "Kết quả %s chưa được nghiệm thu. Hãy nghiệm thu đủ các kỳ rồi kết thúc.", CycleText(c.Key))
		}
	}
	from := t.State
	if err := t.move(Done); err != nil {
		return err
	}
	if err := t.bump(tx, ", done_at = ?4"); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "finished", from: from})
}
