// Package gatewaytest has servers that speak the published formats of those who
// carry messages, on this machine, for tests: they look at every header and field,
// refuse what is wrong as the real ones do, count what they took, and can fail in
// the ways in which servers fail.
package gatewaytest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The ways in which a server fails.
const (
	Hangs    = "hangs"    // says nothing until the caller leaves
	Garbage  = "garbage"  // answers what is no JSON
	Huge     = "huge"     // answers without end
	Moved    = "moved"    // sends on to another house
	Down     = "down"     // 503
	Hurried  = "hurried"  // 429
	Silent   = "silent"   // takes the message and closes without an answer
	Gone     = "gone"     // 410
	Rejected = "rejected" // 422
)

// Message is what a server took.
type Message struct {
	ID    string // our own name of it
	To    string
	Kind  string // the template, the brandname
	Words string // all that is said, as it was sent
}

// Carrier is what all of the servers have.
type Carrier struct {
	*httptest.Server
	t       testing.TB
	mu      sync.Mutex
	trouble string
	calls   int
	taken   []Message
}

func (c *Carrier) start(t testing.TB, serve func(w http.ResponseWriter, r *http.Request, body []byte)) {
	c.t = t
	stop := make(chan struct{})
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil || r.Method != http.MethodPost {
			http.Error(w, "method", http.StatusMethodNotAllowed)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.calls++
		switch c.trouble {
		case Hangs:
			c.mu.Unlock()
			select {
			case <-r.Context().Done():
			case <-stop:
			}
			c.mu.Lock()
		case Garbage:
			io.WriteString(w, "<html>\x00Bad Gateway 0912345678</html>")
		case Huge:
			fmt.Fprintf(w, `{"error":0,"message":"%s"}`, strings.Repeat("x", 2<<20))
		case Moved:
			http.Redirect(w, r, "https://example.com/", http.StatusTemporaryRedirect)
		case Down:
			w.WriteHeader(http.StatusServiceUnavailable)
		case Hurried:
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, `{"name":"Too Many Requests","message":"Rate limit exceeded.","code":0,"status":429}`)
		case Gone:
			w.WriteHeader(http.StatusGone)
		case Rejected:
			http.Error(w, "no such kind for 0912345678", http.StatusUnprocessableEntity)
		case Silent:
			serve(httptest.NewRecorder(), r, body)
			panic(http.ErrAbortHandler)
		default:
			serve(w, r, body)
		}
	}))
	t.Cleanup(func() { close(stop); c.Server.Close() })
}

// Fails makes the server fail in a way from now on; "" makes it well again.
func (c *Carrier) Fails(how string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = how
}

// Taken are the messages that were taken, in order.
func (c *Carrier) Taken() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.taken)
}

// Calls is how often the server was asked.
func (c *Carrier) Calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(err)
	}
}

// Zalo is Zalo: messages by template, messages to followers, tokens.
type Zalo struct {
	Carrier
	App, Secret     string
	access, refresh string
	pair            int
	templates       map[string][]string
	followers       map[string]bool
	left            int
	said            string // the error that every message gets, "" for none
}

// NewZalo starts a Zalo with one follower and no template.
func NewZalo(t testing.TB) *Zalo {
	z := &Zalo{App: "1234567890123456789", Secret: "khoa-ung-dung", left: 500, templates: map[string][]string{}, followers: map[string]bool{"7655909298596854389": true}}
	z.next()
	z.start(t, z.serve)
	return z
}

func (z *Zalo) next() {
	z.pair++
	z.access, z.refresh = fmt.Sprintf("access-%d", z.pair), fmt.Sprintf("refresh-%d", z.pair)
}

// Tokens are the tokens that are good now.
func (z *Zalo) Tokens() (access, refresh string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.access, z.refresh
}

// Approve makes a template known, with its parameters.
func (z *Zalo) Approve(template string, parameters ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.templates[template] = parameters
}

// Expire ends the access token, as it ends by itself after 25 hours.
func (z *Zalo) Expire() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.access = "over"
}

// Says makes every message fail with an error code; "" makes it well again.
func (z *Zalo) Says(code string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.said = code
}

var vietnamese = regexp.MustCompile(`^84[35789][0-9]{8}$`)

func (z *Zalo) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	no := func(code int, words string) { reply(w, map[string]any{"error": code, "message": words}) }
	if r.URL.Path == "/v4/oa/access_token" {
		z.sign(w, r, body)
		return
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		no(-122, "Body request is not a valid JSON")
		return
	}
	zns := r.URL.Path == "/message/template"
	switch {
	case !zns && r.URL.Path != "/v3.0/oa/message/cs":
		http.NotFound(w, r)
		return
	case r.Header.Get("access_token") != z.access && zns:
		no(-124, "Access token invalid")
		return
	case r.Header.Get("access_token") != z.access:
		no(-216, "Access token is invalid")
		return
	case z.said != "":
		// Zalo writes its codes as numbers and, now and then, as texts.
		reply(w, map[string]any{"error": z.said, "message": "said so about 84912345678"})
		return
	}
	if zns {
		z.template(w, body, no)
		return
	}
	var m struct {
		Recipient struct {
			User string `json:"user_id"`
		} `json:"recipient"`
		Message struct {
			Text string `json:"text"`
		} `json:"message"`
	}
	if err := json.Unmarshal(body, &m); err != nil || m.Message.Text == "" || len([]rune(m.Message.Text)) > 2000 {
		no(-201, "Params is invalid")
		return
	}
	if !z.followers[m.Recipient.User] {
		no(-213, "User has not followed OA")
		return
	}
	z.taken = append(z.taken, Message{To: m.Recipient.User, Words: m.Message.Text})
	reply(w, map[string]any{"error": 0, "message": "Success", "data": map[string]any{"message_id": fmt.Sprintf("cs-%d", len(z.taken)), "user_id": m.Recipient.User}})
}

func (z *Zalo) template(w http.ResponseWriter, body []byte, no func(int, string)) {
	var m struct {
		Phone    string            `json:"phone"`
		Template string            `json:"template_id"`
		Data     map[string]string `json:"template_data"`
		Tracking string            `json:"tracking_id"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		no(-122, "Body request is not a valid JSON")
		return
	}
	parameters, known := z.templates[m.Template]
	switch {
	case !vietnamese.MatchString(m.Phone):
		no(-108, "Phone number invalid")
		return
	case m.Phone == "84999999999":
		no(-118, "Zalo account not existed")
		return
	case !known:
		no(-109, "Template ID invalid")
		return
	case m.Tracking == "" || len(m.Tracking) > 48:
		no(-132, "Parameter invalid")
		return
	case z.left == 0:
		no(-144, "OA has exceeded its daily quota")
		return
	}
	for _, p := range parameters {
		if m.Data[p] == "" {
			no(-1122, "Template data is missing parameter "+p)
			return
		}
		if len([]rune(m.Data[p])) > 200 {
			no(-1121, "Parameter "+p+" is too long")
			return
		}
	}
	z.left--
	words, err := json.Marshal(m.Data)
	if err != nil {
		panic(err)
	}
	z.taken = append(z.taken, Message{ID: m.Tracking, To: m.Phone, Kind: m.Template, Words: string(words)})
	reply(w, map[string]any{"error": 0, "message": "Success", "data": map[string]any{
		"msg_id": fmt.Sprintf("zns-%d", len(z.taken)), "sent_time": "1771990800000", "sending_mode": "1",
		"quota": map[string]string{"remainingQuota": strconv.Itoa(z.left), "dailyQuota": "500"}}})
}

// Last is how many messages by template are left for the day.
func (z *Zalo) Last(left int) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.left = left
}

// sign gives the next pair for a refresh token, once; answers are of status 200.
func (z *Zalo) sign(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.Header.Get("secret_key") != z.Secret {
		reply(w, map[string]any{"error": -14002, "error_name": "Invalid secret key", "error_reason": "secret"})
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("app_id") != z.App || form.Get("grant_type") != "refresh_token" {
		reply(w, map[string]any{"error": -14001, "error_name": "Invalid app id"})
		return
	}
	if form.Get("refresh_token") != z.refresh {
		reply(w, map[string]any{"error": "-14014", "error_name": "Invalid refresh token.", "access_token": "", "refresh_token": ""})
		return
	}
	z.next()
	reply(w, map[string]any{"access_token": z.access, "refresh_token": z.refresh, "expires_in": "90000"})
}

// Texts carries text messages in a published format: eSMS where its own address
// is asked, SpeedSMS where that one's is.
type Texts struct {
	Carrier
	User, Key, Brand string
	said             string
	seen             map[string]bool
}

// NewTexts starts a carrier of text messages.
func NewTexts(t testing.TB) *Texts {
	s := &Texts{User: "api-key-cua-xa", Key: "khoa-bi-mat", Brand: "UBNDXA", seen: map[string]bool{}}
	s.start(t, s.serve)
	return s
}

// Says makes every message fail with a code; "" makes it well again.
func (s *Texts) Says(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = code
}

func (s *Texts) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.Header.Get("Content-Type") != "application/json" {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return
	}
	switch r.URL.Path {
	case "/MainService.svc/json/SendMultipleMessage_V4_post_json/":
		s.esms(w, body)
	case "/index.php/sms/send":
		s.speed(w, r, body)
	default:
		http.NotFound(w, r)
	}
}

func (s *Texts) esms(w http.ResponseWriter, body []byte) {
	var m map[string]string
	no := func(code, words string) {
		reply(w, map[string]any{"CodeResult": code, "CountRegenerate": 0, "ErrorMessage": words})
	}
	if err := json.Unmarshal(body, &m); err != nil {
		no("110", "Invalid data")
		return
	}
	switch {
	case m["ApiKey"] != s.User || m["SecretKey"] != s.Key:
		no("101", "Authorize Failed")
	case s.said != "":
		no(s.said, "said so about 0912345678")
	case m["SmsType"] != "2" || m["IsUnicode"] != "0":
		no("118", "Unsupported message type")
	case m["Brandname"] != s.Brand:
		no("104", "Brandname does not exist")
	case !regexp.MustCompile(`^0[35789][0-9]{8}$`).MatchString(m["Phone"]):
		no("108", "Phone number is not in correct format")
	case !text(m["Content"]):
		no("146", "Wrong customer care template")
	case m["RequestId"] != "" && s.seen[m["RequestId"]]:
		no("124", "Duplicate RequestId")
	default:
		s.seen[m["RequestId"]] = true
		s.taken = append(s.taken, Message{m["RequestId"], m["Phone"], m["Brandname"], m["Content"]})
		reply(w, map[string]any{"CodeResult": "100", "CountRegenerate": 0, "SMSID": fmt.Sprintf("sms-%d", len(s.taken))})
	}
}

func (s *Texts) speed(w http.ResponseWriter, r *http.Request, body []byte) {
	var m struct {
		To      []string `json:"to"`
		Content string   `json:"content"`
		Type    int      `json:"sms_type"`
		Sender  string   `json:"sender"`
	}
	no := func(code, words string) {
		reply(w, map[string]any{"status": "error", "code": code, "message": words})
	}
	user, password, ok := r.BasicAuth()
	switch {
	case !ok || user != s.Key || password != "x":
		w.WriteHeader(http.StatusUnauthorized)
	case json.Unmarshal(body, &m) != nil || len(m.To) != 1:
		no("101", "Invalid or missing parameters")
	case s.said != "":
		no(s.said, "said so about 84912345678")
	case m.Type != 3 || m.Sender != s.Brand:
		no("101", "Invalid or missing parameters")
	case !text(m.Content):
		no("113", "Sms content too long")
	case !vietnamese.MatchString(m.To[0]):
		reply(w, map[string]any{"status": "success", "code": "00", "data": map[string]any{"tranId": 0, "totalSMS": 0, "totalPrice": 0, "invalidPhone": m.To}})
	default:
		s.taken = append(s.taken, Message{To: m.To[0], Kind: m.Sender, Words: m.Content})
		reply(w, map[string]any{"status": "success", "code": "00", "data": map[string]any{"tranId": 15000 + len(s.taken), "totalSMS": 1, "totalPrice": 250, "invalidPhone": []string{}}})
	}
}

// text reports whether words go into one message of a phone's own alphabet.
func text(words string) bool {
	return words != "" && len(words) <= 160 && !strings.ContainsFunc(words, func(r rune) bool { return r < ' ' || r > '~' })
}

// Hook is a server of an office that takes a webhook and looks at its signature,
// as Standard Webhooks says.
type Hook struct {
	Carrier
	Secret string
	seen   map[string]bool
}

// NewHook starts a server that knows a secret.
func NewHook(t testing.TB, secret string) *Hook {
	h := &Hook{Secret: secret, seen: map[string]bool{}}
	h.start(t, h.serve)
	return h
}

// Knows gives the server another secret.
func (h *Hook) Knows(secret string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Secret = secret
}

func (h *Hook) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	id, stamp := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(h.Secret, "whsec_"))
	if err != nil {
		h.t.Error(err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || math.Abs(time.Since(time.Unix(at, 0)).Minutes()) > 5 || id == "" || !slices.Contains(strings.Fields(r.Header.Get("webhook-signature")), want) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !json.Valid(body) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !h.seen[id] {
		h.seen[id] = true
		h.taken = append(h.taken, Message{ID: id, Words: string(body)})
	}
	w.WriteHeader(http.StatusNoContent)
}
