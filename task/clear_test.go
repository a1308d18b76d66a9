package task_test

import (
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
	"sauro/vn"
)

// One way to make each slot unclear, and what the refusal must point at.
var unclear = map[string]struct {
	slot  Slot
	field string
	spoil func(o *office, s *Slots)
}{
	"nobody accountable":        {Person, "accountable", func(o *office, s *Slots) { s.Accountable = "" }},
	"no work":                   {Work, "work", func(o *office, s *Slots) { s.Work = "" }},
	"vague work":                {Work, "work", func(o *office, s *Slots) { s.Work = "Tăng cường công tác chuyển đổi số" }},
	"no time":                   {Time, "due", func(o *office, s *Slots) { s.Due = Due{} }},
	"thường xuyên and no cycle": {Time, "due", func(o *office, s *Slots) { s.Due = Due{Kind: ByCycle, Text: "Thường xuyên"} }},
	"a date kind and no date":   {Time, "due", func(o *office, s *Slots) { s.Due = Due{Kind: ByDate} }},
	"no lead":                   {Responsibility, "lead", func(o *office, s *Slots) { s.LeadUnit = "" }},
	"nobody answers":            {Responsibility, "answers", func(o *office, s *Slots) { s.Answers = "" }},
	"nobody decides":            {Authority, "decider", func(o *office, s *Slots) { s.Decider = "" }},
	"the doer decides":          {Authority, "decider", func(o *office, s *Slots) { s.Decider = s.Accountable }},
	"no product":                {Outcome, "product", func(o *office, s *Slots) { s.Product = "" }},
	"no measure":                {Outcome, "measure", func(o *office, s *Slots) { s.Measure = "" }},
	"nothing to reach":          {Outcome, "target", func(o *office, s *Slots) { s.Target = 0 }},
	"no unit":                   {Outcome, "target", func(o *office, s *Slots) { s.Unit = "" }},
	"no proof":                  {Outcome, "proof", func(o *office, s *Slots) { s.Proof = "" }},
}

func TestOnlySixClearTasksAreIssued(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for name, u := range unclear {
			s := o.six()
			u.spoil(o, &s)
			ref := o.draft(s)
			if got := o.get(ref).Missing(); !slices.Equal(got, []Slot{u.slot}) {
				t.Errorf("%s: missing %v, want %v", name, got, u.slot)
			}
			e := o.refused(fault.Invalid, o.issuing(ref))
			if !slices.ContainsFunc(e.Fields, func(f fault.Field) bool {
				return f.Name == u.field && strings.Contains(f.Text.String(), SlotName[u.slot])
			}) {
				t.Errorf("%s: the refusal does not point at %s: %v", name, u.field, e)
			}
			if got := o.get(ref); got.State != Draft {
				t.Errorf("%s: the task is %s", name, got.State)
			}
		}
	})
}

func TestAnEmptyDraftIsKeptAndAllSixAreNamed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(Slots{})
		got := o.get(ref)
		if got.Clear().Count() != 0 || len(got.Missing()) != 6 {
			t.Errorf("missing %v", got.Missing())
		}
		e := o.refused(fault.Invalid, o.issuing(ref))
		for _, field := range []string{"accountable", "work", "due", "lead", "answers", "decider", "product", "measure", "target", "proof"} {
			if !slices.ContainsFunc(e.Fields, func(f fault.Field) bool { return f.Name == field }) {
				t.Errorf("the refusal does not name %s", field)
			}
		}
	})
}

func TestTheTablesHoldNoUnclearTaskThatWasIssued(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, column := range []string{"accountable = null", "issued_to = null", "work = ''", "due_date = null", "due_kind = ''", "lead_unit = null",
			"answers = null", "decider = null", "decider = accountable", "product = ''", "measure = ''", "target = 0", "proof = ''", "issued_at = null"} {
			ref := o.draft(o.six())
			o.issue(ref)
			if err := o.try(func(tx *db.Tx) error {
				tx.Did(db.Act{Kind: "set-up"})
				_, err := tx.Exec("update task set "+column+" where tenant_id = ?1 and ref = ?2", ref)
				return err
			}); err == nil {
				t.Errorf("the table took %s for an issued task", column)
			}
		}
	})
}

func TestAVacantPostIsGivenNoWork(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		o.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update holding set to_day = ?3 where tenant_id = ?1 and post_id = ?2", o.who[culture].Post, vn.Today(tx.Now))
			return err
		})
		o.issue(o.draft(o.six())) // the last day still counts
		tomorrow := o.on("2025-12-16")
		got := tomorrow.get(ref)
		if !got.Vacant() || got.Clear()[Person] {
			t.Errorf("vacant %v, clear %v", got.Vacant(), got.Clear())
		}
		e := tomorrow.refused(fault.Invalid, tomorrow.issuing(ref))
		if len(e.Fields) != 1 || !strings.Contains(e.Fields[0].Text.String(), culture) {
			t.Errorf("the refusal does not name the vacant post: %v", e)
		}
	})
}

func TestAHolderWhoIsBlockedHoldsNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		o.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and person_id = ?2", o.who[culture].Person, tx.Now)
			return err
		})
		o.refused(fault.Invalid, o.issuing(ref))
	})
}

func TestWhatADraftCannotHold(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for field, spoil := range map[string]func(s *Slots){
			"work":        func(s *Slots) { s.Work = strings.Repeat("việc ", 200) },
			"detail":      func(s *Slots) { s.Detail = strings.Repeat("việc ", 3000) },
			"due-date":    func(s *Slots) { s.Due.Date = "2026-02-30" },
			"due":         func(s *Slots) { s.Due.Kind = "someday" },
			"cycle":       func(s *Slots) { s.Due = Due{Kind: ByCycle, Every: "decade"} },
			"review-day":  func(s *Slots) { s.Due = Due{Kind: ByCycle, Every: vn.Weekly, ReviewDay: 8} },
			"target":      func(s *Slots) { s.Target = -1 },
			"measure":     func(s *Slots) { s.Measure = "guess" },
			"proof":       func(s *Slots) { s.Proof = "word of honour" },
			"weight":      func(s *Slots) { s.Weight = 1001 },
			"accountable": func(s *Slots) { s.Accountable = db.NewID() },
			"lead":        func(s *Slots) { s.LeadUnit = db.NewID() },
		} {
			s := o.six()
			spoil(&s)
			e := o.refused(fault.Invalid, func(tx *db.Tx) error {
				_, err := Create(tx, o.who[clerk], o.clauses["1.1"], "", s)
				return err
			})
			if len(e.Fields) != 1 || e.Fields[0].Name != field {
				t.Errorf("%s: refused with %v", field, e)
			}
		}
		o.refused(fault.Unknown, func(tx *db.Tx) error {
			_, err := Create(tx, o.who[clerk], db.NewID(), "", o.six())
			return err
		})
	})
}

func TestTextComesInThroughTheDoor(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.six()
		s.Work = "  To\u0302\u0309 chu\u031b\u0301c\u00a0bo\u0302\u0300i dươ\u0303ng\r\n kỹ năng số \u200b"
		s.Support = []string{" Trạm  Y tế ", "", "  "}
		got := o.get(o.draft(s))
		if got.Work != "Tổ chức bồi dưỡng kỹ năng số" || !slices.Equal(got.Support, []string{"Trạm Y tế"}) {
			t.Errorf("kept %q, %q", got.Work, got.Support)
		}
	})
}
