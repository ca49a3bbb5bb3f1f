package forecast

import (
	"errors"
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// History is what is known of a queue's past: of each day and slot of the
// clock what came, how much of it was answered and how long that took. NaN is
// not known.
type History struct {
	First    civil.Date
	Slots    int
	Offered  []float64 // days × slots
	Answered []float64
	Seconds  []float64
}

func newHistory(first civil.Date, days, slots int) *History {
	h := &History{First: first, Slots: slots, Offered: make([]float64, days*slots), Answered: make([]float64, days*slots), Seconds: make([]float64, days*slots)}
	return h
}

// Days is the number of days.
func (h *History) Days() int { return len(h.Offered) / max(h.Slots, 1) }

// unknown says of a day that nothing is known.
func (h *History) unknown(d int) {
	for k := d * h.Slots; k < (d+1)*h.Slots; k++ {
		h.Offered[k], h.Answered[k], h.Seconds[k] = math.NaN(), math.NaN(), math.NaN()
	}
}

// total is what came on a day; NaN when nothing is known of it.
func (h *History) total(d int) float64 { return sum(h.Offered[d*h.Slots : (d+1)*h.Slots]) }

// from is the history from its day d on.
func (h *History) from(d int) *History {
	at := d * h.Slots
	return &History{First: h.First.Add(d), Slots: h.Slots, Offered: h.Offered[at:], Answered: h.Answered[at:], Seconds: h.Seconds[at:]}
}

// began is the number of the first day on which anything came; all days when
// nothing ever came.
func (h *History) began() int {
	for d := range h.Days() {
		if h.total(d) > 0 {
			return d
		}
	}
	return h.Days()
}

// task is all a queue's forecast is made from.
type task struct {
	queueID string
	grain   int // minutes
	zone    *time.Location
	history *History
	hours   hours
	holiday org.Calendar
	horizon int  // days after the history
	monthly bool // stretches are months, not weeks
	treated []Treatment
	assumed map[string]float64 // of an event never seen: how much more it brings, as a share
	drivers []series.Driver
	crew    peopleHistory // the last weeks'; empty: not asked
	skill   string        // of the queue
	duties  dutyDays
}

// calendar is what the models are told of days: of the history and of the
// days to come. A day of the past on which contacts came was not closed.
func (t task) calendar(h *History) series.Calendar {
	out := series.Calendar{}
	for i := range h.Days() + t.horizon {
		on := h.First.Add(i)
		day := t.holiday.Day(on, t.queueID)
		fact := series.DayFact{MakeUp: day.Kind == org.MakeupWorkday}
		if day.Kind == org.Holiday {
			fact.Holiday = day.Name
			if fact.Holiday == "" {
				fact.Holiday = string(org.Holiday)
			}
		}
		for _, e := range day.Events {
			if !slices.Contains(fact.Events, e.Name) {
				fact.Events = append(fact.Events, e.Name)
			}
		}
		fact.Closed = t.hours.closed(on) && (i >= h.Days() || !(h.total(i) > 0))
		if fact.Closed || fact.MakeUp || fact.Holiday != "" || len(fact.Events) > 0 {
			out[on] = fact
		}
	}
	return out
}

// series is the history by an even clock: what came in a slot that the clock
// had twice counts half, one it left out is not known.
func (t task) series(h *History) (series.Series, error) {
	values := make([]float64, len(h.Offered))
	for d := range h.Days() {
		times := timesOf(h.First.Add(d), t.grain, t.zone)
		for k, n := range times {
			i := d*h.Slots + k
			if values[i] = math.NaN(); n > 0 {
				values[i] = h.Offered[i] / n
			}
		}
	}
	return series.New(h.First, h.Slots, values)
}

// made is what came of a task.
type made struct {
	outcome Outcome
	about   About
	days    []Day
	tried   []series.Tried
	people  []PersonEffect
}

// trialDays is how many days the model is tried on, and trialHistory how many
// there must be for it.
const (
	trialDays    = 28
	trialHistory = 70
)

// lesson is what models learn from.
type lesson struct {
	history *History // from the first day on which anything came
	series  series.Series
	options series.Options
}

// lesson is what models learn from; of a queue in which nothing ever came it
// has no days.
func (t task) lesson() (l lesson, err error) {
	l.history = t.history.from(t.history.began())
	if l.history.Days() == 0 {
		return l, nil
	}
	treat := l.history.treat(t.grain, t.treated)
	l.series, err = t.series(l.history)
	l.options = series.Options{Calendar: t.calendar(l.history), Treatments: treat, Assumptions: t.assumed, Drivers: t.drivers}
	return l, err
}

// make forecasts the days after the history. A queue in which nothing came,
// or of which there is too little, is an outcome and no error.
func (t task) make() (made, error) {
	none := About{Weeks: []Stretch{}, Flags: []Flag{}}
	l, err := t.lesson()
	if err != nil {
		return made{}, err
	}
	h, s, options := l.history, l.series, l.options
	if h.Days() == 0 {
		return made{outcome: OutcomeEmpty, about: none}, nil
	}
	none.HistoryDays = h.Days()
	model, err := series.Fit(s, options)
	switch {
	case errors.Is(err, series.ErrShort):
		return made{outcome: OutcomeShort, about: none}, nil
	case errors.Is(err, series.ErrEmpty):
		return made{outcome: OutcomeEmpty, about: none}, nil
	case err != nil:
		return made{}, err
	}
	handles := handleHistory{first: h.First, slots: h.Slots, answered: h.Answered, seconds: h.Seconds}
	handle, strays := fitHandle(handles), fitHandleSpread(handles)
	people := t.learnPeople(handles)
	if people.model != nil {
		handle = fitHandle(handles.without(t.crew, people.model))
	}
	out := made{outcome: OutcomeMade, about: none, tried: model.Tried()}
	said := model.Forecast(t.horizon)
	for i, d := range said.Days {
		var mix []float64 // nil: nothing of people is used
		if people.model != nil {
			var rostered bool
			if mix, rostered = people.model.expectedMix(t.crew, len(t.crew.days), len(t.crew.days)+i, t.skill, t.duties); rostered {
				people.about.RosterDays++
			}
		}
		day := dayOfModel(d, i, timesOf(d.Date, t.grain, t.zone), t.hours.open(d.Date, t.grain), handle, mix, strays)
		out.days = append(out.days, day)
		out.about.Total = fine(out.about.Total + day.Total())
	}
	if handle != nil && t.crew.slots > 0 {
		out.about.People, out.people = &people.about, people.effects
	}
	out.about.Weeks = stretches(said, out.days, t.until)
	if t.monthly && handle != nil {
		driftMonths(&out, fitHandleDrift(handles, strays), strays)
	}
	for _, f := range model.Flags() {
		flag := Flag{Day: f.Day, Kind: string(f.Kind), Actual: finite(f.Actual), Expected: rough(f.Expected), FromMinute: f.From * t.grain, ToMinute: f.Until * t.grain}
		if i := slices.IndexFunc(t.treated, func(x Treatment) bool { return x.On == f.Day }); i >= 0 {
			flag.Treatment = t.treated[i].How
		}
		out.about.Flags = append(out.about.Flags, flag)
	}
	out.about.Effects = effectsOf(model.Effects(t.horizon))
	if s.Days() >= trialHistory {
		if out.about.Trial, err = try(s, options, handles); err != nil {
			return made{}, err
		}
	}
	return out, nil
}

// driftMonths gives months their bands of handle times, and lets those of days
// grow with the lead.
func driftMonths(m *made, drift *handleDrift, strays *handleSpread) {
	for i := range m.days {
		if d := &m.days[i]; d.HandleBands[2].High > 0 {
			d.HandleBands = bandsAround(d.MeanHandle(), strays.variance(leadOf(i), d.Total())+drift.further(i), [3]float64{1, 1, 1})
		}
	}
	from := 0
	for i := range m.about.Weeks {
		w := &m.about.Weeks[i]
		until := from + w.To.Sub(w.From) + 1
		seconds, contacts := 0.0, 0.0
		for _, d := range m.days[from:until] {
			seconds, contacts = seconds+d.Total()*d.MeanHandle(), contacts+d.Total()
		}
		if contacts > 0 {
			bands := drift.whole(from, until, seconds/contacts, contacts)
			w.HandleBands = &bands
		}
		from = until
	}
}

// until is the end of the stretch that begins with day from of the horizon.
func (t task) until(days []Day, from int) int {
	if !t.monthly {
		return min(from+7, len(days))
	}
	for i := from + 1; i < len(days); i++ {
		if _, _, d := days[i].On.Civil(); d == 1 {
			return i
		}
	}
	return len(days)
}

// stretches are the weeks, or months, of the horizon with their bands.
func stretches(said *series.Forecast, days []Day, end func(days []Day, from int) int) []Stretch {
	out := []Stretch{}
	for from := 0; from < len(days); {
		until := end(days, from)
		total, bands := said.Sum(from, until)
		w := Stretch{From: days[from].On, To: days[until-1].On}
		for _, d := range days[from:until] {
			w.Total = fine(w.Total + d.Total())
		}
		if total > 0 {
			for l, b := range bands {
				w.Bands[l] = scaled(b, w.Total/total)
			}
		}
		out = append(out, w)
		from = until
	}
	return out
}

// try holds the model against the last days of the history.
func try(s series.Series, o series.Options, handles handleHistory) (*Trial, error) {
	known := s.Days() - trialDays
	model, err := series.Fit(s.Until(known), o)
	if errors.Is(err, series.ErrEmpty) || errors.Is(err, series.ErrShort) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var off, signed, came, dayOff, dayCame float64
	days := 0
	for i, d := range model.Forecast(trialDays).Days {
		f, a, seen := 0.0, 0.0, false
		for k, v := range s.Day(known + i) {
			if math.IsNaN(v) {
				continue
			}
			seen = true
			off, signed, came = off+math.Abs(d.Slots[k]-v), signed+d.Slots[k]-v, came+v
			f, a = f+d.Slots[k], a+v
		}
		if seen {
			days++
			dayOff, dayCame = dayOff+math.Abs(f-a), dayCame+a
		}
	}
	return &Trial{Days: days, VolumeWAPE: finite(off / came), Bias: finite(signed / came), DayWAPE: finite(dayOff / dayCame), HandleWAPE: finite(handles.try(trialDays))}, nil
}

// finite is a number that JSON can tell, nil where there is none.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
