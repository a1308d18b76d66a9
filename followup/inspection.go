package followup

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/org"
	"sauro/vn"
	"sauro/web"
)

const inspectionHome = "/kiem-tra"

var inspectionPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET " + inspectionHome, Act: org.Read, Handle: p.inspections},
			{Pattern: "GET /kiem-tra/ke-hoach", Act: org.Inspect, Handle: p.newPlan},
			{Pattern: "POST /kiem-tra/ke-hoach", Act: org.Inspect, Handle: p.makePlan},
			{Pattern: "GET /kiem-tra/ke-hoach/{ref}", Act: org.Read, Handle: p.plan},
			{Pattern: "GET /kiem-tra/ke-hoach/{ref}/tep/{form}", Act: org.Read, Pace: web.Heavy, Handle: p.planFile},
			{Pattern: "POST /kiem-tra/ke-hoach/{ref}/dong", Act: org.Inspect, Handle: p.addLine},
			{Pattern: "POST /kiem-tra/ke-hoach/{ref}/bo-dong", Act: org.Inspect, Handle: p.dropLine},
			{Pattern: "POST /kiem-tra/ke-hoach/{ref}/ban-hanh", Act: org.Inspect, Handle: p.issuePlan},
			{Pattern: "GET /kiem-tra/moi", Act: org.Inspect, Handle: p.newInspection},
			{Pattern: "POST /kiem-tra/moi", Act: org.Inspect, Handle: p.beginInspection},
			{Pattern: "GET /kiem-tra/{ref}", Act: org.Read, Handle: p.inspection},
			{Pattern: "GET /kiem-tra/{ref}/bien-ban/{form}", Act: org.Read, Pace: web.Heavy, Handle: p.minutesFile},
			{Pattern: "GET /kiem-tra/{ref}/ket-luan/{form}", Act: org.Read, Pace: web.Heavy, Handle: p.conclusionFile},
			{Pattern: "POST /kiem-tra/{ref}/doan", Act: org.Inspect, Handle: p.recompose},
			{Pattern: "POST /kiem-tra/{ref}/huy", Act: org.Inspect, Handle: p.cancelInspection},
			{Pattern: "POST /kiem-tra/{ref}/bien-ban", Act: org.Read, Handle: p.writeMinutes},
			{Pattern: "POST /kiem-tra/{ref}/phat-hien", Act: org.Read, Handle: p.find},
			{Pattern: "POST /kiem-tra/{ref}/bo-phat-hien", Act: org.Read, Handle: p.dropFinding},
			{Pattern: "POST /kiem-tra/{ref}/ky-doan", Act: org.Read, Handle: p.signTeam},
			{Pattern: "POST /kiem-tra/{ref}/ky-don-vi", Act: org.Read, Handle: p.signUnit},
			{Pattern: "POST /kiem-tra/{ref}/khong-ky", Act: org.Read, Handle: p.unsign},
			{Pattern: "POST /kiem-tra/{ref}/ket-luan", Act: org.Inspect, Handle: p.conclude},
			{Pattern: "POST /kiem-tra/{ref}/khac-phuc", Act: org.Inspect, Handle: p.remedy},
			{Pattern: "POST /kiem-tra/{ref}/kiem-tra-lai", Act: org.Read, Handle: p.lookAgain},
		}
	},
	Types: map[string]any{"inspection.html": inspectionsPage{}, "inspectionplan.html": planPage{}, "inspectionplannew.html": planNewPage{},
		"inspectionnew.html": inspectionNewPage{}, "inspectioncase.html": inspectionPage{}},
}

// inspectionsPage is all of inspecting at a glance.
type inspectionsPage struct {
	web.Page
	Mine     []dueThing // what the person has to do
	Plans    []inspection.Plan
	List     []inspectionLine
	Findings []findingLine
	Shares   []shareLine
	Untrue   []inspection.Item
	From, To vn.Day
	Period   string
	Periods  []web.Option
	Draws    int
}

// dueThing is one thing for the person to do.
type dueThing struct {
	calendar.Item
	Late int // working days
}

type inspectionLine struct {
	inspection.Inspection
	Status web.Status
}

type findingLine struct {
	inspection.Finding
	Status   web.Status
	KindText string
	Late     int // working days
}

// AccountOf is the page that explains the last day of an attempt, "" where a day
// was chosen.
func (f findingLine) AccountOf(round inspection.Round) string {
	return accountOf(round.DueFrom, round.DueRule)
}

// Account is AccountOf of the attempt that counts.
func (f findingLine) Account() string {
	last := f.Last()
	return accountOf(last.DueFrom, last.DueRule)
}

// accountOf is the page that explains a last day counted by words, "" where it
// was chosen.
func accountOf(from vn.Day, rule string) string {
	if rule == "" {
		return ""
	}
	return calendar.Item{From: from, Rule: rule}.Account()
}

type shareLine struct {
	inspection.Share
	Text string // "" where nothing was checked
}

func (p *Followup) inspections(w http.ResponseWriter, r *web.Request) error {
	page := &inspectionsPage{Page: web.Page{Title: r.T("Kiểm tra")}}
	return r.Show(w, "inspection.html", page, page.load(r))
}

// periodOf is a period as the address names it, 2026 or 2026-Q1, this year where
// it names none, and the periods to choose from.
func periodOf(r *web.Request, today vn.Day) (key string, from, to vn.Day, choices []web.Option) {
	for y := today.Year(); y >= today.Year()-2; y-- {
		choices = append(choices, web.Option{Value: fmt.Sprint(y), Text: r.T("năm %s", fmt.Sprint(y))})
		for q := 4; q >= 1; q-- {
			choices = append(choices, web.Option{Value: fmt.Sprintf("%d-Q%d", y, q), Text: r.T("quý %s/%s", [5]string{"", "I", "II", "III", "IV"}[q], fmt.Sprint(y))})
		}
	}
	year, quarter := today.Year(), 0
	if n, _ := fmt.Sscanf(r.Value("ky"), "%d-Q%d", &year, &quarter); n == 0 || year < 2000 || year > 2999 || quarter < 0 || quarter > 4 {
		year, quarter = today.Year(), 0
	}
	from, to = vn.Day(fmt.Sprintf("%d-01-01", year)), vn.Day(fmt.Sprintf("%d-12-31", year))
	key = fmt.Sprint(year)
	if quarter > 0 {
		from = vn.Day(fmt.Sprintf("%d-%02d-01", year, quarter*3-2))
		to, key = from.EndOfQuarter(), fmt.Sprintf("%d-Q%d", year, quarter)
	}
	return key, from, to, choices
}

func (p *inspectionsPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		days, err := calendar.Of(tx)
		if err != nil {
			return err
		}
		today := vn.Today(tx.Now)
		p.Period, p.From, p.To, p.Periods = periodOf(r, today)
		if p.Plans, err = inspection.Plans(tx, r.Who); err != nil {
			return err
		}
		list, err := inspection.List(tx, r.Who)
		if err != nil {
			return err
		}
		for _, i := range list {
			p.List = append(p.List, inspectionLine{i, inspectionStatus(r, i, today)})
		}
		open, err := inspection.OpenFindings(tx, r.Who)
		if err != nil {
			return err
		}
		for _, f := range open {
			p.Findings = append(p.Findings, lineOfFinding(r, f, days, today))
		}
		items, err := inspection.Items(tx, "")
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.Post != "" && r.Who.Works(i.Post) && i.Kind != "finding" {
				p.Mine = append(p.Mine, dueThing{i, lateBy(days, i.Due, today)})
			}
		}
		p.Mine = append(p.Mine, p.toSign(r)...)
		shares, untrue, err := inspection.Shares(tx, r.Who, p.From, p.To)
		if err != nil {
			return err
		}
		p.Untrue = untrue
		for _, s := range shares {
			l := shareLine{Share: s}
			if bp, ok := s.BP(); ok {
				l.Text = vn.Percent(bp)
			}
			p.Shares = append(p.Shares, l)
		}
		draws, err := inspection.Draws(tx, r.Who)
		p.Draws = len(draws)
		return err
	}
}

// toSign is the minutes and conclusions that wait for the person.
func (p *inspectionsPage) toSign(r *web.Request) (list []dueThing) {
	for _, i := range p.List {
		if i.State == inspection.Signed && inspection.MayConclude(r.Who) {
			list = append(list, dueThing{Item: calendar.Item{Ref: i.Ref, Title: i.Subject, Link: inspectionHome + "/" + i.Ref + "#ket-luan", Does: fault.Text{Format: "Ghi kết luận"}}})
		}
	}
	return list
}

func lateBy(days *vn.Calendar, due, today vn.Day) int {
	if due == "" || days.LastInTime(due) >= today {
		return 0
	}
	return days.Between(days.LastInTime(due), today)
}

// inspectionStatus is the one word that matters about an inspection.
func inspectionStatus(r *web.Request, i inspection.Inspection, today vn.Day) web.Status {
	switch {
	case i.State == inspection.Open && i.Frozen():
		return web.Status{Kind: "wait", Text: r.T("chờ ký biên bản")}
	case i.State == inspection.Open && i.From > today:
		return web.Status{Kind: "soon", Text: r.T("sắp kiểm tra")}
	case i.State == inspection.Open:
		return web.Status{Kind: "run", Text: r.T(inspection.StateName[i.State])}
	case i.State == inspection.Signed:
		return web.Status{Kind: "wait", Text: r.T(inspection.StateName[i.State])}
	case i.State == inspection.Cancelled:
		return web.Status{Kind: "stop", Text: r.T(inspection.StateName[i.State])}
	}
	return web.Status{Kind: "ver", Text: r.T(inspection.StateName[i.State])}
}

func lineOfFinding(r *web.Request, f inspection.Finding, days *vn.Calendar, today vn.Day) findingLine {
	l := findingLine{Finding: f, KindText: r.T(inspection.FindingKindName[f.Kind])}
	kind := map[inspection.FindingState]string{inspection.Unconcluded: "unk", inspection.Untasked: "wait", inspection.Drafted: "wait", inspection.Mending: "run", inspection.ToLook: "rep", inspection.Mended: "ver"}[f.State()]
	l.Status = web.Status{Kind: kind, Text: r.T(inspection.FindingStateName[f.State()])}
	if s := f.State(); s == inspection.Untasked || s == inspection.Drafted || s == inspection.Mending {
		l.Late = lateBy(days, f.Last().DueOn, today)
	}
	return l
}

// sendPaper sends an official paper that write makes.
func sendPaper(w http.ResponseWriter, r *web.Request, name string, at time.Time, write func(file *bytes.Buffer, form inspection.Form) error) error {
	form := inspection.Form(r.PathValue("form"))
	var file bytes.Buffer
	if err := write(&file, form); err != nil {
		return err
	}
	return web.AttachmentOf(w, r, name+"."+string(form), form.MediaType(), at, file.Bytes())
}

// postOptions are the posts to choose from, without who only looks on, behind the
// choice of none; held leaves out those that are vacant.
func postOptions(r *web.Request, posts []org.Post, held bool) []web.Option {
	list := []web.Option{{Text: r.T("hãy chọn")}}
	for _, p := range posts {
		if p.Role == org.Viewer || p.Role == org.Superior || held && p.Holder == "" {
			continue
		}
		text := p.Title + " · " + p.UnitName
		if p.HolderName != "" {
			text = p.HolderName + " · " + text
		}
		list = append(list, web.Option{Value: string(p.ID), Text: text})
	}
	return list
}

func unitOptions(r *web.Request, tx *db.Tx) ([]web.Option, error) {
	units, err := org.Units(tx)
	list := []web.Option{{Text: r.T("hãy chọn")}}
	for _, u := range units {
		list = append(list, web.Option{Value: string(u.ID), Text: u.Name})
	}
	return list, err
}

// clauseOptions are the clauses in force, each value with what stands before it.
func clauseOptions(r *web.Request, tx *db.Tx, before string) ([]web.Option, error) {
	clauses, err := inspection.Clauses(tx, r.Who)
	var list []web.Option
	for _, c := range clauses {
		text := []rune(c.Text)
		if len(text) > 80 {
			text = append(text[:80], '…')
		}
		list = append(list, web.Option{Value: before + string(c.ID), Text: r.T("Nội dung %s", c.Code) + ": " + string(text)})
	}
	return list, err
}

// dayOfForm is a day from the form; what is typed and is no day stays wrong.
func dayOfForm(r *web.Request, name string) vn.Day {
	if d, ok := r.Day(name); ok {
		return d
	}
	if r.Value(name) != "" {
		return "?"
	}
	return ""
}

// daysOfForm is a number of days from the form; what is typed and is none stays wrong.
func daysOfForm(r *web.Request, name string) int64 {
	n, ok := r.Int(name)
	if !ok && r.Value(name) != "" {
		return -1
	}
	return n
}
