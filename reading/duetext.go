package reading

import "strings"

// textDue reads the deadline of a duty from its running words. year is that of
// the document, for a day printed without one.
func (p *para) textDue(from, year int) (Due, Span) {
	ws := p.tokens()
	var found []when
	for i := from; i < len(ws); i++ {
		w, n := p.dueAt(ws, from, i, year)
		if n > 0 {
			found = append(found, w)
			i += n - 1
		}
	}
	if len(found) == 0 {
		return Due{Kind: "none"}, Span{}
	}
	best := found[0]
	for _, w := range found[1:] {
		if rank[w.Kind] > rank[best.Kind] {
			best = w
		}
	}
	return best.Due, p.span(ws[best.from].from, ws[best.to-1].to)
}

// rank prefers a day to a period and a period to a rhythm without a date.
var rank = map[string]int{"date": 9, "month": 8, "quarter": 7, "year": 6, "range": 5, "recurring": 4, "conditional": 2, "ongoing": 3}

// limits stand before a day that is a deadline.
var limits = phraseSet("trước, chậm nhất, chậm nhất là, chậm nhất vào, chậm nhất trong, chậm nhất đến, muộn nhất, muộn nhất là, đến hết, đến, hết, hoàn thành trong, xong trong, xong trước, hoàn thành trước, trong, vào, hoàn thành, thời hạn, hạn, thời gian, hạn chót, trước hết, không quá, kết thúc, từ nay đến, từ nay đến hết, hoàn thành vào")

// dueAt reads a deadline that begins at word i. It gives how many words it took.
func (p *para) dueAt(ws []word, from, i, year int) (when, int) {
	w := ws[i]
	if i == from && ongoing.match(ws, i) > 0 {
		return p.due("ongoing", "", "", i, i+ongoing.match(ws, i)), ongoing.match(ws, i)
	}
	if w.low == "định" && i+1 < len(ws) && ws[i+1].low == "kỳ" && !(i > from && attributive(ws, from, i)) {
		end := i + 2
		every := ""
		for k := i + 2; k < len(ws) && k < i+12; k++ {
			if ws[k-1].stops() {
				break
			}
			if e := rhythmOf(ws[:min(len(ws), k+2)], k); e != "" && (each(ws[k].low) || digits(ws[k].low, 2) > 0 || ws[k].low == "sáu" || ws[k].low == "một") {
				every, end = e, min(k+2, len(ws))
				break
			}
			if k == i+2 && ws[k-1].post == 0 {
				if e := everyOne(ws, k); e != "" {
					every, end = e, k+1
					break
				}
			}
		}
		if every == "" && i > from+3 && (contains(ws[i-4:i], "chế", "độ") || contains(ws[i-4:i], "kế", "hoạch")) {
			return when{}, 0 // "chế độ kiểm tra định kỳ"
		}
		return p.due("recurring", "", every, i, end), end - i
	}
	if each(w.low) && i+1 < len(ws) && every[ws[i+1].low] != "" {
		if i == from || clauseStart(ws, i) || ws[i+1].low != "năm" && timed(ws, from, i) || timed(ws, from, i) {
			return p.due("recurring", "", every[ws[i+1].low], i, i+2), 2
		}
		return when{}, 0
	}
	lim := limits.match(ws, i)
	if lim > 0 {
		if v, n := p.limited(ws, i, lim, year); n > 0 && !cited(ws, from, i) {
			return v, n
		}
	}
	if w.low == "khi" && (i == from || ws[i-1].post == '.') && soon(ws, i) || w.low == "khi" && i > from && ws[i-1].low != "sau" && ws[i-1].low != "trước" && ws[i-1].low != "trong" && issued(ws, i) {
		end := i + 1
		for end < len(ws) && end < i+20 && ws[end-1].post == 0 {
			end++
		}
		return p.due("conditional", "", "", i, end), end - i
	}
	if n := events.match(ws, i); n > 0 {
		end := i + n
		for end < len(ws) && end < i+16 && ws[end-1].post == 0 {
			end++
		}
		return p.due("conditional", "", "", i, end), n
	}
	if w.pre == '(' {
		if v, n := p.bracketed(ws, i); n > 0 {
			return v, n
		}
	}
	if n := p.within(ws, i); n > 0 {
		return p.due("conditional", "", "", i, i+n), n
	}
	return when{}, 0
}

// bracketed reads a period that stands alone in a bracket: "(2025 - 2026)".
func (p *para) bracketed(ws []word, i int) (when, int) {
	end := bracketEnd(ws, i)
	if end-i > 7 || end < len(ws) && ws[end-1].post != '.' && ws[end-1].post != ';' {
		return when{}, 0
	}
	for k := i; k < end; k++ {
		if w := ws[k].low; yearWord(w) == 0 && w != "-" && w != "–" && w != "năm" && w != "trở" && w != "đi" && w != "giai" && w != "đoạn" && w != "xuyên" && w != "suốt" && w != "từ" && w != "đến" && strings.Count(w, "-")+strings.Count(w, "–") == 0 {
			return when{}, 0
		}
	}
	d := cellDue(p.text[ws[i].from:ws[end-1].to])
	if d.Kind == "none" {
		return when{}, 0
	}
	return when{d, i, end}, end - i
}

// everyOne reads quý, năm, tháng, tuần right behind "định kỳ".
func everyOne(ws []word, k int) string {
	if k+1 < len(ws) && (digits(ws[k+1].low, 4) >= 0 || romanValue(ws[k+1].low) > 0) {
		return ""
	}
	return every[ws[k].low]
}

// events are deadlines that hang on something that happens.
var events = phraseSet("ngay sau khi, ngay khi, sau khi có, sau khi được, sau khi nhận, sau khi ban hành, khi tổng kết, khi kết thúc, trước khi có, trước khi trình, trước khi tổng hợp, trước khi ban hành, sau khi nước, theo lộ trình tại, theo lộ trình được giao, theo kế hoạch riêng, theo lộ trình của")

// within reads "trong thời hạn 05 ngày kể từ …", "chậm nhất 10 ngày sau khi …".
func (p *para) within(ws []word, i int) int {
	n := withinWords.match(ws, i)
	if n == 0 || i+n+1 >= len(ws) {
		return 0
	}
	if digits(ws[i+n].low, 3) < 0 && !(i+n+1 < len(ws) && (ws[i+n+1].low == "ngày" || ws[i+n+1].low == "giờ")) {
		return 0
	}
	end := i + n
	for end < len(ws) && end < i+24 {
		end++
		if ws[end-1].post != 0 {
			break
		}
	}
	for k := i + n; k < end; k++ {
		if ws[k].low == "ngày" || ws[k].low == "giờ" || ws[k].low == "tháng" {
			return end - i
		}
	}
	return 0
}

var withinWords = phraseSet("trong thời hạn, trong thời gian, trong vòng, chậm nhất, chậm nhất là, chậm nhất sau, trong thời gian không quá, không quá, thời hạn, sau")

// limited reads the day or period behind a limit of n words at word i.
func (p *para) limited(ws []word, i, n, year int) (when, int) {
	at := i + n
	for at < len(ws) && (ws[at].low == "là" || ws[at].low == "hết" || ws[at].low == ":") {
		at++
	}
	if at >= len(ws) || ws[at-1].stops() && ws[at-1].post != ':' {
		return when{}, 0
	}
	word := ws[i].low
	before := ws[at-1].low == "trước" || word == "trước"
	// "trước 17 giờ 00 ngày 15/12/2025"
	for k := at; k < len(ws) && k < at+6 && (k == at || ws[k-1].post == 0 || ws[k-1].post == ','); k++ {
		if ws[k].low == "ngày" && k > at && hour(ws, at) {
			at = k
			break
		}
	}
	if d, m := dayAt(ws, at); m > 0 {
		end := at + m
		if d.year == 0 || d.month == 0 {
			if r := rhythmBehind(ws, end); r != "" {
				k := end
				for k < len(ws) && !each(ws[k].low) {
					k++
				}
				return p.due("recurring", "", r, i, min(k+2, len(ws))), min(k+2, len(ws)) - i
			}
			if d.month == 0 || year == 0 || word == "trong" {
				return when{}, 0
			}
			d.year = year
		}
		if !d.valid() || word == "từ" {
			return when{}, 0
		}
		if (word == "trong" || word == "vào" || word == "đến") && ws[at].low != "ngày" {
			return when{}, 0
		}
		return p.due("date", d.iso(), "", i, end), end - i
	}
	if d, m := monthAt(ws, at); m > 0 {
		end := at + m
		if r := rhythmBehind(ws, end); r != "" && d.year == 0 {
			return p.due("recurring", "", r, i, end), end - i
		}
		if d.year == 0 || word == "đến" && !ends(ws, end) {
			return when{}, 0
		}
		v := p.month(d, before, i, end-i)
		return v, end - i
	}
	if q, y, m := quarterAt(ws, at); m > 0 && y > 0 {
		return p.quarter(q, y, before, i, at+m-i), at + m - i
	}
	if ws[at].low == "năm" && at+1 < len(ws) {
		if y := yearWord(ws[at+1].low); y > 0 && ws[at].post == 0 {
			if word == "đến" || word == "vào" || word == "thời" {
				if word != "đến" || at == i+1 {
					return when{}, 0
				}
			}
			if before {
				y--
			}
			return p.due("year", date{31, 12, y}.iso(), "", i, at+2), at + 2 - i
		}
	}
	return when{}, 0
}

func ends(ws []word, i int) bool { return i >= len(ws) || ws[i-1].post != 0 }

// hour says whether a time of day stands at word i: "17h00", "17 giờ 00".
func hour(ws []word, i int) bool {
	s := ws[i].low
	if s == "" || s[0] < '0' || s[0] > '9' {
		return false
	}
	return strings.ContainsAny(s, "hg") || i+1 < len(ws) && (ws[i+1].low == "giờ" || ws[i+1].low == "h")
}

// rhythmBehind gives the rhythm printed right behind a day: hằng tháng, hàng năm.
func rhythmBehind(ws []word, i int) string {
	for k := i; k < len(ws) && k < i+5; k++ {
		if each(ws[k].low) && k+1 < len(ws) {
			return every[ws[k+1].low]
		}
		if ws[k].stops() {
			return ""
		}
		if ws[k].low == "cuối" && k+1 < len(ws) && ws[k+1].low == "quý" {
			return "quarter"
		}
	}
	return ""
}

// cited says whether the day at word i belongs to something named before it: a
// paper, a plan, a target, a programme.
func cited(ws []word, from, i int) bool {
	w := ws[i].low
	if w == "trước" || w == "chậm" || w == "muộn" || w == "hoàn" || w == "xong" || w == "hạn" {
		// "đã ban hành trước ngày 01/7/2025" tells of the past.
		for k := i - 1; k >= from && k > i-8; k-- {
			if ws[k].post == ';' || ws[k].post == '.' {
				break
			}
			switch ws[k].low {
			case "đã", "được":
				return true
			}
		}
		return false
	}
	year := w == "trong" && i+1 < len(ws) && ws[i+1].low == "năm"
	for k := i - 1; k >= from && k > i-40; k-- {
		if ws[k].post == ';' || ws[k].post == '.' {
			return false
		}
		if n := named.match(ws, k); n > 0 && k+n <= i && i-k-n < 3 {
			return true
		}
		if year && rated.match(ws, k) > 0 {
			return true
		}
	}
	return false
}

// rated are acts that have the year as their object.
var rated = phraseSet("xếp loại, đánh giá, kết quả, chỉ tiêu, bình xét")

// named are things that carry a year or a period of their own.
var named = phraseSet("kế hoạch, chương trình, chiến lược, chỉ tiêu, mục tiêu, dự toán, đề án, dự án, nghị quyết, quyết định, nghị định, thông tư, công văn, chỉ thị, thông báo, luật, ngân sách, xếp loại, nhiệm vụ, kết quả, phong trào, đại hội, kỳ họp, giai đoạn, danh mục, quy hoạch, vốn, số liệu, tiến độ, kịch bản, hội nghị, tình hình, công tác, diễn tập, kết luận")

// attributive says whether the rhythm at word i belongs to the noun before it.
func attributive(ws []word, from, i int) bool {
	if ws[i-1].post != 0 {
		return false
	}
	switch ws[i-1].low {
	case "cáo", "giá", "tra", "hoạch", "họp", "bảo", "toán", "ban", "trình", "tác", "kiểm", "xuyên", "độ":
		return ws[i-1].low != "cáo" && ws[i-1].low != "tra"
	}
	return false
}

// clauseStart says whether word i begins a clause.
func clauseStart(ws []word, i int) bool {
	return i == 0 || ws[i-1].post != 0 || ws[i-1].close || ws[i].cap
}

// timed says whether "hằng năm" at word i times an act, not a thing: "trước
// ngày 25/12 hằng năm", "định kỳ hằng quý"; a verb follows it or the clause ends
// after a report.
func timed(ws []word, from, i int) bool {
	if i > from {
		switch ws[i-1].low {
		case "kỳ", "và", "vào":
			return true
		}
		if digits(ws[i-1].low, 2) > 0 {
			return true
		}
		if d, parts := slashed(ws[i-1].low); parts > 0 && d.day > 0 {
			return true
		}
	}
	for k := i - 1; k >= from && k > i-14 && (ws[k].post == 0 || ws[k].post == ',') && at(ws, i+2) != "của"; k-- {
		if plans.match(ws, k) > 0 {
			break
		}
		if yearly.match(ws, k) > 0 {
			return true // "đánh giá, báo cáo kết quả thực hiện hằng năm"
		}
	}
	if i+2 < len(ws) && ws[i+1].post == 0 && (strongVerbs.match(ws, i+2) > 0) && ws[i-1].post != 0 {
		return true
	}
	return false
}

// plans are things that have a rhythm of their own: kế hoạch hằng năm.
var plans = phraseSet("kế hoạch, dự toán, chương trình, ngân sách, chỉ tiêu, kinh phí, giao")

// yearly are acts that come back.
var yearly = phraseSet("báo cáo, đánh giá kết quả, diễn tập, sơ kết, tổng kết, kiểm kê, thống kê")

// soon says whether the clause behind "Khi …," is to follow at once.
func soon(ws []word, i int) bool {
	comma := false
	for k := i; k < len(ws) && k < i+30; k++ {
		if comma && ws[k].low == "ngay" {
			return true
		}
		comma = comma || ws[k].post == ','
		if ws[k].post == '.' || ws[k].post == ';' {
			break
		}
	}
	return false
}

// issued says whether "khi" at word i waits for a body to issue something: "khi
// Chính phủ ban hành".
func issued(ws []word, i int) bool {
	if kind, _ := bodyAt(ws, i+1); kind != proper {
		return false
	}
	_, next := bodies(ws, i+1)
	return next+1 < len(ws) && (ws[next].low == "ban" || ws[next].low == "phê") && (ws[next+1].low == "hành" || ws[next+1].low == "duyệt")
}
