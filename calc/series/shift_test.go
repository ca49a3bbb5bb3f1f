package series

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// restless is day totals of an open centre around 200, whose days scatter and
// which has bursts of three weeks, one every 20 weeks, at three times as many.
func restless(days int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 3))
	out := make([]float64, days)
	for d := range out {
		rate := 200 * math.Exp(0.2*r.NormFloat64())
		if d%140 >= 112 && d%140 < 133 {
			rate *= 3
		}
		if d%7 == 6 {
			rate *= 0.2
		}
		out[d] = distuv.Poisson{Lambda: rate, Src: r}.Rand()
	}
	return out
}

func TestAShiftedLevelIsFollowedAndFades(t *testing.T) {
	totals := restless(126+140, 1) // two weeks into a burst
	totals[10] = 90000             // an absurd day moves nothing
	var origins []int
	for o := len(totals) - 7; o >= 28; o -= 7 {
		origins = append(origins, o)
	}
	m := fitShifting(firstDay, totals, origins)
	made := m.forecast(len(totals), 28)
	if v := made[0]; v < 300 || v > 800 {
		t.Errorf("the day after two weeks at 600 is forecast at %.0f", v)
	}
	if v := made[21]; v > 0.85*made[0] {
		t.Errorf("three weeks later %.0f are forecast, after %.0f: bursts of the past lasted three weeks", v, made[0])
	}
	if v := made[6] / made[5]; v < 0.1 || v > 0.4 {
		t.Errorf("Sunday is forecast at %.2f of Saturday, not at 0.2", v)
	}
}

func TestAShiftingLevelKnowsClosedWeekdays(t *testing.T) {
	totals := restless(84, 2)
	for d := 6; d < len(totals); d += 7 {
		totals[d] = math.NaN()
	}
	made := fitShifting(firstDay, totals, []int{56, 63, 70, 77}).forecast(84, 7)
	if made[6] != 0 || made[0] <= 0 {
		t.Errorf("a closed Sunday is forecast at %v, a Monday at %v", made[6], made[0])
	}
}

// The bands of small counts hold what they say: the profile they are tried
// with has not seen the days it is tried on.
func TestBandsOfSmallCountsHold(t *testing.T) {
	t.Parallel()
	var all Accuracy
	for seed := range uint64(3) {
		w := plain()
		w.level = 500
		r, err := Evaluate(context.Background(), w.series(18*7, seed), Evaluation{TrainDays: 84, EveryDays: 14, Horizons: []int{28}}, time.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		all.Add(r.Accuracy[NameEnsemble][0])
	}
	for l, bounds := range [3][2]float64{{0.45, 0.56}, {0.77, 0.83}, {0.93, 0.97}} {
		if c := all.Coverage(l); c < bounds[0] || c > bounds[1] {
			t.Errorf("bands of %.0f %% hold %.1f %%", 100*Levels[l], 100*c)
		}
	}
}
