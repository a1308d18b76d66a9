package catalogue

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"sauro/vn"
)

// clauses are the 20 clauses of the seed letter by their codes.
func clauses(t *testing.T) (codes []string, texts map[string]string) {
	t.Helper()
	letter, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	group, n := 0, 0
	for line := range strings.Lines(vn.NFC(string(letter))) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, fmt.Sprintf("%d. ", group+1)) {
			group, n = group+1, 0
		} else if text, ok := strings.CutPrefix(line, "- "); ok {
			n++
			code := fmt.Sprintf("%d.%d", group, n)
			codes = append(codes, code)
			texts[code] = text
		}
	}
	if len(codes) != 20 {
		t.Fatalf("the letter has %d clauses, want 20", len(codes))
	}
	return codes, texts
}

func TestEachClauseOfTheLetterIsOfItsOwnKind(t *testing.T) {
	codes, texts := clauses(t)
	for _, code := range codes {
		kind, found := KindOf(texts[code])
		if !found || kind.Code != code {
			t.Errorf("clause %s is of kind %q (found %v): %s", code, kind.Code, found, texts[code])
		}
		// Without tone marks, as some offices type, the kind is the same.
		if kind, _ := KindOf(vn.Fold(texts[code])); kind.Code != code {
			t.Errorf("clause %s without tone marks is of kind %q", code, kind.Code)
		}
	}
}

func TestOtherDutiesAreOfNoKind(t *testing.T) {
	for _, text := range []string{
		"Tổ chức tiêm phòng đợt 2 cho đàn gia súc, gia cầm trên địa bàn xã.",
		"Hoàn thành thu quỹ phòng, chống thiên tai năm 2026.",
		"Phát động tết trồng cây đời đời nhớ ơn Bác Hồ.",
		"Đẩy mạnh phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số.",
		"Sửa chữa tuyến kênh mương nội đồng thôn Trung Sơn.",
		"Cấp giấy chứng nhận quyền sử dụng đất lần đầu cho các hộ còn lại.",
		"",
	} {
		if kind, found := KindOf(text); found {
			t.Errorf("%q is taken for kind %s", text, kind.Code)
		}
	}
}

func TestTheSameDutyInOtherWordsIsOfTheSameKind(t *testing.T) {
	for text, code := range map[string]string{
		"Bố trí kinh phí và huy động nguồn lực xã hội cho chuyển đổi số của phường.":                                "2.5",
		"Tổ chức đào tạo, bồi dưỡng kỹ năng số cho 100% cán bộ, công chức, viên chức trong năm 2026.":               "3.3",
		"Cung cấp dịch vụ công trực tuyến, đưa các hệ thống, nền tảng số vào phục vụ người dân.":                    "4.4",
		"Phát động phong trào thi đua “Cả nước thi đua đổi mới sáng tạo”, khen thưởng kịp thời.":                    "2.6",
		"Rà soát, xây dựng, ban hành văn bản quy phạm pháp luật để tháo gỡ điểm nghẽn trong chuyển đổi số.":         "2.3",
		"Thường xuyên theo dõi, đôn đốc, kiểm tra kết quả thực hiện; kịp thời phát hiện vấn đề phát sinh, báo cáo.": "5.1",
	} {
		if kind, found := KindOf(text); !found || kind.Code != code {
			t.Errorf("%q is of kind %q, want %s", text, kind.Code, code)
		}
	}
}

func TestUsualTasksAreWellMade(t *testing.T) {
	_, kinds := read()
	if len(kinds) != 20 {
		t.Fatalf("%d kinds, want 20", len(kinds))
	}
	for _, k := range kinds {
		if n := len(k.Tasks); n < 1 || n > 3 {
			t.Errorf("%s has %d tasks, want 1 to 3", k.Code, n)
		}
		if k.LawsOn("2025-12-15") == "" || len(k.words) == 0 {
			t.Errorf("%s has no law in force in December 2025, or no words", k.Code)
		}
		for _, l := range k.basis {
			if !l.From.Valid() || l.Text != vn.Line(l.Text) {
				t.Errorf("%s: law %q from %q", k.Code, l.Text, l.From)
			}
		}
		for i, u := range k.Tasks {
			name := fmt.Sprintf("%s/%d", k.Code, i+1)
			if !Finishable(u.Work) || len([]rune(u.Work)) > 200 {
				t.Errorf("%s: %q cannot be finished or is too long", name, u.Work)
			}
			verb := false
			for _, v := range finishing {
				verb = verb || begins(vn.Fold(u.Work), v)
			}
			if !verb {
				t.Errorf("%s: %q does not begin with a verb whose end one can see", name, u.Work)
			}
			if u.Product == "" || u.ProofText == "" || u.Authority == "" || len(u.Lead) == 0 {
				t.Errorf("%s lacks its product, proof, authority or lead", name)
			}
			switch u.Measure {
			case "document", "figure", "product":
				if u.Unit == "" {
					t.Errorf("%s counts nothing", name)
				}
			case "percent":
			default:
				t.Errorf("%s: measure %q", name, u.Measure)
			}
			switch u.Proof {
			case "document", "file", "link", "figure":
			default:
				t.Errorf("%s: proof %q", name, u.Proof)
			}
			times := 0
			for _, given := range []bool{u.Every != "", u.WorkDays > 0, u.MonthDay != ""} {
				if given {
					times++
				}
			}
			if times != 1 {
				t.Errorf("%s has %d usual times, want one", name, times)
			}
			for _, today := range []vn.Day{"2025-12-15", "2026-12-31", "2027-01-01"} {
				if u.Every == "" && u.Day(today) < today {
					t.Errorf("%s: made on %s it would be due on %s", name, today, u.Day(today))
				}
			}
			for _, text := range append([]string{u.Work, u.Product, u.Unit, u.ProofText, u.Authority, u.Superior}, u.Support...) {
				if text != vn.Line(text) {
					t.Errorf("%s: %q is not tidy", name, text)
				}
			}
		}
	}
}

func TestALawIsCitedOnlyWhileInForce(t *testing.T) {
	kind, _ := KindOf("Chỉ đạo bố trí nguồn lực tài chính; huy động nguồn lực xã hội")
	const decree = "Nghị định 224/2026/NĐ-CP"
	if laws := kind.LawsOn("2026-06-30"); strings.Contains(laws, decree) {
		t.Errorf("cited before 01/07/2026: %s", laws)
	}
	if laws := kind.LawsOn("2026-07-01"); !strings.Contains(laws, decree) {
		t.Errorf("not cited from 01/07/2026: %s", laws)
	}
}

func TestVagueWorkCannotBeFinished(t *testing.T) {
	for _, work := range []string{
		"Tăng cường công tác chuyển đổi số",
		"Đẩy mạnh tuyên truyền",
		"Tiếp tục đẩy mạnh thực hiện Nghị quyết 57-NQ/TW",
		"Quan tâm bố trí cán bộ có chuyên môn",
		"Nâng cao nhận thức, trách nhiệm của cán bộ, công chức",
		"Chủ động, tích cực phát huy vai trò người đứng đầu",
		"Thường xuyên quan tâm công tác kiểm tra",
		"ĐẢM BẢO an toàn thông tin mạng",
		"Họp",
		"",
	} {
		if Finishable(work) {
			t.Errorf("%q is taken for work one can finish", work)
		}
		if better := Better(work); !strings.Contains(better, "%s") {
			t.Errorf("%q has no better pattern", work)
		}
	}
	for _, work := range []string{
		"Ban hành kế hoạch chuyển đổi số năm 2026",
		"Tổ chức bồi dưỡng kỹ năng số cho 100% cán bộ, công chức, viên chức xã",
		"Nâng cao tỷ lệ hồ sơ trực tuyến lên 90%",
		"Tăng cường tuyên truyền, phát 12 buổi trên loa truyền thanh",
		"Đẩy mạnh cải cách hành chính; ban hành quy chế một cửa",
		"Lắp camera tại 9/9 thôn",
		"Phát động phong trào thi đua",
	} {
		if !Finishable(work) {
			t.Errorf("%q is taken for vague", work)
		}
	}
}

func TestPrintedResultSaysItsMeasure(t *testing.T) {
	for printed, want := range map[string]Usual{
		"Kế hoạch":             {Product: "Kế hoạch", Measure: "document", Target: 1, Unit: "văn bản", Proof: "document"},
		"02 báo cáo quý":       {Product: "02 báo cáo quý", Measure: "document", Target: 2, Unit: "văn bản", Proof: "document"},
		"100% hồ sơ số hóa":    {Product: "100% hồ sơ số hóa", Measure: "percent", Target: 10_000},
		"42 người được cấp":    {Product: "42 người được cấp", Measure: "figure", Target: 42, Unit: "người"},
		"Hệ thống được nối":    {Product: "Hệ thống được nối"},
		"0 trường hợp vi phạm": {Product: "0 trường hợp vi phạm"},
		"150% kế hoạch":        {Product: "150% kế hoạch"},
	} {
		got := Printed(printed)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q says %+v, want %+v", printed, got, want)
		}
	}
}
