package bus

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// WorkConfig describes a durable consumer whose messages workers share.
type WorkConfig struct {
	Stream   string
	Consumer string        // durable name; workers of the same name share the messages
	Subject  string        // whole subject in the log; wildcards allowed; empty: all of the stream
	Workers  int           // of this process; default 1
	AckWait  time.Duration // a worker not heard of for so long is taken for dead; default: that of the log
	Tries    int           // then the message is parked; default 12
}

// pauses between the tries of a failing message; the last one repeats.
var pauses = []time.Duration{
	200 * time.Millisecond, time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute,
}

func pause(attempt int) time.Duration { return pauses[min(max(attempt, 1), len(pauses))-1] }

// Work gives messages to fn in several workers. nil acknowledges; an error has
// the message given again after a pause, here or elsewhere, and parked after
// Tries. While fn runs the log is told that the worker lives. Work returns
// once the consumer is set up; it works until Stop, which cancels fn's
// context; a message whose fn was cancelled so is given again.
func (b *Bus) Work(ctx context.Context, c WorkConfig, fn func(ctx context.Context, m Msg) error) error {
	if c.Workers <= 0 {
		c.Workers = 1
	}
	if c.AckWait <= 0 {
		c.AckWait = b.cfg.AckWait
	}
	if c.Tries <= 0 {
		c.Tries = 12
	}
	conf := jetstream.ConsumerConfig{
		Durable: durable(c.Consumer), FilterSubject: c.Subject, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: c.AckWait, MaxDeliver: -1, DeliverPolicy: jetstream.DeliverAllPolicy, MaxAckPending: 1000,
	}
	made, cancel := context.WithTimeout(ctx, makeWait)
	defer cancel()
	cons, err := b.js.CreateOrUpdateConsumer(made, c.Stream, conf)
	if err != nil {
		return unavailable(err)
	}
	for range c.Workers {
		b.loops.Go(func() { b.worker(cons, c, fn) })
	}
	return nil
}

// durable makes a consumer's name fit for the log.
func durable(name string) string {
	return strings.NewReplacer(".", "_", " ", "_", "*", "_", ">", "_", "/", "_", `\`, "_").Replace(name)
}

func (b *Bus) worker(cons jetstream.Consumer, c WorkConfig, fn func(context.Context, Msg) error) {
	for fails := 0; b.ctx.Err() == nil; {
		wait, cancel := context.WithTimeout(b.ctx, idleWait)
		m, err := cons.Next(jetstream.FetchContext(wait))
		cancel()
		if err != nil {
			if b.ctx.Err() != nil || quiet(err) || errors.Is(err, nats.ErrTimeout) {
				continue
			}
			if fails++; fails > 1 {
				b.cfg.Log.Warn("event log: waiting for work", "consumer", c.Consumer, "err", err)
			}
			select {
			case <-b.ctx.Done():
			case <-time.After(time.Second):
			}
			continue
		}
		fails = 0
		b.one(m, c, fn)
	}
}

func (b *Bus) one(m jetstream.Msg, c WorkConfig, fn func(context.Context, Msg) error) {
	msg, err := toMsg(m)
	if err != nil {
		b.cfg.Log.Error("event log: a message without its place", "subject", m.Subject(), "err", err)
		_ = m.Term()
		return
	}
	beat := time.NewTicker(c.AckWait / 3)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-beat.C:
				_ = m.InProgress()
			case <-over:
				return
			}
		}
	}()
	err = safely(b.ctx, msg, fn)
	beat.Stop()
	close(over)
	switch {
	case err == nil:
		if err := m.Ack(); err != nil {
			b.cfg.Log.Warn("event log: acknowledgement lost, the message will come again", "consumer", c.Consumer, "err", err)
		}
	case b.ctx.Err() != nil:
		_ = m.Nak()
	case msg.Attempt >= c.Tries:
		b.park(m, msg, c, err)
	default:
		b.cfg.Log.Warn("a message failed and will be tried again", "consumer", c.Consumer, "subject", msg.Subject, "id", msg.ID, "attempt", msg.Attempt, "err", err)
		_ = m.NakWithDelay(pause(msg.Attempt))
	}
}

// safely turns a panic of fn into an error, so that one bad message does not
// end the process for all.
func safely(ctx context.Context, m Msg, fn func(context.Context, Msg) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return fn(ctx, m)
}

// park keeps a message nobody could take, and takes it out of the way.
func (b *Bus) park(m jetstream.Msg, msg Msg, c WorkConfig, cause error) {
	b.cfg.Log.Error("a message is parked", "consumer", c.Consumer, "subject", msg.Subject, "id", msg.ID, "attempts", msg.Attempt, "err", cause)
	reason := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, cause.Error())
	out := nats.NewMsg(parkedPrefix + durable(c.Consumer))
	out.Data = msg.Data
	out.Header.Set("Lingting-Subject", msg.Subject)
	out.Header.Set("Lingting-Id", msg.ID)
	out.Header.Set("Lingting-Error", reason[:min(len(reason), 2000)])
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	if _, err := b.js.PublishMsg(ctx, out, jetstream.WithMsgID(durable(c.Consumer)+"/"+msg.ID)); err != nil {
		b.cfg.Log.Error("a message could not be parked and will be tried again", "consumer", c.Consumer, "err", err)
		_ = m.NakWithDelay(pause(msg.Attempt))
		return
	}
	_ = m.Term()
}

func toMsg(m jetstream.Msg) (Msg, error) {
	meta, err := m.Metadata()
	if err != nil {
		return Msg{}, err
	}
	id := m.Headers().Get(jetstream.MsgIDHeader)
	if id == "" {
		id = fmt.Sprintf("%s-%d", meta.Stream, meta.Sequence.Stream)
	}
	return Msg{Subject: m.Subject(), ID: id, Seq: meta.Sequence.Stream, AtMs: meta.Timestamp.UnixMilli(), Data: m.Data(), Attempt: int(meta.NumDelivered)}, nil
}
