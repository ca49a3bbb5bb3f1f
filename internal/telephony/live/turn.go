package live

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/telephony"
)

// turnEvery is how often changes go out, taken together: a tenth of a second
// is most of what an event takes to a page, and pages draw no faster.
const turnEvery = 100 * time.Millisecond

const (
	headEveryMs  = 1000   // the clock and the sources go out at least so often: the pages' heartbeat
	stepEveryMs  = 1000   // alarms are looked for so often
	stripEveryMs = 10_000 // the half-hours of the day go out so often
)

// turns sends what changed to the pages, at a fixed pace.
func (s *Service) turns(ctx context.Context) {
	tick := time.NewTicker(turnEvery)
	defer tick.Stop()
	settle := time.NewTicker(settleEvery)
	defer settle.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-settle.C:
			s.mu.Lock()
			if s.floor != nil {
				if err := s.floor.Settle(clock.Ms(s.clk)); err != nil {
					warn(ctx, "ended calls were not put away", err)
				}
			}
			s.mu.Unlock()
		case <-tick.C:
			if err := s.nextTurn(); err != nil {
				warn(ctx, "a change was not sent", err)
			}
		}
	}
}

// nextTurn reckons the rows anew and sends those that changed.
func (s *Service) nextTurn() error {
	now := clock.Ms(s.clk)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	if s.floor == nil {
		if now-s.lastHeadMs < headEveryMs {
			return nil
		}
		s.lastHeadMs = now
		s.known.head = Head{AtMs: now, Building: true, Sources: []SourceRow{}}
		head := s.known.head
		return s.pages.send(s.turn, &s.about.dir, &Frame{Head: &head}, s.whole)
	}
	if now >= s.floor.day.EndMs && s.rebuild != nil {
		s.rebuild() // the day is over
	}
	delta := s.change(now)
	return s.pages.send(s.turn, &s.about.dir, delta, s.whole)
}

// change brings what the pages know to now and tells what is new.
func (s *Service) change(now int64) *Frame {
	f := &Frame{}
	s.changedAgents(f, now)
	if s.dirty || now-s.lastRowsMs >= headEveryMs {
		s.dirty, s.lastRowsMs = false, now
		f.Queues, f.QueuesGone = exchange(s.known.queues, s.floor.Queues(now, s.about), func(r *QueueRow) string { return r.ID })
	}
	second := now-s.lastStepMs >= stepEveryMs || now-s.lastHeadMs >= headEveryMs
	var sources []SourceRow
	if second {
		silence, _ := s.thresholds.Silence()
		sources = s.floor.Sources(now, int64(silence.RaiseAt*1000))
	}
	if now-s.lastStepMs >= stepEveryMs {
		s.lastStepMs = now
		s.step(now, values(s.known.queues), values(s.known.agents), sources)
	}
	f.Alarms, f.AlarmsGone = exchange(s.known.alarms, s.watch.Open(), func(a *Alarm) string { return a.ID })
	if now-s.lastStrip >= stripEveryMs {
		s.lastStrip = now
		f.Strips = s.strips()
	}
	if now-s.lastHeadMs >= headEveryMs {
		s.lastHeadMs = now
		s.known.head = s.headAt(now, sources)
		head := s.known.head
		f.Head = &head
	}
	return f
}

// changedAgents puts the agents' rows that are not what they were into f.
func (s *Service) changedAgents(f *Frame, now int64) {
	anew := s.anew
	s.anew = false
	seen := map[string]bool{}
	for id := range s.absent {
		seen[id] = true
	}
	leave := func(id string) {
		if _, known := s.known.agents[id]; known {
			delete(s.known.agents, id)
			f.AgentsGone = append(f.AgentsGone, id)
		}
	}
	s.floor.ChangedAgents(now, s.about, anew, func(r *AgentRow) int64 { return sooner(s.limit(r, now), s.offFor(r, now)) }, func(r AgentRow) {
		if anew {
			seen[r.ID] = true
		}
		if old, known := s.known.agents[r.ID]; !known || old != r {
			s.known.agents[r.ID] = r
			f.Agents = append(f.Agents, r)
		}
	}, leave)
	if anew {
		for id := range s.known.agents {
			if !seen[id] {
				leave(id)
			}
		}
	}
	if now-s.lastMissingMs >= stepEveryMs || anew {
		s.lastMissingMs = now
		s.missing(f, now)
	}
	slices.Sort(f.AgentsGone)
}

func (s *Service) strips() (changed []Strip) {
	for _, strip := range s.floor.Strips(s.about) {
		old, ok := s.known.strips[strip.ID]
		if ok && slices.Equal(old.Offered, strip.Offered) && slices.Equal(old.Abandoned, strip.Abandoned) && slices.Equal(old.Level, strip.Level) &&
			slices.Equal(old.Forecast, strip.Forecast) && slices.Equal(old.High, strip.High) {
			continue
		}
		s.known.strips[strip.ID] = strip
		changed = append(changed, strip)
	}
	return changed
}

func (s *Service) headAt(now int64, sources []SourceRow) Head {
	day := s.floor.day
	h := Head{AtMs: now, Day: day.On, DayStartMs: day.StartMs, Level: s.about.centre.ServiceLevelVariant, LevelTarget: s.about.centre.ServiceLevelTargetPercent,
		ThresholdMs: s.about.centre.ServiceLevelThresholdMs, Sources: sources, Goals: s.goals, StaleMs: s.logLostMs}
	if slot := day.slot(now); slot >= 0 {
		h.HalfStartMs = day.StartMs + int64(slot)*halfHourMs
	}
	for _, src := range sources {
		if src.Silent && (h.StaleMs == 0 || src.Heard < h.StaleMs) {
			h.StaleMs = src.Heard
		}
	}
	return h
}

// limit puts the limit of the state into the row, and whether it is over. It
// gives the instant at which it will be, 0 when that is not to come.
func (s *Service) limit(row *AgentRow, now int64) (atMs int64) {
	if row.State == telephony.StateSignedOut {
		return 0
	}
	t, ok := s.thresholds.OfState(row.Team, row.State, row.Reason)
	if !ok {
		return 0
	}
	row.Limit = int64(t.RaiseAt * 1000)
	if now-row.Since >= row.Limit {
		row.Over = t.Severity
		return 0
	}
	return row.Since + row.Limit
}

// step raises and clears alarms.
func (s *Service) step(now int64, queues []QueueRow, agents []AgentRow, sources []SourceRow) {
	raised, cleared := s.watch.Step(now, observe(now, s.thresholds, queues, agents, sources))
	lost := 0
	keep := func(c alarmChange) {
		if !s.later(c) {
			lost++
		}
	}
	for _, a := range raised {
		a.ID = id.New(s.clk)
		if leader := s.about.dir.LeaderOf(a.TeamID, s.about.on); leader != "" {
			p, _ := s.about.dir.Person(leader)
			a.OwnerID, a.OwnerName = leader, p.Name
		}
		s.watch.Name(a)
		keep(alarmChange{alarm: a})
	}
	for _, a := range cleared {
		keep(alarmChange{alarm: a, cleared: true})
	}
	if lost > 0 {
		slog.Warn("live: too many alarms at once, some were not kept in the history", "lost", lost, "open", len(s.watch.open))
	}
}
