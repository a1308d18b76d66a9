package org

import (
	"time"

	"sauro/db"
	"sauro/vn"
)

// EventName says in words what was changed in how a person signs in.
var EventName = map[string]string{
	"password-changed": "Đổi mật khẩu",
	"password-set":     "Đặt mật khẩu qua liên kết",
	"invite-made":      "Cấp liên kết mời vào chương trình",
	"reset-made":       "Cấp liên kết đặt lại mật khẩu",
	"totp-added":       "Thêm mã 6 số trong ứng dụng",
	"totp-removed":     "Gỡ mã 6 số trong ứng dụng",
	"passkey-added":    "Thêm khóa truy cập",
	"passkey-removed":  "Gỡ khóa truy cập",
	"passkey-suspect":  "Từ chối một khóa truy cập có thể đã bị sao chép",
	"codes-made":       "Tạo mã khôi phục mới",
	"code-used":        "Dùng một mã khôi phục",
	"factors-dropped":  "Gỡ mọi lớp bảo vệ thứ hai",
	"session-ended":    "Kết thúc một phiên đăng nhập",
	"session-stolen":   "Kết thúc một phiên có dấu hiệu bị lấy cắp",
}

// Event is one change in how a person signs in.
type Event struct {
	Kind   string // a key of EventName
	At     time.Time
	ByPost string // the title of the post of another who did it, "" for oneself and the program
	Reason string
}

// Name is what happened, in words.
func (e Event) Name() string { return EventName[e.Kind] }

// Events are the last twenty changes in how the person signs in, the newest first.
func Events(tx *db.Tx, who Who) ([]Event, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(e *Event) []any { return []any{&e.Kind, db.Time(&e.At), db.Opt(&e.ByPost), &e.Reason} },
		`select e.kind, e.at, case when e.by_person = e.person_id then null else p.title end, e.reason from signin_event e
		left join post p on p.tenant_id = e.tenant_id and p.post_id = e.by_post
		where e.tenant_id = ?1 and e.person_id = ?2 order by e.at desc, e.event_id desc limit 20`, who.Person)
}

// tell writes down, for the person and for the record, what who has done to the
// way the person signs in. It ends every rule that changes it.
func tell(tx *db.Tx, who Who, person db.ID, kind, reason string) error {
	_, err := tx.Exec(`insert into signin_event (tenant_id, event_id, person_id, kind, at, by_person, by_post, reason)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`, db.NewID(), person, kind, tx.Now, string(who.Person), string(who.Post), vn.Line(reason))
	who.Did(tx, kind, person)
	return err
}
