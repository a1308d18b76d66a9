package task_test

import (
	"slices"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
	"sauro/vn"
)

func TestKeysOfCycles(t *testing.T) {
	for _, c := range []struct {
		every     vn.Every
		day       vn.Day
		key, name string
	}{
		{vn.Weekly, "2026-02-01", "2026-W05", "tuần 05/2026"},
		{vn.Weekly, "2025-12-29", "2026-W01", "tuần 01/2026"}, // the week of the first Thursday
		{vn.Weekly, "2027-01-03", "2026-W53", "tuần 53/2026"},
		{vn.Monthly, "2026-03-31", "2026-03", "tháng 3/2026"},
		{vn.Monthly, "2026-12-01", "2026-12", "tháng 12/2026"},
		{vn.Quarterly, "2026-01-01", "2026-Q1", "quý I/2026"},
		{vn.Quarterly, "2026-12-31", "2026-Q4", "quý IV/2026"},
		{vn.HalfYearly, "2026-06-30", "2026-H1", "6 tháng đầu năm 2026"},
		{vn.HalfYearly, "2026-07-01", "2026-H2", "6 tháng cuối năm 2026"},
		{vn.Yearly, "2026-07-01", "2026", "năm 2026"},
	} {
		if key := c.every.Key(c.day); key != c.key || CycleName(key) != c.name {
			t.Errorf("%s of %s is %s (%s), want %s (%s)", c.every, c.day, key, CycleName(key), c.key, c.name)
		}
	}
}

func (o *office) minutes(ref, cycle, number string) {
	o.t.Helper()
	o.report(ref, Progress{Cycle: cycle, Value: n(1), Evidence: []Evidence{aDocument(number, "2025-12-15")}, HandIn: true})
}

func (o *office) acceptCycle(ref, cycle string) {
	o.t.Helper()
	var of []db.ID
	for _, e := range o.page(ref, chairman).Evidence {
		if e.Cycle == cycle {
			of = append(of, e.ID)
		}
	}
	o.ok(o.accepting(ref, chairman, Acceptance{Cycle: cycle, Looked: "thông báo kết luận", Evidence: of}))
}

func TestATaskWithCyclesGivesOneResultACycle(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.monthly())
		check := func(o *office, next vn.Day, reported, verified int, status Status, missing ...string) {
			t.Helper()
			got := o.get(ref)
			var keys []string
			for _, c := range got.MissingCycles() {
				keys = append(keys, c.Key)
			}
			if got.NextDue != next || got.ReportedBP != reported || got.VerifiedBP != verified || got.Status() != status || !slices.Equal(keys, missing) {
				t.Errorf("on %s: next due %s, reported %d, verified %d, %s, missing %v", got.Today, got.NextDue, got.ReportedBP, got.VerifiedBP, got.Status(), keys)
			}
		}
		check(o, "2025-12-31", 0, 0, NotBegun)
		o.minutes(ref, "", "1/TB-UBND")
		check(o, "2026-01-31", 10_000, 0, Ongoing)
		if got := o.get(ref); got.State != Doing {
			t.Errorf("handed in for a cycle the task is %s", got.State)
		}
		o.refused(fault.Invalid, o.reporting(ref, Progress{Cycle: "2025-12", Note: "thêm"})) // waits for a verdict
		o.refused(fault.Invalid, o.reporting(ref, Progress{Cycle: "2026-01", Note: "sớm"}))  // has not come
		o.refused(fault.Invalid, o.reporting(ref, Progress{Cycle: "2025-11", Note: "cũ"}))   // before it was issued
		o.acceptCycle(ref, "2025-12")
		check(o, "2026-01-31", 10_000, 10_000, Maintained)
		if got := o.get(ref); got.State != Doing {
			t.Errorf("accepting a cycle made the task %s", got.State)
		}

		// Nobody loses by a month that has only begun; a month missed is late.
		check(o.on("2026-01-30"), "2026-01-31", 10_000, 10_000, Maintained)
		feb := o.on("2026-02-04")
		check(feb, "2026-01-31", 5000, 5000, Ongoing, "2026-01")
		if got := feb.get(ref); got.Timing() != Late || got.DaysLate() != 2 {
			t.Errorf("%s, %d days", got.Timing(), got.DaysLate())
		}
		feb.minutes(ref, "2026-01", "5/TB-UBND")
		check(feb, "2026-02-28", 10_000, 5000, Maintained)
		feb.ok(func(tx *db.Tx) error {
			return Return(tx, o.who[chairman], ref, version(tx, o, ref), Acceptance{Cycle: "2026-01", Reason: "thiếu chữ ký"})
		})
		check(feb, "2026-01-31", 10_000, 5000, Ongoing, "2026-01")
		feb.minutes(ref, "2026-01", "6/TB-UBND")
		feb.acceptCycle(ref, "2026-01")
		check(feb, "2026-02-28", 10_000, 10_000, Maintained)
		feb.refused(fault.Invalid, func(tx *db.Tx) error { return Finish(tx, o.who[chairman], ref, version(tx, o, ref)) })
	})
}

func TestATaskWithCyclesIsFinishedAfterItsLastDay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.monthly()
		s.Due.Date = "2026-01-31"
		ref := o.received(s)
		finish := func(o *office) func(tx *db.Tx) error {
			return func(tx *db.Tx) error { return Finish(tx, o.who[chairman], ref, version(tx, o, ref)) }
		}
		o.minutes(ref, "2025-12", "1/TB-UBND")
		o.acceptCycle(ref, "2025-12")
		jan, feb := o.on("2026-01-30"), o.on("2026-02-02")
		jan.minutes(ref, "2026-01", "2/TB-UBND")
		if got := jan.get(ref); got.NextDue != "" || got.Timing() != NoTiming {
			t.Errorf("after the last cycle the next is due on %q", got.NextDue)
		}
		jan.refused(fault.Invalid, finish(jan))
		feb.refused(fault.Invalid, finish(feb)) // January waits for its verdict
		feb.acceptCycle(ref, "2026-01")
		feb.refused(fault.Denied, func(tx *db.Tx) error { return Finish(tx, o.who[culture], ref, version(tx, o, ref)) })
		feb.ok(finish(feb))
		if got := feb.get(ref); got.State != Done || got.Status() != Completed || len(got.Cycles) != 2 {
			t.Errorf("%s, %s, %d cycles", got.State, got.Status(), len(got.Cycles))
		}
	})
}

func TestACycleThatHadPassedIsNotAskedFor(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.monthly()
		s.Due.ReviewDay = 10 // the tenth of December had passed when it was issued
		ref := o.received(s)
		if got := o.get(ref); got.NextDue != "2026-01-10" || len(got.Cycles) != 0 {
			t.Errorf("next due %s, %d cycles", got.NextDue, len(got.Cycles))
		}
		o.refused(fault.Invalid, o.reporting(ref, Progress{Note: "x"}))
		// A quarter's report comes ten days after the quarter.
		s.Due = Due{Kind: ByCycle, Every: vn.Quarterly, ReviewDay: -10}
		quarterly := o.received(s)
		april := o.on("2026-04-08")
		april.report(quarterly, Progress{Value: n(1), Cycle: "2025-Q4", Evidence: []Evidence{aDocument("9/BC-UBND", "2026-01-09")}, HandIn: true})
		april.report(quarterly, Progress{Value: n(1)}) // the one that is awaited
		if got := april.get(quarterly).Cycles; len(got) != 3 || got[1].Key != "2026-Q1" || got[1].Reported != 1 || got[1].Due != "2026-04-10" {
			t.Errorf("the cycles are %+v", got)
		}
	})
}

func TestLatenessIsComputed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.six()
		s.Due.Date = "2026-01-31" // a Saturday: in time until Monday 02/02 (BLDS Điều 148 khoản 5)
		ref := o.received(s)
		for _, c := range []struct {
			day  vn.Day
			want Timing
			late int
			left int
		}{
			{"2026-01-26", Before, 0, 5}, {"2026-01-27", Before, 0, 4}, {"2026-01-28", Soon, 0, 3},
			{"2026-01-30", Soon, 0, 1}, {"2026-02-02", Soon, 0, 0}, {"2026-02-03", Late, 1, 0},
			{"2026-02-23", Late, 10, 0}, // five days off for Tết
		} {
			if got := o.on(c.day).get(ref); got.Timing() != c.want || got.DaysLate() != c.late || got.DaysLeft() != c.left {
				t.Errorf("on %s: %s, %d late, %d left; want %s, %d, %d", c.day, got.Timing(), got.DaysLate(), got.DaysLeft(), c.want, c.late, c.left)
			}
		}
		inTime, late := o.received(s), o.received(s)
		o.on("2026-02-02").report(inTime, Progress{Value: n(42), Evidence: []Evidence{aFile}, HandIn: true})
		o.on("2026-02-04").report(late, Progress{Value: n(42), Evidence: []Evidence{aFile}, HandIn: true})
		end := o.on("2026-03-31") // the verdict took its time: the doer is not late for it
		for ref, want := range map[string]Timing{inTime: InTime, late: LateHanded} {
			if got := end.get(ref); got.State != Waiting || got.Timing() != want {
				t.Errorf("waiting: %s, want %s", got.Timing(), want)
			}
			end.accept(ref)
			if got := end.get(ref); got.Timing() != want {
				t.Errorf("done: %s, want %s", got.Timing(), want)
			}
		}
		if got := end.get(late); got.DaysLate() != 2 {
			t.Errorf("handed in %d working days late, want 2", got.DaysLate())
		}
	})
}

// What is late in a list must be late on its page, on every day of a year.
func TestTheListOfLateOnesAgreesWithEachTask(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for i := range 12 {
			s := o.six()
			s.Due.Date = vn.Day("2026-01-28").Add(i)
			o.received(s)
		}
		for day := vn.Day("2026-01-26"); day < "2026-02-26"; day = day.Add(1) {
			now := o.on(day)
			if err := now.d.View(ctx, o.tenant, func(tx *db.Tx) error {
				late, err := LateOnes(tx, o.who[viewer])
				if err != nil {
					return err
				}
				all, _, err := List(tx, o.who[viewer], Filter{Limit: 100})
				count := 0
				for _, task := range all {
					if task.Timing() == Late {
						count++
					}
				}
				if len(late) != count {
					t.Errorf("on %s %d are listed as late, %d are", day, len(late), count)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
