package vn_test

import (
	"fmt"
	"testing"
	"time"

	"sauro/vn"
)

func TestReviewDays(t *testing.T) {
	for _, c := range []struct {
		every  vn.Every
		day    vn.Day
		review int64
		want   vn.Day
	}{
		{vn.Weekly, "2026-02-04", 0, "2026-02-08"},
		{vn.Weekly, "2026-02-04", 5, "2026-02-06"}, // Friday
		{vn.Weekly, "2026-02-04", -1, "2026-02-09"},
		{vn.Monthly, "2026-02-04", 0, "2026-02-28"},
		{vn.Monthly, "2026-02-04", 20, "2026-02-20"},
		{vn.Monthly, "2028-02-04", 31, "2028-02-29"}, // a shorter month
		{vn.Quarterly, "2026-01-15", 0, "2026-03-31"},
		{vn.Quarterly, "2026-01-15", -10, "2026-04-10"}, // báo cáo quý chậm nhất ngày 10/4
		{vn.Quarterly, "2026-01-15", 25, "2026-03-25"},
		{vn.HalfYearly, "2026-08-15", 0, "2026-12-31"},
		{vn.Yearly, "2026-08-15", 15, "2026-12-15"},
		{vn.Yearly, "2026-08-15", -20, "2027-01-20"},
	} {
		if got := c.every.Due(c.day, c.review); got != c.want {
			t.Errorf("%s of %s, review day %d, is due on %s, want %s", c.every, c.day, c.review, got, c.want)
		}
	}
}

func TestEveryDayLiesInOneCycle(t *testing.T) {
	for _, every := range vn.Rhythms {
		last, seen := "", map[string]bool{}
		for day := vn.Day("2024-12-20"); day < "2028-01-15"; day = day.Add(1) {
			key := every.Key(day)
			if key != last && seen[key] {
				t.Fatalf("%s: the cycle %s comes twice", every, key)
			}
			last, seen[key] = key, true
			if due := every.Due(day, 0); due < day || every.Key(due) != key || every.Key(due.Add(1)) == key {
				t.Fatalf("%s of %s ends on %s", every, day, due)
			}
		}
	}
}

func ExampleEvery_Due() {
	day := vn.Today(time.Date(2026, 1, 15, 0, 0, 0, 0, vn.Office))
	fmt.Println(vn.Quarterly.Due(day, -10))
	// Output: 10/04/2026
}
