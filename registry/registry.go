// Package registry is the pages of the register: how a document comes in, its
// reading is corrected and accepted, a letter stands beside what became of it,
// what of it the public sees, and the reports made of it. It reads the form,
// opens the one transaction, calls the rules and shows what came of it. It refuses
// to know any rule itself.
package registry

import (
	"context"
	"embed"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/job"
	"sauro/web"
)

//go:embed *.html *.js
var files embed.FS

// Registry serves the pages of the register.
type Registry struct {
	DB    *db.DB
	Blobs *blob.Store
	Jobs  *job.Runner // set by New
	URL   string      // where the public reaches the program, "" where it was not told

	held     held          // documents between two steps, in memory
	patience time.Duration // how long a person waits for a document to be read
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Registry]

// features are all pages of the register.
var features = []feature{
	lettersPages, bringInPages, proposalPages, letterPages, publicPages, originalPages, workPages,
	reportsPages, reportPages,
}

// New makes the registry, with the runner of its long work.
func New(d *db.DB, blobs *blob.Store) *Registry {
	g := &Registry{DB: d, Blobs: blobs, patience: patience}
	g.Jobs = job.NewRunner(d, map[string]job.Work{bringInJob: g.readLater})
	return g
}

// Run does the long work until ctx ends.
func (g *Registry) Run(ctx context.Context) { g.Jobs.Run(ctx) }

// Routes are all ways in.
func (g *Registry) Routes() []web.Route { return web.RoutesOf(g, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }
