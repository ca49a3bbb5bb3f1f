package intraday

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

const (
	likely        = 50 // per cent: a target that holds less often will likely be missed
	sure          = 97 // per cent: a target that holds so often leaves people over
	leastOver     = 2  // people over in every interval of a stretch
	leastWidth    = 60 // minutes of a stretch with people over
	mostStretches = 6
)

// shortfalls are stretches of intervals in which a queue's target will likely be
// missed; between two of them at most one interval is good.
func (x *situation) shortfalls(f *foreseen, days []rosters.DayQueue) []Stretch {
	out := []Stretch{}
	grain := x.day.GrainMinutes
	for i := range x.rates {
		r := &x.rates[i]
		q := queueOf(days, r.Queue.QueueID)
		target := q.LevelTarget()
		there := x.there(r.SkillID)
		begin := -1
		last := -1
		flush := func() {
			if begin < 0 {
				return
			}
			g := Stretch{QueueID: q.QueueID, Queue: q.Name, SkillID: q.SkillID, From: begin * grain, To: (last + 1) * grain, Target: target, Level: tidy(f.level(i, begin, last+1)), Holds: 100, Proposals: []Proposal{}}
			g.Key = fmt.Sprintf("shortfall-%s-%d-%d", g.QueueID, g.From, g.To)
			for k := begin; k <= last; k++ {
				levels := f.queues[i].levels[k]
				if len(levels) == 0 {
					continue
				}
				g.Holds = min(g.Holds, rosters.Holds(levels, target))
				offered := f.queues[i].counted[k] / simulatedDays
				g.Late += max(target/100*offered-f.queues[i].inTime[k]/simulatedDays, 0)
				g.People = max(g.People, int(math.Ceil(x.need[q.SkillID][k]-there[k]-1e-6)))
			}
			g.Late = tidy(g.Late)
			if g.Late >= 0.5 {
				out = append(out, g)
			}
			begin = -1
		}
		for k := (x.from + grain - 1) / grain; k < len(r.PerHour); k++ {
			levels := f.queues[i].levels[k]
			bad := len(levels) > 0 && rosters.Holds(levels, target) < likely && f.queues[i].counted[k]/simulatedDays >= 1
			switch {
			case bad && begin < 0:
				begin, last = k, k
			case bad:
				last = k
			case begin >= 0 && k > last+1:
				flush()
			}
		}
		flush()
	}
	slices.SortStableFunc(out, func(a, b Stretch) int { return cmp.Compare(b.Late, a.Late) })
	return out[:min(len(out), mostStretches)]
}

// surplus are stretches of at least an hour in which all queues of a skill hold
// and people are over.
func (x *situation) surplus(f *foreseen) []Stretch {
	out := []Stretch{}
	grain := x.day.GrainMinutes
	seen := map[string]bool{}
	for i := range x.rates {
		skill := x.rates[i].SkillID
		if seen[skill] {
			continue
		}
		seen[skill] = true
		there := x.there(skill)
		begin, over := -1, 0
		flush := func(end int) {
			if begin >= 0 && (end-begin)*grain >= leastWidth {
				g := Stretch{QueueID: x.rates[i].Queue.QueueID, Queue: x.rates[i].Queue.Name, SkillID: skill, From: begin * grain, To: end * grain, Target: queueOf(x.day.Queues, x.rates[i].Queue.QueueID).LevelTarget(),
					Level: tidy(f.level(i, begin, end)), Holds: 100, People: over, Proposals: []Proposal{}}
				g.Key = fmt.Sprintf("surplus-%s-%d-%d", g.QueueID, g.From, g.To)
				for k := begin; k < end; k++ {
					if l := f.queues[i].levels[k]; len(l) > 0 {
						g.Holds = min(g.Holds, rosters.Holds(l, g.Target))
					}
				}
				out = append(out, g)
			}
			begin, over = -1, 0
		}
		for k := (x.from + grain - 1) / grain; k < len(there); k++ {
			spare := int(math.Floor(there[k] - x.need[skill][k] + 1e-6))
			good := spare >= leastOver && x.need[skill][k] > 0
			for j := range x.rates {
				if l := f.queues[j].levels[k]; x.rates[j].SkillID == skill && len(l) > 0 && rosters.Holds(l, queueOf(x.day.Queues, x.rates[j].Queue.QueueID).LevelTarget()) < sure {
					good = false
				}
			}
			switch {
			case !good:
				flush(k)
			case begin < 0:
				begin, over = k, spare
			default:
				over = min(over, spare)
			}
		}
		flush(len(there))
	}
	slices.SortStableFunc(out, func(a, b Stretch) int { return cmp.Compare(b.People*(b.To-b.From), a.People*(a.To-a.From)) })
	return out[:min(len(out), mostStretches)]
}

func queueOf(queues []rosters.DayQueue, id string) *rosters.DayQueue {
	return &queues[slices.IndexFunc(queues, func(q rosters.DayQueue) bool { return q.QueueID == id })]
}
