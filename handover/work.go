package handover

import (
	"fmt"

	"sauro/db"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// opened is the condition that a task t is issued and not ended.
const opened = "t.state in ('issued', 'received', 'doing', 'returned', 'waiting', 'paused')"

// OpenOf counts the open tasks that each of the posts is accountable for.
func OpenOf(tx *db.Tx, who org.Who, posts []db.ID) (map[db.ID]int64, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil && !who.Can(org.People, org.Thing{}) {
		return nil, err
	}
	count := map[db.ID]int64{}
	if len(posts) == 0 {
		return count, nil
	}
	err := tx.Each(func(scan func(...any) error) error {
		var post db.ID
		var n int64
		err := scan(&post, &n)
		count[post] = n
		return err
	}, "select t.accountable, count(*) from task t where t.tenant_id = ?1 and "+opened+" and "+db.In("t.accountable", len(posts), 2)+" group by t.accountable", db.IDs(posts)...)
	return count, err
}

// work is one task that lies with a post: that it is accountable for, drafted or
// open, or that waits for its acceptance.
type work struct {
	id, decider db.ID
	ref, says   string
	state       task.State
	waits       bool   // for the post's verdict
	given       int64  // evidence that nobody has looked at
	obstacle    string // as reported last
}

// workOf is all that lies with a post, by deadline, in two queries.
func workOf(tx *db.Tx, post db.ID) ([]work, error) {
	own, err := db.All(tx, func(w *work) []any {
		return []any{&w.id, &w.ref, &w.says, &w.state, db.Opt(&w.decider), &w.given, db.Opt(&w.obstacle)}
	}, `select t.task_id, t.ref, t.work, t.state, t.decider,
			(select count(*) from evidence e where e.tenant_id = t.tenant_id and e.task_id = t.task_id and e.state = 'given'),
			(select r.obstacle from progress r where r.tenant_id = t.tenant_id and r.task_id = t.task_id order by r.progress_id desc limit 1)
		from task t where t.tenant_id = ?1 and t.accountable = ?2 and (`+opened+` or t.state = 'draft') order by coalesce(t.next_due, '9999-12-31'), t.ref`, post)
	if err != nil {
		return nil, err
	}
	waiting, err := db.All(tx, func(w *work) []any { return []any{&w.id, &w.ref, &w.says, &w.state} },
		`select t.task_id, t.ref, t.work, t.state from task t where t.tenant_id = ?1 and t.decider = ?2 and (t.state = 'waiting' or exists (
			select 1 from task_cycle k where k.tenant_id = t.tenant_id and k.task_id = t.task_id and k.state = 'waiting')) order by t.ref`, post)
	for _, w := range waiting {
		w.waits = true
		own = append(own, w)
	}
	return own, err
}

// list adds a line for everything that lies with the post and has none yet.
func list(tx *db.Tx, id, post db.ID) error {
	all, err := workOf(tx, post)
	if err != nil {
		return err
	}
	type key struct {
		kind  string
		about db.ID
	}
	there := map[key]bool{}
	n := 0
	err = tx.Each(func(scan func(...any) error) error {
		var k key
		err := scan(&k.kind, &k.about)
		there[k] = true
		n++
		return err
	}, "select kind, about from handover_line where tenant_id = ?1 and handover_id = ?2", id)
	if err != nil {
		return err
	}
	add := func(kind string, w work, says string) error {
		if there[key{kind, w.id}] {
			return nil
		}
		n++
		_, err := tx.Exec(`insert into handover_line (tenant_id, line_id, handover_id, ordinal, kind, about, ref, says, note) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '')`,
			db.NewID(), id, n, kind, w.id, w.ref, vn.Line(says))
		return err
	}
	for _, w := range all { // only written here: what lies with one post
		kind := "task"
		switch {
		case w.waits:
			kind = "waiting"
		case w.state == task.Draft:
			kind = "draft"
		}
		if err := add(kind, w, w.says); err != nil {
			return err
		}
		if w.given > 0 {
			if err := add("evidence", w, fmt.Sprint(w.given)); err != nil {
				return err
			}
		}
		if w.obstacle != "" {
			if err := add("obstacle", w, w.obstacle); err != nil {
				return err
			}
		}
	}
	return nil
}
