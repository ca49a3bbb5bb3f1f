package breaks

import (
	"math"

	"github.com/lingting/lingting/calc/roster"
)

// duty is one shift of one person.
type duty struct {
	who, day int
	shift    *roster.Shift
	begins   []int // of its pauses; unplaced until then
	busy     []span
	cells    []int32 // needs it counts for
}

// span is an activity during a shift, minutes after midnight of the shift's day.
type span struct{ activity, from, to int }

const unplaced = math.MinInt

// state is who is where, and what that costs.
type state struct {
	p      *roster.Problem
	duties []*duty
	at     [][]*duty // person → day
	prices [][]float64
	people []int32 // cell → at work
	away   []int32 // cell → minutes of them that are taken out
}

func newState(p *roster.Problem, r *roster.Roster) *state {
	s := &state{p: p, people: make([]int32, len(p.Needs)), away: make([]int32, len(p.Needs)), prices: make([][]float64, len(p.Needs))}
	byDay := make([][]int32, p.Days)
	members := make([]map[int]bool, len(p.Needs))
	for i := range p.Needs {
		n := &p.Needs[i]
		if n.Shift != roster.Free || n.To <= n.From {
			continue
		}
		byDay[n.Day] = append(byDay[n.Day], int32(i))
		if n.Group != nil {
			members[i] = map[int]bool{}
			for _, who := range n.Group {
				members[i][who] = true
			}
		}
	}
	cells := map[[2]int][]int32{}
	for who, line := range r.Lines {
		s.at = append(s.at, make([]*duty, p.Days))
		for d, x := range line {
			if x == roster.Free {
				continue
			}
			shift := &p.Shifts[x]
			list, ok := cells[[2]int{d, x}]
			if !ok {
				for day := d; day <= d+max(shift.End-1, 0)/1440 && day < p.Days; day++ {
					for _, i := range byDay[day] {
						if p.Needs[i].Covers(d, x, shift) {
							list = append(list, i)
						}
					}
				}
				cells[[2]int{d, x}] = list
			}
			u := &duty{who: who, day: d, shift: shift, begins: make([]int, len(shift.Pauses))}
			for i := range u.begins {
				u.begins[i] = unplaced
			}
			for _, i := range list {
				if members[i] == nil || members[i][who] {
					u.cells = append(u.cells, i)
					s.people[i]++
				}
			}
			s.at[who][d] = u
			s.duties = append(s.duties, u)
		}
	}
	for i := range p.Needs {
		for n := range int(s.people[i]) + 2 {
			s.prices[i] = append(s.prices[i], p.Needs[i].PriceOf(float64(n)))
		}
	}
	return s
}

// price is what a cell costs with some minutes of its people taken out.
func (s *state) price(cell, away int32) float64 {
	n := &s.p.Needs[cell]
	served := float64(s.people[cell]) - float64(away)/float64(n.To-n.From)
	if served <= 0 {
		return s.prices[cell][0]
	}
	low := int(served)
	part, list := served-float64(low), s.prices[cell]
	return list[low] + part*(list[low+1]-list[low])
}

// overlap is how many minutes of a cell a time of a duty's day takes.
func (s *state) overlap(u *duty, cell int32, from, to int) int32 {
	n := &s.p.Needs[cell]
	off := (n.Day - u.day) * 1440
	return int32(max(min(to, n.To+off)-max(from, n.From+off), 0))
}

// costs is what it costs to take a duty's person out for a time.
func (s *state) costs(u *duty, from, to int) float64 {
	sum := 0.0
	for _, cell := range u.cells {
		if m := s.overlap(u, cell, from, to); m > 0 {
			sum += s.price(cell, s.away[cell]+m) - s.price(cell, s.away[cell])
		}
	}
	return sum
}

// take takes a duty's person out for a time (by 1), or back in (by -1), and gives
// the change of the cost.
func (s *state) take(u *duty, from, to int, by int32) float64 {
	sum := 0.0
	for _, cell := range u.cells {
		if m := s.overlap(u, cell, from, to); m > 0 {
			before := s.away[cell]
			s.away[cell] = before + by*m
			sum += s.price(cell, s.away[cell]) - s.price(cell, before)
		}
	}
	return sum
}

// pauses takes all placed pauses of a duty out of the cover, or back.
func (s *state) pauses(u *duty, by int32) float64 {
	sum := 0.0
	for i, b := range u.begins {
		if b != unplaced {
			sum += s.take(u, b, b+u.shift.Pauses[i].Minutes, by)
		}
	}
	return sum
}

// free is whether no activity and no fixed break of a duty is in a time.
func (u *duty) free(from, to int) bool {
	for _, b := range u.busy {
		if from < b.to && b.from < to {
			return false
		}
	}
	for _, b := range u.shift.Breaks {
		if from < b+roster.BreakMinutes && b < to {
			return false
		}
	}
	return true
}
