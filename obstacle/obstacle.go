// Package obstacle knows what stands in the way of tasks: who has reported it,
// who has to solve it, the proposal it becomes where that is beyond the commune's
// power, the superior's answer, and the objective cause that a competent person
// confirms. It refuses to know how a task is worked on, what a superior does with
// the proposals of many communes, how a file is kept and how a page looks.
//
// An obstacle never moves a deadline by itself. What is beyond the commune's
// power is not ended by the commune without an answer document.
package obstacle

import (
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// State is how far an obstacle has come.
type State string

// The states.
const (
	New    State = "new"    // nobody has decided who solves it
	Doing  State = "doing"  // within the commune's power, being solved
	Stuck  State = "beyond" // beyond the commune's power, not proposed yet
	Asked  State = "asked"  // a proposal waits for its answer
	Solved State = "solved" // solved or answered, the reporters have not all accepted it
	Closed State = "closed" // accepted by all who reported it
)

// StateName is the state in words.
var StateName = map[State]string{
	New: "mới", Doing: "đang xử lý", Stuck: "vượt thẩm quyền, chưa kiến nghị", Asked: "đã kiến nghị, chờ trả lời",
	Solved: "đã xử lý, chờ người báo xác nhận", Closed: "đã đóng",
}

// Class is what kind of thing stands in the way (DOMAIN: VuongMac).
type Class string

// The classes.
const (
	Institution    Class = "institution"
	Money          Class = "money"
	People         Class = "people"
	Infrastructure Class = "infrastructure"
	Data           Class = "data"
	Coordination   Class = "coordination"
)

// Classes are all classes, in the order of the lists.
var Classes = []Class{Institution, Money, People, Infrastructure, Data, Coordination}

// ClassName is the class in words.
var ClassName = map[Class]string{
	"": "chưa phân loại", Institution: "thể chế", Money: "kinh phí", People: "nhân lực", Infrastructure: "hạ tầng", Data: "dữ liệu", Coordination: "phối hợp",
}

// Power is in whose power it lies to solve an obstacle.
type Power string

// The powers.
const (
	Undecided Power = ""
	Within    Power = "within" // the commune's
	Beyond    Power = "beyond" // a superior's
)

// PowerName is the power in words.
var PowerName = map[Power]string{Undecided: "chưa xác định", Within: "thuộc thẩm quyền xã", Beyond: "vượt thẩm quyền xã"}

// Clock is a last day with what it is counted from: by the words of a rule, or
// chosen as a day where Rule is "".
type Clock struct {
	From vn.Day
	Rule string
	On   vn.Day
}

// Obstacle is one as it stands.
type Obstacle struct {
	ID         db.ID
	Ref        string // VM-2026-0001
	Version    int64
	State      State
	Class      Class // "" while nobody has said it
	Tag        string
	Says       string // what stands in the way
	Since      vn.Day
	Effect     string // on the deadline or the result
	Thinks     Power  // what the reporter thinks
	Power      Power  // as decided
	DecidedAt  time.Time
	DecidedBy  string // title of the post
	DecidedWhy string
	Owner      db.ID // the post that solves what is within the commune's power
	OwnerTitle string
	OwnerUnit  db.ID
	Clock      Clock // of solving it
	Solution   string
	SolvedAt   time.Time
	AnsweredBy db.ID // the proposal whose answer ended it
	ClosedAt   time.Time
	Reopened   int64 // how often
	CreatedAt  time.Time
	CreatedBy  db.ID
	PostTitle  string // who raised it
	Age        int    // working days since it stands in the way, until it was closed
	Tasks      []Task
	Proposal   Proposal // the latest that it is in, zero where there is none
	Today      vn.Day
}

// Open reports whether it is not closed.
func (o Obstacle) Open() bool { return o.State != Closed }

// shownLetters is how much of a long text a list shows.
const shownLetters = 160

// Brief is what stands in the way, its beginning where it is long.
func (o Obstacle) Brief() string {
	if text := []rune(o.Says); len(text) > shownLetters {
		return string(text[:shownLetters]) + "…"
	}
	return o.Says
}

// Late reports whether the day for solving or answering it has passed.
func (o Obstacle) Late() bool {
	switch o.State {
	case Doing:
		return o.Clock.On < o.Today
	case Asked:
		return o.Proposal.Late()
	}
	return false
}

// Task is a task that the obstacle stands in the way of.
type Task struct {
	ID    db.ID
	Ref   string
	Work  string
	Post  db.ID // accountable
	Title string
	Unit  db.ID

	obstacle db.ID
}

// Thing is the task as the table of rights needs to know it.
func (t Task) Thing() org.Thing { return org.Thing{Post: t.Post, Unit: t.Unit} }

var columns = `select o.obstacle_id, o.ref, o.version, o.state, o.class, o.tag, o.says, o.since, o.effect, o.thinks,
	case when o.beyond is null then '' when o.beyond = 1 then 'beyond' else 'within' end, o.decided_at, ` + org.PostTitle("dp", "?2") + `, o.decided_why,
	o.owner, ` + org.PostTitle("op", "?2") + `, ` + org.PostUnit("op", "?2") + `, o.due_from, o.due_rule, o.due_on, o.solution, o.solved_at, o.answered_by, o.closed_at, o.reopened,
	o.created_at, o.created_by, ` + org.PostTitle("cp", "?2") + `
	from obstacle o
	left join post dp on dp.tenant_id = o.tenant_id and dp.post_id = coalesce(o.decided_for, o.decided_post)
	left join post op on op.tenant_id = o.tenant_id and op.post_id = o.owner
	left join post cp on cp.tenant_id = o.tenant_id and cp.post_id = coalesce(o.created_for, o.created_post)
	where o.tenant_id = ?1 and `

// obstacles loads those that where and what follows it choose, each with its
// tasks and its latest proposal, in three queries. Its arguments are ?3 and on;
// ?2 is today.
func obstacles(tx *db.Tx, where string, args ...any) ([]Obstacle, error) {
	today := vn.Today(tx.Now)
	c, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	list, err := db.All(tx, func(o *Obstacle) []any {
		return []any{&o.ID, &o.Ref, &o.Version, &o.State, &o.Class, &o.Tag, &o.Says, &o.Since, &o.Effect, &o.Thinks,
			&o.Power, db.Time(&o.DecidedAt), db.Opt(&o.DecidedBy), &o.DecidedWhy,
			db.Opt(&o.Owner), db.Opt(&o.OwnerTitle), db.Opt(&o.OwnerUnit), db.Opt(&o.Clock.From), &o.Clock.Rule, db.Opt(&o.Clock.On), &o.Solution, db.Time(&o.SolvedAt), db.Opt(&o.AnsweredBy),
			db.Time(&o.ClosedAt), &o.Reopened, db.Time(&o.CreatedAt), &o.CreatedBy, db.Opt(&o.PostTitle)}
	}, columns+where, append([]any{today}, args...)...)
	if err != nil || len(list) == 0 {
		return list, err
	}
	at, ids := map[db.ID]*Obstacle{}, make([]db.ID, len(list))
	for i := range list {
		o := &list[i]
		o.Today = today
		until := today
		if !o.ClosedAt.IsZero() {
			until = vn.Today(o.ClosedAt)
		}
		o.Age = max(0, c.Between(o.Since, until))
		at[o.ID], ids[i] = o, o.ID
	}
	tasks, err := db.All(tx, func(t *Task) []any {
		return []any{&t.obstacle, &t.ID, &t.Ref, &t.Work, db.Opt(&t.Post), db.Opt(&t.Title), db.Opt(&t.Unit)}
	}, `select l.obstacle_id, t.task_id, t.ref, t.work, t.accountable, `+org.PostTitle("p", "?2")+`, `+org.PostUnit("p", "?2")+` from obstacle_task l
		join task t on t.tenant_id = l.tenant_id and t.task_id = l.task_id
		left join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		where l.tenant_id = ?1 and l.left_at is null and `+db.In("l.obstacle_id", len(ids), 3)+` order by l.joined_at, l.link_id`, append([]any{today}, db.IDs(ids)...)...)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		at[t.obstacle].Tasks = append(at[t.obstacle].Tasks, t)
	}
	in, err := db.All(tx, func(in *inProposal) []any { return []any{&in.obstacle, &in.proposal} },
		`select i.obstacle_id, i.proposal_id from proposal_obstacle i
		join proposal p on p.tenant_id = i.tenant_id and p.proposal_id = i.proposal_id and p.state <> 'dropped'
		where i.tenant_id = ?1 and `+db.In("i.obstacle_id", len(ids), 2)+` order by i.proposal_id`, db.IDs(ids)...)
	if err != nil || len(in) == 0 {
		return list, err
	}
	which := make([]db.ID, len(in))
	for i, l := range in {
		which[i] = l.proposal
	}
	found, err := proposals(tx, db.In("p.proposal_id", len(which), 3), db.IDs(which)...)
	if err != nil {
		return nil, err
	}
	of := map[db.ID]Proposal{}
	for _, p := range found {
		of[p.ID] = p
	}
	// In the order of time: the last is the latest. A draft is not what is waited for.
	for _, l := range in {
		if p := of[l.proposal]; p.Stage != Drafted || at[l.obstacle].State != Asked {
			at[l.obstacle].Proposal = p
		}
	}
	return list, nil
}

type inProposal struct{ obstacle, proposal db.ID }

// Get loads one obstacle by its reference. An unknown one is fault.Unknown.
func Get(tx *db.Tx, who org.Who, ref string) (Obstacle, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Obstacle{}, err
	}
	list, err := obstacles(tx, "o.ref = ?3", vn.Line(ref))
	if err != nil {
		return Obstacle{}, err
	}
	if len(list) == 0 {
		return Obstacle{}, fault.New(fault.Unknown, "Không có vướng mắc %s. Hãy mở lại từ danh sách vướng mắc.", vn.Line(ref))
	}
	return list[0], nil
}

// seen loads the obstacle that a person is about to change, as that person saw it.
func seen(tx *db.Tx, who org.Who, ref string, version int64) (Obstacle, error) {
	o, err := Get(tx, who, ref)
	if err == nil && o.Version != version {
		err = fault.New(fault.Conflict, "Người khác vừa thay đổi vướng mắc %s sau khi bạn mở trang. Hãy xem bản mới rồi làm lại.", o.Ref)
	}
	return o, err
}

// bump writes what changes in the row with every act: its state and a new
// version. set names further columns, ?5 and on.
func (o *Obstacle) bump(tx *db.Tx, set string, args ...any) error {
	err := db.Expect(tx.Exec("update obstacle set version = version + 1, state = ?4"+set+" where tenant_id = ?1 and obstacle_id = ?2 and version = ?3",
		append([]any{o.ID, o.Version, o.State}, args...)...))
	o.Version++
	return err
}

// event is one line of an obstacle's history.
type event struct {
	id       db.ID // the form's token where a form may be sent twice
	kind     string
	from     State // the obstacle's own where empty
	task     db.ID
	proposal db.ID
	says     string
}

// note adds a line to the history and says in the record that it was done.
func (o Obstacle) note(tx *db.Tx, who org.Who, e event) error {
	if e.from == "" {
		e.from = o.State
	}
	if e.id == "" {
		e.id = db.NewID()
	}
	_, err := tx.Exec(`insert into obstacle_event (tenant_id, event_id, obstacle_id, at, kind, person_id, post_id, for_post, from_state, to_state, task_id, proposal_id, says)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`,
		e.id, o.ID, tx.Now, e.kind, person(who), db.Null(who.Post), db.Null(who.For), e.from, o.State, db.Null(e.task), db.Null(e.proposal), e.says)
	who.Did(tx, "obstacle-"+e.kind, o.ID)
	return err
}

// person is who did something as a row keeps it: null for the program itself.
func person(who org.Who) any {
	if who.IsProgram() {
		return nil
	}
	return string(who.Person)
}

// textLimit bounds a text in letters.
const textLimit = 4000

func fits(f *fault.Form, name, text string) {
	f.Check(len([]rune(text)) <= textLimit, name, "Nội dung dài quá %d chữ cái. Hãy ghi ngắn lại hoặc gửi tệp kèm theo.", textLimit)
}

func line(f *fault.Form, name, text string) {
	f.Check(len([]rune(text)) <= 500, name, "Nội dung dài quá %d chữ cái. Hãy ghi ngắn lại.", 500)
}
