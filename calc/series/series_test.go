package series

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/civil"
)

// world is a made-up centre whose truth is known.
type world struct {
	level   float64
	weekday [7]float64 // factors; 0 is a closed weekday
	slots   int
	noise   float64 // of days, in logs
	holiday map[int]string
	effect  float64 // of holidays, in logs
}

func plain() world {
	return world{level: 3000, weekday: [7]float64{1.2, 1.05, 1, 1, 0.95, 0.5, 0.3}, slots: 24, noise: 0.02}
}

var firstDay = civil.Of(2024, time.January, 1) // a Monday

// total is the expected count of a day.
func (w world) total(d int) float64 {
	t := w.level * w.weekday[d%7]
	if w.holiday[d] != "" {
		t = w.level * (w.weekday[5] + w.weekday[6]) / 2 * math.Exp(w.effect)
	}
	return t
}

// share is a slot's: none at night, a morning peak.
func (w world) share(k int) float64 {
	x := float64(k) / float64(w.slots)
	if x < 0.3 || x >= 0.9 {
		return 0
	}
	return math.Sin(math.Pi*(x-0.3)/0.6) + 0.2
}

func (w world) calendar() Calendar {
	c := Calendar{}
	for d, name := range w.holiday {
		c[firstDay.Add(d)] = DayFact{Holiday: name}
	}
	return c
}

func (w world) series(days int, seed uint64) Series {
	r := rand.New(rand.NewPCG(seed, 1))
	sum := 0.0
	for k := range w.slots {
		sum += w.share(k)
	}
	values := make([]float64, 0, days*w.slots)
	for d := range days {
		t := w.total(d) * math.Exp(w.noise*r.NormFloat64())
		for k := range w.slots {
			if w.weekday[d%7] == 0 {
				values = append(values, math.NaN())
				continue
			}
			mean := t * w.share(k) / sum
			values = append(values, max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
		}
	}
	s, err := New(firstDay, w.slots, values)
	if err != nil {
		panic(err)
	}
	return s
}

func fitted(t testing.TB, s Series, o Options) *Model {
	t.Helper()
	m, err := Fit(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestForecastFindsTheTruth(t *testing.T) {
	t.Parallel()
	w := plain()
	w.holiday = map[int]string{40: "festival", 41: "festival", 42: "festival", 96: "tombs", 152: "boats", 200: "boats"}
	w.effect = -0.3
	f := fitted(t, w.series(196, 1), Options{Calendar: w.calendar()}).Forecast(14)
	for i, day := range f.Days {
		want := w.total(196 + i)
		limit := 0.05
		if w.holiday[196+i] != "" {
			limit = 0.15 // seen five times
		}
		if e := day.Total/want - 1; math.Abs(e) > limit {
			t.Errorf("%s: %.0f was forecast, %.0f is true", day.Date, day.Total, want)
		}
		for k, v := range day.Slots {
			if (w.share(k) == 0) != (v < 0.5) {
				t.Errorf("%s slot %d: %.1f", day.Date, k, v)
			}
		}
	}
}

func TestEverythingAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := world{level: rapid.Float64Range(5, 20000).Draw(r, "level"), slots: rapid.SampledFrom([]int{1, 12, 24}).Draw(r, "slots"), noise: rapid.Float64Range(0, 0.3).Draw(r, "noise")}
		for k := range w.weekday {
			w.weekday[k] = rapid.SampledFrom([]float64{0, 0.2, 0.8, 1, 1.3}).Draw(r, "weekday")
		}
		w.weekday[2] = 1
		s := w.series(rapid.IntRange(14, 45).Draw(r, "days"), 7)
		if s.Slots == 1 {
			for i, v := range s.Values {
				if v == 0 {
					s.Values[i] = w.level
				}
			}
		}
		m, err := Fit(s, Options{})
		if errors.Is(err, ErrEmpty) {
			return
		}
		if err != nil {
			r.Fatal(err)
		}
		f := m.Forecast(10)
		for i, day := range f.Days {
			sum := 0.0
			for k, v := range day.Slots {
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
					r.Fatalf("day %d slot %d: %g", i, k, v)
				}
				sum += v
				parts := 0.0
				for _, p := range day.Parts {
					parts += p[k]
				}
				if math.Abs(parts-v) > 1e-9*max(1, v) {
					r.Fatalf("day %d slot %d: parts sum to %g, the forecast is %g", i, k, parts, v)
				}
				for l := range Levels {
					if b := day.Spread[k][l]; v > 0 && (b.Low > b.High || l > 0 && (b.Low > day.Spread[k][l-1].Low || b.High < day.Spread[k][l-1].High)) {
						r.Fatalf("day %d slot %d: bands %v", i, k, day.Spread[k])
					}
				}
			}
			if math.Abs(sum-day.Total) > 1e-9*max(1, sum) {
				r.Fatalf("day %d: slots sum to %g, the total is %g", i, sum, day.Total)
			}
		}
		total, bands := f.Sum(0, 7)
		if total > 0 && (bands[1].Low >= total || bands[1].High <= total) {
			r.Fatalf("the week's %g is not in its band %v", total, bands[1])
		}
	})
}

func TestSameHistorySameForecast(t *testing.T) {
	s := plain().series(100, 3)
	a, b := fitted(t, s, Options{}).Forecast(7), fitted(t, s, Options{}).Forecast(7)
	for i := range a.Days {
		for k := range a.Days[i].Slots {
			if a.Days[i].Slots[k] != b.Days[i].Slots[k] {
				t.Fatalf("day %d slot %d: %g and %g", i, k, a.Days[i].Slots[k], b.Days[i].Slots[k])
			}
		}
	}
}

func TestHardHistories(t *testing.T) {
	spike := plain().series(84, 5)
	for k := range spike.Day(60) {
		spike.Day(60)[k] *= 20
	}
	closed := plain()
	closed.weekday[6] = 0
	constant, _ := New(firstDay, 1, slicesOf(100, 60))
	gap := plain().series(84, 6)
	for d := 30; d < 33; d++ {
		for k := range gap.Day(d) {
			gap.Day(d)[k] = math.NaN()
		}
	}
	for name, c := range map[string]struct {
		s    Series
		want func(d int) float64
		near float64
	}{
		"a spike":              {spike, func(d int) float64 { return plain().total(d) }, 0.08},
		"closed Sundays":       {closed.series(84, 5), closed.total, 0.08},
		"a constant":           {constant, func(int) float64 { return 100 }, 0.02},
		"days not known":       {gap, plain().total, 0.08},
		"two weeks":            {plain().series(14, 9), plain().total, 0.15},
		"no history of nights": {plain().series(35, 2), plain().total, 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			for i, day := range fitted(t, c.s, Options{}).Forecast(14).Days {
				want := c.want(c.s.Days() + i)
				if want == 0 && day.Total != 0 || want > 0 && math.Abs(day.Total/want-1) > c.near {
					t.Errorf("%s: %.1f was forecast, %.1f is true", day.Date, day.Total, want)
				}
			}
		})
	}
	if m := fitted(t, spike, Options{}); len(m.Flags()) != 1 || m.Flags()[0].Day != firstDay.Add(60) || m.Flags()[0].Kind != FlagOutlier {
		t.Errorf("flags of the spike: %v", m.Flags())
	}
	if m := fitted(t, gap, Options{}); len(m.Flags()) != 3 || m.Flags()[0].Kind != FlagClosed {
		t.Errorf("flags of the gap: %v", m.Flags())
	}
}

func slicesOf(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func TestFitRefuses(t *testing.T) {
	short, _ := New(firstDay, 1, slicesOf(5, 13))
	if _, err := Fit(short, Options{}); !errors.Is(err, ErrShort) {
		t.Error(err)
	}
	empty, _ := New(firstDay, 2, slicesOf(0, 60))
	if _, err := Fit(empty, Options{}); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
	if _, err := New(firstDay, 7, slicesOf(1, 60)); err == nil {
		t.Error("60 values are no days of 7 slots")
	}
	if _, err := New(firstDay, 1, []float64{-1}); err == nil {
		t.Error("a count below 0")
	}
}

func TestBandsHold(t *testing.T) {
	t.Parallel()
	s := plain().series(160, 11)
	r, err := Evaluate(context.Background(), s, Evaluation{TrainDays: 84, EveryDays: 7, Horizons: []int{7}}, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := r.Accuracy[NameEnsemble][0]
	for l, p := range Levels {
		if c := a.Coverage(l); math.Abs(c-p) > 0.08 {
			t.Errorf("%.0f %% bands hold %.1f %% of the slots", 100*p, 100*c)
		}
	}
	if naive := r.Accuracy[NameNaive][0]; a.WAPE() > naive.WAPE() {
		t.Errorf("WAPE %.4f; the last week has %.4f", a.WAPE(), naive.WAPE())
	}
	if _, err := Evaluate(context.Background(), s, Evaluation{TrainDays: 400, EveryDays: 7, Horizons: []int{7}}, time.Now, nil); err == nil {
		t.Error("more history asked than there is")
	}
}

// TestScaleDoesNotMatter holds the forecast of a tenfold series, and of one
// moved by weeks, to that of the first.
func TestScaleDoesNotMatter(t *testing.T) {
	w := plain()
	w.noise = 0.05
	s := w.series(120, 13)
	tenfold := Series{First: s.First, Slots: s.Slots, Values: make([]float64, len(s.Values))}
	for i, v := range s.Values {
		tenfold.Values[i] = 10 * v
	}
	a, b := fitted(t, s, Options{}).Forecast(7), fitted(t, tenfold, Options{}).Forecast(7)
	for i := range a.Days {
		if e := b.Days[i].Total/a.Days[i].Total/10 - 1; math.Abs(e) > 0.01 {
			t.Errorf("day %d: %.0f and tenfold %.0f", i, a.Days[i].Total, b.Days[i].Total)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, days := range []int{90, 365, 730} {
		w := plain()
		w.slots = 48
		s := w.series(days, 1)
		b.Run(time.Duration(days*24*int(time.Hour)).String(), func(b *testing.B) {
			for b.Loop() {
				fitted(b, s, Options{}).Forecast(28)
			}
		})
	}
}

// Members near the truth have slopes that hardly differ: weights must go by
// the differences all the same.
func TestWeightsGoToTheMemberThatIsRight(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	var heard []said
	for range 60 {
		truth := 1000 * math.Exp(0.1*random.NormFloat64())
		heard = append(heard, said{
			members: []float64{truth * math.Exp(0.06*random.NormFloat64()), truth * math.Exp(0.02*random.NormFloat64()), truth * 1.04},
			actual:  truth * math.Exp(0.01*random.NormFloat64()),
			worth:   1,
		})
	}
	prior := []float64{0.6, 0.3, 0.1}
	for worth, least := range map[float64]float64{1: 0.4, 4: 0.6, 16: 0.7} {
		if w := combine(heard, prior, worth); w[1] < least || w[0] > 0.9*prior[0] {
			t.Errorf("with a worth of %g: weights %.3f", worth, w)
		}
	}
	if w := combine(nil, prior, 10); !slices.Equal(w, prior) {
		t.Errorf("with nothing heard: %v", w)
	}
}
