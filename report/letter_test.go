package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/doc"
	"sauro/fault"
	"sauro/reading"
	"sauro/register"
	"sauro/report"
)

// letterFile is the commitment letter written from the register.
func (o *office) letterFile(id db.ID, form report.Form) []byte {
	o.Helper()
	var b bytes.Buffer
	o.do(func(tx *db.Tx) error {
		l, err := register.Load(tx, o.who[viewer], id)
		if err != nil {
			return err
		}
		groups, err := register.Groups(tx, o.who[viewer], id)
		if err != nil {
			return err
		}
		return report.WriteLetter(&b, l, groups, form)
	})
	return b.Bytes()
}

// readBack reads a file as sauro read does.
func readBack(t *testing.T, file []byte) reading.Reading {
	t.Helper()
	text, err := doc.Extract(ctx, "cam-ket", file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return reading.Read(text.Body)
}

// said is a reading without the places where it stands.
func said(t *testing.T, r reading.Reading) (head string, items []string) {
	t.Helper()
	b, err := json.Marshal(r.Document)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range r.Items {
		line, err := json.Marshal(it)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, string(line))
	}
	return string(b), items
}

func TestTheLetterWrittenIsReadAsTheLetterThatCame(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	numbered := `ỦY BAN NHÂN DÂN
XÃ KHÁNH CƯỜNG
Số: 12/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Khánh Cường, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Thực hiện chuyển đổi số năm 2026
Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị, UBND xã ban hành kế hoạch như sau:
I. NHIỆM VỤ
1. Giao Phòng Văn hóa - Xã hội chủ trì, phối hợp với Trạm Y tế tổ chức 02 lớp bồi dưỡng kỹ năng số, hoàn thành trước ngày 30/6/2026.
2. Giao Phòng Kinh tế chủ trì tham mưu phân bổ kinh phí chuyển đổi số trong quý I năm 2026.
II. TỔ CHỨC THỰC HIỆN
1. Văn phòng HĐND và UBND theo dõi, đôn đốc, báo cáo kết quả trước ngày 15/12/2026.
Yêu cầu các đơn vị nghiêm túc thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
`
	table := `ỦY BAN NHÂN DÂN
XÃ KHÁNH CƯỜNG
Số: 15/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Khánh Cường, ngày 10 tháng 3 năm 2026
KẾ HOẠCH
Phát triển khoa học, công nghệ năm 2026
UBND xã ban hành kế hoạch với các nhiệm vụ như sau:
STT | Nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành | Sản phẩm
1 | Ban hành quy chế quản lý hệ thống thông tin | Văn phòng HĐND và UBND | Phòng Kinh tế | 30/6/2026 | Quy chế
2 | Tổ chức 02 lớp bồi dưỡng kỹ năng số | Phòng Văn hóa - Xã hội | Trạm Y tế | Quý II/2026 | 02 lớp học
3 | Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính | Trung tâm Phục vụ hành chính công | Công an xã | Thường xuyên | 100% hồ sơ
Trên đây là kế hoạch năm 2026./.
`
	for name, letter := range map[string]struct {
		id   db.ID
		body string
	}{"a plan with a table": {o.bringIn(table), table}, "the real letter": {o.letter, seed(t)}, "a plan": {o.bringIn(numbered), numbered}} {
		want := reading.Read(letter.body)
		wantHead, wantItems := said(t, want)
		if name == "the real letter" && len(wantItems) != 20 {
			t.Fatalf("the letter has %d clauses", len(wantItems))
		}
		for _, form := range []report.Form{report.DOCX, report.PDF} {
			file := o.letterFile(letter.id, form)
			if !bytes.Equal(file, o.letterFile(letter.id, form)) {
				t.Errorf("%s, %s: two files of one letter differ", name, form)
			}
			head, items := said(t, readBack(t, file))
			if head != wantHead {
				t.Errorf("%s, %s: the head\n%s\ncame back as\n%s", name, form, wantHead, head)
			}
			if len(items) != len(wantItems) {
				t.Errorf("%s, %s: %d clauses came back of %d", name, form, len(items), len(wantItems))
			}
			for i := range min(len(items), len(wantItems)) {
				if items[i] != wantItems[i] {
					t.Errorf("%s, %s: clause %d\n%s\ncame back as\n%s", name, form, i+1, wantItems[i], items[i])
				}
			}
		}
	}
	var b bytes.Buffer
	if err := report.WriteLetter(&b, register.Letter{}, nil, report.XLSX); !fault.Is(err, fault.Unknown) {
		t.Errorf("a letter as a workbook: %v", err)
	}
}
