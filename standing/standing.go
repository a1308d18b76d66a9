// Package standing is how a task stands, as every list shows it: one word with
// its sign, the ring of six clears, the bar of what was reported and verified. It
// refuses to know which page the list is on and what can be done there.
package standing

import (
	"fmt"

	"sauro/fault"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

// Line is a task as lists show it.
type Line struct {
	task.Task
	web.Ring
	Status web.Status
	Bar    web.Bar
}

// Lines are the tasks of a list, in its order and its reader's language.
func Lines(r *web.Request, list []task.Task) []Line {
	all := make([]Line, len(list))
	for i, t := range list {
		all[i] = Line{t, web.Ring{Clear: t.Clear()}, statusOf(r, t), barOf(t)}
	}
	return all
}

// statusOf is the one word that matters about a task now: lateness before state.
func statusOf(r *web.Request, t task.Task) web.Status {
	switch t.State {
	case task.Draft:
		if n := t.Clear().Count(); n < 6 {
			return web.Status{Kind: "unk", Text: r.T("nháp, %d/6 rõ", n)}
		}
		return web.Status{Kind: "wait", Text: r.T("nháp, đủ sáu rõ, chờ giao")}
	case task.Waiting:
		return web.Status{Kind: "wait", Text: r.T("chờ nghiệm thu")}
	case task.Done:
		if late := t.DaysLate(); late > 0 {
			return web.Status{Kind: "ver", Text: r.T("hoàn thành, trễ %d ngày", late)}
		}
		return web.Status{Kind: "ver", Text: r.T("hoàn thành")}
	case task.Cancelled:
		return web.Status{Kind: "stop", Text: r.T(task.StateName[t.State])}
	}
	if t.StoppedOn() != "" && t.Timing() != task.Late {
		return web.Status{Kind: "stop", Text: r.T("Tạm ngừng tính hạn")}
	}
	if t.State == task.Paused && t.Timing() != task.Late {
		return web.Status{Kind: "stop", Text: r.T(task.StateName[t.State])}
	}
	switch t.Timing() {
	case task.Late:
		return web.Status{Kind: "late", Text: r.T("Quá hạn %d ngày", t.DaysLate())}
	case task.Soon:
		if n := t.DaysLeft(); n > 0 {
			return web.Status{Kind: "soon", Text: r.T("Còn %d ngày", n)}
		}
		return web.Status{Kind: "soon", Text: r.T("Hạn hôm nay")}
	}
	switch {
	case t.State == task.Returned:
		return web.Status{Kind: "back", Text: r.T("trả lại")}
	case t.Cyclic():
		return web.Status{Kind: "cyc", Text: r.T(task.EveryName[t.Due.Every])}
	}
	return web.Status{Kind: "run", Text: r.T(task.StateName[t.State])}
}

// barOf is what was reported beside what was verified, as a count where the task
// has one, of the cycle that is awaited where it has cycles.
func barOf(t task.Task) web.Bar {
	b := web.Bar{Reported: int64(t.ReportedBP), Verified: int64(t.VerifiedBP)}
	if t.Parts == 0 && !t.Cyclic() && t.Measure != task.Percent && t.Target > 0 {
		b.ReportedText = fmt.Sprintf("%s/%s", vn.Thousands(t.Reported), vn.Thousands(t.Target))
		b.VerifiedText = fmt.Sprintf("%s/%s", vn.Thousands(t.Verified), vn.Thousands(t.Target))
	}
	return b
}

// InTable is the bar for a cell of a table.
func (l Line) InTable() web.Bar { return l.Bar.InTable() }

// DueOn is the last day of what is awaited, "" where nothing is.
func (l Line) DueOn() vn.Day {
	if l.NextDue != "" {
		return l.NextDue
	}
	return l.Due.Date
}

// Cycle is the cycle that a report is for now, "" where the task has one result.
func (l Line) Cycle() fault.Text {
	for _, c := range l.Cycles {
		if c.Due == l.NextDue && l.NextDue != "" {
			return fault.Text{Format: task.CycleName(c.Key)}
		}
	}
	return fault.Text{}
}

// Value is what was last reported, as the one-line form proposes it again.
func (l Line) Value() string {
	if l.Cyclic() {
		return ""
	}
	if l.Measure == task.Percent {
		return vn.Percent(l.Reported)
	}
	return vn.Thousands(l.Reported)
}

// Of is the target as it stands behind the field.
func (l Line) Of() string {
	if l.Measure == task.Percent {
		return ""
	}
	return "/" + vn.Thousands(l.Target)
}

// Open reports whether the one-line form is of use: the task was received and
// its result is not handed in.
func (l Line) Open() bool {
	return l.State == task.Received || l.State == task.Doing || l.State == task.Returned
}

// New reports whether the task waits to be received.
func (l Line) New() bool { return l.State == task.Issued }
