package followup

import (
	"context"
	"errors"
	"net/http"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/web"
)

var wayPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /thong-bao/cach-nhan", Act: org.Self, Handle: p.ways},
			{Pattern: "POST /thong-bao/cach-nhan/dia-chi", Act: org.Self, Handle: p.saveAddress},
			{Pattern: "POST /thong-bao/cach-nhan/bat-tat", Act: org.Self, Handle: p.switchAddress},
			{Pattern: "POST /thong-bao/cach-nhan/gui-ma", Act: org.Self, Handle: p.askCode},
			{Pattern: "POST /thong-bao/cach-nhan/ma", Act: org.Self, Pace: web.SignIn, Handle: p.confirmCode},
			{Pattern: "POST /thong-bao/cach-nhan/loai", Act: org.Self, Handle: p.saveKinds},
		}
	},
	Types: map[string]any{"noticeways.html": waysPage{}},
}

// waysPage is where a person's notices go.
type waysPage struct {
	web.Page
	Addresses []notice.Address
	Kinds     []web.Option // that can be switched off
	On        []string     // of those, the ones that go out
	Fixed     []web.Option
	Any       bool // the office sends by some way of a person's own
}

// Name is a way in words.
func (p *waysPage) Name(w notice.Way) string { return notice.WayName[w] }

// Shown is an address as people write it: 0905 123 456.
func (p *waysPage) Shown(a notice.Address) string { return shownAddress(a.Text) }

func shownAddress(s string) string {
	if n, ok := notice.ParsePhone(s); ok && n == s {
		return "0" + n[2:5] + " " + n[5:8] + " " + n[8:]
	}
	return s
}

func (p *Followup) newWaysPage(r *web.Request) *waysPage {
	page := &waysPage{Page: web.Page{Title: r.T("Nơi nhận thông báo"), Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Thông báo của tôi"), URL: notice.Home}}}}
	for _, o := range kindOptions(r) {
		if notice.Fixed[o.Value] {
			page.Fixed = append(page.Fixed, o)
		} else {
			page.Kinds = append(page.Kinds, o)
		}
	}
	return page
}

func (p *waysPage) load(tx *db.Tx, who org.Who) (err error) {
	if p.Addresses, err = notice.Addresses(tx, who); err != nil {
		return err
	}
	for _, a := range p.Addresses {
		p.Any = p.Any || a.Office
	}
	muted, err := notice.Mutes(tx, who)
	for _, k := range p.Kinds {
		if !muted[k.Value] {
			p.On = append(p.On, k.Value)
		}
	}
	return err
}

func (p *Followup) ways(w http.ResponseWriter, r *web.Request) error {
	page := p.newWaysPage(r)
	return r.Show(w, "noticeways.html", page, func(tx *db.Tx) error { return page.load(tx, r.Who) })
}

// wayAgain shows the page again with what is wrong.
func (p *Followup) wayAgain(w http.ResponseWriter, r *web.Request, wrong error) error {
	page := p.newWaysPage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r.Who) }); err != nil {
		return err
	}
	return r.Again(w, "noticeways.html", page, wrong)
}

// saveAddress keeps an address. An e-mail that is new gets its code at once.
func (p *Followup) saveAddress(w http.ResponseWriter, r *web.Request) error {
	way := notice.Way(r.Value("cach"))
	err := r.Update(func(tx *db.Tx) error { return notice.SetAddress(tx, r.Who, way, r.Value("dia-chi")) })
	if err != nil {
		return p.wayAgain(w, r, fault.Rename(err, "address", "dia-chi"))
	}
	switch {
	case r.Value("dia-chi") == "":
		return r.Redirect(w, notice.WayPage, r.T("Đã bỏ địa chỉ. Thông báo vẫn hiện trong chương trình."))
	case way != notice.Mail:
		return r.Redirect(w, notice.WayPage, r.T("Đã lưu số điện thoại."))
	}
	return p.askCode(w, r)
}

func (p *Followup) switchAddress(w http.ResponseWriter, r *web.Request) error {
	on := r.Value("bat") == "1"
	if err := r.Update(func(tx *db.Tx) error { return notice.SwitchAddress(tx, r.Who, notice.Way(r.Value("cach")), on) }); err != nil {
		return p.wayAgain(w, r, err)
	}
	if on {
		return r.Redirect(w, notice.WayPage, r.T("Đã bật. Thông báo mới từ nay gửi đến đây."))
	}
	return r.Redirect(w, notice.WayPage, r.T("Đã tắt. Chỉ thông báo bắt buộc còn gửi đến đây."))
}

const trialLimit = 20 * time.Second // somebody waits for the page

// askCode sends the code that confirms an e-mail address. It is sent after the
// transaction: what the carrier says is told at once.
func (p *Followup) askCode(w http.ResponseWriter, r *web.Request) error {
	var m notice.Message
	var a notice.Account
	var confirmed bool
	err := r.Update(func(tx *db.Tx) error {
		list, err := notice.Addresses(tx, r.Who)
		if err != nil {
			return err
		}
		if confirmed = list[0].Confirmed; confirmed {
			return nil
		}
		if !list[0].Office {
			return fault.New(fault.Invalid, "Cơ quan chưa bật kênh thư điện tử nên chưa gửi được mã. Địa chỉ đã lưu; hãy nhờ Văn phòng bật kênh rồi quay lại.")
		}
		if a, err = notice.Open(tx, p.DB, p.Vault, notice.Mail); err != nil {
			return err
		}
		m, err = notice.AskCode(tx, r.Who, a.Name)
		return err
	})
	switch {
	case err == nil && confirmed:
		return r.Redirect(w, notice.WayPage, r.T("Địa chỉ này đã xác nhận rồi."))
	case err == nil:
		ctx, cancel := context.WithTimeout(r.Context(), trialLimit)
		defer cancel()
		_, err = p.Senders[notice.Mail](ctx, a, m)
	}
	var f *notice.Failure
	if errors.As(err, &f) {
		words := f.Words()
		err = fault.Because(f, fault.Invalid, "Chưa gửi được mã. %s", words)
	}
	if err != nil {
		return p.wayAgain(w, r, err)
	}
	return r.Redirect(w, notice.WayPage, r.T("Đã gửi mã đến %s. Hãy xem hộp thư rồi nhập 6 số.", m.To))
}

func (p *Followup) confirmCode(w http.ResponseWriter, r *web.Request) error {
	var wrong error
	err := r.Update(func(tx *db.Tx) (err error) {
		wrong, err = notice.Confirm(tx, r.Who, r.Value("ma"))
		return err
	})
	if err == nil {
		err = wrong
	}
	if err != nil {
		return p.wayAgain(w, r, fault.Rename(err, "code", "ma"))
	}
	return r.Redirect(w, notice.WayPage, r.T("Đã xác nhận địa chỉ. Thông báo mới từ nay gửi đến đây."))
}

func (p *Followup) saveKinds(w http.ResponseWriter, r *web.Request) error {
	on := map[string]bool{}
	for _, k := range r.Values("loai") {
		on[k] = true
	}
	var muted []string
	for kind := range notice.KindName {
		if !on[kind] && !notice.Fixed[kind] {
			muted = append(muted, kind)
		}
	}
	if err := r.Update(func(tx *db.Tx) error { return notice.SetMutes(tx, r.Who, muted) }); err != nil {
		return p.wayAgain(w, r, err)
	}
	return r.Redirect(w, notice.WayPage, r.T("Đã lưu loại thông báo được gửi đi."))
}
