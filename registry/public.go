package registry

import (
	"net/http"

	"sauro/bulletin"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var publicPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{
			{Pattern: "POST /van-ban/{id}/cong-khai", Act: org.MakeReport, Handle: g.publish},
			{Pattern: "POST /van-ban/{id}/giu-lai", Act: org.Withhold, Handle: g.withhold},
		}
	},
}

// publicView is what the letter's page says of what the public sees.
type publicView struct {
	bulletin.Standing
	Letter                  db.ID
	URL                     string
	MayPublish, MayWithhold bool
}

func newPublicView(r *web.Request, letter db.ID, s bulletin.Standing) *publicView {
	return &publicView{s, letter, "/cong-khai/" + r.Who.TenantCode + "/van-ban/" + s.Address,
		r.Who.Can(org.MakeReport, org.Thing{}), r.Who.Can(org.Withhold, org.Thing{})}
}

// publish tells the public at once what changed, not in ten minutes.
func (g *Registry) publish(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	n := 0
	if err := r.Update(func(tx *db.Tx) (err error) { n, err = bulletin.Publish(tx, r.Who, id); return err }); err != nil {
		return err
	}
	said := r.T("Trang công khai đã có mọi thay đổi.")
	if n > 0 {
		said = r.T("Đã công khai %d mục thay đổi.", n)
	}
	return r.Redirect(w, "/van-ban/"+string(id), said)
}

// withhold keeps a letter from the public, or gives it free again.
func (g *Registry) withhold(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	free := r.Value("mo") == "1"
	if err := r.Update(func(tx *db.Tx) error { return bulletin.Withhold(tx, r.Who, id, free, r.Text("ly-do")) }); err != nil {
		return g.letterAgain(w, r, id, fault.Rename(err, "reason", "ly-do"))
	}
	if free {
		return r.Redirect(w, "/van-ban/"+string(id), r.T("Văn bản được công khai trở lại."))
	}
	return r.Redirect(w, "/van-ban/"+string(id), r.T("Văn bản không còn công khai."))
}
