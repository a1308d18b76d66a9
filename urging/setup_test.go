package urging_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	. "sauro/urging"
	"sauro/vn"
)

var ctx = context.Background()

// The posts that the tests speak of.
const (
	chairman = "Chủ tịch UBND xã"
	deputy   = "Phó Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	justice  = "Công chức Tư pháp - Hộ tịch"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	culture  = "Công chức Văn hóa - Xã hội"
	economy  = "Trưởng phòng Kinh tế"
	money    = "Công chức Tài chính - Kế toán"
	viewer   = "Giám sát của HĐND xã"
)

// everybody are all of them.
var everybody = []string{chairman, deputy, clerk, justice, head, culture, economy, money, viewer}

// office is a commune in which every post is held, with a clause to make tasks of
// and a clock that tests move.
type office struct {
	t      testing.TB
	d      *db.DB
	tenant db.ID
	clause db.ID
	posts  map[string]org.Post
	logins map[string]string
}

// newOffice opens the office on Monday 02/03/2026, 09:00.
func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, clause: db.NewID(), posts: map[string]org.Post{}, logins: map[string]string{}}
	o.d = d.At(vn.Day("2026-03-02").Time().Add(9 * time.Hour))
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		list, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, p := range list {
			login := fmt.Sprintf("nguoi%02d", i)
			o.posts[p.Title], o.logins[p.Title] = p, login
			if err := hold(tx, p.ID, login); err != nil {
				return err
			}
		}
		letter, group := db.NewID(), db.NewID()
		if _, err := tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body, kind, number, symbol, date,
				recipients, cited, same_key, proposal, created_at, created_by, accepted_at)
			values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', 'Công văn', '64/UBND-VX', '', '2025-12-10', '[]', '[]', '', '', ?3, 'x', ?3)`, letter, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte) values (?1, ?2, ?3, 1, '', 'Nhân lực', 0, 0)`, group, letter); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support, due_kind, from_row)
			values (?1, ?2, ?3, ?4, 1, '1.1', '1.1', 'Nội dung', 0, 0, '[]', '[]', 'none', 0)`, o.clause, letter, group)
		tx.Did(db.Act{Kind: "set-up"})
		return err
	})
	return o
}

// hold puts a person who needs no password into a post.
func hold(tx *db.Tx, post db.ID, login string) error {
	person := db.NewID()
	if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, ?4, '', 0, ?5)", person, login, "Nguyễn Văn "+login, tx.Now); err != nil {
		return err
	}
	_, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, post, vn.Today(tx.Now))
	tx.Did(db.Act{Kind: "set-up"})
	return err
}

// on is the office with its clock at a day, noon.
func (o *office) on(day vn.Day) *office {
	c := *o
	c.d = o.d.At(day.Time().Add(12 * time.Hour))
	return &c
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) ok(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); err != nil {
		o.t.Fatal(err)
	}
}

// refused fails unless do is refused with the kind of error.
func (o *office) refused(kind fault.Kind, do func(tx *db.Tx) error) *fault.Error {
	o.t.Helper()
	err := o.try(do)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != kind {
		o.t.Fatalf("got %v, want a refusal of kind %d", err, kind)
	}
	return e
}

func (o *office) view(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, do); err != nil {
		o.t.Fatal(err)
	}
}

// who is the person who was put into a post, as today sees it.
func (o *office) who(tx *db.Tx, title string) org.Who {
	o.t.Helper()
	who, err := org.ByLogin(tx, o.logins[title])
	if err != nil {
		o.t.Fatalf("%s: %v", title, err)
	}
	return who
}

func (o *office) slots(title, work string, due vn.Day) task.Slots {
	return task.Slots{Accountable: o.posts[title].ID, Work: work, Due: task.Due{Kind: task.ByDate, Date: due}, LeadUnit: o.posts[title].Unit,
		Answers: o.posts[title].ID, Decider: o.posts[chairman].ID,
		Result: task.Result{Product: "1 kế hoạch", Measure: task.Figure, Target: 10, Unit: "người", Proof: task.File}}
}

// issued is a task of a post, accepted by the chairman, received and begun.
func (o *office) issued(title, work string, due vn.Day) (ref string) {
	o.t.Helper()
	return o.issuedAs(o.slots(title, work, due))
}

func (o *office) issuedAs(s task.Slots) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) { ref, err = o.issuing(tx, s); return err })
	return ref
}

func (o *office) issuing(tx *db.Tx, s task.Slots) (ref string, err error) {
	by := o.who(tx, clerk)
	if ref, err = task.Create(tx, by, o.clause, "", s); err != nil {
		return "", err
	}
	if err := task.Issue(tx, by, ref, 1); err != nil {
		return "", err
	}
	for _, p := range o.posts {
		if p.ID == s.Accountable {
			return ref, task.Receive(tx, o.who(tx, p.Title), ref, 2)
		}
	}
	return ref, nil
}

func (o *office) task(ref string) (t task.Task) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) { t, err = task.Get(tx, o.who(tx, clerk), ref); return err })
	return t
}

func (o *office) explanation(ref string) (e Explanation) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) { e, err = ExplanationByRef(tx, o.who(tx, viewer), ref); return err })
	return e
}

func (o *office) extension(ref string) (e Extension) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) { e, err = ExtensionByRef(tx, o.who(tx, viewer), ref); return err })
	return e
}

func (o *office) letter(ref string) (l Letter) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) { l, err = LetterByRef(tx, o.who(tx, viewer), ref); return err })
	return l
}

// ask has a post ask for an explanation with the usual words.
func (o *office) ask(by, taskRef string) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = Ask(tx, o.who(tx, by), db.NewID(), taskRef, "", "")
		return err
	})
	return ref
}

func (o *office) compose(by string, together bool, tasks ...string) (refs []string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		refs, err = Compose(tx, o.who(tx, by), db.NewID(), tasks, together)
		return err
	})
	return refs
}

func (o *office) issue(ref, number string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		l, err := LetterByRef(tx, o.who(tx, clerk), ref)
		if err != nil {
			return err
		}
		return Issue(tx, o.who(tx, clerk), ref, l.Version, number, vn.Today(tx.Now))
	})
}

// told are the events that a person was told of.
func (o *office) told(title string) (events []string) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) {
		events, err = db.All(tx, func(s *string) []any { return []any{s} }, "select event from notice where tenant_id = ?1 and person_id = ?2 order by notice_id", o.who(tx, title).Person)
		return err
	})
	return events
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	t.Parallel() // most of the time goes into making databases
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}
