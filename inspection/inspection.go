// Package inspection knows how promised work is looked at on the spot: plans of
// inspection, teams, minutes that two sign, conclusions, findings that become
// tasks and are looked at again, and results drawn by lot that another unit
// checks. It refuses to know how a task is worked on and how a page looks.
//
// Following, urging and inspecting is the head's duty (NĐ 30/2020/NĐ-CP, Điều 24;
// NĐ 224/2026/NĐ-CP, Điều 86).
package inspection

import (
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// State is where an inspection stands.
type State string

// The states.
const (
	Open      State = "open"      // decided; the team looks and writes
	Signed    State = "signed"    // the minutes are signed
	Concluded State = "concluded" // the chairman or a deputy has concluded
	Cancelled State = "cancelled"
)

// StateName is the state in words.
var StateName = map[State]string{Open: "đang kiểm tra", Signed: "đã ký biên bản, chờ kết luận", Concluded: "đã kết luận", Cancelled: "đã hủy"}

const (
	textLimit = 4000 // letters of what a person writes of one thing
	lineLimit = 500
	taskLimit = 40 // tasks of one inspection
	teamLimit = 12
	listLimit = 200 // rows of a list on a page
)

// Signature is who has signed, by which post of the day.
type Signature struct {
	By    db.ID // the person, "" where nobody has
	Name  string
	Title string
	At    time.Time

	post db.ID
}

// Inspection is one inspection with all that belongs to it.
type Inspection struct {
	ID       db.ID
	Ref      string // KT-2026-0001
	Version  int64
	State    State
	Line     db.ID  // of the plan, "" where it was not planned
	Plan     string // the plan's reference
	PlanDoc  Document
	Unit     db.ID // that is inspected
	UnitName string
	Subject  string
	Decision Document // on the team
	From, To vn.Day
	Place    string
	MadeAt   time.Time
	MadeBy   string

	Observed  string // the minutes while they are written
	TeamSays  string
	UnitSays  string
	HeldOn    vn.Day
	SHA256    string // of the minutes as signed, "" before
	Head      Signature
	UnitHead  Signature
	UnitPost  db.ID // the post that signs for the unit, "" where the unit has none
	UnitTitle string
	Unsigned  Unsigned

	Conclusion    string
	ConclusionDoc Document
	ConcludedBy   Signature
	Cancelled     Unsigned

	Team     []Member
	Checks   []Check
	Tasks    []TaskLine
	Findings []Finding

	minutes      string
	concludedFor db.ID
	deputy       bool // concluded it
	madePost     db.ID
}

// Document is the number and day of a paper, "" where it has none yet.
type Document struct {
	Number string
	On     vn.Day
}

// Unsigned is who wrote down why something was not done, and when.
type Unsigned struct {
	Reason string
	Name   string
	At     time.Time
}

// Member is one of the team.
type Member struct {
	ID     db.ID
	Person db.ID
	Name   string
	Post   db.ID
	Title  string // of the post on the day of the decision
	Head   bool
}

// Check is one question of the checklist with its answer.
type Check struct {
	ID       db.ID
	Ordinal  int64
	Question string
	Answer   Answer
	Note     string
	Seen     string
}

// Answer is the answer to a question of the checklist.
type Answer string

// The answers.
const (
	Unanswered Answer = ""
	Yes        Answer = "yes"
	No         Answer = "no"
	NotMeant   Answer = "none"
)

// Answers are the answers in the order a form lists them; AnswerName says them.
var (
	Answers    = []Answer{Yes, No, NotMeant}
	AnswerName = map[Answer]string{Unanswered: "chưa trả lời", Yes: "đạt", No: "không đạt", NotMeant: "không áp dụng"}
)

// TaskLine is what was seen of one task.
type TaskLine struct {
	ID       db.ID
	Task     db.ID
	Ref      string
	Work     string
	Cycle    string
	Clause   db.ID
	Reported int64
	Found    int64
	Looked   bool // Found is known
	Unit     string
	Seen     string
}

// Basis is the unit of figures that are basis points.
const Basis = "%"

// Amount is a figure with its unit.
func Amount(n int64, unit string) string {
	if unit == Basis {
		return vn.Percent(n)
	}
	return vn.Line(vn.Thousands(n) + " " + unit)
}

// ReportedText and FoundText are the figures with their unit.
func (l TaskLine) ReportedText() string { return Amount(l.Reported, l.Unit) }

// FoundText is "" where nobody has looked.
func (l TaskLine) FoundText() string {
	if !l.Looked {
		return ""
	}
	return Amount(l.Found, l.Unit)
}

// Frozen reports whether the minutes have a signature and change no more.
func (i Inspection) Frozen() bool { return i.SHA256 != "" }

// Leads reports whether the person is the head of the team.
func (i Inspection) Leads(person db.ID) bool {
	return slices.ContainsFunc(i.Team, func(m Member) bool { return m.Head && m.Person == person })
}

// Has reports whether the person is of the team.
func (i Inspection) Has(person db.ID) bool {
	return slices.ContainsFunc(i.Team, func(m Member) bool { return m.Person == person })
}

// HeadOfTeam is the head of the team, the zero Member where there is none.
func (i Inspection) HeadOfTeam() Member {
	for _, m := range i.Team {
		if m.Head {
			return m
		}
	}
	return Member{}
}

const columns = `select i.inspection_id, i.ref, i.version, i.state, i.line_id, p.ref, p.number, p.dated, i.unit_id, i.subject, i.decision, i.decided_on, i.from_day, i.to_day, i.place,
		i.made_at, mk.name, i.made_post, i.observed, i.team_says, i.unit_says, i.held_on, i.minutes, i.minutes_sha256,
		i.head_at, i.head_by, hd.name, i.head_post, i.unit_at, i.unit_by, un.name, i.unit_post, i.unsigned_at, i.unsigned_reason, us.name,
		i.conclusion, i.conclusion_number, i.conclusion_on, i.concluded_at, i.concluded_by, cc.name, i.concluded_post, i.concluded_for, i.cancelled_at, i.cancelled_reason, cn.name
	from inspection i
	join person mk on mk.tenant_id = i.tenant_id and mk.person_id = i.made_by
	left join inspection_line l on l.tenant_id = i.tenant_id and l.line_id = i.line_id
	left join inspection_plan p on p.tenant_id = l.tenant_id and p.plan_id = l.plan_id
	left join person hd on hd.tenant_id = i.tenant_id and hd.person_id = i.head_by
	left join person un on un.tenant_id = i.tenant_id and un.person_id = i.unit_by
	left join person us on us.tenant_id = i.tenant_id and us.person_id = i.unsigned_by
	left join person cc on cc.tenant_id = i.tenant_id and cc.person_id = i.concluded_by
	left join person cn on cn.tenant_id = i.tenant_id and cn.person_id = i.cancelled_by
	where i.tenant_id = ?1`

func (i *Inspection) into() []any {
	return []any{&i.ID, &i.Ref, &i.Version, &i.State, db.Opt(&i.Line), db.Opt(&i.Plan), db.Opt(&i.PlanDoc.Number), db.Opt(&i.PlanDoc.On), &i.Unit, &i.Subject,
		&i.Decision.Number, &i.Decision.On, &i.From, &i.To, &i.Place, db.Time(&i.MadeAt), &i.MadeBy, db.Opt(&i.madePost),
		&i.Observed, &i.TeamSays, &i.UnitSays, db.Opt(&i.HeldOn), db.Opt(&i.minutes), db.Opt(&i.SHA256),
		db.Time(&i.Head.At), db.Opt(&i.Head.By), db.Opt(&i.Head.Name), db.Opt(&i.Head.post),
		db.Time(&i.UnitHead.At), db.Opt(&i.UnitHead.By), db.Opt(&i.UnitHead.Name), db.Opt(&i.UnitHead.post),
		db.Time(&i.Unsigned.At), &i.Unsigned.Reason, db.Opt(&i.Unsigned.Name),
		&i.Conclusion, &i.ConclusionDoc.Number, db.Opt(&i.ConclusionDoc.On), db.Time(&i.ConcludedBy.At), db.Opt(&i.ConcludedBy.By), db.Opt(&i.ConcludedBy.Name),
		db.Opt(&i.ConcludedBy.post), db.Opt(&i.concludedFor), db.Time(&i.Cancelled.At), &i.Cancelled.Reason, db.Opt(&i.Cancelled.Name)}
}

// call gives the inspection the names of the days on which things were done.
func (i *Inspection) call(names org.Calling) {
	day := vn.Today(i.MadeAt)
	i.UnitName = names.Unit(i.Unit, day)
	called(&i.MadeBy, names.Post(i.madePost, day))
	for _, s := range []*Signature{&i.Head, &i.UnitHead, &i.ConcludedBy} {
		if s.By != "" {
			s.Title = names.Post(s.post, vn.Today(s.At))
			called(&s.Name, s.Title)
		}
	}
}

// called is how a page names a person: by name, or by post where none is entered.
func called(name *string, title string) {
	if *name == "" {
		*name = title
	}
}

// List is the inspections, what is open first, then the latest, without what
// belongs to each: at most 200.
func List(tx *db.Tx, who org.Who) ([]Inspection, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	list, err := db.All(tx, (*Inspection).into, columns+" order by case i.state when 'open' then 0 when 'signed' then 0 else 1 end, i.to_day desc, i.ref desc limit ?2", listLimit)
	for at := range list {
		list[at].call(names)
	}
	return list, err
}

// Load is one inspection with its team, checklist, tasks and findings, in a
// fixed number of queries. An unknown reference is fault.Unknown.
func Load(tx *db.Tx, who org.Who, ref string) (Inspection, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Inspection{}, err
	}
	i, found, err := db.One(tx, (*Inspection).into, columns+" and i.ref = ?2", vn.Line(ref))
	if err != nil {
		return i, err
	}
	if !found {
		return i, fault.New(fault.Unknown, "Không có cuộc kiểm tra %s. Hãy mở lại từ trang Kiểm tra.", vn.Line(ref))
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return i, err
	}
	i.call(names)
	i.Team, err = db.All(tx, func(m *Member) []any { return []any{&m.ID, &m.Person, &m.Name, &m.Post, &m.Head} },
		`select m.member_id, m.person_id, s.name, m.post_id, m.head from inspection_member m
		join person s on s.tenant_id = m.tenant_id and s.person_id = m.person_id
		where m.tenant_id = ?1 and m.inspection_id = ?2 and m.left_at is null order by m.head desc, m.ordinal, m.member_id`, i.ID)
	if err != nil {
		return i, err
	}
	for at := range i.Team {
		m := &i.Team[at]
		m.Title = names.Post(m.Post, vn.Today(i.MadeAt))
		called(&m.Name, m.Title)
	}
	i.Checks, err = db.All(tx, func(c *Check) []any { return []any{&c.ID, &c.Ordinal, &c.Question, &c.Answer, &c.Note, &c.Seen} },
		"select check_id, ordinal, question, answer, note, seen from inspection_check where tenant_id = ?1 and inspection_id = ?2 order by ordinal", i.ID)
	if err != nil {
		return i, err
	}
	i.Tasks, err = db.All(tx, func(l *TaskLine) []any {
		return []any{&l.ID, &l.Task, &l.Ref, &l.Work, &l.Clause, &l.Cycle, &l.Reported, &l.Found, &l.Looked, &l.Unit, &l.Seen}
	}, `select x.row_id, x.task_id, t.ref, t.work, t.clause_id, x.cycle, x.reported, coalesce(x.found, 0), case when x.found is null then 0 else 1 end, x.unit, x.seen
		from inspection_task x
		join task t on t.tenant_id = x.tenant_id and t.task_id = x.task_id
		where x.tenant_id = ?1 and x.inspection_id = ?2 order by x.ordinal`, i.ID)
	if err != nil {
		return i, err
	}
	if i.Findings, err = findings(tx, names, listLimit, "f.inspection_id = ?2", i.ID); err != nil {
		return i, err
	}
	posts, err := org.Posts(tx)
	head := headOf(posts, i.Unit)
	i.UnitPost, i.UnitTitle = head.ID, head.Title
	by := i.ConcludedBy.post
	if i.concludedFor != "" {
		by = i.concludedFor
	}
	i.deputy = postOf(posts, by).Role == org.Deputy
	return i, err
}

// headOf is the post that answers for a unit: its head, else the clerk, the
// chairman or a deputy in it; one that is held before one that is vacant.
func headOf(posts []org.Post, unit db.ID) org.Post {
	var vacant org.Post
	for _, role := range []org.Role{org.Head, org.Clerk, org.Chairman, org.Deputy} {
		for _, p := range posts {
			switch {
			case p.Unit != unit || p.Role != role:
			case p.Holder != "":
				return p
			case vacant.ID == "":
				vacant = p
			}
		}
	}
	return vacant
}

// seen loads the inspection that a person is about to change.
func seen(tx *db.Tx, who org.Who, ref string, version int64) (Inspection, error) {
	i, err := Load(tx, who, ref)
	if err == nil && i.Version != version {
		err = fault.New(fault.Conflict, "Người khác vừa thay đổi cuộc kiểm tra %s. Hãy xem lại bản mới rồi làm tiếp.", i.Ref)
	}
	return i, err
}

func (i *Inspection) bump(tx *db.Tx, set string, args ...any) error {
	err := db.Expect(tx.Exec("update inspection set version = version + 1"+set+" where tenant_id = ?1 and inspection_id = ?2 and version = ?3", append([]any{i.ID, i.Version}, args...)...))
	i.Version++
	return err
}

// must refuses where the inspection is not in the state that an act needs.
func (i Inspection) must(state State) error {
	if i.State == state {
		return nil
	}
	return fault.New(fault.Invalid, "Cuộc kiểm tra %s %s nên không làm được bước này. Hãy mở lại trang để xem việc cần làm.", i.Ref, fault.Text{Format: StateName[i.State]})
}

// writable refuses whoever is not of the team, and all once somebody has signed.
func (i Inspection) writable(who org.Who) error {
	if err := i.must(Open); err != nil {
		return err
	}
	if !i.Has(who.Person) {
		return fault.New(fault.Denied, "Chỉ thành viên đoàn kiểm tra %s mới ghi được biên bản.", i.Ref)
	}
	if i.Frozen() {
		return fault.New(fault.Invalid, "Biên bản đã có chữ ký nên không sửa được nữa.")
	}
	return nil
}

// short reports whether a text is within a limit of letters.
func short(s string, limit int) bool { return len([]rune(s)) <= limit }

// said is a text of several lines as it is kept.
func said(s string) string { return strings.TrimSpace(vn.NFC(s)) }
