package gate

import (
	"encoding/json"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/passkey"
	"sauro/vault"
)

const questionLasts = 5 * time.Minute

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
	State []byte
}

// Question is a question to a passkey on its way to the browser.
type Question struct {
	Options json.RawMessage `json:"options"` // for navigator.credentials
	Sealed  string          `json:"sealed"`  // to be sent back with the answer
}

type sealedQuestion struct {
	At    int64
	State []byte
}

func keyContext(purpose Purpose, person db.ID) string {
	return "passkey " + string(purpose) + " " + string(person)
}

// Seal is a question on its way, that comes back from this person and for this
// purpose only.
func (p Purpose) Seal(v *vault.Vault, now time.Time, person db.ID, options, state []byte) (Question, error) {
	text, err := json.Marshal(sealedQuestion{now.Unix(), state})
	return Question{options, v.Seal(keyContext(p, person), text)}, err
}

// AskKey asks for a passkey: of the person, or, alone, of anybody.
func AskKey(v *vault.Vault, now time.Time, party passkey.Party, purpose Purpose, person db.ID, handle []byte, list []Passkey) (Question, error) {
	if purpose == KeyAlone {
		options, state, err := party.Ask(nil, nil, true)
		if err != nil {
			return Question{}, err
		}
		return purpose.Seal(v, now, "", options, state)
	}
	keys, err := Keys(list)
	if err != nil {
		return Question{}, err
	}
	if len(keys) == 0 {
		return Question{}, fault.New(fault.Unknown, "Bạn chưa có khóa truy cập nào. Hãy dùng cách khác.")
	}
	options, state, err := party.Ask(handle, keys, purpose == KeyConfirm)
	if err != nil {
		return Question{}, err
	}
	return purpose.Seal(v, now, person, options, state)
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
