package report

import (
	"fmt"
	"strings"

	"sauro/bulletin"
	"sauro/paper"
	"sauro/qr"
	"sauro/task"
	"sauro/vn"
)

// stamp leads from the paper to the public page that proves its figures; nil
// where the public was not told of it.
func (r Report) stamp() (*paper.Stamp, error) {
	if r.Code == "" {
		return nil, nil
	}
	s := &paper.Stamp{Lines: []string{"Mã tra cứu: " + bulletin.SayCode(r.Code)}}
	if r.Site == "" {
		s.Lines = append(s.Lines, "Gõ mã này ở trang công khai của xã để xem và kiểm chứng số liệu của báo cáo.")
		return s, nil
	}
	address := r.Site + "/cong-khai/m/" + r.Code
	s.Lines = append(s.Lines, address, "Quét mã hoặc mở địa chỉ trên để xem và kiểm chứng số liệu của báo cáo.")
	var err error
	s.Modules, err = qr.Matrix(address)
	return s, err
}

// paper is the report as an administrative document.
func (r Report) paper() (*paper.Paper, error) {
	f := r.Figures
	o := f.Order
	p := &paper.Paper{
		Issuer:     officeLines(f.Commune),
		Number:     o.Number,
		Symbol:     f.symbol(),
		Place:      placeName(f.Commune),
		Date:       string(o.Date),
		Subject:    f.subject(),
		Recipients: o.Recipients,
		Sign:       paper.Sign{Authority: []string{"TM. Ủy ban nhân dân"}, Title: "Chủ tịch"},
		Copies:     f.copies(),
		Footer:     fmt.Sprintf("%s · dữ liệu tính đến ngày %s · sha256 %s", r.Ref, o.CutOff.String(), r.Hash),
	}
	if o.Kind == Plain {
		p.Kind = KindName[Plain]
	}
	p.Body = append(p.Body, f.opening())
	p.Body = append(p.Body, f.whole()...)
	p.Body = append(p.Body, f.clauses()...)
	p.Body = append(p.Body, f.obstacles()...)
	p.Body = append(p.Body, f.closing())
	p.Annexes = []paper.Annex{f.overdue(), f.results()}
	var err error
	p.Stamp, err = r.stamp()
	return p, err
}

// symbol is BC-UBND, or what the letter's own symbol says of who drafts it.
func (f *Figures) symbol() string {
	if f.Order.Kind == Plain {
		return "BC-UBND"
	}
	if strings.HasPrefix(f.Letter.Symbol, "UBND") {
		return f.Letter.Symbol
	}
	return "UBND"
}

func (f *Figures) subject() string {
	if f.Order.Kind == Plain {
		return "Tiến độ, kết quả thực hiện các nội dung cam kết tại " + f.cited()
	}
	return "báo cáo tiến độ, kết quả thực hiện các nội dung đã cam kết"
}

func (f *Figures) copies() []string {
	copies := []string{}
	if len(f.Order.Recipients) > 0 {
		copies = append(copies, "Như trên")
	}
	archive := "Lưu: VT"
	if _, unit, ok := strings.Cut(f.Letter.Symbol, "-"); ok && strings.HasPrefix(f.Letter.Symbol, "UBND-") {
		archive += ", " + unit
	}
	return append(copies, archive)
}

func (f *Figures) opening() paper.Block {
	about := ""
	if f.Letter.Subject != "" {
		about = " về việc " + strings.TrimPrefix(f.Letter.Subject, "về việc ")
	}
	return paper.Paragraph{Text: fmt.Sprintf("Thực hiện nội dung cam kết tại %s%s, %s báo cáo tiến độ, kết quả thực hiện (dữ liệu tính đến hết %s) như sau:",
		f.cited(), about, officeName(f.Commune), f.Order.CutOff.Long())}
}

// whole is the first section: the totals in words, and by group in a table.
func (f *Figures) whole() []paper.Block {
	t := f.Totals
	assigned := []string{}
	add := func(list *[]string, n int, format string, args ...any) {
		if n > 0 {
			*list = append(*list, fmt.Sprintf(format, append([]any{two(n)}, args...)...))
		}
	}
	add(&assigned, t.Reasoned, "%s nội dung không giao nhiệm vụ riêng, có ghi rõ lý do")
	add(&assigned, t.Replaced, "%s nội dung đã được thay bằng văn bản sửa đổi")
	add(&assigned, t.Bare, "%s nội dung chưa giao nhiệm vụ")
	tail := ""
	if len(assigned) > 0 {
		tail = "; " + strings.Join(assigned, "; ")
	}
	given := fmt.Sprintf("đã giao %s nhiệm vụ cụ thể cho %s nội dung", two(t.Tasks), two(t.Tasked))
	if t.Tasks == 0 {
		given = "chưa giao nhiệm vụ nào"
	}
	blocks := []paper.Block{
		paper.Heading{Level: 1, Text: "I. KẾT QUẢ CHUNG"},
		paper.Paragraph{Text: fmt.Sprintf("1. Giao nhiệm vụ: Văn bản cam kết có %s nhóm với %s nội dung. Đến %s, %s %s%s.",
			two(len(f.Groups)), two(t.Clauses), f.Order.CutOff.Long(), officeName(f.Commune), given, tail)},
	}
	if t.Tasks > 0 {
		parts := []string{}
		add(&parts, t.Done, "%s nhiệm vụ đã hoàn thành, được nghiệm thu (đạt %s)", share(t.Done, t.Tasks))
		add(&parts, t.Waiting, "%s nhiệm vụ chờ nghiệm thu")
		if t.Maintained > 0 {
			add(&parts, t.Doing, "%s nhiệm vụ đang thực hiện (trong đó %s nhiệm vụ thường xuyên tiếp tục duy trì)", two(t.Maintained))
		} else {
			add(&parts, t.Doing, "%s nhiệm vụ đang thực hiện")
		}
		add(&parts, t.NotBegun, "%s nhiệm vụ chưa thực hiện")
		add(&parts, t.Paused, "%s nhiệm vụ tạm dừng")
		late := "Không có nhiệm vụ quá hạn."
		if t.Late > 0 {
			late = fmt.Sprintf("Có %s nhiệm vụ quá hạn (chi tiết tại Phụ lục I).", two(t.Late))
		}
		blocks = append(blocks,
			paper.Paragraph{Text: fmt.Sprintf("2. Tình trạng thực hiện: Trong %s nhiệm vụ có %s. %s", two(t.Tasks), strings.Join(parts, "; "), late)},
			paper.Paragraph{Text: fmt.Sprintf("3. Tỷ lệ thực hiện chung: Theo báo cáo của người thực hiện đạt %s; phần đã được người khác kiểm chứng đạt %s. "+
				"Tỷ lệ của nhiệm vụ tính trên mức phải đạt; của nội dung là bình quân các nhiệm vụ theo trọng số; tỷ lệ chung là bình quân các nội dung.", percent(t.ReportedBP), percent(t.VerifiedBP))})
	}
	return append(blocks, paper.Paragraph{Text: fmt.Sprintf("%d. Tổng hợp theo nhóm nội dung:", len(blocks))}, f.byGroup())
}

func (f *Figures) byGroup() paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Title: "TT", WidthMM: 10, Align: paper.Center}, {Title: "Nhóm nội dung cam kết"},
		{Title: "Nội dung", WidthMM: 14, Align: paper.Center}, {Title: "Nhiệm vụ", WidthMM: 17, Align: paper.Center},
		{Title: "Hoàn thành", WidthMM: 17, Align: paper.Center}, {Title: "Quá hạn", WidthMM: 13, Align: paper.Center},
		{Title: "Báo cáo", WidthMM: 18, Align: paper.Center}, {Title: "Đã kiểm chứng", WidthMM: 20, Align: paper.Center}}}
	figures := func(g Totals) []string {
		return []string{two(g.Clauses), two(g.Tasks), two(g.Done), two(g.Late), percent(g.ReportedBP), percent(g.VerifiedBP)}
	}
	for _, g := range f.Groups {
		t.Rows = append(t.Rows, paper.Cells(append([]string{g.label(), brief(g.title())}, figures(g.Totals)...)...))
	}
	total := []paper.Cell{{Text: "Tổng cộng", Bold: true, Align: paper.Center, Span: 2}}
	for _, s := range figures(f.Totals) {
		total = append(total, paper.Cell{Text: s, Bold: true})
	}
	t.Rows = append(t.Rows, total)
	return t
}

// label is the printed number of the group, else its place.
func (g Group) label() string {
	if g.Label != "" {
		return strings.TrimRight(g.Label, ".)")
	}
	return fmt.Sprint(g.Ordinal)
}

// title is the group's heading without its number.
func (g Group) title() string {
	if g.Text == "" {
		return "Các nội dung cam kết"
	}
	return strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(g.Text, g.Label), ".) "))
}

// clauses is the second section: clause by clause with its tasks.
func (f *Figures) clauses() []paper.Block {
	blocks := []paper.Block{paper.Heading{Level: 1, Text: "II. KẾT QUẢ THỰC HIỆN TỪNG NỘI DUNG CAM KẾT"}}
	for i := range f.Groups {
		g := &f.Groups[i]
		blocks = append(blocks, paper.Heading{Level: 2, Text: g.label() + ". " + g.title()}, g.table())
	}
	return blocks
}

func (g *Group) table() paper.Table {
	t := paper.Table{Columns: []paper.Column{
		{Title: "TT", WidthMM: 10, Align: paper.Center}, {Title: "Nhiệm vụ, sản phẩm"}, {Title: "Chịu trách nhiệm", WidthMM: 35},
		{Title: "Thời hạn", WidthMM: 25, Align: paper.Center}, {Title: "Tiến độ", WidthMM: 40}}}
	for i := range g.Clauses {
		c := &g.Clauses[i]
		t.Rows = append(t.Rows, clauseRow(c))
		n := 0
		for _, one := range c.Tasks {
			n++
			what := one.Work
			if one.Product != "" {
				what += "\nSản phẩm: " + one.Product
			}
			if one.Part {
				what = "(Việc con) " + what
			}
			who := one.Accountable
			if one.Lead != "" {
				who += "\nChủ trì: " + one.Lead
			}
			t.Rows = append(t.Rows, paper.Cells(fmt.Sprint(n), what, who, one.due(), strings.Join(one.progress(), "\n")))
		}
		if why := c.untasked(); why != "" {
			t.Rows = append(t.Rows, []paper.Cell{{}, {Text: why, Span: 4}})
		}
	}
	return t
}

// clauseRow is the clause over the rows of its tasks, on whose page it stays.
func clauseRow(c *Clause) []paper.Cell {
	text := c.Code + ". " + c.Text
	if c.ReplacedIn != "" {
		text += " (đã được thay bằng nội dung tại " + c.ReplacedIn + ")"
	}
	row := paper.Group(text)
	row[0].Bold, row[0].Italic, row[0].Align = false, true, paper.Justify
	return row
}

// untasked says why a clause has no task, "" where it has one.
func (c *Clause) untasked() string {
	switch {
	case len(c.Tasks) > 0 || c.ReplacedIn != "":
		return ""
	case c.NoReason != "":
		return "Không giao nhiệm vụ riêng: " + stop(c.NoReason)
	}
	return "Chưa giao nhiệm vụ."
}

// progress is the lines of a cell: the word, both percentages, the lateness.
func (t Task) progress() []string {
	lines := []string{t.standing(), "Báo cáo: " + percent(t.ReportedBP), "Kiểm chứng: " + percent(t.VerifiedBP)}
	if late := t.lateness(); late != "" {
		lines = append(lines, late)
	}
	return lines
}

// obstacles is the third section: only what was recorded.
func (f *Figures) obstacles() []paper.Block {
	blocks := []paper.Block{paper.Heading{Level: 1, Text: "III. KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ"}}
	asked := map[string][]string{}
	var order []string
	found := false
	f.each(func(_ *Group, c *Clause, t *Task) {
		if t.Obstacle == "" {
			return
		}
		if !found {
			blocks = append(blocks, paper.Paragraph{Text: "1. Khó khăn, vướng mắc:"})
			found = true
		}
		blocks = append(blocks, paper.Dash{Text: fmt.Sprintf("Nội dung %s, nhiệm vụ \"%s\": %s (ghi nhận ngày %s).",
			c.Code, strings.TrimRight(t.Work, ". "), strings.TrimRight(vn.Line(t.Obstacle), ".;, "), t.ObstacleOn.String())})
		if t.Superior != "" {
			if asked[t.Superior] == nil {
				order = append(order, t.Superior)
			}
			asked[t.Superior] = append(asked[t.Superior], c.Code)
		}
	})
	if !found {
		return append(blocks, paper.Paragraph{Text: "Không có vướng mắc được ghi nhận."})
	}
	if len(order) == 0 {
		return append(blocks, paper.Paragraph{Text: "2. Kiến nghị: Không có kiến nghị với cấp trên."})
	}
	blocks = append(blocks, paper.Paragraph{Text: "2. Kiến nghị:"})
	for _, superior := range order {
		blocks = append(blocks, paper.Dash{Text: fmt.Sprintf("Đề nghị %s xem xét, giải quyết vướng mắc thuộc thẩm quyền đối với nhiệm vụ của nội dung %s.",
			superior, strings.Join(unique(asked[superior]), ", "))})
	}
	return blocks
}

func unique(sorted []string) []string {
	var out []string
	for _, s := range sorted {
		if len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return out
}

func (f *Figures) closing() paper.Block {
	to := ""
	if n := len(f.Order.Recipients); n == 1 {
		to = ", kính gửi " + f.Order.Recipients[0] + " xem xét, tổng hợp"
	} else if n > 1 {
		to = ", kính gửi các cơ quan xem xét, tổng hợp"
	}
	return paper.Paragraph{Text: fmt.Sprintf("Trên đây là báo cáo tiến độ, kết quả thực hiện các nội dung cam kết của %s%s./.", officeName(f.Commune), to)}
}

// annexNote refers an appendix to its document (NĐ 30/2020/NĐ-CP, Phụ lục I,
// Phần I, mục III.1).
func (f *Figures) annexNote() string {
	number, date := f.Order.Number, unknown+" tháng "+unknown+" năm "+unknown
	if number == "" {
		number = unknown
	} else if len(number) == 1 {
		number = "0" + number
	}
	date = "ngày " + date
	if f.Order.Date != "" {
		date = f.Order.Date.Long()
	}
	return fmt.Sprintf("(Kèm theo %s số %s/%s %s của %s)", KindName[f.Order.Kind], number, f.symbol(), date, officeName(f.Commune))
}

// cutOff is the line that both of the superior's tables begin with.
func (f *Figures) cutOff() paper.Block {
	return paper.Paragraph{Runs: []paper.Run{{Text: "Dữ liệu tính đến " + f.Order.CutOff.Long(), Italic: true}}, Align: paper.Right}
}

// overdue is the superior's list of what is late, with its five columns.
func (f *Figures) overdue() paper.Annex {
	t := paper.Table{Columns: []paper.Column{{Title: "STT", WidthMM: 13, Align: paper.Center}, {Title: "Nhiệm vụ"}, {Title: "Văn bản giao nhiệm vụ", WidthMM: 58},
		{Title: "Cơ quan chủ trì thực hiện", WidthMM: 52}, {Title: "Thời hạn hoàn thành", WidthMM: 48, Align: paper.Center}}}
	for i, l := range f.lateOnes() {
		due := l.Due.String()
		if l.Every != "" {
			due = capital(task.EveryName[l.Every]) + ", hạn " + due
		}
		t.Rows = append(t.Rows, paper.Cells(fmt.Sprint(i+1), l.name(), f.source(l.clause, l.Task), l.Lead, due+"\n(quá "+two(l.DaysLate)+" ngày làm việc)"))
	}
	a := paper.Annex{Label: "Phụ lục I", Title: "Danh sách nhiệm vụ quá hạn", Note: f.annexNote(), Landscape: true, Body: []paper.Block{f.cutOff(), t}}
	if len(t.Rows) == 0 {
		a.Body[1] = paper.Paragraph{Text: "Không có nhiệm vụ quá hạn."}
	}
	return a
}

// lateTask is a late task with the code of its clause.
type lateTask struct {
	*Task
	clause string
}

func (f *Figures) lateOnes() (late []lateTask) {
	f.each(func(_ *Group, c *Clause, t *Task) {
		if t.Late() {
			late = append(late, lateTask{t, c.Code})
		}
	})
	return late
}

// name is the task with the cycles whose result is missing.
func (t *Task) name() string {
	if len(t.Missing) == 0 {
		return t.Work
	}
	return t.Work + " (" + list(t.Missing, 4) + ")"
}

// source is the document that assigned the task: the letter itself where no
// other is named.
func (f *Figures) source(code string, t *Task) string {
	if t.Source != "" {
		return t.Source
	}
	return f.Letter.short() + ", nội dung " + code
}

// results is the superior's list of results, with its six columns and words.
func (f *Figures) results() paper.Annex {
	t := paper.Table{Columns: []paper.Column{{Title: "STT", WidthMM: 13, Align: paper.Center}, {Title: "Tên nhiệm vụ", WidthMM: 66}, {Title: "Đơn vị chủ trì", WidthMM: 36},
		{Title: "Thời hạn", WidthMM: 29, Align: paper.Center}, {Title: "Kết quả thực hiện"}, {Title: "Tiến độ", WidthMM: 25, Align: paper.Center}}}
	n := 0
	for i := range f.Groups {
		g := &f.Groups[i]
		if g.Tasks == 0 {
			continue
		}
		t.Rows = append(t.Rows, paper.Group(g.label()+". "+g.title()))
		for j := range g.Clauses {
			for _, one := range g.Clauses[j].Tasks {
				n++
				t.Rows = append(t.Rows, paper.Cells(fmt.Sprint(n), one.Work, one.Lead, one.due(), strings.Join(one.outcome(), "\n"), one.Status.SuperiorName()))
			}
		}
	}
	a := paper.Annex{Label: "Phụ lục II", Title: "Kết quả thực hiện nhiệm vụ", Note: f.annexNote(), Landscape: true, Body: []paper.Block{f.cutOff(), t}}
	if n == 0 {
		a.Body[1] = paper.Paragraph{Text: "Chưa giao nhiệm vụ nào."}
	}
	return a
}
