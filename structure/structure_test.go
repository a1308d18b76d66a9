package structure_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/structure"
	"sauro/vn"
)

var ctx = context.Background()

// at is the database as its clock stands at nine in the office on a day.
func at(d *db.DB, day vn.Day) *db.DB { return d.At(day.Time().Add(2 * time.Hour)) }

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
		for _, p := range posts {
			if err == nil && !people[p.Role].SignedIn() {
				if _, _, err = org.AddPerson(tx, org.Installer(id), org.NewPerson{Login: string(p.Role), Post: p.ID, Password: "mot cau that dai 2026"}); err == nil {
					people[p.Role], err = org.ByLogin(tx, string(p.Role))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, people
}

// names are the units of a day, in order.
func namesOn(t *testing.T, d *db.DB, tenant db.ID, day vn.Day) (list []string) {
	t.Helper()
	err := d.View(ctx, tenant, func(tx *db.Tx) error {
		units, err := org.UnitsOn(tx, day)
		for _, u := range units {
			list = append(list, u.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A unit, a post and the commune are called on each day what they were called
// then; what is laid down for a coming day holds from that day.
func TestNamesAreThoseOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, people := office(t, d)
		today := vn.Today(d.Now())
		head := people[org.Head]
		soon := structure.Decision{Number: "120/QĐ-UBND", On: today, From: today.Add(10)}
		err := d.Update(ctx, id, func(tx *db.Tx) error {
			for about, name := range map[db.ID]string{head.Unit: "Phòng Kinh tế - Hạ tầng", head.Post: "Trưởng phòng Kinh tế - Hạ tầng", id: "UBND xã Khánh Cường Mới"} {
				if err := structure.Rename(tx, people[org.Chairman], about, name, soon); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for days, want := range map[int][3]string{
			0:  {"Phòng Kinh tế", "Trưởng phòng Kinh tế", "UBND xã Khánh Cường"},
			9:  {"Phòng Kinh tế", "Trưởng phòng Kinh tế", "UBND xã Khánh Cường"},
			10: {"Phòng Kinh tế - Hạ tầng", "Trưởng phòng Kinh tế - Hạ tầng", "UBND xã Khánh Cường Mới"},
		} {
			on := at(d, today.Add(days))
			if !slices.Contains(namesOn(t, on, id, today.Add(days)), want[0]) {
				t.Errorf("after %d days the units are %v", days, namesOn(t, on, id, today.Add(days)))
			}
			if tenants, err := org.Tenants(ctx, on); err != nil || tenants[0].Name != want[2] {
				t.Errorf("after %d days the communes are %v, %v", days, tenants, err)
			}
			err := on.View(ctx, id, func(tx *db.Tx) error {
				who, err := org.ByLogin(tx, string(org.Head))
				if who.UnitName != want[0] || who.PostTitle != want[1] || who.TenantName != want[2] {
					t.Errorf("after %d days the head is %s, %s, %s", days, who.PostTitle, who.UnitName, who.TenantName)
				}
				if err != nil {
					return err
				}
				names, err := org.NamesOf(tx)
				if then := names.Post(head.Post, today); then != "Trưởng phòng Kinh tế" {
					t.Errorf("after %d days the post was called %q today", days, then)
				}
				if c := names.Tenant(id, today.Add(10)); c != "UBND xã Khánh Cường Mới" {
					t.Errorf("the commune will be called %q", c)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Units are merged, split, moved and closed by a decision; what was before stays
// as it was, and no post is left without a place.
func TestTheOfficeIsReorganised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, people := office(t, d)
		today := vn.Today(d.Now())
		chair := people[org.Chairman]
		by := structure.Decision{Number: "130/QĐ-UBND", On: today, From: today}
		unit := map[string]db.ID{}
		var posts []org.Post
		read := func(tx *db.Tx) error {
			units, err := org.Units(tx)
			for _, u := range units {
				unit[u.Name] = u.ID
			}
			if err == nil {
				posts, err = org.Posts(tx)
			}
			return err
		}
		do := func(f func(tx *db.Tx) error) error {
			return d.Update(ctx, id, func(tx *db.Tx) error {
				if err := read(tx); err != nil {
					return err
				}
				if err := f(tx); err != nil {
					return err
				}
				return read(tx)
			})
		}
		before := namesOn(t, d, id, today.Add(-1))
		if err := do(func(tx *db.Tx) error {
			_, err := structure.Merge(tx, chair, []db.ID{unit["Phòng Kinh tế"], unit["Phòng Văn hóa - Xã hội"]}, "Phòng Kinh tế - Xã hội", nil, by, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if now := namesOn(t, d, id, today); slices.Contains(now, "Phòng Kinh tế") || !slices.Contains(now, "Phòng Kinh tế - Xã hội") || len(now) != len(before)-1 {
			t.Errorf("after the merger: %v", now)
		}
		if then := namesOn(t, d, id, today.Add(-1)); !slices.Equal(then, before) {
			t.Errorf("the day before the merger: %v, want %v", then, before)
		}
		in := 0
		for _, p := range posts {
			if p.UnitName == "Phòng Kinh tế - Xã hội" {
				in++
			}
			if p.UnitName == "" {
				t.Errorf("%s lies nowhere", p.Title)
			}
		}
		if in != 4 {
			t.Errorf("%d posts lie in the merged unit, want 4", in)
		}
		// The head reaches the posts that came from the other unit.
		if err := d.View(ctx, id, func(tx *db.Tx) error {
			head, err := org.ByLogin(tx, string(org.Head))
			for _, p := range posts {
				if p.Title == "Công chức Văn hóa - Xã hội" && !head.Can(org.Plan, org.Thing{Post: p.ID, Unit: p.Unit}) {
					t.Error("the head of the merged unit does not reach its posts")
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		of := func(unit db.ID) (list []db.ID) {
			for _, p := range posts {
				if p.Unit == unit {
					list = append(list, p.ID)
				}
			}
			return list
		}
		for what, c := range map[string]struct {
			do   func(tx *db.Tx) error
			kind fault.Kind
		}{
			"a unit under itself": {func(tx *db.Tx) error {
				u := unit["Văn phòng HĐND và UBND"]
				return structure.Move(tx, chair, u, u, by)
			}, fault.Invalid},
			"a unit that was merged away": {func(tx *db.Tx) error { return structure.Move(tx, chair, "gone", "", by) }, fault.Unknown},
			"a rename without a decision": {func(tx *db.Tx) error {
				return structure.Rename(tx, chair, unit["Phòng Kinh tế - Xã hội"], "X", structure.Decision{From: today})
			}, fault.Invalid},
			"a rename without a name": {func(tx *db.Tx) error {
				return structure.Rename(tx, chair, unit["Phòng Kinh tế - Xã hội"], " ", by)
			}, fault.Invalid},
			"a rename of nothing": {func(tx *db.Tx) error { return structure.Rename(tx, chair, "nowhere", "X", by) }, fault.Unknown},
			"a rename by a head": {func(tx *db.Tx) error {
				return structure.Rename(tx, people[org.Head], unit["Phòng Kinh tế - Xã hội"], "X", by)
			}, fault.Denied},
			"one unit merged": {func(tx *db.Tx) error {
				_, err := structure.Merge(tx, chair, []db.ID{"a"}, "X", nil, by, nil)
				return err
			}, fault.Invalid},
			"closing with posts that go nowhere": {func(tx *db.Tx) error {
				return structure.Close(tx, chair, unit["Phòng Kinh tế - Xã hội"], structure.Fate{}, by, nil)
			}, fault.Invalid},
			"closing with posts that stay": {func(tx *db.Tx) error {
				u := unit["Phòng Kinh tế - Xã hội"]
				fate := structure.Fate{To: map[db.ID]db.ID{}}
				for _, p := range of(u) {
					fate.To[p] = u
				}
				return structure.Close(tx, chair, u, fate, by, nil)
			}, fault.Invalid},
			"closing with open work": {func(tx *db.Tx) error {
				fate, open := structure.Fate{Ends: map[db.ID]db.ID{}}, map[db.ID]int64{}
				for _, p := range of(unit["Phòng Kinh tế - Xã hội"]) {
					fate.Ends[p], open[p] = people[org.Clerk].Post, 1
				}
				return structure.Close(tx, chair, unit["Phòng Kinh tế - Xã hội"], fate, by, open)
			}, fault.Invalid},
			"closing ahead of its day": {func(tx *db.Tx) error {
				fate := structure.Fate{To: map[db.ID]db.ID{}}
				for _, p := range of(unit["Phòng Kinh tế - Xã hội"]) {
					fate.To[p] = unit["Văn phòng HĐND và UBND"]
				}
				return structure.Close(tx, chair, unit["Phòng Kinh tế - Xã hội"], fate, structure.Decision{Number: "1", On: today, From: today.Add(1)}, nil)
			}, fault.Invalid},
			"a split that takes all": {func(tx *db.Tx) error {
				u := unit["Phòng Kinh tế - Xã hội"]
				_, err := structure.Split(tx, chair, u, "X", of(u), by)
				return err
			}, fault.Invalid},
		} {
			if err := do(c.do); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		// Split off two posts, put the new unit under the office, then close it: one
		// post goes on, the other ends and its holder holds nothing.
		if err := do(func(tx *db.Tx) error {
			u := unit["Phòng Kinh tế - Xã hội"]
			_, err := structure.Split(tx, chair, u, "Phòng Văn hóa", of(u)[2:], by)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := do(func(tx *db.Tx) error {
			return structure.Move(tx, chair, unit["Phòng Văn hóa"], unit["Văn phòng HĐND và UBND"], by)
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.View(ctx, id, func(tx *db.Tx) error {
			units, err := org.Units(tx)
			at := slices.IndexFunc(units, func(u org.Unit) bool { return u.Name == "Phòng Văn hóa" })
			if at < 1 || units[at].Depth != 1 || units[at-1].Name != "Văn phòng HĐND và UBND" {
				t.Errorf("the tree is %+v", units)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		gone := of(unit["Phòng Văn hóa"])
		if err := do(func(tx *db.Tx) error {
			return structure.Close(tx, chair, unit["Phòng Văn hóa"], structure.Fate{To: map[db.ID]db.ID{gone[0]: unit["Văn phòng HĐND và UBND"]}, Ends: map[db.ID]db.ID{gone[1]: people[org.Clerk].Post}}, by, nil)
		}); err != nil {
			t.Fatal(err)
		}
		for _, p := range posts {
			if p.ID == gone[1] {
				t.Errorf("%s is still there", p.Title)
			}
			if p.ID == gone[0] && p.UnitName != "Văn phòng HĐND và UBND" {
				t.Errorf("%s lies in %s", p.Title, p.UnitName)
			}
		}
		if err := d.View(ctx, id, func(tx *db.Tx) error {
			list, err := structure.List(tx, chair)
			if len(list) != 4 {
				t.Errorf("%d changes are listed, want 4: %+v", len(list), list)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Who holds what is told with its decision and the names of its first day; what
// was taken back the same day is left out. Who has a right today is told by post,
// to a superior without names.
func TestWhoHoldsAndWhoHasARight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, people := office(t, d)
		today := vn.Today(d.Now())
		clerk, official := people[org.Clerk], people[org.Official]
		err := d.Update(ctx, id, func(tx *db.Tx) error {
			posts, err := org.Posts(tx)
			if err != nil {
				return err
			}
			vacant := posts[slices.IndexFunc(posts, func(p org.Post) bool { return p.Holder == "" })]
			a := org.Appointment{Person: official.Person, Post: vacant.ID, From: today, Decision: "15/QĐ-UBND", DecidedOn: today}
			if err := org.Appoint(tx, clerk, a); err != nil {
				return err
			}
			has := func(want bool) {
				list, err := structure.Holdings(tx, clerk)
				at := slices.IndexFunc(list, func(h structure.Holding) bool { return h.Post == vacant.ID })
				if err != nil || (at >= 0) != want || want && (list[at].Decision != "15/QĐ-UBND" || list[at].Title != vacant.Title || !list[at].Now(today)) {
					t.Errorf("the holdings are %+v, %v", list, err)
				}
			}
			has(true)
			if err := org.EndHolding(tx, clerk, org.End{Person: official.Person, Post: vacant.ID, Last: today.Add(-1)}, 0); err != nil {
				return err
			}
			has(false)
			if _, err := structure.Holdings(tx, official); !fault.Is(err, fault.Denied) {
				t.Errorf("an official reads the holdings: %v", err)
			}
			if list, err := structure.Persons(tx, clerk); err != nil || len(list) != len(people) {
				t.Errorf("%d persons, want %d, %v", len(list), len(people), err)
			}
			if _, err := org.Give(tx, people[org.Chairman], org.NewActing{Post: people[org.Chairman].Post, Taker: people[org.Deputy].Person, Acts: []org.Act{org.Withhold}, From: today, To: today, Decision: "1", DecidedOn: today}); err != nil {
				return err
			}
			list, err := structure.WhoHas(tx, official, org.Withhold, org.Thing{})
			if err != nil || len(list) != 1 || list[0].Role != org.Chairman || list[0].By == "" {
				t.Errorf("who may withhold: %+v, %v", list, err)
			}
			above := org.Who{Tenant: id, Person: "above", Post: "above", Role: org.Superior}
			list, err = structure.WhoHas(tx, above, org.Withhold, org.Thing{})
			if err != nil || len(list) != 1 || list[0].By != "" || list[0].Login != "" || list[0].HolderName != "" {
				t.Errorf("a superior is told %+v, %v", list, err)
			}
			if list, err = structure.WhoHas(tx, official, org.Receive, org.Thing{Post: official.Post, Unit: official.Unit}); err != nil || len(list) != 1 || list[0].ID != official.Post {
				t.Errorf("who receives the official's work: %+v, %v", list, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
