// Package dbtest gives tests a database of their own on every engine: a SQLite
// file always, a PostgreSQL database where SAURO_TEST_POSTGRES names a server.
package dbtest

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/db"
	_ "sauro/notary" // tests change data as the program does: with the record
)

// Env names the PostgreSQL server that tests may make databases on.
const Env = "SAURO_TEST_POSTGRES"

func init() { db.AskBack = true }

// Each runs the test once on every engine, as subtests "sqlite" and "postgres".
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite opens a new SQLite database that ends with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "sauro.db"))
}

// Postgres opens a new PostgreSQL database that ends with the test, which is
// skipped where there is no server.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// PostgresURL makes a new PostgreSQL database that ends with the test, which is
// skipped where there is no server, and says where it is.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Env)
	if server == "" {
		t.Skipf("no PostgreSQL: %s is not set (make test starts one)", Env)
	}
	name := "t_" + strings.ReplaceAll(string(db.NewID()), "-", "")
	drop, err := db.CreateDatabase(context.Background(), server, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Tenant adds a commune to an empty database.
func Tenant(t testing.TB, d *db.DB, code, name string) db.ID {
	t.Helper()
	id := db.NewID()
	err := d.Update(context.Background(), id, func(tx *db.Tx) error {
		tx.Did(db.Act{Kind: "set-up"})
		_, err := tx.Exec("insert into tenant (tenant_id, code, name, created_at) values (?1, ?2, ?3, ?4)", code, name, tx.Now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}
