package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Lag is how the first series goes together with the second so many steps later.
type Lag struct {
	Lag       int
	N         int     // pairs
	Effective float64 // pairs that would tell as much if they were independent
	R         float64 // correlation
	Low, High float64 // bounds that hold for all lags at once
}

// Difference is the change of each value against the one so many steps before.
// Values that are not known are NaN and stay so.
func Difference(x []float64, steps int) []float64 {
	if len(x) <= steps {
		return nil
	}
	out := make([]float64, len(x)-steps)
	for t := range out {
		out[t] = x[t+steps] - x[t]
	}
	return out
}

// LaggedCorrelation gives the correlation of the first series with the second 0
// to most steps later. Values that are not known are NaN. Both series are to have
// neither trend nor season: Difference takes them out.
//
// Neighbours that resemble each other tell less than their number: the pairs are
// counted by Bartlett's formula for two independent series, whose correlation has
// the variance Σ ρ₁(j)ρ₂(j) ÷ n. The bounds are Fisher's, widened (Bonferroni) so
// that with the probability level none of all lags lies outside.
func LaggedCorrelation(first, second []float64, most int, level float64) []Lag {
	quantile := distuv.UnitNormal.Quantile(1 - (1-level)/(2*float64(most+1)))
	out := make([]Lag, 0, most+1)
	for k := range most + 1 {
		var a, b []float64
		pairs := 0
		for t := 0; t+k < len(second) && t < len(first); t++ {
			x, y := first[t], second[t+k]
			if math.IsNaN(x) || math.IsNaN(y) {
				x, y = math.NaN(), math.NaN()
			} else {
				pairs++
			}
			a, b = append(a, x), append(b, y)
		}
		l := Lag{Lag: k, N: pairs, Low: -1, High: 1}
		a, b = standardised(a), standardised(b)
		if a != nil && b != nil && pairs > 0 {
			l.R = math.Max(-1, math.Min(1, products(a, b)/float64(pairs)))
			l.Effective = effective(a, b, pairs)
			l.Low, l.High = bounds(l.R, l.Effective, quantile)
		}
		out = append(out, l)
	}
	return out
}

// standardised has the mean 0 and the variance 1; nil: the values are all equal.
func standardised(x []float64) []float64 {
	n, mean := 0, 0.0
	for _, v := range x {
		if !math.IsNaN(v) {
			n, mean = n+1, mean+v
		}
	}
	if n < 2 {
		return nil
	}
	mean /= float64(n)
	variance := 0.0
	for _, v := range x {
		if !math.IsNaN(v) {
			variance += (v - mean) * (v - mean)
		}
	}
	variance /= float64(n)
	if variance <= 1e-18*(1+mean*mean) {
		return nil
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = (v - mean) / math.Sqrt(variance)
	}
	return out
}

// products is the sum of the products that are known.
func products(a, b []float64) float64 {
	sum := 0.0
	for i := range min(len(a), len(b)) {
		if p := a[i] * b[i]; !math.IsNaN(p) {
			sum += p
		}
	}
	return sum
}

// effective is the number of independent pairs that would tell as much.
func effective(a, b []float64, pairs int) float64 {
	n := float64(pairs)
	widening := 1.0
	// Beyond this the estimates of the autocorrelations are noise.
	reach := min(int(10*math.Log10(n)), pairs/4)
	for j := 1; j <= reach; j++ {
		widening += 2 * products(a, a[j:]) / n * products(b, b[j:]) / n
	}
	return n / math.Max(1, widening)
}

func bounds(r, effective, quantile float64) (low, high float64) {
	if effective <= 4 || math.Abs(r) >= 1 {
		return -1, 1
	}
	z, half := math.Atanh(r), quantile/math.Sqrt(effective-3)
	return math.Tanh(z - half), math.Tanh(z + half)
}
