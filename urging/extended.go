package urging

import (
	"fmt"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// extensions loads those that where and what follows it choose. Its arguments are
// ?3 and on; ?2 is today.
func extensions(tx *db.Tx, where string, args ...any) ([]Extension, error) {
	today := vn.Today(tx.Now)
	list, err := db.All(tx, func(e *Extension) []any {
		into := []any{&e.ID, &e.Ref, &e.Version, &e.State, &e.Repeated, &e.Unasked, &e.Task, &e.TaskRef, &e.Work, &e.Cycle, db.Opt(&e.Post), db.Opt(&e.PostTitle), db.Opt(&e.Unit), db.Opt(&e.UnitName),
			db.Opt(&e.Decider), db.Opt(&e.DeciderTitle), &e.Reason, &e.Was, &e.Wanted, &e.From, &e.Rule, &e.Due, db.Opt(&e.To), &e.Decision}
		into = append(into, e.Asked.into()...)
		return append(into, e.Decided.into()...)
	}, `select e.extension_id, e.ref, e.version, e.state, e.repeated, e.unasked, t.task_id, t.ref, t.work, e.cycle, p.post_id, `+org.PostTitle("p", "?2")+`, n.unit_id, `+org.UnitName("n", "?2")+`,
			d.post_id, `+org.PostTitle("d", "?2")+`, e.reason, e.was_day, e.asked_day, e.due_from, e.due_rule, e.due_on, e.to_day, e.decision,
			`+by("e", "asked", "s")+", "+by("e", "decided", "j")+`
		from extension e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		left join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		left join unit n on n.tenant_id = p.tenant_id and n.unit_id = `+org.PostUnit("p", "?2")+`
		left join post d on d.tenant_id = t.tenant_id and d.post_id = t.decider
		join person s on s.tenant_id = e.tenant_id and s.person_id = e.asked_by
		left join person j on j.tenant_id = e.tenant_id and j.person_id = e.decided_by
		where e.tenant_id = ?1 and `+where, append([]any{today}, args...)...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	cal, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	for i := range list {
		e := &list[i]
		call(names, &e.Asked, &e.Decided)
		done := today
		if e.Decided.Is() {
			done = vn.Today(e.Decided.At)
		}
		e.DaysLate = daysLate(cal, e.Due, done)
	}
	return list, err
}

// ExtensionByRef is one request for an extension. An unknown reference is
// fault.Unknown.
func ExtensionByRef(tx *db.Tx, who org.Who, ref string) (Extension, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Extension{}, err
	}
	list, err := extensions(tx, "e.ref = ?3", vn.Line(ref))
	if err != nil {
		return Extension{}, err
	}
	if len(list) == 0 {
		return Extension{}, fault.New(fault.Unknown, "Không có đề nghị gia hạn %s. Hãy mở lại từ danh sách Gia hạn.", vn.Line(ref))
	}
	return list[0], nil
}

// ToDecide are the requests that wait for the person's decision, the earliest due
// first.
func ToDecide(tx *db.Tx, who org.Who) ([]Extension, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	posts := append(who.PostsFor(org.Accept), "")
	return extensions(tx, "e.state = 'asked' and "+db.In("t.decider", len(posts), 4)+" order by e.due_on, e.ref limit ?3", append([]any{shown}, db.IDs(posts)...)...)
}

// Extensions are all of them, the latest first, from one place on, and how many
// there are.
func Extensions(tx *db.Tx, who org.Who, from, limit int) ([]Extension, int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, 0, err
	}
	n, err := db.Value[int](tx, "select count(*) from extension where tenant_id = ?1")
	if err != nil {
		return nil, 0, err
	}
	list, err := extensions(tx, "e.ref is not null order by e.extension_id desc limit ?3 offset ?4", limit, from)
	return list, n, err
}

// Pushed is how many of a unit's tasks were moved out of the period in which they
// had been due ("đẩy ra ngoài kỳ"). Out of the year counts among Quarter too.
type Pushed struct {
	Unit     db.ID
	UnitName string
	Granted  int // extensions granted
	Quarter  int
	Year     int
}

// PushedOut counts the extensions of tasks that had been due in a year, by the unit
// of the accountable post; units without any are left out.
func PushedOut(tx *db.Tx, who org.Who, year int) ([]Pushed, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	first := vn.Day(fmt.Sprintf("%04d-01-01", year))
	var list []Pushed
	err := tx.Each(func(scan func(...any) error) error {
		var of Pushed
		var was, to vn.Day
		if err := scan(db.Opt(&of.Unit), db.Opt(&of.UnitName), &was, &to); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].Unit != of.Unit {
			list = append(list, of)
		}
		at := &list[len(list)-1]
		at.Granted++
		switch Beyond(was, to) {
		case OutYear:
			at.Quarter++
			at.Year++
		case OutQuarter:
			at.Quarter++
		}
		return nil
	}, `select n.unit_id, `+org.UnitName("n", "?4")+`, e.was_day, e.to_day
		from extension e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		left join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		left join unit n on n.tenant_id = p.tenant_id and n.unit_id = `+org.PostUnit("p", "?4")+`
		where e.tenant_id = ?1 and e.state = 'granted' and e.was_day >= ?2 and e.was_day <= ?3
		order by coalesce(n.ordinal, 0), n.unit_id`, first, first.EndOfYear(), vn.Today(tx.Now))
	return list, err
}
