package obstacle

import (
	"fmt"
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Raising is what somebody says who meets an obstacle.
type Raising struct {
	Tasks  []string // references of the tasks it stands in the way of
	Class  Class    // "" where the reporter does not know
	Tag    string
	Says   string
	Since  vn.Day // "" is today
	Effect string // on the deadline or the result
	Thinks Power  // in whose power it is to solve it; only a proposal
	Once   db.ID  // the token of a form that may be sent twice
}

// Raise writes down what stands in the way of tasks, for whoever may report on
// all of them. A form sent twice is one obstacle.
func Raise(tx *db.Tx, who org.Who, r Raising) (ref string, err error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return "", err
	}
	if r.Once != "" {
		sent, err := db.Value[string](tx, `select o.ref from obstacle_event e join obstacle o on o.tenant_id = e.tenant_id and o.obstacle_id = e.obstacle_id
			where e.tenant_id = ?1 and e.event_id = ?2 and e.person_id = ?3`, r.Once, who.Person)
		if err != nil || sent != "" {
			return sent, err
		}
	}
	if err := r.check(vn.Today(tx.Now)); err != nil {
		return "", err
	}
	seats := make([]org.Who, len(r.Tasks))
	tasks := make([]task.Task, len(r.Tasks))
	for i, ref := range r.Tasks { // at most tasksInOne
		if tasks[i], seats[i], err = reportable(tx, who, ref); err != nil {
			return "", err
		}
	}
	who = seats[0]
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("VM", year)
	if err != nil {
		return "", err
	}
	o := Obstacle{ID: db.NewID(), Ref: fmt.Sprintf("VM-%d-%04d", year, n), State: New}
	_, err = tx.Exec(`insert into obstacle (tenant_id, obstacle_id, ref, version, state, class, tag, says, since, effect, thinks, decided_why, due_rule, solution, reopened, created_at, created_by, created_post, created_for)
		values (?1, ?2, ?3, 1, 'new', ?4, ?5, ?6, ?7, ?8, ?9, '', '', '', 0, ?10, ?11, ?12, ?13)`,
		o.ID, o.Ref, r.Class, r.Tag, r.Says, r.Since, r.Effect, r.Thinks, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return "", err
	}
	for i, t := range tasks {
		if err := o.join(tx, seats[i], t.ID, ""); err != nil {
			return "", err
		}
		if err := o.hears(tx, seats[i], t.ID, r.Says); err != nil {
			return "", err
		}
	}
	if err := o.note(tx, who, event{id: r.Once, kind: "raised", says: r.Says}); err != nil {
		return "", err
	}
	return o.Ref, o.tellLeaders(tx)
}

// tasksInOne is how many tasks one obstacle is raised for at once.
const tasksInOne = 20

func (r *Raising) check(today vn.Day) error {
	r.Says, r.Tag, r.Effect = vn.NFC(r.Says), vn.Line(r.Tag), vn.NFC(r.Effect)
	var f fault.Form
	f.Check(len(r.Tasks) > 0, "tasks", "Hãy chọn ít nhất một nhiệm vụ bị vướng.")
	f.Check(len(r.Tasks) <= tasksInOne, "tasks", "Mỗi lần báo tối đa %d nhiệm vụ. Các nhiệm vụ khác thêm vào sau.", tasksInOne)
	for i, ref := range r.Tasks {
		r.Tasks[i] = vn.Line(ref)
		f.Check(slices.Index(r.Tasks, r.Tasks[i]) == i, "tasks", "Nhiệm vụ %s được chọn hai lần.", r.Tasks[i])
	}
	f.Check(ClassName[r.Class] != "", "class", "Hãy chọn loại vướng mắc có trong danh sách.")
	f.Check(len(r.Tag) <= 100, "tag", "Nhãn dài quá. Hãy ghi vài từ.")
	f.Check(vn.Line(r.Says) != "", "says", "Hãy ghi vướng ở đâu.")
	fits(&f, "says", r.Says)
	fits(&f, "effect", r.Effect)
	f.Check(PowerName[r.Thinks] != "", "thinks", "Hãy chọn vướng mắc thuộc hay vượt thẩm quyền xã.")
	if r.Since == "" {
		r.Since = today
	}
	switch {
	case !r.Since.Valid():
		f.Add("since", "Ngày bắt đầu vướng chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
	case r.Since > today:
		f.Add("since", "Ngày %s chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.", r.Since.String())
	}
	return f.Err()
}

// reportable loads a task with the seat by which the person may report on it.
func reportable(tx *db.Tx, who org.Who, ref string) (task.Task, org.Who, error) {
	t, err := task.Get(tx, who, ref)
	if err != nil {
		return t, who, err
	}
	if who, err = who.As(org.Report, t.Thing()); err != nil {
		return t, who, err
	}
	return t, who, running(t)
}

func running(t task.Task) error {
	if !t.Live() || t.State == task.Done {
		return fault.New(fault.Invalid, "Nhiệm vụ %s đang ở trạng thái %s nên không báo vướng mắc được.", t.Ref, fault.Text{Format: task.StateName[t.State]})
	}
	return nil
}

// join adds a task to the obstacle.
func (o Obstacle) join(tx *db.Tx, who org.Who, task db.ID, reason string) error {
	_, err := tx.Exec(`insert into obstacle_task (tenant_id, link_id, obstacle_id, task_id, joined_at, joined_by, reason, left_reason) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, '')`,
		db.NewID(), o.ID, task, tx.Now, who.Person, reason)
	if db.Duplicate(err) {
		err = fault.New(fault.Exists, "Nhiệm vụ này đã có trong vướng mắc %s.", o.Ref)
	}
	return err
}

// hears writes down what a person reports for a task: the one who gets the
// outcome.
func (o Obstacle) hears(tx *db.Tx, who org.Who, task db.ID, says string) error {
	post := who.Post
	if who.For != "" {
		post = who.For
	}
	_, err := tx.Exec(`insert into obstacle_reporter (tenant_id, obstacle_id, task_id, person_id, post_id, at, says, verdict) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, '')
		on conflict (tenant_id, obstacle_id, task_id, person_id) do update set post_id = excluded.post_id, at = excluded.at, says = excluded.says, verdict = '', verdict_at = null, verdict_by = null`,
		o.ID, task, who.Person, post, tx.Now, says)
	return err
}

// tellLeaders tells the clerk and the chairman that it waits for them.
func (o Obstacle) tellLeaders(tx *db.Tx) error {
	says, does := fault.Text{Format: "Vướng mắc %s chờ xác định thẩm quyền giải quyết.", Args: []any{o.Ref}}, fault.Text{Format: "Xem, xác định thẩm quyền"}
	if o.Power == Beyond {
		says, does = fault.Text{Format: "Vướng mắc %s được mở lại sau trả lời của cấp trên.", Args: []any{o.Ref}}, fault.Text{Format: "Xem, kiến nghị tiếp"}
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.Role != org.Clerk && p.Role != org.Chairman {
			continue
		}
		if err := notice.ToPost(tx, p.ID, notice.Notice{
			Event: fmt.Sprintf("obstacle:%s:%d", o.ID, o.Reopened), Kind: "obstacle", About: o.Ref, Link: "/vuong-mac/" + o.Ref,
			Says: says, Does: does,
		}); err != nil {
			return err
		}
	}
	return nil
}

// Said is what the latest report of progress on a task says of an obstacle, as
// the next one's form begins with it.
func Said(tx *db.Tx, who org.Who, task db.ID) (string, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return "", err
	}
	return said(tx, task, 0)
}

// said is what the latest report says, or one so many before it.
func said(tx *db.Tx, task db.ID, before int) (string, error) {
	return db.Value[string](tx, fmt.Sprintf("select obstacle from progress where tenant_id = ?1 and task_id = ?2 order by progress_id desc limit 1 offset %d", before), task)
}

// Reported takes what a report of progress says of an obstacle, in the report's
// own transaction and after it. The form begins with the text of the report before:
// another text in its place brings the obstacle up to date that it was about, a
// text where none was raises one, and no text says that it is over. What is over is
// accepted by this reporter where it is within the commune's power, and closed when
// all others accept it too; what is beyond it stays open until it is answered.
// Nothing new changes nothing. on is the day the report is of.
func Reported(tx *db.Tx, who org.Who, ref, says string, on vn.Day) error {
	t, err := task.Get(tx, who, ref)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Report, t.Thing()); err != nil {
		return err
	}
	says = strings.TrimSpace(vn.NFC(says))
	before, err := said(tx, t.ID, 1)
	if err != nil || says == before {
		return err
	}
	o, found, err := saidOf(tx, t.ID, before)
	if err != nil {
		return err
	}
	if !found {
		if _, known, err := saidOf(tx, t.ID, says); err != nil || known || says == "" || running(t) != nil {
			return err
		}
		_, err := Raise(tx, who, Raising{Tasks: []string{ref}, Says: says, Since: on})
		return err
	}
	reporters, err := o.reporters(tx)
	if err != nil {
		return err
	}
	if says == "" {
		return o.over(tx, who, t.ID, reporters)
	}
	if err := o.hears(tx, who, t.ID, says); err != nil {
		return err
	}
	if o.State == Solved {
		return o.reopen(tx, who, t.ID, says)
	}
	set, args := "", []any(nil)
	if len(reporters) <= 1 && o.State == New {
		set, args = ", says = ?5", []any{says}
	}
	if err := o.bump(tx, set, args...); err != nil {
		return err
	}
	return o.note(tx, who, event{kind: "updated", task: t.ID, says: says})
}

// saidOf is the open obstacle of which a report on a task said these words last.
func saidOf(tx *db.Tx, id db.ID, says string) (Obstacle, bool, error) {
	if says == "" {
		return Obstacle{}, false, nil
	}
	list, err := obstacles(tx, `o.state <> 'closed' and o.obstacle_id = (select max(r.obstacle_id) from obstacle_reporter r
			join obstacle q on q.tenant_id = r.tenant_id and q.obstacle_id = r.obstacle_id and q.state <> 'closed'
			join obstacle_task l on l.tenant_id = r.tenant_id and l.obstacle_id = r.obstacle_id and l.task_id = r.task_id and l.left_at is null
			where r.tenant_id = ?1 and r.task_id = ?3 and r.says = ?4)`, id, says)
	if err != nil || len(list) == 0 {
		return Obstacle{}, false, err
	}
	return list[0], true, nil
}

// over is a reporter's word that nothing stands in the way any more.
func (o Obstacle) over(tx *db.Tx, who org.Who, of db.ID, reporters []Reporter) error {
	if o.Power == Beyond && o.State != Solved {
		// Said, not ended: the superior owes an answer.
		if err := o.hears(tx, who, of, ""); err != nil {
			return err
		}
		if err := o.bump(tx, ""); err != nil {
			return err
		}
		return o.note(tx, who, event{kind: "over", task: of})
	}
	return o.accept(tx, who, slices.DeleteFunc(reporters, func(r Reporter) bool { return r.Task != of }), "over")
}

// Join adds a task to an open obstacle: by whoever may report on it, who becomes
// one of those who get the outcome, or by whoever may propose, with the reason.
func Join(tx *db.Tx, who org.Who, ref string, version int64, taskRef, says string) error {
	o, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	t, err := task.Get(tx, who, taskRef)
	if err != nil {
		return err
	}
	seat, err := who.As(org.Report, t.Thing())
	reporter := err == nil
	if !reporter {
		if seat, err = who.As(org.Propose, org.Thing{}); err != nil {
			return err
		}
	}
	if err := running(t); err != nil {
		return err
	}
	if says, err = because(says, fault.Text{Format: "Hãy ghi nhiệm vụ này vướng thế nào."}); err != nil {
		return err
	}
	if o.State == Solved || o.State == Closed {
		return fault.New(fault.Invalid, "Vướng mắc %s %s nên không thêm nhiệm vụ được. Hãy báo vướng mắc mới.", o.Ref, fault.Text{Format: StateName[o.State]})
	}
	if err := o.join(tx, seat, t.ID, says); err != nil {
		return err
	}
	if reporter {
		if err := o.hears(tx, seat, t.ID, says); err != nil {
			return err
		}
	}
	if err := o.bump(tx, ""); err != nil {
		return err
	}
	return o.note(tx, seat, event{kind: "joined", task: t.ID, says: says})
}

// Leave takes a task out of an obstacle, with the reason; the last one stays.
// Who reported it for that task is not waited for any more.
func Leave(tx *db.Tx, who org.Who, ref string, version int64, taskRef, reason string) error {
	o, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(o.Tasks, func(t Task) bool { return t.Ref == vn.Line(taskRef) })
	if i < 0 {
		return fault.New(fault.Unknown, "Nhiệm vụ %s không có trong vướng mắc %s. Hãy mở lại trang.", vn.Line(taskRef), o.Ref)
	}
	t := o.Tasks[i]
	seat, err := who.As(org.Propose, org.Thing{})
	if err != nil {
		if seat, err = who.As(org.Report, t.Thing()); err != nil {
			return err
		}
	}
	if o.State == Closed {
		return fault.New(fault.Invalid, "Vướng mắc %s đã đóng nên không sửa được.", o.Ref)
	}
	if len(o.Tasks) == 1 {
		return fault.New(fault.Invalid, "Vướng mắc %s chỉ còn một nhiệm vụ nên không bỏ được. Hết vướng thì ghi ở phần tiến độ của nhiệm vụ.", o.Ref)
	}
	if reason, err = because(reason, fault.Text{Format: "Hãy ghi lý do bỏ nhiệm vụ khỏi vướng mắc."}); err != nil {
		return err
	}
	if err := db.Expect(tx.Exec("update obstacle_task set left_at = ?4, left_by = ?5, left_reason = ?6 where tenant_id = ?1 and obstacle_id = ?2 and task_id = ?3 and left_at is null", o.ID, t.ID, tx.Now, seat.Person, reason)); err != nil {
		return err
	}
	if err := o.bump(tx, ""); err != nil {
		return err
	}
	if err := o.note(tx, seat, event{kind: "left", task: t.ID, says: reason}); err != nil {
		return err
	}
	return o.closeIfAccepted(tx, seat)
}
