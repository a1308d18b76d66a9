package task

import (
	"sauro/db"
	"sauro/org"
)

// Counts are the figures beside the navigation.
type Counts struct {
	Mine    int64 // open tasks of the posts whose work the person does
	Open    int64 // open tasks of the commune
	Letters int64 // letters in the register
}

// CountFor counts for a person in one query.
func CountFor(tx *db.Tx, who org.Who) (Counts, error) {
	var c Counts
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return c, err
	}
	posts := append(who.PostsFor(org.Report), "")
	c, _, err := db.One(tx, func(c *Counts) []any { return []any{&c.Mine, &c.Open, &c.Letters} },
		`select coalesce(sum(case when `+db.In("accountable", len(posts), 2)+` and state <> 'waiting' then 1 else 0 end), 0), count(*),
			(select count(*) from letter l where l.tenant_id = ?1 and l.state <> 'dropped')
		from task where tenant_id = ?1 and state in ('issued', 'received', 'doing', 'returned', 'waiting')`, db.IDs(posts)...)
	return c, err
}
