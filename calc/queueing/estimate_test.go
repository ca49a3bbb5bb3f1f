package queueing_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/queueing"
)

// Reckoned by hand: ten contacts, those that gave up at 6, 6, 6, 7, 10 and 13
// seconds, answered at 6, 9, 10 and 11.
func TestKaplanMeierByHand(t *testing.T) {
	waits := []queueing.Waited{{6, true}, {10, false}, {6, true}, {13, true}, {6, false}, {7, true}, {11, false}, {6, true}, {10, true}, {9, false}}
	got, err := queueing.EstimatePatience(waits)
	if err != nil {
		t.Fatal(err)
	}
	// At 6: 10 wait, 3 give up: 7/10. At 7: 6 wait, 1: 7/10 × 5/6 = 7/12. At 10:
	// 4 wait (10, 10, 11, 13), 1: 7/12 × 3/4 = 7/16. At 13: 1 waits, 1: 0.
	// Greenwood's sums: 3/70; + 1/30 = 8/105; + 1/12 = 67/420.
	want := []queueing.SurvivalPoint{
		{6, 10, 3, 7.0 / 10, 7.0 / 10 * math.Sqrt(3.0/70), 3.0 / 10},
		{7, 6, 1, 7.0 / 12, 7.0 / 12 * math.Sqrt(8.0/105), 1.0 / 6},
		{10, 4, 1, 7.0 / 16, 7.0 / 16 * math.Sqrt(67.0/420), 1.0 / 4},
		{13, 1, 1, 0, 0, 1},
	}
	if len(got.Points) != len(want) {
		t.Fatalf("%+v", got.Points)
	}
	for i, w := range want {
		g := got.Points[i]
		if g.Seconds != w.Seconds || g.Waiting != w.Waiting || g.Abandoned != w.Abandoned || !near(g.Survival, w.Survival, 1e-15) || !near(g.StandardError, w.StandardError, 1e-15) || !near(g.Hazard, w.Hazard, 1e-15) {
			t.Errorf("%d: %+v, by hand %+v", i, g, w)
		}
	}
	// Waits sum to 84, six gave up.
	if got.Contacts != 10 || got.Abandoned != 6 || got.Mean != 14 || !near(got.MeanError, 14/math.Sqrt(6), 1e-12) || got.Median != 10 || !near(got.LogLikely, -6*(math.Log(14)+1), 1e-12) {
		t.Errorf("%+v", got)
	}
}

// Patience of a known law, seen only where the offered wait is longer: both
// estimates find it, though most contacts are answered.
func TestPatienceBehindCensoring(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	waits := make([]queueing.Waited, 0, 40_000)
	for range cap(waits) {
		patience, offered := 120*random.ExpFloat64(), 40*random.ExpFloat64()
		waits = append(waits, queueing.Waited{Seconds: min(patience, offered), Abandoned: patience < offered})
	}
	got, err := queueing.EstimatePatience(waits)
	if err != nil {
		t.Fatal(err)
	}
	if share := float64(got.Abandoned) / float64(got.Contacts); !near(share, 0.25, 0.01) {
		t.Errorf("%g gave up", share)
	}
	if math.Abs(got.Mean-120) > 4*got.MeanError || !near(got.MeanError, 1.2, 0.05) {
		t.Errorf("mean %g ± %g", got.Mean, got.MeanError)
	}
	for _, p := range got.Points {
		if want := math.Exp(-p.Seconds / 120); p.Seconds < 150 && math.Abs(p.Survival-want) > 5*p.StandardError+1e-3 {
			t.Fatalf("after %g s %g ± %g, truly %g", p.Seconds, p.Survival, p.StandardError, want)
		}
	}
	law, err := got.Empirical(100)
	if err != nil {
		t.Fatal(err)
	}
	if !near(law.Mean(), 120, 8) || !near(law.Survival(60), math.Exp(-0.5), 0.02) {
		t.Errorf("mean %g, above a minute %g", law.Mean(), law.Survival(60))
	}
	l := hundred
	l.Patience = law
	general, err := queueing.Evaluate(queueing.ModelGeneral, l, 12)
	if err != nil {
		t.Fatal(err)
	}
	if exact, _ := queueing.ErlangA(hundred, 12); !near(general.Abandoned, exact.Abandoned, 0.002) {
		t.Errorf("abandoned %g by the curve, %g by the law", general.Abandoned, exact.Abandoned)
	}
}

// Samples of a law are best described by it, with its parameters.
func TestFitHandle(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 9))
	sample := func(draw func() float64) []float64 {
		x := make([]float64, 20_003) // three of them 0
		for i := range 20_000 {
			x[i] = draw()
		}
		return x
	}
	for _, want := range []struct {
		law  queueing.Distribution
		draw func() float64
	}{
		{queueing.LognormalOf(240, 0.9), func() float64 {
			l := queueing.LognormalOf(240, 0.9)
			return math.Exp(l.Mu + l.Sigma*random.NormFloat64())
		}},
		{queueing.GammaOf(240, 0.6), distuv.Gamma{Alpha: 1 / 0.36, Beta: 1 / 0.36 / 240, Src: random}.Rand},
		{queueing.Exponential{MeanTime: 240}, func() float64 { return 240 * random.ExpFloat64() }},
	} {
		fit, err := queueing.FitHandle(sample(want.draw))
		if err != nil {
			t.Fatal(err)
		}
		best := fit.Best()
		// Exponential samples are gamma ones too; the better by less than a likelihood's chance.
		if best.Law.Name() != want.law.Name() && !(want.law.Name() == "exponential" && fit.Fits[2].AIC-best.AIC < 8) {
			t.Errorf("%s taken for %s", want.law.Name(), best.Law.Name())
		}
		if fit.Times != 20_000 || fit.Zeros != 3 || !near(best.Law.Mean(), 240, 8) || best.Distance > 0.014 || !near(fit.Mean, 240, 8) {
			t.Errorf("%s: %+v", want.law.Name(), fit)
		}
		for _, p := range []float64{0.1, 0.5, 0.95} {
			if got, want := best.Law.Quantile(p), want.law.Quantile(p); !near(got, want, 0.05*want) {
				t.Errorf("%s: the %g quantile is %g, truly %g", best.Law.Name(), p, got, want)
			}
		}
		if fit.Lognormal().Law.Name() != "lognormal" {
			t.Error("lognormal is not what is taken")
		}
	}
	// Greatest likelihood by hand: logs 0 and 2, so mean 1 and deviation 1.
	fit, err := queueing.FitHandle([]float64{1, math.Exp(2)})
	if l, ok := fit.Lognormal().Law.(queueing.Lognormal); err != nil || !ok || !near(l.Mu, 1, 1e-15) || !near(l.Sigma, 1, 1e-15) || !near(fit.Lognormal().LogLikely, -3-math.Log(2*math.Pi), 1e-12) {
		t.Errorf("%+v %v", fit, err)
	}
}

func TestEstimatesRefuse(t *testing.T) {
	for name, err := range map[string]error{
		"nobody gave up":  second(queueing.EstimatePatience([]queueing.Waited{{30, false}})),
		"no waits":        second(queueing.EstimatePatience(nil)),
		"all at once":     second(queueing.EstimatePatience([]queueing.Waited{{0, true}})),
		"a negative wait": second(queueing.EstimatePatience([]queueing.Waited{{-1, true}})),
		"no number":       second(queueing.EstimatePatience([]queueing.Waited{{math.NaN(), true}})),
		"no times":        second(queueing.FitHandle(nil)),
		"times alike":     second(queueing.FitHandle([]float64{5, 5, 5})),
		"a negative time": second(queueing.FitHandle([]float64{5, -5})),
		"without end":     second(queueing.FitHandle([]float64{5, math.Inf(1)})),
	} {
		var field *queueing.FieldError
		if !errors.As(err, &field) || field.Field == "" || field.Problem == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
