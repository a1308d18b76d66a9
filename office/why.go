package office

import (
	"net/http"
	"slices"

	"sauro/db"
	"sauro/org"
	"sauro/structure"
	"sauro/vn"
	"sauro/web"
)

var whyPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{{Pattern: "GET /vi-sao", Act: org.Self, Handle: o.why}}
	},
	Types: map[string]any{"why.html": whyPage{}},
}

// whyPage explains one right: what each seat of the person gives, who has it
// today and how to come to it.
type whyPage struct {
	web.Page
	Act     string // in words
	Asked   string // the act itself
	Acts    []web.Option
	Answer  string
	Allowed bool
	Seats   []whySeat
	Has     []whyHas
	Lend    bool // it can be done in the place of a post
}

type whySeat struct {
	Title, For string
	Gives      string
	Until      vn.Day
	Carries    bool
}

type whyHas struct {
	structure.Having
	Gives string
}

// seatGivesName is how far a seat's right goes, in words.
var seatGivesName = map[org.Reach]string{
	org.None:   "không có quyền này",
	org.Own:    "việc của chức danh này",
	org.InUnit: "trong đơn vị của chức danh này",
	org.All:    "toàn xã",
}

func (o *Office) why(w http.ResponseWriter, r *web.Request) error {
	act := org.Act(r.Value("viec"))
	if !slices.Contains(org.Acts, act) {
		act = org.Accept
	}
	p := &whyPage{Page: web.Page{Title: r.T("Vì sao tôi không được?"), Narrow: true}, Asked: string(act), Act: r.T(org.ActName[act]), Lend: org.Lendable(act)}
	for _, a := range org.Acts {
		p.Acts = append(p.Acts, web.Option{Value: string(a), Text: r.T(org.ActName[a])})
	}
	return r.Show(w, "why.html", p, func(tx *db.Tx) error {
		thing := org.Thing{}
		if post := db.ID(r.Value("cua")); post != "" {
			posts, err := org.Posts(tx)
			if err != nil {
				return err
			}
			for _, at := range posts {
				if at.ID == post {
					thing = org.Thing{Post: at.ID, Unit: at.Unit}
				}
			}
		}
		p.explain(r, r.Who.Why(act, thing))
		has, err := structure.WhoHas(tx, r.Who, act, thing)
		for _, h := range has {
			p.Has = append(p.Has, whyHas{h, r.T(seatGivesName[h.Reach])})
		}
		return err
	})
}

func (p *whyPage) explain(r *web.Request, y org.Why) {
	reach := r.Who.Reach(y.Act)
	whole := y.Thing == (org.Thing{})
	switch {
	case y.Allowed:
		p.Allowed, p.Answer = true, r.T("Bạn được %s.", p.Act)
	case whole && reach == org.InUnit:
		p.Allowed, p.Answer = true, r.T("Bạn được %s, nhưng chỉ với việc trong đơn vị của mình.", p.Act)
	case whole && reach == org.Own:
		p.Allowed, p.Answer = true, r.T("Bạn được %s, nhưng chỉ với việc mà chức danh của bạn chịu trách nhiệm.", p.Act)
	default:
		says := y.Says()
		p.Answer = r.T(says.Format, says.Args...)
	}
	for _, s := range y.Seats {
		p.Seats = append(p.Seats, whySeat{s.PostTitle, s.ForTitle, r.T(seatGivesName[s.Reach]), s.Until, s.Covers || whole && s.Reach != org.None})
	}
}
