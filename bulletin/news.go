package bulletin

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
)

// now is a letter as it stands, beside what was last told of it.
type now struct {
	commune  Commune
	letter   register.Letter
	groups   []register.Group
	figures  task.Letter
	evidence map[db.ID][]Evidence // by task
	reports  []frozen
	withheld bool
	address  string           // "" where it was never told of
	told     map[db.ID]told   // by what it is about
	codes    map[db.ID]string // of clauses of letters that amend this one or are amended by it
	others   map[db.ID]string // addresses of those letters, "" of one that is kept back
	year     int              // of the letter's first publication
	list     []Publication    // what is new
	failed   error
}

// told is the last publication of a thing.
type told struct {
	address string
	ordinal int
	sha256  string
}

// frozen is a report that was made.
type frozen struct {
	id      db.ID
	ref     string
	cutOff  vn.Day
	figures string
	sha256  string
	madeAt  time.Time
}

// look reads what stands of a letter and what was told of it; nil where it is
// not in force. It runs the same number of queries whatever the letter's length.
func look(tx *db.Tx, who org.Who, letter db.ID) (*now, error) {
	n := &now{told: map[db.ID]told{}, evidence: map[db.ID][]Evidence{}, codes: map[db.ID]string{}, others: map[db.ID]string{}, year: vn.Today(tx.Now).Year()}
	var err error
	if n.letter, err = register.Load(tx, who, letter); err != nil || n.letter.State != register.Active {
		return nil, err
	}
	n.letter.Body = ""
	commune, _, err := db.One(tx, func(c *Commune) []any { return []any{&c.Code, &c.Name} }, "select code, name from tenant where tenant_id = ?1")
	if err != nil {
		return nil, err
	}
	n.commune = commune
	if n.withheld, err = Withheld(tx, letter); err != nil {
		return nil, err
	}
	if err := n.readTold(tx); err != nil || n.withheld {
		return n, err
	}
	if n.groups, err = register.Groups(tx, who, letter); err != nil {
		return nil, err
	}
	if n.figures, err = task.OfLetter(tx, who, letter); err != nil {
		return nil, err
	}
	if err := n.readEvidence(tx); err != nil {
		return nil, err
	}
	if n.reports, err = db.All(tx, func(r *frozen) []any {
		return []any{&r.id, &r.ref, &r.cutOff, &r.figures, &r.sha256, db.Time(&r.madeAt)}
	},
		"select report_id, ref, cut_off, figures, sha256, made_at from report where tenant_id = ?1 and letter_id = ?2 order by ref", letter); err != nil {
		return nil, err
	}
	return n, n.readOthers(tx)
}

const lastOf = " and p.ordinal = (select max(m.ordinal) from publication m where m.tenant_id = p.tenant_id and m.about = p.about)"

func (n *now) readTold(tx *db.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var about db.ID
		var t told
		err := scan(&about, &t.address, &t.ordinal, &t.sha256)
		n.told[about] = t
		if about == n.letter.ID {
			n.address = t.address
		}
		return err
	}, "select p.about, p.address, p.ordinal, p.sha256 from publication p where p.tenant_id = ?1 and p.letter_id = ?2"+lastOf, n.letter.ID)
}

// readEvidence reads the names of what was looked at and accepted.
func (n *now) readEvidence(tx *db.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var e Evidence
		if err := scan(&id, &e.Kind, &e.Name, &e.SHA256, &e.Size, &e.Number, db.Opt(&e.Dated), &e.Cycle); err != nil {
			return err
		}
		e.Name, e.Number = vn.Mask(e.Name), vn.Mask(e.Number)
		n.evidence[id] = append(n.evidence[id], e)
		return nil
	}, `select e.task_id, e.kind, e.name, e.hash, e.size, e.number, e.dated, e.cycle from evidence e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		join clause c on c.tenant_id = t.tenant_id and c.clause_id = t.clause_id
		where e.tenant_id = ?1 and c.letter_id = ?2 and e.state = 'accepted' order by e.at, e.evidence_id`, n.letter.ID)
}

// readOthers reads where the letters are told of that this one amends or that
// amend it, with the addresses of their clauses.
func (n *now) readOthers(tx *db.Tx) error {
	return tx.Each(func(scan func(...any) error) error {
		var kind Kind
		var about db.ID
		var address string
		var withheld bool
		if err := scan(&kind, &about, &address, &withheld); err != nil {
			return err
		}
		switch {
		case withheld:
		case kind == OfLetter:
			n.others[about] = address
		case kind == OfClause:
			n.codes[about] = address
		}
		return nil
	}, `select p.kind, p.about, p.address, l.withheld from publication p
		join publication l on l.tenant_id = p.tenant_id and l.about = p.letter_id
			and l.ordinal = (select max(k.ordinal) from publication k where k.tenant_id = l.tenant_id and k.about = l.about)
		where p.tenant_id = ?1 and p.kind in ('letter', 'clause')
			and p.letter_id in (select o.letter_id from letter o where o.tenant_id = ?1 and (o.amends = ?2 or o.letter_id = ?3))`+lastOf,
		n.letter.ID, n.letter.Amends)
}

// nextAddress is the address of a letter that is told of for the first time. It
// does not hang on the letter's number, which may be blank.
func (n *now) nextAddress(tx *db.Tx) (string, error) {
	year := n.year
	if date := n.letter.Head.Date; len(date) >= 4 {
		if _, err := fmt.Sscanf(date, "%4d", &year); err != nil {
			return "", fmt.Errorf("bulletin: the date of letter %s: %w", n.letter.ID, err)
		}
	}
	i, err := tx.Next("VB", year)
	return fmt.Sprintf("VB-%d-%02d", year, i), err
}

// all are the publications that are new.
func (n *now) all() ([]Publication, error) {
	n.list = nil
	if n.withheld {
		n.add(OfLetter, n.letter.ID, n.address, "", Totals{}, Letter{Form: form, Commune: n.commune, Address: n.address, Withheld: true, Recipients: []string{}, Groups: []Group{}})
		return n.list, n.failed
	}
	byID := map[db.ID]task.Clause{}
	for _, c := range n.figures.Clauses {
		byID[c.ID] = c
	}
	l := n.head()
	l.Totals = totals(n.figures.Figures, 0)
	for _, g := range n.groups {
		group := Group{Label: g.Label, Text: vn.Mask(g.Text), Totals: totals(n.figures.Groups[g.ID], len(g.Clauses)), Codes: []string{}}
		l.Clauses += len(g.Clauses)
		for _, c := range g.Clauses {
			group.Codes = append(group.Codes, c.Code)
			body := n.clause(c, byID[c.ID], group.Text)
			n.add(OfClause, c.ID, body.Address, body.Text, body.Totals, body)
		}
		l.Groups = append(l.Groups, group)
	}
	n.add(OfLetter, n.letter.ID, n.address, l.Name, l.Totals, l)
	for _, r := range n.reports {
		body, err := n.report(r)
		if err != nil {
			return nil, err
		}
		n.add(OfReport, r.id, r.ref, r.ref, body.Totals, body)
	}
	// The letter first: it says whether the others are shown at all.
	slices.SortStableFunc(n.list, func(a, b Publication) int { return rank(a.Kind) - rank(b.Kind) })
	return n.list, n.failed
}

func rank(k Kind) int { return slices.Index([]Kind{OfLetter, OfClause, OfReport}, k) }

// add puts a publication on the list where its body differs from the last one.
func (n *now) add(kind Kind, about db.ID, address, title string, t Totals, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		n.failed = fmt.Errorf("bulletin: %s: %w", address, err)
		return
	}
	before := n.told[about]
	p := Publication{Kind: kind, About: about, LetterID: n.letter.ID, Address: address, Ordinal: before.ordinal + 1,
		Title: title, Reported: t.ReportedBP, Verified: t.VerifiedBP, Body: string(text), SHA256: hashOf(string(text)),
		Withheld: kind == OfLetter && n.withheld}
	if before.address != "" {
		p.Address = before.address
	}
	if p.SHA256 != before.sha256 {
		n.list = append(n.list, p)
	}
}

func (n *now) clauseAddress(c register.Clause) string {
	if t, ok := n.told[c.ID]; ok {
		return t.address
	}
	return n.address + "-" + c.Code
}

func (n *now) cited() Cited {
	return Cited{n.address, vn.Mask(n.letter.Head.Name()), n.letter.Head.Date}
}

func (n *now) head() Letter {
	h := n.letter.Head
	l := Letter{Form: form, Commune: n.commune, Address: n.address, Name: vn.Mask(h.Name()), Kind: h.Kind, Number: h.Number, Symbol: h.Symbol, Issuer: h.Issuer,
		Date: h.Date, Subject: vn.Mask(h.Subject), SignerTitle: h.SignerTitle, Recipients: []string{}, Groups: []Group{},
		Amends: n.others[n.letter.Amends], AmendedBy: n.others[n.letter.AmendedBy]}
	for _, r := range h.Recipients {
		l.Recipients = append(l.Recipients, vn.Mask(r))
	}
	if !n.letter.Activated.IsZero() {
		l.ActiveOn = vn.Today(n.letter.Activated)
	}
	return l
}

func totals(f task.Figures, clauses int) Totals {
	return Totals{Clauses: clauses, Tasks: f.Tasks, Done: f.Done, Late: f.Late, ReportedBP: f.ReportedBP, VerifiedBP: f.VerifiedBP, Status: f.Status}
}

func (n *now) clause(c register.Clause, t task.Clause, group string) Clause {
	body := Clause{Form: form, Commune: n.commune, Letter: n.cited(), Address: n.clauseAddress(c), Code: c.Code, Group: group, Text: vn.Mask(c.Text),
		Due: vn.Mask(c.Due.Text), Result: vn.Mask(c.Result), NoTask: vn.Mask(c.NoTaskReason), Replaces: n.codes[c.Replaces], ReplacedBy: n.codes[c.ReplacedBy],
		Totals: totals(t.Figures, 1), TaskList: []Task{}}
	for _, one := range t.Tasks {
		if one.Live() {
			body.TaskList = append(body.TaskList, n.task(one))
		}
	}
	return body
}

func (n *now) task(t task.Task) Task {
	body := Task{Ref: t.Ref, Part: t.Parent != "", Work: vn.Mask(t.Work), Post: t.AccountableTitle, Unit: t.LeadUnitName,
		DueText: vn.Mask(t.Due.Text), Due: t.Due.Date, Every: t.Due.Every, State: t.State, Status: t.Status(), Late: t.Timing() == task.Late,
		Product: vn.Mask(t.Product), Measure: t.Measure, Target: t.Target, TargetUnit: vn.Mask(t.Slots.Unit), ReportedBP: t.ReportedBP, VerifiedBP: t.VerifiedBP,
		Evidence: append([]Evidence{}, n.evidence[t.ID]...)}
	if !t.Cyclic() && t.Parts == 0 {
		body.Reported, body.Verified = t.Reported, min(t.Verified, t.Reported)
	}
	if !t.DoneAt.IsZero() {
		body.DoneOn = vn.Today(t.DoneAt)
	}
	return body
}

// report takes from the frozen figures what is public of them.
func (n *now) report(r frozen) (Report, error) {
	var f struct {
		Totals
		Groups []struct {
			Label string `json:"label"`
			Text  string `json:"text"`
			Totals
			Clauses []struct {
				Code string `json:"code"`
			} `json:"clause"`
		} `json:"groups"`
	}
	if err := json.Unmarshal([]byte(r.figures), &f); err != nil {
		return Report{}, fmt.Errorf("bulletin: the figures of %s: %w", r.ref, err)
	}
	body := Report{Form: form, Commune: n.commune, Letter: n.cited(), Address: r.ref, CutOff: r.cutOff, MadeOn: vn.Today(r.madeAt), FiguresSHA256: r.sha256,
		Totals: f.Totals, Groups: []Group{}}
	for _, g := range f.Groups {
		group := Group{Label: g.Label, Text: vn.Mask(g.Text), Totals: g.Totals, Codes: []string{}}
		for _, c := range g.Clauses {
			group.Codes = append(group.Codes, c.Code)
		}
		body.Groups = append(body.Groups, group)
	}
	return body, nil
}
