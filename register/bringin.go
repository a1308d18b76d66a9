package register

import (
	"fmt"
	"unicode/utf8"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/reading"
	"sauro/vn"
)

// MaxBody is the longest text of a letter, in bytes.
const MaxBody = 4 << 20

// File is a document as it came in: kept by its hash, read as Body.
type File struct {
	Hash, Name, Format string
	Size               int64
	Scanned            bool
	Body               string
}

// NotSecret refuses a document that bears a secrecy mark: secret documents are
// kept apart from every networked system (Luật Bảo vệ bí mật nhà nước 2018, Điều
// 5 khoản 4). It is asked before anything of the document is stored.
func NotSecret(body string) error {
	if mark, _, found := reading.Secret(body); found {
		return fault.New(fault.Invalid, "Văn bản mang dấu độ mật %s nên không được đưa vào đây, chưa có gì được lưu. Hãy xử lý theo quy định bảo vệ bí mật nhà nước.", mark)
	}
	return nil
}

// Same is a letter that is already there.
type Same struct {
	ID     db.ID
	Name   string
	State  State
	ByFile bool // the very same file; else the same number, symbol and issuer
}

// ErrSame says that the document is already there. Kind Exists.
type ErrSame struct {
	Same Same
	err  *fault.Error
}

func (e *ErrSame) Error() string { return e.err.Error() }
func (e *ErrSame) Unwrap() error { return e.err }

// AlreadyThere is the error for a document that Find has found.
func AlreadyThere(same Same) error {
	return &ErrSame{same, fault.New(fault.Exists, "Văn bản này đã có: %s. Hãy mở văn bản đã có, hoặc đưa vào như văn bản sửa đổi.", same.Name)}
}

// Find looks for a letter with the same file, or the same number, symbol and
// issuer, other than the one with id not.
func Find(tx *db.Tx, hash string, head Head, not db.ID) (Same, bool, error) {
	type row struct {
		id   db.ID
		head Head
		hash string
		st   State
	}
	r, found, err := db.One(tx, func(r *row) []any {
		return []any{&r.id, db.Opt(&r.head.Kind), db.Opt(&r.head.Number), db.Opt(&r.head.Subject), &r.hash, &r.st}
	}, `select letter_id, kind, number, subject, file_hash, state from letter
		where tenant_id = ?1 and state <> 'dropped' and letter_id <> ?4 and (file_hash = ?2 or (same_key = ?3 and ?3 <> ''))
		order by case when file_hash = ?2 then 0 else 1 end, letter_id`, hash, head.same(), not)
	return Same{ID: r.id, Name: r.head.Name(), State: r.st, ByFile: r.hash == hash}, found, err
}

// BringIn makes a document a proposal: read, but binding nobody yet. id is the
// letter's id, so that a form sent twice makes one letter. A document that is
// already there gives an *ErrSame, unless it comes as an amendment of another
// letter with another file.
func BringIn(tx *db.Tx, who org.Who, id db.ID, f File, amends db.ID) error {
	who, err := who.As(org.BringIn, org.Thing{})
	if err != nil {
		return err
	}
	f.Body, f.Name = reading.Text(f.Body), vn.Line(f.Name)
	if len(f.Body) > MaxBody {
		return fault.New(fault.TooLarge, "Văn bản dài quá %s triệu ký tự nên chưa đưa vào. Hãy chỉ đưa phần cam kết và phụ lục nhiệm vụ.", fmt.Sprint(MaxBody>>20))
	}
	if err := NotSecret(f.Body); err != nil {
		return err
	}
	if utf8.RuneCountInString(vn.Line(f.Body)) < 20 {
		return fault.New(fault.Invalid, "Tệp không có chữ nào đọc được. Hãy kiểm tra tệp, hoặc dán nội dung văn bản vào ô bên dưới.")
	}
	head, parts := propose(f.Body, reading.Read(f.Body))
	if amends != "" {
		old, err := Load(tx, who, amends)
		if err != nil {
			return err
		}
		if old.State != Accepted && old.State != Active {
			return fault.New(fault.Invalid, "Chỉ sửa đổi được văn bản đã xác nhận. Hãy xác nhận văn bản cũ trước.")
		}
	}
	same, found, err := Find(tx, f.Hash, head, "")
	if err != nil {
		return err
	}
	if found && (same.ByFile || amends == "") && same.ID != id {
		return AlreadyThere(same)
	}
	_, err = tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
		kind, number, symbol, issuer, place, date, subject, signer_name, signer_title, recipients, cited, same_key, proposal, amends, created_at, created_by)
		values (?1, ?2, 'proposed', 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
		on conflict (tenant_id, letter_id) do nothing`,
		append(append([]any{id, f.Hash, f.Name, f.Format, f.Size, f.Scanned, f.Body}, head.columns()...), toJSON(parts), db.Null(amends), tx.Now, who.Person)...)
	who.Did(tx, "letter-brought-in", id)
	return err
}

func (h Head) columns() []any {
	recipients, cited := h.Recipients, h.Cited
	if recipients == nil {
		recipients = []string{}
	}
	if cited == nil {
		cited = []Cited{}
	}
	return []any{db.Null(h.Kind), db.Null(h.Number), db.Null(h.Symbol), db.Null(h.Issuer), db.Null(h.Place), db.Null(h.Date), db.Null(h.Subject),
		db.Null(h.SignerName), db.Null(h.SignerTitle), toJSON(recipients), toJSON(cited), h.same()}
}

// propose turns a reading into the head and the parts that a clerk corrects.
func propose(body string, r reading.Reading) (Head, []Part) {
	str := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	d := r.Document
	h := Head{Kind: str(d.Type), Number: str(d.Number), Symbol: str(d.Symbol), Issuer: str(d.Issuer), Place: str(d.Place), Date: str(d.Date),
		Subject: str(d.Subject), Recipients: d.Recipients}
	if d.Signer != nil {
		h.SignerName, h.SignerTitle = str(d.Signer.Name), str(d.Signer.Title)
	}
	for _, c := range d.References {
		h.Cited = append(h.Cited, Cited{c.Number, str(c.Date)})
	}
	var parts []Part
	headings := r.Headings
	for _, it := range r.Items {
		for len(headings) > 0 && headings[0].At.From <= it.At.From {
			hd := headings[0]
			parts = append(parts, Part{Heading: true, Label: hd.Ordinal, Text: vn.Line(hd.Text), From: hd.At.From, To: hd.At.To})
			headings = headings[1:]
		}
		parts = append(parts, Part{Path: it.Ordinal, Text: vn.Line(it.Text), From: it.At.From, To: it.At.To, Lead: it.Lead, Support: it.Support,
			Due: Due{it.Due.Kind, str(it.Due.Date), str(it.Due.Every), str(it.Due.Text)}, Result: str(it.Result), Row: it.Row})
	}
	return h, bearing(parts)
}

// bearing leaves out the headings that no clause stands under.
func bearing(parts []Part) []Part {
	var kept []Part
	for i, p := range parts {
		if !p.Heading || i+1 < len(parts) && !parts[i+1].Heading {
			kept = append(kept, p)
		}
	}
	return kept
}
