package sources

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// How sources are looked after.
const (
	leaseFor  = 30 * time.Second // a source is run by one process; another takes it over after this
	mostPause = time.Minute      // before connecting again
	steadyFor = time.Minute      // a connection that stood so long begins with the first pause again
)

// pace is how often things are looked at.
type pace struct {
	look   time.Duration // between looks at what is switched on
	pause  time.Duration // before connecting again, the first time
	note   time.Duration // between notes of what sources told
	folder time.Duration // between looks at a folder; a file is read once it did not grow between two
	sweep  time.Duration // between looks at a FreeSWITCH's lists
}

var usualPace = pace{look: 3 * time.Second, pause: time.Second, note: 2 * time.Second, folder: 2 * time.Second, sweep: time.Minute}

// feeding is a source at work in this process.
type feeding struct {
	rev  int64
	stop context.CancelFunc
	done chan struct{}
}

// Run works on the enabled sources this server connects to or reads, until
// ctx ends: it starts what was switched on, stops what was switched off, and
// begins anew with changed settings.
func (s *Service) Run(ctx context.Context) error {
	me := id.New(s.clk)
	at := map[string]*feeding{}
	defer func() {
		late, over := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer over()
		var all sync.WaitGroup
		for sourceID, f := range at {
			f.stop()
			all.Go(func() { <-f.done; s.release(late, sourceID, me) })
		}
		all.Wait()
	}()
	for {
		if err := s.look(ctx, me, at); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.again:
		case <-time.After(s.pace.look):
		}
	}
}

func (s *Service) look(ctx context.Context, me string, at map[string]*feeding) error {
	var rows []row
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		rows, err = sqldb.All(ctx, tx, qList, scan, s.nowMs())
		return err
	}); err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, v := range rows {
		if !v.Enabled || !connects(v.Kind) && v.Kind != KindConnectFolder {
			continue
		}
		mine, err := s.claim(ctx, v.ID, me)
		if err != nil {
			return err
		}
		wanted[v.ID] = mine
		f := at[v.ID]
		if f != nil && (!mine || f.rev != v.Rev) {
			s.end(at, v.ID)
			f = nil
		}
		if mine && f == nil {
			run, stop := context.WithCancel(ctx)
			f = &feeding{rev: v.Rev, stop: stop, done: make(chan struct{})}
			at[v.ID] = f
			go func() { defer close(f.done); s.feed(run, v) }()
		}
	}
	for sourceID := range at {
		if !wanted[sourceID] {
			s.end(at, sourceID)
			s.release(ctx, sourceID, me)
		}
	}
	return nil
}

func (s *Service) end(at map[string]*feeding, sourceID string) {
	at[sourceID].stop()
	<-at[sourceID].done
	delete(at, sourceID)
	s.meter(sourceID).stopped()
}

// claim takes or keeps the right to run a source.
func (s *Service) claim(ctx context.Context, sourceID, me string) (mine bool, err error) {
	now := s.nowMs()
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, qClaim, sourceID, me, now+leaseFor.Milliseconds(), now)
		mine = n > 0
		return err
	})
	return mine, err
}

func (s *Service) release(ctx context.Context, sourceID, me string) {
	if err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qRelease, sourceID, me)
		return err
	}); err != nil {
		s.out.Warn("live source not released", "source", sourceID, "err", err)
	}
}

// feed keeps a source connected.
func (s *Service) feed(ctx context.Context, v row) {
	m := s.meter(v.ID)
	for pause := s.pace.pause; ctx.Err() == nil; pause = min(2*pause, mostPause) {
		begun := s.clk.Now()
		err := s.once(ctx, &v)
		if ctx.Err() != nil {
			return
		}
		if s.clk.Now().Sub(begun) > steadyFor {
			pause = s.pace.pause
		}
		if err != nil {
			m.failed(s.nowMs(), err)
			s.out.Warn("live source: trying again", "source", v.Name, "kind", v.Kind, "pause", pause, "err", err)
		}
		jitter := time.Duration(rand.Int64N(int64(pause)/4 + 1)) //nolint:gosec // not a secret
		select {
		case <-ctx.Done():
		case <-time.After(pause + jitter):
		}
	}
}
