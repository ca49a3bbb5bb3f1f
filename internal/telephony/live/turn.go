package live

import (
	"context"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/telephony"
)

// turnEvery is how often changes go out, taken together.
const turnEvery = 200 * time.Millisecond

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
				s.floor.Settle(clock.Ms(s.clk))
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
	agents := make([]AgentRow, 0, len(s.known.agents)+8)
	s.floor.Agents(now, s.about, func(row AgentRow, _ bool) {
		s.limit(&row, now)
		agents = append(agents, row)
	})
	f.Agents, f.AgentsGone = exchange(s.known.agents, agents, func(r *AgentRow) string { return r.ID })
	silence, _ := s.thresholds.Silence()
	sources := s.floor.Sources(now, int64(silence.RaiseAt*1000))
	var queues []QueueRow
	if s.dirty || now-s.lastRowsMs >= headEveryMs {
		s.dirty, s.lastRowsMs = false, now
		queues = s.floor.Queues(now, s.about)
		f.Queues, f.QueuesGone = exchange(s.known.queues, queues, func(r *QueueRow) string { return r.ID })
	}
	if now-s.lastStepMs >= stepEveryMs {
		s.lastStepMs = now
		s.step(now, values(s.known.queues), agents, sources)
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

func (s *Service) strips() (changed []Strip) {
	for _, strip := range s.floor.Strips() {
		old, ok := s.known.strips[strip.ID]
		if ok && slices.Equal(old.Offered, strip.Offered) && slices.Equal(old.Abandoned, strip.Abandoned) && slices.Equal(old.Level, strip.Level) {
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

// limit puts the limit of the state into the row, and whether it is over.
func (s *Service) limit(row *AgentRow, now int64) {
	if row.State == telephony.StateSignedOut {
		return
	}
	t, ok := s.thresholds.OfState(row.Team, row.State, row.Reason)
	if !ok {
		return
	}
	row.Limit = int64(t.RaiseAt * 1000)
	if now-row.Since >= row.Limit {
		row.Over = t.Severity
	}
}

// step raises and clears alarms.
func (s *Service) step(now int64, queues []QueueRow, agents []AgentRow, sources []SourceRow) {
	raised, cleared := s.watch.Step(now, observe(now, s.thresholds, queues, agents, sources))
	for _, a := range raised {
		a.ID = id.New(s.clk)
		if leader := s.about.dir.LeaderOf(a.TeamID, s.about.on); leader != "" {
			p, _ := s.about.dir.Person(leader)
			a.OwnerID, a.OwnerName = leader, p.Name
		}
		s.watch.Name(a)
		s.later(alarmChange{alarm: a})
	}
	for _, a := range cleared {
		s.later(alarmChange{alarm: a, cleared: true})
	}
}
