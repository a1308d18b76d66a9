package inspection

import (
	"fmt"
	"slices"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Finding is one thing that is not as it should be, with what becomes of it.
type Finding struct {
	ID         db.ID
	Ref        string // KT-2026-0001.01, XS-2026-0001.03
	From       string // the reference of the inspection or drawing
	FromDoc    Document
	Inspection db.ID // "" where it comes of a check by lot
	Item       db.ID
	Kind       string // a key of FindingKindName
	What       string
	Cause      string
	Remedy     string
	Task       db.ID // that it is about, "" where it is about a clause alone
	TaskRef    string
	Clause     db.ID
	ClauseCode string
	Post       db.ID // who has to mend it
	PostTitle  string
	Unit       db.ID
	UnitName   string
	MadeAt     time.Time
	Rounds     []Round // the first one first; never empty

	concluder db.ID // the post that concluded it
	checker   db.ID // the unit that checked it by lot
	state     State // of the inspection
}

// Round is one attempt at mending.
type Round struct {
	ID        db.ID
	N         int64
	DueFrom   vn.Day
	DueRule   string // "" where a day was chosen
	DueOn     vn.Day
	Task      db.ID // that it became, "" before
	TaskRef   string
	TaskState task.State
	DoneAt    time.Time
	Looked    Recheck
}

// Recheck is what somebody found who looked again; By is "" where nobody has.
type Recheck struct {
	By     db.ID
	Name   string
	Title  string
	At     time.Time
	Mended bool
	Looked string
	Note   string

	post db.ID
}

// FindingKinds are the kinds of findings in the order a form lists them, and
// FindingKindName says them.
var FindingKinds = []string{"late", "untrue", "evidence", "unclear", "process", "public", "other"}

// FindingKindName is a kind of finding in words.
var FindingKindName = map[string]string{
	"late": "chậm, quá hạn", "untrue": "báo cáo không đúng thực tế", "evidence": "thiếu hoặc sai minh chứng", "unclear": "chưa đủ sáu rõ",
	"process": "sai trình tự, thẩm quyền", "public": "công khai, cập nhật chưa đúng", "other": "việc khác",
}

// FindingState is how far a finding is mended.
type FindingState string

// The states, computed from the task of the last attempt and from looking again.
const (
	Unconcluded FindingState = "unconcluded" // the minutes are not concluded
	Untasked    FindingState = "untasked"
	Drafted     FindingState = "drafted"
	Mending     FindingState = "mending"
	ToLook      FindingState = "to-look" // its task is done: somebody looks again
	Mended      FindingState = "mended"
)

// FindingStateName is the state in words.
var FindingStateName = map[FindingState]string{
	Unconcluded: "chờ kết luận", Untasked: "chưa lập việc khắc phục", Drafted: "việc khắc phục còn nháp", Mending: "đang khắc phục", ToLook: "chờ kiểm tra lại", Mended: "đã khắc phục",
}

// Last is the attempt that counts.
func (f Finding) Last() Round {
	if len(f.Rounds) == 0 {
		return Round{}
	}
	return f.Rounds[len(f.Rounds)-1]
}

// State is how far the finding is mended.
func (f Finding) State() FindingState {
	last := f.Last()
	switch {
	case f.Inspection != "" && f.state != Concluded:
		return Unconcluded
	case last.Looked.By != "" && last.Looked.Mended:
		return Mended
	case last.Task == "" || last.TaskState == task.Cancelled:
		return Untasked
	case last.TaskState == task.Draft:
		return Drafted
	case last.TaskState == task.Done:
		return ToLook
	}
	return Mending
}

// Link is the page where the finding stands.
func (f Finding) Link() string {
	if f.Item != "" {
		return "/kiem-tra/xac-suat/" + f.From + "#" + f.Anchor()
	}
	return "/kiem-tra/" + f.From + "#" + f.Anchor()
}

// Anchor is its place on that page.
func (f Finding) Anchor() string { return "ph-" + string(f.ID) }

// Source is how a task cites what it comes from.
func (f Finding) Source() string {
	if f.Item != "" {
		return fmt.Sprintf("Kết quả kiểm tra xác suất %s ngày %s", f.Ref, vn.Today(f.MadeAt).String())
	}
	return fmt.Sprintf("Thông báo kết luận kiểm tra số %s ngày %s (%s)", f.FromDoc.Number, f.FromDoc.On.String(), f.Ref)
}

// findings are those that where chooses on finding f, with their attempts: two
// queries. Its arguments are ?2 and on.
func findings(tx *db.Tx, names org.Calling, limit int, where string, args ...any) ([]Finding, error) {
	where += " and f.dropped_at is null"
	list, err := db.All(tx, func(f *Finding) []any {
		return []any{&f.ID, &f.Ref, &f.From, &f.FromDoc.Number, db.Opt(&f.FromDoc.On), db.Opt(&f.Inspection), db.Opt(&f.Item), &f.Kind, &f.What, &f.Cause, &f.Remedy,
			db.Opt(&f.Task), db.Opt(&f.TaskRef), &f.Clause, &f.ClauseCode, &f.Post, db.Time(&f.MadeAt), db.Opt(&f.concluder), db.Opt(&f.checker), db.Opt(&f.state)}
	}, `select f.finding_id, f.ref, coalesce(i.ref, d.ref), coalesce(i.conclusion_number, ''), i.conclusion_on, f.inspection_id, f.item_id, f.kind, f.what, f.cause, f.remedy,
			f.task_id, t.ref, f.clause_id, c.code, f.post_id, f.made_at, coalesce(i.concluded_for, i.concluded_post), x.checker_unit, i.state
		from finding f
		join clause c on c.tenant_id = f.tenant_id and c.clause_id = f.clause_id
		left join task t on t.tenant_id = f.tenant_id and t.task_id = f.task_id
		left join inspection i on i.tenant_id = f.tenant_id and i.inspection_id = f.inspection_id
		left join sample_item x on x.tenant_id = f.tenant_id and x.item_id = f.item_id
		left join sample_draw d on d.tenant_id = x.tenant_id and d.draw_id = x.draw_id
		where f.tenant_id = ?1 and `+where+fmt.Sprintf(" order by f.made_at, f.finding_id limit %d", limit), args...)
	if err != nil || len(list) == 0 {
		return list, err
	}
	at := map[db.ID]*Finding{}
	for n := range list {
		f := &list[n]
		day := vn.Today(f.MadeAt)
		f.PostTitle, f.Unit = names.Post(f.Post, day), names.UnitOf(f.Post, day)
		f.UnitName = names.Unit(f.Unit, day)
		at[f.ID] = f
	}
	type row struct {
		Round
		finding db.ID
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.finding, &r.ID, &r.N, &r.DueFrom, &r.DueRule, &r.DueOn, db.Opt(&r.Task), db.Opt(&r.TaskRef), db.Opt(&r.TaskState), db.Time(&r.DoneAt),
			db.Opt(&r.Looked.By), db.Opt(&r.Looked.Name), db.Opt(&r.Looked.post), db.Time(&r.Looked.At), &r.Looked.Mended, db.Opt(&r.Looked.Looked), db.Opt(&r.Looked.Note)}
	}, `select r.finding_id, r.remedy_id, r.round, r.due_from, r.due_rule, r.due_on, r.task_id, t.ref, t.state, t.done_at,
			k.person_id, s.name, k.post_id, k.at, coalesce(k.mended, 0), k.looked, k.note
		from remedy r
		left join task t on t.tenant_id = r.tenant_id and t.task_id = r.task_id
		left join recheck k on k.tenant_id = r.tenant_id and k.remedy_id = r.remedy_id
		left join person s on s.tenant_id = k.tenant_id and s.person_id = k.person_id
		where r.tenant_id = ?1 and r.finding_id in (select f.finding_id from finding f where f.tenant_id = ?1 and `+where+") order by r.finding_id, r.round", args...)
	for _, r := range rows {
		f := at[r.finding]
		if f == nil {
			continue
		}
		if r.Looked.By != "" {
			r.Looked.Title = names.Post(r.Looked.post, vn.Today(r.Looked.At))
			called(&r.Looked.Name, r.Looked.Title)
		}
		f.Rounds = append(f.Rounds, r.Round)
	}
	return list, err
}

// unmended is the condition that a finding f is to be mended: concluded, and
// nobody has found it mended.
const unmended = `(f.item_id is not null or exists (select 1 from inspection o where o.tenant_id = f.tenant_id and o.inspection_id = f.inspection_id and o.state = 'concluded'))
	and not exists (select 1 from remedy m join recheck q on q.tenant_id = m.tenant_id and q.remedy_id = m.remedy_id and q.mended = 1
		where m.tenant_id = f.tenant_id and m.finding_id = f.finding_id)`

// OpenFindings are the findings that are not mended, the oldest first: at most 200.
func OpenFindings(tx *db.Tx, who org.Who) ([]Finding, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	return findings(tx, names, listLimit, unmended)
}

// FindingByRef is one finding. An unknown reference is fault.Unknown.
func FindingByRef(tx *db.Tx, who org.Who, ref string) (Finding, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Finding{}, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return Finding{}, err
	}
	list, err := findings(tx, names, 1, "f.ref = ?2", vn.Line(ref))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Unknown, "Không có nội dung phát hiện %s. Hãy mở lại cuộc kiểm tra.", vn.Line(ref))
	}
	if err != nil {
		return Finding{}, err
	}
	return list[0], nil
}

// NewFinding is what is written of a finding.
type NewFinding struct {
	Kind   string
	What   string
	Cause  string
	Remedy string
	Task   db.ID // of the inspection's tasks, "" where it is about a clause
	Clause db.ID
	Post   db.ID // who has to mend it
	Due    vn.Day
	Days   int64 // working days from today, where no day is chosen
}

// check tidies the finding and says what is missing. Its clause is that of its
// task where it has one.
func (n *NewFinding) check(tx *db.Tx, f *fault.Form) error {
	n.What, n.Cause, n.Remedy = said(n.What), said(n.Cause), vn.Line(n.Remedy)
	f.Check(FindingKindName[n.Kind] != "", "kind", "Hãy chọn loại phát hiện.")
	f.Check(n.What != "" && short(n.What, textLimit), "what", "Hãy ghi phát hiện gì, dưới %d chữ cái.", textLimit)
	f.Check(short(n.Cause, textLimit), "cause", "Nguyên nhân dài quá %d chữ cái. Hãy ghi ngắn lại.", textLimit)
	f.Check(n.Remedy != "" && short(n.Remedy, 200), "remedy", "Hãy ghi việc phải làm để khắc phục, dưới %d chữ cái.", 200)
	f.Check(n.Clause != "", "about", "Hãy chọn nhiệm vụ hoặc nội dung cam kết liên quan.")
	if err := checkClause(tx, f, n.Clause); err != nil {
		return err
	}
	posts, err := org.Posts(tx)
	p := postOf(posts, n.Post)
	f.Check(p.ID != "" && p.Role != org.Viewer && p.Role != org.Superior, "post", "Hãy chọn chức danh chịu trách nhiệm khắc phục.")
	n.checkDue(tx, f)
	return err
}

// checkDue wants a day that is to come, or a number of working days.
func (n *NewFinding) checkDue(tx *db.Tx, f *fault.Form) {
	today := vn.Today(tx.Now)
	if n.Days != 0 {
		f.Check(n.Due == "", "due", "Hãy chọn ngày hoặc ghi số ngày làm việc, không ghi cả hai.")
		f.Check(n.Days > 0 && n.Days <= 250, "days", "Số ngày làm việc từ 1 đến 250.")
		return
	}
	f.Check(n.Due.Valid() && n.Due > today && today.Days(n.Due) < 730, "due", "Hãy chọn hạn khắc phục sau hôm nay, hoặc ghi số ngày làm việc.")
}

// due is the last day of the remedy, with what it is counted from and by.
func (n NewFinding) due(tx *db.Tx) (from vn.Day, rule string, on vn.Day, err error) {
	from = vn.Today(tx.Now)
	if n.Days == 0 {
		return from, "", n.Due, nil
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return "", "", "", err
	}
	return from, workDays(n.Days), c.Add(from, int(n.Days)), nil
}

// workDays is a number of working days as deadlines are written.
func workDays(n int64) string { return fmt.Sprintf("%02d ngày làm việc", n) }

// ruleDays reads what workDays has written.
func ruleDays(rule string) (n int, ok bool) {
	_, err := fmt.Sscanf(rule, "%d ngày làm việc", &n)
	return n, err == nil && n > 0
}

// keep writes the finding with its first attempt.
func (n NewFinding) keep(tx *db.Tx, who org.Who, id db.ID, ref string, inspection, item db.ID, ordinal int64) error {
	_, err := tx.Exec(`insert into finding (tenant_id, finding_id, ref, inspection_id, item_id, ordinal, kind, what, cause, remedy, task_id, clause_id, post_id, made_at, made_by, made_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)`,
		id, ref, db.Null(inspection), db.Null(item), ordinal, n.Kind, n.What, n.Cause, n.Remedy, db.Null(n.Task), n.Clause, n.Post, tx.Now, who.Person, db.Null(who.Post))
	if err != nil {
		return err
	}
	return n.round(tx, who, id, 1)
}

// round adds an attempt.
func (n NewFinding) round(tx *db.Tx, who org.Who, finding db.ID, at int64) error {
	from, rule, on, err := n.due(tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into remedy (tenant_id, remedy_id, finding_id, round, due_from, due_rule, due_on, at, person_id, post_id)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`, db.NewID(), finding, at, from, rule, on, tx.Now, who.Person, db.Null(who.Post))
	return err
}

// Find writes a finding into the minutes, by a member of the team. once is the
// form's token.
func Find(tx *db.Tx, who org.Who, once db.ID, ref string, n NewFinding) error {
	i, err := Load(tx, who, ref)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(i.Findings, func(f Finding) bool { return f.ID == once }) {
		return nil // sent twice
	}
	if err := i.writable(who); err != nil {
		return err
	}
	var f fault.Form
	if n.Task != "" {
		at := slices.IndexFunc(i.Tasks, func(t TaskLine) bool { return t.Task == n.Task })
		f.Check(at >= 0, "about", "Hãy chọn nhiệm vụ có trong cuộc kiểm tra.")
		if at >= 0 {
			n.Clause = i.Tasks[at].Clause
		}
	}
	if err := n.check(tx, &f); err != nil {
		return err
	}
	f.Check(len(i.Findings) < 99, "what", "Một cuộc kiểm tra ghi nhiều nhất 99 phát hiện. Hãy gộp những phát hiện giống nhau.")
	if err := f.Err(); err != nil {
		return err
	}
	last, err := db.Value[int64](tx, "select coalesce(max(ordinal), 0) from finding where tenant_id = ?1 and inspection_id = ?2", i.ID)
	if err != nil {
		return err
	}
	if err := n.keep(tx, who, once, fmt.Sprintf("%s.%02d", i.Ref, last+1), i.ID, "", last+1); err != nil {
		return err
	}
	if err := i.bump(tx, ""); err != nil {
		return err
	}
	who.Did(tx, "inspection-found", once)
	return nil
}

// DropFinding takes a finding out of minutes that nobody has signed.
func DropFinding(tx *db.Tx, who org.Who, ref string, version int64, finding db.ID) error {
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.writable(who); err != nil {
		return err
	}
	if !slices.ContainsFunc(i.Findings, func(f Finding) bool { return f.ID == finding }) {
		return fault.New(fault.Unknown, "Không tìm thấy nội dung phát hiện này. Hãy mở lại cuộc kiểm tra.")
	}
	if _, err := tx.Exec("update finding set dropped_at = ?3 where tenant_id = ?1 and finding_id = ?2 and dropped_at is null", finding, tx.Now); err != nil {
		return err
	}
	if err := i.bump(tx, ""); err != nil {
		return err
	}
	who.Did(tx, "inspection-finding-dropped", finding)
	return nil
}
