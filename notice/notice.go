// Package notice tells persons that something waits for them: each of an event
// once, in the program and by the ways the person reads. A notice is written down
// in the transaction of the act that it is about; what goes out is sent later, by
// one process at a time. It refuses to know what a task is: it is given words, a
// code and a link.
package notice

import (
	"fmt"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Notice is one thing said to one person. Its words leave the house by mail,
// Zalo and SMS: they have codes, days and counts in them, never a name, a title
// or anything else of what the thing is about.
type Notice struct {
	Event  string     // what makes it the same notice: a person gets one of an event, whatever happens
	Kind   string     // a key of KindName
	About  string     // the code that people see: NV-2026-0007
	Says   fault.Text // one sentence: "Nhiệm vụ NV-2026-0007 đến hạn hôm nay."
	Does   fault.Text // what the link does, as on a button: "Báo cáo tiến độ"
	Link   string     // the page on which the one thing is done: "/nhiem-vu/NV-2026-0007#bao-cao"
	AtOnce bool       // goes out by itself as soon as it is not night; else in the morning's digest
	Legal  bool       // goes out whatever the person has switched off
	Due    vn.Day     // until when, "" where there is no day
}

// KindName is what a notice is, in words.
var KindName = map[string]string{
	"assigned": "Được giao việc", "returned": "Bị trả lại", "reminder": "Sắp đến hạn", "due": "Đến hạn hôm nay", "overdue": "Quá hạn",
	"verdict": "Kết quả nghiệm thu", "waiting": "Chờ bạn xử lý", "answer": "Cấp trên trả lời", "explain": "Yêu cầu giải trình", "explained": "Đã giải trình",
	"urged": "Công văn đôn đốc", "extension": "Gia hạn", "inspection": "Kiểm tra", "obstacle": "Vướng mắc", "redated": "Hạn thay đổi",
}

// ToPerson tells a person. The same event again is the same notice. What goes out
// of the house is written down in the same transaction, and sent later.
func ToPerson(tx *db.Tx, person db.ID, n Notice) error {
	if KindName[n.Kind] == "" || n.Event == "" || n.Says.Format == "" || !strings.HasPrefix(n.Link, "/") || strings.HasPrefix(n.Link, "//") {
		return fmt.Errorf("notice: not a notice: %+v", n)
	}
	says, err := encode(n.Says)
	if err != nil {
		return err
	}
	does, err := encode(n.Does)
	if err != nil {
		return err
	}
	id := db.NewID()
	told, err := tx.Exec(`insert into notice (tenant_id, notice_id, person_id, event, kind, about, says, does, link, at_once, legal, due_on, at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) on conflict (tenant_id, person_id, event) do nothing`,
		id, person, n.Event, n.Kind, n.About, says, does, n.Link, n.AtOnce, n.Legal, db.Null(n.Due), tx.Now)
	if err != nil || told == 0 {
		return err
	}
	return deliver(tx, person, id, n)
}

// ToPost tells whoever holds a post today and whoever acts in its place. Where
// nobody does, the head of its unit is told, and where there is none, the
// office's clerk. Nobody is told twice.
func ToPost(tx *db.Tx, post db.ID, n Notice) error {
	people, err := org.Present(tx, post)
	if err != nil {
		return err
	}
	for _, p := range people { // a post is held by one person, seldom by two
		if err := ToPerson(tx, p, n); err != nil {
			return err
		}
	}
	return nil
}
