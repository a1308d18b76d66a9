package door

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var signInPages = feature{
	Routes: func(d *Door) []web.Route {
		routes := []web.Route{
			{Pattern: "GET /dang-nhap", Open: true, Handle: d.signIn},
			{Pattern: "POST /dang-nhap", Open: true, Handle: d.signInNow},
			{Pattern: "POST /dang-nhap/khoa/hoi", Open: true, Handle: d.askKeyAlone},
			{Pattern: "POST /dang-nhap/khoa", Open: true, Handle: d.signInByKey},
			{Pattern: "POST /dang-xuat", Act: org.Self, Handle: d.signOut},
		}
		if d.Demo {
			routes = append(routes, web.Route{Pattern: "POST /demo/vao", Open: true, Handle: d.demoSignIn})
		}
		return routes
	},
	Types: map[string]any{"signin.html": signInPage{}},
}

type signInPage struct {
	web.Page
	Tenants []org.Tenant
	Next    string
	Ways    signOnWays // sign-ons of other houses
	Key     bool       // a passkey can be used at this address
	Ended   string     // why the session before was ended by another
}

// endedName says why a session was ended by another than its person.
var endedName = map[org.Ended]string{
	org.EndedStolen: "Phiên đăng nhập vừa bị kết thúc vì có dấu hiệu bị lấy cắp: mã cũ của phiên được dùng lại. Hãy đăng nhập lại, đổi mật khẩu và xem các máy đang đăng nhập ở trang Tài khoản của tôi.",
	org.EndedOffice: "Phiên đăng nhập đã được người quản lý nhân sự kết thúc. Hãy đăng nhập lại; lý do ở trang Tài khoản của tôi.",
}

func (d *Door) signInPage(r *web.Request) (*signInPage, error) {
	p := &signInPage{Page: web.Page{Title: r.T("Đăng nhập"), Narrow: true}, Next: r.Next("")}
	if ended := endedName[org.Ended(r.Value("het"))]; ended != "" {
		p.Ended = r.T(ended)
	}
	_, p.Key = d.party(r)
	var err error
	if p.Tenants, err = org.Tenants(r.Context(), d.DB); err != nil {
		return nil, err
	}
	p.Ways, err = d.signOnWays(r)
	return p, err
}

// Options are the communes to choose from, where there are several.
func (p *signInPage) Options() []web.Option {
	return web.Options(p.Tenants, func(t org.Tenant) (db.ID, string) { return db.ID(t.Code), t.Name + " (" + t.Code + ")" })
}

func (d *Door) signIn(w http.ResponseWriter, r *web.Request) error {
	if r.Who.SignedIn() {
		return r.Redirect(w, r.Next(home(r.Who)), "")
	}
	p, err := d.signInPage(r)
	if err != nil {
		return err
	}
	if len(p.Tenants) == 0 && d.SetUp != "" {
		return r.Redirect(w, "/lap-co-quan", "")
	}
	return r.Render(w, "signin.html", p)
}

func (d *Door) signInNow(w http.ResponseWriter, r *web.Request) error {
	p, err := d.signInPage(r)
	if err != nil {
		return err
	}
	a := org.Attempt{Tenant: r.Value("xa"), Login: r.Value("ten"), Password: r.Secret("mat-khau"), Device: r.Device(), Address: r.Address()}
	if len(p.Tenants) == 1 {
		a.Tenant = p.Tenants[0].Code
	}
	in, err := org.SignIn(r.Context(), d.DB, a)
	if err != nil {
		wait(w, err)
		return r.Again(w, "signin.html", p, err)
	}
	return d.comeIn(w, r, in)
}

// comeIn gives the browser what a sign-in has come to and goes on.
func (d *Door) comeIn(w http.ResponseWriter, r *web.Request, in org.In) error {
	if in.Step != "" {
		r.Keep(w, stepCookie, in.Step, stepAge)
		return r.Redirect(w, stepPath+"?"+url.Values{"tiep": {r.Next("")}}.Encode(), "")
	}
	r.Keep(w, stepCookie, "", -1)
	r.SetSession(w, in.Cookie)
	return r.Redirect(w, r.Next(home(in.Who)), "")
}

// wait tells a program how long to wait that must, as exactly as people are told.
func wait(w http.ResponseWriter, err error) {
	var l *org.Locked
	if !errors.As(err, &l) {
		return
	}
	unit := time.Second
	if l.Wait > 2*time.Minute {
		unit = time.Minute
	}
	seconds := (l.Wait + unit - 1) / unit * unit / time.Second
	w.Header().Set("Retry-After", strconv.Itoa(int(seconds)))
}

func (d *Door) signOut(w http.ResponseWriter, r *web.Request) error {
	err := r.Update(func(tx *db.Tx) error { return org.EndSession(tx, r.Who, r.Who.Session) })
	if err != nil && !fault.Is(err, fault.Unknown) {
		return err
	}
	r.DropSession(w)
	return r.Redirect(w, "/dang-nhap", r.T("Đã đăng xuất."))
}

// demoSignIn is the demo's one click: it signs in as one of the demo's persons.
// The route exists in the demo only.
func (d *Door) demoSignIn(w http.ResponseWriter, r *web.Request) error {
	tenants, err := org.Tenants(r.Context(), d.DB)
	if err != nil {
		return err
	}
	// A door leads into the first office, or into the one whose code it names.
	code, login, named := strings.Cut(r.Value("vai"), "/")
	if !named {
		code, login = "", code
	}
	at := slices.IndexFunc(tenants, func(t org.Tenant) bool { return !named || t.Code == code })
	if at < 0 {
		return fault.New(fault.Unknown, "Bản dùng thử chưa có cơ quan nào. Hãy chạy lại với --fresh.")
	}
	var who org.Who
	var cookie string
	err = d.DB.Update(r.Context(), tenants[at].ID, func(tx *db.Tx) (err error) {
		if who, err = org.ByLogin(tx, login); err != nil {
			return err
		}
		cookie, _, err = org.OpenSession(tx, who, r.Device(), r.Address())
		return err
	})
	if err != nil {
		return err
	}
	r.SetSession(w, cookie)
	return r.Redirect(w, r.Next(home(who)), r.T("Đang xem với vai %s.", who.PostTitle))
}
