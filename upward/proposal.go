package upward

import (
	"bytes"
	"net/http"
	"net/url"

	"sauro/attach"
	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
	"sauro/web"
)

var proposalPages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{
			{Pattern: "GET /kien-nghi/{ref}", Act: org.Read, Handle: p.proposal},
			{Pattern: "GET /kien-nghi/{ref}/van-ban/{dang}", Act: org.Read, Pace: web.Heavy, Handle: p.proposalPaper},
			{Pattern: "GET /kien-nghi/{ref}/tep", Act: org.Read, Pace: web.Heavy, Handle: p.answerFile},
			{Pattern: "POST /kien-nghi/{ref}/gui", Act: org.Propose, Handle: p.send},
			{Pattern: "POST /kien-nghi/{ref}/bo", Act: org.Propose, Handle: p.drop},
			{Pattern: "POST /kien-nghi/{ref}/tiep-nhan", Act: org.Propose, Handle: p.received},
			{Pattern: "POST /kien-nghi/{ref}/xem-xet", Act: org.Propose, Handle: p.considering},
			{Pattern: "POST /kien-nghi/{ref}/tra-loi", Act: org.Propose, Upload: true, Handle: p.answered},
		}
	},
	Types: map[string]any{"proposal.html": proposalPage{}},
}

// proposalPage is one proposal: what is asked of whom, how far it has come, and
// the one next thing to do.
type proposalPage struct {
	web.Page
	P        obstacle.Proposal
	Status   web.Status
	Verdict  string
	Lines    []obstacleLine
	Steps    []stepLine
	Events   []happening
	Verdicts []web.Option
	File     web.Link
	Next     string // the form of a proposal to the next superior, "" where there is none
	Can      struct{ Send, Word, Answer bool }
	Waits    bool // an obstacle in it still waits for this answer
}

type stepLine struct {
	obstacle.Step
	Name string
}

// AcceptFiles is what the file field proposes.
func (p *proposalPage) AcceptFiles() string { return attach.Accept }

func newProposalPage(r *web.Request) *proposalPage {
	return &proposalPage{Page: web.Page{Title: r.T("Kiến nghị %s", vn.Line(r.PathValue("ref"))), Crumbs: []web.Crumb{{Name: r.T("Vướng mắc"), URL: "/vuong-mac"}}}}
}

func proposalStatus(r *web.Request, p obstacle.Proposal) web.Status {
	s := web.Status{Kind: "run", Text: r.T(obstacle.StageName[p.Stage])}
	switch {
	case p.Late():
		s = web.Status{Kind: "late", Text: r.T("%s, quá hạn trả lời", r.T(obstacle.StageName[p.Stage]))}
	case p.Stage == obstacle.Drafted:
		s.Kind = "wait"
	case p.Stage == obstacle.AnswerCame, p.Stage == obstacle.Ended:
		s.Kind = "ver"
	case p.Stage == obstacle.DroppedKind:
		s.Kind = "back"
	}
	return s
}

func (p *proposalPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) (err error) {
		if p.P, err = obstacle.ProposalByRef(tx, r.Who, r.PathValue("ref")); err != nil {
			return err
		}
		in, err := obstacle.InProposal(tx, r.Who, p.P.ID)
		if err != nil {
			return err
		}
		q := url.Values{"tiep-theo": {p.P.Ref}}
		for _, o := range in {
			p.Lines = append(p.Lines, lineOf(r, o, false))
			if o.State == obstacle.Asked && o.Proposal.ID == p.P.ID || o.State == obstacle.Stuck && o.Proposal.ID == p.P.ID && !p.P.Waiting() && p.P.Stage != obstacle.Drafted {
				q.Add("vuong-mac", o.Ref)
			}
			p.Waits = p.Waits || o.State == obstacle.Asked
		}
		steps, err := obstacle.Steps(tx, r.Who, p.P.ID)
		if err != nil {
			return err
		}
		for _, s := range steps {
			p.Steps = append(p.Steps, stepLine{s, r.T(obstacle.StepName[s.Step])})
		}
		events, err := obstacle.ProposalEvents(tx, r.Who, p.P.ID)
		if err != nil {
			return err
		}
		p.Events = happenings(r, events, obstacle.ProposalEventName)
		p.Status = proposalStatus(r, p.P)
		if v := p.P.Answer.Verdict; v != "" {
			p.Verdict = r.T(obstacle.VerdictName[v])
			p.File = web.Link{Name: p.P.Answer.File.Name, URL: "/kien-nghi/" + p.P.Ref + "/tep", Size: p.P.Answer.File.Size, Hash: p.P.Answer.File.Hash}
		}
		for _, v := range obstacle.Verdicts {
			p.Verdicts = append(p.Verdicts, web.Option{Value: string(v), Text: r.T(obstacle.VerdictName[v])})
		}
		propose := r.Who.Can(org.Propose, org.Thing{})
		p.Can.Send = propose && p.P.Stage == obstacle.Drafted
		p.Can.Answer = propose && p.P.Waiting() && !p.P.Here()
		p.Can.Word = p.Can.Answer && p.P.Stage != obstacle.Considered
		if propose && q.Has("vuong-mac") && (p.P.Late() || !p.P.Waiting()) {
			p.Next = "/kien-nghi/moi?" + q.Encode()
		}
		return nil
	}
}

func (p *Upward) proposal(w http.ResponseWriter, r *web.Request) error {
	page := newProposalPage(r)
	return r.Show(w, "proposal.html", page, page.load(r))
}

// proposalPaper sends the công văn of a proposal in a form.
func (p *Upward) proposalPaper(w http.ResponseWriter, r *web.Request) error {
	form := obstacle.Form(r.PathValue("dang"))
	var s obstacle.Sent
	err := r.View(func(tx *db.Tx) (err error) {
		if s.Proposal, err = obstacle.ProposalByRef(tx, r.Who, r.PathValue("ref")); err == nil {
			s.Obstacles, err = obstacle.InProposal(tx, r.Who, s.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := s.Write(&file, r.Who.TenantName, form); err != nil {
		return err
	}
	at := s.CreatedAt
	if !s.SentAt.IsZero() {
		at = s.SentAt
	}
	return web.AttachmentOf(w, r, s.FileName(form), form.MediaType(), at, file.Bytes())
}

func (p *Upward) answerFile(w http.ResponseWriter, r *web.Request) error {
	var one obstacle.Proposal
	if err := r.View(func(tx *db.Tx) (err error) {
		one, err = obstacle.ProposalByRef(tx, r.Who, r.PathValue("ref"))
		return err
	}); err != nil {
		return err
	}
	if one.Answer.File.Hash == "" {
		return fault.New(fault.Unknown, "Kiến nghị %s chưa có văn bản trả lời.", one.Ref)
	}
	f, err := p.Blobs.Open(one.Answer.File.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.Attachment(w, r, one.Answer.File.Name, one.Answer.File.MIME, one.AnsweredAt, f)
}

// inProposal does one step of a proposal and shows it again where it fails.
func (p *Upward) inProposal(w http.ResponseWriter, r *web.Request, kind, done string, step func(tx *db.Tx, ref string, version int64) error, rename ...string) error {
	version, _ := r.Int("lan")
	ref := vn.Line(r.PathValue("ref"))
	err := r.Update(func(tx *db.Tx) error { return step(tx, ref, version) })
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Exists) {
		err = p.unlessTwice(r, ref, kind, err)
	}
	if err == nil {
		return r.Redirect(w, "/kien-nghi/"+ref, done)
	}
	return p.proposalAgain(w, r, fault.Rename(err, rename...))
}

func (p *Upward) proposalAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newProposalPage(r)
	if err := r.View(page.load(r)); err != nil {
		return err
	}
	return r.Again(w, "proposal.html", page, failed)
}

func (p *Upward) send(w http.ResponseWriter, r *web.Request) error {
	l := obstacle.Letter{Number: r.Value("so"), Dated: dayTyped(r, "ngay"), Signer: r.Value("nguoi-ky")}
	return p.inProposal(w, r, "sent", r.T("Đã gửi kiến nghị. Thời hạn trả lời bắt đầu tính."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Send(tx, r.Who, ref, version, l)
	}, "number", "so", "dated", "ngay", "signer", "nguoi-ky")
}

func (p *Upward) drop(w http.ResponseWriter, r *web.Request) error {
	return p.inProposal(w, r, "dropped", r.T("Đã bỏ dự thảo. Vướng mắc chờ kiến nghị khác."), func(tx *db.Tx, ref string, version int64) error {
		return obstacle.Drop(tx, r.Who, ref, version, r.Text("ly-do"))
	}, "reason", "ly-do")
}

// byRef gives a step that names a proposal by its id the id.
func byRef(tx *db.Tx, r *web.Request, ref string, do func(id db.ID) error) error {
	one, err := obstacle.ProposalByRef(tx, r.Who, ref)
	if err != nil {
		return err
	}
	return do(one.ID)
}

func (p *Upward) received(w http.ResponseWriter, r *web.Request) error {
	return p.inProposal(w, r, "received", r.T("Đã ghi cấp trên tiếp nhận."), func(tx *db.Tx, ref string, _ int64) error {
		return byRef(tx, r, ref, func(id db.ID) error { return obstacle.Received(tx, r.Who, id, dayTyped(r, "ngay"), r.Value("so")) })
	}, "on", "ngay", "number", "so")
}

func (p *Upward) considering(w http.ResponseWriter, r *web.Request) error {
	return p.inProposal(w, r, "considering", r.T("Đã ghi cấp trên đang xem xét."), func(tx *db.Tx, ref string, _ int64) error {
		return byRef(tx, r, ref, func(id db.ID) error { return obstacle.Considering(tx, r.Who, id, dayTyped(r, "ngay")) })
	}, "on", "ngay")
}

func (p *Upward) answered(w http.ResponseWriter, r *web.Request) error {
	a := obstacle.Answer{Verdict: obstacle.Verdict(r.Value("ket-qua")), Number: r.Value("so"), On: dayTyped(r, "ngay"), Signer: r.Value("nguoi-ky"), Text: r.Text("noi-dung")}
	var err error
	if a.File, err = p.kept(r, "tep"); err != nil {
		return p.proposalAgain(w, r, err)
	}
	return p.inProposal(w, r, "answered", r.T("Đã ghi trả lời. Những người báo vướng mắc nhận được ngay."), func(tx *db.Tx, ref string, _ int64) error {
		return byRef(tx, r, ref, func(id db.ID) error { return obstacle.Answered(tx, r.Who, id, a) })
	}, "verdict", "ket-qua", "number", "so", "on", "ngay", "signer", "nguoi-ky", "text", "noi-dung", "file", "tep")
}
