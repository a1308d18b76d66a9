package door

import (
	"net/http"

	"sauro/org"
	"sauro/web"
)

var helpPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{{Pattern: "GET /tro-giup", Act: org.Self, Handle: d.help}}
	},
	Types: map[string]any{"help.html": helpPage{}},
}

type helpPage struct{ web.Page }

func (d *Door) help(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "help.html", &helpPage{web.Page{Title: r.T("Trợ giúp"), Narrow: true}})
}
