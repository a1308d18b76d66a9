package notice_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	. "sauro/notice"
	"sauro/org"
	"sauro/vn"
)

func TestAtOnceLeavesAndTheRestWaitsForTheMorning(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture, head)
		o.tells(culture, overdue("NV-2026-0001"))
		for _, ref := range []string{"NV-2026-0002", "NV-2026-0003", "NV-2026-0004"} {
			o.tells(culture, soon(ref))
		}
		c := &carrier{}
		courier := o.courier(c)
		steps(t, courier)
		if got := c.got(); len(got) != 1 || got[0].About != "NV-2026-0001" {
			t.Fatalf("at once: %+v", got)
		}
		o.moveTo(at("2026-09-16", 7, 14))
		steps(t, courier)
		if len(c.got()) != 1 {
			t.Fatal("the morning's message left before its hour")
		}
		o.moveTo(at("2026-09-16", 7, 15))
		steps(t, courier)
		got := c.got()
		if len(got) != 2 || got[1].Count != 3 || got[1].Says != "Sáng nay có 3 việc chờ bạn xem." || got[1].Link != home+Home || len(got[1].Lines) != 3 || got[1].To != "u0@khanhcuong.gov.vn" {
			t.Fatalf("in the morning: %+v", got[1:])
		}
		for _, want := range []string{"1. Nhiệm vụ NV-2026-0002 còn 7 ngày làm việc.", "3. Nhiệm vụ NV-2026-0004", home + Home + "/"} {
			if !strings.Contains(got[1].Text, want) {
				t.Errorf("the morning does not say %q:\n%s", want, got[1].Text)
			}
		}
		// What comes after the morning has begun is tomorrow's; a morning with nothing has no message.
		o.tells(culture, soon("NV-2026-0005"))
		o.moveTo(at("2026-09-17", 7, 30))
		steps(t, courier)
		o.moveTo(at("2026-09-18", 7, 30))
		steps(t, courier)
		if got := c.got(); len(got) != 3 || got[2].Count != 1 || got[2].About != "NV-2026-0005" || got[2].Kind != "reminder" {
			t.Errorf("the next mornings: %+v", got[2:])
		}
		for id, n := range c.ids() {
			if n != 1 {
				t.Errorf("%s left %d times", id, n)
			}
		}
	})
}

// A morning's message that begins late, after a stop, still leaves in the hours,
// and nothing that comes meanwhile changes it.
func TestAMorningThatBeganIsNotChanged(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		o.tells(culture, soon("NV-2026-0001"))
		o.tells(culture, soon("NV-2026-0002"))
		o.moveTo(at("2026-09-16", 7, 0))
		c := &carrier{}
		c.behave(func(Message) error { return &Failure{Why: "busy"} }, nil)
		courier := o.courier(c)
		o.moveTo(at("2026-09-16", 7, 15))
		steps(t, courier)
		mine := o.told(culture)
		o.ok(func(tx *db.Tx) error { _, err := See(tx, o.who[culture], mine[0].ID); return err })
		// A clock that goes a little slow on another machine may still see the morning to come.
		o.moveTo(at("2026-09-16", 7, 14))
		o.tells(culture, soon("NV-2026-0003"))
		c.behave(nil, nil)
		o.moveTo(at("2026-09-16", 7, 20))
		steps(t, courier)
		if got := c.got(); len(got) != 1 || got[0].Count != 2 || strings.Contains(got[0].Text, "0003") {
			t.Fatalf("what was tried first is not what left: %+v", got)
		}
		o.moveTo(at("2026-09-17", 7, 15))
		steps(t, courier)
		if got := c.got(); len(got) != 2 || got[1].About != "NV-2026-0003" {
			t.Fatalf("%+v", got[1:])
		}
	})
}

func TestWhatWasReadNeedsNoMessage(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		o.moveTo(at("2026-09-15", 21, 0))
		o.tells(culture, overdue("NV-2026-0001"))
		o.tells(culture, soon("NV-2026-0002"))
		o.tells(culture, soon("NV-2026-0003"))
		legal := soon("GT-2026-0001")
		legal.Kind, legal.Legal = "explain", true
		o.tells(culture, legal)
		for _, r := range o.told(culture) {
			if r.About != "NV-2026-0003" {
				o.ok(func(tx *db.Tx) error { _, err := See(tx, o.who[culture], r.ID); return err })
			}
		}
		c := &carrier{}
		courier := o.courier(c)
		o.moveTo(at("2026-09-16", 8, 0))
		steps(t, courier)
		got := c.got()
		if len(got) != 1 || got[0].Count != 2 || !strings.Contains(got[0].Text, "NV-2026-0003") || !strings.Contains(got[0].Text, "GT-2026-0001") {
			t.Errorf("%+v", got)
		}
		for _, x := range o.outs() {
			if want := map[State]bool{Sent: true, Void: true}; !want[x.state] {
				t.Errorf("%+v", x)
			}
		}
	})
}

func TestSilenceAtNightAndOnDaysOff(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		c := &carrier{}
		courier := o.courier(c)
		left := func() (refs []string) {
			steps(t, courier)
			for _, m := range c.got() {
				refs = append(refs, m.About)
			}
			return refs
		}
		o.moveTo(at("2026-09-18", 20, 30)) // Friday evening
		o.tells(culture, overdue("NV-2026-0001"))
		law := overdue("GT-2026-0002")
		law.Kind, law.Legal, law.Due = "explain", true, "2026-09-30"
		o.tells(culture, law)
		now := law
		now.Event, now.About, now.Due = "explain:now", "GT-2026-0003", "2026-09-18"
		now.Says = fault.Text{Format: "Giải trình %s.", Args: []any{now.About}}
		o.tells(culture, now)
		if got := left(); fmt.Sprint(got) != "[GT-2026-0003]" {
			t.Fatalf("on Friday night %v left", got)
		}
		o.moveTo(at("2026-09-19", 7, 0))
		if got := left(); fmt.Sprint(got) != "[GT-2026-0003 GT-2026-0002]" {
			t.Fatalf("on Saturday %v left", got)
		}
		o.moveTo(at("2026-09-20", 12, 0))
		if got := left(); len(got) != 2 {
			t.Fatalf("on Sunday %v left", got)
		}
		o.moveTo(at("2026-09-21", 7, 0))
		if got := left(); len(got) != 3 || got[2] != "NV-2026-0001" {
			t.Fatalf("on Monday %v left", got)
		}
		// A message that comes back late in the evening is not tried at night, and a
		// courier that was away by day does not make up for it at night.
		o.moveTo(at("2026-09-21", 19, 59))
		o.tells(culture, overdue("NV-2026-0004"))
		c.behave(func(Message) error { return &Failure{Why: "busy"} }, nil)
		left()
		c.behave(nil, nil)
		o.tells(culture, overdue("NV-2026-0005"))
		o.moveTo(at("2026-09-21", 23, 0))
		if got := left(); len(got) != 3 {
			t.Fatalf("at night %v left", got)
		}
		o.moveTo(at("2026-09-22", 7, 0))
		if got := left(); len(got) != 5 {
			t.Fatalf("in the morning %v left", got)
		}
	})
}

func TestSwitchesAreRespectedButForWhatIsLegal(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail, SMS)
		o.reads(culture)
		c := &carrier{}
		courier := o.courier(c)
		ways := func(n Notice) (ways string) {
			before := len(c.got())
			o.tells(culture, n)
			steps(t, courier)
			for _, m := range c.got()[before:] {
				ways += string(m.Way) + " "
				if m.Legal != n.Legal || (m.Stop == "") != n.Legal || strings.Contains(m.Text, "không tắt được") != n.Legal {
					t.Errorf("the message says wrongly whether it can be switched off: %+v", m)
				}
			}
			return ways
		}
		n := overdue("NV-2026-0001")
		law := overdue("GT-2026-0001")
		law.Kind, law.Legal = "explain", true
		next := func(n *Notice) Notice { n.Event += "x"; return *n }
		if got := ways(n); got != "mail sms " && got != "sms mail " {
			t.Errorf("all on: %s", got)
		}
		o.ok(func(tx *db.Tx) error { return SwitchAddress(tx, o.who[culture], SMS, false) })
		if got := ways(next(&n)); got != "mail " {
			t.Errorf("SMS off: %s", got)
		}
		o.ok(func(tx *db.Tx) error { return SetMutes(tx, o.who[culture], []string{"overdue"}) })
		if got := ways(next(&n)); got != "" {
			t.Errorf("overdue off: %s", got)
		}
		if got := ways(next(&law)); got != "mail sms " && got != "sms mail " {
			t.Errorf("legal: %s", got)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error { return SetMutes(tx, o.who[culture], []string{"explain"}) })
		// Switched off between the act and the hour at which it leaves.
		o.ok(func(tx *db.Tx) error { return SetMutes(tx, o.who[culture], nil) })
		o.moveTo(at("2026-09-15", 21, 0))
		o.tells(culture, next(&n))
		o.tells(culture, next(&law))
		o.ok(func(tx *db.Tx) error { return SwitchAddress(tx, o.who[culture], Mail, false) })
		before := len(c.got())
		o.moveTo(at("2026-09-16", 9, 0))
		steps(t, courier)
		for _, m := range c.got()[before:] {
			if !m.Legal {
				t.Errorf("left after it was switched off: %+v", m)
			}
		}
		if len(c.got()) != before+2 {
			t.Errorf("%d left, not 2", len(c.got())-before)
		}
		// A corrected address is where it goes, also what waits already.
		o.tells(culture, next(&law))
		o.ok(func(tx *db.Tx) error { return SetAddress(tx, o.who[culture], SMS, "0912 000 111") })
		before = len(c.got())
		steps(t, courier)
		for _, m := range c.got()[before:] {
			if m.Way == SMS && m.To != "84912000111" {
				t.Errorf("went to %s", m.To)
			}
		}
	})
}

// Nothing is written down for ways that are off, unset or unconfirmed.
func TestNothingIsSentToWhoWasNotConfirmed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.tells(culture, overdue("NV-2026-0001"))
		o.sends(Mail)
		o.tells(culture, overdue("NV-2026-0002"))
		o.ok(func(tx *db.Tx) error { return SetAddress(tx, o.who[culture], Mail, "la@khanhcuong.gov.vn") })
		law := overdue("NV-2026-0003")
		law.Legal = true
		o.tells(culture, law)
		if list := o.outs(); len(list) != 0 {
			t.Errorf("%+v", list)
		}
		o.ok(func(tx *db.Tx) error { return SwitchChannel(tx, o.who[clerk], Mail, false) })
		o.reads(head)
		o.tells(head, overdue("NV-2026-0002"))
		if list := o.outs(); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

func TestTheWholeOfficesWayHasOneMessageOfAnEvent(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Webhook)
		c := &carrier{}
		courier := o.courier(c)
		for _, title := range []string{culture, head, clerk} {
			o.tells(title, overdue("NV-2026-0001"))
			o.tells(title, soon("NV-2026-0002"))
			o.tells(title, soon("NV-2026-0003"))
		}
		o.moveTo(at("2026-09-16", 7, 15))
		steps(t, courier)
		got := c.got()
		if len(got) != 2 || got[0].Count+got[1].Count != 3 {
			t.Errorf("%+v", got)
		}
	})
}

// A message that comes back is tried after 1 minute, 5, 30, 2 hours, 6, 24 and is
// dead then; one that cannot arrive is dead at once.
func TestAMessageThatComesBackIsTriedWithGrowingPauses(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		begin := at("2026-09-14", 7, 0)
		o.moveTo(begin)
		law := overdue("GT-2026-0001") // legal: days off do not shift the pauses
		law.Legal, law.Due = true, "2026-09-14"
		o.tells(culture, law)
		var tries []time.Duration
		c := &carrier{}
		c.behave(func(Message) error {
			tries = append(tries, o.clock().Sub(begin))
			return &Failure{Why: "busy", Detail: "451 greylisted"}
		}, nil)
		courier := o.courier(c)
		for range 60 * 40 {
			if did, err := courier.Step(ctx); err != nil {
				t.Fatal(err)
			} else if !did {
				o.pass(time.Minute)
			}
		}
		want := []time.Duration{0, time.Minute, 6 * time.Minute, 36 * time.Minute, 156 * time.Minute, 516 * time.Minute}
		if len(tries) != 7 || fmt.Sprint(tries[:6]) != fmt.Sprint(want) || tries[6] < 32*time.Hour {
			t.Errorf("tried after %v, not after %v and a day", tries, want)
		}
		if list := o.outs(); len(list) != 1 || list[0].state != Dead || list[0].why != "busy" || list[0].attempt != 7 || !list[0].due.IsZero() {
			t.Errorf("%+v", list)
		}
		n := 0
		if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
			n, err = db.Value[int](tx, "select count(*) from delivery_try where tenant_id = ?1 and outcome = 'failed' and detail = '451 greylisted' and over_at >= at")
			return err
		}); err != nil || n != 7 {
			t.Errorf("%d tries are written down, %v", n, err)
		}
		c.behave(func(Message) error { return &Failure{Final: true, Why: "address"} }, nil)
		o.moveTo(at("2026-09-17", 9, 0))
		o.tells(culture, overdue("NV-2026-0002"))
		steps(t, courier)
		if list := o.outs(); list[1].state != Dead || list[1].attempt != 1 || list[1].why != "address" {
			t.Errorf("%+v", list[1])
		}
	})
}

// When the channel itself fails, those that wait by it are not used up one by one.
func TestAChannelThatFailsIsLeftInPeace(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		for i := range 40 {
			o.tells(culture, overdue(fmt.Sprintf("NV-2026-%04d", i)))
		}
		var tries atomic.Int32
		c := &carrier{}
		c.behave(func(Message) error { tries.Add(1); return &Failure{Why: "network"} }, nil)
		courier := o.courier(c)
		steps(t, courier)
		if n := tries.Load(); n > 8 {
			t.Errorf("%d were tried at a server that is not there", n)
		}
		c.behave(nil, nil)
		for range 10 {
			o.pass(time.Minute)
			steps(t, courier)
		}
		if n := len(c.ids()); n != 40 {
			t.Errorf("%d of 40 arrived after the server came back", n)
		}
	})
}

// A courier that was stopped at any point loses nothing, and what may have left
// already leaves again under the same id only.
func TestNothingIsLostWhereverACourierStops(t *testing.T) {
	stop := map[string]func(c *carrier, dead chan struct{}){
		"before the carrier has it": func(c *carrier, dead chan struct{}) {
			c.behave(func(Message) error { <-dead; return errors.New("stopped") }, nil)
		},
		"after the carrier has it": func(c *carrier, dead chan struct{}) {
			c.behave(nil, func(Message) error { <-dead; return nil })
		},
		"in a panic before":    func(c *carrier, _ chan struct{}) { c.behave(func(Message) error { panic("chết") }, nil) },
		"in a panic after":     func(c *carrier, _ chan struct{}) { c.behave(nil, func(Message) error { panic("chết") }) },
		"with a broken answer": func(c *carrier, _ chan struct{}) { c.behave(nil, func(Message) error { return errors.New("EOF") }) },
	}
	for name, how := range stop {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				o.sends(Mail)
				o.reads(culture)
				o.tells(culture, overdue("NV-2026-0001"))
				c := &carrier{}
				dead := make(chan struct{})
				how(c, dead)
				first, cancel := context.WithCancel(ctx)
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					_, _ = NewCourier(o.d, o.keys, home, c.senders()).Patience(time.Hour).Step(first)
				}()
				// The first process is as good as dead once its message is under way.
				for o.outs()[0].attempt == 0 {
					time.Sleep(5 * time.Millisecond)
				}
				second := o.courier(c)
				if strings.Contains(name, "carrier has it") {
					if did, err := second.Step(ctx); err != nil || did {
						t.Errorf("a second courier works beside the first: %v %v", did, err)
					}
				} else {
					<-ended
				}
				c.behave(nil, nil)
				o.pass(max(Carrying, Leading) + time.Minute)
				steps(t, second)
				if ids := c.ids(); len(ids) != 1 {
					t.Errorf("%d messages left, not one: %v", len(ids), ids)
				}
				list := o.outs()
				if len(list) != 1 || list[0].state != Sent || list[0].attempt != 2 {
					t.Errorf("%+v", list)
				}
				// The first one wakes up late: what it says changes nothing.
				close(dead)
				cancel()
				<-ended
				steps(t, second)
				if again := o.outs(); again[0].state != Sent || again[0].attempt != 2 {
					t.Errorf("%+v", again)
				}
			})
		})
	}
}

// At an ordinary stop what is with the carrier is still written down.
func TestAnOrdinaryStopWaitsForWhatIsUnderWay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		o.tells(culture, overdue("NV-2026-0001"))
		c := &carrier{}
		running, cancel := context.WithCancel(ctx)
		c.behave(nil, func(Message) error { cancel(); time.Sleep(100 * time.Millisecond); return nil })
		first := o.courier(c)
		first.Run(running)
		if list := o.outs(); list[0].state != Sent {
			t.Errorf("%+v", list)
		}
		// And the next one need not wait for a lease.
		c.behave(nil, nil)
		o.tells(culture, overdue("NV-2026-0002"))
		steps(t, o.courier(c))
		if len(c.got()) != 2 {
			t.Errorf("%d messages", len(c.got()))
		}
	})
}

func TestASenderThatHangsIsLeft(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		if testing.Short() {
			t.Skip("waits for a sender")
		}
		o.sends(Mail)
		o.reads(culture)
		o.tells(culture, overdue("NV-2026-0001"))
		c := &carrier{}
		release := make(chan struct{})
		t.Cleanup(func() { close(release) })
		c.behave(func(Message) error { <-release; return errors.New("late") }, nil)
		courier := o.courier(c).Patience(50 * time.Millisecond)
		steps(t, courier)
		if list := o.outs(); list[0].state != Failed || list[0].why != "network" {
			t.Errorf("%+v", list)
		}
	})
}

// Many couriers side by side, stopped again and again, with a carrier that fails:
// every message arrives, and none twice that was answered for.
func TestCouriersSideBySideSendEachOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail, SMS)
		o.reads(culture, head, economy)
		const events = 30
		c := &carrier{}
		var n atomic.Int32
		c.behave(func(Message) error {
			if n.Add(1)%5 == 0 {
				return &Failure{Why: "busy"}
			}
			return nil
		}, nil)
		for round := range 12 {
			running, cancel := context.WithCancel(ctx)
			var all sync.WaitGroup
			for range 3 {
				courier := o.courier(c)
				all.Go(func() {
					for running.Err() == nil {
						if _, err := courier.Step(running); err != nil && running.Err() == nil {
							t.Error(err)
							return
						}
					}
				})
			}
			if round < 3 {
				for i := range events / 3 {
					ref := fmt.Sprintf("NV-2026-%04d", round*100+i)
					for _, title := range []string{culture, head, economy} {
						o.tells(title, overdue(ref))
					}
				}
			}
			time.Sleep(time.Duration(30+round*7) * time.Millisecond)
			cancel()
			all.Wait()
			o.pass(max(Carrying, Leading) + time.Minute)
		}
		c.behave(nil, nil)
		last := o.courier(c)
		for range 8 {
			steps(t, last)
			o.pass(time.Hour)
			if vn.Today(o.clock()) > "2026-09-15" {
				o.moveTo(at("2026-09-16", 12, 0))
			}
		}
		ids := c.ids()
		if len(ids) != events*3*2 {
			t.Errorf("%d messages, not %d", len(ids), events*3*2)
		}
		for id, times := range ids {
			if times != 1 {
				t.Errorf("%s left %d times", id, times)
			}
		}
		for _, x := range o.outs() {
			if x.state != Sent {
				t.Errorf("%+v", x)
			}
		}
	})
}

// An office whose carrier hangs does not keep another waiting, and no office's
// message carries another's name.
func TestOfficesDoNotWaitForEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one := newOffice(t, d)
		two := newOfficeOf(t, d, "21475", "UBND xã Bên Cạnh", one.keys)
		for _, o := range []*office{one, two} {
			o.sends(Mail)
			o.reads(culture)
			o.tells(culture, overdue("NV-2026-0001"))
		}
		c := &carrier{}
		release, arrived := make(chan struct{}), make(chan string, 2)
		c.behave(func(m Message) error {
			if strings.Contains(m.Text, "Khánh Cường") {
				<-release
				return nil
			}
			arrived <- m.Text
			return nil
		}, nil)
		ended := make(chan error, 1)
		go func() {
			_, err := one.courier(c).Patience(time.Minute).Step(ctx)
			ended <- err
		}()
		select {
		case text := <-arrived:
			if !strings.Contains(text, "UBND xã Bên Cạnh") {
				t.Errorf("%s", text)
			}
		case <-time.After(20 * time.Second):
			t.Error("one office keeps the other waiting")
		}
		close(release)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for _, o := range []*office{one, two} {
			if list := o.outs(); len(list) != 1 || list[0].state != Sent {
				t.Errorf("%+v", list)
			}
		}
	})
}

func TestNobodyWhoHasLeftGetsAMessage(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		o.tells(culture, soon("NV-2026-0001"))
		o.ok(func(tx *db.Tx) error { return org.Leave(tx, o.who[clerk], o.who[culture].Person, nil) })
		o.moveTo(at("2026-09-16", 8, 0))
		c := &carrier{}
		steps(t, o.courier(c))
		if list := o.outs(); len(c.got()) != 0 || list[0].state != Void || list[0].why != "left" {
			t.Errorf("%+v", list)
		}
	})
}

// A step that finds nothing writes nothing and asks the database once.
func TestAStepWithNothingToDoIsCheap(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		courier := o.courier(&carrier{})
		if did, err := courier.Step(ctx); did || err != nil {
			t.Fatalf("%v %v", did, err)
		}
		begin := time.Now()
		const n = 200
		for range n {
			if did, err := courier.Step(ctx); did || err != nil {
				t.Fatal(did, err)
			}
		}
		t.Logf("%v a step", time.Since(begin)/n)
		if leases, err := func() (n int, err error) {
			err = o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
				n, err = db.Value[int](tx, "select count(*) from lease where tenant_id = ?1")
				return err
			})
			return n, err
		}(); err != nil || leases != 0 {
			t.Errorf("%d leases were taken for nothing, %v", leases, err)
		}
	})
}
