package live

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// HoldAgainst gives the schedules that people are held against; before Run.
func (s *Service) HoldAgainst(schedules Schedules) { s.schedules = schedules }

func (s *Service) schedule(ctx context.Context, tx *sqldb.Tx, on string) (Schedule, error) {
	if s.schedules == nil {
		return nil, nil
	}
	return s.schedules.Schedule(ctx, tx, on)
}

// stand puts how the agent stands against the schedule into the row, and tells
// when time alone changes it, 0: never. The whole day is looked at only when what is done
// now does not fit.
func (f *Floor) stand(a *agent, row *AgentRow, nowMs int64, about surroundings) (againMs int64) {
	if about.schedule == nil || a.id == "" {
		return 0
	}
	now := max(nowMs, f.Horizon())
	st := about.schedule.At(a.id, []telephony.AgentSpan{{State: a.now.State, Reason: a.now.Reason, FromMs: a.now.FromMs}}, now)
	if st.Deviates {
		st = about.schedule.At(a.id, f.History(a.key, now), now)
	}
	row.stand(st)
	return st.AgainMs
}

func (r *AgentRow) stand(st Standing) {
	r.Planned, r.Off = "", 0
	if st.Known {
		r.Planned = st.Activity
	}
	if st.Out {
		r.Off = st.SinceMs
	}
}

// sooner is the earlier of two instants, of which 0 is never.
func sooner(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// missing puts the people into f whose shift has begun and who were not on the
// floor today, once that is longer than the grace, and takes them out when they
// come or the shift is over.
func (s *Service) missing(f *Frame, now int64) {
	if s.about.schedule == nil {
		return
	}
	due := map[string]bool{}
	s.about.schedule.Due(now, func(id string) {
		if a := s.floor.agents[id]; a != nil && a.seen {
			return
		}
		out := []telephony.AgentSpan{{State: telephony.StateSignedOut, FromMs: s.floor.day.StartMs}}
		st := s.about.schedule.At(id, out, now)
		p, known := s.about.dir.Person(id)
		if !st.Out || !known {
			return
		}
		due[id] = true
		row := AgentRow{ID: id, No: p.AgentNo, Name: p.Name, Team: s.about.dir.TeamOf(id, s.about.on), State: telephony.StateSignedOut, Since: st.SinceMs}
		row.stand(st)
		s.offFor(&row, now)
		if old, there := s.known.agents[id]; !there || old != row {
			s.known.agents[id] = row
			f.Agents = append(f.Agents, row)
		}
	})
	for id := range s.absent {
		if due[id] {
			continue
		}
		if a := s.floor.agents[id]; a == nil || !a.seen {
			delete(s.known.agents, id)
			f.AgentsGone = append(f.AgentsGone, id)
		}
	}
	s.absent = due
}

// offFor says whether the row deviates for too long, and when it will; 0: that is
// not to come.
func (s *Service) offFor(row *AgentRow, now int64) (atMs int64) {
	row.OffOver = ""
	t, ok := s.thresholds.OfAdherence(row.Team)
	if row.Off == 0 || !ok {
		return 0
	}
	if at := row.Off + int64(t.RaiseAt*1000); now < at {
		return at
	}
	row.OffOver = t.Severity
	return 0
}
