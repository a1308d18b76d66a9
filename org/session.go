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

	failuresWindow  = 15 * time.Minute
	failuresLogin   = 8
	failuresAddress = 40
)

// Attempt is one try to sign in.
type Attempt struct {
	Tenant          string // the commune's code
	Login, Password string
	Device, Address string // as the browser and the connection say
}

// SignIn checks a name and a password and opens a session, whose secret goes
// into the cookie. Wrong commune, wrong name and wrong password get the same
// words after the same work; after many failures the door stays shut a while.
// Two transactions: the password is computed between them, so that it holds
// nobody up.
func SignIn(ctx context.Context, d *db.DB, a Attempt) (cookie string, who Who, err error) {
	a.Login, a.Tenant = vn.Fold(vn.Line(a.Login)), vn.Line(a.Tenant)
	wrong := fault.New(fault.Invalid, "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy thử lại.")
	tenant, err := TenantByCode(ctx, d, a.Tenant)
	if fault.Is(err, fault.Unknown) {
		checkPassword("", a.Password)
		return "", Who{}, wrong
	}
	if err != nil {
		return "", Who{}, err
	}
	var hash string
	var found bool
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		since := tx.Now.Add(-failuresWindow)
		type count struct{ login, address int }
		n, _, err := db.One(tx, func(c *count) []any { return []any{&c.login, &c.address} },
			`select coalesce(sum(case when login = ?2 then 1 else 0 end), 0), coalesce(sum(case when address = ?3 then 1 else 0 end), 0)
			from signin_failure where tenant_id = ?1 and at > ?4`, a.Login, a.Address, since)
		if err != nil {
			return err
		}
		if n.login >= failuresLogin || n.address >= failuresAddress {
			return fault.New(fault.Busy, "Đã nhập sai nhiều lần. Hãy đợi 15 phút rồi thử lại, hoặc nhờ Văn phòng cấp lại mật khẩu.")
		}
		if who, found, err = holder(tx, "s.login = ?3", a.Login); err != nil || !found {
			return err
		}
		hash, err = db.Value[string](tx, "select password from person where tenant_id = ?1 and person_id = ?2", who.Person)
		return err
	})
	if err != nil {
		return "", Who{}, err
	}
	if ok := checkPassword(hash, a.Password); !ok || !found {
		err := d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
			_, err := tx.Exec("insert into signin_failure (tenant_id, failure_id, login, address, at) values (?1, ?2, ?3, ?4, ?5)",
				db.NewID(), short(a.Login, 40), short(a.Address, 60), tx.Now)
			return err
		})
		if err != nil {
			return "", Who{}, err
		}
		return "", Who{}, wrong
	}
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		cookie, who.Session, err = OpenSession(tx, who, a.Device, a.Address)
		return err
	})
	return cookie, who, err
}

// OpenSession opens a session for a person whose right to it was checked by the
// caller: SignIn, or the demo's one click.
func OpenSession(tx *db.Tx, who Who, device, address string) (cookie string, id db.ID, err error) {
	secret := make([]byte, 32)
	rand.Read(secret)
	token := base64.RawURLEncoding.EncodeToString(secret)
	id = db.NewID()
	_, err = tx.Exec(`insert into session (tenant_id, session_id, person_id, token_hash, created_at, seen_at, expires_at, device, address, lang)
		values (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, '')`,
		id, who.Person, tokenHash(token), tx.Now, tx.Now.Add(sessionLasts), short(vn.Line(device), 200), short(address, 60))
	return who.TenantCode + "." + token, id, err
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// Identify says who a cookie belongs to: the zero Who where the session is
// unknown, ended, idle for three days or over, or where its person holds no post.
// changePassword is set while the person still has a password given by another.
func Identify(ctx context.Context, d *db.DB, cookie string) (who Who, lang string, changePassword bool, err error) {
	code, token, ok := strings.Cut(cookie, ".")
	if !ok || !tenantCode.MatchString(code) || len(token) > 100 {
		return Who{}, "", false, nil
	}
	tenant, err := TenantByCode(ctx, d, code)
	if fault.Is(err, fault.Unknown) {
		return Who{}, "", false, nil
	}
	if err != nil {
		return Who{}, "", false, err
	}
	var seen time.Time
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		type row struct {
			session, person db.ID
			seen            time.Time
			lang            string
			once            int
		}
		s, found, err := db.One(tx, func(r *row) []any { return []any{&r.session, &r.person, db.Time(&r.seen), &r.lang, &r.once} },
			`select s.session_id, s.person_id, s.seen_at, s.lang, p.password_once from session s
			join person p on p.tenant_id = s.tenant_id and p.person_id = s.person_id
			where s.tenant_id = ?1 and s.token_hash = ?2 and s.ended_at is null and s.expires_at > ?3 and s.seen_at > ?4`,
			tokenHash(token), tx.Now, tx.Now.Add(-sessionIdles))
		if err != nil || !found {
			return err
		}
		if who, found, err = holder(tx, "s.person_id = ?3 order by h.from_day desc", s.person); err != nil || !found {
			who = Who{}
			return err
		}
		who.Session, lang, seen, changePassword = s.session, s.lang, s.seen, s.once == 1
		return nil
	})
	if err != nil || !who.SignedIn() {
		return Who{}, "", false, err
	}
	if d.Now().Sub(seen) > seenEvery {
		err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
			_, err := tx.Exec("update session set seen_at = ?3 where tenant_id = ?1 and session_id = ?2", who.Session, tx.Now)
			return err
		})
	}
	return who, lang, changePassword, err
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
	list, err := db.All(tx, func(s *Session) []any {
		return []any{&s.ID, &s.Device, &s.Address, db.Time(&s.Created), db.Time(&s.Seen)}
	}, `select session_id, device, address, created_at, seen_at from session
		where tenant_id = ?1 and person_id = ?2 and ended_at is null and expires_at > ?3 and seen_at > ?4 order by seen_at desc`,
		who.Person, tx.Now, tx.Now.Add(-sessionIdles))
	for i := range list {
		list[i].Current = list[i].ID == who.Session
	}
	return list, err
}

// EndSession ends one of the person's own sessions.
func EndSession(tx *db.Tx, who Who, session db.ID) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	n, err := tx.Exec("update session set ended_at = ?4 where tenant_id = ?1 and person_id = ?2 and session_id = ?3 and ended_at is null", who.Person, session, tx.Now)
	if err == nil && n == 0 {
		err = fault.New(fault.Unknown, "Phiên đăng nhập này đã kết thúc.")
	}
	return err
}

// SetLang keeps the language of the person's screens.
func SetLang(tx *db.Tx, who Who, lang string) error {
	if err := who.May(Self, Thing{}); err != nil {
		return err
	}
	_, err := tx.Exec("update session set lang = ?3 where tenant_id = ?1 and session_id = ?2", who.Session, short(lang, 5))
	return err
}
