// Package draft says what a task made from a clause might be: what the clause
// itself prints and what the catalogue proposes for its kind. It writes nothing
// and refuses to know what becomes of a task.
package draft

import (
	"fmt"
	"slices"
	"strings"

	"sauro/calendar"
	"sauro/catalogue"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Proposal is a task of the catalogue for a clause, to pick and edit. Nothing of
// it is issued by itself.
type Proposal struct {
	task.Slots
	Kind      string     // the kind's name
	Authority string     // who usually decides, in words
	Usual     fault.Text // the usual time: "trong 20 ngày làm việc", "hằng quý"
}

// Propose gives the catalogue's proposals for a clause, none where no kind fits.
// What the clause itself prints goes before the catalogue: a deadline, a unit
// that leads. The person is left to be chosen; an amount that only the commune
// knows, such as how many officials it has, is left empty. Nothing is written.
func Propose(tx *db.Tx, who org.Who, clause db.ID) ([]Proposal, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	src, err := readSource(tx, clause)
	if err != nil {
		return nil, err
	}
	kind, found := catalogue.KindOf(src.text)
	if !found {
		return nil, nil
	}
	o, err := readOffice(tx)
	if err != nil {
		return nil, err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	today := vn.Today(tx.Now)
	said, err := src.slots(o, who.TenantName, days, today)
	if err != nil {
		return nil, err
	}
	basis := kind.LawsOn(today)
	var list []Proposal
	for i, u := range kind.Tasks {
		p := Proposal{Kind: kind.Name, Authority: u.Authority, Usual: usualTime(u)}
		p.Slots = task.Slots{
			Work: u.Work, Detail: u.Detail, Support: slices.Clone(u.Support), Superior: u.Superior, Basis: basis,
			Result: task.Result{Product: u.Product, Measure: task.Measure(u.Measure), Target: u.Target, Unit: u.Unit, Proof: task.Proof(u.Proof), ProofText: u.ProofText},
			Source: said.Source, SourceLetter: said.SourceLetter, Weight: 1,
			Catalogue: fmt.Sprintf("%s/%s/%d", catalogue.Version(), kind.Code, i+1),
		}
		if p.Due = usualDue(days, u, today); said.Due.Clear() {
			p.Due = said.Due
		}
		p.Due.Text = said.Due.Text
		p.LeadUnit = o.unitLike(u.Lead)
		if said.LeadUnit != "" && said.Answers == "" {
			p.LeadUnit = said.LeadUnit // a unit is printed as the lead
			p.Support = said.Support
		}
		if p.LeadUnit != "" {
			p.Answers = o.headOf(p.LeadUnit)
		}
		p.Decider = o.byRole(org.Chairman, "")
		list = append(list, p)
	}
	return list, nil
}

func usualDue(days *vn.Calendar, u catalogue.Usual, today vn.Day) task.Due {
	if u.Every != "" {
		return task.Due{Kind: task.ByCycle, Every: vn.Every(u.Every), ReviewDay: u.Review, From: "typed"}
	}
	if u.WorkDays > 0 {
		return task.Due{Kind: task.ByDate, Date: days.Add(today, u.WorkDays), Rule: vn.WorkingDays(u.WorkDays).String(), From: "typed"}
	}
	return task.Due{Kind: task.ByDate, Date: u.Day(today), From: "typed"}
}

func usualTime(u catalogue.Usual) fault.Text {
	switch {
	case u.Every != "":
		return fault.Text{Format: task.EveryName[vn.Every(u.Every)]}
	case u.WorkDays > 0:
		return fault.Text{Format: "trong %d ngày làm việc", Args: []any{u.WorkDays}}
	}
	month, day, _ := strings.Cut(u.MonthDay, "-")
	return fault.Text{Format: "đến ngày %s", Args: []any{day + "/" + month}}
}

// unitLike is the first unit whose name has all words of one of the names.
func (o office) unitLike(list []string) db.ID {
	for _, like := range list {
		for _, id := range o.order {
			if strings.Contains(catalogue.Plain(o.units[id]), catalogue.Plain(like)) {
				return id
			}
		}
	}
	return ""
}

// headOf is the one post that heads a unit: a head, or the clerk of the office
// that has no head of its own.
func (o office) headOf(unit db.ID) db.ID {
	if p := o.byRole(org.Head, unit); p != "" {
		return p
	}
	return o.byRole(org.Clerk, unit)
}
