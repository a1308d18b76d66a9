package program

import (
	"sauro/db"
	"sauro/desk"
	"sauro/notice"
	"sauro/org"
	"sauro/web"
)

// counts are the figures beside the navigation, of several features.
func counts(work *desk.Desk) func(tx *db.Tx, who org.Who) (web.Counts, error) {
	return func(tx *db.Tx, who org.Who) (web.Counts, error) {
		c, err := work.Counts(tx, who)
		if err != nil {
			return c, err
		}
		if c.Notices, err = notice.Unread(tx, who.Person); err != nil {
			return c, err
		}
		level, err := org.LevelOf(tx)
		c.Below = level != org.Commune && who.Can(org.Read, org.Thing{})
		return c, err
	}
}
