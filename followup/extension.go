package followup

import (
	"net/http"
	"strconv"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
	"sauro/web"
)

var extensionPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /gia-han", Act: org.Read, Handle: p.extensions},
			{Pattern: "GET /gia-han/{ref}", Act: org.Read, Handle: p.extension},
			{Pattern: "POST /gia-han/{ref}/dong-y", Act: org.Accept, Handle: p.decideExtension(true)},
			{Pattern: "POST /gia-han/{ref}/khong", Act: org.Accept, Handle: p.decideExtension(false)},
			{Pattern: "GET /nhiem-vu/{ref}/gia-han", Act: org.Read, Handle: p.askingExtension},
			{Pattern: "POST /nhiem-vu/{ref}/gia-han", Act: org.Report, Handle: p.askExtension(urging.AskExtension, "")},
			{Pattern: "POST /nhiem-vu/{ref}/gia-han/quyet-dinh", Act: org.Accept, Handle: p.askExtension(urging.Prolong, "quyet-dinh")},
		}
	},
	Types: map[string]any{"extensions.html": extensionsPage{}, "extension.html": extensionPage{}, "extensionask.html": askExtensionPage{}},
}

// extensionLine is an extension in a list.
type extensionLine struct {
	urging.Extension
	Status web.Status
	Out    string // out of which period the day was moved
}

// outName says out of which period a day was moved.
var outName = map[urging.Period]string{urging.OutQuarter: "đẩy ra ngoài quý", urging.OutYear: "đẩy ra ngoài năm"}

func extensionLineOf(r *web.Request, e urging.Extension) extensionLine {
	l := extensionLine{Extension: e}
	if out := e.Beyond(); out != urging.InPeriod {
		l.Out = r.T(outName[out])
	}
	kind := map[urging.State]string{urging.Asked: "wait", urging.Granted: "ver", urging.Refused: "back"}[e.State]
	l.Status = web.Status{Kind: kind, Text: r.T(urging.ExtensionStateName[e.State])}
	if e.State == urging.Asked && e.DaysLate > 0 {
		l.Status = web.Status{Kind: "late", Text: r.T("chưa quyết định, quá %d ngày", e.DaysLate)}
	}
	return l
}

// extensionsPage lists what waits for the person's decision, all extensions, and
// how many tasks each unit moved out of their period.
type extensionsPage struct {
	web.Page
	Mine, All []extensionLine
	Pager     web.Pager
	Year      int
	Pushed    []urging.Pushed
}

// Before and After are the years beside.
func (p *extensionsPage) Before() string { return strconv.Itoa(p.Year - 1) }

// After is the year after.
func (p *extensionsPage) After() string { return strconv.Itoa(p.Year + 1) }

// YearText is the year without a separator.
func (p *extensionsPage) YearText() string { return strconv.Itoa(p.Year) }

func (p *Followup) extensions(w http.ResponseWriter, r *web.Request) error {
	page := &extensionsPage{Page: web.Page{Title: r.T("Gia hạn")}, Year: r.Today().Year()}
	if n, ok := r.Int("nam"); ok && n >= 2000 && n < 2100 {
		page.Year = int(n)
	}
	return r.Show(w, "extensions.html", page, func(tx *db.Tx) error {
		mine, err := urging.ToDecide(tx, r.Who)
		if err != nil {
			return err
		}
		all, n, err := urging.Extensions(tx, r.Who, r.Pager(1<<30, explainedPerPage).Offset(), explainedPerPage)
		if err != nil {
			return err
		}
		page.Pager = r.Pager(n, explainedPerPage)
		for _, e := range mine {
			page.Mine = append(page.Mine, extensionLineOf(r, e))
		}
		for _, e := range all {
			page.All = append(page.All, extensionLineOf(r, e))
		}
		page.Pushed, err = urging.PushedOut(tx, r.Who, page.Year)
		return err
	})
}

// extensionPage is one request for a later day and what was decided.
type extensionPage struct {
	web.Page
	E       extensionLine
	Cycle   fault.Text
	Account string
	Decides bool
}

func (p *extensionPage) load(tx *db.Tx, r *web.Request) error {
	e, err := urging.ExtensionByRef(tx, r.Who, r.PathValue("ref"))
	if err != nil {
		return err
	}
	p.E, p.Decides = extensionLineOf(r, e), e.Decides(r.Who)
	if e.Cycle != "" {
		p.Cycle = task.CycleText(e.Cycle)
	}
	p.Title = r.T("Gia hạn %s", e.Ref)
	p.Account = calendar.Item{From: e.From, Rule: e.Rule, Due: e.Due}.Account()
	return nil
}

func newExtensionPage(r *web.Request) *extensionPage {
	return &extensionPage{Page: web.Page{Title: r.T("Gia hạn"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Gia hạn"), URL: "/gia-han"}}}}
}

func (p *Followup) extension(w http.ResponseWriter, r *web.Request) error {
	page := newExtensionPage(r)
	return r.Show(w, "extension.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *Followup) decideExtension(grant bool) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		ref := r.PathValue("ref")
		version, _ := r.Int("lan")
		d := urging.Decision{Grant: grant, Reason: r.Value("ly-do")}
		if grant {
			d.Until = formDay(r, "ngay")
		}
		err := r.Update(func(tx *db.Tx) error { return urging.Decide(tx, r.Who, ref, version, d) })
		if err == nil {
			return r.Redirect(w, "/gia-han/"+ref, r.T("Đã quyết định. Người xin gia hạn đã được báo."))
		}
		page := newExtensionPage(r)
		if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
			return err
		}
		return r.Again(w, "extension.html", page, fault.Rename(err, "day", "ngay", "until", "ngay", "reason", "ly-do"))
	}
}

// askExtensionPage asks for a later day, or decides on one unasked.
type askExtensionPage struct {
	web.Page
	Task     task.Task
	Decision bool // the person decides for the task
}

// TaskPath is the page of the task.
func (p *askExtensionPage) TaskPath() string { return "/nhiem-vu/" + p.Task.Ref }

// Action is where the form goes.
func (p *askExtensionPage) Action() string {
	if p.Decision {
		return p.TaskPath() + "/gia-han/quyet-dinh"
	}
	return p.TaskPath() + "/gia-han"
}

func (p *askExtensionPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.Task, err = task.Get(tx, r.Who, r.PathValue("ref")); err != nil {
		return err
	}
	t := p.Task
	p.Crumbs = []web.Crumb{{Name: r.T("Nhiệm vụ"), URL: "/nhiem-vu"}, {Name: t.Ref, URL: p.TaskPath()}}
	accepts := t.Thing()
	accepts.Decider = t.Decider
	p.Decision = p.Decision || !r.Who.Can(org.Report, t.Thing())
	if p.Title = r.T("Xin gia hạn"); p.Decision {
		p.Title = r.T("Quyết định gia hạn")
		return r.Who.May(org.Accept, accepts)
	}
	return nil
}

func newAskExtensionPage(decision bool) *askExtensionPage {
	return &askExtensionPage{Page: web.Page{Narrow: true}, Decision: decision}
}

func (p *Followup) askingExtension(w http.ResponseWriter, r *web.Request) error {
	page := newAskExtensionPage(r.Has("quyet-dinh"))
	return r.Show(w, "extensionask.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

// askExtension asks for a later day or decides on one unasked.
func (p *Followup) askExtension(do func(*db.Tx, org.Who, db.ID, string, vn.Day, string) (string, error), decision string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		once, err := r.OnceID()
		ref := ""
		if err == nil {
			err = r.Update(func(tx *db.Tx) (err error) {
				ref, err = do(tx, r.Who, once, r.PathValue("ref"), formDay(r, "ngay"), r.Value("ly-do"))
				return err
			})
		}
		if err == nil {
			return r.Redirect(w, "/gia-han/"+ref, r.T("Đã ghi %s.", ref))
		}
		if fault.Is(err, fault.Denied) {
			return err
		}
		page := newAskExtensionPage(decision != "")
		if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
			return err
		}
		return r.Again(w, "extensionask.html", page, fault.Rename(err, "day", "ngay", "until", "ngay", "reason", "ly-do"))
	}
}
