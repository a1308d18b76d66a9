package task

import (
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Items are the results not handed in whose last day is until at the latest, all
// of them where until is "": of a task with cycles one for each cycle.
func Items(tx *db.Tx, until vn.Day) ([]calendar.Item, error) {
	where, args := "t.next_due is not null and t."+open, []any{}
	if until != "" {
		where, args = "t.next_due <= ?3 and t."+open, []any{until}
	}
	list, err := tasks(tx, where+" order by t.next_due, t.ref", args...)
	if err != nil {
		return nil, err
	}
	if err := fill(tx, list); err != nil {
		return nil, err
	}
	var items []calendar.Item
	for _, t := range list {
		next := t.item(t.NextDue)
		if !t.Cyclic() {
			items = append(items, next)
			continue
		}
		for _, c := range t.Cycles {
			if c.open() && (until == "" || c.Due <= until) {
				one := t.item(c.Due)
				one.Part = c.Key
				items = append(items, one)
			}
		}
		// The cycle that comes is not asked for yet; its day is known all the same.
		if len(t.Cycles) == 0 || t.Cycles[len(t.Cycles)-1].Due < t.NextDue {
			items = append(items, next)
		}
	}
	return items, nil
}

func (t Task) item(due vn.Day) calendar.Item {
	i := calendar.Item{Kind: "task", ID: t.ID, Ref: t.Ref, Title: t.Work, Post: t.Accountable, Unit: t.AccountableUnit, Link: t.link(),
		Does: fault.Text{Format: "Báo cáo tiến độ"}, From: t.Due.Since, Rule: t.Due.Rule, Due: due, Ladder: "date"}
	if t.Cyclic() {
		i.Ladder = string(t.Due.Every)
	}
	return i
}

// Redate counts the last day of every open task anew that is counted by words,
// after the office's calendar became another, and gives those that moved. What
// was handed in or has ended stays as it is.
func Redate(tx *db.Tx, who org.Who, now *vn.Calendar) ([]calendar.Moved, error) {
	if _, err := who.As(org.Arrange, org.Thing{}); err != nil {
		return nil, err
	}
	list, err := tasks(tx, "t.due_rule is not null and t.due_since is not null and t.state <> 'waiting' and t."+open+" order by t.ref")
	if err != nil {
		return nil, err
	}
	if err := fill(tx, list); err != nil {
		return nil, err
	}
	var all []calendar.Moved
	for _, t := range list {
		was, due := t.Due, t.NextDue
		t.Calendar = now
		t.Due.count(now)
		t.Due.Date = moved(now, "", t.Due.Date, t.Stops)
		if t.Due.Date == was.Date {
			continue
		}
		if err := t.bump(tx, ", due_date = ?8", t.Due.Date); err != nil {
			return nil, err
		}
		if err := note(tx, who, t, event{kind: "redated", detail: dueChange(was, t.Due)}); err != nil {
			return nil, err
		}
		if due != "" {
			all = append(all, calendar.Moved{Item: t.item(t.NextDue), Was: due})
		}
	}
	return all, nil
}
