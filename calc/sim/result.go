package sim

import "slices"

// Version is of the engine: results of one version, model and seed are the same
// to the last digit on one kind of processor.
const Version = "1"

// Result is what a run found. Contacts count in the interval in which they
// came, whenever they end.
type Result struct {
	Model        string          `json:"model,omitempty"`
	Engine       string          `json:"engine"`
	Seed         uint64          `json:"seed"`
	Replications int             `json:"replications"`
	Confidence   float64         `json:"confidence"`
	Reached      *bool           `json:"reached,omitempty"` // of a wanted half-width
	Contacts     float64         `json:"contacts"`          // arrivals simulated, warm-up left out
	Total        Estimates       `json:"total"`             // of types with arrivals
	Agents       Estimates       `json:"agents"`            // of all groups
	Types        []NamedResult   `json:"types"`
	Groups       []NamedResult   `json:"groups"`
	Flows        []FlowResult    `json:"flows"`
	Intervals    []IntervalCells `json:"intervals,omitempty"`
}

// NamedResult is of a type or group.
type NamedResult struct {
	Name     string    `json:"name"`
	Measures Estimates `json:"measures"`
}

// FlowResult is of contacts of a type answered by a group.
type FlowResult struct {
	Type     string    `json:"type"`
	Group    string    `json:"group"`
	Measures Estimates `json:"measures"`
}

// IntervalCells is what happened in an interval of the day, all days of a
// replication together.
type IntervalCells struct {
	From   string        `json:"from"` // time of day
	Total  Estimates     `json:"total"`
	Agents Estimates     `json:"agents"`
	Types  []NamedResult `json:"types"`
	Groups []NamedResult `json:"groups"`
	Flows  []FlowResult  `json:"flows"`
}

// scope is the moments of everything that stands in one interval, or in all.
type scope struct {
	total  []moments   // measures
	types  [][]moments // type, measures
	agents []moments
	groups [][]moments
	flows  [][]moments // type × group; nil where the group lacks the skill
}

func newScope(p *Program) *scope {
	contact := func() []moments {
		out := make([]moments, len(contactMeasures))
		for i, x := range contactMeasures {
			out[i].ratio = x.below != nil
		}
		return out
	}
	group := func() []moments {
		out := make([]moments, len(groupMeasures))
		for i, x := range groupMeasures {
			out[i].ratio = x.below != nil
		}
		return out
	}
	s := &scope{total: contact(), agents: group(), flows: make([][]moments, len(p.types)*len(p.groups))}
	for t := range p.types {
		s.types = append(s.types, contact())
		for _, g := range p.types[t].groups {
			f := make([]moments, len(flowMeasures))
			for i, x := range flowMeasures {
				f[i].ratio = x.below != nil
			}
			s.flows[t*len(p.groups)+int(g)] = f
		}
	}
	for range p.groups {
		s.groups = append(s.groups, group())
	}
	return s
}

// collector adds up the sheets of replications, in their order.
type collector struct {
	p         *Program
	n         int
	contacts  float64
	whole     *scope
	intervals []*scope    // nil unless asked for
	waits     *waitCounts // nil unless asked for
	sum       sheet       // the intervals of one replication together
	// Room for sums, kept so that nothing is allocated.
	part      sheet
	all       tally
	everybody agentTime
	every     flow
	one       flow
}

func newCollector(p *Program, intervals bool) *collector {
	c := &collector{p: p, whole: newScope(p), sum: sheet{tally: make([]tally, len(p.types)), flow: make([]flow, len(p.types)*len(p.groups)), agent: make([]agentTime, len(p.groups))}}
	if intervals {
		for range p.intervals {
			c.intervals = append(c.intervals, newScope(p))
		}
	}
	return c
}

// add takes the next replication.
func (c *collector) add(s *sheet) {
	c.n++
	if c.waits != nil {
		c.waits.add(c.n, s.waits)
	}
	types, groups := len(c.p.types), len(c.p.groups)
	c.sum.reset()
	for i := range c.p.intervals {
		part := &c.part
		*part = sheet{tally: s.tally[i*types : (i+1)*types], flow: s.flow[i*types*groups : (i+1)*types*groups], agent: s.agent[i*groups : (i+1)*groups]}
		for t := range part.tally {
			addTally(&c.sum.tally[t], &part.tally[t])
		}
		for k := range part.flow {
			for j, v := range part.flow[k] {
				c.sum.flow[k][j] += v
			}
		}
		for g := range part.agent {
			for j, v := range part.agent[g] {
				c.sum.agent[g][j] += v
			}
		}
		if c.intervals != nil {
			c.take(c.intervals[i], part, c.p.interval*float64(c.p.days))
		}
	}
	c.take(c.whole, &c.sum, c.p.horizon()-c.p.warmUp)
	for t := range c.sum.tally {
		c.contacts += c.sum.tally[t][countArrivals]
	}
}

func addTally(to, from *tally) {
	most := max(to[countQueueMost], from[countQueueMost])
	for i, v := range from {
		to[i] += v
	}
	to[countQueueMost] = most
}

// take adds one replication to a scope that lasts for some seconds.
func (c *collector) take(to *scope, s *sheet, seconds float64) {
	n, groups := float64(c.n), len(c.p.groups)
	c.all, c.everybody, c.every = tally{}, agentTime{}, flow{}
	for t := range s.tally {
		x := &s.tally[t]
		if c.p.types[t].inbound {
			addTally(&c.all, x)
		}
		addContacts(to.types[t], n, x, seconds)
	}
	addContacts(to.total, n, &c.all, seconds)
	for g := range s.agent {
		f := &c.one
		*f = flow{}
		for t := range s.tally {
			for j, v := range s.flow[t*groups+g] {
				f[j] += v
			}
		}
		addAgents(to.groups[g], n, &s.agent[g], f)
		for j, v := range s.agent[g] {
			c.everybody[j] += v
		}
		for j, v := range f {
			c.every[j] += v
		}
	}
	addAgents(to.agents, n, &c.everybody, &c.every)
	for k, f := range to.flows {
		for i := range f {
			below := 0.0
			if x := &flowMeasures[i]; x.below != nil {
				below = x.below(&s.flow[k])
			}
			f[i].add(n, flowMeasures[i].above(&s.flow[k]), below)
		}
	}
}

func addContacts(to []moments, n float64, t *tally, seconds float64) {
	for i := range to {
		x := &contactMeasures[i]
		above, below := x.above(t), 0.0
		if x.below != nil {
			below = x.below(t)
		} else if x.perTime {
			above /= seconds
		}
		to[i].add(n, above, below)
	}
}

func addAgents(to []moments, n float64, a *agentTime, f *flow) {
	for i := range to {
		x, below := &groupMeasures[i], 0.0
		if x.below != nil {
			below = x.below(a, f)
		}
		to[i].add(n, x.above(a, f), below)
	}
}

// result is everything found so far.
func (c *collector) result(confidence float64) *Result {
	quantile := studentQuantile(confidence, float64(c.n))
	whole := c.cells(c.whole, quantile)
	if c.waits != nil {
		c.percentiles(&whole, confidence)
	}
	out := &Result{
		Model: c.p.name, Engine: Version, Replications: c.n, Confidence: confidence, Contacts: c.contacts,
		Total: whole.Total, Agents: whole.Agents, Types: whole.Types, Groups: whole.Groups, Flows: whole.Flows,
	}
	for i, s := range c.intervals {
		cells := c.cells(s, quantile)
		cells.From = clockText(c.p.interval * float64(i))
		out.Intervals = append(out.Intervals, cells)
	}
	return out
}

// percentiles adds those of waits, of types with arrivals together, types, and
// types by group.
func (c *collector) percentiles(to *IntervalCells, confidence float64) {
	more := func(e *Estimates, of []int) {
		e.of = slices.Concat(e.of, waitList)
		e.Values = append(e.Values, c.waits.estimates(of, c.n, confidence)...)
	}
	var total []int
	flow := 0
	for t := range c.p.types {
		var of []int
		for _, g := range slices.Sorted(slices.Values(c.p.types[t].groups)) {
			of = append(of, t*len(c.p.groups)+int(g))
			more(&to.Flows[flow].Measures, of[len(of)-1:])
			flow++
		}
		if c.p.types[t].inbound {
			total = append(total, of...)
		}
		more(&to.Types[t].Measures, of)
	}
	more(&to.Total, total)
}

var (
	waitList    = WaitMeasures()
	contactList = ContactMeasures()
	groupList   = GroupMeasures()
	flowList    = FlowMeasures()
)

func (c *collector) cells(s *scope, quantile float64) IntervalCells {
	estimates := func(of []Measure, m []moments) Estimates {
		out := Estimates{of, make([]Estimate, len(m))}
		for i := range m {
			out.Values[i] = m[i].estimate(float64(c.n), quantile)
		}
		return out
	}
	out := IntervalCells{Total: estimates(contactList, s.total), Agents: estimates(groupList, s.agents)}
	for t := range c.p.types {
		out.Types = append(out.Types, NamedResult{c.p.types[t].name, estimates(contactList, s.types[t])})
		for _, g := range slices.Sorted(slices.Values(c.p.types[t].groups)) {
			out.Flows = append(out.Flows, FlowResult{c.p.types[t].name, c.p.groups[g].name, estimates(flowList, s.flows[t*len(c.p.groups)+int(g)])})
		}
	}
	for g := range c.p.groups {
		out.Groups = append(out.Groups, NamedResult{c.p.groups[g].name, estimates(groupList, s.groups[g])})
	}
	return out
}
