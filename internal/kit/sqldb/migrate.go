package sqldb

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrations are one sequence for both engines. The rare one that cannot be one
// text is two files, NNNNN_module_what.sqlite.sql and .postgres.sql.

// Migrate applies what the store lacks of the sequence in files, also
// migrations whose numbers are lower than those it has, and gives the versions
// it applied. Of several nodes that start on one PostgreSQL at once, one
// migrates and the others wait for it.
func Migrate(ctx context.Context, db *DB, files fs.FS) ([]int64, error) {
	p, err := provider(ctx, db, files)
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

// Version gives the store's highest version and the newest one in files. A
// store can have the newest and still lack others: see Pending.
func Version(ctx context.Context, db *DB, files fs.FS) (have, newest int64, err error) {
	p, err := provider(ctx, db, files)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

// Pending gives the versions in files that the store lacks, in their order.
func Pending(ctx context.Context, db *DB, files fs.FS) ([]int64, error) {
	return inState(ctx, db, files, goose.StatePending)
}

// Applied gives the versions in files that the store has, in their order.
func Applied(ctx context.Context, db *DB, files fs.FS) ([]int64, error) {
	return inState(ctx, db, files, goose.StateApplied)
}

func inState(ctx context.Context, db *DB, files fs.FS, state goose.State) ([]int64, error) {
	p, err := provider(ctx, db, files)
	if err != nil {
		return nil, err
	}
	all, err := p.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the store's version: %w", err)
	}
	out := []int64{}
	for _, m := range all {
		if m.State == state {
			out = append(out, m.Source.Version)
		}
	}
	return out, nil
}

func (e Engine) other() Engine {
	if e == SQLite {
		return Postgres
	}
	return SQLite
}

// provider numbers migrations by room, so a later release brings numbers that
// are lower than some a store has: they are applied, not refused.
func provider(ctx context.Context, db *DB, files fs.FS) (*goose.Provider, error) {
	others, err := fs.Glob(files, "*."+string(db.engine.other())+".sql")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithAllowOutofOrder(true), goose.WithExcludeNames(others)}
	if db.engine == Postgres {
		dialect = goose.DialectPostgres
		locker, err := migrationLock(ctx, db)
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db.Handle(), files, options...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// migrationLock is held by the one node that migrates, and falls with its
// connection. Stores in other schemas of the same database have their own.
func migrationLock(ctx context.Context, db *DB) (lock.SessionLocker, error) {
	var name string
	if err := db.Handle().QueryRowContext(ctx, "select coalesce(current_schema(), '')").Scan(&name); err != nil {
		return nil, fmt.Errorf("read the store's schema: %w", err)
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte("lingting migrate " + name))
	l, err := lock.NewPostgresSessionLocker(lock.WithLockID(int64(h.Sum64())), lock.WithLockTimeout(1, 1800))
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	return l, nil
}
