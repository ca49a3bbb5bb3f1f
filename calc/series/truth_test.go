package series

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lingting/lingting/internal/kit/civil"
)

// told is a centre every effect of which is known, in logs.
type told struct {
	weekday          [7]float64 // of open days, Monday first
	payDay, campaign float64
	festival, makeUp float64
	days             int
}

func (w told) calendar() Calendar {
	c := Calendar{}
	for d := 35; d < w.days+60; d += 61 {
		for k := range 3 {
			f := c[firstDay.Add(d+k)]
			f.Holiday = "festival"
			c[firstDay.Add(d+k)] = f
		}
		c[firstDay.Add(d-d%7+12)] = DayFact{MakeUp: true} // the Saturday after
	}
	for d := 20; d < w.days+60; d += 37 {
		f := c[firstDay.Add(d)]
		f.Events = []string{"campaign"}
		c[firstDay.Add(d)] = f
	}
	return c
}

// payDays are the 10th, or the workday before.
var payDays = monthDay{10, movesAhead}

func (w told) log(calendar Calendar, open *days, d civil.Date) float64 {
	f := calendar[d]
	log := math.Log(2400) + w.weekday[d.SinceMonday()]
	if f.MakeUp {
		log = math.Log(2400) + w.makeUp
	}
	if f.Holiday != "" {
		log = math.Log(2400) + (w.weekday[5]+w.weekday[6])/2 + w.festival
	}
	if open.falls(payDays, d) {
		log += w.payDay
	}
	if len(f.Events) > 0 {
		log += w.campaign
	}
	return log
}

// Every effect a made-up series was given is found again within three times
// the error the model states for it, and the error stated is of use.
func TestEffectsAreFoundWithinTheirError(t *testing.T) {
	t.Parallel()
	w := told{weekday: [7]float64{0.22, 0.1, 0.02, 0, 0.05, -0.5, -0.6}, payDay: 0.22, campaign: 0.15, festival: -0.2, makeUp: 0.05, days: 420}
	calendar := w.calendar()
	open := &days{first: firstDay, calendar: calendar}
	open.rest = [7]bool{5: true, 6: true}
	for k := range open.open {
		open.open[k] = true
	}
	open.totals = make([]float64, w.days)
	for i := range open.totals {
		open.totals[i] = 1
	}
	r := rand.New(rand.NewPCG(7, 7))
	const slots = 24
	shape := plain()
	sum := 0.0
	for k := range slots {
		sum += shape.share(k)
	}
	var values []float64
	for i := range w.days {
		total := math.Exp(w.log(calendar, open, firstDay.Add(i)) + 0.03*r.NormFloat64())
		for k := range slots {
			mean := total * shape.share(k) / sum
			values = append(values, max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
		}
	}
	s, err := New(firstDay, slots, values)
	if err != nil {
		t.Fatal(err)
	}
	m := fitted(t, s, Options{Calendar: calendar})
	dynamic := m.members[1].dynamic
	state, now := dynamic.state, dynamic.now
	found := func(name string, want, most float64, row map[int]float64) {
		t.Helper()
		got, variance := 0.0, 0.0
		for i, a := range row {
			got += a * now.mean[i]
			for j, b := range row {
				variance += a * b * now.cov[i*now.n+j]
			}
		}
		sd := math.Sqrt(variance)
		t.Logf("%s: %.3f ± %.3f, true %.3f", name, got, sd, want)
		if math.Abs(got-want) > 3*sd || sd > most {
			t.Errorf("%s: %.3f ± %.3f was found, %.3f is true", name, got, sd, want)
		}
	}
	for k := 1; k < 7; k++ {
		found([]string{1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday", 5: "Saturday", 6: "Sunday"}[k], w.weekday[k]-w.weekday[0], 0.03, map[int]float64{state.weekday.at + k: 1, state.weekday.at: -1})
	}
	if len(state.monthDays) != 1 || state.monthDays[0] != payDays {
		t.Fatalf("days of the month that stand out: %v", state.monthDays)
	}
	found("pay-day", w.payDay, 0.05, map[int]float64{state.monthDay.at: 1})
	found("campaign", w.campaign, 0.05, map[int]float64{state.events["campaign"]: 1})
	found("festival", w.festival, 0.06, map[int]float64{state.holiday: 1, state.names["festival"]: 1})
	workday := 0.0
	for k := range 5 {
		workday += w.weekday[k] / 5
	}
	found("make-up workday", w.makeUp-workday, 0.06, map[int]float64{state.makeUp: 1})
	// The profile.
	for _, day := range m.Forecast(7).Days {
		for k, v := range day.Slots {
			if want := shape.share(k) / sum; math.Abs(v/day.Total-want) > 0.08*want+0.0005 {
				t.Errorf("%s slot %d has %.4f of the day, %.4f is true", day.Date, k, v/day.Total, want)
			}
		}
	}
}

// Single days of the month are not found where there are none.
func TestNoDayOfTheMonthStandsOutOfNoise(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		w := plain()
		w.noise = 0.08
		made := w.series(400, seed)
		totals, _ := prepare(made, nil, nil)
		model := fitDays(made.First, totals, Options{}, nil, swiftSpread)
		if found := model.state.findMonthDays(model.errors()); len(found) > 0 {
			t.Errorf("seed %d: %v", seed, found)
		}
	}
}

// What the planner says of a day goes before the rule: a day kept weighs in
// full, a day left out not at all, and an absurd one weighs a little. Whatever
// is done, the day stays flagged as what it is.
func TestThePlannerSaysWhatADayIs(t *testing.T) {
	t.Parallel()
	s := plain().series(84, 3)
	day := firstDay.Add(82)
	usual := s.Total(82)
	for k := range s.Slots {
		s.Values[82*s.Slots+k] *= 4
	}
	next := func(how Treatment) float64 {
		o := Options{}
		if how != "" {
			o.Treatments = map[civil.Date]Treatment{day: how}
		}
		m := fitted(t, s, o)
		flags := m.Flags()
		if len(flags) != 1 || flags[0].Day != day || flags[0].Kind != FlagOutlier || flags[0].Treated != how || flags[0].Actual != s.Total(82) || math.Abs(flags[0].Expected/usual-1) > 0.1 {
			t.Errorf("%q: flags %+v; the day is usually %.0f", how, flags, usual)
		}
		return m.Forecast(1).Days[0].Total
	}
	ruled, kept, out := next(""), next(TreatKeep), next(TreatLeaveOut)
	if math.Abs(ruled/out-1) > 0.1 || kept < 1.1*ruled {
		t.Errorf("the next day is %.0f by the rule, %.0f with the day kept, %.0f without it", ruled, kept, out)
	}
}

// A day without counts is taken as closed, and the day after as one that
// follows a closed day; left out, it is only not known.
func TestADayLeftOutIsNotAClosedOne(t *testing.T) {
	t.Parallel()
	w := plain()
	made := w.series(105, 4)
	for _, d := range []int{30, 58, 86} { // Wednesdays that keep a fifth back for Thursday
		for k := range made.Slots {
			made.Values[d*made.Slots+k] = 0
			made.Values[(d+1)*made.Slots+k] *= 1.3
		}
	}
	last := 104 // a Sunday; nothing of it was recorded
	for k := range made.Slots {
		made.Values[last*made.Slots+k] = 0
	}
	monday := func(treat map[civil.Date]Treatment) float64 {
		return fitted(t, made, Options{Treatments: treat}).Forecast(1).Days[0].Total
	}
	closed, out := monday(nil), monday(map[civil.Date]Treatment{firstDay.Add(last): TreatLeaveOut})
	if want := w.total(105); math.Abs(out/want-1) > 0.06 || closed < 1.05*out {
		t.Errorf("Monday is %.0f after a closed day, %.0f after one that is not known; %.0f is true", closed, out, want)
	}
	for _, f := range fitted(t, made, Options{Treatments: map[civil.Date]Treatment{firstDay.Add(30): TreatLeaveOut}}).Flags() {
		if f.Day == firstDay.Add(30) && (f.Kind != FlagOutlier && f.Kind != FlagLeftOut || f.Actual != 0 || f.Expected < 2000) {
			t.Errorf("%+v", f)
		}
	}
}
