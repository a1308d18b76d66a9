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
// TestComposedAndDecomposedReadTheSame text.
func TestComposedAndDecomposedReadTheSame(t *testing.T) {
	a, _ := json.Marshal(Read(sample))
	b, _ := json.Marshal(Read(norm.NFD.String(sample)))
	if string(a) != string(b) {
		t.Errorf("composed and decomposed text read differently:\n%s\n%s", a, b)
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
