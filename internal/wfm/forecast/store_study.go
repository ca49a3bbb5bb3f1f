package forecast

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// studyTable keeps the studies of a kind: a row each, with what it was made
// from as JSON.
type studyTable[T any, P study[T]] struct {
	all, one, put, drop *sqldb.Query
	missing             func() error
}

func (t studyTable[T, P]) scan(r sqldb.Row) (s T, err error) {
	var about string
	h := P(&s).head()
	if err = r.Scan(&h.ID, &about, &h.CreatedMs, &h.CreatedBy); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(about), P(&s).about())
}

// list gives all, the newest first.
func (t studyTable[T, P]) list(ctx context.Context, tx *sqldb.Tx) ([]T, error) {
	return sqldb.All(ctx, tx, t.all, t.scan)
}

func (t studyTable[T, P]) load(ctx context.Context, tx *sqldb.Tx, id string) (T, error) {
	s, err := sqldb.One(ctx, tx, t.one, t.scan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = t.missing()
	}
	return s, err
}

// add stores a study; added is false when it is there already.
func (t studyTable[T, P]) add(ctx context.Context, tx *sqldb.Tx, s T) (added bool, err error) {
	about, err := json.Marshal(P(&s).about())
	if err != nil {
		return false, err
	}
	h := P(&s).head()
	n, err := tx.Exec(ctx, t.put, h.ID, string(about), h.CreatedMs, h.CreatedBy)
	return n > 0, err
}

func (t studyTable[T, P]) remove(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, t.drop, id)
	return err
}

// putPair stores two values as JSON behind the arguments before them.
func putPair(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, one, other any, before ...any) error {
	a, errA := json.Marshal(one)
	b, errB := json.Marshal(other)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, q, append(before, string(a), string(b))...)
	return err
}
