package urging

import (
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// explanations loads those that where and what follows it choose. Its arguments
// are ?3 and on; ?2 is today.
func explanations(tx *db.Tx, where string, args ...any) ([]Explanation, error) {
	today := vn.Today(tx.Now)
	list, err := db.All(tx, func(e *Explanation) []any {
		into := []any{&e.ID, &e.Ref, &e.Version, &e.State, &e.Task, &e.TaskRef, &e.Work, &e.taskState, db.Opt(&e.Post), db.Opt(&e.PostTitle), db.Opt(&e.Unit), db.Opt(&e.UnitName),
			db.Opt(&e.Follows), &e.Question, &e.From, &e.Rule, &e.Due, &e.Cause, &e.Answer, db.Opt(&e.Proposed), &e.File.Hash, &e.File.Name, &e.File.MIME, &e.File.Size, &e.Verdict}
		into = append(into, e.Asked.into()...)
		into = append(into, e.AnsweredBy.into()...)
		return append(into, e.Judged.into()...)
	}, `select e.explanation_id, e.ref, e.version, e.state, t.task_id, t.ref, t.work, t.state, p.post_id, `+org.PostTitle("p", "?2")+`, n.unit_id, `+org.UnitName("n", "?2")+`,
			f.ref, e.question, e.due_from, e.due_rule, e.due_on, e.cause, e.answer, e.proposed, e.hash, e.name, e.mime, e.size, e.verdict,
			`+by("e", "asked", "s")+", "+by("e", "answered", "a")+", "+by("e", "judged", "j")+`
		from explanation e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		left join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		left join unit n on n.tenant_id = p.tenant_id and n.unit_id = `+org.PostUnit("p", "?2")+`
		left join explanation f on f.tenant_id = e.tenant_id and f.explanation_id = e.follows
		join person s on s.tenant_id = e.tenant_id and s.person_id = e.asked_by
		left join person a on a.tenant_id = e.tenant_id and a.person_id = e.answered_by
		left join person j on j.tenant_id = e.tenant_id and j.person_id = e.judged_by
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
		call(names, &e.Asked, &e.AnsweredBy, &e.Judged)
		switch {
		case e.AnsweredBy.Is():
			e.DaysLate = daysLate(cal, e.Due, vn.Today(e.AnsweredBy.At))
		case e.State == Open:
			e.DaysLate = daysLate(cal, e.Due, today)
		}
	}
	return list, err
}

// ExplanationByRef is one request to explain with its answer. An unknown
// reference is fault.Unknown.
func ExplanationByRef(tx *db.Tx, who org.Who, ref string) (Explanation, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Explanation{}, err
	}
	list, err := explanations(tx, "e.ref = ?3", vn.Line(ref))
	if err != nil {
		return Explanation{}, err
	}
	if len(list) == 0 {
		return Explanation{}, fault.New(fault.Unknown, "Không có yêu cầu giải trình %s. Hãy mở lại từ danh sách Giải trình.", vn.Line(ref))
	}
	return list[0], nil
}

// shown is how many things of one kind wait on a page at most.
const shown = 200

// ToExplain are the requests that the person has to answer, the earliest due first.
func ToExplain(tx *db.Tx, who org.Who) ([]Explanation, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	posts := append(who.PostsFor(org.Report), "")
	return explanations(tx, "e.state = 'open' and "+db.In("t.accountable", len(posts), 4)+" order by e.due_on, e.ref limit ?3", append([]any{shown}, db.IDs(posts)...)...)
}

// AskedBy are the open requests that the person's posts have made, the answered
// ones first: they wait for the person.
func AskedBy(tx *db.Tx, who org.Who) ([]Explanation, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	posts := append(who.PostsFor(org.Urge), "")
	return explanations(tx, "e.state in ('open', 'answered') and "+db.In("coalesce(e.asked_for, e.asked_post, '')", len(posts), 4)+" order by e.state, e.due_on, e.ref limit ?3",
		append([]any{shown}, db.IDs(posts)...)...)
}

// Explanations are all requests, the latest first, from one place on, and how many
// there are.
func Explanations(tx *db.Tx, who org.Who, from, limit int) ([]Explanation, int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, 0, err
	}
	n, err := db.Value[int](tx, "select count(*) from explanation where tenant_id = ?1")
	if err != nil {
		return nil, 0, err
	}
	list, err := explanations(tx, "e.ref is not null order by e.explanation_id desc limit ?3 offset ?4", limit, from)
	return list, n, err
}
