package followup

import (
	"context"
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/mail"
	"sauro/notice"
	"sauro/org"
	"sauro/web"
)

var channelPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /kenh-thong-bao", Act: org.Arrange, Handle: p.channels},
			{Pattern: "POST /kenh-thong-bao/gio", Act: org.Arrange, Handle: p.saveHours},
			{Pattern: "GET /kenh-thong-bao/mail", Act: org.Arrange, Handle: p.mailChannel},
			{Pattern: "POST /kenh-thong-bao/mail", Act: org.Arrange, Handle: p.saveMail},
			{Pattern: "POST /kenh-thong-bao/mail/thu", Act: org.Arrange, Pace: web.Heavy, Handle: p.tryMail},
			{Pattern: "POST /kenh-thong-bao/mail/bat-tat", Act: org.Arrange, Handle: p.switchCarrier(notice.Mail)},
		}
	},
	Types: map[string]any{"noticechannels.html": channelsPage{}, "noticemail.html": mailPage{}},
}

// channelsPage is how the office sends.
type channelsPage struct {
	web.Page
	Channels    []notice.Channel
	Hours       notice.Hours
	Undelivered int64
	NoBase      bool
}

// Name is a way in words.
func (p *channelsPage) Name(w notice.Way) string { return notice.WayName[w] }

// Clock writes minutes of the day.
func (p *channelsPage) Clock(minutes int) string { return notice.Clock(minutes) }

func (p *Followup) newChannelsPage(r *web.Request) *channelsPage {
	return &channelsPage{Page: web.Page{Title: r.T("Kênh thông báo"), Narrow: true}, NoBase: p.URL == ""}
}

func (p *channelsPage) load(tx *db.Tx, who org.Who) (err error) {
	if p.Channels, err = notice.Channels(tx, who); err != nil {
		return err
	}
	if p.Hours, err = notice.HoursOf(tx); err != nil {
		return err
	}
	p.Undelivered, err = notice.Undelivered(tx)
	return err
}

func (p *Followup) channels(w http.ResponseWriter, r *web.Request) error {
	page := p.newChannelsPage(r)
	return r.Show(w, "noticechannels.html", page, func(tx *db.Tx) error { return page.load(tx, r.Who) })
}

func (p *Followup) saveHours(w http.ResponseWriter, r *web.Request) error {
	var h notice.Hours
	var f fault.Form
	for _, c := range []struct {
		field string
		into  *int
	}{{"tu", &h.From}, {"den", &h.To}, {"sang", &h.Morning}} {
		minutes, ok := notice.ParseClock(r.Value(c.field))
		f.Check(ok, c.field, "Hãy ghi giờ theo mẫu 07:15.")
		*c.into = minutes
	}
	err := f.Err()
	if err == nil {
		err = r.Update(func(tx *db.Tx) error { return notice.SaveHours(tx, r.Who, h) })
	}
	if err != nil {
		page := p.newChannelsPage(r)
		if err := r.View(func(tx *db.Tx) error { return page.load(tx, r.Who) }); err != nil {
			return err
		}
		return r.Again(w, "noticechannels.html", page, fault.Rename(err, "to", "den", "morning", "sang"))
	}
	return r.Redirect(w, notice.ChannelPage, r.T("Đã lưu giờ gửi. Thông báo mới từ nay theo giờ này."))
}

// mailPage is the mail server of the office.
type mailPage struct {
	carrierPage
	S          notice.MailSettings
	Securities []web.Option
	To         string // where a trial goes: the person's own address
}

func (p *Followup) newMailPage(r *web.Request) *mailPage {
	page := &mailPage{carrierPage: p.carrier(r, r.T("Gửi thư điện tử")), S: notice.MailSettings{Port: 587, Security: mail.StartTLS}}
	for _, s := range mail.Securities {
		page.Securities = append(page.Securities, web.Option{Value: string(s), Text: r.T(notice.SecurityName[s])})
	}
	return page
}

func (p *mailPage) load(tx *db.Tx, r *web.Request) error {
	own, err := notice.Addresses(tx, r.Who)
	if err != nil {
		return err
	}
	p.To = own[0].Text
	return p.carrierPage.load(tx, r, notice.Mail, &p.S)
}

func (p *Followup) mailChannel(w http.ResponseWriter, r *web.Request) error {
	page := p.newMailPage(r)
	return r.Show(w, "noticemail.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *Followup) saveMail(w http.ResponseWriter, r *web.Request) error {
	page := p.newMailPage(r)
	secret := r.Secret("mat-khau")
	err := r.Update(func(tx *db.Tx) error {
		page = p.newMailPage(r)
		if err := page.load(tx, r); err != nil {
			return err
		}
		old := page.S
		port, _ := r.Int("cong")
		page.S = notice.MailSettings{Host: r.Value("may-chu"), Port: int(port), Security: mail.Security(r.Value("ma-hoa")), User: r.Value("tai-khoan"), From: r.Value("nguoi-gui"), Name: r.Value("ten")}
		// A kept password goes only to where it was typed for.
		kept := page.Channel.HasSecret && page.S.Same(old)
		if err := page.S.Clean(secret != "" || kept); err != nil {
			return err
		}
		return notice.SaveChannel(tx, r.Who, p.Vault, notice.Mail, version(r), page.S, secret, page.S.User == "")
	})
	if err != nil {
		return r.Again(w, "noticemail.html", page, fault.Rename(err, "host", "may-chu", "port", "cong", "security", "ma-hoa", "user", "tai-khoan", "from", "nguoi-gui", "name", "ten", "secret", "mat-khau"))
	}
	return r.Redirect(w, page.At(), r.T("Đã lưu. Hãy gửi thử rồi bật kênh."))
}

// tryMail sends a trial to the person's own address by what is saved.
func (p *Followup) tryMail(w http.ResponseWriter, r *web.Request) error {
	page := p.newMailPage(r)
	var a notice.Account
	var opened error
	err := r.View(func(tx *db.Tx) (err error) {
		if err = page.load(tx, r); err == nil && page.To != "" {
			a, opened, err = p.open(tx, notice.Mail)
		}
		return err
	})
	if err != nil {
		return err
	}
	if page.To == "" {
		return r.Again(w, "noticemail.html", page, fault.New(fault.Invalid, "Thư thử gửi đến địa chỉ của chính bạn. Hãy ghi địa chỉ ở trang Nơi nhận thông báo trước."))
	}
	ctx, cancel := context.WithTimeout(r.Context(), trialLimit)
	defer cancel()
	r.Request = r.WithContext(ctx)
	if err := p.try(r, &page.carrierPage, a, opened, page.To); err != nil {
		return err
	}
	return r.Render(w, "noticemail.html", page)
}
