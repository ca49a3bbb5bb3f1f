package whatif

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/queueing"
)

// Saved is what people with several skills save in queues connected by them.
// Shares are of the agent-hours of these queues.
type Saved struct {
	QueueIDs []string    `json:"queue_ids"`
	People   int         `json:"people"`
	Share    float64     `json:"share" doc:"of agent-hours that are not needed for the same service, as simulated"`
	Low      float64     `json:"low" doc:"lower end over the chance of the simulation, with 80 %"`
	High     float64     `json:"high"`
	Bound    float64     `json:"bound" doc:"share that Erlang's formulas save when everybody does everything: no more is tried"`
	FTE      float64     `json:"fte" doc:"full-time people not needed"`
	LowFTE   float64     `json:"low_fte"`
	HighFTE  float64     `json:"high_fte"`
	On       []int       `json:"on_days" doc:"the days that were simulated, from the first day, 0 on: a quiet, a usual and a busy one"`
	Days     int         `json:"replications" doc:"how often each"`
	Services []Simulated `json:"services"`
}

// Simulated is the service level of a queue on the days simulated, per cent.
type Simulated struct {
	QueueID string  `json:"queue_id"`
	Apart   float64 `json:"apart_percent" doc:"each queue with people of its own"`
	Same    float64 `json:"same_people_percent" doc:"as many people, some of them cross-trained"`
	Fewer   float64 `json:"fewer_people_percent" doc:"with the people saved left out"`
}

// shareOf is what is saved in a queue.
func shareOf(all []Saved, queueID string) Saved {
	for _, s := range all {
		if slices.Contains(s.QueueIDs, queueID) {
			return s
		}
	}
	return Saved{}
}

// link is people who do all of some queues of a pool.
type link struct {
	queues []int   // of the pool
	share  float64 // of the people of these queues
}

// pool is queues connected by people with several skills, on one day.
type pool struct {
	queues  []*Queue
	slots   [][]Slot // queue × interval, as the scenario has them
	is      []reckoner
	links   []link
	seconds float64 // length of an interval by the clock
	gain    []int   // by interval: agents that pooling everybody saves by the formulas
	agents  int     // of all intervals
	gained  int     // sum of gain
}

// connected groups the links of a scenario by the queues they connect.
func connected(links []Cross) [][]Cross {
	var out [][]Cross
	for _, c := range links {
		group := []Cross{c}
		rest := out[:0:0]
		for _, g := range out {
			if slices.ContainsFunc(g, func(x Cross) bool {
				return slices.ContainsFunc(x.QueueIDs, func(id string) bool { return slices.Contains(c.QueueIDs, id) })
			}) {
				group = append(slices.Clone(g), group...)
			} else {
				rest = append(rest, g)
			}
		}
		out = append(rest, group)
	}
	return out
}

// cross finds what cross-training saves.
func (r *reckoning) cross(ctx context.Context, all []one) ([]Saved, error) {
	out := []Saved{}
	for _, group := range connected(r.levers.Cross) {
		s := Saved{QueueIDs: []string{}, On: []int{}, Services: []Simulated{}}
		var which []int
		for i := range r.base.Queues {
			if slices.ContainsFunc(group, func(c Cross) bool { return slices.Contains(c.QueueIDs, r.base.Queues[i].ID) }) {
				which = append(which, i)
				s.QueueIDs = append(s.QueueIDs, r.base.Queues[i].ID)
			}
		}
		paidHours := 0.0
		for _, i := range which {
			paidHours += all[i].adapted.all.paidHours
		}
		for _, c := range group {
			s.People += c.People
		}
		var days []*pool
		for _, d := range r.usualDays(all, which) {
			p, err := r.pool(all, which, group, d)
			if err != nil {
				return nil, err
			}
			if p != nil {
				days, s.On = append(days, p), append(s.On, d)
			}
		}
		if len(days) > 0 {
			if err := search(ctx, days, &s); err != nil {
				return nil, err
			}
		}
		fte := paidHours / (float64(r.days()) / 7) / r.base.FullTimeHours
		s.FTE, s.LowFTE, s.HighFTE = rough(fte*s.Share), rough(fte*s.Low), rough(fte*s.High)
		out = append(out, s)
	}
	return out, nil
}

// usualDays are three open days of some queues, by their work: a quiet, a usual
// and a busy one, on which the same queues are open as on the usual one.
func (r *reckoning) usualDays(all []one, which []int) []int {
	type busy struct {
		day  int
		work float64
		open string
	}
	var days []busy
	for d := range r.days() {
		x, whole := busy{day: d}, true
		open := make([]byte, len(which))
		for n, i := range which {
			for _, slot := range all[i].scenario[d] {
				x.work += float64(slot.Agents) * slot.Seconds
				whole = whole && slot.Seconds == 86400/float64(len(all[i].scenario[d]))
				open[n] = 1
			}
		}
		if x.open = string(open); x.work > 0 && whole { // a day on which the clock changes is not usual
			days = append(days, x)
		}
	}
	if len(days) == 0 {
		return nil
	}
	slices.SortFunc(days, func(a, b busy) int { return cmp.Or(cmp.Compare(a.work, b.work), cmp.Compare(a.day, b.day)) })
	usual := days[len(days)/2].open
	days = slices.DeleteFunc(days, func(x busy) bool { return x.open != usual })
	var out []int
	for n := range 3 {
		if d := days[(2*n+1)*len(days)/6].day; !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// pool prepares a day of some queues. It is nil when there is nothing to pool.
func (r *reckoning) pool(all []one, which []int, links []Cross, day int) (*pool, error) {
	p := &pool{}
	at := map[string]int{}
	fte := map[string]float64{}
	for _, i := range which {
		q := &r.base.Queues[i]
		if len(all[i].scenario[day]) == 0 {
			continue // closed on that day
		}
		at[q.ID] = len(p.queues)
		p.queues, p.slots = append(p.queues, q), append(p.slots, all[i].scenario[day])
		p.is = append(p.is, newReckoner(q, r.levers.of(q.ID).targets(q.Targets)))
		fte[q.ID] = all[i].adapted.all.paidHours / (float64(r.days()) / 7) / r.base.FullTimeHours
	}
	if len(p.queues) < 2 {
		return nil, nil
	}
	p.seconds = 86400 / float64(len(p.slots[0]))
	taken := make([]float64, len(p.queues))
	for _, c := range links {
		people, l := 0.0, link{}
		for _, id := range c.QueueIDs {
			if q, ok := at[id]; ok && !slices.Contains(l.queues, q) {
				l.queues = append(l.queues, q)
				people += fte[id]
			}
		}
		if people == 0 {
			continue
		}
		slices.Sort(l.queues)
		l.share = min(float64(c.People)/people, 1)
		for _, q := range l.queues {
			taken[q] += l.share
		}
		p.links = append(p.links, l)
	}
	if most := slices.Max(taken); most > 1 { // more than there are
		for i := range p.links {
			p.links[i].share /= most
		}
	}
	return p, p.bound()
}

// bound reckons what pooling everybody saves in each interval.
func (p *pool) bound() error {
	p.gain = make([]int, len(p.slots[0]))
	for k := range p.gain {
		agents, contacts, work := 0, 0.0, 0.0
		for q := range p.queues {
			x := &p.slots[q][k]
			agents += x.Agents
			contacts += x.Planned
			work += x.Planned * x.Handle
		}
		p.agents += agents
		if contacts == 0 || work == 0 {
			continue
		}
		together := Slot{Seconds: p.slots[0][k].Seconds, Planned: contacts, Handle: work / contacts, Agents: agents}
		need := 0
		for q := range p.queues {
			if p.slots[q][k].Agents == 0 {
				continue
			}
			r := &p.is[q]
			got, err := queueing.RequiredNear(r.model, r.load(contacts, &together), r.targets, agents)
			if err != nil {
				return faultOf(p.queues[q], err)
			}
			need = max(need, got.Agents, r.least)
		}
		p.gain[k] = max(agents-need, 0)
		p.gained += p.gain[k]
	}
	return nil
}

// staffing gives the agents by group and interval: first those who do one
// queue, then those of each link; with is whether there are people with several
// skills, part is which part of the greatest gain is taken away. It also gives
// how many agents are taken away.
func (p *pool) staffing(with bool, part float64) (counts [][]int, gone int) {
	places := len(p.gain)
	counts = make([][]int, len(p.queues)+len(p.links))
	for g := range counts {
		counts[g] = make([]int, places)
	}
	owed := make([][]float64, len(p.links)) // parts of people that were rounded away, carried on
	for l := range owed {
		owed[l] = make([]float64, len(p.queues))
	}
	debt := 0.0
	for k := range places {
		for q := range p.queues {
			counts[q][k] = p.slots[q][k].Agents
		}
		for l, x := range p.links {
			if !with {
				break
			}
			for _, q := range x.queues {
				owed[l][q] += x.share * float64(p.slots[q][k].Agents)
				n := min(int(math.Floor(owed[l][q]+1e-9)), counts[q][k])
				owed[l][q] -= float64(n)
				counts[q][k] -= n
				counts[len(p.queues)+l][k] += n
			}
		}
		debt += part * float64(p.gain[k])
		for n := min(int(math.Floor(debt+1e-9)), p.gain[k]); n > 0; n-- {
			g := p.spare(counts, k)
			if g < 0 {
				break
			}
			counts[g][k]--
			debt--
			gone++
		}
	}
	return counts, gone
}

// spare is the group that gives up an agent: those who do one queue only, where
// most of the queue's people are left; those with several skills last.
func (p *pool) spare(counts [][]int, k int) int {
	best, left := -1, 0.0
	for q := range p.queues {
		if n := counts[q][k]; n > 0 {
			if part := float64(n) / float64(p.slots[q][k].Agents); part > left {
				best, left = q, part
			}
		}
	}
	if best >= 0 {
		return best
	}
	most := 0
	for g := len(p.queues); g < len(counts); g++ {
		if counts[g][k] > most {
			best, most = g, counts[g][k]
		}
	}
	return best
}
