package door

import (
	"errors"
	"net/http"
	"net/url"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var confirmPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET " + confirmPath, Act: org.Self, Handle: d.confirm},
			{Pattern: "POST " + confirmPath, Act: org.Self, Pace: web.SignIn, Handle: d.confirmNow},
			{Pattern: "POST " + confirmPath + "/hoi", Act: org.Self, Handle: d.askConfirmKey},
		}
	},
	Types: map[string]any{"confirm.html": confirmPage{}},
}

const confirmPath = "/tai-khoan/xac-nhan"

// confirmPage has a person show again who they are.
type confirmPage struct {
	web.Page
	Next string
	Key  bool
}

// orConfirm sends a person to show again who they are, where an error says that
// it is needed, and back to the page then; every other error it gives back.
func (d *Door) orConfirm(w http.ResponseWriter, r *web.Request, back string, err error) error {
	if !errors.Is(err, org.ErrConfirm) {
		return err
	}
	return r.Redirect(w, confirmPath+"?"+url.Values{"tiep": {back}}.Encode(), "")
}

func (d *Door) confirmPage(r *web.Request) (*confirmPage, error) {
	p := &confirmPage{Page: web.Page{Title: r.T("Xác nhận lại là bạn"), Narrow: true, Crumbs: accountCrumbs(r)}, Next: r.Next("")}
	_, ok := d.party(r)
	err := r.View(func(tx *db.Tx) error {
		f, err := org.FactorsOf(tx, r.Who)
		p.Key = ok && len(f.Passkeys) > 0
		return err
	})
	return p, err
}

func (d *Door) confirm(w http.ResponseWriter, r *web.Request) error {
	p, err := d.confirmPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "confirm.html", p)
}

func (d *Door) askConfirmKey(w http.ResponseWriter, r *web.Request) error {
	party, err := d.mustParty(r)
	if err != nil {
		return err
	}
	var f org.Factors
	if err := r.View(func(tx *db.Tx) (err error) { f, err = org.FactorsOf(tx, r.Who); return err }); err != nil {
		return err
	}
	q, err := org.AskKey(d.Vault, r.Now(), party, org.KeyConfirm, r.Who, f)
	if err != nil {
		return err
	}
	return ask(w, q)
}

func (d *Door) confirmNow(w http.ResponseWriter, r *web.Request) error {
	var cookie string
	var err error
	if r.Has(questionField) {
		var proof org.Proof
		if proof, err = d.proof(r, org.KeyConfirm, r.Who); err == nil {
			cookie, err = org.ConfirmByKey(r.Context(), d.DB, r.Who, proof)
		}
	} else {
		cookie, err = org.Confirm(r.Context(), d.DB, r.Who, r.Secret("mat-khau"), r.Address())
	}
	if err != nil {
		p, failed := d.confirmPage(r)
		if failed != nil {
			return failed
		}
		wait(w, err)
		return r.Again(w, "confirm.html", p, fault.Rename(err, "password", "mat-khau"))
	}
	r.SetSession(w, cookie)
	return r.Redirect(w, r.Next("/tai-khoan"), "")
}
