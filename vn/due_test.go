package vn

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/quick"
	"time"
)

func moments(from Day, hour, minute int) time.Time {
	return from.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func TestDeadlinesAsOfficesKnowThem(t *testing.T) {
	for _, c := range []struct {
		from        Day
		words       string
		day, inTime Day
		provisional bool
		why         string
	}{
		{"2026-02-13", "05 ngày làm việc", "2026-02-27", "2026-02-27", false, "Tết"},
		{"2026-02-13", "10 ngày", "2026-02-23", "2026-02-23", false, "days off count"},
		{"2026-02-13", "03 ngày", "2026-02-23", "2026-02-23", false, "the third day is Tết: the next working day"},
		{"2026-08-19", "10 ngày làm việc", "2026-09-04", "2026-09-04", false, "a worked Saturday counts, the National Days do not"},
		{"2026-08-15", "07 ngày", "2026-08-22", "2026-08-22", false, "a worked Saturday is no day off"},
		{"2025-04-25", "01 ngày làm việc", "2025-04-26", "2025-04-26", false, "Saturday 26/4/2025 was worked"},
		{"2026-11-23", "01 ngày làm việc", "2026-11-25", "2026-11-25", false, "24/11; the swap of 23/11 was never decided"},
		{"2026-11-20", "01 ngày làm việc", "2026-11-23", "2026-11-23", false, "23/11/2026 is worked"},
		{"2026-04-24", "01 ngày làm việc", "2026-04-28", "2026-04-28", false, "Giỗ Tổ on a Sunday, made up for on Monday"},
		{"2026-12-30", "05 ngày làm việc", "2027-01-07", "2027-01-07", true, "over the new year"},
		{"2027-02-01", "05 ngày làm việc", "2027-02-15", "2027-02-15", true, "Tết 2027 as the law lets expect it"},
		{"2030-01-31", "02 ngày làm việc", "2030-02-08", "2030-02-08", true, "Tết of 02/02/2030, not of the Chinese 03/02"},
		{"2026-01-31", "01 tháng", "2026-03-02", "2026-03-02", false, "February has no 31st, and the 28th is a Saturday"},
		{"2024-02-29", "01 năm", "2025-02-28", "2025-02-28", false, "no 29th of February"},
		{"2026-01-05", "2 tuần", "2026-01-19", "2026-01-19", false, "the corresponding day"},
		{"", "trước ngày 16/02/2026", "2026-02-15", "2026-02-23", false, "strict: the end of the day before, in time after Tết"},
		{"", "chậm nhất ngày 30/11/2026", "2026-11-30", "2026-11-30", false, "the day with it"},
		{"", "hoàn thành ngày 01/3/2026", "2026-03-01", "2026-03-02", false, "a Sunday"},
		{"", "trong tháng 3/2026", "2026-03-31", "2026-03-31", false, "its last day"},
		{"", "trong tháng 2/2028", "2028-02-29", "2028-02-29", true, "a leap year"},
		{"", "trước tháng 3/2026", "2026-02-28", "2026-03-02", false, "the month before"},
		{"", "quý II/2026", "2026-06-30", "2026-06-30", false, "its last day"},
		{"", "6 tháng đầu năm 2026", "2026-06-30", "2026-06-30", false, "its last day"},
		{"", "năm 2026", "2026-12-31", "2026-12-31", false, "its last day"},
		{"", "giai đoạn 2026 - 2030", "2030-12-31", "2030-12-31", true, "the end of the last year"},
		{"2026-03-02", "trước 05 ngày làm việc", "2026-02-23", "2026-02-23", false, "back over a weekend"},
		{"2026-02-24", "trước 02 ngày làm việc", "2026-02-13", "2026-02-13", false, "back over Tết"},
		{"2026-03-02", "trước 10 ngày", "2026-02-13", "2026-02-13", false, "back to a day off: the working day before"},
		{"2026-04-11", "hằng quý, chậm nhất ngày 10 tháng đầu quý sau", "2026-07-10", "2026-07-10", false, "the first quarter's day is past"},
		{"2026-04-10", "hằng quý, chậm nhất ngày 10 tháng đầu quý sau", "2026-04-10", "2026-04-10", false, "the first quarter's day is today"},
	} {
		d, ok := standard.Count(c.from, c.words)
		if !ok || d.Day != c.day || d.LastInTime != c.inTime || d.Provisional != c.provisional || d.Printed != c.words {
			t.Errorf("%s from %q: %v %s, in time until %s, provisional %v; want %s, %s, %v (%s)", c.words, c.from, ok, d.Day, d.LastInTime, d.Provisional, c.day, c.inTime, c.provisional, c.why)
		}
		if !d.At.Equal(c.inTime.Add(1).Time()) {
			t.Errorf("%s ends at %v", c.words, d.At)
		}
	}
	if d, _ := standard.Count("", "trước ngày 16/02/2026"); d.Lenient != "2026-02-16" {
		t.Errorf("read leniently it is %q", d.Lenient)
	}
	if r := mustRule(t, "giai đoạn 2026 - 2028"); len(r.Reviews()) != 3 || r.Reviews()[0] != "2026-12-31" {
		t.Errorf("the reviews are %v", r.Reviews())
	}
}

func TestDeadlinesInHours(t *testing.T) {
	for _, c := range []struct {
		from         Day
		hour, minute int
		words, want  string
	}{
		{"2026-02-12", 7, 0, "08 giờ làm việc", "2026-02-12T17:00"},
		{"2026-02-12", 15, 30, "08 giờ làm việc", "2026-02-13T15:30"},
		{"2026-02-13", 15, 30, "08 giờ làm việc", "2026-02-23T15:30"},
		{"2026-02-13", 16, 0, "04 giờ làm việc", "2026-02-23T10:00"},
		{"2026-02-13", 12, 0, "01 giờ làm việc", "2026-02-13T14:30"},
		{"2026-02-15", 9, 0, "01 giờ làm việc", "2026-02-23T08:00"},
		{"2026-08-21", 16, 0, "02 giờ làm việc", "2026-08-22T08:00"},
		{"2026-02-12", 9, 0, "24 giờ", "2026-02-13T09:00"},
		{"2026-02-13", 9, 0, "24 giờ", "2026-02-23T24:00"},
		{"2026-02-13", 9, 0, "trước 16 giờ 30", "2026-02-13T16:30"},
		{"2026-02-13", 9, 0, "trước 10 giờ ngày làm việc tiếp theo", "2026-02-23T10:00"},
		{"2026-02-13", 9, 0, "trước 10 giờ ngày hôm sau", "2026-02-14T10:00"},
		{"2026-02-13", 9, 0, "trước 24 giờ ngày 20/3/2026", "2026-03-20T24:00"},
	} {
		d := standard.DueAt(moments(c.from, c.hour, c.minute), mustRule(t, c.words))
		if d.ISO() != c.want {
			t.Errorf("%s from %s %02d:%02d is %s, want %s", c.words, c.from, c.hour, c.minute, d.ISO(), c.want)
		}
	}
	// 168 hours are 21 working days (the sum of the steps of a procedure).
	a, b := standard.Due("2026-03-02", WorkingHours(168)), standard.Due("2026-03-01", WorkingDays(21))
	if a.Day != b.Day || a.ISO() != string(a.Day)+"T17:00" {
		t.Errorf("168 hours end at %s, 21 days on %s", a.ISO(), b.ISO())
	}
}

func TestWhatComesInAfterTheCutOff(t *testing.T) {
	h := OfficeHours()
	h.From, h.CutOff = "2026-03-01", 15*60
	c := NewCalendar(nil).WithHours(h)
	for _, x := range []struct {
		day          Day
		hour, minute int
		received     Day
		later        bool
		hours        string
	}{
		{"2026-03-05", 15, 0, "2026-03-05", false, "2026-03-06T15:00"},
		{"2026-03-05", 15, 1, "2026-03-06", true, "2026-03-06T17:00"},
		{"2026-03-06", 16, 0, "2026-03-09", true, "2026-03-09T17:00"},
		{"2026-03-07", 9, 0, "2026-03-09", true, "2026-03-09T17:00"},
		{"2026-02-27", 16, 0, "2026-02-27", false, "2026-03-02T16:00"},
		{"2026-03-01", 9, 0, "2026-03-01", false, "2026-03-02T17:00"}, // the last working day had none
	} {
		at := moments(x.day, x.hour, x.minute)
		day, _, later := c.Received(at)
		if day != x.received || later != x.later {
			t.Errorf("%v is received on %s, later %v", at, day, later)
		}
		if d := c.DueAt(at, WorkingDays(1)); d.From != x.received || d.Later != x.later || d.Day != c.Add(x.received, 1) {
			t.Errorf("a day from %v is %+v", at, d)
		}
		if d := c.DueAt(at, WorkingHours(8)); d.ISO() != x.hours {
			t.Errorf("eight hours from %v are %s, want %s", at, d.ISO(), x.hours)
		}
	}
}

func TestAnOfficeEntersItsDays(t *testing.T) {
	tet := Day("2027-02-08")
	local := DayOff{Day: "2027-08-23", Name: "Nghỉ theo quyết định của tỉnh", Source: "QĐ 1"}
	plain := NewCalendar([]DayOff{local})
	if plain.WorkDay(local.Day) || plain.WorkDay(tet) || plain.Decided(2027) || !Standard().WorkDay(local.Day) {
		t.Error("a day entered stands beside what is proposed")
	}
	notice := NewCalendar([]DayOff{local, {Day: "2027-02-20", Work: true, Name: "Làm bù", Source: "TB 1"}}, 2027)
	if !notice.WorkDay(tet) || notice.WorkDay(local.Day) || !notice.WorkDay("2027-02-20") || !notice.Decided(2027) || notice.Decided(2028) || notice.WorkDay("2028-01-26") {
		t.Error("a year decided has the days of its notice and no other")
	}
	if o, ok := notice.Name(tet); ok {
		t.Errorf("%+v is still proposed", o)
	}
	if o, ok := plain.Name(tet); !ok || !o.Proposed {
		t.Errorf("%+v is no proposal", o)
	}
	if d := notice.Due("2027-01-29", WorkingDays(5)); d.Provisional || d.Day != "2027-02-05" {
		t.Errorf("counted over a decided year: %+v", d)
	}
	if again := NewCalendar([]DayOff{{Day: "2026-02-18", Work: true, Name: "Trực", Source: "QĐ 2"}}); !again.WorkDay("2026-02-18") || again.WorkDay("2026-02-19") {
		t.Error("what the office enters goes before what was decided")
	}
	half := Hours{From: "2026-06-01", Week: Weekdays(Shift{7 * 60, 11 * 60}, Shift{13 * 60, 17 * 60})}
	half.Week[time.Saturday] = []Shift{{7 * 60, 11 * 60}}
	c := NewCalendar(nil).WithHours(Hours{From: "2026-05-01"}, half)
	if got := c.AddMinutes(moments("2026-06-05", 16, 0), 120); !got.Equal(moments("2026-06-06", 8, 0)) || c.WorkDay("2026-06-06") {
		t.Errorf("a clock in hours runs on a Saturday morning, and it is no working day: %v", got)
	}
	if got := c.Open("2026-05-04"); len(got) != 2 || got[0].String() != "07:00-11:30" {
		t.Errorf("hours that nobody can work by are left out: %v", got)
	}
	if got := c.Open("2026-08-22"); len(got) != 2 || got[0].String() != "07:00-11:00" {
		t.Errorf("a worked Saturday has a Monday's hours: %v", got)
	}
}

func TestHoursAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"07:00-11:30, 13:30-17:00":     "07:00-11:30 13:30-17:00 ",
		"7h – 11h30; 13h30 - 17h":      "07:00-11:30 13:30-17:00 ",
		"7 giờ - 11 giờ 30 phút":       "07:00-11:30 ",
		"00:00-24:00":                  "00:00-24:00 ",
		"":                             "",
		"8":                            "no",
		"11:00-07:00":                  "no",
		"07:00-11:30, 11:00-17:00":     "no",
		"07:00-11:60":                  "no",
		"07:00-24:30":                  "no",
		"07:00-11:30, ":                "no",
		"sáng":                         "no",
		"07:00-11:30-12:00":            "no",
		"-07:00-11:30":                 "no",
		"99999999999999999999:00-12:0": "no",
	} {
		shifts, ok := ParseShifts(in)
		got := ""
		for _, s := range shifts {
			got += s.String() + " "
		}
		if !ok {
			got = "no"
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

// The laws that every deadline keeps, of offices made up at random.
func TestTheLawsOfCounting(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	offices := []*Calendar{Standard()}
	for range 5 {
		entered, years, hours := randomOffice(r)
		offices = append(offices, NewCalendar(entered, years...).WithHours(hours...))
	}
	law := func(name string, rule any) {
		t.Helper()
		if err := quick.Check(rule, &quick.Config{MaxCount: 3000}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	office := func(i uint8) *Calendar { return offices[int(i)%len(offices)] }
	day := func(n uint16) Day { return dayOf(yearStart[2020-firstYear] + int(n)%7000) }
	at := func(n uint16, m uint16) time.Time {
		return instant(yearStart[2020-firstYear]+int(n)%7000, int(m)%minutesADay)
	}
	law("a and then b are a and b together", func(o uint8, n uint16, a, b uint8) bool {
		c, d := office(o), day(n)
		return c.Add(c.Add(d, int(a)), int(b)) == c.Add(d, int(a)+int(b)) && c.Add(c.Add(d, -int(a)), -int(b)) == c.Add(d, -int(a)-int(b))
	})
	law("minutes a and then b are a and b together", func(o uint8, n, m, a, b uint16) bool {
		c, t := office(o), at(n, m)
		return c.AddMinutes(c.AddMinutes(t, int(a)), int(b)).Equal(c.AddMinutes(t, int(a)+int(b))) &&
			c.AddMinutes(c.AddMinutes(t, -int(a)), -int(b)).Equal(c.AddMinutes(t, -int(a)-int(b)))
	})
	law("never on a closed day", func(o uint8, n uint16, a uint8) bool {
		c, d, k := office(o), day(n), int(a)+1
		return c.WorkDay(c.Add(d, k)) && c.WorkDay(c.Add(d, -k)) && c.WorkDay(c.LastInTime(d)) &&
			c.WorkDay(c.Due(d, Rule{Kind: Within, Unit: CivilDay, N: k}).Day) && c.WorkDay(c.Due(d, Rule{Kind: Ahead, Unit: CivilDay, N: k}).Day)
	})
	law("hours end in a shift", func(o uint8, n, m, a uint16) bool {
		c := office(o)
		end := c.AddMinutes(at(n, m), int(a)+1)
		_, minute, _ := minuteOf(end)
		for _, s := range c.Open(Today(end)) {
			if s.From < minute && minute <= s.To {
				return true
			}
		}
		return false
	})
	law("what is added lies between", func(o uint8, n, m, a uint16) bool {
		c, a := office(o), a%9000
		t := at(n, m)
		return c.Between(day(n), c.Add(day(n), int(a))) == int(a) && c.Minutes(t, c.AddMinutes(t, int(a))) == int(a) && c.Minutes(c.AddMinutes(t, -int(a)), t) == int(a)
	})
	law("back again", func(o uint8, n uint16, a uint8) bool {
		c, d := office(o), day(n)
		return !c.WorkDay(d) || c.Add(c.Add(d, int(a)), -int(a)) == d
	})
	law("a later start or a longer time never ends earlier", func(o uint8, n, m, x uint16, a, b uint8) bool {
		c, t, u := office(o), at(n, m), at(n, m).Add(time.Duration(x)*time.Minute)
		k, l := 1+int(min(a, b)), 1+int(max(a, b))
		for _, unit := range []Unit{CivilDay, WorkingDay, Week, Month, WorkingHour} {
			short, long := Rule{Kind: Within, Unit: unit, N: k}, Rule{Kind: Within, Unit: unit, N: l}
			if c.DueAt(t, short).At.After(c.DueAt(t, long).At) || c.DueAt(t, short).At.After(c.DueAt(u, short).At) {
				return false
			}
		}
		return true
	})
	law("in time is in time", func(o uint8, n uint16) bool {
		c, d := office(o), day(n)
		return c.LastInTime(c.LastInTime(d)) == c.LastInTime(d) && c.LastInTime(d) >= d
	})
	law("to stop and go on at once changes nothing", func(o uint8, n, m uint16, a, b uint8) bool {
		c, d, t := office(o), day(n), at(n, m)
		k := 1 + int(a)
		p, q := d.Add(int(b)), t.Add(time.Duration(b)*time.Hour)
		return c.Resume(d, p, p) == d && c.ResumeAt(t, q, q).Equal(t) && c.Due(d, WorkingDays(k), PauseOn(p, p)) == c.Due(d, WorkingDays(k)) &&
			c.DueAt(t, WorkingHours(k), Pause{q, q}) == c.DueAt(t, WorkingHours(k))
	})
	law("one pause moves once", func(o uint8, n uint16, a, b, x uint8) bool {
		c, d := office(o), day(n)
		rule := WorkingDays(1 + int(a))
		p := PauseOn(d.Add(int(b)), d.Add(int(b)+int(x)))
		once := c.Due(d, rule, p)
		return c.Due(d, rule, p, p) == once && c.Due(d, rule, p, PauseOn(d.Add(int(b)), d.Add(int(b)+int(x)/2))) == once && once.Day == c.Resume(c.Due(d, rule).Day, d.Add(int(b)), d.Add(int(b)+int(x)))
	})
	law("an extension is later", func(o uint8, n uint16, a uint8) bool {
		c, d := office(o), day(n)
		days, ok := c.Extension(d, d.Add(int(a)))
		return ok == (days > 0) && (!ok || c.Add(c.LastInTime(d), days) == c.LastInTime(d.Add(int(a))))
	})
}

func TestWhereTheCalendarEnds(t *testing.T) {
	for words, from := range map[string]Day{"9999 năm": "2026-01-01", "9999 tháng": "2026-01-01", "9999 tuần": "2190-01-01", "9999 ngày làm việc": "2190-01-01", "9999 giờ làm việc": "2200-01-01", "5 ngày": "", "hằng năm": "", "trước 9999 ngày": "1920-01-01"} {
		if d, ok := standard.Count(from, words); ok || d.Day != "" {
			t.Errorf("%s from %q is %+v", words, from, d)
		}
		if text := standard.Account(from, mustRule(t, words)).Text(nil); text == "" {
			t.Errorf("%s from %q says nothing", words, from)
		}
	}
	for _, d := range []Day{"", "2026-02-30", "0001-01-01", "9999-12-31", "hôm nay"} {
		if standard.WorkDay(d) || standard.Add(d, 3) != d || standard.Between(d, "2026-01-01") != 0 || standard.LastInTime(d) != "" || standard.Open(d) != nil {
			t.Errorf("%q is taken for a day", d)
		}
	}
	if got := standard.Add("2201-12-30", 100); got != "" {
		t.Errorf("after the calendar comes %s", got)
	}
	if got := standard.AddMinutes(time.Date(2201, 12, 31, 0, 0, 0, 0, Office), 1e6); !got.IsZero() {
		t.Errorf("after the calendar comes %v", got)
	}
}

// The tables and the standard library agree on every day there is.
func TestEveryDayHasItsNumber(t *testing.T) {
	n := 0
	for d := date(firstYear, 1, 1); d.Year() <= lastYear; d = d.AddDate(0, 0, 1) {
		day := Day(key(d))
		if got, ok := day.number(); !ok || got != n || dayOf(n) != day || weekday(n) != d.Weekday() || !instant(n, 0).Equal(d) {
			t.Fatalf("%s is day %d, %v", day, got, ok)
		}
		n++
	}
	if known(n) || !known(n-1) {
		t.Errorf("the calendar has not %d days", n)
	}
}

func BenchmarkDeadlineInDays(b *testing.B) {
	rule := WorkingDays(5)
	days := []Day{"2026-02-13", "2026-08-19", "2027-12-30", "2031-05-05"}
	for i := 0; b.Loop(); i++ {
		if standard.Due(days[i%4], rule).Day == "" {
			b.Fatal("no day")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deadlines/s")
}

func BenchmarkDeadlineInHours(b *testing.B) {
	rule := WorkingHours(20)
	at := moments("2026-02-13", 15, 30)
	for b.Loop() {
		if standard.DueAt(at, rule).Day == "" {
			b.Fatal("no day")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deadlines/s")
}

func BenchmarkDeadlineDayAlone(b *testing.B) {
	for b.Loop() {
		if standard.Add("2026-02-13", 5) == "" {
			b.Fatal("no day")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deadlines/s")
}

func BenchmarkDeadlineMinuteAlone(b *testing.B) {
	at := moments("2026-02-13", 15, 30)
	for b.Loop() {
		if standard.AddMinutes(at, 1200).IsZero() {
			b.Fatal("no minute")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deadlines/s")
}

func BenchmarkCalendarOfAnOffice(b *testing.B) {
	entered := []DayOff{{Day: "2027-02-08"}, {Day: "2026-08-24"}}
	h := OfficeHours()
	h.From = "2026-01-01"
	for b.Loop() {
		NewCalendar(entered, 2027).WithHours(h)
	}
}

func FuzzParseShifts(f *testing.F) {
	for _, s := range []string{"07:00-11:30, 13:30-17:00", "7h – 11h30; 13h30 - 17h", "7 giờ - 11 giờ 30 phút", "0:0-24:00", "-", ",,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shifts, ok := ParseShifts(s)
		if !ok || len(shifts) == 0 {
			return
		}
		if h := (Hours{Week: Weekdays(shifts...)}); !h.Valid() {
			t.Fatalf("%q is read as %v, by which nobody can work", s, shifts)
		}
		printed := ""
		for _, s := range shifts {
			printed += ", " + s.String()
		}
		if again, ok := ParseShifts(printed[2:]); !ok || !slices.Equal(again, shifts) {
			t.Fatalf("%q is printed as %q, and that is read as %v", s, printed[2:], again)
		}
	})
}
