package handover

import (
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Target is who takes one line, and what should be known about it.
type Target struct {
	Line db.ID
	To   db.ID // the post; "" leaves it with the post for who comes after
	Note string
}

// Fill writes down who takes each line. It is for the leaver and whoever orders
// the office, until the first of the two has signed. What has come to the post
// since is added to the list.
func Fill(tx *db.Tx, who org.Who, ref string, version int64, targets []Target) error {
	h, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if who, err = h.writer(who); err != nil {
		return err
	}
	if h.Done || h.Gave.By != "" || h.Took.By != "" {
		return fault.New(fault.Invalid, "Biên bản đã có chữ ký nên không sửa được nữa.")
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	lies, err := workOf(tx, h.Post)
	if err != nil {
		return err
	}
	var f fault.Form
	for _, to := range targets {
		at := slices.IndexFunc(h.Lines, func(l Line) bool { return l.ID == to.Line })
		if at < 0 {
			return fault.New(fault.Unknown, "Không tìm thấy dòng này trong biên bản. Hãy mở lại trang.")
		}
		l, note := h.Lines[at], vn.Line(to.Note)
		field := "to-" + string(l.ID)
		f.Check(len(note) <= 1000, "note-"+string(l.ID), "Ghi chú dài quá 500 chữ cái. Hãy ghi ngắn lại.")
		if to.To != "" {
			if !l.Moves() {
				to.To = "" // it follows its task
			} else if i := slices.IndexFunc(posts, func(p org.Post) bool { return p.ID == to.To }); i < 0 || posts[i].Holder == "" || posts[i].Role == org.Viewer || posts[i].Role == org.Superior {
				f.Add(field, "Hãy chọn chức danh đang có người giữ.")
			} else if slices.ContainsFunc(lies, func(w work) bool { return w.id == l.About && w.decider == to.To }) {
				f.Add(field, "Chức danh này nghiệm thu chính việc đó nên không nhận làm được. Hãy chọn chức danh khác.")
			}
			if to.To == h.Post {
				to.To = ""
			}
		}
		if to.To == l.To && note == l.Note {
			continue
		}
		if _, err := tx.Exec("update handover_line set to_post = ?3, note = ?4 where tenant_id = ?1 and line_id = ?2", l.ID, db.Null(to.To), note); err != nil {
			return err
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := list(tx, h.ID, h.Post); err != nil {
		return err
	}
	if err := h.bump(tx, ""); err != nil {
		return err
	}
	who.Did(tx, "handover-filled", h.ID)
	return nil
}

// writer is who may write the lines: the leaver, and whoever orders the office.
func (h Handover) writer(who org.Who) (org.Who, error) {
	if who.SignedIn() && who.Person == h.Leaver {
		return who, nil
	}
	return who.As(org.People, org.Thing{})
}

// MayGive reports whether the person signs as the one who gives: the leaver, or
// once that one is gone, who holds the post that looks after the work, or the
// chairman, with the reason.
func (h Handover) MayGive(who org.Who) bool {
	return who.SignedIn() && who.Person != h.Taker && !h.Done && h.Gave.By == "" &&
		(who.Person == h.Leaver || h.Gone && (slices.Contains(who.Own(), h.Caretaker) || slices.ContainsFunc(who.All(), func(s org.Seat) bool { return s.Role == org.Chairman && !s.Acting() })))
}

// MayTake reports whether the person signs as the one who takes.
func (h Handover) MayTake(who org.Who) bool {
	return who.SignedIn() && who.Person == h.Taker && !h.Done && h.Took.By == ""
}

// Give signs for the one who leaves. Where somebody else signs, it says why.
func Give(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	h, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if !h.MayGive(who) {
		return fault.New(fault.Denied, "Chỉ %s mới ký bên giao được; khi người đó đã thôi giữ chức danh thì %s hoặc Chủ tịch ký thay kèm lý do.", h.LeaverName, h.CaretakerTitle)
	}
	if reason = vn.Line(reason); who.Person == h.Leaver {
		reason = ""
	} else if reason == "" || len(reason) > 1000 {
		var f fault.Form
		f.Add("reason", "Hãy ghi lý do ký thay người giao.")
		return f.Err()
	}
	if err := h.bump(tx, ", gave_at = ?4, gave_by = ?5, gave_post = ?6, gave_reason = ?7", tx.Now, who.Person, db.Null(who.Post), reason); err != nil {
		return err
	}
	who.Did(tx, "handover-given", h.ID)
	h.Gave.By = who.Person
	return h.finish(tx, who)
}

// Take signs for the one who takes over.
func Take(tx *db.Tx, who org.Who, ref string, version int64) error {
	h, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if !h.MayTake(who) {
		return fault.New(fault.Denied, "Chỉ người nhận bàn giao (%s) mới ký bên nhận được.", h.TakerName)
	}
	if err := h.bump(tx, ", took_at = ?4, took_by = ?5, took_post = ?6", tx.Now, who.Person, db.Null(who.Post)); err != nil {
		return err
	}
	who.Did(tx, "handover-taken", h.ID)
	h.Took.By = who.Person
	return h.finish(tx, who)
}

// finish carries the handover out once both have signed: every line that names a
// post goes there; what stays needs somebody who holds the post from the day
// after the leaver's last. Nothing is left to nobody.
func (h *Handover) finish(tx *db.Tx, who org.Who) error {
	if h.Gave.By == "" || h.Took.By == "" {
		return nil
	}
	var moves []task.Moved
	for _, l := range h.Lines {
		if l.Moves() && l.To != "" {
			moves = append(moves, task.Moved{Ref: l.Ref, To: l.To, Reason: h.Ref})
		}
	}
	if err := task.Reassign(tx, who, moves); err != nil {
		return err
	}
	open, err := OpenOf(tx, who, []db.ID{h.Post})
	if err != nil {
		return err
	}
	from := max(vn.Today(tx.Now), h.LastDay.Add(1))
	next, err := db.Value[int](tx, `select count(*) from holding h
		join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id and s.blocked_at is null
		where h.tenant_id = ?1 and h.post_id = ?2 and h.person_id <> ?3 and h.from_day <= ?4 and (h.to_day is null or h.to_day >= ?4)`, h.Post, h.Leaver, from)
	if err != nil {
		return err
	}
	if open[h.Post] > 0 && next == 0 {
		return fault.New(fault.Invalid, "Còn %d nhiệm vụ ở lại với chức danh %s mà từ ngày %s chưa có người giữ. Hãy bổ nhiệm người kế nhiệm, hoặc chọn chức danh nhận cho từng việc, rồi ký.",
			open[h.Post], h.PostTitle, from.String())
	}
	if err := endCaretake(tx, who, h.acting); err != nil {
		return err
	}
	if err := h.bump(tx, ", state = 'done'"); err != nil {
		return err
	}
	who.Did(tx, "handover-done", h.ID)
	return nil
}
