package registry

import (
	"net/http"

	"sauro/db"
	"sauro/job"
	"sauro/org"
	"sauro/web"
)

var workPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{{Pattern: "GET /cong-viec/{id}", Act: org.Read, Handle: g.work}}
	},
	Types: map[string]any{"work.html": workPage{}},
}

// workPage shows how far long work is. It loads itself again until there is a
// result, with or without script.
type workPage struct {
	web.Page
	Job  job.Job
	Work web.Work
}

// lookAgain is how often the page of long work loads itself, in seconds.
const lookAgain = 3

// workName says what kind of work it is.
var workName = map[string]string{bringInJob: "Đọc văn bản", "": "Lập tệp"}

func workURL(id db.ID) string { return "/cong-viec/" + string(id) }

// Failed reports whether the work ended without a result.
func (p *workPage) Failed() bool { return p.Job.State == job.Failed }

// Back is where the work can be asked for again.
func (p *workPage) Back() string {
	if p.Job.Kind == bringInJob {
		return "/van-ban/moi"
	}
	return "/"
}

func (g *Registry) work(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	p := &workPage{Page: web.Page{Title: r.T("Việc đang chạy"), Narrow: true}}
	if err := r.View(func(tx *db.Tx) error { p.Job, err = job.ByID(tx, id, r.Who.Person); return err }); err != nil {
		return err
	}
	name, ok := workName[p.Job.Kind]
	if !ok {
		name = workName[""]
	}
	p.Work = web.Work{Name: r.T(name), Done: p.Job.Done, Total: p.Job.Total}
	switch p.Job.State {
	case job.Done:
		return r.Redirect(w, p.Job.Result, "")
	case job.Failed:
		p.Title = r.T("Việc chưa làm được")
	case job.Queued:
		p.Work.Text, p.Follow = r.T("Đang đợi đến lượt."), lookAgain
	default:
		p.Work.Text, p.Follow = r.T("Trang này tự tải lại cho đến khi xong."), lookAgain
	}
	return r.Render(w, "work.html", p)
}
