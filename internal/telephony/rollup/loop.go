package rollup

import (
	"context"
	"log/slog"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
)

// While facts keep changing, agent days are made at most every busy, and after
// four times as long as they took the last time, at most longest: who loads a
// year of history wants it folded first. Once facts rest for quiet, agent days
// are made at once. Sheets are stored when facts have rested for rest:
// storing a sheet that changes again is work for nothing, and numbers do not
// wait for it.
const (
	quiet   = 300 * time.Millisecond
	busy    = 10 * time.Second
	longest = 2 * time.Minute
	rest    = 2 * time.Second
)

// Run makes agent days and sheets as facts change, until ctx ends. wake is
// told after every change; watch tells how long work took, which the centre's
// clock need not do.
func (s *Service) Run(ctx context.Context, watch clock.Clock, wake <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-time.After(time.Minute):
		}
		if err := s.once(ctx, watch, wake); err != nil && ctx.Err() == nil {
			slog.Error("rollup: agent days and sheets wait", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Second):
			}
		}
	}
}

func (s *Service) once(ctx context.Context, watch clock.Clock, wake <-chan struct{}) error {
	wait := busy
	for {
		if !settled(ctx, wake, quiet, wait) {
			return nil
		}
		began := watch.Now()
		for more := true; more; {
			var err error
			if more, err = s.SettleAgents(ctx, settleBlock); err != nil {
				return err
			}
		}
		wait = min(max(busy, 4*watch.Now().Sub(began)), longest)
		epoch, err := s.Epoch(ctx)
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake: // changes go on: sheets wait
			continue
		case <-time.After(rest):
		}
		for more := true; more; {
			if more, err = s.SettleSheets(ctx, epoch, 50); err != nil {
				return err
			}
		}
		return nil
	}
}

// settled waits until no wake came for calm, at most for most; false when ctx
// ended.
func settled(ctx context.Context, wake <-chan struct{}, calm, most time.Duration) bool {
	end := time.After(most)
	for {
		select {
		case <-ctx.Done():
			return false
		case <-end:
			return true
		case <-time.After(calm):
			return true
		case <-wake:
		}
	}
}
