package office

import (
	"net/http"

	"sauro/db"
	"sauro/handover"
	"sauro/org"
	"sauro/privacy"
	"sauro/qr"
	"sauro/web"
)

var peoplePages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /nhan-su", Act: org.People, Handle: o.people},
			{Pattern: "POST /nhan-su/nguoi", Act: org.People, Handle: o.addPerson},
			{Pattern: "POST /nhan-su/don-vi", Act: org.People, Handle: o.addUnit},
			{Pattern: "POST /nhan-su/chuc-danh", Act: org.People, Handle: o.addPost},
			{Pattern: "POST /nhan-su/nguoi/{id}/thoi", Act: org.People, Handle: o.leave},
		}
	},
	Types: map[string]any{"people.html": peoplePage{}},
}

type peoplePage struct {
	web.Page
	Units []unitPosts
	// Given is the link of a person just added; it is shown on this answer only.
	Given org.Link
	URL   string
	QR    qr.Image
}

type unitPosts struct {
	org.Unit
	Posts []org.Post
}

// Vacant are the posts that a new person can take.
func (p *peoplePage) Vacant() (list []web.Option) {
	for _, u := range p.Units {
		for _, post := range u.Posts {
			if post.Holder == "" {
				list = append(list, web.Option{Value: string(post.ID), Text: post.Title + " · " + u.Name})
			}
		}
	}
	return list
}

// UnitOptions are the units to choose from.
func (p *peoplePage) UnitOptions() []web.Option {
	return web.Options(p.Units, func(u unitPosts) (db.ID, string) { return u.ID, u.Name })
}

type roleOption struct {
	Role org.Role
	Name string
}

// Roles are the roles a post can have.
func (p *peoplePage) Roles() (list []roleOption) {
	for _, r := range org.Roles {
		list = append(list, roleOption{r, org.RoleName[r]})
	}
	return list
}

func (p *peoplePage) load(tx *db.Tx) error {
	units, err := org.Units(tx)
	if err != nil {
		return err
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	for _, u := range units {
		of := unitPosts{Unit: u}
		for _, post := range posts {
			if post.Unit == u.ID {
				of.Posts = append(of.Posts, post)
			}
		}
		p.Units = append(p.Units, of)
	}
	return nil
}

func newPeoplePage(r *web.Request) *peoplePage {
	return &peoplePage{Page: web.Page{Title: r.T("Nhân sự")}}
}

// read loads the page and writes down that its list of persons was read.
func (p *peoplePage) read(r *web.Request) error {
	return r.Noted(func(tx *db.Tx) error {
		if err := privacy.Read(tx, r.Who, privacy.PeopleList, "", ""); err != nil {
			return err
		}
		return p.load(tx)
	})
}

func (o *Office) people(w http.ResponseWriter, r *web.Request) error {
	p := newPeoplePage(r)
	if err := p.read(r); err != nil {
		return err
	}
	return r.Render(w, "people.html", p)
}

// peopleAgain shows the page with the form that failed.
func (o *Office) peopleAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p := newPeoplePage(r)
	if err := p.read(r); err != nil {
		return err
	}
	return r.Again(w, "people.html", p, failed)
}

// given shows the page with a link that was just made: on the answer itself, so
// that it stands in no address, cookie or log.
func (o *Office) given(w http.ResponseWriter, r *web.Request, link org.Link) (err error) {
	p := newPeoplePage(r)
	p.Given, p.URL = link, r.Origin()+link.Path
	if p.QR, err = qr.SVG(p.URL); err != nil {
		return err
	}
	if err := p.read(r); err != nil {
		return err
	}
	return r.Render(w, "people.html", p)
}

func (o *Office) addPerson(w http.ResponseWriter, r *web.Request) error {
	n := org.NewPerson{Login: r.Value("login"), Name: r.Value("name"), Post: db.ID(r.Value("post"))}
	var link org.Link
	err := r.Update(func(tx *db.Tx) (err error) {
		_, link, err = org.AddPerson(tx, r.Who, n)
		return err
	})
	if err != nil {
		return o.peopleAgain(w, r, err)
	}
	return o.given(w, r, link)
}

func (o *Office) addUnit(w http.ResponseWriter, r *web.Request) error {
	if err := r.Update(func(tx *db.Tx) error { _, err := org.AddUnit(tx, r.Who, r.Value("name")); return err }); err != nil {
		return o.peopleAgain(w, r, err)
	}
	return r.Redirect(w, "/nhan-su", r.T("Đã thêm đơn vị."))
}

func (o *Office) addPost(w http.ResponseWriter, r *web.Request) error {
	err := r.Update(func(tx *db.Tx) error {
		_, err := org.AddPost(tx, r.Who, db.ID(r.Value("unit")), r.Value("title"), org.Role(r.Value("role")))
		return err
	})
	if err != nil {
		return o.peopleAgain(w, r, err)
	}
	return r.Redirect(w, "/nhan-su", r.T("Đã thêm chức danh."))
}

func (o *Office) leave(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) error { return handover.Leave(tx, r.Who, id) }); err != nil {
		return o.peopleAgain(w, r, err)
	}
	return r.Redirect(w, "/nhan-su", r.T("Người đó không còn đăng nhập được. Nhiệm vụ ở lại với chức danh."))
}
