package privacy

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
)

// Nobody adds a column without deciding whether it holds personal data.
func TestEveryColumnIsDecided(t *testing.T) {
	d := dbtest.SQLite(t)
	tenant := dbtest.Tenant(t, d, "21472", "UBND xã Khánh Cường")
	type column struct{ table, name, kind string }
	var columns []column
	err := d.View(context.Background(), tenant, func(tx *db.Tx) (err error) {
		columns, err = db.All(tx, func(c *column) []any { return []any{&c.table, &c.name, &c.kind} },
			`select m.name, c.name, lower(c.type) from sqlite_schema m join pragma_table_info(m.name) c
			where m.type = 'table' and m.name not like 'sqlite%' and m.name <> 'goose_db_version' and ?1 <> '' order by m.name, c.cid`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(columns) < 100 {
		t.Fatalf("only %d columns were read", len(columns))
	}
	exists, personal, none := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		for _, c := range strings.Fields(l.columns) {
			personal[l.table+"."+c] = true
		}
	}
	for table, names := range nothing {
		for _, c := range strings.Fields(names) {
			if none[table+"."+c] {
				t.Errorf("%s.%s stands twice among the columns without personal data", table, c)
			}
			none[table+"."+c] = true
		}
	}
	missing := map[string][]string{}
	for _, c := range columns {
		at := c.table + "." + c.name
		exists[at] = true
		if c.kind != "text" || c.name == "tenant_id" {
			continue
		}
		if !personal[at] && !none[at] {
			missing[c.table] = append(missing[c.table], c.name)
		}
		if none[at] && personal[at] {
			t.Errorf("%s is both personal data and not", at)
		}
	}
	for table, names := range missing {
		t.Errorf("table %s: decide whether %s hold personal data: a line in privacy/register.go (lines), or the columns in its list nothing", table, strings.Join(names, ", "))
	}
	for _, list := range []map[string]bool{personal, none} {
		for at := range list {
			if !exists[at] {
				t.Errorf("%s stands in the register and not in the database", at)
			}
		}
	}
}

func TestEveryLineSaysEverything(t *testing.T) {
	used := map[string]bool{}
	for i, l := range Data() {
		for _, s := range []string{l.What, l.Purpose, l.Basis, l.Readers, l.Keep, l.Fate} {
			if s == "" {
				t.Errorf("%s %v says not everything: %+v", l.Table, l.Columns, lines[i])
			}
			used[s] = true
		}
		if goes[lines[i].fate] && lines[i].of == "" {
			t.Errorf("%s %v is said to go with the person, and no condition finds the person's rows", l.Table, l.Columns)
		}
		if len(l.Columns) == 0 {
			t.Errorf("%s has a line without columns", l.Table)
		}
	}
	for _, s := range unused(used) {
		t.Errorf("no line of the register says %q any more", s)
	}
}

func unused(used map[string]bool) (list []string) {
	for _, s := range whatName {
		if !used[s] {
			list = append(list, s)
		}
	}
	for _, names := range []map[code]string{purposeName, basisName, readersName, keepName, fateName} {
		for _, s := range names {
			if !used[s] {
				list = append(list, s)
			}
		}
	}
	slices.Sort(list)
	return list
}
