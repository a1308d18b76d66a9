package org

import (
	"cmp"
	"slices"

	"sauro/db"
	"sauro/vn"
)

// Unit is an office of the commune, as it is on a day.
type Unit struct {
	ID     db.ID
	Name   string
	Parent db.ID // the unit it belongs to, "" at the top
	Depth  int   // 0 at the top
}

// UnitName, PostTitle, PostUnit and TenantName are what a unit, a post or the
// commune is called, and where a post lies, on a day, as an expression of SQL
// over a table's alias: what was laid down last before that day, else what was
// entered first.
func UnitName(alias, day string) string { return dated("unit", "name", alias, day) }

// UnitParent is the unit that a unit belongs to on a day, see UnitName.
func UnitParent(alias, day string) string {
	// A unit that was moved to the top has no parent, whatever it had before.
	return `case when exists (select 1 from unit_day d where d.tenant_id = ` + alias + `.tenant_id and d.unit_id = ` + alias + `.unit_id and d.from_day <= ` + day + `)
		then (select d.parent_id from unit_day d where d.tenant_id = ` + alias + `.tenant_id and d.unit_id = ` + alias + `.unit_id and d.from_day <= ` + day + ` order by d.from_day desc limit 1)
		else ` + alias + `.parent_id end`
}

// PostTitle is what a post is called on a day, see UnitName.
func PostTitle(alias, day string) string { return dated("post", "title", alias, day) }

// PostUnit is the unit that a post lies in on a day, see UnitName.
func PostUnit(alias, day string) string { return dated("post", "unit_id", alias, day) }

// TenantName is what the commune is called on a day, see UnitName.
func TenantName(alias, day string) string {
	return "coalesce((select d.name from tenant_day d where d.tenant_id = " + alias + ".tenant_id and d.from_day <= " + day + " order by d.from_day desc limit 1), " + alias + ".name)"
}

func dated(table, column, alias, day string) string {
	return "coalesce((select d." + column + " from " + table + "_day d where d.tenant_id = " + alias + ".tenant_id and d." + table + "_id = " + alias + "." + table + "_id and d.from_day <= " + day +
		" order by d.from_day desc limit 1), " + alias + "." + column + ")"
}

// Units are the units that exist today, in their usual order.
func Units(tx *db.Tx) ([]Unit, error) { return UnitsOn(tx, vn.Today(tx.Now)) }

// UnitsOn are the units that existed on a day under the names of that day, each
// after the unit it belongs to.
func UnitsOn(tx *db.Tx, day vn.Day) ([]Unit, error) {
	list, err := db.All(tx, func(u *Unit) []any { return []any{&u.ID, &u.Name, db.Opt(&u.Parent)} },
		"select u.unit_id, "+UnitName("u", "?2")+", "+UnitParent("u", "?2")+" from unit u where u.tenant_id = ?1 and "+Exists("u", "?2")+" order by u.ordinal, u.unit_id", day)
	return tree(list), err
}

// PostsOn are the posts that existed on a day, in their usual order.
func PostsOn(tx *db.Tx, day vn.Day) ([]db.ID, error) {
	return db.All(tx, func(id *db.ID) []any { return []any{id} },
		"select p.post_id from post p where p.tenant_id = ?1 and "+Exists("p", "?2")+" order by p.ordinal, p.post_id", day)
}

// tree puts each unit after its parent. A unit whose parent is not there stands
// at the top.
func tree(list []Unit) []Unit {
	there := map[db.ID]bool{}
	for _, u := range list {
		there[u.ID] = true
	}
	var ordered []Unit
	var below func(parent db.ID, depth int)
	below = func(parent db.ID, depth int) {
		for _, u := range list {
			if u.Parent == parent && depth <= len(list) {
				u.Depth = depth
				ordered = append(ordered, u)
				below(u.ID, depth+1)
			}
		}
	}
	for i := range list {
		if !there[list[i].Parent] {
			list[i].Parent = ""
		}
	}
	below("", 0)
	return ordered
}

// Calling is what every unit, every post and the commune were called, and where
// every post lay, on any day: for pages that show the past.
type Calling struct{ dated map[db.ID][]calling }

type calling struct {
	from vn.Day // "" from the beginning
	name string
	in   db.ID // of a post its unit, of a unit its parent
}

// NamesOf reads every name of the commune in one query.
func NamesOf(tx *db.Tx) (Calling, error) {
	c := Calling{map[db.ID][]calling{}}
	err := tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var of calling
		err := scan(&id, db.Opt(&of.from), &of.name, db.Opt(&of.in))
		c.dated[id] = append(c.dated[id], of)
		return err
	}, `select unit_id, null, name, parent_id from unit where tenant_id = ?1
		union all select post_id, null, title, unit_id from post where tenant_id = ?1
		union all select tenant_id, null, name, null from tenant where tenant_id = ?1
		union all select unit_id, from_day, name, parent_id from unit_day where tenant_id = ?1
		union all select post_id, from_day, title, unit_id from post_day where tenant_id = ?1
		union all select tenant_id, from_day, name, null from tenant_day where tenant_id = ?1`)
	for _, of := range c.dated {
		slices.SortFunc(of, func(a, b calling) int { return cmp.Compare(a.from, b.from) })
	}
	return c, err
}

func (c Calling) at(id db.ID, day vn.Day) (of calling) {
	for _, next := range c.dated[id] {
		if next.from <= day {
			of = next
		}
	}
	return of
}

// Post is the title of a post on a day, "" of none.
func (c Calling) Post(id db.ID, day vn.Day) string { return c.at(id, day).name }

// Unit is the name of a unit on a day, "" of none.
func (c Calling) Unit(id db.ID, day vn.Day) string { return c.at(id, day).name }

// UnitOf is the unit that a post lay in on a day, "" of none.
func (c Calling) UnitOf(post db.ID, day vn.Day) db.ID { return c.at(post, day).in }

// Tenant is the name of the commune on a day.
func (c Calling) Tenant(id db.ID, day vn.Day) string { return c.at(id, day).name }
