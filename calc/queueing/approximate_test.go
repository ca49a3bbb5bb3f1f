package queueing_test

import (
	"math"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
)

// All measures are numbers, from one agent to the most, whatever comes.
func TestNoMeasureIsLost(t *testing.T) {
	agents := []int{1, 2, 10, 170, 1000, 5000, 20_000, 200_000, queueing.MaxAgents}
	if raced || testing.Short() {
		agents = []int{1, 170, 20_000}
	}
	ok := func(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }
	for _, n := range agents {
		for _, per := range []float64{0, 1e-9, 0.01, 0.5, 0.9, 0.9999, 1, 1.0001, 1.1, 2, 50} {
			for _, patience := range []float64{1e-6, 0.01, 1, 120, 1e5, 1e9, 0} {
				for _, line := range []int{0, 1, 30, 20_000} {
					l := queueing.Load{Rate: per * float64(n) / 180, Handle: 180, Line: line}
					m := queueing.ModelC
					if patience > 0 {
						m, l.Patience = queueing.ModelA, queueing.Exponential{MeanTime: patience}
					}
					if n > 20_000 && (line > 0 || raced) || m == queueing.ModelC && line == 0 && per > 0.9999 {
						continue
					}
					got, err := queueing.Evaluate(m, l, n)
					if err != nil {
						t.Errorf("%d agents, %g, patience %g, line %d: %v", n, per, patience, line, err)
						continue
					}
					for _, v := range []float64{got.Wait, got.Answered, got.Abandoned, got.Blocked, got.ASA, got.MeanWait, got.AbandonWait, got.Queue, got.Busy, got.Occupancy, got.AnsweredWithin(20), got.AbandonedWithin(20)} {
						if !ok(v) {
							t.Fatalf("%d agents, %g, patience %g, line %d: %+v", n, per, patience, line, got)
						}
					}
					if s := got.Answered + got.Abandoned + got.Blocked; math.Abs(s-1) > 1e-8 || got.Occupancy > 1 || got.Wait > 1 {
						t.Fatalf("%d agents, %g, patience %g, line %d: sum %.12g %+v", n, per, patience, line, s, got)
					}
				}
			}
		}
	}
}

// Square-root staffing is near the exact model for many agents.
func TestSquareRoot(t *testing.T) {
	for _, n := range []int{200, 2000, 20_000} {
		for _, beta := range []float64{-1, -0.3, 0, 0.5, 1.5} {
			load := float64(n) - beta*math.Sqrt(float64(n))
			l := queueing.Load{Rate: load / 180, Handle: 180, Patience: queueing.Exponential{MeanTime: 120}}
			exact, err := queueing.ErlangA(l, n)
			if err != nil {
				t.Fatal(err)
			}
			near2, err := queueing.Evaluate(queueing.ModelSquareRoot, l, n)
			if err != nil {
				t.Fatal(err)
			}
			off := 1.2 / math.Sqrt(float64(n)) // what the theory leaves out is of this order
			if near2.Model != queueing.ModelSquareRoot || !near(near2.Wait, exact.Wait, off) || !near(near2.Abandoned, exact.Abandoned, off/5) || !near(near2.AnsweredWithin(20), exact.AnsweredWithin(20), off) {
				t.Errorf("n %d β %g: wait %g for %g, abandoned %g for %g, within %g for %g", n, beta, near2.Wait, exact.Wait, near2.Abandoned, exact.Abandoned, near2.AnsweredWithin(20), exact.AnsweredWithin(20))
			}
			if beta > 0 {
				l.Patience = nil
				exact, err = queueing.ErlangC(l, n)
				if err != nil {
					t.Fatal(err)
				}
				near2, err = queueing.Evaluate(queueing.ModelSquareRoot, l, n)
				if err != nil || !near(near2.Wait, exact.Wait, off) || !near(near2.ASA, exact.ASA, 3*off*exact.ASA) {
					t.Errorf("n %d β %g: wait %g for %g, ASA %g for %g, %v", n, beta, near2.Wait, exact.Wait, near2.ASA, exact.ASA, err)
				}
			}
		}
	}
}

// In overload the fluid model is what the exact one comes to.
func TestFluid(t *testing.T) {
	for _, law := range laws(t) {
		l := queueing.Load{Rate: 13_000.0 / 180, Handle: 180, Patience: law}
		exact, err := queueing.Evaluate(queueing.ModelGeneral, l, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		flow, err := queueing.Evaluate(queueing.ModelFluid, l, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		if flow.Model != queueing.ModelFluid || !near(flow.Abandoned, 0.3/1.3, 1e-12) || !near(flow.Abandoned, exact.Abandoned, 1e-6) || !near(flow.ASA, exact.ASA, 0.01*exact.ASA) || !near(flow.Queue, exact.Queue, 0.01*exact.Queue) || flow.Occupancy != 1 {
			t.Errorf("%s: %+v\nexact %+v", law.Name(), flow, exact)
		}
		if half := flow.ASA / 2; flow.AnsweredWithin(half) != 0 || flow.AnsweredWithin(flow.ASA) != flow.Answered || !near(flow.AbandonedWithin(half), law.CDF(half), 1e-12) {
			t.Errorf("%s: within half the wait %g answered, %g gave up", law.Name(), flow.AnsweredWithin(half), flow.AbandonedWithin(half))
		}
	}
	// Half an hour at 12 erlangs for 10 agents, nobody gives up: the last waits
	// 6 minutes, so 20 s hold for 1/18 of them.
	l := queueing.Load{Rate: 12.0 / 180, Handle: 180, Interval: 1800}
	flow, err := queueing.Evaluate(queueing.ModelFluid, l, 10)
	if err != nil || !near(flow.AnsweredWait(1), 360, 1e-6) || !near(flow.ASA, 180, 1e-9) || !near(flow.Level(queueing.LevelOffered, 20, 5), 1.0/18, 1e-12) || !near(flow.Queue, 10, 1e-9) {
		t.Errorf("%+v %v", flow, err)
	}
	if calm, err := queueing.Evaluate(queueing.ModelFluid, l, 12); err != nil || calm.Wait != 0 || calm.Occupancy != 1 {
		t.Errorf("%+v %v", calm, err)
	}
}

func BenchmarkErlangA(b *testing.B) {
	for _, c := range []struct {
		name   string
		agents int
	}{{"10", 10}, {"100", 100}, {"1000", 1000}, {"10000", 10_000}} {
		l := queueing.Load{Rate: 0.97 * float64(c.agents) / 180, Handle: 180, Patience: queueing.Exponential{MeanTime: 120}}
		b.Run(c.name+" agents", func(b *testing.B) {
			for b.Loop() {
				m, err := queueing.ErlangA(l, c.agents)
				if err != nil || m.Level(queueing.LevelOffered, 20, 5) > 1 {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+" agents inverse", func(b *testing.B) {
			for b.Loop() {
				if _, err := queueing.Required(queueing.ModelA, l, queueing.Targets{Level: 0.8, Threshold: 20}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
