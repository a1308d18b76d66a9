package handover

import (
	"encoding/json"
	"fmt"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Beginning is what must be known when somebody leaves a post.
type Beginning struct {
	Post     db.ID
	Leaver   db.ID  // the person; "" is who holds the post today
	LastDay  vn.Day // the last day of holding it
	Taker    db.ID  // the person who takes over what stays with the post
	Reason   string // nghỉ hưu, chuyển công tác
	Decision string // the number of the decision, "" where there is none yet
	On       vn.Day
}

// Begin lists all open work of a post that somebody leaves, ends the holding
// after its last day, and has the post that heads the unit look after the work
// from then on until the handover is done. It gives the reference.
func Begin(tx *db.Tx, who org.Who, b Beginning) (ref string, err error) {
	if who, err = who.As(org.People, org.Thing{}); err != nil {
		return "", err
	}
	b.Reason, b.Decision = vn.Line(b.Reason), vn.Line(b.Decision)
	posts, err := org.Posts(tx)
	if err != nil {
		return "", err
	}
	var post, taker org.Post
	for _, p := range posts {
		if p.ID == b.Post {
			post = p
		}
		if p.Holder != "" && p.Holder == b.Taker && p.ID != b.Post && taker.ID == "" {
			taker = p
		}
	}
	var f fault.Form
	f.Check(post.ID != "", "post", "Hãy chọn chức danh có trong danh sách.")
	if b.Leaver == "" {
		if b.Leaver = post.Holder; b.Leaver == "" && post.ID != "" {
			if b.Leaver, err = lastHolder(tx, post.ID); err != nil {
				return "", err
			}
		}
	}
	f.Check(post.ID == "" || b.Leaver != "", "post", "Chức danh này chưa có ai giữ bao giờ nên không có gì để bàn giao.")
	f.Check(taker.ID != "" && taker.Role != org.Viewer && taker.Role != org.Superior && b.Taker != b.Leaver, "taker", "Hãy chọn người nhận bàn giao: người khác, đang giữ một chức danh của Ủy ban.")
	f.Check(b.LastDay.Valid(), "last", "Hãy ghi ngày làm việc cuối cùng theo mẫu ngày/tháng/năm.")
	f.Check(b.Reason != "" && len(b.Reason) <= 500, "reason", "Hãy ghi lý do, ví dụ chuyển công tác, nghỉ hưu.")
	if err := f.Err(); err != nil {
		return "", err
	}
	open, err := db.Value[string](tx, "select ref from handover where tenant_id = ?1 and post_id = ?2 and state = 'open'", b.Post)
	if err != nil {
		return "", err
	}
	if open != "" {
		return "", fault.New(fault.Exists, "Chức danh này đang bàn giao theo biên bản %s. Hãy làm tiếp biên bản đó.", open)
	}
	caretaker, err := caretakerOf(posts, post, b.Leaver)
	if err != nil {
		return "", err
	}
	acting, err := caretake(tx, who, b.Post, caretaker.ID, vn.Today(tx.Now))
	if err != nil {
		return "", err
	}
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("BG", year)
	if err != nil {
		return "", err
	}
	ref = fmt.Sprintf("BG-%d-%04d", year, n)
	id := db.NewID()
	_, err = tx.Exec(`insert into handover (tenant_id, handover_id, ref, version, state, post_id, leaver, last_day, taker, taker_post, caretaker, acting_id, reason, decision,
		began_at, began_by, began_post, gave_reason) values (?1, ?2, ?3, 1, 'open', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, '')`,
		id, ref, b.Post, b.Leaver, b.LastDay, b.Taker, taker.ID, caretaker.ID, acting, b.Reason, b.Decision, tx.Now, who.Person, db.Null(who.Post))
	if err != nil {
		return "", err
	}
	if err := list(tx, id, b.Post); err != nil {
		return "", err
	}
	who.Did(tx, "handover-began", id)
	if post.Holder != b.Leaver {
		return ref, nil // gone already
	}
	return ref, End(tx, who, org.End{Person: b.Leaver, Post: b.Post, Last: b.LastDay, Decision: b.Decision, DecidedOn: b.On})
}

func lastHolder(tx *db.Tx, post db.ID) (db.ID, error) {
	return db.Value[db.ID](tx, "select person_id from holding where tenant_id = ?1 and post_id = ?2 and to_day >= from_day order by to_day desc limit 1", post)
}

// caretakerOf is the post that looks after the work of another: the head of its
// unit, else the clerk, the chairman or a deputy; held, and not by who leaves.
func caretakerOf(posts []org.Post, post org.Post, leaver db.ID) (org.Post, error) {
	fits := func(p org.Post) bool { return p.ID != post.ID && p.Holder != "" && p.Holder != leaver }
	for _, p := range posts {
		if p.Unit == post.Unit && p.Role == org.Head && fits(p) {
			return p, nil
		}
	}
	for _, role := range []org.Role{org.Clerk, org.Chairman, org.Deputy} {
		for _, p := range posts {
			if p.Role == role && fits(p) {
				return p, nil
			}
		}
	}
	return org.Post{}, fault.New(fault.Invalid, "Chưa có ai trông coi việc trong lúc bàn giao. Hãy bổ nhiệm người đứng đầu đơn vị hoặc Chủ tịch trước.")
}

// caretake has whoever holds one post look after the work of another from a day
// on while that is vacant, until endCaretake: nothing stays unassigned between
// one who leaves and the one who takes over.
func caretake(tx *db.Tx, who org.Who, post, caretaker db.ID, from vn.Day) (db.ID, error) {
	acts, err := json.Marshal([]org.Act{org.Receive, org.Report})
	if err != nil {
		return "", err
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into acting (tenant_id, acting_id, kind, post_id, giver_post, giver_person, taker_post, acts, from_day, decision, at, end_reason)
		values (?1, ?2, 'handover', ?3, ?4, ?5, ?6, ?7, ?8, '', ?9, '')`, id, post, who.Post, who.Person, caretaker, string(acts), from, tx.Now)
	return id, err
}

// endCaretake ends it: the handover is done.
func endCaretake(tx *db.Tx, who org.Who, id db.ID) error {
	_, err := tx.Exec("update acting set ended_on = ?3, ended_by = ?4 where tenant_id = ?1 and acting_id = ?2 and kind = 'handover' and ended_on is null", id, vn.Today(tx.Now), who.Person)
	return err
}
