package task

import (
	"slices"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Verification is how much of what was reported somebody else has seen proved.
type Verification struct {
	Cycle     string // of a task with cycles; "" is the one that is awaited
	Value     int64  // in units of the target, at most what was reported
	Note      string
	Looked    string  // what was looked at
	Accept    []db.ID // evidence that was looked at and accepted
	Refuse    []db.ID // evidence that was not accepted; Note says why
	ID        db.ID
	At        time.Time
	Person    db.ID
	Name      string
	Post      db.ID
	PostTitle string // as it was called then
}

// Verify records what somebody who is no doer of the task has verified.
func Verify(tx *db.Tx, who org.Who, ref string, version int64, v Verification) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Verify, t.Thing()); err != nil {
		return err
	}
	if err := noDoer(tx, who, t, fault.Text{Format: "Người đã làm hoặc đã báo cáo nhiệm vụ này không tự kiểm chứng được. Hãy nhờ người khác có quyền kiểm chứng."}); err != nil {
		return err
	}
	switch t.State {
	case Doing, Waiting, Returned:
	default:
		return fault.New(fault.Invalid, "Nhiệm vụ %s đang ở trạng thái %s nên chưa có gì để kiểm chứng.", t.Ref, fault.Text{Format: StateName[t.State]})
	}
	if t.Parts > 0 {
		return fault.New(fault.Invalid, "Tiến độ của nhiệm vụ này tính từ %d việc con. Hãy kiểm chứng ở từng việc con.", t.Parts)
	}
	c, err := t.cycle(v.Cycle)
	if err != nil {
		return err
	}
	if t.Cyclic() && c.State == Done {
		return fault.New(fault.Invalid, "Kết quả %s đã nghiệm thu. Hãy chọn kỳ khác.", CycleText(c.Key))
	}
	evidence, err := evidenceOf(tx, t.ID)
	if err != nil {
		return err
	}
	if err := v.check(t, *c, evidence); err != nil {
		return err
	}
	c.Verified = v.Value
	if err := v.keep(tx, who, t, c.Key); err != nil {
		return err
	}
	if err := judge(tx, who, v.Accept, Trusted, ""); err != nil {
		return err
	}
	if err := judge(tx, who, v.Refuse, Refused, v.Note); err != nil {
		return err
	}
	if err := t.save(tx, *c, ""); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "verified", cycle: c.Key, detail: Detail{Value: &v.Value, Rows: []db.ID{v.ID}}})
}

func (v *Verification) check(t Task, c Cycle, evidence []Evidence) error {
	var f fault.Form
	v.Note, v.Looked = vn.NFC(v.Note), vn.NFC(v.Looked)
	f.Check(v.Value >= 0 && v.Value <= c.Reported, "value", "Số kiểm chứng không thể lớn hơn số đã báo cáo (%s).", t.Amount(c.Reported))
	f.Check(v.Looked != "", "looked", "Hãy ghi đã xem những gì, ví dụ danh sách lớp và 26 chứng nhận.")
	f.Check(len([]rune(v.Looked)) <= textLimit && len([]rune(v.Note)) <= textLimit, "note", "Ghi chú dài quá %d chữ cái. Hãy đưa phần chi tiết vào tệp minh chứng.", textLimit)
	f.Check(len(v.Refuse) == 0 || v.Note != "", "note", "Hãy ghi lý do không chấp nhận minh chứng.")
	for _, id := range append(slices.Clone(v.Accept), v.Refuse...) {
		if !slices.ContainsFunc(evidence, func(e Evidence) bool { return e.ID == id && e.Cycle == c.Key && e.State != Withdrawn }) {
			return unknownEvidence()
		}
	}
	return f.Err()
}

func (v *Verification) keep(tx *db.Tx, who org.Who, t Task, cycle string) error {
	v.ID = db.NewID()
	_, err := tx.Exec(`insert into verification (tenant_id, verification_id, task_id, cycle, value, note, looked, at, person_id, post_id, for_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`, v.ID, t.ID, cycle, v.Value, v.Note, v.Looked, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	return err
}

// noDoer refuses the accountable post, the person the task was issued to and
// everybody who has reported on it or holds a post that has: the verifier is not
// the doer, by person and by post, in whoever's place.
func noDoer(tx *db.Tx, who org.Who, t Task, refusal fault.Text) error {
	doer := t.doneBy(who)
	if !doer {
		own := append(who.Own(), "")
		in := db.In("post_id", len(own), 4) + " or " + db.In("for_post", len(own), 4)
		n, err := db.Value[int](tx, "select count(*) from progress where tenant_id = ?1 and task_id = ?2 and (person_id = ?3 or "+in+")", append([]any{t.ID, who.Person}, db.IDs(own)...)...)
		if err != nil {
			return err
		}
		doer = n > 0
	}
	if doer {
		return &fault.Error{Kind: fault.Denied, Text: refusal}
	}
	return nil
}

// doneBy reports whether the task is the person's to do.
func (t Task) doneBy(who org.Who) bool {
	return who.Works(t.Accountable) || who.Person == t.IssuedTo || who.Person == t.Holder
}

// verifications are those of the task, the latest first, without the names of posts.
func verifications(tx *db.Tx, id db.ID) ([]Verification, error) {
	return db.All(tx, func(v *Verification) []any {
		return []any{&v.ID, &v.Cycle, &v.Value, &v.Note, &v.Looked, db.Time(&v.At), &v.Person, &v.Name, db.Opt(&v.Post)}
	}, `select v.verification_id, v.cycle, v.value, v.note, v.looked, v.at, v.person_id, s.name, v.post_id
		from verification v
		join person s on s.tenant_id = v.tenant_id and s.person_id = v.person_id
		where v.tenant_id = ?1 and v.task_id = ?2 order by v.at desc, v.verification_id desc`, id)
}
