package org

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/passkey"
	"sauro/vault"
	"sauro/vn"
)

const (
	questionLasts = 5 * time.Minute
	passkeysMost  = 20 // of one person
)

// Purpose is what a passkey is asked for; the answer to one is none to another.
type Purpose string

// The purposes.
const (
	KeyAlone   Purpose = "alone"   // a sign-in of its own
	KeyStep    Purpose = "step"    // the second step after a password
	KeyConfirm Purpose = "confirm" // to show again who sits there
	KeyNew     Purpose = "new"     // a new key
)

// KeyQuestion is a question to a passkey that came back with its answer.
type KeyQuestion struct {
	Party passkey.Party
	state []byte
}

// Question is a question to a passkey on its way to the browser.
type Question struct {
	Options json.RawMessage `json:"options"` // for navigator.credentials
	Sealed  string          `json:"sealed"`  // to be sent back with the answer
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

type sealedQuestion struct {
	At    int64
	State []byte
}

func keyContext(purpose Purpose, person db.ID) string {
	return "passkey " + string(purpose) + " " + string(person)
}

func (p Purpose) seal(v *vault.Vault, now time.Time, person db.ID, options, state []byte) (Question, error) {
	text, err := json.Marshal(sealedQuestion{now.Unix(), state})
	return Question{options, v.Seal(keyContext(p, person), text)}, err
}

// AskKey asks for a passkey: of the person, or, alone, of anybody.
func AskKey(v *vault.Vault, now time.Time, party passkey.Party, purpose Purpose, who Who, f Factors) (Question, error) {
	if purpose == KeyAlone {
		options, state, err := party.Ask(nil, nil, true)
		if err != nil {
			return Question{}, err
		}
		return purpose.seal(v, now, "", options, state)
	}
	keys, err := keysOf(f.Passkeys)
	if err != nil {
		return Question{}, err
	}
	if len(keys) == 0 {
		return Question{}, fault.New(fault.Unknown, "Bạn chưa có khóa truy cập nào. Hãy dùng cách khác.")
	}
	options, state, err := party.Ask(handle(who), keys, purpose == KeyConfirm)
	if err != nil {
		return Question{}, err
	}
	return purpose.seal(v, now, who.Person, options, state)
}

// Asked opens the question that an answer came with. The error is Invalid where
// it was asked of another person, for another purpose or over five minutes ago.
func Asked(v *vault.Vault, now time.Time, party passkey.Party, purpose Purpose, person db.ID, sealed string) (*KeyQuestion, error) {
	text, err := v.Open(keyContext(purpose, person), sealed)
	var q sealedQuestion
	if err == nil {
		err = json.Unmarshal(text, &q)
	}
	if age := now.Unix() - q.At; err != nil || age < 0 || age > int64(questionLasts/time.Second) {
		return nil, passkey.ErrAnswer
	}
	return &KeyQuestion{party, q.State}, nil
}

// AskNewKey asks the person's browser to make a new passkey.
func AskNewKey(tx *db.Tx, v *vault.Vault, who Who, party passkey.Party) (Question, error) {
	if err := Confirmed(tx, who); err != nil {
		return Question{}, err
	}
	have, err := passkeysOf(tx, who.Person)
	if err != nil {
		return Question{}, err
	}
	if len(have) >= passkeysMost {
		return Question{}, fault.New(fault.Invalid, "Mỗi người có nhiều nhất %d khóa truy cập. Hãy gỡ khóa không dùng nữa.", passkeysMost)
	}
	keys, err := keysOf(have)
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
	return KeyNew.seal(v, tx.Now, who.Person, options, state)
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
	key, err := q.Party.Made(passkey.Person{Handle: handle(who)}, q.state, answer)
	if err != nil {
		return "", err
	}
	challenge, err := passkey.Challenge(q.state)
	if err != nil {
		return "", err
	}
	if fresh, err := answered(tx, challenge); err != nil || !fresh {
		return "", orElse(err, passkey.ErrAnswer)
	}
	known, err := db.Value[int](tx, "select count(*) from passkey where tenant_id = ?1 and credential_id = ?2", credentialID(key))
	if err != nil || known > 0 {
		return "", orElse(err, fault.New(fault.Exists, "Khóa truy cập này đã có rồi. Hãy dùng nó để đăng nhập."))
	}
	text, err := json.Marshal(key)
	if err != nil {
		return "", err
	}
	id := db.NewID()
	if _, err := tx.Exec("insert into passkey (tenant_id, passkey_id, person_id, credential_id, credential, name, made_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		id, who.Person, credentialID(key), string(text), name, tx.Now); err != nil {
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
