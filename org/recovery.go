package org

import (
	"sauro/db"
	"sauro/fault"
	"sauro/gate"
)

// Codes are new recovery codes.
type Codes = gate.Codes

// NewCodes makes ten recovery codes. It takes about a third of a second and is
// called outside of any transaction.
func NewCodes() Codes { return gate.NewCodes() }

// KeepCodes keeps new recovery codes in place of all before them.
func KeepCodes(tx *db.Tx, who Who, c Codes) error {
	if err := Confirmed(tx, who); err != nil {
		return err
	}
	if has, err := gate.HasFactor(tx, who.Person); err != nil || !has {
		return orElse(err, fault.New(fault.Invalid, "Mã khôi phục thay cho lớp bảo vệ thứ hai khi bị mất. Hãy thêm mã 6 số hoặc khóa truy cập trước."))
	}
	if err := voidCodes(tx, who.Person); err != nil {
		return err
	}
	if err := c.Keep(tx, who.Person); err != nil {
		return err
	}
	return tell(tx, who, who.Person, "codes-made", "")
}

func voidCodes(tx *db.Tx, person db.ID) error {
	_, err := tx.Exec("update recovery_code set void_at = ?3 where tenant_id = ?1 and person_id = ?2 and used_at is null and void_at is null", person, tx.Now)
	return err
}
