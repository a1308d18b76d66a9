package vn

import (
	"slices"
	"strings"
)

// maxRuleText bounds the words of a rule, in bytes: a time fits on a line.
const maxRuleText = 400

// ParseRule reads the words of a time as Vietnamese papers print them: "trước
// ngày 31/01/2026", "trong quý II năm 2026", "trong thời hạn 05 ngày làm việc kể
// từ ngày nhận được văn bản", "hằng quý, chậm nhất ngày 10 tháng đầu quý sau".
// Marks of tone, case and the place of brackets do not matter. It is false of
// words that it does not know or that leave a year open: nothing is guessed.
func ParseRule(text string) (Rule, bool) {
	if len(text) > maxRuleText {
		return Rule{}, false
	}
	w := lex(text)
	for skipped := true; skipped; {
		skipped = false
		for _, filler := range fillers {
			if n := w.at(0, filler...); n > 0 {
				w, skipped = w[n:], true
			}
		}
	}
	if r, ok := w.once(); ok {
		return r, true
	}
	return w.repeating()
}

// fillers are words before a time that say nothing of it.
var fillers = [][]string{{"thoi", "han", "hoan", "thanh"}, {"thoi", "gian", "hoan", "thanh"}, {"thoi", "gian", "thuc", "hien"}, {"hoan", "thanh"}, {"xong"}, {"bao", "cao"}, {"thoi", "han"}}

// word is a word of the text, as it is and folded.
type word struct {
	raw, folded string
	bracketed   bool
}

type words []word

const ruleMarks = "()[]{},;:.…’'‘\"“”"

func lex(text string) words {
	var list words
	depth := 0
	for _, raw := range strings.Fields(strings.NewReplacer("–", "-", "—", "-").Replace(Line(text))) {
		opens, closes := strings.Count(raw, "("), strings.Count(raw, ")")
		bare := strings.Trim(raw, ruleMarks)
		if bare != "" {
			list = append(list, word{bare, Fold(bare), depth > 0 || opens > 0})
		}
		depth = max(0, depth+opens-closes)
	}
	return list
}

// at is how many words from the i-th on are those given, 0 where they are not.
func (w words) at(i int, folded ...string) int {
	if i+len(folded) > len(w) {
		return 0
	}
	for j, f := range folded {
		if w[i+j].folded != f {
			return 0
		}
	}
	return len(folded)
}

// oneOf is at of the first of several word groups, each with spaces, that stands there.
func (w words) oneOf(i int, groups ...string) int {
	for _, g := range groups {
		if n := w.at(i, strings.Split(g, " ")...); n > 0 {
			return n
		}
	}
	return 0
}

func (w words) folded(i int) string {
	if i < 0 || i >= len(w) {
		return ""
	}
	return w[i].folded
}

// text is the words as they stand.
func (w words) text() string {
	list := make([]string, len(w))
	for i := range w {
		list[i] = w[i].raw
	}
	return strings.Join(list, " ")
}

// once reads a time that comes once.
func (w words) once() (Rule, bool) {
	if n := w.at(0, "truoc"); n > 0 {
		return w[n:].beforeThat()
	}
	if n := w.oneOf(0, "cham nhat la", "cham nhat", "muon nhat la", "muon nhat"); n > 0 {
		w = w[n:]
		w = w[w.oneOf(0, "vao", "trong", "den het", "den", "het"):]
		if r, ok := w.hour(); ok {
			return r, true
		}
		if r, ok := w.counted(); ok {
			return r, true
		}
		return w.end(By)
	}
	if n := w.oneOf(0, "tu nay den het", "tu nay den", "den het", "den", "het"); n > 0 {
		w = w[n:]
		if r, ok := w.hour(); ok {
			return r, true
		}
		return w.end(By)
	}
	if n := w.oneOf(0, "trong thoi han toi da", "trong thoi han", "trong thoi gian", "trong vong", "toi da", "sau"); n > 0 {
		return w[n:].counted()
	}
	kind := During
	if n := w.at(0, "trong"); n > 0 {
		w = w[n:]
	} else if w.plainDay() || w.folded(0) == "cuoi" {
		kind = By
	}
	if r, ok := w.end(kind); ok {
		return r, true
	}
	return w.counted()
}

// beforeThat reads what stands after "trước".
func (w words) beforeThat() (Rule, bool) {
	if r, ok := w.hour(); ok {
		return r, true
	}
	if w.folded(0) != "cuoi" {
		if r, ok := w.end(Before); ok {
			return r, r.Unit != Period
		}
	}
	if w.folded(0) == "ngay" {
		// "trước ngày khai mạc (ít nhất) 30 ngày"
		for i := 1; i < len(w); i++ {
			m := i + w.oneOf(i, "it nhat", "toi thieu", "cham nhat")
			if n, unit, used := w[m:].count(); used > 0 && m+used == len(w) {
				r, ok := w[:i].anchor(Rule{Kind: Ahead, Unit: unit, N: n})
				return r, ok && r.backable()
			}
		}
	}
	w = w[w.oneOf(0, "it nhat", "toi thieu", "cham nhat"):]
	n, unit, used := w.count()
	if used == 0 {
		return Rule{}, false
	}
	r := Rule{Kind: Ahead, Unit: unit, N: n}
	if w = w[used:]; len(w) > 0 {
		var ok bool
		if r, ok = w[w.oneOf(0, "ke tu", "so voi", "tinh tu", "truoc", "tu"):].anchor(r); !ok {
			return Rule{}, false
		}
	}
	return r, r.backable()
}

// backable reports whether a rule that counts back says so in words of its own:
// "trước 24 giờ" alone is an hour of the day.
func (r Rule) backable() bool {
	return r.Unit != CivilHour || r.N > 24 || r.Day != "" || r.Since != ""
}

// counted reads "05 ngày làm việc kể từ ngày …", and "30 ngày trước ngày …".
func (w words) counted() (Rule, bool) {
	n, unit, used := w.count()
	if used == 0 {
		return Rule{}, false
	}
	r := Rule{Kind: Within, Unit: unit, N: n}
	w = w[used:]
	switch link := w.oneOf(0, "ke tu", "tinh tu", "truoc", "tu", "sau"); {
	case len(w) == 0:
		return r, true
	case link == 0:
		return Rule{}, false
	default:
		if w.folded(0) == "truoc" {
			r.Kind = Ahead
		}
		return w[link:].anchor(r)
	}
}

// count reads a number and its unit; used is 0 where there is none.
func (w words) count() (n int, unit Unit, used int) {
	n, ok := smallNumber(w.folded(0))
	if !ok || n < 1 {
		return 0, "", 0
	}
	i := 1
	for i < len(w) && w[i].bracketed {
		i++ // 05 (năm) ngày
	}
	for _, u := range []struct {
		words string
		unit  Unit
	}{{"ngay lam viec", WorkingDay}, {"ngay", CivilDay}, {"gio lam viec", WorkingHour}, {"gio", CivilHour}, {"tuan", Week}, {"thang", Month}, {"quy", Quarter}, {"nam", Year}} {
		if m := w.oneOf(i, u.words); m > 0 {
			return n, u.unit, i + m
		}
	}
	return 0, "", 0
}

// anchor reads the day or the event that a rule is counted from, to the end.
func (w words) anchor(r Rule) (Rule, bool) {
	i := w.at(0, "ngay")
	if d, n := w[i:].date(); n > 0 {
		r.Day = d
		return r, i+n == len(w)
	}
	if !slices.Contains([]string{"ngay", "khi", "luc", "thoi"}, w.folded(0)) || len(w) < 2 || strings.ContainsAny(w.folded(1), "0123456789") {
		return Rule{}, false
	}
	r.Since = w.text()
	return r, true
}

// end reads a named time to the end of the words.
func (w words) end(kind RuleKind) (Rule, bool) {
	w = w[w.at(0, "cuoi"):]
	r, n := w.time(kind)
	return r, n > 0 && n == len(w)
}

// plainDay reports whether the words begin with a day.
func (w words) plainDay() bool {
	_, n := w[w.at(0, "ngay"):].date()
	return n > 0
}

var datePatterns = [][]string{{"D"}, {"D", "thang", "D"}, {"D", "thang", "D", "nam", "D"}, {"D", "nam", "D"}}

// date reads a day with its year: 15/03/2026, 15 tháng 3 năm 2026, 15/3 năm 2026.
func (w words) date() (Day, int) {
	for _, pattern := range datePatterns {
		if d, ok := ParseDay(w.shape(0, pattern...)); ok {
			return d, len(pattern)
		}
	}
	return "", 0
}

// shape is the words at the places of D, with slashes between them, where the
// others stand as given; "" where they do not.
func (w words) shape(i int, pattern ...string) string {
	if i+len(pattern) > len(w) {
		return ""
	}
	var parts []string
	for j, p := range pattern {
		switch f := w[i+j].folded; {
		case p == "D":
			parts = append(parts, f)
		case p != f:
			return ""
		}
	}
	return strings.Join(parts, "/")
}

// time reads the name of a time, with its year; 0 words where there is none.
func (w words) time(kind RuleKind) (Rule, int) {
	i := w.at(0, "ngay")
	if d, n := w[i:].date(); n > 0 {
		return namedTime(kind, CivilDay, d), i + n
	}
	if n := w.oneOf(0, "6 thang dau nam", "06 thang dau nam", "6 thang cuoi nam", "06 thang cuoi nam"); n > 0 {
		month := "01"
		if w[2].folded == "cuoi" {
			month = "07"
		}
		return w.from(kind, HalfYear, w.folded(n), month, n+1)
	}
	switch w.folded(0) {
	case "nam":
		return w.from(kind, Year, w.folded(1), "01", 2)
	case "thang", "quy":
		s, n := w.folded(1), 2
		if w.folded(2) == "nam" {
			s, n = s+"/"+w.folded(3), 4
		}
		part, year, _ := strings.Cut(strings.Replace(s, "-", "/", 1), "/")
		if w[0].folded == "thang" {
			return w.from(kind, Month, year, part, n)
		}
		return w.from(kind, Quarter, year, quarterMonth[strings.TrimPrefix(part, "0")], n)
	case "giai", "tu":
		return w.years(kind)
	}
	if part, year, found := strings.Cut(w.folded(0), "/"); found {
		return w.from(kind, Month, year, part, 1) // a bare 6/2026 in a column of deadlines
	}
	return Rule{}, 0
}

var quarterMonth = map[string]string{"i": "1", "ii": "4", "iii": "7", "iv": "10", "1": "1", "2": "4", "3": "7", "4": "10"}

// from is the time of a unit that begins in a month of a year, if those are ones.
func (w words) from(kind RuleKind, unit Unit, year, month string, used int) (Rule, int) {
	y, ok := yearIn(year)
	m, ok2 := smallNumber(month)
	if !ok || !ok2 || m < 1 || m > 12 || len(month) > 2 {
		return Rule{}, 0
	}
	return namedTime(kind, unit, dayOf(civil{y - firstYear, m, 1}.number())), used
}

// yearIn is the year that a word is; ParseDay takes days of the same years.
func yearIn(s string) (int, bool) {
	y, ok := smallNumber(s)
	return y, ok && len(s) == 4 && y >= firstYear && y < lastYear
}

// years reads "giai đoạn 2026 - 2030" and "từ năm 2026 đến năm 2030".
func (w words) years(kind RuleKind) (Rule, int) {
	i := w.oneOf(0, "giai doan tu nam", "giai doan tu", "giai doan nam", "giai doan", "tu nam")
	if i == 0 {
		return Rule{}, 0
	}
	first, last, n := w.folded(i), "", i+1
	if a, b, found := strings.Cut(first, "-"); found {
		first, last = a, b
		if last == "" {
			last, n = w.folded(n), n+1
		}
	} else if link := w.oneOf(n, "- nam", "-", "den het nam", "den nam", "den"); link > 0 {
		last, n = w.folded(n+link), n+link+1
	} else if s, found := strings.CutPrefix(w.folded(n), "-"); found {
		last, n = s, n+1
	}
	a, ok := yearIn(first)
	b, ok2 := yearIn(last)
	if !ok || !ok2 || b <= a {
		return Rule{}, 0
	}
	r := namedTime(kind, Year, dayOf(yearStart[a-firstYear]))
	r.Unit, r.End = Period, dayOf(yearStart[b-firstYear+1]-1)
	return r, n
}

// hour reads "16 giờ 30 (phút) ngày 15/3/2026" and "10 giờ sáng ngày làm việc
// tiếp theo".
func (w words) hour() (Rule, bool) {
	minute, i := 0, 1
	if m, ok := ParseClock(w.folded(0)); ok {
		minute = m
	} else {
		h, ok := smallNumber(w.folded(0))
		if !ok || h > 24 || len(w[0].folded) > 2 || w.folded(1) != "gio" || w.folded(2) == "lam" {
			return Rule{}, false
		}
		minute, i = h*60, 2
		if m, ok := smallNumber(w.folded(i)); ok && m < 60 && h < 24 {
			minute, i = minute+m, i+1
			i += w.at(i, "phut")
		}
	}
	switch w.folded(i) {
	case "sang", "trua":
		i++
	case "chieu", "toi":
		if i++; minute < 12*60 {
			minute += 12 * 60
		}
	}
	r := Rule{Kind: AtHour, Minute: minute}
	rest := w[i:]
	if len(rest) == 0 {
		return r, true
	}
	if n := rest.oneOf(0, "ngay lam viec tiep theo", "ngay lam viec sau", "cua ngay lam viec tiep theo"); n > 0 {
		r.Unit, r.N = WorkingDay, 1
		return r, n == len(rest)
	}
	if n := rest.oneOf(0, "ngay hom sau", "hom sau", "ngay tiep theo"); n > 0 {
		r.Unit, r.N = CivilDay, 1
		return r, n == len(rest)
	}
	d, n := rest[rest.at(0, "ngay"):].date()
	r.Day = d
	return r, n > 0 && n+rest.at(0, "ngay") == len(rest)
}
