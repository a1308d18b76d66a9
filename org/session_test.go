package org_test

import (
	"sync"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

// stays says that a cookie signs its person in and is not changed.
func (e *entrance) stays(what, cookie string) {
	e.Helper()
	if v := e.visit(cookie); !v.Who.SignedIn() || v.Cookie != "" {
		e.Errorf("%s: %+v", what, v)
	}
}

func TestSessionsEnd(t *testing.T) {
	atEngines(t, func(e *entrance) {
		one, who := e.clerk()
		two, _ := e.clerk()
		e.update(func(tx *db.Tx) error {
			list, err := org.Sessions(tx, who)
			if err != nil || len(list) != 2 {
				t.Fatalf("%d sessions, %v", len(list), err)
			}
			for _, s := range list {
				if !s.Current {
					if err := org.EndSession(tx, who, s.ID); err != nil {
						return err
					}
				}
			}
			stranger := who
			stranger.Person = "somebody"
			if err := org.EndSession(tx, stranger, who.Session); !fault.Is(err, fault.Unknown) {
				t.Errorf("a stranger ended a session: %v", err)
			}
			return nil
		})
		e.stays("one", one)
		if e.visit(two).Who.SignedIn() {
			t.Error("a session that was ended goes on")
		}
		three, _ := e.clerk()
		e.update(func(tx *db.Tx) error { return org.EndOtherSessions(tx, who) })
		e.stays("one", one)
		if e.visit(three).Who.SignedIn() {
			t.Error("another session goes on")
		}
		e.later(3*24*time.Hour + time.Second)
		if e.visit(one).Who.SignedIn() {
			t.Error("a session idle for three days goes on")
		}
		one, who = e.clerk()
		e.update(func(tx *db.Tx) error { return org.Leave(tx, e.people[org.Chairman], who.Person, nil) })
		if e.visit(one).Who.SignedIn() {
			t.Error("one who has left is signed in")
		}
	})
}

func TestNoSessionLastsLongerThanTwoWeeks(t *testing.T) {
	atEngines(t, func(e *entrance) {
		cookie, _ := e.clerk()
		for day := range 14 {
			v := e.visit(cookie)
			if !v.Who.SignedIn() {
				t.Fatalf("over on day %d", day)
			}
			if v.Cookie != "" {
				cookie = v.Cookie
			}
			e.later(24 * time.Hour)
		}
		if e.visit(cookie).Who.SignedIn() {
			t.Error("signed in after two weeks of daily use")
		}
	})
}

func TestTheSecretChangesEveryHour(t *testing.T) {
	atEngines(t, func(e *entrance) {
		first, _ := e.clerk()
		e.stays("at once", first)
		e.later(time.Hour)
		e.stays("after an hour to the second", first)
		e.later(time.Second)

		// Of requests at once one is given the new secret, and none is refused.
		var wait sync.WaitGroup
		var mu sync.Mutex
		var given []string
		for range 8 {
			wait.Go(func() {
				v, err := org.Identify(ctx, e.d, first)
				if err != nil || !v.Who.SignedIn() {
					t.Errorf("%+v, %v", v, err)
				}
				if v.Cookie != "" {
					mu.Lock()
					given = append(given, v.Cookie)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		if len(given) != 1 || given[0] == first {
			t.Fatalf("%d new secrets were given", len(given))
		}
		// The answer was lost: the old one goes on, and a new one is given again.
		e.later(2 * time.Minute)
		second := e.visit(first).Cookie
		if second == "" {
			t.Fatal("no new secret is given again")
		}
		e.stays("the new one", second)
		// Requests that were under way come in with the old one for a minute.
		e.later(59 * time.Second)
		e.stays("under way", first)
		e.stays("the new one", second)
	})
}

// Who comes with a secret that was replaced has it from somewhere else, or the
// one with the new secret has: the session ends for both, and both are told.
func TestASecretThatComesBackEndsTheSession(t *testing.T) {
	atEngines(t, func(e *entrance) {
		first, who := e.clerk()
		e.later(time.Hour + time.Second)
		second := e.visit(first).Cookie
		e.stays("the new one", second)
		e.later(61 * time.Second)
		if v := e.visit(first); v.Who.SignedIn() || v.Ended != org.EndedStolen {
			t.Errorf("the thief: %+v", v)
		}
		if v := e.visit(second); v.Who.SignedIn() || v.Ended != org.EndedStolen {
			t.Errorf("the owner: %+v", v)
		}
		if v := e.visit(first); v.Who.SignedIn() || v.Ended != org.EndedStolen {
			t.Errorf("the thief again: %+v", v)
		}
		e.update(func(tx *db.Tx) error {
			events, err := org.Events(tx, who)
			if len(events) != 1 || events[0].Kind != "session-stolen" || events[0].Name() == "" {
				t.Errorf("the person reads %+v", events)
			}
			return err
		})
		e.clerk()
	})
}

func TestTheOfficeEndsASessionAndSaysWhy(t *testing.T) {
	atEngines(t, func(e *entrance) {
		cookie, who := e.clerk()
		chairman := e.people[org.Chairman]
		const why = "Máy bị mất ở chợ"
		if err := e.d.View(ctx, e.tenant, func(tx *db.Tx) error { _, err := org.SessionsOf(tx, chairman, who.Person, " "); return err }); !fault.Is(err, fault.Invalid) {
			t.Errorf("looking without a reason: %v", err)
		}
		if err := e.d.View(ctx, e.tenant, func(tx *db.Tx) error {
			_, err := org.SessionsOf(tx, e.people[org.Official], who.Person, why)
			return err
		}); !fault.Is(err, fault.Denied) {
			t.Errorf("an official looks: %v", err)
		}
		e.update(func(tx *db.Tx) error {
			list, err := org.SessionsOf(tx, chairman, who.Person, why)
			if err != nil || len(list) != 1 || list[0].ID != who.Session || list[0].Device != "Cốc Cốc" || list[0].Address != "10.0.0.1" {
				t.Fatalf("%+v, %v", list, err)
			}
			for what, end := range map[string]error{
				"an official":      org.EndSessionOf(tx, e.people[org.Official], who.Person, who.Session, why),
				"no reason":        org.EndSessionOf(tx, chairman, who.Person, who.Session, "x"),
				"of somebody else": org.EndSessionOf(tx, chairman, chairman.Person, who.Session, why),
			} {
				if end == nil {
					t.Errorf("%s: ended", what)
				}
			}
			return org.EndSessionOf(tx, chairman, who.Person, who.Session, why)
		})
		if v := e.visit(cookie); v.Who.SignedIn() || v.Ended != org.EndedOffice {
			t.Errorf("%+v", v)
		}
		e.update(func(tx *db.Tx) error {
			events, err := org.Events(tx, who)
			if len(events) != 1 || events[0].Reason != why || events[0].ByPost != chairman.PostTitle {
				t.Errorf("the person reads %+v", events)
			}
			return err
		})
	})
}
