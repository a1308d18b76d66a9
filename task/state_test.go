package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
)

// allowed is the picture in state.go, read again: what each act makes of a task
// in each state. What is not here is refused.
var allowed = map[State]map[string]State{
	Draft:    {"issue": Issued, "cancel": Cancelled},
	Issued:   {"receive": Received, "pause": Paused, "cancel": Cancelled},
	Received: {"report": Doing, "pause": Paused, "cancel": Cancelled},
	Doing:    {"report": Doing, "hand in": Waiting, "pause": Paused, "cancel": Cancelled},
	Waiting:  {"accept": Done, "return": Returned, "cancel": Cancelled},
	Returned: {"report": Doing, "hand in": Waiting, "pause": Paused, "cancel": Cancelled},
	Paused:   {"resume": Doing, "cancel": Cancelled},
}

func TestEveryActInEveryState(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		in := map[State]string{Draft: o.draft(o.six())}
		in[Issued] = o.draft(o.six())
		o.issue(in[Issued])
		in[Received] = o.received(o.six())
		in[Doing] = o.received(o.six())
		o.report(in[Doing], Progress{Value: n(42), Evidence: []Evidence{aFile}})
		in[Waiting] = o.handedIn(o.six())
		in[Done] = o.accepted(o.six())
		in[Returned] = o.handedIn(o.six())
		in[Paused] = o.received(o.six())
		o.report(in[Paused], Progress{Value: n(42), Evidence: []Evidence{aFile}})
		in[Cancelled] = o.draft(o.six())
		o.ok(func(tx *db.Tx) error {
			if err := Return(tx, o.who[chairman], in[Returned], version(tx, o, in[Returned]), Acceptance{Reason: "thiếu"}); err != nil {
				return err
			}
			if err := Pause(tx, o.who[clerk], in[Paused], version(tx, o, in[Paused]), "mưa lũ"); err != nil {
				return err
			}
			return Cancel(tx, o.who[clerk], in[Cancelled], version(tx, o, in[Cancelled]), "trùng")
		})
		acts := map[string]func(tx *db.Tx, ref string, v int64) error{
			"issue":   func(tx *db.Tx, ref string, v int64) error { return Issue(tx, o.who[clerk], ref, v) },
			"receive": func(tx *db.Tx, ref string, v int64) error { return Receive(tx, o.who[culture], ref, v) },
			"report": func(tx *db.Tx, ref string, v int64) error {
				return Report(tx, o.who[culture], ref, v, Progress{Note: "x"})
			},
			"hand in": func(tx *db.Tx, ref string, v int64) error { return HandIn(tx, o.who[culture], ref, v, "") },
			"accept": func(tx *db.Tx, ref string, v int64) error {
				p, err := ByRef(tx, o.who[chairman], ref)
				if err != nil {
					return err
				}
				a := Acceptance{Looked: "danh sách"}
				for _, e := range p.Evidence {
					a.Evidence = append(a.Evidence, e.ID)
				}
				return Accept(tx, o.who[chairman], ref, v, a)
			},
			"return": func(tx *db.Tx, ref string, v int64) error {
				return Return(tx, o.who[chairman], ref, v, Acceptance{Reason: "thiếu"})
			},
			"pause":  func(tx *db.Tx, ref string, v int64) error { return Pause(tx, o.who[clerk], ref, v, "mưa lũ") },
			"resume": func(tx *db.Tx, ref string, v int64) error { return Resume(tx, o.who[clerk], ref, v, "") },
			"cancel": func(tx *db.Tx, ref string, v int64) error { return Cancel(tx, o.who[clerk], ref, v, "trùng") },
			"finish": func(tx *db.Tx, ref string, v int64) error { return Finish(tx, o.who[chairman], ref, v) },
		}
		for _, from := range States {
			for name, act := range acts {
				to, want := allowed[from][name]
				var got Task
				err := o.try(func(tx *db.Tx) error {
					before, err := Get(tx, o.who[clerk], in[from])
					if err != nil {
						return err
					}
					if before.State != from {
						t.Fatalf("the task is %s, want %s", before.State, from)
					}
					if err := act(tx, in[from], before.Version); err != nil {
						return err
					}
					if got, err = Get(tx, o.who[clerk], in[from]); err != nil {
						return err
					}
					return undo // so that the next act finds the task as it was
				})
				switch {
				case want && err != undo:
					t.Errorf("%s in %s was refused: %v", name, from, err)
				case want && got.State != to:
					t.Errorf("%s takes %s to %s, want %s", name, from, got.State, to)
				case !want && fault.Of(err) != fault.Invalid:
					t.Errorf("%s in %s: %v, want a refusal", name, from, err)
				}
				if want && from != to && !CanMove(from, to) {
					t.Errorf("the table of moves does not know %s to %s", from, to)
				}
			}
		}
	})
}

// undo ends a transaction without an effect.
var undo = fault.New(fault.Busy, "undo")

func TestEveryPairOfStates(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			want := false
			for _, next := range allowed[from] {
				want = want || next == to && from != to
			}
			switch {
			case from == Paused && (to == Issued || to == Received || to == Returned):
				want = true // a paused task goes back to where it was
			case from == Doing && to == Done:
				want = true // Finish, of a task with cycles
			}
			if got := CanMove(from, to); got != want {
				t.Errorf("%s to %s: allowed %v, want %v", from, to, got, want)
			}
		}
		if StateName[from] == "" {
			t.Errorf("%s has no name", from)
		}
	}
}

func TestAPausedTaskGoesOnWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, from := range []State{Issued, Received} {
			ref := o.draft(o.six())
			o.issue(ref)
			if from == Received {
				o.ok(func(tx *db.Tx) error { return Receive(tx, o.who[culture], ref, version(tx, o, ref)) })
			}
			o.ok(func(tx *db.Tx) error { return Pause(tx, o.who[clerk], ref, version(tx, o, ref), "chờ kinh phí") })
			if got := o.get(ref); got.State != Paused || got.NextDue != "2026-03-31" {
				t.Errorf("paused: %s, next due %q", got.State, got.NextDue)
			}
			o.ok(func(tx *db.Tx) error { return Resume(tx, o.who[clerk], ref, version(tx, o, ref), "") })
			if got := o.get(ref); got.State != from || got.NextDue != "2026-03-31" {
				t.Errorf("resumed: %s, next due %q", got.State, got.NextDue)
			}
		}
	})
}

func TestPauseReturnAndCancelNeedAReason(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref, sent := o.received(o.six()), o.handedIn(o.six())
		for name, act := range map[string]func(tx *db.Tx) error{
			"pause":  func(tx *db.Tx) error { return Pause(tx, o.who[clerk], ref, version(tx, o, ref), "  ") },
			"cancel": func(tx *db.Tx) error { return Cancel(tx, o.who[clerk], ref, version(tx, o, ref), "") },
			"return": func(tx *db.Tx) error {
				return Return(tx, o.who[chairman], sent, version(tx, o, sent), Acceptance{Reason: "\n"})
			},
		} {
			if e := o.refused(fault.Invalid, act); len(e.Fields) != 1 || e.Fields[0].Name != "reason" {
				t.Errorf("%s: %v", name, e)
			}
		}
	})
}
