package notice

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Service keeps notices.
type Service struct {
	db  *sqldb.DB
	clk clock.Clock
}

// New makes the service.
func New(db *sqldb.DB, clk clock.Clock) *Service { return &Service{db, clk} }

// Tell tells people something, in the transaction of what it is about. Nobody is
// told what they did themselves.
func (s *Service) Tell(ctx context.Context, tx *sqldb.Tx, t Told) error {
	actor, _ := authz.From(ctx)
	people := slices.Clone(t.People)
	slices.Sort(people)
	for _, personID := range slices.Compact(people) {
		if personID == "" || personID == actor.PersonID {
			continue
		}
		now := clock.Ms(s.clk)
		noticeID, err := fold(ctx, tx, personID, &t, now)
		if err != nil {
			return err
		}
		if noticeID == "" {
			noticeID = id.New(s.clk)
			if err := add(ctx, tx, noticeID, personID, &t, now); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, qDrop, personID, now-keptMs); err != nil {
			return err
		}
		if err := bus.Emit(ctx, tx, "notice.notice.changed", ChangedFact{V: 1, ID: noticeID}); err != nil {
			return err
		}
	}
	return nil
}

// Own gives the notices of the actor's own person; none when there is nobody
// behind the account.
func (s *Service) Own(ctx context.Context) (out Own, err error) {
	out.Notices = []Notice{}
	actor, _ := authz.From(ctx)
	if actor.PersonID == "" {
		return out, nil
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = load(ctx, tx, actor.PersonID)
		return err
	})
	return out, err
}

// Read marks the actor's notices up to an instant as read.
func (s *Service) Read(ctx context.Context, untilMs int64) error {
	actor, _ := authz.From(ctx)
	if actor.PersonID == "" {
		return nil
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qRead, actor.PersonID, clock.Ms(s.clk), untilMs)
		return err
	})
}
