package sso

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sauro/fault"
	"sauro/sso/ssotest"
)

const back = "http://127.0.0.1:1/ve"

var hoa = ssotest.User{Subject: "001199000123", Name: "vanhoa", Password: "một câu dài", Email: "vanhoa@xa.vn", Full: "Nguyễn Thị Hoa",
	ACR: "LoA2", AMR: []string{"pwd", "otp"}, Claims: map[string]any{"cccd": "001199000123", "realm_access": map[string]any{"roles": []string{"vhxh", "xem"}}}}

func real(t *testing.T) (*ssotest.Provider, Settings) {
	p := ssotest.Start(t, hoa)
	p.Client("sauro", "kín", back)
	p.Client("sauro-mo", "", back)
	return p, Settings{Name: "Cổng của tỉnh", Issuer: p.Issuer, ClientID: "sauro", ClientSecret: "kín", Scopes: []string{"openid", "profile"}, Redirect: back, Inner: true}
}

// enter goes the whole way to a real provider and back.
func enter(t *testing.T, c *Client, p *ssotest.Provider, s Settings) (Visit, url.Values) {
	t.Helper()
	v := NewVisit()
	to, err := c.Begin(t.Context(), s, v)
	if err != nil {
		t.Fatal(err)
	}
	at, err := p.SignIn(to, hoa.Name, hoa.Password)
	if err != nil {
		t.Fatal(err)
	}
	return v, at.Query()
}

// TestARealProvider goes the whole way with a client that has a secret and with
// one that has none, and takes the claims the office chose.
func TestARealProvider(t *testing.T) {
	p, s := real(t)
	var c Client
	open := s
	open.ClientID, open.ClientSecret = "sauro-mo", ""
	citizen := s
	citizen.LoginClaim, citizen.PostClaim = "cccd", "realm_access.roles"
	for _, s := range []Settings{s, open, citizen} {
		v, a := enter(t, &c, p, s)
		who, err := c.End(t.Context(), s, v, a, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		login, posts := hoa.Name, ""
		if s.LoginClaim != "" {
			login, posts = "001199000123", "vhxh xem"
		}
		if who.Subject != hoa.Subject || who.Login != login || who.Name != hoa.Full || who.ACR != "LoA2" || strings.Join(who.AMR, " ") != "pwd otp" || strings.Join(who.Posts, " ") != posts {
			t.Errorf("%+v", who)
		}
	}
}

// TestACodeCountsOnce: a code that was used, or that belongs to another visit, a
// client with the wrong secret, or one that asks from elsewhere gets nothing.
func TestACodeCountsOnce(t *testing.T) {
	p, s := real(t)
	var c Client
	v, a := enter(t, &c, p, s)
	if _, err := c.End(t.Context(), s, v, a, time.Now()); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, s Settings, v Visit, a url.Values) {
		t.Helper()
		if who, err := c.End(t.Context(), s, v, a, time.Now()); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %+v, %v", what, who, err)
		}
	}
	refused("a code used twice", s, v, a)

	mine := NewVisit()
	_, theirs := enter(t, &c, p, s)
	theirs.Set("state", mine.State())
	refused("the code of another visit, caught by PKCE", s, mine, theirs)

	v, a = enter(t, &c, p, s)
	wrong := s
	wrong.ClientSecret = "không phải"
	refused("a wrong secret", wrong, v, a)

	v, a = enter(t, &c, p, s)
	elsewhere := s
	elsewhere.Redirect = "http://127.0.0.1:1/khac"
	refused("another redirect", elsewhere, v, a)
}

// TestAProviderThatIsDown offers the other way in.
func TestAProviderThatIsDown(t *testing.T) {
	p, s := real(t)
	p.Stop()
	_, err := new(Client).Begin(t.Context(), s, NewVisit())
	if !fault.Is(err, fault.Busy) || !strings.Contains(err.Error(), "đăng nhập bằng tên và mật khẩu") {
		t.Error(err)
	}
}

// TestOut: the provider's own page signs out and sends back, and is given no token.
func TestOut(t *testing.T) {
	p, s := real(t)
	to, err := new(Client).Out(t.Context(), s, back)
	if err != nil || !strings.HasPrefix(to, p.Issuer) || strings.Contains(to, "token") {
		t.Fatal(to, err)
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(to)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if got := res.Header.Get("Location"); got != back {
		t.Errorf("%s sent back to %q", res.Status, got)
	}
}

// TestVisits: what the provider sees of two visits has nothing in common, and
// nothing of it is the secret.
func TestVisits(t *testing.T) {
	a, b := NewVisit(), NewVisit()
	seen := map[string]bool{}
	for _, s := range []string{a.State(), a.nonce(), a.verifier(), a.Mark(), b.State(), b.nonce(), b.verifier(), b.Mark(), b64(a[:])} {
		if seen[s] || len(s) != 43 {
			t.Errorf("%q", s)
		}
		seen[s] = true
	}
	if !a.Answers(a.State()) || a.Answers(b.State()) || a.Answers("") {
		t.Error("a visit answers to the wrong state")
	}
}
