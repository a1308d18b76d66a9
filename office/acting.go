package office

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
	"sauro/web"
)

var actingPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /lam-thay", Act: org.Read, Handle: o.acting},
			{Pattern: "POST /lam-thay", Act: org.Delegate, Handle: o.giveActing},
			{Pattern: "POST /lam-thay/{id}/ket-thuc", Act: org.Delegate, Handle: o.endActing},
		}
	},
	Types: map[string]any{"acting.html": actingPage{}},
}

// actingPage shows who acts in whose place, and lets a holder have somebody act.
type actingPage struct {
	web.Page
	Now, Past []actingLine
	Posts     []web.Option // in whose place the person may have others act
	Takers    []web.Option
	Acts      []web.Option
}

type actingLine struct {
	org.Acting
	Names   []string // the acts in words
	MayEnd  bool
	Waiting bool // it begins on a later day
}

func (p *actingPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		list, err := org.Actings(tx, r.Who)
		if err != nil {
			return err
		}
		today := vn.Today(tx.Now)
		for _, a := range list {
			l := actingLine{Acting: a, Waiting: a.From > today && a.EndedOn == ""}
			for _, name := range a.ActNames() {
				l.Names = append(l.Names, r.T(name))
			}
			l.MayEnd = !a.Handover && a.EndedOn == "" && a.To >= today && r.Who.Can(org.Delegate, org.Thing{Post: a.Post})
			if a.Active || l.Waiting {
				p.Now = append(p.Now, l)
			} else if a.EndedOn != "" || a.To != "" {
				p.Past = append(p.Past, l)
			}
		}
		p.Takers = append(p.Takers, web.Option{Text: r.T("hãy chọn")})
		posts, err := org.Posts(tx)
		for _, at := range posts {
			text := at.Title + " · " + at.UnitName
			if r.Who.Can(org.Delegate, org.Thing{Post: at.ID}) && len(org.Lends(at.Role)) > 0 {
				p.Posts = append(p.Posts, web.Option{Value: string(at.ID), Text: text})
			}
			if at.Holder != "" && at.Holder != r.Who.Person && at.Role != org.Viewer && at.Role != org.Superior {
				if at.HolderName != "" {
					text = at.HolderName + " · " + text
				}
				p.Takers = append(p.Takers, web.Option{Value: string(at.Holder), Text: text})
			}
		}
		for _, act := range org.Acts {
			if org.Lendable(act) {
				p.Acts = append(p.Acts, web.Option{Value: string(act), Text: r.T(org.ActName[act])})
			}
		}
		return err
	}
}

func newActingPage(r *web.Request) *actingPage {
	return &actingPage{Page: web.Page{Title: r.T("Làm thay")}}
}

func (o *Office) acting(w http.ResponseWriter, r *web.Request) error {
	p := newActingPage(r)
	return r.Show(w, "acting.html", p, p.load(r))
}

func (o *Office) actingAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p := newActingPage(r)
	if err := r.View(p.load(r)); err != nil {
		return err
	}
	return r.Again(w, "acting.html", p, failed)
}

// dayOf is a day as typed, or what cannot be a day, which the rule then refuses.
func dayOf(r *web.Request, name string) vn.Day {
	day, ok := r.Day(name)
	if !ok {
		return vn.Day(r.Value(name))
	}
	return day
}

func (o *Office) giveActing(w http.ResponseWriter, r *web.Request) error {
	n := org.NewActing{Post: db.ID(r.Value("chuc-danh")), Taker: db.ID(r.Value("nguoi")), From: dayOf(r, "tu"), To: dayOf(r, "den"), Decision: r.Value("so"), DecidedOn: dayOf(r, "ngay")}
	for _, act := range r.Values("viec") {
		n.Acts = append(n.Acts, org.Act(act))
	}
	if err := r.Update(func(tx *db.Tx) error { _, err := org.Give(tx, r.Who, n); return err }); err != nil {
		return o.actingAgain(w, r, fault.Rename(err, "taker", "nguoi", "acts", "viec", "from", "tu", "to", "den", "decision", "so", "decided-on", "ngay"))
	}
	return r.Redirect(w, "/lam-thay", r.T("Đã ghi. Người được giao thấy ngay ở mọi trang; đến hết ngày cuối thì tự hết hiệu lực."))
}

func (o *Office) endActing(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) error { return org.EndActing(tx, r.Who, id, r.Value("ly-do")) }); err != nil {
		return o.actingAgain(w, r, fault.Rename(err, "reason", "ly-do"))
	}
	return r.Redirect(w, "/lam-thay", r.T("Đã kết thúc việc làm thay."))
}
