package report

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// asOf is task.OfLetter as it stood when a day ended at the office, in ten
// queries whatever the number of tasks. Only what had been recorded by then
// counts: states, reports, verifications, verdicts, reasons, and the slots as
// they were before any later edit. A report counts from the instant it was
// written, whichever day it speaks of. Names of posts and units are today's.
func asOf(tx *db.Tx, who org.Who, letter db.ID, day vn.Day) (task.Letter, error) {
	now, err := task.OfLetter(tx, who, letter)
	if err != nil {
		return now, err
	}
	end := day.Add(1).Time()
	if err := withoutReasons(tx, letter, end, now.Clauses); err != nil {
		return now, err
	}
	p := past{letter: letter, end: end, tasks: map[db.ID]*task.Past{}, refs: map[string]db.ID{}, results: map[db.ID]map[string]*task.Cycle{}, stops: map[db.ID][]task.Stop{}}
	var order []*task.Past
	for i := range now.Clauses {
		for _, t := range now.Clauses[i].Tasks {
			if t.CreatedAt.Before(end) {
				one := &task.Past{Task: t}
				p.tasks[t.ID], p.refs[t.Ref] = one, t.ID
				order = append(order, one)
				one.State, one.Stops = task.Draft, nil
				p.stops[t.ID] = t.Stops
				for _, at := range []*time.Time{&one.IssuedAt, &one.ReceivedAt, &one.DoneAt} {
					if !at.Before(end) {
						*at = time.Time{}
					}
				}
			}
		}
	}
	for _, read := range []func(*db.Tx) error{p.replay, p.takeBack, p.reported, p.verified} {
		if err := read(tx); err != nil {
			return now, err
		}
	}
	list := make([]task.Past, len(order))
	for i, one := range order {
		for _, c := range p.results[one.ID] {
			one.Results = append(one.Results, *c)
		}
		list[i] = *one
	}
	return task.Then(now.Clauses, list, day), nil
}

// past is a letter's tasks on the way back to the end of a day.
type past struct {
	letter  db.ID
	end     time.Time
	tasks   map[db.ID]*task.Past
	refs    map[string]db.ID
	stops   map[db.ID][]task.Stop            // as they are known today
	results map[db.ID]map[string]*task.Cycle // by task and cycle, "" where it has one result
}

// ofLetter chooses the rows e of a letter's tasks.
const ofLetter = `
	join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
	join clause c on c.tenant_id = t.tenant_id and c.clause_id = t.clause_id
	where e.tenant_id = ?1 and c.letter_id = ?2`

// withoutReasons drops the reasons for having no task that were written later.
func withoutReasons(tx *db.Tx, letter db.ID, end time.Time, clauses []task.Clause) error {
	return tx.Each(func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		for i := range clauses {
			if clauses[i].ID == id {
				clauses[i].NoReason = ""
			}
		}
		return err
	}, "select clause_id from clause where tenant_id = ?1 and letter_id = ?2 and no_task_at >= ?3", letter, end)
}

func (p past) result(id db.ID, cycle string) *task.Cycle {
	if p.results[id] == nil {
		p.results[id] = map[string]*task.Cycle{}
	}
	if p.results[id][cycle] == nil {
		p.results[id][cycle] = &task.Cycle{Key: cycle, State: task.Draft}
	}
	return p.results[id][cycle]
}

// replay sets the states of tasks and results by the events before the end.
func (p past) replay(tx *db.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var e task.Event
		if err := scan(&e.Task, db.Time(&e.At), &e.Kind, &e.From, &e.To, &e.Cycle); err != nil {
			return err
		}
		t := p.tasks[e.Task]
		t.State = e.To
		c := p.result(e.Task, e.Cycle)
		switch e.Kind {
		case "paused":
			t.ResumeTo = e.From
		case "resumed":
			t.ResumeTo = ""
		case "clock-stopped":
			t.Stops = append(t.Stops, task.Stop{From: p.stops[e.Task][len(t.Stops)].From})
		case "clock-started":
			t.Stops[len(t.Stops)-1].To = p.stops[e.Task][len(t.Stops)-1].To
		case "reported":
			c.State = task.Doing
		case "handed":
			c.State, c.HandedOn = task.Waiting, vn.Today(e.At)
		case "returned":
			c.State, c.HandedOn = task.Returned, ""
		case "accepted":
			c.State, c.AcceptedAt = task.Done, e.At
		}
		return nil
	}, "select e.task_id, e.at, e.kind, e.from_state, e.to_state, e.cycle from task_event e"+ofLetter+" and e.at < ?3 order by e.at, e.event_id", p.letter, p.end)
}

// takeBack undoes the edits after the end, the latest first.
func (p past) takeBack(tx *db.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var text, cycle string
		if err := scan(&id, &text, &cycle); err != nil {
			return err
		}
		var detail task.Detail
		if err := json.Unmarshal([]byte(text), &detail); err != nil {
			return err
		}
		if t := p.tasks[id]; t != nil {
			for _, c := range detail.Changes {
				p.undo(t, cycle, c)
			}
		}
		return nil
	}, "select e.task_id, e.detail, e.cycle from task_event e"+ofLetter+" and e.at >= ?3 and e.kind in ('edited', 'placed', 'extended', 'clock-started', 'redated') and e.detail <> '' order by e.at desc, e.event_id desc", p.letter, p.end)
}

// reported sets what was last reported. A report of an earlier day does not
// replace one of a later day.
func (p past) reported(tx *db.Tx) error {
	return tx.Each(p.value(func(c *task.Cycle, n int64) { c.Reported = n }),
		"select e.task_id, e.cycle, e.value from progress e"+ofLetter+" and e.at < ?3 and e.value is not null order by e.as_of, e.at, e.progress_id", p.letter, p.end)
}

// verified sets what was last verified.
func (p past) verified(tx *db.Tx) error {
	return tx.Each(p.value(func(c *task.Cycle, n int64) { c.Verified = n }),
		"select e.task_id, e.cycle, e.value from verification e"+ofLetter+" and e.at < ?3 order by e.at, e.verification_id", p.letter, p.end)
}

func (p past) value(set func(c *task.Cycle, n int64)) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var id db.ID
		var cycle string
		var n int64
		if err := scan(&id, &cycle, &n); err != nil {
			return err
		}
		set(p.result(id, cycle), n)
		return nil
	}
}

// undo gives a field of t the value it had before an edit. Posts and units come
// back by name, which is all that a report prints of them.
func (p past) undo(t *task.Past, cycle string, c task.Change) {
	switch c.Field {
	case "accountable":
		t.AccountableTitle = c.From
	case "work":
		t.Work = c.From
	case "due":
		undoDue(&t.Due, c.From)
	case "cycle_due":
		t.CycleDues = maps.Clone(t.CycleDues)
		t.CycleDues[cycle], _ = vn.ParseDay(c.From)
	case "due_text":
		t.Due.Text = c.From
	case "lead":
		t.LeadUnitName = c.From
	case "support":
		t.Support = nil
		if c.From != "" {
			t.Support = strings.Split(c.From, "; ")
		}
	case "superior":
		t.Superior = c.From
	case "product":
		t.Product = c.From
	case "target":
		t.Target = amountOf(c.From)
	case "source":
		t.Source = c.From
	case "parent":
		t.Parent, t.ParentRef = p.refs[c.From], c.From
	case "weight":
		if n, err := strconv.ParseInt(c.From, 10, 64); err == nil {
			t.Weight = n
		}
	}
}

// undoDue reads what task.Due.String wrote. Whether an issued task has a day or
// a cycle never changes.
func undoDue(d *task.Due, was string) {
	every, date, _ := strings.Cut(was, " → ")
	if d.Kind == task.ByDate {
		date = every
	}
	d.Date, _ = vn.ParseDay(date)
	d.ReviewDay = 0
	if i := strings.LastIndex(every, " ("); i >= 0 && d.Kind == task.ByCycle {
		d.ReviewDay, _ = strconv.ParseInt(strings.TrimSuffix(every[i+2:], ")"), 10, 64)
	}
}

// amountOf reads what task.Result.Amount wrote: "1.234 người", "95%", "66,67%".
func amountOf(text string) int64 {
	number, _, _ := strings.Cut(text, " ")
	number, percent := strings.CutSuffix(strings.ReplaceAll(number, ".", ""), "%")
	whole, rest, _ := strings.Cut(number, ",")
	if percent {
		whole += (rest + "00")[:2]
	}
	n, _ := strconv.ParseInt(whole, 10, 64)
	return n
}
