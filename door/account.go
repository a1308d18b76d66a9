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
			{Pattern: "POST /tai-khoan/phien/{id}/ket-thuc", Act: org.Self, Handle: d.endSession},
		}
	},
	Types: map[string]any{"account.html": accountPage{}, "password.html": passwordPage{}},
}

type accountPage struct {
	web.Page
	Sessions []org.Session
	Rights   []right
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

func (d *Door) account(w http.ResponseWriter, r *web.Request) error {
	p := &accountPage{Page: web.Page{Title: r.T("Tài khoản của tôi")}}
	for _, act := range org.Acts {
		if reach := r.Who.Reach(act); reach != org.None && act != org.Self {
			p.Rights = append(p.Rights, right{org.ActName[act], reachName[reach]})
		}
	}
	return r.Show(w, "account.html", p, func(tx *db.Tx) (err error) {
		p.Sessions, err = org.Sessions(tx, r.Who)
		return err
	})
}

type passwordPage struct{ web.Page }

func newPasswordPage(r *web.Request) *passwordPage {
	return &passwordPage{web.Page{Title: r.T("Đổi mật khẩu"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Tài khoản của tôi"), URL: "/tai-khoan"}}}}
}

func (d *Door) password(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "password.html", newPasswordPage(r))
}

func (d *Door) changePassword(w http.ResponseWriter, r *web.Request) error {
	old, new := r.Text("mat-khau-cu"), r.Text("mat-khau-moi")
	if new != r.Text("mat-khau-lai") {
		var f fault.Form
		f.Add("mat-khau-lai", "Hai lần gõ mật khẩu mới chưa giống nhau.")
		return r.Again(w, "password.html", newPasswordPage(r), f.Err())
	}
	err := r.Update(func(tx *db.Tx) error { return org.ChangePassword(tx, r.Who, old, new) })
	if err != nil {
		return r.Again(w, "password.html", newPasswordPage(r), fault.Rename(err, "old", "mat-khau-cu", "new", "mat-khau-moi"))
	}
	return r.Redirect(w, home(r.Who), r.T("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."))
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
