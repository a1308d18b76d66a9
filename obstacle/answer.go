package obstacle

import (
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Sent is a proposal with the obstacles in it, as a superior is to have it.
type Sent struct {
	Proposal
	Obstacles []Obstacle
}

// Outgoing are the proposals that were sent to a superior working here too and
// do not lie on its desk yet, the oldest first, at most 100.
func Outgoing(tx *db.Tx) ([]Sent, error) {
	list, err := proposals(tx, "p.to_tenant is not null and p.carried_at is null and p.state = 'sent' order by p.proposal_id limit 100")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	sent, ids, at := make([]Sent, len(list)), make([]db.ID, len(list)), map[db.ID]*Sent{}
	for i, p := range list {
		sent[i].Proposal, ids[i], at[p.ID] = p, p.ID, &sent[i]
	}
	in, err := db.All(tx, func(i *inProposal) []any { return []any{&i.proposal, &i.obstacle} },
		"select proposal_id, obstacle_id from proposal_obstacle where tenant_id = ?1 and "+db.In("proposal_id", len(ids), 2)+" order by proposal_id, ordinal", db.IDs(ids)...)
	if err != nil || len(in) == 0 {
		return sent, err
	}
	ids = ids[:0]
	for _, i := range in {
		ids = append(ids, i.obstacle)
	}
	all, err := obstacles(tx, db.In("o.obstacle_id", len(ids), 3), db.IDs(ids)...)
	if err != nil {
		return nil, err
	}
	of := map[db.ID]Obstacle{}
	for _, o := range all {
		of[o.ID] = o
	}
	for _, i := range in {
		at[i.proposal].Obstacles = append(at[i.proposal].Obstacles, of[i.obstacle])
	}
	return sent, nil
}

// Carried says that the proposal lies on the desk of the superior. Saying it
// again changes nothing.
func Carried(tx *db.Tx, who org.Who, id db.ID) error {
	if !who.IsProgram() {
		return onlyTheProgram()
	}
	p, err := oneProposal(tx, "p.proposal_id = ?3", id)
	if err != nil || !p.CarriedAt.IsZero() {
		return err
	}
	if !p.Here() || p.Stage != OnItsWay {
		return fault.New(fault.Invalid, "Kiến nghị %s không chờ chuyển đi.", p.Ref)
	}
	if err := p.bump(tx, ", carried_at = ?5", tx.Now); err != nil {
		return err
	}
	return p.note(tx, who, "", "carried", p.Stage, "")
}

func onlyTheProgram() error {
	return fault.New(fault.Denied, "Kiến nghị gửi cấp trên cùng dùng chương trình do máy chuyển và nhận trả lời, không ghi tay.")
}

// writer is who may write down what a superior did: the program where the
// superior works here too, else whoever may propose.
func (p Proposal) writer(who org.Who) (org.Who, error) {
	if p.Here() {
		if !who.IsProgram() {
			return who, onlyTheProgram()
		}
		return who, nil
	}
	return who.As(org.Propose, org.Thing{})
}

// Received says that the superior has taken the proposal in on a day, under its
// number. Where it is further already the program's word changes nothing: what
// comes late may come out of order.
func Received(tx *db.Tx, who org.Who, id db.ID, on vn.Day, number string) error {
	p, who, err := toldBy(tx, who, id, on)
	if err != nil {
		return err
	}
	if p.ReceivedOn != "" || !p.Waiting() {
		if who.IsProgram() {
			return nil
		}
		return p.already()
	}
	number = vn.Line(number)
	var f fault.Form
	line(&f, "number", number)
	if err := f.Err(); err != nil {
		return err
	}
	from := p.Stage
	if p.Stage == OnItsWay {
		p.Stage = TakenIn
	}
	if err := p.bump(tx, ", received_on = ?5, received_number = ?6", on, number); err != nil {
		return err
	}
	return p.note(tx, who, "", "received", from, number)
}

// Considering says that the superior works on the proposal since a day.
func Considering(tx *db.Tx, who org.Who, id db.ID, on vn.Day) error {
	p, who, err := toldBy(tx, who, id, on)
	if err != nil {
		return err
	}
	if p.Stage == Considered || !p.Waiting() {
		if who.IsProgram() {
			return nil
		}
		return p.already()
	}
	from := p.Stage
	p.Stage = Considered
	if err := p.bump(tx, ", considering_on = ?5", on); err != nil {
		return err
	}
	return p.note(tx, who, "", "considering", from, "")
}

// toldBy loads the proposal that a superior did something with on a day, for
// whoever may write that down.
func toldBy(tx *db.Tx, who org.Who, id db.ID, on vn.Day) (Proposal, org.Who, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Proposal{}, who, err
	}
	p, err := oneProposal(tx, "p.proposal_id = ?3", id)
	if err != nil {
		return p, who, err
	}
	if who, err = p.writer(who); err != nil {
		return p, who, err
	}
	if p.SentAt.IsZero() {
		return p, who, fault.New(fault.Invalid, "Kiến nghị %s chưa gửi. Hãy ghi số, ngày văn bản và gửi trước.", p.Ref)
	}
	var f fault.Form
	p.checkDay(&f, "on", on)
	return p, who, f.Err()
}

// checkDay refuses a day on which a superior cannot have dealt with the proposal.
func (p Proposal) checkDay(f *fault.Form, name string, on vn.Day) {
	switch {
	case !on.Valid():
		f.Add(name, "Ngày chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
	case on > p.Today:
		f.Add(name, "Ngày %s chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.", on.String())
	case on < p.Dated:
		f.Add(name, "Ngày %s trước ngày văn bản kiến nghị (%s). Hãy kiểm tra lại.", on.String(), p.Dated.String())
	}
}

func (p Proposal) already() error {
	return fault.New(fault.Exists, "Kiến nghị %s đang ở bước %s nên không ghi lại bước này.", p.Ref, fault.Text{Format: StageName[p.Stage]})
}

// Answered writes down the superior's answer and brings it to everybody who
// reported one of the obstacles in it, who accept or reopen. The answer may come
// before it was said that the proposal was taken in. Bringing the same answer
// again changes nothing; another one is refused with Exists.
func Answered(tx *db.Tx, who org.Who, id db.ID, a Answer) error {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return err
	}
	p, err := oneProposal(tx, "p.proposal_id = ?3", id)
	if err != nil {
		return err
	}
	if who, err = p.writer(who); err != nil {
		return err
	}
	if p.SentAt.IsZero() {
		return fault.New(fault.Invalid, "Kiến nghị %s chưa gửi nên chưa có trả lời.", p.Ref)
	}
	if err := a.check(p); err != nil {
		return err
	}
	if !p.Waiting() {
		if p.Answer == a {
			return nil
		}
		return fault.New(fault.Exists, "Kiến nghị %s đã có trả lời tại %s. Trả lời khác thì kiến nghị lại rồi ghi vào kiến nghị mới.", p.Ref, p.Answer.Number)
	}
	from := p.Stage
	p.Stage = AnswerCame
	err = p.bump(tx, `, verdict = ?5, answer_number = ?6, answer_on = ?7, answer_signer = ?8, answer = ?9, file_hash = ?10, file_name = ?11, file_size = ?12, file_mime = ?13, answered_at = ?14`,
		a.Verdict, a.Number, a.On, a.Signer, a.Text, a.File.Hash, a.File.Name, a.File.Size, a.File.MIME, tx.Now)
	if err != nil {
		return err
	}
	if err := p.note(tx, who, "", "answered", from, a.Text); err != nil {
		return err
	}
	in, err := obstacles(tx, "o.state = 'asked' and o.obstacle_id in (select i.obstacle_id from proposal_obstacle i where i.tenant_id = ?1 and i.proposal_id = ?3) order by o.obstacle_id", p.ID)
	if err != nil {
		return err
	}
	for _, o := range in { // a proposal has a handful
		o.State = Solved
		if err := o.bump(tx, ", answered_by = ?5, solved_at = ?6", p.ID, tx.Now); err != nil {
			return err
		}
		if err := o.outcome(tx, who, event{kind: "answered", from: Asked, proposal: p.ID, says: a.Text}, notice.Notice{
			Event: "answer:" + string(p.ID) + ":" + string(o.ID), Kind: "answer", AtOnce: true, About: o.Ref, Link: "/vuong-mac/" + o.Ref + "#xac-nhan",
			Says: fault.Text{Format: "Cấp trên đã trả lời kiến nghị %s về vướng mắc %s.", Args: []any{p.Ref, o.Ref}},
			Does: fault.Text{Format: "Xem trả lời, xác nhận"},
		}); err != nil {
			return err
		}
	}
	return notice.ToPost(tx, p.Watcher, notice.Notice{
		Event: "answer:" + string(p.ID), Kind: "answer", AtOnce: true, About: p.Ref, Link: "/kien-nghi/" + p.Ref,
		Says: fault.Text{Format: "Cấp trên đã trả lời kiến nghị %s.", Args: []any{p.Ref}},
		Does: fault.Text{Format: "Xem trả lời"},
	})
}

func (a *Answer) check(p Proposal) error {
	a.Number, a.Signer, a.Text = vn.Line(a.Number), vn.Line(a.Signer), vn.NFC(a.Text)
	var f fault.Form
	f.Check(VerdictName[a.Verdict] != "", "verdict", "Hãy chọn cấp trên chấp thuận, chấp thuận một phần hay không chấp thuận.")
	f.Check(a.Number != "", "number", "Hãy ghi số, ký hiệu của văn bản trả lời, ví dụ 312/SKHCN-CĐS.")
	line(&f, "number", a.Number)
	line(&f, "signer", a.Signer)
	p.checkDay(&f, "on", a.On)
	f.Check(a.Text != "", "text", "Hãy ghi nội dung trả lời để người báo vướng mắc đọc được ngay.")
	fits(&f, "text", a.Text)
	a.File.check(&f, "file")
	return f.Err()
}
