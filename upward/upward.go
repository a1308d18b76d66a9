// Package upward is the pages of what climbs: obstacles, the proposals they
// become, and the desk of the superior who answers them. It reads the form, opens
// the one transaction and shows what came of it. It refuses to know any rule itself.
package upward

import (
	"embed"

	"sauro/blob"
	"sauro/db"
	"sauro/vault"
	"sauro/web"
)

//go:embed *.html
var files embed.FS

// Upward serves the pages of what climbs.
type Upward struct {
	DB    *db.DB
	Blobs *blob.Store
	Vault *vault.Vault
	URL   string // where the public reaches the program, "" where it was not told
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Upward]

var features = []feature{
	obstacleBoardPages, obstacleNewPages, obstaclePages, obstacleCausePages, proposalNewPages, proposalPages,
	petitionBoardPages, petitionPages, issuePages,
}

// Routes are all ways in.
func (p *Upward) Routes() []web.Route { return web.RoutesOf(p, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }
