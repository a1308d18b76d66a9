package vn

import "strconv"

// RuleKind is how the words of a time are meant.
type RuleKind string

// The kinds (Bộ luật Dân sự 91/2015/QH13, Điều 144 to 148; DOMAIN.md, 11.3).
const (
	Before    RuleKind = "before" // trước ngày D: at the latest the end of the day before
	By        RuleKind = "by"     // chậm nhất, đến hết, hoàn thành ngày D: D with it
	During    RuleKind = "during" // trong ngày D, trong quý II/2026, giai đoạn 2026 - 2030
	Within    RuleKind = "within" // N units counted from a day or an instant
	Ahead     RuleKind = "ahead"  // N units counted back from a day
	AtHour    RuleKind = "hour"   // trước HH giờ: until that minute
	Repeating RuleKind = "every"  // one result each week, month, quarter, half-year or year
)

// Unit is what a counted time is counted in, how exactly a time is named, or how
// long a repeating one lasts; in the words that are printed.
type Unit string

// The units. A time is counted in those up to Year, named as a CivilDay, Month,
// Quarter, HalfYear, Year or Period, and repeated each Week to Year.
const (
	CivilDay    Unit = "ngày"
	WorkingDay  Unit = "ngày làm việc"
	CivilHour   Unit = "giờ"
	WorkingHour Unit = "giờ làm việc"
	Week        Unit = "tuần"
	Month       Unit = "tháng"
	Quarter     Unit = "quý"
	HalfYear    Unit = "6 tháng"
	Year        Unit = "năm"
	Period      Unit = "giai đoạn"
)

// MaxCount is the most units that a rule counts.
const MaxCount = 9999

// Rule is what the words of a time mean, without the day they are counted from
// where they do not name it. Two texts that mean the same give the same Rule.
type Rule struct {
	Kind RuleKind
	Unit Unit
	N    int // units counted; of AtHour units after the day counted from

	// Day is the day named: the first of the day, month, quarter, half-year, year
	// or years; the day counted from or back from; the day of an hour. It is no day
	// where the words leave it to the case.
	Day Day
	End Day // of Before, By and During: the last day of what is named

	// Since is the event counted from where the words name one and no day: "khi
	// nhận được ý kiến". Its day is that given to the calendar.
	Since  string
	Minute int // of AtHour: the minute of the day

	// Review is the last day of a Repeating rule: 0 the cycle's own; 1 to 31 that
	// day of its last month, or of Month (of a week 1, Monday, to 7); -1 to -31
	// that day of the first month after it.
	Review int
	Month  int  // of Repeating by Year: the month that Review lies in, 0 is the last
	Strict bool // of Repeating: before that day
}

// WorkingDays is the rule "N ngày làm việc", the day it is counted from left open.
func WorkingDays(n int) Rule { return Rule{Kind: Within, Unit: WorkingDay, N: n} }

// WorkingHours is the rule "N giờ làm việc", eight a day.
func WorkingHours(n int) Rule { return Rule{Kind: Within, Unit: WorkingHour, N: n} }

// ByDay is the rule "chậm nhất ngày D".
func ByDay(d Day) Rule { return Rule{Kind: By, Unit: CivilDay, Day: d, End: d} }

// Counted reports whether the rule is counted from a day or an instant that it
// does not name, which the calendar has to be told.
func (r Rule) Counted() bool {
	switch r.Kind {
	case Within, Ahead, AtHour:
		return r.Day == ""
	case Repeating:
		return true
	}
	return false
}

// InHours reports whether the rule gives an hour of a day.
func (r Rule) InHours() bool {
	return r.Kind == AtHour || (r.Kind == Within || r.Kind == Ahead) && (r.Unit == CivilHour || r.Unit == WorkingHour)
}

// Reviews are the days on which a time of several years is looked at: the last
// day of each of its years (DOMAIN.md, 11.3); none of any other rule.
func (r Rule) Reviews() []Day {
	if r.Unit != Period || r.Kind == Before {
		return nil
	}
	var list []Day
	for y := r.Day.Year(); y <= r.End.Year(); y++ {
		list = append(list, Day(strconv.Itoa(y)+"-12-31"))
	}
	return list
}

var roman = [...]string{"", "I", "II", "III", "IV"}

// two is a number as papers print it: with two digits at least (05 ngày làm việc).
func two(n int) string {
	if n >= 0 && n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// slashed is a day of the calendar as offices write it.
func slashed(d Day) string {
	if len(d) != len(isoDay) {
		return string(d)
	}
	return string(d[8:] + "/" + d[5:7] + "/" + d[:4])
}

// String is the rule in the words of a paper. Read again they give the same Rule.
func (r Rule) String() string {
	switch r.Kind {
	case Before:
		return "trước " + r.named()
	case By:
		if r.Unit == CivilDay {
			return "chậm nhất " + r.named()
		}
		return "đến hết " + r.named()
	case During:
		if r.Unit == Period {
			return r.named()
		}
		return "trong " + r.named()
	case Within:
		return r.counted() + r.since(" kể từ ")
	case Ahead:
		return "trước " + r.counted() + r.since(" so với ")
	case AtHour:
		return r.hour()
	case Repeating:
		return r.repeated()
	}
	return ""
}

func (r Rule) counted() string { return two(r.N) + " " + string(r.Unit) }

func (r Rule) since(link string) string {
	switch {
	case r.Day != "":
		return link + "ngày " + slashed(r.Day)
	case r.Since != "":
		return link + r.Since
	}
	return ""
}

// named is the day, month, quarter … that the rule names.
func (r Rule) named() string {
	c, ok := r.Day.split()
	if !ok {
		return ""
	}
	year := strconv.Itoa(firstYear + c.year)
	switch r.Unit {
	case Month:
		return "tháng " + strconv.Itoa(c.month) + "/" + year
	case Quarter:
		return "quý " + roman[(c.month+2)/3] + "/" + year
	case HalfYear:
		if c.month == 1 {
			return "6 tháng đầu năm " + year
		}
		return "6 tháng cuối năm " + year
	case Year:
		return "năm " + year
	case Period:
		return "giai đoạn " + year + " - " + strconv.Itoa(r.End.Year())
	}
	return "ngày " + slashed(r.Day)
}

func (r Rule) hour() string {
	s := "trước " + two(r.Minute/60) + " giờ"
	if r.Minute%60 > 0 {
		s += " " + two(r.Minute%60) + " phút"
	}
	switch {
	case r.Day != "":
		return s + " ngày " + slashed(r.Day)
	case r.Unit == WorkingDay:
		return s + " ngày làm việc tiếp theo"
	case r.N == 1:
		return s + " ngày hôm sau"
	}
	return s
}

// cycleWords are a cycle as it is printed, and how its last month and the first
// of the next one are called.
var cycleWords = map[Unit]struct{ every, last, next string }{
	Month:    {"hằng tháng", "", " tháng sau"},
	Quarter:  {"hằng quý", " tháng cuối quý", " tháng đầu quý sau"},
	HalfYear: {"6 tháng một lần", " tháng cuối kỳ", " tháng đầu kỳ sau"},
	Year:     {"hằng năm", "/12", "/01 năm sau"},
}

func (r Rule) repeated() string {
	link := ", chậm nhất "
	if r.Strict {
		link = ", trước "
	}
	if r.Unit == Week {
		switch {
		case r.Review > 0:
			return "hằng tuần" + link + weekdays[r.Review%7]
		case r.Review < 0:
			return "hằng tuần" + link + weekdays[-r.Review%7] + " tuần sau"
		}
		return "hằng tuần"
	}
	w := cycleWords[r.Unit]
	switch {
	case r.Review == 0:
		return w.every
	case r.Review < 0:
		return w.every + link + "ngày " + two(-r.Review) + w.next
	case r.Month > 0:
		return w.every + link + "ngày " + two(r.Review) + "/" + two(r.Month)
	}
	return w.every + link + "ngày " + two(r.Review) + w.last
}

// namedTime is the rule that names the month, quarter … that a day lies in.
func namedTime(kind RuleKind, unit Unit, first Day) Rule {
	r := Rule{Kind: kind, Unit: unit, Day: first, End: first}
	if c, ok := first.split(); ok {
		if months := unit.months(); months > 0 {
			c.month = (c.month-1)/months*months + 1
			c.day = 1
			r.Day = dayOf(c.number())
			c.month += months - 1
			c.day = monthDays(firstYear+c.year, c.month)
			r.End = dayOf(c.number())
		}
	}
	return r
}

// months is how many months a unit has, 0 of one that has not whole ones.
func (u Unit) months() int {
	switch u {
	case Month:
		return 1
	case Quarter:
		return 3
	case HalfYear:
		return 6
	case Year:
		return 12
	}
	return 0
}
