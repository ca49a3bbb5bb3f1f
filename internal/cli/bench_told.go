package cli

import (
	"sync"

	"github.com/lingting/lingting/internal/cli/load"
	"github.com/lingting/lingting/internal/telephony"
)

// toldSoFar keeps when what was told, so that a page's rows can be held
// against it: events by agent, and contacts that entered or abandoned by
// queue, in order of time.
type toldSoFar struct {
	mu                 sync.RWMutex
	all                int
	agents             [][]int64
	entered, abandoned [][]int64
}

// events is how many were told in all.
func (t *toldSoFar) events() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.all
}

func newTold(agents, queues int) *toldSoFar {
	return &toldSoFar{agents: make([][]int64, agents), entered: make([][]int64, queues), abandoned: make([][]int64, queues)}
}

// add notes events before they are sent.
func (t *toldSoFar) add(events []load.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all += len(events)
	for i := range events {
		e := &events[i]
		switch {
		case e.Agent >= 0:
			t.agents[e.Agent] = append(t.agents[e.Agent], e.AtMs)
		case e.Told.Kind == string(telephony.KindEnqueued):
			t.entered[e.Queue] = append(t.entered[e.Queue], e.AtMs)
		case e.Told.Kind == string(telephony.KindAbandoned):
			t.abandoned[e.Queue] = append(t.abandoned[e.Queue], e.AtMs)
		}
	}
}

// latencies counts lengths of time by the millisecond.
type latencies struct {
	ms   []int64
	n    int64
	most int64
}

const mostLatency = 60_000

func (l *latencies) add(ms int64) {
	if l.ms == nil {
		l.ms = make([]int64, mostLatency+1)
	}
	ms = max(ms, 0)
	l.most = max(l.most, ms)
	l.ms[min(ms, mostLatency)]++
	l.n++
}

func (l *latencies) join(o *latencies) {
	if o.n == 0 {
		return
	}
	if l.ms == nil {
		l.ms = make([]int64, mostLatency+1)
	}
	for i, n := range o.ms {
		l.ms[i] += n
	}
	l.n += o.n
	l.most = max(l.most, o.most)
}

// share is the length that the share of all does not exceed, in milliseconds.
func (l *latencies) share(p float64) int64 {
	want := int64(float64(l.n)*p + 0.5)
	sum := int64(0)
	for i, n := range l.ms {
		if sum += n; sum >= want && sum > 0 {
			return int64(i)
		}
	}
	return l.most
}

// seen is how far one page has seen what was told.
type seen struct {
	told               *toldSoFar
	agents             map[int]int // how many events of an agent were seen; those in sight only
	entered, abandoned []int
	fromMs             int64 // events before are not measured
	agent, queue       latencies
}

// begin takes a first message: everything told before it was not waited for.
func (s *seen) begin(f *floorMessage) {
	s.told.mu.RLock()
	defer s.told.mu.RUnlock()
	s.agents, s.entered, s.abandoned = map[int]int{}, make([]int, len(s.told.entered)), make([]int, len(s.told.entered))
	for i := range f.Agents {
		if a := f.Agents[i].index(); a >= 0 && a < len(s.told.agents) {
			s.agents[a] = len(s.told.agents[a])
		}
	}
	for i := range f.Queues {
		if q := f.Queues[i].index(); q >= 0 && q < len(s.entered) {
			s.entered[q], s.abandoned[q] = int(f.Queues[i].Offered), int(f.Queues[i].Abandoned)
		}
	}
}

// take measures the events that a message, read at atMs, contains: those of an
// agent up to the instant the row's state began, those of a queue by their
// number.
func (s *seen) take(f *floorMessage, atMs int64) {
	s.told.mu.RLock()
	defer s.told.mu.RUnlock()
	for i := range f.Agents {
		a := f.Agents[i].index()
		next, inSight := s.agents[a]
		if !inSight {
			continue
		}
		list := s.told.agents[a]
		for ; next < len(list) && list[next] <= f.Agents[i].Since; next++ {
			s.measure(&s.agent, list[next], atMs)
		}
		s.agents[a] = next
	}
	for i := range f.Queues {
		q := f.Queues[i].index()
		if q < 0 || q >= len(s.entered) {
			continue
		}
		count := func(list []int64, next *int, to float64) {
			for ; *next < len(list) && float64(*next) < to; *next++ {
				s.measure(&s.queue, list[*next], atMs)
			}
		}
		count(s.told.entered[q], &s.entered[q], f.Queues[i].Offered)
		count(s.told.abandoned[q], &s.abandoned[q], f.Queues[i].Abandoned)
	}
}

func (s *seen) measure(into *latencies, toldMs, atMs int64) {
	if toldMs >= s.fromMs {
		into.add(atMs - toldMs)
	}
}

// unseen counts the events in sight, told before beforeMs, that the page was
// not shown.
func (s *seen) unseen(beforeMs int64) (n int) {
	s.told.mu.RLock()
	defer s.told.mu.RUnlock()
	count := func(list []int64, next int) {
		for ; next < len(list) && list[next] < beforeMs; next++ {
			n++
		}
	}
	for a, next := range s.agents {
		count(s.told.agents[a], next)
	}
	for q := range s.entered {
		count(s.told.entered[q], s.entered[q])
		count(s.told.abandoned[q], s.abandoned[q])
	}
	return n
}
