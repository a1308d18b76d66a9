package registry

import (
	"net/http"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/web"
)

var lettersPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{{Pattern: "GET /van-ban", Act: org.Read, Handle: g.letters}}
	},
	Types: map[string]any{"letters.html": lettersPage{}},
}

// lettersPerPage is how many letters one page lists.
const lettersPerPage = 50

type lettersPage struct {
	web.Page
	List     []letterLine
	Proposed int // how many wait for the clerk
	First    db.ID
	Pager    web.Pager
	MayBring bool
}

type letterLine struct {
	register.Letter
	URL    string
	Date   string // as people write it, "" where not known
	Status web.Status
	Old    string // the name of the letter it amends
}

// stateSign is the sign beside a letter's state.
var stateSign = map[register.State]string{register.Proposed: "wait", register.Accepted: "ok", register.Active: "run", register.Dropped: "stop"}

func letterStatus(r *web.Request, s register.State) web.Status {
	return web.Status{Kind: stateSign[s], Text: r.T(register.StateName[s])}
}

func (g *Registry) letters(w http.ResponseWriter, r *web.Request) error {
	p := &lettersPage{Page: web.Page{Title: r.T("Văn bản cam kết")}, MayBring: r.Who.Can(org.BringIn, org.Thing{})}
	return r.Show(w, "letters.html", p, func(tx *db.Tx) error {
		letters, err := register.Letters(tx, r.Who)
		if err != nil {
			return err
		}
		names := map[db.ID]string{}
		for _, l := range letters {
			names[l.ID] = l.Head.Name()
			if l.State == register.Proposed {
				p.Proposed++
				p.First = l.ID
			}
		}
		p.Pager = r.Pager(len(letters), lettersPerPage)
		for _, l := range letters[min(p.Pager.Offset(), len(letters)):min(p.Pager.Offset()+lettersPerPage, len(letters))] {
			line := letterLine{Letter: l, URL: "/van-ban/" + string(l.ID), Date: headDay(l.Head.Date), Status: letterStatus(r, l.State), Old: names[l.Amends]}
			if l.State == register.Proposed && p.MayBring {
				line.URL = proposalURL(l.ID)
			}
			p.List = append(p.List, line)
		}
		return nil
	})
}
