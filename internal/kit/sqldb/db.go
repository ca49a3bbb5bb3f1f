package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Engine is which store runs underneath.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// SQLite keeps pages in memory, per connection: the writer's, whose inserts
// reach all over the indexes, and each reader's.
const (
	writerCache = 40 << 20
	readerCache = 4 << 20
	readers     = 8
)

// CacheBytes is the most memory the store's engine keeps inside this process
// for pages of the store at target.
func CacheBytes(target string) int64 {
	if isPostgres(target) {
		return 0
	}
	return writerCache + readers*readerCache
}

func isPostgres(target string) bool {
	return strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://")
}

// ErrNotFound is what One gives when no row matched.
var ErrNotFound = errors.New("no such row")

// DB is an open store.
type DB struct {
	engine Engine
	url    string
	write  *sql.DB
	read   *sql.DB
	stmts  sync.Map // *sql.DB+*Query → *sql.Stmt
	told   func(write bool, took time.Duration, err error)
}

// Open opens the store at target: a path of an SQLite file, or a
// postgres:// URL. It does not migrate.
func Open(ctx context.Context, target string) (*DB, error) {
	if isPostgres(target) {
		return openPostgres(ctx, target)
	}
	return openSQLite(ctx, strings.TrimPrefix(target, "sqlite:"))
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	dsn := func(extra ...string) string {
		v := url.Values{}
		for _, p := range append([]string{"busy_timeout(10000)", "foreign_keys(1)", "synchronous(full)", "temp_store(memory)"}, extra...) {
			v.Add("_pragma", p)
		}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
	}
	w, err := sql.Open("sqlite", dsn("journal_mode(wal)", "wal_autocheckpoint(16000)", cacheSize(writerCache))+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	w.SetMaxOpenConns(1)
	w.SetConnMaxIdleTime(0)
	if err := w.PingContext(ctx); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	r, err := sql.Open("sqlite", dsn("query_only(1)", cacheSize(readerCache))+"&_txlock=deferred")
	if err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("open store: %w", err)
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	return &DB{engine: SQLite, url: path, write: w, read: r}, nil
}

func cacheSize(bytes int) string { return fmt.Sprintf("cache_size(-%d)", bytes>>10) }

func openPostgres(ctx context.Context, target string) (*DB, error) {
	cfg, err := pgx.ParseConfig(target)
	if err != nil {
		return nil, errors.New("open store: the PostgreSQL URL cannot be read; expected postgres://user:password@host:port/name")
	}
	d := stdlib.OpenDB(*cfg)
	d.SetMaxOpenConns(24)
	d.SetMaxIdleConns(24)
	d.SetConnMaxLifetime(time.Hour)
	if err := d.PingContext(ctx); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("open store: PostgreSQL at %s does not answer: %w", cfg.Host, err)
	}
	return &DB{engine: Postgres, url: target, write: d, read: d}, nil
}

// Engine tells which engine runs underneath.
func (db *DB) Engine() Engine { return db.engine }

// Handle is the raw writer handle, for the migration tool only.
func (db *DB) Handle() *sql.DB { return db.write }

// Path is the SQLite file, empty on PostgreSQL.
func (db *DB) Path() string {
	if db.engine == SQLite {
		return db.url
	}
	return ""
}

// Ping checks that the store answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Close closes the store.
func (db *DB) Close() error {
	db.stmts.Range(func(_, v any) bool {
		_ = v.(*sql.Stmt).Close()
		return true
	})
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	return err
}

// Observe has fn told of every transaction, once it is over. Call it before
// the store is used.
func (db *DB) Observe(fn func(write bool, took time.Duration, err error)) { db.told = fn }

// Tx is one transaction.
type Tx struct {
	db  *DB
	on  *sql.DB
	tx  *sql.Tx
	use map[*Query]*sql.Stmt
	end []func()
}

// Engine tells which engine runs underneath.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// AfterCommit runs fn once the transaction is committed.
func (tx *Tx) AfterCommit(fn func()) { tx.end = append(tx.end, fn) }

// Read runs fn in a read-only transaction over one snapshot.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if db.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return db.run(ctx, db.read, opts, fn)
}

// Write runs fn in one transaction; writes of an SQLite store run one after
// another. fn may run again after a serialisation failure.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	const attempts = 8
	for i := 1; ; i++ {
		err := db.run(ctx, db.write, nil, fn)
		if err == nil || i == attempts || !retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		// Not all at the same moment again.
		case <-time.After(time.Duration(i*i) * (2*time.Millisecond + rand.N(8*time.Millisecond))): //nolint:gosec // a pause, no secret
		}
	}
}

func (db *DB) run(ctx context.Context, on *sql.DB, opts *sql.TxOptions, fn func(*Tx) error) (err error) {
	if db.told != nil {
		began := time.Now()
		defer func() { db.told(opts == nil, time.Since(began), err) }()
	}
	stx, err := on.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{db: db, on: on, tx: stx, use: map[*Query]*sql.Stmt{}}
	done := false
	defer func() {
		if !done {
			_ = stx.Rollback()
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	done = true
	if err := stx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	for _, f := range tx.end {
		f()
	}
	return nil
}

type stmtKey struct {
	on *sql.DB
	q  *Query
}

func (tx *Tx) stmt(ctx context.Context, q *Query) (*sql.Stmt, error) {
	if s, ok := tx.use[q]; ok {
		return s, nil
	}
	k := stmtKey{tx.on, q}
	base, ok := tx.db.stmts.Load(k)
	if !ok {
		// Prepared on the transaction's own connection first: the writer pool
		// has one connection, and preparing through the pool would wait for it.
		s, err := tx.tx.PrepareContext(ctx, q.text(tx.db.engine))
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", q.At, err)
		}
		tx.use[q] = s
		tx.end = append(tx.end, func() { tx.db.remember(k, q) })
		return s, nil
	}
	s := tx.tx.StmtContext(ctx, base.(*sql.Stmt))
	tx.use[q] = s
	return s, nil
}

func (db *DB) remember(k stmtKey, q *Query) {
	if _, ok := db.stmts.Load(k); ok {
		return
	}
	s, err := k.on.PrepareContext(context.Background(), q.text(db.engine))
	if err != nil {
		return // the next use prepares it again and reports
	}
	if _, loaded := db.stmts.LoadOrStore(k, s); loaded {
		_ = s.Close()
	}
}

// Row is what a scan function reads from.
type Row interface{ Scan(dest ...any) error }

// Exec runs a statement and gives the number of rows it touched.
func (tx *Tx) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	s, err := tx.stmt(ctx, q)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", q.At, err)
	}
	return res.RowsAffected()
}

// Each calls fn for every row of the query.
func Each(ctx context.Context, tx *Tx, q *Query, fn func(Row) error, args ...any) error {
	s, err := tx.stmt(ctx, q)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", q.At, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", q.At, err)
	}
	return nil
}

// All collects the rows of the query; never nil.
func All[T any](ctx context.Context, tx *Tx, q *Query, scan func(Row) (T, error), args ...any) ([]T, error) {
	out := []T{}
	err := Each(ctx, tx, q, func(r Row) error {
		v, err := scan(r)
		if err != nil {
			return fmt.Errorf("%s: %w", q.At, err)
		}
		out = append(out, v)
		return nil
	}, args...)
	return out, err
}

// One gives the first row of the query, or ErrNotFound.
func One[T any](ctx context.Context, tx *Tx, q *Query, scan func(Row) (T, error), args ...any) (T, error) {
	var out T
	found := false
	stop := errors.New("stop")
	err := Each(ctx, tx, q, func(r Row) error {
		v, err := scan(r)
		if err != nil {
			return fmt.Errorf("%s: %w", q.At, err)
		}
		out, found = v, true
		return stop
	}, args...)
	switch {
	case err != nil && !errors.Is(err, stop):
		return out, err
	case !found:
		return out, ErrNotFound
	}
	return out, nil
}

// Value scans a single column.
func Value[T any](r Row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// IsUnique reports whether err says that a unique key is taken.
func IsUnique(err error) bool {
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		return se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pe.Code == "23505"
}

func retryable(err error) bool {
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		return se.Code()&0xff == sqlite3.SQLITE_BUSY || se.Code()&0xff == sqlite3.SQLITE_LOCKED
	}
	pe, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pe.Code == "40001" || pe.Code == "40P01")
}

// Fold prepares text for caseless search on both engines: lower case in Go,
// kept in a column of its own.
func Fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Contains is a LIKE pattern for text that contains s, with % and _ taken
// literally; use it with: like $n escape '\'.
func Contains(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(Fold(s)) + "%"
}
