package calendar_test

import (
	"strings"
	"testing"

	. "sauro/calendar"
	"sauro/db"
	"sauro/org"
)

func week(weekday string) [7]string {
	return [7]string{weekday, weekday, weekday, weekday, weekday, "", ""}
}

func summer() Hours {
	return Hours{From: "2026-04-15", Week: week("07:00-11:30,13:30-17:00"), Source: "QĐ 10/2026/QĐ-UBND"}
}

func winter() Hours {
	return Hours{From: "2026-10-15", Week: week("7h30 - 11h30; 13h30-17h30"), CutOff: "16h30", Source: "QĐ 10/2026/QĐ-UBND"}
}

func (o *office) hours(h Hours) func(tx *db.Tx) error {
	return func(tx *db.Tx) error { _, err := EnterHours(tx, o.who[org.Clerk], h); return err }
}

func TestHoursHoldFromTheirDay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.ok(o.hours(winter()))
		o.ok(o.hours(summer()))
		var all []Hours
		o.view(func(tx *db.Tx) (err error) { all, err = AllHours(tx); return err })
		if len(all) != 2 || all[0].From != "2026-04-15" || all[1].Week[4] != "07:30-11:30,13:30-17:30" || all[1].CutOff != "16:30" || all[1].Week[5] != "" {
			t.Errorf("the hours are %+v", all)
		}
		// Again for the same day: with a reason, and the row before is kept.
		o.refused(o.hours(winter()), "reason")
		h := winter()
		h.Week[5], h.Reason = "07:30-11:30", "Bộ phận một cửa làm sáng thứ Bảy."
		o.ok(o.hours(h))
		o.view(func(tx *db.Tx) (err error) {
			if all, err = AllHours(tx); err != nil {
				return err
			}
			n, err := db.Value[int](tx, "select count(*) from office_hours where tenant_id = ?1")
			if len(all) != 2 || all[1].Week[5] != "07:30-11:30" || n != 3 {
				t.Errorf("%d rows, the hours are %+v", n, all)
			}
			return err
		})
	})
}

func TestHoursThatAreNone(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		wrong := func(field string, f func(h *Hours)) {
			t.Helper()
			h := summer()
			f(&h)
			o.refused(o.hours(h), field)
		}
		for _, text := range []string{"07:00", "11:30-07:00", "07:00-11:30-17:00", "07:00-12:00,11:00-17:00", "25:00-26:00", "07:61-08:00", "-1:00-5:00",
			"bảy giờ", "00:00-24:00", "07:00-08:00,09:00-10:00,11:00-12:00,13:00-14:00,15:00-16:00", strings.Repeat("07:00-08:00,", 5000), "'; --"} {
			wrong("tuesday", func(h *Hours) { h.Week[1] = text })
		}
		wrong("friday", func(h *Hours) { h.Week[4] = "" })
		wrong("monday", func(h *Hours) {
			h.Week = [7]string{"06:00-18:00", "06:00-18:00", "06:00-18:00", "06:00-18:00", "06:00-18:00"}
		})
		wrong("from", func(h *Hours) { h.From = "2020-01-01" })
		wrong("from", func(h *Hours) { h.From = "mai" })
		wrong("cut-off", func(h *Hours) { h.CutOff = "muộn" })
		wrong("source", func(h *Hours) { h.Source = "" })
		if n := o.entries(); n != 0 {
			t.Errorf("%d entries were laid down", n)
		}
	})
}
