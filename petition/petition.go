// Package petition is the superior's side of proposals: what offices below ask
// for is taken in, given to somebody, brought together where many ask for the
// same, and answered, and each answer goes back to everybody who asked. It
// carries proposals and answers between the offices of one installation, each
// within a transaction of its own office, as if they lay in different houses.
//
// It refuses to know what a superior may decide, and sees of an office below
// nothing but what that office has sent.
package petition

import (
	"encoding/json"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

// State is how far a petition is at the superior's.
type State string

// The states (trạng thái của kiến nghị).
const (
	Sent        State = "sent"        // it lies there, nobody has taken it in
	Received    State = "received"    // tiếp nhận
	Considering State = "considering" // đang xem xét
	Passed      State = "passed"      // chuyển cấp trên
	Answered    State = "answered"    // đã trả lời
)

// StateName is the state in words.
var StateName = map[State]string{
	Sent: "Chờ tiếp nhận", Received: "Đã tiếp nhận", Considering: "Đang xem xét", Passed: "Đã chuyển cấp trên", Answered: "Đã trả lời",
}

// Petition is what one office below asks for.
type Petition struct {
	ID      db.ID // that of the proposal as its office knows it
	Ref     string
	Version int64
	State   State

	From     db.ID // the office that sent it
	FromCode string
	FromName string
	Follows  db.ID // the petition that this one takes up again, "" for none
	Earlier  string

	Class     obstacle.Class
	Title     string
	Asks      string
	Law       string
	Done      string
	Obstacles []Obstacle
	Number    string // of the paper: 215/UBND-VX
	Dated     vn.Day
	Signer    string

	DueFrom vn.Day // the clock as the sender counts it
	DueRule string
	DueOn   vn.Day
	SentAt  time.Time
	Arrived time.Time

	Book        string // the number it was taken in under
	ReceivedOn  vn.Day
	Post, Unit  db.ID // whose it is, "" before somebody is named
	PostTitle   string
	Considering vn.Day

	Issue      db.ID
	IssueRef   string
	IssueTitle string

	Answer     db.ID // the latest word given back
	AnsweredAt time.Time
	To         string // to whom it was passed on
	UpFrom     vn.Day // the clock of that body
	UpRule     string
	UpOn       vn.Day

	Silent int64
	NextOn vn.Day
}

// Obstacle is one obstacle of a proposal, in the words that were sent.
type Obstacle struct {
	Ref   string         `json:"ref"`
	Class obstacle.Class `json:"class"`
	Says  string         `json:"says"`
	Since vn.Day         `json:"since"`
}

// Open reports whether its office still waits for an answer.
func (p Petition) Open() bool { return p.State != Answered }

// Due is the last day on which somebody has to act: of the answer, or of the body
// that it was passed on to.
func (p Petition) Due() vn.Day {
	if p.State == Passed {
		return p.UpOn
	}
	return p.DueOn
}

// Thing is the petition as far as rights need to know it.
func (p Petition) Thing() org.Thing { return org.Thing{Post: p.Post, Unit: p.Unit} }

const columns = `p.petition_id, p.ref, p.version, p.state, p.from_id, p.from_code, p.from_name, p.follows, f.ref,
	p.class, p.title, p.asks, p.law, p.done, p.obstacles, p.number, p.dated, p.signer, p.due_from, p.due_rule, p.due_on, p.sent_at, p.arrived_at,
	p.book, p.received_on, p.post_id, p.unit_id, p.considering_on, p.issue_id, i.ref, i.title, p.answer_id, p.answered_at,
	coalesce(a.to_name, ''), a.due_from, coalesce(a.due_rule, ''), a.due_on, p.silent, p.next_on`

// joined are the tables behind columns; ?2 is the day on which posts are called.
func joined() string {
	return ` from petition p
	left join petition f on f.tenant_id = p.tenant_id and f.petition_id = p.follows
	left join issue i on i.tenant_id = p.tenant_id and i.issue_id = p.issue_id
	left join petition_answer a on a.tenant_id = p.tenant_id and a.answer_id = p.answer_id
	left join post t on t.tenant_id = p.tenant_id and t.post_id = p.post_id`
}

// list reads petitions; the rest of the query follows "where p.tenant_id = ?1 and",
// its arguments are ?3 and on.
func list(tx *db.Tx, rest string, args ...any) ([]Petition, error) {
	type row struct {
		Petition
		obstacles string
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.Ref, &r.Version, &r.State, &r.From, &r.FromCode, &r.FromName, db.Opt(&r.Follows), db.Opt(&r.Earlier),
			&r.Class, &r.Title, &r.Asks, &r.Law, &r.Done, &r.obstacles, &r.Number, &r.Dated, &r.Signer, &r.DueFrom, &r.DueRule, &r.DueOn, db.Time(&r.SentAt), db.Time(&r.Arrived),
			&r.Book, db.Opt(&r.ReceivedOn), db.Opt(&r.Post), db.Opt(&r.Unit), db.Opt(&r.Petition.Considering), db.Opt(&r.Issue), db.Opt(&r.IssueRef), db.Opt(&r.IssueTitle), db.Opt(&r.Answer), db.Time(&r.AnsweredAt),
			&r.To, db.Opt(&r.UpFrom), &r.UpRule, db.Opt(&r.UpOn), &r.Silent, db.Opt(&r.NextOn), db.Opt(&r.PostTitle)}
	}, "select "+columns+", "+org.PostTitle("t", "?2")+joined()+" where p.tenant_id = ?1 and "+rest, append([]any{vn.Today(tx.Now)}, args...)...)
	all := make([]Petition, len(rows))
	for i, r := range rows {
		if err == nil {
			err = json.Unmarshal([]byte(r.obstacles), &r.Obstacles)
		}
		all[i] = r.Petition
	}
	return all, err
}

func one(tx *db.Tx, ref string) (Petition, error) {
	found, err := list(tx, "p.ref = ?3", ref)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.Unknown, "Không tìm thấy kiến nghị này. Hãy mở lại từ trang Kiến nghị đến.")
	}
	if err != nil {
		return Petition{}, err
	}
	return found[0], nil
}

// Get is a petition by its reference, 21472-KN-2026-0001.
func Get(tx *db.Tx, who org.Who, ref string) (Petition, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Petition{}, err
	}
	return one(tx, ref)
}

// Event is one line of the history of a petition or an issue.
type Event struct {
	At        time.Time
	Kind      string // a key of EventName
	Post, For db.ID  // by which post, and in whose place; "" and "" of the program
	Other     string // the reference of the petition or the issue, or the title of the post, that it is about
	Says      string
}

// EventName is what happened, in words.
var EventName = map[string]string{
	"arrived": "Kiến nghị đến", "received": "Tiếp nhận", "assigned": "Giao xử lý", "considering": "Xem xét",
	"joined": "Gộp vào vấn đề chung", "left": "Tách khỏi vấn đề chung", "answered": "Trả lời", "passed": "Chuyển cấp trên", "silent": "Quá hạn chưa trả lời",
	"issue-made": "Lập vấn đề chung", "issue-joined": "Gộp thêm kiến nghị", "issue-left": "Tách kiến nghị", "issue-answered": "Trả lời chung", "issue-passed": "Chuyển cấp trên", "redated": "Hạn thay đổi",
}

// historyMost is how many lines of a history are shown, the newest.
const historyMost = 200

// History is what happened to a petition or an issue, the newest first.
func History(tx *db.Tx, who org.Who, about db.ID) ([]Event, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(e *Event) []any {
		return []any{db.Time(&e.At), &e.Kind, db.Opt(&e.Post), db.Opt(&e.For), &e.Says, db.Opt(&e.Other)}
	}, `select e.at, e.kind, e.post_id, e.for_post, e.says, coalesce(i.ref, p.ref, `+org.PostTitle("t", "?3")+`) from petition_event e
		left join issue i on i.tenant_id = e.tenant_id and i.issue_id = e.other
		left join petition p on p.tenant_id = e.tenant_id and p.petition_id = e.other
		left join post t on t.tenant_id = e.tenant_id and t.post_id = e.other
		where e.tenant_id = ?1 and e.about = ?2 order by e.version desc limit ?4`, about, vn.Today(tx.Now), historyMost)
}
