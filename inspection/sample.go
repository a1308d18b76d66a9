package inspection

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Algorithm is how Pick draws. A drawing names the one it was made by.
const Algorithm = "sha256-1"

// Candidate is one result that can be drawn.
type Candidate struct {
	Ref   string `json:"ref"`
	Cycle string `json:"cycle,omitempty"`
}

// lot is the number that a candidate draws: the SHA-256 of the seed, its
// reference and its cycle, each on a line of its own.
func (c Candidate) lot(seed string) [sha256.Size]byte {
	return sha256.Sum256([]byte(seed + "\n" + c.Ref + "\n" + c.Cycle))
}

// Pick draws n of the candidates: those with the smallest lots, in that order.
// The same seed and candidates give the same, in whatever order they come; nobody
// can tell before the seed is thrown which those will be. It gives their places.
func Pick(seed string, of []Candidate, n int) []int {
	order := make([]int, len(of))
	lots := make([][sha256.Size]byte, len(of))
	for i, c := range of {
		order[i], lots[i] = i, c.lot(seed)
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(lots[a][:], lots[b][:]) })
	return order[:max(0, min(n, len(of)))]
}

// checkerOf is the unit that checks a candidate: one of those given, by the end
// of its lot, but never one of those that are not to. "" where none is left.
func checkerOf(seed string, c Candidate, units []db.ID, not ...db.ID) db.ID {
	var can []db.ID
	for _, u := range units {
		if !slices.Contains(not, u) {
			can = append(can, u)
		}
	}
	if len(can) == 0 {
		return ""
	}
	lot := c.lot(seed)
	return can[binary.BigEndian.Uint64(lot[24:])%uint64(len(can))]
}

// Draw is one drawing by lot of results that were reported complete.
type Draw struct {
	ID         db.ID
	Ref        string // XS-2026-0001
	From, To   vn.Day // of handing in
	Share      int64  // basis points of all, 0 where a number was asked for
	Number     int64
	Seed       string
	Algorithm  string
	Candidates []Candidate // what it was drawn from
	Size       int64
	DrawnAt    time.Time
	DrawnBy    string
	DrawnTitle string
	Items      []Item
	Drawn      int64 // items, and of them those checked and found untrue
	Checked    int64
	Untrue     int64

	drawnPost  db.ID
	candidates string
}

// Item is one result that was drawn.
type Item struct {
	ID           db.ID
	Draw         string // the drawing's reference
	Ordinal      int64
	Task         db.ID
	TaskRef      string
	Work         string
	TaskState    task.State
	Clause       db.ID
	Accountable  db.ID
	Cycle        string
	Unit         db.ID // whose result it is
	UnitName     string
	Checker      db.ID // the unit that checks it
	CheckerName  string
	CheckerPost  db.ID
	CheckerTitle string
	Reported     int64
	Figure       string // the unit of the figures
	DueFrom      vn.Day
	DueRule      string
	DueOn        vn.Day
	Result       Result
	Found        int64
	HasFound     bool
	What         string
	Seen         string
	CheckedOn    vn.Day
	CheckedAt    time.Time
	CheckedBy    string
	CheckedTitle string
	Finding      string // the reference of the finding it became

	checkedPost db.ID
	drawnAt     time.Time
}

// Result is what a check by lot has found.
type Result string

// The results.
const (
	Unchecked Result = ""
	True      Result = "true"
	Untrue    Result = "untrue"
)

// ResultName is the result in words.
var ResultName = map[Result]string{Unchecked: "chưa kiểm tra", True: "đúng", Untrue: "không đúng"}

// ReportedText and FoundText are the figures with their unit.
func (i Item) ReportedText() string { return Amount(i.Reported, i.Figure) }

// FoundText is "" where no figure was written.
func (i Item) FoundText() string {
	if !i.HasFound {
		return ""
	}
	return Amount(i.Found, i.Figure)
}

// Ref is the code of the item: XS-2026-0001.03.
func (i Item) Ref() string { return fmt.Sprintf("%s.%02d", i.Draw, i.Ordinal) }

// drawable is a candidate with what the program knows of it.
type drawable struct {
	Candidate
	task, unit, lead db.ID
	reported         int64
	figure           string
}

// pool is every result that was handed in in the period and still counts as
// complete, and was never drawn before.
func pool(tx *db.Tx, from, to vn.Day) ([]drawable, error) {
	return db.All(tx, func(d *drawable) []any {
		return []any{&d.task, &d.Ref, &d.unit, &d.lead, &d.Cycle, &d.reported, &d.figure}
	}, `select t.task_id, t.ref, `+org.PostUnit("p", "?2")+`, coalesce(t.lead_unit, ''), `+figures+`
		from (select distinct h.tenant_id, h.task_id, h.cycle from task_event h where h.tenant_id = ?1 and h.kind = 'handed' and h.at >= ?3 and h.at < ?4) e
		join task t on t.tenant_id = e.tenant_id and t.task_id = e.task_id
		join post p on p.tenant_id = t.tenant_id and p.post_id = t.accountable
		left join task_cycle k on t.due_kind = 'cycle' and k.tenant_id = t.tenant_id and k.task_id = t.task_id and k.cycle = e.cycle
		where t.tenant_id = ?1 and (t.due_kind <> 'cycle' and t.state in ('waiting', 'done') or t.due_kind = 'cycle' and t.state not in ('draft', 'cancelled') and k.state in ('waiting', 'accepted'))
			and `+leaf+` and not exists (select 1 from sample_item x where x.tenant_id = t.tenant_id and x.task_id = t.task_id and x.cycle = e.cycle)
		order by t.ref, e.cycle`, vn.Today(tx.Now), from.Time(), to.Add(1).Time())
}

// Pool is how many results of a period can be drawn.
func Pool(tx *db.Tx, who org.Who, from, to vn.Day) (int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return 0, err
	}
	list, err := pool(tx, from, to)
	return len(list), err
}

// Order is what is to be drawn.
type Order struct {
	From, To vn.Day
	Share    int64 // basis points of all; or
	Number   int64
	Days     int64 // working days to check in
}

// DrawNow draws results that were reported complete, throws the seed, gives each
// to a unit that is neither the doer's nor the lead's, and tells those units. What
// was drawn stays drawn: there is no way to draw again until it suits somebody,
// for what was drawn once is not drawn again and every drawing is recorded. It
// gives the reference. once is the form's token.
func DrawNow(tx *db.Tx, who org.Who, once db.ID, o Order) (ref string, err error) {
	if who, err = who.As(org.Inspect, org.Thing{}); err != nil {
		return "", err
	}
	if ref, err = db.Value[string](tx, "select ref from sample_draw where tenant_id = ?1 and draw_id = ?2 and drawn_by = ?3", once, who.Person); err != nil || ref != "" {
		return ref, err
	}
	today := vn.Today(tx.Now)
	var f fault.Form
	f.Check(o.From.Valid(), "from", "Hãy ghi ngày đầu kỳ theo mẫu ngày/tháng/năm.")
	f.Check(o.To.Valid() && o.To <= today && o.From <= o.To && (!o.From.Valid() || o.From.Days(o.To) <= 400), "to", "Hãy ghi ngày cuối kỳ, không sau hôm nay và không trước ngày đầu kỳ.")
	f.Check((o.Share == 0) != (o.Number == 0), "share", "Hãy ghi tỷ lệ hoặc số lượng, không ghi cả hai.")
	f.Check(o.Share >= 0 && o.Share <= 10000, "share", "Tỷ lệ từ 0,01%% đến 100%%.")
	f.Check(o.Number >= 0 && o.Number <= listLimit, "number", "Số lượng từ 1 đến %d.", listLimit)
	f.Check(o.Days >= 1 && o.Days <= 60, "days", "Thời hạn kiểm tra từ 1 đến 60 ngày làm việc.")
	if err := f.Err(); err != nil {
		return "", err
	}
	can, err := pool(tx, o.From, o.To)
	if err != nil {
		return "", err
	}
	if len(can) == 0 {
		return "", fault.New(fault.Invalid, "Trong kỳ này không còn kết quả nào báo cáo hoàn thành mà chưa được rút. Hãy chọn kỳ khác.")
	}
	n := o.Number
	if o.Share > 0 {
		n = min((int64(len(can))*o.Share+9999)/10000, listLimit)
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return "", err
	}
	units, heads := checkers(posts)
	var thrown [32]byte
	rand.Read(thrown[:])
	seed := hex.EncodeToString(thrown[:])
	list := make([]Candidate, len(can))
	for i, c := range can {
		list[i] = c.Candidate
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "", err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return "", err
	}
	year := today.Year()
	number, err := tx.Next("XS", year)
	if err != nil {
		return "", err
	}
	ref = fmt.Sprintf("XS-%d-%04d", year, number)
	rule := workDays(o.Days)
	if _, err := tx.Exec(`insert into sample_draw (tenant_id, draw_id, ref, from_day, to_day, share, number, seed, algorithm, candidates, size, due_from, due_rule, drawn_at, drawn_by, drawn_post)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)`, once, ref, o.From, o.To, orNull(o.Share), orNull(o.Number), seed, Algorithm, string(text), len(can),
		today, rule, tx.Now, who.Person, db.Null(who.Post)); err != nil {
		return "", err
	}
	told := map[db.ID]bool{}
	for at, place := range Pick(seed, list, int(n)) { // what was drawn, listLimit at most
		d := can[place]
		checker := checkerOf(seed, d.Candidate, units, d.unit, d.lead)
		if checker == "" {
			return "", fault.New(fault.Invalid, "Không có đơn vị nào khác để kiểm tra %s: cần một đơn vị khác có người đứng đầu. Hãy bổ nhiệm rồi rút lại.", d.Ref)
		}
		_, err := tx.Exec(`insert into sample_item (tenant_id, item_id, draw_id, ordinal, task_id, cycle, unit_id, checker_unit, checker_post, reported, unit, due_from, due_rule, due_on, result, what, seen)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '', '', '')`, db.NewID(), once, at+1, d.task, d.Cycle, d.unit, checker, heads[checker], d.reported, d.figure,
			today, rule, c.Add(today, int(o.Days)))
		if err != nil {
			return "", err
		}
		told[heads[checker]] = true
	}
	who.Did(tx, "sample-drawn", once)
	for post := range told { // the heads of the units of one office
		if err := notice.ToPost(tx, post, notice.Notice{Event: "sample:" + string(once), Kind: "inspection", About: ref, Legal: true, Link: "/kiem-tra/xac-suat/" + ref, Due: c.Add(today, int(o.Days)),
			Says: fault.Text{Format: "Đơn vị bạn được giao kiểm tra xác suất theo %s.", Args: []any{ref}}, Does: fault.Text{Format: "Xem danh sách và ghi kết quả"}}); err != nil {
			return "", err
		}
	}
	return ref, nil
}

func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// checkers are the units that can check others, in the order of their ids, with
// the post that answers for each: those whose head or clerk's post is held.
func checkers(posts []org.Post) ([]db.ID, map[db.ID]db.ID) {
	heads := map[db.ID]db.ID{}
	for _, p := range posts {
		if h := headOf(posts, p.Unit); h.Holder != "" && (h.Role == org.Head || h.Role == org.Clerk) {
			heads[p.Unit] = h.ID
		}
	}
	var units []db.ID
	for u := range heads {
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b db.ID) int { return cmp.Compare(a, b) })
	return units, heads
}

// inUnit is the person with a seat in a unit: an own one before one of another.
func inUnit(who org.Who, unit db.ID) (org.Who, bool) {
	for _, s := range who.All() {
		if unit == "" || s.Unit != unit || s.Role == org.Viewer || s.Role == org.Superior || s.Acting() && s.Reach(org.Report) == org.None {
			continue
		}
		who.Post, who.PostTitle, who.Unit, who.UnitName, who.Role, who.For, who.ForTitle = s.Post, s.PostTitle, s.Unit, s.UnitName, s.Role, s.For, s.ForTitle
		return who, true
	}
	return who, false
}

// MayCheck reports whether the person checks the item: belongs to the unit that
// it was given to. Who has a hand in it, see HandOn, does not.
func (i Item) MayCheck(who org.Who) bool {
	_, ok := inUnit(who, i.Checker)
	return ok && i.Result == Unchecked
}

// Outcome is what a check by lot has found.
type Outcome struct {
	Result Result
	On     vn.Day // the day it was looked at
	Found  int64
	Has    bool   // Found is known
	What   string // what was found
	Seen   string // the evidence that was seen
}

// CheckItem writes the result of checking one item, by somebody of the unit that it
// was given to who has neither done nor judged it. What is untrue is told to who
// answers for it, to the head of that unit and to the chairman; the state of the
// task stays as it is.
func CheckItem(tx *db.Tx, who org.Who, draw string, ordinal int64, o Outcome) error {
	d, err := LoadDraw(tx, who, draw)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(d.Items, func(i Item) bool { return i.Ordinal == ordinal })
	if at < 0 {
		return fault.New(fault.Unknown, "Không có dòng %d trong lần rút %s. Hãy mở lại trang.", ordinal, d.Ref)
	}
	i := d.Items[at]
	by, ok := inUnit(who, i.Checker)
	if !ok {
		return fault.New(fault.Denied, "Kết quả này do %s kiểm tra. Người của đơn vị khác không ghi thay được.", i.CheckerName)
	}
	if i.Result != Unchecked {
		return fault.New(fault.Conflict, "Kết quả này đã được %s ghi lúc trước. Hãy xem lại trang.", i.CheckedBy)
	}
	hand, err := HandOn(tx, by, []Item{i})
	if err != nil {
		return err
	}
	if hand[i.ID] {
		return fault.New(fault.Denied, "Người đã làm, kiểm chứng hoặc nghiệm thu nhiệm vụ %s không kiểm tra lại chính việc đó. Hãy giao người khác trong đơn vị.", i.TaskRef)
	}
	o.What, o.Seen = said(o.What), said(o.Seen)
	today := vn.Today(tx.Now)
	var f fault.Form
	f.Check(o.Result == True || o.Result == Untrue, "result", "Hãy chọn đúng hoặc không đúng.")
	f.Check(o.On.Valid() && o.On <= today && o.On >= vn.Today(d.DrawnAt), "on", "Ngày kiểm tra từ ngày rút đến hôm nay.")
	f.Check(o.Seen != "" && short(o.Seen, textLimit), "seen", "Hãy ghi đã xem những gì, dưới %d chữ cái.", textLimit)
	f.Check(o.Result != Untrue || o.What != "", "what", "Không đúng: hãy ghi thực tế thế nào.")
	f.Check(short(o.What, textLimit), "what", "Dài quá %d chữ cái. Hãy ghi ngắn lại.", textLimit)
	f.Check(!o.Has || o.Found >= 0 && o.Found < 1e15, "found", "Số thực tế là số từ 0 trở lên.")
	f.Check(!o.Has || o.Result != True || o.Found >= i.Reported, "found", "Số thực tế nhỏ hơn số đã báo cáo (%s) thì kết quả là không đúng.", i.ReportedText())
	if err := f.Err(); err != nil {
		return err
	}
	var found any
	if o.Has {
		found = o.Found
	}
	if err := db.Expect(tx.Exec(`update sample_item set result = ?3, found = ?4, what = ?5, seen = ?6, checked_on = ?7, checked_at = ?8, checked_by = ?9, checked_post = ?10
		where tenant_id = ?1 and item_id = ?2 and result = ''`, i.ID, o.Result, found, o.What, o.Seen, o.On, tx.Now, by.Person, db.Null(by.Post))); err != nil {
		return err
	}
	by.Did(tx, "sample-checked", i.ID)
	if o.Result != Untrue {
		return nil
	}
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	told := []db.ID{i.Accountable, headOf(posts, i.Unit).ID, chairOf(posts).ID}
	slices.Sort(told)
	for _, post := range slices.Compact(told) { // three at most
		if post == "" {
			continue
		}
		if err := notice.ToPost(tx, post, notice.Notice{Event: "untrue:" + string(i.ID), Kind: "inspection", About: i.TaskRef, Legal: true, Link: "/nhiem-vu/" + i.TaskRef,
			Says: fault.Text{Format: "Nhiệm vụ %s báo cáo đạt nhưng kiểm tra không đạt (%s).", Args: []any{i.TaskRef, i.Ref()}}, Does: fault.Text{Format: "Xem nhiệm vụ"}}); err != nil {
			return err
		}
	}
	return nil
}

// HandOn says of which of the items the person has done or judged the result: who
// checks is neither.
func HandOn(tx *db.Tx, who org.Who, items []Item) (map[db.ID]bool, error) {
	hand := map[db.ID]bool{}
	if len(items) == 0 {
		return hand, nil
	}
	works := append(who.DoerPosts(), "")
	args := append([]any{who.Person}, db.IDs(works)...)
	for _, i := range items {
		args = append(args, i.ID)
	}
	return hand, tx.Each(func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		hand[id] = true
		return err
	}, `select x.item_id from sample_item x
		join task t on t.tenant_id = x.tenant_id and t.task_id = x.task_id
		where x.tenant_id = ?1 and (t.issued_to = ?2 or `+db.In("t.accountable", len(works), 3)+`
			or exists (select 1 from progress r where r.tenant_id = x.tenant_id and r.task_id = x.task_id and r.person_id = ?2)
			or exists (select 1 from verification v where v.tenant_id = x.tenant_id and v.task_id = x.task_id and v.cycle = x.cycle and v.person_id = ?2)
			or exists (select 1 from acceptance a where a.tenant_id = x.tenant_id and a.task_id = x.task_id and a.cycle = x.cycle and a.person_id = ?2))
			and `+db.In("x.item_id", len(items), 3+len(works)), args...)
}

// FindUntrue makes a finding of an item that is untrue, with its remedy; a task
// follows by Remedy. An item has one finding. It gives the finding's reference.
func FindUntrue(tx *db.Tx, who org.Who, once db.ID, draw string, ordinal int64, n NewFinding) (ref string, err error) {
	if who, err = who.As(org.Inspect, org.Thing{}); err != nil {
		return "", err
	}
	d, err := LoadDraw(tx, who, draw)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(d.Items, func(i Item) bool { return i.Ordinal == ordinal })
	if at < 0 || d.Items[at].Result != Untrue {
		return "", fault.New(fault.Invalid, "Chỉ lập việc khắc phục cho kết quả kiểm tra không đúng.")
	}
	i := d.Items[at]
	if i.Finding != "" {
		return i.Finding, nil
	}
	n.Kind, n.What, n.Task, n.Clause, n.Post = "untrue", i.What, i.Task, i.Clause, i.Accountable
	var f fault.Form
	if err := n.check(tx, &f); err != nil {
		return "", err
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	if err := n.keep(tx, who, once, i.Ref(), "", i.ID, i.Ordinal); err != nil {
		return "", err
	}
	who.Did(tx, "sample-found", once)
	return i.Ref(), nil
}
