package rollup

import (
	"context"
	"log/slog"
	"time"
)

// rest is how long the facts must rest before sheets are stored: storing a
// sheet that changes again at once is work for nothing.
const rest = 2 * time.Second

// Run makes agent days and sheets as facts change, until ctx ends. wake is
// told after every change.
func (s *Service) Run(ctx context.Context, wake <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-time.After(time.Minute):
		}
		if err := s.once(ctx, wake); err != nil && ctx.Err() == nil {
			slog.Error("rollup: agent days and sheets wait", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(5 * time.Second):
			}
		}
	}
}

func (s *Service) once(ctx context.Context, wake <-chan struct{}) error {
	for more := true; more; {
		var err error
		if more, err = s.SettleAgents(ctx, 100); err != nil {
			return err
		}
	}
	for {
		epoch, err := s.Epoch(ctx)
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake: // changes go on: keep agent days current, let sheets wait
			if _, err := s.SettleAgents(ctx, 100); err != nil {
				return err
			}
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
