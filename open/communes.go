package open

import (
	"net/http"
	"slices"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var communesPages = feature{
	Routes: func(o *Open) []web.Route {
		return []web.Route{get("/cong-khai", o.communes), get("/cong-khai/m", o.typed), get("/cong-khai/m/{ma}", o.code), get("/cong-khai/{khac...}", nowhere)}
	},
	Types: map[string]any{"communes.html": communesPage{}, "places.html": placesPage{}},
}

// nowhere answers for what is no public page, as public pages do.
func nowhere(http.ResponseWriter, *web.Request) error {
	return fault.New(fault.Unknown, "Không có trang này. Hãy kiểm tra địa chỉ hoặc đi từ trang đầu.")
}

// communesPage lists the communes of the installation.
type communesPage struct {
	web.Page
	List []communeLine
}

type communeLine struct {
	Name, URL string
	bulletin.Summary
}

func (o *Open) communes(w http.ResponseWriter, r *web.Request) error {
	tenants, err := org.Tenants(r.Context(), o.DB)
	if err != nil {
		return err
	}
	// Commitments are of communes: an office above them has none of its own here.
	tenants = slices.DeleteFunc(tenants, func(t org.Tenant) bool { return t.Level != org.Commune })
	p := &communesPage{Page: web.Page{Title: r.T("Công khai cam kết và kết quả")}}
	p.Lang = r.Lang
	if len(tenants) == 1 {
		return r.Redirect(w, p.To("/cong-khai/"+tenants[0].Code), "")
	}
	var changed time.Time
	for _, t := range tenants {
		l := communeLine{Name: t.Name, URL: "/cong-khai/" + t.Code}
		// A transaction for each commune: what one has published is read as its own.
		if err := o.DB.View(r.Context(), t.ID, func(tx *db.Tx) (err error) { l.Summary, err = bulletin.Of(tx); return err }); err != nil {
			return err
		}
		if l.Changed.After(changed) {
			changed = l.Changed
		}
		p.List = append(p.List, l)
	}
	return r.Publish(w, "communes.html", p, changed)
}

// typed leads from a short code that somebody typed to its proof.
func (o *Open) typed(w http.ResponseWriter, r *web.Request) error {
	code, err := bulletin.ParseCode(r.Value("ma"))
	if err != nil {
		return err
	}
	p := &web.Page{Lang: r.Lang}
	return r.Redirect(w, p.To("/cong-khai/m/"+code), "")
}

// placesPage is shown where two communes have given out the same code.
type placesPage struct {
	web.Page
	Places []web.Link
}

// code is the address in a QR code: short, and the same for every commune.
func (o *Open) code(w http.ResponseWriter, r *web.Request) error {
	code, err := bulletin.ParseCode(r.PathValue("ma"))
	if err != nil {
		return err
	}
	places, err := bulletin.Find(r.Context(), o.DB, code)
	if err != nil {
		return err
	}
	p := &placesPage{Page: web.Page{Title: r.T("Mã tra cứu %s", bulletin.SayCode(code)), Lang: r.Lang}}
	if len(places) == 1 {
		return r.Redirect(w, p.To(proofURL(places[0].Code, code)), "")
	}
	for _, place := range places {
		p.Places = append(p.Places, web.Link{Name: place.Name, URL: proofURL(place.Code, code)})
	}
	return r.Publish(w, "places.html", p, time.Time{})
}
