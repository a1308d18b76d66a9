package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/standing"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var tasksPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{{Pattern: "GET /nhiem-vu", Act: org.Read, Handle: d.tasks}}
	},
	Types: map[string]any{"tasks.html": tasksPage{}},
}

// tasksShown is how many tasks one page lists.
const tasksShown = 30

// tasksPage is the list of the commune's tasks, as far as a person asks for them.
type tasksPage struct {
	web.Page
	List    []standing.Line
	Found   int
	Asked   url.Values // the filters, as they stand in the address
	Text    string
	State   string
	Unit    string
	Post    string
	Letter  db.ID
	Group   string
	Clause  register.Clause
	States  []web.Option
	Units   []web.Option
	Posts   []web.Option
	Letters []web.Option
	Groups  []web.Option
	First   string // the address of the first page, "" on it
	Next    string // the address of the next page, "" on the last
}

// Any reports whether anything is filtered.
func (p *tasksPage) Any() bool { return len(p.Asked) > 0 }

// stateAsked are the filters of a list by state, in the order that a form lists
// them. The names of single states follow.
var stateAsked = []struct {
	slug   string
	name   string
	states []task.State
	late   bool
}{
	{slug: "late", late: true},
	{slug: "none", states: []task.State{task.Issued, task.Received}},
	{slug: "doing", states: []task.State{task.Issued, task.Received, task.Doing, task.Returned, task.Paused}},
	{slug: "waiting", states: []task.State{task.Waiting}},
	{slug: "done", states: []task.State{task.Done}},
}

var stateAskedName = map[string]string{
	"late": "quá hạn", "none": "chưa thực hiện", "doing": "chưa xong", "waiting": "chờ nghiệm thu", "done": "hoàn thành",
}

// slug is a state's name as it stands in an address: "tam-dung".
func slug(s task.State) string { return strings.Join(vn.Words(task.StateName[s]), "-") }

// filter reads what the address asks for.
func (p *tasksPage) filter(r *web.Request) task.Filter {
	p.Text, p.State = r.Value("tu"), r.Value("tinh-trang")
	p.Unit, p.Post, p.Letter, p.Group = r.Value("don-vi"), r.Value("chuc-danh"), db.ID(r.Value("van-ban")), r.Value("nhom")
	if r.Has("qua-han") && p.State == "" {
		p.State = "late"
	}
	f := task.Filter{Text: p.Text, Unit: db.ID(p.Unit), Post: db.ID(p.Post), Letter: p.Letter, Clause: db.ID(r.Value("noi-dung")), Cursor: r.Value("tiep-theo"), Limit: tasksShown}
	for _, s := range task.States {
		if slug(s) == p.State {
			f.State = s
		}
	}
	switch f.State { // two names of one thing: the form shows the first
	case task.Waiting, task.Done:
		p.State = string(f.State)
	}
	for _, s := range stateAsked {
		if s.slug == p.State {
			f.State, f.States, f.Late = "", s.states, s.late
		}
	}
	p.Asked = url.Values{}
	for _, name := range []string{"tu", "tinh-trang", "don-vi", "chuc-danh", "van-ban", "nhom", "noi-dung", "qua-han"} {
		if v := r.Value(name); v != "" {
			p.Asked.Set(name, v)
		}
	}
	return f
}

func (p *tasksPage) at(cursor string) string {
	q := url.Values{}
	for k, v := range p.Asked {
		q[k] = v
	}
	if cursor != "" {
		q.Set("tiep-theo", cursor)
	}
	if len(q) == 0 {
		return "/nhiem-vu"
	}
	return "/nhiem-vu?" + q.Encode()
}

func (d *Desk) tasks(w http.ResponseWriter, r *web.Request) error {
	p := &tasksPage{Page: web.Page{Title: r.T("Nhiệm vụ")}}
	f := p.filter(r)
	return r.Show(w, "tasks.html", p, func(tx *db.Tx) error {
		if err := p.choices(tx, r, &f); err != nil {
			return err
		}
		list, next, err := task.List(tx, r.Who, f)
		if err != nil {
			return err
		}
		if p.Found, err = task.Count(tx, r.Who, f); err != nil {
			return err
		}
		p.List = standing.Lines(r, list)
		if next != "" {
			p.Next = p.at(next)
		}
		if f.Cursor != "" {
			p.First = p.at("")
		}
		return nil
	})
}

// choices loads what the form offers, and turns the ordinal of a group into
// the group.
func (p *tasksPage) choices(tx *db.Tx, r *web.Request, f *task.Filter) error {
	p.States = []web.Option{{Text: r.T("mọi tình trạng")}}
	for _, s := range stateAsked {
		p.States = append(p.States, web.Option{Value: s.slug, Text: r.T(stateAskedName[s.slug])})
	}
	for _, s := range task.States {
		if s != task.Waiting && s != task.Done {
			p.States = append(p.States, web.Option{Value: slug(s), Text: r.T(task.StateName[s])})
		}
	}
	units, err := org.Units(tx)
	if err != nil {
		return err
	}
	p.Units = append([]web.Option{{Text: r.T("mọi đơn vị")}}, web.Options(units, func(u org.Unit) (db.ID, string) { return u.ID, u.Name })...)
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	p.Posts = append([]web.Option{{Text: r.T("mọi chức danh")}}, web.Options(posts, func(o org.Post) (db.ID, string) { return o.ID, o.Title })...)
	letters, err := register.Letters(tx, r.Who)
	if err != nil {
		return err
	}
	p.Letters = []web.Option{{Text: r.T("mọi văn bản")}}
	for _, l := range letters {
		if l.State != register.Proposed {
			p.Letters = append(p.Letters, web.Option{Value: string(l.ID), Text: l.Head.Name()})
		}
	}
	if f.Clause != "" {
		if p.Clause, err = register.ClauseByID(tx, r.Who, f.Clause); err != nil {
			return err
		}
		if p.Letter == "" {
			p.Letter, f.Letter = p.Clause.Letter, p.Clause.Letter
		}
	}
	if p.Letter == "" {
		return nil
	}
	groups, err := register.Groups(tx, r.Who, p.Letter)
	if err != nil {
		return err
	}
	p.Groups = []web.Option{{Text: r.T("mọi nhóm")}}
	for _, g := range groups {
		p.Groups = append(p.Groups, web.Option{Value: strconv.Itoa(g.Ordinal), Text: strconv.Itoa(g.Ordinal) + ". " + register.Short(g.Text)})
	}
	if p.Group != "" {
		f.Group = "-" // a group that the letter does not have has no tasks
		if i := slices.IndexFunc(groups, func(g register.Group) bool { return strconv.Itoa(g.Ordinal) == p.Group }); i >= 0 {
			f.Group = groups[i].ID
		}
	}
	return nil
}
