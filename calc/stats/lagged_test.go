package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/stats"
)

// wander is a series in which each value keeps a part of the one before.
func wander(r *rand.Rand, n int, keeps float64) []float64 {
	out := make([]float64, n)
	v := 0.0
	for range 50 {
		v = keeps*v + r.NormFloat64()
	}
	for t := range out {
		v = keeps*v + r.NormFloat64()
		out[t] = v
	}
	return out
}

// found are the lags whose bounds leave out 0.
func found(lags []stats.Lag) (out []int) {
	for _, l := range lags {
		if l.Low > 0 || l.High < 0 {
			out = append(out, l.Lag)
		}
	}
	return out
}

func TestAKnownLagIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const rounds = 300
	right := 0
	for range rounds {
		x := wander(r, 104, 0.5)
		y := make([]float64, len(x))
		for i := range y {
			y[i] = 0.05*float64(i) + 0.7*r.NormFloat64() // a trend too
			if i >= 3 {
				y[i] += x[i-3]
			}
		}
		lags := stats.LaggedCorrelation(stats.Difference(x, 1), stats.Difference(y, 1), 8, 0.95)
		best := lags[0]
		for _, l := range lags {
			if l.R > best.R {
				best = l
			}
		}
		if best.Lag == 3 && best.Low > 0 {
			right++
		}
	}
	if right < rounds*95/100 {
		t.Errorf("the lag was found %d of %d times", right, rounds)
	}
}

// Two series that know nothing of each other are seldom said to go together,
// however much each resembles its own past.
func TestFalseAlarms(t *testing.T) {
	for _, c := range []struct {
		name  string
		keeps float64
		diff  int
	}{{"independent values", 0, 0}, {"slow series", 0.8, 0}, {"random walks, differenced", 1, 1}, {"slow series, differenced", 0.8, 1}} {
		r := rand.New(rand.NewPCG(3, 4))
		const rounds = 2000
		alarms := 0
		for range rounds {
			x, y := wander(r, 104, c.keeps), wander(r, 104, c.keeps)
			if c.diff > 0 {
				x, y = stats.Difference(x, c.diff), stats.Difference(y, c.diff)
			}
			if len(found(stats.LaggedCorrelation(x, y, 8, 0.95))) > 0 {
				alarms++
			}
		}
		share := float64(alarms) / rounds
		t.Logf("%s: %.3f", c.name, share)
		if share > 0.065 || share < 0.005 {
			t.Errorf("%s: false alarms %.3f of the time, 0.05 was promised", c.name, share)
		}
	}
}

func TestBartlettCountsFewerPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	slow := stats.LaggedCorrelation(wander(r, 400, 0.9), wander(r, 400, 0.9), 0, 0.95)[0]
	quick := stats.LaggedCorrelation(wander(r, 400, 0), wander(r, 400, 0), 0, 0.95)[0]
	// (1+0.81)/(1-0.81) ≈ 9.5 times fewer
	if slow.Effective > 90 || slow.Effective < 15 || quick.Effective < 280 {
		t.Errorf("slow %+v, quick %+v", slow, quick)
	}
}

func TestWhatCannotBeKnown(t *testing.T) {
	nan := math.NaN()
	for _, c := range [][2][]float64{{nil, nil}, {{1, 2, 3}, {2, 4, 6}}, {{5, 5, 5, 5, 5, 5}, {1, 2, 3, 4, 5, 6}}, {{1, nan, 3}, {nan, 2, nan}}} {
		for _, l := range stats.LaggedCorrelation(c[0], c[1], 2, 0.95) {
			if l.Low != -1 || l.High != 1 {
				t.Errorf("%v: %+v", c, l)
			}
		}
	}
	x := stats.Difference([]float64{1, nan, 4, 9}, 1)
	if len(x) != 3 || !math.IsNaN(x[0]) || !math.IsNaN(x[1]) || x[2] != 5 {
		t.Error(x)
	}
	if stats.Difference([]float64{1}, 1) != nil {
		t.Error("nothing to take a difference of")
	}
}
