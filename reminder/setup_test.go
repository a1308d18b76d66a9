package reminder_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// office is a commune whose posts are held, with a letter of one clause and a
// clock that tests move.
type office struct {
	t      testing.TB
	d      *db.DB
	tenant db.ID
	clause db.ID
	who    map[string]org.Who // by post title
}

const (
	chairman = "Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	culture  = "Công chức Văn hóa - Xã hội"
	superior = "Chuyên viên theo dõi của Sở"
)

// newOffice opens the office on a morning of Monday 05/01/2026.
func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, d: d, who: map[string]org.Who{}}
	o.at("2026-01-05", 8)
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		tx.Did(db.Act{Kind: "set-up"})
		unit := db.NewID()
		if _, err := tx.Exec("insert into unit (tenant_id, unit_id, name, ordinal) values (?1, ?2, 'Sở Khoa học và Công nghệ', 99)", unit); err != nil {
			return err
		}
		if _, err := tx.Exec("insert into post (tenant_id, post_id, unit_id, title, role, ordinal) values (?1, ?2, ?3, ?4, 'superior', 99)", db.NewID(), unit, superior); err != nil {
			return err
		}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, p := range posts {
			tx.Did(db.Act{Kind: "set-up"})
			person := db.NewID()
			if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, '', '', 0, ?4)", person, fmt.Sprintf("u%02d", i), tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, '2026-01-01')", person, p.ID); err != nil {
				return err
			}
			o.who[p.Title] = org.Who{Tenant: o.tenant, TenantName: "UBND xã Khánh Cường", Person: person, Name: p.Title,
				Post: p.ID, PostTitle: p.Title, Unit: p.Unit, UnitName: p.UnitName, Role: p.Role}
		}
		tx.Did(db.Act{Kind: "set-up"})
		letter, group := db.NewID(), db.NewID()
		o.clause = db.NewID()
		if _, err := tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
				kind, number, symbol, date, subject, recipients, cited, same_key, proposal, created_at, created_by)
			values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', 'Công văn', '64', '/UBND-VX', '2025-12-10', 'Cam kết', '[]', '[]', '', '', ?3, 'x')`, letter, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec("insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte) values (?1, ?2, ?3, 1, '', 'Nhận thức', 0, 0)", group, letter); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support, due_kind, from_row)
			values (?1, ?2, ?3, ?4, 1, '1.1', '1.1', 'Nội dung', 0, 0, '[]', '[]', 'none', 0)`, o.clause, letter, group)
		return err
	})
	return o
}

// at sets the clock to an hour of a day.
func (o *office) at(day vn.Day, hour int) {
	o.d = o.d.At(day.Time().Add(time.Duration(hour) * time.Hour))
}

func (o *office) ok(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.Update(ctx, o.tenant, do); err != nil {
		o.t.Fatal(err)
	}
}

// task issues a task of the culture official.
func (o *office) task(due task.Due) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		s := task.Slots{Work: "Ban hành kế hoạch chuyển đổi số", Due: due, Accountable: o.who[culture].Post,
			LeadUnit: o.who[culture].Unit, Answers: o.who[head].Post, Decider: o.who[chairman].Post,
			Result: task.Result{Product: "Kế hoạch", Measure: task.Documents, Target: 1, Unit: "văn bản", Proof: task.DocumentNo}}
		if ref, err = task.Create(tx, o.who[clerk], o.clause, "", s); err != nil {
			return err
		}
		return task.Issue(tx, o.who[clerk], ref, 1)
	})
	return ref
}

// told are the kinds and days left of what a post was told, by the step in its event.
func (o *office) told(post string) (steps []string) {
	o.t.Helper()
	err := o.d.View(ctx, o.tenant, func(tx *db.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var event, kind string
			err := scan(&event, &kind)
			if kind != "assigned" {
				steps = append(steps, event[len(event)-lenOfStep(event):])
			}
			return err
		}, "select event, kind from notice where tenant_id = ?1 and person_id = ?2 order by notice_id", o.who[post].Person)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return steps
}

func lenOfStep(event string) int {
	for i := len(event) - 1; i >= 0; i-- {
		if event[i] == ':' {
			return len(event) - i - 1
		}
	}
	return len(event)
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}
