// Package sqldbtest runs a test on both store engines.
package sqldbtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/schema"
)

// Each runs fn on a fresh, migrated store of each engine. PostgreSQL is the
// server named by LINGTING_TEST_POSTGRES; without it the test fails, unless
// LINGTING_TEST_SQLITE_ONLY=1 says that only SQLite is wanted.
func Each(t *testing.T, fn func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t, sqldb.SQLite)) })
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		return
	}
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, sqldb.Postgres)) })
}

// Open gives a fresh, migrated store of the engine; it is removed with the test.
func Open(t testing.TB, engine sqldb.Engine) *sqldb.DB {
	t.Helper()
	target := Target(t, engine)
	if engine == sqldb.SQLite {
		CopySQLite(t, target)
	}
	db, err := sqldb.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if engine == sqldb.Postgres { // copying a database takes it as long as migrating
		if _, err := sqldb.Migrate(t.Context(), db, schema.Files); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// migrated is the file of a migrated SQLite store that nobody has used. To
// migrate takes longer than most tests, so it is done once in a test program.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "lingting-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // one of the system's temporary folders
	ctx, path := context.Background(), filepath.Join(dir, "lingting.db")
	db, err := sqldb.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	_, err = sqldb.Migrate(ctx, db, schema.Files)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return nil, errors.New("a closed store has left its journal")
	}
	return os.ReadFile(path)
})

// CopySQLite writes a fresh, migrated SQLite store to path.
func CopySQLite(t testing.TB, path string) {
	t.Helper()
	file, err := migrated()
	if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Target makes an empty store of the engine and gives what sqldb.Open needs
// to open it.
func Target(t testing.TB, engine sqldb.Engine) string {
	t.Helper()
	if engine == sqldb.SQLite {
		return filepath.Join(t.TempDir(), "lingting.db")
	}
	server := os.Getenv("LINGTING_TEST_POSTGRES")
	if server == "" {
		t.Fatal("LINGTING_TEST_POSTGRES is not set: start a PostgreSQL server (make test does) or set LINGTING_TEST_SQLITE_ONLY=1")
	}
	admin, err := sqldb.Open(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("t_%016x", rand.Uint64())
	if _, err := admin.Handle().ExecContext(t.Context(), "create schema "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.Handle().ExecContext(context.Background(), "drop schema "+name+" cascade")
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	v := u.Query()
	v.Set("search_path", name)
	u.RawQuery = v.Encode()
	return u.String()
}
