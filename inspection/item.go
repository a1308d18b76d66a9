package inspection

import (
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// lookWithin is how soon a finding is looked at again after its task is done, in
// working days: a rule of the office, not of law.
const lookWithin = 5

// allOpen is more findings than one office ever has open.
const allOpen = 100_000

// Items are the open things of inspecting with a last day, those due by a day or
// all (""): inspections planned and under way, findings whose remedy has no task
// yet, findings to look at again, results drawn that wait to be checked.
func Items(tx *db.Tx, until vn.Day) ([]calendar.Item, error) {
	if until == "" {
		until = "9999-12-31"
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	today := vn.Today(tx.Now)
	unit := func(post db.ID) db.ID { return names.UnitOf(post, today) }
	var list []calendar.Item
	add := func(i calendar.Item) {
		if i.Due <= until {
			i.Unit, i.Ladder = unit(i.Post), "inspection"
			if i.Kind == "finding" || i.Kind == "recheck" || i.Kind == "sample" {
				i.Ladder = "finding"
			}
			list = append(list, i)
		}
	}
	err = tx.Each(func(scan func(...any) error) error {
		i := calendar.Item{Kind: "inspection-plan", Does: fault.Text{Format: "Mở cuộc kiểm tra"}}
		var month string
		err := scan(&i.ID, &i.Ref, &i.Title, &i.Post, &month)
		i.Link, i.Due, i.Part = "/kiem-tra/ke-hoach/"+i.Ref, Line{Month: month}.MonthEnd(), month
		add(i)
		return err
	}, `select l.line_id, p.ref, l.subject, l.lead_post, l.month from inspection_line l
		join inspection_plan p on p.tenant_id = l.tenant_id and p.plan_id = l.plan_id and p.state = 'issued'
		where l.tenant_id = ?1 and l.dropped_at is null and l.month <= ?2
			and not exists (select 1 from inspection i where i.tenant_id = l.tenant_id and i.line_id = l.line_id and i.state <> 'cancelled')
		order by l.month, l.line_id`, string(until[:7]))
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		i := calendar.Item{Kind: "inspection", Does: fault.Text{Format: "Ghi và ký biên bản"}}
		err := scan(&i.ID, &i.Ref, &i.Title, &i.Post, &i.Due)
		i.Link = "/kiem-tra/" + i.Ref
		add(i)
		return err
	}, `select i.inspection_id, i.ref, i.subject, m.post_id, i.to_day from inspection i
		join inspection_member m on m.tenant_id = i.tenant_id and m.inspection_id = i.inspection_id and m.head = 1 and m.left_at is null
		where i.tenant_id = ?1 and i.state = 'open' and i.to_day <= ?2 order by i.to_day, i.ref`, until)
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		i := calendar.Item{Kind: "sample", Does: fault.Text{Format: "Ghi kết quả kiểm tra"}}
		var n int64
		var draw string
		err := scan(&i.ID, &draw, &n, &i.Title, &i.Post, &i.From, &i.Rule, &i.Due)
		i.Ref, i.Link = Item{Draw: draw, Ordinal: n}.Ref(), "/kiem-tra/xac-suat/"+draw
		add(i)
		return err
	}, `select x.item_id, d.ref, x.ordinal, t.work, x.checker_post, x.due_from, x.due_rule, x.due_on from sample_item x
		join sample_draw d on d.tenant_id = x.tenant_id and d.draw_id = x.draw_id
		join task t on t.tenant_id = x.tenant_id and t.task_id = x.task_id
		where x.tenant_id = ?1 and x.result = '' and x.due_on <= ?2 order by x.due_on, x.item_id`, until)
	if err != nil {
		return nil, err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	open, err := findings(tx, names, allOpen, unmended)
	if err != nil {
		return nil, err
	}
	lookers, err := lookersOf(tx)
	for _, f := range open {
		last := f.Last()
		i := calendar.Item{ID: f.ID, Ref: f.Ref, Title: f.What, Link: f.Link()}
		switch f.State() {
		case Untasked:
			i.Kind, i.Post, i.From, i.Rule, i.Due = "finding", f.Post, last.DueFrom, last.DueRule, last.DueOn
			i.Does = fault.Text{Format: "Khắc phục"}
			if i.Rule == "" {
				i.From = ""
			}
		case ToLook:
			i.Kind, i.From, i.Rule = "recheck", vn.Today(last.DoneAt), workDays(lookWithin)
			i.Post, i.Due = lookers[f.ID], c.Add(i.From, lookWithin)
			i.Does = fault.Text{Format: "Kiểm tra lại"}
		default:
			continue // its task has the day
		}
		add(i)
	}
	return list, err
}

// lookersOf is the post that looks again at each finding: of the head of the
// team, or of the unit that checked it by lot.
func lookersOf(tx *db.Tx) (map[db.ID]db.ID, error) {
	posts := map[db.ID]db.ID{}
	return posts, tx.Each(func(scan func(...any) error) error {
		var finding, post db.ID
		err := scan(&finding, db.Opt(&post))
		posts[finding] = post
		return err
	}, `select f.finding_id, coalesce(m.post_id, x.checker_post) from finding f
		left join inspection_member m on m.tenant_id = f.tenant_id and m.inspection_id = f.inspection_id and m.head = 1 and m.left_at is null
		left join sample_item x on x.tenant_id = f.tenant_id and x.item_id = f.item_id
		where f.tenant_id = ?1 and f.dropped_at is null and `+unmended)
}

// Redate computes the last days anew by the office's days of now: of remedies
// that have no task and of results that wait to be checked, where they are
// counted in working days. What is closed stays. It gives what moved.
func Redate(tx *db.Tx, who org.Who, now *vn.Calendar) ([]calendar.Moved, error) {
	items, err := Items(tx, "")
	if err != nil {
		return nil, err
	}
	remedies := map[db.ID]db.ID{}
	err = tx.Each(func(scan func(...any) error) error {
		var finding, id db.ID
		err := scan(&finding, &id)
		remedies[finding] = id
		return err
	}, "select r.finding_id, r.remedy_id from remedy r where r.tenant_id = ?1 and r.round = (select max(m.round) from remedy m where m.tenant_id = r.tenant_id and m.finding_id = r.finding_id)")
	if err != nil {
		return nil, err
	}
	var moved []calendar.Moved
	for _, i := range items {
		n, ok := ruleDays(i.Rule)
		if !ok || i.Kind == "recheck" { // that is counted when it is asked for
			continue
		}
		due := now.Add(i.From, n)
		if due == i.Due {
			continue
		}
		m := calendar.Moved{Item: i, Was: i.Due}
		m.Due = due
		switch i.Kind {
		case "finding":
			_, err = tx.Exec("update remedy set due_on = ?3 where tenant_id = ?1 and remedy_id = ?2", remedies[i.ID], due)
		case "sample":
			_, err = tx.Exec("update sample_item set due_on = ?3 where tenant_id = ?1 and item_id = ?2", i.ID, due)
		}
		if err != nil {
			return nil, err
		}
		who.Did(tx, "redated", i.ID)
		moved = append(moved, m)
	}
	return moved, nil
}

// Seen is what inspecting has to say of one task, for its page.
type Seen struct {
	Origin   *Finding  // the finding that the task mends, nil where it mends none
	Findings []Finding // that are about the task
	Untrue   []Item    // results of it that were reported complete and found untrue
	Drawn    []Item    // results of it that wait to be checked, or were found true
	Looked   []TaskLook
}

// TaskLook is an inspection in which the task was looked at.
type TaskLook struct {
	Ref   string
	State State
	To    vn.Day
}

// Any reports whether there is anything to say.
func (s Seen) Any() bool {
	return s.Origin != nil || len(s.Findings)+len(s.Untrue)+len(s.Drawn)+len(s.Looked) > 0
}

// OfTask is what inspecting has to say of a task, in six queries whatever there is.
func OfTask(tx *db.Tx, who org.Who, id db.ID) (Seen, error) {
	var s Seen
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return s, err
	}
	// Most tasks were never inspected: one look tells.
	n, err := db.Value[int](tx, `select (select count(*) from inspection_task x where x.tenant_id = ?1 and x.task_id = ?2) + (select count(*) from finding f where f.tenant_id = ?1 and f.task_id = ?2)
		+ (select count(*) from remedy r where r.tenant_id = ?1 and r.task_id = ?2) + (select count(*) from sample_item x where x.tenant_id = ?1 and x.task_id = ?2)`, id)
	if err != nil || n == 0 {
		return s, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return s, err
	}
	all, err := findings(tx, names, listLimit, "(f.task_id = ?2 or f.finding_id in (select r.finding_id from remedy r where r.tenant_id = ?1 and r.task_id = ?2))", id)
	if err != nil {
		return s, err
	}
	for at := range all {
		f := &all[at]
		for _, r := range f.Rounds {
			if r.Task == id {
				s.Origin = f
			}
		}
		if f.Task == id {
			s.Findings = append(s.Findings, *f)
		}
	}
	drawn, err := items(tx, names, "x.task_id = ?2 order by x.item_id desc limit 20", id)
	if err != nil {
		return s, err
	}
	for _, i := range drawn {
		if i.Result == Untrue {
			s.Untrue = append(s.Untrue, i)
		} else {
			s.Drawn = append(s.Drawn, i)
		}
	}
	s.Looked, err = db.All(tx, func(l *TaskLook) []any { return []any{&l.Ref, &l.State, &l.To} },
		`select i.ref, i.state, i.to_day from inspection_task x
		join inspection i on i.tenant_id = x.tenant_id and i.inspection_id = x.inspection_id and i.state <> 'cancelled'
		where x.tenant_id = ?1 and x.task_id = ?2 order by i.to_day desc, i.ref desc limit 20`, id)
	return s, err
}

// CanReturn reports whether the task of an untrue result can still be returned
// by who accepts it.
func (i Item) CanReturn() bool { return i.Result == Untrue && i.TaskState == task.Waiting }
