package report

import (
	"strings"

	"sauro/paper"
	"sauro/task"
)

// book is the report as a workbook: what the documents say, for those who sum
// and filter. It holds real numbers, percents and dates.
func (r Report) book() *paper.Book {
	f := &r.Figures
	heading := func(title string) []string {
		return []string{title, f.Letter.numbered(), "Dữ liệu tính đến " + f.Order.CutOff.Long() + " · " + r.Ref}
	}
	return &paper.Book{
		Title:  r.Ref + " " + f.subject(),
		Author: officeName(f.Commune),
		Date:   string(f.Order.CutOff),
		Sheets: []paper.Sheet{
			f.sheetTotals(heading("TỔNG HỢP TIẾN ĐỘ THEO NHÓM NỘI DUNG CAM KẾT")),
			f.sheetClauses(heading("TIẾN ĐỘ, KẾT QUẢ THEO TỪNG NỘI DUNG CAM KẾT")),
			f.sheetOverdue(heading("DANH SÁCH NHIỆM VỤ QUÁ HẠN")),
			f.sheetResults(heading("KẾT QUẢ THỰC HIỆN NHIỆM VỤ")),
		},
	}
}

func num(n int) paper.Value { return paper.Num(int64(n)) }

func (f *Figures) sheetTotals(heading []string) paper.Sheet {
	s := paper.Sheet{Name: "Tổng hợp", Heading: heading, Columns: []paper.Field{
		{Title: "TT", Width: 6}, {Title: "Nhóm nội dung cam kết", Width: 55},
		{Title: "Số nội dung", As: paper.AsInteger}, {Title: "Có nhiệm vụ", As: paper.AsInteger}, {Title: "Chưa giao nhiệm vụ", As: paper.AsInteger, Width: 12},
		{Title: "Số nhiệm vụ", As: paper.AsInteger}, {Title: "Hoàn thành", As: paper.AsInteger, Width: 11}, {Title: "Chờ nghiệm thu", As: paper.AsInteger, Width: 11},
		{Title: "Đang thực hiện", As: paper.AsInteger}, {Title: "Chưa thực hiện", As: paper.AsInteger}, {Title: "Tạm dừng", As: paper.AsInteger}, {Title: "Quá hạn", As: paper.AsInteger},
		{Title: "Báo cáo", As: paper.AsPercent}, {Title: "Đã kiểm chứng", As: paper.AsPercent, Width: 12}, {Title: "Tình trạng chung", Width: 20}}}
	figures := func(t Totals) []paper.Value {
		return []paper.Value{num(t.Clauses), num(t.Tasked), num(t.Bare), num(t.Tasks), num(t.Done), num(t.Waiting), num(t.Doing), num(t.NotBegun), num(t.Paused), num(t.Late),
			num(t.ReportedBP), num(t.VerifiedBP), paper.Str(task.StatusName[t.Status])}
	}
	for _, g := range f.Groups {
		s.Rows = append(s.Rows, append([]paper.Value{paper.Str(g.label()), paper.Str(g.title())}, figures(g.Totals)...))
	}
	s.Totals = append([]paper.Value{{}, paper.Str("Tổng cộng")}, figures(f.Totals)...)
	return s
}

func (f *Figures) sheetClauses(heading []string) paper.Sheet {
	s := paper.Sheet{Name: "Theo nội dung", Heading: heading, Columns: []paper.Field{
		{Title: "Nội dung", Width: 8}, {Title: "Nội dung cam kết (nguyên văn)", Width: 42}, {Title: "Số nhiệm vụ", Width: 14}, {Title: "Nhiệm vụ", Width: 34},
		{Title: "Người chịu trách nhiệm", Width: 20}, {Title: "Đơn vị chủ trì", Width: 20}, {Title: "Thời hạn", As: paper.AsDate, Width: 11}, {Title: "Kỳ", Width: 10},
		{Title: "Phải đạt", As: paper.AsInteger, Width: 9}, {Title: "Đã báo cáo", As: paper.AsInteger, Width: 9}, {Title: "Đã kiểm chứng", As: paper.AsInteger, Width: 9}, {Title: "Đơn vị tính", Width: 9},
		{Title: "Tỷ lệ báo cáo", As: paper.AsPercent, Width: 10}, {Title: "Tỷ lệ kiểm chứng", As: paper.AsPercent, Width: 10},
		{Title: "Tình trạng", Width: 17}, {Title: "Quá hạn (ngày làm việc)", As: paper.AsInteger, Width: 9}, {Title: "Vướng mắc", Width: 26}}}
	for i := range f.Groups {
		g := &f.Groups[i]
		for j := range g.Clauses {
			c := &g.Clauses[j]
			head := []paper.Value{paper.Str(c.Code), paper.Str(c.Text)}
			for _, t := range c.Tasks {
				s.Rows = append(s.Rows, append(head[:2:2], t.cells()...))
			}
			if len(c.Tasks) == 0 {
				why := c.untasked()
				if c.ReplacedIn != "" {
					why = "Đã được thay bằng nội dung tại " + c.ReplacedIn
				}
				s.Rows = append(s.Rows, append(head, paper.Value{}, paper.Str(why)))
			}
		}
	}
	return s
}

// cells are the task's own columns. What is counted in percent stands in the
// columns of percents only.
func (t Task) cells() []paper.Value {
	target, reported, verified := paper.Num(t.Target), paper.Num(t.Reported), paper.Num(t.Verified)
	if t.Parts > 0 || t.Every != "" {
		reported, verified = paper.Value{}, paper.Value{}
	}
	if t.Measure == task.Percent {
		target, reported, verified = paper.Str(t.amount(t.Target)), paper.Value{}, paper.Value{}
	}
	late := paper.Value{}
	if t.DaysLate > 0 {
		late = num(t.DaysLate)
	}
	return []paper.Value{paper.Str(t.Ref), paper.Str(t.Work), paper.Str(t.Accountable), paper.Str(t.Lead), date(string(t.Due)), paper.Str(capital(task.EveryName[t.Every])),
		target, reported, verified, paper.Str(t.Unit), num(t.ReportedBP), num(t.VerifiedBP), paper.Str(t.standing()), late, paper.Str(t.Obstacle)}
}

// date is a day, or an empty cell where there is none.
func date(day string) paper.Value {
	if day == "" {
		return paper.Value{}
	}
	return paper.Day(day)
}

func (f *Figures) sheetOverdue(heading []string) paper.Sheet {
	s := paper.Sheet{Name: "Quá hạn", Heading: heading, Columns: []paper.Field{
		{Title: "STT", As: paper.AsInteger, Width: 6}, {Title: "Nhiệm vụ", Width: 50}, {Title: "Văn bản giao nhiệm vụ", Width: 40}, {Title: "Cơ quan chủ trì thực hiện", Width: 30},
		{Title: "Thời hạn hoàn thành", As: paper.AsDate, Width: 14}, {Title: "Quá hạn (ngày làm việc)", As: paper.AsInteger, Width: 12}}}
	for i, l := range f.lateOnes() {
		s.Rows = append(s.Rows, []paper.Value{num(i + 1), paper.Str(l.name()), paper.Str(f.source(l.clause, l.Task)), paper.Str(l.Lead), date(string(l.Due)), num(l.DaysLate)})
	}
	return s
}

func (f *Figures) sheetResults(heading []string) paper.Sheet {
	s := paper.Sheet{Name: "Kết quả", Heading: heading, Columns: []paper.Field{
		{Title: "STT", As: paper.AsInteger, Width: 6}, {Title: "Tên nhiệm vụ", Width: 50}, {Title: "Đơn vị chủ trì", Width: 30}, {Title: "Thời hạn", As: paper.AsDate},
		{Title: "Kết quả thực hiện", Width: 60}, {Title: "Tiến độ", Width: 18}}}
	n := 0
	f.each(func(_ *Group, _ *Clause, t *Task) {
		n++
		s.Rows = append(s.Rows, []paper.Value{num(n), paper.Str(t.Work), paper.Str(t.Lead), date(string(t.Due)), paper.Str(strings.Join(t.outcome(), "\n")), paper.Str(t.Status.SuperiorName())})
	})
	return s
}
