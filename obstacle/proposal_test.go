package obstacle_test

import (
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

func TestAnObstacleBeyondTheCommunesPowerClimbsAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first, second := o.task(culture), o.task(justice)
		one, two := o.raised(culture, first), o.raised(justice, second)
		o.ok(func(tx *db.Tx) error { return Join(tx, o.who(tx, justice), one, 1, second, "Cũng vướng") })
		// Not before somebody has decided that it is beyond the commune's power.
		o.refused(fault.Invalid, "vượt thẩm quyền xã", func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, clerk), ask(one)); return err })
		o.beyond(one)
		o.beyond(two)
		for _, title := range []string{culture, head, viewer} {
			o.refused(fault.Denied, "", func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, title), ask(one)); return err })
		}
		// The commune cannot end it without an answer.
		o.refused(fault.Invalid, "không tự đóng được", func(tx *db.Tx) error { return Solve(tx, o.who(tx, chairman), one, o.page(one).Version, "Xong") })
		if err := o.accept(culture, one); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "chưa có văn bản trả lời") {
			t.Errorf("closed without an answer: %v", err)
		}
		ref := o.sent(one, two)
		p := o.proposal(ref)
		if p.Stage != OnItsWay || p.Clock.From != "2026-03-02" || p.Clock.Rule != "10 ngày làm việc" || p.Clock.On != "2026-03-16" || p.WatcherTitle != clerk {
			t.Fatalf("%+v", p)
		}
		o.state(one, Asked)
		o.refused(fault.Invalid, "Chỉ kiến nghị", func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, clerk), ask(one)); return err })
		if err := o.decide(chairman, one, Decision{Power: Within, Class: Money, Owner: o.posts[money].ID, On: "2026-04-01"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("decided anew while it was proposed: %v", err)
		}
		o = o.on("2026-03-05")
		o.ok(func(tx *db.Tx) error { return Received(tx, o.who(tx, clerk), p.ID, "2026-03-04", "1045") })
		o.refused(fault.Exists, "đang ở bước", func(tx *db.Tx) error { return Received(tx, o.who(tx, clerk), p.ID, "2026-03-04", "1045") })
		o.ok(func(tx *db.Tx) error { return Considering(tx, o.who(tx, clerk), p.ID, "2026-03-05") })
		if err := o.answered(culture, ref, answer("2026-03-05")); !fault.Is(err, fault.Denied) {
			t.Errorf("an official entered the answer: %v", err)
		}
		fail(t, o.answered(clerk, ref, answer("2026-03-05")))
		// Everybody who reported one of them gets the answer at once.
		if o.told(culture, "answer") != 1 || o.told(justice, "answer") != 2 || o.told(clerk, "answer") != 1 {
			t.Errorf("told %d, %d, %d", o.told(culture, "answer"), o.told(justice, "answer"), o.told(clerk, "answer"))
		}
		fail(t, o.accept(culture, one))
		fail(t, o.accept(justice, one))
		o.state(one, Closed)
		if p := o.proposal(ref); p.Stage != AnswerCame {
			t.Errorf("closed while one obstacle is not accepted: %s", p.Stage)
		}
		fail(t, o.reopen(justice, two, "Tiền chưa về"))
		o.state(two, Stuck)
		if p := o.proposal(ref); p.Stage != Ended || p.Answer.Number != "312/STC-NS" {
			t.Errorf("%s", p.Stage)
		}
		// A further proposal follows, linked to the one before.
		o.ok(func(tx *db.Tx) error {
			next, err := Again(tx, o.who(tx, clerk), ref, ask(two))
			if err != nil {
				return err
			}
			p, err := ProposalByRef(tx, o.who(tx, clerk), next)
			if p.FollowsRef != ref {
				t.Errorf("follows %q", p.FollowsRef)
			}
			l := letter
			l.Dated = "2026-03-05"
			if err == nil {
				err = Send(tx, o.who(tx, clerk), next, 1, l)
			}
			return err
		})
		o.state(two, Asked)
	})
}

func TestAnswersOutOfOrderAndTwice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.sent(o.beyond(o.raised(culture, o.task(culture))))
		id := o.proposal(ref).ID
		a := answer("2026-03-02")
		for words, change := range map[string]func(a *Answer){
			"số, ký hiệu":        func(a *Answer) { a.Number = " " },
			"kèm tệp":            func(a *Answer) { a.File = File{} },
			"kèm tệp của":        func(a *Answer) { a.File.Hash = "../../etc/passwd" },
			"chấp thuận":         func(a *Answer) { a.Verdict = "maybe" },
			"nội dung trả lời":   func(a *Answer) { a.Text = "" },
			"chưa đến":           func(a *Answer) { a.On = "2026-03-03" },
			"trước ngày văn bản": func(a *Answer) { a.On = "2026-03-01" },
			"ngày/tháng/năm":     func(a *Answer) { a.On = "31/12" },
			"dài quá":            func(a *Answer) { a.Text = strings.Repeat("a", 4001) },
		} {
			bad := a
			change(&bad)
			if err := o.answered(clerk, ref, bad); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), words) {
				t.Errorf("want %q: %v", words, err)
			}
		}
		fail(t, o.answered(clerk, ref, a)) // before anybody said that it was taken in
		o.state("VM-2026-0001", Solved)
		fail(t, o.answered(clerk, ref, a)) // the same form again
		if n := len(o.page("VM-2026-0001").Events); n != 4 {
			t.Errorf("%d events", n)
		}
		other := a
		other.Verdict = Refused
		if err := o.answered(clerk, ref, other); !fault.Is(err, fault.Exists) {
			t.Errorf("another answer over the first: %v", err)
		}
		o.refused(fault.Exists, "", func(tx *db.Tx) error { return Received(tx, o.who(tx, clerk), id, "2026-03-02", "7") })
		o.refused(fault.Exists, "", func(tx *db.Tx) error { return Considering(tx, o.who(tx, clerk), id, "2026-03-02") })
		// A draft has no answer.
		second := o.beyond(o.raised(culture, o.task(culture)))
		o.ok(func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, clerk), ask(second)); return err })
		if err := o.answered(clerk, "KN-2026-0002", a); !fault.Is(err, fault.Invalid) {
			t.Errorf("a draft was answered: %v", err)
		}
	})
}

func TestADraftIsEditedAndDropped(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one, two := o.beyond(o.raised(culture, o.task(culture))), o.beyond(o.raised(culture, o.task(culture)))
		once, ref := db.NewID(), ""
		for range 2 { // the form is sent twice
			o.ok(func(tx *db.Tx) (err error) {
				d := ask(one)
				d.Once = once
				ref, err = Propose(tx, o.who(tx, deputy), d)
				return err
			})
		}
		if ref != "KN-2026-0001" {
			t.Errorf("two drafts: %s", ref)
		}
		o.refused(fault.Invalid, "đã có trong dự thảo", func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, clerk), ask(two, one)); return err })
		if err := o.decide(chairman, one, Decision{Power: Within, Class: Money, Owner: o.posts[money].ID, On: "2026-04-01", Why: "x"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("decided anew while it is in a draft: %v", err)
		}
		o.ok(func(tx *db.Tx) error {
			d := ask(one, two)
			d.To.Name, d.Days = "Sở Nội vụ", "15 ngày"
			return Edit(tx, o.who(tx, clerk), ref, 1, d)
		})
		o.refused(fault.Conflict, "", func(tx *db.Tx) error { return Edit(tx, o.who(tx, clerk), ref, 1, ask(one)) })
		for words, d := range map[string]func(d *Draft){
			"cơ quan có thẩm quyền": func(d *Draft) { d.To.Name = "" },
			"chọn lại cơ quan":      func(d *Draft) { d.To.Tenant = db.NewID() },
			"về việc gì":            func(d *Draft) { d.Subject = "" },
			"cấp trên làm gì":       func(d *Draft) { d.Asks = "\u200b" },
			"chức danh theo dõi":    func(d *Draft) { d.Watcher = "x" },
			"số ngày":               func(d *Draft) { d.Days = "sớm nhất" },
			"ít nhất một":           func(d *Draft) { d.Obstacles = nil },
			"nhiều nhất 20":         func(d *Draft) { d.Obstacles = make([]string, 21) },
			"không tìm thấy":        func(d *Draft) { d.Obstacles = []string{"VM-2026-0099"} },
			"hoặc chọn hai lần":     func(d *Draft) { d.Obstacles = []string{one, one} },
			"dài quá":               func(d *Draft) { d.Law = strings.Repeat("x", 4001) },
		} {
			draft := ask(one)
			d(&draft)
			o.refused(fault.Invalid, words, func(tx *db.Tx) error { return Edit(tx, o.who(tx, clerk), ref, 2, draft) })
		}
		o.refused(fault.Invalid, "lý do", func(tx *db.Tx) error { return Drop(tx, o.who(tx, clerk), ref, 2, "") })
		o.ok(func(tx *db.Tx) error { return Drop(tx, o.who(tx, clerk), ref, 2, "Gộp với huyện") })
		o.state(one, Stuck)
		o.refused(fault.Invalid, "không còn là dự thảo", func(tx *db.Tx) error { return Send(tx, o.who(tx, clerk), ref, 3, letter) })
		o.ok(func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, clerk), ask(one)); return err })
	})
}

func TestAProposalGoesOutByAPaper(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one := o.beyond(o.raised(culture, o.task(culture)))
		o.ok(func(tx *db.Tx) error { _, err := Propose(tx, o.who(tx, clerk), ask(one)); return err })
		for words, l := range map[string]Letter{
			"số của công văn": {Dated: "2026-03-02", Signer: "x"},
			"người ký":        {Number: "1", Dated: "2026-03-02"},
			"chưa đến":        {Number: "1", Dated: "2026-03-03", Signer: "x"},
			"ngày/tháng/năm":  {Number: "1", Signer: "x"},
			"quá 30 ngày":     {Number: "1", Dated: "2025-01-01", Signer: "x"},
		} {
			o.refused(fault.Invalid, words, func(tx *db.Tx) error { return Send(tx, o.who(tx, clerk), "KN-2026-0001", 1, l) })
		}
		o.ok(func(tx *db.Tx) error {
			return Send(tx, o.who(tx, clerk), "KN-2026-0001", 1, Letter{Number: "215/UBND-VX", Dated: "2026-02-27", Signer: "Chủ tịch"})
		})
		if p := o.proposal("KN-2026-0001"); p.Number != "215" || p.Symbol != "UBND-VX" || p.Clock.On != "2026-03-13" {
			t.Errorf("%s/%s until %s", p.Number, p.Symbol, p.Clock.On)
		}
		o.refused(fault.Conflict, "", func(tx *db.Tx) error { return Send(tx, o.who(tx, clerk), "KN-2026-0001", 1, letter) })
	})
}

func TestASuperiorThatWorksHereAnswersByItself(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		above, err := org.NewProvince(ctx, o.d, "51", "UBND tỉnh Quảng Ngãi")
		fail(t, err)
		fail(t, org.PlaceUnder(ctx, o.d, "21472", "51"))
		one := o.beyond(o.raised(culture, o.task(culture)))
		program := org.Program(o.tenant)
		o.ok(func(tx *db.Tx) error {
			d := ask(one)
			d.To = Body{Tenant: above}
			ref, err := Propose(tx, o.who(tx, clerk), d)
			if err != nil {
				return err
			}
			if out, err := Outgoing(tx); len(out) != 0 || err != nil {
				t.Errorf("a draft goes out: %v, %v", out, err)
			}
			return Send(tx, o.who(tx, clerk), ref, 1, letter)
		})
		var out []Sent
		o.ok(func(tx *db.Tx) (err error) { out, err = Outgoing(tx); return err })
		if len(out) != 1 || out[0].To != (Body{above, "UBND tỉnh Quảng Ngãi"}) || len(out[0].Obstacles) != 1 || out[0].Obstacles[0].Class != Money {
			t.Fatalf("%+v", out)
		}
		id := out[0].ID
		o.refused(fault.Denied, "do máy chuyển", func(tx *db.Tx) error { return Carried(tx, o.who(tx, chairman), id) })
		o.refused(fault.Denied, "do máy chuyển", func(tx *db.Tx) error { return Received(tx, o.who(tx, clerk), id, "2026-03-02", "1") })
		o.refused(fault.Denied, "do máy chuyển", func(tx *db.Tx) error { return Answered(tx, o.who(tx, clerk), id, answer("2026-03-02")) })
		for range 2 { // the word may be brought twice
			o.ok(func(tx *db.Tx) error { return Carried(tx, program, id) })
		}
		o.ok(func(tx *db.Tx) (err error) { out, err = Outgoing(tx); return err })
		if len(out) != 0 {
			t.Error("it goes out again")
		}
		for range 2 {
			o.ok(func(tx *db.Tx) error { return Answered(tx, program, id, answer("2026-03-02")) })
			o.ok(func(tx *db.Tx) error { return Received(tx, program, id, "2026-03-02", "88") }) // late: changes nothing
			o.ok(func(tx *db.Tx) error { return Considering(tx, program, id, "2026-03-02") })
		}
		p := o.proposal("KN-2026-0001")
		if p.Stage != AnswerCame || p.ReceivedOn != "" || p.Answer.Verdict != Granted {
			t.Errorf("%+v", p)
		}
		page := o.page(one)
		if page.State != Solved || page.Events[0].Kind != "answered" || page.Events[0].Name != "" {
			t.Errorf("%s, %+v", page.State, page.Events[0])
		}
	})
}

func TestSilenceClimbsOnceAStep(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one := o.beyond(o.raised(culture, o.task(culture)))
		ref := o.sent(one) // answer due Monday 16/03/2026
		program := org.Program(o.tenant)
		morning := func(day vn.Day) (n int) {
			t.Helper()
			on := o.on(day)
			on.ok(func(tx *db.Tx) (err error) { n, err = Escalate(tx, program); return err })
			return n
		}
		o.refused(fault.Denied, "", func(tx *db.Tx) error { _, err := Escalate(tx, o.who(tx, chairman)); return err })
		for _, c := range []struct {
			day  vn.Day
			want int
		}{{"2026-03-16", 0}, {"2026-03-17", 1}, {"2026-03-17", 0}, {"2026-03-18", 0}, {"2026-03-19", 1}, {"2026-03-22", 0}, {"2026-03-23", 1}, {"2026-03-23", 0}, {"2026-04-30", 0}} {
			if n := morning(c.day); n != c.want {
				t.Errorf("%s: %d steps, want %d", c.day, n, c.want)
			}
		}
		o.ok(func(tx *db.Tx) error {
			steps, err := Steps(tx, o.who(tx, viewer), o.proposal(ref).ID)
			if len(steps) != 3 || steps[0].Told != clerk || steps[1].Days != 3 || steps[2].On != "2026-03-23" || steps[2].DueOn != "2026-03-16" {
				t.Errorf("%+v", steps)
			}
			return err
		})
		// Then the next superior may be asked; both wait.
		o = o.on("2026-03-24")
		o.ok(func(tx *db.Tx) error {
			d := ask(one)
			d.To.Name = "UBND tỉnh Quảng Ngãi"
			next, err := Again(tx, o.who(tx, chairman), ref, d)
			if err != nil {
				return err
			}
			l := letter
			l.Dated = "2026-03-24"
			return Send(tx, o.who(tx, clerk), next, 1, l)
		})
		o.state(one, Asked)
		if p := o.page(one); p.Proposal.Ref != "KN-2026-0002" || p.Late() || len(p.Proposals) != 2 {
			t.Errorf("waits for %s of %d", p.Proposal.Ref, len(p.Proposals))
		}
		// The answer that comes first ends it; the other climbs no further.
		fail(t, o.answered(clerk, ref, answer("2026-03-24")))
		o.state(one, Solved)
		if n := morning("2026-05-29"); n != 0 {
			t.Errorf("climbed %d steps though nobody waits", n)
		}
	})
}

func TestAProgramThatWasOffTakesEveryStepAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sent(o.beyond(o.raised(culture, o.task(culture))))
		o = o.on("2026-06-01")
		o.ok(func(tx *db.Tx) error {
			n, err := Escalate(tx, org.Program(o.tenant))
			if n != 3 {
				t.Errorf("%d steps", n)
			}
			return err
		})
	})
}

func TestTheNextSuperiorIsNotAskedBeforeTheAnswerIsLate(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one := o.beyond(o.raised(culture, o.task(culture)))
		ref := o.sent(one)
		o.refused(fault.Invalid, "Chỉ kiến nghị", func(tx *db.Tx) error { _, err := Again(tx, o.who(tx, clerk), ref, ask(one)); return err })
	})
}

func TestWhatHasALastDayIsListedAndRedated(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		within := o.raised(culture, o.task(culture))
		fail(t, o.decide(clerk, within, Decision{Power: Within, Class: Data, Owner: o.posts[money].ID, Days: "05 ngày làm việc"}))
		chosen := o.raised(culture, o.task(culture))
		fail(t, o.decide(clerk, chosen, Decision{Power: Within, Class: Data, Owner: o.posts[money].ID, On: "2026-03-09"}))
		o.sent(o.beyond(o.raised(culture, o.task(culture))))
		o.ok(func(tx *db.Tx) error {
			all, err := Items(tx, "")
			if err != nil || len(all) != 3 || all[0].Post != o.posts[money].ID || all[0].Due != "2026-03-09" || all[2].Kind != "proposal" || all[2].Post != o.posts[clerk].ID {
				t.Errorf("%+v, %v", all, err)
			}
			soon, err := Items(tx, "2026-03-10")
			if len(soon) != 2 {
				t.Errorf("%d until the 10th", len(soon))
			}
			return err
		})
		holiday := vn.NewCalendar([]vn.DayOff{{Day: "2026-03-06", Name: "Nghỉ bù"}})
		for _, want := range []int{2, 0} {
			o.ok(func(tx *db.Tx) error {
				moved, err := Redate(tx, o.who(tx, clerk), holiday)
				if len(moved) != want {
					t.Errorf("%d moved, want %d: %+v", len(moved), want, moved)
				}
				if want == 2 && len(moved) == 2 && (moved[0].Was != "2026-03-09" || moved[0].Due != "2026-03-10" || moved[1].Due != "2026-03-17") {
					t.Errorf("%+v", moved)
				}
				return err
			})
		}
		if p := o.page(chosen); p.Clock.On != "2026-03-09" {
			t.Errorf("a chosen day moved to %s", p.Clock.On)
		}
		// What is closed or answered is left alone.
		fail(t, o.answered(clerk, "KN-2026-0001", answer("2026-03-02")))
		o.ok(func(tx *db.Tx) error {
			moved, err := Redate(tx, o.who(tx, clerk), vn.NewCalendar(nil))
			if len(moved) != 1 || moved[0].Ref != within {
				t.Errorf("%+v", moved)
			}
			return err
		})
	})
}

func TestTheBodyThatSolvesAClassIsSuggestedByDay(t *testing.T) {
	for _, c := range Classes {
		if len(Suggested(c, "2026-03-02")) == 0 {
			t.Errorf("nobody is suggested for %s", c)
		}
		if got := Suggested(c, "2025-06-30"); len(got) != 0 {
			t.Errorf("%s before the communes were formed: %v", c, got)
		}
	}
	if got := Suggested(Money, "2026-03-02"); got[0] != "Sở Tài chính" {
		t.Errorf("%v", got)
	}
	if AnswerDays("2026-03-02") != "10 ngày làm việc" {
		t.Error(AnswerDays("2026-03-02"))
	}
}
