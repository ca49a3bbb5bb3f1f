package series

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lingting/lingting/internal/kit/civil"
)

// mostCurves is the number of curves factored keeps, and recentDays the days
// it looks at.
const (
	mostCurves = 4
	recentDays = 400
)

// factored forecasts whole days as a few curves over the slots; how much of a
// curve a day has goes by its weekday and by the day before (Shen & Huang 2008,
// "Interday forecasting and intraday updating of call center arrivals"). It
// works on square roots of the counts.
type factored struct {
	first  civil.Date
	slots  int
	curves [][]float64 // curve × slot
	scores [][]float64 // curve × day; NaN where the day is not known
}

// fitFactored finds the curves; nil when there is too little to see them.
func fitFactored(s Series, totals []float64) *factored {
	m := &factored{first: s.First, slots: s.Slots}
	square := mat.NewSymDense(s.Slots, nil)
	root := make([][]float64, s.Days())
	n := 0
	for d := range root {
		if math.IsNaN(totals[d]) {
			continue
		}
		root[d] = make([]float64, s.Slots)
		for k, v := range s.Day(d) {
			if v > 0 {
				root[d][k] = math.Sqrt(v)
			}
		}
		if d >= s.Days()-recentDays {
			square.SymRankOne(square, 1, mat.NewVecDense(s.Slots, root[d]))
			n++
		}
	}
	var eigen mat.EigenSym
	if n < 10 || s.Slots < 4 || !eigen.Factorize(square, true) {
		return nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for c := range mostCurves {
		curve, scores := make([]float64, s.Slots), make([]float64, s.Days())
		for k := range curve {
			curve[k] = vectors.At(k, s.Slots-1-c)
		}
		for d, x := range root {
			scores[d] = math.NaN()
			if x != nil {
				scores[d] = 0
				for k, v := range x {
					scores[d] += v * curve[k]
				}
			}
		}
		m.curves, m.scores = append(m.curves, curve), append(m.scores, scores)
	}
	return m
}

// forecast is n days after the first `known` days, day by slot.
func (m *factored) forecast(known, n int) [][]float64 {
	out := make([][]float64, n)
	for d := range out {
		out[d] = make([]float64, m.slots)
	}
	for c, curve := range m.curves {
		mean, follow, last := m.habits(m.scores[c][:known])
		for d := range out {
			w := m.first.Add(known + d).SinceMonday()
			last *= follow
			for k, v := range curve {
				out[d][k] += (mean[w] + last) * v
			}
		}
	}
	for d := range out {
		for k, v := range out[d] {
			out[d][k] = max(v, 0) * max(v, 0)
		}
	}
	return out
}

// habits is the mean score of a weekday, how much of a day's difference from
// it is left on the next day, and the last day's difference.
func (m *factored) habits(scores []float64) (mean [7]float64, follow, last float64) {
	var count [7]float64
	from := max(0, len(scores)-recentDays)
	for d := from; d < len(scores); d++ {
		if w := m.first.Add(d).SinceMonday(); !math.IsNaN(scores[d]) {
			fade := math.Exp2(-float64(len(scores)-d) / 56)
			mean[w], count[w] = mean[w]+fade*scores[d], count[w]+fade
		}
	}
	for w := range mean {
		mean[w] /= max(count[w], 1e-9)
	}
	cross, square, before := 0.0, 0.0, math.NaN()
	for d := from; d < len(scores); d++ {
		if math.IsNaN(scores[d]) {
			continue
		}
		off := scores[d] - mean[m.first.Add(d).SinceMonday()]
		if !math.IsNaN(before) {
			cross, square = cross+off*before, square+before*before
		}
		before, last = off, off
	}
	if square > 0 {
		follow = min(max(cross/square, 0), 0.95)
	}
	return mean, follow, last
}
