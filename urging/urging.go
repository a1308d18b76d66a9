// Package urging knows how the office presses for what is late: a request to
// explain that is answered in time, a later day asked for and decided, a letter
// that urges one unit or many and is followed to its answer. Nothing of it is
// taken back silently: what was asked, answered, refused, recalled stays. It
// refuses to know how a task is worked on, how often somebody is reminded, and how
// a page looks.
package urging

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// ActName is what the record says was done, in words.
var ActName = map[string]string{
	"explanation-asked": "Yêu cầu giải trình", "explanation-answered": "Giải trình", "explanation-accepted": "Chấp nhận giải trình",
	"explanation-again": "Yêu cầu giải trình lại", "explanation-withdrawn": "Rút yêu cầu giải trình",
	"extension-asked": "Xin gia hạn", "extension-granted": "Gia hạn", "extension-refused": "Không gia hạn",
	"urging-drafted": "Soạn công văn đôn đốc", "urging-saved": "Sửa công văn đôn đốc", "urging-dropped": "Bỏ nháp công văn đôn đốc",
	"urging-issued": "Ban hành công văn đôn đốc", "urging-answered": "Trả lời công văn đôn đốc", "urging-recalled": "Thu hồi công văn đôn đốc",
}

// By is who has done something and when, by which post and in whose place, as
// those were called on that day. The zero By is nobody.
type By struct {
	At        time.Time
	Person    db.ID
	Name      string // the person's name, or the post's title where none is entered
	Post, For db.ID
	PostTitle string
	ForTitle  string
}

// Is reports whether somebody has done it.
func (b By) Is() bool { return b.Person != "" }

// seat is the post by whose right it was done.
func (b By) seat() db.ID {
	if b.For != "" {
		return b.For
	}
	return b.Post
}

func (b *By) into() []any {
	return []any{db.Time(&b.At), db.Opt(&b.Person), db.Opt(&b.Name), db.Opt(&b.Post), db.Opt(&b.For)}
}

// call gives everybody the names of the day on which each has done something.
func call(names org.Calling, hands ...*By) {
	for _, b := range hands {
		if !b.Is() {
			continue
		}
		day := vn.Today(b.At)
		b.PostTitle, b.ForTitle = names.Post(b.Post, day), names.Post(b.For, day)
		if b.Name == "" {
			b.Name = b.PostTitle
		}
	}
}

// by are the columns of an act with a name, in the order of into.
func by(alias, verb, person string) string {
	return fmt.Sprintf("%[1]s.%[2]s_at, %[1]s.%[2]s_by, %[3]s.name, %[1]s.%[2]s_post, %[1]s.%[2]s_for", alias, verb, person)
}

// File is a file kept by its hash; the zero File is none.
type File struct {
	Hash, Name, MIME string
	Size             int64
}

// twice is how long after an act the same act by the same person is a form that
// was sent twice.
const twice = time.Minute

// sentBefore is the reference of the explanation or extension of a task that a form
// with this token has made already, "" where it was not sent before. A token that
// was used for another task is a form that somebody went back to.
func sentBefore(tx *db.Tx, who org.Who, table string, once, about db.ID) (string, error) {
	type row struct {
		ref      string
		task, by db.ID
	}
	r, found, err := db.One(tx, func(r *row) []any { return []any{&r.ref, &r.task, &r.by} },
		"select ref, task_id, asked_by from "+table+" where tenant_id = ?1 and "+table+"_id = ?2", once)
	if err == nil && found && (r.task != about || r.by != who.Person) {
		return "", fault.New(fault.Invalid, "Biểu mẫu này đã cũ. Hãy mở lại trang rồi gửi lại.")
	}
	return r.ref, err
}

// ref takes the next reference of a series: "GT" gives GT-2026-0001.
func ref(tx *db.Tx, series string) (string, error) {
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next(series, year)
	return fmt.Sprintf("%s-%d-%04d", series, year, n), err
}

var workingDays = regexp.MustCompile(`^(\d{1,2}) ngày làm việc$`)

// Days is the number of working days of a time limit as it is written, "02 ngày
// làm việc"; false where it is none of 1 to 30.
func Days(rule string) (int, bool) {
	m := workingDays.FindStringSubmatch(vn.Line(rule))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil && n >= 1 && n <= 30
}

// Rule writes a number of working days as Days reads it.
func Rule(days int) string { return fmt.Sprintf("%02d ngày làm việc", days) }

// limit is the last day of a time limit that begins on a day.
func limit(tx *db.Tx, from vn.Day, rule string) (vn.Day, error) {
	n, ok := Days(rule)
	if !ok {
		var f fault.Form
		f.Add("rule", "Hãy ghi thời hạn từ 1 đến 30 ngày làm việc.")
		return "", f.Err()
	}
	cal, err := calendar.Of(tx)
	if err != nil {
		return "", err
	}
	return cal.Add(from, n), nil
}

// daysLate is how many working days after its last day in time something was
// done, or is not done today; 0 where it is not late.
func daysLate(cal *vn.Calendar, due, done vn.Day) int {
	return max(0, cal.Between(cal.LastInTime(due), done))
}

// deciding is a task as its verdict needs to know it: with who decides.
func deciding(t task.Task) org.Thing {
	of := t.Thing()
	of.Decider = t.Decider
	return of
}

// Followed is all that was done to press for a task, the latest first.
type Followed struct {
	Explanations []Explanation
	Extensions   []Extension
	Letters      []Letter // issued or recalled, without their contents
}

// OfTask is what was done to press for a task, in a fixed number of queries.
func OfTask(tx *db.Tx, who org.Who, id db.ID) (f Followed, err error) {
	if err = who.May(org.Read, org.Thing{}); err != nil {
		return f, err
	}
	if f.Explanations, err = explanations(tx, "e.task_id = ?3 order by e.explanation_id desc", id); err != nil {
		return f, err
	}
	if f.Extensions, err = extensions(tx, "e.task_id = ?3 order by e.extension_id desc", id); err != nil {
		return f, err
	}
	f.Letters, err = letters(tx, `u.state in ('issued', 'answered', 'recalled') and u.urging_id in (
		select k.urging_id from urging_task k where k.tenant_id = ?1 and k.task_id = ?3 and k.left_out = 0) order by u.urging_id desc`, id)
	return f, err
}

// ladders are the ladders of reminders that they climb.
var ladders = map[string]string{"explanation": "explanation", "extension": "extension", "urging": "letter"}

// Items are the open things of this package whose last day is not after until,
// all of them where until is "": explanations that wait for an answer, extensions
// that wait for a decision, letters that wait for the answer of a unit.
func Items(tx *db.Tx, until vn.Day) ([]calendar.Item, error) {
	if until == "" {
		until = "9999-12-31"
	}
	list, err := db.All(tx, func(i *calendar.Item) []any {
		return []any{&i.Kind, &i.ID, &i.Ref, &i.Part, &i.Title, db.Opt(&i.Post), db.Opt(&i.Unit), &i.Link, &i.From, &i.Rule, &i.Due}
	}, `select 'explanation', e.explanation_id, e.ref, '', t.work, t.accountable, `+org.PostUnit("p", "?3")+`, '/giai-trinh/' || e.ref, e.due_from, e.due_rule, e.due_on
		from explanation e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		left join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		where e.tenant_id = ?1 and e.state = 'open' and e.due_on <= ?2
		union all
		select 'extension', e.extension_id, e.ref, '', t.work, t.decider, `+org.PostUnit("p", "?3")+`, '/gia-han/' || e.ref, e.due_from, e.due_rule, e.due_on
		from extension e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		left join post p on p.tenant_id = t.tenant_id and p.post_id = t.decider
		where e.tenant_id = ?1 and e.state = 'asked' and e.due_on <= ?2
		union all
		select 'urging', u.urging_id, u.ref, n.unit_id, u.subject, coalesce(`+headOf("n.unit_id", "?3")+`, (
				select min(t.accountable) from urging_task k join task t on t.tenant_id = k.tenant_id and t.task_id = k.task_id
				where k.tenant_id = n.tenant_id and k.urging_id = n.urging_id and k.unit_id = n.unit_id)),
			n.unit_id, '/don-doc/cong-van/' || u.ref, u.due_from, u.due_rule, u.due_on
		from urging u
		join urging_unit n on n.tenant_id = u.tenant_id and n.urging_id = u.urging_id
		where u.tenant_id = ?1 and u.state = 'issued' and n.answered_at is null and n.left_out = 0 and u.due_on <= ?2
		order by 11, 3, 4`, until, vn.Today(tx.Now))
	for i := range list {
		list[i].Does, list[i].Ladder = fault.Text{Format: doesName[list[i].Kind]}, ladders[list[i].Kind]
	}
	return list, err
}

// headOf is the post that heads a unit on a day, as an expression of SQL.
func headOf(unit, day string) string {
	return `(select h.post_id from post h where h.tenant_id = ?1 and h.role = 'head' and ` + org.PostUnit("h", day) + ` = ` + unit + ` and ` + org.Exists("h", day) + ` order by h.ordinal, h.post_id limit 1)`
}

// Offers is what a person may do to press for a task as it stands, for what its
// page shows; the rules ask again.
type Offers struct {
	Ask     bool // ask for an explanation
	Extend  bool // ask for a later day
	Prolong bool // decide on a later day unasked
}

// Offers are the acts that the task's page shows beside what was done.
func (f Followed) Offers(who org.Who, t task.Task) Offers {
	o := Offers{Ask: t.Live() && who.Can(org.Urge, t.Thing()) && !who.Works(t.Accountable)}
	for _, e := range f.Explanations {
		o.Ask = o.Ask && e.State != Open && e.State != Answered
	}
	if t.NextDue == "" || t.Timing() == task.Late || t.State == task.Waiting || t.State == task.Paused {
		return o
	}
	o.Extend = who.Can(org.Report, t.Thing())
	o.Prolong = who.Can(org.Accept, deciding(t)) && !who.Works(t.Accountable)
	cycle := cycleOf(t)
	for _, e := range f.Extensions {
		if e.Cycle == cycle {
			o.Extend, o.Prolong = false, o.Prolong && e.State != Asked
		}
	}
	return o
}

// doesName is what is done with each of the things that Items gives.
var doesName = map[string]string{"explanation": "Giải trình", "extension": "Quyết định gia hạn", "urging": "Trả lời công văn"}

// Redate counts the last days of what is open anew by a calendar and gives those
// that moved. What is printed on a letter stays as it was printed.
func Redate(tx *db.Tx, who org.Who, now *vn.Calendar) ([]calendar.Moved, error) {
	items, err := Items(tx, "")
	if err != nil {
		return nil, err
	}
	var moved []calendar.Moved
	done := map[db.ID]bool{} // a letter has one day for all units
	for _, i := range items {
		n, ok := Days(i.Rule)
		if !ok {
			continue
		}
		was := i.Due
		if i.Due = now.Add(i.From, n); i.Due == was {
			continue
		}
		moved = append(moved, calendar.Moved{Item: i, Was: was})
		if done[i.ID] {
			continue
		}
		done[i.ID] = true
		table := i.Kind // each kind has a table of its name
		if _, err := tx.Exec("update "+table+" set due_on = ?3 where tenant_id = ?1 and "+table+"_id = ?2", i.ID, i.Due); err != nil {
			return nil, err
		}
		who.Did(tx, "redated", i.ID)
	}
	return moved, nil
}
