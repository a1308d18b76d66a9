package db

import (
	"context"
	"database/sql"
	"strconv"
)

// AcrossTx reads over tenants. It is its own type so that every such reading
// can be found by its name: the list of tenants, the sign-in page, the roll-ups.
type AcrossTx struct {
	ctx    context.Context
	tx     *sql.Tx
	engine Engine
}

// Across runs read in a read-only transaction that is bound to no tenant.
func (d *DB) Across(ctx context.Context, read func(*AcrossTx) error) error {
	var opt *sql.TxOptions
	if d.engine == Postgres {
		opt = &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	}
	tx, err := d.read.BeginTx(ctx, opt)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback()
	return explain(read(&AcrossTx{ctx, tx, d.engine}))
}

// Each runs a query over tenants; args are ?1 and on.
func (tx *AcrossTx) Each(row func(scan func(...any) error) error, query string, args ...any) error {
	all := make([]any, len(args))
	for i, a := range args {
		all[i] = plain(a)
	}
	rows, err := tx.tx.QueryContext(tx.ctx, dialect(tx.engine, query), all...)
	if err != nil {
		return wrap(err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return wrap(err, query)
		}
	}
	return wrap(rows.Err(), query)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
