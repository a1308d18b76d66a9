package upward

import (
	"net/http"
	"net/url"
	"unicode"
	"unicode/utf8"

	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/web"
)

var obstacleBoardPages = feature{
	Routes: func(p *Upward) []web.Route {
		return []web.Route{{Pattern: "GET /vuong-mac", Act: org.Read, Handle: p.obstacles}}
	},
	Types: map[string]any{"obstacleboard.html": obstacleBoardPage{}},
}

// obstaclesShown is how many obstacles one page lists.
const obstaclesShown = 50

// obstacleBoardPage is what stands in the way, by class and by who has to act.
type obstacleBoardPage struct {
	web.Page
	Board    obstacle.Board
	Classes  []boardCount
	Owners   []boardCount
	Groups   []obstacleGroup
	Pager    web.Pager
	Filter   obstacle.Filter
	ByOwner  bool
	Shows    []web.Option
	ClassOf  []web.Option
	OwnerOf  []web.Option
	Grouping []web.Option
}

// boardCount is a figure of the board with the list behind it.
type boardCount struct {
	Name, URL string
	Count     int
}

// obstacleGroup are the lines of one class or of one who has to act.
type obstacleGroup struct {
	Name  string
	Lines []obstacleLine
}

// obstacleLine is one obstacle in a list.
type obstacleLine struct {
	obstacle.Obstacle
	ClassName string
	Owner     string // who has to act
	Status    web.Status
	Due       obstacle.Clock
	Do        web.Link // the one next thing for the person who looks
	Go        bool     // it is this person's to do
}

// Any reports whether anything is filtered.
func (p *obstacleBoardPage) Any() bool {
	return p.Filter.Show != obstacle.ShowOpen || p.Filter.Class != "" || p.Filter.Owner != ""
}

var showName = map[obstacle.Show]string{
	obstacle.ShowOpen: "chưa đóng", obstacle.ShowMine: "của tôi", obstacle.ShowLate: "quá hạn", obstacle.ShowClosed: "đã đóng",
}

func (p *Upward) obstacles(w http.ResponseWriter, r *web.Request) error {
	page := &obstacleBoardPage{Page: web.Page{Title: r.T("Vướng mắc")}, ByOwner: r.Value("xep") == "noi-giai-quyet"}
	page.Filter = obstacle.Filter{Show: obstacle.Show(r.Value("xem")), Class: obstacle.Class(r.Value("loai")), Owner: r.Value("noi-giai-quyet")}
	if showName[page.Filter.Show] == "" {
		page.Filter.Show = obstacle.ShowOpen
	}
	return r.Show(w, "obstacleboard.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

func (p *obstacleBoardPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.Board, err = obstacle.BoardOf(tx, r.Who); err != nil {
		return err
	}
	n, err := obstacle.Count(tx, r.Who, p.Filter)
	if err != nil {
		return err
	}
	p.Pager = r.Pager(n, obstaclesShown)
	p.Filter.Limit, p.Filter.From = obstaclesShown, p.Pager.Offset()
	list, err := obstacle.List(tx, r.Who, p.Filter)
	if err != nil {
		return err
	}
	mine, err := obstacle.ToConfirm(tx, r.Who)
	if err != nil {
		return err
	}
	for _, show := range []obstacle.Show{obstacle.ShowOpen, obstacle.ShowMine, obstacle.ShowLate, obstacle.ShowClosed} {
		p.Shows = append(p.Shows, web.Option{Value: string(show), Text: r.T(showName[show])})
	}
	p.Grouping = []web.Option{{Text: r.T("theo loại")}, {Value: "noi-giai-quyet", Text: r.T("theo nơi giải quyết")}}
	p.ClassOf, p.OwnerOf = []web.Option{{Text: r.T("mọi loại")}}, []web.Option{{Text: r.T("mọi nơi")}}
	var order []string
	groups := map[string][]obstacleLine{}
	for _, class := range append([]obstacle.Class{""}, obstacle.Classes...) {
		name := r.T(obstacle.ClassName[class])
		if class != "" {
			p.ClassOf = append(p.ClassOf, web.Option{Value: string(class), Text: name})
		}
		if n := p.Board.Classes[class]; n > 0 {
			c := boardCount{Name: name, Count: n}
			if class != "" {
				c.URL = "/vuong-mac?" + url.Values{"loai": {string(class)}}.Encode()
			}
			p.Classes = append(p.Classes, c)
		}
		if !p.ByOwner {
			order = append(order, name)
		}
	}
	for _, o := range p.Board.Owners {
		name := ownerName(r, o.Key, o.Title)
		p.OwnerOf = append(p.OwnerOf, web.Option{Value: o.Key, Text: name})
		p.Owners = append(p.Owners, boardCount{Name: name, Count: o.Count, URL: "/vuong-mac?" + url.Values{"noi-giai-quyet": {o.Key}}.Encode()})
	}
	for _, o := range list {
		l := lineOf(r, o, mine[o.ID])
		key := l.ClassName
		if p.ByOwner {
			key = l.Owner
			if groups[key] == nil {
				order = append(order, key)
			}
		}
		groups[key] = append(groups[key], l)
	}
	for _, name := range order {
		if len(groups[name]) > 0 {
			p.Groups = append(p.Groups, obstacleGroup{capital(name), groups[name]})
		}
	}
	return nil
}

func ownerName(r *web.Request, key, title string) string {
	switch key {
	case "undecided":
		return r.T("chờ xác định thẩm quyền")
	case "unasked":
		return r.T("cấp trên, chưa kiến nghị")
	}
	return title
}

// lineOf is an obstacle as a list shows it to the person who asks. mine says that
// the person has to accept or reopen it.
func lineOf(r *web.Request, o obstacle.Obstacle, mine bool) obstacleLine {
	l := obstacleLine{Obstacle: o, ClassName: r.T(obstacle.ClassName[o.Class]), Status: obstacleStatus(r, o)}
	at := "/vuong-mac/" + o.Ref
	propose := r.Who.Can(org.Propose, org.Thing{})
	l.Do = web.Link{Name: r.T("Xem"), URL: at}
	do := func(may bool, name, url string) {
		if may {
			l.Do, l.Go = web.Link{Name: name, URL: url}, true
		}
	}
	switch o.State {
	case obstacle.New:
		l.Owner = ownerName(r, "undecided", "")
		do(propose, r.T("Xác định thẩm quyền"), at+"#tham-quyen")
	case obstacle.Doing:
		l.Owner, l.Due = o.OwnerTitle, o.Clock
		do(o.MaySolve(r.Who), r.T("Ghi kết quả xử lý"), at+"#xu-ly")
	case obstacle.Stuck:
		l.Owner = ownerName(r, "unasked", "")
		do(propose, r.T("Lập kiến nghị"), proposeURL(o))
		if o.Proposal.Stage == obstacle.Drafted {
			do(propose, r.T("Gửi kiến nghị"), "/kien-nghi/"+o.Proposal.Ref)
		}
	case obstacle.Asked:
		l.Owner, l.Due = o.Proposal.To.Name, o.Proposal.Clock
		do(propose && !o.Proposal.Here(), r.T("Ghi tiếp nhận, trả lời"), "/kien-nghi/"+o.Proposal.Ref)
	case obstacle.Solved, obstacle.Closed:
		if l.Owner = o.OwnerTitle; o.Power == obstacle.Beyond {
			l.Owner = o.Proposal.To.Name
		}
	}
	do(mine && o.State == obstacle.Solved, r.T("Xác nhận"), at+"#xac-nhan")
	return l
}

// proposeURL is the form of a proposal about an obstacle: one that follows the
// last where that was answered.
func proposeURL(o obstacle.Obstacle) string {
	q := url.Values{"vuong-mac": {o.Ref}}
	if o.Proposal.ID != "" && o.Proposal.Stage != obstacle.Drafted {
		q.Set("tiep-theo", o.Proposal.Ref)
	}
	return "/kien-nghi/moi?" + q.Encode()
}

func obstacleStatus(r *web.Request, o obstacle.Obstacle) web.Status {
	s := web.Status{Kind: "run", Text: r.T(obstacle.StateName[o.State])}
	if o.State == obstacle.Solved && o.Power == obstacle.Beyond {
		s.Text = r.T("đã có trả lời, chờ người báo xác nhận")
	}
	switch {
	case o.Late():
		s = web.Status{Kind: "late", Text: r.T("quá hạn xử lý")}
		if o.State == obstacle.Asked {
			s.Text = r.T("quá hạn trả lời")
		}
	case o.State == obstacle.New, o.State == obstacle.Solved:
		s.Kind = "wait"
	case o.State == obstacle.Stuck:
		s.Kind = "stop"
	case o.State == obstacle.Closed:
		s.Kind = "ver"
	}
	return s
}

// Sorted is how the list is put together, as the form has it.
func (p *obstacleBoardPage) Sorted() string {
	if p.ByOwner {
		return "noi-giai-quyet"
	}
	return ""
}

// capital is a name as a heading begins.
func capital(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
