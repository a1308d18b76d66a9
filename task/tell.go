package task

import (
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
)

// link is the page of the task.
func (t Task) link() string { return "/nhiem-vu/" + t.Ref }

// tellDoer says to the accountable post that the task is its own now.
func (t Task) tellDoer(tx *db.Tx) error {
	n := notice.Notice{
		Event: "assigned:" + string(t.ID) + ":" + string(t.Accountable), Kind: "assigned", About: t.Ref, Link: t.link(), AtOnce: true, Due: t.NextDue,
		Says: fault.Text{Format: "Bạn được giao nhiệm vụ %s.", Args: []any{t.Ref}}, Does: fault.Text{Format: "Nhận việc"},
	}
	if t.NextDue != "" {
		n.Says = fault.Text{Format: "Bạn được giao nhiệm vụ %s, hạn %s.", Args: []any{t.Ref, t.NextDue.String()}}
	}
	return notice.ToPost(tx, t.Accountable, n)
}

// tellDecider says to the post that decides that a result waits for it.
func (t Task) tellDecider(tx *db.Tx, cycle string) error {
	return notice.ToPost(tx, t.Decider, notice.Notice{
		Event: "handed:" + string(t.ID) + ":" + cycle + ":" + tx.Now.Format("20060102150405.000000"), Kind: "waiting", About: t.Ref, Link: t.link(),
		Says: fault.Text{Format: "Kết quả của nhiệm vụ %s chờ bạn nghiệm thu.", Args: []any{t.Ref}}, Does: fault.Text{Format: "Xem và nghiệm thu"},
	})
}

// tellVerdict says to the accountable post what became of its result.
func (t Task) tellVerdict(tx *db.Tx, verdict db.ID, cycle string, accepted bool) error {
	n := notice.Notice{
		Event: "verdict:" + string(verdict), Kind: "verdict", About: t.Ref, Link: t.link(),
		Says: fault.Text{Format: "Kết quả của nhiệm vụ %s đã được nghiệm thu.", Args: []any{t.Ref}}, Does: fault.Text{Format: "Xem nhiệm vụ"},
	}
	if !accepted {
		n.Kind, n.AtOnce, n.Due = "returned", true, t.NextDue
		n.Says = fault.Text{Format: "Kết quả của nhiệm vụ %s bị trả lại để bổ sung.", Args: []any{t.Ref}}
		n.Does = fault.Text{Format: "Xem lý do và báo cáo lại"}
	}
	return notice.ToPost(tx, t.Accountable, n)
}
