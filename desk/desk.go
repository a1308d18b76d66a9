// Package desk is the pages of the office's tasks: the board, what is mine to do,
// the search, each task with its progress, evidence and verdicts; one .go and one
// template a page. It reads the form, opens the one transaction, calls the rules
// and shows what came of it. It refuses to know any rule itself.
package desk

import (
	"embed"

	"sauro/blob"
	"sauro/web"
)

//go:embed *.html
var files embed.FS

// Desk serves the pages of the office's tasks.
type Desk struct {
	Blobs *blob.Store
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Desk]

// features are all pages of the office's tasks.
var features = []feature{
	boardPages, minePages, searchPages,
	tasksPages, taskPages, taskFormPages, progressPages, verdictPages, steerPages, evidencePages,
}

// Routes are all ways in.
func (d *Desk) Routes() []web.Route { return web.RoutesOf(d, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }
