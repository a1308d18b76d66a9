package notice

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Hours are when messages may leave the house, in minutes after midnight of the
// office's day: from From until before To, and all of a morning at Morning.
type Hours struct {
	From, To, Morning int
}

// UsualHours hold where the office has set none: 07:00 to 20:00, mornings at 07:15.
var UsualHours = Hours{7 * 60, 20 * 60, 7*60 + 15}

const hoursWay Way = "hours" // the row of channel that holds them

// Clock writes minutes after midnight as people do: 07:15.
func Clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

var clockShape = regexp.MustCompile(`^([01]?[0-9]|2[0-3])(?:[:h]([0-5][0-9])|h)$`)

// ParseClock reads 07:15, 7:15, 7h15 or 7h.
func ParseClock(s string) (minutes int, ok bool) {
	m := clockShape.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[1])
	minutes, _ = strconv.Atoi(m[2]) // "" is none
	return hours*60 + minutes, true
}

func (h Hours) check() error {
	var f fault.Form
	f.Check(0 <= h.From && h.From < h.To && h.To <= 24*60, "to", "Giờ ngừng gửi phải sau giờ bắt đầu gửi.")
	f.Check(h.From <= h.Morning && h.Morning < h.To, "morning", "Giờ gửi bản tổng hợp phải nằm trong giờ được gửi.")
	return f.Err()
}

func hoursFrom(settings string) (Hours, error) {
	h := UsualHours
	if settings != "" {
		if err := json.Unmarshal([]byte(settings), &h); err != nil {
			return h, fmt.Errorf("notice: %w", err)
		}
	}
	return h, nil
}

// HoursOf are the hours of the office.
func HoursOf(tx *db.Tx) (Hours, error) {
	settings, err := db.Value[string](tx, "select settings from channel where tenant_id = ?1 and way = ?2", hoursWay)
	if err != nil {
		return UsualHours, err
	}
	return hoursFrom(settings)
}

// times knows when something may go out of one office.
type times struct {
	Hours
	workDay func(vn.Day) bool
}

func clockAt(day vn.Day, minutes int) time.Time {
	return day.Time().Add(time.Duration(minutes) * time.Minute).UTC()
}

// open is the first instant from at on at which a message may leave: in the hours
// of a working day. What is legal leaves on days off too, in the same hours; and
// where waiting would carry it past its last day, at any hour.
func (c times) open(at time.Time, legal bool, last vn.Day) time.Time {
	day := vn.Today(at)
	next := at
	switch may := legal || c.workDay(day); {
	case may && at.Before(clockAt(day, c.From)):
		next = clockAt(day, c.From)
	case !may || !at.Before(clockAt(day, c.To)):
		next = clockAt(c.after(day, legal), c.From)
	}
	if legal && last != "" && vn.Today(next) > last {
		return at
	}
	return next
}

// after is the next day on which a message may leave.
func (c times) after(day vn.Day, legal bool) vn.Day {
	for day = day.Add(1); !legal && !c.workDay(day); day = day.Add(1) {
	}
	return day
}

// morning is the next day whose morning message is still to come.
func (c times) morning(at time.Time, legal bool) vn.Day {
	day := vn.Today(at)
	if (legal || c.workDay(day)) && at.Before(clockAt(day, c.Morning)) {
		return day
	}
	return c.after(day, legal)
}
