package followup

import (
	"bytes"
	"fmt"
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/org"
	"sauro/web"
)

// planNewPage begins a plan.
type planNewPage struct {
	web.Page
	Years    []web.Option
	Quarters []web.Option
	Year     string
}

func newPlanNewPage(r *web.Request) *planNewPage {
	p := &planNewPage{Page: web.Page{Title: r.T("Lập kế hoạch kiểm tra"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Kiểm tra"), URL: inspectionHome}}}}
	this := r.Today().Year()
	p.Year = fmt.Sprint(this)
	for _, y := range []int{this, this + 1, this - 1} {
		p.Years = append(p.Years, web.Option{Value: fmt.Sprint(y), Text: fmt.Sprint(y)})
	}
	p.Quarters = []web.Option{{Value: "0", Text: r.T("cả năm")}}
	for q := 1; q <= 4; q++ {
		p.Quarters = append(p.Quarters, web.Option{Value: fmt.Sprint(q), Text: r.T("quý %s", [5]string{"", "I", "II", "III", "IV"}[q])})
	}
	return p
}

func (p *Followup) newPlan(w http.ResponseWriter, r *web.Request) error {
	return r.Show(w, "inspectionplannew.html", newPlanNewPage(r), func(tx *db.Tx) error { return r.Who.May(org.Inspect, org.Thing{}) })
}

func (p *Followup) makePlan(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	year, _ := r.Int("nam")
	quarter, _ := r.Int("quy")
	var ref string
	if err := r.Update(func(tx *db.Tx) (err error) {
		ref, err = inspection.NewPlan(tx, r.Who, once, year, quarter, r.Text("can-cu"))
		return err
	}); err != nil {
		page := newPlanNewPage(r)
		if err := r.View(func(*db.Tx) error { return nil }); err != nil {
			return err
		}
		return r.Again(w, "inspectionplannew.html", page, fault.Rename(err, "year", "nam", "quarter", "quy", "basis", "can-cu"))
	}
	return r.Redirect(w, "/kiem-tra/ke-hoach/"+ref, r.T("Đã lập kế hoạch %s. Hãy thêm từng cuộc kiểm tra rồi ban hành.", ref))
}

// planPage is one plan: its lines, the next one to add, its issuing.
type planPage struct {
	web.Page
	Plan    inspection.Plan
	Edits   bool // the person changes it
	Units   []web.Option
	Posts   []web.Option
	Clauses []web.Option
	Months  []web.Option
}

func newPlanPage(r *web.Request) *planPage {
	return &planPage{Page: web.Page{Title: r.T("Kế hoạch kiểm tra"), Crumbs: []web.Crumb{{Name: r.T("Kiểm tra"), URL: inspectionHome}}}}
}

func (p *planPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.Plan, err = inspection.LoadPlan(tx, r.Who, r.PathValue("ref")); err != nil {
			return err
		}
		p.Title = r.T("Kế hoạch kiểm tra") + " " + r.T(p.Plan.Period().Format, p.Plan.Period().Args...)
		p.Edits = !p.Plan.Issued && r.Who.Can(org.Inspect, org.Thing{})
		if !p.Edits {
			return nil
		}
		first, last := 1, 12
		if q := int(p.Plan.Quarter); q > 0 {
			first, last = q*3-2, q*3
		}
		for m := first; m <= last; m++ {
			p.Months = append(p.Months, web.Option{Value: fmt.Sprintf("%d-%02d", p.Plan.Year, m), Text: fmt.Sprintf("%d/%d", m, p.Plan.Year)})
		}
		if p.Units, err = unitOptions(r, tx); err != nil {
			return err
		}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		p.Posts = postOptions(r, posts, false)
		clauses, err := clauseOptions(r, tx, "")
		p.Clauses = append([]web.Option{{Text: r.T("không riêng nội dung nào")}}, clauses...)
		return err
	}
}

func (p *Followup) plan(w http.ResponseWriter, r *web.Request) error {
	page := newPlanPage(r)
	return r.Show(w, "inspectionplan.html", page, page.load(r))
}

// inPlan does one step of a plan and shows the plan again where it fails.
func (p *Followup) inPlan(w http.ResponseWriter, r *web.Request, done string, step func(tx *db.Tx, ref string) error) error {
	ref := r.PathValue("ref")
	if err := r.Update(func(tx *db.Tx) error { return step(tx, ref) }); err != nil {
		page := newPlanPage(r)
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "inspectionplan.html", page, fault.Rename(err, "unit", "don-vi", "subject", "noi-dung", "clause", "cam-ket", "month", "thang", "lead", "chu-tri", "number", "so", "on", "ngay"))
	}
	return r.Redirect(w, "/kiem-tra/ke-hoach/"+ref, done)
}

func (p *Followup) addLine(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	return p.inPlan(w, r, r.T("Đã thêm vào kế hoạch."), func(tx *db.Tx, ref string) error {
		return inspection.AddLine(tx, r.Who, once, ref, inspection.Line{Unit: db.ID(r.Value("don-vi")), Subject: r.Value("noi-dung"), Clause: db.ID(r.Value("cam-ket")), Month: r.Value("thang"), Lead: db.ID(r.Value("chu-tri"))})
	})
}

func (p *Followup) dropLine(w http.ResponseWriter, r *web.Request) error {
	return p.inPlan(w, r, r.T("Đã bỏ dòng khỏi kế hoạch."), func(tx *db.Tx, ref string) error { return inspection.DropLine(tx, r.Who, ref, db.ID(r.Value("dong"))) })
}

func (p *Followup) issuePlan(w http.ResponseWriter, r *web.Request) error {
	version, _ := r.Int("lan")
	return p.inPlan(w, r, r.T("Đã ban hành kế hoạch, các đơn vị có tên đã được báo."), func(tx *db.Tx, ref string) error {
		return inspection.IssuePlan(tx, r.Who, ref, version, inspection.Document{Number: r.Value("so"), On: dayOfForm(r, "ngay")})
	})
}

func (p *Followup) planFile(w http.ResponseWriter, r *web.Request) error {
	var plan inspection.Plan
	if err := r.View(func(tx *db.Tx) (err error) {
		plan, err = inspection.LoadPlan(tx, r.Who, r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	at := plan.MadeAt
	if plan.Issued {
		at = plan.IssuedAt
	}
	return sendPaper(w, r, plan.Ref, at, func(file *bytes.Buffer, form inspection.Form) error {
		return inspection.WritePlan(file, r.Who, plan, form)
	})
}

// inspectionNewPage opens an inspection: first the unit, then what is decided.
type inspectionNewPage struct {
	web.Page
	Line    inspection.Line // of the plan, zero where it is not planned
	Unit    string
	Subject string
	Lead    string
	Units   []web.Option
	Posts   []web.Option
	Members []web.Option
	Tasks   []web.Option
	All     []string // every task, ticked at first where they are few
}

// None is that no box of a list is ticked at first.
func (p *inspectionNewPage) None() []string { return nil }

func newInspectionNewPage(r *web.Request) *inspectionNewPage {
	return &inspectionNewPage{Page: web.Page{Title: r.T("Mở cuộc kiểm tra"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Kiểm tra"), URL: inspectionHome}}}}
}

func (p *inspectionNewPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if err := r.Who.May(org.Inspect, org.Thing{}); err != nil {
			return err
		}
		p.Unit = r.Value("don-vi")
		if line := r.Value("dong"); line != "" {
			if p.Line, err = inspection.LineByID(tx, r.Who, db.ID(line)); err != nil {
				return err
			}
			p.Unit, p.Subject, p.Lead = string(p.Line.Unit), p.Line.Subject, string(p.Line.Lead)
		}
		if p.Units, err = unitOptions(r, tx); err != nil || p.Unit == "" {
			return err
		}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		var others []org.Post
		for _, post := range posts {
			if post.Unit != db.ID(p.Unit) {
				others = append(others, post)
			}
		}
		p.Posts = postOptions(r, others, true)
		p.Members = p.Posts[1:]
		tasks, err := inspection.Candidates(tx, r.Who, db.ID(p.Unit), p.Line.Clause)
		for _, t := range tasks {
			p.Tasks = append(p.Tasks, web.Option{Value: string(t.Task), Text: t.Ref + " · " + t.Work, Hint: r.T("đã báo cáo %s", t.ReportedText())})
			p.All = append(p.All, string(t.Task))
		}
		if len(p.All) > 10 {
			p.All = nil
		}
		return err
	}
}

func (p *Followup) newInspection(w http.ResponseWriter, r *web.Request) error {
	page := newInspectionNewPage(r)
	return r.Show(w, "inspectionnew.html", page, page.load(r))
}

// beginningOf is what the form says of an inspection.
func beginningOf(r *web.Request) inspection.Beginning {
	b := inspection.Beginning{Line: db.ID(r.Value("dong")), Unit: db.ID(r.Value("don-vi")), Subject: r.Value("noi-dung"), Decision: inspection.Document{Number: r.Value("so"), On: dayOfForm(r, "ngay-qd")},
		From: dayOfForm(r, "tu-ngay"), To: dayOfForm(r, "den-ngay"), Place: r.Value("noi"), Head: db.ID(r.Value("truong-doan"))}
	for _, m := range r.Values("thanh-vien") {
		b.Members = append(b.Members, db.ID(m))
	}
	for _, t := range r.Values("viec") {
		b.Tasks = append(b.Tasks, db.ID(t))
	}
	return b
}

// inFields gives what is wrong with a beginning the names of the form's fields.
func inFields(err error) error {
	return fault.Rename(err, "unit", "don-vi", "subject", "noi-dung", "number", "so", "on", "ngay-qd", "from", "tu-ngay", "to", "den-ngay", "place", "noi", "head", "truong-doan", "members", "thanh-vien", "tasks", "viec")
}

func (p *Followup) beginInspection(w http.ResponseWriter, r *web.Request) error {
	once, err := r.OnceID()
	if err != nil {
		return err
	}
	var ref string
	if err := r.Update(func(tx *db.Tx) (err error) {
		ref, err = inspection.Begin(tx, r.Who, once, beginningOf(r))
		return err
	}); err != nil {
		page := newInspectionNewPage(r)
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "inspectionnew.html", page, inFields(err))
	}
	return r.Redirect(w, inspectionHome+"/"+ref, r.T("Đã mở cuộc kiểm tra %s; đơn vị và đoàn đã được báo.", ref))
}
