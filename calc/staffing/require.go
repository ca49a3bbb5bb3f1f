package staffing

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lingting/lingting/calc/sim"
)

// Options is how a requirement is searched for.
type Options struct {
	Seed        uint64
	Workers     int     // replications simulated at once; the result does not depend on it
	Probability float64 // with which targets hold, over the forecast's uncertainty; 0: on the mean
	Effort      int     // how many times as long to search; 1 when 0
	// Separate also finds what separate queues take, each type with its own people.
	Separate bool
	// Progress hears which part of the work is done, 0 to 1; nil: nobody.
	Progress func(done float64)
}

// MaxEffort bounds a search.
const MaxEffort = 10_000

func (o Options) check() error {
	if !(o.Probability >= 0 && o.Probability < 1) {
		return fmt.Errorf("a probability of %g: 0 (targets hold on the mean) or above 0 and below 1 was expected", o.Probability)
	}
	if o.Effort < 0 || o.Effort > MaxEffort {
		return fmt.Errorf("an effort of %d: 1 to %d is possible", o.Effort, MaxEffort)
	}
	return nil
}

// Require finds the agents of each group with staffing, in every interval, at
// least cost so that all targets hold. The same model, seed, probability and
// effort give the same requirement. Errors are *sim.ModelError, *Error, or the
// context's.
func Require(ctx context.Context, m *sim.Model, o Options) (*Requirement, error) {
	out, err := Days(ctx, []*sim.Model{m}, o)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// budget is how much is simulated.
type budget struct {
	starts int
	stages []stage
}

// stage is rounds with so many replications each.
type stage struct {
	replications, rounds int
	margin               float64 // in standard errors
}

// stageSize is a stage in contacts of a usual cell, a margin and rounds.
type stageSize struct {
	contacts, margin float64
	rounds           int
}

// budgetOf chooses replications by how many contacts there are to learn from.
func (p *problem) budgetOf(effort int, known bool) budget {
	var counts []float64
	for t := range p.types {
		for i := range p.places {
			if p.asked[t][i] {
				counts = append(counts, p.expect[t][i])
			}
		}
	}
	if len(counts) == 0 {
		return budget{1, []stage{{8, 0, 0}}}
	}
	slices.Sort(counts)
	usual := max(counts[len(counts)/3], 0.5)
	third := math.Cbrt(float64(effort))
	b := budget{starts: int(math.Round(third))}
	sizes := []stageSize{{400, 0, 12}, {1000, 0.5, 5}, {2500, 1, 8}}
	switch {
	case p.light && known: // every type by itself, and only for a comparison: no margin
		sizes = []stageSize{{600, 0, 3}}
	case p.light:
		sizes = []stageSize{{400, 0, 6}, {1000, 0, 3}}
	case known:
		sizes = []stageSize{{200, 0, 3}, {600, 1, 1}}
	}
	for k, x := range sizes {
		n := float64(x.rounds)
		n *= third
		if k > 0 {
			n *= third // these are not repeated for each start
		}
		b.stages = append(b.stages, stage{int(min(max(x.contacts/usual, x.contacts/50), x.contacts) * third), int(n), x.margin})
	}
	return b
}

// solved is what one day taught.
type solved struct {
	p        *problem
	plan     [][]int
	marginal *marginal
}

// solve searches for one day; before is a similar one that is solved, or nil.
func (p *problem) solve(ctx context.Context, o Options, before *solved, tick func(part float64)) (*search, *trial, *outcome, error) {
	b := p.budgetOf(max(o.Effort, 1), before != nil)
	s := &search{p: p, o: o, chain: 8, patience: 0.06 / math.Sqrt(float64(max(o.Effort, 1))), marginal: newMarginal(p)}
	total, done, step := 0.0, 0.0, 0.0
	for k, x := range b.stages {
		times := 1
		if k == 0 {
			times = b.starts
		}
		total += float64(times * x.replications * (x.rounds + 2))
	}
	s.tick = func() {
		done += step
		if tick != nil {
			tick(min(done/total, 1))
		}
	}
	var t *trial
	for k, x := range b.stages {
		t = p.newTrial(o, o.Seed+uint64(k)*0x9e3779b97f4a7c15, x.replications, &s.contacts)
		step, s.margin = float64(x.replications), x.margin
		if k == 0 {
			if err := s.starts(ctx, t, b, before); err != nil {
				return nil, nil, nil, err
			}
			continue
		}
		for i := range s.places {
			s.places[i].forget()
		}
		if _, _, err := s.look(ctx, t); err != nil {
			return nil, nil, nil, err
		}
		if err := s.improve(ctx, t, x.rounds); err != nil {
			return nil, nil, nil, err
		}
	}
	out, err := s.confirm(ctx, t, 30)
	if err == nil && before == nil {
		out, err = s.mend(ctx, t, out)
	}
	return s, t, out, err
}

// starts searches coarsely from one start or several, and keeps the best of
// each place.
func (s *search) starts(ctx context.Context, t *trial, b budget, before *solved) error {
	var best []place
	for start := range b.starts {
		switch {
		case start > 0:
			s.begin(s.p.otherStart(rand.New(rand.NewPCG(s.o.Seed, uint64(start)))))
		case before != nil:
			s.marginal.take(before.marginal)
			s.begin(s.p.like(before))
		default:
			s.begin(s.p.start())
		}
		if _, _, err := s.look(ctx, t); err != nil {
			return err
		}
		if before == nil && len(s.p.groups) > 1 {
			for turn := range 2 {
				if err := s.round(ctx, t, s.probe(turn)); err != nil {
					return err
				}
			}
		}
		if err := s.improve(ctx, t, b.stages[0].rounds); err != nil {
			return err
		}
		if best != nil {
			s.keep(best)
		}
		best = s.places
	}
	return nil
}

// take begins with what another search learnt.
func (m *marginal) take(from *marginal) {
	if len(from.value) == len(m.value) {
		for k := range m.value {
			copy(m.first[k], from.value[k])
			copy(m.value[k], from.value[k])
		}
		m.spread = from.spread
	}
}
