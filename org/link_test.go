package org_test

import (
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

const from = "10.0.0.1"

// token is what a link has after its page.
func token(l org.Link) string { return strings.TrimPrefix(l.Path, org.LinkPage) }

func (e *entrance) link(by org.Who, person db.ID) (l org.Link) {
	e.Helper()
	e.update(func(tx *db.Tx) (err error) { l, err = org.MakeLink(tx, by, person); return err })
	return l
}

func TestAnInvitationSetsThePasswordOnce(t *testing.T) {
	atEngines(t, func(e *entrance) {
		var l org.Link
		e.update(func(tx *db.Tx) error {
			posts, err := org.Posts(tx)
			if err != nil {
				return err
			}
			for _, p := range posts {
				if p.Holder == "" {
					_, l, err = org.AddPerson(tx, e.people[org.Clerk], org.NewPerson{Login: "moi", Post: p.ID})
					return err
				}
			}
			return nil
		})
		if !l.Invite || l.Until != e.now.Add(7*24*time.Hour) || len(token(l)) != 49 {
			t.Fatalf("%+v", l)
		}
		if _, err := e.try("moi", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without any password: %v", err)
		}
		e.later(7*24*time.Hour - time.Second)
		for range 3 { // previews look too
			if found, err := org.FindLink(ctx, e.d, token(l), from); err != nil || found.Login != "moi" || !found.Invite {
				t.Fatal(found, err)
			}
		}
		if _, err := org.UseLink(ctx, e.d, token(l), "ngan", from); !fault.Is(err, fault.Invalid) {
			t.Errorf("a short password: %v", err)
		}
		if _, err := org.UseLink(ctx, e.d, token(l), "mot cau cua toi", from); err != nil {
			t.Fatal(err)
		}
		if in, err := e.try("moi", "mot cau cua toi"); err != nil || e.visit(in.Cookie).First != "" {
			t.Errorf("%+v, %v", in, err)
		}
		if _, err := org.UseLink(ctx, e.d, token(l), "mot cau cua ke khac", from); !fault.Is(err, fault.Unknown) {
			t.Errorf("a second time: %v", err)
		}
	})
}

func TestAResetEndsTheSessionsAndTheLock(t *testing.T) {
	atEngines(t, func(e *entrance) {
		cookie, who := e.clerk()
		for range 8 {
			e.later(time.Minute)
			if _, err := e.try("clerk", "sai"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		l := e.link(e.people[org.Chairman], who.Person)
		if l.Invite || l.Until != e.now.Add(24*time.Hour) {
			t.Errorf("%+v", l)
		}
		e.stays("until it is used", cookie)
		if _, err := org.UseLink(ctx, e.d, token(l), "mot cau moi hon", from); err != nil {
			t.Fatal(err)
		}
		if e.visit(cookie).Who.SignedIn() {
			t.Error("a session outlives the reset")
		}
		if _, err := e.try("clerk", "mot cau moi hon"); err != nil {
			t.Error(err)
		}
	})
}

func TestLinksThatDoNotHold(t *testing.T) {
	atEngines(t, func(e *entrance) {
		clerk, chairman := e.people[org.Clerk], e.people[org.Chairman]
		older := e.link(chairman, clerk.Person)
		l := e.link(chairman, clerk.Person)
		for what, text := range map[string]string{
			"one that a newer one replaced": token(older), "none": "", "no secret": "21472.", "half": token(l)[:30],
			"of another commune": "99999" + token(l)[5:], "hostile": "21472.' or 1=1 --", "long": "21472." + strings.Repeat("x", 5000),
		} {
			if _, err := org.FindLink(ctx, e.d, text, from); !fault.Is(err, fault.Unknown) {
				t.Errorf("%s: %v", what, err)
			}
			if _, err := org.UseLink(ctx, e.d, text, "mot cau moi hon", from); !fault.Is(err, fault.Unknown) {
				t.Errorf("%s is used: %v", what, err)
			}
		}
		for _, role := range []org.Role{org.Deputy, org.Head, org.Official, org.Viewer} {
			if err := e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { _, err := org.MakeLink(tx, e.people[role], clerk.Person); return err }); !fault.Is(err, fault.Denied) {
				t.Errorf("%s made a link: %v", role, err)
			}
		}
		e.later(24*time.Hour + time.Second)
		if _, err := org.FindLink(ctx, e.d, token(l), from); !fault.Is(err, fault.Unknown) {
			t.Errorf("a day later: %v", err)
		}
		l = e.link(org.Installer(e.tenant), clerk.Person)
		e.update(func(tx *db.Tx) error { return org.Leave(tx, chairman, clerk.Person, nil) })
		if _, err := org.UseLink(ctx, e.d, token(l), "mot cau moi hon", from); !fault.Is(err, fault.Unknown) {
			t.Errorf("of one who has left: %v", err)
		}
		if err := e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { _, err := org.MakeLink(tx, chairman, clerk.Person); return err }); !fault.Is(err, fault.Unknown) {
			t.Errorf("for one who has left: %v", err)
		}
	})
}

// Guessing links is counted as guessing passwords is.
func TestLinksAreGuessedInVain(t *testing.T) {
	atEngines(t, func(e *entrance) {
		for range 40 {
			if _, err := org.FindLink(ctx, e.d, "21472.abc", from); !fault.Is(err, fault.Unknown) {
				t.Fatal(err)
			}
		}
		if _, err := org.FindLink(ctx, e.d, "21472.abc", from); !fault.Is(err, fault.Busy) {
			t.Errorf("the forty-first: %v", err)
		}
	})
}

func TestWhoLostTheSecondStepIsHelped(t *testing.T) {
	atEngines(t, func(e *entrance) {
		e.withTOTP()
		in, err := e.try("chairman", "mot cau de nho c")
		if err != nil {
			t.Fatal(err)
		}
		clerk := e.people[org.Clerk]
		drop := func(by org.Who, person db.ID, why string) error {
			return e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { return org.DropFactors(tx, by, person, why) })
		}
		e.update(func(tx *db.Tx) error {
			a, err := org.AccessOf(tx, in.Who, clerk.Person)
			if !a.TOTP || !a.Password || a.Passkeys != 0 || a.Login != "clerk" || a.Post != clerk.PostTitle {
				t.Errorf("%+v", a)
			}
			return err
		})
		if err := drop(in.Who, clerk.Person, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := drop(in.Who, in.Who.Person, "tự gỡ cho mình"); !fault.Is(err, fault.Invalid) {
			t.Errorf("one's own: %v", err)
		}
		if err := drop(in.Who, clerk.Person, "mất điện thoại, đã gặp"); err != nil {
			t.Fatal(err)
		}
		if err := drop(in.Who, clerk.Person, "mất điện thoại, đã gặp"); !fault.Is(err, fault.Unknown) {
			t.Errorf("twice: %v", err)
		}
		_, who := e.clerk()
		e.update(func(tx *db.Tx) error {
			events, err := org.Events(tx, who)
			if len(events) != 2 || events[0].Kind != "factors-dropped" || events[0].Reason != "mất điện thoại, đã gặp" {
				t.Errorf("the person reads %+v", events)
			}
			kept, err2 := db.Value[int](tx, "select count(*) from totp where tenant_id = ?1 and secret <> ''")
			if err == nil {
				err = err2
			}
			if kept != 0 {
				t.Error("the secret of what was removed is kept")
			}
			return err
		})
		other, err := e.try("official", "mot cau de nho o")
		if err != nil {
			t.Fatal(err)
		}
		if err := drop(other.Who, clerk.Person, "muốn thử xem sao"); !fault.Is(err, fault.Denied) {
			t.Errorf("an official: %v", err)
		}
	})
}
