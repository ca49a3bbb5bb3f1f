package series

import (
	"math"
	"slices"
)

// row is one observation's sparse coefficients of the state.
type row struct {
	at    []int
	val   []float64
	fresh []int // states that begin anew with the day
}

func (r *row) add(i int, v float64) {
	if v != 0 {
		r.at, r.val = append(r.at, i), append(r.val, v)
	}
}

// dot is the row times a vector.
func (r row) dot(m []float64) (sum float64) {
	for k, i := range r.at {
		sum += r.val[k] * m[i]
	}
	return sum
}

// filter is a Kalman filter whose states stay as they are or walk at random
// (West & Harrison, Bayesian Forecasting and Dynamic Models, 1997, ch. 4), but
// for the level, which goes on by a damped slope.
type filter struct {
	n     int
	mean  []float64 // n
	cov   []float64 // n × n
	walk  []float64 // n, variance added each day
	level int
	slope int // -1 without
	damp  float64
	fade  int // a state that fades, -1 without
	keep  float64
	gain  []float64 // n, scratch
}

func newFilter(mean, variance, walk []float64) *filter {
	n := len(mean)
	f := &filter{n: n, mean: slices.Clone(mean), cov: make([]float64, n*n), walk: walk, gain: make([]float64, n)}
	for i, v := range variance {
		f.cov[i*n+i] = v
	}
	return f
}

func (f *filter) clone() *filter {
	c := *f
	c.mean = append([]float64(nil), f.mean...)
	c.cov = append([]float64(nil), f.cov...)
	c.gain = make([]float64, f.n)
	return &c
}

// step goes on by a day.
func (f *filter) step() {
	n := f.n
	{
		s, l := f.slope, f.level
		f.mean[l] += f.mean[s]
		f.mean[s] *= f.damp
		for j := range n {
			f.cov[l*n+j] += f.cov[s*n+j]
		}
		for j := range n {
			f.cov[j*n+l] += f.cov[j*n+s]
		}
		for j := range n {
			f.cov[s*n+j] *= f.damp
		}
		for j := range n {
			f.cov[j*n+s] *= f.damp
		}
	}
	{
		a := f.fade
		f.mean[a] *= f.keep
		for j := range n {
			f.cov[a*n+j] *= f.keep
		}
		for j := range n {
			f.cov[j*n+a] *= f.keep
		}
	}
	for i, w := range f.walk {
		f.cov[i*n+i] += w
	}
}

// renew begins states of a day anew: nothing is left of what they were.
func (f *filter) renew(states []int, variance []float64) {
	for _, i := range states {
		f.mean[i] = 0
		for j := range f.n {
			f.cov[i*f.n+j], f.cov[j*f.n+i] = 0, 0
		}
		f.cov[i*f.n+i] = variance[i]
	}
}

// carry takes a vector of the states a day on.
func (f *filter) carry(x []float64) {
	x[f.level] += x[f.slope]
	x[f.slope] *= f.damp
	x[f.fade] *= f.keep
}

// predict is mean and variance of the row's value, without its own noise; the
// gain's numerator stays in f.gain.
func (f *filter) predict(h row) (mean, variance float64) {
	g, n := f.gain, f.n
	clear(g)
	for k, i := range h.at {
		v, line := h.val[k], f.cov[i*n:i*n+n]
		for j, c := range line {
			g[j] += v * c
		}
	}
	for k, i := range h.at {
		variance += h.val[k] * g[i]
	}
	return h.dot(f.mean), variance
}

// learn takes in an observation predict was asked for before: off is its
// distance from the prediction, total the variance of that distance.
func (f *filter) learn(off, total float64) {
	g, n := f.gain, f.n
	for i := range n {
		gi := g[i] / total
		if gi == 0 {
			continue
		}
		f.mean[i] += gi * off
		line := f.cov[i*n : i*n+n]
		for j, gj := range g {
			line[j] -= gi * gj
		}
	}
}

func logNormal(off, variance float64) float64 {
	return -0.5 * (math.Log(2*math.Pi*variance) + off*off/variance)
}
