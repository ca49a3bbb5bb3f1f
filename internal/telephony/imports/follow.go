package imports

import (
	"context"
	"errors"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// lookEvery is how long the end of a followed file is left alone.
const lookEvery = 500 * time.Millisecond

// Tail follows a queue_log as it grows, through rotation, until ctx ends or
// the file cannot be read. What was published is noted, so that it goes on
// there after a restart; another path under the same source begins anew.
func (s *Service) Tail(ctx context.Context, path, source, zone string) error {
	err := s.tail(ctx, path, source, zone)
	select {
	case <-ctx.Done():
		return nil
	default:
		return err
	}
}

func (s *Service) tail(ctx context.Context, path, source, zone string) error {
	if err := authz.Require(ctx, Permission); err != nil {
		return err
	}
	if zone == "" {
		centre, err := s.org.ReadCentre(ctx)
		if err != nil {
			return err
		}
		zone = centre.Timezone
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return fault.Invalidf("telephony.import.zone", "The time zone %q is not known.", zone)
	}
	at := tail{path: path}
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		was, err := loadTail(ctx, tx, source)
		if err == nil && was.path == path {
			at = was
		}
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil
		}
		return err
	}); err != nil {
		return err
	}
	f := &follower{Service: s, source: source, at: at,
		proto: ingest.Batch{Source: source, Kind: adapter.KindQueueLog, Zone: zone}, how: Settings{Kind: adapter.KindQueueLog, Zone: zone}.raw()}
	err = f.run(ctx, adapter.TailOptions{Options: adapter.Options{Source: source, Zone: loc, From: at.at}})
	if ctx.Err() != nil {
		return err
	}
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	return errors.Join(err, f.note(late, err.Error()))
}

type follower struct {
	*Service
	source string
	at     tail
	proto  ingest.Batch
	how    []byte
}

func (f *follower) run(ctx context.Context, opt adapter.TailOptions) error {
	in, err := adapter.OpenTail(f.at.path, opt)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if err := f.note(ctx, ""); err != nil { // from now on it is followed
		return err
	}
	for {
		batch, err := f.gather(in)
		if err != nil {
			return err
		}
		at := in.Checkpoint()
		if batch.Rows() > 0 {
			if _, err := f.ingest.Publish(ctx, batch); err != nil {
				return err
			}
		}
		if at.Offset != f.at.at.Offset || string(at.State) != string(f.at.at.State) {
			f.at.at = at
			if err := f.note(ctx, ""); err != nil {
				return err
			}
		}
		if batch.Rows() >= batchEvents {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}

// gather takes what is whole in the file now, up to a batch.
func (f *follower) gather(in *adapter.Tail) (ingest.Batch, error) {
	batch, size := f.proto, 0
	for batch.Rows() < batchEvents && size < batchBytes {
		it, ok, err := in.TryNext()
		if err != nil || !ok {
			return batch, err
		}
		size += len(it.Raw) + 64
		batch.Events = append(batch.Events, it.Events...)
		if it.Bad != nil {
			bad := *it.Bad
			bad.Raw, bad.Value = cut(bad.Raw, mostRaw), cut(bad.Value, 4000)
			batch.Bad, batch.Settings = append(batch.Bad, bad), f.how
		}
	}
	return batch, nil
}

func (f *follower) note(ctx context.Context, problem string) error {
	return f.db.Write(ctx, func(tx *sqldb.Tx) error {
		return saveTail(ctx, tx, f.source, f.at, clock.Ms(f.clk), problem)
	})
}
