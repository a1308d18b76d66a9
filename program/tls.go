package program

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"sauro/fault"
	"sauro/web"
)

// The limits of a connection. Those of forms and files are in web.
const (
	headerTime  = 10 * time.Second // somebody who sends a letter a second holds a line no longer
	requestTime = 5 * time.Minute  // a large file on a slow line gets its own, see web
	answerTime  = 10 * time.Minute
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10
)

// listen opens the addresses and prepares what is served there.
func (p *Program) listen(c Config, hosts web.Hosts) error {
	config, challenge, err := secureBy(c)
	if err != nil {
		return err
	}
	if p.socket, err = socket(c.Listen, "--listen"); err != nil {
		return err
	}
	p.server = server(p.pages.Handler())
	p.server.TLSConfig, p.secure = config, config != nil
	if c.ListenHTTP == "" {
		return nil
	}
	if config == nil {
		return fault.New(fault.Invalid, "--listen-http chỉ dùng cùng --tls-cert hoặc --tls-acme. Hãy bỏ cờ này, hoặc thêm chứng thư.")
	}
	if p.plainSocket, err = socket(c.ListenHTTP, "--listen-http"); err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(p.socket.Addr().String())
	if err != nil {
		return err
	}
	plain := web.ToHTTPS(hosts, port)
	if challenge != nil {
		plain = challenge(plain)
	}
	p.plain = server(plain)
	return nil
}

func socket(address, flag string) (net.Listener, error) {
	s, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "Không mở được địa chỉ %s. Hãy kiểm tra địa chỉ, hoặc chọn cổng khác bằng %s.", address, flag)
	}
	return s, nil
}

func server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:                      h,
		DisableGeneralOptionsHandler: true, // OPTIONS * is answered as all else, guarded
		ReadHeaderTimeout:            headerTime,
		ReadTimeout:                  requestTime,
		WriteTimeout:                 answerTime,
		IdleTimeout:                  idleTime,
		MaxHeaderBytes:               headerBytes,
		ErrorLog:                     slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
}

// serve serves until ctx ends, then lets the requests under way finish.
func (p *Program) serve(ctx context.Context) error {
	failed := make(chan error, 2)
	go func() {
		if p.secure {
			failed <- p.server.ServeTLS(p.socket, "", "")
			return
		}
		failed <- p.server.Serve(p.socket)
	}()
	if p.plain != nil {
		go func() { failed <- p.plain.Serve(p.plainSocket) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if p.plain != nil {
		err = errors.Join(err, p.plain.Shutdown(patience))
	}
	err = errors.Join(err, p.server.Shutdown(patience))
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// secureBy is how TLS is spoken, nil where it is not; challenge answers an
// authority over plain http where certificates come from one. Versions and ciphers
// are Go's own, 1.2 the oldest.
func secureBy(c Config) (config *tls.Config, challenge func(http.Handler) http.Handler, err error) {
	switch domains := names(c.ACME); {
	case len(domains) > 0 && (c.TLSCert != "" || c.TLSKey != ""):
		return nil, nil, fault.New(fault.Invalid, "Hãy chọn một: tệp chứng thư (--tls-cert, --tls-key) hoặc xin chứng thư tự động (--tls-acme).")
	case len(domains) > 0:
		m := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(filepath.Join(c.Data, "keys", "acme")),
			HostPolicy: autocert.HostWhitelist(domains...),
			Email:      c.ACMEEmail,
		}
		if c.ACMEDirectory != "" {
			m.Client = &acme.Client{DirectoryURL: c.ACMEDirectory}
		}
		config = m.TLSConfig()
		config.MinVersion = tls.VersionTLS12
		return config, m.HTTPHandler, nil
	case c.TLSCert == "" && c.TLSKey == "":
		return nil, nil, nil
	case c.TLSCert == "" || c.TLSKey == "":
		return nil, nil, fault.New(fault.Invalid, "Cần cả hai tệp: --tls-cert là chứng thư, --tls-key là khóa riêng của chứng thư đó.")
	}
	f := &certificate{cert: c.TLSCert, key: c.TLSKey}
	if err := f.load(); err != nil {
		return nil, nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: f.get}, nil, nil
}

// names are the names of a list with commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ' ' })
}

// certificate is a pair of files that is read again when one of them has changed,
// so that a new certificate needs no restart.
type certificate struct {
	cert, key string // the files

	mu      sync.Mutex
	current *tls.Certificate
	seen    [2]stamp
	looked  time.Time
}

// stamp tells one state of a file from another.
type stamp struct {
	changed time.Time
	size    int64
}

// lookEvery is how often the files are looked at, at most.
const lookEvery = time.Second

func (f *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) < lookEvery {
		return f.current, nil
	}
	f.looked = time.Now()
	if now := f.stamps(); now != f.seen {
		if err := f.load(); err != nil {
			// Half a pair while it is being put in place: the old one serves on.
			slog.Warn("the new TLS certificate cannot be used, the old one is kept", "err", err)
			f.seen = now
		} else {
			slog.Info("the TLS certificate was read anew")
		}
	}
	return f.current, nil
}

func (f *certificate) stamps() (s [2]stamp) {
	for i, name := range []string{f.cert, f.key} {
		if info, err := os.Stat(name); err == nil {
			s[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return s
}

// load reads both files and says in words what is wrong with them.
func (f *certificate) load() error {
	now := f.stamps() // before reading: what changes meanwhile is read again
	var pem [2][]byte
	for i, name := range []string{f.cert, f.key} {
		var err error
		if pem[i], err = os.ReadFile(name); err != nil {
			return fault.Because(err, fault.Invalid, "Không đọc được tệp %s. Hãy kiểm tra đường dẫn và quyền đọc của tệp.", name)
		}
	}
	pair, err := tls.X509KeyPair(pem[0], pem[1])
	if err != nil {
		return fault.Because(err, fault.Invalid, "Tệp %s và %s không phải một cặp chứng thư và khóa riêng dạng PEM. Hãy kiểm tra lại hai tệp.", f.cert, f.key)
	}
	if at := time.Now(); at.After(pair.Leaf.NotAfter) || at.Before(pair.Leaf.NotBefore) {
		slog.Warn("the TLS certificate is not valid now", "from", pair.Leaf.NotBefore, "until", pair.Leaf.NotAfter)
	}
	f.current, f.seen = &pair, now
	return nil
}

// overTLS has a PostgreSQL on another machine speak TLS with a certificate that can
// be checked, where its address does not say otherwise: left to itself the driver
// falls back to the clear.
func overTLS(address string) string {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") || os.Getenv("PGSSLMODE") != "" {
		return address
	}
	q := u.Query()
	host := u.Hostname()
	if q.Has("host") {
		host = q.Get("host")
	}
	ip, _ := netip.ParseAddr(host)
	if q.Has("sslmode") || host == "" || host == "localhost" || strings.HasPrefix(host, "/") || ip.IsLoopback() {
		return address
	}
	q.Set("sslmode", "verify-full")
	u.RawQuery = q.Encode()
	return u.String()
}

// withoutTLS says in words that a database could not be reached by TLS.
func withoutTLS(err error) error {
	if text := strings.ToLower(err.Error()); !strings.Contains(text, "tls") && !strings.Contains(text, "x509") {
		return err
	}
	return fault.Because(err, fault.Invalid, "Không kết nối được PostgreSQL qua TLS với chứng thư kiểm được. Hãy thêm sslrootcert=TỆP vào địa chỉ, hoặc ghi rõ sslmode=disable nếu chấp nhận đường truyền không mã hóa.")
}
