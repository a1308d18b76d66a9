package desk

import (
	"net/http"

	"sauro/db"
	"sauro/org"
	"sauro/standing"
	"sauro/web"
)

var searchPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{{Pattern: "GET /tim", Act: org.Read, Pace: web.Heavy, Handle: d.search}}
	},
	Types: map[string]any{"search.html": searchPage{}},
}

// searchLimit is how much one search shows; who wants more types another word.
const searchLimit = 60

type searchPage struct {
	web.Page
	Asked string
	Found []foundGroup
	Count int
}

type foundGroup struct {
	Title string
	Links []web.Link
}

func (d *Desk) search(w http.ResponseWriter, r *web.Request) error {
	p := &searchPage{Page: web.Page{Title: r.T("Tìm kiếm"), Narrow: true}, Asked: r.Value("tu")}
	return r.Show(w, "search.html", p, func(tx *db.Tx) error {
		found, err := tx.Search(p.Asked, searchLimit)
		if err != nil {
			return err
		}
		var tasks []db.ID
		for _, f := range found {
			if f.Kind == "task" {
				tasks = append(tasks, f.ID)
			}
		}
		refs, err := standing.Refs(tx, r.Who, tasks)
		if err != nil {
			return err
		}
		of := map[string][]web.Link{}
		for _, f := range found {
			url := ""
			switch f.Kind {
			case "letter":
				url = "/van-ban/" + string(f.ID)
			case "clause":
				url = "/noi-dung/" + string(f.ID)
			case "task":
				url = "/nhiem-vu/" + refs[f.ID]
			}
			of[f.Kind] = append(of[f.Kind], web.Link{Name: f.Title, URL: url})
		}
		for _, kind := range []struct{ key, title string }{{"task", r.T("Nhiệm vụ")}, {"clause", r.T("Nội dung cam kết")}, {"letter", r.T("Văn bản")}} {
			if len(of[kind.key]) > 0 {
				p.Found = append(p.Found, foundGroup{kind.title, of[kind.key]})
			}
		}
		p.Count = len(found)
		return nil
	})
}
