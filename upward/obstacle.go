package upward

import (
	"net/http"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var obstaclePages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /vuong-mac/{ref}", Act: org.Read, Handle: p.obstacle},
			{Pattern: "POST /vuong-mac/{ref}/tham-quyen", Act: org.Propose, Handle: p.decide},
			{Pattern: "POST /vuong-mac/{ref}/xu-ly", Act: org.Report, Handle: p.solve},
			{Pattern: "POST /vuong-mac/{ref}/xac-nhan", Act: org.Report, Handle: p.confirm},
			{Pattern: "POST /vuong-mac/{ref}/nhiem-vu", Act: org.Report, Handle: p.join},
			{Pattern: "POST /vuong-mac/{ref}/bo-nhiem-vu", Act: org.Report, Handle: p.leave},
		}
	},
	Types: map[string]any{"obstacle.html": obstaclePage{}},
}

// obstaclePage is one obstacle: what it is, who has to act, what came of it and
// what the person who looks at it can do.
type obstaclePage struct {
	web.Page
	O         obstacle.Page
	Line      obstacleLine
	PowerName string
	ThinkName string
	Reporters []reporterLine
	Events    []happening
	Causes    []causeLine
	Asked     []askedLine
	Can       struct{ Decide, Propose, Solve, Confirm, Join, Leave bool }
	Powers    []web.Option
	Classes   []web.Option
	Posts     []web.Option
	Tasks     []web.Option
	Power     string
}

// Leads reports whether the next thing to do is on another page: there it is the
// page's one red button.
func (p *obstaclePage) Leads() bool { return !strings.Contains(p.Line.Do.URL, "#") }

type reporterLine struct {
	obstacle.Reporter
	Status web.Status
}

// happening is one line of a history.
type happening struct {
	At             time.Time
	By, Head, Says string
	Link           web.Link
}

// askedLine is a proposal in a list.
type askedLine struct {
	obstacle.Proposal
	Status web.Status
}

// causeLine is a confirmed objective cause in a list.
type causeLine struct {
	obstacle.Cause
	Link web.Link
}

func (p *Upward) obstacle(w http.ResponseWriter, r *web.Request) error {
	page := newObstaclePage(r)
	return r.Show(w, "obstacle.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func newObstaclePage(r *web.Request) *obstaclePage {
	return &obstaclePage{Page: web.Page{Title: r.T("Vướng mắc %s", vn.Line(r.PathValue("ref"))), Crumbs: []web.Crumb{{Name: r.T("Vướng mắc"), URL: "/vuong-mac"}}}}
}

func (p *obstaclePage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.O, err = obstacle.PageOf(tx, r.Who, r.PathValue("ref")); err != nil {
		return err
	}
	o := p.O.Obstacle
	p.Line = lineOf(r, o, p.O.Waits)
	p.PowerName, p.ThinkName = r.T(obstacle.PowerName[o.Power]), r.T(obstacle.PowerName[o.Thinks])
	for _, one := range p.O.Reporters {
		s := web.Status{Kind: "wait", Text: r.T("chưa xác nhận")}
		switch {
		case one.Accepted:
			s = web.Status{Kind: "ver", Text: r.T("đã xác nhận hết vướng")}
		case o.State != obstacle.Solved:
			s = web.Status{Kind: "run", Text: r.T("chờ kết quả")}
		}
		p.Reporters = append(p.Reporters, reporterLine{one, s})
	}
	p.Events = happenings(r, p.O.Events, obstacle.EventName)
	p.Causes = causeLines(p.O.Causes)
	for _, one := range p.O.Proposals {
		p.Asked = append(p.Asked, askedLine{one, proposalStatus(r, one)})
	}
	propose := r.Who.Can(org.Propose, org.Thing{})
	drafted := o.Proposal.Stage == obstacle.Drafted
	p.Can.Decide = propose && (o.State == obstacle.New || o.State == obstacle.Doing || o.State == obstacle.Stuck && !drafted)
	p.Can.Propose = propose && o.State == obstacle.Stuck && !drafted
	p.Can.Solve = o.MaySolve(r.Who)
	p.Can.Confirm = o.State == obstacle.Solved && p.O.Speaks
	p.Can.Leave = o.Open() && len(o.Tasks) > 1 && propose
	for _, power := range []obstacle.Power{obstacle.Within, obstacle.Beyond} {
		p.Powers = append(p.Powers, web.Option{Value: string(power), Text: r.T(obstacle.PowerName[power])})
	}
	if p.Power = string(o.Power); o.Power == obstacle.Undecided {
		p.Power = string(o.Thinks)
	}
	p.Classes = classOptions(r, r.T("hãy chọn"))
	if p.Can.Decide {
		if p.Posts, err = heldPosts(tx, r); err != nil {
			return err
		}
	}
	if o.State == obstacle.Solved || o.State == obstacle.Closed {
		return nil
	}
	p.Tasks, err = joinable(tx, r, o)
	p.Can.Join = len(p.Tasks) > 1
	return err
}

// joinable are the tasks that the person may bring to an obstacle.
func joinable(tx *db.Tx, r *web.Request, o obstacle.Obstacle) ([]web.Option, error) {
	options := []web.Option{{Text: r.T("hãy chọn")}}
	mine, err := reportableTasks(tx, r)
	for _, t := range mine {
		in := false
		for _, bound := range o.Tasks {
			in = in || bound.ID == t.ID
		}
		if !in {
			options = append(options, web.Option{Value: t.Ref, Text: t.Ref + " · " + t.Work})
		}
	}
	return options, err
}

// reportableTasks are the open tasks that a form can offer: one's own, and for who
// may propose those of everybody, as many as a page of a list has.
func reportableTasks(tx *db.Tx, r *web.Request) ([]task.Task, error) {
	open := []task.State{task.Issued, task.Received, task.Doing, task.Returned, task.Waiting, task.Paused}
	if r.Who.Can(org.Propose, org.Thing{}) {
		list, _, err := task.List(tx, r.Who, task.Filter{States: open, Limit: 200})
		return list, err
	}
	mine, err := task.Mine(tx, r.Who)
	if err != nil {
		return nil, err
	}
	var list []task.Task
	for _, some := range [][]task.Task{mine.Overdue, mine.Soon, mine.Later, mine.Sent, mine.Paused} {
		list = append(list, some...)
	}
	return list, nil
}

func classOptions(r *web.Request, none string) []web.Option {
	options := []web.Option{{Text: none}}
	for _, c := range obstacle.Classes {
		options = append(options, web.Option{Value: string(c), Text: r.T(obstacle.ClassName[c])})
	}
	return options
}

// heldPosts are the posts that can be given something to do.
func heldPosts(tx *db.Tx, r *web.Request) ([]web.Option, error) {
	options := []web.Option{{Text: r.T("hãy chọn")}}
	posts, err := org.Posts(tx)
	for _, p := range posts {
		if p.Holder != "" && p.Role != org.Viewer && p.Role != org.Superior {
			options = append(options, web.Option{Value: string(p.ID), Text: p.Title + " · " + p.UnitName})
		}
	}
	return options, err
}

func happenings(r *web.Request, events []obstacle.Event, names map[string]string) []happening {
	var list []happening
	for _, e := range events {
		h := happening{At: e.At, By: e.Name, Head: r.T(names[e.Kind]), Says: e.Says}
		switch {
		case e.Name == "":
			h.By = r.T("Chương trình ghi tự động")
		case e.ForTitle != "":
			h.By = r.T("%s, thay %s", e.Name, e.ForTitle)
		}
		if name := obstacle.EventSays(e); name != "" {
			h.Says = r.T(name)
		}
		switch {
		case e.Ref != "":
			h.Link = web.Link{Name: e.Ref, URL: "/kien-nghi/" + e.Ref}
		case e.TaskRef != "":
			h.Link = web.Link{Name: e.TaskRef, URL: "/nhiem-vu/" + e.TaskRef}
		}
		list = append(list, h)
	}
	return list
}

// inObstacle does one step of an obstacle and shows it again where it fails. What
// the same person did a moment ago was a form that came twice.
func (p *Upward) inObstacle(w http.ResponseWriter, r *web.Request, kind, done string, step func(tx *db.Tx, ref string, version int64) error) error {
	version, _ := r.Int("lan")
	ref := vn.Line(r.PathValue("ref"))
	err := r.Update(func(tx *db.Tx) error { return step(tx, ref, version) })
	if fault.Is(err, fault.Conflict) {
		err = p.unlessTwice(r, ref, kind, err)
	}
	if err == nil {
		return r.Redirect(w, "/vuong-mac/"+ref, done)
	}
	page := newObstaclePage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "obstacle.html", page, fault.Rename(err, "power", "tham-quyen", "class", "loai", "tag", "nhan", "owner", "nguoi-xu-ly", "on", "han", "days", "so-ngay", "why", "ly-do",
		"solution", "ket-qua", "reason", "ly-do"))
}

// unlessTwice forgives a conflict with what the same form has just done.
func (p *Upward) unlessTwice(r *web.Request, ref, kind string, failed error) error {
	var done bool
	err := r.View(func(tx *db.Tx) (err error) {
		done, err = obstacle.JustDone(tx, r.Who, ref, kind)
		return err
	})
	switch {
	case err != nil:
		return err
	case done:
		return nil
	}
	return failed
}

func (p *Upward) decide(w http.ResponseWriter, r *web.Request) error {
	d := obstacle.Decision{Power: obstacle.Power(r.Value("tham-quyen")), Class: obstacle.Class(r.Value("loai")), Tag: r.Value("nhan"),
		Owner: db.ID(r.Value("nguoi-xu-ly")), Days: r.Value("so-ngay"), On: dayTyped(r, "han"), Why: r.Text("ly-do")}
	return p.inObstacle(w, r, "decided-"+string(d.Power), r.T("Đã xác định thẩm quyền."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Decide(tx, r.Who, ref, version, d)
	})
}

// dayTyped is a day of a form: "" where none was typed, and what is no day as it
// was typed, for the rule to refuse.
func dayTyped(r *web.Request, name string) vn.Day {
	if day, ok := r.Day(name); ok {
		return day
	}
	return vn.Day(r.Value(name))
}

func (p *Upward) solve(w http.ResponseWriter, r *web.Request) error {
	return p.inObstacle(w, r, "solved", r.T("Đã ghi kết quả xử lý. Người báo sẽ xác nhận."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Solve(tx, r.Who, ref, version, r.Text("ket-qua"))
	})
}

// confirm accepts or reopens, by the button that was pressed.
func (p *Upward) confirm(w http.ResponseWriter, r *web.Request) error {
	if r.Value("tra-loi") == "con-vuong" {
		return p.inObstacle(w, r, "reopened", r.T("Đã mở lại vướng mắc."), func(tx *db.Tx, ref string, version int64) error {
			return obstacle.Reopen(tx, r.Who, ref, version, r.Text("ly-do"))
		})
	}
	return p.inObstacle(w, r, "accepted", r.T("Đã xác nhận hết vướng."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Accept(tx, r.Who, ref, version)
	})
}

func (p *Upward) join(w http.ResponseWriter, r *web.Request) error {
	return p.inObstacle(w, r, "joined", r.T("Đã thêm nhiệm vụ."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Join(tx, r.Who, ref, version, r.Value("nhiem-vu"), r.Text("ly-do"))
	})
}

func (p *Upward) leave(w http.ResponseWriter, r *web.Request) error {
	return p.inObstacle(w, r, "left", r.T("Đã bỏ nhiệm vụ khỏi vướng mắc."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Leave(tx, r.Who, ref, version, r.Value("nhiem-vu"), r.Text("ly-do"))
	})
}
