package obstacle

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// answerDays is the time that a proposal gives a superior where nobody says
// another, by the day from which on it holds. No law sets it: it is the usual
// practice, to be changed in each proposal.
var answerDays = []struct {
	from vn.Day
	rule string
}{{"2025-07-01", "10 ngày làm việc"}}

// AnswerDays is the time for an answer that is proposed on a day.
func AnswerDays(day vn.Day) string {
	rule := ""
	for _, r := range answerDays {
		if r.from <= day || rule == "" {
			rule = r.rule
		}
	}
	return rule
}

var daysRule = regexp.MustCompile(`^0*([1-9][0-9]{0,2}) ngày( làm việc)?$`)

// lastDay is the last day that a rule in words gives from a day on: "10 ngày làm
// việc", "30 ngày".
func lastDay(c *vn.Calendar, from vn.Day, rule string) (vn.Day, bool) {
	m := daysRule.FindStringSubmatch(strings.ToLower(vn.Line(rule)))
	if m == nil || !from.Valid() {
		return "", false
	}
	n, _ := strconv.Atoi(m[1])
	if m[2] != "" {
		return c.Add(from, n), true
	}
	return c.LastInTime(from.Add(n)), true
}

// Draft is what a proposal says before it is sent.
type Draft struct {
	Obstacles []string // their references
	To        Body
	Subject   string
	Asks      string
	Law       string
	Done      string
	Watcher   db.ID  // the post that follows it; "" is the drafter's own
	Days      string // the time for the answer, in words; "" is AnswerDays
	Once      db.ID  // the token of a form that may be sent twice
}

// Propose drafts a proposal about obstacles that are beyond the commune's power.
// A form sent twice is one proposal.
func Propose(tx *db.Tx, who org.Who, d Draft) (ref string, err error) {
	who, sent, err := proposing(tx, who, d.Once)
	if err != nil || sent != "" {
		return sent, err
	}
	return d.keep(tx, who, Proposal{})
}

// proposing is the seat that may propose, and the proposal that this form has
// made already.
func proposing(tx *db.Tx, who org.Who, once db.ID) (org.Who, string, error) {
	who, err := who.As(org.Propose, org.Thing{})
	if err != nil || once == "" {
		return who, "", err
	}
	sent, err := db.Value[string](tx, `select p.ref from proposal_event e join proposal p on p.tenant_id = e.tenant_id and p.proposal_id = e.proposal_id
		where e.tenant_id = ?1 and e.event_id = ?2 and e.person_id = ?3`, once, who.Person)
	return who, sent, err
}

func (d Draft) keep(tx *db.Tx, who org.Who, follows Proposal) (ref string, err error) {
	in, err := d.check(tx, who, "", follows)
	if err != nil {
		return "", err
	}
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("KN", year)
	if err != nil {
		return "", err
	}
	p := Proposal{ID: db.NewID(), Ref: fmt.Sprintf("KN-%d-%04d", year, n), Stage: Drafted}
	_, err = tx.Exec(`insert into proposal (tenant_id, proposal_id, ref, version, state, to_tenant, to_name, subject, asks, law, done, watcher, follows, number, symbol, signer, days, due_rule,
			received_number, verdict, answer_number, answer_signer, answer, file_hash, file_name, file_size, file_mime, created_at, created_by, created_post)
		values (?1, ?2, ?3, 1, 'draft', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '', '', '', ?12, '', '', '', '', '', '', '', '', 0, '', ?13, ?14, ?15)`,
		p.ID, p.Ref, db.Null(d.To.Tenant), d.To.Name, d.Subject, d.Asks, d.Law, d.Done, d.Watcher, db.Null(follows.ID), d.Days, tx.Now, who.Person, db.Null(who.Post))
	if err != nil {
		return "", err
	}
	if err := p.hold(tx, in); err != nil {
		return "", err
	}
	return p.Ref, p.note(tx, who, d.Once, "drafted", Drafted, "")
}

// hold writes which obstacles are in the proposal, in place of what was in it.
func (p Proposal) hold(tx *db.Tx, in []Obstacle) error {
	if _, err := tx.Exec("delete from proposal_obstacle where tenant_id = ?1 and proposal_id = ?2", p.ID); err != nil {
		return err
	}
	for i, o := range in { // at most inOne
		if _, err := tx.Exec("insert into proposal_obstacle (tenant_id, proposal_id, obstacle_id, ordinal) values (?1, ?2, ?3, ?4)", p.ID, o.ID, i+1); err != nil {
			return err
		}
	}
	return nil
}

// inOne is how many obstacles one proposal holds.
const inOne = 20

// check cleans the draft and gives the obstacles it names. mine is the proposal
// that is edited, "" for a new one; follows the one that it takes further.
func (d *Draft) check(tx *db.Tx, who org.Who, mine db.ID, follows Proposal) ([]Obstacle, error) {
	d.To.Name, d.Subject, d.Days = vn.Line(d.To.Name), vn.Line(d.Subject), strings.ToLower(vn.Line(d.Days))
	d.Asks, d.Law, d.Done = vn.NFC(d.Asks), vn.NFC(d.Law), vn.NFC(d.Done)
	if d.Days == "" {
		d.Days = AnswerDays(vn.Today(tx.Now))
	}
	if d.Watcher == "" {
		d.Watcher = who.Post
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return nil, err
	}
	above, err := Superior(tx)
	if err != nil {
		return nil, err
	}
	var f fault.Form
	if d.To.Tenant != "" {
		f.Check(d.To.Tenant == above.Tenant, "to", "Hãy chọn lại cơ quan nhận kiến nghị.")
		if d.To.Name == "" {
			d.To.Name = above.Name
		}
	}
	f.Check(d.To.Name != "", "to", "Hãy ghi cơ quan có thẩm quyền nhận kiến nghị, ví dụ Sở Tài chính.")
	line(&f, "to", d.To.Name)
	f.Check(d.Subject != "", "subject", "Hãy ghi kiến nghị về việc gì.")
	line(&f, "subject", d.Subject)
	f.Check(d.Asks != "", "asks", "Hãy ghi đề nghị cấp trên làm gì.")
	fits(&f, "asks", d.Asks)
	fits(&f, "law", d.Law)
	fits(&f, "done", d.Done)
	f.Check(slices.ContainsFunc(posts, func(p org.Post) bool { return p.ID == d.Watcher && p.Holder != "" }), "watcher", "Hãy chọn chức danh theo dõi kiến nghị, đang có người giữ.")
	f.Check(daysRule.MatchString(d.Days), "days", "Hãy ghi thời hạn đề nghị trả lời bằng số ngày, ví dụ 10 ngày làm việc.")
	f.Check(len(d.Obstacles) > 0, "obstacles", "Hãy chọn ít nhất một vướng mắc để kiến nghị.")
	f.Check(len(d.Obstacles) <= inOne, "obstacles", "Một kiến nghị có nhiều nhất %d vướng mắc. Hãy tách thành nhiều kiến nghị.", inOne)
	if err := f.Err(); err != nil {
		return nil, err
	}
	refs := make([]any, len(d.Obstacles))
	for i, ref := range d.Obstacles {
		refs[i] = vn.Line(ref)
	}
	in, err := obstacles(tx, db.In("o.ref", len(refs), 3)+" order by o.ref", refs...)
	if err != nil {
		return nil, err
	}
	f.Check(len(in) == len(refs), "obstacles", "Có vướng mắc không tìm thấy hoặc chọn hai lần. Hãy chọn lại từ danh sách.")
	for _, o := range in {
		in := o.Proposal
		if in.ID == follows.ID {
			in = Proposal{}
		}
		f.Check(o.State == Stuck || o.State == Asked && o.climbsFrom(follows), "obstacles", "Vướng mắc %s đang ở trạng thái %s. Chỉ kiến nghị vướng mắc đã được xác định là vượt thẩm quyền xã.", o.Ref, fault.Text{Format: StateName[o.State]})
		f.Check(in.ID == mine || in.Stage != Drafted, "obstacles", "Vướng mắc %s đã có trong dự thảo kiến nghị %s.", o.Ref, in.Ref)
	}
	return in, f.Err()
}

// Edit changes a draft.
func Edit(tx *db.Tx, who org.Who, ref string, version int64, d Draft) error {
	who, p, err := drafted(tx, who, ref, version)
	if err != nil {
		return err
	}
	follows, err := p.followed(tx)
	if err != nil {
		return err
	}
	in, err := d.check(tx, who, p.ID, follows)
	if err != nil {
		return err
	}
	if err := p.bump(tx, ", to_tenant = ?5, to_name = ?6, subject = ?7, asks = ?8, law = ?9, done = ?10, watcher = ?11, days = ?12",
		db.Null(d.To.Tenant), d.To.Name, d.Subject, d.Asks, d.Law, d.Done, d.Watcher, d.Days); err != nil {
		return err
	}
	if err := p.hold(tx, in); err != nil {
		return err
	}
	return p.note(tx, who, "", "edited", p.Stage, "")
}

// drafted loads a proposal that is not sent yet, for whoever may propose.
func drafted(tx *db.Tx, who org.Who, ref string, version int64) (org.Who, Proposal, error) {
	who, err := who.As(org.Propose, org.Thing{})
	if err != nil {
		return who, Proposal{}, err
	}
	p, err := seenProposal(tx, who, ref, version)
	if err == nil && p.Stage != Drafted {
		err = fault.New(fault.Invalid, "Kiến nghị %s không còn là dự thảo nên không sửa được.", p.Ref)
	}
	return who, p, err
}

// Drop gives a draft up, with the reason. Its obstacles wait for another proposal.
func Drop(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	who, p, err := drafted(tx, who, ref, version)
	if err != nil {
		return err
	}
	if reason, err = because(reason, fault.Text{Format: "Hãy ghi lý do bỏ dự thảo."}); err != nil {
		return err
	}
	p.Stage = DroppedKind
	if err := p.bump(tx, ""); err != nil {
		return err
	}
	return p.note(tx, who, "", "dropped", Drafted, reason)
}

// Letter is the paper that a proposal is sent by.
type Letter struct {
	Number string // 215
	Symbol string // UBND-VX
	Dated  vn.Day
	Signer string
}

// Send says by which paper the proposal went out. From the paper's date on its
// clock runs, by the engine of all deadlines.
func Send(tx *db.Tx, who org.Who, ref string, version int64, l Letter) error {
	who, p, err := drafted(tx, who, ref, version)
	if err != nil {
		return err
	}
	l.Number, l.Symbol, l.Signer = vn.Line(l.Number), strings.TrimPrefix(vn.Line(l.Symbol), "/"), vn.Line(l.Signer)
	if number, symbol, both := strings.Cut(l.Number, "/"); both && l.Symbol == "" {
		l.Number, l.Symbol = vn.Line(number), vn.Line(symbol)
	}
	var f fault.Form
	f.Check(l.Number != "", "number", "Hãy ghi số của công văn kiến nghị, ví dụ 215/UBND-VX.")
	line(&f, "number", l.Number+l.Symbol)
	f.Check(l.Signer != "", "signer", "Hãy ghi người ký công văn.")
	line(&f, "signer", l.Signer)
	switch {
	case !l.Dated.Valid():
		f.Add("dated", "Ngày ký chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
	case l.Dated > p.Today:
		f.Add("dated", "Ngày ký %s chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.", l.Dated.String())
	case l.Dated < vn.Today(p.CreatedAt).Add(-30):
		f.Add("dated", "Ngày ký %s sớm hơn ngày lập dự thảo quá 30 ngày. Hãy kiểm tra lại.", l.Dated.String())
	}
	if err := f.Err(); err != nil {
		return err
	}
	in, err := InProposal(tx, who, p.ID)
	if err != nil {
		return err
	}
	follows, err := p.followed(tx)
	if err != nil {
		return err
	}
	for _, o := range in {
		if o.State != Stuck && !(o.State == Asked && o.climbsFrom(follows)) {
			return fault.New(fault.Conflict, "Vướng mắc %s đang ở trạng thái %s nên không gửi kiến nghị được. Hãy bỏ vướng mắc này khỏi dự thảo.", o.Ref, fault.Text{Format: StateName[o.State]})
		}
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	due, ok := lastDay(c, l.Dated, p.Days)
	if !ok {
		return fmt.Errorf("obstacle: proposal %s has the days %q", p.Ref, p.Days)
	}
	p.Stage = OnItsWay
	if err := p.bump(tx, ", number = ?5, symbol = ?6, dated = ?7, signer = ?8, due_from = ?7, due_rule = ?9, due_on = ?10, sent_at = ?11",
		l.Number, l.Symbol, l.Dated, l.Signer, p.Days, due, tx.Now); err != nil {
		return err
	}
	if err := p.note(tx, who, "", "sent", Drafted, ""); err != nil {
		return err
	}
	for _, o := range in { // at most inOne
		from := o.State
		o.State = Asked
		if err := o.bump(tx, ""); err != nil {
			return err
		}
		if err := o.note(tx, who, event{kind: "asked", from: from, proposal: p.ID}); err != nil {
			return err
		}
	}
	return nil
}

// InProposal are the obstacles in a proposal, in its order.
func InProposal(tx *db.Tx, who org.Who, id db.ID) ([]Obstacle, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return obstacles(tx, `o.obstacle_id in (select i.obstacle_id from proposal_obstacle i where i.tenant_id = ?1 and i.proposal_id = ?3)
		order by (select n.ordinal from proposal_obstacle n where n.tenant_id = ?1 and n.proposal_id = ?3 and n.obstacle_id = o.obstacle_id)`, id)
}

// Again drafts a further proposal: about what was reopened after an answer, or,
// where nobody answered in time, the same question to the next superior; then
// both wait, and the answer that comes first ends the obstacle. A form sent twice
// is one proposal.
func Again(tx *db.Tx, who org.Who, ref string, d Draft) (string, error) {
	who, sent, err := proposing(tx, who, d.Once)
	if err != nil || sent != "" {
		return sent, err
	}
	p, err := ProposalByRef(tx, who, ref)
	if err != nil {
		return "", err
	}
	return d.keep(tx, who, p)
}

// climbsFrom reports whether the obstacle waits for an answer to a proposal that
// is late, so that the next superior may be asked.
func (o Obstacle) climbsFrom(p Proposal) bool { return o.Proposal.ID == p.ID && p.Late() }

// followed is the proposal that this one takes further, zero where there is none.
func (p Proposal) followed(tx *db.Tx) (Proposal, error) {
	if p.Follows == "" {
		return Proposal{}, nil
	}
	return oneProposal(tx, "p.proposal_id = ?3", p.Follows)
}

// Superior is the office above, where it works in this installation too; else zero.
func Superior(tx *db.Tx) (Body, error) {
	id, name, err := org.Above(tx)
	return Body{id, name}, err
}

func because(reason string, missing fault.Text) (string, error) {
	reason = vn.NFC(reason)
	var f fault.Form
	f.Check(vn.Line(reason) != "", "reason", missing.Format, missing.Args...)
	fits(&f, "reason", reason)
	return reason, f.Err()
}
