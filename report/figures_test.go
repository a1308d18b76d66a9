package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/report"
	"sauro/task"
	"sauro/vn"
)

func TestFiguresOfTodayAreThoseOfTheScreens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d).busy()
		f := o.figures("2026-03-16")
		o.do(func(tx *db.Tx) error {
			l, err := task.OfLetter(tx, o.who[viewer], o.letter)
			if err != nil {
				return err
			}
			if f.ReportedBP != l.ReportedBP || f.VerifiedBP != l.VerifiedBP || f.Tasks != l.Figures.Tasks || f.Late != l.Late || f.Done != l.Done || f.Status != l.Status {
				t.Errorf("the report says %+v, the screens %+v", f.Totals, l.Figures)
			}
			for i, g := range f.Groups {
				for j, c := range g.Clauses {
					of := l.Clauses[0]
					l.Clauses = l.Clauses[1:]
					if c.Code != of.Code || c.ReportedBP != of.ReportedBP || c.VerifiedBP != of.VerifiedBP || c.Status != of.Status || len(c.Tasks) != of.Figures.Tasks {
						t.Errorf("group %d, clause %d: %+v, on the screens %+v", i, j, c, of)
					}
					for k, one := range c.Tasks {
						want := of.Tasks[k]
						if one.Ref != want.Ref || one.State != want.State || one.Timing != want.Timing() || one.DaysLate != want.DaysLate() || one.ReportedBP != want.ReportedBP {
							t.Errorf("%s: %+v, on the screens %+v", one.Ref, one, want)
						}
					}
				}
			}
			return nil
		})
		if got := f.Totals; got.Clauses != 20 || got.Tasks != 7 || got.Done != 1 || got.Waiting != 1 || got.Paused != 1 || got.NotBegun != 1 || got.Doing != 3 || got.Late != 2 ||
			got.Tasked != 7 || got.Reasoned != 1 || got.Bare != 12 {
			t.Errorf("totals %+v", got)
		}
	})
}

func TestFiguresAreThoseOfTheCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		ref := o.on("2025-12-16").given("3.3", o.slots("Tổ chức 02 lớp bồi dưỡng kỹ năng số", "2026-01-30"))
		o.on("2026-01-12").report(ref, 26, task.Progress{Note: "Xong lớp 1"})
		o.on("2026-01-14").verify(ref, 20)
		// Written on 20/01 about 13/01: not known on 15/01.
		o.on("2026-01-20").report(ref, 30, task.Progress{AsOf: "2026-01-13", Backdated: "Danh sách về trễ", Obstacle: "Thiếu máy tính"})
		// The deadline is moved after it was missed.
		o.on("2026-02-05").do(func(tx *db.Tx) error {
			s := o.slots("Tổ chức 03 lớp bồi dưỡng kỹ năng số", "2026-04-30")
			s.Target, s.Accountable, s.LeadUnit = 50, o.who[head].Post, o.who[accountant].Unit
			return task.Edit(tx, o.who[clerk], ref, o.version(tx, ref), s, "UBND xã đồng ý lùi hạn")
		})
		o.on("2026-02-10").do(func(tx *db.Tx) error {
			return task.Pause(tx, o.who[chairman], ref, o.version(tx, ref), "Chờ kinh phí")
		})
		o = o.on("2026-02-20")

		type want struct {
			state              task.State
			reported, verified int64
			target             int64
			due                vn.Day
			late               int
			who, lead, work    string
			obstacle, paused   string
		}
		before := want{target: 42, due: "2026-01-30", who: culture, lead: "Phòng Văn hóa - Xã hội", work: "Tổ chức 02 lớp bồi dưỡng kỹ năng số"}
		after := want{target: 50, due: "2026-04-30", who: head, lead: "Phòng Kinh tế", work: "Tổ chức 03 lớp bồi dưỡng kỹ năng số", reported: 30, verified: 20, obstacle: "Thiếu máy tính"}
		on := func(w want, change func(*want)) want { change(&w); return w }
		for day, w := range map[vn.Day]want{
			"2025-12-16": on(before, func(w *want) { w.state = task.Received }),
			"2026-01-12": on(before, func(w *want) { w.state, w.reported = task.Doing, 26 }),
			"2026-01-15": on(before, func(w *want) { w.state, w.reported, w.verified = task.Doing, 26, 20 }),
			"2026-02-04": on(before, func(w *want) {
				w.state, w.reported, w.verified, w.late, w.obstacle = task.Doing, 30, 20, 3, "Thiếu máy tính"
			}),
			"2026-02-05": on(after, func(w *want) { w.state = task.Doing }),
			"2026-02-20": on(after, func(w *want) { w.state, w.paused = task.Paused, "Chờ kinh phí" }),
		} {
			f := o.figures(day)
			got, ok := find(f, ref)
			if !ok {
				t.Errorf("%s: the task is not there", day)
				continue
			}
			is := want{got.State, got.Reported, got.Verified, got.Target, got.Due, got.DaysLate, got.Accountable, got.Lead, got.Work, got.Obstacle, got.PausedFor}
			if is != w {
				t.Errorf("%s:\n got %+v\nwant %+v", day, is, w)
			}
			if late := w.late > 0; late != (f.Late == 1) {
				t.Errorf("%s: %d late", day, f.Late)
			}
		}
		if f := o.figures("2025-12-15"); f.Tasks != 0 || f.Bare != 20 {
			t.Errorf("before the task was issued: %+v", f.Totals)
		}
	})
}

func TestTheDayEndsAtTheOffice(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	ref := o.on("2025-12-16").given("3.3", o.slots("Tổ chức 02 lớp bồi dưỡng kỹ năng số", "2026-01-30"))
	last := vn.Day("2026-01-12").Add(1).Time().Add(-time.Microsecond)
	o.at(last).report(ref, 10, task.Progress{})
	o.at(last.Add(time.Microsecond)).report(ref, 11, task.Progress{})
	o = o.on("2026-01-20")
	for day, want := range map[vn.Day]int64{"2026-01-11": 0, "2026-01-12": 10, "2026-01-13": 11} {
		if got, _ := find(o.figures(day), ref); got.Reported != want {
			t.Errorf("on %s %d were reported, not %d", day, got.Reported, want)
		}
	}
}

func TestCyclesAsTheyStood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d).busy()
		const ref = "NV-2026-0001" // the first of 2026: the monthly notice
		for day, want := range map[vn.Day]struct {
			done, due, missing int
			status             task.Status
			late               bool
		}{
			"2026-01-29": {0, 0, 0, task.NotBegun, false},
			"2026-01-30": {0, 1, 0, task.Ongoing, false}, // handed in
			"2026-02-02": {1, 1, 0, task.Maintained, false},
			"2026-02-27": {1, 1, 0, task.Maintained, false},
			"2026-03-03": {1, 2, 1, task.Ongoing, true}, // February is missing
		} {
			got, ok := find(o.figures(day), ref)
			if !ok || got.CyclesDone != want.done || got.CyclesDue != want.due || len(got.Missing) != want.missing || got.Status != want.status || got.Late() != want.late {
				t.Errorf("%s: want %+v, got %+v", day, want, got)
			}
		}
	})
}

func TestWhatCannotBeReported(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t)).busy()
	for what, order := range map[string]func(*report.Order){
		"a cut-off that has not come":         func(r *report.Order) { r.CutOff = "2026-03-17" },
		"a cut-off before the letter's own":   func(r *report.Order) { r.CutOff = accepted.Add(-1) },
		"no cut-off":                          func(r *report.Order) { r.CutOff = "" },
		"a day that does not exist":           func(r *report.Order) { r.CutOff = "2026-02-30" },
		"a kind that does not exist":          func(r *report.Order) { r.Kind = "x" },
		"a date before the cut-off":           func(r *report.Order) { r.Date = "2026-03-15" },
		"a number that is a sentence":         func(r *report.Order) { r.Number = strings.Repeat("một ", 9) },
		"more addressees than a letter holds": func(r *report.Order) { r.Recipients = strings.Split(strings.Repeat("Sở A\n", 51), "\n") },
	} {
		r := o.order("2026-03-16")
		order(&r)
		for _, do := range []func(tx *db.Tx) error{
			func(tx *db.Tx) error { _, err := report.Of(tx, o.who[clerk], r); return err },
			func(tx *db.Tx) error { _, err := report.Freeze(tx, o.who[clerk], r); return err },
		} {
			if err := o.try(do); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	// A letter nobody has accepted has no figures.
	id := o.propose(seed(t))
	err := o.try(func(tx *db.Tx) error {
		_, err := report.Of(tx, o.who[clerk], report.Order{Letter: id, CutOff: "2026-03-16", Kind: report.Plain})
		return err
	})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a proposal: %v", err)
	}
}

func TestFiguresAreTheSameJSON(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t)).busy()
	first, err := json.Marshal(o.figures("2026-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if again, _ := json.Marshal(o.figures("2026-03-10")); string(again) != string(first) {
			t.Fatalf("two readings of one day differ:\n%s\n%s", first, again)
		}
	}
}
