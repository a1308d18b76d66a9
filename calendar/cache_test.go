package calendar_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	. "sauro/calendar"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/org"
	"sauro/vn"
)

// TestEntersInAnotherProcess is what the test below starts as a process of its own.
func TestEntersInAnotherProcess(t *testing.T) {
	url, tenant := os.Getenv("SAURO_TEST_OTHER"), db.ID(os.Getenv("SAURO_TEST_TENANT"))
	if url == "" {
		return // it is started by TestAnotherProcessSeesTheChange
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o := &office{t: t, d: d, tenant: tenant}
	o.ok(func(tx *db.Tx) error {
		who, err := org.AsPost(tx, org.Clerk)
		if err != nil {
			return err
		}
		if _, err := Of(tx); err != nil { // it has its own cache, and fills it
			return err
		}
		e := single(vn.Day(os.Getenv("SAURO_TEST_DAY")), "Nghỉ bão")
		e.On = "2026-11-20"
		_, err = EnterDays(tx, who, e)
		return err
	})
}

func TestAnotherProcessSeesTheChange(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "sauro.db") },
		"postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			at := url(t)
			d, err := db.Open(ctx, at)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			o := newOffice(t, d)
			for _, day := range []vn.Day{"2026-12-07", "2026-12-08"} {
				if !o.now().WorkDay(day) {
					t.Fatalf("%s is off before anybody said so", day)
				}
				other := exec.Command(os.Args[0], "-test.run=^TestEntersInAnotherProcess$", "-test.v")
				other.Env = append(os.Environ(), "SAURO_TEST_OTHER="+at, "SAURO_TEST_TENANT="+string(o.tenant), "SAURO_TEST_DAY="+string(day))
				if out, err := other.CombinedOutput(); err != nil {
					t.Fatalf("the other process: %v\n%s", err, out)
				}
				if o.now().WorkDay(day) {
					t.Errorf("%s is worked here, and another process has entered it as a day off", day)
				}
			}
		})
	}
}

// What a transaction has entered and not committed is seen by nobody else, not
// even by the next that comes to the same number.
func TestWhatWasUndoneIsNeverSeen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		undone := errors.New("undone")
		err := o.try(func(tx *db.Tx) error {
			c, err := EnterDays(tx, o.who[org.Clerk], single("2026-12-07", "Nghỉ bão"))
			if err != nil {
				return err
			}
			if c.WorkDay("2026-12-07") {
				t.Error("who enters a day does not see it")
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if !o.now().WorkDay("2026-12-07") {
			t.Error("a day that was never entered is off")
		}
		o.ok(o.entering(single("2026-12-08", "Nghỉ bão")))
		if c := o.now(); !c.WorkDay("2026-12-07") || c.WorkDay("2026-12-08") {
			t.Error("the calendar is that of the entry that was undone")
		}
	})
}

func TestOneOfficeDoesNotSeeAnothersDays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		other, err := org.NewTenant(ctx, o.d, "21475", "UBND xã Khác")
		if err != nil {
			t.Fatal(err)
		}
		o.ok(o.entering(single("2026-12-07", "Nghỉ bão")))
		if o.now().WorkDay("2026-12-07") {
			t.Error("the day is worked")
		}
		o.tenant = other
		if !o.now().WorkDay("2026-12-07") {
			t.Error("another office has the day off")
		}
	})
}

func TestManyReadWhileOneEnters(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		days := []vn.Day{"2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10"}
		var all sync.WaitGroup
		done := make(chan struct{})
		for range 4 {
			all.Go(func() {
				last := 0
				for {
					n := 0
					err := o.d.View(ctx, o.tenant, func(tx *db.Tx) error {
						c, err := Of(tx)
						if err != nil {
							return err
						}
						for _, d := range days {
							if !c.WorkDay(d) {
								n++
							}
						}
						return nil
					})
					if err != nil || n < last {
						t.Errorf("%d days are off where %d were: %v", n, last, err)
						return
					}
					last = n
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		for _, d := range days {
			o.ok(o.entering(single(d, "Nghỉ bão")))
			if o.now().WorkDay(d) {
				t.Errorf("%s was entered and is worked", d)
			}
		}
		close(done)
		all.Wait()
	})
}

func BenchmarkOf(b *testing.B) {
	d := dbtest.SQLite(b)
	o := newOffice(b, d)
	o.ok(o.entering(year2027()))
	for b.Loop() {
		o.view(func(tx *db.Tx) error { _, err := Of(tx); return err })
	}
}
