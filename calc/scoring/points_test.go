package scoring_test

import (
	"errors"
	"math"
	"testing"

	"github.com/lingting/lingting/calc/scoring"
)

func TestScore(t *testing.T) {
	up := scoring.Points{Threshold: 70, Target: 80, Stretch: 90}
	down := scoring.Points{Threshold: 300, Target: 240, Stretch: 240}
	for _, x := range []struct {
		rule  string
		p     scoring.Points
		less  bool
		value float64
		want  float64
	}{
		{scoring.Linear, up, false, 69.9, 0},
		{scoring.Linear, up, false, 70, 60},
		{scoring.Linear, up, false, 75, 80},
		{scoring.Linear, up, false, 80, 100},
		{scoring.Linear, up, false, 85, 110},
		{scoring.Linear, up, false, 95, 120},
		{scoring.Step, up, false, 79.9, 60},
		{scoring.Step, up, false, 89.9, 100},
		{scoring.Step, up, false, 90, 120},
		{scoring.Step, down, true, 100, 100},
		{scoring.Capped, up, false, 75, 80},
		{scoring.Capped, up, false, 95, 100},
		{scoring.Veto, up, false, 69, 0},
		{scoring.Veto, up, false, 70, 100},
		{scoring.Linear, down, true, 301, 0},
		{scoring.Linear, down, true, 270, 80},
		{scoring.Linear, down, true, 200, 100},
	} {
		if got := scoring.Score(x.rule, x.p, x.less, x.value); math.Abs(got-x.want) > 1e-9 {
			t.Errorf("%s of %v with %+v: %v, want %v", x.rule, x.value, x.p, got, x.want)
		}
	}
}

// A better value never has fewer points, whatever the rule.
func TestScoreRises(t *testing.T) {
	for _, rule := range scoring.Rules {
		for _, less := range []bool{false, true} {
			p := scoring.Points{Threshold: 60, Target: 85, Stretch: 95}
			if less {
				p = scoring.Points{Threshold: 9, Target: 5, Stretch: 1}
			}
			last := -1.0
			for i := range 1001 {
				v := float64(i) / 10
				if less {
					v = 100 - v
				}
				s := scoring.Score(rule, p, less, v)
				if s < last || s > scoring.AtStretch {
					t.Fatalf("%s, less is better %v: %v has %v after %v", rule, less, v, s, last)
				}
				last = s
			}
		}
	}
}

func TestCheck(t *testing.T) {
	for _, x := range []struct {
		p    scoring.Points
		less bool
		want error
	}{
		{scoring.Points{Threshold: 1, Target: 2, Stretch: 3}, false, nil},
		{scoring.Points{Threshold: 1, Target: 2, Stretch: 2}, false, nil},
		{scoring.Points{Threshold: 3, Target: 2, Stretch: 1}, true, nil},
		{scoring.Points{Threshold: 2, Target: 2, Stretch: 3}, false, scoring.ErrThreshold},
		{scoring.Points{Threshold: 1, Target: 2, Stretch: 3}, true, scoring.ErrThreshold},
		{scoring.Points{Threshold: 1, Target: 2, Stretch: 1.5}, false, scoring.ErrStretch},
		{scoring.Points{Threshold: math.NaN(), Target: 2, Stretch: 3}, false, scoring.ErrNumber},
	} {
		if got := x.p.Check(x.less); !errors.Is(got, x.want) {
			t.Errorf("%+v, less is better %v: %v, want %v", x.p, x.less, got, x.want)
		}
	}
}

func TestStateOf(t *testing.T) {
	for score, want := range map[float64]string{0: scoring.Missed, 59: scoring.Missed, 60: scoring.Near, 100: scoring.Reached, 119: scoring.Reached, 120: scoring.Exceeded} {
		if got := scoring.StateOf(&score); got != want {
			t.Errorf("%v: %s, want %s", score, got, want)
		}
	}
	if got := scoring.StateOf(nil); got != scoring.Unknown {
		t.Error(got)
	}
}
