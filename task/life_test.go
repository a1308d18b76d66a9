package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
)

func TestLifeOfATask(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		if ref != "NV-2025-0001" {
			t.Errorf("the first reference is %s", ref)
		}
		state := func(want State) {
			t.Helper()
			if got := o.get(ref); got.State != want {
				t.Fatalf("the task is %s, want %s", got.State, want)
			}
		}
		state(Draft)
		o.issue(ref)
		state(Issued)
		if got := o.get(ref); got.IssuedTo != o.who[culture].Person || got.NextDue != "2026-03-31" {
			t.Errorf("issued to %s, next due %s", got.IssuedTo, got.NextDue)
		}
		o.ok(func(tx *db.Tx) error { return Receive(tx, o.who[culture], ref, 2) })
		state(Received)
		o.report(ref, Progress{Value: n(26), Note: "Xong lớp 1", Evidence: []Evidence{aFile}})
		state(Doing)
		if got := o.get(ref); got.ReportedBP != 6190 || got.VerifiedBP != 0 {
			t.Errorf("26 of 42 is %d, verified %d", got.ReportedBP, got.VerifiedBP)
		}
		o.ok(func(tx *db.Tx) error {
			return Verify(tx, o.who[clerk], ref, version(tx, o, ref), Verification{Value: 20, Looked: "26 chứng nhận"})
		})
		if got := o.get(ref); got.VerifiedBP != 4761 {
			t.Errorf("20 of 42 verified is %d", got.VerifiedBP)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error { return HandIn(tx, o.who[culture], ref, version(tx, o, ref), "") })
		o.report(ref, Progress{Value: n(42), HandIn: true})
		state(Waiting)
		o.ok(func(tx *db.Tx) error {
			return Return(tx, o.who[chairman], ref, version(tx, o, ref), Acceptance{Reason: "Thiếu chứng nhận của 2 người"})
		})
		state(Returned)
		o.report(ref, Progress{Note: "Đã bổ sung", Evidence: []Evidence{aFile}, HandIn: true})
		state(Waiting)
		o.accept(ref)
		state(Done)
		p := o.page(ref, viewer)
		if p.VerifiedBP != 10_000 || p.NextDue != "" || p.Timing() != InTime || p.Status() != Completed {
			t.Errorf("done: verified %d, next due %q, %s, %s", p.VerifiedBP, p.NextDue, p.Timing(), p.Status())
		}
		var kinds []string
		for i := len(p.Events) - 1; i >= 0; i-- {
			kinds = append(kinds, p.Events[i].Kind)
			if EventName[p.Events[i].Kind] == "" || p.Events[i].Name == "" {
				t.Errorf("the event %q has no words or nobody", p.Events[i].Kind)
			}
		}
		want := []string{"created", "issued", "received", "reported", "verified", "reported", "handed", "returned", "reported", "handed", "accepted"}
		if len(kinds) != len(want) {
			t.Fatalf("the timeline is %v, want %v", kinds, want)
		}
		for i := range want {
			if kinds[i] != want[i] {
				t.Errorf("line %d of the timeline is %s, want %s", i, kinds[i], want[i])
			}
		}
		if len(p.Reports) != 3 || len(p.Evidence) != 2 || len(p.Verifications) != 2 || len(p.Acceptances) != 2 {
			t.Errorf("%d reports, %d evidence, %d verifications, %d verdicts", len(p.Reports), len(p.Evidence), len(p.Verifications), len(p.Acceptances))
		}
	})
}
