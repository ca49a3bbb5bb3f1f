package staffing

import (
	"math"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// bindingLeast is the binding target of an interval whose agents are the
// fewest the planner allows.
const bindingLeast queueing.Target = "least"

// Slot is an interval of a queue's day as it is kept. Shares are 0 to 1.
type Slot struct {
	Seconds   float64         `json:"t"`           // how long it lasts
	Contacts  float64         `json:"c,omitempty"` // as forecast
	Planned   float64         `json:"p,omitempty"` // that are staffed for, by the probability of the plan
	Handle    float64         `json:"h,omitempty"` // seconds
	Agents    int             `json:"n,omitempty"` // base
	Binding   queueing.Target `json:"b,omitempty"`
	Level     float64         `json:"l,omitempty"` // what is expected on the forecast with so many agents
	ASA       float64         `json:"a,omitempty"`
	Abandoned float64         `json:"x,omitempty"`
	Occupancy float64         `json:"o,omitempty"`
	InOffice  float64         `json:"i,omitempty"` // shrinkage, shares of scheduled time
	OutOffice float64         `json:"u,omitempty"`
}

// Day is a day of a queue as it is kept.
type Day struct {
	On     civil.Date
	Closed bool
	Slots  []Slot
}

// keptDay is the form of a day in the store.
type keptDay struct {
	Closed bool   `json:"closed,omitempty"`
	Slots  []Slot `json:"slots"`
}

// hours are the agent-hours of the slot.
func (s Slot) hours() float64 { return float64(s.Agents) * s.Seconds / 3600 }

// scheduled is how many people are scheduled so that the base agents are
// there: base / (1 − s).
func (s Slot) scheduled() float64 { return float64(s.Agents) / (1 - s.InOffice - s.OutOffice) }

// present is how many of them are at work.
func (s Slot) present() float64 { return s.scheduled() * (1 - s.OutOffice) }

// workload is the seconds of work the forecast contacts bring.
func (s Slot) workload() float64 { return s.Contacts * s.Handle }

// erlangs are the agents the forecast contacts would keep busy.
func (s Slot) erlangs() float64 {
	if s.Seconds == 0 {
		return 0
	}
	return s.workload() / s.Seconds
}

// requirement is what the intervals of a queue are reckoned with.
type requirement struct {
	target      Target
	short       float64 // short-abandon limit, seconds
	patience    Patience
	probability float64 // 0.5 to 0.99
	away        func(civil.Date) Shrinkage
}

// model is the formula: without patience Erlang C.
func (r requirement) model() queueing.Model {
	if r.patience.From == PatienceUnknown {
		return queueing.ModelC
	}
	return queueing.ModelA
}

func (r requirement) load(contacts float64, of forecast.SlotLoad) queueing.Load {
	l := queueing.Load{Rate: contacts / of.Seconds, Handle: of.Handle, Interval: of.Seconds}
	if r.patience.From != PatienceUnknown {
		l.Patience = queueing.Exponential{MeanTime: r.patience.Seconds}
	}
	return l
}

// slot reckons an interval. Without contacts nobody is needed.
func (r requirement) slot(of forecast.SlotLoad, away Shrinkage) (Slot, error) {
	out := Slot{Seconds: of.Seconds, Contacts: of.Contacts, Handle: of.Handle, InOffice: away.InOfficePercent / 100, OutOffice: away.OutOfOfficePercent / 100}
	if of.Seconds == 0 {
		return out, nil
	}
	out.Planned = tidy(planned(of.Contacts, of.Bands, r.probability))
	if out.Planned == 0 || of.Handle == 0 {
		return out, nil
	}
	targets := r.target.targets(r.short)
	got, err := queueing.Required(r.model(), r.load(out.Planned, of), targets)
	if err != nil {
		return out, err
	}
	out.Agents, out.Binding = got.Agents, got.Binding
	if out.Agents < r.target.LeastAgents {
		out.Agents, out.Binding = r.target.LeastAgents, bindingLeast
	}
	if of.Contacts == 0 {
		return out, nil
	}
	m, err := queueing.Evaluate(r.model(), r.load(of.Contacts, of), out.Agents)
	if err != nil {
		return out, err
	}
	out.Level = tidy(m.Level(targets.Variant, targets.Threshold, targets.Short))
	out.ASA, out.Abandoned, out.Occupancy = tidy(m.ASA), tidy(m.Abandoned), tidy(m.Occupancy)
	return out, nil
}

// day reckons a day.
func (r requirement) day(of forecast.DayLoad) (Day, error) {
	out := Day{On: of.On, Closed: of.Closed, Slots: make([]Slot, len(of.Slots))}
	away := r.away(of.On)
	for k, load := range of.Slots {
		var err error
		if out.Slots[k], err = r.slot(load, away); err != nil {
			return out, err
		}
	}
	return out, nil
}

// add adds a day to the sums of its queue.
func (q *AboutQueue) add(d Day) {
	for _, s := range d.Slots {
		q.Contacts += s.Contacts
		q.Workload += s.workload() / 3600
		q.AgentHours += s.hours()
		q.PaidHours += s.scheduled() * s.Seconds / 3600
		q.MostAgents = max(q.MostAgents, s.Agents)
	}
}

// tidy is how exactly numbers are kept.
func tidy(v float64) float64 { return math.Round(v*1e6) / 1e6 }
