// Package privacy knows whose personal data the program keeps, for what, on
// which basis and for how long; it deletes what was kept long enough, carries
// out what people ask about their own data within the days the law gives, and
// remembers who has read the data of whom (Luật 91/2025/QH15, NĐ
// 356/2025/NĐ-CP). It refuses to know what the office works on: tasks and
// letters are tables with columns to it.
package privacy

import (
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// What is a way of reading personal data.
type What string

// The ways of reading that are written down.
const (
	PeopleList  What = "people"   // the page of persons and posts
	SignIn      What = "signin"   // by which ways somebody signs in
	Sessions    What = "sessions" // where somebody is signed in
	Copy        What = "copy"     // everything about one person, taken away
	RequestList What = "requests" // the register of requests
	OneRequest  What = "request"  // one request with its history
	ReadList    What = "reads"    // this log itself
)

// WhatName is the way of reading in words.
var WhatName = map[What]string{
	PeopleList:  "danh sách nhân sự",
	SignIn:      "cách đăng nhập của một người",
	Sessions:    "các nơi đang đăng nhập",
	Copy:        "bản sao mọi dữ liệu về một người",
	RequestList: "sổ yêu cầu về dữ liệu cá nhân",
	OneRequest:  "một yêu cầu về dữ liệu cá nhân",
	ReadList:    "sổ ghi việc đọc dữ liệu cá nhân",
}

// PurposeName is why a page shows what it shows; reading of a kind that is not
// here needs a reason that the reader types.
var PurposeName = map[What]string{
	PeopleList:  "quản lý người giữ chức danh",
	SignIn:      "giúp người đó đăng nhập được",
	Sessions:    "kết thúc phiên đăng nhập lạ",
	RequestList: "giải quyết yêu cầu đúng hạn",
	OneRequest:  "giải quyết yêu cầu",
	ReadList:    "kiểm tra việc đọc dữ liệu cá nhân",
}

// readAgain is how long one line stands for a page that is opened again and again.
const readAgain = time.Hour

// reasonLimit bounds what is typed as a reason, in letters.
const reasonLimit = 1000

// Read writes down that the person reads personal data: in which way, about
// whom ("" where it is a list or somebody outside the office), and why ("" where
// WhatName's purpose says it). Opening the same page again within the hour is
// the same reading. One's own data is read without a line, but for a copy. It
// belongs into the transaction that reads: what is not written down is not shown.
func Read(tx *db.Tx, who org.Who, what What, about db.ID, why string) error {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return err
	}
	why = vn.Line(why)
	if what == Copy {
		var f fault.Form
		checkReason(&f, "reason", why)
		if err := f.Err(); err != nil {
			return err
		}
	} else if about == who.Person {
		return nil
	}
	if what != Copy {
		n, err := db.Value[int](tx, `select count(*) from data_read where tenant_id = ?1 and person_id = ?2 and kind = ?3
			and at > ?4 and coalesce(about, '') = ?5 and why = ?6`, who.Person, what.text(), tx.Now.Add(-readAgain), about, why)
		if err != nil || n > 0 {
			return err
		}
	}
	id := db.NewID()
	_, err := tx.Exec(`insert into data_read (tenant_id, read_id, at, person_id, post_id, kind, about, why)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`, id, tx.Now, who.Person, db.Null(who.Post), what.text(), db.Null(about), why)
	who.Did(tx, "data-read", id)
	return err
}

func (w What) text() string { return string(w) }

// Reading is one line of the log of readings.
type Reading struct {
	At    time.Time
	By    string // the reader's name, the post's title where none is entered
	Post  string // the post by which it was read
	What  What
	About string // the name or sign-in name of the person read about, "" of a list
	Why   string // typed; "" where PurposeName says it
}

// Purpose is why the page shows what it shows, the key of its translation; ""
// where the reader typed why.
func (r Reading) Purpose() string {
	if r.Why != "" && r.What != OneRequest {
		return ""
	}
	return PurposeName[r.What]
}

const readingColumns = `select d.at, s.name, p.title, d.kind, a.name, ap.title, d.why from data_read d
	join person s on s.tenant_id = d.tenant_id and s.person_id = d.person_id
	left join post p on p.tenant_id = d.tenant_id and p.post_id = d.post_id
	left join person a on a.tenant_id = d.tenant_id and a.person_id = d.about
	left join post ap on ap.tenant_id = d.tenant_id and ap.post_id = (select max(h.post_id) from holding h
		where h.tenant_id = d.tenant_id and h.person_id = d.about and h.from_day = (select max(l.from_day) from holding l
			where l.tenant_id = h.tenant_id and l.person_id = h.person_id))
	where d.tenant_id = ?1 and `

func readings(tx *db.Tx, where string, args ...any) ([]Reading, error) {
	type row struct {
		Reading
		aboutPost string
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{db.Time(&r.At), &r.By, db.Opt(&r.Post), &r.What, db.Opt(&r.About), db.Opt(&r.aboutPost), &r.Why}
	}, readingColumns+where, args...)
	list := make([]Reading, len(rows))
	for i, r := range rows {
		if r.By == "" {
			r.By = r.Post
		}
		if r.About == "" {
			r.About = r.aboutPost
		}
		list[i] = r.Reading
	}
	return list, err
}

// WhoRead are the readings of the person's own data by others, the newest
// first, and how many there are: of this person, and of the lists that this
// person stands in.
func WhoRead(tx *db.Tx, who org.Who, limit, offset int) (list []Reading, total int, err error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, 0, err
	}
	const mine = "d.person_id <> ?2 and (d.about = ?2 or d.kind = ?3) and d.at >= (select created_at from person where tenant_id = ?1 and person_id = ?2)"
	if total, err = db.Value[int](tx, "select count(*) from data_read d where d.tenant_id = ?1 and "+mine, who.Person, PeopleList.text()); err != nil {
		return nil, 0, err
	}
	list, err = readings(tx, mine+" order by d.at desc, d.read_id desc limit ?4 offset ?5", who.Person, PeopleList.text(), limit, offset)
	return list, total, err
}

// Reads is the whole log of readings, the newest first, for the one who answers
// for the office. Opening it is a reading itself.
func Reads(tx *db.Tx, who org.Who, limit, offset int) (list []Reading, total int, err error) {
	if err := oversee(who); err != nil {
		return nil, 0, err
	}
	if err := Read(tx, who, ReadList, "", ""); err != nil {
		return nil, 0, err
	}
	if total, err = db.Value[int](tx, "select count(*) from data_read d where d.tenant_id = ?1"); err != nil {
		return nil, 0, err
	}
	list, err = readings(tx, "d.tenant_id = ?1 order by d.at desc, d.read_id desc limit ?2 offset ?3", limit, offset)
	return list, total, err
}

// oversee asks for the one who answers for the office: by one seat may manage
// persons and accept the results of the whole commune, which is the chairman's.
func oversee(who org.Who) error {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return err
	}
	for _, s := range who.All() {
		if s.Reach(org.People) == org.All && s.Reach(org.Accept) == org.All {
			return nil
		}
	}
	return fault.New(fault.Denied, "Việc này do Chủ tịch UBND xã quyết định. Hãy trình Chủ tịch.")
}

// Oversees reports whether the person is the one who decides on erasures and
// sees the log of readings.
func Oversees(who org.Who) bool { return oversee(who) == nil }

func checkReason(f *fault.Form, name, reason string) {
	n := len([]rune(reason))
	f.Check(n >= 10 && n <= reasonLimit, name, "Hãy ghi lý do từ 10 đến 1.000 chữ cái, đủ để người khác hiểu.")
}
