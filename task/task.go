// Package task knows the six-clear tasks of a commune: how one is drafted from
// a clause, issued, worked on, proved, verified and accepted, and how far each
// clause has come. It refuses to know how a letter is read, how a file is kept
// (evidence comes to it stored, sniffed and without the place a photograph was
// taken) and how a page looks.
//
// Three pairs are never merged: the clause as signed and the working task; what
// the doer reported and what somebody else verified; the deadline as printed
// (Due.Text) and as computed (Due.Date).
package task

import (
	"encoding/json"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Task is a task as it stands today, with the names a page shows.
type Task struct {
	ID         db.ID
	Ref        string // NV-2025-0001
	Clause     db.ID
	ClauseCode string // 3.3
	Letter     db.ID
	Parent     db.ID
	ParentRef  string
	Version    int64
	State      State
	Slots

	AccountableTitle    string
	AccountableUnit     db.ID
	AccountableUnitName string
	Holder              db.ID  // who holds the accountable post today, "" while it is vacant
	HolderName          string // the person's name, "" where none is entered
	Caretaker           db.ID  // the post that looks after it while the accountable post is vacant and handed over
	CaretakerTitle      string // "" where nobody does
	LeadUnitName        string
	AnswersTitle        string
	DeciderTitle        string

	Reported, Verified     int64 // of a task with one result, in units of the target
	ReportedBP, VerifiedBP int   // basis points; of a parent from its parts, see rollup

	Parts      int    // parts issued and not cancelled
	NextDue    vn.Day // the last day of the earliest result not handed in, "" where none is open
	HandedOn   vn.Day // when acceptance was asked for
	Cycles     []Cycle
	IssuedTo   db.ID
	IssuedAt   time.Time
	ReceivedAt time.Time
	DoneAt     time.Time
	CreatedAt  time.Time
	ChangedAt  time.Time
	Stops      []Stop            // when its clock stood still
	CycleDues  map[string]vn.Day // the last days of cycles that were given another
	HandedBy   vn.Day            // the last day in time as it was when the result was handed in
	Today      vn.Day            // the day that all computed words stand for
	Calendar   *vn.Calendar      // of the office; nil counts as vn.Standard

	resumeTo State
}

// Thing is the task as the table of rights needs to know it.
func (t Task) Thing() org.Thing { return thing(t.Slots, t.AccountableUnit) }

// verdict is the task as accepting it needs to know it: with who decides.
func (t Task) verdict() org.Thing {
	of := t.Thing()
	of.Decider = t.Decider
	return of
}

func thing(s Slots, accountableUnit db.ID) org.Thing {
	if s.Accountable == "" {
		return org.Thing{Unit: s.LeadUnit}
	}
	return org.Thing{Post: s.Accountable, Unit: accountableUnit}
}

// Cyclic reports whether the task gives one result a cycle.
func (t Task) Cyclic() bool { return t.Due.Kind == ByCycle }

// Live reports whether the task counts: it was issued and not cancelled.
func (t Task) Live() bool { return t.State != Draft && t.State != Cancelled }

// Vacant reports whether nobody holds the accountable post today.
func (t Task) Vacant() bool { return t.Accountable != "" && t.Holder == "" }

var columns = `select t.task_id, t.ref, t.clause_id, c.code, c.letter_id, t.parent_id, up.ref, t.version, t.state, t.resume_to,
	t.accountable, t.work, t.detail, t.due_kind, t.due_date, t.due_cycle, t.review_day, t.due_text, t.due_from,
	t.lead_unit, t.support, t.answers, t.decider, t.superior, t.product, t.measure, t.target, t.target_unit, t.proof, t.proof_text,
	t.source, t.source_letter, t.basis, t.catalogue, t.weight, t.due_rule, t.due_since, t.cycle_dues, t.clock_stops, t.handed_by,
	` + org.PostTitle("p", "?2") + `, pu.unit_id, ` + org.UnitName("pu", "?2") + `, holder.person_id, holder.name, ` + org.UnitName("lu", "?2") + `, ` + org.PostTitle("ap", "?2") + `, ` + org.PostTitle("dp", "?2") + `,
	care.taker_post, ` + org.PostTitle("cp", "?2") + `,
	t.reported, t.verified, t.next_due, t.handed_on, t.issued_to, t.issued_at, t.received_at, t.done_at, t.created_at, t.changed_at,
	(select count(*) from task k where k.tenant_id = t.tenant_id and k.parent_id = t.task_id and k.state not in ('draft', 'cancelled'))
	from task t
	join clause c on c.tenant_id = t.tenant_id and c.clause_id = t.clause_id
	left join task up on up.tenant_id = t.tenant_id and up.task_id = t.parent_id
	left join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
	left join unit pu on pu.tenant_id = p.tenant_id and pu.unit_id = ` + org.PostUnit("p", "?2") + `
	left join unit lu on lu.tenant_id = t.tenant_id and lu.unit_id = t.lead_unit
	left join post ap on ap.tenant_id = t.tenant_id and ap.post_id = t.answers
	left join post dp on dp.tenant_id = t.tenant_id and dp.post_id = t.decider
	left join person holder on holder.tenant_id = t.tenant_id and holder.person_id = (
		select h.person_id from holding h
		join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id and s.blocked_at is null
		where h.tenant_id = t.tenant_id and h.post_id = t.accountable and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2)
		order by h.from_day, h.person_id limit 1)
	left join acting care on care.tenant_id = t.tenant_id and care.acting_id = (
		select a.acting_id from acting a
		where holder.person_id is null and a.tenant_id = t.tenant_id and a.post_id = t.accountable and a.kind = 'handover' and a.ended_on is null and a.from_day <= ?2
		order by a.acting_id limit 1)
	left join post cp on cp.tenant_id = care.tenant_id and cp.post_id = care.taker_post
	where t.tenant_id = ?1 and `

// tasks loads the tasks that where and what follows it choose, without their
// cycles and parts. Its arguments are ?3 and on; ?2 is today.
func tasks(tx *db.Tx, where string, args ...any) ([]Task, error) {
	today := vn.Today(tx.Now)
	list, err := db.All(tx, func(r *row) []any {
		t := &r.Task
		return []any{&t.ID, &t.Ref, &t.Clause, &t.ClauseCode, &t.Letter, db.Opt(&t.Parent), db.Opt(&t.ParentRef), &t.Version, &t.State, &t.resumeTo,
			db.Opt(&t.Accountable), &t.Work, &t.Detail, &t.Due.Kind, db.Opt(&t.Due.Date), &t.Due.Every, &t.Due.ReviewDay, &t.Due.Text, &t.Due.From,
			db.Opt(&t.LeadUnit), &r.support, db.Opt(&t.Answers), db.Opt(&t.Decider), &t.Superior, &t.Product, &t.Measure, &t.Target, &t.Unit, &t.Proof, &t.ProofText,
			&t.Source, db.Opt(&t.SourceLetter), &t.Basis, &t.Catalogue, &t.Weight, db.Opt(&t.Due.Rule), db.Opt(&t.Due.Since), db.Opt(&r.cycleDues), db.Opt(&r.stops), db.Opt(&t.HandedBy),
			db.Opt(&t.AccountableTitle), db.Opt(&t.AccountableUnit), db.Opt(&t.AccountableUnitName), db.Opt(&t.Holder), db.Opt(&t.HolderName),
			db.Opt(&t.LeadUnitName), db.Opt(&t.AnswersTitle), db.Opt(&t.DeciderTitle), db.Opt(&t.Caretaker), db.Opt(&t.CaretakerTitle),
			&t.Reported, &t.Verified, db.Opt(&t.NextDue), db.Opt(&t.HandedOn), db.Opt(&t.IssuedTo),
			db.Time(&t.IssuedAt), db.Time(&t.ReceivedAt), db.Time(&t.DoneAt), db.Time(&t.CreatedAt), db.Time(&t.ChangedAt), &t.Parts}
	}, columns+where, append([]any{today}, args...)...)
	if err != nil {
		return nil, err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	all := make([]Task, len(list))
	for i, r := range list {
		all[i] = r.Task
		all[i].Today, all[i].Calendar = today, days
		if err := r.unpack(&all[i]); err != nil {
			return nil, err
		}
		if all[i].Support, err = names(r.support); err != nil {
			return nil, err
		}
	}
	return all, nil
}

type row struct {
	Task
	support, stops, cycleDues string
}

func names(text string) (list []string, err error) {
	if text == "" || text == "[]" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(text), &list)
	return list, err
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and integers only
	}
	return string(text)
}

// Get loads one task by its reference, with its cycles and the percentages of
// its parts. An unknown reference is fault.Unknown.
func Get(tx *db.Tx, who org.Who, ref string) (Task, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Task{}, err
	}
	return get(tx, ref)
}

func get(tx *db.Tx, ref string) (Task, error) {
	list, err := tasks(tx, "t.ref = ?3", vn.Line(ref))
	if err != nil {
		return Task{}, err
	}
	if len(list) == 0 {
		return Task{}, fault.New(fault.Unknown, "Không có nhiệm vụ %s. Hãy mở lại từ danh sách nhiệm vụ.", vn.Line(ref))
	}
	return list[0], fill(tx, list)
}

// seen loads the task that a person is about to change. Where somebody else
// changed it since the person saw it, the error holds the task as it is now.
func seen(tx *db.Tx, ref string, version int64) (Task, error) {
	t, err := get(tx, ref)
	if err == nil && t.Version != version {
		err = &ConflictError{Theirs: t, Err: conflict(t)}
	}
	return t, err
}

func conflict(t Task) *fault.Error {
	return fault.New(fault.Conflict, "Người khác vừa thay đổi nhiệm vụ %s sau khi bạn mở trang. Hãy xem bản mới bên cạnh bản của bạn rồi lưu lại.", t.Ref)
}

// ConflictError says that somebody else changed the task meanwhile. It holds
// both versions, so that nothing typed is lost.
type ConflictError struct {
	Theirs Task     // as it is now
	Mine   Slots    // what the person wanted to save; zero for an act that is no edit
	Diff   []Change // from theirs to mine
	Kept   []string // fields of Diff that the person left as they were seen: only the other has changed them
	Err    *fault.Error
}

func (e *ConflictError) Error() string { return e.Err.Error() }

// Unwrap is the fault, of the kind Conflict.
func (e *ConflictError) Unwrap() error { return e.Err }

// bump writes what changes in the row of the task with every act: its state,
// its next deadline and a new version. set names further columns, ?8 and on.
func (t *Task) bump(tx *db.Tx, set string, args ...any) error {
	t.NextDue = t.nextDue()
	err := db.Expect(tx.Exec(`update task set version = version + 1, changed_at = ?4, state = ?5, next_due = ?6, handed_on = ?7`+set+`
		where tenant_id = ?1 and task_id = ?2 and version = ?3`,
		append([]any{t.ID, t.Version, tx.Now, t.State, db.Null(t.NextDue), db.Null(t.HandedOn)}, args...)...))
	t.Version++
	return err
}
