package task

import (
	"sauro/fault"
)

// State is where a task stands.
type State string

// The states.
const (
	Draft     State = "draft"
	Issued    State = "issued"
	Received  State = "received"
	Doing     State = "doing"
	Waiting   State = "waiting"
	Done      State = "done"
	Returned  State = "returned"
	Paused    State = "paused"
	Cancelled State = "cancelled"
)

// States are all states, in the order of a task's life.
var States = []State{Draft, Issued, Received, Doing, Waiting, Done, Returned, Paused, Cancelled}

// StateName is the state as the office calls it.
var StateName = map[State]string{
	Draft: "nháp", Issued: "đã giao", Received: "đã nhận", Doing: "đang thực hiện", Waiting: "chờ nghiệm thu",
	Done: "hoàn thành", Returned: "trả lại", Paused: "tạm dừng", Cancelled: "đã hủy",
}

// moves is the one table of what may follow what:
//
//	nháp ──giao──▶ đã giao ──nhận──▶ đã nhận ──báo cáo──▶ đang thực hiện ──đề nghị──▶ chờ nghiệm thu ──nghiệm thu──▶ hoàn thành
//	                                                       ▲          │                  │
//	                                                    báo cáo       └─────đề nghị─────▶│
//	                                                       │                             │
//	                                                    trả lại ◀────────trả lại─────────┘
//
//	đã giao, đã nhận, đang thực hiện, trả lại  ──tạm dừng──▶ tạm dừng ──tiếp tục──▶ where it was
//	nháp, đã giao, đã nhận, đang thực hiện, chờ nghiệm thu, trả lại, tạm dừng ──hủy──▶ đã hủy
//
// Trả lại goes on to chờ nghiệm thu too. A task with a cycle stays đang thực
// hiện while its cycles are handed in and accepted one by one; it goes to hoàn
// thành only by Finish, when its last day has passed and every cycle is accepted.
var moves = map[State][]State{
	Draft:    {Issued, Cancelled},
	Issued:   {Received, Paused, Cancelled},
	Received: {Doing, Paused, Cancelled},
	Doing:    {Waiting, Done, Paused, Cancelled},
	Waiting:  {Done, Returned, Cancelled},
	Returned: {Doing, Waiting, Paused, Cancelled},
	Paused:   {Issued, Received, Doing, Returned, Cancelled},
}

// CanMove reports whether the state to may follow the state from.
func CanMove(from, to State) bool {
	for _, s := range moves[from] {
		if s == to {
			return true
		}
	}
	return false
}

// move takes the task to a state, or says why it cannot go there. Only Resume
// takes a paused task anywhere but to its end.
func (t *Task) move(to State) error {
	if !CanMove(t.State, to) || t.State == Paused && to != Cancelled {
		return fault.New(fault.Invalid, "Nhiệm vụ %s đang ở trạng thái %s nên không chuyển sang %s được. Hãy mở lại trang nhiệm vụ để xem việc cần làm.",
			t.Ref, fault.Text{Format: StateName[t.State]}, fault.Text{Format: StateName[to]})
	}
	t.State = to
	return nil
}
