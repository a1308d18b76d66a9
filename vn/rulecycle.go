package vn

import "strings"

// cycleOf are the words that make a time a repeating one.
var cycleOf = []struct {
	words string
	unit  Unit
}{
	{"6 thang mot lan", HalfYear}, {"06 thang mot lan", HalfYear}, {"6 thang 1 lan", HalfYear}, {"06 thang 01 lan", HalfYear}, {"06 thang 1 lan", HalfYear}, {"6 thang 01 lan", HalfYear},
	{"hang 6 thang", HalfYear}, {"hang 06 thang", HalfYear}, {"moi 6 thang", HalfYear}, {"moi 06 thang", HalfYear}, {"dinh ky 6 thang", HalfYear}, {"dinh ky 06 thang", HalfYear},
	{"hang tuan", Week}, {"moi tuan", Week}, {"hang thang", Month}, {"moi thang", Month}, {"hang quy", Quarter}, {"moi quy", Quarter}, {"hang nam", Year}, {"moi nam", Year},
	{"dinh ky tuan", Week}, {"dinh ky thang", Month}, {"dinh ky quy", Quarter}, {"dinh ky nam", Year},
}

// repeating reads a time that comes again and again, and its last day in each cycle.
func (w words) repeating() (Rule, bool) {
	r := Rule{Kind: Repeating}
	for i := range w {
		for _, c := range cycleOf {
			if n := w.oneOf(i, c.words); n > 0 {
				r.Unit = c.unit
				w = append(append(words{}, w[:i]...), w[i+n:]...)
				break
			}
		}
		if r.Unit != "" {
			break
		}
	}
	w = w[w.oneOf(0, "dinh ky"):]
	link := w.oneOf(0, "cham nhat la vao", "cham nhat la", "cham nhat vao", "cham nhat", "truoc", "vao", "den")
	r.Strict = w.folded(0) == "truoc"
	w = w[link:]
	switch {
	case r.Unit == Week:
		return w.weekday(r)
	case len(w) == 0:
		return r, r.Unit != "" && link == 0
	case w.folded(0) != "ngay":
		return Rule{}, false
	}
	// "ngày 10 tháng đầu quý sau", "ngày 20 tháng 6", "ngày 15/11"
	day, month, _ := strings.Cut(w.folded(1), "/")
	tail := w[min(2, len(w)):]
	if month == "" && tail.folded(0) == "thang" {
		if _, ok := smallNumber(tail.folded(1)); ok {
			month, tail = tail[1].folded, tail[2:]
		}
	}
	n, ok := smallNumber(day)
	if !ok || n < 1 || n > 31 {
		return Rule{}, false
	}
	r.Review = n
	if r.Unit == Year {
		m, ok := smallNumber(month)
		if !ok || m < 1 || m > 12 || n > monthDays(2000, m) {
			return Rule{}, false
		}
		r.Month = m % 12
		if used := tail.oneOf(0, "nam sau", "cua nam sau"); used > 0 && m == 1 {
			r.Review, r.Month, tail = -n, 0, tail[used:]
		}
		return r, len(tail) == 0
	}
	if month != "" {
		return Rule{}, false
	}
	tail = tail[tail.at(0, "cua"):]
	switch t := Fold(tail.text()); {
	case t == "" && r.Unit == Month:
	case t == "thang sau" && r.Unit == Month, t == "thang dau ky sau" && r.Unit == HalfYear:
		r.Review = -n
	case t == "thang cuoi ky" && r.Unit == HalfYear:
	case (t == "thang dau quy sau" || t == "thang dau cua quy sau" || t == "thang dau quy tiep theo") && (r.Unit == Quarter || r.Unit == ""):
		r.Unit, r.Review = Quarter, -n
	case (t == "thang cuoi quy" || t == "thang cuoi cua quy") && (r.Unit == Quarter || r.Unit == ""):
		r.Unit = Quarter
	default:
		return Rule{}, false
	}
	return r, true
}

var weekdayWords = map[string]int{"hai": 1, "2": 1, "ba": 2, "3": 2, "tu": 3, "4": 3, "nam": 4, "5": 4, "sau": 5, "6": 5, "bay": 6, "7": 6}

// weekday reads the last day of a repeating week.
func (w words) weekday(r Rule) (Rule, bool) {
	if len(w) == 0 {
		return r, !r.Strict
	}
	w = w[w.at(0, "ngay"):]
	switch n, ok := weekdayWords[w.folded(1)]; {
	case w.folded(0) == "thu" && ok:
		r.Review = n
	case w.at(0, "chu", "nhat") > 0:
		r.Review = 7
	default:
		return Rule{}, false
	}
	if tail := w[2:]; tail.oneOf(0, "tuan sau") == 2 && len(tail) == 2 {
		r.Review = -r.Review
	} else if len(tail) > 0 {
		return Rule{}, false
	}
	return r, true
}
