package sim

import (
	"bytes"
	"encoding/json"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is what replications say of a measure. Of a ratio, the standard
// deviation is of its delta method. What is not known is NaN (null in JSON).
type Estimate struct {
	Mean      float64
	SD        float64 // of one replication
	HalfWidth float64 // of the confidence interval of the mean, by Student's t
	Min, Max  float64 // of one replication
}

// MarshalJSON writes what is not known as null.
func (e Estimate) MarshalJSON() ([]byte, error) {
	known := func(v float64) *float64 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return &v
	}
	return json.Marshal(struct {
		Mean      *float64 `json:"mean"`
		SD        *float64 `json:"sd"`
		HalfWidth *float64 `json:"half_width"`
		Min       *float64 `json:"min"`
		Max       *float64 `json:"max"`
	}{known(e.Mean), known(e.SD), known(e.HalfWidth), known(e.Min), known(e.Max)})
}

// Estimates is measures with their estimates.
type Estimates struct {
	of     []Measure
	Values []Estimate // by the order of the measures
}

// Get finds a measure; a measure that is not there is NaN.
func (e Estimates) Get(id string) Estimate {
	for i, m := range e.of {
		if m.ID == id {
			return e.Values[i]
		}
	}
	nan := math.NaN()
	return Estimate{nan, nan, nan, nan, nan}
}

// MarshalJSON writes an object with the measures in their order.
func (e Estimates) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range e.of {
		if i > 0 {
			b.WriteByte(',')
		}
		v, err := e.Values[i].MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.WriteString(`"` + m.ID + `":`)
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// moments collects a numerator and a denominator over replications (Welford);
// of a count the denominator is 1.
type moments struct {
	above, below float64 // means
	aa, bb, ab   float64 // sums of products of deviations
	lowest, most float64
	value        bool // lowest and most are of something
	ratio        bool
}

// add takes replication n, 1 the first.
func (m *moments) add(n, above, below float64) {
	da := above - m.above
	m.above += da / n
	m.aa += da * (above - m.above)
	v := above
	if m.ratio {
		db := below - m.below
		m.below += db / n
		m.bb += db * (below - m.below)
		m.ab += da * (below - m.below)
		if below == 0 {
			return
		}
		v = above / below
	}
	if !m.value {
		m.lowest, m.most, m.value = v, v, true
		return
	}
	m.lowest, m.most = min(m.lowest, v), max(m.most, v)
}

// estimate is after n replications, with the quantile of the interval.
func (m *moments) estimate(n, quantile float64) Estimate {
	nan := math.NaN()
	out := Estimate{nan, nan, nan, nan, nan}
	if m.value {
		out.Min, out.Max = m.lowest, m.most
	}
	variance := m.aa
	switch {
	case !m.ratio:
		out.Mean = m.above
	case m.below == 0:
		return out
	default:
		out.Mean = m.above / m.below
		variance = (m.aa - 2*out.Mean*m.ab + out.Mean*out.Mean*m.bb) / (m.below * m.below)
	}
	if n > 1 {
		out.SD = math.Sqrt(max(variance, 0) / (n - 1))
		out.HalfWidth = quantile * out.SD / math.Sqrt(n)
	}
	return out
}

// studentQuantile is the two-sided quantile of n replications.
func studentQuantile(confidence, n float64) float64 {
	if n < 2 {
		return math.NaN()
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.5 + confidence/2)
}
