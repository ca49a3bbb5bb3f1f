package series

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// factors is the most factors a shape is told by.
const factors = 3

// shape is how days differ from their weekday's profile: a few curves over the
// slots, and for each how much of it a day has (Shen & Huang 2008, "Interday
// forecasting and intraday updating of call center arrivals").
type shape struct {
	curves [][]float64 // factor × slot
	scores []*dayModel // one for each factor
}

// fitShape finds the curves in the history and learns how much of them days
// have.
func fitShape(total *dayModel, p *profiles, s Series, totals []float64) *shape {
	n := s.Days()
	var rows []int
	weight := make([]float64, s.Slots)
	rest := make([][]float64, n)
	for d := range n {
		t := s.Total(d)
		if math.IsNaN(totals[d]) || !(t > 0) {
			continue
		}
		share := p.of(s.First.Add(d))
		rest[d] = make([]float64, s.Slots)
		for k, v := range s.Day(d) {
			if e := t * share[k]; e > 0 && !math.IsNaN(v) {
				reach := 4 * math.Sqrt(p.excess/e)
				rest[d][k] = min(max(v/e-1, -reach), reach)
				weight[k] += e
			}
		}
		rows = append(rows, d)
	}
	if len(rows) < 10 {
		return &shape{}
	}
	all := 0.0
	for _, w := range weight {
		all += w
	}
	for k := range weight {
		weight[k] = math.Sqrt(weight[k] / all)
	}
	square := mat.NewSymDense(s.Slots, nil)
	for _, d := range rows {
		x := make([]float64, s.Slots)
		for k := range x {
			x[k] = rest[d][k] * weight[k]
		}
		square.SymRankOne(square, 1/float64(len(rows)), mat.NewVecDense(s.Slots, x))
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(square, true) {
		return &shape{}
	}
	values := eigen.Values(nil)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	out := &shape{}
	edge := median(values) * (1 + math.Sqrt(float64(s.Slots)/float64(len(rows)))) * (1 + math.Sqrt(float64(s.Slots)/float64(len(rows))))
	for f := range min(factors, s.Slots) {
		at := s.Slots - 1 - f
		if values[at] < edge || values[at] < 1e-12 {
			break
		}
		curve, scores := make([]float64, s.Slots), make([]float64, n)
		for k := range curve {
			if weight[k] > 0 {
				curve[k] = vectors.At(k, at) / weight[k]
			}
		}
		for d := range n {
			scores[d] = math.NaN()
		}
		for _, d := range rows {
			sum := 0.0
			for k, v := range rest[d] {
				sum += v * weight[k] * vectors.At(k, at)
			}
			scores[d] = sum
		}
		out.curves = append(out.curves, curve)
		out.scores = append(out.scores, fitScores(total, scores))
	}
	return out
}

// bend gives the factor by which each slot of n days from day `from` on is
// more or less than in the weekday's profile.
func (s *shape) bend(from, n, slots int) [][]float64 {
	out := make([][]float64, n)
	for d := range out {
		out[d] = make([]float64, slots)
		for k := range out[d] {
			out[d][k] = 1
		}
	}
	for f, curve := range s.curves {
		mean, _ := s.scores[f].forecast(s.scores[f].now, from, n)
		for d := range out {
			for k, c := range curve {
				out[d][k] += mean[d] * c
			}
		}
	}
	return out
}
