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
	if err := who.May(People, Thing{}); err != nil {
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
	return person, password, Appoint(tx, who, person, n.Post)
}

// Appoint has a person hold a vacant post from today on; what the person held
// before ends yesterday.
func Appoint(tx *db.Tx, who Who, person, post db.ID) error {
	if err := who.May(People, Thing{}); err != nil {
		return err
	}
	today := vn.Today(tx.Now)
	open, err := db.Value[int](tx, "select count(*) from post where tenant_id = ?1 and post_id = ?2 and closed_on is null", post)
	if err != nil {
		return err
	}
	held, err := db.Value[int](tx, `select count(*) from holding where tenant_id = ?1 and post_id = ?2 and person_id <> ?3
		and (to_day is null or to_day >= ?4)`, post, person, today)
	if err != nil {
		return err
	}
	var f fault.Form
	f.Check(open == 1, "post", "Hãy chọn chức danh có trong danh sách.")
	f.Check(held == 0, "post", "Chức danh này đang có người giữ. Hãy thôi giữ chức danh của người đó trước.")
	if err := f.Err(); err != nil {
		return err
	}
	if err := endHoldings(tx, person, today); err != nil {
		return err
	}
	_, err = tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, post, today)
	who.Did(tx, "person-appointed", person)
	return err
}

// endHoldings ends what a person holds. A holding that began today never lasted
// a day: it is taken back whole.
func endHoldings(tx *db.Tx, person db.ID, today vn.Day) error {
	if _, err := tx.Exec("delete from holding where tenant_id = ?1 and person_id = ?2 and from_day >= ?3", person, today); err != nil {
		return err
	}
	_, err := tx.Exec("update holding set to_day = ?3 where tenant_id = ?1 and person_id = ?2 and to_day is null", person, today.Add(-1))
	return err
}

// Leave ends a person's post and sign-in: the posts stay, vacant, with their
// tasks; every session of the person ends.
func Leave(tx *db.Tx, who Who, person db.ID) error {
	if err := who.May(People, Thing{}); err != nil {
		return err
	}
	if person == who.Person {
		return fault.New(fault.Invalid, "Không thể cho chính mình thôi giữ chức danh. Hãy nhờ người khác có quyền quản lý nhân sự.")
	}
	n, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and person_id = ?2 and blocked_at is null", person, tx.Now)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Unknown, "Không tìm thấy người này. Hãy mở lại danh sách nhân sự.")
	}
	if err := endHoldings(tx, person, vn.Today(tx.Now)); err != nil {
		return err
	}
	who.Did(tx, "person-left", person)
	_, err = tx.Exec("update session set ended_at = ?3 where tenant_id = ?1 and person_id = ?2 and ended_at is null", person, tx.Now)
	return err
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

// AsPost is the person who holds a post today, for the demo's one click and for
// commands given in somebody's name.
func AsPost(tx *db.Tx, role Role) (Who, error) {
	who, found, err := holder(tx, "p.role = ?3 order by p.ordinal", string(role))
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Chưa có ai giữ chức danh này. Hãy thêm người ở trang Nhân sự.")
	}
	return who, err
}

// ByLogin is the person with a sign-in name.
func ByLogin(tx *db.Tx, login string) (Who, error) {
	who, found, err := holder(tx, "s.login = ?3", vn.Fold(vn.Line(login)))
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không có người dùng %s đang giữ chức danh. Hãy kiểm tra tên đăng nhập.", login)
	}
	return who, err
}

const whoColumns = `select t.tenant_id, t.code, t.name, s.person_id, s.name, p.post_id, p.title, p.role, u.unit_id, u.name
	from tenant t
	join person s on s.tenant_id = t.tenant_id
	join holding h on h.tenant_id = s.tenant_id and h.person_id = s.person_id
	join post p on p.tenant_id = h.tenant_id and p.post_id = h.post_id
	join unit u on u.tenant_id = p.tenant_id and u.unit_id = p.unit_id
	where t.tenant_id = ?1 and s.blocked_at is null and h.from_day <= ?2 and (h.to_day is null or h.to_day >= ?2) and `

func holder(tx *db.Tx, where string, arg any) (Who, bool, error) {
	w, found, err := db.One(tx, func(w *Who) []any {
		return []any{&w.Tenant, &w.TenantCode, &w.TenantName, &w.Person, &w.Name, &w.Post, &w.PostTitle, &w.Role, &w.Unit, &w.UnitName}
	}, whoColumns+where, vn.Today(tx.Now), arg)
	if w.Name == "" {
		w.Name = w.PostTitle
	}
	return w, found, err
}
