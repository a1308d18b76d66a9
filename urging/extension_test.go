package urging_test

import (
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	. "sauro/urging"
	"sauro/vn"
)

// askExtension has a post ask for a later day.
func (o *office) askExtension(by, taskRef string, day vn.Day) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = AskExtension(tx, o.who(tx, by), db.NewID(), taskRef, day, "Chờ số liệu của tỉnh")
		return err
	})
	return ref
}

func (o *office) deciding(by, ref string, d Decision) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		e, err := ExtensionByRef(tx, o.who(tx, by), ref)
		if err != nil {
			return err
		}
		return Decide(tx, o.who(tx, by), ref, e.Version, d)
	}
}

func TestAnExtensionIsAskedGrantedAndSeen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.issued(culture, "Lập danh sách", "2026-03-20")
		asked := o.askExtension(culture, ref, "2026-04-10")
		e := o.extension(asked)
		if asked != "GH-2026-0001" || e.State != Asked || e.Was != "2026-03-20" || e.Wanted != "2026-04-10" || e.Due != "2026-03-04" || e.Repeated || e.DeciderTitle != chairman {
			t.Errorf("%+v", e)
		}
		if !slices.Contains(o.told(chairman), "extension:"+string(e.ID)) {
			t.Error("who decides was not told")
		}
		if late := o.on("2026-03-06").extension(asked); late.DaysLate != 2 {
			t.Errorf("silence shows as %d days", late.DaysLate)
		}
		o.refused(fault.Invalid, o.deciding(chairman, asked, Decision{Grant: true, Until: "2026-03-31"})) // another day wants a reason
		o.ok(o.deciding(chairman, asked, Decision{Grant: true, Until: "2026-04-03", Reason: "Kịp họp quý"}))
		e = o.extension(asked)
		if e.State != Granted || e.To != "2026-04-03" || e.Decision != "Kịp họp quý" || e.Beyond() != OutQuarter || e.Decided.PostTitle != chairman {
			t.Errorf("%+v", e)
		}
		got := o.task(ref)
		if got.Due.Date != "2026-04-03" || got.NextDue != "2026-04-03" {
			t.Errorf("the task is due %s, next %s", got.Due.Date, got.NextDue)
		}
		o.view(func(tx *db.Tx) error {
			p, err := task.ByRef(tx, o.who(tx, viewer), ref)
			if p.Events[0].Kind != "extended" || !strings.Contains(p.Events[0].Reason, asked) {
				t.Errorf("the task's history says %+v", p.Events[0])
			}
			f, err2 := OfTask(tx, o.who(tx, viewer), got.ID)
			if len(f.Extensions) != 1 || f.Extensions[0].Was != "2026-03-20" {
				t.Errorf("%+v", f)
			}
			pushed, err3 := PushedOut(tx, o.who(tx, viewer), 2026)
			if len(pushed) != 1 || pushed[0].Unit != o.posts[culture].Unit || pushed[0].Granted != 1 || pushed[0].Quarter != 1 || pushed[0].Year != 0 {
				t.Errorf("%+v", pushed)
			}
			if none, err := PushedOut(tx, o.who(tx, viewer), 2025); err != nil || len(none) != 0 {
				t.Errorf("%+v, %v", none, err)
			}
			return firstOf(err, err2, err3)
		})
	})
}

func firstOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestWhoMayAskForAnExtensionAndDecide(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, title := range everybody {
			ref := o.issued(culture, "Lập danh sách", "2026-03-20")
			ask := func(tx *db.Tx) error {
				_, err := AskExtension(tx, o.who(tx, title), db.NewID(), ref, "2026-03-27", "Chờ số liệu")
				return err
			}
			if title == culture || title == head {
				o.ok(ask)
			} else {
				o.refused(fault.Denied, ask)
			}
		}
		ref := o.issued(culture, "Lập danh sách", "2026-03-20")
		asked := o.askExtension(culture, ref, "2026-03-27")
		for _, title := range everybody {
			if title != chairman && title != deputy {
				o.refused(fault.Denied, o.deciding(title, asked, Decision{Grant: true}))
			}
		}
		o.ok(o.deciding(deputy, asked, Decision{Grant: true}))
		if e := o.extension(asked); e.To != "2026-03-27" || e.Beyond() != InPeriod {
			t.Errorf("%+v", e)
		}
		// The head of the unit accepts its tasks, but not what was asked by the head.
		s := o.slots(culture, "Lập danh sách", "2026-03-20")
		s.Decider = o.posts[head].ID
		byHead := o.askExtension(head, o.issuedAs(s), "2026-03-27")
		o.refused(fault.Denied, o.deciding(head, byHead, Decision{Grant: true}))
		o.ok(o.deciding(chairman, byHead, Decision{Reason: "Phải xong đúng hạn"}))
		if e := o.extension(byHead); e.State != Refused || e.To != "" || o.task(e.TaskRef).Due.Date != "2026-03-20" {
			t.Errorf("%+v", e)
		}
		byOfficial := o.askExtension(culture, o.issuedAs(s), "2026-03-27")
		o.ok(o.deciding(head, byOfficial, Decision{Grant: true}))
	})
}

func TestAnExtensionIsAskedBeforeTheDayHasPassed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		// Saturday: on Monday it is still in time, on Tuesday no more.
		first, second := o.issued(culture, "Lập danh sách một", "2026-03-14"), o.issued(culture, "Lập danh sách hai", "2026-03-14")
		o.on("2026-03-16").askExtension(culture, first, "2026-03-31")
		late := o.on("2026-03-17")
		e := late.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := AskExtension(tx, o.who(tx, culture), db.NewID(), second, "2026-03-31", "Chờ số liệu")
			return err
		})
		if !strings.Contains(e.Text.String(), "16/03/2026") {
			t.Errorf("%q does not say since when", e.Text)
		}
		late.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := Prolong(tx, o.who(tx, chairman), db.NewID(), second, "2026-03-31", "Chờ số liệu")
			return err
		})
		// Asked in time and decided late: the silence was not the asker's.
		late.ok(late.deciding(chairman, "GH-2026-0001", Decision{Grant: true}))
		if got := late.task(first); got.Due.Date != "2026-03-31" || got.DaysLate() != 0 {
			t.Errorf("due %s, %d late", got.Due.Date, got.DaysLate())
		}
		for name, day := range map[string]vn.Day{"before": "2026-03-10", "same": "2026-03-31", "none": "", "wrong": "2026-02-30", "far": "2060-01-01"} {
			fresh := o.issued(culture, "Lập danh sách khác", "2026-03-31")
			if e := o.refused(fault.Invalid, func(tx *db.Tx) error {
				_, err := AskExtension(tx, o.who(tx, culture), db.NewID(), fresh, day, "Chờ số liệu")
				return err
			}); len(e.Fields) == 0 || e.Fields[0].Name != "day" {
				t.Errorf("%s: %v", name, e)
			}
		}
	})
}

func TestASecondExtensionIsADecision(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.issued(culture, "Lập danh sách", "2026-03-20")
		once := db.NewID()
		for range 2 {
			o.ok(func(tx *db.Tx) error {
				_, err := AskExtension(tx, o.who(tx, culture), once, ref, "2026-03-27", "Chờ số liệu")
				return err
			})
		}
		again := func(tx *db.Tx) error {
			_, err := AskExtension(tx, o.who(tx, culture), db.NewID(), ref, "2026-05-27", "Chờ số liệu")
			return err
		}
		o.refused(fault.Exists, again)
		o.refused(fault.Exists, func(tx *db.Tx) error {
			_, err := Prolong(tx, o.who(tx, chairman), db.NewID(), ref, "2026-05-27", "Việc phát sinh")
			return err
		})
		grant := o.deciding(chairman, "GH-2026-0001", Decision{Grant: true})
		o.ok(grant)
		o.ok(grant) // a double click
		o.refused(fault.Invalid, o.deciding(deputy, "GH-2026-0001", Decision{Reason: "không"}))
		o.refused(fault.Invalid, again)
		o.refused(fault.Denied, func(tx *db.Tx) error {
			_, err := Prolong(tx, o.who(tx, clerk), db.NewID(), ref, "2026-05-27", "Việc phát sinh")
			return err
		})
		var second string
		o.ok(func(tx *db.Tx) (err error) {
			second, err = Prolong(tx, o.who(tx, chairman), db.NewID(), ref, "2027-01-15", "Việc phát sinh")
			return err
		})
		if e := o.extension(second); !e.Repeated || !e.Unasked || e.Was != "2026-03-27" || e.Beyond() != OutYear {
			t.Errorf("%+v", e)
		}
		o.view(func(tx *db.Tx) error {
			pushed, err := PushedOut(tx, o.who(tx, viewer), 2026)
			if len(pushed) != 1 || pushed[0].Granted != 2 || pushed[0].Quarter != 1 || pushed[0].Year != 1 {
				t.Errorf("%+v", pushed)
			}
			return err
		})
	})
}

func TestADayChangedMeanwhileIsNotMoved(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.issued(culture, "Lập danh sách", "2026-03-20")
		asked := o.askExtension(culture, ref, "2026-03-27")
		o.ok(func(tx *db.Tx) error {
			return task.Edit(tx, o.who(tx, clerk), ref, 3, o.slots(culture, "Lập danh sách", "2026-03-25"), "cấp trên đổi hạn")
		})
		o.refused(fault.Conflict, o.deciding(chairman, asked, Decision{Grant: true}))
		o.refused(fault.Conflict, func(tx *db.Tx) error {
			return Decide(tx, o.who(tx, chairman), asked, 9, Decision{Grant: true})
		})
		o.ok(o.deciding(chairman, asked, Decision{Reason: "Hạn đã đổi"}))
	})
}

func TestTheNextResultOfATaskWithCyclesIsExtendedOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.slots(culture, "Ban hành thông báo kết luận giao ban", "")
		s.Due = task.Due{Kind: task.ByCycle, Every: vn.Monthly}
		ref := o.issuedAs(s)
		asked := o.askExtension(culture, ref, "2026-04-06")
		o.ok(o.deciding(chairman, asked, Decision{Grant: true}))
		if e := o.extension(asked); e.Cycle != "2026-03" || o.task(ref).NextDue != "2026-04-06" {
			t.Errorf("%+v, next %s", e, o.task(ref).NextDue)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := AskExtension(tx, o.who(tx, culture), db.NewID(), ref, "2026-04-10", "Chờ số liệu")
			return err
		})
	})
}

func TestWhatIsHandedInIsNotExtended(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.issued(culture, "Lập danh sách", "2026-03-20")
		o.ok(func(tx *db.Tx) error {
			full := int64(10)
			return task.Report(tx, o.who(tx, culture), ref, 3, task.Progress{Value: &full, HandIn: true,
				Evidence: []task.Evidence{{Kind: task.File, Name: "a.pdf", Hash: strings.Repeat("a", 64), Size: 1, MIME: "application/pdf"}}})
		})
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := AskExtension(tx, o.who(tx, culture), db.NewID(), ref, "2026-03-27", "Chờ số liệu")
			return err
		})
	})
}

func TestBeyondThePeriod(t *testing.T) {
	for _, c := range []struct {
		was, to vn.Day
		want    Period
	}{
		{"2026-01-10", "2026-03-31", InPeriod}, {"2026-03-31", "2026-04-01", OutQuarter}, {"2026-06-30", "2026-09-30", OutQuarter},
		{"2026-12-31", "2027-01-01", OutYear}, {"2026-01-01", "2027-06-01", OutYear}, {"2026-10-01", "2026-12-31", InPeriod},
	} {
		if got := Beyond(c.was, c.to); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.was, c.to, got, c.want)
		}
	}
	var nobody org.Who
	if (Extension{State: Asked}).Decides(nobody) {
		t.Error("nobody decides")
	}
}
