package obstacle

import (
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Passing is a superior's word that it has passed a proposal on to the level
// above, which has a clock of its own.
type Passing struct {
	ID     db.ID  // of the word
	To     string // Bộ Khoa học và Công nghệ
	Number string // of the paper it was passed on by
	On     vn.Day // the day of that paper
	Until  vn.Day // the last day for the answer of that body
}

// PassedOn writes down that a superior working here too has passed the proposal
// on. The commune goes on waiting for the superior, and the clock of its answer
// goes on; whoever follows the proposal is told of the other one. What was
// answered meanwhile stays answered, and the same word again changes nothing.
func PassedOn(tx *db.Tx, who org.Who, id db.ID, w Passing) error {
	if !who.IsProgram() {
		return onlyTheProgram()
	}
	p, err := oneProposal(tx, "p.proposal_id = ?3", id)
	if err != nil || !p.Waiting() {
		return err
	}
	says := w.To + ", " + w.Number + ", " + w.On.String() + " → " + w.Until.String()
	known, err := db.Value[int](tx, "select count(*) from proposal_event where tenant_id = ?1 and proposal_id = ?2 and kind = 'passed' and says = ?3", p.ID, says)
	if err != nil || known > 0 {
		return err
	}
	from := p.Stage
	p.Stage = Considered
	on := p.ConsideringOn
	if on == "" {
		on = w.On
	}
	if err := p.bump(tx, ", considering_on = ?5", on); err != nil {
		return err
	}
	if err := p.note(tx, who, "", "passed", from, says); err != nil {
		return err
	}
	return notice.ToPost(tx, p.Watcher, notice.Notice{
		Event: "passed:" + string(w.ID) + ":" + string(p.ID), Kind: "answer", AtOnce: true, About: p.Ref, Link: "/kien-nghi/" + p.Ref,
		Says: fault.Text{Format: "Cấp trên đã chuyển kiến nghị %s lên cấp cao hơn, chờ trả lời đến hết ngày %s.", Args: []any{p.Ref, w.Until.String()}},
		Does: fault.Text{Format: "Xem kiến nghị"},
	})
}
