package org

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/sso"
	"sauro/vault"
	"sauro/vn"
)

// SignOnLink says that somebody at a sign-on is a person here.
type SignOnLink struct {
	ID     db.ID
	SignOn db.ID
	Name   string // of the sign-on
	Label  string // the sign-in name there, numbers masked
	At     time.Time
}

// The ways a link comes about.
const (
	linkedByLogin     = "login"     // at the first sign-in, by the sign-in name
	linkedBySelf      = "self"      // by the person, after signing in by password
	linkedByProvision = "provision" // with the person, who was added
)

// How a session that a sign-on has opened was confirmed: with the word of the
// sign-on for one way of showing who one is, or for two.
const (
	bySignOnAlone = "sso"
	bySignOn      = "sso-2"
)

// subject is the hash by which somebody at the sign-on is known: with a key that
// is not in the database, for the provider's name for a person may be a citizen's
// number, and with the issuer, for it means nothing at another house.
func (s SignOn) subject(v *vault.Vault, subject string) (string, error) {
	key, err := v.Open(s.keyOf(), s.key)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(s.Issuer + "\x00" + subject))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// labelOf is a sign-in name as a link keeps it. A citizen's number is not kept.
func labelOf(login string) string {
	masked := []rune(vn.Mask(vn.Line(login)))
	return string(masked[:min(len(masked), 80)])
}

// UseVisit marks a visit to a sign-on as come back. It fails with Invalid where it
// has come back before: an answer counts once.
func UseVisit(tx *db.Tx, mark string) error {
	if _, err := tx.Exec("delete from sso_used where tenant_id = ?1 and at < ?2", tx.Now.Add(-24*time.Hour)); err != nil {
		return err
	}
	_, err := tx.Exec("insert into sso_used (tenant_id, mark, at) values (?1, ?2, ?3)", mark, tx.Now)
	if db.Duplicate(err) {
		return fault.New(fault.Invalid, "Lần đăng nhập này đã dùng rồi. Hãy bấm đăng nhập lại từ đầu.")
	}
	return err
}

// SignInBy lets in whoever a sign-on has identified; of the attempt only device
// and address count. A person is found by the link; without one, and only where
// the office has chosen so, by the sign-in name, or is added to a vacant post.
// Whoever is not linked, holds no post or was blocked hears the same words, and a
// failure is counted as one with a password is. Who has a second step here must
// show it, unless the office takes the sign-on's word for two.
func SignInBy(ctx context.Context, d *db.DB, v *vault.Vault, s SignOn, id sso.Identity, a Attempt) (In, error) {
	subject, err := s.subject(v, id.Subject)
	if err != nil {
		return In{}, err
	}
	var in In
	var refused error
	err = d.Update(ctx, s.Tenant, func(tx *db.Tx) error {
		in, refused = In{}, nil
		if err := gate.MayTry(tx, "", a.Address); err != nil {
			return err
		}
		who, found, linked, err := s.whoIs(tx, id, subject)
		if err != nil {
			return err
		}
		if !found && s.Provision && !linked {
			if who, linked, err = s.provision(tx, id, subject); err != nil {
				return err
			}
			found = linked
		}
		if !found {
			refused = fault.New(fault.Invalid, "Tài khoản ở %s chưa vào được cơ quan này. Hãy đăng nhập bằng tên và mật khẩu rồi liên kết ở trang Tài khoản, hoặc nhờ Văn phòng.", s.Name)
			return gate.Failed(tx, "", a.Address)
		}
		login, err := db.Value[string](tx, "select login from person where tenant_id = ?1 and person_id = ?2", who.Person)
		if err != nil {
			return err
		}
		if err := gate.MayTry(tx, login, ""); err != nil {
			return err
		}
		if refused, err = s.checkPost(tx, who, id); err != nil {
			return err
		}
		if refused != nil {
			return gate.Failed(tx, "", a.Address) // it was this person: no reason to keep their password waiting
		}
		if !linked {
			if err := s.link(tx, who, who.Person, subject, id.Login, linkedByLogin); err != nil {
				return err
			}
		}
		in, err = s.enter(tx, who, a)
		return err
	})
	return in.unless(refused, err)
}

func (s SignOn) enter(tx *db.Tx, who Who, a Attempt) (in In, err error) {
	in.Who = who
	by := bySignOnAlone
	if s.SecondFactor {
		by = bySignOn
	} else {
		has, err := gate.HasFactor(tx, who.Person)
		if err != nil {
			return In{}, err
		}
		if has {
			in.Step, err = openStep(tx, who)
			return in, err
		}
	}
	in.Cookie, in.Who.Session, err = openSession(tx, who, a.Device, a.Address, by)
	return in, err
}

// whoIs finds whoever the sign-on has identified, by the link or, where the office
// has chosen so, by the sign-in name. linked says that somebody is linked already,
// who may be found or have no post any more.
func (s SignOn) whoIs(tx *db.Tx, id sso.Identity, subject string) (who Who, found, linked bool, err error) {
	person, err := db.Value[db.ID](tx, "select person_id from sso_link where tenant_id = ?1 and provider_id = ?2 and subject_hash = ?3 and ended_at is null", s.ID, subject)
	if err != nil {
		return Who{}, false, false, err
	}
	if person != "" {
		who, found, err = holder(tx, "s.person_id = ?3", string(person))
		return who, found, true, err
	}
	login := vn.Fold(vn.Line(id.Login))
	if !s.LinkByLogin || login == "" {
		return Who{}, false, false, nil
	}
	if who, found, err = holder(tx, "s.login = ?3", login); err != nil || !found {
		return Who{}, false, false, err
	}
	// Whoever is linked to somebody else there is not this one.
	n, err := db.Value[int](tx, "select count(*) from sso_link where tenant_id = ?1 and provider_id = ?2 and person_id = ?3 and ended_at is null", s.ID, who.Person)
	return who, n == 0, false, err
}

// provision adds a person to the one vacant post that the provider names, and
// links them; where it names none or several, nobody is added.
func (s SignOn) provision(tx *db.Tx, id sso.Identity, subject string) (Who, bool, error) {
	login := vn.Fold(vn.Line(id.Login))
	taken, err := db.Value[int](tx, "select count(*) from person where tenant_id = ?1 and login = ?2", login)
	if err != nil || taken > 0 {
		return Who{}, false, err
	}
	posts, err := Posts(tx)
	if err != nil {
		return Who{}, false, err
	}
	named := s.named(id)
	var vacant []db.ID
	for _, p := range posts {
		if p.Holder == "" && slices.Contains(named, p.ID) {
			vacant = append(vacant, p.ID)
		}
	}
	if len(vacant) != 1 {
		return Who{}, false, nil
	}
	// Without a password, which the person may choose; the link for it is shown to
	// nobody.
	office := Installer(tx.Tenant)
	person, _, err := AddPerson(tx, office, NewPerson{Login: login, Name: id.Name, Post: vacant[0]})
	if fault.Is(err, fault.Invalid) {
		return Who{}, false, nil
	}
	if err != nil {
		return Who{}, false, err
	}
	if err := s.link(tx, office, person, subject, id.Login, linkedByProvision); err != nil {
		return Who{}, false, err
	}
	return holder(tx, "s.person_id = ?3", string(person))
}

// named are the posts that the provider names.
func (s SignOn) named(id sso.Identity) []db.ID {
	var posts []db.ID
	for _, p := range s.Posts {
		if slices.Contains(id.Posts, p.Value) {
			posts = append(posts, p.Post)
		}
	}
	return posts
}

// checkPost refuses whoever holds none of the posts that the provider names, where
// the office has it checked. What the provider says gives nobody a right.
func (s SignOn) checkPost(tx *db.Tx, who Who, id sso.Identity) (refused, err error) {
	if !s.CheckPost {
		return nil, nil
	}
	held, err := db.All(tx, func(p *db.ID) []any { return []any{p} },
		"select post_id from holding where tenant_id = ?1 and person_id = ?2 and from_day <= ?3 and (to_day is null or to_day >= ?3)", who.Person, vn.Today(tx.Now))
	if err != nil {
		return nil, err
	}
	for _, post := range s.named(id) {
		if slices.Contains(held, post) {
			return nil, nil
		}
	}
	return fault.New(fault.Invalid, "%s ghi chức danh khác với Nhân sự của cơ quan. Hãy đăng nhập bằng tên và mật khẩu, và báo Văn phòng xem lại.", s.Name), nil
}

func (s SignOn) link(tx *db.Tx, who Who, person db.ID, subject, login, how string) error {
	id := db.NewID()
	_, err := tx.Exec("insert into sso_link (tenant_id, link_id, provider_id, person_id, subject_hash, label, how, created_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		id, s.ID, person, subject, labelOf(login), how, tx.Now)
	if err != nil {
		return err
	}
	who.Did(tx, "signon-linked", person)
	return nil
}

// LinkSignOn links the person to whom the sign-on has identified. It fails with
// Exists where either of the two is linked already. The caller has asked for
// Confirmed before it sent the person to the sign-on, which may take longer than
// that lasts.
func LinkSignOn(tx *db.Tx, who Who, v *vault.Vault, s SignOn, id sso.Identity) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	subject, err := s.subject(v, id.Subject)
	if err != nil {
		return err
	}
	type row struct{ person, subject string }
	there, err := db.All(tx, func(r *row) []any { return []any{&r.person, &r.subject} },
		"select person_id, subject_hash from sso_link where tenant_id = ?1 and provider_id = ?2 and ended_at is null and (person_id = ?3 or subject_hash = ?4)", s.ID, who.Person, subject)
	if err != nil {
		return err
	}
	for _, r := range there {
		switch {
		case r.person == string(who.Person) && r.subject == subject:
			return nil // a second press
		case r.person != string(who.Person):
			return fault.New(fault.Exists, "Tài khoản này ở %s đã liên kết với một người khác trong cơ quan. Hãy dùng đúng tài khoản của mình, hoặc nhờ Văn phòng xem lại.", s.Name)
		}
	}
	if len(there) > 0 {
		return fault.New(fault.Exists, "Bạn đã liên kết một tài khoản khác ở %s. Hãy bỏ liên kết cũ trước.", s.Name)
	}
	return s.link(tx, who, who.Person, subject, id.Login, linkedBySelf)
}

// UnlinkSignOn ends one of the person's own links. The person must have shown
// again who they are (Confirmed).
func UnlinkSignOn(tx *db.Tx, who Who, link db.ID) error {
	if err := Confirmed(tx, who); err != nil {
		return err
	}
	n, err := tx.Exec("update sso_link set ended_at = ?4 where tenant_id = ?1 and link_id = ?2 and person_id = ?3 and ended_at is null", link, who.Person, tx.Now)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Unknown, "Liên kết này đã được bỏ.")
	}
	who.Did(tx, "signon-unlinked", who.Person)
	return nil
}

// SignOnLinks are the person's links, and the sign-ons that are switched on and
// that the person is not linked to, as links without an id.
func SignOnLinks(tx *db.Tx, who Who) ([]SignOnLink, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(l *SignOnLink) []any {
		return []any{&l.SignOn, &l.Name, db.Opt(&l.ID), db.Opt(&l.Label), db.Time(&l.At)}
	}, `select p.provider_id, p.name, l.link_id, l.label, l.created_at from sso_provider p
		left join sso_link l on l.tenant_id = p.tenant_id and l.provider_id = p.provider_id and l.person_id = ?2 and l.ended_at is null
		where p.tenant_id = ?1 and (p.enabled = 1 or l.link_id is not null) order by p.created_at, p.provider_id`, who.Person)
}
