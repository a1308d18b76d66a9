package petition_test

import (
	"fmt"
	"slices"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	. "sauro/petition"
	"sauro/vn"
)

func TestPetitionsOfManyAreBroughtTogetherAndAnsweredAsOne(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		at := c.province
		communes := []*office{c.commune("21472", "UBND xã Khánh Cường"), c.commune("21484", "UBND xã Ba Tơ"), c.commune("21490", "UBND xã Ba Vinh")}
		var refs []string
		for i, o := range communes {
			refs = append(refs, o.code+"-"+o.proposes(obstacle.Infrastructure, fmt.Sprintf("Đường truyền Internet của thôn %d yếu", i+1), "Nâng cấp đường truyền Internet cho các thôn."))
		}
		alien := "21484-" + communes[1].proposes(obstacle.Money, "Chưa có kinh phí bồi dưỡng", "Bổ sung kinh phí.")
		second := "21490-" + communes[2].proposes(obstacle.Infrastructure, "Đường truyền Internet của trạm y tế yếu", "Nâng cấp đường truyền.")
		c.carry()

		first := at.petition(refs[0])
		var alike []string
		at.ok(func(tx *db.Tx) error {
			list, err := Alike(tx, at.who[expert], first.Class, first.Text(), first.ID)
			for _, l := range list {
				alike = append(alike, l.Ref)
				if l.Issue || l.Share < 50 {
					t.Errorf("%+v is alike", l)
				}
			}
			return err
		})
		slices.Sort(alike)
		if want := []string{refs[1], second, refs[2]}; len(alike) != 3 || slices.Contains(alike, alien) || !slices.Contains(alike, want[0]) {
			t.Errorf("alike are %v", alike)
		}

		id := db.NewID()
		at.refused(fault.Denied, "", func(tx *db.Tx) error {
			_, err := NewIssue(tx, at.who[expert], id, "Đường truyền Internet", obstacle.Infrastructure, refs)
			return err
		})
		at.refused(fault.Invalid, "tên vấn đề", func(tx *db.Tx) error {
			_, err := NewIssue(tx, at.who[clerk], id, " ", obstacle.Infrastructure, refs)
			return err
		})
		at.refused(fault.Unknown, "", func(tx *db.Tx) error {
			_, err := NewIssue(tx, at.who[clerk], id, "x", obstacle.Infrastructure, []string{refs[0], "21472-KN-2026-9999"})
			return err
		})
		var issue string
		for range 2 { // a form sent twice
			at.ok(func(tx *db.Tx) (err error) {
				issue, err = NewIssue(tx, at.who[clerk], id, "Đường truyền Internet của thôn yếu", obstacle.Infrastructure, refs[:2])
				return err
			})
		}
		if issue != "VD-2026-0001" || at.count("issue") != 1 {
			t.Fatalf("the issue is %s, there are %d", issue, at.count("issue"))
		}
		at.ok(func(tx *db.Tx) error {
			return Join(tx, at.who[governor], issue, []string{refs[2], second, refs[2]}, "cùng một việc")
		})
		i := at.issue(issue)
		if i.Waiting != 3 || i.Offices != 3 || i.NotIn != 4 {
			t.Errorf("%d offices wait of %d, %d petitions are not in: one commune sent two", i.Waiting, i.Offices, i.NotIn)
		}
		at.refused(fault.Exists, issue, func(tx *db.Tx) error {
			_, err := NewIssue(tx, at.who[clerk], db.NewID(), "Vấn đề khác", obstacle.Infrastructure, refs[:1])
			return err
		})
		at.refused(fault.Invalid, "chưa tiếp nhận", func(tx *db.Tx) error {
			_, err := AnswerIssue(tx, at.who[governor], issue, i.Version, at.reply(Granted))
			return err
		})
		at.refused(fault.Denied, "", func(tx *db.Tx) error { _, err := TakeInAll(tx, at.who[science], issue); return err })
		at.ok(func(tx *db.Tx) error {
			n, err := TakeInAll(tx, at.who[clerk], issue)
			if n != 4 {
				t.Errorf("%d were taken in", n)
			}
			return err
		})
		var books []string
		for _, ref := range append(slices.Clone(refs), second) {
			books = append(books, at.petition(ref).Book)
		}
		slices.Sort(books)
		if fmt.Sprint(books) != "[1 2 3 4]" {
			t.Errorf("the numbers of the book are %v", books)
		}
		at.refused(fault.Invalid, "vấn đề chung", func(tx *db.Tx) error {
			p := at.petition(refs[0])
			return Answer(tx, at.who[governor], p.Ref, p.Version, at.reply(Granted))
		})
		// Whoever handles one of them brings in what nobody has yet, and nothing of others.
		lead := at.petition(refs[0])
		at.ok(func(tx *db.Tx) error { return Assign(tx, at.who[clerk], lead.Ref, lead.Version, at.who[expert].Post) })
		at.refused(fault.Denied, "", func(tx *db.Tx) error { return Join(tx, at.who[finance], issue, []string{alien}, "") })
		other := at.petition(alien)
		at.ok(func(tx *db.Tx) error { return Join(tx, at.who[expert], issue, []string{alien}, "") })
		at.ok(func(tx *db.Tx) error {
			return Leave(tx, at.who[expert], alien, other.Version+1, "không cùng việc")
		})
		at.ok(func(tx *db.Tx) error { return TakeIn(tx, at.who[clerk], alien, other.Version+2, "") })
		at.ok(func(tx *db.Tx) error {
			return Assign(tx, at.who[clerk], alien, other.Version+3, at.who[finance].Post)
		})
		at.refused(fault.Denied, "", func(tx *db.Tx) error { return Join(tx, at.who[expert], issue, []string{alien}, "") })
		// One is taken out with a reason and goes its own way.
		p := at.petition(second)
		at.refused(fault.Invalid, "lý do", func(tx *db.Tx) error { return Leave(tx, at.who[clerk], second, p.Version, "") })
		at.ok(func(tx *db.Tx) error {
			return Leave(tx, at.who[clerk], second, p.Version, "trạm y tế, không phải thôn")
		})
		at.refused(fault.Invalid, "không ở vấn đề", func(tx *db.Tx) error {
			return Leave(tx, at.who[clerk], second, at.petition(second).Version, "lần nữa")
		})

		at.ok(func(tx *db.Tx) error {
			lines, n, err := List(tx, at.who[governor], Filter{}, 0, 30)
			if n != 3 || len(lines) != 3 || !lines[0].Issue && !lines[1].Issue && !lines[2].Issue {
				t.Errorf("%d lines: %+v", n, lines)
			}
			lines, n, err2 := List(tx, at.who[governor], Filter{Class: obstacle.Money}, 0, 30)
			if n != 1 || lines[0].Ref != alien || lines[0].State != Received || lines[0].Post != finance {
				t.Errorf("about money: %+v", lines)
			}
			if _, untaken, err := List(tx, at.who[governor], Filter{Show: Untaken}, 0, 30); untaken != 0 || err != nil {
				t.Errorf("%d are not taken in, %v", untaken, err)
			}
			_, n, err3 := List(tx, at.who[expert], Filter{Mine: true}, 0, 30)
			if n != 1 || err2 != nil || err3 != nil {
				t.Errorf("the expert handles %d, %v %v", n, err2, err3)
			}
			waits, err4 := Waits(tx, at.who[governor])
			if err4 != nil || len(waits) != 2 || waits[1].Class != obstacle.Infrastructure || waits[1].Offices != 3 || waits[1].By != [4]int{3, 0, 0, 0} || waits[0].Offices != 1 {
				t.Errorf("they wait: %+v, %v", waits, err4)
			}
			return err
		})

		r := at.reply(Granted)
		i = at.issue(issue)
		at.refused(fault.Denied, "", func(tx *db.Tx) error { _, err := AnswerIssue(tx, at.who[clerk], issue, i.Version, r); return err })
		at.refused(fault.Conflict, "", func(tx *db.Tx) error {
			_, err := AnswerIssue(tx, at.who[governor], issue, i.Version-1, r)
			return err
		})
		for n := range 2 { // a form sent twice
			at.ok(func(tx *db.Tx) error {
				told, err := AnswerIssue(tx, at.who[governor], issue, i.Version, r)
				if told != []int{3, 0}[n] {
					t.Errorf("answered %d", told)
				}
				return err
			})
		}
		if i = at.issue(issue); i.Waiting != 0 || i.Offices != 3 {
			t.Errorf("after the answer %d of %d wait", i.Waiting, i.Offices)
		}
		at.refused(fault.Invalid, "Không còn xã nào", func(tx *db.Tx) error {
			_, err := AnswerIssue(tx, at.who[governor], issue, i.Version, at.reply(Granted))
			return err
		})
		c.carry()
		for n, o := range communes {
			if own := o.proposal(refs[n][6:]); own.Stage != obstacle.AnswerCame || own.Answer.Text != r.Says {
				t.Errorf("%s has %s", o.code, own.Stage)
			}
		}
		if own := communes[2].proposal(second[6:]); own.Stage != obstacle.TakenIn {
			t.Errorf("the one that was taken out is %s", own.Stage)
		}
		at.ok(func(tx *db.Tx) error {
			lines, n, err := List(tx, at.who[governor], Filter{Show: Done}, 0, 30)
			if n != 1 || lines[0].Ref != issue || lines[0].Waiting != 0 {
				t.Errorf("done: %+v", lines)
			}
			return err
		})
	})
}

func TestAgesAreWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		c.commune("21472", "UBND xã Khánh Cường").proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung.")
		c.carry()
		// 02/03 was a Monday: the fifth working day is Monday the 9th, the sixth Tuesday.
		for day, want := range map[vn.Day][4]int{"2026-03-09": {1, 0, 0, 0}, "2026-03-10": {0, 1, 0, 0}, "2026-03-16": {0, 1, 0, 0}, "2026-03-17": {0, 0, 1, 0}, "2026-03-31": {0, 0, 0, 1}} {
			at := c.on(day).province
			at.ok(func(tx *db.Tx) error {
				waits, err := Waits(tx, at.who[governor])
				if err != nil || waits[0].By != want || (waits[0].Late == 1) != (day > "2026-03-16") {
					t.Errorf("on %s: %+v, %v", day, waits, err)
				}
				for days, found := range map[int]int{0: 1, 5: want[1] + want[2] + want[3], 10: want[2] + want[3], 20: want[3]} {
					lines, n, err := List(tx, at.who[governor], Filter{Days: days}, 0, 30)
					if err != nil || n != found {
						t.Errorf("on %s: %d wait longer than %d days, %v", day, n, days, err)
					}
					if n == 1 && lines[0].Late != (day > "2026-03-16") {
						t.Errorf("on %s: %+v", day, lines[0])
					}
				}
				return nil
			})
		}
	})
}

// Ninety-six communes ask for the same: one issue, one answer, which reaches
// every one of them. The statements of each act do not grow with the communes.
func TestAProvinceOfNinetySixCommunesAsksForTheSame(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		const communes = 96
		all := make([]*office, communes)
		refs := make([]string, communes)
		for n := range all {
			code := fmt.Sprintf("%05d", 21000+n)
			all[n] = c.commune(code, "UBND xã "+code)
			refs[n] = code + "-" + all[n].proposes(obstacle.Data, "Chưa có dữ liệu dân cư để đối chiếu", "Cho xã khai thác dữ liệu dân cư.")
		}
		c.carry()
		at := c.province
		if n := at.count("petition"); n != communes {
			t.Fatalf("%d petitions arrived", n)
		}
		var issue string
		at.ok(func(tx *db.Tx) (err error) {
			issue, err = NewIssue(tx, at.who[governor], db.NewID(), "Dữ liệu dân cư", obstacle.Data, refs[:1])
			return err
		})
		at.ok(func(tx *db.Tx) error { return Join(tx, at.who[governor], issue, refs[1:], "") })
		if i := at.issue(issue); i.Waiting != communes {
			t.Errorf("%d xã đang chờ", i.Waiting)
		}
		at.ok(func(tx *db.Tx) error { _, err := TakeInAll(tx, at.who[clerk], issue); return err })
		at.ok(func(tx *db.Tx) error {
			n, err := AnswerIssue(tx, at.who[governor], issue, at.issueIn(tx, issue).Version, at.reply(Granted))
			if n != communes {
				t.Errorf("%d were answered", n)
			}
			return err
		})
		c.carry()
		for n, o := range all {
			if own := o.proposal(refs[n][6:]); own.Stage != obstacle.AnswerCame {
				t.Errorf("%s: %s", o.code, own.Stage)
			}
			if told := o.told(official, "answer"); told != 1 {
				t.Errorf("%s: the reporter was told %d times", o.code, told)
			}
		}
		if left := at.count("petition_outbox"); left != 0 {
			t.Errorf("%d words are left", left)
		}
	})
}

func (o *office) issueIn(tx *db.Tx, ref string) Issue {
	o.t.Helper()
	i, err := GetIssue(tx, o.who[governor], ref)
	if err != nil {
		o.t.Fatal(err)
	}
	return i
}

func TestWhoMayDoWhatWithAPetition(t *testing.T) {
	each(t, func(t *testing.T, c *country) {
		ref := "21472-" + c.commune("21472", "UBND xã Khánh Cường").proposes(obstacle.Money, "Chưa có kinh phí", "Bổ sung.")
		c.carry()
		at := c.province
		at.takeIn(ref)
		p := at.petition(ref)
		at.ok(func(tx *db.Tx) error { return Assign(tx, at.who[governor], ref, p.Version, at.who[finance].Post) })
		p = at.petition(ref)
		// The head of the unit gives it on within the unit only.
		at.refused(fault.Invalid, "chuc-danh", func(tx *db.Tx) error {
			return Assign(tx, at.who[finance], ref, p.Version, at.who[expert].Post)
		})
		at.refused(fault.Denied, "", func(tx *db.Tx) error {
			return Assign(tx, at.who[science], ref, p.Version, at.who[expert].Post)
		})
		at.refused(fault.Invalid, "chuc-danh", func(tx *db.Tx) error { return Assign(tx, at.who[governor], ref, p.Version, db.NewID()) })
		at.ok(func(tx *db.Tx) error {
			return Assign(tx, at.who[finance], ref, p.Version, at.who["Chuyên viên Sở Tài chính"].Post)
		})
		p = at.petition(ref)
		for title, want := range map[string][4]bool{ // take in, assign, handle, answer
			governor: {true, true, true, true}, clerk: {true, true, true, false}, finance: {false, true, true, false},
			"Chuyên viên Sở Tài chính": {false, false, true, false}, expert: {false, false, false, false},
		} {
			who := at.who[title]
			if got := [4]bool{MayTakeIn(who), MayAssign(who, p), MayHandle(who, p), MayAnswer(who)}; got != want {
				t.Errorf("%s may %v", title, got)
			}
		}
		if MayHandle(org.Who{}, p) || MayTakeIn(org.Who{}) {
			t.Error("nobody may something")
		}
		at.ok(func(tx *db.Tx) error {
			last, err := LastHandler(tx, obstacle.Money)
			if err != nil || last != at.who["Chuyên viên Sở Tài chính"].Post {
				t.Errorf("the last handler is %s, %v", last, err)
			}
			return err
		})
	})
}
