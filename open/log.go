package open

import (
	"net/http"

	"sauro/db"
	"sauro/ledger"
	"sauro/notary"
	"sauro/web"
	"sauro/witness"
)

// logPages are the log itself, for those who follow it from outside: signed
// heads, certificates and static tiles (C2SP checkpoint and tlog-tiles).
var logPages = feature{
	Routes: func(o *Open) []web.Route {
		routes := []web.Route{
			get("/cong-khai/{xa}/nhat-ky/checkpoint", o.checkpoint),
			get("/cong-khai/{xa}/nhat-ky/keys", o.keys),
			get("/cong-khai/{xa}/nhat-ky/tile/{manh...}", o.tile),
			get("/cong-khai/{xa}/nhan-chung/{log}/checkpoint", o.cosigned),
		}
		for i := range routes {
			routes[i].Pace = web.Tiles
		}
		return routes
	},
}

func (o *Open) checkpoint(w http.ResponseWriter, r *web.Request) error {
	return o.raw(w, r, "text/plain; charset=utf-8", "no-store", notary.CheckpointNote)
}

func (o *Open) keys(w http.ResponseWriter, r *web.Request) error {
	return o.raw(w, r, "text/plain; charset=utf-8", "no-cache", func(tx *db.Tx) ([]byte, error) {
		list, err := notary.Certificates(tx)
		return ledger.JoinCertificates(list), err
	})
}

// cosigned is the last head of another commune's log that this one has co-signed.
func (o *Open) cosigned(w http.ResponseWriter, r *web.Request) error {
	return o.raw(w, r, "text/plain; charset=utf-8", "no-store", func(tx *db.Tx) ([]byte, error) { return witness.Cosigned(tx, r.PathValue("log")) })
}

func (o *Open) tile(w http.ResponseWriter, r *web.Request) error {
	path := "tile/" + r.PathValue("manh")
	keep := "no-cache" // a partial tile is replaced by a fuller one
	if isFull(path) {
		keep = "public, max-age=31536000, immutable"
	}
	return o.raw(w, r, "application/octet-stream", keep, func(tx *db.Tx) ([]byte, error) { return notary.TileData(tx, path) })
}

// raw sends a part of the log as it is.
func (o *Open) raw(w http.ResponseWriter, r *web.Request, kind, keep string, read func(*db.Tx) ([]byte, error)) error {
	var body []byte
	_, err := o.commune(r, &web.Page{}, func(tx *db.Tx) (err error) {
		body, err = read(tx)
		return err
	})
	if err != nil {
		return err
	}
	web.AnySite(w)
	h := w.Header()
	h.Set("Content-Security-Policy", web.Boxed)
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", keep)
	_, err = w.Write(body)
	return err
}
