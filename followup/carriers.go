package followup

import (
	"errors"
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/gateway"
	"sauro/notice"
	"sauro/org"
	"sauro/web"
)

var carrierPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /kenh-thong-bao/zalo", Act: org.Arrange, Handle: p.zaloChannel},
			{Pattern: "POST /kenh-thong-bao/zalo", Act: org.Arrange, Handle: p.saveZalo},
			{Pattern: "POST /kenh-thong-bao/zalo/thu", Act: org.Arrange, Pace: web.Heavy, Handle: p.tryZalo},
			{Pattern: "POST /kenh-thong-bao/zalo/bat-tat", Act: org.Arrange, Handle: p.switchCarrier(notice.Zalo)},
			{Pattern: "GET /kenh-thong-bao/sms", Act: org.Arrange, Handle: p.smsChannel},
			{Pattern: "POST /kenh-thong-bao/sms", Act: org.Arrange, Handle: p.saveSMS},
			{Pattern: "POST /kenh-thong-bao/sms/thu", Act: org.Arrange, Pace: web.Heavy, Handle: p.trySMS},
			{Pattern: "POST /kenh-thong-bao/sms/bat-tat", Act: org.Arrange, Handle: p.switchCarrier(notice.SMS)},
			{Pattern: "GET /kenh-thong-bao/webhook", Act: org.Arrange, Handle: p.hookChannel},
			{Pattern: "POST /kenh-thong-bao/webhook", Act: org.Arrange, Handle: p.saveHook},
			{Pattern: "POST /kenh-thong-bao/webhook/thu", Act: org.Arrange, Pace: web.Heavy, Handle: p.tryHook},
			{Pattern: "POST /kenh-thong-bao/webhook/bat-tat", Act: org.Arrange, Handle: p.switchCarrier(notice.Webhook)},
		}
	},
	Types: map[string]any{"channel-zalo.html": zaloPage{}, "channel-sms.html": smsPage{}, "channel-webhook.html": hookPage{}},
}

// carrierPage is what the pages of Zalo, SMS and the webhook have in common.
type carrierPage struct {
	web.Page
	Channel notice.Channel
	NoBase  bool   // messages have no links: the program was not told its own address
	Sent    string // what came of a trial that went out
	Failed  string // what came of one that did not
	Detail  string // what the other side said
}

// At is where the page's forms go.
func (p *carrierPage) At() string { return notice.ChannelPage + "/" + string(p.Channel.Way) }

func (p *Followup) carrier(r *web.Request, title string) carrierPage {
	return carrierPage{Page: web.Page{Title: title, Narrow: true, Crumbs: []web.Crumb{{Name: r.T("Kênh thông báo"), URL: notice.ChannelPage}}}, NoBase: p.URL == ""}
}

// load reads a channel with its settings.
func (p *carrierPage) load(tx *db.Tx, r *web.Request, w notice.Way, settings any) (err error) {
	if p.Channel, err = notice.ChannelOf(tx, r.Who, w); err != nil {
		return err
	}
	return p.Channel.Read(settings)
}

// version is that of the channel as the person saw it.
func version(r *web.Request) int64 {
	n, _ := r.Int("lan")
	return n
}

// try sends a trial by a channel as it is saved, and says what came of it.
func (p *Followup) try(r *web.Request, page *carrierPage, a notice.Account, opened error, to string) error {
	way := page.Channel.Way
	err := opened
	if err == nil {
		_, err = p.Senders[way](r.Context(), a, notice.Trial(way, to, a.Name, p.URL, r.Now()))
	}
	var f *notice.Failure
	switch {
	case err == nil && to == "":
		page.Sent = r.T("Máy chủ nhận đã nhận thông báo thử.")
	case err == nil:
		page.Sent = r.T("Đã gửi thử đến %s. Hãy xem máy nhận; tin có thể đến chậm vài phút.", shownAddress(to))
	case errors.As(err, &f):
		words := f.Words()
		page.Failed, page.Detail = r.T(words.Format, words.Args...), f.Detail
	default:
		return err
	}
	return nil
}

// open reads a channel and opens it for a trial; what is wrong with opening is
// told on the page.
func (p *Followup) open(tx *db.Tx, w notice.Way) (a notice.Account, opened, err error) {
	a, err = notice.Open(tx, p.DB, p.Vault, w)
	if f := (*notice.Failure)(nil); errors.As(err, &f) {
		return a, err, nil
	}
	return a, nil, err
}

// triedNumber is the phone number that a trial is sent to, or what else parse reads.
func triedNumber(r *web.Request, parse func(string) (string, bool)) (string, error) {
	to, ok := parse(r.Value("den"))
	var f fault.Form
	f.Check(ok, "den", "Số điện thoại di động chưa đúng. Hãy ghi đủ 10 số, ví dụ 0905 123 456.")
	return to, f.Err()
}

// switchCarrier switches a channel on or off.
func (p *Followup) switchCarrier(way notice.Way) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		on := r.Value("bat") == "1"
		if err := r.Update(func(tx *db.Tx) error { return notice.SwitchChannel(tx, r.Who, way, on) }); err != nil {
			return err
		}
		said := r.T("Đã tắt kênh. Thông báo vẫn hiện trong chương trình.")
		if on {
			said = r.T("Đã bật kênh. Thông báo mới từ nay đi theo kênh này.")
		}
		return r.Redirect(w, notice.ChannelPage+"/"+string(way), said)
	}
}

type zaloPage struct {
	carrierPage
	S      notice.ZaloSettings
	Values []web.Option
}

func (p *Followup) newZaloPage(r *web.Request) *zaloPage {
	page := &zaloPage{carrierPage: p.carrier(r, r.T("Gửi qua Zalo")), S: notice.ZaloSettings{Values: []string{"ma", "noi_dung", "han", "trang"}}}
	for _, v := range notice.ZaloValues {
		page.Values = append(page.Values, web.Option{Value: v, Text: v, Hint: r.T(notice.ZaloValueName[v])})
	}
	return page
}

func (p *Followup) zaloChannel(w http.ResponseWriter, r *web.Request) error {
	page := p.newZaloPage(r)
	return r.Show(w, "channel-zalo.html", page, func(tx *db.Tx) error { return page.load(tx, r, notice.Zalo, &page.S) })
}

func (p *Followup) saveZalo(w http.ResponseWriter, r *web.Request) error {
	page := p.newZaloPage(r)
	secret := notice.ZaloSecret{Key: r.Text("mat-khau-ung-dung"), Pair: gateway.Pair{Refresh: r.Text("mat-khau-refresh")}}
	err := r.Update(func(tx *db.Tx) error {
		page = p.newZaloPage(r)
		if err := page.load(tx, r, notice.Zalo, &page.S); err != nil {
			return err
		}
		old := page.S
		page.S = notice.ZaloSettings{App: r.Value("ma-ung-dung"), Template: r.Value("mau"), Values: r.Values("tham-so"),
			Templates: r.Text("dia-chi-zns"), Account: r.Text("dia-chi-oa"), SignIn: r.Text("dia-chi-cap-quyen"), Inner: r.Has("noi-bo")}
		// A kept key goes only to where it was typed for.
		if err := page.S.Clean(secret, page.Channel.HasSecret && page.S.Same(old)); err != nil {
			return err
		}
		return notice.SaveChannel(tx, r.Who, p.Vault, notice.Zalo, version(r), page.S, secret.JSON(), false)
	})
	if err != nil {
		return r.Again(w, "channel-zalo.html", page, fault.Rename(err, "app", "ma-ung-dung", "template", "mau", "values", "tham-so", "templates", "dia-chi-zns",
			"account", "dia-chi-oa", "sign-in", "dia-chi-cap-quyen", "key", "mat-khau-ung-dung", "refresh", "mat-khau-refresh"))
	}
	return r.Redirect(w, page.At(), r.T("Đã lưu. Hãy gửi thử rồi bật kênh."))
}

func (p *Followup) tryZalo(w http.ResponseWriter, r *web.Request) error {
	page := p.newZaloPage(r)
	to, wrong := triedNumber(r, notice.ParseZalo)
	var a notice.Account
	var opened error
	err := r.View(func(tx *db.Tx) (err error) {
		if err = page.load(tx, r, notice.Zalo, &page.S); err == nil && wrong == nil {
			a, opened, err = p.open(tx, notice.Zalo)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return r.Again(w, "channel-zalo.html", page, wrong)
	}
	if err := p.try(r, &page.carrierPage, a, opened, to); err != nil {
		return err
	}
	return r.Render(w, "channel-zalo.html", page)
}

type smsPage struct {
	carrierPage
	S       notice.SMSSettings
	Formats []web.Option
}

func (p *Followup) newSMSPage(r *web.Request) *smsPage {
	page := &smsPage{carrierPage: p.carrier(r, r.T("Gửi tin nhắn SMS"))}
	for _, f := range gateway.Formats {
		o := web.Option{Value: f.Key, Text: f.Name, Hint: r.T("Tài khoản gồm %s và %s.", f.User, f.Secret)}
		if f.User == "" {
			o.Hint = r.T("Tài khoản là một %s, bỏ trống ô thứ nhất.", f.Secret)
		}
		page.Formats = append(page.Formats, o)
	}
	return page
}

func (p *Followup) smsChannel(w http.ResponseWriter, r *web.Request) error {
	page := p.newSMSPage(r)
	return r.Show(w, "channel-sms.html", page, func(tx *db.Tx) error { return page.load(tx, r, notice.SMS, &page.S) })
}

func (p *Followup) saveSMS(w http.ResponseWriter, r *web.Request) error {
	page := p.newSMSPage(r)
	secret := notice.TextSecret{User: r.Text("mat-khau-tai-khoan"), Key: r.Text("mat-khau-khoa")}
	err := r.Update(func(tx *db.Tx) error {
		page = p.newSMSPage(r)
		if err := page.load(tx, r, notice.SMS, &page.S); err != nil {
			return err
		}
		old := page.S
		page.S = notice.SMSSettings{Format: r.Value("ben-gui"), Brand: r.Value("ten-gui"), Base: r.Text("dia-chi"), Inner: r.Has("noi-bo")}
		if err := page.S.Clean(secret, page.Channel.HasSecret && page.S.Same(old)); err != nil {
			return err
		}
		return notice.SaveChannel(tx, r.Who, p.Vault, notice.SMS, version(r), page.S, secret.JSON(), false)
	})
	if err != nil {
		return r.Again(w, "channel-sms.html", page, fault.Rename(err, "format", "ben-gui", "brand", "ten-gui", "base", "dia-chi", "user", "mat-khau-tai-khoan", "key", "mat-khau-khoa"))
	}
	return r.Redirect(w, page.At(), r.T("Đã lưu. Hãy gửi thử rồi bật kênh."))
}

func (p *Followup) trySMS(w http.ResponseWriter, r *web.Request) error {
	page := p.newSMSPage(r)
	to, wrong := triedNumber(r, notice.ParsePhone)
	var a notice.Account
	var opened error
	err := r.View(func(tx *db.Tx) (err error) {
		if err = page.load(tx, r, notice.SMS, &page.S); err == nil && wrong == nil {
			a, opened, err = p.open(tx, notice.SMS)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return r.Again(w, "channel-sms.html", page, wrong)
	}
	if err := p.try(r, &page.carrierPage, a, opened, to); err != nil {
		return err
	}
	return r.Render(w, "channel-sms.html", page)
}

type hookPage struct {
	carrierPage
	S      notice.HookSettings
	Secret string // shown once, when it was made
}

func (p *Followup) newHookPage(r *web.Request) *hookPage {
	return &hookPage{carrierPage: p.carrier(r, r.T("Kênh chung của cơ quan (webhook)"))}
}

func (p *Followup) hookChannel(w http.ResponseWriter, r *web.Request) error {
	page := p.newHookPage(r)
	return r.Show(w, "channel-webhook.html", page, func(tx *db.Tx) error { return page.load(tx, r, notice.Webhook, &page.S) })
}

// saveHook saves where the webhook is. A server that has no key yet, or is to have
// another, gets one, which is shown once.
func (p *Followup) saveHook(w http.ResponseWriter, r *web.Request) error {
	page := p.newHookPage(r)
	err := r.Update(func(tx *db.Tx) error {
		page = p.newHookPage(r)
		if err := page.load(tx, r, notice.Webhook, &page.S); err != nil {
			return err
		}
		page.S = notice.HookSettings{URL: r.Text("dia-chi"), Inner: r.Has("noi-bo")}
		if err := page.S.Clean(); err != nil {
			return err
		}
		if !page.Channel.HasSecret || r.Has("khoa-moi") {
			page.Secret = gateway.NewHookSecret()
		}
		if err := notice.SaveChannel(tx, r.Who, p.Vault, notice.Webhook, version(r), page.S, page.Secret, false); err != nil {
			return err
		}
		return page.load(tx, r, notice.Webhook, &page.S)
	})
	switch {
	case err != nil:
		page.Secret = ""
		return r.Again(w, "channel-webhook.html", page, fault.Rename(err, "url", "dia-chi"))
	case page.Secret != "":
		return r.Render(w, "channel-webhook.html", page)
	}
	return r.Redirect(w, page.At(), r.T("Đã lưu. Hãy gửi thử rồi bật kênh."))
}

func (p *Followup) tryHook(w http.ResponseWriter, r *web.Request) error {
	page := p.newHookPage(r)
	var a notice.Account
	var opened error
	err := r.View(func(tx *db.Tx) (err error) {
		if err = page.load(tx, r, notice.Webhook, &page.S); err == nil {
			a, opened, err = p.open(tx, notice.Webhook)
		}
		return err
	})
	if err == nil {
		err = p.try(r, &page.carrierPage, a, opened, "")
	}
	if err != nil {
		return err
	}
	return r.Render(w, "channel-webhook.html", page)
}
