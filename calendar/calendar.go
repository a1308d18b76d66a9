// Package calendar knows the working time of one office: the days off and the
// worked days of rest that notices decided and somebody entered, and the hours of
// the office. It refuses to count: that is vn's. It knows no task.
package calendar

import (
	"sync"

	"sauro/db"
	"sauro/vn"
)

// series is the counter of entries; its last number is the version of what is known.
const series = "calendar"

// kept is the calendar of an office as of one version.
type kept struct {
	version int64
	is      *vn.Calendar
}

// calendars has the last calendar of every office this process was asked for. It
// holds only what was committed: a version that a transaction has made and not
// committed might be made again by another.
var calendars sync.Map // db.ID of the tenant -> kept

// Of is the office's calendar as it is today. Where nothing was entered since it
// was asked last it costs one read of a row by its key.
func Of(tx *db.Tx) (*vn.Calendar, error) {
	version, err := db.Value[int64](tx, "select last from counter where tenant_id = ?1 and series = ?2 and year = 0", series)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		return vn.Standard(), nil
	}
	if k, ok := calendars.Load(tx.Tenant); ok && k.(kept).version == version {
		return k.(kept).is, nil
	}
	b, err := load(tx)
	if err != nil {
		return nil, err
	}
	c, tenant := b.calendar(), tx.Tenant
	tx.After(func() { calendars.Store(tenant, kept{version, c}) })
	return c, nil
}
