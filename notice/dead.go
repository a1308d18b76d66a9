package notice

import (
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// DeadLetter is a message that did not arrive and will not by itself.
type DeadLetter struct {
	ID       db.ID
	Way      Way
	Person   string // the name, or the post's title where none is entered; "" for the whole office
	Post     string
	About    []string // the codes of its notices
	Why      string   // a key of WhyName
	Attempts int64
	Legal    bool
	Made     time.Time
	Over     time.Time
	Read     bool // the person has read all of it in the program
}

// WhyWords is why it did not arrive, in words.
func (d DeadLetter) WhyWords() string { return WhyName[d.Why] }

// DeadLetters are what did not arrive, the latest first, and how many there are,
// for who looks after the office's channels.
func DeadLetters(tx *db.Tx, who org.Who, limit, offset int) (list []DeadLetter, total int, err error) {
	if err := who.May(org.Arrange, org.Thing{}); err != nil {
		return nil, 0, err
	}
	total, err = db.Value[int](tx, "select count(*) from delivery where tenant_id = ?1 and state = 'dead'")
	if err != nil || total == 0 {
		return nil, 0, err
	}
	type row struct {
		DeadLetter
		legal  int64
		unread int64
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.Way, db.Opt(&r.Person), db.Opt(&r.Post), &r.Why, &r.Attempts, &r.legal, db.Time(&r.Made), db.Time(&r.Over), &r.unread}
	}, `select d.delivery_id, d.way, s.name, (select `+org.PostTitle("p", "?2")+` from holding h join post p on p.tenant_id = h.tenant_id and p.post_id = h.post_id
				where h.tenant_id = d.tenant_id and h.person_id = d.person_id and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2)
				order by coalesce(h.main, 0) desc, h.from_day desc limit 1),
			d.why, d.attempt, d.legal, d.made_at, d.over_at,
			(select count(*) from delivery_notice c join notice n on n.tenant_id = c.tenant_id and n.notice_id = c.notice_id and n.read_at is null
				where c.tenant_id = d.tenant_id and c.delivery_id = d.delivery_id)
		from delivery d left join person s on s.tenant_id = d.tenant_id and s.person_id = d.person_id
		where d.tenant_id = ?1 and d.state = 'dead' order by d.delivery_id desc limit ?3 offset ?4`, vn.Today(tx.Now), limit, offset)
	if err != nil || len(rows) == 0 {
		return nil, total, err
	}
	at := map[db.ID]int{}
	ids := make([]any, len(rows))
	for i, r := range rows {
		if r.Legal, r.Read = r.legal == 1, r.unread == 0; r.Person == "" {
			r.Person = r.Post
		}
		at[r.ID], ids[i] = i, r.ID
		list = append(list, r.DeadLetter)
	}
	err = tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var about string
		err := scan(&id, &about)
		list[at[id]].About = append(list[at[id]].About, about)
		return err
	}, `select c.delivery_id, n.about from delivery_notice c join notice n on n.tenant_id = c.tenant_id and n.notice_id = c.notice_id
		where c.tenant_id = ?1 and n.about <> '' and `+db.In("c.delivery_id", len(ids), 2)+` group by c.delivery_id, n.about order by c.delivery_id, n.about`, ids...)
	return list, total, err
}

// Undelivered is how many messages did not arrive and wait for somebody.
func Undelivered(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, "select count(*) from delivery where tenant_id = ?1 and state = 'dead'")
}

// Resend has a dead message tried again from the beginning, under the same id, in
// the office's hours. "" is every one there is. It says how many those are.
func Resend(tx *db.Tx, who org.Who, id db.ID) (int64, error) {
	return settle(tx, who, id, "state = 'queued', failed = 0, why = '', over_at = null, due_at = ?3", tx.Now)
}

// Settle says that the person of a dead message was told in another way: by word
// of mouth, by telephone, on paper.
func Settle(tx *db.Tx, who org.Who, id db.ID) error {
	if id == "" {
		return gone()
	}
	n, err := settle(tx, who, id, "state = 'told', settled_by = ?3, over_at = ?4", who.Person, tx.Now)
	if err == nil && n == 0 {
		err = gone()
	}
	return err
}

func gone() error {
	return fault.New(fault.Conflict, "Thông báo này đã được người khác xử lý. Hãy mở lại danh sách.")
}

func settle(tx *db.Tx, who org.Who, id db.ID, set string, args ...any) (int64, error) {
	if err := who.May(org.Arrange, org.Thing{}); err != nil {
		return 0, err
	}
	return tx.Exec("update delivery set "+set+" where tenant_id = ?1 and state = 'dead' and (?2 = '' or delivery_id = ?2)", append([]any{id}, args...)...)
}
