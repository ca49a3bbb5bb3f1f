package org

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// list gives one page of a noun to whoever may read the organisation.
func list[T any](ctx context.Context, s *Service, l listing[T], in ListIn, finish func(*sqldb.Tx, []T) error) (page.Of[T], error) {
	var out page.Of[T]
	if err := authz.Require(ctx, "org.read"); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		if l.teamed {
			if in.teams, in.self, err = s.within(ctx, tx); err != nil {
				return err
			}
		}
		if out, err = l.page(ctx, tx, in, today); err != nil || finish == nil {
			return err
		}
		return finish(tx, out.Items)
	})
	return out, err
}

// get gives one row of a noun to whoever may read the organisation.
func get[T any](ctx context.Context, s *Service, l listing[T], id string, finish func(*sqldb.Tx, []T) error) (T, error) {
	var out T
	if err := authz.Require(ctx, "org.read"); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = l.whole(ctx, s, tx, id, finish)
		return err
	})
	return out, err
}

// whole loads a row with what hangs on it.
func (l listing[T]) whole(ctx context.Context, s *Service, tx *sqldb.Tx, id string, finish func(*sqldb.Tx, []T) error) (T, error) {
	today, err := s.today(ctx, tx)
	if err != nil {
		var none T
		return none, err
	}
	row, err := l.load(ctx, tx, id, today)
	if err != nil || finish == nil {
		return row, err
	}
	rows := []T{row}
	err = finish(tx, rows)
	return rows[0], err
}

// noun is how rows of one kind are created and changed.
type noun[T any] struct {
	name   string // "site"
	code   string // the field that must be unique: "code"
	list   listing[T]
	check  func(T) error
	revOf  func(T) int64
	add    func(context.Context, *sqldb.Tx, T) error
	save   func(context.Context, *sqldb.Tx, T) (int64, error)
	finish func(context.Context) func(*sqldb.Tx, []T) error // reads what hangs on the rows; may be nil
}

func (n noun[T]) hung(ctx context.Context) func(*sqldb.Tx, []T) error {
	if n.finish == nil {
		return nil
	}
	return n.finish(ctx)
}

// create stores a new row; refs checks what it refers to, parts stores what
// hangs on it; both may be nil.
func (n noun[T]) create(ctx context.Context, s *Service, id string, row T, refs, parts func(*sqldb.Tx) error) (T, error) {
	var out T
	if err := manage(ctx); err != nil {
		return out, err
	}
	if err := n.check(row); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if refs != nil {
			if err := refs(tx); err != nil {
				return err
			}
		}
		if err := n.add(ctx, tx, row); err != nil {
			return n.taken(err)
		}
		if parts != nil {
			if err := parts(tx); err != nil {
				return err
			}
		}
		var err error
		if out, err = n.list.whole(ctx, s, tx, id, n.hung(ctx)); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org." + n.name + ".create", Object: n.name, ObjectID: id, After: out})
	})
	return out, err
}

// update changes the row that has the revision the caller read; edit changes
// the copy and what hangs on the row.
func (n noun[T]) update(ctx context.Context, s *Service, id string, rev int64, edit func(*sqldb.Tx, *T) error) (T, error) {
	var out T
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := n.list.whole(ctx, s, tx, id, n.hung(ctx))
		if err != nil {
			return err
		}
		if err := checkRev(rev, n.revOf(before)); err != nil {
			return err
		}
		row := before
		if err := edit(tx, &row); err != nil {
			return err
		}
		if err := n.check(row); err != nil {
			return err
		}
		saved, err := n.save(ctx, tx, row)
		if err != nil {
			return n.taken(err)
		}
		if saved == 0 {
			return stale()
		}
		if out, err = n.list.whole(ctx, s, tx, id, n.hung(ctx)); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org." + n.name + ".update", Object: n.name, ObjectID: id, Before: before, After: out})
	})
	return out, err
}

// taken turns a clash of codes into the field's fault.
func (n noun[T]) taken(err error) error {
	if !sqldb.IsUnique(err) {
		return err
	}
	return fault.Conflictf("org."+n.name+"."+n.code+"_taken", "Another %s has this %s already.", n.name, n.code).
		WithField("body."+n.code, "taken", "is used by another "+n.name).WithCause(err)
}

func checkRev(given, stored int64) error {
	if given == 0 {
		return fault.Invalidf("org.rev_needed", "Say which state you have changed: send the row's rev, or its ETag in If-Match.").
			WithField("body.rev", "required", "must be the rev of the row as it was read")
	}
	if given != stored {
		return stale()
	}
	return nil
}

func stale() error {
	return fault.Conflictf("org.stale", "Someone else changed this meanwhile; load it again and repeat the change.")
}

// refer checks that a reference leads somewhere; an empty one is fine.
func refer[T any](ctx context.Context, tx *sqldb.Tx, l listing[T], field, id string) error {
	if id == "" {
		return nil
	}
	_, err := l.load(ctx, tx, id, "")
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.NotFound {
		return fault.Invalidf(f.Code, "%s", f.Message).WithField(field, "unknown", "leads to nothing")
	}
	return err
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
