package vn

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

const tetAccount = `Thời hạn: 05 ngày làm việc
Tính từ: Thứ Sáu, 13/02/2026
Hạn: Thứ Sáu, 27/02/2026

13/02/2026  Thứ Sáu          ngày bắt đầu, không tính
14/02/2026  Thứ Bảy          nghỉ cuối tuần
15/02/2026  Chủ Nhật         nghỉ cuối tuần
16/02/2026  Thứ Hai          nghỉ: Tết Âm lịch (TB 9441/TB-BNV)
17/02/2026  Thứ Ba           nghỉ: Tết Âm lịch (TB 9441/TB-BNV)
18/02/2026  Thứ Tư           nghỉ: Tết Âm lịch (TB 9441/TB-BNV)
19/02/2026  Thứ Năm          nghỉ: Tết Âm lịch (TB 9441/TB-BNV)
20/02/2026  Thứ Sáu          nghỉ: Tết Âm lịch (TB 9441/TB-BNV)
21/02/2026  Thứ Bảy          nghỉ cuối tuần
22/02/2026  Chủ Nhật         nghỉ cuối tuần
23/02/2026  Thứ Hai    1     ngày làm việc
24/02/2026  Thứ Ba     2     ngày làm việc
25/02/2026  Thứ Tư     3     ngày làm việc
26/02/2026  Thứ Năm    4     ngày làm việc
27/02/2026  Thứ Sáu    5     ngày làm việc

Cộng: 5 ngày làm việc
Trong đó có 4 ngày nghỉ cuối tuần, 5 ngày nghỉ khác.
Ngày bắt đầu (13/02/2026) không tính (Bộ luật Dân sự 2015, Điều 147 khoản 2).
`

func TestTheAccountOfADeadline(t *testing.T) {
	if got := standard.Account("2026-02-13", WorkingDays(5)).Text(nil); got != tetAccount {
		t.Errorf("%s\nwant\n%s", got, tetAccount)
	}
	h := OfficeHours()
	h.From, h.CutOff = "2026-01-01", 15*60
	late := NewCalendar(nil).WithHours(h)
	for _, c := range []struct {
		account Account
		has     []string
	}{
		{standard.Account("2026-08-19", WorkingDays(3)), []string{"22/08/2026  Thứ Bảy    3     ngày nghỉ đi làm bù: Làm bù ngày 31/8 (TB 9441/TB-BNV)"}},
		{standard.Account("2026-02-13", mustRule(t, "03 ngày")), []string{"16/02/2026  Thứ Hai    3     tính cả ngày nghỉ: Tết Âm lịch", "17/02/2026  Thứ Ba           nghỉ: Tết Âm lịch", "23/02/2026  Thứ Hai          kéo sang ngày làm việc tiếp theo", "Ngày cuối (16/02/2026) là ngày nghỉ nên thời hạn kết thúc lúc hết ngày làm việc tiếp theo, 23/02/2026"}},
		{standard.Account("2026-03-02", mustRule(t, "trước 10 ngày")), []string{"13/02/2026  Thứ Sáu", "Ngày 20/02/2026 là ngày nghỉ nên lùi về ngày làm việc trước đó, 13/02/2026", "Đếm ngược từ ngày 02/03/2026"}},
		{standard.Account("2026-02-27", mustRule(t, "trước ngày 01/03/2026")), []string{"Hạn: Thứ Bảy, 28/02/2026\nĐúng hạn đến hết: Thứ Hai, 02/03/2026\n", "“Trước ngày” hiểu chặt là hết ngày 28/02/2026; nhiều nơi vẫn nhận trong ngày 01/03/2026.", "28/02/2026 là ngày nghỉ: xong trong ngày làm việc tiếp theo, 02/03/2026, vẫn đúng hạn"}},
		{standard.Account("", ByDay("2026-03-04")), []string{"\n04/03/2026  Thứ Tư           ngày ghi trong văn bản\n"}},
		{standard.Account("2026-02-27", ByDay("2026-03-03")), []string{"03/03/2026  Thứ Ba     2     ngày làm việc", "Còn 2 ngày làm việc, tính từ ngày tiếp theo."}},
		{standard.AccountAt(moments("2026-02-12", 15, 30), WorkingHours(8)), []string{"Tính từ: 15:30 12/02/2026\nHạn: 15:30 13/02/2026\n", "12/02/2026  Thứ Năm    1 giờ 30 phút   ngày làm việc", "13/02/2026  Thứ Sáu    8 giờ 00 phút   ngày làm việc", "Cộng: 8 giờ 00 phút"}},
		{standard.AccountAt(moments("2026-02-12", 18, 0), WorkingHours(8)), []string{"12/02/2026  Thứ Năm                    ngoài giờ làm việc"}},
		{standard.AccountAt(moments("2026-02-13", 9, 0), mustRule(t, "24 giờ")), []string{"Hạn: 24:00 23/02/2026", "14/02/2026  Thứ Bảy    24 giờ 00 phút  tính cả ngày nghỉ"}},
		{late.AccountAt(moments("2026-03-05", 15, 30), WorkingDays(1)), []string{"Tính từ: Thứ Sáu, 06/03/2026", "Đến lúc 15:30 05/03/2026, sau giờ chốt 15:00: tính như đến ngày làm việc tiếp theo, 06/03/2026."}},
		{late.AccountAt(moments("2026-03-07", 8, 0), WorkingDays(1)), []string{"Đến lúc 08:00 07/03/2026, vào ngày nghỉ: tính như đến ngày làm việc tiếp theo, 09/03/2026."}},
		{standard.Account("2026-02-13", WorkingDays(3), PauseOn("2026-02-23", "2026-02-24")), []string{"24/02/2026  Thứ Ba           tạm dừng", "26/02/2026  Thứ Năm    3     ngày làm việc", "Có thời gian tạm dừng"}},
		{standard.Account("2026-12-30", WorkingDays(5)), []string{"Hạn (tạm tính): Thứ Năm, 07/01/2027", "nghỉ: Tết Dương lịch (BLLĐ 2019, Điều 112)", "Tạm tính: lịch nghỉ năm 2027 chưa có thông báo chính thức"}},
		{standard.Account("2026-02-13", mustRule(t, "giai đoạn 2026 - 2030")), []string{"nhìn lại vào ngày 31/12 mỗi năm, lần cuối vào ngày 31/12/2030", "cộng gộp theo tháng"}},
		{standard.Account("2026-05-13", mustRule(t, "hằng quý, chậm nhất ngày 10 tháng đầu quý sau")), []string{"Hạn: Thứ Sáu, 10/07/2026", "lần đến hạn gần nhất tính từ ngày 13/05/2026"}},
	} {
		text := c.account.Text(nil)
		for _, s := range c.has {
			if !strings.Contains(text, s) {
				t.Errorf("%q is not said in\n%s", s, text)
			}
		}
	}
}

// What an account adds up is what the rule counts: the explanation is a second
// count, day by day, of what the tables gave at once.
func TestTheAccountAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 4))
	for office := range 6 {
		c := standard
		if office > 0 {
			entered, years, hours := randomOffice(r)
			c = NewCalendar(entered, years...).WithHours(hours...)
		}
		for range 1500 {
			n := 1 + r.IntN(100)
			from := oracleStart.AddDate(0, 0, r.IntN(3000)).Add(time.Duration(r.IntN(24*60)) * time.Minute)
			var pauses []Pause
			if r.IntN(2) == 0 {
				at := from.AddDate(0, 0, r.IntN(20))
				pauses = append(pauses, Pause{at, at.AddDate(0, 0, r.IntN(20)).Add(time.Hour)})
			}
			unit := []Unit{WorkingDay, CivilDay, WorkingHour, CivilHour, Week}[r.IntN(5)]
			rule := Rule{Kind: Within, Unit: unit, N: n}
			want := n
			switch {
			case r.IntN(4) == 0 && unit != CivilHour:
				rule.Kind, pauses = Ahead, nil
			case unit == CivilHour && r.IntN(2) == 0:
				pauses = nil
			}
			switch unit {
			case Week:
				want = 7 * n
			case WorkingHour, CivilHour:
				want = 60 * n
			}
			a := c.AccountAt(from, rule, pauses...)
			if d := c.DueAt(from, rule, pauses...); d != a.Deadline {
				t.Fatalf("the account is of %+v, not of %+v", a.Deadline, d)
			}
			last := a.Lines[len(a.Lines)-1]
			if last.Sum != want {
				t.Fatalf("office %d: %s from %v with %v adds up to %d:\n%s", office, rule, from, pauses, last.Sum, a.Text(nil))
			}
			end := a.LastInTime
			if rule.Kind == Ahead {
				end = a.Day
			}
			if last.Until != end || a.Lines[0].Day != a.From {
				t.Fatalf("office %d: %s from %v goes from %s to %s", office, rule, from, a.Lines[0].Day, last.Until)
			}
			sum, next := 0, a.Lines[0].Day
			for _, l := range a.Lines {
				sum += l.Counted
				if l.Sum != sum || l.Day != next || ReasonName[l.Why] == "" {
					t.Fatalf("office %d: %s from %v: line %+v after %d", office, rule, from, l, sum)
				}
				if next = l.Until.Add(1); rule.Kind == Ahead {
					next = l.Until.Add(-1)
				}
			}
		}
	}
}

func TestALongAccountStaysShort(t *testing.T) {
	for words, most := range map[string]int{"119 ngày": 120, "150 ngày làm việc": 80, "3650 ngày": 62 + 122, "170 năm": 62 + 172, "9999 giờ làm việc": 62 + 90} {
		a := standard.Account("2026-02-13", mustRule(t, words))
		if len(a.Lines) == 0 || len(a.Lines) > most {
			t.Errorf("%s has %d lines", words, len(a.Lines))
		}
		if together := strings.Contains(a.Text(nil), "cộng gộp"); together != (words != "119 ngày") {
			t.Errorf("%s: days together %v, and it is not said", words, together)
		}
	}
}

func TestAnAccountInAnotherLanguage(t *testing.T) {
	english := strings.NewReplacer("Hạn: %s", "Due: %s", "ngày làm việc", "working day", "Thứ Hai", "Monday")
	text := standard.Account("2026-02-13", WorkingDays(1)).Text(func(format string, args ...any) string {
		return fmt.Sprintf(english.Replace(format), args...)
	})
	for _, want := range []string{"Due: Monday, 23/02/2026", "23/02/2026  Monday     1     working day"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "%!") {
		t.Errorf("%s", text)
	}
}
