// Package open is the pages for everyone, one .go and one template a page: what a
// commune has promised, what came of it as reported and as verified, and how
// anybody proves that what is shown is what the record holds. It reads what was
// published and the names of the communes, nothing else; it knows no cookie, no
// person and no script.
package open

import (
	"embed"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/org"
	"sauro/qr"
	"sauro/web"
)

//go:embed *.html
var files embed.FS

// Open serves the pages for everyone.
type Open struct {
	DB  *db.DB
	URL string // where the public reaches the program, "https://camket.xa.vn"; "" where it was not told
}

type feature = web.Feature[*Open]

var features = []feature{communesPages, communePages, letterPages, clausePages, reportPages, dataPages, proofPages, logPages}

// Routes are all ways in.
func (o *Open) Routes() []web.Route { return web.RoutesOf(o, features) }

// Pages are the templates with their types.
func Pages() web.Pages {
	p := web.PagesOf(files, features)
	p.Public = true
	return p
}

// get is a way in for everybody.
func get(pattern string, handle web.Handler) web.Route {
	return web.Route{Pattern: "GET " + pattern, Open: true, Public: true, Handle: handle}
}

// commune reads a commune's publications in one transaction; changed is when
// the last of them was made.
func (o *Open) commune(r *web.Request, p *web.Page, read func(tx *db.Tx) error) (changed time.Time, err error) {
	t, err := org.TenantByCode(r.Context(), o.DB, r.PathValue("xa"))
	if err != nil {
		return changed, err
	}
	p.Lang = r.Lang
	p.Of(t.Code, t.Name)
	err = o.DB.View(r.Context(), t.ID, func(tx *db.Tx) (err error) {
		if changed, err = bulletin.Changed(tx); err != nil {
			return err
		}
		// A new month compares with another one.
		if began := bulletin.MonthBegan(tx.Now); changed.Before(began) {
			changed = began
		}
		return read(tx)
	})
	return changed, err
}

// Stamp is the QR code and the short code of a publication.
type Stamp struct {
	qr.Image
	Code string // 7K3-M9T-WX4
	URL  string // what the QR code says
	Path string
}

// stamp is what leads from a page, or from its print, to the proof.
func (o *Open) stamp(p bulletin.Publication) (Stamp, error) {
	path := "/cong-khai/m/" + p.Code
	image, err := qr.SVG(o.URL + path)
	return Stamp{image, p.Said(), o.URL + path, path}, err
}

// crumbs lead back to the commune.
func crumbs(r *web.Request, p *web.Page, more ...web.Crumb) []web.Crumb {
	return append([]web.Crumb{{Name: r.T("Công khai"), URL: p.PublicHome()}}, more...)
}
