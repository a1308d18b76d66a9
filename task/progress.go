package task

import (
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Progress is one report of how far a task has come. Reports are only ever
// added; a wrong one is corrected by the next.
type Progress struct {
	Cycle     string // of a task with cycles; "" is the one that is awaited
	Value     *int64 // in units of the target; of Percent in basis points; nil leaves it as it was
	Note      string
	Obstacle  string // vướng mắc
	AsOf      vn.Day // the day it was true, "" is today
	Backdated string // why AsOf is before today
	Evidence  []Evidence
	HandIn    bool  // ask for acceptance in the same breath
	Once      db.ID // the token of a form that may be sent twice, "" for none

	// Of a report that was kept:
	ID        db.ID
	At        time.Time
	Person    db.ID
	Name      string
	Post, For db.ID  // by which post, and in whose place
	PostTitle string // as it was called then
}

// Report adds a report with its evidence. The percentage is computed from the
// value and the target, never typed; the instant is the server's. The first
// report takes the task from đã nhận to đang thực hiện, as does the first after
// it was returned. A form sent twice is one report.
func Report(tx *db.Tx, who org.Who, ref string, version int64, p Progress) error {
	if sent, err := Sent(tx, who, p.Once); err != nil || sent != "" {
		return err
	}
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Report, t.Thing()); err != nil {
		return err
	}
	from := t.State
	switch t.State {
	case Doing:
	case Issued:
		return fault.New(fault.Invalid, "Nhiệm vụ %s chưa được nhận. Hãy bấm Nhận việc rồi báo cáo.", t.Ref)
	case Paused:
		return fault.New(fault.Invalid, "Nhiệm vụ %s đang tạm dừng nên chưa báo cáo được. Hãy đề nghị cho tiếp tục trước.", t.Ref)
	case Waiting:
		return fault.New(fault.Invalid, "Nhiệm vụ %s đang chờ nghiệm thu. Hãy đợi kết quả nghiệm thu rồi báo cáo tiếp.", t.Ref)
	default:
		if err := t.move(Doing); err != nil {
			return err
		}
	}
	c, err := t.cycle(p.Cycle)
	if err != nil {
		return err
	}
	if t.Cyclic() && !c.open() {
		return fault.New(fault.Invalid, "Kết quả %s đã gửi nghiệm thu. Hãy chọn kỳ khác.", CycleText(c.Key))
	}
	if err := p.check(t, *c); err != nil {
		return err
	}
	p.ID = db.NewID()
	_, err = tx.Exec(`insert into progress (tenant_id, progress_id, task_id, cycle, value, note, obstacle, as_of, backdated, at, person_id, post_id, for_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`,
		p.ID, t.ID, c.Key, number(p.Value), p.Note, p.Obstacle, p.AsOf, p.Backdated, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return err
	}
	if err := addEvidence(tx, t, c.Key, p.ID, p.Evidence); err != nil {
		return err
	}
	// A report of an earlier day does not replace one of a later day.
	c.Reported, err = db.Value[int64](tx, `select value from progress where tenant_id = ?1 and task_id = ?2 and cycle = ?3 and value is not null
		order by as_of desc, at desc, progress_id desc limit 1`, t.ID, c.Key)
	if err != nil {
		return err
	}
	c.State = Doing
	if err := t.save(tx, *c, ""); err != nil {
		return err
	}
	if err := note(tx, who, t, event{id: p.Once, kind: "reported", from: from, cycle: c.Key, reason: p.Backdated, detail: Detail{Value: p.Value, Rows: []db.ID{p.ID}}}); err != nil {
		return err
	}
	if !p.HandIn {
		return nil
	}
	if t, err = get(tx, t.Ref); err != nil {
		return err
	}
	return t.handIn(tx, who, c.Key)
}

// cycle is where a report, a verification or an acceptance goes: the cycle with
// the key of a task that has cycles, else the task's one result as a Cycle
// without a key.
func (t *Task) cycle(key string) (*Cycle, error) {
	if !t.Cyclic() {
		return &Cycle{Due: t.Due.Date, State: t.State, Reported: t.Reported, Verified: t.Verified, HandedOn: t.HandedOn}, nil
	}
	if key == "" {
		c, ok := t.awaited()
		if !ok {
			return nil, fault.New(fault.Invalid, "Nhiệm vụ %s chưa đến kỳ nào hoặc đã hết thời hạn thực hiện.", t.Ref)
		}
		key = c.Key
	}
	for i := range t.Cycles {
		if t.Cycles[i].Key == key {
			return &t.Cycles[i], nil
		}
	}
	return nil, fault.New(fault.Invalid, "Nhiệm vụ %s không có kỳ %s hoặc kỳ đó chưa đến. Hãy chọn kỳ trong danh sách.", t.Ref, key)
}

// save writes the result c and what follows from it in the task's row.
func (t *Task) save(tx *db.Tx, c Cycle, set string, args ...any) error {
	if !t.Cyclic() {
		t.Reported, t.Verified = c.Reported, c.Verified
		return t.bump(tx, ", reported = ?8, verified = ?9"+set, append([]any{c.Reported, c.Verified}, args...)...)
	}
	state := string(c.State)
	if c.State == Done {
		state = "accepted"
	}
	var accepted any
	if !c.AcceptedAt.IsZero() {
		accepted = c.AcceptedAt
	}
	_, err := tx.Exec(`insert into task_cycle (tenant_id, task_id, cycle, state, reported, verified, handed_on, accepted_at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
		on conflict (tenant_id, task_id, cycle) do update set state = excluded.state, reported = excluded.reported,
			verified = excluded.verified, handed_on = excluded.handed_on, accepted_at = excluded.accepted_at`,
		t.ID, c.Key, state, c.Reported, c.Verified, db.Null(c.HandedOn), accepted)
	if err != nil {
		return err
	}
	return t.bump(tx, "")
}

func number(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

func (p *Progress) check(t Task, c Cycle) error {
	var f fault.Form
	p.Note, p.Obstacle, p.Backdated = vn.NFC(p.Note), vn.NFC(p.Obstacle), vn.Line(p.Backdated)
	f.Check(len([]rune(p.Note)) <= textLimit, "note", "Ghi chú dài quá %d chữ cái. Hãy đưa phần chi tiết vào tệp minh chứng.", textLimit)
	f.Check(len([]rune(p.Obstacle)) <= textLimit, "obstacle", "Vướng mắc dài quá %d chữ cái. Hãy ghi ngắn lại.", textLimit)
	if p.AsOf == "" {
		p.AsOf = t.Today
	}
	switch {
	case !p.AsOf.Valid():
		f.Add("as-of", "Ngày số liệu chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
	case p.AsOf > t.Today:
		f.Add("as-of", "Ngày số liệu %s chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.", p.AsOf.String())
	case p.AsOf < t.Today:
		f.Check(p.Backdated != "", "backdated", "Báo cáo cho ngày đã qua cần ghi lý do vì sao nay mới báo cáo.")
	default:
		p.Backdated = ""
	}
	if v := p.Value; v != nil {
		switch {
		case t.Parts > 0:
			f.Add("value", "Tiến độ của nhiệm vụ này tính từ %d việc con. Hãy báo cáo ở từng việc con; ở đây chỉ ghi chú, vướng mắc và minh chứng.", t.Parts)
		case *v < 0 || *v > maxTarget || t.Measure == Percent && *v > whole:
			f.Add("value", "Số báo cáo chưa đúng. Hãy ghi số nguyên từ 0 trở lên; tỷ lệ từ 0 đến 100%.")
		case *v < c.Reported && p.Note == "":
			f.Add("note", "Số báo cáo thấp hơn lần trước (%s). Hãy ghi lý do giảm.", t.Amount(c.Reported))
		}
	}
	f.Check(p.Value != nil || p.Note != "" || p.Obstacle != "" || len(p.Evidence) > 0, "value", "Báo cáo còn trống. Hãy ghi số đạt được, một dòng ghi chú, vướng mắc hoặc gửi minh chứng.")
	checkEvidence(&f, p.Evidence, t.Today)
	return f.Err()
}

// reports are all reports of the task, the latest first, without the names of posts.
func reports(tx *db.Tx, id db.ID) ([]Progress, error) {
	type line struct {
		Progress
		value optional
	}
	list, err := db.All(tx, func(l *line) []any {
		return []any{&l.ID, &l.Cycle, &l.value, &l.Note, &l.Obstacle, &l.AsOf, &l.Backdated, db.Time(&l.At), &l.Person, &l.Name, db.Opt(&l.Post), db.Opt(&l.For)}
	}, `select r.progress_id, r.cycle, r.value, r.note, r.obstacle, r.as_of, r.backdated, r.at, r.person_id, s.name, r.post_id, r.for_post
		from progress r
		join person s on s.tenant_id = r.tenant_id and s.person_id = r.person_id
		where r.tenant_id = ?1 and r.task_id = ?2 order by r.at desc, r.progress_id desc`, id)
	all := make([]Progress, len(list))
	for i, l := range list {
		all[i] = l.Progress
		all[i].Value = l.value.n
	}
	return all, err
}

// optional scans an integer that may be NULL.
type optional struct{ n *int64 }

// Scan keeps nil for NULL.
func (o *optional) Scan(v any) error {
	if n, ok := v.(int64); ok {
		o.n = &n
	} else {
		o.n = nil
	}
	return nil
}
