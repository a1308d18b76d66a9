package petition

import (
	"fmt"
	"strings"

	"sauro/calendar"
	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

// Filter says which lines of the list are asked for.
type Filter struct {
	Show  Show
	Class obstacle.Class // "" for all
	Days  int            // waiting for more than so many working days, 0 for any
	Mine  bool           // only what the person's posts handle
}

// Show is which lines by what became of them.
type Show string

// What can be shown.
const (
	Waiting Show = "waiting" // without an answer
	Untaken Show = "untaken" // nobody has taken it in
	Overdue Show = "overdue" // past the day for the answer
	Done    Show = "done"    // answered
	All     Show = "all"
)

// ShowName is what is shown, in words.
var ShowName = map[Show]string{Waiting: "đang chờ trả lời", Untaken: "chờ tiếp nhận", Overdue: "quá hạn trả lời", Done: "đã trả lời", All: "tất cả"}

// Line is an issue, or a petition that is in none.
type Line struct {
	Ref      string
	Issue    bool
	Title    string
	Class    obstacle.Class
	Waiting  int    // offices that wait
	Offices  int    // offices in it
	FromName string // of a single petition
	State    State  // of a single petition, of an issue the least far
	NotIn    int    // petitions nobody has taken in
	Post     string // who handles it, "" for nobody or several
	Oldest   vn.Day // since when the first of them waits, "" where none does
	Age      int    // working days since then
	Due      vn.Day // the first day on which one has to be answered
	Late     bool
}

// grouped is one line for every issue and every petition that is in none.
const grouped = ` from (select coalesce(p.issue_id, p.petition_id) as k, max(p.issue_id) as issue, max(case when p.issue_id is null then p.petition_id end) as single,
		count(distinct case when p.answered_at is null then p.from_id end) as waiting, count(distinct p.from_id) as offices,
		count(case when p.state = 'sent' then 1 end) as notin, min(case when p.answered_at is null then p.due_from end) as oldest,
		min(case when p.answered_at is null then case when p.state = 'passed' then a.due_on else p.due_on end end) as due,
		min(p.post_id) as post, max(p.post_id) as post2, max(p.arrived_at) as at
	from petition p left join petition_answer a on a.tenant_id = p.tenant_id and a.answer_id = p.answer_id
	where p.tenant_id = ?1 group by coalesce(p.issue_id, p.petition_id)) g
	left join issue i on i.tenant_id = ?1 and i.issue_id = g.issue
	left join petition s on s.tenant_id = ?1 and s.petition_id = g.single
	left join post t on t.tenant_id = ?1 and t.post_id = g.post`

// where is the condition of the filter; ?2 is today.
func (f Filter) where(c *vn.Calendar, today vn.Day, who org.Who) (where string, args []any) {
	args = []any{today}
	where = "1 = 1"
	switch f.Show {
	case Waiting, "":
		where = "g.waiting > 0"
	case Untaken:
		where = "g.notin > 0"
	case Overdue:
		where = "g.due < ?2"
	case Done:
		where = "g.waiting = 0"
	}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += " and " + strings.ReplaceAll(condition, "?", fmt.Sprintf("?%d", len(args)+1))
	}
	if f.Class != "" {
		add("coalesce(i.class, s.class) = ?", f.Class)
	}
	if f.Days > 0 {
		add("g.oldest < ?", c.Add(today, -f.Days))
	}
	if f.Mine {
		own := who.PostsFor(org.Report)
		if len(own) == 0 {
			own = []db.ID{""}
		}
		where += " and (" + db.In("g.post", len(own), len(args)+2) + " or " + db.In("g.post2", len(own), len(args)+2) + ")"
		args = append(args, db.IDs(own)...)
	}
	return where, args
}

// List is a page of the list, those that wait longest first, and how many lines
// the filter finds in all.
func List(tx *db.Tx, who org.Who, f Filter, offset, per int) (lines []Line, found int, err error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, 0, err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return nil, 0, err
	}
	today := vn.Today(tx.Now)
	where, args := f.where(c, today, who)
	// ?2 is named in every text of it: an engine wants the type of each argument.
	where += " and ?2 <> ''"
	if found, err = db.Value[int](tx, "select count(*)"+grouped+" where "+where, args...); err != nil || found == 0 {
		return nil, found, err
	}
	type row struct {
		Line
		issue, post2 db.ID
		post         db.ID
	}
	n := len(args) + 2
	rows, err := db.All(tx, func(r *row) []any {
		return []any{db.Opt(&r.issue), &r.Ref, &r.Title, &r.Class, &r.Waiting, &r.Offices, &r.FromName, &r.State, &r.NotIn,
			db.Opt(&r.post), db.Opt(&r.post2), db.Opt(&r.Post), db.Opt(&r.Oldest), db.Opt(&r.Due)}
	}, "select g.issue, coalesce(i.ref, s.ref), coalesce(i.title, s.title), coalesce(i.class, s.class), g.waiting, g.offices, coalesce(s.from_name, ''), coalesce(s.state, ''), g.notin, g.post, g.post2, "+
		org.PostTitle("t", "?2")+", g.oldest, g.due"+grouped+" where "+where+
		fmt.Sprintf(" order by case when g.waiting > 0 then 0 else 1 end, g.due, g.oldest, g.k limit ?%d offset ?%d", n, n+1), append(args, per, offset)...)
	for _, r := range rows {
		r.Issue = r.issue != ""
		if r.post != r.post2 {
			r.Post = ""
		}
		if r.Oldest != "" {
			r.Age = max(0, c.Between(r.Oldest, today))
			r.Late = c.LastInTime(r.Due) < today
		}
		lines = append(lines, r.Line)
	}
	return lines, found, err
}

// Ages are the bounds of the columns of Waits: up to five working days, up to
// ten, up to twenty, longer.
var Ages = [3]int{5, 10, 20}

// Wait is how many offices wait for an answer about one class.
type Wait struct {
	Class   obstacle.Class
	Offices int    // that wait
	By      [4]int // by the age of their petition in working days, see Ages
	Late    int    // whose day has passed
}

// Waits counts the offices that wait, by class and by how long, in the order of
// the classes; a class about which nobody waits is left out.
func Waits(tx *db.Tx, who org.Who) ([]Wait, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	today := vn.Today(tx.Now)
	of := map[obstacle.Class]Wait{}
	err = tx.Each(func(scan func(...any) error) error {
		var w Wait
		err := scan(&w.Class, &w.Offices, &w.By[0], &w.By[1], &w.By[2], &w.By[3], &w.Late)
		of[w.Class] = w
		return err
	}, `select coalesce(i.class, p.class), count(distinct p.from_id),
			count(distinct case when p.due_from >= ?3 then p.from_id end), count(distinct case when p.due_from < ?3 and p.due_from >= ?4 then p.from_id end),
			count(distinct case when p.due_from < ?4 and p.due_from >= ?5 then p.from_id end), count(distinct case when p.due_from < ?5 then p.from_id end),
			count(distinct case when case when p.state = 'passed' then a.due_on else p.due_on end < ?2 then p.from_id end)
		from petition p left join issue i on i.tenant_id = p.tenant_id and i.issue_id = p.issue_id
		left join petition_answer a on a.tenant_id = p.tenant_id and a.answer_id = p.answer_id
		where p.tenant_id = ?1 and p.answered_at is null group by coalesce(i.class, p.class)`,
		today, c.Add(today, -Ages[0]), c.Add(today, -Ages[1]), c.Add(today, -Ages[2]))
	var waits []Wait
	for _, class := range append([]obstacle.Class{""}, obstacle.Classes...) {
		if w, waiting := of[class]; waiting {
			waits = append(waits, w)
		}
	}
	return waits, err
}

// Open is how many issues and single petitions wait for an answer, for the figure
// beside the menu.
func Open(tx *db.Tx) (int, error) {
	return db.Value[int](tx, "select count(distinct coalesce(issue_id, petition_id)) from petition where tenant_id = ?1 and answered_at is null")
}

// LastHandler is the post that was given a petition of the class last, "" where
// none ever was: whoever assigns the next one is offered it first.
func LastHandler(tx *db.Tx, class obstacle.Class) (db.ID, error) {
	return db.Value[db.ID](tx, `select p.post_id from petition p join post t on t.tenant_id = p.tenant_id and t.post_id = p.post_id
		where p.tenant_id = ?1 and p.class = ?2 and `+org.Exists("t", "?3")+` order by p.arrived_at desc, p.petition_id desc limit 1`, class, vn.Today(tx.Now))
}
