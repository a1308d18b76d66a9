package vn

import "testing"

// The first days of Tết as they were and as the almanac gives them; Vietnam and
// China differ in 1985, 2007 and 2030.
func TestTheMoonOverVietnam(t *testing.T) {
	for year, want := range map[int]Day{
		1985: "1985-01-21", 2007: "2007-02-17", 2020: "2020-01-25", 2021: "2021-02-12", 2022: "2022-02-01",
		2023: "2023-01-22", 2024: "2024-02-10", 2025: "2025-01-29", 2026: "2026-02-17", 2027: "2027-02-06",
		2028: "2028-01-26", 2029: "2029-02-13", 2030: "2030-02-02", 2031: "2031-01-23", 2032: "2032-02-11",
	} {
		if first, _ := newYearLunar(year); dayOf(first) != want {
			t.Errorf("Tết %d is on %s, want %s", year, dayOf(first), want)
		}
	}
	for year, want := range map[int]Day{
		2023: "2023-04-29", 2024: "2024-04-18", 2025: "2025-04-07", 2026: "2026-04-26", 2027: "2027-04-16", 2028: "2028-04-04",
		2029: "2029-04-23", 2030: "2030-04-12", 2031: "2031-04-01", 2032: "2032-04-19",
	} {
		if _, tenth := newYearLunar(year); dayOf(tenth) != want {
			t.Errorf("Giỗ Tổ %d is on %s, want %s", year, dayOf(tenth), want)
		}
	}
}

// Of any year: Tết lies between 20 January and 21 February, on a new moon, 12 or
// 13 months after the one before.
func TestTheLunarYearKeepsItsPlace(t *testing.T) {
	last := 0
	for year := firstYear + 1; year <= lastYear; year++ {
		first, tenth := newYearLunar(year)
		d := dayOf(first)
		if d[5:] < "01-20" || d[5:] > "02-21" {
			t.Errorf("Tết %d is on %s", year, d)
		}
		// the first two months, and a leap month where one follows them
		if days := tenth - first; days < 58+9 || days > 60+9 && (days < 87+9 || days > 90+9) {
			t.Errorf("Giỗ Tổ %d is %d days after Tết", year, days)
		}
		if months := first - last; last > 0 && (months < 353 || months > 385 || months > 356 && months < 383) {
			t.Errorf("the lunar year before %s has %d days", d, months)
		}
		last = first
	}
}

// What the law lets expect is what the notices decided, but for the swaps.
func TestTheProposalAgreesWithTheNotices(t *testing.T) {
	for _, year := range decidedYears {
		proposed := map[Day]bool{}
		for _, o := range Proposed(year) {
			proposed[o.Day] = true
		}
		for _, o := range decided {
			swap := o.Name == "Nghỉ hoán đổi" || o.Work
			if o.Day.Year() == year && proposed[o.Day] == swap {
				t.Errorf("%s %s: proposed %v", o.Day, o.Name, proposed[o.Day])
			}
			delete(proposed, o.Day)
		}
		for d := range proposed {
			if w := d.Time().Weekday(); w != 0 && w != 6 {
				t.Errorf("%s is proposed and was not decided", d)
			}
		}
	}
}

// The days off of years gone by, as their notices had them (2022 to 2024), and
// what 2027 lets expect.
func TestProposedDays(t *testing.T) {
	for year, want := range map[int][]Day{
		2020: nil,
		2022: {"2022-01-01", "2022-01-03", "2022-01-31", "2022-02-01", "2022-02-02", "2022-02-03", "2022-02-04", "2022-04-10", "2022-04-11", "2022-04-30", "2022-05-01", "2022-05-02", "2022-05-03", "2022-09-01", "2022-09-02"},
		2023: {"2023-01-01", "2023-01-02", "2023-01-20", "2023-01-21", "2023-01-22", "2023-01-23", "2023-01-24", "2023-01-25", "2023-01-26", "2023-04-29", "2023-04-30", "2023-05-01", "2023-05-02", "2023-05-03", "2023-09-01", "2023-09-02", "2023-09-04"},
		2024: {"2024-01-01", "2024-02-08", "2024-02-09", "2024-02-10", "2024-02-11", "2024-02-12", "2024-02-13", "2024-02-14", "2024-04-18", "2024-04-30", "2024-05-01", "2024-09-02", "2024-09-03"},
		2027: {"2027-01-01", "2027-02-04", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-04-16", "2027-04-30", "2027-05-01", "2027-05-03", "2027-09-02", "2027-09-03", "2027-11-24"},
	} {
		var got []Day
		for _, o := range Proposed(year) {
			got = append(got, o.Day)
			if !o.Proposed || o.Work || o.Name == "" || o.Source == "" {
				t.Errorf("%+v", o)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d: %v\nwant %v", year, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%d: %v\nwant %v", year, got, want)
				break
			}
		}
	}
	// A day off never falls on another, or one of them would be lost.
	for year := proposedFrom; year <= lastYear; year++ {
		seen := map[Day]bool{}
		for _, o := range Proposed(year) {
			if seen[o.Day] {
				t.Errorf("%s is proposed twice", o.Day)
			}
			seen[o.Day] = true
		}
	}
}
