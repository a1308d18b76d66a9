package upward

import (
	"net/http"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
	"sauro/web"
)

var proposalNewPages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /kien-nghi/moi", Act: org.Propose, Handle: p.newProposal},
			{Pattern: "POST /kien-nghi", Act: org.Propose, Handle: p.propose},
			{Pattern: "GET /kien-nghi/{ref}/sua", Act: org.Propose, Handle: p.editProposal},
			{Pattern: "POST /kien-nghi/{ref}/sua", Act: org.Propose, Handle: p.changeProposal},
		}
	},
	Types: map[string]any{"proposalnew.html": proposalNewPage{}},
}

// proposalNewPage is the form of a proposal: a new one, one that follows another,
// or a draft that is changed.
type proposalNewPage struct {
	web.Page
	P         obstacle.Proposal // as the form proposes it
	Follows   string
	Action    string
	Obstacles []web.Option
	Chosen    []string
	To        string
	Bodies    []web.Option
	Receivers string // the hint of the field: who usually answers
	Posts     []web.Option
}

// above is the value of the choice of the superior that works here too.
const above = "cap-tren"

func newProposalNewPage(r *web.Request) *proposalNewPage {
	return &proposalNewPage{Page: web.Page{Title: r.T("Lập kiến nghị"), Crumbs: []web.Crumb{{Name: r.T("Vướng mắc"), URL: "/vuong-mac"}}},
		Action: "/kien-nghi", Chosen: r.Values("vuong-mac"), Follows: r.Value("tiep-theo")}
}

// load fills the form: of the draft with the reference, or from the obstacles and
// the proposal that the address names.
func (p *proposalNewPage) load(r *web.Request, draft string) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		today := vn.Today(tx.Now)
		p.P.Days, p.P.Watcher = obstacle.AnswerDays(today), r.Who.Post
		superior, err := obstacle.Superior(tx)
		if err != nil {
			return err
		}
		var in []obstacle.Obstacle
		from := p.Follows
		if draft != "" {
			from = draft
		}
		if from != "" {
			one, err := obstacle.ProposalByRef(tx, r.Who, from)
			if err != nil {
				return err
			}
			if in, err = obstacle.InProposal(tx, r.Who, one.ID); err != nil {
				return err
			}
			p.P = one
			p.P.Answer = obstacle.Answer{}
		}
		if draft != "" {
			p.Title, p.Action, p.Follows = r.T("Sửa dự thảo %s", p.P.Ref), "/kien-nghi/"+p.P.Ref+"/sua", p.P.FollowsRef
			for _, o := range in {
				p.Chosen = append(p.Chosen, o.Ref)
			}
		} else if p.Follows != "" && p.P.Waiting() {
			p.P.To = obstacle.Body{Name: superior.Name} // silence: to the next
		}
		stuck, err := obstacle.List(tx, r.Who, obstacle.Filter{State: obstacle.Stuck, Limit: 100})
		if err != nil {
			return err
		}
		var class obstacle.Class
		seen := map[string]bool{}
		for _, o := range append(in, stuck...) {
			if seen[o.Ref] || o.State != obstacle.Stuck && o.State != obstacle.Asked {
				continue
			}
			seen[o.Ref] = true
			p.Obstacles = append(p.Obstacles, web.Option{Value: o.Ref, Text: o.Brief(), Hint: o.Ref + " · " + r.T(obstacle.ClassName[o.Class])})
			for _, ref := range p.Chosen {
				if ref == o.Ref && class == "" {
					class = o.Class
				}
			}
		}
		usual := obstacle.Suggested(class, today)
		if p.To = p.P.To.Name; p.To == "" && superior.Tenant == "" && len(usual) > 0 {
			p.To = usual[0]
		}
		p.Receivers = r.T("Thường là: %s.", strings.Join(usual, ", "))
		if superior.Tenant != "" {
			p.Receivers = r.T("Để trống là gửi %s. Với loại này thường là: %s.", superior.Name, strings.Join(usual, ", "))
			p.Bodies = []web.Option{
				{Value: above, Text: superior.Name, Hint: r.T("cùng dùng chương trình này: nhận ngay, trả lời đến thẳng đây")},
				{Text: r.T("cơ quan khác, gửi bằng công văn"), Hint: r.T("Văn phòng ghi tiếp nhận và trả lời")},
			}
		}
		p.Posts, err = heldPosts(tx, r)
		return err
	}
}

// Here is which of the two ways the form proposes.
func (p *proposalNewPage) Here() string {
	if p.P.To.Tenant != "" || p.P.Ref == "" {
		return above
	}
	return ""
}

func (p *Upward) newProposal(w http.ResponseWriter, r *web.Request) error {
	page := newProposalNewPage(r)
	return r.Show(w, "proposalnew.html", page, page.load(r, ""))
}

// draftOf is what was typed.
func draftOf(tx *db.Tx, r *web.Request) (obstacle.Draft, error) {
	d := obstacle.Draft{Obstacles: r.Values("vuong-mac"), To: obstacle.Body{Name: r.Value("noi-nhan")}, Subject: r.Value("ve-viec"), Asks: r.Text("de-nghi"),
		Law: r.Text("quy-dinh"), Done: r.Text("da-lam"), Watcher: db.ID(r.Value("theo-doi")), Days: r.Value("thoi-han")}
	if r.Value("gui-den") != above {
		return d, nil
	}
	superior, err := obstacle.Superior(tx)
	d.To.Tenant = superior.Tenant
	return d, err
}

func (p *Upward) propose(w http.ResponseWriter, r *web.Request) error {
	var ref string
	once, err := r.OnceID()
	if err == nil {
		err = r.Update(func(tx *db.Tx) error {
			d, err := draftOf(tx, r)
			if err != nil {
				return err
			}
			d.Once = once
			if follows := r.Value("tiep-theo"); follows != "" {
				ref, err = obstacle.Again(tx, r.Who, follows, d)
				return err
			}
			ref, err = obstacle.Propose(tx, r.Who, d)
			return err
		})
	}
	if err == nil {
		return r.Redirect(w, "/kien-nghi/"+ref, r.T("Đã lập dự thảo %s. Hãy tải công văn, trình ký rồi ghi số, ngày để gửi.", ref))
	}
	return p.proposeAgain(w, r, "", err)
}

func (p *Upward) proposeAgain(w http.ResponseWriter, r *web.Request, draft string, failed error) error {
	page := newProposalNewPage(r)
	if err := r.View(page.load(r, draft)); err != nil {
		return err
	}
	return r.Again(w, "proposalnew.html", page, fault.Rename(failed, "obstacles", "vuong-mac", "to", "noi-nhan", "subject", "ve-viec", "asks", "de-nghi", "law", "quy-dinh", "done", "da-lam", "watcher", "theo-doi", "days", "thoi-han"))
}

func (p *Upward) editProposal(w http.ResponseWriter, r *web.Request) error {
	page := newProposalNewPage(r)
	return r.Show(w, "proposalnew.html", page, page.load(r, r.PathValue("ref")))
}

func (p *Upward) changeProposal(w http.ResponseWriter, r *web.Request) error {
	version, _ := r.Int("lan")
	ref := vn.Line(r.PathValue("ref"))
	err := r.Update(func(tx *db.Tx) error {
		d, err := draftOf(tx, r)
		if err != nil {
			return err
		}
		return obstacle.Edit(tx, r.Who, ref, version, d)
	})
	if fault.Is(err, fault.Conflict) {
		err = p.unlessTwice(r, ref, "edited", err)
	}
	if err == nil {
		return r.Redirect(w, "/kien-nghi/"+ref, r.T("Đã sửa dự thảo."))
	}
	return p.proposeAgain(w, r, ref, err)
}
