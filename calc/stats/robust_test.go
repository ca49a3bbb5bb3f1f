package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/calc/stats"
)

func TestMedianAndSpread(t *testing.T) {
	for _, x := range []struct {
		values         []float64
		median, spread float64
	}{
		{[]float64{3}, 3, 0}, {[]float64{1, 2}, 1.5, 0.5 * 1.4826}, {[]float64{5, 1, 3}, 3, 2 * 1.4826}, {[]float64{1, 1, 1, 1000}, 1, 0},
	} {
		m := stats.Median(x.values)
		if s := stats.Spread(x.values, m); m != x.median || math.Abs(s-x.spread) > 1e-12 {
			t.Errorf("%v: %v ± %v", x.values, m, s)
		}
	}
	if !math.IsNaN(stats.Median(nil)) {
		t.Error("nothing has a median")
	}
	if z := stats.RobustZ(3, []float64{1, 1, 1}, 0.5); z != 4 {
		t.Errorf("%v", z)
	}
}

// Of a normal sample the spread is its standard deviation.
func TestSpreadOfNormalValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 20_000)
	for i := range values {
		values[i] = 7 + 3*rng.NormFloat64()
	}
	m := stats.Median(values)
	if s := stats.Spread(values, m); math.Abs(m-7) > 0.1 || math.Abs(s-3) > 0.1 {
		t.Errorf("%v ± %v", m, s)
	}
}

// The order does not matter, shifting shifts, and fewer than half of the values
// gone wild keep the median among the others.
func TestMedianHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 15).Draw(t, "values")
		m := stats.Median(values)
		turned := slices.Clone(values)
		slices.Reverse(turned)
		shifted := slices.Clone(values)
		for i := range shifted {
			shifted[i] += 10
		}
		if stats.Median(turned) != m || math.Abs(stats.Median(shifted)-m-10) > 1e-9 {
			t.Fatalf("%v of %v", m, values)
		}
		wild := slices.Clone(values)
		for range (len(values) - 1) / 2 {
			wild = append(wild, 1e9)
		}
		if got := stats.Median(wild); got < slices.Min(values) || got > slices.Max(values) {
			t.Fatalf("%v of %v", got, wild)
		}
	})
}
