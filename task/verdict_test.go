package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	. "sauro/task"
)

func TestTheVerifierIsNotTheDoer(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.six()
		s.Accountable, s.Answers = o.who[head].Post, o.who[chairman].Post
		ref := o.received(s)
		o.report(ref, Progress{Value: n(30)})
		verify := func(who org.Who, v Verification) func(tx *db.Tx) error {
			return func(tx *db.Tx) error { return Verify(tx, who, ref, version(tx, o, ref), v) }
		}
		looked := Verification{Value: 30, Looked: "chứng nhận"}
		o.refused(fault.Denied, verify(o.who[head], looked)) // accountable
		// Whoever has reported is a doer too, in whatever post since.
		reporter := o.who[clerk]
		reporter.Person = o.who[head].Person
		o.refused(fault.Denied, verify(reporter, looked))
		o.refused(fault.Denied, verify(o.who[economy], looked)) // of another unit
		o.refused(fault.Invalid, verify(o.who[clerk], Verification{Value: 31, Looked: "chứng nhận"}))
		o.refused(fault.Invalid, verify(o.who[clerk], Verification{Value: 30}))
		o.ok(verify(o.who[clerk], looked))
		if got := o.get(ref); got.Verified != 30 || got.VerifiedBP != 7142 {
			t.Errorf("verified %d, %d", got.Verified, got.VerifiedBP)
		}
		// When the doer takes back, no more is verified than is reported.
		o.report(ref, Progress{Value: n(21), Note: "đếm lại"})
		if got := o.get(ref); got.VerifiedBP != 5000 {
			t.Errorf("21 reported, %d verified", got.VerifiedBP)
		}
	})
}

func TestNothingIsCompleteWithoutAcceptedEvidence(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.handedIn(o.six())
		evidence := o.page(ref, viewer).Evidence[0].ID
		other := o.handedIn(o.six())
		foreign := o.page(other, viewer).Evidence[0].ID
		e := o.refused(fault.Invalid, o.accepting(ref, chairman, Acceptance{Looked: "danh sách"}))
		if e.Fields[0].Name != "evidence" {
			t.Errorf("refused with %v", e)
		}
		e = o.refused(fault.Invalid, o.accepting(ref, chairman, Acceptance{Evidence: []db.ID{evidence}}))
		if e.Fields[0].Name != "looked" {
			t.Errorf("refused with %v", e)
		}
		o.refused(fault.Unknown, o.accepting(ref, chairman, Acceptance{Looked: "danh sách", Evidence: []db.ID{foreign}}))
		// Evidence that a verifier has accepted is enough.
		o.ok(func(tx *db.Tx) error {
			return Verify(tx, o.who[clerk], ref, version(tx, o, ref), Verification{Value: 42, Looked: "danh sách", Accept: []db.ID{evidence}})
		})
		o.ok(o.accepting(ref, chairman, Acceptance{Looked: "danh sách"}))
		if got := o.page(ref, viewer); got.State != Done || got.Evidence[0].State != Trusted || got.Acceptances[0].Looked != "danh sách" {
			t.Errorf("%s, %s", got.State, got.Evidence[0].State)
		}
	})
}

func TestRefusedEvidenceProvesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.handedIn(o.six())
		evidence := []db.ID{o.page(ref, viewer).Evidence[0].ID}
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			return Verify(tx, o.who[clerk], ref, version(tx, o, ref), Verification{Value: 42, Looked: "danh sách", Refuse: evidence})
		})
		o.ok(func(tx *db.Tx) error {
			return Verify(tx, o.who[clerk], ref, version(tx, o, ref), Verification{Value: 42, Looked: "danh sách", Note: "mờ", Refuse: evidence})
		})
		o.refused(fault.Unknown, o.accepting(ref, chairman, Acceptance{Looked: "danh sách", Evidence: evidence}))
		if e := o.page(ref, viewer).Evidence[0]; e.State != Refused || e.Reason != "mờ" {
			t.Errorf("kept as %s, %q", e.State, e.Reason)
		}
	})
}

func TestWhatAVerifierFoundLessIsNotAcceptedOver(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.handedIn(o.six())
		verify := func(value int64) {
			o.ok(func(tx *db.Tx) error {
				return Verify(tx, o.who[clerk], ref, version(tx, o, ref), Verification{Value: value, Looked: "chứng nhận"})
			})
		}
		a := Acceptance{Looked: "danh sách", Evidence: []db.ID{o.page(ref, viewer).Evidence[0].ID}}
		verify(30)
		o.refused(fault.Invalid, o.accepting(ref, chairman, a))
		verify(42)
		o.ok(o.accepting(ref, chairman, a))

		// A new report after the verification is for the accepter to look at.
		again := o.received(o.six())
		o.report(again, Progress{Value: n(30), Evidence: []Evidence{aFile}})
		o.ok(func(tx *db.Tx) error {
			return Verify(tx, o.who[clerk], again, version(tx, o, again), Verification{Value: 30, Looked: "chứng nhận"})
		})
		o.report(again, Progress{Value: n(42), HandIn: true})
		o.accept(again)
		if got := o.page(again, viewer); got.VerifiedBP != 10_000 || len(got.Verifications) != 2 || got.Verifications[0].Person != o.who[chairman].Person {
			t.Errorf("the accepter's verification is not kept: %+v", got.Verifications)
		}
	})
}

func TestWhoAccepts(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.six()
		s.Decider = o.who[head].Post
		for name, kind := range map[string]fault.Kind{chairman: fault.Internal, deputy: fault.Internal, head: fault.Internal,
			clerk: fault.Denied, economy: fault.Denied, culture: fault.Denied, viewer: fault.Denied} {
			ref := o.handedIn(s)
			a := Acceptance{Looked: "danh sách", Evidence: []db.ID{o.page(ref, viewer).Evidence[0].ID}}
			err := o.try(o.accepting(ref, name, a))
			if kind == fault.Internal && err != nil || kind != fault.Internal && fault.Of(err) != kind {
				t.Errorf("%s accepts: %v", name, err)
			}
		}
		// A head of the doer's own unit accepts only where the task says so.
		s.Decider = o.who[chairman].Post
		ref := o.handedIn(s)
		o.refused(fault.Denied, o.accepting(ref, head, Acceptance{Looked: "x", Evidence: []db.ID{o.page(ref, viewer).Evidence[0].ID}}))
		// The chairman is no judge of his own work.
		s = o.six()
		s.Accountable, s.Decider = o.who[chairman].Post, o.who[deputy].Post
		ref = o.handedIn(s)
		a := Acceptance{Looked: "x", Evidence: []db.ID{o.page(ref, viewer).Evidence[0].ID}}
		o.refused(fault.Denied, o.accepting(ref, chairman, a))
		if o.page(ref, chairman).May[org.Accept] || !o.page(ref, deputy).May[org.Accept] {
			t.Error("the page offers a verdict to the doer, or not to the deputy")
		}
		o.ok(o.accepting(ref, deputy, a))
	})
}
