package db

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// Change is one row of a recorded table as a statement left it.
type Change struct {
	Table   string
	Key     string // the columns of its key after the tenant, joined by "/"
	Columns []string
	Values  []any // string, int64 or nil, one for each column
	Deleted bool  // the values are those it had
	Made    bool  // it was not there before
}

// Act is who did what in a transaction, with the rows that changed since the
// act before it.
type Act struct {
	Kind    string
	Post    ID // the post by which it was done, "" for the program itself
	For     ID // the post in whose place, "" for one's own
	About   ID // what it was done to
	Changes []Change
}

// Record has every statement that changes a row of the tables remembered, and
// seal called with the acts of a transaction before it is committed. The tables
// are given with the columns of their keys after the tenant. It is called once,
// when the program starts, by the package that keeps the record; from then on a
// transaction that changed such a row and names no act fails, and so does one
// whose seal fails: there is no way to change them unseen through this package.
func Record(tables map[string][]string, seal func(*Tx, []Act) error) {
	if recorded != nil {
		panic("db: the record is kept by one package")
	}
	recorded, sealing = tables, seal
}

var (
	recorded map[string][]string
	sealing  func(*Tx, []Act) error
)

// Did says who has done what to which thing by all that was changed in this
// transaction since the act before it.
func (tx *Tx) Did(a Act) {
	a.Changes, tx.changes = tx.changes, nil
	tx.acts = append(tx.acts, a)
}

// sealed closes the acts of the transaction. Rows that changed after the last
// act belong to it.
func (tx *Tx) sealed() error {
	if len(tx.changes) > 0 {
		if len(tx.acts) == 0 {
			return fmt.Errorf("db: %s was changed and nobody is named who did it", tx.changes[0].Table)
		}
		last := &tx.acts[len(tx.acts)-1]
		last.Changes, tx.changes = append(last.Changes, tx.changes...), nil
	}
	acts := tx.acts[:0]
	for _, a := range tx.acts {
		if len(a.Changes) > 0 {
			acts = append(acts, a)
		}
	}
	if len(acts) == 0 {
		return nil
	}
	return sealing(tx, acts)
}

// recordedTable is the recorded table that a statement changes, "" for none.
func recordedTable(query string) string {
	if recorded == nil {
		return ""
	}
	if name, known := changed.Load(query); known {
		return name.(string)
	}
	name := ""
	if m := changing.FindStringSubmatch(query); m != nil && recorded[m[1]] != nil {
		name = m[1]
	}
	changed.Store(query, name)
	return name
}

var (
	changing = regexp.MustCompile(`^\s*(?:insert\s+into|update|delete\s+from)\s+([a-z_]+)`)
	changed  sync.Map // query text -> table
)

// execRecorded runs a statement that changes a recorded table and remembers
// every row as the statement left it.
func (tx *Tx) execRecorded(table, query string, args []any) (n int64, err error) {
	text, all, err := tx.bind(query, args)
	if err != nil {
		return 0, err
	}
	plan := planOf(query)
	var planned []any
	if plan != nil {
		if planned, err = plan.row(all); err != nil {
			return 0, wrap(err, query)
		}
		if !AskBack {
			return tx.execPlanned(table, query, text, all, plan.columns, planned)
		}
	}
	r, done := tx.runs(text + " returning *")
	defer done()
	rows, err := r.query(tx.ctx, all)
	if err != nil {
		return 0, wrap(err, query)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, wrap(err, query)
	}
	deleted := strings.HasPrefix(strings.TrimSpace(query), "delete")
	made := strings.HasPrefix(strings.TrimSpace(query), "insert") && !strings.Contains(query, "on conflict")
	for rows.Next() {
		c := Change{Table: table, Columns: columns, Values: make([]any, len(columns)), Deleted: deleted, Made: made}
		if err := scanValues(rows.Scan, c.Values); err != nil {
			return 0, wrap(err, query)
		}
		if plan != nil {
			if err := plan.differs(planned, c); err != nil {
				return 0, wrap(err, query)
			}
		}
		if c.Key, err = keyOf(table, columns, c.Values); err != nil {
			return 0, err
		}
		tx.changes = append(tx.changes, c)
		n++
	}
	return n, wrap(rows.Err(), query)
}

// execPlanned runs an insert of one row that is known already.
func (tx *Tx) execPlanned(table, query, text string, args []any, columns []string, row []any) (int64, error) {
	r, done := tx.runs(text)
	defer done()
	if _, err := r.exec(tx.ctx, args); err != nil {
		return 0, wrap(err, query)
	}
	c := Change{Table: table, Columns: columns, Values: row, Made: true}
	var err error
	c.Key, err = keyOf(table, columns, row)
	tx.changes = append(tx.changes, c)
	return 1, err
}

func scanValues(scan func(...any) error, values []any) error {
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	if err := scan(into...); err != nil {
		return err
	}
	for i, v := range values {
		switch v := v.(type) {
		case nil, string, int64:
		case []byte:
			values[i] = string(v)
		default:
			return fmt.Errorf("db: a column of a recorded table is %T", v)
		}
	}
	return nil
}

func keyOf(table string, columns []string, values []any) (string, error) {
	parts := make([]string, 0, 3)
	for _, k := range recorded[table] {
		found := false
		for i, c := range columns {
			if c == k {
				parts, found = append(parts, fmt.Sprint(values[i])), true
			}
		}
		if !found {
			return "", fmt.Errorf("db: table %s has no column %s", table, k)
		}
	}
	return strings.Join(parts, "/"), nil
}

var errReads = errors.New("db: a recorded table is changed by Exec only")

// Rows calls row for every row of a recorded table, as Change holds it, in the
// order of the keys.
func (tx *Tx) Rows(table string, row func(Change) error) error {
	return tx.rows(table, "", nil, row)
}

// Row is the row of a recorded table with the key; found is false where there is none.
func (tx *Tx) Row(table, key string) (c Change, found bool, err error) {
	parts := strings.Split(key, "/")
	if len(parts) != len(recorded[table]) {
		return c, false, nil
	}
	where, args := "", make([]any, len(parts))
	for i, column := range recorded[table] {
		where += fmt.Sprintf(" and %s = ?%d", column, i+2)
		args[i] = parts[i]
	}
	err = tx.rows(table, where, args, func(row Change) error {
		c, found = row, true
		return nil
	})
	return c, found, err
}

func (tx *Tx) rows(table, where string, args []any, row func(Change) error) error {
	key := recorded[table]
	if key == nil {
		return fmt.Errorf("db: %s is not recorded", table)
	}
	query := "select * from " + table + " where tenant_id = ?1" + where + " order by " + strings.Join(key, ", ")
	text, all, err := tx.bind(query, args)
	if err != nil {
		return err
	}
	rows, err := tx.tx.QueryContext(tx.ctx, text, all...)
	if err != nil {
		return wrap(err, query)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return wrap(err, query)
	}
	for rows.Next() {
		c := Change{Table: table, Columns: columns, Values: make([]any, len(columns))}
		if err := scanValues(rows.Scan, c.Values); err != nil {
			return wrap(err, query)
		}
		if c.Key, err = keyOf(table, columns, c.Values); err != nil {
			return err
		}
		if err := row(c); err != nil {
			return err
		}
	}
	return wrap(rows.Err(), query)
}
