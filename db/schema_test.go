package db

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// Every key, index and reference begins with the tenant, so that the same tables
// can be spread over machines by tenant (DESIGN.md, section 4).
func TestEveryKeyBeginsWithTheTenant(t *testing.T) {
	d, err := Open(context.Background(), filepath.Join(t.TempDir(), "sauro.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	list := func(query string, args ...any) (rows [][]string) {
		t.Helper()
		r, err := d.read.Query(query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		names, err := r.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			row, into := make([]string, len(names)), make([]any, len(names))
			for i := range row {
				into[i] = Opt(&row[i])
			}
			if err := r.Scan(into...); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		return rows
	}
	tables := list("select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> 'goose_db_version'")
	if len(tables) < 10 {
		t.Fatalf("only %d tables were read", len(tables))
	}
	for _, table := range tables {
		name := table[0]
		if first := list("select name from pragma_table_info(?) where pk = 1", name); len(first) != 1 || first[0][0] != "tenant_id" {
			t.Errorf("the primary key of %s does not begin with tenant_id", name)
		}
		for _, index := range list("select name from pragma_index_list(?)", name) {
			first := list("select name from pragma_index_info(?) where seqno = 0", index[0])[0][0]
			// A commune's code is what finds the tenant; it is the one key without it.
			if first != "tenant_id" && name+"."+first != "tenant.code" {
				t.Errorf("index %s of %s begins with %s", index[0], name, first)
			}
		}
		keys := map[string][]string{}
		for _, k := range list("select id, \"from\", \"to\" from pragma_foreign_key_list(?) order by id, seq", name) {
			keys[k[0]] = append(keys[k[0]], k[1]+" "+k[2])
		}
		for _, columns := range keys {
			if columns[0] != "tenant_id tenant_id" {
				t.Errorf("a foreign key of %s begins with %s", name, columns[0])
			}
		}
		for _, column := range list("select name, type from pragma_table_info(?)", name) {
			if typ := strings.ToLower(column[1]); typ != "text" && typ != "bigint" {
				t.Errorf("%s.%s is %s: only text and bigint mean the same on both engines", name, column[0], typ)
			}
		}
		for _, word := range []string{"autoincrement", "serial", "generated", "current_timestamp"} {
			if strings.Contains(strings.ToLower(table[1]), word) {
				t.Errorf("%s uses %s", name, word)
			}
		}
	}
}
