package staffing

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Plan is how many people a locked forecast takes, as it was reckoned.
type Plan struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	ForecastID string     `json:"forecast_id"`
	FirstOn    civil.Date `json:"first_on" format:"date"`
	LastOn     civil.Date `json:"last_on" format:"date"`
	About                 // what it was made from
	CreatedMs  int64      `json:"created_ms"`
	CreatedBy  string     `json:"created_by"`
	QueueCount int        `json:"queue_count"`
	Queues     []Queue    `json:"queues,omitempty" doc:"not in lists"`
}

// About is what a plan was made from and by.
type About struct {
	ForecastName string         `json:"forecast_name"`
	LockedMs     int64          `json:"forecast_locked_ms" doc:"when the forecast was locked"`
	GrainMinutes int            `json:"grain_minutes" doc:"minutes of an interval"`
	Timezone     string         `json:"timezone"`
	Settings     Settings       `json:"settings"`
	ModelVersion int            `json:"model_version" doc:"of the formulas; other versions may give other numbers"`
	Metrics      map[string]int `json:"metrics" doc:"version of each definition patience was asked by"`
	PatienceFrom civil.Date     `json:"patience_from_on" format:"date" doc:"history that patience was taken from"`
	PatienceTo   civil.Date     `json:"patience_to_on" format:"date"`
	ShortSeconds float64        `json:"short_abandon_s" doc:"the centre's short-abandon limit"`
	AgentHours   float64        `json:"agent_h" doc:"hours of base agents, all queues and days"`
	PaidHours    float64        `json:"scheduled_h" doc:"hours to schedule, after shrinkage"`
}

// Settings are what a plan was asked to be made with.
type Settings struct {
	Target             Target      `json:"target"`
	Own                []OwnTarget `json:"own" doc:"queues with a target of their own"`
	ProbabilityPercent float64     `json:"probability_percent" doc:"how sure the targets must hold, given how sure the forecast is; 50: on the forecast itself"`
	PatienceWeeks      int         `json:"patience_weeks" doc:"weeks of history that patience is taken from"`
	Shrinkage          Shrinkage   `json:"shrinkage"`
	FullTimeHours      float64     `json:"full_time_hours" doc:"hours of a full-time person in a week"`
}

// Shrinkage is the part of scheduled time in which people are not there for
// contacts, in per cent of scheduled time.
type Shrinkage struct {
	From               ShrinkageFrom `json:"from,omitempty" enum:"given,planned" doc:"planned: the planned kinds of each day; the percentages are then filled in as of the first day"`
	InOfficePercent    float64       `json:"in_office_percent" doc:"breaks, training, meetings: at work, not there for contacts"`
	OutOfOfficePercent float64       `json:"out_of_office_percent" doc:"leave, sickness, vacancies: not at work"`
}

// ShrinkageFrom says where the shrinkage of a plan comes from.
type ShrinkageFrom string

// Where shrinkage comes from.
const (
	ShrinkageGiven   ShrinkageFrom = "given"
	ShrinkagePlanned ShrinkageFrom = "planned"
)

// Share is the whole of it, 0 to 1.
func (s Shrinkage) Share() float64 { return (s.InOfficePercent + s.OutOfOfficePercent) / 100 }

// Outcome is what became of a queue of a plan.
type Outcome string

// The outcomes.
const (
	OutcomeMade       Outcome = "made"
	OutcomeNoForecast Outcome = "no-forecast" // the version has no forecast of it
	OutcomeNoHandle   Outcome = "no-handle"   // its handle time is not known
)

// PatienceSource is where a queue's patience comes from.
type PatienceSource string

// Where patience comes from.
const (
	PatienceOfHistory PatienceSource = "history"
	PatienceGiven     PatienceSource = "given"
	PatienceUnknown   PatienceSource = "unknown" // too few gave up: nobody is taken to
)

// Patience is how long contacts of a queue are taken to wait before they give
// up, on average.
type Patience struct {
	From      PatienceSource `json:"from" enum:"history,given,unknown"`
	Seconds   float64        `json:"seconds,omitempty"`
	Error     float64        `json:"standard_error_s,omitempty"`
	Contacts  int            `json:"contacts,omitempty" doc:"it was taken from"`
	Abandoned int            `json:"abandoned,omitempty" doc:"of them"`
}

// Queue is what a plan says of a queue as a whole.
type Queue struct {
	QueueID string `json:"queue_id"`
	Code    string `json:"code"`
	Name    string `json:"name"`
	AboutQueue
}

// AboutQueue is what is kept of a queue beside its days.
type AboutQueue struct {
	Outcome    Outcome        `json:"outcome" enum:"made,no-forecast,no-handle"`
	Target     Target         `json:"target" doc:"with what was taken from the queue and the centre"`
	Model      queueing.Model `json:"model,omitempty" doc:"the formula: erlang-a, or erlang-c where patience is not known"`
	Notation   string         `json:"notation,omitempty" doc:"the formula in Kendall's notation"`
	Patience   Patience       `json:"patience"`
	Contacts   float64        `json:"contacts"`
	Workload   float64        `json:"workload_h"`
	AgentHours float64        `json:"agent_h" doc:"hours of base agents"`
	PaidHours  float64        `json:"scheduled_h" doc:"hours to schedule, after shrinkage"`
	MostAgents int            `json:"most_agents" doc:"base agents of the busiest interval"`
}

// Limits of what is asked of a plan.
const (
	maxName          = 100
	maxOwn           = 500
	leastProbability = 50
	mostProbability  = 99
	mostWeeks        = 52
	usualWeeks       = 8
	mostShrinkage    = 80
	usualFullTime    = 40
)

// Request asks for a plan.
type Request struct {
	Name       string `json:"name"`
	ForecastID string `json:"forecast_id"`
	Settings
}

func (r *Request) check() error {
	var w fault.Collector
	r.Name = strings.TrimSpace(r.Name)
	switch {
	case r.Name == "":
		w.Add("body.name", "required", "must not be empty")
	case utf8.RuneCountInString(r.Name) > maxName:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	w.Require("body.forecast_id", r.ForecastID)
	r.Target.check(&w, "body.target")
	if len(r.Own) > maxOwn {
		w.Add("body.own", "too_many", "must be at most 500")
	}
	seen := []string{}
	for i := range r.Own {
		o := &r.Own[i]
		field := "body.own." + strconv.Itoa(i)
		switch {
		case o.QueueID == "":
			w.Add(field+".queue_id", "required", "must not be empty")
		case slices.Contains(seen, o.QueueID):
			w.Add(field+".queue_id", "duplicate", "has a target of its own already")
		}
		seen = append(seen, o.QueueID)
		o.check(&w, field)
	}
	if r.ProbabilityPercent == 0 {
		r.ProbabilityPercent = leastProbability
	}
	if !(r.ProbabilityPercent >= leastProbability && r.ProbabilityPercent <= mostProbability) {
		w.Add("body.probability_percent", "range", "must be from 50 to 99")
	}
	if r.PatienceWeeks == 0 {
		r.PatienceWeeks = usualWeeks
	}
	if r.PatienceWeeks < 1 || r.PatienceWeeks > mostWeeks {
		w.Add("body.patience_weeks", "range", "must be from 1 to 52")
	}
	r.Shrinkage.check(&w)
	if r.FullTimeHours == 0 {
		r.FullTimeHours = usualFullTime
	}
	if !(r.FullTimeHours >= 1 && r.FullTimeHours <= 168) {
		w.Add("body.full_time_hours", "range", "must be from 1 to 168")
	}
	return w.Err("staffing.plan.invalid", "The requirement cannot be reckoned as it is asked for.")
}

func (s Shrinkage) check(w *fault.Collector) {
	if s.From != "" && s.From != ShrinkageGiven && s.From != ShrinkagePlanned {
		w.Add("body.shrinkage.from", "one_of", "must be given or planned")
	}
	for name, v := range map[string]float64{"in_office_percent": s.InOfficePercent, "out_of_office_percent": s.OutOfOfficePercent} {
		if !(v >= 0 && v <= mostShrinkage) {
			w.Add("body.shrinkage."+name, "range", "must be from 0 to 80")
		}
	}
	if s.Share() > mostShrinkage/100.0 {
		w.Add("body.shrinkage.in_office_percent", "sum", "must be at most 80 together with out of office")
	}
}

// targetOf is the target of a queue: its own or that of all.
func (s Settings) targetOf(queueID string) Target {
	for _, o := range s.Own {
		if o.QueueID == queueID {
			return o.Target
		}
	}
	return s.Target
}

// head is the plan without its queues, for the audit log and lists.
func (p Plan) head() Plan {
	p.Queues = nil
	return p
}

func (p Plan) has(queueID string) bool {
	return slices.ContainsFunc(p.Queues, func(q Queue) bool { return q.QueueID == queueID })
}

func text(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
