package vn

// A dayOff is a weekday on which offices are closed, or a Saturday they work.
type dayOff struct {
	Day    Day
	Work   bool   // a Saturday worked instead of another day
	Name   string // what the day is
	Source string // the notice that decided it
}

// decided are the days that notices of the State decided for the civil service.
// Bộ luật Lao động 45/2019/QH14, Điều 111 and 112; 24/11 by NQ 28/2026/QH16, Điều 2.
var decided = []dayOff{
	{"2025-01-01", false, "Tết Dương lịch", "TB 6150/TB-BLĐTBXH"},
	{"2025-01-27", false, "Tết Âm lịch", "TB 6150/TB-BLĐTBXH"},
	{"2025-01-28", false, "Tết Âm lịch", "TB 6150/TB-BLĐTBXH"},
	{"2025-01-29", false, "Tết Âm lịch", "TB 6150/TB-BLĐTBXH"},
	{"2025-01-30", false, "Tết Âm lịch", "TB 6150/TB-BLĐTBXH"},
	{"2025-01-31", false, "Tết Âm lịch", "TB 6150/TB-BLĐTBXH"},
	{"2025-04-07", false, "Giỗ Tổ Hùng Vương", "TB 6150/TB-BLĐTBXH"},
	{"2025-04-26", true, "Làm bù ngày 02/5", "TB 6150/TB-BLĐTBXH"},
	{"2025-04-30", false, "Ngày Chiến thắng", "TB 6150/TB-BLĐTBXH"},
	{"2025-05-01", false, "Ngày Quốc tế lao động", "TB 6150/TB-BLĐTBXH"},
	{"2025-05-02", false, "Nghỉ hoán đổi", "TB 6150/TB-BLĐTBXH"},
	{"2025-09-01", false, "Quốc khánh", "TB 6150/TB-BLĐTBXH"},
	{"2025-09-02", false, "Quốc khánh", "TB 6150/TB-BLĐTBXH"},
	{"2026-01-01", false, "Tết Dương lịch", "TB 9441/TB-BNV"},
	{"2026-01-02", false, "Nghỉ hoán đổi", "CV 12729/VPCP-KGVX"},
	{"2026-01-10", true, "Làm bù ngày 02/01", "CV 12729/VPCP-KGVX"},
	{"2026-02-16", false, "Tết Âm lịch", "TB 9441/TB-BNV"},
	{"2026-02-17", false, "Tết Âm lịch", "TB 9441/TB-BNV"},
	{"2026-02-18", false, "Tết Âm lịch", "TB 9441/TB-BNV"},
	{"2026-02-19", false, "Tết Âm lịch", "TB 9441/TB-BNV"},
	{"2026-02-20", false, "Tết Âm lịch", "TB 9441/TB-BNV"},
	{"2026-04-27", false, "Nghỉ bù Giỗ Tổ Hùng Vương", "BLLĐ 2019, Điều 111 khoản 3"},
	{"2026-04-30", false, "Ngày Chiến thắng", "TB 9441/TB-BNV"},
	{"2026-05-01", false, "Ngày Quốc tế lao động", "TB 9441/TB-BNV"},
	{"2026-08-22", true, "Làm bù ngày 31/8", "TB 9441/TB-BNV"},
	{"2026-08-31", false, "Nghỉ hoán đổi", "TB 9441/TB-BNV"},
	{"2026-09-01", false, "Quốc khánh", "TB 9441/TB-BNV"},
	{"2026-09-02", false, "Quốc khánh", "TB 9441/TB-BNV"},
	{"2026-11-24", false, "Ngày Văn hóa Việt Nam", "NQ 28/2026/QH16, Điều 2"},
}

var exceptions = func() map[Day]dayOff {
	m := make(map[Day]dayOff, len(decided))
	for _, o := range decided {
		m[o.Day] = o
	}
	return m
}()

// DecidedYear reports whether the year's days off were decided by a notice. The
// days off of any other year are only its weekends: what is counted in it is
// provisional ("tạm tính").
func DecidedYear(year int) bool { return year == 2025 || year == 2026 }

// WorkDay reports whether offices work on the day: Monday to Friday but for the
// days off that were decided, and the Saturdays worked instead.
func WorkDay(d Day) bool {
	if o, ok := exceptions[d]; ok {
		return o.Work
	}
	switch d.Time().Weekday() {
	case 0, 6:
		return false
	}
	return true
}

// DayName says why offices are closed on a day or why they work on a Saturday,
// and by which notice; both are "" of an ordinary day.
func DayName(d Day) (name, source string) {
	o := exceptions[d]
	return o.Name, o.Source
}

// WorkDays is the number of working days after from up to and including to,
// as BLDS 2015 Điều 147 khoản 1 counts: the first day is not counted. It is
// negative where to lies before from.
func WorkDays(from, to Day) int {
	if to < from {
		return -WorkDays(to, from)
	}
	n := 0
	for d := from.Add(1); d <= to; d = d.Add(1) {
		if WorkDay(d) {
			n++
		}
	}
	return n
}

// AddWorkDays is the n-th working day after d, before d where n is negative,
// and d itself for 0.
func AddWorkDays(d Day, n int) Day {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		d = d.Add(step)
		if WorkDay(d) {
			n--
		}
	}
	return d
}
