package deadline

import (
	"strings"

	"sauro/phrase"
)

// InCell reads a due cell or a labelled line of time: there every expression
// of time is the deadline.
func InCell(s string) Due {
	p := &phrase.Line{Text: s}
	ws := p.Words()
	if len(ws) == 0 {
		return Due{Kind: "none"}
	}
	whole := func(kind, day, rhythm string) Due {
		return Due{Kind: kind, Date: printed(day), Every: printed(rhythm), Text: printed(strings.Trim(s, " .;,"))}
	}
	if ws[0].Low == "theo" && Conditions.Match(ws, 0) > 0 {
		return whole("conditional", "", "") // "Theo kế hoạch công tác hằng năm"
	}
	for i := range ws {
		if i+1 < len(ws) && each(ws[i].Low) && every[ws[i+1].Low] != "" {
			// "Tháng 12 hằng năm", "trước ngày 20 hằng tháng"
			if ongoingIn(ws[:i]) && !phrase.Contains(ws[:i], "định", "kỳ") {
				break // "Thường xuyên, hằng năm"
			}
			return whole("recurring", "", every[ws[i+1].Low])
		}
	}
	if n := Conditions.Match(ws, 0); n > 0 {
		return whole("conditional", "", "")
	}
	for i := range ws {
		switch {
		case onward.Match(ws, i) > 0 && i > 0 && ws[0].Low != "giai":
			return whole("ongoing", "", "") // "Năm 2025 và các năm tiếp theo"
		case i > 0 && ws[i-1].Low == "đến" && ws[i].Low == "khi":
			return whole("conditional", "", "")
		}
	}
	if ws[0].Low == "sau" && len(ws) > 1 && phrase.Digits(ws[1].Low, 3) > 0 {
		return whole("conditional", "", "")
	}
	if ongoingIn(ws) && ws[0].Low != "trước" {
		if d, ok := cellDate(p); ok && ongoing.Match(ws, 0) == 0 {
			return d
		}
		return whole("ongoing", "", "")
	}
	for i := range ws {
		if n := rhythm.Match(ws, i); n > 0 {
			return whole("recurring", "", rhythmOf(ws, i))
		}
	}
	if d, ok := cellDate(p); ok {
		return d
	}
	for i := range ws {
		if n := Conditions.Match(ws, i); n > 0 {
			return whole("conditional", "", "")
		}
	}
	return Due{Kind: "none"}
}

// onward says that a period has no end.
var onward = phrase.SetOf("các năm tiếp theo, những năm tiếp theo, các năm sau, trở đi, các năm tiếp, và những năm tiếp theo")

var ongoing = phrase.SetOf("thường xuyên, liên tục, hằng ngày, hàng ngày, nhiệm vụ thường xuyên, thực hiện thường xuyên, thường xuyên liên tục")

func ongoingIn(ws []phrase.Word) bool {
	for i := range ws {
		if ongoing.Match(ws, i) > 0 {
			return true
		}
	}
	return false
}

// Conditions are deadlines that hang on an event or on another paper.
var Conditions = phrase.SetOf("sau khi, ngay sau khi, khi có, khi được, khi tổng kết, theo kế hoạch, theo lộ trình, theo tiến độ, theo yêu cầu, theo chỉ đạo, theo hướng dẫn, theo quy định, theo chương trình, theo quyết định, theo nghị quyết, theo thời gian, theo từng, theo thực tế, theo đề án, theo thời hạn, ngay khi, trong thời hạn, trong vòng, kể từ, sau ngày, phù hợp với, khi phát sinh, khi luật, khi nghị định, khi thông tư, khi trung ương, trước khi, trước kỳ họp, chậm nhất sau, khi cần, khi thực hiện, đột xuất, theo văn bản, theo nhu cầu, theo phân công, theo thông báo, tùy, căn cứ, sau khi luật, theo công văn")

// rhythm are the words of what comes back without "hằng".
var rhythm = phrase.SetOf("định kỳ, 6 tháng, 06 tháng, sáu tháng, mỗi 6 tháng, mỗi 06 tháng, hằng năm, hàng năm, hằng quý, hàng quý, hằng tháng, hàng tháng, hằng tuần, hàng tuần, mỗi năm, mỗi quý, mỗi tháng, mỗi tuần, 01 lần/năm, 1 lần/năm, 02 lần/năm, 2 lần/năm")

// rhythmOf gives the period of the rhythm at word i, "" where none is printed.
func rhythmOf(ws []phrase.Word, i int) string {
	for k := i; k < len(ws) && k < i+6; k++ {
		switch {
		case each(ws[k].Low) && k+1 < len(ws) && every[ws[k+1].Low] != "":
			return every[ws[k+1].Low]
		case (ws[k].Low == "6" || ws[k].Low == "06" || ws[k].Low == "sáu") && k+1 < len(ws) && ws[k+1].Low == "tháng":
			return "half-year"
		case (ws[k].Low == "3" || ws[k].Low == "03" || ws[k].Low == "ba") && k+1 < len(ws) && ws[k+1].Low == "tháng":
			return "quarter"
		case (ws[k].Low == "1" || ws[k].Low == "01" || ws[k].Low == "một") && k+1 < len(ws) && every[ws[k+1].Low] != "":
			return every[ws[k+1].Low]
		case ws[k].Low == "lần/năm" || ws[k].Low == "01 lần/năm":
			if k > 0 && (ws[k-1].Low == "2" || ws[k-1].Low == "02") {
				return "half-year"
			}
			return "year"
		case k > i && every[ws[k].Low] != "" && ws[k-1].Low == "kỳ":
			return every[ws[k].Low]
		case ws[k].Low == "lần/quý":
			return "quarter"
		case ws[k].Low == "lần/tháng":
			return "month"
		}
		if k > i && ws[k].Stops() {
			break
		}
	}
	return ""
}

// cellDate reads the last date, month, quarter or year of a cell.
func cellDate(p *phrase.Line) (Due, bool) {
	ws := p.Words()
	best, bestTo := when{}, -1
	found := 0
	set := func(w when) {
		found++
		if w.to > bestTo {
			best, bestTo = w, w.to
		}
	}
	began := when{} // "từ năm 2026": a beginning, the deadline only where no other is printed
	for i := 0; i < len(ws); i++ {
		before := i > 0 && ws[i-1].Low == "trước" || i > 1 && ws[i-2].Low == "trước"
		if d, n := phrase.DateAt(ws, i); n > 0 && d.Month > 0 {
			if d.Year > 0 && d.Valid() {
				set(due(p, "date", d.ISO(), "", i, i+n))
				i += n - 1
				continue
			}
		}
		if d, n := monthAt(ws, i); n > 0 && d.Year > 0 {
			set(month(p, d, before, i, n))
			i += n - 1
			continue
		}
		if q, y, n := quarterAt(ws, i); n > 0 && y > 0 {
			set(quarter(p, q, y, before, i, n))
			i += n - 1
			continue
		}
		if d, parts := phrase.Slashed(ws[i].Low); parts == 2 && d.Day == 0 {
			set(month(p, d, before, i, 1))
			continue
		}
		if y := phrase.Year(ws[i].Low); y > 0 {
			if i+2 < len(ws) && (ws[i+1].Low == "-" || ws[i+1].Low == "–" || ws[i+1].Low == "đến") && phrase.Year(ws[i+2].Low) > y {
				end := phrase.Year(ws[i+2].Low)
				set(due(p, "range", phrase.Date{Day: 31, Month: 12, Year: end}.ISO(), "", i, i+3))
				i += 2
				continue
			}
			if before {
				y--
			}
			from := i
			if i > 0 && ws[i-1].Low == "năm" {
				from--
			}
			w := due(p, "year", phrase.Date{Day: 31, Month: 12, Year: y}.ISO(), "", from, i+1)
			if from > 0 && ws[from-1].Low == "từ" {
				began = w
				continue
			}
			set(w)
			continue
		}
		if f := strings.FieldsFunc(ws[i].Low, func(r rune) bool { return r == '-' || r == '–' }); len(f) == 2 && phrase.Year(f[0]) > 0 && phrase.Year(f[1]) > phrase.Year(f[0]) {
			set(due(p, "range", phrase.Date{Day: 31, Month: 12, Year: phrase.Year(f[1])}.ISO(), "", i, i+1))
		}
	}
	if bestTo < 0 && began.to > 0 && !ongoingIn(ws) {
		set(began)
	}
	if bestTo < 0 {
		return Due{}, false
	}
	if found > 1 && (best.Kind == "quarter" || best.Kind == "month" || best.Kind == "date") && spanned(ws) {
		best.Kind = "range"
	}
	if found == 1 && best.Kind == "date" && ws[0].Low == "từ" {
		return Due{}, false // a beginning is no deadline
	}
	if first := ws[0].Low; best.Kind == "date" && first == "từ" || best.Kind == "month" && (first == "từ" || hyphened(ws)) {
		best.Kind = "range"
	}
	best.Text = printed(strings.Trim(p.Text, " .;,"))
	return best.Due, true
}

// spanned says whether a dash or "đến" joins the first period of a cell with the
// last.
func spanned(ws []phrase.Word) bool {
	for i := range ws {
		if w := ws[i].Low; i > 0 && (w == "-" || w == "–" || w == "đến") || strings.HasSuffix(w, "-") || strings.HasSuffix(w, "–") {
			return true
		}
	}
	return false
}

// hyphened says whether two months stand with a dash between them: "Tháng 11 -
// 12/2025".
func hyphened(ws []phrase.Word) bool {
	for i := 1; i+1 < len(ws); i++ {
		if (ws[i].Low == "-" || ws[i].Low == "–" || ws[i].Low == "đến") && phrase.Digits(ws[i-1].Low, 2) > 0 {
			return true
		}
	}
	return false
}

func month(p *phrase.Line, d phrase.Date, before bool, i, n int) when {
	if before {
		if d.Month--; d.Month == 0 {
			d.Month, d.Year = 12, d.Year-1
		}
	}
	return due(p, "month", phrase.Date{Day: phrase.LastDay(d.Month, d.Year), Month: d.Month, Year: d.Year}.ISO(), "", i, i+n)
}

func quarter(p *phrase.Line, q, y int, before bool, i, n int) when {
	if before {
		if q--; q == 0 {
			q, y = 4, y-1
		}
	}
	return due(p, "quarter", quarterEnd(q, y), "", i, i+n)
}
