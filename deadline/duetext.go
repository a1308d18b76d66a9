package deadline

import (
	"strings"

	"sauro/agency"
	"sauro/phrase"
)

// InText reads the deadline of a duty from its running words. year is that of
// the document, for a day printed without one. It gives the words it stands in.
func InText(p *phrase.Line, from, year int) (Due, phrase.Run) {
	ws := p.Words()
	var found []when
	for i := from; i < len(ws); i++ {
		w, n := dueAt(p, ws, from, i, year)
		if n > 0 {
			found = append(found, w)
			i += n - 1
		}
	}
	if len(found) == 0 {
		return Due{Kind: "none"}, phrase.Run{}
	}
	best := found[0]
	for _, w := range found[1:] {
		if w.assumed && best.Kind == "recurring" && sameSentence(ws, best.to, w.from) {
			continue // "Định kỳ hằng năm (trước ngày 15 tháng 11)": the day comes back
		}
		if rank[w.Kind] > rank[best.Kind] {
			best = w
		}
	}
	return best.Due, phrase.Run{From: best.from, To: best.to}
}

// sameSentence says whether no sentence or clause ends between two words.
func sameSentence(ws []phrase.Word, from, to int) bool {
	for i := from - 1; i < to-1; i++ {
		if ws[i].Stops() {
			return false
		}
	}
	return true
}

// rank prefers a day to a period and a period to a rhythm without a date.
var rank = map[string]int{"date": 9, "month": 8, "quarter": 7, "year": 6, "range": 5, "recurring": 4, "conditional": 2, "ongoing": 3}

// Limits stand before a day that is a deadline.
var Limits = phrase.SetOf("trước, chậm nhất, chậm nhất là, chậm nhất vào, chậm nhất trong, chậm nhất đến, muộn nhất, muộn nhất là, đến hết, đến, hết, hoàn thành trong, xong trong, xong trước, hoàn thành trước, trong, vào, hoàn thành, thời hạn, hạn, thời gian, hạn chót, trước hết, không quá, kết thúc, từ nay đến, từ nay đến hết, hoàn thành vào")

// dueAt reads a deadline that begins at word i. It gives how many words it took.
func dueAt(p *phrase.Line, ws []phrase.Word, from, i, year int) (when, int) {
	w := ws[i]
	if i == from && ongoing.Match(ws, i) > 0 {
		return due(p, "ongoing", "", "", i, i+ongoing.Match(ws, i)), ongoing.Match(ws, i)
	}
	if (each(w.Low) || w.Low == "định") && phrase.Contains(ws[max(from, i-6):i], "một", "cách") {
		return when{}, 0 // "một cách thường xuyên, định kỳ": the manner
	}
	if w.Low == "định" && i+1 < len(ws) && ws[i+1].Low == "kỳ" && !(i > from && attributive(ws, from, i)) {
		end := i + 2
		every := ""
		for k := i + 2; k < len(ws) && k < i+12; k++ {
			if ws[k-1].Stops() {
				break
			}
			if e := rhythmOf(ws[:min(len(ws), k+2)], k); e != "" && (each(ws[k].Low) || phrase.Digits(ws[k].Low, 2) > 0 || ws[k].Low == "sáu" || ws[k].Low == "một") {
				every, end = e, min(k+2, len(ws))
				break
			}
			if k == i+2 && ws[k-1].Post == 0 {
				if e := everyOne(ws, k); e != "" {
					every, end = e, k+1
					break
				}
			}
		}
		if every == "" && i > from+3 && ws[i-1].Post == 0 && (phrase.Contains(ws[i-4:i], "chế", "độ") || phrase.Contains(ws[i-4:i], "kế", "hoạch")) {
			return when{}, 0 // "chế độ kiểm tra định kỳ"
		}
		return due(p, "recurring", "", every, i, end), end - i
	}
	if each(w.Low) && i+1 < len(ws) && every[ws[i+1].Low] != "" {
		if i == from || clauseStart(ws, i) || ws[i+1].Low != "năm" && timed(ws, from, i) || timed(ws, from, i) {
			return due(p, "recurring", "", every[ws[i+1].Low], i, i+2), 2
		}
		return when{}, 0
	}
	lim := Limits.Match(ws, i)
	if lim > 0 {
		if v, n := limited(p, ws, i, lim, year); n > 0 && !cited(ws, from, i) {
			return v, n
		}
	}
	if w.Low == "khi" && (i == from || ws[i-1].Post == '.') && soon(ws, i) || w.Low == "khi" && i > from && ws[i-1].Low != "sau" && ws[i-1].Low != "trước" && ws[i-1].Low != "trong" && issued(ws, i) {
		end := i + 1
		for end < len(ws) && end < i+20 && ws[end-1].Post == 0 {
			end++
		}
		return due(p, "conditional", "", "", i, end), end - i
	}
	if n := events.Match(ws, i); n > 0 {
		end := i + n
		for end < len(ws) && end < i+16 && ws[end-1].Post == 0 {
			end++
		}
		return due(p, "conditional", "", "", i, end), n
	}
	if w.Pre == '(' {
		if v, n := bracketed(p, ws, i); n > 0 {
			return v, n
		}
	}
	if n := within(p, ws, i); n > 0 {
		return due(p, "conditional", "", "", i, i+n), n
	}
	return when{}, 0
}

// bracketed reads a period that stands alone in a bracket: "(2025 - 2026)".
func bracketed(p *phrase.Line, ws []phrase.Word, i int) (when, int) {
	end := phrase.BracketEnd(ws, i)
	if end-i > 7 || end < len(ws) && ws[end-1].Post != '.' && ws[end-1].Post != ';' {
		return when{}, 0
	}
	for k := i; k < end; k++ {
		if w := ws[k].Low; phrase.Year(w) == 0 && w != "-" && w != "–" && w != "năm" && w != "trở" && w != "đi" && w != "giai" && w != "đoạn" && w != "xuyên" && w != "suốt" && w != "từ" && w != "đến" && strings.Count(w, "-")+strings.Count(w, "–") == 0 {
			return when{}, 0
		}
	}
	d := InCell(p.Text[ws[i].From:ws[end-1].To])
	if d.Kind == "none" {
		return when{}, 0
	}
	return when{Due: d, from: i, to: end}, end - i
}

// everyOne reads quý, năm, tháng, tuần right behind "định kỳ".
func everyOne(ws []phrase.Word, k int) string {
	if k+1 < len(ws) && (phrase.Digits(ws[k+1].Low, 4) >= 0 || phrase.Roman(ws[k+1].Low) > 0) {
		return ""
	}
	return every[ws[k].Low]
}

// events are deadlines that hang on something that happens.
var events = phrase.SetOf("ngay sau khi, ngay khi, sau khi có, sau khi được, sau khi nhận, sau khi ban hành, khi tổng kết, khi kết thúc, trước khi có, trước khi trình, trước khi tổng hợp, trước khi ban hành, sau khi nước, theo lộ trình tại, theo lộ trình được giao, theo kế hoạch riêng, theo lộ trình của")

// within reads "trong thời hạn 05 ngày kể từ …", "chậm nhất 10 ngày sau khi …".
func within(p *phrase.Line, ws []phrase.Word, i int) int {
	n := withinWords.Match(ws, i)
	if n == 0 || i+n+1 >= len(ws) {
		return 0
	}
	if phrase.Digits(ws[i+n].Low, 3) < 0 && !(i+n+1 < len(ws) && (ws[i+n+1].Low == "ngày" || ws[i+n+1].Low == "giờ")) {
		return 0
	}
	end := i + n
	for end < len(ws) && end < i+24 {
		end++
		if ws[end-1].Post != 0 {
			break
		}
	}
	for k := i + n; k < end; k++ {
		if ws[k].Low == "ngày" || ws[k].Low == "giờ" || ws[k].Low == "tháng" {
			return end - i
		}
	}
	return 0
}

var withinWords = phrase.SetOf("trong thời hạn, trong thời gian, trong vòng, chậm nhất, chậm nhất là, chậm nhất sau, trong thời gian không quá, không quá, thời hạn, sau")

// limited reads the day or period behind a limit of n words at word i.
func limited(p *phrase.Line, ws []phrase.Word, i, n, year int) (when, int) {
	at := i + n
	for at < len(ws) && (ws[at].Low == "là" || ws[at].Low == "hết" || ws[at].Low == ":") {
		at++
	}
	if at >= len(ws) || ws[at-1].Stops() && ws[at-1].Post != ':' {
		return when{}, 0
	}
	word := ws[i].Low
	before := ws[at-1].Low == "trước" || word == "trước"
	// "trước 17 giờ 00 ngày 15/12/2025", "trước thứ Tư ngày 03/12/2025"
	for k := at; k < len(ws) && k < at+6 && (k == at || ws[k-1].Post == 0 || ws[k-1].Post == ','); k++ {
		if ws[k].Low == "ngày" && k > at && (hour(ws, at) || ws[at].Low == "thứ" || ws[at].Low == "chủ") {
			at = k
			break
		}
	}
	if d, m := phrase.DateAt(ws, at); m > 0 {
		end, assumed := at+m, false
		if d.Year == 0 || d.Month == 0 {
			if r := rhythmBehind(ws, end); r != "" {
				k := end
				for k < len(ws) && !each(ws[k].Low) {
					k++
				}
				return due(p, "recurring", "", r, i, min(k+2, len(ws))), min(k+2, len(ws)) - i
			}
			if d.Month == 0 || year == 0 || word == "trong" {
				return when{}, 0
			}
			d.Year, assumed = year, true
		}
		if !d.Valid() || word == "từ" {
			return when{}, 0
		}
		if (word == "trong" || word == "vào" || word == "đến") && ws[at].Low != "ngày" {
			return when{}, 0
		}
		w := due(p, "date", d.ISO(), "", i, end)
		w.assumed = assumed
		return w, end - i
	}
	if d, m := monthAt(ws, at); m > 0 {
		end := at + m
		if r := rhythmBehind(ws, end); r != "" && d.Year == 0 {
			return due(p, "recurring", "", r, i, end), end - i
		}
		if d.Year == 0 || word == "đến" && !ends(ws, end) {
			return when{}, 0
		}
		v := month(p, d, before, i, end-i)
		return v, end - i
	}
	if q, y, m := quarterAt(ws, at); m > 0 && y > 0 {
		return quarter(p, q, y, before, i, at+m-i), at + m - i
	}
	if ws[at].Low == "năm" && at+1 < len(ws) {
		if y := phrase.Year(ws[at+1].Low); y > 0 && ws[at].Post == 0 {
			if word == "đến" || word == "vào" || word == "thời" {
				if word != "đến" || at == i+1 {
					return when{}, 0
				}
			}
			if before {
				y--
			}
			return due(p, "year", phrase.Date{Day: 31, Month: 12, Year: y}.ISO(), "", i, at+2), at + 2 - i
		}
	}
	return when{}, 0
}

func ends(ws []phrase.Word, i int) bool { return i >= len(ws) || ws[i-1].Post != 0 }

// hour says whether a time of day stands at word i: "17h00", "17 giờ 00".
func hour(ws []phrase.Word, i int) bool {
	s := ws[i].Low
	if s == "" || s[0] < '0' || s[0] > '9' {
		return false
	}
	return strings.ContainsAny(s, "hg") || i+1 < len(ws) && (ws[i+1].Low == "giờ" || ws[i+1].Low == "h")
}

// rhythmBehind gives the rhythm printed right behind a day: hằng tháng, hàng năm.
func rhythmBehind(ws []phrase.Word, i int) string {
	for k := i; k < len(ws) && k < i+5; k++ {
		if each(ws[k].Low) && k+1 < len(ws) {
			return every[ws[k+1].Low]
		}
		if ws[k].Stops() {
			return ""
		}
		if ws[k].Low == "cuối" && k+1 < len(ws) && ws[k+1].Low == "quý" {
			return "quarter"
		}
	}
	return ""
}

// cited says whether the day at word i belongs to something named before it: a
// paper, a plan, a target, a programme.
func cited(ws []phrase.Word, from, i int) bool {
	w := ws[i].Low
	if w == "trước" || w == "chậm" || w == "muộn" || w == "hoàn" || w == "xong" || w == "hạn" {
		// "đã ban hành trước ngày 01/7/2025" tells of the past.
		for k := i - 1; k >= from && k > i-8; k-- {
			if ws[k].Post == ';' || ws[k].Post == '.' {
				break
			}
			switch ws[k].Low {
			case "đã", "được":
				return true
			}
		}
		return false
	}
	year := w == "trong" && i+1 < len(ws) && ws[i+1].Low == "năm"
	for k := i - 1; k >= from && k > i-40; k-- {
		if ws[k].Post == ';' || ws[k].Post == '.' {
			return false
		}
		if n := named.Match(ws, k); n > 0 && k+n <= i && i-k-n < 3 {
			return true
		}
		if year && rated.Match(ws, k) > 0 {
			return true
		}
	}
	return false
}

// rated are acts that have the year as their object.
var rated = phrase.SetOf("xếp loại, đánh giá, kết quả, chỉ tiêu, bình xét")

// named are things that carry a year or a period of their own.
var named = phrase.SetOf("kế hoạch, chương trình, chiến lược, chỉ tiêu, mục tiêu, dự toán, đề án, dự án, nghị quyết, quyết định, nghị định, thông tư, công văn, chỉ thị, thông báo, luật, ngân sách, xếp loại, nhiệm vụ, kết quả, phong trào, đại hội, kỳ họp, giai đoạn, danh mục, quy hoạch, vốn, số liệu, tiến độ, kịch bản, hội nghị, tình hình, công tác, diễn tập, kết luận")

// attributive says whether the rhythm at word i belongs to the noun before it.
func attributive(ws []phrase.Word, from, i int) bool {
	if ws[i-1].Post != 0 {
		return false
	}
	switch ws[i-1].Low {
	case "cáo", "giá", "tra", "hoạch", "họp", "bảo", "toán", "ban", "trình", "tác", "kiểm", "xuyên", "độ":
		return ws[i-1].Low != "cáo" && ws[i-1].Low != "tra"
	}
	return false
}

// clauseStart says whether word i begins a clause.
func clauseStart(ws []phrase.Word, i int) bool {
	return i == 0 || ws[i-1].Post != 0 || ws[i-1].Close || ws[i].Cap
}

// timed says whether "hằng năm" at word i times an act, not a thing: "trước
// ngày 25/12 hằng năm", "định kỳ hằng quý"; a verb follows it or the clause ends
// after a report.
func timed(ws []phrase.Word, from, i int) bool {
	if i > from {
		switch ws[i-1].Low {
		case "kỳ", "và", "vào":
			return true
		}
		if phrase.Digits(ws[i-1].Low, 2) > 0 {
			return true
		}
		if d, parts := phrase.Slashed(ws[i-1].Low); parts > 0 && d.Day > 0 {
			return true
		}
	}
	for k := i - 1; k >= from && k > i-14 && (ws[k].Post == 0 || ws[k].Post == ',') && phrase.At(ws, i+2) != "của"; k-- {
		if plans.Match(ws, k) > 0 {
			break
		}
		if yearly.Match(ws, k) > 0 {
			return true // "đánh giá, báo cáo kết quả thực hiện hằng năm"
		}
	}
	if i+2 < len(ws) && ws[i+1].Post == 0 && (agency.Duties.Match(ws, i+2) > 0) && ws[i-1].Post != 0 {
		return true
	}
	return false
}

// plans are things that have a rhythm of their own: kế hoạch hằng năm.
var plans = phrase.SetOf("kế hoạch, dự toán, chương trình, ngân sách, chỉ tiêu, kinh phí, giao")

// yearly are acts that come back.
var yearly = phrase.SetOf("báo cáo, cập nhật, tập huấn, đánh giá kết quả, diễn tập, sơ kết, tổng kết, kiểm kê, thống kê")

// soon says whether the clause behind "Khi …," is to follow at once.
func soon(ws []phrase.Word, i int) bool {
	comma := false
	for k := i; k < len(ws) && k < i+30; k++ {
		if comma && ws[k].Low == "ngay" {
			return true
		}
		comma = comma || ws[k].Post == ','
		if ws[k].Post == '.' || ws[k].Post == ';' {
			break
		}
	}
	return false
}

// issued says whether "khi" at word i waits for a body to issue something: "khi
// Chính phủ ban hành".
func issued(ws []phrase.Word, i int) bool {
	if kind, _ := agency.At(ws, i+1); kind != agency.Named {
		return false
	}
	_, next := agency.List(ws, i+1)
	return next+1 < len(ws) && (ws[next].Low == "ban" || ws[next].Low == "phê") && (ws[next+1].Low == "hành" || ws[next+1].Low == "duyệt")
}
