package task

import (
	"sauro/db"
	"sauro/vn"
)

// Past is a task as it was on an earlier day: its slots, state and instants, and
// what had come of its results by then. The task of one result has its result
// under the empty key.
type Past struct {
	Task
	ResumeTo State // of a paused one
	Results  []Cycle
}

// Then computes the figures of a letter's clauses from its tasks as they were on
// a day, by the same formulas as OfLetter.
func Then(clauses []Clause, list []Past, day vn.Day) Letter {
	then := make([]Task, len(list))
	all := make([]*Task, len(list))
	parts := map[db.ID]int{}
	for i, p := range list {
		t := p.Task
		t.Today, t.resumeTo = day, p.ResumeTo
		t.Reported, t.Verified, t.HandedOn = 0, 0, ""
		for _, c := range p.Results {
			if !t.Cyclic() && c.Key == "" {
				t.Reported, t.Verified, t.HandedOn = c.Reported, c.Verified, c.HandedOn
			}
		}
		t.Cycles = t.cyclesUpTo(day, p.Results)
		t.NextDue = t.nextDue()
		if t.Live() {
			parts[t.Parent]++
		}
		then[i], all[i] = t, &then[i]
	}
	for i := range then {
		then[i].Parts = parts[then[i].ID]
	}
	rollup(all)
	return count(clauses, then)
}
