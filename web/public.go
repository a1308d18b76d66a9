package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sauro/org"
)

// publicAge is how long a browser or a proxy of an office may show a public page
// without asking: what is published changes every ten minutes at most.
const publicAge = 2 * time.Minute

// publicPolicy is the content policy of public pages: not even a script of ours.
const publicPolicy = "default-src 'none'; object-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

// publicKey is what a page in the layout for everybody is kept as.
func publicKey(name string) string { return "public/" + name }

// forEverybody reports whether the request goes to a public route. Its language
// stands in the address.
func (s *Server) forEverybody(r *Request) bool {
	_, pattern := s.mux.Handler(r.Request)
	if !s.public[pattern] {
		return false
	}
	if Lang(r.URL.Query().Get("lang")) == English {
		r.Lang = English
	}
	return true
}

// Of sets whose public page it is: the commune's name stands on it.
func (p *Page) Of(code, name string) { p.Who = org.Who{TenantCode: code, TenantName: name} }

// To is the address of another public page in the language of this one.
func (p *Page) To(address string) string {
	if p.Lang != English {
		return address
	}
	address, place, marked := strings.Cut(address, "#")
	sign := "?"
	if strings.Contains(address, "?") {
		sign = "&"
	}
	if address += sign + "lang=en"; marked {
		address += "#" + place
	}
	return address
}

// OtherTongue is the address of the same public page in the other language.
func (p *Page) OtherTongue() string {
	u, err := url.ParseRequestURI(p.Path)
	if err != nil {
		return "/cong-khai"
	}
	q := u.Query()
	q.Del("lang")
	if p.Lang != English {
		q.Set("lang", string(English))
	}
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// PublicHome is where the public pages begin: of the commune, or of all.
func (p *Page) PublicHome() string {
	if p.Who.TenantCode == "" {
		return "/cong-khai"
	}
	return "/cong-khai/" + p.Who.TenantCode
}

// Publish writes a page in the layout for everybody. It may be kept by browsers
// and proxies; changed is when what it shows last changed.
func (r *Request) Publish(w http.ResponseWriter, name string, data Data, changed time.Time) error {
	return r.renderPublic(w, http.StatusOK, name, data, changed)
}

func (r *Request) renderPublic(w http.ResponseWriter, status int, name string, data Data, changed time.Time) error {
	s := r.server
	page, err := s.page(publicKey(name), data)
	if err != nil {
		return err
	}
	p := data.page()
	p.Lang, p.Path, p.Site, p.Today = r.Lang, r.URL.RequestURI(), Site{Version: s.site.Version}, r.Today()
	buf, err := page.write(s, r.Lang, name, data)
	if err != nil {
		return err
	}
	defer s.buffer.Put(buf)
	h := w.Header()
	h.Set("Content-Security-Policy", publicPolicy)
	h.Set("Content-Language", string(r.Lang))
	return r.send(w, status, "text/html; charset=utf-8", buf.Bytes(), changed)
}

// PublishFile sends what programs read of the public pages: a feed, a table. It
// may be kept as a page may, and read from other sites.
func (r *Request) PublishFile(w http.ResponseWriter, kind string, body []byte, changed time.Time) error {
	w.Header().Set("Content-Security-Policy", Boxed)
	AnySite(w)
	return r.send(w, http.StatusOK, kind, body, changed)
}

// PublishOwn writes a whole page that brings its own content policy.
func (r *Request) PublishOwn(w http.ResponseWriter, policy string, html []byte) error {
	w.Header().Set("Content-Security-Policy", policy)
	return r.send(w, http.StatusOK, "text/html; charset=utf-8", html, time.Time{})
}

// AnySite lets the pages of other sites read an answer. It is for what is public
// and the same for everybody.
func AnySite(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// send writes an answer that may be kept, or says that what is kept still holds.
func (r *Request) send(w http.ResponseWriter, status int, kind string, body []byte, changed time.Time) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Vary", "Accept-Encoding")
	if status == http.StatusOK {
		sum := sha256.Sum256(body)
		tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(publicAge/time.Second)))
		if !changed.IsZero() {
			h.Set("Last-Modified", changed.UTC().Format(http.TimeFormat))
		}
		if fresh(r.Request, tag, changed) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if !acceptsGzip(r.Request) {
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, err := w.Write(body)
		return gone(err)
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := gzip.NewWriter(w)
	_, err := z.Write(body)
	return gone(errors.Join(err, z.Close()))
}

// fresh reports whether what the browser kept is still right (RFC 9110, section
// 13.2.2: the tag is asked first, the time only without one).
func fresh(req *http.Request, tag string, changed time.Time) bool {
	if tags := req.Header.Get("If-None-Match"); tags != "" {
		for part := range strings.SplitSeq(tags, ",") {
			part = strings.TrimSpace(part)
			if part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(req.Header.Get("If-Modified-Since"))
	return err == nil && !changed.IsZero() && !changed.Truncate(time.Second).After(since)
}
