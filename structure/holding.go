package structure

import (
	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Holding is who held, holds or will hold a post, with the names of its first day.
type Holding struct {
	Person       db.ID
	Name, Login  string
	Post         db.ID
	Title        string
	UnitName     string
	From, To     vn.Day // To is the last day, "" while it stays open
	Main         bool
	Decision     string
	DecidedOn    vn.Day
	EndDecision  string
	EndDecidedOn vn.Day
	Blocked      bool // the person may not sign in any more
}

// Now, Past and Ahead say how a holding lies to a day.
func (h Holding) Now(day vn.Day) bool { return h.From <= day && (h.To == "" || h.To >= day) }

// Ahead reports whether it begins after the day.
func (h Holding) Ahead(day vn.Day) bool { return h.From > day }

// Holdings are all holdings of the commune, the latest first; what never lasted a
// day is left out. One query, and one for the names.
func Holdings(tx *db.Tx, who org.Who) ([]Holding, error) {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	type row struct {
		Holding
		main, blocked int64
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.Person, &r.Name, &r.Login, &r.Post, &r.From, db.Opt(&r.To), &r.main, db.Opt(&r.Decision), db.Opt(&r.DecidedOn), db.Opt(&r.EndDecision), db.Opt(&r.EndDecidedOn), &r.blocked}
	}, `select h.person_id, s.name, s.login, h.post_id, h.from_day, h.to_day, coalesce(h.main, 0), h.decision, h.decided_on, h.end_decision, h.end_decided_on,
			case when s.blocked_at is null then 0 else 1 end
		from holding h join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id
		where h.tenant_id = ?1 and (h.to_day is null or h.to_day >= h.from_day) order by h.from_day desc, h.post_id`)
	list := make([]Holding, len(rows))
	for i, r := range rows {
		list[i] = r.Holding
		list[i].Main, list[i].Blocked = r.main == 1, r.blocked == 1
		list[i].Title = names.Post(r.Post, r.From)
		list[i].UnitName = names.Unit(names.UnitOf(r.Post, r.From), r.From)
	}
	return list, err
}

// Person is somebody who may sign in.
type Person struct {
	ID          db.ID
	Name, Login string
}

// Called is the person's name, or the sign-in name where none is entered.
func (p Person) Called() string {
	if p.Name == "" {
		return p.Login
	}
	return p.Name
}

// Persons are all who may sign in, whether they hold a post or not.
func Persons(tx *db.Tx, who org.Who) ([]Person, error) {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(p *Person) []any { return []any{&p.ID, &p.Name, &p.Login} },
		"select person_id, name, login from person where tenant_id = ?1 and blocked_at is null order by name, login")
}

// Having is a post that has a right today, with who holds it.
type Having struct {
	org.Post
	Reach org.Reach
	// By is who does it in the place of the post today, "" where nobody does.
	By    string
	Until vn.Day
}

// WhoHas are the posts that have a right today to do the act to the thing, or to
// some thing of the commune where it is the zero Thing, with their holders and
// who acts for them.
func WhoHas(tx *db.Tx, who org.Who, act org.Act, thing org.Thing) ([]Having, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, err
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return nil, err
	}
	var acting []org.Acting
	if reads := who.Reach(org.Read) != org.None; reads {
		if acting, err = org.Actings(tx, who); err != nil {
			return nil, err
		}
	}
	var list []Having
	for _, p := range posts {
		holder := org.Who{Person: "holder", Post: p.ID, Unit: p.Unit, Role: p.Role}
		if holder.Reach(act) == org.None || thing != (org.Thing{}) && !holder.Can(act, thing) {
			continue
		}
		h := Having{Post: p, Reach: holder.Reach(act)}
		if who.Reach(org.Read) == org.None {
			h.HolderName, h.Login = "", "" // whoever does not read in the house is told posts only
		}
		for _, a := range acting {
			if a.Active && a.Post == p.ID && a.Has(act) {
				h.By, h.Until = a.TakerTitle, a.To
				if a.TakerName != "" {
					h.By = a.TakerName + " (" + a.TakerTitle + ")"
				}
			}
		}
		list = append(list, h)
	}
	return list, nil
}
