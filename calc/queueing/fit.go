package queueing

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Fit is how well a law describes times.
type Fit struct {
	Law       Distribution
	LogLikely float64 // natural logarithm of the likelihood
	AIC       float64 // 2 × parameters − 2 × LogLikely: the least describes best
	Distance  float64 // Kolmogorov & Smirnov's: the greatest difference between the shares up to a time
}

// HandleFit is what handle times tell of their law.
type HandleFit struct {
	Times     int // above 0
	Zeros     int // times of 0, left out
	Mean      float64
	Variation float64 // standard deviation ÷ mean
	Fits      []Fit   // lognormal, gamma, exponential
}

// Lognormal is the law that is taken unless told otherwise.
func (h HandleFit) Lognormal() Fit { return h.Fits[0] }

// Best is the fit of the least AIC.
func (h HandleFit) Best() Fit {
	return slices.MinFunc(h.Fits, func(a, b Fit) int { return cmp.Compare(a.AIC, b.AIC) })
}

// FitHandle fits laws of greatest likelihood to handle times in seconds.
// Times of 0 are left out; two different ones are needed.
func FitHandle(times []float64) (HandleFit, error) {
	var out HandleFit
	x := make([]float64, 0, len(times))
	for i, v := range times {
		if !(v >= 0 && v <= longest) {
			return out, wrong("times", "row %d: %g seconds; 0 or more are needed", i+1, v)
		}
		if v > 0 {
			x = append(x, v)
		}
	}
	slices.Sort(x)
	out.Times, out.Zeros = len(x), len(times)-len(x)
	if len(x) < 2 || x[0] == x[len(x)-1] {
		return out, wrong("times", "%d times above 0, all alike; two different ones are needed", len(x))
	}
	n := float64(len(x))
	var sum, logs float64
	for _, v := range x {
		sum += v
		logs += math.Log(v)
	}
	mean, logMean := sum/n, logs/n
	var squares, logSquares float64
	for _, v := range x {
		squares += (v - mean) * (v - mean)
		logSquares += (math.Log(v) - logMean) * (math.Log(v) - logMean)
	}
	out.Mean, out.Variation = mean, math.Sqrt(squares/(n-1))/mean
	shape := gammaShape(math.Log(mean) - logMean)
	lognormal := Lognormal{Mu: logMean, Sigma: math.Sqrt(logSquares / n)}
	gamma := Gamma{Shape: shape, Scale: mean / shape}
	exponential := Exponential{MeanTime: mean}
	out.Fits = []Fit{
		fitOf(lognormal, lognormal.logDensity, 2, x),
		fitOf(gamma, gamma.logDensity, 2, x),
		fitOf(exponential, distuv.Exponential{Rate: 1 / mean}.LogProb, 1, x),
	}
	return out, nil
}

// gammaShape solves log k − ψ(k) = gap, the log of the mean less the mean of
// the logs (Minka 2002), by Newton's steps in 1/k.
func gammaShape(gap float64) float64 {
	k := (3 - gap + math.Sqrt((gap-3)*(gap-3)+24*gap)) / (12 * gap)
	for range 50 {
		slope := 1/k - mathext.Zeta(2, k)
		next := 1 / (1/k + (math.Log(k)-mathext.Digamma(k)-gap)/(k*k*slope))
		if !(next > 0) || math.Abs(next-k) <= 1e-13*k {
			break
		}
		k = next
	}
	return k
}

// fitOf holds a law against sorted times.
func fitOf(law Distribution, logDensity func(float64) float64, parameters int, x []float64) Fit {
	out := Fit{Law: law}
	n := float64(len(x))
	for i, v := range x {
		out.LogLikely += logDensity(v)
		share := law.CDF(v)
		out.Distance = max(out.Distance, share-float64(i)/n, float64(i+1)/n-share)
	}
	out.AIC = 2*float64(parameters) - 2*out.LogLikely
	return out
}
