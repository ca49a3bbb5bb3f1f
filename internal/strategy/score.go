package strategy

import (
	"math"

	"github.com/lingting/lingting/calc/scoring"
)

// score is what a value is worth, linear between threshold, target and stretch.
func (m *Measure) score(t *Target, value float64) float64 {
	return scoring.Score(scoring.Linear, t.points(), m.lessIsBetter(), value)
}

// mean is the weighted mean of the scores that are known; nil: none is.
type mean struct{ sum, weight float64 }

func (m *mean) add(score *float64, weight float64) {
	if score != nil {
		m.sum, m.weight = m.sum+weight**score, m.weight+weight
	}
}

func (m *mean) value() *float64 {
	if m.weight == 0 {
		return nil
	}
	v := math.Round(10*m.sum/m.weight) / 10
	return &v
}
