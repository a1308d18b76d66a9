package org

import (
	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Appointment has a person hold a post from a day on, until a day where one is
// given, by a decision.
type Appointment struct {
	Person    db.ID
	Post      db.ID
	From, To  vn.Day // From "" is today; To is the last day, "" where it stays open
	Decision  string // 15/QĐ-UBND; the person who sets up the office has none
	DecidedOn vn.Day
	Main      bool // the main one of several; the only one always is
}

// Appoint has a person hold a post that nobody else holds on any of those days.
// What else the person holds goes on: several posts may be held at once.
func Appoint(tx *db.Tx, who Who, a Appointment) error {
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	if a.From == "" {
		a.From = vn.Today(tx.Now)
	}
	a.Decision = vn.Line(a.Decision)
	var f fault.Form
	f.Check(a.From.Valid(), "from", "Hãy ghi ngày bắt đầu giữ chức danh theo mẫu ngày/tháng/năm.")
	f.Check(a.To == "" || a.To.Valid() && a.To >= a.From, "to", "Ngày cuối cùng không thể trước ngày bắt đầu.")
	if a.Decision != "" || a.DecidedOn != "" {
		CheckDecision(&f, a.Decision, a.DecidedOn, a.From)
	}
	open, err := db.Value[int](tx, "select count(*) from post where tenant_id = ?1 and post_id = ?2 and closed_on is null and (opened_on is null or opened_on <= ?3)", a.Post, a.From)
	if err != nil {
		return err
	}
	f.Check(open == 1, "post", "Hãy chọn chức danh có trong danh sách.")
	known, err := db.Value[int](tx, "select count(*) from person where tenant_id = ?1 and person_id = ?2 and blocked_at is null", a.Person)
	if err != nil {
		return err
	}
	f.Check(known == 1, "person", "Hãy chọn người có trong danh sách.")
	if err := f.Err(); err != nil {
		return err
	}
	until := a.To
	if until == "" {
		until = forever
	}
	// An ended holding whose last day lies before its first never lasted a day.
	held, err := db.Value[int](tx, `select count(*) from holding where tenant_id = ?1 and post_id = ?2
		and from_day <= ?3 and (to_day is null or to_day >= ?4 and to_day >= from_day)`, a.Post, until, a.From)
	if err != nil {
		return err
	}
	f.Check(held == 0, "post", "Chức danh này đang có người giữ. Hãy thôi giữ chức danh của người đó trước.")
	if err := f.Err(); err != nil {
		return err
	}
	others, err := db.Value[int](tx, `select count(*) from holding where tenant_id = ?1 and person_id = ?2
		and (to_day is null or to_day >= ?3 and to_day >= from_day) and coalesce(main, 0) = 1`, a.Person, a.From)
	if err != nil {
		return err
	}
	if others > 0 && a.Main {
		_, err := tx.Exec("update holding set main = 0 where tenant_id = ?1 and person_id = ?2 and main = 1", a.Person)
		if err != nil {
			return err
		}
	}
	// The same days again, after a holding that was taken back, are that row anew.
	_, err = tx.Exec(`insert into holding (tenant_id, person_id, post_id, from_day, to_day, main, decision, decided_on) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
		on conflict (tenant_id, person_id, post_id, from_day) do update set to_day = excluded.to_day, main = excluded.main,
			decision = excluded.decision, decided_on = excluded.decided_on, end_decision = null, end_decided_on = null`,
		a.Person, a.Post, a.From, db.Null(a.To), a.Main || others == 0, db.Null(a.Decision), db.Null(a.DecidedOn))
	who.Did(tx, "person-appointed", a.Person)
	return err
}

const forever = vn.Day("9999-12-31")

// End is the end of a holding.
type End struct {
	Person, Post db.ID
	Last         vn.Day // the last day, yesterday at the earliest
	Decision     string
	DecidedOn    vn.Day
}

// EndHolding ends what a person holds of a post after a day. open says how much
// work of the post is open, see handover.Open: where there is any, its handover
// must have begun, so that nothing stays unassigned.
func EndHolding(tx *db.Tx, who Who, e End, open int64) error {
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	e.Decision = vn.Line(e.Decision)
	yesterday := vn.Today(tx.Now).Add(-1)
	var f fault.Form
	f.Check(e.Last.Valid() && e.Last >= yesterday, "last", "Ngày cuối cùng là hôm qua hoặc một ngày sau đó, ghi theo mẫu ngày/tháng/năm.")
	if e.Decision != "" || e.DecidedOn != "" {
		CheckDecision(&f, e.Decision, e.DecidedOn, e.Last.Add(1))
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := caredFor(tx, map[db.ID]int64{e.Post: open}); err != nil {
		return err
	}
	n, err := tx.Exec(`update holding set to_day = ?4, end_decision = ?5, end_decided_on = ?6
		where tenant_id = ?1 and person_id = ?2 and post_id = ?3 and (to_day is null or to_day > ?4) and from_day <= ?7`,
		e.Person, e.Post, e.Last, db.Null(e.Decision), db.Null(e.DecidedOn), e.Last.Add(1))
	if err == nil && n == 0 {
		return fault.New(fault.Unknown, "Người này không giữ chức danh đó. Hãy mở lại danh sách nhân sự.")
	}
	who.Did(tx, "holding-ended", e.Person)
	return err
}

// caredFor refuses posts with open work of which no handover has begun.
func caredFor(tx *db.Tx, open map[db.ID]int64) error {
	var posts []db.ID
	var count int64
	for post, n := range open {
		if n > 0 {
			posts, count = append(posts, post), count+n
		}
	}
	if len(posts) == 0 {
		return nil
	}
	cared, err := db.Value[int](tx, "select count(distinct post_id) from acting where tenant_id = ?1 and kind = 'handover' and ended_on is null and "+db.In("post_id", len(posts), 2), db.IDs(posts)...)
	if err != nil {
		return err
	}
	if cared < len(posts) {
		return fault.New(fault.Invalid, "Chức danh này còn %d nhiệm vụ đang mở. Hãy lập bàn giao trước, để không việc nào bị bỏ trống.", count)
	}
	return nil
}

// Leave ends every post of a person, now, and the right to sign in; every session
// of the person ends. open says how much work of each post is open, see EndHolding.
func Leave(tx *db.Tx, who Who, person db.ID, open map[db.ID]int64) error {
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	if person == who.Person {
		return fault.New(fault.Invalid, "Không thể cho chính mình thôi giữ chức danh. Hãy nhờ người khác có quyền quản lý nhân sự.")
	}
	if err := caredFor(tx, open); err != nil {
		return err
	}
	n, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and person_id = ?2 and blocked_at is null", person, tx.Now)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Unknown, "Không tìm thấy người này. Hãy mở lại danh sách nhân sự.")
	}
	yesterday := vn.Today(tx.Now).Add(-1)
	if _, err := tx.Exec("update holding set to_day = ?3 where tenant_id = ?1 and person_id = ?2 and (to_day is null or to_day > ?3)", person, yesterday); err != nil {
		return err
	}
	who.Did(tx, "person-left", person)
	_, err = tx.Exec("update session set ended_at = ?3 where tenant_id = ?1 and person_id = ?2 and ended_at is null", person, tx.Now)
	return err
}
