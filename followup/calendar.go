package followup

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/org"
	"sauro/reminder"
	"sauro/vn"
	"sauro/web"
)

const calendarHome = "/lich"

var calendarPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET " + calendarHome, Act: org.Read, Handle: p.calendar},
			{Pattern: "GET " + calendar.AccountPage, Act: org.Read, Handle: p.account},
		}
	},
	Types: map[string]any{"calendar.html": calendarPage{}, "calendaraccount.html": accountPage{}},
}

// Whose days a calendar shows.
const (
	ofMine = "toi"
	ofUnit = "don-vi"
	ofAll  = "tat-ca"
)

// calendarPage is a month with what is due in it, or one day of it, or all that
// is late.
type calendarPage struct {
	web.Page
	First    vn.Day // of the month
	Day      vn.Day // the one day that is shown, "" for the month
	OnlyLate bool
	Whose    string
	Choices  []web.Option
	Weeks    [][]monthDay
	Off      []vn.DayOff
	Late     []dueLine
	Groups   []dueDay
	Total    int // due in the month
	Listed   int // of them in the list: without what is late and stands above
	LateAll  int
	Decided  bool
	Arrange  bool
	Pager    web.Pager

	calendar *vn.Calendar
	names    org.Calling
}

// monthDay is one square of the month.
type monthDay struct {
	Day     vn.Day
	In      bool // of this month
	Rest    bool // the office is closed
	Off     vn.DayOff
	Named   bool
	Count   int
	Late    int
	IsToday bool
}

// Number is the day of the month.
func (d monthDay) Number() int { return d.Day.Time().Day() }

// dueDay is what is due on a day.
type dueDay struct {
	Day   vn.Day
	Off   vn.DayOff
	Named bool
	Lines []dueLine
	More  int // lines that are not shown
}

// dueLine is a thing with a last day as the list shows it.
type dueLine struct {
	calendar.Item
	PostTitle, UnitName string
	DaysLate            int // working days, 0 in time
	DaysLeft            int
}

// Month is the month as people write it: 11/2026.
func (p *calendarPage) Month() string { return p.First.Time().Format("01/2006") }

// Key is the month as the address has it.
func (p *calendarPage) Key() string { return p.First.Time().Format("2006-01") }

// Go is the address of the month so many months on, for the same people.
func (p *calendarPage) Go(months int) string {
	return p.address(url.Values{"thang": {p.First.Time().AddDate(0, months, 0).Format("2006-01")}})
}

// On is the address of one day.
func (p *calendarPage) On(d vn.Day) string { return p.address(url.Values{"ngay": {string(d)}}) }

// LateOnes is the address of all that is late.
func (p *calendarPage) LateOnes() string { return p.address(url.Values{"tre": {"1"}}) }

func (p *calendarPage) address(q url.Values) string {
	q.Set("ai", p.Whose)
	return calendarHome + "?" + q.Encode()
}

// ThisMonth reports whether the month is this one.
func (p *calendarPage) ThisMonth() bool { return p.Key() == p.Today.Time().Format("2006-01") }

const (
	perDay  = 8  // things of a day in the month's list
	lateTop = 10 // late things above the month
	perPage = 50
)

func newCalendarPage(r *web.Request) *calendarPage {
	p := &calendarPage{Page: web.Page{Title: r.T("Lịch và hạn"), Today: r.Today()}, Whose: r.Value("ai"), OnlyLate: r.Has("tre")}
	p.First = firstOf(r.Today())
	if t, err := time.ParseInLocation("2006-01", r.Value("thang"), vn.Office); err == nil && t.Year() >= 2000 && t.Year() <= 2199 {
		p.First = vn.Day(t.Format(time.DateOnly))
	}
	if d, ok := r.Day("ngay"); ok {
		p.Day, p.First = d, firstOf(d)
	}
	if !slices.Contains([]string{ofMine, ofUnit, ofAll}, p.Whose) {
		switch r.Who.Role {
		case org.Official:
			p.Whose = ofMine
		case org.Head:
			p.Whose = ofUnit
		default:
			p.Whose = ofAll
		}
	}
	p.Choices = []web.Option{{Value: ofMine, Text: r.T("của tôi")}, {Value: ofUnit, Text: r.T("của đơn vị tôi")}, {Value: ofAll, Text: r.T("của cả cơ quan")}}
	p.Arrange = r.Who.Can(org.Arrange, org.Thing{})
	if p.Day != "" || p.OnlyLate {
		p.Crumbs = []web.Crumb{{Name: p.Title, URL: p.Go(0)}}
	}
	switch {
	case p.OnlyLate:
		p.Title = r.T("Quá hạn")
	case p.Day != "":
		p.Title = r.T("Đến hạn ngày %s", p.Day.String())
	}
	return p
}

func firstOf(d vn.Day) vn.Day { return vn.Day(string(d)[:8] + "01") }

// shows reports whether the page has a thing, by whose it is.
func (p *calendarPage) shows(who org.Who, i calendar.Item) bool {
	switch p.Whose {
	case ofMine:
		return slices.ContainsFunc(who.All(), func(s org.Seat) bool { return i.Post != "" && s.At() == i.Post })
	case ofUnit:
		return slices.ContainsFunc(who.All(), func(s org.Seat) bool { return i.Unit != "" && s.Unit == i.Unit })
	}
	return true
}

func (p *calendarPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.calendar, err = calendar.Of(tx); err != nil {
			return err
		}
		if p.names, err = org.NamesOf(tx); err != nil {
			return err
		}
		last := max(p.First.EndOfMonth(), r.Today())
		items, err := reminder.Items(tx, last)
		if err != nil {
			return err
		}
		p.Decided = p.calendar.Decided(p.First.Year())
		var late []dueLine
		of := map[vn.Day][]dueLine{}
		for _, i := range items {
			if !p.shows(r.Who, i) {
				continue
			}
			l := p.line(i, r.Today())
			if l.DaysLate > 0 {
				late = append(late, l)
			}
			of[i.Due] = append(of[i.Due], l)
		}
		p.LateAll = len(late)
		p.month(of)
		switch {
		case p.OnlyLate:
			p.Pager = r.Pager(len(late), perPage)
			p.Late = late[p.Pager.Offset():p.Pager.To()]
		case p.Day != "":
			p.Pager = r.Pager(len(of[p.Day]), perPage)
			p.group(p.Day, of[p.Day][p.Pager.Offset():p.Pager.To()], 0)
		default:
			if p.ThisMonth() {
				p.Late = late[:min(len(late), lateTop)]
			}
			for d := p.First; d <= p.First.EndOfMonth(); d = d.Add(1) {
				list := of[d]
				if p.ThisMonth() { // what is late stands above
					list = slices.DeleteFunc(list, func(l dueLine) bool { return l.DaysLate > 0 })
				}
				if p.Listed += len(list); len(list) > 0 {
					shown := list[:min(len(list), perDay)]
					p.group(d, shown, len(list)-len(shown))
				}
			}
		}
		return nil
	}
}

func (p *calendarPage) line(i calendar.Item, today vn.Day) dueLine {
	l := dueLine{Item: i, PostTitle: p.names.Post(i.Post, today), UnitName: p.names.Unit(i.Unit, today)}
	inTime := p.calendar.LastInTime(i.Due)
	if n := p.calendar.Between(inTime, today); n > 0 {
		l.DaysLate = n
	} else {
		l.DaysLeft = -n
	}
	return l
}

func (p *calendarPage) group(d vn.Day, lines []dueLine, more int) {
	g := dueDay{Day: d, Lines: lines, More: more}
	g.Off, g.Named = p.calendar.Name(d)
	p.Groups = append(p.Groups, g)
}

// month fills the squares, from the Monday of the first week to the last Sunday.
func (p *calendarPage) month(of map[vn.Day][]dueLine) {
	last := p.First.EndOfMonth()
	for d := p.First.EndOfWeek().Add(-6); d <= last.EndOfWeek(); d = d.Add(1) {
		if d.Time().Weekday() == time.Monday {
			p.Weeks = append(p.Weeks, nil)
		}
		s := monthDay{Day: d, In: d >= p.First && d <= last, Rest: !p.calendar.WorkDay(d), IsToday: d == p.Today}
		if s.In {
			s.Off, s.Named = p.calendar.Name(d)
			if s.Named {
				p.Off = append(p.Off, s.Off)
			}
			for _, l := range of[d] {
				if s.Count++; l.DaysLate > 0 {
					s.Late++
				}
			}
			p.Total += s.Count
		}
		p.Weeks[len(p.Weeks)-1] = append(p.Weeks[len(p.Weeks)-1], s)
	}
}

func (p *Followup) calendar(w http.ResponseWriter, r *web.Request) error {
	page := newCalendarPage(r)
	return r.Show(w, "calendar.html", page, page.load(r))
}
