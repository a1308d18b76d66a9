package door

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/sso"
	"sauro/web"
)

var signOnPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET /dang-nhap/lien-thong/{id}", Open: true, Pace: web.SignIn, Handle: d.signOnBegin},
			{Pattern: "GET /dang-nhap/lien-thong/{id}/ve", Open: true, Pace: web.SignIn, Handle: d.signOnBack},
			{Pattern: "GET /dang-nhap/lien-thong/{id}/ra", Open: true, Pace: web.SignIn, Handle: d.signOnOut},
			{Pattern: "GET /tai-khoan/lien-thong", Act: org.Self, Handle: d.signOnLinks},
			{Pattern: "POST /tai-khoan/lien-thong/{id}", Act: org.Self, Handle: d.signOnLink},
			{Pattern: "POST /tai-khoan/lien-thong/{id}/bo", Act: org.Self, Handle: d.signOnUnlink},
		}
	},
	Types: map[string]any{"sso-links.html": signOnLinksPage{}, "sso-go.html": signOnGoPage{}},
}

// visit is a way to a sign-on and back, kept in the browser's cookie, sealed.
type visit struct {
	V       sso.Visit
	SignOn  db.ID
	At      time.Time
	Next    string
	Session db.ID // of the person who links, "" where somebody signs in
}

const (
	visitLasts = 10 * time.Minute
	visitSeal  = "sso visit"

	visitCookie = "lien-thong"
	lastCookie  = "lien-thong-cu" // which sign-on was taken, for signing out there too
	lastKept    = 24 * time.Hour
)

// base is the program's address as people's browsers know it.
func (d *Door) base(r *web.Request) (string, error) {
	if d.PublicURL != "" {
		return d.PublicURL, nil
	}
	if r.Named() != "" {
		return r.Origin(), nil
	}
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	// Any other name may be one that a stranger has put into the request.
	if ip, err := netip.ParseAddr(strings.Trim(name, "[]")); name != "localhost" && (err != nil || !ip.IsLoopback()) {
		return "", fault.New(fault.Invalid, "Máy chủ chưa có địa chỉ công khai nên chưa đăng nhập liên thông được. Người cài đặt hãy khởi động lại với --public-url.")
	}
	return r.Origin(), nil
}

func backTo(base string, id db.ID) string {
	return base + "/dang-nhap/lien-thong/" + string(id) + "/ve"
}

// settings are what package sso needs for a sign-on, with the address to come back to.
func (d *Door) settings(r *web.Request, s org.SignOn) (sso.Settings, error) {
	base, err := d.base(r)
	if err != nil {
		return sso.Settings{}, err
	}
	return s.Settings(d.Vault, backTo(base, s.ID))
}

// signOn is the sign-on of the path, of whichever commune, where it is switched on.
func (d *Door) signOn(r *web.Request) (s org.SignOn, err error) {
	id, err := r.IDOf("id")
	if err != nil {
		return s, err
	}
	doors, err := org.SignOnDoors(r.Context(), d.DB)
	if err != nil {
		return s, err
	}
	for _, way := range doors {
		if way.ID == id {
			err = d.DB.View(r.Context(), way.Tenant, func(tx *db.Tx) error {
				s, err = org.SignOnByID(tx, id)
				return err
			})
			return s, err
		}
	}
	return s, fault.New(fault.Unknown, "Không có cách đăng nhập liên thông này. Hãy mở lại trang đăng nhập.")
}

// setOut begins a visit: it gives the browser its secret and says where to send it.
func (d *Door) setOut(w http.ResponseWriter, r *web.Request, s org.SignOn, next string, session db.ID) (to string, err error) {
	settings, err := d.settings(r, s)
	if err != nil {
		return "", err
	}
	v := visit{V: sso.NewVisit(), SignOn: s.ID, At: r.Now(), Next: next, Session: session}
	if to, err = d.ways.Begin(r.Context(), settings, v.V); err != nil {
		return "", err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	r.Keep(w, visitCookie, d.Vault.Seal(visitSeal, text), visitLasts)
	return to, nil
}

var errVisit = fault.New(fault.Invalid, "Lần đăng nhập liên thông này đã hết hạn hoặc bắt đầu ở trình duyệt khác. Hãy bấm đăng nhập lại từ đầu.")

// visitOf is the visit that this browser has begun and that the answer belongs to.
func (d *Door) visitOf(r *web.Request, signOn db.ID) (v visit, err error) {
	text, err := d.Vault.Open(visitSeal, r.Kept(visitCookie))
	if err != nil {
		return v, errVisit
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, err
	}
	if age := r.Now().Sub(v.At); v.SignOn != signOn || age < 0 || age > visitLasts || !v.V.Answers(r.URL.Query().Get("state")) {
		return v, errVisit
	}
	return v, nil
}

func (d *Door) signOnBegin(w http.ResponseWriter, r *web.Request) error {
	if r.Who.SignedIn() {
		return r.Redirect(w, r.Next(home(r.Who)), "")
	}
	s, err := d.signOn(r)
	if err != nil {
		return err
	}
	// The secret must lie with the name that the provider sends the browser back to.
	if u, err := url.Parse(d.PublicURL); err == nil && d.PublicURL != "" && !strings.EqualFold(u.Host, r.Host) {
		http.Redirect(w, r.Request, d.PublicURL+r.URL.RequestURI(), http.StatusSeeOther)
		return nil
	}
	to, err := d.setOut(w, r, s, r.Next(""), "")
	if err != nil {
		return d.signInInstead(w, r, r.Next(""), err)
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// signInInstead shows the sign-in page with what went wrong: there is always the
// way with a password.
func (d *Door) signInInstead(w http.ResponseWriter, r *web.Request, next string, err error) error {
	p, failed := d.signInPage(r)
	if failed != nil {
		return failed
	}
	p.Next = next
	return r.Again(w, "signin.html", p, d.plainly(r, err))
}

// plainly makes an error one that a form can show, with the number under which its
// cause is logged. The address is made that of a page without the answer in it.
func (d *Door) plainly(r *web.Request, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind == fault.Internal {
		return err
	}
	u := *r.URL
	r.URL = &u
	r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/dang-nhap", "", ""
	if r.Who.SignedIn() {
		r.URL.Path = "/tai-khoan/lien-thong"
	}
	told := *e
	if told.Kind == fault.Denied {
		told.Kind = fault.Invalid
	}
	if told.Cause != nil {
		told.Text = fault.Text{Format: "%s (Mã để báo người quản trị: %s)", Args: []any{e.Text, r.ID}}
	}
	return &told
}

func (d *Door) signOnBack(w http.ResponseWriter, r *web.Request) error {
	answer := r.URL.Query()
	if !answer.Has("state") && !answer.Has("error") { // the page was opened again, or its language changed
		return r.Redirect(w, "/dang-nhap", "")
	}
	s, err := d.signOn(r)
	if err != nil {
		return err
	}
	v, err := d.visitOf(r, s.ID)
	if err != nil {
		return d.signInInstead(w, r, "", err)
	}
	r.Keep(w, visitCookie, "", -1)
	id, err := d.whoCameBack(r, s, v, answer)
	if v.Session != "" {
		return d.signOnLinked(w, r, s, v, id, err)
	}
	if err != nil {
		return d.signInInstead(w, r, v.Next, err)
	}
	in, err := org.SignInBy(r.Context(), d.DB, d.Vault, s, id, org.Attempt{Device: r.Device(), Address: r.Address()})
	if err != nil {
		return d.signInInstead(w, r, v.Next, err)
	}
	r.Keep(w, lastCookie, string(s.ID), lastKept)
	return d.entered(w, r, in, v.Next)
}

// entered gives the browser what the sign-in has come to, and goes on to the page
// that was asked for before the way to the provider.
func (d *Door) entered(w http.ResponseWriter, r *web.Request, in org.In, next string) error {
	if in.Step != "" {
		r.Keep(w, stepCookie, in.Step, stepAge)
		return r.Redirect(w, stepPath+"?"+url.Values{"tiep": {next}}.Encode(), "")
	}
	r.SetSession(w, in.Cookie)
	if next == "" {
		next = home(in.Who)
	}
	return r.Redirect(w, next, "")
}

// whoCameBack asks the provider; a visit comes back once.
func (d *Door) whoCameBack(r *web.Request, s org.SignOn, v visit, answer url.Values) (sso.Identity, error) {
	settings, err := d.settings(r, s)
	if err != nil {
		return sso.Identity{}, err
	}
	if err := d.DB.Update(r.Context(), s.Tenant, func(tx *db.Tx) error { return org.UseVisit(tx, v.V.Mark()) }); err != nil {
		return sso.Identity{}, err
	}
	return d.ways.End(r.Context(), settings, v.V, answer, r.Now())
}

// signOnOut goes on to the provider's page for signing out there too.
func (d *Door) signOnOut(w http.ResponseWriter, r *web.Request) error {
	s, err := d.signOn(r)
	if err != nil {
		return err
	}
	r.Keep(w, lastCookie, "", -1)
	settings, err := d.settings(r, s)
	if err != nil {
		return d.signInInstead(w, r, "", err)
	}
	base, err := d.base(r)
	if err != nil {
		return d.signInInstead(w, r, "", err)
	}
	to, err := d.ways.Out(r.Context(), settings, base+"/dang-nhap")
	if err == nil && to == "" {
		err = fault.New(fault.Invalid, "%s không cho đăng xuất từ đây. Hãy mở trang của %s và đăng xuất ở đó.", s.Name, s.Name)
	}
	if err != nil {
		return d.signInInstead(w, r, "", err)
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// signOnWays are the sign-ons that the sign-in page offers.
type signOnWays struct {
	SignOns    []org.SignOnDoor
	LastSignOn *org.SignOnDoor // the one that this browser came by last
}

func (d *Door) signOnWays(r *web.Request) (ways signOnWays, err error) {
	ways.SignOns, err = org.SignOnDoors(r.Context(), d.DB)
	for i, s := range ways.SignOns {
		if string(s.ID) == r.Kept(lastCookie) {
			ways.LastSignOn = &ways.SignOns[i]
		}
	}
	return ways, err
}

type signOnLinksPage struct {
	web.Page
	Links []org.SignOnLink
	None  web.Empty
}

func newSignOnLinksPage(r *web.Request) *signOnLinksPage {
	return &signOnLinksPage{Page: web.Page{Title: r.T("Liên kết đăng nhập"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Tài khoản của tôi"), URL: "/tai-khoan"}}},
		None: web.Empty{Title: r.T("Cơ quan chưa mở cách đăng nhập nào khác"), Text: r.T("Khi Văn phòng thêm một nơi như VNeID hoặc cổng của tỉnh, bạn liên kết ở đây.")}}
}

func (d *Door) signOnLinks(w http.ResponseWriter, r *web.Request) error {
	p := newSignOnLinksPage(r)
	return r.Show(w, "sso-links.html", p, func(tx *db.Tx) (err error) {
		p.Links, err = org.SignOnLinks(tx, r.Who)
		return err
	})
}

func (d *Door) linksAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p := newSignOnLinksPage(r)
	err := r.View(func(tx *db.Tx) (err error) {
		p.Links, err = org.SignOnLinks(tx, r.Who)
		return err
	})
	if err != nil {
		return err
	}
	return r.Again(w, "sso-links.html", p, d.plainly(r, failed))
}

// signOnGoPage leads on to the provider. The policy of the pages lets no form
// lead to another site, so it is a link that does.
type signOnGoPage struct {
	web.Page
	Name string
	To   string
}

// signOnLink begins to link. It is a form, so that no other site can have somebody
// link an account that is not theirs.
func (d *Door) signOnLink(w http.ResponseWriter, r *web.Request) error {
	s, err := d.signOn(r)
	if err == nil && s.Tenant != r.Who.Tenant {
		err = fault.New(fault.Unknown, "Không có cách đăng nhập liên thông này. Hãy mở lại trang đăng nhập.")
	}
	if err != nil {
		return err
	}
	if err := r.View(func(tx *db.Tx) error { return org.Confirmed(tx, r.Who) }); err != nil {
		return d.orConfirm(w, r, "/tai-khoan/lien-thong", err)
	}
	to, err := d.setOut(w, r, s, "", r.Who.Session)
	if err != nil {
		return d.linksAgain(w, r, err)
	}
	p := &signOnGoPage{Page: newSignOnLinksPage(r).Page, Name: s.Name, To: to}
	p.Title = r.T("Liên kết với %s", s.Name)
	return r.Render(w, "sso-go.html", p)
}

// signOnLinked ends the way of signOnLink.
func (d *Door) signOnLinked(w http.ResponseWriter, r *web.Request, s org.SignOn, v visit, id sso.Identity, err error) error {
	if r.Who.Session != v.Session {
		return d.signInInstead(w, r, "/tai-khoan/lien-thong", errVisit)
	}
	if err == nil {
		err = r.Update(func(tx *db.Tx) error { return org.LinkSignOn(tx, r.Who, d.Vault, s, id) })
	}
	if err != nil {
		return d.linksAgain(w, r, err)
	}
	return r.Redirect(w, "/tai-khoan/lien-thong", r.T("Đã liên kết. Lần sau có thể đăng nhập bằng %s.", s.Name))
}

func (d *Door) signOnUnlink(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	err = r.Update(func(tx *db.Tx) error { return org.UnlinkSignOn(tx, r.Who, id) })
	if errors.Is(err, org.ErrConfirm) {
		return d.orConfirm(w, r, "/tai-khoan/lien-thong", err)
	}
	if err != nil {
		return d.linksAgain(w, r, err)
	}
	return r.Redirect(w, "/tai-khoan/lien-thong", r.T("Đã bỏ liên kết."))
}
