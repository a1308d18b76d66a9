package db

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// planned is an insert of one row whose values all stand in its text or its
// arguments: what it leaves needs not be asked back. Columns that it does not
// name are null, for recorded tables have no defaults.
type planned struct {
	columns []string
	values  []int // place of the argument, -1 for what literal has
	literal []any
}

var (
	insertOne = regexp.MustCompile(`(?s)^\s*insert\s+into\s+[a-z_]+\s*\(([a-z0-9_,\s]+)\)\s*values\s*\(([^()]*)\)\s*$`)
	plans     sync.Map // query text -> *planned, nil where the row has to be asked back
)

// planOf reads an insert, nil where it is of another kind.
func planOf(query string) *planned {
	if p, known := plans.Load(query); known {
		return p.(*planned)
	}
	p := readInsert(query)
	plans.Store(query, p)
	return p
}

func readInsert(query string) *planned {
	m := insertOne.FindStringSubmatch(query)
	if m == nil || strings.Contains(m[2], "','") {
		return nil
	}
	names, values := strings.Split(m[1], ","), strings.Split(m[2], ",")
	if len(names) != len(values) {
		return nil
	}
	p := &planned{}
	for i, name := range names {
		at, literal := -1, any(nil)
		switch v := strings.TrimSpace(values[i]); {
		case strings.HasPrefix(v, "?"):
			n, err := strconv.Atoi(v[1:])
			if err != nil || n < 1 {
				return nil
			}
			at = n - 1
		case v == "null":
		case len(v) >= 2 && v[0] == '\'' && v[len(v)-1] == '\'' && !strings.Contains(v[1:len(v)-1], "'"):
			literal = v[1 : len(v)-1]
		default:
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return nil
			}
			literal = n
		}
		p.columns = append(p.columns, strings.TrimSpace(name))
		p.values = append(p.values, at)
		p.literal = append(p.literal, literal)
	}
	return p
}

// row is the row that the insert leaves with these arguments.
func (p *planned) row(args []any) ([]any, error) {
	row := make([]any, len(p.columns))
	for i, at := range p.values {
		if at < 0 {
			row[i] = p.literal[i]
			continue
		}
		if at >= len(args) {
			return nil, fmt.Errorf("db: ?%d is not given", at+1)
		}
		v, err := driver.DefaultParameterConverter.ConvertValue(args[at])
		if err != nil {
			return nil, err
		}
		switch v.(type) {
		case nil, string, int64:
			row[i] = v
		default:
			return nil, fmt.Errorf("db: %s of a recorded table is given as %T", p.columns[i], v)
		}
	}
	return row, nil
}

// AskBack has every insert into a recorded table ask the engine for the row that
// it left and compare it with what was planned. Tests turn it on.
var AskBack = false

// differs says where the engine left something else than was planned.
func (p *planned) differs(row []any, c Change) error {
	left := map[string]any{}
	for i, name := range c.Columns {
		left[name] = c.Values[i]
	}
	for i, name := range p.columns {
		if left[name] != row[i] {
			return fmt.Errorf("db: %s.%s was given as %#v and is stored as %#v", c.Table, name, row[i], left[name])
		}
		delete(left, name)
	}
	for name, v := range left {
		if v != nil {
			return fmt.Errorf("db: %s.%s has a default", c.Table, name)
		}
	}
	return nil
}
