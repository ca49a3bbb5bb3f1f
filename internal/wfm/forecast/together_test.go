package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/series"
)

// erring are the errors of queues of different sizes on the same days, of
// which the share of the variance is common; slots err by themselves.
func erring(queues, days int, common float64, seed uint64) [][]series.Tried {
	r := rand.New(rand.NewPCG(seed, 9))
	out := make([][]series.Tried, queues)
	for d := range days {
		shared := r.NormFloat64()
		for q := range out {
			size := 10 * float64(q+1)
			t := series.Tried{Day: monday.Add(d), Off: size * (math.Sqrt(common)*shared + math.Sqrt(1-common)*r.NormFloat64())}
			for range 6 {
				t.Slots = append(t.Slots, size*r.NormFloat64())
			}
			out[q] = append(out[q], t)
		}
	}
	return out
}

func TestHowQueuesErrTogetherIsMeasured(t *testing.T) {
	t.Parallel()
	for _, common := range []float64{0, 0.3, 0.9} {
		got := measureTogether(erring(4, 180, common, 1))
		// 180 days count for 72, half for 20
		if want := (20*0.5 + 72*common) / 92; math.Abs(got.Day-want) > 0.09 || got.Days != 180 {
			t.Errorf("days share %.1f: %+v, want %.2f", common, got, want)
		}
		if want := 20 * 0.5 / 92.0; math.Abs(got.Slot-want) > 0.05 {
			t.Errorf("slots share nothing: %+v, want %.2f", got, want)
		}
	}
	for name, queues := range map[string][][]series.Tried{"nothing": nil, "one queue": erring(1, 180, 1, 1), "no errors": {make([]series.Tried, 3), make([]series.Tried, 3)}} {
		if got := measureTogether(queues); got.Day != 0.5 || got.Slot != 0.5 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := measureTogether(erring(3, 14, 0, 1)); got.Day < 0.35 {
		t.Errorf("two weeks say too much: %+v", got)
	}
}

// The bands of the sum are between those of queues by themselves and alike.
func TestBandsOfTheSum(t *testing.T) {
	t.Parallel()
	width := func(together float64) float64 {
		one := newTallies(1, together)
		for range 4 {
			one[0].say(100, [3]series.Band{{Low: 90, High: 110}, {Low: 80, High: 120}, {Low: 70, High: 130}}, 0)
		}
		return one[0].figures().Bands[1].High - 400
	}
	for together, want := range map[float64]float64{0: 40, 0.25: 20 * math.Sqrt(7), 1: 80} {
		if got := width(together); math.Abs(got-want) > 0.01 {
			t.Errorf("erring together by %.2f the band reaches %.2f, want %.2f", together, got, want)
		}
	}
}
