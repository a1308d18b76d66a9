package upward

import (
	"bytes"
	"net/http"

	"sauro/attach"
	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var obstacleCausePages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /nguyen-nhan-khach-quan", Act: org.Read, Handle: p.causes},
			{Pattern: "POST /nguyen-nhan-khach-quan", Act: org.Accept, Upload: true, Handle: p.confirmCause},
			{Pattern: "POST /nguyen-nhan-khach-quan/{id}/tinh-tiep", Act: org.Accept, Handle: p.endCause},
			{Pattern: "GET /nguyen-nhan-khach-quan/{id}/tep", Act: org.Read, Pace: web.Heavy, Handle: p.causeFile},
		}
	},
	Types: map[string]any{"obstaclecause.html": obstacleCausePage{}},
}

// obstacleCausePage is the objective causes of one task: those confirmed, and the
// form for who may confirm another or let the clock run on.
type obstacleCausePage struct {
	web.Page
	Task      task.Task
	Causes    []causeLine
	Lasting   db.ID // the one because of which the clock stands
	Obstacles []web.Option
	Chosen    string
	Confirms  bool
}

// AcceptFiles is what the file field proposes.
func (p *obstacleCausePage) AcceptFiles() string { return attach.Accept }

func newObstacleCausePage(r *web.Request) *obstacleCausePage {
	return &obstacleCausePage{Page: web.Page{Title: r.T("Nguyên nhân khách quan")}, Chosen: r.Value("vuong-mac")}
}

func (p *obstacleCausePage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.Task, err = task.Get(tx, r.Who, r.Value("nhiem-vu")); err != nil {
			return err
		}
		p.Crumbs = []web.Crumb{{Name: r.T("Nhiệm vụ"), URL: "/nhiem-vu"}, {Name: p.Task.Ref, URL: "/nhiem-vu/" + p.Task.Ref}}
		of, err := obstacle.ForTask(tx, r.Who, p.Task.ID)
		if err != nil {
			return err
		}
		p.Causes = causeLines(of.Causes)
		for _, c := range of.Causes {
			if c.Lasts() {
				p.Lasting = c.ID
			}
		}
		p.Obstacles = []web.Option{{Text: r.T("không gắn vướng mắc nào")}}
		for _, o := range of.Obstacles {
			p.Obstacles = append(p.Obstacles, web.Option{Value: o.Ref, Text: o.Ref + " · " + o.Brief()})
		}
		p.Confirms = obstacle.MayConfirm(r.Who, p.Task)
		return nil
	}
}

func causeLines(list []obstacle.Cause) []causeLine {
	var lines []causeLine
	for _, c := range list {
		lines = append(lines, causeLine{c, web.Link{Name: c.File.Name, URL: "/nguyen-nhan-khach-quan/" + string(c.ID) + "/tep", Size: c.File.Size, Hash: c.File.Hash}})
	}
	return lines
}

func (p *Upward) causes(w http.ResponseWriter, r *web.Request) error {
	page := newObstacleCausePage(r)
	return r.Show(w, "obstaclecause.html", page, page.load(r))
}

// kept keeps the one file of a form: by its hash, without the place a photograph
// was taken; zero where none came.
func (p *Upward) kept(r *web.Request, name string) (obstacle.File, error) {
	files, err := r.Files(name)
	if err != nil || len(files) == 0 {
		return obstacle.File{}, err
	}
	var f fault.Form
	f.Check(len(files) == 1, name, "Hãy gửi một tệp. Nhiều tệp thì gộp thành một tệp PDF hoặc ZIP.")
	if err := f.Err(); err != nil {
		return obstacle.File{}, err
	}
	kind, data, _, err := attach.Keep(files[0].Name, files[0].Data)
	if err != nil {
		return obstacle.File{}, err
	}
	kept := obstacle.File{Name: files[0].Name, MIME: kind}
	kept.Hash, kept.Size, err = p.Blobs.Put(bytes.NewReader(data), web.FileLimit)
	return kept, err
}

func (p *Upward) confirmCause(w http.ResponseWriter, r *web.Request) error {
	version, _ := r.Int("lan")
	ref := vn.Line(r.Value("nhiem-vu"))
	c := obstacle.Confirming{Task: ref, Version: version, Obstacle: r.Value("vuong-mac"), From: dayTyped(r, "tu-ngay"), Number: r.Value("so"), Dated: dayTyped(r, "ngay"), Reason: r.Text("ly-do")}
	var err error
	if c.File, err = p.kept(r, "tep"); err == nil {
		err = r.Update(func(tx *db.Tx) error { return obstacle.ConfirmCause(tx, r.Who, c) })
	}
	if err == nil {
		return r.Redirect(w, "/nhiem-vu/"+ref, r.T("Đã xác nhận nguyên nhân khách quan. Thời hạn dừng từ %s.", c.From.String()))
	}
	return p.causeAgain(w, r, err)
}

func (p *Upward) endCause(w http.ResponseWriter, r *web.Request) error {
	version, _ := r.Int("lan")
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	err = r.Update(func(tx *db.Tx) error {
		return obstacle.EndCause(tx, r.Who, id, version, dayTyped(r, "tinh-tiep"), r.Text("vi-sao"))
	})
	if err == nil {
		return r.Redirect(w, "/nhiem-vu/"+vn.Line(r.Value("nhiem-vu")), r.T("Thời hạn được tính tiếp; hạn mới đã cộng những ngày làm việc đã dừng."))
	}
	return p.causeAgain(w, r, fault.Rename(err, "on", "tinh-tiep", "reason", "vi-sao"))
}

func (p *Upward) causeAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newObstacleCausePage(r)
	if err := r.View(page.load(r)); err != nil {
		return err
	}
	return r.Again(w, "obstaclecause.html", page, fault.Rename(failed, "obstacle", "vuong-mac", "from", "tu-ngay", "number", "so", "dated", "ngay", "file", "tep", "reason", "ly-do"))
}

func (p *Upward) causeFile(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var c obstacle.Cause
	if err := r.View(func(tx *db.Tx) (err error) { c, err = obstacle.CauseByID(tx, r.Who, id); return err }); err != nil {
		return err
	}
	f, err := p.Blobs.Open(c.File.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.Attachment(w, r, c.File.Name, c.File.MIME, c.ConfirmedAt, f)
}
