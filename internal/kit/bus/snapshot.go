package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lingting/lingting/internal/kit/fault"
)

// StreamNames lists the streams of the log.
func (b *Bus) StreamNames(ctx context.Context) ([]string, error) {
	var out []string
	l := b.js.StreamNames(ctx)
	for n := range l.Name() {
		out = append(out, n)
	}
	slices.Sort(out)
	return out, unavailable(l.Err())
}

// apiError is the error part of an answer of the log's own interface.
type apiError struct {
	Error *struct {
		Code        int    `json:"code"`
		Description string `json:"description"`
	} `json:"error"`
}

// call sends a request to the log's own interface.
func (b *Bus) call(ctx context.Context, subject string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	m, err := b.nc.RequestWithContext(ctx, subject, body)
	if err != nil {
		return unavailable(err)
	}
	return decode(m.Data, out)
}

func decode(data []byte, out any) error {
	var bad apiError
	if err := json.Unmarshal(data, &bad); err != nil {
		return err
	}
	if bad.Error != nil {
		return fmt.Errorf("event log: %s (%d)", bad.Error.Description, bad.Error.Code)
	}
	return json.Unmarshal(data, out)
}

// Snapshot writes the stream, with its messages and consumers as of one
// moment, to w, and gives what Restore needs beside it.
func (b *Bus) Snapshot(ctx context.Context, stream string, w io.Writer) (meta json.RawMessage, err error) {
	inbox := b.nc.NewInbox()
	sub, err := b.nc.SubscribeSync(inbox)
	if err != nil {
		return nil, unavailable(err)
	}
	defer sub.Unsubscribe() //nolint:errcheck // the connection may be gone, and with it the subscription
	if err := sub.SetPendingLimits(-1, -1); err != nil {
		return nil, err
	}
	var about struct {
		Config json.RawMessage `json:"config"`
		State  json.RawMessage `json:"state"`
	}
	if err := b.call(ctx, "$JS.API.STREAM.SNAPSHOT."+stream, map[string]any{"deliver_subject": inbox, "window_size": 4 << 20}, &about); err != nil {
		return nil, err
	}
	for {
		wait, cancel := context.WithTimeout(ctx, time.Minute)
		m, err := sub.NextMsgWithContext(wait)
		cancel()
		if err != nil {
			return nil, fmt.Errorf("snapshot of %s: %w", stream, err)
		}
		if len(m.Data) == 0 {
			if s := m.Header.Get("Status"); s != "" && s != "204" {
				return nil, fmt.Errorf("snapshot of %s: %s %s", stream, s, m.Header.Get("Description"))
			}
			return json.Marshal(about)
		}
		if _, err := w.Write(m.Data); err != nil {
			return nil, err
		}
		if m.Reply != "" {
			if err := b.nc.Publish(m.Reply, nil); err != nil {
				return nil, unavailable(err)
			}
		}
	}
}

// Restore makes a stream anew from a snapshot. A stream of the name must not
// exist.
func (b *Bus) Restore(ctx context.Context, meta json.RawMessage, r io.Reader) error {
	var about struct {
		Config map[string]any  `json:"config"`
		State  json.RawMessage `json:"state"`
	}
	if err := json.Unmarshal(meta, &about); err != nil {
		return fault.New(fault.Invalid, "bus.snapshot", "The snapshot's description cannot be read.").WithCause(err)
	}
	name, ok := about.Config["name"].(string)
	if !ok || name == "" {
		return fault.New(fault.Invalid, "bus.snapshot", "The snapshot's description names no stream.")
	}
	about.Config["num_replicas"] = b.cfg.Replicas
	var to struct {
		Deliver string `json:"deliver_subject"`
	}
	if err := b.call(ctx, "$JS.API.STREAM.RESTORE."+name, map[string]any{"config": about.Config, "state": about.State}, &to); err != nil {
		return fmt.Errorf("restore %s: %w", name, err)
	}
	chunk := make([]byte, 128<<10)
	for {
		n, err := io.ReadFull(r, chunk)
		if n > 0 {
			if err := b.chunk(ctx, to.Deliver, chunk[:n]); err != nil {
				return fmt.Errorf("restore %s: %w", name, err)
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // io.ReadFull gives them as they are
			break
		}
		if err != nil {
			return err
		}
	}
	if err := b.chunk(ctx, to.Deliver, nil); err != nil {
		return fmt.Errorf("restore %s: %w", name, err)
	}
	return nil
}

// chunk sends a part of a snapshot and waits for it to be taken; an empty one
// ends the snapshot.
func (b *Bus) chunk(ctx context.Context, subject string, data []byte) error {
	wait, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	m, err := b.nc.RequestMsgWithContext(wait, &nats.Msg{Subject: subject, Data: data})
	if err != nil {
		return unavailable(err)
	}
	if len(m.Data) == 0 {
		return nil
	}
	var any json.RawMessage
	return decode(m.Data, &any)
}
