package door

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"

	"sauro/fault"
	"sauro/org"
	"sauro/passkey"
	"sauro/web"
)

// party is the program as a passkey knows it; ok is false where the person came
// by a name that the program was not told is its own, which a stranger may have
// made up.
func (d *Door) party(r *web.Request) (p passkey.Party, ok bool) {
	p = passkey.Party{ID: r.Named(), Name: "Sáu Rõ", Origin: r.Origin()}
	if p.ID == "" && d.PublicURL != "" && p.Origin == d.PublicURL {
		if u, err := url.Parse(d.PublicURL); err == nil && net.ParseIP(u.Hostname()) == nil {
			p.ID = u.Hostname()
		}
	}
	return p, p.ID != ""
}

// mustParty is party for what cannot go on without.
func (d *Door) mustParty(r *web.Request) (passkey.Party, error) {
	p, ok := d.party(r)
	if !ok {
		return p, fault.New(fault.Invalid, "Khóa truy cập chỉ dùng được ở địa chỉ chính thức của chương trình. Hãy mở đúng địa chỉ đó, hoặc báo người cài đặt.")
	}
	return p, nil
}

// The fields of a form that a passkey answers.
const (
	questionField = "cau-hoi"
	answerField   = "tra-loi"
)

// ask answers the script with a question for a passkey.
func ask(w http.ResponseWriter, q org.Question) error {
	text, err := json.Marshal(q)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(text)
	return err
}

// proof is what a form shows besides a password: a code, or a passkey's answer.
func (d *Door) proof(r *web.Request, purpose org.Purpose, who org.Who) (org.Proof, error) {
	p := org.Proof{Code: r.Value("ma"), Device: r.Device(), Address: r.Address()}
	if purpose == org.KeyStep && !r.Has(questionField) {
		return p, nil
	}
	party, err := d.mustParty(r)
	if err != nil {
		return p, err
	}
	p.Answer = []byte(r.Text(answerField))
	p.Question, err = org.Asked(d.Vault, r.Now(), party, purpose, who.Person, r.Text(questionField))
	return p, err
}

func (d *Door) askKeyAlone(w http.ResponseWriter, r *web.Request) error {
	party, err := d.mustParty(r)
	if err != nil {
		return err
	}
	q, err := org.AskKey(d.Vault, r.Now(), party, org.KeyAlone, org.Who{}, org.Factors{})
	if err != nil {
		return err
	}
	return ask(w, q)
}

func (d *Door) signInByKey(w http.ResponseWriter, r *web.Request) error {
	p, err := d.signInPage(r)
	if err != nil {
		return err
	}
	proof, err := d.proof(r, org.KeyAlone, org.Who{})
	if err != nil {
		return r.Again(w, "signin.html", p, err)
	}
	in, err := org.SignInByKey(r.Context(), d.DB, proof)
	if err != nil {
		wait(w, err)
		return r.Again(w, "signin.html", p, err)
	}
	return d.comeIn(w, r, in)
}
