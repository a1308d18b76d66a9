package calendar

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// kind is what a day is by what was entered.
type kind string

const (
	off   kind = "off"
	work  kind = "work"  // a day of rest that is worked
	plain kind = "plain" // a day as any other after all
)

// year is the notice of a year that holds.
type year struct {
	id        db.ID
	year      int
	source    string
	decidedOn vn.Day
	at        time.Time
	post      db.ID
}

// day is a day that was entered and holds.
type day struct {
	id           db.ID
	day          vn.Day
	kind         kind
	name, source string
	pair         vn.Day // of a swap, its other side
	year         db.ID  // the year's notice it came with, "" of a day decided alone
}

// dayOff is the day as the engine knows it.
func (d day) dayOff() vn.DayOff {
	works := d.kind == work
	if d.kind == plain {
		works = !rest(d.day)
	}
	return vn.DayOff{Day: d.day, Work: works, Name: d.name, Source: d.source}
}

// book is all that was entered and holds.
type book struct {
	years map[int]year
	days  map[vn.Day]day
	hours []Hours // by their first day
}

func load(tx *db.Tx) (*book, error) {
	b := &book{years: map[int]year{}, days: map[vn.Day]day{}}
	years, err := db.All(tx, func(y *year) []any {
		return []any{&y.id, &y.year, &y.source, &y.decidedOn, db.Time(&y.at), db.Opt(&y.post)}
	}, "select year_id, year, source, decided_on, at, post_id from calendar_year where tenant_id = ?1 and ended_at is null")
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		b.years[y.year] = y
	}
	days, err := db.All(tx, func(d *day) []any {
		return []any{&d.id, &d.day, &d.kind, &d.name, &d.source, db.Opt(&d.pair), db.Opt(&d.year)}
	}, "select day_id, day, kind, name, source, pair, year_id from calendar_day where tenant_id = ?1 and ended_at is null")
	if err != nil {
		return nil, err
	}
	for _, d := range days {
		b.days[d.day] = d
	}
	b.hours, err = AllHours(tx)
	return b, err
}

// calendar is the working time by all that was entered. A year of which the
// notice was entered has the days of that notice and no others.
func (b *book) calendar() *vn.Calendar {
	var days []vn.DayOff
	for y := range b.years {
		if !vn.Standard().Decided(y) {
			continue // only proposed, which a notice ends by itself
		}
		for _, known := range Days(vn.Standard(), y) {
			if _, entered := b.days[known.Day]; !entered {
				days = append(days, day{day: known.Day, kind: plain, name: plainName, source: b.years[y].source}.dayOff())
			}
		}
	}
	for _, d := range b.days {
		days = append(days, d.dayOff())
	}
	c := vn.NewCalendar(days, slices.Collect(maps.Keys(b.years))...)
	if len(b.hours) == 0 {
		return c
	}
	var hours []vn.Hours
	for _, h := range b.hours {
		hours = append(hours, h.engine())
	}
	return c.WithHours(hours...)
}

// Days are the days off and the worked days of rest of a year, in order.
func Days(c *vn.Calendar, year int) []vn.DayOff {
	var list []vn.DayOff
	first := vn.Day(strconv.Itoa(year) + "-01-01")
	for d, end := first, first.EndOfYear(); d <= end; d = d.Add(1) {
		if o, named := c.Name(d); named && o.Work == rest(d) {
			list = append(list, o)
		}
	}
	return list
}

// rest reports whether the day is one of the weekly rest.
func rest(d vn.Day) bool { w := d.Time().Weekday(); return w == time.Saturday || w == time.Sunday }

// Year is a year as the office knows it.
type Year struct {
	Year    int
	Decided bool      // by a notice; else its days off are computed and provisional
	Entered bool      // here; else the program brought it
	Source  string    // the notice that was entered
	On      vn.Day    // the day of that notice
	At      time.Time // when it was entered
	Post    string    // by which post
	Days    []vn.DayOff
}

// ahead is how many years after this one can be entered.
const ahead = 3

// Years are the years that can be entered, from last year on, with the days off
// and the worked days of each.
func Years(tx *db.Tx) ([]Year, error) {
	c, err := Of(tx)
	if err != nil {
		return nil, err
	}
	b, err := load(tx)
	if err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	this := vn.Today(tx.Now).Year()
	var list []Year
	for n := this - 1; n <= this+ahead; n++ {
		y := Year{Year: n, Decided: c.Decided(n), Days: Days(c, n)}
		if e, entered := b.years[n]; entered {
			y.Entered, y.Source, y.On, y.At, y.Post = true, e.source, e.decidedOn, e.at, names.Post(e.post, vn.Today(e.at))
		}
		list = append(list, y)
	}
	return list, nil
}

// Draft are the lines that the notice of a year is entered from: what is known of
// it, which before any notice is what the law lets expect.
func Draft(tx *db.Tx, year int) ([]Line, error) {
	c, err := Of(tx)
	if err != nil {
		return nil, err
	}
	b, err := load(tx)
	if err != nil {
		return nil, err
	}
	var lines []Line
	var worked []vn.Day // by a notice that the program brought, which names no pairs
	for _, o := range Days(c, year) {
		switch e, entered := b.days[o.Day]; {
		case o.Work && !entered:
			worked = append(worked, o.Day)
		case !o.Work:
			l := Line{Day: o.Day, Name: o.Name}
			if entered && b.days[e.pair].kind == work {
				l.Worked = e.pair
			}
			lines = append(lines, l)
		}
	}
	for i := range lines {
		l := &lines[i]
		if len(worked) > 0 && l.Name == swapped && l.Worked == "" {
			l.Worked, worked = worked[0], worked[1:]
		}
	}
	return lines, nil
}

// swapped is how the days off of a swap are called in the notices that the
// program brought.
const swapped = "Nghỉ hoán đổi"

// Change is one thing that was entered, as the list of changes tells it.
type Change struct {
	Day     vn.Day
	Off     bool
	Plain   bool // taken back
	Name    string
	Source  string
	On      vn.Day
	Reason  string
	At      time.Time
	Post    string
	EndedAt time.Time // when another took its place, zero while it holds
}

// Changes are the last days that were entered, the latest first, those too that
// hold no more.
func Changes(tx *db.Tx, limit int) ([]Change, error) {
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	type row struct {
		Change
		kind kind
		post db.ID
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.Day, &r.kind, &r.Name, &r.Source, &r.On, &r.Reason, db.Time(&r.At), db.Opt(&r.post), db.Time(&r.EndedAt)}
	}, "select day, kind, name, source, decided_on, reason, at, post_id, ended_at from calendar_day where tenant_id = ?1 order by entry desc, day limit ?2", limit)
	list := make([]Change, len(rows))
	for i, r := range rows {
		list[i] = r.Change
		list[i].Off, list[i].Plain = r.kind == off, r.kind == plain
		list[i].Post = names.Post(r.post, vn.Today(r.At))
	}
	return list, err
}

// sorted are the days of a book by their dates.
func (b *book) sorted() []vn.Day { return slices.Sorted(maps.Keys(b.days)) }
