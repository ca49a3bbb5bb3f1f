package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/stats"
)

// By printed tables of the binomial distribution for n = 20 and p = 0.1:
// P(R ≤ 4) = 0.9568, P(R ≤ 5) = 0.9887.
func TestFunnelOfARateByTables(t *testing.T) {
	_, high := stats.Funnel{Centre: 0.1}.Limits(20, stats.FunnelWarning)
	if want := (5 - (0.9887-0.975)/(0.9887-0.9568)) / 20; math.Abs(high-want) > 5e-4 {
		t.Errorf("upper limit %v, want %v", high, want)
	}
}

// What is called beyond is as rare as promised.
func TestFunnelOfARateIsExact(t *testing.T) {
	for _, p := range []float64{0.02, 0.1, 0.5, 0.93} {
		for _, n := range []float64{1, 7, 40, 333, 5000} {
			for _, level := range []float64{stats.FunnelWarning, stats.FunnelAction} {
				f, b, tail := stats.Funnel{Centre: p}, distuv.Binomial{N: n, P: p}, (1-level)/2
				low, high := f.Limits(n, level)
				if r := math.Ceil(high*n - 1e-9); high < 1 && high > p && (b.CDF(r) <= 1-tail || r > 0 && b.CDF(r-1) > 1-tail+1e-9) {
					t.Errorf("n=%v p=%v: the upper limit %v is not beside the count %v", n, p, high, r)
				}
				var below, above float64
				for r := range int(n) + 1 {
					switch f.Beyond(float64(r)/n, n, level) {
					case -1:
						below += b.Prob(float64(r))
					case 1:
						above += b.Prob(float64(r))
					}
				}
				if below > tail+1e-9 || above > tail+1e-9 {
					t.Errorf("n=%v p=%v: %v below and %v above, at most %v each", n, p, below, above, tail)
				}
				if low > p || high < p {
					t.Errorf("n=%v p=%v: %v to %v", n, p, low, high)
				}
			}
		}
	}
}

func TestFunnelOfAMean(t *testing.T) {
	f := stats.Funnel{Centre: 300, SD: 200}
	// Of many it is the normal one: 300 ± 1.96 × 200 ÷ √10000.
	low, high := f.Limits(10000, stats.FunnelWarning)
	if math.Abs(low-296.08) > 0.01 || math.Abs(high-303.92) > 0.01 {
		t.Errorf("of 10000: %v to %v", low, high)
	}
	// Of one with the standard deviation of its mean it is exponential: −300 ln 0.975 and −300 ln 0.025.
	low, high = stats.Funnel{Centre: 300, SD: 300}.Limits(1, stats.FunnelWarning)
	if math.Abs(low-7.595) > 0.01 || math.Abs(high-1106.66) > 0.1 {
		t.Errorf("of one: %v to %v", low, high)
	}
	last := math.Inf(1)
	for _, n := range []float64{1, 3, 10, 100, 1000, 100000} {
		low, high := f.Limits(n, stats.FunnelAction)
		if low < 0 || high-low >= last {
			t.Errorf("of %v: %v to %v", n, low, high)
		}
		last = high - low
	}
}

// Of people who do not differ about one in twenty lies outside 95 %.
func TestFunnelHoldsItsPromise(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var means, volumes [][]float64
	for range 400 {
		var m, v []float64
		for range 10 {
			n := 5 + r.IntN(20)
			sum := 0.0
			for range n {
				sum += 150 * (r.ExpFloat64() + r.ExpFloat64())
			}
			m, v = append(m, sum/float64(n)), append(v, float64(n))
		}
		means, volumes = append(means, m), append(volumes, v)
	}
	sd, ok := stats.WithinSD(means, volumes)
	if want := 150 * math.Sqrt2; !ok || math.Abs(sd-want) > 0.05*want {
		t.Errorf("standard deviation %v, want %v", sd, want)
	}
	out := 0
	for u := range means {
		var sum, n float64
		for i := range means[u] {
			sum, n = sum+means[u][i]*volumes[u][i], n+volumes[u][i]
		}
		if low, high := (stats.Funnel{Centre: 300, SD: sd}).Limits(n, stats.FunnelWarning); sum/n < low || sum/n > high {
			out++
		}
	}
	if out < 8 || out > 34 {
		t.Errorf("%d of 400 outside", out)
	}
}

func TestQuantile(t *testing.T) {
	// R: quantile(c(1,2,3,4,10), c(.25,.5,.75)) is 2, 3, 4.
	for p, want := range map[float64]float64{0: 1, 0.25: 2, 0.5: 3, 0.75: 4, 0.9: 7.6, 1: 10} {
		if got := stats.Quantile([]float64{10, 4, 3, 2, 1}, p); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: %v, want %v", p, got, want)
		}
	}
}
