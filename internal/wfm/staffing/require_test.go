package staffing

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// halfHour is 100 contacts of 180 seconds in half an hour: 10 erlangs.
var halfHour = forecast.SlotLoad{Contacts: 100, Handle: 180, Seconds: 1800}

func eightyTwenty() requirement {
	return requirement{target: Target{LevelPercent: 80, ThresholdSeconds: 20, Variant: queueing.LevelOffered}, patience: Patience{From: PatienceGiven, Seconds: 120}, probability: 0.5}
}

// The published values: with patience twelve agents, without fourteen.
func TestRequirementOfPublishedLoad(t *testing.T) {
	r := eightyTwenty()
	got, err := r.slot(halfHour, Shrinkage{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Agents != 12 || got.Binding != queueing.TargetLevel || math.Abs(got.Level-0.8256) > 5e-5 || math.Abs(got.Abandoned-0.0616) > 5e-5 {
		t.Errorf("Erlang A: %+v", got)
	}
	r.patience = Patience{From: PatienceUnknown}
	if got, err = r.slot(halfHour, Shrinkage{}); err != nil || got.Agents != 14 || math.Abs(got.Level-0.8884) > 5e-5 || math.Abs(got.ASA-7.84) > 5e-3 || got.Abandoned != 0 {
		t.Errorf("Erlang C: %+v %v", got, err)
	}
	r.target.OccupancyPercent = 60
	if got, err = r.slot(halfHour, Shrinkage{}); err != nil || got.Agents != 17 || got.Binding != queueing.TargetOccupancy || got.Occupancy > 0.6 {
		t.Errorf("at most 60 %% busy: %+v %v", got, err)
	}
	r.target.LeastAgents = 20
	if got, err = r.slot(halfHour, Shrinkage{}); err != nil || got.Agents != 20 || got.Binding != bindingLeast {
		t.Errorf("at least 20: %+v %v", got, err)
	}
	for _, none := range []forecast.SlotLoad{{Seconds: 1800, Handle: 180}, {Contacts: 5, Seconds: 1800}, {Contacts: 5, Handle: 180}} {
		if got, err := r.slot(none, Shrinkage{}); err != nil || got.Agents != 0 {
			t.Errorf("%+v takes %+v %v", none, got, err)
		}
	}
}

// An hour of the clock that lasts twice as long has half the rate.
func TestSlotOnClockChange(t *testing.T) {
	r := eightyTwenty()
	double := halfHour
	double.Contacts, double.Seconds = 2*double.Contacts, 2*double.Seconds
	got, err := r.slot(double, Shrinkage{})
	if err != nil || got.Agents != 12 || got.hours() != 12 || math.Abs(got.erlangs()-10) > 1e-9 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestShrinkageDivides(t *testing.T) {
	s := Slot{Agents: 100, InOffice: 0.2, OutOffice: 0.1}
	if got := s.scheduled(); math.Abs(got-142.857142857) > 1e-6 {
		t.Errorf("%g are scheduled for 100", got)
	}
	// Of those a tenth is away; of the scheduled a fifth is at work without being there for contacts.
	if got := s.present(); math.Abs(got-128.571428571) > 1e-6 || math.Abs(got-0.2*s.scheduled()-100) > 1e-9 {
		t.Errorf("%g are at work", got)
	}
}

// bandsOf are the bands of counts that are Poisson with a rate that is normal.
func bandsOf(mean, rateDeviation float64) (out [3]series.Band) {
	deviation := math.Sqrt(mean + rateDeviation*rateDeviation)
	for l, level := range series.Levels {
		z := normal((1 + level) / 2)
		out[l] = series.Band{Low: mean - z*deviation, High: mean + z*deviation}
	}
	return out
}

func TestPlannedIsTheRatesQuantile(t *testing.T) {
	for _, p := range []float64{0.6, 0.75, 0.9, 0.95, 0.99} {
		if got, want := planned(200, bandsOf(200, 30), p), 200+30*normal(p); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%g: %g contacts, not %g", p, got, want)
		}
		if got := planned(200, bandsOf(200, 0), p); math.Abs(got-200) > 1e-3 {
			t.Errorf("%g: a rate that is known is raised to %g", p, got)
		}
	}
	if got := planned(200, bandsOf(200, 30), 0.5); got != 200 {
		t.Errorf("on the forecast itself: %g", got)
	}
	before := 0.0
	for p := 0.5; p < 0.995; p += 0.005 { // bands need not be of a normal law
		got := planned(10, [3]series.Band{{High: 14}, {High: 19}, {High: 40}}, p)
		if got < before-1e-9 {
			t.Errorf("%g: %g contacts, %g with less probability", p, got, before)
		}
		before = got
	}
}

// The promise of the probability: of the rates the forecast thinks possible,
// the target holds on as many.
func TestTargetHoldsWithTheProbability(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	const mean, deviation, draws = 300.0, 45.0, 4000
	slot := forecast.SlotLoad{Contacts: mean, Bands: bandsOf(mean, deviation), Handle: 240, Seconds: 1800}
	for _, p := range []float64{0.5, 0.8, 0.95} {
		r := eightyTwenty()
		r.probability = p
		got, err := r.slot(slot, Shrinkage{})
		if err != nil {
			t.Fatal(err)
		}
		held, fewer := 0, 0
		for range draws {
			rate := max(mean+deviation*random.NormFloat64(), 1)
			holds := func(agents int) bool {
				m, err := queueing.Evaluate(queueing.ModelA, r.load(rate, slot), agents)
				return err == nil && m.Level(queueing.LevelOffered, 20, 0) >= 0.8
			}
			if holds(got.Agents) {
				held++
			}
			if holds(got.Agents - 1) {
				fewer++
			}
		}
		const chance = 0.025 // three standard errors of 4,000 draws at most
		if share := float64(held) / draws; share < p-chance {
			t.Errorf("%g: with %d agents the target holds on %g of the rates", p, got.Agents, share)
		}
		if share := float64(fewer) / draws; share >= p+chance {
			t.Errorf("%g: one agent fewer than %d would do, on %g of the rates", p, got.Agents, share)
		}
	}
}

func TestRequestsAreChecked(t *testing.T) {
	good := func() Request {
		return Request{Name: "next weeks", ForecastID: "f", Settings: Settings{Target: Target{LevelFrom: LevelGiven, LevelPercent: 80, ThresholdSeconds: 20}}}
	}
	if r := good(); r.check() != nil || r.ProbabilityPercent != 50 || r.PatienceWeeks != 8 || r.FullTimeHours != 40 {
		t.Errorf("%+v: %v", r, r.check())
	}
	for field, change := range map[string]func(*Request){
		"body.name":                        func(r *Request) { r.Name = "  " },
		"body.forecast_id":                 func(r *Request) { r.ForecastID = "" },
		"body.target.level_percent":        func(r *Request) { r.Target.LevelPercent = 100 },
		"body.target.level_from":           func(r *Request) { r.Target = Target{LevelFrom: LevelNone} },
		"body.target.variant":              func(r *Request) { r.Target.Variant = "sl-xyz" },
		"body.target.threshold_s":          func(r *Request) { r.Target.ThresholdSeconds = -1 },
		"body.target.asa_s":                func(r *Request) { r.Target.ASASeconds = math.NaN() },
		"body.target.abandonment_percent":  func(r *Request) { r.Target.AbandonmentPercent = 0.1 },
		"body.target.occupancy_percent":    func(r *Request) { r.Target.OccupancyPercent = 120 },
		"body.target.patience_s":           func(r *Request) { r.Target.PatienceSeconds = math.Inf(1) },
		"body.target.least_agents":         func(r *Request) { r.Target.LeastAgents = -1 },
		"body.own.0.level_percent":         func(r *Request) { r.Own = []OwnTarget{{QueueID: "q", Target: Target{LevelFrom: LevelGiven}}} },
		"body.own.1.queue_id":              func(r *Request) { r.Own = []OwnTarget{{QueueID: "q"}, {QueueID: "q"}} },
		"body.probability_percent":         func(r *Request) { r.ProbabilityPercent = 40 },
		"body.patience_weeks":              func(r *Request) { r.PatienceWeeks = 100 },
		"body.full_time_hours":             func(r *Request) { r.FullTimeHours = 200 },
		"body.shrinkage.in_office_percent": func(r *Request) { r.Shrinkage = Shrinkage{InOfficePercent: 50, OutOfOfficePercent: 40} },
	} {
		r := good()
		change(&r)
		f, ok := fault.As(r.check())
		if !ok || len(f.Fields) == 0 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, f)
		}
	}
}
