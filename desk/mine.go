package desk

import (
	"net/http"

	"sauro/db"
	"sauro/org"
	"sauro/standing"
	"sauro/task"
	"sauro/web"
)

var minePages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{{Pattern: "GET /viec-cua-toi", Act: org.Read, Handle: d.mine}}
	},
	Types: map[string]any{"mine.html": minePage{}},
}

// minePage is an official's day: overdue, due soon, later, each with one line to
// report progress.
type minePage struct {
	web.Page
	Overdue, Soon, Later, Sent, Paused []standing.Line
	Wait                               task.WaitingList
	Accept, Verify                     []standing.Line
}

// None reports whether nothing at all is the person's to do.
func (p *minePage) None() bool {
	return len(p.Overdue)+len(p.Soon)+len(p.Later)+len(p.Sent)+len(p.Paused)+len(p.Accept)+len(p.Verify) == 0
}

func (d *Desk) mine(w http.ResponseWriter, r *web.Request) error {
	p := &minePage{Page: web.Page{Title: r.T("Việc của tôi"), Narrow: true}}
	return r.Show(w, "mine.html", p, func(tx *db.Tx) error {
		work, err := task.Mine(tx, r.Who)
		if err != nil {
			return err
		}
		p.Overdue, p.Soon, p.Later = standing.Lines(r, work.Overdue), standing.Lines(r, work.Soon), standing.Lines(r, work.Later)
		p.Sent, p.Paused = standing.Lines(r, work.Sent), standing.Lines(r, work.Paused)
		if p.Wait, err = task.WaitingFor(tx, r.Who); err != nil {
			return err
		}
		p.Accept, p.Verify = standing.Lines(r, p.Wait.Accept), standing.Lines(r, p.Wait.Verify)
		return nil
	})
}
