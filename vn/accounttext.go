package vn

import (
	"fmt"
	"strconv"
	"strings"
)

// notes says which rules were applied on the way from one day to another.
func (c *Calendar) notes(a *Account, first, last int) {
	r := a.Rule
	add := func(key string, args ...any) { a.Notes = append(a.Notes, noteOf(key, args...)) }
	switch {
	case r.Kind == Within && r.InHours():
		add("hours", startOf(a.Start))
		if r.Unit == WorkingHour {
			add("open")
		}
	case r.Kind == Within:
		add("first", a.From.String())
	case r.Kind == Ahead:
		add("back", a.From.String())
		if r.Unit == WorkingHour {
			add("open")
		}
	case r.Kind == Repeating:
		add("every", a.From.String())
	case a.Lenient != "":
		add("lenient", a.Day.String(), a.Lenient.String())
	}
	if (r.Kind == Within || r.Kind == Ahead) && r.Unit.months() > 0 {
		add("month")
	}
	if a.Stopped > 0 {
		add("stopped")
	}
	switch {
	case a.Words != a.Day && r.Kind == Within:
		add("longer", a.Words.String(), a.Day.String())
	case a.Words != a.Day && r.Kind == Ahead:
		add("earlier", a.Words.String(), a.Day.String())
	case a.LastInTime != a.Day:
		add("closed", a.Day.String(), a.LastInTime.String())
	}
	if reviews := r.Reviews(); len(reviews) > 0 {
		add("reviews", reviews[len(reviews)-1].String())
	}
	if a.Provisional {
		var years []string
		for y := yearOf(min(first, last)); y <= yearOf(max(first, last)); y++ {
			if !c.decided[y] {
				years = append(years, strconv.Itoa(firstYear+y))
			}
		}
		if len(years) > 3 {
			years = []string{years[0] + "–" + years[len(years)-1]}
		}
		add("guess", strings.Join(years, ", "))
	}
}

// accountName are the lines round the days of an account.
var accountName = map[string]string{
	"words":   "Thời hạn: %s",
	"from":    "Tính từ: %s",
	"due":     "Hạn: %s",
	"by":      "Đúng hạn đến hết: %s",
	"guess":   "Hạn (tạm tính): %s",
	"none":    "Không tính được thời hạn này: thiếu ngày bắt đầu, hoặc ngày cuối nằm ngoài lịch.",
	"days":    "Cộng: %s ngày",
	"working": "Cộng: %s ngày làm việc",
	"minutes": "Cộng: %s giờ %s phút",
	"left":    "Còn %s ngày làm việc, tính từ ngày tiếp theo.",
	"off":     "Trong đó có %s ngày nghỉ cuối tuần, %s ngày nghỉ khác.",
	"hours":   "%s giờ %s phút",
	"until":   "%s – %s",
	"plus":    "+%s",
}

// nothing are the arguments of a text that takes none.
var nothing []any

// Text is the account as lines of text. say gives a Vietnamese format with its
// arguments in the language wanted; nil is Vietnamese.
func (a Account) Text(say func(format string, args ...any) string) string {
	if say == nil {
		say = func(format string, args ...any) string { return fmt.Sprintf(format, args...) }
	}
	speak := func(key string, args ...any) string { return say(accountName[key], args...) }
	var b strings.Builder
	line := func(s string) { b.WriteString(strings.TrimRight(s, " ") + "\n") }
	if a.Day == "" {
		line(speak("none"))
		return b.String()
	}
	full := func(d Day) string { return say(d.Weekday(), nothing...) + ", " + d.String() }
	line(speak("words", a.Printed))
	hours := a.Unit == WorkingHour || a.Unit == CivilHour
	switch {
	case hours:
		line(speak("from", startOf(a.Start)))
	case a.From != "":
		line(speak("from", full(a.From)))
	}
	due := full(a.Day)
	if a.Rule.InHours() && a.Day == endOf(a.At) {
		due = clockOf(a.At)
	}
	if a.Provisional {
		line(speak("guess", due))
	} else {
		line(speak("due", due))
	}
	if a.LastInTime != a.Day {
		line(speak("by", full(a.LastInTime)))
	}
	b.WriteString("\n")
	for _, l := range a.Lines {
		line(a.row(l, say, speak))
	}
	if total := a.total(speak); total != "" {
		b.WriteString("\n")
		line(total)
	}
	if a.Weekend+a.Holiday > 0 {
		line(speak("off", strconv.Itoa(a.Weekend), strconv.Itoa(a.Holiday)))
	}
	for _, n := range a.Notes {
		line(say(n.Format, n.Args...))
	}
	return b.String()
}

// row is one line of the days: the day, the day of the week, what is counted, why.
func (a Account) row(l AccountLine, say, speak func(string, ...any) string) string {
	day, weekday := l.Day.String(), say(l.Day.Weekday(), nothing...)
	if l.Until != l.Day {
		day, weekday = speak("until", l.Day.String(), l.Until.String()), ""
	}
	count, width := "", 4
	if a.Unit == WorkingHour || a.Unit == CivilHour {
		width = 14
	}
	switch {
	case l.Counted == 0:
	case a.Unit == WorkingHour || a.Unit == CivilHour:
		count = speak("hours", strconv.Itoa(l.Sum/60), two(l.Sum%60))
	case l.Until != l.Day:
		count = speak("plus", strconv.Itoa(l.Counted)) + " = " + strconv.Itoa(l.Sum)
	default:
		count = strconv.Itoa(l.Sum)
	}
	why := say(ReasonName[l.Why], nothing...)
	if l.Name != "" {
		why += ": " + l.Name
		if l.Source != "" {
			why += " (" + l.Source + ")"
		}
	}
	return pad(day, 10) + "  " + pad(weekday, 9) + "  " + pad(count, width) + "  " + why
}

func pad(s string, width int) string {
	if n := width - len([]rune(s)); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}

// total is the line under the days, "" where there is nothing to add up.
func (a Account) total(speak func(string, ...any) string) string {
	sum := 0
	if n := len(a.Lines); n > 0 {
		sum = a.Lines[n-1].Sum
	}
	switch {
	case a.Unit == WorkingHour || a.Unit == CivilHour:
		return speak("minutes", strconv.Itoa(sum/60), two(sum%60))
	case a.Unit == CivilDay:
		return speak("days", strconv.Itoa(sum))
	case a.Rule.Kind == Within || a.Rule.Kind == Ahead:
		return speak("working", strconv.Itoa(sum))
	}
	if len(a.Lines) < 2 {
		return ""
	}
	return speak("left", strconv.Itoa(sum))
}
