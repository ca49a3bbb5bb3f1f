package search

import (
	"math"

	"github.com/lingting/lingting/calc/roster/line"
)

// steerings is how often a line is built for rules that no table holds.
const steerings = 20

// build writes the best line of a person into the last spare one. Counting rules
// that no table holds are kept by prices on what they count, which rise until the
// line keeps them; the person's next lines begin with these prices.
func (w *walk) build(p int, old []int16, from, to int) bool {
	w.who = p
	out := w.spare[7]
	base := w.t.Contracts[p][0]
	if w.steer[p] == nil {
		v, ok := w.t.Line(&w.builder, p, old, from, to, out, w.fill)
		if ok || math.IsInf(v, 1) || base.Broken(out) < 0 {
			return ok
		}
		w.steer[p] = make([]float64, len(base.Counts))
	}
	w.steered = true
	prices := w.steer[p]
	w.steps = append(w.steps[:0], prices...)
	for i := range w.steps {
		w.steps[i] = 0
	}
	noise := w.noise
	defer func() { w.steered, w.noise = false, noise }()
	for n := range steerings {
		if n > 1 {
			// Where many days are worth the same, prices alone take all or none.
			w.noise = noise + math.Pow(1.5, float64(n))*w.t.unit
		}
		w.builder.Begin(base)
		w.fillPrices(base)
		if _, any := w.builder.Build(old, from, to, out); !any {
			return false
		}
		broken := false
		for i := range base.Counts {
			k := &base.Counts[i]
			if !k.Rule.Hard() {
				continue
			}
			by := k.Beyond(base, out)
			if by == 0 {
				prices[i] *= 0.95
				continue
			}
			broken = true
			// Farther the same way, or back by less.
			switch step := w.steps[i] * float64(by); {
			case step == 0:
				w.steps[i] = math.Copysign(4*max(w.heat, w.t.unit)/float64(k.Most()), float64(by))
			case step > 0:
				w.steps[i] *= 2.5
			default:
				w.steps[i] *= -0.4
			}
			prices[i] += w.steps[i]
		}
		if !broken {
			return true
		}
	}
	return false
}

// priceCounts adds to the builder's prices those of rules that count shifts and
// that no table holds: of the soft ones what the person's line before pays for one
// more, of the hard ones what keeps them.
func (w *walk) priceCounts(c *line.Contract) {
	old := w.lines[w.who]
	for i := range c.Counts {
		k := &c.Counts[i]
		price := 0.0
		switch {
		case k.Rule.Hard():
			if w.steered {
				price = w.steer[w.who][i]
			}
		default:
			price = k.Rule.Price * k.Margin(c, old, w.random.next()&1 == 0)
		}
		if price != 0 {
			k.Steer(&w.builder, price)
		}
	}
}
