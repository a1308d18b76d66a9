package inspection

import (
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Remedy drafts the task that mends a finding and gives its reference. What the
// finding says fills its slots; the rest stays empty for a person, and the draft
// cannot be issued before all six are clear. A finding that has its task gives
// that one again.
func Remedy(tx *db.Tx, who org.Who, once db.ID, ref string) (taskRef string, err error) {
	if who, err = who.As(org.Inspect, org.Thing{}); err != nil {
		return "", err
	}
	f, err := FindingByRef(tx, who, ref)
	if err != nil {
		return "", err
	}
	last := f.Last()
	switch f.State() {
	case Untasked:
	case Unconcluded:
		return "", fault.New(fault.Invalid, "Cuộc kiểm tra %s chưa kết luận. Hãy kết luận rồi lập việc khắc phục.", f.From)
	case Mended:
		return "", fault.New(fault.Invalid, "Phát hiện %s đã khắc phục xong.", f.Ref)
	default:
		return last.TaskRef, nil
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return "", err
	}
	p := postOf(posts, f.Post)
	s := task.Slots{Accountable: p.ID, Work: f.Remedy, Detail: said(f.What + "\n" + f.Cause), LeadUnit: p.Unit, Decider: f.concluder, Source: f.Source(),
		Due: task.Due{Kind: task.ByDate, Date: last.DueOn, From: "typed"}, Weight: 1}
	if last.DueRule != "" {
		s.Due.Rule, s.Due.Since = last.DueRule, last.DueFrom
	}
	if head := headOf(posts, p.Unit); head.ID != "" {
		s.Answers = head.ID
	}
	if s.Decider == s.Accountable {
		s.Decider = "" // nobody accepts the own work; a person says who does
	}
	if taskRef, err = task.CreateOnce(tx, who, once, f.Clause, "", s); err != nil {
		return "", err
	}
	if _, err := tx.Exec(`update remedy set task_id = (select t.task_id from task t where t.tenant_id = ?1 and t.ref = ?3) where tenant_id = ?1 and remedy_id = ?2`, last.ID, taskRef); err != nil {
		return "", err
	}
	who.Did(tx, "finding-tasked", f.ID)
	return taskRef, nil
}

// Looking is what somebody found who looked again.
type Looking struct {
	Mended bool
	Looked string
	Note   string
	Due    vn.Day // where it is not mended: the new last day
	Days   int64  // or so many working days
}

// LookAgain says whether a finding whose task is done is mended: by one of the
// team, of the unit that checked, or whoever may inspect, but not by who did it.
// What is not mended begins anew with a new day.
func LookAgain(tx *db.Tx, who org.Who, ref string, l Looking) error {
	f, err := FindingByRef(tx, who, ref)
	if err != nil {
		return err
	}
	last := f.Last()
	switch f.State() {
	case ToLook:
	case Mended:
		return fault.New(fault.Exists, "Phát hiện %s đã được kiểm tra lại là đạt.", f.Ref)
	default:
		return fault.New(fault.Invalid, "Việc khắc phục %s chưa hoàn thành nên chưa kiểm tra lại được.", f.Ref)
	}
	if who, err = f.looker(tx, who); err != nil {
		return err
	}
	works := []org.Post{}
	for _, p := range who.DoerPosts() {
		works = append(works, org.Post{ID: p})
	}
	done, err := doneBy(tx, []db.ID{last.Task}, []db.ID{who.Person}, map[db.ID][]org.Post{who.Person: works})
	if err != nil {
		return err
	}
	if done[who.Person] != "" || who.Works(f.Post) {
		return fault.New(fault.Denied, "Người đã khắc phục không tự kiểm tra lại được. Hãy nhờ người khác trong đoàn.")
	}
	l.Looked, l.Note = said(l.Looked), said(l.Note)
	var form fault.Form
	form.Check(l.Looked != "" && short(l.Looked, textLimit), "looked", "Hãy ghi đã xem những gì, dưới %d chữ cái.", textLimit)
	form.Check(l.Mended || l.Note != "", "note", "Không đạt: hãy ghi còn thiếu gì.")
	form.Check(short(l.Note, textLimit), "note", "Ghi chú dài quá %d chữ cái. Hãy ghi ngắn lại.", textLimit)
	again := NewFinding{Due: l.Due, Days: l.Days}
	if !l.Mended {
		again.checkDue(tx, &form)
	}
	if err := form.Err(); err != nil {
		return err
	}
	if _, err := tx.Exec(`insert into recheck (tenant_id, recheck_id, remedy_id, mended, looked, note, at, person_id, post_id, for_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`, db.NewID(), last.ID, l.Mended, l.Looked, l.Note, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)); err != nil {
		return err
	}
	n := notice.Notice{Event: "recheck:" + string(last.ID), Kind: "inspection", About: f.Ref, Link: f.Link(), Legal: true,
		Says: fault.Text{Format: "Phát hiện %s đã kiểm tra lại: đạt.", Args: []any{f.Ref}}, Does: fault.Text{Format: "Xem kết quả kiểm tra lại"}}
	if !l.Mended {
		if err := again.round(tx, who, f.ID, last.N+1); err != nil {
			return err
		}
		n.Says = fault.Text{Format: "Phát hiện %s đã kiểm tra lại: chưa đạt, phải khắc phục tiếp.", Args: []any{f.Ref}}
	}
	who.Did(tx, "finding-looked", f.ID)
	return notice.ToPost(tx, f.Post, n)
}

// looker is the person with the seat by which the finding is looked at again.
func (f Finding) looker(tx *db.Tx, who org.Who) (org.Who, error) {
	if who.Can(org.Inspect, org.Thing{}) {
		return who.As(org.Inspect, org.Thing{})
	}
	if f.Inspection != "" {
		of, err := db.Value[int](tx, "select count(*) from inspection_member where tenant_id = ?1 and inspection_id = ?2 and person_id = ?3 and left_at is null", f.Inspection, who.Person)
		if err != nil {
			return who, err
		}
		if of > 0 {
			return who, nil
		}
	} else if by, ok := inUnit(who, f.checker); ok {
		return by, nil
	}
	return who, fault.New(fault.Denied, "Chỉ đoàn kiểm tra, đơn vị đã kiểm tra hoặc người tổ chức kiểm tra mới kiểm tra lại %s.", f.Ref)
}
