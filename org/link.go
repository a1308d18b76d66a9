package org

import (
	"context"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/password"
)

// LinkPage is where links lead: LinkPage + token.
const LinkPage = "/lien-ket/"

const (
	inviteLasts = 7 * 24 * time.Hour
	resetLasts  = 24 * time.Hour
)

// Link is a way to set a person's password once, to be handed to that person. It
// is shown to who made it and kept only as a hash.
type Link struct {
	Path   string // LinkPage and the token
	Invite bool   // the person's first; else a reset
	Until  time.Time
	Login  string
}

// MakeLink makes a link for a person: the first, for seven days, where the person
// never had a password, else a reset for one day. Links made before are void.
func MakeLink(tx *db.Tx, who Who, person db.ID) (Link, error) {
	who, err := who.As(People, Thing{})
	if err != nil {
		return Link{}, err
	}
	p, found, err := db.One(tx, func(o *own) []any { return []any{&o.login, &o.hash} },
		"select login, password from person where tenant_id = ?1 and person_id = ?2 and blocked_at is null", person)
	if err != nil || !found {
		return Link{}, orElse(err, fault.New(fault.Unknown, "Không tìm thấy người này. Hãy mở lại danh sách nhân sự."))
	}
	code, err := db.Value[string](tx, "select code from tenant where tenant_id = ?1")
	if err != nil {
		return Link{}, err
	}
	if err := voidLinks(tx, person); err != nil {
		return Link{}, err
	}
	kind, lasts := "reset", resetLasts
	if p.hash == "" {
		kind, lasts = "invite", inviteLasts
	}
	token, hash := gate.NewToken()
	l := Link{Path: LinkPage + code + "." + token, Invite: p.hash == "", Until: tx.Now.Add(lasts), Login: p.login}
	if _, err := tx.Exec("insert into signin_link (tenant_id, link_id, person_id, kind, token_hash, made_at, made_by, expires_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		db.NewID(), person, kind, hash, tx.Now, string(who.Person), l.Until); err != nil {
		return Link{}, err
	}
	return l, tell(tx, who, person, kind+"-made", "")
}

func voidLinks(tx *db.Tx, person db.ID) error {
	_, err := tx.Exec("update signin_link set void_at = ?3 where tenant_id = ?1 and person_id = ?2 and used_at is null and void_at is null", person, tx.Now)
	return err
}

// Linked is whose password a link sets.
type Linked struct {
	Who    Who
	Login  string
	Invite bool

	id db.ID
}

// errLink is one sentence for every link that does not hold: what is wrong with
// it is nobody's business but the office's.
var errLink = fault.New(fault.Unknown, "Liên kết này không còn dùng được: đã dùng rồi, đã hết hạn hoặc đã có liên kết mới hơn. Hãy xin Văn phòng một liên kết khác.")

func findLink(tx *db.Tx, hash string) (Linked, bool, error) {
	type row struct {
		id, person  db.ID
		kind, login string
	}
	r, found, err := db.One(tx, func(r *row) []any { return []any{&r.id, &r.person, &r.kind, &r.login} },
		`select l.link_id, l.person_id, l.kind, p.login from signin_link l
		join person p on p.tenant_id = l.tenant_id and p.person_id = l.person_id and p.blocked_at is null
		where l.tenant_id = ?1 and l.token_hash = ?2 and l.used_at is null and l.void_at is null and l.expires_at > ?3`, hash, tx.Now)
	if err != nil || !found {
		return Linked{}, false, err
	}
	l := Linked{Login: r.login, Invite: r.kind == "invite", id: r.id}
	l.Who, found, err = holder(tx, "s.person_id = ?3", string(r.person))
	return l, found, err
}

// FindLink is whose password the token of a link sets. Looking does not use it up:
// programs that show a preview of a link look at it too. Tokens that are none
// count as failures of the address.
func FindLink(ctx context.Context, d *db.DB, token, address string) (Linked, error) {
	tenant, hash, found, err := ofToken(ctx, d, token)
	if err != nil || !found {
		return Linked{}, orElse(err, errLink)
	}
	var l Linked
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if err := gate.MayTry(tx, "", address); err != nil {
			return err
		}
		l, found, err = findLink(tx, hash)
		return err
	})
	if err != nil {
		return Linked{}, err
	}
	if !found {
		if err := d.Update(ctx, tenant.ID, func(tx *db.Tx) error { return gate.Failed(tx, "", address) }); err != nil {
			return Linked{}, err
		}
		return Linked{}, errLink
	}
	return l, nil
}

// UseLink sets the password of the link's person, ends the person's sessions and
// uses the link up. Who has forgotten a password may have locked the account: it
// is open again.
func UseLink(ctx context.Context, d *db.DB, token, typed, address string) (Linked, error) {
	l, err := FindLink(ctx, d, token, address)
	if err != nil {
		return Linked{}, err
	}
	if bad := password.Wrong(l.Login, typed, l.Who.known()...); bad != "" {
		var f fault.Form
		f.Add("password", bad)
		return l, f.Err()
	}
	hash := password.Hash(typed)
	_, token, _, err = ofToken(ctx, d, token)
	if err != nil {
		return Linked{}, err
	}
	err = d.Update(ctx, l.Who.Tenant, func(tx *db.Tx) error {
		l, found, err := findLink(tx, token)
		if err != nil || !found {
			return orElse(err, errLink)
		}
		if _, err := tx.Exec("update signin_link set used_at = ?3 where tenant_id = ?1 and link_id = ?2", l.id, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec("update person set password = ?3, password_once = 0 where tenant_id = ?1 and person_id = ?2", l.Who.Person, hash); err != nil {
			return err
		}
		if _, err := tx.Exec("update session set ended_at = ?3 where tenant_id = ?1 and person_id = ?2 and ended_at is null", l.Who.Person, tx.Now); err != nil {
			return err
		}
		if err := gate.Succeeded(tx, l.Login); err != nil {
			return err
		}
		return tell(tx, l.Who, l.Who.Person, "password-set", "")
	})
	return l, err
}

// Access is how a person comes in, as who manages people sees it: what there is,
// never what it is.
type Access struct {
	Person    db.ID
	Login     string
	Name      string // "" where none was entered
	Post      string // the title of a post held today, "" for none
	Password  bool   // one was set
	TOTP      bool
	Passkeys  int
	Codes     int       // recovery codes left
	LinkUntil time.Time // the end of a link that is still open, zero for none
}

// Any reports whether there is a second step.
func (a Access) Any() bool { return a.TOTP || a.Passkeys > 0 }

// AccessOf is how a person of the office comes in.
func AccessOf(tx *db.Tx, who Who, person db.ID) (Access, error) {
	if err := who.May(People, Thing{}); err != nil {
		return Access{}, err
	}
	a, found, err := db.One(tx, func(a *Access) []any {
		return []any{&a.Person, &a.Login, &a.Name, &a.Password, &a.TOTP, &a.Passkeys, &a.Codes, db.Time(&a.LinkUntil)}
	}, `select s.person_id, s.login, s.name, case when s.password <> '' then 1 else 0 end,
			case when exists (select 1 from totp t where t.tenant_id = ?1 and t.person_id = s.person_id and t.removed_at is null) then 1 else 0 end,
			(select count(*) from passkey k where k.tenant_id = ?1 and k.person_id = s.person_id and k.removed_at is null),
			(select count(*) from recovery_code c where c.tenant_id = ?1 and c.person_id = s.person_id and c.used_at is null and c.void_at is null),
			(select max(l.expires_at) from signin_link l where l.tenant_id = ?1 and l.person_id = s.person_id and l.used_at is null and l.void_at is null and l.expires_at > ?3)
		from person s where s.tenant_id = ?1 and s.person_id = ?2 and s.blocked_at is null`, person, tx.Now)
	if err != nil || !found {
		return Access{}, orElse(err, fault.New(fault.Unknown, "Không tìm thấy người này. Hãy mở lại danh sách nhân sự."))
	}
	w, _, err := holder(tx, "s.person_id = ?3", string(person))
	a.Post = w.PostTitle
	return a, err
}
