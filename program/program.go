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
	"net/url"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"sauro/blob"
	"sauro/bulletin"
	"sauro/db"
	"sauro/demo"
	"sauro/desk"
	"sauro/doc"
	"sauro/door"
	"sauro/fault"
	"sauro/followup"
	"sauro/notary"
	"sauro/notice"
	"sauro/office"
	"sauro/open"
	"sauro/org"
	"sauro/petition"
	"sauro/privacy"
	"sauro/registry"
	"sauro/reminder"
	"sauro/upward"
	"sauro/vault"
	"sauro/web"
)

// Config is what can be set from outside.
type Config struct {
	Data     string // the folder of the database file and of all files
	Database string // postgres://…, or "" for the file in Data
	Listen   string // address and port
	Demo     bool   // one click signs in

	BehindProxy string // the proxies in front, as web.ParseProxies reads them
	Hosts       string // the names answered to, as web.ParseHosts reads them
	PublicURL   string // https://…, as people's browsers know it; "" on this machine only

	TLSCert, TLSKey string // files in PEM; "" for plain http
	ACME            string // the names to get certificates for, by commas
	ACMEDirectory   string // of the authority, "" for Let's Encrypt
	ACMEEmail       string // whom the authority writes to, "" for nobody
	ListenHTTP      string // where plain http is sent on to https, "" for nowhere
}

// Program is Sáu Rõ, opened.
type Program struct {
	DB    *db.DB
	Blobs *blob.Store
	SetUp string // the code for setting up the first office, "" where there is one

	Notary *notary.Notary

	courier  *notice.Courier
	registry *registry.Registry
	pages    *web.Server
	server   *http.Server
	socket   net.Listener
	secure   bool // speaks TLS itself

	plain       *http.Server // sends on to https; nil where nothing does
	plainSocket net.Listener
}

// OpenData opens the database and the files alone, for commands that serve
// nothing. What was written before there was a log gets its entries first: an
// act that came before them would leave the rest without any.
func OpenData(ctx context.Context, c Config) (*db.DB, *blob.Store, error) {
	url := c.Database
	if url == "" {
		url = filepath.Join(c.Data, "sauro.db")
	}
	d, err := db.Open(ctx, overTLS(url))
	if err != nil {
		return nil, nil, withoutTLS(err)
	}
	blobs, err := blob.Open(filepath.Join(c.Data, "files"))
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	if err := Notary(c, d, blobs).Begin(ctx); err != nil {
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
	p := &Program{DB: d, Blobs: blobs, Notary: Notary(c, d, blobs)}
	if err := p.open(ctx, c); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Program) open(ctx context.Context, c Config) error {
	proxies, err := web.ParseProxies(c.BehindProxy)
	if err != nil {
		return err
	}
	if c.Hosts == "" {
		c.Hosts = c.ACME
	}
	hosts, err := web.ParseHosts(c.Hosts)
	if err != nil {
		return err
	}
	public, err := c.Public()
	if err != nil {
		return err
	}
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		return err
	}
	if len(tenants) == 0 && !c.Demo {
		p.SetUp = rand.Text()[:12]
	}
	p.registry = registry.New(p.DB, p.Blobs)
	p.registry.URL = public
	work := &desk.Desk{Blobs: p.Blobs}
	keys, err := vault.Open(filepath.Join(c.Data, "keys"))
	if err != nil {
		return err
	}
	entrance := &door.Door{DB: p.DB, Vault: keys, PublicURL: public, SetUp: p.SetUp, Demo: c.Demo}
	site := web.Site{DB: p.DB, Version: Version(), Demo: c.Demo, Proxies: proxies, Hosts: hosts, Counts: counts(work)}
	if c.Demo {
		site.Doors = demo.Doors
	}
	senders := notice.NewCarriers().Senders()
	order := &office.Office{DB: p.DB, Notary: p.Notary, PublicURL: public}
	everybody := &open.Open{DB: p.DB, URL: public}
	watch := &followup.Followup{DB: p.DB, Blobs: p.Blobs, Vault: keys, URL: public, Senders: senders}
	p.courier = notice.NewCourier(p.DB, keys, public, senders)
	climb := &upward.Upward{DB: p.DB, Blobs: p.Blobs, Vault: keys, URL: public}
	routes := slices.Concat(entrance.Routes(), work.Routes(), p.registry.Routes(), order.Routes(), everybody.Routes(), watch.Routes(), climb.Routes())
	if p.pages, err = web.New(site, routes, door.Pages(), desk.Pages(), registry.Pages(), office.Pages(), open.Pages(), followup.Pages(), upward.Pages()); err != nil {
		return err
	}
	return p.listen(c, hosts)
}

// Public is the program's own address as it was set, with nothing behind the
// name: https, or http on this machine; "" where none was set.
func (c Config) Public() (string, error) {
	text := c.PublicURL
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	wrong := fault.New(fault.Invalid, "Địa chỉ công khai %s chưa đúng. Hãy ghi dạng https://camket.xa.gov.vn.", text)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", wrong
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()) {
		return u.Scheme + "://" + u.Host, nil
	}
	return "", wrong
}

// URL is where the program is reached from this machine.
func (p *Program) URL() string {
	if p.secure {
		return "https://" + p.socket.Addr().String()
	}
	return "http://" + p.socket.Addr().String()
}

// PlainAddr is the address that sends plain http on to https, "" where none does.
func (p *Program) PlainAddr() string {
	if p.plainSocket == nil {
		return ""
	}
	return p.plainSocket.Addr().String()
}

// Routes are all ways in.
func (p *Program) Routes() []web.Route { return p.pages.Routes() }

// Run serves until ctx ends, then lets the requests under way finish.
func (p *Program) Run(ctx context.Context) error {
	work, stop := context.WithCancel(ctx)
	defer stop()
	var worked sync.WaitGroup
	worked.Go(func() { p.registry.Run(work) })
	worked.Go(func() { p.Notary.Run(work) })
	worked.Go(func() { bulletin.Run(work, p.DB) })
	worked.Go(func() { look(work, p.Notary) })
	worked.Go(func() { privacy.Run(work, p.DB) })
	worked.Go(func() { reminder.Run(work, p.DB) })
	worked.Go(func() { petition.Run(work, p.DB) })
	worked.Go(func() { p.courier.Run(work) })
	err := p.serve(ctx)
	stop()
	worked.Wait()
	return err
}

// Close closes the data. What was acknowledged is on disk already.
func (p *Program) Close() error {
	for _, s := range []net.Listener{p.socket, p.plainSocket} {
		if s != nil {
			s.Close()
		}
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
