package calendar_test

import (
	"slices"
	"strings"
	"testing"

	. "sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

func (o *office) entering(e Entry) func(tx *db.Tx) error {
	return func(tx *db.Tx) error { _, err := EnterDays(tx, o.who[org.Clerk], e); return err }
}

// now is the office's calendar as a reader finds it.
func (o *office) now() (c *vn.Calendar) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) { c, err = Of(tx); return err })
	return c
}

// year2027 is a notice of 2027 with a swap.
func year2027() Entry {
	e := Entry{Year: 2027, Source: "TB 9999/TB-BNV", On: "2026-11-20"}
	e.Lines = append(e.Lines, []Line{
		{Day: "2027-01-01", Name: "Tết Dương lịch"},
		{Day: "2027-02-05", Name: "Tết Âm lịch"}, {Day: "2027-02-08", Name: "Tết Âm lịch"}, {Day: "2027-02-09", Name: "Tết Âm lịch"}, {Day: "2027-02-10", Name: "Tết Âm lịch"},
		{Day: "2027-04-16", Name: "Giỗ Tổ Hùng Vương"}, {Day: "2027-04-30", Name: "Ngày Chiến thắng"}, {Day: "2027-05-03", Name: "Nghỉ bù Ngày Quốc tế lao động"},
		{Day: "2027-09-02", Name: "Quốc khánh"}, {Day: "2027-09-03", Name: "Quốc khánh"},
		{Day: "2027-11-24", Name: "Ngày Văn hóa Việt Nam"},
		{Day: "2027-02-11", Name: "Nghỉ hoán đổi", Worked: "2027-02-20"},
	}...)
	return e
}

func single(day vn.Day, name string) Entry {
	return Entry{Source: "CV 100/UBND-NC", On: "2026-11-20", Lines: []Line{{Day: day, Name: name}}}
}

const reason = "Thông báo trước ghi sai ngày."

func TestAYearsNoticeDecidesItsDays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.ok(o.entering(year2027()))
		c := o.now()
		for day, works := range map[vn.Day]bool{
			"2027-01-01": false, "2027-02-11": false, "2027-02-20": true, "2027-02-12": true, "2027-02-13": false,
			"2027-09-01": true, "2027-09-03": false, "2026-11-24": false, "2026-08-22": true,
		} {
			if c.WorkDay(day) != works {
				t.Errorf("%s: worked is %v", day, c.WorkDay(day))
			}
		}
		if o, named := c.Name("2027-02-20"); !named || !o.Work || o.Source != "TB 9999/TB-BNV" || !strings.Contains(o.Name, "11/02/2027") {
			t.Errorf("the worked Saturday is %+v", o)
		}
		o.view(func(tx *db.Tx) error {
			years, err := Years(tx)
			if err != nil {
				return err
			}
			of := map[int]Year{}
			for _, y := range years {
				of[y.Year] = y
			}
			if y := of[2027]; !y.Decided || !y.Entered || y.Source != "TB 9999/TB-BNV" || y.On != "2026-11-20" || y.Post != o.who[org.Clerk].PostTitle || len(y.Days) != 13 {
				t.Errorf("2027 is %+v", y)
			}
			if y := of[2026]; !y.Decided || y.Entered {
				t.Errorf("2026 is %+v", y)
			}
			if y := of[2028]; y.Decided || y.Entered {
				t.Errorf("2028 is %+v", y)
			}
			return nil
		})
	})
}

func TestAYearEnteredAgainNeedsAReasonAndLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.ok(o.entering(year2027()))
		alone := single("2027-03-01", "Quốc tang")
		o.ok(o.entering(alone))
		again := year2027()
		again.Lines = again.Lines[:11] // without the swap
		again.Source = "TB 10000/TB-BNV"
		o.refused(o.entering(again), "reason")
		again.Reason = reason
		o.ok(o.entering(again))
		c := o.now()
		if !c.WorkDay("2027-02-11") || c.WorkDay("2027-02-20") {
			t.Error("the swap of the notice before still holds")
		}
		if c.WorkDay("2027-03-01") {
			t.Error("a day that was decided alone was lost with the notice of the year")
		}
		o.view(func(tx *db.Tx) error {
			n, err := db.Value[int](tx, "select count(*) from calendar_day where tenant_id = ?1")
			if err == nil && n != 13+1+11 {
				t.Errorf("%d rows are kept of all that was entered", n)
			}
			changes, err2 := Changes(tx, 100)
			if len(changes) != n || changes[0].Reason != reason || !changes[0].EndedAt.IsZero() || changes[n-1].EndedAt.IsZero() {
				t.Errorf("%d changes, the first %+v, the last %+v", len(changes), changes[0], changes[len(changes)-1])
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}

func TestADecidedYearIsReplacedWhole(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		e := Entry{Year: 2026, Source: "TB 1/TB-BNV", On: "2026-01-05", Lines: []Line{{Day: "2026-01-01", Name: "Tết Dương lịch"}}}
		o.refused(o.entering(e), "reason")
		e.Reason = reason
		o.ok(o.entering(e))
		c := o.now()
		if c.WorkDay("2026-01-01") || !c.WorkDay("2026-01-02") || c.WorkDay("2026-08-22") || !c.WorkDay("2026-11-24") {
			t.Error("days of the notice before still hold")
		}
		if c.WorkDay("2025-09-02") {
			t.Error("another year was changed")
		}
	})
}

func TestSingleDays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.ok(o.entering(single("2026-12-07", "Nghỉ khắc phục hậu quả bão")))
		if o.now().WorkDay("2026-12-07") {
			t.Fatal("the day is worked")
		}
		// Known already: a reason is needed, and the same day again is another row.
		o.refused(o.entering(single("2026-12-07", "Nghỉ bão số 14")), "reason")
		o.refused(o.entering(single("2026-11-24", "Nghỉ khác")), "reason")
		back := Entry{Source: "CV 101/UBND-NC", On: "2026-11-21", Lines: []Line{{Day: "2026-12-07", Plain: true}}}
		o.refused(o.entering(back), "reason")
		back.Reason = "Bão đổi hướng, cơ quan làm việc bình thường."
		o.ok(o.entering(back))
		if !o.now().WorkDay("2026-12-07") {
			t.Error("the day that was taken back is still off")
		}
		o.refused(o.entering(back), "day-0") // there is nothing left to take back

		// A day of the State's own notice can be taken back too.
		back.Lines = []Line{{Day: "2026-11-24", Plain: true}}
		o.ok(o.entering(back))
		if !o.now().WorkDay("2026-11-24") {
			t.Error("24/11 is still off")
		}
	})
}

func TestASwapHasTwoSides(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		e := single("2026-11-30", "Nghỉ hoán đổi")
		swap := func(worked vn.Day) Entry { e.Lines[0].Worked = worked; return e }
		o.refused(o.entering(swap("2026-12-01")), "worked-0") // a weekday
		o.refused(o.entering(swap("2027-11-27")), "worked-0") // a year off
		o.refused(o.entering(swap("2026-13-01")), "worked-0") // no day
		o.refused(o.entering(swap("2026-11-30")), "worked-0") // the day itself
		o.ok(o.entering(swap("2026-12-05")))
		c := o.now()
		if c.WorkDay("2026-11-30") || !c.WorkDay("2026-12-05") {
			t.Fatal("the swap does not hold")
		}
		// The same Saturday cannot be worked for two days.
		two := single("2026-12-01", "Nghỉ hoán đổi")
		two.Lines[0].Worked = "2026-12-05"
		o.refused(o.entering(two), "worked-0")
		// A day of rest has nothing to swap.
		sunday := single("2026-12-06", "Nghỉ hoán đổi")
		sunday.Lines[0].Worked = "2026-12-12"
		o.refused(o.entering(sunday), "day-0")
		// With one side the other goes too.
		o.ok(o.entering(Entry{Source: "CV 1/UB", On: "2026-11-21", Reason: reason, Lines: []Line{{Day: "2026-11-30", Plain: true}}}))
		if c = o.now(); !c.WorkDay("2026-11-30") || c.WorkDay("2026-12-05") {
			t.Error("one side of the swap was left")
		}
	})
}

func TestASwapThatMovesTakesItsOldSideAlong(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		e := single("2026-11-30", "Nghỉ hoán đổi")
		e.Lines[0].Worked = "2026-12-05"
		o.ok(o.entering(e))
		e.Lines[0].Worked, e.Reason = "2026-12-12", reason
		o.ok(o.entering(e))
		if c := o.now(); c.WorkDay("2026-11-30") || c.WorkDay("2026-12-05") || !c.WorkDay("2026-12-12") {
			t.Error("the Saturday first named is still worked")
		}
	})
}

func TestNonsenseIsRefused(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		good := single("2026-12-07", "Nghỉ bão")
		change := func(f func(e *Entry)) func(tx *db.Tx) error {
			e := good
			e.Lines = append([]Line(nil), good.Lines...)
			f(&e)
			return o.entering(e)
		}
		o.refused(change(func(e *Entry) { e.Source = " \u200b " }), "source")
		o.refused(change(func(e *Entry) { e.Source = strings.Repeat("x", 10_000) }), "source")
		o.refused(change(func(e *Entry) { e.On = "2026-11-24" }), "on") // tomorrow
		o.refused(change(func(e *Entry) { e.On = "hôm qua" }), "on")
		o.refused(change(func(e *Entry) { e.Lines = nil }), "lines")
		o.refused(change(func(e *Entry) { e.Lines = make([]Line, 5) }), "lines")
		o.refused(change(func(e *Entry) { e.Lines = append(make([]Line, 3), Line{Name: "Nghỉ"}) }), "day-3")
		o.refused(change(func(e *Entry) { e.Lines = slices.Repeat(e.Lines, 1000) }), "lines")
		o.refused(change(func(e *Entry) { e.Lines[0].Day = "'; drop table task; --" }), "day-0")
		o.refused(change(func(e *Entry) { e.Lines[0].Day = "9999-12-31" }), "day-0")
		o.refused(change(func(e *Entry) { e.Lines[0].Day = "2026-12-06" }), "day-0") // a Sunday
		o.refused(change(func(e *Entry) { e.Lines[0].Name = "" }), "name-0")
		o.refused(change(func(e *Entry) { e.Lines[0].Name = strings.Repeat("ngày ", 200) }), "name-0")
		o.refused(change(func(e *Entry) { e.Lines = append(e.Lines, e.Lines[0]) }), "day-1")
		o.refused(change(func(e *Entry) { e.Reason = strings.Repeat("vì ", 2000) }), "reason")
		o.refused(change(func(e *Entry) { e.Year = 2024; e.Reason = reason }), "year", "day-0")
		o.refused(change(func(e *Entry) { e.Year = 1 << 40 }), "year")
		o.refused(change(func(e *Entry) { e.Year = -5 }), "year")
		o.refused(change(func(e *Entry) { e.Year = 2027 }), "day-0", "lines") // another year's day; the days of the law are missing
		o.refused(change(func(e *Entry) { e.Year = 2027; e.Lines = []Line{{Day: "2027-05-05", Plain: true}} }), "day-0")
		o.ok(change(func(e *Entry) { e.Lines[0].Name = "<script>alert(1)</script> \u202e ngược" }))
		o.ok(change(func(e *Entry) {
			e.Lines[0].Day = "2026-12-06"
			e.Reason = "Nghỉ liên tục từ thứ Bảy vì bão."
		}))
		if n := o.entries(); n != 2 {
			t.Errorf("%d entries were laid down", n)
		}
	})
}

// entries is how often something was entered.
func (o *office) entries() (n int64) {
	o.t.Helper()
	o.view(func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](tx, "select last from counter where tenant_id = ?1 and series = 'calendar'")
		return err
	})
	return n
}

func TestOnlyWhoArrangesEnters(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, role := range org.Roles {
			who, exists := o.who[role]
			if !exists {
				continue
			}
			may := role == org.Chairman || role == org.Clerk
			for what, do := range map[string]func(tx *db.Tx) error{
				"days":  func(tx *db.Tx) error { _, err := EnterDays(tx, who, single("2026-12-08", "Nghỉ bão")); return err },
				"hours": func(tx *db.Tx) error { _, err := EnterHours(tx, who, summer()); return err },
				"days by nobody": func(tx *db.Tx) error {
					_, err := EnterDays(tx, org.Who{}, single("2026-12-08", "Nghỉ bão"))
					return err
				},
			} {
				err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error {
					if err := do(tx); err != nil {
						return err
					}
					return errUndo
				})
				switch {
				case what == "days by nobody":
					if !fault.Is(err, fault.SignIn) {
						t.Errorf("nobody: %v", err)
					}
				case may && err != errUndo, !may && !fault.Is(err, fault.Denied):
					t.Errorf("%s as %s: %v", what, role, err)
				}
			}
		}
	})
}

var errUndo = fault.New(fault.Busy, "undo")

// A year's notice is entered from what is known of the year, and what is known
// can be entered as it stands.
func TestTheDraftOfAYearCanBeEntered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, year := range []int{2026, 2027, 2028, 2029} {
			before := o.now()
			var lines []Line
			o.view(func(tx *db.Tx) (err error) { lines, err = Draft(tx, year); return err })
			if len(lines) < 8 {
				t.Errorf("%d: only %d lines: %v", year, len(lines), lines)
			}
			e := Entry{Year: year, Source: "TB 1/TB-BNV", On: "2026-11-20", Lines: lines}
			if year == 2026 {
				e.Reason = reason
			}
			o.ok(o.entering(e))
			after := o.now()
			if before.Decided(year) != (year == 2026) || !after.Decided(year) {
				t.Errorf("%d: decided before is %v, after %v", year, before.Decided(year), after.Decided(year))
			}
			for d := vn.Day("2026-01-01"); d < "2031-01-01"; d = d.Add(1) {
				if before.WorkDay(d) != after.WorkDay(d) {
					t.Errorf("%d: %s is worked %v, and was %v before it was entered", year, d, after.WorkDay(d), before.WorkDay(d))
				}
			}
			var again []Line
			o.view(func(tx *db.Tx) (err error) { again, err = Draft(tx, year); return err })
			if !slices.Equal(lines, again) {
				t.Errorf("%d was drafted as\n%v and is\n%v", year, lines, again)
			}
		}
	})
}
