package registry

import (
	"net/http"
	"strconv"

	"sauro/bulletin"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/standing"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var letterPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{
			{Pattern: "GET /van-ban/{id}", Act: org.Read, Handle: g.letter},
			{Pattern: "GET /noi-dung/{id}", Act: org.Read, Handle: g.clause},
			{Pattern: "POST /van-ban/{id}/thuc-hien", Act: org.BringIn, Handle: g.activate},
			{Pattern: "POST /van-ban/noi-dung/{id}/ly-do", Act: org.BringIn, Handle: g.noTask},
		}
	},
	Types: map[string]any{"letter.html": letterPage{}},
}

// clausesPerPage is how many clauses of a letter one page shows.
const clausesPerPage = 100

// letterPage is a letter as it was signed, each clause beside its tasks.
type letterPage struct {
	web.Page
	Letter   register.Letter
	Date     string
	Head     []headField
	Status   web.Status
	Bars     web.Bar
	Rows     []letterRow
	Clauses  int
	Tasks    int
	Late     int
	Drafts   int
	Open     []openClause // with neither task nor reason
	Old, New web.Link     // the letter this one amends, and the one that amends it
	Chart    web.Chart
	Pager    web.Pager
	Public   *publicView // of a letter in force
	MayBring bool
	MayPlan  bool
}

// openClause is a clause that nothing is done about yet.
type openClause struct {
	ID   db.ID
	Code string
	URL  string
}

// letterRow is a strip of the signed words and what became of them.
type letterRow struct {
	strip
	Group  *groupView
	Clause *clauseView
}

type groupView struct {
	Ordinal        int
	ID             db.ID
	Clauses, Tasks int
	Bars           web.Bar
}

type clauseView struct {
	register.Clause
	Figures  task.Figures
	Bars     web.Bar
	List     []standing.Line
	Hot      []standing.Line // late or waiting: they stand above the folded list
	New, Old web.Link        // the clause that replaces this one, and the one it replaces
}

// Bare reports whether nothing is done about the clause yet.
func (c *clauseView) Bare() bool { return c.isBare(c.Figures) }

func (c *clauseView) isBare(f task.Figures) bool {
	return f.Tasks+f.Drafts == 0 && c.NoTaskReason == "" && c.ReplacedBy == ""
}

func figureBars(f task.Figures) web.Bar {
	return web.Bar{Reported: int64(f.ReportedBP), Verified: int64(f.VerifiedBP)}
}

func (g *Registry) letter(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	p := &letterPage{}
	if err := p.load(r, id); err != nil {
		return err
	}
	return r.Render(w, "letter.html", p)
}

// clause leads to the place of a clause, whatever page of its letter it is on.
func (g *Registry) clause(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var c register.Clause
	if err := r.View(func(tx *db.Tx) error { c, err = register.ClauseByID(tx, r.Who, id); return err }); err != nil {
		return err
	}
	return r.Redirect(w, clauseURL(c.Letter, c.ID, c.Ordinal-1), "")
}

// clauseURL is the place of the clause that stands at an index, from 0, of a letter.
func clauseURL(letter, clause db.ID, index int) string {
	page := ""
	if n := index/clausesPerPage + 1; n > 1 {
		page = "?trang=" + strconv.Itoa(n)
	}
	return "/van-ban/" + string(letter) + page + "#nd-" + string(clause)
}

// letterData is what is read of a letter in one transaction.
type letterData struct {
	groups, old []register.Group
	names       map[db.ID]string // of all letters
	tasks       task.Letter
	public      bulletin.Standing
	history     []task.Month
}

func (p *letterPage) load(r *web.Request, id db.ID) error {
	var data letterData
	err := r.View(func(tx *db.Tx) (err error) {
		p.Letter, err = register.Load(tx, r.Who, id)
		if err == nil {
			err = data.read(tx, r.Who, p.Letter)
		}
		return err
	})
	if err != nil {
		return err
	}
	l := p.Letter
	p.Title = short(l.Head.Name(), 110)
	p.Crumbs = []web.Crumb{{Name: r.T("Văn bản cam kết"), URL: "/van-ban"}}
	p.Date, p.Status = headDay(l.Head.Date), letterStatus(r, l.State)
	p.MayBring = r.Who.Can(org.BringIn, org.Thing{})
	p.MayPlan = r.Who.Reach(org.Plan) != org.None
	p.Head = headFields(r, l.Head)[:7]
	p.Bars = figureBars(data.tasks.Figures)
	p.Tasks, p.Late, p.Drafts = data.tasks.Figures.Tasks, data.tasks.Late, data.tasks.Drafts
	if l.Amends != "" {
		p.Old = web.Link{Name: data.names[l.Amends], URL: "/van-ban/" + string(l.Amends)}
	}
	if l.AmendedBy != "" {
		p.New = web.Link{Name: data.names[l.AmendedBy], URL: "/van-ban/" + string(l.AmendedBy)}
	}
	if l.State == register.Active {
		p.Public = newPublicView(r, l.ID, data.public)
	}
	p.rows(r, data)
	p.chart(r, data.history)
	p.Letter.Body = ""
	return nil
}

func (data *letterData) read(tx *db.Tx, who org.Who, l register.Letter) (err error) {
	if data.groups, err = register.Groups(tx, who, l.ID); err != nil {
		return err
	}
	if data.tasks, err = task.OfLetter(tx, who, l.ID); err != nil {
		return err
	}
	if data.history, err = task.History(tx, who, l.ID); err != nil {
		return err
	}
	if data.public, err = bulletin.StandingOf(tx, who, l.ID); err != nil {
		return err
	}
	if l.Amends != "" {
		if data.old, err = register.Groups(tx, who, l.Amends); err != nil {
			return err
		}
	}
	letters, err := register.Letters(tx, who)
	data.names = map[db.ID]string{}
	for _, other := range letters {
		data.names[other.ID] = other.Head.Name()
	}
	return err
}

// rows lays the signed words of one page beside what became of them.
func (p *letterPage) rows(r *web.Request, data letterData) {
	body := p.Letter.Body
	figures := map[db.ID]task.Clause{}
	for _, c := range data.tasks.Clauses {
		figures[c.ID] = c
	}
	old := codesOf(data.old)
	type piece struct {
		group  *groupView
		clause *clauseView
	}
	var pieces []piece
	var spans [][2]int
	for _, g := range data.groups {
		p.Clauses += len(g.Clauses)
	}
	p.Pager = r.Pager(p.Clauses, clausesPerPage)
	lo, hi, index := 0, len(body), 0
	for _, g := range data.groups {
		for i, c := range g.Clauses {
			view := &clauseView{Clause: c}
			if view.isBare(figures[c.ID].Figures) && p.Letter.State != register.Active {
				p.Open = append(p.Open, openClause{c.ID, c.Code, clauseURL(p.Letter.ID, c.ID, index)})
			}
			index++
			if at := index - 1 - p.Pager.Offset(); at < 0 || at >= clausesPerPage {
				if at == clausesPerPage {
					hi = lineStart(body, startOf(g, i))
				}
				continue
			} else if at == 0 && index > 1 {
				lo = lineStart(body, startOf(g, i))
			}
			if i == 0 && g.From < g.To {
				f := data.tasks.Groups[g.ID]
				pieces = append(pieces, piece{group: &groupView{g.Ordinal, g.ID, len(g.Clauses), f.Tasks, figureBars(f)}})
				spans = append(spans, [2]int{g.From, g.To})
			}
			view.fill(r, figures[c.ID], data.names, p.Letter, old)
			pieces = append(pieces, piece{clause: view})
			spans = append(spans, [2]int{c.From, c.To})
		}
	}
	strips := cut(body, lo, hi, spans)
	if len(strips) == 0 || strips[0].Of >= 0 {
		strips = append([]strip{{Of: -1}}, strips...)
	}
	strips[0].letterhead(p.Letter.Head.Number == "", len(p.Letter.Head.Date) < len("2006-01-02"))
	for _, s := range strips {
		row := letterRow{strip: s}
		if s.Of >= 0 {
			row.Group, row.Clause = pieces[s.Of].group, pieces[s.Of].clause
		}
		p.Rows = append(p.Rows, row)
	}
}

// startOf is where a clause begins, with the heading of its group where it is the first.
func startOf(g register.Group, i int) int {
	if i == 0 && g.From < g.To {
		return min(g.From, g.Clauses[0].From)
	}
	return g.Clauses[i].From
}

func (c *clauseView) fill(r *web.Request, of task.Clause, names map[db.ID]string, l register.Letter, old map[db.ID]string) {
	c.Figures, c.Bars = of.Figures, figureBars(of.Figures)
	for _, line := range standing.Lines(r, of.Tasks) {
		if line.State == task.Cancelled {
			continue
		}
		c.List = append(c.List, line)
		if line.Status.Kind == "late" || line.Status.Kind == "wait" {
			c.Hot = append(c.Hot, line)
		}
	}
	if c.ReplacedBy != "" {
		c.New = web.Link{Name: names[c.ReplacedIn], URL: "/noi-dung/" + string(c.ReplacedBy)}
	}
	if c.Replaces != "" {
		c.Old = web.Link{Name: r.T("nội dung %s của %s", old[c.Replaces], names[l.Amends]), URL: "/noi-dung/" + string(c.Replaces)}
	}
}

func (p *letterPage) chart(r *web.Request, history []task.Month) {
	if len(history) < 2 {
		return
	}
	p.Chart = web.Chart{ID: "do-thi", Title: r.T("Tiến độ của văn bản theo tháng"),
		Desc: r.T("Đường đứt là kế hoạch, đường mảnh là kết quả báo cáo, đường đậm là kết quả đã kiểm chứng. Số liệu từng tháng ở bảng bên dưới.")}
	for _, m := range history {
		point := web.Point{Day: m.Day, Plan: int64(m.PlanBP), Reported: int64(m.ReportedBP), Verified: int64(m.VerifiedBP)}
		if m.Ahead {
			point.Reported, point.Verified = -1, -1
		}
		p.Chart.Points = append(p.Chart.Points, point)
	}
}

// Proposed reports whether the letter still waits for the clerk.
func (p *letterPage) Proposed() bool { return p.Letter.State == register.Proposed }

// Accepted reports whether the letter can be started.
func (p *letterPage) Accepted() bool { return p.Letter.State == register.Accepted }

// Dropped reports whether the reading was thrown away.
func (p *letterPage) Dropped() bool { return p.Letter.State == register.Dropped }

// OpenShown are the first of the open clauses, as many as a sentence can hold.
func (p *letterPage) OpenShown() []openClause { return p.Open[:min(len(p.Open), 24)] }

// OpenMore is how many more there are.
func (p *letterPage) OpenMore() int { return len(p.Open) - len(p.OpenShown()) }

func (g *Registry) activate(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	err = r.Update(func(tx *db.Tx) error {
		of, err := task.OfLetter(tx, r.Who, id)
		if err != nil {
			return err
		}
		tasked := map[db.ID]bool{}
		for _, c := range of.Clauses {
			tasked[c.ID] = c.Figures.Tasks+c.Drafts > 0
		}
		return register.Activate(tx, r.Who, id, tasked)
	})
	if err == nil {
		return r.Redirect(w, "/van-ban/"+string(id), r.T("Đã đưa văn bản vào thực hiện."))
	}
	return g.letterAgain(w, r, id, err)
}

func (g *Registry) noTask(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var c register.Clause
	reason := vn.Line(r.Text("ly-do"))
	if r.Value("viec") == "bo" {
		reason = ""
	}
	err = r.Update(func(tx *db.Tx) (err error) {
		if c, err = register.ClauseByID(tx, r.Who, id); err != nil {
			return err
		}
		return register.NoTask(tx, r.Who, id, reason)
	})
	switch {
	case c.ID == "":
		return err
	case err != nil:
		return g.letterAgain(w, r, c.Letter, fault.Rename(err, "reason", "ly-do"))
	case reason == "":
		return r.Redirect(w, clauseURL(c.Letter, c.ID, c.Ordinal-1), r.T("Đã bỏ lý do của nội dung %s.", c.Code))
	}
	return r.Redirect(w, clauseURL(c.Letter, c.ID, c.Ordinal-1), r.T("Đã ghi lý do của nội dung %s.", c.Code))
}

// letterAgain shows the letter with the form that failed.
func (g *Registry) letterAgain(w http.ResponseWriter, r *web.Request, id db.ID, failed error) error {
	p := &letterPage{}
	if err := p.load(r, id); err != nil {
		return err
	}
	return r.Again(w, "letter.html", p, failed)
}
