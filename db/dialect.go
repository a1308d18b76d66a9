package db

import (
	"errors"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sauro/fault"
)

var rewritten sync.Map // query text -> text for PostgreSQL

// dialect writes ?1 as $1 for PostgreSQL. The statements are few and constant,
// so each is rewritten once.
func dialect(engine Engine, query string) string {
	if engine != Postgres {
		return query
	}
	if text, ok := rewritten.Load(query); ok {
		return text.(string)
	}
	var b strings.Builder
	for i := 0; i < len(query); i++ {
		if query[i] == '?' && i+1 < len(query) && '0' <= query[i+1] && query[i+1] <= '9' {
			b.WriteByte('$')
			continue
		}
		b.WriteByte(query[i])
	}
	rewritten.Store(query, b.String())
	return b.String()
}

// Duplicate reports whether err is the engine's refusal of a row whose key is
// already there.
func Duplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// again reports whether the transaction may succeed when run once more:
// serialization failure, deadlock, a server that is shutting down or starting.
func again(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "57P01", "57P03":
			return true
		}
	}
	return false
}

// explain gives the engine's refusals that a person can do something about
// their words, and leaves every other error as it is.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "53100":
			return full(err)
		case "40001", "40P01", "57P01", "57P03", "53300":
			return busy(err)
		}
		return err
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return full(err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return busy(err)
		case sqlite3.SQLITE_IOERR:
			return fault.Because(err, fault.Busy, "Máy chủ không ghi được xuống ổ đĩa nên chưa lưu gì. Hãy kiểm tra ổ đĩa rồi gửi lại.")
		}
	}
	return err
}

func full(err error) error {
	return fault.Because(err, fault.Busy, "Ổ đĩa của máy chủ đã đầy nên chưa lưu gì. Hãy giải phóng chỗ trống rồi gửi lại.")
}

func busy(err error) error {
	return fault.Because(err, fault.Busy, "Máy chủ đang bận nên chưa lưu. Hãy gửi lại sau ít giây.")
}
