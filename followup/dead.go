package followup

import (
	"net/http"

	"sauro/db"
	"sauro/notice"
	"sauro/org"
	"sauro/web"
)

var deadPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /thong-bao/chua-gui-duoc", Act: org.Arrange, Handle: p.deadLetters},
			{Pattern: "POST /thong-bao/chua-gui-duoc/gui-lai", Act: org.Arrange, Handle: p.resend},
			{Pattern: "POST /thong-bao/chua-gui-duoc/da-bao", Act: org.Arrange, Handle: p.settleDead},
		}
	},
	Types: map[string]any{"dead.html": deadPage{}},
}

// deadPage is what did not arrive, for who looks after the channels.
type deadPage struct {
	web.Page
	Letters []notice.DeadLetter
	Pager   web.Pager
	None    web.Empty
}

// WayName is a way out in words.
func (p *deadPage) WayName(w notice.Way) string { return notice.WayName[w] }

const (
	deadPer  = 50
	deadHome = "/thong-bao/chua-gui-duoc"
)

func (p *Followup) deadLetters(w http.ResponseWriter, r *web.Request) error {
	page := &deadPage{Page: web.Page{Title: r.T("Thông báo không gửi được"), Crumbs: []web.Crumb{{Name: r.T("Thông báo của tôi"), URL: notice.Home}}},
		None: web.Empty{Title: r.T("Mọi thông báo đã đến nơi"), Text: r.T("Khi một thông báo gửi mãi không được, nó hiện ở đây để Văn phòng báo bằng cách khác."), URL: notice.ChannelPage, Action: r.T("Xem kênh thông báo")}}
	return r.Show(w, "dead.html", page, func(tx *db.Tx) (err error) {
		at, ok := r.Int("trang")
		if !ok || at < 1 || at > 100_000 {
			at = 1
		}
		var total int
		if page.Letters, total, err = notice.DeadLetters(tx, r.Who, deadPer, int(at-1)*deadPer); err != nil {
			return err
		}
		page.Pager = r.Pager(total, deadPer)
		if len(page.Letters) == 0 && total > 0 {
			page.Letters, _, err = notice.DeadLetters(tx, r.Who, deadPer, page.Pager.Offset())
		}
		return err
	})
}

// resend has one message tried again, or every one.
func (p *Followup) resend(w http.ResponseWriter, r *web.Request) error {
	var id db.ID
	if r.Value("tat-ca") == "" {
		var err error
		if id, err = r.IDOf("thong-bao"); err != nil {
			return err
		}
	}
	var n int64
	err := r.Update(func(tx *db.Tx) (err error) {
		n, err = notice.Resend(tx, r.Who, id)
		return err
	})
	if err != nil {
		return err
	}
	return r.Redirect(w, deadHome, r.T("Đã đưa %d thông báo vào hàng chờ gửi lại.", n))
}

func (p *Followup) settleDead(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("thong-bao")
	if err == nil {
		err = r.Update(func(tx *db.Tx) error { return notice.Settle(tx, r.Who, id) })
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, deadHome, r.T("Đã ghi là báo bằng cách khác."))
}
