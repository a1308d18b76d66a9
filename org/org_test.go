package org_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
)

var ctx = context.Background()

// office is a commune with one person for the first post of each role.
func office(t *testing.T, d *db.DB) (db.ID, map[org.Role]org.Who) {
	t.Helper()
	id, err := org.NewTenant(ctx, d, "21472", "UBND xã Khánh Cường")
	if err != nil {
		t.Fatal(err)
	}
	people := map[org.Role]org.Who{}
	err = d.Update(ctx, id, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if people[p.Role].SignedIn() {
				continue
			}
			login := string(p.Role)
			if _, _, err := org.AddPerson(tx, org.Installer(id), org.NewPerson{Login: login, Post: p.ID, Password: "mot cau de nho " + string(p.Role[0])}); err != nil {
				return err
			}
			if people[p.Role], err = org.ByLogin(tx, login); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, people
}

func TestEveryRoleHasANameAndEveryActHasWords(t *testing.T) {
	for _, r := range org.Roles {
		if org.RoleName[r] == "" || org.Rights[r] == nil {
			t.Errorf("role %s has no name or no rights", r)
		}
	}
	for _, a := range org.Acts {
		if org.ActName[a] == "" {
			t.Errorf("act %s has no words", a)
		}
	}
}

// The table of rights as a reviewer reads it: - none, o own, u unit, * all.
const rights = `
            chairman deputy clerk head official viewer superior
read        *        *      *     *    *        *      -
bring-in    *        *      *     -    -        -      -
plan        *        *      *     u    -        -      -
issue       *        *      *     u    -        -      -
receive     o        o      o     o    o        -      -
report      o        o      o     u    o        -      -
verify      *        *      *     u    -        -      -
accept      *        *      -     u    -        -      -
steer       *        *      *     u    -        -      -
report-out  *        *      *     -    -        -      -
withhold    *        -      -     -    -        -      -
people      *        -      *     -    -        -      -
delegate    *        o      o     o    o        -      -
oversee     -        -      -     -    -        -      *
self        *        *      *     *    *        *      *`

func TestRightsAreAsTheTableSays(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(rights), "\n")
	roles := strings.Fields(lines[0])
	if len(lines)-1 != len(org.Acts) || len(roles) != len(org.Roles) {
		t.Fatalf("the table has %d acts and %d roles, the program %d and %d", len(lines)-1, len(roles), len(org.Acts), len(org.Roles))
	}
	things := map[string]org.Thing{"own": {Post: "p1", Unit: "u1"}, "unit": {Post: "p2", Unit: "u1"}, "other": {Post: "p3", Unit: "u2"}, "whole": {}}
	covers := map[string]string{"-": "", "o": "own", "u": "own unit", "*": "own unit other whole"}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		for i, role := range roles {
			who := org.Who{Person: "x", Post: "p1", PostTitle: "X", Unit: "u1", Role: org.Role(role)}
			for name, thing := range things {
				want := strings.Contains(covers[cells[i+1]], name)
				err := who.May(org.Act(cells[0]), thing)
				if (err == nil) != want {
					t.Errorf("%s, %s, %s: %v, want allowed = %v", role, cells[0], name, err, want)
				}
				if err != nil && !fault.Is(err, fault.Denied) {
					t.Errorf("%s, %s: %v is no Denied", role, cells[0], err)
				}
				if err := (org.Who{Role: org.Role(role)}).May(org.Act(cells[0]), thing); !fault.Is(err, fault.SignIn) {
					t.Errorf("nobody, %s: %v", cells[0], err)
				}
			}
		}
	}
}

func TestSigningIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, people := office(t, d)
		try := org.Attempt{Tenant: "21472", Login: " CLERK ", Password: "mot cau de nho c", Device: "Cốc Cốc", Address: "127.0.0.1"}
		cookie, who, err := org.SignIn(ctx, d, try)
		if err != nil || who.Post != people[org.Clerk].Post {
			t.Fatal(who, err)
		}
		again, _, _, err := org.Identify(ctx, d, cookie)
		if err != nil || again.Post != who.Post || again.Session == "" || again.TenantName != "UBND xã Khánh Cường" {
			t.Errorf("the cookie is %+v, %v", again, err)
		}
		words := map[string]bool{}
		for _, bad := range []org.Attempt{
			{Tenant: "21472", Login: "clerk", Password: "sai"},
			{Tenant: "21472", Login: "khong-co", Password: "mot cau de nho c"},
			{Tenant: "99999", Login: "clerk", Password: "mot cau de nho c"},
			{Tenant: "' or 1=1", Login: "' or 1=1", Password: "' or 1=1"},
			{},
		} {
			_, who, err := org.SignIn(ctx, d, bad)
			if !fault.Is(err, fault.Invalid) || who.SignedIn() {
				t.Errorf("%+v: %+v, %v", bad, who, err)
				continue
			}
			words[err.Error()] = true
		}
		if len(words) != 1 {
			t.Errorf("what is wrong can be told from the words: %v", words)
		}
		for _, bad := range []string{"", "x", "21472.", cookie + "x", "21473" + cookie[5:], strings.Repeat("9", 5000)} {
			if who, _, _, err := org.Identify(ctx, d, bad); err != nil || who.SignedIn() {
				t.Errorf("cookie %.30q: %+v, %v", bad, who, err)
			}
		}
	})
}

func TestTheDoorStaysShutAfterManyFailures(t *testing.T) {
	d := dbtest.SQLite(t)
	office(t, d)
	try := org.Attempt{Tenant: "21472", Login: "clerk", Password: "sai", Address: "10.0.0.1"}
	for range 8 {
		if _, _, err := org.SignIn(ctx, d, try); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	}
	try.Password = "mot cau de nho c"
	if _, _, err := org.SignIn(ctx, d, try); !fault.Is(err, fault.Busy) {
		t.Errorf("after eight failures: %v", err)
	}
	if _, _, err := org.SignIn(ctx, d.At(d.Now().Add(16*time.Minute)), try); err != nil {
		t.Errorf("a quarter of an hour later: %v", err)
	}
}

func TestSessionsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, _ := office(t, d)
		open := func() (string, org.Who) {
			cookie, who, err := org.SignIn(ctx, d, org.Attempt{Tenant: "21472", Login: "clerk", Password: "mot cau de nho c"})
			if err != nil {
				t.Fatal(err)
			}
			return cookie, who
		}
		is := func(d *db.DB, cookie string, want bool) {
			t.Helper()
			if who, _, _, err := org.Identify(ctx, d, cookie); err != nil || who.SignedIn() != want {
				t.Errorf("signed in = %v, want %v, %v", who.SignedIn(), want, err)
			}
		}
		one, who := open()
		two, _ := open()
		err := d.Update(ctx, id, func(tx *db.Tx) error {
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
		if err != nil {
			t.Fatal(err)
		}
		is(d, one, true)
		is(d, two, false)
		is(d.At(d.Now().Add(4*24*time.Hour)), one, false)

		one, who = open()
		two, _ = open()
		if err := d.Update(ctx, id, func(tx *db.Tx) error {
			return org.ChangePassword(tx, who, "mot cau de nho c", "mot cau moi hon")
		}); err != nil {
			t.Fatal(err)
		}
		is(d, one, true)
		is(d, two, false)
		if err := d.Update(ctx, id, func(tx *db.Tx) error {
			chairman, err := org.AsPost(tx, org.Chairman)
			if err != nil {
				return err
			}
			return org.Leave(tx, chairman, who.Person, nil)
		}); err != nil {
			t.Fatal(err)
		}
		is(d, one, false)
	})
}

func TestPeopleAndPosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, people := office(t, d)
		vacant := func(tx *db.Tx) (db.ID, int) {
			posts, err := org.Posts(tx)
			if err != nil {
				t.Fatal(err)
			}
			n, post := 0, db.ID("")
			for _, p := range posts {
				if p.Holder == "" {
					n, post = n+1, p.ID
				}
			}
			return post, n
		}
		in := func(do func(tx *db.Tx) error) error { return d.Update(ctx, id, do) }
		if err := in(func(tx *db.Tx) error {
			post, n := vacant(tx)
			_, password, err := org.AddPerson(tx, people[org.Clerk], org.NewPerson{Login: "Đào.Hoa", Post: post})
			if err != nil || len(password) < 16 {
				t.Fatal(password, err)
			}
			who, err := org.ByLogin(tx, "dao.hoa")
			if err != nil || who.Post != post || who.Name != who.PostTitle {
				t.Fatal(who, err)
			}
			if _, left := vacant(tx); left != n-1 {
				t.Errorf("%d posts are vacant, of %d", left, n)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for what, do := range map[string]func(tx *db.Tx) error{
			"a post that is held": func(tx *db.Tx) error {
				_, _, err := org.AddPerson(tx, people[org.Clerk], org.NewPerson{Login: "moi", Post: people[org.Chairman].Post})
				return err
			},
			"a name that is taken": func(tx *db.Tx) error {
				post, _ := vacant(tx)
				_, _, err := org.AddPerson(tx, people[org.Clerk], org.NewPerson{Login: "clerk", Post: post})
				return err
			},
			"a short password": func(tx *db.Tx) error {
				post, _ := vacant(tx)
				_, _, err := org.AddPerson(tx, people[org.Clerk], org.NewPerson{Login: "moi", Post: post, Password: "123"})
				return err
			},
			"a post of nowhere": func(tx *db.Tx) error {
				_, _, err := org.AddPerson(tx, people[org.Clerk], org.NewPerson{Login: "moi", Post: "nowhere"})
				return err
			},
			"a unit of nowhere": func(tx *db.Tx) error {
				_, err := org.AddPost(tx, people[org.Clerk], "nowhere", "Công chức", org.Official)
				return err
			},
			"a role of nowhere": func(tx *db.Tx) error {
				_, err := org.AddPost(tx, people[org.Clerk], people[org.Clerk].Unit, "Công chức", "king")
				return err
			},
			"leaving by oneself": func(tx *db.Tx) error { return org.Leave(tx, people[org.Clerk], people[org.Clerk].Person, nil) },
		} {
			if err := in(do); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, role := range []org.Role{org.Deputy, org.Head, org.Official, org.Viewer} {
			err := in(func(tx *db.Tx) error { _, err := org.AddUnit(tx, people[role], "Phòng mới"); return err })
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s added a unit: %v", role, err)
			}
		}
		if _, err := org.NewTenant(ctx, d, "21472", "UBND xã khác"); !fault.Is(err, fault.Exists) {
			t.Errorf("the same code again: %v", err)
		}
		if _, err := org.NewTenant(ctx, d, "2147", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code of four digits: %v", err)
		}
	})
}
