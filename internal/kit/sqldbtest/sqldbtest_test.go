package sqldbtest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/schema"
)

// catalogue is everything PostgreSQL knows of the schema of a store, as text.
func catalogue(ctx context.Context, t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	var out []string
	for _, q := range []string{
		`select table_name, column_name, data_type, coalesce(column_default, ''), is_nullable from information_schema.columns where table_schema = current_schema()`,
		`select tablename, indexname, '', replace(indexdef, current_schema() || '.', ''), '' from pg_indexes where schemaname = current_schema()`,
		`select conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid), '' from pg_constraint where connamespace = current_schema()::regnamespace`,
		`select event_object_table, trigger_name, event_manipulation, action_timing, replace(action_statement, current_schema() || '.', '') from information_schema.triggers where trigger_schema = current_schema()`,
		`select proname, '', '', prosrc, '' from pg_proc where pronamespace = current_schema()::regnamespace`,
		`select version_id::text, is_applied::text, '', '', '' from goose_db_version`,
	} {
		rows, err := db.Handle().QueryContext(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var c [5]string
			if err := rows.Scan(&c[0], &c[1], &c[2], &c[3], &c[4]); err != nil {
				t.Fatal(err)
			}
			out = append(out, strings.Join(c[:], " | "))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
	slices.Sort(out)
	return out
}

// A store made at once is the one that the migrations make.
func TestMadeAtOnceIsMigrated(t *testing.T) {
	Each(t, func(t *testing.T, db *sqldb.DB) {
		if pending, err := sqldb.Pending(t.Context(), db, schema.Files); err != nil || len(pending) > 0 {
			t.Fatalf("%v are to be applied, %v", pending, err)
		}
		if db.Engine() == sqldb.SQLite {
			return
		}
		slow, err := sqldb.Open(t.Context(), Target(t, sqldb.Postgres))
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close() //nolint:errcheck // only read
		if _, err := sqldb.Migrate(t.Context(), slow, schema.Files); err != nil {
			t.Fatal(err)
		}
		want, got := catalogue(t.Context(), t, slow), catalogue(t.Context(), t, db)
		if len(want) < 100 || !slices.Equal(got, want) {
			t.Errorf("made at once:\n%s\nmigrated:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}
