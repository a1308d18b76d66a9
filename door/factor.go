package door

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/qr"
	"sauro/web"
)

var factorPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET " + secondPath, Act: org.Self, Handle: d.second},
			{Pattern: "GET " + totpPath, Act: org.Self, Handle: d.totp},
			{Pattern: "POST " + totpPath, Act: org.Self, Handle: d.addTOTP},
			{Pattern: "POST " + totpPath + "/go", Act: org.Self, Handle: d.removeTOTP},
			{Pattern: "GET " + keyPath, Act: org.Self, Handle: d.newKey},
			{Pattern: "POST " + keyPath, Act: org.Self, Handle: d.addKey},
			{Pattern: "POST " + keyPath + "/hoi", Act: org.Self, Handle: d.askNewKey},
			{Pattern: "POST " + keyPath + "/{id}/go", Act: org.Self, Handle: d.removeKey},
			{Pattern: "GET " + codesPath, Act: org.Self, Handle: d.codes},
			{Pattern: "POST " + codesPath, Act: org.Self, Pace: web.SignIn, Handle: d.makeCodes},
		}
	},
	Types: map[string]any{"second.html": secondPage{}, "totp.html": totpPage{}, "key.html": keyPage{}, "codes.html": codesPage{}},
}

const (
	secondPath = "/tai-khoan/lop-thu-hai"
	totpPath   = "/tai-khoan/ma-6-so"
	keyPath    = "/tai-khoan/khoa"
	codesPath  = "/tai-khoan/ma-khoi-phuc"
)

func accountCrumbs(r *web.Request) []web.Crumb {
	return []web.Crumb{{Name: r.T("Tài khoản của tôi"), URL: "/tai-khoan"}}
}

// secondPage leads a person to a second step whose role demands one.
type secondPage struct {
	web.Page
	Key      bool
	RoleName string
}

func (d *Door) second(w http.ResponseWriter, r *web.Request) error {
	p := &secondPage{Page: web.Page{Title: r.T("Thêm lớp bảo vệ thứ hai"), Narrow: true, Crumbs: accountCrumbs(r)}, RoleName: org.RoleName[r.Who.Role]}
	_, p.Key = d.party(r)
	return r.Render(w, "second.html", p)
}

// totpPage has a person set up an application that shows codes.
type totpPage struct {
	web.Page
	Sealed string // the secret, for the form that confirms it
	Groups string // the secret, to be typed
	QR     qr.Image
}

// showTOTP shows a secret: a new one, or the one of a form that came back.
func (d *Door) showTOTP(r *web.Request, sealed string) (*totpPage, error) {
	p := &totpPage{Page: web.Page{Title: r.T("Mã 6 số trong ứng dụng"), Narrow: true, Crumbs: accountCrumbs(r)}, Sealed: sealed}
	if sealed == "" {
		p.Sealed = org.NewTOTP(d.Vault, r.Who)
	}
	var login, uri string
	err := r.View(func(tx *db.Tx) (err error) {
		if err := org.Confirmed(tx, r.Who); err != nil {
			return err
		}
		login, err = org.LoginOf(tx, r.Who)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.Groups, uri, err = org.ShowTOTP(d.Vault, r.Who, login, p.Sealed); err != nil {
		return nil, err
	}
	p.QR, err = qr.SVG(uri)
	return p, err
}

func (d *Door) totp(w http.ResponseWriter, r *web.Request) error {
	p, err := d.showTOTP(r, "")
	if err != nil {
		return d.orConfirm(w, r, totpPath, err)
	}
	return r.Render(w, "totp.html", p)
}

func (d *Door) addTOTP(w http.ResponseWriter, r *web.Request) error {
	var cookie string
	var left org.Factors
	err := r.Update(func(tx *db.Tx) (err error) {
		if cookie, err = org.AddTOTP(tx, d.Vault, r.Who, r.Text("khoa"), r.Value("ma")); err != nil {
			return err
		}
		left, err = org.FactorsOf(tx, r.Who)
		return err
	})
	if err != nil {
		if err = d.orConfirm(w, r, totpPath, err); !fault.Is(err, fault.Invalid) {
			return err
		}
		p, failed := d.showTOTP(r, r.Text("khoa"))
		if failed != nil {
			return failed
		}
		return r.Again(w, "totp.html", p, fault.Rename(err, "code", "ma"))
	}
	r.SetSession(w, cookie)
	return d.added(w, r, left, r.T("Đã thêm mã 6 số trong ứng dụng."))
}

// added goes on to the recovery codes of a person who has none.
func (d *Door) added(w http.ResponseWriter, r *web.Request, f org.Factors, notice string) error {
	if f.Codes == 0 {
		return r.Redirect(w, codesPath, notice)
	}
	return r.Redirect(w, "/tai-khoan", notice)
}

func (d *Door) removeTOTP(w http.ResponseWriter, r *web.Request) error {
	return d.change(w, r, r.T("Đã gỡ mã 6 số trong ứng dụng."), func(tx *db.Tx) error { return org.RemoveTOTP(tx, r.Who) })
}

// change does what changes the account and shows the account again.
func (d *Door) change(w http.ResponseWriter, r *web.Request, notice string, do func(tx *db.Tx) error) error {
	if err := r.Update(do); err != nil {
		if err = d.orConfirm(w, r, "/tai-khoan", err); err == nil {
			return nil
		}
		return d.accountAgain(w, r, err)
	}
	return r.Redirect(w, "/tai-khoan", notice)
}

// keyPage has a person make a passkey.
type keyPage struct {
	web.Page
	Suggest string // a name for it
	Key     bool
}

func (d *Door) newKeyPage(r *web.Request) *keyPage {
	p := &keyPage{Page: web.Page{Title: r.T("Thêm khóa truy cập"), Narrow: true, Crumbs: accountCrumbs(r)}, Suggest: r.Device()}
	_, p.Key = d.party(r)
	return p
}

func (d *Door) newKey(w http.ResponseWriter, r *web.Request) error {
	if err := r.View(func(tx *db.Tx) error { return org.Confirmed(tx, r.Who) }); err != nil {
		return d.orConfirm(w, r, keyPath, err)
	}
	return r.Render(w, "key.html", d.newKeyPage(r))
}

func (d *Door) askNewKey(w http.ResponseWriter, r *web.Request) error {
	party, err := d.mustParty(r)
	if err != nil {
		return err
	}
	var q org.Question
	if err := r.View(func(tx *db.Tx) (err error) { q, err = org.AskNewKey(tx, d.Vault, r.Who, party); return err }); err != nil {
		return err
	}
	return ask(w, q)
}

func (d *Door) addKey(w http.ResponseWriter, r *web.Request) error {
	var cookie string
	var left org.Factors
	proof, err := d.proof(r, org.KeyNew, r.Who)
	if err == nil {
		err = r.Update(func(tx *db.Tx) (err error) {
			if cookie, err = org.AddPasskey(tx, r.Who, proof.Question, proof.Answer, r.Value("ten")); err != nil {
				return err
			}
			left, err = org.FactorsOf(tx, r.Who)
			return err
		})
	}
	if err != nil {
		if err = d.orConfirm(w, r, keyPath, err); err == nil {
			return nil
		}
		return r.Again(w, "key.html", d.newKeyPage(r), fault.Rename(err, "name", "ten"))
	}
	r.SetSession(w, cookie)
	return d.added(w, r, left, r.T("Đã thêm khóa truy cập. Lần sau có thể đăng nhập bằng khóa này, không cần mật khẩu."))
}

func (d *Door) removeKey(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	return d.change(w, r, r.T("Đã gỡ khóa truy cập."), func(tx *db.Tx) error { return org.RemovePasskey(tx, r.Who, id) })
}

// codesPage makes recovery codes and shows them once.
type codesPage struct {
	web.Page
	Left  int
	Codes []string // just made
}

func newCodesPage(r *web.Request) *codesPage {
	return &codesPage{Page: web.Page{Title: r.T("Mã khôi phục"), Narrow: true, Crumbs: accountCrumbs(r)}}
}

func (d *Door) codes(w http.ResponseWriter, r *web.Request) error {
	p := newCodesPage(r)
	err := r.View(func(tx *db.Tx) error {
		if err := org.Confirmed(tx, r.Who); err != nil {
			return err
		}
		f, err := org.FactorsOf(tx, r.Who)
		p.Left = f.Codes
		return err
	})
	if err != nil {
		return d.orConfirm(w, r, codesPath, err)
	}
	return r.Render(w, "codes.html", p)
}

func (d *Door) makeCodes(w http.ResponseWriter, r *web.Request) error {
	made := org.NewCodes()
	if err := r.Update(func(tx *db.Tx) error { return org.KeepCodes(tx, r.Who, made) }); err != nil {
		return d.orConfirm(w, r, codesPath, err)
	}
	p := newCodesPage(r)
	p.Codes, p.Left = made.Plain, len(made.Plain)
	return r.Render(w, "codes.html", p)
}
