package outline

import (
	"strings"
	"testing"
)

func TestNumbersAndBullets(t *testing.T) {
	for _, c := range []struct {
		text  string
		kind  MarkKind
		label string
		rest  string
	}{
		{"II. NHIỆM VỤ", Roman, "II", "NHIỆM VỤ"},
		{"Điều 3. Trách nhiệm", Article, "3", "Trách nhiệm"},
		{"Phần thứ hai", Part, "II", ""},
		{"1.2. Rà soát", Compound, "1.2", "Rà soát"},
		{"(1) Rà soát", Arabic, "1", "Rà soát"},
		{"a) Rà soát", Point, "a", "Rà soát"},
		{"– Rà soát", Dash, "", "Rà soát"},
		{"12/2025 là hạn", NoMark, "", "12/2025 là hạn"},
		{"-5 độ", NoMark, "", "-5 độ"},
		{"Điều 7 Nghị định này", NoMark, "", "Điều 7 Nghị định này"},
	} {
		m, rest := ReadMark(c.text)
		if m.Kind != c.kind || m.Label != c.label || c.text[rest:] != c.rest {
			t.Errorf("%q: kind %d, label %q, rest %q", c.text, m.Kind, m.Label, c.text[rest:])
		}
	}
}

func TestTheTreeOfNumbers(t *testing.T) {
	root := Tree(Paragraphs("II. NHIỆM VỤ\n1. Chuyển đổi số:\n- Hồ sơ:\n+ Rà soát.\n+ Số hóa.\n2. Cải cách\n2.1. Niêm yết.\nĐôn đốc.\n"))
	var paths []string
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, k := range n.Kids {
			paths = append(paths, k.Path(""))
			walk(k)
		}
	}
	walk(root)
	if got, want := strings.Join(paths, " "), "II II.1 II.1.-1 II.1.-1.+1 II.1.-1.+2 II.2 II.2.1 II.2.1.p1"; got != want {
		t.Errorf("paths %q, want %q", got, want)
	}
}

func TestASpanLeadsBackToTheSource(t *testing.T) {
	text := "# a comment\n1. Rà   soát hồ sơ (đất\nđai) của xã.\n"
	ps := Paragraphs(text)
	if len(ps) != 1 || ps[0].Text != "1. Rà soát hồ sơ (đất đai) của xã." {
		t.Fatalf("paragraphs: %+v", ps)
	}
	i := strings.Index(ps[0].Text, "Rà")
	at := ps[0].Span(i, i+len("Rà soát"))
	if got := text[at.From:at.To]; got != "Rà   soát" {
		t.Errorf("the span holds %q", got)
	}
}

func TestQuotationsOfSeveralParagraphs(t *testing.T) {
	ps := Paragraphs("1. Sửa đổi như sau: “Điều mới.\n2. Khoản mới.\n3. Hết.”\n4. Thi hành.\n")
	Quotations(ps)
	var got []bool
	for _, p := range ps {
		got = append(got, p.Quoted)
	}
	if len(got) != 4 || got[0] || !got[1] || !got[2] || got[3] {
		t.Errorf("quoted: %v", got)
	}
}
