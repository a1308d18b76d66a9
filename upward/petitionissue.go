package upward

import (
	"net/http"

	"sauro/calendar"
	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/vn"
	"sauro/web"
)

var issuePages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /van-de/{ref}", Act: org.Read, Handle: p.issue},
			{Pattern: "POST /van-de/{ref}/gop", Act: org.Report, Handle: p.mergeInto},
			{Pattern: "POST /van-de/{ref}/tiep-nhan", Act: org.BringIn, Handle: p.takeInAll},
			{Pattern: "POST /van-de/{ref}/tra-loi", Act: org.Answer, Upload: true, Handle: p.replyToAll},
		}
	},
	Types: map[string]any{"petitionissue.html": issuePage{}},
}

// issuePage is what many offices ask for, with each of them, and the one answer.
type issuePage struct {
	web.Page
	I         petition.Issue
	Status    web.Status
	ClassName string
	Age       int // working days since the first of those that wait
	Lines     []issueLine
	Pager     web.Pager
	Alike     []web.Option
	Replies   []replyLine
	Events    []happening
	Can       struct{ TakeIn, Join, Answer bool }
	replying
}

type issueLine struct {
	petition.Petition
	Status web.Status
	Age    int // working days it waited
}

func newIssuePage(r *web.Request) *issuePage {
	return &issuePage{Page: web.Page{Title: r.T("Vấn đề chung %s", vn.Line(r.PathValue("ref"))), Crumbs: petitionCrumbs(r)}}
}

func (p *Upward) issue(w http.ResponseWriter, r *web.Request) error {
	page := newIssuePage(r)
	return r.Show(w, "petitionissue.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *issuePage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.I, err = petition.GetIssue(tx, r.Who, vn.Line(r.PathValue("ref"))); err != nil {
		return err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	today := vn.Today(tx.Now)
	total, err := petition.CountIn(tx, r.Who, p.I.ID)
	if err != nil {
		return err
	}
	p.Pager = r.Pager(total, petitionsShown)
	in, err := petition.InIssue(tx, r.Who, p.I.ID, p.Pager.Offset(), petitionsShown)
	if err != nil {
		return err
	}
	handle := false
	for _, one := range in {
		until := today
		if !one.Open() {
			until = vn.Today(one.AnsweredAt)
		}
		p.Lines = append(p.Lines, issueLine{one, petitionStatus(r, one.State, one.Open() && c.LastInTime(one.Due()) < today), max(0, c.Between(one.DueFrom, until))})
		handle = handle || petition.MayHandle(r.Who, one)
	}
	p.ClassName = r.T(obstacle.ClassName[p.I.Class])
	if p.I.Oldest != "" {
		p.Age = max(0, c.Between(p.I.Oldest, today))
	}
	p.Can.TakeIn = p.I.NotIn > 0 && petition.MayTakeIn(r.Who)
	p.Can.Join = handle
	p.Can.Answer = p.I.NotIn == 0 && p.I.Waiting > 0 && petition.MayAnswer(r.Who)
	if p.replying, err = newReplying(tx, r, p.I.Waiting); err != nil {
		return err
	}
	if p.Can.Join {
		list, err := petition.Alike(tx, r.Who, p.I.Class, p.I.Title, p.I.ID)
		if err != nil {
			return err
		}
		for _, l := range list {
			if !l.Issue && l.MayBring(r.Who) {
				p.Alike = append(p.Alike, web.Option{Value: l.Ref, Text: l.Title, Hint: r.T("%s · %s, giống %d%% số từ", l.Ref, l.FromName, l.Share)})
			}
		}
	}
	if p.Replies, err = replyLines(tx, r, p.I.ID, ""); err != nil {
		return err
	}
	p.Events, err = petitionEvents(tx, r, p.I.ID)
	return err
}

func (p *Upward) issueAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newIssuePage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "petitionissue.html", page, failed)
}

func (p *Upward) mergeInto(w http.ResponseWriter, r *web.Request) error {
	ref := vn.Line(r.PathValue("ref"))
	err := r.Update(func(tx *db.Tx) error { return petition.Join(tx, r.Who, ref, r.Values("kien-nghi"), r.Value("ly-do")) })
	if err != nil {
		return p.issueAgain(w, r, err)
	}
	return r.Redirect(w, "/van-de/"+ref, r.T("Đã gộp vào vấn đề chung %s.", ref))
}

func (p *Upward) takeInAll(w http.ResponseWriter, r *web.Request) error {
	ref, n := vn.Line(r.PathValue("ref")), 0
	err := r.Update(func(tx *db.Tx) (err error) {
		n, err = petition.TakeInAll(tx, r.Who, ref)
		return err
	})
	if err != nil {
		return p.issueAgain(w, r, err)
	}
	return r.Redirect(w, "/van-de/"+ref, r.T("Đã tiếp nhận %d kiến nghị. Các xã thấy ngay.", n))
}

func (p *Upward) replyToAll(w http.ResponseWriter, r *web.Request) error {
	version, _ := r.Int("lan")
	offices, _ := r.Int("so-xa")
	ref, n := vn.Line(r.PathValue("ref")), 0
	reply, err := p.replyTyped(r)
	if err == nil {
		err = confirmed(r, int(offices))
	}
	if err == nil {
		err = r.Update(func(tx *db.Tx) (err error) {
			n, err = petition.AnswerIssue(tx, r.Who, ref, version, reply)
			return err
		})
	}
	if err != nil {
		return p.issueAgain(w, r, err)
	}
	return r.Redirect(w, "/van-de/"+ref, r.T("Đã trả lời %d kiến nghị. Các xã nhận được ngay.", n))
}
