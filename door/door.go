// Package door is the pages at the entrance: signing in, setting up the first
// office, one's account, the first five minutes and the help. It reads the form,
// opens the one transaction and shows what came of it. It refuses to know any
// rule itself, and everything behind the entrance.
package door

import (
	"embed"

	"sauro/db"
	"sauro/org"
	"sauro/sso"
	"sauro/vault"
	"sauro/web"
)

//go:embed *.html *.js
var files embed.FS

// Door serves the pages at the entrance.
type Door struct {
	DB    *db.DB
	Vault *vault.Vault // seals secrets of sign-in

	// SetUp is the code that opens the page on which the first office is set
	// up; "" closes it.
	SetUp string
	Demo  bool // one click signs in

	// PublicURL is the program's address as browsers know it, without a slash at
	// its end; "" where it is reached on this machine only.
	PublicURL string

	ways sso.Client
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Door]

var features = []feature{signInPages, stepPages, linkPages, signOnPages, signOnSettingPages, accountPages, confirmPages, factorPages, accessPages, setUpPages, startPages, helpPages}

// Routes are all ways in.
func (d *Door) Routes() []web.Route { return web.RoutesOf(d, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }

// home is where a person starts: those who steer at the board, the others at
// their own work.
func home(who org.Who) string {
	switch who.Role {
	case org.Superior:
		return "/cap-tren"
	case org.Official, org.Head:
		return "/viec-cua-toi"
	}
	return "/"
}
