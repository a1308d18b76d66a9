package registry

import (
	"net/http"
	"net/url"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/report"
	"sauro/vn"
	"sauro/web"
)

var reportsPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{
			{Pattern: "GET /bao-cao", Act: org.Read, Handle: g.reports},
			{Pattern: "POST /bao-cao", Act: org.MakeReport, Handle: g.freeze},
		}
	},
	Types: map[string]any{"reports.html": reportsPage{}},
}

// reportsPerPage is how many reports one page lists.
const reportsPerPage = 50

// reportsPage asks what is to be reported, and lists what has been.
type reportsPage struct {
	web.Page
	Letters []web.Option // accepted ones
	Letter  string       // the one that is proposed
	Made    []report.Report
	Pager   web.Pager
}

// Kinds are the kinds of document to choose from.
func (p *reportsPage) Kinds() []report.Kind { return report.Kinds }

// KindSlug is a kind as it stands in an address.
func (p *reportsPage) KindSlug(k report.Kind) string { return kindSlug[k] }

// KindName is a kind in words.
func (p *reportsPage) KindName(k report.Kind) string { return report.KindName[k] }

var kindSlug = map[report.Kind]string{report.Plain: "bao-cao", report.Dispatch: "cong-van"}

// orderFields are the names of the rule's fields in the form.
var orderFields = []string{"cutoff", "chot", "kind", "loai", "number", "so", "date", "ngay", "recipients", "noi-gui"}

// orderOf reads what is to be reported.
func orderOf(r *web.Request) (report.Order, error) {
	o := report.Order{CutOff: typedDay(r, "chot"), Number: r.Value("so"), Date: typedDay(r, "ngay"), Recipients: lineList(r.Text("noi-gui"))}
	for kind, slug := range kindSlug {
		if slug == r.Value("loai") {
			o.Kind = kind
		}
	}
	var err error
	o.Letter, err = r.IDOf("van-ban")
	return o, err
}

// typedDay is the day of a field, or what was typed where that is no day, for
// the rule to refuse.
func typedDay(r *web.Request, name string) vn.Day {
	if day, ok := r.Day(name); ok {
		return day
	}
	return vn.Day(r.Value(name))
}

func lineList(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = vn.Line(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// asked is an order as it stands in an address.
func asked(o report.Order, typed string) url.Values {
	q := url.Values{"van-ban": {string(o.Letter)}, "chot": {string(o.CutOff)}, "loai": {kindSlug[o.Kind]}}
	for name, value := range map[string]string{"so": o.Number, "ngay": string(o.Date), "noi-gui": typed} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (p *reportsPage) load(tx *db.Tx, r *web.Request) error {
	p.Title = r.T("Báo cáo")
	letters, err := register.Letters(tx, r.Who)
	if err != nil {
		return err
	}
	p.Letter = r.Value("van-ban")
	for _, l := range letters {
		if l.Accepted.IsZero() {
			continue
		}
		if p.Letter == "" {
			p.Letter = string(l.ID)
		}
		p.Letters = append(p.Letters, web.Option{Value: string(l.ID), Text: short(l.Head.Name(), 110)})
	}
	made, err := report.List(tx, r.Who, "")
	p.Pager = r.Pager(len(made), reportsPerPage)
	p.Made = made[min(p.Pager.Offset(), len(made)):min(p.Pager.Offset()+reportsPerPage, len(made))]
	return err
}

func (g *Registry) reports(w http.ResponseWriter, r *web.Request) error {
	p := &reportsPage{}
	return r.Show(w, "reports.html", p, func(tx *db.Tx) error { return p.load(tx, r) })
}

// reportsAgain shows the form again after what it asked for was refused.
func (g *Registry) reportsAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p := &reportsPage{}
	if err := r.View(func(tx *db.Tx) error { return p.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "reports.html", p, fault.Rename(failed, orderFields...))
}

// freeze makes the report.
func (g *Registry) freeze(w http.ResponseWriter, r *web.Request) error {
	order, err := orderOf(r)
	var made report.Report
	if err == nil {
		err = r.Update(func(tx *db.Tx) error { made, err = report.Freeze(tx, r.Who, order); return err })
	}
	if err != nil {
		return g.reportsAgain(w, r, err)
	}
	notice := r.T("Đã chốt báo cáo %s. Số liệu của báo cáo này không thay đổi nữa.", made.Ref)
	if made.Repeated {
		notice = r.T("Báo cáo %s đã chốt trước đây với đúng số liệu này.", made.Ref)
	}
	return r.Redirect(w, "/bao-cao/"+made.Ref, notice)
}
