package lease

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Share gives the parts of a work, 0 to parts - 1, to the processes that share
// it, about equally many to each, until ctx ends. work is given this process's
// parts and ends with its context; it is begun anew with each change of them,
// and a part is another's only when the work with it has ended. It gives the
// error of work that failed.
//
// Each part is a lease, and each process shows by a row of its own, whose beat
// it counts up, that it takes part: a process takes no more parts than its
// share and gives back what is above it when another one joins.
func (k *Keeper) Share(ctx context.Context, name string, parts int, work func(ctx context.Context, mine []int) error) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	s := &share{keeper: k, name: name, parts: parts, fair: 1, mine: map[int]context.CancelFunc{}, taken: map[int]bool{}, idle: true}
	s.changed = sync.NewCond(&s.mu)
	defer context.AfterFunc(ctx, s.wake)()
	var all sync.WaitGroup
	defer all.Wait()
	errs := make(chan error, parts+2)
	run := func(fn func(context.Context) error) {
		all.Go(func() {
			if err := fn(ctx); err != nil {
				errs <- err
				end()
			}
		})
	}
	known := map[string]seen{}
	if err := s.look(ctx, known); err != nil {
		return ignoreEnd(ctx, err)
	}
	run(func(ctx context.Context) error { return s.members(ctx, known) })
	run(func(ctx context.Context) error { return s.works(ctx, work) })
	for part := range parts {
		run(func(ctx context.Context) error {
			return k.run(ctx, PartName(name, part), func(try taking) (bool, error) { return s.take(part, try) }, func(held context.Context) error { return s.hold(held, part) })
		})
	}
	<-ctx.Done()
	all.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// PartName is the lease of a part of a shared work.
func PartName(name string, part int) string { return name + " #" + strconv.Itoa(part) }

// memberPrefix begins the names of the rows by which processes take part.
func memberPrefix(name string) string { return name + " @" }

// share is one process's view of a shared work.
type share struct {
	keeper *Keeper
	name   string
	parts  int

	taking sync.Mutex // one part is taken at a time

	mu      sync.Mutex
	changed *sync.Cond
	fair    int                        // most parts of this process
	mine    map[int]context.CancelFunc // parts held, and how to give one back
	taken   map[int]bool               // parts taken, not among mine yet
	version int                        // of mine
	done    int                        // version that works, or has ended
	idle    bool                       // no work runs
}

func (s *share) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed.Broadcast()
}

// take lets this process take a part unless it has its share.
func (s *share) take(part int, try taking) (bool, error) {
	s.taking.Lock()
	defer s.taking.Unlock()
	s.mu.Lock()
	full := len(s.mine)+len(s.taken) >= s.fair
	s.mu.Unlock()
	if full {
		return false, nil
	}
	took, err := try()
	if took {
		s.mu.Lock()
		s.taken[part] = true
		s.mu.Unlock()
	}
	return took, err
}

// hold keeps a part among those of this process until ctx ends, and until the
// work with it has ended.
func (s *share) hold(ctx context.Context, part int) error {
	ctx, back := context.WithCancel(ctx)
	defer back()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, part)
	s.mine[part] = back
	s.version++
	s.changed.Broadcast()
	defer context.AfterFunc(ctx, s.wake)()
	for ctx.Err() == nil {
		s.changed.Wait()
	}
	delete(s.mine, part)
	s.version++
	gone := s.version
	s.changed.Broadcast()
	for s.done < gone && !s.idle {
		s.changed.Wait()
	}
	return nil
}

// settle is how long the work waits for further changes of its parts: a process
// that starts is given several.
const settle = 100 * time.Millisecond

// works runs the work with the parts of this process, anew with each change.
func (s *share) works(ctx context.Context, work func(ctx context.Context, mine []int) error) error {
	for {
		s.mu.Lock()
		for s.done == s.version && ctx.Err() == nil {
			s.changed.Wait()
		}
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(settle):
		}
		s.mu.Lock()
		version, mine := s.version, make([]int, 0, len(s.mine))
		for part := range s.mine {
			mine = append(mine, part)
		}
		s.done, s.idle = version, len(mine) == 0
		s.changed.Broadcast()
		s.mu.Unlock()
		if len(mine) == 0 {
			continue
		}
		slices.Sort(mine)
		err := s.once(ctx, version, mine, work)
		s.mu.Lock()
		s.idle = true
		s.changed.Broadcast()
		s.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// once runs the work until the parts change.
func (s *share) once(ctx context.Context, version int, mine []int, work func(ctx context.Context, mine []int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		err := work(ctx, mine)
		ended <- err
		stop()
		s.wake()
	}()
	s.mu.Lock()
	for s.version == version && ctx.Err() == nil {
		s.changed.Wait()
	}
	changed := s.version != version
	s.mu.Unlock()
	stop()
	err := <-ended
	if changed {
		return nil // asked to end, whatever that broke off
	}
	return err
}

// seen is a member's beat and since when it stands there, by this process's
// clock.
type seen struct {
	beat  int64
	since time.Time
}

// forget is for how long a member must have been silent for its row to go.
const forget = 10 * time.Minute

// members shows that this process takes part and looks who else does.
func (s *share) members(ctx context.Context, known map[string]seen) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	defer func() {
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		_, _ = exec(free, s.keeper.db, qDrop, memberPrefix(s.name)+s.keeper.self) // others see its silence otherwise
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := s.look(ctx, known); err != nil && ctx.Err() == nil {
			s.keeper.log.Warn("who shares work could not be seen", "work", s.name, "err", err)
		}
	}
}

// look counts this process's row up, counts the members that live, and gives
// back what is above this process's share.
func (s *share) look(ctx context.Context, known map[string]seen) error {
	prefix := memberPrefix(s.name)
	if _, err := exec(ctx, s.keeper.db, qJoin, prefix+s.keeper.self, s.keeper.self); err != nil {
		return err
	}
	rows, err := members(ctx, s.keeper.db, prefix)
	if err != nil {
		return err
	}
	living := 0
	now := time.Now()
	for name, beat := range rows {
		was, ok := known[name]
		if !ok || was.beat != beat {
			was = seen{beat, now}
			known[name] = was
		}
		switch silent := now.Sub(was.since); {
		case strings.TrimPrefix(name, prefix) == s.keeper.self, silent < silence:
			living++
		case silent >= forget:
			if _, err := exec(ctx, s.keeper.db, qDrop, name); err != nil {
				return err
			}
			delete(known, name)
		}
	}
	living = max(living, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fair = (s.parts + living - 1) / living
	if surplus := len(s.mine) - s.fair; surplus > 0 {
		held := make([]int, 0, len(s.mine))
		for part := range s.mine {
			held = append(held, part)
		}
		slices.Sort(held)
		for _, part := range held[len(held)-surplus:] {
			s.mine[part]()
		}
	}
	return nil
}
