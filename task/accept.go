package task

import (
	"slices"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Acceptance is the verdict of somebody who is not the doer on a result.
type Acceptance struct {
	Cycle     string  // of a task with cycles
	Accepted  bool    // else it was returned
	Reason    string  // why it was returned
	Looked    string  // what was looked at
	Evidence  []db.ID // the evidence that was looked at: accepted with the result, refused where it is returned
	HandedOn  vn.Day  // when it had been handed in
	ID        db.ID
	At        time.Time
	Person    db.ID
	Name      string
	Post      db.ID
	PostTitle string // as it was called then
}

// HandIn asks for the acceptance of a result that was reported in full and is
// proved by evidence of the kind that the task asks for.
func HandIn(tx *db.Tx, who org.Who, ref string, version int64, cycle string) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Report, t.Thing()); err != nil {
		return err
	}
	return t.handIn(tx, who, cycle)
}

func (t *Task) handIn(tx *db.Tx, who org.Who, key string) error {
	from := t.State
	c, err := t.cycle(key)
	if err != nil {
		return err
	}
	reported := t.ReportedBP
	if t.Cyclic() {
		reported, _ = t.cycleBP(*c)
		if t.State != Doing || c.State != Doing && c.State != Returned {
			return fault.New(fault.Invalid, "Chưa có kết quả %s để nghiệm thu. Hãy báo cáo trước.", CycleText(c.Key))
		}
	} else if err := t.move(Waiting); err != nil {
		return err
	}
	if err := t.partsFinished(tx); err != nil {
		return err
	}
	if reported < whole {
		if t.Parts > 0 {
			return fault.New(fault.Invalid, "Các việc con mới đạt %s. Hãy làm xong hoặc hủy việc con còn lại rồi đề nghị nghiệm thu.", vn.Percent(int64(reported)))
		}
		return fault.New(fault.Invalid, "Mới báo cáo %s, phải đạt %s. Hãy báo cáo đủ rồi đề nghị nghiệm thu.", t.Amount(c.Reported), t.Amount(t.Target))
	}
	evidence, err := t.proof(tx, c.Key)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(evidence, func(e Evidence) bool { return t.Parts > 0 || slices.Contains(proves[t.Proof], e.Kind) }) {
		return fault.New(fault.Invalid, "Chưa có minh chứng loại %s. Hãy gửi minh chứng rồi đề nghị nghiệm thu.", fault.Text{Format: ProofName[t.Proof]})
	}
	c.State, c.HandedOn = Waiting, t.Today
	if !t.Cyclic() {
		t.HandedOn, t.HandedBy = t.Today, t.lastInTime(t.Due.Date)
	}
	if err := t.save(tx, *c, ", handed_by = ?10", db.Null(t.HandedBy)); err != nil {
		return err
	}
	if err := t.tellDecider(tx, c.Key); err != nil {
		return err
	}
	return note(tx, who, *t, event{kind: "handed", from: from, cycle: c.Key})
}

// proof is the evidence of a result that counts: the task's own and its parts',
// without what was refused or withdrawn.
func (t Task) proof(tx *db.Tx, cycle string) ([]Evidence, error) {
	of := []db.ID{t.ID}
	if t.Parts > 0 {
		below, err := descendants(tx, of)
		if err != nil {
			return nil, err
		}
		for _, part := range below {
			of = append(of, part.ID)
		}
	}
	list, err := evidenceOf(tx, of...)
	return slices.DeleteFunc(list, func(e Evidence) bool {
		return e.State == Refused || e.State == Withdrawn || t.Cyclic() && e.Cycle != cycle
	}), err
}

// partsFinished refuses where a part is still open. A part with cycles is never
// finished; it must have no cycle missing.
func (t Task) partsFinished(tx *db.Tx) error {
	if t.Parts == 0 {
		return nil
	}
	below, err := descendants(tx, []db.ID{t.ID})
	if err != nil {
		return err
	}
	if err := fill(tx, below); err != nil {
		return err
	}
	for _, part := range below {
		if part.Parent != t.ID || part.State == Done || part.State == Cancelled || part.Cyclic() && part.Live() && len(part.MissingCycles()) == 0 {
			continue
		}
		return fault.New(fault.Invalid, "Việc con %s đang ở trạng thái %s. Hãy làm xong hoặc hủy các việc con trước.", part.Ref, fault.Text{Format: StateName[part.State]})
	}
	return nil
}

// judging loads a task for a verdict and refuses whoever may not give it: it
// needs the right to accept over the task, to be the post that decides or the
// chairman or a deputy, and to be no doer of it. who becomes the seat that has it.
func judging(tx *db.Tx, who *org.Who, ref string, version int64, key string) (Task, *Cycle, error) {
	t, err := seen(tx, ref, version)
	if err != nil {
		return t, nil, err
	}
	by, err := who.As(org.Accept, t.verdict())
	if err != nil {
		if who.Can(org.Accept, t.Thing()) {
			err = fault.New(fault.Denied, "Nhiệm vụ %s do %s nghiệm thu. Hãy trình người có thẩm quyền.", t.Ref, t.DeciderTitle)
		}
		return t, nil, err
	}
	*who = by
	if err := noDoer(tx, by, t, fault.Text{Format: "Người đã làm hoặc đã báo cáo nhiệm vụ này không tự nghiệm thu được. Hãy trình người khác có thẩm quyền."}); err != nil {
		return t, nil, err
	}
	c, err := t.cycle(key)
	if err != nil {
		return t, nil, err
	}
	if c.State != Waiting {
		return t, nil, fault.New(fault.Invalid, "Nhiệm vụ %s chưa đề nghị nghiệm thu. Hãy đợi người làm đề nghị.", t.Ref)
	}
	return t, c, nil
}

// Accept accepts a result that was handed in, with what was looked at and at
// least one piece of evidence: nothing is complete without accepted evidence.
// What the accepter has looked at is verified with it, unless a verifier has
// found less since the last report: then it must be returned or verified anew.
// Accepting one cycle never completes a task.
func Accept(tx *db.Tx, who org.Who, ref string, version int64, a Acceptance) error {
	t, c, err := judging(tx, &who, ref, version, a.Cycle)
	if err != nil {
		return err
	}
	if a.Looked = vn.NFC(a.Looked); a.Looked == "" {
		var f fault.Form
		f.Add("looked", "Hãy ghi đã xem những gì trước khi nghiệm thu.")
		return f.Err()
	}
	evidence, err := t.proof(tx, c.Key)
	if err != nil {
		return err
	}
	trusted := slices.ContainsFunc(evidence, func(e Evidence) bool { return e.State == Trusted })
	for _, id := range a.Evidence {
		if !slices.ContainsFunc(evidence, func(e Evidence) bool { return e.ID == id }) {
			return unknownEvidence()
		}
		trusted = true
	}
	if !trusted {
		var f fault.Form
		f.Add("evidence", "Chưa nghiệm thu được: hãy chọn ít nhất một minh chứng đã xem và chấp nhận.")
		return f.Err()
	}
	if t.Parts == 0 && c.Verified < min(t.Target, c.Reported) {
		if err := t.verifyBy(tx, who, c, a.Looked); err != nil {
			return err
		}
	}
	if err := judge(tx, who, a.Evidence, Trusted, ""); err != nil {
		return err
	}
	from := t.State
	a.Accepted, a.Reason, a.HandedOn = true, "", c.HandedOn
	c.State, c.AcceptedAt = Done, tx.Now
	set := ""
	if !t.Cyclic() {
		if err := t.move(Done); err != nil {
			return err
		}
		set = ", done_at = ?4"
	}
	if err := t.save(tx, *c, set); err != nil {
		return err
	}
	return a.keep(tx, who, t, c.Key, from)
}

// verifyBy records that the accepter has verified what was reported.
func (t Task) verifyBy(tx *db.Tx, who org.Who, c *Cycle, looked string) error {
	// Ids are made in the order of time, also where the clock stands still.
	less, err := db.Value[int](tx, `select count(*) from verification v where v.tenant_id = ?1 and v.task_id = ?2 and v.cycle = ?3 and v.value < ?4
		and v.verification_id = (select max(w.verification_id) from verification w where w.tenant_id = ?1 and w.task_id = ?2 and w.cycle = ?3)
		and v.verification_id > (select max(r.progress_id) from progress r where r.tenant_id = ?1 and r.task_id = ?2 and r.cycle = ?3 and r.value is not null)`,
		t.ID, c.Key, min(t.Target, c.Reported))
	if err != nil {
		return err
	}
	if less > 0 {
		return fault.New(fault.Invalid, "Kiểm chứng mới xác nhận %s, phải đạt %s. Hãy trả lại để bổ sung hoặc kiểm chứng lại rồi nghiệm thu.", t.Amount(c.Verified), t.Amount(t.Target))
	}
	c.Verified = c.Reported
	v := Verification{Value: c.Verified, Looked: looked}
	return v.keep(tx, who, t, c.Key)
}

// Return sends a result that was handed in back with the reason; the task goes
// on with the next report. The evidence named is refused.
func Return(tx *db.Tx, who org.Who, ref string, version int64, a Acceptance) error {
	t, c, err := judging(tx, &who, ref, version, a.Cycle)
	if err != nil {
		return err
	}
	if a.Reason = vn.Line(a.Reason); a.Reason == "" {
		return needsReason(fault.Text{Format: "Hãy ghi lý do trả lại và cần bổ sung gì."})
	}
	evidence, err := t.proof(tx, c.Key)
	if err != nil {
		return err
	}
	for _, id := range a.Evidence {
		if !slices.ContainsFunc(evidence, func(e Evidence) bool { return e.ID == id }) {
			return unknownEvidence()
		}
	}
	if err := judge(tx, who, a.Evidence, Refused, a.Reason); err != nil {
		return err
	}
	from := t.State
	a.Accepted, a.Looked, a.HandedOn = false, vn.NFC(a.Looked), c.HandedOn
	c.State, c.HandedOn = Returned, ""
	if !t.Cyclic() {
		if err := t.move(Returned); err != nil {
			return err
		}
		t.HandedOn = ""
	}
	if err := t.save(tx, *c, ""); err != nil {
		return err
	}
	return a.keep(tx, who, t, c.Key, from)
}

func (a *Acceptance) keep(tx *db.Tx, who org.Who, t Task, cycle string, from State) error {
	a.ID = db.NewID()
	kind, verdict := "accepted", "accepted"
	if !a.Accepted {
		kind, verdict = "returned", "returned"
	}
	_, err := tx.Exec(`insert into acceptance (tenant_id, acceptance_id, task_id, cycle, verdict, reason, looked, handed_on, at, person_id, post_id, for_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`,
		a.ID, t.ID, cycle, verdict, a.Reason, a.Looked, db.Null(a.HandedOn), tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return err
	}
	if err := t.tellVerdict(tx, a.ID, cycle, a.Accepted); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: kind, from: from, cycle: cycle, reason: a.Reason, detail: Detail{Rows: append([]db.ID{a.ID}, a.Evidence...)}})
}

// acceptances are the verdicts on the task, the latest first, without the names of posts.
func acceptances(tx *db.Tx, id db.ID) ([]Acceptance, error) {
	return db.All(tx, func(a *Acceptance) []any {
		return []any{&a.ID, &a.Cycle, &a.Accepted, &a.Reason, &a.Looked, db.Opt(&a.HandedOn), db.Time(&a.At), &a.Person, &a.Name, db.Opt(&a.Post)}
	}, `select a.acceptance_id, a.cycle, case when a.verdict = 'accepted' then 1 else 0 end, a.reason, a.looked, a.handed_on, a.at, a.person_id, s.name, a.post_id
		from acceptance a
		join person s on s.tenant_id = a.tenant_id and s.person_id = a.person_id
		where a.tenant_id = ?1 and a.task_id = ?2 order by a.at desc, a.acceptance_id desc`, id)
}
