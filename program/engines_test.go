package program_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/org"
	"sauro/program"
	"sauro/vn"
)

// notAlone are pages that need to be told of what they are: a clause, a letter, a
// link that was handed over, a short code.
var notAlone = map[string]bool{"/nhiem-vu/moi": true, "/bao-cao/xem": true, "/mat-khau-moi": true, "/cong-khai/m": true, "/nguyen-nhan-khach-quan": true}

// pageOf are the pages of one role alone.
var pageOf = map[string]org.Role{"/du-lieu-ca-nhan/so-doc": org.Chairman, "/cap-tren": org.Superior}

// Every page that a person can open without naming a thing, and the pages of
// one letter, one clause, one task in each state and one report, answer on both
// engines.
func TestEveryPageAnswersOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { everyPage(t, "") })
	t.Run("postgres", func(t *testing.T) { everyPage(t, dbtest.PostgresURL(t)) })
}

func everyPage(t *testing.T, database string) {
	p := start(t, program.Config{Demo: true, Database: database})
	if want := map[bool]db.Engine{true: db.SQLite, false: db.Postgres}[database == ""]; p.DB.Engine() != want {
		t.Fatalf("the engine is %s, not %s", p.DB.Engine(), want)
	}
	o := &rightsOffice{T: t, program: p}
	client := o.signIn(org.Clerk)
	var paths []string
	for _, route := range p.Routes() {
		method, path, _ := strings.Cut(strings.Replace(route.Pattern, "{$}", "", 1), " ")
		if method == http.MethodGet && !strings.Contains(path, "{") && !notAlone[path] {
			paths = append(paths, path)
		}
	}
	tenants, err := org.Tenants(context.Background(), p.DB)
	if err != nil {
		t.Fatal(err)
	}
	err = p.DB.View(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var path string
			err := scan(&path)
			paths = append(paths, path)
			return err
		}, `select '/van-ban/' || letter_id from letter where tenant_id = ?1
			union select '/noi-dung/' || max(clause_id) from clause where tenant_id = ?1
			union select '/nhiem-vu/' || max(ref) from task where tenant_id = ?1 group by state
			union select '/nhiem-vu/' || max(ref) || '/sua' from task where tenant_id = ?1 and state = 'draft'
			union select '/nhiem-vu/moi?noi-dung=' || max(clause_id) from clause where tenant_id = ?1
			union select '/bao-cao/xem?loai=bao-cao&chot=' || ?2 || '&van-ban=' || letter_id from letter where tenant_id = ?1
			union select '/kiem-tra/' || ref from inspection where tenant_id = ?1
			union select '/kiem-tra/ke-hoach/' || ref from inspection_plan where tenant_id = ?1
			union select '/kiem-tra/xac-suat/' || ref from sample_draw where tenant_id = ?1
			union select '/kiem-tra/moi?don-vi=' || unit_id from unit where tenant_id = ?1
			union select '/tim?tu=ky%20nang' from tenant where tenant_id = ?1
			union select '/nhiem-vu?tu=ke%20hoach&tinh-trang=late' from tenant where tenant_id = ?1`, vn.Today(p.DB.Now()))
	})
	if err != nil {
		t.Fatal(err)
	}
	var things map[string]string
	err = p.DB.Update(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err == nil {
			things, err = obstacleThings(tx, chairman)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	paths = append(paths, obstaclePages(things)...)
	if len(paths) < 25 {
		t.Fatalf("only %d pages", len(paths))
	}
	client.CheckRedirect = nil
	for _, path := range paths {
		client := client
		if role, only := pageOf[path]; only {
			client = o.signIn(role)
			client.CheckRedirect = nil
		}
		res, err := client.Get(p.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), "</html>") && !strings.HasSuffix(path, ".csv") {
			t.Errorf("%s: %s, %v, %d bytes", path, res.Status, err, len(body))
		}
	}
}
