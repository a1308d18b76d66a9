package urging

import (
	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Pressed is what is open about a late task, and to which step the ladder of
// reminders has climbed for the day that it has missed.
type Pressed struct {
	Explanation      string // the reference of the open request to explain
	ExplanationState State
	Letter           string // of the last letter that is a draft or waits for an answer
	LetterState      State
	Step             string // T+3, "" where nobody was reminded yet
	StepOn           vn.Day
}

// PressedOf is what is open about every task of the commune, in three queries.
func PressedOf(tx *db.Tx, who org.Who) (map[db.ID]Pressed, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	all := map[db.ID]Pressed{}
	for _, q := range []struct {
		query string
		args  []any
		set   func(p *Pressed, what, how string)
	}{
		{"select task_id, ref, state from explanation where tenant_id = ?1 and state in ('open', 'answered')", nil,
			func(p *Pressed, ref, state string) { p.Explanation, p.ExplanationState = ref, State(state) }},
		{`select k.task_id, u.ref, u.state from urging u
			join urging_task k on k.tenant_id = u.tenant_id and k.urging_id = u.urging_id and k.left_out = 0
			where u.tenant_id = ?1 and u.state in ('draft', 'issued') order by u.urging_id`, nil,
			func(p *Pressed, ref, state string) { p.Letter, p.LetterState = ref, State(state) }},
		{`select t.task_id, s.step, s.day from task t
			join reminder_step s on s.tenant_id = t.tenant_id and s.kind = 'task' and s.about = t.task_id and s.due_on = t.next_due and s.told = 1
			where t.tenant_id = ?1 and t.next_due < ?2 order by s.day, s.at`, []any{vn.Today(tx.Now)},
			func(p *Pressed, step, day string) { p.Step, p.StepOn = step, vn.Day(day) }},
	} {
		err := tx.Each(func(scan func(...any) error) error {
			var id db.ID
			var what, how string
			err := scan(&id, &what, &how)
			p := all[id]
			q.set(&p, what, how)
			all[id] = p
			return err
		}, q.query, q.args...)
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
