package obstacle

import (
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Items are what has a last day here: obstacles that a post solves, and answers
// that a superior owes, until a day; "" is all of them.
func Items(tx *db.Tx, until vn.Day) ([]calendar.Item, error) {
	if until == "" {
		until = "9999-12-31"
	}
	var items []calendar.Item
	list, err := obstacles(tx, "o.state = 'doing' and o.due_on <= ?3 order by o.due_on, o.ref", until)
	if err != nil {
		return nil, err
	}
	for _, o := range list {
		items = append(items, o.item())
	}
	waiting, err := proposals(tx, owed+" and p.due_on <= ?3 order by p.due_on, p.ref", until)
	for _, p := range waiting {
		items = append(items, p.item())
	}
	return items, err
}

// owed is the condition that somebody waits for the answer to a proposal p.
const owed = `p.state in ('sent', 'received', 'considering') and exists (select 1 from proposal_obstacle i
	join obstacle o on o.tenant_id = i.tenant_id and o.obstacle_id = i.obstacle_id and o.state = 'asked' where i.tenant_id = p.tenant_id and i.proposal_id = p.proposal_id)`

func (o Obstacle) item() calendar.Item {
	return calendar.Item{Kind: "obstacle", ID: o.ID, Ref: o.Ref, Title: o.Says, Post: o.Owner, Unit: o.OwnerUnit, Link: "/vuong-mac/" + o.Ref + "#xu-ly",
		From: o.Clock.From, Rule: o.Clock.Rule, Due: o.Clock.On, Ladder: "obstacle", Does: fault.Text{Format: "Xem, xử lý vướng mắc"}}
}

func (p Proposal) item() calendar.Item {
	return calendar.Item{Kind: "proposal", ID: p.ID, Ref: p.Ref, Title: p.Subject, Post: p.Watcher, Unit: p.WatcherUnit, Link: "/kien-nghi/" + p.Ref,
		From: p.Clock.From, Rule: p.Clock.Rule, Due: p.Clock.On, Ladder: "proposal", Does: fault.Text{Format: "Xem kiến nghị"}}
}

// Redate counts anew what is open and counted in working days. It writes only
// what moves and gives what moved.
func Redate(tx *db.Tx, who org.Who, now *vn.Calendar) ([]calendar.Moved, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	var moved []calendar.Moved
	list, err := obstacles(tx, "o.state = 'doing' and o.due_rule <> '' order by o.obstacle_id")
	if err != nil {
		return nil, err
	}
	for _, o := range list {
		on, ok := lastDay(now, o.Clock.From, o.Clock.Rule)
		if !ok || on == o.Clock.On {
			continue
		}
		was := o.Clock.On
		o.Clock.On = on
		if err := o.bump(tx, ", due_on = ?5", on); err != nil {
			return moved, err
		}
		if err := o.note(tx, who, event{kind: "redated", says: was.String() + " → " + on.String()}); err != nil {
			return moved, err
		}
		moved = append(moved, calendar.Moved{Item: o.item(), Was: was})
	}
	waiting, err := proposals(tx, "p.state in ('sent', 'received', 'considering') and p.due_rule <> '' order by p.proposal_id")
	if err != nil {
		return moved, err
	}
	for _, p := range waiting {
		on, ok := lastDay(now, p.Clock.From, p.Clock.Rule)
		if !ok || on == p.Clock.On {
			continue
		}
		was := p.Clock.On
		p.Clock.On = on
		if err := p.bump(tx, ", due_on = ?5", on); err != nil {
			return moved, err
		}
		if err := p.note(tx, who, "", "redated", p.Stage, was.String()+" → "+on.String()); err != nil {
			return moved, err
		}
		moved = append(moved, calendar.Moved{Item: p.item(), Was: was})
	}
	return moved, nil
}
