package inspection

import (
	"fmt"
	"io"
	"strings"

	"sauro/fault"
	"sauro/org"
	"sauro/paper"
	"sauro/task"
	"sauro/vn"
)

// Form is a file format that papers are written in.
type Form string

// The forms.
const (
	DOCX Form = "docx"
	PDF  Form = "pdf"
)

var mediaTypes = map[Form]string{DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", PDF: "application/pdf"}

// MediaType is what the form is called over HTTP.
func (f Form) MediaType() string { return mediaTypes[f] }

func (f Form) write(w io.Writer, p *paper.Paper) error {
	switch f {
	case DOCX:
		return paper.WriteDOCX(w, p)
	case PDF:
		return paper.WritePDF(w, p)
	}
	return fault.New(fault.Unknown, "Không có dạng tệp %s. Hãy chọn docx hoặc pdf.", string(f))
}

// WriteMinutes writes the minutes, as signed or as they stand, in the layout of
// NĐ 30/2020/NĐ-CP. A form that does not exist is fault.Unknown.
func WriteMinutes(w io.Writer, who org.Who, i Inspection, form Form) error {
	m, err := i.Minutes(who.TenantName)
	if err != nil {
		return err
	}
	return form.write(w, i.minutesPaper(m))
}

// WriteConclusion writes the notice of the conclusion, in the layout of
// NĐ 30/2020/NĐ-CP. What is not concluded has none (fault.Unknown).
func WriteConclusion(w io.Writer, who org.Who, i Inspection, form Form) error {
	if i.State != Concluded {
		return fault.New(fault.Unknown, "Cuộc kiểm tra %s chưa kết luận nên chưa có thông báo.", i.Ref)
	}
	m, err := i.Minutes(who.TenantName)
	if err != nil {
		return err
	}
	return form.write(w, i.conclusionPaper(m))
}

// WritePlan writes the plan, in the layout of NĐ 30/2020/NĐ-CP.
func WritePlan(w io.Writer, who org.Who, p Plan, form Form) error {
	return form.write(w, p.paper(who.TenantName))
}

// full and lines are "UBND xã Khánh Cường" in full and as a letterhead has it;
// place is where its papers are dated.
func full(commune string) string { return strings.Join(lines(commune), " ") }

func lines(commune string) []string {
	if rest, ok := strings.CutPrefix(commune, "UBND "); ok {
		return []string{"Ủy ban nhân dân", rest}
	}
	return []string{commune}
}

func place(commune string) string {
	list := lines(commune)
	name := list[len(list)-1]
	for _, kind := range []string{"xã ", "phường ", "đặc khu ", "thị trấn "} {
		name = strings.TrimPrefix(name, kind)
	}
	return name
}

// cite is "số 45/QĐ-UBND ngày 05 tháng 3 năm 2026".
func (d Document) cite() string {
	if d.On == "" {
		return "số " + d.Number
	}
	return "số " + d.Number + " " + d.On.Long()
}

// parts are the number and the symbol of a document's number.
func (d Document) parts() (number, symbol string) {
	number, symbol, _ = strings.Cut(d.Number, "/")
	return number, symbol
}

func paragraphs(text string) (list []paper.Block) {
	for line := range strings.Lines(text) {
		if line = vn.Line(line); line != "" {
			list = append(list, paper.Paragraph{Text: line})
		}
	}
	return list
}

func orNone(list []paper.Block, none string) []paper.Block {
	if len(list) == 0 {
		return []paper.Block{paper.Paragraph{Text: none}}
	}
	return list
}

// days are the days of the inspection in words.
func (m Minutes) days() string {
	if m.From == m.To {
		return m.From.Long()
	}
	return "từ " + m.From.Long() + " đến " + m.To.Long()
}

// grounds is what the inspection is held by.
func (m Minutes) grounds() string {
	s := "Quyết định " + m.Decision.cite() + " của " + full(m.Commune)
	if m.Plan.Number != "" {
		s += " và Kế hoạch kiểm tra " + m.Plan.cite()
	}
	return s
}

func (i Inspection) minutesPaper(m Minutes) *paper.Paper {
	p := &paper.Paper{Superior: full(m.Commune), Issuer: []string{"Đoàn kiểm tra"}, Symbol: "BB-ĐKT", Place: place(m.Commune), Date: string(m.HeldOn), Kind: "Biên bản",
		Subject: "Kiểm tra " + lower(m.Subject) + " tại " + m.Unit, Copies: []string{m.Unit, "Đoàn kiểm tra", "Lưu: VT"}, Footer: i.Ref}
	if i.SHA256 != "" {
		p.Footer += " · sha256 " + i.SHA256
	}
	add := func(blocks ...paper.Block) { p.Body = append(p.Body, blocks...) }
	add(paper.Paragraph{Text: fmt.Sprintf("Thực hiện %s, %s, tại %s, đoàn kiểm tra đã kiểm tra %s.", m.grounds(), m.days(), m.Place, m.Unit)})
	add(paper.Heading{Level: 1, Text: "I. THÀNH PHẦN"}, paper.Paragraph{Text: "1. Đoàn kiểm tra:"})
	for at, t := range m.Team {
		end := ";"
		if at == len(m.Team)-1 {
			end = "."
		}
		add(paper.Dash{Text: t.says() + end})
	}
	unit := m.UnitHead
	if unit == "" {
		unit = "đơn vị chưa có người đứng đầu"
	}
	add(paper.Paragraph{Text: "2. Đơn vị được kiểm tra: " + m.Unit + ", đại diện: " + unit + "."})
	add(paper.Heading{Level: 1, Text: "II. NỘI DUNG KIỂM TRA"}, paper.Paragraph{Text: "1. Bảng kiểm:"})
	checks := paper.Table{Columns: []paper.Column{{Title: "TT", WidthMM: 10, Align: paper.Center}, {Title: "Nội dung"}, {Title: "Kết quả", WidthMM: 25, Align: paper.Center}, {Title: "Đã xem, ghi chú", WidthMM: 52}}}
	for at, c := range m.Checks {
		checks.Rows = append(checks.Rows, paper.Cells(fmt.Sprint(at+1), c.Question, AnswerName[c.Answer], joined(c.Seen, c.Note)))
	}
	add(checks, paper.Paragraph{Text: "2. Nhiệm vụ đã xem:"})
	tasks := paper.Table{Columns: []paper.Column{{Title: "TT", WidthMM: 10, Align: paper.Center}, {Title: "Nhiệm vụ"}, {Title: "Đã báo cáo", WidthMM: 24, Align: paper.Center}, {Title: "Thực tế", WidthMM: 24, Align: paper.Center}, {Title: "Đã xem gì", WidthMM: 50}}}
	for at, t := range m.Tasks {
		work := t.Ref + ": " + t.Work
		if t.Cycle != "" {
			work += " (" + task.CycleName(t.Cycle) + ")"
		}
		found := t.Found
		if found == "" {
			found = "không xem số"
		}
		tasks.Rows = append(tasks.Rows, paper.Cells(fmt.Sprint(at+1), work, t.Reported, found, t.Seen))
	}
	add(tasks, paper.Heading{Level: 1, Text: "III. NHẬN XÉT CHUNG"})
	add(orNone(paragraphs(m.Observed), "(chưa ghi)")...)
	add(paper.Heading{Level: 1, Text: "IV. PHÁT HIỆN VÀ BIỆN PHÁP KHẮC PHỤC"}, m.findings())
	add(paper.Heading{Level: 1, Text: "V. Ý KIẾN HAI BÊN"}, paper.Paragraph{Text: "1. Ý kiến của đoàn kiểm tra:"})
	add(orNone(paragraphs(m.TeamSays), "Không có ý kiến thêm.")...)
	add(paper.Paragraph{Text: "2. Ý kiến của đơn vị được kiểm tra:"})
	add(orNone(paragraphs(m.UnitSays), "Không có ý kiến thêm.")...)
	closing := "Biên bản đã được hai bên đọc lại, thống nhất và ký xác nhận./."
	if i.Unsigned.Reason != "" {
		closing = "Biên bản đã được trưởng đoàn ký; đại diện đơn vị được kiểm tra không ký, lý do: " + strings.TrimRight(i.Unsigned.Reason, ". ") + "./."
	}
	add(paper.Paragraph{Text: closing}, i.signatures(m))
	return p
}

// says is a member of the team as the minutes list it.
func (t MinutesMember) says() string {
	s := t.Title
	if t.Name != t.Title {
		s = t.Name + ", " + t.Title
	}
	if t.Head {
		return s + ", Trưởng đoàn"
	}
	return s + ", thành viên"
}

func joined(a, b string) string {
	if a != "" && b != "" {
		return a + "\n" + b
	}
	return a + b
}

func lower(s string) string {
	head, rest, _ := strings.Cut(s, " ")
	if rest == "" || head == strings.ToUpper(head) {
		return s
	}
	return strings.ToLower(head) + " " + rest
}

// findings is the table of what was found, or the sentence that says there was
// nothing.
func (m Minutes) findings() paper.Block {
	if len(m.Findings) == 0 {
		return paper.Paragraph{Text: "Không có phát hiện phải khắc phục."}
	}
	t := paper.Table{Columns: []paper.Column{{Title: "TT", WidthMM: 10, Align: paper.Center}, {Title: "Phát hiện, nguyên nhân"}, {Title: "Việc phải làm", WidthMM: 43}, {Title: "Chịu trách nhiệm", WidthMM: 32}, {Title: "Hạn", WidthMM: 25, Align: paper.Center}}}
	for at, f := range m.Findings {
		about := "nội dung " + f.Clause
		if f.Task != "" {
			about = f.Task + ", " + about
		}
		what := f.What + "\n(" + FindingKindName[f.Kind] + "; " + about + ")"
		if f.Cause != "" {
			what += "\nNguyên nhân: " + f.Cause
		}
		due := f.Due.String()
		if f.Rule != "" {
			due += "\n(" + f.Rule + ")"
		}
		t.Rows = append(t.Rows, paper.Cells(fmt.Sprint(at+1), what, f.Remedy, f.Post, due))
	}
	return t
}

// signatures is both sides' signing, side by side: the unit's on the left, the
// team's on the right.
func (i Inspection) signatures(m Minutes) paper.Block {
	cell := func(s Signature, none string) paper.Cell {
		if s.By == "" {
			return paper.Cell{Text: "\n\n" + none + "\n\n", Align: paper.Center}
		}
		name := s.Name
		if s.Title != s.Name {
			name += "\n" + s.Title
		}
		return paper.Cell{Text: "\n(đã ký trong chương trình)\n\n" + name + "\n" + stamp(s), Align: paper.Center}
	}
	unit := "(chưa ký)"
	if i.Unsigned.Reason != "" {
		unit = "(không ký)"
	}
	return paper.Table{Columns: []paper.Column{{Title: "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", Align: paper.Center}, {Title: "TRƯỞNG ĐOÀN KIỂM TRA", Align: paper.Center}},
		Rows: [][]paper.Cell{{cell(i.UnitHead, unit), cell(i.Head, "(chưa ký)")}}}
}

// stamp is when somebody signed: "10:30, 12/03/2026".
func stamp(s Signature) string { return s.At.In(vn.Office).Format("15:04, 02/01/2006") }

func (i Inspection) conclusionPaper(m Minutes) *paper.Paper {
	number, symbol := i.ConclusionDoc.parts()
	p := &paper.Paper{Issuer: lines(m.Commune), Number: number, Symbol: symbol, Place: place(m.Commune), Date: string(i.ConclusionDoc.On), Kind: "Thông báo",
		Subject: "Kết luận kiểm tra " + lower(m.Subject) + " tại " + m.Unit, Copies: []string{m.Unit, "Đoàn kiểm tra", "Lưu: VT"}, Footer: i.Ref + " · biên bản sha256 " + i.SHA256,
		Sign: paper.Sign{Authority: []string{"TM. Ủy ban nhân dân"}, Title: "Chủ tịch"}}
	if i.deputy {
		p.Sign = paper.Sign{Authority: []string{"TM. Ủy ban nhân dân", "KT. Chủ tịch"}, Title: "Phó Chủ tịch"}
	}
	if i.ConcludedBy.Name != i.ConcludedBy.Title {
		p.Sign.Name = i.ConcludedBy.Name
	}
	add := func(blocks ...paper.Block) { p.Body = append(p.Body, blocks...) }
	add(paper.Paragraph{Text: fmt.Sprintf("Thực hiện %s, đoàn kiểm tra đã kiểm tra %s (biên bản ngày %s). %s kết luận như sau:", m.grounds(), m.Unit, m.HeldOn.String(), full(m.Commune))})
	add(paper.Heading{Level: 1, Text: "I. KẾT LUẬN"})
	add(paragraphs(i.Conclusion)...)
	add(paper.Heading{Level: 1, Text: "II. VIỆC PHẢI KHẮC PHỤC"}, m.findings())
	add(paper.Heading{Level: 1, Text: "III. TỔ CHỨC THỰC HIỆN"})
	if len(m.Findings) > 0 {
		add(paper.Paragraph{Text: fmt.Sprintf("1. Người chịu trách nhiệm nêu tại mục II khắc phục đúng hạn, báo cáo kết quả kèm minh chứng. Đoàn kiểm tra kiểm tra lại trong %s từ khi việc khắc phục được nghiệm thu.", workDays(lookWithin))})
		add(paper.Paragraph{Text: "2. Văn phòng theo dõi, đôn đốc và báo cáo việc thực hiện thông báo này."})
	} else {
		add(paper.Paragraph{Text: m.Unit + " tiếp tục thực hiện các nhiệm vụ được giao; Văn phòng theo dõi chung."})
	}
	add(paper.Paragraph{Text: "Trên đây là kết luận kiểm tra, yêu cầu các đơn vị, cá nhân có liên quan thực hiện."})
	return p
}

func (p Plan) paper(commune string) *paper.Paper {
	number, symbol := p.Document.parts()
	if symbol == "" {
		symbol = "KH-UBND"
	}
	out := &paper.Paper{Issuer: lines(commune), Number: number, Symbol: symbol, Place: place(commune), Date: string(p.Document.On), Kind: "Kế hoạch",
		Subject: "Kiểm tra việc thực hiện nhiệm vụ, nội dung cam kết " + p.Period().String(), Sign: paper.Sign{Authority: []string{"TM. Ủy ban nhân dân"}, Title: "Chủ tịch"},
		Copies: []string{"Các đơn vị được kiểm tra", "Lưu: VT"}, Footer: p.Ref}
	for _, b := range paragraphs(p.Basis) {
		text := strings.TrimRight(b.(paper.Paragraph).Text, ";. ")
		out.Body = append(out.Body, paper.Paragraph{Runs: []paper.Run{{Text: text + ";", Italic: true}}})
	}
	t := paper.Table{Columns: []paper.Column{{Title: "TT", WidthMM: 10, Align: paper.Center}, {Title: "Đơn vị được kiểm tra", WidthMM: 42}, {Title: "Nội dung"}, {Title: "Tháng", WidthMM: 20, Align: paper.Center}, {Title: "Chủ trì", WidthMM: 38}}}
	for at, l := range p.Lines {
		subject := l.Subject
		if l.ClauseCode != "" {
			subject += " (nội dung " + l.ClauseCode + ")"
		}
		t.Rows = append(t.Rows, paper.Cells(fmt.Sprint(at+1), l.UnitName, subject, l.MonthText(), l.LeadTitle))
	}
	out.Body = append(out.Body, paper.Paragraph{Text: full(commune) + " ban hành Kế hoạch kiểm tra " + p.Period().String() + " như sau:"}, t,
		paper.Paragraph{Text: "Đơn vị được kiểm tra chuẩn bị sổ theo dõi, minh chứng và bố trí người làm việc với đoàn. Người chủ trì trình quyết định lập đoàn trước tháng kiểm tra, gửi biên bản và kết luận theo quy định."})
	return out
}
