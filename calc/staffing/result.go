package staffing

import (
	"math"

	"github.com/lingting/lingting/calc/sim"
)

// Requirement is the agents a centre needs. Costs are in the unit of the
// model's costs, of the whole day.
type Requirement struct {
	Model        string         `json:"model,omitempty"`
	Method       string         `json:"method"`
	Engine       string         `json:"engine"`
	Seed         uint64         `json:"seed"`
	Probability  float64        `json:"probability"` // 0: on the mean
	Effort       int            `json:"effort"`
	Cost         float64        `json:"cost"`
	WorkCost     float64        `json:"work_cost"` // of busy time alone
	AgentHours   float64        `json:"agent_hours"`
	Met          bool           `json:"met"` // all targets
	Groups       []GroupNeed    `json:"groups"`
	Intervals    []IntervalNeed `json:"intervals"` // of the whole day
	Missed       []Missed       `json:"missed,omitempty"`
	Separate     *Separate      `json:"separate,omitempty"`
	Simulations  int            `json:"simulations"`
	Contacts     float64        `json:"contacts_simulated"`
	Replications int            `json:"replications"` // of the last simulation, which the figures are of
}

// GroupNeed is a group over the day.
type GroupNeed struct {
	Name  string  `json:"name"`
	Hours float64 `json:"agent_hours"`
	Cost  float64 `json:"cost"`
	Most  int     `json:"most"` // at once
}

// IntervalNeed is an interval of the day.
type IntervalNeed struct {
	From    string         `json:"from"`
	Agents  []int          `json:"agents"` // by group, in the order of groups
	Cost    float64        `json:"cost"`
	Targets []TargetResult `json:"targets"`
}

// TargetResult is what a simulation says of a target, at the wanted probability.
type TargetResult struct {
	Type   string  `json:"type"`
	Target Kind    `json:"target"`
	Wanted float64 `json:"wanted"`
	Value  float64 `json:"value"`
}

// Missed is a target that does not hold, because limits leave no way.
type Missed struct {
	From string `json:"from"`
	TargetResult
}

// Separate is what separate queues take, each type with its own people of the
// group that serves it at least cost, without limits.
type Separate struct {
	Cost       float64 `json:"cost"`
	AgentHours float64 `json:"agent_hours"`
	Saving     float64 `json:"saving"`       // cost less than separate
	Share      float64 `json:"saving_share"` // of the separate cost
	Agents     [][]int `json:"agents"`       // interval × type
}

// Method is what requirements are found by; it changes when results may.
const Method = "simulation search 1"

func (s *search) requirement(o Options, fine *trial, last *outcome) *Requirement {
	p := s.p
	hours := p.program.Interval() / 3600
	out := &Requirement{
		Model: p.model.Name, Method: Method, Engine: sim.Version, Seed: o.Seed, Probability: o.Probability, Effort: max(o.Effort, 1),
		WorkCost: p.work(), Met: true, Simulations: s.rounds, Contacts: math.Round(s.contacts), Replications: fine.replications,
	}
	for d, g := range p.groups {
		out.Groups = append(out.Groups, GroupNeed{Name: p.model.Groups[g].Name})
		for i := range s.places {
			n := s.places[i].n[d]
			x := &out.Groups[d]
			x.Hours += float64(n) * hours
			x.Cost += float64(n) * p.cost[d]
			x.Most = max(x.Most, n)
		}
		out.Cost += out.Groups[d].Cost
		out.AgentHours += out.Groups[d].Hours
	}
	for i := range s.places {
		need := IntervalNeed{From: p.clock(i), Agents: s.places[i].n, Cost: p.costOf(s.places[i].n), Targets: []TargetResult{}}
		for k, r := range p.rows {
			c := last.cells[i][k]
			if !c.asked {
				continue
			}
			v := TargetResult{Type: p.model.Types[r.kind].Name, Target: r.target, Wanted: r.wanted, Value: finite(c.value)}
			need.Targets = append(need.Targets, v)
			if c.slack < 0 {
				out.Met = false
				out.Missed = append(out.Missed, Missed{need.From, v})
			}
		}
		out.Intervals = append(out.Intervals, need)
	}
	return out
}

// finite writes what is not known as -1, which JSON can carry.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return -1
	}
	return v
}
