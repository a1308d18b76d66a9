package org

import (
	"context"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/vn"
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
	token, id, err := gate.OpenSession(tx, who.Person, device, address, by)
	return cookieOf(who.TenantCode, token), id, err
}

// cookieOf is a token as browsers keep it, with the commune it is of.
func cookieOf(code, token string) string {
	if token == "" {
		return ""
	}
	return code + "." + token
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
	return tenant, gate.TokenHash(token), err == nil, err
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
	var s gate.Secret
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if s, found, err = gate.FindSecret(tx, hash); err != nil || !found {
			return err
		}
		if s.Over(tx.Now) || s.Stolen(tx.Now) {
			v.Ended = Ended(s.Reason)
			return nil
		}
		if v.Who, found, err = holder(tx, "s.person_id = ?3 order by h.from_day desc", s.Person); err != nil || !found {
			v.Who = Who{}
			return err
		}
		v.Who.Session, v.Lang = s.Session, s.Lang
		if s.Once {
			v.First = FirstPassword
			return nil
		}
		lacks, err := lacksFactor(tx, v.Who)
		if lacks {
			v.First = FirstFactor
		}
		return err
	})
	if now := d.Now(); err != nil || s.Session == "" || s.Over(now) || !s.Due(now) {
		return v, err
	}
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		v.Cookie = ""
		s, found, err := gate.FindSecret(tx, hash) // another request may have been faster
		if err != nil || !found || s.Over(tx.Now) {
			return err
		}
		if s.Stolen(tx.Now) {
			v.Ended = EndedStolen
			if _, err := tx.Exec("update session set ended_at = ?3, end_reason = ?4 where tenant_id = ?1 and session_id = ?2", s.Session, tx.Now, string(EndedStolen)); err != nil {
				return err
			}
			return tell(tx, Program(tenant.ID), s.Person, "session-stolen", "")
		}
		token, err := s.Renew(tx, hash)
		if err != nil {
			return err
		}
		v.Cookie = cookieOf(tenant.Code, token)
		_, err = tx.Exec("update session set seen_at = ?3 where tenant_id = ?1 and session_id = ?2", s.Session, tx.Now)
		return err
	})
	return v, err
}

// rotate gives the session a new secret at once, for what the person may do has
// changed.
func rotate(tx *db.Tx, who Who) (cookie string, err error) {
	token, err := gate.Rotate(tx, who.Session)
	return cookieOf(who.TenantCode, token), err
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
		person, tx.Now, tx.Now.Add(-gate.Idle))
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
	_, err := tx.Exec("update session set lang = ?3 where tenant_id = ?1 and session_id = ?2", who.Session, lang[:min(len(lang), 5)])
	return err
}
