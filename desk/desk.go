// Package desk is the pages of the office: one .go and one template a page. It
// reads the form, opens the one transaction, calls the rules and shows what came
// of it. It refuses to know any rule itself.
package desk

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

// Desk serves the pages of the office.
type Desk struct {
	DB    *db.DB
	Blobs *blob.Store
	Jobs  *job.Runner // set by New
	URL   string      // where the public reaches the program, "" where it was not told

	held     held          // documents between two steps, in memory
	patience time.Duration // how long a person waits for a document to be read
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Desk]

// features are all pages of the office.
var features = []feature{
	boardPages, minePages, searchPages,
	lettersPages, bringInPages, proposalPages, letterPages, publicPages, originalPages, workPages,
	tasksPages, taskPages, taskFormPages, progressPages, verdictPages, steerPages, evidencePages,
	reportsPages, reportPages,
}

// New makes a desk, with the runner of its long work.
func New(d *db.DB, blobs *blob.Store) *Desk {
	desk := &Desk{DB: d, Blobs: blobs, patience: patience}
	desk.Jobs = job.NewRunner(d, map[string]job.Work{bringInJob: desk.readLater})
	return desk
}

// Run does the long work until ctx ends.
func (d *Desk) Run(ctx context.Context) { d.Jobs.Run(ctx) }

// Routes are all ways in.
func (d *Desk) Routes() []web.Route { return web.RoutesOf(d, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }
