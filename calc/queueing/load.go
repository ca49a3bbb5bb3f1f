package queueing

import "math"

// Load is what comes to a queue in an interval, and what it may do there.
// Times are seconds.
type Load struct {
	Rate     float64      // contacts a second, 0 or more
	Handle   float64      // mean handle time
	Patience Distribution // how long a contact waits before it gives up; nil: without end
	Line     int          // places to wait in; who finds all taken is turned away. 0: as many as come
	Interval float64      // length of the interval; only Fluid without patience asks for it
}

// Limits of what is reckoned.
const (
	MaxAgents = 1_000_000
	MaxLine   = 100_000 // places
	mostRate  = 1e6     // contacts a second
)

// Erlangs is the load: the agents it would keep busy.
func (l Load) Erlangs() float64 { return l.Rate * l.Handle }

func (l Load) check() error {
	if !(l.Rate >= 0 && l.Rate <= mostRate) {
		return wrong("rate", "%g contacts a second; a number from 0 to %g is needed", l.Rate, mostRate)
	}
	if err := positive("handle", l.Handle, longest, "seconds"); err != nil {
		return err
	}
	if l.Line < 0 || l.Line > MaxLine {
		return wrong("line", "%d places; 1 to %d are needed, or 0 for no limit", l.Line, MaxLine)
	}
	if l.Patience != nil {
		return l.Patience.check("patience")
	}
	return nil
}

func checkAgents(n int) error {
	if n < 1 || n > MaxAgents {
		return wrong("agents", "%d; 1 to %d are needed", n, MaxAgents)
	}
	return nil
}

// Model is a way to reckon.
type Model string

// The models.
const (
	ModelB          Model = "erlang-b"    // nobody waits: M/M/n/n
	ModelC          Model = "erlang-c"    // nobody gives up: M/M/n, M/M/n/K
	ModelA          Model = "erlang-a"    // exponential patience: M/M/n+M, M/M/n/K+M
	ModelGeneral    Model = "general"     // patience of any form: M/M/n+G
	ModelSquareRoot Model = "square-root" // many agents, neither much too few nor too many
	ModelFluid      Model = "fluid"       // overload
)

// Version is raised whenever a model gives another number for the same input,
// so that what was reckoned before can be told from what is reckoned now.
const Version = 1

// Models are all models.
var Models = []Model{ModelB, ModelC, ModelA, ModelGeneral, ModelSquareRoot, ModelFluid}

// Notation is the model in Kendall's notation, as far as the load decides it.
func (m Model) Notation(l Load) string {
	exponential := l.Patience != nil && l.Patience.Name() == "exponential"
	out := "M/M/n"
	if l.Line > 0 {
		out += "/K"
	}
	switch {
	case m == ModelB:
		return "M/M/n/n"
	case m == ModelC || l.Patience == nil:
	case exponential:
		out += "+M"
	default:
		out += "+G"
	}
	return out
}

// ErlangB is of n agents with no place to wait. Patience and Line of the load
// do not matter.
func ErlangB(l Load, agents int) (Measures, error) { return Evaluate(ModelB, l, agents) }

// ErlangC is of contacts that wait as long as it takes. Without a limited Line
// it needs more agents than erlangs. Patience of the load does not matter.
func ErlangC(l Load, agents int) (Measures, error) { return Evaluate(ModelC, l, agents) }

// ErlangA is of exponential patience.
func ErlangA(l Load, agents int) (Measures, error) { return Evaluate(ModelA, l, agents) }

// Evaluate reckons a load on so many agents. Errors are *FieldError.
func Evaluate(m Model, l Load, agents int) (Measures, error) {
	var none Measures
	if err := l.check(); err != nil {
		return none, err
	}
	if err := checkAgents(agents); err != nil {
		return none, err
	}
	if m == ModelC {
		l.Patience = nil
	}
	if err := fits(m, l); err != nil {
		return none, err
	}
	switch m {
	case ModelB:
		return blockedOnly(l, agents), nil
	case ModelFluid:
		return fluid(l, agents)
	case ModelSquareRoot:
		return squareRoot(l, agents)
	}
	if l.Patience == nil && l.Line == 0 && float64(agents) <= l.Erlangs() {
		return none, wrong("agents", "%d cannot carry %g erlangs when nobody gives up: the queue grows without end. More than %g are needed, or a model with patience (a), or fluid", agents, l.Erlangs(), math.Floor(l.Erlangs()))
	}
	return settled(m, l, agents), nil
}

// fits checks that a model can be asked about a load.
func fits(m Model, l Load) error {
	switch m {
	case ModelB, ModelC:
	case ModelA:
		if _, ok := l.Patience.(Exponential); !ok {
			return wrong("patience", "Erlang A needs a mean patience (exponential); for another form ask the general model, for none Erlang C")
		}
	case ModelGeneral:
		if l.Patience == nil {
			return wrong("patience", "the general model needs a law of patience; for none ask Erlang C")
		}
		if _, ok := l.Patience.(Exponential); !ok && l.Line > 0 {
			return wrong("line", "a limited line is reckoned for exponential patience only (Erlang A); simulate other forms")
		}
	case ModelSquareRoot, ModelFluid:
		if l.Line > 0 {
			return wrong("line", "the %s approximation knows no limited line; ask Erlang A or C", m)
		}
	default:
		return wrong("model", "%q; one of %v is needed", m, Models)
	}
	return nil
}
