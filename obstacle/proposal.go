package obstacle

import (
	"regexp"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Stage is how far a proposal has come.
type Stage string

// The stages (DOMAIN: KienNghi).
const (
	Drafted     Stage = "draft"
	OnItsWay    Stage = "sent"
	TakenIn     Stage = "received"
	Considered  Stage = "considering"
	AnswerCame  Stage = "answered"
	Ended       Stage = "closed"
	DroppedKind Stage = "dropped" // a draft that was not sent
)

// StageName is the stage in words.
var StageName = map[Stage]string{
	Drafted: "Dự thảo", OnItsWay: "Đã gửi", TakenIn: "Đã tiếp nhận", Considered: "Đang xem xét", AnswerCame: "Đã trả lời", Ended: "Đã đóng", DroppedKind: "Đã bỏ dự thảo",
}

// Verdict is what a superior's answer says.
type Verdict string

// The verdicts.
const (
	Granted Verdict = "granted"
	Partly  Verdict = "partly"
	Refused Verdict = "refused"
)

// Verdicts are all of them.
var Verdicts = []Verdict{Granted, Partly, Refused}

// VerdictName is the verdict in words.
var VerdictName = map[Verdict]string{Granted: "Chấp thuận", Partly: "Chấp thuận một phần", Refused: "Không chấp thuận"}

// Body is who a proposal is sent to.
type Body struct {
	Tenant db.ID // the superior where it works here too, "" for any other body
	Name   string
}

// File is a file as it was kept.
type File struct {
	Hash string // sha256, hex
	Name string
	Size int64
	MIME string
}

// Answer is a superior's answer: a document with what it says.
type Answer struct {
	Verdict Verdict
	Number  string // 312/SKHCN-CĐS
	On      vn.Day
	Signer  string
	Text    string
	File    File
}

// Proposal is a proposal as it stands.
type Proposal struct {
	ID      db.ID
	Ref     string // KN-2026-0001
	Version int64
	Stage   Stage
	To      Body
	Subject string
	Asks    string // what is asked
	Law     string // which provision stands in the way
	Done    string // what the commune has done already
	Watcher db.ID  // the post that follows it
	Follows db.ID  // the proposal that this one takes further or repeats

	WatcherTitle string
	WatcherUnit  db.ID
	FollowsRef   string

	Number string // of the paper it was sent by
	Symbol string
	Dated  vn.Day
	Signer string
	Days   string // the time allowed, in words of the engine
	Clock  Clock  // of the answer
	SentAt time.Time

	CarriedAt      time.Time // laid on the superior's desk, where it works here too
	ReceivedOn     vn.Day
	ReceivedNumber string
	ConsideringOn  vn.Day
	Answer         Answer // zero while there is none
	AnsweredAt     time.Time
	ClosedAt       time.Time
	CreatedAt      time.Time
	Waited         int // working days since it was sent, until it was answered
	Today          vn.Day

	lastInTime vn.Day
}

// Waiting reports whether it was sent and has no answer.
func (p Proposal) Waiting() bool {
	return p.Stage == OnItsWay || p.Stage == TakenIn || p.Stage == Considered
}

// Late reports whether the day for its answer has passed.
func (p Proposal) Late() bool { return p.Waiting() && p.lastInTime < p.Today }

// Here reports whether it goes to a superior that works in this installation.
func (p Proposal) Here() bool { return p.To.Tenant != "" }

// proposals loads those that where and what follows it choose. Its arguments are
// ?3 and on; ?2 is today.
func proposals(tx *db.Tx, where string, args ...any) ([]Proposal, error) {
	today := vn.Today(tx.Now)
	c, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	list, err := db.All(tx, func(p *Proposal) []any {
		a := &p.Answer
		return []any{&p.ID, &p.Ref, &p.Version, &p.Stage, db.Opt(&p.To.Tenant), &p.To.Name, &p.Subject, &p.Asks, &p.Law, &p.Done,
			&p.Watcher, db.Opt(&p.WatcherTitle), db.Opt(&p.WatcherUnit), db.Opt(&p.Follows), db.Opt(&p.FollowsRef),
			&p.Number, &p.Symbol, db.Opt(&p.Dated), &p.Signer, &p.Days, db.Opt(&p.Clock.From), &p.Clock.Rule, db.Opt(&p.Clock.On), db.Time(&p.SentAt), db.Time(&p.CarriedAt),
			db.Opt(&p.ReceivedOn), &p.ReceivedNumber, db.Opt(&p.ConsideringOn), &a.Verdict, &a.Number, db.Opt(&a.On), &a.Signer, &a.Text, &a.File.Hash, &a.File.Name, &a.File.Size, &a.File.MIME,
			db.Time(&p.AnsweredAt), db.Time(&p.ClosedAt), db.Time(&p.CreatedAt)}
	}, `select p.proposal_id, p.ref, p.version, p.state, p.to_tenant, p.to_name, p.subject, p.asks, p.law, p.done,
			p.watcher, `+org.PostTitle("w", "?2")+`, `+org.PostUnit("w", "?2")+`, p.follows, f.ref,
			p.number, p.symbol, p.dated, p.signer, p.days, p.due_from, p.due_rule, p.due_on, p.sent_at, p.carried_at,
			p.received_on, p.received_number, p.considering_on, p.verdict, p.answer_number, p.answer_on, p.answer_signer, p.answer, p.file_hash, p.file_name, p.file_size, p.file_mime,
			p.answered_at, p.closed_at, p.created_at
		from proposal p
		left join post w on w.tenant_id = p.tenant_id and w.post_id = p.watcher
		left join proposal f on f.tenant_id = p.tenant_id and f.proposal_id = p.follows
		where p.tenant_id = ?1 and `+where, append([]any{today}, args...)...)
	for i := range list {
		p := &list[i]
		p.Today = today
		if p.Clock.On == "" {
			continue
		}
		p.lastInTime = c.LastInTime(p.Clock.On)
		until := today
		if !p.AnsweredAt.IsZero() {
			until = vn.Today(p.AnsweredAt)
		}
		p.Waited = max(0, c.Between(p.Clock.From, until))
	}
	return list, err
}

// ProposalByRef loads one proposal by its reference. An unknown one is fault.Unknown.
func ProposalByRef(tx *db.Tx, who org.Who, ref string) (Proposal, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Proposal{}, err
	}
	return oneProposal(tx, "p.ref = ?3", vn.Line(ref))
}

func oneProposal(tx *db.Tx, where string, arg any) (Proposal, error) {
	list, err := proposals(tx, where, arg)
	if err != nil {
		return Proposal{}, err
	}
	if len(list) == 0 {
		return Proposal{}, fault.New(fault.Unknown, "Không có kiến nghị này. Hãy mở lại từ danh sách vướng mắc.")
	}
	return list[0], nil
}

func seenProposal(tx *db.Tx, who org.Who, ref string, version int64) (Proposal, error) {
	p, err := ProposalByRef(tx, who, ref)
	if err == nil && p.Version != version {
		err = fault.New(fault.Conflict, "Người khác vừa thay đổi kiến nghị %s sau khi bạn mở trang. Hãy xem bản mới rồi làm lại.", p.Ref)
	}
	return p, err
}

// bump writes what changes in the row with every act. set names further columns,
// ?5 and on.
func (p *Proposal) bump(tx *db.Tx, set string, args ...any) error {
	err := db.Expect(tx.Exec("update proposal set version = version + 1, state = ?4"+set+" where tenant_id = ?1 and proposal_id = ?2 and version = ?3",
		append([]any{p.ID, p.Version, p.Stage}, args...)...))
	p.Version++
	return err
}

// note adds a line to the proposal's history and says in the record that it was done.
func (p Proposal) note(tx *db.Tx, who org.Who, id db.ID, kind string, from Stage, says string) error {
	if id == "" {
		id = db.NewID()
	}
	_, err := tx.Exec(`insert into proposal_event (tenant_id, event_id, proposal_id, at, kind, person_id, post_id, for_post, from_state, to_state, says)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`,
		id, p.ID, tx.Now, kind, person(who), db.Null(who.Post), db.Null(who.For), from, p.Stage, says)
	who.Did(tx, "proposal-"+kind, p.ID)
	return err
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// check refuses a file that was not kept whole.
func (file *File) check(f *fault.Form, name string) {
	file.Name = vn.Line(file.Name)
	f.Check(sha256Hex.MatchString(file.Hash) && file.Size > 0 && file.MIME != "" && file.Name != "", name, "Hãy gửi kèm tệp của văn bản, ví dụ bản PDF có chữ ký.")
	f.Check(len(file.Name) <= 500, name, "Tên tệp quá dài. Hãy đổi tên tệp ngắn lại rồi gửi.")
}
