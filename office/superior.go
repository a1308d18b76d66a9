package office

import (
	"bytes"
	"net/http"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/report"
	"sauro/task"
	"sauro/web"
)

var superiorPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /cap-tren", Act: org.Oversee, Handle: o.shared},
			{Pattern: "GET /cap-tren/{id}", Act: org.Oversee, Handle: o.sharedLetter},
			{Pattern: "GET /cap-tren/bao-cao/{ref}/{form}", Act: org.Oversee, Pace: web.Heavy, Handle: o.sharedReport},
		}
	},
	Types: map[string]any{"shared.html": sharedPage{}, "sharedletter.html": sharedLetterPage{}},
}

// sharedPage is what the commune shares with its superior: the letters it works on.
type sharedPage struct {
	web.Page
	Letters []sharedLetter
}

type sharedLetter struct {
	register.Letter
	Name string
	Bar  web.Bar
	task.Figures
}

func (o *Office) shared(w http.ResponseWriter, r *web.Request) error {
	p := &sharedPage{Page: web.Page{Title: r.T("Phần chia sẻ với cấp trên")}}
	return r.Show(w, "shared.html", p, func(tx *db.Tx) error {
		letters, err := register.Shared(tx, r.Who)
		if err != nil {
			return err
		}
		for _, l := range letters { // a commune works on a handful of letters
			f, _, err := task.SharedOf(tx, r.Who, l.ID)
			if err != nil {
				return err
			}
			p.Letters = append(p.Letters, sharedLetter{l, l.Head.Name(), barOf(f), f})
		}
		return nil
	})
}

func barOf(f task.Figures) web.Bar {
	return web.Bar{Reported: int64(f.ReportedBP), Verified: int64(f.VerifiedBP)}
}

// sharedLetterPage is one letter: its clauses as signed, what was issued for
// each, and the reports that were frozen.
type sharedLetterPage struct {
	web.Page
	Letter  register.Letter
	Figures task.Figures
	Bar     web.Bar
	Groups  []sharedGroup
	Reports []report.Report
}

type sharedGroup struct {
	register.Group
	Clauses []sharedClause
}

type sharedClause struct {
	register.Clause
	Bar    web.Bar
	Status string
	Tasks  []sharedTask
}

type sharedTask struct {
	task.SharedTask
	Status web.Status
	Bar    web.Bar
}

func (o *Office) sharedLetter(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	p := &sharedLetterPage{Page: web.Page{Crumbs: []web.Crumb{{Name: r.T("Phần chia sẻ với cấp trên"), URL: "/cap-tren"}}}}
	return r.Show(w, "sharedletter.html", p, func(tx *db.Tx) error {
		l, groups, err := register.SharedLetter(tx, r.Who, id)
		if err != nil {
			return err
		}
		p.Letter, p.Title = l, l.Head.Name()
		figures, of, err := task.SharedOf(tx, r.Who, id)
		if err != nil {
			return err
		}
		p.Figures, p.Bar = figures, barOf(figures)
		for _, g := range groups {
			group := sharedGroup{Group: g}
			for _, c := range g.Clauses {
				shown := sharedClause{Clause: c, Bar: barOf(of[c.ID].Figures).InTable(), Status: r.T(task.StatusName[of[c.ID].Status])}
				for _, t := range of[c.ID].Tasks {
					status := web.Status{Kind: "run", Text: r.T(task.StatusName[t.Status])}
					switch {
					case t.Done:
						status.Kind = "ver"
					case t.Late:
						status = web.Status{Kind: "late", Text: r.T("Quá hạn")}
					}
					shown.Tasks = append(shown.Tasks, sharedTask{t, status, web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}.InTable()})
				}
				group.Clauses = append(group.Clauses, shown)
			}
			p.Groups = append(p.Groups, group)
		}
		p.Reports, err = report.Shared(tx, r.Who, id)
		return err
	})
}

// sharedReport sends a frozen report in a form.
func (o *Office) sharedReport(w http.ResponseWriter, r *web.Request) error {
	form := report.Form(r.PathValue("form"))
	var made report.Report
	err := r.View(func(tx *db.Tx) (err error) {
		made, err = report.SharedByRef(tx, r.Who, r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	made.Site = o.PublicURL
	var file bytes.Buffer
	if err := report.Write(&file, made, form); err != nil {
		return err
	}
	return web.AttachmentOf(w, r, made.FileName(form), form.MediaType(), made.MadeAt, file.Bytes())
}
