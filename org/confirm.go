package org

import (
	"context"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/password"
)

// own is what is read of a person before a password of theirs is computed.
type own struct{ login, hash string }

func readOwn(tx *db.Tx, who Who, address string) (own, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return own{}, err
	}
	o, found, err := db.One(tx, func(o *own) []any { return []any{&o.login, &o.hash} },
		"select login, password from person where tenant_id = ?1 and person_id = ?2", who.Person)
	if err != nil || !found {
		return own{}, orElse(err, errSessionOver)
	}
	return o, gate.MayTry(tx, o.login, address)
}

// Confirm has the person show again, by the password, who they are: it is needed
// to change how they sign in. Failures count as those of a sign-in. The session
// gets a new cookie.
func Confirm(ctx context.Context, d *db.DB, who Who, typed, address string) (cookie string, err error) {
	var o own
	err = d.View(ctx, who.Tenant, func(tx *db.Tx) error {
		o, err = readOwn(tx, who, address)
		return err
	})
	if err != nil {
		return "", err
	}
	right := password.Check(o.hash, typed)
	var refused error
	err = d.Update(ctx, who.Tenant, func(tx *db.Tx) error {
		refused = nil
		if err := gate.MayTry(tx, o.login, address); err != nil {
			return err
		}
		if !right {
			var f fault.Form
			f.Add("password", "Mật khẩu chưa đúng.")
			refused = f.Err()
			return gate.Failed(tx, o.login, address)
		}
		cookie, err = confirm(tx, who, o.login, gate.ByPassword)
		return err
	})
	if err == nil {
		err = refused
	}
	return cookie, err
}

func confirm(tx *db.Tx, who Who, login, by string) (cookie string, err error) {
	if err := gate.Succeeded(tx, login); err != nil {
		return "", err
	}
	if _, err := tx.Exec("update session set confirmed_at = ?3, confirmed_by = ?4 where tenant_id = ?1 and session_id = ?2", who.Session, tx.Now, by); err != nil {
		return "", err
	}
	return rotate(tx, who)
}

// ConfirmByKey is Confirm by a passkey.
func ConfirmByKey(ctx context.Context, d *db.DB, who Who, p Proof) (cookie string, err error) {
	var o own
	var c gate.Check
	err = d.View(ctx, who.Tenant, func(tx *db.Tx) error {
		if o, err = readOwn(tx, who, p.Address); err != nil {
			return err
		}
		c, err = gate.ReadCheck(tx, who.Person)
		return err
	})
	if err != nil {
		return "", err
	}
	shown := c.Look(d.Now(), nil, who.Person, handle(who), p)
	var refused error
	err = d.Update(ctx, who.Tenant, func(tx *db.Tx) error {
		if err := gate.MayTry(tx, o.login, p.Address); err != nil {
			return err
		}
		if refused, err = take(tx, shown, who); err != nil {
			return err
		}
		if refused != nil {
			return gate.Failed(tx, o.login, p.Address)
		}
		cookie, err = confirm(tx, who, o.login, gate.ByPasskey)
		return err
	})
	if err == nil {
		err = refused
	}
	return cookie, err
}

// NeedsOldPassword reports whether the person must type the password in use to
// choose another: not where there is none, nor where a passkey has shown who they
// are in the last ten minutes.
func NeedsOldPassword(tx *db.Tx, who Who) (bool, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return false, err
	}
	hash, err := db.Value[string](tx, "select password from person where tenant_id = ?1 and person_id = ?2", who.Person)
	if err != nil {
		return false, err
	}
	return needsOld(tx, who, hash)
}

func needsOld(tx *db.Tx, who Who, hash string) (bool, error) {
	at, by, err := confirmed(tx, who)
	recent := tx.Now.Sub(at) <= confirmedLasts
	return !(recent && (hash == "" || by == gate.ByPasskey)), err
}

// ChangePassword changes one's own password and ends one's other sessions; this
// one gets a new cookie. A wrong old password counts as a failure to sign in.
func ChangePassword(ctx context.Context, d *db.DB, who Who, old, new, address string) (cookie string, err error) {
	var o own
	var ask bool
	err = d.View(ctx, who.Tenant, func(tx *db.Tx) error {
		if o, err = readOwn(tx, who, address); err != nil {
			return err
		}
		ask, err = needsOld(tx, who, o.hash)
		return err
	})
	if err != nil {
		return "", err
	}
	var f fault.Form
	right := !ask || password.Check(o.hash, old)
	f.Check(right, "old", "Mật khẩu đang dùng chưa đúng.")
	if bad := password.Wrong(o.login, new, who.known()...); bad != "" {
		f.Add("new", bad)
	}
	f.Check(!ask || old != new, "new", "Mật khẩu mới phải khác mật khẩu đang dùng.")
	refused := f.Err()
	hash := ""
	if refused == nil {
		hash = password.Hash(new)
	}
	err = d.Update(ctx, who.Tenant, func(tx *db.Tx) error {
		switch err := gate.MayTry(tx, o.login, address); {
		case err != nil:
			return err
		case !right:
			return gate.Failed(tx, o.login, address)
		case refused != nil:
			return nil
		}
		if _, err := tx.Exec("update person set password = ?3, password_once = 0 where tenant_id = ?1 and person_id = ?2", who.Person, hash); err != nil {
			return err
		}
		if err := endOthers(tx, who); err != nil {
			return err
		}
		if err := tell(tx, who, who.Person, "password-changed", ""); err != nil {
			return err
		}
		cookie, err = confirm(tx, who, o.login, gate.ByPassword)
		return err
	})
	if err == nil {
		err = refused
	}
	return cookie, err
}
