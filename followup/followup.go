// Package followup is the pages of what must not slip: the calendar and the
// account of each deadline, what a person was told, urging, explaining, extending,
// inspecting. It reads the form, opens the one transaction and shows what came of
// it. It refuses to know any rule itself.
package followup

import (
	"embed"

	"sauro/blob"
	"sauro/db"
	"sauro/notice"
	"sauro/vault"
	"sauro/web"
)

//go:embed *.html
var files embed.FS

// Followup serves the pages of what must not slip.
type Followup struct {
	DB    *db.DB
	Blobs *blob.Store
	Vault *vault.Vault
	URL   string // where the public reaches the program, "" where it was not told

	Senders map[notice.Way]notice.Sender // by which a channel is tried
}

// feature is one page or a few that belong together.
type feature = web.Feature[*Followup]

var features = []feature{ladderPages, calendarPages, daysPages, feedPages, carrierPages, noticePages, wayPages, deadPages, channelPages, urgingPages, urgingLetterPages, explanationPages, extensionPages, inspectionPages, samplePages}

// Routes are all ways in.
func (p *Followup) Routes() []web.Route { return web.RoutesOf(p, features) }

// Pages are the templates with their types.
func Pages() web.Pages { return web.PagesOf(files, features) }
