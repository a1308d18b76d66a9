package followup

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
	"sauro/web"
)

var noticePages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /thong-bao", Act: org.Self, Handle: p.notices},
			{Pattern: "POST /thong-bao/da-doc", Act: org.Self, Handle: p.seeAll},
			{Pattern: "GET /thong-bao/{id}", Act: org.Self, Handle: p.seeNotice},
		}
	},
	Types: map[string]any{"notice.html": noticesPage{}},
}

// noticesPage is what a person was told.
type noticesPage struct {
	web.Page
	Rows   []notice.Row
	Filter notice.Filter
	Kinds  []web.Option
	Unread int64
	Dead   int64 // what did not arrive, for who looks after it
	Shown  int64 // the instant of the list, µs
	Pager  web.Pager
	None   web.Empty
}

const noticesPer = 25

func (p *Followup) notices(w http.ResponseWriter, r *web.Request) error {
	page := &noticesPage{Page: web.Page{Title: r.T("Thông báo của tôi"), Narrow: true}, Filter: notice.Filter{Kind: r.Value("loai"), Unread: r.Value("xem") == "chua-doc"}, Shown: r.Now().UnixMicro()}
	if notice.KindName[page.Filter.Kind] == "" {
		page.Filter.Kind = ""
	}
	page.Kinds = append([]web.Option{{Text: r.T("Mọi loại")}}, kindOptions(r)...)
	return r.Show(w, "notice.html", page, func(tx *db.Tx) (err error) {
		at, ok := r.Int("trang")
		if !ok || at < 1 || at > 100_000 {
			at = 1
		}
		var total int
		if page.Rows, total, err = notice.Mine(tx, r.Who, page.Filter, noticesPer, int(at-1)*noticesPer); err != nil {
			return err
		}
		page.Pager = r.Pager(total, noticesPer)
		if len(page.Rows) == 0 && total > 0 { // a page past the last
			if page.Rows, _, err = notice.Mine(tx, r.Who, page.Filter, noticesPer, page.Pager.Offset()); err != nil {
				return err
			}
		}
		if page.Unread, err = notice.Unread(tx, r.Who.Person); err != nil || !r.Who.Can(org.Arrange, org.Thing{}) {
			return err
		}
		page.Dead, err = notice.Undelivered(tx)
		return err
	})
}

// kindOptions are the kinds of notices by their names.
func kindOptions(r *web.Request) []web.Option {
	var list []web.Option
	for _, k := range slices.Sorted(maps.Keys(notice.KindName)) {
		list = append(list, web.Option{Value: k, Text: r.T(notice.KindName[k])})
	}
	vn.Sort(list, func(o web.Option) string { return o.Text })
	return list
}

// KindName is a kind of notice in words.
func (p *noticesPage) KindName(kind string) string { return notice.KindName[kind] }

// WayName is a way out in words.
func (p *noticesPage) WayName(w notice.Way) string { return notice.WayName[w] }

// StateName is how far a message is, in words.
func (p *noticesPage) StateName(s notice.State) string { return notice.StateName[s] }

// Status is how a notice stands: waiting until it is read.
func (p *noticesPage) Status(n notice.Row) web.Status {
	kind := "ok"
	switch {
	case n.Kind == "overdue":
		kind = "late"
	case n.Read.IsZero():
		kind = "wait"
	}
	return web.Status{Kind: kind, Text: notice.KindName[n.Kind]}
}

// Filtered reports whether the list shows a part only.
func (p *noticesPage) Filtered() bool { return p.Filter != notice.Filter{} }

// seeNotice marks a notice read and leads on to where it is dealt with.
func (p *Followup) seeNotice(w http.ResponseWriter, r *web.Request) error {
	id, err := notice.ParseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	var link string
	err = r.Update(func(tx *db.Tx) (err error) {
		link, err = notice.See(tx, r.Who, id)
		return err
	})
	if err != nil {
		return err
	}
	return r.Redirect(w, link, "")
}

// seeAll marks read what the person had before the eyes.
func (p *Followup) seeAll(w http.ResponseWriter, r *web.Request) error {
	shown, err := strconv.ParseInt(r.Value("den"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "Biểu mẫu này đã cũ. Hãy mở lại trang rồi gửi lại.")
	}
	var n int64
	err = r.Update(func(tx *db.Tx) (err error) {
		n, err = notice.SeeAll(tx, r.Who, time.UnixMicro(shown))
		return err
	})
	if err != nil {
		return err
	}
	return r.Redirect(w, notice.Home, r.T("Đã đánh dấu đã đọc %d thông báo.", n))
}
