// Package program is the whole of Sáu Rõ as one value: it opens the data, puts
// the pages together, serves them and stops cleanly. A test starts all of it on
// port 0.
package program

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/demo"
	"sauro/desk"
	"sauro/doc"
	"sauro/door"
	"sauro/fault"
	"sauro/office"
	"sauro/org"
	"sauro/web"
)

// Config is what can be set from outside.
type Config struct {
	Data        string // the folder of the database file and of all files
	Database    string // postgres://…, or "" for the file in Data
	Listen      string // address and port
	BehindProxy bool   // a proxy in front speaks TLS and says so
	Demo        bool   // one click signs in
}

// Program is Sáu Rõ, opened.
type Program struct {
	DB    *db.DB
	Blobs *blob.Store
	SetUp string // the code for setting up the first office, "" where there is one

	desk   *desk.Desk
	pages  *web.Server
	server *http.Server
	socket net.Listener
}

// OpenData opens the database and the files alone, for commands that serve nothing.
func OpenData(ctx context.Context, c Config) (*db.DB, *blob.Store, error) {
	url := c.Database
	if url == "" {
		url = filepath.Join(c.Data, "sauro.db")
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, nil, err
	}
	blobs, err := blob.Open(filepath.Join(c.Data, "files"))
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return d, blobs, nil
}

// Open opens the data and the address, so that what can fail fails now.
func Open(ctx context.Context, c Config) (*Program, error) {
	d, blobs, err := OpenData(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := doc.CacheIn(filepath.Join(c.Data, "cache")); err != nil {
		slog.Warn("PDF files will be read without a cache", "err", err)
	}
	p := &Program{DB: d, Blobs: blobs}
	if err := p.open(ctx, c); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Program) open(ctx context.Context, c Config) error {
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		return err
	}
	if len(tenants) == 0 && !c.Demo {
		p.SetUp = rand.Text()[:12]
	}
	p.desk = desk.New(p.DB, p.Blobs)
	entrance := &door.Door{DB: p.DB, SetUp: p.SetUp, Demo: c.Demo}
	site := web.Site{DB: p.DB, Version: Version(), Demo: c.Demo, Behind: c.BehindProxy, Counts: p.desk.Counts}
	if c.Demo {
		site.Doors = demo.Doors
	}
	order := &office.Office{DB: p.DB}
	routes := slices.Concat(entrance.Routes(), p.desk.Routes(), order.Routes())
	if p.pages, err = web.New(site, routes, door.Pages(), desk.Pages(), office.Pages()); err != nil {
		return err
	}
	if p.socket, err = net.Listen("tcp", c.Listen); err != nil {
		return fault.Because(err, fault.Invalid, "Không mở được địa chỉ %s. Hãy kiểm tra địa chỉ, hoặc chọn cổng khác bằng --listen.", c.Listen)
	}
	p.server = &http.Server{
		Handler:           p.pages.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // a large file on a slow line
		WriteTimeout:      10 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	return nil
}

// URL is where the program is reached from this machine.
func (p *Program) URL() string { return "http://" + p.socket.Addr().String() }

// Routes are all ways in.
func (p *Program) Routes() []web.Route { return p.pages.Routes() }

// Run serves until ctx ends, then lets the requests under way finish.
func (p *Program) Run(ctx context.Context) error {
	work, stop := context.WithCancel(ctx)
	defer stop()
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		p.desk.Run(work)
	}()
	failed := make(chan error, 1)
	go func() { failed <- p.server.Serve(p.socket) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
		defer cancel()
		err = p.server.Shutdown(patience)
	}
	stop()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// Close closes the data. What was acknowledged is on disk already.
func (p *Program) Close() error {
	if p.socket != nil {
		p.socket.Close()
	}
	return errors.Join(doc.Close(), p.DB.Close())
}

// Version is the version the program was built as.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "?"
	}
	revision, when := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.time":
			when = s.Value
		}
	}
	if len(revision) < 8 || len(when) < 10 {
		return info.Main.Version
	}
	return fmt.Sprintf("%s %s", when[:10], revision[:8])
}
