package petition_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sauro/db"
	"sauro/obstacle"
	. "sauro/petition"
	"sauro/vn"
)

// killed is a context that ends when it was looked at so many times: somewhere
// between two steps or in the middle of one, as a process does that is killed.
type killed struct {
	context.Context
	left atomic.Int64
	end  context.CancelFunc
}

func killedAfter(n int) *killed {
	inner, end := context.WithCancel(context.Background())
	k := &killed{Context: inner, end: end}
	k.left.Store(int64(n))
	return k
}

func (k *killed) look() {
	if k.left.Add(-1) <= 0 {
		k.end()
	}
}
func (k *killed) Done() <-chan struct{}       { k.look(); return k.Context.Done() }
func (k *killed) Err() error                  { k.look(); return k.Context.Err() }
func (k *killed) Deadline() (time.Time, bool) { return time.Time{}, false }

// The carrier is killed at every moment it may be killed at, up and down: each
// proposal lies on the desk once, each word is told once.
func TestTheCarrierIsKilledAnywhere(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		commune, at := c.commune("21472", "UBND xã Khánh Cường"), c.province
		kills := 0
		survive := func() {
			t.Helper()
			apart := 12
			if c.d.Engine() == db.Postgres {
				apart = 3 // a connection that is cut takes long to be made again
			}
			for n := 1; n < 5000; n += 1 + n/apart {
				k := killedAfter(n)
				_, err := Step(k, c.d)
				over := k.Context.Err() == nil
				k.end()
				if over && err == nil {
					break
				}
				kills++
			}
			c.carry()
		}
		sent := commune.proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung.")
		ref := "21472-" + sent
		survive()
		at.takeIn(ref)
		survive()
		p := at.petition(ref)
		at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], ref, p.Version, at.reply(Granted)) })
		survive()
		if kills < 20 {
			t.Fatalf("only %d kills", kills)
		}
		if n := at.count("petition"); n != 1 {
			t.Errorf("%d petitions", n)
		}
		if own := commune.proposal(sent); own.Stage != obstacle.AnswerCame {
			t.Errorf("the commune sees %s", own.Stage)
		}
		commune.ok(func(tx *db.Tx) error {
			events, err := obstacle.ProposalEvents(tx, commune.who[mayor], p.ID)
			seen := map[string]int{}
			for _, e := range events {
				seen[e.Kind]++
			}
			for _, kind := range []string{"carried", "received", "answered"} {
				if seen[kind] != 1 {
					t.Errorf("%s stands %d times in the history", kind, seen[kind])
				}
			}
			return err
		})
		if n := commune.told(official, "answer"); n != 1 {
			t.Errorf("the reporter was told %d times", n)
		}
	})
}

// Several carriers at once do what one does.
func TestTwoCarriersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		var all []*office
		var refs []string
		for n := range 4 {
			o := c.commune(fmt.Sprintf("2147%d", n), "UBND xã Khánh Cường")
			all, refs = append(all, o), append(refs, o.proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung."))
		}
		together := func() {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for range 5 {
						if _, err := Step(ctx, c.d); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
		}
		together()
		at := c.province
		if n := at.count("petition"); n != 4 {
			t.Fatalf("%d petitions", n)
		}
		for n, o := range all {
			at.takeIn(o.code + "-" + refs[n])
			p := at.petition(o.code + "-" + refs[n])
			at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(Partly)) })
		}
		together()
		for n, o := range all {
			if own := o.proposal(refs[n]); own.Stage != obstacle.AnswerCame || o.told(official, "answer") != 1 {
				t.Errorf("%s: %s, told %d times", o.code, own.Stage, o.told(official, "answer"))
			}
		}
		if n := at.count("petition_outbox"); n != 0 {
			t.Errorf("%d words are left", n)
		}
	})
}

// What comes twice, late or out of order changes nothing that is known already.
func TestWordsComeTwiceAndLate(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		commune, at := c.commune("21472", "UBND xã Khánh Cường"), c.province
		sent := commune.proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung.")
		c.carry()
		ref := "21472-" + sent
		at.takeIn(ref)
		p := at.petition(ref)
		at.ok(func(tx *db.Tx) error { return Consider(tx, at.who[governor], ref, p.Version, "") })
		p = at.petition(ref)
		r := at.reply(Granted)
		at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], ref, p.Version, r) })
		c.carry() // the three words come as one, the last
		was := commune.proposal(sent)
		if was.Stage != obstacle.AnswerCame || was.ReceivedOn == "" || was.ConsideringOn == "" {
			t.Fatalf("the commune has %+v", was)
		}
		// The list says again and again that there is something to tell.
		for range 3 {
			at.ok(func(tx *db.Tx) error {
				_, err := tx.Exec("insert into petition_outbox (tenant_id, petition_id, version) values (?1, ?2, 1)", p.ID)
				return err
			})
			c.carry()
		}
		if now := commune.proposal(sent); now.Version != was.Version {
			t.Errorf("the proposal was changed %d times more", now.Version-was.Version)
		}
		// An old mark on the proposal has it carried again: it lies there already.
		before := at.petition(ref)
		commune.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update proposal set carried_at = null where tenant_id = ?1 and proposal_id = ?2", p.ID)
			return err
		})
		c.carry()
		if after := at.petition(ref); after.Version != before.Version || at.count("petition") != 1 {
			t.Errorf("it was laid down again: %+v", after)
		}
	})
}

// One office whose data is out of order holds up no other.
func TestOneBadProposalHoldsUpNoOther(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		bad, good := c.commune("21472", "UBND xã Khánh Cường"), c.commune("21484", "UBND xã Ba Tơ")
		ref := bad.proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung.")
		bad.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update proposal set to_tenant = 'nowhere' where tenant_id = ?1 and ref = ?2", ref)
			return err
		})
		good.proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung.")
		if _, err := Step(ctx, c.d); err == nil {
			t.Error("nobody hears of the proposal that goes nowhere")
		}
		if n := c.province.count("petition"); n != 1 {
			t.Errorf("%d petitions", n)
		}
	})
}

func TestSilenceClimbsOnceAStep(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		a, b := c.commune("21472", "UBND xã Khánh Cường"), c.commune("21484", "UBND xã Ba Tơ")
		refs := []string{"21472-" + a.proposes(obstacle.Data, "Chưa có dữ liệu", "Cho dữ liệu."), "21484-" + b.proposes(obstacle.Data, "Chưa có dữ liệu", "Cho dữ liệu.")}
		single := "21484-" + b.proposes(obstacle.Data, "Chưa có mã", "Cho mã.")
		c.carry()
		at := c.province
		at.takeIn(append(refs, single)...)
		for _, ref := range append(refs, single) {
			p := at.petition(ref)
			at.ok(func(tx *db.Tx) error { return Assign(tx, at.who[clerk], ref, p.Version, at.who[expert].Post) })
		}
		at.ok(func(tx *db.Tx) error {
			_, err := NewIssue(tx, at.who[clerk], db.NewID(), "Dữ liệu", obstacle.Data, refs)
			return err
		})
		// Due on Monday the 16th: T+1 is the 17th, T+3 the 19th, T+5 Monday the 23rd.
		// An issue is told of once, whatever it holds.
		for _, day := range []struct {
			day                    vn.Day
			expert, head, chairman int
		}{{"2026-03-16", 0, 0, 0}, {"2026-03-17", 2, 0, 0}, {"2026-03-18", 2, 0, 0}, {"2026-03-19", 2, 2, 0}, {"2026-03-22", 2, 2, 0}, {"2026-03-23", 2, 2, 2}, {"2026-04-20", 2, 2, 2}} {
			now := c.on(day.day)
			for range 2 {
				now.carry()
			}
			at := now.province
			if e, h, g := at.told(expert, "overdue"), at.told(science, "overdue"), at.told(governor, "overdue"); e != day.expert || h != day.head || g != day.chairman {
				t.Errorf("on %s they were told %d, %d and %d times", day.day, e, h, g)
			}
		}
		at.ok(func(tx *db.Tx) error {
			lines, err := History(tx, at.who[governor], at.petition(single).ID)
			n := 0
			for _, l := range lines {
				if l.Kind == "silent" {
					n++
				}
			}
			if n != 3 {
				t.Errorf("silence stands %d times in the history", n)
			}
			return err
		})
	})
}

// A program that was away takes the steps it has missed, each once.
func TestSilenceAfterAWeekAway(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		ref := "21472-" + c.commune("21472", "UBND xã Khánh Cường").proposes(obstacle.Data, "Chưa có dữ liệu", "Cho dữ liệu.")
		c.carry()
		now := c.on("2026-03-30")
		now.carry()
		at := now.province
		// Nobody has it: the clerk is told, then the deputy, then the chairman.
		if at.told(clerk, "overdue") != 1 || at.told("Phó Chủ tịch UBND tỉnh", "overdue") != 1 || at.told(governor, "overdue") != 1 {
			t.Error("not everybody was told once")
		}
		if p := at.petition(ref); p.Silent != 3 || p.NextOn != "" {
			t.Errorf("%+v", p)
		}
	})
}

func TestAnotherCalendarMovesWhatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		commune, at := c.commune("21472", "UBND xã Khánh Cường"), c.province
		open, passed, done := "21472-"+commune.proposes(obstacle.Data, "Chưa có dữ liệu", "Cho."), "21472-"+commune.proposes(obstacle.Data, "Chưa có mã", "Cho."), "21472-"+commune.proposes(obstacle.Data, "Chưa có tên", "Cho.")
		c.carry()
		at.takeIn(open, passed, done)
		for ref, outcome := range map[string]Outcome{passed: PassedOn, done: Granted} {
			p := at.petition(ref)
			at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], ref, p.Version, at.reply(outcome)) })
		}
		was := at.petition(done)
		shorter := vn.NewCalendar([]vn.DayOff{{Day: "2026-03-10", Name: "Ngày nghỉ bất thường", Source: "Thông báo"}})
		for turn := range 2 {
			at.ok(func(tx *db.Tx) error {
				moved, err := Redate(tx, at.who[clerk], shorter)
				if want := []int{2, 0}[turn]; len(moved) != want {
					t.Errorf("turn %d: %d moved: %+v", turn, len(moved), moved)
				}
				for _, m := range moved {
					if m.Ref == open && (m.Was != "2026-03-16" || m.Due != "2026-03-17") || m.Ref == passed && (m.Was != "2026-03-23" || m.Due != "2026-03-24") {
						t.Errorf("%s moved from %s to %s", m.Ref, m.Was, m.Due)
					}
				}
				return err
			})
		}
		if p := at.petition(open); p.DueOn != "2026-03-17" || p.NextOn != "2026-03-18" {
			t.Errorf("%+v", p)
		}
		if p := at.petition(passed); p.UpOn != "2026-03-24" || p.NextOn != "2026-03-25" {
			t.Errorf("%+v", p)
		}
		if p := at.petition(done); p.DueOn != was.DueOn || p.Version != was.Version {
			t.Errorf("what was answered moved: %+v", p)
		}
	})
}
