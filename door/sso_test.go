package door_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/door"
	"sauro/org"
	"sauro/sso/ssotest"
	"sauro/vault"
	"sauro/web"
)

// entrance is the pages at the entrance, over a real database and with a real
// provider beside.
type entrance struct {
	*testing.T
	d        *db.DB
	tenant   db.ID
	url      string
	log      *bytes.Buffer
	provider *ssotest.Provider
	signOn   db.ID
}

const password = "một câu dài dễ nhớ"

var (
	clerk = ssotest.User{Subject: "s-clerk", Name: "vanphong", Password: "ở nơi khác", Full: "Lê Văn Phòng", ACR: "LoA2"}
	guest = ssotest.User{Subject: "001199000123", Name: "khach", Password: "ở nơi khác", Full: "Khách"}
)

// newEntrance is an office with a clerk "vanphong" and a sign-on, set up through
// the pages and switched on.
func newEntrance(t *testing.T, settings url.Values) *entrance {
	t.Helper()
	e := &entrance{T: t, d: dbtest.SQLite(t), log: &bytes.Buffer{}, provider: ssotest.Start(t, clerk, guest)}
	v, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(e.log, nil))
	pages, err := web.New(web.Site{DB: e.d, Version: "test", Log: log}, (&door.Door{DB: e.d, Vault: v}).Routes(), door.Pages())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages.Handler())
	t.Cleanup(server.Close)
	e.url = server.URL
	if e.tenant, err = org.NewTenant(context.Background(), e.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	err = e.d.Update(context.Background(), e.tenant, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		for _, p := range posts {
			if p.Role == org.Clerk {
				_, _, err = org.AddPerson(tx, org.Installer(e.tenant), org.NewPerson{Login: "vanphong", Post: p.ID, Password: password})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	office := e.browser()
	office.post("/dang-nhap", url.Values{"ten": {"vanphong"}, "mat-khau": {password}})
	form := url.Values{"ten": {"Cổng của tỉnh"}, "dia-chi": {e.provider.Issuer}, "ma-ung-dung": {"sauro"}, "mat-khau-ung-dung": {"khóa kín"},
		"pham-vi": {"openid profile"}, "truong-ten": {"preferred_username"}, "noi-bo": {"1"}}
	for name, values := range settings {
		form[name] = values
	}
	saved := office.post("/nhan-su/lien-thong/them", form)
	found := regexp.MustCompile(`/nhan-su/lien-thong/([0-9a-f-]{36})$`).FindStringSubmatch(saved.to)
	if found == nil {
		t.Fatalf("not saved: %d %s %.800s", saved.status, saved.to, saved.body)
	}
	e.signOn = db.ID(found[1])
	e.provider.Client("sauro", "khóa kín", e.begin()+"/ve", e.url+"/dang-nhap")
	office.post(saved.to+"/bat-tat", url.Values{"bat": {"1"}})
	return e
}

func (e *entrance) begin() string { return e.url + "/dang-nhap/lien-thong/" + string(e.signOn) }

// browser is a browser with cookies of its own.
type browser struct {
	*entrance
	client *http.Client
}

func (e *entrance) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		e.Fatal(err)
	}
	return &browser{e, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

type page struct {
	status int
	to     string
	body   string
}

func (b *browser) do(req *http.Request) page {
	b.Helper()
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := b.client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return page{res.StatusCode, res.Header.Get("Location"), string(body)}
}

func (b *browser) address(path string) string {
	if strings.HasPrefix(path, "/") {
		return b.url + path
	}
	return path
}

func (b *browser) get(path string) page {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, b.address(path), nil)
	if err != nil {
		b.Fatal(err)
	}
	return b.do(req)
}

func (b *browser) post(path string, form url.Values) page {
	b.Helper()
	req, err := http.NewRequest(http.MethodPost, b.address(path), strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

// away goes to the provider, signs in there as somebody, and gives the address
// that the provider sends the browser back to.
func (b *browser) away(u ssotest.User) string {
	b.Helper()
	out := b.get(b.begin() + "?tiep=/tai-khoan")
	if out.status != http.StatusSeeOther || !strings.HasPrefix(out.to, b.provider.Issuer) {
		b.Fatalf("%d to %q: %.500s", out.status, out.to, out.body)
	}
	back, err := b.provider.SignIn(out.to, u.Name, u.Password)
	if err != nil {
		b.Fatal(err)
	}
	return back.String()
}

func (p page) says(t *testing.T, status int, words ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("answered %d and not %d", p.status, status)
	}
	for _, w := range words {
		if !strings.Contains(p.body, w) {
			t.Errorf("%q is not said in %.2000s", w, p.body)
		}
	}
}

// TestTheWayThereAndBack: nobody comes in before linking; after linking, by the
// button alone; what was done stands in no log; signing out offers to do so there.
func TestTheWayThereAndBack(t *testing.T) {
	e := newEntrance(t, nil)
	e.browser().get("/dang-nhap").says(t, 200, "Đăng nhập bằng Cổng của tỉnh", "/dang-nhap/lien-thong/"+string(e.signOn))

	b := e.browser()
	back := b.away(clerk)
	b.get(back).says(t, 422, "chưa vào được cơ quan này", `name="mat-khau"`)
	if in := b.get("/tai-khoan"); in.status != http.StatusSeeOther {
		t.Fatalf("let in without a link: %d", in.status)
	}

	b.post("/dang-nhap", url.Values{"ten": {"vanphong"}, "mat-khau": {password}})
	b.get("/tai-khoan/lien-thong").says(t, 200, "chưa liên kết")
	gone := b.post("/tai-khoan/lien-thong/"+string(e.signOn), nil)
	gone.says(t, 200, "Sang trang của Cổng của tỉnh")
	to := regexp.MustCompile(`href="(` + e.provider.Issuer + `[^"]+)"`).FindStringSubmatch(gone.body)
	if to == nil {
		t.Fatalf("no way on: %.1500s", gone.body)
	}
	at, err := e.provider.SignIn(html.UnescapeString(to[1]), clerk.Name, clerk.Password)
	if err != nil {
		t.Fatal(err)
	}
	if p := b.get(at.String()); p.to != "/tai-khoan/lien-thong" {
		t.Fatalf("%d to %q: %.800s", p.status, p.to, p.body)
	}
	b.get("/tai-khoan/lien-thong").says(t, 200, "vanphong", "Bỏ liên kết", "Đã liên kết")
	b.post("/dang-xuat", nil)

	back = b.away(clerk)
	if p := b.get(back); p.status != http.StatusSeeOther || p.to != "/tai-khoan" {
		t.Fatalf("%d to %q: %.800s", p.status, p.to, p.body)
	}
	b.get("/tai-khoan").says(t, 200, "Chánh Văn phòng")
	if p := b.get(back); p.status == http.StatusOK && strings.Contains(p.body, "Đã liên kết") {
		t.Error("an answer counted twice")
	}
	b.post("/dang-xuat", nil)
	b.get("/dang-nhap").says(t, 200, "Đăng xuất cả ở Cổng của tỉnh")
	if out := b.get(e.begin() + "/ra"); !strings.HasPrefix(out.to, e.provider.Issuer+"/end_session?client_id=sauro") {
		t.Errorf("signing out there goes to %q", out.to)
	}
	code, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{code.Query().Get("code"), code.Query().Get("state"), "khóa kín", "eyJ"} {
		if strings.Contains(e.log.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}

// TestAnswersThatAreNotOurs: an answer is taken from the browser that asked, once,
// within ten minutes and for the sign-on that was asked.
func TestAnswersThatAreNotOurs(t *testing.T) {
	e := newEntrance(t, url.Values{"lien-ket": {"1"}})
	const notOurs = "đã hết hạn hoặc bắt đầu ở trình duyệt khác"

	mine, theirs := e.browser(), e.browser()
	back := mine.away(clerk)
	theirs.get(back).says(t, 422, notOurs)
	theirs.away(guest)
	theirs.get(back).says(t, 422, notOurs)
	if p := mine.get(back); p.to != "/tai-khoan" {
		t.Fatalf("%d to %q", p.status, p.to)
	}

	// The same answer, with the cookie as it was before it was used.
	again := e.browser()
	back = again.away(clerk)
	u, err := url.Parse(e.url)
	if err != nil {
		t.Fatal(err)
	}
	cookies := again.client.Jar.Cookies(u)
	if p := again.get(back); p.to != "/tai-khoan" {
		t.Fatalf("%d to %q", p.status, p.to)
	}
	thief := e.browser()
	for _, c := range cookies {
		if c.Name == "lien-thong" {
			thief.client.Jar.SetCookies(u, []*http.Cookie{{Name: c.Name, Value: c.Value, Path: "/"}})
		}
	}
	thief.get(back).says(t, 422, "đã dùng rồi")

	forged := e.browser()
	back = forged.away(clerk)
	forged.client.Jar.SetCookies(u, []*http.Cookie{{Name: "lien-thong", Value: "v1.x.y", Path: "/"}})
	forged.get(back).says(t, 422, notOurs)

	late := e.browser()
	back = late.away(clerk)
	late.get(strings.Replace(back, "state=", "state=x", 1)).says(t, 422, notOurs)
	if p := late.get(back[:strings.IndexByte(back, '?')]); p.to != "/dang-nhap" {
		t.Errorf("without an answer: %d to %q", p.status, p.to)
	}
	late.get("/dang-nhap/lien-thong/"+string(db.NewID())+"/ve?state=x").says(t, 404)
	late.get("/dang-nhap/lien-thong/"+string(db.NewID())).says(t, 404)
	stranger := e.browser()
	stranger.get(stranger.away(guest)).says(t, 422, "chưa vào được cơ quan này")
}

// TestLinkingNeedsAFormOfOurs: a link from elsewhere cannot begin it, and the way
// back counts for the session that began it.
func TestLinkingNeedsAFormOfOurs(t *testing.T) {
	e := newEntrance(t, nil)
	b := e.browser()
	b.post("/dang-nhap", url.Values{"ten": {"vanphong"}, "mat-khau": {password}})
	if p := b.get("/tai-khoan/lien-thong/" + string(e.signOn)); p.status != http.StatusMethodNotAllowed {
		t.Errorf("by a link: %d", p.status)
	}
	gone := b.post("/tai-khoan/lien-thong/"+string(e.signOn), nil)
	to := regexp.MustCompile(`href="(` + e.provider.Issuer + `[^"]+)"`).FindStringSubmatch(gone.body)
	if to == nil {
		t.Fatalf("%d %.800s", gone.status, gone.body)
	}
	back, err := e.provider.SignIn(html.UnescapeString(to[1]), guest.Name, guest.Password)
	if err != nil {
		t.Fatal(err)
	}
	b.post("/dang-xuat", nil)
	b.post("/dang-nhap", url.Values{"ten": {"vanphong"}, "mat-khau": {password}})
	b.get(back.String()).says(t, 422, "bắt đầu ở trình duyệt khác")
	b.get("/tai-khoan/lien-thong").says(t, 200, "chưa liên kết")
}

// TestTheProviderIsDown: the page with name and password is there, in words.
func TestTheProviderIsDown(t *testing.T) {
	e := newEntrance(t, url.Values{"lien-ket": {"1"}})
	e.provider.Stop()
	e.browser().get(e.begin()).says(t, 503, "Chưa kết nối được với Cổng của tỉnh", `name="mat-khau"`, "Mã để báo người quản trị")
}

// TestSettingsOnThePage: what is typed wrong is named beside its field, trying says
// what is wrong and keeps what was typed, and the secret is never shown again.
func TestSettingsOnThePage(t *testing.T) {
	e := newEntrance(t, nil)
	b := e.browser()
	b.post("/dang-nhap", url.Values{"ten": {"vanphong"}, "mat-khau": {password}})
	at := "/nhan-su/lien-thong/" + string(e.signOn)
	if p := b.get(at); strings.Contains(p.body, "khóa kín") {
		t.Error("the secret is shown")
	} else {
		p.says(t, 200, e.begin()+"/ve", "Đã có khóa", `value="`+e.provider.Issuer+`"`)
	}
	form := url.Values{"ten": {"Cổng mới"}, "dia-chi": {e.provider.Issuer}, "ma-ung-dung": {"sauro"}, "truong-ten": {"email"}, "noi-bo": {"1"}, "phien-ban": {"2"}, "viec": {"thu"}}
	b.post(at, form).says(t, 200, "Kết nối được", "Chưa lưu gì", `value="Cổng mới"`, `value="email"`)
	b.get(at).says(t, 200, `value="Cổng của tỉnh"`)

	form.Del("noi-bo")
	b.post(at, form).says(t, 422, "mạng nội bộ", `value="Cổng mới"`)
	form.Set("dia-chi", "http://example.com")
	b.post(at, form).says(t, 422, "phải bắt đầu bằng https://", `href="#dia-chi"`, `value="http://example.com"`)
	form.Set("dia-chi", "http://169.254.169.254/")
	b.post(at, form).says(t, 422, "phải bắt đầu bằng https://")

	form.Del("viec")
	b.post(at, form).says(t, 422, "phải bắt đầu bằng https://", `value="Cổng mới"`)
	form.Set("dia-chi", e.provider.Issuer)
	form.Set("doi-chieu", "1")
	b.post(at, form).says(t, 422, `href="#ung-chuc-danh"`, `id="ung-chuc-danh"`, `href="#truong-chuc-danh"`)
	form.Del("doi-chieu")
	form.Set("noi-bo", "1")
	if p := b.post(at, form); p.to != at {
		t.Fatalf("%d to %q: %.800s", p.status, p.to, p.body)
	}
	b.post(at, form).says(t, 409, "Người khác vừa thay đổi")
	b.get("/nhan-su/lien-thong").says(t, 200, "Cổng mới", "đang bật", "0 người")
	b.post(at+"/bat-tat", nil)
	if p := e.browser().get("/dang-nhap"); strings.Contains(p.body, "Cổng mới") {
		t.Error("offered though it is switched off")
	}
	e.browser().get(e.begin()).says(t, 404)
}
