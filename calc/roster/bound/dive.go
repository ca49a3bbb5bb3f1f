package bound

import (
	"cmp"
	"math"
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// Dive makes lines of the part's people: it fixes the lines that the program uses most, and
// generates lines for the people left. A fixed line that makes the program much
// dearer is let go again, and not used any more. It gives nil when stop says so
// or when the program says that the whole roster would not cost less than limit.
func (g *Generator) Dive(limit float64, stop func() bool) [][]int16 {
	defer g.restore()
	return g.dive(limit, stop)
}

// Improve looks for a roster that costs less than the given one, with only some
// people's lines free.
func (g *Generator) Improve(r *roster.Roster, cost float64, free int, stop func() bool) (better [][]int16, tried bool) {
	defer g.restore()
	order := g.random.Perm(g.people)
	for _, i := range order[min(free, g.people):] {
		g.fixOn(g.find(i, narrow(r.Lines[g.part.People[i]])))
	}
	g.tried = false
	better = g.dive(cost, stop)
	return better, g.tried
}

// find is the column of a line, which is added when it is new.
func (g *Generator) find(who int, l []int16) *column {
	if g.known[who][key(l)] {
		for _, c := range g.lp.columns {
			if c.who == who && slices.Equal(c.line, l) {
				return c
			}
		}
	}
	c := g.column(who, l)
	g.lp.columns = append(g.lp.columns, c)
	return c
}

func (g *Generator) dive(limit float64, stop func() bool) [][]int16 {
	// Where all prices are whole, less is less by one at least.
	worse := func(v float64) bool {
		if g.whole {
			return v > limit-1+5e-3
		}
		return v > limit-1e-3
	}
	if !g.settle(stop) || worse(g.value()) {
		return nil
	}
	g.tried = true
	left, undone := 0, 0
	for _, f := range g.fixed {
		if !f {
			left++
		}
	}
	most := left
	value := g.value()
	slack := min(limit-value, 0.004*math.Abs(value)+4*g.unit)
	for left > 0 {
		picked, sure := g.choose(max(1, left/15))
		for _, c := range picked {
			g.fixOn(c)
		}
		left -= len(picked)
		if sure {
			continue
		}
		if !g.settle(stop) {
			return nil
		}
		now := g.value()
		allowed := slack * float64(len(picked)) * 2 / float64(left+len(picked))
		if worse(now) || now-value > max(allowed, 0.5*g.unit) {
			if undone++; undone > most {
				if worse(now) {
					return nil
				}
			} else {
				for _, c := range picked {
					g.unfix(c.who)
				}
				left += len(picked)
				g.ban(picked[0])
				if !g.settle(stop) || worse(g.value()) {
					return nil
				}
				value = max(value, g.value())
				continue
			}
		}
		value = max(value, now)
	}
	out := make([][]int16, g.people)
	for i, c := range g.lp.head {
		if c.who >= 0 && !c.off && g.lp.x[i] > 0.5 {
			out[c.who] = c.line
		}
	}
	return out
}

// settle solves the program with lines for the people who are not fixed.
func (g *Generator) settle(stop func() bool) bool {
	for range 6 {
		if !g.lp.optimize(stop) {
			return false
		}
		before := g.value()
		if added := g.round(1, true, stop); added < 0 {
			return false
		} else if added == 0 {
			return true
		}
		if !g.lp.optimize(stop) {
			return false
		}
		if before-g.value() < 0.05 {
			return true
		}
	}
	return true
}

// choose gives the lines to fix: all that are as good as decided (sure), else
// the few that are nearest to it, with some chance in it.
func (g *Generator) choose(few int) (picked []*column, sure bool) {
	type likely struct {
		c *column
		v float64
	}
	var list []likely
	for i, c := range g.lp.head {
		if c.who < 0 || c.off || g.fixed[c.who] {
			continue
		}
		v := g.lp.x[i]
		if v > 0.99 {
			picked = append(picked, c)
			continue
		}
		list = append(list, likely{c, v + 0.25*g.random.Float64()})
	}
	if len(picked) > 0 {
		return picked, true
	}
	slices.SortFunc(list, func(a, b likely) int { return cmp.Compare(b.v, a.v) })
	taken := map[int]bool{}
	for _, x := range list {
		if len(picked) < few && !taken[x.c.who] && (len(picked) == 0 || x.v > 0.6) {
			taken[x.c.who] = true
			picked = append(picked, x.c)
		}
	}
	return picked, len(picked) == 0
}

// punish is the price of lines that may not be used any more but are in the basis.
const punish = 1e6

func (g *Generator) fixOn(c *column) {
	g.fixed[c.who] = true
	for _, x := range g.lp.columns {
		if x.who == c.who && x != c && !x.off {
			x.off = true
			x.cost += punish
		}
	}
	g.lp.duals()
}

// unfix lets a person's lines be used again, but those that are banned.
func (g *Generator) unfix(who int) {
	g.fixed[who] = false
	for _, x := range g.lp.columns {
		if x.who == who && x.off && !x.banned {
			x.off = false
			x.cost -= punish
		}
	}
	g.lp.duals()
}

// ban keeps a line from being used in this dive.
func (g *Generator) ban(c *column) {
	c.off, c.banned = true, true
	c.cost += punish
	g.lp.duals()
}

// restore lets all lines be used again.
func (g *Generator) restore() {
	for _, x := range g.lp.columns {
		if x.off {
			x.off, x.banned = false, false
			x.cost -= punish
		}
	}
	clear(g.fixed)
	g.lp.duals()
}

// Round draws a line for each person by how much the program uses it.
func (g *Generator) Round() [][]int16 {
	out := make([][]int16, g.people)
	left := make([]float64, g.people)
	for i, c := range g.lp.head {
		if c.who < 0 || c.off {
			continue
		}
		v := g.lp.x[i] * g.random.Float64()
		if out[c.who] == nil || v > left[c.who] {
			out[c.who], left[c.who] = c.line, v
		}
	}
	return out
}
