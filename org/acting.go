package org

import (
	"encoding/json"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Acting is what a person may do in the place of a post, by a document, until a
// day (Luật Tổ chức chính quyền địa phương 72/2025/QH15, Điều 14: in writing,
// with the contents, the scope and the term; not to be given on).
type Acting struct {
	ID         db.ID
	Handover   bool // it came by itself: the post is vacant and its work is handed over
	Post       db.ID
	PostTitle  string
	Giver      db.ID // the person
	GiverPost  db.ID
	GiverTitle string
	Taker      db.ID // the person, "" of a handover
	TakerName  string
	TakerTitle string // of the post
	Acts       []Act
	From, To   vn.Day // To is the last day, "" till a handover is done
	Decision   string // 15/QĐ-UBND
	DecidedOn  vn.Day
	EndedOn    vn.Day // the first day on which it no longer holds, "" where nobody ended it
	EndReason  string
	Active     bool // today
}

// Has reports whether the act may be done by it.
func (a Acting) Has(act Act) bool { return slices.Contains(a.Acts, act) }

// ActNames are the acts in words.
func (a Acting) ActNames() Names { return actNames(a.Acts) }

// NewActing is what a holder, or the chairman for any post, lays down in writing.
type NewActing struct {
	Post      db.ID // in whose place
	Taker     db.ID // the person
	Acts      []Act
	From, To  vn.Day // the first and the last day
	Decision  string // the number of the document
	DecidedOn vn.Day
}

// Lends are the acts that a post of the role can have done in its place.
func Lends(role Role) []Act {
	var list []Act
	for _, act := range Acts {
		if Lendable(act) && Rights[role][act] != None {
			list = append(list, act)
		}
	}
	return list
}

// Give has a person act in the place of a post: stated acts that the post itself
// has, from a day to a day, by a document. Only the holder of the post and the
// chairman give it, and only by a post of their own. It ends by itself after its
// last day, and when the giver no longer holds the post by which it was given.
func Give(tx *db.Tx, who Who, n NewActing) (db.ID, error) {
	who, err := who.As(Delegate, Thing{Post: n.Post})
	if err != nil {
		return "", err
	}
	n.Decision = vn.Line(n.Decision)
	posts, err := Posts(tx)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(posts, func(p Post) bool { return p.ID == n.Post })
	if at < 0 {
		return "", UnknownPost()
	}
	today := vn.Today(tx.Now)
	var f fault.Form
	takes := func(p Post) bool { return p.Holder == n.Taker && p.Role != Viewer && p.Role != Superior }
	f.Check(n.Taker != "" && slices.ContainsFunc(posts, takes), "taker", "Hãy chọn người đang giữ một chức danh của Ủy ban, không chọn người xem hoặc cấp trên.")
	f.Check(n.Taker != who.Person, "taker", "Không thể ủy quyền cho chính mình. Hãy chọn người khác.")
	f.Check(posts[at].Holder == "" || posts[at].Holder != n.Taker, "taker", "Người này đang giữ chính chức danh đó. Hãy chọn người khác.")
	f.Check(len(n.Acts) > 0, "acts", "Hãy chọn ít nhất một việc được làm thay.")
	for _, act := range n.Acts {
		if !Lendable(act) || Rights[posts[at].Role][act] == None {
			f.Add("acts", "Chức danh %s không có quyền này nên không giao cho người khác được. Hãy bỏ chọn.", posts[at].Title)
			break
		}
	}
	f.Check(n.From.Valid() && n.From >= today, "from", "Ngày bắt đầu là hôm nay hoặc một ngày sau đó, ghi theo mẫu ngày/tháng/năm.")
	f.Check(n.To.Valid() && n.To >= n.From, "to", "Văn bản ủy quyền phải có thời hạn: hãy ghi ngày cuối cùng, không trước ngày bắt đầu.")
	CheckDecision(&f, n.Decision, n.DecidedOn, n.From)
	if err := f.Err(); err != nil {
		return "", err
	}
	slices.Sort(n.Acts)
	n.Acts = slices.Compact(n.Acts)
	given, err := actings(tx, "a.kind = 'given' and a.post_id = ?3 and a.from_day <= ?4 and a.to_day >= ?5 and (a.ended_on is null or a.ended_on > ?5)", n.Post, n.To, n.From)
	if err != nil {
		return "", err
	}
	for _, a := range given {
		for _, act := range n.Acts {
			f.Check(!a.Has(act), "acts", "Việc “%s” của chức danh này đã giao cho %s đến hết %s. Hãy kết thúc lần giao đó trước.", fault.Text{Format: ActName[act]}, a.TakerTitle, a.To.String())
		}
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	acts, err := json.Marshal(n.Acts)
	if err != nil {
		return "", err
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into acting (tenant_id, acting_id, kind, post_id, giver_post, giver_person, taker_person, acts, from_day, to_day, decision, decided_on, at, end_reason)
		values (?1, ?2, 'given', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, '')`,
		id, n.Post, who.Post, who.Person, n.Taker, string(acts), n.From, n.To, n.Decision, n.DecidedOn, tx.Now)
	who.Did(tx, "acting-given", id)
	return id, err
}

// CheckDecision says what is wrong with the number and the day of a decision
// that has effect from a day.
func CheckDecision(f *fault.Form, number string, on, from vn.Day) {
	f.Check(number != "" && len(number) <= 200, "decision", "Hãy ghi số của văn bản, ví dụ 15/QĐ-UBND.")
	f.Check(on.Valid(), "decided-on", "Hãy ghi ngày của văn bản theo mẫu ngày/tháng/năm.")
	f.Check(!on.Valid() || !from.Valid() || on <= from, "decided-on", "Văn bản ký sau ngày có hiệu lực. Hãy kiểm tra lại hai ngày.")
}

// EndActing ends what was given before its last day, at once, with the reason:
// by the holder of the post or the chairman.
func EndActing(tx *db.Tx, who Who, id db.ID, reason string) error {
	list, err := actings(tx, "a.acting_id = ?3", id)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Handover {
		return fault.New(fault.Unknown, "Không tìm thấy lần ủy quyền này. Hãy mở lại trang Làm thay.")
	}
	a := list[0]
	if who, err = who.As(Delegate, Thing{Post: a.Post}); err != nil {
		return err
	}
	var f fault.Form
	reason = vn.Line(reason)
	f.Check(reason != "" && len(reason) <= 1000, "reason", "Hãy ghi lý do kết thúc.")
	if err := f.Err(); err != nil {
		return err
	}
	today := vn.Today(tx.Now)
	if a.EndedOn != "" || a.To < today {
		return fault.New(fault.Conflict, "Lần ủy quyền này đã kết thúc.")
	}
	_, err = tx.Exec("update acting set ended_on = ?3, ended_by = ?4, end_reason = ?5 where tenant_id = ?1 and acting_id = ?2", id, today, who.Person, reason)
	who.Did(tx, "acting-ended", id)
	return err
}

// Actings is everything that was given, the latest first, ended or not, and what
// is looked after while it is handed over.
func Actings(tx *db.Tx, who Who) ([]Acting, error) {
	if err := who.May(Read, Thing{}); err != nil {
		return nil, err
	}
	return actings(tx, "1 = 1")
}

func actings(tx *db.Tx, where string, args ...any) ([]Acting, error) {
	type row struct {
		Acting
		handover, active int64
		acts             string
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.ID, &r.handover, &r.Post, &r.PostTitle, &r.Giver, &r.GiverPost, &r.GiverTitle, db.Opt(&r.Taker), db.Opt(&r.TakerName), db.Opt(&r.TakerTitle),
			&r.acts, &r.From, db.Opt(&r.To), &r.Decision, db.Opt(&r.DecidedOn), db.Opt(&r.EndedOn), &r.EndReason, &r.active}
	}, `select a.acting_id, case when a.kind = 'handover' then 1 else 0 end, a.post_id, `+PostTitle("p", "?2")+`, a.giver_person, a.giver_post, `+PostTitle("gp", "?2")+`,
			a.taker_person, s.name, case when tp.post_id is null then '' else `+PostTitle("tp", "?2")+` end,
			a.acts, a.from_day, a.to_day, a.decision, a.decided_on, a.ended_on, a.end_reason, case when `+actingOn("?2")+` then 1 else 0 end
		from acting a
		join post p on p.tenant_id = a.tenant_id and p.post_id = a.post_id
		join post gp on gp.tenant_id = a.tenant_id and gp.post_id = a.giver_post
		left join post tp on tp.tenant_id = a.tenant_id and tp.post_id = coalesce(a.taker_post, (
			select h.post_id from holding h where h.tenant_id = a.tenant_id and h.person_id = a.taker_person and `+on("h", "?2")+`
			order by coalesce(h.main, 0) desc, h.from_day desc, h.post_id limit 1))
		left join person s on s.tenant_id = a.tenant_id and s.person_id = coalesce(a.taker_person, (
			select c.person_id from holding c where c.tenant_id = a.tenant_id and c.post_id = a.taker_post and `+on("c", "?2")+` order by c.from_day limit 1))
		where a.tenant_id = ?1 and `+where+` order by a.from_day desc, a.acting_id desc limit 500`, append([]any{vn.Today(tx.Now)}, args...)...)
	if err != nil {
		return nil, err
	}
	list := make([]Acting, len(rows))
	for i, r := range rows {
		list[i] = r.Acting
		list[i].Handover, list[i].Active = r.handover == 1, r.active == 1
		if err := json.Unmarshal([]byte(r.acts), &list[i].Acts); err != nil {
			return nil, err
		}
	}
	return list, nil
}
