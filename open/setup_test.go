package open_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sauro/blob"
	"sauro/bulletin"
	"sauro/db"
	"sauro/demo"
	"sauro/notary"
	"sauro/open"
	"sauro/org"
	"sauro/web"
)

var ctx = context.Background()

// site is the public pages of the demo's commune, published and signed.
type site struct {
	testing.TB
	*httptest.Server
	d      *db.DB
	notary *notary.Notary
	tenant db.ID
}

const home = "/cong-khai/21472"

// opened serves the public pages, and nothing else, over the demo's commune.
func opened(t testing.TB, d *db.DB, url string) *site {
	t.Helper()
	dir := t.TempDir()
	blobs, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Build(ctx, d, blobs); err != nil {
		t.Fatal(err)
	}
	s := &site{TB: t, d: d, notary: &notary.Notary{DB: d, Files: blobs, Dir: dir}}
	s.publish(time.Time{})
	tenant, err := org.TenantByCode(ctx, d, "21472")
	if err != nil {
		t.Fatal(err)
	}
	s.tenant = tenant.ID
	o := &open.Open{DB: d, URL: url}
	server, err := web.New(web.Site{DB: d, Log: slog.New(slog.DiscardHandler)}, o.Routes(), open.Pages())
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(server.Handler())
	t.Cleanup(s.Close)
	return s
}

// publish tells what changed by an instant, now where it is zero, and signs the log.
func (s *site) publish(at time.Time) {
	s.Helper()
	d := s.d
	if !at.IsZero() {
		d = d.At(at)
	}
	if _, err := bulletin.PublishAll(ctx, d); err != nil {
		s.Fatal(err)
	}
	if err := s.notary.SignAll(ctx); err != nil {
		s.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
}

// get asks as a browser without cookies does, following no redirect.
func (s *site) get(path string, headers ...string) answer {
	s.Helper()
	req, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer{res, string(b)}
}

// ok is get where the answer must be 200.
func (s *site) ok(path string, headers ...string) answer {
	s.Helper()
	a := s.get(path, headers...)
	if a.StatusCode != http.StatusOK {
		s.Fatalf("%s: %s\n%s", path, a.Status, a.text)
	}
	return a
}

func (s *site) see(do func(tx *db.Tx) error) {
	s.Helper()
	if err := s.d.View(ctx, s.tenant, do); err != nil {
		s.Fatal(err)
	}
}

// current are the publications of a kind that stand now.
func (s *site) current(kind bulletin.Kind) (list []bulletin.Publication) {
	s.Helper()
	s.see(func(tx *db.Tx) (err error) {
		list, err = bulletin.Current(tx, kind, "")
		return err
	})
	if len(list) == 0 && kind != bulletin.OfReport {
		s.Fatalf("nothing of kind %s is told", kind)
	}
	return list
}
