package petition

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// silence is how many working days after the last day each step of it is taken:
// whoever handles it is told, then the head of that unit, then the chairman.
var silence = [3]int{1, 3, 5}

// silentMost is how many petitions one transaction goes through.
const silentMost = 500

// Silence takes the steps that are due for petitions whose last day has passed
// without an answer, each once, and says how many it took. It is the program's
// own work; it is called again until it gives 0.
func Silence(tx *db.Tx) (int, error) {
	today := vn.Today(tx.Now)
	late, err := list(tx, "p.next_on <= ?2 and p.answered_at is null order by p.next_on, p.petition_id limit ?3", silentMost)
	if err != nil || len(late) == 0 {
		return 0, err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return 0, err
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return 0, err
	}
	who := org.Program(tx.Tenant)
	type turn struct {
		step int
		next vn.Day
	}
	n := 0
	for k := range silence {
		groups := map[turn][]db.ID{}
		var told []Petition
		for i := range late {
			p := &late[i]
			if p.Silent != int64(k) || c.Add(p.Due(), silence[k]) > today {
				continue
			}
			t := turn{step: k + 1}
			if k+1 < len(silence) {
				t.next = c.Add(p.Due(), silence[k+1])
			}
			groups[t] = append(groups[t], p.ID)
			told = append(told, *p)
			p.Silent = int64(k + 1)
		}
		for t, ids := range groups {
			s := step{kind: "silent", says: fmt.Sprintf("T+%d", silence[k]), set: "silent = ?2, next_on = ?3", args: []any{t.step, db.Null(t.next)}, quiet: true}
			if err := s.take(tx, who, ids); err != nil {
				return n, err
			}
			about := tx.Tenant
			if len(ids) == 1 {
				about = ids[0]
			}
			who.Did(tx, "petition-silent", about)
			n += len(ids)
		}
		if err := tellSilent(tx, posts, k, told); err != nil {
			return n, err
		}
	}
	return n, nil
}

// tellSilent tells of a step: those of one issue together.
func tellSilent(tx *db.Tx, posts []org.Post, k int, late []Petition) error {
	told := map[string]bool{}
	for _, p := range late {
		ref, link := p.Ref, "/kien-nghi-den/"+p.Ref
		if p.Issue != "" {
			ref, link = p.IssueRef, "/van-de/"+p.IssueRef
		}
		to := chosen(posts, k, p)
		event := fmt.Sprintf("silent:%s:%s:%d", ref, p.Due(), silence[k])
		if to == "" || told[event+string(to)] {
			continue
		}
		told[event+string(to)] = true
		says := fault.Text{Format: "Kiến nghị %s quá hạn trả lời %d ngày làm việc.", Args: []any{ref, silence[k]}}
		if p.State == Passed {
			says = fault.Text{Format: "Kiến nghị %s đã chuyển cấp trên, quá hạn chờ %d ngày làm việc.", Args: says.Args}
		}
		err := notice.ToPost(tx, to, notice.Notice{Event: event, Kind: "overdue", About: ref, Says: says, Does: fault.Text{Format: "Mở kiến nghị"}, Link: link, AtOnce: true, Due: p.Due()})
		if err != nil {
			return err
		}
	}
	return nil
}

// chosen is the post that a step is told to: whose the petition is, else the
// clerk; the head of that unit, else the deputy; the chairman.
func chosen(posts []org.Post, k int, p Petition) db.ID {
	first := func(want func(org.Post) bool) db.ID {
		if i := slices.IndexFunc(posts, want); i >= 0 {
			return posts[i].ID
		}
		return ""
	}
	role := func(r org.Role) db.ID { return first(func(o org.Post) bool { return o.Role == r }) }
	switch k {
	case 0:
		return cmp.Or(p.Post, role(org.Clerk), role(org.Chairman))
	case 1:
		head := first(func(o org.Post) bool { return o.Role == org.Head && o.Unit == p.Unit })
		return cmp.Or(head, role(org.Deputy), role(org.Chairman))
	}
	return role(org.Chairman)
}

func tellAssigned(tx *db.Tx, p Petition, post db.ID) error {
	return notice.ToPost(tx, post, notice.Notice{
		Event: fmt.Sprintf("petition:%s:%d", p.ID, p.Version), Kind: "assigned", About: p.Ref,
		Says: fault.Text{Format: "Được giao xử lý kiến nghị %s, trả lời trước hết ngày %s.", Args: []any{p.Ref, p.Due().String()}},
		Does: fault.Text{Format: "Mở kiến nghị"}, Link: "/kien-nghi-den/" + p.Ref, AtOnce: true, Due: p.Due(),
	})
}

// Ladder is the ladder of reminders that petitions climb before their day; after
// it Silence goes on.
const Ladder = "petition"

// Items are the petitions and issues without an answer whose last day is until or
// before, all of them where until is "". An issue is one thing, with the first of
// its days.
func Items(tx *db.Tx, until vn.Day) ([]calendar.Item, error) {
	all, err := list(tx, `p.answered_at is null and (?3 = '' or case when p.state = 'passed' then a.due_on else p.due_on end <= ?3)
		order by case when p.state = 'passed' then a.due_on else p.due_on end, p.petition_id`, until)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	clerk, err := db.Value[db.ID](tx, "select p.post_id from post p where p.tenant_id = ?1 and p.role = 'clerk' and "+org.Exists("p", "?2")+" order by p.ordinal limit 1", vn.Today(tx.Now))
	if err != nil {
		return nil, err
	}
	var items []calendar.Item
	seen := map[db.ID]bool{}
	for _, p := range all {
		if p.Issue != "" && seen[p.Issue] {
			continue
		}
		seen[p.Issue] = true
		i := item(p)
		if i.Post == "" {
			i.Post = clerk
		}
		items = append(items, i)
	}
	return items, nil
}

func item(p Petition) calendar.Item {
	i := calendar.Item{Kind: "petition", ID: p.ID, Ref: p.Ref, Title: p.Title, Post: p.Post, Unit: p.Unit, Link: "/kien-nghi-den/" + p.Ref,
		From: p.DueFrom, Rule: p.DueRule, Due: p.Due(), Ladder: Ladder, Does: fault.Text{Format: "Trả lời kiến nghị"}}
	switch p.State {
	case Sent:
		i.Does = fault.Text{Format: "Tiếp nhận kiến nghị"}
	case Passed:
		i.From, i.Rule = p.UpFrom, p.UpRule
		i.Does = fault.Text{Format: "Ghi trả lời của cấp trên"}
	}
	if p.Issue != "" {
		i.Kind, i.ID, i.Ref, i.Title, i.Link = "issue", p.Issue, p.IssueRef, p.IssueTitle, "/van-de/"+p.IssueRef
	}
	return i
}

var daysRule = regexp.MustCompile(`^0*([1-9][0-9]{0,2}) ngày làm việc$`)

// lastDay is the last day by a clock of working days; false where the clock is of
// another kind, which working days do not move.
func lastDay(c *vn.Calendar, from vn.Day, rule string) (vn.Day, bool) {
	m := daysRule.FindStringSubmatch(rule)
	if m == nil || !from.Valid() {
		return "", false
	}
	n, _ := strconv.Atoi(m[1])
	return c.Add(from, n), true
}

// Redate counts again what is open by another calendar of the office and gives
// what moved. What was answered stays as it was.
func Redate(tx *db.Tx, who org.Who, now *vn.Calendar) ([]calendar.Moved, error) {
	all, err := list(tx, "p.answered_at is null order by p.petition_id")
	if err != nil {
		return nil, err
	}
	var moved []calendar.Moved
	waits := map[db.ID]vn.Day{} // an answer that passes on → its new day
	for _, p := range all {
		was, next := p.Due(), p.NextOn
		due, due2 := p.DueOn, p.UpOn
		if on, ok := lastDay(now, p.DueFrom, p.DueRule); ok {
			due = on
		}
		if on, ok := lastDay(now, p.UpFrom, p.UpRule); ok {
			due2 = on
		}
		if p.State == Passed && due2 != p.UpOn {
			waits[p.Answer] = due2
		}
		old := p.DueOn
		p.DueOn, p.UpOn = due, due2
		if int(p.Silent) < len(silence) {
			next = now.Add(p.Due(), silence[p.Silent])
		}
		if due == old && next == p.NextOn && p.Due() == was {
			continue
		}
		if due != old || next != p.NextOn {
			if _, err := tx.Exec("update petition set due_on = ?3, next_on = ?4 where tenant_id = ?1 and petition_id = ?2", p.ID, due, db.Null(next)); err != nil {
				return nil, err
			}
			who.Did(tx, "petition-redated", p.ID)
		}
		if p.Due() != was {
			moved = append(moved, calendar.Moved{Item: item(p), Was: was})
		}
	}
	for answer, due := range waits {
		if _, err := tx.Exec("update petition_answer set due_on = ?3 where tenant_id = ?1 and answer_id = ?2", answer, due); err != nil {
			return nil, err
		}
		who.Did(tx, "petition-redated", answer)
	}
	return moved, nil
}

// Here is the last day for the answer by a calendar of this office: the sender's
// may have other days off. It is "" where the clock is of no working days.
func (p Petition) Here(c *vn.Calendar) vn.Day {
	on, _ := lastDay(c, p.DueFrom, p.DueRule)
	return on
}
