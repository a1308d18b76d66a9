package desk

import (
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/task"
	"sauro/web"
)

// happened is one entry of a task's time line with what belongs to it.
type happened struct {
	web.Event
	Cycle    fault.Text
	Reason   string
	Obstacle string
	AsOf     string // the day a report speaks of, where it is not the day it was made
	Looked   string
	Changes  []change
	Evidence []proofLine
}

type change struct {
	Name     string
	From, To string
}

// proofLine is a piece of evidence as the time line shows it.
type proofLine struct {
	task.Evidence
	Link  web.Link
	Opens bool // it is an address on the web
	Quit  bool // the person may withdraw it
}

// eventSign is the sign before what happened.
var eventSign = map[string]string{
	"returned": "back", "withdrawn": "back", "paused": "stop", "cancelled": "stop", "handed": "wait", "accepted": "ver", "finished": "ver",
}

// happened puts each event together with the report, the verification or the
// verdict that it stands for.
func (p *taskPage) happened(r *web.Request) {
	t := p.Task
	events := t.Events
	if len(events) > eventsShown && !r.Has("tat-ca") {
		p.Earlier = len(events) - eventsShown
		events = events[:eventsShown]
	}
	for _, e := range events {
		h := happened{Event: web.Event{At: e.At, By: e.PostTitle, Head: r.T(task.EventName[e.Kind]), Sign: eventSign[e.Kind]}, Reason: e.Reason}
		if h.By == "" {
			h.By = e.Name
		}
		if e.ForTitle != "" {
			h.By = r.T("%s, thay %s", h.By, e.ForTitle)
		}
		if e.Cycle != "" {
			h.Cycle = task.CycleText(e.Cycle)
		}
		for _, c := range e.Detail.Changes {
			h.Changes = append(h.Changes, change{r.T(task.FieldName[c.Field]), c.From, c.To})
		}
		switch e.Kind {
		case "reported":
			p.reported(r, &h, e)
		case "verified":
			p.verified(r, &h, e)
		case "accepted", "returned":
			for _, a := range t.Acceptances {
				if slices.Contains(e.Detail.Rows, a.ID) {
					h.Looked = a.Looked
				}
			}
		case "withdrawn":
			h.Evidence = p.evidence(func(v task.Evidence) bool { return slices.Contains(e.Detail.Rows, v.ID) })
		}
		p.Events = append(p.Events, h)
	}
}

func (p *taskPage) reported(r *web.Request, h *happened, e task.Event) {
	h.Kind = "r"
	h.Reason = ""
	for _, report := range p.Task.Reports {
		if !slices.Contains(e.Detail.Rows, report.ID) {
			continue
		}
		if report.Value != nil {
			h.Head = r.T("Báo cáo %s.", p.of(*report.Value))
		}
		h.Text, h.Obstacle = report.Note, report.Obstacle
		if report.Backdated != "" {
			h.AsOf, h.Reason = report.AsOf.String(), report.Backdated
		}
		h.Evidence = p.evidence(func(v task.Evidence) bool { return v.Progress == report.ID })
	}
}

func (p *taskPage) verified(r *web.Request, h *happened, e task.Event) {
	h.Kind = "v"
	for _, v := range p.Task.Verifications {
		if slices.Contains(e.Detail.Rows, v.ID) {
			h.Head, h.Text, h.Looked = r.T("Kiểm chứng %s.", p.of(v.Value)), v.Note, v.Looked
		}
	}
}

// of is a value beside its target: "40/42 người", "71%".
func (p *taskPage) of(value int64) string {
	t := p.Task
	if t.Measure == task.Percent {
		return t.Amount(value)
	}
	unit := t.Result
	unit.Unit = ""
	return unit.Amount(value) + "/" + t.Amount(t.Target)
}

func (p *taskPage) evidence(belongs func(task.Evidence) bool) (list []proofLine) {
	for _, e := range p.Task.Evidence {
		if belongs(e) {
			list = append(list, proofOf(p.Task.Ref, e))
		}
	}
	return list
}

func proofOf(ref string, e task.Evidence) proofLine {
	l := proofLine{Evidence: e, Link: web.Link{Name: e.Name, Size: e.Size, Hash: e.Hash}}
	switch e.Kind {
	case task.File:
		l.Link.URL = "/nhiem-vu/" + ref + "/minh-chung/" + string(e.ID)
	case task.Link:
		l.Link.URL, l.Opens = e.URL, true
		if e.Name == "" {
			l.Link.Name = e.URL
		}
	case task.DocumentNo:
		l.Link.Name = e.Number + ", " + e.Dated.String()
	case task.FigureProof:
		l.Link.Name = e.Figure + " (" + e.Name + ")"
	}
	return l
}

// Given reports whether the piece waits to be looked at, so that whoever gave
// it can still withdraw it.
func (l proofLine) Given() bool { return l.State == task.Given }

// StateName is what became of the piece of evidence.
func (l proofLine) StateName() string { return task.EvidenceStateName[l.State] }

// Proofs are the pieces of evidence that a verdict can name, the latest first.
func (p *taskPage) Proofs() (list []web.Option) {
	for _, e := range p.Task.Evidence {
		if e.State != task.Given && e.State != task.Trusted || len(list) == proofsShown {
			continue
		}
		l := proofOf(p.Task.Ref, e)
		text := l.Link.Name
		if e.Cycle != "" {
			text += " (" + task.CycleText(e.Cycle).String() + ")"
		}
		list = append(list, web.Option{Value: string(e.ID), Text: text})
	}
	return list
}

// ids are the ids of a form's boxes.
func ids(r *web.Request, name string) (list []db.ID, err error) {
	for _, v := range r.Values(name) {
		id, err := db.ParseID(v)
		if err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, nil
}
