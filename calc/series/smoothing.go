package series

import (
	"math"

	"github.com/lingting/lingting/internal/kit/civil"
)

// smoothing is exponential smoothing with two seasons, the day and the week,
// and first-order correction of what was left (Taylor 2003, "Short-term
// electricity demand forecasting using double seasonal exponential smoothing";
// 2008 for call centres). It works on square roots of the counts, which vary
// alike at all hours.
type smoothing struct {
	slots                    int
	level                    float64
	day                      []float64
	week                     [7][]float64
	left                     float64
	alpha, delta, omega, phi float64
}

// fitSmoothing chooses the four rates on the history by the squared errors one
// slot ahead, and gives the state after the last day; at (may be nil) is shown
// the state after each day.
func fitSmoothing(s Series, totals []float64, at func(d int, m *smoothing)) *smoothing {
	best, least := [4]float64{0.02, 0.05, 0.1, 0.5}, math.Inf(1)
	try := func(p [4]float64) {
		if _, cost := runSmoothing(s, totals, p, nil); cost < least {
			best, least = p, cost
		}
	}
	try(best)
	for i, values := range [4][]float64{{0.002, 0.005, 0.05}, {0.01, 0.15}, {0.05, 0.2, 0.35}, {0.3, 0.8}} {
		from := best
		for _, v := range values {
			p := from
			p[i] = v
			try(p)
		}
	}
	m, _ := runSmoothing(s, totals, best, at)
	return m
}

func runSmoothing(s Series, totals []float64, p [4]float64, at func(int, *smoothing)) (m *smoothing, cost float64) {
	m = &smoothing{slots: s.Slots, alpha: p[0], delta: p[1], omega: p[2], phi: p[3], day: make([]float64, s.Slots)}
	for w := range m.week {
		m.week[w] = make([]float64, s.Slots)
	}
	m.begin(s, totals)
	n := 0.0
	for d := range s.Days() {
		if !math.IsNaN(totals[d]) {
			w := s.First.Add(d).SinceMonday()
			for k, v := range s.Day(d) {
				if math.IsNaN(v) {
					continue
				}
				base := m.level + m.day[k] + m.week[w][k]
				off := math.Sqrt(v) - base
				e := off - m.phi*m.left
				m.left = off
				m.level += m.alpha * e
				m.day[k] += m.delta * e
				m.week[w][k] += m.omega * e
				if d >= 14 {
					cost, n = cost+e*e, n+1
				}
			}
			m.left = 0 // the night is between
		}
		if at != nil {
			at(d, m)
		}
	}
	return m, cost / max(n, 1)
}

// begin takes level and seasons from the first four weeks.
func (m *smoothing) begin(s Series, totals []float64) {
	var sum [7][]float64
	var count [7][]float64
	for w := range sum {
		sum[w], count[w] = make([]float64, m.slots), make([]float64, m.slots)
	}
	all, n := 0.0, 0.0
	for d := range min(28, s.Days()) {
		if math.IsNaN(totals[d]) {
			continue
		}
		w := s.First.Add(d).SinceMonday()
		for k, v := range s.Day(d) {
			if !math.IsNaN(v) {
				sum[w][k], count[w][k] = sum[w][k]+math.Sqrt(v), count[w][k]+1
				all, n = all+math.Sqrt(v), n+1
			}
		}
	}
	m.level = all / max(n, 1)
	for k := range m.slots {
		a, c := 0.0, 0.0
		for w := range 7 {
			a, c = a+sum[w][k], c+count[w][k]
		}
		if c > 0 {
			m.day[k] = a/c - m.level
		}
		for w := range 7 {
			if count[w][k] > 0 {
				m.week[w][k] = sum[w][k]/count[w][k] - m.level - m.day[k]
			}
		}
	}
}

// forecast is a day's slots.
func (m *smoothing) forecast(d civil.Date) []float64 {
	out, w := make([]float64, m.slots), d.SinceMonday()
	for k := range out {
		root := max(m.level+m.day[k]+m.week[w][k], 0)
		out[k] = root * root
	}
	return out
}

func (m *smoothing) clone() *smoothing {
	c := *m
	c.day = append([]float64(nil), m.day...)
	for w := range c.week {
		c.week[w] = append([]float64(nil), m.week[w]...)
	}
	return &c
}
