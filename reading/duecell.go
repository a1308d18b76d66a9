package reading

import "strings"

// cellDue reads a due cell or a labelled line of time: there every expression
// of time is the deadline.
func cellDue(s string) Due {
	p := &para{text: s}
	ws := p.tokens()
	if len(ws) == 0 {
		return Due{Kind: "none"}
	}
	whole := func(kind, day, rhythm string) Due {
		return Due{Kind: kind, Date: ptr(day), Every: ptr(rhythm), Text: ptr(strings.Trim(s, " .;,"))}
	}
	if ws[0].low == "theo" && conditions.match(ws, 0) > 0 {
		return whole("conditional", "", "") // "Theo kế hoạch công tác hằng năm"
	}
	for i := range ws {
		if i+1 < len(ws) && each(ws[i].low) && every[ws[i+1].low] != "" {
			// "Tháng 12 hằng năm", "trước ngày 20 hằng tháng"
			if ongoingIn(ws[:i]) && !contains(ws[:i], "định", "kỳ") {
				break // "Thường xuyên, hằng năm"
			}
			return whole("recurring", "", every[ws[i+1].low])
		}
	}
	if n := conditions.match(ws, 0); n > 0 {
		return whole("conditional", "", "")
	}
	for i := range ws {
		switch {
		case onward.match(ws, i) > 0 && i > 0 && ws[0].low != "giai":
			return whole("ongoing", "", "") // "Năm 2025 và các năm tiếp theo"
		case i > 0 && ws[i-1].low == "đến" && ws[i].low == "khi":
			return whole("conditional", "", "")
		}
	}
	if ws[0].low == "sau" && len(ws) > 1 && digits(ws[1].low, 3) > 0 {
		return whole("conditional", "", "")
	}
	if ongoingIn(ws) && ws[0].low != "trước" {
		if d, ok := cellDate(p); ok && ongoing.match(ws, 0) == 0 {
			return d
		}
		return whole("ongoing", "", "")
	}
	for i := range ws {
		if n := rhythm.match(ws, i); n > 0 {
			return whole("recurring", "", rhythmOf(ws, i))
		}
	}
	if d, ok := cellDate(p); ok {
		return d
	}
	for i := range ws {
		if n := conditions.match(ws, i); n > 0 {
			return whole("conditional", "", "")
		}
	}
	return Due{Kind: "none"}
}

// onward says that a period has no end.
var onward = phraseSet("các năm tiếp theo, những năm tiếp theo, các năm sau, trở đi, các năm tiếp, và những năm tiếp theo")

var ongoing = phraseSet("thường xuyên, liên tục, hằng ngày, hàng ngày, nhiệm vụ thường xuyên, thực hiện thường xuyên, thường xuyên liên tục")

func ongoingIn(ws []word) bool {
	for i := range ws {
		if ongoing.match(ws, i) > 0 {
			return true
		}
	}
	return false
}

// conditions are deadlines that hang on an event or on another paper.
var conditions = phraseSet("sau khi, ngay sau khi, khi có, khi được, khi tổng kết, theo kế hoạch, theo lộ trình, theo tiến độ, theo yêu cầu, theo chỉ đạo, theo hướng dẫn, theo quy định, theo chương trình, theo quyết định, theo nghị quyết, theo thời gian, theo từng, theo thực tế, theo đề án, theo thời hạn, ngay khi, trong thời hạn, trong vòng, kể từ, sau ngày, phù hợp với, khi phát sinh, khi luật, khi nghị định, khi thông tư, khi trung ương, trước khi, trước kỳ họp, chậm nhất sau, khi cần, khi thực hiện, đột xuất, theo văn bản, theo nhu cầu, theo phân công, theo thông báo, tùy, căn cứ, sau khi luật, theo công văn")

// rhythm are the words of what comes back without "hằng".
var rhythm = phraseSet("định kỳ, 6 tháng, 06 tháng, sáu tháng, mỗi 6 tháng, mỗi 06 tháng, hằng năm, hàng năm, hằng quý, hàng quý, hằng tháng, hàng tháng, hằng tuần, hàng tuần, mỗi năm, mỗi quý, mỗi tháng, mỗi tuần, 01 lần/năm, 1 lần/năm, 02 lần/năm, 2 lần/năm")

// rhythmOf gives the period of the rhythm at word i, "" where none is printed.
func rhythmOf(ws []word, i int) string {
	for k := i; k < len(ws) && k < i+6; k++ {
		switch {
		case each(ws[k].low) && k+1 < len(ws) && every[ws[k+1].low] != "":
			return every[ws[k+1].low]
		case (ws[k].low == "6" || ws[k].low == "06" || ws[k].low == "sáu") && k+1 < len(ws) && ws[k+1].low == "tháng":
			return "half-year"
		case (ws[k].low == "3" || ws[k].low == "03" || ws[k].low == "ba") && k+1 < len(ws) && ws[k+1].low == "tháng":
			return "quarter"
		case (ws[k].low == "1" || ws[k].low == "01" || ws[k].low == "một") && k+1 < len(ws) && every[ws[k+1].low] != "":
			return every[ws[k+1].low]
		case ws[k].low == "lần/năm" || ws[k].low == "01 lần/năm":
			if k > 0 && (ws[k-1].low == "2" || ws[k-1].low == "02") {
				return "half-year"
			}
			return "year"
		case k > i && every[ws[k].low] != "" && ws[k-1].low == "kỳ":
			return every[ws[k].low]
		case ws[k].low == "lần/quý":
			return "quarter"
		case ws[k].low == "lần/tháng":
			return "month"
		}
		if k > i && ws[k].stops() {
			break
		}
	}
	return ""
}

// cellDate reads the last date, month, quarter or year of a cell.
func cellDate(p *para) (Due, bool) {
	ws := p.tokens()
	best, bestTo := when{}, -1
	found := 0
	set := func(w when) {
		found++
		if w.to > bestTo {
			best, bestTo = w, w.to
		}
	}
	years := 0
	for i := 0; i < len(ws); i++ {
		before := i > 0 && ws[i-1].low == "trước" || i > 1 && ws[i-2].low == "trước"
		if d, n := dayAt(ws, i); n > 0 && d.month > 0 {
			if d.year > 0 && d.valid() {
				set(p.due("date", d.iso(), "", i, i+n))
				i += n - 1
				continue
			}
		}
		if d, n := monthAt(ws, i); n > 0 && d.year > 0 {
			set(p.month(d, before, i, n))
			i += n - 1
			continue
		}
		if q, y, n := quarterAt(ws, i); n > 0 && y > 0 {
			set(p.quarter(q, y, before, i, n))
			i += n - 1
			continue
		}
		if d, parts := slashed(ws[i].low); parts == 2 && d.day == 0 {
			set(p.month(d, before, i, 1))
			continue
		}
		if y := yearWord(ws[i].low); y > 0 {
			years++
			if i+2 < len(ws) && (ws[i+1].low == "-" || ws[i+1].low == "–" || ws[i+1].low == "đến") && yearWord(ws[i+2].low) > y {
				end := yearWord(ws[i+2].low)
				set(p.due("range", date{31, 12, end}.iso(), "", i, i+3))
				i += 2
				continue
			}
			if before {
				y--
			}
			from := i
			if i > 0 && ws[i-1].low == "năm" {
				from--
			}
			set(p.due("year", date{31, 12, y}.iso(), "", from, i+1))
			continue
		}
		if f := strings.FieldsFunc(ws[i].low, func(r rune) bool { return r == '-' || r == '–' }); len(f) == 2 && yearWord(f[0]) > 0 && yearWord(f[1]) > yearWord(f[0]) {
			set(p.due("range", date{31, 12, yearWord(f[1])}.iso(), "", i, i+1))
		}
	}
	if bestTo < 0 {
		return Due{}, false
	}
	if found > 1 && (best.Kind == "quarter" || best.Kind == "month" || best.Kind == "date") && spanned(ws) {
		best.Kind = "range"
	}
	if found == 1 && best.Kind == "date" && ws[0].low == "từ" {
		return Due{}, false // a beginning is no deadline
	}
	if first := ws[0].low; best.Kind == "date" && first == "từ" || best.Kind == "month" && (first == "từ" || hyphened(ws)) {
		best.Kind = "range"
	}
	best.Text = ptr(strings.Trim(p.text, " .;,"))
	return best.Due, true
}

// spanned says whether a dash or "đến" joins the first period of a cell with the
// last.
func spanned(ws []word) bool {
	for i := range ws {
		if w := ws[i].low; i > 0 && (w == "-" || w == "–" || w == "đến") || strings.HasSuffix(w, "-") || strings.HasSuffix(w, "–") {
			return true
		}
	}
	return false
}

// hyphened says whether two months stand with a dash between them: "Tháng 11 -
// 12/2025".
func hyphened(ws []word) bool {
	for i := 1; i+1 < len(ws); i++ {
		if (ws[i].low == "-" || ws[i].low == "–" || ws[i].low == "đến") && digits(ws[i-1].low, 2) > 0 {
			return true
		}
	}
	return false
}

func (p *para) month(d date, before bool, i, n int) when {
	if before {
		if d.month--; d.month == 0 {
			d.month, d.year = 12, d.year-1
		}
	}
	return p.due("month", date{lastDay(d.month, d.year), d.month, d.year}.iso(), "", i, i+n)
}

func (p *para) quarter(q, y int, before bool, i, n int) when {
	if before {
		if q--; q == 0 {
			q, y = 4, y-1
		}
	}
	return p.due("quarter", quarterEnd(q, y), "", i, i+n)
}
