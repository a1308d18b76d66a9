package task

import (
	"slices"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Page is all that a task's page shows.
type Page struct {
	Task
	ClauseText    string
	GroupText     string
	LetterSubject string
	Above         []Task // its parent, the parent's parent …, the top first
	Below         []Task // its parts, parents before their parts
	Events        []Event
	Reports       []Progress
	Evidence      []Evidence
	Verifications []Verification
	Acceptances   []Acceptance
	May           map[org.Act]bool // what the person may do to it, doers left out of verdicts
}

// ByRef loads a task with its clause, its parents and parts, its timeline,
// reports, evidence, verifications and verdicts, in a fixed number of queries.
func ByRef(tx *db.Tx, who org.Who, ref string) (Page, error) {
	var p Page
	t, err := Get(tx, who, ref)
	if err != nil {
		return p, err
	}
	p.Task = t
	err = tx.Each(func(scan func(...any) error) error {
		return scan(&p.ClauseText, &p.GroupText, db.Opt(&p.LetterSubject))
	}, `select c.text, g.text, l.subject from clause c
		join clause_group g on g.tenant_id = c.tenant_id and g.group_id = c.group_id
		join letter l on l.tenant_id = c.tenant_id and l.letter_id = c.letter_id
		where c.tenant_id = ?1 and c.clause_id = ?2`, t.Clause)
	if err != nil {
		return p, err
	}
	if t.Parent != "" {
		if p.Above, err = chosen(tx, upwards, t.Parent); err != nil {
			return p, err
		}
		if err := fill(tx, p.Above); err != nil {
			return p, err
		}
	}
	if p.Below, err = descendants(tx, []db.ID{t.ID}); err != nil {
		return p, err
	}
	if err := fill(tx, p.Below); err != nil {
		return p, err
	}
	p.Below = treeOrder(p.Below)
	if p.Events, err = timeline(tx, t.ID); err != nil {
		return p, err
	}
	if p.Reports, err = reports(tx, t.ID); err != nil {
		return p, err
	}
	if p.Evidence, err = evidenceOf(tx, t.ID); err != nil {
		return p, err
	}
	if p.Verifications, err = verifications(tx, t.ID); err != nil {
		return p, err
	}
	if p.Acceptances, err = acceptances(tx, t.ID); err != nil {
		return p, err
	}
	names, err := org.NamesOf(tx)
	p.May = p.may(who)
	p.call(names)
	return p, err
}

// call gives everybody in the page's history the names of the day.
func (p *Page) call(names org.Calling) {
	call := func(post db.ID, at time.Time, title, name *string) {
		*title = names.Post(post, vn.Today(at))
		*name = called(*name, *title)
	}
	for i := range p.Events {
		e := &p.Events[i]
		call(e.Post, e.At, &e.PostTitle, &e.Name)
		e.ForTitle = names.Post(e.For, vn.Today(e.At))
	}
	for i := range p.Reports {
		call(p.Reports[i].Post, p.Reports[i].At, &p.Reports[i].PostTitle, &p.Reports[i].Name)
	}
	for i := range p.Verifications {
		call(p.Verifications[i].Post, p.Verifications[i].At, &p.Verifications[i].PostTitle, &p.Verifications[i].Name)
	}
	for i := range p.Acceptances {
		call(p.Acceptances[i].Post, p.Acceptances[i].At, &p.Acceptances[i].PostTitle, &p.Acceptances[i].Name)
	}
}

// may is what a page offers: the table of rights, and for a verdict that the
// person is no doer of the task.
func (p Page) may(who org.Who) map[org.Act]bool {
	doer := p.doneBy(who)
	for _, r := range p.Reports {
		doer = doer || r.Person == who.Person || slices.Contains(who.Own(), r.Post) || slices.Contains(who.Own(), r.For)
	}
	may := map[org.Act]bool{}
	for _, act := range []org.Act{org.Plan, org.Issue, org.Receive, org.Report, org.Verify, org.Accept, org.Steer} {
		may[act] = who.Can(act, p.Thing())
	}
	may[org.Verify] = may[org.Verify] && !doer
	may[org.Accept] = who.Can(org.Accept, p.verdict()) && !doer
	return may
}
