package urging

import (
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// State is where an explanation, an extension or a letter stands.
type State string

// The states of an explanation.
const (
	Open      State = "open"      // waits for the answer
	Answered  State = "answered"  // waits for who asked
	Accepted  State = "accepted"  // who asked is content
	Again     State = "again"     // not accepted, asked again by the next one
	Withdrawn State = "withdrawn" // was not to be asked
)

// ExplanationStateName is the state in words.
var ExplanationStateName = map[State]string{
	Open: "chờ giải trình", Answered: "chờ xem xét", Accepted: "đã chấp nhận", Again: "chưa chấp nhận, yêu cầu lại", Withdrawn: "đã rút yêu cầu",
}

// Cause is why something is late, as who answers for it says. That a cause was
// objective counts only when the competent person has confirmed it with a
// document (DOMAIN.md, section 14.8); this is not that.
type Cause string

// The causes.
const (
	OwnCause     Cause = "own"
	OutsideCause Cause = "outside"
	BothCauses   Cause = "both"
)

// Causes are all causes, in the order of the form.
var Causes = []Cause{OwnCause, OutsideCause, BothCauses}

// CauseName is the cause in words.
var CauseName = map[Cause]string{OwnCause: "chủ quan", OutsideCause: "khách quan", BothCauses: "cả chủ quan và khách quan"}

// Explanation is one request to explain, with its answer and what became of it.
type Explanation struct {
	ID         db.ID
	Ref        string // GT-2026-0001
	Version    int64
	State      State
	Task       db.ID
	TaskRef    string
	Work       string
	Post       db.ID // accountable today
	PostTitle  string
	Unit       db.ID
	UnitName   string
	Follows    string // the reference of the one that this asks again, ""
	Question   string
	From       vn.Day
	Rule       string
	Due        vn.Day
	Asked      By
	Cause      Cause
	Answer     string
	Proposed   vn.Day // by when the task will be done, as its post says
	File       File
	AnsweredBy By
	Verdict    string // why it is asked again, or was withdrawn
	Judged     By
	DaysLate   int // working days after its last day: of the answer, or today while there is none
	taskState  task.State
}

func (e Explanation) thing() org.Thing { return org.Thing{Post: e.Post, Unit: e.Unit} }

// The question and the time limit of a request that nobody has changed: the
// chairman's one click.
const (
	UsualQuestion = "Vì sao nhiệm vụ chưa hoàn thành đúng hạn? Nêu nguyên nhân, biện pháp khắc phục và ngày sẽ hoàn thành."
	UsualDays     = 2
)

// textLimit is how long a text of several lines may be, in bytes.
const textLimit = 8000

// Ask asks whoever is accountable for an issued task to explain, and tells that
// post at once. It is for whoever urges in the task's unit; nobody asks himself. An
// empty question is UsualQuestion, an empty rule UsualDays. A task has one open
// request. once is the token of the form: sent twice it gives the same reference.
func Ask(tx *db.Tx, who org.Who, once db.ID, taskRef, question, rule string) (string, error) {
	t, err := task.Get(tx, who, taskRef)
	if err != nil {
		return "", err
	}
	if who, err = who.As(org.Urge, t.Thing()); err != nil {
		return "", err
	}
	if sent, err := sentBefore(tx, who, "explanation", once, t.ID); err != nil || sent != "" {
		return sent, err
	}
	switch {
	case !t.Live():
		return "", fault.New(fault.Invalid, "Nhiệm vụ %s chưa giao hoặc đã hủy nên không yêu cầu giải trình được.", t.Ref)
	case who.Works(t.Accountable):
		return "", fault.New(fault.Denied, "Người chịu trách nhiệm không tự yêu cầu mình giải trình. Hãy để Chủ tịch hoặc người có quyền đôn đốc khác yêu cầu.")
	}
	open, err := db.Value[string](tx, "select ref from explanation where tenant_id = ?1 and task_id = ?2 and state in ('open', 'answered')", t.ID)
	if err != nil {
		return "", err
	}
	if open != "" {
		return "", fault.New(fault.Exists, "Nhiệm vụ %s đang có yêu cầu giải trình %s. Hãy xem yêu cầu đó; khi đã có giải trình mà chưa rõ thì yêu cầu lại ở đó.", t.Ref, open)
	}
	e := Explanation{ID: once, Task: t.ID, TaskRef: t.Ref, Post: t.Accountable, Question: question, Rule: rule}
	if err := e.ask(tx, who, ""); err != nil {
		return "", err
	}
	who.Did(tx, "explanation-asked", e.ID)
	return e.Ref, nil
}

// ask writes the request down and tells the post.
func (e *Explanation) ask(tx *db.Tx, who org.Who, follows db.ID) (err error) {
	if e.Question = strings.TrimSpace(vn.NFC(e.Question)); e.Question == "" {
		e.Question = UsualQuestion
	}
	if e.Rule = vn.Line(e.Rule); e.Rule == "" {
		e.Rule = Rule(UsualDays)
	}
	var f fault.Form
	f.Check(len(e.Question) <= textLimit, "question", "Câu hỏi dài quá 4.000 chữ cái. Hãy ghi ngắn lại.")
	if err := f.Err(); err != nil {
		return err
	}
	e.From = vn.Today(tx.Now)
	if e.Due, err = limit(tx, e.From, e.Rule); err != nil {
		return err
	}
	if e.Ref, err = ref(tx, "GT"); err != nil {
		return err
	}
	_, err = tx.Exec(`insert into explanation (tenant_id, explanation_id, ref, task_id, follows, version, state, question, post_id, due_from, due_rule, due_on,
			asked_at, asked_by, asked_post, asked_for, cause, answer, hash, name, mime, size, verdict)
		values (?1, ?2, ?3, ?4, ?5, 1, 'open', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '', '', '', '', '', 0, '')`,
		e.ID, e.Ref, e.Task, db.Null(follows), e.Question, e.Post, e.From, e.Rule, e.Due, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return err
	}
	return notice.ToPost(tx, e.Post, notice.Notice{
		Event: "explain:" + string(e.ID), Kind: "explain", About: e.Ref,
		Says: fault.Text{Format: "Nhiệm vụ %s: cần giải trình chậm nhất ngày %s.", Args: []any{e.TaskRef, e.Due.String()}},
		Does: fault.Text{Format: "Giải trình"}, Link: "/giai-trinh/" + e.Ref, AtOnce: true, Legal: true, Due: e.Due,
	})
}

// Reply is the answer to a request to explain.
type Reply struct {
	Cause    Cause
	Text     string
	Proposed vn.Day // by when the task will be done; may be "" where it is handed in already
	File     File
}

// Answer explains. It is for whoever reports on the task, not for who asked. It
// is kept for good; that it came late is seen from its day.
func Answer(tx *db.Tx, who org.Who, ref string, version int64, a Reply) error {
	e, err := ExplanationByRef(tx, who, ref)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Report, e.thing()); err != nil {
		return err
	}
	a.Text = strings.TrimSpace(vn.NFC(a.Text))
	if e.State == Answered && e.AnsweredBy.Person == who.Person && e.Answer == a.Text && tx.Now.Sub(e.AnsweredBy.At) < twice {
		return nil // the form came twice
	}
	if who.Person == e.Asked.Person {
		return fault.New(fault.Denied, "Người yêu cầu không tự giải trình. Hãy để người chịu trách nhiệm nhiệm vụ giải trình.")
	}
	if err := e.at(version, Open); err != nil {
		return err
	}
	today := vn.Today(tx.Now)
	handed := e.taskState == task.Waiting || e.taskState == task.Done || e.taskState == task.Cancelled
	var f fault.Form
	f.Check(slices.Contains(Causes, a.Cause), "cause", "Hãy chọn nguyên nhân chủ quan hay khách quan.")
	f.Check(a.Text != "", "text", "Hãy ghi nội dung giải trình: vì sao chậm, đã làm gì, khắc phục thế nào.")
	f.Check(len(a.Text) <= textLimit, "text", "Nội dung dài quá 4.000 chữ cái. Hãy ghi ngắn lại hoặc gửi kèm tệp.")
	f.Check(a.Proposed == "" && handed || a.Proposed.Valid() && a.Proposed >= today, "proposed", "Hãy ghi ngày sẽ hoàn thành, từ hôm nay trở đi, theo mẫu ngày/tháng/năm.")
	if err := f.Err(); err != nil {
		return err
	}
	err = db.Expect(tx.Exec(`update explanation set version = version + 1, state = 'answered', cause = ?4, answer = ?5, proposed = ?6, hash = ?7, name = ?8, mime = ?9, size = ?10,
			answered_at = ?11, answered_by = ?12, answered_post = ?13, answered_for = ?14
		where tenant_id = ?1 and explanation_id = ?2 and version = ?3`,
		e.ID, version, a.Cause, a.Text, db.Null(a.Proposed), a.File.Hash, a.File.Name, a.File.MIME, a.File.Size, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)))
	if err != nil {
		return err
	}
	who.Did(tx, "explanation-answered", e.ID)
	return notice.ToPost(tx, e.Asked.seat(), notice.Notice{
		Event: "explained:" + string(e.ID), Kind: "explained", About: e.Ref,
		Says: fault.Text{Format: "Nhiệm vụ %s: đã có giải trình %s.", Args: []any{e.TaskRef, e.Ref}},
		Does: fault.Text{Format: "Xem giải trình"}, Link: "/giai-trinh/" + e.Ref,
	})
}

// Verdict is what who asked makes of an answer.
type Verdict struct {
	Accept bool
	Reason string // why it is asked again
	Rule   string // the new time limit, "" for UsualDays
	Once   db.ID  // the token of the form: the id of the request that asks again
}

// Judge accepts an answer or asks again, which is a request of its own. It is for
// the post that asked and for the chairman, never for who has answered. It gives
// the reference of the request that asks again, "" where the answer was accepted.
func Judge(tx *db.Tx, who org.Who, ref string, version int64, v Verdict) (string, error) {
	e, err := ExplanationByRef(tx, who, ref)
	if err != nil {
		return "", err
	}
	if !v.Accept {
		if sent, err := sentBefore(tx, who, "explanation", v.Once, e.Task); err != nil || sent != "" {
			return sent, err
		}
	}
	if who, err = e.asker(who); err != nil {
		return "", err
	}
	if v.Accept && e.State == Accepted && e.Judged.Person == who.Person && tx.Now.Sub(e.Judged.At) < twice {
		return "", nil // the form came twice
	}
	if err := e.at(version, Answered); err != nil {
		return "", err
	}
	if who.Person == e.AnsweredBy.Person || who.Works(e.Post) {
		return "", fault.New(fault.Denied, "Người giải trình không tự xem xét giải trình của mình.")
	}
	if v.Accept {
		if err := e.judge(tx, who, Accepted, ""); err != nil {
			return "", err
		}
		who.Did(tx, "explanation-accepted", e.ID)
		return "", notice.ToPost(tx, e.Post, notice.Notice{
			Event: "explanation-accepted:" + string(e.ID), Kind: "explained", About: e.Ref,
			Says: fault.Text{Format: "Giải trình %s của nhiệm vụ %s đã được chấp nhận.", Args: []any{e.Ref, e.TaskRef}},
			Does: fault.Text{Format: "Xem giải trình"}, Link: "/giai-trinh/" + e.Ref,
		})
	}
	why, err := reasoned(v.Reason, fault.Text{Format: "Hãy ghi rõ điều gì chưa rõ để yêu cầu giải trình lại."})
	if err != nil {
		return "", err
	}
	if err := e.judge(tx, who, Again, why); err != nil {
		return "", err
	}
	next := Explanation{ID: v.Once, Task: e.Task, TaskRef: e.TaskRef, Post: e.Post, Question: why, Rule: v.Rule}
	if err := next.ask(tx, who, e.ID); err != nil {
		return "", err
	}
	who.Did(tx, "explanation-again", e.ID)
	return next.Ref, nil
}

// Withdraw takes back a request that nobody has answered yet, with the reason. It
// stays readable.
func Withdraw(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	e, err := ExplanationByRef(tx, who, ref)
	if err != nil {
		return err
	}
	if who, err = e.asker(who); err != nil {
		return err
	}
	if err := e.at(version, Open); err != nil {
		return err
	}
	if reason, err = reasoned(reason, fault.Text{Format: "Hãy ghi lý do rút yêu cầu giải trình."}); err != nil {
		return err
	}
	if err := e.judge(tx, who, Withdrawn, reason); err != nil {
		return err
	}
	who.Did(tx, "explanation-withdrawn", e.ID)
	return nil
}

func (e Explanation) judge(tx *db.Tx, who org.Who, state State, reason string) error {
	return db.Expect(tx.Exec(`update explanation set version = version + 1, state = ?4, verdict = ?5, judged_at = ?6, judged_by = ?7, judged_post = ?8, judged_for = ?9
		where tenant_id = ?1 and explanation_id = ?2 and version = ?3`, e.ID, e.Version, state, reason, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)))
}

// asker is the person by the seat that asked, or by the chairman's.
func (e Explanation) asker(who org.Who) (org.Who, error) {
	by, err := who.As(org.Urge, e.thing())
	if err != nil || e.Asks(who) {
		return by, err
	}
	return who, fault.New(fault.Denied, "Yêu cầu %s do %s đưa ra. Chỉ chức danh đó hoặc Chủ tịch mới xem xét, rút yêu cầu được.", e.Ref, e.Asked.PostTitle)
}

// Asks reports whether the person may judge the answer: holds the post that asked
// or fills its place, or is the chairman.
func (e Explanation) Asks(who org.Who) bool {
	return slices.ContainsFunc(who.All(), func(s org.Seat) bool {
		return s.Reach(org.Urge) != org.None && (s.At() == e.Asked.seat() || s.Role == org.Chairman)
	})
}

// Answers reports whether the person may give the answer.
func (e Explanation) Answers(who org.Who) bool {
	return e.State == Open && who.Person != e.Asked.Person && who.Can(org.Report, e.thing())
}

// at refuses what was seen in another version or is in another state.
func (e Explanation) at(version int64, want State) error {
	switch {
	case e.Version != version:
		return fault.New(fault.Conflict, "Giải trình %s vừa được người khác xử lý. Hãy xem lại rồi làm tiếp.", e.Ref)
	case e.State != want:
		return fault.New(fault.Invalid, "Giải trình %s đang ở tình trạng %s nên không làm việc này được.", e.Ref, fault.Text{Format: ExplanationStateName[e.State]})
	}
	return nil
}

// reasoned is a reason as it is kept, or why names what is missing.
func reasoned(reason string, why fault.Text) (string, error) {
	reason = vn.Line(reason)
	var f fault.Form
	if reason == "" {
		f.Add("reason", why.Format)
	}
	f.Check(len(reason) <= 2000, "reason", "Lý do dài quá 1.000 chữ cái. Hãy ghi ngắn lại.")
	return reason, f.Err()
}
