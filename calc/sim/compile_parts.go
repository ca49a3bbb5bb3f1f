package sim

import (
	"math"
	"slices"
)

// group takes one group of agents and its skills.
func (c *checker) group(m *Model, p *Program, g int, typeAt map[string]int) {
	in, out, path := &m.Groups[g], &p.groups[g], c.index("groups", g)
	out.name, out.key, out.first = in.Name, nameKey(in.Name), len(p.agents)
	out.absence = c.probability(path+".absence", in.Absence)
	switch {
	case in.Agents != nil && in.Shifts != nil:
		c.fail(path+".shifts", "stand in place of agents; take one of them out")
	case in.Shifts != nil:
		out.shifts = true
		c.shifts(p, g, path+".shifts", in.Shifts)
	case in.Agents == nil:
		c.fail(path+".agents", "is missing; agents or shifts are needed")
	default:
		before := len(c.problems)
		out.plan = in.Agents.steps(c, path+".agents", p.day, func(at string, n float64) {
			if n < 0 || n != math.Round(n) || n > maxAgents {
				c.fail(at, "is %g; a whole number of agents from 0 to %d was expected", n, maxAgents)
			}
		})
		most := out.plan.most()
		if most == 0 && len(c.problems) == before {
			c.fail(path+".agents", "has no agents at any time: zero agents serve nobody")
		}
		for range c.room(p, path+".agents", int(most)) {
			p.agents = append(p.agents, agent{int32(g)})
		}
	}
	out.size = len(p.agents) - out.first
	if in.Attendance != nil {
		sum := 0.0
		for i, a := range in.Attendance {
			at := c.index(path+".attendance", i)
			sum += c.probability(at+".probability", a.Probability)
			if a.Agents < 0 {
				c.fail(at+".agents", "is %d; it must be 0 or more", a.Agents)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			c.fail(path+".attendance", "has probabilities that sum to %g; they must sum to 1", sum)
		}
		if out.shifts {
			c.fail(path+".attendance", "goes with agents; shifts have absence")
		}
		out.attendance = in.Attendance
	}
	c.skills(m, p, g, typeAt)
}

// room is n, or 0 when there would be too many agents.
func (c *checker) room(p *Program, path string, n int) int {
	if len(p.agents)+n > maxAgents {
		c.fail(path, "makes more than %d agents in all", maxAgents)
		return 0
	}
	return n
}

// skills takes what a group can do.
func (c *checker) skills(m *Model, p *Program, g int, typeAt map[string]int) {
	in, out, path := &m.Groups[g], &p.groups[g], c.index("groups", g)
	if len(in.Skills) == 0 {
		c.fail(path+".skills", "is empty; a group needs at least one skill")
	}
	if in.Order != "" && in.Order != "list" && in.Order != "longest_wait" {
		c.fail(path+".order", "is %q; list or longest_wait was expected", in.Order)
	}
	type rank struct {
		t        int32
		priority int
	}
	var ranks []rank
	withPriority := 0
	for i, s := range in.Skills {
		at := c.index(path+".skills", i)
		t, ok := c.known(at+".type", "type", s.Type, typeAt)
		if !ok {
			continue
		}
		if slices.ContainsFunc(ranks, func(r rank) bool { return r.t == int32(t) }) {
			c.fail(at+".type", "%q stands in the list twice", s.Type)
			continue
		}
		priority := i
		if s.Priority != nil {
			withPriority++
			priority = *s.Priority
		}
		if in.Order == "longest_wait" {
			if priority = 0; s.Priority != nil {
				c.fail(at+".priority", "does not go with order longest_wait")
			}
		}
		ranks = append(ranks, rank{int32(t), priority})
		factor := 1.0
		if s.ServiceFactor != nil {
			if factor = *s.ServiceFactor; !(factor > 0) || factor > 1e6 {
				c.fail(at+".service_factor", "is %g; it must be above 0", factor)
				factor = 1
			}
		}
		k := t*len(m.Groups) + g
		switch kind := &m.Types[t]; {
		case s.Service != nil:
			p.work[k] = s.Service.sampler(c, at+".service", factor)
		case kind.Service != nil:
			p.work[k] = kind.Service.sampler(&checker{}, "", factor)
		default:
			c.fail(c.index("types", t)+".service", "is missing, and groups[%d].skills[%d] has none of its own", g, i)
		}
		if x := &p.work[k]; x.family == familyDeterministic && x.a == 0 || x.family == familyEmpirical && x.mean() == 0 {
			c.fail(at+".service", "takes no time at all; it must take some")
		}
		if s.WrapUp != nil {
			p.wrapUp[k] = s.WrapUp.sampler(c, at+".wrap_up", 1)
		} else {
			p.wrapUp[k] = m.Types[t].WrapUp.sampler(&checker{}, "", 1)
		}
	}
	if withPriority > 0 && withPriority < len(in.Skills) {
		c.fail(path+".skills", "have a priority for some types and none for others")
	}
	slices.SortStableFunc(ranks, func(a, b rank) int { return a.priority - b.priority })
	for i, r := range ranks {
		if i == 0 || r.priority != ranks[i-1].priority {
			out.tiers = append(out.tiers, tier{})
		}
		last := &out.tiers[len(out.tiers)-1]
		last.types = append(last.types, r.t)
		p.types[r.t].groups = append(p.types[r.t].groups, int32(g))
	}
}

// rounding is by how many seconds sums of times may be off.
const rounding = 1e-6

// shifts takes agents with shifts of their own.
func (c *checker) shifts(p *Program, g int, path string, shifts []Shift) {
	for i, s := range shifts {
		at := c.index(path, i)
		count, from, to := 1, float64(s.From), float64(s.To)
		if s.Count != nil {
			count = *s.Count
		}
		if count < 1 || count > maxAgents {
			c.fail(at+".count", "is %d; it must be at least 1: zero agents serve nobody", count)
			count = 1
		}
		if to < from {
			to += p.day
		}
		if from < 0 || from >= p.day {
			c.fail(at+".from", "must be a time of the day of %s", clockText(p.day))
			continue
		}
		if to <= from || to-from > p.day {
			c.fail(at+".to", "must be after from and at most a day later")
			continue
		}
		end := from
		for k, b := range s.Breaks {
			begin := float64(b.At)
			if begin < from {
				begin += p.day
			}
			switch {
			case !(b.For > 0):
				c.fail(c.index(at+".breaks", k)+".for", "must be above 0")
			case begin < end-rounding || begin+float64(b.For) > to+rounding:
				c.fail(c.index(at+".breaks", k)+".at", "must be within the shift, and after the break before it")
			}
			end = begin + float64(b.For)
		}
		for range c.room(p, at+".count", count) {
			who := int32(len(p.agents))
			p.agents = append(p.agents, agent{int32(g)})
			add := func(when float64, kind cueKind, n float64) {
				if when >= p.day {
					when -= p.day
				}
				p.shiftCues = append(p.shiftCues, cue{when, kind, who, n})
			}
			add(from, cueShiftOn, 0)
			if to-from < p.day {
				add(to, cueShiftEnd, 0)
			}
			for _, b := range s.Breaks {
				begin := float64(b.At)
				if begin < from {
					begin += p.day
				}
				add(begin, cueBreak, float64(b.For))
			}
		}
	}
	if len(shifts) == 0 {
		c.fail(path, "is empty: zero agents serve nobody")
	}
}

// contactType takes one type; the groups are known by then.
func (c *checker) contactType(m *Model, p *Program, t int, typeAt, groupAt map[string]int) {
	in, out, path := &m.Types[t], &p.types[t], c.index("types", t)
	out.name, out.key = in.Name, nameKey(in.Name)
	if in.Service != nil {
		in.Service.sampler(c, path+".service", 1)
	}
	in.WrapUp.sampler(c, path+".wrap_up", 1)
	out.patience = in.Patience.sampler(c, path+".patience", 1)
	out.alwaysPatient = in.Patience == nil
	out.ringing = in.Ringing.sampler(c, path+".ringing", 1)
	if in.HeadStart != nil {
		if out.headStart = float64(*in.HeadStart); !(math.Abs(out.headStart) <= 86400) {
			c.fail(path+".head_start", "is %g s; it must be at most a day", out.headStart)
		}
	}
	if in.Ringing != nil && in.Retrial != nil {
		c.fail(path+".ringing", "does not go with retrial")
	}
	if in.Balking != nil {
		out.balking = c.probability(path+".balking", *in.Balking)
	}
	for i, b := range in.BalkAt {
		at := c.index(path+".balk_at", i)
		c.probability(at+".probability", b.Probability)
		if b.Waiting < 0 || i > 0 && b.Waiting <= in.BalkAt[i-1].Waiting {
			c.fail(at+".waiting", "must be 0 or more and above the one before it")
		}
	}
	out.balkAt = in.BalkAt
	out.queueLimit = -1
	if in.QueueLimit != nil {
		if out.queueLimit = *in.QueueLimit; out.queueLimit < 0 {
			c.fail(path+".queue_limit", "is %d; it must be 0 or more", out.queueLimit)
		}
	}
	for _, x := range []struct {
		field     string
		own, all  *Duration
		otherwise float64
		to        *float64
	}{{"threshold", in.Threshold, m.Threshold, 20, &out.threshold}, {"short", in.Short, m.Short, 5, &out.short}} {
		*x.to = x.otherwise
		if x.all != nil {
			*x.to = float64(*x.all)
		}
		if x.own != nil {
			if *x.to = float64(*x.own); !(*x.to >= 0) {
				c.fail(path+"."+x.field, "is %g; it must be 0 or more", *x.to)
			}
		}
	}
	if len(out.groups) == 0 {
		c.fail(path, "no group has the skill %q", in.Name)
	}
	c.hours(p, in, out, path)
	c.arrivals(p, in, out, path)
	c.route(in, out, path, groupAt)
	c.timeout(in, out, path, typeAt)
	c.outboundWork(p, t, in, out, path, groupAt)
	if r := in.Retrial; r != nil {
		out.retry = c.probability(path+".retrial.probability", r.Probability)
		out.retryLimit = 10
		if r.Limit != nil {
			if *r.Limit < 1 || *r.Limit > 250 {
				c.fail(path+".retrial.limit", "is %d; it must be 1 to 250", *r.Limit)
			}
			out.retryLimit = uint8(min(*r.Limit, 250))
		}
		if r.Delay == nil {
			c.fail(path+".retrial.delay", "is missing")
		}
		out.retryDelay = r.Delay.sampler(c, path+".retrial.delay", 1)
	}
}

// hours takes a type's own opening hours.
func (c *checker) hours(p *Program, in *Type, out *contactType, path string) {
	if in.Hours == nil {
		return
	}
	if in.Outbound != nil {
		c.fail(path+".hours", "are of contacts that come; outbound has hours of its own")
	}
	out.hours = c.spans(path+".hours", in.Hours, p.day)
	for i, h := range out.hours {
		within := false
		for _, centre := range p.hours {
			within = within || centre.from <= h.from && h.to <= centre.to
		}
		if !within {
			c.fail(c.index(path+".hours", i), "is not within the opening hours of the centre")
		}
	}
	p.ownHours = true
}

// open is when a type's doors are open.
func (t *contactType) open(p *Program) []span {
	if t.hours == nil {
		return p.hours
	}
	return t.hours
}

func (c *checker) arrivals(p *Program, in *Type, out *contactType, path string) {
	a := in.Arrivals
	if a == nil {
		out.rates = steps{at: []float64{0}, values: []float64{0}}
		return
	}
	if in.Outbound != nil {
		c.fail(path+".outbound", "and arrivals exclude each other; make two types")
	}
	out.inbound = true
	path += ".arrivals"
	out.rates = a.PerHour.steps(c, path+".per_hour", p.day, func(at string, v float64) {
		if v < 0 {
			c.fail(at, "is %g; a rate must be 0 or more", v)
		}
	}).within(out.open(p), p.day)
	for i := range out.rates.values {
		out.rates.values[i] /= 3600
	}
	out.busyness = c.busyness(path+".busyness", a.Busyness)
	out.noise = c.busyness(path+".noise", a.Noise)
	if p.every < p.day {
		out.rates = out.rates.cut(p.every, p.day)
	}
	if a.Noise != nil {
		out.rates = out.rates.cut(p.interval, p.day)
	}
	switch {
	case a.PerHour != nil && a.Times != nil:
		c.fail(path+".times", "stand in place of per_hour; take one of them out")
	case a.PerHour == nil && a.Times == nil:
		c.fail(path, "is empty; per_hour or times was expected")
	}
	for i, at := range a.Times {
		if !(at >= 0) || float64(at) >= p.horizon() {
			c.fail(c.index(path+".times", i), "is %g s; it must be from 0 to before the end of the last day", float64(at))
		} else if i > 0 && at < a.Times[i-1] {
			c.fail(c.index(path+".times", i), "is before the one before it; times are ascending")
		}
		out.replay = append(out.replay, float64(at))
	}
	if a.Times != nil && a.Busyness != nil {
		c.fail(path+".busyness", "does not go with given times")
	}
	if a.Times != nil && a.Noise != nil {
		c.fail(path+".noise", "does not go with given times")
	}
}

func (c *checker) route(in *Type, out *contactType, path string, groupAt map[string]int) {
	if len(in.Route) == 0 {
		out.route = []routeStep{{groups: out.groups}}
		return
	}
	var routed []int32
	for i, s := range in.Route {
		at := c.index(path+".route", i)
		x := routeStep{after: float64(s.After)}
		switch s.Pick {
		case "", PickList:
		case PickLongestIdle:
			x.pick = pickLongestIdle
		case PickMostIdle:
			x.pick = pickMostIdle
		case PickRandom:
			x.pick = pickRandom
		default:
			c.fail(at+".pick", "is %q; list, longest_idle, most_idle or random was expected", s.Pick)
		}
		if !(s.After >= 0) || i > 0 && s.After < in.Route[i-1].After {
			c.fail(at+".after", "must be 0 or more and not before the step before it")
		}
		if len(s.Groups) == 0 {
			c.fail(at+".groups", "is empty")
		}
		for k, name := range s.Groups {
			g, ok := c.known(c.index(at+".groups", k), "group", name, groupAt)
			switch {
			case !ok:
			case !slices.Contains(out.groups, int32(g)):
				c.fail(c.index(at+".groups", k), "group %q does not have the skill %q", name, in.Name)
			case slices.Contains(routed, int32(g)):
				c.fail(c.index(at+".groups", k), "group %q stands in the route twice", name)
			default:
				routed = append(routed, int32(g))
				x.groups = append(x.groups, int32(g))
			}
		}
		out.route = append(out.route, x)
	}
	for _, g := range out.groups {
		if !slices.Contains(routed, g) {
			c.fail(path+".route", "groups[%d] has the skill %q but is not in the route", g, in.Name)
		}
	}
}

func (c *checker) timeout(in *Type, out *contactType, path string, typeAt map[string]int) {
	x := in.Timeout
	if x == nil {
		return
	}
	path += ".timeout"
	out.hasTimeout, out.timeoutAfter, out.timeoutShare, out.timeoutTo = true, float64(x.After), 1, -1
	if !(x.After >= 0) {
		c.fail(path+".after", "is %g; it must be 0 or more", float64(x.After))
	}
	if x.Probability != nil {
		out.timeoutShare = c.probability(path+".probability", *x.Probability)
	}
	if x.To != "" {
		if to, ok := c.known(path+".to", "type", x.To, typeAt); ok {
			out.timeoutTo = to
		}
	} else if x.Delay != nil {
		c.fail(path+".delay", "goes with to")
	}
	out.timeoutDelay = x.Delay.sampler(c, path+".delay", 1)
}

func (c *checker) outboundWork(p *Program, t int, in *Type, out *contactType, path string, groupAt map[string]int) {
	x := in.Outbound
	if x == nil {
		return
	}
	path += ".outbound"
	p.outbound = append(p.outbound, t)
	o := &outboundWork{reserve: x.Reserve, minimumIdle: max(x.MinimumIdle, 1), watchIdle: x.WatchIdle, backlog: -1, perIdle: 1, extra: x.Extra, countRinging: true, hours: c.spans(path+".hours", x.Hours, p.day)}
	out.outbound = o
	if x.Hours == nil {
		o.hours = p.hours
	}
	if x.Reserve < 0 || x.MinimumIdle < 0 || x.WatchIdle < 0 {
		c.fail(path, "has a number of idle agents below 0")
	}
	for i, name := range x.Watch {
		if g, ok := c.known(c.index(path+".watch", i), "group", name, groupAt); ok {
			o.watch = append(o.watch, int32(g))
		}
	}
	if x.Watch == nil {
		for g := range p.groups {
			o.watch = append(o.watch, int32(g))
		}
	}
	if x.Backlog != nil {
		if o.backlog = *x.Backlog; o.backlog < 0 {
			c.fail(path+".backlog", "is %d; it must be 0 or more", o.backlog)
		}
	}
	switch x.Mode {
	case FillIn:
		if x.PerIdle != nil || x.Extra != 0 || x.CountRinging != nil || x.Reach != nil || x.Ring != nil || x.RingFailed != nil {
			c.fail(path+".mode", "fill_in dials nothing: per_idle, extra, count_ringing, reach, ring and ring_failed go with dialer")
		}
		return
	case Dialer:
		o.dialer = true
	default:
		c.fail(path+".mode", "is %q; fill_in or dialer was expected", x.Mode)
	}
	if x.PerIdle != nil {
		if o.perIdle = *x.PerIdle; !(o.perIdle >= 0) || o.perIdle > 1000 {
			c.fail(path+".per_idle", "is %g; it must be 0 to 1000", o.perIdle)
		}
	}
	if math.Abs(x.Extra) > 1000 || math.IsNaN(x.Extra) {
		c.fail(path+".extra", "is %g; at most 1000 was expected", x.Extra)
	}
	if x.CountRinging != nil {
		o.countRinging = *x.CountRinging
	}
	o.reach = steps{at: []float64{0}, values: []float64{1}}
	if x.Reach != nil {
		o.reach = x.Reach.steps(c, path+".reach", p.day, func(at string, v float64) { c.probability(at, v) })
	}
	o.ring = x.Ring.sampler(c, path+".ring", 1)
	o.ringFailed = o.ring
	if x.RingFailed != nil {
		o.ringFailed = x.RingFailed.sampler(c, path+".ring_failed", 1)
	}
	if o.countRinging && o.backlog < 0 && o.ringFailed.mean() == 0 && slices.Min(o.reach.values) < 1 {
		c.fail(path+".ring", "is missing: numbers that take no time would be dialled without end")
	}
}
