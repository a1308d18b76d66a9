package org

import (
	"regexp"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// NewPerson is what must be known of a person who is to sign in.
type NewPerson struct {
	Login string // 3 to 40 letters, digits, dots, dashes
	Name  string // may stay empty: then the post's title is shown
	Post  db.ID
	// Password that the person will use; where it is empty a random one is made,
	// which must be changed at the first sign-in.
	Password string
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

// Check says what is wrong with the person as typed, but for the post, which
// takes the commune's data to know.
func (n NewPerson) Check() error {
	login := vn.Fold(vn.Line(n.Login))
	var f fault.Form
	f.Check(loginForm.MatchString(login), "login", "Tên đăng nhập gồm 3 đến 40 chữ không dấu, chữ số, dấu chấm hoặc gạch nối.")
	f.Check(len(n.Name) <= 200, "name", "Tên dài quá 100 chữ. Hãy ghi ngắn lại.")
	if n.Password != "" {
		if wrong := badPassword(login, n.Password); wrong != "" {
			f.Add("password", wrong)
		}
	}
	return f.Err()
}

// AddPerson adds a person to a vacant post from today on. It gives the random
// password where none was chosen; it is shown once and stored only as a hash.
func AddPerson(tx *db.Tx, who Who, n NewPerson) (person db.ID, password string, err error) {
	if who, err = who.As(People, Thing{}); err != nil {
		return "", "", err
	}
	if err := n.Check(); err != nil {
		return "", "", err
	}
	n.Login, n.Name = vn.Fold(vn.Line(n.Login)), vn.Line(n.Name)
	once := n.Password == ""
	if once {
		password = RandomPassword()
		n.Password = password
	}
	person = db.NewID()
	_, err = tx.Exec(`insert into person (tenant_id, person_id, login, name, password, password_once, created_at)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`, person, n.Login, n.Name, HashPassword(n.Password), once, tx.Now)
	if db.Duplicate(err) {
		return "", "", &fault.Error{Kind: fault.Invalid, Text: fault.Text{Format: "Có mục chưa đúng, xem bên dưới."},
			Fields: []fault.Field{{Name: "login", Text: fault.Text{Format: "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."}}}}
	}
	if err != nil {
		return "", "", err
	}
	who.Did(tx, "person-added", person)
	return person, password, Appoint(tx, who, Appointment{Person: person, Post: n.Post})
}

// ResetPassword gives a person a random password, to be changed at the next
// sign-in, and ends the person's sessions.
func ResetPassword(tx *db.Tx, who Who, person db.ID) (password string, err error) {
	if err := who.May(People, Thing{}); err != nil {
		return "", err
	}
	password = RandomPassword()
	n, err := tx.Exec("update person set password = ?3, password_once = 1 where tenant_id = ?1 and person_id = ?2 and blocked_at is null", person, HashPassword(password))
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", fault.New(fault.Unknown, "Không tìm thấy người này. Hãy mở lại danh sách nhân sự.")
	}
	who.Did(tx, "password-reset", person)
	_, err = tx.Exec("update session set ended_at = ?3 where tenant_id = ?1 and person_id = ?2 and ended_at is null", person, tx.Now)
	return password, err
}

// ChangePassword changes one's own password and ends one's other sessions.
func ChangePassword(tx *db.Tx, who Who, old, new string) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	type row struct{ login, hash string }
	p, found, err := db.One(tx, func(r *row) []any { return []any{&r.login, &r.hash} },
		"select login, password from person where tenant_id = ?1 and person_id = ?2", who.Person)
	if err != nil {
		return err
	}
	var f fault.Form
	f.Check(found && checkPassword(p.hash, old), "old", "Mật khẩu đang dùng chưa đúng.")
	if wrong := badPassword(p.login, new); wrong != "" {
		f.Add("new", wrong)
	}
	f.Check(old != new, "new", "Mật khẩu mới phải khác mật khẩu đang dùng.")
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := tx.Exec("update person set password = ?3, password_once = 0 where tenant_id = ?1 and person_id = ?2", who.Person, HashPassword(new)); err != nil {
		return err
	}
	who.Did(tx, "password-changed", who.Person)
	_, err = tx.Exec("update session set ended_at = ?4 where tenant_id = ?1 and person_id = ?2 and session_id <> ?3 and ended_at is null", who.Person, who.Session, tx.Now)
	return err
}

// ByLogin is the person with a sign-in name.
func ByLogin(tx *db.Tx, login string) (Who, error) {
	who, found, err := holder(tx, "s.login = ?3", vn.Fold(vn.Line(login)))
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không có người dùng %s đang giữ chức danh. Hãy kiểm tra tên đăng nhập.", login)
	}
	return who, err
}
