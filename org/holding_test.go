package org_test

import (
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// A person holds several posts, one of them the main one; a holding that was
// taken back leaves its row and its post.
func TestHoldings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, people := office(t, d)
		today := vn.Today(d.Now())
		clerk, official := people[org.Clerk], people[org.Official]
		var vacant org.Post
		err := d.Update(ctx, id, func(tx *db.Tx) error {
			posts, err := org.Posts(tx)
			for _, p := range posts {
				if p.Holder == "" && p.Role == org.Head {
					vacant = p
				}
			}
			if err != nil {
				return err
			}
			a := org.Appointment{Person: official.Person, Post: vacant.ID, From: today, Decision: "15/QĐ-UBND", DecidedOn: today, Main: true}
			if err := org.Appoint(tx, clerk, a); err != nil {
				return err
			}
			who, err := org.ByLogin(tx, string(org.Official))
			if err != nil || who.Post != vacant.ID || len(who.Besides()) != 1 || who.Besides()[0].Post != official.Post {
				t.Errorf("after a second appointment: %+v, %v", who, err)
			}
			a.Person = people[org.Deputy].Person
			if err := org.Appoint(tx, clerk, a); !fault.Is(err, fault.Invalid) {
				t.Errorf("a second holder of a post: %v", err)
			}
			// Taken back the same day, and laid down again.
			if err := org.EndHolding(tx, clerk, org.End{Person: official.Person, Post: vacant.ID, Last: today.Add(-1)}, 0); err != nil {
				return err
			}
			rows, err := db.Value[int](tx, "select count(*) from holding where tenant_id = ?1 and post_id = ?2", vacant.ID)
			if err != nil || rows != 1 {
				t.Errorf("%d rows are left of it, %v", rows, err)
			}
			a.Person = official.Person
			if err := org.Appoint(tx, clerk, a); err != nil {
				return err
			}
			// Open work keeps a holding until its handover has begun.
			if err := org.EndHolding(tx, clerk, org.End{Person: official.Person, Post: vacant.ID, Last: today}, 3); !fault.Is(err, fault.Invalid) {
				t.Errorf("ended with open work: %v", err)
			}
			if err := org.Leave(tx, clerk, official.Person, map[db.ID]int64{vacant.ID: 1}); !fault.Is(err, fault.Invalid) {
				t.Errorf("left with open work: %v", err)
			}
			return org.EndHolding(tx, clerk, org.End{Person: official.Person, Post: vacant.ID, Last: today.Add(3), Decision: "16/QĐ-UBND", DecidedOn: today}, 0)
		})
		if err != nil {
			t.Fatal(err)
		}
		for days, main := range map[int]db.ID{0: vacant.ID, 3: vacant.ID, 4: official.Post} {
			if err := at(d, today.Add(days)).View(ctx, id, func(tx *db.Tx) error {
				who, err := org.ByLogin(tx, string(org.Official))
				if who.Post != main {
					t.Errorf("after %d days the main post is %s", days, who.PostTitle)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
