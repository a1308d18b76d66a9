package task_test

import (
	"fmt"
	"slices"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
	"sauro/vn"
)

func (o *office) view(read func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, read); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) list(f Filter) (refs []string) {
	o.t.Helper()
	o.view(func(tx *db.Tx) error {
		for {
			page, next, err := List(tx, o.who[viewer], f)
			refs = append(refs, refsOf(page)...)
			if err != nil || next == "" {
				return err
			}
			f.Cursor = next
		}
	})
	return refs
}

func refsOf(list []Task) (refs []string) {
	for _, t := range list {
		refs = append(refs, t.Ref)
	}
	return refs
}

func (o *office) due(day vn.Day) Slots {
	s := o.six()
	s.Due.Date = day
	return s
}

func TestMyWork(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		overdue := o.received(o.due("2025-12-12"))
		later := o.received(o.due("2026-01-30"))
		soon := o.received(o.due("2025-12-18"))
		tomorrow := o.received(o.due("2025-12-16"))
		sent := o.handedIn(o.due("2025-12-31"))
		cyclic := o.received(o.monthly())
		paused := o.received(o.due("2025-12-20"))
		o.ok(func(tx *db.Tx) error { return Pause(tx, o.who[clerk], paused, version(tx, o, paused), "x") })
		other := o.six()
		other.Accountable = o.who[accountant].Post
		o.received(other)
		o.accepted(o.six())
		o.draft(o.six())
		o.view(func(tx *db.Tx) error {
			w, err := Mine(tx, o.who[culture])
			for name, c := range map[string]struct{ got, want []string }{
				"overdue": {refsOf(w.Overdue), []string{overdue}}, "soon": {refsOf(w.Soon), []string{tomorrow, soon}},
				"later": {refsOf(w.Later), []string{cyclic, later}}, "sent": {refsOf(w.Sent), []string{sent}}, "paused": {refsOf(w.Paused), []string{paused}},
			} {
				if !slices.Equal(c.got, c.want) {
					t.Errorf("%s: %v, want %v", name, c.got, c.want)
				}
			}
			return err
		})
	})
}

func TestWhatWaitsForWhom(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		issued := o.draft(o.six())
		o.issue(issued)
		reported := o.received(o.six())
		o.report(reported, Progress{Value: n(5)})
		sent := o.handedIn(o.six())
		returned := o.handedIn(o.six())
		o.ok(func(tx *db.Tx) error {
			return Return(tx, o.who[chairman], returned, version(tx, o, returned), Acceptance{Reason: "thiếu"})
		})
		cyclic := o.received(o.monthly())
		o.minutes(cyclic, "2025-12", "1/TB-UBND")
		verified := o.received(o.six())
		o.report(verified, Progress{Value: n(5)})
		o.ok(func(tx *db.Tx) error {
			return Verify(tx, o.who[clerk], verified, version(tx, o, verified), Verification{Value: 5, Looked: "x"})
		})
		want := map[string]struct{ accept, verify, receive, returned []string }{
			chairman: {accept: []string{cyclic, sent}},
			deputy:   {},
			clerk:    {verify: []string{cyclic, reported, sent}},
			head:     {verify: []string{cyclic, reported, sent}}, // of the doer's unit
			economy:  {},
			culture:  {receive: []string{issued}, returned: []string{returned}},
			viewer:   {},
		}
		for name, w := range want {
			o.view(func(tx *db.Tx) error {
				got, err := WaitingFor(tx, o.who[name])
				for list, c := range map[string]struct{ got, want []string }{
					"accept": {refsOf(got.Accept), w.accept}, "verify": {refsOf(got.Verify), w.verify},
					"receive": {refsOf(got.Receive), w.receive}, "returned": {refsOf(got.Returned), w.returned},
				} {
					slices.Sort(c.got)
					slices.Sort(c.want)
					if !slices.Equal(c.got, c.want) {
						t.Errorf("%s of %s: %v, want %v", list, name, c.got, c.want)
					}
				}
				if got.Count() != len(w.accept)+len(w.verify)+len(w.receive)+len(w.returned) {
					t.Errorf("%s: count %d", name, got.Count())
				}
				return err
			})
		}
	})
}

func TestAListIsFilteredAndTurnedPageByPage(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var all []string
		for i := range 7 {
			s := o.due(vn.Day("2025-12-12").Add(i % 3))
			s.Work = fmt.Sprintf("Mở lớp bồi dưỡng số %d tại Phổ Cường", i)
			all = append(all, o.received(s))
		}
		drafts := []string{o.draft(o.six()), o.draft(o.six())}
		other := o.six()
		other.Accountable, other.LeadUnit, other.Work = o.who[accountant].Post, o.who[economy].Unit, "Lập dự toán kinh phí đường truyền"
		economyTask := o.received(other)
		want := []string{all[0], all[3], all[6], all[1], all[4], all[2], all[5], economyTask, drafts[0], drafts[1]}
		for _, limit := range []int{1, 3, 10, 50} {
			if got := o.list(Filter{Limit: limit}); !slices.Equal(got, want) {
				t.Errorf("by %d: %v, want %v", limit, got, want)
			}
		}
		for name, c := range map[string]struct {
			f    Filter
			want []string
		}{
			"state":                    {Filter{State: Draft}, drafts},
			"unit":                     {Filter{Unit: o.who[economy].Unit}, []string{economyTask}},
			"post":                     {Filter{Post: o.who[accountant].Post}, []string{economyTask}},
			"letter":                   {Filter{Letter: o.letter}, want},
			"clause":                   {Filter{Clause: o.clauses["1.2"]}, nil},
			"late":                     {Filter{Late: true}, []string{all[0], all[3], all[6]}},
			"words without accents":    {Filter{Text: "boi duong pho cuong"}, want[:7]},
			"a word and a beginning":   {Filter{Text: "lớp số 4 tại ph"}, []string{all[4]}},
			"a reference":              {Filter{Text: all[2]}, []string{all[2]}},
			"words of another":         {Filter{Text: "kinh phi", State: Draft}, nil},
			"the words of nothing":     {Filter{Text: "không có chữ nào như thế"}, nil},
			"a state and late and all": {Filter{State: Received, Late: true, Text: "lop", Limit: 2}, []string{all[0], all[3], all[6]}},
		} {
			if got := o.list(c.f); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		for _, cursor := range []string{"x", "2025-12-12", "2025-13-40_NV-2025-0001"} {
			o.refused(fault.Invalid, func(tx *db.Tx) error {
				_, _, err := List(tx, o.who[viewer], Filter{Cursor: cursor})
				return err
			})
		}
	})
}

func TestSearchFindsATaskByItsNewWordsOnly(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.draft(o.six())
		s := o.six()
		s.Work = "Lắp camera an ninh tại 9 thôn"
		o.ok(func(tx *db.Tx) error { return Edit(tx, o.who[clerk], ref, 1, s, "") })
		o.view(func(tx *db.Tx) error {
			found, err := tx.Search("camera", 5)
			if len(found) != 1 || found[0].Kind != "task" || found[0].ID != o.get(ref).ID {
				t.Errorf("found %+v", found)
			}
			old, err2 := tx.Search("kỹ năng số", 5)
			if len(old) != 0 {
				t.Errorf("found by its old words: %+v", old)
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}

func (o *office) letterNow() (l Letter) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) {
		l, err = OfLetter(tx, o.who[viewer], o.letter)
		return err
	})
	return l
}

func TestFiguresOfClauseGroupAndLetter(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		if l := o.letterNow(); l.Status != NotBegun || len(l.Clauses) != 4 || l.Figures.Tasks != 0 {
			t.Errorf("an empty letter: %+v", l.Figures)
		}
		o.accepted(o.six()) // 1.1
		half := o.received(o.due("2025-12-12"))
		o.report(half, Progress{Value: n(21)})
		o.draft(o.six())
		cancelled := o.received(o.six())
		o.ok(func(tx *db.Tx) error { return Cancel(tx, o.who[clerk], cancelled, version(tx, o, cancelled), "x") })
		o.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update clause set no_task_reason = 'thuộc thẩm quyền tỉnh' where tenant_id = ?1 and clause_id = ?2", o.clauses["2.2"])
			return err
		})
		l := o.letterNow()
		want := Figures{Tasks: 2, Drafts: 1, ReportedBP: 7500, VerifiedBP: 5000, Late: 1, Handed: 1, Done: 1, Status: Ongoing}
		if l.Clauses[0].Figures != want || len(l.Clauses[0].Tasks) != 4 {
			t.Errorf("clause 1.1: %+v, want %+v", l.Clauses[0].Figures, want)
		}
		// 1.2 has no task and counts 0.
		want.ReportedBP, want.VerifiedBP = 3750, 2500
		if l.Groups[o.groups[0]] != want {
			t.Errorf("group 1: %+v, want %+v", l.Groups[o.groups[0]], want)
		}
		// 2.1 counts 0, 2.2 has its reason and does not count.
		want.ReportedBP, want.VerifiedBP = 2500, 1666
		if l.Figures != want {
			t.Errorf("the letter: %+v, want %+v", l.Figures, want)
		}
		if g := l.Groups[o.groups[1]]; g != (Figures{Status: NotBegun}) {
			t.Errorf("group 2: %+v", g)
		}
	})
}

func TestTheFiveWords(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		document := o.six()
		document.Work, document.Result = "Ban hành kế hoạch chuyển đổi số năm 2026", Result{Product: "Kế hoạch", Measure: Documents, Target: 1, Unit: "kế hoạch", Proof: DocumentNo}
		word := func(ref string, want Status) {
			t.Helper()
			if got := o.get(ref).Status(); got != want {
				t.Errorf("%s is %s, want %s", ref, StatusName[got], StatusName[want])
			}
		}
		word(o.draft(o.six()), NotBegun)
		word(o.received(o.six()), NotBegun)
		begun := o.received(o.six())
		o.report(begun, Progress{Note: "đã họp"})
		word(begun, Ongoing)
		plan := o.received(document)
		o.report(plan, Progress{Note: "đã có dự thảo"})
		word(plan, Drafting)
		o.ok(func(tx *db.Tx) error { return Pause(tx, o.who[clerk], plan, version(tx, o, plan), "x") })
		word(plan, Drafting)
		word(o.handedIn(o.six()), Ongoing) // what is only reported is not complete
		word(o.accepted(o.six()), Completed)
		for _, s := range Statuses {
			if StatusName[s] == "" || s.SuperiorName() == "" {
				t.Errorf("%s has no name", s)
			}
		}
	})
}

func TestHistoryEndsWithTodaysFigures(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		done := o.received(o.due("2026-01-31"))
		slow := o.received(o.due("2026-04-30"))
		cyclic := o.received(o.monthly())
		o.minutes(cyclic, "2025-12", "1/TB-UBND")
		jan, feb := o.on("2026-01-20"), o.on("2026-02-10")
		jan.report(done, Progress{Value: n(42), Evidence: []Evidence{aFile}, HandIn: true})
		feb.accept(done)
		feb.report(slow, Progress{Value: n(21), AsOf: "2026-01-30", Backdated: "số của tháng 1"})
		feb.report(slow, Progress{Value: n(28)})
		now := o.on("2026-03-16")
		l := now.letterNow()
		var months []Month
		now.view(func(tx *db.Tx) (err error) {
			months, err = History(tx, o.who[viewer], o.letter)
			return err
		})
		// Clause 1.1 has the three tasks; the other three clauses count 0.
		want := []Month{
			{"2025-12-31", 833, 833, 0, false},     // the cycle of December is due, and reported
			{"2026-01-31", 1666, 2083, 0, false},   // one task and two cycles due; 100%, the back-dated 50%, December
			{"2026-02-28", 1666, 1805, 833, false}, // January's cycle is missing, one task is accepted
			{"2026-03-16", 1666, 1666, 833, false}, // February's too
			{"2026-04-30", 2500, 0, 0, true},
		}
		if !slices.Equal(months, want) {
			t.Errorf("got  %+v\nwant %+v", months, want)
		}
		if m := months[3]; m.ReportedBP != l.ReportedBP || m.VerifiedBP != l.VerifiedBP {
			t.Errorf("today's point %+v is not the letter's %d, %d", m, l.ReportedBP, l.VerifiedBP)
		}
	})
}
