package notice

import (
	"strconv"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Row is a notice as its person sees it in the program.
type Row struct {
	ID         db.ID
	Kind       string // a key of KindName
	About      string
	Says, Does fault.Text
	Due        vn.Day
	At         time.Time
	Read       time.Time // zero while it is not read
	Legal      bool
	Outs       []Out // what went out of it
}

// Address is where the notice is opened: it marks it read and leads on.
func (r Row) Address() string { return Home + "/" + brief(r.ID) }

// Out is what came of a notice on one way out.
type Out struct {
	Way   Way
	State State
	At    time.Time // the end of it, zero while it goes on
}

// Unread is how many notices a person has not read.
func Unread(tx *db.Tx, person db.ID) (int64, error) {
	return db.Value[int64](tx, "select count(*) from notice where tenant_id = ?1 and person_id = ?2 and read_at is null", person)
}

// Filter chooses among a person's notices.
type Filter struct {
	Kind   string // a key of KindName, "" for all
	Unread bool   // only those that are not read
}

func (f Filter) where() (string, []any) {
	where, args := "", []any(nil)
	if f.Kind != "" {
		where, args = " and n.kind = ?3", []any{f.Kind}
	}
	if f.Unread {
		where += " and n.read_at is null"
	}
	return where, args
}

// Mine are the notices of the person, unread ones first, then the latest, and
// how many there are in all.
func Mine(tx *db.Tx, who org.Who, f Filter, limit, offset int) (list []Row, total int, err error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, 0, err
	}
	where, args := f.where()
	total, err = db.Value[int](tx, "select count(*) from notice n where n.tenant_id = ?1 and n.person_id = ?2"+where, append([]any{who.Person}, args...)...)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	type row struct {
		Row
		says, does string
		legal      int64
	}
	n := len(args) + 3
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.Kind, &r.About, &r.says, &r.does, db.Opt(&r.Due), db.Time(&r.At), db.Time(&r.Read), &r.legal}
	}, `select n.notice_id, n.kind, n.about, n.says, n.does, n.due_on, n.at, n.read_at, n.legal from notice n where n.tenant_id = ?1 and n.person_id = ?2`+where+
		` order by case when n.read_at is null then 0 else 1 end, n.at desc, n.notice_id desc limit `+number(n)+` offset `+number(n+1), append(append([]any{who.Person}, args...), limit, offset)...)
	if err != nil || len(rows) == 0 {
		return nil, total, err
	}
	at := map[db.ID]int{}
	ids := make([]any, len(rows))
	for i, r := range rows {
		if r.Says, err = decode(r.says); err != nil {
			return nil, 0, err
		}
		if r.Does, err = decode(r.does); err != nil {
			return nil, 0, err
		}
		r.Legal = r.legal == 1
		at[r.ID], ids[i] = i, r.ID
		list = append(list, r.Row)
	}
	err = tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var s Out
		err := scan(&id, &s.Way, &s.State, db.Time(&s.At))
		list[at[id]].Outs = append(list[at[id]].Outs, s)
		return err
	}, `select c.notice_id, d.way, d.state, d.over_at from delivery_notice c
		join delivery d on d.tenant_id = c.tenant_id and d.delivery_id = c.delivery_id and d.person_id = ?2
		where c.tenant_id = ?1 and `+db.In("c.notice_id", len(ids), 3)+` order by d.way`, append([]any{who.Person}, ids...)...)
	return list, total, err
}

// See marks a notice of the person read, where it was not, and says where it
// leads. Somebody else's is Unknown.
func See(tx *db.Tx, who org.Who, id db.ID) (link string, err error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return "", err
	}
	link, err = db.Value[string](tx, "select link from notice where tenant_id = ?1 and notice_id = ?2 and person_id = ?3", id, who.Person)
	if err == nil && link == "" {
		err = fault.New(fault.Unknown, "Không tìm thấy thông báo này. Có thể thông báo gửi cho người khác, hoặc đã quá 1 năm. Hãy mở danh sách thông báo.")
	}
	if err != nil {
		return "", err
	}
	_, err = tx.Exec("update notice set read_at = ?4 where tenant_id = ?1 and notice_id = ?2 and person_id = ?3 and read_at is null", id, who.Person, tx.Now)
	return link, err
}

// SeeAll marks every notice of the person read that was there when the list was
// shown: up to the instant given. It says how many those were.
func SeeAll(tx *db.Tx, who org.Who, upTo time.Time) (int64, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return 0, err
	}
	return tx.Exec("update notice set read_at = ?3 where tenant_id = ?1 and person_id = ?2 and read_at is null and at <= ?4", who.Person, tx.Now, upTo)
}

func number(n int) string { return "?" + strconv.Itoa(n) }
