package urging_test

import (
	"slices"
	"strings"
	"testing"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/task"
	. "sauro/urging"
	"sauro/vn"
)

func TestOneClickAsksAndTheAnswerStays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.issued(culture, "Lập danh sách", "2026-03-06")
		o = o.on("2026-03-13") // a Friday
		asked := o.ask(chairman, ref)
		e := o.explanation(asked)
		if asked != "GT-2026-0001" || e.State != Open || e.Question != UsualQuestion || e.From != "2026-03-13" || e.Rule != "02 ngày làm việc" || e.Due != "2026-03-17" || e.TaskRef != ref || e.Asked.PostTitle != chairman {
			t.Errorf("%+v", e)
		}
		if !slices.Contains(o.told(culture), "explain:"+string(e.ID)) {
			t.Error("who has to explain was not told")
		}
		late := o.on("2026-03-19")
		if e := late.explanation(asked); e.DaysLate != 2 {
			t.Errorf("%d days late", e.DaysLate)
		}
		late.ok(func(tx *db.Tx) error {
			return Answer(tx, o.who(tx, culture), asked, 1, Reply{Cause: OwnCause, Text: "Thiếu người tổng hợp.\nSẽ bổ sung.", Proposed: "2026-03-31"})
		})
		e = o.on("2026-04-20").explanation(asked)
		if e.State != Answered || e.DaysLate != 2 || e.Cause != OwnCause || e.Proposed != "2026-03-31" || !strings.Contains(e.Answer, "\n") || e.AnsweredBy.PostTitle != culture {
			t.Errorf("%+v", e)
		}
		if !slices.Contains(late.told(chairman), "explained:"+string(e.ID)) {
			t.Error("who asked was not told")
		}
		late.ok(func(tx *db.Tx) error {
			_, err := Judge(tx, o.who(tx, chairman), asked, 2, Verdict{Accept: true})
			return err
		})
		if e := late.explanation(asked); e.State != Accepted || e.Judged.PostTitle != chairman {
			t.Errorf("%+v", e)
		}
		o.view(func(tx *db.Tx) error {
			f, err := OfTask(tx, o.who(tx, viewer), o.task(ref).ID)
			if len(f.Explanations) != 1 || f.Explanations[0].Ref != asked {
				t.Errorf("the task does not show it: %+v", f)
			}
			return err
		})
	})
}

func TestWhoMayAskForAnExplanation(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		may := map[string]bool{chairman: true, deputy: true, clerk: true, head: true}
		for i, title := range everybody {
			ref := o.issued(culture, "Lập danh sách", "2026-03-06")
			ask := func(tx *db.Tx) error {
				_, err := Ask(tx, o.who(tx, title), db.NewID(), ref, "", "")
				return err
			}
			if may[title] {
				o.ok(ask)
				continue
			}
			if e := o.refused(fault.Denied, ask); e.Text.String() == "" {
				t.Errorf("%d: %s is not told why", i, title)
			}
		}
		// A head urges in the own unit, and nobody asks himself.
		own := o.issued(head, "Lập kế hoạch", "2026-03-06")
		o.refused(fault.Denied, func(tx *db.Tx) error {
			_, err := Ask(tx, o.who(tx, head), db.NewID(), own, "", "")
			return err
		})
		other := o.issued(money, "Lập dự toán", "2026-03-06")
		o.refused(fault.Denied, func(tx *db.Tx) error {
			_, err := Ask(tx, o.who(tx, head), db.NewID(), other, "", "")
			return err
		})
	})
}

func TestOneOpenRequestATask(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.issued(culture, "Lập danh sách", "2026-03-06")
		once := db.NewID()
		var refs []string
		for range 2 { // a double click
			o.ok(func(tx *db.Tx) error {
				r, err := Ask(tx, o.who(tx, chairman), once, ref, "Vì sao chậm?", "03 ngày làm việc")
				refs = append(refs, r)
				return err
			})
		}
		if refs[0] != refs[1] {
			t.Errorf("a double click made %v", refs)
		}
		e := o.refused(fault.Exists, func(tx *db.Tx) error {
			_, err := Ask(tx, o.who(tx, deputy), db.NewID(), ref, "", "")
			return err
		})
		if !strings.Contains(e.Text.String(), refs[0]) {
			t.Errorf("%q does not name the open request", e.Text)
		}
		o.ok(func(tx *db.Tx) error { return Withdraw(tx, o.who(tx, chairman), refs[0], 1, "Yêu cầu nhầm") })
		if o.ask(deputy, ref) != "GT-2026-0002" {
			t.Error("a withdrawn request is in the way")
		}
	})
}

func TestOnlyIssuedTasksAreExplained(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var draft string
		o.ok(func(tx *db.Tx) (err error) {
			draft, err = task.Create(tx, o.who(tx, clerk), o.clause, "", o.slots(culture, "Lập danh sách", "2026-03-31"))
			return err
		})
		gone := o.issued(culture, "Lập danh sách", "2026-03-31")
		o.ok(func(tx *db.Tx) error { return task.Cancel(tx, o.who(tx, clerk), gone, 3, "trùng") })
		for _, ref := range []string{draft, gone} {
			o.refused(fault.Invalid, func(tx *db.Tx) error {
				_, err := Ask(tx, o.who(tx, chairman), db.NewID(), ref, "", "")
				return err
			})
		}
		o.refused(fault.Unknown, func(tx *db.Tx) error {
			_, err := Ask(tx, o.who(tx, chairman), db.NewID(), "NV-1999-0001", "", "")
			return err
		})
	})
}

func TestWhoMayAnswerAndJudge(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		reply := Reply{Cause: OutsideCause, Text: "Chờ số liệu của tỉnh.", Proposed: "2026-03-31"}
		for _, title := range everybody {
			asked := o.ask(clerk, o.issued(culture, "Lập danh sách", "2026-03-06"))
			answer := func(tx *db.Tx) error { return Answer(tx, o.who(tx, title), asked, 1, reply) }
			if title == culture || title == head { // the head reports for the unit
				o.ok(answer)
				if e := o.explanation(asked); e.AnsweredBy.PostTitle != title {
					t.Errorf("%s has answered: %+v", title, e.AnsweredBy)
				}
				continue
			}
			o.refused(fault.Denied, answer)
		}
		// Who asked does not answer, though it is the head of the unit.
		asked := o.ask(head, o.issued(culture, "Lập danh sách", "2026-03-06"))
		o.refused(fault.Denied, func(tx *db.Tx) error { return Answer(tx, o.who(tx, head), asked, 1, reply) })
		o.ok(func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 1, reply) })
		for _, title := range everybody {
			judge := func(tx *db.Tx) error {
				_, err := Judge(tx, o.who(tx, title), asked, 2, Verdict{Reason: "Chưa nêu biện pháp.", Once: db.NewID()})
				return err
			}
			if title != head && title != chairman {
				o.refused(fault.Denied, judge)
			}
		}
		var next string
		once := db.NewID()
		for range 2 {
			o.ok(func(tx *db.Tx) (err error) {
				next, err = Judge(tx, o.who(tx, chairman), asked, 2, Verdict{Reason: "Chưa nêu biện pháp.", Rule: "01 ngày làm việc", Once: once})
				return err
			})
		}
		was, e := o.explanation(asked), o.explanation(next)
		if was.State != Again || was.Answer != reply.Text || e.State != Open || e.Follows != asked || e.Question != "Chưa nêu biện pháp." || e.Due != "2026-03-03" {
			t.Errorf("was %+v\nis %+v", was, e)
		}
	})
}

func TestAnAnswerNeedsItsWordsAndKnowsItsVersion(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asked := o.ask(chairman, o.issued(culture, "Lập danh sách", "2026-03-06"))
		good := Reply{Cause: BothCauses, Text: "Đã làm xong phần đầu.", Proposed: "2026-03-20"}
		for name, spoil := range map[string]func(*Reply){
			"cause":    func(r *Reply) { r.Cause = "khác" },
			"text":     func(r *Reply) { r.Text = " \n " },
			"proposed": func(r *Reply) { r.Proposed = "2026-03-01" },
		} {
			bad := good
			spoil(&bad)
			e := o.refused(fault.Invalid, func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 1, bad) })
			if len(e.Fields) != 1 || e.Fields[0].Name != name {
				t.Errorf("%s: %v", name, e.Fields)
			}
		}
		long := good
		long.Text = strings.Repeat("ấ", 5000)
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 1, long) })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 7, good) })
		hostile := good
		hostile.Text = "<script>alert(1)</script>' or 1=1; drop table task;--\x00\u202e"
		for range 2 { // a double click
			o.ok(func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 1, hostile) })
		}
		e := o.explanation(asked)
		if e.Version != 2 || !strings.HasPrefix(e.Answer, "<script>") || strings.ContainsAny(e.Answer, "\x00\u202e") {
			t.Errorf("%d: %q", e.Version, e.Answer)
		}
		// What was answered stays as it was answered.
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 1, good) })
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Answer(tx, o.who(tx, culture), asked, 2, good) })
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Withdraw(tx, o.who(tx, chairman), asked, 2, "thôi") })
	})
}

func TestOpenThingsHaveTheirDaysAndMoveWithTheCalendar(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asked := o.ask(chairman, o.issued(culture, "Lập danh sách", "2026-03-06"))
		done := o.ask(chairman, o.issued(culture, "Lập danh sách", "2026-03-06"))
		o.ok(func(tx *db.Tx) error {
			return Answer(tx, o.who(tx, culture), done, 1, Reply{Cause: OwnCause, Text: "x", Proposed: "2026-03-20"})
		})
		items := func(until vn.Day) (list []calendar.Item) {
			o.view(func(tx *db.Tx) (err error) { list, err = Items(tx, until); return err })
			return list
		}
		if got := items("2026-03-03"); len(got) != 0 {
			t.Errorf("not due yet: %+v", got)
		}
		got := items("")
		if len(got) != 1 || got[0].Kind != "explanation" || got[0].Ref != asked || got[0].Due != "2026-03-04" || got[0].Link != "/giai-trinh/"+asked ||
			got[0].Post != o.posts[culture].ID || got[0].Unit != o.posts[culture].Unit || got[0].Does.Format != "Giải trình" || got[0].Title != "Lập danh sách" {
			t.Fatalf("%+v", got)
		}
		off := vn.NewCalendar([]vn.DayOff{{Day: "2026-03-03", Name: "nghỉ bão"}})
		var moved []calendar.Moved
		o.ok(func(tx *db.Tx) (err error) { moved, err = Redate(tx, o.who(tx, clerk), off); return err })
		if len(moved) != 1 || moved[0].Was != "2026-03-04" || moved[0].Due != "2026-03-05" || o.explanation(asked).Due != "2026-03-05" || o.explanation(done).Due != "2026-03-04" {
			t.Errorf("%+v", moved)
		}
		o.ok(func(tx *db.Tx) (err error) { moved, err = Redate(tx, o.who(tx, clerk), off); return err })
		if len(moved) != 0 {
			t.Errorf("the second time %+v", moved)
		}
	})
}

func FuzzDays(f *testing.F) {
	for _, s := range []string{"02 ngày làm việc", "2 ngày làm việc", "30 ngày làm việc", "0 ngày làm việc", "31 ngày làm việc", "ngày", "-1 ngày làm việc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := Days(s)
		if ok && (n < 1 || n > 30) {
			t.Errorf("%q is %d", s, n)
		}
		if again, ok := Days(Rule(n)); n > 0 && n <= 30 && (!ok || again != n) {
			t.Errorf("%d is not read back", n)
		}
	})
}
