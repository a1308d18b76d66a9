package obstacle_test

import (
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/obstacle"
	"sauro/task"
	"sauro/vn"
)

func (o *office) confirm(title string, c Confirming) error {
	return o.try(func(tx *db.Tx) error {
		who := o.who(tx, title)
		t, err := task.Get(tx, who, c.Task)
		if err != nil {
			return err
		}
		c.Version = t.Version
		return ConfirmCause(tx, who, c)
	})
}

func (o *office) due(ref string) (due vn.Day) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		t, err := task.Get(tx, o.who(tx, viewer), ref)
		due = t.Due.Date
		return err
	})
	return due
}

func TestOnlyAConfirmedObjectiveCauseStopsTheClock(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.task(culture)
		fail(t, o.reports(culture, ref, "Bão số 5, phải sơ tán"))
		o.beyond("VM-2026-0001")
		o.sent("VM-2026-0001")
		if due := o.due(ref); due != "2026-04-30" {
			t.Fatalf("an obstacle moved the deadline to %s", due)
		}
		o = o.on("2026-03-16")
		c := Confirming{Task: ref, Obstacle: "VM-2026-0001", From: "2026-03-09", Number: "77/UBND-TH", Dated: "2026-03-10", File: aFile, Reason: "Thiên tai, có công điện."}
		for _, title := range []string{culture, clerk, justice, viewer} {
			if err := o.confirm(title, c); !fault.Is(err, fault.Denied) {
				t.Errorf("%s confirmed a cause: %v", title, err)
			}
		}
		for words, change := range map[string]func(c *Confirming){
			"số, ký hiệu":          func(c *Confirming) { c.Number = "" },
			"ngày của văn bản":     func(c *Confirming) { c.Dated = "" },
			"không sau hôm nay":    func(c *Confirming) { c.Dated = "2026-03-17" },
			"kèm tệp":              func(c *Confirming) { c.File = File{} },
			"nguyên nhân":          func(c *Confirming) { c.Reason = " " },
			"chưa đến":             func(c *Confirming) { c.From = "2026-03-17" },
			"trước ngày giao":      func(c *Confirming) { c.From = "2026-02-01" },
			"dài quá":              func(c *Confirming) { c.Reason = strings.Repeat("x", 4001) },
			"Không có vướng mắc":   func(c *Confirming) { c.Obstacle = "VM-2026-0044" },
			"Ngày bắt đầu dừng ch": func(c *Confirming) { c.From = "hôm qua" },
		} {
			bad := c
			change(&bad)
			if err := o.confirm(chairman, bad); fault.Of(err) == fault.Internal || !strings.Contains(err.Error(), words) {
				t.Errorf("want %q: %v", words, err)
			}
		}
		other := o.task(justice)
		bad := c
		bad.Task, bad.From = other, "2026-03-16"
		if err := o.confirm(chairman, bad); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "không phải của nhiệm vụ") {
			t.Errorf("an obstacle of another task: %v", err)
		}
		fail(t, o.confirm(chairman, c))
		if err := o.confirm(chairman, c); !fault.Is(err, fault.Exists) {
			t.Errorf("the form again: %v", err)
		}
		var cause Cause
		o.ok(func(tx *db.Tx) error {
			id := taskID(t, o, ref)
			of, err := Causes(tx, o.who(tx, viewer), []db.ID{id})
			if len(of[id]) != 1 || !of[id][0].Lasts() || of[id][0].Number != "77/UBND-TH" || of[id][0].ByTitle != chairman || of[id][0].ObstacleRef != "VM-2026-0001" {
				t.Fatalf("%+v, %v", of, err)
			}
			cause = of[id][0]
			return err
		})
		o = o.on("2026-03-23")
		end := func(title string, on vn.Day, why string) error {
			return o.try(func(tx *db.Tx) error {
				who := o.who(tx, title)
				got, err := task.Get(tx, who, ref)
				if err != nil {
					return err
				}
				return EndCause(tx, who, cause.ID, got.Version, on, why)
			})
		}
		if err := end(culture, "2026-03-23", "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("the doer let the clock run again: %v", err)
		}
		if err := end(chairman, "2026-03-24", "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("on a day to come: %v", err)
		}
		if err := end(chairman, "2026-03-23", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		fail(t, end(chairman, "2026-03-23", "Hết bão"))
		// 09/03 to 20/03 are ten working days; after 30/04 and 01/05 come 04/05 to 15/05.
		if due := o.due(ref); due != vn.Standard().Add("2026-04-30", 10) {
			t.Errorf("the deadline is %s", due)
		}
		if err := end(chairman, "2026-03-23", "x"); !fault.Is(err, fault.Exists) {
			t.Errorf("ended twice: %v", err)
		}
		o.ok(func(tx *db.Tx) error {
			c, err := CauseByID(tx, o.who(tx, viewer), cause.ID)
			if c.To != "2026-03-22" || c.EndReason != "Hết bão" {
				t.Errorf("%+v", c)
			}
			return err
		})
		o.refused(fault.Unknown, "", func(tx *db.Tx) error {
			return EndCause(tx, o.who(tx, chairman), "no such", 1, "2026-03-23", "x")
		})
	})
}

func TestWhoReportsDoesNotConfirm(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		// The chairman decides on every task; for this one he is the doer too.
		var ref string
		o.ok(func(tx *db.Tx) (err error) {
			by := o.who(tx, clerk)
			s := task.Slots{Accountable: o.posts[chairman].ID, Work: "Ban hành kế hoạch chuyển đổi số", Due: task.Due{Kind: task.ByDate, Date: "2026-04-29"}, LeadUnit: o.posts[chairman].Unit,
				Answers: o.posts[chairman].ID, Decider: o.posts[deputy].ID,
				Result: task.Result{Product: "1 kế hoạch", Measure: task.Figure, Target: 10, Unit: "người", Proof: task.File}}
			if ref, err = task.Create(tx, by, o.clause, "", s); err != nil {
				return err
			}
			return task.Issue(tx, by, ref, 1)
		})
		c := Confirming{Task: ref, From: "2026-03-02", Number: "77/UBND-TH", Dated: "2026-03-02", File: aFile, Reason: "Thiên tai"}
		if err := o.confirm(chairman, c); !fault.Is(err, fault.Denied) || !strings.Contains(err.Error(), "không tự xác nhận") {
			t.Errorf("the doer confirmed: %v", err)
		}
		fail(t, o.confirm(deputy, c))
	})
}
