package org

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
	byPassword = "password"
	byFactor   = "factor"
	byPasskey  = "passkey"
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

func keysOf(list []Passkey) ([]passkey.Key, error) {
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
func FactorsOf(tx *db.Tx, who Who) (Factors, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return Factors{}, err
	}
	return factorsOf(tx, who)
}

func factorsOf(tx *db.Tx, who Who) (f Factors, err error) {
	if f.Passkeys, err = passkeysOf(tx, who.Person); err != nil {
		return f, err
	}
	type row struct {
		made, used time.Time
	}
	t, _, err := db.One(tx, func(r *row) []any { return []any{db.Time(&r.made), db.Time(&r.used)} },
		`select t.made_at, u.used_at from totp t left join totp_use u on u.tenant_id = t.tenant_id and u.totp_id = t.totp_id
		where t.tenant_id = ?1 and t.person_id = ?2 and t.removed_at is null`, who.Person)
	if err != nil {
		return f, err
	}
	f.TOTP, f.TOTPUsed = t.made, t.used
	f.Codes, err = db.Value[int](tx, "select count(*) from recovery_code where tenant_id = ?1 and person_id = ?2 and used_at is null and void_at is null", who.Person)
	return f, err
}

func passkeysOf(tx *db.Tx, person db.ID) ([]Passkey, error) {
	return db.All(tx, func(k *Passkey) []any {
		return []any{&k.ID, &k.Name, db.Time(&k.Made), db.Time(&k.Used), db.Time(&k.Suspect), &k.credential, &k.count}
	}, `select k.passkey_id, k.name, k.made_at, u.used_at, u.suspect_at, k.credential, u.count from passkey k
		join passkey_use u on u.tenant_id = k.tenant_id and u.passkey_id = k.passkey_id
		where k.tenant_id = ?1 and k.person_id = ?2 and k.removed_at is null order by k.made_at, k.passkey_id`, person)
}

func hasFactor(tx *db.Tx, person db.ID) (bool, error) {
	n, err := db.Value[int](tx, `select (select count(*) from totp where tenant_id = ?1 and person_id = ?2 and removed_at is null)
		+ (select count(*) from passkey where tenant_id = ?1 and person_id = ?2 and removed_at is null)`, person)
	return n > 0, err
}

// ErrConfirm says that the person must first show again who they are.
var ErrConfirm = fault.New(fault.Denied, "Để đổi cách đăng nhập, hãy xác nhận lại bằng mật khẩu hoặc khóa truy cập.")

const confirmedLasts = 10 * time.Minute

// Confirmed is nil where the person has shown at this session, within the last
// ten minutes, who they are; else ErrConfirm.
func Confirmed(tx *db.Tx, who Who) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	at, _, err := confirmed(tx, who)
	if err == nil && tx.Now.Sub(at) > confirmedLasts {
		err = ErrConfirm
	}
	return err
}

func confirmed(tx *db.Tx, who Who) (at time.Time, by string, err error) {
	type row struct {
		at time.Time
		by string
	}
	r, _, err := db.One(tx, func(r *row) []any { return []any{db.Time(&r.at), &r.by} },
		"select confirmed_at, confirmed_by from session where tenant_id = ?1 and session_id = ?2 and person_id = ?3", who.Session, who.Person)
	return r.at, r.by, err
}

// check is what a code or a key is held against.
type check struct {
	totp   db.ID
	sealed string
	step   int64
	keys   []Passkey
	codes  []recoveryCode
}

func readCheck(tx *db.Tx, person db.ID) (c check, err error) {
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
	if c.keys, err = passkeysOf(tx, person); err != nil {
		return c, err
	}
	c.codes, err = openCodes(tx, person)
	return c, err
}

// shown is what a person has shown, looked at outside of any transaction and not
// yet taken.
type shown struct {
	err       error // why it is not good
	totp      db.ID
	step      int64
	passkey   db.ID
	count     int64
	challenge string
	code      db.ID
}

func (s shown) by() string {
	if s.passkey != "" {
		return byPasskey
	}
	return byFactor
}

func wrongCode() error {
	var f fault.Form
	f.Add("code", "Mã chưa đúng hoặc đã dùng. Hãy gõ mã 6 số đang hiện trong ứng dụng, hoặc một mã khôi phục chưa dùng.")
	return f.Err()
}

var sixDigits = regexp.MustCompile(`^\d{6}$`)

// look compares what is shown with what the person has.
func (c check) look(now time.Time, v *vault.Vault, who Who, p Proof) (s shown) {
	if p.Question != nil {
		return c.lookKey(who, p)
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
	secret, err := v.Open(totpContext(who.Person), c.sealed)
	if err != nil {
		s.err = err
		return s
	}
	if step, ok := onetime.Check(secret, code, now, c.step); ok {
		s.totp, s.step, s.err = c.totp, step, nil
	}
	return s
}

func (c check) lookKey(who Who, p Proof) (s shown) {
	keys, err := keysOf(c.keys)
	if err != nil {
		return shown{err: err}
	}
	if s.challenge, err = passkey.Challenge(p.Question.state); err != nil {
		return shown{err: err}
	}
	key, err := p.Question.Party.Answered(passkey.Person{Handle: handle(who)}, keys, p.Question.state, p.Answer)
	s.err, s.count = err, int64(key.Count)
	for i := range keys {
		if slices.Equal(keys[i].ID, key.ID) && len(key.ID) > 0 {
			s.passkey = c.keys[i].ID
		}
	}
	return s
}

// take marks what was shown as used, in the transaction that lets the person in.
// Refused is what the person is told where it is not good, or was used meanwhile.
func (s shown) take(tx *db.Tx, who Who) (refused, err error) {
	switch {
	case fault.Is(s.err, fault.Internal):
		return nil, s.err
	case s.err == passkey.ErrCopied:
		n, err := tx.Exec("update passkey_use set suspect_at = ?3 where tenant_id = ?1 and passkey_id = ?2 and suspect_at is null", s.passkey, tx.Now)
		if err == nil && n == 1 {
			err = tell(tx, who, who.Person, "passkey-suspect", "")
		}
		return s.err, err
	case s.err != nil:
		return s.err, nil
	case s.totp != "":
		n, err := tx.Exec(`update totp_use set step = ?3, used_at = ?4 where tenant_id = ?1 and totp_id = ?2 and step < ?3
			and exists (select 1 from totp t where t.tenant_id = ?1 and t.totp_id = ?2 and t.removed_at is null)`, s.totp, s.step, tx.Now)
		if err == nil && n == 0 {
			return wrongCode(), nil
		}
		return nil, err
	case s.code != "":
		n, err := tx.Exec("update recovery_code set used_at = ?3 where tenant_id = ?1 and code_id = ?2 and used_at is null and void_at is null", s.code, tx.Now)
		if err == nil && n == 0 {
			return wrongCode(), nil
		}
		if err != nil {
			return nil, err
		}
		return nil, tell(tx, who, who.Person, "code-used", "")
	}
	if fresh, err := answered(tx, s.challenge); err != nil || !fresh {
		return passkey.ErrAnswer, err
	}
	n, err := tx.Exec(`update passkey_use set count = ?3, used_at = ?4 where tenant_id = ?1 and passkey_id = ?2 and (count < ?3 or count = 0 and ?3 = 0)
		and exists (select 1 from passkey k where k.tenant_id = ?1 and k.passkey_id = ?2 and k.removed_at is null)`, s.passkey, s.count, tx.Now)
	if err == nil && n == 0 {
		return passkey.ErrAnswer, nil
	}
	return nil, err
}

// answered marks a question as answered; fresh is false where it was before.
func answered(tx *db.Tx, challenge string) (fresh bool, err error) {
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

func totpContext(person db.ID) string { return "totp " + string(person) }

// NewTOTP is a new secret for the person's application: sealed for the form that
// confirms it, in groups to be typed, and as the address of a QR code.
func NewTOTP(v *vault.Vault, who Who) (sealed string) {
	return v.Seal(totpContext(who.Person), onetime.NewSecret())
}

// LoginOf is the person's own sign-in name.
func LoginOf(tx *db.Tx, who Who) (string, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return "", err
	}
	return db.Value[string](tx, "select login from person where tenant_id = ?1 and person_id = ?2", who.Person)
}

// ShowTOTP is a secret of NewTOTP as the person types and photographs it. The
// error is Invalid where it is none of this person's.
func ShowTOTP(v *vault.Vault, who Who, login, sealed string) (groups, uri string, err error) {
	secret, err := v.Open(totpContext(who.Person), sealed)
	if err != nil {
		return "", "", errOldForm
	}
	return onetime.Groups(secret), onetime.URI(secret, "Sáu Rõ", login+"@"+who.TenantCode), nil
}

var errOldForm = fault.New(fault.Invalid, "Biểu mẫu này đã cũ. Hãy mở lại trang rồi gửi lại.")

// AddTOTP sets up a secret of NewTOTP in place of the one before, once its first
// code shows that the application has it. The session gets a new cookie.
func AddTOTP(tx *db.Tx, v *vault.Vault, who Who, sealed, code string) (cookie string, err error) {
	if err := Confirmed(tx, who); err != nil {
		return "", err
	}
	secret, err := v.Open(totpContext(who.Person), sealed)
	if err != nil {
		return "", errOldForm
	}
	step, ok := onetime.Check(secret, code, tx.Now, 0)
	var f fault.Form
	f.Check(ok, "code", "Mã chưa đúng. Hãy xem giờ của điện thoại có đúng không rồi gõ mã 6 số đang hiện.")
	if err := f.Err(); err != nil {
		return "", err
	}
	if _, err := tx.Exec("update totp set removed_at = ?3, secret = '' where tenant_id = ?1 and person_id = ?2 and removed_at is null", who.Person, tx.Now); err != nil {
		return "", err
	}
	id := db.NewID()
	if _, err := tx.Exec("insert into totp (tenant_id, totp_id, person_id, secret, made_at) values (?1, ?2, ?3, ?4, ?5)", id, who.Person, sealed, tx.Now); err != nil {
		return "", err
	}
	if _, err := tx.Exec("insert into totp_use (tenant_id, totp_id, step, used_at) values (?1, ?2, ?3, ?4)", id, step, tx.Now); err != nil {
		return "", err
	}
	if err := tell(tx, who, who.Person, "totp-added", ""); err != nil {
		return "", err
	}
	return rotate(tx, who)
}

// RemoveTOTP takes the application away; a role that demands a second step keeps
// the last one there is.
func RemoveTOTP(tx *db.Tx, who Who) error {
	if err := Confirmed(tx, who); err != nil {
		return err
	}
	n, err := tx.Exec("update totp set removed_at = ?3, secret = '' where tenant_id = ?1 and person_id = ?2 and removed_at is null", who.Person, tx.Now)
	if err != nil || n == 0 {
		return err
	}
	return removed(tx, who, "totp-removed")
}

// RemovePasskey takes one of the person's passkeys away, as RemoveTOTP.
func RemovePasskey(tx *db.Tx, who Who, id db.ID) error {
	if err := Confirmed(tx, who); err != nil {
		return err
	}
	n, err := tx.Exec("update passkey set removed_at = ?4 where tenant_id = ?1 and person_id = ?2 and passkey_id = ?3 and removed_at is null", who.Person, id, tx.Now)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Unknown, "Không có khóa truy cập này. Hãy mở lại trang Tài khoản của tôi.")
	}
	return removed(tx, who, "passkey-removed")
}

func removed(tx *db.Tx, who Who, kind string) error {
	left, err := hasFactor(tx, who.Person)
	if err != nil {
		return err
	}
	if !left {
		demanded, err := demandsFactor(tx, who)
		if err != nil {
			return err
		}
		if demanded {
			return fault.New(fault.Invalid, "Vai trò của bạn phải có lớp bảo vệ thứ hai. Hãy thêm cách khác trước khi gỡ cách cuối cùng này.")
		}
		if err := voidCodes(tx, who.Person); err != nil {
			return err
		}
	}
	return tell(tx, who, who.Person, kind, "")
}

// DropFactors takes every second step of another person away, who has lost them;
// the reason is kept and the person told.
func DropFactors(tx *db.Tx, who Who, person db.ID, reason string) error {
	if err := Confirmed(tx, who); err != nil {
		return err
	}
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	if person == who.Person {
		return fault.New(fault.Invalid, "Lớp bảo vệ của chính mình thì gỡ ở trang Tài khoản của tôi.")
	}
	if err := wellReasoned(reason); err != nil {
		return err
	}
	if has, err := hasFactor(tx, person); err != nil || !has {
		return orElse(err, fault.New(fault.Unknown, "Người này không có lớp bảo vệ thứ hai nào."))
	}
	if _, err := tx.Exec("update totp set removed_at = ?3, secret = '' where tenant_id = ?1 and person_id = ?2 and removed_at is null", person, tx.Now); err != nil {
		return err
	}
	if _, err := tx.Exec("update passkey set removed_at = ?3 where tenant_id = ?1 and person_id = ?2 and removed_at is null", person, tx.Now); err != nil {
		return err
	}
	if err := voidCodes(tx, person); err != nil {
		return err
	}
	return tell(tx, who, person, "factors-dropped", reason)
}

func orElse(err error, other *fault.Error) error {
	if err == nil {
		return other
	}
	return err
}

// credentialID is a key's id as a text.
func credentialID(k passkey.Key) string { return base64.RawURLEncoding.EncodeToString(k.ID) }
