package sso

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sauro/fault"
	"sauro/outbound"
)

// hostile is a provider that lies in one way or another. Every part of what it
// says can be changed by a test.
type hostile struct {
	*httptest.Server
	t *testing.T

	about    map[string]any
	keys     []map[string]any
	claims   map[string]any
	userinfo map[string]any
	sign     func(claims map[string]any) string
	serve    map[string]http.HandlerFunc // in place of its own answers

	mu    sync.Mutex
	asked map[string]int
}

// slow answers nothing until nobody waits any more.
func slow(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that nobody waits
	<-r.Context().Done()
}

// times says how often a path was asked for.
func (h *hostile) times(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked[path]
}

var (
	rsaKey, _    = rsa.GenerateKey(rand.Reader, 2048)
	otherKey, _  = rsa.GenerateKey(rand.Reader, 2048)
	curveKey, _  = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, edwardKey = must(ed25519.GenerateKey(rand.Reader))
)

func must[A, B any](a A, b B, err error) (A, B) {
	if err != nil {
		panic(err)
	}
	return a, b
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func rsaJWK(kid string, k *rsa.PublicKey) map[string]any {
	return map[string]any{"kty": "RSA", "kid": kid, "use": "sig", "n": b64(k.N.Bytes()), "e": b64(big.NewInt(int64(k.E)).Bytes())}
}

// signed makes a token with a header of its own.
func signed(t *testing.T, header, claims map[string]any, sign func([]byte) []byte) string {
	t.Helper()
	h, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	c, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	text := b64(h) + "." + b64(c)
	return text + "." + b64(sign([]byte(text)))
}

func rs256(t *testing.T, kid string, key *rsa.PrivateKey) func(map[string]any) string {
	return func(claims map[string]any) string {
		return signed(t, map[string]any{"alg": "RS256", "kid": kid}, claims, func(text []byte) []byte {
			sum := sha256.Sum256(text)
			s, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
			if err != nil {
				t.Fatal(err)
			}
			return s
		})
	}
}

func es256(t *testing.T) func(map[string]any) string {
	return func(claims map[string]any) string {
		return signed(t, map[string]any{"alg": "ES256", "kid": "e1"}, claims, func(text []byte) []byte {
			sum := sha256.Sum256(text)
			r, s, err := ecdsa.Sign(rand.Reader, curveKey, sum[:])
			if err != nil {
				t.Fatal(err)
			}
			return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
		})
	}
}

func hs256(t *testing.T, secret []byte) func(map[string]any) string {
	return func(claims map[string]any) string {
		return signed(t, map[string]any{"alg": "HS256", "kid": "k1"}, claims, func(text []byte) []byte {
			mac := hmac.New(sha256.New, secret)
			mac.Write(text)
			return mac.Sum(nil)
		})
	}
}

func publicPEM(t *testing.T) []byte {
	der, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

var officeNow = time.Date(2026, 9, 8, 2, 0, 0, 0, time.UTC)

// newHostile is a provider that is honest as yet.
func newHostile(t *testing.T, v Visit) *hostile {
	h := &hostile{t: t, asked: map[string]int{}, serve: map[string]http.HandlerFunc{}}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	h.about = map[string]any{
		"issuer": h.URL, "authorization_endpoint": h.URL + "/auth", "token_endpoint": h.URL + "/token", "jwks_uri": h.URL + "/keys",
		"userinfo_endpoint": h.URL + "/userinfo", "end_session_endpoint": h.URL + "/end",
		"id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"}, "response_types_supported": []string{"code"},
	}
	h.keys = []map[string]any{rsaJWK("k1", &rsaKey.PublicKey),
		{"kty": "EC", "kid": "e1", "crv": "P-256", "x": b64(curveKey.X.FillBytes(make([]byte, 32))), "y": b64(curveKey.Y.FillBytes(make([]byte, 32)))},
		{"kty": "OKP", "kid": "d1", "crv": "Ed25519", "x": b64(edwardKey.Public().(ed25519.PublicKey))}}
	h.claims = map[string]any{"iss": h.URL, "sub": "s-1", "aud": "sauro", "nonce": v.nonce(), "iat": officeNow.Unix(), "exp": officeNow.Add(5 * time.Minute).Unix(),
		"preferred_username": "vanhoa", "name": "Nguyễn Thị Hoa", "acr": "LoA2", "amr": []string{"pwd", "otp"}}
	h.userinfo = map[string]any{"sub": "s-1", "groups": []string{"vhxh"}}
	h.sign = rs256(t, "k1", rsaKey)
	return h
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked[r.URL.Path]++
	h.mu.Unlock()
	if own := h.serve[r.URL.Path]; own != nil {
		own(w, r)
		return
	}
	var answer any
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		answer = h.about
	case "/keys":
		answer = map[string]any{"keys": h.keys}
	case "/token":
		answer = map[string]any{"access_token": "secret-access-token", "token_type": "Bearer", "expires_in": 300, "id_token": h.sign(h.claims)}
	case "/userinfo":
		answer = h.userinfo
	default:
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		h.t.Error(err)
	}
}

func (h *hostile) settings() Settings {
	return Settings{Name: "Cổng của tỉnh", Issuer: h.URL, ClientID: "sauro", ClientSecret: "kín", Redirect: "http://127.0.0.1:1/ve", Inner: true, PostClaim: "groups"}
}

func answer(v Visit) url.Values { return url.Values{"code": {"c-1"}, "state": {v.State()}} }

// TestWhatIsBelieved: the ways of an honest provider.
func TestWhatIsBelieved(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(t *testing.T, h *hostile)
	}{
		{"RS256", func(*testing.T, *hostile) {}},
		{"ES256", func(t *testing.T, h *hostile) {
			h.sign, h.about["id_token_signing_alg_values_supported"] = es256(t), []string{"RS256", "ES256"}
		}},
		{"EdDSA", func(t *testing.T, h *hostile) {
			h.sign = func(claims map[string]any) string {
				return signed(t, map[string]any{"alg": "EdDSA", "kid": "d1"}, claims, func(text []byte) []byte { return ed25519.Sign(edwardKey, text) })
			}
		}},
		{"a clock a minute behind", func(_ *testing.T, h *hostile) {
			h.claims["iat"], h.claims["exp"] = officeNow.Add(-time.Hour).Unix(), officeNow.Add(-time.Minute).Unix()
		}},
		{"a clock a minute ahead", func(_ *testing.T, h *hostile) { h.claims["iat"] = officeNow.Add(time.Minute).Unix() }},
		{"two audiences, issued for us", func(_ *testing.T, h *hostile) {
			h.claims["aud"], h.claims["azp"] = []string{"sauro", "khac"}, "sauro"
		}},
		{"a key the set shows and nobody knows beside ours", func(_ *testing.T, h *hostile) {
			h.keys = append([]map[string]any{{"kty": "OKP", "kid": "x", "crv": "Ed448", "x": "AA"}}, h.keys...)
		}},
		{"no name of itself in the answer, which it never promised", func(_ *testing.T, h *hostile) {
			h.about["authorization_response_iss_parameter_supported"] = false
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := NewVisit()
			h := newHostile(t, v)
			c.change(t, h)
			who, err := new(Client).End(t.Context(), h.settings(), v, answer(v), officeNow)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%+v", who); got != "{Subject:s-1 Login:vanhoa Name:Nguyễn Thị Hoa Posts:[vhxh] ACR:LoA2 AMR:[pwd otp]}" {
				t.Error(got)
			}
		})
	}
}

// TestWhatIsRefused: the ways of a hostile one. Each is refused, in words, and
// neither the words nor the cause hold a token.
func TestWhatIsRefused(t *testing.T) {
	const (
		trick  = "không khớp với lần đăng nhập này"
		out    = "Chưa kết nối được với Cổng của tỉnh"
		unsure = "ở mức cơ quan yêu cầu"
	)
	claim := func(name string, value any) func(*testing.T, *hostile, *Settings, url.Values) {
		return func(_ *testing.T, h *hostile, _ *Settings, _ url.Values) {
			if h.claims[name] = value; value == nil {
				delete(h.claims, name)
			}
		}
	}
	serve := func(path string, f http.HandlerFunc) func(*testing.T, *hostile, *Settings, url.Values) {
		return func(_ *testing.T, h *hostile, _ *Settings, _ url.Values) { h.serve[path] = f }
	}
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
	}
	echo := func(w http.ResponseWriter, r *http.Request) { // what it was given, as an error
		_ = r.ParseForm()
		http.Error(w, r.Form.Encode()+r.Header.Get("Authorization"), http.StatusBadRequest)
	}
	large := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"keys":[],"sub":"s-1","access_token":"a","more":"%s"}`, strings.Repeat("x", 2*outbound.AnswerLimit))
	}
	const metadata = "http://169.254.169.254/latest/meta-data/"
	for _, c := range []struct {
		name   string
		says   string
		change func(t *testing.T, h *hostile, s *Settings, a url.Values)
	}{
		{"the state of another browser", trick, func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) { a.Set("state", NewVisit().State()) }},
		{"no state", trick, func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) { a.Del("state") }},
		{"no code", trick, func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) { a.Del("code") }},
		{"a code without end", trick, func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) {
			a.Set("code", strings.Repeat("c", codeLimit+1))
		}},
		{"the name of another provider", trick, func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) { a.Set("iss", "https://khac.vn") }},
		{"no name where one was promised", trick, func(_ *testing.T, h *hostile, _ *Settings, _ url.Values) {
			h.about["authorization_response_iss_parameter_supported"] = true
		}},
		{"the person said no", "đã bị hủy", func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) { a.Set("error", "access_denied") }},
		{"the provider is busy", out, func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) { a.Set("error", "temporarily_unavailable") }},
		{"an error with a trick in it", "không cho đăng nhập", func(_ *testing.T, _ *hostile, _ *Settings, a url.Values) {
			a.Set("error", "<script>\x00\n"+strings.Repeat("y", 5000))
		}},
		{"another audience", trick, claim("aud", "khac")},
		{"two audiences and no party", trick, claim("aud", []string{"sauro", "khac"})},
		{"issued for another party", trick, claim("azp", "khac")},
		{"another nonce", trick, claim("nonce", NewVisit().nonce())},
		{"no nonce", trick, claim("nonce", nil)},
		{"another issuer", trick, claim("iss", "https://khac.vn")},
		{"no subject", trick, claim("sub", nil)},
		{"a subject without end", trick, claim("sub", strings.Repeat("s", 300))},
		{"expired", trick, claim("exp", officeNow.Add(-3*time.Minute).Unix())},
		{"not valid yet", trick, claim("nbf", officeNow.Add(time.Hour).Unix())},
		{"issued tomorrow", trick, claim("iat", officeNow.Add(24*time.Hour).Unix())},
		{"the hash of another access token", trick, claim("at_hash", b64(make([]byte, 16)))},
		{"not signed", trick, func(t *testing.T, h *hostile, _ *Settings, _ url.Values) {
			h.sign = func(claims map[string]any) string {
				return signed(t, map[string]any{"alg": "none"}, claims, func([]byte) []byte { return nil })
			}
			h.about["id_token_signing_alg_values_supported"] = []string{"none", "RS256"}
		}},
		{"signed with the public key as a password", trick, func(t *testing.T, h *hostile, _ *Settings, _ url.Values) {
			h.sign, h.about["id_token_signing_alg_values_supported"] = hs256(t, publicPEM(t)), []string{"HS256", "RS256"}
		}},
		{"signed with our own secret", trick, func(t *testing.T, h *hostile, s *Settings, _ url.Values) { h.sign = hs256(t, []byte(s.ClientSecret)) }},
		{"signed by somebody else", trick, func(t *testing.T, h *hostile, _ *Settings, _ url.Values) { h.sign = rs256(t, "k1", otherKey) }},
		{"a key that is not shown", trick, func(t *testing.T, h *hostile, _ *Settings, _ url.Values) { h.sign = rs256(t, "k9", otherKey) }},
		{"a key that the token brings along", trick, func(t *testing.T, h *hostile, _ *Settings, _ url.Values) {
			h.sign = func(claims map[string]any) string {
				return signed(t, map[string]any{"alg": "RS256", "jwk": rsaJWK("k9", &otherKey.PublicKey), "kid": "k9"}, claims, func(text []byte) []byte {
					sum := sha256.Sum256(text)
					s, _ := rsa.SignPKCS1v15(rand.Reader, otherKey, crypto.SHA256, sum[:])
					return s
				})
			}
		}},
		{"no token", trick, func(_ *testing.T, h *hostile, _ *Settings, _ url.Values) {
			h.sign = func(map[string]any) string { return "" }
		}},
		{"no token but noise", trick, func(_ *testing.T, h *hostile, _ *Settings, _ url.Values) {
			h.sign = func(map[string]any) string { return "a.b.c.d.e" }
		}},
		{"userinfo about somebody else", trick, func(_ *testing.T, h *hostile, _ *Settings, _ url.Values) { h.userinfo["sub"] = "s-2" }},
		{"userinfo that says what it was given", trick, serve("/userinfo", echo)},
		{"a token refused with what it was given", trick, serve("/token", echo)},
		{"keys without end", trick, serve("/keys", large)},
		{"a token without end", trick, serve("/token", large)},
		{"userinfo without end", trick, serve("/userinfo", large)},
		{"keys sent on to the cloud's own address", trick, serve("/keys", redirect(metadata))},
		{"the code sent on to the cloud's own address", trick, serve("/token", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, metadata, http.StatusTemporaryRedirect)
		})},
		{"the code sent on within the house", trick, serve("/token", redirect("/keys"))},
		{"the provider breaks", out, serve("/token", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusBadGateway) })},
		{"the provider hangs up", out, serve("/token", func(w http.ResponseWriter, _ *http.Request) {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.Close()
			}
		})},
		{"slow keys", out, serve("/keys", slow)},
		{"a slow token", out, serve("/token", slow)},
		{"not sure enough", unsure, func(_ *testing.T, _ *hostile, s *Settings, _ url.Values) { s.ACR = []string{"LoA3", "LoA4"} }},
		{"not shown in the way that is asked", unsure, func(_ *testing.T, _ *hostile, s *Settings, _ url.Values) { s.AMR = []string{"otp", "face"} }},
		{"sure only where nothing is signed", unsure, func(_ *testing.T, h *hostile, s *Settings, _ url.Values) {
			delete(h.claims, "acr")
			h.userinfo["acr"], s.ACR = "LoA2", []string{"LoA2"}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := NewVisit()
			h := newHostile(t, v)
			s, a := h.settings(), answer(v)
			client := &Client{limit: time.Second}
			c.change(t, h, &s, a)
			who, err := client.End(t.Context(), s, v, a, officeNow)
			if err == nil {
				t.Fatalf("let in as %+v", who)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %v", err)
			}
			for _, secret := range []string{"secret-access-token", "c-1", v.State(), v.verifier(), s.ClientSecret} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells %q: %v", secret, err)
				}
			}
			if len(err.Error()) > 1200 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
		})
	}
}

// TestKeysAreRemembered: two people sign in and the provider is asked what it is
// and for its keys once; a new key is fetched when it shows.
func TestKeysAreRemembered(t *testing.T) {
	v := NewVisit()
	h := newHostile(t, v)
	var client Client
	for range 2 {
		if _, err := client.End(t.Context(), h.settings(), v, answer(v), officeNow); err != nil {
			t.Fatal(err)
		}
	}
	if n, m := h.times("/keys"), h.times("/.well-known/openid-configuration"); n != 1 || m != 1 {
		t.Errorf("asked for keys %d times, for the description %d times", n, m)
	}
	h.keys = append(h.keys, rsaJWK("k2", &otherKey.PublicKey))
	h.sign = rs256(t, "k2", otherKey)
	if _, err := client.End(t.Context(), h.settings(), v, answer(v), officeNow); err != nil {
		t.Errorf("after the provider changed its key: %v", err)
	}
}

// TestAnOutageIsRemembered for a moment, so that not everybody waits for it, and
// forgotten when the provider is there again.
func TestAnOutageIsRemembered(t *testing.T) {
	v := NewVisit()
	h := newHostile(t, v)
	const about = "/.well-known/openid-configuration"
	var down atomic.Bool
	down.Store(true)
	h.serve[about] = func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			slow(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(h.about); err != nil {
			t.Error(err)
		}
	}
	client := &Client{limit: 200 * time.Millisecond}
	for range 3 {
		if _, err := client.Begin(t.Context(), h.settings(), v); !fault.Is(err, fault.Busy) {
			t.Fatal(err)
		}
	}
	if n := h.times(about); n != 1 {
		t.Errorf("asked %d times", n)
	}
	down.Store(false)
	for key, out := range client.down {
		client.down[key] = outage{out.err, time.Now()}
	}
	if _, err := client.Begin(t.Context(), h.settings(), v); err != nil || len(client.down) != 0 {
		t.Errorf("%v, %v", err, client.down)
	}
}

// TestAnAddressThatNobodyChecked is no sign-in name.
func TestAnAddressThatNobodyChecked(t *testing.T) {
	for verified, want := range map[any]string{nil: "", false: "", "true": "", true: "hoa@xa.vn"} {
		v := NewVisit()
		h := newHostile(t, v)
		s := h.settings()
		s.LoginClaim = "email"
		h.claims["email"] = "hoa@xa.vn"
		if verified != nil {
			h.claims["email_verified"] = verified
		}
		who, err := new(Client).End(t.Context(), s, v, answer(v), officeNow)
		if err != nil || who.Login != want {
			t.Errorf("verified %v: %q, %v", verified, who.Login, err)
		}
	}
}

// TestTry: what is wrong with a provider is said in words before anybody needs it.
func TestTry(t *testing.T) {
	about := func(name string, value any) func(*hostile, *Settings) {
		return func(h *hostile, _ *Settings) { h.about[name] = value }
	}
	for _, c := range []struct {
		name, says string
		change     func(*hostile, *Settings)
	}{
		{"nothing there", "không nhận kết nối", func(h *hostile, _ *Settings) { h.Close() }},
		{"no such name", "Không tìm thấy máy chủ", func(_ *hostile, s *Settings) { s.Issuer = "https://khong-co.invalid" }},
		{"slow", "không trả lời trong", func(h *hostile, _ *Settings) {
			h.serve["/.well-known/openid-configuration"] = slow
		}},
		{"a page and no provider", "không trả lời như một nhà cung cấp", func(h *hostile, _ *Settings) {
			h.serve["/.well-known/openid-configuration"] = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }
		}},
		{"another name", "tự gọi mình là https://khac.vn", about("issuer", "https://khac.vn")},
		{"sent on to another house", "chuyển sang một địa chỉ khác", func(h *hostile, _ *Settings) {
			h.serve["/.well-known/openid-configuration"] = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
			}
		}},
		{"an inner address that nobody ticked", "mạng nội bộ", func(_ *hostile, s *Settings) { s.Inner = false }},
		{"the cloud's own address", "Không được kết nối tới", func(_ *hostile, s *Settings) { s.Issuer = "https://169.254.169.254" }},
		{"the cloud's own address in other letters", "Không được kết nối tới", func(_ *hostile, s *Settings) { s.Issuer = "https://[::ffff:169.254.169.254]" }},
		{"keys at the cloud's own address", "Không được kết nối tới", about("jwks_uri", "https://169.254.169.254/keys")},
		{"a token in the open", "không được bảo vệ", about("token_endpoint", "http://example.com/token")},
		{"a sign-in page that is a script", "không được bảo vệ", about("authorization_endpoint", "javascript:alert(1)")},
		{"no token", "không trả lời như một nhà cung cấp", about("token_endpoint", "")},
		{"no codes", "mã ủy quyền", about("response_types_supported", []string{"id_token"})},
		{"no PKCE", "PKCE", about("code_challenge_methods_supported", []string{"plain"})},
		{"only passwords as signatures", "ký bằng cách không được nhận (HS256, none)", about("id_token_signing_alg_values_supported", []string{"HS256", "none"})},
		{"no keys", "khóa ký", func(h *hostile, _ *Settings) { h.keys = nil }},
		{"without end", "dài bất thường", func(h *hostile, _ *Settings) { h.about["more"] = strings.Repeat("x", 2*outbound.AnswerLimit) }},
		{"no https", "https://", func(_ *hostile, s *Settings) { s.Issuer = "http://example.com" }},
		{"no address", "địa chỉ nhà cung cấp", func(_ *hostile, s *Settings) { s.Issuer = "vneid" }},
		{"a question in the address", "dấu ?", func(_ *hostile, s *Settings) { s.Issuer = "https://example.com/?a=1" }},
		{"somebody in the address", "dấu ?", func(_ *hostile, s *Settings) { s.Issuer = "https://a:b@example.com" }},
		{"a scope that is two", "Phạm vi", func(_ *hostile, s *Settings) { s.Scopes = []string{"openid\"x"} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHostile(t, NewVisit())
			s := h.settings()
			c.change(h, &s)
			found, err := (&Client{limit: time.Second}).Try(t.Context(), s)
			if err == nil {
				t.Fatalf("found %+v", found)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %v", err)
			}
		})
	}
	h := newHostile(t, NewVisit())
	found, err := new(Client).Try(t.Context(), h.settings())
	if err != nil || found.Keys != 3 || !found.Out || !found.Challenge || strings.Join(found.Algorithms, " ") != "RS256" || "http://"+found.SignIn != h.URL {
		t.Errorf("%+v, %v", found, err)
	}
}

// FuzzClaims: whatever a provider says of a person, what comes out is short
// text of one line.
func FuzzClaims(f *testing.F) {
	for _, seed := range []string{`{"a":"x"}`, `{"a":{"b":["x",1,null,{}]}}`, `{"a":1e308}`, `{"a":["` + strings.Repeat("y", 300) + `"]}`, `{"a.b":true}`, `[]`} {
		f.Add(seed, "a.b")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		c := claimSet{}
		if json.Unmarshal([]byte(text), &c) != nil {
			return
		}
		for _, s := range append(c.list(name), c.text(name)) {
			if len([]rune(s)) > claimLimit || strings.ContainsAny(s, "\n\r\x00") {
				t.Errorf("%q", s)
			}
		}
		if len(c.list(name)) > claimLimit {
			t.Errorf("%d values", len(c.list(name)))
		}
	})
}

// FuzzIssuer: an address that the settings take is one that may be asked without
// telling anybody on the way, and nothing but an address.
func FuzzIssuer(f *testing.F) {
	for _, seed := range []string{"https://sso.tinh.vn/realms/xa", "http://localhost:1", "http://[::1]/", "https://a@b", "https://a?b", "https://a#", "//a", "http://127.0.0.1.evil.vn", "https:///a", "HTTPS://A"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, issuer string) {
		s := Settings{Name: "a", ClientID: "b", Issuer: issuer}
		if s.Check() != nil {
			return
		}
		u, err := url.Parse(issuer)
		if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" || len(issuer) > 300 {
			t.Errorf("%q was taken: %v", issuer, err)
		}
		ip := net.ParseIP(u.Hostname())
		if u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())) {
			t.Errorf("%q is asked in the open", issuer)
		}
	})
}
