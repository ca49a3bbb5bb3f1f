package series

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Expected is what was forecast of a day: its slots, the bands of its total
// and of its slots.
type Expected struct {
	Slots   []float64
	Bands   [3]Band
	Spread  [][3]Band
	Minutes int // length of a slot
}

// Running is a day of which a part is over: what came, and what is expected
// of the rest now.
type Running struct {
	Until  int       // slots that are over
	Slots  []float64 // of slots that are over what came (what was expected where that is not known), of the others what is expected now
	Spread [][3]Band // of slots to come; of slots that are over as it was forecast
	Rest   float64   // Σ of the slots to come
	Total  float64   // Σ of all slots
	Bands  [3]Band   // of Total
}

// How a day goes on. A day that is off by some share in the morning is off by
// it in the afternoon, as far as common of the day's uncertainty is common to
// all of its slots; and a while that is off is followed by one that is: lasting
// is the share of a slot's other uncertainty (beyond that of counting) which
// lasts, fadeMinutes after which it has fallen to 1/e. Set on the rests of days
// of series of two centres (docs/operations/forecast-accuracy.md).
const (
	common      = 0.65
	lasting     = 0.9
	fadeMinutes = 240
)

// surprise is how many standard deviations a day must be off before the bands
// are not believed, once three of its slots are known.
const surprise = 4.0

// Continue revises the rest of a day by what came in its first slots (NaN: not
// known): the linear Bayes estimate of the relative deviations, whose prior
// covariance is that of the bands (Hartigan 1969, Linear Bayesian methods;
// as an alternative to the penalised revision of Shen & Huang 2008,
// Interday forecasting and intraday updating of call center arrivals).
func Continue(e Expected, came []float64) Running {
	n := len(e.Slots)
	out := Running{Until: min(len(came), n), Slots: make([]float64, n), Spread: make([][3]Band, n)}
	copy(out.Slots, e.Slots)
	copy(out.Spread, e.Spread)
	day := common * e.dayVariance()
	own := make([]float64, n) // variance of a slot beside the day's
	for k, f := range e.Slots {
		if f > 0 {
			own[k] = max(relative(f, e.Spread[k])-day, 1/f)
		}
	}
	wobble := func(k int) float64 { return lasting * max(own[k]-1/e.Slots[k], 0) }
	together := func(j, k int) float64 {
		fade := math.Exp(-math.Abs(float64(j-k)) * float64(e.Minutes) / fadeMinutes)
		return day + math.Sqrt(wobble(j)*wobble(k))*fade
	}
	var known, rest []int
	for k, f := range e.Slots {
		switch {
		case k >= out.Until:
			if f > 0 {
				rest = append(rest, k)
			}
		case !math.IsNaN(came[k]):
			out.Slots[k] = came[k]
			if f >= 0.1 { // less tells nothing of the rest
				known = append(known, k)
			}
		}
	}
	off := make([]float64, len(known))
	for i, k := range known {
		off[i] = (came[k] - e.Slots[k]) / e.Slots[k]
	}
	calm(off, func(i int) float64 { return math.Sqrt(day + own[known[i]]) })
	day = surprised(day, off, func(i, j int) float64 {
		if i == j {
			return own[known[i]]
		}
		return together(known[i], known[j]) - day
	})
	gain := newGain(known, together, own, wobble)
	variance := 0.0 // of the rest's sum
	weights := make([][]float64, len(rest))
	for i, k := range rest {
		weights[i] = gain.weights(func(j int) float64 { return together(k, known[j]) })
		move := 0.0
		for j, w := range weights[i] {
			move += w * off[j]
		}
		out.Slots[k] = e.Slots[k] * max(1+move, 0.05)
	}
	for i, k := range rest {
		for j := range rest[:i+1] {
			l := rest[j]
			c := together(k, l)
			for x, w := range weights[i] {
				c -= w * together(l, known[x])
			}
			if i == j {
				sd := math.Sqrt(max(c, 0) + own[k] - wobble(k))
				out.Spread[k] = bandsAround(out.Slots[k], sd)
				variance += out.Slots[k] * out.Slots[k] * sd * sd
				continue
			}
			variance += 2 * out.Slots[k] * out.Slots[l] * c
		}
	}
	for k, v := range out.Slots {
		out.Total += v
		if k >= out.Until {
			out.Rest += v
		}
	}
	if out.Rest > 0 {
		out.Bands = bandsAround(out.Rest, math.Sqrt(max(variance, 0))/out.Rest)
	}
	for l := range out.Bands {
		out.Bands[l].Low += out.Total - out.Rest
		out.Bands[l].High += out.Total - out.Rest
	}
	return out
}

// calm takes what is far from the latest deviations as if it were at three and
// a half standard deviations from them: an hour's outage is not the day, but
// what goes on is no outlier.
func calm(off []float64, sd func(i int) float64) {
	if len(off) == 0 {
		return
	}
	usual := quantile(slices.Clone(off[max(0, len(off)-6):]), 0.5)
	for i, v := range off {
		reach := 3.5 * sd(i)
		off[i] = min(max(v, usual-reach), usual+reach)
	}
}

// surprised is the variance of what is common to the day's slots: as the bands
// say or, once what came is far off that, as it shows by itself (empirical Bayes). own is the covariance of deviations beside
// what is common.
func surprised(day float64, off []float64, own func(i, j int) float64) float64 {
	mean, weight := 0.0, 0.0
	for i, v := range off {
		mean, weight = mean+v/own(i, i), weight+1/own(i, i)
	}
	if len(off) < 3 {
		return day
	}
	mean /= weight
	variance := 0.0 // of the mean
	for i := range off {
		for j := range off {
			variance += own(i, j) / (own(i, i) * own(j, j) * weight * weight)
		}
	}
	if mean*mean > surprise*surprise*(day+variance) {
		return mean*mean - variance
	}
	return day
}

// dayVariance is the relative variance of the day's total beside that of
// counting.
func (e Expected) dayVariance() float64 {
	total := 0.0
	for _, v := range e.Slots {
		total += v
	}
	if total <= 0 {
		return 0
	}
	return max(relative(total, e.Bands)-1/total, 0)
}

// relative is the relative variance a band of 80 % shows around v.
func relative(v float64, bands [3]Band) float64 {
	z := 2 * distuv.UnitNormal.Quantile(0.5+Levels[1]/2)
	b := bands[1]
	if b.Low > 0 && v >= few {
		s := math.Log(b.High/b.Low) / z
		return s * s
	}
	s := (b.High - b.Low) / z / v
	return s * s
}

// bandsAround are the bands of a value with a relative standard deviation.
func bandsAround(v, sd float64) (out [3]Band) {
	for l, p := range Levels {
		z := distuv.UnitNormal.Quantile(0.5 + p/2)
		switch {
		case v >= few:
			out[l] = Band{v * math.Exp(-z*sd), v * math.Exp(z*sd)}
		case v >= tiny:
			out[l] = Band{max(0, v-z*v*sd), v + z*v*sd}
		case v > 0:
			shape := 1 / max(sd*sd-1/v, 1e-6)
			out[l] = likeliest(v, shape, p)
		}
	}
	return out
}

// gain weighs known deviations.
type gain struct {
	n    int
	chol *mat.Cholesky
}

func newGain(known []int, together func(j, k int) float64, own []float64, wobble func(int) float64) gain {
	n := len(known)
	if n == 0 {
		return gain{}
	}
	v := mat.NewSymDense(n, nil)
	for i, k := range known {
		for j := range known[:i+1] {
			v.SetSym(i, j, together(k, known[j]))
		}
		v.SetSym(i, i, together(k, k)+own[k]-wobble(k))
	}
	chol := &mat.Cholesky{}
	if !chol.Factorize(v) {
		return gain{}
	}
	return gain{n, chol}
}

// weights of the known deviations for one whose covariance with them is given.
func (g gain) weights(with func(i int) float64) []float64 {
	if g.n == 0 {
		return nil
	}
	c := mat.NewVecDense(g.n, nil)
	for i := range g.n {
		c.SetVec(i, with(i))
	}
	out := mat.NewVecDense(g.n, nil)
	if g.chol.SolveVecTo(out, c) != nil {
		return nil
	}
	return out.RawVector().Data
}
