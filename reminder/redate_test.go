package reminder_test

import (
	"strings"
	"testing"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/reminder"
	"sauro/task"
	"sauro/vn"
)

// counted is a time of so many working days from the day of issue.
func counted(words string) task.Due { return task.Due{Kind: task.ByDate, Rule: words, From: "typed"} }

func dayOff(day vn.Day) calendar.Entry {
	return calendar.Entry{Source: "CV 100/UBND-NC", On: "2026-01-05", Lines: []calendar.Line{{Day: day, Name: "Nghỉ bão"}}}
}

// entering enters a day off and gives what moved, as "NV-2026-0001 12/01/2026 13/01/2026".
func (o *office) entering(e calendar.Entry) (moved []string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		list, err := reminder.EnterDays(tx, o.who[clerk], e)
		for _, m := range list {
			moved = append(moved, m.Ref+" "+m.Was.String()+" "+m.Due.String())
		}
		return err
	})
	return moved
}

// dues are the last days of the tasks as everybody reads them.
func (o *office) dues() map[string]vn.Day {
	o.t.Helper()
	all := map[string]vn.Day{}
	o.ok(func(tx *db.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var ref string
			var due vn.Day
			err := scan(&ref, &due)
			all[ref] = due
			return err
		}, "select ref, due_date from task where tenant_id = ?1")
	})
	return all
}

// words are the notices of a kind that a post was told.
func (o *office) words(post, kind string) (list []string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var says string
			err := scan(&says)
			list = append(list, says)
			return err
		}, "select says || ' ' || link || ' ' || coalesce(due_on, '') from notice where tenant_id = ?1 and person_id = ?2 and kind = ?3 order by notice_id", o.who[post].Person, kind)
	})
	return list
}

func TestADayOffMovesWhatIsOpenAndCounted(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		five, ten, chosen, stopped := o.task(counted("05 ngày làm việc")), o.task(counted("10 ngày làm việc")), o.task(byDay("2026-01-13")), o.task(counted("05 ngày làm việc"))
		o.ok(func(tx *db.Tx) error { return task.Cancel(tx, o.who[clerk], stopped, 2, "Không làm nữa.") })
		before := o.dues()
		if before[five] != "2026-01-10" { // a Saturday that is worked for 02/01
			t.Fatalf("the last days are %v", before)
		}
		moved := strings.Join(o.entering(dayOff("2026-01-08")), "; ")
		after := o.dues()
		days := vn.NewCalendar([]vn.DayOff{{Day: "2026-01-08"}})
		for ref, n := range map[string]int{five: 5, ten: 10} {
			if want := days.Add("2026-01-05", n); after[ref] != want || after[ref] == before[ref] {
				t.Errorf("%s was due on %s and is on %s, want %s", ref, before[ref], after[ref], want)
			}
			if want := ref + " " + before[ref].String() + " " + after[ref].String(); !strings.Contains(moved, want) {
				t.Errorf("%q is not told among %q", want, moved)
			}
		}
		for _, ref := range []string{chosen, stopped} {
			if after[ref] != before[ref] {
				t.Errorf("%s moved from %s to %s", ref, before[ref], after[ref])
			}
		}
		told := strings.Join(o.words(culture, "redated"), "\n")
		if strings.Count(told, "\n") != 1 || !strings.Contains(told, five) || !strings.Contains(told, ten) || !strings.Contains(told, calendar.AccountPage+"?") ||
			!strings.Contains(told, string(after[ten])) || strings.Contains(told, "kế hoạch") {
			t.Errorf("who has to act was told\n%s", told)
		}
		if told := o.words(chairman, "redated"); len(told) > 0 {
			t.Errorf("whom it does not concern was told %q", told)
		}
		// There and back again is told again.
		back := dayOff("2026-01-08")
		back.Lines[0].Plain, back.Reason = true, "Bão đổi hướng, vẫn làm việc."
		o.at("2026-01-05", 9)
		o.entering(back)
		if after = o.dues(); after[five] != before[five] || after[ten] != before[ten] {
			t.Errorf("taken back, the last days are %v, not %v", after, before)
		}
		if n := len(o.words(culture, "redated")); n != 4 {
			t.Errorf("%d notices, want 4", n)
		}
	})
}

func TestHoursMoveNothingThatIsCountedInDays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.task(counted("05 ngày làm việc"))
		before := o.dues()
		o.ok(func(tx *db.Tx) error {
			day := "07:30-11:30,13:30-17:30"
			moved, err := reminder.EnterHours(tx, o.who[clerk], calendar.Hours{From: "2026-01-01", Week: [7]string{day, day, day, day, day}, Source: "QĐ 1/QĐ-UBND"})
			if len(moved) > 0 {
				t.Errorf("moved: %v", moved)
			}
			return err
		})
		for ref, due := range o.dues() {
			if due != before[ref] {
				t.Errorf("%s moved to %s", ref, due)
			}
		}
	})
}

func TestOnlyWhoArrangesMovesDays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(counted("05 ngày làm việc"))
		before := o.dues()[ref]
		for _, post := range []string{head, culture, superior} {
			err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error {
				_, err := reminder.EnterDays(tx, o.who[post], dayOff("2026-01-08"))
				return err
			})
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", post, err)
			}
		}
		err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error {
			_, err := reminder.EnterHours(tx, org.Who{}, calendar.Hours{})
			return err
		})
		if !fault.Is(err, fault.SignIn) {
			t.Errorf("nobody: %v", err)
		}
		if o.dues()[ref] != before {
			t.Error("the day has moved all the same")
		}
	})
}

func TestADayThatSomebodyChoseMovesWhereItBecomesADayOff(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		on, other := o.task(byDay("2026-01-13")), o.task(byDay("2026-01-14"))
		if moved := o.entering(dayOff("2026-01-13")); len(moved) != 1 || moved[0] != on+" 13/01/2026 14/01/2026" {
			t.Errorf("moved %v, want the task due on the day off alone, not %s", moved, other)
		}
		if after := o.dues(); after[on] != "2026-01-13" {
			t.Errorf("the day that was chosen is %s now", after[on])
		}
		if told := o.words(culture, "redated"); len(told) != 1 || !strings.Contains(told[0], on) {
			t.Errorf("told %v", told)
		}
		o.at("2026-01-14", 9)
		o.ok(func(tx *db.Tx) error {
			got, err := task.Get(tx, o.who[clerk], on)
			if got.Timing() == task.Late {
				t.Error("late on the day it is still in time")
			}
			return err
		})
	})
}
