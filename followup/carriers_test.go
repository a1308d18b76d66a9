package followup_test

import (
	"context"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/followup"
	"sauro/gateway/gatewaytest"
	"sauro/notice"
	"sauro/org"
	"sauro/vault"
	"sauro/web"
)

// channels is an office whose channels are set through the pages.
type channels struct {
	*testing.T
	db     *db.DB
	site   http.Handler
	tenant db.ID
	cookie map[org.Role]string
}

func newChannels(t *testing.T) *channels {
	t.Helper()
	d := dbtest.SQLite(t)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pages := &followup.Followup{DB: d, Blobs: blobs, Vault: keys, URL: "https://camket.example", Senders: notice.NewCarriers().Senders()}
	site, err := web.New(web.Site{DB: d, Version: "test", Log: slog.New(slog.DiscardHandler)}, pages.Routes(), followup.Pages())
	if err != nil {
		t.Fatal(err)
	}
	c := &channels{T: t, db: d, site: site.Handler(), cookie: map[org.Role]string{}}
	if c.tenant, err = org.NewTenant(context.Background(), d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	c.update(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if c.cookie[p.Role] != "" {
				continue
			}
			if _, _, err := org.AddPerson(tx, org.Installer(c.tenant), org.NewPerson{Login: "nguoi" + string(p.Role), Post: p.ID, Password: "mot-mat-khau-dai-x9"}); err != nil {
				return err
			}
			who, err := org.AsPost(tx, p.Role)
			if err != nil {
				return err
			}
			if c.cookie[p.Role], _, err = org.OpenSession(tx, who, "", ""); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

func (c *channels) update(do func(tx *db.Tx) error) {
	c.Helper()
	if err := c.db.Update(context.Background(), c.tenant, do); err != nil {
		c.Fatal(err)
	}
}

// send sends a form, or asks for a page where there are no fields, and looks at
// the status of what comes back.
func (c *channels) send(as org.Role, status int, path string, fields ...string) (page, to string) {
	c.Helper()
	method, body := "GET", url.Values{}
	if len(fields) > 0 {
		method = "POST"
	}
	for i := 0; i+1 < len(fields); i += 2 {
		body.Add(fields[i], fields[i+1])
	}
	req := httptest.NewRequest(method, path, strings.NewReader(body.Encode()))
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "sauro", Value: c.cookie[as]})
	w := httptest.NewRecorder()
	c.site.ServeHTTP(w, req)
	page = html.UnescapeString(w.Body.String())
	if w.Code != status {
		c.Fatalf("%s %s: %d, want %d\n%s", method, path, w.Code, status, page[max(0, strings.Index(page, "<main")):])
	}
	return page, w.Header().Get("Location")
}

func (c *channels) has(page string, texts ...string) {
	c.Helper()
	for _, s := range texts {
		if !strings.Contains(page, s) {
			c.Errorf("the page does not say %q", s)
		}
	}
}

func (c *channels) silent(page string, texts ...string) {
	c.Helper()
	for _, s := range texts {
		if strings.Contains(page, s) {
			c.Errorf("the page says %q", s)
		}
	}
}

var seenVersion = regexp.MustCompile(`name="lan" value="(\d+)"`)

// version is that of a channel as its page shows it.
func (c *channels) version(path string) string {
	c.Helper()
	page, _ := c.send(org.Clerk, 200, path)
	return seenVersion.FindStringSubmatch(page)[1]
}

// on reports whether the office sends by a way.
func (c *channels) on(w notice.Way) bool {
	c.Helper()
	var n int
	c.update(func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from channel where tenant_id = ?1 and way = ?2 and switched_on = 1", w)
		return err
	})
	return n == 1
}

// Who may not arrange the office's channels neither sees nor changes them.
func TestOnlyTheOfficeSetsChannels(t *testing.T) {
	c := newChannels(t)
	for _, way := range []string{"zalo", "sms", "webhook"} {
		for _, as := range []org.Role{org.Official, org.Viewer} {
			c.send(as, http.StatusForbidden, "/kenh-thong-bao/"+way)
			for _, act := range []string{"", "/thu", "/bat-tat"} {
				c.send(as, http.StatusForbidden, "/kenh-thong-bao/"+way+act, "bat", "1", "den", "0905123456")
			}
		}
		page, _ := c.send(org.Clerk, 200, "/kenh-thong-bao/"+way)
		c.has(page, "chưa đặt")
		c.silent(page, "Gửi thử một", "Bật kênh")
		// What was never set is not switched on.
		c.send(org.Clerk, http.StatusUnprocessableEntity, "/kenh-thong-bao/"+way+"/bat-tat", "bat", "1")
		if c.on(notice.Way(way)) {
			t.Errorf("%s is on", way)
		}
	}
}

func TestZaloIsSetTriedAndSwitchedOn(t *testing.T) {
	c := newChannels(t)
	z := gatewaytest.NewZalo(t)
	z.Approve("402", "ma", "noi_dung", "trang")
	const at = "/kenh-thong-bao/zalo"
	good := []string{"lan", "0", "ma-ung-dung", z.App, "mau", "402", "tham-so", "ma", "tham-so", "noi_dung", "tham-so", "trang",
		"mat-khau-ung-dung", z.Secret, "mat-khau-refresh", "refresh-1", "dia-chi-zns", z.URL, "dia-chi-oa", z.URL, "dia-chi-cap-quyen", z.URL, "noi-bo", "1"}
	without := func(name string, more ...string) []string {
		var kept []string
		for i := 0; i < len(good); i += 2 {
			if good[i] != name {
				kept = append(kept, good[i], good[i+1])
			}
		}
		return append(kept, more...)
	}
	page, _ := c.send(org.Clerk, http.StatusUnprocessableEntity, at, without("noi-bo")...)
	c.has(page, "mạng nội bộ", `value="`+z.App+`"`)
	c.silent(page, z.Secret, "refresh-1")
	page, _ = c.send(org.Clerk, http.StatusUnprocessableEntity, at, without("mat-khau-refresh")...)
	c.has(page, "refresh token mới lấy")
	_, to := c.send(org.Clerk, http.StatusSeeOther, at, good...)
	if to != at {
		t.Errorf("after saving comes %s", to)
	}
	page, _ = c.send(org.Clerk, 200, at)
	c.has(page, "đã đặt", "đang tắt", `value="`+z.App+`"`)
	c.silent(page, z.Secret, "refresh-1", "access-")
	c.send(org.Clerk, http.StatusConflict, at, good...) // what was saved meanwhile is not written over

	page, _ = c.send(org.Clerk, http.StatusUnprocessableEntity, at+"/thu", "form", "thu", "den", "12345")
	c.has(page, "Số điện thoại di động chưa đúng", `value="12345"`)
	page, _ = c.send(org.Clerk, 200, at+"/thu", "form", "thu", "den", "0905 123 456")
	c.has(page, "Đã gửi thử đến 0905 123 456")
	if taken := z.Taken(); len(taken) != 1 || taken[0].To != "84905123456" || !strings.Contains(taken[0].Words, "Kênh thông báo này hoạt động.") {
		t.Errorf("%+v", taken)
	}
	// The first call used up the token that was typed; the next goes on with what was kept.
	z.Expire()
	page, _ = c.send(org.Clerk, 200, at+"/thu", "form", "thu", "den", "0905123456")
	c.has(page, "Đã gửi thử")
	page, _ = c.send(org.Clerk, 200, at+"/thu", "form", "thu", "den", "0999999999")
	c.has(page, `role="alert"`, "Nơi nhận không có", "Bên nhận trả lời: -118")
	z.Approve("402", "ten_khach_hang")
	page, _ = c.send(org.Clerk, 200, at+"/thu", "form", "thu", "den", "0905123456")
	c.has(page, "Mẫu tin chưa được duyệt hoặc không khớp.")

	c.send(org.Clerk, http.StatusSeeOther, at+"/bat-tat", "bat", "1")
	if !c.on(notice.Zalo) {
		t.Error("the channel is not on")
	}
	c.send(org.Clerk, http.StatusSeeOther, at+"/bat-tat", "bat", "")
	if c.on(notice.Zalo) {
		t.Error("the channel is still on")
	}
}

// A key that is kept does not go to another server because somebody writes
// another address: it has to be typed again.
func TestAKeptKeyGoesToNoOtherServer(t *testing.T) {
	c := newChannels(t)
	real, other := gatewaytest.NewTexts(t), gatewaytest.NewTexts(t)
	const at = "/kenh-thong-bao/sms"
	save := func(status int, base string, more ...string) string {
		t.Helper()
		page, _ := c.send(org.Clerk, status, at, append([]string{"lan", c.version(at), "ben-gui", "esms", "ten-gui", real.Brand, "dia-chi", base, "noi-bo", "1"}, more...)...)
		return page
	}
	c.has(save(http.StatusUnprocessableEntity, real.URL), "Hãy ghi đủ hai phần")
	save(http.StatusSeeOther, real.URL, "mat-khau-tai-khoan", real.User, "mat-khau-khoa", real.Key)
	save(http.StatusSeeOther, real.URL) // kept where nothing is typed
	page, _ := c.send(org.Clerk, 200, at+"/thu", "den", "0905123456")
	c.has(page, "Đã gửi thử")
	if taken := real.Taken(); len(taken) != 1 || taken[0].To != "0905123456" || taken[0].Kind != real.Brand {
		t.Errorf("%+v", taken)
	}
	page = save(http.StatusUnprocessableEntity, other.URL)
	c.has(page, "Hãy ghi đủ hai phần")
	c.silent(page, real.Key, real.User)
	c.send(org.Clerk, http.StatusUnprocessableEntity, at, "lan", c.version(at), "ben-gui", "speedsms", "ten-gui", real.Brand)
	if other.Calls() != 0 {
		t.Error("the other server was asked")
	}
	real.Fails(gatewaytest.Garbage)
	page, _ = c.send(org.Clerk, 200, at+"/thu", "den", "0905123456")
	c.has(page, "Không kết nối được với máy chủ gửi.")
	real.Fails("")
	real.Says("103")
	page, _ = c.send(org.Clerk, 200, at+"/thu", "den", "0905123456")
	c.has(page, "Đã hết số tin", "Bên nhận trả lời: 103")
	c.silent(page, "0912345678")
}

var hookKey = regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`)

func TestAWebhookGetsItsKeyOnce(t *testing.T) {
	c := newChannels(t)
	hook := gatewaytest.NewHook(t, "")
	const at = "/kenh-thong-bao/webhook"
	for _, hostile := range []string{"javascript:alert(1)", "http://thongbao.example/", "https://10.0.0.8/", "https://[::1]/", "https://169.254.169.254/latest/", "https://a:b@thongbao.example/",
		"https://thongbao.example/" + strings.Repeat("x", 5000), "", `https://thongbao.example/"><script>`} {
		page, _ := c.send(org.Clerk, http.StatusUnprocessableEntity, at, "lan", "0", "dia-chi", hostile)
		c.silent(page, "whsec_")
	}
	c.send(org.Clerk, http.StatusUnprocessableEntity, at, "lan", "0", "dia-chi", "https://169.254.169.254/", "noi-bo", "1")

	page, _ := c.send(org.Clerk, 200, at, "lan", "0", "dia-chi", hook.URL+"/nhan", "noi-bo", "1")
	first := hookKey.FindString(page)
	if len(first) < 40 {
		t.Fatalf("no key is shown: %q", first)
	}
	hook.Knows(first)
	page, _ = c.send(org.Clerk, 200, at)
	c.has(page, "Khóa: đã đặt", hook.URL+"/nhan")
	c.silent(page, "whsec_")
	page, _ = c.send(org.Clerk, 200, at+"/thu", "x", "")
	c.has(page, "Máy chủ nhận đã nhận thông báo thử.")
	if taken := hook.Taken(); len(taken) != 1 || !strings.Contains(taken[0].Words, `"type":"test"`) {
		t.Errorf("%+v", taken)
	}
	c.send(org.Clerk, http.StatusSeeOther, at, "lan", c.version(at), "dia-chi", hook.URL+"/nhan", "noi-bo", "1")
	page, _ = c.send(org.Clerk, 200, at, "lan", c.version(at), "dia-chi", hook.URL+"/nhan", "noi-bo", "1", "khoa-moi", "1")
	if second := hookKey.FindString(page); second == "" || second == first {
		t.Errorf("the new key is %q", second)
	}
	page, _ = c.send(org.Clerk, 200, at+"/thu", "x", "")
	c.has(page, "không chấp nhận tài khoản", "HTTP 401") // the server still knows the old one
	hook.Fails(gatewaytest.Gone)
	page, _ = c.send(org.Clerk, 200, at+"/thu", "x", "")
	c.has(page, "Nơi nhận báo không nhận nữa")
}
