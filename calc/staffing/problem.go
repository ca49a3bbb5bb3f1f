package staffing

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lingting/lingting/calc/sim"
)

// Error is a model for which no requirement can be found, with every field
// that is wrong.
type Error struct{ Problems []sim.Problem }

// Error names every field.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Field + ": " + p.Message
	}
	return "no requirement can be found for the model:\n  " + strings.Join(lines, "\n  ")
}

func (e *Error) fail(field, format string, args ...any) {
	e.Problems = append(e.Problems, sim.Problem{Field: field, Message: fmt.Sprintf(format, args...)})
}

// Kind is what a target is of.
type Kind string

// The targets.
const (
	Level       Kind = "level"
	ASA         Kind = "asa"
	Abandonment Kind = "abandonment"
	Occupancy   Kind = "occupancy"
)

// row is one target of one type.
type row struct {
	kind    int // type
	target  Kind
	measure int // of contacts, by its index
	wanted  float64
}

// mix is a limit of several groups together.
type mix struct {
	in                    []bool // by searched group
	least, most           []int  // by place
	leastShare, mostShare float64
	field                 string
}

// leastExpected is how many contacts must be expected of a type in an interval
// for its targets to be held there.
const leastExpected = 0.1

// problem is a model with targets, made ready.
type problem struct {
	model   *sim.Model
	program *sim.Program
	types   int
	places  int
	rows    []row
	groups  []int     // that are searched for, by their number in the model
	cost    []float64 // of an agent of a searched group in one interval
	skilled [][]bool  // type × group of the model
	least   [][]int   // searched group × place
	most    [][]int
	mixes   []mix
	active  []bool      // places where agents are searched for
	asked   [][]bool    // type × place: whether targets are held
	load    [][]float64 // type × place, erlangs, with the stress of the wanted probability
	mean    [][]float64 // type × place, erlangs expected
	expect  [][]float64 // type × place: contacts expected
	light   bool        // every type has people of its own
	near    [][]int     // by type: types that share agents with it, itself with them
}

const none = math.MaxInt32 // no limit

// newProblem checks a model and makes it ready. Errors are *sim.ModelError or *Error.
func newProblem(m *sim.Model, o Options) (*problem, error) {
	e := &Error{}
	filled := *m
	filled.Groups = slices.Clone(m.Groups)
	one := 1.0
	for g := range filled.Groups {
		x := &filled.Groups[g]
		if x.Staffing == nil {
			continue
		}
		if x.Shifts != nil {
			e.fail(fmt.Sprintf("groups[%d].shifts", g), "and staffing exclude each other: agents with shifts are as they are")
			x.Shifts = nil
		}
		x.Agents = &sim.Profile{Constant: &one}
	}
	program, err := sim.Compile(&filled)
	if err != nil {
		return nil, err
	}
	p := &problem{model: m, program: program, types: len(m.Types), places: program.Intervals()}
	if m.Days != nil && *m.Days != 1 {
		e.fail("days", "is %d; a requirement is for one day: a week is one day of 168h", *m.Days)
	}
	if m.WarmUp != nil && *m.WarmUp != 0 {
		e.fail("warm_up", "leaves a part of the day out: targets hold in every interval")
	}
	p.readGroups(m, e)
	p.readTargets(m, e)
	p.readMixes(m, e)
	if len(e.Problems) > 0 {
		return nil, e
	}
	p.ready(o)
	return p, nil
}

// profile is a number by place; a profile that changes within an interval
// counts with its value at the beginning.
func (p *problem) profile(of *sim.Profile, field string, otherwise int, e *Error) []int {
	out := make([]int, p.places)
	for i := range out {
		out[i] = otherwise
	}
	if of == nil {
		return out
	}
	values, err := of.At(p.program.Interval(), p.places)
	if err != nil {
		e.fail(field, "%v", err)
		return out
	}
	for i, v := range values {
		if v < 0 || v != math.Round(v) || v > 100_000 {
			e.fail(field, "has %g; a whole number of agents from 0 to 100000 was expected", v)
			return out
		}
		out[i] = int(v)
	}
	return out
}

func (p *problem) readGroups(m *sim.Model, e *Error) {
	for g := range m.Groups {
		s := m.Groups[g].Staffing
		if s == nil {
			continue
		}
		path := fmt.Sprintf("groups[%d].staffing", g)
		if !(s.Cost > 0) || s.Cost > 1e9 {
			e.fail(path+".cost", "is %g; it must be above 0", s.Cost)
		}
		least, most := p.profile(s.Least, path+".least", 0, e), p.profile(s.Most, path+".most", none, e)
		for i := range least {
			if least[i] > most[i] {
				e.fail(path+".most", "is %d at %s, below least, which is %d", most[i], p.clock(i), least[i])
				break
			}
		}
		p.groups = append(p.groups, g)
		p.cost = append(p.cost, s.Cost*p.program.Interval()/3600)
		p.least, p.most = append(p.least, least), append(p.most, most)
	}
	if len(p.groups) == 0 {
		e.fail("groups", "none has staffing: a cost per hour is needed of each group whose agents are to be found")
	}
	p.skilled = make([][]bool, p.types)
	for t := range p.skilled {
		p.skilled[t] = make([]bool, len(m.Groups))
		for g := range m.Groups {
			p.skilled[t][g] = !math.IsNaN(p.program.Handle(t, g))
		}
	}
}

func (p *problem) readTargets(m *sim.Model, e *Error) {
	for t := range m.Types {
		x := m.Types[t].Target
		if x == nil {
			continue
		}
		path := fmt.Sprintf("types[%d].target", t)
		before := len(p.rows)
		add := func(target Kind, measure string, wanted float64) {
			index, ok := sim.MeasureIndex(measure)
			if !ok || target == Level && !strings.HasPrefix(measure, "sl-") {
				e.fail(path+".variant", "is %q; one of sl-off, sl-ans, sl-neg, sl-pos, sl-ign, sl-shc, sl-shx, sl-flo, sl-nob, sl-rem, sl-evt or sl-pen was expected", measure)
			}
			p.rows = append(p.rows, row{t, target, index, wanted})
		}
		share := func(field string, v *float64) bool {
			if v != nil && !(*v > 0 && *v < 1) {
				e.fail(path+"."+field, "is %g; a share above 0 and below 1 was expected", *v)
			}
			return v != nil
		}
		if share("level", x.Level) {
			variant := x.Variant
			if variant == "" {
				variant = "sl-off"
			}
			add(Level, variant, *x.Level)
		} else if x.Variant != "" {
			e.fail(path+".variant", "goes with level")
		}
		if x.ASA != nil {
			if !(*x.ASA > 0) || math.IsInf(float64(*x.ASA), 0) {
				e.fail(path+".asa", "is %g; a time above 0 was expected", float64(*x.ASA))
			}
			add(ASA, "asa", float64(*x.ASA))
		}
		if share("abandonment", x.Abandonment) {
			add(Abandonment, "abandon_rate", *x.Abandonment)
		}
		if share("occupancy", x.Occupancy) {
			add(Occupancy, "aht", *x.Occupancy)
		}
		if len(p.rows) == before {
			e.fail(path, "is empty; level, asa, abandonment or occupancy was expected")
		}
		if m.Types[t].Outbound != nil {
			e.fail(path, "is of work that the centre begins itself: it has no targets of waits")
		}
	}
	if len(p.rows) == 0 {
		e.fail("types", "none has a target")
	}
	for t := range m.Types {
		if a := m.Types[t].Arrivals; a != nil && a.Times != nil {
			e.fail(fmt.Sprintf("types[%d].arrivals.times", t), "are one day that has been: a requirement needs per_hour")
		}
	}
}

func (p *problem) readMixes(m *sim.Model, e *Error) {
	for k, x := range m.Mixes {
		path := fmt.Sprintf("mixes[%d]", k)
		out := mix{in: make([]bool, len(p.groups)), field: path, leastShare: 0, mostShare: 1,
			least: p.profile(x.Least, path+".least", 0, e), most: p.profile(x.Most, path+".most", none, e)}
		for i, name := range x.Groups {
			at := slices.IndexFunc(p.groups, func(g int) bool { return m.Groups[g].Name == name })
			if at < 0 {
				e.fail(fmt.Sprintf("%s.groups[%d]", path, i), "there is no group %q with staffing", name)
				continue
			}
			out.in[at] = true
		}
		if len(x.Groups) == 0 {
			e.fail(path+".groups", "is empty")
		}
		if x.Least == nil && x.Most == nil && x.LeastShare == nil && x.MostShare == nil {
			e.fail(path, "limits nothing; least, most, least_share or most_share was expected")
		}
		for _, s := range []struct {
			field string
			v     *float64
			to    *float64
		}{{"least_share", x.LeastShare, &out.leastShare}, {"most_share", x.MostShare, &out.mostShare}} {
			if s.v == nil {
				continue
			}
			if *s.to = *s.v; !(*s.v >= 0 && *s.v <= 1) {
				e.fail(path+"."+s.field, "is %g; a share from 0 to 1 was expected", *s.v)
			}
		}
		if out.leastShare > out.mostShare {
			e.fail(path+".most_share", "is below least_share")
		}
		p.mixes = append(p.mixes, out)
	}
}

// ready reckons loads and where targets are held.
func (p *problem) ready(o Options) {
	p.active = make([]bool, p.places)
	p.asked = make([][]bool, p.types)
	p.load, p.mean = make([][]float64, p.types), make([][]float64, p.types)
	p.near, p.expect = make([][]int, p.types), make([][]float64, p.types)
	held := make([]bool, p.types)
	for _, r := range p.rows {
		held[r.kind] = true
	}
	for t := range p.types {
		p.asked[t], p.load[t], p.mean[t] = make([]bool, p.places), make([]float64, p.places), make([]float64, p.places)
		handle := p.handle(t)
		for i := range p.places {
			n := p.program.Expected(t, i)
			p.expect[t] = append(p.expect[t], n)
			p.asked[t][i] = held[t] && n >= leastExpected
			p.active[i] = p.active[i] || n > 0
			p.mean[t][i] = n / p.program.Interval() * handle
			p.load[t][i] = p.mean[t][i] * p.stress(t, i, o)
		}
		for u := range p.types {
			for g := range p.skilled[t] {
				if p.skilled[t][g] && p.skilled[u][g] {
					p.near[t] = append(p.near[t], u)
					break
				}
			}
		}
	}
	// Contacts that come as another type (callbacks) have no rate: their targets
	// are held wherever the centre has work.
	for t := range p.types {
		if held[t] && p.model.Types[t].Arrivals == nil {
			copy(p.asked[t], p.active)
		}
	}
	for d := range p.groups {
		for i := range p.places {
			p.active[i] = p.active[i] || p.least[d][i] > 0
		}
	}
	for k := range p.mixes {
		for i, n := range p.mixes[k].least {
			p.active[i] = p.active[i] || n > 0
		}
	}
}

// handle is the handle time of a type with the group that is best at it.
func (p *problem) handle(t int) float64 {
	best := math.Inf(1)
	for g := range p.skilled[t] {
		if h := p.program.Handle(t, g); h < best {
			best = h
		}
	}
	return best
}

// stressDraws is how many draws a quantile of the rates is taken of.
const stressDraws = 400

// stress is what the rate of a type is multiplied by to be exceeded only with
// the probability that is left.
func (p *problem) stress(t, i int, o Options) float64 {
	if o.Probability <= 0 || !p.program.Uncertain(t) {
		return 1
	}
	draws := make([]float64, stressDraws)
	for n := range draws {
		draws[n] = p.program.Factor(o.Seed^riskSeed, n, t, i)
	}
	slices.Sort(draws)
	return draws[min(int(o.Probability*stressDraws), stressDraws-1)]
}

// fits says whether numbers of agents keep all limits in a place.
func (p *problem) fits(i int, n []int) bool {
	all := 0
	for d, v := range n {
		if v < p.least[d][i] || v > p.most[d][i] {
			return false
		}
		all += v
	}
	for k := range p.mixes {
		x := &p.mixes[k]
		sum := 0
		for d, v := range n {
			if x.in[d] {
				sum += v
			}
		}
		if sum < x.least[i] || sum > x.most[i] || float64(sum) < x.leastShare*float64(all)-1e-9 || float64(sum) > x.mostShare*float64(all)+1e-9 {
			return false
		}
	}
	return true
}

// costOf is the cost of numbers of agents in one place.
func (p *problem) costOf(n []int) float64 {
	sum := 0.0
	for d, v := range n {
		sum += float64(v) * p.cost[d]
	}
	return sum
}

// clock is when a place begins.
func (p *problem) clock(i int) string {
	s := int(p.program.Interval() * float64(i))
	return fmt.Sprintf("%02d:%02d", s/3600, s/60%60)
}
