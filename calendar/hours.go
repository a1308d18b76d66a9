package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Hours are the hours of an office from a day on.
type Hours struct {
	From   vn.Day
	Week   [7]string // Monday first: "07:00-11:30,13:30-17:00", "" where the office is closed
	CutOff string    // "16:30": what comes after it came the next working day; "" for the end of the day
	Source string    // the decision
	Reason string    // why hours entered before are changed

	At   time.Time // when they were entered
	Post db.ID     // by which post
}

// AllHours are the hours that were entered and hold, by their first day.
func AllHours(tx *db.Tx) ([]Hours, error) {
	return db.All(tx, func(h *Hours) []any {
		w := &h.Week
		return []any{&h.From, &w[0], &w[1], &w[2], &w[3], &w[4], &w[5], &w[6], &h.CutOff, &h.Source, &h.Reason, db.Time(&h.At), db.Opt(&h.Post)}
	}, `select from_day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, cut_off, source, reason, at, post_id
		from office_hours where tenant_id = ?1 and ended_at is null order by from_day`)
}

// Weekdays are the fields of a week, Monday first, as forms name them.
var Weekdays = [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

const (
	longestDay = 12 * 60 // minutes
	mostSpans  = 4       // of a day
)

// engine is the hours as the engine knows them.
func (h Hours) engine() vn.Hours {
	e := vn.Hours{From: h.From, Source: h.Source}
	for i, text := range h.Week {
		e.Week[(i+1)%7], _ = vn.ParseShifts(text)
	}
	if h.CutOff != "" {
		e.CutOff, _ = vn.ParseClock(h.CutOff)
	}
	return e
}

// check reads the hours, writes them in one way and says everything that is wrong.
func (h *Hours) check(now time.Time, known []Hours) error {
	var f fault.Form
	today := vn.Today(now)
	f.Check(h.From.Valid() && h.From >= today.Add(-400) && h.From <= today.Add(400), "from", "Hãy ghi ngày bắt đầu áp dụng, trong khoảng một năm trước hoặc sau hôm nay.")
	total := 0
	for i, text := range h.Week {
		list, ok := vn.ParseShifts(text)
		minutes := 0
		var words []string
		for _, s := range list {
			minutes += s.To - s.From
			words = append(words, s.String())
		}
		if !ok || minutes > longestDay || len(list) > mostSpans {
			f.Add(Weekdays[i], "Giờ làm việc chưa đúng. Hãy ghi như 07:00-11:30, 13:30-17:00, từ sớm đến muộn, không chồng nhau, không quá 12 giờ một ngày; để trống nếu nghỉ.")
			continue
		}
		h.Week[i] = strings.Join(words, ",")
		if total += minutes; i < 5 && minutes == 0 {
			f.Add(Weekdays[i], "Ngày làm việc trong tuần phải có giờ. Muốn cơ quan nghỉ một ngày, hãy ghi ngày nghỉ đó.")
		}
	}
	f.Check(total <= 48*60, "monday", "Tổng giờ làm việc một tuần vượt 48 giờ (Bộ luật Lao động 45/2019/QH14, Điều 105). Hãy xem lại.")
	if h.CutOff = vn.Line(h.CutOff); h.CutOff != "" {
		n, ok := vn.ParseClock(h.CutOff)
		f.Check(ok && n > 0 && n < 24*60, "cut-off", "Giờ chốt tiếp nhận chưa đúng. Hãy ghi như 16:30, hoặc để trống.")
		h.CutOff = fmt.Sprintf("%02d:%02d", n/60, n%60)
	}
	h.Source, h.Reason = vn.Line(h.Source), vn.Line(h.Reason)
	checkSource(&f, h.Source)
	again := slices.ContainsFunc(known, func(k Hours) bool { return k.From == h.From })
	f.Check(!again || reasoned(h.Reason), "reason", "Đã có giờ làm việc từ ngày này. Hãy ghi lý do sửa, ít nhất 10 chữ cái.")
	f.Check(len(h.Reason) <= reasonLength, "reason", "Lý do dài quá. Hãy ghi ngắn lại.")
	return f.Err()
}

// EnterHours lays down the hours of the office from a day on and gives the
// calendar that follows. Hours entered before for the same day are kept beside,
// with the reason why others took their place.
func EnterHours(tx *db.Tx, who org.Who, h Hours) (*vn.Calendar, error) {
	who, err := who.As(org.Arrange, org.Thing{})
	if err != nil {
		return nil, err
	}
	known, err := AllHours(tx)
	if err != nil {
		return nil, err
	}
	if err := h.check(tx.Now, known); err != nil {
		return nil, err
	}
	entry, err := tx.Next(series, 0)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec("update office_hours set ended_at = ?3 where tenant_id = ?1 and from_day = ?2 and ended_at is null", h.From, tx.Now); err != nil {
		return nil, err
	}
	id, w := db.NewID(), h.Week
	if _, err := tx.Exec(`insert into office_hours (tenant_id, hours_id, from_day, monday, tuesday, wednesday, thursday, friday, saturday, sunday,
			cut_off, source, reason, entry, at, person_id, post_id)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)`,
		id, h.From, w[0], w[1], w[2], w[3], w[4], w[5], w[6], h.CutOff, h.Source, h.Reason, entry, tx.Now, who.Person, db.Null(who.Post)); err != nil {
		return nil, err
	}
	who.Did(tx, "hours-entered", id)
	return Of(tx)
}
