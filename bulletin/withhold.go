package bulletin

import (
	"time"
	"unicode/utf8"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/vn"
)

// Withhold keeps a letter in force from the public from now on, with all that
// was told of it, or gives it free again where free is set. The reason is
// written down; the public learns that one letter more is kept back. Only the
// chairman may, as information is public unless a head of the agency decides
// otherwise (Luật Tiếp cận thông tin 2016, Điều 6, Điều 7).
func Withhold(tx *db.Tx, who org.Who, letter db.ID, free bool, reason string) error {
	if err := who.May(org.Withhold, org.Thing{}); err != nil {
		return err
	}
	l, err := register.Load(tx, who, letter)
	if err != nil {
		return err
	}
	if l.State != register.Active {
		return fault.New(fault.Invalid, "Văn bản này chưa đưa vào thực hiện nên chưa công khai. Hãy giữ lại sau khi đưa vào thực hiện.")
	}
	reason = vn.Line(reason)
	var f fault.Form
	n := utf8.RuneCountInString(reason)
	f.Check(n >= 10 && n <= 1000, "reason", "Lý do cần từ 10 đến 1.000 ký tự, nêu căn cứ vì sao.")
	if err := f.Err(); err != nil {
		return err
	}
	is, err := Withheld(tx, letter)
	if err != nil {
		return err
	}
	if is == !free {
		return fault.New(fault.Conflict, "Người khác vừa thay đổi việc công khai văn bản này. Hãy mở lại trang để xem.")
	}
	if _, err := tx.Exec(`insert into withholding (tenant_id, withholding_id, letter_id, withheld, reason, at, person_id, post_id)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`, db.NewID(), letter, !free, reason, tx.Now, who.Person, db.Null(who.Post)); err != nil {
		return err
	}
	kind := "letter-withheld"
	if free {
		kind = "letter-opened"
	}
	who.Did(tx, kind, letter)
	_, err = publish(tx, who, letter)
	return err
}

// Withheld reports whether a letter is kept from the public.
func Withheld(tx *db.Tx, letter db.ID) (bool, error) {
	return db.Value[bool](tx, `select w.withheld from withholding w where w.tenant_id = ?1 and w.letter_id = ?2
		order by w.at desc, w.withholding_id desc limit 1`, letter)
}

// Standing is what the office sees of a letter's publication.
type Standing struct {
	Address  string    // "" where it was never told of
	Changed  time.Time // when something of it was last told
	Withheld bool
	Reason   string // of the last withholding
}

// StandingOf says how a letter stands with the public.
func StandingOf(tx *db.Tx, who org.Who, letter db.ID) (Standing, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Standing{}, err
	}
	s, _, err := db.One(tx, func(s *Standing) []any { return []any{&s.Address, db.Time(&s.Changed)} },
		`select p.address, (select max(c.at) from publication c where c.tenant_id = p.tenant_id and c.letter_id = p.letter_id)
		from publication p where p.tenant_id = ?1 and p.about = ?2 and p.ordinal = 1`, letter)
	if err != nil {
		return s, err
	}
	type row struct {
		withheld bool
		reason   string
	}
	w, _, err := db.One(tx, func(r *row) []any { return []any{&r.withheld, &r.reason} },
		`select w.withheld, w.reason from withholding w where w.tenant_id = ?1 and w.letter_id = ?2
		order by w.at desc, w.withholding_id desc limit 1`, letter)
	s.Withheld, s.Reason = w.withheld, w.reason
	return s, err
}
