package search

import (
	"math"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/line"
)

// Team is a problem made ready for searching, the same for every walk.
type Team struct {
	Problem *roster.Problem
	Cover   *Cover
	// Contracts are, of each person, the rules with no counting rule held exactly
	// while a line is built, and after it one contract for each counting rule: the same
	// again where the rule is soft or cannot be held exactly.
	Contracts [][]*line.Contract

	unit float64
}

// NewTeam compiles a problem.
func NewTeam(p *roster.Problem) *Team {
	t := &Team{Problem: p, Cover: NewCover(p)}
	for who := range p.People {
		base := line.Compile(p, who, nil)
		list := []*line.Contract{base}
		for i := range base.Counts {
			c := base
			if base.Counts[i].Rule.Hard() && base.Counts[i].Horizon(p.Days) {
				if exact := line.Counted(p, who, nil, i); exact != nil {
					c = exact
				}
			}
			list = append(list, c)
		}
		t.Contracts = append(t.Contracts, list)
	}
	t.unit = t.Unit()
	return t
}

// Line writes the best line of a person by the prices that fill puts into the
// builder, and again with the counting rule that it broke held exactly. Its value
// is never more than what the best line costs that keeps all rules, also when
// none was found that does (ok false).
func (t *Team) Line(b *line.Builder, who int, old []int16, from, to int, out []int16, fill func(c *line.Contract)) (value float64, ok bool) {
	list := t.Contracts[who]
	c := list[0]
	value = math.Inf(-1)
	for range 3 {
		b.Begin(c)
		fill(c)
		v, any := b.Build(old, from, to, out)
		value = max(value, v)
		if !any {
			return value, false
		}
		broken := c.Broken(out)
		if broken < 0 {
			return value, true
		}
		if list[1+broken] == c || list[1+broken] == list[0] {
			return value, false
		}
		c = list[1+broken]
	}
	return value, false
}
