package job_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/job"
)

func leads(t *testing.T, d *db.DB, tenant db.ID, holder string) (ok bool) {
	t.Helper()
	if err := d.Update(ctx, tenant, func(tx *db.Tx) (err error) { ok, err = job.Lead(tx, "courier", holder, time.Minute); return err }); err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestOneOfSeveralLeadsUntilItsLeaseEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
		d = d.Clock(func() time.Time { return now })
		tenant, other := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường"), dbtest.Tenant(t, d, "21475", "Xã Bên")
		if !leads(t, d, tenant, "a") || leads(t, d, tenant, "b") || !leads(t, d, tenant, "a") {
			t.Fatal("two lead, or none")
		}
		if !leads(t, d, other, "b") {
			t.Error("one commune's leader keeps another commune waiting")
		}
		now = now.Add(time.Minute - time.Microsecond)
		if leads(t, d, tenant, "b") {
			t.Error("a lease was taken before it ended")
		}
		now = now.Add(time.Microsecond)
		if !leads(t, d, tenant, "b") || leads(t, d, tenant, "a") {
			t.Error("a lease that has ended is not passed on, or to both")
		}
		if err := d.Update(ctx, tenant, func(tx *db.Tx) error { return job.Resign(tx, "courier", "a") }); err != nil || leads(t, d, tenant, "a") {
			t.Errorf("whoever does not lead has resigned for another: %v", err)
		}
		if err := d.Update(ctx, tenant, func(tx *db.Tx) error { return job.Resign(tx, "courier", "b") }); err != nil || !leads(t, d, tenant, "a") {
			t.Errorf("nobody leads after resigning: %v", err)
		}
	})
}

func TestOnlyOneOfManyWhoAskAtOnceLeads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
		var mu sync.Mutex
		var leaders []string
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				name, ok := fmt.Sprint("p", i), false
				err := d.Update(ctx, tenant, func(tx *db.Tx) (err error) { ok, err = job.Lead(tx, "courier", name, time.Minute); return err })
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if ok {
					leaders = append(leaders, name)
				}
			})
		}
		if all.Wait(); len(leaders) != 1 {
			t.Errorf("%q lead", leaders)
		}
	})
}
