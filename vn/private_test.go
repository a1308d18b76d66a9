package vn_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sauro/vn"
)

func TestPrivateNumbersAreFound(t *testing.T) {
	for text, want := range map[string][]string{
		"Ông A, số định danh 051090001234, ở thôn 2": {"citizen 051090001234"},
		"CCCD: 051 090 001 234.":                     {"citizen 051 090 001 234"},
		"CCCD 051.090.001.234":                       {"citizen 051.090.001.234"},
		"CCCD051-090-001-234":                        {"citizen 051-090-001-234"},
		"0510 9000 1234":                             {"citizen 0510 9000 1234"},
		"mười hai chữ số 123456789012":               {"citizen 123456789012"},
		"０５１０９０００１２３４":                               {"citizen ０５１０９０００１２３４"},
		"gọi 0912345678 khi cần":                     {"phone 0912345678"},
		"ĐT:0912.345.678":                            {"phone 0912.345.678"},
		"0912 345 678, 0987-654-321":                 {"phone 0912 345 678", "phone 0987-654-321"},
		"0912345678/0987654321":                      {"phone 0912345678", "phone 0987654321"},
		"0912345678.0987654321":                      {"phone 0912345678", "phone 0987654321"},
		"+84 912 345 678":                            {"phone +84 912 345 678"},
		"(+84) 912.345.678":                          {"phone (+84) 912.345.678"},
		"+84 (0) 912 345 678":                        {"phone +84 (0) 912 345 678"},
		"84912345678":                                {"phone 84912345678"},
		"0084912345678":                              {"phone 0084912345678"},
		"09 12 34 56 78":                             {"phone 09 12 34 56 78"},
		"sđt0355123456":                              {"phone 0355123456"},
		"máy bàn 0255 3822 862":                      {"phone 0255 3822 862"},
		"(0255) 3.822.862":                           {"phone (0255) 3.822.862"},
		"(0255)3822862":                              {"phone (0255)3822862"},
		"024 3825 1234":                              {"phone 024 3825 1234"},
		"+84 255 3822862":                            {"phone +84 255 3822862"},
		"0912 – 345 – 678":                           {"phone 0912 – 345 – 678"},
		"0912\u00a0345\u00a0678":                     {"phone 0912\u00a0345\u00a0678"},
		"từ 09.02.2025, gọi 0909090909":              {"phone 0909090909"},
		"tổ 2 0912345678":                            {"phone 0912345678"},
		"số 051090001234 đến ngày 05/02/2026":        {"citizen 051090001234"},
		"Danh sách ký nhận 0912345678.pdf, bản 2":    {"phone 0912345678"},
		"hai người: 051090001234 và 0912345678":      {"citizen 051090001234", "phone 0912345678"},
		"https://x.vn/ho-so/051090001234?ma=1":       {"citizen 051090001234"},
		"500000000000 đồng; 079203001234 đồng là viết sai": {"citizen 079203001234"},
	} {
		var got []string
		for _, s := range vn.Private(text) {
			got = append(got, string(s.Kind)+" "+text[s.From:s.To])
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestWhatIsNotPrivateStays(t *testing.T) {
	for _, text := range []string{
		"", "không có số nào",
		"Nghị định số 150/2025/NĐ-CP ngày 12/6/2025", "Luật 91/2025/QH15, điểm a khoản 1 Điều 12",
		"Kế hoạch 1234567/KH-UBND", "số 02/2025/QĐ-UBND ngày 09.02.2025",
		"NV-2025-0042", "BC-2026-0001; VB-2025-01-2.5", "NV-2025-004212345",
		"9.200.000 đ", "9.200.000.000 đồng", "125.430.000.000 đ", "125.430.000.000", "84.912.345.678", "84912345678 đồng", "84 912 345 678 đ",
		"500000000000 đồng", "9.038.123.456.789 đ", "1,038,123,456,789",
		"từ 09.02.2025 08:30", "09.02.2025-10.02.2025", "09-12-2025 10 giờ", "2025-12-31 08:30", "các năm 2024 2025 2026", "2024-2025-2026",
		"1900 1234", "1800.6132", "gọi 1022 hoặc 113", "mã số thuế 0301234567", "0301234567-001", "4300123456",
		"sha256 9f2c0912345678ab9f2c0912345678ab", "0195a1b2-0000-7000-8000-000000000000",
		"tỷ lệ 0912,5", "95%, 66,67%", "12 34 56", "1234567890123", "0912345", "091234567890123456",
		"12/12/2025, 14 giờ 30", "8.2, 8.3, 8.4 và 9.1", "20 nội dung, 23 nhiệm vụ, 2025",
	} {
		if spans := vn.Private(text); len(spans) != 0 {
			t.Errorf("%q: %q is taken for a private number", text, text[spans[0].From:spans[0].To])
		}
		if got := vn.Mask(text); got != text {
			t.Errorf("%q is masked as %q", text, got)
		}
	}
}

func TestMaskedNumbersKeepTheirShapeAndNoDigit(t *testing.T) {
	for text, want := range map[string]string{
		"Ông A (051 090 001 234), gọi +84 912.345.678 trước 05/02/2026": "Ông A (••• ••• ••• •••), gọi +•• •••.•••.••• trước 05/02/2026",
		"đã chi 9.200.000 đ": "đã chi 9.200.000 đ",
	} {
		if got := vn.Mask(text); got != want {
			t.Errorf("%q: masked %q, want %q", text, got, want)
		}
	}
}

// However a private number is grouped and whatever stands around it, it is found.
func TestPrivateNumbersAreFoundHoweverTheyAreWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	number := func(begin string, n int) string {
		for len(begin) < n {
			begin += fmt.Sprint(r.IntN(10))
		}
		return begin
	}
	for range 20_000 {
		kind, whole := vn.PhoneNumber, ""
		switch r.IntN(4) {
		case 0:
			kind, whole = vn.CitizenNumber, number(fmt.Sprintf("%03d", 1+r.IntN(96)), 12)
		case 1:
			whole = number(pick("032", "039", "052", "056", "070", "077", "081", "086", "090", "098"), 10)
		case 2:
			whole = number(pick("024", "028", "0255", "0236"), 11)
		case 3:
			whole = number(pick("+84", "84", "0084")+pick("35", "70", "91", "98"), 0)
			whole = number(whole, len(whole)+7)
		}
		plus := strings.HasPrefix(whole, "+")
		digits := strings.TrimPrefix(whole, "+")
		gap := pick("", " ", ".", "-", "\u00a0")
		said := digits
		if gap != "" {
			at := 2 + r.IntN(3)
			if strings.HasPrefix(digits, "84") && gap == "." {
				plus = true // else it is written as a sum
			}
			var parts []string
			for rest := digits; rest != ""; at = 3 + r.IntN(2) {
				if len(rest) < at+2 {
					at = len(rest)
				}
				parts = append(parts, rest[:at])
				rest = rest[at:]
			}
			said = strings.Join(parts, gap)
		}
		if plus {
			said = "+" + said
		}
		before, behind := pick("", "gọi ", "số: ", "(", "Lan-", "thôn 2, "), pick("", " nhé", ".", ", rồi 5 ngày", ")", "; 12 hộ")
		text := before + said + behind
		spans := vn.Private(text)
		if len(spans) != 1 || spans[0].Kind != kind && gap == "" || !strings.Contains(text[spans[0].From:spans[0].To], strings.TrimPrefix(said, "+")) {
			t.Fatalf("%q in %q: found %v", said, text, spans)
		}
		if strings.Contains(vn.Mask(text), digits[len(digits)-4:]) {
			t.Fatalf("%q is masked as %q", text, vn.Mask(text))
		}
	}
}

// A text made to be slow is not: a page is not held up by what somebody typed.
func TestALongTextIsMaskedInTime(t *testing.T) {
	for _, piece := range []string{"a0912345678", "0912345678 ", "01.02.2025 ", "0.9.1.2.3.", "1 "} {
		text := strings.Repeat(piece, 20_000)
		begun := time.Now()
		vn.Mask(text)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%d bytes of %q took %v", len(text), piece, took)
		}
	}
}

func FuzzPrivate(f *testing.F) {
	for _, text := range []string{"+84 (0) 912 345 678", "051.090.001.234 đ", "09.02.2025-10.02.2025", "((0255)) 3.822.862", "0912345678.0987654321", "a0912345678", "\xff0912345678", "０９１２３４５６７８"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, s := range vn.Private(text) {
			if s.From < at || s.To <= s.From || s.To > len(text) {
				t.Fatalf("%q: span %v", text, s)
			}
			at = s.To
		}
		text = vn.NFC(text)
		masked := vn.Mask(text)
		if left := vn.Private(masked); len(left) != 0 {
			t.Fatalf("%q is masked as %q, where %q is left", text, masked, masked[left[0].From:left[0].To])
		}
		if utf8.RuneCountInString(masked) != utf8.RuneCountInString(text) {
			t.Fatalf("%q is masked as %q", text, masked)
		}
	})
}
