package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
)

var ctx = context.Background()

func TestEveryStatementNamesItsTenant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
		err := d.View(ctx, tenant, func(tx *db.Tx) error {
			_, err := tx.Exec("select count(*) from counter where last > ?11", 1)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "does not name its tenant") {
			t.Errorf("a statement without its tenant was run: %v", err)
		}
	})
}

func TestUpdateIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
		stop := errors.New("stop")
		told := false
		err := d.Update(ctx, tenant, func(tx *db.Tx) error {
			tx.After(func() { told = true })
			if n, err := tx.Next("NV", 2025); err != nil || n != 1 {
				t.Fatalf("first number = %d, %v", n, err)
			}
			return stop
		})
		if !errors.Is(err, stop) || told {
			t.Fatalf("err = %v, After ran = %v", err, told)
		}
		err = d.Update(ctx, tenant, func(tx *db.Tx) error {
			if n, err := tx.Next("NV", 2025); err != nil || n != 1 {
				t.Errorf("the number of a failed transaction was not given back: %d, %v", n, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestViewCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
		err := d.View(ctx, tenant, func(tx *db.Tx) error { _, err := tx.Next("NV", 2025); return err })
		if err == nil {
			t.Error("a reading transaction wrote")
		}
	})
}

func TestNumbersHaveNoGapsUnder64Writers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
		const writers, each = 64, 5
		var (
			wg   sync.WaitGroup
			mu   sync.Mutex
			seen = map[int]int{}
		)
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					var n int
					err := d.Update(ctx, tenant, func(tx *db.Tx) (err error) {
						if n, err = tx.Next("NV", 2025); err != nil {
							return err
						}
						if (w+i)%7 == 0 {
							return fault.New(fault.Invalid, "bỏ")
						}
						return nil
					})
					if fault.Is(err, fault.Invalid) {
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					seen[n]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for n := 1; n <= len(seen); n++ {
			if seen[n] != 1 {
				t.Fatalf("number %d was given %d times of %d", n, seen[n], len(seen))
			}
		}
	})
}

func TestSearchWithAndWithoutAccents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, b := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường"), dbtest.Tenant(t, d, "21473", "Xã khác")
		for i, title := range []string{"Tiến độ bồi dưỡng kỹ năng số", "Đường giao thông thôn Tiên Đó", "Bình dân học vụ số"} {
			id := db.ID(fmt.Sprint("task-", i))
			for _, tenant := range []db.ID{a, b} {
				if err := d.Update(ctx, tenant, func(tx *db.Tx) error {
					if err := tx.Index("task", id, "tên cũ", ""); err != nil {
						return err
					}
					return tx.Index("task", id, title, strings.Repeat("nội dung dài ", 300))
				}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for asked, want := range map[string]string{
			"tien do":     "Tiến độ bồi dưỡng kỹ năng số|Đường giao thông thôn Tiên Đó",
			"Tiên Đó":     "Đường giao thông thôn Tiên Đó|Tiến độ bồi dưỡng kỹ năng số",
			"duong giao":  "Đường giao thông thôn Tiên Đó",
			"BÌNH DÂN h":  "Bình dân học vụ số",
			"ten cu":      "",
			"' or 1=1 --": "",
			"  ":          "",
		} {
			err := d.View(ctx, a, func(tx *db.Tx) error {
				found, err := tx.Search(asked, 10)
				var titles []string
				for _, f := range found {
					titles = append(titles, f.Title)
				}
				if got := strings.Join(titles, "|"); got != want {
					t.Errorf("search %q = %q, want %q", asked, got, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sauro.db")
	d, err := db.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	tenant := dbtest.Tenant(t, d, "21472", "Xã Khánh Cường")
	if err := d.Update(ctx, tenant, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into goose_db_version (version_id, is_applied) select 9999, 1 where ?1 <> ''")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if _, err := db.Open(ctx, file); !fault.Is(err, fault.Invalid) {
		t.Errorf("a newer database was opened: %v", err)
	}
}

func TestADatabaseThatIsNone(t *testing.T) {
	for _, url := range []string{t.TempDir(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"} {
		if _, err := db.Open(ctx, url); fault.Of(err) == fault.Internal {
			t.Errorf("%s: %v has no words for a person", url, err)
		}
	}
}
