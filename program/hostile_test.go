package program_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/org"
	"sauro/program"
)

// Words that would mean something to a database, a page, a shell, a template or
// a header mean nothing here: they are searched for, not found, and shown as they
// were typed.
func TestHostileWordsAreOnlyWords(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { hostileWords(t, "") })
	t.Run("postgres", func(t *testing.T) { hostileWords(t, dbtest.PostgresURL(t)) })
}

func hostileWords(t *testing.T, database string) {
	p := start(t, program.Config{Demo: true, Database: database})
	o := &rightsOffice{T: t, program: p}
	client := o.signIn(org.Clerk)
	before := counted(t, p)
	for _, words := range []string{
		"' or '1'='1", "'; drop table task; --", `" union select password from person --`, "?1", "$1", "%' or tenant_id <> ?1 or '%'='", `\`, "_%",
		`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, "javascript:alert(1)", "{{.Who.Person}}", "${jndi:ldap://a}", "%s%n%d", "$(id)", "`id`",
		"a\r\nSet-Cookie: x=1", "\x00", "\xff\xfe", "\u202e", strings.Repeat("ă", 5000), "(a+)+$",
	} {
		for _, path := range []string{"/tim?tu=", "/nhiem-vu?tu=", "/nhiem-vu?tinh-trang=", "/nhiem-vu?trang=", "/van-ban?trang=", "/dang-nhap?tiep="} {
			res, err := client.Get(p.URL() + path + url.QueryEscape(words))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil || res.StatusCode >= 500 || res.Header.Get("X-Request-Id") == "" {
				t.Errorf("%s%.40q: %s, %v", path, words, res.Status, err)
			}
			for _, raw := range []string{"<script>alert", "<img src=x", `href="javascript:`, `action="javascript:`, "$argon2id"} {
				if strings.Contains(string(body), raw) {
					t.Errorf("%s%.40q: the page has %s", path, words, raw)
				}
			}
			for _, c := range res.Cookies() {
				if c.Name == "x" {
					t.Errorf("%s%.40q sets a cookie", path, words)
				}
			}
		}
	}
	if after := counted(t, p); after != before {
		t.Errorf("%d tasks before, %d after", before, after)
	}
}

func counted(t *testing.T, p *program.Program) (n int) {
	t.Helper()
	tenants, err := org.Tenants(context.Background(), p.DB)
	if err == nil {
		err = p.DB.View(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
			n, err = db.Value[int](tx, "select count(*) from task where tenant_id = ?1")
			return err
		})
	}
	if err != nil || n == 0 {
		t.Fatalf("%d tasks, %v", n, err)
	}
	return n
}

// Every file that the office keeps goes out as something to keep, in a box in
// which nothing runs, and is kept by no cache.
func TestEveryFileOfTheOfficeGoesOutInABox(t *testing.T) {
	p := start(t, program.Config{Demo: true})
	o := &rightsOffice{T: t, program: p}
	client := o.signIn(org.Clerk)
	tenants, err := org.Tenants(context.Background(), p.DB)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	err = p.DB.View(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
		paths, err = db.All(tx, func(s *string) []any { return []any{s} }, `select '/van-ban/' || letter_id || '/tep' from letter where tenant_id = ?1
			union select '/van-ban/' || letter_id || '/cam-ket.docx' from letter where tenant_id = ?1 and accepted_at is not null
			union select '/nhiem-vu/' || t.ref || '/minh-chung/' || e.evidence_id from evidence e
				join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id where e.tenant_id = ?1 and e.hash <> ''`)
		return err
	})
	if err != nil || len(paths) < 3 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		for _, ask := range []string{"", "bytes=0-10", "bytes=9999999999-"} {
			req, err := http.NewRequest(http.MethodGet, p.URL()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if ask != "" {
				req.Header.Set("Range", ask)
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			h := res.Header
			if want := map[string]int{"": 200, "bytes=0-10": 206}[ask]; want != 0 && res.StatusCode != want || want == 0 && res.StatusCode != http.StatusRequestedRangeNotSatisfiable {
				t.Errorf("%s, %s: %s", path, ask, res.Status)
			}
			if ask == "bytes=9999999999-" {
				continue // an error, without a file
			}
			if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename=") || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox; default-src 'none'") ||
				h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" || strings.Contains(h.Get("Content-Type"), "html") {
				t.Errorf("%s: %v", path, h)
			}
		}
	}
}

// Nothing lies beside the pages: no file of the data, no source, no figures for
// whoever debugs, no list of a folder; and an office in earnest has no door of the demo.
func TestNothingLiesBesideThePages(t *testing.T) {
	p := start(t, program.Config{})
	for _, path := range []string{"/.git/HEAD", "/.git/config", "/.env", "/debug/pprof/", "/debug/vars", "/metrics", "/sauro.db", "/files/", "/keys/", "/keys/root", "/_/", "/_/../sauro.db",
		"/..%2f..%2fsauro.db", "/%2e%2e/%2e%2e/etc/passwd", "/static/", "/assets/", "/index.php", "/swagger.json", "/.well-known/acme-challenge/x", "/bang-mau", "/go.mod"} {
		res, err := http.Get(p.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	for _, r := range p.Routes() {
		if strings.Contains(r.Pattern, "/demo/") || strings.Contains(r.Pattern, "/bang-mau") {
			t.Errorf("%s is open in an office", r.Pattern)
		}
	}
}
