package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"sauro/fault"
)

type visitKey struct{}

func visit(req *http.Request) *Request { return req.Context().Value(visitKey{}).(*Request) }

// Handler is the whole site. The program that listens sets the time limits for
// headers and idle connections; those for forms and files are set here.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.door) }

// answerTime is how long a page may take to be written; files get uploadTime.
const answerTime = time.Minute

func (s *Server) door(w http.ResponseWriter, req *http.Request) {
	start := time.Now()
	out := &response{ResponseWriter: w}
	r := &Request{Request: req, Lang: Vietnamese, ID: rand.Text()[:10], server: s, route: &Route{}}
	r.from = s.site.Proxies.origin(req)
	guard(out.Header(), r.secure())
	_ = http.NewResponseController(w).SetWriteDeadline(start.Add(answerTime))
	known := s.site.Hosts.Has(r.from.host)
	if known && s.assets.serve(out, req) {
		return
	}
	out.Header().Set("X-Request-Id", r.ID)
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.answer(out, r, fmt.Errorf("web: panic: %v\n%s", p, debug.Stack()))
		}
		if out.status == 0 {
			out.status = http.StatusOK // as net/http answers for a handler that wrote nothing
		}
		// Neither address nor person: paths name things, persons are in the notary's log.
		s.site.Log.LogAttrs(req.Context(), slog.LevelInfo, "request",
			slog.String("method", req.Method), slog.String("route", r.route.Pattern), slog.Int("status", out.status),
			slog.Int64("ms", time.Since(start).Milliseconds()), slog.Int64("bytes", out.bytes), slog.String("id", r.ID))
	}()
	req = req.WithContext(context.WithValue(req.Context(), visitKey{}, r))
	req.Host = r.from.host // what the browser asked for is what Origin and Referer are compared with
	r.Request = req
	if !known {
		s.answer(out, r, errHost)
		return
	}
	if r.from.claimed {
		s.unnamed.Do(func() {
			s.site.Log.Warn("X-Forwarded-For came from a machine that --behind-proxy does not name, and is not believed")
		})
	}
	if !s.forEverybody(r) {
		if err := r.identify(out); err != nil {
			s.answer(out, r, err)
			return
		}
	}
	if err := s.fromHere(r); err != nil {
		s.answer(out, r, err)
		return
	}
	handler, pattern := s.mux.Handler(req)
	if pattern != "" {
		s.mux.ServeHTTP(out, req)
		return
	}
	// The mux knows which methods the path would take; its own answer is a bare line.
	probe := &response{ResponseWriter: quiet{http.Header{}}}
	handler.ServeHTTP(probe, req)
	if probe.status == http.StatusMethodNotAllowed {
		out.Header().Set("Allow", probe.Header().Get("Allow"))
		s.answer(out, r, errMethod)
		return
	}
	s.answer(out, r, fault.New(fault.Unknown, "Không có trang này. Hãy kiểm tra địa chỉ hoặc đi từ trang đầu."))
}

// errMethod is a form's address opened as a page, mostly by loading it again.
var errMethod = fault.New(fault.Unknown, "Địa chỉ này chỉ để gửi biểu mẫu. Hãy mở lại trang có biểu mẫu đó.")

// errHost is said to who asks for a name that is not the program's.
var errHost = fault.New(fault.Unknown, "Máy chủ này không mang tên đó. Hãy kiểm tra địa chỉ, hoặc báo người quản trị thêm tên vào --host.")

// fromHere refuses a change that comes from another site (CSRF). Browsers tell
// where a request comes from; programs that do not must not use a person's cookie.
func (s *Server) fromHere(r *Request) error {
	refused := fault.New(fault.Denied, "Yêu cầu này đến từ một trang khác nên không được nhận. Hãy mở Sáu Rõ và làm lại từ đó.")
	if err := s.cross.Check(r.Request); err != nil {
		refused.Cause = err
		return refused
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" && r.cookie(sessionCookie) != "" {
		return refused
	}
	return nil
}

// features are what a page may ask of the browser: nothing but a passkey, the
// whole screen and the clipboard for what the person copies.
var features = strings.Join([]string{
	"accelerometer=()", "autoplay=()", "bluetooth=()", "browsing-topics=()", "camera=()", "clipboard-read=()", "clipboard-write=(self)",
	"compute-pressure=()", "display-capture=()", "encrypted-media=()", "fullscreen=(self)", "gamepad=()", "geolocation=()", "gyroscope=()",
	"hid=()", "identity-credentials-get=()", "idle-detection=()", "keyboard-map=()", "local-fonts=()", "magnetometer=()", "microphone=()",
	"midi=()", "otp-credentials=()", "payment=()", "picture-in-picture=()", "publickey-credentials-create=(self)",
	"publickey-credentials-get=(self)", "screen-wake-lock=()", "serial=()", "storage-access=()", "sync-xhr=()", "usb=()", "web-share=()",
	"window-management=()", "xr-spatial-tracking=()",
}, ", ")

const policy = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// Boxed is the policy of what is to be kept and not shown: where a browser shows
// it all the same it may do nothing.
const Boxed = "sandbox; default-src 'none'; frame-ancestors 'none'"

// transport is how long a browser that came by TLS comes by nothing else to this
// name and those below it: a year, in seconds (RFC 6797).
const transport = "max-age=31536000; includeSubDomains"

// guard sets what every answer carries, also an error, a redirect and a file.
func guard(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers before frame-ancestors
	// same-origin, not no-referrer: forms that came back know their page by it.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", features)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Origin-Agent-Cluster", "?1")
	h.Set("X-Permitted-Cross-Domain-Policies", "none")
	h.Set("Cache-Control", "no-store") // until a page that may be kept says so
	if secure {
		h.Set("Content-Security-Policy", policy+"; upgrade-insecure-requests")
		h.Set("Strict-Transport-Security", transport)
	}
}

// response remembers what was answered.
type response struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		// net/http would guess the type of what has none.
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		}
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// quiet takes an answer and keeps only its head.
type quiet struct{ header http.Header }

func (q quiet) Header() http.Header         { return q.header }
func (q quiet) Write(b []byte) (int, error) { return len(b), nil }
func (q quiet) WriteHeader(int)             {}

// log writes an error with the request's id, once.
func (r *Request) log(err error) {
	level := slog.LevelWarn
	if fault.Is(err, fault.Internal) {
		level = slog.LevelError
	}
	if errors.Is(err, errGone) || errors.Is(err, context.Canceled) {
		level = slog.LevelInfo
	}
	pattern := strings.TrimSpace(r.route.Pattern)
	r.server.site.Log.LogAttrs(r.Context(), level, "error", slog.String("route", pattern), slog.String("id", r.ID), slog.String("error", err.Error()))
}
