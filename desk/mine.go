package desk

import (
	"net/http"

	"sauro/db"
	"sauro/org"
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
	Overdue, Soon, Later, Sent, Paused []taskLine
	Wait                               task.WaitingList
	Accept, Verify                     []taskLine
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
		p.Overdue, p.Soon, p.Later = lines(r, work.Overdue), lines(r, work.Soon), lines(r, work.Later)
		p.Sent, p.Paused = lines(r, work.Sent), lines(r, work.Paused)
		if p.Wait, err = task.WaitingFor(tx, r.Who); err != nil {
			return err
		}
		p.Accept, p.Verify = lines(r, p.Wait.Accept), lines(r, p.Wait.Verify)
		return nil
	})
}

// Open reports whether the one-line form is of use: the task was received and
// its result is not handed in.
func (l taskLine) Open() bool {
	return l.State == task.Received || l.State == task.Doing || l.State == task.Returned
}

// New reports whether the task waits to be received.
func (l taskLine) New() bool { return l.State == task.Issued }
