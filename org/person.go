package org

import (
	"regexp"

	"sauro/db"
	"sauro/fault"
	"sauro/password"
	"sauro/vn"
)

// NewPerson is what must be known of a person who is to sign in.
type NewPerson struct {
	Login string // 3 to 40 letters, digits, dots, dashes
	Name  string // may stay empty: then the post's title is shown
	Post  db.ID
	// Password that the person will use; where it is empty the person chooses one
	// by a link.
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
		if wrong := password.Wrong(login, n.Password); wrong != "" {
			f.Add("password", wrong)
		}
	}
	return f.Err()
}

// AddPerson adds a person to a vacant post from today on. Where no password was
// chosen it gives the link by which the person does; it is shown once.
func AddPerson(tx *db.Tx, who Who, n NewPerson) (person db.ID, link Link, err error) {
	if who, err = who.As(People, Thing{}); err != nil {
		return "", Link{}, err
	}
	if err := n.Check(); err != nil {
		return "", Link{}, err
	}
	n.Login, n.Name = vn.Fold(vn.Line(n.Login)), vn.Line(n.Name)
	hash := ""
	if n.Password != "" {
		hash = password.Hash(n.Password)
	}
	person = db.NewID()
	_, err = tx.Exec(`insert into person (tenant_id, person_id, login, name, password, password_once, created_at)
		values (?1, ?2, ?3, ?4, ?5, 0, ?6)`, person, n.Login, n.Name, hash, tx.Now)
	if db.Duplicate(err) {
		return "", Link{}, &fault.Error{Kind: fault.Invalid, Text: fault.Text{Format: "Có mục chưa đúng, xem bên dưới."},
			Fields: []fault.Field{{Name: "login", Text: fault.Text{Format: "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."}}}}
	}
	if err != nil {
		return "", Link{}, err
	}
	who.Did(tx, "person-added", person)
	if err := Appoint(tx, who, Appointment{Person: person, Post: n.Post}); err != nil {
		return "", Link{}, err
	}
	if hash == "" {
		link, err = MakeLink(tx, who, person)
	}
	return person, link, err
}

// ByLogin is the person with a sign-in name.
func ByLogin(tx *db.Tx, login string) (Who, error) {
	who, found, err := holder(tx, "s.login = ?3", vn.Fold(vn.Line(login)))
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không có người dùng %s đang giữ chức danh. Hãy kiểm tra tên đăng nhập.", login)
	}
	return who, err
}

// known are the names that everybody knows of a person.
func (w Who) known() []string {
	return []string{w.TenantName, w.TenantCode, w.Name, w.PostTitle, w.UnitName}
}

// RandomPassword is a password that nobody chose and nobody is told: 80 bits.
func RandomPassword() string { return password.Random() }
