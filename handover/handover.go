// Package handover knows how the open work of one who leaves a post goes over to
// others: line by line, signed by who gives and by who takes, and how the work
// of posts that end finds new ones. Until it is done somebody looks after the
// work; nothing stays unassigned. It refuses to know how a task is worked on and
// how a page looks.
package handover

import (
	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Leave ends every post of a person and the right to sign in. Of each post with
// open tasks the handover must have begun.
func Leave(tx *db.Tx, who org.Who, person db.ID) error {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return err
	}
	posts, err := db.All(tx, func(id *db.ID) []any { return []any{id} },
		"select distinct post_id from holding where tenant_id = ?1 and person_id = ?2 and (to_day is null or to_day >= ?3 and to_day >= from_day)", person, vn.Today(tx.Now))
	if err != nil {
		return err
	}
	open, err := OpenOf(tx, who, posts)
	if err != nil {
		return err
	}
	return org.Leave(tx, who, person, open)
}

// End ends what a person holds of one post. Where the post has open tasks, their
// handover must have begun.
func End(tx *db.Tx, who org.Who, e org.End) error {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return err
	}
	open, err := OpenOf(tx, who, []db.ID{e.Post})
	if err != nil {
		return err
	}
	return org.EndHolding(tx, who, e, open[e.Post])
}
