package inspection_test

import (
	"errors"
	"strings"
	"testing"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/task"
	"sauro/vn"
)

func (o *office) finding(ref string) (f inspection.Finding) {
	o.Helper()
	o.view(func(tx *db.Tx) (err error) { f, err = inspection.FindingByRef(tx, o.who(tx, viewer), ref); return err })
	return f
}

func (o *office) items() (list []calendar.Item) {
	o.Helper()
	o.view(func(tx *db.Tx) (err error) { list, err = inspection.Items(tx, ""); return err })
	return list
}

// mend fills the slots that the draft of a remedy leaves empty, issues it and
// does it to its acceptance.
func (o *office) mend(ref string) {
	o.Helper()
	o.ok(func(tx *db.Tx) error {
		by := o.who(tx, chairman)
		t, err := task.Get(tx, by, ref)
		if err != nil {
			return err
		}
		s := t.Slots
		s.Result = task.Result{Product: "1 lớp bổ sung", Measure: task.Figure, Target: 3, Unit: "người", Proof: task.File}
		if err := task.Edit(tx, by, ref, t.Version, s, ""); err != nil {
			return err
		}
		if err := task.Issue(tx, by, ref, t.Version+1); err != nil {
			return err
		}
		return task.Receive(tx, o.who(tx, culture), ref, t.Version+2)
	})
	o.finish(culture, ref)
	o.accept(ref)
}

// A finding becomes a draft that says where it comes from and cannot be issued
// before it is clear; when its task is done somebody else looks again, and what
// is not mended begins anew, every attempt kept.
func TestAFindingIsMendedByATaskAndLookedAtAgain(t *testing.T) {
	each(t, func(o *office) {
		about := o.complete(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")
		kt := o.signed(about)
		const ref = "KT-2026-0001.01"
		remedy := func(by string) (got string, err error) {
			err = o.try(func(tx *db.Tx) (err error) {
				got, err = inspection.Remedy(tx, o.who(tx, by), db.NewID(), ref)
				return err
			})
			return got, err
		}
		if _, err := remedy(clerk); !fault.Is(err, fault.Invalid) {
			o.Errorf("before the conclusion: %v", err)
		}
		if len(o.items()) != 0 {
			o.Errorf("before the conclusion these are due: %+v", o.items())
		}
		o.ok(func(tx *db.Tx) error {
			return inspection.Conclude(tx, o.who(tx, chairman), kt, o.load(kt).Version, "Đạt, còn một việc.", inspection.Document{Number: "12/TB-UBND", On: begun})
		})
		due := vn.Standard().Add(begun, 10)
		if list := o.items(); len(list) != 1 || list[0].Kind != "finding" || list[0].Post != o.posts[culture].ID || list[0].Unit != o.unit(culture) || list[0].Due != due || list[0].Rule != "10 ngày làm việc" || list[0].From != begun {
			o.Errorf("these are due: %+v", list)
		}
		for _, by := range []string{head, economy, culture, viewer} {
			if _, err := remedy(by); !fault.Is(err, fault.Denied) {
				o.Errorf("by %s: %v", by, err)
			}
		}
		nv, err := remedy(clerk)
		if err != nil {
			o.Fatal(err)
		}
		if again, err := remedy(deputy); err != nil || again != nv {
			o.Errorf("asked for twice: %s, %v", again, err)
		}
		made := o.task(nv)
		if made.State != task.Draft || made.Accountable != o.posts[culture].ID || made.Due.Date != due || made.Decider != o.posts[chairman].ID || made.Answers != o.posts[head].ID ||
			made.Source != "Thông báo kết luận kiểm tra số 12/TB-UBND ngày 02/03/2026 (KT-2026-0001.01)" || made.Clause != o.clause {
			o.Errorf("the draft is %+v", made)
		}
		if missing := made.Missing(); len(missing) != 1 || missing[0] != task.Outcome {
			o.Errorf("the draft lacks %v", missing)
		}
		o.refused(fault.Invalid, "", func(tx *db.Tx) error { return task.Issue(tx, o.who(tx, clerk), nv, 1) })
		if f := o.finding(ref); f.State() != inspection.Drafted || f.Last().TaskRef != nv {
			o.Errorf("the finding is %s, %+v", f.State(), f)
		}
		look := func(by string, l inspection.Looking) error {
			return o.try(func(tx *db.Tx) error { return inspection.LookAgain(tx, o.who(tx, by), ref, l) })
		}
		well := inspection.Looking{Mended: true, Looked: "danh sách 3 người"}
		if err := look(clerk, well); !fault.Is(err, fault.Invalid) {
			o.Errorf("looked at before it is done: %v", err)
		}
		o.mend(nv)
		if f := o.finding(ref); f.State() != inspection.ToLook {
			o.Errorf("the finding is %s", f.State())
		}
		if list := o.items(); len(list) != 1 || list[0].Kind != "recheck" || list[0].Post != o.posts[clerk].ID || list[0].Due != vn.Standard().Add(begun, 5) {
			o.Errorf("these are due: %+v", list)
		}
		for what, c := range map[string]struct {
			by   string
			look inspection.Looking
			kind fault.Kind
		}{
			"by the doer":                    {culture, well, fault.Denied},
			"by the unit's head":             {head, well, fault.Denied},
			"by somebody of no part":         {justice, well, fault.Denied},
			"without saying what was seen":   {clerk, inspection.Looking{Mended: true}, fault.Invalid},
			"not mended without a word":      {clerk, inspection.Looking{Looked: "x", Days: 5}, fault.Invalid},
			"not mended without a day":       {clerk, inspection.Looking{Looked: "x", Note: "thiếu 1 người"}, fault.Invalid},
			"not mended by a day gone":       {economy, inspection.Looking{Looked: "x", Note: "thiếu", Due: begun}, fault.Invalid},
			"with words that have no end":    {economy, inspection.Looking{Mended: true, Looked: strings.Repeat("x", 5000)}, fault.Invalid},
			"not mended in a negative count": {economy, inspection.Looking{Looked: "x", Note: "thiếu", Days: -3}, fault.Invalid},
		} {
			if err := look(c.by, c.look); !fault.Is(err, c.kind) {
				o.Errorf("%s: %v", what, err)
			}
		}
		if err := look(economy, inspection.Looking{Looked: "danh sách 2 người", Note: "thiếu 1 người", Days: 5}); err != nil {
			o.Fatal(err)
		}
		if o.notices(culture, "recheck:") != 1 {
			o.Error("who has to mend it was not told")
		}
		f := o.finding(ref)
		if f.State() != inspection.Untasked || len(f.Rounds) != 2 || f.Rounds[0].Looked.Note != "thiếu 1 người" || f.Rounds[0].Looked.Name == "" || f.Rounds[0].TaskRef != nv || f.Last().DueOn != vn.Standard().Add(begun, 5) {
			o.Errorf("the finding is %s: %+v", f.State(), f)
		}
		second, err := remedy(clerk)
		if err != nil || second == nv {
			o.Fatalf("the second attempt is %s, %v", second, err)
		}
		// A draft that is dropped leaves the attempt without a task.
		o.ok(func(tx *db.Tx) error { return task.Cancel(tx, o.who(tx, clerk), second, 1, "soạn nhầm") })
		if f := o.finding(ref); f.State() != inspection.Untasked {
			o.Errorf("the finding is %s", f.State())
		}
		if second, err = remedy(clerk); err != nil {
			o.Fatal(err)
		}
		o.mend(second)
		if err := look(chairman, well); err != nil {
			o.Fatal(err)
		}
		if err := look(chairman, well); !fault.Is(err, fault.Exists) {
			o.Errorf("looked at twice: %v", err)
		}
		if f := o.finding(ref); f.State() != inspection.Mended || len(o.items()) != 0 {
			o.Errorf("the finding is %s, due are %+v", f.State(), o.items())
		}
		o.view(func(tx *db.Tx) error {
			open, err := inspection.OpenFindings(tx, o.who(tx, viewer))
			if len(open) != 0 {
				o.Errorf("open are %+v", open)
			}
			of, err2 := inspection.OfTask(tx, o.who(tx, viewer), o.task(about).ID)
			mends, err3 := inspection.OfTask(tx, o.who(tx, viewer), o.task(second).ID)
			if len(of.Findings) != 1 || len(of.Looked) != 1 || of.Origin != nil || mends.Origin == nil || mends.Origin.Ref != ref || len(mends.Findings) != 0 || !mends.Any() {
				o.Errorf("the pages of the tasks say %+v and %+v", of, mends)
			}
			return errors.Join(err, err2, err3)
		})
	})
}

// Whoever accepts the remedy is not its doer: where the conclusion is of the post
// that has to mend, the slot stays empty.
func TestTheConcluderDoesNotAcceptTheOwnRemedy(t *testing.T) {
	each(t, func(o *office) {
		kt := o.begin(o.beginning(o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")))
		o.write(kt)
		n := o.found("")
		n.Clause, n.Post = o.clause, o.posts[deputy].ID
		o.ok(func(tx *db.Tx) error { return inspection.Find(tx, o.who(tx, clerk), db.NewID(), kt, n) })
		o.ok(func(tx *db.Tx) error { return inspection.SignUnit(tx, o.who(tx, head), kt, o.load(kt).Version) })
		o.ok(func(tx *db.Tx) error { return inspection.SignTeam(tx, o.who(tx, clerk), kt, o.load(kt).Version) })
		o.ok(func(tx *db.Tx) error {
			return inspection.Conclude(tx, o.who(tx, deputy), kt, o.load(kt).Version, "Đạt.", inspection.Document{Number: "12/TB-UBND", On: begun})
		})
		var nv string
		o.ok(func(tx *db.Tx) (err error) {
			nv, err = inspection.Remedy(tx, o.who(tx, clerk), db.NewID(), kt+".01")
			return err
		})
		if made := o.task(nv); made.Decider != "" || made.Clear()[task.Authority] {
			o.Errorf("the draft is accepted by %s", made.DeciderTitle)
		}
	})
}

// A new day off moves what is counted in working days and is open; what has its
// task, was checked or was given a day stays.
func TestANewDayOffMovesWhatIsOpen(t *testing.T) {
	each(t, func(o *office) {
		kt := o.concluded(o.complete(culture, "Tổ chức lớp bồi dưỡng kỹ năng số"))
		o.complete(economy, "Thu hút đầu tư")
		xs := o.draw(inspection.Order{From: begun, To: begun, Number: 2, Days: 10})
		was := vn.Standard().Add(begun, 10)
		later := vn.NewCalendar([]vn.DayOff{{Day: begun.Add(1), Name: "Nghỉ bù"}})
		redate := func(c *vn.Calendar) (moved []calendar.Moved) {
			o.ok(func(tx *db.Tx) (err error) { moved, err = inspection.Redate(tx, o.who(tx, clerk), c); return err })
			return moved
		}
		if moved := redate(vn.Standard()); len(moved) != 0 {
			o.Errorf("the same calendar moves %+v", moved)
		}
		o.check(xs, 1, inspection.Outcome{Result: inspection.True, On: begun, Seen: "sổ"})
		moved := redate(later)
		want := later.Add(begun, 10)
		if len(moved) != 2 || want == was {
			o.Fatalf("moved are %+v", moved)
		}
		for _, m := range moved {
			if m.Was != was || m.Due != want {
				o.Errorf("%s moved from %s to %s, want %s to %s", m.Ref, m.Was, m.Due, was, want)
			}
		}
		if f := o.finding(kt + ".01"); f.Last().DueOn != want {
			o.Errorf("the finding is due on %s", f.Last().DueOn)
		}
		if i := o.drawn(xs).Items; i[0].DueOn != was || i[1].DueOn != want {
			o.Errorf("the items are due on %s and %s", i[0].DueOn, i[1].DueOn)
		}
		o.ok(func(tx *db.Tx) error {
			_, err := inspection.Remedy(tx, o.who(tx, clerk), db.NewID(), kt+".01")
			return err
		})
		if moved := redate(vn.Standard()); len(moved) != 1 || moved[0].Kind != "sample" {
			o.Errorf("what has its task moves: %+v", moved)
		}
	})
}
