package task

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

func dayOf(micro int64) vn.Day { return vn.Today(time.UnixMicro(micro)) }

// Filter chooses the tasks of a list; empty fields choose all.
type Filter struct {
	State  State
	States []State // any of them
	Unit   db.ID   // of the accountable post, or the lead
	Post   db.ID   // accountable
	Letter db.ID
	Clause db.ID
	Group  db.ID // of clauses
	Parent db.ID
	Late   bool
	Text   string // words of its name, content, product or reference, the last as a beginning
	Cursor string // where the page before ended
	Limit  int    // of a page, 50 where nothing is said, 200 at most
}

// where is the condition of the filter on task t, without the cursor; its
// arguments are ?2 and on.
func (f Filter) where(days *vn.Calendar, today vn.Day) (string, []any) {
	var where strings.Builder
	args := []any{}
	add := func(condition string, value any) {
		args = append(args, value)
		fmt.Fprintf(&where, " and "+condition, len(args)+1)
	}
	if f.State != "" {
		add("t.state = ?%d", f.State)
	}
	if len(f.States) > 0 {
		where.WriteString(" and " + db.In("t.state", len(f.States), len(args)+2))
		for _, s := range f.States {
			args = append(args, s)
		}
	}
	if f.Unit != "" {
		add("(t.lead_unit = ?%[1]d or t.accountable in (select q.post_id from post q where q.tenant_id = ?1 and "+org.PostUnit("q", "'"+string(today)+"'")+" = ?%[1]d))", f.Unit)
	}
	if f.Post != "" {
		add("t.accountable = ?%d", f.Post)
	}
	if f.Letter != "" {
		add("t.clause_id in (select l.clause_id from clause l where l.tenant_id = ?1 and l.letter_id = ?%d)", f.Letter)
	}
	if f.Clause != "" {
		add("t.clause_id = ?%d", f.Clause)
	}
	if f.Group != "" {
		add("t.clause_id in (select l.clause_id from clause l where l.tenant_id = ?1 and l.group_id = ?%d)", f.Group)
	}
	if f.Parent != "" {
		add("t.parent_id = ?%d", f.Parent)
	}
	if f.Late {
		add("t.next_due <= ?%d", lateBefore(days, today))
	}
	words := vn.Words(vn.Line(f.Text))
	for i, w := range words[:min(len(words), 8)] {
		word := "t.task_id in (select w.id from search_word w where w.tenant_id = ?1 and w.kind = 'task' and w.word "
		if i < len(words)-1 {
			add(word+"= ?%d)", w)
			continue
		}
		args = append(args, w)
		add(word+fmt.Sprintf(">= ?%d and w.word <= ", len(args)+1)+"?%d)", w+"\U0010ffff")
	}
	return where.String(), args
}

// Count is the number of tasks that the filter chooses, whatever the page.
func Count(tx *db.Tx, who org.Who, f Filter) (int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return 0, err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return 0, err
	}
	where, args := f.where(days, vn.Today(tx.Now))
	return db.Value[int](tx, "select count(*) from task t where t.tenant_id = ?1"+where, args...)
}

// List is a page of tasks, the earliest open deadline first, those without one
// at the end, and the cursor of the next page, "" after the last.
func List(tx *db.Tx, who org.Who, f Filter) (page []Task, next string, err error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, "", err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return nil, "", err
	}
	where, args := f.where(days, vn.Today(tx.Now))
	order := byDue
	if f.Post != "" || f.Clause != "" || f.Group != "" || f.Parent != "" || f.Text != "" {
		order = fewByDue
	}
	if f.Cursor != "" {
		due, ref, ok := strings.Cut(f.Cursor, "_")
		if !ok || !vn.Day(due).Valid() {
			return nil, "", fault.New(fault.Invalid, "Không mở được trang tiếp theo. Hãy mở lại danh sách từ đầu.")
		}
		args = append(args, due, ref)
		where += fmt.Sprintf(" and ("+order+") > (?%d, ?%d)", len(args), len(args)+1)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 200)
	args = append(args, f.Limit+1)
	page, err = chosen(tx, "select t.task_id from task t where t.tenant_id = ?1"+where+fmt.Sprintf(" order by "+order+" limit ?%d", len(args)+1), args...)
	if err != nil {
		return nil, "", err
	}
	if len(page) > f.Limit {
		page = page[:f.Limit]
		last := page[f.Limit-1]
		due := last.NextDue
		if due == "" {
			due = noDue
		}
		next = string(due) + "_" + last.Ref
	}
	return page, next, fill(tx, page)
}

// byDue is the order of lists, of which there is an index; what has no deadline
// comes last. fewByDue is the same order where few tasks are left to sort: no
// index fits it, so neither engine walks all tasks of the commune to find them.
const (
	noDue    = "9999-12-31"
	byDue    = "coalesce(t.next_due, '" + noDue + "'), t.ref"
	fewByDue = "coalesce(t.next_due, '" + noDue + "') || '', t.ref"
)

// chosen loads the tasks whose ids a query gives, in its order. The ids come in
// a query of their own: neither engine then joins anything to a task that is not
// on the page, however it guesses at the numbers.
func chosen(tx *db.Tx, query string, args ...any) ([]Task, error) {
	order, err := db.All(tx, func(id *db.ID) []any { return []any{id} }, query, args...)
	if err != nil || len(order) == 0 {
		return nil, err
	}
	in, all := ids(order, 3)
	list, err := tasks(tx, "t.task_id in ("+in+")", all...)
	at := make(map[db.ID]int, len(order))
	for i, id := range order {
		at[id] = i
	}
	slices.SortFunc(list, func(a, b Task) int { return at[a.ID] - at[b.ID] })
	return list, err
}

// LateOnes are all tasks of the commune that are late today, the latest first.
func LateOnes(tx *db.Tx, who org.Who) ([]Task, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	list, err := chosen(tx, "select t.task_id from task t where t.tenant_id = ?1 and t.next_due <= ?2 order by t.next_due, t.ref limit 500", lateBefore(days, vn.Today(tx.Now)))
	if err != nil {
		return nil, err
	}
	return list, fill(tx, list)
}

// MyWork is what a person has to do, by deadline.
type MyWork struct {
	Overdue []Task // the last day has passed
	Soon    []Task // at most three working days left
	Later   []Task
	Sent    []Task // handed in, waiting for somebody else
	Paused  []Task
}

// Mine is the work of the posts that the person holds today, and of those whose
// work the person does in their place.
func Mine(tx *db.Tx, who org.Who) (MyWork, error) {
	var w MyWork
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return w, err
	}
	posts := append(who.PostsFor(org.Report), "")
	list, err := chosen(tx, `select t.task_id from task t where t.tenant_id = ?1 and `+db.In("t.accountable", len(posts), 2)+`
		and t.state in ('issued', 'received', 'doing', 'returned', 'waiting', 'paused') order by `+fewByDue+" limit 500", db.IDs(posts)...)
	if err != nil {
		return w, err
	}
	if err := fill(tx, list); err != nil {
		return w, err
	}
	for _, t := range list {
		switch {
		case t.State == Waiting:
			w.Sent = append(w.Sent, t)
		case t.State == Paused || t.StoppedOn() != "":
			w.Paused = append(w.Paused, t)
		case t.Timing() == Late:
			w.Overdue = append(w.Overdue, t)
		case t.Timing() == Soon:
			w.Soon = append(w.Soon, t)
		default:
			w.Later = append(w.Later, t)
		}
	}
	return w, nil
}

// Waiting is what waits for a person to act.
type WaitingList struct {
	Accept   []Task // handed in, this person's post decides
	Verify   []Task // reported more than is verified, within this person's reach; for clerks and heads
	Receive  []Task // issued to this person's post, not received
	Returned []Task // sent back to this person's post
}

// Count is the number of things that wait.
func (w WaitingList) Count() int {
	return len(w.Accept) + len(w.Verify) + len(w.Receive) + len(w.Returned)
}

// WaitingFor is what waits for the person to act, in a fixed number of queries.
// The chairman and the deputies verify by accepting, so nothing waits for their
// verification. What a person has done or reported never waits for that person's
// verdict.
func WaitingFor(tx *db.Tx, who org.Who) (WaitingList, error) {
	var w WaitingList
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return w, err
	}
	q := waitingQuery(who, vn.Today(tx.Now))
	// Each branch has its index. They are joined by union all and put in order
	// here: for a sorted union SQLite walks all tasks of the commune.
	list, err := chosen(tx, `select t.task_id from task t where t.tenant_id = ?1 and `+q.works+` and t.state in ('issued', 'returned')
		union all select t.task_id from task_cycle k join task t on t.tenant_id = k.tenant_id and t.task_id = k.task_id
			where k.tenant_id = ?1 and k.state = 'returned' and `+q.works+`
		union all select t.task_id from task t where t.tenant_id = ?1 and `+q.accepts+` and t.state = 'waiting'`+q.notMine+`
		union all select t.task_id from task_cycle k join task t on t.tenant_id = k.tenant_id and t.task_id = k.task_id
			where k.tenant_id = ?1 and k.state = 'waiting' and `+q.accepts+q.notMine+`
		union all select t.task_id from task t where t.tenant_id = ?1 and t.reported > t.verified and t.state in ('doing', 'waiting')`+q.reach+q.notMine+`
		union all select t.task_id from task_cycle k join task t on t.tenant_id = k.tenant_id and t.task_id = k.task_id
			where k.tenant_id = ?1 and k.state in ('doing', 'waiting') and k.reported > k.verified and t.state = 'doing'`+q.reach+q.notMine+`
		limit 500`, q.args...)
	if err != nil {
		return w, err
	}
	if err := fill(tx, list); err != nil {
		return w, err
	}
	slices.SortFunc(list, func(a, b Task) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.NextDue, noDue), cmp.Or(b.NextDue, noDue)), cmp.Compare(a.Ref, b.Ref))
	})
	works, accepts := who.PostsFor(org.Receive), who.PostsFor(org.Accept)
	for _, t := range list {
		own := slices.Contains(works, t.Accountable)
		switch {
		case own && t.State == Issued:
			w.Receive = append(w.Receive, t)
		case own:
			w.Returned = append(w.Returned, t)
		case slices.Contains(accepts, t.Decider) && t.waits():
			w.Accept = append(w.Accept, t)
		default:
			w.Verify = append(w.Verify, t)
		}
	}
	return w, nil
}

// waiting is the conditions on task t of what waits for a person, by every seat.
type waiting struct {
	works, accepts, notMine, reach string
	args                           []any
}

func waitingQuery(who org.Who, today vn.Day) (q waiting) {
	in := func(column string, list []db.ID) string {
		list = append(list, "") // no post: the list is never empty
		s := db.In(column, len(list), len(q.args)+2)
		q.args = append(q.args, db.IDs(list)...)
		return s
	}
	q.works = in("t.accountable", who.PostsFor(org.Receive))
	q.accepts = in("t.decider", who.PostsFor(org.Accept))
	own := who.Own()
	q.notMine = " and not (" + in("coalesce(t.accountable, '')", who.DoerPosts()) + " and t.accountable is not null)"
	reported := in("r.post_id", own) + " or " + in("r.for_post", own)
	q.args = append(q.args, who.Person)
	q.notMine += fmt.Sprintf(` and coalesce(t.issued_to, '') <> ?%[1]d
		and not exists (select 1 from progress r where r.tenant_id = t.tenant_id and r.task_id = t.task_id and (r.person_id = ?%[1]d or `+reported+"))", len(q.args)+1)
	var units []db.ID
	for _, s := range who.All() {
		switch reach := s.Reach(org.Verify); {
		case s.Role != org.Clerk && s.Role != org.Head:
		case reach == org.All:
			return q
		case reach == org.InUnit:
			units = append(units, s.Unit)
		}
	}
	of := in("u.unit_id", units)
	q.args = append(q.args, today)
	q.reach = " and t.accountable in (select p.post_id from post p join unit u on u.tenant_id = p.tenant_id and u.unit_id = " + org.PostUnit("p", fmt.Sprintf("?%d", len(q.args)+1)) +
		" where p.tenant_id = ?1 and " + of + ")"
	return q
}

func (t Task) waits() bool {
	if t.State == Waiting {
		return true
	}
	for _, c := range t.Cycles {
		if c.State == Waiting {
			return true
		}
	}
	return false
}
