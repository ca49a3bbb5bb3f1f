package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Stream is the event log's stream; Subject is followed by the source's name
// in a form that fits a subject.
const (
	Stream  = "telephony"
	Subject = "telephony.events"
)

// Service takes batches into the event log and folds them.
type Service struct {
	db  *sqldb.DB
	org Organisation
	log *bus.Bus
	clk clock.Clock

	mu    sync.Mutex // one application at a time
	names names

	watch   sync.Mutex
	applied uint64
	signal  chan struct{} // closed and replaced with each application
	failed  error
}

// New makes the service. Without a log only Apply can be used.
func New(db *sqldb.DB, org Organisation, log *bus.Bus, clk clock.Clock) *Service {
	return &Service{db: db, org: org, log: log, clk: clk, names: newNames(), signal: make(chan struct{})}
}

// Open makes the event log's stream. Old messages are never dropped to make
// room for new ones: a full log refuses, and the source hears of it.
func (s *Service) Open(ctx context.Context) error {
	return s.log.Stream(ctx, bus.StreamConfig{Name: Stream, Subjects: []string{Subject}, MaxBytes: 16 << 30, MaxMsgSize: 8 << 20, Discard: bus.DiscardNew})
}

// Publish puts a batch into the event log and gives its position. When it
// returns, the batch survives the end of the process.
func (s *Service) Publish(ctx context.Context, b Batch) (uint64, error) {
	data, err := b.Encode()
	if err != nil {
		return 0, err
	}
	return s.log.Publish(ctx, Subject, "", data)
}

// PublishAsync puts a batch into the event log without waiting: only what
// Wait of the result confirms survives the end of the process.
func (s *Service) PublishAsync(ctx context.Context, b Batch) (*bus.Pending, error) {
	data, err := b.Encode()
	if err != nil {
		return nil, err
	}
	return s.log.PublishAsync(ctx, Subject, "", data)
}

// Position is the last position of the event log that the facts contain, and
// the epoch of the latest change.
func (s *Service) Position(ctx context.Context) (seq uint64, epoch int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		seq, epoch, err = loadPosition(ctx, tx, Stream)
		return err
	})
	return seq, epoch, err
}

// keepFolded is how many folded messages stay in the log, to look into.
const keepFolded = 20_000

// Pending is how many messages of the event log are not folded yet.
func (s *Service) Pending(ctx context.Context) (uint64, error) {
	info, err := s.log.Info(ctx, Stream)
	if err != nil {
		return 0, err
	}
	seq, _, err := s.Position(ctx)
	return info.Last - min(seq, info.Last), err
}

// maxEvents bounds the events folded in one transaction.
const maxEvents = 32_000

// errTakenOver says that another node has folded what this one was about to.
var errTakenOver = errors.New("another node folds the event log")

// Run folds parts of the event log from their recorded positions until ctx
// ends. onDone is told what every application did. Of several nodes one should
// run each part; where two do, the position lets only one of them write, and
// the other begins again behind it.
func (s *Service) Run(ctx context.Context, parts []int, onDone func(Done)) error {
	err := s.follow(ctx, partsOf(parts), onDone)
	if stopped := ctx.Err() != nil; stopped {
		err = nil // asked to end, whatever that broke off
	}
	if errors.Is(err, errTakenOver) {
		s.advance(0, nil) // what waits is folded, by the other node
		return err
	}
	s.advance(0, err)
	return err
}

// portion is what one transaction folds: batches and the message the last of
// them came in.
type portion struct {
	batches []Batch
	last    bus.Msg
}

// follow reads portions of the event log while the one before is folded.
func (s *Service) follow(ctx context.Context, mine parts, onDone func(Done)) error {
	var at [Parts]uint64
	var all uint64
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if all, _, err = loadPosition(ctx, tx, Stream); err != nil {
			return err
		}
		at, err = loadParts(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	s.advance(all, nil)
	both, ctx := errgroup.WithContext(ctx)
	portions := make(chan portion)
	both.Go(func() error {
		defer close(portions)
		return s.read(ctx, mine.first(at)+1, portions)
	})
	both.Go(func() error { return s.fold(ctx, mine, at, portions, onDone) })
	return both.Wait()
}

// read gives the event log from a position on in portions, until ctx ends.
func (s *Service) read(ctx context.Context, from uint64, out chan<- portion) error {
	return s.log.Consume(ctx, Stream, from, 64, func(msgs []bus.Msg) error {
		batches := make([]Batch, 0, len(msgs))
		rows := 0
		for i, m := range msgs {
			b, err := DecodeBatch(m.Data)
			if err != nil {
				// What cannot be read stays in the log; the others must not wait for it.
				slog.Error("event log: message left out", "seq", m.Seq, "error", err)
			} else {
				batches = append(batches, b)
				rows += b.Rows()
			}
			if rows < maxEvents && i < len(msgs)-1 {
				continue
			}
			select {
			case out <- portion{batches, m}:
			case <-ctx.Done():
				return nil
			}
			batches, rows = nil, 0
		}
		return nil
	})
}

// fold folds portions into the facts, which contain of each part the event log
// up to at. A part that was folded further by another node joins when the
// others are there.
func (s *Service) fold(ctx context.Context, mine parts, at [Parts]uint64, portions <-chan portion, onDone func(Done)) error {
	purged := uint64(0)
	for p := range portions {
		behind := mine.behind(at, p.last.Seq)
		done, err := s.apply(ctx, behind, at, p.last, p.batches)
		if err != nil {
			return err
		}
		for i, part := range behind {
			if part {
				at[i] = p.last.Seq
			}
		}
		if onDone != nil {
			onDone(done)
		}
		if done.Position > purged+2*keepFolded {
			purged = done.Position - keepFolded
			if err := s.log.Purge(ctx, Stream, purged); err != nil {
				slog.Warn("event log: folded messages were not dropped", "error", err)
			}
		}
	}
	return nil
}

func (s *Service) apply(ctx context.Context, mine parts, after [Parts]uint64, last bus.Msg, batches []Batch) (done Done, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seq, began := last.Seq, s.clk.Now()
	ctx, span := obs.Span(ctx, "fold", "log.position", last.Seq, "fold.batches", len(batches))
	defer func() { obs.End(span, err, "fold.events", done.Events, "fold.contacts", done.Contacts) }()
	done, err = s.applyParts(ctx, mine, &after, seq, batches)
	done.Last, done.Took, done.Delay = seq, s.clk.Now().Sub(began), s.clk.Now().Sub(time.UnixMilli(last.AtMs))
	if err != nil {
		return done, fmt.Errorf("fold the event log up to %d: %w", seq, err)
	}
	s.advance(done.Position, nil)
	return done, nil
}

func (s *Service) advance(seq uint64, err error) {
	s.watch.Lock()
	defer s.watch.Unlock()
	s.applied = max(s.applied, seq)
	s.failed = err
	close(s.signal)
	s.signal = make(chan struct{})
}

// WatchPosition follows the recorded position, which another node may move,
// until ctx ends, so that Wait hears of it. moved is called after a move.
func (s *Service) WatchPosition(ctx context.Context, every time.Duration, moved func()) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		seq, _, err := s.Position(ctx)
		if err != nil {
			return err
		}
		s.watch.Lock()
		behind := seq > s.applied
		s.watch.Unlock()
		if behind {
			s.advance(seq, nil)
			moved()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Wait blocks until the facts contain the event log up to seq.
func (s *Service) Wait(ctx context.Context, seq uint64) error {
	for {
		s.watch.Lock()
		applied, failed, signal := s.applied, s.failed, s.signal
		s.watch.Unlock()
		switch {
		case applied >= seq:
			return nil
		case failed != nil:
			return fault.New(fault.Unavailable, "telephony.fold_stopped", "Folding the event log has stopped; what was told is kept and will be folded after a restart.").WithCause(failed)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-signal:
		}
	}
}
