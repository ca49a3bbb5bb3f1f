package sqldb

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Migrate brings the store to the newest version of the sequence in files and
// gives the versions it applied.
func Migrate(ctx context.Context, db *DB, files fs.FS) ([]int64, error) {
	p, err := provider(db, files)
	if err != nil {
		return nil, err
	}
	done, err := p.Up(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	out := make([]int64, 0, len(done))
	for _, r := range done {
		out = append(out, r.Source.Version)
	}
	return out, nil
}

// Version gives the store's version and the newest one in files.
func Version(ctx context.Context, db *DB, files fs.FS) (have, newest int64, err error) {
	p, err := provider(db, files)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

func provider(db *DB, files fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if db.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, db.Handle(), files)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}
