package bus

import (
	"context"
	"errors"
	"sort"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"github.com/lingting/lingting/internal/kit/fault"
)

// asyncWindow is how many asynchronous publications may be unacknowledged.
const asyncWindow = 1024

// Discard says what a full stream does.
type Discard int

// What a full stream does.
const (
	DiscardOld Discard = iota // drop the oldest message
	DiscardNew                // refuse the new one: the publisher hears of it
)

// StreamConfig describes a stream. Every limit must be given.
type StreamConfig struct {
	Name       string
	Subjects   []string
	MaxAge     time.Duration // 0: messages do not grow too old
	MaxBytes   int64         // of the whole stream
	MaxMsgSize int32         // of one message, at most 8 MiB
	Discard    Discard
	Dedup      time.Duration // window in which a message id is taken once; default 2 min
	WorkQueue  bool          // a message goes away once a worker has acknowledged it
	Compress   bool          // store compressed (S2)
}

// Stream creates the stream or brings it to this description.
func (b *Bus) Stream(ctx context.Context, c StreamConfig) error {
	if c.Name == "" || len(c.Subjects) == 0 || c.MaxBytes <= 0 || c.MaxMsgSize <= 0 || c.MaxMsgSize > maxPayload {
		return fault.Newf(fault.Internal, "bus.stream", "The stream %q needs subjects, a size limit and a message size limit.", c.Name)
	}
	if c.Dedup <= 0 {
		c.Dedup = 2 * time.Minute
	}
	if c.MaxAge > 0 && c.Dedup > c.MaxAge {
		c.Dedup = c.MaxAge
	}
	conf := jetstream.StreamConfig{
		Name: c.Name, Subjects: c.Subjects, MaxAge: c.MaxAge, MaxBytes: c.MaxBytes, MaxMsgSize: c.MaxMsgSize,
		Duplicates: c.Dedup, Storage: jetstream.FileStorage, Replicas: b.cfg.Replicas, AllowDirect: true,
	}
	if c.Discard == DiscardNew {
		conf.Discard = jetstream.DiscardNew
	}
	if c.WorkQueue {
		conf.Retention = jetstream.WorkQueuePolicy
	}
	if c.Compress {
		conf.Compression = jetstream.S2Compression
	}
	ctx, cancel := context.WithTimeout(ctx, makeWait)
	defer cancel()
	_, err := b.js.CreateOrUpdateStream(ctx, conf)
	return unavailable(err)
}

// Publish appends a message and waits until it is safe; it gives the sequence
// of the message, or of the one already stored under this id within the
// stream's window. An empty msgID is never a duplicate. A cluster that chooses
// a new leader is given some seconds.
func (b *Bus) Publish(ctx context.Context, subject, msgID string, data []byte) (uint64, error) {
	if msgID == "" {
		msgID = nuid.Next() // so that a try that was heard counts once
	}
	ctx, cancel := context.WithTimeout(ctx, publishWait)
	defer cancel()
	for {
		wait := publishTry
		if b.cfg.URL == "" {
			wait = publishWait // the disk may be slow, but nobody else will answer
		}
		try, end := context.WithTimeout(ctx, wait)
		ack, err := b.js.PublishMsg(try, &nats.Msg{Subject: subject, Data: data}, withID(msgID)...)
		end()
		switch {
		case err == nil:
			return ack.Sequence, nil
		case b.cfg.URL == "" || ctx.Err() != nil || !unheard(err):
			return 0, unavailable(err)
		}
		select {
		case <-ctx.Done():
			return 0, unavailable(err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// How long a publication may take, and one try of it: what a server was told
// in the moment it died is never answered.
const (
	publishWait = 10 * time.Second
	publishTry  = 1500 * time.Millisecond
)

// unheard reports whether err says that nobody answered.
func unheard(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout) || errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse)
}

func withID(msgID string) []jetstream.PublishOpt {
	if msgID == "" {
		return nil
	}
	return []jetstream.PublishOpt{jetstream.WithMsgID(msgID)}
}

// Pending is a publication on its way.
type Pending struct{ f jetstream.PubAckFuture }

// PublishAsync appends a message without waiting; Wait on what it gives before
// telling anyone that the message is kept. It blocks while 1024 messages are
// on their way.
func (b *Bus) PublishAsync(ctx context.Context, subject, msgID string, data []byte) (*Pending, error) {
	opts := append(withID(msgID), jetstream.WithStallWait(time.Second))
	for {
		f, err := b.js.PublishMsgAsync(&nats.Msg{Subject: subject, Data: data}, opts...)
		if err == nil {
			return &Pending{f}, nil
		}
		if !errors.Is(err, jetstream.ErrTooManyStalledMsgs) {
			return nil, unavailable(err)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// Wait is the sequence of the message once it is safe. Call it once.
func (p *Pending) Wait(ctx context.Context) (uint64, error) {
	select {
	case ack := <-p.f.Ok():
		return ack.Sequence, nil
	case err := <-p.f.Err():
		return 0, unavailable(err)
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// Purge drops the messages up to and including the sequence.
func (b *Bus) Purge(ctx context.Context, stream string, upTo uint64) error {
	s, err := b.js.Stream(ctx, stream)
	if err != nil {
		return unavailable(err)
	}
	return unavailable(s.Purge(ctx, jetstream.WithPurgeSequence(upTo+1)))
}

// PurgeBefore drops the messages up to and including the sequence that the log
// took before the instant.
func (b *Bus) PurgeBefore(ctx context.Context, stream string, upTo uint64, before time.Time) error {
	s, err := b.js.Stream(ctx, stream)
	if err != nil {
		return unavailable(err)
	}
	first, last := s.CachedInfo().State.FirstSeq, min(s.CachedInfo().State.LastSeq, upTo)
	if s.CachedInfo().State.Msgs == 0 || first > last {
		return nil
	}
	young := sort.Search(int(last-first)+1, func(i int) bool {
		m, gerr := s.GetMsg(ctx, first+uint64(i))
		if gerr != nil {
			err = gerr
			return true
		}
		return !m.Time.Before(before)
	})
	if err != nil || young == 0 {
		return unavailable(err)
	}
	return unavailable(s.Purge(ctx, jetstream.WithPurgeSequence(first+uint64(young))))
}

// Info is the state of a stream.
type Info struct {
	First    uint64 `json:"first"` // first sequence held; Last+1 when it is empty
	Last     uint64 `json:"last"`  // last sequence ever given, 0 for a new stream
	Messages uint64 `json:"messages"`
	Bytes    uint64 `json:"bytes"`

	At time.Time `json:"-"` // by the clock of the server that answered
}

// Info tells the state of a stream.
func (b *Bus) Info(ctx context.Context, stream string) (Info, error) {
	s, err := b.js.Stream(ctx, stream)
	if err != nil {
		return Info{}, unavailable(err)
	}
	st := s.CachedInfo().State
	return Info{First: st.FirstSeq, Last: st.LastSeq, Messages: st.Msgs, Bytes: st.Bytes, At: s.CachedInfo().TimeStamp}, nil
}
