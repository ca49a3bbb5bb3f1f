package demo

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

const (
	// batchEvents is the number of events of one message of the event log: each
	// message waits for the disk, so a day is told in two or three.
	batchEvents = 4000
	// daysAhead is how many days of history may be told but not counted yet, so
	// that reading them never waits for telling them. More would make the living
	// centre wait behind them.
	daysAhead = 14
	// tick is how often the living centre speaks; saveEvery how often its
	// position is written. What is told twice after a crash counts once.
	tick      = time.Second
	saveEvery = 10 * time.Second
)

// Speaker tells a story through the intake: history going back from the first
// start, and from there on what happens as it happens. It may be stopped at
// any time and goes on where it was.
type Speaker struct {
	intake Intake
	dir    string // data folder
	zone   *time.Location

	mu    sync.Mutex
	state State
}

// Open reads the folder's state, or begins a centre of the seed with so many
// days of history before now.
func Open(intake Intake, dir string, seed uint64, days int, now time.Time) (*Speaker, error) {
	zone, err := time.LoadLocation(ZoneName)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	s := &Speaker{intake: intake, dir: dir, zone: zone}
	state, known, err := readState(dir)
	if s.state = state; err != nil || known {
		return s, err
	}
	today := NewStory(seed, zone).OperatingDay(now.UnixMilli())
	s.state = State{Version: stateVersion, Seed: seed, First: today.Add(-days), StartedMs: now.UnixMilli(), Older: today, UntilMs: now.UnixMilli()}
	return s, s.state.save(dir)
}

// State is how far the speaker is.
func (s *Speaker) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// note changes the state and writes it.
func (s *Speaker) note(change func(*State)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.state)
	return s.state.save(s.dir)
}

// First is the midnight of the first day.
func (s *Speaker) First() time.Time {
	return time.UnixMilli(s.State().First.Start(s.zone)).In(s.zone)
}

// History tells the days before the first start that are not told yet, the
// newest first, and waits until they are counted. progress (may be nil) hears
// the share that is counted and the day.
func (s *Speaker) History(ctx context.Context, progress func(share float64, day civil.Date)) error {
	state := s.State()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type told struct {
		day    civil.Date
		events []telephony.Event
	}
	days := make(chan told, 2)
	go func() { // the next days are made while one is taken in
		defer close(days)
		story := NewStory(state.Seed, s.zone)
		for on := state.Older; !on.Before(state.First); on = on.Add(-1) {
			events := story.Day(on)
			events = slices.DeleteFunc(events, func(e telephony.Event) bool { return e.At >= state.StartedMs })
			select {
			case days <- told{on, events}:
			case <-ctx.Done():
				return
			}
		}
	}()
	whole := float64(s.story().OperatingDay(state.StartedMs).Sub(state.First) + 1)
	type mark struct {
		day civil.Date
		seq uint64
	}
	var ahead []mark
	counted := func(m mark) error {
		if err := s.intake.Wait(ctx, m.seq); err != nil {
			return err
		}
		if progress != nil {
			progress(1-float64(m.day.Sub(state.First))/whole, m.day)
		}
		return s.note(func(st *State) { st.Older = m.day.Add(-1) })
	}
	for d := range days {
		seq, err := s.send(ctx, d.events)
		if err != nil {
			return err
		}
		if ahead = append(ahead, mark{d.day, seq}); len(ahead) > daysAhead {
			if err := counted(ahead[0]); err != nil {
				return err
			}
			ahead = ahead[1:]
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, m := range ahead {
		if err := counted(m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Speaker) story() *Story { return NewStory(s.state.Seed, s.zone) }

// Live tells what happens as it happens by the clock, until ctx ends. After a
// time off it first tells what was missed.
func (s *Speaker) Live(ctx context.Context, clk clock.Clock) error {
	at := s.State().UntilMs
	defer func() { _ = s.note(func(st *State) { st.UntilMs = max(st.UntilMs, at) }) }()
	story, saved := s.story(), clk.Now()
	timer := time.NewTicker(tick)
	defer timer.Stop()
	for {
		// What happens until the operating day ends, from here on.
		end := story.Begin(story.OperatingDay(at).Add(1))
		window := story.Between(at, end)
		for at < end {
			now := min(clock.Ms(clk), end)
			n, _ := slices.BinarySearchFunc(window, now, func(e telephony.Event, at int64) int { return int(e.At - at) })
			if n > 0 {
				if _, err := s.send(ctx, window[:n]); err != nil {
					return err
				}
				window = window[n:]
			}
			at = max(at, now)
			if at == end {
				break // straight on: perhaps a whole day was missed
			}
			if now := clk.Now(); now.Sub(saved) >= saveEvery {
				saved = now
				if err := s.note(func(st *State) { st.UntilMs = at }); err != nil {
					return err
				}
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-timer.C:
			}
		}
		if err := s.note(func(st *State) { st.UntilMs = at }); err != nil {
			return err
		}
	}
}

// send puts events into the event log and gives the position of the last one,
// once all are safe there.
func (s *Speaker) send(ctx context.Context, events []telephony.Event) (last uint64, err error) {
	var pending []func(context.Context) (uint64, error)
	for batch := range slices.Chunk(events, batchEvents) {
		safe, err := s.intake.Send(ctx, ingest.Batch{Source: Source, Kind: Source, Zone: ZoneName, Events: batch})
		if err != nil {
			return 0, fmt.Errorf("demo: %w", err)
		}
		pending = append(pending, safe)
	}
	for _, safe := range pending {
		seq, err := safe(ctx)
		if err != nil {
			return 0, fmt.Errorf("demo: %w", err)
		}
		last = max(last, seq)
	}
	return last, nil
}
