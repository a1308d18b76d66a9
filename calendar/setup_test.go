package calendar_test

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
	"sauro/vn"
)

var ctx = context.Background()

// office is a commune of which every post is held by a person.
type office struct {
	t      testing.TB
	d      *db.DB
	tenant db.ID
	who    map[org.Role]org.Who
}

// newOffice opens the office on Monday 23/11/2026, 09:00.
func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, d: d.At(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)), who: map[org.Role]org.Who{}}
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
			if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, '', '', 0, ?4)", person, fmt.Sprintf("u%02d", i), tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, p.ID, vn.Today(tx.Now)); err != nil {
				return err
			}
			o.who[p.Role] = org.Who{Tenant: o.tenant, TenantName: "UBND xã Khánh Cường", Person: person, Name: p.Title,
				Post: p.ID, PostTitle: p.Title, Unit: p.Unit, UnitName: p.UnitName, Role: p.Role}
		}
		tx.Did(db.Act{Kind: "set-up"})
		return nil
	})
	return o
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) ok(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) view(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, do); err != nil {
		o.t.Fatal(err)
	}
}

// refused fails unless do is refused for these fields of its form.
func (o *office) refused(do func(tx *db.Tx) error, fields ...string) {
	o.t.Helper()
	err := o.try(do)
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid {
		o.t.Fatalf("got %v, want a refusal of %v", err, fields)
	}
	wrong := map[string]bool{}
	for _, f := range e.Fields {
		wrong[f.Name] = true
	}
	for _, name := range fields {
		if !wrong[name] {
			o.t.Errorf("%s is not among what is wrong: %v", name, err)
		}
	}
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}
