package door

import (
	"net/http"
	"net/url"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/privacy"
	"sauro/qr"
	"sauro/web"
)

var accessPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET " + rulePath, Act: org.People, Handle: d.rule},
			{Pattern: "POST " + rulePath, Act: org.People, Handle: d.setRule},
			{Pattern: "GET " + accessPath, Act: org.People, Handle: d.access},
			{Pattern: "POST " + accessPath + "/lien-ket", Act: org.People, Handle: d.makeLink},
			{Pattern: "POST " + accessPath + "/bo-lop-hai", Act: org.People, Handle: d.dropFactors},
			{Pattern: "POST " + accessPath + "/phien/{phien}/ket-thuc", Act: org.People, Handle: d.endSessionOf},
		}
	},
	Types: map[string]any{"rule.html": rulePage{}, "access.html": accessPage{}},
}

const (
	rulePath   = "/nhan-su/dang-nhap"
	accessPath = "/nhan-su/nguoi/{id}/truy-cap"
)

// rulePage says which roles must show more than a password.
type rulePage struct {
	web.Page
	Choices []web.Option // the roles
	Chosen  []string     // those that must
}

func (d *Door) rulePage(r *web.Request) (*rulePage, func(tx *db.Tx) error) {
	p := &rulePage{Page: web.Page{Title: r.T("Đăng nhập của cơ quan"), Narrow: true, Crumbs: peopleCrumbs(r)}}
	return p, func(tx *db.Tx) error {
		rules, err := org.FactorRules(tx, r.Who)
		for _, rule := range rules {
			o := web.Option{Value: string(rule.Role), Text: r.T(org.RoleName[rule.Role])}
			switch {
			case rule.Holders == 0:
				o.Hint = r.T("chưa có ai")
			case rule.Lacking > 0:
				o.Hint = r.T("%d người, %d người chưa có lớp thứ hai", rule.Holders, rule.Lacking)
			default:
				o.Hint = r.T("%d người, đều đã có lớp thứ hai", rule.Holders)
			}
			p.Choices = append(p.Choices, o)
			if rule.Demanded {
				p.Chosen = append(p.Chosen, o.Value)
			}
		}
		return err
	}
}

func (d *Door) rule(w http.ResponseWriter, r *web.Request) error {
	p, load := d.rulePage(r)
	return r.Show(w, "rule.html", p, load)
}

func peopleCrumbs(r *web.Request) []web.Crumb {
	return []web.Crumb{{Name: r.T("Nhân sự"), URL: "/nhan-su"}}
}

func (d *Door) setRule(w http.ResponseWriter, r *web.Request) error {
	var roles []org.Role
	for _, v := range r.Values("vai-tro") {
		roles = append(roles, org.Role(v))
	}
	if err := r.Update(func(tx *db.Tx) error { return org.DemandFactor(tx, r.Who, roles) }); err != nil {
		return err
	}
	return r.Redirect(w, rulePath, r.T("Đã lưu. Người chưa có lớp thứ hai sẽ được dẫn đi thêm ở trang kế tiếp họ mở."))
}

// accessPage is how a person of the office comes in, for who manages people.
type accessPage struct {
	web.Page
	Of       org.Access
	Given    org.Link // just made; shown on this answer only
	URL      string
	QR       qr.Image
	Reason   string // why the sessions are looked at, "" where they are not
	Sessions []org.Session
}

// Base is where the forms of the page are sent to.
func (p *accessPage) Base() string { return "/nhan-su/nguoi/" + string(p.Of.Person) + "/truy-cap" }

func (d *Door) accessPage(r *web.Request) (*accessPage, error) {
	id, err := r.IDOf("id")
	if err != nil {
		return nil, err
	}
	p := &accessPage{Page: web.Page{Narrow: true, Crumbs: peopleCrumbs(r)}}
	p.Of.Person, p.Reason = id, r.Value("ly-do-xem")
	return p, nil
}

func (d *Door) loadAccess(r *web.Request, p *accessPage) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.Of, err = org.AccessOf(tx, r.Who, p.Of.Person); err != nil {
			return err
		}
		p.Title = r.T("Đăng nhập của %s", p.Of.Login)
		if p.Reason == "" {
			return privacy.Read(tx, r.Who, privacy.SignIn, p.Of.Person, "")
		}
		if p.Sessions, err = org.SessionsOf(tx, r.Who, p.Of.Person, p.Reason); err != nil {
			return err
		}
		return privacy.Read(tx, r.Who, privacy.Sessions, p.Of.Person, p.Reason)
	}
}

// showAccess shows the page, with what a form of it came back with.
func (d *Door) showAccess(w http.ResponseWriter, r *web.Request, p *accessPage, failed error) error {
	err := r.Noted(d.loadAccess(r, p))
	if fault.Is(err, fault.Invalid) && failed == nil {
		p.Reason, failed = "", fault.Rename(err, "reason", "ly-do-xem")
		err = r.Noted(d.loadAccess(r, p))
	}
	if err != nil {
		return err
	}
	if failed != nil {
		return r.Again(w, "access.html", p, failed)
	}
	return r.Render(w, "access.html", p)
}

func (d *Door) access(w http.ResponseWriter, r *web.Request) error {
	p, err := d.accessPage(r)
	if err != nil {
		return err
	}
	return d.showAccess(w, r, p, nil)
}

// makeLink shows the link on the answer itself, so that it stands in no address,
// cookie or log.
func (d *Door) makeLink(w http.ResponseWriter, r *web.Request) error {
	p, err := d.accessPage(r)
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) (err error) { p.Given, err = org.MakeLink(tx, r.Who, p.Of.Person); return err }); err != nil {
		return err
	}
	p.URL = r.Origin() + p.Given.Path
	if p.QR, err = qr.SVG(p.URL); err != nil {
		return err
	}
	return d.showAccess(w, r, p, nil)
}

func (d *Door) dropFactors(w http.ResponseWriter, r *web.Request) error {
	p, err := d.accessPage(r)
	if err != nil {
		return err
	}
	err = r.Update(func(tx *db.Tx) error { return org.DropFactors(tx, r.Who, p.Of.Person, r.Value("ly-do")) })
	if err != nil {
		if err = d.orConfirm(w, r, p.Base(), err); err == nil {
			return nil
		}
		return d.showAccess(w, r, p, fault.Rename(err, "reason", "ly-do"))
	}
	return r.Redirect(w, p.Base(), r.T("Đã gỡ lớp thứ hai. Lần sau người đó vào chỉ bằng mật khẩu, rồi thêm lại."))
}

func (d *Door) endSessionOf(w http.ResponseWriter, r *web.Request) error {
	p, err := d.accessPage(r)
	if err != nil {
		return err
	}
	session, err := db.ParseID(r.PathValue("phien"))
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) error { return org.EndSessionOf(tx, r.Who, p.Of.Person, session, p.Reason) }); err != nil {
		return d.showAccess(w, r, p, err)
	}
	return r.Redirect(w, p.Base()+"?"+url.Values{"ly-do-xem": {p.Reason}}.Encode(), r.T("Đã kết thúc phiên đăng nhập đó."))
}
