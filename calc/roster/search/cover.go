package search

import (
	"fmt"
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// Cover is the needs of a problem, for every walk the same. A layer is the needs
// that count the same people: layer 0 everybody, others a group. A class is people
// who count for the same layers and belong to the same teams.
type Cover struct {
	days, shifts int
	price        [][]float64 // cell → people → price
	layers       int
	coverOf      []int // person → which layers it counts for: alike when equal
	classOf      []int // person → class
	classes      []class
	shiftsAt     []int32 // cell → where the days and shifts that count for it begin
	shiftsOf     []int32 // layer × day × shift
	teams        []team
}

// class is what people of a class cover.
type class struct {
	layers  []int   // besides layer 0
	teams   []int32 // of Cover.teams
	cellsAt []int32 // day × shift → where its cells begin
	cells   []int32
}

// team is people who should work alike.
type team struct {
	price float64
	kind  []int32 // shift → kind, -1: none
	kinds int
	span  []int32 // day → span
	spans int
}

// NewCover reads the needs of a problem.
func NewCover(p *roster.Problem) *Cover {
	c := &Cover{days: p.Days, shifts: len(p.Shifts), layers: 1}
	byDay := make([][]int, p.Days) // needs by interval, and of a shift, by day
	layerOf := make([]int, len(p.Needs))
	known := map[string]int{}
	groups := [][]int{nil}
	for i := range p.Needs {
		n := &p.Needs[i]
		byDay[n.Day] = append(byDay[n.Day], i)
		prices := make([]float64, len(p.People)+1)
		for k := range prices {
			prices[k] = n.Price(k)
		}
		c.price = append(c.price, prices)
		if n.Group != nil {
			key := fmt.Sprint(n.Group)
			if known[key] == 0 {
				known[key] = len(groups)
				groups = append(groups, n.Group)
			}
			layerOf[i] = known[key]
		}
	}
	c.layers = len(groups)
	c.readTeams(p)
	cells := c.findCells(p, byDay, layerOf)
	c.findClasses(p, groups, cells)
	return c
}

// findCells lists the cells of each layer, day and shift.
func (c *Cover) findCells(p *roster.Problem, byDay [][]int, layerOf []int) [][]int32 {
	plane := c.days * c.shifts
	cells := make([][]int32, c.layers*plane)
	of := make([][]int32, len(p.Needs))
	for d := range p.Days {
		for s := range p.Shifts {
			last := d + max(p.Shifts[s].End-1, 0)/1440
			for day := d; day <= last && day < p.Days; day++ {
				for _, i := range byDay[day] {
					if p.Needs[i].Covers(d, s, &p.Shifts[s]) {
						at := layerOf[i]*plane + d*c.shifts + s
						cells[at] = append(cells[at], int32(i))
						of[i] = append(of[i], int32(at))
					}
				}
			}
		}
	}
	for i := range of {
		c.shiftsAt = append(c.shiftsAt, int32(len(c.shiftsOf)))
		c.shiftsOf = append(c.shiftsOf, of[i]...)
	}
	c.shiftsAt = append(c.shiftsAt, int32(len(c.shiftsOf)))
	return cells
}

// findClasses joins the cells of each class's layers.
func (c *Cover) findClasses(p *roster.Problem, groups [][]int, cells [][]int32) {
	own, teams := make([][]int, len(p.People)), make([][]int32, len(p.People))
	for layer, group := range groups {
		for _, who := range group {
			own[who] = append(own[who], layer)
		}
	}
	for i := range p.Together {
		for _, who := range p.Together[i].People {
			teams[who] = append(teams[who], int32(i))
		}
	}
	plane := c.days * c.shifts
	at, covers := map[string]int{}, map[string]int{}
	for who := range p.People {
		key := fmt.Sprint(own[who], teams[who])
		if _, ok := at[key]; !ok {
			at[key] = len(c.classes)
			x := class{layers: own[who], teams: teams[who]}
			for i := range plane {
				x.cellsAt = append(x.cellsAt, int32(len(x.cells)))
				x.cells = append(x.cells, cells[i]...)
				for _, layer := range own[who] {
					x.cells = append(x.cells, cells[layer*plane+i]...)
				}
			}
			x.cellsAt = append(x.cellsAt, int32(len(x.cells)))
			for k, y := range c.classes {
				if slices.Equal(y.layers, x.layers) {
					x.cellsAt, x.cells = c.classes[k].cellsAt, y.cells
				}
			}
			c.classes = append(c.classes, x)
		}
		cover := fmt.Sprint(own[who])
		if _, ok := covers[cover]; !ok {
			covers[cover] = len(covers)
		}
		c.coverOf = append(c.coverOf, covers[cover])
		c.classOf = append(c.classOf, at[key])
	}
}

// readTeams reads the teams that should work alike.
func (c *Cover) readTeams(p *roster.Problem) {
	for i := range p.Together {
		t := &p.Together[i]
		x := team{price: t.Price, kinds: len(t.Kinds)}
		for s := range p.Shifts {
			x.kind = append(x.kind, int32(t.Kind(s)))
		}
		for d := range p.Days {
			x.span = append(x.span, int32(t.Span(p, d)))
			x.spans = max(x.spans, t.Span(p, d)+1)
		}
		c.teams = append(c.teams, x)
	}
}

// Level is how many people cover each cell, and what one more of each shift on
// each day would change.
type Level struct {
	c     *Cover
	n     []int32
	worth []float64 // layer × day × shift: change of the price by one person more
	alike [][]int32 // team → span × kind: days of work
	Price float64
}

// NewLevel has nobody at work.
func NewLevel(c *Cover) *Level {
	l := &Level{c: c, n: make([]int32, len(c.price)), worth: make([]float64, c.layers*c.days*c.shifts)}
	for cell, p := range c.price {
		l.Price += p[0]
		for _, at := range c.shiftsOf[c.shiftsAt[cell]:c.shiftsAt[cell+1]] {
			l.worth[at] += step(p, 0)
		}
	}
	for i := range c.teams {
		l.alike = append(l.alike, make([]int32, c.teams[i].spans*c.teams[i].kinds))
	}
	return l
}

// step is what one person more costs.
func step(price []float64, n int32) float64 {
	if int(n)+1 < len(price) {
		return price[n+1] - price[n]
	}
	return 0
}

// Change adds (by 1) or takes away (by -1) a person on a shift of a day, given as
// day × shifts + shift.
func (l *Level) Change(who, at int, by int32) {
	c := l.c
	x := &c.classes[c.classOf[who]]
	for _, cell := range x.cells[x.cellsAt[at]:x.cellsAt[at+1]] {
		price := c.price[cell]
		n := l.n[cell]
		m := n + by
		l.n[cell] = m
		l.Price += price[m] - price[n]
		change := step(price, m) - step(price, n)
		if change == 0 {
			continue
		}
		for _, x := range c.shiftsOf[c.shiftsAt[cell]:c.shiftsAt[cell+1]] {
			l.worth[x] += change
		}
	}
	l.changeTeams(x, at, by)
}

// changeTeams is Change for the teams alone.
func (l *Level) changeTeams(x *class, at int, by int32) {
	c := l.c
	for _, i := range x.teams {
		t := &c.teams[i]
		if kind := t.kind[at%c.shifts]; kind >= 0 {
			row := l.alike[i][int(t.span[at/c.shifts])*t.kinds:][:t.kinds]
			before := unlike(row)
			row[kind] += by
			l.Price += t.price * float64(unlike(row)-before)
		}
	}
}

// unlike is the days of work that are not of the kind most have.
func unlike(row []int32) int32 {
	all, most := int32(0), int32(0)
	for _, n := range row {
		all, most = all+n, max(most, n)
	}
	return all - most
}

// Worth writes what one more person on each of some shifts of a day changes.
func (l *Level) Worth(who, day int, shifts []int, out []float64) {
	c := l.c
	x := &c.classes[c.classOf[who]]
	row := l.worth[day*c.shifts:][:c.shifts]
	for i, s := range shifts {
		out[i] = row[s]
	}
	for _, layer := range x.layers {
		row := l.worth[(layer*c.days+day)*c.shifts:][:c.shifts]
		for i, s := range shifts {
			out[i] += row[s]
		}
	}
	for _, i := range x.teams {
		t := &c.teams[i]
		row := l.alike[i][int(t.span[day])*t.kinds:][:t.kinds]
		most := slices.Max(row)
		for i, s := range shifts {
			if kind := t.kind[s]; kind >= 0 && row[kind] < most {
				out[i] += t.price
			}
		}
	}
}

// exchange is Change for two people, by on the shift of one and -by on that of the
// other; who covers alike leaves the cells as they are.
func (l *Level) exchange(one, other, at int, by int32) {
	c := l.c
	if c.coverOf[one] != c.coverOf[other] {
		l.Change(one, at, by)
		l.Change(other, at, -by)
		return
	}
	l.changeTeams(&c.classes[c.classOf[one]], at, by)
	l.changeTeams(&c.classes[c.classOf[other]], at, -by)
}

// alikeFor is whether two people cover the same and are of the same teams.
func (c *Cover) alikeFor(a, b int) bool { return c.classOf[a] == c.classOf[b] }

// Cells are the cells of cover that a person's shift on a day counts for.
func (c *Cover) Cells(who, day, shift int) []int32 {
	x := &c.classes[c.classOf[who]]
	at := day*c.shifts + shift
	return x.cells[x.cellsAt[at]:x.cellsAt[at+1]]
}

// Kinds is one person of each kind of people that cover alike.
func (c *Cover) Kinds() []int {
	var out []int
	for k := range c.classes {
		out = append(out, slices.Index(c.classOf, k))
	}
	return out
}

// Prices are what each cell costs with 0, 1, 2 … people; they must not be changed.
func (c *Cover) Prices() [][]float64 { return c.price }
