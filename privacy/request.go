package privacy

import (
	"fmt"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// State is how far a request is.
type State string

// The states of a request.
const (
	Received State = "received" // came in, not answered yet
	Doing    State = "doing"    // the asker was told how it goes
	Prepared State = "prepared" // an erasure that waits for the decision
	Done     State = "done"
	Refused  State = "refused"
)

// StateName is the state in words.
var StateName = map[State]string{
	Received: "đã tiếp nhận",
	Doing:    "đang làm",
	Prepared: "chờ Chủ tịch quyết định",
	Done:     "đã xong",
	Refused:  "đã từ chối",
}

// Request is one line of the register of requests.
type Request struct {
	ID       db.ID
	Ref      string // DL-2026-0001
	Version  int64
	Kind     Kind
	Person   db.ID  // the person of the office whose data it is, "" of somebody else
	Asker    string // the name, the last post's title where none is entered
	Proof    string // how the office knows that it is them
	Wish     string
	Received vn.Day
	AnswerBy vn.Day
	Due      vn.Day
	Clock    string // the rule the days were counted by
	State    State
	Answered vn.Day // "" until then, as the next two
	Extended vn.Day
	Closed   vn.Day
	Outcome  string
	Article  string
	Preparer db.ID // who prepared the erasure
}

// Open reports whether something is still to be done.
func (r Request) Open() bool { return r.State != Done && r.State != Refused }

// Late reports whether the last day has passed.
func (r Request) Late(today vn.Day) bool { return r.Open() && today > r.Due }

// Silent reports whether the asker should have been answered before today.
func (r Request) Silent(today vn.Day) bool {
	return r.State == Received && r.Answered == "" && today > r.AnswerBy
}

// Rule is the clock of the request's kind on the day it came.
func (r Request) Rule() Clock {
	c, _ := ClockOf(r.Kind, r.Received)
	return c
}

// Event is one line of a request's history.
type Event struct {
	ID            db.ID
	At            time.Time
	Kind          string
	By            string // the post's title, the name where there is none
	Reason        string
	Before, After string // of a correction
}

// EventName is what happened, in words.
var EventName = map[string]string{
	"filed":     "gửi yêu cầu",
	"answered":  "trả lời đã tiếp nhận và cách giải quyết",
	"extended":  "gia hạn",
	"corrected": "đính chính họ tên",
	"copied":    "lập bản sao dữ liệu",
	"prepared":  "chuẩn bị xóa, trình Chủ tịch",
	"declined":  "chưa đồng ý xóa",
	"erased":    "quyết định xóa, đã xóa",
	"done":      "hoàn thành",
	"refused":   "từ chối",
}

// Asking is a request as it is brought in.
type Asking struct {
	ID       db.ID // of the form, so that a form sent twice makes one request
	Kind     Kind
	Person   db.ID  // a person of the office, or
	Name     string // somebody else, with
	Proof    string // how the office knows that it is them
	Wish     string
	Received vn.Day // of somebody else's; one's own comes today
}

// File brings a request into the register: one's own from everybody, somebody
// else's from who may manage persons. It answers with its reference, DL- and
// the year and a number without gaps, and the days the law gives (NĐ
// 356/2025/NĐ-CP Điều 5, see Clocks).
func File(tx *db.Tx, who org.Who, a Asking) (ref string, err error) {
	own := a.Person == who.Person
	act := org.People
	if own {
		act = org.Self
	}
	if who, err = who.As(act, org.Thing{}); err != nil {
		return "", err
	}
	if ref, err = db.Value[string](tx, "select ref from data_request where tenant_id = ?1 and request_id = ?2", a.ID); err != nil || ref != "" {
		return ref, err
	}
	today := vn.Today(tx.Now)
	a.Name, a.Proof, a.Wish = vn.Line(a.Name), vn.Line(a.Proof), vn.NFC(a.Wish)
	if own {
		a.Received, a.Proof = today, ""
	}
	if err := a.check(tx, own, today); err != nil {
		return "", err
	}
	clock, _ := ClockOf(a.Kind, a.Received)
	days, err := calendar.Of(tx)
	if err != nil {
		return "", err
	}
	n, err := tx.Next("DL", today.Year())
	if err != nil {
		return "", err
	}
	ref = fmt.Sprintf("DL-%d-%04d", today.Year(), n)
	_, err = tx.Exec(`insert into data_request (tenant_id, request_id, ref, version, kind, person_id, asker_name, asker_proof, wish,
		received_on, answer_by, due_on, clock, state, outcome, article, created_at, created_by, created_post)
		values (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'received', '', '', ?13, ?14, ?15)`,
		a.ID, ref, string(a.Kind), db.Null(a.Person), a.Name, a.Proof, a.Wish,
		a.Received, clock.AnswerBy(days, a.Received), clock.Due(a.Received), clock.Name, tx.Now, who.Person, db.Null(who.Post))
	if err != nil {
		return "", err
	}
	return ref, happened(tx, who, a.ID, event{kind: "filed"})
}

func (a Asking) check(tx *db.Tx, own bool, today vn.Day) error {
	var f fault.Form
	f.Check(a.Kind.known(), "kind", "Hãy chọn một loại yêu cầu.")
	if n := len([]rune(a.Wish)); n < 10 || n > 2000 {
		f.Add("wish", "Hãy ghi điều cần làm từ 10 đến 2.000 chữ cái.")
	}
	if !own {
		f.Check(a.Received.Valid() && a.Received <= today && a.Received >= today.Add(-366), "received", "Ngày nhận là một ngày trong năm vừa qua, không sau hôm nay.")
		if n := len([]rune(a.Proof)); n < 5 || n > 500 {
			f.Add("proof", "Hãy ghi đã xác định đúng người bằng cách nào, ví dụ gặp trực tiếp và xem căn cước.")
		}
	}
	switch {
	case own:
	case a.Person != "":
		n, err := db.Value[int](tx, "select count(*) from person where tenant_id = ?1 and person_id = ?2", a.Person)
		if err != nil {
			return err
		}
		f.Check(n == 1 && a.Name == "", "person", "Hãy chọn một người trong danh sách, hoặc để trống và ghi tên người ngoài cơ quan.")
	default:
		n := len([]rune(a.Name))
		f.Check(n >= 2 && n <= 200, "name", "Hãy ghi họ tên người yêu cầu, dưới 200 chữ cái.")
	}
	return f.Err()
}

type event struct {
	kind, reason, before, after string
}

// happened writes a line of the history and names the act.
func happened(tx *db.Tx, who org.Who, request db.ID, e event) error {
	_, err := tx.Exec(`insert into data_request_event (tenant_id, event_id, request_id, at, kind, person_id, post_id, for_post, reason, before_text, after_text)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`,
		db.NewID(), request, tx.Now, e.kind, who.Person, db.Null(who.Post), db.Null(who.For), e.reason, e.before, e.after)
	who.Did(tx, "data-request-"+e.kind, request)
	return err
}

const requestColumns = `select r.request_id, r.ref, r.version, r.kind, r.person_id, r.asker_name, s.name, p.title, r.asker_proof, r.wish,
	r.received_on, r.answer_by, r.due_on, r.clock, r.state, r.answered_on, r.extended_on, r.closed_on, r.outcome, r.article, r.prepared_by
	from data_request r
	left join person s on s.tenant_id = r.tenant_id and s.person_id = r.person_id
	left join post p on p.tenant_id = r.tenant_id and p.post_id = (select max(h.post_id) from holding h
		where h.tenant_id = r.tenant_id and h.person_id = r.person_id and h.from_day = (select max(l.from_day) from holding l
			where l.tenant_id = h.tenant_id and l.person_id = h.person_id))
	where r.tenant_id = ?1 and `

func requests(tx *db.Tx, where string, args ...any) ([]Request, error) {
	type row struct {
		Request
		name, title string
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.Ref, &r.Version, &r.Kind, db.Opt(&r.Person), &r.Asker, db.Opt(&r.name), db.Opt(&r.title), &r.Proof, &r.Wish,
			&r.Received, &r.AnswerBy, &r.Due, &r.Clock, &r.State, db.Opt(&r.Answered), db.Opt(&r.Extended), db.Opt(&r.Closed), &r.Outcome, &r.Article, db.Opt(&r.Preparer)}
	}, requestColumns+where, args...)
	list := make([]Request, len(rows))
	for i, r := range rows {
		if r.Person != "" {
			if r.Asker = r.name; r.Asker == "" {
				r.Asker = r.title
			}
		}
		list[i] = r.Request
	}
	return list, err
}

// Register is the register of requests, what is late first, then what is open by
// its last day, then what is closed, the newest first: all of it, written down
// as a reading, for who may manage persons; their own for everybody else.
func Register(tx *db.Tx, who org.Who) ([]Request, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, err
	}
	const order = " order by case when r.state in ('done', 'refused') then 1 else 0 end, case when r.state in ('done', 'refused') then '' else r.due_on end, r.ref desc"
	if !who.Can(org.People, org.Thing{}) {
		return requests(tx, "r.person_id = ?2"+order, who.Person)
	}
	if err := Read(tx, who, RequestList, "", ""); err != nil {
		return nil, err
	}
	return requests(tx, "r.tenant_id = ?1"+order)
}

// Open is one request with its history: of everybody for who may manage
// persons, which is written down as a reading, and one's own for everybody.
func Open(tx *db.Tx, who org.Who, ref string) (Request, []Event, error) {
	r, err := find(tx, who, ref)
	if err != nil {
		return Request{}, nil, err
	}
	if err := Read(tx, who, OneRequest, r.Person, r.Ref); err != nil {
		return Request{}, nil, err
	}
	type row struct {
		Event
		name string
	}
	rows, err := db.All(tx, func(e *row) []any {
		return []any{&e.ID, db.Time(&e.At), &e.Kind, db.Opt(&e.By), &e.name, &e.Reason, &e.Before, &e.After}
	}, `select e.event_id, e.at, e.kind, p.title, s.name, e.reason, e.before_text, e.after_text from data_request_event e
		join person s on s.tenant_id = e.tenant_id and s.person_id = e.person_id
		left join post p on p.tenant_id = e.tenant_id and p.post_id = e.post_id
		where e.tenant_id = ?1 and e.request_id = ?2 order by e.event_id`, r.ID)
	events := make([]Event, len(rows))
	for i, e := range rows {
		if e.By == "" {
			e.By = e.name
		}
		events[i] = e.Event
	}
	return r, events, err
}

func find(tx *db.Tx, who org.Who, ref string) (Request, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return Request{}, err
	}
	list, err := requests(tx, "r.ref = ?2", ref)
	if err != nil {
		return Request{}, err
	}
	if len(list) == 0 || list[0].Person != who.Person && !who.Can(org.People, org.Thing{}) {
		return Request{}, fault.New(fault.Unknown, "Không tìm thấy yêu cầu này. Hãy mở lại từ sổ yêu cầu.")
	}
	return list[0], nil
}

// handle finds an open request for who may manage persons and is not the asker,
// by the seat that carries the right.
func handle(tx *db.Tx, who org.Who, ref string) (org.Who, Request, error) {
	who, err := who.As(org.People, org.Thing{})
	if err != nil {
		return who, Request{}, err
	}
	r, err := find(tx, who, ref)
	if err != nil {
		return who, Request{}, err
	}
	if r.Person == who.Person {
		return who, Request{}, fault.New(fault.Denied, "Không tự giải quyết yêu cầu của chính mình. Hãy để người khác có quyền quản lý nhân sự làm.")
	}
	if !r.Open() {
		return who, Request{}, fault.New(fault.Conflict, "Yêu cầu này đã kết thúc. Nếu cần làm thêm, hãy lập yêu cầu mới.")
	}
	return who, r, nil
}

// change writes new values of a request that is still as it was read; set may
// use args from ?5.
func change(tx *db.Tx, r Request, version int64, set string, args ...any) error {
	return db.Expect(tx.Exec("update data_request set version = ?4, "+set+" where tenant_id = ?1 and request_id = ?2 and version = ?3",
		append([]any{r.ID, version, r.Version + 1}, args...)...))
}

// Answer says that the asker was told that the request came, who works on it
// and how (NĐ 356/2025/NĐ-CP Điều 5: within two working days).
func Answer(tx *db.Tx, who org.Who, ref string, version int64, words string) error {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	words = vn.NFC(words)
	var f fault.Form
	checkReason(&f, "reason", words)
	f.Check(r.Answered == "", "reason", "Yêu cầu này đã được trả lời tiếp nhận.")
	if err := f.Err(); err != nil {
		return err
	}
	if err := change(tx, r, version, "state = 'doing', answered_on = ?5", vn.Today(tx.Now)); err != nil {
		return err
	}
	return happened(tx, who, r.ID, event{kind: "answered", reason: words})
}

// Extend moves the last day by as many days as the rule gives, once, before it
// has passed, with a reason the asker is told (NĐ 356/2025/NĐ-CP Điều 5).
func Extend(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	reason = vn.NFC(reason)
	today := vn.Today(tx.Now)
	var f fault.Form
	checkReason(&f, "reason", reason)
	f.Check(r.Extended == "", "reason", "Yêu cầu này đã gia hạn một lần. Luật chỉ cho gia hạn một lần.")
	f.Check(today <= r.Due, "reason", "Đã quá hạn nên không gia hạn được nữa. Hãy giải quyết ngay.")
	if err := f.Err(); err != nil {
		return err
	}
	if err := change(tx, r, version, "due_on = ?5, extended_on = ?6", r.Due.Add(r.Rule().ExtendDays), today); err != nil {
		return err
	}
	return happened(tx, who, r.ID, event{kind: "extended", reason: reason})
}

// Finish closes a request that was carried out, with what was done. An erasure
// of a person of the office is closed by Decide alone.
func Finish(tx *db.Tx, who org.Who, ref string, version int64, outcome string) error {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	outcome = vn.NFC(outcome)
	var f fault.Form
	checkReason(&f, "outcome", outcome)
	f.Check(r.Kind != Erase || r.Person == "", "outcome", "Xóa dữ liệu của người trong cơ quan phải qua hai bước: chuẩn bị, rồi Chủ tịch quyết định.")
	if err := f.Err(); err != nil {
		return err
	}
	return closeAs(tx, who, r, version, Done, event{kind: "done", reason: outcome}, "")
}

// Refuse closes a request that the law does not let the office carry out, with
// the reason and the article it stands on.
func Refuse(tx *db.Tx, who org.Who, ref string, version int64, reason, article string) error {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	reason, article = vn.NFC(reason), vn.Line(article)
	var f fault.Form
	checkReason(&f, "reason", reason)
	n := len([]rune(article))
	f.Check(n >= 5 && n <= 200, "article", "Hãy ghi điều, khoản của luật làm căn cứ từ chối.")
	if err := f.Err(); err != nil {
		return err
	}
	return closeAs(tx, who, r, version, Refused, event{kind: "refused", reason: reason}, article)
}

func closeAs(tx *db.Tx, who org.Who, r Request, version int64, state State, e event, article string) error {
	today := vn.Today(tx.Now)
	if err := change(tx, r, version, "state = ?5, closed_on = ?6, outcome = ?7, article = ?8, answered_on = coalesce(answered_on, ?6)",
		string(state), today, e.reason, article); err != nil {
		return err
	}
	return happened(tx, who, r.ID, e)
}

// Amend corrects the name of the person of the office who asked for it. The
// name before and after stand in the request's history and nowhere else.
func Amend(tx *db.Tx, who org.Who, ref string, version int64, name string) error {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	name = vn.Line(name)
	var f fault.Form
	f.Check(r.Kind == Correct && r.Person != "", "name", "Chỉ sửa họ tên ở yêu cầu đính chính của người trong cơ quan.")
	n := len([]rune(name))
	f.Check(n >= 2 && n <= 100, "name", "Hãy ghi họ tên đúng, từ 2 đến 100 chữ cái.")
	if err := f.Err(); err != nil {
		return err
	}
	before, err := db.Value[string](tx, "select name from person where tenant_id = ?1 and person_id = ?2", r.Person)
	if err != nil {
		return err
	}
	if before == name {
		f.Add("name", "Họ tên này giống họ tên đang ghi. Hãy ghi họ tên đúng.")
		return f.Err()
	}
	if _, err := tx.Exec("update person set name = ?3 where tenant_id = ?1 and person_id = ?2", r.Person, name); err != nil {
		return err
	}
	return closeAs(tx, who, r, version, Done, event{kind: "corrected", before: before, after: name}, "")
}
