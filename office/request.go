package office

import (
	"net/http"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/privacy"
	"sauro/vn"
	"sauro/web"
)

// dataRequestsPage is the register of requests.
type dataRequestsPage struct {
	web.Page
	Requests []privacy.Request
	All      bool // everybody's
}

// KindName is a kind of request in words.
func (p *dataRequestsPage) KindName(k privacy.Kind) string { return privacy.KindName[k] }

// Late is how many requests are past their last day.
func (p *dataRequestsPage) Late() (n int) {
	for _, q := range p.Requests {
		if q.Late(p.Today) || q.Silent(p.Today) {
			n++
		}
	}
	return n
}

// Shown is how far a request is, as a word and a sign.
func (p *dataRequestsPage) Shown(q privacy.Request) shownState { return shownOf(q, p.Today) }

// shownState is a state with the sign and the days that belong to it.
type shownState struct {
	Kind, Text string
}

func shownOf(q privacy.Request, today vn.Day) shownState {
	switch {
	case q.Late(today):
		return shownState{"late", lateName["due"]}
	case q.Silent(today):
		return shownState{"late", lateName["answer"]}
	case q.State == privacy.Done:
		return shownState{"ok", privacy.StateName[q.State]}
	case q.State == privacy.Refused:
		return shownState{"stop", privacy.StateName[q.State]}
	case q.State == privacy.Prepared:
		return shownState{"wait", privacy.StateName[q.State]}
	}
	return shownState{"run", privacy.StateName[q.State]}
}

var lateName = map[string]string{"due": "quá hạn giải quyết", "answer": "quá hạn trả lời"}

func (o *Office) dataRequests(w http.ResponseWriter, r *web.Request) error {
	p := &dataRequestsPage{Page: web.Page{Title: r.T("Yêu cầu về dữ liệu của tôi"), Crumbs: privacyCrumbs(r)}, All: r.Who.Can(org.People, org.Thing{})}
	if p.All {
		p.Title = r.T("Sổ yêu cầu về dữ liệu cá nhân")
	}
	err := r.Noted(func(tx *db.Tx) (err error) {
		p.Requests, err = privacy.Register(tx, r.Who)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(w, "requests.html", p)
}

// dataAskingPage is the form of a new request: one's own, and for who may
// manage persons that of somebody who came or wrote.
type dataAskingPage struct {
	web.Page
	Handles  bool
	Subjects []privacy.Subject
	Kinds    []web.Option
}

// Whose are the persons of the office to choose from.
func (p *dataAskingPage) Whose() []web.Option {
	return web.Options(p.Subjects, func(s privacy.Subject) (db.ID, string) { return s.ID, s.Name })
}

func newDataAskingPage(r *web.Request) *dataAskingPage {
	p := &dataAskingPage{Page: web.Page{Title: r.T("Yêu cầu mới về dữ liệu cá nhân"), Narrow: true,
		Crumbs: append(privacyCrumbs(r), web.Crumb{Name: r.T("Yêu cầu"), URL: privacyHome + "/yeu-cau"})}, Handles: r.Who.Can(org.People, org.Thing{})}
	for _, k := range privacy.Kinds {
		p.Kinds = append(p.Kinds, web.Option{Value: string(k), Text: r.T(privacy.KindName[k]), Hint: r.T(k.Hint())})
	}
	return p
}

func (p *dataAskingPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.Handles {
			p.Subjects, err = privacy.Subjects(tx, r.Who)
		}
		return err
	}
}

func (o *Office) dataAsking(w http.ResponseWriter, r *web.Request) error {
	p := newDataAskingPage(r)
	if err := r.Noted(p.load(r)); err != nil {
		return err
	}
	return r.Render(w, "requestnew.html", p)
}

func (o *Office) fileDataRequest(w http.ResponseWriter, r *web.Request) error {
	id, err := r.OnceID()
	if err != nil {
		return err
	}
	a := privacy.Asking{ID: id, Kind: privacy.Kind(r.Value("loai")), Wish: r.Text("noi-dung"), Person: r.Who.Person}
	if r.Value("form") == "thay" {
		a.Person, a.Name, a.Proof = db.ID(r.Value("nguoi")), r.Value("ten"), r.Value("xac-dinh")
		a.Received, _ = r.Day("ngay-nhan")
	}
	var ref string
	err = r.Update(func(tx *db.Tx) (err error) {
		ref, err = privacy.File(tx, r.Who, a)
		return err
	})
	if err != nil {
		p := newDataAskingPage(r)
		if err := r.Noted(p.load(r)); err != nil {
			return err
		}
		return r.Again(w, "requestnew.html", p, fault.Rename(err, "kind", "loai", "wish", "noi-dung", "person", "nguoi", "name", "ten", "proof", "xac-dinh", "received", "ngay-nhan"))
	}
	return r.Redirect(w, privacyHome+"/yeu-cau/"+ref, r.T("Đã ghi yêu cầu %s vào sổ.", ref))
}

// dataRequestPage is one request with its history and what can be done next.
type dataRequestPage struct {
	web.Page
	Request  privacy.Request
	Rule     privacy.Clock
	Events   []web.Event
	Changes  []privacy.Event // corrections, with the words before and after
	Plan     *privacy.Plan   // of an erasure, for those who confirm it
	Goes     []fate          // what it takes
	Stays    []fate          // what it leaves, and why
	Handles  bool            // may work on it
	Oversees bool
	Shown    shownState
}

// KindName is the request's kind in words.
func (p *dataRequestPage) KindName() string { return privacy.KindName[p.Request.Kind] }

// CheckedName is how the days of the rule were checked.
func (p *dataRequestPage) CheckedName() string { return privacy.CheckedName[p.Rule.Checked] }

// Decides reports whether the erasure waits for this person.
func (p *dataRequestPage) Decides() bool {
	return p.Oversees && p.Request.State == privacy.Prepared && p.Request.Preparer != p.Who.Person
}

// Prepares reports whether this person can lay the erasure before the chairman.
func (p *dataRequestPage) Prepares() bool {
	return p.Plan != nil && !p.Oversees && p.Request.State != privacy.Prepared && p.Plan.Holds == 0
}

func (p *dataRequestPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		q, events, err := privacy.Open(tx, r.Who, refOf(r))
		if err != nil {
			return err
		}
		p.Request, p.Rule, p.Shown = q, q.Rule(), shownOf(q, r.Today())
		p.Title = r.T("Yêu cầu %s", q.Ref)
		p.Handles = q.Open() && q.Person != r.Who.Person && r.Who.Can(org.People, org.Thing{})
		p.Oversees = privacy.Oversees(r.Who)
		p.Events, p.Changes = nil, nil
		for _, e := range events {
			p.Events = append(p.Events, web.Event{At: e.At, By: e.By, Head: r.T(privacy.EventName[e.Kind]), Text: e.Reason})
			if e.Before != "" || e.After != "" {
				p.Changes = append(p.Changes, e)
			}
		}
		if p.Handles && q.Kind == privacy.Erase && q.Person != "" {
			plan, err := privacy.PlanOf(tx, r.Who, q.Person)
			if err != nil {
				return err
			}
			p.Plan, p.Goes, p.Stays = &plan, fatesOf(plan.Goes), fatesOf(plan.Stays)
		}
		return nil
	}
}

// fate is what becomes of some data in an erasure, and of which.
type fate struct {
	Fate, Basis string
	Of          []privacy.Effect
}

// fatesOf puts together what has the same fate on the same basis.
func fatesOf(effects []privacy.Effect) (list []fate) {
	for _, e := range effects {
		i := slices.IndexFunc(list, func(f fate) bool { return f.Fate == e.Fate && f.Basis == e.Basis })
		if i < 0 {
			i = len(list)
			list = append(list, fate{Fate: e.Fate, Basis: e.Basis})
		}
		if j := slices.IndexFunc(list[i].Of, func(o privacy.Effect) bool { return o.What == e.What }); j >= 0 {
			list[i].Of[j].Rows += e.Rows
			continue
		}
		list[i].Of = append(list[i].Of, e)
	}
	return list
}

func newDataRequestPage(r *web.Request) *dataRequestPage {
	return &dataRequestPage{Page: web.Page{Crumbs: append(privacyCrumbs(r), web.Crumb{Name: r.T("Yêu cầu"), URL: privacyHome + "/yeu-cau"})}}
}

func (o *Office) dataRequest(w http.ResponseWriter, r *web.Request) error {
	p := newDataRequestPage(r)
	if err := r.Noted(p.load(r)); err != nil {
		return err
	}
	return r.Render(w, "request.html", p)
}

// refOf is the reference in the address, without what no database takes.
func refOf(r *web.Request) string { return vn.Line(r.PathValue("ref")) }

// actOn does one act to the request of the address and comes back to it, or
// shows the form again.
func (o *Office) actOn(w http.ResponseWriter, r *web.Request, told string, act func(tx *db.Tx, ref string, version int64) error) error {
	ref := refOf(r)
	version, _ := r.Int("lan")
	if err := r.Update(func(tx *db.Tx) error { return act(tx, ref, version) }); err != nil {
		return o.dataRequestAgain(w, r, err)
	}
	return r.Redirect(w, privacyHome+"/yeu-cau/"+ref, told)
}

func (o *Office) dataRequestAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	if !fault.Is(failed, fault.Invalid) && !fault.Is(failed, fault.Conflict) {
		return failed // no form can mend it
	}
	p := newDataRequestPage(r)
	if err := r.Noted(p.load(r)); err != nil {
		return err
	}
	return r.Again(w, "request.html", p, fault.Rename(failed, "reason", "ly-do", "outcome", "ly-do", "article", "dieu", "name", "ten"))
}

func (o *Office) answerDataRequest(w http.ResponseWriter, r *web.Request) error {
	return o.actOn(w, r, r.T("Đã ghi lời trả lời."), func(tx *db.Tx, ref string, version int64) error {
		return privacy.Answer(tx, r.Who, ref, version, r.Text("ly-do"))
	})
}

func (o *Office) extendDataRequest(w http.ResponseWriter, r *web.Request) error {
	return o.actOn(w, r, r.T("Đã gia hạn. Hãy báo cho người yêu cầu."), func(tx *db.Tx, ref string, version int64) error {
		return privacy.Extend(tx, r.Who, ref, version, r.Text("ly-do"))
	})
}

func (o *Office) finishDataRequest(w http.ResponseWriter, r *web.Request) error {
	return o.actOn(w, r, r.T("Đã kết thúc yêu cầu."), func(tx *db.Tx, ref string, version int64) error {
		return privacy.Finish(tx, r.Who, ref, version, r.Text("ly-do"))
	})
}

func (o *Office) refuseDataRequest(w http.ResponseWriter, r *web.Request) error {
	return o.actOn(w, r, r.T("Đã từ chối. Hãy báo lý do cho người yêu cầu."), func(tx *db.Tx, ref string, version int64) error {
		return privacy.Refuse(tx, r.Who, ref, version, r.Text("ly-do"), r.Value("dieu"))
	})
}

func (o *Office) amendName(w http.ResponseWriter, r *web.Request) error {
	return o.actOn(w, r, r.T("Đã đính chính họ tên."), func(tx *db.Tx, ref string, version int64) error {
		return privacy.Amend(tx, r.Who, ref, version, r.Value("ten"))
	})
}

func (o *Office) prepareErasure(w http.ResponseWriter, r *web.Request) error {
	return o.actOn(w, r, r.T("Đã trình Chủ tịch quyết định."), func(tx *db.Tx, ref string, version int64) error {
		return privacy.Prepare(tx, r.Who, ref, version, r.Text("ly-do"))
	})
}

func (o *Office) decideErasure(w http.ResponseWriter, r *web.Request) error {
	agree := r.Value("quyet") == "xoa"
	told := r.T("Chưa xóa. Yêu cầu trở lại Văn phòng.")
	if agree {
		told = r.T("Đã xóa dữ liệu của người này.")
	}
	return o.actOn(w, r, told, func(tx *db.Tx, ref string, version int64) error {
		return privacy.Decide(tx, r.Who, ref, version, agree, r.Text("ly-do"))
	})
}

func (o *Office) copyDataRequest(w http.ResponseWriter, r *web.Request) error {
	var d privacy.Dossier
	err := r.Update(func(tx *db.Tx) (err error) {
		d, err = privacy.CopyFor(tx, r.Who, refOf(r), r.Value("ly-do"))
		return err
	})
	if err != nil {
		return o.dataRequestAgain(w, r, err)
	}
	return giveCopy(w, r, d)
}
