package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/stats"
)

// The remissions of leukaemia in weeks of Freireich et al. (1963), as in
// Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data: a
// negative number is a patient still in remission.
var (
	treated = weeks(6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35)
	placebo = weeks(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
)

func weeks(all ...int) []stats.Lifetime {
	out := []stats.Lifetime{}
	for _, w := range all {
		out = append(out, stats.Lifetime{Days: max(w, -w), Ended: w > 0})
	}
	return out
}

func TestSurvivalIsThatOfTheTextbook(t *testing.T) {
	// Published: share, and bands of Greenwood on the log-log scale.
	want := []stats.Survived{
		{At: 6, AtRisk: 21, Ended: 3, Share: 0.8571, Low: 0.6197, High: 0.9516}, {At: 7, AtRisk: 17, Ended: 1, Share: 0.8067, Low: 0.5631, High: 0.9228},
		{At: 10, AtRisk: 15, Ended: 1, Share: 0.7529, Low: 0.5032, High: 0.8894}, {At: 13, AtRisk: 12, Ended: 1, Share: 0.6902, Low: 0.4316, High: 0.8491},
		{At: 16, AtRisk: 11, Ended: 1, Share: 0.6275, Low: 0.3675, High: 0.8049}, {At: 22, AtRisk: 7, Ended: 1, Share: 0.5378, Low: 0.2678, High: 0.7468},
		{At: 23, AtRisk: 6, Ended: 1, Share: 0.4482, Low: 0.1881, High: 0.6801},
	}
	got := stats.Survival(treated)
	if len(got) != len(want) {
		t.Fatalf("%d steps: %+v", len(got), got)
	}
	for i, w := range want {
		g := got[i]
		if g.At != w.At || g.AtRisk != w.AtRisk || g.Ended != w.Ended || far(g.Share, w.Share) || far(g.Low, w.Low) || far(g.High, w.High) {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	if m := stats.MedianOf(got); m != 23 {
		t.Error("median", m)
	}
	if m := stats.MedianOf(stats.Survival(placebo)); m != 8 {
		t.Error("median", m)
	}
	if s := stats.ShareAt(got, 15); far(s, 0.6902) || stats.ShareAt(got, 5) != 1 {
		t.Error(s)
	}
}

func far(a, b float64) bool { return math.Abs(a-b) > 0.0001 }

func TestLogRankIsThatOfTheTextbook(t *testing.T) {
	r := stats.LogRank([][]stats.Lifetime{treated, placebo})
	if math.Abs(r.ChiSquared-16.793) > 0.001 || r.Freedom != 1 || r.Observed[0] != 9 || r.Observed[1] != 21 || math.Abs(r.Expected[0]-19.25) > 0.005 || math.Abs(r.Expected[1]-10.75) > 0.005 || r.P > 5e-5 || r.P < 4e-5 {
		t.Errorf("%+v", r)
	}
	if one := stats.LogRank([][]stats.Lifetime{treated}); one.Freedom != 0 || one.P != 1 {
		t.Errorf("%+v", one)
	}
	if none := stats.LogRank([][]stats.Lifetime{weeks(-1, -2), weeks(-3)}); none.Freedom != 0 {
		t.Errorf("%+v", none)
	}
	// Three groups, one of them nobody could leave.
	if three := stats.LogRank([][]stats.Lifetime{treated, {}, placebo}); math.Abs(three.ChiSquared-r.ChiSquared) > 1e-9 || three.Freedom != 1 {
		t.Errorf("%+v", three)
	}
}

// A life cut into stretches that follow each other says the same as the whole.
func TestStretchesOfALifeSayTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	whole, cut := []stats.Lifetime{}, []stats.Lifetime{}
	for range 200 {
		x := stats.Lifetime{Days: 2 + rng.IntN(400), Ended: rng.IntN(3) > 0}
		at := 1 + rng.IntN(x.Days-1)
		whole = append(whole, x)
		cut = append(cut, stats.Lifetime{Days: at}, stats.Lifetime{Days: x.Days, Ended: x.Ended, From: at})
	}
	a, b := stats.Survival(whole), stats.Survival(cut)
	if len(a) != len(b) {
		t.Fatal(len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("%+v %+v", a[i], b[i])
		}
	}
	// Groups drawn alike differ beyond chance about as often as told.
	told := 0
	for range 300 {
		x, y := []stats.Lifetime{}, []stats.Lifetime{}
		for range 40 {
			x = append(x, stats.Lifetime{Days: 1 + rng.IntN(100), Ended: rng.IntN(2) == 0})
			y = append(y, stats.Lifetime{Days: 1 + rng.IntN(100), Ended: rng.IntN(2) == 0})
		}
		if stats.LogRank([][]stats.Lifetime{x, y}).P < 0.05 {
			told++
		}
	}
	if told < 4 || told > 30 {
		t.Errorf("%d of 300 differ at 5 %%", told)
	}
}
