package demo

import (
	"slices"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/telephony"
)

// Story tells the events of a seed's centre, operating day by operating day.
// It is not safe for use by several goroutines; each makes its own.
type Story struct {
	seed   uint64
	zone   *time.Location
	centre Centre
	agents []Person
	weeks  map[civil.Date][7][]duty // rosters by Monday
}

// NewStory is the story of a seed.
func NewStory(seed uint64, zone *time.Location) *Story {
	s := &Story{seed: seed, zone: zone, centre: NewCentre(seed), weeks: map[civil.Date][7][]duty{}}
	s.agents = s.centre.Agents()
	return s
}

// OperatingDay is the operating day an instant (ms UTC) belongs to: it begins
// at 06:00.
func (s *Story) OperatingDay(ms int64) civil.Date { return civil.At(ms-opens*60_000, s.zone) }

// Begin is the instant (ms UTC) an operating day begins.
func (s *Story) Begin(on civil.Date) int64 { return on.Start(s.zone) + opens*60_000 }

// Day gives every event of an operating day in the order of time. The last
// ones are a few minutes after 06:00 of the next day, when the night's last
// contacts end. The same seed and day give the same events, always.
func (s *Story) Day(on civil.Date) []telephony.Event {
	midnight := on.Start(s.zone)
	f := &floor{seed: s.seed, on: on, midnight: midnight, planted: plantedOn(on), centre: &s.centre, agents: s.agents,
		workers: make([]worker, len(s.agents)), lines: make([][]*call, len(s.centre.Queues)), told: make([]telephony.Event, 0, 12_000),
		day: strconv.FormatUint(dayNumber(on), 16)}
	duties := present(s.seed, on, s.roster(on))
	for i := range duties {
		d := &duties[i]
		f.plan(moment{at: midnight + d.from, do: doSignIn, agent: int16(d.agent), duty: d})
	}
	for q := range s.centre.Queues {
		for _, at := range arrivals(s.seed, on, s.centre.Queues[q], q) {
			f.plan(moment{at: midnight + at, do: doArrive, queue: int8(q)})
		}
	}
	for len(f.agenda) > 0 {
		f.step(f.agenda.pop())
	}
	return f.told
}

// roster gives the planned duties of a day.
func (s *Story) roster(on civil.Date) []duty {
	monday := on.Week()
	week, ok := s.weeks[monday]
	if !ok {
		if len(s.weeks) > 8 {
			clear(s.weeks)
		}
		week = roster(s.seed, monday, s.agents, s.centre.Queues)
		s.weeks[monday] = week
	}
	return week[on.Sub(monday)]
}

// Between gives the events from one instant to another (ms UTC, the end not
// included) in the order of time.
func (s *Story) Between(from, to int64) []telephony.Event {
	var out []telephony.Event
	// The operating day before may reach a little beyond 06:00.
	for on := s.OperatingDay(from).Add(-1); s.Begin(on) < to; on = on.Add(1) {
		day := s.Day(on)
		if len(day) == 0 || day[len(day)-1].At < from {
			continue
		}
		for _, e := range day {
			if e.At >= from && e.At < to {
				out = append(out, e)
			}
		}
	}
	slices.SortStableFunc(out, inTime)
	return out
}

func inTime(a, b telephony.Event) int {
	switch {
	case a.At < b.At:
		return -1
	case a.At > b.At:
		return 1
	}
	return 0
}
