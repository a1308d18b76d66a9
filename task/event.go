package task

import (
	"encoding/json"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Event is one line of a task's timeline. Lines are only ever added.
type Event struct {
	ID        db.ID
	Task      db.ID
	At        time.Time
	Kind      string // a key of EventName
	Person    db.ID
	Name      string // the person's name, the post's title where none is entered
	Post, For db.ID  // by which post, and in whose place, "" for one's own
	PostTitle string // as it was called then
	ForTitle  string
	From, To  State // equal where the state did not change
	Cycle     string
	Reason    string
	Detail    Detail
}

// Detail is what an event says beyond its reason.
type Detail struct {
	Changes []Change `json:"changes,omitempty"` // of an edit
	Value   *int64   `json:"value,omitempty"`   // reported or verified, in units of the target
	Rows    []db.ID  `json:"rows,omitempty"`    // the progress, verification, acceptance or evidence meant
}

// Change is one field before and after an edit, as text.
type Change struct {
	Field string `json:"field"` // a key of FieldName
	From  string `json:"from"`
	To    string `json:"to"`
}

// EventName is what happened, in words.
var EventName = map[string]string{
	"created": "Soạn nháp", "edited": "Sửa", "placed": "Xếp việc cha, việc con", "issued": "Giao việc", "received": "Nhận việc",
	"reported": "Báo cáo tiến độ", "withdrawn": "Rút minh chứng", "handed": "Đề nghị nghiệm thu", "verified": "Kiểm chứng",
	"handed-over": "Bàn giao", "accepted": "Nghiệm thu", "returned": "Trả lại", "paused": "Tạm dừng", "resumed": "Tiếp tục", "cancelled": "Hủy", "finished": "Kết thúc",
	"extended": "Được gia hạn", "clock-stopped": "Tạm ngừng tính hạn", "clock-started": "Tính hạn tiếp", "redated": "Hạn tính lại theo lịch",
}

type event struct {
	id     db.ID // the form's token where a form may be sent twice, else made here
	kind   string
	from   State // the task's own where empty
	cycle  string
	reason string
	detail Detail
}

// note adds a line to the timeline of t, as who, now, and says in the record that
// it was done.
func note(tx *db.Tx, who org.Who, t Task, e event) error {
	err := t.tell(tx, who, e)
	who.Did(tx, "task-"+e.kind, t.ID)
	return err
}

// tell adds a line to the timeline.
func (t Task) tell(tx *db.Tx, who org.Who, e event) error {
	if e.from == "" {
		e.from = t.State
	}
	if e.id == "" {
		e.id = db.NewID()
	}
	detail := ""
	if len(e.detail.Changes) > 0 || e.detail.Value != nil || len(e.detail.Rows) > 0 {
		detail = asJSON(e.detail)
	}
	_, err := tx.Exec(`insert into task_event (tenant_id, event_id, task_id, at, kind, person_id, post_id, from_state, to_state, cycle, reason, detail, for_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`,
		e.id, t.ID, tx.Now, e.kind, who.Person, db.Null(who.Post), e.from, t.State, e.cycle, e.reason, detail, db.Null(who.For))
	return err
}

// Sent is the reference of the task that a form with this token has made or
// reported on already, "" where it was not sent before.
func Sent(tx *db.Tx, who org.Who, once db.ID) (ref string, err error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return "", err
	}
	return db.Value[string](tx, `select t.ref from task_event e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		where e.tenant_id = ?1 and e.event_id = ?2 and e.person_id = ?3`, once, who.Person)
}

// timeline is every line of the task, the latest first, without the names of posts.
func timeline(tx *db.Tx, id db.ID) ([]Event, error) {
	type line struct {
		Event
		detail string
	}
	list, err := db.All(tx, func(l *line) []any {
		return []any{&l.ID, &l.Task, db.Time(&l.At), &l.Kind, &l.Person, &l.Name, db.Opt(&l.Post), db.Opt(&l.For), &l.From, &l.To, &l.Cycle, &l.Reason, &l.detail}
	}, `select e.event_id, e.task_id, e.at, e.kind, e.person_id, s.name, e.post_id, e.for_post, e.from_state, e.to_state, e.cycle, e.reason, e.detail
		from task_event e
		join person s on s.tenant_id = e.tenant_id and s.person_id = e.person_id
		where e.tenant_id = ?1 and e.task_id = ?2 order by e.at desc, e.event_id desc`, id)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(list))
	for i, l := range list {
		events[i] = l.Event
		if l.detail != "" {
			if err := json.Unmarshal([]byte(l.detail), &events[i].Detail); err != nil {
				return nil, err
			}
		}
	}
	return events, nil
}

// called is how a page names a person: by name, or by post where none is entered.
func called(name, post string) string {
	if name == "" {
		return post
	}
	return name
}

// index makes the task findable by what a clerk would type.
func index(tx *db.Tx, t Task) error {
	return tx.Index("task", t.ID, vn.Line(t.Ref+" "+t.Work), t.Detail+" "+t.Product+" "+t.Source+" "+t.ProofText)
}

// twice is how long after an act the same act by the same person is a form that
// was sent twice.
const twice = time.Minute

// JustDone reports whether the last thing that happened to the task is this kind
// of act by this person, a moment ago.
func JustDone(tx *db.Tx, who org.Who, ref, kind string) (bool, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return false, err
	}
	n, err := db.Value[int](tx, `select count(*) from task t
		join task_event e on e.tenant_id = t.tenant_id and e.task_id = t.task_id
		where t.tenant_id = ?1 and t.ref = ?2 and e.kind = ?3 and e.person_id = ?4 and e.at >= ?5
			and e.event_id = (select max(l.event_id) from task_event l where l.tenant_id = t.tenant_id and l.task_id = t.task_id)`,
		ref, kind, who.Person, tx.Now.Add(-twice))
	return n > 0, err
}
