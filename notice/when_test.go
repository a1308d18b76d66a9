package notice_test

import (
	"testing"
	"time"

	. "sauro/notice"
	"sauro/vn"
)

// Silence at night and on days off; what is legal leaves on days off, and at any
// hour where waiting would carry it past its last day.
func TestWhenMessagesMayLeave(t *testing.T) {
	const friday, saturday, monday = vn.Day("2026-09-18"), vn.Day("2026-09-19"), vn.Day("2026-09-21")
	for _, c := range []struct {
		at    time.Time
		legal bool
		last  vn.Day
		want  time.Time
	}{
		{at(friday, 9, 0), false, "", at(friday, 9, 0)},
		{at(friday, 7, 0), false, "", at(friday, 7, 0)},
		{at(friday, 6, 59), false, "", at(friday, 7, 0)},
		{at(friday, 19, 59), false, "", at(friday, 19, 59)},
		{at(friday, 20, 0), false, "", at(monday, 7, 0)},
		{at(saturday, 10, 0), false, "", at(monday, 7, 0)},
		{at(saturday, 3, 0), false, "", at(monday, 7, 0)},
		{at(saturday, 10, 0), true, "", at(saturday, 10, 0)},
		{at(friday, 22, 0), true, "", at(saturday, 7, 0)},
		{at(friday, 22, 0), true, friday, at(friday, 22, 0)},        // its last day is today
		{at(friday, 22, 0), true, saturday, at(saturday, 7, 0)},     // in time tomorrow
		{at(friday, 3, 0), true, friday, at(friday, 7, 0)},          // in time in four hours
		{at(monday, 3, 0), true, friday, at(monday, 3, 0)},          // over already: at once
		{at("2026-09-01", 9, 0), false, "", at("2026-09-03", 7, 0)}, // 01/9 and 02/9 are days off
		{at("2026-08-22", 9, 0), false, "", at("2026-08-22", 9, 0)}, // a Saturday that is worked
		{at("2026-08-31", 9, 0), false, "", at("2026-09-03", 7, 0)}, // for which this Monday is off
	} {
		if got := OpenAt(UsualHours, vn.Standard().WorkDay, c.at, c.legal, c.last); !got.Equal(c.want) {
			t.Errorf("from %s, legal %v, last day %q: %s, not %s", c.at.In(vn.Office), c.legal, c.last, got.In(vn.Office), c.want.In(vn.Office))
		}
	}
}

func TestClocksAreReadAsTyped(t *testing.T) {
	for s, want := range map[string]int{"07:15": 435, "7:15": 435, "7h15": 435, "7h": 420, "00:00": 0, "23:59": 1439} {
		if got, ok := ParseClock(s); !ok || got != want {
			t.Errorf("%q is %d, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "7", "24:00", "07:60", "-1:00", "7:15x", "h", "07:15:30", "７:15"} {
		if got, ok := ParseClock(s); ok {
			t.Errorf("%q is taken for %d", s, got)
		}
	}
	if Clock(435) != "07:15" {
		t.Error(Clock(435))
	}
}

func FuzzClock(f *testing.F) {
	f.Add("7h15")
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := ParseClock(s); ok {
			if again, ok := ParseClock(Clock(n)); !ok || again != n || n < 0 || n >= 24*60 {
				t.Errorf("%q is %d and %q", s, n, Clock(n))
			}
		}
	})
}

func FuzzPhone(f *testing.F) {
	f.Add("+84 905 123 456")
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := ParsePhone(s); ok {
			if again, ok := ParsePhone(n); !ok || again != n || len(n) != 11 {
				t.Errorf("%q is %q and %q", s, n, again)
			}
		}
	})
}
