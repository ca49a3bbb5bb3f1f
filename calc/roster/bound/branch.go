package bound

import (
	"container/heap"
	"math"
	"slices"
)

// node is a part of all rosters: those with so many people in some cells.
type node struct {
	bound  float64
	ranges []limit
}

// limit is the least and the most people of a cell, by the cell's place in
// Generator.cells.
type limit struct {
	cell, least, most int
}

// open is the nodes that are not settled, least bound first.
type open []*node

func (o open) Len() int           { return len(o) }
func (o open) Less(i, j int) bool { return o[i].bound < o[j].bound }
func (o open) Swap(i, j int)      { o[i], o[j] = o[j], o[i] }

// Push and Pop are of container/heap.
func (o *open) Push(x any) { *o = append(*o, x.(*node)) }

// Pop gives the last.
func (o *open) Pop() any {
	old := *o
	x := old[len(old)-1]
	*o = old[:len(old)-1]
	return x
}

// outOf is the price of a person outside a node's limits: rosters of the node
// never pay it, so a bound at any such price holds for them.
const outOf = 1000

// Branch raises the bound: it tells rosters apart by the number of people in a
// cell that the program leaves broken, and takes the least bound of both sides,
// again and again. It ends at limit, the cost of a roster, or when stop says so;
// when every number is whole it can tell no further.
func (g *Generator) Branch(cost float64, stop func() bool) {
	if !g.Converged || !g.complete {
		return
	}
	pool := g.pool()
	todo := &open{&node{bound: g.Best}}
	for todo.Len() > 0 && !stop() {
		n := heap.Pop(todo).(*node)
		if g.Best = max(g.Best, n.bound); g.Best >= cost-1e-9 {
			g.Best = min(g.Best, cost)
			return
		}
		x := g.under(n, pool)
		x.Generate(cost, stop)
		if !x.Converged {
			return
		}
		pool = x.pool()
		bound := max(n.bound, x.Best)
		if bound >= cost-1e-9 {
			continue
		}
		cell, people := x.broken()
		if cell < 0 {
			g.Best = max(g.Best, n.bound)
			return
		}
		down := append(slices.Clone(n.ranges), limit{cell, 0, people})
		up := append(slices.Clone(n.ranges), limit{cell, people + 1, math.MaxInt})
		heap.Push(todo, &node{bound, down})
		heap.Push(todo, &node{bound, up})
	}
	if todo.Len() == 0 {
		g.Best = max(g.Best, cost)
	}
}

// pool is the lines worth keeping for the next node.
func (g *Generator) pool() []*column {
	var out []*column
	most := 20 * g.unit
	for _, c := range g.lp.columns {
		if c.who >= 0 && (c.basic || g.lp.reduced(c) < most) {
			out = append(out, c)
		}
	}
	return out
}

// under is a generator for the rosters of a node.
func (g *Generator) under(n *node, pool []*column) *Generator {
	x := &Generator{t: g.t, part: g.part, lines: g.lines, rowOf: g.rowOf, cells: g.cells, outside: g.outside, random: g.random,
		people: g.people, whole: g.whole, complete: true, unit: g.unit, Best: math.Inf(-1), raw: math.Inf(-1),
		known: make([]map[string]bool, g.people), out: make([]int16, len(g.out)), fixed: make([]bool, g.people)}
	x.lists = slices.Clone(g.lists)
	for _, r := range n.ranges {
		list := slices.Clone(x.lists[r.cell])
		for people := range list {
			if people < r.least {
				list[people] += outOf * g.unit * float64(r.least-people)
			}
			if people > r.most {
				list[people] += outOf * g.unit * float64(people-r.most)
			}
		}
		x.lists[r.cell] = list
	}
	x.begin()
	for _, c := range pool {
		if !x.known[c.who][key(c.line)] {
			x.lp.columns = append(x.lp.columns, x.column(c.who, c.line))
		}
	}
	return x
}

// broken is the cell whose number of people in the program is farthest from
// whole, and that number rounded down; -1: all are whole.
func (g *Generator) broken() (cell, people int) {
	n := make([]float64, len(g.cells))
	for i, c := range g.lp.head {
		if c.who >= 0 {
			for _, r := range c.rows[1:] {
				n[int(r)-g.people] += g.lp.x[i]
			}
		}
	}
	cell = -1
	most := 1e-3
	for i, v := range n {
		if far := min(v-math.Floor(v), math.Ceil(v)-v); far > most {
			most, cell, people = far, i, int(math.Floor(v))
		}
	}
	return cell, people
}
