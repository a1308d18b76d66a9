package task_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
)

func TestTheSecondToSaveSeesBothVersions(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		mine, theirs := o.six(), o.six()
		theirs.Work = "Tổ chức bồi dưỡng kỹ năng số cho 45 người"
		mine.Product, mine.Target = "40 người đạt", 40
		o.ok(func(tx *db.Tx) error { return Edit(tx, o.who[clerk], ref, 1, theirs, "") })
		err := o.try(func(tx *db.Tx) error { return Edit(tx, o.who[deputy], ref, 1, mine, "") })
		var both *ConflictError
		if !errors.As(err, &both) || fault.Of(err) != fault.Conflict {
			t.Fatalf("the second save: %v", err)
		}
		if both.Theirs.Work != theirs.Work || both.Theirs.Version != 2 || both.Mine.Target != 40 {
			t.Errorf("theirs %q of version %d, mine %d", both.Theirs.Work, both.Theirs.Version, both.Mine.Target)
		}
		var fields []string
		for _, c := range both.Diff {
			fields = append(fields, c.Field)
			if FieldName[c.Field] == "" {
				t.Errorf("the field %s has no name", c.Field)
			}
		}
		if !slices.Equal(fields, []string{"work", "product", "target"}) {
			t.Errorf("the versions differ in %v", fields)
		}
		o.ok(func(tx *db.Tx) error { return Edit(tx, o.who[deputy], ref, both.Theirs.Version, mine, "") })
		p := o.page(ref, viewer)
		if p.Version != 3 || p.Work != mine.Work || p.Events[1].Detail.Changes[0].To != theirs.Work {
			t.Errorf("the first save is not in the timeline: %+v", p.Events)
		}
		// Saving what is there already changes nothing.
		o.ok(func(tx *db.Tx) error { return Edit(tx, o.who[deputy], ref, 3, mine, "") })
		if got := o.get(ref); got.Version != 3 {
			t.Errorf("an edit without a change made version %d", got.Version)
		}
	})
}

func TestEveryWriteTakesTheVersionSeen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		draft, issued, received, sent := o.draft(o.six()), o.draft(o.six()), o.received(o.six()), o.handedIn(o.six())
		o.issue(issued)
		doing := o.received(o.six())
		o.report(doing, Progress{Value: n(42), Evidence: []Evidence{aFile}})
		id := o.page(doing, viewer).Evidence[0].ID
		for name, act := range map[string]func(tx *db.Tx) error{
			"edit":     func(tx *db.Tx) error { return Edit(tx, o.who[clerk], draft, 99, o.monthly(), "") },
			"place":    func(tx *db.Tx) error { return Place(tx, o.who[clerk], draft, 99, "", 1) },
			"issue":    func(tx *db.Tx) error { return Issue(tx, o.who[clerk], draft, 99) },
			"receive":  func(tx *db.Tx) error { return Receive(tx, o.who[culture], issued, 99) },
			"report":   func(tx *db.Tx) error { return Report(tx, o.who[culture], received, 99, Progress{Note: "x"}) },
			"hand in":  func(tx *db.Tx) error { return HandIn(tx, o.who[culture], doing, 99, "") },
			"withdraw": func(tx *db.Tx) error { return Withdraw(tx, o.who[culture], doing, 99, id, "nhầm") },
			"verify":   func(tx *db.Tx) error { return Verify(tx, o.who[clerk], doing, 99, Verification{Value: 1, Looked: "x"}) },
			"accept":   func(tx *db.Tx) error { return Accept(tx, o.who[chairman], sent, 99, Acceptance{Looked: "x"}) },
			"return":   func(tx *db.Tx) error { return Return(tx, o.who[chairman], sent, 99, Acceptance{Reason: "x"}) },
			"pause":    func(tx *db.Tx) error { return Pause(tx, o.who[clerk], doing, 99, "x") },
			"resume":   func(tx *db.Tx) error { return Resume(tx, o.who[clerk], doing, 99, "x") },
			"cancel":   func(tx *db.Tx) error { return Cancel(tx, o.who[clerk], doing, 99, "x") },
			"finish":   func(tx *db.Tx) error { return Finish(tx, o.who[chairman], doing, 99) },
		} {
			var both *ConflictError
			if err := o.try(act); !errors.As(err, &both) || both.Theirs.Ref == "" {
				t.Errorf("%s with a version of the past: %v", name, err)
			}
		}
	})
}

// A form sent twice is kept once: the second has the version of before.
func TestAReportSentTwiceIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		v := o.get(ref).Version
		send := func(tx *db.Tx) error { return Report(tx, o.who[culture], ref, v, Progress{Value: n(10)}) }
		o.ok(send)
		o.refused(fault.Conflict, send)
		if got := len(o.page(ref, viewer).Reports); got != 1 {
			t.Errorf("%d reports are kept", got)
		}
	})
}

func TestNoUpdateIsLostInARace(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		const writers = 16
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for {
					v := o.get(ref).Version
					s := o.six()
					s.Detail = fmt.Sprintf("bản của người %d", i)
					err := o.try(func(tx *db.Tx) error { return Edit(tx, o.who[clerk], ref, v, s, "") })
					if fault.Of(err) == fault.Conflict {
						continue
					}
					if err != nil {
						t.Error(err)
					}
					return
				}
			})
		}
		wg.Wait()
		p := o.page(ref, viewer)
		saved := map[string]bool{}
		for _, e := range p.Events {
			for _, c := range e.Detail.Changes {
				saved[c.To] = true
			}
		}
		if len(saved) != writers || p.Version != writers+1 {
			t.Errorf("%d of %d versions are in the timeline, the task is of version %d", len(saved), writers, p.Version)
		}
	})
}

func TestReferencesHaveNoGapsUnder64Writers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		const writers = 64
		var (
			wg   sync.WaitGroup
			mu   sync.Mutex
			refs []string
		)
		for i := range writers {
			wg.Go(func() {
				var ref string
				err := o.try(func(tx *db.Tx) (err error) {
					if ref, err = Create(tx, o.who[clerk], o.clauses["1.1"], "", o.six()); err == nil && i%8 == 3 {
						return undo // a number that was not used is given again
					}
					return err
				})
				if err != nil && err != undo {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					refs = append(refs, ref)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		slices.Sort(refs)
		for i, ref := range refs {
			if want := fmt.Sprintf("NV-2025-%04d", i+1); ref != want {
				t.Fatalf("reference %d is %s, want %s", i, ref, want)
			}
		}
		if len(refs) != writers-writers/8 {
			t.Errorf("%d references", len(refs))
		}
		// The year is the office's: 31/12 at 18:00 UTC is the new year here.
		if ref := o.on("2026-01-01").draft(o.six()); ref != "NV-2026-0001" {
			t.Errorf("the first of the new year is %s", ref)
		}
	})
}

func TestACorrectionOfAnIssuedTask(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		later := o.six()
		later.Due.Date = "2026-06-30"
		edit := func(who string, s Slots, reason string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error { return Edit(tx, o.who[who], ref, version(tx, o, ref), s, reason) }
		}
		e := o.refused(fault.Invalid, edit(clerk, later, " "))
		if e.Fields[0].Name != "reason" {
			t.Errorf("refused with %v", e)
		}
		o.refused(fault.Denied, edit(culture, later, "xin gia hạn")) // the doer does not move the deadline
		o.ok(edit(clerk, later, "chờ giáo trình của tỉnh"))
		p := o.page(ref, viewer)
		if p.NextDue != "2026-06-30" || p.Events[0].Reason != "chờ giáo trình của tỉnh" || p.Events[0].Detail.Changes[0] != (Change{"due", "31/03/2026", "30/06/2026"}) {
			t.Errorf("next due %s, %+v", p.NextDue, p.Events[0])
		}
		unclear := later
		unclear.Decider = ""
		o.refused(fault.Invalid, edit(clerk, unclear, "x"))
		unit := later
		unit.Unit = "lớp"
		o.refused(fault.Invalid, edit(clerk, unit, "x"))
		// Given to somebody else, it is the other's.
		other := later
		other.Accountable = o.who[justice].Post
		o.ok(edit(clerk, other, "chuyển công tác"))
		if got := o.get(ref); got.IssuedTo != o.who[justice].Person || got.AccountableTitle != justice {
			t.Errorf("issued to %s", got.AccountableTitle)
		}
		done := o.accepted(o.six())
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Edit(tx, o.who[clerk], done, version(tx, o, done), later, "x") })
	})
}
