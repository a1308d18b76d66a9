package db

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
)

var databaseName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// CreateDatabase makes an empty database on a PostgreSQL server and gives the
// function that drops it again.
func CreateDatabase(ctx context.Context, server, name string) (drop func() error, err error) {
	if !databaseName.MatchString(name) {
		return nil, fmt.Errorf("db: %q is no name for a database", name)
	}
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return nil, err
	}
	if _, err := pool.ExecContext(ctx, "create database "+name); err != nil {
		pool.Close()
		return nil, err
	}
	return func() error {
		defer pool.Close()
		_, err := pool.ExecContext(context.Background(), "drop database "+name+" with (force)")
		return err
	}, nil
}
