package gateway

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"unicode"

	"sauro/vn"
)

// SMS is an account at one who carries text messages.
type SMS struct {
	Format string // a key of Formats
	Base   string // another address than the format's own, "" for that
	Inner  bool   // it stands in an inner network
	Brand  string // the brandname that the message comes from
	User   string // ApiKey of eSMS, not used by SpeedSMS
	Key    string // SecretKey of eSMS, access token of SpeedSMS
}

// Text is one text message.
type Text struct {
	Phone string // 84…
	Words string // at most 160 letters without accents
	ID    string // our own name of the message, at most 50 letters
}

// Format is how one who carries text messages wants them.
type Format struct {
	Key, Name string
	Base      string
	User      string // what the first half of the account is called, "" where it has one half
	Secret    string // what the other, or the only one, is called
	Once      bool   // a message of the same id is not sent twice
	path      string
	request   func(SMS, Text) (http.Header, map[string]any)
	answer    func(*textAnswer) (id string, c code)
	why       map[code]Why
}

// textAnswer has what any of the formats answers.
type textAnswer struct {
	// eSMS
	CodeResult   code
	SMSID        code
	ErrorMessage string
	// SpeedSMS
	Code    code   `json:"code"`
	Message string `json:"message"`
	Data    struct {
		ID    code  `json:"tranId"`
		Wrong []any `json:"invalidPhone"`
	} `json:"data"`
}

// Formats are the ways in which text messages are sent, as their carriers
// publish them.
var Formats = []Format{
	{
		Key: "esms", Name: "eSMS", Base: "https://rest.esms.vn", path: "/MainService.svc/json/SendMultipleMessage_V4_post_json/",
		User: "ApiKey", Secret: "SecretKey", Once: true,
		request: func(s SMS, t Text) (http.Header, map[string]any) {
			return http.Header{}, map[string]any{
				"ApiKey": s.User, "SecretKey": s.Key, "Brandname": s.Brand, "SmsType": "2", "IsUnicode": "0",
				"Phone": "0" + strings.TrimPrefix(t.Phone, "84"), "Content": t.Words, "RequestId": t.ID,
			}
		},
		answer: func(a *textAnswer) (string, code) { return string(a.SMSID), a.CodeResult },
		why: whys(map[Why]string{
			// 124: a message of this id was taken before.
			"": "100 124", Address: "99 108 177", SignIn: "101 140", Limit: "102 103", Settings: "104 118 300 301", Template: "146", Busy: "199",
		}),
	},
	{
		Key: "speedsms", Name: "SpeedSMS", Base: "https://api.speedsms.vn", path: "/index.php/sms/send", Secret: "access token",
		request: func(s SMS, t Text) (http.Header, map[string]any) {
			return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(s.Key+":x"))}},
				map[string]any{"to": []string{t.Phone}, "content": t.Words, "sms_type": 3, "sender": s.Brand}
		},
		answer: func(a *textAnswer) (string, code) {
			if a.Code == "00" && len(a.Data.Wrong) > 0 { // taken, for nobody
				return "", "105"
			}
			return string(a.Data.ID), a.Code
		},
		why: whys(map[Why]string{
			"": "00", SignIn: "007 008 009", Refused: "101 110 113", Address: "105", Limit: "300", Busy: "500",
		}),
	},
}

// FormatOf is the format of a key; ok is false where there is none.
func FormatOf(key string) (f Format, ok bool) {
	for _, f := range Formats {
		if f.Key == key {
			return f, true
		}
	}
	return Format{}, false
}

// SendSMS sends a text message.
func (c *Caller) SendSMS(ctx context.Context, s SMS, t Text) (Taken, error) {
	f, ok := FormatOf(s.Format)
	if !ok {
		return Taken{}, &Error{Why: Settings, Detail: "a format of SMS that is not known"}
	}
	t.Words = Plain(t.Words)
	base := s.Base
	if base == "" {
		base = f.Base
	}
	at := strings.TrimRight(base, "/") + f.path
	header, body := f.request(s, t)
	var got textAnswer
	if err := c.post(ctx, s.Inner, at, header, body, &got); err != nil {
		return Taken{}, err
	}
	id, result := f.answer(&got)
	if result == "" {
		return Taken{}, &Error{Why: Network, Detail: "an answer without a code"}
	}
	why, known := f.why[result]
	switch {
	case known && why == "":
		return Taken{ID: id, Left: -1}, nil
	case !known:
		why = Unknown
	}
	return Taken{}, &Error{Why: why, Code: string(result), Detail: tidy(got.ErrorMessage + " " + got.Message)}
}

// SMSLetters is how many letters one text message has.
const SMSLetters = 160

// Plain are words as a text message carries them: without accents, only what
// the alphabet of every phone has in one place, and no more than fit one message.
func Plain(words string) string {
	var b strings.Builder
	for _, r := range vn.Line(words) {
		switch {
		case r == '–' || r == '—':
			r = '-'
		case r == '“' || r == '”':
			r = '"'
		case r == '‘' || r == '’':
			r = '\''
		}
		plain := vn.Fold(string(r))
		if unicode.IsUpper(r) {
			plain = strings.ToUpper(plain)
		}
		for _, p := range plain {
			if p >= ' ' && p <= '~' && !strings.ContainsRune("[]{}\\^~|`", p) {
				b.WriteRune(p)
			}
		}
	}
	plain := strings.Join(strings.Fields(b.String()), " ")
	if len(plain) <= SMSLetters {
		return plain
	}
	cut := strings.LastIndexByte(plain[:SMSLetters-2], ' ')
	if cut < 0 {
		return plain[:SMSLetters]
	}
	return strings.TrimRight(plain[:cut], " ,.;:") + "..."
}
