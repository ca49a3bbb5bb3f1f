package staffing

import (
	"math"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/civil"
)

// Figures are the figures of an interval, of a queue or of several together:
// their agents are added, for each queue is staffed by itself.
type Figures struct {
	Contacts  float64         `json:"contacts" doc:"as forecast"`
	Planned   float64         `json:"planned_contacts" doc:"that are staffed for, by the probability of the plan"`
	Handle    *float64        `json:"handle_s" doc:"mean handle time; null: nobody comes, or not known"`
	Erlangs   float64         `json:"erlangs" doc:"agents the forecast contacts keep busy"`
	Agents    int             `json:"agents" doc:"base agents: the fewest with which the targets hold"`
	Present   float64         `json:"present" doc:"people at work, so that the base agents are there for contacts"`
	Scheduled float64         `json:"scheduled" doc:"people to schedule: base / (1 − shrinkage)"`
	Binding   queueing.Target `json:"binding,omitempty" doc:"the target that asks for most agents: level, asa, abandonment, occupancy, stability, or least; of one queue only"`
	Level     *float64        `json:"level_percent" doc:"service level that is expected on the forecast, as the queue counts it; of several queues weighted by contacts"`
	ASA       *float64        `json:"asa_s" doc:"expected"`
	Abandoned *float64        `json:"abandonment_percent" doc:"expected"`
	Occupancy *float64        `json:"occupancy_percent" doc:"expected"`
}

// SlotFigures are the figures of an interval.
type SlotFigures struct {
	At string `json:"at" doc:"when the interval begins, like 09:30"`
	Figures
}

// Hours are the sums of some days.
type Hours struct {
	Contacts   float64  `json:"contacts"`
	Workload   float64  `json:"workload_h" doc:"contacts times handle time"`
	AgentHours float64  `json:"agent_h" doc:"hours of base agents"`
	PaidHours  float64  `json:"scheduled_h" doc:"hours to schedule, after shrinkage"`
	MostAgents int      `json:"most_agents" doc:"base agents of the busiest interval"`
	Level      *float64 `json:"level_percent" doc:"expected, weighted by contacts"`
	Occupancy  *float64 `json:"occupancy_percent" doc:"workload of the answered ÷ agent-hours, expected"`
}

// DayFigures are the figures of a day, with what the heat-map shows of its
// intervals.
type DayFigures struct {
	On        civil.Date `json:"on" format:"date"`
	Closed    bool       `json:"closed"`
	Agents    []int      `json:"agents" doc:"base agents of each interval"`
	Scheduled []float64  `json:"scheduled" doc:"people to schedule in each interval"`
	Hours
}

// WeekFigures are the figures of seven days; the last may be fewer.
type WeekFigures struct {
	From      civil.Date `json:"from" format:"date"`
	To        civil.Date `json:"to" format:"date"`
	FullTimes float64    `json:"fte" doc:"scheduled hours ÷ hours of a full-time person in as many days"`
	Hours
}

// tally sums intervals.
type tally struct {
	contacts, planned, seconds, erlangs float64
	agents                              int
	present, scheduled                  float64
	agentHours, paidHours               float64
	binding                             queueing.Target
	queues                              int
	// sums over contacts, and over agent-hours
	level, asa, asaWeight, abandoned, busy float64
	weight                                 float64
}

func (t *tally) add(s Slot) {
	t.contacts += s.Contacts
	t.planned += s.Planned
	t.seconds += s.workload()
	t.erlangs += s.erlangs()
	t.agents += s.Agents
	t.agentHours += s.hours()
	t.paidHours += s.scheduled() * s.Seconds / 3600
	t.present += s.present()
	t.scheduled += s.scheduled()
	if s.Agents > 0 {
		t.binding = s.Binding
		t.queues++
	}
	if s.Contacts > 0 && s.Agents > 0 {
		answered := s.Contacts * (1 - s.Abandoned)
		t.weight += s.Contacts
		t.level += s.Contacts * s.Level
		t.abandoned += s.Contacts * s.Abandoned
		t.asa += answered * s.ASA
		t.asaWeight += answered
	}
	t.busy += s.Occupancy * s.hours()
}

func (t *tally) figures() Figures {
	out := Figures{Contacts: rough(t.contacts), Planned: rough(t.planned), Erlangs: rough(t.erlangs), Agents: t.agents, Present: rough(t.present), Scheduled: rough(t.scheduled),
		Handle: ratio(t.seconds, t.contacts, 1), Level: ratio(t.level, t.weight, 100), ASA: ratio(t.asa, t.asaWeight, 1), Abandoned: ratio(t.abandoned, t.weight, 100), Occupancy: ratio(t.busy, t.agentHours, 100)}
	if t.queues == 1 {
		out.Binding = t.binding
	}
	return out
}

func (t *tally) hours(most int) Hours {
	return Hours{Contacts: rough(t.contacts), Workload: rough(t.seconds / 3600), AgentHours: rough(t.agentHours), PaidHours: rough(t.paidHours), MostAgents: most,
		Level: ratio(t.level, t.weight, 100), Occupancy: ratio(t.busy, t.agentHours, 100)}
}

func ratio(num, den, scale float64) *float64 {
	if den == 0 {
		return nil
	}
	v := rough(scale * num / den)
	return &v
}

func rough(v float64) float64 { return math.Round(v*100) / 100 }

// summed are a plan's days and weeks.
type summed struct {
	days  []DayFigures
	weeks []WeekFigures
}

// sum sums the days of a plan, of one queue or several.
func (p Plan) sum(days []queueDay) summed {
	n := p.span().Days()
	slots := 24 * 60 / p.GrainMinutes
	cells := make([]tally, n*slots)
	open := make([]bool, n)
	for _, d := range days {
		i := d.On.Sub(p.FirstOn)
		open[i] = open[i] || !d.Closed
		for k, s := range d.Slots {
			cells[i*slots+k].add(s)
		}
	}
	out := summed{days: make([]DayFigures, n)}
	var week tally
	most := 0
	for i := range n {
		var day tally
		f := DayFigures{On: p.FirstOn.Add(i), Closed: !open[i], Agents: make([]int, slots), Scheduled: make([]float64, slots)}
		for k := range slots {
			cell := cells[i*slots+k]
			f.Agents[k], f.Scheduled[k] = cell.agents, rough(cell.scheduled)
			f.MostAgents = max(f.MostAgents, cell.agents)
			day.merge(cell)
		}
		f.Hours = day.hours(f.MostAgents)
		out.days[i] = f
		week.merge(day)
		most = max(most, f.MostAgents)
		if i%7 == 6 || i == n-1 {
			w := WeekFigures{From: f.On.Add(-(i % 7)), To: f.On, Hours: week.hours(most)}
			w.FullTimes = rough(week.paidHours / (p.Settings.FullTimeHours * float64(i%7+1) / 7))
			out.weeks = append(out.weeks, w)
			week, most = tally{}, 0
		}
	}
	return out
}

// merge adds the sums of another tally that are over time.
func (t *tally) merge(o tally) {
	t.contacts, t.planned, t.seconds = t.contacts+o.contacts, t.planned+o.planned, t.seconds+o.seconds
	t.agentHours, t.paidHours, t.busy = t.agentHours+o.agentHours, t.paidHours+o.paidHours, t.busy+o.busy
	t.weight, t.level, t.abandoned = t.weight+o.weight, t.level+o.level, t.abandoned+o.abandoned
	t.asa, t.asaWeight = t.asa+o.asa, t.asaWeight+o.asaWeight
}
