package task_test

import (
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	. "sauro/task"
)

// A superior sees what was issued, as reported and as verified, and nothing that
// stays in the house: no draft, no person, no act at all.
func TestASuperiorSeesWhatWasIssuedAndChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.handedIn(o.six())
		draft := o.draft(o.six())
		above := org.Who{Tenant: o.tenant, Person: "above", Post: "above", PostTitle: "Chuyên viên của Sở", Unit: "above", Role: org.Superior}
		o.ok(func(tx *db.Tx) error {
			f, of, err := SharedOf(tx, above, o.letter)
			if f.Tasks != 1 || f.Drafts != 0 || f.ReportedBP == 0 || f.VerifiedBP != 0 {
				t.Errorf("the figures are %+v", f)
			}
			c := of[o.clauses["1.1"]]
			if len(c.Tasks) != 1 || c.Tasks[0].Ref != ref || c.Tasks[0].PostTitle != culture || c.Tasks[0].ReportedBP != 10_000 || c.Drafts != 0 {
				t.Errorf("the clause has %+v", c)
			}
			return err
		})
		for _, title := range []string{chairman, clerk, culture, viewer} {
			o.refused(fault.Denied, func(tx *db.Tx) error { _, _, err := SharedOf(tx, o.who[title], o.letter); return err })
		}
		for what, act := range map[string]func(tx *db.Tx) error{
			"reads a task":  func(tx *db.Tx) error { _, err := ByRef(tx, above, ref); return err },
			"lists tasks":   func(tx *db.Tx) error { _, _, err := List(tx, above, Filter{}); return err },
			"reads a file":  func(tx *db.Tx) error { _, _, err := HasFile(tx, above, aFile.Hash); return err },
			"issues":        func(tx *db.Tx) error { return Issue(tx, above, draft, 1) },
			"accepts":       func(tx *db.Tx) error { return Accept(tx, above, ref, 4, Acceptance{Looked: "x"}) },
			"counts":        func(tx *db.Tx) error { _, err := CountFor(tx, above); return err },
			"sees the late": func(tx *db.Tx) error { _, err := LateOnes(tx, above); return err },
		} {
			if err := o.try(act); fault.Of(err) != fault.Denied && fault.Of(err) != fault.Conflict {
				t.Errorf("a superior %s: %v", what, err)
			}
		}
	})
}
