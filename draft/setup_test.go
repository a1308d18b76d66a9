package draft_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// office is a commune with the usual posts, each held by a person of its own,
// a letter of two groups and four clauses, and a clock that tests move.
type office struct {
	t       testing.TB
	d       *db.DB
	tenant  db.ID
	letter  db.ID
	groups  []db.ID
	clauses map[string]db.ID
	who     map[string]org.Who // by post title
}

// The posts that the tests speak of.
const (
	chairman   = "Chủ tịch UBND xã"
	deputy     = "Phó Chủ tịch UBND xã"
	clerk      = "Chánh Văn phòng HĐND và UBND"
	justice    = "Công chức Tư pháp - Hộ tịch"
	head       = "Trưởng phòng Văn hóa - Xã hội"
	culture    = "Công chức Văn hóa - Xã hội"
	economy    = "Trưởng phòng Kinh tế"
	accountant = "Công chức Tài chính - Kế toán"
	viewer     = "Giám sát của HĐND xã"
)

// newOffice opens the office on Monday 15/12/2025, 08:00.
func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, clauses: map[string]db.ID{}, who: map[string]org.Who{}}
	o.d = d.At(time.Date(2025, 12, 15, 1, 0, 0, 0, time.UTC))
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, p := range posts {
			person := db.NewID()
			if err := o.hold(tx, p.ID, person, fmt.Sprintf("u%02d", i)); err != nil {
				return err
			}
			o.who[p.Title] = org.Who{Tenant: o.tenant, TenantName: "UBND xã Khánh Cường", Person: person, Name: p.Title,
				Post: p.ID, PostTitle: p.Title, Unit: p.Unit, UnitName: p.UnitName, Role: p.Role}
		}
		o.letter = db.NewID()
		tx.Did(db.Act{Kind: "set-up"})
		_, err = tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
				kind, number, symbol, date, subject, recipients, cited, same_key, proposal, created_at, created_by)
			values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', 'Công văn', '64', '/UBND-VX', '2025-12-10', 'Cam kết tiến độ', '[]', '[]', '', '', ?3, 'x')`,
			o.letter, tx.Now)
		if err != nil {
			return err
		}
		for g, name := range []string{"Nhận thức", "Nhân lực"} {
			group := db.NewID()
			o.groups = append(o.groups, group)
			if _, err := tx.Exec(`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte)
				values (?1, ?2, ?3, ?4, '', ?5, 0, 0)`, group, o.letter, g+1, name); err != nil {
				return err
			}
			for c := 1; c <= 2; c++ {
				if err := o.clause(tx, group, fmt.Sprintf("%d.%d", g+1, c), "Nội dung cam kết", printed{}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return o
}

func (o *office) hold(tx *db.Tx, post, person db.ID, login string) error {
	tx.Did(db.Act{Kind: "set-up"})
	if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, '', '', 0, ?4)", person, login, tx.Now); err != nil {
		return err
	}
	tx.Did(db.Act{Kind: "set-up"})
	_, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, post, vn.Today(tx.Now))
	return err
}

// printed is what a clause prints beside its text.
type printed struct {
	lead, support                        []string
	dueKind, dueDate, dueEvery, due, got string
	row                                  bool
}

func (o *office) clause(tx *db.Tx, group db.ID, code, text string, p printed) error {
	id := db.NewID()
	o.clauses[code] = id
	if p.dueKind == "" {
		p.dueKind = "none"
	}
	list := func(l []string) string {
		b, _ := json.Marshal(append([]string{}, l...))
		return string(b)
	}
	tx.Did(db.Act{Kind: "set-up"})
	_, err := tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support,
			due_kind, due_date, due_every, due_text, result, from_row)
		select ?1, ?2, ?3, ?4, coalesce(max(ordinal), 0) + 1, ?5, ?5, ?6, 0, 0, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 from clause where tenant_id = ?1 and letter_id = ?3`,
		id, o.letter, group, code, text, list(p.lead), list(p.support), p.dueKind, db.Null(p.dueDate), db.Null(p.dueEvery), db.Null(p.due), db.Null(p.got), p.row)
	return err
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

func (o *office) get(ref string) (got task.Task) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) { got, err = task.Get(tx, o.who[clerk], ref); return err })
	return got
}

func (o *office) draft(s task.Slots) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = task.Create(tx, o.who[clerk], o.clauses["1.1"], "", s)
		return err
	})
	return ref
}

func (o *office) issue(ref string) {
	o.t.Helper()
	version := o.get(ref).Version
	o.ok(func(tx *db.Tx) error { return task.Issue(tx, o.who[clerk], ref, version) })
}
func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	t.Parallel() // most of the time goes into making databases
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}
