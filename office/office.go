// Package office is the pages of the office's own order: who holds which post,
// who acts for whom, how the office is divided, how work is handed over, why
// somebody may or may not do something, what a superior sees. It reads the form,
// opens the one transaction and shows what came of it. It refuses to know any
// rule itself, and the work that the office does.
package office

import (
	"embed"

	"sauro/db"
	"sauro/notary"
	"sauro/web"
)

//go:embed *.html
var files embed.FS

// Office serves the pages of the office's own order.
type Office struct {
	DB        *db.DB
	Notary    *notary.Notary
	PublicURL string // where the program is reached from outside, "" where it was not told
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Office]

var features = []feature{peoplePages, privacyPages, postPages, actingPages, whyPages, treePages, handoverPages, superiorPages, recordPages}

// Routes are all ways in.
func (o *Office) Routes() []web.Route { return web.RoutesOf(o, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }
