package org_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// at is the database as its clock stands at nine in the office on a day.
func at(d *db.DB, day vn.Day) *db.DB { return d.At(day.Time().Add(2 * time.Hour)) }

// May is what Why explains, for every role, act and thing, with one seat and with two.
func TestMayIsWhatWhyExplains(t *testing.T) {
	things := []org.Thing{{}, {Post: "p1", Unit: "u1"}, {Post: "p2", Unit: "u1"}, {Post: "p3", Unit: "u2"}, {Unit: "u2"}, {Post: "p3", Unit: "u2", Decider: "p1"}, {Post: "p2", Unit: "u1", Decider: "p9"}}
	seat := func(r org.Role) org.Seat {
		return org.Seat{Post: "p1", PostTitle: "A", Unit: "u1", UnitName: "U", Role: r}
	}
	for _, one := range org.Roles {
		for _, two := range org.Roles {
			own := org.Who{Person: "x", Post: "p1", PostTitle: "A", Unit: "u1", UnitName: "U", Role: one}
			acting := own
			other := org.Seat{Post: "p1", PostTitle: "A", For: "p3", ForTitle: "B", Unit: "u2", UnitName: "V", Role: two, Acts: org.Lends(two)}
			acting.Seats = []org.Seat{seat(one), other}
			for _, act := range org.Acts {
				for _, thing := range things {
					for _, who := range []org.Who{own, acting, {Role: one}} {
						y, err := who.Why(act, thing), who.May(act, thing)
						by, errAs := who.As(act, thing)
						if y.Allowed != (err == nil) || (err == nil) != (errAs == nil) || fmt.Sprint(err) != fmt.Sprint(y.Err()) {
							t.Fatalf("%s+%s, %s, %+v: Why says %v, May %v, As %v", one, two, act, thing, y.Allowed, err, errAs)
						}
						if err == nil && by.Post != "p1" {
							t.Errorf("%s+%s, %s: done by post %q", one, two, act, by.Post)
						}
						covered := false
						for _, s := range y.Seats {
							covered = covered || s.Covers
						}
						if covered != y.Allowed {
							t.Errorf("%s+%s, %s, %+v: no seat of the answer carries it", one, two, act, thing)
						}
						if err != nil && (y.Says().Format == "" || !fault.Is(err, fault.Denied) && !fault.Is(err, fault.SignIn)) {
							t.Errorf("%s, %s: refused as %v", one, act, err)
						}
					}
					// A second seat never takes a right away.
					if own.Can(act, thing) && !acting.Can(act, thing) {
						t.Errorf("%s loses %s by acting for %s", one, act, two)
					}
				}
			}
		}
	}
}

// A right is carried by an own seat before that of another, and by the narrowest.
func TestAsChoosesTheNarrowestSeatOfOnesOwn(t *testing.T) {
	own := org.Seat{Post: "head", Unit: "u1", Role: org.Head}
	wide := org.Seat{Post: "clerk", Unit: "u9", Role: org.Clerk}
	chair := org.Seat{Post: "head", For: "chair", ForTitle: "Chủ tịch", Unit: "u0", Role: org.Chairman, Acts: []org.Act{org.Accept, org.Plan}}
	who := org.Who{Person: "x", Post: "head", Unit: "u1", Role: org.Head, Seats: []org.Seat{wide, own, chair}}
	for _, c := range []struct {
		act             org.Act
		thing           org.Thing
		post, inPlaceOf db.ID
		refused         bool
	}{
		{org.Plan, org.Thing{Post: "p", Unit: "u1"}, "head", "", false},
		{org.Plan, org.Thing{Post: "p", Unit: "u2"}, "clerk", "", false},
		{org.Accept, org.Thing{Post: "p", Unit: "u1"}, "head", "", false},
		{org.Accept, org.Thing{Post: "p", Unit: "u1", Decider: "chair"}, "head", "chair", false},
		{org.Accept, org.Thing{Post: "p", Unit: "u2"}, "head", "chair", false},
		{org.Delegate, org.Thing{Post: "chair"}, "", "", true},
		{org.Withhold, org.Thing{}, "", "", true},
	} {
		by, err := who.As(c.act, c.thing)
		if (err != nil) != c.refused || !c.refused && (by.Post != c.post || by.For != c.inPlaceOf) {
			t.Errorf("%s to %+v: by %q for %q, %v", c.act, c.thing, by.Post, by.For, err)
		}
	}
}

// model is what was laid down, told again without the database.
type model struct {
	holdings []*org.Appointment
	given    []*given
	posts    map[db.ID]org.Post
}

type given struct {
	org.NewActing
	id         db.ID
	by, byPost db.ID
	ended      vn.Day
}

func (m *model) holds(person, post db.ID, day vn.Day) bool {
	return slices.ContainsFunc(m.holdings, func(h *org.Appointment) bool {
		return h.Person == person && h.Post == post && h.From <= day && (h.To == "" || h.To >= day)
	})
}

// seats are the posts by whose right a person acts on a day, "+" before those of others.
func (m *model) seats(person db.ID, day vn.Day) []string {
	var list []string
	for post := range m.posts {
		if m.holds(person, post, day) {
			list = append(list, string(post))
		}
	}
	if len(list) == 0 {
		return nil
	}
	for _, g := range m.given {
		if g.Taker == person && g.From <= day && g.To >= day && (g.ended == "" || day < g.ended) && m.holds(g.by, g.byPost, day) {
			list = append(list, "+"+string(g.Post))
		}
	}
	slices.Sort(list)
	return list
}

// may is the right as the table has it, over what the model knows.
func (m *model) may(person db.ID, act org.Act, of org.Post, day vn.Day) bool {
	for _, seat := range m.seats(person, day) {
		id, acting := strings.CutPrefix(seat, "+")
		post := m.posts[db.ID(id)]
		reach := org.Rights[post.Role][act]
		if acting && !slices.ContainsFunc(m.given, func(g *given) bool {
			return g.Taker == person && g.Post == post.ID && g.From <= day && g.To >= day && (g.ended == "" || day < g.ended) && m.holds(g.by, g.byPost, day) && slices.Contains(g.Acts, act)
		}) {
			continue
		}
		if reach == org.All || act == org.Self && !acting && reach != org.None || reach != org.None && post.ID == of.ID || reach == org.InUnit && post.Unit == of.Unit {
			return true
		}
	}
	return false
}

// However posts are held and given, on every day a person has the rights that
// are counted out by hand from what was laid down, and no post has two holders.
func TestARightOnADayIsWhatWasLaidDownForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		acted := 0
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, 7))
			day := vn.Day("2026-01-05")
			code := fmt.Sprintf("2147%d", seed)
			id, err := org.NewTenant(ctx, at(d, day), code, "UBND xã")
			if err != nil {
				t.Fatal(err)
			}
			m := &model{posts: map[db.ID]org.Post{}}
			var posts []org.Post
			var persons []db.ID
			logins := map[db.ID]string{}
			update := func(do func(tx *db.Tx) error) error { return at(d, day).Update(ctx, id, do) }
			err = update(func(tx *db.Tx) (err error) {
				posts, err = org.Posts(tx)
				for i, p := range posts {
					m.posts[p.ID] = p
					if i%2 == 0 && err == nil {
						var person db.ID
						login := fmt.Sprintf("nguoi%d", i)
						person, _, err = org.AddPerson(tx, org.Installer(id), org.NewPerson{Login: login, Post: p.ID, Password: "mot cau that dai 2026"})
						persons, logins[person] = append(persons, person), login
						m.holdings = append(m.holdings, &org.Appointment{Person: person, Post: p.ID, From: day})
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			tried, done := 0, 0
			for range 100 {
				day = day.Add(r.IntN(3))
				person, post := persons[r.IntN(len(persons))], posts[r.IntN(len(posts))]
				from := day.Add(r.IntN(6))
				tried++
				switch r.IntN(4) {
				case 0:
					a := org.Appointment{Person: person, Post: post.ID, From: from, Main: r.IntN(2) == 0}
					if r.IntN(2) == 0 {
						a.To = from.Add(r.IntN(10))
					}
					if update(func(tx *db.Tx) error { return org.Appoint(tx, org.Installer(id), a) }) == nil {
						m.holdings, done = append(m.holdings, &a), done+1
					}
				case 1:
					held := m.holdings[r.IntN(len(m.holdings))]
					e := org.End{Person: held.Person, Post: held.Post, Last: day.Add(r.IntN(5) - 1)}
					if update(func(tx *db.Tx) error { return org.EndHolding(tx, org.Installer(id), e, 0) }) == nil {
						done++
						for _, h := range m.holdings {
							if h.Person == e.Person && h.Post == e.Post && (h.To == "" || h.To > e.Last) && h.From <= e.Last.Add(1) {
								h.To = e.Last
							}
						}
					}
				case 2:
					held := m.holdings[r.IntN(len(m.holdings))]
					giver := held.Person
					if r.IntN(3) > 0 {
						post = m.posts[held.Post] // else only the chairman gives it
					}
					n := org.NewActing{Post: post.ID, Taker: person, From: from, To: from.Add(r.IntN(12)), Decision: "1/QĐ-UBND", DecidedOn: day}
					for _, act := range org.Lends(post.Role) {
						if r.IntN(3) == 0 {
							n.Acts = append(n.Acts, act)
						}
					}
					var g given
					if update(func(tx *db.Tx) error {
						who, err := org.ByLogin(tx, logins[giver])
						if err != nil {
							return err
						}
						by, err := who.As(org.Delegate, org.Thing{Post: n.Post})
						if err != nil {
							return err
						}
						g = given{NewActing: n, by: giver, byPost: by.Post}
						g.id, err = org.Give(tx, who, n)
						return err
					}) == nil {
						m.given, done = append(m.given, &g), done+1
					}
				case 3:
					if len(m.given) == 0 {
						continue
					}
					g := m.given[r.IntN(len(m.given))]
					if update(func(tx *db.Tx) error {
						who, err := org.ByLogin(tx, logins[g.by])
						if err != nil {
							return err
						}
						return org.EndActing(tx, who, g.id, "hết việc")
					}) == nil {
						g.ended, done = day, done+1
					}
				}
			}
			if done < tried/8 {
				t.Fatalf("only %d of %d acts were allowed: the test sees nothing", done, tried)
			}
			for range 30 {
				on := vn.Day("2026-01-05").Add(r.IntN(110))
				for _, p := range posts {
					holders := 0
					for _, person := range persons {
						if m.holds(person, p.ID, on) {
							holders++
						}
					}
					if holders > 1 {
						t.Errorf("seed %d: %s has %d holders on %s", seed, p.Title, holders, on)
					}
				}
				err := at(d, on).View(ctx, id, func(tx *db.Tx) error {
					for _, person := range persons {
						who, err := org.ByLogin(tx, logins[person])
						if err != nil && !fault.Is(err, fault.Unknown) {
							return err
						}
						var got []string
						for _, s := range who.All() {
							switch {
							case !who.SignedIn():
							case s.Acting():
								got, acted = append(got, "+"+string(s.At())), acted+1
							default:
								got = append(got, string(s.At()))
							}
						}
						slices.Sort(got)
						if want := m.seats(person, on); !slices.Equal(got, want) {
							t.Fatalf("seed %d: %s on %s has the seats %v, want %v", seed, logins[person], on, got, want)
						}
						for _, p := range posts {
							for _, act := range org.Acts {
								if got, want := who.Can(act, org.Thing{Post: p.ID, Unit: p.Unit}), m.may(person, act, p, on); got != want {
									t.Fatalf("seed %d: %s on %s may %s of %s: %v, want %v", seed, logins[person], on, act, p.Title, got, want)
								}
							}
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if acted == 0 {
			t.Error("nobody ever acted for another: the test sees nothing")
		}
	})
}

// What may be given, by whom, and what is refused.
func TestGivingAndEnding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, people := office(t, d)
		today := vn.Today(d.Now())
		chair, deputy, official := people[org.Chairman], people[org.Deputy], people[org.Official]
		good := org.NewActing{Post: chair.Post, Taker: deputy.Person, Acts: []org.Act{org.Withhold, org.People}, From: today, To: today.Add(5), Decision: "15/QĐ-UBND", DecidedOn: today}
		try := func(who org.Who, change func(n *org.NewActing)) error {
			n := good
			n.Acts = slices.Clone(good.Acts)
			change(&n)
			undo := fmt.Errorf("undo")
			err := d.Update(ctx, id, func(tx *db.Tx) error {
				if _, err := org.Give(tx, who, n); err != nil {
					return err
				}
				return undo
			})
			if err == undo {
				return nil
			}
			return err
		}
		for what, c := range map[string]struct {
			who    org.Who
			change func(n *org.NewActing)
			kind   fault.Kind
		}{
			"an official for the chairman":          {official, func(*org.NewActing) {}, fault.Denied},
			"the deputy for the chairman":           {deputy, func(*org.NewActing) {}, fault.Denied},
			"a viewer":                              {people[org.Viewer], func(n *org.NewActing) { n.Post = people[org.Viewer].Post }, fault.Denied},
			"nobody":                                {org.Who{}, func(*org.NewActing) {}, fault.SignIn},
			"to oneself":                            {chair, func(n *org.NewActing) { n.Taker = chair.Person }, fault.Invalid},
			"to a viewer":                           {chair, func(n *org.NewActing) { n.Taker = people[org.Viewer].Person }, fault.Invalid},
			"to nobody":                             {chair, func(n *org.NewActing) { n.Taker = "x' or 1=1" }, fault.Invalid},
			"nothing":                               {chair, func(n *org.NewActing) { n.Acts = nil }, fault.Invalid},
			"to give on":                            {chair, func(n *org.NewActing) { n.Acts = []org.Act{org.Delegate} }, fault.Invalid},
			"the own account":                       {chair, func(n *org.NewActing) { n.Acts = []org.Act{org.Self} }, fault.Invalid},
			"an act of nowhere":                     {chair, func(n *org.NewActing) { n.Acts = []org.Act{"rule"} }, fault.Invalid},
			"what the post has not":                 {official, func(n *org.NewActing) { n.Post, n.Acts = official.Post, []org.Act{org.Accept} }, fault.Invalid},
			"without end":                           {chair, func(n *org.NewActing) { n.To = "" }, fault.Invalid},
			"ending before it begins":               {chair, func(n *org.NewActing) { n.To = n.From.Add(-1) }, fault.Invalid},
			"from yesterday":                        {chair, func(n *org.NewActing) { n.From = today.Add(-1) }, fault.Invalid},
			"without a document":                    {chair, func(n *org.NewActing) { n.Decision = " " }, fault.Invalid},
			"by a document signed after it holds":   {chair, func(n *org.NewActing) { n.DecidedOn = today.Add(1) }, fault.Invalid},
			"for a post of nowhere":                 {chair, func(n *org.NewActing) { n.Post = "nowhere" }, fault.Unknown},
			"the chairman's, by the chairman":       {chair, func(*org.NewActing) {}, -1},
			"an official's, by the official":        {official, func(n *org.NewActing) { n.Post, n.Acts = official.Post, []org.Act{org.Report} }, -1},
			"an official's, to, by the chairman":    {chair, func(n *org.NewActing) { n.Post, n.Acts = official.Post, []org.Act{org.Report} }, -1},
			"from a day ahead, twice the same acts": {chair, func(n *org.NewActing) { n.From, n.To = today.Add(3), today.Add(4); n.Acts = append(n.Acts, n.Acts...) }, -1},
		} {
			err := try(c.who, c.change)
			if c.kind == -1 && err != nil || c.kind != -1 && !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		var acting db.ID
		if err := d.Update(ctx, id, func(tx *db.Tx) (err error) {
			if acting, err = org.Give(tx, chair, good); err != nil {
				return err
			}
			// The same act of a post is done by one at a time.
			n := good
			n.Taker, n.Acts = official.Person, []org.Act{org.People}
			if _, err := org.Give(tx, chair, n); !fault.Is(err, fault.Invalid) {
				t.Errorf("the same act to a second one: %v", err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		now := func(d *db.DB, may bool, when string) {
			t.Helper()
			err := d.View(ctx, id, func(tx *db.Tx) error {
				who, err := org.ByLogin(tx, string(org.Deputy))
				if who.Can(org.Withhold, org.Thing{}) != may {
					t.Errorf("%s the deputy may withhold = %v", when, !may)
				}
				if by, err := who.As(org.Withhold, org.Thing{}); err == nil && (by.Post != deputy.Post || by.For != chair.Post || by.ForTitle == "") {
					t.Errorf("%s it is done by %q for %q", when, by.Post, by.For)
				}
				if who.Can(org.Delegate, org.Thing{Post: chair.Post}) {
					t.Errorf("%s the deputy may give on what was given", when)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		now(d, true, "on the first day")
		now(at(d, today.Add(5)), true, "on the last day")
		now(at(d, today.Add(6)), false, "after the last day")
		if err := d.Update(ctx, id, func(tx *db.Tx) error {
			if err := org.EndActing(tx, official, acting, "x"); !fault.Is(err, fault.Denied) {
				t.Errorf("somebody else ended it: %v", err)
			}
			if err := org.EndActing(tx, deputy, acting, "x"); !fault.Is(err, fault.Denied) {
				t.Errorf("the taker ended it: %v", err)
			}
			if err := org.EndActing(tx, chair, acting, " "); !fault.Is(err, fault.Invalid) {
				t.Errorf("ended without a reason: %v", err)
			}
			if err := org.EndActing(tx, chair, acting, "đã về"); err != nil {
				return err
			}
			if err := org.EndActing(tx, chair, acting, "đã về"); !fault.Is(err, fault.Conflict) {
				t.Errorf("ended twice: %v", err)
			}
			list, err := org.Actings(tx, chair)
			if len(list) != 1 || list[0].Active || list[0].EndReason != "đã về" || list[0].TakerTitle != deputy.PostTitle {
				t.Errorf("what was given is %+v", list)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		now(d, false, "after it was ended")
	})
}

// It ends when the giver no longer holds the post by which it was given.
func TestActingEndsWithItsGiver(t *testing.T) {
	d := dbtest.SQLite(t)
	id, people := office(t, d)
	today := vn.Today(d.Now())
	err := d.Update(ctx, id, func(tx *db.Tx) error {
		if _, err := org.Give(tx, people[org.Chairman], org.NewActing{Post: people[org.Chairman].Post, Taker: people[org.Deputy].Person, Acts: []org.Act{org.People}, From: today, To: today.Add(30), Decision: "1", DecidedOn: today}); err != nil {
			return err
		}
		return org.EndHolding(tx, people[org.Clerk], org.End{Person: people[org.Chairman].Person, Post: people[org.Chairman].Post, Last: today.Add(2), Decision: "2/QĐ", DecidedOn: today}, 0)
	})
	if err != nil {
		t.Fatal(err)
	}
	for days, want := range map[int]bool{0: true, 2: true, 3: false} {
		if err := at(d, today.Add(days)).View(ctx, id, func(tx *db.Tx) error {
			who, err := org.ByLogin(tx, string(org.Deputy))
			if who.Can(org.People, org.Thing{}) != want {
				t.Errorf("after %d days the deputy may = %v", days, !want)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
