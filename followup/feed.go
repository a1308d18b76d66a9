package followup

import (
	"net/http"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/reminder"
	"sauro/web"
)

var feedPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET " + reminder.FeedPage + "{tep}", Open: true, Public: true, Pace: web.Heavy, Handle: p.feed},
			{Pattern: "GET /lich/dong-bo", Act: org.Self, Handle: p.feedPage},
			{Pattern: "POST /lich/dong-bo", Act: org.Self, Handle: p.makeFeed},
			{Pattern: "POST /lich/dong-bo/ngung", Act: org.Self, Handle: p.endFeed},
		}
	},
	Types: map[string]any{"feed.html": feedPage{}},
}

// feedPage is where a person makes and ends the secret address of the own feed.
type feedPage struct {
	web.Page
	Made time.Time // zero where there is none
	URL  string    // just made; shown on this answer only
}

func newFeedPage(r *web.Request) *feedPage {
	return &feedPage{Page: web.Page{Title: r.T("Đồng bộ lịch"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Lịch và hạn"), URL: calendarHome}}}}
}

func (p *feedPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		p.Made, err = reminder.FeedOf(tx, r.Who)
		return err
	}
}

func (p *Followup) feedPage(w http.ResponseWriter, r *web.Request) error {
	page := newFeedPage(r)
	return r.Show(w, "feed.html", page, page.load(r))
}

func (p *Followup) makeFeed(w http.ResponseWriter, r *web.Request) error {
	page := newFeedPage(r)
	err := r.Update(func(tx *db.Tx) error {
		path, err := reminder.MakeFeed(tx, r.Who)
		page.Made, page.URL = tx.Now, p.base(r)+path
		return err
	})
	if err != nil {
		return err
	}
	return r.Show(w, "feed.html", page, page.load(r))
}

func (p *Followup) endFeed(w http.ResponseWriter, r *web.Request) error {
	if err := r.Update(func(tx *db.Tx) error { return reminder.EndFeed(tx, r.Who) }); err != nil {
		page := newFeedPage(r)
		if err := r.View(page.load(r)); err != nil {
			return err
		}
		return r.Again(w, "feed.html", page, err)
	}
	return r.Redirect(w, "/lich/dong-bo", r.T("Đã ngừng đồng bộ. Địa chỉ cũ không đọc được nữa."))
}

// base is the program's own address, as the installer told it or as the person
// reached it.
func (p *Followup) base(r *web.Request) string {
	if p.URL != "" {
		return p.URL
	}
	return r.Origin()
}

// noFeed is the answer to every address that is none: it says nothing about why.
const noFeed = "Không có lịch ở địa chỉ này.\n"

func (p *Followup) feed(w http.ResponseWriter, r *web.Request) error {
	h := w.Header()
	h.Set("Content-Security-Policy", web.Boxed)
	h.Set("X-Robots-Tag", "noindex")
	// A calendar program asks every few hours; nobody between may keep it.
	h.Set("Cache-Control", "private, max-age=600")
	secret, named := strings.CutSuffix(r.PathValue("tep"), reminder.FeedEnding)
	if !named {
		secret = ""
	}
	text, err := reminder.ReadFeed(r.Context(), p.DB, secret, p.base(r), r.T)
	if fault.Is(err, fault.Unknown) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, err = w.Write([]byte(noFeed))
		return err
	}
	if err != nil {
		return err
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="sauro.ics"`)
	_, err = w.Write(text)
	return err
}
