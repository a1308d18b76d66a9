package draft_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"sauro/db"
	. "sauro/draft"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

func (o *office) fromClause(text string, p printed) (s task.Slots) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		if err := o.clause(tx, o.groups[0], "x", text, p); err != nil {
			return err
		}
		s, err = FromClause(tx, o.who[clerk], o.clauses["x"])
		return err
	})
	return s
}

func TestATaskFromARowHasWhatTheRowSays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := o.fromClause("Ban hành Kế hoạch chuyển đổi số năm 2026", printed{
			lead: []string{"PHÒNG VĂN HÓA – XÃ HỘI"}, support: []string{"Phòng Kinh tế", "Công an xã"},
			dueKind: "date", dueDate: "2026-01-15", due: "Trước ngày 15/01/2026", got: "Kế hoạch", row: true,
		})
		if s.Work != "Ban hành Kế hoạch chuyển đổi số năm 2026" || s.LeadUnit != o.who[head].Unit || !slices.Equal(s.Support, []string{"Phòng Kinh tế", "Công an xã"}) {
			t.Errorf("work %q, lead %q, support %v", s.Work, s.LeadUnit, s.Support)
		}
		// "Trước ngày 15" ends with the 14th; the print is kept beside it.
		if s.Due != (task.Due{Kind: task.ByDate, Date: "2026-01-14", Text: "Trước ngày 15/01/2026", From: "printed"}) {
			t.Errorf("due %+v", s.Due)
		}
		if s.Product != "Kế hoạch" || s.Measure != task.Documents || s.Target != 1 || s.Proof != task.DocumentNo {
			t.Errorf("result %+v", s.Result)
		}
		if s.Source != "Công văn số 64/UBND-VX ngày 10/12/2025" || s.SourceLetter != o.letter {
			t.Errorf("source %q", s.Source)
		}
		if s.Accountable != "" || s.Answers != "" || s.Decider != "" {
			t.Error("a slot was filled that the row does not fill")
		}
		// It is kept as a draft, and only a person makes it clear.
		ref := o.draft(s)
		if got := o.get(ref).Missing(); !slices.Equal(got, []task.Slot{task.Person, task.Responsibility, task.Authority}) {
			t.Errorf("missing %v", got)
		}
	})
}

func TestATaskFromAClauseProposesOnlyWhatIsPrinted(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		none := o.fromClause("Quan tâm bố trí cán bộ có chuyên môn", printed{})
		if none.LeadUnit != "" || none.Answers != "" || none.Due != (task.Due{}) || none.Result != (task.Result{}) || none.Accountable != "" {
			t.Errorf("a clause that says nothing gives %+v", none)
		}
		for name, c := range map[string]struct {
			lead          []string
			unit, answers string
		}{
			"a post with the commune's name": {[]string{"Chủ tịch Ủy ban nhân dân xã Khánh Cường"}, chairman, chairman},
			"a unit in full":                 {[]string{"Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"}, clerk, ""},
			"a unit without accents":         {[]string{"phong kinh te"}, economy, ""},
			"a unit of another office":       {[]string{"Sở Khoa học và Công nghệ"}, "", ""},
			"two that lead":                  {[]string{"Phòng Kinh tế", "Phòng Văn hóa - Xã hội"}, "", ""},
			"another commune's chairman":     {[]string{"Chủ tịch UBND xã Phổ Phong"}, "", ""},
		} {
			s := o.fromClause("Lập danh mục", printed{lead: c.lead})
			if s.LeadUnit != o.who[c.unit].Unit || s.Answers != o.who[c.answers].Post {
				t.Errorf("%s: lead %q, answers %q", name, s.LeadUnit, s.Answers)
			}
		}
		for printedDue, c := range map[string]struct {
			p    printed
			want task.Due
		}{
			"đến ngày 15/01/2026":                 {printed{dueKind: "date", dueDate: "2026-01-15"}, task.Due{Kind: task.ByDate, Date: "2026-01-15", From: "printed"}},
			"trước 15/01/2026":                    {printed{dueKind: "date", dueDate: "2026-01-15"}, task.Due{Kind: task.ByDate, Date: "2026-01-14", From: "printed"}},
			"trước ngày 15 tháng 01 năm 2026":     {printed{dueKind: "date", dueDate: "2026-01-15"}, task.Due{Kind: task.ByDate, Date: "2026-01-14", From: "printed"}},
			"trước 17 giờ ngày 15/01/2026":        {printed{dueKind: "date", dueDate: "2026-01-15"}, task.Due{Kind: task.ByDate, Date: "2026-01-15", From: "printed"}},
			"Quý II/2026":                         {printed{dueKind: "quarter", dueDate: "2026-06-30"}, task.Due{Kind: task.ByDate, Date: "2026-06-30", From: "printed"}},
			"hằng tháng":                          {printed{dueKind: "recurring", dueEvery: "month"}, task.Due{Kind: task.ByCycle, Every: vn.Monthly, From: "printed"}},
			"Thường xuyên":                        {printed{dueKind: "ongoing"}, task.Due{Kind: task.ByCycle, From: "printed"}},
			"Sau khi có hướng dẫn của Trung ương": {printed{dueKind: "conditional"}, task.Due{}},
		} {
			c.p.due, c.want.Text = printedDue, printedDue
			if got := o.fromClause("Lập danh mục", c.p).Due; got != c.want {
				t.Errorf("%q is due %+v, want %+v", printedDue, got, c.want)
			}
		}
		long := o.fromClause(strings.Repeat("Rà soát văn bản. ", 60), printed{})
		if long.Work != "" || long.Detail == "" {
			t.Errorf("a long clause gives work %q", long.Work)
		}
		o.refused(fault.Unknown, func(tx *db.Tx) error { _, err := FromClause(tx, o.who[clerk], db.NewID()); return err })
	})
}

const training = "Chỉ đạo xây dựng kế hoạch, tổ chức triển khai đào tạo, bồi dưỡng nâng cao nhận thức về khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số cho 100% cán bộ, công chức, viên chức của cơ quan, tổ chức."

func TestTheCatalogueLeavesOnlyWhatThePersonKnows(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		propose := func(p printed) (list []Proposal) {
			o.ok(func(tx *db.Tx) (err error) {
				if err := o.clause(tx, o.groups[1], "3.3", training, p); err != nil {
					return err
				}
				list, err = Propose(tx, o.who[clerk], o.clauses["3.3"])
				return err
			})
			return list
		}
		list := propose(printed{lead: []string{"Chủ tịch UBND xã Khánh Cường"}})
		if len(list) != 3 {
			t.Fatalf("%d proposals, want 3", len(list))
		}
		course := list[1]
		if course.Work != "Tổ chức bồi dưỡng kỹ năng số cho 100% cán bộ, công chức, viên chức xã" || course.Unit != "người" || course.Target != 0 ||
			course.LeadUnit != o.who[head].Unit || course.Answers != o.who[head].Post || course.Decider != o.who[chairman].Post ||
			course.Accountable != "" || course.Catalogue != "2025-12/3.3/2" || !strings.Contains(course.Basis, "171/2025/NĐ-CP") {
			t.Errorf("the course is proposed as %+v", course)
		}
		// The clerk chooses the person and, where the commune alone knows it, the amount.
		for i, p := range list {
			s := p.Slots
			s.Accountable = o.who[culture].Post
			if s.Target == 0 {
				s.Target = 42
			}
			ref := o.draft(s)
			if missing := o.get(ref).Missing(); len(missing) != 0 {
				t.Errorf("proposal %d leaves %v", i, missing)
			}
			o.issue(ref)
		}
		// A deadline and a unit that the clause prints go first.
		list = propose(printed{lead: []string{"Văn phòng HĐND và UBND"}, dueKind: "date", dueDate: "2026-05-30", due: "đến ngày 30/5/2026"})
		if p := list[1]; p.Due.Date != "2026-05-30" || p.Due.From != "printed" || p.LeadUnit != o.who[clerk].Unit || p.Answers != o.who[clerk].Post {
			t.Errorf("the print does not go first: %+v", p.Slots)
		}
		o.ok(func(tx *db.Tx) error {
			list, err := Propose(tx, o.who[clerk], o.clauses["1.1"])
			if len(list) != 0 {
				t.Errorf("a clause of no kind gets %d proposals", len(list))
			}
			return err
		})
	})
}

// Each proposal for each clause of the seed letter becomes a six-clear task when
// a person and, where it is left open, an amount are chosen.
func TestEveryProposalCanBecomeSixClear(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		count := 0
		for _, clause := range seed(t) {
			o.ok(func(tx *db.Tx) error {
				if err := o.clause(tx, o.groups[0], "seed", clause, printed{}); err != nil {
					return err
				}
				list, err := Propose(tx, o.who[clerk], o.clauses["seed"])
				if err != nil {
					return err
				}
				if len(list) == 0 {
					t.Errorf("no proposal for %q", clause)
				}
				for _, p := range list {
					s := p.Slots
					s.Accountable = o.who[justice].Post
					s.Target = max(s.Target, 1)
					ref, err := task.Create(tx, o.who[clerk], o.clauses["seed"], "", s)
					if err != nil {
						return err
					}
					if err := task.Issue(tx, o.who[clerk], ref, 1); err != nil {
						t.Errorf("%s: %v", p.Catalogue, err)
					}
					if s.Due.Kind == task.ByDate && s.Due.Date < vn.Today(tx.Now) || p.Usual.String() == "" {
						t.Errorf("%s is due %s (%s)", p.Catalogue, s.Due, p.Usual)
					}
					count++
				}
				return nil
			})
		}
		if count != 50 {
			t.Errorf("%d proposals, want 50", count)
		}
	})
}

func TestAnybodySignedInMayReadProposals(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.ok(func(tx *db.Tx) error { _, err := Propose(tx, o.who[viewer], o.clauses["1.1"]); return err })
		o.refused(fault.SignIn, func(tx *db.Tx) error { _, err := Propose(tx, org.Who{}, o.clauses["1.1"]); return err })
	})
}

// seed are the clauses of the letter that the demo brings in.
func seed(t *testing.T) (clauses []string) {
	t.Helper()
	letter, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(vn.NFC(string(letter))) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok {
			clauses = append(clauses, text)
		}
	}
	return clauses
}
