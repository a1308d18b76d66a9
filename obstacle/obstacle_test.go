package obstacle_test

import (
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/obstacle"
	"sauro/org"
	"sauro/task"
)

func TestAReportOfProgressRaisesTheObstacleAndBringsItUpToDate(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(culture)
		fail(t, o.reports(culture, ref, "Thiếu phòng học"))
		p := o.page("VM-2026-0001")
		if p.State != New || p.Class != "" || p.Power != Undecided || p.Says != "Thiếu phòng học" || len(p.Tasks) != 1 || p.Tasks[0].Ref != ref || len(p.Reporters) != 1 || p.Since != "2026-03-02" {
			t.Fatalf("%+v", p)
		}
		if o.told(clerk, "obstacle") != 1 || o.told(chairman, "obstacle") != 1 {
			t.Error("nobody was told that an obstacle waits to be decided")
		}
		// The same text again changes nothing.
		fail(t, o.reports(culture, ref, "Thiếu phòng học"))
		if got := o.page(p.Ref); got.Version != p.Version || len(got.Events) != 1 {
			t.Errorf("the same text made version %d with %d events", got.Version, len(got.Events))
		}
		fail(t, o.reports(culture, ref, "Thiếu phòng học và máy tính"))
		if got := o.page(p.Ref); got.Says != "Thiếu phòng học và máy tính" || got.Events[0].Kind != "updated" {
			t.Errorf("says %q after %s", got.Says, got.Events[0].Kind)
		}
		// Text emptied: the reporter says that it is over.
		fail(t, o.reports(culture, ref, ""))
		if got := o.page(p.Ref); got.State != Closed || got.Solution == "" || got.Events[0].Kind != "closed" {
			t.Errorf("%s, %q, %s", got.State, got.Solution, got.Events[0].Kind)
		}
		// What comes back is another obstacle.
		fail(t, o.reports(culture, ref, "Thiếu máy chiếu"))
		if got := o.page("VM-2026-0002"); got.State != New {
			t.Errorf("%s", got.State)
		}
		fail(t, o.reports(culture, ref, ""))
		// One that was raised in another way is not what the report speaks of.
		fail(t, o.decide(clerk, o.raised(culture, ref), Decision{Power: Beyond, Class: Money}))
		fail(t, o.reports(culture, ref, ""))
		fail(t, o.reports(culture, ref, "Mất điện"))
		if other, got := o.page("VM-2026-0003"), o.page("VM-2026-0004"); other.State != Stuck || other.Says != "Chưa có kinh phí" || len(other.Events) != 2 || got.Says != "Mất điện" {
			t.Errorf("%s %q after %d events, %q", other.State, other.Says, len(other.Events), got.Says)
		}
	})
}

func TestWhatIsBeyondTheCommunesPowerIsNotEndedByAnEmptiedText(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(culture)
		fail(t, o.reports(culture, ref, "Thiếu kinh phí"))
		o.beyond("VM-2026-0001")
		fail(t, o.reports(culture, ref, ""))
		p := o.page("VM-2026-0001")
		if p.State != Stuck || p.Events[0].Kind != "over" {
			t.Fatalf("%s after %s", p.State, p.Events[0].Kind)
		}
		o.sent(p.Ref)
		fail(t, o.answered(clerk, "KN-2026-0001", answer("2026-03-02")))
		o.state(p.Ref, Solved)
		fail(t, o.accept(culture, p.Ref))
		o.state(p.Ref, Closed)
	})
}

func TestAnObstacleWithinTheCommunesPowerLives(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first, second := o.task(culture), o.task(justice)
		ref := o.raised(culture, first)
		o.ok(func(tx *db.Tx) error { return Join(tx, o.who(tx, justice), ref, 1, second, "Cũng thiếu kinh phí") })
		within := Decision{Power: Within, Class: Money, Owner: o.posts[money].ID, Days: "05 ngày làm việc"}
		for _, title := range []string{culture, head, viewer, money} {
			if err := o.decide(title, ref, within); !fault.Is(err, fault.Denied) {
				t.Errorf("%s decided: %v", title, err)
			}
		}
		fail(t, o.decide(clerk, ref, within))
		p := o.page(ref)
		if p.State != Doing || p.Clock.On != "2026-03-09" || p.Clock.From != "2026-03-02" || p.OwnerTitle != money {
			t.Fatalf("%+v", p.Obstacle)
		}
		solve := func(title string) error {
			return o.try(func(tx *db.Tx) error {
				return Solve(tx, o.who(tx, title), ref, o.page(ref).Version, "Đã bố trí từ dự phòng.")
			})
		}
		if err := solve(culture); !fault.Is(err, fault.Denied) {
			t.Errorf("another one solved it: %v", err)
		}
		fail(t, solve(money))
		o.state(ref, Solved)
		if o.told(culture, "obstacle") != 1 || o.told(justice, "obstacle") != 1 {
			t.Error("not all who reported it were told")
		}
		if err := o.accept(money, ref); !fault.Is(err, fault.Denied) {
			t.Errorf("the one who solved it accepted: %v", err)
		}
		fail(t, o.accept(culture, ref))
		o.state(ref, Solved) // the other has not said
		fail(t, o.reopen(justice, ref, "Phần của Tư pháp vẫn thiếu."))
		p = o.page(ref)
		if p.State != New || p.Power != Undecided || p.Reopened != 1 {
			t.Fatalf("reopened: %+v", p.Obstacle)
		}
		fail(t, o.decide(deputy, ref, within))
		fail(t, solve(chairman))
		// What was said to the earlier outcome counts no more.
		fail(t, o.accept(justice, ref))
		o.state(ref, Solved)
		fail(t, o.accept(culture, ref))
		o.state(ref, Closed)
		if err := o.accept(culture, ref); !fault.Is(err, fault.Invalid) {
			t.Errorf("accepted twice: %v", err)
		}
		if err := o.decide(clerk, ref, within); !fault.Is(err, fault.Invalid) {
			t.Errorf("decided after it was closed: %v", err)
		}
	})
}

func TestTheReporterWhoSaysItIsOverWaitsForTheOthers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first, second := o.task(culture), o.task(justice)
		fail(t, o.reports(culture, first, "Mạng chậm"))
		ref := "VM-2026-0001"
		o.ok(func(tx *db.Tx) error { return Join(tx, o.who(tx, justice), ref, 1, second, "Mạng chậm") })
		fail(t, o.reports(culture, first, ""))
		o.state(ref, New)
		// The other task is taken out: nobody is waited for any more.
		o.refused(fault.Denied, "", func(tx *db.Tx) error {
			return Leave(tx, o.who(tx, money), ref, o.page(ref).Version, second, "x")
		})
		o.ok(func(tx *db.Tx) error {
			return Leave(tx, o.who(tx, clerk), ref, o.page(ref).Version, second, "Việc khác")
		})
		o.state(ref, Closed)
	})
}

func TestTheLastTaskStaysAndNoneComesTwice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first, second := o.task(culture), o.task(justice)
		ref := o.raised(culture, first)
		o.refused(fault.Invalid, "chỉ còn một nhiệm vụ", func(tx *db.Tx) error { return Leave(tx, o.who(tx, clerk), ref, 1, first, "x") })
		o.refused(fault.Exists, "đã có trong", func(tx *db.Tx) error { return Join(tx, o.who(tx, clerk), ref, 1, first, "x") })
		o.refused(fault.Unknown, "không có trong", func(tx *db.Tx) error { return Leave(tx, o.who(tx, clerk), ref, 1, second, "x") })
		o.refused(fault.Denied, "", func(tx *db.Tx) error { return Join(tx, o.who(tx, money), ref, 1, second, "x") })
		o.ok(func(tx *db.Tx) error { return Join(tx, o.who(tx, clerk), ref, 1, second, "Cùng nguyên nhân") })
		if p := o.page(ref); len(p.Tasks) != 2 || len(p.Reporters) != 1 {
			t.Errorf("%d tasks, %d reporters: who joins a task for others does not report", len(p.Tasks), len(p.Reporters))
		}
	})
}

func TestWhoMayRaise(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(culture)
		for title, allowed := range map[string]bool{culture: true, head: true, justice: false, clerk: false, viewer: false} {
			err := o.try(func(tx *db.Tx) error {
				_, err := Raise(tx, o.who(tx, title), Raising{Tasks: []string{ref}, Says: "Vướng"})
				return err
			})
			if allowed != (err == nil) || !allowed && !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", title, err)
			}
		}
		o.ok(func(tx *db.Tx) error {
			who := o.who(tx, clerk)
			task1, err := task.Get(tx, who, ref)
			if err != nil {
				return err
			}
			return task.Cancel(tx, who, ref, task1.Version, "Không còn cần")
		})
		o.refused(fault.Invalid, "không báo vướng mắc được", func(tx *db.Tx) error {
			_, err := Raise(tx, o.who(tx, culture), Raising{Tasks: []string{ref}, Says: "Vướng"})
			return err
		})
	})
}

func TestWhatIsTypedIsChecked(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(culture)
		for words, r := range map[string]Raising{
			"ít nhất một nhiệm vụ":  {Says: "x"},
			"vướng ở đâu":           {Tasks: []string{ref}, Says: " \n\u200b"},
			"dài quá 4000":          {Tasks: []string{ref}, Says: strings.Repeat("ậ", 4001)},
			"chọn hai lần":          {Tasks: []string{ref, " " + ref}, Says: "x"},
			"chưa đến":              {Tasks: []string{ref}, Says: "x", Since: "2026-03-03"},
			"ngày/tháng/năm":        {Tasks: []string{ref}, Says: "x", Since: "hôm qua"},
			"loại vướng mắc":        {Tasks: []string{ref}, Says: "x", Class: "weather"},
			"thẩm quyền":            {Tasks: []string{ref}, Says: "x", Thinks: "maybe"},
			"tối đa 20 nhiệm vụ":    {Tasks: make([]string, 21), Says: "x"},
			"Nhãn dài":              {Tasks: []string{ref}, Says: "x", Tag: strings.Repeat("n", 101)},
			"Không có nhiệm vụ NV-": {Tasks: []string{"NV-2026-9999' or 1=1 --"}, Says: "x"},
		} {
			err := o.try(func(tx *db.Tx) error { _, err := Raise(tx, o.who(tx, culture), r); return err })
			if fault.Of(err) == fault.Internal || !strings.Contains(err.Error(), words) {
				t.Errorf("want %q: %v", words, err)
			}
		}
		// Hostile text is kept as text.
		bad := `'); drop table obstacle; -- <script>alert(1)</script> {{.}}`
		fail(t, o.reports(culture, ref, bad))
		if got := o.page("VM-2026-0001").Says; got != bad {
			t.Errorf("kept as %q", got)
		}
	})
}

func TestAFormSentTwiceIsOneObstacle(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref, once := o.task(culture), db.NewID()
		var got [2]string
		for i := range got {
			o.ok(func(tx *db.Tx) (err error) {
				got[i], err = Raise(tx, o.who(tx, culture), Raising{Tasks: []string{ref}, Says: "Vướng", Once: once})
				return err
			})
		}
		if got[0] != got[1] || got[0] != "VM-2026-0001" {
			t.Errorf("%v", got)
		}
		fail(t, o.decide(clerk, got[0], Decision{Power: Beyond, Class: Data}))
		o.refused(fault.Conflict, "vừa thay đổi", func(tx *db.Tx) error {
			return Decide(tx, o.who(tx, clerk), got[0], 1, Decision{Power: Beyond, Class: Data})
		})
		o.ok(func(tx *db.Tx) error {
			done, err := JustDone(tx, o.who(tx, clerk), got[0], "decided-beyond")
			if !done {
				t.Error("the act of a moment ago is not known")
			}
			return err
		})
	})
}

func TestTheBoardCountsByClassAndByOwner(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a, b := o.task(culture), o.task(justice)
		o.raised(culture, a)
		within, sent := o.raised(culture, a), o.beyond(o.raised(justice, b))
		fail(t, o.decide(clerk, within, Decision{Power: Within, Class: Data, Owner: o.posts[money].ID, On: "2026-03-03"}))
		o.sent(sent)
		later := o.on("2026-03-05")
		later.ok(func(tx *db.Tx) error {
			who := o.who(tx, chairman)
			board, err := BoardOf(tx, who)
			if err != nil {
				return err
			}
			if board.Open != 3 || board.Late != 1 || board.Classes[""] != 1 || board.Classes[Data] != 1 || board.Classes[Money] != 1 || len(board.Owners) != 3 {
				t.Errorf("%+v", board)
			}
			for _, owner := range board.Owners {
				list, err := List(tx, who, Filter{Owner: owner.Key})
				if err != nil || len(list) != owner.Count {
					t.Errorf("%s: %d of %d, %v", owner.Key, len(list), owner.Count, err)
				}
			}
			late, err := List(tx, who, Filter{Show: ShowLate})
			if err != nil || len(late) != 1 || late[0].Ref != within || !late[0].Late() || late[0].Age != 3 {
				t.Errorf("late: %+v, %v", late, err)
			}
			mine, err := List(tx, o.who(tx, money), Filter{Show: ShowMine})
			if err != nil || len(mine) != 1 || mine[0].Ref != within {
				t.Errorf("mine: %+v, %v", mine, err)
			}
			of, err := ForTask(tx, who, taskID(t, o, a))
			if err != nil || len(of.Obstacles) != 2 {
				t.Errorf("of the task: %+v, %v", of, err)
			}
			return err
		})
	})
}

func taskID(t *testing.T, o *office, ref string) (id db.ID) {
	t.Helper()
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) error {
		got, err := task.Get(tx, o.who(tx, viewer), ref)
		id = got.ID
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhatWasReportedBeforeObstaclesHadNumbersGetsOneOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(culture)
		o.ok(func(tx *db.Tx) error {
			return task.Report(tx, o.who(tx, culture), ref, 3, task.Progress{Obstacle: "Thiếu định mức chi"})
		})
		for range 2 {
			o.ok(func(tx *db.Tx) error { _, err := Escalate(tx, org.Program(o.tenant)); return err })
		}
		p := o.page("VM-2026-0001")
		if p.Says != "Thiếu định mức chi" || p.PostTitle != culture || len(p.Reporters) != 1 || p.Events[0].Name != "" {
			t.Errorf("%+v", p)
		}
		o.ok(func(tx *db.Tx) error {
			n, err := Count(tx, o.who(tx, viewer), Filter{})
			if n != 1 {
				t.Errorf("%d obstacles", n)
			}
			return err
		})
		// The reporter's next report, with the same text in the form, goes on with it.
		fail(t, o.reports(culture, ref, "Thiếu định mức chi"))
		if got := o.page(p.Ref); got.Version != p.Version {
			t.Errorf("version %d", got.Version)
		}
	})
}
