package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func TestADeadlineFromTheCommandLine(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		args  []string
		first string
		has   string
	}{
		{[]string{"--from", "2026-02-13", "05 ngày làm việc"}, "2026-02-27", "16/02/2026  Thứ Hai          nghỉ: Tết Âm lịch (TB 9441/TB-BNV)"},
		{[]string{"--from", "13/02/2026", "05", "ngày", "làm", "việc"}, "2026-02-27", "Cộng: 5 ngày làm việc"},
		{[]string{"--lang", "en", "--from", "2026-02-13", "05 ngày làm việc"}, "2026-02-27", "16/02/2026  Monday           day off: Tết Âm lịch (TB 9441/TB-BNV)"},
		{[]string{"--from", "2026-02-13", "--at", "15:30", "08 giờ làm việc"}, "2026-02-23T15:30", "Tính từ: 15:30 13/02/2026"},
		{[]string{"--from", "2026-02-13", "--at", "7h", "08 giờ làm việc"}, "2026-02-13T17:00", "Cộng: 8 giờ 00 phút"},
		{[]string{"--from", "2027-02-01", "05 ngày làm việc"}, "2027-02-15", "Hạn (tạm tính): Thứ Hai, 15/02/2027"},
		{[]string{"trước ngày 01/03/2026"}, "2026-02-28", "Đúng hạn đến hết: Thứ Hai, 02/03/2026"},
		{[]string{"--from", "2026-01-01", "trong quý II/2026"}, "2026-06-30", "cộng gộp theo tháng"},
	} {
		code, out, errs := sauro(t, append([]string{"deadline"}, c.args...)...)
		first, rest, _ := strings.Cut(out, "\n")
		if code != 0 || first != c.first || !strings.Contains(rest, c.has) {
			t.Errorf("%q: exit %d %s\n%s\nwant %s and %q", c.args, code, errs, out, c.first, c.has)
		}
	}
	if files, err := os.ReadDir("."); err != nil || len(files) > 0 {
		t.Errorf("a deadline needs no data, and left %v, %v", files, err)
	}
}

func TestADeadlineAsJSON(t *testing.T) {
	code, out, errs := sauro(t, "deadline", "--json", "--from", "2026-02-13", "--at", "15:30", "Trong 08 giờ làm việc")
	var got struct {
		Due, Printed, Rule, From, Start, Day, At, Unit string
		LastInTime                                     string `json:"last_in_time"`
		Provisional                                    bool
		Lines                                          []struct {
			Day, Until, Why, Name, Source string
			Counted, Sum                  int
		}
		Notes []string
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || strings.Count(out, "\n") != 1 {
		t.Fatalf("exit %d %s, %v:\n%s", code, errs, err, out)
	}
	if got.Due != "2026-02-23T15:30" || got.Printed != "Trong 08 giờ làm việc" || got.Rule != "08 giờ làm việc" || got.Start != "2026-02-13T15:30:00+07:00" ||
		got.Day != "2026-02-23" || got.At != "2026-02-23T15:30:00+07:00" || got.LastInTime != "2026-02-23" || got.Provisional || got.Unit != "giờ làm việc" {
		t.Errorf("%+v", got)
	}
	if n := len(got.Lines); n != 11 || got.Lines[0].Counted != 90 || got.Lines[n-1].Sum != 480 || got.Lines[3].Source != "TB 9441/TB-BNV" || len(got.Notes) == 0 {
		t.Errorf("%+v", got.Lines)
	}
}

func TestADeadlineThatIsNone(t *testing.T) {
	for _, c := range []struct {
		lang string
		args []string
		says string
	}{
		{"vi", []string{"thường xuyên"}, "Chưa hiểu thời hạn “thường xuyên”."},
		{"vi", []string{"trước ngày 30/02/2026"}, "Chưa hiểu thời hạn"},
		{"vi", []string{"--from", "30/02/2026", "5 ngày"}, "Ngày bắt đầu “30/02/2026” không đúng."},
		{"en", []string{"--from", "2026-02-13", "--at", "25:00", "5 ngày"}, "The starting hour “25:00” is no hour."},
		{"en", []string{"--from", "2026-02-13", "9999 năm"}, "This time ends outside the calendar"},
	} {
		code, out, errs := sauro(t, append([]string{"--lang", c.lang, "deadline"}, c.args...)...)
		if code != 1 || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%q: exit %d, %q, %q", c.args, code, out, errs)
		}
	}
	if code, _, _ := sauro(t, "deadline", "--from", "2026-02-13"); code != 2 {
		t.Errorf("without words: exit %d", code)
	}
}
