package vn

import "testing"

func TestTheWordsOfATime(t *testing.T) {
	for words, want := range map[string]string{
		"trước ngày 31/01/2026":                          "trước ngày 31/01/2026",
		"Hoàn thành trước ngày 30 tháng 9 năm 2025":      "trước ngày 30/09/2025",
		"hoàn thành ngày 15/12/2025.":                    "chậm nhất ngày 15/12/2025",
		"chậm nhất ngày 5/3/2026":                        "chậm nhất ngày 05/03/2026",
		"chậm nhất là ngày 05-3-2026":                    "chậm nhất ngày 05/03/2026",
		"Chậm nhất 05.3.2026":                            "chậm nhất ngày 05/03/2026",
		"đến hết ngày 05 tháng 3/2026":                   "chậm nhất ngày 05/03/2026",
		"đến ngày 05/3 năm 2026":                         "chậm nhất ngày 05/03/2026",
		"15/3/2026":                                      "chậm nhất ngày 15/03/2026",
		"trong ngày 15/3/2026":                           "trong ngày 15/03/2026",
		"trong tháng 11 năm 2025":                        "trong tháng 11/2025",
		"trong tháng 11/2025":                            "trong tháng 11/2025",
		"tháng 03-2026":                                  "trong tháng 3/2026",
		"6/2025":                                         "trong tháng 6/2025",
		"đến hết tháng 6/2025":                           "đến hết tháng 6/2025",
		"trước tháng 6/2025":                             "trước tháng 6/2025",
		"cuối năm 2026":                                  "đến hết năm 2026",
		"trong quý I năm 2026":                           "trong quý I/2026",
		"Quý IV năm 2025":                                "trong quý IV/2025",
		"quý I/2025":                                     "trong quý I/2025",
		"quý 3/2026":                                     "trong quý III/2026",
		"hoàn thành trong Quý II/2026":                   "trong quý II/2026",
		"NĂM 2026":                                       "trong năm 2026",
		"đến năm 2030":                                   "đến hết năm 2030",
		"từ nay đến năm 2030":                            "đến hết năm 2030",
		"6 tháng đầu năm 2026":                           "trong 6 tháng đầu năm 2026",
		"trong 06 tháng cuối năm 2026":                   "trong 6 tháng cuối năm 2026",
		"giai đoạn 2026 - 2030":                          "giai đoạn 2026 - 2030",
		"giai đoạn 2026-2030":                            "giai đoạn 2026 - 2030",
		"Giai đoạn 2026 – 2030":                          "giai đoạn 2026 - 2030",
		"từ năm 2026 đến năm 2030":                       "giai đoạn 2026 - 2030",
		"5 ngày làm việc":                                "05 ngày làm việc",
		"trong thời hạn 05 ngày làm việc":                "05 ngày làm việc",
		"05 (năm) ngày làm việc":                         "05 ngày làm việc",
		"trong vòng 15 (mười lăm) ngày (làm việc)":       "15 ngày làm việc",
		"sau 30 ngày kể từ ngày 13/02/2026":              "30 ngày kể từ ngày 13/02/2026",
		"trong 03 ngày làm việc, kể từ ngày 13/02/2026":  "03 ngày làm việc kể từ ngày 13/02/2026",
		"chậm nhất 05 ngày làm việc kể từ ngày ban hành": "05 ngày làm việc kể từ ngày ban hành",
		"trong 10 ngày kể từ khi nhận được ý kiến":       "10 ngày kể từ khi nhận được ý kiến",
		"2 tuần": "02 tuần",
		"trong thời hạn 3 tháng kể từ ngày ký": "03 tháng kể từ ngày ký",
		"1 năm":                 "01 năm",
		"08 giờ làm việc":       "08 giờ làm việc",
		"trong 24 giờ":          "24 giờ",
		"trước 5 ngày làm việc": "trước 05 ngày làm việc",
		"trước 05 ngày làm việc so với ngày 15/3/2026":     "trước 05 ngày làm việc so với ngày 15/03/2026",
		"trước 30 ngày kể từ ngày 15/3/2026":               "trước 30 ngày so với ngày 15/03/2026",
		"Chậm nhất là 30 ngày, trước ngày khai mạc kỳ họp": "trước 30 ngày so với ngày khai mạc kỳ họp",
		"trước ngày khai mạc ít nhất 07 ngày":              "trước 07 ngày so với ngày khai mạc",
		"trước ngày 15/3/2026 tối thiểu 5 ngày làm việc":   "trước 05 ngày làm việc so với ngày 15/03/2026",
		"trước 48 giờ":                                        "trước 48 giờ",
		"trước 48 giờ so với ngày 15/3/2026":                  "trước 48 giờ so với ngày 15/03/2026",
		"trước 16 giờ ngày 15/3/2026":                         "trước 16 giờ ngày 15/03/2026",
		"trước 16 giờ 30 phút ngày 15 tháng 3 năm 2026":       "trước 16 giờ 30 phút ngày 15/03/2026",
		"trước 16h30 ngày 15/3/2026":                          "trước 16 giờ 30 phút ngày 15/03/2026",
		"trước 19h00’":                                        "trước 19 giờ",
		"trước 16:30":                                         "trước 16 giờ 30 phút",
		"chậm nhất 4 giờ chiều ngày 15/3/2026":                "trước 16 giờ ngày 15/03/2026",
		"trước 10 giờ sáng ngày làm việc tiếp theo":           "trước 10 giờ ngày làm việc tiếp theo",
		"hàng tuần":                                           "hằng tuần",
		"hằng tuần (chậm nhất thứ Sáu)":                       "hằng tuần, chậm nhất Thứ Sáu",
		"chậm nhất thứ 2 tuần sau hằng tuần":                  "hằng tuần, chậm nhất Thứ Hai tuần sau",
		"Hàng tháng":                                          "hằng tháng",
		"trước ngày 25 hằng tháng":                            "hằng tháng, trước ngày 25",
		"hằng tháng, chậm nhất ngày 05 tháng sau":             "hằng tháng, chậm nhất ngày 05 tháng sau",
		"báo cáo hằng quý":                                    "hằng quý",
		"chậm nhất ngày 10 tháng đầu quý sau":                 "hằng quý, chậm nhất ngày 10 tháng đầu quý sau",
		"hằng quý trước ngày 20 tháng cuối quý":               "hằng quý, trước ngày 20 tháng cuối quý",
		"định kỳ 06 tháng":                                    "6 tháng một lần",
		"6 tháng một lần, chậm nhất ngày 10 tháng đầu kỳ sau": "6 tháng một lần, chậm nhất ngày 10 tháng đầu kỳ sau",
		"hằng năm":                               "hằng năm",
		"trước ngày 10/12 hằng năm":              "hằng năm, trước ngày 10/12",
		"trước ngày 15 tháng 11 hằng năm":        "hằng năm, trước ngày 15/11",
		"hằng năm, chậm nhất ngày 10/01 năm sau": "hằng năm, chậm nhất ngày 10/01 năm sau",
		"truoc ngay 31/01/2026":                  "trước ngày 31/01/2026",
	} {
		r, ok := ParseRule(words)
		if !ok || r.String() != want {
			t.Errorf("%q is read as %v %q, want %q", words, ok, r, want)
			continue
		}
		if again, ok := ParseRule(r.String()); !ok || again != r {
			t.Errorf("%q is printed as %q, and that is read as %+v", words, r, again)
		}
	}
}

// What is not clear is not read: a year left open, words round a day, numbers
// that are none, days that do not exist.
func TestWhatIsNoTime(t *testing.T) {
	for _, words := range []string{
		"", "thường xuyên", "trước ngày 30/02/2026", "trước ngày 20 tháng 6", "trong quý V/2026", "tháng 13/2026", "quý II", "ngày 31/4/2026",
		"0 ngày", "-5 ngày", "10000 ngày", "1,5 ngày làm việc", "năm ngày làm việc", "5 ngày rưỡi", "5 ngày làm việc kể từ", "5 ngày kể từ ngày 30/02/2026",
		"trước 16 giờ 75 phút", "trước 24 giờ 30", "giai đoạn 2030 - 2026", "giai đoạn 2026", "trước giai đoạn 2026 - 2030",
		"hằng tháng, chậm nhất ngày 32", "hằng năm, trước ngày 30/02", "hằng quý, chậm nhất ngày 10", "hằng", "theo Kế hoạch riêng", "khi có yêu cầu",
		"trong ngày", "năm 999", "ngày 15/3/2026 Quyết định số 5", "Quyết định số 15/2026/QĐ-UBND", "1/1/9999", "trước ngày 15/3/2026 trước ngày 16/3/2026",
	} {
		if r, ok := ParseRule(words); ok {
			t.Errorf("%q is read as %q %+v", words, r, r)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, s := range []string{"05 (năm) ngày làm việc kể từ ngày nhận", "trước ngày 15/3/2026", "trong quý II/2026", "giai đoạn 2026 - 2030", "trước 16h30 ngày 15/3/2026", "hằng quý, chậm nhất ngày 10 tháng đầu quý sau", "trước ngày khai mạc 30 ngày", "chậm nhất thứ 6 hằng tuần", "6 tháng đầu năm 2026", "hằng năm, trước ngày 15/11", "trước 48 giờ so với ngày 01/01/2027"} {
		f.Add(s, uint16(9000))
	}
	f.Fuzz(func(t *testing.T, s string, n uint16) {
		r, ok := ParseRule(s)
		if !ok {
			return
		}
		printed := r.String()
		again, ok := ParseRule(printed)
		if !ok || again != r || again.String() != printed {
			t.Fatalf("%q is %+v, printed %q, read again %v %+v", s, r, printed, ok, again)
		}
		from := dayOf(40000 + int(n)%30000)
		d := standard.Due(from, r)
		if d.Day == "" {
			return
		}
		if !d.Day.Valid() || !d.LastInTime.Valid() || d.LastInTime < d.Day || d.At.Before(d.Day.Time()) && r.Minute > 0 {
			t.Fatalf("%q from %s is due %+v", s, from, d)
		}
		if !r.InHours() && !standard.WorkDay(d.LastInTime) {
			t.Fatalf("%q from %s is in time until %s, a day off", s, from, d.LastInTime)
		}
	})
}
