package program_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/program"
	"sauro/web"
)

// authority signs the certificates of a test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key := newKey(t)
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Nơi cấp thử"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign gives the certificate of a public key for names and 127.0.0.1, in DER.
func (a *authority) sign(t *testing.T, public any, serial int64, names ...string) []byte {
	t.Helper()
	form := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, form, a.cert, public, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// write puts a certificate and its key into two files.
func (a *authority) write(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	k := newKey(t)
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: a.sign(t, k.Public(), serial, "camket.example.vn")}, key: {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// client trusts the authority and follows no redirect.
func (a *authority) client(t *testing.T, serverName string) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: serverName}, ForceAttemptHTTP2: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func TestTLSFromFiles(t *testing.T) {
	a, dir := newAuthority(t), t.TempDir()
	cert, key := a.write(t, dir, 2)
	p := start(t, program.Config{Demo: true, TLSCert: cert, TLSKey: key, ListenHTTP: "127.0.0.1:0"})
	client := a.client(t, "")
	res, err := client.Get(p.URL() + "/dang-nhap")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.ProtoMajor != 2 || res.TLS.Version != tls.VersionTLS13 {
		t.Errorf("%s %s, TLS %x", res.Proto, res.Status, res.TLS.Version)
	}
	if res.Header.Get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains" {
		t.Errorf("HSTS %q", res.Header.Get("Strict-Transport-Security"))
	}
	res, err = client.PostForm(p.URL()+"/demo/vao", url.Values{"vai": {"vanphong"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if len(res.Cookies()) == 0 {
		t.Fatalf("%s sets no cookie", res.Status)
	}
	for _, c := range res.Cookies() {
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || !strings.HasPrefix(c.Name, "__Host-") {
			t.Errorf("the cookie %s is not shut: %v", c.Name, c)
		}
	}
	// Plain http is sent on, with the port, and takes no form.
	plain := "http://" + p.PlainAddr()
	res, err = client.Get(plain + "/nhiem-vu?a=b")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusPermanentRedirect || res.Header.Get("Location") != p.URL()+"/nhiem-vu?a=b" {
		t.Errorf("%s to %s", res.Status, res.Header.Get("Location"))
	}
	res, err = client.PostForm(plain+"/dang-nhap", url.Values{"mat-khau": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a form in the clear: %s", res.Status)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	a := newAuthority(t)
	cert, key := a.write(t, t.TempDir(), 2)
	p := start(t, program.Config{TLSCert: cert, TLSKey: key})
	address := strings.TrimPrefix(p.URL(), "https://")
	dial := func(c *tls.Config) error {
		c.InsecureSkipVerify = true // the versions are asked for, not the name
		conn, err := tls.Dial("tcp", address, c)
		if err == nil {
			conn.Close()
		}
		return err
	}
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		if dial(&tls.Config{MinVersion: version, MaxVersion: version}) == nil {
			t.Errorf("TLS %x is spoken", version)
		}
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		if err := dial(&tls.Config{MinVersion: version, MaxVersion: version}); err != nil {
			t.Errorf("TLS %x: %v", version, err)
		}
	}
	var weak []uint16
	for _, s := range tls.InsecureCipherSuites() {
		weak = append(weak, s.ID)
	}
	if dial(&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: weak}) == nil {
		t.Error("a weak cipher is taken")
	}
}

func TestANewCertificateNeedsNoRestart(t *testing.T) {
	a, dir := newAuthority(t), t.TempDir()
	cert, key := a.write(t, dir, 2)
	p := start(t, program.Config{TLSCert: cert, TLSKey: key})
	client := a.client(t, "")
	serial := func() string {
		t.Helper()
		res, err := client.Get(p.URL() + "/dang-nhap")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.TLS.PeerCertificates[0].SerialNumber.String()
	}
	if got := serial(); got != "2" {
		t.Fatalf("certificate %s", got)
	}
	// A pair of which one half is missing yet: the old one serves on.
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // the files are looked at once a second
	if got := serial(); got != "2" {
		t.Errorf("with half a pair: certificate %s", got)
	}
	a.write(t, dir, 3)
	for end := time.Now().Add(10 * time.Second); serial() != "3"; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the new certificate is not taken")
		}
	}
}

func TestWrongTLSIsToldInWords(t *testing.T) {
	a, dir := newAuthority(t), t.TempDir()
	cert, key := a.write(t, dir, 2)
	_, otherKey := a.write(t, t.TempDir(), 3)
	text := filepath.Join(dir, "note.txt")
	if err := os.WriteFile(text, []byte("xin chào"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		config program.Config
		says   string
	}{
		"no such file":         {program.Config{TLSCert: filepath.Join(dir, "none.pem"), TLSKey: key}, "none.pem"},
		"no certificate":       {program.Config{TLSCert: text, TLSKey: key}, "note.txt"},
		"another's key":        {program.Config{TLSCert: cert, TLSKey: otherKey}, "không phải một cặp"},
		"the two swapped":      {program.Config{TLSCert: key, TLSKey: cert}, "không phải một cặp"},
		"a certificate alone":  {program.Config{TLSCert: cert}, "--tls-key"},
		"files and authority":  {program.Config{TLSCert: cert, TLSKey: key, ACME: "a.example"}, "Hãy chọn một"},
		"http without TLS":     {program.Config{ListenHTTP: "127.0.0.1:0"}, "--listen-http"},
		"http where it cannot": {program.Config{TLSCert: cert, TLSKey: key, ListenHTTP: "127.0.0.1:999999"}, "--listen-http"},
		"proxies":              {program.Config{BehindProxy: "the-proxy"}, "--behind-proxy"},
		"hosts":                {program.Config{Hosts: "https://a.example"}, "--host"},
	} {
		c.config.Data, c.config.Listen = t.TempDir(), "127.0.0.1:0"
		p, err := program.Open(context.Background(), c.config)
		if err == nil {
			p.Close()
		}
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// A database on another machine is spoken to by TLS, unless its address says in
// so many words that it need not be.
func TestADatabaseElsewhereIsReachedByTLS(t *testing.T) {
	t.Setenv("PGSSLMODE", "")
	const safe = "sslmode=verify-full"
	for address, want := range map[string]bool{
		"postgres://u:p@db.example.vn:5432/sauro": true, "postgresql://u@10.0.0.7/sauro?pool_max_conns=4": true, "postgres://u@[2001:db8::1]/sauro": true,
		"postgres://u@/sauro?host=10.0.0.7": true,
		"postgres://u@127.0.0.1:5432/sauro": false, "postgres://u@localhost/sauro": false, "postgres://u@[::1]/sauro": false, "postgres:///sauro": false,
		"postgres://u@/sauro?host=/run/postgresql": false, "postgres://u@db.example.vn/sauro?sslmode=disable": false, "data/sauro.db": false,
	} {
		if got := program.OverTLS(address); strings.Contains(got, safe) != want || !want && got != address {
			t.Errorf("%s becomes %s", address, got)
		}
	}
	plain := dbtest.PostgresURL(t) // speaks no TLS
	u, err := url.Parse(plain)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("sslmode", "verify-full")
	u.RawQuery = q.Encode()
	d, _, err := program.OpenData(context.Background(), program.Config{Data: t.TempDir(), Database: u.String()})
	if err == nil {
		d.Close()
	}
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "sslrootcert") {
		t.Errorf("a database without TLS: %v", err)
	}
}

// Whoever asks by another name gets no page, also where TLS itself would let them.
func TestTheProgramAnswersToItsNames(t *testing.T) {
	p := start(t, program.Config{Hosts: "camket.example.vn", BehindProxy: "127.0.0.1"})
	for host, want := range map[string]int{"camket.example.vn": 200, "127.0.0.1": 421} {
		req, err := http.NewRequest(http.MethodGet, p.URL()+"/lap-co-quan", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %s", host, res.Status)
		}
	}
}

// A line that brings its letters one by one is closed, and so is one with a head
// as long as a book; meanwhile others are served.
func TestSlowAndHugeHeadsAreCutOff(t *testing.T) {
	t.Parallel()
	p := start(t, program.Config{})
	address := strings.TrimPrefix(p.URL(), "http://")
	slow, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	begin := time.Now()
	go func() {
		fmt.Fprint(slow, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
		for {
			if _, err := fmt.Fprint(slow, "a"); err != nil {
				return
			}
			time.Sleep(500 * time.Millisecond)
		}
	}()
	huge, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer huge.Close()
	go fmt.Fprintf(huge, "GET / HTTP/1.1\r\nHost: a\r\nX-Huge: %s\r\n\r\n", strings.Repeat("a", 1<<20))
	answer := make([]byte, 12)
	if _, err := io.ReadFull(huge, answer); err == nil && string(answer) != "HTTP/1.1 431" {
		t.Errorf("a head of a megabyte is answered %q", answer)
	}
	res, err := http.Get(p.URL() + "/lap-co-quan")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("meanwhile: %v", err)
	}
	res.Body.Close()
	_ = slow.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.Copy(io.Discard, slow); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("the slow line is still open after 30 seconds")
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("the slow line was held for %v", took)
	}
}

// TestEveryRouteIsGuarded asks for every way in, as somebody and as nobody, and
// for what is no way in, and looks at the headers.
func TestEveryRouteIsGuarded(t *testing.T) {
	p := start(t, program.Config{Demo: true})
	o := &rightsOffice{T: t, program: p}
	clerk, nobody := o.signIn("clerk"), o.signIn("")
	type question struct {
		method, path string
		public       bool // the same for everybody, read without a cookie
	}
	var questions []question
	for _, q := range []string{"GET /khong-co", "DELETE /dang-nhap", "OPTIONS /", "TRACE /", "GET //evil.example/..%2f", "GET /_/khong-co.css"} {
		method, path, _ := strings.Cut(q, " ")
		questions = append(questions, question{method, path, false})
	}
	for _, r := range p.Routes() {
		method, path, _ := strings.Cut(strings.Replace(r.Pattern, "{$}", "", 1), " ")
		if path == "/dang-xuat" {
			continue // asked at the end
		}
		for _, id := range []string{string(db.NewID()), "x%0d%0aSet-Cookie:%20a=b"} {
			questions = append(questions, question{method, hole.ReplaceAllString(path, id), r.Public})
		}
		questions = append(questions, question{"PUT", hole.ReplaceAllString(path, "x"), false})
	}
	statuses := map[int]int{}
	for _, q := range append(questions, question{"POST", "/dang-xuat", false}) {
		for who, client := range map[string]*http.Client{"clerk": clerk, "nobody": nobody} {
			req, err := http.NewRequest(q.method, p.URL()+q.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			// A wrong password is told to wait (503).
			if err != nil || res.StatusCode >= 500 && res.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("%s %s: %s %v", q.method, q.path, res.Status, err)
			}
			statuses[res.StatusCode/100]++
			h := res.Header
			csp := h.Get("Content-Security-Policy")
			kind := h.Get("Content-Type")
			kept := h.Get("Cache-Control")
			switch {
			case !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe"):
				t.Errorf("%s %s (%d): policy %q", q.method, q.path, res.StatusCode, csp)
			case strings.HasPrefix(kind, "text/html") && !strings.Contains(csp, "require-trusted-types-for 'script'") && h.Get("Content-Disposition") == "":
				t.Errorf("%s %s: no trusted types", q.method, q.path)
			case h.Get("X-Content-Type-Options") != "nosniff", h.Get("Referrer-Policy") == "", h.Get("Permissions-Policy") == "", h.Get("Cross-Origin-Opener-Policy") != "same-origin":
				t.Errorf("%s %s: %v", q.method, q.path, h)
			case h.Get("Server") != "" || h.Get("X-Powered-By") != "":
				t.Errorf("%s %s says what it is made of: %v", q.method, q.path, h)
			case len(body) > 0 && (kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8")):
				t.Errorf("%s %s: type %q", q.method, q.path, kind)
			case who == "clerk" && !q.public && q.path != "/dang-xuat" && kept != "no-store":
				t.Errorf("%s %s as a clerk may be kept: %q", q.method, q.path, kept)
			case q.public && len(res.Cookies()) > 0:
				t.Errorf("%s %s sets a cookie on everybody", q.method, q.path)
			case h.Get("Access-Control-Allow-Origin") != "" && (!q.public || h.Get("Access-Control-Allow-Credentials") != ""):
				t.Errorf("%s %s may be read from other sites", q.method, q.path)
			case len(res.Cookies()) > 0 && kept != "no-store" && kept != "no-cache":
				t.Errorf("%s %s sets a cookie and may be kept: %q", q.method, q.path, kept)
			}
			for _, c := range res.Cookies() {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Domain != "" || c.Name == "a" {
					t.Errorf("%s %s: the cookie %v is not shut", q.method, q.path, c)
				}
			}
			if q.path == "/dang-xuat" && who == "clerk" && h.Get("Clear-Site-Data") == "" {
				t.Error("signing out leaves the browser as it was")
			}
		}
	}
	for _, class := range []int{2, 3, 4} {
		if statuses[class] == 0 {
			t.Errorf("no answer was of %dxx: %v", class, statuses)
		}
	}
}

// Searches, files and all that anybody may open count as heavy.
func TestCostlyRoutesHaveAPace(t *testing.T) {
	p := start(t, program.Config{Demo: true})
	costly := 0
	for _, r := range p.Routes() {
		for _, part := range []string{"GET /tim", "/minh-chung/{id}", "/tep", "/{form}", ".docx", ".pdf"} {
			if strings.HasPrefix(r.Pattern, "GET ") && strings.Contains(r.Pattern, part) {
				costly++
				if r.Pace == web.Free || r.Pace == "" && !r.Open {
					t.Errorf("%s is not counted", r.Pattern)
				}
			}
		}
	}
	if costly < 5 {
		t.Errorf("only %d costly routes", costly)
	}
}
