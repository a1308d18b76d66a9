package followup

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/vn"
	"sauro/web"
)

// accountPage reckons a last day and says day by day how.
type accountPage struct {
	web.Page
	From  vn.Day
	Hour  string
	Words string

	Asked   bool
	Account vn.Account
	Rows    []accountRow
	Notes   []fault.Text
	Ways    []accountWay
}

// accountRow is one line of the account.
type accountRow struct {
	Day, Until vn.Day
	Counted    bool
	Sum        string // counted so far, "" where the line counts nothing
	Why        string
	Name       string
	Source     string
	Soft       bool // a day that does not count
}

// Several reports whether the row is of many days.
func (r accountRow) Several() bool { return r.Day != r.Until }

// accountWay is a time that the page offers to try.
type accountWay struct{ Words, URL string }

// Ends is the last minute of a time in hours, "" of one in days.
func (p *accountPage) Ends() string {
	if !p.Account.Rule.InHours() {
		return ""
	}
	if iso := p.Account.ISO(); len(iso) > 11 {
		return iso[11:]
	}
	return ""
}

// wordsLength bounds the words of a time, in bytes.
const wordsLength = 500

func (p *Followup) account(w http.ResponseWriter, r *web.Request) error {
	page := &accountPage{Page: web.Page{Title: r.T("Tính hạn"), Crumbs: []web.Crumb{{Name: r.T("Lịch và hạn"), URL: calendarHome}}},
		From: typed(r, "tu"), Hour: r.Value("gio"), Words: r.Value("thoi-han")}
	page.Asked = page.Words != ""
	for _, words := range []string{"05 ngày làm việc", "15 ngày", "24 giờ làm việc", "trước ngày " + r.Today().EndOfYear().String(), "trong quý IV năm " + strconv.Itoa(r.Today().Year())} {
		q := url.Values{"tu": {string(r.Today())}, "thoi-han": {words}}
		page.Ways = append(page.Ways, accountWay{words, calendar.AccountPage + "?" + q.Encode()})
	}
	if !page.Asked && page.From == "" {
		page.From = r.Today()
	}
	var wrong error
	err := r.View(func(tx *db.Tx) error {
		days, err := calendar.Of(tx)
		if err == nil && page.Asked {
			wrong = page.reckon(r, days)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case wrong != nil:
		page.Asked = false
		return r.Again(w, "calendaraccount.html", page, wrong)
	}
	return r.Render(w, "calendaraccount.html", page)
}

// reckon reads what was asked and reckons it; the error says what cannot be read.
func (p *accountPage) reckon(r *web.Request, days *vn.Calendar) error {
	var f fault.Form
	rule, ok := vn.ParseRule(p.Words)
	f.Check(ok && len(p.Words) <= wordsLength, "thoi-han", "Chưa đọc được thời hạn này. Hãy ghi như 05 ngày làm việc, 24 giờ làm việc, trước ngày 31/12/2026, trong quý IV năm 2026.")
	from, known := vn.ParseDay(string(p.From))
	f.Check(known || p.From == "" && !rule.Counted(), "tu", "Hãy ghi ngày bắt đầu theo mẫu ngày/tháng/năm.")
	minute := 0
	if p.Hour != "" {
		minute, ok = vn.ParseClock(p.Hour)
		f.Check(ok, "gio", "Giờ chưa đúng. Hãy ghi như 16:30, hoặc để trống.")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if p.Hour != "" && from != "" {
		p.Account = days.AccountAt(from.Time().Add(time.Duration(minute)*time.Minute), rule)
	} else {
		p.Account = days.Account(from, rule)
	}
	if p.Account.Day == "" {
		f.Add("thoi-han", "Ngày cuối nằm ngoài lịch của chương trình. Hãy ghi thời hạn ngắn hơn.")
		return f.Err()
	}
	for _, l := range p.Account.Lines {
		row := accountRow{Day: l.Day, Until: l.Until, Counted: l.Counted > 0, Why: vn.ReasonName[l.Why], Name: l.Name, Source: l.Source, Soft: l.Counted == 0}
		if row.Counted {
			row.Sum = p.amount(r, l.Sum)
		}
		p.Rows = append(p.Rows, row)
	}
	for _, n := range p.Account.Notes {
		p.Notes = append(p.Notes, fault.Text{Format: n.Format, Args: n.Args})
	}
	return nil
}

// amount is what was counted so far, in the unit of the account.
func (p *accountPage) amount(r *web.Request, n int) string {
	if p.Account.Unit == vn.WorkingHour || p.Account.Unit == vn.CivilHour {
		return r.T("%s giờ %s phút", strconv.Itoa(n/60), fmt.Sprintf("%02d", n%60))
	}
	return strconv.Itoa(n)
}
