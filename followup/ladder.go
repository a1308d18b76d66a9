package followup

import (
	"net/http"
	"slices"
	"strconv"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/reminder"
	"sauro/web"
)

var ladderPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /cach-nhac", Act: org.Read, Handle: p.ladders},
			{Pattern: "POST /cach-nhac/{loai}", Act: org.Arrange, Handle: p.chooseLadder},
		}
	},
	Types: map[string]any{"ladder.html": ladderPage{}},
}

// ladderPage shows when whom is reminded of what, and lets an office choose.
type ladderPage struct {
	web.Page
	Ladders []ladderLine
	Choices []web.Option
	Change  bool
}

type ladderLine struct {
	Key, Name string
	Steps     []string // T-3, T0 …
	Chosen    []string // as the form's values
}

func (p *ladderPage) load(r *web.Request) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		all, err := reminder.AllLadders(tx)
		for _, n := range reminder.Steps {
			p.Choices = append(p.Choices, web.Option{Value: strconv.Itoa(n), Text: stepText(r, n)})
		}
		for _, name := range reminder.Ladders {
			l := ladderLine{Key: name, Name: r.T(reminder.LadderName[name])}
			for _, n := range reminder.Steps {
				if slices.Contains(all[name], n) {
					l.Steps = append(l.Steps, reminder.StepName(n))
					l.Chosen = append(l.Chosen, strconv.Itoa(n))
				}
			}
			p.Ladders = append(p.Ladders, l)
		}
		p.Change = r.Who.Can(org.Arrange, org.Thing{})
		return err
	}
}

func stepText(r *web.Request, n int) string {
	switch {
	case n < 0:
		return r.T("trước hạn %d ngày làm việc", -n)
	case n == 0:
		return r.T("đúng ngày đến hạn")
	}
	return r.T("quá hạn %d ngày làm việc", n)
}

func newLadderPage(r *web.Request) *ladderPage {
	return &ladderPage{Page: web.Page{Title: r.T("Cách nhắc việc"), Crumbs: []web.Crumb{{Name: r.T("Đôn đốc"), URL: "/don-doc"}}}}
}

func (p *Followup) ladders(w http.ResponseWriter, r *web.Request) error {
	page := newLadderPage(r)
	return r.Show(w, "ladder.html", page, page.load(r))
}

func (p *Followup) chooseLadder(w http.ResponseWriter, r *web.Request) error {
	var steps reminder.Ladder
	for _, v := range r.Values("bac") {
		if n, err := strconv.Atoi(v); err == nil {
			steps = append(steps, n)
		}
	}
	name := r.PathValue("loai")
	err := r.Update(func(tx *db.Tx) error { return reminder.Choose(tx, r.Who, name, steps, r.Value("ly-do")) })
	if err == nil {
		return r.Redirect(w, "/cach-nhac", r.T("Đã đổi cách nhắc. Buổi sáng làm việc tới bắt đầu theo cách mới."))
	}
	page := newLadderPage(r)
	if err := r.View(page.load(r)); err != nil {
		return err
	}
	return r.Again(w, "ladder.html", page, fault.Rename(err, "steps", "bac", "reason", "ly-do"))
}
