package standing

import (
	"sauro/db"
	"sauro/org"
)

// Steps say how far an office has come with its first tasks, as counts.
type Steps struct{ Drafted, Issued, Reported, Accepted int64 }

// StepsOf counts what was done so far, in one query.
func StepsOf(tx *db.Tx, who org.Who) (Steps, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Steps{}, err
	}
	s, _, err := db.One(tx, func(s *Steps) []any { return []any{&s.Drafted, &s.Issued, &s.Reported, &s.Accepted} },
		`select (select count(*) from task where tenant_id = ?1), (select count(*) from task where tenant_id = ?1 and issued_at is not null),
			(select count(*) from progress where tenant_id = ?1), (select count(*) from acceptance where tenant_id = ?1 and verdict = 'accepted')`)
	return s, err
}

// Refs are the references of tasks by their ids.
func Refs(tx *db.Tx, who org.Who, ids []db.ID) (map[db.ID]string, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	refs := map[db.ID]string{}
	if len(ids) == 0 {
		return refs, nil
	}
	err := tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var ref string
		err := scan(&id, &ref)
		refs[id] = ref
		return err
	}, "select task_id, ref from task where tenant_id = ?1 and "+db.In("task_id", len(ids), 2), db.IDs(ids)...)
	return refs, err
}
