package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
)

func TestPartsLieFiveDeepAndNeverInARing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		refs := []string{o.draft(o.six())}
		for range 4 {
			refs = append(refs, o.part(refs[len(refs)-1], o.six()))
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := Create(tx, o.who[clerk], o.clauses["1.1"], refs[4], o.six())
			return err
		})
		place := func(ref, parent string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error { return Place(tx, o.who[clerk], ref, version(tx, o, ref), parent, 2) }
		}
		for _, below := range refs {
			o.refused(fault.Invalid, place(refs[0], below)) // itself, its part, its part's part …
		}
		other := o.draft(o.six())
		o.refused(fault.Invalid, place(refs[0], other)) // would be six deep
		o.ok(place(refs[3], other))
		o.refused(fault.Invalid, place(refs[0], refs[4])) // other, 4, 5, then 1, 2, 3
		o.ok(place(refs[0], refs[3]))
		p := o.page(refs[0], viewer)
		if len(p.Above) != 2 || p.Above[0].Ref != other || p.Above[1].Ref != refs[3] || len(p.Below) != 2 || p.Below[0].Ref != refs[1] {
			t.Errorf("%d above, %d below", len(p.Above), len(p.Below))
		}
		o.ok(place(refs[0], ""))
		if got := o.get(refs[0]); got.Parent != "" || got.Weight != 2 {
			t.Errorf("placed under %q with weight %d", got.ParentRef, got.Weight)
		}
		// Parts serve the clause of their parent.
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := Create(tx, o.who[clerk], o.clauses["2.1"], refs[0], o.six())
			return err
		})
		o.refused(fault.Unknown, place(refs[0], "NV-2025-9999"))
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Place(tx, o.who[clerk], refs[0], version(tx, o, refs[0]), "", 0) })
	})
}

func TestAParentComesFromItsParts(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		parent := o.draft(o.six())
		a, b := o.part(parent, o.six()), o.part(parent, o.six())
		o.refused(fault.Invalid, o.issuing(a)) // the parent first
		for _, ref := range []string{parent, a, b} {
			o.issue(ref)
			o.ok(func(tx *db.Tx) error { return Receive(tx, o.who[culture], ref, version(tx, o, ref)) })
		}
		o.ok(func(tx *db.Tx) error { return Place(tx, o.who[clerk], b, version(tx, o, b), parent, 3) })
		o.report(a, Progress{Value: n(42), Evidence: []Evidence{aFile}, HandIn: true})
		o.report(b, Progress{Value: n(21)})
		if got := o.get(parent); got.ReportedBP != 6250 || got.VerifiedBP != 0 || got.Parts != 2 {
			t.Errorf("one part of weight 1 at 100%%, one of 3 at 50%%: %d, verified %d", got.ReportedBP, got.VerifiedBP)
		}
		o.accept(a)
		if got := o.get(parent); got.VerifiedBP != 2500 {
			t.Errorf("verified %d, want 2500", got.VerifiedBP)
		}
		// Its own figure is not typed; a note with evidence is welcome.
		o.refused(fault.Invalid, o.reporting(parent, Progress{Value: n(42)}))
		o.report(parent, Progress{Note: "Đang chờ lớp 2"})
		handIn := func(tx *db.Tx) error { return HandIn(tx, o.who[culture], parent, version(tx, o, parent), "") }
		o.refused(fault.Invalid, handIn)
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Cancel(tx, o.who[clerk], parent, version(tx, o, parent), "thôi") })
		o.ok(func(tx *db.Tx) error { return Cancel(tx, o.who[clerk], b, version(tx, o, b), "gộp vào lớp 1") })
		if got := o.get(parent); got.ReportedBP != 10_000 || got.Parts != 1 {
			t.Errorf("without the cancelled part: %d", got.ReportedBP)
		}
		o.ok(handIn)
		// Evidence of the part proves the parent.
		o.ok(o.accepting(parent, chairman, Acceptance{Looked: "kết quả lớp 1", Evidence: []db.ID{o.page(a, viewer).Evidence[0].ID}}))
		if got := o.get(parent); got.State != Done {
			t.Errorf("the parent is %s", got.State)
		}
	})
}
