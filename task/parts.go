package task

import (
	"fmt"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// whole is 100% in basis points.
const whole = 10_000

// maxDepth is how deep parts may lie: a task, its parts, theirs … five in all.
const maxDepth = 5

// share is value of target in basis points, rounded down, 0 to 10000.
func share(value, target int64) int {
	if target <= 0 || value <= 0 {
		return 0
	}
	if value >= target {
		return whole
	}
	return int(value * whole / target)
}

// mean is the weighted mean of percentages in basis points, rounded down:
//
//	percent = ⌊ Σ weight·percent / Σ weight ⌋
//
// It is 0 of nothing.
type mean struct{ sum, weight int64 }

func (m *mean) add(bp int, weight int64) {
	m.sum += int64(bp) * weight
	m.weight += weight
}

func (m mean) bp() int {
	if m.weight == 0 {
		return 0
	}
	return int(m.sum / m.weight)
}

// own is what the task itself reported and what of it was verified, its parts
// left out, in basis points. Of a task with cycles it is the mean of the cycles
// whose last day has passed, each counting alike; the cycle that runs counts too
// as soon as that does not lower the mean, so that nobody loses by beginning.
func (t Task) own() (reported, verified int) {
	if !t.Cyclic() {
		return share(t.Reported, t.Target), share(min(t.Verified, t.Reported), t.Target)
	}
	var past, running [2]mean
	for _, c := range t.Cycles {
		r, v := t.cycleBP(c)
		for i, bp := range []int{r, v} {
			running[i].add(bp, 1)
			if t.lastInTime(c.Due) < t.Today {
				past[i].add(bp, 1)
			}
		}
	}
	return max(past[0].bp(), running[0].bp()), max(past[1].bp(), running[1].bp())
}

// rollup sets the percentages of every task of the list: its own where it has
// no part that counts, else the weighted mean of its parts (see mean), from the
// leaves up, reported and verified apart. Drafts and cancelled parts do not
// count. The list holds every part of every task in it; its order is free.
func rollup(list []*Task) {
	parts := map[db.ID][]*Task{}
	known := map[db.ID]bool{}
	for _, t := range list {
		known[t.ID] = true
	}
	for _, t := range list {
		if known[t.Parent] && t.Live() {
			parts[t.Parent] = append(parts[t.Parent], t)
		}
	}
	var set func(t *Task, depth int)
	set = func(t *Task, depth int) {
		if len(parts[t.ID]) == 0 || depth > maxDepth {
			t.ReportedBP, t.VerifiedBP = t.own()
			return
		}
		var reported, verified mean
		for _, part := range parts[t.ID] {
			set(part, depth+1)
			reported.add(part.ReportedBP, part.Weight)
			verified.add(part.VerifiedBP, part.Weight)
		}
		t.ReportedBP, t.VerifiedBP = reported.bp(), verified.bp()
	}
	for _, t := range list {
		if !known[t.Parent] || !t.Live() {
			set(t, 1)
		}
	}
}

// fill completes tasks that were loaded with their cycles and percentages. It
// runs three queries at most, however many tasks there are.
func fill(tx *db.Tx, list []Task) error {
	have := map[db.ID]bool{}
	var parents, cyclic []db.ID
	all := make([]*Task, 0, len(list))
	for i := range list {
		t := &list[i]
		have[t.ID] = true
		all = append(all, t)
		if t.Parts > 0 {
			parents = append(parents, t.ID)
		}
	}
	if len(parents) > 0 {
		below, err := descendants(tx, parents)
		if err != nil {
			return err
		}
		for i := range below {
			if !have[below[i].ID] {
				all = append(all, &below[i])
			}
		}
	}
	byID := map[db.ID]*Task{}
	for _, t := range all {
		byID[t.ID] = t
		if t.Cyclic() && !t.IssuedAt.IsZero() {
			cyclic = append(cyclic, t.ID)
		}
	}
	if len(cyclic) > 0 {
		in, args := ids(cyclic, 2)
		if err := cycles(tx, byID, "r.task_id in ("+in+")", args...); err != nil {
			return err
		}
	}
	rollup(all)
	return nil
}

// cycles loads what came of the cycles of the tasks that where chooses (its
// arguments are ?2 and on) and sets the cycles of every task in byID.
func cycles(tx *db.Tx, byID map[db.ID]*Task, where string, args ...any) error {
	known := map[db.ID][]Cycle{}
	err := tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var c Cycle
		var state string
		if err := scan(&id, &c.Key, &state, &c.Reported, &c.Verified, db.Opt(&c.HandedOn), db.Time(&c.AcceptedAt)); err != nil {
			return err
		}
		if c.State = State(state); state == "accepted" {
			c.State = Done
		}
		known[id] = append(known[id], c)
		return nil
	}, `select r.task_id, r.cycle, r.state, r.reported, r.verified, r.handed_on, r.accepted_at
		from task_cycle r where r.tenant_id = ?1 and `+where, args...)
	for id, t := range byID {
		t.Cycles = t.cyclesUpTo(t.Today, known[id])
	}
	return err
}

// descendants are the parts of the tasks, their parts and so on, as far as
// percentages need to know them.
func descendants(tx *db.Tx, of []db.ID) ([]Task, error) {
	in, args := ids(of, 2)
	return chosen(tx, `with recursive below (id, depth) as (
			select k.task_id, 1 from task k where k.tenant_id = ?1 and k.parent_id in (`+in+`)
			union
			select k.task_id, b.depth + 1 from task k join below b on k.parent_id = b.id where k.tenant_id = ?1 and b.depth < 5)
		select id from below order by depth, id`, args...)
}

// ids writes a list of ids as the arguments ?first and on, padded to one of few
// lengths so that there are few texts of a statement.
func ids(list []db.ID, first int) (marks string, args []any) {
	n := 4
	for n < len(list) {
		n *= 4
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "?%d", first+i)
		args = append(args, list[min(i, len(list)-1)])
	}
	return b.String(), args
}

// Place makes the task a part of another, or a task of its own where parent is
// "", with a weight among the parts. Parent and part serve the same clause;
// parts lie at most five deep and never in a ring.
func Place(tx *db.Tx, who org.Who, ref string, version int64, parent string, weight int64) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Plan, t.Thing()); err != nil {
		return err
	}
	if t.State == Done || t.State == Cancelled {
		return closed(t)
	}
	if weight < 1 || weight > 1000 {
		return fault.New(fault.Invalid, "Trọng số là số nguyên từ 1 đến 1000.")
	}
	var up Task
	if parent = vn.Line(parent); parent != "" {
		if up, err = get(tx, parent); err != nil {
			return err
		}
		below, err := descendants(tx, []db.ID{t.ID})
		if err != nil {
			return err
		}
		if err := mayHold(tx, up, &t, height(t.ID, below)); err != nil {
			return err
		}
	}
	was := t.ParentRef
	if err := t.bump(tx, ", parent_id = ?8, weight = ?9", db.Null(up.ID), weight); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "placed", detail: Detail{Changes: []Change{{"parent", was, up.Ref}, {"weight", fmt.Sprint(t.Weight), fmt.Sprint(weight)}}}})
}

// mayHold reports whether up may have t as a part; high is the number of levels
// that t and its own parts take.
func mayHold(tx *db.Tx, up Task, t *Task, high int) error {
	if up.State == Done || up.State == Cancelled {
		return closed(up)
	}
	if up.Clause != t.Clause {
		return fault.New(fault.Invalid, "Việc con phải thuộc cùng nội dung cam kết với việc cha (%s).", up.ClauseCode)
	}
	above, err := db.All(tx, func(id *db.ID) []any { return []any{id} }, upwards, up.ID)
	if err != nil {
		return err
	}
	for _, id := range above {
		if id == t.ID {
			return fault.New(fault.Invalid, "Nhiệm vụ %s không thể vừa là cha vừa là con của %s. Hãy chọn việc cha khác.", t.Ref, up.Ref)
		}
	}
	if len(above)+high > maxDepth {
		return fault.New(fault.Invalid, "Việc con chỉ được chia đến %d cấp. Hãy đặt việc này ở cấp trên.", maxDepth)
	}
	return nil
}

// upwards gives the ids of a task, its parent, the parent's parent …
const upwards = `with recursive above (id, parent, depth) as (
		select task_id, parent_id, 1 from task where tenant_id = ?1 and task_id = ?2
		union all
		select k.task_id, k.parent_id, a.depth + 1 from task k join above a on k.task_id = a.parent where k.tenant_id = ?1 and a.depth < 10)
	select id from above order by depth desc`

// height is the number of levels of the tree under and with root.
func height(root db.ID, below []Task) int {
	parts := map[db.ID][]db.ID{}
	for _, t := range below {
		parts[t.Parent] = append(parts[t.Parent], t.ID)
	}
	var h func(db.ID, int) int
	h = func(id db.ID, depth int) int {
		high := 1
		if depth < maxDepth {
			for _, part := range parts[id] {
				high = max(high, 1+h(part, depth+1))
			}
		}
		return high
	}
	return h(root, 1)
}

func closed(t Task) error {
	return fault.New(fault.Invalid, "Nhiệm vụ %s (%s) không sửa được nữa. Hãy lập nhiệm vụ mới nếu cần.", t.Ref, fault.Text{Format: StateName[t.State]})
}
