package notice_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	. "sauro/notice"
	"sauro/org"
	"sauro/vn"
)

func (o *office) told(title string) []Row {
	o.t.Helper()
	var list []Row
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) { list, _, err = Mine(tx, o.who[title], Filter{}, 50, 0); return err }); err != nil {
		o.t.Fatal(err)
	}
	return list
}

func TestAPersonIsToldOfAnEventOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Mail)
		o.reads(culture)
		for range 3 {
			o.tells(culture, overdue("NV-2026-0007"))
			o.pass(time.Hour)
		}
		o.tells(culture, overdue("NV-2026-0008"))
		o.tells(head, overdue("NV-2026-0007"))
		if n := len(o.told(culture)); n != 2 {
			t.Errorf("%d notices, not 2", n)
		}
		if list := o.outs(); len(list) != 2 {
			t.Errorf("messages: %+v", list)
		}
		// Nothing of it is there when the act fails.
		err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error {
			if err := ToPerson(tx, o.who[culture].Person, overdue("NV-2026-0009")); err != nil {
				return err
			}
			return fault.New(fault.Invalid, "không")
		})
		if !fault.Is(err, fault.Invalid) || len(o.told(culture)) != 2 || len(o.outs()) != 2 {
			t.Errorf("%v: something is told of an act that failed", err)
		}
	})
}

func TestWhatIsNoNoticeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for name, change := range map[string]func(n *Notice){
			"no event": func(n *Notice) { n.Event = "" }, "no such kind": func(n *Notice) { n.Kind = "x" }, "no words": func(n *Notice) { n.Says = fault.Text{} },
			"elsewhere": func(n *Notice) { n.Link = "https://x.vn" }, "another host": func(n *Notice) { n.Link = "//x.vn" },
		} {
			n := overdue("NV-2026-0001")
			change(&n)
			if err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error { return ToPerson(tx, o.who[culture].Person, n) }); err == nil {
				t.Errorf("%s was told", name)
			}
		}
	})
}

// Whoever holds a post and whoever acts in its place are told, each once; then
// the head of the unit, then the clerk.
func TestWhoIsToldForAPost(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		told := func(ref string) (titles []string) {
			o.ok(func(tx *db.Tx) error { return ToPost(tx, o.post[culture], overdue(ref)) })
			for _, title := range []string{chairman, clerk, head, culture, economy, money} {
				n := 0
				for _, r := range o.told(title) {
					if r.About == ref {
						n++
					}
				}
				if n > 1 {
					t.Errorf("%s is told %d times of %s", title, n, ref)
				}
				if n > 0 {
					titles = append(titles, title)
				}
			}
			return titles
		}
		want := func(ref string, titles ...string) {
			t.Helper()
			if got := told(ref); !slices.Equal(got, titles) {
				t.Errorf("%s: %q are told, not %q", ref, got, titles)
			}
		}
		want("NV-2026-0001", culture)
		var acting db.ID
		o.ok(func(tx *db.Tx) (err error) {
			today := vn.Today(tx.Now)
			acting, err = org.Give(tx, o.who[culture], org.NewActing{Post: o.post[culture], Taker: o.who[money].Person, Acts: []org.Act{org.Report}, From: today, To: today.Add(5), Decision: "15/QĐ-UBND", DecidedOn: today})
			return err
		})
		want("NV-2026-0002", culture, money)
		o.ok(func(tx *db.Tx) error {
			return org.EndActing(tx, o.who[culture], acting, "đã đi làm lại")
		})
		want("NV-2026-0003", culture)
		o.ok(func(tx *db.Tx) error { return org.Leave(tx, o.who[clerk], o.who[culture].Person, nil) })
		want("NV-2026-0004", head)
		o.ok(func(tx *db.Tx) error { return org.Leave(tx, o.who[clerk], o.who[head].Person, nil) })
		want("NV-2026-0005", clerk)
		// The head of another unit is nobody here.
		o.pass(24 * time.Hour)
		want("NV-2026-0006", clerk)
	})
}

// A caretaker is told while work is handed over.
func TestTheCaretakerIsTold(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.ok(func(tx *db.Tx) error {
			today := vn.Today(tx.Now)
			_, err := tx.Exec(`insert into acting (tenant_id, acting_id, kind, post_id, giver_post, giver_person, taker_post, acts, from_day, decision, at, end_reason)
				values (?1, ?2, 'handover', ?3, ?3, ?4, ?5, '["receive","report"]', ?6, '', ?7, '')`,
				db.NewID(), o.post[culture], o.who[culture].Person, o.post[money], today, tx.Now)
			tx.Did(db.Act{Kind: "set-up"})
			return err
		})
		// While somebody holds the post the handover has not begun.
		o.ok(func(tx *db.Tx) error { return ToPost(tx, o.post[culture], overdue("NV-2026-0001")) })
		if len(o.told(money)) != 0 || len(o.told(culture)) != 1 {
			t.Error("the caretaker is told while the post is held")
		}
		o.ok(func(tx *db.Tx) error {
			return org.Leave(tx, o.who[clerk], o.who[culture].Person, map[db.ID]int64{o.post[culture]: 3})
		})
		o.ok(func(tx *db.Tx) error { return ToPost(tx, o.post[culture], overdue("NV-2026-0002")) })
		if len(o.told(money)) != 1 || len(o.told(head)) != 0 {
			t.Error("the caretaker is not told, or the head is too")
		}
	})
}

func TestOneSeesOnlyOnesOwnNotices(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.tells(culture, overdue("NV-2026-0001"))
		o.tells(culture, soon("NV-2026-0002"))
		o.tells(head, overdue("NV-2026-0001"))
		mine := o.told(culture)
		if len(mine) != 2 || mine[0].About != "NV-2026-0002" || !mine[0].Read.IsZero() {
			t.Fatalf("%+v", mine)
		}
		if got := mine[1].Says; got.Format != "Nhiệm vụ %s đã quá hạn %d ngày làm việc." || !reflect.DeepEqual(got.Args, []any{"NV-2026-0001", int64(3)}) {
			t.Errorf("the words came back as %#v", got)
		}
		unread := func(title string) (n int64) {
			if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) { n, err = Unread(tx, o.who[title].Person); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if unread(culture) != 2 || unread(head) != 1 || unread(clerk) != 0 {
			t.Errorf("unread: %d, %d, %d", unread(culture), unread(head), unread(clerk))
		}
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, err := See(tx, o.who[head], mine[0].ID); return err })
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, err := See(tx, o.who[head], db.NewID()); return err })
		o.refused(fault.SignIn, func(tx *db.Tx) error { _, err := See(tx, org.Who{Tenant: o.tenant}, mine[0].ID); return err })
		id, err := ParseID(strings.TrimPrefix(mine[0].Address(), Home+"/"))
		if err != nil || id != mine[0].ID {
			t.Fatalf("%s leads to %s, %v", mine[0].Address(), id, err)
		}
		first := o.clock()
		for range 2 { // the first reading is what counts
			o.ok(func(tx *db.Tx) error {
				link, err := See(tx, o.who[culture], id)
				if link != "/nhiem-vu/NV-2026-0002" {
					t.Errorf("leads to %q", link)
				}
				return err
			})
			o.pass(time.Minute)
		}
		mine = o.told(culture)
		if unread(culture) != 1 || mine[0].About != "NV-2026-0001" || !mine[1].Read.Equal(first) {
			t.Errorf("after reading: %+v", mine)
		}
		shown := o.clock()
		o.pass(time.Minute)
		o.tells(culture, overdue("NV-2026-0003"))
		o.ok(func(tx *db.Tx) error {
			n, err := SeeAll(tx, o.who[culture], shown)
			if n != 1 {
				t.Errorf("%d were marked read", n)
			}
			return err
		})
		if unread(culture) != 1 || unread(head) != 1 {
			t.Error("what came after the list was shown is read too, or another's is")
		}
	})
}

func TestTheListIsPagedAndFiltered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for i := range 7 {
			ref := "NV-2026-000" + string(rune('1'+i))
			if i%2 == 0 {
				o.tells(culture, overdue(ref))
			} else {
				o.tells(culture, soon(ref))
			}
		}
		if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) error {
			seen := map[db.ID]bool{}
			for offset := 0; offset < 9; offset += 3 {
				list, total, err := Mine(tx, o.who[culture], Filter{}, 3, offset)
				if err != nil || total != 7 {
					t.Errorf("%d in all, %v", total, err)
				}
				for _, r := range list {
					seen[r.ID] = true
				}
			}
			if len(seen) != 7 {
				t.Errorf("the pages show %d of 7", len(seen))
			}
			list, total, err := Mine(tx, o.who[culture], Filter{Kind: "reminder", Unread: true}, 10, 0)
			if err != nil || total != 3 || len(list) != 3 {
				t.Errorf("reminders: %d of %d, %v", len(list), total, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// No name and no title leaves the house, whatever a rule puts into a notice.
func TestNoNameAndNoTitleLeavesTheHouse(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Ways...)
		o.reads(culture)
		canaries := []any{"Nguyễn Thị Canary", "CANARY VIỆT NAM", "Kế hoạch canary mật", "canary@x.vn", "0905123999", "051099012345", org.Names{"canary trong danh sách"}, vn.Day("2026-09-30"), "NV-2026-0007", 5,
			fault.Text{Format: "%s ở trong", Args: []any{"canary lồng nhau"}}}
		for i, c := range canaries {
			n := overdue("NV-2026-0007")
			n.Event += string(rune('a' + i))
			n.Says = fault.Text{Format: "Nhiệm vụ của %v cần xem.", Args: []any{c}}
			n.Does = fault.Text{Format: "Mở %v", Args: []any{c}}
			n.Link = "/nhiem-vu/canary-trong-duong-dan?tu=canary"
			o.tells(culture, n)
			n.Event, n.About, n.AtOnce = n.Event+"soon", "canary trong mã", false
			o.tells(culture, n)
		}
		c := &carrier{}
		steps(t, o.courier(c))
		o.moveTo(at("2026-09-16", 7, 15))
		steps(t, o.courier(c))
		got := c.got()
		if len(got) != 4*(len(canaries)+1) {
			t.Fatalf("%d messages", len(got))
		}
		days, codes := 0, 0
		for _, m := range got {
			text := all(m)
			for _, bad := range []string{"anary", "ANARY", "0905123999", "051099012345", culture, "Nguyễn"} {
				if strings.Contains(text, bad) {
					t.Errorf("%q left the house by %s: %s", bad, m.Way, text)
				}
			}
			if strings.Contains(m.Says, "30/09/2026") {
				days++
			}
			if strings.Contains(m.Says, "NV-2026-0007") {
				codes++
			}
		}
		if days == 0 || codes == 0 {
			t.Errorf("days in %d, codes in %d messages: they may leave", days, codes)
		}
	})
}

func TestEveryWayHasTheSameWords(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.sends(Ways...)
		o.reads(culture)
		o.tells(culture, overdue("NV-2026-0007"))
		c := &carrier{}
		steps(t, o.courier(c))
		got := c.got()
		if len(got) != 4 {
			t.Fatalf("%d messages", len(got))
		}
		link := home + o.told(culture)[0].Address()
		for _, m := range got {
			if m.Says != "Nhiệm vụ NV-2026-0007 đã quá hạn 3 ngày làm việc." || m.Does != "Báo cáo tiến độ" || m.Link != link || m.About != "NV-2026-0007" || m.Due != "10/09/2026" || m.Event == "" || m.Kind != "overdue" {
				t.Errorf("%s: %+v", m.Way, m)
			}
			for _, want := range []string{m.Says, "Báo cáo tiến độ: " + link, "Đổi nơi nhận hoặc tắt: " + home + WayPage, "UBND xã Khánh Cường"} {
				if !strings.Contains(m.Text, want) {
					t.Errorf("%s does not say %q:\n%s", m.Way, want, m.Text)
				}
			}
			if m.Short != "Sau Ro: Nhiem vu NV-2026-0007 da qua han 3 ngay lam viec. "+link || len(m.Short) > 160 {
				t.Errorf("%d letters: %s", len(m.Short), m.Short)
			}
			if !strings.Contains(m.HTML(), `<a href="`+link+`">`) {
				t.Errorf("no link in %s", m.HTML())
			}
		}
		want := map[Way]string{Mail: "u0@khanhcuong.gov.vn", SMS: "84905123450", Zalo: "84905123450", Webhook: ""}
		for _, m := range got {
			if m.To != want[m.Way] {
				t.Errorf("%s goes to %q", m.Way, m.To)
			}
		}
	})
}

func TestShortMessagesFitATelephone(t *testing.T) {
	link := home + "/thong-bao/AZNkxxxxxxxxxxxxxxxxxx"
	long := strings.Repeat("Nhiệm vụ đã quá hạn, ", 30)
	for _, c := range []struct{ says, link string }{{"Đến hạn hôm nay.", link}, {long, link}, {long, ""}, {long, "https://" + strings.Repeat("x", 180) + ".vn/a"}, {"ĐƯỜNG “Ộ” … – {}[]~€^|\\ 😀", link}, {"", link}} {
		s := Short(c.says, c.link)
		if len(s) > max(160, len(c.link)) {
			t.Errorf("%d letters: %s", len(s), s)
		}
		if c.link != "" && !strings.HasSuffix(s, c.link) {
			t.Errorf("the link is torn: %s", s)
		}
		for _, r := range s {
			if r >= 0x80 || strings.ContainsRune("[]{}~^|\\€", r) {
				t.Errorf("%q is in %s", r, s)
			}
		}
	}
	if got := Plain("Đôn đốc: Ộ ương Ấ"); got != "Don doc: O uong A" {
		t.Errorf("%q", got)
	}
}

func TestWordsComeBackAsTheyWent(t *testing.T) {
	for _, c := range []struct{ in, out fault.Text }{
		{fault.Text{Format: "không có gì"}, fault.Text{Format: "không có gì"}},
		{fault.Text{Format: "%s %d %s", Args: []any{vn.Day("2026-09-02"), 12345678901, "x"}}, fault.Text{Format: "%s %d %s", Args: []any{"02/09/2026", int64(12345678901), "x"}}},
		{fault.Text{Format: "%s %s", Args: []any{fault.Text{Format: "trong %d", Args: []any{int64(2)}}, org.Names{"a", "b"}}}, fault.Text{Format: "%s %s", Args: []any{fault.Text{Format: "trong %d", Args: []any{int64(2)}}, org.Names{"a", "b"}}}},
	} {
		s, err := Encode(c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(s); err != nil || !reflect.DeepEqual(got, c.out) {
			t.Errorf("%#v came back as %#v, %v", c.in, got, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"f":"%s","a":[1,"x",{"t":{"f":"y"}},{"n":["z"]}]}`)
	f.Add(`{"f":"%s","a":[{}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		text, err := Decode(s)
		if err != nil {
			return
		}
		again, err := Encode(text)
		if err != nil {
			return
		}
		back, err := Decode(again)
		if err != nil || Outside(back) != Outside(text) {
			t.Errorf("%q: %q, then %q, %v", s, Outside(text), Outside(back), err)
		}
	})
}

func FuzzID(f *testing.F) {
	f.Add("0193b1f0-0000-7000-8000-000000000001")
	f.Add("AZNkxxxxxxxxxxxxxxxxxx")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseID(s)
		if err != nil {
			return
		}
		if again, err := ParseID(Brief(id)); err != nil || again != id {
			t.Errorf("%q is %s, and %s its brief is %s, %v", s, id, Brief(id), again, err)
		}
	})
}
