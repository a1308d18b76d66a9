package petition_test

import (
	"fmt"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	. "sauro/petition"
	"sauro/vn"
)

func TestAProposalGoesUpAndItsAnswerComesBack(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		commune := c.commune("21472", "UBND xã Khánh Cường")
		ref := commune.proposes(obstacle.Money, "Chưa có kinh phí bồi dưỡng", "Bổ sung 50 triệu đồng.")
		c.carry()
		at := c.province
		p := at.petition("21472-" + ref)
		own := commune.proposal(ref)
		if p.State != Sent || p.ID != own.ID || p.FromName != "UBND xã Khánh Cường" || p.Number != "215/UBND-VX" || p.Class != obstacle.Money ||
			p.DueOn != own.Clock.On || p.DueRule != own.Clock.Rule || len(p.Obstacles) != 1 || p.Obstacles[0].Says != "Chưa có kinh phí bồi dưỡng" || p.Asks != "Bổ sung 50 triệu đồng." {
			t.Fatalf("on the desk lies %+v", p)
		}
		if own.CarriedAt.IsZero() {
			t.Error("the commune does not know that its proposal arrived")
		}

		at.refused(fault.Invalid, "chưa được tiếp nhận", func(tx *db.Tx) error { return Consider(tx, at.who[governor], p.Ref, p.Version, "") })
		at.refused(fault.Invalid, "chưa được tiếp nhận", func(tx *db.Tx) error {
			return Assign(tx, at.who[clerk], p.Ref, p.Version, at.who[expert].Post)
		})
		at.refused(fault.Invalid, "chưa được tiếp nhận", func(tx *db.Tx) error {
			return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(Granted))
		})
		at.refused(fault.Denied, "", func(tx *db.Tx) error { return TakeIn(tx, at.who[expert], p.Ref, p.Version, "") })
		at.refused(fault.Conflict, "", func(tx *db.Tx) error { return TakeIn(tx, at.who[clerk], p.Ref, p.Version+1, "") })
		at.ok(func(tx *db.Tx) error { return TakeIn(tx, at.who[clerk], p.Ref, p.Version, " 417 ") })
		p = at.petition(p.Ref)
		at.refused(fault.Exists, "417", func(tx *db.Tx) error { return TakeIn(tx, at.who[clerk], p.Ref, p.Version, "418") })
		c.carry()
		if own = commune.proposal(ref); own.Stage != obstacle.TakenIn || own.ReceivedNumber != "417" || own.ReceivedOn != "2026-03-02" {
			t.Errorf("the commune sees %s, %s, %s", own.Stage, own.ReceivedNumber, own.ReceivedOn)
		}

		at.ok(func(tx *db.Tx) error { return Assign(tx, at.who[clerk], p.Ref, p.Version, at.who[expert].Post) })
		if n := at.told(expert, "assigned"); n != 1 {
			t.Errorf("who got it was told %d times", n)
		}
		p = at.petition(p.Ref)
		if p.PostTitle != expert || p.Unit != at.who[expert].Unit {
			t.Errorf("it is with %q", p.PostTitle)
		}
		at.refused(fault.Denied, "", func(tx *db.Tx) error { return Consider(tx, at.who[finance], p.Ref, p.Version, "") })
		at.ok(func(tx *db.Tx) error {
			return Consider(tx, at.who[expert], p.Ref, p.Version, "Đề xuất chấp thuận.")
		})
		p = at.petition(p.Ref)
		at.refused(fault.Invalid, "ý kiến", func(tx *db.Tx) error { return Consider(tx, at.who[science], p.Ref, p.Version, " ") })
		c.carry()
		if own = commune.proposal(ref); own.Stage != obstacle.Considered {
			t.Errorf("the commune sees %s", own.Stage)
		}
		at.refused(fault.Denied, "", func(tx *db.Tx) error {
			return Answer(tx, at.who[science], p.Ref, p.Version, at.reply(Granted))
		})
		for field, spoil := range map[string]func(*Reply){
			"ket-qua": func(r *Reply) { r.Outcome = "maybe" }, "noi-dung": func(r *Reply) { r.Says = " " }, "so": func(r *Reply) { r.Number = "" },
			"nguoi-ky": func(r *Reply) { r.Signer = "" }, "ngay": func(r *Reply) { r.Dated = "2026-03-03" }, "tep": func(r *Reply) { r.File = obstacle.File{} },
		} {
			r := at.reply(Partly)
			spoil(&r)
			at.refused(fault.Invalid, field, func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, r) })
		}
		early := at.reply(Partly)
		early.Dated = "2026-02-27"
		at.refused(fault.Invalid, "trước ngày văn bản kiến nghị", func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, early) })

		r := at.reply(Partly)
		for range 2 { // a form sent twice
			at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, r) })
		}
		p = at.petition(p.Ref)
		if p.State != Answered || p.NextOn != "" || at.count("petition_answer") != 1 {
			t.Errorf("after the answer: %+v", p)
		}
		at.refused(fault.Invalid, "đã được trả lời", func(tx *db.Tx) error {
			return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(Granted))
		})
		c.carry()
		own = commune.proposal(ref)
		if own.Stage != obstacle.AnswerCame || own.Answer.Verdict != obstacle.Partly || own.Answer.Number != "1201/UBND-KGVX" || own.Answer.Text != r.Says || own.Answer.File != r.File {
			t.Errorf("the commune has %+v", own)
		}
		if n := commune.told(official, "answer"); n != 1 {
			t.Errorf("who reported the obstacle was told %d times", n)
		}
		at.ok(func(tx *db.Tx) error {
			lines, err := History(tx, at.who[expert], p.ID)
			var kinds []string
			for _, l := range lines {
				kinds = append(kinds, l.Kind)
				if EventName[l.Kind] == "" {
					t.Errorf("%q has no words", l.Kind)
				}
			}
			if got := fmt.Sprint(kinds); got != "[answered considering assigned received arrived]" {
				t.Errorf("the history is %s", got)
			}
			return err
		})
	})
}

func TestWhatWasReopenedComesAgainWithTheOldOne(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		commune, at := c.commune("21472", "UBND xã Khánh Cường"), c.province
		first := commune.proposes(obstacle.Data, "Chưa có mã định danh dữ liệu", "Cấp mã cho xã.")
		c.carry()
		at.takeIn("21472-" + first)
		p := at.petition("21472-" + first)
		at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(Refused)) })
		c.carry()
		var second string
		commune.ok(func(tx *db.Tx) error {
			doer, chair := commune.who[official], commune.who[mayor]
			stands, err := db.Value[string](tx, "select ref from obstacle where tenant_id = ?1")
			if err != nil {
				return err
			}
			o, err := obstacle.Get(tx, doer, stands)
			if err != nil {
				return err
			}
			if err := obstacle.Reopen(tx, doer, stands, o.Version, "Trả lời chưa giải quyết được việc."); err != nil {
				return err
			}
			second, err = obstacle.Again(tx, chair, first, obstacle.Draft{Obstacles: []string{stands}, To: commune.above(tx), Subject: "Chưa có mã định danh dữ liệu", Asks: "Đề nghị xem lại."})
			if err != nil {
				return err
			}
			return obstacle.Send(tx, chair, second, 1, obstacle.Letter{Number: "230", Symbol: "UBND-VX", Dated: vn.Today(tx.Now), Signer: "Chủ tịch UBND xã"})
		})
		c.carry()
		again := at.petition("21472-" + second)
		if again.Follows != p.ID || again.Earlier != p.Ref || again.State != Sent {
			t.Errorf("it came again as %+v", again)
		}
	})
}

// Whoever sees the superior's desk sees what was sent, and nothing else of those
// who sent it; a commune sees nothing of others and nothing on a desk.
func TestNobodySeesMoreThanWasSent(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		one, other := c.commune("21472", "UBND xã Khánh Cường"), c.commune("21484", "UBND xã Ba Tơ")
		sent := one.proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung kinh phí.")
		other.proposes(obstacle.People, "Thiếu người", "Giao thêm biên chế.")
		c.carry()
		for _, table := range []string{"task", "obstacle", "proposal", "letter"} {
			if n := c.province.count(table); n != 0 {
				t.Errorf("the province has %d rows of %s", n, table)
			}
		}
		if n := c.province.count("petition"); n != 2 {
			t.Errorf("%d petitions on the desk", n)
		}
		for _, o := range []*office{one, other} {
			if n := o.count("petition") + o.count("issue") + o.count("petition_answer"); n != 0 {
				t.Errorf("%s has %d rows of the desk", o.code, n)
			}
			o.refused(fault.Unknown, "", func(tx *db.Tx) error { _, err := Get(tx, o.who[mayor], "21472-"+sent); return err })
			o.ok(func(tx *db.Tx) error {
				if lines, n, err := List(tx, o.who[mayor], Filter{Show: All}, 0, 30); n != 0 || len(lines) != 0 || err != nil {
					t.Errorf("%s sees %d lines, %v", o.code, n, err)
				}
				return nil
			})
		}
		// Words of the superior are the program's alone: nobody of the commune writes them.
		id := one.proposal(sent).ID
		one.refused(fault.Denied, "", func(tx *db.Tx) error {
			return obstacle.PassedOn(tx, one.who[mayor], id, obstacle.Passing{ID: db.NewID(), To: "Bộ", Until: "2026-04-01"})
		})
		at := c.province
		at.refused(fault.Denied, "", func(tx *db.Tx) error { _, _, err := List(tx, org.Who{}, Filter{}, 0, 30); return ignoreSignIn(err) })
	})
}

// ignoreSignIn makes the refusal of nobody one of rights.
func ignoreSignIn(err error) error {
	if fault.Is(err, fault.SignIn) {
		return fault.New(fault.Denied, "")
	}
	return err
}

func TestPassedOnItHasAClockOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		commune, at := c.commune("21472", "UBND xã Khánh Cường"), c.province
		ref := commune.proposes(obstacle.Institution, "Thông tư chưa hướng dẫn", "Hướng dẫn.")
		c.carry()
		at.takeIn("21472-" + ref)
		p := at.petition("21472-" + ref)
		for field, spoil := range map[string]func(*Reply){"noi-nhan": func(r *Reply) { r.To = "" }, "so-ngay": func(r *Reply) { r.Days = 0 }} {
			r := at.reply(PassedOn)
			spoil(&r)
			at.refused(fault.Invalid, field, func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, r) })
		}
		at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(PassedOn)) })
		c.carry()
		c.carry()
		p = at.petition(p.Ref)
		if p.State != Passed || p.To != "Bộ Khoa học và Công nghệ" || p.UpOn != "2026-03-23" || p.Due() != "2026-03-23" || p.DueOn != "2026-03-16" {
			t.Errorf("it stands as %+v", p)
		}
		own := commune.proposal(ref)
		if own.Stage != obstacle.Considered || own.Clock.On != "2026-03-16" {
			t.Errorf("the commune sees %+v", own)
		}
		commune.ok(func(tx *db.Tx) error {
			events, err := obstacle.ProposalEvents(tx, commune.who[official], own.ID)
			if err != nil || len(events) == 0 || events[0].Kind != "passed" || events[0].Says != "Bộ Khoa học và Công nghệ, 1201/UBND-KGVX, 02/03/2026 → 23/03/2026" {
				t.Errorf("the commune's history begins with %+v, %v", events[0], err)
			}
			return nil
		})
		at.ok(func(tx *db.Tx) error {
			items, err := Items(tx, "2026-03-20")
			if err != nil || len(items) != 0 {
				t.Errorf("by the 20th: %+v, %v", items, err)
			}
			items, err = Items(tx, "2026-03-23")
			if err != nil || len(items) != 1 || items[0].Due != "2026-03-23" || items[0].Rule != "15 ngày làm việc" || items[0].From != "2026-03-02" || items[0].Post != at.who[clerk].Post {
				t.Errorf("by the 23rd: %+v, %v", items, err)
			}
			return err
		})
		// The answer of the level above is the answer.
		next := c.on("2026-03-20")
		at = next.province
		at.ok(func(tx *db.Tx) error { return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(Granted)) })
		next.carry()
		if own := next.at(commune).proposal(ref); own.Stage != obstacle.AnswerCame || own.Answer.On != "2026-03-20" {
			t.Errorf("the commune sees %+v", own)
		}
	})
}
