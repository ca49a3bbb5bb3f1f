package sim

import "fmt"

func seconds(v float64) *Duration { d := Duration(v); return &d }

// SingleSkill is M/M/n+M at load n: one type, n agents, mean service 180 s, mean
// patience 120 s, about a million contacts in one long day. Speed is measured on it.
func SingleSkill(n int) *Model {
	rate := float64(n) * 3600 / 180
	return &Model{
		Name: fmt.Sprintf("M/M/%d+M", n), Day: seconds(1e6 / rate * 3600), Interval: seconds(1e6 / rate * 3600),
		Types: []Type{{
			Name: "calls", Arrivals: &Arrivals{PerHour: Constant(rate)},
			Patience: &Distribution{Distribution: Exponential, Mean: seconds(120)},
			Service:  &Distribution{Distribution: Exponential, Mean: seconds(180)},
		}},
		Groups: []Group{{Name: "agents", Agents: Constant(float64(n)), Skills: []Skill{{Type: "calls"}}}},
	}
}

// MultiSkill is a centre of types, groups and agents in all at a load of 1:
// each group serves about a third of the types, with a priority list in both
// directions. Speed is measured on it.
func MultiSkill(types, groups, agents int) *Model {
	m := &Model{Name: fmt.Sprintf("%d types, %d groups, %d agents", types, groups, agents), Day: seconds(10 * 86400), Interval: seconds(3600)}
	rate := float64(agents) * 3600 / 180 / float64(types)
	for t := range types {
		m.Types = append(m.Types, Type{
			Name: fmt.Sprintf("type %d", t+1), Arrivals: &Arrivals{PerHour: Constant(rate)},
			Patience: &Distribution{Distribution: Exponential, Mean: seconds(120)},
			Service:  &Distribution{Distribution: Exponential, Mean: seconds(180)},
		})
	}
	for g := range groups {
		x := Group{Name: fmt.Sprintf("group %d", g+1), Agents: Constant(float64(agents / groups))}
		for k := range max(types/3, 1) + 1 {
			x.Skills = append(x.Skills, Skill{Type: m.Types[(g*types/groups+k*(1+g%3))%types].Name})
		}
		seen := map[string]bool{}
		kept := x.Skills[:0]
		for _, s := range x.Skills {
			if !seen[s.Type] {
				seen[s.Type] = true
				kept = append(kept, s)
			}
		}
		x.Skills = kept
		m.Groups = append(m.Groups, x)
	}
	return m
}
