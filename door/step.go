package door

import (
	"net/http"
	"time"

	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var stepPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET " + stepPath, Open: true, Handle: d.step},
			{Pattern: "POST " + stepPath, Open: true, Handle: d.passStep},
			{Pattern: "POST " + stepPath + "/hoi", Open: true, Handle: d.askStepKey},
		}
	},
	Types: map[string]any{"step.html": stepPage{}},
}

const (
	stepPath   = "/dang-nhap/buoc-hai"
	stepCookie = "buoc"
	stepAge    = 5 * time.Minute
)

// stepPage is the second step of a sign-in.
type stepPage struct {
	web.Page
	Next  string
	Login string
	Step  org.Step
	Key   bool // one of the person's passkeys can be used at this address
}

func (d *Door) newStepPage(r *web.Request, s org.Step) *stepPage {
	_, ok := d.party(r)
	return &stepPage{Page: web.Page{Title: r.T("Bước thứ hai"), Narrow: true}, Next: r.Next(""), Step: s, Key: ok && len(s.Factors.Passkeys) > 0}
}

// stepOf is the half sign-in of the browser.
func (d *Door) stepOf(r *web.Request) (org.Step, error) {
	return org.StepOf(r.Context(), d.DB, r.Kept(stepCookie))
}

// fromTheStart sends a person back whose half sign-in is over.
func (d *Door) fromTheStart(w http.ResponseWriter, r *web.Request, err error) error {
	if !fault.Is(err, fault.SignIn) {
		return err
	}
	r.Keep(w, stepCookie, "", -1)
	return r.Redirect(w, "/dang-nhap", r.T("Bước đăng nhập này đã hết hạn. Hãy đăng nhập lại từ đầu."))
}

func (d *Door) step(w http.ResponseWriter, r *web.Request) error {
	s, err := d.stepOf(r)
	if err != nil {
		return d.fromTheStart(w, r, err)
	}
	return r.Render(w, "step.html", d.newStepPage(r, s))
}

func (d *Door) askStepKey(w http.ResponseWriter, r *web.Request) error {
	s, err := d.stepOf(r)
	if err != nil {
		return err
	}
	party, err := d.mustParty(r)
	if err != nil {
		return err
	}
	q, err := org.AskKey(d.Vault, r.Now(), party, org.KeyStep, s.Who, s.Factors)
	if err != nil {
		return err
	}
	return ask(w, q)
}

func (d *Door) passStep(w http.ResponseWriter, r *web.Request) error {
	s, err := d.stepOf(r)
	if err != nil {
		return d.fromTheStart(w, r, err)
	}
	again := func(err error) error {
		wait(w, err)
		return r.Again(w, "step.html", d.newStepPage(r, s), fault.Rename(err, "code", "ma"))
	}
	proof, err := d.proof(r, org.KeyStep, s.Who)
	if err != nil {
		return again(err)
	}
	in, err := org.PassStep(r.Context(), d.DB, d.Vault, r.Kept(stepCookie), proof)
	switch {
	case fault.Is(err, fault.SignIn):
		return d.fromTheStart(w, r, err)
	case err != nil:
		return again(err)
	}
	return d.comeIn(w, r, in)
}
