package target

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/calc/scoring"
)

// Whatever is shared out among whomever adds up to the parent, in the right
// order of threshold, target and stretch.
func TestCascadesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lessIsBetter := rapid.Bool().Draw(t, "less is better")
		parent := scoring.Points{Target: float64(rapid.IntRange(1, 1_000_000).Draw(t, "target")) / float64(rapid.SampledFrom([]int{1, 10, 100, 7}).Draw(t, "unit"))}
		gap, more := parent.Target*rapid.Float64Range(0.01, 0.9).Draw(t, "gap"), parent.Target*rapid.SampledFrom([]float64{0, 0.1, 0.5}).Draw(t, "more")
		if lessIsBetter {
			gap, more = -gap, -more
		}
		parent.Threshold, parent.Stretch = parent.Target-gap, parent.Target+more
		adds := rapid.SampledFrom([]string{Sum, Mean}).Draw(t, "adds")
		children := make([]part, rapid.IntRange(1, 60).Draw(t, "children"))
		weights := make([]float64, len(children))
		for i := range children {
			children[i].weight = float64(rapid.IntRange(1, 5000).Draw(t, "weight")) / 10
			children[i].offset = float64(rapid.IntRange(-40, 40).Draw(t, "offset")) / 2
			weights[i] = children[i].weight
		}
		got := shared(parent, adds, true, children)
		for i, p := range got {
			if err := p.Check(lessIsBetter); err != nil {
				t.Fatalf("child %d: %+v: %v", i, p, err)
			}
		}
		c := held(parent, adds, "count", got, weights, nil)
		for what, left := range map[string]float64{
			"threshold": parent.Threshold - c.Children.Threshold, "target": parent.Target - c.Children.Target, "stretch": parent.Stretch - c.Children.Stretch,
		} {
			if math.Abs(left) > 1e-8*max(1, math.Abs(parent.Target)) {
				t.Fatalf("%s: %g is left of %+v", what, left, parent)
			}
		}
		if !c.Holds {
			t.Fatalf("%+v does not hold", c)
		}
	})
}

// Whole totals stay whole as far as everybody can tell threshold and target apart.
func TestTotalsAreDealtOutInWholes(t *testing.T) {
	got := shared(scoring.Points{Threshold: 30, Target: 20, Stretch: 10}, Sum, true, []part{{weight: 1}, {weight: 1}, {weight: 2}})
	for i, want := range []scoring.Points{{Threshold: 8, Target: 5, Stretch: 3}, {Threshold: 7, Target: 5, Stretch: 2}, {Threshold: 15, Target: 10, Stretch: 5}} {
		if got[i] != want {
			t.Errorf("child %d: %+v, expected %+v", i, got[i], want)
		}
	}
	fine := shared(scoring.Points{Threshold: 3, Target: 2, Stretch: 1}, Sum, true, []part{{weight: 1}, {weight: 1}, {weight: 1}})
	if fine[0].Target != 0.67 || fine[2].Target != 0.66 {
		t.Errorf("%+v", fine)
	}
	even := shared(scoring.Points{Threshold: 80, Target: 90, Stretch: 95}, Mean, true, []part{{weight: 3}, {weight: 1}})
	if even[0] != even[1] || even[0].Target != 90 {
		t.Errorf("%+v", even)
	}
}

// A difference is named, and so is who is missing.
func TestTheCheckNamesTheDifference(t *testing.T) {
	p := scoring.Points{Threshold: 60, Target: 80, Stretch: 90}
	if c := held(p, Mean, "percent", []scoring.Points{p, {Threshold: 60, Target: 76, Stretch: 90}}, []float64{3, 1}, nil); c.Holds || c.Remainder.Target != 1 || c.Remainder.Stretch != 0 {
		t.Errorf("%+v", c)
	}
	if c := held(p, Sum, "count", []scoring.Points{p, {Threshold: 1, Target: 2, Stretch: 3}}, []float64{9, 9}, nil); c.Holds || c.Remainder.Target != -2 {
		t.Errorf("%+v", c)
	}
	if c := held(p, Mean, "percent", []scoring.Points{p}, []float64{1}, []string{"二班"}); c.Holds || c.Remainder.Target != 0 {
		t.Errorf("%+v", c)
	}
	if c := held(p, Apart, "seconds", []scoring.Points{p}, []float64{1}, nil); !c.Holds {
		t.Errorf("%+v", c)
	}
}
