package staffing

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/sim"
)

// alike is how far the loads of two days may be apart, as a share, for one to
// begin where the other ended.
const alike = 0.5

// Days finds the requirement of many days, each by itself, in their order. A day
// whose work is like that of an earlier one begins with its plan and needs fewer
// simulations. Errors are as of Require, and name the day when there are several.
func Days(ctx context.Context, models []*sim.Model, o Options) ([]*Requirement, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	var out []*Requirement
	var known, knownApart []*solved
	parts := 1.0
	if o.Separate {
		parts = 2
	}
	for at, m := range models {
		fail := func(err error) error {
			if len(models) > 1 {
				return fmt.Errorf("day %d: %w", at+1, err)
			}
			return err
		}
		report := func(part float64) func(float64) {
			return func(done float64) {
				if o.Progress != nil {
					o.Progress((float64(at) + (part+done)/parts) / float64(len(models)))
				}
			}
		}
		p, err := newProblem(m, o)
		if err != nil {
			return nil, fail(err)
		}
		r, x, err := p.day(ctx, o, known, report(0))
		if err != nil {
			return nil, fail(err)
		}
		known = append(known, x)
		if o.Separate && p.searched() {
			apart, err := newProblem(p.apart(), o)
			if err != nil {
				return nil, fail(err)
			}
			apart.light = true
			all, y, err := apart.day(ctx, o, knownApart, report(1))
			if err != nil {
				return nil, fail(err)
			}
			knownApart = append(knownApart, y)
			r.Separate = &Separate{Cost: all.Cost, AgentHours: all.AgentHours, Saving: all.Cost - r.Cost, Share: (all.Cost - r.Cost) / all.Cost}
			for _, i := range all.Intervals {
				r.Separate.Agents = append(r.Separate.Agents, i.Agents)
			}
			r.Contacts += all.Contacts
			r.Simulations += all.Simulations
		}
		out = append(out, r)
	}
	return out, nil
}

func (p *problem) day(ctx context.Context, o Options, known []*solved, tick func(float64)) (*Requirement, *solved, error) {
	s, fine, last, err := p.solve(ctx, o, p.nearest(known), tick)
	if err != nil {
		return nil, nil, err
	}
	return s.requirement(o, fine, last), &solved{p, s.plan(), s.marginal}, nil
}

// nearest is the solved day whose work is most alike; nil when none is alike.
func (p *problem) nearest(known []*solved) *solved {
	var best *solved
	least := alike
	for _, k := range known {
		if k.p.places != p.places || k.p.types != p.types || !slices.Equal(k.p.groups, p.groups) || len(k.p.rows) != len(p.rows) {
			continue
		}
		apart, all := 0.0, 1e-9
		for t := range p.types {
			for i := range p.places {
				apart += math.Abs(p.load[t][i] - k.p.load[t][i])
				all += p.load[t][i]
			}
		}
		if apart/all < least {
			best, least = k, apart/all
		}
	}
	return best
}

// like is the plan of a solved day, with each group as much larger as the work
// it can do.
func (p *problem) like(k *solved) [][]int {
	out := make([][]int, p.places)
	for i := range out {
		out[i] = make([]int, len(p.groups))
		for d, g := range p.groups {
			now, then := 1e-9, 1e-9
			for t := range p.types {
				if p.skilled[t][g] {
					now += p.load[t][i]
					then += k.p.load[t][i]
				}
			}
			n := float64(k.plan[i][d])
			if then < 1e-6 && now > 1e-6 {
				n = float64(p.alone(i, func(t int) bool { return p.cheapest(t) == d }, g))
			} else {
				n *= min(now/then, 3)
			}
			out[i][d] = int(math.Round(n))
		}
		p.intoLimits(i, out[i])
	}
	return out
}

// apart is the model with separate queues: every type that searched groups
// serve has people of its own.
func (p *problem) apart() *sim.Model {
	out := *p.model
	out.Mixes, out.Groups = nil, nil
	out.Types = slices.Clone(p.model.Types)
	for t := range out.Types {
		x := &out.Types[t]
		x.Route = nil
		if x.Outbound != nil {
			o := *x.Outbound
			o.Watch = nil
			x.Outbound = &o
		}
		out.Groups = append(out.Groups, p.only(p.groups[p.cheapest(t)], t))
	}
	return &out
}

// searched says whether agents of all groups are searched for.
func (p *problem) searched() bool { return len(p.groups) == len(p.model.Groups) }

// only is a group's agents with one of their skills.
func (p *problem) only(g, t int) sim.Group {
	from := p.model.Groups[g]
	out := from
	out.Name = from.Name + ": " + p.model.Types[t].Name
	out.Skills, out.Order = nil, ""
	for _, s := range from.Skills {
		if s.Type == p.model.Types[t].Name {
			out.Skills = []sim.Skill{s}
		}
	}
	if from.Staffing != nil {
		out.Staffing = &sim.Staffing{Cost: from.Staffing.Cost}
	}
	return out
}
