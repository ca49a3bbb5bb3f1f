package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// show is the stage with the server running, pages open and events coming.
type show struct {
	*stage
	server *server
	pages  []*openPage
	sender *sender

	cancel context.CancelFunc
	pump   context.CancelFunc
	pumped chan struct{}
	loops  sync.WaitGroup
	mu     sync.Mutex
	failed error
}

// begin starts the server, opens the pages and waits until every page shows
// the floor.
func (s *stage) begin(ctx context.Context) (*show, error) {
	v, err := s.serve(ctx)
	if err != nil {
		return nil, err
	}
	w := &show{stage: s, server: v, sender: newSender(v.url, s.key), pumped: make(chan struct{})}
	ctx, w.cancel = context.WithCancel(ctx)
	for _, who := range s.viewers {
		p := openPageOf(who, s.told)
		w.pages = append(w.pages, p)
		w.loops.Go(func() { w.note(p.follow(ctx, v.url)) })
	}
	w.loops.Go(func() { w.note(w.sender.run(ctx)) })
	for end := time.Now().Add(2 * time.Minute); ; {
		ready := 0
		for _, p := range w.pages {
			if p.ready() {
				ready++
			}
		}
		switch err := w.trouble(); {
		case err != nil:
			return nil, errors.Join(err, w.end())
		case ready == len(w.pages):
			return w, nil
		case ctx.Err() != nil || time.Now().After(end):
			return nil, errors.Join(fmt.Errorf("%d of %d pages show the floor\n%s", ready, len(w.pages), v.tail), ctx.Err(), w.end())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (w *show) note(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = errors.Join(w.failed, err)
}

func (w *show) trouble() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed
}

// tell lets the centre work at a pace, from now on, until quiet.
func (w *show) tell(ctx context.Context, pace float64) {
	w.hand(time.Now().UnixMilli()) // what happened while nobody listened
	w.work.SetPace(pace)
	ctx, w.pump = context.WithCancel(ctx)
	go func() {
		defer close(w.pumped)
		tick := time.NewTicker(4 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case at := <-tick.C:
				w.hand(at.UnixMilli())
			}
		}
	}()
}

func (w *show) hand(atMs int64) {
	events := w.work.Until(atMs)
	w.told.add(events)
	w.sender.put(events)
}

// quiet stops the events and waits until what was told is taken and was shown.
func (w *show) quiet(ctx context.Context, closing bool) {
	w.pump()
	<-w.pumped
	if closing {
		events := w.work.Close(time.Now().UnixMilli())
		w.told.add(events)
		w.sender.put(events)
	}
	wait, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	w.sender.flushed(wait)
	before := time.Now().UnixMilli() + 1
	for wait.Err() == nil && w.unseen(before) > 0 {
		time.Sleep(100 * time.Millisecond)
		if time.Since(time.UnixMilli(before)) > 15*time.Second {
			return
		}
	}
}

func (w *show) unseen(beforeMs int64) (n int) {
	for _, p := range w.pages {
		p.mu.Lock()
		n += p.seen.unseen(beforeMs)
		p.mu.Unlock()
	}
	return n
}

// rest waits for a while, or until something goes wrong.
func (w *show) rest(ctx context.Context, d time.Duration) error {
	end := time.NewTimer(d)
	defer end.Stop()
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end.C:
			return w.trouble()
		case <-look.C:
			if err := w.trouble(); err != nil {
				return err
			}
		}
	}
}

// end closes the pages and stops the server.
func (w *show) end() error {
	w.cancel()
	w.loops.Wait()
	return w.server.stop()
}
