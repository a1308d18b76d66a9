package gate

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/onetime"
	"sauro/passkey"
	"sauro/vault"
	"sauro/vn"
)

// By what a person has shown who they are at a session.
const (
	ByPassword = "password"
	ByFactor   = "factor"
	ByPasskey  = "passkey"
)

// Factors are what a person can show besides a password.
type Factors struct {
	TOTP     time.Time // when the application was set up, zero where it is not
	TOTPUsed time.Time
	Passkeys []Passkey
	Codes    int // recovery codes left
}

// Any reports whether there is a second step. Recovery codes alone are none:
// they stand in for one that was lost.
func (f Factors) Any() bool { return !f.TOTP.IsZero() || len(f.Passkeys) > 0 }

// Passkey is one key of a person.
type Passkey struct {
	ID      db.ID
	Name    string // as the person calls it
	Made    time.Time
	Used    time.Time // zero before it was
	Suspect time.Time // when its count went back, zero where it never did

	credential string
	count      int64
}

func (k Passkey) key() (passkey.Key, error) {
	key := passkey.Key{Count: uint32(k.count)}
	err := json.Unmarshal([]byte(k.credential), &key)
	return key, err
}

// Keys are passkeys as the ceremonies take them.
func Keys(list []Passkey) ([]passkey.Key, error) {
	keys := make([]passkey.Key, len(list))
	for i, k := range list {
		var err error
		if keys[i], err = k.key(); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// FactorsOf are what the person has set up.
func FactorsOf(tx *db.Tx, person db.ID) (f Factors, err error) {
	if f.Passkeys, err = Passkeys(tx, person); err != nil {
		return f, err
	}
	type row struct {
		made, used time.Time
	}
	t, _, err := db.One(tx, func(r *row) []any { return []any{db.Time(&r.made), db.Time(&r.used)} },
		`select t.made_at, u.used_at from totp t left join totp_use u on u.tenant_id = t.tenant_id and u.totp_id = t.totp_id
		where t.tenant_id = ?1 and t.person_id = ?2 and t.removed_at is null`, person)
	if err != nil {
		return f, err
	}
	f.TOTP, f.TOTPUsed = t.made, t.used
	f.Codes, err = db.Value[int](tx, "select count(*) from recovery_code where tenant_id = ?1 and person_id = ?2 and used_at is null and void_at is null", person)
	return f, err
}

// Passkeys are the person's passkeys, the first made first.
func Passkeys(tx *db.Tx, person db.ID) ([]Passkey, error) {
	return db.All(tx, func(k *Passkey) []any {
		return []any{&k.ID, &k.Name, db.Time(&k.Made), db.Time(&k.Used), db.Time(&k.Suspect), &k.credential, &k.count}
	}, `select k.passkey_id, k.name, k.made_at, u.used_at, u.suspect_at, k.credential, u.count from passkey k
		join passkey_use u on u.tenant_id = k.tenant_id and u.passkey_id = k.passkey_id
		where k.tenant_id = ?1 and k.person_id = ?2 and k.removed_at is null order by k.made_at, k.passkey_id`, person)
}

// HasFactor reports whether the person has a second step.
func HasFactor(tx *db.Tx, person db.ID) (bool, error) {
	n, err := db.Value[int](tx, `select (select count(*) from totp where tenant_id = ?1 and person_id = ?2 and removed_at is null)
		+ (select count(*) from passkey where tenant_id = ?1 and person_id = ?2 and removed_at is null)`, person)
	return n > 0, err
}

// Proof is what a person shows besides the password: a code or a key.
type Proof struct {
	Code     string       // six digits of the application, or a recovery code
	Question *KeyQuestion // what the browser was asked of a passkey
	Answer   []byte       // what it answered, JSON

	Device, Address string
}

// Check is what a code or a key is held against.
type Check struct {
	totp   db.ID
	sealed string
	step   int64
	keys   []Passkey
	codes  []recoveryCode
}

// ReadCheck reads what a code or a key of the person is held against.
func ReadCheck(tx *db.Tx, person db.ID) (c Check, err error) {
	type row struct {
		id     db.ID
		sealed string
		step   int64
	}
	t, _, err := db.One(tx, func(r *row) []any { return []any{&r.id, &r.sealed, &r.step} },
		`select t.totp_id, t.secret, u.step from totp t join totp_use u on u.tenant_id = t.tenant_id and u.totp_id = t.totp_id
		where t.tenant_id = ?1 and t.person_id = ?2 and t.removed_at is null`, person)
	if err != nil {
		return c, err
	}
	c.totp, c.sealed, c.step = t.id, t.sealed, t.step
	if c.keys, err = Passkeys(tx, person); err != nil {
		return c, err
	}
	c.codes, err = openCodes(tx, person)
	return c, err
}

// Shown is what a person has shown, looked at outside of any transaction and not
// yet taken.
type Shown struct {
	err       error // why it is not good
	totp      db.ID
	step      int64
	passkey   db.ID
	count     int64
	challenge string
	code      db.ID
}

func (s Shown) By() string {
	if s.passkey != "" {
		return ByPasskey
	}
	return ByFactor
}

func wrongCode() error {
	var f fault.Form
	f.Add("code", "Mã chưa đúng hoặc đã dùng. Hãy gõ mã 6 số đang hiện trong ứng dụng, hoặc một mã khôi phục chưa dùng.")
	return f.Err()
}

var sixDigits = regexp.MustCompile(`^\d{6}$`)

// Look compares what is shown with what the person of the handle has.
func (c Check) Look(now time.Time, v *vault.Vault, person db.ID, handle []byte, p Proof) (s Shown) {
	if p.Question != nil {
		return c.lookKey(handle, p)
	}
	s.err = wrongCode()
	code := strings.ReplaceAll(vn.Line(p.Code), " ", "")
	if !sixDigits.MatchString(code) {
		if s.code = findCode(c.codes, p.Code); s.code != "" {
			s.err = nil
		}
		return s
	}
	if c.totp == "" {
		return s
	}
	secret, err := v.Open(TOTPContext(person), c.sealed)
	if err != nil {
		s.err = err
		return s
	}
	if step, ok := onetime.Check(secret, code, now, c.step); ok {
		s.totp, s.step, s.err = c.totp, step, nil
	}
	return s
}

func (c Check) lookKey(handle []byte, p Proof) (s Shown) {
	keys, err := Keys(c.keys)
	if err != nil {
		return Shown{err: err}
	}
	if s.challenge, err = passkey.Challenge(p.Question.State); err != nil {
		return Shown{err: err}
	}
	key, err := p.Question.Party.Answered(passkey.Person{Handle: handle}, keys, p.Question.State, p.Answer)
	s.err, s.count = err, int64(key.Count)
	for i := range keys {
		if slices.Equal(keys[i].ID, key.ID) && len(key.ID) > 0 {
			s.passkey = c.keys[i].ID
		}
	}
	return s
}

// Take marks what was shown as used, in the transaction that lets the person in.
// Refused is what the person is told where it is not good, or was used meanwhile;
// event is what the person reads of it later, "" for nothing.
func (s Shown) Take(tx *db.Tx) (refused error, event string, err error) {
	switch {
	case fault.Is(s.err, fault.Internal):
		return nil, "", s.err
	case s.err == passkey.ErrCopied:
		n, err := tx.Exec("update passkey_use set suspect_at = ?3 where tenant_id = ?1 and passkey_id = ?2 and suspect_at is null", s.passkey, tx.Now)
		if n == 1 {
			event = "passkey-suspect"
		}
		return s.err, event, err
	case s.err != nil:
		return s.err, "", nil
	case s.totp != "":
		n, err := tx.Exec(`update totp_use set step = ?3, used_at = ?4 where tenant_id = ?1 and totp_id = ?2 and step < ?3
			and exists (select 1 from totp t where t.tenant_id = ?1 and t.totp_id = ?2 and t.removed_at is null)`, s.totp, s.step, tx.Now)
		if err == nil && n == 0 {
			return wrongCode(), "", nil
		}
		return nil, "", err
	case s.code != "":
		n, err := tx.Exec("update recovery_code set used_at = ?3 where tenant_id = ?1 and code_id = ?2 and used_at is null and void_at is null", s.code, tx.Now)
		if err == nil && n == 0 {
			return wrongCode(), "", nil
		}
		return nil, "code-used", err
	}
	if fresh, err := Answered(tx, s.challenge); err != nil || !fresh {
		return passkey.ErrAnswer, "", err
	}
	n, err := tx.Exec(`update passkey_use set count = ?3, used_at = ?4 where tenant_id = ?1 and passkey_id = ?2 and (count < ?3 or count = 0 and ?3 = 0)
		and exists (select 1 from passkey k where k.tenant_id = ?1 and k.passkey_id = ?2 and k.removed_at is null)`, s.passkey, s.count, tx.Now)
	if err == nil && n == 0 {
		return passkey.ErrAnswer, "", nil
	}
	return nil, "", err
}

// Answered marks a question as answered; fresh is false where it was before.
func Answered(tx *db.Tx, challenge string) (fresh bool, err error) {
	if _, err := tx.Exec("delete from passkey_answer where tenant_id = ?1 and at < ?2", tx.Now.Add(-2*questionLasts)); err != nil {
		return false, err
	}
	n, err := db.Value[int](tx, "select count(*) from passkey_answer where tenant_id = ?1 and challenge = ?2", challenge)
	if err != nil || n > 0 {
		return false, err
	}
	_, err = tx.Exec("insert into passkey_answer (tenant_id, challenge, at) values (?1, ?2, ?3)", challenge, tx.Now)
	return err == nil, err
}

// TOTPContext is what the vault seals the secret of a person's codes for.
func TOTPContext(person db.ID) string { return "totp " + string(person) }

// CredentialID is a key's id as a text.
func CredentialID(k passkey.Key) string { return base64.RawURLEncoding.EncodeToString(k.ID) }
