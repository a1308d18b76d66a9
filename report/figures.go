package report

import (
	"fmt"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
)

// Figures are all that a report prints, as they stood when the cut-off day
// ended at the office. Percentages are basis points.
type Figures struct {
	Form    int    `json:"form"` // the shape of these figures; a later shape has a later number
	Order   Order  `json:"order"`
	Commune string `json:"commune"` // "UBND xã Khánh Cường"
	Letter  Letter `json:"letter"`
	Totals
	Groups []Group `json:"groups"`
}

// form is the shape that is made today.
const form = 1

// Letter is the head of the letter reported on. An empty field is not printed
// on it.
type Letter struct {
	Kind    string `json:"kind"`
	Number  string `json:"number"`
	Symbol  string `json:"symbol"`
	Issuer  string `json:"issuer"`
	Place   string `json:"place"`
	Date    string `json:"date"` // YYYY-MM-DD, or YYYY-MM where the day is blank
	Subject string `json:"subject"`
}

// Totals count the clauses and tasks of a group, or of the whole letter. Every
// task counted is exactly one of Done, Waiting, Doing, NotBegun and Paused; a
// late one is that besides.
type Totals struct {
	Clauses    int         `json:"clauses"`
	Tasked     int         `json:"tasked"`   // clauses with a task
	Reasoned   int         `json:"reasoned"` // without one, with a written reason
	Replaced   int         `json:"replaced"` // without one, replaced by a newer letter
	Bare       int         `json:"bare"`     // with nothing of these
	Tasks      int         `json:"tasks"`    // issued and not cancelled, parts included
	Done       int         `json:"done"`     // accepted
	Waiting    int         `json:"waiting"`  // handed in
	Doing      int         `json:"doing"`
	Maintained int         `json:"maintained"` // of Doing: with cycles, none missing
	NotBegun   int         `json:"not_begun"`
	Paused     int         `json:"paused"`
	Late       int         `json:"late"`
	ReportedBP int         `json:"reported_bp"`
	VerifiedBP int         `json:"verified_bp"`
	Status     task.Status `json:"status"`
}

// Group is one of the letter's groups of clauses.
type Group struct {
	Ordinal int    `json:"ordinal"`
	Label   string `json:"label"` // the printed number, "" where none
	Text    string `json:"text"`
	Totals
	Clauses []Clause `json:"clause"`
}

// Clause is a line as it was signed, with its tasks.
type Clause struct {
	Code       string      `json:"code"` // 2.5
	Text       string      `json:"text"`
	NoReason   string      `json:"no_reason"`   // why it has no task
	ReplacedIn string      `json:"replaced_in"` // the newer letter, by number or subject
	ReportedBP int         `json:"reported_bp"`
	VerifiedBP int         `json:"verified_bp"`
	Status     task.Status `json:"status"`
	Tasks      []Task      `json:"tasks"` // parents before their parts
}

// Task is a task as it stood.
type Task struct {
	Ref         string       `json:"ref"`
	Part        bool         `json:"part"` // of the task above it
	Parts       int          `json:"parts"`
	Work        string       `json:"work"`
	Product     string       `json:"product"`
	Measure     task.Measure `json:"measure"`
	Target      int64        `json:"target"` // of Percent in basis points
	Unit        string       `json:"unit"`
	Reported    int64        `json:"reported"` // of a task with one result and no parts
	Verified    int64        `json:"verified"`
	ReportedBP  int          `json:"reported_bp"`
	VerifiedBP  int          `json:"verified_bp"`
	Accountable string       `json:"accountable"` // post
	Lead        string       `json:"lead"`        // unit
	Support     []string     `json:"support"`
	Superior    string       `json:"superior"` // who decides what is beyond the commune
	Source      string       `json:"source"`   // văn bản giao nhiệm vụ; "" where it is the letter itself
	Due         vn.Day       `json:"due"`      // the last day; of a cycle the next one
	Every       vn.Every     `json:"every"`
	DueText     string       `json:"due_text"` // as printed
	State       task.State   `json:"state"`
	Status      task.Status  `json:"status"`
	Timing      task.Timing  `json:"timing"`
	DaysLate    int          `json:"days_late"` // working days
	HandedOn    vn.Day       `json:"handed_on"`
	DoneOn      vn.Day       `json:"done_on"`
	CyclesDone  int          `json:"cycles_done"` // accepted
	CyclesDue   int          `json:"cycles_due"`  // whose last day has passed, or that were handed in
	Missing     []string     `json:"missing"`     // cycles whose last day passed without a result
	words
}

// Late reports whether the task was late on the cut-off day.
func (t Task) Late() bool { return t.Timing == task.Late }

// Of computes the figures of an order without keeping them, in a fixed number
// of queries. It refuses a cut-off that has not come or that lies before the
// letter was accepted: nothing was recorded for either.
func Of(tx *db.Tx, who org.Who, o Order) (Figures, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Figures{}, err
	}
	l, err := register.Load(tx, who, o.Letter)
	if err != nil {
		return Figures{}, err
	}
	if err := o.check(l, vn.Today(tx.Now)); err != nil {
		return Figures{}, err
	}
	f := Figures{Form: form, Order: o, Letter: Letter{Kind: l.Head.Kind, Number: l.Head.Number, Symbol: l.Head.Symbol,
		Issuer: l.Head.Issuer, Place: l.Head.Place, Date: l.Head.Date, Subject: l.Head.Subject}}
	if f.Commune, err = db.Value[string](tx, "select "+org.TenantName("t", "?2")+" from tenant t where t.tenant_id = ?1", vn.Today(tx.Now)); err != nil {
		return f, err
	}
	groups, err := register.Groups(tx, who, o.Letter)
	if err != nil {
		return f, err
	}
	then, err := asOf(tx, who, o.Letter, o.CutOff)
	if err != nil {
		return f, err
	}
	end := o.CutOff.Add(1).Time()
	said, err := wordsOf(tx, o.Letter, end)
	if err != nil {
		return f, err
	}
	newer, err := amendments(tx, o.Letter, end)
	if err != nil {
		return f, err
	}
	byID := map[db.ID]task.Clause{}
	for _, c := range then.Clauses {
		byID[c.ID] = c
	}
	f.Totals.set(then.Figures)
	for _, g := range groups {
		group := Group{Ordinal: g.Ordinal, Label: g.Label, Text: g.Text}
		group.Totals.set(then.Groups[g.ID])
		for _, c := range g.Clauses {
			t := byID[c.ID]
			clause := Clause{Code: c.Code, Text: c.Text, NoReason: t.NoReason, ReplacedIn: newer[c.ReplacedIn],
				ReportedBP: t.ReportedBP, VerifiedBP: t.VerifiedBP, Status: t.Status, Tasks: []Task{}}
			for _, one := range t.Tasks {
				if one.Live() {
					clause.Tasks = append(clause.Tasks, frozen(one, said[one.ID]))
				}
			}
			group.count(clause)
			group.Clauses = append(group.Clauses, clause)
		}
		f.Totals.add(group.Totals)
		f.Groups = append(f.Groups, group)
	}
	return f, nil
}

// amendments are the letters that were accepted before end as amendments of
// this one, as people speak of them.
func amendments(tx *db.Tx, letter db.ID, end any) (map[db.ID]string, error) {
	names := map[db.ID]string{}
	err := tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var h register.Head
		if err := scan(&id, db.Opt(&h.Kind), db.Opt(&h.Number), db.Opt(&h.Subject)); err != nil {
			return err
		}
		names[id] = h.Name()
		return nil
	}, "select letter_id, kind, number, subject from letter where tenant_id = ?1 and amends = ?2 and accepted_at < ?3", letter, end)
	return names, err
}

// set takes what task has computed by its one formula.
func (t *Totals) set(f task.Figures) {
	t.ReportedBP, t.VerifiedBP, t.Status = f.ReportedBP, f.VerifiedBP, f.Status
}

func (t *Totals) count(c Clause) {
	t.Clauses++
	switch {
	case len(c.Tasks) > 0:
		t.Tasked++
	case c.ReplacedIn != "":
		t.Replaced++
	case c.NoReason != "":
		t.Reasoned++
	default:
		t.Bare++
	}
	for _, one := range c.Tasks {
		t.Tasks++
		switch one.State {
		case task.Done:
			t.Done++
		case task.Waiting:
			t.Waiting++
		case task.Paused:
			t.Paused++
		case task.Issued, task.Received:
			t.NotBegun++
		default:
			t.Doing++
			if one.Status == task.Maintained {
				t.Maintained++
			}
		}
		if one.Late() {
			t.Late++
		}
	}
}

func (t *Totals) add(g Totals) {
	t.Clauses += g.Clauses
	t.Tasked += g.Tasked
	t.Reasoned += g.Reasoned
	t.Replaced += g.Replaced
	t.Bare += g.Bare
	t.Tasks += g.Tasks
	t.Done += g.Done
	t.Waiting += g.Waiting
	t.Doing += g.Doing
	t.Maintained += g.Maintained
	t.NotBegun += g.NotBegun
	t.Paused += g.Paused
	t.Late += g.Late
}

func frozen(t task.Task, said words) Task {
	f := Task{Ref: t.Ref, Part: t.Parent != "", Parts: t.Parts, Work: t.Work, Product: t.Product, Measure: t.Measure, Target: t.Target, Unit: t.Unit,
		ReportedBP: t.ReportedBP, VerifiedBP: t.VerifiedBP, Accountable: t.AccountableTitle, Lead: t.LeadUnitName, Support: append([]string{}, t.Support...),
		Superior: t.Superior, Source: t.Source, Due: t.Due.Date, DueText: t.Due.Text, State: t.State, Status: t.Status(), Timing: t.Timing(),
		DaysLate: t.DaysLate(), HandedOn: t.HandedOn, Missing: []string{}, words: said}
	if t.Cyclic() {
		f.Every, f.Due = t.Due.Every, t.NextDue
		for _, c := range t.Cycles {
			switch c.State {
			case task.Done:
				f.CyclesDone++
				f.CyclesDue++
			case task.Waiting:
				f.CyclesDue++
			}
		}
		for _, c := range t.MissingCycles() {
			f.CyclesDue++
			f.Missing = append(f.Missing, task.CycleName(c.Key))
		}
	} else if t.Parts == 0 {
		f.Reported, f.Verified = t.Reported, min(t.Verified, t.Reported)
	}
	if t.State == task.Done {
		f.DoneOn = vn.Today(t.DoneAt)
		f.Obstacle, f.ObstacleOn = "", ""
	}
	if t.State != task.Paused {
		f.PausedFor = ""
	}
	return f
}

// each calls do for every task, with the group and clause it stands under.
func (f *Figures) each(do func(g *Group, c *Clause, t *Task)) {
	for i := range f.Groups {
		g := &f.Groups[i]
		for j := range g.Clauses {
			c := &g.Clauses[j]
			for k := range c.Tasks {
				do(g, c, &c.Tasks[k])
			}
		}
	}
}

// check says what of an order cannot be reported.
func (o *Order) check(l register.Letter, today vn.Day) error {
	if l.Accepted.IsZero() {
		return fault.New(fault.Invalid, "Văn bản này chưa được xác nhận nên chưa có số liệu. Hãy xem lại và xác nhận văn bản trước.")
	}
	o.tidy(l)
	var f fault.Form
	switch accepted := vn.Today(l.Accepted); {
	case !o.CutOff.Valid():
		f.Add("cutoff", "Ngày chốt số liệu chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 15/03/2026.")
	case o.CutOff > today:
		f.Add("cutoff", "Ngày %s chưa đến nên chưa có số liệu. Hãy chốt đến hôm nay (%s) hoặc trước đó.", o.CutOff.String(), today.String())
	case o.CutOff < accepted:
		f.Add("cutoff", "Văn bản được xác nhận ngày %s, trước đó chưa có số liệu. Hãy chốt từ ngày đó trở đi.", accepted.String())
	}
	f.Check(KindName[o.Kind] != "", "kind", "Hãy chọn báo cáo hoặc công văn.")
	f.Check(len([]rune(o.Number)) <= 20, "number", "Số văn bản dài quá 20 chữ. Hãy chỉ ghi số, phần ký hiệu chương trình tự thêm.")
	switch {
	case o.Date == "":
	case !o.Date.Valid():
		f.Add("date", "Ngày văn bản chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm hoặc để trống.")
	case o.Date < o.CutOff:
		f.Add("date", "Ngày văn bản %s trước ngày chốt số liệu. Hãy ghi ngày sau hoặc để trống.", o.Date.String())
	}
	f.Check(len(o.Recipients) <= 50 && len(fmt.Sprint(o.Recipients)) <= 10_000, "recipients", "Danh sách nơi gửi quá dài. Hãy ghi tối đa 50 dòng.")
	f.Check(o.Kind != Dispatch || len(o.Recipients) > 0, "recipients", "Công văn cần nơi gửi. Hãy ghi ít nhất một cơ quan.")
	return f.Err()
}
