package queueing

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Distribution is a law of times in seconds: of patience, or of handling.
type Distribution interface {
	// Name is exponential, gamma, lognormal, uniform, constant or empirical.
	Name() string
	Mean() float64
	// CDF is the share of times up to x, precise also where it is tiny.
	CDF(x float64) float64
	// Survival is the share of times above x, precise also where it is tiny.
	Survival(x float64) float64
	// Quantile is the time below which the share p lies.
	Quantile(p float64) float64
	// Between is the integral of Survival from a to b: the mean part of a
	// time that lies between them.
	Between(a, b float64) float64
	// Hazard is the rate of ending at x, of those that have not ended.
	Hazard(x float64) float64
	// check says what is wrong with the parameters.
	check(field string) error
	// bends are the times between which the law is smooth.
	bends() []float64
}

// longest bounds a mean time: thirty years.
const longest = 1e9

// Exponential ends at the same rate however long it lasted.
type Exponential struct{ MeanTime float64 }

// Name is exponential.
func (Exponential) Name() string { return "exponential" }

// Mean is the mean.
func (d Exponential) Mean() float64 { return d.MeanTime }

// CDF is the share up to x.
func (d Exponential) CDF(x float64) float64 { return -math.Expm1(-max(x, 0) / d.MeanTime) }

// Survival is the share above x.
func (d Exponential) Survival(x float64) float64 { return math.Exp(-max(x, 0) / d.MeanTime) }

// Quantile is the time below which the share p lies.
func (d Exponential) Quantile(p float64) float64 { return -d.MeanTime * math.Log1p(-p) }

// Between is the integral of Survival from a to b.
func (d Exponential) Between(a, b float64) float64 {
	return -d.MeanTime * math.Exp(-a/d.MeanTime) * math.Expm1(-(b-a)/d.MeanTime)
}

// Hazard is the rate of ending.
func (d Exponential) Hazard(float64) float64 { return 1 / d.MeanTime }

func (d Exponential) check(field string) error {
	return positive(field, d.MeanTime, longest, "seconds")
}

func (d Exponential) bends() []float64 {
	return []float64{d.MeanTime / 2, 2 * d.MeanTime, 6 * d.MeanTime, 16 * d.MeanTime, 32 * d.MeanTime}
}

// Gamma is a sum of exponential stages; Shape 1 is exponential.
type Gamma struct{ Shape, Scale float64 }

// GammaOf is the gamma law of a mean and a coefficient of variation.
func GammaOf(mean, variation float64) Gamma {
	return Gamma{Shape: 1 / (variation * variation), Scale: mean * variation * variation}
}

// Name is gamma.
func (Gamma) Name() string { return "gamma" }

// Mean is the mean.
func (d Gamma) Mean() float64 { return d.Shape * d.Scale }

// CDF is the share up to x.
func (d Gamma) CDF(x float64) float64 { return mathext.GammaIncReg(d.Shape, max(x, 0)/d.Scale) }

// Survival is the share above x.
func (d Gamma) Survival(x float64) float64 {
	return mathext.GammaIncRegComp(d.Shape, max(x, 0)/d.Scale)
}

// Quantile is the time below which the share p lies.
func (d Gamma) Quantile(p float64) float64 {
	return ends(p, func() float64 { return distuv.Gamma{Alpha: d.Shape, Beta: 1 / d.Scale}.Quantile(p) })
}

// Between is the integral of Survival from a to b.
func (d Gamma) Between(a, b float64) float64 {
	return b*d.Survival(b) - a*d.Survival(a) + d.Mean()*(mathext.GammaIncReg(d.Shape+1, b/d.Scale)-mathext.GammaIncReg(d.Shape+1, a/d.Scale))
}

// Hazard is the rate of ending at x.
func (d Gamma) Hazard(x float64) float64 { return hazard(d, math.Exp(d.logDensity(x)), x) }

func (d Gamma) logDensity(x float64) float64 {
	if x <= 0 && d.Shape > 1 {
		return math.Inf(-1)
	}
	return distuv.Gamma{Alpha: d.Shape, Beta: 1 / d.Scale}.LogProb(max(x, 0))
}

func (d Gamma) check(field string) error {
	if err := positive(field+".shape", d.Shape, 1e4, ""); err != nil {
		return err
	}
	return positive(field, d.Mean(), longest, "seconds")
}

func (d Gamma) bends() []float64 { return quantiles(d) }

// Lognormal has a normal logarithm; what handle times resemble most.
type Lognormal struct{ Mu, Sigma float64 }

// LognormalOf is the lognormal law of a mean and a coefficient of variation.
func LognormalOf(mean, variation float64) Lognormal {
	s2 := math.Log1p(variation * variation)
	return Lognormal{Mu: math.Log(mean) - s2/2, Sigma: math.Sqrt(s2)}
}

// Name is lognormal.
func (Lognormal) Name() string { return "lognormal" }

// Mean is the mean.
func (d Lognormal) Mean() float64 { return math.Exp(d.Mu + d.Sigma*d.Sigma/2) }

// CDF is the share up to x.
func (d Lognormal) CDF(x float64) float64 { return below(d.score(x)) }

// Survival is the share above x.
func (d Lognormal) Survival(x float64) float64 { return below(-d.score(x)) }

// score is how many standard deviations the logarithm of x is above its mean.
func (d Lognormal) score(x float64) float64 {
	if x <= 0 {
		return math.Inf(-1)
	}
	return (math.Log(x) - d.Mu) / d.Sigma
}

// Quantile is the time below which the share p lies.
func (d Lognormal) Quantile(p float64) float64 {
	return ends(p, func() float64 { return math.Exp(d.Mu + d.Sigma*distuv.UnitNormal.Quantile(p)) })
}

// Between is the integral of Survival from a to b.
func (d Lognormal) Between(a, b float64) float64 {
	return b*d.Survival(b) - a*d.Survival(a) + d.Mean()*(below(d.score(b)-d.Sigma)-below(d.score(a)-d.Sigma))
}

// Hazard is the rate of ending at x.
func (d Lognormal) Hazard(x float64) float64 { return hazard(d, math.Exp(d.logDensity(x)), x) }

func (d Lognormal) logDensity(x float64) float64 {
	if x <= 0 {
		return math.Inf(-1)
	}
	z := d.score(x)
	return -z*z/2 - math.Log(x*d.Sigma*math.Sqrt(2*math.Pi))
}

func (d Lognormal) check(field string) error {
	if err := positive(field+".sigma", d.Sigma, 5, ""); err != nil {
		return err
	}
	return positive(field, d.Mean(), longest, "seconds")
}

func (d Lognormal) bends() []float64 { return quantiles(d) }

// Uniform is equally likely everywhere between Low and High.
type Uniform struct{ Low, High float64 }

// Name is uniform.
func (Uniform) Name() string { return "uniform" }

// Mean is the mean.
func (d Uniform) Mean() float64 { return (d.Low + d.High) / 2 }

// CDF is the share up to x.
func (d Uniform) CDF(x float64) float64 { return min(max((x-d.Low)/(d.High-d.Low), 0), 1) }

// Survival is the share above x.
func (d Uniform) Survival(x float64) float64 { return min(max((d.High-x)/(d.High-d.Low), 0), 1) }

// Quantile is the time below which the share p lies.
func (d Uniform) Quantile(p float64) float64 { return d.Low + p*(d.High-d.Low) }

// Between is the integral of Survival from a to b.
func (d Uniform) Between(a, b float64) float64 {
	flat := max(min(b, d.Low)-a, 0)
	from, to := min(max(a, d.Low), d.High), min(max(b, d.Low), d.High)
	return flat + (to-from)*(d.Survival(from)+d.Survival(to))/2
}

// Hazard is the rate of ending at x.
func (d Uniform) Hazard(x float64) float64 {
	if x < d.Low || x >= d.High {
		return 0
	}
	return 1 / (d.High - x)
}

func (d Uniform) check(field string) error {
	if !(d.Low >= 0 && d.High > d.Low && d.High <= longest) {
		return wrong(field, "uniform from %g to %g; 0 or more, and the second above the first, is needed", d.Low, d.High)
	}
	return nil
}

func (d Uniform) bends() []float64 { return []float64{d.Low, d.High} }

// Constant is always the same time.
type Constant struct{ Time float64 }

// Name is constant.
func (Constant) Name() string { return "constant" }

// Mean is the time.
func (d Constant) Mean() float64 { return d.Time }

// CDF is 1 from the time on.
func (d Constant) CDF(x float64) float64 { return 1 - d.Survival(x) }

// Survival is 1 before the time.
func (d Constant) Survival(x float64) float64 {
	if x < d.Time {
		return 1
	}
	return 0
}

// Quantile is the time.
func (d Constant) Quantile(float64) float64 { return d.Time }

// Between is how much of the time lies between a and b.
func (d Constant) Between(a, b float64) float64 { return min(b, d.Time) - min(a, d.Time) }

// Hazard is 0 before the time.
func (d Constant) Hazard(float64) float64 { return 0 }

func (d Constant) check(field string) error { return positive(field, d.Time, longest, "seconds") }

func (d Constant) bends() []float64 { return []float64{d.Time} }

// below is the share of a standard normal below z.
func below(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// ends is the quantile of a law from 0 without end.
func ends(p float64, inside func() float64) float64 {
	switch {
	case p <= 0:
		return 0
	case p >= 1:
		return math.Inf(1)
	}
	return inside()
}

func hazard(d Distribution, density, x float64) float64 {
	if density == 0 {
		return 0
	}
	return density / d.Survival(x)
}

// quantiles are bends of a smooth law: close enough for it to be nearly a
// polynomial in between, also in its tails.
func quantiles(d Distribution) []float64 {
	out := make([]float64, 0, 32)
	for _, p := range []float64{1e-14, 1e-10, 1e-7, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.96, 0.99, 0.999, 1 - 1e-4, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 1e-15} {
		out = append(out, d.Quantile(p))
	}
	return out
}
