package urging_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/paper"
	"sauro/task"
	. "sauro/urging"
	"sauro/vn"
)

// lateOffice has late tasks of three units, on Friday 13/03/2026.
func lateOffice(o *office) (late *office, refs []string) {
	refs = []string{
		o.issued(culture, "Lập danh sách cán bộ cần bồi dưỡng", "2026-03-06"),
		o.issued(head, "Ban hành kế hoạch chuyển đổi số", "2026-03-10"),
		o.issued(money, "Lập dự toán kinh phí chuyển đổi số", "2026-03-11"),
		o.issued(justice, "Số hóa sổ hộ tịch", "2026-03-09"),
	}
	return o.on("2026-03-13"), refs
}

func TestALetterAUnitFromDraftToItsAnswers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o, tasks := lateOffice(o)
		once := db.NewID()
		var refs []string
		for range 2 { // a double click
			o.ok(func(tx *db.Tx) (err error) {
				refs, err = Compose(tx, o.who(tx, clerk), once, tasks, false)
				return err
			})
		}
		if len(refs) != 3 || refs[0] != "DD-2026-0001" {
			t.Fatalf("drafted %v", refs)
		}
		l := o.letter(refs[0])
		if l.State != Draft || l.Number != 0 || len(l.Units) != 1 || l.Units[0].Name != "Phòng Văn hóa - Xã hội" || l.Units[0].Tone != Orders || l.Content.Tasks() != 2 || l.Tasks != 2 {
			t.Errorf("%+v", l)
		}
		if line := l.Content.Units[0].Tasks[0]; line.DaysLate != 5 || line.Source != "Công văn 64/UBND-VX ngày 10/12/2025, nội dung 1.1" || line.Progress != "Chưa thực hiện" {
			t.Errorf("%+v", line)
		}
		if l.Content.Sign.As != "Chủ tịch" || l.Content.Sign.Authority[0] != "TM. Ủy ban nhân dân" || l.Content.Sign.Name == "" {
			t.Errorf("%+v", l.Content.Sign)
		}
		o.issue(refs[0], "")
		l = o.letter(refs[0])
		if l.State != Issued || l.Code() != "01/UBND" || l.Date != "2026-03-13" || l.Due != "2026-03-18" || len(l.Hash) != 64 || l.Waiting() != 1 {
			t.Errorf("%+v", l)
		}
		for _, title := range []string{culture, head} {
			if !slices.Contains(o.told(title), "urged:"+string(l.ID)) {
				t.Errorf("%s was not told", title)
			}
		}
		if slices.Contains(o.told(money), "urged:"+string(l.ID)) {
			t.Error("another unit was told")
		}
		var followed Followed
		o.view(func(tx *db.Tx) (err error) {
			followed, err = OfTask(tx, o.who(tx, viewer), o.task(tasks[0]).ID)
			return err
		})
		if len(followed.Letters) != 1 || followed.Letters[0].Ref != refs[0] {
			t.Errorf("the task shows %+v", followed.Letters)
		}
		late := o.on("2026-03-20")
		if l := late.letter(refs[0]); l.DaysLate() != 2 {
			t.Errorf("the answer is %d days late", l.DaysLate())
		}
		answer := func(by string, unit db.ID, r Response) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				l, err := LetterByRef(tx, o.who(tx, by), refs[0])
				if err != nil {
					return err
				}
				return Respond(tx, o.who(tx, by), refs[0], l.Version, unit, r)
			}
		}
		unit := o.posts[head].Unit
		for _, title := range everybody {
			if title != head && title != chairman && title != deputy && title != clerk {
				late.refused(fault.Denied, answer(title, unit, Response{Text: "Đã làm."}))
			}
		}
		late.refused(fault.Unknown, answer(clerk, o.posts[money].Unit, Response{Text: "Đã làm."}))
		for _, bad := range []Response{{}, {Number: "15/BC-VHXH"}, {Text: "x", Number: "15/BC-VHXH", Date: "2026-03-12"}, {Text: "x", Received: "2026-03-21"}, {Text: "x", Received: "2026-03-12"}} {
			late.refused(fault.Invalid, answer(clerk, unit, bad))
		}
		give := answer(clerk, unit, Response{Number: "15/BC-VHXH", Date: "2026-03-18", Text: "Sẽ xong trước 31/3.", Received: "2026-03-19"})
		late.ok(give)
		late.ok(give) // a double click
		l = late.letter(refs[0])
		if l.State != Answered || l.Units[0].DaysLate != 1 || l.Units[0].Number != "15/BC-VHXH" || l.Waiting() != 0 {
			t.Errorf("%+v", l)
		}
		late.refused(fault.Invalid, answer(head, unit, Response{Text: "Lần nữa."}))
	})
}

func TestWhoMayComposeAndIssue(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o, tasks := lateOffice(o)
		for _, title := range everybody {
			compose := func(tx *db.Tx) error {
				_, err := Compose(tx, o.who(tx, title), db.NewID(), tasks[:1], true)
				return err
			}
			switch title {
			case chairman, deputy, clerk, head:
				o.ok(compose)
			default:
				o.refused(fault.Denied, compose)
			}
		}
		o.refused(fault.Denied, func(tx *db.Tx) error { // a head, for another unit
			_, err := Compose(tx, o.who(tx, head), db.NewID(), tasks, true)
			return err
		})
		ref := o.compose(head, true, tasks[0])[0]
		for _, title := range everybody {
			if title == chairman || title == deputy || title == clerk {
				continue
			}
			for name, act := range map[string]func(tx *db.Tx) error{
				"save":  func(tx *db.Tx) error { return Save(tx, o.who(tx, title), ref, 1, Wording{}) },
				"issue": func(tx *db.Tx) error { return Issue(tx, o.who(tx, title), ref, 1, "", "2026-03-13") },
				"drop":  func(tx *db.Tx) error { return Drop(tx, o.who(tx, title), ref, 1) },
			} {
				if err := o.try(act); !fault.Is(err, fault.Denied) {
					t.Errorf("%s by %s: %v", name, title, err)
				}
			}
		}
		o.ok(func(tx *db.Tx) error { return Drop(tx, o.who(tx, clerk), ref, 1) })
		if l := o.letter(ref); l.State != Dropped || l.Number != 0 {
			t.Errorf("%+v", l)
		}
	})
}

func TestOnlyLateTasksAreUrged(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		early := o.issued(culture, "Lập danh sách chưa đến hạn", "2026-12-31")
		o, tasks := lateOffice(o)
		for _, list := range [][]string{nil, {""}, {tasks[0], early}, {"NV-1999-0001"}, {"' or 1=1 --"}} {
			o.refused(fault.Invalid, func(tx *db.Tx) error {
				_, err := Compose(tx, o.who(tx, clerk), db.NewID(), list, true)
				return err
			})
		}
		// What is handed in before the letter goes out is left out of it.
		ref := o.compose(clerk, true, tasks...)[0]
		o.ok(func(tx *db.Tx) error {
			ten := int64(10)
			return task.Report(tx, o.who(tx, money), tasks[2], 3, task.Progress{Value: &ten, HandIn: true,
				Evidence: []task.Evidence{{Kind: task.File, Name: "a.pdf", Hash: strings.Repeat("a", 64), Size: 1, MIME: "application/pdf"}}})
		})
		if l := o.letter(ref); !slices.Equal(l.Gone, []string{tasks[2]}) || l.Content.Tasks() != 3 {
			t.Errorf("gone %v, %d tasks", l.Gone, l.Content.Tasks())
		}
		o.issue(ref, "12")
		l := o.letter(ref)
		if len(l.Units) != 2 || l.Tasks != 3 || len(l.Content.Units) != 2 {
			t.Errorf("%d units, %d tasks", len(l.Units), l.Tasks)
		}
		if slices.Contains(o.told(money), "urged:"+string(l.ID)) {
			t.Error("who is late no more was told")
		}
	})
}

func TestNumbersAreGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o, tasks := lateOffice(o)
		refs := o.compose(clerk, false, tasks...)
		issue := func(ref, number string, day vn.Day) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				l, err := LetterByRef(tx, o.who(tx, clerk), ref)
				if err != nil {
					return err
				}
				return Issue(tx, o.who(tx, clerk), ref, l.Version, number, day)
			}
		}
		for _, bad := range []string{"không", "0", "-3", "12/QĐ-UBND", "99999999", "1.5"} {
			if e := o.refused(fault.Invalid, issue(refs[0], bad, "2026-03-13")); e.Fields[0].Name != "number" {
				t.Errorf("%s: %v", bad, e)
			}
		}
		for _, bad := range []vn.Day{"", "2026-03-14", "2026-03-11", "2026-02-30"} {
			if e := o.refused(fault.Invalid, issue(refs[0], "12", bad)); e.Fields[0].Name != "date" {
				t.Errorf("%s: %v", bad, e)
			}
		}
		o.ok(issue(refs[0], "12 / UBND", "2026-03-12"))
		o.refused(fault.Invalid, issue(refs[1], "12", "2026-03-13"))
		l := o.letter(refs[0])
		o.ok(func(tx *db.Tx) error { return Recall(tx, o.who(tx, clerk), refs[0], l.Version, "Sai tên đơn vị") })
		if !slices.Contains(o.told(culture), "urging-recalled:"+string(l.ID)) {
			t.Error("who was told of the letter is not told that it was recalled")
		}
		o.refused(fault.Invalid, issue(refs[1], "12", "2026-03-13")) // a cancelled number stays taken
		o.ok(issue(refs[1], "", "2026-03-13"))
		if l := o.letter(refs[1]); l.Code() != "13/UBND" {
			t.Errorf("the series goes on with %s", l.Code())
		}
		o.view(func(tx *db.Tx) error {
			list, n, err := Numbered(tx, o.who(tx, viewer), 0, 10)
			if n != 2 || len(list) != 2 || list[0].Number != 13 || list[1].State != Recalled || list[1].Reason != "Sai tên đơn vị" || list[1].Code() != "12/UBND" {
				t.Errorf("%d: %+v", n, list)
			}
			return err
		})
	})
}

func TestTheSeriesHasNoGapsUnderManyHands(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var tasks []string
		for i := range 12 {
			tasks = append(tasks, o.issued(culture, fmt.Sprintf("Lập danh sách %d", i), "2026-03-06"))
		}
		o = o.on("2026-03-13")
		var refs []string
		for _, ref := range tasks {
			refs = append(refs, o.compose(clerk, true, ref)...)
		}
		var all sync.WaitGroup
		for _, ref := range refs {
			all.Go(func() {
				if err := o.try(func(tx *db.Tx) error { return Issue(tx, o.who(tx, clerk), ref, 1, "", "2026-03-13") }); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		o.view(func(tx *db.Tx) error {
			list, n, err := Numbered(tx, o.who(tx, viewer), 0, 50)
			for i, l := range list {
				if l.Number != int64(n-i) {
					t.Errorf("place %d has number %d of %d", i, l.Number, n)
				}
			}
			if n != len(refs) {
				t.Errorf("%d of %d letters have a number", n, len(refs))
			}
			return err
		})
	})
}

func TestTheToneGoesByTheReceiver(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		names := map[string]Tone{
			"Công an xã": Asks, "Ban Chỉ huy quân sự xã": Asks, "Ủy ban MTTQ Việt Nam xã": Asks, "Đảng ủy xã": Asks, "Thuế cơ sở 6": Asks, "Hội Liên hiệp Phụ nữ xã": Asks,
			"Trạm Y tế": Orders, "Trường Tiểu học số 1": Orders, "Trung tâm Phục vụ hành chính công": Orders, "Văn phòng HĐND và UBND": Orders, "Phòng Kinh tế": Orders,
		}
		var tasks []string
		for name := range names {
			o.ok(func(tx *db.Tx) error {
				by := o.who(tx, chairman)
				unit, err := org.AddUnit(tx, by, name)
				if err != nil {
					return err
				}
				post, err := org.AddPost(tx, by, unit, "Người của "+name, org.Official)
				if err != nil {
					return err
				}
				if err := hold(tx, post, fmt.Sprintf("them%d", len(tasks))); err != nil {
					return err
				}
				s := o.slots(culture, "Lập danh sách của "+name, "2026-03-06")
				s.Accountable, s.Answers, s.LeadUnit = post, post, unit
				ref, err := o.issuing(tx, s)
				tasks = append(tasks, ref)
				return err
			})
		}
		o = o.on("2026-03-13")
		ref := o.compose(clerk, true, tasks...)[0]
		l := o.letter(ref)
		for _, u := range l.Units {
			if want := names[u.Name]; u.Tone != want {
				t.Errorf("%s: %s, want %s", u.Name, u.Tone, want)
			}
		}
		said := func() string {
			var all []string
			for _, b := range o.letter(ref).Paper().Body {
				if p, ok := b.(paper.Paragraph); ok {
					all = append(all, p.Text)
				}
			}
			return strings.Join(all, "\n")
		}
		if text := said(); !strings.Contains(text, "yêu cầu ") || !strings.Contains(text, "đề nghị ") || strings.Index(text, "Công an xã") < strings.Index(text, "đề nghị ") {
			t.Errorf("the letter says\n%s", text)
		}
		tones := map[db.ID]Tone{}
		for _, u := range l.Units {
			tones[u.ID] = Asks
		}
		o.ok(func(tx *db.Tx) error {
			return Save(tx, o.who(tx, clerk), ref, 1, Wording{Subject: l.Subject, Copies: l.Copies, Symbol: "UBND-VX", Signer: l.Signer, Rule: "05 ngày làm việc", Urgency: Urgent, Tones: tones})
		})
		if text := said(); strings.Contains(text, "yêu cầu") {
			t.Errorf("the clerk's tone is not kept:\n%s", text)
		}
		if l := o.letter(ref); l.Symbol != "UBND-VX" || l.Content.Due != "2026-03-20" || l.Urgency != Urgent {
			t.Errorf("%+v", l)
		}
		o.refused(fault.Conflict, func(tx *db.Tx) error { return Drop(tx, o.who(tx, clerk), ref, 1) })
		for field, w := range map[string]Wording{
			"subject": {}, "symbol": {Subject: "x", Symbol: "ubnd'; drop"}, "signer": {Subject: "x", Symbol: "UBND", Signer: o.posts[culture].ID}, "urgency": {Urgency: "ngay"}, "copies": {Copies: []string{" "}}, "rule": {Rule: "sớm"},
		} {
			e := o.refused(fault.Invalid, func(tx *db.Tx) error { return Save(tx, o.who(tx, clerk), ref, 2, w) })
			if !slices.ContainsFunc(e.Fields, func(f fault.Field) bool { return f.Name == field }) {
				t.Errorf("%s is not refused: %v", field, e.Fields)
			}
		}
	})
}

func TestWhoSigns(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		want := map[string]string{chairman: "TM. Ủy ban nhân dân|Chủ tịch", deputy: "TM. Ủy ban nhân dân|KT. Chủ tịch|Phó Chủ tịch", clerk: "TL. Chủ tịch|Chánh Văn phòng"}
		o.view(func(tx *db.Tx) error {
			list, err := Signers(tx)
			for _, s := range list {
				if got := strings.Join(append(slices.Clone(s.Authority), s.As), "|"); got != want[s.Title] || s.Name == "" {
					t.Errorf("%s signs %s", s.Title, got)
				}
			}
			if len(list) != len(want) {
				t.Errorf("%d sign", len(list))
			}
			return err
		})
	})
}

// written is the letter's DOCX as its document.xml, and its PDF.
func written(t *testing.T, l Letter) (document string, pdf []byte) {
	t.Helper()
	var docx, out bytes.Buffer
	if err := l.Write(&docx, DOCX); err != nil {
		t.Fatal(err)
	}
	if err := l.Write(&out, PDF); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(docx.Bytes()), int64(docx.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(xml), out.Bytes()
}

func TestTheLetterIsLaidOutAsADispatch(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o, tasks := lateOffice(o)
		ref := o.compose(clerk, true, tasks...)[0]
		draft := o.letter(ref)
		o.ok(func(tx *db.Tx) error {
			return Save(tx, o.who(tx, clerk), ref, 1, Wording{Subject: "đôn đốc <b>nhiệm vụ</b> quá hạn", Copies: draft.Copies, Symbol: "UBND-VX", Signer: o.posts[deputy].ID, Rule: "03 ngày làm việc", Urgency: Very})
		})
		o.issue(ref, "7")
		l := o.letter(ref)
		xml, pdf := written(t, l)
		for _, want := range []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG", "Số: 07/UBND-VX", "V/v đôn đốc &lt;b&gt;nhiệm vụ&lt;/b&gt; quá hạn", "THƯỢNG KHẨN", "Kính gửi:", "- Phòng Văn hóa - Xã hội;",
			"Khánh Cường, ngày 13 tháng 3 năm 2026", "Dữ liệu tính đến ngày 13 tháng 3 năm 2026", "STT", "Văn bản giao", "Thời hạn", "Quá hạn (ngày làm việc)", "Tiến độ", "06/03/2026", "chậm nhất ngày 18/03/2026",
			"KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nơi nhận:", "- Lưu: VT.", "./.", ref, l.Hash} {
			if !strings.Contains(xml, want) {
				t.Errorf("the DOCX does not say %q", want)
			}
		}
		if strings.Contains(xml, ">CÔNG VĂN<") {
			t.Error("a công văn has no kind's name")
		}
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
			t.Errorf("%d bytes are no PDF", len(pdf))
		}
		again, same := written(t, o.on("2026-06-01").letter(ref))
		if again != xml || !bytes.Equal(same, pdf) {
			t.Error("an issued letter is other bytes later")
		}
		if err := l.Write(io.Discard, "exe"); !fault.Is(err, fault.Unknown) {
			t.Errorf("a form that does not exist: %v", err)
		}
		// What somebody changed behind the program is no letter.
		o.ok(func(tx *db.Tx) error {
			_, err := tx.Exec("update urging set content = replace(content, 'Phòng Kinh tế', 'Phòng khác') where tenant_id = ?1 and ref = ?2", ref)
			tx.Did(db.Act{Kind: "tampering"})
			return err
		})
		if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) error { _, err := LetterByRef(tx, o.who(tx, clerk), ref); return err }); err == nil || fault.Of(err) != fault.Internal {
			t.Errorf("changed content: %v", err)
		}
	})
}

// A letter about as many tasks as a list gives: its table goes to an appendix.
func TestAHugeSelection(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var tasks []string
		o.ok(func(tx *db.Tx) error {
			for i := range 500 {
				ref, err := o.issuing(tx, o.slots([]string{culture, money, justice}[i%3], fmt.Sprintf("Lập danh sách thứ %d của chương trình chuyển đổi số", i+1), "2026-03-06"))
				if err != nil {
					return err
				}
				tasks = append(tasks, ref)
			}
			return nil
		})
		o = o.on("2026-03-13")
		ref := o.compose(clerk, true, tasks...)[0]
		o.issue(ref, "")
		l := o.letter(ref)
		xml, pdf := written(t, l)
		if l.Content.Tasks() != 500 || !strings.Contains(xml, "Lập danh sách thứ 500 ") || !strings.Contains(xml, "Phụ lục") || !strings.Contains(xml, "(Kèm theo Công văn số 01/UBND ngày 13 tháng 3 năm 2026") {
			t.Errorf("%d tasks", l.Content.Tasks())
		}
		if n := bytes.Count(pdf, []byte("/Type /Page\n")); n < 15 {
			t.Errorf("%d pages", n)
		}
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			_, err := Compose(tx, o.who(tx, clerk), db.NewID(), append(tasks, "NV-2026-9999"), true)
			return err
		})
	})
}
