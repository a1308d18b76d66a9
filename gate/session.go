package gate

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"sauro/db"
)

const (
	sessionLasts = 14 * 24 * time.Hour

	// Idle is how long a session lasts without a request.
	Idle = 3 * 24 * time.Hour

	seenEvery   = 5 * time.Minute // how exactly "last seen" is kept
	secretLasts = time.Hour
	secretGrace = time.Minute // for requests that were under way when the secret changed
)

// NewToken is a secret of 256 bits for a cookie or a link, and the hash by which
// it is known.
func NewToken() (token, hash string) {
	secret := make([]byte, 32)
	rand.Read(secret)
	token = base64.RawURLEncoding.EncodeToString(secret)
	return token, TokenHash(token)
}

// TokenHash is the hash by which a token is known.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// OpenSession opens a session of a person and gives its secret; by says how the
// person has shown who they are.
func OpenSession(tx *db.Tx, person db.ID, device, address, by string) (token string, id db.ID, err error) {
	token, hash := NewToken()
	id = db.NewID()
	_, err = tx.Exec(`insert into session (tenant_id, session_id, person_id, token_hash, created_at, seen_at, expires_at, device, address, lang, confirmed_at, confirmed_by)
		values (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, '', ?5, ?9)`,
		id, person, hash, tx.Now, tx.Now.Add(sessionLasts), short(device, 200), short(address, 60), by)
	if err != nil {
		return "", "", err
	}
	_, err = tx.Exec("insert into session_secret (tenant_id, token_hash, session_id, made_at, used_at) values (?1, ?2, ?3, ?4, ?4)", hash, id, tx.Now)
	return token, id, err
}

// Secret is what the database knows of the secret in a cookie.
type Secret struct {
	Session, Person     db.ID
	Lang                string
	Once                bool
	ended               time.Time
	Reason              string
	seen, expires       time.Time
	made, used, retired time.Time
}

// FindSecret is the secret with a hash; found is false where there is none.
func FindSecret(tx *db.Tx, hash string) (Secret, bool, error) {
	return db.One(tx, func(s *Secret) []any {
		return []any{&s.Session, &s.Person, &s.Lang, &s.Once, db.Time(&s.ended), &s.Reason, db.Time(&s.seen), db.Time(&s.expires),
			db.Time(&s.made), db.Time(&s.used), db.Time(&s.retired)}
	}, `select s.session_id, s.person_id, s.lang, p.password_once, s.ended_at, s.end_reason, s.seen_at, s.expires_at, k.made_at, k.used_at, k.retired_at
		from session_secret k
		join session s on s.tenant_id = k.tenant_id and s.session_id = k.session_id
		join person p on p.tenant_id = s.tenant_id and p.person_id = s.person_id
		where k.tenant_id = ?1 and k.token_hash = ?2`, hash)
}

// Over reports whether the session has ended, was idle too long or lasts no longer.
func (s Secret) Over(now time.Time) bool {
	return !s.ended.IsZero() || !s.expires.After(now) || !s.seen.After(now.Add(-Idle))
}

// Stolen reports whether a secret comes back that was replaced: the session's own
// browser has had the new one since.
func (s Secret) Stolen(now time.Time) bool {
	return !s.retired.IsZero() && now.Sub(s.retired) > secretGrace
}

// Due reports whether the session's rows have to be touched for this request.
func (s Secret) Due(now time.Time) bool {
	return s.Stolen(now) || s.used.IsZero() || s.retired.IsZero() && now.Sub(s.made) > secretLasts || now.Sub(s.seen) > seenEvery
}

// Renew retires the older secrets when a new one is first used, and gives a new
// one when this one is an hour old.
func (s Secret) Renew(tx *db.Tx, hash string) (token string, err error) {
	switch {
	case !s.retired.IsZero():
		return "", nil
	case s.used.IsZero():
		if _, err := tx.Exec("update session_secret set used_at = ?3 where tenant_id = ?1 and token_hash = ?2", hash, tx.Now); err != nil {
			return "", err
		}
		_, err := tx.Exec("update session_secret set retired_at = ?4 where tenant_id = ?1 and session_id = ?2 and token_hash <> ?3 and retired_at is null", s.Session, hash, tx.Now)
		return "", err
	case tx.Now.Sub(s.made) <= secretLasts:
		return "", nil
	}
	// Of requests at once one is given the new secret; it is given again where no
	// answer has come through.
	given, err := db.Value[int](tx, "select count(*) from session_secret where tenant_id = ?1 and session_id = ?2 and used_at is null and made_at > ?3", s.Session, tx.Now.Add(-secretGrace))
	if err != nil || given > 0 {
		return "", err
	}
	token, fresh := NewToken()
	_, err = tx.Exec("insert into session_secret (tenant_id, token_hash, session_id, made_at) values (?1, ?2, ?3, ?4)", fresh, s.Session, tx.Now)
	return token, err
}

// Rotate gives the session a new secret at once, for what the person may do has
// changed.
func Rotate(tx *db.Tx, session db.ID) (token string, err error) {
	if _, err := tx.Exec("update session_secret set retired_at = ?3 where tenant_id = ?1 and session_id = ?2 and retired_at is null", session, tx.Now); err != nil {
		return "", err
	}
	token, hash := NewToken()
	_, err = tx.Exec("insert into session_secret (tenant_id, token_hash, session_id, made_at, used_at) values (?1, ?2, ?3, ?4, ?4)", hash, session, tx.Now)
	return token, err
}
