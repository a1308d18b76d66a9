package task

import (
	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// SharedTask is a task as a superior sees it: what was issued, by which post, how
// far it is as reported and as verified. No person, no note, no evidence.
type SharedTask struct {
	Ref, Work  string
	PostTitle  string // accountable
	UnitName   string // of that post
	Due        Due
	NextDue    vn.Day
	ReportedBP int // basis points
	VerifiedBP int
	Status     Status
	Late       bool
	Done       bool
}

// SharedClause is a clause with its figures and its issued tasks.
type SharedClause struct {
	Figures
	Tasks []SharedTask
}

// SharedOf is what a superior sees of the tasks of a letter: figures of the whole
// and of each clause, the tasks issued and not cancelled. Drafts are left out.
func SharedOf(tx *db.Tx, who org.Who, letter db.ID) (Figures, map[db.ID]SharedClause, error) {
	if err := who.May(org.Oversee, org.Thing{}); err != nil {
		return Figures{}, nil, err
	}
	clauses, list, err := treeOf(tx, letter)
	if err != nil {
		return Figures{}, nil, err
	}
	l := count(clauses, list)
	of := map[db.ID]SharedClause{}
	for _, c := range l.Clauses {
		s := SharedClause{Figures: c.Figures}
		s.Drafts = 0
		for _, t := range c.Tasks {
			if t.Live() {
				s.Tasks = append(s.Tasks, SharedTask{t.Ref, t.Work, t.AccountableTitle, t.AccountableUnitName, t.Due, t.NextDue, t.ReportedBP, t.VerifiedBP,
					t.Status(), t.Timing() == Late, t.State == Done})
			}
		}
		of[c.ID] = s
	}
	l.Figures.Drafts = 0
	return l.Figures, of, nil
}
