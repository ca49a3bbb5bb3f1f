package forecast

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// begin starts a job over queues, all in use when none is named. The input
// has been checked.
func (s *Service) begin(ctx context.Context, kind string, queueIDs []string, in any) (jobID string, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := chosen(dir, queueIDs); err != nil {
			return err
		}
		jobID, err = jobs.Start(ctx, tx, kind, in)
		return err
	})
	return jobID, err
}

// studyList gives the studies that were made, the newest first. Needs the
// permission forecast.read.
func studyList[T any, P study[T]](ctx context.Context, s *Service, t studyTable[T, P]) (out []T, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = t.list(ctx, tx)
		return err
	})
	return out, err
}

// studyMade looks for a study that was made before: making one is long, and
// the first stands.
func studyMade[T any, P study[T]](ctx context.Context, s *Service, t studyTable[T, P], id string) (out T, made bool, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = t.load(ctx, tx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return out, false, nil
	}
	return out, err == nil, err
}

// studyDelete takes a study away; tell tells of it. One that is gone already
// is no error. Needs the permission forecast.edit.
func studyDelete[T any, P study[T]](ctx context.Context, s *Service, t studyTable[T, P], id string, tell func(ctx context.Context, tx *sqldb.Tx, verb string, s T) error) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		gone, err := t.load(ctx, tx, id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.remove(ctx, tx, id); err != nil {
			return err
		}
		return tell(ctx, tx, "delete", gone)
	})
}
