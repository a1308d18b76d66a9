package privacy

import (
	"context"
	"time"

	"sauro/db"
	"sauro/org"
)

// keep is how long the rows of one table are kept, as far as they are deleted
// by themselves.
type keep struct {
	code  code // of keepName
	table string
	id    string // the column of its key after the tenant
	over  string // the instant from which the days count
	when  string // "" or which rows count at all
	child string // "" or the table whose rows belong to these and go first
	days  int
}

// keeps is what Expire carries out.
var keeps = []keep{
	{code: "session", table: "session", id: "session_id", over: "coalesce(ended_at, expires_at)", child: "session_secret", days: 90},
	{code: "failure", table: "signin_failure", id: "failure_id", over: "at", days: 30},
	{code: "step", table: "signin_step", id: "step_id", over: "expires_at", days: 1},
	{code: "link", table: "signin_link", id: "link_id", over: "coalesce(used_at, void_at, expires_at)", days: 30},
	{code: "job", table: "job", id: "job_id", over: "created_at", when: "state in ('done', 'failed')", days: 90},
	{code: "check", table: "record_check", id: "check_id", over: "at", days: 400},
	{code: "notice", table: "delivery", id: "delivery_id", over: "made_at", days: 366},
	{code: "notice", table: "notice", id: "notice_id", over: "at", days: 366},
	{code: "read", table: "data_read", id: "read_id", over: "at", days: 5 * 366},
}

// expireBatch is how many rows one transaction deletes, so that nobody who
// works at night waits long.
const expireBatch = 500

// Expired is what was deleted of one table.
type Expired struct {
	At     time.Time
	Table  string
	Rows   int64
	Before time.Time // what was over before this instant
}

// Expire deletes what a commune has kept long enough (Luật 91/2025/QH15 Điều 3:
// no longer than the purpose asks), in small transactions, and says what it has
// deleted; the same stands in the database. It is run every night, and running
// it again does no harm.
func Expire(ctx context.Context, d *db.DB, tenant db.ID) (list []Expired, err error) {
	for _, k := range keeps {
		gone := Expired{Table: k.table}
		for more := true; more; {
			err := d.Update(ctx, tenant, func(tx *db.Tx) error {
				gone.At, gone.Before = tx.Now, tx.Now.AddDate(0, 0, -k.days)
				n, err := k.expire(tx, gone.Before)
				gone.Rows, more = gone.Rows+n, n == expireBatch
				return err
			})
			if err != nil {
				return list, err
			}
		}
		if gone.Rows > 0 {
			list = append(list, gone)
		}
	}
	return list, nil
}

// expire deletes one batch. The line of data_expiry belongs to the batch, so
// that it is true whatever ends the night early.
func (k keep) expire(tx *db.Tx, before time.Time) (int64, error) {
	when := ""
	if k.when != "" {
		when = " and " + k.when
	}
	batch := " where tenant_id = ?1 and " + k.id + " in (select " + k.id + " from " + k.table +
		" where tenant_id = ?1 and " + k.over + " < ?2" + when + " order by " + k.id + " limit ?3)"
	if k.child != "" {
		if _, err := tx.Exec("delete from "+k.child+batch, before, expireBatch); err != nil {
			return 0, err
		}
	}
	n, err := tx.Exec("delete from "+k.table+batch, before, expireBatch)
	if err != nil || n == 0 {
		return n, err
	}
	id := db.NewID()
	_, err = tx.Exec("insert into data_expiry (tenant_id, expiry_id, at, of_table, row_count, older_than) values (?1, ?2, ?3, ?4, ?5, ?6)",
		id, tx.Now, k.table, n, before)
	org.Program(tx.Tenant).Did(tx, "data-expired", id)
	return n, err
}

// LastExpired is what was deleted last of each table, for everybody to see.
func LastExpired(tx *db.Tx) ([]Expired, error) {
	return db.All(tx, func(e *Expired) []any { return []any{&e.Table, &e.Rows, db.Time(&e.At), db.Time(&e.Before)} },
		`select of_table, sum(row_count), max(at), max(older_than) from data_expiry where tenant_id = ?1 group by of_table order by of_table`)
}
