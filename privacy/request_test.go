package privacy

import (
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Of each kind the last days are as NĐ 356/2025/NĐ-CP Điều 5 gives them, the
// day it came not counted.
func TestTheClockOfEachKind(t *testing.T) {
	for _, c := range []struct {
		kind     Kind
		received vn.Day
		answer   vn.Day
		due      vn.Day
	}{
		{Access, "2026-03-02", "2026-03-04", "2026-03-12"},
		{Correct, "2026-03-05", "2026-03-09", "2026-03-15"}, // a Thursday: Friday, Monday
		{Erase, "2026-03-02", "2026-03-04", "2026-03-22"},
		{Restrict, "2026-03-02", "2026-03-04", "2026-03-17"},
		{Withdraw, "2026-04-29", "2026-05-05", "2026-05-14"}, // over 30/4 and 1/5 and what is off beside them
		{Object, "2026-03-02", "2026-03-04", "2026-03-17"},
	} {
		rule, ok := ClockOf(c.kind, c.received)
		if !ok || rule.AnswerBy(vn.Standard(), c.received) != c.answer || rule.Due(c.received) != c.due {
			t.Errorf("%s of %s: answer by %s, due %s, want %s, %s", c.kind, c.received, rule.AnswerBy(vn.Standard(), c.received), rule.Due(c.received), c.answer, c.due)
		}
		if rule.Article == "" || rule.ExtendDays == 0 || KindName[c.kind] == "" || c.kind.Hint() == "" {
			t.Errorf("%s says not everything: %+v", c.kind, rule)
		}
	}
	if _, ok := ClockOf("other", "2026-03-02"); ok {
		t.Error("there is a clock for a kind that is none")
	}
	if got := len(Clocks("2026-03-02")); got != len(Kinds) {
		t.Errorf("%d clocks of %d kinds", got, len(Kinds))
	}
}

func TestEverybodyFilesTheirOwnRequest(t *testing.T) {
	each(t, func(o *office) {
		for i, role := range org.Roles {
			who, known := o.who[role]
			if !known {
				continue
			}
			ref := o.file(who, Access)
			if i == 0 && ref != "DL-2026-0001" {
				o.Errorf("the first request is %s", ref)
			}
			r := o.get(ref)
			if r.State != Received || r.Person != who.Person || r.Asker != "Trần Thị "+string(role) || r.AnswerBy != "2026-03-04" || r.Due != "2026-03-12" || r.Clock != "ND356-2025" {
				o.Errorf("%+v", r)
			}
		}
		// Of others only who may manage persons.
		for _, c := range []struct {
			role org.Role
			kind fault.Kind
		}{{org.Official, fault.Denied}, {org.Head, fault.Denied}, {org.Viewer, fault.Denied}} {
			o.refused(c.kind, func(tx *db.Tx) error {
				_, err := File(tx, o.who[c.role], Asking{ID: db.NewID(), Kind: Access, Person: o.who[org.Clerk].Person, Wish: reason, Proof: "gặp trực tiếp", Received: "2026-03-02"})
				return err
			})
		}
		o.refused(fault.SignIn, func(tx *db.Tx) error {
			_, err := File(tx, org.Who{Tenant: o.tenant}, Asking{ID: db.NewID(), Kind: Access, Wish: reason})
			return err
		})
	})
}

func TestARequestOfSomebodyOutside(t *testing.T) {
	each(t, func(o *office) {
		clerk := o.who[org.Clerk]
		good := Asking{Kind: Erase, Name: "Lê Văn Dân", Proof: "gặp trực tiếp, xem căn cước", Wish: "Xóa số điện thoại của tôi trong phản ánh.", Received: "2026-02-27"}
		var ref string
		o.do(func(tx *db.Tx) (err error) {
			a := good
			a.ID = db.NewID()
			if ref, err = File(tx, clerk, a); err != nil {
				return err
			}
			again, err := File(tx, clerk, a)
			if again != ref {
				o.Errorf("a form sent twice made %s and %s", ref, again)
			}
			return err
		})
		if r := o.get(ref); r.Due != "2026-03-19" || r.Asker != "Lê Văn Dân" || r.Person != "" {
			o.Errorf("%+v", r)
		}
		for what, spoil := range map[string]func(*Asking){
			"no kind":         func(a *Asking) { a.Kind = "" },
			"a kind of none":  func(a *Asking) { a.Kind = "'; drop table person; --" },
			"no wish":         func(a *Asking) { a.Wish = " " },
			"a long wish":     func(a *Asking) { a.Wish = strings.Repeat("ơ", 2001) },
			"nobody":          func(a *Asking) { a.Name = "" },
			"a long name":     func(a *Asking) { a.Name = strings.Repeat("ơ", 201) },
			"no proof":        func(a *Asking) { a.Proof = "" },
			"a day to come":   func(a *Asking) { a.Received = "2026-03-03" },
			"a day long gone": func(a *Asking) { a.Received = "2024-03-03" },
			"no day":          func(a *Asking) { a.Received = "" },
			"two askers":      func(a *Asking) { a.Person = o.who[org.Head].Person },
			"an unknown one":  func(a *Asking) { a.Name, a.Person = "", db.NewID() },
		} {
			a := good
			a.ID = db.NewID()
			spoil(&a)
			err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error { _, err := File(tx, clerk, a); return err })
			if !fault.Is(err, fault.Invalid) {
				o.Errorf("%s: %v", what, err)
			}
		}
		if n := o.count("data_request where tenant_id = ?1"); n != 1 {
			o.Errorf("%d requests, want 1", n)
		}
		// The numbers have no gap where a form failed.
		if ref := o.file(clerk, Access); ref != "DL-2026-0002" {
			o.Errorf("the second is %s", ref)
		}
	})
}

func TestARequestGoesItsWay(t *testing.T) {
	each(t, func(o *office) {
		clerk, official := o.who[org.Clerk], o.who[org.Official]
		ref := o.file(official, Restrict)
		for name, act := range map[string]func(tx *db.Tx, who org.Who) error{
			"answer": func(tx *db.Tx, who org.Who) error { return Answer(tx, who, ref, 1, reason) },
			"extend": func(tx *db.Tx, who org.Who) error { return Extend(tx, who, ref, 1, reason) },
			"finish": func(tx *db.Tx, who org.Who) error { return Finish(tx, who, ref, 1, reason) },
			"refuse": func(tx *db.Tx, who org.Who) error { return Refuse(tx, who, ref, 1, reason, "Điều 19") },
			"amend":  func(tx *db.Tx, who org.Who) error { return Amend(tx, who, ref, 1, "Tên Khác") },
		} {
			for _, role := range []org.Role{org.Official, org.Head, org.Deputy, org.Viewer} {
				if err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error { return act(tx, o.who[role]) }); !fault.Is(err, fault.Denied) {
					o.Errorf("%s as %s: %v", name, role, err)
				}
			}
		}
		o.do(func(tx *db.Tx) error { return Answer(tx, clerk, ref, 1, reason) })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Extend(tx, clerk, ref, 1, reason) }) // as it was before
		o.do(func(tx *db.Tx) error { return Extend(tx, clerk, ref, 2, reason) })
		if r := o.get(ref); r.Due != "2026-04-01" || r.State != Doing || r.Extended != "2026-03-02" {
			o.Errorf("%+v", r)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Extend(tx, clerk, ref, 3, reason) }) // once
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Finish(tx, clerk, ref, 3, "ngắn") })
		o.do(func(tx *db.Tx) error { return Finish(tx, clerk, ref, 3, reason) })
		if r := o.get(ref); r.State != Done || r.Closed != "2026-03-02" || r.Outcome != reason || r.Open() {
			o.Errorf("%+v", r)
		}
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Refuse(tx, clerk, ref, 4, reason, "Điều 19") })
		var events []Event
		o.do(func(tx *db.Tx) (err error) { _, events, err = Open(tx, official, ref); return err })
		var kinds []string
		for _, e := range events {
			kinds = append(kinds, e.Kind)
			if EventName[e.Kind] == "" || e.By == "" || vn.Today(e.At) != "2026-03-02" {
				o.Errorf("%+v", e)
			}
		}
		if got := strings.Join(kinds, " "); got != "filed answered extended done" {
			o.Errorf("the history is %s", got)
		}

		late := o.file(official, Access)
		o = o.at("2026-03-13")
		if r := o.get(late); !r.Late("2026-03-13") || r.Late("2026-03-12") || !r.Silent("2026-03-05") || r.Silent("2026-03-04") {
			o.Errorf("late %v, silent %v: %+v", r.Late("2026-03-13"), r.Silent("2026-03-05"), r)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Extend(tx, clerk, late, 1, reason) }) // too late
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Refuse(tx, clerk, late, 1, reason, "") })
		o.do(func(tx *db.Tx) error {
			return Refuse(tx, clerk, late, 1, reason, "Luật 91/2025/QH15 Điều 4 khoản 3")
		})
		if r := o.get(late); r.State != Refused || r.Late("2026-03-13") || r.Article == "" || r.Answered == "" {
			o.Errorf("%+v", r)
		}
	})
}

func TestARequestIsSeenByItsAskerAndWhoHandlesIt(t *testing.T) {
	each(t, func(o *office) {
		mine, other := o.file(o.who[org.Official], Access), o.file(o.who[org.Head], Access)
		o = o.at("2026-03-13")
		third := o.file(o.who[org.Head], Erase)
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, _, err := Open(tx, o.who[org.Official], other); return err })
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, _, err := Open(tx, o.who[org.Clerk], "DL-2026-9999"); return err })
		list := func(role org.Role) string {
			var refs []string
			o.do(func(tx *db.Tx) error {
				list, err := Register(tx, o.who[role])
				for _, r := range list {
					refs = append(refs, r.Ref)
				}
				return err
			})
			return strings.Join(refs, " ")
		}
		if got := list(org.Official); got != mine {
			o.Errorf("the official sees %s, want %s", got, mine)
		}
		if got, want := list(org.Clerk), other+" "+mine+" "+third; got != want {
			o.Errorf("the clerk sees %s, want what is late first: %s", got, want)
		}
		// One's own request is somebody else's work.
		own := o.file(o.who[org.Clerk], Correct)
		o.refused(fault.Denied, func(tx *db.Tx) error { return Amend(tx, o.who[org.Clerk], own, 1, "Tên Mới") })
		// Another commune knows nothing of it.
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			return Answer(tx, o.who[org.Chairman], own, 1, "")
		})
	})
}

func TestANameIsCorrected(t *testing.T) {
	each(t, func(o *office) {
		clerk, official := o.who[org.Clerk], o.who[org.Official]
		ref := o.file(official, Correct)
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Amend(tx, clerk, ref, 1, " ") })
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Amend(tx, clerk, ref, 1, "Trần Thị official") })
		o.do(func(tx *db.Tx) error { return Amend(tx, clerk, ref, 1, "Trần  Thị Hoa") })
		if n := o.count("person where tenant_id = ?1 and person_id = ?2 and name = ?3", official.Person, "Trần Thị Hoa"); n != 1 {
			o.Error("the name is not corrected")
		}
		var events []Event
		o.do(func(tx *db.Tx) (err error) { _, events, err = Open(tx, clerk, ref); return err })
		if e := events[len(events)-1]; e.Before != "Trần Thị official" || e.After != "Trần Thị Hoa" {
			o.Errorf("%+v", e)
		}
		access := o.file(official, Access)
		o.refused(fault.Invalid, func(tx *db.Tx) error { return Amend(tx, clerk, access, 1, "Tên Khác") })
	})
}
