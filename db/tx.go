package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"sauro/fault"
)

// Tx is one transaction of one tenant. It is used by one goroutine.
type Tx struct {
	Tenant ID        // every statement has it as ?1
	Now    time.Time // the instant of everything this transaction does, UTC

	ctx    context.Context
	tx     *sql.Tx
	engine Engine
	after  []func()

	changes []Change // rows of recorded tables, since the last act
	acts    []Act

	prepared *prepared // of the pool, nil on PostgreSQL
	wanted   []string  // statements worth parsing once
	reading  map[string]bool
}

// View runs read in a transaction that sees one state of the tenant's data and
// can change nothing.
func (d *DB) View(ctx context.Context, tenant ID, read func(*Tx) error) error {
	opt := &sql.TxOptions{ReadOnly: true}
	if d.engine == Postgres {
		opt.Isolation = sql.LevelRepeatableRead
	}
	return d.run(ctx, d.read, d.readPrepared, opt, tenant, read)
}

// Update runs write in a transaction: all of it is on disk when Update returns
// nil, none of it when it returns an error. A tenant has one writer at a time
// on both engines, so what write has read holds until it ends. PostgreSQL may
// have write run again from the start; it must have no effect outside tx but
// through After.
func (d *DB) Update(ctx context.Context, tenant ID, write func(*Tx) error) error {
	for try := 1; ; try++ {
		err := d.run(ctx, d.write, d.writePrepared, nil, tenant, func(tx *Tx) error {
			if d.engine == Postgres {
				// SQLite has one writer; here the tenant's own row is the queue.
				if _, err := tx.Exec("select 1 from tenant where tenant_id = ?1 for update"); err != nil {
					return err
				}
			}
			return write(tx)
		})
		if err == nil || !again(err) || try == 8 {
			return explain(err)
		}
		pause := time.Duration(1<<try) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause/2 + rand.N(pause)):
		}
	}
}

func (d *DB) run(ctx context.Context, pool *sql.DB, statements *prepared, opt *sql.TxOptions, tenant ID, do func(*Tx) error) error {
	if tenant == "" {
		return errors.New("db: a transaction without a tenant")
	}
	if d.engine == SQLite {
		opt = nil // read-only and isolation are the pool's
	}
	stx, err := pool.BeginTx(ctx, opt)
	if err != nil {
		return explain(err)
	}
	tx := &Tx{Tenant: tenant, Now: d.Now(), ctx: ctx, tx: stx, engine: d.engine, prepared: statements}
	defer func() {
		stx.Rollback() // after Commit it does nothing
		if len(tx.wanted) > 0 {
			statements.prepare(ctx, tx.wanted)
		}
	}()
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.sealed(); err != nil {
		return err
	}
	if err := stx.Commit(); err != nil {
		return err
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// After has f called once when the transaction is on disk, and not at all when
// it is not.
func (tx *Tx) After(f func()) { tx.after = append(tx.after, f) }

// Context is the context the transaction runs under.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Exec runs a statement and gives the number of rows it changed. The tenant is
// ?1; args are ?2 and on. A statement that does not name ?1 is refused.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if table := recordedTable(query); table != "" {
		return tx.execRecorded(table, query, args)
	}
	text, all, err := tx.bind(query, args)
	if err != nil {
		return 0, err
	}
	r, done := tx.runs(text)
	defer done()
	res, err := r.exec(tx.ctx, all)
	if err != nil {
		return 0, wrap(err, query)
	}
	return res.RowsAffected()
}

// Each runs a query and calls row for each row with its scan function.
func (tx *Tx) Each(row func(scan func(...any) error) error, query string, args ...any) error {
	if recordedTable(query) != "" {
		return wrap(errReads, query)
	}
	text, all, err := tx.bind(query, args)
	if err != nil {
		return err
	}
	r, done := tx.runs(text)
	defer done()
	rows, err := r.query(tx.ctx, all)
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

// All gives every row of a query; into says where the columns of a row go.
func All[T any](tx *Tx, into func(*T) []any, query string, args ...any) ([]T, error) {
	var list []T
	err := tx.Each(func(scan func(...any) error) error {
		var t T
		if err := scan(into(&t)...); err != nil {
			return err
		}
		list = append(list, t)
		return nil
	}, query, args...)
	return list, err
}

// One gives the first row of a query; found is false where there is none.
func One[T any](tx *Tx, into func(*T) []any, query string, args ...any) (row T, found bool, err error) {
	list, err := All(tx, into, query, args...)
	if err != nil || len(list) == 0 {
		return row, false, err
	}
	return list[0], true, nil
}

// Value gives the single column of the first row, the zero value where there is none.
func Value[T any](tx *Tx, query string, args ...any) (T, error) {
	v, _, err := One(tx, func(t *T) []any { return []any{t} }, query, args...)
	return v, err
}

func (tx *Tx) bind(query string, args []any) (string, []any, error) {
	if !namesTenant(query) {
		return "", nil, fmt.Errorf("db: a statement that does not name its tenant as ?1: %s", query)
	}
	all := make([]any, 0, len(args)+1)
	all = append(all, string(tx.Tenant))
	for _, a := range args {
		all = append(all, plain(a))
	}
	return dialect(tx.engine, query), all, nil
}

// plain turns our own types into those both drivers know.
func plain(a any) any {
	switch v := a.(type) {
	case ID:
		return string(v)
	case time.Time:
		return v.UnixMicro()
	case bool:
		// Both engines compare a bigint flag with 0 and 1; PostgreSQL's own
		// boolean would not take SQLite's literals.
		if v {
			return int64(1)
		}
		return int64(0)
	}
	return a
}

// Time scans an instant stored as Unix microseconds; NULL is the zero time.
func Time(t *time.Time) sql.Scanner { return (*micro)(t) }

type micro time.Time

func (m *micro) Scan(v any) error {
	switch n := v.(type) {
	case nil:
		*m = micro(time.Time{})
	case int64:
		*m = micro(time.UnixMicro(n).UTC())
	default:
		return fmt.Errorf("db: an instant stored as %T", v)
	}
	return nil
}

// Opt scans a text column that may be NULL into a string, "" for NULL.
func Opt[S ~string](s *S) sql.Scanner { return optional[S]{s} }

type optional[S ~string] struct{ s *S }

func (o optional[S]) Scan(v any) error {
	var n sql.NullString
	if err := n.Scan(v); err != nil {
		return err
	}
	*o.s = S(n.String)
	return nil
}

// Null is the argument for a column that is NULL where s is "".
func Null[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

var named sync.Map // query text -> bool

func namesTenant(query string) bool {
	if ok, known := named.Load(query); known {
		return ok.(bool)
	}
	ok := false
	for rest := query; ; {
		i := strings.Index(rest, "?1")
		if i < 0 {
			break
		}
		rest = rest[i+2:]
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			ok = true
			break
		}
	}
	named.Store(query, ok)
	return ok
}

func wrap(err error, query string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w in: %s", err, strings.Join(strings.Fields(query), " "))
}

// Next is the next number of a series that has no gaps: 1, 2, 3 … for each
// tenant, series and year. A transaction that fails gives its number back.
func (tx *Tx) Next(series string, year int) (int, error) {
	return Value[int](tx, `insert into counter (tenant_id, series, year, last) values (?1, ?2, ?3, 1)
		on conflict (tenant_id, series, year) do update set last = counter.last + 1 returning last`, series, year)
}

// Expect turns the count of changed rows of a version-checked statement into a
// Conflict where somebody else was faster.
func Expect(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "Người khác vừa thay đổi mục này. Hãy xem hai bản cạnh nhau rồi lưu lại.")
	}
	return err
}

// In is "column in (?from, …)" for n arguments.
func In(column string, n, from int) string {
	var b strings.Builder
	b.WriteString(column)
	b.WriteString(" in (")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "?%d", from+i)
	}
	b.WriteByte(')')
	return b.String()
}

// IDs are ids as the arguments of a statement.
func IDs(ids []ID) []any {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return args
}
