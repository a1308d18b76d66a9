package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
	"sauro/vn"
)

func (o *office) stop(ref, as string, from vn.Day) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		return StopClock(tx, o.who[as], ref, version(tx, o, ref), from, "Chờ tỉnh cấp tài khoản, công văn 12/UBND")
	}
}

func (o *office) start(ref, as string, on vn.Day) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		return StartClock(tx, o.who[as], ref, version(tx, o, ref), on, "Đã có tài khoản")
	}
}

func (o *office) extend(ref, as string, until vn.Day) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := Extend(tx, o.who[as], ref, version(tx, o, ref), until, "Thêm việc theo chỉ đạo")
		return err
	}
}

func TestAPauseStopsNoClock(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		due := o.get(ref).NextDue
		o.ok(func(tx *db.Tx) error { return Pause(tx, o.who[chairman], ref, version(tx, o, ref), "chờ") })
		if got := o.get(ref); got.NextDue != due || got.Timing() == NoTiming {
			t.Errorf("a paused task is due %q, want %q", got.NextDue, due)
		}
		if got := o.on(due.Add(7)).get(ref).Timing(); got != Late {
			t.Errorf("a paused task whose day has passed is %q", got)
		}
	})
}

func TestAClockThatStandsStillMovesTheDeadlineOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		due := o.get(ref).NextDue
		// From Monday 22/12 to Monday 29/12: five working days of 2025.
		late := o.on("2025-12-29")
		late.ok(late.stop(ref, chairman, "2025-12-22"))
		if got := late.get(ref); got.StoppedOn() != "2025-12-22" || got.NextDue != "" || got.Timing() != NoTiming {
			t.Errorf("stopped on %q, due %q, %q", got.StoppedOn(), got.NextDue, got.Timing())
		}
		if got := late.on("2027-06-01").get(ref).Timing(); got == Late {
			t.Error("a task whose clock stands still is late")
		}
		late.refused(fault.Invalid, late.stop(ref, chairman, "2025-12-23"))
		late.ok(late.start(ref, chairman, "2025-12-29"))
		want := vn.Standard().Add(due, 5)
		if got := late.get(ref); got.NextDue != want || got.Due.Date != want {
			t.Errorf("due %s, was %s, want %s", got.NextDue, due, want)
		}
		late.refused(fault.Invalid, late.start(ref, chairman, "2025-12-29"))
		// Stopped and started at once moves nothing; into the first stop no second one reaches.
		late.refused(fault.Invalid, late.stop(ref, chairman, "2025-12-26"))
		late.ok(late.stop(ref, chairman, "2025-12-29"))
		late.ok(late.start(ref, chairman, "2025-12-29"))
		if got := late.get(ref).NextDue; got != want {
			t.Errorf("a stop of no day moved %s to %s", want, got)
		}
	})
}

func TestTheClockOfCyclesStandsStill(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.monthly())
		late := o.on("2026-01-19")
		late.ok(late.stop(ref, chairman, "2026-01-12"))
		late.ok(late.start(ref, chairman, "2026-01-19"))
		for _, c := range late.get(ref).Cycles {
			want := map[string]vn.Day{"2025-12": "2025-12-31", "2026-01": vn.Standard().Add("2026-01-31", 5)}[c.Key]
			if c.Due != want {
				t.Errorf("cycle %s is due %s, want %s", c.Key, c.Due, want)
			}
		}
	})
}

func TestAStopNeedsADayAndTheRightPerson(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		for _, day := range []vn.Day{"", "2025-12-14", "2025-12-16", "2025-02-30"} {
			o.refused(fault.Invalid, o.stop(ref, chairman, day))
		}
		for _, as := range []string{clerk, culture, accountant, viewer, economy} {
			o.refused(fault.Denied, o.stop(ref, as, "2025-12-15"))
			o.refused(fault.Denied, o.extend(ref, as, "2027-12-31"))
		}
		draft := o.draft(o.six())
		o.refused(fault.Invalid, o.stop(draft, chairman, "2025-12-15"))
		// What has run out before is not saved by what came after.
		due := o.get(ref).NextDue
		late := o.on(due.Add(30))
		late.refused(fault.Invalid, late.stop(ref, chairman, due.Add(20)))
	})
}

func TestAnExtensionKeepsTheOldDayInSight(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		was := o.get(ref).NextDue
		until := was.Add(14)
		o.refused(fault.Invalid, o.extend(ref, chairman, was))
		o.refused(fault.Invalid, o.extend(ref, chairman, "2026-02-31"))
		o.ok(o.extend(ref, chairman, until))
		got := o.page(ref, chairman)
		if got.NextDue != until || got.Due.Date != until {
			t.Errorf("due %s, want %s", got.NextDue, until)
		}
		e := got.Events[0]
		if e.Kind != "extended" || e.Reason == "" || len(e.Detail.Changes) != 1 || e.Detail.Changes[0].From != was.String() {
			t.Errorf("the timeline says %+v", e)
		}
	})
}

func TestACycleIsExtendedAlone(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.monthly())
		o.ok(o.extend(ref, chairman, "2026-01-09"))
		got := o.on("2026-01-20").get(ref)
		for _, c := range got.Cycles {
			if want := map[string]vn.Day{"2025-12": "2026-01-09", "2026-01": "2026-01-31"}[c.Key]; c.Due != want {
				t.Errorf("cycle %s is due %s, want %s", c.Key, c.Due, want)
			}
		}
	})
}

func TestItemsAreWhatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one, monthly := o.received(o.six()), o.received(o.monthly())
		o.draft(o.six())
		due := o.get(one).NextDue
		late := o.on("2026-03-03")
		late.ok(func(tx *db.Tx) error {
			items, err := Items(tx, "")
			if err != nil {
				return err
			}
			parts := map[string]vn.Day{}
			for _, i := range items {
				if i.Post == "" || i.Link != "/nhiem-vu/"+i.Ref || i.Ref != one && i.Ref != monthly {
					t.Errorf("item %+v", i)
				}
				parts[i.Ref+i.Part] = i.Due
			}
			want := map[string]vn.Day{one: due, monthly + "2025-12": "2025-12-31", monthly + "2026-01": "2026-01-31", monthly + "2026-02": "2026-02-28", monthly + "2026-03": "2026-03-31"}
			if len(parts) != len(want) {
				t.Errorf("items %v, want %v", parts, want)
			}
			for k, d := range want {
				if parts[k] != d {
					t.Errorf("%s is due %s, want %s", k, parts[k], d)
				}
			}
			items, err = Items(tx, "2026-01-31")
			for _, i := range items {
				if i.Due > "2026-01-31" {
					t.Errorf("%s is due %s, after the day asked for", i.Ref, i.Due)
				}
			}
			return err
		})
	})
}

func TestANewHolidayMovesOnlyWhatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		counted := o.six()
		counted.Due = Due{Kind: ByDate, Rule: "05 ngày làm việc", From: "typed"}
		open, handed := o.received(counted), o.handedIn(counted)
		if got := o.get(open); got.Due.Since != "2025-12-15" || got.NextDue != "2025-12-22" {
			t.Fatalf("counted from %s to %s", got.Due.Since, got.NextDue)
		}
		days := vn.NewCalendar([]vn.DayOff{{Day: "2025-12-18", Name: "Nghỉ bão", Source: "Công điện 1/CĐ-UBND"}})
		o.refused(fault.Denied, func(tx *db.Tx) error { _, err := Redate(tx, o.who[culture], days); return err })
		o.ok(func(tx *db.Tx) error {
			moved, err := Redate(tx, o.who[clerk], days)
			if len(moved) != 1 || moved[0].Ref != open || moved[0].Was != "2025-12-22" || moved[0].Due != "2025-12-23" {
				t.Errorf("moved %+v", moved)
			}
			return err
		})
		if got := o.get(handed); got.Due.Date != "2025-12-22" || got.Timing() != InTime {
			t.Errorf("what was handed in is due %s, %s", got.Due.Date, got.Timing())
		}
		o.ok(func(tx *db.Tx) error {
			moved, err := Redate(tx, o.who[clerk], days)
			if len(moved) != 0 {
				t.Errorf("moved again: %+v", moved)
			}
			return err
		})
	})
}
