package notice_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/mail"
	"sauro/mail/mailtest"
	. "sauro/notice"
	"sauro/org"
	"sauro/vn"
)

func (o *office) addresses(title string) (list []Address) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) { list, err = Addresses(tx, o.who[title]); return err }); err != nil {
		o.t.Fatal(err)
	}
	return list
}

func TestAnAddressIsUsedOnceItIsConfirmed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		me := o.who[culture]
		for _, bad := range []string{"khong", "a@b", "a@x.vn, b@y.vn", "a@x.vn\nBcc: b@y.vn", "<a@x.vn>", strings.Repeat("a", 300) + "@x.vn"} {
			o.refused(fault.Invalid, func(tx *db.Tx) error { return SetAddress(tx, me, Mail, bad) })
		}
		for _, bad := range []string{"0105 123 456", "113", "+1 905 123 4567", "09051234567", "a@x.vn"} {
			o.refused(fault.Invalid, func(tx *db.Tx) error { return SetAddress(tx, me, SMS, bad) })
		}
		o.refused(fault.Unknown, func(tx *db.Tx) error { return SetAddress(tx, me, Webhook, "x") })
		o.refused(fault.SignIn, func(tx *db.Tx) error { return SetAddress(tx, org.Who{Tenant: o.tenant}, SMS, "0905123456") })
		o.refused(fault.Invalid, func(tx *db.Tx) error { _, err := AskCode(tx, me, "x"); return err })

		var m Message
		ask := func(tx *db.Tx) error {
			asked, err := AskCode(tx, me, "UBND xã")
			if err == nil {
				m = asked
			}
			return err
		}
		o.ok(func(tx *db.Tx) error { return SetAddress(tx, me, Mail, "hoa@khanhcuong.gov.vn") })
		o.ok(ask)
		if m.To != "hoa@khanhcuong.gov.vn" || !strings.Contains(m.Text, codeIn(m)) || m.Link != "" {
			t.Errorf("%+v", m)
		}
		o.refused(fault.Busy, ask) // a minute apart
		if a := o.addresses(culture)[0]; a.Confirmed || !a.Asked || !a.Office {
			t.Errorf("%+v", a)
		}
		try := func(who org.Who, code string) (wrong error) {
			o.ok(func(tx *db.Tx) (err error) { wrong, err = Confirm(tx, who, code); return err })
			return wrong
		}
		code := codeIn(m)
		other := fmt.Sprintf("%06d", (atoi(code)+1)%1_000_000)
		if try(me, other) == nil || try(o.who[head], code) == nil || try(me, "") == nil {
			t.Error("a wrong code, or another's, confirms")
		}
		// Another address makes the code worthless.
		o.ok(func(tx *db.Tx) error { return SetAddress(tx, me, Mail, "khac@khanhcuong.gov.vn") })
		if try(me, code) == nil {
			t.Error("the code of one address confirms another")
		}
		o.pass(2 * time.Minute)
		o.ok(ask)
		for range 5 {
			try(me, fmt.Sprintf("%06d", (atoi(codeIn(m))+1)%1_000_000))
		}
		if try(me, codeIn(m)) == nil {
			t.Error("a code can be guessed more than five times")
		}
		o.pass(2 * time.Minute)
		o.ok(ask)
		o.pass(31 * time.Minute)
		if try(me, codeIn(m)) == nil {
			t.Error("a code is good for longer than half an hour")
		}
		o.ok(ask)
		o.pass(2 * time.Minute)
		o.ok(ask)
		o.pass(2 * time.Minute)
		o.refused(fault.Busy, ask) // five a day
		if wrong := try(me, " "+codeIn(m)[:3]+" "+codeIn(m)[3:]); wrong != nil {
			t.Error(wrong)
		}
		o.refused(fault.Conflict, ask)
		if a := o.addresses(culture)[0]; !a.Confirmed || !a.On || a.Asked || a.Text != "khac@khanhcuong.gov.vn" {
			t.Errorf("%+v", a)
		}
		if len(o.addresses(head)[0].Text) != 0 {
			t.Error("somebody else has the address too")
		}
		// The same address again stays confirmed, none is none.
		o.ok(func(tx *db.Tx) error { return SetAddress(tx, me, Mail, "khac@khanhcuong.gov.vn") })
		if !o.addresses(culture)[0].Confirmed {
			t.Error("saving the same address takes its confirmation away")
		}
		o.ok(func(tx *db.Tx) error { return SetAddress(tx, me, Mail, "") })
		if a := o.addresses(culture)[0]; a.Text != "" || a.Confirmed {
			t.Errorf("%+v", a)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error { return SwitchAddress(tx, me, Mail, false) })
	})
}

func atoi(s string) (n int) {
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

func TestWhoMaySetChannels(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := MailSettings{Host: "mail.x.vn", Port: 587, Security: mail.StartTLS, From: "a@x.vn"}
		for title, kind := range map[string]fault.Kind{culture: fault.Denied, head: fault.Denied} {
			who := o.who[title]
			o.refused(kind, func(tx *db.Tx) error { return SaveChannel(tx, who, o.keys, Mail, 0, s, "", false) })
			o.refused(kind, func(tx *db.Tx) error { return SwitchChannel(tx, who, Mail, true) })
			o.refused(kind, func(tx *db.Tx) error { return SaveHours(tx, who, UsualHours) })
			o.refused(kind, func(tx *db.Tx) error { _, err := Channels(tx, who); return err })
			o.refused(kind, func(tx *db.Tx) error { _, _, err := DeadLetters(tx, who, 10, 0); return err })
			o.refused(kind, func(tx *db.Tx) error { _, err := Resend(tx, who, ""); return err })
			o.refused(kind, func(tx *db.Tx) error { return Settle(tx, who, db.NewID()) })
		}
		boss := o.who[clerk]
		o.refused(fault.Unknown, func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, "hours", 0, s, "", false) })
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, err := ChannelOf(tx, boss, "hours"); return err })
		o.refused(fault.Invalid, func(tx *db.Tx) error { return SwitchChannel(tx, boss, Mail, true) }) // never set
		o.ok(func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, Mail, 0, s, "mật khẩu canary", false) })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, Mail, 0, s, "", false) })
		o.ok(func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, Mail, 1, s, "", false) })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, Mail, 1, s, "", false) })
		o.ok(func(tx *db.Tx) error {
			c, err := ChannelOf(tx, boss, Mail)
			if err != nil || !c.HasSecret || c.On || c.Version != 2 {
				t.Errorf("%+v, %v", c, err)
			}
			a, err := Open(tx, o.d, o.keys, Mail)
			if err != nil || a.Secret != "mật khẩu canary" || a.Name != "UBND xã Khánh Cường" {
				t.Errorf("%+v, %v", a, err)
			}
			return nil
		})
		// The secret stands nowhere, and opens for no other channel and office.
		o.ok(func(tx *db.Tx) error {
			for _, q := range []string{"select settings from channel where tenant_id = ?1", "select sealed from channel_secret where tenant_id = ?1", "select body from record_entry where tenant_id = ?1", "select salt || commitment from record_opening where tenant_id = ?1"} {
				list, err := db.All(tx, func(s *string) []any { return []any{s} }, q)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					t.Errorf("nothing by %s", q)
				}
				for _, text := range list {
					if strings.Contains(text, "canary") {
						t.Errorf("the secret stands in %s", q)
					}
				}
			}
			_, err := tx.Exec("insert into channel_secret (tenant_id, way, sealed, changed_at) select ?1, 'sms', sealed, changed_at from channel_secret where tenant_id = ?1 and way = 'mail'")
			return err
		})
		o.ok(func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, SMS, 0, s, "", false) })
		o.ok(func(tx *db.Tx) error {
			var f *Failure
			if _, err := Open(tx, o.d, o.keys, SMS); !errors.As(err, &f) || f.Why != "settings" {
				t.Errorf("a secret copied to another channel opens: %v", err)
			}
			return nil
		})
		o.ok(func(tx *db.Tx) error { return SaveChannel(tx, boss, o.keys, Mail, 2, s, "", true) })
		o.ok(func(tx *db.Tx) error {
			c, err := ChannelOf(tx, boss, Mail)
			if c.HasSecret {
				t.Error("the secret was not taken away")
			}
			return err
		})
	})
}

func TestMailSettingsAreChecked(t *testing.T) {
	good := MailSettings{Host: " mail.x.vn ", Port: 587, Security: mail.StartTLS, From: "a@x.vn", User: "a"}
	if err := good.Clean(true); err != nil || good.Host != "mail.x.vn" {
		t.Errorf("%v, %+v", err, good)
	}
	for name, change := range map[string]func(s *MailSettings){
		"no host": func(s *MailSettings) { s.Host = "" }, "a URL": func(s *MailSettings) { s.Host = "http://x.vn" }, "a port in the host": func(s *MailSettings) { s.Host = "x.vn:25" },
		"port 0": func(s *MailSettings) { s.Port = 0 }, "port 70000": func(s *MailSettings) { s.Port = 70000 }, "no security": func(s *MailSettings) { s.Security = "" },
		"no sender": func(s *MailSettings) { s.From = "" }, "a list": func(s *MailSettings) { s.From = "a@x.vn,b@x.vn" }, "a plain password": func(s *MailSettings) { s.Security = mail.Plain },
	} {
		s := good
		change(&s)
		if err := s.Clean(true); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := good.Clean(false); !fault.Is(err, fault.Invalid) {
		t.Errorf("an account without a password: %v", err)
	}
}

func TestTheOfficesHoursHold(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		for _, h := range []Hours{{600, 600, 600}, {600, 500, 450}, {480, 1020, 470}, {480, 1020, 1020}, {-1, 1020, 500}, {480, 1500, 500}} {
			o.refused(fault.Invalid, func(tx *db.Tx) error { return SaveHours(tx, o.who[clerk], h) })
		}
		o.ok(func(tx *db.Tx) error { return SaveHours(tx, o.who[clerk], Hours{8 * 60, 17 * 60, 9 * 60}) })
		c := &carrier{}
		courier := o.courier(c)
		o.moveTo(at("2026-09-15", 17, 30))
		o.tells(culture, overdue("NV-2026-0001"))
		o.tells(culture, soon("NV-2026-0002"))
		for _, step := range []struct {
			at   time.Time
			want int
		}{{at("2026-09-15", 19, 0), 0}, {at("2026-09-16", 7, 59), 0}, {at("2026-09-16", 8, 0), 1}, {at("2026-09-16", 8, 59), 1}, {at("2026-09-16", 9, 0), 2}} {
			o.moveTo(step.at)
			if steps(t, courier); len(c.got()) != step.want {
				t.Errorf("at %s %d have left, not %d", step.at.In(vn.Office), len(c.got()), step.want)
			}
		}
	})
}

func TestDeadLettersAreSentAgainOrSettled(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture, head)
		c := &carrier{}
		c.behave(func(Message) error { return &Failure{Final: true, Why: "address", Detail: "550 no such user"} }, nil)
		courier := o.courier(c)
		for i := range 3 {
			o.tells(culture, overdue(fmt.Sprintf("NV-2026-000%d", i)))
		}
		o.tells(head, overdue("NV-2026-0000"))
		steps(t, courier)
		boss := o.who[clerk]
		dead := func() (list []DeadLetter) {
			o.ok(func(tx *db.Tx) (err error) {
				var total int
				list, total, err = DeadLetters(tx, boss, 50, 0)
				if n, _ := Undelivered(tx); n != int64(total) || total != len(list) {
					t.Errorf("%d, %d, %d", n, total, len(list))
				}
				return err
			})
			return list
		}
		list := dead()
		if len(list) != 4 {
			t.Fatalf("%+v", list)
		}
		for _, d := range list {
			if d.Why != "address" || d.Way != Mail || d.Attempts != 1 || len(d.About) != 1 || d.Post == "" || !strings.HasPrefix(d.Person, "Nguyễn Thị Canary") || WhyName[d.Why] == "" || d.Read {
				t.Errorf("%+v", d)
			}
		}
		o.ok(func(tx *db.Tx) error { return Settle(tx, boss, list[0].ID) })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Settle(tx, boss, list[0].ID) })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Settle(tx, boss, "") })
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Settle(tx, boss, db.NewID()) })
		c.behave(nil, nil)
		o.ok(func(tx *db.Tx) error {
			n, err := Resend(tx, boss, list[1].ID)
			if n != 1 {
				t.Errorf("%d", n)
			}
			return err
		})
		steps(t, courier)
		if got := c.got(); len(got) != 1 || got[0].ID != string(list[1].ID) || len(dead()) != 2 {
			t.Errorf("%+v", got)
		}
		o.ok(func(tx *db.Tx) error {
			n, err := Resend(tx, boss, "")
			if n != 2 {
				t.Errorf("%d", n)
			}
			return err
		})
		steps(t, courier)
		if len(c.got()) != 3 || len(dead()) != 0 {
			t.Errorf("%d left, %d are dead", len(c.got()), len(dead()))
		}
		states := map[State]int{}
		for _, x := range o.outs() {
			states[x.state]++
		}
		if states[Sent] != 3 || states[Told] != 1 {
			t.Errorf("%v", states)
		}
	})
}

// What was switched off meanwhile but is legal is shown to the office, not lost.
func TestALegalNoticeWithoutAWayIsShownToTheOffice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		o.moveTo(at("2026-09-15", 21, 0))
		law := overdue("GT-2026-0001")
		law.Legal = true
		o.tells(culture, law)
		o.tells(culture, overdue("NV-2026-0002"))
		o.ok(func(tx *db.Tx) error { return SwitchChannel(tx, o.who[clerk], Mail, false) })
		o.moveTo(at("2026-09-16", 9, 0))
		steps(t, o.courier(&carrier{}))
		list := o.outs()
		if len(list) != 2 || list[0].state != Dead || list[0].why != "channel" || list[1].state != Void {
			t.Errorf("%+v", list)
		}
	})
}

// Through a real mail server: greylisted first, then taken; the same Message-ID
// both times; no name beside the address.
func TestThroughARealMailServer(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := mailtest.Start(t, mailtest.Options{User: "thongbao", Password: "bí mật"})
		o.ok(func(tx *db.Tx) error {
			settings := MailSettings{Host: s.Host, Port: s.Port, Security: mail.StartTLS, User: "thongbao", From: "thongbao@khanhcuong.gov.vn"}
			if err := SaveChannel(tx, o.who[clerk], o.keys, Mail, 0, settings, "bí mật", false); err != nil {
				return err
			}
			return SwitchChannel(tx, o.who[clerk], Mail, true)
		})
		o.reads(culture)
		var ids []string
		first := true
		senders := map[Way]Sender{Mail: func(ctx context.Context, a Account, m Message) (string, error) {
			ids = append(ids, m.ID)
			return MailBy(mail.Server{Roots: s.Roots, Timeout: 5 * time.Second})(ctx, a, m)
		}}
		s.Behave(greylist(&first))
		courier := NewCourier(o.d, o.keys, home, senders)
		o.tells(culture, overdue("NV-2026-0007"))
		steps(t, courier)
		if list := o.outs(); list[0].state != Failed || list[0].why != "busy" || len(s.Received()) != 0 {
			t.Fatalf("%+v", list)
		}
		o.pass(time.Minute)
		steps(t, courier)
		got := s.Received()
		if len(got) != 1 || len(ids) != 2 || ids[0] != ids[1] || got[0].ID() != "<"+ids[0]+"@khanhcuong.gov.vn>" {
			t.Fatalf("%d messages, ids %q", len(got), ids)
		}
		if list := o.outs(); list[0].state != Sent || list[0].address != "u0@khanhcuong.gov.vn" {
			t.Errorf("%+v", list)
		}
		if h := got[0].Header; h.Get("To") != "<u0@khanhcuong.gov.vn>" || h.Get("List-Unsubscribe") != "<"+home+WayPage+">" || strings.Contains(string(got[0].Raw), "anary") {
			t.Errorf("%+v", h)
		}
		b, err := json.Marshal(got[0].Header)
		if err != nil || !strings.Contains(string(b), "auto-generated") {
			t.Errorf("%s, %v", b, err)
		}
	})
}
