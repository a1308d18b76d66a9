package report

import (
	"strings"

	"sauro/doc"
	"sauro/task"
)

// book is the report as a workbook: what the documents say, for those who sum
// and filter. It holds real numbers, percents and dates.
func (r Report) book() *doc.Book {
	f := &r.Figures
	heading := func(title string) []string {
		return []string{title, f.Letter.numbered(), "Dữ liệu tính đến " + f.Order.CutOff.Long() + " · " + r.Ref}
	}
	return &doc.Book{
		Title:  r.Ref + " " + f.subject(),
		Author: officeName(f.Commune),
		Date:   string(f.Order.CutOff),
		Sheets: []doc.Sheet{
			f.sheetTotals(heading("TỔNG HỢP TIẾN ĐỘ THEO NHÓM NỘI DUNG CAM KẾT")),
			f.sheetClauses(heading("TIẾN ĐỘ, KẾT QUẢ THEO TỪNG NỘI DUNG CAM KẾT")),
			f.sheetOverdue(heading("DANH SÁCH NHIỆM VỤ QUÁ HẠN")),
			f.sheetResults(heading("KẾT QUẢ THỰC HIỆN NHIỆM VỤ")),
		},
	}
}

func num(n int) doc.Value { return doc.Num(int64(n)) }

func (f *Figures) sheetTotals(heading []string) doc.Sheet {
	s := doc.Sheet{Name: "Tổng hợp", Heading: heading, Columns: []doc.Field{
		{Title: "TT", Width: 6}, {Title: "Nhóm nội dung cam kết", Width: 55},
		{Title: "Số nội dung", As: doc.AsInteger}, {Title: "Có nhiệm vụ", As: doc.AsInteger}, {Title: "Chưa giao nhiệm vụ", As: doc.AsInteger, Width: 12},
		{Title: "Số nhiệm vụ", As: doc.AsInteger}, {Title: "Hoàn thành", As: doc.AsInteger, Width: 11}, {Title: "Chờ nghiệm thu", As: doc.AsInteger, Width: 11},
		{Title: "Đang thực hiện", As: doc.AsInteger}, {Title: "Chưa thực hiện", As: doc.AsInteger}, {Title: "Tạm dừng", As: doc.AsInteger}, {Title: "Quá hạn", As: doc.AsInteger},
		{Title: "Báo cáo", As: doc.AsPercent}, {Title: "Đã kiểm chứng", As: doc.AsPercent, Width: 12}, {Title: "Tình trạng chung", Width: 20}}}
	figures := func(t Totals) []doc.Value {
		return []doc.Value{num(t.Clauses), num(t.Tasked), num(t.Bare), num(t.Tasks), num(t.Done), num(t.Waiting), num(t.Doing), num(t.NotBegun), num(t.Paused), num(t.Late),
			num(t.ReportedBP), num(t.VerifiedBP), doc.Str(task.StatusName[t.Status])}
	}
	for _, g := range f.Groups {
		s.Rows = append(s.Rows, append([]doc.Value{doc.Str(g.label()), doc.Str(g.title())}, figures(g.Totals)...))
	}
	s.Totals = append([]doc.Value{{}, doc.Str("Tổng cộng")}, figures(f.Totals)...)
	return s
}

func (f *Figures) sheetClauses(heading []string) doc.Sheet {
	s := doc.Sheet{Name: "Theo nội dung", Heading: heading, Columns: []doc.Field{
		{Title: "Nội dung", Width: 8}, {Title: "Nội dung cam kết (nguyên văn)", Width: 42}, {Title: "Số nhiệm vụ", Width: 14}, {Title: "Nhiệm vụ", Width: 34},
		{Title: "Người chịu trách nhiệm", Width: 20}, {Title: "Đơn vị chủ trì", Width: 20}, {Title: "Thời hạn", As: doc.AsDate, Width: 11}, {Title: "Kỳ", Width: 10},
		{Title: "Phải đạt", As: doc.AsInteger, Width: 9}, {Title: "Đã báo cáo", As: doc.AsInteger, Width: 9}, {Title: "Đã kiểm chứng", As: doc.AsInteger, Width: 9}, {Title: "Đơn vị tính", Width: 9},
		{Title: "Tỷ lệ báo cáo", As: doc.AsPercent, Width: 10}, {Title: "Tỷ lệ kiểm chứng", As: doc.AsPercent, Width: 10},
		{Title: "Tình trạng", Width: 17}, {Title: "Quá hạn (ngày làm việc)", As: doc.AsInteger, Width: 9}, {Title: "Vướng mắc", Width: 26}}}
	for i := range f.Groups {
		g := &f.Groups[i]
		for j := range g.Clauses {
			c := &g.Clauses[j]
			head := []doc.Value{doc.Str(c.Code), doc.Str(c.Text)}
			for _, t := range c.Tasks {
				s.Rows = append(s.Rows, append(head[:2:2], t.cells()...))
			}
			if len(c.Tasks) == 0 {
				why := c.untasked()
				if c.ReplacedIn != "" {
					why = "Đã được thay bằng nội dung tại " + c.ReplacedIn
				}
				s.Rows = append(s.Rows, append(head, doc.Value{}, doc.Str(why)))
			}
		}
	}
	return s
}

// cells are the task's own columns. What is counted in percent stands in the
// columns of percents only.
func (t Task) cells() []doc.Value {
	target, reported, verified := doc.Num(t.Target), doc.Num(t.Reported), doc.Num(t.Verified)
	if t.Parts > 0 || t.Every != "" {
		reported, verified = doc.Value{}, doc.Value{}
	}
	if t.Measure == task.Percent {
		target, reported, verified = doc.Str(t.amount(t.Target)), doc.Value{}, doc.Value{}
	}
	late := doc.Value{}
	if t.DaysLate > 0 {
		late = num(t.DaysLate)
	}
	return []doc.Value{doc.Str(t.Ref), doc.Str(t.Work), doc.Str(t.Accountable), doc.Str(t.Lead), date(string(t.Due)), doc.Str(capital(task.EveryName[t.Every])),
		target, reported, verified, doc.Str(t.Unit), num(t.ReportedBP), num(t.VerifiedBP), doc.Str(t.standing()), late, doc.Str(t.Obstacle)}
}

// date is a day, or an empty cell where there is none.
func date(day string) doc.Value {
	if day == "" {
		return doc.Value{}
	}
	return doc.Day(day)
}

func (f *Figures) sheetOverdue(heading []string) doc.Sheet {
	s := doc.Sheet{Name: "Quá hạn", Heading: heading, Columns: []doc.Field{
		{Title: "STT", As: doc.AsInteger, Width: 6}, {Title: "Nhiệm vụ", Width: 50}, {Title: "Văn bản giao nhiệm vụ", Width: 40}, {Title: "Cơ quan chủ trì thực hiện", Width: 30},
		{Title: "Thời hạn hoàn thành", As: doc.AsDate, Width: 14}, {Title: "Quá hạn (ngày làm việc)", As: doc.AsInteger, Width: 12}}}
	for i, l := range f.lateOnes() {
		s.Rows = append(s.Rows, []doc.Value{num(i + 1), doc.Str(l.name()), doc.Str(f.source(l.clause, l.Task)), doc.Str(l.Lead), date(string(l.Due)), num(l.DaysLate)})
	}
	return s
}

func (f *Figures) sheetResults(heading []string) doc.Sheet {
	s := doc.Sheet{Name: "Kết quả", Heading: heading, Columns: []doc.Field{
		{Title: "STT", As: doc.AsInteger, Width: 6}, {Title: "Tên nhiệm vụ", Width: 50}, {Title: "Đơn vị chủ trì", Width: 30}, {Title: "Thời hạn", As: doc.AsDate},
		{Title: "Kết quả thực hiện", Width: 60}, {Title: "Tiến độ", Width: 18}}}
	n := 0
	f.each(func(_ *Group, _ *Clause, t *Task) {
		n++
		s.Rows = append(s.Rows, []doc.Value{num(n), doc.Str(t.Work), doc.Str(t.Lead), date(string(t.Due)), doc.Str(strings.Join(t.outcome(), "\n")), doc.Str(t.Status.SuperiorName())})
	})
	return s
}
