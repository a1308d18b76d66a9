package office

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/handover"
	"sauro/org"
	"sauro/web"
)

var handoverPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /ban-giao", Act: org.Read, Handle: o.handovers},
			{Pattern: "POST /ban-giao", Act: org.People, Handle: o.beginHandover},
			{Pattern: "GET /ban-giao/{ref}", Act: org.Read, Handle: o.handover},
			{Pattern: "POST /ban-giao/{ref}/viec", Act: org.Read, Handle: o.fillHandover},
			{Pattern: "POST /ban-giao/{ref}/giao", Act: org.Read, Handle: o.give},
			{Pattern: "POST /ban-giao/{ref}/nhan", Act: org.Read, Handle: o.take},
		}
	},
	Types: map[string]any{"handovers.html": handoversPage{}, "handover.html": handoverPage{}},
}

// handoversPage lists the handovers and begins one.
type handoversPage struct {
	web.Page
	List  []handover.Handover
	Posts []web.Option
	Post  string // chosen already
	Taker []web.Option
}

func (p *handoversPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.List, err = handover.List(tx, r.Who); err != nil {
			return err
		}
		p.Post = r.Value("chuc-danh")
		p.Posts, p.Taker = append(p.Posts, web.Option{Text: r.T("hãy chọn")}), append(p.Taker, web.Option{Text: r.T("hãy chọn")})
		posts, err := org.Posts(tx)
		for _, at := range posts {
			p.Posts = append(p.Posts, web.Option{Value: string(at.ID), Text: at.Title + " · " + at.UnitName})
			if at.Holder != "" && at.Role != org.Viewer && at.Role != org.Superior {
				p.Taker = append(p.Taker, web.Option{Value: string(at.Holder), Text: holderOf(at)})
			}
		}
		return err
	}
}

// holderOf is who holds a post, by name and post.
func holderOf(p org.Post) string {
	if p.HolderName == "" {
		return p.Title + " · " + p.UnitName
	}
	return p.HolderName + " · " + p.Title
}

func newHandoversPage(r *web.Request) *handoversPage {
	return &handoversPage{Page: web.Page{Title: r.T("Bàn giao")}}
}

func (o *Office) handovers(w http.ResponseWriter, r *web.Request) error {
	p := newHandoversPage(r)
	return r.Show(w, "handovers.html", p, p.load(r))
}

func (o *Office) beginHandover(w http.ResponseWriter, r *web.Request) error {
	b := handover.Beginning{Post: db.ID(r.Value("chuc-danh")), LastDay: dayOf(r, "ngay-cuoi"), Taker: db.ID(r.Value("nguoi-nhan")), Reason: r.Value("ly-do"), Decision: r.Value("so"), On: dayOf(r, "ngay")}
	var ref string
	err := r.Update(func(tx *db.Tx) (err error) { ref, err = handover.Begin(tx, r.Who, b); return err })
	if err != nil {
		p := newHandoversPage(r)
		if err := r.View(p.load(r)); err != nil {
			return err
		}
		return r.Again(w, "handovers.html", p, fault.Rename(err, "post", "chuc-danh", "last", "ngay-cuoi", "taker", "nguoi-nhan", "reason", "ly-do", "decision", "so", "decided-on", "ngay"))
	}
	return r.Redirect(w, "/ban-giao/"+ref, r.T("Đã lập biên bản %s. Hãy chọn nơi nhận từng việc rồi hai bên ký.", ref))
}

// handoverPage is the minutes: the lines, who takes each, and both signatures.
type handoverPage struct {
	web.Page
	H       handover.Handover
	Lines   []handoverLine
	MayFill bool
	MayGive bool
	InPlace bool // the reader signs in the place of the leaver
	MayTake bool
	Posts   []web.Option
}

type handoverLine struct {
	handover.Line
	KindName string
}

// Signed reports whether one of the two has signed.
func (p *handoverPage) Signed() bool { return p.H.Gave.By != "" || p.H.Took.By != "" }

func (p *handoverPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.H, err = handover.Load(tx, r.Who, r.PathValue("ref")); err != nil {
			return err
		}
		p.Title = r.T("Biên bản bàn giao %s", p.H.Ref)
		p.MayGive, p.MayTake = p.H.MayGive(r.Who), p.H.MayTake(r.Who)
		p.InPlace = r.Who.Person != p.H.Leaver
		p.MayFill = !p.H.Done && !p.Signed() && (r.Who.Person == p.H.Leaver || r.Who.Can(org.People, org.Thing{}))
		for _, l := range p.H.Lines {
			p.Lines = append(p.Lines, handoverLine{l, r.T(handover.KindName[l.Kind])})
		}
		posts, err := org.Posts(tx)
		p.Posts = append(p.Posts, web.Option{Text: r.T("ở lại với chức danh")})
		for _, at := range posts {
			if at.Holder != "" && at.Holder != p.H.Leaver && at.ID != p.H.Post && at.Role != org.Viewer && at.Role != org.Superior {
				p.Posts = append(p.Posts, web.Option{Value: string(at.ID), Text: at.Title + " · " + at.UnitName})
			}
		}
		return err
	}
}

func newHandoverPage(r *web.Request) *handoverPage {
	return &handoverPage{Page: web.Page{Title: r.T("Bàn giao"), Crumbs: []web.Crumb{{Name: r.T("Bàn giao"), URL: "/ban-giao"}}}}
}

func (o *Office) handover(w http.ResponseWriter, r *web.Request) error {
	p := newHandoverPage(r)
	return r.Show(w, "handover.html", p, p.load(r))
}

// inHandover does one step of a handover and shows the minutes again where it fails.
func (o *Office) inHandover(w http.ResponseWriter, r *web.Request, done string, step func(tx *db.Tx, ref string, version int64) error) error {
	version, _ := r.Int("lan")
	ref := r.PathValue("ref")
	if err := r.Update(func(tx *db.Tx) error { return step(tx, ref, version) }); err != nil {
		p := newHandoverPage(r)
		if err := r.View(p.load(r)); err != nil {
			return err
		}
		return r.Again(w, "handover.html", p, fault.Rename(err, "reason", "ly-do"))
	}
	return r.Redirect(w, "/ban-giao/"+ref, done)
}

func (o *Office) fillHandover(w http.ResponseWriter, r *web.Request) error {
	return o.inHandover(w, r, r.T("Đã lưu nơi nhận."), func(tx *db.Tx, ref string, version int64) error {
		h, err := handover.Load(tx, r.Who, ref)
		if err != nil {
			return err
		}
		var targets []handover.Target
		for _, l := range h.Lines {
			if to := "to-" + string(l.ID); r.Has(to) || r.Has("note-"+string(l.ID)) {
				targets = append(targets, handover.Target{Line: l.ID, To: db.ID(r.Value(to)), Note: r.Value("note-" + string(l.ID))})
			}
		}
		return handover.Fill(tx, r.Who, ref, version, targets)
	})
}

func (o *Office) give(w http.ResponseWriter, r *web.Request) error {
	return o.inHandover(w, r, r.T("Đã ký bên giao."), func(tx *db.Tx, ref string, version int64) error {
		return handover.Give(tx, r.Who, ref, version, r.Value("ly-do"))
	})
}

func (o *Office) take(w http.ResponseWriter, r *web.Request) error {
	return o.inHandover(w, r, r.T("Đã ký bên nhận."), func(tx *db.Tx, ref string, version int64) error {
		return handover.Take(tx, r.Who, ref, version)
	})
}
