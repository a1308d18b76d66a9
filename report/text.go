package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sauro/task"
	"sauro/vn"
)

// two writes a count as offices do: 05, 12.
func two(n int) string {
	if n > 0 && n < 10 {
		return fmt.Sprintf("0%d", n)
	}
	return vn.Thousands(int64(n))
}

// percent writes basis points.
func percent(bp int) string { return vn.Percent(int64(bp)) }

// share is n of all in words of a report: "21,74%".
func share(n, all int) string {
	if all == 0 {
		return vn.Percent(0)
	}
	return vn.Percent((int64(n)*20_000/int64(all) + 1) / 2) // to the nearest
}

// office parts "UBND xã Khánh Cường" into the body and its place.
func office(commune string) (body, place string) {
	const full = "Ủy ban nhân dân"
	for _, short := range []string{"UBND ", full + " ", "Uỷ ban nhân dân "} {
		if rest, ok := strings.CutPrefix(commune, short); ok {
			return full, rest
		}
	}
	return commune, ""
}

// officeName is the body's name in full: "Ủy ban nhân dân xã Khánh Cường".
func officeName(commune string) string {
	body, place := office(commune)
	return strings.TrimSpace(body + " " + place)
}

// officeLines is the name as a letterhead prints it, a line each.
func officeLines(commune string) []string {
	body, place := office(commune)
	if place == "" {
		return []string{body}
	}
	return []string{body, place}
}

// placeName is what a paper of the body is dated at: "Khánh Cường".
func placeName(commune string) string {
	_, place := office(commune)
	for _, kind := range []string{"xã ", "phường ", "đặc khu ", "thị trấn "} {
		if rest, ok := strings.CutPrefix(place, kind); ok {
			return rest
		}
	}
	return place
}

// unknown stands in running text for a number or a day that is not printed.
const unknown = "…"

// numbered is "Công văn số 12/UBND-VX ngày 05 tháng 12 năm 2025 của Ủy ban nhân
// dân xã Khánh Cường"; what the letter does not print is left as "…".
func (l Letter) numbered() string {
	s := l.Kind
	if s == "" {
		s = "Văn bản"
	}
	switch {
	case l.Number != "":
		s += " số " + l.Number
	case l.Symbol != "":
		s += " số " + unknown + "/" + l.Symbol
	}
	if d := longDate(l.Date); d != "" {
		s += " " + d
	}
	if l.Issuer != "" {
		s += " của " + l.Issuer
	}
	return s
}

// cited is numbered for a paper of the issuer's own.
func (f *Figures) cited() string {
	l := f.Letter
	if vn.Fold(officeName(l.Issuer)) == vn.Fold(officeName(f.Commune)) {
		l.Issuer = ""
	}
	return l.numbered()
}

// short is the letter as a table cites it: "Công văn số 12/UBND-VX ngày 05/12/2025".
func (l Letter) short() string {
	short := l
	short.Issuer, short.Date = "", ""
	s := short.numbered()
	switch d := vn.Day(l.Date); {
	case d.Valid():
		s += " ngày " + d.String()
	case len(l.Date) == len("2006-01"):
		s += " tháng " + l.Date[5:] + "/" + l.Date[:4]
	}
	return s
}

// longDate is a day, or what is known of it, in the words of a document.
func longDate(date string) string {
	switch len(date) {
	case len("2006-01-02"):
		if d := vn.Day(date); d.Valid() {
			return d.Long()
		}
	case len("2006-01"):
		// A day of the month is printed to learn how the decree writes it.
		if d := vn.Day(date + "-10"); d.Valid() {
			return "ngày " + unknown + strings.TrimPrefix(d.Long(), "ngày 10")
		}
	case len("2006"):
		return "năm " + date
	}
	return ""
}

// due is the deadline as a table prints it: as computed, and below as printed
// where the document says it otherwise.
func (t Task) due() string {
	s := t.Due.String()
	if t.Every != "" {
		s = capital(task.EveryName[t.Every])
		if t.Due != "" {
			s += ", hạn " + t.Due.String()
		}
	}
	if text := vn.Fold(t.DueText); text != "" && !strings.Contains(vn.Fold(s), text) && !strings.Contains(text, t.Due.String()) {
		s += "\n(văn bản ghi: " + t.DueText + ")"
	}
	return s
}

// capital begins a phrase as a sentence does.
func capital(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// brief is a heading cut at a word where it is longer than a cell of a summary
// bears; the whole of it stands elsewhere in the document.
func brief(s string) string {
	const most = 90
	n := 0
	for i, r := range s {
		if n++; n > most && r == ' ' {
			return strings.TrimRight(s[:i], " ,;") + unknown
		}
	}
	return s
}

// amount is a value of the task with its unit.
func (t Task) amount(value int64) string {
	return task.Result{Measure: t.Measure, Unit: t.Unit}.Amount(value)
}

// lateness is how late the task was, "" where it was not.
func (t Task) lateness() string {
	switch t.Timing {
	case task.Late:
		return fmt.Sprintf("Quá hạn %s ngày làm việc", two(t.DaysLate))
	case task.LateHanded:
		return fmt.Sprintf("Xong trễ %s ngày làm việc", two(t.DaysLate))
	}
	return ""
}

// standing is where the task stands, in the commune's five words, with the
// state beside it where that says more.
func (t Task) standing() string {
	s := task.StatusName[t.Status]
	switch t.State {
	case task.Waiting, task.Returned, task.Paused:
		s += " (" + task.StateName[t.State] + ")"
	}
	return s
}

// outcome is what came of the task, a line each: what the doer reported, what
// somebody else verified, never one without the other.
func (t Task) outcome() []string {
	var lines []string
	switch {
	case t.Parts > 0:
		lines = append(lines, fmt.Sprintf("Báo cáo: %s; đã kiểm chứng: %s (tính từ %s việc con).", percent(t.ReportedBP), percent(t.VerifiedBP), two(t.Parts)))
	case t.Every != "" && t.CyclesDue > 0:
		lines = append(lines, fmt.Sprintf("Đã nghiệm thu %s/%s kỳ; báo cáo: %s; đã kiểm chứng: %s.", two(t.CyclesDone), two(t.CyclesDue), percent(t.ReportedBP), percent(t.VerifiedBP)))
	case t.Every != "":
		lines = append(lines, fmt.Sprintf("Chưa đến kỳ phải có kết quả; báo cáo: %s; đã kiểm chứng: %s.", percent(t.ReportedBP), percent(t.VerifiedBP)))
	case t.Measure == task.Percent:
		lines = append(lines, fmt.Sprintf("Báo cáo: %s; đã kiểm chứng: %s; phải đạt: %s.", t.amount(t.Reported), t.amount(t.Verified), t.amount(t.Target)))
	default:
		lines = append(lines, fmt.Sprintf("Báo cáo: %s/%s; đã kiểm chứng: %s/%s.",
			vn.Thousands(t.Reported), t.amount(t.Target), vn.Thousands(t.Verified), t.amount(t.Target)))
	}
	if len(t.Missing) > 0 {
		lines = append(lines, "Chưa có kết quả: "+list(t.Missing, 4)+".")
	}
	if t.Note != "" {
		lines = append(lines, stop(vn.Line(t.Note)))
	}
	if n := len(t.Proofs); n > 0 {
		lines = append(lines, "Minh chứng: "+list(t.Proofs, 3)+".")
	}
	if t.Obstacle != "" {
		lines = append(lines, "Vướng mắc: "+stop(vn.Line(t.Obstacle)))
	}
	if t.PausedFor != "" {
		lines = append(lines, "Tạm dừng: "+stop(t.PausedFor))
	}
	return lines
}

// list joins at most n things and says how many more there are.
func list(all []string, n int) string {
	if len(all) <= n {
		return strings.Join(all, "; ")
	}
	return strings.Join(all[:n], "; ") + fmt.Sprintf(" và %s mục khác", two(len(all)-n))
}

// stop ends a sentence.
func stop(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return strings.TrimRight(s, ";, ") + "."
}
