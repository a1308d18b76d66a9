package web

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Page is embedded by the struct of every page. The handler sets the first
// part; Render fills in the rest.
type Page struct {
	Title  string  // the heading, said by Request.T
	Crumbs []Crumb // where the page lies, from the top, without itself
	Narrow bool    // a column for reading and forms
	Follow int     // seconds after which the page loads itself again, for long work

	Form   // the state of the page's form: makes its fields
	Who    org.Who
	Lang   Lang
	Path   string // the page's own address, for forms and for going back
	Today  vn.Day
	Notice string // what was just done
	Counts Counts
	Site   Site
}

// Crumb is one step of the way to a page.
type Crumb struct{ Name, URL string }

func (p *Page) page() *Page { return p }

// Data is the struct of a page: any struct that embeds Page.
type Data interface{ page() *Page }

// Current is what aria-current says of a navigation link: "page" on the page
// itself, "true" on those below it.
func (p *Page) Current(link string) string {
	at, _, _ := strings.Cut(p.Path, "?")
	switch {
	case at == link:
		return "page"
	case link != "/" && strings.HasPrefix(at, link+"/"):
		return "true"
	}
	return ""
}

// May reports whether the person has any right to an act, for what a page shows.
func (p *Page) May(act org.Act) bool { return p.Who.Reach(act) != org.None }

// Issuer is the issuing body in the letters of a paper's head, in two lines:
// "ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG".
func (p *Page) Issuer() [2]string {
	body, place := "", p.Who.TenantName
	if rest, ok := strings.CutPrefix(place, "UBND "); ok {
		body, place = "Ủy ban nhân dân", rest
	}
	return [2]string{strings.ToUpper(body), strings.ToUpper(place)}
}

// Place is where a paper is dated: "Khánh Cường".
func (p *Page) Place() string {
	s := p.Who.TenantName
	for _, kind := range []string{"UBND ", "xã ", "phường ", "đặc khu ", "tỉnh ", "thành phố "} {
		s = strings.TrimPrefix(s, kind)
	}
	return s
}

// Render writes a page. It goes out whole or not at all.
func (r *Request) Render(w http.ResponseWriter, name string, data Data) error {
	return r.render(w, http.StatusOK, name, data)
}

// Show renders a page that read has filled in the request's one reading transaction.
func (r *Request) Show(w http.ResponseWriter, name string, data Data, read func(tx *db.Tx) error) error {
	if err := r.View(read); err != nil {
		return err
	}
	return r.Render(w, name, data)
}

// Again shows a form again after it failed with err: a summary linked to the
// fields, everything typed still there. Errors that no form can mend (Internal,
// SignIn, Denied) are given back as they are, to become a page.
func (r *Request) Again(w http.ResponseWriter, name string, data Data, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind == fault.Internal || e.Kind == fault.SignIn || e.Kind == fault.Denied {
		return err
	}
	f := &data.page().Form
	f.typed, f.came = r.values, r.values.Get("form")
	f.Text = r.T(e.Text.Format, e.Text.Args...)
	for _, wrong := range e.Fields {
		f.Errors = append(f.Errors, FieldError{wrong.Name, r.T(wrong.Text.Format, wrong.Text.Args...)})
	}
	if e.Cause != nil {
		r.log(err)
	}
	return r.render(w, statuses[e.Kind], name, data)
}

func (r *Request) render(w http.ResponseWriter, status int, name string, data Data) error {
	if r.route.Public {
		return r.renderPublic(w, status, name, data, time.Time{})
	}
	s := r.server
	page, err := s.page(name, data)
	if err != nil {
		return err
	}
	p := data.page()
	p.Who, p.Lang, p.Path, p.Counts, p.Site = r.Who, r.Lang, r.URL.RequestURI(), r.counts, s.site
	p.Today = r.Today()
	p.Notice = r.takeNotice(w)

	buf, err := page.write(s, r.Lang, name, data)
	if err != nil {
		return err
	}
	defer s.buffer.Put(buf)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.Lang))
	h.Add("Vary", "Accept-Encoding, Cookie")
	if p.Follow > 0 {
		h.Set("Refresh", strconv.Itoa(p.Follow))
	}
	if r.Who.SignedIn() {
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if !acceptsGzip(r.Request) {
		h.Set("Content-Length", strconv.Itoa(buf.Len()))
		w.WriteHeader(status)
		_, err := w.Write(buf.Bytes())
		return gone(err)
	}
	h.Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := gzip.NewWriter(w)
	_, err = z.Write(buf.Bytes())
	return gone(errors.Join(err, z.Close()))
}

// page finds a page and holds the data to what the page was checked with.
func (s *Server) page(key string, data Data) (*page, error) {
	page := s.pages[key]
	if page == nil {
		return nil, fmt.Errorf("web: no page %s", key)
	}
	if t := reflect.TypeOf(data); t != page.data {
		return nil, fmt.Errorf("web: %s is rendered with %v but was checked with %v", key, t, page.data)
	}
	return page, nil
}

// write writes the page into a buffer of the server, to be put back when it was sent.
func (p *page) write(s *Server, lang Lang, name string, data Data) (*bytes.Buffer, error) {
	buf, _ := s.buffer.Get().(*bytes.Buffer)
	if buf == nil {
		buf = new(bytes.Buffer)
	}
	buf.Reset()
	if err := p.in[lang].Execute(buf, data); err != nil {
		s.buffer.Put(buf)
		return nil, fmt.Errorf("web: %s: %w", name, err)
	}
	return buf, nil
}

// errGone says that the person left before the answer was written.
var errGone = errors.New("web: the connection is gone")

func gone(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return nil
}

// acceptsGzip reports whether the browser takes gzip; one that names it with
// weight 0 does not.
func acceptsGzip(req *http.Request) bool {
	for part := range strings.SplitSeq(req.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && weight != "q=0.0"
		}
	}
	return false
}

const noticeLimit = 600 // bytes; a cookie may have 4096 with its name and encoding

func (r *Request) setNotice(w http.ResponseWriter, notice string) {
	if len(notice) > noticeLimit {
		cut := noticeLimit
		for !utf8.RuneStart(notice[cut]) {
			cut--
		}
		notice = notice[:cut] + "…"
	}
	r.setCookie(w, noticeCookie, base64.RawURLEncoding.EncodeToString([]byte(notice)), time.Minute)
}

// takeNotice reads the notice and forgets it.
func (r *Request) takeNotice(w http.ResponseWriter) string {
	c := r.cookie(noticeCookie)
	if c == "" {
		return ""
	}
	r.setCookie(w, noticeCookie, "", -1)
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || len(b) > noticeLimit+8 {
		return ""
	}
	return vn.Line(string(b))
}

// Pager makes the pager of a list of so many things, per a page. The page asked
// for is in the address as "trang"; the rest of the address is kept.
func (r *Request) Pager(total, per int) Pager {
	last := max(1, (total+per-1)/per)
	at, ok := r.Int("trang")
	if !ok {
		at = 1
	}
	q := url.Values{}
	for k, v := range r.URL.Query() {
		if k != "trang" {
			q[k] = v
		}
	}
	return Pager{At: int(min(max(at, 1), int64(last))), Last: last, Per: per, Total: total, path: r.URL.Path, query: q}
}
