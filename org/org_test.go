package org_test

import (
	"context"
	"strings"
	"testing"

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
urge        *        *      *     u    -        -      -
inspect     *        *      *     -    -        -      -
propose     *        *      *     -    -        -      -
answer      *        *      -     -    -        -      -
arrange     *        -      *     -    -        -      -
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
			_, link, err := org.AddPerson(tx, people[org.Clerk], org.NewPerson{Login: "Đào.Hoa", Post: post})
			if err != nil || !link.Invite || link.Login != "dao.hoa" {
				t.Fatal(link, err)
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
