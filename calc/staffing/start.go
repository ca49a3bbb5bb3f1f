package staffing

import (
	"math"

	"github.com/lingting/lingting/calc/queueing"
)

// cheapest is the searched group whose agents do a type's work at least cost,
// of those with the fewest skills when several do; -1 when none has the skill.
func (p *problem) cheapest(t int) int {
	best, least := -1, math.Inf(1)
	for d, g := range p.groups {
		if !p.skilled[t][g] {
			continue
		}
		if c := p.cost[d] * p.program.Handle(t, g) * (1 + 1e-6*float64(p.skills(g))); c < least {
			best, least = d, c
		}
	}
	return best
}

func (p *problem) skills(g int) int {
	n := 0
	for t := range p.skilled {
		if p.skilled[t][g] {
			n++
		}
	}
	return n
}

// start is a first plan: every type's work is given to the group that does it
// cheapest, and each group gets what Erlang's formulas ask for its work.
func (p *problem) start() [][]int {
	out := make([][]int, p.places)
	for i := range out {
		out[i] = make([]int, len(p.groups))
		for d, g := range p.groups {
			out[i][d] = p.alone(i, func(t int) bool { return p.cheapest(t) == d }, g)
		}
		p.intoLimits(i, out[i])
	}
	return out
}

// alone is how many agents of a group the work of some types in a place takes
// when nobody else does it.
func (p *problem) alone(i int, mine func(t int) bool, g int) int {
	load := queueing.Load{Interval: p.program.Interval()}
	work, patience := 0.0, 0.0
	for t := range p.types {
		if !mine(t) || p.load[t][i] <= 0 || !p.skilled[t][g] {
			continue
		}
		handle := p.program.Handle(t, g)
		rate := p.load[t][i] / p.handle(t)
		load.Rate += rate
		work += rate * handle
		patience += rate / p.program.MeanPatience(t)
	}
	if load.Rate == 0 {
		return 0
	}
	load.Handle = work / load.Rate
	model := queueing.ModelC
	if patience > 0 {
		load.Patience, model = queueing.Exponential{MeanTime: load.Rate / patience}, queueing.ModelA
	}
	most := 0
	for t := range p.types {
		if !mine(t) || !p.asked[t][i] {
			continue
		}
		r, err := queueing.Required(model, load, p.targets(t))
		n := r.Agents
		if err != nil { // targets that the formulas do not know
			n = int(math.Ceil(work + math.Sqrt(work)))
		}
		most = max(most, n)
	}
	if most == 0 { // work without targets
		most = int(math.Ceil(work))
	}
	return most
}

// targets are the targets of a type as the formulas know them.
func (p *problem) targets(t int) queueing.Targets {
	x := p.model.Types[t].Target
	out := queueing.Targets{Variant: queueing.Variant(x.Variant), Threshold: 20, Short: 5}
	if x.Level != nil {
		out.Level = *x.Level
	}
	if x.ASA != nil {
		out.ASA = float64(*x.ASA)
	}
	if x.Abandonment != nil {
		out.Abandonment = *x.Abandonment
	}
	if x.Occupancy != nil {
		out.Occupancy = *x.Occupancy
	}
	if d := p.model.Threshold; d != nil {
		out.Threshold = float64(*d)
	}
	if d := p.model.Types[t].Threshold; d != nil {
		out.Threshold = float64(*d)
	}
	if d := p.model.Short; d != nil {
		out.Short = float64(*d)
	}
	if d := p.model.Types[t].Short; d != nil {
		out.Short = float64(*d)
	}
	return out
}

// intoLimits changes numbers of agents until they keep the limits of a place,
// as far as adding and taking away one by one leads there.
func (p *problem) intoLimits(i int, n []int) {
	for d := range n {
		n[d] = min(max(n[d], p.least[d][i]), p.most[d][i])
	}
	for range 10_000 {
		if p.fits(i, n) {
			return
		}
		best, by, least := -1, 0, p.broken(i, n)
		for d := range n {
			for _, step := range []int{1, -1} {
				n[d] += step
				if n[d] >= p.least[d][i] && n[d] <= p.most[d][i] {
					if b := p.broken(i, n); b < least-1e-12 {
						best, by, least = d, step, b
					}
				}
				n[d] -= step
			}
		}
		if best < 0 {
			return
		}
		n[best] += by
	}
}

// broken is by how many agents limits of mixes are broken in a place.
func (p *problem) broken(i int, n []int) float64 {
	all, out := 0, 0.0
	for _, v := range n {
		all += v
	}
	for k := range p.mixes {
		x := &p.mixes[k]
		sum := 0
		for d, v := range n {
			if x.in[d] {
				sum += v
			}
		}
		s := float64(sum)
		out += max(float64(x.least[i])-s, 0) + max(s-float64(x.most[i]), 0)
		out += max(x.leastShare*float64(all)-s, 0) + max(s-x.mostShare*float64(all), 0)
	}
	return out
}

// work is the cost of the busy time alone: of the contacts that targets ask to
// be answered, on the mean of the forecast, each served where it costs least. No
// plan that meets targets on the mean costs less, unless agents that are not
// searched for do a part, or contacts are blocked.
func (p *problem) work() float64 {
	sum := 0.0
	for t := range p.types {
		d := p.cheapest(t)
		if d < 0 {
			continue
		}
		least := math.Inf(1)
		for e, g := range p.groups {
			if p.skilled[t][g] {
				least = min(least, p.cost[e]*p.program.Handle(t, g)/p.handle(t))
			}
		}
		answered := 0.0
		if x := p.model.Types[t].Target; x != nil {
			if x.Abandonment != nil && p.model.Types[t].Timeout == nil && p.model.Closing != "clear" {
				answered = 1 - *x.Abandonment
			}
			if x.Level != nil && (x.Variant == "" || x.Variant == "sl-off") {
				answered = max(answered, *x.Level)
			}
		}
		for i := range p.places {
			if p.asked[t][i] {
				sum += answered * p.mean[t][i] * least
			}
		}
	}
	return sum
}
