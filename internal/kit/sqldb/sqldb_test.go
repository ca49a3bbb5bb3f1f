package sqldb_test

import (
	"context"
	"errors"
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

var (
	testInsert = sqldb.Q(`insert into kit_setting (key, value, rev, changed_ms) values ($1, $2, $3, $4)`)
	testMany   = sqldb.QMany(`insert into kit_setting (key, value, rev, changed_ms) values ($1, 'v', 1, 1), ($2, 'v', 1, 1)`)
	testRead   = sqldb.Q(`select value from kit_setting where key = $1`)
	testNext   = sqldb.Q(`update kit_setting set rev = rev + 1 where key = $1`)
	testRev    = sqldb.Q(`select rev from kit_setting where key = $1`)
)

func TestReadWriteAndUniqueOnBothEngines(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		put := func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, testInsert, "a", "汉字", 1, int64(1)<<52)
			return err
		}
		if err := db.Write(ctx, put); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(ctx, put); !sqldb.IsUnique(err) {
			t.Fatalf("a taken key gave %v", err)
		}
		err := db.Read(ctx, func(tx *sqldb.Tx) error {
			v, err := sqldb.One(ctx, tx, testRead, sqldb.Value[string], "a")
			if err != nil || v != "汉字" {
				t.Fatalf("read %q, %v", v, err)
			}
			_, err = sqldb.One(ctx, tx, testRead, sqldb.Value[string], "b")
			if !errors.Is(err, sqldb.ErrNotFound) {
				t.Fatalf("a missing row gave %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// An insert of many rows one of which is refused leaves none of them.
func TestManyRowsOrNone(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		put := func(keys ...any) error {
			return db.Write(ctx, func(tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, testMany, keys...)
				return err
			})
		}
		if err := put("a", "b"); err != nil {
			t.Fatal(err)
		}
		if err := put("c", "b"); !sqldb.IsUnique(err) {
			t.Fatalf("a taken key gave %v", err)
		}
		if err := db.Read(ctx, func(tx *sqldb.Tx) error {
			for key, want := range map[string]error{"a": nil, "b": nil, "c": sqldb.ErrNotFound} {
				if _, err := sqldb.One(ctx, tx, testRead, sqldb.Value[string], key); !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", key, err, want)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), testInsert, "a", "x", 1, 1)
			return err
		})
		if err == nil {
			t.Fatal("a read transaction wrote")
		}
	})
}

func TestWriteRollsBackAndConcurrentWritesAllCount(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := t.Context()
		boom := errors.New("boom")
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, testInsert, "n", "", 0, 0); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if err := db.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, testInsert, "n", "", 0, 0)
			return err
		}); err != nil {
			t.Fatalf("the failed write left its row: %v", err)
		}
		const workers, each = 4, 25
		errs := make(chan error, workers)
		for range workers {
			go func() {
				var err error
				for range each {
					err = errors.Join(err, db.Write(context.WithoutCancel(ctx), func(tx *sqldb.Tx) error {
						_, err := tx.Exec(ctx, testNext, "n")
						return err
					}))
				}
				errs <- err
			}()
		}
		for range workers {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		_ = db.Read(ctx, func(tx *sqldb.Tx) error {
			v, err := sqldb.One(ctx, tx, testRev, sqldb.Value[int64], "n")
			if err != nil || v != workers*each {
				t.Fatalf("counted %d of %d, %v", v, workers*each, err)
			}
			return nil
		})
	})
}
