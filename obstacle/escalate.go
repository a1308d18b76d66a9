package obstacle

import (
	"fmt"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// ladder is what a superior's silence leads to, by working days after the
// answer's last day, from a day on. No law sets the steps; they are the office's
// own practice (PEERS: E5).
var ladder = []struct {
	step int
	days int
}{{1, 1}, {2, 3}, {3, 5}}

// StepName is what a step is, in words.
var StepName = map[int]string{
	1: "Nhắc người theo dõi", 2: "Công văn nhắc của Văn phòng, Chủ tịch", 3: "Kiến nghị lên cấp trên tiếp theo",
}

// Step is a step that silence has led to.
type Step struct {
	Step  int
	DueOn vn.Day // the answer's last day as it was then
	Days  int    // working days after it
	On    vn.Day // when it was taken
	Told  string // title of the post
}

// Steps are those of a proposal, in order.
func Steps(tx *db.Tx, who org.Who, id db.ID) ([]Step, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(s *Step) []any { return []any{&s.Step, &s.DueOn, &s.Days, dayOf{&s.On}, db.Opt(&s.Told)} },
		`select s.step, s.due_on, s.days, s.at, `+org.PostTitle("p", "?2")+` from proposal_step s
		left join post p on p.tenant_id = s.tenant_id and p.post_id = s.told
		where s.tenant_id = ?1 and s.proposal_id = ?3 order by s.step`, vn.Today(tx.Now), id)
}

// Escalate takes the steps that the silence of superiors has led to by today, each
// exactly once, and gives how many it took. The program calls it every morning;
// called again it takes none. What nobody waits for any more climbs no further.
// What was reported before obstacles had numbers gets one first.
func Escalate(tx *db.Tx, who org.Who) (taken int, err error) {
	if !who.IsProgram() {
		return 0, fault.New(fault.Denied, "Nhắc cấp trên quá hạn trả lời do chương trình làm mỗi sáng.")
	}
	if err := adopt(tx, who); err != nil {
		return 0, err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return 0, err
	}
	today := vn.Today(tx.Now)
	late, err := proposals(tx, `p.state in ('sent', 'received', 'considering') and p.due_on < ?2
		and exists (select 1 from proposal_obstacle i join obstacle o on o.tenant_id = i.tenant_id and o.obstacle_id = i.obstacle_id and o.state = 'asked' where i.tenant_id = p.tenant_id and i.proposal_id = p.proposal_id)
		and not exists (select 1 from proposal_step s where s.tenant_id = p.tenant_id and s.proposal_id = p.proposal_id and s.step = ?3)
		order by p.due_on, p.proposal_id limit 500`, ladder[len(ladder)-1].step)
	if err != nil || len(late) == 0 {
		return 0, err
	}
	ids := make([]db.ID, len(late))
	for i, p := range late {
		ids[i] = p.ID
	}
	took := map[db.ID]int{}
	err = tx.Each(func(scan func(...any) error) error {
		var id db.ID
		var step int
		err := scan(&id, &step)
		took[id] = step
		return err
	}, "select proposal_id, max(step) from proposal_step where tenant_id = ?1 and "+db.In("proposal_id", len(ids), 2)+" group by proposal_id", db.IDs(ids)...)
	if err != nil {
		return 0, err
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return 0, err
	}
	for _, p := range late { // only those that are late, and only until they have climbed
		days := c.Between(p.lastInTime, today)
		for _, l := range ladder {
			if l.step <= took[p.ID] || days < l.days {
				continue
			}
			if err := p.climb(tx, who, l.step, days, posts); err != nil {
				return taken, err
			}
			taken++
		}
	}
	return taken, nil
}

// climb takes one step for a proposal.
func (p Proposal) climb(tx *db.Tx, who org.Who, step, days int, posts []org.Post) error {
	told := []db.ID{p.Watcher}
	does := fault.Text{Format: "Xem, hỏi cấp trên"}
	switch step {
	case 2:
		told, does = held(posts, org.Clerk, org.Chairman), fault.Text{Format: "Gửi công văn nhắc"}
	case 3:
		told, does = append(held(posts, org.Chairman), p.Watcher), fault.Text{Format: "Kiến nghị lên cấp trên tiếp theo"}
	}
	var first db.ID
	if len(told) > 0 {
		first = told[0]
	}
	_, err := tx.Exec("insert into proposal_step (tenant_id, proposal_id, step, due_on, days, at, told) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		p.ID, step, p.Clock.On, days, tx.Now, db.Null(first))
	if err != nil {
		return err
	}
	if err := p.note(tx, who, "", "urged", p.Stage, StepName[step]); err != nil {
		return err
	}
	for _, post := range told { // two or three
		if err := notice.ToPost(tx, post, notice.Notice{
			Event: fmt.Sprintf("silence:%s:%d", p.ID, step), Kind: "overdue", About: p.Ref, Link: "/kien-nghi/" + p.Ref,
			Says: fault.Text{Format: "Kiến nghị %s quá hạn trả lời %d ngày làm việc.", Args: []any{p.Ref, days}}, Does: does,
		}); err != nil {
			return err
		}
	}
	return nil
}

// held are the posts of the roles that somebody holds.
func held(posts []org.Post, roles ...org.Role) []db.ID {
	var list []db.ID
	for _, role := range roles {
		for _, p := range posts {
			if p.Role == role && p.Holder != "" {
				list = append(list, p.ID)
			}
		}
	}
	return list
}

// dayOf scans an instant as the civil day of the office.
type dayOf struct{ d *vn.Day }

// Scan reads microseconds.
func (s dayOf) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("obstacle: an instant stored as %T", v)
	}
	*s.d = vn.Today(time.UnixMicro(n))
	return nil
}
