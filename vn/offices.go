package vn

import "slices"

// DayOff is a day on which offices are closed, or a day of rest they work.
type DayOff struct {
	Day      Day
	Work     bool   // worked instead of another day
	Name     string // what the day is
	Source   string // the notice or the law that decided it
	Proposed bool   // reckoned from the law and the moon; no notice has decided it yet
}

// decidedYears are the years whose days off notices of the State decided.
var decidedYears = []int{2025, 2026}

var decided = []DayOff{
	{Day: "2025-01-01", Name: "Tết Dương lịch", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-01-27", Name: "Tết Âm lịch", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-01-28", Name: "Tết Âm lịch", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-01-29", Name: "Tết Âm lịch", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-01-30", Name: "Tết Âm lịch", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-01-31", Name: "Tết Âm lịch", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-04-07", Name: "Giỗ Tổ Hùng Vương", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-04-26", Work: true, Name: "Làm bù ngày 02/5", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-04-30", Name: "Ngày Chiến thắng", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-05-01", Name: "Ngày Quốc tế lao động", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-05-02", Name: "Nghỉ hoán đổi", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-09-01", Name: "Quốc khánh", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2025-09-02", Name: "Quốc khánh", Source: "TB 6150/TB-BLĐTBXH"},
	{Day: "2026-01-01", Name: "Tết Dương lịch", Source: "TB 9441/TB-BNV"},
	{Day: "2026-01-02", Name: "Nghỉ hoán đổi", Source: "CV 12729/VPCP-KGVX"},
	{Day: "2026-01-10", Work: true, Name: "Làm bù ngày 02/01", Source: "CV 12729/VPCP-KGVX"},
	{Day: "2026-02-16", Name: "Tết Âm lịch", Source: "TB 9441/TB-BNV"},
	{Day: "2026-02-17", Name: "Tết Âm lịch", Source: "TB 9441/TB-BNV"},
	{Day: "2026-02-18", Name: "Tết Âm lịch", Source: "TB 9441/TB-BNV"},
	{Day: "2026-02-19", Name: "Tết Âm lịch", Source: "TB 9441/TB-BNV"},
	{Day: "2026-02-20", Name: "Tết Âm lịch", Source: "TB 9441/TB-BNV"},
	{Day: "2026-04-27", Name: "Nghỉ bù Giỗ Tổ Hùng Vương", Source: "BLLĐ 2019, Điều 111 khoản 3"},
	{Day: "2026-04-30", Name: "Ngày Chiến thắng", Source: "TB 9441/TB-BNV"},
	{Day: "2026-05-01", Name: "Ngày Quốc tế lao động", Source: "TB 9441/TB-BNV"},
	{Day: "2026-08-22", Work: true, Name: "Làm bù ngày 31/8", Source: "TB 9441/TB-BNV"},
	{Day: "2026-08-31", Name: "Nghỉ hoán đổi", Source: "TB 9441/TB-BNV"},
	{Day: "2026-09-01", Name: "Quốc khánh", Source: "TB 9441/TB-BNV"},
	{Day: "2026-09-02", Name: "Quốc khánh", Source: "TB 9441/TB-BNV"},
	{Day: "2026-11-24", Name: "Ngày Văn hóa Việt Nam", Source: "NQ 28/2026/QH16, Điều 2"},
}

const (
	// The Labour Code has given these days off since 2021; before it nothing is proposed.
	proposedFrom = 2021
	cultureFrom  = 2026

	law112     = "BLLĐ 2019, Điều 112"
	law111     = "BLLĐ 2019, Điều 111 khoản 3"
	cultureLaw = "NQ 28/2026/QH16, Điều 2"
)

// Proposed are the days off of a year as the law and the moon let expect them,
// before the yearly notice: the fixed days, Tết and Giỗ Tổ by the lunar calendar,
// and the next working day for each that falls on a weekend (Bộ luật Lao động
// 45/2019/QH14, Điều 111 khoản 3, Điều 112 khoản 1). Which days stand round
// mùng 1 and which beside 02/9 the Prime Minister chooses each year (Điều 112
// khoản 3): proposed is what the notices since 2015 chose. 24/11 has no make-up
// day (NQ 28/2026/QH16, Điều 2). Worked Saturdays are never proposed. There is
// nothing before 2021, when the Code came into force.
func Proposed(year int) []DayOff {
	if year < proposedFrom || year > lastYear {
		return nil
	}
	var list []DayOff
	off := map[int]bool{}
	rest := func(n int) bool { w := weekday(n); return w == 0 || w == 6 || off[n] }
	add := func(n int, name, source string) {
		off[n] = true
		list = append(list, DayOff{Day: dayOf(n), Name: name, Source: source, Proposed: true})
	}
	// holiday adds days off that stand together, then the days that make up for
	// those of them on a weekend, so that none of these falls on another of them.
	holiday := func(name string, first, days int) {
		for n := first; n < first+days; n++ {
			add(n, name, law112)
		}
		for n, at := first, first+days; n < first+days; n++ {
			if w := weekday(n); w != 0 && w != 6 {
				continue
			}
			for rest(at) {
				at++
			}
			add(at, "Nghỉ bù "+name, law111)
		}
	}
	date := func(month, day int) int { return civil{year - firstYear, month, day}.number() }
	holiday("Tết Dương lịch", date(1, 1), 1)

	newYear, ancestors := newYearLunar(year)
	before := 2
	if w := weekday(newYear); w == 1 || w == 2 {
		before = 1
	}
	holiday("Tết Âm lịch", newYear-before, 5)

	// Giỗ Tổ may fall beside 30/4: all three are off before any is made up for.
	add(date(4, 30), "Ngày Chiến thắng", law112)
	add(date(5, 1), "Ngày Quốc tế lao động", law112)
	holiday("Giỗ Tổ Hùng Vương", ancestors, 1)
	at := date(5, 2)
	for n := date(4, 30); n <= date(5, 1); n++ {
		if w := weekday(n); w == 0 || w == 6 {
			for rest(at) {
				at++
			}
			add(at, "Nghỉ bù 30/4 và 01/5", law111)
		}
	}

	first := date(9, 1)
	if w := weekday(first); w == 0 || w == 3 || w == 6 {
		// 02/9 on a Monday, a Thursday or a Sunday makes one rest with the day after.
		first = date(9, 2)
	}
	holiday("Quốc khánh", first, 2)
	if year >= cultureFrom {
		add(date(11, 24), "Ngày Văn hóa Việt Nam", cultureLaw)
	}
	slices.SortFunc(list, func(a, b DayOff) int {
		switch {
		case a.Day < b.Day:
			return -1
		case a.Day > b.Day:
			return 1
		}
		return 0
	})
	return list
}

// DecidedYear reports whether the year's days off were decided by a notice for
// the whole civil service. Those of any other year are only proposed: what is
// counted in it is provisional ("tạm tính").
func DecidedYear(year int) bool { return slices.Contains(decidedYears, year) }
