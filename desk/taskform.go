package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sauro/db"
	"sauro/draft"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var taskFormPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{
			{Pattern: "GET /nhiem-vu/moi", Act: org.Plan, Handle: d.newTask},
			{Pattern: "POST /nhiem-vu/moi", Act: org.Plan, Handle: d.makeTask},
			{Pattern: "GET /nhiem-vu/{ref}/sua", Act: org.Plan, Handle: d.editTask},
			{Pattern: "POST /nhiem-vu/{ref}/sua", Act: org.Plan, Handle: d.saveTask},
		}
	},
	Types: map[string]any{"taskform.html": taskFormPage{}},
}

// taskFormPage makes a draft or edits a task: the clause as signed on top, then
// the six clears in their order.
type taskFormPage struct {
	web.Page
	Ref       string // "" of a new task
	Issued    bool   // what was issued is corrected with a reason
	Version   int64
	Slots     task.Slots
	Ring      web.Ring
	Missing   org.Names
	Parent    string
	Clause    register.Clause
	Proposals []proposalLine
	Differ    []differ // both versions, where somebody else saved meanwhile
	Theirs    string   // who that was
	TheirsAt  time.Time
	MayIssue  bool
	Posts     []web.Option
	Units     []web.Option
	Kinds     []web.Option
	Everies   []web.Option
	Measures  []web.Option
	Proofs    []web.Option

	read   task.Slots // what the clause's own text gives
	marks  map[string]string
	advice map[task.Slot][]fault.Text
}

// proposalLine is a proposal of the catalogue to pick.
type proposalLine struct {
	draft.Proposal
	Chosen bool
}

// differ is a field in which what the person typed and what is kept differ.
type differ struct {
	Field, Name  string
	Theirs, Mine string
	Kept         bool // the person left it as it was seen: theirs is proposed
}

func (d *Desk) newTask(w http.ResponseWriter, r *web.Request) error {
	p := &taskFormPage{}
	return r.Show(w, "taskform.html", p, func(tx *db.Tx) error { return p.loadNew(tx, r) })
}

// loadNew proposes what the clause's text says, or a proposal of the catalogue
// that was picked.
func (p *taskFormPage) loadNew(tx *db.Tx, r *web.Request) error {
	p.Title, p.Parent = r.T("Soạn nhiệm vụ"), r.Value("cha")
	clause, err := r.IDOf("noi-dung")
	if err != nil {
		return err
	}
	if err := p.loadClause(tx, r, clause); err != nil {
		return err
	}
	p.Slots = p.read
	proposals, err := draft.Propose(tx, r.Who, clause)
	if err != nil {
		return err
	}
	code := r.Value("mau")
	for _, proposal := range proposals {
		chosen := code != "" && proposal.Catalogue == code
		if chosen {
			p.Slots = proposal.Slots
		}
		p.Proposals = append(p.Proposals, proposalLine{proposal, chosen})
	}
	if p.Parent != "" {
		up, err := task.Get(tx, r.Who, p.Parent)
		if err != nil {
			return err
		}
		// A part serves the same clause; what it does is for a person to say.
		if code == "" {
			p.Slots.Work, p.Slots.Detail, p.Slots.Result = "", "", task.Result{}
		}
		p.Crumbs = append(p.Crumbs, web.Crumb{Name: up.Ref, URL: "/nhiem-vu/" + up.Ref})
	}
	p.mark(r, p.Slots, code)
	return p.complete(tx, r, task.Task{State: task.Draft, Slots: p.Slots})
}

func (p *taskFormPage) loadClause(tx *db.Tx, r *web.Request, clause db.ID) (err error) {
	if p.Clause, err = register.ClauseByID(tx, r.Who, clause); err != nil {
		return err
	}
	letter, err := register.Load(tx, r.Who, p.Clause.Letter)
	if err != nil {
		return err
	}
	p.Crumbs = []web.Crumb{
		{Name: r.T("Văn bản cam kết"), URL: "/van-ban"},
		{Name: letter.Head.Name(), URL: "/van-ban/" + string(letter.ID)},
		{Name: r.T("Nội dung %s", p.Clause.Code), URL: "/noi-dung/" + string(clause)},
	}
	p.read, err = draft.FromClause(tx, r.Who, clause)
	return err
}

// mark says of each field where what stands in it comes from.
func (p *taskFormPage) mark(r *web.Request, s task.Slots, code string) {
	text, picked := r.T("Lấy từ câu chữ của văn bản."), r.T("Lấy từ mẫu gợi ý.")
	p.marks = map[string]string{}
	set := func(field, value, read string) {
		switch {
		case value == "" || value == "0":
		case value == read:
			p.marks[field] = text
		case code != "":
			p.marks[field] = picked
		}
	}
	read := p.read
	set("viec", s.Work, read.Work)
	set("chi-tiet", s.Detail, read.Detail)
	set("ngay-xong", string(s.Due.Date), string(read.Due.Date))
	set("ky", string(s.Due.Every), string(read.Due.Every))
	set("han-ghi", s.Due.Text, read.Due.Text)
	set("chu-tri", string(s.LeadUnit), string(read.LeadUnit))
	set("phoi-hop", strings.Join(s.Support, ";"), strings.Join(read.Support, ";"))
	set("giai-trinh", string(s.Answers), string(read.Answers))
	set("nghiem-thu", string(s.Decider), string(read.Decider))
	set("cap-tren", s.Superior, read.Superior)
	set("san-pham", s.Product, read.Product)
	set("cach-do", string(s.Measure), string(read.Measure))
	set("phai-dat", strconv.FormatInt(s.Target, 10), strconv.FormatInt(read.Target, 10))
	set("don-vi-tinh", s.Unit, read.Unit)
	set("loai-minh-chung", string(s.Proof), string(read.Proof))
	set("minh-chung", s.ProofText, read.ProofText)
	set("van-ban-giao", s.Source, read.Source)
	set("can-cu", s.Basis, read.Basis)
}

// About is the hint of a field, with where its text comes from.
func (p *taskFormPage) About(field, hint string) string {
	mark := p.marks[field]
	if mark == "" || hint == "" {
		return hint + mark
	}
	return mark + " " + hint
}

// complete fills in the choices, and says which slots of t are clear and what
// could be said better.
func (p *taskFormPage) complete(tx *db.Tx, r *web.Request, t task.Task) error {
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	units, err := org.Units(tx)
	if err != nil {
		return err
	}
	none := web.Option{Text: r.T("chưa chọn")}
	p.Posts = []web.Option{none}
	for _, post := range posts {
		if post.Role == org.Superior {
			continue // watches, does no work here
		}
		text := post.Title
		if post.Holder == "" {
			text = r.T("%s (đang trống)", post.Title)
		}
		p.Posts = append(p.Posts, web.Option{Value: string(post.ID), Text: text})
		if post.ID == t.Accountable {
			t.Holder = post.Holder
		}
	}
	p.Units = append([]web.Option{none}, web.Options(units, func(u org.Unit) (db.ID, string) { return u.ID, u.Name })...)
	p.Kinds = []web.Option{
		{Text: r.T("chưa rõ")},
		{Value: string(task.ByDate), Text: r.T("xong trước một ngày")},
		{Value: byRule, Text: r.T("xong trong một số ngày kể từ ngày giao")},
		{Value: string(task.ByCycle), Text: r.T("thường xuyên, mỗi kỳ một kết quả")},
	}
	p.Everies, p.Measures, p.Proofs = []web.Option{none}, []web.Option{none}, []web.Option{none}
	for _, e := range vn.Rhythms {
		p.Everies = append(p.Everies, web.Option{Value: string(e), Text: r.T(task.EveryName[e])})
	}
	for _, m := range task.Measures {
		p.Measures = append(p.Measures, web.Option{Value: string(m), Text: r.T(task.MeasureName[m])})
	}
	for _, m := range task.Proofs {
		p.Proofs = append(p.Proofs, web.Option{Value: string(m), Text: r.T(task.ProofName[m])})
	}
	t.Today = vn.Today(tx.Now)
	p.Ring = web.Ring{Clear: t.Clear(), Big: true}
	for _, s := range t.Missing() {
		p.Missing = append(p.Missing, task.SlotName[s])
	}
	p.advice = map[task.Slot][]fault.Text{}
	for _, a := range draft.AdviceOn(t) {
		p.advice[a.Slot] = append(p.advice[a.Slot], a.Text)
	}
	p.MayIssue = r.Who.Reach(org.Issue) != org.None
	return nil
}

// Advice is what could be said better in a slot, by its number from 0.
func (p *taskFormPage) Advice(slot int) []fault.Text { return p.advice[task.Slot(slot)] }

func (d *Desk) editTask(w http.ResponseWriter, r *web.Request) error {
	p := &taskFormPage{}
	return r.Show(w, "taskform.html", p, func(tx *db.Tx) error { return p.loadEdit(tx, r) })
}

func (p *taskFormPage) loadEdit(tx *db.Tx, r *web.Request) error {
	t, err := task.Get(tx, r.Who, r.PathValue("ref"))
	if err != nil {
		return err
	}
	act := org.Plan
	if t.State != task.Draft {
		act = org.Issue
	}
	if err := r.Who.May(act, t.Thing()); err != nil {
		return err
	}
	p.Title, p.Ref, p.Version, p.Issued, p.Slots, p.Parent = r.T("Sửa nhiệm vụ %s", t.Ref), t.Ref, t.Version, t.State != task.Draft, t.Slots, t.ParentRef
	if err := p.loadClause(tx, r, t.Clause); err != nil {
		return err
	}
	p.Crumbs = append(p.Crumbs, web.Crumb{Name: t.Ref, URL: "/nhiem-vu/" + t.Ref})
	return p.complete(tx, r, t)
}

func (d *Desk) makeTask(w http.ResponseWriter, r *web.Request) error {
	var ref string
	once, err := onceOf(r)
	if err == nil {
		err = r.Update(func(tx *db.Tx) error {
			clause, err := r.IDOf("noi-dung")
			if err != nil {
				return err
			}
			// A form sent twice: the first made the task, and issued it where it was asked to.
			if ref, err = task.Sent(tx, r.Who, once); err != nil || ref != "" {
				return err
			}
			read, err := draft.FromClause(tx, r.Who, clause)
			if err != nil {
				return err
			}
			s, err := typedSlots(r, task.Slots{Due: read.Due, SourceLetter: read.SourceLetter, Source: read.Source})
			if err != nil {
				return err
			}
			if ref, err = task.CreateOnce(tx, r.Who, once, clause, r.Value("cha"), s); err != nil || !r.Has("giao") {
				return err
			}
			return task.Issue(tx, r.Who, ref, 1)
		})
	}
	if err != nil {
		return d.formAgain(w, r, err, (*taskFormPage).loadNew)
	}
	return r.Redirect(w, "/nhiem-vu/"+ref, r.T(savedName[r.Has("giao")], ref))
}

var savedName = map[bool]string{false: "Đã lưu nhiệm vụ %s.", true: "Đã lưu và giao nhiệm vụ %s."}

func (d *Desk) saveTask(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	err := r.Update(func(tx *db.Tx) error {
		t, err := task.Get(tx, r.Who, ref)
		if err != nil {
			return err
		}
		s, err := typedSlots(r, t.Slots)
		if err != nil {
			return err
		}
		chosen(r, t.Slots, &s)
		if err := task.Edit(tx, r.Who, ref, seenVersion(r), s, r.Value("ly-do")); err != nil || !r.Has("giao") {
			return err
		}
		if t, err = task.Get(tx, r.Who, ref); err != nil {
			return err
		}
		return task.Issue(tx, r.Who, ref, t.Version)
	})
	if err != nil {
		return d.formAgain(w, r, err, (*taskFormPage).loadEdit)
	}
	return r.Redirect(w, r.Next("/nhiem-vu/"+ref), r.T(savedName[r.Has("giao")], ref))
}

// formAgain shows the form with what was typed and what is wrong. Where somebody
// else saved meanwhile it shows both versions, field by field.
func (d *Desk) formAgain(w http.ResponseWriter, r *web.Request, failed error, load func(*taskFormPage, *db.Tx, *web.Request) error) error {
	p := &taskFormPage{}
	if err := r.View(func(tx *db.Tx) error { return p.loadAgain(tx, r, failed, load) }); err != nil {
		return err
	}
	return r.Again(w, "taskform.html", p, fault.Rename(failed, "accountable", "nguoi", "work", "viec", "detail", "chi-tiet", "due", "kieu", "due_date", "ngay-xong", "due-rule", "tinh", "due-since", "tinh-tu",
		"cycle", "ky", "review_day", "ngay-chot", "due_text", "han-ghi", "lead", "chu-tri", "support", "phoi-hop", "answers", "giai-trinh", "decider", "nghiem-thu",
		"superior", "cap-tren", "product", "san-pham", "measure", "cach-do", "target", "phai-dat", "unit", "don-vi-tinh", "proof", "loai-minh-chung",
		"proof_text", "minh-chung", "source", "van-ban-giao", "basis", "can-cu", "weight", "trong-so", "reason", "ly-do"))
}

func (p *taskFormPage) loadAgain(tx *db.Tx, r *web.Request, failed error, load func(*taskFormPage, *db.Tx, *web.Request) error) error {
	if err := load(p, tx, r); err != nil {
		return err
	}
	p.marks, p.Missing = nil, nil
	kept := p.Slots
	if s, err := typedSlots(r, kept); err == nil {
		state := task.Draft
		if p.Issued {
			state = task.Issued
		}
		if err := p.complete(tx, r, task.Task{State: state, Slots: s}); err != nil {
			return err
		}
	}
	var conflict *task.ConflictError
	if !errors.As(failed, &conflict) {
		if n, ok := r.Int("lan"); ok {
			p.Version = n
		}
		return nil
	}
	p.Version = conflict.Theirs.Version
	for _, c := range conflict.Diff {
		p.Differ = append(p.Differ, differ{c.Field, r.T(task.FieldName[c.Field]), c.From, c.To, slices.Contains(conflict.Kept, c.Field)})
	}
	page, err := task.ByRef(tx, r.Who, p.Ref)
	if err != nil {
		return err
	}
	for _, e := range page.Events {
		p.Theirs, p.TheirsAt = e.Name, e.At
		break
	}
	return nil
}

// byRule is a day that is counted by words.
const byRule = "rule"

// DueKind is the kind of time that the form shows.
func (p *taskFormPage) DueKind() string {
	if p.Slots.Due.Rule != "" && !p.Issued {
		return byRule
	}
	return string(p.Slots.Due.Kind)
}

// ReviewDay, Target, Weight and Support are as the form writes them.
func (p *taskFormPage) ReviewDay() string { return filled(p.Slots.Due.ReviewDay) }

// Target is the figure to be reached.
func (p *taskFormPage) Target() string {
	if p.Slots.Measure == task.Percent && p.Slots.Target > 0 {
		return vn.Percent(p.Slots.Target)
	}
	if p.Slots.Target == 0 {
		return ""
	}
	return vn.Thousands(p.Slots.Target)
}

// Weight is the weight among the parts of the parent.
func (p *taskFormPage) Weight() string { return strconv.FormatInt(max(p.Slots.Weight, 1), 10) }

// Support is a unit a line.
func (p *taskFormPage) Support() string { return strings.Join(p.Slots.Support, "\n") }

// DueName and the others are what was issued and can no longer be changed, in words.
func (p *taskFormPage) DueName() string {
	if p.Slots.Due.Kind == task.ByCycle {
		return task.EveryName[p.Slots.Due.Every]
	}
	return "xong trước một ngày"
}

// MeasureName is how the result is measured.
func (p *taskFormPage) MeasureName() string { return task.MeasureName[p.Slots.Measure] }

func filled(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
