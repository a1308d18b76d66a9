package notice

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gateway"
	"sauro/vn"
)

// ZaloSettings are the settings of the channel Zalo; its secret is a ZaloSecret.
type ZaloSettings struct {
	App       string   `json:"app"`       // id of the app
	Template  string   `json:"template"`  // the id that Zalo gave the approved template
	Values    []string `json:"values"`    // which parameters the template has, of ZaloValues
	Templates string   `json:"templates"` // other addresses than Zalo's own, "" for those
	Account   string   `json:"account"`
	SignIn    string   `json:"sign_in"`
	Inner     bool     `json:"inner"`
}

// ZaloValues are the parameters that a template can have, in their usual order.
var ZaloValues = []string{"ma", "noi_dung", "han", "viec", "duong_dan", "trang", "so_luong"}

// ZaloValueName says what each is.
var ZaloValueName = map[string]string{
	"ma": "mã nhiệm vụ hoặc văn bản", "noi_dung": "một câu thông báo", "han": "ngày đến hạn", "viec": "việc cần làm",
	"duong_dan": "địa chỉ đầy đủ của trang", "trang": "phần địa chỉ sau tên máy chủ, cho nút bấm", "so_luong": "số thông báo",
}

// ZaloSecret is what an official account signs in with: the key of the app, and
// the tokens, of which the second is good once.
type ZaloSecret struct {
	Key string `json:"key"`
	gateway.Pair
}

// JSON is the secret as it is kept; "" where nothing was typed.
func (s ZaloSecret) JSON() string { return secretJSON(s, s == ZaloSecret{}) }

var digitsOnly = regexp.MustCompile(`^[0-9]{3,20}$`)

// Clean tidies what was typed and says what is wrong with it. kept says whether a
// secret is kept already. Fields: app, template, values, templates, account,
// sign-in, key, refresh.
func (s *ZaloSettings) Clean(typed ZaloSecret, kept bool) error {
	s.App, s.Template = vn.Line(s.App), vn.Line(s.Template)
	s.Templates, s.Account, s.SignIn = strings.TrimSpace(s.Templates), strings.TrimSpace(s.Account), strings.TrimSpace(s.SignIn)
	var f fault.Form
	f.Check(digitsOnly.MatchString(s.App), "app", "Hãy ghi mã ứng dụng (App ID), là một dãy số ở trang Zalo for Developers.")
	f.Check(digitsOnly.MatchString(s.Template), "template", "Hãy ghi mã của mẫu tin đã được Zalo duyệt, là một dãy số.")
	known := slices.DeleteFunc(slices.Clone(ZaloValues), func(v string) bool { return !slices.Contains(s.Values, v) })
	f.Check(len(s.Values) > 0 && len(known) == len(s.Values), "values", "Hãy đánh dấu đúng các tham số có trong mẫu tin.")
	s.Values = known
	gateway.CheckURL(&f, "templates", s.Templates, s.Inner, true)
	gateway.CheckURL(&f, "account", s.Account, s.Inner, true)
	gateway.CheckURL(&f, "sign-in", s.SignIn, s.Inner, true)
	// A key without its token, or the other way round, is of no use.
	if !kept || typed != (ZaloSecret{}) {
		f.Check(secretForm(typed.Key), "key", "Hãy ghi khóa bí mật của ứng dụng (Secret Key) cùng với refresh token.")
		f.Check(secretForm(typed.Refresh), "refresh", "Hãy ghi refresh token mới lấy của Official Account cùng với khóa bí mật.")
	}
	return f.Err()
}

// Same reports whether both send to the same servers in the name of the same app:
// a kept secret goes nowhere else.
func (s ZaloSettings) Same(old ZaloSettings) bool {
	return s.App == old.App && s.Templates == old.Templates && s.Account == old.Account && s.SignIn == old.SignIn && s.Inner == old.Inner
}

// valueLimit is the longest text that Zalo takes for a parameter of a template.
const valueLimit = 200

// values are what a template is filled with. Zalo takes no empty value.
func (s ZaloSettings) values(m Message) map[string]string {
	all := m.Template()
	all["trang"] = m.Link
	if u, err := url.Parse(m.Link); err == nil {
		all["trang"] = strings.TrimPrefix(u.RequestURI(), "/")
	}
	data := map[string]string{}
	for _, name := range s.Values {
		v := all[name]
		if v == "" {
			v = "-"
		}
		if r := []rune(v); len(r) > valueLimit {
			v = string(r[:valueLimit-1]) + "…"
		}
		data[name] = v
	}
	return data
}

// zaloTokens are the tokens of one office as this process knows them.
type zaloTokens struct {
	mu    sync.Mutex
	now   ZaloSecret
	from  string          // the kept secret that now is of
	spent map[string]bool // kept secrets whose refresh token was used here
	lost  bool            // now is not kept yet
}

func (c *Carriers) tokensOf(office db.ID) *zaloTokens {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.zalo[office]
	if t == nil {
		t = &zaloTokens{spent: map[string]bool{}}
		c.zalo[office] = t
	}
	return t
}

// renewEarly is how long before its end an access token is renewed.
const renewEarly = 10 * time.Minute

// access gives an access token, another than the one that is known to be over.
// A new pair is kept before it is used: where it cannot be, nothing is sent by it
// and the next call tries to keep it again.
func (t *zaloTokens) access(ctx context.Context, c *gateway.Caller, a Account, z gateway.Zalo, over string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a.Secret != t.from && !t.spent[a.Secret] {
		var kept ZaloSecret
		if err := json.Unmarshal([]byte(a.Secret), &kept); err != nil || kept.Key == "" {
			return "", &Failure{Why: "settings"} // the cause would tell the secret
		}
		t.now, t.from, t.lost = kept, a.Secret, false
	}
	if !t.lost {
		if t.now.Access != "" && t.now.Access != over && (t.now.Until.IsZero() || time.Now().Before(t.now.Until.Add(-renewEarly))) {
			return t.now.Access, nil
		}
		// Once the question is asked the old token may be gone: it is not broken off.
		pair, err := c.Renew(context.WithoutCancel(ctx), z, t.now.Key, t.now.Refresh)
		if err != nil {
			return "", carrierFailure(err)
		}
		t.spent[t.from] = true
		t.now.Pair, t.lost = pair, true
	}
	secret := t.now.JSON()
	if err := a.Renew(ctx, secret); err != nil {
		return "", &Failure{Why: "unknown", Cause: err}
	}
	t.from, t.lost = secret, false
	return t.now.Access, nil
}

// follower is an id that an official account knows a follower by, longer than a
// phone number.
var follower = regexp.MustCompile(`^[0-9]{15,20}$`)

// ParseZalo reads where somebody reads Zalo: a mobile number as 84…, or the id that
// the official account knows a follower by.
func ParseZalo(s string) (string, bool) {
	if s = vn.Line(s); follower.MatchString(s) {
		return s, true
	}
	return ParsePhone(s)
}

// SendZalo is the Sender of the way Zalo: by the approved template to a phone
// number, in plain words to a follower of the official account.
func (c *Carriers) SendZalo(ctx context.Context, a Account, m Message) (string, error) {
	var s ZaloSettings
	if err := a.Read(&s); err != nil || s.App == "" {
		return "", &Failure{Why: "settings", Cause: err}
	}
	z := gateway.Zalo{App: s.App, Templates: s.Templates, Account: s.Account, SignIn: s.SignIn, Inner: s.Inner}
	tokens := c.tokensOf(a.Tenant)
	over := ""
	for {
		access, err := tokens.access(ctx, c.caller, a, z, over)
		if err != nil {
			return "", err
		}
		got, err := c.zaloMessage(ctx, z, s, access, m)
		if err == nil {
			return got.ID, nil
		}
		failed := carrierFailure(err)
		if over != "" || !isExpired(err) {
			return "", failed
		}
		over = access
	}
}

func (c *Carriers) zaloMessage(ctx context.Context, z gateway.Zalo, s ZaloSettings, access string, m Message) (gateway.Taken, error) {
	if follower.MatchString(m.To) {
		words := m.Says
		if m.Due != "" {
			words += "\nHạn: " + m.Due
		}
		if m.Link != "" {
			words += "\n" + m.Does + ": " + m.Link
		}
		return c.caller.SendFollower(ctx, z, access, m.To, words)
	}
	return c.caller.SendZNS(ctx, z, access, gateway.ZNS{Phone: m.To, Template: s.Template, Data: s.values(m), Tracking: m.ID})
}
