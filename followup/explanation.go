package followup

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"sauro/attach"
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/urging"
	"sauro/web"
)

var explanationPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /giai-trinh", Act: org.Read, Handle: p.explanations},
			{Pattern: "GET /giai-trinh/{ref}", Act: org.Read, Handle: p.explanation},
			{Pattern: "GET /giai-trinh/{ref}/tep", Act: org.Read, Pace: web.Heavy, Handle: p.explanationFile},
			{Pattern: "POST /giai-trinh/{ref}/tra-loi", Act: org.Report, Upload: true, Handle: p.explain},
			{Pattern: "POST /giai-trinh/{ref}/chap-nhan", Act: org.Urge, Handle: p.acceptExplanation},
			{Pattern: "POST /giai-trinh/{ref}/lai", Act: org.Urge, Handle: p.askAgain},
			{Pattern: "POST /giai-trinh/{ref}/rut", Act: org.Urge, Handle: p.withdrawExplanation},
			{Pattern: "GET /nhiem-vu/{ref}/giai-trinh", Act: org.Urge, Handle: p.askingExplanation},
			{Pattern: "POST /nhiem-vu/{ref}/giai-trinh", Act: org.Urge, Handle: p.askExplanation},
		}
	},
	Types: map[string]any{"explanations.html": explanationsPage{}, "explanation.html": explanationPage{}, "explanationask.html": askPage{}},
}

// explanationLine is a request to explain in a list.
type explanationLine struct {
	urging.Explanation
	Status web.Status
}

// explanationStatus is where a request stands, late before all else.
func explanationStatus(r *web.Request, e urging.Explanation) web.Status {
	switch {
	case e.State == urging.Open && e.DaysLate > 0:
		return web.Status{Kind: "late", Text: r.T("quá hạn giải trình %d ngày", e.DaysLate)}
	case e.State == urging.Accepted && e.DaysLate > 0:
		return web.Status{Kind: "ver", Text: r.T("đã chấp nhận, giải trình trễ %d ngày", e.DaysLate)}
	case e.State == urging.Answered && e.DaysLate > 0:
		return web.Status{Kind: "wait", Text: r.T("chờ xem xét, giải trình trễ %d ngày", e.DaysLate)}
	}
	kind := map[urging.State]string{urging.Open: "wait", urging.Answered: "wait", urging.Accepted: "ver", urging.Again: "back", urging.Withdrawn: "stop"}[e.State]
	return web.Status{Kind: kind, Text: r.T(urging.ExplanationStateName[e.State])}
}

func explanationLines(r *web.Request, list []urging.Explanation) []explanationLine {
	lines := make([]explanationLine, len(list))
	for i, e := range list {
		lines[i] = explanationLine{e, explanationStatus(r, e)}
	}
	return lines
}

// explanationsPage lists what the person has to explain, what the person has asked
// for, and all of them.
type explanationsPage struct {
	web.Page
	Mine, Asked, All []explanationLine
	Pager            web.Pager
}

// explainedPerPage is how many explanations one page lists.
const explainedPerPage = 30

func (p *Followup) explanations(w http.ResponseWriter, r *web.Request) error {
	page := &explanationsPage{Page: web.Page{Title: r.T("Giải trình")}}
	return r.Show(w, "explanations.html", page, func(tx *db.Tx) error {
		mine, err := urging.ToExplain(tx, r.Who)
		if err != nil {
			return err
		}
		asked, err := urging.AskedBy(tx, r.Who)
		if err != nil {
			return err
		}
		all, n, err := urging.Explanations(tx, r.Who, r.Pager(1<<30, explainedPerPage).Offset(), explainedPerPage)
		page.Pager = r.Pager(n, explainedPerPage)
		page.Mine, page.Asked, page.All = explanationLines(r, mine), explanationLines(r, asked), explanationLines(r, all)
		return err
	})
}

// explanationPage is one request to explain, its answer and what became of it.
type explanationPage struct {
	web.Page
	E         urging.Explanation
	Status    web.Status
	Account   string
	CauseName string
	File      *web.Link
	MayAnswer bool
	MayJudge  bool
	MayDrop   bool
	Causes    []web.Option
	Days      string
	Accept    string // kinds of file
}

func (p *explanationPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.E, err = urging.ExplanationByRef(tx, r.Who, r.PathValue("ref")); err != nil {
		return err
	}
	e := p.E
	p.Title, p.Status = r.T("Giải trình %s", e.Ref), explanationStatus(r, e)
	p.Account = calendar.Item{From: e.From, Rule: e.Rule, Due: e.Due}.Account()
	p.CauseName = r.T(urging.CauseName[e.Cause])
	if e.File.Hash != "" {
		p.File = &web.Link{Name: e.File.Name, URL: "/giai-trinh/" + e.Ref + "/tep", Size: e.File.Size, Hash: e.File.Hash}
	}
	p.MayAnswer = e.Answers(r.Who)
	p.MayJudge = e.State == urging.Answered && e.Asks(r.Who) && r.Who.Person != e.AnsweredBy.Person && !r.Who.Works(e.Post)
	p.MayDrop = e.State == urging.Open && e.Asks(r.Who)
	for _, c := range urging.Causes {
		p.Causes = append(p.Causes, web.Option{Value: string(c), Text: r.T(urging.CauseName[c])})
	}
	p.Days, p.Accept = usualDays(), attach.Accept
	return nil
}

func newExplanationPage(r *web.Request) *explanationPage {
	return &explanationPage{Page: web.Page{Title: r.T("Giải trình"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Giải trình"), URL: "/giai-trinh"}}}}
}

func (p *Followup) explanation(w http.ResponseWriter, r *web.Request) error {
	page := newExplanationPage(r)
	return r.Show(w, "explanation.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *Followup) explanationAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newExplanationPage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "explanation.html", page, fault.Rename(failed, "cause", "nguyen-nhan", "text", "noi-dung", "proposed", "ngay-xong", "reason", "ly-do", "rule", "so-ngay"))
}

func (p *Followup) explain(w http.ResponseWriter, r *web.Request) error {
	file, err := p.keep(r, "tep")
	ref := r.PathValue("ref")
	version, _ := r.Int("lan")
	if err == nil {
		err = r.Update(func(tx *db.Tx) error {
			return urging.Answer(tx, r.Who, ref, version, urging.Reply{Cause: urging.Cause(r.Value("nguyen-nhan")), Text: r.Text("noi-dung"), Proposed: formDay(r, "ngay-xong"), File: file})
		})
	}
	if err != nil {
		return p.explanationAgain(w, r, err)
	}
	return r.Redirect(w, "/giai-trinh/"+ref, r.T("Đã gửi giải trình. Người yêu cầu đã được báo."))
}

func (p *Followup) acceptExplanation(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	version, _ := r.Int("lan")
	err := r.Update(func(tx *db.Tx) error {
		_, err := urging.Judge(tx, r.Who, ref, version, urging.Verdict{Accept: true})
		return err
	})
	if err != nil {
		return p.explanationAgain(w, r, err)
	}
	return r.Redirect(w, "/giai-trinh/"+ref, r.T("Đã chấp nhận giải trình."))
}

func (p *Followup) askAgain(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	ref, next := r.PathValue("ref"), ""
	version, _ := r.Int("lan")
	if err == nil {
		err = r.Update(func(tx *db.Tx) (err error) {
			next, err = urging.Judge(tx, r.Who, ref, version, urging.Verdict{Reason: r.Value("ly-do"), Rule: daysRule(r), Once: once})
			return err
		})
	}
	if err != nil {
		return p.explanationAgain(w, r, err)
	}
	return r.Redirect(w, "/giai-trinh/"+next, r.T("Đã yêu cầu giải trình lại."))
}

func (p *Followup) withdrawExplanation(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	version, _ := r.Int("lan")
	if err := r.Update(func(tx *db.Tx) error { return urging.Withdraw(tx, r.Who, ref, version, r.Value("ly-do")) }); err != nil {
		return p.explanationAgain(w, r, err)
	}
	return r.Redirect(w, "/giai-trinh/"+ref, r.T("Đã rút yêu cầu giải trình."))
}

func (p *Followup) explanationFile(w http.ResponseWriter, r *web.Request) error {
	var e urging.Explanation
	err := r.View(func(tx *db.Tx) (err error) {
		e, err = urging.ExplanationByRef(tx, r.Who, r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	return p.send(w, r, e.File, e.AnsweredBy.At)
}

// askPage asks somebody to explain in words of the asker's own.
type askPage struct {
	web.Page
	Task     task.Task
	Question string
	Days     string
}

// TaskPath is the page of the task.
func (p *askPage) TaskPath() string { return "/nhiem-vu/" + p.Task.Ref }

func (p *askPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.Task, err = task.Get(tx, r.Who, r.PathValue("ref")); err != nil {
		return err
	}
	p.Crumbs = []web.Crumb{{Name: r.T("Nhiệm vụ"), URL: "/nhiem-vu"}, {Name: p.Task.Ref, URL: p.TaskPath()}}
	p.Question, p.Days = urging.UsualQuestion, usualDays()
	return r.Who.May(org.Urge, p.Task.Thing())
}

func newAskPage(r *web.Request) *askPage {
	return &askPage{Page: web.Page{Title: r.T("Yêu cầu giải trình"), Narrow: true}}
}

func (p *Followup) askingExplanation(w http.ResponseWriter, r *web.Request) error {
	page := newAskPage(r)
	return r.Show(w, "explanationask.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

// askExplanation is the chairman's one click, and the form with words of one's own.
func (p *Followup) askExplanation(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	ref := ""
	if err == nil {
		err = r.Update(func(tx *db.Tx) (err error) {
			ref, err = urging.Ask(tx, r.Who, once, r.PathValue("ref"), r.Text("cau-hoi"), daysRule(r))
			return err
		})
	}
	if err != nil {
		page := newAskPage(r)
		if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
			return err
		}
		return r.Again(w, "explanationask.html", page, fault.Rename(err, "question", "cau-hoi", "rule", "so-ngay"))
	}
	return r.Redirect(w, r.Next("/giai-trinh/"+ref), r.T("Đã yêu cầu giải trình %s. Người chịu trách nhiệm đã được báo.", ref))
}

func usualDays() string { return strconv.Itoa(urging.UsualDays) }

// daysRule is the time limit of a form in working days, "" where none is typed.
func daysRule(r *web.Request) string {
	if r.Value("so-ngay") == "" {
		return ""
	}
	n, _ := r.Int("so-ngay")
	return urging.Rule(int(min(max(n, 0), 99)))
}

// keep takes in one file of a form, none where nothing was chosen.
func (p *Followup) keep(r *web.Request, name string) (urging.File, error) {
	files, err := r.Files(name)
	if err != nil || len(files) == 0 {
		return urging.File{}, err
	}
	if len(files) > 1 {
		var f fault.Form
		f.Add(name, "Hãy gửi một tệp. Nhiều tệp thì nén lại thành một tệp ZIP.")
		return urging.File{}, f.Err()
	}
	kind, data, _, err := attach.Keep(files[0].Name, files[0].Data)
	if err != nil {
		return urging.File{}, err
	}
	kept := urging.File{Name: files[0].Name, MIME: kind}
	kept.Hash, kept.Size, err = p.Blobs.Put(bytes.NewReader(data), web.FileLimit)
	return kept, err
}

// send hands out a file that was kept, under the name it came with.
func (p *Followup) send(w http.ResponseWriter, r *web.Request, file urging.File, at time.Time) error {
	if file.Hash == "" {
		return fault.New(fault.Unknown, "Không có tệp này. Hãy mở lại trang.")
	}
	f, err := p.Blobs.Open(file.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.Attachment(w, r, file.Name, file.MIME, at, f)
}
