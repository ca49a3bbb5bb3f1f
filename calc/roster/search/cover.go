package search

import "github.com/lingting/lingting/calc/roster"

// Cover is the needs of a problem, for every walk the same.
type Cover struct {
	days, shifts int
	price        [][]float64 // cell → people → price
	cellsAt      []int32     // day × shift → where its cells begin
	cells        []int32
	shiftsAt     []int32 // cell → where the days and shifts that count for it begin
	shiftsOf     []int32 // day × shift
}

// NewCover reads the needs of a problem.
func NewCover(p *roster.Problem) *Cover {
	c := &Cover{days: p.Days, shifts: len(p.Shifts)}
	byDay := make([][]int, p.Days) // needs by interval, and of a shift, by day
	for i := range p.Needs {
		n := &p.Needs[i]
		byDay[n.Day] = append(byDay[n.Day], i)
		prices := make([]float64, len(p.People)+1)
		for k := range prices {
			prices[k] = n.Price(k)
		}
		c.price = append(c.price, prices)
	}
	of := make([][]int32, len(p.Needs))
	for d := range p.Days {
		for s := range p.Shifts {
			c.cellsAt = append(c.cellsAt, int32(len(c.cells)))
			last := d + max(p.Shifts[s].End-1, 0)/1440
			for day := d; day <= last && day < p.Days; day++ {
				for _, i := range byDay[day] {
					if p.Needs[i].Covers(d, s, &p.Shifts[s]) {
						c.cells = append(c.cells, int32(i))
						of[i] = append(of[i], int32(d*c.shifts+s))
					}
				}
			}
		}
	}
	c.cellsAt = append(c.cellsAt, int32(len(c.cells)))
	for i := range of {
		c.shiftsAt = append(c.shiftsAt, int32(len(c.shiftsOf)))
		c.shiftsOf = append(c.shiftsOf, of[i]...)
	}
	c.shiftsAt = append(c.shiftsAt, int32(len(c.shiftsOf)))
	return c
}

// Level is how many people cover each cell, and what one more of each shift on
// each day would change.
type Level struct {
	c     *Cover
	n     []int32
	Worth []float64 // day × shift: change of the price by one person more
	Price float64
}

// NewLevel has nobody at work.
func NewLevel(c *Cover) *Level {
	l := &Level{c: c, n: make([]int32, len(c.price)), Worth: make([]float64, c.days*c.shifts)}
	for _, p := range c.price {
		l.Price += p[0]
	}
	for at := range l.Worth {
		for _, cell := range c.cells[c.cellsAt[at]:c.cellsAt[at+1]] {
			l.Worth[at] += step(c.price[cell], 0)
		}
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

// Change adds (by 1) or takes away (by -1) a person on a shift of a day.
func (l *Level) Change(at int, by int32) {
	c := l.c
	for _, cell := range c.cells[c.cellsAt[at]:c.cellsAt[at+1]] {
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
			l.Worth[x] += change
		}
	}
}

// Cells are the cells of cover that a shift on a day counts for.
func (c *Cover) Cells(day, shift int) []int32 {
	at := day*c.shifts + shift
	return c.cells[c.cellsAt[at]:c.cellsAt[at+1]]
}

// Prices are what each cell costs with 0, 1, 2 … people; they must not be changed.
func (c *Cover) Prices() [][]float64 { return c.price }
