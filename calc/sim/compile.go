package sim

import (
	"cmp"
	"math"
	"slices"
)

// Limits of what can be simulated.
const (
	maxContacts = 1e8 // of one replication
	maxAgents   = 100_000
	maxTypes    = 1000
	maxWaiting  = 10_000_000
)

// Compile checks the model and makes it ready; the error is a *ModelError that
// names every field that is wrong.
func Compile(m *Model) (*Program, error) {
	c := &checker{}
	p := &Program{name: m.Name, days: 1}
	c.frame(m, p)
	if len(c.problems) > 0 {
		return nil, c.err() // nothing below means anything without a day
	}
	typeAt := names(c, "types", len(m.Types), func(i int) string { return m.Types[i].Name })
	groupAt := names(c, "groups", len(m.Groups), func(i int) string { return m.Groups[i].Name })
	p.types = make([]contactType, len(m.Types))
	p.groups = make([]agentGroup, len(m.Groups))
	p.work = make([]sampler, len(m.Types)*len(m.Groups))
	p.wrapUp = make([]sampler, len(m.Types)*len(m.Groups))
	p.delay = make([]float64, len(m.Types)*len(m.Groups))
	for g := range m.Groups {
		c.group(m, p, g, typeAt)
	}
	for t := range m.Types {
		c.contactType(m, p, t, typeAt, groupAt)
	}
	c.lines(m, p, typeAt)
	c.delays(p)
	c.loops(m, p)
	if err := c.err(); err != nil {
		return nil, err
	}
	p.cues()
	return p, nil
}

// frame takes what holds for the whole model.
func (c *checker) frame(m *Model, p *Program) {
	length := func(d *Duration, path string, otherwise float64) float64 {
		if d == nil {
			return otherwise
		}
		if !(*d > 0) || *d > 366*86400 {
			c.fail(path, "is %g s; it must be above 0 and at most a year", float64(*d))
			return otherwise
		}
		return float64(*d)
	}
	p.day = length(m.Day, "day", 86400)
	otherwise := 1800.0
	if n := p.day / otherwise; n != math.Round(n) {
		otherwise = p.day
	}
	p.interval = length(m.Interval, "interval", otherwise)
	if n := p.day / p.interval; math.Abs(n-math.Round(n)) > 1e-9 || n < 0.5 {
		c.fail("interval", "%s does not divide the day of %s", clockText(p.interval), clockText(p.day))
	} else if n > 3000 {
		c.fail("interval", "%g intervals in a day are too many; at most 3000", n)
	} else {
		p.intervals = int(math.Round(n))
	}
	if m.Days != nil {
		p.days = *m.Days
	}
	if p.days < 1 || p.days > 1_000_000 {
		c.fail("days", "is %d; it must be 1 to 1000000", p.days)
	}
	if m.WarmUp != nil {
		p.warmUp = float64(*m.WarmUp)
		if !(p.warmUp >= 0) || p.warmUp >= p.horizon() {
			c.fail("warm_up", "must be 0 or more and before the end of the last day")
		}
	}
	p.hours = c.spans("hours", m.Hours, p.day)
	if m.Hours == nil {
		p.hours = []span{{0, p.day}}
	}
	switch m.Closing {
	case "", "serve":
	case "clear":
		p.clear = true
	default:
		c.fail("closing", "is %q; serve or clear was expected", m.Closing)
	}
	if m.Threshold != nil && !(*m.Threshold >= 0) {
		c.fail("threshold", "is %g; it must be 0 or more", float64(*m.Threshold))
	}
	if m.Short != nil && !(*m.Short >= 0) {
		c.fail("short", "is %g; it must be 0 or more", float64(*m.Short))
	}
	p.busyness = c.busyness("busyness", m.Busyness)
	p.every = length(m.Every, "busyness_every", p.day)
	if n := p.day / p.every; math.Abs(n-math.Round(n)) > 1e-9 || n < 0.5 {
		c.fail("busyness_every", "%s does not divide the day of %s", clockText(p.every), clockText(p.day))
		p.every = p.day
	}
	if len(m.Types) == 0 {
		c.fail("types", "is empty; at least one type of contacts is needed")
	}
	if len(m.Groups) == 0 {
		c.fail("groups", "is empty; at least one group of agents is needed")
	}
	if len(m.Types) > maxTypes || len(m.Groups) > maxTypes {
		c.fail("types", "%d types and %d groups are too many; at most %d of each", len(m.Types), len(m.Groups), maxTypes)
	}
}

func (c *checker) busyness(path string, d *Distribution) sampler {
	if d != nil && len(d.ByTime) > 0 {
		c.fail(path+".by_time", "is not possible: busyness is drawn once a day")
		return sampler{}
	}
	return d.sampler(c, path, 1)
}

func (c *checker) spans(path string, spans []Span, day float64) []span {
	var out []span
	end := 0.0
	for i, s := range spans {
		at := c.index(path, i)
		switch {
		case float64(s.From) < end:
			c.fail(at+".from", "begins before the one before it ends, or before the day")
		case s.To <= s.From:
			c.fail(at+".to", "must be after from")
		case float64(s.To) > day:
			c.fail(at+".to", "is after the end of the day of %s", clockText(day))
		}
		end = float64(s.To)
		out = append(out, span{float64(s.From), float64(s.To)})
	}
	return out
}

// names numbers names and finds those that are missing or twice.
func names(c *checker, path string, n int, name func(int) string) map[string]int {
	out := make(map[string]int, n)
	for i := range n {
		switch before, twice := out[name(i)]; {
		case name(i) == "":
			c.fail(c.index(path, i)+".name", "is missing")
		case twice:
			c.fail(c.index(path, i)+".name", "%q is already the name of %s[%d]", name(i), path, before)
		default:
			out[name(i)] = i
		}
	}
	return out
}

// known finds a name, or says which there are.
func (c *checker) known(path, what, name string, all map[string]int) (int, bool) {
	i, ok := all[name]
	if !ok {
		there := make([]string, 0, len(all))
		for n := range all {
			there = append(there, n)
		}
		slices.SortFunc(there, func(a, b string) int { return cmp.Compare(all[a], all[b]) })
		if len(there) > 20 {
			there = append(there[:20], "…")
		}
		c.fail(path, "there is no %s %q; there are %s", what, name, quoted(there))
	}
	return i, ok
}

// delays takes over from routes when each group may take a type.
func (c *checker) delays(p *Program) {
	for t := range p.types {
		for _, s := range p.types[t].route {
			for _, g := range s.groups {
				p.delay[t*len(p.groups)+int(g)] = s.after
			}
		}
	}
	for g := range p.groups {
		for i := range p.groups[g].tiers {
			x := &p.groups[g].tiers[i]
			x.delay = make([]float64, len(x.types))
			for k, t := range x.types {
				x.delay[k] = p.delay[int(t)*len(p.groups)+g]
			}
		}
	}
}

// lines takes groups of lines.
func (c *checker) lines(m *Model, p *Program, typeAt map[string]int) {
	for t := range p.types {
		p.types[t].lines = -1
	}
	for i, l := range m.Lines {
		at := c.index("lines", i)
		if l.Count < 1 {
			c.fail(at+".count", "is %d; it must be at least 1", l.Count)
		}
		p.lines = append(p.lines, l.Count)
		p.usesLines = true
		of := l.Types
		if of == nil {
			for _, t := range m.Types {
				of = append(of, t.Name)
			}
		}
		for k, name := range of {
			t, ok := c.known(c.index(at+".types", k), "type", name, typeAt)
			switch {
			case !ok:
			case p.types[t].lines >= 0:
				c.fail(at+".types", "%q has lines already, of lines[%d]", name, p.types[t].lines)
			default:
				p.types[t].lines = i
			}
		}
	}
}

// loops refuses what would never end or takes too long.
func (c *checker) loops(m *Model, p *Program) {
	for t := range m.Types {
		x := &p.types[t]
		for seen, at := 0, t; p.types[at].hasTimeout && p.types[at].timeoutTo >= 0; seen++ {
			if at = p.types[at].timeoutTo; seen > len(m.Types) {
				c.fail(c.index("types", t)+".timeout.to", "leads in a circle")
				break
			}
		}
		if n := p.contactsPerDay(x) * float64(p.days); n > maxContacts {
			field := ".arrivals.per_hour"
			if m.Types[t].Arrivals.PerHour == nil {
				field = ".arrivals.times"
			}
			c.fail(c.index("types", t)+field, "makes %.3g contacts in a replication; at most %.0g can be simulated: a shorter day, fewer days or a lower rate is needed", n, maxContacts)
		}
		p.perDay += p.contactsPerDay(x)
	}
	if n := p.perDay * float64(p.days); n > maxContacts && len(c.problems) == 0 {
		c.fail("types", "make %.3g contacts in a replication together; at most %.0g can be simulated", n, maxContacts)
	}
	for _, t := range p.outbound {
		x := &p.types[t]
		shortest, agents := math.Inf(1), 0.0
		for _, g := range x.groups {
			shortest = min(shortest, p.work[t*len(p.groups)+int(g)].mean())
			agents += float64(p.groups[g].size)
		}
		if x.outbound.dialer && x.outbound.ring.mean() > 0 {
			shortest = min(shortest, x.outbound.ring.mean())
			agents = agents*max(x.outbound.perIdle, 1) + max(x.outbound.extra, 0)
		}
		if n := agents * p.horizon() / shortest; n > maxContacts && x.outbound.backlog < 0 {
			c.fail(c.index("types", t)+".outbound", "could make %.3g pieces of work in a replication; at most %.0g can be simulated", n, maxContacts)
		}
	}
}

func (p *Program) contactsPerDay(t *contactType) float64 {
	if t.replay != nil {
		return float64(len(t.replay)) / float64(p.days)
	}
	n := t.rates.total(p.day)
	for _, b := range []*sampler{&p.busyness, &t.busyness, &t.noise} {
		if b.family != familyNone {
			n *= b.mean()
		}
	}
	return n
}

// cues writes the script of a day.
func (p *Program) cues() {
	add := func(at float64, kind cueKind, who int, n float64) {
		if at >= p.day { // the part of a night shift after midnight
			at -= p.day
		}
		p.script = append(p.script, cue{at, kind, int32(who), n})
	}
	add(0, cueDay, 0, 0)
	for i := 1; i < p.intervals; i++ {
		add(p.interval*float64(i), cueInterval, i, 0)
	}
	doors := func(hours []span, open, close cueKind, who int) {
		for i, h := range hours {
			if i == 0 || h.from > hours[i-1].to {
				if h.from > 0 || hours[len(hours)-1].to < p.day {
					add(h.from, open, who, 0)
				}
			}
			if h.to < p.day && (i+1 == len(hours) || h.to < hours[i+1].from) {
				add(h.to, close, who, 0)
			} else if h.to == p.day && hours[0].from > 0 {
				add(p.day, close, who, 0)
			}
		}
	}
	doors(p.hours, cueOpen, cueClose, 0)
	for t := range p.types {
		doors(p.types[t].hours, cueUnlock, cueShut, t)
	}
	for g := range p.groups {
		x := &p.groups[g]
		for i, n := range x.plan.values {
			if !x.shifts {
				add(x.plan.at[i], cueStaff, g, n)
			}
		}
	}
	for _, t := range p.outbound {
		for _, h := range p.types[t].outbound.hours {
			add(h.from, cueOutbound, 0, 0)
		}
	}
	p.script = append(p.script, p.shiftCues...)
	slices.SortStableFunc(p.script, func(a, b cue) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.kind, b.kind))
	})
}
