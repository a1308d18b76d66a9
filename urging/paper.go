package urging

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"sauro/fault"
	"sauro/paper"
)

// Form is a file format that letters are written in.
type Form string

// The forms.
const (
	DOCX Form = "docx"
	PDF  Form = "pdf"
)

// mediaTypes are the forms' media types.
var mediaTypes = map[Form]string{
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	PDF:  "application/pdf",
}

// MediaType is what the form is called over HTTP.
func (f Form) MediaType() string { return mediaTypes[f] }

// Write writes the letter in a form, from nothing but its content: an issued letter
// is the same bytes whenever it is written. A form that does not exist is
// fault.Unknown.
func (l Letter) Write(w io.Writer, form Form) error {
	p := l.Paper()
	switch form {
	case DOCX:
		return paper.WriteDOCX(w, p)
	case PDF:
		return paper.WritePDF(w, p)
	}
	return fault.New(fault.Unknown, "Không có dạng tệp %s. Hãy chọn docx hoặc pdf.", string(form))
}

// FileName is what the file is called where it is kept: "DD-2026-0001.docx".
func (l Letter) FileName(form Form) string { return l.Ref + "." + string(form) }

// inBody is how many rows the table in the letter itself has at most; more of them
// go to an appendix.
const inBody = 12

// Paper is the letter as an administrative document: a công văn has no kind's name
// and prints its subject after V/v under the number (NĐ 30/2020/NĐ-CP, Phụ lục I,
// Phần I, mục II.5).
func (l Letter) Paper() *paper.Paper {
	c := l.Content
	body, place := bodyOf(c.Commune)
	p := &paper.Paper{
		Issuer: []string{body}, Symbol: c.Symbol, Place: c.placeName(), Date: string(c.Date), Subject: c.Subject, Recipients: c.recipients(),
		Sign: paper.Sign{Authority: c.Sign.Authority, Title: c.Sign.As, Name: c.Sign.Name}, Copies: c.Copies,
	}
	if place != "" {
		p.Issuer = append(p.Issuer, place)
	}
	if c.Number > 0 {
		p.Number = strconv.FormatInt(c.Number, 10)
	}
	if c.Date == "" {
		p.Date = strconv.Itoa(c.AsOf.Year())
	}
	if c.Urgency != Usual {
		p.Urgency = UrgencyName[c.Urgency]
	}
	if l.Hash != "" {
		p.Footer = fmt.Sprintf("%s · dữ liệu tính đến ngày %s · sha256 %s", l.Ref, c.AsOf.String(), l.Hash)
	}
	asOf := paper.Paragraph{Runs: []paper.Run{{Text: "Dữ liệu tính đến " + c.AsOf.Long(), Italic: true}}, Align: paper.Right}
	p.Body = append(p.Body, c.opening())
	if c.Tasks() <= inBody {
		p.Body = append(p.Body, asOf, c.table(false))
	} else {
		p.Annexes = []paper.Annex{{Label: "Phụ lục", Title: "Danh sách nhiệm vụ quá hạn", Note: c.annexNote(), Landscape: true, Body: []paper.Block{asOf, c.table(true)}}}
	}
	for _, tone := range Tones {
		if names := c.named(tone); len(names) > 0 {
			p.Body = append(p.Body, c.demands(tone, names)...)
		}
	}
	if c.Demand != "" {
		p.Body = append(p.Body, paper.Paragraph{Text: full(c.Demand)})
	}
	p.Body = append(p.Body, c.closing())
	return p
}

// officeName is the body's name in full.
func (c Content) officeName() string {
	body, place := bodyOf(c.Commune)
	return strings.TrimSpace(body + " " + place)
}

func (c Content) placeName() string {
	_, place := bodyOf(c.Commune)
	for _, kind := range []string{"xã ", "phường ", "đặc khu ", "thị trấn "} {
		if rest, ok := strings.CutPrefix(place, kind); ok {
			return rest
		}
	}
	return place
}

func (c Content) recipients() []string {
	names := make([]string, len(c.Units))
	for i, u := range c.Units {
		names[i] = u.Name
	}
	return names
}

// named are the units that are spoken to in a tone.
func (c Content) named(tone Tone) []string {
	var names []string
	for _, u := range c.Units {
		if u.Tone == tone {
			names = append(names, u.Name)
		}
	}
	return names
}

// two writes a count as offices do: 05, 12.
func two(n int) string { return fmt.Sprintf("%02d", n) }

func (c Content) opening() paper.Block {
	by := "các cơ quan, đơn vị"
	if len(c.Units) == 1 {
		by = c.Units[0].Name
	}
	where := "cụ thể như sau:"
	if c.Tasks() > inBody {
		where = "chi tiết tại Phụ lục kèm theo."
	}
	return paper.Paragraph{Text: fmt.Sprintf("Qua theo dõi tình hình thực hiện các nhiệm vụ được giao, %s nhận thấy tính đến hết %s còn %s nhiệm vụ quá hạn do %s chịu trách nhiệm thực hiện, %s",
		c.officeName(), c.AsOf.Long(), two(c.Tasks()), by, where)}
}

// table is the list of what is late, by unit where there are several.
func (c Content) table(wide bool) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Title: "STT", WidthMM: 11, Align: paper.Center}, {Title: "Nhiệm vụ"}, {Title: "Văn bản giao", WidthMM: 34},
		{Title: "Thời hạn", WidthMM: 24, Align: paper.Center}, {Title: "Quá hạn (ngày làm việc)", WidthMM: 21, Align: paper.Center}, {Title: "Tiến độ", WidthMM: 26}}}
	if wide {
		t.Columns[2].WidthMM, t.Columns[4].WidthMM, t.Columns[5].WidthMM = 60, 26, 40
	}
	n := 0
	for _, u := range c.Units {
		if len(c.Units) > 1 {
			t.Rows = append(t.Rows, paper.Group(fmt.Sprintf("%s (%s nhiệm vụ)", u.Name, two(len(u.Tasks)))))
		}
		for _, l := range u.Tasks {
			n++
			work := l.Work
			if l.Missing != "" {
				work += " (" + l.Missing + ")"
			}
			t.Rows = append(t.Rows, paper.Cells(strconv.Itoa(n), work, l.Source, l.Due.String(), two(l.DaysLate), l.Progress))
		}
	}
	return t
}

// demands is what is asked of units in one tone: the committee orders its own
// offices, and asks those that it does not command for their part.
func (c Content) demands(tone Tone, names []string) []paper.Block {
	of := "các nhiệm vụ"
	if c.Tasks() == 1 {
		of = "nhiệm vụ"
	}
	answer := fmt.Sprintf("%s chậm nhất ngày %s", c.gatherName(), c.Due.String())
	list := strings.Join(names, ", ")
	if tone == Orders {
		return []paper.Block{
			paper.Paragraph{Text: fmt.Sprintf("%s yêu cầu %s:", c.officeName(), list)},
			paper.Dash{Text: fmt.Sprintf("Khẩn trương hoàn thành %s nêu trên; cập nhật kết quả kèm minh chứng và đề nghị nghiệm thu ngay khi hoàn thành.", of)},
			paper.Dash{Text: fmt.Sprintf("Báo cáo bằng văn bản nguyên nhân chậm, trách nhiệm, biện pháp khắc phục và ngày hoàn thành từng nhiệm vụ, gửi về %s.", answer)},
		}
	}
	return []paper.Block{
		paper.Paragraph{Text: fmt.Sprintf("%s đề nghị %s quan tâm, phối hợp:", c.officeName(), list)},
		paper.Dash{Text: fmt.Sprintf("Chỉ đạo sớm hoàn thành %s nêu trên thuộc trách nhiệm của đơn vị; thông tin kết quả kèm minh chứng để tổng hợp.", of)},
		paper.Dash{Text: fmt.Sprintf("Cho biết khó khăn, vướng mắc (nếu có) và thời gian dự kiến hoàn thành từng nhiệm vụ, gửi về %s.", answer)},
	}
}

func (c Content) gatherName() string {
	_, place := bodyOf(c.Commune)
	kind, _, _ := strings.Cut(place, " ")
	if kind == "" || strings.HasSuffix(c.Gather, " "+kind) {
		return c.Gather
	}
	return c.Gather + " " + kind
}

func (c Content) closing() paper.Block {
	asks, orders := c.named(Asks), c.named(Orders)
	switch {
	case len(orders) == 0:
		return paper.Paragraph{Text: fmt.Sprintf("%s rất mong nhận được sự quan tâm, phối hợp của quý cơ quan.", c.officeName())}
	case len(asks) == 0:
		return paper.Paragraph{Text: fmt.Sprintf("%s yêu cầu %s nghiêm túc thực hiện.", c.officeName(), map[bool]string{true: orders[0], false: "các đơn vị"}[len(orders) == 1])}
	}
	return paper.Paragraph{Text: fmt.Sprintf("%s yêu cầu các đơn vị trực thuộc nghiêm túc thực hiện và mong nhận được sự phối hợp của các cơ quan liên quan.", c.officeName())}
}

func (c Content) annexNote() string {
	number, date := "…", "ngày … tháng … năm "+strconv.Itoa(c.AsOf.Year())
	if c.Number > 0 {
		number = two(int(c.Number))
	}
	if c.Date != "" {
		date = c.Date.Long()
	}
	return fmt.Sprintf("(Kèm theo Công văn số %s/%s %s của %s)", number, c.Symbol, date, c.officeName())
}

// full ends a sentence with its full stop.
func full(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, ":") {
		return s
	}
	return s + "."
}
