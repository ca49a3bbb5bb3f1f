package whatif

import (
	"errors"
	"math"

	"github.com/lingting/lingting/calc/queueing"
)

// reckoner reckons intervals of one queue with one set of targets.
type reckoner struct {
	model    queueing.Model
	patience queueing.Distribution
	targets  queueing.Targets
	least    int
}

func newReckoner(q *Queue, targets queueing.Targets) reckoner {
	r := reckoner{model: q.Model, targets: targets, least: q.Least}
	if q.Model == queueing.ModelA {
		r.patience = queueing.Exponential{MeanTime: q.Patience}
	}
	return r
}

func (r *reckoner) load(contacts float64, s *Slot) queueing.Load {
	return queueing.Load{Rate: contacts / s.Seconds, Handle: s.Handle, Interval: s.Seconds, Patience: r.patience}
}

// agents is how many agents an interval takes for so many contacts; base is
// the interval before anything was changed, which tells where to look first.
func (r *reckoner) agents(contacts float64, s, base *Slot) (int, error) {
	if s.Seconds == 0 || contacts == 0 || s.Handle == 0 {
		return 0, nil
	}
	got, err := queueing.RequiredNear(r.model, r.load(contacts, s), r.targets, near(base, contacts*s.Handle/s.Seconds))
	return max(got.Agents, r.least), err
}

// near is about how many agents a load takes that is served as well as the
// base is: as many above the load, in units of its square root.
func near(base *Slot, erlangs float64) int {
	if base.Agents == 0 || base.Planned == 0 {
		return 0
	}
	had := base.Planned * base.Handle / base.Seconds
	return max(int(math.Ceil(erlangs+(float64(base.Agents)-had)/math.Sqrt(had)*math.Sqrt(erlangs)-0.5)), 1)
}

// faring is how contacts fare in an interval, and whether more work comes than
// the agents can ever do, while nobody gives up: then their wait has no end.
type faring struct {
	Service
	overloaded bool
}

// fare is how contacts fare with agents, of whom a part of one is there for that
// part of the time.
func (r *reckoner) fare(contacts, agents float64, s *Slot) (faring, error) {
	if contacts == 0 || s.Seconds == 0 || s.Handle == 0 {
		return faring{}, nil
	}
	low := int(math.Floor(agents + 1e-9))
	rest := agents - float64(low)
	out, err := r.fareWhole(contacts, low, s)
	if rest < 1e-9 || err != nil {
		return out, err
	}
	more, err := r.fareWhole(contacts, low+1, s)
	if err != nil {
		return out, err
	}
	mix := func(a, b float64) float64 { return a*(1-rest) + b*rest }
	answered := mix(1-out.Abandoned, 1-more.Abandoned)
	f := faring{overloaded: out.overloaded || more.overloaded, Service: Service{Level: mix(out.Level, more.Level), Abandoned: mix(out.Abandoned, more.Abandoned)}}
	if answered > 0 {
		f.ASA = mix(out.ASA*(1-out.Abandoned), more.ASA*(1-more.Abandoned)) / answered
	}
	f.Occupancy = mix(out.Occupancy*float64(low), more.Occupancy*float64(low+1)) / agents
	return f, nil
}

func (r *reckoner) fareWhole(contacts float64, agents int, s *Slot) (faring, error) {
	if agents == 0 {
		if r.model == queueing.ModelA {
			return faring{Service: Service{Abandoned: 1}}, nil
		}
		return faring{overloaded: true}, nil
	}
	load := r.load(contacts, s)
	if r.model != queueing.ModelA && float64(agents) <= load.Erlangs() {
		return faring{overloaded: true, Service: Service{Occupancy: 1}}, nil
	}
	m, err := queueing.Evaluate(r.model, load, agents)
	if err != nil {
		return faring{}, err
	}
	return faring{Service: Service{Level: tidy(m.Level(r.targets.Variant, r.targets.Threshold, r.targets.Short)), ASA: tidy(m.ASA), Abandoned: tidy(m.Abandoned), Occupancy: tidy(m.Occupancy)}}, nil
}

// tidy is how exactly the base keeps its numbers.
func tidy(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// Fault is a queue that cannot be reckoned so.
type Fault struct {
	QueueID string
	Cause   error
}

func (f *Fault) Error() string { return "queue " + f.QueueID + ": " + f.Cause.Error() }

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Cause }

func faultOf(q *Queue, err error) error {
	var field *queueing.FieldError
	if errors.As(err, &field) {
		return &Fault{q.ID, err}
	}
	return err
}
