package web

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// The pages that web itself sends a person to; a feature serves them.
const (
	signInPage = "/dang-nhap"

	passwordPage = "/tai-khoan/mat-khau"
	factorPage   = "/tai-khoan/lop-thu-hai"
	whyPage      = "/vi-sao"
)

// firstPages are where a person is sent who must do something first.
var firstPages = map[org.First]string{org.FirstPassword: passwordPage, org.FirstFactor: factorPage}

const (
	sessionCookie = "sauro"
	langCookie    = "lang"
	noticeCookie  = "notice"
	sessionAge    = 14 * 24 * time.Hour
)

// Request is one request of a person: who asks, in which language, with the
// form read and cleaned. It is used by one goroutine.
type Request struct {
	*http.Request
	Who  org.Who
	Lang Lang
	ID   string // what a person may tell the installer; it is in the log

	server   *Server
	route    *Route
	first    org.First
	ended    org.Ended
	values   url.Values
	uploads  map[string][]*upload
	unread   error // why the form could not be read to its end
	refused  error // the person came too often: files are not kept
	from     origin
	counts   Counts
	inMemory bool
	count    int // values read
}

// Value is a text of one line from the form or the address, "" where it is missing.
func (r *Request) Value(name string) string { return vn.Line(r.values.Get(name)) }

// Text is a text of several lines, without empty lines at its ends.
func (r *Request) Text(name string) string { return strings.TrimSpace(r.values.Get(name)) }

// Secret is a text exactly as it was typed, for passwords: nothing but the way in
// which keyboards write the same Vietnamese letter is made one (NFC).
func (r *Request) Secret(name string) string { return r.values.Get(name) }

// Values are all texts of a name that are not empty, each one line.
func (r *Request) Values(name string) []string {
	var list []string
	for _, v := range r.values[name] {
		if v = vn.Line(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}

// Has reports whether the form or the address has the name at all, as a box
// that was ticked or a button that was pressed.
func (r *Request) Has(name string) bool { return r.values.Has(name) }

// Int is a whole number as people type it, 1234 or 1.234; ok is false where
// there is none or it is something else.
func (r *Request) Int(name string) (n int64, ok bool) {
	s := r.Value(name)
	if groups := strings.FieldsFunc(s, func(c rune) bool { return c == '.' || c == ',' || c == ' ' }); len(groups) > 1 {
		for _, g := range groups[1:] {
			if len(g) != 3 {
				return 0, false
			}
		}
		s = strings.Join(groups, "")
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// BasisPoints is a percentage as people type it, 77, 77% or 77,03, in basis
// points; ok is false where there is none, or it has more than two decimals.
func (r *Request) BasisPoints(name string) (bp int64, ok bool) {
	s := strings.TrimSpace(strings.TrimSuffix(r.Value(name), "%"))
	whole, rest, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if len(whole) > 6 || len(rest) > 2 {
		return 0, false
	}
	bp, err := strconv.ParseInt(whole+(rest + "00")[:2], 10, 64)
	return bp, err == nil && whole != "" && bp >= 0
}

// Day is a day as people type it, 31/12/2025 or 2025-12-31; ok is false where
// there is none or it is no day of the calendar.
func (r *Request) Day(name string) (vn.Day, bool) { return vn.ParseDay(r.Value(name)) }

// IDOf is the id of a thing from the form or, where the form has none, from the path.
func (r *Request) IDOf(name string) (db.ID, error) {
	s := r.Value(name)
	if s == "" {
		s = r.PathValue(name)
	}
	return db.ParseID(s)
}

// OnceID is the id for the row that a form creates: the token of its {{once}}
// field. A form sent twice brings the same id, so the second hits the primary
// key and the feature answers with what the first has made.
func (r *Request) OnceID() (db.ID, error) {
	id, err := db.ParseID(r.Value(onceField))
	// The version stands in the 15th place; only {{once}} and db.NewID make version 7.
	if err != nil || id[14] != '7' {
		return "", fault.New(fault.Invalid, "Biểu mẫu này đã cũ. Hãy mở lại trang rồi gửi lại.")
	}
	return id, nil
}

const onceField = "mot-lan"

// T is the text in the person's language. The format is the Vietnamese
// sentence; arguments that are fault.Text or org.Names are said in the same
// language. Numbers get separators: pass years and references as strings.
func (r *Request) T(format string, args ...any) string {
	return r.server.langs[r.Lang].text(format, args...)
}

// View reads the data of the person's commune in one transaction, and with it
// the figures beside the navigation. A page opens it once.
func (r *Request) View(read func(tx *db.Tx) error) error {
	return r.server.site.DB.View(r.Context(), r.Who.Tenant, func(tx *db.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		if r.server.site.Counts == nil || !r.Who.SignedIn() {
			return nil
		}
		var err error
		r.counts, err = r.server.site.Counts(tx, r.Who)
		return err
	})
}

// Update changes the data of the person's commune in one transaction. A form
// that was not read to its end changes nothing.
func (r *Request) Update(write func(tx *db.Tx) error) error {
	if r.unread != nil {
		return r.unread
	}
	return r.server.site.DB.Update(r.Context(), r.Who.Tenant, write)
}

// Now is the instant of the database's clock.
func (r *Request) Now() time.Time { return r.server.site.DB.Now() }

// Today is the day it is in the office.
func (r *Request) Today() vn.Day { return vn.Today(r.Now()) }

// Device says at what the person sits, as sessions list it; Address says where.
func (r *Request) Device() string { return device(r.UserAgent()) }

// Next is the page that the form or the address asks to go on to ("tiep"), else
// the other page. Only pages of this program are gone to.
func (r *Request) Next(other string) string { return inside(r.values.Get("tiep"), other) }

func inside(next, other string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\n\r\t") {
		return other
	}
	return next
}

// Came is the page of this program that the person comes from, else the other page.
func (r *Request) Came(other string) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || !strings.HasPrefix(u.Path, "/") || path.Clean(u.Path) != u.Path {
		return other
	}
	return u.RequestURI()
}

// Redirect goes to another page after something was done (303) and tells there,
// once, what was done. The notice is a sentence already said by T; "" for none.
func (r *Request) Redirect(w http.ResponseWriter, to, notice string) error {
	if notice != "" {
		r.setNotice(w, notice)
	}
	r.goTo(w, to)
	return nil
}

// goTo sends the browser to another page. The script that sends files is told
// the address instead: it would follow the redirect itself and swallow the notice.
func (r *Request) goTo(w http.ResponseWriter, to string) {
	if r.Header.Get("X-Sauro") != "" {
		w.Header().Set("X-Go", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
}

// SetSession keeps the cookie of a session just opened.
func (r *Request) SetSession(w http.ResponseWriter, cookie string) {
	r.setCookie(w, sessionCookie, cookie, sessionAge)
}

// Origin is the address by which the person reached the program, as browsers
// write it: "https://camket.xa.gov.vn".
func (r *Request) Origin() string {
	if r.secure() {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Named is the name by which the person reached the program, where it is one that
// the program was told it has, or this machine's own: only to such a name may
// something be bound that lasts. Else it is "".
func (r *Request) Named() string {
	name := bareHost(r.Host)
	if name == "localhost" || len(r.server.site.Hosts) > 0 && r.server.site.Hosts.Has(name) && !isAddress(name) {
		return name
	}
	return ""
}

// DropSession forgets the session's cookie and has the browser forget the pages
// and the texts it kept; org.EndSession ends the session itself.
func (r *Request) DropSession(w http.ResponseWriter) {
	r.setCookie(w, sessionCookie, "", -1)
	// Not "cookies": the language stays, and what is said on the next page.
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// Keep has the browser keep a small secret of a page for a while, or forget it
// where age is negative. It comes back to this program alone; Kept reads it.
func (r *Request) Keep(w http.ResponseWriter, name, value string, age time.Duration) {
	r.setCookie(w, name, value, age)
}

// Kept is what Keep gave the browser, "" where it has none.
func (r *Request) Kept(name string) string { return r.cookie(name) }

func (r *Request) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	c := &http.Cookie{Name: r.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: r.secure(), SameSite: http.SameSiteLaxMode}
	if c.MaxAge = int(age / time.Second); age < 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// cookieName is the name behind TLS that no other host of the domain and nobody
// on an unprotected line can set (RFC 6265bis, section 4.1.3.2).
func (r *Request) cookieName(name string) string {
	if r.secure() {
		return "__Host-" + name
	}
	return name
}

func (r *Request) cookie(name string) string {
	c, err := r.Cookie(r.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// identify finds out who asks and in which language.
func (r *Request) identify(w http.ResponseWriter) error {
	r.Lang = Vietnamese
	var of string
	if cookie := r.cookie(sessionCookie); cookie != "" {
		v, err := r.server.site.Identify(r.Context(), cookie)
		if err != nil && !fault.Is(err, fault.SignIn) {
			return err
		}
		r.Who, of, r.first, r.ended = v.Who, v.Lang, v.First, v.Ended
		switch {
		case !r.Who.SignedIn():
			r.DropSession(w)
		case v.Cookie != "":
			r.SetSession(w, v.Cookie)
		}
	}
	for _, l := range []Lang{Lang(of), Lang(r.cookie(langCookie))} {
		if slices.Contains([]Lang{Vietnamese, English}, l) {
			r.Lang = l
			break
		}
	}
	return nil
}
