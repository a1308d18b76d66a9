package registry_test

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/org"
	"sauro/register"
	"sauro/registry"
	"sauro/web"
)

// The posts of the office that the tests of accepted letters are played in.
const (
	chairman = "Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	official = "Công chức Văn hóa - Xã hội"
	viewer   = "Giám sát của HĐND xã"
)

// monday is the day on which the tests begin.
var monday = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// scene is a commune with the letter of Khánh Cường accepted, and the posts above
// held by somebody who is signed in.
type scene struct {
	*testing.T
	db      *db.DB
	site    http.Handler
	tenant  db.ID
	who     map[string]org.Who
	cookie  map[string]string
	unit    map[string]db.ID
	letter  db.ID
	clauses map[string]db.ID // by code
}

func newScene(t *testing.T) *scene {
	t.Helper()
	d := dbtest.SQLite(t).At(monday)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := &scene{T: t, db: d}
	pages := registry.New(d, blobs)
	site, err := web.New(web.Site{DB: d, Version: "test", Log: slog.New(slog.DiscardHandler)}, pages.Routes(), registry.Pages())
	if err != nil {
		t.Fatal(err)
	}
	o.site = site.Handler()
	o.settle()
	return o
}

// settle sets up a commune with its people and the letter.
func (o *scene) settle() {
	o.Helper()
	var err error
	if o.tenant, err = org.NewTenant(context.Background(), o.db, "21472", "UBND xã Khánh Cường"); err != nil {
		o.Fatal(err)
	}
	o.who, o.cookie, o.unit, o.clauses = map[string]org.Who{}, map[string]string{}, map[string]db.ID{}, map[string]db.ID{}
	body, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		o.Fatal(err)
	}
	o.update(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		installer := org.Installer(o.tenant)
		for i, p := range posts {
			if o.unit[p.Title] = p.Unit; !slices.Contains([]string{chairman, clerk, head, official, viewer}, p.Title) {
				continue
			}
			login := "nguoi-" + string(rune('a'+i))
			if _, _, err := org.AddPerson(tx, installer, org.NewPerson{Login: login, Post: p.ID, Password: "cong viec dai hon 2026"}); err != nil {
				return err
			}
			who, err := org.ByLogin(tx, login)
			if err != nil {
				return err
			}
			o.who[p.Title] = who
			if o.cookie[p.Title], _, err = org.OpenSession(tx, who, "", ""); err != nil {
				return err
			}
		}
		o.letter = db.NewID()
		file := register.File{Hash: "21472", Name: "cam-ket.txt", Format: "txt", Size: int64(len(body)), Body: string(body)}
		if err := register.BringIn(tx, o.who[clerk], o.letter, file, ""); err != nil {
			return err
		}
		if err := register.Accept(tx, o.who[clerk], o.letter, 1); err != nil {
			return err
		}
		groups, err := register.Groups(tx, o.who[clerk], o.letter)
		for _, g := range groups {
			for _, c := range g.Clauses {
				o.clauses[c.Code] = c.ID
			}
		}
		return err
	})
}

func (o *scene) update(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.db.Update(context.Background(), o.tenant, do); err != nil {
		o.Fatal(err)
	}
}

// answer is what the site answered.
type answer struct {
	*httptest.ResponseRecorder
	page string
}

func (o *scene) send(as, method, path, kind string, body io.Reader) answer {
	o.Helper()
	req := httptest.NewRequest(method, path, body)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "sauro", Value: o.cookie[as]})
	w := httptest.NewRecorder()
	o.site.ServeHTTP(w, req)
	return answer{w, html.UnescapeString(w.Body.String())}
}

func (o *scene) get(as, path string) answer {
	o.Helper()
	return o.send(as, "GET", path, "", nil)
}

func (o *scene) post(as, path string, fields ...string) answer {
	o.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return o.send(as, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// went reports the answer as wrong unless it went on to another page.
func (o *scene) went(a answer, to string) {
	o.Helper()
	if a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), to) {
		o.Fatalf("%d %s, want to go to %s\n%s", a.Code, a.Header().Get("Location"), to, a.wrong())
	}
}

// says reports the answer as wrong unless it has the status and says all of that.
func (o *scene) says(a answer, status int, texts ...string) {
	o.Helper()
	if a.Code != status {
		o.Fatalf("status %d, want %d: %s%s", a.Code, status, a.Header().Get("Location"), a.wrong())
	}
	for _, text := range texts {
		if !strings.Contains(a.page, text) {
			o.Errorf("the page does not say %q", text)
		}
	}
}

func (o *scene) silent(a answer, texts ...string) {
	o.Helper()
	for _, text := range texts {
		if strings.Contains(a.page, text) {
			o.Errorf("the page says %q", text)
		}
	}
}

// wrong is the part of a page that says what is wrong.
func (a answer) wrong() string {
	if i := strings.Index(a.page, "<main"); i >= 0 {
		return a.page[i:min(len(a.page), i+1500)]
	}
	return a.page
}

func (o *scene) count(query string, args ...any) (n int) {
	o.Helper()
	o.update(func(tx *db.Tx) (err error) { n, err = db.Value[int](tx, query, args...); return err })
	return n
}
