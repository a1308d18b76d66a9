// Package mailtest is a mail server that tests talk to: a real one, in the test's
// own process, that keeps what it is given and can be told to behave badly. It
// knows nothing of who sends.
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/mail"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Step is where in a session the server stands.
type Step string

// The steps of a session.
const (
	From Step = "from"
	To   Step = "to"
	Data Step = "data" // before the message is read
	Took Step = "took" // the message was read and is kept, the answer is not given yet
)

// Received is one message that was taken.
type Received struct {
	From, To string // of the envelope
	User     string // who signed in
	Secure   bool   // came over TLS
	Header   mail.Header
	Raw      []byte
}

// ID is its Message-ID.
func (r Received) ID() string { return r.Header.Get("Message-Id") }

// Server is a running server.
type Server struct {
	Host  string
	Port  int
	Roots *x509.CertPool // vouches for it

	mu       sync.Mutex
	received []Received
	behave   func(step Step, address string, conn net.Conn) error
	user     string
	password string
}

// Options say what the server offers.
type Options struct {
	TLS            bool   // from the first byte
	NoStartTLS     bool   // never
	User, Password string // "" lets everybody send
}

// Start runs a server until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	cert, roots := certificate(t)
	s := &Server{Host: "127.0.0.1", Roots: roots, user: o.User, password: o.Password}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return s.session(c), nil }))
	server.Domain, server.MaxMessageBytes = "localhost", 1<<20
	server.ReadTimeout, server.WriteTimeout = 20*time.Second, 20*time.Second
	server.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableSMTPUTF8 = true
	secure := &tls.Config{Certificates: []tls.Certificate{cert}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	switch {
	case o.TLS:
		l = tls.NewListener(l, secure)
	case !o.NoStartTLS:
		server.TLSConfig = secure
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		server.Close()
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

// Received are the messages that were taken so far.
func (s *Server) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.received)
}

// Behave has the server ask at each step what to answer: nil goes on, a Say is
// its answer. The connection may be closed instead. nil is good behaviour.
func (s *Server) Behave(how func(step Step, address string, conn net.Conn) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behave = how
}

// Say is an answer of the server that refuses.
func Say(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
}

func (s *Server) at(step Step, address string, conn net.Conn) error {
	s.mu.Lock()
	how := s.behave
	s.mu.Unlock()
	if how == nil {
		return nil
	}
	return how(step, address, conn)
}

func (s *Server) session(c *smtp.Conn) smtp.Session {
	if s.user == "" {
		return &session{s: s, c: c}
	}
	return &named{session{s: s, c: c}}
}

// named is a session that has to sign in.
type named struct{ session }

func (n *named) AuthMechanisms() []string { return []string{sasl.Plain} }

func (n *named) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != n.s.user || password != n.s.password {
			return smtp.ErrAuthFailed
		}
		n.user = user
		return nil
	}), nil
}

type session struct {
	s        *Server
	c        *smtp.Conn
	user     string
	from, to string
}

func (n *session) Reset() { n.from, n.to = "", "" }

func (n *session) Logout() error { return nil }

func (n *session) Mail(from string, _ *smtp.MailOptions) error {
	if n.s.user != "" && n.user == "" {
		return smtp.ErrAuthRequired
	}
	n.from = from
	return n.s.at(From, from, n.c.Conn())
}

func (n *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	n.to = to
	return n.s.at(To, to, n.c.Conn())
}

func (n *session) Data(r io.Reader) error {
	if err := n.s.at(Data, n.to, n.c.Conn()); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Say(554, "no message")
	}
	_, secure := n.c.TLSConnectionState()
	n.s.mu.Lock()
	n.s.received = append(n.s.received, Received{From: n.from, To: n.to, User: n.user, Secure: secure, Header: m.Header, Raw: raw})
	n.s.mu.Unlock()
	return n.s.at(Took, n.to, n.c.Conn())
}

func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
