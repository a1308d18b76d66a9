package task

import (
	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

// Issue gives a draft to the person who holds its accountable post today. It is
// the only way out of a draft, whatever the way in: it refuses a task that is
// not six-clear, says slot by slot why, and the table itself holds no other
// (the check on issued_at in the migration). A vacant post cannot be given work.
func Issue(tx *db.Tx, who org.Who, ref string, version int64) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Issue, t.Thing()); err != nil {
		return err
	}
	if err := t.move(Issued); err != nil {
		return err
	}
	if err := t.unclear(); err != nil {
		return err
	}
	if t.ParentRef != "" {
		up, err := get(tx, t.ParentRef)
		if err != nil {
			return err
		}
		if !up.Live() || up.State == Done {
			return fault.New(fault.Invalid, "Việc cha %s đang ở trạng thái %s. Hãy giao việc cha trước.", up.Ref, fault.Text{Format: StateName[up.State]})
		}
	}
	t.IssuedAt, t.IssuedTo = tx.Now, t.Holder
	if t.Due.Rule != "" && t.Due.Since == "" {
		t.Due.Since = t.Today
		t.Due.count(t.days())
	}
	t.Cycles = t.cyclesUpTo(t.Today, nil)
	if err := t.bump(tx, ", issued_at = ?4, issued_by = ?8, issued_to = ?9, due_date = ?10, due_since = ?11", who.Person, t.IssuedTo, db.Null(t.Due.Date), db.Null(t.Due.Since)); err != nil {
		return err
	}
	if err := t.tellDoer(tx); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "issued", from: Draft})
}

// Receive says that the accountable person has the task.
func Receive(tx *db.Tx, who org.Who, ref string, version int64) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Receive, t.Thing()); err != nil {
		return err
	}
	if err := t.move(Received); err != nil {
		return err
	}
	if err := t.bump(tx, ", received_at = ?4, received_by = ?8", who.Person); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "received", from: Issued})
}
