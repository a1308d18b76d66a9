package door

import (
	"net/http"
	"regexp"
	"time"

	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var linkPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET " + org.LinkPage + "{ma}", Open: true, Handle: d.followLink},
			{Pattern: "GET " + newPasswordPath, Open: true, Handle: d.newPassword},
			{Pattern: "POST " + newPasswordPath, Open: true, Handle: d.setPassword},
		}
	},
	Types: map[string]any{"link.html": linkPage{}},
}

const (
	newPasswordPath = "/mat-khau-moi"
	linkCookie      = "lien-ket"
	linkAge         = 30 * time.Minute
)

var linkForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,120}$`)

// linkPage is where who was given a link chooses a password.
type linkPage struct {
	web.Page
	Linked org.Linked
}

// followLink takes the secret out of the address, so that no page that the person
// goes to next is told it, and uses nothing up: a program that shows a preview of
// the link comes here too.
func (d *Door) followLink(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Referrer-Policy", "no-referrer")
	secret := r.PathValue("ma")
	if !linkForm.MatchString(secret) {
		secret = "" // the next page says that there is no such link
	}
	r.Keep(w, linkCookie, secret, linkAge)
	return r.Redirect(w, newPasswordPath, "")
}

func newLinkPage(r *web.Request, l org.Linked) *linkPage {
	p := &linkPage{web.Page{Title: r.T("Đặt mật khẩu mới"), Narrow: true}, l}
	if l.Invite {
		p.Title = r.T("Chào mừng bạn đến với Sáu Rõ")
	}
	return p
}

func (d *Door) newPassword(w http.ResponseWriter, r *web.Request) error {
	if r.Kept(linkCookie) == "" {
		return r.Redirect(w, "/dang-nhap", "")
	}
	l, err := org.FindLink(r.Context(), d.DB, r.Kept(linkCookie), r.Address())
	if err != nil {
		wait(w, err)
		return err
	}
	return r.Render(w, "link.html", newLinkPage(r, l))
}

func (d *Door) setPassword(w http.ResponseWriter, r *web.Request) error {
	l, err := org.FindLink(r.Context(), d.DB, r.Kept(linkCookie), r.Address())
	if err != nil {
		wait(w, err)
		return err
	}
	if r.Secret("mat-khau") != r.Secret("mat-khau-lai") {
		var f fault.Form
		f.Add("mat-khau-lai", "Hai lần gõ mật khẩu chưa giống nhau.")
		return r.Again(w, "link.html", newLinkPage(r, l), f.Err())
	}
	if _, err = org.UseLink(r.Context(), d.DB, r.Kept(linkCookie), r.Secret("mat-khau"), r.Address()); err != nil {
		return r.Again(w, "link.html", newLinkPage(r, l), fault.Rename(err, "password", "mat-khau"))
	}
	r.Keep(w, linkCookie, "", -1)
	r.DropSession(w)
	return r.Redirect(w, "/dang-nhap", r.T("Đã đặt mật khẩu. Hãy đăng nhập bằng tên %s và mật khẩu vừa đặt.", l.Login))
}
