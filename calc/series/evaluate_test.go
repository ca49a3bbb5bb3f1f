package series

import (
	"math"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
)

// A day that is left out is not scored, however wrong its numbers are; weights
// are shares.
func TestEvaluateLeavesOut(t *testing.T) {
	const days, wrong = 56, 45
	first := civil.Of(2026, time.March, 2)
	values := make([]float64, days)
	for d := range values {
		values[d] = 100 + float64(d*7919%11)
	}
	values[wrong] = 5000
	s, err := New(first, 1, values)
	if err != nil {
		t.Fatal(err)
	}
	e := Evaluation{TrainDays: 28, EveryDays: 7, Horizons: []int{7}}
	now := func() time.Time { return time.Time{} }
	with, err := Evaluate(t.Context(), s, e, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	e.Treatments = map[civil.Date]Treatment{first.Add(wrong): TreatLeaveOut}
	without, err := Evaluate(t.Context(), s, e, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b := with.Accuracy[NameEnsemble][0], without.Accuracy[NameEnsemble][0]
	if a.Days != 28 || b.Days != 27 || a.Actual-b.Actual != 5000 || b.WAPE() > 0.08 || a.WAPE() < 0.5 {
		t.Errorf("with the day %+v, without %+v", a, b)
	}
	m, err := Fit(s, e.Options)
	if err != nil {
		t.Fatal(err)
	}
	early, later := 0.0, 0.0
	for _, w := range m.Weights() {
		early, later = early+w.FirstWeek, later+w.Later
	}
	if math.Abs(early-1) > 1e-9 || math.Abs(later-1) > 1e-9 {
		t.Errorf("weights sum to %g and %g", early, later)
	}
}
