// Package gateway hands messages to those who carry them over HTTP: Zalo, the
// senders of SMS, a server of the office's own that takes a webhook. It knows the
// formats that they publish and what their answers mean. It refuses to know what
// a message is about, who it is for and whether it is tried again.
package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sauro/fault"
	"sauro/outbound"
	"sauro/vn"
)

// Why is why a message was not taken.
type Why string

// The reasons.
const (
	Network  Why = "network"  // no answer, or none that can be read; it may have been taken all the same
	Busy     Why = "busy"     // later
	Address  Why = "address"  // this receiver has no such address or wants nothing there
	Refused  Why = "refused"  // this message is not taken
	Expired  Why = "expired"  // the access token is over: renew it and try again
	SignIn   Why = "sign-in"  // the account or its key is wrong
	Limit    Why = "limit"    // the account has no more messages for now
	Template Why = "template" // the template is not approved or does not fit
	Settings Why = "settings" // something else of the account is not set up
	Off      Why = "off"      // the taker wants nothing any more
	Unknown  Why = "unknown"
)

// Error is a message that was not taken.
type Error struct {
	Why    Why
	Code   string // as the taker calls it: "-124", "HTTP 503"
	Detail string // its words, without numbers of persons, at most 200 letters
	Err    error  // nil or what is behind it
}

func (e *Error) Error() string {
	s := "gateway: " + string(e.Why)
	for _, part := range []string{e.Code, e.Detail} {
		if part != "" {
			s += ": " + part
		}
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Taken is a message that the taker has.
type Taken struct {
	ID   string // what the taker calls it
	Left int    // how many more it takes today, -1 where it does not say
}

// callLimit bounds one call.
const callLimit = 15 * time.Second

// Caller asks the servers of those who carry messages.
type Caller struct {
	outer, inner *http.Client
}

// New makes a caller. Networks inside are asked only where the settings of a
// channel say that its server stands there.
func New() *Caller {
	return &Caller{outbound.New(false, callLimit), outbound.New(true, callLimit)}
}

func (c *Caller) client(inner bool) *http.Client {
	if inner {
		return c.inner
	}
	return c.outer
}

// send sends a request and gives its answer, whatever status it has.
func (c *Caller) send(ctx context.Context, inner bool, at string, header http.Header, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return 0, nil, &Error{Why: Settings, Detail: "an address that cannot be read"}
	}
	req.Header = header
	req.Header.Set("User-Agent", "sauro")
	res, err := c.client(inner).Do(req)
	if err != nil {
		return 0, nil, unanswered(err)
	}
	defer res.Body.Close()
	if answer, err = io.ReadAll(res.Body); err != nil {
		return 0, nil, unanswered(err)
	}
	return res.StatusCode, answer, nil
}

// unanswered is why a call had no answer. The address asked is left out: it may
// hold a key.
func unanswered(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	for _, never := range []error{outbound.ErrNever, outbound.ErrInside, outbound.ErrMoved, outbound.ErrScheme} {
		if errors.Is(err, never) {
			return &Error{Why: Settings, Detail: never.Error(), Err: err}
		}
	}
	return &Error{Why: Network, Detail: tidy(err.Error()), Err: err}
}

// post sends JSON and reads the JSON that comes back into a value. An answer of
// another status than 200 or without JSON is an error.
func (c *Caller) post(ctx context.Context, inner bool, at string, header http.Header, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	header.Set("Content-Type", "application/json")
	status, answer, err := c.send(ctx, inner, at, header, text)
	if err != nil {
		return err
	}
	return read(status, answer, into)
}

// read reads the JSON of an answer; every other status than 200 is an error.
func read(status int, answer []byte, into any) error {
	if status != http.StatusOK {
		return ofStatus(status, "")
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return &Error{Why: Network, Detail: "an answer that is not JSON", Err: err}
	}
	return nil
}

// ofStatus is what a status without more words means.
func ofStatus(status int, said string) *Error {
	e := &Error{Why: Refused, Code: fmt.Sprintf("HTTP %d", status), Detail: tidy(said)}
	switch {
	case status == http.StatusGone:
		e.Why = Off
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusProxyAuthRequired:
		e.Why = SignIn
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status/100 == 3:
		e.Why = Settings
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusConflict || status/100 == 5:
		e.Why = Busy
	case status/100 == 2 || status/100 == 1:
		e.Why = Network
	}
	return e
}

// code is a number or a name in an answer, which some write as a text and some
// as a number.
type code string

func (c *code) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	s := string(b)
	if len(b) > 0 && b[0] == '"' {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	if len(s) > 100 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("a code that is none")
	}
	*c = code(s)
	return nil
}

// number is a count in an answer, -1 where there is none.
func (c code) number() int {
	if n, err := strconv.Atoi(string(c)); err == nil && n >= 0 {
		return n
	}
	return -1
}

var longNumber = regexp.MustCompile(`[0-9][0-9 .-]{6,}[0-9]`)

// tidy is what another house said as a line that can be shown and kept: without
// phone numbers and keys of digits, and not without end.
func tidy(s string) string {
	if len(s) > 2000 {
		s = s[:2000]
	}
	s = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	s = longNumber.ReplaceAllString(vn.Line(s), "…")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:199]) + "…"
	}
	return s
}

// notInURL are the letters that stand in no address as it is sent (RFC 3986).
func notInURL(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }

// CheckURL adds to a form what is wrong with an address that messages are sent
// to: https with a name, and nothing secret in it. "" is fine where optional.
func CheckURL(f *fault.Form, field, typed string, inner, optional bool) {
	if typed == "" && optional {
		return
	}
	u, err := url.Parse(typed)
	switch {
	case err != nil || u.Hostname() == "" || len(typed) > 500 || strings.ContainsFunc(typed, notInURL):
		f.Add(field, "Hãy ghi địa chỉ máy chủ nhận, ví dụ https://thongbao.quangngai.gov.vn/nhan.")
	case !outbound.Safe(u):
		f.Add(field, "Địa chỉ máy chủ nhận phải bắt đầu bằng https://.")
	case u.User != nil || u.Fragment != "" || strings.Contains(typed, "#"):
		f.Add(field, "Địa chỉ máy chủ nhận không được có tên người dùng, mật khẩu hay dấu #.")
	case outbound.Named(u, inner) != nil:
		if outbound.Named(u, true) != nil {
			f.Add(field, "Không được gửi tới địa chỉ này. Hãy ghi tên máy chủ bên nhận cấp.")
			return
		}
		f.Add(field, "Địa chỉ này nằm trong mạng nội bộ. Nếu đúng là máy chủ của cơ quan hoặc của tỉnh, hãy đánh dấu ô mạng nội bộ.")
	}
}
