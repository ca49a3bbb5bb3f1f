package live

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

const (
	logEvery    = 5 * time.Second  // how often the event log is asked whether it is there
	settleEvery = 5 * time.Second  // how often silence is looked for
	calmDown    = 2 * time.Second  // changes of the organisation in between are taken together
	logPatience = 10 * time.Second // a log that runs ahead for longer is said to lag
)

// Run keeps the floor until ctx ends: it builds it from the store, follows
// the event log from there, and builds it anew when the day ends or what
// numbers mean has changed.
func (s *Service) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var loops sync.WaitGroup
	defer loops.Wait()
	defer cancel()
	if err := s.watchFacts(ctx); err != nil {
		return err
	}
	loops.Go(func() { s.turns(ctx) })
	loops.Go(func() { s.keepAlarms(ctx) })
	loops.Go(func() { s.watchLog(ctx) })
	for ctx.Err() == nil {
		seq, err := s.build(ctx)
		if err != nil {
			return err
		}
		if err := s.follow(ctx, seq); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// build reads the floor of today from the store and gives the position of the
// event log it contains.
func (s *Service) build(ctx context.Context) (seq uint64, err error) {
	var floor *Floor
	var about surroundings
	var names org.Names
	var thresholds []Threshold
	var goals Goals
	var open []Alarm
	var mutes []Mute
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if about.centre, err = s.org.Centre(ctx, tx); err != nil {
			return err
		}
		if about.dir, err = s.org.Directory(ctx, tx); err != nil {
			return err
		}
		if names, err = s.org.Names(ctx, tx); err != nil {
			return err
		}
		day := today(about.centre, s.clk)
		about.on = day.On
		refs := append([]string{about.centre.ServiceLevelVariant}, metricRefs[1:]...)
		meter, err := s.numbers.Meter(ctx, tx, refs, day.On)
		if err != nil {
			return err
		}
		if about.expected, err = s.expected(ctx, tx, day.On); err != nil {
			return err
		}
		if about.schedule, err = s.schedule(ctx, tx, day.On); err != nil {
			return err
		}
		floor = NewFloor(day, meter, Names{Queue: names.Queue, Agent: names.Person})
		if seq, err = loadPosition(ctx, tx, ingest.Stream); err != nil {
			return err
		}
		if err := load(ctx, tx, floor, about.dir); err != nil {
			return err
		}
		if thresholds, err = loadThresholds(ctx, tx); err != nil {
			return err
		}
		if goals, _, err = loadGoals(ctx, tx); err != nil {
			return err
		}
		if open, err = loadOpenAlarms(ctx, tx); err != nil {
			return err
		}
		mutes, err = loadMutes(ctx, tx, clock.Ms(s.clk))
		return err
	})
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.floor, s.about, s.names, s.thresholds, s.goals = floor, about, names, NewThresholds(thresholds), goals
	s.watch = NewWatch(open, mutes)
	s.dirty, s.anew = true, true
	s.lastHeadMs = 0 // whoever is given the whole floor now is told that it stands
	s.pages.renew()
	return seq, nil
}

func (s *Service) expected(ctx context.Context, tx *sqldb.Tx, on string) (map[string]Expectation, error) {
	if s.expects == nil {
		return nil, nil
	}
	return s.expects.Expected(ctx, tx, on)
}

// today is the centre's day now.
func today(c org.Centre, clk clock.Clock) Day {
	loc := c.Location()
	d := civil.At(clock.Ms(clk), loc)
	return Day{On: d.String(), StartMs: d.Start(loc), EndMs: d.Add(1).Start(loc)}
}

// settleContacts is how many contacts of the store are at hand before the long
// ended ones among them are put away.
const settleContacts = 10_000

// mostMissed is how many calls with offers that were not taken are looked at
// after a start, the newest: where every call rings at everybody, older ones
// say little.
const mostMissed = 20_000

// missedOffers are the calls that rang at somebody who did not answer.
type missedOffers []missedOffer

type missedOffer struct {
	call callKey
	atMs int64
}

func (m *missedOffers) note(k callKey, c *telephony.Contact) {
	taken := 0
	if c.Answered() {
		taken = 1
	}
	if c.Offers > taken {
		*m = append(*m, missedOffer{k, c.EnteredMs})
	}
}

func (m missedOffers) newest() (out []callKey) {
	slices.SortFunc(m, func(a, b missedOffer) int { return cmp.Compare(b.atMs, a.atMs) })
	for _, x := range m[:min(len(m), mostMissed)] {
		out = append(out, x.call)
	}
	return out
}

// load puts what the store knows of the day onto the floor.
func load(ctx context.Context, tx *sqldb.Tx, f *Floor, dir org.Directory) error {
	sources, err := loadSources(ctx, tx)
	if err != nil {
		return err
	}
	byID := make(map[string]string, len(sources))
	for _, row := range sources {
		byID[row.id] = row.name
		src := f.source(row.name)
		src.horizon, src.heard = row.horizon, row.heard
		if src.restarts, err = loadRestarts(ctx, tx, row.id, f.since()); err != nil {
			return err
		}
	}
	var missed missedOffers
	known := 0
	if err := loadContacts(ctx, tx, f.since(), f.day.StartMs, func(c *telephony.Contact) error {
		f.Known(byID[c.SourceID], c)
		missed.note(callKey{byID[c.SourceID], c.Call}, c)
		if known++; known%settleContacts == 0 {
			return f.settleAfter(f.Horizon(), 2*telephony.OpenWrapUpMs) // of later ones the journal may be looked at
		}
		return nil
	}); err != nil {
		return err
	}
	for _, row := range sources {
		if err := loadOpenCalls(ctx, tx, row.id, row.horizon-ingest.SilenceMs, func(call string, events []telephony.Event) error { return f.Open(row.name, call, events) }); err != nil {
			return err
		}
	}
	for _, p := range dir.People {
		bySource := map[string][]telephony.Event{}
		if err := loadAgentEvents(ctx, tx, p.ID, f.since(), func(sourceID string, e telephony.Event) {
			bySource[sourceID] = append(bySource[sourceID], e)
		}); err != nil {
			return err
		}
		for source, events := range bySource {
			f.KnownAgent(byID[source], p.ID, events)
		}
	}
	// That a wrap-up was begun and lasts stands in the journal only, and so does
	// at whom a call rang that did not answer.
	for _, k := range append(f.latestCalls(), missed.newest()...) {
		events, err := loadJournal(ctx, tx, k.source, k.id)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			if err := f.Open(k.source, k.id, events); err != nil {
				return err
			}
		}
	}
	return f.Settle(f.Horizon()) // the day behind is put away at once
}

// follow folds the event log from the position on, until the floor is to be
// built anew.
func (s *Service) follow(ctx context.Context, seq uint64) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	s.rebuild = cancel
	s.mu.Unlock()
	err := s.log.Consume(inner, ingest.Stream, seq+1, 64, func(msgs []bus.Msg) error {
		for _, m := range msgs {
			b, err := ingest.DecodeBatchSince(m.Data, s.since())
			if err != nil {
				continue // ingest says so in its log
			}
			if err := s.take(inner, b, m.AtMs); err != nil {
				return err
			}
		}
		return nil
	})
	if inner.Err() != nil && ctx.Err() == nil {
		return nil
	}
	return err
}

// since is the instant before which events are too long ago to matter on the
// floor, ms UTC: of a history that is being loaded nothing but the head of
// each message is read.
func (s *Service) since() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.floor.since()
}

func (s *Service) take(ctx context.Context, b ingest.Batch, heardMs int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.floor.Heard(b.Source, heardMs, b.NewestMs)
	err := s.floor.Take(b.Source, heardMs, b.Events, func(source, call string) (events []telephony.Event, err error) {
		err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
			events, err = loadJournal(ctx, tx, source, call)
			return err
		})
		return events, err
	})
	s.dirty = s.dirty || len(b.Events) > 0
	return err
}

// watchFacts hears what changes the meaning of the floor.
func (s *Service) watchFacts(ctx context.Context) error {
	var mu sync.Mutex
	due := map[string]bool{}
	again := func() {
		mu.Lock()
		todo := due
		due = map[string]bool{}
		mu.Unlock()
		if ctx.Err() == nil {
			s.refresh(ctx, todo)
		}
	}
	return s.log.Watch(ctx, ">", func(m bus.Msg) {
		var what string
		switch {
		case strings.HasPrefix(m.Subject, "org.queue."), strings.HasPrefix(m.Subject, "org.centre."), strings.HasPrefix(m.Subject, "metric."):
			what = "numbers"
		case strings.HasPrefix(m.Subject, "org.seat"):
			return // where somebody sits changes nothing of the floor's state
		case strings.HasPrefix(m.Subject, "org."):
			what = "people"
		case strings.HasPrefix(m.Subject, "live."):
			what = "alarms"
		case strings.HasPrefix(m.Subject, "roster.version."), strings.HasPrefix(m.Subject, "timeoff.request."), strings.HasPrefix(m.Subject, "adherence.rule."), strings.HasPrefix(m.Subject, "adherence.exception."):
			what = "schedules"
		case strings.HasPrefix(m.Subject, "forecast.version."):
			what = "forecasts"
		default:
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if len(due) == 0 {
			pause := calmDown
			if what == "alarms" {
				pause = calmDown / 10
			}
			time.AfterFunc(pause, again)
		}
		due[what] = true
	})
}

// refresh reads again what changed.
func (s *Service) refresh(ctx context.Context, what map[string]bool) {
	if what["numbers"] {
		s.mu.Lock()
		if s.rebuild != nil {
			s.rebuild()
		}
		s.mu.Unlock()
		return // building reads everything
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		names, err := s.org.Names(ctx, tx)
		if err != nil {
			return err
		}
		thresholds, err := loadThresholds(ctx, tx)
		if err != nil {
			return err
		}
		goals, _, err := loadGoals(ctx, tx)
		if err != nil {
			return err
		}
		open, err := loadOpenAlarms(ctx, tx)
		if err != nil {
			return err
		}
		mutes, err := loadMutes(ctx, tx, clock.Ms(s.clk))
		if err != nil {
			return err
		}
		s.mu.Lock()
		on := s.about.on
		s.mu.Unlock()
		expected, err := s.expected(ctx, tx, on)
		if err != nil {
			return err
		}
		schedule, err := s.schedule(ctx, tx, on)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.floor == nil || s.about.on != on {
			return nil // the floor is being built anew, and reads all of it
		}
		s.about.expected, s.about.schedule = expected, schedule
		s.about.dir, s.names, s.thresholds, s.goals = dir, names, NewThresholds(thresholds), goals
		s.floor.names = Names{Queue: names.Queue, Agent: names.Person}
		s.floor.Resolve()
		s.watch.Mute(mutes)
		s.watch.Know(open)
		s.dirty, s.anew = true, true
		if what["people"] {
			s.pages.renew() // who sees whom may have changed
		}
		return nil
	})
	if err != nil {
		warn(ctx, "reading again what changed", err)
	}
}

// watchLog asks the event log whether it is there and whether the floor keeps
// up with it.
func (s *Service) watchLog(ctx context.Context) {
	tick := time.NewTicker(logEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ask, cancel := context.WithTimeout(ctx, logPatience)
		_, err := s.log.Info(ask, ingest.Stream)
		cancel()
		now := clock.Ms(s.clk)
		s.mu.Lock()
		switch {
		case err == nil:
			s.logLostMs = 0
		case s.logLostMs == 0:
			s.logLostMs = now
		}
		s.mu.Unlock()
	}
}
