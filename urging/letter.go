package urging

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// The states of an urging letter; Answered is when every unit has answered.
const (
	Draft    State = "draft"
	Dropped  State = "dropped"
	Issued   State = "issued"
	Recalled State = "recalled"
)

// LetterStateName is the state in words.
var LetterStateName = map[State]string{
	Draft: "nháp", Dropped: "đã bỏ", Issued: "đã ban hành", Answered: "đã trả lời hết", Recalled: "đã thu hồi",
}

// Urgency is how fast the letter is to be carried (NĐ 30/2020/NĐ-CP, Phụ lục I,
// Phần I, mục III).
type Urgency string

// The urgencies.
const (
	Usual   Urgency = ""
	Urgent  Urgency = "urgent"
	Very    Urgency = "very"
	Express Urgency = "express"
)

// Urgencies are all urgencies, in the order of the form.
var Urgencies = []Urgency{Usual, Urgent, Very, Express}

// UrgencyName is the urgency in words.
var UrgencyName = map[Urgency]string{Usual: "thường", Urgent: "khẩn", Very: "thượng khẩn", Express: "hỏa tốc"}

// Letter is an urging letter (công văn đôn đốc).
type Letter struct {
	ID      db.ID
	Ref     string // DD-2026-0001
	Version int64
	State   State
	Subject string // trích yếu, after "V/v"
	Demand  string // a sentence of the office's own, "" for none
	Urgency Urgency
	Copies  []string // Nơi nhận
	Symbol  string   // UBND, UBND-VX
	Signer  db.ID    // the post that signs
	Rule    string   // the time limit of the answer
	Number  int64    // 0 of a draft; stays taken when it is recalled
	Date    vn.Day
	From    vn.Day // the answer's time limit is counted from this day
	Due     vn.Day // its last day
	Hash    string // sha256 of the content as it was issued, hex
	Made    By
	By      By // who issued it
	Ended   By // who recalled or dropped it
	Reason  string
	Units   []Unit  // LetterByRef and lists
	Content Content // LetterByRef only: as issued; of a draft as it would be today
	Gone    []string
	Tasks   int // that it is about

	content string
}

// Unit is a body that the letter goes to, and its answer.
type Unit struct {
	ID       db.ID
	Name     string
	Tone     Tone
	Number   string // of the answer, "" where it has none
	Date     vn.Day
	Answer   string
	File     File
	Received vn.Day
	By       By  // who wrote the answer down
	DaysLate int // working days after the last day: of the answer, or today while there is none
}

// Code is the number and symbol, "12/UBND"; "" of a draft.
func (l Letter) Code() string {
	if l.Number == 0 {
		return ""
	}
	return fmt.Sprintf("%02d/%s", l.Number, l.Symbol)
}

// Waiting is how many units have not answered.
func (l Letter) Waiting() int {
	n := 0
	for _, u := range l.Units {
		if !u.By.Is() {
			n++
		}
	}
	return n
}

// DaysLate is how late the latest of the missing answers is.
func (l Letter) DaysLate() int {
	n := 0
	for _, u := range l.Units {
		if !u.By.Is() {
			n = max(n, u.DaysLate)
		}
	}
	return n
}

// letters loads those that where and what follows it choose, with their units and
// without their contents. Its arguments are ?3 and on; ?2 is today.
func letters(tx *db.Tx, where string, args ...any) ([]Letter, error) {
	type row struct {
		Letter
		copies string
	}
	rows, err := db.All(tx, func(r *row) []any {
		l := &r.Letter
		into := []any{&l.ID, &l.Ref, &l.Version, &l.State, &l.Subject, &l.Demand, &l.Urgency, &r.copies, &l.Symbol, db.Opt(&l.Signer), &l.Rule, &l.Number, db.Opt(&l.Date), db.Opt(&l.From), db.Opt(&l.Due),
			&l.Hash, &l.Reason, &l.Tasks, &l.content}
		into = append(into, l.Made.into()...)
		into = append(into, l.By.into()...)
		return append(into, l.Ended.into()...)
	}, `select u.urging_id, u.ref, u.version, u.state, u.subject, u.demand, u.urgency, u.copies, u.symbol, u.sign_post, u.due_rule, coalesce(u.number, 0), u.dated, u.due_from, u.due_on,
			u.sha256, u.ended_reason, (select count(*) from urging_task k where k.tenant_id = u.tenant_id and k.urging_id = u.urging_id and k.left_out = 0), u.content,
			`+by("u", "made", "m")+", "+by("u", "issued", "i")+", "+by("u", "ended", "x")+`
		from urging u
		join person m on m.tenant_id = u.tenant_id and m.person_id = u.made_by
		left join person i on i.tenant_id = u.tenant_id and i.person_id = u.issued_by
		left join person x on x.tenant_id = u.tenant_id and x.person_id = u.ended_by
		where u.tenant_id = ?1 and ?2 <> '' and `+where, append([]any{vn.Today(tx.Now)}, args...)...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	list := make([]Letter, len(rows))
	for i, r := range rows {
		list[i] = r.Letter
		if r.copies != "" {
			list[i].Copies = strings.Split(r.copies, "\n")
		}
		call(names, &list[i].Made, &list[i].By, &list[i].Ended)
	}
	return list, units(tx, list, names)
}

// units gives the letters their units, in one query.
func units(tx *db.Tx, list []Letter, names org.Calling) error {
	cal, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	today := vn.Today(tx.Now)
	at := map[db.ID]*Letter{}
	ids := make([]db.ID, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	return tx.Each(func(scan func(...any) error) error {
		var of db.ID
		var u Unit
		into := []any{&of, &u.ID, &u.Name, &u.Tone, &u.Number, db.Opt(&u.Date), &u.Answer, &u.File.Hash, &u.File.Name, &u.File.MIME, &u.File.Size, db.Opt(&u.Received)}
		if err := scan(append(into, u.By.into()...)...); err != nil {
			return err
		}
		call(names, &u.By)
		l := at[of]
		switch {
		case u.By.Is():
			u.DaysLate = daysLate(cal, l.Due, u.Received)
		case l.State == Issued:
			u.DaysLate = daysLate(cal, l.Due, today)
		}
		l.Units = append(l.Units, u)
		return nil
	}, `select n.urging_id, n.unit_id, n.name, n.tone, n.number, n.dated, n.answer, n.hash, n.file_name, n.mime, n.size, n.received_on, `+by("n", "answered", "a")+`
		from urging_unit n
		left join person a on a.tenant_id = n.tenant_id and a.person_id = n.answered_by
		where n.tenant_id = ?1 and `+db.In("n.urging_id", len(ids), 2)+` and n.left_out = 0 order by n.urging_id, n.ordinal`, db.IDs(ids)...)
}

// LetterByRef is one letter with what it says: as it was issued, or of a draft as
// it would be issued today. An unknown reference is fault.Unknown.
func LetterByRef(tx *db.Tx, who org.Who, ref string) (Letter, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Letter{}, err
	}
	list, err := letters(tx, "u.ref = ?3", vn.Line(ref))
	if err != nil {
		return Letter{}, err
	}
	if len(list) == 0 {
		return Letter{}, fault.New(fault.Unknown, "Không có công văn đôn đốc %s. Hãy mở lại từ trang Đôn đốc.", vn.Line(ref))
	}
	l := list[0]
	if l.content == "" {
		err := l.write(tx, who, vn.Today(tx.Now))
		return l, err
	}
	if got := fingerprint(l.content); got != l.Hash {
		return l, fmt.Errorf("urging: what %s says is no longer what was issued with sha256 %s", l.Ref, l.Hash)
	}
	if err := json.Unmarshal([]byte(l.content), &l.Content); err != nil {
		return l, fmt.Errorf("urging: the content of %s: %w", l.Ref, err)
	}
	return l, nil
}

// ToSend are the drafts of letters, the latest first.
func ToSend(tx *db.Tx, who org.Who) ([]Letter, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return letters(tx, "u.state = 'draft' order by u.urging_id desc limit ?3", shown)
}

// Unanswered are the letters that wait for an answer, the earliest due first.
func Unanswered(tx *db.Tx, who org.Who) ([]Letter, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return letters(tx, "u.state = 'issued' order by u.due_on, u.urging_id limit ?3", shown)
}

// Numbered are the letters that took a number, the latest first, those recalled
// among them, from one place on, and how many there are.
func Numbered(tx *db.Tx, who org.Who, from, limit int) ([]Letter, int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, 0, err
	}
	n, err := db.Value[int](tx, "select count(*) from urging where tenant_id = ?1 and number is not null")
	if err != nil {
		return nil, 0, err
	}
	list, err := letters(tx, "u.number is not null order by u.number_year desc, u.symbol, u.number desc limit ?3 offset ?4", limit, from)
	return list, n, err
}

// late are the tasks of a draft that are late today, by unit, and the references
// of those that are late no more.
func (l Letter) late(tx *db.Tx, who org.Who) (of map[db.ID][]task.Task, gone []string, err error) {
	all, err := task.LateOnes(tx, who)
	if err != nil {
		return nil, nil, err
	}
	known := map[db.ID]task.Task{}
	for _, t := range all {
		known[t.ID] = t
	}
	of = map[db.ID][]task.Task{}
	err = tx.Each(func(scan func(...any) error) error {
		var id, unit db.ID
		var ref string
		err := scan(&id, &unit, &ref)
		if t, ok := known[id]; ok {
			of[unit] = append(of[unit], t)
		} else {
			gone = append(gone, ref)
		}
		return err
	}, `select k.task_id, k.unit_id, t.ref from urging_task k
		join task t on t.tenant_id = k.tenant_id and t.task_id = k.task_id
		where k.tenant_id = ?1 and k.urging_id = ?2 order by k.ordinal`, l.ID)
	return of, gone, err
}

// ModTime is the time of the letter's files.
func (l Letter) ModTime() time.Time {
	if l.By.Is() {
		return l.By.At
	}
	return l.Made.At
}
