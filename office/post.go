package office

import (
	"net/http"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/handover"
	"sauro/org"
	"sauro/structure"
	"sauro/web"
)

var postPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /nhan-su/chuc-danh/{id}", Act: org.People, Handle: o.post},
			{Pattern: "POST /nhan-su/chuc-danh/{id}/giu", Act: org.People, Handle: o.appoint},
			{Pattern: "POST /nhan-su/chuc-danh/{id}/thoi", Act: org.People, Handle: o.endHolding},
		}
	},
	Types: map[string]any{"post.html": postPage{}},
}

// postPage is who held a post when, and by which decision; it appoints and ends.
type postPage struct {
	web.Page
	Post    org.Post
	Open    int64 // open tasks
	Ref     string
	List    []structure.Holding
	Persons []web.Option
}

// Held reports whether somebody holds the post today.
func (p *postPage) Held() bool { return p.Post.Holder != "" }

func (p *postPage) load(r *web.Request, id db.ID) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(posts, func(p org.Post) bool { return p.ID == id })
		if at < 0 {
			return fault.New(fault.Unknown, "Không tìm thấy chức danh này. Hãy mở lại danh sách nhân sự.")
		}
		p.Post, p.Title = posts[at], posts[at].Title
		all, err := structure.Holdings(tx, r.Who)
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.Post == id {
				p.List = append(p.List, h)
			}
		}
		p.Persons = append(p.Persons, web.Option{Text: r.T("hãy chọn")})
		persons, err := structure.Persons(tx, r.Who)
		for _, s := range persons {
			text := s.Called()
			for _, held := range posts {
				if held.Holder == s.ID {
					text += " · " + held.Title
				}
			}
			p.Persons = append(p.Persons, web.Option{Value: string(s.ID), Text: text})
		}
		if err != nil {
			return err
		}
		open, err := handover.OpenOf(tx, r.Who, []db.ID{id})
		if err != nil {
			return err
		}
		p.Open = open[id]
		handovers, err := handover.List(tx, r.Who)
		for _, h := range handovers {
			if h.Post == id && !h.Done {
				p.Ref = h.Ref
			}
		}
		return err
	}
}

func newPostPage(r *web.Request) *postPage {
	return &postPage{Page: web.Page{Title: r.T("Chức danh"), Crumbs: []web.Crumb{{Name: r.T("Nhân sự"), URL: "/nhan-su"}}}}
}

func (o *Office) post(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	p := newPostPage(r)
	return r.Show(w, "post.html", p, p.load(r, id))
}

func (o *Office) postAgain(w http.ResponseWriter, r *web.Request, id db.ID, failed error) error {
	p := newPostPage(r)
	if err := r.View(p.load(r, id)); err != nil {
		return err
	}
	return r.Again(w, "post.html", p, fault.Rename(failed, "person", "nguoi", "post", "nguoi", "from", "tu", "to", "den", "last", "den", "decision", "so", "decided-on", "ngay"))
}

func (o *Office) appoint(w http.ResponseWriter, r *web.Request) error {
	id, err := db.ParseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	a := org.Appointment{Person: db.ID(r.Value("nguoi")), Post: id, From: dayOf(r, "tu"), To: dayOf(r, "den"), Decision: r.Value("so"), DecidedOn: dayOf(r, "ngay"), Main: r.Has("chinh")}
	if err := r.Update(func(tx *db.Tx) error { return org.Appoint(tx, r.Who, a) }); err != nil {
		return o.postAgain(w, r, id, err)
	}
	return r.Redirect(w, "/nhan-su/chuc-danh/"+string(id), r.T("Đã ghi bổ nhiệm."))
}

func (o *Office) endHolding(w http.ResponseWriter, r *web.Request) error {
	id, err := db.ParseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	e := org.End{Person: db.ID(r.Value("nguoi")), Post: id, Last: dayOf(r, "den"), Decision: r.Value("so"), DecidedOn: dayOf(r, "ngay")}
	if err := r.Update(func(tx *db.Tx) error { return handover.End(tx, r.Who, e) }); err != nil {
		return o.postAgain(w, r, id, err)
	}
	return r.Redirect(w, "/nhan-su/chuc-danh/"+string(id), r.T("Đã ghi ngày thôi giữ chức danh."))
}
