package paper

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// letterPaper is a short letter of the kind the program began with.
func letterPaper() *Paper {
	return &Paper{
		Issuer: []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"}, Symbol: "UBND-VX",
		Place: "Khánh Cường", Date: "2025-12",
		Subject:    "cam kết về tiến độ thực hiện nội dung do đơn vị chủ trì thực hiện",
		Recipients: []string{"Sở Khoa học và Công nghệ tỉnh Quảng Ngãi"},
		Body: []Block{
			Paragraph{Text: "Chủ tịch UBND xã Khánh Cường cam kết trực tiếp chịu trách nhiệm về việc chỉ đạo triển khai các nhiệm vụ chuyển đổi số tại địa phương, như sau:"},
			Heading{Level: 2, Text: "1. Trách nhiệm trong công tác quán triệt"},
			Dash{Text: "Nhận thức đầy đủ tầm quan trọng và quán triệt sâu sắc các quan điểm, chủ trương, chính sách của Đảng."},
			Dash{Text: "Trực tiếp chỉ đạo tổ chức quán triệt trong UBND  xã."},
			Paragraph{Text: "Chủ tịch Ủy ban nhân dân xã Khánh Cường cam kết thực hiện."},
		},
		Sign:   Sign{Authority: []string{"TM. ỦY BAN NHÂN DÂN"}, Title: "CHỦ TỊCH", Name: "Nguyễn Văn Mẫu"},
		Copies: []string{"Như trên", "Chủ tịch, PCT UBND xã", "Lưu: VT, VX"},
	}
}

// seedPaper is the letter of Khánh Cường from the folder beside the repository.
func seedPaper(t testing.TB) *Paper {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "shared", "letters", "khanh-cuong-2025-12.txt"))
	if err != nil {
		t.Skip("the letter beside the repository is not here:", err)
	}
	p := letterPaper()
	p.Body, p.Sign, p.Copies = nil, Sign{}, nil
	_, body, _ := strings.Cut(string(raw), "Kính gửi:")
	for _, line := range strings.Split(body, "\n")[1:] {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "- "):
			p.Body = append(p.Body, Dash{Text: line[2:]})
		case line[0] >= '1' && line[0] <= '9' && line[1] == '.':
			p.Body = append(p.Body, Heading{Level: 2, Text: line})
		default:
			p.Body = append(p.Body, Paragraph{Text: line})
		}
	}
	return p
}

// reportPaper is a report of about ten pages with a long table lying across.
func reportPaper() *Paper {
	p := &Paper{
		Issuer: []string{"Ủy ban nhân dân", "xã Khánh Cường"}, Number: "5", Symbol: "BC-UBND",
		Place: "Khánh Cường", Date: "2026-02-03", Kind: "Báo cáo",
		Subject:    "Kết quả thực hiện nội dung cam kết về khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tính đến ngày 31 tháng 01 năm 2026",
		Recipients: []string{"Sở Khoa học và Công nghệ tỉnh Quảng Ngãi", "- Văn phòng UBND tỉnh;"},
		Sign:       Sign{Authority: []string{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"}, Title: "PHÓ CHỦ TỊCH", Name: "Trần Thị Mẫu"},
		Copies:     []string{"Như trên", "Đảng ủy, HĐND xã (báo cáo)", "Các phòng, ban, đơn vị trực thuộc Ủy ban nhân dân xã Khánh Cường để thực hiện", "Lưu: VT, VX.02"},
		Footer:     "Báo cáo BC-2026-0005, chốt số liệu ngày 31/01/2026",
	}
	for i := range 6 {
		p.Body = append(p.Body, Heading{Level: 1, Text: []string{"I", "II", "III", "IV", "V", "VI"}[i] + ". TÌNH HÌNH TRIỂN KHAI THỰC HIỆN"})
		for range 3 {
			p.Body = append(p.Body,
				Heading{Level: 3, Text: "a) Kết quả đạt được"},
				Paragraph{Runs: []Run{{Text: "Ủy ban nhân dân xã "}, {Text: "đã hoàn thành ", Bold: true}, {Text: "12/20 nhiệm vụ", Bold: true, Italic: true}, {Text: ", trong đó "}, {Text: "08 nhiệm vụ", Italic: true}, {Text: " được nghiệm thu; các nhiệm vụ còn lại đang thực hiện đúng tiến độ, có sản phẩm cụ thể, rõ người chịu trách nhiệm, rõ thời hạn hoàn thành và rõ thẩm quyền quyết định."}}},
				Dash{Text: "Thường xuyên theo dõi, đôn đốc, kiểm tra công tác triển khai, kết quả thực hiện nhiệm vụ phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số của cơ quan, tổ chức; kịp thời phát hiện vấn đề, vướng mắc để kiến nghị điều chỉnh, bổ sung đáp ứng yêu cầu thực tiễn."})
		}
	}
	p.Body = append(p.Body,
		Table{Columns: []Column{{Title: "STT", WidthMM: 12, Align: Center}, {Title: "Nhóm"}, {Title: "Báo cáo", WidthMM: 25, Align: Right}, {Title: "Xác nhận", WidthMM: 25, Align: Right}},
			Rows: [][]Cell{Cells("1", "Quán triệt", "100,00%", "50,00%"), Cells("2", "Lãnh đạo, chỉ đạo", "75,00%", "62,50%"), {{Text: "Tổng", Bold: true, Span: 2, Align: Center}, {Text: "87,50%", Bold: true}, {Text: "56,25%", Bold: true}}}},
		Paragraph{Text: "Trên đây là báo cáo kết quả thực hiện, kính đề nghị Sở Khoa học và Công nghệ xem xét, tổng hợp"})
	long := Table{Columns: []Column{{Title: "STT", WidthMM: 12, Align: Center}, {Title: "Nhiệm vụ"}, {Title: "Người chịu trách nhiệm", WidthMM: 40},
		{Title: "Thời hạn", WidthMM: 26, Align: Center}, {Title: "Kết quả", WidthMM: 50}, {Title: "Tiến độ", WidthMM: 28, Align: Right}}}
	long.Header = [][]Cell{long.header()[0], Cells("(1)", "(2)", "(3)", "(4)", "(5)", "(6)")}
	for g := range 5 {
		long.Rows = append(long.Rows, Group(string(rune('1'+g))+". Trách nhiệm trong công tác lãnh đạo, chỉ đạo triển khai thực hiện nhiệm vụ"))
		for r := range 8 {
			long.Rows = append(long.Rows, Cells(string(rune('1'+r)), "Xây dựng kế hoạch và lồng ghép các nhiệm vụ nghiên cứu khoa học, phát triển công nghệ, đổi mới sáng tạo", "Công chức Văn hóa - Xã hội", "15/12/2025", "Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND xã", "75,00%"))
		}
	}
	p.Annexes = []Annex{
		{Label: "Phụ lục I", Title: "Kết quả thực hiện từng nội dung cam kết", Note: "(Kèm theo Báo cáo số 05/BC-UBND ngày 03 tháng 02 năm 2026 của UBND xã Khánh Cường)", Landscape: true, Body: []Block{long}},
		{Label: "Phụ lục II", Title: "Vướng mắc, kiến nghị", Body: []Block{Paragraph{Text: "Không có."}}},
	}
	return p
}

func TestDateIsWrittenAsTheDecreeWants(t *testing.T) {
	for date, want := range map[string]string{
		"2026-02-05": "Khánh Cường, ngày 05 tháng 02 năm 2026",
		"2026-03-15": "Khánh Cường, ngày 15 tháng 3 năm 2026",
		"2026-12-09": "Khánh Cường, ngày 09 tháng 12 năm 2026",
		"2025-12":    "Khánh Cường, ngày       tháng 12 năm 2025",
		"2025":       "Khánh Cường, ngày       tháng       năm 2025",
		"":           "Khánh Cường, ngày       tháng       năm",
	} {
		if got := (&Paper{Place: "Khánh Cường", Date: date}).dateLine(); got != want {
			t.Errorf("%q: %q, want %q", date, got, want)
		}
	}
	for _, date := range []string{"2026-02-30", "05/02/2026", "2026-2-5", "hôm nay", "abcd"} {
		p := &Paper{Date: date}
		if WritePDF(io.Discard, p) == nil || WriteDOCX(io.Discard, p) == nil {
			t.Errorf("%q was taken for a date", date)
		}
	}
}

func TestNumberIsPaddedAndItsPlaceLeftBlank(t *testing.T) {
	for _, c := range [][3]string{
		{"5", "BC-UBND", "Số: 05/BC-UBND"}, {"12", "UBND-VX", "Số: 12/UBND-VX"},
		{"0124", "KH-UBND", "Số: 0124/KH-UBND"}, {"", "UBND-VX", "Số:        /UBND-VX"},
	} {
		if got := (&Paper{Number: c[0], Symbol: c[1]}).numberLine(); got != c[2] {
			t.Errorf("%q %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestRecipientsAndCopies(t *testing.T) {
	one := &Paper{Recipients: []string{"Sở Nội vụ."}}
	if got := one.to(); !slices.Equal(got, []string{"Kính gửi: Sở Nội vụ."}) {
		t.Error(got)
	}
	two := &Paper{Recipients: []string{"Sở Nội vụ", "- Sở Tài chính;", " "}, Copies: []string{"- Như trên;", "Lưu: VT, VX."}}
	if got := two.to(); !slices.Equal(got, []string{"Kính gửi:", "- Sở Nội vụ;", "- Sở Tài chính."}) {
		t.Error(got)
	}
	if got := two.copies(); !slices.Equal(got, []string{"- Như trên;", "- Lưu: VT, VX."}) {
		t.Error(got)
	}
}

func TestEndMarkGoesOnTheLastParagraphOnly(t *testing.T) {
	for in, want := range map[string]string{"Hết.": "Hết./.", "Hết": "Hết./.", "Hết./.": "Hết./.", "": ""} {
		p := &Paper{Body: []Block{Paragraph{Text: "Một."}, Paragraph{Text: in}}}
		body := p.body()
		if got := body[1].(Paragraph).spans(); len(got) > 0 && got[0].text != want || len(got) == 0 && want != "" {
			t.Errorf("%q: %v, want %q", in, got, want)
		}
		if p.Body[1].(Paragraph).Text != in || body[0].(Paragraph).Text != "Một." {
			t.Error("the caller's body was changed")
		}
	}
	for _, last := range []Block{Dash{Text: "a."}, Heading{Text: "a."}, Table{}} {
		p := &Paper{Body: []Block{last}}
		if !reflect.DeepEqual(p.body(), p.Body) {
			t.Errorf("%v was touched", last)
		}
	}
	runs := &Paper{Body: []Block{Paragraph{Runs: []Run{{Text: "a "}, {Text: "b.", Bold: true}}}}}
	if got := runs.body()[0].(Paragraph).Runs[1]; got.Text != "b./." || !got.Bold {
		t.Error(got)
	}
}

func TestRulesAreAsLongAsTheDecreeWants(t *testing.T) {
	for name, p := range map[string]*Paper{"letter": letterPaper(), "report": reportPaper(), "long": {Superior: "Sở Khoa học và Công nghệ tỉnh Quảng Ngãi",
		Issuer: []string{"Trung tâm ứng dụng tiến bộ khoa học và công nghệ"}}} {
		h := p.letterhead()
		if w := h.leftWidth + 2*headInset + h.rightWidth; math.Abs(w-textWidth) > 0.01 {
			t.Errorf("%s: the columns take %.1f pt of %.1f", name, w, float64(textWidth))
		}
		share := func(l headLine, column float64) float64 {
			set, _ := l.set(column)
			return l.ruleLength(set) / set[len(set)-1].width
		}
		if got := share(h.right[1], h.rightWidth); got != 1 {
			t.Errorf("%s: the rule under the motto is %.2f of it", name, got)
		}
		for _, l := range append(slices.Clone(h.left), p.headings()...) {
			if l.rule == 0 {
				continue
			}
			if got := share(l, h.leftWidth); got < 1.0/3 || got > 0.5 {
				t.Errorf("%s: the rule under %q is %.2f of it", name, l.text, got)
			}
		}
		if set, _ := h.right[0].set(h.rightWidth); len(set) != 1 {
			t.Errorf("%s: the nation is broken over lines", name)
		}
		// The number and the date end on one height.
		number, date := 0.0, 0.0
		for _, l := range h.left {
			number += l.height(h.leftWidth)
			if strings.HasPrefix(l.text, "Số:") {
				break
			}
		}
		for _, l := range h.right {
			date += l.height(h.rightWidth)
		}
		if math.Abs(number-date) > 0.01 {
			t.Errorf("%s: the number ends at %.1f, the date at %.1f", name, number, date)
		}
	}
}

func TestColumnsFillTheWidth(t *testing.T) {
	for _, columns := range [][]Column{
		{{}, {}, {}}, {{WidthMM: 10}, {}, {WidthMM: 30}}, {{WidthMM: 200}, {}, {WidthMM: 300}}, {{WidthMM: 10}}, {{WidthMM: -5}, {}},
	} {
		sum := 0.0
		for _, w := range (Table{Columns: columns}).widths(400) {
			if w < 10 {
				t.Errorf("%v: a column of %.1f pt", columns, w)
			}
			sum += w
		}
		if math.Abs(sum-400) > 0.01 {
			t.Errorf("%v: %.1f pt of 400", columns, sum)
		}
	}
}

func TestUrgencyIsFramedUnderTheSubject(t *testing.T) {
	p := letterPaper()
	for urgency, want := range map[string]float64{"khẩn": 20, "thượng khẩn": 40, "hỏa tốc": 30} {
		p.Urgency = urgency
		head := p.letterhead()
		left := head.left
		last := left[len(left)-1]
		if last.text != strings.ToUpper(urgency) || math.Abs(last.frame-want*mm) > 0.01 {
			t.Errorf("%s: %q in a frame of %.1f mm", urgency, last.text, last.frame/mm)
		}
		if w := length(last.text, last.ink, last.size); w > last.frame-4 {
			t.Errorf("%s: %.0f pt of letters in a frame of %.0f", urgency, w, last.frame)
		}
		if h := last.height(head.leftWidth) - last.above; math.Abs(h-8*mm) > 1.5 {
			t.Errorf("%s: the frame is %.1f mm high, 8 are wanted", urgency, h/mm)
		}
		var docx strings.Builder
		docx.WriteString(docxDocument(p))
		if !strings.Contains(docx.String(), "<w:pBdr><w:top") || !strings.Contains(docx.String(), strings.ToUpper(urgency)) {
			t.Errorf("%s is not framed in the DOCX", urgency)
		}
	}
	p.Urgency = ""
	for _, l := range p.letterhead().left {
		if l.frame > 0 {
			t.Errorf("%q is framed", l.text)
		}
	}
}
