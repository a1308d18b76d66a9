package petition

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

// Outcome is what a word given back comes to.
type Outcome string

// The outcomes: those of an answer, and that it was passed on to the level above.
const (
	Granted  = Outcome(obstacle.Granted)
	Partly   = Outcome(obstacle.Partly)
	Refused  = Outcome(obstacle.Refused)
	PassedOn = Outcome("passed")
)

// Outcomes are all of them, as a form offers them.
var Outcomes = []Outcome{Granted, Partly, Refused, PassedOn}

// OutcomeName is the outcome in words.
var OutcomeName = map[Outcome]string{
	Granted: obstacle.VerdictName[obstacle.Granted], Partly: obstacle.VerdictName[obstacle.Partly], Refused: obstacle.VerdictName[obstacle.Refused],
	PassedOn: "Chuyển cấp trên",
}

// Reply is what the office says to a petition or an issue, with its paper.
type Reply struct {
	ID      db.ID // the token of the form: sent twice it is one reply
	Outcome Outcome
	Says    string
	Number  string // of the paper: 1201/UBND-KGVX
	Dated   vn.Day
	Signer  string
	File    obstacle.File // none needed where it is passed on
	To      string        // to whom it is passed on: Bộ Khoa học và Công nghệ
	Days    int           // working days that body has, from the day of the paper
}

// Given is a reply as it was given.
type Given struct {
	Reply
	UpOn      vn.Day // the last day of the body it was passed on to
	UpFrom    vn.Day
	UpRule    string
	Petitions int
	At        time.Time
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// check holds the reply to the petitions that it answers.
func (r *Reply) check(today vn.Day, to []Petition) error {
	r.Says, r.Number, r.Signer, r.To, r.File.Name = vn.NFC(strings.TrimSpace(r.Says)), vn.Line(r.Number), vn.Line(r.Signer), vn.Line(r.To), vn.Line(r.File.Name)
	var f fault.Form
	f.Check(OutcomeName[r.Outcome] != "", "ket-qua", "Hãy chọn kết quả trả lời.")
	f.Check(r.Says != "" && len([]rune(r.Says)) <= 4000, "noi-dung", "Hãy ghi nội dung trả lời, dưới 4.000 chữ; xã đọc được ngay.")
	f.Check(r.Number != "" && len([]rune(r.Number)) <= 60, "so", "Hãy ghi số, ký hiệu văn bản, ví dụ 1201/UBND-KGVX.")
	f.Check(r.Signer != "" && len([]rune(r.Signer)) <= 200, "nguoi-ky", "Hãy ghi chức danh người ký.")
	switch {
	case !r.Dated.Valid():
		f.Add("ngay", "Hãy ghi ngày văn bản, ví dụ 31/12/2026.")
	case r.Dated > today:
		f.Add("ngay", "Ngày %s chưa đến. Hãy ghi ngày hôm nay hoặc trước đó.", r.Dated.String())
	}
	for _, p := range to {
		if r.Dated.Valid() && r.Dated < p.Dated {
			f.Add("ngay", "Ngày %s trước ngày văn bản kiến nghị %s (%s). Hãy kiểm tra lại.", r.Dated.String(), p.Ref, p.Dated.String())
			break
		}
	}
	file := sha256Hex.MatchString(r.File.Hash) && r.File.Size > 0 && r.File.MIME != "" && r.File.Name != "" && len(r.File.Name) <= 500
	f.Check(file || r.File == (obstacle.File{}) && r.Outcome == PassedOn, "tep", "Hãy gửi kèm tệp của văn bản, ví dụ bản PDF có chữ ký.")
	if r.Outcome == PassedOn {
		f.Check(r.To != "" && len([]rune(r.To)) <= 200, "noi-nhan", "Hãy ghi cơ quan được chuyển đến, ví dụ Bộ Khoa học và Công nghệ.")
		f.Check(r.Days >= 1 && r.Days <= 250, "so-ngay", "Hãy ghi số ngày làm việc chờ trả lời, từ 1 đến 250.")
	} else {
		r.To, r.Days = "", 0
	}
	return f.Err()
}

// Answer answers one petition, or passes it on to the level above. A petition of
// an issue is answered with its issue.
func Answer(tx *db.Tx, who org.Who, ref string, version int64, r Reply) error {
	who, err := who.As(org.Answer, org.Thing{})
	if err != nil {
		return err
	}
	if again, err := given(tx, r.ID); err != nil || again {
		return err
	}
	p, err := fresh(tx, ref, version)
	if err != nil {
		return err
	}
	switch {
	case p.Issue != "":
		return fault.New(fault.Invalid, "Kiến nghị này ở vấn đề chung %s. Hãy trả lời ở đó cho mọi xã, hoặc tách kiến nghị ra rồi trả lời riêng.", p.IssueRef)
	case p.State == Sent:
		return fault.New(fault.Invalid, "Kiến nghị này chưa được tiếp nhận. Hãy tiếp nhận trước rồi trả lời.")
	case !p.Open():
		return answeredAlready()
	}
	if err := r.give(tx, who, "", []Petition{p}); err != nil {
		return err
	}
	who.Did(tx, "petition-"+r.kind(), p.ID)
	return nil
}

// AnswerIssue answers every petition of an issue that has no answer yet, or
// passes all of them on; each office that waits is told. It says how many
// petitions they were.
func AnswerIssue(tx *db.Tx, who org.Who, ref string, version int64, r Reply) (int, error) {
	who, err := who.As(org.Answer, org.Thing{})
	if err != nil {
		return 0, err
	}
	if again, err := given(tx, r.ID); err != nil || again {
		return 0, err
	}
	i, err := issueOf(tx, ref)
	if err == nil && i.Version != version {
		err = db.Expect(0, nil)
	}
	if err != nil {
		return 0, err
	}
	if i.NotIn > 0 {
		return 0, fault.New(fault.Invalid, "Còn %d kiến nghị trong vấn đề này chưa tiếp nhận. Hãy tiếp nhận hết rồi trả lời chung.", i.NotIn)
	}
	all, err := list(tx, "p.issue_id = ?3 and p.answered_at is null order by p.from_code, p.petition_id", i.ID)
	if err != nil {
		return 0, err
	}
	if len(all) == 0 {
		return 0, fault.New(fault.Invalid, "Không còn xã nào đang chờ trả lời vấn đề này.")
	}
	if err := r.give(tx, who, i.ID, all); err != nil {
		return 0, err
	}
	if err := note(tx, who, i.ID, "issue-"+r.kind(), "", r.Says); err != nil {
		return 0, err
	}
	who.Did(tx, "petition-"+r.kind(), i.ID)
	return len(all), nil
}

func (r Reply) kind() string {
	if r.Outcome == PassedOn {
		return "passed"
	}
	return "answered"
}

func given(tx *db.Tx, id db.ID) (bool, error) {
	n, err := db.Value[int](tx, "select count(*) from petition_answer where tenant_id = ?1 and answer_id = ?2", id)
	return n > 0, err
}

// give writes the reply down and gives it to the petitions.
func (r Reply) give(tx *db.Tx, who org.Who, issue db.ID, to []Petition) error {
	today := vn.Today(tx.Now)
	if err := r.check(today, to); err != nil {
		return err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	var from, due vn.Day
	rule := ""
	if r.Outcome == PassedOn {
		from, rule = r.Dated, ruleOf(r.Days)
		due = c.Add(from, r.Days)
	}
	if _, err := tx.Exec(`insert into petition_answer (tenant_id, answer_id, issue_id, outcome, says, number, dated, signer, file_hash, file_name, file_size, file_mime,
			to_name, due_from, due_rule, due_on, petitions, at, person_id, post_id, for_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)`,
		r.ID, db.Null(issue), r.Outcome, r.Says, r.Number, r.Dated, r.Signer, r.File.Hash, r.File.Name, r.File.Size, r.File.MIME,
		r.To, db.Null(from), rule, db.Null(due), len(to), tx.Now, who.Person, who.Post, db.Null(who.For)); err != nil {
		return err
	}
	ids := make([]db.ID, len(to))
	for n, p := range to {
		ids[n] = p.ID
	}
	s := step{kind: r.kind(), says: r.Says, set: "state = 'answered', answer_id = ?2, answered_at = ?3, next_on = null", args: []any{r.ID, tx.Now}}
	if r.Outcome == PassedOn {
		s.set, s.args = "state = 'passed', answer_id = ?2, silent = 0, next_on = ?3", []any{r.ID, c.Add(due, silence[0])}
	}
	return s.take(tx, who, ids)
}

// ruleOf is a number of working days as it stands in a clock.
func ruleOf(days int) string { return fmt.Sprintf("%02d ngày làm việc", days) }

// replies reads replies; where and its arguments, ?2 and on, follow the tenant.
func replies(tx *db.Tx, where string, args ...any) ([]Given, error) {
	return db.All(tx, func(g *Given) []any {
		return []any{&g.ID, &g.Outcome, &g.Says, &g.Number, &g.Dated, &g.Signer, &g.File.Hash, &g.File.Name, &g.File.Size, &g.File.MIME,
			&g.To, db.Opt(&g.UpFrom), &g.UpRule, db.Opt(&g.UpOn), &g.Petitions, db.Time(&g.At)}
	}, `select answer_id, outcome, says, number, dated, signer, file_hash, file_name, file_size, file_mime, to_name, due_from, due_rule, due_on, petitions, at
		from petition_answer where tenant_id = ?1 and `+where, args...)
}

// Replies are the replies to an issue, or the latest one to a petition that is in
// none; the newest first.
func Replies(tx *db.Tx, who org.Who, issue, answer db.ID) ([]Given, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return replies(tx, "(issue_id = ?2 or answer_id = ?3) order by at desc limit 20", issue, answer)
}

// ReplyFile is the paper of a reply, and when it was given.
func ReplyFile(tx *db.Tx, who org.Who, answer db.ID) (obstacle.File, time.Time, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return obstacle.File{}, time.Time{}, err
	}
	found, err := replies(tx, "answer_id = ?2 and file_hash <> ''", answer)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.Unknown, "Không có tệp này. Hãy mở lại từ trang kiến nghị.")
	}
	if err != nil {
		return obstacle.File{}, time.Time{}, err
	}
	return found[0].File, found[0].At, nil
}
