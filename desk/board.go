package desk

import (
	"net/http"

	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/register"
	"sauro/standing"
	"sauro/task"
	"sauro/web"
)

var boardPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{{Pattern: "GET /{$}", Act: org.Read, Handle: d.board}}
	},
	Types: map[string]any{"board.html": boardPage{}},
}

// boardPage is the chairman's two minutes: red first, then me, then the whole.
type boardPage struct {
	web.Page
	Late      []standing.Line
	Accept    []standing.Line
	Verify    []standing.Line
	Receive   []standing.Line
	Returned  []standing.Line
	Ready     []standing.Line // drafts that are six-clear and wait to be issued
	Waiting   int
	Letter    register.Letter
	Others    []register.Letter
	Groups    []boardGroup
	Figures   task.Figures
	Stuck     int // obstacles that are not closed
	Obstacles []boardObstacle
}

type boardGroup struct {
	register.Group
	task.Figures
	Bar web.Bar
}

func (d *Desk) board(w http.ResponseWriter, r *web.Request) error {
	p := &boardPage{Page: web.Page{Title: r.T("Bàn điều hành")}}
	return r.Show(w, "board.html", p, func(tx *db.Tx) error {
		late, err := task.LateOnes(tx, r.Who)
		if err != nil {
			return err
		}
		p.Late = standing.Lines(r, late)
		wait, err := task.WaitingFor(tx, r.Who)
		if err != nil {
			return err
		}
		p.Accept, p.Verify, p.Receive, p.Returned = standing.Lines(r, wait.Accept), standing.Lines(r, wait.Verify), standing.Lines(r, wait.Receive), standing.Lines(r, wait.Returned)
		if r.Who.Reach(org.Issue) == org.All {
			drafts, _, err := task.List(tx, r.Who, task.Filter{State: task.Draft})
			if err != nil {
				return err
			}
			for _, l := range standing.Lines(r, drafts) {
				if l.Ring.Count() == 6 {
					p.Ready = append(p.Ready, l)
				}
			}
		}
		p.Waiting = wait.Count() + len(p.Ready)
		if err := p.loadObstacles(tx, r); err != nil {
			return err
		}
		return p.loadLetter(tx, r)
	})
}

// boardObstacle is an obstacle in the short list of the board.
type boardObstacle struct {
	obstacle.Obstacle
	Status web.Status
}

// obstaclesShown is how many of the obstacles stand on the board: those that have
// stood in the way longest.
const obstaclesShown = 8

func (p *boardPage) loadObstacles(tx *db.Tx, r *web.Request) error {
	var err error
	if p.Stuck, err = obstacle.Count(tx, r.Who, obstacle.Filter{}); err != nil {
		return err
	}
	list, err := obstacle.List(tx, r.Who, obstacle.Filter{Limit: obstaclesShown})
	for _, o := range list {
		p.Obstacles = append(p.Obstacles, boardObstacle{o, obstacleStatus(r, o)})
	}
	return err
}

// obstacleStatus is how an obstacle stands, with the sign of the desk.
func obstacleStatus(r *web.Request, o obstacle.Obstacle) web.Status {
	s := web.Status{Kind: "stop", Text: r.T(obstacle.StateName[o.State])}
	switch {
	case o.Late():
		s.Kind, s.Text = "late", r.T("%s, quá hạn", s.Text)
	case o.State == obstacle.Closed:
		s.Kind = "ver"
	case o.State == obstacle.New || o.State == obstacle.Solved:
		s.Kind = "wait"
	}
	return s
}

// loadLetter chooses the letter that was asked for, else the newest one that is
// worked on.
func (p *boardPage) loadLetter(tx *db.Tx, r *web.Request) error {
	letters, err := register.Letters(tx, r.Who)
	if err != nil {
		return err
	}
	asked := db.ID(r.Value("van-ban"))
	rank := func(l register.Letter) int {
		switch {
		case l.ID == "":
			return 0
		case l.ID == asked:
			return 4
		case l.State == register.Active && l.AmendedBy == "":
			return 3
		case l.State == register.Active:
			return 2
		case l.State == register.Accepted:
			return 1
		}
		return 0
	}
	for _, l := range letters {
		if rank(l) > rank(p.Letter) {
			p.Letter = l
		}
	}
	for _, l := range letters {
		if l.ID != p.Letter.ID && rank(l) > 0 {
			p.Others = append(p.Others, l)
		}
	}
	if p.Letter.ID == "" {
		return nil
	}
	groups, err := register.Groups(tx, r.Who, p.Letter.ID)
	if err != nil {
		return err
	}
	figures, err := task.OfLetter(tx, r.Who, p.Letter.ID)
	if err != nil {
		return err
	}
	p.Figures = figures.Figures
	for _, g := range groups {
		f := figures.Groups[g.ID]
		p.Groups = append(p.Groups, boardGroup{g, f, web.Bar{Reported: int64(f.ReportedBP), Verified: int64(f.VerifiedBP)}})
	}
	return nil
}

// Short is the group's heading without the words every heading of such letters
// begins with, cut at the first phrase: what fits beside a bar.
func (g boardGroup) Short() string { return register.Short(g.Text) }
