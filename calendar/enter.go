package calendar

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Entry is a notice as somebody enters it: of all days off of a year, or of
// single days.
type Entry struct {
	Year   int    // the year it decides, 0 where it decides single days
	Source string // TB 9441/TB-BNV
	On     vn.Day // when it was decided
	Lines  []Line // one that is empty is none, and is counted
	Reason string // why something known before is changed
}

// Line is one line of an entry: a day off, the two sides of a swap, or a day that
// is taken back.
type Line struct {
	Day    vn.Day
	Name   string
	Worked vn.Day // the day of rest that is worked for it, "" where it is no swap
	Plain  bool   // the day is as any other after all
}

// plainName is what a day is called that was taken back.
const plainName = "Ngày bình thường"

const (
	mostLines    = 60
	swapReach    = 60 // days between the sides of a swap
	nameLength   = 200
	reasonLength = 2000
)

// fixed are the days off that the law gives every year, wherever a notice puts
// the others (Bộ luật Lao động 45/2019/QH14, Điều 112 khoản 1; 24/11 from 2026 by
// NQ 28/2026/QH16, Điều 2).
var fixed = []struct {
	month time.Month
	day   int
	since int
}{{time.January, 1, 0}, {time.April, 30, 0}, {time.May, 1, 0}, {time.September, 2, 0}, {time.November, 24, 2026}}

func checkSource(f *fault.Form, source string) {
	f.Check(utf8.RuneCountInString(source) >= 3 && len(source) <= nameLength, "source", "Hãy ghi số, ký hiệu của thông báo hoặc quyết định, ví dụ TB 9441/TB-BNV.")
}

func reasoned(reason string) bool { return utf8.RuneCountInString(reason) >= 10 }

// lineField is the name of a field of a line in the errors.
func lineField(name string, i int) string { return name + "-" + strconv.Itoa(i) }

// check reads the entry, says everything that is wrong with it, and gives the
// days that it makes.
func (e *Entry) check(now time.Time, b *book) ([]day, error) {
	var f fault.Form
	today, this := vn.Today(now), vn.Today(now).Year()
	e.Source, e.Reason = vn.Line(e.Source), vn.Line(e.Reason)
	checkSource(&f, e.Source)
	f.Check(e.On.Valid() && e.On <= today && e.On >= "2000-01-01", "on", "Hãy ghi ngày ban hành của thông báo theo mẫu ngày/tháng/năm, không sau hôm nay.")
	f.Check(len(e.Reason) <= reasonLength, "reason", "Lý do dài quá. Hãy ghi ngắn lại.")
	why := reasoned(e.Reason)
	near := func(year int) bool { return year >= this-1 && year <= this+ahead }
	if e.Year != 0 {
		_, entered := b.years[e.Year]
		f.Check(near(e.Year), "year", "Chỉ nhập được lịch nghỉ từ năm %s đến năm %s.", strconv.Itoa(this-1), strconv.Itoa(this+ahead))
		f.Check(why || !entered && !vn.Standard().Decided(e.Year), "reason", "Năm %s đã có thông báo. Muốn thay bằng thông báo khác, hãy ghi lý do, ít nhất 10 chữ cái.", strconv.Itoa(e.Year))
	}
	empty := !slices.ContainsFunc(e.Lines, func(l Line) bool { return l != Line{} })
	f.Check(!empty, "lines", "Hãy ghi ít nhất một ngày.")
	f.Check(len(e.Lines) <= mostLines, "lines", "Nhiều ngày quá: tối đa %d dòng một lần.", mostLines)
	if empty || len(e.Lines) > mostLines {
		return nil, f.Err()
	}
	then := b.without(e.Year).calendar()
	was := b.calendar()
	seen := map[vn.Day]bool{}
	taken := map[vn.Day]bool{}
	for _, l := range e.Lines {
		taken[l.Day], taken[l.Worked] = true, true
	}
	delete(taken, "")
	var made []day
	for i := range e.Lines {
		l := &e.Lines[i]
		if *l == (Line{}) {
			continue
		}
		l.Name = vn.Line(l.Name)
		at := lineField("day", i)
		switch {
		case !l.Day.Valid():
			f.Add(at, "Dòng %d: hãy ghi ngày theo mẫu ngày/tháng/năm.", i+1)
			continue
		case !near(l.Day.Year()) || e.Year != 0 && l.Day.Year() != e.Year:
			f.Add(at, "Dòng %d: ngày %s không thuộc năm nhập được. Hãy xem lại năm.", i+1, l.Day.String())
			continue
		case seen[l.Day]:
			f.Add(at, "Dòng %d: ngày %s đã có ở dòng khác. Hãy bỏ một dòng.", i+1, l.Day.String())
			continue
		}
		seen[l.Day] = true
		known, named := was.Name(l.Day)
		if l.Plain {
			made = append(made, e.takeBack(&f, i, l, named, why, b, taken)...)
			continue
		}
		f.Check(l.Name != "" && len(l.Name) <= nameLength, lineField("name", i), "Dòng %d: hãy ghi tên ngày nghỉ, ví dụ Tết Âm lịch.", i+1)
		if e.Year == 0 && named && was.Decided(l.Day.Year()) && !why {
			f.Add("reason", "Dòng %d: ngày %s đã có trong lịch (%s). Muốn sửa, hãy ghi lý do, ít nhất 10 chữ cái.", i+1, l.Day.String(), known.Name)
		}
		if rest(l.Day) && !then.WorkDay(l.Day) {
			if l.Worked != "" {
				f.Add(at, "Dòng %d: ngày nghỉ hoán đổi phải là ngày làm việc, mà %s là ngày nghỉ hằng tuần.", i+1, l.Day.String())
			} else if !why {
				f.Add(at, "Dòng %d: ngày %s đã là ngày nghỉ hằng tuần. Hãy bỏ dòng này, hoặc ghi lý do.", i+1, l.Day.String())
			}
		}
		made = append(made, day{day: l.Day, kind: off, name: l.Name, pair: l.Worked})
		made = append(made, b.freed(l.Day, l.Worked, taken)...)
		if l.Worked == "" {
			continue
		}
		at = lineField("worked", i)
		switch other := then.WorkDay(l.Worked); {
		case !l.Worked.Valid():
			f.Add(at, "Dòng %d: hãy ghi ngày làm bù theo mẫu ngày/tháng/năm.", i+1)
			continue
		case seen[l.Worked] || slices.ContainsFunc(e.Lines, func(o Line) bool { return o.Day == l.Worked }):
			f.Add(at, "Dòng %d: ngày %s đã có ở dòng khác. Hãy bỏ một dòng.", i+1, l.Worked.String())
			continue
		case !rest(l.Worked):
			f.Add(at, "Dòng %d: ngày làm bù phải là Thứ Bảy hoặc Chủ Nhật, mà %s là ngày làm việc.", i+1, l.Worked.String())
		case other && !why:
			f.Add(at, "Dòng %d: ngày %s đã là ngày làm bù. Hãy chọn ngày khác, hoặc ghi lý do sửa.", i+1, l.Worked.String())
		case l.Worked < l.Day.Add(-swapReach) || l.Worked > l.Day.Add(swapReach):
			f.Add(at, "Dòng %d: ngày làm bù cách ngày nghỉ quá %d ngày. Hãy xem lại tháng, năm.", i+1, swapReach)
		}
		seen[l.Worked] = true
		made = append(made, day{day: l.Worked, kind: work, name: "Làm bù ngày " + l.Day.String(), pair: l.Day})
		made = append(made, b.freed(l.Worked, l.Day, taken)...)
	}
	if e.Year != 0 && !why {
		for _, law := range fixed {
			d := vn.Day(time.Date(e.Year, law.month, law.day, 0, 0, 0, 0, vn.Office).Format(time.DateOnly))
			f.Check(e.Year < law.since || rest(d) || seen[d], "lines", "Thiếu ngày %s là ngày nghỉ theo luật. Hãy thêm dòng, hoặc ghi lý do.", d.String())
		}
	}
	return made, f.Err()
}

// takeBack makes a day, and the other side of its swap, a day as any other.
func (e *Entry) takeBack(f *fault.Form, i int, l *Line, named, why bool, b *book, taken map[vn.Day]bool) []day {
	f.Check(e.Year == 0, lineField("day", i), "Dòng %d: thông báo của năm chỉ ghi ngày nghỉ. Muốn bỏ một ngày, hãy dùng mục một ngày.", i+1)
	f.Check(named && b.days[l.Day].kind != plain, lineField("day", i), "Dòng %d: ngày %s không phải ngày nghỉ lễ hay ngày làm bù, nên không có gì để bỏ.", i+1, l.Day.String())
	f.Check(why, "reason", "Dòng %d: hãy ghi lý do bỏ ngày %s, ít nhất 10 chữ cái.", i+1, l.Day.String())
	if l.Name == "" {
		l.Name = plainName
	}
	return append([]day{{day: l.Day, kind: plain, name: l.Name}}, b.freed(l.Day, "", taken)...)
}

// freed is the other side that a day had in a swap, a day as any other now that
// the day goes with another or with none. Days that the entry itself decides are
// left to it.
func (b *book) freed(d, with vn.Day, taken map[vn.Day]bool) []day {
	pair := b.days[d].pair
	if pair == "" || pair == with || taken[pair] || b.days[pair].pair != d || b.days[pair].kind == plain {
		return nil
	}
	taken[pair] = true
	return []day{{day: pair, kind: plain, name: plainName}}
}

// without is the book as it is without the days of a year's notice.
func (b *book) without(year int) *book {
	c := &book{years: b.years, days: map[vn.Day]day{}, hours: b.hours}
	of := b.years[year].id
	for _, d := range b.sorted() {
		if of == "" || b.days[d].year != of {
			c.days[d] = b.days[d]
		}
	}
	return c
}

// EnterDays lays down the notice of a year or of single days and gives the
// calendar that follows (Bộ luật Lao động 45/2019/QH14, Điều 111 and 112). A year
// entered again has the days of its last notice and those decided alone; nothing
// that was entered is lost. What is open is not moved by it: reminder.EnterDays
// does both.
func EnterDays(tx *db.Tx, who org.Who, e Entry) (*vn.Calendar, error) {
	who, err := who.As(org.Arrange, org.Thing{})
	if err != nil {
		return nil, err
	}
	b, err := load(tx)
	if err != nil {
		return nil, err
	}
	made, err := e.check(tx.Now, b)
	if err != nil {
		return nil, err
	}
	entry, err := tx.Next(series, 0)
	if err != nil {
		return nil, err
	}
	id := db.NewID() // of the year, or of the first day
	if e.Year != 0 {
		if _, err := tx.Exec("update calendar_year set ended_at = ?3 where tenant_id = ?1 and year = ?2 and ended_at is null", e.Year, tx.Now); err != nil {
			return nil, err
		}
		if before := b.years[e.Year].id; before != "" {
			if _, err := tx.Exec("update calendar_day set ended_at = ?3 where tenant_id = ?1 and year_id = ?2 and ended_at is null", before, tx.Now); err != nil {
				return nil, err
			}
		}
		if _, err := tx.Exec(`insert into calendar_year (tenant_id, year_id, year, source, decided_on, reason, entry, at, person_id, post_id)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
			id, e.Year, e.Source, e.On, e.Reason, entry, tx.Now, who.Person, db.Null(who.Post)); err != nil {
			return nil, err
		}
	}
	for i, d := range made { // few, and only written
		if _, err := tx.Exec("update calendar_day set ended_at = ?3 where tenant_id = ?1 and day = ?2 and ended_at is null", d.day, tx.Now); err != nil {
			return nil, err
		}
		row, of := id, db.ID("")
		if e.Year != 0 {
			of = id
		}
		if i > 0 || e.Year != 0 {
			row = db.NewID()
		}
		if _, err := tx.Exec(`insert into calendar_day (tenant_id, day_id, day, kind, name, pair, year_id, source, decided_on, reason, entry, at, person_id, post_id)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`,
			row, d.day, d.kind, d.name, db.Null(d.pair), db.Null(of), e.Source, e.On, e.Reason, entry, tx.Now, who.Person, db.Null(who.Post)); err != nil {
			return nil, err
		}
	}
	who.Did(tx, "days-entered", id)
	return Of(tx)
}
