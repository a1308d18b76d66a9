package obstacle

import (
	"fmt"
	"strings"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// Show is which obstacles a list has.
type Show string

// What a list may show.
const (
	ShowOpen   Show = ""       // not closed
	ShowMine   Show = "mine"   // that the person reported or has to solve, not closed
	ShowLate   Show = "late"   // whose day has passed
	ShowClosed Show = "closed" // closed
)

// Filter chooses obstacles.
type Filter struct {
	Show  Show
	Class Class  // "" is every one
	State State  // "" is every one
	Owner string // a key of Owner.Key, "" is every one
	Limit int    // 0 is 50
	From  int    // how many to leave out
}

// where is the condition of a filter, with its arguments from ?3 on; ?2 is today.
func (f Filter) where(who org.Who, late vn.Day) (string, []any) {
	var parts []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("?%d", len(args)+2)
	}
	switch f.Show {
	case ShowClosed:
		parts = append(parts, "o.state = 'closed'")
	case ShowLate:
		parts = append(parts, "(o.state = 'doing' and o.due_on <= "+arg(late)+" or o.state = 'asked' and exists (select 1 from proposal_obstacle i join proposal p on p.tenant_id = i.tenant_id and p.proposal_id = i.proposal_id where i.tenant_id = o.tenant_id and i.obstacle_id = o.obstacle_id and p.state in ('sent', 'received', 'considering') and p.due_on <= "+arg(late)+"))")
	case ShowMine:
		me := arg(who.Person)
		posts := who.DoerPosts()
		in := db.In("o.owner", len(posts), len(args)+3)
		args = append(args, db.IDs(posts)...)
		if len(posts) == 0 {
			in = "1 = 0"
		}
		parts = append(parts, "o.state <> 'closed' and ("+in+" or exists (select 1 from obstacle_reporter r where r.tenant_id = o.tenant_id and r.obstacle_id = o.obstacle_id and r.person_id = "+me+"))")
	default:
		parts = append(parts, "o.state <> 'closed'")
	}
	if f.Class != "" {
		parts = append(parts, "o.class = "+arg(f.Class))
	}
	if f.State != "" {
		parts = append(parts, "o.state = "+arg(f.State))
	}
	if f.Owner != "" {
		parts = append(parts, ownerKey+" = "+arg(f.Owner))
	}
	return strings.Join(parts, " and "), args
}

// ownerKey is who has to act on an obstacle o: the post that solves it, the body
// that was asked, or nobody yet.
const ownerKey = `case when o.state in ('doing', 'solved', 'closed') and o.owner is not null then o.owner
	when coalesce(o.beyond, 0) = 1 then coalesce((select max(b.to_name) from proposal b where b.tenant_id = o.tenant_id and b.proposal_id = (
		select max(i.proposal_id) from proposal_obstacle i join proposal s on s.tenant_id = i.tenant_id and s.proposal_id = i.proposal_id and s.sent_at is not null
		where i.tenant_id = o.tenant_id and i.obstacle_id = o.obstacle_id)), 'unasked')
	else 'undecided' end`

// Owner is who has to act on some obstacles.
type Owner struct {
	Key   string // of a Filter: a post's id, a body's name, "unasked" or "undecided"
	Title string // the post or the body, "" of the two others
	Count int
}

// Board is how many obstacles there are, by class and by who has to act.
type Board struct {
	Open    int
	Late    int
	Classes map[Class]int
	Owners  []Owner
}

// BoardOf counts what is not closed, in three queries.
func BoardOf(tx *db.Tx, who org.Who) (Board, error) {
	b := Board{Classes: map[Class]int{}}
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return b, err
	}
	today := vn.Today(tx.Now)
	err := tx.Each(func(scan func(...any) error) error {
		var class Class
		var n int
		err := scan(&class, &n)
		b.Classes[class], b.Open = n, b.Open+n
		return err
	}, "select class, count(*) from obstacle where tenant_id = ?1 and state <> 'closed' group by class")
	if err != nil {
		return b, err
	}
	b.Owners, err = db.All(tx, func(o *Owner) []any { return []any{&o.Key, db.Opt(&o.Title), &o.Count} },
		`select k.owner, `+org.PostTitle("p", "?2")+`, k.n from (select `+ownerKey+` as owner, count(*) as n from obstacle o where o.tenant_id = ?1 and o.state <> 'closed' group by 1) k
		left join post p on p.tenant_id = ?1 and p.post_id = k.owner order by k.n desc, k.owner limit 50`, today)
	if err != nil {
		return b, err
	}
	for i := range b.Owners {
		if o := &b.Owners[i]; o.Title == "" && o.Key != "unasked" && o.Key != "undecided" {
			o.Title = o.Key
		}
	}
	b.Late, err = Count(tx, who, Filter{Show: ShowLate})
	return b, err
}

// Count is how many obstacles a filter chooses.
func Count(tx *db.Tx, who org.Who, f Filter) (int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return 0, err
	}
	late, err := lateOn(tx)
	if err != nil {
		return 0, err
	}
	where, args := f.where(who, late)
	return db.Value[int](tx, "select count(*) from obstacle o where o.tenant_id = ?1 and ?2 <> '' and "+where, append([]any{vn.Today(tx.Now)}, args...)...)
}

// List is a page of the obstacles that a filter chooses: what waits longest first.
func List(tx *db.Tx, who org.Who, f Filter) ([]Obstacle, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	late, err := lateOn(tx)
	if err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 50
	}
	where, args := f.where(who, late)
	order := " order by o.since, o.ref"
	if f.Show == ShowClosed {
		order = " order by o.closed_at desc, o.ref desc"
	}
	return obstacles(tx, fmt.Sprintf("%s%s limit %d offset %d", where, order, f.Limit, max(0, f.From)), args...)
}

// lateOn is the greatest day whose time is over today.
func lateOn(tx *db.Tx) (vn.Day, error) {
	c, err := calendar.Of(tx)
	if err != nil {
		return "", err
	}
	return c.Add(vn.Today(tx.Now), -1), nil
}

// Page is all that an obstacle's page shows.
type Page struct {
	Obstacle
	Reporters []Reporter
	Events    []Event
	Causes    []Cause
	Proposals []Proposal // the latest first
	Speaks    bool       // the person may accept or reopen
	Waits     bool       // the person has not said yet
}

// PageOf loads an obstacle with its reporters, its history, its causes and its
// proposals.
func PageOf(tx *db.Tx, who org.Who, ref string) (Page, error) {
	var p Page
	var err error
	if p.Obstacle, err = Get(tx, who, ref); err != nil {
		return p, err
	}
	if p.Reporters, err = p.reporters(tx); err != nil {
		return p, err
	}
	for _, r := range p.Reporters {
		if r.Speaks(who) {
			p.Speaks, p.Waits = true, p.Waits || !r.Accepted
		}
	}
	if p.Events, err = events(tx, "obstacle", p.ID); err != nil {
		return p, err
	}
	if p.Proposals, err = proposals(tx, "p.state <> 'dropped' and p.proposal_id in (select i.proposal_id from proposal_obstacle i where i.tenant_id = ?1 and i.obstacle_id = ?3) order by p.proposal_id desc", p.ID); err != nil {
		return p, err
	}
	p.Causes, err = causes(tx, "c.obstacle_id = ?3", p.ID)
	return p, err
}

// Event is one line of a history.
type Event struct {
	At        time.Time
	Kind      string // a key of EventName or ProposalEventName
	Name      string // who, "" of a superior's word that the program brought
	PostTitle string // as it was called then
	ForTitle  string
	TaskRef   string
	Ref       string // of the proposal
	Says      string

	post, of db.ID
}

// EventName is what happened to an obstacle, in words.
var EventName = map[string]string{
	"raised": "Báo vướng mắc", "updated": "Cập nhật vướng mắc", "joined": "Thêm nhiệm vụ bị vướng", "left": "Bỏ nhiệm vụ khỏi vướng mắc",
	"decided-within": "Xác định thuộc thẩm quyền xã", "decided-beyond": "Xác định vượt thẩm quyền xã", "solved": "Đã xử lý", "over": "Người báo cho biết đã hết vướng",
	"asked": "Gửi kiến nghị", "answered": "Cấp trên trả lời", "accepted": "Người báo xác nhận đã hết vướng", "reopened": "Mở lại", "closed": "Đóng vướng mắc",
	"redated": "Hạn xử lý tính lại theo lịch",
}

// ProposalEventName is what happened to a proposal, in words.
var ProposalEventName = map[string]string{
	"drafted": "Lập dự thảo", "edited": "Sửa dự thảo", "dropped": "Bỏ dự thảo", "sent": "Gửi kiến nghị", "carried": "Đã chuyển đến cấp trên",
	"received": "Cấp trên tiếp nhận", "considering": "Cấp trên đang xem xét", "passed": "Cấp trên chuyển lên cấp cao hơn", "answered": "Cấp trên trả lời", "closed": "Đóng kiến nghị",
	"urged": "Quá hạn trả lời", "redated": "Hạn trả lời tính lại theo lịch",
}

// events is the history of an obstacle or a proposal, the latest first.
func events(tx *db.Tx, of string, id db.ID) ([]Event, error) {
	text := `select e.at, e.kind, coalesce(s.name, ''), e.post_id, e.for_post, coalesce(t.ref, ''), coalesce(p.ref, ''), e.says from obstacle_event e
		left join person s on s.tenant_id = e.tenant_id and s.person_id = e.person_id
		left join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		left join proposal p on p.tenant_id = e.tenant_id and p.proposal_id = e.proposal_id
		where e.tenant_id = ?1 and e.obstacle_id = ?2 order by e.event_id desc limit 500`
	if of == "proposal" {
		text = `select e.at, e.kind, coalesce(s.name, ''), e.post_id, e.for_post, '', '', e.says from proposal_event e
			left join person s on s.tenant_id = e.tenant_id and s.person_id = e.person_id
			where e.tenant_id = ?1 and e.proposal_id = ?2 order by e.event_id desc limit 500`
	}
	list, err := db.All(tx, func(e *Event) []any {
		return []any{db.Time(&e.At), &e.Kind, &e.Name, db.Opt(&e.post), db.Opt(&e.of), &e.TaskRef, &e.Ref, &e.Says}
	}, text, id)
	if err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	for i := range list {
		e := &list[i]
		e.PostTitle, e.ForTitle = names.Post(e.post, vn.Today(e.At)), names.Post(e.of, vn.Today(e.At))
		if e.Name == "" {
			e.Name = e.PostTitle
		}
	}
	return list, err
}

// ProposalEvents is the history of a proposal, the latest first.
func ProposalEvents(tx *db.Tx, who org.Who, id db.ID) ([]Event, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return events(tx, "proposal", id)
}

// OfTask is what stands in the way of one task.
type OfTask struct {
	Obstacles []Obstacle // those not closed first, the latest first
	Causes    []Cause
}

// ForTask loads what the page of a task shows: at most 20 obstacles.
func ForTask(tx *db.Tx, who org.Who, id db.ID) (OfTask, error) {
	var of OfTask
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return of, err
	}
	var err error
	of.Obstacles, err = obstacles(tx, `o.obstacle_id in (select l.obstacle_id from obstacle_task l where l.tenant_id = ?1 and l.task_id = ?3 and l.left_at is null)
		order by case when o.state = 'closed' then 1 else 0 end, o.obstacle_id desc limit 20`, id)
	if err != nil {
		return of, err
	}
	of.Causes, err = causes(tx, "c.task_id = ?3", id)
	return of, err
}

// twice is how long after an act the same act by the same person is a form that
// was sent twice.
const twice = time.Minute

// JustDone reports whether the last thing that happened to the obstacle or
// proposal of a reference is this kind of act by this person, a moment ago.
func JustDone(tx *db.Tx, who org.Who, ref, kind string) (bool, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return false, err
	}
	text := `select count(*) from obstacle o join obstacle_event e on e.tenant_id = o.tenant_id and e.obstacle_id = o.obstacle_id
		where o.tenant_id = ?1 and o.ref = ?2 and e.kind = ?3 and e.person_id = ?4 and e.at >= ?5`
	if strings.HasPrefix(ref, "KN-") {
		text = `select count(*) from proposal o join proposal_event e on e.tenant_id = o.tenant_id and e.proposal_id = o.proposal_id
			where o.tenant_id = ?1 and o.ref = ?2 and e.kind = ?3 and e.person_id = ?4 and e.at >= ?5`
	}
	n, err := db.Value[int](tx, text, ref, kind, who.Person, tx.Now.Add(-twice))
	return n > 0, err
}

// ToConfirm are the obstacles with an outcome that the person, by a post held or
// as who reported them, has not said anything to.
func ToConfirm(tx *db.Tx, who org.Who) (map[db.ID]bool, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	own := append(who.Own(), "")
	wait := map[db.ID]bool{}
	err := tx.Each(func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		wait[id] = true
		return err
	}, `select distinct r.obstacle_id from obstacle o
		join obstacle_reporter r on r.tenant_id = o.tenant_id and r.obstacle_id = o.obstacle_id and r.verdict = ''
		join obstacle_task l on l.tenant_id = r.tenant_id and l.obstacle_id = r.obstacle_id and l.task_id = r.task_id and l.left_at is null
		where o.tenant_id = ?1 and o.state = 'solved' and (r.person_id = ?2 or `+db.In("r.post_id", len(own), 3)+")", append([]any{who.Person}, db.IDs(own)...)...)
	return wait, err
}

// EventSays is what an event says where that is one of the program's own
// sentences, as the key of its translation; else "".
func EventSays(e Event) string {
	for _, name := range StepName {
		if e.Kind == "urged" && e.Says == name {
			return name
		}
	}
	return ""
}
