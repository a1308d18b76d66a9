package urging

import (
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// The states of an extension.
const (
	Asked   State = "asked"
	Granted State = "granted"
	Refused State = "refused"
)

// ExtensionStateName is the state in words.
var ExtensionStateName = map[State]string{Asked: "chờ quyết định", Granted: "đã gia hạn", Refused: "không gia hạn"}

// decisionDays is how many working days a decision on an extension may take.
const decisionDays = 2

// Extension is a later last day for a task, asked for and decided. The old day,
// the reason and who decided stay.
type Extension struct {
	ID        db.ID
	Ref       string // GH-2026-0001
	Version   int64
	State     State
	Repeated  bool // one had been asked for before: a second one is a decision of who accepts the task
	Unasked   bool // nobody asked: who accepts the task decided it
	Task      db.ID
	TaskRef   string
	Work      string
	Cycle     string // of a task that gives a result each cycle: the one whose day is moved
	Post      db.ID  // accountable today
	PostTitle string
	Unit      db.ID
	UnitName  string
	Decider   db.ID
	DeciderTitle,
	Reason string
	Was      vn.Day // the last day when it was asked
	Wanted   vn.Day
	From     vn.Day // from this day, by this rule and until this day it is to be decided
	Rule     string
	Due      vn.Day
	Asked    By
	To       vn.Day // the day it was moved to, "" where it was not
	Decision string
	Decided  By
	DaysLate int // working days that the decision came, or has not come, after its day
}

func (e Extension) thing() org.Thing {
	return org.Thing{Post: e.Post, Unit: e.Unit, Decider: e.Decider}
}

// Beyond is the period out of which the day was moved, see Period; "" where it
// stayed in it, or was not moved.
func (e Extension) Beyond() Period {
	if e.State != Granted {
		return InPeriod
	}
	return Beyond(e.Was, e.To)
}

// Period is a period of reports that a day can be moved out of.
type Period string

// The periods: out of the year is out of its quarter too.
const (
	InPeriod   Period = ""
	OutQuarter Period = "quarter"
	OutYear    Period = "year"
)

// Beyond is the longest period of reports that lies between two days.
func Beyond(was, to vn.Day) Period {
	switch {
	case to > was.EndOfYear():
		return OutYear
	case to > was.EndOfQuarter():
		return OutQuarter
	}
	return InPeriod
}

// AskExtension asks for a later last day of a task, or of the result that a task
// with cycles is to give next, before that day has passed and once. It is for
// whoever reports on the task. A second one is decided by who accepts the task,
// unasked: see Prolong. once is the token of the form: sent twice it gives the same
// reference.
func AskExtension(tx *db.Tx, who org.Who, once db.ID, taskRef string, day vn.Day, reason string) (string, error) {
	t, err := task.Get(tx, who, taskRef)
	if err != nil {
		return "", err
	}
	if who, err = who.As(org.Report, t.Thing()); err != nil {
		return "", err
	}
	if sent, err := sentBefore(tx, who, "extension", once, t.ID); err != nil || sent != "" {
		return sent, err
	}
	former, err := former(tx, t)
	if err != nil {
		return "", err
	}
	switch {
	case former.State == Asked:
		return "", fault.New(fault.Exists, "Nhiệm vụ %s đang có đề nghị gia hạn %s chờ quyết định.", t.Ref, former.Ref)
	case former.ID != "":
		return "", fault.New(fault.Invalid, "Nhiệm vụ %s đã xin gia hạn một lần (%s). Lần nữa chỉ do %s tự quyết định; hãy báo cáo trực tiếp.", t.Ref, former.Ref, t.DeciderTitle)
	}
	e := Extension{ID: once, Cycle: cycleOf(t), Was: t.NextDue, Wanted: day}
	if e.Reason, err = e.fits(tx, t, reason); err != nil {
		return "", err
	}
	if err := e.keep(tx, who, t); err != nil {
		return "", err
	}
	who.Did(tx, "extension-asked", e.ID)
	return e.Ref, notice.ToPost(tx, t.Decider, notice.Notice{
		Event: "extension:" + string(e.ID), Kind: "waiting", About: e.Ref,
		Says: fault.Text{Format: "Nhiệm vụ %s xin gia hạn từ ngày %s đến ngày %s.", Args: []any{t.Ref, e.Was.String(), e.Wanted.String()}},
		Does: fault.Text{Format: "Quyết định gia hạn"}, Link: "/gia-han/" + e.Ref, Due: e.Due,
	})
}

// cycleOf is the key of the cycle whose result the task is to give next, "" of a
// task with one result.
func cycleOf(t task.Task) string {
	for _, c := range t.Cycles {
		if c.Due == t.NextDue && c.State != task.Waiting && c.State != task.Done {
			return c.Key
		}
	}
	return ""
}

// former is the last extension that was asked for or decided for the last day that
// a task has next.
func former(tx *db.Tx, t task.Task) (Extension, error) {
	e, _, err := db.One(tx, func(e *Extension) []any { return []any{&e.ID, &e.Ref, &e.State} },
		"select extension_id, ref, state from extension where tenant_id = ?1 and task_id = ?2 and cycle = ?3 order by case when state = 'asked' then 0 else 1 end, extension_id desc limit 1", t.ID, cycleOf(t))
	return e, err
}

// fits checks that the task's day can be moved to the day asked for and gives the
// reason as it is kept.
func (e *Extension) fits(tx *db.Tx, t task.Task, reason string) (string, error) {
	switch t.State {
	case task.Issued, task.Received, task.Doing, task.Returned:
	default:
		return "", fault.New(fault.Invalid, "Nhiệm vụ %s đang ở tình trạng %s nên không gia hạn được.", t.Ref, fault.Text{Format: task.StateName[t.State]})
	}
	if t.NextDue == "" || t.Cyclic() && e.Cycle == "" {
		return "", fault.New(fault.Invalid, "Nhiệm vụ %s không có hạn đang chạy nên không gia hạn được.", t.Ref)
	}
	cal, err := calendar.Of(tx)
	if err != nil {
		return "", err
	}
	today := vn.Today(tx.Now)
	if cal.LastInTime(t.NextDue) < today {
		return "", fault.New(fault.Invalid, "Nhiệm vụ %s đã quá hạn từ sau ngày %s nên không xin gia hạn được nữa. Hãy làm xong, báo cáo và giải trình.", t.Ref, cal.LastInTime(t.NextDue).String())
	}
	var f fault.Form
	f.Check(e.Wanted.Valid(), "day", "Hãy ghi ngày xin gia hạn đến theo mẫu ngày/tháng/năm.")
	if e.Wanted.Valid() {
		f.Check(e.Wanted > t.NextDue, "day", "Ngày mới phải sau hạn hiện nay (%s).", t.NextDue.String())
		f.Check(e.Wanted <= t.NextDue.Add(5*366), "day", "Ngày mới xa quá 5 năm. Hãy xem lại.")
	}
	reason = vn.Line(reason)
	f.Check(reason != "", "reason", "Hãy ghi lý do xin gia hạn.")
	f.Check(len(reason) <= 2000, "reason", "Lý do dài quá 1.000 chữ cái. Hãy ghi ngắn lại.")
	return reason, f.Err()
}

// keep writes the request down, with the day by which it is to be decided.
func (e *Extension) keep(tx *db.Tx, who org.Who, t task.Task) (err error) {
	e.From, e.Rule = vn.Today(tx.Now), Rule(decisionDays)
	if e.Due, err = limit(tx, e.From, e.Rule); err != nil {
		return err
	}
	if e.Ref, err = ref(tx, "GH"); err != nil {
		return err
	}
	state, decided := Asked, []any{nil, nil, nil, nil, nil}
	if e.Unasked {
		state, decided = Granted, []any{e.Wanted, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)}
	}
	_, err = tx.Exec(`insert into extension (tenant_id, extension_id, ref, task_id, cycle, version, state, repeated, unasked, was_day, asked_day, reason, due_from, due_rule, due_on,
			asked_at, asked_by, asked_post, asked_for, decision, to_day, decided_at, decided_by, decided_post, decided_for)
		values (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)`,
		append([]any{e.ID, e.Ref, t.ID, e.Cycle, state, e.Repeated, e.Unasked, e.Was, e.Wanted, e.Reason, e.From, e.Rule, e.Due,
			tx.Now, who.Person, db.Null(who.Post), db.Null(who.For), e.Decision}, decided...)...)
	return err
}

// Decision is what becomes of a request for an extension.
type Decision struct {
	Grant  bool
	Until  vn.Day // "" is the day asked for
	Reason string // needed to refuse, and to grant another day than was asked for
}

// Decide grants a later day or refuses it. It is a verdict: for whoever accepts
// the task, never for who asked or does the work. The task's day moves with it; a
// day that somebody else has changed meanwhile is a Conflict.
func Decide(tx *db.Tx, who org.Who, ref string, version int64, d Decision) error {
	e, err := ExtensionByRef(tx, who, ref)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Accept, e.thing()); err != nil {
		return err
	}
	if e.Decided.Person == who.Person && tx.Now.Sub(e.Decided.At) < twice && e.State == map[bool]State{true: Granted, false: Refused}[d.Grant] {
		return nil // the form came twice
	}
	switch {
	case who.Person == e.Asked.Person || who.Works(e.Post):
		return fault.New(fault.Denied, "Người xin gia hạn hoặc người làm nhiệm vụ không tự quyết định gia hạn. Hãy trình người có thẩm quyền khác.")
	case e.Version != version:
		return fault.New(fault.Conflict, "Đề nghị gia hạn %s vừa được người khác xử lý. Hãy xem lại rồi làm tiếp.", e.Ref)
	case e.State != Asked:
		return fault.New(fault.Invalid, "Đề nghị %s đã được quyết định nên không quyết định lại.", e.Ref)
	}
	if d.Until == "" {
		d.Until = e.Wanted
	}
	var f fault.Form
	d.Reason = vn.Line(d.Reason)
	f.Check(d.Grant || d.Reason != "", "reason", "Hãy ghi lý do không gia hạn.")
	f.Check(!d.Grant || d.Until == e.Wanted || d.Reason != "", "reason", "Hãy ghi lý do chọn ngày khác ngày được xin.")
	f.Check(len(d.Reason) <= 2000, "reason", "Lý do dài quá 1.000 chữ cái. Hãy ghi ngắn lại.")
	f.Check(!d.Grant || d.Until.Valid() && d.Until > e.Was && d.Until >= vn.Today(tx.Now) && d.Until <= e.Was.Add(5*366), "day", "Ngày mới phải sau hạn hiện nay (%s), không trước hôm nay, không quá 5 năm.", e.Was.String())
	if err := f.Err(); err != nil {
		return err
	}
	state, to := Refused, vn.Day("")
	if d.Grant {
		state, to = Granted, d.Until
		if err := e.move(tx, who, to); err != nil {
			return err
		}
	}
	err = db.Expect(tx.Exec(`update extension set version = version + 1, state = ?4, to_day = ?5, decision = ?6, decided_at = ?7, decided_by = ?8, decided_post = ?9, decided_for = ?10
		where tenant_id = ?1 and extension_id = ?2 and version = ?3`, e.ID, version, state, db.Null(to), d.Reason, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)))
	if err != nil {
		return err
	}
	who.Did(tx, "extension-"+string(state), e.ID)
	e.State, e.To = state, to
	return e.tell(tx)
}

// move takes the task's last day to another, as the version of today.
func (e Extension) move(tx *db.Tx, who org.Who, to vn.Day) error {
	t, err := task.Get(tx, who, e.TaskRef)
	if err != nil {
		return err
	}
	if t.NextDue != e.Was || cycleOf(t) != e.Cycle {
		return fault.New(fault.Conflict, "Hạn hoặc tình trạng của nhiệm vụ %s đã đổi từ khi xin gia hạn. Hãy xem lại nhiệm vụ rồi quyết định.", t.Ref)
	}
	_, err = task.Extend(tx, who, t.Ref, t.Version, to, e.Ref+": "+e.Reason)
	return err
}

func (e Extension) tell(tx *db.Tx) error {
	says := fault.Text{Format: "Nhiệm vụ %s không được gia hạn, hạn vẫn là ngày %s.", Args: []any{e.TaskRef, e.Was.String()}}
	if e.State == Granted {
		says = fault.Text{Format: "Nhiệm vụ %s được gia hạn từ ngày %s đến ngày %s.", Args: []any{e.TaskRef, e.Was.String(), e.To.String()}}
	}
	return notice.ToPost(tx, e.Post, notice.Notice{
		Event: "extension-decided:" + string(e.ID), Kind: "extension", About: e.Ref, Says: says,
		Does: fault.Text{Format: "Xem quyết định"}, Link: "/gia-han/" + e.Ref,
	})
}

// Prolong moves the last day of a task by decision of who accepts it, without a
// request: the only way to a second extension, marked as such. Like a request it
// is too late once the last day in time has passed.
func Prolong(tx *db.Tx, who org.Who, once db.ID, taskRef string, day vn.Day, reason string) (string, error) {
	t, err := task.Get(tx, who, taskRef)
	if err != nil {
		return "", err
	}
	if who, err = who.As(org.Accept, deciding(t)); err != nil {
		return "", err
	}
	if sent, err := sentBefore(tx, who, "extension", once, t.ID); err != nil || sent != "" {
		return sent, err
	}
	if who.Works(t.Accountable) {
		return "", fault.New(fault.Denied, "Người xin gia hạn hoặc người làm nhiệm vụ không tự quyết định gia hạn. Hãy trình người có thẩm quyền khác.")
	}
	former, err := former(tx, t)
	if err != nil {
		return "", err
	}
	if former.State == Asked {
		return "", fault.New(fault.Exists, "Nhiệm vụ %s đang có đề nghị gia hạn %s. Hãy quyết định đề nghị đó.", t.Ref, former.Ref)
	}
	e := Extension{ID: once, TaskRef: t.Ref, Post: t.Accountable, State: Granted, Cycle: cycleOf(t), Was: t.NextDue, Wanted: day, To: day, Unasked: true, Repeated: former.ID != ""}
	if e.Reason, err = e.fits(tx, t, reason); err != nil {
		return "", err
	}
	if err := e.keep(tx, who, t); err != nil {
		return "", err
	}
	if err := e.move(tx, who, day); err != nil {
		return "", err
	}
	who.Did(tx, "extension-granted", e.ID)
	return e.Ref, e.tell(tx)
}

// Decides reports whether the person may decide on the request.
func (e Extension) Decides(who org.Who) bool {
	return e.State == Asked && who.Person != e.Asked.Person && !who.Works(e.Post) && who.Can(org.Accept, e.thing())
}
