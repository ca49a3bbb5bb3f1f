package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// On a cluster a stream is read by asking any server that holds a copy, not
// through a consumer: a consumer has a leader of its own, and is gone with its
// server until the servers have chosen who may make another one.
const (
	directWait  = 2 * time.Second // a server that says nothing for so long is given up
	directFirst = 2 * time.Millisecond
	directMost  = time.Second
)

var errGap = errors.New("a message was lost on the way")

// readDirect gives messages from next on to out until ctx ends. Publications
// on the stream's subjects are the bell that says when to ask again.
func (b *Bus) readDirect(ctx context.Context, stream jetstream.StreamConfig, next *uint64, batch int, out chan<- []Msg) (got bool, err error) {
	bell := make(chan struct{}, 1)
	for _, subject := range stream.Subjects {
		sub, err := b.nc.Subscribe(subject, func(*nats.Msg) {
			select {
			case bell <- struct{}{}:
			default:
			}
		})
		if err != nil {
			return false, err
		}
		defer sub.Unsubscribe() //nolint:errcheck // the connection is closed then
	}
	inbox := b.nc.NewInbox()
	replies, err := b.nc.SubscribeSync(inbox + ".*")
	if err != nil {
		return false, err
	}
	defer replies.Unsubscribe() //nolint:errcheck // the connection is closed then
	pause := directFirst
	for n := 0; ctx.Err() == nil; n++ {
		msgs, err := b.askDirect(ctx, replies, inbox+"."+strconv.Itoa(n), stream.Name, *next, batch)
		if len(msgs) > 0 {
			got, pause = true, directFirst
			*next = msgs[len(msgs)-1].Seq + 1
			select {
			case out <- msgs:
			case <-ctx.Done():
				return got, nil
			}
		}
		if err != nil {
			return got, err
		}
		if len(msgs) > 0 {
			continue
		}
		// A publication is heard of before it is stored: look again soon.
		select {
		case <-ctx.Done():
		case <-bell:
			pause = directFirst
		case <-time.After(pause):
			pause = min(2*pause, directMost)
		}
	}
	return got, nil
}

// askDirect asks for up to batch messages from next on; none when the copy that
// answers has none.
func (b *Bus) askDirect(ctx context.Context, replies *nats.Subscription, inbox, stream string, next uint64, batch int) ([]Msg, error) {
	ask, err := json.Marshal(map[string]any{"seq": next, "batch": batch, "max_bytes": maxPayload})
	if err != nil {
		return nil, err
	}
	if err := b.nc.PublishRequest("$JS.API.DIRECT.GET."+stream, inbox, ask); err != nil {
		return nil, err
	}
	var out []Msg
	last := uint64(0)
	for {
		wait, cancel := context.WithTimeout(ctx, directWait)
		m, err := replies.NextMsgWithContext(wait)
		cancel()
		if err != nil {
			return out, err
		}
		if m.Subject != inbox { // of a question given up
			continue
		}
		switch status := m.Header.Get("Status"); status {
		case "":
		case "204", "404": // end of the batch, nothing there
			return out, nil
		default:
			return out, fmt.Errorf("the event log answers %s %s", status, m.Header.Get("Description"))
		}
		seq, err := strconv.ParseUint(m.Header.Get(jetstream.SequenceHeader), 10, 64)
		if err != nil {
			return out, fmt.Errorf("the event log gives a message without its place: %w", err)
		}
		// The server tells the message before this one: 0 at the beginning of a batch.
		if m.Header.Get(jetstream.LastSequenceHeader) != strconv.FormatUint(last, 10) || seq < next {
			return out, errGap
		}
		at, err := time.Parse(time.RFC3339Nano, m.Header.Get(jetstream.TimeStampHeaer))
		if err != nil {
			return out, fmt.Errorf("the event log gives a message without its time: %w", err)
		}
		last = seq
		out = append(out, Msg{Subject: m.Header.Get(jetstream.SubjectHeader), ID: m.Header.Get(jetstream.MsgIDHeader), Seq: seq, AtMs: at.UnixMilli(), Data: m.Data, Attempt: 1})
	}
}
