package door

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var accountPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET /tai-khoan", Act: org.Self, Handle: d.account},
			{Pattern: "GET /tai-khoan/mat-khau", Act: org.Self, Handle: d.password},
			{Pattern: "POST /tai-khoan/mat-khau", Act: org.Self, Handle: d.changePassword},
			{Pattern: "POST /tai-khoan/phien/khac/ket-thuc", Act: org.Self, Handle: d.endOtherSessions},
			{Pattern: "POST /tai-khoan/phien/{id}/ket-thuc", Act: org.Self, Handle: d.endSession},
		}
	},
	Types: map[string]any{"account.html": accountPage{}, "password.html": passwordPage{}},
}

type accountPage struct {
	web.Page
	Sessions []org.Session
	Rights   []right
	Factors  org.Factors
	Events   []org.Event
	SignOns  []org.SignOnLink // sign-ons of other houses, linked or not
	Key      bool             // a passkey can be made at this address
}

// right is one line of "what may I do".
type right struct {
	Act   string
	Reach string
}

var reachName = map[org.Reach]string{
	org.Own:    "việc của mình",
	org.InUnit: "trong đơn vị mình",
	org.All:    "toàn xã",
}

func (d *Door) accountPage(r *web.Request) (*accountPage, func(tx *db.Tx) error) {
	p := &accountPage{Page: web.Page{Title: r.T("Tài khoản của tôi")}}
	_, p.Key = d.party(r)
	for _, act := range org.Acts {
		if reach := r.Who.Reach(act); reach != org.None && act != org.Self {
			p.Rights = append(p.Rights, right{org.ActName[act], reachName[reach]})
		}
	}
	return p, func(tx *db.Tx) (err error) {
		if p.Sessions, err = org.Sessions(tx, r.Who); err != nil {
			return err
		}
		if p.Factors, err = org.FactorsOf(tx, r.Who); err != nil {
			return err
		}
		if p.SignOns, err = org.SignOnLinks(tx, r.Who); err != nil {
			return err
		}
		p.Events, err = org.Events(tx, r.Who)
		return err
	}
}

func (d *Door) account(w http.ResponseWriter, r *web.Request) error {
	p, load := d.accountPage(r)
	return r.Show(w, "account.html", p, load)
}

// accountAgain shows the page with what failed.
func (d *Door) accountAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p, load := d.accountPage(r)
	if err := r.View(load); err != nil {
		return err
	}
	return r.Again(w, "account.html", p, failed)
}

type passwordPage struct {
	web.Page
	Old bool // the password in use is asked for
}

func newPasswordPage(r *web.Request) (*passwordPage, error) {
	p := &passwordPage{Page: web.Page{Title: r.T("Đổi mật khẩu"), Narrow: true, Crumbs: accountCrumbs(r)}}
	err := r.View(func(tx *db.Tx) (err error) { p.Old, err = org.NeedsOldPassword(tx, r.Who); return err })
	return p, err
}

func (d *Door) password(w http.ResponseWriter, r *web.Request) error {
	p, err := newPasswordPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "password.html", p)
}

func (d *Door) changePassword(w http.ResponseWriter, r *web.Request) error {
	p, err := newPasswordPage(r)
	if err != nil {
		return err
	}
	old, new := r.Secret("mat-khau-cu"), r.Secret("mat-khau-moi")
	if new != r.Secret("mat-khau-lai") {
		var f fault.Form
		f.Add("mat-khau-lai", "Hai lần gõ mật khẩu mới chưa giống nhau.")
		return r.Again(w, "password.html", p, f.Err())
	}
	cookie, err := org.ChangePassword(r.Context(), d.DB, r.Who, old, new, r.Address())
	if err != nil {
		wait(w, err)
		return r.Again(w, "password.html", p, fault.Rename(err, "old", "mat-khau-cu", "new", "mat-khau-moi"))
	}
	r.SetSession(w, cookie)
	return r.Redirect(w, home(r.Who), r.T("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."))
}

func (d *Door) endOtherSessions(w http.ResponseWriter, r *web.Request) error {
	if err := r.Update(func(tx *db.Tx) error { return org.EndOtherSessions(tx, r.Who) }); err != nil {
		return err
	}
	return r.Redirect(w, "/tai-khoan", r.T("Đã đăng xuất mọi máy khác."))
}

func (d *Door) endSession(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) error { return org.EndSession(tx, r.Who, id) }); err != nil {
		return err
	}
	if id == r.Who.Session {
		r.DropSession(w)
		return r.Redirect(w, "/dang-nhap", r.T("Đã đăng xuất."))
	}
	return r.Redirect(w, "/tai-khoan", r.T("Đã kết thúc phiên đăng nhập đó."))
}
