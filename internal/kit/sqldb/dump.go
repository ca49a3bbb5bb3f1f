package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
)

// versionTable belongs to the migration tool.
const versionTable = "goose_db_version"

// Dump reads a whole PostgreSQL store as of one moment. While that moment is
// chosen, and until meanwhile returns, nobody writes the tables of hold; then
// writing goes on and table is called for every table, referenced tables
// before those that refer to them. read writes the table's rows to w in
// PostgreSQL's copy form, columns are its columns in that order.
func (db *DB) Dump(ctx context.Context, hold []string, meanwhile func() error, table func(name string, columns []string, read func(w io.Writer) error) error) error {
	if db.engine != Postgres {
		return errors.New("dump: only for PostgreSQL")
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if err := db.moment(ctx, conn, hold, meanwhile); err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "rollback") //nolint:errcheck // a transaction that only read
	tables, columns, err := describeTables(ctx, conn)
	if err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	for _, name := range tables {
		err := table(name, columns[name], func(w io.Writer) error {
			return conn.Raw(func(dc any) error {
				_, err := dc.(*stdlib.Conn).Conn().PgConn().CopyTo(ctx, w, "copy "+quote(name)+" ("+quoteAll(columns[name])+") to stdout")
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("dump %s: %w", name, err)
		}
	}
	return nil
}

// moment opens a transaction over one snapshot on conn.
func (db *DB) moment(ctx context.Context, conn *sql.Conn, hold []string, meanwhile func() error) error {
	// A writer that waits for another one of the tables may be the one that the
	// lock waits for: PostgreSQL then ends one of the two, and it tries again.
	for try := 1; ; try++ {
		err := db.momentOnce(ctx, conn, hold, meanwhile)
		if err == nil || try == 5 || !retryable(err) {
			return err
		}
	}
}

func (db *DB) momentOnce(ctx context.Context, conn *sql.Conn, hold []string, meanwhile func() error) error {
	still, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer still.Rollback() //nolint:errcheck // lets the writers go on
	if _, err := still.ExecContext(ctx, "lock table "+quoteAll(hold)+" in share mode"); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "begin isolation level repeatable read read only"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "select 1") // the snapshot is taken now
	if err == nil {
		err = meanwhile()
	}
	if err != nil {
		_, rerr := conn.ExecContext(context.WithoutCancel(ctx), "rollback")
		return errors.Join(err, rerr)
	}
	return nil
}

// describeTables lists the tables of the store's schema, referenced ones
// first, and their columns.
func describeTables(ctx context.Context, conn *sql.Conn) (order []string, columns map[string][]string, err error) {
	columns = map[string][]string{}
	err = pairs(ctx, conn, `select c.table_name, c.column_name from information_schema.columns c
		join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
		where c.table_schema = current_schema() order by c.table_name, c.ordinal_position`, func(table, column string) {
		if table != versionTable {
			columns[table] = append(columns[table], column)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	needs := map[string][]string{}
	err = pairs(ctx, conn, `select f.relname, t.relname from pg_constraint x join pg_class f on f.oid = x.conrelid join pg_class t on t.oid = x.confrelid
		join pg_namespace n on n.oid = f.relnamespace where x.contype = 'f' and n.nspname = current_schema()`, func(from, to string) {
		needs[from] = append(needs[from], to)
	})
	if err != nil {
		return nil, nil, err
	}
	var visit func(name string)
	visit = func(name string) {
		if slices.Contains(order, name) || columns[name] == nil {
			return
		}
		for _, n := range needs[name] {
			if n != name {
				visit(n)
			}
		}
		order = append(order, name)
	}
	names := make([]string, 0, len(columns))
	for name := range columns {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		visit(name)
	}
	return order, columns, nil
}

func pairs(ctx context.Context, conn *sql.Conn, query string, each func(a, b string)) error {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		each(a, b)
	}
	return rows.Err()
}

// DumpedTable is a table of a dump: its rows come from Open.
type DumpedTable struct {
	Name    string
	Columns []string
	Open    func() (io.ReadCloser, error)
}

// Load fills an empty PostgreSQL store from a dump: it applies the migrations
// versions, empties what they put in, and copies the tables in their order,
// all or nothing of them.
func (db *DB) Load(ctx context.Context, files fs.FS, versions []int64, tables []DumpedTable) error {
	if db.engine != Postgres {
		return errors.New("load: only for PostgreSQL")
	}
	p, err := provider(ctx, db, files)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if _, err := p.ApplyVersion(ctx, v, true); err != nil {
			return fmt.Errorf("load: migration %d: %w", v, err)
		}
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "begin"); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "rollback") //nolint:errcheck // nothing to take back after the commit
	// Row by row, from the last table back: what is append-only refuses to be
	// truncated, and has no rows yet.
	for _, t := range slices.Backward(tables) {
		if _, err := conn.ExecContext(ctx, "delete from "+quote(t.Name)); err != nil { //nolint:gosec // a table of the schema, quoted
			return fmt.Errorf("load: %w", err)
		}
	}
	for _, t := range tables {
		if err := loadTable(ctx, conn, t); err != nil {
			return fmt.Errorf("load %s: %w", t.Name, err)
		}
	}
	if _, err := conn.ExecContext(ctx, "commit"); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	return nil
}

func loadTable(ctx context.Context, conn *sql.Conn, t DumpedTable) error {
	r, err := t.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return conn.Raw(func(dc any) error {
		_, err := dc.(*stdlib.Conn).Conn().PgConn().CopyFrom(ctx, r, "copy "+quote(t.Name)+" ("+quoteAll(t.Columns)+") from stdin")
		return err
	})
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return strings.Join(out, ", ")
}
