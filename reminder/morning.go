package reminder

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

// opens is the hour of a working day from which the office is reminded.
const opens = 7

// Morning climbs the ladders of everything open, once a working day: whoever has
// to act is told, after the last day those above too. It says whether there was
// anything to do. What was missed while the program stood still is made up for:
// of several steps of one thing only the last is told.
func Morning(tx *db.Tx) (did bool, err error) {
	days, due, err := dawn(tx)
	if err != nil || !due {
		return false, err
	}
	today := vn.Today(tx.Now)
	items, err := Items(tx, days.Add(today, -int(Steps[0])))
	if err != nil {
		return false, err
	}
	m := morning{tx: tx, today: today, days: days, above: map[db.ID]chain{}}
	if m.ladders, err = AllLadders(tx); err != nil {
		return false, err
	}
	if err := m.read(items); err != nil {
		return false, err
	}
	for _, i := range items {
		if err := m.climb(i); err != nil {
			return false, err
		}
	}
	if m.wrote {
		org.Program(tx.Tenant).Did(tx, "reminded", "")
	}
	if _, err := obstacle.Escalate(tx, org.Program(tx.Tenant)); err != nil {
		return false, err
	}
	if _, err := tx.Exec(`insert into reminder_run (tenant_id, day, at) values (?1, ?2, ?3)
		on conflict (tenant_id) do update set day = excluded.day, at = excluded.at`, today, tx.Now); err != nil {
		return false, err
	}
	return true, nil
}

// dawn is the office's calendar, and whether it is a working morning on which
// nobody was reminded yet.
func dawn(tx *db.Tx) (days *vn.Calendar, due bool, err error) {
	if days, err = calendar.Of(tx); err != nil {
		return nil, false, err
	}
	today := vn.Today(tx.Now)
	if !days.WorkDay(today) || tx.Now.In(vn.Office).Hour() < opens {
		return days, false, nil
	}
	last, err := db.Value[vn.Day](tx, "select coalesce(max(day), '') from reminder_run where tenant_id = ?1")
	return days, last < today, err
}

type morning struct {
	tx      *db.Tx
	today   vn.Day
	days    *vn.Calendar
	ladders map[string]Ladder
	done    map[string]map[string]vn.Day // the steps climbed, by thing: their days
	above   map[db.ID]chain              // by post
	top     []db.ID                      // the chairman's posts
	beyond  []db.ID                      // the superior's posts
	wrote   bool
}

// chain are the posts above one.
type chain struct{ head []db.ID }

func key(kind string, id db.ID, part string, due vn.Day) string {
	return kind + "\x00" + string(id) + "\x00" + part + "\x00" + string(due)
}

// read loads what was climbed already and who stands above whom.
func (m *morning) read(items []calendar.Item) error {
	m.done = map[string]map[string]vn.Day{}
	if len(items) == 0 {
		return nil
	}
	// The steps of what has ended long ago are not asked for: nothing open is due before the earliest.
	first := items[0].Due
	for _, i := range items {
		first = min(first, i.Due)
	}
	err := m.tx.Each(func(scan func(...any) error) error {
		var kind, part, step string
		var id db.ID
		var due, day vn.Day
		if err := scan(&kind, &id, &part, &due, &step, &day); err != nil {
			return err
		}
		k := key(kind, id, part, due)
		if m.done[k] == nil {
			m.done[k] = map[string]vn.Day{}
		}
		m.done[k][step] = day
		return nil
	}, "select kind, about, part, due_on, step, day from reminder_step where tenant_id = ?1 and due_on >= ?2", first)
	if err != nil {
		return err
	}
	posts, err := org.Posts(m.tx)
	if err != nil {
		return err
	}
	heads := map[db.ID][]db.ID{}
	for _, p := range posts {
		switch p.Role {
		case org.Chairman:
			m.top = append(m.top, p.ID)
		case org.Superior:
			m.beyond = append(m.beyond, p.ID)
		case org.Head:
			heads[p.Unit] = append(heads[p.Unit], p.ID)
		}
	}
	for _, p := range posts {
		m.above[p.ID] = chain{head: heads[p.Unit]}
	}
	return nil
}

// climb tells the step that a thing has come to, if it is one nobody was told of.
func (m *morning) climb(i calendar.Item) error {
	ladder := m.ladders[i.Ladder]
	inTime := m.days.LastInTime(i.Due)
	at := -m.days.Between(m.today, inTime)
	done := m.done[key(i.Kind, i.ID, i.Part, i.Due)]
	seen := done["seen"]
	if seen == "" {
		seen = m.today
		if err := m.keep(i, "seen", false); err != nil {
			return err
		}
	}
	var reached Ladder
	for _, n := range ladder {
		name := StepName(n)
		if n > at || done[name] != "" {
			continue
		}
		// A step that lay behind when the thing was first seen was never waited for.
		if m.days.Add(inTime, n) >= seen || n == at {
			reached = append(reached, n)
		}
	}
	for k, n := range reached {
		told := k == len(reached)-1
		if err := m.keep(i, StepName(n), told); err != nil {
			return err
		}
		if told {
			if err := m.tell(i, n, -at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *morning) keep(i calendar.Item, step string, told bool) error {
	m.wrote = true
	_, err := m.tx.Exec(`insert into reminder_step (tenant_id, kind, about, part, due_on, step, day, told, ref, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
		i.Kind, i.ID, i.Part, i.Due, step, m.today, told, i.Ref, m.tx.Now)
	return err
}

// tell says to whoever has to act that a step was reached, with left working
// days to go, and after the last day to those above: from the first day on to the
// head of the unit, from the third to the chairman, from the fifth to the superior.
func (m *morning) tell(i calendar.Item, step, left int) error {
	n := notice.Notice{
		Event: fmt.Sprintf("%s:%s:%s:%s:%s", i.Kind, i.ID, i.Part, i.Due, StepName(step)),
		Kind:  "reminder", About: i.Ref, Link: i.Link, Does: i.Does, Due: i.Due,
	}
	switch {
	case left > 0:
		n.Says = fault.Text{Format: "%s còn %d ngày làm việc đến hạn %s.", Args: []any{i.Ref, left, i.Due.String()}}
	case left == 0:
		n.Kind, n.AtOnce = "due", true
		n.Says = fault.Text{Format: "%s đến hạn hôm nay.", Args: []any{i.Ref}}
	default:
		n.Kind, n.AtOnce = "overdue", true
		n.Says = fault.Text{Format: "%s đã quá hạn %d ngày làm việc (hạn %s).", Args: []any{i.Ref, -left, i.Due.String()}}
	}
	to := []db.ID{i.Post}
	if step >= 1 {
		to = append(to, m.above[i.Post].head...)
	}
	if step >= 3 {
		to = append(to, m.top...)
	}
	var beyond []db.ID
	if step >= 5 {
		beyond = m.beyond
	}
	for k, post := range to { // the post, its head and the chairman
		if post == "" || slices.Contains(to[:k], post) {
			continue
		}
		if err := notice.ToPost(m.tx, post, n); err != nil {
			return err
		}
	}
	n.Link, n.Does = "/cap-tren", fault.Text{Format: "Xem phần chia sẻ với cấp trên"}
	for _, post := range beyond {
		if err := notice.ToPost(m.tx, post, n); err != nil {
			return err
		}
	}
	return nil
}

// Run reminds every office each working morning until ctx ends. Several
// processes may run it: what one has done the others find done.
func Run(ctx context.Context, d *db.DB) {
	for {
		if err := Step(ctx, d); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "reminders", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
	}
}

// Step reminds every office that was not reminded today, each in a transaction
// of its own.
func Step(ctx context.Context, d *db.DB) error {
	today := vn.Today(d.Now())
	var waiting []db.ID
	err := d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var id db.ID
			err := scan(&id)
			waiting = append(waiting, id)
			return err
		}, `select t.tenant_id from tenant t left join reminder_run r on r.tenant_id = t.tenant_id
			where r.day is null or r.day < ?1 order by t.tenant_id`, today)
	})
	if err != nil {
		return err
	}
	for _, tenant := range waiting {
		var due bool
		if err := d.View(ctx, tenant, func(tx *db.Tx) error { _, due, err = dawn(tx); return err }); err != nil {
			return fmt.Errorf("reminders of %s: %w", tenant, err)
		}
		if !due {
			continue
		}
		if err := d.Update(ctx, tenant, func(tx *db.Tx) error { _, err := Morning(tx); return err }); err != nil {
			return fmt.Errorf("reminders of %s: %w", tenant, err)
		}
	}
	return nil
}
