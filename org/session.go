package org

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

const (
	sessionLasts = 14 * 24 * time.Hour
	sessionIdles = 3 * 24 * time.Hour
	seenEvery    = 5 * time.Minute // how exactly "last seen" is kept

	secretLasts = time.Hour
	secretGrace = time.Minute // for requests that were under way when the secret changed
)

// First is what a person must do before anything else, "" for nothing.
type First string

// What may be demanded first.
const (
	FirstPassword First = "password" // choose a password of one's own
	FirstFactor   First = "factor"   // add a second step: the role demands one
)

// Ended is why a session was ended by another than its person, "" where it was not.
type Ended string

// The ends that a person is told of.
const (
	EndedStolen Ended = "stolen" // an old secret came back: somebody else had it
	EndedOffice Ended = "office" // by somebody who manages people
)

// Visit is what a cookie says of who comes.
type Visit struct {
	Who    Who    // nobody where the session is over
	Lang   string // of the screens, "" where none was chosen
	First  First
	Cookie string // in place of the one that came, "" where that one stays
	Ended  Ended
}

// OpenSession opens a session for a person whose right to it was checked by the
// caller: a sign-in, the sign-on of another house, or the demo's one click. The
// cookie is "<code>.<secret>".
func OpenSession(tx *db.Tx, who Who, device, address string) (cookie string, id db.ID, err error) {
	return openSession(tx, who, device, address, "other")
}

func openSession(tx *db.Tx, who Who, device, address, by string) (cookie string, id db.ID, err error) {
	token, hash := newToken()
	id = db.NewID()
	_, err = tx.Exec(`insert into session (tenant_id, session_id, person_id, token_hash, created_at, seen_at, expires_at, device, address, lang, confirmed_at, confirmed_by)
		values (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, '', ?5, ?9)`,
		id, who.Person, hash, tx.Now, tx.Now.Add(sessionLasts), short(device, 200), short(address, 60), by)
	if err != nil {
		return "", "", err
	}
	_, err = tx.Exec("insert into session_secret (tenant_id, token_hash, session_id, made_at, used_at) values (?1, ?2, ?3, ?4, ?4)", hash, id, tx.Now)
	return who.TenantCode + "." + token, id, err
}

// newToken is a secret of 256 bits for a cookie or a link, and the hash by which
// it is known.
func newToken() (token, hash string) {
	secret := make([]byte, 32)
	rand.Read(secret)
	token = base64.RawURLEncoding.EncodeToString(secret)
	return token, tokenHash(token)
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ofToken finds the commune of "<code>.<secret>" and the secret's hash; found is
// false where it is neither a token nor of a commune here.
func ofToken(ctx context.Context, d *db.DB, text string) (tenant Tenant, hash string, found bool, err error) {
	code, token, ok := strings.Cut(text, ".")
	if !ok || !tenantCode.MatchString(code) || len(token) > 100 {
		return Tenant{}, "", false, nil
	}
	tenant, err = TenantByCode(ctx, d, code)
	if fault.Is(err, fault.Unknown) {
		return Tenant{}, "", false, nil
	}
	return tenant, tokenHash(token), err == nil, err
}

// short is a line of at most n bytes of what came from outside.
func short(s string, n int) string {
	if s = vn.Line(s); len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// secret is what the database knows of the secret in a cookie.
type secret struct {
	session, person     db.ID
	lang                string
	once                bool
	ended               time.Time
	reason              Ended
	seen, expires       time.Time
	made, used, retired time.Time
}

func findSecret(tx *db.Tx, hash string) (secret, bool, error) {
	return db.One(tx, func(s *secret) []any {
		return []any{&s.session, &s.person, &s.lang, &s.once, db.Time(&s.ended), &s.reason, db.Time(&s.seen), db.Time(&s.expires),
			db.Time(&s.made), db.Time(&s.used), db.Time(&s.retired)}
	}, `select s.session_id, s.person_id, s.lang, p.password_once, s.ended_at, s.end_reason, s.seen_at, s.expires_at, k.made_at, k.used_at, k.retired_at
		from session_secret k
		join session s on s.tenant_id = k.tenant_id and s.session_id = k.session_id
		join person p on p.tenant_id = s.tenant_id and p.person_id = s.person_id
		where k.tenant_id = ?1 and k.token_hash = ?2`, hash)
}

// over reports whether the session has ended, was idle too long or lasts no longer.
func (s secret) over(now time.Time) bool {
	return !s.ended.IsZero() || !s.expires.After(now) || !s.seen.After(now.Add(-sessionIdles))
}

// stolen reports whether a secret comes back that was replaced: the session's own
// browser has had the new one since.
func (s secret) stolen(now time.Time) bool {
	return !s.retired.IsZero() && now.Sub(s.retired) > secretGrace
}

// due reports whether the session's rows have to be touched for this request.
func (s secret) due(now time.Time) bool {
	return s.stolen(now) || s.used.IsZero() || s.retired.IsZero() && now.Sub(s.made) > secretLasts || now.Sub(s.seen) > seenEvery
}

// Identify says who a cookie belongs to: nobody where the session is unknown,
// ended, idle for three days or over, or where its person holds no post. It gives
// a new secret every hour; the old one holds until a minute after the new one was
// first used, so that an answer that was lost on its way signs nobody out. An
// older one that comes back ends the session: one of two who have it is a thief.
func Identify(ctx context.Context, d *db.DB, cookie string) (Visit, error) {
	tenant, hash, found, err := ofToken(ctx, d, cookie)
	if err != nil || !found {
		return Visit{}, err
	}
	var v Visit
	var s secret
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if s, found, err = findSecret(tx, hash); err != nil || !found {
			return err
		}
		if s.over(tx.Now) || s.stolen(tx.Now) {
			v.Ended = s.reason
			return nil
		}
		if v.Who, found, err = holder(tx, "s.person_id = ?3 order by h.from_day desc", s.person); err != nil || !found {
			v.Who = Who{}
			return err
		}
		v.Who.Session, v.Lang = s.session, s.lang
		if s.once {
			v.First = FirstPassword
			return nil
		}
		lacks, err := lacksFactor(tx, v.Who)
		if lacks {
			v.First = FirstFactor
		}
		return err
	})
	if now := d.Now(); err != nil || s.session == "" || s.over(now) || !s.due(now) {
		return v, err
	}
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		v.Cookie = ""
		s, found, err := findSecret(tx, hash) // another request may have been faster
		if err != nil || !found || s.over(tx.Now) {
			return err
		}
		if s.stolen(tx.Now) {
			v.Ended = EndedStolen
			if _, err := tx.Exec("update session set ended_at = ?3, end_reason = ?4 where tenant_id = ?1 and session_id = ?2", s.session, tx.Now, string(EndedStolen)); err != nil {
				return err
			}
			return tell(tx, Program(tenant.ID), s.person, "session-stolen", "")
		}
		if v.Cookie, err = s.renew(tx, tenant, hash); err != nil {
			return err
		}
		_, err = tx.Exec("update session set seen_at = ?3 where tenant_id = ?1 and session_id = ?2", s.session, tx.Now)
		return err
	})
	return v, err
}

// renew retires the older secrets when a new one is first used, and gives a new
// one when this one is an hour old.
func (s secret) renew(tx *db.Tx, tenant Tenant, hash string) (cookie string, err error) {
	switch {
	case !s.retired.IsZero():
		return "", nil
	case s.used.IsZero():
		if _, err := tx.Exec("update session_secret set used_at = ?3 where tenant_id = ?1 and token_hash = ?2", hash, tx.Now); err != nil {
			return "", err
		}
		_, err := tx.Exec("update session_secret set retired_at = ?4 where tenant_id = ?1 and session_id = ?2 and token_hash <> ?3 and retired_at is null", s.session, hash, tx.Now)
		return "", err
	case tx.Now.Sub(s.made) <= secretLasts:
		return "", nil
	}
	// Of requests at once one is given the new secret; it is given again where no
	// answer has come through.
	given, err := db.Value[int](tx, "select count(*) from session_secret where tenant_id = ?1 and session_id = ?2 and used_at is null and made_at > ?3", s.session, tx.Now.Add(-secretGrace))
	if err != nil || given > 0 {
		return "", err
	}
	token, fresh := newToken()
	_, err = tx.Exec("insert into session_secret (tenant_id, token_hash, session_id, made_at) values (?1, ?2, ?3, ?4)", fresh, s.session, tx.Now)
	return tenant.Code + "." + token, err
}

// rotate gives the session a new secret at once, for what the person may do has
// changed.
func rotate(tx *db.Tx, who Who) (cookie string, err error) {
	if _, err := tx.Exec("update session_secret set retired_at = ?3 where tenant_id = ?1 and session_id = ?2 and retired_at is null", who.Session, tx.Now); err != nil {
		return "", err
	}
	token, hash := newToken()
	_, err = tx.Exec("insert into session_secret (tenant_id, token_hash, session_id, made_at, used_at) values (?1, ?2, ?3, ?4, ?4)", hash, who.Session, tx.Now)
	return who.TenantCode + "." + token, err
}

// Session is one place where a person is signed in.
type Session struct {
	ID              db.ID
	Device, Address string
	Created, Seen   time.Time
	Current         bool
}

// Sessions are the open sessions of the person, the newest first.
func Sessions(tx *db.Tx, who Who) ([]Session, error) {
	if err := who.May(Self, Thing{}); err != nil {
		return nil, err
	}
	list, err := sessionsOf(tx, who.Person)
	for i := range list {
		list[i].Current = list[i].ID == who.Session
	}
	return list, err
}

func sessionsOf(tx *db.Tx, person db.ID) ([]Session, error) {
	return db.All(tx, func(s *Session) []any {
		return []any{&s.ID, &s.Device, &s.Address, db.Time(&s.Created), db.Time(&s.Seen)}
	}, `select session_id, device, address, created_at, seen_at from session
		where tenant_id = ?1 and person_id = ?2 and ended_at is null and expires_at > ?3 and seen_at > ?4 order by seen_at desc`,
		person, tx.Now, tx.Now.Add(-sessionIdles))
}

// SessionsOf are the open sessions of another person, for who manages people and
// says why they look. It is the one way to read them.
func SessionsOf(tx *db.Tx, who Who, person db.ID, reason string) ([]Session, error) {
	if err := who.May(People, Thing{}); err != nil {
		return nil, err
	}
	if err := wellReasoned(reason); err != nil {
		return nil, err
	}
	return sessionsOf(tx, person)
}

// wellReasoned is nil for a reason that says something, of at most 500 letters.
func wellReasoned(reason string) error {
	var f fault.Form
	n := len([]rune(vn.Line(reason)))
	f.Check(n >= 5 && n <= 500, "reason", "Hãy ghi lý do, từ 5 đến 500 chữ.")
	return f.Err()
}

var errSessionOver = fault.New(fault.Unknown, "Phiên đăng nhập này đã kết thúc.")

// EndSession ends one of the person's own sessions.
func EndSession(tx *db.Tx, who Who, session db.ID) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	n, err := tx.Exec("update session set ended_at = ?4 where tenant_id = ?1 and person_id = ?2 and session_id = ?3 and ended_at is null", who.Person, session, tx.Now)
	if err == nil && n == 0 {
		err = errSessionOver
	}
	return err
}

// EndOtherSessions ends every session of the person but the one they sit at.
func EndOtherSessions(tx *db.Tx, who Who) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	return endOthers(tx, who)
}

func endOthers(tx *db.Tx, who Who) error {
	_, err := tx.Exec("update session set ended_at = ?4 where tenant_id = ?1 and person_id = ?2 and session_id <> ?3 and ended_at is null", who.Person, who.Session, tx.Now)
	return err
}

// EndSessionOf ends a session of another person, who is told; the reason is kept.
func EndSessionOf(tx *db.Tx, who Who, person, session db.ID, reason string) error {
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	if err := wellReasoned(reason); err != nil {
		return err
	}
	n, err := tx.Exec("update session set ended_at = ?4, end_reason = ?5 where tenant_id = ?1 and person_id = ?2 and session_id = ?3 and ended_at is null",
		person, session, tx.Now, string(EndedOffice))
	if err != nil {
		return err
	}
	if n == 0 {
		return errSessionOver
	}
	return tell(tx, who, person, "session-ended", reason)
}

// SetLang keeps the language of the person's screens.
func SetLang(tx *db.Tx, who Who, lang string) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	_, err := tx.Exec("update session set lang = ?3 where tenant_id = ?1 and session_id = ?2", who.Session, short(lang, 5))
	return err
}
