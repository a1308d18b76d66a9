package org

import (
	"sauro/db"
	"sauro/vn"
)

// Present are the persons who see today to what comes to a post, each once: who
// holds it and who acts in its place. Where there is nobody they are those of the
// head of its unit, and where there is none either, those of the office's clerk.
// Whoever cannot sign in is nobody.
func Present(tx *db.Tx, post db.ID) ([]db.ID, error) {
	type row struct {
		person db.ID
		far    int
	}
	rows, err := db.All(tx, func(r *row) []any { return []any{&r.person, &r.far} },
		`select k.person_id, min(q.far) from (
				select ?3 as post_id, 0 as far from tenant where tenant_id = ?1
				union all
				select h.post_id, 1 from post m join post h on h.tenant_id = m.tenant_id and h.role = 'head' and `+Exists("h", "?2")+`
					and `+PostUnit("h", "?2")+` = `+PostUnit("m", "?2")+` where m.tenant_id = ?1 and m.post_id = ?3
				union all
				select c.post_id, 2 from post c where c.tenant_id = ?1 and c.role = 'clerk' and `+Exists("c", "?2")+`
			) q
		join (select h.tenant_id, h.post_id, h.person_id from holding h where h.tenant_id = ?1 and `+on("h", "?2")+`
			union
			select a.tenant_id, a.post_id, coalesce(a.taker_person, o.person_id) from acting a
				left join holding o on o.tenant_id = a.tenant_id and o.post_id = a.taker_post and `+on("o", "?2")+`
				where a.tenant_id = ?1 and `+actingOn("?2")+`
			) k on k.post_id = q.post_id
		join person s on s.tenant_id = ?1 and s.person_id = k.person_id and s.blocked_at is null
		group by k.person_id order by 2, 1`, vn.Today(tx.Now), post)
	if err != nil {
		return nil, err
	}
	var list []db.ID
	for _, r := range rows {
		if r.far == rows[0].far {
			list = append(list, r.person)
		}
	}
	return list, nil
}
