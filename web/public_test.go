package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

// openPage is a page for everybody.
type openPage struct{ web.Page }

// public starts a site with one page for everybody and one that is not there.
func public(t *testing.T) http.Handler {
	t.Helper()
	pages := web.Pages{Public: true, Types: map[string]any{"open.html": openPage{}},
		FS: fstest.MapFS{"open.html": {Data: []byte(`{{define "main"}}<p>{{.Lang}} {{.To "/cong-khai/x?a=1#b"}}</p>{{end}}{{define "help"}}{{end}}`)}}}
	identified := false
	site := web.Site{DB: dbtest.SQLite(t), Identify: func(context.Context, string) (v org.Visit, err error) { identified = true; return v, nil }}
	s, err := web.New(site, []web.Route{
		{Pattern: "GET /mo", Open: true, Public: true, Handle: func(w http.ResponseWriter, r *web.Request) error {
			p := &openPage{web.Page{Title: "Mở", Lang: r.Lang}}
			p.Of("21472", "UBND xã Khánh Cường")
			return r.Publish(w, "open.html", p, time.Date(2026, 3, 2, 2, 0, 0, 5, time.UTC))
		}},
		{Pattern: "GET /khong", Open: true, Public: true, Handle: func(http.ResponseWriter, *web.Request) error { return fault.New(fault.Unknown, "Không có.") }},
	}, pages)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if identified {
			t.Error("somebody was identified at a page for everybody")
		}
	})
	return s.Handler()
}

func ask(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.AddCookie(&http.Cookie{Name: "sauro", Value: "chairman"})
	req.AddCookie(&http.Cookie{Name: "lang", Value: "en"})
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestAPageForEverybodyKnowsNobody(t *testing.T) {
	h := public(t)
	for path, want := range map[string]string{"/mo": "<p>vi /cong-khai/x?a=1#b</p>", "/mo?lang=en": "<p>en /cong-khai/x?a=1&amp;lang=en#b</p>"} {
		w := ask(h, path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, no %s in %s", path, w.Code, want, w.Body)
		}
		if w.Header().Get("Set-Cookie") != "" || strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src") {
			t.Errorf("%s sets a cookie or has a script", path)
		}
	}
	w := ask(h, "/khong")
	if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script") || w.Header().Get("Cache-Control") != "no-cache" || !strings.Contains(w.Body.String(), "Không có.") {
		t.Errorf("an error: %d, %s\n%s", w.Code, w.Header().Get("Cache-Control"), w.Body)
	}
}

func TestWhatABrowserHasIsNotSentAgain(t *testing.T) {
	h := public(t)
	first := ask(h, "/mo")
	tag, changed := first.Header().Get("ETag"), first.Header().Get("Last-Modified")
	for name, want := range map[string]struct {
		headers []string
		status  int
	}{
		"its tag":                  {[]string{"If-None-Match", tag}, http.StatusNotModified},
		"its tag among others":     {[]string{"If-None-Match", `"a", ` + tag}, http.StatusNotModified},
		"its tag, strong":          {[]string{"If-None-Match", strings.TrimPrefix(tag, "W/")}, http.StatusNotModified},
		"any":                      {[]string{"If-None-Match", "*"}, http.StatusNotModified},
		"another tag and its time": {[]string{"If-None-Match", `"a"`, "If-Modified-Since", changed}, http.StatusOK},
		"its time":                 {[]string{"If-Modified-Since", changed}, http.StatusNotModified},
		"an earlier time":          {[]string{"If-Modified-Since", "Sun, 01 Mar 2026 00:00:00 GMT"}, http.StatusOK},
		"no time":                  {[]string{"If-Modified-Since", "hôm qua"}, http.StatusOK},
		"the other language":       {nil, http.StatusOK},
	} {
		w := ask(h, "/mo", want.headers...)
		if w.Code != want.status || w.Code == http.StatusNotModified && w.Body.Len() > 0 {
			t.Errorf("with %s: %d, %d bytes, want %d", name, w.Code, w.Body.Len(), want.status)
		}
	}
	if ask(h, "/mo?lang=en", "If-None-Match", tag).Code != http.StatusOK {
		t.Error("the other language is taken for the same page")
	}
}

func TestAPublicRouteIsOpenAndChangesNothing(t *testing.T) {
	nothing := func(http.ResponseWriter, *web.Request) error { return nil }
	for _, route := range []web.Route{
		{Pattern: "GET /x", Public: true, Act: org.Read, Handle: nothing},
		{Pattern: "POST /x", Public: true, Open: true, Handle: nothing},
	} {
		if _, err := web.New(web.Site{DB: dbtest.SQLite(t)}, []web.Route{route}); err == nil {
			t.Errorf("%s is taken as a page for everybody", route.Pattern)
		}
	}
}
