package obstacle

import (
	"fmt"
	"io"
	"strings"

	"sauro/fault"
	"sauro/paper"
	"sauro/vn"
)

// Form is a file format that a proposal's paper is written in.
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

// FileName is what the paper is called where it is kept: "KN-2026-0001.docx".
func (p Proposal) FileName(form Form) string { return p.Ref + "." + string(form) }

// Write writes the paper of a proposal of a commune, whose name it bears: a công
// văn in the layout of NĐ 30/2020/NĐ-CP, Phụ lục I, to be numbered, dated and
// signed. A form that does not exist is fault.Unknown.
func (s Sent) Write(w io.Writer, commune string, form Form) error {
	p := s.paper(commune)
	switch form {
	case DOCX:
		return paper.WriteDOCX(w, p)
	case PDF:
		return paper.WritePDF(w, p)
	}
	return fault.New(fault.Unknown, "Không có dạng tệp %s. Hãy chọn docx hoặc pdf.", string(form))
}

// paper is the proposal as a công văn: who asks whom for what, why, and until when.
func (s Sent) paper(commune string) *paper.Paper {
	body, place := bodyOf(commune)
	full := strings.TrimSpace(body + " " + place)
	p := letterOf{&paper.Paper{
		Issuer: []string{body}, Number: s.Number, Symbol: s.Symbol, Place: placeName(place), Date: string(s.Dated),
		Subject: s.subject(), Recipients: []string{s.To.Name},
		Sign:   paper.Sign{Authority: []string{"TM. Ủy ban nhân dân"}, Title: "Chủ tịch", Name: s.Signer},
		Copies: []string{"Như trên", "Lưu: VT"},
		Footer: s.Ref,
	}}
	if place != "" {
		p.Issuer = append(p.Issuer, place)
	}
	if p.Symbol == "" {
		p.Symbol = "UBND"
	}
	if s.Dated == "" {
		p.Date = fmt.Sprint(s.Today.Year())
	}
	which := "vướng mắc vượt thẩm quyền"
	if n := len(s.Obstacles); n > 1 {
		which = fmt.Sprintf("%02d vướng mắc vượt thẩm quyền", n)
	}
	p.add("Trong quá trình thực hiện các nhiệm vụ đã cam kết, %s phát sinh %s, cụ thể như sau:", full, which)
	p.Body = append(p.Body, paper.Heading{Level: 1, Text: "1. Nội dung vướng mắc"})
	for _, o := range s.Obstacles {
		p.Body = append(p.Body, paper.Dash{Text: o.sentence()})
	}
	n := 2
	if s.Law != "" {
		p.Body = append(p.Body, paper.Heading{Level: 1, Text: fmt.Sprintf("%d. Quy định liên quan", n)})
		p.lines(s.Law)
		n++
	}
	if s.Done != "" {
		p.Body = append(p.Body, paper.Heading{Level: 1, Text: fmt.Sprintf("%d. Việc xã đã làm trong thẩm quyền", n)})
		p.lines(s.Done)
		n++
	}
	p.Body = append(p.Body, paper.Heading{Level: 1, Text: fmt.Sprintf("%d. Đề xuất, kiến nghị", n)})
	p.lines(s.Asks)
	until := "trong thời hạn " + s.Days + " kể từ ngày ban hành văn bản này"
	if s.Clock.On != "" {
		until = "trước " + s.Clock.On.Add(1).Long()
	}
	p.add("%s kính đề nghị %s quan tâm, xem xét, trả lời bằng văn bản %s để xã có căn cứ tổ chức thực hiện", full, s.To.Name, until)
	return p.Paper
}

type letterOf struct{ *paper.Paper }

func (p letterOf) add(format string, args ...any) {
	p.Body = append(p.Body, paper.Paragraph{Text: fmt.Sprintf(format, args...)})
}

// lines adds what people typed, a paragraph a line.
func (p letterOf) lines(text string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			p.Body = append(p.Body, paper.Paragraph{Text: l})
		}
	}
}

func (s Sent) subject() string {
	return "kiến nghị " + strings.TrimPrefix(vn.Line(s.Subject), "kiến nghị ")
}

// sentence says an obstacle as a letter does: what, since when, in the way of what.
func (o Obstacle) sentence() string {
	text := strings.TrimRight(vn.Line(o.Says), ".;, ") + " (phát sinh từ " + o.Since.Long()
	var works []string
	for _, t := range o.Tasks {
		works = append(works, "\""+strings.TrimRight(t.Work, ".;, ")+"\"")
	}
	if len(works) > 0 {
		text += ", ảnh hưởng nhiệm vụ " + strings.Join(works, "; ")
	}
	text += ")."
	if o.Effect != "" {
		text += " " + strings.TrimRight(vn.Line(o.Effect), ".;, ") + "."
	}
	return text
}

// bodyOf parts "UBND xã Khánh Cường" into the body and its place.
func bodyOf(commune string) (body, place string) {
	const full = "Ủy ban nhân dân"
	for _, short := range []string{"UBND ", full + " ", "Uỷ ban nhân dân "} {
		if rest, ok := strings.CutPrefix(commune, short); ok {
			return full, rest
		}
	}
	return commune, ""
}

// placeName is what a paper of the place is dated at: "Khánh Cường".
func placeName(place string) string {
	for _, kind := range []string{"xã ", "phường ", "đặc khu ", "thị trấn ", "tỉnh ", "thành phố "} {
		if rest, ok := strings.CutPrefix(place, kind); ok {
			return rest
		}
	}
	return place
}
