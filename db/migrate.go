package db

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"sauro/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables to this program's version, forward only.
func (d *DB) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	kind, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithSlog(slog.New(slog.DiscardHandler))}
	if d.engine == Postgres {
		// Several processes may start at once on one database.
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		kind, opts = goose.DialectPostgres, append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(kind, d.write, files, opts...)
	if err != nil {
		return err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return explain(err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return fault.New(fault.Invalid, "Dữ liệu này của bản Sáu Rõ mới hơn (bậc %s, chương trình này biết đến bậc %s). Hãy dùng bản chương trình mới.", decimal(have), decimal(newest))
	}
	_, err = p.Up(ctx)
	return explain(err)
}
