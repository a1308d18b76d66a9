package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	. "sauro/task"
)

// seated gives a person a second seat beside the own one: a post, or the place of
// another with acts.
func seated(who, other org.Who, acts []org.Act) org.Who {
	own := org.Seat{Post: who.Post, PostTitle: who.PostTitle, Unit: who.Unit, UnitName: who.UnitName, Role: who.Role}
	second := org.Seat{Post: other.Post, PostTitle: other.PostTitle, Unit: other.Unit, UnitName: other.UnitName, Role: other.Role}
	if acts != nil {
		second.Post, second.PostTitle, second.For, second.ForTitle, second.Acts = who.Post, who.PostTitle, other.Post, other.PostTitle, acts
	}
	who.Seats = []org.Seat{own, second}
	return who
}

// A doer never verifies or accepts own work, whatever second post is held or
// filled: every pair of doer and judge, by person and by post.
func TestADoerNeverJudgesInWhoeversPlace(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		all := []string{chairman, deputy, clerk, head, culture, justice, economy, accountant}
		for _, doer := range []string{culture, head, deputy} {
			s := o.six()
			s.Accountable, s.LeadUnit = o.who[doer].Post, o.who[doer].Unit
			ref := o.handedIn(s)
			p := o.page(ref, chairman)
			verify := func(who org.Who) error {
				return o.try(func(tx *db.Tx) error {
					if err := Verify(tx, who, ref, p.Version, Verification{Value: 42, Looked: "x"}); err != nil {
						return err
					}
					return undo
				})
			}
			accept := func(who org.Who) error {
				return o.try(func(tx *db.Tx) error {
					if err := Accept(tx, who, ref, p.Version, Acceptance{Looked: "x", Evidence: []db.ID{p.Evidence[0].ID}}); err != nil {
						return err
					}
					return undo
				})
			}
			for _, second := range all {
				if second == doer {
					continue
				}
				for how, acts := range map[string][]org.Act{"holds": nil, "acts for": {org.Verify, org.Accept, org.Report, org.Receive}, "accepts for": {org.Accept, org.Verify}} {
					// The doer with a second seat.
					who := seated(o.who[doer], o.who[second], acts)
					if err := verify(who); fault.Of(err) != fault.Denied {
						t.Errorf("%s, who %s %s, verifies own work: %v", doer, how, second, err)
					}
					if err := accept(who); fault.Of(err) != fault.Denied {
						t.Errorf("%s, who %s %s, accepts own work: %v", doer, how, second, err)
					}
					if err := o.try(func(tx *db.Tx) error {
						p, err := ByRef(tx, who, ref)
						if p.May[org.Verify] || p.May[org.Accept] {
							t.Errorf("the page offers %s, who %s %s, a verdict on own work", doer, how, second)
						}
						w, err2 := WaitingFor(tx, who)
						for _, t2 := range append(w.Accept, w.Verify...) {
							if t2.Ref == ref {
								t.Errorf("%s's own work waits for the verdict of %s, who %s %s", doer, doer, how, second)
							}
						}
						if err == nil {
							err = err2
						}
						return err
					}); err != nil {
						t.Error(err)
					}
					// Somebody else who holds the doer's post, or works in its place.
					other := seated(o.who[second], o.who[doer], acts)
					denied := how != "accepts for"
					if err := verify(other); denied && fault.Of(err) != fault.Denied {
						t.Errorf("%s, who %s %s, verifies the work of that post: %v", second, how, doer, err)
					}
					if err := accept(other); denied && fault.Of(err) != fault.Denied {
						t.Errorf("%s, who %s %s, accepts the work of that post: %v", second, how, doer, err)
					}
				}
			}
			// Without a hand in it the chairman judges, and the deputy in the chairman's place.
			if err := accept(o.who[chairman]); err != undo {
				t.Errorf("the chairman does not accept the work of %s: %v", doer, err)
			}
			if doer != deputy {
				if err := accept(seated(o.who[clerk], o.who[chairman], []org.Act{org.Accept})); err != undo {
					t.Errorf("the clerk in the chairman's place does not accept the work of %s: %v", doer, err)
				}
			}
		}
	})
}

// What was done in the place of a post is written so, in the timeline and in its
// own row; lists show the work of every seat.
func TestWhatIsDoneInAnothersPlaceSaysSo(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		o.issue(ref)
		who := seated(o.who[justice], o.who[culture], []org.Act{org.Receive, org.Report})
		if err := o.try(func(tx *db.Tx) error { return Receive(tx, o.who[justice], ref, version(tx, o, ref)) }); fault.Of(err) != fault.Denied {
			t.Errorf("somebody else receives it: %v", err)
		}
		o.ok(func(tx *db.Tx) error {
			mine, err := Mine(tx, who)
			if len(mine.Later)+len(mine.Soon) != 1 {
				t.Errorf("what is to do in the other's place: %+v", mine)
			}
			waiting, err2 := WaitingFor(tx, who)
			if len(waiting.Receive) != 1 {
				t.Errorf("what waits in the other's place: %+v", waiting)
			}
			c, err3 := CountFor(tx, who)
			if c.Mine != 1 {
				t.Errorf("the count beside the navigation is %d", c.Mine)
			}
			for _, e := range []error{err, err2, err3} {
				if e != nil {
					return e
				}
			}
			return nil
		})
		o.ok(func(tx *db.Tx) error { return Receive(tx, who, ref, version(tx, o, ref)) })
		o.ok(func(tx *db.Tx) error {
			return Report(tx, who, ref, version(tx, o, ref), Progress{Value: n(3), Note: "x"})
		})
		p := o.page(ref, chairman)
		for _, e := range p.Events[:2] {
			if e.Post != o.who[justice].Post || e.PostTitle != justice || e.For != o.who[culture].Post || e.ForTitle != culture {
				t.Errorf("%s was done by %s for %q", e.Kind, e.PostTitle, e.ForTitle)
			}
		}
		if r := p.Reports[0]; r.Post != o.who[justice].Post || r.For != o.who[culture].Post {
			t.Errorf("the report is by %s for %s", r.Post, r.For)
		}
		// Own work says nobody else's place.
		o.report(ref, Progress{Value: n(4), Note: "x"})
		if e := o.page(ref, chairman).Events[0]; e.For != "" || e.PostTitle != culture {
			t.Errorf("own work was done by %s for %q", e.PostTitle, e.ForTitle)
		}
	})
}
