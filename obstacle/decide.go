package obstacle

import (
	"slices"
	"strconv"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Decision says in whose power an obstacle is and who solves it until when.
type Decision struct {
	Power Power
	Class Class
	Tag   string
	Owner db.ID  // of what is within the commune's power: the post that solves it
	On    vn.Day // its last day, or
	Days  string // the words that it is counted by: 05 ngày làm việc
	Why   string // "" where it needs no words; of another decision than before it does
}

// Decide is for the chairman, the deputies and the clerk: whoever may propose to a
// superior. What is within the commune's power gets a post that solves it and a
// day; what is beyond it must become a proposal. It may be decided anew until it
// was proposed or solved.
func Decide(tx *db.Tx, who org.Who, ref string, version int64, d Decision) error {
	who, err := who.As(org.Propose, org.Thing{})
	if err != nil {
		return err
	}
	o, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	switch {
	case o.State == Asked:
		return fault.New(fault.Invalid, "Vướng mắc %s đã kiến nghị nên không xác định lại thẩm quyền được. Hãy đợi trả lời.", o.Ref)
	case o.State == Solved || o.State == Closed:
		return fault.New(fault.Invalid, "Vướng mắc %s %s nên không xác định lại thẩm quyền được.", o.Ref, fault.Text{Format: StateName[o.State]})
	case o.State == Stuck && o.Proposal.Stage == Drafted:
		return fault.New(fault.Invalid, "Vướng mắc %s đang có trong dự thảo kiến nghị %s. Hãy bỏ dự thảo trước.", o.Ref, o.Proposal.Ref)
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	clock, err := d.check(tx, o, c)
	if err != nil {
		return err
	}
	from := o.State
	o.State, o.Power = Doing, Within
	if d.Power == Beyond {
		o.State, o.Power = Stuck, Beyond
	}
	if err := o.bump(tx, ", class = ?5, tag = ?6, beyond = ?7, decided_at = ?8, decided_by = ?9, decided_post = ?10, decided_for = ?11, decided_why = ?12, owner = ?13, due_from = ?14, due_rule = ?15, due_on = ?16",
		d.Class, d.Tag, d.Power == Beyond, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For), d.Why, db.Null(d.Owner), db.Null(clock.From), clock.Rule, db.Null(clock.On)); err != nil {
		return err
	}
	if err := o.note(tx, who, event{kind: "decided-" + string(d.Power), from: from, says: d.Why}); err != nil {
		return err
	}
	if d.Owner == "" {
		return nil
	}
	return notice.ToPost(tx, d.Owner, notice.Notice{
		Event: "solve:" + string(o.ID) + ":" + string(clock.On), Kind: "obstacle", AtOnce: true, About: o.Ref, Link: "/vuong-mac/" + o.Ref + "#xu-ly", Due: clock.On,
		Says: fault.Text{Format: "Bạn được giao xử lý vướng mắc %s, hạn %s.", Args: []any{o.Ref, clock.On.String()}},
		Does: fault.Text{Format: "Xem, xử lý vướng mắc"},
	})
}

func (d *Decision) check(tx *db.Tx, o Obstacle, c *vn.Calendar) (clock Clock, err error) {
	d.Tag, d.Why, d.Days = vn.Line(d.Tag), vn.NFC(d.Why), vn.Line(d.Days)
	var f fault.Form
	f.Check(d.Class != "" && ClassName[d.Class] != "", "class", "Hãy chọn loại vướng mắc.")
	f.Check(len(d.Tag) <= 100, "tag", "Nhãn dài quá. Hãy ghi vài từ.")
	fits(&f, "why", d.Why)
	f.Check(o.Power == Undecided || o.Power == d.Power || vn.Line(d.Why) != "", "why", "Hãy ghi lý do xác định lại thẩm quyền.")
	switch d.Power {
	case Beyond:
		d.Owner = ""
	case Within:
		posts, err := org.Posts(tx)
		if err != nil {
			return clock, err
		}
		f.Check(slices.ContainsFunc(posts, func(p org.Post) bool {
			return p.ID == d.Owner && p.Holder != "" && p.Role != org.Viewer && p.Role != org.Superior
		}), "owner", "Hãy chọn chức danh xử lý, đang có người giữ.")
		switch today := o.Today; {
		case d.Days != "":
			on, ok := lastDay(c, today, d.Days)
			f.Check(ok, "days", "Hãy ghi thời hạn bằng số ngày, ví dụ 05 ngày làm việc.")
			clock = Clock{From: today, Rule: d.Days, On: on}
		case !d.On.Valid():
			f.Add("on", "Hãy ghi hạn xử lý: một ngày, hoặc số ngày làm việc.")
		case d.On < today:
			f.Add("on", "Hạn xử lý %s đã qua. Hãy chọn ngày hôm nay hoặc sau đó.", d.On.String())
		default:
			clock = Clock{On: d.On}
		}
	default:
		f.Add("power", "Hãy chọn vướng mắc thuộc hay vượt thẩm quyền xã.")
	}
	return clock, f.Err()
}

// Solve says how what is within the commune's power was solved. It is for the post
// that has to solve it and whoever may decide. Those who reported it accept or
// reopen it.
func Solve(tx *db.Tx, who org.Who, ref string, version int64, solution string) error {
	o, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if o.Power == Beyond {
		return fault.New(fault.Invalid, "Vướng mắc %s vượt thẩm quyền xã: xã không tự đóng được, phải có văn bản trả lời của cấp trên. Hãy gửi kiến nghị.", o.Ref)
	}
	if o.State != Doing {
		return fault.New(fault.Invalid, "Vướng mắc %s đang ở trạng thái %s nên chưa ghi kết quả xử lý được. Hãy xác định thẩm quyền trước.", o.Ref, fault.Text{Format: StateName[o.State]})
	}
	if who, err = o.solver(who); err != nil {
		return err
	}
	solution = vn.NFC(solution)
	var f fault.Form
	f.Check(vn.Line(solution) != "", "solution", "Hãy ghi đã xử lý thế nào.")
	fits(&f, "solution", solution)
	if err := f.Err(); err != nil {
		return err
	}
	o.State = Solved
	if err := o.bump(tx, ", solution = ?5, solved_at = ?6", solution, tx.Now); err != nil {
		return err
	}
	return o.outcome(tx, who, event{kind: "solved", from: Doing, says: solution}, notice.Notice{
		Event: "solved:" + string(o.ID) + ":" + strconv.FormatInt(o.Reopened, 10), Kind: "obstacle", About: o.Ref, Link: "/vuong-mac/" + o.Ref + "#xac-nhan",
		Says: fault.Text{Format: "Vướng mắc %s đã có kết quả xử lý, chờ bạn xác nhận.", Args: []any{o.Ref}},
		Does: fault.Text{Format: "Xem, xác nhận"},
	})
}

// solver is the seat that may say that the obstacle is solved.
func (o Obstacle) solver(who org.Who) (org.Who, error) {
	if seat, err := who.As(org.Report, org.Thing{Post: o.Owner}); err == nil {
		return seat, nil
	}
	return who.As(org.Propose, org.Thing{})
}

// MaySolve reports whether the person may say how the obstacle was solved.
func (o Obstacle) MaySolve(who org.Who) bool {
	_, err := o.solver(who)
	return o.State == Doing && err == nil
}

// Reporter is who reported an obstacle for a task.
type Reporter struct {
	Task     db.ID
	TaskRef  string
	Person   db.ID
	Post     db.ID // for which
	Title    string
	Says     string
	Accepted bool // the latest outcome

	thing org.Thing // the task
	held  bool      // somebody holds the post today
}

// Speaks reports whether the person may accept or reopen for this reporter: the
// same person, who holds the post now, and where nobody does whoever may report on
// the task.
func (r Reporter) Speaks(who org.Who) bool {
	return who.SignedIn() && (who.Person == r.Person || slices.Contains(who.Own(), r.Post) || !r.held && who.Can(org.Report, r.thing))
}

// reporters are those who wait for the outcome, in the order they came.
func (o Obstacle) reporters(tx *db.Tx) ([]Reporter, error) {
	return db.All(tx, func(r *Reporter) []any {
		return []any{&r.Task, &r.TaskRef, &r.Person, &r.Post, db.Opt(&r.Title), &r.Says, &r.Accepted, db.Opt(&r.thing.Post), db.Opt(&r.thing.Unit), &r.held}
	}, `select r.task_id, t.ref, r.person_id, r.post_id, `+org.PostTitle("p", "?2")+`, r.says, case when r.verdict = 'accepted' then 1 else 0 end, t.accountable, `+org.PostUnit("a", "?2")+`,
			case when exists (select 1 from holding h where h.tenant_id = r.tenant_id and h.post_id = r.post_id and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2)) then 1 else 0 end
		from obstacle_reporter r
		join task t on t.tenant_id = r.tenant_id and t.task_id = r.task_id
		join obstacle_task l on l.tenant_id = r.tenant_id and l.obstacle_id = r.obstacle_id and l.task_id = r.task_id and l.left_at is null
		left join post p on p.tenant_id = r.tenant_id and p.post_id = r.post_id
		left join post a on a.tenant_id = t.tenant_id and a.post_id = t.accountable
		where r.tenant_id = ?1 and r.obstacle_id = ?3 order by r.at, r.task_id, r.person_id`, vn.Today(tx.Now), o.ID)
}

// outcome says that the obstacle was solved or answered: what was said to an
// earlier outcome counts no more, and everybody who reported it is told.
func (o Obstacle) outcome(tx *db.Tx, who org.Who, e event, n notice.Notice) error {
	if _, err := tx.Exec("update obstacle_reporter set verdict = '', verdict_at = null, verdict_by = null where tenant_id = ?1 and obstacle_id = ?2 and verdict <> ''", o.ID); err != nil {
		return err
	}
	if err := o.note(tx, who, e); err != nil {
		return err
	}
	list, err := o.reporters(tx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := notice.ToPost(tx, r.Post, n); err != nil {
			return err
		}
	}
	return nil
}

// Accept says for those whom the person speaks for that what stood in the way is
// gone. When all have said so the obstacle is closed.
func Accept(tx *db.Tx, who org.Who, ref string, version int64) error {
	o, mine, err := toAccept(tx, who, ref, version)
	if err != nil {
		return err
	}
	return o.accept(tx, who, mine, "accepted")
}

// toAccept loads an obstacle that has an outcome, with the reporters whom the
// person speaks for.
func toAccept(tx *db.Tx, who org.Who, ref string, version int64) (Obstacle, []Reporter, error) {
	o, err := seen(tx, who, ref, version)
	if err != nil {
		return o, nil, err
	}
	list, err := o.reporters(tx)
	if err != nil {
		return o, nil, err
	}
	mine := slices.DeleteFunc(list, func(r Reporter) bool { return !r.Speaks(who) })
	switch {
	case len(mine) == 0:
		err = fault.New(fault.Denied, "Chỉ người đã báo vướng mắc %s mới xác nhận hoặc mở lại được.", o.Ref)
	case o.State == Closed:
		err = fault.New(fault.Invalid, "Vướng mắc %s đã đóng. Nếu còn vướng, hãy báo vướng mắc mới.", o.Ref)
	case o.State != Solved && o.Power == Beyond:
		err = fault.New(fault.Invalid, "Vướng mắc %s vượt thẩm quyền xã, chưa có văn bản trả lời nên chưa đóng được.", o.Ref)
	case o.State != Solved:
		err = fault.New(fault.Invalid, "Vướng mắc %s chưa có kết quả xử lý. Hãy đợi người xử lý; nếu đã hết vướng, xóa vướng mắc ở phần báo cáo tiến độ.", o.Ref)
	}
	return o, mine, err
}

// accept writes that these reporters accept, and closes the obstacle where they
// were the last.
func (o Obstacle) accept(tx *db.Tx, who org.Who, mine []Reporter, kind string) error {
	for _, r := range mine { // one person speaks for a few
		says := r.Says
		if kind == "over" {
			says = ""
		}
		if err := db.Expect(tx.Exec("update obstacle_reporter set verdict = 'accepted', verdict_at = ?5, verdict_by = ?6, says = ?7 where tenant_id = ?1 and obstacle_id = ?2 and task_id = ?3 and person_id = ?4",
			o.ID, r.Task, r.Person, tx.Now, who.Person, says)); err != nil {
			return err
		}
	}
	if err := o.bump(tx, ""); err != nil {
		return err
	}
	if err := o.note(tx, who, event{kind: kind, task: mine[0].Task}); err != nil {
		return err
	}
	return o.closeIfAccepted(tx, who)
}

// closeIfAccepted closes the obstacle when everybody who reported it has accepted:
// an outcome, or, of what is not beyond the commune's power, that it is over.
func (o Obstacle) closeIfAccepted(tx *db.Tx, who org.Who) error {
	list, err := o.reporters(tx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if !r.Accepted {
			return nil
		}
	}
	if len(list) == 0 || o.State != Solved && o.Power == Beyond {
		return nil
	}
	from, set, args := o.State, ", closed_at = ?5", []any{tx.Now}
	if o.State != Solved {
		set, args = set+", solution = ?6, solved_at = ?5", append(args, "Người báo cho biết đã hết vướng.")
	}
	o.State = Closed
	if err := o.bump(tx, set, args...); err != nil {
		return err
	}
	if err := o.note(tx, who, event{kind: "closed", from: from}); err != nil {
		return err
	}
	return endIfSettled(tx, who, o.AnsweredBy)
}

// endIfSettled closes an answered proposal when nobody has to accept its answer
// any more.
func endIfSettled(tx *db.Tx, who org.Who, id db.ID) error {
	if id == "" {
		return nil
	}
	p, err := oneProposal(tx, "p.proposal_id = ?3", id)
	if err != nil || p.Stage != AnswerCame {
		return err
	}
	open, err := db.Value[int](tx, "select count(*) from obstacle where tenant_id = ?1 and state = 'solved' and answered_by = ?2", id)
	if err != nil || open > 0 {
		return err
	}
	p.Stage = Ended
	if err := p.bump(tx, ", closed_at = ?5", tx.Now); err != nil {
		return err
	}
	return p.note(tx, who, "", "closed", AnswerCame, "")
}

// Reopen says that the obstacle still stands in the way, with the reason. Within
// the commune's power it is decided anew; beyond it a further proposal can follow.
func Reopen(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	o, mine, err := toAccept(tx, who, ref, version)
	if err != nil {
		return err
	}
	if reason, err = because(reason, fault.Text{Format: "Hãy ghi vì sao vẫn còn vướng."}); err != nil {
		return err
	}
	for _, r := range mine {
		if err := db.Expect(tx.Exec("update obstacle_reporter set verdict = 'reopened', verdict_at = ?5, verdict_by = ?6 where tenant_id = ?1 and obstacle_id = ?2 and task_id = ?3 and person_id = ?4",
			o.ID, r.Task, r.Person, tx.Now, who.Person)); err != nil {
			return err
		}
	}
	return o.reopen(tx, who, mine[0].Task, reason)
}

func (o Obstacle) reopen(tx *db.Tx, who org.Who, of db.ID, reason string) error {
	answered := o.AnsweredBy
	set := ", reopened = reopened + 1, solution = '', solved_at = null, answered_by = null"
	o.State = Stuck
	if o.Power != Beyond {
		o.State = New
		set += ", beyond = null, due_from = null, due_rule = '', due_on = null"
	}
	if err := o.bump(tx, set); err != nil {
		return err
	}
	o.Reopened++
	if err := o.note(tx, who, event{kind: "reopened", from: Solved, task: of, says: reason}); err != nil {
		return err
	}
	if err := endIfSettled(tx, who, answered); err != nil {
		return err
	}
	return o.tellLeaders(tx)
}
