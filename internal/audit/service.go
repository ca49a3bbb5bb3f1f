package audit

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Service writes and reads the log; it is the authz.Recorder of all modules.
type Service struct {
	db   *sqldb.DB
	clk  clock.Clock
	zone Zone
}

var _ authz.Recorder = (*Service)(nil)

// New makes the service. Instants are shown in UTC until ShowIn names a zone.
func New(db *sqldb.DB, clk clock.Clock) *Service {
	return &Service{db: db, clk: clk, zone: func(context.Context, *sqldb.Tx) (*time.Location, error) { return time.UTC, nil }}
}

// ShowIn sets where the centre's zone comes from; call it before serving.
func (s *Service) ShowIn(zone Zone) { s.zone = zone }

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
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		prev, next := "", int64(1)
		if err := each(ctx, tx, func(r row) error {
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
		if firstBad == 0 && (h.seq != next-1 || h.hash != prev) {
			firstBad = next
		}
		return nil
	})
	return n, firstBad, err
}

// Filter picks entries; empty fields pick all.
type Filter struct {
	Actor  string // login or user id
	Action string // beginning of the action
	Object string // kind of thing, or its id
	From   string // instant (RFC 3339) or day, included
	To     string // instant, not included, or day, included
	Cursor string
	Limit  int
}

// List gives entries, the newest first.
func (s *Service) List(ctx context.Context, f Filter) (page.Of[Entry], error) {
	var out page.Of[Entry]
	if err := authz.Require(ctx, "audit.read"); err != nil {
		return out, err
	}
	parts, err := page.Parse(f.Cursor, 1)
	if err != nil {
		return out, err
	}
	before := int64(math.MaxInt64)
	if parts[0] != "" {
		if before, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
			return out, fault.Invalidf("page.cursor", "The cursor is not one of this list; start again without it.")
		}
	}
	limit := page.Limit(f.Limit)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		loc, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		from, to, err := f.window(loc)
		if err != nil {
			return err
		}
		action := ""
		if f.Action != "" {
			action = strings.TrimPrefix(sqldb.Contains(f.Action), "%")
		}
		rows, err := sqldb.All(ctx, tx, entryList, scanRow, before, from, to, f.Actor, action, f.Object, limit+1)
		if err != nil {
			return err
		}
		items := make([]Entry, len(rows))
		for i, r := range rows {
			items[i] = r.entry(loc)
		}
		out = page.Cut(items, limit, 0, func(e Entry) string { return page.Cursor(strconv.FormatInt(e.Seq, 10)) })
		return nil
	})
	return out, err
}

func (f Filter) window(loc *time.Location) (from, to int64, err error) {
	var w fault.Collector
	read := func(name, text string, none int64, endOfDay bool) int64 {
		if text == "" {
			return none
		}
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			return t.UnixMilli()
		}
		t, err := time.ParseInLocation(time.DateOnly, text, loc)
		if err != nil {
			w.Add("query."+name, "time", "must be a date, YYYY-MM-DD, or an instant, YYYY-MM-DDThh:mm:ss+08:00")
			return none
		}
		if endOfDay {
			t = t.AddDate(0, 0, 1)
		}
		return t.UnixMilli()
	}
	from = read("from", f.From, 0, false)
	to = read("to", f.To, math.MaxInt64, true)
	return from, to, w.Err("audit.window", "The time span cannot be read.")
}

func (r row) entry(loc *time.Location) Entry {
	return Entry{ID: r.id, Seq: r.seq, At: time.UnixMilli(r.atMs).In(loc).Format("2006-01-02T15:04:05.000Z07:00"),
		ActorID: r.actorID, Actor: r.actor, Action: r.action, Object: r.object, ObjectID: r.objectID,
		Before: raw(r.before), After: raw(r.after), RequestID: r.rq}
}

func raw(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return json.RawMessage(s)
}
