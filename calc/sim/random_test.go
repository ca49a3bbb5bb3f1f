package sim

import (
	"math"
	"slices"
	"testing"
)

// The ziggurats draw from the distributions they should: Kolmogorov–Smirnov at
// a level of one in a million.
func TestVariatesFollowTheirDistribution(t *testing.T) {
	const n = 150_000
	for name, x := range map[string]struct {
		draw func(r *random) float64
		cdf  func(float64) float64
	}{
		"uniform":     {func(r *random) float64 { return r.uniform() }, func(x float64) float64 { return x }},
		"exponential": {func(r *random) float64 { return r.exponential() }, func(x float64) float64 { return -math.Expm1(-x) }},
		"normal":      {func(r *random) float64 { return r.normal() }, func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }},
		"Erlang-2":    {func(r *random) float64 { return r.gamma(2) }, func(x float64) float64 { return 1 - math.Exp(-x)*(1+x) }},
		"gamma of ½": {func(r *random) float64 { return r.gamma(0.5) }, func(x float64) float64 {
			return math.Erf(math.Sqrt(x))
		}},
		// One value of each contact's own stream, as services are drawn.
		"contacts": {func(r *random) float64 {
			r.state++
			own := random{mix(42+r.state*gamma64) + ofService}
			return own.exponential()
		}, func(x float64) float64 { return -math.Expm1(-x) }},
	} {
		r := random{7}
		values := make([]float64, n)
		for i := range values {
			values[i] = x.draw(&r)
		}
		slices.Sort(values)
		most := 0.0
		for i, v := range values {
			most = max(most, math.Abs(x.cdf(v)-float64(i)/n), math.Abs(x.cdf(v)-float64(i+1)/n))
		}
		if limit := 2.7 / math.Sqrt(n); most > limit {
			t.Errorf("%s is off by %g; at most %g was expected", name, most, limit)
		}
	}
}

func TestDistributionsHaveTheirMoments(t *testing.T) {
	two := 2.0
	for name, x := range map[string]struct {
		d        Distribution
		mean, sd float64
	}{
		"exponential":   {Distribution{Distribution: Exponential, Mean: seconds(100)}, 100, 100},
		"gamma by sd":   {Distribution{Distribution: Gamma, Mean: seconds(100), SD: seconds(50)}, 100, 50},
		"gamma":         {Distribution{Distribution: Gamma, Mean: seconds(100), Shape: &two}, 100, 100 / math.Sqrt2},
		"lognormal":     {Distribution{Distribution: Lognormal, Mean: seconds(100), SD: seconds(80)}, 100, 80},
		"uniform":       {Distribution{Distribution: Uniform, Min: seconds(50), Max: seconds(150)}, 100, 100 / math.Sqrt(12)},
		"deterministic": {Distribution{Distribution: Deterministic, Mean: seconds(100)}, 100, 0},
		"empirical":     {Distribution{Distribution: Empirical, Values: []Duration{50, 100, 150}}, 100, math.Sqrt(5000.0 / 3)},
	} {
		c := &checker{}
		s := x.d.sampler(c, "", 1)
		if err := c.err(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r := random{3}
		const n = 200_000
		sum, squares := 0.0, 0.0
		for range n {
			v := s.draw(&r, 0)
			sum, squares = sum+v, squares+v*v
		}
		mean := sum / n
		sd := math.Sqrt(max(squares/n-mean*mean, 0))
		if math.Abs(mean-x.mean) > 5*x.sd/math.Sqrt(n)+1e-9 || math.Abs(sd-x.sd) > 0.03*x.sd+1e-5 {
			t.Errorf("%s: mean %g, sd %g; %g and %g were expected", name, mean, sd, x.mean, x.sd)
		}
		if math.Abs(s.mean()-x.mean) > 1e-9 {
			t.Errorf("%s: says its mean is %g", name, s.mean())
		}
	}
}
