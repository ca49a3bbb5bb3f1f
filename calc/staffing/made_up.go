package staffing

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lingting/lingting/calc/sim"
)

func seconds(v float64) *sim.Duration {
	d := sim.Duration(math.Round(v))
	return &d
}

func duration(v float64) *sim.Duration {
	d := sim.Duration(v)
	return &d
}

// dayShape is how busy a half-hour is: two humps.
func dayShape(at, length float64) float64 {
	x := at / length
	return 0.35 + math.Exp(-40*(x-0.25)*(x-0.25)) + 0.7*math.Exp(-30*(x-0.68)*(x-0.68))
}

// MadeUp is a centre to measure the search on: 2 to 6 types, 3 to 12 groups,
// costs that grow with skills, proficiency, limits, targets of several kinds. Of
// odd seeds the rates are uncertain by day and interval.
func MadeUp(seed uint64) *sim.Model {
	r := rand.New(rand.NewPCG(seed, 0x57aff))
	between := func(a, b float64) float64 { return a + (b-a)*r.Float64() }
	types, groups := 2+r.IntN(5), 3+r.IntN(10)
	open, halves := 8*3600.0, 16+2*r.IntN(5)
	m := &sim.Model{
		Name: fmt.Sprintf("made up %d: %d types, %d groups", seed, types, groups),
		Day:  seconds(86400), Interval: seconds(1800), Threshold: seconds(20), Short: seconds(5),
		Hours: []sim.Span{{From: sim.Duration(open), To: sim.Duration(open + float64(halves)*1800)}},
	}
	if seed%2 == 1 {
		m.Busyness = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: duration(between(0.04, 0.12))}
	}
	for t := range types {
		x := sim.Type{Name: fmt.Sprintf("type %d", t+1), Target: &sim.Target{}}
		peak := math.Exp(between(math.Log(25), math.Log(160)))
		values := make([]float64, halves)
		for i := range values {
			values[i] = peak * dayShape(float64(i)+0.5, float64(halves)) / 1.4 * between(0.92, 1.08)
		}
		x.Arrivals = &sim.Arrivals{PerHour: &sim.Profile{From: sim.Duration(open), Period: 1800, Values: values}}
		if seed%2 == 1 {
			x.Arrivals.Noise = &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: duration(between(0.03, 0.1))}
		}
		handle := between(120, 420)
		x.Service = &sim.Distribution{Distribution: sim.Lognormal, Mean: seconds(handle), SD: seconds(handle * between(0.5, 1.1))}
		x.Patience = &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(between(60, 300))}
		x.Target.Level = share(math.Round(between(0.7, 0.9)*20) / 20)
		switch r.IntN(4) {
		case 0:
			x.Target.Abandonment = share(math.Round(between(0.03, 0.08)*100) / 100)
		case 1:
			x.Target.ASA = seconds(between(10, 30))
		case 2:
			x.Threshold = seconds(30)
		}
		m.Types = append(m.Types, x)
	}
	for g := range groups {
		var skills []int
		if g < types && groups >= types {
			skills = []int{g} // somebody for each type
		} else {
			skills = r.Perm(types)[:min(1+r.IntN(types)+r.IntN(2), types)]
			if groups < types {
				skills = append(skills, g, g+groups)
			}
		}
		x := sim.Group{Name: fmt.Sprintf("group %d", g+1)}
		seen := map[int]bool{}
		for _, t := range skills {
			if t >= types || seen[t] {
				continue
			}
			seen[t] = true
			s := sim.Skill{Type: m.Types[t].Name}
			if len(seen) > 1 {
				s.ServiceFactor = share(math.Round(between(1, 1.15)*100) / 100)
			}
			x.Skills = append(x.Skills, s)
		}
		x.Staffing = &sim.Staffing{Cost: math.Round(20*(1+between(0.03, 0.12)*float64(len(x.Skills)-1))*between(0.95, 1.05)*100) / 100}
		m.Groups = append(m.Groups, x)
	}
	// A type is served by specialists first.
	for t := range m.Types {
		var can []string
		for _, n := range []int{1, 2, 3, 4, 5, 6} {
			for g := range m.Groups {
				if len(m.Groups[g].Skills) == n && slices.ContainsFunc(m.Groups[g].Skills, func(s sim.Skill) bool { return s.Type == m.Types[t].Name }) {
					can = append(can, m.Groups[g].Name)
				}
			}
		}
		for _, name := range can {
			m.Types[t].Route = append(m.Types[t].Route, sim.Step{Groups: []string{name}})
		}
	}
	if last := m.Groups[groups-1]; groups > types && r.IntN(2) == 0 {
		m.Mixes = []sim.Mix{{Groups: []string{last.Name}, MostShare: share(0.25)}}
	}
	return m
}

func share(v float64) *float64 { return &v }

// Month is four weeks of a centre of ten types and sixteen groups at half-hours:
// weekdays differ, weeks a little, and Saturdays and Sundays are quiet.
func Month(seed uint64) []*sim.Model {
	r := rand.New(rand.NewPCG(seed, 0x40))
	between := func(a, b float64) float64 { return a + (b-a)*r.Float64() }
	const types, halves, open = 10, 26, 8 * 3600
	base := sim.Model{
		Day: seconds(86400), Interval: seconds(1800), Threshold: seconds(20),
		Hours:    []sim.Span{{From: open, To: open + halves*1800}},
		Busyness: &sim.Distribution{Distribution: sim.Gamma, Mean: seconds(1), SD: duration(0.07)},
	}
	peaks := make([]float64, types)
	for t := range types {
		peaks[t] = math.Exp(between(math.Log(20), math.Log(90)))
		handle := between(150, 360)
		base.Types = append(base.Types, sim.Type{
			Name: fmt.Sprintf("queue %d", t+1), Target: &sim.Target{Level: share(0.8)},
			Service:  &sim.Distribution{Distribution: sim.Lognormal, Mean: seconds(handle), SD: seconds(0.8 * handle)},
			Patience: &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(between(90, 240))},
		})
	}
	group := func(cost float64, skills ...int) {
		x := sim.Group{Name: fmt.Sprintf("group %d", len(base.Groups)+1), Staffing: &sim.Staffing{Cost: cost}}
		for _, t := range skills {
			x.Skills = append(x.Skills, sim.Skill{Type: base.Types[t].Name})
		}
		base.Groups = append(base.Groups, x)
	}
	for t := range types {
		group(20, t)
	}
	for t := 0; t < types; t += 2 {
		group(21.5, t, (t+1)%types, (t+3)%types)
	}
	group(24, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	weekday := []float64{1.15, 1.05, 1, 1, 1.02, 0.6, 0.45}
	var out []*sim.Model
	for day := range 28 {
		m := base
		m.Name = fmt.Sprintf("day %d", day+1)
		m.Types = slices.Clone(base.Types)
		for t := range m.Types {
			values := make([]float64, halves)
			size := peaks[t] * weekday[day%7] * between(0.93, 1.07)
			for i := range values {
				values[i] = size * dayShape(float64(i)+0.5, halves) / 1.4
			}
			m.Types[t].Arrivals = &sim.Arrivals{PerHour: &sim.Profile{From: open, Period: 1800, Values: values}}
		}
		out = append(out, &m)
	}
	return out
}
