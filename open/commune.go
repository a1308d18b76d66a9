package open

import (
	"net/http"
	"slices"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/vn"
	"sauro/web"
)

var communePages = feature{
	Routes: func(o *Open) []web.Route { return []web.Route{get("/cong-khai/{xa}", o.home)} },
	Types:  map[string]any{"commune.html": communePage{}},
}

// communePage is what one commune has promised and what came of it.
type communePage struct {
	web.Page
	Summary bulletin.Summary
	Totals  bulletin.Totals // of all letters; without percentages
	Letters []letterLine
	Reports []reportLine
	Changes []changeLine
	Fresh   int // clauses told of for the first time since then
	More    int // changes that are not listed
	Since   vn.Day
	Base    string // the address of this page's files
}

type letterLine struct {
	bulletin.Letter
	URL    string
	Bars   web.Bar
	Status web.Status
}

type reportLine struct {
	bulletin.Report
	URL string
	At  time.Time
}

const mostChanges = 20

func (o *Open) home(w http.ResponseWriter, r *web.Request) error {
	p := &communePage{Page: web.Page{Title: r.T("Cam kết và kết quả")}}
	changed, err := o.commune(r, &p.Page, func(tx *db.Tx) error {
		var err error
		if p.Summary, err = bulletin.Of(tx); err != nil {
			return err
		}
		since := bulletin.MonthBegan(tx.Now)
		p.Since = vn.Today(since)
		letters, err := bulletin.Current(tx, bulletin.OfLetter, "")
		if err != nil {
			return err
		}
		reports, err := bulletin.Current(tx, bulletin.OfReport, "")
		if err != nil {
			return err
		}
		changes, err := bulletin.Changes(tx, "", since)
		if err != nil {
			return err
		}
		if p.Changes, p.Fresh, err = changeLines(r, &p.Page, changes); err != nil {
			return err
		}
		p.More = max(0, len(p.Changes)-mostChanges)
		p.Changes = p.Changes[:len(p.Changes)-p.More]
		return p.fill(r, letters, reports)
	})
	if err != nil {
		return err
	}
	p.Base = "/cong-khai/" + p.Who.TenantCode
	return r.Publish(w, "commune.html", p, changed)
}

func (p *communePage) fill(r *web.Request, letters, reports []bulletin.Publication) error {
	for _, one := range letters {
		l, err := one.Letter()
		if err != nil {
			return err
		}
		p.Letters = append(p.Letters, letterLine{l, letterURL(p.Who.TenantCode, l.Address), bars(l.Totals), standing(r, l.Totals)})
		p.Totals.Clauses += l.Clauses
		p.Totals.Tasks += l.Tasks
		p.Totals.Done += l.Done
		p.Totals.Late += l.Late
	}
	slices.Reverse(p.Letters)
	for _, one := range reports {
		body, err := one.Report()
		if err != nil {
			return err
		}
		p.Reports = append(p.Reports, reportLine{body, reportURL(p.Who.TenantCode, body.Address), one.At})
	}
	slices.Reverse(p.Reports)
	return nil
}
