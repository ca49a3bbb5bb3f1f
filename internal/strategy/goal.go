package strategy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
)

// The perspectives of the balanced scorecard, as they stand on the map from the
// top.
const (
	Finance  = "finance"
	Customer = "customer"
	Internal = "internal"
	Learning = "learning"
)

// Perspectives lists them in order.
var Perspectives = []string{Finance, Customer, Internal, Learning}

// Scopes of a measure.
const (
	ScopeCentre = "centre"
	ScopeSite   = "site"
	ScopeTeam   = "team"
)

// Goal is what the centre wants to reach.
type Goal struct {
	Stamp
	GoalRequest
}

// GoalRequest says what a goal is to be.
type GoalRequest struct {
	Perspective string    `json:"perspective" enum:"finance,customer,internal,learning"`
	Name        string    `json:"name" maxLength:"400"`
	Description string    `json:"description,omitempty" maxLength:"8000"`
	Owner       string    `json:"owner" maxLength:"400" doc:"who answers for it"`
	Place       int       `json:"place" doc:"order within the perspective"`
	Active      bool      `json:"active" doc:"false: given up or reached for good; it leaves the map"`
	Measures    []Measure `json:"measures" maxItems:"10"`
}

// Measure is a metric of the catalogue that a goal is measured by.
type Measure struct {
	Metric           string   `json:"metric" maxLength:"100" doc:"id of the catalogue"`
	Version          int      `json:"version,omitempty" doc:"of the definition; none: the one in force on each day"`
	Scope            string   `json:"scope" enum:"centre,site,team"`
	ScopeID          string   `json:"scope_id,omitempty" maxLength:"60" doc:"of the site or team"`
	ThresholdSeconds *int     `json:"threshold_seconds,omitempty" doc:"T of within T seconds; none: that of the queue"`
	Direction        string   `json:"direction" enum:"up,down" doc:"which way is better"`
	Weight           float64  `json:"weight" doc:"within the goal"`
	Targets          []Target `json:"targets" maxItems:"100" doc:"each holds from its day until the next"`
}

// Target is what a measure is to be from a day on.
type Target struct {
	FromOn    string  `json:"from_on" maxLength:"10" doc:"YYYY-MM-DD"`
	Threshold float64 `json:"threshold" doc:"60 points: the least that counts"`
	Target    float64 `json:"target" doc:"100 points"`
	Stretch   float64 `json:"stretch" doc:"120 points; the target: there is none"`
}

const (
	mostName      = 100
	mostText      = 2000
	mostMeasures  = 10
	mostTargets   = 100
	mostThreshold = 86400
)

// tidy checks what was asked against the catalogue and gives every wrong field
// at once. known says whether there is a site or team.
func (g *GoalRequest) tidy(catalogue []metric.Metric, known func(scope, id string) bool) error {
	g.Name, g.Description, g.Owner = strings.TrimSpace(g.Name), strings.TrimSpace(g.Description), strings.TrimSpace(g.Owner)
	if g.Measures == nil {
		g.Measures = []Measure{}
	}
	var w fault.Collector
	w.Require("body.name", g.Name)
	w.Require("body.owner", g.Owner)
	short(&w, "body.name", g.Name, mostName)
	short(&w, "body.owner", g.Owner, mostName)
	short(&w, "body.description", g.Description, mostText)
	oneOf(&w, "body.perspective", g.Perspective, Perspectives)
	if len(g.Measures) > mostMeasures {
		w.Add("body.measures", "too_many", fmt.Sprintf("at most %d measures", mostMeasures))
	}
	for i := range g.Measures {
		g.Measures[i].tidy(&w, fmt.Sprintf("body.measures[%d]", i), catalogue, known)
	}
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

func (m *Measure) tidy(w *fault.Collector, field string, catalogue []metric.Metric, known func(scope, id string) bool) {
	at := slices.IndexFunc(catalogue, func(x metric.Metric) bool { return x.ID == m.Metric })
	if at < 0 {
		w.Add(field+".metric", "unknown", "there is no metric "+m.Metric)
		return
	}
	x := catalogue[at]
	if x.Unit == metric.UnitCount {
		w.Add(field+".metric", "count", "a count grows with the length of the period: measure by a rate or a mean")
	}
	if m.Version < 0 || m.Version > 0 && !slices.ContainsFunc(x.Versions, func(d metric.Definition) bool { return d.Version == m.Version }) {
		w.Add(field+".version", "unknown", "the metric has no such version")
	}
	oneOf(w, field+".scope", m.Scope, []string{ScopeCentre, ScopeSite, ScopeTeam})
	if m.Scope == ScopeCentre {
		m.ScopeID = ""
	} else if !known(m.Scope, m.ScopeID) {
		w.Add(field+".scope_id", "unknown", "there is no such "+m.Scope)
	}
	if t := m.ThresholdSeconds; t != nil {
		switch {
		case !slices.Contains(x.Takes, metric.ParamThreshold):
			w.Add(field+".threshold_seconds", "not_taken", "this metric knows no T")
		case *t < 0 || *t > mostThreshold:
			w.Add(field+".threshold_seconds", "out_of_range", fmt.Sprintf("must be from 0 to %d", mostThreshold))
		}
	}
	oneOf(w, field+".direction", m.Direction, []string{metric.DirectionUp, metric.DirectionDown})
	if !(m.Weight > 0 && m.Weight <= 100) {
		w.Add(field+".weight", "out_of_range", "must be above 0 and at most 100")
	}
	if len(m.Targets) == 0 {
		m.Targets = []Target{}
		w.Add(field+".targets", "required", "name at least one target")
	}
	if len(m.Targets) > mostTargets {
		w.Add(field+".targets", "too_many", fmt.Sprintf("at most %d targets", mostTargets))
	}
	slices.SortStableFunc(m.Targets, func(a, b Target) int { return strings.Compare(a.FromOn, b.FromOn) })
	for i, t := range m.Targets {
		f := fmt.Sprintf("%s.targets[%d]", field, i)
		if _, err := civil.Parse(t.FromOn); err != nil {
			w.Add(f+".from_on", "date", "must be a date, YYYY-MM-DD")
		}
		if i > 0 && m.Targets[i-1].FromOn == t.FromOn {
			w.Add(f+".from_on", "taken", "there is another target from this day on")
		}
		switch err := t.points().Check(m.lessIsBetter()); {
		case errors.Is(err, scoring.ErrNumber):
			w.Add(f+".target", "range", err.Error())
		case errors.Is(err, scoring.ErrThreshold):
			w.Add(f+".threshold", "order", err.Error())
		case errors.Is(err, scoring.ErrStretch):
			w.Add(f+".stretch", "order", err.Error())
		}
	}
}

// lessIsBetter turns the order of the points.
func (m *Measure) lessIsBetter() bool { return m.Direction == metric.DirectionDown }

func (t *Target) points() scoring.Points {
	return scoring.Points{Threshold: t.Threshold, Target: t.Target, Stretch: t.Stretch}
}

// ref names the metric for a question.
func (m *Measure) ref() string {
	if m.Version > 0 {
		return fmt.Sprintf("%s@%d", m.Metric, m.Version)
	}
	return m.Metric
}

// on is the target that holds on a day; nil: none does yet.
func (m *Measure) on(day string) *Target {
	var out *Target
	for i := range m.Targets {
		if m.Targets[i].FromOn <= day {
			out = &m.Targets[i]
		}
	}
	return out
}

func short(w *fault.Collector, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		w.Add(field, "too_long", fmt.Sprintf("must have at most %d characters", most))
	}
}

func oneOf(w *fault.Collector, field, value string, all []string) {
	if !slices.Contains(all, value) {
		w.Add(field, "one_of", "must be one of "+strings.Join(all, ", "))
	}
}
