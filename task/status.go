package task

// Status is one of the five words that a commune's reports use. It says what is
// verified: nothing is Hoàn thành or Tiếp tục duy trì before somebody who is not
// the doer has accepted it.
type Status string

// The five words (DOMAIN.md, section 2).
const (
	Completed  Status = "completed"
	Ongoing    Status = "ongoing"
	Maintained Status = "maintained"
	Drafting   Status = "drafting"
	NotBegun   Status = "not-begun"
)

// Statuses are the five words, in the order of the reports.
var Statuses = []Status{Completed, Ongoing, Maintained, Drafting, NotBegun}

// StatusName is the status as reports print it.
var StatusName = map[Status]string{
	Completed: "Hoàn thành", Ongoing: "Đang thực hiện", Maintained: "Tiếp tục duy trì", Drafting: "Đang xây dựng", NotBegun: "Chưa thực hiện",
}

// Superior's words for the same (DOMAIN.md, section 1.1): the result tables of
// the Government's notices know only these two.
var superiorName = map[Status]string{
	Completed: "Đã hoàn thành", Ongoing: "Đang thực hiện", Maintained: "Đang thực hiện", Drafting: "Đang thực hiện", NotBegun: "Đang thực hiện",
}

// SuperiorName is the status in the words of the superior's table.
func (s Status) SuperiorName() string { return superiorName[s] }

// Status is the task's word:
//
//	Hoàn thành        accepted
//	Tiếp tục duy trì  has cycles, one at least accepted, none missing
//	Đang xây dựng     begun, and the result is a document still being written
//	Đang thực hiện    begun
//	Chưa thực hiện    a draft, issued or received and nothing reported, cancelled
func (t Task) Status() Status {
	if t.State == Done {
		return Completed
	}
	if !t.Live() {
		return NotBegun
	}
	begun := t.State == Doing || t.State == Waiting || t.State == Returned || t.ReportedBP > 0 ||
		t.State == Paused && t.resumeTo != Issued && t.resumeTo != Received
	if t.Cyclic() {
		accepted := false
		for _, c := range t.Cycles {
			accepted = accepted || c.State == Done
		}
		if accepted && len(t.MissingCycles()) == 0 {
			return Maintained
		}
	}
	switch {
	case !begun:
		return NotBegun
	case t.Measure == Documents && !t.Cyclic():
		return Drafting
	}
	return Ongoing
}

// statusOf is the word for all tasks together: Hoàn thành or Tiếp tục duy trì
// only where all are at least that, Chưa thực hiện where none has begun, Đang xây
// dựng where all that has begun is documents being written.
func statusOf(list []Status) Status {
	count := map[Status]int{}
	for _, s := range list {
		count[s]++
	}
	n := len(list)
	switch {
	case n == 0 || count[NotBegun] == n:
		return NotBegun
	case count[Completed] == n:
		return Completed
	case count[Completed]+count[Maintained] == n:
		return Maintained
	case count[Drafting]+count[NotBegun] == n:
		return Drafting
	}
	return Ongoing
}
