package strategy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// States of a version of an annual plan.
const (
	Draft    = "draft"
	Approved = "approved"
)

// AnnualPlan is a version of the operating plan of a year. An approved one never
// changes; a new version takes its place.
type AnnualPlan struct {
	Stamp
	AnnualPlanRequest
	Version    int           `json:"version"`
	State      string        `json:"state" enum:"draft,approved"`
	ApprovedMs int64         `json:"approved_ms,omitempty"`
	ApprovedBy string        `json:"approved_by,omitempty"`
	Current    bool          `json:"current" doc:"the newest approved version of its year"`
	Money      float64       `json:"money" doc:"sum of the budget lines"`
	Quarters   []QuarterRead `json:"quarters" doc:"what was reached in each quarter that has begun; of one plan alone"`
}

// AnnualPlanRequest says what a plan is to be, whole.
type AnnualPlanRequest struct {
	Year    int          `json:"year" minimum:"1990" maximum:"2100"`
	Owner   string       `json:"owner" maxLength:"400"`
	Summary string       `json:"summary,omitempty" maxLength:"8000" doc:"what the year is about"`
	Goals   []PlanGoal   `json:"goals" maxItems:"100"`
	Budget  []BudgetLine `json:"budget" maxItems:"100"`
}

// PlanGoal is what a goal is to reach in the quarters of the year.
type PlanGoal struct {
	GoalID      string       `json:"goal_id" maxLength:"60"`
	Note        string       `json:"note,omitempty" maxLength:"8000"`
	Initiatives []string     `json:"initiatives" maxItems:"50" doc:"ids of the work that is to bring it about"`
	Targets     []PlanTarget `json:"targets" maxItems:"10"`
}

// PlanTarget is what a measure of the goal is to be, by quarter.
type PlanTarget struct {
	Metric           string        `json:"metric" maxLength:"100" doc:"these six name the measure of the goal"`
	Version          int           `json:"version,omitempty"`
	Scope            string        `json:"scope" enum:"centre,site,team"`
	ScopeID          string        `json:"scope_id,omitempty" maxLength:"60"`
	ThresholdSeconds *int          `json:"threshold_seconds,omitempty"`
	Direction        string        `json:"direction" enum:"up,down"`
	Quarters         []QuarterGoal `json:"quarters" minItems:"4" maxItems:"4"`
}

// measure is the measure that the target is for, with the targets of the year.
func (t *PlanTarget) measure(year int) Measure {
	m := Measure{Metric: t.Metric, Version: t.Version, Scope: t.Scope, ScopeID: t.ScopeID, ThresholdSeconds: t.ThresholdSeconds, Direction: t.Direction, Weight: 1}
	for q, x := range t.Quarters {
		m.Targets = append(m.Targets, Target{FromOn: quarterOf(year, q).From.String(), Threshold: x.Threshold, Target: x.Target, Stretch: x.Stretch})
	}
	return m
}

// same is the place of the measure among those of a goal, or -1.
func (t *PlanTarget) same(all []Measure) int {
	m := t.measure(0)
	return slices.IndexFunc(all, func(o Measure) bool {
		return o.ref() == m.ref() && o.view() == m.view() && o.Direction == m.Direction
	})
}

// QuarterGoal are the points of a quarter.
type QuarterGoal struct {
	Threshold float64 `json:"threshold"`
	Target    float64 `json:"target"`
	Stretch   float64 `json:"stretch"`
}

// BudgetLine is money for a purpose, by quarter.
type BudgetLine struct {
	Name     string    `json:"name" maxLength:"400"`
	Note     string    `json:"note,omitempty" maxLength:"8000"`
	Quarters []float64 `json:"quarters" minItems:"4" maxItems:"4" doc:"in the centre's currency"`
}

// QuarterRead is what was reached in a quarter.
type QuarterRead struct {
	Quarter int             `json:"quarter" minimum:"1" maximum:"4"`
	From    string          `json:"from" format:"date"`
	To      string          `json:"to" format:"date"`
	Goals   []QuarterOfGoal `json:"goals"`
}

// QuarterOfGoal is what a goal reached in a quarter, by the plan's own targets.
type QuarterOfGoal struct {
	GoalID   string    `json:"goal_id"`
	Readings []Reading `json:"readings" doc:"of the measures the plan has targets for, in their order"`
}

// keptPlan is a version as it is kept.
type keptPlan struct {
	AnnualPlanRequest
	Version    int    `json:"version"`
	State      string `json:"state"`
	ApprovedMs int64  `json:"approved_ms,omitempty"`
	ApprovedBy string `json:"approved_by,omitempty"`
}

func (p *keptPlan) key() string { return fmt.Sprintf("%d %d", p.Year, p.Version) }

const mostPlanLines = 100

// tidy gives every wrong field at once.
func (p *AnnualPlanRequest) tidy(ends []row[GoalRequest], work []row[InitiativeRequest]) error {
	p.Owner, p.Summary = strings.TrimSpace(p.Owner), strings.TrimSpace(p.Summary)
	if p.Goals == nil {
		p.Goals = []PlanGoal{}
	}
	if p.Budget == nil {
		p.Budget = []BudgetLine{}
	}
	var w fault.Collector
	if p.Year < 1990 || p.Year > 2100 {
		w.Add("body.year", "out_of_range", "must be from 1990 to 2100")
	}
	w.Require("body.owner", p.Owner)
	short(&w, "body.owner", p.Owner, mostName)
	short(&w, "body.summary", p.Summary, mostText)
	if len(p.Goals) == 0 {
		w.Add("body.goals", "required", "name at least one goal")
	}
	seen := map[string]bool{}
	for i := range p.Goals {
		g, f := &p.Goals[i], fmt.Sprintf("body.goals[%d]", i)
		if seen[g.GoalID] {
			w.Add(f+".goal_id", "taken", "the goal is there twice")
		}
		seen[g.GoalID] = true
		g.tidy(&w, f, ends, work)
	}
	if len(p.Goals) > mostPlanLines || len(p.Budget) > mostPlanLines {
		w.Add("body.goals", "too_many", fmt.Sprintf("at most %d", mostPlanLines))
	}
	for i := range p.Budget {
		b, f := &p.Budget[i], fmt.Sprintf("body.budget[%d]", i)
		b.Name, b.Note = strings.TrimSpace(b.Name), strings.TrimSpace(b.Note)
		w.Require(f+".name", b.Name)
		short(&w, f+".name", b.Name, mostName)
		short(&w, f+".note", b.Note, mostText)
		if len(b.Quarters) != 4 {
			w.Add(f+".quarters", "too_few", "must be one for each quarter")
		}
		for k, v := range b.Quarters {
			if !(v >= 0 && v <= mostMoney) {
				w.Add(fmt.Sprintf("%s.quarters[%d]", f, k), "out_of_range", "must be from 0 to a million millions")
			}
		}
	}
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

func (g *PlanGoal) tidy(w *fault.Collector, field string, ends []row[GoalRequest], work []row[InitiativeRequest]) {
	g.Note = strings.TrimSpace(g.Note)
	short(w, field+".note", g.Note, mostText)
	if g.Initiatives == nil {
		g.Initiatives = []string{}
	}
	if g.Targets == nil {
		g.Targets = []PlanTarget{}
	}
	end, err := find(ends, g.GoalID)
	if err != nil {
		w.Add(field+".goal_id", "unknown", "there is no such goal")
		return
	}
	for k, id := range g.Initiatives {
		if x, err := find(work, id); err != nil || x.Content.GoalID != g.GoalID {
			w.Add(fmt.Sprintf("%s.initiatives[%d]", field, k), "unknown", "there is no such initiative of this goal")
		}
	}
	seen := map[int]bool{}
	for k, t := range g.Targets {
		f := fmt.Sprintf("%s.targets[%d]", field, k)
		place := t.same(end.Content.Measures)
		if place < 0 {
			w.Add(f+".metric", "unknown", "the goal has no such measure")
			continue
		}
		if seen[place] {
			w.Add(f+".metric", "taken", "the measure is there twice")
		}
		seen[place] = true
		if len(t.Quarters) != 4 {
			w.Add(f+".quarters", "too_few", "must be one for each quarter")
		}
		less := end.Content.Measures[place].lessIsBetter()
		for q, x := range t.Quarters {
			at := fmt.Sprintf("%s.quarters[%d]", f, q)
			switch err := (scoring.Points{Threshold: x.Threshold, Target: x.Target, Stretch: x.Stretch}).Check(less); {
			case errors.Is(err, scoring.ErrNumber):
				w.Add(at+".target", "range", err.Error())
			case errors.Is(err, scoring.ErrThreshold):
				w.Add(at+".threshold", "order", err.Error())
			case errors.Is(err, scoring.ErrStretch):
				w.Add(at+".stretch", "order", err.Error())
			}
		}
	}
}

// money is what the budget comes to.
func (p *AnnualPlanRequest) money() float64 {
	sum := 0.0
	for _, b := range p.Budget {
		for _, v := range b.Quarters {
			sum += v
		}
	}
	return math.Round(sum*100) / 100
}

// quarterOf are the days of a quarter, counted from 0.
func quarterOf(year, quarter int) civil.Range {
	first := civil.Of(year, time.Month(3*quarter+1), 1)
	return civil.Range{From: first, To: civil.Of(year, time.Month(3*quarter+4), 1).Add(-1)}
}

// setTargets gives the measures of a goal the targets of the plan's quarters, and
// reports whether anything changed. Quarters that were over before the day keep
// the targets they were judged by.
func (g *PlanGoal) setTargets(goal *GoalRequest, year int, today civil.Date) bool {
	changed := false
	for _, t := range g.Targets {
		place := t.same(goal.Measures)
		if place < 0 {
			continue
		}
		m := &goal.Measures[place]
		kept := slices.Clone(m.Targets)
		for q, x := range t.Quarters {
			days := quarterOf(year, q)
			if days.To.Before(today) {
				continue
			}
			from, to := days.From.String(), days.To.String()
			kept = slices.DeleteFunc(kept, func(o Target) bool { return o.FromOn >= from && o.FromOn <= to })
			kept = append(kept, Target{FromOn: from, Threshold: x.Threshold, Target: x.Target, Stretch: x.Stretch})
		}
		slices.SortStableFunc(kept, func(a, b Target) int { return strings.Compare(a.FromOn, b.FromOn) })
		changed = changed || !slices.Equal(kept, m.Targets)
		m.Targets = kept
	}
	return changed
}
