package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/job"
)

var ctx = context.Background()

func add(t *testing.T, d *db.DB, tenant, id db.ID, kind string) {
	t.Helper()
	if err := d.Update(ctx, tenant, func(tx *db.Tx) error { return job.Add(tx, id, kind, "args", "me") }); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, d *db.DB, tenant, id db.ID) (j job.Job) {
	t.Helper()
	if err := d.View(ctx, tenant, func(tx *db.Tx) (err error) { j, err = job.ByID(tx, id, "me"); return err }); err != nil {
		t.Fatal(err)
	}
	return j
}

func TestAJobIsDoneOnceAndItsOutcomeKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
		var runs atomic.Int32
		r := job.NewRunner(d, map[string]job.Work{
			"good": func(_ context.Context, j job.Job, progress func(int, int)) (string, error) {
				runs.Add(1)
				progress(3, 3)
				return "/van-ban/" + string(j.ID) + "?" + j.Args, nil
			},
			"bad": func(context.Context, job.Job, func(int, int)) (string, error) {
				return "", fault.New(fault.Invalid, "Tệp có %d trang, hỏng ở trang %s.", 9, "7")
			},
			"worse": func(context.Context, job.Job, func(int, int)) (string, error) { panic("x") },
		})
		for _, kind := range []string{"good", "bad", "worse", "none"} {
			add(t, d, tenant, db.ID(kind), kind)
			add(t, d, tenant, db.ID(kind), kind) // sent twice
		}
		for {
			did, err := r.Step(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if !did {
				break
			}
		}
		if j := load(t, d, tenant, "good"); runs.Load() != 1 || j.State != job.Done || j.Done != 3 || j.Result != `/van-ban/good?"args"` {
			t.Errorf("%d runs: %+v", runs.Load(), j)
		}
		if j := load(t, d, tenant, "bad"); j.State != job.Failed || j.Failure.String() != "Tệp có 9 trang, hỏng ở trang 7." {
			t.Errorf("%+v", j)
		}
		for _, id := range []db.ID{"worse", "none"} {
			if j := load(t, d, tenant, id); j.State != job.Failed || j.Failure.String() == "" {
				t.Errorf("%+v", j)
			}
		}
		err := d.View(ctx, tenant, func(tx *db.Tx) error { _, err := job.ByID(tx, "good", "somebody else"); return err })
		if !fault.Is(err, fault.Unknown) {
			t.Errorf("somebody else sees the job: %v", err)
		}
	})
}

func TestAJobIsTakenUpAgainAfterAStopButNotForEver(t *testing.T) {
	d := dbtest.SQLite(t)
	tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
	add(t, d, tenant, "long", "long")
	now := d.Now()
	for range 6 {
		stopped, stop := context.WithCancel(ctx)
		r := job.NewRunner(d.At(now), map[string]job.Work{"long": func(context.Context, job.Job, func(int, int)) (string, error) {
			stop()
			return "", errors.New("stopped")
		}})
		r.Step(stopped)
		if did, err := job.NewRunner(d.At(now.Add(time.Second)), nil).Step(ctx); did || err != nil {
			t.Fatalf("a running job was taken up at once: %v, %v", did, err)
		}
		now = now.Add(2 * time.Minute)
	}
	if j := load(t, d, tenant, "long"); j.State != job.Failed {
		t.Errorf("after six stops: %+v", j)
	}
}
