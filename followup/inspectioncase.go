package followup

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

// inspectionPage is one inspection step by step: the team, what is looked at, the
// minutes, the conclusion, mending, looking again.
type inspectionPage struct {
	web.Page
	I        inspection.Inspection
	Status   web.Status
	Steps    []stepLine
	Do       doNext
	Findings []findingLine
	Checks   []checkLine
	Tasks    []taskLooked
	Lacks    []string // what the minutes lack for a signature

	Writes   bool // the minutes
	Leads    bool // signs for the team
	Signs    bool // signs for the unit
	Unsigns  bool // writes why the unit does not sign
	Closes   bool // concludes
	Orders   bool // may change the team, the days, cancel
	Remedies bool // drafts the tasks that mend

	Posts   []web.Option // who can be in the team
	Members []web.Option
	Team    []string
	Menders []web.Option
	About   []web.Option
	Kinds   []web.Option
	Answers []web.Option
	Held    vn.Day
}

// stepLine is one step and how far it is.
type stepLine struct {
	Name, Anchor string
	Status       web.Status
}

// doNext is the one thing to do next.
type doNext struct{ Label, URL, Says string }

type checkLine struct {
	inspection.Check
	Status web.Status
}

// taskLooked is a task with what the form needs to know of it.
type taskLooked struct {
	inspection.TaskLine
	CycleName fault.Text
	Typed     string // the figure that was found, as it is typed
	Suffix    string // the unit beside the field
	Differs   bool   // less was found than was reported
}

// MayLook reports whether the person may look at the finding again, as far as the
// page knows: the rule asks the rest.
func (p *inspectionPage) MayLook(f findingLine) bool {
	return f.State() == inspection.ToLook && (p.I.Has(p.Who.Person) || p.Who.Can(org.Inspect, org.Thing{})) && !p.Who.Works(f.Post)
}

// MayRemedy reports whether a finding waits for its task and the person drafts it.
func (p *inspectionPage) MayRemedy(f findingLine) bool {
	return p.Remedies && f.State() == inspection.Untasked
}

// LookForm is the form in which the finding is looked at again.
func (p *inspectionPage) LookForm(f findingLine) *web.Form { return p.Sub("lai-" + string(f.ID)) }

func newInspectionPage(r *web.Request) *inspectionPage {
	return &inspectionPage{Page: web.Page{Title: r.T("Kiểm tra"), Crumbs: []web.Crumb{{Name: r.T("Kiểm tra"), URL: inspectionHome}}}}
}

func (p *inspectionPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.I, err = inspection.Load(tx, r.Who, r.PathValue("ref")); err != nil {
			return err
		}
		days, err := calendar.Of(tx)
		if err != nil {
			return err
		}
		i, today := p.I, vn.Today(tx.Now)
		p.Title = i.Subject
		if i.Plan != "" {
			p.Crumbs = append(p.Crumbs, web.Crumb{Name: i.Plan, URL: "/kiem-tra/ke-hoach/" + i.Plan})
		}
		p.Status = inspectionStatus(r, i, today)
		p.Writes = i.State == inspection.Open && !i.Frozen() && i.Has(r.Who.Person)
		p.Leads, p.Signs = i.MayLead(r.Who), i.MaySign(r.Who)
		p.Unsigns = i.State == inspection.Open && i.Head.By != "" && i.Leads(r.Who.Person)
		p.Closes = i.State == inspection.Signed && inspection.MayConclude(r.Who)
		may := r.Who.Can(org.Inspect, org.Thing{})
		p.Orders, p.Remedies = may && i.State == inspection.Open && !i.Frozen(), may && i.State == inspection.Concluded
		for _, f := range i.Findings {
			p.Findings = append(p.Findings, lineOfFinding(r, f, days, today))
		}
		for _, c := range i.Checks {
			kind := map[inspection.Answer]string{inspection.Unanswered: "unk", inspection.Yes: "ver", inspection.No: "fix", inspection.NotMeant: "stop"}[c.Answer]
			p.Checks = append(p.Checks, checkLine{c, web.Status{Kind: kind, Text: r.T(inspection.AnswerName[c.Answer])}})
		}
		for _, t := range i.Tasks {
			l := taskLooked{TaskLine: t, Suffix: t.Unit, Differs: t.Looked && t.Found < t.Reported}
			if t.Cycle != "" {
				l.CycleName = task.CycleText(t.Cycle)
			}
			if t.Looked {
				l.Typed = vn.Thousands(t.Found)
				if t.Unit == inspection.Basis {
					l.Typed = strings.TrimSuffix(vn.Percent(t.Found), "%")
				}
			}
			p.Tasks = append(p.Tasks, l)
		}
		p.steps(r)
		p.next(r)
		if p.Held = i.HeldOn; p.Held == "" && today >= i.From {
			p.Held = today
		}
		var form *fault.Error
		if lacks := i.Complete(); lacks != nil && errors.As(lacks, &form) {
			for _, f := range form.Fields {
				p.Lacks = append(p.Lacks, r.T(f.Text.Format, f.Text.Args...))
			}
		}
		if !p.Writes && !p.Orders {
			return nil
		}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		var others []org.Post
		for _, post := range posts {
			if post.Unit != i.Unit {
				others = append(others, post)
			}
		}
		p.Posts, p.Menders = postOptions(r, others, true), postOptions(r, posts, false)
		p.Members = p.Posts[1:]
		for _, m := range i.Team {
			if !m.Head {
				p.Team = append(p.Team, string(m.Post))
			}
		}
		for _, k := range inspection.FindingKinds {
			p.Kinds = append(p.Kinds, web.Option{Value: k, Text: r.T(inspection.FindingKindName[k])})
		}
		p.Answers = []web.Option{{Text: r.T("hãy chọn")}}
		for _, a := range inspection.Answers {
			p.Answers = append(p.Answers, web.Option{Value: string(a), Text: r.T(inspection.AnswerName[a])})
		}
		p.About = []web.Option{{Text: r.T("hãy chọn")}}
		for _, t := range i.Tasks {
			p.About = append(p.About, web.Option{Value: "viec:" + string(t.Task), Text: t.Ref + " · " + t.Work})
		}
		clauses, err := clauseOptions(r, tx, "cam-ket:")
		p.About = append(p.About, clauses...)
		return err
	}
}

// steps are the six steps with how far each is.
func (p *inspectionPage) steps(r *web.Request) {
	i := p.I
	mended, looked := 0, 0
	for _, f := range p.Findings {
		switch f.State() {
		case inspection.Mended:
			mended++
			looked++
		case inspection.ToLook:
			mended++
		}
	}
	word := func(done, running bool) web.Status {
		switch {
		case done:
			return web.Status{Kind: "ver", Text: r.T("xong")}
		case running:
			return web.Status{Kind: "run", Text: r.T("đang làm")}
		}
		return web.Status{Kind: "unk", Text: r.T("chưa đến")}
	}
	signed := i.State == inspection.Signed || i.State == inspection.Concluded
	closed := i.State == inspection.Concluded
	none := closed && len(p.Findings) == 0
	p.Steps = []stepLine{
		{r.T("Đoàn kiểm tra"), "doan", word(true, false)},
		{r.T("Nội dung"), "noi-dung", word(i.Frozen() || i.Complete() == nil, i.State == inspection.Open)},
		{r.T("Biên bản"), "bien-ban", word(signed, i.Frozen())},
		{r.T("Kết luận"), "ket-luan", word(closed, i.State == inspection.Signed)},
		{r.T("Khắc phục"), "khac-phuc", word(none || closed && mended == len(p.Findings), closed)},
		{r.T("Kiểm tra lại"), "khac-phuc", word(none || closed && looked == len(p.Findings), closed && mended > 0)},
	}
}

// next is the one thing to do next, for who looks at the page.
func (p *inspectionPage) next(r *web.Request) {
	i := p.I
	switch {
	case i.State == inspection.Cancelled:
		p.Do = doNext{Says: r.T("Cuộc kiểm tra đã hủy: %s", i.Cancelled.Reason)}
	case p.Signs && i.Frozen():
		p.Do = doNext{r.T("Xem và ký biên bản"), "#chu-ky", r.T("Trưởng đoàn đã ký. Đọc lại biên bản rồi ký bên đơn vị.")}
	case p.Writes && i.Complete() != nil:
		p.Do = doNext{r.T("Ghi biên bản"), "#noi-dung", r.T("Trả lời bảng kiểm, ghi số thực tế của từng nhiệm vụ.")}
	case p.Leads:
		p.Do = doNext{r.T("Ký biên bản"), "#chu-ky", r.T("Biên bản đã đủ. Ký xong thì không sửa được nữa.")}
	case p.Closes:
		p.Do = doNext{r.T("Ghi kết luận"), "#ket-luan", r.T("Hai bên đã ký biên bản.")}
	case i.State == inspection.Open && i.Frozen():
		p.Do = doNext{Says: r.T("Biên bản chờ chữ ký của bên còn lại.")}
	case i.State == inspection.Open:
		p.Do = doNext{Says: r.T("Đoàn kiểm tra đang làm việc, đến hết ngày %s.", i.To.String())}
	case i.State == inspection.Signed:
		p.Do = doNext{Says: r.T("Chờ Chủ tịch hoặc Phó Chủ tịch kết luận.")}
	}
	if p.Do.Says != "" {
		return
	}
	for _, f := range p.Findings {
		switch {
		case p.MayRemedy(f):
			p.Do = doNext{r.T("Lập việc khắc phục"), "#" + f.Anchor(), r.T("Phát hiện %s chưa có nhiệm vụ khắc phục.", f.Ref)}
			return
		case p.MayLook(f):
			p.Do = doNext{r.T("Kiểm tra lại"), "#" + f.Anchor(), r.T("Việc khắc phục %s đã nghiệm thu.", f.Ref)}
			return
		}
	}
	for _, f := range p.Findings {
		if f.State() != inspection.Mended {
			p.Do = doNext{Says: r.T("Còn phát hiện đang khắc phục.")}
			return
		}
	}
	p.Do = doNext{Says: r.T("Cuộc kiểm tra đã xong, không còn việc phải khắc phục.")}
}

func (p *Followup) inspection(w http.ResponseWriter, r *web.Request) error {
	page := newInspectionPage(r)
	return r.Show(w, "inspectioncase.html", page, page.load(r))
}

// inInspection does one step of an inspection and shows it again where it fails.
func (p *Followup) inInspection(w http.ResponseWriter, r *web.Request, done string, step func(tx *db.Tx, ref string, version int64) error) error {
	version, _ := r.Int("lan")
	ref := r.PathValue("ref")
	if err := r.Update(func(tx *db.Tx) error { return step(tx, ref, version) }); err != nil {
		page := newInspectionPage(r)
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "inspectioncase.html", page, fault.Rename(inFields(err), "held", "ngay-lap", "observed", "nhan-xet", "team-says", "y-doan", "unit-says", "y-don-vi", "reason", "ly-do", "conclusion", "ket-luan",
			"kind", "loai", "what", "phat-hien", "cause", "nguyen-nhan", "remedy", "bien-phap", "about", "ve", "post", "nguoi", "due", "han", "days", "so-ngay", "looked", "da-xem", "note", "ghi-chu", "checks", "nhan-xet"))
	}
	return r.Redirect(w, inspectionHome+"/"+ref, done)
}

func (p *Followup) recompose(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã đổi, đơn vị và đoàn đã được báo lại."), func(tx *db.Tx, ref string, version int64) error {
		return inspection.Recompose(tx, r.Who, ref, version, beginningOf(r))
	})
}

func (p *Followup) cancelInspection(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã hủy cuộc kiểm tra."), func(tx *db.Tx, ref string, version int64) error {
		return inspection.Cancel(tx, r.Who, ref, version, r.Value("ly-do"))
	})
}

func (p *Followup) writeMinutes(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã lưu biên bản."), func(tx *db.Tx, ref string, version int64) error {
		i, err := inspection.Load(tx, r.Who, ref)
		if err != nil {
			return err
		}
		written := inspection.Written{HeldOn: dayOfForm(r, "ngay-lap"), Observed: r.Text("nhan-xet"), TeamSays: r.Text("y-doan"), UnitSays: r.Text("y-don-vi")}
		for _, c := range i.Checks {
			id := string(c.ID)
			written.Checks = append(written.Checks, inspection.Check{ID: c.ID, Answer: inspection.Answer(r.Value("answer-" + id)), Note: r.Value("note-" + id), Seen: r.Value("seen-" + id)})
		}
		for _, t := range i.Tasks {
			id := string(t.ID)
			l := inspection.TaskLine{ID: t.ID, Seen: r.Text("saw-" + id)}
			l.Found, l.Looked = figureOf(r, "found-"+id, t.Unit)
			written.Tasks = append(written.Tasks, l)
		}
		return inspection.Write(tx, r.Who, ref, version, written)
	})
}

// figureOf is a figure in a unit as people type it; has is false where nothing is
// typed, and what is typed and no figure stays wrong.
func figureOf(r *web.Request, name, unit string) (n int64, has bool) {
	if r.Value(name) == "" {
		return 0, false
	}
	var ok bool
	if unit == inspection.Basis {
		n, ok = r.BasisPoints(name)
	} else {
		n, ok = r.Int(name)
	}
	if !ok {
		return -1, true
	}
	return n, true
}

func (p *Followup) find(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	return p.inInspection(w, r, r.T("Đã ghi phát hiện."), func(tx *db.Tx, ref string, _ int64) error {
		n := inspection.NewFinding{Kind: r.Value("loai"), What: r.Text("phat-hien"), Cause: r.Text("nguyen-nhan"), Remedy: r.Value("bien-phap"), Post: db.ID(r.Value("nguoi")), Due: dayOfForm(r, "han"), Days: daysOfForm(r, "so-ngay")}
		kind, id, _ := strings.Cut(r.Value("ve"), ":")
		if kind == "viec" {
			n.Task = db.ID(id)
		} else {
			n.Clause = db.ID(id)
		}
		return inspection.Find(tx, r.Who, once, ref, n)
	})
}

func (p *Followup) dropFinding(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã bỏ phát hiện."), func(tx *db.Tx, ref string, version int64) error {
		return inspection.DropFinding(tx, r.Who, ref, version, db.ID(r.Value("muc")))
	})
}

func (p *Followup) signTeam(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã ký bên đoàn kiểm tra."), func(tx *db.Tx, ref string, version int64) error { return inspection.SignTeam(tx, r.Who, ref, version) })
}

func (p *Followup) signUnit(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã ký bên đơn vị được kiểm tra."), func(tx *db.Tx, ref string, version int64) error { return inspection.SignUnit(tx, r.Who, ref, version) })
}

func (p *Followup) unsign(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã ghi việc đơn vị không ký."), func(tx *db.Tx, ref string, version int64) error {
		return inspection.Unsign(tx, r.Who, ref, version, r.Value("ly-do"))
	})
}

func (p *Followup) conclude(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã kết luận; người phải khắc phục đã được báo."), func(tx *db.Tx, ref string, version int64) error {
		return inspection.Conclude(tx, r.Who, ref, version, r.Text("ket-luan"), inspection.Document{Number: r.Value("so"), On: dayOfForm(r, "ngay-qd")})
	})
}

// remedy drafts the task that mends a finding and goes on to its six clears.
func (p *Followup) remedy(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	var ref string
	if err := r.Update(func(tx *db.Tx) (err error) { ref, err = inspection.Remedy(tx, r.Who, once, r.Value("muc")); return err }); err != nil {
		return err
	}
	return r.Redirect(w, "/nhiem-vu/"+ref+"/sua", r.T("Đã lập nháp %s từ phát hiện %s. Hãy điền cho đủ sáu rõ rồi giao.", ref, r.Value("muc")))
}

func (p *Followup) lookAgain(w http.ResponseWriter, r *web.Request) error {
	return p.inInspection(w, r, r.T("Đã ghi kết quả kiểm tra lại."), func(tx *db.Tx, _ string, _ int64) error {
		return inspection.LookAgain(tx, r.Who, r.Value("muc"), lookingOf(r))
	})
}

func lookingOf(r *web.Request) inspection.Looking {
	return inspection.Looking{Mended: r.Value("ket-qua") == "dat", Looked: r.Text("da-xem"), Note: r.Text("ghi-chu"), Due: dayOfForm(r, "han"), Days: daysOfForm(r, "so-ngay")}
}

func (p *Followup) minutesFile(w http.ResponseWriter, r *web.Request) error {
	return p.caseFile(w, r, "bien-ban", inspection.WriteMinutes)
}

func (p *Followup) conclusionFile(w http.ResponseWriter, r *web.Request) error {
	return p.caseFile(w, r, "ket-luan", inspection.WriteConclusion)
}

func (p *Followup) caseFile(w http.ResponseWriter, r *web.Request, name string, write func(io.Writer, org.Who, inspection.Inspection, inspection.Form) error) error {
	var i inspection.Inspection
	if err := r.View(func(tx *db.Tx) (err error) { i, err = inspection.Load(tx, r.Who, r.PathValue("ref")); return err }); err != nil {
		return err
	}
	at := i.MadeAt
	for _, s := range []inspection.Signature{i.Head, i.UnitHead, i.ConcludedBy} {
		if s.At.After(at) {
			at = s.At
		}
	}
	return sendPaper(w, r, i.Ref+"-"+name, at, func(file *bytes.Buffer, form inspection.Form) error { return write(file, r.Who, i, form) })
}
