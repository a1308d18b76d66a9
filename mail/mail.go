// Package mail hands messages to a mail server by SMTP (RFC 5321) and says
// whether a failure may pass. It knows no notice, no person and no settings of an
// office.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the line to the server is protected.
type Security string

// The ways to protect the line. Plain is for a server in the office's own
// network; a password is never sent over it.
const (
	StartTLS Security = "starttls" // begins plain and must change to TLS, usually port 587 or 25
	TLS      Security = "tls"      // TLS from the first byte, usually port 465
	Plain    Security = "plain"
)

// Securities are all of them, the best first.
var Securities = []Security{StartTLS, TLS, Plain}

// Server is a mail server as the office has it.
type Server struct {
	Host     string
	Port     int
	Security Security
	User     string // "" signs in as nobody
	Password string

	Timeout time.Duration  // for the whole of Send, half a minute where 0
	Roots   *x509.CertPool // who vouches for the server, nil for the system's
}

// Message is one message to one address.
type Message struct {
	FromName string // shown before the address, may be ""
	From     string
	To       string
	Subject  string
	Text     string // what everybody can read
	HTML     string // the same with links to press, "" for none
	ID       string // of the Message-ID header, without brackets: the same for every repeat
	Stop     string // an address of the web where such messages are switched off, "" for none
	Date     time.Time
}

// Kind says what a failure is about.
type Kind string

// The kinds of failure.
const (
	Network  Kind = "network"  // the server is not reached or broke off
	Insecure Kind = "insecure" // the line cannot be protected as was asked
	SignIn   Kind = "sign-in"  // user and password are not taken
	Address  Kind = "address"  // there is no such receiver
	Later    Kind = "later"    // the server asks to come again (RFC 5321, 4.2.1: 4yz)
	Refused  Kind = "refused"  // the server does not want the message
	Wrong    Kind = "wrong"    // no message can be made of this
)

// Error is why a message was not taken.
type Error struct {
	Kind  Kind
	Final bool   // trying again is no use
	Said  string // what the server said, at most 300 letters
	Cause error
}

func (e *Error) Error() string { return fmt.Sprintf("mail: %s: %v", e.Kind, e.Cause) }

func (e *Error) Unwrap() error { return e.Cause }

const usualTimeout = 30 * time.Second

// CheckAddress gives an address as it is written to the server. It takes one bare
// address of at most 254 bytes: no name beside it, no list, no quotes, no
// comments, no control characters. Letters of every language may stand in it.
func CheckAddress(s string) (string, error) {
	wrong := &Error{Kind: Wrong, Final: true, Cause: fmt.Errorf("no address: %.60q", s)}
	if len(s) > 254 || strings.ContainsAny(s, "\"<>()[],;:\\ ") || strings.IndexFunc(s, unicode.IsControl) >= 0 || strings.IndexFunc(s, unicode.IsSpace) >= 0 {
		return "", wrong
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return "", wrong
	}
	local, domain, _ := strings.Cut(s, "@")
	if len(local) > 64 || !domainName.MatchString(domain) {
		return "", wrong
	}
	return s, nil
}

// domainName is a name with a dot in it, or this machine's own.
var domainName = regexp.MustCompile(`^(?:localhost|(?:[\pL\pN](?:[\pL\pN-]{0,61}[\pL\pN])?\.)+[\pL\pN](?:[\pL\pN-]{0,61}[\pL\pN])?)$`)

// Send hands the message to the server and gives what the server said when it
// took it. A nil error means that the server has taken it, whatever happened to
// the line afterwards. Every other error is an *Error. Where ctx ends the line is
// cut, and nobody knows whether the message was taken: that is Network.
func (s Server) Send(ctx context.Context, m Message) (said string, err error) {
	msg, err := m.make()
	if err != nil {
		return "", err
	}
	timeout := s.Timeout
	if timeout <= 0 {
		timeout = usualTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	line := &line{}
	defer line.close()
	client, err := s.client(timeout, m.From, line)
	if err != nil {
		return "", &Error{Kind: Wrong, Final: true, Cause: err}
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return "", dialError(err)
	}
	// The library knows a timeout for each command only.
	stop := context.AfterFunc(ctx, line.close)
	defer stop()
	err = client.SendWithSMTPClient(session, msg)
	if msg.IsDelivered() { // the farewell may fail: the message is theirs
		_ = client.CloseWithSMTPClient(session)
		return letters(msg.ServerResponse()), nil
	}
	return "", sendError(err)
}

func (s Server) client(timeout time.Duration, from string, l *line) (*gomail.Client, error) {
	if s.Host == "" || s.Port < 1 || s.Port > 65535 || !slices.Contains(Securities, s.Security) {
		return nil, fmt.Errorf("no server: %q, port %d, %q", s.Host, s.Port, s.Security)
	}
	secure := &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		l.keep(conn)
		if s.Security != TLS {
			return conn, nil
		}
		over := tls.Client(conn, secure)
		return over, over.HandshakeContext(ctx)
	}
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(timeout), gomail.WithHELO(from[strings.LastIndexByte(from, '@')+1:]), gomail.WithTLSConfig(secure),
		gomail.WithDialContextFunc(dial), gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	switch s.Security {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		options = append(options, gomail.WithSSL())
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.User != "" {
		if s.Security == Plain {
			return nil, errors.New("a password is not sent over a plain line")
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, options...)
}

// line is the connection under a client, which does not close it itself where
// signing in fails.
type line struct {
	mu   sync.Mutex
	conn io.Closer
}

func (l *line) keep(c io.Closer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = c
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		l.conn.Close()
	}
}

// make puts the message together. What stands in a header is one line.
func (m Message) make() (*gomail.Msg, error) {
	from, err := CheckAddress(m.From)
	if err != nil {
		return nil, err
	}
	to, err := CheckAddress(m.To)
	if err != nil {
		return nil, err
	}
	if !messageID.MatchString(m.ID) {
		return nil, &Error{Kind: Wrong, Final: true, Cause: fmt.Errorf("no message id: %.60q", m.ID)}
	}
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&mail.Address{Name: oneLine(m.FromName), Address: from})
	msg.ToMailAddress(&mail.Address{Address: to})
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.Date)
	// RFC 3834, section 5.1: nobody's absence is answered to the office.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Stop != "" {
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+oneLine(m.Stop)+">")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

var messageID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}@[A-Za-z0-9.-]{1,150}$`)

func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// dialError is a failure before the message: the server is not reached, not
// protected, or does not know us.
func dialError(err error) *Error {
	e := &Error{Kind: Network, Said: said(err), Cause: err}
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	code := codeOf(err)
	switch text := err.Error(); {
	case errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &host), errors.As(err, &record),
		strings.Contains(text, "does not support STARTTLS"):
		e.Kind = Insecure
	case strings.Contains(text, "SMTP AUTH"), errors.Is(err, gomail.ErrNoSupportedAuthDiscovered), errors.Is(err, gomail.ErrPlainAuthNotSupported), code == 534, code == 535, code == 530:
		e.Kind = SignIn
		if code >= 400 && code < 500 {
			e.Kind = Later
		}
	case code >= 400 && code < 500:
		e.Kind = Later
	case code >= 500:
		e.Kind = Refused
	}
	// Settings can be mended and servers come back: none of these is the message's fault.
	return e
}

// sendError is a failure with the message itself. A line that breaks while the
// message is under way may have carried it: it is tried again, under the same id.
func sendError(err error) *Error {
	e := &Error{Kind: Network, Said: said(err), Cause: err}
	var s *gomail.SendError
	if !errors.As(err, &s) {
		return e
	}
	switch code := max(s.ErrorCode(), codeOf(err)); {
	case code >= 500 && s.Reason == gomail.ErrSMTPRcptTo:
		e.Kind, e.Final = Address, true
	case code == 530 || code == 534 || code == 535:
		e.Kind = SignIn
	case code >= 500:
		e.Kind, e.Final = Refused, true
	case code >= 400:
		e.Kind = Later
	case s.Reason == gomail.ErrNoUnencoded || s.Reason == gomail.ErrGetSender || s.Reason == gomail.ErrGetRcpts:
		e.Kind, e.Final = Wrong, true
	}
	return e
}

func codeOf(err error) int {
	var p *textproto.Error
	if errors.As(err, &p) {
		return p.Code
	}
	return 0
}

// said is what the server said, "" where it said nothing.
func said(err error) string {
	var p *textproto.Error
	if errors.As(err, &p) {
		return letters(p.Error())
	}
	var s *gomail.SendError
	if errors.As(err, &s) && s.ErrorCode() > 0 {
		said, _, _ := strings.Cut(s.Error(), ", affected") // what follows is ours: the address and the id
		return letters(said)
	}
	return ""
}

func letters(s string) string {
	s = strings.ToValidUTF8(oneLine(s), "")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300])
	}
	return s
}
