// Package ssotest is a sign-on of another house for tests: a real OpenID
// provider with its own sign-in page, on a free port of this machine. It knows
// its users and what it says of them. It refuses to know who asks.
package ssotest

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// User is somebody who can sign in at the provider.
type User struct {
	Subject  string // who it is, for ever
	Name     string // typed there to sign in, and the claim preferred_username
	Password string
	Email    string
	Full     string         // the claim name
	ACR      string         // how sure the provider is, as "LoA2"
	AMR      []string       // how the person has shown it, ["pwd"] where nil
	Claims   map[string]any // anything else, as groups
}

// Provider is the running provider.
type Provider struct {
	Issuer string // http://127.0.0.1:…

	store  *store
	server *httptest.Server
}

// Start runs a provider until the test ends.
func Start(t testing.TB, users ...User) *Provider {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{Issuer: "http://" + socket.Addr().String(), store: &store{users: map[string]User{}, clients: map[string]*client{}}}
	for _, u := range users {
		p.store.users[u.Subject] = u
	}
	// The example's own clients are one map for the whole process; these are the store's.
	p.store.Storage = storage.NewStorageWithClients(people{p.store}, map[string]*storage.Client{})
	p.server = &httptest.Server{Listener: socket, Config: &http.Server{Handler: exampleop.SetupServer(p.Issuer, p.store, nil, false)}}
	p.server.Start()
	t.Cleanup(p.server.Close)
	return p
}

// Client lets a program in that asks for people: its id, its secret ("" for a
// public client) and the addresses people may be sent back to, after signing in
// and after signing out.
func (p *Provider) Client(id, secret string, back ...string) {
	c := storage.NativeClient(id, back...)
	if secret != "" {
		c = storage.WebClient(id, secret, back...)
	}
	p.store.mu.Lock()
	defer p.store.mu.Unlock()
	p.store.clients[id] = &client{c, secret, back}
}

// Set changes or adds a user.
func (p *Provider) Set(u User) {
	p.store.mu.Lock()
	defer p.store.mu.Unlock()
	p.store.users[u.Subject] = u
}

// Stop makes the provider unreachable.
func (p *Provider) Stop() { p.server.Close() }

var requestID = regexp.MustCompile(`authRequestID=([^&"]+)`)

// SignIn does what a person does at the provider's pages, from the address they
// were sent to until they are sent back, and gives the address they are sent back to.
func (p *Provider) SignIn(address, name, password string) (back *url.URL, err error) {
	browser := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.Get(address)
	if err != nil {
		return nil, err
	}
	res.Body.Close()
	to := res.Header.Get("Location")
	found := requestID.FindStringSubmatch(to)
	if found == nil { // refused at once, or an error page
		if to == "" {
			return nil, fmt.Errorf("ssotest: %s", res.Status)
		}
		return url.Parse(to)
	}
	res, err = browser.PostForm(p.Issuer+"/login/username", url.Values{"id": {found[1]}, "username": {name}, "password": {password}})
	if err != nil {
		return nil, err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusFound {
		return nil, fmt.Errorf("ssotest: %s was not let in: %s", name, res.Status)
	}
	next := res.Header.Get("Location")
	if strings.HasPrefix(next, "/") {
		next = p.Issuer + next
	}
	if res, err = browser.Get(next); err != nil {
		return nil, err
	}
	res.Body.Close()
	return res.Location()
}

// store is the example's storage with users and clients of our own.
type store struct {
	*storage.Storage
	mu      sync.Mutex
	users   map[string]User // by subject
	clients map[string]*client
}

// people shows the users to the example's storage.
type people struct{ store *store }

func (p people) GetUserByID(subject string) *storage.User {
	u, ok := p.store.user(subject)
	if !ok {
		return nil
	}
	return &storage.User{ID: u.Subject, Username: u.Name, Password: u.Password, Email: u.Email}
}

func (p people) GetUserByUsername(name string) *storage.User {
	p.store.mu.Lock()
	users := slices.Collect(maps.Values(p.store.users))
	p.store.mu.Unlock()
	for _, u := range users {
		if u.Name == name {
			return p.GetUserByID(u.Subject)
		}
	}
	return nil
}

func (people) ExampleClientID() string { return "ssotest" }

func (s *store) user(subject string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[subject]
	return u, ok
}

type client struct {
	*storage.Client
	secret string
	back   []string
}

func (c *client) PostLogoutRedirectURIs() []string { return c.back }

// DevMode lets people be sent back to this machine without https.
func (c *client) DevMode() bool { return true }

func (s *store) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.clients[id]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("ssotest: no client %s", id)
}

func (s *store) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.clients[id]; c == nil || c.secret != secret {
		return fmt.Errorf("ssotest: wrong secret of %s", id)
	}
	return nil
}

// asking is a request to sign in, with what the provider says of the user.
type asking struct {
	*storage.AuthRequest
	store *store
}

func (a asking) GetACR() string {
	u, _ := a.store.user(a.GetSubject())
	return u.ACR
}

func (a asking) GetAMR() []string {
	if u, _ := a.store.user(a.GetSubject()); u.AMR != nil {
		return u.AMR
	}
	return a.AuthRequest.GetAMR()
}

func (s *store) asking(r op.AuthRequest, err error) (op.AuthRequest, error) {
	if err != nil {
		return nil, err
	}
	return asking{r.(*storage.AuthRequest), s}, nil
}

func (s *store) AuthRequestByID(ctx context.Context, id string) (op.AuthRequest, error) {
	return s.asking(s.Storage.AuthRequestByID(ctx, id))
}

func (s *store) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	return s.asking(s.Storage.AuthRequestByCode(ctx, code))
}

func (s *store) CreateAccessToken(ctx context.Context, r op.TokenRequest) (string, time.Time, error) {
	if a, ok := r.(asking); ok {
		r = a.AuthRequest
	}
	return s.Storage.CreateAccessToken(ctx, r)
}

func (s *store) CreateAccessAndRefreshTokens(ctx context.Context, r op.TokenRequest, refresh string) (string, string, time.Time, error) {
	if a, ok := r.(asking); ok {
		r = a.AuthRequest
	}
	return s.Storage.CreateAccessAndRefreshTokens(ctx, r, refresh)
}

func (s *store) SetUserinfoFromRequest(ctx context.Context, info *oidc.UserInfo, r op.IDTokenRequest, scopes []string) error {
	if err := s.Storage.SetUserinfoFromRequest(ctx, info, r, scopes); err != nil {
		return err
	}
	return s.tell(info, r.GetSubject())
}

func (s *store) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, token, subject, origin string) error {
	if err := s.Storage.SetUserinfoFromToken(ctx, info, token, subject, origin); err != nil {
		return err
	}
	return s.tell(info, subject)
}

func (s *store) tell(info *oidc.UserInfo, subject string) error {
	u, ok := s.user(subject)
	if !ok {
		return fmt.Errorf("ssotest: no user %s", subject)
	}
	info.Name, info.GivenName, info.FamilyName = u.Full, "", ""
	for name, value := range u.Claims {
		info.AppendClaims(name, value)
	}
	return nil
}
