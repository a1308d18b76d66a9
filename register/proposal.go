package register

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Part is a heading or a clause of a proposal, in the order of the text.
type Part struct {
	Heading       bool     `json:",omitempty"`
	Label         string   `json:",omitempty"` // printed number of a heading
	Path          string   `json:",omitempty"` // printed path of a clause
	Text          string   // as printed, without number or bullet
	From, To      int      // bytes of the letter's body
	Lead, Support []string `json:",omitempty"`
	Due           Due      `json:"Due,omitzero"`
	Result        string   `json:",omitempty"`
	Row           bool     `json:",omitempty"`
	Replaces      db.ID    `json:",omitempty"` // the clause of the amended letter
}

// Proposal is a letter as read, while the clerk corrects it.
type Proposal struct {
	Letter
	Parts []Part
}

// Codes are the codes the clauses of the proposal would get, "" for headings.
func (p Proposal) Codes() []string {
	codes := make([]string, len(p.Parts))
	eachClause(p.Parts, func(i, group, n int) { codes[i] = code(group, n) })
	return codes
}

// Count is the number of groups and clauses of the proposal.
func (p Proposal) Count() (groups, clauses int) {
	eachClause(p.Parts, func(_, group, _ int) { groups, clauses = group, clauses+1 })
	return groups, clauses
}

// eachClause calls with the index of each clause, the number of its group and
// its number in the group, from 1. Only headings over clauses make groups.
func eachClause(parts []Part, do func(i, group, n int)) {
	group, n, fresh := 0, 0, true
	for i, p := range parts {
		if p.Heading {
			fresh = true
			continue
		}
		if fresh {
			group, n, fresh = group+1, 0, false
		}
		n++
		do(i, group, n)
	}
}

// LoadProposal is a letter that is being corrected.
func LoadProposal(tx *db.Tx, who org.Who, id db.ID) (Proposal, error) {
	if err := who.May(org.BringIn, org.Thing{}); err != nil {
		return Proposal{}, err
	}
	l, err := Load(tx, who, id)
	if err != nil {
		return Proposal{}, err
	}
	p := Proposal{Letter: l}
	if l.State != Proposed {
		return p, fault.New(fault.Conflict, "Văn bản này đã được xác nhận hoặc đã bỏ, nội dung không sửa được nữa. Muốn thay đổi, hãy đưa văn bản sửa đổi vào.")
	}
	p.Parts, _, err = db.One(tx, func(parts *[]Part) []any { return []any{fromJSON(parts)} },
		"select proposal from letter where tenant_id = ?1 and letter_id = ?2", id)
	return p, err
}

// change loads the proposal that the clerk saw as version, has it changed and
// saves it as the next version.
func change(tx *db.Tx, who org.Who, id db.ID, version int64, do func(*Proposal) error) error {
	p, err := LoadProposal(tx, who, id)
	if err != nil {
		return err
	}
	if p.Version != version {
		return fault.New(fault.Conflict, "Người khác vừa sửa bản đọc này. Hãy xem lại bản mới rồi sửa tiếp.")
	}
	if err := do(&p); err != nil {
		return err
	}
	if who, err = who.As(org.BringIn, org.Thing{}); err != nil {
		return err
	}
	err = db.Expect(tx.Exec(`update letter set version = version + 1, proposal = ?4, kind = ?5, number = ?6, symbol = ?7, issuer = ?8, place = ?9, date = ?10,
		subject = ?11, signer_name = ?12, signer_title = ?13, recipients = ?14, cited = ?15, same_key = ?16
		where tenant_id = ?1 and letter_id = ?2 and version = ?3 and state = 'proposed'`,
		append([]any{id, version, toJSON(p.Parts)}, p.Head.columns()...)...))
	who.Did(tx, "letter-corrected", id)
	return err
}

// SetHead corrects the head. What a letter cites stays as read.
func SetHead(tx *db.Tx, who org.Who, id db.ID, version int64, h Head) error {
	for _, s := range []*string{&h.Kind, &h.Number, &h.Symbol, &h.Issuer, &h.Place, &h.Date, &h.Subject, &h.SignerName, &h.SignerTitle} {
		*s = vn.Line(*s)
	}
	var f fault.Form
	if h.Date != "" {
		day, ok := readDate(h.Date)
		f.Check(ok, "date", "Ngày văn bản ghi theo mẫu 05/12/2025; nếu để trống ngày thì ghi 12/2025.")
		h.Date = day
	}
	for name, s := range map[string]string{"kind": h.Kind, "number": h.Number, "symbol": h.Symbol, "issuer": h.Issuer, "place": h.Place, "signer_name": h.SignerName, "signer_title": h.SignerTitle} {
		f.Check(utf8.RuneCountInString(s) <= 200, name, "Mục này dài quá 200 ký tự. Hãy ghi đúng như in trên văn bản.")
	}
	f.Check(utf8.RuneCountInString(h.Subject) <= 1000, "subject", "Trích yếu dài quá 1.000 ký tự. Hãy ghi đúng như in trên văn bản.")
	var recipients []string
	for _, r := range h.Recipients {
		if r = vn.Line(r); r != "" {
			recipients = append(recipients, r)
		}
	}
	f.Check(len(recipients) <= 200, "recipients", "Danh sách Kính gửi dài quá 200 dòng.")
	if err := f.Err(); err != nil {
		return err
	}
	return change(tx, who, id, version, func(p *Proposal) error {
		h.Recipients, h.Cited = recipients, p.Head.Cited
		p.Head = h
		return nil
	})
}

// readDate reads the date of a document; its day may be blank: 12/2025.
func readDate(s string) (string, bool) {
	if d, ok := vn.ParseDay(s); ok {
		return string(d), true
	}
	if len(s) == 7 && s[4] == '-' { // as stored
		s = s[5:] + "/" + s[:4]
	}
	d, ok := vn.ParseDay("1/" + s)
	if !ok {
		return "", false
	}
	return string(d[:7]), true
}

func (p *Proposal) part(i int) (*Part, error) {
	if i < 0 || i >= len(p.Parts) {
		return nil, fault.New(fault.Unknown, "Không còn nội dung này trong bản đọc. Hãy tải lại trang.")
	}
	return &p.Parts[i], nil
}

// Split makes two clauses of part i: the second begins with the words given,
// which must stand in the part exactly once.
func Split(tx *db.Tx, who org.Who, id db.ID, version int64, i int, words string) error {
	return change(tx, who, id, version, func(p *Proposal) error {
		part, err := p.part(i)
		if err != nil {
			return err
		}
		from, _, err := locate(p.Body, part.From, part.To, words)
		if err != nil {
			return err
		}
		first, second := *part, *part
		first.To, second.From = from, from
		first.Text, second.Text = printed(p.Body, first.From, first.To), printed(p.Body, second.From, second.To)
		if first.Text == "" || second.Text == "" {
			return fault.New(fault.Invalid, "Hãy chọn những chữ ở giữa nội dung: phần trước và phần sau đều phải còn chữ.")
		}
		second.Path, second.Replaces = "", ""
		p.Parts = slices.Replace(p.Parts, i, i+1, first, second)
		return nil
	})
}

// Merge joins clause i to the clause before it.
func Merge(tx *db.Tx, who org.Who, id db.ID, version int64, i int) error {
	return change(tx, who, id, version, func(p *Proposal) error {
		part, err := p.part(i)
		if err != nil {
			return err
		}
		if i == 0 || part.Heading || p.Parts[i-1].Heading {
			return fault.New(fault.Invalid, "Nội dung đầu tiên của nhóm không gộp lên trên được. Hãy bỏ tiêu đề phía trên trước.")
		}
		one := &p.Parts[i-1]
		one.To = max(one.To, part.To)
		one.Text = printed(p.Body, one.From, one.To)
		for _, n := range part.Lead {
			if !slices.Contains(one.Lead, n) {
				one.Lead = append(one.Lead, n)
			}
		}
		for _, n := range part.Support {
			if !slices.Contains(one.Support, n) {
				one.Support = append(one.Support, n)
			}
		}
		if one.Due.Kind == "" || one.Due.Kind == "none" {
			one.Due = part.Due
		}
		if one.Result == "" {
			one.Result = part.Result
		}
		p.Parts = slices.Delete(p.Parts, i, i+1)
		return nil
	})
}

// Drop takes part i out of the proposal; its words stay in the original.
func Drop(tx *db.Tx, who org.Who, id db.ID, version int64, i int) error {
	return change(tx, who, id, version, func(p *Proposal) error {
		if _, err := p.part(i); err != nil {
			return err
		}
		p.Parts = slices.Delete(p.Parts, i, i+1)
		return nil
	})
}

// Add makes a clause, or a heading, of words that stand in the original exactly
// once and belong to no other part.
func Add(tx *db.Tx, who org.Who, id db.ID, version int64, words string, heading bool) error {
	return change(tx, who, id, version, func(p *Proposal) error {
		from, to, err := locate(p.Body, 0, len(p.Body), words)
		if err != nil {
			return err
		}
		at := 0
		for i, q := range p.Parts {
			if q.From < to && from < q.To {
				return fault.New(fault.Invalid, "Những chữ này đã thuộc nội dung khác. Hãy bỏ hoặc tách nội dung đó trước.")
			}
			if q.From < from {
				at = i + 1
			}
		}
		part := Part{Heading: heading, Text: printed(p.Body, from, to), From: from, To: to}
		if !heading {
			part.Due.Kind = "none"
		}
		p.Parts = slices.Insert(p.Parts, at, part)
		return nil
	})
}

// Turn makes a heading of clause i or a clause of heading i.
func Turn(tx *db.Tx, who org.Who, id db.ID, version int64, i int) error {
	return change(tx, who, id, version, func(p *Proposal) error {
		part, err := p.part(i)
		if err != nil {
			return err
		}
		*part = Part{Heading: !part.Heading, Label: part.Label, Path: part.Path, Text: part.Text, From: part.From, To: part.To}
		if !part.Heading {
			part.Due.Kind = "none"
		}
		return nil
	})
}

// Replace says which clause of the amended letter clause i replaces, or none.
func Replace(tx *db.Tx, who org.Who, id db.ID, version int64, i int, old db.ID) error {
	return change(tx, who, id, version, func(p *Proposal) error {
		part, err := p.part(i)
		if err != nil {
			return err
		}
		if old != "" {
			n, err := db.Value[int](tx, "select count(*) from clause where tenant_id = ?1 and clause_id = ?2 and letter_id = ?3", old, p.Amends)
			if err != nil {
				return err
			}
			if n == 0 || part.Heading {
				return fault.New(fault.Invalid, "Hãy chọn một nội dung của văn bản được sửa đổi.")
			}
		}
		part.Replaces = old
		return nil
	})
}

// locate finds words between two offsets of the body, whatever the white space
// between them, and gives their byte range.
func locate(body string, lo, hi int, words string) (from, to int, err error) {
	want := strings.Fields(vn.NFC(words))
	if len(want) == 0 {
		return 0, 0, fault.New(fault.Invalid, "Hãy chọn hoặc chép những chữ có trong bản gốc.")
	}
	found := 0
	for at := lo; at < hi; {
		i := strings.Index(body[at:hi], want[0])
		if i < 0 {
			break
		}
		if end, ok := follows(body[:hi], at+i, want); ok {
			if found++; found > 1 {
				return 0, 0, fault.New(fault.Invalid, "Những chữ này có ở nhiều chỗ trong bản gốc. Hãy chọn dài hơn để chỉ đúng một chỗ.")
			}
			from, to = at+i, end
		}
		at += i + len(want[0])
	}
	if found == 0 {
		return 0, 0, fault.New(fault.Invalid, "Không thấy những chữ này trong bản gốc. Hãy chép đúng như in, kể cả dấu.")
	}
	return from, to, nil
}

// follows reports whether the words stand at an offset one after the other.
func follows(body string, at int, words []string) (end int, ok bool) {
	for i, w := range words {
		if i > 0 {
			gap := len(body[at:]) - len(strings.TrimLeftFunc(body[at:], unicode.IsSpace))
			if gap == 0 {
				return 0, false
			}
			at += gap
		}
		if !strings.HasPrefix(body[at:], w) {
			return 0, false
		}
		at += len(w)
	}
	return at, true
}

// printed is the text between two offsets on one line, without its bullet.
func printed(body string, from, to int) string {
	s := vn.Line(body[from:to])
	return strings.TrimSpace(strings.TrimLeft(s, "-–—+*•▪●○ "))
}
