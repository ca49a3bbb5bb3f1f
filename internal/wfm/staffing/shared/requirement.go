package shared

import (
	"math"
	"strconv"
	"strings"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/sim"
	calc "github.com/lingting/lingting/calc/staffing"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Request asks for a shared requirement.
type Request struct {
	Name   string  `json:"name" maxLength:"400"`
	PlanID string  `json:"plan_id" maxLength:"60" doc:"the plan whose contacts, handle times, patience and targets it takes"`
	FromOn string  `json:"from_on,omitempty" maxLength:"10" doc:"first day; left out: the plan's"`
	ToOn   string  `json:"to_on,omitempty" maxLength:"10" doc:"last day, included; left out: the plan's"`
	Groups []Group `json:"groups" maxItems:"100"`
	Seed   uint64  `json:"seed,omitempty" doc:"where chance begins; 1 when left out"`
}

// mostDays is how many days can be asked for at once.
const mostDays = 42

// check says what is wrong with a request, given its plan.
func (r *Request) check(p staffing.Plan) (days civil.Range, err error) {
	var w fault.Collector
	r.Name = strings.TrimSpace(r.Name)
	switch {
	case r.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case len([]rune(r.Name)) > mostName:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	days = civil.Range{From: p.FirstOn, To: p.LastOn}
	day := func(field, text string, into *civil.Date) {
		if text == "" {
			return
		}
		d, err := civil.Parse(text)
		switch {
		case err != nil:
			w.Add("body."+field, "date", "must be a date, YYYY-MM-DD")
		case !(civil.Range{From: p.FirstOn, To: p.LastOn}).Has(d):
			w.Add("body."+field, "range", "must be a day of the plan: "+p.FirstOn.String()+" to "+p.LastOn.String())
		default:
			*into = d
		}
	}
	day("from_on", r.FromOn, &days.From)
	day("to_on", r.ToOn, &days.To)
	if days.To.Before(days.From) {
		w.Add("body.to_on", "order", "must not be before the first day")
	} else if days.To.Sub(days.From) >= mostDays {
		w.Add("body.to_on", "range", "must be at most six weeks in all")
	}
	made := map[string]bool{}
	for _, q := range p.Queues {
		made[q.QueueID] = q.Outcome == staffing.OutcomeMade
	}
	checkGroups(&w, r.Groups, func(queueID string) bool { return made[queueID] })
	for _, q := range p.Queues {
		if !made[q.QueueID] {
			continue
		}
		served := false
		for _, g := range r.Groups {
			for _, id := range g.QueueIDs {
				served = served || id == q.QueueID
			}
		}
		if !served {
			w.Add("body.groups", "unserved", "nobody serves the queue "+q.Name)
		}
	}
	if r.Seed == 0 {
		r.Seed = 1
	}
	return days, w.Err("staffing.shared.invalid", "The shared requirement cannot be made as it is asked for.")
}

// model is a day as it is simulated. ok is false on a day without work.
func model(p staffing.Plan, groups []Group, days map[string]staffing.Day) (m *sim.Model, ok bool) {
	grain := p.GrainMinutes * 60
	m = &sim.Model{Day: seconds(24 * 3600), Interval: seconds(float64(grain)), Short: seconds(p.ShortSeconds)}
	name := map[string]string{}
	first, last := math.MaxInt, -1
	for _, q := range p.Queues {
		day, there := days[q.QueueID]
		if q.Outcome != staffing.OutcomeMade || !there {
			continue
		}
		rates, contacts, work := make([]float64, 24*3600/grain), 0.0, 0.0
		for k, s := range day.Slots {
			if k >= len(rates) || s.Seconds == 0 || s.Handle == 0 || s.Planned == 0 {
				continue
			}
			rates[k] = s.Planned / s.Seconds * 3600
			contacts += s.Planned
			work += s.Planned * s.Handle
			first, last = min(first, k), max(last, k)
		}
		if contacts == 0 {
			continue
		}
		handle := work / contacts
		x := sim.Type{
			Name: q.QueueID, Arrivals: &sim.Arrivals{PerHour: &sim.Profile{Period: sim.Duration(grain), Values: rates}},
			Service: &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(handle)},
			Target:  target(q.Target), Threshold: seconds(q.Target.ThresholdSeconds),
		}
		if q.Patience.From != staffing.PatienceUnknown && q.Patience.Seconds > 0 {
			x.Patience = &sim.Distribution{Distribution: sim.Exponential, Mean: seconds(q.Patience.Seconds)}
		}
		name[q.QueueID] = q.Name
		m.Types = append(m.Types, x)
	}
	if len(m.Types) == 0 {
		return nil, false
	}
	if first > 0 || last < 24*3600/grain-1 {
		m.Hours = []sim.Span{{From: sim.Duration(first * grain), To: sim.Duration((last + 1) * grain)}}
	}
	for i, g := range groups {
		x := sim.Group{Name: number(i), Staffing: &sim.Staffing{Cost: g.Cost}}
		if g.Most != nil {
			most := float64(*g.Most)
			x.Staffing.Most = &sim.Profile{Constant: &most}
		}
		for _, id := range g.QueueIDs {
			if name[id] != "" {
				x.Skills = append(x.Skills, sim.Skill{Type: id})
			}
		}
		if len(x.Skills) > 0 {
			m.Groups = append(m.Groups, x)
		}
	}
	// Contacts go to those with the fewest skills first.
	for t := range m.Types {
		for n := 1; n <= len(m.Types); n++ {
			for _, g := range m.Groups {
				if len(g.Skills) != n {
					continue
				}
				for _, s := range g.Skills {
					if s.Type == m.Types[t].Name {
						m.Types[t].Route = append(m.Types[t].Route, sim.Step{Groups: []string{g.Name}})
					}
				}
			}
		}
	}
	return m, true
}

func seconds(v float64) *sim.Duration {
	d := sim.Duration(v)
	return &d
}

func target(t staffing.Target) *sim.Target {
	out := &sim.Target{}
	share := func(percent float64) *float64 {
		if percent == 0 {
			return nil
		}
		v := percent / 100
		return &v
	}
	if out.Level = share(t.LevelPercent); out.Level != nil {
		out.Variant = string(t.Variant)
	}
	if t.ASASeconds > 0 {
		out.ASA = seconds(t.ASASeconds)
	}
	out.Abandonment, out.Occupancy = share(t.AbandonmentPercent), share(t.OccupancyPercent)
	return out
}

// ModelVersion is that of the reckoning with its inputs; Method and Engine are
// those of the search and the simulator.
const ModelVersion = 1

// Head says which shared requirement it is. It is exported for the HTTP
// framework, which reads only exported embedded structs.
type Head struct {
	ID        string `json:"id"`
	CreatedMs int64  `json:"created_ms"`
	CreatedBy string `json:"created_by"`
}

// Requirement is a shared requirement without its intervals.
type Requirement struct {
	Head
	About
}

// About is what is kept of it beside its days.
type About struct {
	Name          string     `json:"name"`
	PlanID        string     `json:"plan_id"`
	PlanName      string     `json:"plan_name"`
	ForecastName  string     `json:"forecast_name"`
	FirstOn       civil.Date `json:"first_on" format:"date"`
	LastOn        civil.Date `json:"last_on" format:"date"`
	GrainMinutes  int        `json:"grain_minutes"`
	Probability   float64    `json:"probability_percent" doc:"of the plan: how sure the contacts that are staffed for are not exceeded"`
	ModelVersion  int        `json:"model_version"`
	Method        string     `json:"method" doc:"the search; another one may give other numbers"`
	Engine        string     `json:"engine" doc:"the simulator"`
	Seed          uint64     `json:"seed"`
	Shrinkage     float64    `json:"shrinkage" doc:"share of scheduled time of the plan's first day"`
	Queues        []Queue    `json:"queues"`
	Groups        []GroupSum `json:"groups"`
	Days          []DaySum   `json:"days"`
	AgentHours    float64    `json:"agent_h" doc:"hours of all groups"`
	Cost          float64    `json:"cost" doc:"in the unit of the groups' costs"`
	SeparateHours float64    `json:"separate_agent_h" doc:"what separate queues take, by the same search"`
	SeparateCost  float64    `json:"separate_cost"`
	FormulaHours  float64    `json:"plan_agent_h" doc:"what the plan says of the same days, queue by queue, by formula"`
	Missed        int        `json:"missed" doc:"targets of a queue and interval that limits leave no way to meet"`
	Contacts      float64    `json:"contacts_simulated"`
}

// Queue is a queue of it.
type Queue struct {
	QueueID string          `json:"queue_id"`
	Name    string          `json:"name"`
	Target  staffing.Target `json:"target"`
	Model   queueing.Model  `json:"model" doc:"the formula of the plan it stands beside"`
	Handle  float64         `json:"handle_s" doc:"mean of the days"`
}

// GroupSum is a group with what it takes.
type GroupSum struct {
	Group
	AgentHours float64 `json:"agent_h"`
	MostAgents int     `json:"most_agents" doc:"there at once"`
	Scheduled  float64 `json:"scheduled_h" doc:"after shrinkage"`
}

// DaySum is a day of it.
type DaySum struct {
	On            civil.Date `json:"on" format:"date"`
	AgentHours    float64    `json:"agent_h"`
	Cost          float64    `json:"cost"`
	SeparateHours float64    `json:"separate_agent_h"`
	FormulaHours  float64    `json:"plan_agent_h"`
	Missed        int        `json:"missed"`
}

// Interval is an interval of a day.
type Interval struct {
	At       string        `json:"at" doc:"HH:MM"`
	Agents   []int         `json:"agents" doc:"by group, in the order of groups"`
	Separate int           `json:"separate" doc:"agents of separate queues"`
	Formula  int           `json:"plan" doc:"agents of the plan"`
	Targets  []TargetValue `json:"targets"`
}

// TargetValue is what a target comes to; shares are 0 to 1, ASA in seconds.
type TargetValue struct {
	QueueID string    `json:"queue_id"`
	Target  calc.Kind `json:"target" enum:"level,asa,abandonment,occupancy"`
	Wanted  float64   `json:"wanted"`
	Value   float64   `json:"value" doc:"-1: not known"`
	Missed  bool      `json:"missed,omitempty"`
}

// day makes what is kept of a day that was solved; all are the indexes of the
// model's groups among those asked for.
func day(p staffing.Plan, on civil.Date, of map[string]staffing.Day, r *calc.Requirement, groups int) (DaySum, []Interval) {
	sum := DaySum{On: on}
	out := make([]Interval, 24*60/p.GrainMinutes)
	for k := range out {
		minutes := k * p.GrainMinutes
		out[k] = Interval{At: pad(minutes/60) + ":" + pad(minutes%60), Agents: make([]int, groups), Targets: []TargetValue{}}
		for _, d := range of {
			if k < len(d.Slots) {
				out[k].Formula += d.Slots[k].Agents
				sum.FormulaHours += float64(d.Slots[k].Agents) * d.Slots[k].Seconds / 3600
			}
		}
	}
	if r == nil {
		return sum, out
	}
	missed := map[string]bool{}
	for _, x := range r.Missed {
		missed[x.From+x.Type+string(x.Target)] = true
	}
	for k, i := range r.Intervals {
		x := &out[k]
		for d, n := range i.Agents {
			at, _ := strconv.Atoi(r.Groups[d].Name)
			x.Agents[at] = n
		}
		if r.Separate != nil {
			for _, n := range r.Separate.Agents[k] {
				x.Separate += n
			}
		}
		for _, t := range i.Targets {
			x.Targets = append(x.Targets, TargetValue{QueueID: t.Type, Target: t.Target, Wanted: t.Wanted, Value: tidy(t.Value), Missed: missed[i.From+t.Type+string(t.Target)]})
		}
	}
	sum.AgentHours, sum.Cost, sum.Missed = r.AgentHours, tidy(r.Cost), len(r.Missed)
	if r.Separate != nil {
		sum.SeparateHours = r.Separate.AgentHours
	}
	return sum, out
}

func number(i int) string { return strconv.Itoa(i) }

func pad(v int) string {
	if v < 10 {
		return "0" + number(v)
	}
	return number(v)
}

// tidy is how exactly numbers are kept.
func tidy(v float64) float64 { return math.Round(v*1e6) / 1e6 }
