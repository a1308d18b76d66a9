package open

import (
	"net/http"

	"sauro/bulletin"
	"sauro/db"
	"sauro/web"
)

var reportPages = feature{
	Routes: func(o *Open) []web.Route { return []web.Route{get("/cong-khai/{xa}/bao-cao/{bc}", o.report)} },
	Types:  map[string]any{"report.html": reportPage{}},
}

// reportPage is a report that was sent to the superior: its totals, and the
// fingerprint by which the paper is known.
type reportPage struct {
	web.Page
	bulletin.Report
	LetterURL string
	Bars      web.Bar
	List      []groupLine
	Told      bulletin.Publication
	ProofURL  string
	Stamp     Stamp
}

func (o *Open) report(w http.ResponseWriter, r *web.Request) error {
	p := &reportPage{}
	changed, err := o.commune(r, &p.Page, func(tx *db.Tx) (err error) {
		if p.Told, err = bulletin.At(tx, bulletin.OfReport, r.PathValue("bc")); err == nil {
			p.Report, err = p.Told.Report()
		}
		return err
	})
	if err != nil {
		return err
	}
	xa := p.Who.TenantCode
	p.Title = r.T("Báo cáo %s", p.Address)
	p.Crumbs = crumbs(r, &p.Page, web.Crumb{Name: p.Letter.Address, URL: letterURL(xa, p.Letter.Address)})
	p.LetterURL, p.ProofURL, p.Bars = p.To(letterURL(xa, p.Letter.Address)), p.To(proofURL(xa, p.Told.Code)), bars(p.Totals)
	for _, g := range p.Groups {
		p.List = append(p.List, groupLine{Group: g, Bars: bars(g.Totals).InTable()})
	}
	if p.Stamp, err = o.stamp(p.Told); err != nil {
		return err
	}
	return r.Publish(w, "report.html", p, changed)
}
