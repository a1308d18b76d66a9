package vn

import "time"

// Reason says why a day is counted in an account, or why it is not.
type Reason string

// The reasons. In ReasonName are their words.
const (
	FirstDay   Reason = "first"   // the day a time is counted from
	Worked     Reason = "work"    // an ordinary working day
	Instead    Reason = "instead" // a day of rest worked instead of another
	Weekend    Reason = "weekend"
	Holiday    Reason = "holiday" // Name and Source say which
	Civil      Reason = "civil"   // a day of a time in which every day counts
	StoodStill Reason = "pause"   // the clock was stopped
	OutOfHours Reason = "hours"   // nobody was there after the hour counted from
	Longer     Reason = "longer"  // a day that is only there because the last was a day off
	Last       Reason = "last"    // the day that the words name
	Together   Reason = "many"    // many days on one line
)

// ReasonName are the reasons in words.
var ReasonName = map[Reason]string{
	FirstDay:   "ngày bắt đầu, không tính",
	Worked:     "ngày làm việc",
	Instead:    "ngày nghỉ đi làm bù",
	Weekend:    "nghỉ cuối tuần",
	Holiday:    "nghỉ",
	Civil:      "tính cả ngày nghỉ",
	StoodStill: "tạm dừng",
	OutOfHours: "ngoài giờ làm việc",
	Longer:     "kéo sang ngày làm việc tiếp theo",
	Last:       "ngày ghi trong văn bản",
	Together:   "cộng gộp",
}

// AccountLine is a day of an account, or several days together.
type AccountLine struct {
	Day     Day
	Until   Day // the last counted of the days on the line; Day itself where it is one
	Why     Reason
	Name    string // what the day is called, where it has a name
	Source  string // the notice or the law that says so
	Counted int    // days, or minutes, counted on the line
	Sum     int    // counted up to its end
}

// Note is a sentence of an account, for a person: a Vietnamese format, under
// which other languages translate it, and its arguments, all of them texts.
type Note struct {
	Format string
	Args   []any
}

// Account says day by day how a deadline came about.
type Account struct {
	Deadline
	Lines   []AccountLine // in the order counted: the latest first where a time is counted back
	Unit    Unit          // what is counted on the lines: WorkingDay, CivilDay, or hours in minutes
	Notes   []Note        // the rules of law and of the office that were applied
	Weekend int           // days of rest passed over
	Holiday int           // other days off passed over
	Stopped int           // days, or minutes, on which the clock stood still
}

// Days by day are shown as far as a page holds them.
const (
	dayLines   = 120  // more days than these are put together by months but for the first and the last of them
	monthLines = 3700 // and more than these by years
	edgeLines  = 31
)

// Account explains Due: the same deadline, and every day on the way to it.
func (c *Calendar) Account(from Day, r Rule, pauses ...Pause) Account {
	return c.account(c.Due(from, r, pauses...), from, pauses)
}

// AccountAt explains DueAt.
func (c *Calendar) AccountAt(at time.Time, r Rule, pauses ...Pause) Account {
	d := c.DueAt(at, r, pauses...)
	a := c.account(d, Today(at), pauses)
	if d.Later {
		a.Notes = append([]Note{c.lateNote(at, d.From)}, a.Notes...)
	}
	return a
}

func (c *Calendar) lateNote(at time.Time, from Day) Note {
	n, minute, _ := minuteOf(at)
	when := []any{clock(minute) + " " + Today(at).String()}
	if !c.works(n) {
		return noteOf("rest", append(when, from.String())...)
	}
	return noteOf("cut-off", append(when, clock(c.hoursOn(n).CutOff), from.String())...)
}

// noteName are the sentences of accounts.
var noteName = map[string]string{
	"rest":    "Đến lúc %s, vào ngày nghỉ: tính như đến ngày làm việc tiếp theo, %s.",
	"cut-off": "Đến lúc %s, sau giờ chốt %s: tính như đến ngày làm việc tiếp theo, %s.",
	"first":   "Ngày bắt đầu (%s) không tính (Bộ luật Dân sự 2015, Điều 147 khoản 2).",
	"hours":   "Tính bằng giờ thì bắt đầu từ chính thời điểm đã định, %s (Bộ luật Dân sự 2015, Điều 147 khoản 1).",
	"open":    "Chỉ tính giờ làm việc của cơ quan; 08 giờ là 01 ngày làm việc.",
	"longer":  "Ngày cuối (%s) là ngày nghỉ nên thời hạn kết thúc lúc hết ngày làm việc tiếp theo, %s (Bộ luật Dân sự 2015, Điều 148 khoản 5).",
	"closed":  "%s là ngày nghỉ: xong trong ngày làm việc tiếp theo, %s, vẫn đúng hạn (Bộ luật Dân sự 2015, Điều 148 khoản 5).",
	"month":   "Tính theo tháng, năm thì kết thúc vào ngày tương ứng; tháng không có ngày đó thì vào ngày cuối tháng (Bộ luật Dân sự 2015, Điều 148 khoản 3 và 4).",
	"lenient": "“Trước ngày” hiểu chặt là hết ngày %s; nhiều nơi vẫn nhận trong ngày %s.",
	"back":    "Đếm ngược từ ngày %s, không tính ngày đó.",
	"earlier": "Ngày %s là ngày nghỉ nên lùi về ngày làm việc trước đó, %s, để không ít hơn thời gian đã định.",
	"every":   "Thời hạn lặp lại: đây là lần đến hạn gần nhất tính từ ngày %s.",
	"reviews": "Giai đoạn nhiều năm: nhìn lại vào ngày 31/12 mỗi năm, lần cuối vào ngày %s.",
	"stopped": "Có thời gian tạm dừng; hạn lùi thêm đúng bằng thời gian đó.",
	"months":  "Khoảng này dài: phần giữa cộng gộp theo tháng.",
	"years":   "Khoảng này rất dài: phần giữa cộng gộp theo năm.",
	"guess":   "Tạm tính: lịch nghỉ năm %s chưa có thông báo chính thức; khi nhập thông báo, hạn được tính lại.",
}

func noteOf(key string, args ...any) Note { return Note{noteName[key], args} }

// account lays the days of a deadline out, counting them anew one by one.
func (c *Calendar) account(d Deadline, from Day, pauses []Pause) Account {
	a := Account{Deadline: d, Unit: WorkingDay}
	if d.Day == "" {
		return a
	}
	r := d.Rule
	first, hasFirst := d.From.number()
	if r.Kind != Within && r.Kind != Ahead && d.From == "" {
		// The days until a named day are told for what they are worth, not counted by it.
		first, hasFirst = from.number()
	}
	words, _ := d.Words.number()
	last, _ := d.LastInTime.number()
	counted := r.Kind == Within || r.Kind == Ahead
	stops := joined(pauses, time.Time{})
	switch {
	case r.Kind == Ahead:
		stops = nil
		last, _ = d.Day.number()
	case !counted:
		words, _ = d.Day.number()
	}
	switch {
	case counted && r.InHours():
		a.Unit = r.Unit
	case counted && r.Unit != WorkingDay:
		a.Unit = CivilDay
	}
	if !hasFirst || !counted && first >= last {
		first, hasFirst = min(words, last), false
	}
	t := tally{c: c, a: &a, first: first, words: words, last: last, start: d.Start, end: d.ends, stops: stops, counted: counted, hasFirst: hasFirst}
	if r.Kind == Ahead {
		t.start, t.end = t.end, t.start
	}
	step := 1
	if last < first {
		step = -1
	}
	for n := first; ; n += step {
		t.day(n)
		if n == last {
			break
		}
	}
	a.together()
	c.notes(&a, first, last)
	return a
}

// tally counts the days of an account.
type tally struct {
	c                  *Calendar
	a                  *Account
	first, words, last int
	start, end         time.Time // of a rule in hours
	stops              []Pause
	counted, hasFirst  bool
}

// stopped reports whether the clock stood still on a day: after the day of
// stopping, up to that of going on.
func (t *tally) stopped(n int) bool {
	for _, p := range t.stops {
		stop, _, _ := minuteOf(p.Paused)
		goOn, _, _ := minuteOf(p.Resumed)
		if t.counted {
			stop = max(stop, t.first)
		}
		if stop < n && n <= goOn {
			return true
		}
	}
	return false
}

func (t *tally) day(n int) {
	l := AccountLine{Day: dayOf(n), Until: dayOf(n), Why: Worked}
	works := t.c.works(n)
	if o, ok := t.c.Name(l.Day); ok {
		l.Name, l.Source = o.Name, o.Source
		if l.Why = Holiday; works {
			l.Why = Instead
		}
	} else if !works {
		l.Why = Weekend
	}
	switch {
	case t.counted && t.a.Rule.InHours():
		t.minutes(&l, n)
	case n == t.first && t.hasFirst:
		l.Why = FirstDay
	case t.stopped(n):
		if t.a.Unit == CivilDay || works {
			l.Why = StoodStill
			t.a.Stopped++
		}
	case t.counted && t.a.Unit == CivilDay:
		if t.a.Rule.Kind == Within && n <= t.words || t.a.Rule.Kind == Ahead && n >= t.words {
			if l.Counted = 1; !works {
				l.Why = Civil
			}
		} else if works {
			l.Why = Longer
		}
	case works:
		if l.Counted = 1; !t.counted && !t.hasFirst {
			l.Why = Last
			l.Counted = 0
		} else if !t.counted && n > t.words {
			l.Why, l.Counted = Longer, 0
		}
	}
	switch l.Why {
	case Weekend:
		t.a.Weekend++
	case Holiday:
		t.a.Holiday++
	}
	if k := len(t.a.Lines); k > 0 {
		l.Sum = t.a.Lines[k-1].Sum
	}
	l.Sum += l.Counted
	t.a.Lines = append(t.a.Lines, l)
}

// minutes counts the minutes of a day between the instants of a rule in hours.
func (t *tally) minutes(l *AccountLine, n int) {
	count := func(from, to time.Time) int {
		from, to = latest(from, instant(n, 0)), earliest(to, instant(n, minutesADay))
		switch {
		case !to.After(from):
			return 0
		case t.a.Unit == CivilHour:
			return int(to.Sub(from) / time.Minute)
		}
		return t.c.Minutes(from, to)
	}
	l.Counted = count(t.start, t.end)
	stopped := 0
	for _, p := range t.stops {
		stopped += count(latest(p.Paused, t.start), earliest(p.Resumed, t.end))
	}
	l.Counted -= stopped
	t.a.Stopped += stopped
	switch {
	case l.Counted > 0 && t.a.Unit == CivilHour && !t.c.works(n):
		l.Why = Civil
	case l.Counted > 0 && l.Why == Weekend:
		l.Why = Worked // a Saturday with hours
	case t.a.Rule.Kind == Ahead && n == t.first && l.Counted == 0:
		l.Why = FirstDay
	case l.Counted == 0 && stopped > 0:
		l.Why = StoodStill
	case l.Counted == 0 && n > t.words && l.Why == Worked:
		l.Why = Longer
	case l.Counted == 0 && (l.Why == Worked || l.Why == Instead):
		l.Why = OutOfHours
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// together puts the middle of a long account on a line a month, or a year.
func (a *Account) together() {
	days := len(a.Lines)
	if days <= dayLines {
		return
	}
	key := 7 // 2026-02
	note := "months"
	if days > monthLines {
		key, note = 4, "years"
	}
	a.Notes = append(a.Notes, noteOf(note))
	lines := append([]AccountLine{}, a.Lines[:edgeLines]...)
	for _, l := range a.Lines[edgeLines : days-edgeLines] {
		m := &lines[len(lines)-1]
		if m.Why != Together || m.Day[:key] != l.Day[:key] {
			lines = append(lines, AccountLine{Day: l.Day, Why: Together})
			m = &lines[len(lines)-1]
		}
		m.Until, m.Sum = l.Day, l.Sum
		m.Counted += l.Counted
	}
	a.Lines = append(lines, a.Lines[days-edgeLines:]...)
}
