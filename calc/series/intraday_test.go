package series_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/series"
)

// expected is a day of 20 slots around 100 that is uncertain by a tenth as a
// whole, and by a little more slot by slot.
func expected(scale float64) series.Expected {
	e := series.Expected{Slots: make([]float64, 20), Spread: make([][3]series.Band, 20), Minutes: 30}
	around := func(v, sd float64) (out [3]series.Band) {
		for l, z := range []float64{0.6745, 1.2816, 1.96} {
			if v >= 30 {
				out[l] = series.Band{Low: v * math.Exp(-z*sd), High: v * math.Exp(z*sd)}
			} else {
				out[l] = series.Band{Low: max(0, v-z*v*sd), High: v + z*v*sd}
			}
		}
		return out
	}
	total := 0.0
	for k := range e.Slots {
		v := scale * (100 + 20*math.Sin(float64(k)/3))
		e.Slots[k] = v
		e.Spread[k] = around(v, math.Sqrt(0.01+0.0025+1/v))
		total += v
	}
	e.Bands = around(total, math.Sqrt(0.01+1/total))
	return e
}

func TestContinue(t *testing.T) {
	e := expected(1)
	total := 0.0
	for _, v := range e.Slots {
		total += v
	}
	width := func(r series.Running, l int) float64 { return r.Bands[l].High - r.Bands[l].Low }

	none := series.Continue(e, nil)
	if math.Abs(none.Total-total) > 1e-9 || none.Rest != none.Total || none.Slots[7] != e.Slots[7] || math.Abs(none.Bands[1].Low/e.Bands[1].Low-1) > 0.03 {
		t.Errorf("nothing is known: %+v of %+v", none.Bands, e.Bands)
	}
	as := series.Continue(e, e.Slots[:8])
	if math.Abs(as.Total-total) > 1e-9 || width(as, 1) > 0.75*width(none, 1) {
		t.Errorf("as expected: %.1f of %.1f, band %.1f of %.1f", as.Total, total, width(as, 1), width(none, 1))
	}
	more := make([]float64, 8)
	for k := range more {
		more[k] = 1.2 * e.Slots[k]
	}
	up := series.Continue(e, more)
	if f := up.Slots[19] / e.Slots[19]; f < 1.05 || f > 1.2 || up.Slots[8]/e.Slots[8] < f || up.Slots[3] != more[3] {
		t.Errorf("a fifth more came: the rest by %.3f, the next by %.3f", f, up.Slots[8]/e.Slots[8])
	}
	sum := 0.0
	for k, v := range up.Slots {
		sum += v
		if k >= 8 && !(up.Spread[k][2].Low < v && v < up.Spread[k][2].High) {
			t.Errorf("slot %d: %.1f lies outside of %v", k, v, up.Spread[k][2])
		}
	}
	if math.Abs(sum-up.Total) > 1e-9 {
		t.Errorf("slots sum to %.6f, the day is %.6f", sum, up.Total)
	}

	// An hour in which nothing could come in says little of the afternoon.
	out := append([]float64{}, e.Slots[:8]...)
	out[6], out[7] = 0, 0
	if f := series.Continue(e, out).Slots[19] / e.Slots[19]; f < 0.8 {
		t.Errorf("an outage takes the rest to %.2f", f)
	}
	// What is not known is neither nothing nor more.
	out[6], out[7] = math.NaN(), math.NaN()
	if r := series.Continue(e, out); math.Abs(r.Slots[19]-e.Slots[19]) > 1e-9 || math.IsNaN(r.Total) {
		t.Errorf("unknown slots: %.2f of %.2f", r.Slots[19], e.Slots[19])
	}
	whole := series.Continue(e, append(append([]float64{}, e.Slots...), 5))
	if whole.Rest != 0 || math.Abs(whole.Bands[2].High-total) > 1e-9 || whole.Until != 20 {
		t.Errorf("a day that is over: %+v", whole.Bands)
	}
	closed := series.Continue(series.Expected{Slots: make([]float64, 20), Spread: make([][3]series.Band, 20), Minutes: 30}, make([]float64, 4))
	if closed.Total != 0 || closed.Bands[2].High != 0 {
		t.Errorf("a closed day: %+v", closed)
	}
	// A small queue: a few contacts more than expected prove little.
	small := expected(0.02)
	if f := series.Continue(small, []float64{4, 2, 3, 3}).Slots[19] / small.Slots[19]; f < 1 || f > 1.15 {
		t.Errorf("of two an hour: %.2f", f)
	}
}

// Days drawn as the bands say: the rest is forecast better than before, and
// bands hold what they promise.
func TestContinueHoldsItsBands(t *testing.T) {
	e := expected(1)
	random := rand.New(rand.NewPCG(3, 5))
	var before, after float64
	inside, days := 0, 400
	for range days {
		came := make([]float64, len(e.Slots))
		day, drift := math.Exp(0.1*random.NormFloat64()), 0.0
		total, rest, said, now := 0.0, 0.0, 0.0, 0.0
		for k, v := range e.Slots {
			drift = 0.9*drift + 0.05*math.Sqrt(1-0.81)*random.NormFloat64()
			mean := v * day * math.Exp(drift)
			came[k] = math.Round(max(0, mean+math.Sqrt(mean)*random.NormFloat64()))
			total += came[k]
		}
		r := series.Continue(e, came[:8])
		for k := 8; k < len(came); k++ {
			rest, said, now = rest+came[k], said+e.Slots[k], now+r.Slots[k]
		}
		before, after = before+math.Abs(said-rest), after+math.Abs(now-rest)
		if total >= r.Bands[1].Low && total <= r.Bands[1].High {
			inside++
		}
	}
	if after > 0.7*before {
		t.Errorf("the rest was off by %.1f, and is by %.1f", before/float64(days), after/float64(days))
	}
	if share := float64(inside) / float64(days); share < 0.75 || share > 0.95 {
		t.Errorf("bands of 80 %% hold %.2f", share)
	}
}
