package staffing

import (
	"context"
	"math/rand/v2"
	"slices"
)

// search looks for the cheapest plan, in all places of the day at once.
type search struct {
	p        *problem
	o        Options
	places   []place
	marginal *marginal
	margin   float64 // so many standard errors every slack must be above 0
	chain    int     // steps of one trial at most
	patience float64 // a trial's expected saving must be worth it, as a share of the cheapest agent
	rounds   int     // simulations so far
	contacts float64 // simulated so far
	insist   bool    // add plainly where a target is missed
	tick     func()  // after every simulation
}

// plan is the best that is known.
func (s *search) plan() [][]int {
	out := make([][]int, len(s.places))
	for i := range out {
		out[i] = slices.Clone(s.places[i].n)
	}
	return out
}

// begin takes a plan, of which nothing is known.
func (s *search) begin(plan [][]int) {
	s.places = make([]place, len(plan))
	for i := range plan {
		s.places[i] = place{n: slices.Clone(plan[i]), cells: make([]cell, len(s.p.rows)), tried: map[string]int{}}
	}
}

func (s *search) simulate(ctx context.Context, t *trial, plan [][]int) (*outcome, error) {
	out, err := t.run(ctx, plan)
	s.rounds++
	if s.tick != nil {
		s.tick()
	}
	return out, err
}

// look simulates the best plan and says in how many places it misses a target.
func (s *search) look(ctx context.Context, t *trial) (out *outcome, missed int, err error) {
	if out, err = s.simulate(ctx, t, s.plan()); err != nil {
		return nil, 0, err
	}
	for i := range s.places {
		x := &s.places[i]
		x.cells = out.cells[i]
		if x.ok = worst(x.cells, s.margin) >= 0; !x.ok {
			missed++
			x.tried[key(x.n)] = refused
		}
	}
	return out, missed, nil
}

// propose is what to try next; same says that nothing is.
func (s *search) propose(adding bool) (plan [][]int, same bool) {
	plan, same = s.plan(), true
	for i := range s.places {
		if !s.p.active[i] {
			continue
		}
		var n []int
		if s.places[i].ok {
			if !adding {
				n = s.cheaper(i)
			}
		} else {
			n = s.more(i, adding && s.insist)
		}
		if n != nil {
			plan[i], same = n, false
		}
	}
	return plan, same
}

// probe is a plan in which every place has an agent of some group more or
// less, so that what each group adds becomes known.
func (s *search) probe(turn int) [][]int {
	plan := s.plan()
	turns := turn
	for i := range plan {
		if !s.p.active[i] {
			continue
		}
		for k := range plan[i] {
			d := (turns + k) % len(plan[i])
			by := 1
			if s.places[i].ok && turn%2 == 1 && plan[i][d] > 0 {
				by = -1
			}
			plan[i][d] += by
			if s.p.fits(i, plan[i]) {
				break
			}
			plan[i][d] -= by
		}
		turns++
	}
	return plan
}

// round simulates a plan and keeps in every place what turns out better.
func (s *search) round(ctx context.Context, t *trial, plan [][]int) error {
	out, err := s.simulate(ctx, t, plan)
	if err != nil {
		return err
	}
	undone := false // the place before had been changed and will be as it was
	for i := range s.places {
		x, cells := &s.places[i], out.cells[i]
		if slices.Equal(plan[i], x.n) {
			if holds := worst(cells, s.margin) >= 0; holds || !undone {
				x.cells, x.ok = cells, holds
			}
			undone = false
			continue
		}
		s.marginal.learn(i, x.n, plan[i], x.cells, cells)
		holds := worst(cells, s.margin) >= 0
		if holds && i+1 < len(plan) && slices.Equal(plan[i+1], s.places[i+1].n) && s.places[i+1].ok && worst(out.cells[i+1], s.margin) < 0 {
			holds = false // its backlog is too much for the next
		}
		better := holds && (!x.ok || s.p.costOf(plan[i]) < s.p.costOf(x.n)-1e-9) ||
			!x.ok && missing(cells, s.margin) < missing(x.cells, s.margin)
		if !holds {
			if x.tried[key(plan[i])]++; !undone {
				x.tried[key(plan[i])]++
				if worst(cells, -2.5) < 0 {
					x.tried[key(plan[i])] = hopeless
				}
			}
		}
		if undone = !better; better {
			x.n, x.cells, x.ok = slices.Clone(plan[i]), cells, holds
		}
	}
	s.marginal.settle()
	return nil
}

// improve makes so many rounds, or fewer when nothing is left to try.
func (s *search) improve(ctx context.Context, t *trial, rounds int) error {
	idle := false
	for r := range rounds {
		plan, same := s.propose(false)
		if same && idle {
			return nil
		}
		if idle = same; same || r%8 == 7 { // seen together again, after changes one beside the other
			if _, _, err := s.look(ctx, t); err != nil {
				return err
			}
			continue
		}
		if err := s.round(ctx, t, plan); err != nil {
			return err
		}
	}
	return nil
}

// confirm adds until the plan as a whole keeps all targets, or nothing more can
// be added.
func (s *search) confirm(ctx context.Context, t *trial, rounds int) (*outcome, error) {
	defer func() { s.insist = false }()
	var before []place
	for r := 0; ; r++ {
		s.insist = r >= 2
		out, missed, err := s.look(ctx, t)
		if err == nil && before != nil { // what was added teaches too, most of all where it did not help
			for i := range s.places {
				if !slices.Equal(before[i].n, s.places[i].n) {
					s.marginal.learn(i, before[i].n, s.places[i].n, before[i].cells, s.places[i].cells)
				}
			}
			s.marginal.settle()
		}
		if err != nil || missed == 0 || r == rounds {
			return out, err
		}
		plan, same := s.propose(true)
		if same {
			return out, nil
		}
		before = slices.Clone(s.places)
		for i := range plan {
			s.places[i].n = plan[i]
		}
	}
}

// keep takes over from another search what is cheaper and holds.
func (s *search) keep(other []place) {
	for i := range s.places {
		a, b := &s.places[i], &other[i]
		if b.ok && (!a.ok || s.p.costOf(b.n) < s.p.costOf(a.n)-1e-9) {
			*a = *b
		}
	}
}

// otherStart is a plan to begin with that gives work at random to groups that
// can do it.
func (p *problem) otherStart(r *rand.Rand) [][]int {
	to := make([]int, p.types)
	for t := range to {
		var can []int
		for d, g := range p.groups {
			if p.skilled[t][g] {
				can = append(can, d)
			}
		}
		to[t] = -1
		if len(can) > 0 {
			to[t] = can[r.IntN(len(can))]
		}
	}
	out := make([][]int, p.places)
	for i := range out {
		out[i] = make([]int, len(p.groups))
		for d, g := range p.groups {
			out[i][d] = p.alone(i, func(t int) bool { return to[t] == d }, g)
		}
		p.intoLimits(i, out[i])
	}
	return out
}
