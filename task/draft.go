package task

import (
	"fmt"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Create makes a draft for a clause, a part of parent where its reference is
// given, and gives its reference. Slots may be empty.
func Create(tx *db.Tx, who org.Who, clause db.ID, parent string, s Slots) (ref string, err error) {
	return CreateOnce(tx, who, db.NewID(), clause, parent, s)
}

// CreateOnce is Create for a form that may be sent twice: the second time it
// gives the reference of the draft that the first has made.
func CreateOnce(tx *db.Tx, who org.Who, once, clause db.ID, parent string, s Slots) (ref string, err error) {
	if ref, err = Sent(tx, who, once); err != nil || ref != "" {
		return ref, err
	}
	o, err := readOffice(tx)
	if err != nil {
		return "", err
	}
	if err := o.check(&s); err != nil {
		return "", err
	}
	if who, err = who.As(org.Plan, thing(s, o.posts[s.Accountable].unit)); err != nil {
		return "", err
	}
	known, err := db.Value[int](tx, "select count(*) from clause where tenant_id = ?1 and clause_id = ?2", clause)
	if err != nil {
		return "", err
	}
	if known == 0 {
		return "", fault.New(fault.Unknown, "Không tìm thấy nội dung cam kết này. Hãy mở lại văn bản rồi chọn lại.")
	}
	t := Task{ID: db.NewID(), Clause: clause, State: Draft, Slots: s}
	if parent = vn.Line(parent); parent != "" {
		up, err := get(tx, parent)
		if err != nil {
			return "", err
		}
		if err := mayHold(tx, up, &t, 1); err != nil {
			return "", err
		}
		t.Parent = up.ID
	}
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("NV", year)
	if err != nil {
		return "", err
	}
	t.Ref = fmt.Sprintf("NV-%d-%04d", year, n)
	_, err = tx.Exec(`insert into task (tenant_id, task_id, ref, clause_id, parent_id, version, state, resume_to, reported, verified, created_at, created_by, changed_at,
			`+slotColumns+`)
		values (?1, ?2, ?3, ?4, ?5, 1, 'draft', '', 0, 0, ?6, ?7, ?6, `+marks(8, len(slotNames))+`)`,
		append([]any{t.ID, t.Ref, t.Clause, db.Null(t.Parent), tx.Now, who.Person}, s.args()...)...)
	if err != nil {
		return "", err
	}
	if err := note(tx, who, t, event{id: once, kind: "created"}); err != nil {
		return "", err
	}
	return t.Ref, index(tx, t)
}

// Edit saves what a person wrote. A draft is edited freely. What was issued is
// corrected only by who may issue it, with a reason, and stays six-clear; the
// old values, such as a former deadline, stay in the timeline. Where somebody
// else saved since version, the error is a *ConflictError with both versions.
func Edit(tx *db.Tx, who org.Who, ref string, version int64, s Slots, reason string) error {
	t, err := get(tx, ref)
	if err != nil {
		return err
	}
	o, err := readOffice(tx)
	if err != nil {
		return err
	}
	s.Weight = t.Weight // Place changes it
	if err := o.check(&s); err != nil {
		return err
	}
	act := org.Plan
	if t.State != Draft {
		act = org.Issue
	}
	// Both the task as it is and as it will be must lie within the person's reach.
	if err := who.May(act, t.Thing()); err != nil {
		return err
	}
	if who, err = who.As(act, thing(s, o.posts[s.Accountable].unit)); err != nil {
		return err
	}
	changes := o.diff(t.Slots, s)
	if t.Version != version {
		kept, err := untouched(tx, t, version, changes)
		if err != nil {
			return err
		}
		return &ConflictError{Theirs: t, Mine: s, Diff: changes, Kept: kept, Err: conflict(t)}
	}
	if len(changes) == 0 {
		return nil
	}
	reason = vn.Line(reason)
	was := t.Slots
	t.Slots = s
	if t.State != Draft {
		if t.State == Done || t.State == Cancelled || t.State == Waiting {
			return fault.New(fault.Invalid, "Nhiệm vụ %s đang ở trạng thái %s nên không sửa được. Nếu cần, hãy trả lại hoặc lập nhiệm vụ mới.", t.Ref, fault.Text{Format: StateName[t.State]})
		}
		if reason == "" {
			return needsReason(fault.Text{Format: "Nhiệm vụ đã giao chỉ được sửa khi ghi rõ lý do."})
		}
		if err := t.mayChange(was); err != nil {
			return err
		}
		if s.Accountable != was.Accountable {
			to := o.posts[s.Accountable]
			t.AccountableTitle, t.Holder, t.IssuedTo = to.title, to.holder, to.holder
		}
		if err := t.unclear(); err != nil {
			return err
		}
		t.Cycles = t.cyclesUpTo(t.Today, t.Cycles)
	}
	set := ""
	for i, name := range slotNames {
		set += fmt.Sprintf(", %s = ?%d", name, 8+i)
	}
	args := s.args()
	if t.State != Draft {
		set += fmt.Sprintf(", issued_to = ?%d", 8+len(args))
		args = append(args, db.Null(t.IssuedTo))
	}
	if err := t.bump(tx, set, args...); err != nil {
		return err
	}
	if err := note(tx, who, t, event{kind: "edited", reason: reason, detail: Detail{Changes: changes}}); err != nil {
		return err
	}
	return index(tx, t)
}

// untouched are the fields in which what the person wants to save is what stood
// there in the version that the person saw, as the edits since then tell.
func untouched(tx *db.Tx, t Task, version int64, diff []Change) ([]string, error) {
	events, err := timeline(tx, t.ID)
	if err != nil {
		return nil, err
	}
	// Every version after the first came with a line of the timeline, the latest first.
	since := int(min(max(t.Version-version, 0), int64(len(events))))
	saw := map[string]string{}
	for _, e := range events[:since] {
		for _, c := range e.Detail.Changes {
			saw[c.Field] = c.From
		}
	}
	var kept []string
	for _, c := range diff {
		if was, changed := saw[c.Field]; changed && was == c.To {
			kept = append(kept, c.Field)
		}
	}
	return kept, nil
}

// mayChange keeps an issued task's kind of result: what was reported in one
// unit or for one cycle would say something else in another.
func (t Task) mayChange(was Slots) error {
	if t.Due.Kind != was.Due.Kind || t.Due.Every != was.Due.Every || t.Measure != was.Measure || t.Unit != was.Unit {
		return fault.New(fault.Invalid, "Nhiệm vụ đã giao không đổi được cách đo, đơn vị tính và kỳ thực hiện vì số đã báo cáo sẽ sai nghĩa. Hãy hủy và lập nhiệm vụ mới.")
	}
	return nil
}

func needsReason(why fault.Text) error {
	var f fault.Form
	f.Add("reason", why.Format, why.Args...)
	return f.Err()
}

var slotNames = strings.Split(strings.ReplaceAll(slotColumns, " ", ""), ",")

const slotColumns = "accountable, work, detail, due_kind, due_date, due_cycle, review_day, due_text, due_from, due_rule, due_since, lead_unit, support, answers, decider, superior, " +
	"product, measure, target, target_unit, proof, proof_text, source, source_letter, basis, catalogue, weight"

// args are the values of slotColumns, in their order.
func (s Slots) args() []any {
	return []any{db.Null(s.Accountable), s.Work, s.Detail, s.Due.Kind, db.Null(s.Due.Date), s.Due.Every, s.Due.ReviewDay, s.Due.Text, s.Due.From, db.Null(s.Due.Rule), db.Null(s.Due.Since),
		db.Null(s.LeadUnit), asJSON(append([]string{}, s.Support...)), db.Null(s.Answers), db.Null(s.Decider), s.Superior,
		s.Product, s.Measure, s.Target, s.Unit, s.Proof, s.ProofText, s.Source, db.Null(s.SourceLetter), s.Basis, s.Catalogue, s.Weight}
}

func marks(first, n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("?%d", first+i))
	}
	return strings.Join(list, ", ")
}

// FieldName is a field of a task in words, for the timeline and for two
// versions side by side.
var FieldName = map[string]string{
	"accountable": "người chịu trách nhiệm", "work": "việc", "detail": "nội dung", "due": "thời gian", "due_text": "thời hạn như văn bản ghi", "due_rule": "thời hạn tính theo", "cycle_due": "hạn của kỳ",
	"lead": "chủ trì", "support": "phối hợp", "answers": "giải trình khi trễ", "decider": "quyết định, nghiệm thu", "superior": "cấp trên quyết định",
	"product": "sản phẩm", "measure": "cách đo", "target": "phải đạt", "proof": "loại minh chứng", "proof_text": "minh chứng",
	"source": "văn bản giao nhiệm vụ", "basis": "căn cứ", "parent": "việc cha", "weight": "trọng số",
}

// diff lists the fields in which b differs from a, with posts and units by name.
func (o office) diff(a, b Slots) []Change {
	var list []Change
	add := func(field, from, to string) {
		if from != to {
			list = append(list, Change{field, from, to})
		}
	}
	add("accountable", o.posts[a.Accountable].title, o.posts[b.Accountable].title)
	add("work", a.Work, b.Work)
	add("detail", a.Detail, b.Detail)
	add("due", a.Due.String(), b.Due.String())
	add("due_rule", a.Due.counted(), b.Due.counted())
	add("due_text", a.Due.Text, b.Due.Text)
	add("lead", o.units[a.LeadUnit], o.units[b.LeadUnit])
	add("support", strings.Join(a.Support, "; "), strings.Join(b.Support, "; "))
	add("answers", o.posts[a.Answers].title, o.posts[b.Answers].title)
	add("decider", o.posts[a.Decider].title, o.posts[b.Decider].title)
	add("superior", a.Superior, b.Superior)
	add("product", a.Product, b.Product)
	add("measure", MeasureName[a.Measure], MeasureName[b.Measure])
	add("target", a.Result.Amount(a.Target), b.Result.Amount(b.Target))
	add("proof", ProofName[a.Proof], ProofName[b.Proof])
	add("proof_text", a.ProofText, b.ProofText)
	add("source", a.Source, b.Source)
	add("basis", a.Basis, b.Basis)
	return list
}

// String is the due in words: "31/12/2026", "hằng quý", "hằng tháng đến 31/12/2026".
func (d Due) String() string {
	switch d.Kind {
	case ByDate:
		return d.Date.String()
	case ByCycle:
		s := EveryName[d.Every]
		if d.ReviewDay != 0 {
			s += fmt.Sprintf(" (%+d)", d.ReviewDay)
		}
		if d.Date != "" {
			s += " → " + d.Date.String()
		}
		return s
	}
	return ""
}

// counted are the words that the day is counted by, with the day they are counted from.
func (d Due) counted() string {
	if d.Rule == "" || d.Since == "" {
		return d.Rule
	}
	return d.Rule + " (" + d.Since.String() + ")"
}

// Amount is a value with its unit, as a page shows it: "42 người", "90%".
func (r Result) Amount(value int64) string {
	if r.Measure == Percent {
		return vn.Percent(value)
	}
	return vn.Line(vn.Thousands(value) + " " + r.Unit)
}
