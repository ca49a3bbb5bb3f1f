package sqldb_test

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/schema"
)

// sequence is the migrations without those left out.
func sequence(t *testing.T, without ...int64) (files fstest.MapFS, versions []int64) {
	t.Helper()
	files = fstest.MapFS{}
	names, err := fs.Glob(schema.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		v, err := strconv.ParseInt(name[:5], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(without, v) {
			continue
		}
		text, err := fs.ReadFile(schema.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
		versions = append(versions, v)
	}
	return files, slices.Compact(versions) // one that differs per engine is two files
}

func eachEmpty(t *testing.T, fn func(t *testing.T, target string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, sqldbtest.Target(t, sqldb.SQLite)) })
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") != "1" {
		t.Run("postgres", func(t *testing.T) { fn(t, sqldbtest.Target(t, sqldb.Postgres)) })
	}
}

func open(t *testing.T, target string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestALowerNumberThatComesLaterIsApplied(t *testing.T) {
	eachEmpty(t, func(t *testing.T, target string) {
		ctx := t.Context()
		later := []int64{50, 52, 60} // nothing builds upon these
		older, versions := sequence(t, later...)
		db := open(t, target)
		if applied, err := sqldb.Migrate(ctx, db, older); err != nil || !slices.Equal(applied, versions) {
			t.Fatalf("applied %v, %v", applied, err)
		}
		if _, err := db.Handle().ExecContext(ctx, "insert into org_site (id, code, code_fold, name, name_fold) values ('s', 'S', 's', 'S', 's')"); err != nil {
			t.Fatal(err)
		}
		pending, err := sqldb.Pending(ctx, db, schema.Files)
		if err != nil || !slices.Equal(pending, later) {
			t.Fatalf("pending %v, %v", pending, err)
		}
		applied, err := sqldb.Migrate(ctx, db, schema.Files)
		if err != nil || !slices.Equal(applied, later) {
			t.Fatalf("applied %v, %v", applied, err)
		}
		if pending, err = sqldb.Pending(ctx, db, schema.Files); err != nil || len(pending) != 0 {
			t.Fatalf("pending %v, %v", pending, err)
		}
		if again, err := sqldb.Migrate(ctx, db, schema.Files); err != nil || len(again) != 0 {
			t.Fatalf("applied again %v, %v", again, err)
		}
		if _, err := db.Handle().ExecContext(ctx, "select count(*) from metric_definition"); err != nil {
			t.Error(err)
		}
		var sites int
		if err := db.Handle().QueryRowContext(ctx, "select count(*) from org_site").Scan(&sites); err != nil || sites != 1 {
			t.Errorf("%d sites, %v", sites, err)
		}
	})
}

// Nodes of one centre start at once on one PostgreSQL: each does what the
// program does on its start.
func TestNodesThatStartAtOnceMigrateOnce(t *testing.T) {
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		t.Log("SQLite only: a data folder belongs to one process, several nodes need PostgreSQL")
		return
	}
	target := sqldbtest.Target(t, sqldb.Postgres)
	files, versions := sequence(t)
	// A migration that lasts, so that the nodes do meet in it.
	files["00002_kit_slow.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\ncreate table kit_slow (n integer);\nselect pg_sleep(0.5);\n-- +goose Down\ndrop table kit_slow;\n")}
	versions = slices.Insert(versions, 1, 2)
	const nodes = 4
	type outcome struct {
		applied []int64
		err     error
	}
	start, done := make(chan struct{}), make(chan outcome, nodes)
	var looked sync.WaitGroup
	looked.Add(nodes)
	for range nodes {
		db := open(t, target)
		go func() {
			<-start
			ctx := context.WithoutCancel(t.Context())
			var o outcome
			_, _, o.err = sqldb.Version(ctx, db, files)
			looked.Done()
			if looked.Wait(); o.err == nil {
				o.applied, o.err = sqldb.Migrate(ctx, db, files)
			}
			done <- o
		}()
	}
	close(start)
	var all []int64
	for range nodes {
		o := <-done
		if o.err != nil {
			t.Error(o.err)
		}
		all = append(all, o.applied...)
	}
	slices.Sort(all)
	if !slices.Equal(all, versions) {
		t.Errorf("applied %v, want each of %v once", all, versions)
	}
	if pending, err := sqldb.Pending(t.Context(), open(t, target), files); err != nil || len(pending) != 0 {
		t.Errorf("pending %v, %v", pending, err)
	}
}
