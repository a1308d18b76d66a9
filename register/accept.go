package register

import (
	"fmt"
	"unicode/utf8"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// MaxClause is the longest clause, in characters. A longer one is several.
const MaxClause = 10_000

// MaxClauses is how many clauses one letter may have.
const MaxClauses = 2_000

func code(group, n int) string { return fmt.Sprintf("%d.%d", group, n) }

// Accept makes the proposal the clerk saw as version binding: its groups and
// clauses are written and never change any more.
func Accept(tx *db.Tx, who org.Who, id db.ID, version int64) error {
	p, err := LoadProposal(tx, who, id)
	if err != nil {
		return err
	}
	if err := p.acceptable(); err != nil {
		return err
	}
	if who, err = who.As(org.BringIn, org.Thing{}); err != nil {
		return err
	}
	same, found, err := Find(tx, p.FileHash, p.Head, id)
	if err != nil {
		return err
	}
	if found && p.Amends == "" && (same.State == Accepted || same.State == Active) {
		return &ErrSame{same, fault.New(fault.Exists, "Đã có văn bản cùng số, ký hiệu và cơ quan ban hành: %s. Hãy kiểm tra lại số, hoặc đưa vào như văn bản sửa đổi.", same.Name)}
	}
	n, err := tx.Exec(`update letter set state = 'accepted', version = version + 1, accepted_at = ?4, accepted_by = ?5, proposal = ''
		where tenant_id = ?1 and letter_id = ?2 and version = ?3 and state = 'proposed'`, id, version, tx.Now, who.Person)
	if err := db.Expect(n, err); err != nil {
		return err
	}
	err = p.write(tx)
	if db.Duplicate(err) {
		return fault.New(fault.Conflict, "Có nội dung cũ đã được một văn bản khác thay. Hãy xem lại mục \"thay nội dung\" của từng nội dung.")
	}
	if err != nil {
		return err
	}
	who.Did(tx, "letter-accepted", id)
	return tx.Index("letter", id, p.Head.Name(), p.Head.Subject+" "+p.Head.Issuer)
}

func (p Proposal) acceptable() error {
	codes := p.Codes()
	replaced := map[db.ID]string{}
	clauses := 0
	for i, part := range p.Parts {
		if part.From < 0 || part.To > len(p.Body) || part.From >= part.To || part.Text == "" {
			return fmt.Errorf("register: part %d of letter %s lies at [%d, %d) of %d", i, p.ID, part.From, part.To, len(p.Body))
		}
		if part.Heading {
			continue
		}
		clauses++
		if utf8.RuneCountInString(part.Text) > MaxClause {
			return fault.New(fault.Invalid, "Nội dung %s dài hơn %s ký tự nên chưa xác nhận được. Hãy tách thành nhiều nội dung.", codes[i], vn.Thousands(MaxClause))
		}
		if part.Replaces != "" {
			if other := replaced[part.Replaces]; other != "" {
				return fault.New(fault.Invalid, "Nội dung %s và %s cùng thay một nội dung cũ. Hãy chọn lại: mỗi nội dung cũ chỉ được thay một lần.", other, codes[i])
			}
			replaced[part.Replaces] = codes[i]
		}
	}
	switch {
	case clauses == 0:
		return fault.New(fault.Invalid, "Chưa có nội dung cam kết nào. Hãy chọn chữ trong bản gốc để thêm ít nhất một nội dung.")
	case clauses > MaxClauses:
		return fault.New(fault.Invalid, "Văn bản có hơn %s nội dung. Hãy bỏ bớt những dòng không phải cam kết.", vn.Thousands(MaxClauses))
	}
	return nil
}

// write writes groups and clauses, many rows a statement.
func (p Proposal) write(tx *db.Tx) error {
	var group db.ID
	var heading Part
	made := 0
	codes := p.Codes()
	ordinal := 0
	var err error
	last := -1
	eachClause(p.Parts, func(i, g, _ int) {
		if err != nil {
			return
		}
		if g != made {
			heading = Part{}
			// The group's heading is the last one before its first clause.
			for j := last + 1; j < i; j++ {
				heading = p.Parts[j]
			}
			group, made = db.NewID(), g
			_, err = tx.Exec(`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte)
				values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`, group, p.ID, g, heading.Label, heading.Text, heading.From, heading.To)
			if err != nil {
				return
			}
		}
		last = i
		ordinal++
		c := p.Parts[i]
		clause := db.NewID()
		_, err = tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte,
			lead, support, due_kind, due_date, due_every, due_text, result, from_row, replaces)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)`,
			clause, p.ID, group, ordinal, codes[i], c.Path, c.Text, c.From, c.To, toJSON(list(c.Lead)), toJSON(list(c.Support)),
			dueKind(c.Due), db.Null(c.Due.Date), db.Null(c.Due.Every), db.Null(c.Due.Text), db.Null(c.Result), c.Row, db.Null(c.Replaces))
		if err == nil {
			err = tx.Index("clause", clause, codes[i]+". "+c.Text, "")
		}
	})
	return err
}

func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func dueKind(d Due) string {
	if d.Kind == "" {
		return "none"
	}
	return d.Kind
}

// Abandon drops a proposal. The file and the text stay, the letter is no longer
// listed and the same document can be brought in again.
func Abandon(tx *db.Tx, who org.Who, id db.ID, version int64) error {
	who, err := who.As(org.BringIn, org.Thing{})
	if err != nil {
		return err
	}
	err = db.Expect(tx.Exec("update letter set state = 'dropped', version = version + 1 where tenant_id = ?1 and letter_id = ?2 and version = ?3 and state = 'proposed'", id, version))
	who.Did(tx, "letter-dropped", id)
	return err
}

// NoTask writes down why a clause needs no task of its own; an empty reason
// takes the earlier one back.
func NoTask(tx *db.Tx, who org.Who, clause db.ID, reason string) error {
	who, err := who.As(org.BringIn, org.Thing{})
	if err != nil {
		return err
	}
	reason = vn.Line(reason)
	if n := utf8.RuneCountInString(reason); reason != "" && (n < 10 || n > 1000) {
		var f fault.Form
		f.Add("reason", "Lý do cần từ 10 đến 1.000 ký tự, nói rõ nội dung này được thực hiện ở đâu.")
		return f.Err()
	}
	n, err := tx.Exec("update clause set no_task_reason = ?3, no_task_by = ?4, no_task_at = ?5 where tenant_id = ?1 and clause_id = ?2",
		clause, db.Null(reason), who.Person, tx.Now)
	if err == nil && n == 0 {
		err = fault.New(fault.Unknown, "Không tìm thấy nội dung cam kết này. Hãy mở lại từ văn bản.")
	}
	who.Did(tx, "clause-excused", clause)
	return err
}

// Activate starts the letter. tasked are the clauses that have a task; every
// other one must have a written reason or be replaced by a newer letter.
func Activate(tx *db.Tx, who org.Who, id db.ID, tasked map[db.ID]bool) error {
	who, err := who.As(org.BringIn, org.Thing{})
	if err != nil {
		return err
	}
	groups, err := Groups(tx, who, id)
	if err != nil {
		return err
	}
	if open := Uncovered(groups, tasked); len(open) > 0 {
		first := open[0].Code
		return fault.New(fault.Invalid, "Còn %s nội dung chưa có nhiệm vụ và chưa ghi lý do, bắt đầu từ nội dung %s. Hãy soạn nhiệm vụ hoặc ghi lý do.", fmt.Sprint(len(open)), first)
	}
	n, err := tx.Exec(`update letter set state = 'active', version = version + 1, activated_at = ?3, activated_by = ?4
		where tenant_id = ?1 and letter_id = ?2 and state = 'accepted'`, id, tx.Now, who.Person)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Văn bản này chưa được xác nhận hoặc đã đưa vào thực hiện.")
	}
	who.Did(tx, "letter-activated", id)
	return err
}

// Uncovered are the clauses with neither task nor reason that still bind.
func Uncovered(groups []Group, tasked map[db.ID]bool) (open []Clause) {
	for _, g := range groups {
		for _, c := range g.Clauses {
			if !tasked[c.ID] && c.NoTaskReason == "" && c.ReplacedBy == "" {
				open = append(open, c)
			}
		}
	}
	return open
}
