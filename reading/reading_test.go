package reading

import (
	"encoding/json"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// sample is a small document with everything in its place.
const sample = `# source: a line about the file, no part of the document
ỦY BAN NHÂN DÂN
XÃ AN PHÚ
Số:      /UBND-VX
V/v rà soát hồ sơ đất đai
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
An Phú, ngày      tháng 3 năm 2026

Kính gửi:
- Phòng Kinh tế;
- Công an xã.

Thực hiện Kế hoạch số 15/KH-UBND ngày 02/01/2026 của UBND tỉnh, Ủy ban nhân dân xã yêu cầu:
1. Phòng Kinh tế
- Chủ trì, phối hợp với Công an xã, các thôn rà soát hồ sơ, báo cáo trước ngày 15/4/2026.
- Hằng quý tổng hợp kết quả.
2. Giao Công an xã tham mưu phương án bảo đảm an ninh trật tự trong tháng 5 năm 2026.
Yêu cầu các đơn vị nghiêm túc triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Văn An
`

func TestReadLetter(t *testing.T) {
	r := Read(sample)
	d := r.Document
	for _, c := range []struct {
		field string
		got   *string
		want  string
	}{
		{"type", d.Type, "Công văn"}, {"number", d.Number, ""}, {"symbol", d.Symbol, "UBND-VX"},
		{"issuer", d.Issuer, "Ủy ban nhân dân xã An Phú"}, {"place", d.Place, "An Phú"}, {"date", d.Date, "2026-03"},
		{"subject", d.Subject, "rà soát hồ sơ đất đai"},
	} {
		if got := str(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.field, got, c.want)
		}
	}
	same(t, "recipients", d.Recipients, "Phòng Kinh tế", "Công an xã")
	if d.Signer == nil || str(d.Signer.Name) != "Nguyễn Văn An" || str(d.Signer.Title) != "PHÓ CHỦ TỊCH" {
		t.Errorf("signer: %+v", d.Signer)
	}
	if len(d.References) != 1 || d.References[0].Number != "15/KH-UBND" || str(d.References[0].Date) != "2026-01-02" {
		t.Errorf("references: %+v", d.References)
	}
	want := []struct{ ordinal, lead, support, kind, date, every string }{
		{"1.-1", "Phòng Kinh tế", "Công an xã|các thôn", "date", "2026-04-15", ""},
		{"1.-2", "Phòng Kinh tế", "", "recurring", "", "quarter"},
		{"2", "Công an xã", "", "month", "2026-05-31", ""},
	}
	if len(r.Items) != len(want) {
		t.Fatalf("%d items, want %d: %+v", len(r.Items), len(want), r.Items)
	}
	for i, w := range want {
		it := r.Items[i]
		if it.Ordinal != w.ordinal || strings.Join(it.Lead, "|") != w.lead || strings.Join(it.Support, "|") != w.support ||
			it.Due.Kind != w.kind || str(it.Due.Date) != w.date || str(it.Due.Every) != w.every {
			t.Errorf("item %d: %+v due %v %v %v, want %v", i, it, it.Due.Kind, str(it.Due.Date), str(it.Due.Every), w)
		}
	}
	if len(r.Headings) != 1 || r.Headings[0].Text != "Phòng Kinh tế" {
		t.Errorf("headings: %+v", r.Headings)
	}
	text := Text(sample)
	for _, it := range r.Items {
		if got := text[it.At.From:it.At.To]; !strings.Contains(got, it.Text) {
			t.Errorf("at %v stands %q, not %q", it.At, got, it.Text)
		}
	}
	if at := r.Items[0].AtField["due"]; text[at.From:at.To] != "trước ngày 15/4/2026" {
		t.Errorf("the deadline is said to stand at %q", text[at.From:at.To])
	}
	if at := d.Places["subject"]; !strings.Contains(text[at.From:at.To], "rà soát") {
		t.Errorf("the subject is said to stand at %q", text[at.From:at.To])
	}
}

// TestJSONIsTheAgreedObject holds the keys, and that nothing is null where a
// list is agreed.
func TestJSONIsTheAgreedObject(t *testing.T) {
	b, err := json.Marshal(Read(""))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"document":{"type":null,"number":null,"symbol":null,"issuer":null,"place":null,"date":null,"subject":null,"recipients":[],"signer":null,"references":[]},"items":[]}`
	if string(b) != want {
		t.Errorf("an empty text reads as\n%s, want\n%s", b, want)
	}
	b, _ = json.Marshal(Read(sample).Items[2])
	for _, k := range []string{`"ordinal":"2"`, `"group":null`, `"support":[]`, `"head":[]`, `"result":null`, `"due":{"kind":"month","date":"2026-05-31","every":null,"text":"trong tháng 5 năm 2026"}`} {
		if !strings.Contains(string(b), k) {
			t.Errorf("an item is written without %s: %s", k, b)
		}
	}
}

// TestComposedAndDecomposedReadTheSame: a text typed on another system is the
// same text.
func TestComposedAndDecomposedReadTheSame(t *testing.T) {
	a, _ := json.Marshal(Read(sample))
	b, _ := json.Marshal(Read(norm.NFD.String(sample)))
	if string(a) != string(b) {
		t.Errorf("composed and decomposed text read differently:\n%s\n%s", a, b)
	}
}

func TestBodiesInRunningText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Sở Tài chính và cơ quan, địa phương liên quan tham mưu", "Sở Tài chính|cơ quan, địa phương liên quan"},
		{"các sở, ban, ngành, tổ chức chính trị - xã hội, Ủy ban nhân dân các xã, phường xây dựng kế hoạch", "các sở, ban, ngành, tổ chức chính trị - xã hội|Ủy ban nhân dân các xã, phường"},
		{"Sở Văn hóa, Thể thao và Du lịch, Bộ Giáo dục và Đào tạo chủ trì", "Sở Văn hóa, Thể thao và Du lịch|Bộ Giáo dục và Đào tạo"},
		{"chính quyền địa phương và lực lượng Kiểm lâm, các đơn vị chủ rừng trong công tác tuần tra", "chính quyền địa phương|lực lượng Kiểm lâm|các đơn vị chủ rừng"},
		{"Các Cục: Di sản văn hóa, Bản quyền tác giả có trách nhiệm", "Các Cục: Di sản văn hóa, Bản quyền tác giả"},
		{"Thủ trưởng các cơ quan, đơn vị được giao nhiệm vụ chịu trách nhiệm", "Thủ trưởng các cơ quan, đơn vị được giao nhiệm vụ"},
		{"Giám đốc các sở, ban, ngành; Chủ tịch UBND các xã, phường chịu trách nhiệm", "Giám đốc các sở, ban, ngành|Chủ tịch UBND các xã, phường"},
		{"cấp ủy, chính quyền các cấp, phát huy khối đại đoàn kết", "cấp ủy, chính quyền các cấp"},
		{"Phòng Văn hóa - Xã hội tham mưu", "Phòng Văn hóa - Xã hội"},
		{"Ủy ban nhân dân các xã (qua Phòng Kinh tế) báo cáo", "Ủy ban nhân dân các xã"},
		{"tổ chức thực hiện nghiêm", ""},
		{"Ban hành kế hoạch", ""},
		{"báo cáo kết quả", ""},
	} {
		p := &para{text: c.text}
		rs, _ := bodies(p.tokens(), 0)
		if got := strings.Join(p.names(rs), "|"); got != c.want {
			t.Errorf("%s\n names %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWhoIsAddressed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính nghiên cứu.", "Sở Y tế"},
		{"Về việc hỗ trợ kinh phí của Bộ Y tế: Giao Bộ Tài chính nghiên cứu.", "Bộ Tài chính"},
		{"Căn cứ nội dung Kế hoạch, các sở, ngành xây dựng kế hoạch.", "các sở, ngành"},
		{"Trong thời gian tới, Tỉnh tổ chức thực hiện nghiêm nhiệm vụ.", "Tỉnh"},
		{"Trên cơ sở chức năng nhiệm vụ, chủ trì, phối hợp với các cơ quan, đơn vị tham mưu.", ""},
		{"Chỉ đạo các đơn vị trực thuộc rà soát.", ""},
		{"Chủ tịch UBND tỉnh yêu cầu các sở, ngành thực hiện nghiêm.", "các sở, ngành"},
		{"Sở Nội vụ: Tổng hợp, báo cáo kết quả.", "Sở Nội vụ"},
		{"Sở Y tế rà soát hồ sơ; đồng thời Sở Tài chính đề xuất kinh phí.", "Sở Y tế|Sở Tài chính"},
		{"Theo dõi, đôn đốc Ủy ban nhân dân các xã thực hiện.", ""},
	} {
		p := &para{text: c.text}
		if got := strings.Join(p.names(p.addressees(0)), "|"); got != c.want {
			t.Errorf("%s\n addresses %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWhoSupports(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"chủ trì, phối hợp chặt chẽ với Sở Y tế, các cơ quan liên quan tham mưu", "Sở Y tế|các cơ quan liên quan"},
		{"phối hợp, hỗ trợ chính quyền địa phương trong tuần tra", "chính quyền địa phương"},
		{"phối hợp Sở Y tế rà soát", "Sở Y tế"},
		{"phối hợp tuần tra, kiểm tra rừng", ""},
		{"phối hợp, tạo điều kiện để các đơn vị làm việc", ""},
		{"tăng cường sự phối hợp với Sở Y tế", ""},
		{"làm việc với Bộ Xây dựng, báo cáo UBND tỉnh", ""},
	} {
		p := &para{text: c.text}
		if got := strings.Join(p.names(p.supporters(0)), "|"); got != c.want {
			t.Errorf("%s\n is supported by %q, want %q", c.text, got, c.want)
		}
	}
}

func TestDueInRunningText(t *testing.T) {
	for _, c := range []struct{ text, kind, date, every string }{
		{"Báo cáo UBND tỉnh trước ngày 15 tháng 12 năm 2025.", "date", "2025-12-15", ""},
		{"Hoàn thành chậm nhất ngày 5/1/2026.", "date", "2026-01-05", ""},
		{"Tổng hợp, báo cáo trước ngày 25/12 hàng năm.", "recurring", "", "year"},
		{"Hằng năm báo cáo kết quả.", "recurring", "", "year"},
		{"Định kỳ 6 tháng tổng hợp.", "recurring", "", "half-year"},
		{"Thường xuyên kiểm tra.", "ongoing", "", ""},
		{"Tăng cường, thường xuyên kiểm tra.", "none", "", ""},
		{"Hoàn thành trong quý II năm 2026.", "quarter", "2026-06-30", ""},
		{"Xây dựng kế hoạch công tác hằng năm của đơn vị.", "none", "", ""},
		{"Thực hiện Quyết định số 15/QĐ-UBND ngày 02/01/2026.", "none", "", ""},
		{"Thực hiện mục tiêu năm 2025.", "none", "", ""},
		{"Báo cáo kết quả khi tổng kết phong trào.", "conditional", "", ""},
		{"Ban hành quy chế ngay sau khi Luật có hiệu lực.", "conditional", "", ""},
	} {
		p := &para{text: c.text}
		d, _ := p.textDue(0, 2025)
		if d.Kind != c.kind || str(d.Date) != c.date || str(d.Every) != c.every {
			t.Errorf("%s\n is due %s %s %s, want %s %s %s", c.text, d.Kind, str(d.Date), str(d.Every), c.kind, c.date, c.every)
		}
	}
}

func TestDueInACell(t *testing.T) {
	for _, c := range []struct{ text, kind, date, every string }{
		{"Trước ngày 30/11/2025", "date", "2025-11-30", ""}, {"31/12/2025", "date", "2025-12-31", ""},
		{"Tháng 12/2025", "month", "2025-12-31", ""}, {"02/2028", "month", "2028-02-29", ""},
		{"Quý II/2026", "quarter", "2026-06-30", ""}, {"trước Quý III năm 2026", "quarter", "2026-06-30", ""},
		{"2026", "year", "2026-12-31", ""}, {"2025 - 2026", "range", "2026-12-31", ""}, {"Giai đoạn 2026-2030", "range", "2030-12-31", ""},
		{"Tháng 12 hằng năm", "recurring", "", "year"}, {"trước ngày 20 hằng tháng", "recurring", "", "month"},
		{"Thường xuyên", "ongoing", "", ""}, {"Sau khi có Quy chế của Trung ương", "conditional", "", ""},
		{"Theo Kế hoạch riêng", "conditional", "", ""}, {"", "none", "", ""},
	} {
		d := cellDue(c.text)
		if d.Kind != c.kind || str(d.Date) != c.date || str(d.Every) != c.every {
			t.Errorf("%q is %s %s %s, want %s %s %s", c.text, d.Kind, str(d.Date), str(d.Every), c.kind, c.date, c.every)
		}
	}
}

func str(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
