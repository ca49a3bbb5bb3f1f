package calibration

import (
	"math"

	"github.com/lingting/lingting/internal/telephony"
)

// From when on something is a cause worth naming.
const (
	fewContacts    = 30
	noticedShare   = 0.1 // of contacts
	inferredShare  = 0.2 // of the answered
	longDead       = 8.0 // seconds
	handleJump     = 1.5 // of an hour's mean handle time to the day's
	leastOfHour    = 20  // contacts
	overtakenShare = 0.25
	atOnceAbove    = 0.15 // share answered at once over that of all queues
)

// seen counts what may be causes for a queue's day.
type seen struct {
	contacts, lost, unmanned, answered, atOnce, inferred, overtaken int
	hours                                                           [30]struct {
		n    int
		work float64
	}
	n    int
	work float64
}

func (s *seen) add(o *seen) {
	s.contacts += o.contacts
	s.lost += o.lost
	s.unmanned += o.unmanned
	s.answered += o.answered
	s.atOnce += o.atOnce
	s.inferred += o.inferred
	s.overtaken += o.overtaken
	s.n += o.n
	s.work += o.work
	for i := range s.hours {
		s.hours[i].n += o.hours[i].n
		s.hours[i].work += o.hours[i].work
	}
}

// look looks at a day's contacts, by queue.
func (l *learnt) look(h *history, f frame) []seen {
	out := make([]seen, len(h.queues))
	manned := make([][]span, len(h.queues))
	for a, has := range l.worked(h, f) {
		for q := range has {
			if has[q] {
				for _, d := range l.duties[a] {
					manned[q] = append(manned[q], d.span)
				}
			}
		}
	}
	for q := range manned {
		manned[q] = union(manned[q])
	}
	latest := make([]int64, len(h.queues)) // entered, of those taken so far by queue
	for i := range h.visits {
		v := &h.visits[i]
		if v.entered < f.from || v.entered >= f.to {
			continue
		}
		s := &out[v.queue]
		s.contacts++
		switch {
		case v.lost():
			s.lost++
		case within(manned[v.queue], v.entered, v.entered+1) == 0:
			s.unmanned++
		}
		if !v.answered() {
			continue
		}
		s.answered++
		if v.wait-v.ring < 1 {
			s.atOnce++
		}
		if v.agent >= 0 && l.inferred[v.agent] {
			s.inferred++
		}
		// Who came later was taken before: an order other than that of coming.
		if at := v.taken(); at > v.entered && at < latest[v.queue] {
			s.overtaken++
		}
		latest[v.queue] = max(latest[v.queue], v.taken())
		if v.how == telephony.CodeAnswered {
			hour := &s.hours[min(int((v.entered-f.from)/hourMs), len(s.hours)-1)]
			hour.n++
			hour.work += v.talk
			s.n++
			s.work += v.talk
		}
	}
	return out
}

// causes names what may have made a day miss; none where it does not miss. all is
// what was seen of all queues.
func (s *seen) causes(d *Sides, all *seen, dead []float64, pooled bool) (out []Cause) {
	switch {
	case d.Deviation == nil && s.contacts > 0:
		return []Cause{CauseNotServed}
	case d.Deviation == nil || math.Abs(*d.Deviation) <= BoundPoints:
		return nil
	}
	add := func(is bool, c Cause) {
		if is {
			out = append(out, c)
		}
	}
	share := func(n, of int, least float64) bool { return of > 0 && float64(n) >= least*float64(of) }
	add(d.chance(), CauseChance)
	add(s.contacts < fewContacts, CauseFew)
	add(share(s.unmanned, s.contacts, noticedShare), CauseUnmanned)
	add(share(s.lost, s.contacts, noticedShare), CauseLost)
	jump := false
	for _, h := range s.hours {
		if h.n >= leastOfHour && s.work > 0 {
			ratio := h.work / float64(h.n) / (s.work / float64(s.n))
			jump = jump || ratio >= handleJump || ratio <= 1/handleJump
		}
	}
	if *d.Deviation < 0 && s.answered > 0 && all.answered > 0 {
		add(float64(s.atOnce)/float64(s.answered) >= float64(all.atOnce)/float64(all.answered)+atOnceAbove, CauseAtOnce)
	}
	add(jump, CauseHandle)
	add(share(s.overtaken, s.answered, overtakenShare), CauseOvertaken)
	add(len(dead) > 0 && total(dead)/float64(len(dead)) >= longDead, CauseDead)
	add(share(s.inferred, s.answered, inferredShare), CauseInferred)
	add(pooled, CausePatience)
	return out
}
