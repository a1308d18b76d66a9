package open

import (
	"net/http"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/vn"
	"sauro/web"
)

var clausePages = feature{
	Routes: func(o *Open) []web.Route { return []web.Route{get("/cong-khai/{xa}/noi-dung/{nd}", o.clause)} },
	Types:  map[string]any{"clause.html": clausePage{}},
}

// clausePage is one promise: its words, its result, its proof and its history.
type clausePage struct {
	web.Page
	bulletin.Clause
	LetterURL string
	Pair      web.Pair
	Status    web.Status
	Tasks     []taskLine
	Told      bulletin.Publication
	ProofURL  string
	Stamp     Stamp
	Old       web.Link
	New       web.Link
	History   []toldLine
	Pager     web.Pager
	First     bool // nothing was told of it before this month
	Since     vn.Day
	Changes   []string
}

// toldLine is one publication in a history.
type toldLine struct {
	At       time.Time
	Ordinal  int
	Bars     web.Bar
	Status   web.Status
	Said     string
	ProofURL string
}

const historyPage = 30

func (o *Open) clause(w http.ResponseWriter, r *web.Request) error {
	p := &clausePage{}
	address := r.PathValue("nd")
	changed, err := o.commune(r, &p.Page, func(tx *db.Tx) (err error) {
		if p.Told, err = bulletin.At(tx, bulletin.OfClause, address); err != nil {
			return err
		}
		if p.Clause, err = p.Told.Clause(); err != nil {
			return err
		}
		_, all, err := bulletin.History(tx, bulletin.OfClause, address, 0, 0)
		if err != nil {
			return err
		}
		p.Pager = r.Pager(all, historyPage)
		history, _, err := bulletin.History(tx, bulletin.OfClause, address, historyPage, p.Pager.Offset())
		if err != nil {
			return err
		}
		for _, one := range history {
			c, err := one.Clause()
			if err != nil {
				return err
			}
			p.History = append(p.History, toldLine{one.At, one.Ordinal, bars(c.Totals), standing(r, c.Totals), one.Said(), p.To(proofURL(p.Who.TenantCode, one.Code))})
		}
		since := bulletin.MonthBegan(tx.Now)
		p.Since = vn.Today(since)
		was, told, err := bulletin.AtThen(tx, bulletin.OfClause, address, since)
		if err != nil || !told {
			p.First = !told
			return err
		}
		if was.ID == p.Told.ID {
			return nil
		}
		then, err := was.Clause()
		p.Changes = difference(r, then, p.Clause)
		return err
	})
	if err != nil {
		return err
	}
	xa := p.Who.TenantCode
	p.Title = r.T("Nội dung cam kết %s", p.Code)
	p.LetterURL = p.To(letterURL(xa, p.Letter.Address))
	p.Crumbs = crumbs(r, &p.Page, web.Crumb{Name: p.Letter.Address, URL: letterURL(xa, p.Letter.Address)})
	p.Status, p.Tasks, p.ProofURL = standing(r, p.Totals), taskLines(r, p.TaskList), p.To(proofURL(xa, p.Told.Code))
	p.Pair = web.Pair{Bar: bars(p.Totals), Reported: vn.Percent(int64(p.ReportedBP)), Verified: vn.Percent(int64(p.VerifiedBP))}
	if p.Replaces != "" {
		p.Old = web.Link{Name: p.Replaces, URL: p.To(clauseURL(xa, p.Replaces))}
	}
	if p.ReplacedBy != "" {
		p.New = web.Link{Name: p.ReplacedBy, URL: p.To(clauseURL(xa, p.ReplacedBy))}
	}
	if p.Stamp, err = o.stamp(p.Told); err != nil {
		return err
	}
	return r.Publish(w, "clause.html", p, changed)
}
