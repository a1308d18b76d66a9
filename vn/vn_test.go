package vn

import (
	"slices"
	"testing"
	"testing/quick"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestTextAtTheDoor(t *testing.T) {
	for in, want := range map[string]string{
		"\ufeffỦy ban":                         "Ủy ban",
		"dòng 1\r\ndòng 2\rdòng 3":             "dòng 1\ndòng 2\ndòng 3",
		norm.NFD.String("Tiến độ, Nghị quyết"): "Tiến độ, Nghị quyết",
		"a\x00b\x07c\u200bd":                   "abcd",
		"hỏng\xff":                             "hỏng\ufffd",
		"cột\tmột":                             "cột\tmột",
	} {
		if got := NFC(in); got != want {
			t.Errorf("NFC(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Line("  Xã \n Khánh\u00a0 Cường "); got != "Xã Khánh Cường" {
		t.Errorf("Line = %q", got)
	}
}

func TestFoldedTextHasNoMarks(t *testing.T) {
	for in, want := range map[string]string{"Tiến độ ĐƯỜNG": "tien do duong", "Hoà = Hòa": "hoa = hoa", "Ủy Uỷ": "uy uy", "Ðà Nẵng": "da nang"} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Words("KH 02-KH/BCĐTW, ngày 19/6"); !slices.Equal(got, []string{"kh", "02", "kh", "bcdtw", "ngay", "19", "6"}) {
		t.Errorf("Words = %q", got)
	}
}

func FuzzNFC(f *testing.F) {
	f.Add("Tiến\r\nđộ\xff\u200b")
	f.Fuzz(func(t *testing.T, s string) {
		once := NFC(s)
		if !utf8.ValidString(once) || NFC(once) != once {
			t.Errorf("NFC(%q) = %q, and again %q", s, once, NFC(once))
		}
		if Fold(Fold(s)) != Fold(s) {
			t.Errorf("Fold(%q) is not the same folded again", s)
		}
	})
}

func TestOrderOfADictionary(t *testing.T) {
	words := []string{"Đức Phổ", "Dân Quang", "Ân Thi", "An Khê", "Ăn", "Bà Tơ", "à", "á", "ả", "ã", "ạ", "a"}
	Sort(words, func(s string) string { return s })
	want := []string{"a", "à", "ả", "ã", "á", "ạ", "An Khê", "Ăn", "Ân Thi", "Bà Tơ", "Dân Quang", "Đức Phổ"}
	if !slices.Equal(words, want) {
		t.Errorf("sorted: %q\nwant:   %q", words, want)
	}
	names := []string{"Trần Văn Ân", "Lê Thị Bích", "Nguyễn Văn An"}
	slices.SortFunc(names, CompareNames)
	if !slices.Equal(names, []string{"Nguyễn Văn An", "Trần Văn Ân", "Lê Thị Bích"}) {
		t.Errorf("names: %q", names)
	}
}

func TestDaysAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]Day{"5/2/2026": "2026-02-05", "05-02-2026": "2026-02-05", "2026-02-05": "2026-02-05", " 31.12.2025 ": "2025-12-31", "29/02/2028": "2028-02-29"} {
		if got, ok := ParseDay(in); !ok || got != want {
			t.Errorf("ParseDay(%q) = %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "30/02/2026", "31/4/2026", "hôm nay", "1/1/26", "1/1/0001", "1/1/9999"} {
		if got, ok := ParseDay(in); ok {
			t.Errorf("ParseDay(%q) = %q", in, got)
		}
	}
	if d := Day("2026-02-05"); d.String() != "05/02/2026" || d.Long() != "ngày 05 tháng 02 năm 2026" || Day("2026-03-15").Long() != "ngày 15 tháng 3 năm 2026" || d.Weekday() != "Thứ Năm" {
		t.Errorf("%s, %s, %s", d, d.Long(), d.Weekday())
	}
	late := time.Date(2025, 12, 31, 17, 30, 0, 0, time.UTC) // half past midnight in the office
	if got := Today(late); got != "2026-01-01" {
		t.Errorf("Today = %s", got)
	}
	d := Day("2026-05-13")
	if d.EndOfWeek() != "2026-05-17" || Day("2026-05-17").EndOfWeek() != "2026-05-17" || d.EndOfMonth() != "2026-05-31" || d.EndOfQuarter() != "2026-06-30" || d.EndOfHalf() != "2026-06-30" || d.EndOfYear() != "2026-12-31" {
		t.Error("ends of periods")
	}
}

func TestWorkingDaysOfTheCivilService(t *testing.T) {
	for _, c := range []struct {
		from Day
		n    int
		want Day
		why  string
	}{
		{"2026-08-19", 10, "2026-09-04", "the worked Saturday 22/8 counts, 31/8 to 02/9 do not"},
		{"2026-02-13", 1, "2026-02-23", "Tết"},
		{"2025-12-31", 1, "2026-01-05", "New Year and the day swapped"},
		{"2026-01-09", 1, "2026-01-10", "a Saturday worked"},
		{"2026-11-23", 1, "2026-11-25", "24/11 from 2026"},
		{"2026-09-04", -10, "2026-08-19", "backwards"},
		{"2026-09-06", 0, "2026-09-06", "none"},
	} {
		if got := Standard().Add(c.from, c.n); got != c.want {
			t.Errorf("%s and %d working days = %s, want %s: %s", c.from, c.n, got, c.want, c.why)
		}
	}
}

func TestCountingAndAddingAgree(t *testing.T) {
	rule := func(start uint16, n uint8) bool {
		from := Day("2025-01-01").Add(int(start) % 700)
		to := Standard().Add(from, int(n)%60)
		return Standard().Between(from, to) == int(n)%60 && Standard().Between(to, from) == -(int(n)%60) && (n%60 == 0 || Standard().WorkDay(to))
	}
	if err := quick.Check(rule, nil); err != nil {
		t.Error(err)
	}
}

func TestEveryDecidedDayIsOneOnce(t *testing.T) {
	seen := map[Day]bool{}
	for _, o := range decided {
		weekday := o.Day.Time().Weekday()
		weekend := weekday == 0 || weekday == 6
		if !o.Day.Valid() || seen[o.Day] || o.Work != weekend || o.Name == "" || o.Source == "" || !DecidedYear(o.Day.Year()) {
			t.Errorf("%+v is wrong or there twice", o)
		}
		seen[o.Day] = true
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1.000", 1234567: "1.234.567", -1234: "-1.234"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %s", n, got)
		}
	}
	for n, want := range map[int64]string{0: "0%", 10000: "100%", 7140: "71,4%", 6667: "66,67%", 5: "0,05%"} {
		if got := Percent(n); got != want {
			t.Errorf("Percent(%d) = %s, want %s", n, got, want)
		}
	}
}
