package series

import (
	"math"
	"testing"

	"github.com/lingting/lingting/internal/kit/civil"
)

// holed is eight weeks of a centre whose 20th day has nothing from slot 10 to
// 13 of 24 (7.2 to 21.6 hours are open).
func holed(left float64) (s Series, day int) {
	s, day = plain().series(56, 3), 22 // a Tuesday
	for k := 10; k < 14; k++ {
		s.Day(day)[k] = math.Floor(s.Day(day)[k] * left)
	}
	return s, day
}

func TestAnOutageIsFoundAndRepaired(t *testing.T) {
	whole := fitted(t, plain().series(56, 3), Options{})
	if len(whole.Flags()) != 0 {
		t.Errorf("flags of a whole history: %+v", whole.Flags())
	}
	for _, left := range []float64{0, 0.04} {
		s, day := holed(left)
		date := firstDay.Add(day)
		before := s.Day(day)[11]
		m := fitted(t, s, Options{})
		if len(m.Flags()) != 1 {
			t.Fatalf("flags %+v", m.Flags())
		}
		f := m.Flags()[0]
		if f.Day != date || f.Kind != FlagOutage || f.From != 10 || f.Until != 14 || math.Abs(f.Expected/3150-1) > 0.1 || f.Actual > 0.9*f.Expected {
			t.Errorf("%+v", f)
		}
		if s.Day(day)[11] != before {
			t.Error("the history itself was changed")
		}
		// Reckoned from the rest, the day is as it would have been.
		if off := m.totals[day]/whole.totals[day] - 1; math.Abs(off) > 0.05 {
			t.Errorf("the day's total is off by %.3f", off)
		}
		// The planner overrules it: kept it is as it came, left out not known.
		kept := fitted(t, s, Options{Treatments: map[civil.Date]Treatment{date: TreatKeep}})
		if f := kept.Flags()[0]; f.Kind != FlagOutage || f.Treated != TreatKeep || kept.totals[day] != s.Total(day) {
			t.Errorf("kept: %+v, total %g", f, kept.totals[day])
		}
		out := fitted(t, s, Options{Treatments: map[civil.Date]Treatment{date: TreatLeaveOut}})
		if f := out.Flags()[0]; f.Treated != TreatLeaveOut || !math.IsNaN(out.totals[day]) {
			t.Errorf("left out: %+v", f)
		}
	}
}

func TestWhatIsNoOutage(t *testing.T) {
	for name, change := range map[string]func(s Series){
		"an early end": func(s Series) {
			for k := 15; k < s.Slots; k++ {
				s.Day(22)[k] = 0
			}
		},
		"a late beginning": func(s Series) {
			for k := range 12 {
				s.Day(22)[k] = 0
			}
		},
		"a quiet hour":   func(s Series) { s.Day(22)[11] = math.Floor(s.Day(22)[11] / 2) },
		"a quiet day":    func(s Series) { scaleDay(s, 22, 0.3) },
		"not known":      func(s Series) { s.Day(22)[11] = math.NaN() },
		"a lunch break":  func(s Series) { lunch(s) },
		"a closed day":   func(s Series) { scaleDay(s, 22, 0) },
		"nothing at all": func(Series) {},
	} {
		s := plain().series(56, 3)
		change(s)
		if found := findOutages(s); len(found) != 0 {
			t.Errorf("%s is taken for an outage: %v", name, found)
		}
	}
	w := plain()
	w.level = 40 // a slot without contacts is nothing special
	for seed := range uint64(5) {
		if found := findOutages(w.series(120, seed)); len(found) != 0 {
			t.Errorf("chance is taken for outages: %v", found)
		}
	}
}

func scaleDay(s Series, d int, by float64) {
	for k, v := range s.Day(d) {
		s.Day(d)[k] = math.Floor(v * by)
	}
}

func lunch(s Series) {
	for d := range s.Days() {
		s.Day(d)[12] = 0
	}
}
