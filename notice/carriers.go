package notice

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gateway"
	"sauro/org"
	"sauro/vn"
)

// Carriers sends by Zalo, by SMS and to a webhook. One serves all offices of a
// process, so that a token that is good for one use is used once.
type Carriers struct {
	caller *gateway.Caller
	mu     sync.Mutex
	zalo   map[db.ID]*zaloTokens
}

// NewCarriers makes the senders of everything that goes out over HTTP.
func NewCarriers() *Carriers {
	return &Carriers{caller: gateway.New(), zalo: map[db.ID]*zaloTokens{}}
}

// Senders are the senders of all ways.
func (c *Carriers) Senders() map[Way]Sender {
	return map[Way]Sender{Mail: SendMail, Zalo: c.SendZalo, SMS: c.SendSMS, Webhook: c.SendHook}
}

// whyOf are the reasons of a gateway in the words of this package.
var whyOf = map[gateway.Why]Failure{
	gateway.Network: {Why: "network"}, gateway.Busy: {Why: "busy"}, gateway.Expired: {Why: "sign-in"}, gateway.SignIn: {Why: "sign-in"},
	gateway.Limit: {Why: "limit"}, gateway.Template: {Why: "template"}, gateway.Settings: {Why: "settings"}, gateway.Unknown: {Why: "unknown"},
	gateway.Address: {Why: "address", Final: true}, gateway.Refused: {Why: "refused", Final: true}, gateway.Off: {Why: "gone", Final: true, Off: true},
}

// carrierFailure says why a carrier did not take a message. What the office can
// mend is tried again; what is wrong with the receiver or the message is not.
func carrierFailure(err error) error {
	var e *gateway.Error
	if !errors.As(err, &e) {
		return &Failure{Why: "unknown", Cause: err}
	}
	f := whyOf[e.Why]
	f.Detail, f.Cause = strings.TrimSpace(e.Code+" "+e.Detail), err
	return &f
}

func isExpired(err error) bool {
	var e *gateway.Error
	return errors.As(err, &e) && e.Why == gateway.Expired
}

// switchOff switches a channel off because its taker asked for it.
func switchOff(tx *db.Tx, w Way) error {
	n, err := tx.Exec("update channel set switched_on = 0, version = version + 1, changed_at = ?3, changed_by = ?4 where tenant_id = ?1 and way = ?2 and switched_on = 1",
		w, tx.Now, org.Program(tx.Tenant).Person)
	if err == nil && n > 0 {
		org.Program(tx.Tenant).Did(tx, "channel-off", db.ID(w))
	}
	return err
}

// SMSSettings are the settings of the channel SMS; its secret is a TextSecret.
type SMSSettings struct {
	Format string `json:"format"` // a key of gateway.Formats
	Brand  string `json:"brand"`
	Base   string `json:"base"` // another address than the format's own, "" for that
	Inner  bool   `json:"inner"`
}

// TextSecret is what an account for text messages signs in with.
type TextSecret struct {
	User string `json:"user"` // "" where the format has none
	Key  string `json:"key"`
}

// JSON is the secret as it is kept; "" where nothing was typed.
func (s TextSecret) JSON() string { return secretJSON(s, s == TextSecret{}) }

func secretJSON(v any, empty bool) string {
	if empty {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts always have a JSON
	}
	return string(b)
}

// brandForm is a brandname as networks register it: at most 11 letters without accents.
var brandForm = regexp.MustCompile(`^[A-Za-z0-9._ -]{1,11}$`)

// Clean tidies what was typed and says what is wrong with it. kept says whether a
// secret is kept already. Fields: format, brand, base, user, key.
func (s *SMSSettings) Clean(typed TextSecret, kept bool) error {
	s.Brand, s.Base = vn.Line(s.Brand), strings.TrimSpace(s.Base)
	var f fault.Form
	format, ok := gateway.FormatOf(s.Format)
	f.Check(ok, "format", "Hãy chọn bên gửi tin nhắn.")
	f.Check(brandForm.MatchString(s.Brand), "brand", "Hãy ghi tên thương hiệu (brandname) đã đăng ký, nhiều nhất 11 chữ không dấu, ví dụ UBNDXA.")
	gateway.CheckURL(&f, "base", s.Base, s.Inner, true)
	// Half of an account is no account.
	if !kept || typed != (TextSecret{}) {
		f.Check(!ok || format.User == "" || secretForm(typed.User), "user", "Hãy ghi đủ hai phần của tài khoản do bên gửi tin nhắn cấp.")
		f.Check(secretForm(typed.Key), "key", "Hãy ghi khóa do bên gửi tin nhắn cấp, không có dấu cách.")
	}
	return f.Err()
}

// Same reports whether both send to the same server: a kept secret goes nowhere
// else.
func (s SMSSettings) Same(old SMSSettings) bool {
	return s.Format == old.Format && s.Base == old.Base && s.Inner == old.Inner
}

// secretForm reports whether a text can be a key that somebody gave out.
func secretForm(s string) bool {
	return s != "" && len(s) <= 2000 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// SendSMS is the Sender of the way SMS.
func (c *Carriers) SendSMS(ctx context.Context, a Account, m Message) (string, error) {
	var s SMSSettings
	var key TextSecret
	if err := a.Read(&s); err != nil {
		return "", &Failure{Why: "settings", Cause: err}
	}
	if err := json.Unmarshal([]byte(a.Secret), &key); err != nil {
		return "", &Failure{Why: "settings"} // the cause would tell the secret
	}
	got, err := c.caller.SendSMS(ctx, gateway.SMS{Format: s.Format, Base: s.Base, Inner: s.Inner, Brand: s.Brand, User: key.User, Key: key.Key},
		gateway.Text{Phone: m.To, Words: m.Short, ID: m.ID})
	if err != nil {
		return "", carrierFailure(err)
	}
	return got.ID, nil
}

// HookSettings are the settings of the channel Webhook; its secret is one of
// gateway.NewHookSecret.
type HookSettings struct {
	URL   string `json:"url"`
	Inner bool   `json:"inner"`
}

// Clean tidies what was typed and says what is wrong with it. Fields: url.
func (s *HookSettings) Clean() error {
	s.URL = strings.TrimSpace(s.URL)
	var f fault.Form
	gateway.CheckURL(&f, "url", s.URL, s.Inner, false)
	return f.Err()
}

// hookMessage is what a webhook is given: as in Standard Webhooks a type, the
// instant and the data, with codes, days and links, and no name of anybody.
type hookMessage struct {
	Type string    `json:"type"` // "notice", or "test"
	At   time.Time `json:"timestamp"`
	Data hookData  `json:"data"`
}

type hookData struct {
	Count   int          `json:"count"`
	Link    string       `json:"link,omitempty"` // of all of them
	Notices []hookNotice `json:"notices"`
}

type hookNotice struct {
	Event string `json:"event"`
	Kind  string `json:"kind"`
	Code  string `json:"code,omitempty"`
	Due   vn.Day `json:"due,omitempty"` // YYYY-MM-DD
	Says  string `json:"says"`
	Link  string `json:"link,omitempty"`
}

// hookOf is a message as a webhook is given it.
func hookOf(m Message) hookMessage {
	h := hookMessage{Type: "notice", At: m.At.UTC().Truncate(time.Second), Data: hookData{Count: len(m.Lines), Link: m.Link, Notices: []hookNotice{}}}
	if m.Kind == "test" {
		h.Type = "test"
	}
	for _, l := range m.Lines {
		due, _ := vn.ParseDay(l.Due)
		h.Data.Notices = append(h.Data.Notices, hookNotice{l.Event, l.Kind, l.About, due, l.Says, l.Link})
	}
	return h
}

// SendHook is the Sender of the way Webhook.
func (c *Carriers) SendHook(ctx context.Context, a Account, m Message) (string, error) {
	var s HookSettings
	if err := a.Read(&s); err != nil || s.URL == "" {
		return "", &Failure{Why: "settings", Cause: err}
	}
	if err := c.caller.SendHook(ctx, gateway.Hook{URL: s.URL, Inner: s.Inner}, a.Secret, m.ID, hookOf(m)); err != nil {
		return "", carrierFailure(err)
	}
	return m.ID, nil
}
