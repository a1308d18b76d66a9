package inspection

import (
	"fmt"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Beginning is what is decided before a team looks.
type Beginning struct {
	Line     db.ID // of the plan, "" where it is not planned: then Unit and Subject are given
	Unit     db.ID
	Subject  string
	Decision Document
	From, To vn.Day
	Place    string
	Head     db.ID   // the post of the head of the team
	Members  []db.ID // the posts of the others
	Tasks    []db.ID // that are looked at, of Candidates
}

// Begin opens an inspection by a decision on its team and tells the unit's head
// and the team. It gives the reference. once is the form's token.
func Begin(tx *db.Tx, who org.Who, once db.ID, b Beginning) (ref string, err error) {
	if who, err = who.As(org.Inspect, org.Thing{}); err != nil {
		return "", err
	}
	if ref, err = db.Value[string](tx, "select ref from inspection where tenant_id = ?1 and inspection_id = ?2 and made_by = ?3", once, who.Person); err != nil || ref != "" {
		return ref, err
	}
	clause := db.ID("")
	if b.Line != "" {
		l, err := LineByID(tx, who, b.Line)
		if err != nil {
			return "", err
		}
		if l.Inspection != "" {
			return "", fault.New(fault.Exists, "Dòng này của kế hoạch đã mở cuộc kiểm tra %s. Hãy làm tiếp cuộc đó.", l.Inspection)
		}
		b.Unit, clause = l.Unit, l.Clause
		if b.Subject == "" {
			b.Subject = l.Subject
		}
	}
	b.Subject = vn.Line(b.Subject)
	var f fault.Form
	if err := checkUnit(tx, &f, b.Unit); err != nil {
		return "", err
	}
	f.Check(b.Subject != "" && short(b.Subject, lineLimit), "subject", "Hãy ghi nội dung kiểm tra, dưới %d chữ cái.", lineLimit)
	b.Decision.check(&f, tx, "number", "on", fault.Text{Format: "Hãy ghi số quyết định lập đoàn, ví dụ 45/QĐ-UBND."})
	can, err := Candidates(tx, who, b.Unit, clause)
	if err != nil {
		return "", err
	}
	var tasks []TaskLine
	for _, c := range can {
		if slices.Contains(b.Tasks, c.Task) {
			tasks = append(tasks, c)
		}
	}
	f.Check(len(tasks) > 0 && len(tasks) <= taskLimit, "tasks", "Hãy chọn từ 1 đến %d nhiệm vụ của đơn vị để xem.", taskLimit)
	ids := make([]db.ID, len(tasks))
	for at, t := range tasks {
		ids[at] = t.Task
	}
	team, err := b.check(tx, &f, ids)
	if err != nil {
		return "", err
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("KT", year)
	if err != nil {
		return "", err
	}
	i := Inspection{ID: once, Ref: fmt.Sprintf("KT-%d-%04d", year, n), Version: 1, Unit: b.Unit}
	_, err = tx.Exec(`insert into inspection (tenant_id, inspection_id, ref, version, state, line_id, unit_id, subject, decision, decided_on, from_day, to_day, place,
			made_at, made_by, made_post, observed, team_says, unit_says, unsigned_reason, conclusion, conclusion_number, cancelled_reason)
		values (?1, ?2, ?3, 1, 'open', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '', '', '', '', '', '', '')`,
		i.ID, i.Ref, db.Null(b.Line), b.Unit, b.Subject, b.Decision.Number, b.Decision.On, b.From, b.To, b.Place, tx.Now, who.Person, db.Null(who.Post))
	if err != nil {
		return "", err
	}
	for at, question := range Checklist { // a fixed few
		if _, err := tx.Exec(`insert into inspection_check (tenant_id, check_id, inspection_id, ordinal, question, answer, note, seen)
			values (?1, ?2, ?3, ?4, ?5, '', '', '')`, db.NewID(), i.ID, at+1, question); err != nil {
			return "", err
		}
	}
	for at, t := range tasks { // one row each, taskLimit at most
		if _, err := tx.Exec(`insert into inspection_task (tenant_id, row_id, inspection_id, ordinal, task_id, cycle, reported, unit, seen)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '')`, db.NewID(), i.ID, at+1, t.Task, t.Cycle, t.Reported, t.Unit); err != nil {
			return "", err
		}
	}
	if err := i.enrol(tx, team); err != nil {
		return "", err
	}
	who.Did(tx, "inspection-begun", i.ID)
	return i.Ref, i.announce(tx, team)
}

// check wants days, a place and a team that may look, and gives the team.
func (b *Beginning) check(tx *db.Tx, f *fault.Form, tasks []db.ID) ([]Member, error) {
	b.Place = vn.Line(b.Place)
	f.Check(b.Place != "" && short(b.Place, lineLimit), "place", "Hãy ghi nơi kiểm tra.")
	f.Check(b.From.Valid(), "from", "Hãy ghi ngày bắt đầu theo mẫu ngày/tháng/năm.")
	f.Check(b.To.Valid() && b.From <= b.To && (!b.From.Valid() || b.From.Days(b.To) <= 62), "to", "Hãy ghi ngày kết thúc, không trước ngày bắt đầu và không quá hai tháng sau đó.")
	return b.team(tx, f, tasks)
}

// team is the persons who hold the posts. Whoever belongs to the inspected unit
// or has done one of the tasks does not inspect it: the one who looks is not the
// one who did, by person, by post and in whoever's place.
func (b Beginning) team(tx *db.Tx, f *fault.Form, tasks []db.ID) ([]Member, error) {
	posts, err := org.Posts(tx)
	if err != nil {
		return nil, err
	}
	var team []Member
	var persons []db.ID
	add := func(field string, id db.ID, head bool) {
		p := postOf(posts, id)
		switch {
		case p.ID == "" || p.Role == org.Viewer || p.Role == org.Superior:
			f.Add(field, "Hãy chọn chức danh có trong danh sách.")
		case p.Holder == "":
			f.Add(field, "Chức danh %s đang trống. Hãy chọn chức danh có người giữ.", p.Title)
		case slices.Contains(persons, p.Holder):
			if head {
				f.Add(field, "%s đứng hai lần trong đoàn. Hãy chọn người khác.", nameOf(p))
			}
		default:
			persons = append(persons, p.Holder)
			team = append(team, Member{Person: p.Holder, Name: nameOf(p), Post: p.ID, Title: p.Title, Head: head})
		}
	}
	f.Check(b.Head != "", "head", "Hãy chọn trưởng đoàn.")
	if b.Head != "" {
		add("head", b.Head, true)
	}
	for _, m := range b.Members {
		if m != "" && m != b.Head {
			add("members", m, false)
		}
	}
	f.Check(len(team) <= teamLimit, "members", "Đoàn có nhiều nhất %d người.", teamLimit)
	if len(team) == 0 || len(team) > teamLimit {
		return team, nil
	}
	works, err := worksOf(tx, posts, persons)
	if err != nil {
		return nil, err
	}
	done, err := doneBy(tx, tasks, persons, works)
	if err != nil {
		return nil, err
	}
	for _, m := range team {
		field := "members"
		if m.Head {
			field = "head"
		}
		if slices.ContainsFunc(works[m.Person], func(p org.Post) bool { return p.Unit == b.Unit }) {
			f.Add(field, "%s làm việc ở chính đơn vị được kiểm tra nên không vào đoàn được. Hãy chọn người của đơn vị khác.", m.Name)
		} else if ref := done[m.Person]; ref != "" {
			f.Add(field, "%s đã làm nhiệm vụ %s nên không kiểm tra nhiệm vụ đó được. Hãy chọn người khác hoặc bỏ nhiệm vụ đó ra.", m.Name, ref)
		}
	}
	return team, nil
}

func nameOf(p org.Post) string {
	if p.HolderName == "" {
		return p.Title
	}
	return p.HolderName
}

// worksOf is the posts whose work each of the persons does today: those held and
// those in whose place the person acts.
func worksOf(tx *db.Tx, posts []org.Post, persons []db.ID) (map[db.ID][]org.Post, error) {
	works := map[db.ID][]org.Post{}
	for _, p := range posts {
		if slices.Contains(persons, p.Holder) {
			works[p.Holder] = append(works[p.Holder], p)
		}
	}
	return works, tx.Each(func(scan func(...any) error) error {
		var post, person, taker db.ID
		if err := scan(&post, db.Opt(&person), db.Opt(&taker)); err != nil {
			return err
		}
		if taker != "" {
			person = postOf(posts, taker).Holder
		}
		if p := postOf(posts, post); p.ID != "" && slices.Contains(persons, person) {
			works[person] = append(works[person], p)
		}
		return nil
	}, `select post_id, taker_person, taker_post from acting
		where tenant_id = ?1 and from_day <= ?2 and (to_day is null or to_day >= ?2) and (ended_on is null or ended_on > ?2)`, vn.Today(tx.Now))
}

// doneBy is one task of those that each of the persons has done: reported on,
// been given, or holds the post of.
func doneBy(tx *db.Tx, tasks, persons []db.ID, works map[db.ID][]org.Post) (map[db.ID]string, error) {
	done := map[db.ID]string{}
	if len(tasks) == 0 || len(persons) == 0 {
		return done, nil
	}
	err := tx.Each(func(scan func(...any) error) error {
		var ref string
		var accountable, issued, reporter db.ID
		if err := scan(&ref, db.Opt(&accountable), db.Opt(&issued), db.Opt(&reporter)); err != nil {
			return err
		}
		for _, p := range persons {
			if p == issued || p == reporter || slices.ContainsFunc(works[p], func(o org.Post) bool { return o.ID == accountable }) {
				done[p] = ref
			}
		}
		return nil
	}, `select distinct t.ref, t.accountable, t.issued_to, r.person_id from task t
		left join progress r on r.tenant_id = t.tenant_id and r.task_id = t.task_id
		where t.tenant_id = ?1 and `+db.In("t.task_id", len(tasks), 2), db.IDs(tasks)...)
	return done, err
}

// enrol writes the team down: who stays stays, who is new comes in, who is no
// more of it has left.
func (i *Inspection) enrol(tx *db.Tx, team []Member) error {
	for _, was := range i.Team {
		if slices.ContainsFunc(team, func(m Member) bool { return m.Person == was.Person && m.Post == was.Post && m.Head == was.Head }) {
			continue
		}
		if _, err := tx.Exec("update inspection_member set left_at = ?3 where tenant_id = ?1 and member_id = ?2", was.ID, tx.Now); err != nil {
			return err
		}
	}
	for at, m := range team { // teamLimit at most
		if slices.ContainsFunc(i.Team, func(was Member) bool { return m.Person == was.Person && m.Post == was.Post && m.Head == was.Head }) {
			continue
		}
		if _, err := tx.Exec(`insert into inspection_member (tenant_id, member_id, inspection_id, person_id, post_id, head, ordinal, added_at)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`, db.NewID(), i.ID, m.Person, m.Post, m.Head, at, tx.Now); err != nil {
			return err
		}
	}
	return nil
}

// announce tells the head of the unit and the team the days, once for each time
// they were decided.
func (i *Inspection) announce(tx *db.Tx, team []Member) error {
	n := i.notice(fmt.Sprintf("inspection:%s:%d", i.ID, i.Version), fault.Text{Format: "Cuộc kiểm tra %s đã được quyết định. Hãy xem ngày, nơi và nội dung kiểm tra."}, fault.Text{Format: "Xem cuộc kiểm tra"})
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	if head := headOf(posts, i.Unit); head.ID != "" {
		if err := notice.ToPost(tx, head.ID, n); err != nil {
			return err
		}
	}
	for _, m := range team { // teamLimit at most
		if err := notice.ToPerson(tx, m.Person, n); err != nil {
			return err
		}
	}
	return nil
}

// Recompose changes the days, the place and the team before the minutes are signed.
func Recompose(tx *db.Tx, who org.Who, ref string, version int64, b Beginning) error {
	who, err := who.As(org.Inspect, org.Thing{})
	if err != nil {
		return err
	}
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.must(Open); err != nil {
		return err
	}
	if i.Frozen() {
		return fault.New(fault.Invalid, "Biên bản đã có chữ ký nên không đổi đoàn, ngày và nơi kiểm tra được nữa.")
	}
	b.Unit = i.Unit
	tasks := make([]db.ID, len(i.Tasks))
	for at, t := range i.Tasks {
		tasks[at] = t.Task
	}
	var f fault.Form
	team, err := b.check(tx, &f, tasks)
	if err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := i.bump(tx, ", from_day = ?4, to_day = ?5, place = ?6", b.From, b.To, b.Place); err != nil {
		return err
	}
	if err := i.enrol(tx, team); err != nil {
		return err
	}
	who.Did(tx, "inspection-recomposed", i.ID)
	return i.announce(tx, team)
}

// Cancel ends an inspection whose minutes are not signed, with the reason; its
// line in the plan can be begun anew.
func Cancel(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	who, err := who.As(org.Inspect, org.Thing{})
	if err != nil {
		return err
	}
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.must(Open); err != nil {
		return err
	}
	reason = vn.Line(reason)
	var f fault.Form
	f.Check(!i.Frozen(), "reason", "Biên bản đã có chữ ký nên không hủy được nữa.")
	f.Check(reason != "" && short(reason, lineLimit), "reason", "Hãy ghi lý do hủy, dưới %d chữ cái.", lineLimit)
	if err := f.Err(); err != nil {
		return err
	}
	if err := i.bump(tx, ", state = 'cancelled', cancelled_at = ?4, cancelled_by = ?5, cancelled_reason = ?6", tx.Now, who.Person, reason); err != nil {
		return err
	}
	who.Did(tx, "inspection-cancelled", i.ID)
	return nil
}

// leaf is the condition that a task t has no parts: what is looked at is looked
// at in the parts.
const leaf = `not exists (select 1 from task k where k.tenant_id = t.tenant_id and k.parent_id = t.task_id and k.state not in ('draft', 'cancelled'))`

// figures are the columns of a result of task t and its cycle k.
const figures = `coalesce(k.cycle, ''), case when t.due_kind = 'cycle' then coalesce(k.reported, 0) else t.reported end, case when t.measure = 'percent' then '` + Basis + `' else t.target_unit end`

// Candidates are the tasks of a unit that can be looked at, of one clause or of
// all (""), with what was reported last: issued, not cancelled, without parts,
// the earliest deadline first, at most 200.
func Candidates(tx *db.Tx, who org.Who, unit, clause db.ID) ([]TaskLine, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	args := []any{vn.Today(tx.Now), unit, listLimit}
	where := ""
	if clause != "" {
		where = " and t.clause_id = ?5"
		args = append(args, clause)
	}
	return db.All(tx, func(l *TaskLine) []any {
		return []any{&l.Task, &l.Ref, &l.Work, &l.Clause, &l.Cycle, &l.Reported, &l.Unit}
	}, `select t.task_id, t.ref, t.work, t.clause_id, `+figures+`
		from task t
		join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		left join task_cycle k on t.due_kind = 'cycle' and k.tenant_id = t.tenant_id and k.task_id = t.task_id
			and k.cycle = (select max(m.cycle) from task_cycle m where m.tenant_id = t.tenant_id and m.task_id = t.task_id)
		where t.tenant_id = ?1 and t.state not in ('draft', 'cancelled') and `+org.PostUnit("p", "?2")+" = ?3 and "+leaf+where+
		" order by coalesce(t.next_due, '9999-12-31'), t.ref limit ?4", args...)
}
