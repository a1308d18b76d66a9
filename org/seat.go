package org

import (
	"encoding/json"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Seat is one way in which a person has rights: a post that is held, or a place
// of another that is filled for a while.
type Seat struct {
	Post      db.ID // the person's own post
	PostTitle string
	Unit      db.ID // of the post whose rights these are, as is the role
	UnitName  string
	Role      Role
	For       db.ID // the post in whose place, "" for one's own
	ForTitle  string
	Acts      []Act  // what may be done in the place of another; nil for all of one's own post
	Until     vn.Day // the last day of acting for another, "" where it lasts till the handover is done
}

// At is the post whose rights the seat has.
func (s Seat) At() db.ID {
	if s.For != "" {
		return s.For
	}
	return s.Post
}

// Acting reports whether the place is another's.
func (s Seat) Acting() bool { return s.For != "" }

// ActNames are the acts of a place of another, in words.
func (s Seat) ActNames() Names { return actNames(s.Acts) }

func actNames(acts []Act) Names {
	var names Names
	for _, a := range acts {
		names = append(names, ActName[a])
	}
	return names
}

// Lendable reports whether an act of one post can be done by somebody in its
// place at all. What was given cannot be given on (Luật Tổ chức chính quyền địa
// phương 72/2025/QH15, Điều 14); reading and the own account need nobody's leave.
func Lendable(act Act) bool {
	return act != Self && act != Read && act != Delegate && act != Oversee
}

// Reach is how far this seat's right to an act goes.
func (s Seat) Reach(act Act) Reach {
	if s.Acting() && (!Lendable(act) || !slices.Contains(s.Acts, act)) {
		return None
	}
	return Rights[s.Role][act]
}

// covers reports whether the seat carries the right to do the act to the thing.
func (s Seat) covers(act Act, thing Thing) bool {
	reach := s.Reach(act)
	if reach == None || !s.decides(act, thing) {
		return false
	}
	return reach == All || act == Self ||
		thing.Post != "" && thing.Post == s.At() ||
		reach == InUnit && thing.Unit != "" && thing.Unit == s.Unit
}

func (s Seat) decides(act Act, thing Thing) bool {
	return act != Accept || thing.Decider == "" || thing.Decider == s.At() || s.Role == Chairman || s.Role == Deputy
}

// All are the person's seats: the main post first, then the other posts, then
// the places of others.
func (w Who) All() []Seat {
	if len(w.Seats) > 0 {
		return w.Seats
	}
	return []Seat{{Post: w.Post, PostTitle: w.PostTitle, Unit: w.Unit, UnitName: w.UnitName, Role: w.Role, For: w.For, ForTitle: w.ForTitle}}
}

// Besides are the posts that the person holds beside the main one.
func (w Who) Besides() []Seat {
	var list []Seat
	for i, s := range w.Seats {
		if i > 0 && !s.Acting() {
			list = append(list, s)
		}
	}
	return list
}

// Acting are the places of others that the person fills today.
func (w Who) Acting() []Seat {
	var list []Seat
	for _, s := range w.Seats {
		if s.Acting() {
			list = append(list, s)
		}
	}
	return list
}

// seat is the seat that carries a right: own seats first, the narrowest that does.
func (w Who) seat(act Act, thing Thing) (best Seat, ok bool) {
	for _, s := range w.All() {
		if s.covers(act, thing) && (!ok || !s.Acting() && best.Acting() || s.Acting() == best.Acting() && s.Reach(act) < best.Reach(act)) {
			best, ok = s, true
		}
	}
	return best, ok
}

func (w Who) on(s Seat) Who {
	w.Post, w.PostTitle, w.Unit, w.UnitName, w.Role, w.For, w.ForTitle = s.Post, s.PostTitle, s.Unit, s.UnitName, s.Role, s.For, s.ForTitle
	return w
}

// Reach is how far the person's right to an act goes at the widest, for what a
// page offers before it knows the thing.
func (w Who) Reach(act Act) Reach {
	reach := None
	for _, s := range w.All() {
		reach = max(reach, s.Reach(act))
	}
	return reach
}

// PostsFor are the posts by whose right the person may do an act.
func (w Who) PostsFor(act Act) []db.ID {
	var list []db.ID
	for _, s := range w.All() {
		if s.Reach(act) != None && s.At() != "" {
			list = append(list, s.At())
		}
	}
	return list
}

// Own are the posts that the person holds.
func (w Who) Own() []db.ID {
	var list []db.ID
	for _, s := range w.All() {
		if s.Post != "" && !s.Acting() {
			list = append(list, s.Post)
		}
	}
	return list
}

// Works reports whether the person does the work of a post: holds it, or
// receives and reports in its place. Whoever does never judges.
func (w Who) Works(post db.ID) bool {
	return post != "" && slices.Contains(w.DoerPosts(), post)
}

// DoerPosts are the posts whose work the person does.
func (w Who) DoerPosts() []db.ID {
	list := w.Own()
	for _, s := range w.All() {
		if s.Acting() && (s.Reach(Receive) != None || s.Reach(Report) != None) {
			list = append(list, s.For)
		}
	}
	return list
}

// holder is the first person whom where chooses among those who hold a post s, h
// and p today, with every seat.
func holder(tx *db.Tx, where string, arg any) (Who, bool, error) {
	type key struct{ person, post db.ID }
	k, found, err := db.One(tx, func(k *key) []any { return []any{&k.person, &k.post} },
		`select s.person_id, p.post_id from person s
		join holding h on h.tenant_id = s.tenant_id and h.person_id = s.person_id and `+on("h", "?2")+`
		join post p on p.tenant_id = h.tenant_id and p.post_id = h.post_id and `+Exists("p", "?2")+`
		where s.tenant_id = ?1 and s.blocked_at is null and `+where, vn.Today(tx.Now), arg)
	if err != nil || !found {
		return Who{}, false, err
	}
	w, err := seated(tx, k.person)
	return w, err == nil && w.SignedIn(), err
}

// on is the condition that a holding, or what is dated like one, holds on a day.
func on(alias, day string) string {
	return alias + ".from_day <= " + day + " and (" + alias + ".to_day is null or " + alias + ".to_day >= " + day + ")"
}

// Exists is the condition that a unit or post exists on a day, over a table's alias.
func Exists(alias, day string) string {
	return "(" + alias + ".opened_on is null or " + alias + ".opened_on <= " + day + ") and (" + alias + ".closed_on is null or " + alias + ".closed_on > " + day + ")"
}

// actingOn is the condition that acting a lasts on a day: it has begun, was not
// ended, and the giver still holds the post by which it was given; or the post is
// vacant while its work is handed over.
func actingOn(day string) string {
	return on("a", day) + " and (a.ended_on is null or a.ended_on > " + day + `)
		and (a.kind = 'given' and exists (select 1 from holding g
				join person gs on gs.tenant_id = g.tenant_id and gs.person_id = g.person_id and gs.blocked_at is null
				where g.tenant_id = a.tenant_id and g.post_id = a.giver_post and g.person_id = a.giver_person and ` + on("g", day) + `)
			or a.kind = 'handover' and not exists (select 1 from holding v
				join person vs on vs.tenant_id = v.tenant_id and vs.person_id = v.person_id and vs.blocked_at is null
				where v.tenant_id = a.tenant_id and v.post_id = a.post_id and ` + on("v", day) + `))`
}

// seated is a person with every seat of today: one query, whatever they are.
func seated(tx *db.Tx, person db.ID) (w Who, err error) {
	type row struct {
		Seat
		acting, main int64
		acts         string
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&w.Tenant, &w.TenantCode, &w.TenantName, &w.Person, &w.Name, &r.acting, &r.main,
			&r.Post, &r.PostTitle, &r.Role, &r.Unit, &r.UnitName, &r.acts, db.Opt(&r.Until), db.Opt(&r.For)}
	}, `select t.tenant_id, t.code, `+TenantName("t", "?2")+`, s.person_id, s.name, k.acting, k.main,
			p.post_id, `+PostTitle("p", "?2")+`, p.role, u.unit_id, `+UnitName("u", "?2")+`, k.acts, k.until, k.taker_post
		from tenant t
		join person s on s.tenant_id = t.tenant_id
		join (select h.tenant_id, h.post_id, 0 as acting, coalesce(h.main, 0) as main, h.from_day, '' as acts, null as until, null as taker_post
				from holding h where h.tenant_id = ?1 and h.person_id = ?3 and `+on("h", "?2")+`
			union all
			select a.tenant_id, a.post_id, 1, 0, a.from_day, a.acts, a.to_day, coalesce(a.taker_post, '')
				from acting a where a.tenant_id = ?1 and `+actingOn("?2")+` and (a.taker_person = ?3 or a.taker_post in (
					select o.post_id from holding o where o.tenant_id = ?1 and o.person_id = ?3 and `+on("o", "?2")+`))
			) k on k.tenant_id = t.tenant_id
		join post p on p.tenant_id = k.tenant_id and p.post_id = k.post_id and `+Exists("p", "?2")+`
		join unit u on u.tenant_id = p.tenant_id and u.unit_id = `+PostUnit("p", "?2")+`
		where t.tenant_id = ?1 and s.person_id = ?3 and s.blocked_at is null
		order by k.acting, k.main desc, k.from_day desc, p.post_id`, vn.Today(tx.Now), person)
	if err != nil || len(rows) == 0 || rows[0].acting == 1 {
		return Who{}, err
	}
	seats := make([]Seat, len(rows))
	for i, r := range rows {
		s := r.Seat
		if r.acting == 1 {
			// In the place of another one stands with one's own post: the one that
			// looks after a handover, else the main one.
			by := rows[0].Seat
			for _, own := range rows {
				if own.acting == 0 && own.Post == r.For {
					by = own.Seat
				}
			}
			s.For, s.ForTitle, s.Post, s.PostTitle = r.Post, r.PostTitle, by.Post, by.PostTitle
			if err := json.Unmarshal([]byte(r.acts), &s.Acts); err != nil {
				return Who{}, err
			}
		}
		seats[i] = s
	}
	w = w.on(seats[0])
	if len(seats) > 1 {
		w.Seats = seats
	}
	if w.Name == "" {
		w.Name = w.PostTitle
	}
	return w, nil
}

// AsPost is the person who holds a post of the role today, by that post, for the
// demo's one click and for commands given in somebody's name.
func AsPost(tx *db.Tx, role Role) (Who, error) {
	who, found, err := holder(tx, "p.role = ?3 order by p.ordinal, p.post_id", string(role))
	if err != nil || !found {
		return Who{}, nobodyHolds(err)
	}
	for _, s := range who.All() {
		if s.Role == role && !s.Acting() {
			return who.on(s), nil
		}
	}
	return who, nil
}

func nobodyHolds(err error) error {
	if err == nil {
		err = fault.New(fault.Unknown, "Chưa có ai giữ chức danh này. Hãy thêm người ở trang Nhân sự.")
	}
	return err
}
