// Package sso lets a person sign in at the sign-on of another house, such as a
// province's or VNeID, by OpenID Connect: authorization code, PKCE, nonce and
// state (OpenID Connect Core 1.0; RFC 6749, 7636, 9207, 9700). It knows how to
// ask a provider and how far to believe its answer. It refuses to know who a
// subject is in this office, and it keeps and logs no token.
package sso

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sauro/fault"
	"sauro/outbound"
)

// Settings are what an office sets of a provider.
type Settings struct {
	Name         string // as people call it: "Cổng đăng nhập của tỉnh"
	Issuer       string // https://…, exactly as the provider calls itself
	ClientID     string
	ClientSecret string   // "" for a public client, which PKCE alone protects
	Scopes       []string // "openid" is always asked for
	Redirect     string   // where the provider sends people back to, an absolute address
	Inner        bool     // the provider may stand in an inner network or on this machine
	LoginClaim   string   // the claim that is the sign-in name, "preferred_username" where empty
	PostClaim    string   // the claim that names posts or groups, "" for none
	ACR          []string // the provider must say one of these, where there are any
	AMR          []string // the provider must say all of these
}

// Identity is what a provider says of somebody who has signed in there, after
// all of it was checked.
type Identity struct {
	Subject string   // who it is at this provider, for ever
	Login   string   // the value of LoginClaim, "" where it says none
	Name    string   // the person's name, "" where it says none
	Posts   []string // the values of PostClaim
	ACR     string   // how sure the provider is
	AMR     []string // how the person has shown it there
}

// algorithms are those that an identity may be signed by. Neither "none" nor one
// with a shared secret is among them.
var algorithms = []string{oidc.RS256, oidc.ES256, oidc.EdDSA}

const (
	callLimit  = 10 * time.Second // for one call with its answer
	kept       = time.Hour        // how long a provider's description is believed
	outageKept = 10 * time.Second // how long it is taken to be out of reach
	skew       = 2 * time.Minute  // by how much two clocks may differ
	codeLimit  = 4096             // bytes of a code
)

// Client asks providers. Its zero value is ready; it is safe for use by many
// goroutines and keeps what providers say of themselves for an hour, their keys
// until they show a new one.
type Client struct {
	mu    sync.Mutex
	known map[asked]*provider
	down  map[asked]outage
	limit time.Duration // for one call, callLimit where zero
}

type asked struct {
	issuer string
	inner  bool
}

// outage is that a provider could not be reached a moment ago: those who come
// meanwhile need not wait for it again.
type outage struct {
	err   error
	until time.Time
}

// provider is a provider as it describes itself.
type provider struct {
	*oidc.Provider
	keys  *oidc.RemoteKeySet
	about about
	http  *http.Client
	until time.Time
}

type about struct {
	Auth       string   `json:"authorization_endpoint"`
	Token      string   `json:"token_endpoint"`
	Keys       string   `json:"jwks_uri"`
	UserInfo   string   `json:"userinfo_endpoint"`
	EndSession string   `json:"end_session_endpoint"`
	Challenges []string `json:"code_challenge_methods_supported"`
	Responses  []string `json:"response_types_supported"`
	Algorithms []string `json:"id_token_signing_alg_values_supported"`
	Secrets    []string `json:"token_endpoint_auth_methods_supported"`
	NamesSelf  bool     `json:"authorization_response_iss_parameter_supported"`
}

// provider asks the provider what it is, or remembers. The error says in words
// what is wrong, for the one who sets it up.
func (c *Client) provider(ctx context.Context, s Settings) (*provider, error) {
	key := asked{s.Issuer, s.Inner}
	c.mu.Lock()
	p, out := c.known[key], c.down[key]
	c.mu.Unlock()
	switch {
	case p != nil && time.Now().Before(p.until):
		return p, nil
	case time.Now().Before(out.until):
		return nil, out.err
	}
	p, err := c.discover(ctx, s)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known)+len(c.down) > 500 {
		c.known, c.down = map[asked]*provider{}, map[asked]outage{}
	}
	if fault.Is(err, fault.Busy) && ctx.Err() == nil {
		c.down[key] = outage{err, time.Now().Add(outageKept)}
	}
	if err != nil {
		return nil, err
	}
	c.known[key] = p
	delete(c.down, key)
	return p, nil
}

func (c *Client) discover(ctx context.Context, s Settings) (*provider, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	limit := c.limit
	if limit == 0 {
		limit = callLimit
	}
	p := &provider{http: outbound.New(s.Inner, limit), until: time.Now().Add(kept)}
	ctx = oidc.ClientContext(ctx, p.http)
	var err error
	if p.Provider, err = oidc.NewProvider(ctx, s.Issuer); err != nil {
		return nil, explain(err, s)
	}
	if err := p.Claims(&p.about); err != nil {
		return nil, explain(err, s)
	}
	a := p.about
	for _, address := range []string{a.Auth, a.Token, a.Keys} {
		if address == "" {
			return nil, noProvider(nil, s)
		}
	}
	for _, address := range []string{a.Auth, a.Token, a.Keys, a.UserInfo, a.EndSession} {
		if u, err := url.Parse(address); address != "" && (err != nil || !outbound.Safe(u)) {
			return nil, fault.New(fault.Invalid, "Nhà cung cấp chỉ đến một địa chỉ không được bảo vệ bằng https (%s). Hãy báo bên quản lý nhà cung cấp.", shown(address))
		}
	}
	if len(a.Responses) > 0 && !slices.Contains(a.Responses, "code") {
		return nil, fault.New(fault.Invalid, "Nhà cung cấp không cho đăng nhập bằng mã ủy quyền (code). Hãy đề nghị bên quản lý nhà cung cấp mở cách này.")
	}
	if len(a.Challenges) > 0 && !slices.Contains(a.Challenges, "S256") {
		return nil, fault.New(fault.Invalid, "Nhà cung cấp không hỗ trợ PKCE S256. Hãy đề nghị bên quản lý nhà cung cấp mở cách này.")
	}
	if len(a.Algorithms) > 0 && !slices.ContainsFunc(a.Algorithms, func(alg string) bool { return slices.Contains(algorithms, alg) }) {
		return nil, fault.New(fault.Invalid, "Nhà cung cấp ký bằng cách không được nhận (%s). Cần RS256, ES256 hoặc EdDSA.", shown(strings.Join(a.Algorithms, ", ")))
	}
	p.keys = oidc.NewRemoteKeySet(ctx, a.Keys)
	return p, nil
}

func (p *provider) config(s Settings) *oauth2.Config {
	scopes := []string{oidc.ScopeOpenID}
	for _, name := range s.Scopes {
		if !slices.Contains(scopes, name) {
			scopes = append(scopes, name)
		}
	}
	end := p.Endpoint()
	// Chosen from what the provider says and not by trying: a second try would
	// send the code twice, which a provider takes for theft.
	end.AuthStyle = oauth2.AuthStyleInHeader
	if s.ClientSecret == "" || len(p.about.Secrets) > 0 && !slices.Contains(p.about.Secrets, "client_secret_basic") {
		end.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{ClientID: s.ClientID, ClientSecret: s.ClientSecret, Endpoint: end, RedirectURL: s.Redirect, Scopes: scopes}
}

// Begin is the address at the provider to send a person to. It fails with Busy
// where the provider cannot be reached.
func (c *Client) Begin(ctx context.Context, s Settings, v Visit) (string, error) {
	p, err := c.provider(ctx, s)
	if err != nil {
		return "", down(err, s)
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(v.verifier()), oidc.Nonce(v.nonce())}
	if len(s.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(s.ACR, " ")))
	}
	return p.config(s).AuthCodeURL(v.State(), options...), nil
}

// End takes the answer that the person's browser has brought back from the
// provider, the values of its address, and asks the provider who it is. The
// errors are Busy where the provider cannot be reached, Denied where it did not
// let the person in or not surely enough, Invalid where its answer is not to be
// believed; their causes hold no token.
func (c *Client) End(ctx context.Context, s Settings, v Visit, answer url.Values, now time.Time) (Identity, error) {
	if !v.Answers(answer.Get("state")) {
		return Identity{}, distrust(errors.New("the state is not that of this browser"), s)
	}
	p, err := c.provider(ctx, s)
	if err != nil {
		return Identity{}, down(err, s)
	}
	// A provider that names itself must be the one that was asked (RFC 9207, 2.4).
	if iss := answer.Get("iss"); iss != s.Issuer && (iss != "" || p.about.NamesSelf) {
		return Identity{}, distrust(fmt.Errorf("the answer comes from %q", shown(iss)), s)
	}
	if refused := answer.Get("error"); refused != "" {
		return Identity{}, refusal(refused, s)
	}
	code := answer.Get("code")
	if code == "" || len(code) > codeLimit {
		return Identity{}, distrust(errors.New("no code"), s)
	}
	ctx = oidc.ClientContext(ctx, p.http)
	token, err := p.config(s).Exchange(ctx, code, oauth2.VerifierOption(v.verifier()))
	if err != nil {
		return Identity{}, unreached(err, s)
	}
	claims, err := p.idToken(ctx, s, v, token, now)
	if err != nil {
		return Identity{}, unreached(err, s)
	}
	sure := claims // acr and amr are believed where they are signed
	if p.about.UserInfo != "" && claims.miss(s) {
		more, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil && notReached(err) {
			return Identity{}, down(tidy(err), s)
		}
		if err != nil { // it may quote what came, and that may quote the token
			return Identity{}, distrust(errors.New("userinfo gave no answer that can be read"), s)
		}
		if more.Subject != claims.text("sub") {
			return Identity{}, distrust(errors.New("userinfo is about somebody else"), s)
		}
		said := claimSet{}
		if err := more.Claims(&said); err != nil {
			return Identity{}, distrust(tidy(err), s)
		}
		for name, value := range claims {
			said[name] = value // what is signed goes first
		}
		claims = said
	}
	who := Identity{Subject: claims.text("sub"), Login: claims.text(s.loginClaim()), Name: claims.text("name"), ACR: sure.text("acr"), AMR: sure.list("amr")}
	if s.loginClaim() == "email" && claims.get("email_verified") != true {
		who.Login = "" // anybody can write down an address of somebody else
	}
	if s.PostClaim != "" {
		who.Posts = claims.list(s.PostClaim)
	}
	return who, s.sureEnough(who)
}

// idToken checks the token that says who signed in (OpenID Connect Core 1.0,
// section 3.1.3.7) and gives its claims.
func (p *provider) idToken(ctx context.Context, s Settings, v Visit, token *oauth2.Token, now time.Time) (claimSet, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return nil, errors.New("no id_token")
	}
	keys := &keySet{of: p.keys}
	verifier := oidc.NewVerifier(s.Issuer, keys, &oidc.Config{ClientID: s.ClientID, SupportedSigningAlgs: algorithms, Now: func() time.Time { return now.Add(-skew) }})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, errors.Join(err, keys.err)
	}
	claims := claimSet{}
	if err := id.Claims(&claims); err != nil {
		return nil, err
	}
	party := claims.text("azp")
	switch {
	case id.Subject == "" || len(id.Subject) > 255:
		return nil, errors.New("no subject")
	case id.Issuer != s.Issuer: // the library lets one provider leave the https:// out
		return nil, errors.New("another issuer")
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(v.nonce())) != 1:
		return nil, errors.New("another nonce")
	case party != "" && party != s.ClientID, party == "" && len(id.Audience) > 1:
		return nil, errors.New("issued for another party")
	case id.IssuedAt.After(now.Add(skew)):
		return nil, errors.New("issued in the future")
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, err
		}
	}
	return claims, nil
}

// keySet remembers why the keys could not be had, which the verifier says in
// words alone.
type keySet struct {
	of  *oidc.RemoteKeySet
	err error
}

func (k *keySet) VerifySignature(ctx context.Context, token string) (payload []byte, err error) {
	payload, k.err = k.of.VerifySignature(ctx, token)
	return payload, k.err
}

// sureEnough holds the identity against what the office asks of the provider.
func (s Settings) sureEnough(who Identity) error {
	enough := len(s.ACR) == 0 || slices.Contains(s.ACR, who.ACR)
	for _, way := range s.AMR {
		enough = enough && slices.Contains(who.AMR, way)
	}
	if !enough {
		return fault.New(fault.Denied, "%s chưa xác thực bạn ở mức cơ quan yêu cầu. Hãy đăng nhập ở đó bằng tài khoản mức cao hơn (ví dụ VNeID mức 2), hoặc đăng nhập bằng tên và mật khẩu.", s.Name)
	}
	return nil
}

func (s Settings) loginClaim() string {
	if s.LoginClaim == "" {
		return "preferred_username"
	}
	return s.LoginClaim
}

// Out is the address at the provider where a person signs out there too (OpenID
// Connect RP-Initiated Logout 1.0), "" where the provider has none; back is where
// the provider sends the person afterwards. No token is sent along, for none is
// kept: the provider asks the person.
func (c *Client) Out(ctx context.Context, s Settings, back string) (string, error) {
	p, err := c.provider(ctx, s)
	if err != nil {
		return "", down(err, s)
	}
	if p.about.EndSession == "" {
		return "", nil
	}
	u, err := url.Parse(p.about.EndSession)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("client_id", s.ClientID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Found is what trying a provider has found out.
type Found struct {
	SignIn     string   // the host where people sign in
	Keys       int      // how many keys it shows
	Algorithms []string // those of its ways of signing that are taken
	Challenge  bool     // it says that it knows PKCE S256
	Out        bool     // one can sign out there from here
}

// Try asks a provider what it is and for its keys, past what is remembered. The
// error says in plain words what is wrong and what to do.
func (c *Client) Try(ctx context.Context, s Settings) (Found, error) {
	p, err := c.discover(ctx, s)
	if err != nil {
		return Found{}, err
	}
	f := Found{Challenge: slices.Contains(p.about.Challenges, "S256"), Out: p.about.EndSession != ""}
	if u, err := url.Parse(p.about.Auth); err == nil {
		f.SignIn = u.Host
	}
	for _, alg := range p.about.Algorithms {
		if slices.Contains(algorithms, alg) {
			f.Algorithms = append(f.Algorithms, alg)
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.about.Keys, nil)
	if err != nil {
		return Found{}, err
	}
	res, err := p.http.Do(req)
	if err != nil {
		return Found{}, explain(err, s)
	}
	defer res.Body.Close()
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(res.Body).Decode(&set); err != nil || res.StatusCode != http.StatusOK || len(set.Keys) == 0 {
		return Found{}, fault.Because(tidy(err), fault.Invalid, "Tìm thấy nhà cung cấp nhưng chưa đọc được khóa ký của họ. Hãy báo bên quản lý nhà cung cấp.")
	}
	f.Keys = len(set.Keys)
	return f, nil
}

// shown is something a stranger wrote, short and in one line, for a log or a page.
func shown(s string) string {
	s = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	if letters := []rune(s); len(letters) > 200 {
		s = string(letters[:200]) + "…"
	}
	return s
}
