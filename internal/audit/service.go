package audit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Service writes and reads the log; it is the authz.Recorder of all modules.
type Service struct {
	db   *sqldb.DB
	clk  clock.Clock
	zone Zone

	accounts Accounts
}

var _ authz.Recorder = (*Service)(nil)

// New makes the service. Instants are shown in UTC until ShowIn names a zone.
func New(db *sqldb.DB, clk clock.Clock) *Service {
	return &Service{db: db, clk: clk, zone: func(context.Context, *sqldb.Tx) (*time.Location, error) { return time.UTC, nil }}
}

// ShowIn sets where the centre's zone comes from; call it before serving.
func (s *Service) ShowIn(zone Zone) { s.zone = zone }

// SeenBy sets who tells the accounts of a part of the centre; call it before
// serving.
func (s *Service) SeenBy(accounts Accounts) { s.accounts = accounts }

// Record adds the entry in the transaction of the change. The actor is the
// context's; without one the entry is the system's.
func (s *Service) Record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	actor, ok := authz.From(ctx)
	if !ok {
		actor = authz.System("system")
	}
	r := row{id: id.New(s.clk), atMs: clock.Ms(s.clk), actorID: actor.UserID, actor: actor.Login,
		action: e.Action, object: e.Object, objectID: e.ObjectID, rq: actor.RequestID}
	if r.rq == "" {
		r.rq = obs.RequestID(ctx)
	}
	var err error
	if r.before, err = document(e.Before); err != nil {
		return err
	}
	if r.after, err = document(e.After); err != nil {
		return err
	}
	h, err := takeHead(ctx, tx)
	if err != nil {
		return err
	}
	r.seq = h.seq
	r.hash = r.chain(h.hash)
	return add(ctx, tx, r)
}

// Verify walks the whole chain: n entries were read, firstBad is the number of
// the first one that is not as it was written (or is missing), 0 when all are.
func (s *Service) Verify(ctx context.Context) (n, firstBad int64, err error) {
	c, err := s.verify(ctx)
	return c.Entries, c.FirstBad, err
}

// Newest is the latest instant of an entry; zero: there is none.
func (s *Service) Newest(ctx context.Context) (at time.Time, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		ms, err := sqldb.One(ctx, tx, entryNewest, sqldb.Value[int64])
		if err == nil && ms > 0 {
			at = time.UnixMilli(ms)
		}
		return err
	})
	return at, err
}

// Chain is the state of the whole log.
type Chain struct {
	Entries  int64  `json:"entries"`
	FirstBad int64  `json:"first_bad" doc:"number of the first entry that is not as it was written, or is missing; 0: none"`
	Anchor   int64  `json:"anchor" doc:"number of the last entry that was deleted because it was older than it is kept; 0: none"`
	Head     string `json:"head" doc:"hash of the last entry; kept elsewhere, it tells later whether the end was cut off"`
}

// Check is Verify for who may read all of the log.
func (s *Service) Check(ctx context.Context) (Chain, error) {
	if err := authz.RequireCentre(ctx, PermissionRead); err != nil {
		return Chain{}, err
	}
	return s.verify(ctx)
}

func (s *Service) verify(ctx context.Context) (out Chain, err error) {
	n, firstBad := int64(0), int64(0)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		anchor, err := sqldb.One(ctx, tx, anchorRead, scanHeadRow)
		if err != nil {
			return err
		}
		told := head{} // the anchor as the chain itself tells it
		prev, next := anchor.hash, anchor.seq+1
		if err := each(ctx, tx, anchor.seq, func(r row) error {
			if r.action == actionAnchor {
				told = anchorOf(r)
			}
			n++
			if firstBad == 0 && (r.seq != next || r.chain(prev) != r.hash) {
				firstBad = min(r.seq, next)
			}
			prev, next = r.hash, r.seq+1
			return nil
		}); err != nil {
			return err
		}
		h, err := readHead(ctx, tx)
		if err != nil {
			return err
		}
		if firstBad == 0 && told != anchor {
			firstBad = anchor.seq + 1 // what stood before was cut off without a word
		}
		if firstBad == 0 && (h.seq != next-1 || h.hash != prev) {
			firstBad = next
		}
		out = Chain{Entries: n, FirstBad: firstBad, Head: h.hash, Anchor: anchor.seq}
		return nil
	})
	return out, err
}

func (r row) entry(loc *time.Location) Entry {
	return Entry{ID: r.id, Seq: r.seq, At: time.UnixMilli(r.atMs).In(loc).Format("2006-01-02T15:04:05.000Z07:00"),
		ActorID: r.actorID, Actor: r.actor, Action: r.action, Object: r.object, ObjectID: r.objectID, Kind: kindOf(r.action),
		Before: raw(r.before), After: raw(r.after), RequestID: r.rq}
}

func raw(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return json.RawMessage(s)
}
