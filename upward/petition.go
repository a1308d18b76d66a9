package upward

import (
	"net/http"
	"time"

	"sauro/attach"
	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/vn"
	"sauro/web"
)

var petitionPages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /kien-nghi-den/{ref}", Act: org.Read, Handle: p.petition},
			{Pattern: "POST /kien-nghi-den/{ref}/tiep-nhan", Act: org.BringIn, Handle: p.takeIn},
			{Pattern: "POST /kien-nghi-den/{ref}/giao", Act: org.Issue, Handle: p.assign},
			{Pattern: "POST /kien-nghi-den/{ref}/xem-xet", Act: org.Report, Handle: p.consider},
			{Pattern: "POST /kien-nghi-den/{ref}/gop", Act: org.Report, Handle: p.merge},
			{Pattern: "POST /kien-nghi-den/{ref}/tach", Act: org.Report, Handle: p.split},
			{Pattern: "POST /kien-nghi-den/{ref}/tra-loi", Act: org.Answer, Upload: true, Handle: p.reply},
			{Pattern: "GET /tra-loi-kien-nghi/{id}/tep", Act: org.Read, Pace: web.Heavy, Handle: p.replyFile},
		}
	},
	Types: map[string]any{"petition.html": petitionPage{}},
}

// petitionPage is one petition of an office below: what it asks, until when, and
// the one next thing to do.
type petitionPage struct {
	web.Page
	P         petition.Petition
	Status    web.Status
	ClassName string
	Clock     obstacle.Clock // as the office below counts
	Here      vn.Day         // by the calendar of this office, "" where it is the same day
	Up        obstacle.Clock // of the body it was passed on to
	Obstacles []petitionObstacle
	Alike     []web.Option
	Classes   []web.Option
	Posts     []web.Option
	Post      string // proposed for it
	Replies   []replyLine
	Events    []happening
	Can       struct{ TakeIn, Assign, Handle, Answer bool }
	replying
}

type petitionObstacle struct {
	petition.Obstacle
	ClassName string
}

// replying is what the form of a reply offers.
type replying struct {
	Outcomes []web.Option
	Body     string // proposed as the level above
	Offices  int    // that get the reply
}

// AcceptFiles is what the file field proposes.
func (replying) AcceptFiles() string { return attach.Accept }

// Unticked are the boxes that are ticked at first: a person says what belongs
// together, not the program.
func (replying) Unticked() []string { return nil }

// replyLine is a reply that was given.
type replyLine struct {
	petition.Given
	Name  string
	Clock obstacle.Clock
	Files []web.Link
}

func newPetitionPage(r *web.Request) *petitionPage {
	return &petitionPage{Page: web.Page{Title: r.T("Kiến nghị đến %s", vn.Line(r.PathValue("ref"))), Crumbs: petitionCrumbs(r)}}
}

func petitionCrumbs(r *web.Request) []web.Crumb {
	return []web.Crumb{{Name: r.T("Kiến nghị đến"), URL: "/kien-nghi-den"}}
}

func newReplying(tx *db.Tx, r *web.Request, offices int) (replying, error) {
	form := replying{Offices: offices}
	for _, o := range petition.Outcomes {
		form.Outcomes = append(form.Outcomes, web.Option{Value: string(o), Text: r.T(petition.OutcomeName[o])})
	}
	_, above, err := org.Above(tx)
	form.Body = above
	return form, err
}

func (p *Upward) petition(w http.ResponseWriter, r *web.Request) error {
	page := newPetitionPage(r)
	return r.Show(w, "petition.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *petitionPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.P, err = petition.Get(tx, r.Who, vn.Line(r.PathValue("ref"))); err != nil {
		return err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	one := p.P
	p.Status = petitionStatus(r, one.State, one.Open() && c.LastInTime(one.Due()) < vn.Today(tx.Now))
	p.ClassName = r.T(obstacle.ClassName[one.Class])
	p.Clock, p.Up = obstacle.Clock{From: one.DueFrom, Rule: one.DueRule, On: one.DueOn}, obstacle.Clock{From: one.UpFrom, Rule: one.UpRule, On: one.UpOn}
	if here := one.Here(c); here != one.DueOn {
		p.Here = here
	}
	for _, o := range one.Obstacles {
		p.Obstacles = append(p.Obstacles, petitionObstacle{o, r.T(obstacle.ClassName[o.Class])})
	}
	p.Can.TakeIn = one.State == petition.Sent && petition.MayTakeIn(r.Who)
	p.Can.Handle = one.Open() && petition.MayHandle(r.Who, one)
	p.Can.Assign = one.Open() && one.State != petition.Sent && petition.MayAssign(r.Who, one)
	p.Can.Answer = one.Open() && one.State != petition.Sent && one.Issue == "" && petition.MayAnswer(r.Who)
	if p.replying, err = newReplying(tx, r, 1); err != nil {
		return err
	}
	if p.Can.Handle && one.Issue == "" {
		if err := p.alike(tx, r); err != nil {
			return err
		}
	}
	if p.Can.Assign {
		if p.Posts, err = heldPosts(tx, r); err != nil {
			return err
		}
		post := one.Post
		if post == "" {
			if post, err = petition.LastHandler(tx, one.Class); err != nil {
				return err
			}
		}
		p.Post = string(post)
	}
	if p.Replies, err = replyLines(tx, r, one.Issue, one.Answer); err != nil {
		return err
	}
	p.Events, err = petitionEvents(tx, r, one.ID)
	return err
}

// alike offers what the petition can be brought together with.
func (p *petitionPage) alike(tx *db.Tx, r *web.Request) error {
	p.Classes = classOptions(r, r.T("hãy chọn"))
	list, err := petition.Alike(tx, r.Who, p.P.Class, p.P.Text(), p.P.ID)
	for _, l := range list {
		if !l.MayBring(r.Who) {
			continue
		}
		o := web.Option{Value: l.Ref, Text: l.Title, Hint: r.T("%s · %s, giống %d%% số từ", l.Ref, l.FromName, l.Share)}
		if l.Issue {
			o.Hint = r.T("%s · vấn đề chung, %d xã đang chờ, giống %d%% số từ", l.Ref, l.Waiting, l.Share)
		}
		p.Alike = append(p.Alike, o)
	}
	return err
}

func replyLines(tx *db.Tx, r *web.Request, issue, answer db.ID) ([]replyLine, error) {
	given, err := petition.Replies(tx, r.Who, issue, answer)
	var lines []replyLine
	for _, g := range given {
		l := replyLine{Given: g, Name: r.T(petition.OutcomeName[g.Outcome]), Clock: obstacle.Clock{From: g.UpFrom, Rule: g.UpRule, On: g.UpOn}}
		if g.File.Hash != "" {
			l.Files = []web.Link{{Name: g.File.Name, URL: "/tra-loi-kien-nghi/" + string(g.ID) + "/tep", Size: g.File.Size, Hash: g.File.Hash}}
		}
		lines = append(lines, l)
	}
	return lines, err
}

func petitionEvents(tx *db.Tx, r *web.Request, about db.ID) ([]happening, error) {
	events, err := petition.History(tx, r.Who, about)
	if err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	var list []happening
	for _, e := range events {
		h := happening{At: e.At, Head: r.T(petition.EventName[e.Kind]), Says: e.Says, By: names.Post(e.Post, vn.Today(e.At))}
		switch {
		case e.Post == "":
			h.By = r.T("Chương trình ghi tự động")
		case e.For != "":
			h.By = r.T("%s, thay %s", h.By, names.Post(e.For, vn.Today(e.At)))
		}
		switch e.Kind {
		case "received":
			if e.Says != "" {
				h.Says = r.T("số đến %s", e.Says)
			}
		case "assigned":
			h.Says = e.Other
		case "joined", "left":
			h.Link = web.Link{Name: e.Other, URL: "/van-de/" + e.Other}
		case "issue-joined", "issue-left":
			h.Link = web.Link{Name: e.Other, URL: "/kien-nghi-den/" + e.Other}
		}
		if e.Other == "" {
			h.Link = web.Link{}
		}
		list = append(list, h)
	}
	return list, err
}

// inPetition does one step of a petition and shows it again where it fails.
func (p *Upward) inPetition(w http.ResponseWriter, r *web.Request, done string, step func(tx *db.Tx, ref string, version int64) error) error {
	version, _ := r.Int("lan")
	ref := vn.Line(r.PathValue("ref"))
	err := r.Update(func(tx *db.Tx) error { return step(tx, ref, version) })
	if err == nil {
		return r.Redirect(w, "/kien-nghi-den/"+ref, done)
	}
	return p.petitionAgain(w, r, err)
}

func (p *Upward) petitionAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newPetitionPage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "petition.html", page, failed)
}

func (p *Upward) takeIn(w http.ResponseWriter, r *web.Request) error {
	return p.inPetition(w, r, r.T("Đã tiếp nhận. Xã thấy ngay."), func(tx *db.Tx, ref string, version int64) error {
		return petition.TakeIn(tx, r.Who, ref, version, r.Value("so-den"))
	})
}

func (p *Upward) assign(w http.ResponseWriter, r *web.Request) error {
	return p.inPetition(w, r, r.T("Đã giao xử lý. Người được giao nhận tin ngay."), func(tx *db.Tx, ref string, version int64) error {
		return petition.Assign(tx, r.Who, ref, version, db.ID(r.Value("chuc-danh")))
	})
}

func (p *Upward) consider(w http.ResponseWriter, r *web.Request) error {
	return p.inPetition(w, r, r.T("Đã ghi đang xem xét."), func(tx *db.Tx, ref string, version int64) error {
		return petition.Consider(tx, r.Who, ref, version, r.Text("y-kien"))
	})
}

// merge brings the petition into an issue that is there, or makes one of it and of
// the petition that it is like.
func (p *Upward) merge(w http.ResponseWriter, r *web.Request) error {
	id, err := r.OnceID()
	if err != nil {
		return err
	}
	ref, with := vn.Line(r.PathValue("ref")), r.Values("voi")
	issue := ""
	for _, other := range with {
		if len(other) > 3 && other[:3] == "VD-" && issue == "" {
			issue = other
		}
	}
	err = r.Update(func(tx *db.Tx) (err error) {
		if issue != "" {
			return petition.Join(tx, r.Who, issue, []string{ref}, r.Value("ly-do"))
		}
		issue, err = petition.NewIssue(tx, r.Who, id, r.Value("ten"), obstacle.Class(r.Value("loai")), append([]string{ref}, with...))
		return err
	})
	if err != nil {
		return p.petitionAgain(w, r, err)
	}
	return r.Redirect(w, "/van-de/"+issue, r.T("Đã gộp vào vấn đề chung %s.", issue))
}

func (p *Upward) split(w http.ResponseWriter, r *web.Request) error {
	return p.inPetition(w, r, r.T("Đã tách khỏi vấn đề chung."), func(tx *db.Tx, ref string, version int64) error {
		return petition.Leave(tx, r.Who, ref, version, r.Value("ly-do"))
	})
}

// replyTyped is the reply of the form with its file kept.
func (p *Upward) replyTyped(r *web.Request) (petition.Reply, error) {
	id, err := r.OnceID()
	if err != nil {
		return petition.Reply{}, err
	}
	days, _ := r.Int("so-ngay")
	reply := petition.Reply{ID: id, Outcome: petition.Outcome(r.Value("ket-qua")), Says: r.Text("noi-dung"), Number: r.Value("so"), Dated: dayTyped(r, "ngay"), Signer: r.Value("nguoi-ky"),
		To: r.Value("noi-nhan"), Days: int(min(days, 1000))}
	reply.File, err = p.kept(r, "tep")
	return reply, err
}

func (p *Upward) reply(w http.ResponseWriter, r *web.Request) error {
	reply, err := p.replyTyped(r)
	if err != nil {
		return p.petitionAgain(w, r, err)
	}
	return p.inPetition(w, r, r.T("Đã trả lời. Xã nhận được ngay."), func(tx *db.Tx, ref string, version int64) error {
		return petition.Answer(tx, r.Who, ref, version, reply)
	})
}

func (p *Upward) replyFile(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var file obstacle.File
	var at time.Time
	err = r.View(func(tx *db.Tx) (err error) {
		file, at, err = petition.ReplyFile(tx, r.Who, id)
		return err
	})
	if err != nil {
		return err
	}
	f, err := p.Blobs.Open(file.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.Attachment(w, r, file.Name, file.MIME, at, f)
}

// confirmed wants the box ticked that says a reply goes to many.
func confirmed(r *web.Request, offices int) error {
	var f fault.Form
	f.Check(offices < 2 || r.Value("dong-y") == "1", "dong-y", "Hãy đánh dấu đồng ý: trả lời này gửi ngay đến %d xã và không rút lại được.", offices)
	return f.Err()
}
