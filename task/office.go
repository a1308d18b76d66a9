package task

import (
	"cmp"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// office is the posts and units a task may name.
type office struct {
	posts map[db.ID]post
	units map[db.ID]string
	order []db.ID // units as the office lists them
	days  *vn.Calendar
	today vn.Day
}

type post struct {
	title    string
	unit     db.ID
	unitName string
	role     org.Role
	holder   db.ID // "" while vacant
	ordinal  int64
	closed   bool
}

func readOffice(tx *db.Tx) (office, error) {
	o := office{posts: map[db.ID]post{}, units: map[db.ID]string{}, today: vn.Today(tx.Now)}
	var err error
	if o.days, err = calendar.Of(tx); err != nil {
		return o, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var name string
		if err := scan(&id, &name); err != nil {
			return err
		}
		o.units[id] = name
		o.order = append(o.order, id)
		return nil
	}, "select u.unit_id, "+org.UnitName("u", "?2")+" from unit u where u.tenant_id = ?1 order by u.ordinal, u.unit_id", vn.Today(tx.Now))
	if err != nil {
		return o, err
	}
	return o, tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var p post
		var closed vn.Day
		if err := scan(&id, &p.title, &p.unit, &p.role, &p.ordinal, db.Opt(&closed), db.Opt(&p.holder)); err != nil {
			return err
		}
		p.closed, p.unitName = closed != "" && closed <= vn.Today(tx.Now), o.units[p.unit]
		if p.closed {
			p.holder = ""
		}
		if _, twice := o.posts[id]; !twice {
			o.posts[id] = p
		}
		return nil
	}, `select p.post_id, `+org.PostTitle("p", "?2")+`, `+org.PostUnit("p", "?2")+`, p.role, p.ordinal, p.closed_on, s.person_id
		from post p
		left join holding h on h.tenant_id = p.tenant_id and h.post_id = p.post_id and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2)
		left join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id and s.blocked_at is null
		where p.tenant_id = ?1 order by p.ordinal, p.post_id, case when s.person_id is null then 1 else 0 end, h.from_day, h.person_id`, vn.Today(tx.Now))
}

// check tidies s and says which posts and units in it the office does not have.
func (o office) check(s *Slots) error {
	if err := s.tidy(); err != nil {
		return err
	}
	if s.Due.Rule != "" {
		s.Due.countFrom(o.days, cmp.Or(s.Due.Since, o.today))
	}
	var f fault.Form
	for _, named := range []struct {
		field string
		id    db.ID
	}{{"accountable", s.Accountable}, {"answers", s.Answers}, {"decider", s.Decider}} {
		p, ok := o.posts[named.id]
		f.Check(named.id == "" || ok && !p.closed && p.role != org.Superior, named.field, "Hãy chọn chức danh có trong danh sách.")
	}
	_, ok := o.units[s.LeadUnit]
	f.Check(s.LeadUnit == "" || ok, "lead", "Hãy chọn đơn vị có trong danh sách.")
	return f.Err()
}
