package queueing

import "math"

// Targets are what must hold; 0 asks for nothing.
type Targets struct {
	Level       float64 // service level at least, 0 to 1
	Variant     Variant // of Level; empty: sl-off
	Threshold   float64 // of Level, seconds
	Short       float64 // short-abandon limit of Level, seconds
	ASA         float64 // mean wait of the answered at most, seconds
	Abandonment float64 // share that gives up at most
	Blocking    float64 // share that is turned away at most
	Occupancy   float64 // at most
}

// Target names one of the targets.
type Target string

// The targets.
const (
	TargetLevel       Target = "level"
	TargetASA         Target = "asa"
	TargetAbandonment Target = "abandonment"
	TargetBlocking    Target = "blocking"
	TargetOccupancy   Target = "occupancy"
	TargetStability   Target = "stability" // the queue must not grow without end
)

// Requirement is the fewest agents with which all targets hold.
type Requirement struct {
	Agents   int
	Binding  Target         // the target that asks for most agents
	Alone    map[Target]int // the fewest agents of each target alone
	Model    Model
	Measures Measures // with Agents; empty when nobody is needed
}

// Required is the fewest agents with which a load meets all targets. Every
// measure a target is held against only gets better with each agent more, so
// the answer of all together is the greatest of each alone. When nobody comes
// nobody is needed. Errors are *FieldError.
func Required(m Model, l Load, t Targets) (Requirement, error) { return RequiredNear(m, l, t, 0) }

// RequiredNear is the same answer, found sooner when about so many agents are
// needed; near 0 knows nothing.
func RequiredNear(m Model, l Load, t Targets, near int) (Requirement, error) {
	out := Requirement{Model: m, Alone: map[Target]int{}}
	if t.Variant == "" {
		t.Variant = LevelOffered
	}
	if err := l.check(); err != nil {
		return out, err
	}
	if m == ModelC {
		l.Patience = nil
	}
	if err := fits(m, l); err != nil {
		return out, err
	}
	if err := t.check(); err != nil {
		return out, err
	}
	if t.Blocking > 0 && m != ModelB && l.Line == 0 {
		return out, wrong("target.blocking", "nobody is turned away while the line has no limit; give one, or ask Erlang B")
	}
	holds := t.tests()
	if l.Rate == 0 {
		for target := range holds {
			out.Alone[target] = 0
		}
		return out, nil
	}
	seen := map[int]Measures{}
	at := func(n int) (Measures, error) {
		if known, ok := seen[n]; ok {
			return known, nil
		}
		got, err := Evaluate(m, l, n)
		seen[n] = got
		return got, err
	}
	least, err := leastAgents(m, l, near, at)
	if err != nil {
		return out, err
	}
	out.Agents, out.Binding = least, TargetStability
	guess := near
	if near <= 0 {
		guess = int(math.Ceil(l.Erlangs() + math.Sqrt(l.Erlangs())))
	}
	for _, target := range []Target{TargetOccupancy, TargetBlocking, TargetAbandonment, TargetASA, TargetLevel} {
		hold, asked := holds[target]
		if !asked {
			continue
		}
		n, err := fewest(least, guess, func(n int) (bool, error) {
			got, err := at(n)
			return err == nil && hold(got), err
		})
		if err != nil {
			return out, err
		}
		if n > MaxAgents {
			return out, wrong("target."+string(target), "not even %d agents are enough", MaxAgents)
		}
		out.Alone[target] = n
		if n >= out.Agents {
			out.Agents, out.Binding = n, target
		}
		guess = n
	}
	out.Measures, err = at(out.Agents)
	return out, err
}

// leastAgents is the fewest agents the model can be asked about.
func leastAgents(m Model, l Load, near int, at func(int) (Measures, error)) (int, error) {
	if l.Erlangs() >= MaxAgents {
		return 0, wrong("rate", "%g erlangs; a load below %d can be staffed", l.Erlangs(), MaxAgents)
	}
	if near > 0 && m == ModelA { // any number will do: near shows what is wrong as well as one does
		_, err := at(min(near, MaxAgents))
		return 1, err
	}
	_, err := at(1)
	if err == nil {
		return 1, nil
	}
	// Without patience one agent more than erlangs is the least; what is wrong
	// otherwise is wrong with them too.
	least := int(math.Floor(l.Erlangs())) + 1
	if m != ModelFluid {
		_, err = at(least)
	}
	return least, err
}

// fewest is the least number from least on that holds, which all above it do
// too; MaxAgents + 1 when none does. It looks near guess first.
func fewest(least, guess int, holds func(int) (bool, error)) (int, error) {
	at := min(max(guess, least), MaxAgents)
	ok, err := holds(at)
	if err != nil {
		return 0, err
	}
	low, high := least-1, at // low does not hold, high does
	step := 1
	if ok {
		for high > least {
			n := max(high-step, least)
			if ok, err = holds(n); err != nil {
				return 0, err
			}
			if !ok {
				low = n
				break
			}
			high, step = n, 2*step
		}
	} else {
		low, high = at, 0
		for low < MaxAgents && high == 0 {
			n := min(low+step, MaxAgents)
			if ok, err = holds(n); err != nil {
				return 0, err
			}
			if ok {
				high = n
			} else {
				low, step = n, 2*step
			}
		}
		if high == 0 {
			return MaxAgents + 1, nil
		}
	}
	for high-low > 1 {
		mid := low + (high-low)/2
		if ok, err = holds(mid); err != nil {
			return 0, err
		}
		if ok {
			high = mid
		} else {
			low = mid
		}
	}
	return high, nil
}

// tests are the targets that were asked for.
func (t Targets) tests() map[Target]func(Measures) bool {
	out := map[Target]func(Measures) bool{}
	if t.Level > 0 {
		out[TargetLevel] = func(m Measures) bool { return m.Level(t.Variant, t.Threshold, t.Short) >= t.Level }
	}
	if t.ASA > 0 {
		out[TargetASA] = func(m Measures) bool { return m.ASA <= t.ASA }
	}
	if t.Abandonment > 0 {
		out[TargetAbandonment] = func(m Measures) bool { return m.Abandoned <= t.Abandonment }
	}
	if t.Blocking > 0 {
		out[TargetBlocking] = func(m Measures) bool { return m.Blocked <= t.Blocking }
	}
	if t.Occupancy > 0 {
		out[TargetOccupancy] = func(m Measures) bool { return m.Occupancy <= t.Occupancy }
	}
	return out
}

func (t Targets) check() error {
	asked := 0
	for _, s := range []struct {
		field string
		value float64
	}{{"target.level", t.Level}, {"target.abandonment", t.Abandonment}, {"target.blocking", t.Blocking}, {"target.occupancy", t.Occupancy}} {
		if s.value == 0 {
			continue
		}
		if err := share(s.field, s.value); err != nil {
			return err
		}
		asked++
	}
	if t.ASA != 0 {
		if err := positive("target.asa", t.ASA, longest, "seconds"); err != nil {
			return err
		}
		asked++
	}
	if asked == 0 {
		return wrong("target", "nothing is asked for; a service level, ASA, abandonment, blocking or occupancy is needed")
	}
	if !(t.Threshold >= 0 && t.Threshold <= longest) {
		return wrong("target.threshold", "%g; 0 seconds or more are needed", t.Threshold)
	}
	if !(t.Short >= 0 && t.Short <= longest) {
		return wrong("target.short", "%g; 0 seconds or more are needed", t.Short)
	}
	return t.Variant.check("target.variant")
}
