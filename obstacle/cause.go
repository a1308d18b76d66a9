package obstacle

import (
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Cause is an objective cause that the competent person has confirmed with a
// document. It alone stops a task's clock, and it alone spares the points of a
// delay in the evaluation (NĐ 335/2025/NĐ-CP: nguyên nhân khách quan được cấp có
// thẩm quyền xác nhận).
type Cause struct {
	ID          db.ID
	Task        db.ID
	TaskRef     string
	Obstacle    db.ID // "" where it has no number of its own
	ObstacleRef string
	From        vn.Day // the first day on which the clock stands
	To          vn.Day // the last one, "" while it stands
	Number      string // of the document
	Dated       vn.Day
	File        File
	Reason      string
	ConfirmedAt time.Time
	By          db.ID
	ByTitle     string // the post
	EndedAt     time.Time
	EndReason   string
}

// Lasts reports whether the clock stands because of it.
func (c Cause) Lasts() bool { return c.To == "" }

// Confirming is what the competent person says.
type Confirming struct {
	Task     string // its reference
	Version  int64  // of the task, as seen
	Obstacle string // the reference of the obstacle it comes from, "" for none
	From     vn.Day // the first day on which the clock stands
	Number   string // of the document that bears it out
	Dated    vn.Day
	File     File
	Reason   string
}

// ConfirmCause confirms that the delay of a task is nobody's fault in the commune
// from a day on, with a document, and stops its clock. It is a verdict: for who
// accepts the task, the chairman or a deputy, and never for who does it, answers
// for its result or reported what stands in its way.
func ConfirmCause(tx *db.Tx, who org.Who, c Confirming) error {
	t, err := task.Get(tx, who, c.Task)
	if err != nil {
		return err
	}
	if who, err = competent(tx, who, t); err != nil {
		return err
	}
	var of Obstacle
	if c.Obstacle != "" {
		if of, err = Get(tx, who, c.Obstacle); err != nil {
			return err
		}
	}
	if err := c.check(t, of); err != nil {
		return err
	}
	open, err := causes(tx, "c.task_id = ?3 and c.to_day is null", t.ID)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return fault.New(fault.Exists, "Thời hạn của nhiệm vụ %s đang dừng từ ngày %s theo văn bản %s. Hãy cho tính tiếp trước khi xác nhận nguyên nhân khác.", t.Ref, open[0].From.String(), open[0].Number)
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into objective_cause (tenant_id, cause_id, task_id, obstacle_id, from_day, number, dated, file_hash, file_name, file_size, file_mime, reason, confirmed_at, confirmed_by, confirmed_post, confirmed_for, end_reason)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, '')`,
		id, t.ID, db.Null(of.ID), c.From, c.Number, c.Dated, c.File.Hash, c.File.Name, c.File.Size, c.File.MIME, c.Reason, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return err
	}
	who.Did(tx, "cause-confirmed", id)
	return task.StopClock(tx, who, t.Ref, c.Version, c.From, c.Reason)
}

// competent is the seat that decides on a task, which does not do it.
func competent(tx *db.Tx, who org.Who, t task.Task) (org.Who, error) {
	thing := t.Thing()
	thing.Decider = t.Decider
	seat, err := who.As(org.Accept, thing)
	if err != nil {
		return who, err
	}
	doer := who.Works(t.Accountable) || who.Person == t.IssuedTo || who.Person == t.Holder
	if !doer {
		n, err := db.Value[int](tx, `select (select count(*) from progress r where r.tenant_id = ?1 and r.task_id = ?2 and r.person_id = ?3)
			+ (select count(*) from obstacle_reporter b where b.tenant_id = ?1 and b.task_id = ?2 and b.person_id = ?3)`, t.ID, who.Person)
		if err != nil {
			return who, err
		}
		doer = n > 0
	}
	if doer {
		return who, fault.New(fault.Denied, "Người làm hoặc đã báo cáo nhiệm vụ %s không tự xác nhận nguyên nhân khách quan được. Hãy trình người có thẩm quyền khác.", t.Ref)
	}
	return seat, nil
}

// MayConfirm reports whether the person may confirm an objective cause of a task,
// as far as rights and seats say.
func MayConfirm(who org.Who, t task.Task) bool {
	thing := t.Thing()
	thing.Decider = t.Decider
	return t.Live() && t.State != task.Done && who.Can(org.Accept, thing) && !who.Works(t.Accountable) && who.Person != t.IssuedTo && who.Person != t.Holder
}

func (c *Confirming) check(t task.Task, of Obstacle) error {
	c.Number, c.Reason = vn.Line(c.Number), vn.NFC(c.Reason)
	var f fault.Form
	c.document(&f, t.Today)
	f.Check(vn.Line(c.Reason) != "", "reason", "Hãy ghi nguyên nhân khách quan là gì.")
	fits(&f, "reason", c.Reason)
	switch {
	case !c.From.Valid():
		f.Add("from", "Ngày bắt đầu dừng chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
	case c.From > t.Today:
		f.Add("from", "Ngày %s chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.", c.From.String())
	case c.From < vn.Today(t.IssuedAt):
		f.Add("from", "Ngày %s trước ngày giao nhiệm vụ. Hãy kiểm tra lại.", c.From.String())
	}
	if of.ID != "" {
		in := false
		for _, bound := range of.Tasks {
			in = in || bound.ID == t.ID
		}
		f.Check(in, "obstacle", "Vướng mắc %s không phải của nhiệm vụ %s.", of.Ref, t.Ref)
	}
	return f.Err()
}

// document refuses a confirmation without the document that bears it out.
func (c *Confirming) document(f *fault.Form, today vn.Day) {
	f.Check(c.Number != "", "number", "Hãy ghi số, ký hiệu của văn bản làm căn cứ.")
	line(f, "number", c.Number)
	f.Check(c.Dated.Valid() && c.Dated <= today, "dated", "Hãy ghi ngày của văn bản làm căn cứ, không sau hôm nay.")
	c.File.check(f, "file")
}

// EndCause lets the clock run again on a day, with the reason. It is for who may
// confirm one.
func EndCause(tx *db.Tx, who org.Who, id db.ID, version int64, on vn.Day, reason string) error {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return err
	}
	list, err := causes(tx, "c.cause_id = ?3", id)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.New(fault.Unknown, "Không tìm thấy lần xác nhận này. Hãy mở lại trang nhiệm vụ.")
	}
	c := list[0]
	t, err := task.Get(tx, who, c.TaskRef)
	if err != nil {
		return err
	}
	if who, err = competent(tx, who, t); err != nil {
		return err
	}
	if !c.Lasts() {
		return fault.New(fault.Exists, "Thời hạn của nhiệm vụ %s đã được tính tiếp từ trước.", t.Ref)
	}
	reason = vn.NFC(reason)
	var f fault.Form
	f.Check(vn.Line(reason) != "", "reason", "Hãy ghi vì sao cho tính tiếp thời hạn.")
	fits(&f, "reason", reason)
	f.Check(on.Valid() && on > c.From && on <= t.Today, "on", "Hãy ghi ngày tính tiếp thời hạn: sau ngày %s, không sau hôm nay.", c.From.String())
	if err := f.Err(); err != nil {
		return err
	}
	if err := db.Expect(tx.Exec("update objective_cause set to_day = ?3, ended_at = ?4, ended_by = ?5, end_reason = ?6 where tenant_id = ?1 and cause_id = ?2 and to_day is null",
		id, on.Add(-1), tx.Now, who.Person, reason)); err != nil {
		return err
	}
	who.Did(tx, "cause-ended", id)
	return task.StartClock(tx, who, t.Ref, version, on, reason)
}

// causes loads those that where chooses. Its arguments are ?3 and on; ?2 is today.
func causes(tx *db.Tx, where string, args ...any) ([]Cause, error) {
	return db.All(tx, func(c *Cause) []any {
		return []any{&c.ID, &c.Task, &c.TaskRef, db.Opt(&c.Obstacle), db.Opt(&c.ObstacleRef), &c.From, db.Opt(&c.To), &c.Number, &c.Dated, &c.File.Hash, &c.File.Name, &c.File.Size, &c.File.MIME,
			&c.Reason, db.Time(&c.ConfirmedAt), &c.By, db.Opt(&c.ByTitle), db.Time(&c.EndedAt), &c.EndReason}
	}, `select c.cause_id, c.task_id, t.ref, c.obstacle_id, o.ref, c.from_day, c.to_day, c.number, c.dated, c.file_hash, c.file_name, c.file_size, c.file_mime,
			c.reason, c.confirmed_at, c.confirmed_by, `+org.PostTitle("p", "?2")+`, c.ended_at, c.end_reason
		from objective_cause c
		join task t on t.tenant_id = c.tenant_id and t.task_id = c.task_id
		left join obstacle o on o.tenant_id = c.tenant_id and o.obstacle_id = c.obstacle_id
		left join post p on p.tenant_id = c.tenant_id and p.post_id = coalesce(c.confirmed_for, c.confirmed_post)
		where c.tenant_id = ?1 and `+where+` order by c.from_day, c.cause_id`, append([]any{vn.Today(tx.Now)}, args...)...)
}

// Causes are the confirmed objective causes of tasks, in the order of their days:
// what an evaluation must spare.
func Causes(tx *db.Tx, who org.Who, tasks []db.ID) (map[db.ID][]Cause, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	of := map[db.ID][]Cause{}
	if len(tasks) == 0 {
		return of, nil
	}
	list, err := causes(tx, db.In("c.task_id", len(tasks), 3), db.IDs(tasks)...)
	for _, c := range list {
		of[c.Task] = append(of[c.Task], c)
	}
	return of, err
}

// CauseByID is one confirmation, for its file.
func CauseByID(tx *db.Tx, who org.Who, id db.ID) (Cause, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Cause{}, err
	}
	list, err := causes(tx, "c.cause_id = ?3", id)
	if err == nil && len(list) == 0 {
		return Cause{}, fault.New(fault.Unknown, "Không tìm thấy lần xác nhận này. Hãy mở lại trang nhiệm vụ.")
	}
	if err != nil {
		return Cause{}, err
	}
	return list[0], nil
}
