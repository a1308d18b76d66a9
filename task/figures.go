package task

import (
	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Figures say how far a clause, a group or a letter has come.
type Figures struct {
	Tasks      int // issued and not cancelled, parts included
	Drafts     int
	ReportedBP int // basis points
	VerifiedBP int
	Late       int
	Handed     int // handed in or done: what the doers say is finished
	Done       int // accepted
	Status     Status
}

func (f *Figures) add(g Figures) {
	f.Tasks += g.Tasks
	f.Drafts += g.Drafts
	f.Late += g.Late
	f.Handed += g.Handed
	f.Done += g.Done
}

// Clause is a clause with its tasks, as far as tasks need to know it.
type Clause struct {
	ID       db.ID
	Code     string // 2.5
	Group    db.ID
	Text     string
	NoReason string // why it has no task, "" where nobody wrote one
	Figures
	Tasks []Task // the whole trees, parents before their parts
}

// Letter is a letter's clauses in its order, with the figures of its groups and
// of the whole.
type Letter struct {
	Figures
	Groups  map[db.ID]Figures
	Clauses []Clause
}

// OfLetter loads the tasks of every clause of a letter, with figures for each
// clause, each group and the letter, in four queries whatever their number.
//
// A clause's percentage is the weighted mean of its tasks that are no parts; a
// group's and the letter's is the mean of their clauses, each counting alike. A
// clause without a task counts 0, unless a reason was written why it has none:
// then it does not count.
func OfLetter(tx *db.Tx, who org.Who, letter db.ID) (Letter, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Letter{}, err
	}
	clauses, list, err := treeOf(tx, letter)
	if err != nil {
		return Letter{}, err
	}
	return count(clauses, list), nil
}

func treeOf(tx *db.Tx, letter db.ID) ([]Clause, []Task, error) {
	clauses, err := db.All(tx, func(c *Clause) []any { return []any{&c.ID, &c.Code, &c.Group, &c.Text, db.Opt(&c.NoReason)} },
		"select clause_id, code, group_id, text, no_task_reason from clause where tenant_id = ?1 and letter_id = ?2 order by ordinal", letter)
	if err != nil {
		return nil, nil, err
	}
	list, err := tasks(tx, "c.letter_id = ?3 order by t.created_at, t.ref", letter)
	if err != nil {
		return nil, nil, err
	}
	byID := map[db.ID]*Task{}
	all := make([]*Task, len(list))
	for i := range list {
		all[i] = &list[i]
		byID[list[i].ID] = all[i]
	}
	err = cycles(tx, byID, `r.task_id in (select t.task_id from task t
		join clause c on c.tenant_id = t.tenant_id and c.clause_id = t.clause_id where t.tenant_id = ?1 and c.letter_id = ?2)`, letter)
	if err != nil {
		return nil, nil, err
	}
	rollup(all)
	return clauses, list, nil
}

// count gathers the figures of tasks whose percentages are set.
func count(clauses []Clause, list []Task) Letter {
	of := map[db.ID][]Task{}
	for _, t := range list {
		of[t.Clause] = append(of[t.Clause], t)
	}
	letter := Letter{Groups: map[db.ID]Figures{}}
	type means struct{ reported, verified mean }
	var whole means
	groups := map[db.ID]*means{}
	words := map[db.ID][]Status{}
	var allWords []Status
	for _, c := range clauses {
		var m means
		var status []Status
		c.Tasks = treeOrder(of[c.ID])
		for _, t := range c.Tasks {
			switch {
			case t.State == Draft:
				c.Drafts++
				continue
			case !t.Live():
				continue
			}
			c.Figures.Tasks++
			if t.Timing() == Late {
				c.Late++
			}
			if t.State == Waiting || t.State == Done {
				c.Handed++
			}
			if t.State == Done {
				c.Done++
			}
			if t.Parent == "" {
				m.reported.add(t.ReportedBP, t.Weight)
				m.verified.add(t.VerifiedBP, t.Weight)
				status = append(status, t.Status())
			}
		}
		c.ReportedBP, c.VerifiedBP, c.Status = m.reported.bp(), m.verified.bp(), statusOf(status)
		letter.Clauses = append(letter.Clauses, c)

		g := letter.Groups[c.Group]
		g.add(c.Figures)
		letter.Groups[c.Group] = g
		letter.Figures.add(c.Figures)
		if groups[c.Group] == nil {
			groups[c.Group] = &means{}
		}
		if c.Figures.Tasks == 0 && c.NoReason != "" {
			continue
		}
		for _, m := range []*means{&whole, groups[c.Group]} {
			m.reported.add(c.ReportedBP, 1)
			m.verified.add(c.VerifiedBP, 1)
		}
		words[c.Group] = append(words[c.Group], c.Status)
		allWords = append(allWords, c.Status)
	}
	for id, m := range groups {
		g := letter.Groups[id]
		g.ReportedBP, g.VerifiedBP, g.Status = m.reported.bp(), m.verified.bp(), statusOf(words[id])
		letter.Groups[id] = g
	}
	letter.ReportedBP, letter.VerifiedBP, letter.Status = whole.reported.bp(), whole.verified.bp(), statusOf(allWords)
	return letter
}

// treeOrder puts every part behind its parent, else keeps the order.
func treeOrder(list []Task) []Task {
	parts := map[db.ID][]Task{}
	known := map[db.ID]bool{}
	for _, t := range list {
		known[t.ID] = true
	}
	for _, t := range list {
		up := t.Parent
		if !known[up] {
			up = ""
		}
		parts[up] = append(parts[up], t)
	}
	var all []Task
	var walk func(db.ID)
	walk = func(id db.ID) {
		for _, t := range parts[id] {
			all = append(all, t)
			walk(t.ID)
		}
	}
	walk("")
	return all
}

// Month is one point of a letter's history.
type Month struct {
	Day                            vn.Day // its last day, today for the month that runs
	PlanBP, ReportedBP, VerifiedBP int    // basis points
	Ahead                          bool   // only the plan is known
}

const maxMonths = 60

// History is how far a letter had come at the end of each month, from the month
// its first task was issued in to the last deadline, five years at most. Plan is
// what the same formula gives if every task were complete on its last day, so the
// three lines can be compared; all are computed for the tasks as they are placed
// and weighted now. A report counts from the day it was true, a verification
// from the day it was made; the point of today equals the letter's figures.
func History(tx *db.Tx, who org.Who, letter db.ID) ([]Month, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	clauses, now, err := treeOf(tx, letter)
	if err != nil || len(now) == 0 {
		return nil, err
	}
	values, err := valuesOf(tx, letter)
	if err != nil {
		return nil, err
	}
	today := vn.Today(tx.Now)
	first, last := vn.Day(""), today
	for _, t := range now {
		if t.Live() {
			if issued := vn.Today(t.IssuedAt); first == "" || issued < first {
				first = issued
			}
			last = max(last, t.Due.Date)
		}
	}
	if first == "" {
		return nil, nil
	}
	var months []Month
	for end := first.EndOfMonth(); len(months) < maxMonths; end = end.Add(1).EndOfMonth() {
		m := Month{Day: end}
		if end >= today && end.EndOfMonth() == today.EndOfMonth() {
			m.Day = today
		}
		m.Ahead = m.Day > today
		m.PlanBP = count(clauses, at(now, values, m.Day, true)).ReportedBP
		if !m.Ahead {
			then := count(clauses, at(now, values, m.Day, false))
			m.ReportedBP, m.VerifiedBP = then.ReportedBP, then.VerifiedBP
		}
		months = append(months, m)
		if end >= last {
			break
		}
	}
	return months, nil
}

// value is one report or verification, as history needs it.
type value struct {
	task     db.ID
	cycle    string
	day      vn.Day
	n        int64
	verified bool
}

func valuesOf(tx *db.Tx, letter db.ID) (map[db.ID][]value, error) {
	all := map[db.ID][]value{}
	err := tx.Each(func(scan func(...any) error) error {
		var v value
		if err := scan(&v.task, &v.cycle, &v.day, &v.n); err != nil {
			return err
		}
		all[v.task] = append(all[v.task], v)
		return nil
	}, `select r.task_id, r.cycle, r.as_of, r.value from progress r
		join task t on t.tenant_id = r.tenant_id and t.task_id = r.task_id
		join clause c on c.tenant_id = t.tenant_id and c.clause_id = t.clause_id
		where r.tenant_id = ?1 and c.letter_id = ?2 and r.value is not null order by r.as_of, r.at, r.progress_id`, letter)
	if err != nil {
		return nil, err
	}
	return all, tx.Each(func(scan func(...any) error) error {
		v := value{verified: true}
		var at int64
		if err := scan(&v.task, &v.cycle, &at, &v.n); err != nil {
			return err
		}
		v.day = dayOf(at)
		all[v.task] = append(all[v.task], v)
		return nil
	}, `select r.task_id, r.cycle, r.at, r.value from verification r
		join task t on t.tenant_id = r.tenant_id and t.task_id = r.task_id
		join clause c on c.tenant_id = t.tenant_id and c.clause_id = t.clause_id
		where r.tenant_id = ?1 and c.letter_id = ?2 order by r.at, r.verification_id`, letter)
}

// at is the tasks with the percentages of a day; planned, as if each were
// complete on its last day.
func at(now []Task, values map[db.ID][]value, day vn.Day, planned bool) []Task {
	then := make([]Task, len(now))
	all := make([]*Task, len(now))
	for i, t := range now {
		t.Today = day
		t.Reported, t.Verified = 0, 0
		came := map[string]*Cycle{}
		var known []Cycle
		for _, v := range values[t.ID] {
			if planned || v.day > day {
				continue
			}
			c := came[v.cycle]
			if c == nil {
				c = &Cycle{Key: v.cycle, State: Doing}
				came[v.cycle] = c
			}
			if v.verified {
				c.Verified = v.n
			} else {
				c.Reported = v.n
			}
		}
		for _, c := range came {
			known = append(known, *c)
		}
		t.Cycles = t.cyclesUpTo(day, known)
		switch c := came[""]; {
		case planned && t.Cyclic():
			for j := range t.Cycles {
				if t.Cycles[j].Due <= day {
					t.Cycles[j].Reported = t.Target
				}
			}
		case planned && t.Due.Date != "" && t.Due.Date <= day:
			t.Reported = t.Target
		case c != nil:
			t.Reported, t.Verified = c.Reported, c.Verified
		}
		then[i] = t
		all[i] = &then[i]
	}
	rollup(all)
	return then
}
