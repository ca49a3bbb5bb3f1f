package queueing_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
)

// laws are patience of every form, mean two minutes or near it.
func laws(t *testing.T) []queueing.Distribution {
	empirical, err := queueing.NewEmpirical([]float64{0, 5, 30, 100, 400}, []float64{0.97, 0.9, 0.8, 0.4, 0.1}, 1.0/200)
	if err != nil {
		t.Fatal(err)
	}
	return []queueing.Distribution{
		queueing.Exponential{MeanTime: 120}, queueing.GammaOf(120, 0.5), queueing.GammaOf(120, 1.5), queueing.LognormalOf(120, 1.2),
		queueing.Uniform{Low: 0, High: 240}, queueing.Uniform{Low: 30, High: 60}, queueing.Constant{Time: 45}, empirical,
	}
}

// Every law agrees with itself: quantile with CDF, Between with Survival, Mean
// with both, Hazard with the slope.
func TestLaws(t *testing.T) {
	for _, d := range laws(t) {
		total, step := 0.0, 0.05
		if raced {
			step = 0.5
		}
		for x := 0.0; x < 20_000; x += step {
			total += step * d.Survival(x+step/2)
		}
		if !near(total, d.Mean(), 2e-3*d.Mean()) || !near(d.Between(0, 20_000), d.Mean(), 2e-3*d.Mean()) {
			t.Errorf("%s: mean %g, by survival %g, by Between %g", d.Name(), d.Mean(), total, d.Between(0, 20_000))
		}
		for _, p := range []float64{0.001, 0.05, 0.3, 0.5, 0.8, 0.99} {
			q := d.Quantile(p)
			if d.Name() != "constant" && d.CDF(0) < p && !near(d.CDF(q), p, 1e-9) || !near(d.CDF(q)+d.Survival(q), 1, 1e-12) {
				t.Errorf("%s: CDF(Quantile(%g)) = %g", d.Name(), p, d.CDF(q))
			}
			if d.Name() != "constant" && q > 0 {
				h := 1e-5 * q
				if want := (d.Survival(q) - d.Survival(q+h)) / h / d.Survival(q); !near(d.Hazard(q), want, 1e-3*want) {
					t.Errorf("%s: hazard at %g is %g, by the slope %g", d.Name(), q, d.Hazard(q), want)
				}
			}
			if got := d.Between(0, q) + d.Between(q, 2*q); !near(got, d.Between(0, 2*q), 1e-9*(1+got)) {
				t.Errorf("%s: Between does not add up at %g", d.Name(), q)
			}
		}
	}
}

// Constant patience has a formula of its own: e^((λ−nμ)x) up to it, falling at
// nμ after it.
func TestConstantPatience(t *testing.T) {
	for _, n := range []int{1, 5, 12, 40} {
		for _, per := range []float64{0.6, 0.98, 1.1, 2} {
			const handle, patience = 180.0, 90.0
			capacity := float64(n) / handle
			lambda := per * capacity
			free, w := 1.0, 1.0
			for k := n - 1; k > 0; k-- {
				w *= float64(k) / handle / lambda
				free += w
			}
			before := lambda * math.Expm1((lambda-capacity)*patience) / (lambda - capacity)
			after := lambda * math.Exp((lambda-capacity)*patience) / capacity
			m, err := queueing.Evaluate(queueing.ModelGeneral, queueing.Load{Rate: lambda, Handle: handle, Patience: queueing.Constant{Time: patience}}, n)
			if err != nil {
				t.Fatal(err)
			}
			total := free + before + after
			if !near(m.Abandoned, after/total, 1e-10) || !near(m.Wait, (before+after)/total, 1e-10) || !near(m.AbandonWait*m.Abandoned, patience*m.Abandoned, 1e-9) {
				t.Errorf("n %d load %g: abandoned %g, by the formula %g", n, per*float64(n), m.Abandoned, after/total)
			}
		}
	}
}

// M/M/n+G against a simulation of the queue itself: who comes takes the agent
// that is free first, if patience lasts that long.
func TestGeneralPatienceBySimulation(t *testing.T) {
	contacts := 400_000
	if raced || testing.Short() {
		contacts = 40_000
	}
	// Waits near each other are alike, so the standard error of a share is some 0.003.
	tolerance := 0.012 * math.Sqrt(400_000/float64(contacts))
	const handle, threshold = 180.0, 20.0
	for i, law := range laws(t) {
		patiences := make([]float64, 5000)
		for k := range patiences {
			patiences[k] = law.Quantile((float64(k) + 0.5) / float64(len(patiences)))
		}
		for _, n := range []int{9, 12} {
			l := queueing.Load{Rate: 10 / handle, Handle: handle, Patience: law}
			m, err := queueing.Evaluate(queueing.ModelGeneral, l, n)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(uint64(i), uint64(n)))
			free := make([]float64, n)
			now, waited, wait := 0.0, 0, 0.0
			var abandoned, within, short int
			for range contacts {
				now += random.ExpFloat64() / l.Rate
				first := 0
				for k := range free {
					if free[k] < free[first] {
						first = k
					}
				}
				offered, patience := max(free[first]-now, 0), patiences[random.IntN(len(patiences))]
				wait += min(offered, patience)
				if offered > 0 {
					waited++
				}
				switch {
				case offered > 0 && patience <= offered:
					abandoned++
					if patience <= 5 {
						short++
					}
					continue
				case offered <= threshold:
					within++
				}
				free[first] = now + offered + handle*random.ExpFloat64()
			}
			all := float64(contacts)
			for name, pair := range map[string][2]float64{
				"wait": {m.Wait, float64(waited) / all}, "abandoned": {m.Abandoned, float64(abandoned) / all}, "within": {m.AnsweredWithin(threshold), float64(within) / all},
				"short": {m.AbandonedWithin(5), float64(short) / all}, "mean wait, in 100 s": {m.MeanWait / 100, wait / all / 100},
			} {
				if !near(pair[0], pair[1], tolerance) {
					t.Errorf("%s, %d agents: %s %g, simulated %g", law.Name(), n, name, pair[0], pair[1])
				}
			}
		}
	}
}

// Exponential patience gives the same through either model.
func TestGeneralIsErlangAForExponential(t *testing.T) {
	same := hundred
	same.Patience = queueing.GammaOf(120, 1)
	for _, n := range []int{1, 8, 10, 12, 20, 100} {
		a, err := queueing.ErlangA(hundred, n)
		if err != nil {
			t.Fatal(err)
		}
		g, err := queueing.Evaluate(queueing.ModelGeneral, same, n)
		if err != nil {
			t.Fatal(err)
		}
		if !near(a.Abandoned, g.Abandoned, 1e-10) || !near(a.AnsweredWithin(20), g.AnsweredWithin(20), 1e-10) || !near(a.ASA, g.ASA, 1e-8) {
			t.Errorf("%d: %+v %+v", n, a, g)
		}
	}
}
