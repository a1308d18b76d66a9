package gateway

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Where Zalo answers.
const (
	ZaloTemplates = "https://business.openapi.zalo.me" // ZNS, by phone number
	ZaloAccount   = "https://openapi.zalo.me"          // the official account, to its followers
	ZaloSignIn    = "https://oauth.zaloapp.com"
)

// Zalo is an official account and the app that sends in its name.
type Zalo struct {
	App                        string // id of the app
	Templates, Account, SignIn string // other addresses than Zalo's own, "" for those
	Inner                      bool   // those stand in an inner network
}

func (z Zalo) at(set, own, path string) string {
	if set == "" {
		set = own
	}
	return strings.TrimRight(set, "/") + path
}

// ZNS is one message by a template that Zalo has approved.
type ZNS struct {
	Phone    string // 84…
	Template string
	Data     map[string]string // by the names of the template's parameters
	Tracking string            // our own name of the message, at most 48 letters
}

// zaloAnswer is what both services of Zalo answer, always with status 200.
type zaloAnswer struct {
	Error   code   `json:"error"`
	Message string `json:"message"`
	Data    struct {
		ID      code `json:"msg_id"`
		Message code `json:"message_id"`
		Quota   struct {
			Left code `json:"remainingQuota"`
		} `json:"quota"`
	} `json:"data"`
}

// SendZNS sends a message to a phone number by a template. Zalo does not know a
// repeat: a message that was sent twice arrives twice.
func (c *Caller) SendZNS(ctx context.Context, z Zalo, access string, m ZNS) (Taken, error) {
	var got zaloAnswer
	err := c.post(ctx, z.Inner, z.at(z.Templates, ZaloTemplates, "/message/template"), http.Header{"access_token": {access}},
		map[string]any{"phone": m.Phone, "template_id": m.Template, "template_data": m.Data, "tracking_id": m.Tracking}, &got)
	if err == nil {
		err = got.err(znsWhy)
	}
	return Taken{string(got.Data.ID), got.Data.Quota.Left.number()}, err
}

// SendFollower sends words to a follower of the official account, by the id that
// the account knows the follower by. Zalo takes it only where the follower has
// written to the account within seven days.
func (c *Caller) SendFollower(ctx context.Context, z Zalo, access, user, text string) (Taken, error) {
	var got zaloAnswer
	err := c.post(ctx, z.Inner, z.at(z.Account, ZaloAccount, "/v3.0/oa/message/cs"), http.Header{"access_token": {access}},
		map[string]any{"recipient": map[string]string{"user_id": user}, "message": map[string]string{"text": text}}, &got)
	if err == nil {
		err = got.err(accountWhy)
	}
	return Taken{string(got.Data.Message), got.Data.Quota.Left.number()}, err
}

func (a zaloAnswer) err(why map[code]Why) error {
	switch {
	case a.Error == "0":
		return nil
	case a.Error == "":
		return &Error{Why: Network, Detail: "an answer without an error code"}
	}
	e := &Error{Why: why[a.Error], Code: string(a.Error), Detail: tidy(a.Message)}
	if e.Why == "" {
		e.Why = Unknown
	}
	return e
}

// Pair are the tokens of an official account. The refresh token is good for one
// use: the pair that comes for it is kept before anything is done with it, or the
// account has to be joined to the app again by hand.
type Pair struct {
	Access  string    `json:"access"`
	Refresh string    `json:"refresh"`
	Until   time.Time `json:"until"` // when Access ends, zero where it is not known
}

// Renew gives the next pair for a refresh token. secret is the app's.
func (c *Caller) Renew(ctx context.Context, z Zalo, secret, refresh string) (Pair, error) {
	form := url.Values{"app_id": {z.App}, "grant_type": {"refresh_token"}, "refresh_token": {refresh}}
	asked := time.Now()
	status, answer, err := c.send(ctx, z.Inner, z.at(z.SignIn, ZaloSignIn, "/v4/oa/access_token"),
		http.Header{"secret_key": {secret}, "Content-Type": {"application/x-www-form-urlencoded"}}, []byte(form.Encode()))
	if err != nil {
		return Pair{}, err
	}
	var got struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Expires code   `json:"expires_in"` // seconds, as a text
		Error   code   `json:"error"`
		Name    string `json:"error_name"`
		More    string `json:"error_description"`
	}
	if err := read(status, answer, &got); err != nil {
		return Pair{}, err
	}
	switch {
	case got.Access != "" && got.Refresh != "" && len(got.Access)+len(got.Refresh) < 8000:
		p := Pair{Access: got.Access, Refresh: got.Refresh}
		if n := got.Expires.number(); n > 0 {
			p.Until = asked.Add(time.Duration(min(n, 10_000_000)) * time.Second)
		}
		return p, nil
	case got.Error != "" && got.Error != "0":
		return Pair{}, &Error{Why: SignIn, Code: string(got.Error), Detail: tidy(got.Name + " " + got.More)}
	}
	return Pair{}, &Error{Why: Network, Detail: "an answer without tokens"}
}

// znsWhy is what the error codes of ZNS mean, as Zalo lists them under "Cách xử
// lý mã lỗi".
var znsWhy = whys(map[Why]string{
	Busy:     "-100 -133",
	Address:  "-108 -110 -114 -118 -119 -134 -139 -141",
	Expired:  "-124",
	Settings: "-101 -102 -103 -104 -105 -106 -120 -122 -125 -128 -129 -135 -1351 -136 -138 -140",
	Limit:    "-115 -126 -137 -144 -147",
	Template: "-107 -109 -111 -112 -1121 -1122 -1123 -1124 -113 -116 -117 -121 -123 -127 -130 -131 -132 -145 -146",
})

// accountWhy is what the error codes of messages of an official account mean,
// those of them that say something about the message; others are Unknown.
var accountWhy = whys(map[Why]string{
	Busy:     "-32 -200 -234",
	Address:  "-213 -217 -227 -230 -232 -244",
	Expired:  "-216 -124",
	Settings: "-204 -205 -209 -212 -221 -224 -240 -320",
	Limit:    "-211 -218 -321",
})

func whys(codes map[Why]string) map[code]Why {
	all := map[code]Why{}
	for why, list := range codes {
		for c := range strings.FieldsSeq(list) {
			all[code(c)] = why
		}
	}
	return all
}
