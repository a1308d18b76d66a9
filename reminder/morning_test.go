package reminder_test

import (
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/reminder"
	"sauro/task"
	"sauro/vn"
)

// morning lives through the days from one to another, twice each morning.
func (o *office) mornings(from, to vn.Day) {
	o.t.Helper()
	for day := from; day <= to; day = day.Add(1) {
		for _, hour := range []int{6, 7, 9} {
			o.at(day, hour)
			if err := reminder.Step(ctx, o.d); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

func byDay(day vn.Day) task.Due { return task.Due{Kind: task.ByDate, Date: day, From: "typed"} }

func TestTheLadderRisesInWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.task(byDay("2026-03-10")) // a Tuesday; Tết lies before it
		o.mornings("2026-01-06", "2026-03-25")
		for post, want := range map[string]string{
			culture: "T-15 T-7 T-3 T-1 T0 T+1 T+3 T+5", head: "T+1 T+3 T+5", chairman: "T+3 T+5", superior: "T+5", clerk: "",
		} {
			if got := strings.Join(o.told(post), " "); got != want {
				t.Errorf("%s was told %q, want %q", post, got, want)
			}
		}
		// Each on its working day, which another way of counting finds too.
		o.ok(func(tx *db.Tx) error {
			return tx.Each(func(scan func(...any) error) error {
				var step string
				var day vn.Day
				if err := scan(&step, &day); err != nil {
					return err
				}
				want := map[string]vn.Day{"seen": "2026-02-10", "T-15": "2026-02-10", "T-7": "2026-02-27", "T-3": "2026-03-05", "T-1": "2026-03-09",
					"T0": "2026-03-10", "T+1": "2026-03-11", "T+3": "2026-03-13", "T+5": "2026-03-17"}[step]
				if day != want {
					t.Errorf("%s was climbed on %s, want %s", step, day, want)
				}
				return nil
			}, "select step, day from reminder_step where tenant_id = ?1")
		})
	})
}

func TestOnADayOffNobodyIsReminded(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.task(byDay("2026-02-17")) // a day of Tết: in time until Monday 23/02
		o.mornings("2026-02-12", "2026-02-24")
		o.ok(func(tx *db.Tx) error {
			off, err := db.Value[int](tx, "select count(*) from notice where tenant_id = ?1 and at >= ?2 and at < ?3", vn.Day("2026-02-14").Time(), vn.Day("2026-02-23").Time())
			if off != 0 {
				t.Errorf("%d notices on days off", off)
			}
			return err
		})
		if got := strings.Join(o.told(culture), " "); got != "T-1 T0 T+1" {
			t.Errorf("told %q", got)
		}
	})
}

func TestWhatWasMissedIsMadeUpForOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.task(byDay("2026-03-10"))
		o.mornings("2026-02-10", "2026-02-11") // then the machine stands still
		o.mornings("2026-03-13", "2026-03-16")
		if got := strings.Join(o.told(culture), " "); got != "T-15 T+3" {
			t.Errorf("told %q, want the first step and after the stop only the last", got)
		}
	})
}

func TestWhatIsIssuedLateIsNotRemindedOfThePast(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.at("2026-03-06", 10)
		o.task(byDay("2026-03-10")) // two working days are left
		o.mornings("2026-03-07", "2026-03-10")
		if got := strings.Join(o.told(culture), " "); got != "T-1 T0" {
			t.Errorf("told %q", got)
		}
	})
}

func TestWhatIsHandedInIsLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(byDay("2026-03-10"))
		o.mornings("2026-03-01", "2026-03-05")
		o.ok(func(tx *db.Tx) error {
			if err := task.Receive(tx, o.who[culture], ref, 2); err != nil {
				return err
			}
			one := int64(1)
			return task.Report(tx, o.who[culture], ref, 3, task.Progress{Value: &one, HandIn: true, Evidence: []task.Evidence{{Kind: task.DocumentNo, Name: "Kế hoạch", Number: "12/KH-UBND", Dated: "2026-03-05"}}})
		})
		before := len(o.told(culture))
		o.mornings("2026-03-06", "2026-03-20")
		if after := len(o.told(culture)); after != before {
			t.Errorf("%d notices after it was handed in", after-before)
		}
	})
}

func TestAnotherDayIsAnotherLadder(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(byDay("2026-03-10"))
		o.mornings("2026-03-05", "2026-03-09")
		o.at("2026-03-09", 14)
		o.ok(func(tx *db.Tx) error {
			_, err := task.Extend(tx, o.who[chairman], ref, 2, "2026-03-20", "Thêm việc")
			return err
		})
		o.mornings("2026-03-10", "2026-03-20")
		if got := strings.Join(o.told(culture), " "); got != "T-3 T-1 T-7 T-3 T-1 T0" {
			t.Errorf("told %q", got)
		}
	})
}

func TestALadderIsChosenByWhoeverMay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		choose := func(as, name string, steps reminder.Ladder, reason string) error {
			return o.d.Update(ctx, o.tenant, func(tx *db.Tx) error { return reminder.Choose(tx, o.who[as], name, steps, reason) })
		}
		for _, c := range []struct {
			as, name string
			steps    reminder.Ladder
			reason   string
			want     fault.Kind
		}{
			{culture, "date", reminder.Ladder{-1, 1}, "ít việc", fault.Denied},
			{clerk, "nothing", reminder.Ladder{-1, 1}, "ít việc", fault.Unknown},
			{clerk, "date", reminder.Ladder{-1, 1}, " ", fault.Invalid},
			{clerk, "date", reminder.Ladder{-1, 0}, "im lặng", fault.Invalid},
			{clerk, "date", nil, "im lặng", fault.Invalid},
		} {
			if err := choose(c.as, c.name, c.steps, c.reason); !fault.Is(err, c.want) {
				t.Errorf("%s chooses %v of %s: %v", c.as, c.steps, c.name, err)
			}
		}
		if err := choose(clerk, "date", reminder.Ladder{5, -1, 99, 1, 1}, "ít việc"); err != nil {
			t.Fatal(err)
		}
		o.ok(func(tx *db.Tx) error {
			all, err := reminder.AllLadders(tx)
			if !slices.Equal(all["date"], reminder.Ladder{-1, 1, 5}) || !slices.Equal(all["week"], reminder.Ladder{-1, 0, 1, 3, 5}) {
				t.Errorf("ladders %v", all)
			}
			return err
		})
		o.task(byDay("2026-03-10"))
		o.mornings("2026-02-10", "2026-03-20")
		if got := strings.Join(o.told(culture), " "); got != "T-1 T+1 T+5" {
			t.Errorf("told %q", got)
		}
	})
}
