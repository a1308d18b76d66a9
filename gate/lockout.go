// Package gate keeps what lets a person in, by ids and names alone: how long who
// guesses must wait, what a session's cookie is worth, which codes and keys a
// person has. It refuses to know what a person may do, and the office.
package gate

import (
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Failures are counted in the database, so that neither a restart nor a second
// machine forgets them: by the name that was tried, whether somebody has it or
// not, and by the address that tried.
const (
	failuresWindow  = 15 * time.Minute
	failuresLogin   = 8
	failuresAddress = 40                  // a whole office comes from one address
	failuresKept    = 30 * 24 * time.Hour // as the register of personal data says (privacy)
)

// pauses are how long an account waits after its first, second, … failure of the
// last quarter of an hour; after the eighth it is locked for one.
var pauses = [failuresLogin]time.Duration{0, 0, 1 * time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second, 30 * time.Second}

// Locked says that an account or an address must wait: no password, code or key
// is looked at until then.
type Locked struct {
	Says *fault.Error
	Wait time.Duration
}

func (l *Locked) Error() string { return l.Says.Error() }

// Unwrap is the error that the person is told.
func (l *Locked) Unwrap() error { return l.Says }

func locked(wait time.Duration) *Locked {
	if wait > 2*time.Minute {
		return &Locked{fault.New(fault.Busy, "Đã nhập sai nhiều lần. Hãy đợi %d phút rồi thử lại, hoặc nhờ Văn phòng cấp liên kết đặt lại mật khẩu.", int((wait+time.Minute-1)/time.Minute)), wait}
	}
	return &Locked{fault.New(fault.Busy, "Vừa nhập sai. Hãy đợi %d giây rồi thử lại.", int((wait+time.Second-1)/time.Second)), wait}
}

// MayTry is nil where an account and an address may try now, else Locked. It is
// asked in the transaction that acts on the outcome, so that many tries at once
// are judged one after the other. The login is "" where none was named.
func MayTry(tx *db.Tx, login, address string) error {
	type count struct {
		login, address         int
		lastLogin, lastAddress time.Time
	}
	n, _, err := db.One(tx, func(c *count) []any {
		return []any{&c.login, &c.address, db.Time(&c.lastLogin), db.Time(&c.lastAddress)}
	}, `select coalesce(sum(case when login = ?2 then 1 else 0 end), 0), coalesce(sum(case when address = ?3 then 1 else 0 end), 0),
			max(case when login = ?2 then at end), max(case when address = ?3 then at end)
		from signin_failure where tenant_id = ?1 and at > ?4 and (login = ?2 or address = ?3)`,
		short(login, 40), short(address, 60), tx.Now.Add(-failuresWindow))
	if err != nil {
		return err
	}
	var until time.Time
	switch {
	case login == "":
	case n.login >= failuresLogin:
		until = n.lastLogin.Add(failuresWindow)
	default:
		until = n.lastLogin.Add(pauses[n.login])
	}
	if address != "" && n.address >= failuresAddress {
		if wait := n.lastAddress.Add(failuresWindow); wait.After(until) {
			until = wait
		}
	}
	if wait := until.Sub(tx.Now); wait > 0 {
		return locked(wait)
	}
	return nil
}

// Failed counts a failure and forgets the old ones.
func Failed(tx *db.Tx, login, address string) error {
	if _, err := tx.Exec("delete from signin_failure where tenant_id = ?1 and at < ?2", tx.Now.Add(-failuresKept)); err != nil {
		return err
	}
	_, err := tx.Exec("insert into signin_failure (tenant_id, failure_id, login, address, at) values (?1, ?2, ?3, ?4, ?5)",
		db.NewID(), short(login, 40), short(address, 60), tx.Now)
	return err
}

// Succeeded forgets the failures of an account. Those of the address stay: who
// owns one account must not wash the address clean with it.
func Succeeded(tx *db.Tx, login string) error {
	_, err := tx.Exec("update signin_failure set login = '' where tenant_id = ?1 and login = ?2", short(login, 40))
	return err
}

// short is a line of at most n bytes of what came from outside.
func short(s string, n int) string {
	if s = vn.Line(s); len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
