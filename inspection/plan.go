package inspection

import (
	"fmt"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Plan is the plan of inspection of a year or of a quarter.
type Plan struct {
	ID       db.ID
	Ref      string // KHKT-2026-0001
	Version  int64
	Issued   bool
	Year     int64
	Quarter  int64 // 0: of the whole year
	Basis    string
	Document Document // 15/KH-UBND and its day
	MadeAt   time.Time
	MadeBy   string
	IssuedAt time.Time
	IssuedBy Signature
	Lines    []Line
	Done     int // lines that are inspected or being so

	madePost db.ID
}

// Line is one inspection that is planned.
type Line struct {
	ID         db.ID
	Ordinal    int64
	Unit       db.ID
	UnitName   string
	Subject    string
	Clause     db.ID // "" where it is about no single clause
	ClauseCode string
	Month      string // 2026-03
	Lead       db.ID  // the post
	LeadTitle  string
	Inspection string // the reference of the inspection it became, "" before
	State      State
}

// Period is the period of a plan in words.
func (p Plan) Period() fault.Text {
	if p.Quarter == 0 {
		return fault.Text{Format: "năm %s", Args: []any{fmt.Sprint(p.Year)}}
	}
	return fault.Text{Format: "quý %s/%s", Args: []any{roman[p.Quarter], fmt.Sprint(p.Year)}}
}

var roman = [5]string{"", "I", "II", "III", "IV"}

// MonthEnd is the last day of the line's month.
func (l Line) MonthEnd() vn.Day { return vn.Day(l.Month + "-01").EndOfMonth() }

// MonthText is the month as an office writes it: "3/2026".
func (l Line) MonthText() string {
	d := vn.Day(l.Month + "-01").Time()
	return fmt.Sprintf("%d/%d", int(d.Month()), d.Year())
}

// NewPlan begins a plan of a year or a quarter (0: the year). once is the
// form's token: the same again gives the plan that it has made.
func NewPlan(tx *db.Tx, who org.Who, once db.ID, year, quarter int64, basis string) (ref string, err error) {
	if who, err = who.As(org.Inspect, org.Thing{}); err != nil {
		return "", err
	}
	if ref, err = db.Value[string](tx, "select ref from inspection_plan where tenant_id = ?1 and plan_id = ?2 and made_by = ?3", once, who.Person); err != nil || ref != "" {
		return ref, err
	}
	basis = said(basis)
	this := int64(vn.Today(tx.Now).Year())
	var f fault.Form
	f.Check(year >= this-1 && year <= this+1, "year", "Hãy chọn năm nay, năm trước hoặc năm sau.")
	f.Check(quarter >= 0 && quarter <= 4, "quarter", "Hãy chọn cả năm hoặc một quý.")
	f.Check(basis != "" && short(basis, textLimit), "basis", "Hãy ghi căn cứ lập kế hoạch, dưới %d chữ cái.", textLimit)
	if err := f.Err(); err != nil {
		return "", err
	}
	n, err := tx.Next("KHKT", int(year))
	if err != nil {
		return "", err
	}
	ref = fmt.Sprintf("KHKT-%d-%04d", year, n)
	_, err = tx.Exec(`insert into inspection_plan (tenant_id, plan_id, ref, version, state, year, quarter, basis, number, made_at, made_by, made_post)
		values (?1, ?2, ?3, 1, 'draft', ?4, ?5, ?6, '', ?7, ?8, ?9)`, once, ref, year, quarter, basis, tx.Now, who.Person, db.Null(who.Post))
	who.Did(tx, "inspection-plan-begun", once)
	return ref, err
}

// AddLine plans one inspection. once is the form's token.
func AddLine(tx *db.Tx, who org.Who, once db.ID, ref string, l Line) error {
	who, p, err := planning(tx, who, ref)
	if err != nil {
		return err
	}
	for _, have := range p.Lines {
		if have.ID == once {
			return nil // sent twice
		}
	}
	l.Subject = vn.Line(l.Subject)
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	var f fault.Form
	err = checkUnit(tx, &f, l.Unit)
	if err != nil {
		return err
	}
	f.Check(l.Subject != "" && short(l.Subject, lineLimit), "subject", "Hãy ghi nội dung kiểm tra, dưới %d chữ cái.", lineLimit)
	first := vn.Day(l.Month + "-01")
	in := first.Valid() && first.Year() == int(p.Year) && (p.Quarter == 0 || (first.Time().Month()-1)/3 == time.Month(p.Quarter-1))
	f.Check(in, "month", "Hãy chọn tháng thuộc kỳ của kế hoạch.")
	lead := postOf(posts, l.Lead)
	switch {
	case lead.ID == "" || lead.Role == org.Viewer || lead.Role == org.Superior:
		f.Add("lead", "Hãy chọn chức danh chủ trì có trong danh sách.")
	case lead.Unit == l.Unit:
		f.Add("lead", "%s thuộc chính đơn vị được kiểm tra nên không chủ trì được. Hãy chọn người của đơn vị khác.", lead.Title)
	}
	if err := checkClause(tx, &f, l.Clause); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	if len(p.Lines) >= listLimit {
		return fault.New(fault.Invalid, "Kế hoạch đã có %d dòng. Hãy lập kế hoạch khác cho phần còn lại.", listLimit)
	}
	_, err = tx.Exec(`insert into inspection_line (tenant_id, line_id, plan_id, ordinal, unit_id, subject, clause_id, month, lead_post, added_at)
		select ?1, ?2, ?3, coalesce(max(ordinal), 0) + 1, ?4, ?5, ?6, ?7, ?8, ?9 from inspection_line where tenant_id = ?1 and plan_id = ?3`,
		once, p.ID, l.Unit, l.Subject, db.Null(l.Clause), l.Month, l.Lead, tx.Now)
	who.Did(tx, "inspection-line-added", p.ID)
	return err
}

// DropLine takes a line out of a plan that is not issued.
func DropLine(tx *db.Tx, who org.Who, ref string, line db.ID) error {
	who, p, err := planning(tx, who, ref)
	if err != nil {
		return err
	}
	_, err = tx.Exec("update inspection_line set dropped_at = ?4 where tenant_id = ?1 and line_id = ?2 and plan_id = ?3 and dropped_at is null", line, p.ID, tx.Now)
	who.Did(tx, "inspection-line-dropped", p.ID)
	return err
}

// planning is the plan that is not issued, for who may plan.
func planning(tx *db.Tx, who org.Who, ref string) (org.Who, Plan, error) {
	who, err := who.As(org.Inspect, org.Thing{})
	if err != nil {
		return who, Plan{}, err
	}
	p, err := LoadPlan(tx, who, ref)
	if err == nil && p.Issued {
		err = fault.New(fault.Invalid, "Kế hoạch %s đã ban hành nên không sửa được. Hãy lập kế hoạch bổ sung hoặc mở cuộc kiểm tra ngoài kế hoạch.", p.Ref)
	}
	return who, p, err
}

// IssuePlan gives the plan its number and day; from then on its lines are due.
// The heads of the units in it are told.
func IssuePlan(tx *db.Tx, who org.Who, ref string, version int64, doc Document) error {
	who, p, err := planning(tx, who, ref)
	if err != nil {
		return err
	}
	if p.Version != version {
		return fault.New(fault.Conflict, "Người khác vừa thay đổi kế hoạch %s. Hãy xem lại bản mới rồi làm tiếp.", p.Ref)
	}
	var f fault.Form
	doc.check(&f, tx, "number", "on", fault.Text{Format: "Hãy ghi số, ký hiệu kế hoạch, ví dụ 15/KH-UBND."})
	f.Check(len(p.Lines) > 0, "number", "Kế hoạch chưa có dòng nào. Hãy thêm ít nhất một cuộc kiểm tra.")
	if err := f.Err(); err != nil {
		return err
	}
	if err := db.Expect(tx.Exec(`update inspection_plan set version = version + 1, state = 'issued', number = ?4, dated = ?5, issued_at = ?6, issued_by = ?7, issued_post = ?8
		where tenant_id = ?1 and plan_id = ?2 and version = ?3`, p.ID, p.Version, doc.Number, doc.On, tx.Now, who.Person, db.Null(who.Post))); err != nil {
		return err
	}
	who.Did(tx, "inspection-plan-issued", p.ID)
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	told := map[db.ID]bool{}
	for _, l := range p.Lines { // each post once: the units of one office
		for _, post := range []db.ID{headOf(posts, l.Unit).ID, l.Lead} {
			if post == "" || told[post] {
				continue
			}
			told[post] = true
			if err := notice.ToPost(tx, post, planNotice(p)); err != nil {
				return err
			}
		}
	}
	return nil
}

// check wants the number and day of a paper that is there already.
func (d *Document) check(f *fault.Form, tx *db.Tx, number, on string, hint fault.Text) {
	d.Number = vn.Line(d.Number)
	f.Check(d.Number != "" && short(d.Number, 60), number, hint.Format)
	f.Check(d.On.Valid() && d.On <= vn.Today(tx.Now) && d.On.Days(vn.Today(tx.Now)) < 400, on, "Hãy ghi ngày văn bản theo mẫu ngày/tháng/năm, không sau hôm nay.")
}

func checkUnit(tx *db.Tx, f *fault.Form, unit db.ID) error {
	units, err := org.Units(tx)
	known := false
	for _, u := range units {
		known = known || u.ID == unit
	}
	f.Check(known, "unit", "Hãy chọn đơn vị được kiểm tra.")
	return err
}

func checkClause(tx *db.Tx, f *fault.Form, clause db.ID) error {
	if clause == "" {
		return nil
	}
	known, err := db.Value[int](tx, "select count(*) from clause where tenant_id = ?1 and clause_id = ?2", clause)
	f.Check(known > 0, "clause", "Hãy chọn nội dung cam kết có trong danh sách.")
	return err
}

func postOf(posts []org.Post, id db.ID) org.Post {
	for _, p := range posts {
		if p.ID == id && id != "" {
			return p
		}
	}
	return org.Post{}
}

const planColumns = `select p.plan_id, p.ref, p.version, case when p.state = 'issued' then 1 else 0 end, p.year, p.quarter, p.basis, p.number, p.dated,
		p.made_at, m.name, p.made_post, p.issued_at, p.issued_by, s.name, p.issued_post
	from inspection_plan p
	join person m on m.tenant_id = p.tenant_id and m.person_id = p.made_by
	left join person s on s.tenant_id = p.tenant_id and s.person_id = p.issued_by
	where p.tenant_id = ?1`

func (p *Plan) into() []any {
	return []any{&p.ID, &p.Ref, &p.Version, &p.Issued, &p.Year, &p.Quarter, &p.Basis, &p.Document.Number, db.Opt(&p.Document.On),
		db.Time(&p.MadeAt), &p.MadeBy, db.Opt(&p.madePost), db.Time(&p.IssuedAt), db.Opt(&p.IssuedBy.By), db.Opt(&p.IssuedBy.Name), db.Opt(&p.IssuedBy.post)}
}

// Plans are the plans with their lines, the latest first: at most 20.
func Plans(tx *db.Tx, who org.Who) ([]Plan, error) {
	return plans(tx, who, " order by p.year desc, p.quarter desc, p.ref desc limit 20")
}

// LoadPlan is one plan with its lines. An unknown reference is fault.Unknown.
func LoadPlan(tx *db.Tx, who org.Who, ref string) (Plan, error) {
	list, err := plans(tx, who, " and p.ref = ?2", vn.Line(ref))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Unknown, "Không có kế hoạch kiểm tra %s. Hãy mở lại từ trang Kiểm tra.", vn.Line(ref))
	}
	if err != nil {
		return Plan{}, err
	}
	return list[0], nil
}

func plans(tx *db.Tx, who org.Who, where string, args ...any) ([]Plan, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	list, err := db.All(tx, (*Plan).into, planColumns+where, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	ids := make([]db.ID, len(list))
	at := map[db.ID]*Plan{}
	for i := range list {
		p := &list[i]
		ids[i], at[p.ID] = p.ID, p
		called(&p.MadeBy, names.Post(p.madePost, vn.Today(p.MadeAt)))
		if p.IssuedBy.By != "" {
			p.IssuedBy.At, p.IssuedBy.Title = p.IssuedAt, names.Post(p.IssuedBy.post, vn.Today(p.IssuedAt))
			called(&p.IssuedBy.Name, p.IssuedBy.Title)
		}
	}
	type row struct {
		Line
		plan db.ID
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.plan, &r.Ordinal, &r.Unit, &r.Subject, db.Opt(&r.Clause), db.Opt(&r.ClauseCode), &r.Month, &r.Lead, db.Opt(&r.Inspection), db.Opt(&r.State)}
	}, `select l.line_id, l.plan_id, l.ordinal, l.unit_id, l.subject, l.clause_id, c.code, l.month, l.lead_post, i.ref, i.state
		from inspection_line l
		left join clause c on c.tenant_id = l.tenant_id and c.clause_id = l.clause_id
		left join inspection i on i.tenant_id = l.tenant_id and i.line_id = l.line_id and i.state <> 'cancelled'
		where l.tenant_id = ?1 and l.dropped_at is null and `+db.In("l.plan_id", len(ids), 2)+" order by l.month, l.ordinal", db.IDs(ids)...)
	today := vn.Today(tx.Now)
	for _, r := range rows {
		p, day := at[r.plan], today
		if p.Issued {
			day = vn.Today(p.IssuedAt)
		}
		r.UnitName, r.LeadTitle = names.Unit(r.Unit, day), names.Post(r.Lead, day)
		if r.Inspection != "" {
			p.Done++
		}
		p.Lines = append(p.Lines, r.Line)
	}
	return list, err
}

// LineByID is one line of a plan that was issued, for the inspection that it
// becomes. A line that is no more, or of a draft, is fault.Unknown.
func LineByID(tx *db.Tx, who org.Who, id db.ID) (Line, error) {
	ref, err := db.Value[string](tx, `select p.ref from inspection_line l
		join inspection_plan p on p.tenant_id = l.tenant_id and p.plan_id = l.plan_id
		where l.tenant_id = ?1 and l.line_id = ?2 and l.dropped_at is null and p.state = 'issued'`, id)
	if err != nil {
		return Line{}, err
	}
	if ref != "" {
		p, err := LoadPlan(tx, who, ref)
		if err != nil {
			return Line{}, err
		}
		for _, l := range p.Lines {
			if l.ID == id {
				return l, nil
			}
		}
	}
	return Line{}, fault.New(fault.Unknown, "Không tìm thấy dòng này trong kế hoạch đã ban hành. Hãy mở lại kế hoạch.")
}

// Clause is a clause that an inspection or a finding can be about.
type Clause struct {
	ID   db.ID
	Code string
	Text string
}

// Clauses are the clauses of the letters in force, the latest letter first: at
// most 200.
func Clauses(tx *db.Tx, who org.Who) ([]Clause, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(c *Clause) []any { return []any{&c.ID, &c.Code, &c.Text} }, `select c.clause_id, c.code, c.text from clause c
		join letter l on l.tenant_id = c.tenant_id and l.letter_id = c.letter_id and l.state = 'active'
		join clause_group g on g.tenant_id = c.tenant_id and g.group_id = c.group_id
		where c.tenant_id = ?1 order by l.created_at desc, g.ordinal, c.ordinal limit ?2`, listLimit)
}
