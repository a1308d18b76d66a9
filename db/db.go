// Package db opens the two engines, binds every statement to a tenant, runs the
// migrations and makes ids. One SQL text serves SQLite and PostgreSQL. It knows
// no table of a feature.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"sauro/fault"
)

// ID is a UUID of version 7, made by the program: ids sort by the time they
// were made and need no sequence of the engine.
type ID string

// NewID makes an id.
func NewID() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// ParseID reads an id that came from outside.
func ParseID(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return "", fault.New(fault.Unknown, "Không tìm thấy mục này. Hãy mở lại từ danh sách.")
	}
	return ID(u.String()), nil
}

// DB is an opened database. Its methods may be called by many goroutines.
type DB struct {
	engine Engine
	write  *sql.DB // SQLite: one connection, the only writer
	read   *sql.DB
	now    func() time.Time

	writePrepared, readPrepared *prepared // nil on PostgreSQL
}

// Engine names the database engine behind a DB.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Open opens the database at url and brings its tables to this program's
// version. The url is "postgres://…" or the path of a SQLite file, whose folder
// is made where it is missing. A database of a newer program is refused.
func Open(ctx context.Context, url string) (*DB, error) {
	d := &DB{now: time.Now}
	var err error
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		err = d.openPostgres(ctx, url)
	} else {
		err = d.openSQLite(ctx, url)
	}
	if err == nil {
		err = d.migrate(ctx)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *DB) openSQLite(ctx context.Context, path string) error {
	d.engine = SQLite
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fault.Because(err, fault.Invalid, "Không tạo được thư mục dữ liệu %s. Hãy kiểm tra quyền ghi hoặc chọn thư mục khác.", filepath.Dir(path))
	}
	// Pragmas stand in the DSN: by Exec they would hold for one connection of
	// the pool. busy_timeout first, so that the others wait for a lock too.
	dsn := func(pragmas ...string) string {
		q := url.Values{"_txlock": {"immediate"}}
		q["_pragma"] = append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, pragmas...)
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	var err error
	if d.write, err = sql.Open("sqlite", dsn()); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.write.PingContext(ctx); err != nil {
		return fault.Because(err, fault.Invalid, "Không mở được tệp dữ liệu %s. Hãy kiểm tra tệp có đúng của Sáu Rõ và còn quyền đọc, ghi.", path)
	}
	// "deferred" on the readers: an immediate transaction would take the write lock.
	if d.read, err = sql.Open("sqlite", strings.Replace(dsn("query_only(1)"), "_txlock=immediate", "_txlock=deferred", 1)); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(16)
	d.read.SetMaxIdleConns(16)
	d.writePrepared, d.readPrepared = newPrepared(d.write), newPrepared(d.read)
	return nil
}

func (d *DB) openPostgres(ctx context.Context, url string) error {
	d.engine = Postgres
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Địa chỉ cơ sở dữ liệu chưa đúng. Hãy ghi theo mẫu postgres://người_dùng:mật_khẩu@máy:5432/tên.")
	}
	// database/sql keeps two idle connections by default and opens one anew for
	// every other request.
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(16)
	d.write, d.read = pool, pool
	if err := pool.PingContext(ctx); err != nil {
		return fault.Because(err, fault.Busy, "Không kết nối được PostgreSQL. Hãy kiểm tra địa chỉ, mật khẩu và máy chủ cơ sở dữ liệu đang chạy.")
	}
	return nil
}

// Engine says which engine is behind.
func (d *DB) Engine() Engine { return d.engine }

// At is the same database with its clock standing still at now: the demo and
// the tests live through a year in a second.
func (d *DB) At(now time.Time) *DB {
	return d.Clock(func() time.Time { return now })
}

// Clock is the same database with another clock: tests move it by hand.
func (d *DB) Clock(now func() time.Time) *DB {
	c := *d
	c.now = now
	return &c
}

// Now is the database's clock, in UTC and whole microseconds.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// Close closes the database. What was acknowledged is on disk already.
func (d *DB) Close() error {
	var first error
	for _, pool := range []*sql.DB{d.read, d.write} {
		if pool == nil {
			continue
		}
		if err := pool.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Check asks the engine whether it answers and, for SQLite, whether the file is whole.
func (d *DB) Check(ctx context.Context) error {
	if d.engine == Postgres {
		return d.read.PingContext(ctx)
	}
	var word string
	if err := d.read.QueryRowContext(ctx, "pragma quick_check").Scan(&word); err != nil {
		return err
	}
	if word != "ok" {
		return fmt.Errorf("quick_check: %s", word)
	}
	return nil
}
