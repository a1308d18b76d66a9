package notary_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/notary"
)

// office is a commune with a log on one engine, and a way to its data that
// does not lead through the program.
type office struct {
	*testing.T
	*notary.Notary
	tenant db.ID
	unit   db.ID
	letter db.ID
	raw    *sql.DB
	now    time.Time
}

// each runs a test on both engines.
func each(t *testing.T, test func(o *office)) {
	t.Run("sqlite", func(t *testing.T) {
		test(newOffice(t, "sqlite", filepath.Join(t.TempDir(), "sauro.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		test(newOffice(t, "pgx", dbtest.PostgresURL(t)))
	})
}

func newOffice(t *testing.T, driver, url string) *office {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := raw.Close(); err != nil {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	files, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, Notary: &notary.Notary{DB: d, Files: files, Dir: dir}, raw: raw, now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
	o.tenant = dbtest.Tenant(t, d, "21472", "UBND xã Khánh Cường")
	o.unit, o.letter = db.NewID(), db.NewID()
	o.act("unit-added", o.unit, "insert into unit (tenant_id, unit_id, name, ordinal) values (?1, ?2, 'Văn phòng', 1)", o.unit)
	return o
}

// act changes a row the way the program does.
func (o *office) act(kind string, about db.ID, query string, args ...any) {
	o.Helper()
	err := o.DB.At(o.now).Update(context.Background(), o.tenant, func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		tx.Did(db.Act{Kind: kind, About: about})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// addUnit adds units one after the other.
func (o *office) addUnit(name string) db.ID {
	o.Helper()
	id := db.NewID()
	o.act("unit-added", id, "insert into unit (tenant_id, unit_id, name, ordinal) values (?1, ?2, ?3, 2)", id, name)
	return id
}

// addLetter adds a letter whose file is in the store.
func (o *office) addLetter(content string) (hash string) {
	o.Helper()
	hash, _, err := o.Files.Put(strings.NewReader(content), 1<<20)
	if err != nil {
		o.Fatal(err)
	}
	o.act("letter-brought-in", o.letter, `insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
		number, recipients, cited, same_key, proposal, created_at, created_by)
		values (?1, ?2, 'proposed', 1, ?3, 'cam-ket.txt', 'text', 1, 0, ?4, '12/KH-UBND', '[]', '[]', '', '[]', ?5, 'p')`, o.letter, hash, content, o.now)
	return hash
}

// byHand changes the data past the program, as who owns the database can.
// "T" in the statement stands for the tenant.
func (o *office) byHand(query string, args ...any) {
	o.Helper()
	query = strings.ReplaceAll(query, "T", "'"+string(o.tenant)+"'")
	for i, a := range args {
		if id, is := a.(db.ID); is {
			args[i] = string(id)
		}
	}
	if o.DB.Engine() == db.Postgres {
		query = strings.ReplaceAll(query, "?", "$")
	}
	res, err := o.raw.Exec(query, args...)
	if err != nil {
		o.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		o.Fatalf("%d rows by: %s, %v", n, query, err)
	}
}

func (o *office) sign() {
	o.Helper()
	if err := o.Sign(context.Background(), o.tenant); err != nil {
		o.Fatal(err)
	}
}

func (o *office) verify() notary.Check {
	o.Helper()
	c, err := o.Verify(context.Background(), o.tenant)
	if err != nil {
		o.Fatal(err)
	}
	return c
}

// whole asks that nothing is wrong.
func (o *office) whole() {
	o.Helper()
	if c := o.verify(); len(c.Faults) > 0 {
		o.Errorf("%d faults where all is whole, the first: %+v", len(c.Faults), c.Faults[0])
	}
}

// finds asks that exactly these kinds of faults are found, and that the first
// of them names the row.
func (o *office) finds(table, key, label string, kinds ...string) {
	o.Helper()
	c := o.verify()
	var got []string
	named := table == ""
	for _, f := range c.Faults {
		got = append(got, f.Kind)
		if f.Says.String() == "" || notary.FaultName[f.Kind] == "" {
			o.Errorf("a fault without words: %+v", f)
		}
		named = named || f.Table == table && f.Key == key && f.Label == label
	}
	if strings.Join(got, " ") != strings.Join(kinds, " ") {
		o.Errorf("found %q, not %q: %+v", got, kinds, c.Faults)
	}
	if !named {
		o.Errorf("no fault names %s %s (%s): %+v", table, key, label, c.Faults)
	}
}

func (o *office) file(hash string) string {
	return filepath.Join(o.Dir, "files", hash[:2], hash)
}

func overwrite(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
}
