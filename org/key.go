package org

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/passkey"
	"sauro/vault"
	"sauro/vn"
)

const (
	passkeysMost = 20 // of one person
)

// The parts of asking for a passkey that know nothing of the office.
type (
	Purpose     = gate.Purpose
	KeyQuestion = gate.KeyQuestion
	Question    = gate.Question
)

// What a passkey is asked for.
const (
	KeyAlone   = gate.KeyAlone
	KeyStep    = gate.KeyStep
	KeyConfirm = gate.KeyConfirm
	KeyNew     = gate.KeyNew
)

// AskKey asks for a passkey: of the person, or, alone, of anybody.
func AskKey(v *vault.Vault, now time.Time, party passkey.Party, purpose Purpose, who Who, f Factors) (Question, error) {
	return gate.AskKey(v, now, party, purpose, who.Person, handle(who), f.Passkeys)
}

// Asked opens the question that an answer came with. The error is Invalid where
// it was asked of another person, for another purpose or over five minutes ago.
func Asked(v *vault.Vault, now time.Time, party passkey.Party, purpose Purpose, person db.ID, sealed string) (*KeyQuestion, error) {
	return gate.Asked(v, now, party, purpose, person, sealed)
}

// handle names a person to a passkey, and nothing about them.
func handle(who Who) []byte { return []byte(who.TenantCode + "." + string(who.Person)) }

func ofHandle(ctx context.Context, d *db.DB, handle []byte) (Tenant, db.ID, error) {
	code, id, _ := strings.Cut(string(handle), ".")
	person, err := db.ParseID(id)
	if err != nil || !tenantCode.MatchString(code) {
		return Tenant{}, "", passkey.ErrAnswer
	}
	tenant, err := TenantByCode(ctx, d, code)
	if fault.Is(err, fault.Unknown) {
		err = passkey.ErrAnswer
	}
	return tenant, person, err
}

// AskNewKey asks the person's browser to make a new passkey.
func AskNewKey(tx *db.Tx, v *vault.Vault, who Who, party passkey.Party) (Question, error) {
	if err := Confirmed(tx, who); err != nil {
		return Question{}, err
	}
	have, err := gate.Passkeys(tx, who.Person)
	if err != nil {
		return Question{}, err
	}
	if len(have) >= passkeysMost {
		return Question{}, fault.New(fault.Invalid, "Mỗi người có nhiều nhất %d khóa truy cập. Hãy gỡ khóa không dùng nữa.", passkeysMost)
	}
	keys, err := gate.Keys(have)
	if err != nil {
		return Question{}, err
	}
	login, err := db.Value[string](tx, "select login from person where tenant_id = ?1 and person_id = ?2", who.Person)
	if err != nil {
		return Question{}, err
	}
	options, state, err := party.Make(passkey.Person{Handle: handle(who), Login: login, Shown: who.Name}, keys)
	if err != nil {
		return Question{}, err
	}
	return KeyNew.Seal(v, tx.Now, who.Person, options, state)
}

// AddPasskey keeps the new passkey that the browser has made. The session gets a
// new cookie.
func AddPasskey(tx *db.Tx, who Who, q *KeyQuestion, answer []byte, name string) (cookie string, err error) {
	if err := Confirmed(tx, who); err != nil {
		return "", err
	}
	name = vn.Line(name)
	var f fault.Form
	f.Check(name != "" && len(name) <= 120, "name", "Hãy đặt tên cho khóa, ví dụ Điện thoại của tôi, dưới 60 chữ.")
	if err := f.Err(); err != nil {
		return "", err
	}
	key, err := q.Party.Made(passkey.Person{Handle: handle(who)}, q.State, answer)
	if err != nil {
		return "", err
	}
	challenge, err := passkey.Challenge(q.State)
	if err != nil {
		return "", err
	}
	if fresh, err := gate.Answered(tx, challenge); err != nil || !fresh {
		return "", orElse(err, passkey.ErrAnswer)
	}
	known, err := db.Value[int](tx, "select count(*) from passkey where tenant_id = ?1 and credential_id = ?2", gate.CredentialID(key))
	if err != nil || known > 0 {
		return "", orElse(err, fault.New(fault.Exists, "Khóa truy cập này đã có rồi. Hãy dùng nó để đăng nhập."))
	}
	text, err := json.Marshal(key)
	if err != nil {
		return "", err
	}
	id := db.NewID()
	if _, err := tx.Exec("insert into passkey (tenant_id, passkey_id, person_id, credential_id, credential, name, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		id, who.Person, gate.CredentialID(key), string(text), name, tx.Now); err != nil {
		return "", err
	}
	if _, err := tx.Exec("insert into passkey_use (tenant_id, passkey_id, count) values (?1, ?2, ?3)", id, int64(key.Count)); err != nil {
		return "", err
	}
	if err := tell(tx, who, who.Person, "passkey-added", ""); err != nil {
		return "", err
	}
	return rotate(tx, who)
}
