package whatif_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/whatif"
)

// centre is a base of some queues, open from 8 to 20 o'clock; every second one
// has Erlang C. Size is the contacts of a busy half-hour of the first.
func centre(t testing.TB, queues, days int, size float64) *whatif.Base {
	t.Helper()
	b := &whatif.Base{FullTimeHours: 40}
	for i := range queues {
		q := whatif.Queue{ID: fmt.Sprintf("q%d", i), Model: queueing.ModelA, Patience: 120 + 10*float64(i), Targets: queueing.Targets{Level: 0.8, Variant: queueing.LevelOffered, Threshold: 20, Short: 5}}
		if i%2 == 1 {
			q.Model, q.Patience = queueing.ModelC, 0
		}
		if i%3 == 2 {
			q.Targets.Abandonment, q.Least = 0.05, 2
			if q.Model == queueing.ModelC {
				q.Targets.Abandonment, q.Targets.ASA = 0, 25
			}
		}
		for d := range days {
			slots := make([]whatif.Slot, 48)
			for k := range slots {
				s := whatif.Slot{Seconds: 1800, Handle: 240 + 5*float64(k%7) + 10*float64(i), InOffice: 0.1, OutOffice: 0.12}
				if k >= 16 && k < 40 {
					s.Contacts = math.Round(100*size*(1+0.5*math.Sin(float64(k)/3))*(1-0.05*float64(d%7))/(1+0.3*float64(i))) / 100
				}
				s.Planned, s.Low, s.High = s.Contacts, 0.85*s.Contacts, 1.2*s.Contacts
				staff(t, &q, &s)
				slots[k] = s
			}
			q.Days = append(q.Days, slots)
		}
		b.Queues = append(b.Queues, q)
	}
	return b
}

// staff puts the agents and the service of the formulas into an interval.
func staff(t testing.TB, q *whatif.Queue, s *whatif.Slot) {
	if s.Contacts == 0 {
		return
	}
	l := queueing.Load{Rate: s.Planned / s.Seconds, Handle: s.Handle, Interval: s.Seconds}
	if q.Model == queueing.ModelA {
		l.Patience = queueing.Exponential{MeanTime: q.Patience}
	}
	got, err := queueing.Required(q.Model, l, q.Targets)
	if err != nil {
		t.Fatal(err)
	}
	s.Agents = max(got.Agents, q.Least)
	m, err := queueing.Evaluate(q.Model, l, s.Agents)
	if err != nil {
		t.Fatal(err)
	}
	tidy := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	s.Service = whatif.Service{Level: tidy(m.Level(q.Targets.Variant, q.Targets.Threshold, q.Targets.Short)), ASA: tidy(m.ASA), Abandoned: tidy(m.Abandoned), Occupancy: tidy(m.Occupancy)}
}

var costs = whatif.Costs{PerHour: 50, PerHire: 10_000, PerTrained: 2_000}

func try(t testing.TB, b *whatif.Base, l whatif.Levers) *whatif.Outcome {
	t.Helper()
	out, err := whatif.Try(t.Context(), b, &l, costs)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestNoChangeIsTheBase(t *testing.T) {
	b := centre(t, 3, 7, 30)
	out := try(t, b, whatif.Levers{})
	if !reflect.DeepEqual(out.Base, out.Adapted) || !reflect.DeepEqual(out.Base.Figures, out.Kept.Figures) || !reflect.DeepEqual(out.Base.AtHigh.Level, out.Kept.AtHigh.Level) {
		t.Errorf("base %+v, kept %+v, adapted %+v", out.Base, out.Kept, out.Adapted)
	}
	if out.Base.FTE <= 0 || out.Base.AtLow.FTE >= out.Base.FTE || out.Base.AtHigh.FTE <= out.Base.FTE || *out.Base.AtHigh.Level >= *out.Base.Level || *out.Base.AtLow.Level <= *out.Base.Level {
		t.Errorf("base %+v", out.Base)
	}
	hours := 0.0
	for _, q := range b.Queues {
		for _, d := range q.Days {
			for _, s := range d {
				hours += float64(s.Agents) / 2 / (1 - s.InOffice - s.OutOffice)
			}
		}
	}
	if math.Abs(out.Base.PaidHours-hours) > 0.01 || math.Abs(out.Base.FTE-hours/40) > 0.01 || math.Abs(out.Base.Money-hours*50*365.25/84) > 0.1 {
		t.Errorf("%g h a week, %g FTE and %g a month of %g h", out.Base.PaidHours, out.Base.FTE, out.Base.Money, hours)
	}
	// The search that begins elsewhere finds the same agents: a change that
	// changes nothing, reckoned all the same.
	if l := (whatif.Levers{All: whatif.Change{VolumePercent: 1e-13}}); !reflect.DeepEqual(try(t, b, l).Adapted, out.Adapted) {
		t.Error("a change of next to nothing changes the answer")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	b := centre(t, 3, 2, 30)
	l := whatif.Levers{All: whatif.Change{VolumePercent: 7, HandleSeconds: -5}, AttritionPercent: 3, Cross: []whatif.Cross{{QueueIDs: []string{"q0", "q2"}, People: 8}}}
	var first []byte
	for range 3 {
		text, err := json.Marshal(try(t, b, l))
		if err != nil {
			t.Fatal(err)
		}
		if first != nil && string(first) != string(text) {
			t.Fatal("two answers")
		}
		first = text
	}
}

func TestLeversGoTheirWay(t *testing.T) {
	b := centre(t, 3, 2, 25)
	none := try(t, b, whatif.Levers{}).Base
	volume := func(v float64) whatif.Levers { return whatif.Levers{All: whatif.Change{VolumePercent: v}} }
	for name, ascending := range map[string][]whatif.Levers{
		"volume":    {volume(-40), volume(-10), volume(-1), {}, volume(1), volume(10), volume(60)},
		"aht s":     {{All: whatif.Change{HandleSeconds: -60}}, {All: whatif.Change{HandleSeconds: -5}}, {}, {All: whatif.Change{HandleSeconds: 5}}},
		"aht %":     {{All: whatif.Change{HandlePercent: -20}}, {}, {All: whatif.Change{HandlePercent: 20}}},
		"level":     {{All: whatif.Change{LevelPoints: -20}}, {All: whatif.Change{LevelPoints: -5}}, {}, {All: whatif.Change{LevelPoints: 5}}, {All: whatif.Change{LevelPoints: 60}}},
		"threshold": {{All: whatif.Change{ThresholdSeconds: 20}}, {}, {All: whatif.Change{ThresholdSeconds: -10}}},
		"shrinkage": {{InOfficePoints: -5}, {}, {InOfficePoints: 2, OutOfficePoints: 2}},
		"attrition": {{}, {AttritionPercent: 2}, {AttritionPercent: 5}},
		"one queue": {{Own: []whatif.Own{{QueueID: "q1", Change: whatif.Change{VolumePercent: -20}}}}, {}, {Own: []whatif.Own{{QueueID: "q1", Change: whatif.Change{VolumePercent: 20}}}}},
	} {
		var before *whatif.Outcome
		for i, l := range ascending {
			out := try(t, b, l)
			if before != nil {
				if out.Adapted.FTE < before.Adapted.FTE || out.Adapted.Money <= before.Adapted.Money || out.Adapted.AtHigh.FTE < before.Adapted.AtHigh.FTE || out.Adapted.AtLow.FTE < before.Adapted.AtLow.FTE {
					t.Errorf("%s %d: %+v after %+v", name, i, out.Adapted, before.Adapted)
				}
				if *out.Kept.Level > *before.Kept.Level+0.01 && name != "level" {
					t.Errorf("%s %d: kept people give %g %% after %g %%", name, i, *out.Kept.Level, *before.Kept.Level)
				}
			}
			if !reflect.DeepEqual(out.Base, none) {
				t.Errorf("%s %d: the base changed", name, i)
			}
			before = out
		}
	}
}

func TestKeptPeople(t *testing.T) {
	b := centre(t, 2, 28, 15)
	// Twice as many: the queue whose customers never give up has no end.
	out := try(t, b, whatif.Levers{All: whatif.Change{VolumePercent: 100}})
	if out.Kept.FTE != out.Base.FTE || out.Kept.Overloaded == 0 || out.Kept.ASA != nil || *out.Kept.Level >= *out.Base.Level || out.Adapted.Overloaded != 0 || *out.Adapted.Level < 80 {
		t.Errorf("kept %+v, adapted %+v", out.Kept, out.Adapted)
	}
	// Nobody is replaced: on the last of 28 days 10 % a month leave about 9 % fewer.
	out = try(t, b, whatif.Levers{AttritionPercent: 10})
	if out.Attrition == nil || math.Abs(out.Attrition.Missing/out.Base.FTE-(1-math.Pow(0.9, 27.5/30.4375))) > 1e-3 || math.Abs(out.Attrition.Leavers-out.Base.FTE*0.1*28/30.4375) > 0.02 || math.Abs(out.Attrition.Cost-10_000*out.Attrition.Leavers) > 100 {
		t.Errorf("attrition %+v of %g", out.Attrition, out.Base.FTE)
	}
	if out.Adapted.FTE != out.Base.FTE || math.Abs(out.Adapted.Money-out.Base.Money-out.Base.FTE*0.1*10_000) > 100 || *out.Kept.Level >= *out.Base.Level || out.Kept.FTE >= out.Base.FTE {
		t.Errorf("%+v", out.Adapted.Figures)
	}
}

func TestCurveIsOfTheBusiestDay(t *testing.T) {
	b := centre(t, 2, 7, 20)
	out := try(t, b, whatif.Levers{All: whatif.Change{VolumePercent: 10}, InOfficePoints: 5})
	if out.BusiestDay != 0 || len(out.Curve) != 48 {
		t.Fatalf("day %d, %d intervals", out.BusiestDay, len(out.Curve))
	}
	most := 0.0
	for k, p := range out.Curve {
		if want := float64(b.Queues[0].Days[0][k].Agents + b.Queues[1].Days[0][k].Agents); p.Base != want || p.Low > p.Adapted || p.High < p.Adapted || p.Kept > p.Base {
			t.Errorf("%d: %+v, base %g", k, p, want)
		}
		most = max(most, p.Adapted)
	}
	if out.Adapted.Peak != most {
		t.Errorf("peak %g of %g", out.Adapted.Peak, most)
	}
}

func TestPrices(t *testing.T) {
	b := centre(t, 3, 2, 25)
	each := []whatif.Levers{{}, {All: whatif.Change{HandleSeconds: -5}}, {Cross: []whatif.Cross{{QueueIDs: []string{"q0", "q1"}, People: 10}}}}
	got, err := whatif.Prices(t.Context(), b, each, costs)
	if err != nil {
		t.Fatal(err)
	}
	if p := got[0]; p.FTE != 0 || p.LowFTE != 0 || p.HighFTE != 0 || p.Money != 0 || p.Once != 0 || p.Payback != nil {
		t.Errorf("nothing costs %+v", p)
	}
	for i, p := range got[1:] {
		out := try(t, b, each[i+1])
		if p.FTE >= 0 || p.Money >= 0 || p.LowFTE > p.FTE || p.HighFTE < p.FTE || math.Abs(p.FTE-(out.Adapted.FTE-out.Base.FTE)) > 0.011 {
			t.Errorf("lever %d: %+v, tried alone %g FTE", i+1, p, out.Adapted.FTE-out.Base.FTE)
		}
	}
	if p := got[2]; p.Once != 20_000 || p.Payback == nil || math.Abs(*p.Payback+20_000/p.Money) > 0.01 {
		t.Errorf("cross-training %+v", p)
	}
}

func TestWhatCannotBeReckoned(t *testing.T) {
	b := centre(t, 1, 7, 25)
	l := whatif.Levers{All: whatif.Change{HandleSeconds: 1e12}}
	if _, err := whatif.Try(t.Context(), b, &l, costs); err == nil {
		t.Error("a handle time without end was reckoned")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := whatif.Try(gone, b, &whatif.Levers{}, costs); err == nil {
		t.Error("reckoned although nobody waits for it")
	}
	if out := try(t, &whatif.Base{FullTimeHours: 40}, whatif.Levers{}); out.Base.FTE != 0 {
		t.Errorf("a base of nothing: %+v", out.Base)
	}
}

// BenchmarkTrial is how long a trial takes, of four weeks of half-hours open for
// 12 hours a day, with every lever pulled; cost grows with queues × intervals.
func BenchmarkTrial(b *testing.B) {
	for _, queues := range []int{1, 10, 40} {
		base := centre(b, queues, 28, 40)
		l := whatif.Levers{All: whatif.Change{VolumePercent: 10, HandleSeconds: -5, LevelPoints: -2}, InOfficePoints: 1, AttritionPercent: 2}
		if queues > 1 {
			l.Cross = []whatif.Cross{{QueueIDs: []string{"q0", "q1"}, People: 10}}
		}
		b.Run(fmt.Sprintf("%d queues", queues), func(b *testing.B) {
			for b.Loop() {
				try(b, base, l)
			}
		})
	}
}

// Points of single kinds are points of all of them in office, and out of it.
func TestShrinkageByKindAddsUp(t *testing.T) {
	b := centre(t, 2, 2, 20)
	sum := try(t, b, whatif.Levers{InOfficePoints: 3, OutOfficePoints: 1})
	kinds := try(t, b, whatif.Levers{InOfficePoints: 1, Kinds: []whatif.Kind{{Kind: "training", InOffice: true, Points: 3.5}, {Kind: "break", InOffice: true, Points: -1.5}, {Kind: "sick_leave", Points: 1}}})
	if !reflect.DeepEqual(sum.Adapted, kinds.Adapted) || !reflect.DeepEqual(sum.Kept, kinds.Kept) || reflect.DeepEqual(sum.Kept, sum.Base) {
		t.Errorf("%+v and %+v", sum.Adapted.Figures, kinds.Adapted.Figures)
	}
}
