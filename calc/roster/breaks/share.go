package breaks

import (
	"slices"

	"github.com/lingting/lingting/calc/roster"
)

// most is the largest share of people that is expected to be away.
const most = 0.5

// Expect gives a problem whose needs expect people to be away: of each shift that
// covers an interval the share of it that its pauses take when they begin at any
// time of their windows alike, the mean over shifts. The problem given stays as it is.
func Expect(p *roster.Problem) *roster.Problem {
	out := *p
	out.Needs = slices.Clone(p.Needs)
	byDay := make([][]int, p.Days)
	for i := range out.Needs {
		if n := &out.Needs[i]; n.Shift == roster.Free && n.To > n.From {
			byDay[n.Day] = append(byDay[n.Day], i)
		}
	}
	shares, count := make([]float64, len(p.Needs)), make([]int, len(p.Needs))
	for d := range p.Days {
		for x := range p.Shifts {
			s := &p.Shifts[x]
			for day := d; day <= d+max(s.End-1, 0)/1440 && day < p.Days; day++ {
				for _, i := range byDay[day] {
					if n := &out.Needs[i]; n.Covers(d, x, s) {
						off := (n.Day - d) * 1440
						for _, pause := range s.Pauses {
							shares[i] += expected(pause, n.From+off, n.To+off)
						}
						count[i]++
					}
				}
			}
		}
	}
	for i := range out.Needs {
		if count[i] > 0 {
			out.Needs[i].Away = min(shares[i]/float64(count[i]), most)
		}
	}
	return &out
}

// expected is the share of an interval that a pause takes when it begins at any
// minute of its window alike.
func expected(x roster.Pause, from, to int) float64 {
	starts := x.To - x.Minutes - x.From + 1
	if starts <= 0 || to <= x.From || from >= x.To {
		return 0
	}
	sum := 0
	for at := x.From; at <= x.To-x.Minutes; at++ {
		sum += max(min(to, at+x.Minutes)-max(from, at), 0)
	}
	return float64(sum) / float64(starts) / float64(to-from)
}

// Learn gives a problem whose needs expect as many people to be away as a
// placement takes out, half and half with what was expected before.
func Learn(p *roster.Problem, r *roster.Roster, placed *roster.Placement) *roster.Problem {
	out := *p
	out.Needs = slices.Clone(p.Needs)
	s := newState(p, r)
	s.set(placed)
	for i := range out.Needs {
		n := &out.Needs[i]
		if n.Shift != roster.Free || s.people[i] == 0 || n.To <= n.From {
			continue
		}
		share := float64(s.away[i]) / float64(n.To-n.From) / float64(s.people[i])
		n.Away = min((n.Away+share)/2, most)
	}
	return &out
}

// set takes a placement over.
func (s *state) set(placed *roster.Placement) {
	for _, u := range s.duties {
		if b := placed.Pauses[u.who][u.day]; len(b) == len(u.begins) {
			copy(u.begins, b)
		}
		s.pauses(u, 1)
	}
	for i, list := range placed.Attend {
		a := &s.p.Activities[i]
		for k, at := range list {
			if at.Day == roster.Nowhere {
				continue
			}
			if u, from := s.dutyAt(a.People[k], at); u != nil {
				s.take(u, from, from+a.Minutes, 1)
			}
		}
	}
}
