package open

import (
	"net/http"
	"strings"

	"sauro/bulletin"
	"sauro/db"
	"sauro/vn"
	"sauro/web"
)

var letterPages = feature{
	Routes: func(o *Open) []web.Route { return []web.Route{get("/cong-khai/{xa}/van-ban/{vb}", o.letter)} },
	Types:  map[string]any{"letter.html": letterPage{}},
}

// letterPage is a letter as it was signed, each clause with its two bars.
type letterPage struct {
	web.Page
	Letter  bulletin.Letter
	Dated   string
	Bars    web.Bar
	Status  web.Status
	List    []groupLine
	Told    bulletin.Publication
	Stamp   Stamp
	Old     web.Link
	New     web.Link
	Changes []changeLine
	Fresh   int
	Since   vn.Day
}

type groupLine struct {
	bulletin.Group
	Bars    web.Bar
	Clauses []clauseLine
}

// Heading is the group's heading with its printed number.
func (g groupLine) Heading() string {
	if g.Label == "" {
		return g.Text
	}
	return strings.TrimRight(g.Label, ".) ") + ". " + g.Text
}

type clauseLine struct {
	bulletin.Clause
	URL    string
	Bars   web.Bar
	Status web.Status
	Said   string // the short code
}

func (o *Open) letter(w http.ResponseWriter, r *web.Request) error {
	p := &letterPage{}
	changed, err := o.commune(r, &p.Page, func(tx *db.Tx) (err error) {
		if p.Told, err = bulletin.At(tx, bulletin.OfLetter, r.PathValue("vb")); err != nil {
			return err
		}
		if p.Letter, err = p.Told.Letter(); err != nil {
			return err
		}
		clauses, err := bulletin.Current(tx, bulletin.OfClause, p.Told.LetterID)
		if err != nil {
			return err
		}
		since := bulletin.MonthBegan(tx.Now)
		p.Since = vn.Today(since)
		changes, err := bulletin.Changes(tx, p.Told.LetterID, since)
		if err != nil {
			return err
		}
		if p.Changes, p.Fresh, err = changeLines(r, &p.Page, changes); err != nil {
			return err
		}
		return p.fill(r, clauses)
	})
	if err != nil {
		return err
	}
	xa := p.Who.TenantCode
	p.Title, p.Crumbs = p.Letter.Name, crumbs(r, &p.Page)
	p.Dated, p.Bars, p.Status = headDay(p.Letter.Date), bars(p.Letter.Totals), standing(r, p.Letter.Totals)
	if p.Letter.Amends != "" {
		p.Old = web.Link{Name: p.Letter.Amends, URL: p.To(letterURL(xa, p.Letter.Amends))}
	}
	if p.Letter.AmendedBy != "" {
		p.New = web.Link{Name: p.Letter.AmendedBy, URL: p.To(letterURL(xa, p.Letter.AmendedBy))}
	}
	if p.Stamp, err = o.stamp(p.Told); err != nil {
		return err
	}
	return r.Publish(w, "letter.html", p, changed)
}

func (p *letterPage) fill(r *web.Request, list []bulletin.Publication) error {
	byCode := map[string]clauseLine{}
	for _, one := range list {
		c, err := one.Clause()
		if err != nil {
			return err
		}
		byCode[c.Code] = clauseLine{c, clauseURL(p.Who.TenantCode, c.Address), bars(c.Totals), standing(r, c.Totals), one.Said()}
	}
	for _, g := range p.Letter.Groups {
		group := groupLine{Group: g, Bars: bars(g.Totals)}
		for _, code := range g.Codes {
			if c, ok := byCode[code]; ok {
				group.Clauses = append(group.Clauses, c)
			}
		}
		p.List = append(p.List, group)
	}
	return nil
}

// headDay is the date of a letter as far as it is printed: 15/12/2025, 12/2025.
func headDay(date string) string {
	if day := vn.Day(date); day.Valid() {
		return day.String()
	}
	if len(date) == len("2025-12") {
		return date[5:] + "/" + date[:4]
	}
	return date
}
