package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Limits of a funnel plot: 95 % and 99.8 % of what chance alone brings.
const (
	FunnelWarning = 0.95
	FunnelAction  = 0.998
)

// Funnel tells for each volume between which values a figure lies by chance
// alone, when nobody differs from the rest: after D. Spiegelhalter, Funnel plots
// for comparing institutional performance, Statistics in Medicine 24 (2005)
// 1185–1202. A rate has exact binomial limits, between two counts as told in its
// appendix A.1.1; a mean has those of a gamma distribution of the same mean and
// variance, as times are never negative and lean to one side.
type Funnel struct {
	Centre float64 // of everybody: a share of 1 for a rate
	SD     float64 // of one observation of a mean; 0: a rate
}

// Limits gives the bounds that hold with the probability level at a volume.
func (f Funnel) Limits(volume, level float64) (low, high float64) {
	tail := (1 - level) / 2
	switch {
	case volume <= 0:
		return math.Inf(-1), math.Inf(1)
	case f.SD > 0:
		return f.meanAt(volume, tail), f.meanAt(volume, 1-tail)
	}
	n := math.Max(1, math.Round(volume))
	// Of very few the smoothing may pass the centre itself.
	return math.Max(0, math.Min(f.Centre, f.rateAt(n, tail))), math.Min(1, math.Max(f.Centre, f.rateAt(n, 1-tail)))
}

// Beyond tells whether a figure lies below (−1) or above (1) what chance brings at
// its volume. A rate is judged by its count, without the limits' smoothing: so
// little seen is never beyond.
func (f Funnel) Beyond(value, volume, level float64) int {
	tail := (1 - level) / 2
	if f.SD > 0 || volume <= 0 {
		switch low, high := f.Limits(volume, level); {
		case value < low:
			return -1
		case value > high:
			return 1
		}
		return 0
	}
	if f.Centre <= 0 || f.Centre >= 1 {
		return 0
	}
	n := math.Max(1, math.Round(volume))
	b, r := distuv.Binomial{N: n, P: f.Centre}, math.Round(value*n)
	switch {
	case b.CDF(r) <= tail:
		return -1
	case r > 0 && 1-b.CDF(r-1) <= tail:
		return 1
	}
	return 0
}

// smoothShape is from which shape on a gamma distribution is a normal one for
// what is seen.
const smoothShape = 1e4

func (f Funnel) meanAt(volume, p float64) float64 {
	variance := f.SD * f.SD / volume
	shape := f.Centre * f.Centre / variance
	if f.Centre <= 0 || shape > smoothShape {
		return f.Centre + distuv.UnitNormal.Quantile(p)*math.Sqrt(variance)
	}
	return distuv.Gamma{Alpha: shape, Beta: f.Centre / variance}.Quantile(p)
}

// rateAt is the share below which a count lies with the probability p: r is the
// smallest count with P(R ≤ r) > p, and the limit lies between r − 1 and r by how
// far P(R ≤ r) is beyond p.
func (f Funnel) rateAt(n, p float64) float64 {
	if f.Centre <= 0 || f.Centre >= 1 {
		return f.Centre
	}
	b := distuv.Binomial{N: n, P: f.Centre}
	low, high := -1.0, n // P(R ≤ low) ≤ p < P(R ≤ high)
	for high-low > 1 {
		if middle := math.Floor((low + high) / 2); b.CDF(middle) > p {
			high = middle
		} else {
			low = middle
		}
	}
	at, before := b.CDF(high), 0.0
	if high > 0 {
		before = b.CDF(high - 1)
	}
	return (high - (at-p)/(at-before)) / n
}

// WithinSD is the standard deviation of one observation from means of groups of
// them: Σ n (x − own mean)² ÷ Σ (groups − 1), over units of at least two groups.
// known is false when there is none.
func WithinSD(means, volumes [][]float64) (sd float64, known bool) {
	var squares, free float64
	for u := range means {
		var sum, volume float64
		for i, x := range means[u] {
			sum, volume = sum+x*volumes[u][i], volume+volumes[u][i]
		}
		if len(means[u]) < 2 || volume <= 0 {
			continue
		}
		own := sum / volume
		for i, x := range means[u] {
			squares += volumes[u][i] * (x - own) * (x - own)
		}
		free += float64(len(means[u]) - 1)
	}
	if free == 0 || squares <= 0 {
		return 0, false
	}
	return math.Sqrt(squares / free), true
}

// Quantile of values, not necessarily in order, linear between neighbours (type 7
// of Hyndman and Fan 1996); NaN of none.
func Quantile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	x := slices.Sorted(slices.Values(values))
	at := p * float64(len(x)-1)
	i := int(math.Floor(at))
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + (at-float64(i))*(x[i+1]-x[i])
}
