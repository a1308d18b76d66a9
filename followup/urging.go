package followup

import (
	"net/http"
	"net/url"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/urging"
	"sauro/web"
)

var urgingPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /don-doc", Act: org.Read, Handle: p.urging},
			{Pattern: "GET /don-doc/cong-van", Act: org.Read, Handle: p.urgingBook},
			{Pattern: "POST /don-doc/cong-van", Act: org.Urge, Handle: p.compose},
		}
	},
	Types: map[string]any{"urging.html": urgingPage{}, "urgingbook.html": urgingBookPage{}},
}

// urgingPage is what is late, at which step each task is, and the letters that
// have to go out or wait for an answer.
type urgingPage struct {
	web.Page
	Late    []lateLine
	Steps   []lateStep
	Units   []web.Option
	Unit    string
	All     bool // every box is ticked
	Some    bool // at least one box is there
	Ways    []web.Option
	Drafts  []urging.Letter
	Waiting []letterLine
	Pager   web.Pager
}

// lateLine is one late task.
type lateLine struct {
	task.Task
	Open       urging.Pressed
	Days       web.Status
	Reached    string // the step of the ladder by the days that have passed
	May        bool   // the person may ask for an explanation and urge by letter
	Letterly   web.Status
	Explaining web.Status
}

// lateStep is how many tasks are at a step of the ladder.
type lateStep struct {
	Name string
	N    int
}

// stepName are the steps of the ladder after the last day: who is told from how
// many working days on (PEERS.md, D3).
var stepName = []string{"T+1: người đứng đầu đơn vị", "T+3: Chủ tịch", "T+5: cấp trên"}

// stepOf is the step that a task has come to after days late.
func stepOf(days int) int {
	switch {
	case days >= 5:
		return 2
	case days >= 3:
		return 1
	}
	return 0
}

// latePerPage is how many late tasks one page lists.
const latePerPage = 50

func (p *urgingPage) load(tx *db.Tx, r *web.Request) error {
	late, err := task.LateOnes(tx, r.Who)
	if err != nil {
		return err
	}
	pressed, err := urging.PressedOf(tx, r.Who)
	if err != nil {
		return err
	}
	p.Unit, p.All = r.Value("don-vi"), r.Value("chon") == "tat-ca"
	known := map[db.ID]bool{}
	p.Units = []web.Option{{Text: r.T("mọi đơn vị")}}
	counts := make([]int, len(stepName))
	var list []task.Task
	for _, t := range late {
		if !known[t.AccountableUnit] {
			known[t.AccountableUnit] = true
			p.Units = append(p.Units, web.Option{Value: string(t.AccountableUnit), Text: t.AccountableUnitName})
		}
		if p.Unit == "" || p.Unit == string(t.AccountableUnit) {
			counts[stepOf(t.DaysLate())]++
			list = append(list, t)
		}
	}
	for i, n := range counts {
		p.Steps = append(p.Steps, lateStep{r.T(stepName[i]), n})
	}
	p.Pager = r.Pager(len(list), latePerPage)
	for _, t := range list[min(p.Pager.Offset(), len(list)):min(p.Pager.Offset()+latePerPage, len(list))] {
		l := lateLine{Task: t, Open: pressed[t.ID], Days: web.Status{Kind: "late", Text: r.T("Quá hạn %d ngày", t.DaysLate())}, Reached: r.T(stepName[stepOf(t.DaysLate())]),
			May: r.Who.Can(org.Urge, t.Thing()) && !r.Who.Works(t.Accountable)}
		p.Some = p.Some || l.May
		if l.Open.Explanation != "" {
			l.Explaining = explanationStatus(r, urging.Explanation{State: l.Open.ExplanationState})
		}
		if l.Open.Letter != "" {
			l.Letterly = letterStatus(r, l.Open.LetterState)
		}
		p.Late = append(p.Late, l)
	}
	p.Ways = []web.Option{{Value: "rieng", Text: r.T("mỗi đơn vị một công văn")}, {Value: "chung", Text: r.T("một công văn cho các đơn vị")}}
	if p.Drafts, err = urging.ToSend(tx, r.Who); err != nil {
		return err
	}
	waiting, err := urging.Unanswered(tx, r.Who)
	for _, l := range waiting {
		p.Waiting = append(p.Waiting, letterLineOf(r, l))
	}
	return err
}

// AllURL is the same list with every box ticked.
func (p *urgingPage) AllURL() string {
	q := url.Values{"chon": {"tat-ca"}}
	if p.Unit != "" {
		q.Set("don-vi", p.Unit)
	}
	return "/don-doc?" + q.Encode() + "#qua-han"
}

func newUrgingPage(r *web.Request) *urgingPage {
	return &urgingPage{Page: web.Page{Title: r.T("Đôn đốc")}}
}

func (p *Followup) urging(w http.ResponseWriter, r *web.Request) error {
	page := newUrgingPage(r)
	return r.Show(w, "urging.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

// urgingAgain shows the page again after something that was asked for on it failed.
func (p *Followup) urgingAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newUrgingPage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "urging.html", page, fault.Rename(failed, "tasks", "nv"))
}

// compose drafts letters about the tasks whose boxes were ticked, or about every
// late task of the list.
func (p *Followup) compose(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return p.urgingAgain(w, r, err)
	}
	var refs []string
	err = r.Update(func(tx *db.Tx) error {
		tasks := r.Values("nv")
		if r.Has("tat-ca") {
			late, err := task.LateOnes(tx, r.Who)
			if err != nil {
				return err
			}
			tasks = nil
			for _, t := range late {
				if unit := r.Value("don-vi"); (unit == "" || unit == string(t.AccountableUnit)) && r.Who.Can(org.Urge, t.Thing()) {
					tasks = append(tasks, t.Ref)
				}
			}
		}
		refs, err = urging.Compose(tx, r.Who, once, tasks, r.Value("cach") == "chung")
		return err
	})
	switch {
	case err != nil:
		return p.urgingAgain(w, r, err)
	case len(refs) == 1:
		return r.Redirect(w, "/don-doc/cong-van/"+refs[0], r.T("Đã soạn công văn %s. Hãy xem lại, trình ký rồi ban hành.", refs[0]))
	}
	return r.Redirect(w, "/don-doc#cho-ban-hanh", r.T("Đã soạn %d công văn. Hãy xem lại từng công văn, trình ký rồi ban hành.", len(refs)))
}

// letterLine is a letter in a list.
type letterLine struct {
	urging.Letter
	Status web.Status
}

func letterLineOf(r *web.Request, l urging.Letter) letterLine {
	line := letterLine{l, letterStatus(r, l.State)}
	if n := l.DaysLate(); l.State == urging.Issued && n > 0 {
		line.Status = web.Status{Kind: "late", Text: r.T("quá hạn trả lời %d ngày", n)}
	}
	return line
}

// letterStatus is where a letter stands.
func letterStatus(r *web.Request, s urging.State) web.Status {
	kind := map[urging.State]string{urging.Draft: "cyc", urging.Dropped: "stop", urging.Issued: "run", urging.Answered: "ver", urging.Recalled: "back"}[s]
	return web.Status{Kind: kind, Text: r.T(urging.LetterStateName[s])}
}

// urgingBookPage is the book of numbers: every letter that took one, those recalled
// among them.
type urgingBookPage struct {
	web.Page
	List  []letterLine
	Pager web.Pager
}

// lettersPerPage is how many letters one page of the book lists.
const lettersPerPage = 50

func (p *Followup) urgingBook(w http.ResponseWriter, r *web.Request) error {
	page := &urgingBookPage{Page: web.Page{Title: r.T("Sổ công văn đôn đốc"), Crumbs: []web.Crumb{{Name: r.T("Đôn đốc"), URL: "/don-doc"}}}}
	return r.Show(w, "urgingbook.html", page, func(tx *db.Tx) error {
		from := r.Pager(1<<30, lettersPerPage).Offset()
		list, n, err := urging.Numbered(tx, r.Who, from, lettersPerPage)
		page.Pager = r.Pager(n, lettersPerPage)
		for _, l := range list {
			page.List = append(page.List, letterLineOf(r, l))
		}
		return err
	})
}
