package gate

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"strings"

	"sauro/db"
	"sauro/password"
	"sauro/vn"
)

const codeCount = 10

// Codes are new recovery codes: as the person keeps them, and as they are stored.
type Codes struct {
	Plain []string // "k7pm-x2qd-9wva", 60 bits each

	salt   []byte
	hashes []string
}

// NewCodes makes ten recovery codes. It takes about a third of a second and is
// called outside of any transaction.
func NewCodes() Codes {
	c := Codes{salt: make([]byte, 16)}
	rand.Read(c.salt)
	for range codeCount {
		code := password.Groups(3)
		c.Plain = append(c.Plain, code)
		c.hashes = append(c.hashes, hashCode(plainCode(code), c.salt))
	}
	return c
}

// hashCode is as slow as a password's: 60 bits are not beyond guessing for one
// who has the database.
func hashCode(code string, salt []byte) string {
	return base64.RawStdEncoding.EncodeToString(password.Key(code, salt))
}

var codeForm = regexp.MustCompile(`^[a-z2-9]{12}$`)

// plainCode is a code as it was typed, without what divides its groups.
func plainCode(typed string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(strings.ToLower(vn.Line(typed)))
}

type recoveryCode struct {
	id         db.ID
	salt, hash string
}

func openCodes(tx *db.Tx, person db.ID) ([]recoveryCode, error) {
	return db.All(tx, func(c *recoveryCode) []any { return []any{&c.id, &c.salt, &c.hash} },
		"select code_id, salt, hash from recovery_code where tenant_id = ?1 and person_id = ?2 and used_at is null and void_at is null", person)
}

// findCode is the code among those of a person that was typed, "" for none. It
// computes one hash, for codes made together share their salt.
func findCode(codes []recoveryCode, typed string) (found db.ID) {
	code := plainCode(typed)
	if len(codes) == 0 || !codeForm.MatchString(code) {
		return ""
	}
	salt, err := base64.RawStdEncoding.DecodeString(codes[0].salt)
	if err != nil {
		return ""
	}
	hash := hashCode(code, salt)
	for _, c := range codes {
		if c.salt == codes[0].salt && subtle.ConstantTimeCompare([]byte(c.hash), []byte(hash)) == 1 {
			found = c.id
		}
	}
	return found
}

// Keep keeps the codes as those of a person.
func (c Codes) Keep(tx *db.Tx, person db.ID) error {
	for _, h := range c.hashes {
		if _, err := tx.Exec("insert into recovery_code (tenant_id, code_id, person_id, salt, hash, made_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
			db.NewID(), person, base64.RawStdEncoding.EncodeToString(c.salt), h, tx.Now); err != nil {
			return err
		}
	}
	return nil
}
