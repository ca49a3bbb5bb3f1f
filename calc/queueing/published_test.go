package queueing_test

import (
	"math"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
)

// near says whether two numbers differ by at most tolerance.
func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance }

// hundred is 100 contacts in 30 minutes of 180 s each: 10 erlangs.
var hundred = queueing.Load{Rate: 100.0 / 1800, Handle: 180, Patience: queueing.Exponential{MeanTime: 120}}

// The values of the metric reference, §6, to the digits printed there; the last
// three of Erlang A are our own, as the documentation prints them.
func TestPublishedTable(t *testing.T) {
	for _, want := range []struct {
		agents         int
		wait, sl, asa  float64 // Erlang C; ASA in seconds, SL in per cent
		waitA, abandon float64 // Erlang A
		within, mean   float64
	}{
		{9, 0, 0, 0, 0.6133, 0.1922, 0.5241, 23.06},
		{10, 0, 0, 0, 0.4969, 0.1375, 0.6399, 16.50},
		{11, 0.6821, 38.96, 122.78, 0.3828, 0.0942, 0.7422, 11.30},
		{12, 0.4494, 64.02, 40.44, 0.2798, 0.0616, 0.8256, 7.39},
		{13, 0.2853, 79.56, 17.12, 0.1937, 0.0384, 0.8886, 4.61},
		{14, 0.1741, 88.84, 7.84, 0.1270, 0.0228, 0.9327, 2.74},
		{15, 0.1020, 94.15, 3.67, 0.0788, 0.0129, 0.9616, 1.55},
	} {
		c, err := queueing.ErlangC(hundred, want.agents)
		switch {
		case want.wait == 0 && err == nil:
			t.Errorf("C %d: a queue that grows without end has measures %+v", want.agents, c)
		case want.wait != 0 && err != nil:
			t.Error(err)
		case want.wait != 0:
			sl := 100 * c.Level(queueing.LevelOffered, 20, 5)
			if !near(c.Wait, want.wait, 5e-5) || !near(sl, want.sl, 5e-3) || !near(c.ASA, want.asa, 5e-3) || !near(c.Occupancy, 10/float64(want.agents), 1e-12) {
				t.Errorf("C %d: %.4f %.2f %.2f", want.agents, c.Wait, sl, c.ASA)
			}
		}
		a, err := queueing.ErlangA(hundred, want.agents)
		if err != nil {
			t.Fatal(err)
		}
		within := a.Level(queueing.LevelOffered, 20, 5)
		if !near(a.Wait, want.waitA, 5e-5) || !near(a.Abandoned, want.abandon, 5e-5) || !near(within, want.within, 5e-5) || !near(a.MeanWait, want.mean, 5e-3) {
			t.Errorf("A %d: %.4f %.4f %.4f %.2f", want.agents, a.Wait, a.Abandoned, within, a.MeanWait)
		}
	}
}

// The comparison of Garnett, Mandelbaum & Reiman (2002): 48 calls a minute of
// one minute, 50 agents; all wait as long as it takes, or have a mean patience
// of two minutes.
func TestGarnettMandelbaumReiman(t *testing.T) {
	l := queueing.Load{Rate: 48.0 / 60, Handle: 60, Patience: queueing.Exponential{MeanTime: 120}}
	c, err := queueing.ErlangC(l, 50)
	if err != nil {
		t.Fatal(err)
	}
	a, err := queueing.ErlangA(l, 50)
	if err != nil {
		t.Fatal(err)
	}
	if !near(c.MeanWait, 20.8, 0.05) || !near(c.OfferedWait(0.9), 58.1, 0.05) || !near(c.Queue, 17, 0.5) || !near(c.Occupancy, 0.96, 0.005) {
		t.Errorf("without patience: %.2f s, 90 %% within %.2f s, queue %.2f, occupancy %.3f", c.MeanWait, c.OfferedWait(0.9), c.Queue, c.Occupancy)
	}
	if !near(a.Abandoned, 0.031, 0.0005) || !near(a.MeanWait, 3.7, 0.05) || !near(a.OfferedWait(0.9), 12.5, 0.1) || !near(a.Queue, 3, 0.5) || !near(a.Occupancy, 0.93, 0.005) {
		t.Errorf("with patience: %.4f, %.2f s, 90 %% within %.2f s, queue %.2f, occupancy %.3f", a.Abandoned, a.MeanWait, a.OfferedWait(0.9), a.Queue, a.Occupancy)
	}
}
