package obstacle

import (
	"fmt"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// adopt gives a number to what reports of progress said of obstacles before those
// had numbers: of each open task what its latest report says.
func adopt(tx *db.Tx, who org.Who) error {
	type said struct {
		task, person, post, instead db.ID
		says                        string
		on                          vn.Day
	}
	list, err := db.All(tx, func(s *said) []any {
		return []any{&s.task, &s.person, &s.post, db.Opt(&s.instead), &s.says, &s.on}
	}, `select t.task_id, r.person_id, r.post_id, r.for_post, r.obstacle, r.as_of from task t
		join progress r on r.tenant_id = t.tenant_id and r.task_id = t.task_id and r.obstacle <> '' and r.post_id is not null
			and r.progress_id = (select max(l.progress_id) from progress l where l.tenant_id = t.tenant_id and l.task_id = t.task_id)
		where t.tenant_id = ?1 and t.state in ('issued', 'received', 'doing', 'returned', 'waiting', 'paused')
			and not exists (select 1 from obstacle_task o where o.tenant_id = t.tenant_id and o.task_id = t.task_id)
		order by r.progress_id limit 500`)
	if err != nil {
		return err
	}
	year := vn.Today(tx.Now).Year()
	for _, s := range list { // once, when the office first has numbers for them
		n, err := tx.Next("VM", year)
		if err != nil {
			return err
		}
		o := Obstacle{ID: db.NewID(), Ref: fmt.Sprintf("VM-%d-%04d", year, n), State: New}
		_, err = tx.Exec(`insert into obstacle (tenant_id, obstacle_id, ref, version, state, class, tag, says, since, effect, thinks, decided_why, due_rule, solution, reopened, created_at, created_by, created_post, created_for)
			values (?1, ?2, ?3, 1, 'new', '', '', ?4, ?5, '', '', '', '', '', 0, ?6, ?7, ?8, ?9)`, o.ID, o.Ref, s.says, s.on, tx.Now, s.person, s.post, db.Null(s.instead))
		if err != nil {
			return err
		}
		by := org.Who{Person: s.person, Post: s.post, For: s.instead}
		if err := o.join(tx, by, s.task, ""); err != nil {
			return err
		}
		if err := o.hears(tx, by, s.task, s.says); err != nil {
			return err
		}
		if err := o.note(tx, who, event{kind: "raised", task: s.task, says: s.says}); err != nil {
			return err
		}
	}
	return nil
}
