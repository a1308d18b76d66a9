package org

import (
	"context"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/passkey"
	"sauro/password"
	"sauro/vault"
	"sauro/vn"
)

// Attempt is one try to sign in.
type Attempt struct {
	Tenant          string // the commune's code
	Login, Password string
	Device, Address string // as the browser and the connection say
}

// In is what a sign-in has come to: a session, or the half of one.
type In struct {
	Who    Who
	Cookie string // of the session
	Step   string // where a second step is still to come: its cookie, without any right
}

// unless is the sign-in where it was neither refused nor failed; a failure goes
// before a refusal, which was then not counted.
func (in In) unless(refused, failed error) (In, error) {
	if failed == nil {
		failed = refused
	}
	if failed != nil {
		return In{}, failed
	}
	return in, nil
}

const (
	stepLasts = 5 * time.Minute
	stepTries = 5
)

func wrong() error {
	return fault.New(fault.Invalid, "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy thử lại.")
}

// SignIn checks a name and a password. It opens a session, or where the person
// has a second step the half of one. Wrong commune, name and password, a blocked
// person and one without a post get the same words after the same work; each
// failure makes the next try wait longer (Locked). The password is computed
// between two transactions, so that it holds nobody up.
func SignIn(ctx context.Context, d *db.DB, a Attempt) (In, error) {
	a.Login, a.Tenant = vn.Fold(vn.Line(a.Login)), vn.Line(a.Tenant)
	tenant, err := TenantByCode(ctx, d, a.Tenant)
	if fault.Is(err, fault.Unknown) {
		password.Check("", a.Password)
		return In{}, wrong()
	}
	if err != nil {
		return In{}, err
	}
	var hash string
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if err := gate.MayTry(tx, a.Login, a.Address); err != nil {
			return err
		}
		hash, err = db.Value[string](tx, "select password from person where tenant_id = ?1 and login = ?2", a.Login)
		return err
	})
	if err != nil {
		return In{}, err
	}
	right := password.Check(hash, a.Password)
	var in In
	var refused error
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		in, refused = In{}, nil
		if err := gate.MayTry(tx, a.Login, a.Address); err != nil {
			return err
		}
		// Asked only of who has shown the password: else time would tell whether
		// somebody has the name.
		var who Who
		found := false
		var err error
		if right {
			if who, found, err = holder(tx, "s.login = ?3", a.Login); err != nil {
				return err
			}
		}
		if !found {
			refused = wrong()
			return gate.Failed(tx, a.Login, a.Address)
		}
		in.Who = who
		has, err := gate.HasFactor(tx, who.Person)
		if err != nil {
			return err
		}
		if has {
			in.Step, err = openStep(tx, who)
			return err
		}
		if err := gate.Succeeded(tx, a.Login); err != nil {
			return err
		}
		in.Cookie, in.Who.Session, err = openSession(tx, who, a.Device, a.Address, gate.ByPassword)
		return err
	})
	return in.unless(refused, err)
}

func openStep(tx *db.Tx, who Who) (cookie string, err error) {
	if _, err := tx.Exec("delete from signin_step where tenant_id = ?1 and (expires_at < ?2 or person_id = ?3 and tries >= ?4)", tx.Now, who.Person, stepTries); err != nil {
		return "", err
	}
	token, hash := gate.NewToken()
	_, err = tx.Exec("insert into signin_step (tenant_id, step_id, person_id, token_hash, tries, expires_at) values (?1, ?2, ?3, ?4, 0, ?5)",
		db.NewID(), who.Person, hash, tx.Now.Add(stepLasts))
	return who.TenantCode + "." + token, err
}

// Step is half a sign-in: whose it is and what can be shown for the other half.
type Step struct {
	Who     Who
	Factors Factors

	id    db.ID
	login string
}

// errStep says that a half sign-in cannot become whole any more.
var errStep = fault.New(fault.SignIn, "Bước đăng nhập này đã hết hạn. Hãy đăng nhập lại từ đầu.")

func findStep(tx *db.Tx, hash string) (Step, error) {
	type row struct {
		step, person db.ID
		login        string
	}
	r, found, err := db.One(tx, func(r *row) []any { return []any{&r.step, &r.person, &r.login} },
		`select s.step_id, s.person_id, p.login from signin_step s
		join person p on p.tenant_id = s.tenant_id and p.person_id = s.person_id
		where s.tenant_id = ?1 and s.token_hash = ?2 and s.expires_at > ?3 and s.tries < ?4`, hash, tx.Now, stepTries)
	if err != nil || !found {
		return Step{}, orStep(err)
	}
	s := Step{id: r.step, login: r.login}
	if s.Who, found, err = holder(tx, "s.person_id = ?3", r.person); err != nil || !found {
		return Step{}, orStep(err)
	}
	s.Factors, err = gate.FactorsOf(tx, s.Who.Person)
	return s, err
}

func orStep(err error) error {
	if err == nil {
		return errStep
	}
	return err
}

// StepOf is the half sign-in of a cookie; the error is SignIn where it is over.
func StepOf(ctx context.Context, d *db.DB, cookie string) (s Step, err error) {
	tenant, hash, found, err := ofToken(ctx, d, cookie)
	if err != nil || !found {
		return Step{}, orStep(err)
	}
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		s, err = findStep(tx, hash)
		return err
	})
	return s, err
}

// Locked says that an account or an address must wait.
type Locked = gate.Locked

// Proof is what a person shows besides the password: a code or a key.
type Proof = gate.Proof

// PassStep makes half a sign-in whole. A code or key that is wrong counts as a
// failure of the account; after five the sign-in begins again.
func PassStep(ctx context.Context, d *db.DB, v *vault.Vault, cookie string, p Proof) (In, error) {
	tenant, hash, found, err := ofToken(ctx, d, cookie)
	if err != nil || !found {
		return In{}, orStep(err)
	}
	var s Step
	var c gate.Check
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if s, err = findStep(tx, hash); err != nil {
			return err
		}
		if err := gate.MayTry(tx, s.login, p.Address); err != nil {
			return err
		}
		c, err = gate.ReadCheck(tx, s.Who.Person)
		return err
	})
	if err != nil {
		return In{}, err
	}
	shown := c.Look(d.Now(), v, s.Who.Person, handle(s.Who), p)
	var in In
	var refused error
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		in, refused = In{}, nil
		s, err := findStep(tx, hash)
		if err != nil {
			return err
		}
		if err := gate.MayTry(tx, s.login, p.Address); err != nil {
			return err
		}
		if refused, err = take(tx, shown, s.Who); err != nil {
			return err
		}
		if refused != nil {
			if _, err := tx.Exec("update signin_step set tries = tries + 1 where tenant_id = ?1 and step_id = ?2", s.id); err != nil {
				return err
			}
			return gate.Failed(tx, s.login, p.Address)
		}
		if _, err := tx.Exec("delete from signin_step where tenant_id = ?1 and step_id = ?2", s.id); err != nil {
			return err
		}
		if err := gate.Succeeded(tx, s.login); err != nil {
			return err
		}
		in.Who = s.Who
		in.Cookie, in.Who.Session, err = openSession(tx, s.Who, p.Device, p.Address, shown.By())
		return err
	})
	return in.unless(refused, err)
}

// take marks what was shown as used and writes down what the person should read.
func take(tx *db.Tx, shown gate.Shown, who Who) (refused, err error) {
	refused, event, err := shown.Take(tx)
	if err == nil && event != "" {
		err = tell(tx, who, who.Person, event, "")
	}
	return refused, err
}

// SignInByKey signs in by a passkey alone: the answer says whose it is, the key
// proves it, and the device has checked the person. No password is asked for and
// no failure of the account's password stands in the way.
func SignInByKey(ctx context.Context, d *db.DB, p Proof) (In, error) {
	whose, _, err := passkey.Whose(p.Answer)
	if err != nil {
		return In{}, err
	}
	tenant, person, err := ofHandle(ctx, d, whose)
	if err != nil {
		return In{}, err
	}
	var c gate.Check
	var who Who
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if err := gate.MayTry(tx, "", p.Address); err != nil {
			return err
		}
		found := false
		if who, found, err = holder(tx, "s.person_id = ?3", string(person)); err != nil || !found {
			return err
		}
		c, err = gate.ReadCheck(tx, person)
		return err
	})
	if err != nil {
		return In{}, err
	}
	shown := c.Look(d.Now(), nil, who.Person, handle(who), Proof{Question: p.Question, Answer: p.Answer})
	var in In
	var refused error
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		in, refused = In{}, nil
		if err := gate.MayTry(tx, "", p.Address); err != nil {
			return err
		}
		who, found, err := holder(tx, "s.person_id = ?3", string(person))
		if err != nil {
			return err
		}
		refused = passkey.ErrAnswer
		if found {
			if refused, err = take(tx, shown, who); err != nil {
				return err
			}
		}
		if refused != nil {
			return gate.Failed(tx, "", p.Address)
		}
		in.Who = who
		in.Cookie, in.Who.Session, err = openSession(tx, who, p.Device, p.Address, gate.ByPasskey)
		return err
	})
	return in.unless(refused, err)
}
