package registry

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/report"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var reportPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{
			{Pattern: "GET /bao-cao/xem", Act: org.Read, Pace: web.Heavy, Handle: g.preview},
			{Pattern: "GET /bao-cao/{ref}", Act: org.Read, Handle: g.frozenReport},
			{Pattern: "GET /bao-cao/{ref}/{form}", Act: org.Read, Pace: web.Heavy, Handle: g.reportFile},
			{Pattern: "GET /van-ban/{id}/cam-ket.docx", Act: org.Read, Pace: web.Heavy, Handle: g.letterFile(report.DOCX)},
			{Pattern: "GET /van-ban/{id}/cam-ket.pdf", Act: org.Read, Pace: web.Heavy, Handle: g.letterFile(report.PDF)},
		}
	},
	Types: map[string]any{"report.html": reportPage{}},
}

// tasksPerReport is how many tasks one page of a report's figures lists.
const tasksPerReport = 25

// reportPage is the figures of a report: before it is frozen to be checked,
// afterwards as they were frozen.
type reportPage struct {
	web.Page
	Figures report.Figures
	Ref     string // "" before it is frozen
	Hash    string
	MadeAt  string
	MadeBy  string
	To      string // the addressees as they were typed
	Totals  []total
	Groups  []reportGroup
	Show    string // which tasks are listed
	Group   string // of which group, "" of all
	Shown   string // both in words
	List    []reportLine
	Bare    []report.Clause // the clauses without a task, where those are listed
	Now     string          // the same list as it is today
	Said    []reportLine    // obstacles
	Pager   web.Pager
	MayMake bool
}

// total is one figure with the list behind it.
type total struct {
	Name string
	N    int
	URL  string
}

type reportGroup struct {
	report.Group
	Title   string
	URL     string
	LateURL string
	Bars    web.Bar
}

// reportLine is a task as it stood, with the code of its clause.
type reportLine struct {
	report.Task
	Code   string
	Status web.Status
	Bar    web.Bar
}

// InTable is the bar for a cell of a table.
func (l reportLine) InTable() web.Bar { return l.Bar.InTable() }

// KindSlug is the kind as the form sends it.
func (p *reportPage) KindSlug() string { return kindSlug[p.Figures.Order.Kind] }

// KindName is the kind in words.
func (p *reportPage) KindName() string { return report.KindName[p.Figures.Order.Kind] }

// Letter is the letter as people speak of it.
func (p *reportPage) Letter() string {
	l := p.Figures.Letter
	return short(register.Head{Kind: l.Kind, Number: l.Number, Subject: l.Subject}.Name(), 110)
}

// Bars are the two percentages of the whole letter.
func (p *reportPage) Bars() web.Bar { return barOfTotals(p.Figures.Totals) }

func barOfTotals(t report.Totals) web.Bar {
	return web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}
}

// shownName says which tasks a list holds.
var shownName = map[string]string{
	"": "Mọi nhiệm vụ", "late": "Quá hạn", "done": "Hoàn thành", "waiting": "Chờ nghiệm thu", "doing": "Đang thực hiện",
	"none": "Chưa thực hiện", "paused": "Tạm dừng", "bare": "Nội dung chưa giao nhiệm vụ",
}

// showing reports whether the list named shows a task.
func showing(show string, t report.Task) bool {
	switch show {
	case "":
		return true
	case "late":
		return t.Late()
	case "done":
		return t.State == task.Done
	case "waiting":
		return t.State == task.Waiting
	case "paused":
		return t.State == task.Paused
	case "none":
		return t.State == task.Issued || t.State == task.Received
	case "doing":
		return t.State == task.Doing || t.State == task.Returned
	}
	return false
}

// fill lays the figures out for the page at an address.
func (p *reportPage) fill(r *web.Request, path string, q url.Values) {
	f := p.Figures
	p.Crumbs = []web.Crumb{{Name: r.T("Báo cáo"), URL: "/bao-cao"}}
	p.Show, p.Group = r.Value("loc"), r.Value("nhom")
	if shownName[p.Show] == "" {
		p.Show = ""
	}
	link := func(show, group string) string {
		to := url.Values{}
		for k, v := range q {
			to[k] = v
		}
		for name, value := range map[string]string{"loc": show, "nhom": group} {
			if value != "" {
				to.Set(name, value)
			}
		}
		return path + "?" + to.Encode() + "#danh-sach"
	}
	for _, line := range []struct {
		show string
		n    int
	}{{"late", f.Late}, {"done", f.Done}, {"waiting", f.Waiting}, {"doing", f.Doing}, {"none", f.NotBegun}, {"paused", f.Paused}, {"bare", f.Bare}} {
		p.Totals = append(p.Totals, total{r.T(shownName[line.show]), line.n, link(line.show, "")})
	}
	for _, g := range f.Groups {
		at := strconv.Itoa(g.Ordinal)
		p.Groups = append(p.Groups, reportGroup{Group: g, Title: register.Short(g.Text), URL: link("", at), LateURL: link("late", at),
			Bars: barOfTotals(g.Totals).InTable()})
		if p.Group != "" && p.Group != at {
			continue
		}
		for _, c := range g.Clauses {
			if p.Show == "bare" && len(c.Tasks) == 0 && c.NoReason == "" && c.ReplacedIn == "" {
				p.Bare = append(p.Bare, c)
			}
			for _, t := range c.Tasks {
				if showing(p.Show, t) {
					p.List = append(p.List, reportLine{t, c.Code, stood(r, t), barOfFigures(t)})
				}
			}
		}
	}
	for _, g := range f.Groups {
		for _, c := range g.Clauses {
			for _, t := range c.Tasks {
				if t.Obstacle != "" {
					p.Said = append(p.Said, reportLine{Task: t, Code: c.Code})
				}
			}
		}
	}
	p.Shown = r.T(shownName[p.Show])
	if p.Group != "" {
		p.Shown = r.T("%s, nhóm %s", p.Shown, p.Group)
	}
	now := url.Values{"van-ban": {string(f.Order.Letter)}}
	if p.Group != "" {
		now.Set("nhom", p.Group)
	}
	switch p.Show {
	case "late", "done", "waiting", "doing", "none":
		now.Set("tinh-trang", p.Show)
	case "paused":
		now.Set("tinh-trang", strings.Join(vn.Words(task.StateName[task.Paused]), "-"))
	}
	if p.Show != "bare" {
		p.Now = "/nhiem-vu?" + now.Encode()
	}
	p.Pager = r.Pager(len(p.List), tasksPerReport)
	p.List = p.List[min(p.Pager.Offset(), len(p.List)):min(p.Pager.Offset()+tasksPerReport, len(p.List))]
}

// stood is the one word that matters about a task as it stood.
func stood(r *web.Request, t report.Task) web.Status {
	switch {
	case t.State == task.Done && t.DaysLate > 0:
		return web.Status{Kind: "ver", Text: r.T("Hoàn thành, trễ %d ngày", t.DaysLate)}
	case t.State == task.Done:
		return web.Status{Kind: "ver", Text: r.T(task.StatusName[t.Status])}
	case t.State == task.Waiting:
		return web.Status{Kind: "wait", Text: r.T("Chờ nghiệm thu")}
	case t.State == task.Paused:
		return web.Status{Kind: "stop", Text: r.T("Tạm dừng")}
	case t.Late():
		return web.Status{Kind: "late", Text: r.T("Quá hạn %d ngày", t.DaysLate)}
	case t.State == task.Returned:
		return web.Status{Kind: "back", Text: r.T("Trả lại")}
	case t.Status == task.Maintained:
		return web.Status{Kind: "cyc", Text: r.T(task.StatusName[t.Status])}
	}
	return web.Status{Kind: "run", Text: r.T(task.StatusName[t.Status])}
}

func barOfFigures(t report.Task) web.Bar {
	b := web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}
	if t.Parts == 0 && t.Every == "" && t.Measure != task.Percent && t.Target > 0 {
		of := vn.Thousands(t.Target)
		b.ReportedText, b.VerifiedText = vn.Thousands(t.Reported)+"/"+of, vn.Thousands(t.Verified)+"/"+of
	}
	return b
}

// preview shows the figures of a report before it is frozen.
func (g *Registry) preview(w http.ResponseWriter, r *web.Request) error {
	order, err := orderOf(r)
	p := &reportPage{To: r.Text("noi-gui"), MayMake: r.Who.Can(org.MakeReport, org.Thing{})}
	if err == nil {
		err = r.View(func(tx *db.Tx) error { p.Figures, err = report.Of(tx, r.Who, order); return err })
	}
	if err != nil {
		return g.reportsAgain(w, r, err)
	}
	p.Title = r.T("Xem số liệu trước khi chốt")
	p.fill(r, "/bao-cao/xem", asked(p.Figures.Order, p.To))
	return r.Render(w, "report.html", p)
}

func (g *Registry) frozenReport(w http.ResponseWriter, r *web.Request) error {
	p := &reportPage{}
	made, err := g.loadReport(r)
	if err != nil {
		return err
	}
	p.Figures, p.Ref, p.Hash, p.MadeBy = made.Figures, made.Ref, made.Hash, made.MadeBy
	p.MadeAt = made.MadeAt.In(vn.Office).Format("02/01/2006, 15:04")
	p.Title = r.T("Báo cáo %s", made.Ref)
	p.fill(r, "/bao-cao/"+made.Ref, nil)
	return r.Render(w, "report.html", p)
}

func (g *Registry) loadReport(r *web.Request) (made report.Report, err error) {
	err = r.View(func(tx *db.Tx) error { made, err = report.Load(tx, r.Who, r.PathValue("ref")); return err })
	return made, err
}

// reportFile sends a frozen report in a form.
func (g *Registry) reportFile(w http.ResponseWriter, r *web.Request) error {
	form := report.Form(r.PathValue("form"))
	made, err := g.loadReport(r)
	if err != nil {
		return err
	}
	made.Site = g.URL
	var file bytes.Buffer
	if err := report.Write(&file, made, form); err != nil {
		return err
	}
	return web.AttachmentOf(w, r, made.FileName(form), form.MediaType(), made.MadeAt, file.Bytes())
}

// letterFile sends the commitment letter as the register has it.
func (g *Registry) letterFile(form report.Form) func(http.ResponseWriter, *web.Request) error {
	return func(w http.ResponseWriter, r *web.Request) error {
		id, err := r.IDOf("id")
		if err != nil {
			return err
		}
		var l register.Letter
		var groups []register.Group
		err = r.View(func(tx *db.Tx) error {
			if l, err = register.Load(tx, r.Who, id); err == nil {
				groups, err = register.Groups(tx, r.Who, id)
			}
			return err
		})
		if err != nil {
			return err
		}
		if l.Accepted.IsZero() {
			return fault.New(fault.Unknown, "Văn bản này chưa được xác nhận nên chưa có bản in lại. Hãy tải tệp gốc.")
		}
		var file bytes.Buffer
		if err := report.WriteLetter(&file, l, groups, form); err != nil {
			return err
		}
		name := "cam-ket"
		if l.Head.Number != "" {
			name += "-" + strings.ReplaceAll(l.Head.Number, "/", "-")
		}
		return web.AttachmentOf(w, r, name+"."+string(form), form.MediaType(), l.Accepted, file.Bytes())
	}
}
