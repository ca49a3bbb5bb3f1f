package bus

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// The streams of facts, and of facts and work that no handler could take.
const (
	FactStream   = "FACTS"
	ParkedStream = "PARKED"
	factPrefix   = "fact."
	parkedPrefix = "parked."
)

const (
	factAge   = 7 * 24 * time.Hour
	inboxAge  = 2 * factAge // longer than a fact can be delivered again
	relayRows = 256
)

func (b *Bus) openFacts(ctx context.Context) error {
	if err := b.Stream(ctx, StreamConfig{Name: FactStream, Subjects: []string{factPrefix + ">"}, MaxAge: factAge, MaxBytes: 1 << 30, MaxMsgSize: 1 << 20, Dedup: 10 * time.Minute, Discard: DiscardOld}); err != nil {
		return err
	}
	if err := b.Stream(ctx, StreamConfig{Name: ParkedStream, Subjects: []string{parkedPrefix + ">"}, MaxAge: 90 * 24 * time.Hour, MaxBytes: 256 << 20, MaxMsgSize: maxPayload, Discard: DiscardOld}); err != nil {
		return err
	}
	r := &relay{bus: b, db: b.cfg.DB, bell: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	r.ctx, r.kill = context.WithCancel(context.Background())
	b.relay = r
	return nil
}

// Backlog is what the tables of facts hold.
type Backlog struct {
	Waiting  int64     // facts that are not published yet
	Since    time.Time // when the oldest of them was told
	Subject  string    // of the oldest
	Taken    int64     // notes of facts that were taken
	TakenMin time.Time // when the oldest of these was made
}

// Overdue reports whether notes of taken facts are there that the relay, which
// looks every hour, should have forgotten a day before now.
func (b Backlog) Overdue(now time.Time) bool {
	return b.Taken > 0 && now.Sub(b.TakenMin) > inboxAge+24*time.Hour
}

// Emit writes the fact into the outbox in tx; it is published once tx is
// committed, and never when tx is rolled back. fact is marshalled to JSON;
// subject is "<module>.<noun>.<what>", as in "org.queue.changed".
func Emit(ctx context.Context, tx *sqldb.Tx, subject string, fact any) error {
	return Enqueue(ctx, tx, factPrefix+subject, fact)
}

// Enqueue is Emit for a stream of the caller's own: subject is the whole
// subject in the log.
func Enqueue(ctx context.Context, tx *sqldb.Tx, subject string, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("emit %s: %w", subject, err)
	}
	if len(body) > 1<<20-1024 {
		return fault.Newf(fault.Internal, "bus.fact_too_large", "A fact %s of %d bytes is too large; tell what changed, not all of it.", subject, len(body))
	}
	nowMs := clock.Ms(clock.System())
	if _, err := tx.Exec(ctx, insertOutbox, outboxID(nowMs), subject, string(body), nowMs); err != nil {
		return err
	}
	tx.AfterCommit(wakeRelays)
	return nil
}

var outboxCount atomic.Uint64

// outboxID sorts in the order of Emit calls of one process.
func outboxID(ms int64) string {
	return fmt.Sprintf("%013d%010d%s", ms, outboxCount.Add(1), rand.Text()[:8])
}

// relays of this process; Emit knows only its transaction.
var relays sync.Map

func wakeRelays() {
	relays.Range(func(k, _ any) bool {
		k.(*relay).wake()
		return true
	})
}

// relay publishes the outbox. Between publishing and deleting it may die: the
// row is then published again under the same message id.
type relay struct {
	bus   *Bus
	db    *sqldb.DB
	bell  chan struct{}
	quit  chan struct{}
	done  chan struct{}
	begin sync.Once
	end   sync.Once
	ctx   context.Context
	kill  context.CancelFunc
}

func (r *relay) wake() {
	select {
	case r.bell <- struct{}{}:
	default:
	}
}

func (r *relay) start() {
	r.begin.Do(func() {
		relays.Store(r, true)
		go r.run()
	})
}

func (r *relay) stop() {
	r.begin.Do(func() { close(r.done) }) // never started
	r.end.Do(func() {
		relays.Delete(r)
		close(r.quit)
	})
	select {
	case <-r.done:
	case <-time.After(3 * time.Second):
	}
	r.kill()
	<-r.done
}

func (r *relay) run() {
	defer close(r.done)
	ctx := r.ctx
	tick := time.NewTicker(r.bus.cfg.Tick)
	defer tick.Stop()
	lastForget := time.Time{}
	for {
		if err := r.drain(ctx); err != nil && ctx.Err() == nil {
			r.bus.cfg.Log.Warn("facts wait to be published", "err", err)
			select { // the bell may ring all the time; do not hurry against a wall
			case <-time.After(time.Second):
			case <-r.quit:
				return
			}
		}
		if now := r.bus.cfg.Clock.Now(); now.Sub(lastForget) > time.Hour {
			lastForget = now
			if err := r.forget(ctx, now.Add(-inboxAge).UnixMilli()); err != nil {
				r.bus.cfg.Log.Warn("forget old message ids", "err", err)
			}
		}
		select {
		case <-r.bell:
		case <-tick.C:
		case <-r.quit:
			// What was committed before the stop still goes out if it can.
			last, cancel := context.WithTimeout(ctx, 2*time.Second)
			defer cancel()
			if err := r.drain(last); err != nil {
				r.bus.cfg.Log.Warn("facts wait for the next start", "err", err)
			}
			return
		}
	}
}

// drain publishes until the outbox is empty. A row that no stream takes stays
// and does not hold up the others.
func (r *relay) drain(ctx context.Context) error {
	for {
		rows, err := r.waiting(ctx, relayRows)
		if err != nil || len(rows) == 0 {
			return err
		}
		flights := make([]*Pending, len(rows))
		var failed error
		for i, o := range rows {
			if flights[i], err = r.bus.PublishAsync(ctx, o.subject, o.id, []byte(o.body)); err != nil {
				failed = fmt.Errorf("%s: %w", o.subject, err)
			}
		}
		sent := rows[:0:0]
		for i, o := range rows {
			if flights[i] == nil {
				continue
			}
			if _, err := flights[i].Wait(ctx); err != nil {
				failed = fmt.Errorf("%s: %w", o.subject, causeOf(err))
				continue
			}
			sent = append(sent, o)
		}
		if len(sent) > 0 {
			if err := r.sent(ctx, sent); err != nil {
				return err
			}
		}
		if failed != nil {
			return failed
		}
	}
}

func causeOf(err error) error {
	if c := errors.Unwrap(err); c != nil {
		return c
	}
	return err
}

// Handle gives every fact of the subject (wildcards * and > allowed) to fn,
// one after another, at least once over restarts and workers. fn runs in a
// transaction that also notes the fact as taken by consumer, so what fn
// writes takes effect once; it must have no other effect than through tx. A
// fact that fails is tried again with growing pauses, while others overtake
// it, and after 12 tries (about an hour) is parked: logged and kept in the
// stream PARKED. Facts from before the first call of a consumer are given
// too, as far back as the stream reaches (7 days).
//
// The name of a consumer must stay the same for ever. Handle returns once the
// consumer is set up; it works until Stop.
func (b *Bus) Handle(ctx context.Context, consumer, subject string, fn func(ctx context.Context, tx *sqldb.Tx, m Msg) error) error {
	return b.Work(ctx, WorkConfig{Stream: FactStream, Consumer: consumer, Subject: factPrefix + subject, Tries: 12}, func(ctx context.Context, m Msg) error {
		m.Subject = m.Subject[len(factPrefix):]
		return b.cfg.DB.Write(ctx, func(tx *sqldb.Tx) error {
			first, err := firstTime(ctx, tx, consumer, m.ID, clock.Ms(b.cfg.Clock))
			if err != nil || !first {
				return err
			}
			return fn(ctx, tx, m)
		})
	})
}

// Watch gives facts published from now on to fn, in this process only and
// without any promise: for waking pages and dropping caches. It works until
// Stop.
func (b *Bus) Watch(ctx context.Context, subject string, fn func(Msg)) error {
	cons, err := b.js.OrderedConsumer(ctx, FactStream, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverNewPolicy, FilterSubjects: []string{factPrefix + subject},
	})
	if err != nil {
		return unavailable(err)
	}
	run, err := cons.Consume(func(m jetstream.Msg) {
		msg, err := toMsg(m)
		if err != nil {
			return
		}
		msg.Subject = msg.Subject[len(factPrefix):]
		fn(msg)
	})
	if err != nil {
		return unavailable(err)
	}
	context.AfterFunc(b.ctx, run.Stop)
	return nil
}
