package sim

import (
	"math"
)

// The families of distributions.
const (
	Exponential   = "exponential"
	Gamma         = "gamma"
	Lognormal     = "lognormal"
	Uniform       = "uniform"
	Deterministic = "deterministic"
	Empirical     = "empirical"
)

var families = []string{Exponential, Gamma, Lognormal, Uniform, Deterministic, Empirical}

// Distribution is of times in seconds, or, as busyness, of a factor.
type Distribution struct {
	Distribution string         `json:"distribution,omitempty" enum:"exponential,gamma,lognormal,uniform,deterministic,empirical" doc:"The family. Exponential and deterministic take mean; gamma takes mean and sd, or mean and shape; lognormal takes mean and sd; uniform takes min and max; empirical takes values, each as likely as the others."`
	Mean         *Duration      `json:"mean,omitempty" doc:"The mean, above 0 (deterministic: 0 or more)."`
	SD           *Duration      `json:"sd,omitempty" doc:"The standard deviation, of gamma and lognormal."`
	Shape        *float64       `json:"shape,omitempty" doc:"The shape of a gamma distribution; the standard deviation is mean / √shape. A whole number k gives Erlang-k."`
	Min          *Duration      `json:"min,omitempty" doc:"The smallest value of a uniform distribution."`
	Max          *Duration      `json:"max,omitempty" doc:"The largest value of a uniform distribution."`
	Values       []Duration     `json:"values,omitempty" doc:"Observed values of an empirical distribution."`
	ByTime       []TimedVariant `json:"by_time,omitempty" doc:"Distributions by time of day in place of one; the moment decides, of the arrival for patience, of the answer for service. The first begins at the beginning of the day."`
}

// TimedVariant is a distribution from a time of day on.
type TimedVariant struct {
	From         Duration   `json:"from" doc:"Time of day from which it holds."`
	Distribution string     `json:"distribution" enum:"exponential,gamma,lognormal,uniform,deterministic,empirical" doc:"The family."`
	Mean         *Duration  `json:"mean,omitempty" doc:"As above."`
	SD           *Duration  `json:"sd,omitempty" doc:"As above."`
	Shape        *float64   `json:"shape,omitempty" doc:"As above."`
	Min          *Duration  `json:"min,omitempty" doc:"As above."`
	Max          *Duration  `json:"max,omitempty" doc:"As above."`
	Values       []Duration `json:"values,omitempty" doc:"As above."`
}

type family uint8

const (
	familyNone family = iota // always 0
	familyExponential
	familyGamma
	familyLognormal
	familyUniform
	familyDeterministic
	familyEmpirical
)

// sampler draws from one distribution.
type sampler struct {
	family family
	a, b   float64 // by family: mean; shape and scale; mu and sigma; min and width; value
	values []float64
	// later holds the variants by time of day; from is where each begins.
	later []sampler
	from  []float64
}

// draw takes a value; timeOfDay is seconds since the day began.
func (s *sampler) draw(r *random, timeOfDay float64) float64 {
	if s.later != nil {
		i := len(s.from) - 1
		for i > 0 && s.from[i] > timeOfDay {
			i--
		}
		s = &s.later[i]
	}
	switch s.family {
	case familyExponential:
		return s.a * r.exponential()
	case familyLognormal:
		return math.Exp(s.a + s.b*r.normal())
	case familyGamma:
		return s.b * r.gamma(s.a)
	case familyUniform:
		return s.a + s.b*r.uniform()
	case familyDeterministic:
		return s.a
	case familyEmpirical:
		return s.values[r.below(len(s.values))]
	}
	return 0
}

// mean is of the first variant.
func (s *sampler) mean() float64 {
	if s.later != nil {
		s = &s.later[0]
	}
	switch s.family {
	case familyExponential, familyDeterministic:
		return s.a
	case familyLognormal:
		return math.Exp(s.a + s.b*s.b/2)
	case familyGamma:
		return s.a * s.b
	case familyUniform:
		return s.a + s.b/2
	case familyEmpirical:
		sum := 0.0
		for _, v := range s.values {
			sum += v
		}
		return sum / float64(len(s.values))
	}
	return 0
}

// sampler checks the distribution and makes it drawable. factor multiplies
// every value.
func (d *Distribution) sampler(c *checker, path string, factor float64) sampler {
	if d == nil {
		return sampler{}
	}
	if len(d.ByTime) == 0 {
		return d.one(c, path, factor)
	}
	if d.Distribution != "" {
		c.fail(path+".by_time", "stands in place of one distribution; take distribution out or by_time")
	}
	out := sampler{later: make([]sampler, len(d.ByTime)), from: make([]float64, len(d.ByTime))}
	for i, v := range d.ByTime {
		at := c.index(path+".by_time", i)
		out.from[i] = float64(v.From)
		if i == 0 && v.From != 0 || i > 0 && v.From <= d.ByTime[i-1].From {
			c.fail(at+".from", "the first begins at 00:00 and each later than the one before")
		}
		one := Distribution{Distribution: v.Distribution, Mean: v.Mean, SD: v.SD, Shape: v.Shape, Min: v.Min, Max: v.Max, Values: v.Values}
		out.later[i] = one.one(c, at, factor)
	}
	return out
}

func (d *Distribution) one(c *checker, path string, factor float64) sampler {
	takes := func(fields ...string) {
		given := map[string]bool{"mean": d.Mean != nil, "sd": d.SD != nil, "shape": d.Shape != nil, "min": d.Min != nil, "max": d.Max != nil, "values": d.Values != nil}
		for _, f := range fields {
			delete(given, f)
		}
		for _, f := range []string{"mean", "sd", "shape", "min", "max", "values"} {
			if given[f] {
				c.fail(path+"."+f, "a %s distribution does not take it", d.Distribution)
			}
		}
	}
	positive := func(field string, v *Duration) float64 {
		switch {
		case v == nil:
			c.fail(path+"."+field, "is missing; a %s distribution needs it", d.Distribution)
			return 1
		case !(*v > 0) || math.IsInf(float64(*v), 0):
			c.fail(path+"."+field, "is %g; it must be above 0", float64(*v))
			return 1
		}
		return float64(*v) * factor
	}
	switch d.Distribution {
	case Exponential:
		takes("mean")
		return sampler{family: familyExponential, a: positive("mean", d.Mean)}
	case Deterministic:
		takes("mean")
		if d.Mean != nil && *d.Mean == 0 {
			return sampler{family: familyDeterministic}
		}
		return sampler{family: familyDeterministic, a: positive("mean", d.Mean)}
	case Gamma:
		takes("mean", "sd", "shape")
		mean, shape := positive("mean", d.Mean), 1.0
		switch {
		case d.Shape != nil && d.SD != nil:
			c.fail(path+".shape", "and sd say the same; take one of them out")
		case d.Shape != nil && (!(*d.Shape > 0) || *d.Shape > 1e9):
			c.fail(path+".shape", "is %g; it must be above 0", *d.Shape)
		case d.Shape != nil:
			shape = *d.Shape
		case d.SD == nil:
			c.fail(path+".shape", "is missing; a gamma distribution needs shape or sd")
		default:
			sd := positive("sd", d.SD)
			shape = mean * mean / (sd * sd)
		}
		return sampler{family: familyGamma, a: shape, b: mean / shape}
	case Lognormal:
		takes("mean", "sd")
		mean, sd := positive("mean", d.Mean), positive("sd", d.SD)
		variance := math.Log1p(sd * sd / (mean * mean))
		return sampler{family: familyLognormal, a: math.Log(mean) - variance/2, b: math.Sqrt(variance)}
	case Uniform:
		takes("min", "max")
		if d.Min == nil {
			c.fail(path+".min", "is missing; a uniform distribution needs it")
			return sampler{}
		}
		if *d.Min < 0 {
			c.fail(path+".min", "is %g; it must be 0 or more", float64(*d.Min))
		}
		top := positive("max", d.Max)
		if low := float64(*d.Min) * factor; top > low {
			return sampler{family: familyUniform, a: low, b: top - low}
		}
		c.fail(path+".max", "must be above min")
		return sampler{}
	case Empirical:
		takes("values")
		if len(d.Values) == 0 {
			c.fail(path+".values", "is empty; an empirical distribution needs observed values")
			return sampler{}
		}
		out := sampler{family: familyEmpirical, values: make([]float64, len(d.Values))}
		for i, v := range d.Values {
			if !(v >= 0) || math.IsInf(float64(v), 0) {
				c.fail(c.index(path+".values", i), "is %g; it must be 0 or more", float64(v))
			}
			out.values[i] = float64(v) * factor
		}
		return out
	case "":
		if d.Mean != nil {
			c.fail(path+".distribution", "is missing: a mean alone does not say how values scatter; one of %s was expected", list(families))
		} else {
			c.fail(path+".distribution", "is missing; one of %s was expected", list(families))
		}
	default:
		c.fail(path+".distribution", "is %q; one of %s was expected", d.Distribution, list(families))
	}
	return sampler{}
}
