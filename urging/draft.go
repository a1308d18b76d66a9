package urging

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// What a letter says where nobody has written anything else. The time limit is in
// working days from the letter's day.
const (
	usualSubject = "đôn đốc thực hiện các nhiệm vụ quá hạn"
	usualSymbol  = "UBND"
	answerDays   = 3
)

var usualCopies = []string{"Như trên", "Chủ tịch, các Phó Chủ tịch UBND xã", "Lưu: VT"}

// tasksAtMost is how many tasks one drafting takes: as many as task.LateOnes gives.
const tasksAtMost = 500

// Compose drafts the letters that urge late tasks: one for each unit whose posts are
// accountable, or one for all of them. It is for whoever urges in the units of all
// the tasks. once is the token of the form: sent twice it gives the same
// references.
func Compose(tx *db.Tx, who org.Who, once db.ID, tasks []string, together bool) (refs []string, err error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	if refs, err = db.All(tx, func(r *string) []any { return []any{r} },
		"select ref from urging where tenant_id = ?1 and form_id = ?2 and made_by = ?3 order by ref", once, who.Person); err != nil || len(refs) > 0 {
		return refs, err
	}
	wanted := map[string]bool{}
	for _, r := range tasks {
		wanted[vn.Line(r)] = true
	}
	delete(wanted, "")
	var f fault.Form
	f.Check(len(wanted) > 0, "tasks", "Hãy chọn ít nhất một nhiệm vụ quá hạn.")
	f.Check(len(wanted) <= tasksAtMost, "tasks", "Mỗi lần soạn cho tối đa %d nhiệm vụ.", tasksAtMost)
	if err := f.Err(); err != nil {
		return nil, err
	}
	late, err := task.LateOnes(tx, who)
	if err != nil {
		return nil, err
	}
	var chosen []task.Task
	for _, t := range late {
		if !wanted[t.Ref] {
			continue
		}
		if err := who.May(org.Urge, t.Thing()); err != nil {
			return nil, err
		}
		delete(wanted, t.Ref)
		chosen = append(chosen, t)
	}
	for _, r := range slices.Sorted(maps.Keys(wanted)) {
		return nil, fault.New(fault.Invalid, "Nhiệm vụ %s không quá hạn nên không đưa vào công văn đôn đốc. Hãy mở lại danh sách rồi chọn lại.", r)
	}
	if who, err = who.As(org.Urge, chosen[0].Thing()); err != nil {
		return nil, err
	}
	usual, err := habits(tx)
	if err != nil {
		return nil, err
	}
	for _, group := range grouped(chosen, together) {
		r, err := usual.keep(tx, who, once, group)
		if err != nil {
			return nil, err
		}
		refs = append(refs, r)
	}
	return refs, nil
}

// grouped are the letters to draft, each with its tasks by unit, in the order in
// which the units first come.
func grouped(tasks []task.Task, together bool) [][]task.Task {
	var order []db.ID
	of := map[db.ID][]task.Task{}
	for _, t := range tasks {
		if of[t.AccountableUnit] == nil {
			order = append(order, t.AccountableUnit)
		}
		of[t.AccountableUnit] = append(of[t.AccountableUnit], t)
	}
	var groups [][]task.Task
	for i, unit := range order {
		if i > 0 && together {
			groups[0] = append(groups[0], of[unit]...)
		} else {
			groups = append(groups, of[unit])
		}
	}
	return groups
}

// habit is what the office's letters usually have: the symbol of the last one, and
// who signs.
type habit struct {
	symbol string
	signer db.ID
}

func habits(tx *db.Tx) (h habit, err error) {
	h.symbol, err = db.Value[string](tx, "select symbol from urging where tenant_id = ?1 and number is not null order by urging_id desc limit 1")
	if err != nil {
		return h, err
	}
	if h.symbol == "" {
		h.symbol = usualSymbol
	}
	list, err := Signers(tx)
	if len(list) > 0 {
		h.signer = list[0].Post
	}
	return h, err
}

func (h habit) keep(tx *db.Tx, who org.Who, once db.ID, tasks []task.Task) (string, error) {
	r, err := ref(tx, "DD")
	if err != nil {
		return "", err
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into urging (tenant_id, urging_id, ref, form_id, version, state, subject, demand, urgency, copies, symbol, sign_post, due_rule, content, sha256,
			made_at, made_by, made_post, made_for, ended_reason)
		values (?1, ?2, ?3, ?4, 1, 'draft', ?5, '', '', ?6, ?7, ?8, ?9, '', '', ?10, ?11, ?12, ?13, '')`,
		id, r, once, usualSubject, strings.Join(usualCopies, "\n"), h.symbol, db.Null(h.signer), Rule(answerDays), tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return "", err
	}
	today := vn.Today(tx.Now)
	named, ordinal := map[db.ID]bool{}, 0
	for i, t := range tasks {
		if !named[t.AccountableUnit] {
			named[t.AccountableUnit], ordinal = true, ordinal+1
			if _, err := tx.Exec(`insert into urging_unit (tenant_id, urging_id, unit_id, ordinal, name, tone, left_out, number, answer, hash, file_name, mime, size)
				values (?1, ?2, ?3, ?4, ?5, ?6, 0, '', '', '', '', '', 0)`, id, t.AccountableUnit, ordinal, t.AccountableUnitName, toneOf(t.AccountableUnitName, today)); err != nil {
				return "", err
			}
		}
		if _, err := tx.Exec("insert into urging_task (tenant_id, urging_id, task_id, unit_id, ordinal, left_out) values (?1, ?2, ?3, ?4, ?5, 0)", id, t.ID, t.AccountableUnit, i+1); err != nil {
			return "", err
		}
	}
	who.Did(tx, "urging-drafted", id)
	return r, nil
}

// Wording is what a clerk may change in a draft.
type Wording struct {
	Subject string
	Demand  string // a sentence of the office's own, "" for none
	Urgency Urgency
	Copies  []string // Nơi nhận, a line each
	Symbol  string
	Signer  db.ID
	Rule    string // the time limit of the answer
	Tones   map[db.ID]Tone
}

var symbols = regexp.MustCompile(`^[\p{Lu}0-9&]{1,15}(-[\p{Lu}0-9&.]{1,15}){0,3}$`)

// Save changes the words of a draft. It is for whoever urges in the whole commune.
func Save(tx *db.Tx, who org.Who, ref string, version int64, w Wording) error {
	l, who, err := letterAt(tx, who, ref, version, Draft)
	if err != nil {
		return err
	}
	w.Subject, w.Demand, w.Symbol, w.Rule = vn.Line(w.Subject), vn.Line(w.Demand), vn.Line(w.Symbol), vn.Line(w.Rule)
	copies := []string{}
	for _, c := range w.Copies {
		if c = vn.Line(c); c != "" {
			copies = append(copies, c)
		}
	}
	signers, err := Signers(tx)
	if err != nil {
		return err
	}
	_, counted := Days(w.Rule)
	var f fault.Form
	f.Check(w.Subject != "" && len(w.Subject) <= 500, "subject", "Hãy ghi trích yếu, dưới 250 chữ cái.")
	f.Check(len(w.Demand) <= 2000, "demand", "Yêu cầu thêm dài quá 1.000 chữ cái. Hãy ghi ngắn lại.")
	f.Check(slices.Contains(Urgencies, w.Urgency), "urgency", "Hãy chọn độ khẩn có trong danh sách.")
	f.Check(len(copies) > 0 && len(copies) <= 20 && len(strings.Join(copies, "\n")) <= 2000, "copies", "Hãy ghi nơi nhận, mỗi nơi một dòng, tối đa 20 dòng.")
	f.Check(symbols.MatchString(w.Symbol), "symbol", "Ký hiệu của công văn ghi bằng chữ in hoa, ví dụ UBND hoặc UBND-VX.")
	f.Check(slices.ContainsFunc(signers, func(s Signer) bool { return s.Post == w.Signer }), "signer", "Hãy chọn người ký có trong danh sách.")
	f.Check(counted, "rule", "Hãy ghi thời hạn từ 1 đến 30 ngày làm việc.")
	for _, u := range l.Units {
		if tone, set := w.Tones[u.ID]; set {
			f.Check(slices.Contains(Tones, tone), "tone", "Hãy chọn yêu cầu hoặc đề nghị phối hợp.")
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	err = l.bump(tx, ", subject = ?4, demand = ?5, urgency = ?6, copies = ?7, symbol = ?8, sign_post = ?9, due_rule = ?10",
		w.Subject, w.Demand, w.Urgency, strings.Join(copies, "\n"), w.Symbol, w.Signer, w.Rule)
	if err != nil {
		return err
	}
	for _, u := range l.Units { // the units of one letter
		if tone, set := w.Tones[u.ID]; set && tone != u.Tone {
			if _, err := tx.Exec("update urging_unit set tone = ?4 where tenant_id = ?1 and urging_id = ?2 and unit_id = ?3", l.ID, u.ID, tone); err != nil {
				return err
			}
		}
	}
	who.Did(tx, "urging-saved", l.ID)
	return nil
}

// Drop gives a draft up. It stays readable and takes no number.
func Drop(tx *db.Tx, who org.Who, ref string, version int64) error {
	l, who, err := letterAt(tx, who, ref, version, Draft)
	if err != nil {
		return err
	}
	if err := l.bump(tx, ", state = 'dropped', ended_at = ?4, ended_by = ?5, ended_post = ?6, ended_for = ?7", tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)); err != nil {
		return err
	}
	who.Did(tx, "urging-dropped", l.ID)
	return nil
}

// letterAt is a letter as the person saw it, in one of the states, for whoever
// urges in the whole commune.
func letterAt(tx *db.Tx, who org.Who, ref string, version int64, states ...State) (Letter, org.Who, error) {
	l, err := LetterByRef(tx, who, ref)
	if err != nil {
		return l, who, err
	}
	if who, err = who.As(org.Urge, org.Thing{}); err != nil {
		return l, who, err
	}
	return l, who, l.at(version, states...)
}

func (l Letter) at(version int64, states ...State) error {
	switch {
	case l.Version != version:
		return fault.New(fault.Conflict, "Công văn %s vừa được người khác thay đổi. Hãy xem lại rồi làm tiếp.", l.Ref)
	case !slices.Contains(states, l.State):
		return fault.New(fault.Invalid, "Công văn %s đang ở tình trạng %s nên không làm việc này được.", l.Ref, fault.Text{Format: LetterStateName[l.State]})
	}
	return nil
}

// bump changes columns of the letter, ?4 and on, with its version.
func (l *Letter) bump(tx *db.Tx, set string, args ...any) error {
	return db.Expect(tx.Exec("update urging set version = version + 1"+set+" where tenant_id = ?1 and urging_id = ?2 and version = ?3", append([]any{l.ID, l.Version}, args...)...))
}

// Signer is a post that may sign letters, and how its sign block begins (NĐ
// 30/2020/NĐ-CP, Điều 13): the committee signs by its chairman, a deputy in the
// chairman's place, the head of the office by order.
type Signer struct {
	Post      db.ID
	Title     string // Phó Chủ tịch UBND xã
	Name      string // who holds it, "" where nobody does or no name is entered
	Authority []string
	As        string // what stands under the authority: PHÓ CHỦ TỊCH
}

// Signers are the posts that sign, the highest first; those that somebody holds.
func Signers(tx *db.Tx) ([]Signer, error) {
	posts, err := org.Posts(tx)
	if err != nil {
		return nil, err
	}
	commune, err := communeName(tx)
	if err != nil {
		return nil, err
	}
	body, _ := bodyOf(commune)
	var list []Signer
	for _, role := range []org.Role{org.Chairman, org.Deputy, org.Clerk} {
		for _, p := range posts {
			if p.Role != role || p.Holder == "" {
				continue
			}
			s := Signer{Post: p.ID, Title: p.Title, Name: p.HolderName}
			switch role {
			case org.Chairman:
				s.Authority, s.As = []string{"TM. " + body}, "Chủ tịch"
			case org.Deputy:
				s.Authority, s.As = []string{"TM. " + body, "KT. Chủ tịch"}, "Phó Chủ tịch"
			case org.Clerk:
				s.Authority = []string{"TL. Chủ tịch"}
				s.As, _, _ = strings.Cut(p.Title, " HĐND")
			}
			list = append(list, s)
		}
	}
	return list, nil
}
