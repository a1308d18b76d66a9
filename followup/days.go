package followup

import (
	"errors"
	"net/http"
	"strconv"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/reminder"
	"sauro/vn"
	"sauro/web"
)

const (
	daysHome  = calendarHome + "/ngay-nghi"
	daysEnter = daysHome + "/nhap"
)

var daysPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET " + daysHome, Act: org.Arrange, Handle: p.days},
			{Pattern: "GET " + daysEnter, Act: org.Arrange, Handle: p.daysEntering},
			{Pattern: "POST " + daysHome, Act: org.Arrange, Handle: p.enterDays},
		}
	},
	Types: map[string]any{"days.html": daysPage{}, "daysenter.html": daysEnterPage{}},
}

// daysPage is the years with what was decided of them, the hours, and all that
// was entered.
type daysPage struct {
	web.Page
	Years   []calendar.Year
	Hours   vn.Hours
	Week    [7]string // Monday first
	CutOff  string
	Changes []calendar.Change
}

// Number is a year without the separator of thousands.
func (p *daysPage) Number(year int) string { return strconv.Itoa(year) }

// Next is the first year that waits for its notice, 0 where none does.
func (p *daysPage) Next() int {
	for _, y := range p.Years {
		if !y.Decided {
			return y.Year
		}
	}
	return 0
}

// Weekdays are the names of the days, Monday first.
func (p *daysPage) Weekdays() [7]string { return weekdayNames }

// weekdayNames are the days of a week, Monday first, as keys of their translations.
var weekdayNames = [7]string{"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"}

// changesShown is how much of what was entered the page lists.
const changesShown = 100

func daysCrumbs(r *web.Request) []web.Crumb {
	return []web.Crumb{{Name: r.T("Lịch và hạn"), URL: calendarHome}}
}

func (p *Followup) days(w http.ResponseWriter, r *web.Request) error {
	page := &daysPage{Page: web.Page{Title: r.T("Ngày nghỉ, giờ làm việc"), Crumbs: daysCrumbs(r)}}
	return r.Show(w, "days.html", page, func(tx *db.Tx) (err error) {
		if page.Years, err = calendar.Years(tx); err != nil {
			return err
		}
		c, err := calendar.Of(tx)
		if err != nil {
			return err
		}
		page.Hours = c.HoursOn(r.Today())
		page.Week, page.CutOff = weekText(page.Hours)
		page.Changes, err = calendar.Changes(tx, changesShown)
		return err
	})
}

// weekText is the hours as people write them.
func weekText(h vn.Hours) (week [7]string, cutOff string) {
	for i := range week {
		for k, s := range h.Week[(i+1)%7] {
			if k > 0 {
				week[i] += ", "
			}
			week[i] += s.String()
		}
	}
	if h.CutOff > 0 {
		cutOff = vn.Shift{From: h.CutOff, To: h.CutOff}.String()[:5]
	}
	return week, cutOff
}

// What can be entered.
const (
	yearForm  = "nam"
	dayForm   = "ngay"
	hoursForm = "gio"
)

// daysEnterPage is the form for the notice of a year, for one day, or for the
// hours; sent once it says what would move, sent again it is carried out.
type daysEnterPage struct {
	web.Page
	Kind   string
	Year   int
	Known  bool // there is something that this changes
	Lines  []calendar.Line
	Way    string // of one day: off, swap, plain
	Ways   []web.Option
	Source string
	On     vn.Day
	Reason string
	From   vn.Day
	Week   [7]string
	CutOff string

	Ready bool // looked at: what follows is known
	Moved []calendar.Moved
}

// Number is the year without the separator of thousands.
func (p *daysEnterPage) Number() string { return strconv.Itoa(p.Year) }

// Weekdays are the names of the days, Monday first.
func (p *daysEnterPage) Weekdays() [7]string { return weekdayNames }

// Field is the name of a field of the n-th line.
func (p *daysEnterPage) Field(name string, n int) string { return name + "-" + strconv.Itoa(n) }

// Plus is one more, for counting lines from one.
func (p *daysEnterPage) Plus(n int) int { return n + 1 }

// movedShown is how many of the things that would move are listed.
const movedShown = 20

// Shown are the first of what would move.
func (p *daysEnterPage) Shown() []calendar.Moved { return p.Moved[:min(len(p.Moved), movedShown)] }

// spareLines are empty lines below those of the draft.
const spareLines = 4

// The ways of one day.
const (
	wayOff   = "nghi"
	waySwap  = "hoan-doi"
	wayPlain = "bo"
)

func newDaysEnterPage(r *web.Request, kind string) *daysEnterPage {
	p := &daysEnterPage{Page: web.Page{Crumbs: append(daysCrumbs(r), web.Crumb{Name: r.T("Ngày nghỉ, giờ làm việc"), URL: daysHome})}, Kind: kind, Way: wayOff}
	p.Ways = []web.Option{
		{Value: wayOff, Text: r.T("Cơ quan nghỉ ngày này")},
		{Value: waySwap, Text: r.T("Hoán đổi"), Hint: r.T("nghỉ ngày này, làm bù một ngày Thứ Bảy hoặc Chủ Nhật")},
		{Value: wayPlain, Text: r.T("Bỏ, trở lại như ngày thường"), Hint: r.T("ngày đã ghi sai hoặc không còn đúng; bỏ cả ngày làm bù đi cùng")},
	}
	switch kind {
	case yearForm:
		n, _ := r.Int("nam")
		p.Year = int(n)
		p.Title = r.T("Nhập lịch nghỉ năm %s", p.Number())
	case hoursForm:
		p.Title = r.T("Đặt giờ làm việc")
	default:
		p.Kind = dayForm
		p.Title = r.T("Ghi một ngày")
	}
	return p
}

func (p *daysEnterPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		years, err := calendar.Years(tx)
		if err != nil {
			return err
		}
		for _, y := range years {
			p.Known = p.Known || y.Year == p.Year && y.Decided
		}
		if p.Kind == yearForm && (p.Year < years[0].Year || p.Year > years[len(years)-1].Year) {
			return fault.New(fault.Unknown, "Chỉ nhập được lịch nghỉ từ năm %s đến năm %s.", strconv.Itoa(years[0].Year), strconv.Itoa(years[len(years)-1].Year))
		}
		return nil
	}
}

// draft fills the form with what is known.
func (p *daysEnterPage) draft(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if err := p.load(r)(tx); err != nil {
			return err
		}
		switch p.Kind {
		case yearForm:
			if p.Lines, err = calendar.Draft(tx, p.Year); err != nil {
				return err
			}
			p.Lines = append(p.Lines, make([]calendar.Line, spareLines)...)
		case hoursForm:
			c, err := calendar.Of(tx)
			if err != nil {
				return err
			}
			p.Week, p.CutOff = weekText(c.HoursOn(r.Today()))
			p.From = firstOf(r.Today()).EndOfMonth().Add(1)
		default:
			p.Lines = make([]calendar.Line, 1)
			if d, ok := r.Day("la"); ok {
				p.Lines[0].Day = d
			}
		}
		return nil
	}
}

func (p *Followup) daysEntering(w http.ResponseWriter, r *web.Request) error {
	kind := r.Value("viec")
	if r.Value("nam") != "" {
		kind = yearForm
	}
	page := newDaysEnterPage(r, kind)
	return r.Show(w, "daysenter.html", page, page.draft(r))
}

// typed is a day as it was typed, whatever it is: the rule says what is wrong.
func typed(r *web.Request, name string) vn.Day {
	if d, ok := r.Day(name); ok {
		return d
	}
	return vn.Day(r.Value(name))
}

// most is how many lines of a form are read; one more than may be entered, so
// that the rule says so.
const most = 61

// read takes what was typed into the page.
func (p *daysEnterPage) read(r *web.Request) {
	p.Source, p.On, p.Reason = r.Value("so"), typed(r, "ban-hanh"), r.Value("ly-do")
	p.From, p.CutOff = typed(r, "tu"), r.Value("chot")
	for i := range p.Week {
		p.Week[i] = r.Value("gio-" + strconv.Itoa(i))
	}
	if way := r.Value("cach"); way != "" {
		p.Way = way
	}
	for i := 0; i < most && r.Has("ngay-"+strconv.Itoa(i)); i++ {
		n := strconv.Itoa(i)
		l := calendar.Line{Day: typed(r, "ngay-"+n), Name: r.Value("ten-" + n), Worked: typed(r, "bu-"+n)}
		if p.Kind == dayForm && p.Way != waySwap {
			l.Worked = ""
		}
		l.Plain = p.Kind == dayForm && p.Way == wayPlain
		p.Lines = append(p.Lines, l)
	}
	if p.Kind == dayForm {
		p.Lines = append(p.Lines, calendar.Line{})[:1] // the form has one
	}
}

// rename gives what is wrong the names of the form's fields.
func (p *daysEnterPage) rename(err error) error {
	pairs := []string{"source", "so", "on", "ban-hanh", "reason", "ly-do", "lines", "ngay-0", "year", "so", "from", "tu", "cut-off", "chot"}
	for i := range most {
		n := strconv.Itoa(i)
		pairs = append(pairs, "day-"+n, "ngay-"+n, "name-"+n, "ten-"+n, "worked-"+n, "bu-"+n)
	}
	for i, name := range calendar.Weekdays {
		pairs = append(pairs, name, "gio-"+strconv.Itoa(i))
	}
	return fault.Rename(err, pairs...)
}

// enter lays down what the page has.
func (p *daysEnterPage) enter(tx *db.Tx, who org.Who) (err error) {
	if p.Kind == hoursForm {
		p.Moved, err = reminder.EnterHours(tx, who, calendar.Hours{From: p.From, Week: p.Week, CutOff: p.CutOff, Source: p.Source, Reason: p.Reason})
		return err
	}
	lines := append([]calendar.Line(nil), p.Lines...)
	p.Moved, err = reminder.EnterDays(tx, who, calendar.Entry{Year: p.Year, Source: p.Source, On: p.On, Lines: lines, Reason: p.Reason})
	return err
}

// errLooked undoes what was only to be looked at.
var errLooked = errors.New("only looked at")

func (p *Followup) enterDays(w http.ResponseWriter, r *web.Request) error {
	page := newDaysEnterPage(r, r.Value("form"))
	page.read(r)
	carryOut := r.Has("ghi")
	err := r.Update(func(tx *db.Tx) error {
		if err := page.enter(tx, r.Who); err != nil || carryOut {
			return err
		}
		return errLooked
	})
	switch {
	case errors.Is(err, errLooked):
		page.Ready = true
		return r.Show(w, "daysenter.html", page, page.load(r))
	case err != nil:
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "daysenter.html", page, page.rename(err))
	case len(page.Moved) == 0:
		return r.Redirect(w, daysHome, r.T("Đã ghi. Không có hạn đang mở nào phải dời."))
	}
	return r.Redirect(w, daysHome, r.T("Đã ghi. %d hạn đang mở đã dời, người liên quan đã được báo.", len(page.Moved)))
}
