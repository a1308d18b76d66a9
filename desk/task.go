package desk

import (
	"net/http"
	"slices"
	"unicode"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/obstacle"
	"sauro/org"
	"sauro/register"
	"sauro/standing"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
	"sauro/web"
)

var taskPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{{Pattern: "GET /nhiem-vu/{ref}", Act: org.Read, Handle: d.task}}
	},
	Types: map[string]any{"task.html": taskPage{}},
}

// What one page shows at first of what may be long.
const (
	eventsShown = 25
	partsShown  = 60
	proofsShown = 30 // to judge
	mineShown   = 10 // to withdraw
	quoted      = 300
)

// taskPage is one task: its six clears, how far it is, what happened, and what
// the person who looks at it can do next.
type taskPage struct {
	web.Page
	Task      task.Page
	Shown     standing.Line
	Ring      web.Ring
	Letter    web.Link
	Pair      web.Pair
	On        vn.Day // the last day in time as counted, "" where none is known
	Off       dayCount
	Do        nextAct
	Locked    []lock
	Can       canDo
	Tree      []*part
	Unshown   int // parts
	Cycles    []cycleLine
	Report    []web.Option // the cycles a report may be for
	ReportFor string
	Judge     []web.Option // the cycles that wait for acceptance
	Verify    []web.Option // the cycles with something to verify
	Events    []happened
	Earlier   int // events that are not shown
	Obstacle  task.Progress
	Stuck     []boardObstacle // what stands in its way
	Causes    []obstacle.Cause
	Confirms  bool            // the person may confirm an objective cause
	Pressed   urging.Followed // explanations, extensions, urging letters
	Press     urging.Offers
	Inspected inspection.Seen
	ProofText string      // what proves the result
	Mine      []proofLine // evidence that the person may withdraw

	ReportHint, VerifyHint, FilesHint string
}

// lock is a button that cannot be pressed yet, and why.
type lock struct{ Label, Why string }

// canDo says which of the acts beside the next one the page offers.
type canDo struct {
	Edit, Report, Verify, Accept              bool
	Pause, Resume, Cancel, Finish, Place, Add bool
}

// part is a task under this one.
type part struct {
	standing.Line
	Parts []*part
}

// cycleLine is one cycle of a task that gives a result each cycle.
type cycleLine struct {
	task.Cycle
	Name   fault.Text
	Bar    web.Bar
	Status web.Status
}

// dayCount says how a span of days was counted.
type dayCount struct {
	From, To    vn.Day
	Work        int
	Weekends    int
	Named       []namedDay // holidays, swapped days and Saturdays worked
	Provisional bool       // the days off of a year in it are not decided yet
}

type namedDay struct {
	Day          vn.Day
	Name, Source string
	Work         bool
}

func (d *Desk) task(w http.ResponseWriter, r *web.Request) error {
	p := &taskPage{}
	return r.Show(w, "task.html", p, func(tx *db.Tx) error { return p.load(tx, r) })
}

// taskAgain shows the task with the form that failed, what was typed still in it.
func (d *Desk) taskAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p := &taskPage{}
	if err := r.View(func(tx *db.Tx) error { return p.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "task.html", p, failed)
}

func (p *taskPage) load(tx *db.Tx, r *web.Request) error {
	t, err := task.ByRef(tx, r.Who, r.PathValue("ref"))
	if err != nil {
		return err
	}
	letter, err := register.Load(tx, r.Who, t.Letter)
	if err != nil {
		return err
	}
	p.Task, p.Shown = t, standing.Lines(r, []task.Task{t.Task})[0]
	p.Ring = web.Ring{Clear: t.Clear(), Big: true}
	p.Letter = web.Link{Name: letter.Head.Name(), URL: "/van-ban/" + string(t.Letter)}
	if p.Title = t.Work; p.Title == "" {
		p.Title = r.T("Nhiệm vụ %s", t.Ref)
	}
	p.Crumbs = []web.Crumb{
		{Name: r.T("Văn bản cam kết"), URL: "/van-ban"},
		{Name: p.Letter.Name, URL: p.Letter.URL},
		{Name: r.T("Nội dung %s", t.ClauseCode), URL: "/noi-dung/" + string(t.Clause)},
	}
	for _, up := range t.Above {
		p.Crumbs = append(p.Crumbs, web.Crumb{Name: up.Ref, URL: "/nhiem-vu/" + up.Ref})
	}
	p.measure()
	p.count()
	p.cycles(r)
	p.tree(r)
	p.happened(r)
	p.can(r)
	p.next(r)
	p.hints(r)
	of, err := obstacle.ForTask(tx, r.Who, t.ID)
	for _, o := range of.Obstacles {
		p.Stuck = append(p.Stuck, boardObstacle{o, obstacleStatus(r, o)})
	}
	p.Causes, p.Confirms = of.Causes, obstacle.MayConfirm(r.Who, t.Task)
	if err != nil {
		return err
	}
	p.Pressed, err = urging.OfTask(tx, r.Who, t.ID)
	p.Press = p.Pressed.Offers(r.Who, t.Task)
	if err != nil {
		return err
	}
	p.Inspected, err = inspection.OfTask(tx, r.Who, t.ID)
	return err
}

// hints are what the page says beside its forms.
func (p *taskPage) hints(r *web.Request) {
	t := p.Task
	if p.ProofText = r.T(task.ProofName[t.Proof]); t.Result.ProofText != "" {
		p.ProofText = t.Result.ProofText + " (" + p.ProofText + ")"
	}
	switch {
	case t.Parts > 0:
	case t.Cyclic():
		p.ReportHint = r.T("Phải đạt %s trong kỳ. Phần trăm do máy tính.", t.Amount(t.Target))
	case t.Reported >= t.Target:
		p.ReportHint = r.T("Đã báo cáo đủ %s.", t.Amount(t.Target))
	default:
		p.ReportHint = r.T("Lần trước %s, còn %s. Phần trăm do máy tính.", t.Amount(t.Reported), t.Amount(t.Target-t.Reported))
	}
	p.VerifyHint = r.T("Người làm báo cáo %s.", t.Amount(t.Reported))
	if t.Cyclic() {
		p.VerifyHint = r.T("Không lớn hơn số người làm đã báo cáo trong kỳ.")
	}
	p.FilesHint = r.T("Tối đa %d tệp, mỗi tệp %d MB: PDF, Word, Excel, ODF, TXT, CSV, ảnh JPEG, PNG, WebP, ZIP. Vị trí chụp được bỏ khỏi ảnh.", evidenceFiles, web.FileLimit>>20)
	for _, e := range t.Evidence {
		if len(p.Mine) < mineShown && e.State == task.Given && p.Can.Report && openCycle(t.Task, e.Cycle) {
			p.Mine = append(p.Mine, proofOf(t.Ref, e))
		}
	}
}

// openCycle reports whether the result with the key still takes reports.
func openCycle(t task.Task, key string) bool {
	for _, c := range t.Cycles {
		if c.Key == key {
			return c.State != task.Waiting && c.State != task.Done
		}
	}
	return true
}

// Quote is the clause as signed, its beginning where it is long.
func (p *taskPage) Quote() string {
	text := []rune(p.Task.ClauseText)
	if len(text) <= quoted {
		return p.Task.ClauseText
	}
	for end := quoted; end > 0; end-- {
		if unicode.IsSpace(text[end]) {
			return string(text[:end]) + " …"
		}
	}
	return string(text[:quoted]) + "…"
}

// Withdrawing reports whether a form that withdraws evidence came back.
func (p *taskPage) Withdrawing() bool {
	for _, e := range p.Mine {
		if p.Sub("rut-" + string(e.ID)).Back() {
			return true
		}
	}
	return false
}

// NoneChosen is that no box of a list is ticked at first.
func (p *taskPage) NoneChosen() []string { return nil }

// ExtraTyped reports whether the form came back with evidence that is no file.
func (p *taskPage) ExtraTyped() bool {
	for _, name := range []string{"van-ban-so", "van-ban-ngay", "so-lieu", "so-lieu-nguon", "lien-ket"} {
		if p.Typed(name, "") != "" {
			return true
		}
	}
	return false
}

// measure is how far the task is, reported and verified apart.
func (p *taskPage) measure() {
	t := p.Task
	bar := web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}
	p.Pair = web.Pair{Bar: bar, Reported: vn.Percent(bar.Reported), Verified: vn.Percent(bar.Verified)}
	if t.Parts == 0 && !t.Cyclic() && t.Measure != task.Percent && t.Target > 0 {
		p.Pair.Reported, p.Pair.Verified = vn.Thousands(t.Reported), vn.Thousands(t.Verified)
		p.Pair.Unit = "/" + t.Amount(t.Target)
	}
	for _, report := range t.Reports {
		if report.Value != nil {
			p.Pair.ReportedOn = report.AsOf.Time()
			break
		}
	}
	if len(t.Verifications) > 0 {
		p.Pair.VerifiedOn = t.Verifications[0].At
	}
	if len(t.Reports) > 0 && t.Reports[0].Obstacle != "" && t.State != task.Done && t.State != task.Cancelled {
		p.Obstacle = t.Reports[0]
	}
}

// count tells the days between issuing, or today, and the last day in time.
func (p *taskPage) count() {
	due := p.Shown.DueOn()
	if due == "" {
		return
	}
	days := p.Task.Calendar
	p.On = days.LastInTime(due)
	from := vn.Today(p.Task.CreatedAt)
	if !p.Task.IssuedAt.IsZero() {
		from = vn.Today(p.Task.IssuedAt)
	}
	if p.Task.Cyclic() {
		from = p.Task.Today
	}
	if from >= p.On || from.Days(p.On) > 800 {
		return
	}
	p.Off = dayCount{From: from, To: p.On, Work: days.Between(from, p.On)}
	for d := from.Add(1); d <= p.On; d = d.Add(1) {
		p.Off.Provisional = p.Off.Provisional || !days.Decided(d.Year())
		if o, named := days.Name(d); named {
			p.Off.Named = append(p.Off.Named, namedDay{d, o.Name, o.Source, o.Work})
		} else if !days.WorkDay(d) {
			p.Off.Weekends++
		}
	}
}

// Account is where the task's last day is counted day by day, "" where there is none.
func (p *taskPage) Account() string {
	d := p.Task.Due
	if p.Shown.DueOn() == "" {
		return ""
	}
	return calendar.Item{From: d.Since, Rule: d.Rule, Due: p.Shown.DueOn()}.Account()
}

// cycles are the results of a task that gives one each cycle, the latest first.
func (p *taskPage) cycles(r *web.Request) {
	t := p.Task
	option := func(list *[]web.Option, c task.Cycle) {
		*list = append(*list, web.Option{Value: c.Key, Text: r.T("%s, hạn %s", task.CycleText(c.Key), c.Due.String())})
	}
	for _, c := range t.Cycles {
		share := func(n int64) int64 { return min(n, t.Target) * 10000 / max(t.Target, 1) }
		l := cycleLine{Cycle: c, Name: task.CycleText(c.Key), Bar: web.Bar{Reported: share(c.Reported), Verified: share(c.Verified), Mini: true}}
		open := c.State != task.Waiting && c.State != task.Done
		switch {
		case open && t.StoppedOn() == "" && t.Calendar.LastInTime(c.Due) < t.Today:
			l.Status = web.Status{Kind: "late", Text: r.T("Quá hạn %d ngày", t.Calendar.Between(t.Calendar.LastInTime(c.Due), t.Today))}
		case c.State == task.Draft:
			l.Status = web.Status{Kind: "cyc", Text: r.T("chưa báo cáo")}
		case c.State == task.Waiting:
			l.Status = web.Status{Kind: "wait", Text: r.T(task.StateName[c.State])}
		case c.State == task.Returned:
			l.Status = web.Status{Kind: "back", Text: r.T(task.StateName[c.State])}
		case c.State == task.Done:
			l.Status = web.Status{Kind: "ver", Text: r.T("đã nghiệm thu")}
		default:
			l.Status = web.Status{Kind: "run", Text: r.T(task.StateName[c.State])}
		}
		p.Cycles = append(p.Cycles, l)
		if open {
			option(&p.Report, c)
			if p.ReportFor == "" && t.Calendar.LastInTime(c.Due) >= t.Today {
				p.ReportFor = c.Key
			}
		}
		if c.State == task.Waiting {
			option(&p.Judge, c)
		}
		if c.State != task.Done && c.Reported > c.Verified {
			option(&p.Verify, c)
		}
	}
	if n := len(p.Report); p.ReportFor == "" && n > 0 {
		p.ReportFor = p.Report[n-1].Value
	}
	slices.Reverse(p.Cycles)
}

// tree hangs the parts under their parents.
func (p *taskPage) tree(r *web.Request) {
	list := p.Task.Below
	if len(list) > partsShown {
		p.Unshown = len(list) - partsShown
		list = list[:partsShown]
	}
	known := map[db.ID]*part{}
	for _, l := range standing.Lines(r, list) {
		known[l.ID] = &part{Line: l}
		if up := known[l.Parent]; up != nil {
			up.Parts = append(up.Parts, known[l.ID])
		} else {
			p.Tree = append(p.Tree, known[l.ID])
		}
	}
}

// can says what the page offers beside the next act. Who accepts verifies by it
// what was looked at, so that the two are not asked for side by side.
func (p *taskPage) can(r *web.Request) {
	t := p.Task
	closed := t.State == task.Done || t.State == task.Cancelled
	steer := t.May[org.Steer]
	if t.State == task.Draft {
		steer = t.May[org.Plan]
	}
	p.Can = canDo{
		Edit:   t.State == task.Draft && t.May[org.Plan] || t.State != task.Draft && t.State != task.Waiting && !closed && t.May[org.Issue],
		Report: t.May[org.Report] && (t.State == task.Received || t.State == task.Doing || t.State == task.Returned) && (!t.Cyclic() || len(p.Report) > 0),
		Verify: t.May[org.Verify] && t.Parts == 0 && (t.State == task.Doing || t.State == task.Waiting || t.State == task.Returned) &&
			(len(p.Verify) > 0 || !t.Cyclic() && t.Reported > t.Verified),
		Accept: t.May[org.Accept] && (len(p.Judge) > 0 || !t.Cyclic() && t.State == task.Waiting),
		Pause:  steer && task.CanMove(t.State, task.Paused),
		Resume: steer && t.State == task.Paused,
		Cancel: steer && task.CanMove(t.State, task.Cancelled),
		Finish: t.May[org.Accept] && t.Cyclic() && t.State == task.Doing && t.Due.Date != "" && t.Due.Date < t.Today,
		Place:  !closed && t.May[org.Plan],
		Add:    !closed && r.Who.Reach(org.Plan) != org.None,
	}
	p.Can.Verify = p.Can.Verify && !p.Can.Accept
}

// EveryName is how often the task gives a result.
func (p *taskPage) EveryName() string { return task.EveryName[p.Task.Due.Every] }

// PressName is where an explanation, an extension or a letter stands, in words.
func (p *taskPage) PressName(kind string, s urging.State) string {
	return map[string]map[urging.State]string{"explanation": urging.ExplanationStateName, "extension": urging.ExtensionStateName, "letter": urging.LetterStateName}[kind][s]
}

// Presses reports whether there is anything to show of urging.
func (p *taskPage) Presses() bool {
	f, o := p.Pressed, p.Press
	return len(f.Explanations)+len(f.Extensions)+len(f.Letters) > 0 || o.Ask || o.Extend || o.Prolong
}

// FindingName is how far a finding of an inspection is mended, in words.
func (p *taskPage) FindingName(f inspection.Finding) string {
	return inspection.FindingStateName[f.State()]
}

// ResultName is what a check by lot has found, in words.
func (p *taskPage) ResultName(i inspection.Item) string { return inspection.ResultName[i.Result] }

// InspectionName is where an inspection of the task stands, in words.
func (p *taskPage) InspectionName(l inspection.TaskLook) string { return inspection.StateName[l.State] }
