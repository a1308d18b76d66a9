package registry

import (
	"net/http"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/web"
)

var originalPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{{Pattern: "GET /van-ban/{id}/tep", Act: org.Read, Pace: web.Heavy, Handle: g.original}}
	},
}

// formatKind is the content type of each format that a letter comes in.
var formatKind = map[string]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"doc":  "application/msword",
	"odt":  "application/vnd.oasis.opendocument.text",
	"pdf":  "application/pdf",
	"txt":  "text/plain; charset=utf-8",
}

// original sends the file of a letter as it came.
func (g *Registry) original(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var l register.Letter
	if err := r.View(func(tx *db.Tx) error { l, err = register.Load(tx, r.Who, id); return err }); err != nil {
		return err
	}
	f, err := g.Blobs.Open(l.FileHash)
	if err != nil {
		return err
	}
	defer f.Close()
	kind := formatKind[l.FileFormat]
	if kind == "" {
		kind = "application/octet-stream"
	}
	return web.Attachment(w, r, l.FileName, kind, l.Created, f)
}
