package upward

import (
	"net/http"
	"net/url"
	"strconv"

	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/web"
)

var petitionBoardPages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{{Pattern: "GET /kien-nghi-den", Act: org.Read, Handle: p.petitions}}
	},
	Types: map[string]any{"petitionboard.html": petitionBoardPage{}},
}

// petitionsShown is how many issues and petitions one page lists.
const petitionsShown = 30

// petitionBoardPage is what the offices below ask for, and how long they wait.
type petitionBoardPage struct {
	web.Page
	Level   org.Level
	Open    int // issues and single petitions without an answer
	Waits   []waitLine
	Lines   []petitionLine
	Found   int
	Filter  petition.Filter
	Days    string
	Pager   web.Pager
	Shows   []web.Option
	Classes []web.Option
	Ages    []web.Option
	asked   bool
}

// waitLine is how many offices wait about one class.
type waitLine struct {
	petition.Wait
	Name, URL string
}

// petitionLine is an issue or a single petition in the list.
type petitionLine struct {
	petition.Line
	URL, ClassName string
	Status         web.Status
	Do             string // the one next thing for the person who looks
	Go             bool   // it is this person's to do
	First          bool   // the first such
}

// Any reports whether anything is filtered.
func (p *petitionBoardPage) Any() bool { return p.asked }

// HasBelow reports whether offices stand under this one at all.
func (p *petitionBoardPage) HasBelow() bool { return p.Level != org.Commune }

// Bounds are the columns of the table of waiting.
func (p *petitionBoardPage) Bounds() [3]int { return petition.Ages }

func (p *Upward) petitions(w http.ResponseWriter, r *web.Request) error {
	page := &petitionBoardPage{Page: web.Page{Title: r.T("Kiến nghị đến")}, Days: r.Value("lau-hon")}
	f := &page.Filter
	f.Show, f.Class, f.Mine = petition.Show(r.Value("xem")), obstacle.Class(r.Value("loai")), r.Value("cua-toi") == "1"
	if petition.ShowName[f.Show] == "" {
		f.Show = petition.Waiting
	}
	if days, ok := r.Int("lau-hon"); ok && days > 0 && days <= 1000 {
		f.Days = int(days)
	}
	page.asked = *f != petition.Filter{Show: petition.Waiting}
	return r.Show(w, "petitionboard.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *petitionBoardPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.Level, err = org.LevelOf(tx); err != nil || !p.HasBelow() {
		return err
	}
	if p.Open, err = petition.Open(tx); err != nil {
		return err
	}
	waits, err := petition.Waits(tx, r.Who)
	if err != nil {
		return err
	}
	for _, one := range waits {
		p.Waits = append(p.Waits, waitLine{one, r.T(obstacle.ClassName[one.Class]), "/kien-nghi-den?" + url.Values{"loai": {string(one.Class)}}.Encode()})
	}
	// How many there are decides which page it is.
	page, ok := r.Int("trang")
	if !ok || page < 1 || page > 1000 {
		page = 1
	}
	list, found, err := petition.List(tx, r.Who, p.Filter, int(page-1)*petitionsShown, petitionsShown)
	if err != nil {
		return err
	}
	p.Found, p.Pager = found, r.Pager(found, petitionsShown)
	first := true
	for _, l := range list {
		line := petitionLineOf(r, l)
		line.First = line.Go && first
		first = first && !line.Go
		p.Lines = append(p.Lines, line)
	}
	for _, show := range []petition.Show{petition.Waiting, petition.Untaken, petition.Overdue, petition.Done, petition.All} {
		p.Shows = append(p.Shows, web.Option{Value: string(show), Text: r.T(petition.ShowName[show])})
	}
	p.Classes = classOptions(r, r.T("mọi loại"))
	p.Ages = []web.Option{{Text: r.T("bao lâu cũng được")}}
	for _, days := range petition.Ages {
		p.Ages = append(p.Ages, web.Option{Value: strconv.Itoa(days), Text: r.T("hơn %d ngày làm việc", days)})
	}
	return nil
}

func petitionLineOf(r *web.Request, l petition.Line) petitionLine {
	line := petitionLine{Line: l, URL: "/kien-nghi-den/" + l.Ref, ClassName: r.T(obstacle.ClassName[l.Class]), Do: r.T("Xem")}
	if l.Issue {
		line.URL = "/van-de/" + l.Ref
		line.Status = web.Status{Kind: "run", Text: r.T("Đang chờ trả lời")}
		switch {
		case l.Waiting == 0:
			line.Status = web.Status{Kind: "ver", Text: r.T("Đã trả lời hết")}
		case l.Late:
			line.Status = web.Status{Kind: "late", Text: r.T("Quá hạn trả lời")}
		case l.NotIn > 0:
			line.Status = web.Status{Kind: "wait", Text: r.T("Còn %d chưa tiếp nhận", l.NotIn)}
		}
	} else {
		line.Status = petitionStatus(r, l.State, l.Late)
	}
	switch {
	case l.NotIn > 0 && petition.MayTakeIn(r.Who):
		line.Do, line.Go = r.T("Tiếp nhận"), true
	case l.Waiting > 0 && l.NotIn == 0 && petition.MayAnswer(r.Who):
		line.Do, line.Go = r.T("Trả lời"), true
	}
	return line
}

// petitionStatus is how a petition stands, with a sign.
func petitionStatus(r *web.Request, state petition.State, late bool) web.Status {
	s := web.Status{Kind: "run", Text: r.T(petition.StateName[state])}
	switch {
	case state == petition.Answered:
		s.Kind = "ver"
	case late:
		s = web.Status{Kind: "late", Text: r.T("%s, quá hạn trả lời", s.Text)}
	case state == petition.Sent:
		s.Kind = "wait"
	}
	return s
}
