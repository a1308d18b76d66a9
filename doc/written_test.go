package doc

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sauro/paper"
)

// TestWrittenPDFIsReadAsItsDOCX: what this program writes reads the same from
// both of its forms, but for runs of spaces, which are distances in a PDF.
func TestWrittenPDFIsReadAsItsDOCX(t *testing.T) {
	for name, p := range map[string]*paper.Paper{"letter": letterPaper(), "report": reportPaper()} {
		t.Run(name, func(t *testing.T) { sameInBoth(t, p) })
	}
	t.Run("seed", func(t *testing.T) { sameInBoth(t, seedPaper(t)) })
}

func sameInBoth(t *testing.T, p *paper.Paper) {
	t.Helper()
	want, got := wordLines(t, writtenDOCX(t, p)), wordLines(t, writtenPDF(t, p))
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Fatalf("line %d:\nDOCX %s\nPDF  %s", i+1, want[i], got[i])
		}
	}
	if len(want) != len(got) {
		t.Errorf("%d lines in DOCX, %d in PDF", len(want), len(got))
	}
}

// wordLines is the text of a file by line, without empty lines and with one
// space between words.
func wordLines(t *testing.T, data []byte) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(read(t, data).Body) {
		if words := strings.Fields(line); len(words) > 0 {
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

func writtenDOCX(t *testing.T, p *paper.Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := paper.WriteDOCX(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writtenPDF(t *testing.T, p *paper.Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := paper.WritePDF(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// letterPaper is a short letter of the kind the program began with.
func letterPaper() *paper.Paper {
	return &paper.Paper{
		Issuer: []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"}, Symbol: "UBND-VX",
		Place: "Khánh Cường", Date: "2025-12",
		Subject:    "cam kết về tiến độ thực hiện nội dung do đơn vị chủ trì thực hiện",
		Recipients: []string{"Sở Khoa học và Công nghệ tỉnh Quảng Ngãi"},
		Body: []paper.Block{
			paper.Paragraph{Text: "Chủ tịch UBND xã Khánh Cường cam kết trực tiếp chịu trách nhiệm về việc chỉ đạo triển khai các nhiệm vụ chuyển đổi số tại địa phương, như sau:"},
			paper.Heading{Level: 2, Text: "1. Trách nhiệm trong công tác quán triệt"},
			paper.Dash{Text: "Nhận thức đầy đủ tầm quan trọng và quán triệt sâu sắc các quan điểm, chủ trương, chính sách của Đảng."},
			paper.Dash{Text: "Trực tiếp chỉ đạo tổ chức quán triệt trong UBND  xã."},
			paper.Paragraph{Text: "Chủ tịch Ủy ban nhân dân xã Khánh Cường cam kết thực hiện."},
		},
		Sign:   paper.Sign{Authority: []string{"TM. ỦY BAN NHÂN DÂN"}, Title: "CHỦ TỊCH", Name: "Nguyễn Văn Mẫu"},
		Copies: []string{"Như trên", "Chủ tịch, PCT UBND xã", "Lưu: VT, VX"},
	}
}

// seedPaper is the letter of Khánh Cường from the folder beside the repository.
func seedPaper(t *testing.T) *paper.Paper {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "shared", "letters", "khanh-cuong-2025-12.txt"))
	if err != nil {
		t.Skip("the letter beside the repository is not here:", err)
	}
	p := letterPaper()
	p.Body, p.Sign, p.Copies = nil, paper.Sign{}, nil
	_, body, _ := strings.Cut(string(raw), "Kính gửi:")
	for _, line := range strings.Split(body, "\n")[1:] {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "- "):
			p.Body = append(p.Body, paper.Dash{Text: line[2:]})
		case line[0] >= '1' && line[0] <= '9' && line[1] == '.':
			p.Body = append(p.Body, paper.Heading{Level: 2, Text: line})
		default:
			p.Body = append(p.Body, paper.Paragraph{Text: line})
		}
	}
	return p
}

// reportPaper is a report over several pages, with a table lying across that is
// longer than its page.
func reportPaper() *paper.Paper {
	p := &paper.Paper{
		Issuer: []string{"Ủy ban nhân dân", "xã Khánh Cường"}, Number: "5", Symbol: "BC-UBND",
		Place: "Khánh Cường", Date: "2026-02-03", Kind: "Báo cáo",
		Subject:    "Kết quả thực hiện nội dung cam kết về khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tính đến ngày 31 tháng 01 năm 2026",
		Recipients: []string{"Sở Khoa học và Công nghệ tỉnh Quảng Ngãi", "- Văn phòng UBND tỉnh;"},
		Sign:       paper.Sign{Authority: []string{"TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"}, Title: "PHÓ CHỦ TỊCH", Name: "Trần Thị Mẫu"},
		Copies:     []string{"Như trên", "Đảng ủy, HĐND xã (báo cáo)", "Các phòng, ban, đơn vị trực thuộc Ủy ban nhân dân xã Khánh Cường để thực hiện", "Lưu: VT, VX.02"},
		Footer:     "Báo cáo BC-2026-0005, chốt số liệu ngày 31/01/2026",
	}
	for i := range 6 {
		p.Body = append(p.Body, paper.Heading{Level: 1, Text: []string{"I", "II", "III", "IV", "V", "VI"}[i] + ". TÌNH HÌNH TRIỂN KHAI THỰC HIỆN"})
		for range 3 {
			p.Body = append(p.Body,
				paper.Heading{Level: 3, Text: "a) Kết quả đạt được"},
				paper.Paragraph{Runs: []paper.Run{{Text: "Ủy ban nhân dân xã "}, {Text: "đã hoàn thành ", Bold: true}, {Text: "12/20 nhiệm vụ", Bold: true, Italic: true}, {Text: ", trong đó "}, {Text: "08 nhiệm vụ", Italic: true}, {Text: " được nghiệm thu; các nhiệm vụ còn lại đang thực hiện đúng tiến độ, có sản phẩm cụ thể, rõ người chịu trách nhiệm, rõ thời hạn hoàn thành và rõ thẩm quyền quyết định."}}},
				paper.Dash{Text: "Thường xuyên theo dõi, đôn đốc, kiểm tra công tác triển khai, kết quả thực hiện nhiệm vụ phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số của cơ quan, tổ chức; kịp thời phát hiện vấn đề, vướng mắc để kiến nghị điều chỉnh, bổ sung đáp ứng yêu cầu thực tiễn."})
		}
	}
	p.Body = append(p.Body,
		paper.Table{Columns: []paper.Column{{Title: "STT", WidthMM: 12, Align: paper.Center}, {Title: "Nhóm"}, {Title: "Báo cáo", WidthMM: 25, Align: paper.Right}, {Title: "Xác nhận", WidthMM: 25, Align: paper.Right}},
			Rows: [][]paper.Cell{paper.Cells("1", "Quán triệt", "100,00%", "50,00%"), paper.Cells("2", "Lãnh đạo, chỉ đạo", "75,00%", "62,50%"), {{Text: "Tổng", Bold: true, Span: 2, Align: paper.Center}, {Text: "87,50%", Bold: true}, {Text: "56,25%", Bold: true}}}},
		paper.Paragraph{Text: "Trên đây là báo cáo kết quả thực hiện, kính đề nghị Sở Khoa học và Công nghệ xem xét, tổng hợp"})
	long := paper.Table{Columns: []paper.Column{{WidthMM: 12, Align: paper.Center}, {}, {WidthMM: 40}, {WidthMM: 26, Align: paper.Center}, {WidthMM: 50}, {WidthMM: 28, Align: paper.Right}},
		Header: [][]paper.Cell{paper.Cells("STT", "Nhiệm vụ", "Người chịu trách nhiệm", "Thời hạn", "Kết quả", "Tiến độ"), paper.Cells("(1)", "(2)", "(3)", "(4)", "(5)", "(6)")}}
	for g := 1; g <= 5; g++ {
		long.Rows = append(long.Rows, paper.Group(strconv.Itoa(g)+". Trách nhiệm trong công tác lãnh đạo, chỉ đạo triển khai thực hiện nhiệm vụ"))
		for r := 1; r <= 8; r++ {
			long.Rows = append(long.Rows, paper.Cells(strconv.Itoa(r), "Xây dựng kế hoạch và lồng ghép các nhiệm vụ nghiên cứu khoa học, phát triển công nghệ, đổi mới sáng tạo", "Công chức Văn hóa - Xã hội", "15/12/2025", "Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND xã", "75,00%"))
		}
	}
	p.Annexes = []paper.Annex{
		{Label: "Phụ lục I", Title: "Kết quả thực hiện từng nội dung cam kết", Note: "(Kèm theo Báo cáo số 05/BC-UBND ngày 03 tháng 02 năm 2026 của UBND xã Khánh Cường)", Landscape: true, Body: []paper.Block{long}},
		{Label: "Phụ lục II", Title: "Vướng mắc, kiến nghị", Body: []paper.Block{paper.Paragraph{Text: "Không có."}}},
	}
	return p
}
