package org

import (
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/onetime"
	"sauro/vault"
)

// What a person can show besides a password.
type (
	Factors = gate.Factors
	Passkey = gate.Passkey
)

// FactorsOf are what the person has set up.
func FactorsOf(tx *db.Tx, who Who) (Factors, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return Factors{}, err
	}
	return gate.FactorsOf(tx, who.Person)
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

// NewTOTP is a new secret for the person's application: sealed for the form that
// confirms it, in groups to be typed, and as the address of a QR code.
func NewTOTP(v *vault.Vault, who Who) (sealed string) {
	return v.Seal(gate.TOTPContext(who.Person), onetime.NewSecret())
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
	secret, err := v.Open(gate.TOTPContext(who.Person), sealed)
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
	secret, err := v.Open(gate.TOTPContext(who.Person), sealed)
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
	left, err := gate.HasFactor(tx, who.Person)
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
	if has, err := gate.HasFactor(tx, person); err != nil || !has {
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
