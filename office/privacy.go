package office

import (
	"net/http"
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/privacy"
	"sauro/web"
)

var privacyPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /du-lieu-ca-nhan", Act: org.Self, Handle: o.privacy},
			{Pattern: "GET /du-lieu-ca-nhan/danh-muc.csv", Act: org.Self, Handle: o.privacyTable},
			{Pattern: "POST /du-lieu-ca-nhan/ban-sao", Act: org.Self, Handle: o.privacyCopy},
			{Pattern: "GET /du-lieu-ca-nhan/ai-da-xem", Act: org.Self, Handle: o.whoRead},
			{Pattern: "GET /du-lieu-ca-nhan/so-doc", Act: org.People, Handle: o.reads},
			{Pattern: "GET /du-lieu-ca-nhan/yeu-cau", Act: org.Self, Handle: o.dataRequests},
			{Pattern: "GET /du-lieu-ca-nhan/yeu-cau/moi", Act: org.Self, Handle: o.dataAsking},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau", Act: org.Self, Handle: o.fileDataRequest},
			{Pattern: "GET /du-lieu-ca-nhan/yeu-cau/{ref}", Act: org.Self, Handle: o.dataRequest},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/tra-loi", Act: org.People, Handle: o.answerDataRequest},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/gia-han", Act: org.People, Handle: o.extendDataRequest},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/xong", Act: org.People, Handle: o.finishDataRequest},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/tu-choi", Act: org.People, Handle: o.refuseDataRequest},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/dinh-chinh", Act: org.People, Handle: o.amendName},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/ban-sao", Act: org.People, Handle: o.copyDataRequest},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/chuan-bi", Act: org.People, Handle: o.prepareErasure},
			{Pattern: "POST /du-lieu-ca-nhan/yeu-cau/{ref}/quyet-dinh", Act: org.People, Handle: o.decideErasure},
		}
	},
	Types: map[string]any{
		"privacy.html": privacyPage{}, "privacyreads.html": readsPage{},
		"requests.html": dataRequestsPage{}, "requestnew.html": dataAskingPage{}, "request.html": dataRequestPage{},
	},
}

const privacyHome = "/du-lieu-ca-nhan"

// privacyPage is the register of personal data, for everybody.
type privacyPage struct {
	web.Page
	Lines    []datumLine
	Clocks   []privacy.Clock
	Expired  []privacy.Expired
	Handles  bool // may manage persons
	Oversees bool
}

// datumLine is what is kept for the same reason, as long, and read by the same.
type datumLine struct {
	privacy.Datum
	Whats  []string
	Places []string // person.name
}

// KindName is a kind of request in words.
func (p *privacyPage) KindName(k privacy.Kind) string { return privacy.KindName[k] }

// CheckedName is how a figure of the law was checked.
func (p *privacyPage) CheckedName(c privacy.Checked) string { return privacy.CheckedName[c] }

// AsOf is the day on which the register was last read against the law.
func (p *privacyPage) AsOf() any { return privacy.AsOf }

// datumLines puts together what the register says in the same words.
func datumLines() (lines []datumLine) {
	at := map[string]int{}
	for _, d := range privacy.Data() {
		key := strings.Join([]string{d.Purpose, d.Basis, d.Readers, d.Keep, d.Fate}, "\n")
		i, known := at[key]
		if !known {
			i = len(lines)
			at[key] = i
			lines = append(lines, datumLine{Datum: d})
		}
		l := &lines[i]
		if !slices.Contains(l.Whats, d.What) {
			l.Whats = append(l.Whats, d.What)
		}
		for _, c := range d.Columns {
			l.Places = append(l.Places, d.Table+"."+c)
		}
	}
	return lines
}

func newPrivacyPage(r *web.Request) *privacyPage {
	return &privacyPage{
		Page:  web.Page{Title: r.T("Dữ liệu cá nhân")},
		Lines: datumLines(), Clocks: privacy.Clocks(r.Today()),
		Handles: r.Who.Can(org.People, org.Thing{}), Oversees: privacy.Oversees(r.Who),
	}
}

func (p *privacyPage) load(tx *db.Tx) (err error) {
	p.Expired, err = privacy.LastExpired(tx)
	return err
}

func (o *Office) privacy(w http.ResponseWriter, r *web.Request) error {
	p := newPrivacyPage(r)
	return r.Show(w, "privacy.html", p, p.load)
}

func (o *Office) privacyTable(w http.ResponseWriter, r *web.Request) error {
	rows := [][]string{{r.T("bảng"), r.T("cột"), r.T("dữ liệu"), r.T("để làm gì"), r.T("căn cứ"), r.T("ai được đọc"), r.T("giữ bao lâu"), r.T("khi xóa"), r.T("kiểm chứng")}}
	for _, d := range privacy.Data() {
		rows = append(rows, []string{d.Table, strings.Join(d.Columns, " "), r.T(d.What), r.T(d.Purpose), r.T(d.Basis), r.T(d.Readers), r.T(d.Keep), r.T(d.Fate), r.T(privacy.CheckedName[d.Checked])})
	}
	return web.AttachmentOf(w, r, "danh-muc-du-lieu-ca-nhan.csv", "text/csv; charset=utf-8", r.Now(), privacy.CSV(rows))
}

// privacyCopy gives people all that is kept about themselves.
func (o *Office) privacyCopy(w http.ResponseWriter, r *web.Request) error {
	var d privacy.Dossier
	err := r.Update(func(tx *db.Tx) (err error) {
		d, err = privacy.CopyOf(tx, r.Who, r.Who.Person, r.Value("ly-do"))
		return err
	})
	if err != nil {
		p := newPrivacyPage(r)
		if err := r.View(p.load); err != nil {
			return err
		}
		return r.Again(w, "privacy.html", p, fault.Rename(err, "reason", "ly-do"))
	}
	return giveCopy(w, r, d)
}

// giveCopy names the file by the day alone: a name of a person has no place in
// the history of a browser.
func giveCopy(w http.ResponseWriter, r *web.Request, d privacy.Dossier) error {
	data, err := d.Zip(r.T)
	if err != nil {
		return err
	}
	return web.AttachmentOf(w, r, "du-lieu-ca-nhan-"+string(r.Today())+".zip", "application/zip", d.At, data)
}

// readsPage is who has read personal data: one's own, or all of it.
type readsPage struct {
	web.Page
	Readings []privacy.Reading
	Pager    web.Pager
	All      bool
}

// WhatName is a way of reading in words.
func (p *readsPage) WhatName(w privacy.What) string { return privacy.WhatName[w] }

const readsPer = 50

func (o *Office) whoRead(w http.ResponseWriter, r *web.Request) error {
	p := &readsPage{Page: web.Page{Title: r.T("Ai đã xem dữ liệu của tôi"), Crumbs: privacyCrumbs(r)}}
	return r.Show(w, "privacyreads.html", p, func(tx *db.Tx) error {
		return p.page(r, func(limit, offset int) ([]privacy.Reading, int, error) {
			return privacy.WhoRead(tx, r.Who, limit, offset)
		})
	})
}

func (o *Office) reads(w http.ResponseWriter, r *web.Request) error {
	p := &readsPage{Page: web.Page{Title: r.T("Sổ đọc dữ liệu cá nhân"), Crumbs: privacyCrumbs(r)}, All: true}
	err := r.Noted(func(tx *db.Tx) error {
		return p.page(r, func(limit, offset int) ([]privacy.Reading, int, error) {
			return privacy.Reads(tx, r.Who, limit, offset)
		})
	})
	if err != nil {
		return err
	}
	return r.Render(w, "privacyreads.html", p)
}

// page reads one page of the list, the last one where one past it is asked for.
func (p *readsPage) page(r *web.Request, read func(limit, offset int) ([]privacy.Reading, int, error)) error {
	at, ok := r.Int("trang")
	if !ok || at < 1 || at > 1_000_000 {
		at = 1
	}
	list, total, err := read(readsPer, int(at-1)*readsPer)
	if err != nil {
		return err
	}
	p.Pager = r.Pager(total, readsPer)
	if p.Readings = list; len(list) == 0 && total > 0 {
		p.Readings, _, err = read(readsPer, (p.Pager.At-1)*readsPer)
	}
	return err
}

func privacyCrumbs(r *web.Request) []web.Crumb {
	return []web.Crumb{{Name: r.T("Dữ liệu cá nhân"), URL: privacyHome}}
}
