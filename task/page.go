package task

import (
	"sauro/db"
	"sauro/org"
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
	p.May = p.may(who)
	return p, nil
}

// may is what a page offers: the table of rights, and for a verdict that the
// person is no doer of the task.
func (p Page) may(who org.Who) map[org.Act]bool {
	doer := who.Post != "" && who.Post == p.Accountable || who.Person == p.IssuedTo || who.Person == p.Holder
	for _, r := range p.Reports {
		doer = doer || r.Person == who.Person
	}
	may := map[org.Act]bool{}
	for _, act := range []org.Act{org.Plan, org.Issue, org.Receive, org.Report, org.Verify, org.Accept, org.Steer} {
		may[act] = who.Can(act, p.Thing())
	}
	may[org.Verify] = may[org.Verify] && !doer
	may[org.Accept] = may[org.Accept] && !doer && (who.Post == p.Decider || who.Role == org.Chairman || who.Role == org.Deputy)
	return may
}
