package live

import (
	"context"
	"log/slog"
	"sync"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionRead   = "live.read"   // see the floor, the boards and the alarms
	PermissionAct    = "live.act"    // acknowledge, assign and mute alarms, note on agents
	PermissionManage = "live.manage" // thresholds, targets, boards, links for screens
)

// Service keeps the floor and shows it.
type Service struct {
	db      *sqldb.DB
	log     *bus.Bus
	org     *org.Service
	numbers Numbers
	expects Forecasts

	schedules Schedules // nil: nobody is held against one
	clk       clock.Clock
	rec       authz.Recorder

	pages *hub
	alarm chan alarmChange

	mu         sync.Mutex // the floor and everything below
	floor      *Floor     // nil until it is built
	about      surroundings
	names      org.Names
	thresholds Thresholds
	goals      Goals
	watch      *Watch
	known      shown
	absent     map[string]bool // shown though they were not on the floor today
	turn       int64
	dirty      bool  // events came since the last turn
	anew       bool  // every agent's row is to be made anew: what it is made of changed
	logLostMs  int64 // since when the event log does not answer or runs ahead; 0: it is fine
	lastHeadMs int64
	lastStepMs int64
	lastRowsMs int64

	lastMissingMs int64
	lastStrip     int64
	rebuild       context.CancelFunc // ends the present following, to build anew
}

// New makes the service. Writes are told to rec; a nil rec keeps no audit
// log, for benches. Nothing is forecast with a nil forecasts.
func New(db *sqldb.DB, log *bus.Bus, organisation *org.Service, numbers Numbers, forecasts Forecasts, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, log: log, org: organisation, numbers: numbers, expects: forecasts, clk: clk, rec: rec,
		pages: newHub(), alarm: make(chan alarmChange, 1024), known: newShown()}
}

// Close ends the open streams.
func (s *Service) Close() { s.pages.close() }

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

// Follow joins the pages of the context's actor; the first message is the
// whole floor.
func (s *Service) Follow(ctx context.Context) (*Subscriber, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	actor, _ := authz.From(ctx)
	return s.pages.join(sight{actor.Scope}), nil
}

// Leave ends what Follow began.
func (s *Service) Leave(sub *Subscriber) { s.pages.leave(sub) }

// Frames are the messages for a subscriber, in the form of server-sent
// events. The channel is closed when the service stops.
func (sub *Subscriber) Frames() <-chan []byte { return sub.frames }

// Snapshot is the whole floor as the context's actor sees it.
func (s *Service) Snapshot(ctx context.Context) (Frame, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return Frame{}, err
	}
	actor, _ := authz.From(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.whole(sight{actor.Scope}), nil
}

// whole is everything one sight sees. The caller holds the lock.
func (s *Service) whole(look sight) *Frame {
	head := s.known.head
	f := &Frame{Whole: true, Head: &head, Queues: values(s.known.queues), Strips: values(s.known.strips)}
	for _, a := range s.known.agents {
		if look.sees(&s.about.dir, a.ID, a.Team) {
			f.Agents = append(f.Agents, a)
		}
	}
	for _, a := range s.known.alarms {
		if look.seesAlarm(&s.about.dir, &a) {
			f.Alarms = append(f.Alarms, a)
		}
	}
	return f
}

func values[T any](m map[string]T) []T {
	out := make([]T, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func warn(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		slog.WarnContext(ctx, "live: "+what, "err", err)
	}
}
