package queueing

import "math"

// squareRoot is the many-server approximation: agents = load + β√load
// (Halfin & Whitt 1981; with patience Garnett, Mandelbaum & Reiman 2002). Only
// the rate at which patience begins to end matters (Zeltyn & Mandelbaum 2005).
func squareRoot(l Load, agents int) (Measures, error) {
	n, load, mu := float64(agents), l.Erlangs(), 1/l.Handle
	leave := 0.0
	if l.Patience != nil {
		if leave = l.Patience.Hazard(0); !finite(leave) {
			return Measures{}, wrong("patience", "so many give up at once that the square-root approximation fails; ask the general model")
		}
	}
	if leave == 0 && n <= load {
		return Measures{}, wrong("agents", "%d for %g erlangs; without anyone who gives up soon the square-root approximation needs more agents than erlangs; ask fluid", agents, load)
	}
	if load == 0 {
		out := start(ModelSquareRoot, l, agents)
		out.law = noWait(1)
		return out, nil
	}
	beta := (n - load) / math.Sqrt(load)
	slack := (n - load) * mu
	mode, patience := 0.0, Distribution(nil)
	wait := 1 / (1 + beta/normalHazard(-beta)) // Halfin & Whitt
	if leave > 0 {
		patience = Exponential{MeanTime: 1 / leave}
		mode = max(-slack/(l.Rate*leave), 0)
		wait = 1 / (1 + math.Sqrt(leave/mu)*normalHazard(beta*math.Sqrt(mu/leave))/normalHazard(-beta))
	}
	fall := func(x float64) float64 { return slack*x + l.Rate*leave*x*x/2 }
	w := newWaits(patience, mode, 1/(n*mu), func(x float64) float64 { return fall(x) - fall(mode) })
	w.free, w.weight = 1-wait, wait/w.all
	return measures(ModelSquareRoot, l, agents, w, 0), nil
}

// normalHazard is density over upper tail of the standard normal.
func normalHazard(x float64) float64 {
	if x > 30 {
		return x + 1/x - 2/(x*x*x)
	}
	return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / below(-x)
}

// fluid takes contacts and agents as flows without chance (Whitt 2006): in
// overload with patience everybody waits until so many have given up that the
// agents can carry the rest; without it the queue grows from the beginning of
// the interval on. What is not overloaded does not wait.
func fluid(l Load, agents int) (Measures, error) {
	out := start(ModelFluid, l, agents)
	share := float64(agents) / l.Erlangs() // of the load that can be carried
	if share >= 1 || l.Rate == 0 {
		out.law = noWait(1)
		out.work(l)
		return out, nil
	}
	out.Wait = 1
	if l.Patience == nil {
		if err := positive("interval", l.Interval, longest, "seconds"); err != nil {
			return Measures{}, wrong("interval", "%g; the fluid model of an overload in which nobody gives up needs the length of the interval", l.Interval)
		}
		// A contact that comes at t waits t(1/share − 1).
		longestWait := l.Interval * (1/share - 1)
		out.law = ramp(longestWait)
		out.ASA, out.MeanWait = longestWait/2, longestWait/2
		out.Queue = (l.Rate - float64(agents)/l.Handle) * l.Interval / 2
		out.Occupancy, out.Busy = 1, float64(agents)
		return out, nil
	}
	wait := l.Patience.Quantile(1 - share)
	out.Answered, out.Abandoned = share, 1-share
	out.law = step{wait, share, l.Patience}
	out.ASA, out.MeanWait = wait, l.Patience.Between(0, wait)
	out.AbandonWait = max(out.MeanWait-share*wait, 0) / out.Abandoned
	out.Queue = l.Rate * out.MeanWait
	out.work(l)
	return out, nil
}

// ramp is waits spread evenly from 0 to the longest; nobody gives up.
type ramp float64

func (r ramp) answeredWithin(t float64) float64 { return min(t/float64(r), 1) }
func (ramp) abandonedWithin(float64) float64    { return 0 }

// step is a wait that is the same for all who are answered.
type step struct {
	wait, share float64
	patience    Distribution
}

func (s step) answeredWithin(t float64) float64 {
	if t >= s.wait {
		return s.share
	}
	return 0
}

func (s step) abandonedWithin(t float64) float64 {
	return min(s.patience.CDF(min(t, s.wait)), 1-s.share)
}
