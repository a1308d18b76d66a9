package upward

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/web"
)

var obstacleNewPages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /vuong-mac/moi", Act: org.Report, Handle: p.newObstacle},
			{Pattern: "POST /vuong-mac", Act: org.Report, Handle: p.raise},
		}
	},
	Types: map[string]any{"obstaclenew.html": obstacleNewPage{}},
}

// obstacleNewPage reports what stands in the way of one task or several.
type obstacleNewPage struct {
	web.Page
	Tasks   []web.Option
	Chosen  []string
	Classes []web.Option
	Thinks  []web.Option
}

func newObstacleNewPage(r *web.Request) *obstacleNewPage {
	return &obstacleNewPage{Page: web.Page{Title: r.T("Báo vướng mắc"), Crumbs: []web.Crumb{{Name: r.T("Vướng mắc"), URL: "/vuong-mac"}}}, Chosen: r.Values("nhiem-vu")}
}

func (p *obstacleNewPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		list, err := reportableTasks(tx, r)
		for _, t := range list {
			if r.Who.Can(org.Report, t.Thing()) {
				p.Tasks = append(p.Tasks, web.Option{Value: t.Ref, Text: t.Work, Hint: t.Ref})
			}
		}
		p.Classes = classOptions(r, r.T("chưa rõ"))
		for _, power := range []obstacle.Power{obstacle.Undecided, obstacle.Within, obstacle.Beyond} {
			p.Thinks = append(p.Thinks, web.Option{Value: string(power), Text: r.T(obstacle.PowerName[power])})
		}
		return err
	}
}

func (p *Upward) newObstacle(w http.ResponseWriter, r *web.Request) error {
	page := newObstacleNewPage(r)
	return r.Show(w, "obstaclenew.html", page, page.load(r))
}

func (p *Upward) raise(w http.ResponseWriter, r *web.Request) error {
	said := obstacle.Raising{Tasks: r.Values("nhiem-vu"), Class: obstacle.Class(r.Value("loai")), Tag: r.Value("nhan"), Says: r.Text("vuong-o-dau"),
		Since: dayTyped(r, "tu-ngay"), Effect: r.Text("anh-huong"), Thinks: obstacle.Power(r.Value("tham-quyen"))}
	var ref string
	once, err := r.OnceID()
	if err == nil {
		said.Once = once
		err = r.Update(func(tx *db.Tx) (err error) { ref, err = obstacle.Raise(tx, r.Who, said); return err })
	}
	if err == nil {
		return r.Redirect(w, "/vuong-mac/"+ref, r.T("Đã báo vướng mắc %s. Lãnh đạo được báo ngay.", ref))
	}
	page := newObstacleNewPage(r)
	if err := r.View(page.load(r)); err != nil {
		return err
	}
	return r.Again(w, "obstaclenew.html", page, fault.Rename(err, "tasks", "nhiem-vu", "class", "loai", "tag", "nhan", "says", "vuong-o-dau", "since", "tu-ngay", "effect", "anh-huong", "thinks", "tham-quyen"))
}
