// Package web is the front door for people: it checks who comes in, reads their
// forms, renders pages in their language, and turns a fault into a page. It owns
// the layout, the parts of pages, the stylesheet, the script and the English
// catalogues. It refuses to know what a letter or a task is: pages are given to
// New as routes, templates and the types those are rendered with.
//
// # Pages
//
// A page is a struct that embeds Page and a template of the same name. The
// template defines "main" and "help", and may define "lede" (the sentence under
// the title), "actions" (buttons beside the title) and "scripts". In a template:
//
//	{{t "%d nhiệm vụ" .N}}        the text in the reader's language; the key is the Vietnamese
//	{{th "Có %s." (link "#a" "…")}} the same with links in it; link, nb, strong make the pieces
//	{{n 1234567}} {{pct 7703}} {{money 9200000}} {{bytes 2400000}}
//	{{day "2026-09-08"}} {{weekday "2026-09-08"}} {{instant .At}}
//	{{once}}                      the hidden field that makes a form safe to send twice
//	{{asset "clause.js"}}         the address of a script lying beside the templates
//
// # Parts
//
// Every part is a template in html/part.html with the Go type it takes:
//
//	"sign"     string         a sign: late soon run rep ver wait back stop unk cyc fix ok
//	"status"   Status         a word and a sign; {{template "status" (status "late" (t "Quá hạn"))}}
//	"ring"     Ring           which of the six are clear; Big has numbers
//	"bars"     Bar            two bars, reported and verified
//	"pair"     Pair           the same, large, with figures and dates
//	"field"    Input          label, hint, error, input; made by the methods of Form
//	"empty"    Empty          nothing here yet, and how to begin
//	"event"    Event          one entry of a time line, inside <ol class="time">
//	"files"    []Link         files with size and fingerprint
//	"chart"    Chart          plan, reported and verified over time, and the figures as a table
//	"pager"    Pager          previous, pages, next
//	"work"     Work           long work: how far it is
//	"key"      any            what outline and solid mean
//	"d30"      any Page       the head of a paper by Decree 30
//
// The page "gallery.html" shows them all.
package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

// Site is what the program sets up once: where its data is and how it knows people.
type Site struct {
	DB      *db.DB
	Version string
	Demo    bool         // shows the bar of one-click sign-ins
	Doors   []Door       // who the demo's bar lets in
	Proxies Proxies      // in front of the program, believed about who comes from where
	Hosts   Hosts        // the names the program answers to, every name where empty
	Log     *slog.Logger // slog.Default where nil

	// Identify finds out what a session cookie says: who comes, in which language,
	// what must be done first. It is org.Identify where nil.
	Identify func(ctx context.Context, cookie string) (org.Visit, error)

	// Counts gives the figures beside the navigation, read in the transaction
	// of Request.View. It may be nil.
	Counts func(tx *db.Tx, who org.Who) (Counts, error)
}

// Door is one sign-in of the demo: its key is posted to /demo/vao as "vai".
type Door struct{ Key, Name string }

// Counts are the figures beside the navigation; zero shows none. Alarm is that
// the record does not agree with the data, or that a log has two stories; Below
// that other offices stand under this one.
type Counts struct {
	Mine, Letters, Tasks, Notices int64
	Alarm, Below                  bool
}

// Handler serves a page. Its error becomes a page; see Request.Again for the
// form with what is wrong.
type Handler func(w http.ResponseWriter, r *Request) error

// Route is one way in. No way in exists outside the table given to New.
type Route struct {
	Pattern string  // "POST /nhiem-vu/{ref}/tien-do", as of http.ServeMux, always with a method
	Act     org.Act // what the person needs some right to; the rule asks again where it stands
	Open    bool    // no sign-in needed
	Public  bool    // the same for everybody: no cookie is read or set, the language stands in the address
	Upload  bool    // takes files
	Pace    Pace    // how often it may be taken; see Pace for what "" means
	Handle  Handler
}

// Pages are the templates of a feature and the types they are rendered with.
type Pages struct {
	FS    fs.FS          // *.html, and *.js served to the pages that ask for them
	Types map[string]any // "task.html": taskPage{}

	Public bool // in the layout for everybody, without script; for routes that are Public
}

// Server serves the routes.
type Server struct {
	site   Site
	routes []Route
	mux    *http.ServeMux
	cross  *http.CrossOriginProtection
	limits *limits
	assets assets
	langs  map[Lang]*language
	pages  map[string]*page
	public map[string]bool // the patterns of routes that are Public
	memory chan struct{}   // who may hold uploaded files in memory
	buffer sync.Pool

	unnamed sync.Once // told of a proxy that is not named
}

// New builds a server. It reads every template in both languages and checks it
// against the type it is rendered with, so that a misspelt field stops the
// program at its start and not a person at work.
func New(site Site, routes []Route, pages ...Pages) (*Server, error) {
	if site.Log == nil {
		site.Log = slog.Default()
	}
	if site.Identify == nil {
		site.Identify = func(ctx context.Context, cookie string) (org.Visit, error) {
			return org.Identify(ctx, site.DB, cookie)
		}
	}
	s := &Server{
		site:   site,
		mux:    http.NewServeMux(),
		cross:  http.NewCrossOriginProtection(),
		limits: newLimits(),
		memory: make(chan struct{}, uploadsInMemory),
		pages:  map[string]*page{},
		public: map[string]bool{},
	}
	var err error
	if s.langs, err = languages(); err != nil {
		return nil, err
	}
	if s.assets, err = newAssets(pages); err != nil {
		return nil, err
	}
	if err := s.parse(append([]Pages{ownPages, ownPublic}, pages...)); err != nil {
		return nil, err
	}
	s.routes = append(s.routes, Route{Pattern: "POST /ngon-ngu", Open: true, Pace: Send, Handle: switchLanguage})
	if site.Demo {
		s.routes = append(s.routes, galleryRoutes()...)
	}
	s.routes = append(s.routes, routes...)
	for i := range s.routes {
		if err := s.open(&s.routes[i]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Routes are all ways in, for the test that tries each as everybody.
func (s *Server) Routes() []Route { return s.routes }

func (s *Server) open(route *Route) (err error) {
	method, path, ok := strings.Cut(route.Pattern, " ")
	switch {
	case !ok || method == "" || !strings.HasPrefix(path, "/"):
		return fmt.Errorf("web: route %q needs a method and a path", route.Pattern)
	case strings.HasSuffix(path, "/"):
		return fmt.Errorf("web: route %q would answer everything below it; end it with {$}", route.Pattern)
	case route.Handle == nil:
		return fmt.Errorf("web: route %q has no handler", route.Pattern)
	case route.Public && (!route.Open || method != http.MethodGet):
		return fmt.Errorf("web: route %q is for everybody and must be Open and a GET", route.Pattern)
	case !route.Open && route.Act == "":
		return fmt.Errorf("web: route %q says neither Act nor Open", route.Pattern)
	}
	defer func() {
		// ServeMux panics on a pattern it cannot take.
		if p := recover(); p != nil {
			err = fmt.Errorf("web: route %q: %v", route.Pattern, p)
		}
	}()
	s.public[route.Pattern] = route.Public
	s.mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, req *http.Request) {
		r := visit(req)
		r.Request = req // with the values of the path
		r.route = route
		s.answer(w, r, s.enter(w, r))
	})
	return nil
}

// enter asks at the door whether the person may come in at all, reads the form
// and serves the page.
func (s *Server) enter(w http.ResponseWriter, r *Request) error {
	if !r.route.Open {
		if !r.Who.SignedIn() {
			return fault.New(fault.SignIn, "Hãy đăng nhập để tiếp tục.")
		}
		if r.Who.Reach(r.route.Act) == org.None {
			return r.Who.May(r.route.Act, org.Thing{})
		}
		if page := firstPages[r.first]; page != "" && r.route.Act != org.Self {
			r.goTo(w, page)
			return nil
		}
	}
	r.refused = s.limit(r)
	defer r.forget()
	// A form that comes too often is read all the same: what was typed is given back.
	if err := r.read(w); r.refused != nil {
		return r.refused
	} else if err != nil && !r.route.Upload {
		return err
	}
	return r.route.Handle(w, r)
}
