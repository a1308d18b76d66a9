package phrase

import "testing"

func TestASetTellsWholePhrases(t *testing.T) {
	set := SetOf("ủy ban, ủy ban nhân dân, hoá đơn", "sở")
	for _, c := range []struct {
		text string
		at   int
		want int
	}{
		{"Ủy ban nhân dân xã", 0, 4},
		{"Uỷ ban nhân dân xã", 0, 4}, // the older place of the tone mark
		{"Ủy ban, nhân dân", 0, 2},   // no phrase runs over a mark
		{"Ủy ban (nhân dân)", 0, 2},
		{"hóa đơn", 0, 2},
		{"các Sở,", 1, 1},
		{"Ủy viên", 0, 0},
	} {
		if got := set.Match(Words(c.text), c.at); got != c.want {
			t.Errorf("%q at %d: %d words, want %d", c.text, c.at, got, c.want)
		}
	}
}

func TestWordsKeepTheirMarks(t *testing.T) {
	ws := Words("Sở Y tế (thường trực), UBND xã./.")
	if len(ws) != 7 || !ws[0].Cap || ws[0].Caps || !ws[5].Caps || ws[3].Pre != '(' || !ws[4].Close || ws[4].Post != ',' || !ws[6].Stops() {
		t.Errorf("words: %+v", ws)
	}
}

func TestDatesAsPrinted(t *testing.T) {
	for _, c := range []struct {
		text, iso string
		words     int
	}{
		{"15/12/2025", "2025-12-15", 1},
		{"ngày 5 tháng 1 năm 2026", "2026-01-05", 6},
		{"ngày 15 tháng 12/2025", "2025-12-15", 4},
		{"15/12 năm 2025", "2025-12-15", 3},
		{"ngày 30 tháng 2 năm 2026", "", 6},
		{"12/2025", "", 0},
	} {
		d, n := DateAt(Words(c.text), 0)
		iso := ""
		if d.Valid() {
			iso = d.ISO()
		}
		if iso != c.iso || n != c.words {
			t.Errorf("%q: %q in %d words, want %q in %d", c.text, iso, n, c.iso, c.words)
		}
	}
}
