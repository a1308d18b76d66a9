package reminder

import (
	"fmt"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// redatedName says that a last day has moved, by what has changed.
var redatedName = map[string]string{
	"days":  "Hạn của %s đổi từ %s sang %s vì lịch nghỉ thay đổi.",
	"hours": "Hạn của %s đổi từ %s sang %s vì giờ làm việc thay đổi.",
}

// EnterDays lays down the notice of a year or of single days and counts anew
// every open last day that is counted by words; those who have to act are told.
// What is closed keeps its day. It gives what has moved.
func EnterDays(tx *db.Tx, who org.Who, e calendar.Entry) ([]calendar.Moved, error) {
	was, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	now, err := calendar.EnterDays(tx, who, e)
	if err != nil {
		return nil, err
	}
	return redate(tx, who, was, now, redatedName["days"])
}

// EnterHours lays down the hours of the office from a day on and counts anew as
// EnterDays does: clocks in hours may end on another day.
func EnterHours(tx *db.Tx, who org.Who, h calendar.Hours) ([]calendar.Moved, error) {
	was, err := calendar.Of(tx)
	if err != nil {
		return nil, err
	}
	now, err := calendar.EnterHours(tx, who, h)
	if err != nil {
		return nil, err
	}
	return redate(tx, who, was, now, redatedName["hours"])
}

// redate has every feature count its open things by the calendar and tells whom
// it concerns, in the sentence given.
//
// A day that somebody chose stays as it is; where the office is closed on it now
// and was not before, or the other way round, its last day in time has moved.
func redate(tx *db.Tx, who org.Who, was, now *vn.Calendar, says string) ([]calendar.Moved, error) {
	var all []calendar.Moved
	for _, p := range parts {
		moved, err := p.redate(tx, who, now)
		if err != nil {
			return nil, err
		}
		all = append(all, moved...)
	}
	told := map[string]bool{}
	for _, m := range all {
		told[m.Kind+string(m.ID)+m.Part] = true
	}
	open, err := Items(tx, "")
	if err != nil {
		return nil, err
	}
	for _, i := range open {
		before, after := was.LastInTime(i.Due), now.LastInTime(i.Due)
		if before != after && !told[i.Kind+string(i.ID)+i.Part] {
			i.Due = after
			all = append(all, calendar.Moved{Item: i, Was: before})
		}
	}
	for _, m := range all {
		err := notice.ToPost(tx, m.Post, notice.Notice{
			// The same thing may move there and back again, and is told each time.
			Event: fmt.Sprintf("redated:%s:%s:%s:%d", m.Kind, m.ID, m.Part, tx.Now.UnixMicro()),
			Kind:  "redated", About: m.Ref,
			Says: fault.Text{Format: says, Args: []any{m.Ref, m.Was.String(), m.Due.String()}},
			Does: fault.Text{Format: "Xem cách tính hạn"}, Link: m.Account(), Due: m.Due,
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
