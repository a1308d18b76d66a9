package handover

import (
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Signature is who has signed, by which post of the day.
type Signature struct {
	By        db.ID // the person, "" where nobody has
	Name      string
	PostTitle string
	At        time.Time
	Reason    string // why somebody else signs for the leaver
}

// Handover is the minutes of a handover, with the names of the days on which
// things were done.
type Handover struct {
	ID                         db.ID
	Ref                        string // BG-2026-0001
	Version                    int64
	Done                       bool
	Post                       db.ID
	PostTitle, UnitName        string
	Leaver                     db.ID
	LeaverName                 string
	LastDay                    vn.Day
	Gone                       bool // the leaver holds the post no more
	Taker                      db.ID
	TakerName, TakerTitle      string
	Caretaker                  db.ID // the post that looks after the work meanwhile
	CaretakerTitle             string
	Reason, Decision           string
	BeganAt                    time.Time
	BeganName, BeganTitle      string
	Gave, Took                 Signature
	Lines                      []Line
	Open                       int // lines of tasks, and of them those that name a post
	Named                      int
	acting, takerPost, beganBy db.ID
	beganPost                  db.ID
	gavePost, tookPost         db.ID
}

// Line is one thing that is handed over.
type Line struct {
	ID      db.ID
	Kind    string // a key of KindName
	About   db.ID  // the task
	Ref     string
	Says    string
	To      db.ID // the post, "" where it stays with the post
	ToTitle string
	Note    string
}

// Moves reports whether the line can go to another post by itself; evidence and
// obstacles follow their task, a verdict goes to who holds the post.
func (l Line) Moves() bool { return l.Kind == "task" || l.Kind == "draft" }

// KindName is what is handed over, in words.
var KindName = map[string]string{
	"task": "nhiệm vụ đang mở", "draft": "nhiệm vụ còn nháp", "waiting": "kết quả chờ nghiệm thu", "evidence": "minh chứng chưa xem", "obstacle": "vướng mắc",
}

func (h *Handover) into() []any {
	return []any{&h.ID, &h.Ref, &h.Version, &h.Done, &h.Post, &h.Leaver, &h.LeaverName, &h.LastDay, &h.Gone, &h.Taker, &h.TakerName, &h.takerPost, &h.Caretaker, &h.acting,
		&h.Reason, &h.Decision, db.Time(&h.BeganAt), &h.beganBy, &h.BeganName, db.Opt(&h.beganPost),
		db.Opt(&h.Gave.By), db.Opt(&h.Gave.Name), db.Opt(&h.gavePost), db.Time(&h.Gave.At), &h.Gave.Reason,
		db.Opt(&h.Took.By), db.Opt(&h.Took.Name), db.Opt(&h.tookPost), db.Time(&h.Took.At)}
}

const columns = `select o.handover_id, o.ref, o.version, case when o.state = 'done' then 1 else 0 end, o.post_id, o.leaver, l.name, o.last_day,
		case when exists (select 1 from holding h where h.tenant_id = o.tenant_id and h.post_id = o.post_id and h.person_id = o.leaver
			and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2)) and l.blocked_at is null then 0 else 1 end,
		o.taker, t.name, o.taker_post, o.caretaker, o.acting_id, o.reason, o.decision, o.began_at, o.began_by, b.name, o.began_post,
		o.gave_by, g.name, o.gave_post, o.gave_at, o.gave_reason, o.took_by, k.name, o.took_post, o.took_at
	from handover o
	join person l on l.tenant_id = o.tenant_id and l.person_id = o.leaver
	join person t on t.tenant_id = o.tenant_id and t.person_id = o.taker
	join person b on b.tenant_id = o.tenant_id and b.person_id = o.began_by
	left join person g on g.tenant_id = o.tenant_id and g.person_id = o.gave_by
	left join person k on k.tenant_id = o.tenant_id and k.person_id = o.took_by
	where o.tenant_id = ?1`

// call gives the handover the names of the day it began, and each signature
// those of its day.
func (h *Handover) call(names org.Calling) {
	day := vn.Today(h.BeganAt)
	h.PostTitle, h.UnitName = names.Post(h.Post, day), names.Unit(names.UnitOf(h.Post, day), day)
	h.TakerTitle, h.CaretakerTitle, h.BeganTitle = names.Post(h.takerPost, day), names.Post(h.Caretaker, day), names.Post(h.beganPost, day)
	h.Gave.PostTitle = names.Post(h.gavePost, vn.Today(h.Gave.At))
	h.Took.PostTitle = names.Post(h.tookPost, vn.Today(h.Took.At))
	called := func(name *string, title string) {
		if *name == "" {
			*name = title
		}
	}
	called(&h.LeaverName, h.PostTitle)
	called(&h.TakerName, h.TakerTitle)
	called(&h.BeganName, h.BeganTitle)
	if h.Gave.By != "" {
		called(&h.Gave.Name, h.Gave.PostTitle)
	}
	if h.Took.By != "" {
		called(&h.Took.Name, h.Took.PostTitle)
	}
}

// List is all handovers, the open ones first, without their lines.
func List(tx *db.Tx, who org.Who) ([]Handover, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	list, err := db.All(tx, (*Handover).into, columns+" order by case when o.state = 'open' then 0 else 1 end, o.began_at desc, o.ref desc limit 500", vn.Today(tx.Now))
	for i := range list {
		list[i].call(names)
	}
	return list, err
}

// Load is one handover with its lines.
func Load(tx *db.Tx, who org.Who, ref string) (Handover, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Handover{}, err
	}
	h, found, err := db.One(tx, (*Handover).into, columns+" and o.ref = ?3", vn.Today(tx.Now), vn.Line(ref))
	if err != nil {
		return h, err
	}
	if !found {
		return h, fault.New(fault.Unknown, "Không có biên bản bàn giao %s. Hãy mở lại từ danh sách Bàn giao.", vn.Line(ref))
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return h, err
	}
	h.call(names)
	h.Lines, err = db.All(tx, func(l *Line) []any {
		return []any{&l.ID, &l.Kind, &l.About, &l.Ref, &l.Says, db.Opt(&l.To), &l.Note}
	}, "select line_id, kind, about, ref, says, to_post, note from handover_line where tenant_id = ?1 and handover_id = ?2 order by ordinal", h.ID)
	day := vn.Today(h.BeganAt)
	for i := range h.Lines {
		l := &h.Lines[i]
		l.ToTitle = names.Post(l.To, max(day, vn.Today(h.Took.At)))
		if l.Moves() {
			h.Open++
			if l.To != "" {
				h.Named++
			}
		}
	}
	return h, err
}

// seen loads the handover that a person is about to change.
func seen(tx *db.Tx, who org.Who, ref string, version int64) (Handover, error) {
	h, err := Load(tx, who, ref)
	if err == nil && h.Version != version {
		err = fault.New(fault.Conflict, "Người khác vừa thay đổi biên bản %s. Hãy xem lại bản mới rồi làm tiếp.", h.Ref)
	}
	return h, err
}

func (h *Handover) bump(tx *db.Tx, set string, args ...any) error {
	err := db.Expect(tx.Exec("update handover set version = version + 1"+set+" where tenant_id = ?1 and handover_id = ?2 and version = ?3", append([]any{h.ID, h.Version}, args...)...))
	h.Version++
	return err
}
