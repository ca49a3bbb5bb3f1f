package bus

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Msg is a message of the log.
type Msg struct {
	Subject string
	ID      string // message id it was published with
	Seq     uint64 // in its stream
	AtMs    int64  // when the log took it, ms UTC
	Data    []byte // not to be changed
	Attempt int    // delivery count, from 1, of handlers and workers
}

// Consume gives the messages of a stream to fn in order and in batches of at
// most batch, beginning with the sequence fromSeq: the caller's stored
// position plus one. It returns when ctx ends (nil), when fn fails (fn's
// error; nothing is skipped: call again from the stored position), or when the
// log is shorter than the position (code "bus.log_behind").
//
// While fn works on a batch the next one is being fetched.
func (b *Bus) Consume(ctx context.Context, stream string, fromSeq uint64, batch int, fn func([]Msg) error) error {
	if fromSeq == 0 {
		fromSeq = 1
	}
	info, err := b.lookUp(ctx, stream)
	if err != nil {
		return err
	}
	if end := info.State.LastSeq; fromSeq > end+1 {
		return fault.Newf(fault.Conflict, "bus.log_behind", "The event log %s ends at %d, before the stored position %d: it was lost or restored from an older backup. Restore both from one backup.", stream, end, fromSeq-1)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(b.ctx, cancel)
	defer stop()
	ready := make(chan []Msg, 1)
	fetched := make(chan error, 1)
	go func() {
		defer close(ready)
		fetched <- b.fetch(ctx, info.Config, fromSeq, batch, ready)
	}()
	for msgs := range ready {
		if ctx.Err() != nil {
			break
		}
		if err := fn(msgs); err != nil {
			cancel()
			for range ready { // let the fetcher end
			}
			return errors.Join(err, ignoreEnd(<-fetched))
		}
	}
	if err := <-fetched; err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// ignoreEnd drops the error of a fetch that ended because it was told to.
func ignoreEnd(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// lookUp tells of a stream. A cluster that chooses a new leader answers nothing
// meanwhile, and is given some seconds.
func (b *Bus) lookUp(ctx context.Context, stream string) (*jetstream.StreamInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, publishWait)
	defer cancel()
	for {
		s, err := b.js.Stream(ctx, stream)
		switch {
		case err == nil:
			return s.CachedInfo(), nil
		case b.cfg.URL == "" || ctx.Err() != nil || !unheard(err):
			return nil, unavailable(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// fetch reads batches into out until ctx ends. What vanished on the way, a
// message or the consumer, is asked for anew after the last message taken.
func (b *Bus) fetch(ctx context.Context, stream jetstream.StreamConfig, next uint64, batch int, out chan<- []Msg) error {
	read, most := b.fetchFrom, 5*time.Second
	if b.cfg.URL != "" {
		read, most = b.readDirect, directMost
	}
	for fails := 0; ctx.Err() == nil; {
		got, err := read(ctx, stream, &next, batch, out)
		if got {
			fails = 0
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			return unavailable(err)
		}
		fails++
		if fails > 1 {
			b.cfg.Log.Warn("event log: reading again", "stream", stream.Name, "from", next, "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(min(time.Duration(fails)*200*time.Millisecond, most)):
		}
	}
	return nil
}

// A server that waits for messages with us shows every idleBeat that it lives;
// one that does not for twice as long is given up.
const (
	idleWait = 5 * time.Second
	idleBeat = time.Second
)

// fetchFrom reads through a consumer of the in-process server.
func (b *Bus) fetchFrom(ctx context.Context, stream jetstream.StreamConfig, next *uint64, batch int, out chan<- []Msg) (got bool, err error) {
	cons, err := b.js.CreateConsumer(ctx, stream.Name, jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: *next,
		MemoryStorage: true, Replicas: 1, InactiveThreshold: time.Minute,
	})
	if err != nil {
		return false, err
	}
	defer func() {
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = b.js.DeleteConsumer(clean, stream.Name, cons.CachedInfo().Name)
	}()
	expect := uint64(1)
	take := func(mb jetstream.MessageBatch, into []Msg) ([]Msg, error) {
		for m := range mb.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return into, err
			}
			if meta.Sequence.Consumer != expect {
				return into, errors.New("a message was lost on the way")
			}
			expect++
			into = append(into, Msg{Subject: m.Subject(), ID: m.Headers().Get(jetstream.MsgIDHeader), Seq: meta.Sequence.Stream, AtMs: meta.Timestamp.UnixMilli(), Data: m.Data(), Attempt: 1})
		}
		return into, mb.Error()
	}
	for ctx.Err() == nil {
		mb, err := cons.FetchNoWait(batch)
		if err != nil {
			return got, err
		}
		msgs, err := take(mb, make([]Msg, 0, min(batch, 256)))
		if len(msgs) == 0 && quiet(err) {
			// Nothing there: wait for one, then look for more.
			wait, cancel := context.WithTimeout(ctx, idleWait)
			mb, ferr := cons.Fetch(1, jetstream.FetchContext(wait), jetstream.FetchHeartbeat(idleBeat))
			if ferr != nil {
				cancel()
				return got, ferr
			}
			msgs, err = take(mb, msgs)
			cancel()
		}
		if len(msgs) > 0 {
			got = true
			*next = msgs[len(msgs)-1].Seq + 1
			select {
			case out <- msgs:
			case <-ctx.Done():
				return got, nil
			}
		}
		if !quiet(err) {
			return got, err
		}
	}
	return got, nil
}

// quiet reports whether err only says that there is nothing to read.
func quiet(err error) bool {
	return err == nil || errors.Is(err, jetstream.ErrNoMessages) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, jetstream.ErrMaxBytesExceeded)
}
