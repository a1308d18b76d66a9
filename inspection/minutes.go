package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Minutes are the minutes of an inspection as they are signed: nothing in them
// changes with what is recorded later.
type Minutes struct {
	Ref      string           `json:"ref"`
	Commune  string           `json:"commune"`
	Unit     string           `json:"unit"`
	UnitHead string           `json:"unit_head"` // the title of the post
	Subject  string           `json:"subject"`
	Plan     Document         `json:"plan"` // of the year or quarter, zero where it was not planned
	Decision Document         `json:"decision"`
	From     vn.Day           `json:"from"`
	To       vn.Day           `json:"to"`
	HeldOn   vn.Day           `json:"held_on"`
	Place    string           `json:"place"`
	Team     []MinutesMember  `json:"team"`
	Checks   []MinutesCheck   `json:"checks"`
	Tasks    []MinutesTask    `json:"tasks"`
	Findings []MinutesFinding `json:"findings"`
	Observed string           `json:"observed"`
	TeamSays string           `json:"team_says"`
	UnitSays string           `json:"unit_says"`
}

// MinutesMember is one of the team, the head first.
type MinutesMember struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Head  bool   `json:"head"`
}

// MinutesCheck is one question with its answer.
type MinutesCheck struct {
	Question string `json:"question"`
	Answer   Answer `json:"answer"`
	Note     string `json:"note"`
	Seen     string `json:"seen"`
}

// MinutesTask is what was seen of one task; Found is "" where nobody looked.
type MinutesTask struct {
	Ref      string `json:"ref"`
	Work     string `json:"work"`
	Cycle    string `json:"cycle"`
	Reported string `json:"reported"`
	Found    string `json:"found"`
	Seen     string `json:"seen"`
}

// MinutesFinding is one finding with its remedy.
type MinutesFinding struct {
	Ref    string `json:"ref"`
	Kind   string `json:"kind"` // a key of FindingKindName
	Task   string `json:"task"`
	Clause string `json:"clause"`
	What   string `json:"what"`
	Cause  string `json:"cause"`
	Remedy string `json:"remedy"`
	Post   string `json:"post"`
	Due    vn.Day `json:"due"`
	Rule   string `json:"rule"`
}

// Minutes are the minutes as signed, or as they would be signed now.
func (i Inspection) Minutes(commune string) (Minutes, error) {
	var m Minutes
	if i.minutes != "" {
		return m, json.Unmarshal([]byte(i.minutes), &m)
	}
	m = Minutes{Ref: i.Ref, Commune: commune, Unit: i.UnitName, UnitHead: i.UnitTitle, Subject: i.Subject, Plan: i.PlanDoc, Decision: i.Decision,
		From: i.From, To: i.To, HeldOn: i.HeldOn, Place: i.Place, Observed: i.Observed, TeamSays: i.TeamSays, UnitSays: i.UnitSays}
	for _, t := range i.Team {
		m.Team = append(m.Team, MinutesMember{t.Name, t.Title, t.Head})
	}
	for _, c := range i.Checks {
		m.Checks = append(m.Checks, MinutesCheck{c.Question, c.Answer, c.Note, c.Seen})
	}
	for _, t := range i.Tasks {
		m.Tasks = append(m.Tasks, MinutesTask{t.Ref, t.Work, t.Cycle, t.ReportedText(), t.FoundText(), t.Seen})
	}
	for _, f := range i.Findings {
		last := f.Last()
		m.Findings = append(m.Findings, MinutesFinding{f.Ref, f.Kind, f.TaskRef, f.ClauseCode, f.What, f.Cause, f.Remedy, f.PostTitle, last.DueOn, last.DueRule})
	}
	return m, nil
}

// Written is what the team writes down.
type Written struct {
	HeldOn   vn.Day
	Checks   []Check // by ID: Answer, Note, Seen
	Tasks    []TaskLine
	Observed string
	TeamSays string
	UnitSays string
}

// Write saves what a member of the team has seen. It may be unfinished; the
// signature asks for the rest. What a task has reported by now is noted with it.
func Write(tx *db.Tx, who org.Who, ref string, version int64, w Written) error {
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.writable(who); err != nil {
		return err
	}
	w.Observed, w.TeamSays, w.UnitSays = said(w.Observed), said(w.TeamSays), said(w.UnitSays)
	var f fault.Form
	f.Check(w.HeldOn == "" || w.HeldOn.Valid() && w.HeldOn >= i.From && w.HeldOn <= vn.Today(tx.Now), "held", "Ngày lập biên bản từ ngày bắt đầu kiểm tra (%s) đến hôm nay.", i.From.String())
	for _, of := range []struct{ field, text string }{{"observed", w.Observed}, {"team-says", w.TeamSays}, {"unit-says", w.UnitSays}} {
		f.Check(short(of.text, textLimit), of.field, "Dài quá %d chữ cái. Hãy ghi ngắn lại.", textLimit)
	}
	for _, c := range w.Checks {
		at := slices.IndexFunc(i.Checks, func(have Check) bool { return have.ID == c.ID })
		if at < 0 || AnswerName[c.Answer] == "" {
			return fault.New(fault.Unknown, "Không tìm thấy câu hỏi này trong biên bản. Hãy mở lại trang.")
		}
		c.Note, c.Seen = vn.Line(c.Note), vn.Line(c.Seen)
		f.Check(short(c.Note, lineLimit) && short(c.Seen, lineLimit), "note-"+string(c.ID), "Dài quá %d chữ cái. Hãy ghi ngắn lại.", lineLimit)
		f.Check(c.Answer != No || c.Note != "", "note-"+string(c.ID), "Câu %d không đạt: hãy ghi chưa đạt ở đâu.", at+1)
		have := i.Checks[at]
		if f.Err() != nil || have.Answer == c.Answer && have.Note == c.Note && have.Seen == c.Seen {
			continue
		}
		if _, err := tx.Exec("update inspection_check set answer = ?3, note = ?4, seen = ?5 where tenant_id = ?1 and check_id = ?2", c.ID, c.Answer, c.Note, c.Seen); err != nil {
			return err
		}
	}
	now, err := i.reportedNow(tx)
	if err != nil {
		return err
	}
	for _, t := range w.Tasks {
		at := slices.IndexFunc(i.Tasks, func(have TaskLine) bool { return have.ID == t.ID })
		if at < 0 {
			return fault.New(fault.Unknown, "Không tìm thấy nhiệm vụ này trong biên bản. Hãy mở lại trang.")
		}
		have := i.Tasks[at]
		t.Seen = said(t.Seen)
		f.Check(!t.Looked || t.Found >= 0 && t.Found < 1e15, "found-"+string(t.ID), "Số thực tế của %s là số từ 0 trở lên.", have.Ref)
		f.Check(short(t.Seen, textLimit), "saw-"+string(t.ID), "Dài quá %d chữ cái. Hãy ghi ngắn lại.", textLimit)
		if f.Err() != nil {
			continue
		}
		var found any
		if t.Looked {
			found = t.Found
		}
		if _, err := tx.Exec("update inspection_task set reported = ?3, found = ?4, seen = ?5 where tenant_id = ?1 and row_id = ?2", t.ID, now[t.ID], found, t.Seen); err != nil {
			return err
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := i.bump(tx, ", held_on = ?4, observed = ?5, team_says = ?6, unit_says = ?7", db.Null(w.HeldOn), w.Observed, w.TeamSays, w.UnitSays); err != nil {
		return err
	}
	who.Did(tx, "inspection-written", i.ID)
	return nil
}

// reportedNow is what each task of the inspection has reported by now, by row.
func (i Inspection) reportedNow(tx *db.Tx) (map[db.ID]int64, error) {
	now := map[db.ID]int64{}
	return now, tx.Each(func(scan func(...any) error) error {
		var row db.ID
		var n int64
		err := scan(&row, &n)
		now[row] = n
		return err
	}, `select x.row_id, case when x.cycle <> '' then coalesce(k.reported, x.reported) else t.reported end from inspection_task x
		join task t on t.tenant_id = x.tenant_id and t.task_id = x.task_id
		left join task_cycle k on k.tenant_id = x.tenant_id and k.task_id = x.task_id and k.cycle = x.cycle
		where x.tenant_id = ?1 and x.inspection_id = ?2`, i.ID)
}

// Complete says what the minutes lack before they can be signed.
func (i Inspection) Complete() error {
	var f fault.Form
	f.Check(i.HeldOn != "", "held", "Chưa ghi ngày lập biên bản.")
	open := 0
	for _, c := range i.Checks {
		if c.Answer == Unanswered {
			open++
		}
	}
	f.Check(open == 0, "checks", "Còn %d câu của bảng kiểm chưa trả lời.", open)
	for _, t := range i.Tasks {
		f.Check(t.Seen != "", "saw-"+string(t.ID), "Nhiệm vụ %s chưa ghi đã xem gì, hoặc vì sao không xem.", t.Ref)
	}
	f.Check(i.Observed != "", "observed", "Chưa ghi nhận xét chung.")
	return f.Err()
}

// freeze keeps the minutes as they are signed, with the first signature.
func (i *Inspection) freeze(tx *db.Tx, who org.Who) error {
	if i.Frozen() {
		return nil
	}
	if err := i.Complete(); err != nil {
		return err
	}
	m, err := i.Minutes(who.TenantName)
	if err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	i.minutes, i.SHA256 = string(text), hex.EncodeToString(sum[:])
	return i.bump(tx, ", minutes = ?4, minutes_sha256 = ?5", i.minutes, i.SHA256)
}

// MayLead reports whether the person signs now as head of the team, MaySign
// whether as head of the unit.
func (i Inspection) MayLead(who org.Who) bool {
	return i.State == Open && i.Head.By == "" && i.Leads(who.Person)
}

// MaySign reports whether the person signs now as head of the inspected unit.
func (i Inspection) MaySign(who org.Who) bool {
	return i.State == Open && i.UnitHead.By == "" && who.Works(i.UnitPost) && !i.Has(who.Person)
}

// SignTeam signs the minutes as head of the team. With the first signature they
// are frozen; with both the inspection waits for its conclusion.
func SignTeam(tx *db.Tx, who org.Who, ref string, version int64) error {
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.must(Open); err != nil {
		return err
	}
	if !i.MayLead(who) {
		return fault.New(fault.Denied, "Chỉ trưởng đoàn (%s) mới ký bên đoàn kiểm tra được, một lần.", i.HeadOfTeam().Name)
	}
	if err := i.freeze(tx, who); err != nil {
		return err
	}
	if err := i.bump(tx, ", head_at = ?4, head_by = ?5, head_post = ?6", tx.Now, who.Person, i.HeadOfTeam().Post); err != nil {
		return err
	}
	who.Did(tx, "inspection-signed-team", i.ID)
	i.Head.By = who.Person
	if i.UnitHead.By == "" && i.UnitPost != "" {
		n := i.notice("inspection-sign:"+string(i.ID), fault.Text{Format: "Biên bản kiểm tra %s chờ bạn ký với tư cách đơn vị được kiểm tra."}, fault.Text{Format: "Xem và ký biên bản"})
		if err := notice.ToPost(tx, i.UnitPost, n); err != nil {
			return err
		}
	}
	return i.finish(tx, who)
}

// SignUnit signs the minutes as head of the inspected unit, or whoever does the
// work of that post.
func SignUnit(tx *db.Tx, who org.Who, ref string, version int64) error {
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.must(Open); err != nil {
		return err
	}
	if !i.MaySign(who) {
		return fault.New(fault.Denied, "Chỉ người đứng đầu đơn vị được kiểm tra (%s) mới ký bên đơn vị được, một lần.", i.UnitTitle)
	}
	if err := i.freeze(tx, who); err != nil {
		return err
	}
	if by, err := who.As(org.Report, org.Thing{Post: i.UnitPost, Unit: i.Unit}); err == nil {
		who = by
	}
	if err := i.bump(tx, ", unit_at = ?4, unit_by = ?5, unit_post = ?6", tx.Now, who.Person, i.UnitPost); err != nil {
		return err
	}
	who.Did(tx, "inspection-signed-unit", i.ID)
	i.UnitHead.By = who.Person
	return i.finish(tx, who)
}

// Unsign writes down why the inspected unit's head does not sign, as the head of
// the team who has signed says it; the inspection goes on without that signature.
func Unsign(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.must(Open); err != nil {
		return err
	}
	if !i.Leads(who.Person) {
		return fault.New(fault.Denied, "Chỉ trưởng đoàn (%s) mới ghi việc đơn vị không ký.", i.HeadOfTeam().Name)
	}
	reason = vn.Line(reason)
	var f fault.Form
	f.Check(i.Head.By != "", "reason", "Trưởng đoàn ký biên bản trước rồi mới ghi việc đơn vị không ký.")
	f.Check(reason != "" && short(reason, lineLimit), "reason", "Hãy ghi vì sao đơn vị không ký, dưới %d chữ cái.", lineLimit)
	if err := f.Err(); err != nil {
		return err
	}
	if err := i.bump(tx, ", unsigned_at = ?4, unsigned_by = ?5, unsigned_reason = ?6", tx.Now, who.Person, reason); err != nil {
		return err
	}
	who.Did(tx, "inspection-unsigned", i.ID)
	i.Unsigned.Reason = reason
	return i.finish(tx, who)
}

// finish goes on to the conclusion once both sides have signed, or the reason
// why one has not is written.
func (i *Inspection) finish(tx *db.Tx, who org.Who) error {
	if i.Head.By == "" || i.UnitHead.By == "" && i.Unsigned.Reason == "" {
		return nil
	}
	if err := i.bump(tx, ", state = 'signed'"); err != nil {
		return err
	}
	who.Did(tx, "inspection-signed", i.ID)
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	n := i.notice("inspection-signed:"+string(i.ID), fault.Text{Format: "Biên bản kiểm tra %s đã ký, chờ kết luận."}, fault.Text{Format: "Ghi kết luận"})
	if p := chairOf(posts); p.ID != "" {
		return notice.ToPost(tx, p.ID, n)
	}
	return nil
}

// chairOf is the chairman's post, the zero Post where there is none.
func chairOf(posts []org.Post) org.Post {
	for _, p := range posts {
		if p.Role == org.Chairman {
			return p
		}
	}
	return org.Post{}
}

// concluding is the person with the seat of chairman or deputy by which it is
// concluded.
func concluding(who org.Who) (org.Who, bool) {
	for _, s := range who.All() {
		if (s.Role == org.Chairman || s.Role == org.Deputy) && s.Reach(org.Inspect) == org.All {
			who.Post, who.PostTitle, who.Unit, who.UnitName, who.Role, who.For, who.ForTitle = s.Post, s.PostTitle, s.Unit, s.UnitName, s.Role, s.For, s.ForTitle
			return who, true
		}
	}
	return who, false
}

// MayConclude reports whether the person concludes inspections.
func MayConclude(who org.Who) bool { _, ok := concluding(who); return ok }

// Conclude gives the conclusion its words, number and day, by the chairman or a
// deputy. From then on its findings are to be mended.
func Conclude(tx *db.Tx, who org.Who, ref string, version int64, text string, doc Document) error {
	i, err := seen(tx, who, ref, version)
	if err != nil {
		return err
	}
	if err := i.must(Signed); err != nil {
		return err
	}
	who, ok := concluding(who)
	if !ok {
		return fault.New(fault.Denied, "Chỉ Chủ tịch hoặc Phó Chủ tịch mới kết luận kiểm tra. Hãy trình biên bản %s.", i.Ref)
	}
	text = said(text)
	var f fault.Form
	f.Check(text != "" && short(text, textLimit), "conclusion", "Hãy ghi kết luận, dưới %d chữ cái.", textLimit)
	doc.check(&f, tx, "number", "on", fault.Text{Format: "Hãy ghi số thông báo kết luận, ví dụ 12/TB-UBND."})
	if err := f.Err(); err != nil {
		return err
	}
	if err := i.bump(tx, ", state = 'concluded', concluded_at = ?4, concluded_by = ?5, concluded_post = ?6, concluded_for = ?7, conclusion = ?8, conclusion_number = ?9, conclusion_on = ?10",
		tx.Now, who.Person, db.Null(who.Post), db.Null(who.For), text, doc.Number, doc.On); err != nil {
		return err
	}
	who.Did(tx, "inspection-concluded", i.ID)
	posts := []db.ID{i.UnitPost, i.HeadOfTeam().Post}
	for _, found := range i.Findings {
		posts = append(posts, found.Post)
	}
	n := i.notice("inspection-concluded:"+string(i.ID), fault.Text{Format: "Đã có kết luận kiểm tra %s."}, fault.Text{Format: "Xem kết luận và việc phải khắc phục"})
	n.Due = ""
	slices.Sort(posts)
	for _, post := range slices.Compact(posts) { // each post once: those that have to mend something
		if post != "" {
			if err := notice.ToPost(tx, post, n); err != nil {
				return err
			}
		}
	}
	return nil
}
