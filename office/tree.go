package office

import (
	"net/http"
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/handover"
	"sauro/org"
	"sauro/structure"
	"sauro/vn"
	"sauro/web"
)

var treePages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /co-cau", Act: org.Read, Handle: o.tree},
			{Pattern: "POST /co-cau/doi-ten", Act: org.People, Handle: o.rename},
			{Pattern: "POST /co-cau/chuyen", Act: org.People, Handle: o.move},
			{Pattern: "POST /co-cau/hop-nhat", Act: org.People, Handle: o.merge},
			{Pattern: "GET /co-cau/{id}", Act: org.People, Handle: o.unit},
			{Pattern: "POST /co-cau/{id}/tach", Act: org.People, Handle: o.split},
			{Pattern: "POST /co-cau/{id}/giai-the", Act: org.People, Handle: o.closeUnit},
		}
	},
	Types: map[string]any{"tree.html": treePage{}, "unit.html": unitPage{}},
}

// treePage is how the office was divided on a day, and what has changed it.
type treePage struct {
	web.Page
	Day     vn.Day
	Commune string // as it was called
	Units   []treeUnit
	Changes []structure.Change
	Named   []web.Option // what can be renamed
	Moved   []web.Option // what can be moved
	Into    []web.Option // where to
	Merged  []web.Option
}

type treeUnit struct {
	org.Unit
	Posts []string // titles of the day
}

// Level is how deep the unit lies, for the stylesheet.
func (u treeUnit) Level() int { return min(u.Depth, 5) }

// Then reports whether the page shows another day than today.
func (p *treePage) Then() bool { return p.Day != p.Today }

func (p *treePage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		day, ok := r.Day("luc")
		if !ok {
			day = r.Today()
		}
		p.Day = day
		units, err := org.UnitsOn(tx, day)
		if err != nil {
			return err
		}
		names, err := org.NamesOf(tx)
		if err != nil {
			return err
		}
		p.Commune = names.Tenant(tx.Tenant, day)
		there, err := org.PostsOn(tx, day)
		if err != nil {
			return err
		}
		p.Named = append(p.Named, web.Option{Value: string(tx.Tenant), Text: p.Commune})
		p.Into = append(p.Into, web.Option{Text: r.T("cấp cao nhất")})
		for _, u := range units {
			of := treeUnit{Unit: u}
			option := web.Option{Value: string(u.ID), Text: strings.Repeat("– ", u.Depth) + u.Name}
			p.Named, p.Moved, p.Merged, p.Into = append(p.Named, option), append(p.Moved, option), append(p.Merged, option), append(p.Into, option)
			for _, post := range there {
				if names.UnitOf(post, day) == u.ID {
					title := names.Post(post, day)
					of.Posts = append(of.Posts, title)
					option := web.Option{Value: string(post), Text: title + " · " + u.Name}
					p.Named, p.Moved = append(p.Named, option), append(p.Moved, option)
				}
			}
			p.Units = append(p.Units, of)
		}
		p.Changes, err = structure.List(tx, r.Who)
		return err
	}
}

func newTreePage(r *web.Request) *treePage {
	return &treePage{Page: web.Page{Title: r.T("Cơ cấu")}}
}

func (o *Office) tree(w http.ResponseWriter, r *web.Request) error {
	p := newTreePage(r)
	return r.Show(w, "tree.html", p, p.load(r))
}

func decisionOf(r *web.Request) structure.Decision {
	return structure.Decision{Number: r.Value("so"), On: dayOf(r, "ngay"), From: dayOf(r, "tu")}
}

// formNames are the fields of the forms of a decision.
func formNames(err error) error {
	return fault.Rename(err, "name", "ten", "decision", "so", "decided-on", "ngay", "from", "tu", "to", "den", "units", "don-vi", "posts", "chuc-danh")
}

// decide carries a change out and shows the page again where it fails.
func (o *Office) decide(w http.ResponseWriter, r *web.Request, done string, change func(tx *db.Tx) error) error {
	if err := r.Update(change); err != nil {
		p := newTreePage(r)
		if err := r.View(p.load(r)); err != nil {
			return err
		}
		return r.Again(w, "tree.html", p, formNames(err))
	}
	return r.Redirect(w, "/co-cau", done)
}

func (o *Office) rename(w http.ResponseWriter, r *web.Request) error {
	return o.decide(w, r, r.T("Đã ghi tên mới. Trang về quá khứ vẫn hiện tên của ngày đó."), func(tx *db.Tx) error {
		return structure.Rename(tx, r.Who, db.ID(r.Value("cua")), r.Value("ten"), decisionOf(r))
	})
}

func (o *Office) move(w http.ResponseWriter, r *web.Request) error {
	what, to := db.ID(r.Value("cua")), db.ID(r.Value("den"))
	return o.decide(w, r, r.T("Đã ghi nơi trực thuộc mới."), func(tx *db.Tx) error {
		units, err := org.Units(tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(units, func(u org.Unit) bool { return u.ID == what }) {
			return structure.Move(tx, r.Who, what, to, decisionOf(r))
		}
		return structure.MovePost(tx, r.Who, what, to, decisionOf(r))
	})
}

func (o *Office) merge(w http.ResponseWriter, r *web.Request) error {
	var units []db.ID
	for _, u := range r.Values("don-vi") {
		units = append(units, db.ID(u))
	}
	return o.decide(w, r, r.T("Đã hợp nhất. Mọi chức danh và nhiệm vụ đã sang đơn vị mới."), func(tx *db.Tx) error {
		_, err := handover.Merge(tx, r.Who, units, r.Value("ten"), nil, decisionOf(r))
		return err
	})
}

// unitPage splits a unit or ends it: every post finds another place first.
type unitPage struct {
	web.Page
	Unit  org.Unit
	Posts []unitPost
	Into  []web.Option // units, and posts that can take the work of one that ends
}

type unitPost struct {
	org.Post
	Open int64 // open tasks
}

// Choices are the posts of the unit, to choose from.
func (p *unitPage) Choices() []web.Option {
	return web.Options(p.Posts, func(u unitPost) (db.ID, string) { return u.ID, u.Title })
}

func (p *unitPage) load(r *web.Request, id db.ID) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		units, err := org.Units(tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(units, func(u org.Unit) bool { return u.ID == id })
		if at < 0 {
			return fault.New(fault.Unknown, "Không tìm thấy đơn vị này. Hãy mở lại trang Cơ cấu.")
		}
		p.Unit, p.Title = units[at], units[at].Name
		p.Into = append(p.Into, web.Option{Text: r.T("hãy chọn")})
		for _, u := range units {
			if u.ID != id {
				p.Into = append(p.Into, web.Option{Value: "u:" + string(u.ID), Text: r.T("sang %s", u.Name)})
			}
		}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		var of []db.ID
		for _, post := range posts {
			if post.Unit == id {
				of = append(of, post.ID)
				continue
			}
			if post.Holder != "" && post.Role != org.Viewer && post.Role != org.Superior {
				p.Into = append(p.Into, web.Option{Value: "p:" + string(post.ID), Text: r.T("kết thúc, việc giao %s", post.Title)})
			}
		}
		open, err := handover.OpenOf(tx, r.Who, of)
		for _, post := range posts {
			if post.Unit == id {
				p.Posts = append(p.Posts, unitPost{post, open[post.ID]})
			}
		}
		return err
	}
}

func newUnitPage(r *web.Request) *unitPage {
	return &unitPage{Page: web.Page{Title: r.T("Đơn vị"), Crumbs: []web.Crumb{{Name: r.T("Cơ cấu"), URL: "/co-cau"}}}}
}

func (o *Office) unit(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	p := newUnitPage(r)
	return r.Show(w, "unit.html", p, p.load(r, id))
}

func (o *Office) decideUnit(w http.ResponseWriter, r *web.Request, done string, change func(tx *db.Tx, id db.ID) error) error {
	id, err := db.ParseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) error { return change(tx, id) }); err != nil {
		p := newUnitPage(r)
		if err := r.View(p.load(r, id)); err != nil {
			return err
		}
		return r.Again(w, "unit.html", p, formNames(err))
	}
	return r.Redirect(w, "/co-cau", done)
}

func (o *Office) split(w http.ResponseWriter, r *web.Request) error {
	return o.decideUnit(w, r, r.T("Đã tách đơn vị."), func(tx *db.Tx, id db.ID) error {
		var posts []db.ID
		for _, p := range r.Values("chuc-danh") {
			posts = append(posts, db.ID(p))
		}
		_, err := structure.Split(tx, r.Who, id, r.Value("ten"), posts, decisionOf(r))
		return err
	})
}

func (o *Office) closeUnit(w http.ResponseWriter, r *web.Request) error {
	return o.decideUnit(w, r, r.T("Đã giải thể đơn vị. Nhiệm vụ đang mở đều có người nhận."), func(tx *db.Tx, id db.ID) error {
		fate := structure.Fate{To: map[db.ID]db.ID{}, Ends: map[db.ID]db.ID{}}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if p.Unit != id {
				continue
			}
			switch kind, to, _ := strings.Cut(r.Value("post-"+string(p.ID)), ":"); kind {
			case "u":
				fate.To[p.ID] = db.ID(to)
			case "p":
				fate.Ends[p.ID] = db.ID(to)
			}
		}
		return handover.Close(tx, r.Who, id, fate, decisionOf(r))
	})
}
