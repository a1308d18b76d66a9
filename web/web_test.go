package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"sauro/browser"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// office is a site of a few routes over a real database.
type office struct {
	*httptest.Server
	log  *lines
	site *web.Server
}

// lines are the lines of the log.
type lines struct {
	sync.Mutex
	bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.Write(b)
}

func (l *lines) String() string {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.String()
}

// notePage is a page with a form of two fields.
type notePage struct {
	web.Page
	Files []string
}

const noteHTML = `{{define "main"}}<form method="post" action="/ghi" enctype="multipart/form-data">{{once}}
{{template "field" (.Line "ten" (t "Tên nhiệm vụ") "" | need)}}
{{template "field" (.Lines "ghi-chu" (t "Ghi chú") "sẵn có")}}
{{template "field" (.Upload "tep" (t "Minh chứng") | many)}}
<button class="btn go">{{t "Lưu"}}</button></form>{{end}}
{{define "help"}}<p>{{t "Ghi chú"}}</p>{{end}}`

// opened starts the site. The cookie's value is the role of who comes in.
func opened(t *testing.T, routes ...web.Route) *office {
	t.Helper()
	return openedAs(t, web.Site{}, routes...)
}

func openedAs(t *testing.T, site web.Site, routes ...web.Route) *office {
	t.Helper()
	return openedWith(t, site, noteHTML, routes...)
}

// openedWith is openedAs with another template for notePage.
func openedWith(t *testing.T, site web.Site, html string, routes ...web.Route) *office {
	t.Helper()
	o := &office{log: &lines{}}
	site.DB = dbtest.SQLite(t)
	site.Log = slog.New(slog.NewTextHandler(o.log, nil))
	tenant := dbtest.Tenant(t, site.DB, "21472", "UBND xã Khánh Cường")
	if site.Identify == nil {
		site.Identify = func(_ context.Context, cookie string) (org.Visit, error) {
			role := org.Role(cookie)
			if org.Rights[role] == nil {
				return org.Visit{}, nil
			}
			return org.Visit{Who: org.Who{Tenant: tenant, TenantCode: "21472", TenantName: "UBND xã Khánh Cường", Person: "p", Name: org.RoleName[role], PostTitle: org.RoleName[role], Role: role}}, nil
		}
	}
	pages := web.Pages{FS: fstest.MapFS{"note.html": {Data: []byte(html)}}, Types: map[string]any{"note.html": notePage{}}}
	s, err := web.New(site, routes, pages)
	if err != nil {
		t.Fatal(err)
	}
	o.site = s
	o.Server = httptest.NewServer(s.Handler())
	t.Cleanup(o.Close)
	return o
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
}

// ask sends a request as a browser of the site does, following no redirect.
func (o *office) ask(t *testing.T, role, method, path string, body io.Reader, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequest(method, o.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if role != "" {
		req.AddCookie(&http.Cookie{Name: "sauro", Value: role})
	}
	if method != http.MethodGet {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		} else {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	return do(t, &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}, req)
}

func do(t *testing.T, client *http.Client, req *http.Request) answer {
	t.Helper()
	if client.CheckRedirect == nil {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(b)}
}

func (o *office) get(t *testing.T, role, path string, headers ...string) answer {
	t.Helper()
	return o.ask(t, role, http.MethodGet, path, nil, headers...)
}

func (o *office) post(t *testing.T, role, path string, form url.Values, headers ...string) answer {
	t.Helper()
	return o.ask(t, role, http.MethodPost, path, strings.NewReader(form.Encode()), headers...)
}

func (a answer) is(t *testing.T, status int, parts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status %d, want %d: %.300s", a.StatusCode, status, a.text)
	}
	for _, part := range parts {
		if !strings.Contains(a.text, part) {
			t.Errorf("the page does not say %q", part)
		}
	}
}

func fails(err error) web.Handler {
	return func(http.ResponseWriter, *web.Request) error { return err }
}

func get(pattern string, h web.Handler) web.Route {
	return web.Route{Pattern: "GET " + pattern, Open: true, Handle: h}
}

func TestEveryFaultHasItsPage(t *testing.T) {
	cause := errors.New("select * from secret")
	for _, c := range []struct {
		err     error
		status  int
		vi, en  string
		retried bool
	}{
		{fault.New(fault.Invalid, "Địa chỉ trang bị sai. Hãy mở lại từ danh sách."), 422, "Địa chỉ trang bị sai", "The address of the page is wrong", false},
		{fault.New(fault.Unknown, "Không tìm thấy mục này. Hãy mở lại từ danh sách."), 404, "Không tìm thấy mục này", "This was not found", false},
		{fault.New(fault.Denied, "Chỉ người chịu trách nhiệm mới được %s nhiệm vụ này.", fault.Text{Format: "kiểm chứng"}), 403, "mới được kiểm chứng nhiệm vụ", "Only the accountable person may verify this task.", false},
		{fault.New(fault.Conflict, "Người khác vừa thay đổi mục này. Hãy xem hai bản cạnh nhau rồi lưu lại."), 409, "Người khác vừa thay đổi", "Somebody else has just changed this", false},
		{fault.New(fault.Exists, "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."), 409, "đã có người dùng", "This user name is taken", false},
		{fault.New(fault.TooLarge, "Mỗi lần gửi tối đa %d tệp. Hãy chia thành nhiều lần.", 20), 413, "tối đa 20 tệp", "At most 20 files", false},
		{fault.Because(cause, fault.Busy, "Máy chủ đang bận nên chưa lưu. Hãy gửi lại sau ít giây."), 503, "Máy chủ đang bận", "The server is busy", true},
		{fmt.Errorf("while saving: %w", cause), 500, "Lỗi này không phải do bạn", "This is not your mistake", false},
		{fault.Because(cause, fault.Internal, "chi tiết bên trong"), 500, "Lỗi này không phải do bạn", "This is not your mistake", false},
	} {
		o := opened(t, get("/x", fails(c.err)))
		a := o.get(t, "", "/x")
		a.is(t, c.status, c.vi, `lang="vi"`)
		e := o.get(t, "", "/x", "Cookie", "lang=en")
		e.is(t, c.status, c.en, `lang="en"`)
		if strings.Contains(a.text+e.text, "secret") || strings.Contains(a.text+e.text, "chi tiết") {
			t.Errorf("%v: the page tells the cause", c.err)
		}
		if (a.Header.Get("Retry-After") != "") != c.retried {
			t.Errorf("%v: Retry-After is %q", c.err, a.Header.Get("Retry-After"))
		}
		if c.status == 500 {
			id := a.Header.Get("X-Request-Id")
			a.is(t, 500, "<code>"+id+"</code>")
			if n := strings.Count(o.log.String(), "level=ERROR"); n != 2 || !strings.Contains(o.log.String(), id) {
				t.Errorf("%d errors in the log for two requests:\n%s", n, o.log)
			}
		}
	}
}

func TestSignInComesFirstAndGoesBack(t *testing.T) {
	o := opened(t, web.Route{Pattern: "GET /nhiem-vu/{ref}", Act: org.Read, Handle: fails(nil)},
		web.Route{Pattern: "POST /nhiem-vu", Act: org.Plan, Handle: fails(nil)})
	if to := o.get(t, "", "/nhiem-vu/NV-1?a=b").Header.Get("Location"); to != "/dang-nhap?tiep=%2Fnhiem-vu%2FNV-1%3Fa%3Db" {
		t.Errorf("goes to %q", to)
	}
	if to := o.post(t, "", "/nhiem-vu", nil, "Referer", o.URL+"/nhiem-vu/moi?tu=3").Header.Get("Location"); to != "/dang-nhap?tiep=%2Fnhiem-vu%2Fmoi%3Ftu%3D3" {
		t.Errorf("after a form goes to %q", to)
	}
	o.get(t, "viewer", "/nhiem-vu/NV-1").is(t, 200)
	o.post(t, "viewer", "/nhiem-vu", nil).is(t, 403, "Chức danh Người xem không được soạn nhiệm vụ", "Văn phòng")
	o.post(t, "viewer", "/nhiem-vu", nil, "Cookie", "sauro=viewer; lang=en").is(t, 403, "may not draft tasks. Ask somebody who may: Chairman, Deputy chairman, Office, Head of unit.")
	o.post(t, "clerk", "/nhiem-vu", nil).is(t, 200)
}

func TestAPasswordGivenByAnotherIsChangedFirst(t *testing.T) {
	o := openedAs(t, web.Site{Identify: func(context.Context, string) (org.Visit, error) {
		return org.Visit{Who: org.Who{Tenant: "t", Person: "p", Role: org.Clerk}, Lang: "en", First: org.FirstPassword}, nil
	}}, web.Route{Pattern: "GET /viec", Act: org.Read, Handle: fails(nil)}, web.Route{Pattern: "GET /tai-khoan/mat-khau", Act: org.Self, Handle: func(w http.ResponseWriter, r *web.Request) error {
		_, err := io.WriteString(w, string(r.Lang))
		return err
	}})
	if a := o.get(t, "clerk", "/viec"); a.StatusCode != 303 || a.Header.Get("Location") != "/tai-khoan/mat-khau" {
		t.Errorf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	o.get(t, "clerk", "/tai-khoan/mat-khau").is(t, 200, "en")
}

func TestAPanicIsAPageAndOneLineOfTheLog(t *testing.T) {
	o := opened(t, get("/x", func(http.ResponseWriter, *web.Request) error { panic("hỏng") }))
	o.get(t, "", "/x").is(t, 500, "Lỗi này không phải do bạn")
	if n := strings.Count(o.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d errors in the log:\n%s", n, o.log)
	}
}

func TestTheLogHoldsNoPersonalData(t *testing.T) {
	o := opened(t, get("/nguoi/{ten}", fails(nil)))
	o.get(t, "clerk", "/nguoi/NguyenVanA?dien-thoai=0905000000")
	if log := o.log.String(); strings.Contains(log, "NguyenVanA") || strings.Contains(log, "0905") || !strings.Contains(log, `route="GET /nguoi/{ten}" status=200`) {
		t.Error(log)
	}
}

func TestNoRouteIsOpenByAccident(t *testing.T) {
	for _, c := range []struct {
		route web.Route
		says  string
	}{
		{web.Route{Pattern: "GET /x", Handle: fails(nil)}, "neither Act nor Open"},
		{web.Route{Pattern: "/x", Open: true, Handle: fails(nil)}, "needs a method"},
		{web.Route{Pattern: "GET /x/", Open: true, Handle: fails(nil)}, "end it with {$}"},
		{web.Route{Pattern: "GET /x", Open: true}, "no handler"},
		{web.Route{Pattern: "GET /{a", Open: true, Handle: fails(nil)}, "bad wildcard"},
		{web.Route{Pattern: "POST /ngon-ngu", Open: true, Handle: fails(nil)}, "conflicts"},
	} {
		_, err := web.New(web.Site{}, []web.Route{c.route})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want %q", c.route.Pattern, err, c.says)
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	o := opened(t, get("/x", show), get("/loi", fails(errors.New("x"))))
	css := asset(t, o.get(t, "", "/x").text, "sauro", ".css")
	for _, path := range []string{"/x", "/loi", "/khong-co", css} {
		h := o.get(t, "", path).Header
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s", path, part)
			}
		}
		if strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Permissions-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestPagesOfAPersonAreNotKept(t *testing.T) {
	o := opened(t, get("/x", show))
	if c := o.get(t, "clerk", "/x").Header.Get("Cache-Control"); c != "no-store" {
		t.Errorf("signed in: %q", c)
	}
	if c := o.get(t, "", "/x").Header.Get("Cache-Control"); c != "no-cache" {
		t.Errorf("open: %q", c)
	}
}

func TestChangesFromElsewhereAreRefused(t *testing.T) {
	done := 0
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: func(http.ResponseWriter, *web.Request) error { done++; return nil }})
	refused := func(role string, headers ...string) {
		t.Helper()
		o.post(t, role, "/x", nil, headers...).is(t, 403, "từ một trang khác")
	}
	refused("clerk", "Sec-Fetch-Site", "cross-site")
	refused("clerk", "Sec-Fetch-Site", "same-site")
	refused("", "Sec-Fetch-Site", "cross-site")
	refused("clerk", "Sec-Fetch-Site", "", "Origin", "https://example.com")
	refused("clerk", "Sec-Fetch-Site", "", "Origin", "null")
	refused("clerk", "Sec-Fetch-Site", "") // a program with a person's cookie
	if done != 0 {
		t.Fatalf("%d came through", done)
	}
	o.post(t, "clerk", "/x", nil).is(t, 200)
	o.post(t, "clerk", "/x", nil, "Sec-Fetch-Site", "", "Origin", o.URL).is(t, 200)
	o.post(t, "", "/x", nil, "Sec-Fetch-Site", "").is(t, 200)
}

func TestAFormsAddressOpenedAsAPage(t *testing.T) {
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: fails(nil)})
	a := o.get(t, "", "/x")
	a.is(t, 405, "chỉ để gửi biểu mẫu")
	if a.Header.Get("Allow") != "POST" {
		t.Errorf("Allow is %q", a.Header.Get("Allow"))
	}
	o.get(t, "", "/khong-co").is(t, 404, "Không có trang này")
}

func show(w http.ResponseWriter, r *web.Request) error {
	p := notePage{Page: web.Page{Title: "Ghi"}}
	return r.Render(w, "note.html", &p)
}

func TestPagesGoSmall(t *testing.T) {
	o := opened(t, get("/x", show))
	plain := o.get(t, "", "/x")
	small := o.get(t, "", "/x", "Accept-Encoding", "br, gzip")
	if small.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Fatalf("encodings %q and %q", small.Header.Get("Content-Encoding"), plain.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(strings.NewReader(small.text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	// The token of {{once}} is new each time.
	if len(b) != len(plain.text) || len(small.text) > len(b)/2 {
		t.Errorf("%d bytes, small %d of %d", len(plain.text), len(small.text), len(b))
	}
	if e := o.get(t, "", "/x", "Accept-Encoding", "gzip;q=0").Header.Get("Content-Encoding"); e != "" {
		t.Errorf("gzip refused gets %q", e)
	}
}

func asset(t *testing.T, page, name, ext string) string {
	t.Helper()
	path := regexp.MustCompile(`/_/` + name + `\.[0-9a-f]{12}` + regexp.QuoteMeta(ext)).FindString(page)
	if path == "" {
		t.Fatalf("the page names no %s%s", name, ext)
	}
	return path
}

func TestAssetsAreKeptForEver(t *testing.T) {
	o := opened(t, get("/x", show))
	page := o.get(t, "", "/x").text
	total := int64(len(page))
	for _, ext := range []string{".css", ".js", ".svg"} {
		name := "sauro"
		if ext == ".svg" {
			name = "mark"
		}
		path := asset(t, page, name, ext)
		a := o.get(t, "", path)
		a.is(t, 200)
		total += int64(len(a.text))
		if a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %q", path, a.Header.Get("Cache-Control"))
		}
		if again := o.get(t, "", path, "If-None-Match", a.Header.Get("ETag")); again.StatusCode != 304 || again.text != "" {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
		small := o.get(t, "", path, "Accept-Encoding", "gzip")
		if small.Header.Get("Content-Encoding") != "gzip" || len(small.text) >= len(a.text) {
			t.Errorf("%s: %d bytes, small %d", path, len(a.text), len(small.text))
		}
	}
	o.get(t, "", "/_/sauro.000000000000.css").is(t, 404)
	t.Logf("page and assets together, nothing compressed: %d bytes", total)
}

func TestANoticeIsSeenOnce(t *testing.T) {
	o := opened(t, get("/x", show), web.Route{Pattern: "POST /x", Open: true, Handle: func(w http.ResponseWriter, r *web.Request) error {
		return r.Redirect(w, "/x", "Đã giao <NV-2026-0001>.")
	}})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
	req, _ := http.NewRequest(http.MethodPost, o.URL+"/x", nil)
	first := do(t, client, req)
	first.is(t, 200, "Đã giao &lt;NV-2026-0001&gt;.", "data-done")
	req, _ = http.NewRequest(http.MethodGet, o.URL+"/x", nil)
	if second := do(t, client, req); strings.Contains(second.text, "NV-2026-0001") || second.Request.URL.RawQuery != "" {
		t.Error("the notice is shown again")
	}
}

func TestAfterAFileTheScriptIsToldWhereToGo(t *testing.T) {
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: func(w http.ResponseWriter, r *web.Request) error {
		return r.Redirect(w, "/y", "Xong.")
	}})
	a := o.post(t, "", "/x", nil, "X-Sauro", "1")
	if a.StatusCode != 204 || a.Header.Get("X-Go") != "/y" || !strings.HasPrefix(a.Header.Get("Set-Cookie"), "notice=") {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
}

// sent is a form with files as a browser sends it.
func sent(t *testing.T, values map[string]string, files map[string][]byte) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, data := range files {
		part, err := m.CreateFormFile("tep", name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write(data)
	}
	for name, v := range values {
		if err := m.WriteField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m.FormDataContentType()
}

// noteRoute takes the form of notePage with its files.
func noteRoute(saved func(r *web.Request, files []web.File) error) web.Route {
	return web.Route{Pattern: "POST /ghi", Open: true, Upload: true, Handle: func(w http.ResponseWriter, r *web.Request) error {
		files, err := r.Files("tep")
		if err == nil {
			err = saved(r, files)
		}
		if err != nil {
			p := notePage{Page: web.Page{Title: "Ghi"}}
			return r.Again(w, "note.html", &p, err)
		}
		return r.Redirect(w, "/ghi", "Đã lưu.")
	}}
}

func TestManyPeopleAtOnceGetTheirOwnPages(t *testing.T) {
	o := opened(t, get("/x", func(w http.ResponseWriter, r *web.Request) error {
		p := notePage{Page: web.Page{Title: r.T(org.RoleName[r.Who.Role]) + " " + r.Value("so")}}
		return r.Render(w, "note.html", &p)
	}))
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			lang, title := "vi", "Văn phòng"
			if i%2 == 1 {
				lang, title = "en", "Office"
			}
			path := fmt.Sprint("/x?so=", i)
			req, _ := http.NewRequest(http.MethodGet, o.URL+path, nil)
			req.Header.Set("Cookie", "sauro=clerk; lang="+lang)
			res, err := http.DefaultClient.Do(req) // takes gzip
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			b, err := io.ReadAll(res.Body)
			if want := fmt.Sprintf("<h1>%s %d</h1>", title, i); err != nil || !strings.Contains(string(b), want) {
				t.Errorf("%v: the page lacks %s", err, want)
			}
		})
	}
	all.Wait()
}
