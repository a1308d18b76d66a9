package handover

import (
	"slices"

	"sauro/db"
	"sauro/org"
	"sauro/structure"
	"sauro/task"
)

// Merge makes one unit of several, see structure.Merge. The open tasks of every post
// that ends go to the post that takes its work, and nothing open names a post or
// a unit that is no more.
func Merge(tx *db.Tx, who org.Who, units []db.ID, name string, ends map[db.ID]db.ID, d structure.Decision) (db.ID, error) {
	if err := pass(tx, who, ends, d); err != nil {
		return "", err
	}
	open, err := openOf(tx, who, ends)
	if err != nil {
		return "", err
	}
	into, err := structure.Merge(tx, who, units, name, ends, d, open)
	if err != nil {
		return into, err
	}
	gone := map[db.ID]db.ID{}
	for _, u := range units {
		gone[u] = into
	}
	return into, task.Succeed(tx, who, nil, gone)
}

// Close ends a unit, see structure.Close and Merge. Its open tasks are led by the unit
// in which the first of its posts goes on, or the one that takes its work.
func Close(tx *db.Tx, who org.Who, unit db.ID, fate structure.Fate, d structure.Decision) error {
	if err := pass(tx, who, fate.Ends, d); err != nil {
		return err
	}
	open, err := openOf(tx, who, fate.Ends)
	if err != nil {
		return err
	}
	if err := structure.Close(tx, who, unit, fate, d, open); err != nil {
		return err
	}
	var to []db.ID
	for _, u := range fate.To {
		to = append(to, u)
	}
	if len(to) == 0 && len(fate.Ends) > 0 {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			for _, next := range fate.Ends {
				if p.ID == next {
					to = append(to, p.Unit)
				}
			}
		}
	}
	if len(to) == 0 {
		return nil
	}
	return task.Succeed(tx, who, nil, map[db.ID]db.ID{unit: slices.Min(to)})
}

// pass gives the work of posts that end to those that take it.
func pass(tx *db.Tx, who org.Who, ends map[db.ID]db.ID, d structure.Decision) error {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return err
	}
	if len(ends) == 0 {
		return nil
	}
	var moves []task.Moved
	for was, is := range ends { // the posts of one decision
		lies, err := workOf(tx, was)
		if err != nil {
			return err
		}
		for _, w := range lies {
			if !w.waits {
				moves = append(moves, task.Moved{Ref: w.ref, To: is, Reason: d.Number})
			}
		}
	}
	if err := task.Reassign(tx, who, moves); err != nil {
		return err
	}
	return task.Succeed(tx, who, ends, nil)
}

func openOf(tx *db.Tx, who org.Who, ends map[db.ID]db.ID) (map[db.ID]int64, error) {
	var posts []db.ID
	for p := range ends {
		posts = append(posts, p)
	}
	return OpenOf(tx, who, posts)
}
