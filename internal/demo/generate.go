package demo

import (
	"container/heap"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// Generate tells out every event of the centre from the midnight (in zone)
// that begins the day of from, up to but not including to, in the order of
// time. It stops at the first error of out and returns it.
func Generate(seed uint64, from, to time.Time, zone *time.Location, out func(telephony.Event) error) error {
	y, m, d := from.In(zone).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, zone)
	f := &floor{seed: seed, zone: zone, centre: NewCentre(seed), out: out, now: midnight.UnixMilli()}
	f.agents = f.centre.Agents()
	f.workers = make([]worker, len(f.agents))
	f.agentSaw = make([]int, len(f.agents))
	f.lines = make([][]*call, len(f.centre.Queues))

	// The night shift of the day before is at work already.
	before := duties(seed, midnight.AddDate(0, 0, -1), f.agents)
	for i := range before {
		if before[i].to > f.now {
			f.plan(moment{at: f.now, do: doSignIn, agent: before[i].agent, duty: &before[i]})
		}
	}
	f.plan(moment{at: f.now, do: doMidnight})

	end := to.UnixMilli()
	for f.err == nil && f.agenda.Len() > 0 && f.agenda[0].at < end {
		f.step(heap.Pop(&f.agenda).(moment))
	}
	return f.err
}
