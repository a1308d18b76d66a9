package deadline

import (
	"testing"

	"sauro/phrase"
)

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
		{"Định kỳ hằng năm (trước ngày 15 tháng 11) báo cáo.", "recurring", "", "year"},
		{"Thực hiện Kế hoạch này; định kỳ báo cáo kết quả.", "recurring", "", ""},
		{"Tuyên truyền một cách thường xuyên, định kỳ hàng ngày.", "none", "", ""},
		{"Báo cáo trước Thứ Tư ngày 03/12/2025.", "date", "2025-12-03", ""},
		{"Báo cáo kết quả khi tổng kết phong trào.", "conditional", "", ""},
		{"Ban hành quy chế ngay sau khi Luật có hiệu lực.", "conditional", "", ""},
	} {
		p := &phrase.Line{Text: c.text}
		d, _ := InText(p, 0, 2025)
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
		{"Triển khai từ năm 2026 và thực hiện thường xuyên", "ongoing", "", ""}, {"Từ năm 2026", "year", "2026-12-31", ""},
		{"Theo Kế hoạch riêng", "conditional", "", ""}, {"", "none", "", ""},
	} {
		d := InCell(c.text)
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
