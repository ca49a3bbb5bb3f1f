package cli

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// soak lets the centre work for a long time, looks at the server's memory
// every minute, and holds the store against what was told.
func (e *Env) soak(ctx context.Context, size liveSize, f liveFlags) error {
	s, err := e.newStage(ctx, size)
	if err != nil {
		return err
	}
	defer s.remove()
	s.profile = f.profile
	w, err := s.begin(ctx)
	if err != nil {
		return err
	}
	err = w.soak(ctx, f.soak)
	var onPage []difference
	if err == nil {
		for _, p := range w.pages {
			if p.centre {
				onPage = p.shown(s.work.Truth())
				break
			}
		}
	}
	if err = errors.Join(err, w.end()); err != nil {
		return err
	}
	c, err := s.count(ctx)
	if err != nil {
		return err
	}
	c.differences = append(c.differences, onPage...)
	c.print(e.Out)
	if len(c.differences) > 0 {
		return errDiffers
	}
	return nil
}

const soakLine = "%6v %10v %9v %9v %9v %7v %7v %7v %7v %9v\n"

func (w *show) soak(ctx context.Context, last time.Duration) error {
	e := w.env
	fmt.Fprintf(e.Out, "%d agents, %d pages, %.0f events a second for %v; every %dth batch is sent twice\n", w.Agents, len(w.pages), w.Rate, last, twiceEvery)
	fmt.Fprintf(e.Out, soakLine, "minute", "events", "MB held", "heap MB", "cores", "p50", "p95", "p99", "most", "refused")
	w.tell(ctx, w.Rate)
	if err := w.rest(ctx, warmUp); err != nil {
		return err
	}
	began := time.Now()
	before, err := w.server.usage(ctx)
	if err != nil {
		return err
	}
	every := min(time.Minute, last)
	for n := 1; time.Duration(n)*every <= last; n++ {
		for _, p := range w.pages {
			p.measureFrom(time.Now().UnixMilli())
		}
		if err := w.rest(ctx, time.Until(began.Add(time.Duration(n)*every))); err != nil {
			return err
		}
		now, err := w.server.usage(ctx)
		if err != nil {
			return err
		}
		all := w.latencies()
		fmt.Fprintf(e.Out, soakLine, n, w.told.events(), int(now.ResidentMB), int(now.HeapMB), fmt.Sprintf("%.2f", (now.CPUSeconds-before.CPUSeconds)/every.Seconds()),
			all.share(0.5), all.share(0.95), all.share(0.99), all.most, w.sender.refused)
		before = now
	}
	w.quiet(ctx, true)
	if n := w.unseen(time.Now().UnixMilli()); n > 0 {
		fmt.Fprintf(e.Out, "%d events were not shown on a page that should show them\n", n)
	}
	return w.trouble()
}
