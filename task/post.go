package task

import (
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// open is the condition that a task is issued and not ended.
const open = "state in ('issued', 'received', 'doing', 'returned', 'waiting', 'paused')"

// Moved is a task that goes over to another accountable post.
type Moved struct {
	Ref    string
	To     db.ID
	Reason string
}

// Reassign gives open tasks over to other accountable posts: their history,
// results and deadlines stay. The new post must be held, and must not be the one
// that accepts the task. It is the last step of a handover that two have signed,
// or of a decision on the office: those hold the right to it and say in the
// record what was done; each task has it in its own timeline too.
func Reassign(tx *db.Tx, who org.Who, list []Moved) error {
	if err := who.May(org.Read, org.Thing{}); err != nil || len(list) == 0 {
		return err
	}
	refs := make([]any, len(list))
	for i, m := range list {
		refs[i] = m.Ref
	}
	found, err := tasks(tx, db.In("t.ref", len(refs), 3), refs...)
	if err != nil {
		return err
	}
	o, err := readOffice(tx)
	if err != nil {
		return err
	}
	for _, m := range list {
		at := slices.IndexFunc(found, func(t Task) bool { return t.Ref == m.Ref })
		if at < 0 {
			return fault.New(fault.Unknown, "Không có nhiệm vụ %s. Hãy mở lại từ danh sách nhiệm vụ.", m.Ref)
		}
		if err := found[at].reassign(tx, who, o, m); err != nil {
			return err
		}
	}
	return nil
}

func (t *Task) reassign(tx *db.Tx, who org.Who, o office, m Moved) error {
	to, known := o.posts[m.To]
	switch {
	case t.State == Done || t.State == Cancelled || t.Accountable == m.To:
		return nil // ended meanwhile, or there already
	case !known || to.closed:
		return fault.New(fault.Invalid, "Nhiệm vụ %s cần một chức danh nhận. Hãy chọn chức danh có trong danh sách.", t.Ref)
	case to.holder == "" && t.State != Draft:
		return fault.New(fault.Invalid, "Chức danh %s đang trống nên không nhận được nhiệm vụ %s. Hãy chọn chức danh có người giữ.", to.title, t.Ref)
	case t.Decider == m.To:
		return fault.New(fault.Invalid, "Chức danh %s nghiệm thu nhiệm vụ %s nên không nhận làm được. Hãy chọn chức danh khác.", to.title, t.Ref)
	}
	was := t.Slots
	t.Accountable = m.To
	if was.Answers == was.Accountable {
		t.Answers = m.To
	}
	set, args := ", accountable = ?8, answers = ?9", []any{m.To, db.Null(t.Answers)}
	if t.State != Draft {
		set += ", issued_to = ?10"
		args = append(args, to.holder)
	}
	if err := t.bump(tx, set, args...); err != nil {
		return err
	}
	if t.State != Draft {
		if err := t.tellDoer(tx); err != nil {
			return err
		}
	}
	// A line of the timeline, not an act of its own: the record has the whole.
	return t.tell(tx, who, event{kind: "handed-over", reason: vn.Line(m.Reason), detail: Detail{Changes: o.diff(was, t.Slots)}})
}

// Succeed puts other posts and units in the place of those that end, wherever
// open tasks name them as leading, answering or deciding; nothing open then
// names what is no more.
func Succeed(tx *db.Tx, who org.Who, posts, units map[db.ID]db.ID) error {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return err
	}
	for was, is := range posts { // the posts of one decision
		for _, column := range []string{"answers", "decider"} {
			if _, err := tx.Exec("update task set "+column+" = ?3, changed_at = ?4 where tenant_id = ?1 and "+column+" = ?2 and ("+open+" or state = 'draft') and not ('"+column+"' = 'decider' and accountable = ?3)", was, is, tx.Now); err != nil {
				return err
			}
		}
		left, err := db.Value[string](tx, "select ref from task where tenant_id = ?1 and decider = ?2 and ("+open+" or state = 'draft') order by ref limit 1", was)
		if err != nil {
			return err
		}
		if left != "" {
			return fault.New(fault.Invalid, "Nhiệm vụ %s sẽ do chính người làm nghiệm thu. Hãy chọn chức danh nhận khác cho quyền nghiệm thu.", left)
		}
	}
	for was, is := range units {
		if _, err := tx.Exec("update task set lead_unit = ?3, changed_at = ?4 where tenant_id = ?1 and lead_unit = ?2 and ("+open+" or state = 'draft')", was, is, tx.Now); err != nil {
			return err
		}
	}
	return nil
}
