package desk

import (
	"sauro/db"
	"sauro/org"
	"sauro/task"
	"sauro/web"
	"sauro/witness"
)

// Counts are the figures beside the navigation.
func (d *Desk) Counts(tx *db.Tx, who org.Who) (web.Counts, error) {
	if who.Reach(org.Read) == org.None {
		return web.Counts{}, nil // a superior has no work here
	}
	c, err := task.CountFor(tx, who)
	if err != nil {
		return web.Counts{}, err
	}
	alarm, err := witness.Alarm(tx)
	return web.Counts{Mine: c.Mine, Tasks: c.Open, Letters: c.Letters, Alarm: alarm}, err
}
